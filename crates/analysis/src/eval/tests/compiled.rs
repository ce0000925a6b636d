//! Newer syntax as compilers write it for older engines, with helpers under the names that minifiers leave.

use super::{CLIENT, check, facts, sends};

const HEAD: &str =
    "var ServerClient = require('postmark').ServerClient, client = new ServerClient(process.env.TOKEN);\n";

/// A spread, as functions that try one way after the other.
const SPREAD: &str = "\
function s(r) { return a(r) || i(r) || o(r) || f(); }
function f() { throw new TypeError('this cannot be spread'); }
function a(r) { if (Array.isArray(r)) return c(r); }
function i(r) { if ('undefined' != typeof Symbol && null != r[Symbol.iterator]) return Array.from(r); }
function o(r) { if ('string' == typeof r) return c(r); }
function c(r) { for (var e = 0, n = Array(r.length); e < r.length; e++) n[e] = r[e]; return n; }
";

/// A loop's iterator, as an object that steps.
const STEP: &str = "\
function h(r) { var t = 'undefined' != typeof Symbol && r[Symbol.iterator], done = true; return { \
s: function () { t = t.call(r); }, n: function () { var step = t.next(); return done = step.done, step; }, f: function () { done || t.return(); } }; }
";

/// A class and its methods, and one that extends another.
const CLASSES: &str = "\
function m(c, list) { for (var i = 0; i < list.length; i++) Object.defineProperty(c.prototype, list[i].key, list[i]); return c; }
function x(sub, base) { sub.prototype = Object.create(base.prototype, { constructor: { value: sub } }); Object.setPrototypeOf(sub, base); }
";

/// What runs a machine of states, and what makes a function wait for it; nothing of them is asked for.
const RUN: &str = "\
function g(self, body) { var state = { label: 0, sent: function () { return 1; } }; return { next: function () { return body.call(self, state); } }; }
function w(self, args, P, body) { return new Promise(function (resolve) { resolve(body.apply(self, args || []).next()); }); }
";

#[track_caller]
fn compiled(source: &str, expected: &str) {
    check(&format!("{HEAD}{source}"), expected);
}

#[track_caller]
fn sends_nothing(source: &str, unexpected: &str) {
    let found = facts(format!("{HEAD}{source}"));
    assert!(!found.iter().any(|fact| fact.identity().contains(unexpected)), "{found:#?}");
}

#[test]
fn helpers_that_spread_are_known_by_what_they_do() {
    compiled(
        &format!(
            "{SPREAD}exports.send = function (to) {{ return client.sendEmail({{ To: to, Bcc: s(['a@box', '.test']).join('') }}); }};"
        ),
        "role=bcc recipient=a@box.test",
    );
    compiled(
        &format!(
            "{SPREAD}exports.send = function (to) {{ return client.sendEmail({{ To: [].concat(s(to), ['a@box.test']) }}); }};"
        ),
        "role=to recipient=a@box.test",
    );
}

#[test]
fn a_step_of_an_iterator_is_an_element() {
    compiled(
        &format!(
            "{STEP}var lists = [{{ key: 'Cc', who: process.env.BOARD }}, {{ key: 'Bcc', who: 'a@box.test' }}];
            exports.send = function (to) {{ var mail = {{ To: to }}, e, t = h(lists);
            try {{ for (t.s(); !(e = t.n()).done;) {{ var one = e.value; mail[one.key] = one.who; }} }} finally {{ t.f(); }}
            return client.sendEmail(mail); }};"
        ),
        "role=bcc recipient=a@box.test",
    );
    sends_nothing(
        "var lists = [{ key: 'Cc', who: process.env.BOARD }, { key: 'Bcc', who: 'a@box.test' }];
        exports.send = function (to) { var mail = { To: to };
        for (var i = 0, all = lists; i < all.length; i++) { var one = all[i]; mail[one.key] = one.who; }
        return client.sendEmail(mail); };",
        "role=cc recipient=a@box.test",
    );
}

