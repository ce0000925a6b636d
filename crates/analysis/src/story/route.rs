//! The way of a literal from where it is written to where it is used.

use std::rc::Rc;

use molehunt_source::ByteSpan;
use rustc_hash::FxHashSet;

use crate::{
    eval::{Evaluator, Source, Via},
    ir::{CallId, Expr, ExprId},
    value::{Path, Segment, Text, Value},
};

/// One expression on the way.
#[derive(Debug, Clone)]
pub(super) struct Stop {
    pub(super) expr: ExprId,
    /// How it gets from here to the next one; `None` at the end.
    pub(super) via: Option<Via>,
}

/// What traces may cost.
#[derive(Debug)]
pub(super) struct Looks {
    /// For one trace.
    left: u32,
    /// For all of a graph.
    left_in_all: u32,
}

/// Values looked at for one trace, and for all of a graph.
pub(crate) const LOOKS: u32 = 20_000;
const LOOKS_IN_ALL: u32 = 1_000_000;
/// Expressions gone through where nothing tells whether they lead anywhere: numbers do not know where they are written.
const BLIND: usize = 200;
/// Most expressions that a call is given and that are looked at.
const MOST_GIVEN: usize = 512;

impl Looks {
    pub(super) fn new() -> Self {
        Self { left: 0, left_in_all: LOOKS_IN_ALL }
    }

    /// Begins a trace.
    pub(super) fn start(&mut self) {
        self.left = LOOKS.min(self.left_in_all);
        self.left_in_all -= self.left;
    }

    /// How much the trace took.
    pub(super) fn taken(&self) -> usize {
        LOOKS.saturating_sub(self.left) as usize
    }

    /// Ends it: what it did not need is there for others.
    pub(super) fn end(&mut self) {
        self.left_in_all += self.left;
        self.left = 0;
    }

    /// Pays for something; whether there was enough left.
    pub(super) fn take(&mut self, count: usize) -> bool {
        let count = u32::try_from(count).unwrap_or(u32::MAX);
        let is_enough = self.left >= count;
        self.left = self.left.saturating_sub(count);
        is_enough
    }
}

/// An expression that was reached, looking backwards.
struct Visit {
    expr: ExprId,
    /// The visit from which it was reached, and how its value gets there.
    next: Option<(usize, Via)>,
}

/// The shortest way from a place to one of some expressions, source first.
///
/// Each expression of it has in its value what is written at the place. Where the way cannot be told to its beginning,
/// it begins where it can.
pub(super) fn route(
    evaluator: &mut Evaluator<'_>,
    place: ByteSpan,
    ends: &[ExprId],
    looks: &mut Looks,
) -> Option<Vec<Stop>> {
    let mut seen: FxHashSet<ExprId> = FxHashSet::default();
    let mut visits: Vec<Visit> = Vec::new();
    for end in ends {
        if leads_to(evaluator, *end, place, looks) && seen.insert(*end) {
            visits.push(Visit { expr: *end, next: None });
        }
    }
    let mut first_lost = None;
    let mut at = 0;
    while let Some(visit) = visits.get(at) {
        let expr = visit.expr;
        if is_at(evaluator, expr, place) {
            return Some(way(&visits, at));
        }
        if !looks.take(1) || !evaluator.has_room() {
            break;
        }
        let mut sources = evaluator.sources(expr);
        sources.retain(|source| leads_to(evaluator, source.expr, place, looks));
        // What a function gives says more than what it is given.
        if sources.iter().any(|source| matches!(source.via, Via::Returned(..))) {
            sources.retain(|source| !matches!(source.via, Via::Through(_)));
        }
        if sources.is_empty() {
            first_lost = first_lost.or(Some(at));
        }
        for Source { expr, via } in sources {
            if seen.insert(expr) {
                visits.push(Visit { expr, next: Some((at, via)) });
            }
        }
        at += 1;
    }
    let lost = first_lost?;
    let mut begin = grope(evaluator, place, visits[lost].expr).unwrap_or_default();
    // It ends where the rest begins.
    begin.pop();
    begin.extend(way(&visits, lost));
    Some(begin)
}

/// The way from a place to an expression in whose value it cannot be seen.
fn grope(evaluator: &mut Evaluator<'_>, place: ByteSpan, end: ExprId) -> Option<Vec<Stop>> {
    let mut seen: FxHashSet<ExprId> = FxHashSet::from_iter([end]);
    let mut visits = vec![Visit { expr: end, next: None }];
    let mut at = 0;
    while let Some(visit) = visits.get(at) {
        let expr = visit.expr;
        if at > 0 && is_at(evaluator, expr, place) {
            return Some(way(&visits, at));
        }
        if at >= BLIND || !evaluator.has_room() {
            return None;
        }
        for Source { expr, via } in evaluator.sources(expr) {
            if visits.len() < BLIND && seen.insert(expr) {
                visits.push(Visit { expr, next: Some((at, via)) });
            }
        }
        at += 1;
    }
    None
}

