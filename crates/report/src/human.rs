//! Reports as text for a person: what was found, with the code, and one sentence that sums it up.
//!
//! A scan ends with its verdict, since that is where a terminal stops scrolling; a diff, which is short, begins with it.

mod diff;
mod findings;
mod history;
mod inventory;
mod lock;
mod summary;
mod tools;
mod verdict;

use molehunt_model::{ScanReport, Severity};

use crate::{Selection, Style, layout::Page};

pub(crate) use diff::diff;
pub(crate) use history::history;
pub(crate) use lock::{check, lock};

/// The text of a scan.
pub(crate) fn scan(report: &ScanReport, style: &Style, selection: &Selection) -> String {
    let mut page = Page::new(style);
    let mut worth_a_frame = report.findings.iter().filter(|finding| finding.severity > Severity::Info).peekable();
    if worth_a_frame.peek().is_some() {
        findings::write(&mut page, worth_a_frame, &report.sources);
    }
    inventory::write(&mut page, &report.findings);
    if selection.tools {
        tools::write(&mut page, &report.tools);
    }
    if selection.behaviours {
        inventory::write_behaviours(&mut page, &report.behaviours);
    }
    page.gap();
    if !report.findings.is_empty() || selection.behaviours || selection.tools {
        page.rule();
    }
    verdict::write_scan(&mut page, report, selection);
    if !style.quiet {
        summary::write(&mut page, report, selection);
    }
    page.finish()
}
