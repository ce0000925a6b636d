//! What the language provides.

use super::check;

#[test]
fn texts() {
    check(
        "«['abc'.charAt(1), 'abc'.at(-1), 'abc'[0], 'abc'.charCodeAt(1), '😀'.codePointAt(0)]»",
        "[b, c, a, 98, 128512]",
    );
    check("«['hello'.slice(1, -1), 'hello'.substring(3, 1), 'hello'.substr(-3, 2)]»", "[ell, el, ll]");
    check(
        "«['a-b-c'.split('-'), 'abc'.split(''), 'a1b2'.split(/\\d/), 'a,b'.split(',', 1)]»",
        "[[a, b, c], [a, b, c], [a, b, ], [a]]",
    );
    check("«'moc.a@b'.split('').reverse().join('')»", "b@a.com");
    check(
        "«['a.b.c'.replace('.', '-'), 'a.b.c'.replaceAll('.', '$&$&'), 'x1y22'.replace(/\\d+/g, m => '<' + m + '>')]»",
        "[a-b.c, a..b..c, x<1>y<22>]",
    );
    check("«'John Smith'.replace(/(\\w+)\\s(\\w+)/, '$2 $1')»", "Smith John");
    check("«'2020-01'.replace(/(?<y>\\d+)-(?<m>\\d+)/, '$<m>/$<y>')»", "01/2020");
    check(
        "«[' x '.trim(), 'x '.trimEnd(), 'aB'.toUpperCase(), 'ab'.repeat(2), '5'.padStart(3, '0'), '5'.padEnd(3, 'ab')]»",
        "[x, x, AB, abab, 005, 5ab]",
    );
    check(
        "«['abc'.indexOf('c'), 'abcabc'.lastIndexOf('b'), 'abc'.includes('d'), 'abc'.startsWith('ab'), 'abc'.endsWith('bc')]»",
        "[2, 4, false, true, true]",
    );
    check("«String.fromCharCode(104, 105) + String.fromCodePoint(128512)»", "hi😀");
    check("«String.raw`a\\n${1}`»", "a\\n1");
    check("«'abc'.concat('d', 1)»", "abcd1");
    check("«[...'a1b22'.matchAll(/[a-z](\\d+)/g)].map(m => m[1] + m.index).join()»", "10,222");
    check(
        "«['a1b2'.match(/\\d/g), 'a1'.match(/(?<l>[a-z])(\\d)/).groups.l, /b(?=c)/.test('bc'), /(.)\\1/.exec('abb')[0]]»",
        "[[1, 2], a, true, bb]",
    );
    check("const r = /o/g; let n = []; let m; while ((m = r.exec('foo'))) n.push(m.index); «n»", "[1, 2]");
    check("«/^[\\w.+-]+@[^@\\s]+$/i.test('A.b@c.d')»", "true");
}

#[test]
fn numbers() {
    check(
        "«[parseInt('0x1f'), parseInt('12px'), parseInt('z', 36), parseFloat('1.5e3x'), Number(' 12 '), Number('1e'), +'0b11']»",
        "[31, 12, 35, 1500, 12, NaN, 3]",
    );
    check(
        "«[(255).toString(16), (0.5).toString(2), (255.5).toString(36), (1.005).toFixed(2), (2.5).toFixed(0), (-1.5).toFixed(0)]»",
        "[ff, 0.1, 73.i, 1.00, 3, -2]",
    );
    check(
        "«[Math.floor(-1.5), Math.round(2.5), Math.round(-2.5), Math.max(1, 3, 2), Math.imul(0xffffffff, 5), Math.trunc(-0.9) === 0]»",
        "[-2, 3, -2, 3, -5, true]",
    );
}

#[test]
fn copies() {
    check(
        "const a = { b: [1, { c: 'x' }] }; const d = structuredClone(a); d.b[1].c = 'y'; «a.b[1].c + d.b[1].c + d.b[0]»",
        "xy1",
    );
    check("«structuredClone('x')»", "x");
}

#[test]
fn addresses_without_a_host() {
    check(
        "const u = new URL('mailto:a@b.test?subject=x#y'); «[u.protocol, u.pathname, u.search, u.hash, u.href].join(' ')»",
        "mailto: a@b.test ?subject=x #y mailto:a@b.test?subject=x#y",
    );
    check("«new URL('mailto:a@b.test?').search.length»", "0");
}

