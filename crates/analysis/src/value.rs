//! What an expression could be, as far as it can be told without running it.
//!
//! Every value is finite and bounded: see [`crate::eval::BUDGET`].
//! What is not known still says where it comes from: a [`Path`] from a module, a global or a parameter,
//! or the values it was computed from ([`Value::Derived`]).

use std::rc::Rc;

use molehunt_source::ByteSpan;
use swc_atoms::Atom;

use crate::{
    eval::BUDGET,
    ir::{CallId, ClassId, ExprId, FileId, FunctionId},
};

/// A value.
#[derive(Debug, Clone)]
pub(crate) enum Value {
    /// A known text.
    Text(Rc<Text>),
    Number(f64),
    Bool(bool),
    Null,
    Undefined,
    /// Pieces one after the other, some known and some not.
    Concat(Rc<[Value]>),
    /// One of several.
    OneOf(Rc<[Choice]>),
    List(Rc<List>),
    Object(Rc<Object>),
    Function(FunctionId),
    Class(ClassId),
    /// An instance of a class of the graph.
    Instance(ClassId),
    /// A module of the graph, with its exports as properties.
    Namespace(FileId),
    /// Reached from somewhere by properties and calls.
    Path(Rc<Path>),
    /// The same data in another form: JSON, a form, base64.
    Coded(Rc<Coded>),
    /// Computed from these in a way that is not followed.
    Derived(Rc<[Value]>),
    /// Not known; the text says why.
    Unknown(&'static str),
    /// An object or a list where it is made, as it is seen from a place, for those who ask who is called: what it has
    /// is looked up when it is needed. No value that is evaluated as a whole has one.
    Site(ExprId, Option<(FunctionId, u32)>),
}

/// A known text, and where in the file it is written.
#[derive(Debug, Clone)]
pub(crate) struct Text {
    pub(crate) text: String,
    /// From which offset of the text on it is written where, in order; empty where it was computed from nothing written.
    pub(crate) places: Vec<(usize, ByteSpan)>,
    /// How it was hidden, if it had to be decoded: `base64 of …`.
    pub(crate) disguise: Option<String>,
}

/// One alternative.
#[derive(Debug, Clone)]
pub(crate) struct Choice {
    pub(crate) value: Value,
    pub(crate) condition: Option<Condition>,
}

/// When an alternative applies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Condition {
    If(ExprId),
    Unless(ExprId),
}

impl Condition {
    /// What is tested.
    pub(crate) fn test(self) -> ExprId {
        match self {
            Self::If(test) | Self::Unless(test) => test,
        }
    }
}

#[derive(Debug, Clone, Default)]
pub(crate) struct List {
    pub(crate) items: Vec<Value>,
    /// What else may be in it: spreads and results that are not known in full.
    pub(crate) rest: Vec<Value>,
}

#[derive(Debug, Clone, Default)]
pub(crate) struct Object {
    pub(crate) properties: Vec<Property>,
    /// Values whose properties it has as well, unless named above.
    pub(crate) rest: Vec<Value>,
}

#[derive(Debug, Clone)]
pub(crate) struct Property {
    /// The name; `None` where it is computed and not known.
    pub(crate) name: Option<Atom>,
    pub(crate) value: Value,
    /// Where it is set.
    pub(crate) place: ByteSpan,
    pub(crate) condition: Option<Condition>,
}

/// The longest path that is kept; each segment makes a new one, so a chain of calls would take the square of its length.
pub(crate) const MOST_SEGMENTS: usize = 64;

/// A root and what is done with it, in order.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Path {
    pub(crate) root: Root,
    pub(crate) segments: Vec<Segment>,
}

/// The calls among some segments of a path.
pub(crate) fn calls_among(segments: &[Segment]) -> impl DoubleEndedIterator<Item = CallId> {
    segments.iter().filter_map(|segment| match segment {
        Segment::Call(call) | Segment::New(call) => Some(*call),
        Segment::Property(_) | Segment::Any => None,
    })
}

impl Path {
    /// The calls on the way.
    pub(crate) fn calls(&self) -> impl DoubleEndedIterator<Item = CallId> {
        calls_among(&self.segments)
    }

