//! A history for programs.

use molehunt_model::{HistoryReport, HistoryStep};
use serde::Serialize;

use super::{BehaviourJson, FindingJson, SCHEMA_VERSION, ToolJson};

#[derive(Serialize)]
pub(super) struct HistoryJson<'a> {
    schema_version: u32,
    tool: ToolJson,
    package: &'a str,
    order: &'static str,
    versions: Vec<StepJson<'a>>,
    elapsed_ms: u64,
}

#[derive(Serialize)]
struct StepJson<'a> {
    version: &'a str,
    path: &'a str,
    published: Option<&'a str>,
    before: Option<&'a str>,
    findings: Vec<FindingJson<'a>>,
    gained: Vec<BehaviourJson<'a>>,
    lost: Vec<BehaviourJson<'a>>,
    kept: u64,
}

impl<'a> HistoryJson<'a> {
    pub(super) fn new(report: &'a HistoryReport, only_gained: bool) -> Self {
        let is_shown = |step: &&HistoryStep| !only_gained || !step.gained.is_empty() || !step.scan.findings.is_empty();
        Self {
            schema_version: SCHEMA_VERSION,
            tool: ToolJson::this(),
            package: &report.name,
            order: report.order.as_str(),
            versions: report.steps.iter().filter(is_shown).map(StepJson::new).collect(),
            elapsed_ms: u64::try_from(report.elapsed.as_millis()).unwrap_or(u64::MAX),
        }
    }
}

impl<'a> StepJson<'a> {
    fn new(step: &'a HistoryStep) -> Self {
        Self {
            version: &step.version.version,
            path: &step.version.path,
            published: step.published.as_deref(),
            before: step.before.as_ref().map(|before| before.version.as_str()),
            findings: step.scan.findings.iter().map(FindingJson::new).collect(),
            gained: step.gained.iter().map(|fact| BehaviourJson::new(&step.version, fact)).collect(),
            lost: step
                .lost
                .iter()
                .map(|fact| BehaviourJson::new(step.before.as_ref().unwrap_or(&step.version), fact))
                .collect(),
            kept: step.kept,
        }
    }
}
