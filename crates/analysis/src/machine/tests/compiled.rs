//! What compilers make of newer syntax: the helpers that they write into files, in our own words.

use super::check;

/// Spreads, as functions that try one way after the other.
const SPREAD: &str = "\
function spread(r) { return fromArray(r) || fromIterable(r) || fromOther(r) || fail(); }
function fail() { throw new TypeError('this cannot be spread'); }
function fromArray(r) { if (Array.isArray(r)) return copy(r); }
function fromIterable(r) { if ('undefined' != typeof Symbol && null != r[Symbol.iterator] || null != r['@@iterator']) return Array.from(r); }
function fromOther(r, a) { if (r) { if ('string' == typeof r) return copy(r, a); var t = {}.toString.call(r).slice(8, -1); return 'Object' === t && r.constructor && (t = r.constructor.name), 'Map' === t || 'Set' === t ? Array.from(r) : void 0; } }
function copy(r, a) { (null == a || a > r.length) && (a = r.length); for (var e = 0, n = Array(a); e < a; e++) n[e] = r[e]; return n; }
";

/// Spreads, as a function that asks an iterator and one that joins two lists.
const READ: &str = "\
var read = (this && this.read) || function (o, n) {
  var m = typeof Symbol === 'function' && o[Symbol.iterator];
  if (!m) return o;
  var i = m.call(o), r, ar = [], e;
  try { while ((n === void 0 || n-- > 0) && !(r = i.next()).done) ar.push(r.value); }
  catch (error) { e = { error: error }; }
  finally { try { if (r && !r.done && (m = i['return'])) m.call(i); } finally { if (e) throw e.error; } }
  return ar;
};
var join = (this && this.join) || function (to, from, pack) {
  if (pack || arguments.length === 2) for (var i = 0, l = from.length, ar; i < l; i++) {
    if (ar || !(i in from)) { if (!ar) ar = Array.prototype.slice.call(from, 0, i); ar[i] = from[i]; }
  }
  return to.concat(ar || Array.prototype.slice.call(from));
};
";

/// `for … of`, as an object that steps.
const STEP: &str = "\
function iterate(r, e) { var t = 'undefined' != typeof Symbol && r[Symbol.iterator] || r['@@iterator']; if (!t) { throw new TypeError('this cannot be iterated'); } var o, a = !0, u = !1; return { s: function () { t = t.call(r); }, n: function () { var r = t.next(); return a = r.done, r; }, e: function (r) { u = !0, o = r; }, f: function () { try { a || null == t.return || t.return(); } finally { if (u) throw o; } } }; }
";

#[test]
fn spreads() {
    check(&format!("{SPREAD}«spread('abc').reverse().join('')»"), "cba");
    check(&format!("{SPREAD}«spread(new Set(['x', 'y'])).join('')»"), "xy");
    check(&format!("{READ}«join([], read('abc'), false).reverse().join('')»"), "cba");
    check(&format!("{READ}«join(join(['z'], read(new Set(['x', 'y'])), false), ['w'], false).join('')»"), "zxyw");
}

#[test]
fn loops() {
    check(
        &format!(
            "{STEP}function pick(text, places) {{ var word = ''; var it = iterate(places), step; \
             try {{ for (it.s(); !(step = it.n()).done;) {{ var place = step.value; word += text.charAt(place); }} }} \
             catch (err) {{ it.e(err); }} finally {{ it.f(); }} return word; }} «pick('abcdef', [5, 0, 2])»"
        ),
        "fac",
    );
}

/// `for … of`, as what asks for one value after the other.
const VALUES: &str = "\
var values = (this && this.values) || function (o) {
  var s = typeof Symbol === 'function' && Symbol.iterator, m = s && o[s], i = 0;
  if (m) return m.call(o);
  if (o && typeof o.length === 'number') return { next: function () { if (o && i >= o.length) o = void 0; return { value: o && o[i++], done: !o }; } };
  throw new TypeError(s ? 'this cannot be iterated.' : 'there are no iterators.');
};
";

#[test]
fn loops_that_return_early() {
    check(
        &format!(
            "{VALUES}function pick(text, places) {{ var e_1, _a; var word = ''; \
             try {{ for (var it = values(places), step = it.next(); !step.done; step = it.next()) {{ word += text.charAt(step.value); }} }} \
             catch (e_1_1) {{ e_1 = {{ error: e_1_1 }}; }} \
             finally {{ try {{ if (step && !step.done && (_a = it.return)) _a.call(it); }} finally {{ if (e_1) throw e_1.error; }} }} \
             return word; }} «pick('abcdef', [5, 0, 2])»"
        ),
        "fac",
    );
}

#[test]
fn what_throws_only_where_it_did_not_return_does_not_throw() {
    let pick = "function pick(places) { var word = ''; \
        try { for (var it = values(places), step = it.next(); !step.done; step = it.next()) word += step.value; } catch (error) {} \
        return «word»; }";
    check(&format!("{VALUES}{pick} module.exports.use = function (a) {{ return pick(['x', a]); }};"), "?");
}

#[test]
fn a_function_knows_the_modules_that_were_loaded_around_it() {
    let bundle = "(() => { var table = { \
        2: function (module, exports, load) { const { c } = «load(3)»; module.exports = { f: function () { return «c('q')»; } }; }, \
        3: function (module, exports) { exports.c = function (text) { return text + '!'; }; } }; const cache = {}; \
        function load(id) { const known = cache[id]; if (void 0 !== known) return known.exports; const module = cache[id] = { exports: {} }; \
        return table[id](module, module.exports, load), module.exports; } module.exports = load(2); })();";
    // The first question is about nothing that can be told, and looks at the module once more.
    assert_eq!(super::ask(&[("index.js", bundle)]), ["?", "q!"]);
}

/// The strings of a template, as a list that has them as they are written too, made where the tag is called first.
const TEMPLATE: &str = "\
function template(e, t) { return t || (t = e.slice(0)), Object.freeze(Object.defineProperties(e, { raw: { value: Object.freeze(t) } })); }
var make = (this && this.make) || function (cooked, raw) {
  if (Object.defineProperty) { Object.defineProperty(cooked, 'raw', { value: raw }); } else { cooked.raw = raw; }
  return cooked;
};
var lace = function (strings) {
  for (var n = arguments.length, values = new Array(n > 1 ? n - 1 : 0), i = 1; i < n; i++) { values[i - 1] = arguments[i]; }
  return String.raw.apply(String, [{ raw: strings }].concat(values)).replace(/(.)./g, '$1');
};
";

#[test]
fn templates_with_tags() {
    check(&format!("{TEMPLATE}var strings; «lace(strings || (strings = template(['aXb-']), strings))»"), "ab");
    check(
        &format!("{TEMPLATE}var strings; function f() {{ return «lace(strings || (strings = template(['aXb-'])))»; }}"),
        "ab",
    );
    check(
        &format!(
            "{TEMPLATE}«String.raw(strings || (strings = make(['a.b'], ['\\\\a.\\\\b']))).split('\\\\').join('')»; var strings;"
        ),
        "a.b",
    );
    check(
        &format!(
            "{TEMPLATE}function f() {{ return «String.raw(strings || (strings = make(['a.b'], ['\\\\a.\\\\b']))).split('\\\\').join('')»; }} var strings;"
        ),
        "a.b",
    );
}
