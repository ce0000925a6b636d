//! Who is called, where much else stands around it.

use super::{CLIENT, facts, sends};

const SENT: &str = "role=bcc recipient=a@box.test";
const MAIL: &str = "{ To: to, Bcc: 'a@box.test' }";

/// `text` with the mail that is sent for `MAIL`.
#[track_caller]
fn sent_by(text: &str) {
    sends(&text.replace("MAIL", MAIL), SENT);
}

#[test]
fn a_property_is_called_whatever_else_its_object_has() {
    let others: String = (0..200).map(|index| format!("p{index}: [p{index}, {{ of: p{index} }}], ")).collect();
    let declared: String = (0..200).map(|index| format!("const p{index} = () => api.p{index};\n")).collect();
    sent_by(&format!(
        "{declared}const api = {{ {others} go: client.sendEmail.bind(client) }};\n\
         export const send = (to) => api.go(MAIL);"
    ));
}

#[test]
fn what_is_written_later_is_called() {
    sent_by("const api = { go: console.log };\napi.go = client;\nexport const send = (to) => api.go.sendEmail(MAIL);");
    sent_by(
        "const api = {};\napi.inner = {};\napi.inner.go = client;\nexport const send = (to) => api.inner.go.sendEmail(MAIL);",
    );
    sent_by("const api = {};\napi['g' + 'o'] = client;\nexport const send = (to) => api.go.sendEmail(MAIL);");
    sent_by(
        "function fill(api) { api.go = client; return api; }\nexport const send = (to) => fill({}).go.sendEmail(MAIL);",
    );
}

#[test]
fn what_is_merged_or_spread_is_called() {
    sent_by(
        "const own = { go: client };\nconst api = { ...own, name: 'x' };\nexport const send = (to) => api.go.sendEmail(MAIL);",
    );
    sent_by("const api = Object.assign({}, { go: client });\nexport const send = (to) => api.go.sendEmail(MAIL);");
    sent_by(
        "const api = { name: 'x' };\nObject.assign(api, { go: client });\nexport const send = (to) => api.go.sendEmail(MAIL);",
    );
    sent_by("const api = { get go() { return client; } };\nexport const send = (to) => api.go.sendEmail(MAIL);");
}

#[test]
fn items_and_entries_are_called() {
    sent_by("const list = [console, client];\nexport const send = (to) => list[1].sendEmail(MAIL);");
    sent_by("const list = [];\nlist.push(client);\nexport const send = (to) => list.pop().sendEmail(MAIL);");
    sent_by(
        "const list = [client];\nexport const send = (to) => { for (const one of list.slice()) one.sendEmail(MAIL); };",
    );
    sent_by("const list = [client];\nexport const send = (to) => list.forEach((one) => one.sendEmail(MAIL));");
    sent_by(
        "const map = new Map();\nmap.set('mail', client);\nexport const send = (to) => map.get('mail').sendEmail(MAIL);",
    );
    sent_by("const map = new Map([['mail', client]]);\nexport const send = (to, key) => map.get(key).sendEmail(MAIL);");
    sent_by("const api = { mail: client };\nexport const send = (to, key) => api[key].sendEmail(MAIL);");
}

#[test]
fn what_is_copied_into_an_object_is_called() {
    let gets = |copied: &str| {
        let found = facts(format!(
            "import * as https from 'https';\nconst own = {{}};\n{copied}\nexport const go = () => own.get('https://a.test/');"
        ));
        assert!(!found.is_empty(), "{copied}");
    };
    gets("Object.assign(own, https);");
    gets("own['ge' + 't'] = https.get;");
    gets("Reflect.set(own, 'get', https.get);");
    gets("own.get = https.get;");
}

#[test]
fn functions_that_hand_on_are_told_apart() {
    let calls: String = (0..40).map(|index| format!("same({{ at: {index} }});\n")).collect();
    sent_by(&format!(
        "function same(value) {{ return value; }}\n{calls}export const send = (to) => same(client).sendEmail(MAIL);"
    ));
    sent_by(
        "const pick = (from, name) => from[name];\nexport const send = (to) => pick({ mail: client }, 'mail').sendEmail(MAIL);",
    );
}

#[test]
fn what_a_condition_decides_is_called() {
    sent_by("const api = process.env.DRY ? console : client;\nexport const send = (to) => api.sendEmail(MAIL);");
    sent_by("export const send = (to, own) => (own || client).sendEmail(MAIL);");
}

