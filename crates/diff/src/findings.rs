//! Which findings are news.

use std::collections::{BTreeMap, BTreeSet};

use molehunt_model::{Fact, Finding, FindingBuilder, Severity};

/// The findings of the newer version that the older one does not have, in the order of reports.
///
/// A finding is known by its fingerprint, which is made of the rule, the package's name and the behaviour's identity.
/// - One that has become worse is news: what was never run and now is, or stood in plain sight and is now hidden.
/// - Where the two versions differ in name (a fork, a package without manifest in two folders), no fingerprint of the
///   newer version can be among the older one's. Then a finding is news if its behaviour is among `gained`,
///   or if no older finding is like it.
pub fn gained_findings(before: &[Finding], after: Vec<Finding>, gained: &[Fact]) -> Vec<Finding> {
    let older = Older::of(before);
    let identities: Vec<String> = gained.iter().map(Fact::identity).collect();
    let mut news: Vec<Finding> = after.into_iter().filter(|finding| older.is_news(finding, &identities)).collect();
    news.sort_by(|one, other| one.sort_key().cmp(&other.sort_key()));
    news
}

/// What is known of the older version's findings.
struct Older<'a> {
    findings: &'a [Finding],
    names: BTreeSet<&'a str>,
    worst: BTreeMap<&'a str, Severity>,
}

impl<'a> Older<'a> {
    fn of(findings: &'a [Finding]) -> Self {
        let mut worst: BTreeMap<&str, Severity> = BTreeMap::new();
        for finding in findings {
            let severity = worst.entry(&finding.fingerprint).or_insert(finding.severity);
            *severity = finding.severity.max(*severity);
        }
        Self { findings, names: findings.iter().map(|finding| finding.package.name.as_str()).collect(), worst }
    }

    fn is_news(&self, finding: &Finding, gained: &[String]) -> bool {
        if let Some(severity) = self.worst.get(finding.fingerprint.as_str()) {
            return finding.severity > *severity;
        }
        if self.names.is_empty() || self.names.contains(finding.package.name.as_str()) {
            return true;
        }
        gained.iter().any(|identity| fingerprint(finding, identity) == finding.fingerprint)
            || !self.findings.iter().any(|other| is_alike(other, finding))
    }
}

/// The fingerprint that this finding would have, were it about the behaviour of that identity.
fn fingerprint(finding: &Finding, identity: &str) -> String {
    let builder = FindingBuilder {
        rule: finding.rule.clone(),
        category: finding.category,
        severity: finding.severity,
        confidence: finding.confidence,
        message: String::new(),
    };
    builder.at(finding.package.clone(), finding.file.clone(), finding.span, identity).fingerprint
}

fn is_alike(one: &Finding, other: &Finding) -> bool {
    (&one.rule, &one.destination, &one.mcp_tool, &one.data)
        == (&other.rule, &other.destination, &other.mcp_tool, &other.data)
        && one.severity >= other.severity
}
