use super::*;
use crate::Tables;
use crate::ir::Request;
use molehunt_source::SourceText;
use molehunt_syntax::Outline;

/// What a text loads, whether it matters or not.
fn read(text: &str) -> Requests {
    let filter = &Tables::embedded().filter;
    let loads: Vec<(Loader, Range<usize>)> = filter
        .automaton
        .find_overlapping_iter(text)
        .filter_map(|found| match filter.meaning(text, &found) {
            Some(Means::Loader(loader)) => Some((loader, found.range())),
            _ => None,
        })
        .collect();
    requests(Code { text, comments: &[], texts: &[] }, &loads)
}

fn requests_of(text: &str) -> (Vec<String>, bool) {
    let Requests { requests, loads_unknown, .. } = read(text);
    let shown = |request: Request| format!("{}{}", if request.is_require { "require " } else { "" }, request.specifier);
    (requests.into_iter().map(shown).collect(), loads_unknown)
}

fn loads(text: &str) -> Vec<String> {
    let (requests, loads_unknown) = requests_of(text);
    assert!(!loads_unknown, "{text}");
    requests
}

#[test]
fn every_way_to_load_a_module_is_read() {
    for text in [
        "import './a.js'",
        "import'./a.js'",
        "import x from \"./a.js\"",
        "import {x} from'./a.js'",
        "import x, * as y from /* the rest */ './a.js'",
        "import x from // why\n './a.js'",
        "export * from './a.js'",
        "export {x} from \n\n './a.js' with { type: 'json' }",
    ] {
        assert_eq!(loads(text), ["./a.js"], "{text}");
    }
    for text in [
        "require('./a.js')",
        "const x = require ( /* now */ \"./a.js\" ).y",
        "import x = require('./a.js')",
        "module.require('./a.js')",
        "require.resolve('./a.js', {})",
        "require /**/ . resolve('./a.js')",
    ] {
        assert_eq!(loads(text), ["require ./a.js"], "{text}");
    }
}

#[test]
fn a_name_that_is_not_written_out_is_unknown() {
    for text in ["require(name)", "require('./' + name)", "require(`./a.js`)", "require('./a\\'b.js')", "import(name)"]
    {
        assert_eq!(requests_of(text), (Vec::new(), true), "{text}");
    }
}

/// Whether a file with this text is worth a tree.
fn matters(text: &str) -> bool {
    let outline = Outline::of(&SourceText::decode(text.as_bytes().to_vec())).expect("a text");
    Tables::embedded().requests_without_facts(Code::new(text, &outline)).is_none()
}

#[test]
fn the_name_of_a_module_counts_where_it_is_loaded() {
    for text in [
        "const { send } = require('nodemailer')",
        "const m = load (\n 'nodemailer')",
        "import m from 'nodemailer'",
        "import m from // why\n 'nodemailer'",
        "require(/* a */ 'nodemailer')",
        "import'nodemailer'",
        "const m = await import('nodemailer')",
        "const name = 'nodemailer'; require(name)",
        "const names = ['fs', 'nodemailer']; names.map(require)",
        "const name = 'nodemailer'; const load = require; load(name)",
        "const name = 'nodemailer'; process.getBuiltinModule(name)",
        "const name = 'nodemailer'; import(name)",
    ] {
        assert!(matters(text), "{text}");
    }
    for text in [
        "const known = ['fs', 'nodemailer'];",
        "switch (name) { case 'nodemailer': return 1 }",
        "const fs = require('fs'); export const labels = { mail: 'nodemailer' };",
    ] {
        assert!(!matters(text), "{text}");
    }
}

#[test]
fn what_is_looked_up_by_a_computed_name_counts() {
    for text in [
        "globalThis[name](url)",
        "globalThis?.[name](url)",
        "const scope = typeof globalThis === 'undefined' ? global : globalThis; scope[name](url)",
        "((scope) => scope[name](url))(globalThis)",
        "const { [name]: ask } = globalThis; ask(url)",
        "Reflect.get(self, name)(url)",
        "const scope = /* all */ globalThis; scope[name](url)",
        "const scope = isNew ? globalThis : null; scope[name](url)",
        "const scope = { ...globalThis }; scope[name](url)",
        "for (const name in globalThis) if (is(name)) ask(name)",
        "const { require: load } = { require }; load(name)",
        "navigator[name](url)",
        "const n = navigator; n[name](url)",
        "require(name).get(url)",
        "const load = require; load(name).get(url)",
        "names.map(require)",
        "process.mainModule.require(name).get(url)",
        "module.constructor._load(name).get(url)",
        "process.getBuiltinModule(name).get(url)",
    ] {
        assert!(matters(text), "{text}");
    }
    for text in [
        "globalThis.count = 1",
        "globalThis['count'] += 1",
        "if (typeof globalThis === 'undefined') throw new Error('too old')",
        "if (scope === globalThis) count()",
        "if (require.main === module) run()",
        "require.resolve('./a')",
        "typeof require === 'function'",
        "this._loaded = true",
    ] {
        assert!(!matters(text), "{text}");
    }
}

