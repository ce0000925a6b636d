//! Paths as tables write them, and how they match.

use rustc_hash::FxHashMap;
use serde::Deserialize;

use crate::value::{Path, Root, Segment};

/// A callee path below a root: `Client new emails send`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct PathPattern(pub(crate) Vec<Token>);

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Token {
    Property(String),
    AnyProperty,
    Call,
    New,
}

/// The name under which tables list properties of the global object.
pub(crate) const WINDOW: &str = "window";

/// A module or a global, as key.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum RootKey {
    Module(String),
    Global(String),
}

/// A value path inside an argument: `personalizations[].to`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct ValuePath(pub(crate) Vec<ValueStep>);

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum ValueStep {
    Property(String),
    /// Each element of a list.
    Each,
    /// One element.
    At(usize),
    /// Each value of a map.
    EachValue,
}

impl PathPattern {
    pub(crate) fn parse(text: &str) -> Self {
        Self(
            text.split_whitespace()
                .filter(|word| *word != "default")
                .map(|word| match word {
                    "()" => Token::Call,
                    "new" => Token::New,
                    "*" => Token::AnyProperty,
                    name => Token::Property(name.to_owned()),
                })
                .collect(),
        )
    }

    pub(crate) fn joined(&self, rest: &Self) -> Self {
        Self(self.0.iter().chain(&rest.0).cloned().collect())
    }

    /// Whether these segments are the whole pattern.
    pub(crate) fn matches(&self, segments: &[Segment]) -> bool {
        Self::all_match(&self.0, segments)
    }

    fn all_match(tokens: &[Token], segments: &[Segment]) -> bool {
        tokens.len() == segments.len()
            && tokens.iter().zip(segments).all(|(token, segment)| match (token, segment) {
                (Token::Property(name), Segment::Property(other)) => name == &**other,
                (Token::AnyProperty, Segment::Property(_) | Segment::Any) => true,
                (Token::Call, Segment::Call(_)) | (Token::New, Segment::New(_)) => true,
                // `Client.prototype.send` is what every instance has.
                (Token::New, Segment::Property(name)) => &**name == "prototype",
                _ => false,
            })
    }

    /// Whether a property and these segments behind it are the whole pattern.
    fn matches_below(&self, property: &str, segments: &[Segment]) -> bool {
        match self.0.split_first() {
            Some((Token::Property(first), rest)) => first == property && Self::all_match(rest, segments),
            _ => false,
        }
    }

    /// Whether segments end with this pattern.
    pub(crate) fn ends(&self, segments: &[Segment]) -> bool {
        segments.len() >= self.0.len() && self.matches(&segments[segments.len() - self.0.len()..])
    }

    /// Whether segments begin with this pattern.
    pub(crate) fn begins(&self, segments: &[Segment]) -> bool {
        segments.len() >= self.0.len() && self.matches(&segments[..self.0.len()])
    }

    /// The properties on the way.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().filter_map(|token| match token {
            Token::Property(name) => Some(name.as_str()),
            _ => None,
        })
    }

    /// The last property, by which people know the call.
    pub(crate) fn last_name(&self) -> Option<&str> {
        self.0.iter().rev().find_map(|token| match token {
            Token::Property(name) => Some(name.as_str()),
            _ => None,
        })
    }
}

impl RootKey {
    pub(crate) fn name(&self) -> &String {
        match self {
            Self::Module(name) | Self::Global(name) => name,
        }
    }

    pub(crate) fn of(root: &Root) -> Option<Self> {
        match root {
            Root::Module(name) => Some(Self::Module(name.to_string())),
            Root::Global(name) => Some(Self::Global(name.to_string())),
            Root::Parameter(..) | Root::This(_) => None,
        }
    }
}

