//! What was approved, and what is not, as text.

use molehunt_model::{CheckReport, LockReport, Severity, UnapprovedBehaviour};

use super::{diff::describe, findings, summary, verdict};
use crate::{
    Selection, Style,
    layout::{Page, count, thousands},
    style::Tone,
};

/// Lines listed.
const MAX_LINES: usize = 40;

/// The text of a lock that was written.
pub(crate) fn lock(report: &LockReport, style: &Style, selection: &Selection) -> String {
    let mut page = Page::new(style);
    verdict::write_lock(&mut page, report, selection);
    write_lines(&mut page, "Newly approved", "+", Tone::Warning, &report.added);
    write_lines(&mut page, "No longer approved", "-", Tone::Faint, &report.removed);
    let framed = report.scan.findings.iter().filter(|finding| finding.severity >= selection.fail_on);
    findings::write(&mut page, framed, &report.scan.sources);
    if !style.quiet {
        page.gap();
        page.rule();
        summary::write(&mut page, &report.scan, selection);
    }
    page.finish()
}

/// The text of a check.
pub(crate) fn check(report: &CheckReport, style: &Style) -> String {
    let mut page = Page::new(style);
    verdict::write_check(&mut page, report);
    for package in report.unapproved.chunk_by(|one, other| one.package == other.package) {
        write_package(&mut page, report, package);
    }
    if !report.unapproved.is_empty() {
        page.gap();
        page.indented(0, "Where this is as it should be, approve it with");
        page.indented(2, &style.paint(Tone::Code, &style.show(&report.approve, 2_000)));
    }
    if !style.quiet {
        write_lines(&mut page, "Approved, and not done any more", "-", Tone::Faint, &report.unused);
        if let Some(forget) = &report.forget {
            page.indented(2, &format!("take out with {}", style.paint(Tone::Code, &style.show(forget, 2_000))));
        }
        page.gap();
        page.rule();
        let lines = count(report.approved, "behaviour approved", "behaviours approved");
        page.field("lock", &format!("{}, {lines}", style.show(&report.file, 200)));
        summary::write_coverage(&mut page, &report.scan);
    }
    page.finish()
}

fn write_package(page: &mut Page<'_>, report: &CheckReport, unapproved: &[UnapprovedBehaviour]) {
    let style = page.style;
    let Some(first) = unapproved.first() else { return };
    page.gap();
    let name = verdict::package_name(style, &first.package);
    let place = style.show(&first.package.path, 200);
    let is_new = if first.is_new { ", of which nothing is approved yet" } else { "" };
    page.hanging("", "  ", &format!("{}{is_new}", style.paint(Tone::Strong, &format!("{name} ({place})"))));
    for behaviour in unapproved.iter().take(MAX_LINES) {
        let evidence = &behaviour.fact.evidence;
        let place = style.show(&format!("{}:{}", evidence.file, evidence.span.start.line), 200);
        let what = format!("{} {}", describe(style, &behaviour.fact), style.paint(Tone::Faint, &place));
        page.hanging(&format!("  {} ", style.paint(Tone::Warning, "+")), "    ", &what);
    }
    if unapproved.len() > MAX_LINES {
        page.indented(2, &format!("and {} more: --format json lists them all", unapproved.len() - MAX_LINES));
    }
    let all = unapproved.iter().flat_map(|behaviour| &behaviour.findings);
    findings::write(page, all.filter(|finding| finding.severity > Severity::Low), &report.scan.sources);
}

fn write_lines(page: &mut Page<'_>, title: &str, sign: &str, tone: Tone, lines: &[(String, String)]) {
    if lines.is_empty() {
        return;
    }
    let style = page.style;
    page.gap();
    page.hanging("", "  ", &style.paint(Tone::Strong, &format!("{title}: {}", thousands(lines.len() as u64))));
    for (package, line) in lines.iter().take(MAX_LINES) {
        let text = format!("{}: {}", style.show(package, 120), style.show(line, 400));
        page.hanging(&format!("  {} ", style.paint(tone, sign)), "    ", &text);
    }
    if lines.len() > MAX_LINES {
        page.indented(2, &format!("and {} more: --format json lists them all", lines.len() - MAX_LINES));
    }
}
