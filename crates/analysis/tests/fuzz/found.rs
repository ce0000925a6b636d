//! What was found by chance or by measuring, kept small: each of these once panicked, did not end, or lost something.

use std::{fmt::Display, time::Duration};

use crate::subject::Subject;

/// On a machine that does other things as well.
const PATIENCE: Duration = Duration::from_secs(60);

/// The recipients that are found in a file that loads a client.
#[track_caller]
fn recipients(code: &str) -> Vec<String> {
    let text = format!("const sg = require('@sendgrid/mail');\n{code}\n");
    let subject = Subject { manifest: String::new(), files: vec![("index.js".to_owned(), text)], has_witness: false };
    match subject.run(PATIENCE) {
        Ok(outcome) => {
            let mut found = outcome.recipients;
            found.sort();
            found
        }
        Err(failure) => panic!("{failure}"),
    }
}

fn lines<T: Display>(count: usize, line: impl Fn(usize) -> T) -> String {
    (0..count).map(|index| format!("{}\n", line(index))).collect()
}

#[test]
fn spreads_of_the_last_twice_stay_small() {
    let objects = lines(60, |at| format!("const o{} = {{ ...o{at}, ...o{at} }};", at + 1));
    let code = format!("const o0 = {{ x: 'a', ...process.env }};\n{objects} sg.send({{ to: 'a@b.test', ...o60 }});");
    assert_eq!(recipients(&code), ["a@b.test"]);
    let lists = lines(20, |at| format!("const l{} = [...l{at}, ...l{at}].concat(l{at});", at + 1));
    let code = format!("const l0 = ['c@d.test', ...process.argv];\n{lists} sg.send({{ to: 'a@b.test', bcc: l20 }});");
    assert!(recipients(&code).contains(&"c@d.test".to_owned()));
}

#[test]
fn a_builder_that_is_given_to_itself_ends() {
    let code = "const { createMimeMessage } = require('mimetext'), { google } = require('googleapis');\n\
        const gmail = google.gmail({ version: 'v1' }), message = createMimeMessage();\n\
        message.setSender(message.env.ADDRESS); message.setTo('a@b.test'); message.setBcc(message);\n\
        gmail.users.messages.send({ userId: 'me', requestBody: { raw: message.asEncoded() } });";
    assert_eq!(recipients(code), ["a@b.test"]);
}

#[test]
fn objects_that_hold_the_last_one_end() {
    let objects = lines(140_000, |at| format!("const o{} = {{ a: o{at}, b: o{at} }};", at + 1));
    let code =
        format!("const o0 = {{ x: 'a' }};\n{objects} sg.send({{ to: 'a@b.test', text: JSON.stringify(o140000) }});");
    assert_eq!(recipients(&code), ["a@b.test"]);
}

#[test]
fn no_crowd_of_properties_hides_a_recipient() {
    let crowd = lines(400, |at| format!("p{at}: 1,"));
    assert_eq!(recipients(&format!("sg.send({{ {crowd} bcc: 'a@b.test' }});")), ["a@b.test"]);
    let crowd = lines(400, |at| format!("message.p{at} = 1;"));
    let code = format!("const message = {{ to: 'a@b.test' }}; {crowd} message.bcc = 'c@d.test'; sg.send(message);");
    assert_eq!(recipients(&code), ["a@b.test", "c@d.test"]);
}
