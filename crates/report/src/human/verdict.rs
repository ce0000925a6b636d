//! The one sentence that a tired person reads.

use molehunt_model::{
    Category, CheckReport, Coverage, DestinationKind, DiffReport, Finding, HistoryReport, HistoryStep, LockReport,
    ScanReport, Severity, SkipReason,
};
use molehunt_source::PackageId;

use crate::{
    Selection, Style,
    layout::{Page, count, thousands},
    style::Tone,
};

/// Packages named in a verdict.
const MAX_NAMED: usize = 3;
/// Destinations named for one of them.
const MAX_WAYS: usize = 2;

/// Writes the verdict on a scan.
pub(crate) fn write_scan(page: &mut Page<'_>, report: &ScanReport, selection: &Selection) {
    let failing: Vec<&Finding> =
        report.findings.iter().filter(|finding| finding.severity >= selection.fail_on).collect();
    for category in categories(&failing) {
        let accused = accused(&failing, category);
        let share = share_of(page.style, &accused, report.packages.len());
        let sentence = format!("{share} {}: {}", says(category, accused.len() == 1), list(page.style, &accused));
        write(page, Tone::Bad, &sentence);
    }
    let withheld = selection.withheld_failures();
    if withheld > 0 {
        let noun = count(withheld, "finding", "findings");
        write(
            page,
            Tone::Bad,
            &format!("{noun} at or above {} not shown: lower --min-severity to see them", selection.fail_on),
        );
    }
    if failing.is_empty() && withheld == 0 {
        write_passing(page, report, selection);
    }
    if selection.is_doubtful(&report.policy) {
        let file = report.policy.file.as_deref().unwrap_or("the configuration");
        let silenced = count(report.policy.silenced, "finding", "findings");
        let file = page.style.show(file, 200);
        write(
            page,
            Tone::Warning,
            &format!("{silenced} silenced by {file}, which is part of what was audited: is it yours?"),
        );
    }
}

/// Writes the verdict on a diff.
pub(crate) fn write_diff(page: &mut Page<'_>, report: &DiffReport, selection: &Selection) {
    let style = page.style;
    let who = versions(style, report);
    let failing: Vec<&Finding> =
        report.scan.findings.iter().filter(|finding| finding.severity >= selection.fail_on).collect();
    for category in categories(&failing) {
        let findings: Vec<&Finding> = failing.iter().copied().filter(|finding| finding.category == category).collect();
        let what = change_text(category, true);
        write(page, Tone::Bad, &format!("{who} {what}{}", after_colon(&ways(style, &findings))));
    }
    let withheld = selection.withheld_failures();
    if withheld > 0 {
        let noun = count(withheld, "new finding", "new findings");
        write(
            page,
            Tone::Bad,
            &format!("{who}: {noun} at or above {} not shown: lower --min-severity to see them", selection.fail_on),
        );
    }
    if !failing.is_empty() || withheld > 0 {
        return;
    }
    let gained = report.gained.len() as u64;
    let lost = report.lost.len() as u64;
    let kept = count(report.kept, "behaviour", "behaviours");
    if gained == 0 && lost == 0 && report.scan.findings.is_empty() {
        write(page, Tone::Good, &format!("{who} behaves as before: {kept} kept, none gained or lost"));
        return;
    }
    let gained_text = count(gained, "behaviour", "behaviours");
    let mut sentence = format!("{who} gained {gained_text}, lost {}, kept {}", thousands(lost), thousands(report.kept));
    let findings = report.scan.findings.len() as u64;
    if findings > 0 {
        sentence.push_str(&format!(
            "; {} to look at, none at or above {}",
            count(findings, "finding", "findings"),
            selection.fail_on
        ));
    } else {
        sentence.push_str("; none of it is a finding");
    }
    write(page, if gained > 0 || findings > 0 { Tone::Warning } else { Tone::Good }, &sentence);
}