    /// What lies behind it.
    pub(crate) fn joined(&self, behind: &[Segment]) -> Self {
        Self { root: self.root.clone(), segments: self.segments.iter().chain(behind).cloned().collect() }
    }
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Root {
    Module(Atom),
    Global(Atom),
    Parameter(FunctionId, u16),
    /// `this` of a function that is no method of a class of this file.
    This(FunctionId),
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Segment {
    Property(Atom),
    Call(CallId),
    New(CallId),
    /// Some element or computed property.
    Any,
}

#[derive(Debug, Clone)]
pub(crate) struct Coded {
    pub(crate) form: Form,
    pub(crate) inner: Value,
}

/// A form that data can take without losing anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    Json,
    /// `URLSearchParams`, `FormData`, a query string.
    Pairs,
    /// Bytes, base64 and the like.
    Encoded,
}

impl Value {
    pub(crate) fn text(text: impl Into<String>, place: ByteSpan) -> Self {
        let places = if place == ByteSpan::default() { Vec::new() } else { vec![(0, place)] };
        Self::Text(Rc::new(Text { text: text.into(), places, disguise: None }))
    }

    /// Another text computed from this one, as far as anybody can tell from the same place.
    pub(crate) fn text_from(text: impl Into<String>, from: &Text) -> Self {
        let places = from.places.first().map(|(_, place)| (0, *place)).into_iter().collect();
        Self::Text(Rc::new(Text { text: text.into(), places, disguise: from.disguise.clone() }))
    }

    pub(crate) fn path(root: Root) -> Self {
        Self::Path(Rc::new(Path { root, segments: Vec::new() }))
    }

    pub(crate) fn derived(values: Vec<Self>) -> Self {
        Self::Derived(values.into())
    }

    pub(crate) fn coded(form: Form, inner: Self) -> Self {
        Self::Coded(Rc::new(Coded { form, inner }))
    }

    /// The path with one more segment, as long as it is one that anybody would write.
    pub(crate) fn extend(path: &Path, segment: Segment) -> Self {
        if path.segments.len() >= MOST_SEGMENTS {
            return Self::derived(vec![Self::Path(Rc::new(path.clone()))]);
        }
        let mut segments = Vec::with_capacity(path.segments.len() + 1);
        segments.extend_from_slice(&path.segments);
        segments.push(segment);
        Self::Path(Rc::new(Path { root: path.root.clone(), segments }))
    }

    /// One of several; alternatives inside alternatives are flattened, at most `limit` are kept.
    pub(crate) fn one_of(choices: impl IntoIterator<Item = Choice>, limit: usize) -> Self {
        let mut flat: Vec<Choice> = Vec::new();
        for choice in choices {
            match &choice.value {
                Self::OneOf(inner) => flat.extend(inner.iter().map(|inner| Choice {
                    value: inner.value.clone(),
                    condition: inner.condition.or(choice.condition),
                })),
                _ => flat.push(choice),
            }
            if flat.len() > limit {
                flat.truncate(limit);
                flat.push(Choice { value: Self::Unknown("more alternatives than are followed"), condition: None });
                break;
            }
        }
        match flat.len() {
            0 => Self::Undefined,
            1 if flat[0].condition.is_none() => flat.remove(0).value,
            _ => Self::OneOf(flat.into()),
        }
    }

    /// Whether nothing can be told of it but where it comes from.
    pub(crate) fn is_opaque(&self) -> bool {
        matches!(self, Self::Path(_) | Self::Derived(_) | Self::Unknown(_))
    }

    /// The known text.
    pub(crate) fn as_text(&self) -> Option<&Text> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The number of alternatives.
    pub(crate) fn width(&self) -> usize {
        match self {
            Self::OneOf(choices) => choices.len(),
            _ => 1,
        }
    }

