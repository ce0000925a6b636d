//! What expressions gave while the code ran, and how that is told to the rest of the analysis.

use std::rc::Rc;

use molehunt_source::ByteSpan;
use swc_common::{Span, Spanned};
use swc_ecma_ast as ast;

use super::{
    Frame, Machine,
    compare::is_same,
    heap::{Code, Kind, ObjectId, Property, Value},
    module::FOLDER,
};

/// What an expression was each time it was evaluated.
#[derive(Debug, Default)]
pub(super) struct Record {
    /// With the count of objects that had become unknown by then.
    values: Vec<(Value, u32)>,
    /// It was also something that is not known.
    was_unknown: bool,
}

/// What an expression can be.
#[derive(Debug, Clone)]
pub(crate) struct Probed {
    /// What it was computed to be, each once, texts first.
    pub(crate) values: Vec<Computed>,
    /// It was also something that is not known.
    pub(crate) was_unknown: bool,
}

/// A result.
#[derive(Debug, Clone)]
pub(crate) enum Computed {
    Text(ComputedText),
    Number(f64),
    Bool(bool),
    Null,
    Undefined,
    List(Vec<Computed>),
    Object(Vec<(String, Computed)>),
    /// A regular expression, which is given and never told: its pattern and flags.
    Regexp(String, String),
    /// A function or class of the package: its file and span.
    Function(u32, ByteSpan),
    Unknown,
}

impl Computed {
    /// Whether it is a text, or a list of what texts are made of.
    pub(crate) fn is_text(&self) -> bool {
        match self {
            Self::Text(_) => true,
            Self::List(items) => items.iter().all(|item| matches!(item, Self::Number(_)) || item.is_text()),
            _ => false,
        }
    }
}

#[derive(Debug, Clone)]
pub(crate) struct ComputedText {
    pub(crate) text: String,
    /// The literal that most of it comes from: its file and span.
    pub(crate) place: Option<(u32, ByteSpan)>,
    /// How it was hidden, for a person.
    pub(crate) recipe: Option<String>,
}

/// How many different results of one expression are kept.
const ALTERNATIVES: usize = 8;
/// How deep an object is told, and how many values in all.
const DEPTH: u32 = 6;
const VALUES: usize = 512;

impl<'t> Machine<'t> {
    pub(super) fn record(&mut self, frame: &Frame<'t>, expr: &'t ast::Expr, value: &Value) {
        match expr {
            ast::Expr::Fn(_) | ast::Expr::Arrow(_) | ast::Expr::This(_) => {}
            _ => self.record_span(frame, expr.span(), value),
        }
    }

    pub(super) fn record_span(&mut self, frame: &Frame<'t>, span: Span, value: &Value) {
        // What is called often is only of interest where it gives texts.
        if !frame.explore && !matches!(value, Value::Text(_) | Value::Unknown) {
            return;
        }
        let span = frame.parsed.range(span);
        let record = self.records.entry((frame.file, span.start, span.end)).or_default();
        if record.values.len() >= ALTERNATIVES {
            return;
        }
        let is_unknown = match value {
            Value::Unknown => true,
            Value::Object(id) => {
                let object = &self.heap[*id];
                object.is_unknown && !matches!(object.kind, Kind::Function(_))
            }
            _ => false,
        };
        if is_unknown {
            record.was_unknown = true;
        } else if !record.values.iter().any(|(other, _)| is_same(other, value)) {
            record.values.push((value.clone(), self.forgotten));
        }
    }

    /// What was written down about an expression, if anything is known.
    pub(super) fn recorded(&self, file: u32, span: ByteSpan) -> Option<Probed> {
        let record = self.records.get(&(file, span.start, span.end))?;
        if record.values.is_empty() {
            return None;
        }
        Some(self.probed(record))
    }

    /// What an expression was the last time that it was looked at.
    pub(super) fn recorded_last(&self, file: u32, span: ByteSpan) -> Option<Computed> {
        let (value, then) = self.records.get(&(file, span.start, span.end))?.values.last()?;
        Some(self.computed(value, *then, DEPTH, &mut VALUES.clone()))
    }

    /// What was written down about an expression that was never anything else.
    pub(super) fn recorded_constant(&self, file: u32, span: ByteSpan) -> Option<Computed> {
        let record = self.records.get(&(file, span.start, span.end))?;
        match record.values.as_slice() {
            [(value, then)] if !record.was_unknown => Some(self.computed(value, *then, DEPTH, &mut VALUES.clone())),
            _ => None,
        }
    }