#[test]
fn what_only_looks_like_loading_is_none() {
    for text in [
        "Buffer.from(text)",
        "xrequire('./a')",
        "from = './a'",
        "require()",
        "import.meta.url",
        "({ import(a) {} })",
        "required('./a')",
    ] {
        assert_eq!(loads(text), [""; 0], "{text}");
    }
}

#[test]
fn ends_in_the_middle_are_no_harm() {
    for text in
        ["require", "require(", "require.", "require.res", "from", "from '", "import /*", "from './a", "require('./é"]
    {
        requests_of(text);
    }
}

#[test]
fn what_only_a_comment_says_does_not_matter() {
    for text in [
        "/* require('nodemailer') */ a()",
        "// { bcc: x }\na()",
        "/** @type {import('nodemailer').Mail} */ a()",
        "a() // '\\x62cc'",
    ] {
        assert!(!matters(text), "{text}");
    }
    for text in ["/* a */ require('nodemailer')", "'/*'; x.bcc = y; '*/'", "{} /'/* /; x.bcc = y; // */"] {
        assert!(matters(text), "{text}");
    }
}

#[test]
fn a_name_matters_where_it_can_name_something() {
    for text in [
        "fetch(url)",
        "const f = fetch",
        "window.fetch(url)",
        "globalThis['fetch'](url)",
        "const { fetch: f } = globalThis",
        "import(name)",
        "import('https://x.test/a.js')",
        "class A extends import(name) {}",
        "class A extends /* ; */ import(name) {}",
        "{ b }; import(name)\n{ c }",
        "client['sendMail'](m)",
        "location = url",
        "location[name] = url",
        "const w = globalThis; w.open(url)",
        "const page = window.location; page.href = url",
        "document['location']['href'] += name",
        "open('mailto:a@b.test?bcc=c@d.test')",
    ] {
        assert!(matters(text), "{text}");
    }
    for text in [
        "cache.fetch(key)",
        "({ fetch: load })",
        "throw new Error('could not fetch it')",
        "a(`fetch ${b}`)",
        "import('./a.js')",
        "class A { /** b */ import(c, d = 1) { return e } }",
        "'the subject of it'",
        "link.href = url",
        "if (location.href === url) f()",
        "createSubjectReview()",
    ] {
        assert!(!matters(text), "{text}");
    }
}

#[test]
fn a_word_matters_only_if_it_is_a_key_of_messages() {
    for text in [
        "m = { bcc: x }",
        "m['reply-to'] = x; m.text = y",
        "m.bccAddresses",
        "{ cc_addresses, html_body }",
        "f({ cc: 'a', ...m }, { TextBody: b })",
        "f({ cc, text })",
        "m['cc'] = x; m['text'] = y",
        "set('cc', x); set('text', y)",
        "f({ get cc() { return x }, text })",
        "class M { constructor(public cc, private text) {} }",
        "interface M { cc?: string; text: string }",
        "my$subject",
    ] {
        assert!(matters(text), "{text}");
    }
    for text in [
        "accept()",
        "'\u{1}37cc'",
        "icc",
        "success",
        "replaced",
        "MCC_LIST",
        "names = { CC: 'Cocos' }",
        "var cC = /a/, CC = { text: 1 }; cc(CC.text)",
        "const cc = find(text); cc.run()",
        "names = [['O', 'CC'], ['text']]",
        "find(cc).text",
    ] {
        assert!(!matters(text), "{text}");
    }
}

#[test]
fn names_in_pieces_are_told_from_sentences() {
    let spells = |text| read(text).spells_names;
    for text in ["require('ht' + 'tps')", "page[\"fet\"+\"ch\"](url)", "require(atob('aHR0cHM='))"] {
        assert!(spells(text), "{text}");
    }
    for text in
        ["log('a' + 'b c')", "x = 'a' + 'b'", "require('./parts/' + name)", "'+'", "[' + '", "+'+'+", "require(name)"]
    {
        assert!(!spells(text), "{text}");
    }
}

#[test]
fn every_key_of_a_copy_contains_a_stem() {
    let tables = Tables::embedded();
    for (name, _, _) in tables.mail.generic_names() {
        if tables.mail.is_copy_key(name) {
            assert!(matters(&format!("x.{name} = y; x.text = z")), "{name}");
        }
    }
}
