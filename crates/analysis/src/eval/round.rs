//! Loops over a known list, one round after the other.
//!
//! What one round writes belongs together: the name of a property and its value come from the same item.

use super::{BUDGET, Evaluator, Frame, builtin::MOST_MAPPED_EXPRS};
use crate::{
    ir::{Context, Expr, ExprId, FunctionId, Property},
    need::Need,
    value::Value,
};

/// Expressions looked at to find what a loop goes through.
const MOST_LOOKED_AT: usize = 64;

/// Expressions after the last one that counts which may be part of it.
const BODY: u32 = 256;

/// Rounds of all loops together.
const MOST_ROUNDS: usize = 2_000;

/// The function of frames that are none of a function: no parameter is that of a loop.
pub(super) const NO_FUNCTION: FunctionId = FunctionId(u32::MAX);

/// The rounds of a loop.
struct Rounds {
    /// What stands for the element.
    element: ExprId,
    items: Vec<Value>,
    /// Whether no item is missing.
    is_counted: bool,
    /// Whether the items are entries of a map.
    is_map: bool,
}

impl Evaluator<'_> {
    /// Does something for each round of the loop on which these expressions depend; once where that is not known.
    pub(super) fn each_round(&mut self, context: Context, parts: &[ExprId], mut act: impl FnMut(&mut Self)) {
        let Some(rounds) = self.rounds(parts) else { return act(self) };
        let element = rounds.element;
        // Only what the loop's body says is another thing in each round.
        let last = parts.iter().map(|part| part.0).max().unwrap_or(element.0);
        let end = self.module.function(context.function).exprs.1.min(last + BODY);
        self.rounds += rounds.items.len();
        for (number, item) in rounds.items.into_iter().enumerate() {
            let exprs = element.0..end.max(element.0);
            let frame = match self.module.expr(element) {
                Expr::Parameter(function, _) if !self.entries.contains(function) => {
                    let number = rounds.is_counted.then_some(number);
                    let arguments = self.callback_arguments(*function, item, number, rounds.is_map);
                    let (first, end) = self.module.function(*function).exprs;
                    let exprs = first..end;
                    Frame { arguments, ..Frame::new(*function, exprs) }
                }
                _ => {
                    let round = Some(([element].into(), item));
                    Frame { round, ..Frame::new(NO_FUNCTION, exprs) }
                }
            };
            self.frames.push(frame);
            act(self);
            self.frames.pop();
        }
    }

    /// Whether rounds are followed one by one, and these expressions depend on which one it is.
    pub(super) fn depends_on_round(&self, parts: &[ExprId]) -> bool {
        self.follows_calls && self.follows_rounds && self.element_in(parts).is_some()
    }

    /// The element on which these expressions depend, and all that it can be.
    fn rounds(&mut self, parts: &[ExprId]) -> Option<Rounds> {
        let is_free =
            self.frames.iter().all(|frame| frame.round.is_none() || frame.is_way) && self.frames.len() < BUDGET.frames;
        if parts.is_empty() || !is_free || !self.follows_calls || !self.follows_rounds || self.rounds >= MOST_ROUNDS {
            return None;
        }
        let (element, over) = self.element_in(parts)?;
        if self.is_told(element) {
            return None;
        }
        let is_map = self.is_map_value(over);
        let Value::List(list) = self.iterated(over) else { return None };
        self.needs.raise(Need::Mapped, list.items.len());
        let rest: Vec<Value> = list.rest.iter().map(|rest| self.element(rest)).collect();
        let items: Vec<Value> = list.items.iter().cloned().chain(rest).collect();
        let last = parts.iter().map(|part| part.0).max().unwrap_or(element.0);
        let is_little = items.len() * (last.saturating_sub(element.0) as usize) <= MOST_MAPPED_EXPRS;
        let most = if is_little { BUDGET.pieces } else { BUDGET.mapped };
        let is_short = (2..=most).contains(&items.len()) && !list.items.is_empty();
        is_short.then_some(Rounds { element, items, is_counted: list.rest.is_empty(), is_map })
    }

    /// What a callback is given for an item of a list, or for an entry of a map.
    pub(super) fn callback_arguments(
        &mut self,
        function: FunctionId,
        item: Value,
        number: Option<usize>,
        is_map: bool,
    ) -> Vec<Value> {
        if is_map {
            return ["1", "0"].map(|index| self.property(&item, &index.into())).into();
        }
        let number = number.map_or(Value::Unknown("which of the items it is"), |number| Value::Number(number as f64));
        match self.list_of_callback(function, 1) {
            // `reduce` hands over first what it has made so far.
            Some(_) => vec![Value::Unknown("what was made before"), item, number],
            None => vec![item, number],
        }
    }

    /// Whether it is known which element is meant, because its round or its callback is being followed.
    fn is_told(&self, element: ExprId) -> bool {
        match self.module.expr(element) {
            Expr::Parameter(function, _) => self.frame_of(*function).is_some(),
            _ => self.frames.iter().filter_map(|frame| frame.round.as_ref()).any(|(told, _)| told.contains(&element)),
        }
    }

    /// What stands for an element of a list in these expressions, and the list.
    fn element_in(&self, parts: &[ExprId]) -> Option<(ExprId, ExprId)> {
        let module = self.module;
        let mut open = parts.to_vec();
        let mut next = 0;
        while let Some(id) = open.get(next).copied() {
            next += 1;
            let mut look = |id: ExprId| {
                if open.len() < MOST_LOOKED_AT && !open.contains(&id) {
                    open.push(id);
                }
            };
            match module.expr(id) {
                Expr::Element(over) => return Some((id, *over)),
                Expr::Parameter(function, index) => {
                    // What gets the number of an element, or the key of an entry, gets the element as well.
                    let list = self.list_of_callback(*function, *index);
                    if let Some(list) = list.or_else(|| self.list_of_callback(*function, index.checked_sub(1)?)) {
                        return Some((id, list));
                    }
                }
                Expr::Name(binding, _) => {
                    if let [only] = module.bindings[binding.index()].definitions.as_slice() {
                        look(only.value);
                    }
                }
                Expr::Member(inner, _) | Expr::Await(inner) | Expr::Spread(inner) => look(*inner),
                Expr::Index(left, right) | Expr::Add(left, right) => {
                    look(*left);
                    look(*right);
                }
                Expr::Either { left, right } | Expr::Both { left, right } => {
                    look(*left);
                    look(*right);
                }
                Expr::Template(parts) | Expr::Compute(parts) | Expr::Array(parts) => {
                    parts.iter().for_each(|part| look(*part));
                }
                Expr::Object(entries) => entries.iter().for_each(|entry| match entry {
                    Property::Named(_, value) | Property::Spread(value) => look(*value),
                    Property::Computed(key, value) => {
                        look(*key);
                        look(*value);
                    }
                    Property::Getter(..) => {}
                }),
                Expr::Call(call) => {
                    let call = module.call(*call);
                    look(call.callee);
                    call.arguments.iter().for_each(|argument| look(*argument));
                }
                _ => {}
            }
        }
        None
    }
}