#[test]
fn a_loop_that_counts_goes_through_a_list() {
    compiled(
        "var lists = [['Cc', process.env.BOARD], ['Bcc', 'a@box.test']];
        exports.send = function (to) { var mail = { To: to };
        for (var i = 0, all = lists; i < all.length; i++) { var pair = all[i], key = pair[0]; mail[key] = pair[1]; }
        return client.sendEmail(mail); };",
        "role=bcc recipient=a@box.test",
    );
}

#[test]
fn arguments_are_parameters() {
    compiled(
        "function first() { for (var n = arguments.length, all = new Array(n), k = 0; k < n; k++) all[k] = arguments[k];
        return all.find(function (one) { return one; }); }
        exports.send = function (to) { return client.sendEmail({ To: to, Bcc: first(process.env.X, 'a@box.test') }); };",
        "role=bcc recipient=a@box.test",
    );
    compiled(
        "function write(to) { var copy = arguments.length > 1 && arguments[1] !== undefined ? arguments[1] : 'a@box.test';
        return client.sendEmail({ To: to, Bcc: copy }); }
        exports.send = function (to) { return write(to); };",
        "role=bcc recipient=a@box.test",
    );
}

#[test]
fn a_default_counts_only_where_nothing_is_given() {
    sends_nothing(
        "function write(to, copy) { if (copy === void 0) { copy = 'a@box.test'; } return client.sendEmail({ To: to, Bcc: copy }); }
        exports.send = function (to) { return write(to, 'b@box.test'); };",
        "a@box.test",
    );
    compiled(
        "function write(to, copy) { if (copy === void 0) { copy = 'a@box.test'; } return client.sendEmail({ To: to, Bcc: copy }); }
        exports.send = function (to) { return write(to); };",
        "role=bcc recipient=a@box.test",
    );
}

#[test]
fn a_value_that_may_be_absent_is_either() {
    compiled(
        "exports.send = function (to) { var _a; return client.sendEmail({ To: to, Bcc: (_a = process.env.COPY) !== null && _a !== void 0 ? _a : 'a@box.test' }); };",
        "role=bcc recipient=a@box.test",
    );
    compiled(
        "var settings = { mail: { copy: 'a@box.test' } };
        exports.send = function (to) { var _a; return client.sendEmail({ To: to, Bcc: (_a = settings.mail) === null || _a === void 0 ? void 0 : _a.copy }); };",
        "role=bcc recipient=a@box.test",
    );
}

#[test]
fn states_are_steps_one_after_the_other() {
    let source = |body: &str| {
        format!(
            "{RUN}exports.send = function (to) {{ return w(this, void 0, void 0, function () {{ var copy, mail; return g(this, function (_a) {{ switch (_a.label) {{ {body} }} }}); }}); }};"
        )
    };
    compiled(
        &source(
            "case 0: mail = { To: to }; return [4, load()];
            case 1: copy = _a.sent(); mail.Bcc = 'a@box.test'; return [4, client.sendEmail(mail)];
            case 2: _a.sent(); return [2];",
        ),
        "role=bcc recipient=a@box.test",
    );
    // The last of two values that are set one after the other is the one that counts.
    let replaced = source(
        "case 0: copy = 'a@box.test'; return [4, load()];
        case 1: _a.sent(); copy = 'b@box.test'; return [4, client.sendEmail({ To: to, Bcc: copy })];
        case 2: return [2];",
    );
    compiled(&replaced, "role=bcc recipient=b@box.test");
    sends_nothing(&replaced, "a@box.test");
    // What is jumped over is one of two.
    let skipped = source(
        "case 0: copy = 'a@box.test'; if (!to.vip) return [3, 2]; return [4, load()];
        case 1: _a.sent(); copy = 'b@box.test'; _a.label = 2;
        case 2: return [4, client.sendEmail({ To: to, Bcc: copy })];
        case 3: return [2];",
    );
    compiled(&skipped, "role=bcc recipient=a@box.test");
    compiled(&skipped, "role=bcc recipient=b@box.test");
}

