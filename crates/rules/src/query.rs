//! The query language: attributes with the values they may have.

use std::collections::BTreeMap;

use molehunt_model::{AttributeKind, Attributes};

use crate::pattern::{Pattern, Star};

/// A query as it is written: attribute names with values.
pub(crate) type WrittenQuery = BTreeMap<String, Vec<String>>;

/// A query whose names and values are known to exist.
#[derive(Debug, Clone)]
pub(crate) struct Query {
    lines: Vec<Line>,
}

#[derive(Debug, Clone)]
struct Line {
    attribute: String,
    values: Vec<Pattern>,
}

/// What is wrong with a query.
#[derive(Debug, thiserror::Error)]
pub enum QueryError {
    /// The attribute does not exist for facts of the kind.
    #[error("`{attribute}` is not an attribute of these facts; write one of {expected}")]
    UnknownAttribute {
        /// The name as written.
        attribute: String,
        /// The names there are.
        expected: String,
    },
    /// The attribute never has this value.
    #[error("`{attribute}` is never `{value}`; write one of {expected}")]
    UnknownValue {
        /// The attribute.
        attribute: String,
        /// The value as written.
        value: String,
        /// The values there are.
        expected: String,
    },
    /// The list of values is empty, so the line could never hold.
    #[error("`{attribute}` lists no value; give it at least one or remove the line")]
    NoValue {
        /// The attribute.
        attribute: String,
    },
    /// A value is not a valid glob.
    #[error("`{attribute}` has a value that is no valid pattern: {cause}; escape the letters `*?[{{` with a backslash")]
    Pattern {
        /// The attribute.
        attribute: String,
        /// What the glob parser says.
        cause: globset::Error,
    },
}

impl Query {
    /// Checks a query against the attributes that facts have.
    pub(crate) fn compile(
        written: &WrittenQuery,
        attributes: &[(&'static str, AttributeKind)],
    ) -> Result<Self, QueryError> {
        let lines = written
            .iter()
            .map(|(attribute, values)| Line::compile(attribute, values, attributes))
            .collect::<Result<_, _>>()?;
        Ok(Self { lines })
    }

    /// Whether every line holds; a query without lines holds always.
    pub(crate) fn holds(&self, attributes: &Attributes) -> bool {
        self.lines.iter().all(|line| line.holds(attributes))
    }

    /// What makes it hold, for a fact for which it does: `hidden is true and occasion is install`.
    pub(crate) fn reasons(&self, attributes: &Attributes) -> String {
        let reason = |line: &Line| {
            let values = attributes.get(line.attribute.as_str()).into_iter().flatten();
            let fitting: Vec<&str> = values.filter(|value| line.fits(value)).map(String::as_str).collect();
            format!("`{}` is `{}`", line.attribute, fitting.join("`, `"))
        };
        self.lines.iter().map(reason).collect::<Vec<_>>().join(" and ")
    }

    /// Whether some line holds; a query without lines never does.
    pub(crate) fn holds_in_part(&self, attributes: &Attributes) -> bool {
        self.lines.iter().any(|line| line.holds(attributes))
    }
}

impl Line {
    fn compile(
        attribute: &str,
        values: &[String],
        attributes: &[(&'static str, AttributeKind)],
    ) -> Result<Self, QueryError> {
        let Some((_, kind)) = attributes.iter().find(|(name, _)| *name == attribute) else {
            let mut names: Vec<&str> = attributes.iter().map(|(name, _)| *name).collect();
            names.sort_unstable();
            return Err(QueryError::UnknownAttribute { attribute: attribute.to_owned(), expected: names.join(", ") });
        };
        if values.is_empty() {
            return Err(QueryError::NoValue { attribute: attribute.to_owned() });
        }
        let words: &[&str] = match kind {
            AttributeKind::Word(words) => words,
            AttributeKind::Flag => &["true", "false"],
            AttributeKind::Text => &[],
        };
        let unknown = values.iter().find(|value| !words.is_empty() && !words.contains(&value.as_str()));
        if let Some(value) = unknown {
            return Err(QueryError::UnknownValue {
                attribute: attribute.to_owned(),
                value: value.clone(),
                expected: words.join(", "),
            });
        }
        let values = values
            .iter()
            .map(|value| Pattern::new(value, Star::Anything))
            .collect::<Result<_, _>>()
            .map_err(|cause| QueryError::Pattern { attribute: attribute.to_owned(), cause })?;
        Ok(Self { attribute: attribute.to_owned(), values })
    }

    /// Whether one of the fact's values is one of the values listed. An attribute that a fact lacks has no value.
    fn holds(&self, attributes: &Attributes) -> bool {
        let Some(present) = attributes.get(self.attribute.as_str()) else { return false };
        present.iter().any(|value| self.fits(value))
    }

    fn fits(&self, value: &str) -> bool {
        self.values.iter().any(|pattern| pattern.matches(value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn compile(text: &str) -> Result<Query, QueryError> {
        let attributes = [
            ("role", AttributeKind::Word(vec!["to", "bcc"])),
            ("hidden", AttributeKind::Flag),
            ("destination", AttributeKind::Text),
        ];
        Query::compile(&toml::from_str(text).expect("valid TOML"), &attributes)
    }

    fn check(text: &str, all: bool, part: bool) {
        let query = compile(text).expect("a valid query");
        let attributes = Attributes::from([
            ("role", vec!["to".to_owned(), "bcc".to_owned()]),
            ("destination", vec!["drop@mailroom.example".to_owned()]),
        ]);
        assert_eq!((query.holds(&attributes), query.holds_in_part(&attributes)), (all, part), "{text}");
    }

    #[test]
    fn lines_are_joined_by_and_values_by_or() {
        check("", true, false);
        check("role = ['bcc']", true, true);
        check("role = ['bcc']\ndestination = ['*@mailroom.example']", true, true);
        check("role = ['bcc']\ndestination = ['*@mailroom.test']", false, true);
        check("hidden = ['true', 'false']", false, false);
    }

    #[test]
    fn mistakes_are_refused() {
        for (text, expected) in [
            ("rôle = ['to']", "`rôle` is not an attribute of these facts; write one of destination, hidden, role"),
            ("role = ['blind']", "`role` is never `blind`; write one of to, bcc"),
            ("hidden = ['yes']", "`hidden` is never `yes`; write one of true, false"),
            ("role = []", "`role` lists no value; give it at least one or remove the line"),
        ] {
            let text = text.replace("rôle", "\"rôle\"");
            assert_eq!(compile(&text).expect_err("a mistake").to_string(), expected);
        }
    }
}
