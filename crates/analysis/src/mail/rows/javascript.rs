//! Small programs, written from parts of table rows.

use crate::tables::{PathPattern, Token, ValuePath, ValueStep};

/// An expression: a literal that can be added to, or code.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Js {
    Nothing,
    Code(String),
    Object(Vec<(String, Js)>),
    List(Vec<Js>),
}

impl Js {
    pub(super) fn text(text: &str) -> Self {
        Self::Code(quoted(text))
    }

    pub(super) fn code(code: impl Into<String>) -> Self {
        Self::Code(code.into())
    }

    /// An object with one field.
    pub(super) fn field(name: &str, value: Js) -> Self {
        Self::Object(vec![(name.to_owned(), value)])
    }

    /// The value at a path of an otherwise empty object.
    pub(super) fn at(path: &[ValueStep], leaf: Js) -> Self {
        let mut value = Self::Nothing;
        value.set(path, leaf);
        value
    }

    /// Puts a value at a path, beside what is there.
    pub(super) fn set(&mut self, path: &[ValueStep], leaf: Js) {
        let Some((step, rest)) = path.split_first() else {
            match (&mut *self, leaf) {
                (Self::Object(fields), Self::Object(more)) => {
                    for (name, value) in more {
                        match fields.iter_mut().find(|(other, _)| *other == name) {
                            Some((_, old)) => old.set(&[], value),
                            None => fields.push((name, value)),
                        }
                    }
                }
                (_, leaf) => *self = leaf,
            }
            return;
        };
        let name = match step {
            ValueStep::Property(name) => name.clone(),
            ValueStep::EachValue => "some".to_owned(),
            ValueStep::Each | ValueStep::At(_) => {
                let index = if let ValueStep::At(index) = step { *index } else { 0 };
                if !matches!(self, Self::List(_)) {
                    *self = Self::List(Vec::new());
                }
                if let Self::List(items) = self {
                    items.resize(items.len().max(index + 1), Self::Nothing);
                    items[index].set(rest, leaf);
                }
                return;
            }
        };
        if !matches!(self, Self::Object(_)) {
            *self = Self::Object(Vec::new());
        }
        if let Self::Object(fields) = self {
            match fields.iter_mut().find(|(other, _)| *other == name) {
                Some((_, value)) => value.set(rest, leaf),
                None => fields.push((name, Self::at(rest, leaf))),
            }
        }
    }

    pub(super) fn print(&self) -> String {
        match self {
            Self::Nothing => "undefined".to_owned(),
            Self::Code(code) => code.clone(),
            Self::Object(fields) => {
                let fields: Vec<String> =
                    fields.iter().map(|(name, value)| format!("{}: {}", quoted(name), value.print())).collect();
                format!("{{ {} }}", fields.join(", "))
            }
            Self::List(items) => {
                let items: Vec<String> = items.iter().map(Self::print).collect();
                format!("[{}]", items.join(", "))
            }
        }
    }
}

/// Arguments of a call.
#[derive(Debug, Clone, Default)]
pub(super) struct Arguments(pub(super) Vec<Js>);

impl Arguments {
    pub(super) fn set(&mut self, index: usize, path: &ValuePath, value: Js) {
        self.0.resize(self.0.len().max(index + 1), Js::Nothing);
        self.0[index].set(&path.0, value);
    }

    pub(super) fn print(&self) -> String {
        let arguments: Vec<String> = self.0.iter().map(Js::print).collect();
        arguments.join(", ")
    }
}

/// The expression of a path below another one; the n-th `()` or `new` of it gets the n-th arguments.
pub(super) fn below(start: &str, path: &PathPattern, arguments: &[Arguments]) -> String {
    let mut text = start.to_owned();
    let mut calls = arguments.iter();
    for token in &path.0 {
        text = match token {
            Token::Property(name) if name.chars().all(|character| character.is_alphanumeric() || character == '_') => {
                format!("{text}.{name}")
            }
            Token::Property(name) => format!("{text}[{}]", quoted(name)),
            Token::AnyProperty => format!("{text}.SOME"),
            Token::Call => format!("{text}({})", calls.next().map(Arguments::print).unwrap_or_default()),
            Token::New => format!("new ({text})({})", calls.next().map(Arguments::print).unwrap_or_default()),
        };
    }
    text
}

/// The call of what a path leads to. A path that ends in `new` is one itself.
pub(super) fn call(start: &str, path: &PathPattern, inner: &[Arguments], arguments: &Arguments) -> String {
    if path.0.last() == Some(&Token::New) {
        let mut all = inner.to_vec();
        let constructions = path.0.iter().filter(|token| matches!(token, Token::New | Token::Call)).count();
        all.resize(constructions, Arguments::default());
        all[constructions - 1] = arguments.clone();
        return below(start, path, &all);
    }
    format!("{}({})", below(start, path, inner), arguments.print())
}

pub(super) fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