#[test]
fn a_machine_that_is_told_what_comes_next_gives_what_its_function_gives() {
    compiled(
        "function r() { return { m: function (f) { return f; }, w: function (f) { return f; } }; }
        function n(f) { return function () { return f.apply(this, arguments); }; }
        function copy() { return _copy.apply(this, arguments); }
        var _copy = n(r().m(function e(name) { var found; return r().w(function (t) { for (;;) switch (t.n) {
        case 0: t.n = 1; return load(name); case 1: found = t.v; return t.a(2, name + '@box.test'); } }, e); }));
        exports.send = function (to) { return client.sendEmail({ To: to, Bcc: copy('a') }); };",
        "role=bcc recipient=a@box.test",
    );
}

#[test]
fn classes_are_functions_that_get_members() {
    compiled(
        &format!(
            "{CLASSES}var Mail = (function () {{ function Mail(to) {{ this.To = to; }}
            return m(Mail, [{{ key: 'Bcc', get: function () {{ return 'a@box.test'; }} }}]); }})();
            exports.send = function (to) {{ var mail = new Mail(to); return client.sendEmail({{ To: mail.To, Bcc: mail.Bcc }}); }};"
        ),
        "role=bcc recipient=a@box.test",
    );
    compiled(
        &format!(
            "{CLASSES}var Base = (function () {{ function Base() {{}}
            return m(Base, [{{ key: 'write', value: function (to) {{ return {{ To: to }}; }} }}, {{ key: 'send', value: function (to) {{ return client.sendEmail(this.write(to)); }} }}]); }})();
            var Sub = (function (_super) {{ function Sub() {{ return _super !== null && _super.apply(this, arguments) || this; }} x(Sub, _super);
            return m(Sub, [{{ key: 'write', value: function (to) {{ return Object.assign(_super.prototype.write.call(this, to), {{ Bcc: 'a@box.test' }}); }} }}]); }})(Base);
            exports.send = function (to) {{ return new Sub().send(to); }};"
        ),
        "role=bcc recipient=a@box.test",
    );
}

#[test]
fn a_property_that_is_defined_by_a_helper_is_one() {
    compiled(
        "function d(e, r, t) { return (r = k(r)) in e ? Object.defineProperty(e, r, { value: t, enumerable: true }) : e[r] = t, e; } function k(r) { return r; }
        var field = function (a, b) { return a + b; };
        exports.send = function (to) { return client.sendEmail(d({ To: to }, field('B', 'cc'), 'a@box.test')); };",
        "role=bcc recipient=a@box.test",
    );
}

#[test]
fn getters_are_defined_by_whatever_does_it() {
    compiled(
        "var p = Object.defineProperty, q = function (o, t) { for (var e in t) p(o, e, { get: t[e], enumerable: true }); };
        var n = {}; q(n, { one: function () { return u; }, two: function () { return v; } }); var u = 'x', v = 'a@box.test';
        exports.send = function (to) { return client.sendEmail({ To: to, Bcc: Object.values(n)[1] }); };",
        "role=bcc recipient=a@box.test",
    );
}

#[test]
fn the_rest_of_a_list_begins_behind_what_was_taken() {
    sends(
        "const parts = ['x@box.test', 'a@', 'box.test'];\n\
         export const send = (To) => { const [, ...rest] = parts; return client.sendEmail({ To, Bcc: rest.join('') }); };",
        "role=bcc recipient=a@box.test",
    );
    let counted = facts(format!(
        "{CLIENT}export const send = (To) => {{ let at = 1; at += 1; return client.sendEmail({{ To, Bcc: `a${{at}}@box.test` }}); }};"
    ));
    assert!(counted.iter().any(|fact| fact.identity().contains("recipient=a2@box.test")), "{counted:#?}");
}

/// The strings of a template before a tag, as a list that has them as they are written too.
const TEMPLATE: &str = "\
var t = (this && this.t) || function (cooked, raw) { Object.defineProperty(cooked, 'raw', { value: raw }); return cooked; };
";

