//! Findings with their code, arranged so that two hundred of them can still be read.
//!
//! Findings of one rule in one package share a headline, their reasons and their advice.
//! The first of them are drawn; the others are a line each. No rule and no package is left out for being frequent.

use molehunt_model::{Finding, Severity, Sources};

use crate::{
    frame::{draw_finding, place_name},
    layout::{Page, count},
    style::Tone,
};

/// Drawn findings of one rule in one package.
const DRAWN_IN_GROUP: usize = 3;
/// Groups of one rule that are drawn, below severity high.
const DRAWN_OF_MINOR_RULE: usize = 3;
/// Drawn findings in a report: after that, a line each.
const DRAWN_IN_ALL: usize = 60;
/// Lines of one group.
const LISTED_IN_GROUP: usize = 25;

/// Writes findings in the order in which they come, each with those like it.
pub(crate) fn write<'a>(page: &mut Page<'_>, findings: impl Iterator<Item = &'a Finding>, sources: &Sources) {
    let mut groups: Vec<Vec<&Finding>> = Vec::new();
    for finding in findings {
        // Findings come by package, so that those alike are among the last groups.
        let same_package = |group: &&mut Vec<&Finding>| group[0].package == finding.package;
        match groups.iter_mut().rev().take_while(same_package).find(|group| is_alike(group[0], finding)) {
            Some(group) => group.push(finding),
            None => groups.push(vec![finding]),
        }
    }
    let mut drawn: Vec<&Finding> = Vec::new();
    let mut drawn_minor: Vec<(&str, usize)> = Vec::new();
    for group in &groups {
        let first = group[0];
        page.gap();
        write_headline(page, group);
        let mut allowance = DRAWN_IN_GROUP.min(DRAWN_IN_ALL.saturating_sub(drawn.len()));
        if first.severity < Severity::High {
            match drawn_minor.iter_mut().find(|(rule, _)| *rule == first.rule) {
                Some((_, groups)) => *groups += 1,
                None => drawn_minor.push((&first.rule, 1)),
            }
            if drawn_minor.iter().any(|(rule, groups)| *rule == first.rule && *groups > DRAWN_OF_MINOR_RULE) {
                allowance = 0;
            }
        }
        let shown_before = drawn.len();
        for finding in group.iter().take(allowance) {
            write_message(page, finding);
            match drawn.iter().find(|other| is_same_place(other, finding)) {
                Some(other) => {
                    let note =
                        format!("same place as {} above: {}", page.style.show(&other.rule, 80), place(page, finding));
                    page.indented(2, &page.style.paint(Tone::Faint, &note));
                }
                None => {
                    draw_finding(page, finding, sources);
                    drawn.push(finding);
                }
            }
        }
        write_lines(page, &group[allowance.min(group.len())..]);
        // Advice that was given for the rule a moment ago need not be repeated where nothing is drawn.
        if shown_before < drawn.len() || allowance > 0 {
            write_reasons(page, group);
        } else {
            write_package(page, first);
        }
    }
}

fn is_alike(one: &Finding, other: &Finding) -> bool {
    one.rule == other.rule
        && one.severity == other.severity
        && one.confidence == other.confidence
        && one.why == other.why
        && one.remediation == other.remediation
}

fn is_same_place(one: &Finding, other: &Finding) -> bool {
    one.package == other.package && one.file == other.file && one.span == other.span && one.trace == other.trace
}

fn write_headline(page: &mut Page<'_>, group: &[&Finding]) {
    let first = group[0];
    let signs = page.style.signs();
    let sign = if first.severity >= Severity::High { signs.bad } else { signs.warning };
    let head = page.style.paint(Tone::of_severity(first.severity), &format!("{sign} {}", first.severity));
    let rule = page.style.paint(Tone::Strong, &page.style.show(&first.rule, 80));
    let mut line = format!("{head} {rule} (confidence {})", first.confidence);
    if group.len() > 1 {
        line.push_str(&format!(", {} times", group.len()));
    }
    page.hanging("", "  ", &line);
}