    /// The alternatives; itself where there is but one.
    pub(crate) fn choices(&self) -> Vec<Choice> {
        match self {
            Self::OneOf(choices) => choices.to_vec(),
            other => vec![Choice { value: other.clone(), condition: None }],
        }
    }
}

impl Value {
    /// What a text could be of which pieces are one of several: each alternative by itself, at most `most` of them.
    /// Pieces behind those for which `is_told` holds stay as they are, and so does what there is no room for.
    pub(crate) fn readings(&self, most: usize, is_told: &dyn Fn(&[Self]) -> bool) -> Vec<Choice> {
        let mut open: Vec<(Vec<Self>, Option<Condition>)> =
            self.choices().into_iter().rev().map(|choice| (choice.value.pieces(), choice.condition)).collect();
        let mut readings = Vec::new();
        while let Some((pieces, condition)) = open.pop() {
            let several = pieces.iter().enumerate().find_map(|(at, piece)| match piece {
                Self::OneOf(choices) if !is_told(&pieces[..at]) => Some((at, Rc::clone(choices))),
                _ => None,
            });
            match several {
                Some((at, choices)) if open.len() + readings.len() + choices.len() <= most => {
                    for choice in choices.iter().rev() {
                        let mut reading = pieces[..at].to_vec();
                        reading.extend(choice.value.pieces());
                        reading.extend_from_slice(&pieces[at + 1..]);
                        open.push((reading, condition.or(choice.condition)));
                    }
                }
                _ => readings.push((pieces, condition)),
            }
        }
        let whole = |mut pieces: Vec<Self>| match pieces.len() {
            1 => pieces.remove(0),
            _ => Self::Concat(pieces.into()),
        };
        readings.into_iter().map(|(pieces, condition)| Choice { value: whole(pieces), condition }).collect()
    }

    /// The pieces of a text; itself where there is but one.
    pub(crate) fn pieces(&self) -> Vec<Self> {
        match self {
            Self::Concat(pieces) => pieces.to_vec(),
            other => vec![other.clone()],
        }
    }
}

impl List {
    /// Adds an item; one for which there is no room may be anything.
    pub(crate) fn push(&mut self, item: Value) {
        if self.items.len() < BUDGET.pieces {
            self.items.push(item);
        } else {
            push_rest(&mut self.rest, MORE);
        }
    }

    /// Adds what else may be in it.
    pub(crate) fn push_rest(&mut self, rest: Value) {
        push_rest(&mut self.rest, rest);
    }

    /// From now on it may hold items that nobody has counted.
    pub(crate) fn push_more(&mut self) {
        push_rest(&mut self.rest, MORE);
    }

    /// Adds all that another list has.
    pub(crate) fn extend(&mut self, other: &Self) {
        other.items.iter().for_each(|item| self.push(item.clone()));
        other.rest.iter().for_each(|rest| self.push_rest(rest.clone()));
    }
}

impl Object {
    /// Whether it has a function of the graph under a name.
    pub(crate) fn has_function(&self, name: &Atom) -> bool {
        let is_it = |property: &Property| property.name.as_ref() == Some(name);
        self.properties.iter().any(|property| is_it(property) && matches!(property.value, Value::Function(_)))
    }

    /// Adds a value whose properties it has as well.
    pub(crate) fn push_rest(&mut self, rest: Value) {
        push_rest(&mut self.rest, rest);
    }

    /// From now on it may have properties that nobody has counted.
    pub(crate) fn push_more(&mut self) {
        push_rest(&mut self.rest, MORE);
    }
}

/// What stands for all that there is no room for.
const MORE: Value = Value::Unknown("more than is followed");
/// The most that may be in a list or an object beside what is counted: spread twice into the next, it doubles each time.
pub(crate) const MOST_REST: usize = 32;

fn push_rest(rest: &mut Vec<Value>, value: Value) {
    let is_told =
        || rest.iter().any(|other| matches!((other, &value), (Value::Unknown(one), Value::Unknown(two)) if one == two));
    if rest.len() < MOST_REST {
        if !is_told() {
            rest.push(value);
        }
    } else if rest.len() == MOST_REST {
        rest.push(MORE);
    }
}

impl Text {
    /// Where it begins to be written.
    pub(crate) fn place(&self) -> ByteSpan {
        self.places.first().map_or(ByteSpan::default(), |(_, place)| *place)
    }

