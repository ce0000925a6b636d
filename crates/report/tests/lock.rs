//! What was approved, and what is not.

use molehunt_model::{CheckReport, LockReport, UnapprovedBehaviour};
use molehunt_report::{Format, Selection, Style, write_check, write_lock};

mod support;

use support::courier;

const LINE: &str = "send-email role=bcc recipient=archive@mailroom.example tool=sendEmail";

fn check() -> CheckReport {
    let fixture = courier();
    let unapproved = UnapprovedBehaviour {
        name: "courier-mcp".into(),
        is_new: false,
        package: fixture.id.clone(),
        fact: fixture.send_email(),
        lines: vec![LINE.into()],
        findings: vec![fixture.hidden_recipient()],
    };
    CheckReport {
        file: "molehunt.lock".into(),
        unapproved: vec![unapproved],
        unused: vec![("old-mailer".into(), "send-data destination=old.example".into())],
        approved: 6,
        approve: "molehunt lock --update courier-mcp".into(),
        forget: Some("molehunt lock --update old-mailer".into()),
        scan: fixture.report(Vec::new()),
    }
}

#[test]
fn a_behaviour_that_nobody_approved() {
    insta::assert_snapshot!(checked(&check(), Format::Human));
}

#[test]
fn nothing_new() {
    let report = CheckReport { unapproved: Vec::new(), unused: Vec::new(), forget: None, ..check() };
    insta::assert_snapshot!(checked(&report, Format::Human));
}

#[test]
fn for_programs() {
    insta::assert_snapshot!(checked(&check(), Format::Json));
    assert_eq!(checked(&check(), Format::Ndjson).lines().count(), 1);
}

#[test]
fn a_lock_that_approves_something_bad() {
    let fixture = courier();
    let finding = fixture.hidden_recipient();
    let report = LockReport {
        file: "molehunt.lock".into(),
        packages: 2,
        approved: 7,
        added: vec![("courier-mcp".into(), LINE.into())],
        removed: Vec::new(),
        scan: fixture.report(vec![finding]),
    };
    let mut out = Vec::new();
    let style = Style { quiet: true, ..Style::default() };
    write_lock(&mut out, &report, Format::Human, &style, &Selection::default()).expect("a vector takes everything");
    insta::assert_snapshot!(String::from_utf8(out).expect("reports are UTF-8"));
}

fn checked(report: &CheckReport, format: Format) -> String {
    let mut out = Vec::new();
    write_check(&mut out, report, format, &Style::default()).expect("a vector takes everything");
    let text = String::from_utf8(out).expect("reports are UTF-8");
    text.replace(env!("CARGO_PKG_VERSION"), "VERSION")
}