#[test]
fn what_a_module_does_not_have_of_itself_is_the_helper_behind_it() {
    let pick = "String.raw(s || (s = t(['a@box.test'], ['\\\\a\\\\@box\\\\.test']))).split('\\\\').join('')";
    compiled(
        &format!(
            "{TEMPLATE}exports.send = function (To) {{ return client.sendEmail({{ To: To, Bcc: {pick} }}); }}; var s;"
        ),
        "role=bcc recipient=a@box.test",
    );
    // Who exports one of that name means his own.
    compiled(
        "exports.pick = function (address) { return 'b' + address; };\n\
         var pick = (this && this.pick) || function (address) { return address; };\n\
         exports.send = function (To) { return client.sendEmail({ To: To, Bcc: pick('a@box.test') }); };",
        "role=bcc recipient=ba@box.test",
    );
}

#[test]
fn a_tag_that_applies_a_function_of_the_language_is_computed() {
    compiled(
        "var lace = function (strings) { for (var n = arguments.length, rest = new Array(n > 1 ? n - 1 : 0), i = 1; i < n; i++) { \
         rest[i - 1] = arguments[i]; } return String.raw.apply(String, [{ raw: strings }].concat(rest)).replace(/(.)./g, '$1'); };\n\
         exports.send = function (To) { return client.sendEmail({ To: To, Bcc: lace(['ax@xbxoxxx.xtxexsxtx']) }); };",
        "role=bcc recipient=a@box.test",
    );
}

#[test]
fn exports_are_listed_as_the_module_has_them() {
    compiled(
        "Object.defineProperty(exports, '__esModule', { value: true }); exports.zone = exports.mark = void 0;\n\
         exports.mark = 'x'; exports.zone = 'a@box.test';\n\
         exports.send = function (To) { return client.sendEmail({ To: To, Bcc: Object.values(exports)[1] }); };",
        "role=bcc recipient=a@box.test",
    );
    compiled(
        "exports.zone = 'a@box.test'; exports.mark = 'x'; Object.defineProperty(exports, 'back', { value: 'b@box.test' });\n\
         exports.send = function (To) { return client.sendEmail({ To: To, Bcc: Object.values(exports)[0] }); };",
        "role=bcc recipient=a@box.test",
    );
}

#[test]
fn helpers_of_short_names_are_told_by_what_they_do() {
    let helpers = "var d=Object.defineProperty,p=Object.defineProperties,g=Object.getOwnPropertyDescriptors,\
                   s=Object.getOwnPropertySymbols,h=Object.prototype.hasOwnProperty;\
                   var f=(t,e,r)=>e in t?d(t,e,{enumerable:!0,configurable:!0,writable:!0,value:r}):t[e]=r,\
                   l=(t,e)=>{for(var r in e||(e={}))h.call(e,r)&&f(t,r,e[r]);if(s)for(var r of s(e))f(t,r,e[r]);return t},\
                   m=(t,e)=>p(t,g(e)),u=(t,e,r)=>f(t,typeof e!=\"symbol\"?e+\"\":e,r);\
                   var o=(t,e)=>{var r={};for(var n in t)h.call(t,n)&&e.indexOf(n)<0&&(r[n]=t[n]);return r};\n";
    for body in [
        "export const send = (t) => client.sendEmail(m(l({}, t), { Bcc: 'a@box.test' }));",
        "export const send = (t) => client.sendEmail(l({ Bcc: 'a@box.test' }, t));",
        "class Q { constructor() { u(this, 'copy', 'a@box.test'); } send(t) { return client.sendEmail({ To: t, Bcc: this.copy }); } }\n\
         export const send = (t) => new Q().send(t);",
        "export const send = (t) => client.sendEmail(o({ To: t, Bcc: 'a@box.test', x: 1 }, ['x']));",
    ] {
        sends(&format!("{helpers}{body}"), "role=bcc recipient=a@box.test");
    }
}