impl ValuePath {
    pub(crate) fn parse(text: &str) -> Self {
        let mut steps = Vec::new();
        let mut rest = text;
        while !rest.is_empty() {
            if let Some(tail) = rest.strip_prefix("[]") {
                steps.push(ValueStep::Each);
                rest = tail;
            } else if let Some(tail) = rest.strip_prefix("{}") {
                steps.push(ValueStep::EachValue);
                rest = tail;
            } else if let Some(tail) = rest.strip_prefix('[') {
                let (index, tail) = tail.split_once(']').unwrap_or((tail, ""));
                steps.push(index.parse().map_or(ValueStep::Each, ValueStep::At));
                rest = tail;
            } else if let Some(tail) = rest.strip_prefix('"') {
                let (name, tail) = tail.split_once('"').unwrap_or((tail, ""));
                steps.push(ValueStep::Property(name.to_owned()));
                rest = tail;
            } else if let Some(tail) = rest.strip_prefix('.') {
                rest = tail;
            } else {
                let end = rest.find(['.', '[', '{']).unwrap_or(rest.len());
                steps.push(ValueStep::Property(rest[..end].to_owned()));
                rest = &rest[end..];
            }
        }
        Self(steps)
    }

    /// How people write it.
    pub(crate) fn display(&self) -> String {
        let mut text = String::new();
        for step in &self.0 {
            match step {
                ValueStep::Property(name) => {
                    if !text.is_empty() {
                        text.push('.');
                    }
                    text.push_str(name);
                }
                ValueStep::Each => text.push_str("[]"),
                ValueStep::At(index) => text.push_str(&format!("[{index}]")),
                ValueStep::EachValue => text.push_str("{}"),
            }
        }
        text
    }

    /// The last property.
    pub(crate) fn last_name(&self) -> Option<&str> {
        self.0.iter().rev().find_map(|step| match step {
            ValueStep::Property(name) => Some(name.as_str()),
            _ => None,
        })
    }

    /// The first property.
    pub(crate) fn first_name(&self) -> Option<&str> {
        self.0.iter().find_map(|step| match step {
            ValueStep::Property(name) => Some(name.as_str()),
            _ => None,
        })
    }
}

/// Rows by root.
#[derive(Debug, Default)]
pub(crate) struct Matches<T> {
    by_root: FxHashMap<RootKey, Vec<(PathPattern, T)>>,
    /// Modules whose submodules count as well.
    open: Vec<String>,
    /// The rows of the global object: what is a property of it is a global by itself, and is evaluated as one.
    of_window: Vec<(PathPattern, T)>,
}

impl<T: Clone> Matches<T> {
    pub(crate) fn new() -> Self {
        Self { by_root: FxHashMap::default(), open: Vec::new(), of_window: Vec::new() }
    }

    pub(crate) fn add(&mut self, root: RootKey, pattern: PathPattern, row: T) {
        if matches!(&root, RootKey::Global(name) if name == WINDOW) {
            self.of_window.push((pattern.clone(), row.clone()));
        }
        self.by_root.entry(root).or_default().push((pattern, row));
    }

    pub(crate) fn open_submodules(&mut self, module: &str) {
        self.open.push(module.to_owned());
    }

    fn key(&self, root: &Root) -> Option<RootKey> {
        Some(self.key_of(&RootKey::of(root)?))
    }

    /// The rows whose pattern is this whole path. A global may be listed as a property of the global object.
    pub(crate) fn find(&self, path: &Path) -> Vec<T> {
        let rows = self.key(&path.root).and_then(|key| self.by_root.get(&key));
        let found: Vec<T> = rows.map_or_else(Vec::new, |rows| {
            rows.iter().filter(|(pattern, _)| pattern.matches(&path.segments)).map(|(_, row)| row.clone()).collect()
        });
        match &path.root {
            Root::Global(name) if found.is_empty() => {
                let is_meant = |pattern: &PathPattern| pattern.matches_below(name, &path.segments);
                self.of_window.iter().filter(|(pattern, _)| is_meant(pattern)).map(|(_, row)| row.clone()).collect()
            }
            _ => found,
        }
    }

    /// The rows whose pattern the path begins with, with the pattern's length.
    pub(crate) fn find_prefix(&self, path: &Path) -> Vec<(usize, T)> {
        let Some(rows) = self.key(&path.root).and_then(|key| self.by_root.get(&key)) else { return Vec::new() };
        rows.iter()
            .filter(|(pattern, _)| pattern.begins(&path.segments))
            .map(|(pattern, row)| (pattern.0.len(), row.clone()))
            .collect()
    }

    /// Whether a row of this root has a pattern that begins with another one.
    pub(crate) fn begin_with(&self, root: &RootKey, start: &PathPattern) -> bool {
        self.by_root.get(root).is_some_and(|rows| rows.iter().any(|(pattern, _)| pattern.0.starts_with(&start.0)))
    }