    /// Where what stands at an offset is written.
    pub(crate) fn place_at(&self, offset: usize) -> ByteSpan {
        let piece = self.places.iter().rev().find(|(start, _)| *start <= offset);
        piece.map_or_else(|| self.place(), |(_, place)| *place)
    }

    /// The offset at which the longest piece begins that a part of the text was put together from,
    /// of those written inside a place if there are any.
    pub(crate) fn longest_piece(&self, range: &std::ops::Range<usize>, inside: Option<ByteSpan>) -> usize {
        let is_inside = |at: usize| {
            let piece = self.place_at(at);
            inside.is_some_and(|place| place.start <= piece.start && piece.end <= place.end)
        };
        let joints = self.places.iter().map(|(at, _)| *at).filter(|at| range.start < *at && *at < range.end);
        let starts: Vec<usize> = std::iter::once(range.start).chain(joints).collect();
        let ends = starts.iter().skip(1).copied().chain([range.end]);
        let pieces = starts.iter().copied().zip(ends);
        let longest = pieces.max_by_key(|(start, end)| (is_inside(*start), end - start, std::cmp::Reverse(*start)));
        longest.map_or(range.start, |(start, _)| start)
    }

    /// How a part of the text was put together, if a word in it was cut in two: nobody writes `"arch" + "ive"` to be read.
    pub(crate) fn joint_within(&self, range: &std::ops::Range<usize>) -> Option<String> {
        let is_joint = |at: usize| {
            let before = self.text.get(..at).and_then(|text| text.chars().next_back());
            let after = self.text.get(at..).and_then(|text| text.chars().next());
            before.is_some_and(char::is_alphanumeric) && after.is_some_and(char::is_alphanumeric)
        };
        let joints = || self.places.iter().map(|(at, _)| *at).filter(|at| range.start < *at && *at < range.end);
        if !joints().any(is_joint) {
            return None;
        }
        let pieces = std::iter::once(range.start).chain(joints()).zip(joints().chain([range.end]));
        let quoted = |(start, end)| self.text.get(start..end).filter(|piece| !piece.is_empty());
        let mut told: Vec<String> =
            pieces.filter_map(quoted).take(MOST_PIECES_TOLD + 1).map(|piece| format!("`{piece}`")).collect();
        if told.len() > MOST_PIECES_TOLD {
            told[MOST_PIECES_TOLD] = "…".to_owned();
        }
        Some(format!("joined from {}", told.join(", ")))
    }

    /// The pieces of a part of the text, each with where it is written; `None` where the part is not in it.
    pub(crate) fn piece_places(&self, part: &str) -> Option<Vec<(&str, ByteSpan)>> {
        let start = self.text.to_lowercase().find(&part.to_lowercase())?;
        let end = start + part.len();
        let ends = self.places.iter().skip(1).map(|(at, _)| *at).chain([self.text.len()]);
        let pieces = self.places.iter().zip(ends).filter(|((from, _), to)| *from < end && *to > start);
        let pieces =
            pieces.filter_map(|((from, place), to)| Some((self.text.get((*from).max(start)..to.min(end))?, *place)));
        // A separator can be empty.
        let pieces = pieces.filter(|(piece, _)| !piece.is_empty());
        Some(pieces.collect())
    }

    /// Adds another text after this one.
    pub(crate) fn append(&mut self, next: &Self) {
        for (offset, place) in &next.places {
            // Many pieces of one literal are one place.
            if self.places.last().is_none_or(|(_, last)| last != place) {
                self.places.push((offset + self.text.len(), *place));
            }
        }
        if self.disguise.is_none() {
            self.disguise.clone_from(&next.disguise);
        }
        self.text.push_str(&next.text);
    }
}

impl Segment {
    pub(crate) fn is_property(&self, name: &str) -> bool {
        matches!(self, Self::Property(property) if &**property == name)
    }
}

/// Most characters of a hidden text that a recipe quotes.
pub(crate) const QUOTED: usize = 40;

/// Most pieces of a text that a recipe quotes.
const MOST_PIECES_TOLD: usize = 8;

/// The beginning of a text, at most that many characters.
pub(crate) fn cropped(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}
