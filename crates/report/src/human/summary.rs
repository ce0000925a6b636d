//! The numbers below the verdict: findings, what was and was not looked at, the configuration in force.

use molehunt_model::{PolicySummary, ScanReport, Severity};

use super::findings::counts_by_severity;
use crate::{
    Selection,
    frame::place_name,
    layout::{Page, bytes, count, thousands},
};

/// Unanalysed files named.
const MAX_UNANALYSED: usize = 10;
/// Policy entries named.
const MAX_ENTRIES: usize = 10;

/// Writes the numbers.
pub(crate) fn write(page: &mut Page<'_>, report: &ScanReport, selection: &Selection) {
    write_findings(page, report, selection);
    write_coverage(page, report);
    write_policy(page, &report.policy, selection);
}

pub(super) fn plain_count(number: usize) -> String {
    thousands(number as u64)
}

fn write_findings(page: &mut Page<'_>, report: &ScanReport, selection: &Selection) {
    let shown =
        |severity: Severity| report.findings.iter().filter(|finding| finding.severity == severity).count() as u64;
    page.field("findings", &counts_by_severity(shown));
    if !selection.withheld.is_empty() {
        let withheld = |severity: Severity| selection.withheld.get(&severity).copied().unwrap_or(0);
        let least = selection.withheld.keys().next().copied().unwrap_or(Severity::Info);
        page.field("not shown", &format!("{} (--min-severity {least} shows them)", counts_by_severity(withheld)));
    }
}

pub(super) fn write_coverage(page: &mut Page<'_>, report: &ScanReport) {
    let coverage = &report.coverage;
    let packages = count(report.packages.len() as u64, "package", "packages");
    let files = count(coverage.files, "file", "files");
    page.field("looked at", &format!("{packages}, {files}, {}", bytes(coverage.bytes)));
    let mut text = format!("{} analysed", thousands(coverage.analysed));
    let skipped = coverage.skipped.iter().filter(|(_, number)| **number > 0);
    let skipped: Vec<String> = skipped
        .map(|(reason, number)| format!("{} {}", thousands(*number), reason.as_str().replace('-', " ")))
        .collect();
    if !skipped.is_empty() {
        text.push_str(&format!("; no need to: {}", skipped.join(", ")));
    }
    page.field("files", &text);
    if coverage.unanalysed.is_empty() {
        return;
    }
    page.field(
        "not analysed",
        &format!("{}, or not in full", count(coverage.unanalysed.len() as u64, "file", "files")),
    );
    for entry in coverage.unanalysed.iter().take(MAX_UNANALYSED) {
        let place = page.style.show(&place_name(&entry.package.path, &entry.file), 240);
        let detail =
            if entry.detail.is_empty() { String::new() } else { format!(" ({})", page.style.show(&entry.detail, 200)) };
        page.item(4, &format!("{place}: {}{detail}", entry.reason));
    }
    let rest = coverage.unanalysed.len().saturating_sub(MAX_UNANALYSED);
    if rest > 0 {
        page.item(
            4,
            &format!("and {} more: --format json lists them all under coverage.unanalysed", thousands(rest as u64)),
        );
    }
}

fn write_policy(page: &mut Page<'_>, policy: &PolicySummary, selection: &Selection) {
    let Some(file) = &policy.file else {
        page.field("configuration", "none");
        return;
    };
    let mut text = page.style.show(file, 200);
    if selection.configuration_inside_audit {
        text.push_str(" (inside what was audited)");
    }
    let silenced = if policy.silenced == 0 {
        "silenced nothing".to_owned()
    } else {
        format!("silenced {}", count(policy.silenced, "finding", "findings"))
    };
    page.field("configuration", &format!("{text}, {silenced}"));
    // Each entry says of itself what is wrong with it.
    let entries = policy.expired.iter().chain(&policy.unmatched);
    let count = policy.expired.len() + policy.unmatched.len();
    for entry in entries.take(MAX_ENTRIES) {
        page.item(4, &page.style.show(entry, 400));
    }
    if count > MAX_ENTRIES {
        page.item(4, &format!("and {} more entries that match nothing or have expired", count - MAX_ENTRIES));
    }
}
