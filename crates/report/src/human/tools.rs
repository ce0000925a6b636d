//! The table of MCP tools: what each takes, and what its handler reaches.

use std::collections::BTreeMap;

use molehunt_model::ToolSummary;
use molehunt_source::PackageId;
use textwrap::core::display_width;

use crate::{
    frame::place_name,
    layout::{Page, thousands},
    style::Tone,
};

/// Most entries of one line; the rest is counted.
const MAX_ENTRIES: usize = 12;

/// Writes every tool, by package.
pub(crate) fn write(page: &mut Page<'_>, tools: &[ToolSummary]) {
    page.gap();
    let title = format!("MCP tools: {}", thousands(tools.len() as u64));
    page.hanging("", "  ", &page.style.paint(Tone::Strong, &title));
    let mut last: Option<&PackageId> = None;
    for tool in tools {
        if last != Some(&tool.package) {
            last = Some(&tool.package);
            let name = super::verdict::package_name(page.style, &tool.package);
            page.indented(2, &format!("{name} ({})", page.style.show(&tool.package.path, 200)));
        }
        write_tool(page, tool);
    }
}

fn write_tool(page: &mut Page<'_>, tool: &ToolSummary) {
    let style = page.style;
    let place = format!("{}:{}", place_name(&tool.package.path, &tool.file), tool.start.line);
    let name = style.paint(Tone::Strong, &style.show(&tool.name, 80));
    page.indented(4, &format!("{name} {}", style.paint(Tone::Faint, &style.show(&place, 240))));
    if let Some(description) = &tool.description {
        let line = description.split_whitespace().collect::<Vec<_>>().join(" ");
        page.indented(6, &style.show(&line, 200));
    }
    let recipients: Vec<String> =
        tool.recipients.iter().map(|(role, recipient)| format!("{role} {recipient}")).collect();
    let arrow = style.signs().arrow;
    let mut by_destination: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for flow in &tool.flows {
        by_destination.entry(&flow.to).or_default().push(flow.data.to_string());
    }
    for (what, entries) in [
        ("arguments", &tool.arguments),
        ("recipients", &recipients),
        ("hosts", &tool.hosts),
        ("files", &tool.files),
        ("commands", &tool.commands),
        ("environment", &tool.environment),
    ] {
        write_entries(page, what, entries);
    }
    for (to, data) in by_destination {
        write_entries(page, &format!("{arrow} {}", style.show(to, 80)), &data);
    }
}

/// Columns for what a line tells; a longer one, such as a destination, gets a line of its own.
const WHAT_COLUMN: usize = 12;

fn write_entries(page: &mut Page<'_>, what: &str, entries: &[String]) {
    if entries.is_empty() {
        return;
    }
    let style = page.style;
    let mut shown: Vec<String> = entries.iter().take(MAX_ENTRIES).map(|entry| style.show(entry, 160)).collect();
    if entries.len() > MAX_ENTRIES {
        shown.push(format!("and {} more", entries.len() - MAX_ENTRIES));
    }
    let rest = " ".repeat(6 + WHAT_COLUMN);
    let width = display_width(what);
    if width >= WHAT_COLUMN {
        page.indented(6, &style.paint(Tone::Faint, what));
        page.hanging(&rest, &rest, &shown.join(", "));
        return;
    }
    let gap = " ".repeat(WHAT_COLUMN - width);
    page.hanging(&format!("      {}{gap}", style.paint(Tone::Faint, what)), &rest, &shown.join(", "));
}