fn write_message(page: &mut Page<'_>, finding: &Finding) {
    let message = page.style.show(&finding.message, 800);
    page.hanging("  ", "  ", &page.style.paint(Tone::Strong, &message));
}

fn write_lines(page: &mut Page<'_>, findings: &[&Finding]) {
    for finding in findings.iter().take(LISTED_IN_GROUP) {
        let line = format!("{} {}", place(page, finding), page.style.show(&finding.message, 300));
        page.item(2, &line);
    }
    let rest = findings.len().saturating_sub(LISTED_IN_GROUP);
    if rest > 0 {
        page.item(2, &format!("and {rest} more of these: --format json lists them all"));
    }
}

fn write_package(page: &mut Page<'_>, finding: &Finding) {
    page.field("package", &package(page, finding));
}

fn write_reasons(page: &mut Page<'_>, group: &[&Finding]) {
    let first = group[0];
    write_package(page, first);
    let mut tools: Vec<&str> = group.iter().filter_map(|finding| finding.mcp_tool.as_deref()).collect();
    tools.sort_unstable();
    tools.dedup();
    if !tools.is_empty() {
        let shown: Vec<String> = tools.iter().take(12).map(|tool| page.style.show(tool, 80)).collect();
        let more = if tools.len() > 12 { format!(" and {} more", tools.len() - 12) } else { String::new() };
        page.field(if tools.len() == 1 { "MCP tool" } else { "MCP tools" }, &(shown.join(", ") + &more));
    }
    let mut data: Vec<&str> = group.iter().flat_map(|finding| &finding.data).map(String::as_str).collect();
    data.sort_unstable();
    data.dedup();
    if !data.is_empty() {
        let shown: Vec<String> = data.iter().take(10).map(|origin| page.style.show(origin, 80)).collect();
        let more = if data.len() > 10 { format!(" and {} more", data.len() - 10) } else { String::new() };
        page.field("what leaves", &(shown.join(", ") + &more));
    }
    if group.iter().all(|finding| !finding.reachable) {
        page.field("reached", "not from the package's entry points or install scripts");
    }
    if !first.judgement.is_empty() {
        let steps: Vec<String> = first.judgement.iter().map(|step| page.style.show(step, 500)).collect();
        page.list_field("severity", &steps);
    }
    if !first.why.is_empty() {
        page.field("why", &page.style.show(&first.why, 1_000));
    }
    if !first.remediation.is_empty() {
        let steps: Vec<String> = first.remediation.iter().map(|step| page.style.show(step, 500)).collect();
        page.list_field("what to do", &steps);
    }
}

/// `name@version (path)`.
fn package(page: &Page<'_>, finding: &Finding) -> String {
    let mut text = page.style.paint(Tone::Strong, &name(page, finding));
    if !matches!(finding.package.path.as_str(), "" | ".") {
        text.push_str(&format!(" ({})", page.style.show(&finding.package.path, 200)));
    }
    text
}

fn name(page: &Page<'_>, finding: &Finding) -> String {
    let package = &finding.package;
    if package.version.is_empty() {
        page.style.show(&package.name, 120)
    } else {
        page.style.show(&format!("{}@{}", package.name, package.version), 160)
    }
}

/// `path/file:line:column`.
fn place(page: &Page<'_>, finding: &Finding) -> String {
    let start = finding.span.start;
    let text = format!("{}:{}:{}", place_name(&finding.package.path, &finding.file), start.line, start.column);
    page.style.show(&text, 240)
}

/// `1 critical, 2 high`, worst first.
pub(super) fn counts_by_severity(counts: impl Fn(Severity) -> u64) -> String {
    let parts: Vec<String> = Severity::ALL
        .iter()
        .rev()
        .filter(|severity| counts(**severity) > 0)
        .map(|severity| count(counts(*severity), severity.as_str(), severity.as_str()))
        .collect();
    if parts.is_empty() { "none".to_owned() } else { parts.join(", ") }
}
