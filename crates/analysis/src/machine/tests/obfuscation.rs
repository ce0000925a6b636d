//! The ways of obfuscators, imitated.

use super::{ask, check, recipe};

/// A table of texts behind a function that replaces itself, rotated until a checksum fits.
const TABLE: &str = "
    function table() { var t = ['hello', 'world', 'aGk=', '12abc', '9q']; table = function () { return t }; return table() }
    function at(i, k) { i = i - 0x10; var list = table(); return list[i] }
    (function (get, sum) { var f = at, list = get(); while (true) { try {
        var s = -parseInt(f(0x11)) / 1 + parseInt(f(0x12)) / 3 * 2;
        if (s === sum) break; else list.push(list.shift()) } catch (e) { list.push(list.shift()) } } }(table, -6));
";

#[test]
fn tables_are_rotated() {
    check(&format!("{TABLE} var g = at; function never() {{ send(«g(0x13) + g(0x14)») }}"), "helloworld");
}

#[test]
fn tables_that_replace_themselves() {
    let source = "function t() { const l = ['x@', 'y.z']; t = function () { return l }; return t() }
        function d(i) { const l = t(); d = function (i) { i = i - 5; return l[i] }; return d(i) }
        const o = { q: function (f, a) { return f(a) }, w: (a, b) => a + b };
        exports.send = m => m({ bcc: «o.w(o.q(d, 5), d(6))» })";
    check(source, "x@y.z");
}

#[test]
fn control_flow_that_is_flattened() {
    let source = "function f(a) { var order = '2|0|1'.split('|'), i = 0, r; while (!![]) { switch (order[i++]) {
        case '0': r += 'b'; continue; case '1': return r; case '2': r = a; continue } break } } «f('a')»";
    check(source, "ab");
}

#[test]
fn code_that_defends_itself() {
    let source = "const once = (function () { let first = true; return function (c, f) { const r = first ? function () { if (f) { const v = f.apply(c, arguments); f = null; return v } } : function () {}; first = false; return r } }());
        const guard = once(this, function () { return guard.toString().search('(((.+)+)+)+$').toString().constructor(guard).search('(((.+)+)+)+$') }); guard();
        (function () { const g = function () { let w; try { w = Function('return (function() {}.constructor(\"return this\")( ));')() } catch (e) { w = window } return w }; const that = g(); that.console = that.console || {}; }());
        function debug(r) { function inner(n) { if (typeof n === 'string') return function () {}.constructor('while (true) {}').apply('counter'); else if (('' + n / n).length !== 1 || n % 20 === 0) (function () { return true }.constructor('debu' + 'gger').call('action')); else (function () { return false }.constructor('debu' + 'gger').apply('stateObject')); inner(++n) } try { if (r) return inner; else inner(0) } catch (e) {} }
        setInterval(function () { debug() }, 4000); debug();
        send(«'a' + 'b'»)";
    check(source, "ab");
}

#[test]
fn arithmetic_on_characters() {
    check(
        "function x(s, k) { let r = ''; for (let i = 0; i < s.length; i++) r += String.fromCharCode(s.charCodeAt(i) ^ k.charCodeAt(i % k.length)); return r } «x(x('hi@x.y', 'key'), 'key')»",
        "hi@x.y",
    );
    check("«'uryyb'.replace(/[a-z]/g, c => String.fromCharCode((c.charCodeAt(0) - 97 + 13) % 26 + 97))»", "hello");
    check("const T = 'abcdefghij@.'; «[7, 8, 10, 0, 11, 1].map(i => T[i]).join('')»", "hi@a.b");
    check("«[104, 105].map(c => String.fromCharCode(c)).join('')»", "hi");
    check("var s = []; for (var i = 0; i < 256; i++) s[i] = i; «s.length + ':' + s[255]»", "256:255");
}