/// Writes the verdict on a history.
pub(crate) fn write_history(page: &mut Page<'_>, report: &HistoryReport, selections: &[Selection]) {
    let style = page.style;
    let all = count(report.steps.len() as u64, "version", "versions");
    let name = style.paint(Tone::Strong, &style.show(&report.name, 120));
    let failing: Vec<(&HistoryStep, Vec<&Finding>, u64)> = report
        .steps
        .iter()
        .zip(selections)
        .map(|(step, selection)| {
            let bad = step.scan.findings.iter().filter(|finding| finding.severity >= selection.fail_on).collect();
            (step, bad, selection.withheld_failures())
        })
        .filter(|(_, bad, withheld): &(_, Vec<&Finding>, u64)| !bad.is_empty() || *withheld > 0)
        .collect();
    for (step, bad, withheld) in failing.iter().take(MAX_NAMED) {
        let version = style.paint(Tone::Strong, &style.show(&step.version.version, 40));
        for category in categories(bad) {
            let findings: Vec<&Finding> = bad.iter().copied().filter(|finding| finding.category == category).collect();
            let what = change_text(category, step.before.is_some());
            write(page, Tone::Bad, &format!("{name} {version} {what}{}", after_colon(&ways(style, &findings))));
        }
        if *withheld > 0 {
            let noun = count(*withheld, "new finding", "new findings");
            write(page, Tone::Bad, &format!("{name} {version}: {noun} not shown: lower --min-severity to see them"));
        }
    }
    if failing.len() > MAX_NAMED {
        let more = count((failing.len() - MAX_NAMED) as u64, "more version", "more versions");
        write(page, Tone::Bad, &format!("and {more} of {all}"));
    }
    if !failing.is_empty() {
        return;
    }
    let gained = report.steps.iter().filter(|step| step.before.is_some() && !step.gained.is_empty()).count() as u64;
    let findings: usize = report.steps.iter().map(|step| step.scan.findings.len()).sum();
    if gained == 0 && findings == 0 {
        write(page, Tone::Good, &format!("{name} behaves alike in {all}"));
    } else {
        let tone = if findings > 0 { Tone::Warning } else { Tone::Good };
        let sentence = format!(
            "{name} gained behaviours in {} of {all}, and nothing at or above {}",
            thousands(gained),
            selections.first().map_or(Severity::High, |selection| selection.fail_on)
        );
        write(page, tone, &sentence);
    }
}

/// Writes the verdict on a lock that was written: what was approved is told, and what a scan objects to in it first.
pub(crate) fn write_lock(page: &mut Page<'_>, report: &LockReport, selection: &Selection) {
    let failing: Vec<&Finding> =
        report.scan.findings.iter().filter(|finding| finding.severity >= selection.fail_on).collect();
    for category in categories(&failing) {
        let accused = accused(&failing, category);
        let what = format!("{}: {}", says(category, accused.len() == 1), list(page.style, &accused));
        let share = share_of(page.style, &accused, report.scan.packages.len());
        write(page, Tone::Bad, &format!("approved all the same: {share} {what}"));
    }
    let file = page.style.paint(Tone::Strong, &page.style.show(&report.file, 200));
    let changes = match (report.added.len() as u64, report.removed.len() as u64) {
        (0, 0) => "as before".to_owned(),
        (added, removed) => format!("{} more, {} less than before", thousands(added), thousands(removed)),
    };
    let sentence = format!(
        "{file} approves {} of {}, {changes}",
        count(report.approved, "behaviour", "behaviours"),
        count(report.packages, "package", "packages")
    );
    write(page, if failing.is_empty() { Tone::Good } else { Tone::Warning }, &sentence);
}