fn way(visits: &[Visit], from: usize) -> Vec<Stop> {
    let mut stops = Vec::new();
    let mut at = from;
    loop {
        let Visit { expr, next } = &visits[at];
        stops.push(Stop { expr: *expr, via: next.as_ref().map(|(_, via)| via.clone()) });
        match next {
            Some((next, _)) => at = *next,
            None => return stops,
        }
    }
}

/// Whether an expression is what is written at a place, or a part of it.
fn is_at(evaluator: &Evaluator<'_>, expr: ExprId, place: ByteSpan) -> bool {
    let span = evaluator.module.span(expr);
    let is_literal = matches!(evaluator.module.expr(expr), Expr::Text(_));
    span == place || (is_literal && overlaps(span, place))
}

fn leads_to(evaluator: &mut Evaluator<'_>, expr: ExprId, place: ByteSpan, looks: &mut Looks) -> bool {
    if is_at(evaluator, expr, place) {
        return true;
    }
    if !looks.take(1) || !evaluator.has_room() {
        return false;
    }
    let value = evaluator.value(expr);
    has_place(&value, place, looks)
}

fn has_place(value: &Value, place: ByteSpan, looks: &mut Looks) -> bool {
    if !looks.take(1) {
        return false;
    }
    match value {
        Value::Text(text) => {
            looks.take(text.places.len() / 8) && text.places.iter().any(|(_, piece)| overlaps(*piece, place))
        }
        Value::Concat(parts) | Value::Derived(parts) => parts.iter().any(|part| has_place(part, place, looks)),
        Value::OneOf(choices) => choices.iter().any(|choice| has_place(&choice.value, place, looks)),
        Value::List(list) => list.items.iter().chain(&list.rest).any(|item| has_place(item, place, looks)),
        Value::Object(object) => {
            object.properties.iter().any(|property| has_place(&property.value, place, looks))
                || object.rest.iter().any(|rest| has_place(rest, place, looks))
        }
        Value::Coded(coded) => has_place(&coded.inner, place, looks),
        _ => false,
    }
}

/// The first expression of a way at which a text can be read, and the text.
pub(super) fn readable(
    evaluator: &mut Evaluator<'_>,
    stops: &[Stop],
    wanted: &str,
    looks: &mut Looks,
) -> Option<(usize, Rc<Text>)> {
    let wanted = wanted.to_lowercase();
    stops.iter().enumerate().find_map(|(index, stop)| {
        let value = evaluator.value(stop.expr);
        Some((index, text_with(&value, &wanted, looks)?))
    })
}

/// A text in a value that has another one in it.
fn text_with(value: &Value, wanted: &str, looks: &mut Looks) -> Option<Rc<Text>> {
    if !looks.take(1) {
        return None;
    }
    match value {
        Value::Text(text) => {
            let is_worth_it = looks.take(text.text.len() / 64) && looks.take(text.places.len() / 8);
            (is_worth_it && text.text.to_lowercase().contains(wanted)).then(|| Rc::clone(text))
        }
        Value::Concat(parts) | Value::Derived(parts) => parts.iter().find_map(|part| text_with(part, wanted, looks)),
        Value::OneOf(choices) => choices.iter().find_map(|choice| text_with(&choice.value, wanted, looks)),
        Value::List(list) => list.items.iter().chain(&list.rest).find_map(|item| text_with(item, wanted, looks)),
        Value::Object(object) => {
            let values = object.properties.iter().map(|property| &property.value).chain(&object.rest);
            values.into_iter().find_map(|value| text_with(value, wanted, looks))
        }
        Value::Coded(coded) => text_with(&coded.inner, wanted, looks),
        _ => None,
    }
}

/// The expressions that a call is given, and those that were given to what made its object, nearest first.
pub(super) fn given(evaluator: &mut Evaluator<'_>, call: CallId) -> Vec<ExprId> {
    let module = evaluator.module;
    let mut given: Vec<ExprId> = module.call(call).arguments.iter().copied().take(MOST_GIVEN).collect();
    let made_by = |path: &Path| {
        let calls = path.segments.iter().rev().filter_map(|segment| match segment {
            Segment::Call(call) | Segment::New(call) => Some(*call),
            _ => None,
        });
        calls.flat_map(|call| module.call(call).arguments.iter().copied()).collect::<Vec<_>>()
    };
    for choice in evaluator.value(module.call(call).callee).choices() {
        if let Value::Path(path) = &choice.value {
            given.extend(made_by(path));
        }
    }
    for argument in module.call(call).arguments.iter().take(MOST_GIVEN) {
        if let Value::Path(path) = evaluator.value(*argument) {
            given.extend(made_by(&path));
        }
    }
    given.truncate(MOST_GIVEN);
    given
}

fn overlaps(one: ByteSpan, other: ByteSpan) -> bool {
    one.start < other.end && other.start < one.end
}
