//! A rule, checked and compiled.

use molehunt_model::{Attributes, Category, Confidence, FactKind, Severity};

use crate::{Example, message::Message, query::Query};

/// A rule: what it objects to, how much, and what it says about it.
#[derive(Debug)]
pub struct Rule {
    pub(crate) path: String,
    pub(crate) id: String,
    pub(crate) category: Category,
    pub(crate) title: String,
    pub(crate) severity: Severity,
    pub(crate) confidence: Confidence,
    pub(crate) fact: FactKind,
    pub(crate) message: Message,
    pub(crate) references: Vec<String>,
    pub(crate) replaces: Vec<String>,
    pub(crate) matching: Query,
    pub(crate) excluded: Query,
    pub(crate) severity_when: Vec<(Query, Severity)>,
    pub(crate) page: String,
    pub(crate) why: String,
    pub(crate) remediation: Vec<String>,
    pub(crate) examples: Vec<Example>,
}

impl Rule {
    /// The id: kebab-case, naming the bad thing.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The file it was read from: `rules/<rule-id>.md` for those built in.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// What it is about.
    pub fn category(&self) -> Category {
        self.category
    }

    /// What it finds, in one line.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// The severity of a finding, unless the rule itself or a cap says otherwise.
    pub fn severity(&self) -> Severity {
        self.severity
    }

    /// The highest confidence of a finding.
    pub fn confidence(&self) -> Confidence {
        self.confidence
    }

    /// The kind of fact that it judges.
    pub fn fact(&self) -> FactKind {
        self.fact
    }

    /// Further reading: URLs.
    pub fn references(&self) -> &[String] {
        &self.references
    }

    /// The rules whose findings at the same fact a finding of this one makes superfluous.
    pub fn replaces(&self) -> &[String] {
        &self.replaces
    }

    /// The manual page, in Markdown, without the header.
    pub fn page(&self) -> &str {
        &self.page
    }

    /// Why it matters: a sentence or two.
    pub fn why(&self) -> &str {
        &self.why
    }

    /// What to do, a step each.
    pub fn remediation(&self) -> &[String] {
        &self.remediation
    }

    /// The examples of the page: at least one that fires and one that does not.
    pub fn examples(&self) -> &[Example] {
        &self.examples
    }

    /// Whether the rule objects to a fact of its kind.
    pub(crate) fn objects_to(&self, attributes: &Attributes) -> bool {
        self.matching.holds(attributes) && !self.excluded.holds_in_part(attributes)
    }

    /// The severity for a fact, before any cap.
    pub(crate) fn severity_for(&self, attributes: &Attributes) -> Severity {
        let last = self.severity_when.iter().rev().find(|(query, _)| query.holds(attributes));
        last.map_or(self.severity, |(_, severity)| *severity)
    }

    /// How it comes to the severity for a fact, before any cap: what it gives every finding, and each line that holds.
    pub(crate) fn judgement_of(&self, attributes: &Attributes) -> Vec<String> {
        let mut steps = vec![format!("{} is what `{}` gives, unless something else holds", self.severity, self.id)];
        let holding = self.severity_when.iter().filter(|(query, _)| query.holds(attributes));
        steps.extend(holding.map(|(query, severity)| format!("{severity}, because {}", query.reasons(attributes))));
        steps
    }

    /// The sentence for a fact.
    pub(crate) fn message_for(&self, attributes: &Attributes) -> String {
        // Rendering was tried when the rule was loaded; should it fail for this fact all the same,
        // a plain title is better than a lost finding.
        self.message.render(attributes).unwrap_or_else(|_| self.title.clone())
    }
}