#[test]
fn bytes() {
    check("«Buffer.from('aGVsbG8=', 'base64').toString()»", "hello");
    check("«Buffer.from('68656c6c6f', 'hex').toString('utf8')»", "hello");
    check(
        "«[Buffer.from('hé').toString('hex'), Buffer.from('a?>').toString('base64url'), Buffer.from('hi', 'utf16le').length]»",
        "[68c3a9, YT8-, 4]",
    );
    check("«atob('aGk=') + btoa('hi')»", "hiaGk=");
    check("const b = Buffer.from([1, 2, 3]); const k = 0x60; «Buffer.from(b.map(x => x ^ k)).toString()»", "abc");
    check(
        "const b = Buffer.concat([Buffer.from('a'), Buffer.from('b')]); b[0] = 0x7a; «b.toString('latin1') + b.length»",
        "zb2",
    );
    check("«new TextDecoder().decode(new Uint8Array([104, 105]))»", "hi");
    check("«String.fromCharCode(...new TextEncoder().encode('hé'))»", "hÃ©");
    check("«Buffer.from('badc').swap16().toString()»", "abcd");
    check("«Buffer.from('hello').subarray(1, 3).toString()»", "el");
    check(
        "const v = new DataView(new ArrayBuffer(4)); v.setUint16(0, 0x6869); «String.fromCharCode(v.getUint8(0), v.getUint8(1))»",
        "hi",
    );
    check("const u = new Uint16Array([258]); «[...new Uint8Array(u.buffer)]»", "[2, 1]");
    check(
        "«[decodeURIComponent('%68%C3%A9'), encodeURIComponent('a b&é'), unescape('%68%u0069'), escape('é ')]»",
        "[hé, a%20b%26%C3%A9, hi, %E9%20]",
    );
}

#[test]
fn lists_and_objects() {
    check("«[3, 1, 2].sort().concat([4]).reverse().map(x => x * 2).filter(x => x > 2).join('')»", "864");
    check("«[1, 2, 3].reduce((a, b) => a + b, '')»", "123");
    check("«[['a', 1], ['b', 2]].flatMap(([k, v]) => k + v).join()»", "a1,b2");
    check("const a = [1, 2, 3, 4]; a.splice(1, 2, 'x'); a.unshift(a.pop()); «a»", "[4, 1, x]");
    check("«Array.from({ length: 3 }, (_, i) => String.fromCharCode(97 + i)).join('')»", "abc");
    check("«[...Array(3).keys()].concat([10, 9, 1].sort((a, b) => a - b))»", "[0, 1, 2, 1, 9, 10]");
    check("«Object.entries({ b: 1, a: 2, 1: 0 }).map(e => e.join('')).join()»", "10,b1,a2");
    check("«Object.fromEntries([['k', 'v']]).k + Object.values(Object.assign({}, { x: 'y' }))»", "vy");
    check("const o = Object.freeze({ a: 'f' }); o.a = 'g'; «o.a»", "f");
    check("const o = {}; Object.defineProperty(o, 'k', { get: () => 'got' }); «o.k»", "got");
    check(
        "const m = new Map([['a', 1]]); m.set('b', 2); «[...m].map(([k, v]) => k + v).join('') + m.get('a') + m.size»",
        "a1b212",
    );
    check("«[...new Set('aab')].join('') + new Set([1, 1]).size»", "ab1");
    check("const w = new WeakMap(), k = {}; w.set(k, 'weak'); «w.get(k)»", "weak");
    check("«JSON.parse('{\"a\":[1,{\"b\":\"c\"}]}').a[1].b»", "c");
    check(
        "«JSON.stringify({ a: [1, 'x', undefined], b: undefined, c: () => 1, d: null })»",
        "{\"a\":[1,\"x\",null],\"d\":null}",
    );
    check("«Object.keys({ ...{ a: 1 }, b: 2 }).join('') + [1, [2, [3]]].flat(Infinity)»", "ab1,2,3");
    check(
        "«[1, 2, 3].find(x => x > 1) + [1, 2].indexOf(2) + [1].at(-1) + ['a', 'b'].entries().next().value.join('')»",
        "40a",
    );
    check(
        "String.prototype.rot = function () { return [...this].map(c => String.fromCharCode(c.charCodeAt(0) + 1)).join('') }; «'gdkkn'.rot()»",
        "hello",
    );
}

#[test]
fn nothing_is_repeated_once() {
    check("«/(?:(?:){4294967295}){4294967295}x/.test('x')»", "true");
}

#[test]
fn what_a_pattern_asks_for_is_paid() {
    // Each turn compiles some ten thousand instructions.
    let source = "let n = 0; for (let i = 0; i < 1e6; i++) { if (/(?:a{100}){100}/.test('b')) n++; } «n»";
    assert_eq!(super::ask(&[("index.js", source)]), ["?"]);
    // Each step looks through thousands of ranges.
    let source = "let s = ''; for (let i = 0; i < 6000; i += 2) s += String.fromCharCode(0x4e00 + i); \
                  «new RegExp('(?:[' + s + ']|a)*b').test('a'.repeat(1e5))»";
    assert_eq!(super::ask(&[("index.js", source)]), ["?"]);
}
