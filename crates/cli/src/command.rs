//! The commands, a module each.

pub(crate) mod diff;
pub(crate) mod history;
pub(crate) mod lock;
pub(crate) mod rules;
pub(crate) mod scan;

use std::path::PathBuf;

use molehunt_model::ScanReport;
use molehunt_report::Selection;

use crate::run::{CLEAN, Context, FOUND};

/// The exit code, which looks at every finding, and then what of the report is shown.
pub(crate) fn judge_and_select(ctx: &Context<'_>, report: &mut ScanReport, audited: &[PathBuf]) -> (u8, Selection) {
    let fails = report.findings.iter().any(|finding| finding.severity >= ctx.options.fail_on);
    let mut selection = Selection {
        min_severity: ctx.options.min_severity,
        fail_on: ctx.options.fail_on,
        behaviours: ctx.options.behaviours,
        explain_severity: ctx.options.explain_severity,
        tools: ctx.options.tools,
        configuration_inside_audit: ctx.configuration.as_ref().is_some_and(|file| file.is_inside(audited)),
        ..Selection::default()
    };
    selection.withhold(report);
    (if fails { FOUND } else { CLEAN }, selection)
}
