//! What can be wrong with a rule file. The fault is always that of whoever wrote the file.
//!
//! Each message is whole: what another library says is part of it, not a further link of the error chain,
//! so that a report which prints the chain says nothing twice.

use std::io;

use crate::QueryError;

/// A rule file, a folder of them, or one of the tables beside them cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum RuleFileError {
    /// The system would not let us read it.
    #[error("cannot read {path}: {cause}; check that it exists and is readable")]
    Unreadable {
        /// The file or folder.
        path: String,
        /// What the system says.
        cause: io::Error,
    },
    /// The folder holds no rule.
    #[error("{path} holds no rule; expected files named `<rule-id>.md` directly in it")]
    NoRules {
        /// The folder.
        path: String,
    },
    /// There is no header.
    #[error("{path} has no header; start it with a line `+++`, the header in TOML, and another line `+++`")]
    NoHeader {
        /// The file.
        path: String,
    },
    /// The header, or a table, is not the TOML that it should be.
    #[error("{path}:{line}: {message}; see the header reference in the rules crate's README")]
    Toml {
        /// The file.
        path: String,
        /// The line, from 1.
        line: usize,
        /// What the parser expected.
        message: String,
    },
    /// The id is not the file's name.
    #[error("{path} declares the id `{id}`, expected `{expected}`; rename the file or the rule")]
    IdIsNotFileName {
        /// The file.
        path: String,
        /// The id in the header.
        id: String,
        /// The id that the file name promises.
        expected: String,
    },
    /// The id is not kebab-case.
    #[error("{path} declares the id `{id}`; an id is lower-case words joined by hyphens and starts with a letter")]
    MalformedId {
        /// The file.
        path: String,
        /// The id.
        id: String,
    },
    /// A header field has a word that it never has.
    #[error("{path}: `{field}` is `{word}`; write one of {expected}")]
    UnknownWord {
        /// The file.
        path: String,
        /// The field.
        field: &'static str,
        /// The word.
        word: String,
        /// The words there are.
        expected: String,
    },
    /// A query names what does not exist.
    #[error("{path}: in {place}, {mistake}")]
    Query {
        /// The file.
        path: String,
        /// The table of the header.
        place: String,
        /// What is wrong.
        mistake: Box<QueryError>,
    },
    /// `where` is empty, so that the rule would object to every fact.
    #[error("{path}: [where] is empty; name at least one attribute, or every fact of the kind is a finding")]
    NoQuery {
        /// The file.
        path: String,
    },
    /// A header field that must say something is empty.
    #[error("{path}: `{field}` is empty; {expected}")]
    EmptyField {
        /// The file.
        path: String,
        /// The field.
        field: &'static str,
        /// What to write.
        expected: &'static str,
    },
    /// A reference is no link.
    #[error("{path}: the reference `{reference}` is no link; write a URL that starts with `https://`")]
    Reference {
        /// The file.
        path: String,
        /// The reference.
        reference: String,
    },
    /// The message is no valid template.
    #[error("{path}: `message` is no valid template: {message}; see the header reference in the rules crate's README")]
    Template {
        /// The file.
        path: String,
        /// What the template engine says.
        message: String,
    },
    /// The message names what is no attribute.
    #[error("{path}: `message` names `{name}`, which is not an attribute of these facts; write one of {expected}")]
    TemplateAttribute {
        /// The file.
        path: String,
        /// The name.
        name: String,
        /// The names there are.
        expected: String,
    },
    /// The page does not begin with the rule's title.
    #[error("{path}: the page must begin with the heading `# {expected}`, as `title` has it")]
    TitleDiffers {
        /// The file.
        path: String,
        /// The title in the header.
        expected: String,
    },
    /// A section is missing, or says nothing.
    #[error("{path} has no text under `## {section}`; every rule page needs that section")]
    NoSection {
        /// The file.
        path: String,
        /// Its heading.
        section: &'static str,
    },
    /// A section that no rule page has, probably misspelt.
    #[error("{path}:{line}: `## {section}` is no section of a rule page; write one of {expected}")]
    UnknownSection {
        /// The file.
        path: String,
        /// The line, from 1.
        line: usize,
        /// Its heading.
        section: String,
        /// The headings there are.
        expected: String,
    },
    /// A section occurs twice.
    #[error("{path}:{line}: `## {section}` occurs twice; join the two")]
    RepeatedSection {
        /// The file.
        path: String,
        /// The line of the second, from 1.
        line: usize,
        /// Its heading.
        section: String,
    },
    /// No step says what to do.
    #[error("{path}: `## What to do` has no list; write each step as a line that starts with `- `")]
    NoRemediation {
        /// The file.
        path: String,
    },
    /// A code block is not closed.
    #[error("{path}:{line}: the code block that starts here is not closed; end it with a line of three backticks")]
    OpenCodeBlock {
        /// The file.
        path: String,
        /// The line, from 1.
        line: usize,
    },
    /// An example is malformed.
    #[error("{path}:{line}: {mistake}")]
    Example {
        /// The file.
        path: String,
        /// The line, from 1.
        line: usize,
        /// What is wrong and what to write.
        mistake: String,
    },
    /// No example shows the rule firing.
    #[error("{path} has no example that fires; add a code block ```` ```js fires ```` with a caret marker for `{id}`")]
    NoFiringExample {
        /// The file.
        path: String,
        /// The rule.
        id: String,
    },
    /// No example shows a near miss.
    #[error("{path} has no near miss; add a code block ```` ```js quiet ```` on which the rule must stay silent")]
    NoQuietExample {
        /// The file.
        path: String,
    },
    /// Two files declare the same rule.
    #[error("{path} declares the rule `{id}`, which {other} declares already; rename one of them")]
    Duplicate {
        /// The file read later.
        path: String,
        /// The rule.
        id: String,
        /// The file read earlier.
        other: String,
    },
    /// `replaces` names a rule that does not exist.
    #[error("{path}: `replaces` names `{id}`, which is no rule{suggestion}")]
    UnknownReplaced {
        /// The file.
        path: String,
        /// The name.
        id: String,
        /// `; did you mean …`, where something is close.
        suggestion: String,
    },
    /// Rules replace each other, so that neither would ever be reported.
    #[error("{path}: `replaces` leads from `{id}` back to itself; remove one of the entries on the way")]
    CircularReplacement {
        /// The file.
        path: String,
        /// A rule on the circle.
        id: String,
    },
}

impl RuleFileError {
    /// A mistake in TOML that starts after `lines_before` lines of its file.
    pub(crate) fn toml(path: &str, text: &str, lines_before: usize, source: &toml::de::Error) -> Self {
        Self::Toml {
            path: path.to_owned(),
            line: lines_before + line_of_toml_error(text, source),
            message: source.message().to_owned(),
        }
    }
}

/// The line, from 1, at which the TOML parser stopped.
pub(crate) fn line_of_toml_error(text: &str, source: &toml::de::Error) -> usize {
    source.span().map_or(1, |span| line_of_offset(text, span.start))
}

/// The line, from 1, of a byte offset.
pub(crate) fn line_of_offset(text: &str, offset: usize) -> usize {
    text.bytes().take(offset).filter(|byte| *byte == b'\n').count() + 1
}

/// `; did you mean …` for a name close to one that exists, otherwise nothing.
pub(crate) fn suggestion<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    let closest = known
        .into_iter()
        .map(|name| (strsim::osa_distance(word, name), name))
        .filter(|(distance, name)| distance * 2 <= word.len().max(name.len()))
        .min();
    closest.map_or_else(String::new, |(_, name)| format!("; did you mean `{name}`"))
}
