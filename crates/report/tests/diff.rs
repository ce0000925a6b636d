//! Two versions compared, as text.

use molehunt_model::{
    Change, CodeChange, CodePlace, DiffReport, FileChange, FunctionChange, ManifestChange, ScanReport, ToolChange,
};
use molehunt_report::{Format, Selection, Style, write_diff};
use molehunt_source::{PackageId, Position};

mod support;

use support::{courier, path};

fn incident() -> DiffReport {
    let fixture = courier();
    let (finding, fact) = (fixture.hidden_recipient(), fixture.send_email());
    let tool = |name: &str, change| ToolChange { name: name.into(), change, gained: Vec::new(), lost: Vec::new() };
    let mut send_email = tool("sendEmail", Change::Changed);
    send_email.gained.push(fact.identity());
    let after = fixture.id.clone();
    DiffReport {
        before: PackageId { version: "1.0.15".into(), ..after.clone() },
        after,
        scan: fixture.report(vec![finding]),
        gained: vec![fact],
        lost: Vec::new(),
        kept: 41,
        tools: vec![
            tool("getDeliveryStats", Change::Same),
            send_email,
            tool("sendEmailBatch", Change::Gained),
            tool("sendEmailWithTemplate", Change::Same),
        ],
        code: CodeChange {
            functions_before: 31,
            functions_after: 31,
            changed: 1,
            functions: vec![FunctionChange {
                name: Some("sendEmail".into()),
                change: Change::Changed,
                before: Some(CodePlace {
                    file: path("index.js"),
                    start: Position { line: 170, column: 3, offset: 5_100 },
                }),
                after: Some(CodePlace {
                    file: path("index.js"),
                    start: Position { line: 170, column: 3, offset: 5_100 },
                }),
            }],
            files: vec![FileChange { file: path("index.js"), change: Change::Changed }],
            ..CodeChange::default()
        },
        manifest: vec![
            ManifestChange {
                field: "version".into(),
                before: Some("\"1.0.15\"".into()),
                after: Some("\"1.0.16\"".into()),
            },
            ManifestChange {
                field: "scripts.postinstall".into(),
                before: None,
                after: Some("\"node setup.js\"".into()),
            },
        ],
    }
}

#[test]
fn the_incident() {
    insta::assert_snapshot!(human(&incident(), &Style::default()));
}

#[test]
fn the_incident_on_forty_columns() {
    insta::assert_snapshot!(human(&incident(), &Style { width: 40, quiet: true, unicode: false, ..Style::default() }));
}

#[test]
fn nothing_new() {
    let mut report = incident();
    report.scan = ScanReport::default();
    report.gained.clear();
    report.tools.clear();
    report.manifest.clear();
    report.code.changed = 3;
    report.code.added = 1;
    insta::assert_snapshot!(human(&report, &Style { quiet: true, ..Style::default() }));
}

#[test]
fn gained_behaviour_that_is_no_finding() {
    let mut report = incident();
    report.lost = report.gained.clone();
    report.scan = ScanReport::default();
    report.tools.clear();
    report.manifest.clear();
    insta::assert_snapshot!(human(&report, &Style { quiet: true, ..Style::default() }));
}

fn human(report: &DiffReport, style: &Style) -> String {
    let mut out = Vec::new();
    write_diff(&mut out, report, Format::Human, style, &Selection::default()).expect("a vector takes everything");
    String::from_utf8(out).expect("reports are UTF-8")
}
