//! Which findings are news.

use std::{cmp::Reverse, collections::BTreeMap};

use molehunt_model::{Category, Fact, Finding, FindingBuilder, PackageFacts, Severity};
use molehunt_source::PackagePath;

use crate::{behaviour::Behaviours, essence::Essence};

/// The findings of one version, and the facts that they were made of.
#[derive(Debug, Clone, Copy)]
pub struct Judged<'a> {
    /// The facts.
    pub facts: &'a PackageFacts,
    /// What the rules object to in them.
    pub findings: &'a [Finding],
}

/// The findings of the newer version that the older one does not have, worst first.
///
/// A finding is known where the older version does the same, in whatever words, and the same rule objected to it then.
/// One that has become worse is news: what was never run and now is, or stood in plain sight and is now hidden.
/// What a rule on changes says is news by itself. `done_before` is what the older version does.
pub fn gained_findings(before: Judged<'_>, done_before: &Behaviours, after: Judged<'_>) -> Vec<Finding> {
    let places = Places::of(before.facts);
    let mut worst: BTreeMap<(&str, String), Severity> = BTreeMap::new();
    for finding in before.findings {
        let severity = worst.entry((&finding.rule, places.subject(finding))).or_insert(finding.severity);
        *severity = finding.severity.max(*severity);
    }
    let places = Places::of(after.facts);
    let is_news = |finding: &&Finding| {
        finding.category == Category::Change
            || places.fact(finding).is_some_and(|fact| !done_before.covers(fact))
            || worst
                .get(&(finding.rule.as_str(), places.subject(finding)))
                .is_none_or(|severity| finding.severity > *severity)
    };
    let mut news: Vec<Finding> = after.findings.iter().filter(is_news).cloned().collect();
    news.sort_by(|one, other| {
        (Reverse(one.severity), one.sort_key()).cmp(&(Reverse(other.severity), other.sort_key()))
    });
    news
}

/// Facts by where they are, to tell which one a finding is about.
struct Places<'a>(BTreeMap<(&'a PackagePath, u32, u32), Vec<&'a Fact>>);

impl<'a> Places<'a> {
    fn of(facts: &'a PackageFacts) -> Self {
        let mut places: BTreeMap<_, Vec<&Fact>> = BTreeMap::new();
        for fact in &facts.facts {
            let span = fact.evidence.span;
            places.entry((&fact.evidence.file, span.start.offset, span.end.offset)).or_default().push(fact);
        }
        Self(places)
    }

    /// The fact of which a finding was made.
    fn fact(&self, finding: &Finding) -> Option<&'a Fact> {
        let here = self.0.get(&(&finding.file, finding.span.start.offset, finding.span.end.offset))?;
        here.iter().copied().find(|fact| fingerprint(finding, fact) == finding.fingerprint)
    }

    /// What a finding is about, whatever words the code has for it.
    fn subject(&self, finding: &Finding) -> String {
        self.fact(finding).map_or_else(|| format!("fingerprint {}", finding.fingerprint), |fact| Essence::of(fact).key)
    }
}

/// The fingerprint that this finding would have, were it about that fact.
fn fingerprint(finding: &Finding, fact: &Fact) -> String {
    let builder = FindingBuilder {
        rule: finding.rule.clone(),
        category: finding.category,
        severity: finding.severity,
        confidence: finding.confidence,
        message: String::new(),
    };
    builder.at(finding.package.clone(), finding.file.clone(), finding.span, &fact.identity()).fingerprint
}