    fn probed(&self, record: &Record) -> Probed {
        let mut budget = VALUES;
        let mut values: Vec<Computed> =
            record.values.iter().map(|(value, then)| self.computed(value, *then, DEPTH, &mut budget)).collect();
        values.sort_by_key(|value| !matches!(value, Computed::Text(_)));
        Probed { values, was_unknown: record.was_unknown }
    }

    fn computed(&self, value: &Value, then: u32, depth: u32, budget: &mut usize) -> Computed {
        if *budget == 0 || depth == 0 {
            return Computed::Unknown;
        }
        *budget -= 1;
        match value {
            Value::Unknown | Value::Symbol(_) | Value::Native(_) => Computed::Unknown,
            Value::Undefined => Computed::Undefined,
            Value::Null => Computed::Null,
            Value::Bool(value) => Computed::Bool(*value),
            Value::Number(number) => Computed::Number(*number),
            Value::Big(number) => Computed::Text(ComputedText { text: number.to_string(), place: None, recipe: None }),
            Value::Text(text) => {
                let plain = text.to_lossy();
                if plain.contains(FOLDER) {
                    return Computed::Unknown;
                }
                let origin = text.origin.as_ref();
                let recipe = origin.and_then(|origin| origin.recipe().or_else(|| self.computed_recipe(&plain, origin)));
                let place = origin.map(|origin| (origin.main.file, origin.main.span));
                Computed::Text(ComputedText { text: plain, place, recipe })
            }
            Value::Object(id) => self.computed_object(*id, then, depth, budget),
        }
    }

    fn computed_object(&self, id: ObjectId, then: u32, depth: u32, budget: &mut usize) -> Computed {
        let object = self.object(id);
        if object.is_unknown && object.unknown_since <= then && !matches!(object.kind, Kind::Function(_)) {
            return Computed::Unknown;
        }
        if self.doubtful.contains_key(&id) && matches!(object.kind, Kind::Plain) {
            return Computed::Unknown;
        }
        match &object.kind {
            Kind::List(items) => {
                let count = items.len().min(*budget);
                Computed::List(
                    items.iter().take(count).map(|item| self.computed(item, then, depth - 1, budget)).collect(),
                )
            }
            Kind::Plain => {
                let keys = object.properties.keys();
                let properties = keys.iter().filter_map(|key| {
                    let name = match key {
                        super::heap::Key::Index(index) => index.to_string(),
                        super::heap::Key::Name(name) => name.to_string(),
                        super::heap::Key::Symbol(_) => return None,
                    };
                    match object.properties.get(key)? {
                        Property::Data { value, enumerable: true, .. } => {
                            Some((name, self.computed(value, then, depth - 1, budget)))
                        }
                        Property::Data { .. } => None,
                        Property::Accessor(_) => Some((name, Computed::Unknown)),
                    }
                });
                Computed::Object(properties.take(VALUES).collect())
            }
            Kind::Function(closure) => {
                let span = match closure.code {
                    Code::Function(function) => function.span,
                    Code::Arrow(arrow) => arrow.span,
                    Code::Constructor(_) | Code::Default => match &closure.class {
                        Some(class) => class.node.span,
                        None => return Computed::Unknown,
                    },
                };
                match self.loader.parsed(closure.file) {
                    Some(parsed) => Computed::Function(closure.file, parsed.range(span)),
                    None => Computed::Unknown,
                }
            }
            Kind::Boxed(value) => self.computed(value, then, depth - 1, budget),
            Kind::Promise(Ok(value)) => self.computed(value, then, depth - 1, budget),
            Kind::View(view) => {
                let items = (0..view.length.min(VALUES)).filter_map(|index| self.element(*view, index));
                Computed::List(items.map(Computed::Number).collect())
            }
            _ => Computed::Unknown,
        }
    }

    /// What a value is, for the rest of the analysis.
    pub(super) fn told(&self, value: &Value) -> Computed {
        self.computed(value, self.forgotten, DEPTH, &mut VALUES.clone())
    }

    pub(super) fn closure_of(&self, id: ObjectId) -> Option<Rc<super::heap::Closure<'t>>> {
        match &self.object(id).kind {
            Kind::Function(closure) => Some(Rc::clone(closure)),
            _ => None,
        }
    }
}
