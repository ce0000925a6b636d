//! Upper bounds on severity and confidence that hold for every rule.

use molehunt_model::{AttributeKind, Attributes, Confidence, FactKind, Severity};
use serde::Deserialize;

use crate::{
    RuleFileError,
    judge::attributes_of_kind,
    query::{Query, WrittenQuery},
    rule_file::{fact_kind_of_name, parse_word},
};

/// Where the embedded table stands, for messages.
const PATH: &str = "rules/tables/caps.toml";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenCaps {
    cap: Vec<WrittenCap>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenCap {
    #[serde(default)]
    fact: Vec<String>,
    r#where: WrittenQuery,
    severity: Option<String>,
    confidence: Option<String>,
    reason: String,
}

/// The caps, compiled.
#[derive(Debug)]
pub(crate) struct Caps {
    caps: Vec<Cap>,
}

#[derive(Debug)]
struct Cap {
    kinds: Vec<FactKind>,
    query: Query,
    severity: Severity,
    confidence: Confidence,
    reason: String,
}

/// What is left of a severity and a confidence, and why it is less.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Capped<'a> {
    pub(crate) severity: Severity,
    pub(crate) confidence: Confidence,
    /// The reason of the cap that lowered the severity most.
    pub(crate) reason: Option<&'a str>,
}

impl Caps {
    /// The caps that are built in.
    pub(crate) fn embedded() -> Result<Self, RuleFileError> {
        Self::parse(include_str!("../../../rules/tables/caps.toml"))
    }

    fn parse(text: &str) -> Result<Self, RuleFileError> {
        let written: WrittenCaps =
            toml::from_str(text).map_err(|source| RuleFileError::toml(PATH, text, 0, &source))?;
        let caps = written.cap.iter().map(Cap::compile).collect::<Result<_, _>>()?;
        Ok(Self { caps })
    }

    /// Bounds a rule's own judgement of a fact.
    pub(crate) fn apply(
        &self,
        kind: FactKind,
        attributes: &Attributes,
        severity: Severity,
        confidence: Confidence,
    ) -> Capped<'_> {
        let mut capped = Capped { severity, confidence, reason: None };
        for cap in self.caps.iter().filter(|cap| cap.kinds.contains(&kind) && cap.query.holds(attributes)) {
            if cap.severity < capped.severity {
                capped.severity = cap.severity;
                capped.reason = Some(&cap.reason);
            }
            capped.confidence = capped.confidence.min(cap.confidence);
        }
        capped
    }
}

impl Cap {
    fn compile(written: &WrittenCap) -> Result<Self, RuleFileError> {
        let kinds: Vec<FactKind> = if written.fact.is_empty() {
            FactKind::ALL.to_vec()
        } else {
            written.fact.iter().map(|name| fact_kind_of_name(PATH, name)).collect::<Result<_, _>>()?
        };
        let attributes = common_attributes(&kinds);
        let query = Query::compile(&written.r#where, &attributes).map_err(|mistake| RuleFileError::Query {
            path: PATH.to_owned(),
            place: "[[cap]]".to_owned(),
            mistake: Box::new(mistake),
        })?;
        let severity = match &written.severity {
            Some(word) => parse_word(PATH, "severity", word)?,
            None => Severity::Critical,
        };
        let confidence = match &written.confidence {
            Some(word) => parse_word(PATH, "confidence", word)?,
            None => Confidence::High,
        };
        Ok(Self { kinds, query, severity, confidence, reason: written.reason.clone() })
    }
}

/// The attributes that facts of all these kinds have, alike.
fn common_attributes(kinds: &[FactKind]) -> Vec<(&'static str, AttributeKind)> {
    let mut kinds = kinds.iter();
    let Some(first) = kinds.next() else { return Vec::new() };
    let mut common = attributes_of_kind(*first);
    for kind in kinds {
        let attributes = attributes_of_kind(*kind);
        common.retain(|attribute| attributes.contains(attribute));
    }
    common
}