/// Writes the verdict on a check.
pub(crate) fn write_check(page: &mut Page<'_>, report: &CheckReport) {
    let style = page.style;
    if report.unapproved.is_empty() {
        let packages = count(report.scan.packages.len() as u64, "package does", "packages do");
        write(page, Tone::Good, &format!("{packages} nothing that {} does not approve", style.show(&report.file, 200)));
        return;
    }
    let mut names: Vec<&str> = report.unapproved.iter().map(|unapproved| unapproved.name.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    let shown: Vec<String> =
        names.iter().take(MAX_NAMED).map(|name| style.paint(Tone::Strong, &style.show(name, 120))).collect();
    let more = names.len().saturating_sub(MAX_NAMED);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    let sentence = format!(
        "{} not approved: by {}{more}",
        count(report.unapproved.len() as u64, "behaviour is", "behaviours are"),
        shown.join(", ")
    );
    write(page, Tone::Bad, &sentence);
}

/// What findings of a category say about a version; `is_new` where another one came before.
fn change_text(category: Category, is_new: bool) -> String {
    match (category, is_new) {
        (Category::Change, _) => "changes in a way to look at".to_owned(),
        (_, true) => format!("newly {}", says(category, true)),
        (_, false) => says(category, true),
    }
}

fn after_colon(ways: &[String]) -> String {
    if ways.is_empty() { String::new() } else { format!(": {}", ways.join(", ")) }
}

/// `name@version`.
pub(crate) fn package_name(style: &Style, package: &PackageId) -> String {
    if package.version.is_empty() {
        style.show(&package.name, 120)
    } else {
        style.show(&format!("{}@{}", package.name, package.version), 160)
    }
}

fn write_passing(page: &mut Page<'_>, report: &ScanReport, selection: &Selection) {
    let packages = count(report.packages.len() as u64, "package", "packages");
    let coverage = &report.coverage;
    let files = if coverage.unanalysed.is_empty() {
        format!("{} analysed", count(coverage.analysed, "file", "files"))
    } else {
        let see = if page.style.quiet { "" } else { ": see below" };
        format!(
            "{} analysed, {} could not be{see}",
            count(coverage.analysed, "file", "files"),
            thousands(coverage.unanalysed.len() as u64)
        )
    };
    let shown = report.findings.iter().filter(|finding| finding.severity > Severity::Info).count() as u64;
    if report.packages.is_empty() && coverage.files == 0 {
        write(page, Tone::Warning, "nothing was audited: no package and no file was found there");
    } else if !has_code(coverage) {
        write(page, Tone::Warning, "nothing was audited: there is no code there");
    } else if shown > 0 {
        let noun = count(shown, "finding", "findings");
        write(
            page,
            Tone::Warning,
            &format!("nothing at {} or above, {noun} below it to look at, in {packages} ({files})", selection.fail_on),
        );
    } else {
        let least = selection.min_severity.max(Severity::Low);
        write(page, Tone::Good, &format!("nothing at {least} or above in {packages} ({files})"));
    }
}

/// Whether there was any code, as far as it could be looked at.
fn has_code(coverage: &Coverage) -> bool {
    let is_code = |reason: &SkipReason| matches!(reason, SkipReason::NoChannel | SkipReason::Duplicate);
    coverage.analysed > 0 || !coverage.unanalysed.is_empty() || coverage.skipped.keys().any(is_code)
}

fn write(page: &mut Page<'_>, tone: Tone, sentence: &str) {
    let signs = page.style.signs();
    let sign = match tone {
        Tone::Bad => signs.bad,
        Tone::Good => signs.good,
        _ => signs.warning,
    };
    let sign = page.style.paint(tone, sign);
    page.hanging(&format!("{sign} "), "  ", sentence);
}

/// The categories that occur, in the order of the interface page.
fn categories(findings: &[&Finding]) -> Vec<Category> {
    Category::ALL
        .iter()
        .copied()
        .filter(|category| findings.iter().any(|finding| finding.category == *category))
        .collect()
}

/// A package and what is held against it.
type Accused<'a> = (&'a PackageId, Vec<&'a Finding>);

fn accused<'a>(findings: &[&'a Finding], category: Category) -> Vec<Accused<'a>> {
    let mut accused: Vec<Accused<'a>> = Vec::new();
    for finding in findings.iter().filter(|finding| finding.category == category) {
        match accused.iter_mut().rfind(|(package, _)| **package == finding.package) {
            Some((_, findings)) => findings.push(finding),
            None => accused.push((&finding.package, vec![finding])),
        }
    }
    accused
}