#[test]
fn objects_that_lead_to_each_other_end() {
    let found = facts(
        "import { get } from 'https';\nconst one = { get: get };\nconst two = { one };\none.two = two;\ntwo.next = two;\n\
         export const go = () => one.two.one.get('https://a.test/');"
            .to_owned(),
    );
    assert!(!found.is_empty(), "{found:#?}");
}

#[test]
fn an_item_is_called_whatever_its_number() {
    sent_by(
        "const all = [console.log, client.sendEmail.bind(client)];\nexport const send = (to) => all[all.length - 1](MAIL);",
    );
    sent_by("const all = [];\nall.push(client);\nexport const send = (to, n) => all[n].sendEmail(MAIL);");
    // Of more than are told from each other, the number decides.
    let others = "console.log, ".repeat(40);
    sent_by(&format!(
        "const all = [{others} client.sendEmail.bind(client)];\nexport const send = (to) => all[20 + 20](MAIL);"
    ));
}

#[test]
fn what_is_written_further_below_is_called() {
    sent_by(
        "class Box { constructor() { this.kept = { all: [] }; this.kept.all.push(client); }\n\
         send(to) { return this.kept.all[0].sendEmail(MAIL); } }\nexport const box = new Box();",
    );
    sent_by(
        "function add(box) { box.all.push(client); }\nconst box = { all: [] };\nadd(box);\nexport const send = (to) => box.all[0].sendEmail(MAIL);",
    );
    sent_by(
        "function add(box) { box.own.go = client; }\nconst box = { own: {} };\nadd(box);\nexport const send = (to) => box.own.go.sendEmail(MAIL);",
    );
}

#[test]
fn what_lists_and_promises_are_made_of_is_called() {
    sent_by("const all = ['a', 'b'].map(() => client);\nexport const send = (to) => all[1].sendEmail(MAIL);");
    sent_by("const own = { a: client };\nexport const send = (to) => Object.values(own)[0].sendEmail(MAIL);");
    sent_by(
        "const own = { a: client };\nexport const send = (to) => { for (const [name, it] of Object.entries(own)) it.sendEmail(MAIL); };",
    );
    sent_by(
        "const made = new Promise((resolve) => resolve(client));\nexport const send = async (to) => (await made).sendEmail(MAIL);",
    );
    sent_by(
        "const made = new Promise((resolve) => resolve(1)).then(() => client);\nexport const send = async (to) => (await made).sendEmail(MAIL);",
    );
    sent_by("function make() { return client; }\nexport const send = (to) => make.call(null).sendEmail(MAIL);");
    sent_by("const self = (it) => it;\nexport const send = (to) => self.apply(null, [client]).sendEmail(MAIL);");
}

#[test]
fn an_object_that_is_kept_goes_on_changing() {
    let object = "const own = {}; KEEP own.Bcc = 'a@box.test';";
    for (keep, used) in [
        ("const all = {}; all.own = own;", "all.own"),
        ("const all = {}; all['own'] = own;", "all.own"),
        ("const all = { own };", "all.own"),
        ("const all = { in: { own } };", "all.in.own"),
        ("const all = { in: {} }; all.in.own = own;", "all.in.own"),
        ("const all = []; all.push(own);", "all[0]"),
        ("const all = [own];", "all[0]"),
        ("const all = new Map(); all.set('own', own);", "all.get('own')"),
        ("class All {} const all = new All(); all.own = own;", "all.own"),
        ("const all = Object.freeze({ own });", "all.own"),
        ("const all = Object.assign({}, { own });", "all.own"),
        ("const all = { ...{ own } };", "all.own"),
        ("const map = new Map(); const all = { map }; map.set('own', own);", "all.map.get('own')"),
    ] {
        let kept = object.replace("KEEP", keep);
        sends(&format!("{kept}\nexport const send = (to) => client.sendEmail({{ To: to, ...{used} }});"), SENT);
        sends(
            &format!(
                "{kept}\nconst used = {used};\nexport const send = (to) => client.sendEmail({{ To: to, ...used }});"
            ),
            SENT,
        );
        // What is written only when it was sent is not in it.
        let later = object.replace("KEEP", &format!("{keep} client.sendEmail({{ To: to, ...{used} }});"));
        let sent = facts(format!("{CLIENT}export function send(to) {{ {later} }}"));
        assert!(!sent.iter().any(|fact| fact.identity().contains("a@box.test")), "{later}");
    }
}
