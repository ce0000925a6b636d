//! The JSON that programs rely on.

use std::time::Duration;

use molehunt_model::{
    Change, CodeChange, DiffReport, FileChange, ManifestChange, Severity, SkipReason, ToolChange, Unanalysed,
    UnanalysedReason,
};
use molehunt_report::{Format, Selection, Style, write_diff};
use serde_json::Value;

mod support;

use support::{Fixture, courier, path, render};

#[test]
fn a_scan() {
    let fixture = courier();
    let (mut finding, fact) = (fixture.hidden_recipient(), fixture.send_email());
    finding.trace.truncate(1);
    let mut report = fixture.report(vec![finding]);
    report.behaviours.push((report.packages[0].id.clone(), fact));
    report.elapsed = Duration::from_millis(1_234);
    report.coverage.skipped.insert(SkipReason::NoChannel, 3);
    report.coverage.unanalysed.push(Unanalysed {
        package: report.packages[0].id.clone(),
        file: path("dist/big.js"),
        reason: UnanalysedReason::TooLarge,
        detail: "12 MB".into(),
    });
    report.policy.file = Some("molehunt.toml".into());
    let selection = Selection { behaviours: true, withheld: [(Severity::Info, 2)].into(), ..Selection::default() };
    insta::assert_snapshot!(of_any_version(&render(&report, Format::Json, &Style::default(), &selection)));
}

#[test]
fn what_is_absent_has_no_key() {
    let fixture = courier();
    let finding = fixture.finding("r", Severity::Low, "index.js", "client", "m");
    let report = fixture.report(vec![finding]);
    let text = render(&report, Format::Json, &Style::default(), &Selection::default());
    for key in ["\"destination\"", "\"mcp_tool\"", "\"behaviours\"", "\"not_shown\""] {
        assert!(!text.contains(key), "{key} in {text}");
    }
}

#[test]
fn one_finding_a_line() {
    let fixture = courier();
    let findings =
        vec![fixture.hidden_recipient(), fixture.finding("r", Severity::Low, "index.js", "client", "two\nlines")];
    let report = fixture.report(findings);
    let text = render(&report, Format::Ndjson, &Style::default(), &Selection::default());
    let rules: Vec<Value> =
        text.lines().map(|line| serde_json::from_str::<Value>(line).expect("valid JSON")["rule"].take()).collect();
    assert_eq!(rules, ["hidden-recipient", "r"]);
}

#[test]
fn what_a_terminal_would_obey_is_escaped_and_means_the_same() {
    let message = "a\x1b[2Jb\u{9b}2J\u{202E}\u{E0041}\u{7f}é";
    let fixture = Fixture::new("p", "1", &[("i.js", "x")]);
    let finding = fixture.finding("r", Severity::Low, "i.js", "x", message);
    let text = render(&fixture.report(vec![finding]), Format::Ndjson, &Style::default(), &Selection::default());
    assert!(text.contains(r#""a\u001b[2Jb\u009b2J\u202e\udb40\udc41\u007fé""#), "{text}");
    let value: Value = serde_json::from_str(&text).expect("valid JSON");
    assert_eq!(value["message"], message);
}

#[test]
fn a_diff() {
    let fixture = courier();
    let fact = fixture.send_email();
    let after = fixture.id.clone();
    let mut before = after.clone();
    before.version = "1.0.15".into();
    let report = DiffReport {
        before,
        after,
        gained: vec![fact.clone()],
        lost: Vec::new(),
        kept: 41,
        tools: vec![ToolChange {
            name: "sendEmail".into(),
            change: Change::Changed,
            gained: vec![fact.identity()],
            lost: Vec::new(),
        }],
        code: CodeChange {
            functions_before: 31,
            functions_after: 31,
            changed: 1,
            files: vec![FileChange { file: path("index.js"), change: Change::Changed }],
            ..CodeChange::default()
        },
        manifest: vec![ManifestChange {
            field: "scripts.postinstall".into(),
            before: None,
            after: Some("\"node x\"".into()),
        }],
        scan: fixture.report(Vec::new()),
    };
    let mut out = Vec::new();
    write_diff(&mut out, &report, Format::Json, &Style::default(), &Selection::default())
        .expect("a vector takes everything");
    insta::assert_snapshot!(of_any_version(&String::from_utf8(out).expect("reports are UTF-8")));
}

/// The report without the version of this build.
fn of_any_version(text: &str) -> String {
    text.replacen(concat!("\"version\": \"", env!("CARGO_PKG_VERSION"), "\""), "\"version\": \"[version]\"", 1)
}
