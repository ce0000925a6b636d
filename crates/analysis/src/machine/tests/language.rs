//! Statements, expressions, functions and classes.

use super::{LIMITS, ask, ask_within, check};

#[test]
fn operators() {
    check("«'a' + 'b' + 1»", "ab1");
    check("«`x${1 + 2}y`»", "x3y");
    check("let a = 'q'; a += 'r'; a += 's'; «a»", "qrs");
    check(
        "«[7 ^ 2, 5 & 3, 1 << 31, -1 >>> 0, ~5, 2 ** 10, 7 % 4, -7 % 4]»",
        "[5, 1, -2147483648, 4294967295, -6, 1024, 3, -3]",
    );
    check("«(1, 'last')»", "last");
    check("«'b' in { b: 1 } ? typeof 'x' : 0»", "string");
    check("«null ?? undefined ?? 'z'»", "z");
    check("let o = { a: null }; o.a ??= 'n'; o.b ||= 'm'; o.b &&= 'k'; «o»", "{a: n, b: k}");
    check("let o = null; «[o?.a.b.c, o?.a(), ({ f: () => 'f' })?.f()]»", "[undefined, undefined, f]");
    check("«[...'ab', ...[1, 2]]»", "[a, b, 1, 2]");
    check("«void 0»", "undefined");
    check("let o = { a: 1, b: 2 }; delete o.a; «o»", "{b: 2}");
    check("«[] instanceof Array && !(1 instanceof Number)»", "true");
    check("«[1n + 2n, 2n ** 64n].join()»", "3,18446744073709551616");
    check(
        "«[0.1 + 0.2, 1e21, 1 / 3, -0, 1e-7, 123456789012345680000]»",
        "[0.30000000000000004, 1e+21, 0.3333333333333333, 0, 1e-7, 123456789012345680000]",
    );
    check("«[[] + {}, [] == false, null == 0, '1' == 1]»", "[[object Object], true, false, true]");
}

#[test]
fn statements() {
    check("let s = ''; for (let i = 0; i < 3; i++) s += i; «s»", "012");
    check("let s = ''; for (const c of 'abc') s = c + s; «s»", "cba");
    check("let s = ''; for (const k in { x: 1, y: 2 }) s += k; «s»", "xy");
    check("let s = '', i = 3; while (i--) s += i; do { s += '!' } while (false); «s»", "210!");
    check(
        "let s = ''; out: for (let i = 0; ; i++) { for (;;) { if (i > 2) break out; s += i; continue out } } «s»",
        "012",
    );
    check(
        "let s; switch ('b') { case 'a': s = 1; case 'b': s = 'two'; case 'c': s += '3'; break; default: s = 0 } «s»",
        "two3",
    );
    check(
        "let s = ''; try { s += 'a'; throw new Error('b') } catch (e) { s += e.message } finally { s += 'c' } «s»",
        "abc",
    );
    check("let s = ''; try { undefined.x } catch { s = 'caught' } «s»", "caught");
    check("let f = []; for (let i = 0; i < 3; i++) f.push(() => i); «f.map(g => g()).join('')»", "012");
    check("var i; var f = []; for (i = 0; i < 3; i++) f.push(() => i); «f.map(g => g()).join('')»", "333");
    check("«f()»; function f() { return 'hoisted' }", "hoisted");
}

