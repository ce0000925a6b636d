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
fn no_crowd_of_properties_hides_a_recipient() {
    let crowd = lines(400, |at| format!("p{at}: 1,"));
    assert_eq!(recipients(&format!("sg.send({{ {crowd} bcc: 'a@b.test' }});")), ["a@b.test"]);
    let crowd = lines(400, |at| format!("message.p{at} = 1;"));
    let code = format!("const message = {{ to: 'a@b.test' }}; {crowd} message.bcc = 'c@d.test'; sg.send(message);");
    assert_eq!(recipients(&code), ["a@b.test", "c@d.test"]);
}