    pub(crate) fn knows_module(&self, specifier: &str) -> bool {
        self.by_root.contains_key(&RootKey::Module(specifier.to_owned()))
            || self.open.iter().any(|open| is_submodule(specifier, open))
    }

    /// The names by which the calls can be recognised: the last property, or the root where there is none.
    pub(crate) fn names(&self) -> impl Iterator<Item = String> + '_ {
        self.rows().map(|(root, pattern, _)| pattern.last_name().unwrap_or(root.name()).to_owned())
    }

    /// Each root with the properties on the way to a call that is listed: none where the root itself is called.
    pub(crate) fn ways(&self) -> impl Iterator<Item = (RootKey, Vec<String>)> + '_ {
        self.rows().map(|(root, pattern, _)| (root.clone(), pattern.names().map(str::to_owned).collect()))
    }

    /// The names of functions of whose results calls are listed.
    pub(crate) fn makers(&self) -> impl Iterator<Item = String> + '_ {
        let makers = self.rows().filter(|(_, pattern, _)| matches!(pattern.0.last(), Some(Token::Call)));
        makers.map(|(root, pattern, _)| pattern.last_name().unwrap_or(root.name()).to_owned())
    }

    /// All rows.
    pub(crate) fn rows(&self) -> impl Iterator<Item = (&RootKey, &PathPattern, &T)> + '_ {
        self.by_root.iter().flat_map(|(root, rows)| rows.iter().map(move |(pattern, row)| (root, pattern, row)))
    }

    /// All roots, sorted.
    pub(crate) fn roots(&self) -> Vec<RootKey> {
        let mut roots: Vec<RootKey> = self.by_root.keys().cloned().collect();
        roots.sort();
        roots
    }

    /// The key under which a root's rows stand: that of the whole package for a submodule of an open one.
    pub(crate) fn key_of(&self, key: &RootKey) -> RootKey {
        match key {
            RootKey::Module(name) => match self.open.iter().find(|open| is_submodule(name, open)) {
                Some(open) => RootKey::Module(open.clone()),
                None => key.clone(),
            },
            RootKey::Global(_) => key.clone(),
        }
    }
}

fn is_submodule(name: &str, module: &str) -> bool {
    name.strip_prefix(module).is_some_and(|rest| rest.starts_with('/'))
}

/// Whether a URL's path (unknown parts written as `{}`) ends with a pattern like `/me/messages/{id}/forward`.
pub(crate) fn match_url_path(pattern: &str, path: &str) -> bool {
    let split = |text: &str| -> Vec<String> {
        text.split(['?', '#'])
            .next()
            .unwrap_or("")
            .split('/')
            .filter(|segment| !segment.is_empty())
            .map(str::to_owned)
            .collect()
    };
    let (pattern, path) = (split(pattern), split(path));
    path.len() >= pattern.len()
        && pattern.iter().rev().zip(path.iter().rev()).all(|(expected, actual)| {
            expected.starts_with('{') || expected.eq_ignore_ascii_case(actual) || actual == "{}"
        })
        && (!pattern.is_empty() || path.is_empty())
}

impl<'de> Deserialize<'de> for ValuePath {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self::parse(&String::deserialize(deserializer)?))
    }
}

impl<'de> Deserialize<'de> for PathPattern {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self::parse(&String::deserialize(deserializer)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn value_paths_are_read() {
        let path = ValuePath::parse("message.to[].email");
        assert_eq!(path.display(), "message.to[].email");
        assert_eq!(ValuePath::parse("\"h:Reply-To\"").0, [ValueStep::Property("h:Reply-To".into())]);
        assert_eq!(ValuePath::parse("[0].a").0, [ValueStep::At(0), ValueStep::Property("a".into())]);
        assert_eq!(ValuePath::parse(""), ValuePath::default());
    }

    #[test]
    fn url_paths_match_from_the_end() {
        assert!(match_url_path("/me/sendMail", "/v1.0/me/sendMail"));
        assert!(match_url_path("/v3/{domain}/messages", "/v3/{}/messages"));
        assert!(!match_url_path("/email", "/email/batch"));
        assert!(match_url_path("/email", "/email?x=1"));
    }
}