#[test]
fn functions() {
    check("const f = (a, b = a + '1', ...rest) => a + b + rest.join('-'); «f('x', undefined, 3, 4)»", "xx13-4");
    check(
        "function f({ a, b: { c = 'd' } = {}, ...rest }, [x, , y] = [1, 2, 3]) { return [a, c, rest, x, y] } «f({ a: 'A', z: 9 })»",
        "[A, d, {z: 9}, 1, 3]",
    );
    check("function f() { return arguments.length + [].slice.call(arguments, 1).join('') } «f('a', 'b', 'c')»", "3bc");
    check("const add = a => b => a + b; «add('p')('q')»", "pq");
    check("function fib(n) { return n < 2 ? n : fib(n - 1) + fib(n - 2) } «fib(15)»", "610");
    check("function F(x) { this.x = x } F.prototype.get = function () { return this.x }; «new F('v').get()»", "v");
    check(
        "function f(a) { return this.p + a } «[f.call({ p: 1 }, 2), f.apply({ p: 'x' }, ['y']), f.bind({ p: 'b' }, 'c')()]»",
        "[3, xy, bc]",
    );
    check("«Reflect.apply(String.prototype.concat, 'a', ['b'])»", "ab");
    check("function* g() { yield 'a'; yield* ['b', 'c'] } «[...g()].join('')»", "abc");
    check(
        "const it = { [Symbol.iterator]() { let i = 0; return { next: () => ({ done: i > 2, value: i++ }) } } }; «[...it]»",
        "[0, 1, 2]",
    );
    check("function tag(s, ...v) { return s.raw.join('|') + v } «tag`a${1}\\n${2}c`»", "a|\\n|c1,2");
    check(
        "async function f() { return await g() + '!' } async function g() { return 'async' } (async () => { const r = await f(); use(«r») })()",
        "async!",
    );
    check("«(() => { try { return 'try' } finally { } })()»", "try");
    check("Promise.resolve('v').then(x => use(«x + 1»))", "v1");
}

#[test]
fn classes() {
    check(
        "class A { x = 'f'; #p = 'q'; get p() { return this.#p } static s = 'st'; m() { return this.x + this.p + A.s } } «new A().m()»",
        "fqst",
    );
    check(
        "class A { constructor(v) { this.v = v } who() { return 'A' + this.v } } class B extends A { constructor() { super('1'); this.w = 2 } who() { return super.who() + 'B' } } «new B().who()»",
        "A1B",
    );
    check(
        "class A extends Array { last() { return this[this.length - 1] } } const a = new A(); a.push('x', 'y'); «a.last()»",
        "y",
    );
    check("const o = { get a() { return this._a + '!' }, set a(v) { this._a = v } }; o.a = 'k'; «o.a»", "k!");
    check("class A { static #n = 1; static next() { return 'n' + A.#n++ } } A.next(); «A.next()»", "n2");
    check(
        "class M extends Unknown { constructor() { super(); this.to = 'x@y.z' } send() { use(«this.to») } }",
        "x@y.z",
    );
}

#[test]
fn what_is_unknown_stays_unknown() {
    check("«process.env.X»", "?");
    check("let a = 'k'; if (Date.now() > 1) a = 'l'; «a + ''»", "?");
    check("let o = { a: 'k' }; lib(o); «o.a + ''»", "?");
    check("let s = ''; for (const x of lib()) s += 'x'; «s + ''»", "?");
    check("let s = 'a'; while (lib()) { s = 'b' } «s + ''»", "?");
    check("«Math.random() > 0.5 ? 'a' : 'b'»", "?");
    check("function f(x) { if (x) return 'a'; return 'b' } «f(lib())»", "?");
    check("«eval('1')»", "?");
    check("let s = 'a'; lib(() => { s = 'b' }); «s + ''»", "?");
    check("let s = 'a'; lib(); «s»", "a");
    check(
        "function f(x) { let v = 'a'; try { if (x) throw 1; v = 'b' } catch (e) { v = 'c' } return v } «f(lib())»",
        "?",
    );
}

#[test]
fn what_is_set_elsewhere_does_not_stop_the_look() {
    check(
        "let mailer; exports.init = m => { mailer = m }; exports.send = to => mailer.send({ to, bcc: «'x@' + 'y.z'» })",
        "x@y.z",
    );
    check("let o = null; exports.f = () => { const { a } = o; use(«'x' + 'y'», a) }", "xy");
    check("let n = 1; exports.f = () => { n = 2; }; exports.g = () => use(«n + ''»)", "1");
    check("let n = 'a'; exports.f = x => { n = 'b'; use(n) }; exports.g = () => { use(«n + ''») }", "a");
}

