//! The versions of a package, as text.

use std::time::Duration;

use molehunt_model::{HistoryReport, HistoryStep, ScanReport, Severity, VersionOrder};
use molehunt_report::{Format, Selection, Style, write_history};
use molehunt_source::PackageId;

mod support;

use support::courier;

fn incident() -> HistoryReport {
    let fixture = courier();
    let (finding, fact, id) = (fixture.hidden_recipient(), fixture.send_email(), fixture.id.clone());
    let minor = fixture.finding("new-destination", Severity::Low, "index.js", "client", "newly connects to a host");
    let version = |number: &str| PackageId { version: number.into(), ..id.clone() };
    let step = |number: &str, before: Option<&str>| HistoryStep {
        version: version(number),
        published: Some(format!("2025-09-{}T10:00:00.000Z", number.rsplit('.').next().unwrap_or("01"))),
        before: before.map(version),
        gained: Vec::new(),
        lost: Vec::new(),
        kept: 7,
        scan: ScanReport::default(),
    };
    let mut steps = vec![step("1.0.13", None), step("1.0.14", Some("1.0.13")), step("1.0.15", Some("1.0.14"))];
    steps.push(HistoryStep {
        gained: vec![fact.clone()],
        scan: fixture.report(vec![finding]),
        ..step("1.0.16", Some("1.0.15"))
    });
    steps.push(HistoryStep { lost: vec![fact], ..step("1.0.17", Some("1.0.16")) });
    steps[0].gained = steps[3].gained.clone();
    steps[1].scan.findings.push(minor);
    HistoryReport { name: "courier-mcp".into(), order: VersionOrder::Semver, steps, elapsed: Duration::ZERO }
}

#[test]
fn the_incident() {
    insta::assert_snapshot!(human(&incident(), &Style::default(), false));
}

#[test]
fn only_what_was_gained_in_ascii() {
    let style = Style { unicode: false, quiet: true, width: 60, ..Style::default() };
    insta::assert_snapshot!(human(&incident(), &style, true));
}

#[test]
fn nothing_to_object_to() {
    let mut report = incident();
    for step in &mut report.steps {
        step.scan = ScanReport::default();
        step.gained.clear();
    }
    insta::assert_snapshot!(human(&report, &Style::default(), true));
}

#[test]
fn for_programs() {
    let mut out = Vec::new();
    let selections = selections(&incident());
    write_history(&mut out, &incident(), Format::Ndjson, &Style::default(), &selections, false).expect("written");
    assert_eq!(String::from_utf8(out).expect("text").lines().count(), 2, "a finding a line");
}

fn selections(report: &HistoryReport) -> Vec<Selection> {
    report.steps.iter().map(|_| Selection::default()).collect()
}

fn human(report: &HistoryReport, style: &Style, only_gained: bool) -> String {
    let mut out = Vec::new();
    write_history(&mut out, report, Format::Human, style, &selections(report), only_gained)
        .expect("a vector takes all");
    String::from_utf8(out).expect("reports are UTF-8")
}
