//! Two versions compared: the verdict, what was gained with its code, MCP tools, what was lost, the manifest,
//! and the share of code that changed.

use molehunt_model::{
    ActKind, Behaviour, Change, CodePlace, DiffReport, Fact, FunctionChange, ManifestChange, Severity, ToolChange,
};

use super::{findings, inventory, summary, verdict};
use crate::{
    Selection, Style,
    layout::{Page, count, thousands},
    style::Tone,
};

/// Rows of one list.
const MAX_ROWS: usize = 40;
/// Changed functions named.
const MAX_FUNCTIONS: usize = 12;

/// The text of a diff.
pub(crate) fn diff(report: &DiffReport, style: &Style, selection: &Selection) -> String {
    let mut page = Page::new(style);
    verdict::write_diff(&mut page, report, selection);
    let framed = report.scan.findings.iter().filter(|finding| finding.severity > Severity::Info);
    findings::write(&mut page, framed, &report.scan.sources);
    inventory::write(&mut page, &report.scan.findings);
    write_behaviours(&mut page, "Gained", "+", Tone::Warning, &report.gained);
    write_tools(&mut page, &report.tools);
    write_behaviours(&mut page, "Lost", "-", Tone::Faint, &report.lost);
    write_manifest(&mut page, &report.manifest);
    write_code(&mut page, report);
    if !style.quiet {
        page.gap();
        page.rule();
        summary::write(&mut page, &report.scan, selection);
        page.field(
            "behaviours",
            &format!(
                "{} gained, {} lost, {} kept",
                thousands(report.gained.len() as u64),
                thousands(report.lost.len() as u64),
                thousands(report.kept)
            ),
        );
    }
    page.finish()
}

/// The share of code that changed: how many functions, which ones, and in which files.
fn write_code(page: &mut Page<'_>, report: &DiffReport) {
    let code = &report.code;
    if code.functions.is_empty() && code.files.is_empty() {
        return;
    }
    page.gap();
    let mut parts = Vec::new();
    if code.functions_before + code.functions_after > 0 {
        let all = count(code.functions_after, "function", "functions");
        parts.push(format!("{} of {all} changed", thousands(code.changed)));
        for (number, what) in [(code.added, "added"), (code.removed, "removed")] {
            if number > 0 {
                parts.push(format!("{} {what}", thousands(number)));
            }
        }
    }
    parts.push(count(code.files.len() as u64, "file differs", "files differ"));
    page.hanging("", "  ", &page.style.paint(Tone::Strong, &format!("Code: {}", parts.join(", "))));
    // What was edited says most; what came and went is told by its files.
    let edited: Vec<&FunctionChange> =
        code.functions.iter().filter(|function| function.change == Change::Changed).collect();
    for function in edited.iter().take(MAX_FUNCTIONS) {
        page.indented(2, &format!("~ {}", describe_function(page.style, function)));
    }
    if edited.len() > MAX_FUNCTIONS {
        let more = edited.len() - MAX_FUNCTIONS;
        page.indented(2, &format!("and {more} more functions: --format json lists them all"));
    }
    write_files(page, report);
}

/// `send index.js:12`, and where it was before, if that was another file.
fn describe_function(style: &Style, function: &FunctionChange) -> String {
    let name = match &function.name {
        Some(name) => style.paint(Tone::Code, &style.show(name, 60)),
        None => "a function without a name".to_owned(),
    };
    let place = |place: &CodePlace| style.show(&format!("{}:{}", place.file, place.start.line), 200);
    let mut text = name;
    if let Some(after) = &function.after {
        text.push_str(&format!(" in {}", place(after)));
    }
    if let (Some(before), Some(after)) = (&function.before, &function.after)
        && before.file != after.file
    {
        text.push_str(&format!(", before in {}", place(before)));
    }
    text
}

fn write_tools(page: &mut Page<'_>, tools: &[ToolChange]) {
    if tools.is_empty() {
        return;
    }
    title(page, "MCP tools", tools.len());
    let style = page.style;
    let mut rows = Vec::new();
    for tool in tools.iter().filter(|tool| tool.change != Change::Same) {
        let tone = if tool.change == Change::Lost { Tone::Faint } else { Tone::Warning };
        let mut what: Vec<String> = Vec::new();
        what.extend(tool.gained.iter().map(|identity| format!("+ {}", style.show(identity, 240))));
        what.extend(tool.lost.iter().map(|identity| format!("- {}", style.show(identity, 240))));
        if what.is_empty() {
            what.push(String::new());
        }
        for (index, what) in what.into_iter().enumerate() {
            let (name, change) = match index {
                0 => (style.show(&tool.name, 60), style.paint(tone, tool.change.as_str())),
                _ => (String::new(), String::new()),
            };
            rows.push(vec![name, change, what]);
        }
    }
    page.table(2, &rows);
    let same: Vec<String> =
        tools.iter().filter(|tool| tool.change == Change::Same).map(|tool| style.show(&tool.name, 60)).collect();
    if !same.is_empty() {
        let shown = same.iter().take(MAX_ROWS).cloned().collect::<Vec<_>>().join(", ");
        let more = if same.len() > MAX_ROWS { format!(" and {} more", same.len() - MAX_ROWS) } else { String::new() };
        page.indented(2, &format!("same: {shown}{more}"));
    }
}

