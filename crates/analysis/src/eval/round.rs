//! Loops over a known list, one round after the other.
//!
//! What one round writes belongs together: the name of a property and its value come from the same item.

use super::{BUDGET, Evaluator, Frame};
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
const MOST_ROUNDS: usize = 400;

impl Evaluator<'_> {
    /// Does something for each round of the loop on which these expressions depend; once where that is not known.
    pub(super) fn each_round(&mut self, context: Context, parts: &[ExprId], mut act: impl FnMut(&mut Self)) {
        let Some((element, items)) = self.rounds(parts) else { return act(self) };
        // Only what the loop's body says is another thing in each round.
        let last = parts.iter().map(|part| part.0).max().unwrap_or(element.0);
        let end = self.module.function(context.function).exprs.1.min(last + BODY);
        self.rounds += items.len();
        for item in items {
            self.frames.push(Frame {
                // No parameter is that of a loop.
                function: FunctionId(u32::MAX),
                exprs: element.0..end.max(element.0),
                arguments: Vec::new(),
                memo: rustc_hash::FxHashMap::default(),
                round: Some((element, item)),
            });
            act(self);
            self.frames.pop();
        }
    }

    /// The element on which these expressions depend, and all that it can be.
    fn rounds(&mut self, parts: &[ExprId]) -> Option<(ExprId, Vec<Value>)> {
        let is_free = self.frames.iter().all(|frame| frame.round.is_none()) && self.frames.len() < BUDGET.frames;
        if parts.is_empty() || !is_free || !self.follows_calls || self.rounds >= MOST_ROUNDS {
            return None;
        }
        let (element, over) = self.element_in(parts)?;
        let Value::List(list) = self.value(over) else { return None };
        self.needs.raise(Need::Mapped, list.items.len());
        let is_short = (2..=BUDGET.mapped).contains(&list.items.len());
        (is_short && list.rest.is_empty()).then(|| (element, list.items.clone()))
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
                    if let Some(list) = self.list_of_callback(*function, *index) {
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
