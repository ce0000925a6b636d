//! The written form of a rule, and the way from there to a [`Rule`].

use std::str::FromStr;

use molehunt_model::{FactKind, UnknownWord};
use serde::Deserialize;

use crate::{
    Rule, RuleFileError,
    example::examples_of,
    judge::attributes_of_kind,
    message::{Message, MessageMistake},
    page::Page,
    query::{Query, WrittenQuery},
};

/// A rule's header, as it is written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct WrittenRule {
    id: String,
    category: String,
    title: String,
    severity: String,
    confidence: String,
    fact: String,
    message: String,
    #[serde(default)]
    references: Vec<String>,
    #[serde(default)]
    replaces: Vec<String>,
    r#where: WrittenQuery,
    #[serde(default)]
    unless: WrittenQuery,
    #[serde(default)]
    severity_when: Vec<WrittenSeverityWhen>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenSeverityWhen {
    r#where: WrittenQuery,
    severity: String,
}

impl Rule {
    /// Checks and compiles the text of a rule file. `path` serves messages, and its last part must be `<rule-id>.md`.
    pub(crate) fn parse(path: &str, text: &str) -> Result<Self, RuleFileError> {
        let text = text.replace("\r\n", "\n");
        let (header, page) = split_header(path, &text)?;
        let written: WrittenRule =
            toml::from_str(header).map_err(|source| RuleFileError::toml(path, header, 1, &source))?;
        let lines_before_page = header.matches('\n').count() + 3;
        written.compile(path, page, lines_before_page)
    }
}

impl WrittenRule {
    fn compile(self, path: &str, page_text: &str, lines_before_page: usize) -> Result<Rule, RuleFileError> {
        self.check_id(path)?;
        self.check_texts(path)?;
        let fact = fact_kind_of_name(path, &self.fact)?;
        let attributes = attributes_of_kind(fact);
        let query = |place: &str, written: &WrittenQuery| {
            Query::compile(written, &attributes).map_err(|mistake| RuleFileError::Query {
                path: path.to_owned(),
                place: place.to_owned(),
                mistake: Box::new(mistake),
            })
        };
        let matching = query("[where]", &self.r#where)?;
        let excluded = query("[unless]", &self.unless)?;
        let severity_when = self
            .severity_when
            .iter()
            .map(|line| Ok((query("[[severity-when]]", &line.r#where)?, parse_word(path, "severity", &line.severity)?)))
            .collect::<Result<_, RuleFileError>>()?;
        let message = Message::compile(&self.message, &attributes).map_err(|mistake| match mistake {
            MessageMistake::Template(source) => {
                RuleFileError::Template { path: path.to_owned(), message: source.to_string() }
            }
            MessageMistake::UnknownAttribute(name) => {
                let mut names: Vec<&str> = attributes.iter().map(|(name, _)| *name).collect();
                names.sort_unstable();
                RuleFileError::TemplateAttribute { path: path.to_owned(), name, expected: names.join(", ") }
            }
        })?;
        let page = Page::parse(path, &self.title, page_text, lines_before_page)?;
        let remediation = page.items("What to do");
        if remediation.is_empty() {
            return Err(RuleFileError::NoRemediation { path: path.to_owned() });
        }
        let examples = examples_of(path, &self.id, &page)?;
        Ok(Rule {
            path: path.to_owned(),
            category: parse_word(path, "category", &self.category)?,
            severity: parse_word(path, "severity", &self.severity)?,
            confidence: parse_word(path, "confidence", &self.confidence)?,
            id: self.id,
            title: self.title,
            fact,
            message,
            references: self.references,
            replaces: self.replaces,
            matching,
            excluded,
            severity_when,
            why: page.first_paragraph("Why it matters"),
            remediation,
            examples,
            page: page_text.trim().to_owned() + "\n",
        })
    }

    fn check_id(&self, path: &str) -> Result<(), RuleFileError> {
        let words_are_lower = self.id.split('-').all(|word| {
            !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
        });
        if !words_are_lower || !self.id.starts_with(|letter: char| letter.is_ascii_lowercase()) {
            return Err(RuleFileError::MalformedId { path: path.to_owned(), id: self.id.clone() });
        }
        let file_name = path.rsplit(['/', '\\']).next().unwrap_or(path);
        let expected = file_name.strip_suffix(".md").unwrap_or(file_name);
        if self.id != expected {
            return Err(RuleFileError::IdIsNotFileName {
                path: path.to_owned(),
                id: self.id.clone(),
                expected: expected.to_owned(),
            });
        }
        Ok(())
    }

    fn check_texts(&self, path: &str) -> Result<(), RuleFileError> {
        for (field, text, expected) in [
            ("title", &self.title, "name the bad thing in one line"),
            ("message", &self.message, "write one sentence that says what happens, where to and under which condition"),
        ] {
            if text.trim().is_empty() {
                return Err(RuleFileError::EmptyField { path: path.to_owned(), field, expected });
            }
        }
        if self.r#where.is_empty() {
            return Err(RuleFileError::NoQuery { path: path.to_owned() });
        }
        match self.references.iter().find(|reference| !reference.starts_with("https://")) {
            Some(reference) => Err(RuleFileError::Reference { path: path.to_owned(), reference: reference.clone() }),
            None => Ok(()),
        }
    }
}

/// The kind of fact of that name.
pub(crate) fn fact_kind_of_name(path: &str, name: &str) -> Result<FactKind, RuleFileError> {
    FactKind::ALL.into_iter().find(|kind| kind.as_str() == name).ok_or_else(|| RuleFileError::UnknownWord {
        path: path.to_owned(),
        field: "fact",
        word: name.to_owned(),
        expected: FactKind::ALL.map(FactKind::as_str).join(", "),
    })
}

/// The severity, confidence or category of that name.
pub(crate) fn parse_word<T: FromStr<Err = UnknownWord>>(
    path: &str,
    field: &'static str,
    word: &str,
) -> Result<T, RuleFileError> {
    word.parse().map_err(|unknown: UnknownWord| RuleFileError::UnknownWord {
        path: path.to_owned(),
        field,
        word: unknown.word,
        expected: unknown.expected,
    })
}

/// The header between the two lines `+++`, and the page behind it.
fn split_header<'a>(path: &str, text: &'a str) -> Result<(&'a str, &'a str), RuleFileError> {
    let body = text.strip_prefix("+++\n");
    body.and_then(|body| body.split_once("\n+++\n")).ok_or_else(|| RuleFileError::NoHeader { path: path.to_owned() })
}