fn write_behaviours(page: &mut Page<'_>, name: &str, sign: &str, tone: Tone, facts: &[Fact]) {
    if facts.is_empty() {
        return;
    }
    title(page, name, facts.len());
    let sign = page.style.paint(tone, sign);
    for fact in facts.iter().take(MAX_ROWS) {
        let place = format!("{}:{}", fact.evidence.file, fact.evidence.span.start.line);
        let line =
            format!("{} {}", describe(page.style, fact), page.style.paint(Tone::Faint, &page.style.show(&place, 200)));
        page.hanging(&format!("  {sign} "), "    ", &line);
    }
    if facts.len() > MAX_ROWS {
        page.indented(2, &format!("and {} more: --format json lists them all", facts.len() - MAX_ROWS));
    }
}

/// A behaviour as a person would say it.
pub(super) fn describe(style: &Style, fact: &Fact) -> String {
    let mut text = match &fact.behaviour {
        Behaviour::SendEmail(send) => format!("sends mail to {} ({}, {})", send.recipient, send.role, send.client),
        Behaviour::SendData(send) => {
            let mut data: Vec<String> = send.payload.iter().map(ToString::to_string).collect();
            // What a command prints has no other origin.
            data.extend(send.carries.iter().map(|carried| carried.name.clone()).filter(|name| name.starts_with('`')));
            let what = if data.is_empty() { String::new() } else { format!(": {}", data.join(", ")) };
            let part = send.account.as_ref().map(|account| format!(", what belongs to {account} there"));
            format!("talks to {}{} ({}){what}", send.destination.value, part.unwrap_or_default(), send.channel)
        }
        Behaviour::DeclareTool(tool) => format!("declares the MCP tool {}", tool.name),
        Behaviour::Act(act) => {
            let verb = match act.kind {
                ActKind::RunCommand => "runs the command",
                ActKind::RunCode => "runs text as code by",
                ActKind::WriteFile => "writes to",
                ActKind::PatchApi => "replaces",
                ActKind::HideText => "hides text:",
            };
            format!("{verb} {}", act.subject)
        }
        Behaviour::TellModel(told) => format!("tells a model, in a {}: {}", told.surface.as_str(), told.excerpt),
        Behaviour::ChangeTool(change) => {
            format!("changes the MCP tool {} later ({})", change.name, change.fields.join(", "))
        }
        Behaviour::ListedPackage(listed) => format!("is named by {}: {}", listed.record, listed.summary),
        Behaviour::Unanalysed(file) => {
            format!("has a file that could not be analysed: {} ({})", file.file, file.reason)
        }
        Behaviour::UnreadableCode(code) => {
            format!("has {} that is {}", count(code.files, "file", "files"), code.form)
        }
    };
    if let (Some(tool), false) = (fact.tool(), matches!(fact.behaviour, Behaviour::DeclareTool(_))) {
        text.push_str(&format!(" in tool {tool}"));
    }
    style.show(&text, 400)
}

fn write_manifest(page: &mut Page<'_>, changes: &[ManifestChange]) {
    if changes.is_empty() {
        return;
    }
    title(page, "package.json", changes.len());
    let style = page.style;
    let arrow = style.signs().arrow;
    for change in changes.iter().take(MAX_ROWS) {
        let field = style.show(&change.field, 120);
        let text = match (&change.before, &change.after) {
            (Some(before), Some(after)) => {
                format!("~ {field}: {} {arrow} {}", style.show(before, 200), style.show(after, 200))
            }
            (None, Some(after)) => format!("+ {field}: {}", style.show(after, 200)),
            (Some(before), None) => format!("- {field}: {}", style.show(before, 200)),
            (None, None) => format!("~ {field}"),
        };
        page.hanging("  ", "      ", &text);
    }
    if changes.len() > MAX_ROWS {
        page.indented(2, &format!("and {} more: --format json lists them all", changes.len() - MAX_ROWS));
    }
}

fn write_files(page: &mut Page<'_>, report: &DiffReport) {
    let files = &report.code.files;
    for file in files.iter().take(MAX_ROWS) {
        let sign = match file.change {
            Change::Gained => "+",
            Change::Lost => "-",
            Change::Changed => "~",
            Change::Same => "=",
        };
        page.indented(2, &format!("{sign} {}", page.style.show(file.file.as_str(), 200)));
    }
    if files.len() > MAX_ROWS {
        page.indented(2, &format!("and {} more: --format json lists them all", files.len() - MAX_ROWS));
    }
}

fn title(page: &mut Page<'_>, name: &str, number: usize) {
    page.gap();
    let text = format!("{name}: {}", thousands(number as u64));
    page.hanging("", "  ", &page.style.paint(Tone::Strong, &text));
}
