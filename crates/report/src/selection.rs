//! What the caller chose to show, and what it therefore withheld.

use std::collections::BTreeMap;

use molehunt_model::{Finding, PolicySummary, ScanReport, Severity};

/// What the caller chose to show. A report repeats it, since nothing is dropped in silence.
#[derive(Debug, Clone)]
pub struct Selection {
    /// Findings below this are withheld.
    pub min_severity: Severity,
    /// Findings from here on make the run fail.
    pub fail_on: Severity,
    /// How many findings were withheld, by severity.
    pub withheld: BTreeMap<Severity, u64>,
    /// Whether to list every behaviour.
    pub behaviours: bool,
    /// Whether to say how each severity came about.
    pub explain_severity: bool,
    /// Whether to list every MCP tool with what it reaches.
    pub tools: bool,
    /// Whether the configuration in force lies inside what was audited,
    /// where the author of a malicious package could have put it.
    pub configuration_inside_audit: bool,
}

impl Default for Selection {
    fn default() -> Self {
        Self {
            min_severity: Severity::Low,
            fail_on: Severity::High,
            withheld: BTreeMap::new(),
            behaviours: false,
            explain_severity: false,
            tools: false,
            configuration_inside_audit: false,
        }
    }
}

impl Selection {
    /// Takes the findings below `min_severity` out of a report and counts them, and of the others what nobody asked for.
    pub fn withhold(&mut self, report: &mut ScanReport) {
        let (shown, withheld): (Vec<Finding>, Vec<Finding>) =
            report.findings.drain(..).partition(|finding| finding.severity >= self.min_severity);
        report.findings = shown;
        if !self.explain_severity {
            report.findings.iter_mut().for_each(|finding| finding.judgement.clear());
        }
        for finding in withheld {
            *self.withheld.entry(finding.severity).or_default() += 1;
        }
    }

    /// How many of the withheld findings are bad enough to make the run fail.
    pub(crate) fn withheld_failures(&self) -> u64 {
        self.withheld.range(self.fail_on..).map(|(_, count)| count).sum()
    }

    /// Whether a reader should doubt a clean result, because the audited tree brought the configuration that silenced something.
    pub(crate) fn is_doubtful(&self, policy: &PolicySummary) -> bool {
        self.configuration_inside_audit && policy.silenced > 0
    }
}
