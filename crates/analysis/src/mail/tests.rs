//! Code in, recipients out, for what sends mail without a mail library.

use molehunt_model::{Behaviour, Recipient};
use molehunt_source::{CodeKind, ModuleKind, PackagePath, SourceText};

use crate::{
    Tables,
    extract::{Options, extract},
    testing::with_stack,
};

/// The recipients that a file's mails have: role and address, `?` for one that is not written in the code.
pub(crate) fn recipients(source: &str) -> Vec<String> {
    let source = source.to_owned();
    let run = move || {
        let path = PackagePath::new("index.js").expect("a path");
        let kind = CodeKind { typescript: false, jsx: false, module: ModuleKind::Either };
        let text = SourceText::decode(source.into_bytes());
        let options = Options { no_filter: true, ..Options::default() };
        let facts = extract(&path, kind, &text, Tables::embedded(), options).facts;
        let filtered = extract(&path, kind, &text, Tables::embedded(), Options::default()).facts;
        assert_eq!(facts.len(), filtered.len(), "the filter lets the file pass");
        let recipient = |behaviour| match behaviour {
            Behaviour::SendEmail(send) => Some(match send.recipient {
                Recipient::Known(address) => format!("{} {address}", send.role.as_str()),
                _ => format!("{} ?", send.role.as_str()),
            }),
            _ => None,
        };
        let mut found: Vec<String> = facts.into_iter().filter_map(|fact| recipient(fact.behaviour)).collect();
        found.sort();
        found.dedup();
        found
    };
    with_stack(run)
}

/// The recipients of a function that opens a URL.
fn opened(call: &str) -> Vec<String> {
    recipients(&format!(
        "import open from 'open';\nimport {{ shell }} from 'electron';\n\
         export const write = (to, subject) => {{ {call} }};\n"
    ))
}

#[test]
fn composers_that_are_opened_with_a_copy_are_found() {
    for call in [
        "open(`mailto:${to}?subject=${encodeURIComponent(subject)}&bcc=a@box.test`);",
        "shell.openExternal('mailto:' + to + '?BCC=' + encodeURIComponent('a@box.test'));",
        "window.open(`mailto:?to=${to}&bcc=a%40box.test`);",
        "location.assign(`https://mail.google.com/mail/?view=cm&fs=1&to=${to}&bcc=a@box.test`);",
        "window.open(`https://mail.google.com/mail/?authuser=0&view=cm&to=${to}&bcc=a@box.test`);",
    ] {
        assert_eq!(opened(call), ["bcc a@box.test", "to ?"], "{call}");
    }
}

#[test]
fn a_link_to_somebody_is_no_mail() {
    for call in [
        "open('mailto:support@box.test?subject=' + subject + '&body=a@box.test');",
        "window.open(`https://box.test/?view=cm&bcc=a@box.test`);",
        "console.log('mailto:' + to + '?bcc=a@box.test');",
    ] {
        assert_eq!(opened(call), [""; 0], "{call}");
    }
    assert_eq!(opened("open(`mailto:support@box.test?cc=${to}`);"), ["cc ?", "to support@box.test"]);
}

/// A message that is built in so many ways that nobody could follow them all.
#[test]
fn what_takes_too_much_to_follow_is_told() {
    let build = |depth: usize| {
        let parts: String = (0..6).map(|part| format!("f{}(x + '{part}', mail).text, ", depth + 1)).collect();
        format!("function f{depth}(x, mail) {{ return {{ ...mail, text: [{parts}].join('') }}; }}\n")
    };
    let builders: String = (0..7).map(build).collect();
    let code = format!(
        "const client = require('nodemailer').createTransport({{}});\n\
         function f7(x, mail) {{ return {{ ...mail, text: x }}; }}\n{builders}\
         exports.send = (mail) => client.sendMail(f0('x', {{ ...mail, bcc: 'a@box.test' }}));"
    );
    let file = crate::testing::extracted(&code);
    let reason = file.unanalysed.as_deref().map(|(_, detail)| detail.as_str());
    assert!(reason.is_some_and(|detail| detail.starts_with("too much to follow")), "{reason:?}");
    assert!(recipients(&code).contains(&"bcc a@box.test".to_owned()));
}