fn share_of(style: &Style, accused: &[Accused<'_>], packages: usize) -> String {
    let bad = accused.len() as u64;
    match packages {
        0 | 1 => style.paint(Tone::Strong, &count(bad, "package", "packages")),
        _ => style
            .paint(Tone::Strong, &format!("{} of {}", count(bad, "package", "packages"), thousands(packages as u64))),
    }
}

/// What findings of a category say, with the verb in the singular or plural.
fn says(category: Category, singular: bool) -> String {
    let (verb, rest) = match category {
        Category::Email => ("send", "mail to an address you did not choose"),
        Category::Exfil | Category::Network => ("send", "data to a host you did not choose"),
        Category::Code => ("hide", "or load code"),
        Category::Install => ("act", "on installation"),
        Category::Mcp => ("declare", "MCP tools that mislead"),
        Category::Package => ("look", "like something else"),
        Category::Intel => ("appear", "in known incidents"),
        Category::Change => ("change", "in a way to look at"),
        Category::Coverage => ("hide", "files from analysis"),
    };
    format!("{verb}{} {rest}", if singular { "s" } else { "" })
}

fn list(style: &Style, accused: &[Accused<'_>]) -> String {
    let mut parts: Vec<String> = accused
        .iter()
        .take(MAX_NAMED)
        .map(|(package, findings)| {
            let ways = ways(style, findings);
            let name = style.paint(Tone::Strong, &package_name(style, package));
            if ways.is_empty() { name } else { format!("{name} ({})", ways.join(", ")) }
        })
        .collect();
    if accused.len() > MAX_NAMED {
        parts.push(format!("and {} more", accused.len() - MAX_NAMED));
    }
    parts.join(", ")
}

/// `sendEmail → archive@mailroom.example`, a few of them.
pub(super) fn ways(style: &Style, findings: &[&Finding]) -> Vec<String> {
    let arrow = style.signs().arrow;
    let mut ways: Vec<String> = Vec::new();
    for finding in findings {
        let destination = finding.destination.as_ref().filter(|to| to.kind != DestinationKind::Unknown);
        let destination = destination.map(|to| style.show(&to.value, 80));
        let tool = finding.mcp_tool.as_ref().map(|tool| style.show(tool, 60));
        let way = match (tool, destination) {
            (Some(tool), Some(destination)) => format!("{tool} {arrow} {destination}"),
            (Some(tool), None) => tool,
            (None, Some(destination)) => format!("{arrow} {destination}"),
            (None, None) => continue,
        };
        if !ways.contains(&way) {
            ways.push(way);
        }
    }
    let more = ways.len().saturating_sub(MAX_WAYS);
    ways.truncate(MAX_WAYS);
    if more > 0 {
        ways.push(format!("{more} more"));
    }
    ways
}

/// `name 1.0.15 → 1.0.16`; two names where they differ.
fn versions(style: &Style, report: &DiffReport) -> String {
    let arrow = style.signs().arrow;
    let (before, after) = (&report.before, &report.after);
    let text = if before.name == after.name && before.version != after.version {
        let version = |text: &str| if text.is_empty() { "(no version)".to_owned() } else { style.show(text, 40) };
        format!("{} {} {arrow} {}", style.show(&after.name, 120), version(&before.version), version(&after.version))
    } else {
        format!("{} {arrow} {}", package_name(style, before), package_name(style, after))
    };
    style.paint(Tone::Strong, &text)
}
