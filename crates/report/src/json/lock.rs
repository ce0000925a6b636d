//! A lock that was written, and a check, for programs.

use molehunt_model::{CheckReport, LockReport, UnapprovedBehaviour};
use serde::Serialize;

use super::{BehaviourJson, CoverageJson, FindingJson, SCHEMA_VERSION, ToolJson, elapsed_ms};

#[derive(Serialize)]
pub(super) struct LockJson<'a> {
    schema_version: u32,
    tool: ToolJson,
    lock: &'a str,
    packages: u64,
    approved: u64,
    added: Vec<LineJson<'a>>,
    removed: Vec<LineJson<'a>>,
    findings: Vec<FindingJson<'a>>,
    coverage: CoverageJson<'a>,
    elapsed_ms: u64,
}

#[derive(Serialize)]
pub(super) struct CheckJson<'a> {
    schema_version: u32,
    tool: ToolJson,
    lock: &'a str,
    unapproved: Vec<UnapprovedJson<'a>>,
    unused: Vec<LineJson<'a>>,
    approved: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    approve: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    forget: Option<&'a str>,
    coverage: CoverageJson<'a>,
    elapsed_ms: u64,
}

#[derive(Serialize)]
struct LineJson<'a> {
    package: &'a str,
    line: &'a str,
}

#[derive(Serialize)]
pub(super) struct UnapprovedJson<'a> {
    /// The package, as the lock calls it.
    name: &'a str,
    /// Whether the lock approves nothing of the package.
    new_package: bool,
    lines: &'a [String],
    behaviour: BehaviourJson<'a>,
    findings: Vec<FindingJson<'a>>,
}

impl<'a> LockJson<'a> {
    pub(super) fn new(report: &'a LockReport) -> Self {
        Self {
            schema_version: SCHEMA_VERSION,
            tool: ToolJson::this(),
            lock: &report.file,
            packages: report.packages,
            approved: report.approved,
            added: report.added.iter().map(LineJson::new).collect(),
            removed: report.removed.iter().map(LineJson::new).collect(),
            findings: report.scan.findings.iter().map(FindingJson::new).collect(),
            coverage: CoverageJson::new(&report.scan.coverage),
            elapsed_ms: elapsed_ms(&report.scan),
        }
    }
}

impl<'a> CheckJson<'a> {
    pub(super) fn new(report: &'a CheckReport) -> Self {
        Self {
            schema_version: SCHEMA_VERSION,
            tool: ToolJson::this(),
            lock: &report.file,
            unapproved: report.unapproved.iter().map(UnapprovedJson::new).collect(),
            unused: report.unused.iter().map(LineJson::new).collect(),
            approved: report.approved,
            approve: (!report.unapproved.is_empty()).then_some(report.approve.as_str()),
            forget: report.forget.as_deref(),
            coverage: CoverageJson::new(&report.scan.coverage),
            elapsed_ms: elapsed_ms(&report.scan),
        }
    }
}

impl<'a> LineJson<'a> {
    fn new((package, line): &'a (String, String)) -> Self {
        Self { package, line }
    }
}

impl<'a> UnapprovedJson<'a> {
    pub(super) fn new(unapproved: &'a UnapprovedBehaviour) -> Self {
        Self {
            name: &unapproved.name,
            new_package: unapproved.is_new,
            lines: &unapproved.lines,
            behaviour: BehaviourJson::new(&unapproved.package, &unapproved.fact),
            findings: unapproved.findings.iter().map(FindingJson::new).collect(),
        }
    }
}