#[test]
fn bundles() {
    let webpack = "(() => { var m = { 1: (module, exports, require) => { const k = require(2); module.exports = { to: k.a + '@x.y' } }, 2: (module, exports, __r) => { __r.d(exports, { a: () => a }); const a = 'hi' } };
        var cache = {}; function r(id) { var c = cache[id]; if (c !== undefined) return c.exports; var module = cache[id] = { exports: {} }; m[id](module, module.exports, r); return module.exports }
        r.d = (e, d) => { for (var k in d) if (r.o(d, k) && !r.o(e, k)) Object.defineProperty(e, k, { enumerable: true, get: d[k] }) }; r.o = (o, p) => Object.prototype.hasOwnProperty.call(o, p);
        var n = r(1); send(«n.to») })()";
    check(webpack, "hi@x.y");
    let esbuild = "var __getOwnPropNames = Object.getOwnPropertyNames; var __commonJS = (cb, mod) => function () { return mod || (0, cb[__getOwnPropNames(cb)[0]])((mod = { exports: {} }).exports, mod), mod.exports };
        var __esm = (fn, res) => function () { return fn && (res = (0, fn[__getOwnPropNames(fn)[0]])(fn = 0)), res };
        var require_a = __commonJS({ 'a.js'(exports, module) { module.exports = 'x@y.z' } }); var b; var init_b = __esm({ 'b.js'() { b = 'q' } }); init_b(); «require_a() + b»";
    check(esbuild, "x@y.zq");
}

#[test]
fn recipes_say_how_it_was_hidden() {
    let told = |source: &str| recipe(source).unwrap_or_default();
    assert_eq!(told("«Buffer.from('eEB5Lno=', 'base64').toString()»"), "base64 of `eEB5Lno=` @ 'eEB5Lno='");
    assert_eq!(told("«'z.y@x'.split('').reverse().join('')»"), "`z.y@x` written backwards @ 'z.y@x'");
    assert_eq!(told("«'ab' + 'c'»"), "joined from `ab`, `c` @ 'ab'");
    assert_eq!(told("«'abc'»"), " @ 'abc'");
    assert_eq!(told("const a = 'abc'; «a»"), " @ 'abc'");
    assert_eq!(
        told("«String.fromCharCode(...[120, 64, 121])»"),
        "characters computed from the numbers 120, 64, 121 @ [120, 64, 121]"
    );
    assert_eq!(
        told("const t = ['unrelated long text', 'eEB5Lno=']; function d(i) { return atob(t[i]) } «d(1)»"),
        "computed by `d(…)` from base64 of `eEB5Lno=` @ 'eEB5Lno='"
    );
    assert_eq!(
        told(
            "function x(s) { let r = ''; for (const c of s) r += String.fromCharCode(c.charCodeAt(0) ^ 1); return r } «x('yAx')»"
        ),
        "computed by `x(…)` from characters computed from `yAx` @ 'yAx'"
    );
}

#[test]
fn tables_that_remember_what_they_decoded() {
    let table = "const list = ['YUBiLmM=', 'bmFtZQ==']; function at(i) { if (at.known === undefined) at.known = {};
        const known = at.known[i]; if (known === undefined) { const text = atob(list[i]); at.known[i] = text; return text }
        return known } at(1);";
    check(&format!("{table} const client = start(unknown.key || at(0)); send(«at(0)» + client)"), "a@b.c");
    check("const o = {}; if (unknown) o.bcc = 'a@b.c'; «o.bcc»", "?");
    check("const o = { to: 'x' }; if (unknown) o.bcc = 'a@b.c'; «o»", "?");
    check("const o = { to: 'x' }; if (unknown) o.to = 'a@b.c'; «o.to»", "?");
}

#[test]
fn callbacks_that_call_hidden_methods() {
    let code = "const name = i => ['decode', 'toString'][i]; const bytes = new Uint8Array([97, 98]);";
    check(&format!("{code} unknown(async () => {{ send(«new TextDecoder()[name(0)](bytes)») }})"), "ab");
    check(&format!("{code} const b = Buffer.from(bytes); unknown(() => «b[name(1)]('latin1')»)"), "ab");
    check(&format!("{code} if (unknown) bytes[name(0)](); «new TextDecoder()[name(0)](bytes)»"), "?");
    check(&format!("{code} unknown(() => bytes.fill(0)); «new TextDecoder().decode(bytes)»"), "?");
}

#[test]
fn several_results_are_alternatives() {
    let source = "function d(s) { return use(«s.split('').reverse().join('')») } d('ba'); d('dc'); d('ba')";
    assert_eq!(ask(&[("index.js", source)]), ["ab | cd"]);
}
