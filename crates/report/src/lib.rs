//! A report's outward form: text for people, JSON for programs.
//!
//! Nothing is judged here. What was found, how bad it is and in which order it comes is decided below;
//! what is left out (`--min-severity`) and what counts as a failure (`--fail-on`) is decided by the caller,
//! who says so in a [`Selection`] so that the report can say it too.
//!
//! Whatever an audited package wrote is hostile: it passes through [`visible()`] before it reaches a terminal.

use std::{
    fmt,
    io::{self, Write},
    str::FromStr,
};

use molehunt_model::{CheckReport, DiffReport, HistoryReport, LockReport, ScanReport};

mod excerpt;
mod frame;
mod human;
mod json;
mod layout;
mod page;
mod selection;
mod style;
mod visible;

pub use page::render_page;
pub use selection::Selection;
pub use style::Style;
pub use visible::{visible, visible_lines};

/// How a report is written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Format {
    /// Text for a person.
    #[default]
    Human,
    /// One JSON object.
    Json,
    /// One JSON object a line, one line a finding.
    Ndjson,
}

/// Writes what `scan` found.
pub fn write_scan(
    out: &mut dyn Write,
    report: &ScanReport,
    format: Format,
    style: &Style,
    selection: &Selection,
) -> io::Result<()> {
    match format {
        Format::Human => out.write_all(human::scan(report, style, selection).as_bytes()),
        Format::Json => json::write_scan(out, report, selection),
        Format::Ndjson => json::write_findings(out, &report.findings),
    }
}

/// Writes what `diff` found.
pub fn write_diff(
    out: &mut dyn Write,
    report: &DiffReport,
    format: Format,
    style: &Style,
    selection: &Selection,
) -> io::Result<()> {
    match format {
        Format::Human => out.write_all(human::diff(report, style, selection).as_bytes()),
        Format::Json => json::write_diff(out, report, selection),
        Format::Ndjson => json::write_findings(out, &report.scan.findings),
    }
}

/// Writes what `history` found. `selections` are those of the versions, in their order; with `only_gained`, versions
/// that gained nothing are left out.
pub fn write_history(
    out: &mut dyn Write,
    report: &HistoryReport,
    format: Format,
    style: &Style,
    selections: &[Selection],
    only_gained: bool,
) -> io::Result<()> {
    match format {
        Format::Human => out.write_all(human::history(report, style, selections, only_gained).as_bytes()),
        Format::Json => json::write_history(out, report, only_gained),
        Format::Ndjson => report.steps.iter().try_for_each(|step| json::write_findings(out, &step.scan.findings)),
    }
}

/// Writes what `lock` approved.
pub fn write_lock(
    out: &mut dyn Write,
    report: &LockReport,
    format: Format,
    style: &Style,
    selection: &Selection,
) -> io::Result<()> {
    match format {
        Format::Human => out.write_all(human::lock(report, style, selection).as_bytes()),
        Format::Json => json::write_lock(out, report),
        Format::Ndjson => json::write_findings(out, &report.scan.findings),
    }
}

/// Writes what `check` found.
pub fn write_check(out: &mut dyn Write, report: &CheckReport, format: Format, style: &Style) -> io::Result<()> {
    match format {
        Format::Human => out.write_all(human::check(report, style).as_bytes()),
        Format::Json => json::write_check(out, report),
        Format::Ndjson => json::write_unapproved(out, report),
    }
}

impl Format {
    /// Every format.
    pub const ALL: &'static [Self] = &[Self::Human, Self::Json, Self::Ndjson];

    /// Its name on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Human => "human",
            Self::Json => "json",
            Self::Ndjson => "ndjson",
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.as_str())
    }
}

impl FromStr for Format {
    type Err = molehunt_model::UnknownWord;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        Self::ALL.iter().copied().find(|format| format.as_str() == word).ok_or_else(|| Self::Err {
            word: word.to_owned(),
            expected: Self::ALL.iter().map(|format| format.as_str()).collect::<Vec<_>>().join(", "),
        })
    }
}
