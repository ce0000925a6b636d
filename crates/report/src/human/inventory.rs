//! Inventory: what packages talk to, a line each. It is no accusation, so it gets no frames.

use std::collections::{BTreeMap, BTreeSet};

use molehunt_model::{DestinationKind, Fact, Finding, Severity};
use molehunt_source::PackageId;

use crate::{
    Style,
    frame::place_name,
    layout::{Page, count},
    style::Tone,
};

/// Rows of the table.
const MAX_ROWS: usize = 60;
/// Packages named in a row.
const MAX_NAMED: usize = 3;

/// Writes the findings of severity info as a table by host.
pub(crate) fn write(page: &mut Page<'_>, findings: &[Finding]) {
    let mut rows: BTreeMap<(String, &str), Vec<&Finding>> = BTreeMap::new();
    for finding in findings.iter().filter(|finding| finding.severity == Severity::Info) {
        rows.entry((destination(finding), &finding.rule)).or_default().push(finding);
    }
    if rows.is_empty() {
        return;
    }
    page.gap();
    let title = format!("Inventory (info): {}", count(rows.len() as u64, "entry", "entries"));
    page.hanging("", "  ", &page.style.paint(Tone::Strong, &title));
    let cells: Vec<Vec<String>> =
        rows.iter().take(MAX_ROWS).map(|((to, rule), findings)| cells(page.style, to, rule, findings)).collect();
    page.table(2, &cells);
    if rows.len() > MAX_ROWS {
        page.indented(2, &format!("and {} more: --format json lists them all", rows.len() - MAX_ROWS));
    }
}

/// Writes every behaviour, by package.
pub(crate) fn write_behaviours(page: &mut Page<'_>, behaviours: &[(PackageId, Fact)]) {
    page.gap();
    let title = format!("Behaviours: {}", super::summary::plain_count(behaviours.len()));
    page.hanging("", "  ", &page.style.paint(Tone::Strong, &title));
    let mut last: Option<&PackageId> = None;
    for (package, fact) in behaviours {
        if last != Some(package) {
            last = Some(package);
            let name = super::verdict::package_name(page.style, package);
            page.indented(2, &format!("{name} ({})", page.style.show(&package.path, 200)));
        }
        let start = fact.evidence.span.start;
        let place = format!("{}:{}:{}", place_name(&package.path, &fact.evidence.file), start.line, start.column);
        page.item(4, &format!("{} {}", page.style.show(&fact.identity(), 300), page.style.show(&place, 240)));
    }
}

fn cells(style: &Style, destination: &str, rule: &str, findings: &[&Finding]) -> Vec<String> {
    let packages: BTreeSet<&PackageId> = findings.iter().map(|finding| &finding.package).collect();
    let named: Vec<String> =
        packages.iter().take(MAX_NAMED).map(|package| super::verdict::package_name(style, package)).collect();
    let mut who = named.join(", ");
    if packages.len() > MAX_NAMED {
        who.push_str(&format!(" and {} more", packages.len() - MAX_NAMED));
    }
    let times = if findings.len() > 1 { format!("{}x", findings.len()) } else { String::new() };
    vec![style.show(destination, 80), style.show(rule, 40), times, who]
}

/// The host where there is one, so that many paths of one host are one row.
fn destination(finding: &Finding) -> String {
    let Some(destination) = &finding.destination else { return "(no destination)".to_owned() };
    match destination.kind {
        DestinationKind::Url => host(&destination.value).to_owned(),
        _ => destination.value.clone(),
    }
}

/// The host of a URL, as far as it can be told without a parser: this decides a row, not a finding.
fn host(url: &str) -> &str {
    let after_scheme = url.split_once("://").map_or(url, |(_, rest)| rest);
    let authority = after_scheme.split(['/', '?', '#', '\\']).next().unwrap_or(after_scheme);
    authority.rsplit_once('@').map_or(authority, |(_, host)| host)
}