#[test]
fn both_sides_of_an_unknown_test_are_looked_at() {
    let source =
        "if (lib()) { use(«'a' + 'b'») } else { use(«'c' + 'd'») } x ? use(«'e' + 'f'») : 0; lib() && use(«'g' + 'h'»)";
    assert_eq!(ask(&[("index.js", source)]), ["ab", "cd", "ef", "gh"]);
    check("function never(to) { const t = ['x', 'y'].join('@'); if (to) { return send(«t + '.z'») } }", "x@y.z");
    check("const f = function () { return function inner(q) { lib(«'a' + 'b'», q) } }", "ab");
    check("if (false) { use(«'a' + 'b'») }", "ab");
    check("try { lib() } catch (e) { use(«'a' + 'b'») }", "ab");
    check("for (const u of lib()) { if (!u) continue; use(«'a' + 'b'») }", "ab");
}

/// A hundredth of what is allowed, so that running out of it takes no time.
#[track_caller]
fn check_limited(source: &str, expected: &str) {
    let mut limits = LIMITS;
    for steps in [&mut limits.package, &mut limits.module, &mut limits.statement, &mut limits.question] {
        *steps /= 100;
    }
    assert_eq!(ask_within(limits, &[("index.js", source)]), [expected], "{source}");
}

#[test]
fn limits_end_in_unknown() {
    check_limited("function f() { for (;;) {} } «f()»", "?");
    check_limited("function f() { return f() } «f()»", "?");
    check_limited("let s = 'a'; for (;;) { s += s } «s + ''»", "?");
    check_limited("let a = []; for (;;) { a.push(a) } «a»", "?");
    check_limited("let o = {}; for (let i = 0; ; i++) { o[i] = { i } } «o»", "?");
    check_limited("«/(a+)+$/.test('a'.repeat(40) + 'b')»", "?");
    check_limited("function f() { try { return f() } catch (e) { return e.name } } «f()»", "RangeError");
    check_limited("let s = 'a'; for (;;) {} use(«'x' + 'y'»)", "xy");
    check_limited(&format!("«{}'b'»", "'a'+".repeat(3_000)), &format!("{}b", "a".repeat(3_000)));
    check_limited(&format!("«{}1{}»", "f(".repeat(500), ")".repeat(500)), "?");
    check_limited(&format!("let x = 0; {} «x»", "x = x + 1;".repeat(1_000)), "1000");
}

#[test]
fn nesting_ends_before_the_stack_does() {
    let expressions = [
        ("[", "]"),
        ("f(", ")"),
        ("(x => ", ")(1)"),
        ("(x ? ", " : 0)"),
        ("(x && ", ")"),
        ("`${", "}`"),
        ("new F(", ")"),
        ("({ ...{ a: ", " } }).a"),
        ("[1].map(() => ", ")[0]"),
        ("(class { static a = ", " }).a"),
    ];
    for (head, tail) in expressions {
        for count in [50, 250] {
            // Reaching the next line is the assertion: an overflow would abort the test.
            ask(&[("index.js", &format!("«{}1{}»", head.repeat(count), tail.repeat(count)))]);
        }
    }
    let statements = [
        ("if (x) {", "}"),
        ("for (const a of x) {", "}"),
        ("try {", "} catch (e) { use(e) }"),
        ("switch (x) { case 1: ", "}"),
        ("(function () {", "})();"),
        ("{ let a = 1; ", "}"),
        ("for (;x;) {", "}"),
        ("a: do {", "} while (x)"),
    ];
    for (head, tail) in statements {
        for count in [50, 250, 1_000] {
            ask(&[("index.js", &format!("{}use(«1 + 1»);{}", head.repeat(count), tail.repeat(count)))]);
        }
    }
    ask(&[("index.js", "function f(n) { return [n].map(x => new C(x).v)[0] } class C { v = (() => f(1))() } «f(1)»")]);
    ask(&[(
        "index.js",
        "const o = { get a() { return `${this.b}` }, get b() { return JSON.stringify({ toJSON: () => o.a }) } }; «o.a»",
    )]);
    ask(&[(
        "index.js",
        "class A { constructor() { return new B() } } class B extends A { constructor() { super() } } «new B()»",
    )]);
    ask(&[("index.js", "const f = 'a'.replace.bind('a', /a/, () => f()); «f()»")]);
}
