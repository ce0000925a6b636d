//! The versions of a package, as text: a verdict, a chart, a line a version, and the details where something was gained.

use molehunt_model::{Finding, HistoryReport, HistoryStep, Severity, VersionOrder};

use super::{
    diff::describe,
    findings::{self, counts_by_severity},
    verdict,
};
use crate::{
    Selection, Style,
    layout::{Page, count, thousands},
    style::Tone,
};

/// Gained behaviours listed of one version.
const MAX_GAINED: usize = 12;

/// The text of a history. `selections` are those of its steps.
pub(crate) fn history(report: &HistoryReport, style: &Style, selections: &[Selection], only_gained: bool) -> String {
    let mut page = Page::new(style);
    let steps: Vec<Step<'_>> =
        report.steps.iter().zip(selections).map(|(step, selection)| Step { step, selection }).collect();
    verdict::write_history(&mut page, report, selections);
    if !style.quiet {
        write_chart(&mut page, report, &steps);
    }
    write_lines(&mut page, &steps, only_gained);
    steps.iter().filter(|step| step.is_worth_details()).for_each(|step| step.write_details(&mut page));
    if !style.quiet {
        let fields = page_summary(&steps);
        page.gap();
        page.rule();
        page.field("findings", &fields);
        page.field(
            "versions",
            &format!("{} compared, {}", count(steps.len() as u64, "version", "versions"), order(report)),
        );
    }
    page.finish()
}

struct Step<'a> {
    step: &'a HistoryStep,
    selection: &'a Selection,
}

impl Step<'_> {
    fn worst(&self) -> Option<Severity> {
        self.step
            .scan
            .findings
            .iter()
            .map(|finding| finding.severity)
            .filter(|severity| *severity > Severity::Info)
            .max()
    }

    /// Whether there is more to say than what the line says.
    fn is_worth_details(&self) -> bool {
        self.worst().is_some() || (self.step.before.is_some() && !self.step.gained.is_empty())
    }

    fn gained_something(&self) -> bool {
        self.worst().is_some() || !self.step.gained.is_empty()
    }

    /// The step in one sign.
    fn sign(&self, style: &Style) -> String {
        let signs = style.signs();
        match self.worst() {
            Some(severity) if severity >= self.selection.fail_on => style.paint(Tone::Bad, signs.bad),
            Some(severity) => style.paint(Tone::of_severity(severity), signs.warning),
            None if !self.step.gained.is_empty() && self.step.before.is_some() => style.paint(Tone::Notice, "+"),
            None => style.paint(Tone::Faint, if style.unicode { "·" } else { "." }),
        }
    }

    fn cells(&self, style: &Style) -> Vec<String> {
        let step = self.step;
        let numbers = match &step.before {
            None => count(step.gained.len() as u64, "behaviour", "behaviours"),
            Some(_) => {
                format!("+{} -{}", thousands(step.gained.len() as u64), thousands(step.lost.len() as u64))
            }
        };
        let day = step.published.as_deref().map_or("", |time| time.split('T').next().unwrap_or(time));
        let shown: Vec<_> = step.scan.findings.iter().filter(|finding| finding.severity > Severity::Info).collect();
        let what = match self.worst() {
            Some(severity) => {
                let ways = verdict::ways(style, &shown).join(", ");
                let rule = shown.first().map_or("", |finding| finding.rule.as_str());
                let text = style.paint(Tone::of_severity(severity), &format!("{severity} {}", style.show(rule, 60)));
                if ways.is_empty() { text } else { format!("{text}: {ways}") }
            }
            None => String::new(),
        };
        vec![format!("{} {}", self.sign(style), version(style, step)), style.show(day, 20), numbers, what]
    }

    fn write_details(&self, page: &mut Page<'_>) {
        let style = page.style;
        page.gap();
        page.rule();
        let arrow = style.signs().arrow;
        let title = match &self.step.before {
            Some(before) => format!("{} {arrow} {}", style.show(&before.version, 40), version(style, self.step)),
            None => format!("{}, the first version here", version(style, self.step)),
        };
        page.hanging("", "  ", &style.paint(Tone::Strong, &title));
        if self.step.before.is_some() {
            for (sign, tone, facts) in [("+", Tone::Warning, &self.step.gained), ("-", Tone::Faint, &self.step.lost)] {
                let sign = style.paint(tone, sign);
                for fact in facts.iter().take(MAX_GAINED) {
                    page.hanging(&format!("  {sign} "), "    ", &describe(style, fact));
                }
                if facts.len() > MAX_GAINED {
                    page.indented(2, &format!("{sign} and {} more", facts.len() - MAX_GAINED));
                }
            }
        }
        let (framed, minor): (Vec<&Finding>, Vec<&Finding>) = self
            .step
            .scan
            .findings
            .iter()
            .filter(|finding| finding.severity > Severity::Info)
            .partition(|finding| finding.severity > Severity::Low);
        for finding in minor {
            let head = style.paint(Tone::Notice, &format!("{} {}", finding.severity, style.show(&finding.rule, 60)));
            let place = format!("{}:{}", finding.file, finding.span.start.line);
            let text = format!("{head}: {} {}", style.show(&finding.message, 300), style.show(&place, 200));
            page.hanging("  ! ", "    ", &text);
        }
        findings::write(page, framed.into_iter(), &self.step.scan.sources);
    }
}

fn version(style: &Style, step: &HistoryStep) -> String {
    if step.version.version.is_empty() { "(no version)".to_owned() } else { style.show(&step.version.version, 40) }
}

fn order(report: &HistoryReport) -> &'static str {
    match report.order {
        VersionOrder::Semver => "in the order of their numbers",
        VersionOrder::Published => "in the order in which they were published",
    }
}

/// All versions in a few lines, a sign each.
fn write_chart(page: &mut Page<'_>, report: &HistoryReport, steps: &[Step<'_>]) {
    let style = page.style;
    let longest = report.steps.iter().map(|step| version(style, step).chars().count()).max().unwrap_or(0);
    let columns = style.columns().saturating_sub(2 * longest + 8).max(10);
    page.gap();
    for row in steps.chunks(columns) {
        let ends =
            [row.first(), row.last()].map(|step| step.map_or_else(String::new, |step| version(style, step.step)));
        let signs: String = row.iter().map(|step| step.sign(style)).collect();
        page.indented(2, &format!("{:>longest$} {signs} {}", ends[0], ends[1]));
    }
}

fn write_lines(page: &mut Page<'_>, steps: &[Step<'_>], only_gained: bool) {
    let shown = steps.iter().filter(|step| !only_gained || step.gained_something());
    let rows: Vec<Vec<String>> = shown.map(|step| step.cells(page.style)).collect();
    if !rows.is_empty() {
        page.gap();
        page.table(2, &rows);
    }
}

fn page_summary(steps: &[Step<'_>]) -> String {
    let findings = || steps.iter().flat_map(|step| &step.step.scan.findings);
    counts_by_severity(|severity| findings().filter(|finding| finding.severity == severity).count() as u64)
}
