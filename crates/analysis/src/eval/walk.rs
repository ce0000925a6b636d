//! Walks: ways down into an object whose names are computed, by a list of names or a text that spells them.
//!
//! `lists[kind].push(address)`, `set(mail, 'bcc.0.email', address)`, and what people write instead of the latter:
//! a loop or a `reduce` over `path.split('.')`.

use rustc_hash::FxHashSet;
use swc_atoms::Atom;

use super::{BUDGET, Evaluator};
use crate::{
    Tables,
    ir::{CallId, Expr, ExprId, FunctionId, Property as Entry},
    value::Value,
};

/// Steps down into one object.
pub(super) const MOST_STEPS: usize = 32;
/// Expressions looked at to find what a name is computed from.
const MOST_LOOKED_AT: usize = 64;
/// Names and calls from a list to the text that spells it.
const MOST_HOPS: usize = 12;

/// A step from an object to something that it holds.
#[derive(Debug, Clone)]
pub(super) enum Step {
    Named(Atom),
    Computed(ExprId),
    /// As many steps as a list has items, or as a text spells.
    Walk(ExprId),
}

impl Step {
    pub(super) fn computed(&self) -> Option<ExprId> {
        match self {
            Self::Named(_) => None,
            Self::Computed(id) | Self::Walk(id) => Some(*id),
        }
    }
}

impl Evaluator<'_> {
    /// Where a walk begins that gives an expression, and the list of the names that it goes by.
    pub(super) fn walk(&self, at: ExprId) -> Option<(ExprId, ExprId)> {
        let module = self.module;
        let Expr::Name(binding, _) = module.expr(at) else { return self.reduced_walk(at) };
        match module.bindings[binding.index()].definitions.as_slice() {
            [only] => match module.expr(only.value) {
                Expr::Call(_) => self.reduced_walk(only.value),
                // What `reduce` has made so far is where it has come to.
                Expr::Parameter(function, 0) if self.list_of_callback(*function, 1).is_some() => {
                    let (call, _) = self.callback_of(*function)?;
                    self.reduced_walk(module.call(call).expr)
                }
                _ => None,
            },
            [start, steps @ ..] => {
                let is_walk = |next: ExprId| match module.expr(next) {
                    Expr::Index(from, key) if matches!(module.expr(*from), Expr::Name(other, _) if other == binding) => {
                        self.list_of_name(*key)
                    }
                    _ => None,
                };
                let list = steps
                    .iter()
                    .take(MOST_LOOKED_AT)
                    .find_map(|step| self.parts_of(step.value).into_iter().find_map(is_walk))?;
                Some((start.value, list))
            }
            [] => None,
        }
    }

    /// `names.reduce((at, name) => at[name], start)`.
    fn reduced_walk(&self, id: ExprId) -> Option<(ExprId, ExprId)> {
        let module = self.module;
        let Expr::Call(call) = module.expr(id) else { return None };
        let call = module.call(*call);
        let (Expr::Member(list, method), [callback, start]) = (module.expr(call.callee), &*call.arguments) else {
            return None;
        };
        let callback = self.function_of(*callback).filter(|_| &**method == "reduce")?;
        let is_parameter = |id: ExprId, wanted: u16| matches!(module.expr(self.named(id)), Expr::Parameter(function, index) if (*function, *index) == (callback, wanted));
        let is_step = |id: ExprId| match module.expr(self.named(id)) {
            Expr::Index(from, key) => is_parameter(*from, 0) && is_parameter(*key, 1),
            _ => false,
        };
        let returns = &module.function(callback).returns;
        returns.iter().flat_map(|value| self.parts_of(*value)).any(is_step).then_some((*start, *list))
    }

    /// An expression and what it chooses among.
    fn parts_of(&self, id: ExprId) -> Vec<ExprId> {
        let mut parts = vec![id];
        let mut next = 0;
        while let Some(id) = parts.get(next).copied()
            && parts.len() < MOST_HOPS
        {
            next += 1;
            match self.module.expr(id) {
                Expr::Either { left, right } | Expr::Both { left, right } => parts.extend([*left, *right]),
                Expr::Conditional { then, otherwise, .. } => parts.extend([*then, *otherwise]),
                _ => {}
            }
        }
        parts
    }

    /// The list of which an expression is an item: the name of this round, its last name.
    fn list_of_name(&self, key: ExprId) -> Option<ExprId> {
        let module = self.module;
        match module.expr(self.named(key)) {
            Expr::Element(list) | Expr::Index(list, _) => Some(*list),
            Expr::Parameter(function, index) => self.list_of_callback(*function, *index),
            Expr::Call(call) => match module.expr(module.call(*call).callee) {
                Expr::Member(list, method) if matches!(&**method, "pop" | "shift" | "at") => Some(*list),
                _ => None,
            },
            _ => None,
        }
    }

    /// Whether a name is one of those by which a walk goes on from an expression.
    pub(super) fn is_step_of_walk(&self, at: ExprId, key: ExprId) -> bool {
        let (Some((_, names)), Some(list)) = (self.walk(at), self.list_of_name(key)) else { return false };
        self.spelled_in(names) == self.spelled_in(list)
    }

    /// What a list of names was made from, however much of it is left: `path.split('.')`.
    pub(super) fn spelled_in(&self, list: ExprId) -> ExprId {
        let module = self.module;
        let mut current = self.named(list);
        for _ in 0..MOST_HOPS {
            let next = match module.expr(current) {
                Expr::Call(call) => match module.expr(module.call(*call).callee) {
                    Expr::Member(list, method) if &**method == "slice" => *list,
                    _ => break,
                },
                Expr::Array(items) => match &**items {
                    [only] if let Expr::Spread(inner) = module.expr(*only) => *inner,
                    _ => break,
                },
                _ => break,
            };
            current = self.named(next);
        }
        current
    }

    /// Whether an expression makes nothing but an empty object or list where there is none.
    pub(super) fn is_empty_container(&self, id: ExprId) -> bool {
        let is_empty = |id: ExprId| match self.module.expr(id) {
            Expr::Object(entries) => entries.is_empty(),
            Expr::Array(items) => items.is_empty(),
            _ => false,
        };
        self.parts_of(id).into_iter().any(is_empty)
    }

    /// Whether a callee is a function of a library that sets what a path leads to: `set(object, path, value)`.
    pub(super) fn is_path_setter(&self, callee: ExprId) -> bool {
        let module = self.module;
        let imported = |id: ExprId| match module.expr(self.named(id)) {
            Expr::Import { specifier, name } => Some((specifier, name.as_ref().filter(|name| &***name != "default"))),
            _ => None,
        };
        let named = self.named(callee);
        let (specifier, name) = match module.expr(named) {
            Expr::Member(object, name) => match imported(*object) {
                Some((specifier, None)) => (specifier, Some(name)),
                _ => return false,
            },
            _ => match imported(named) {
                Some(found) => found,
                None => return false,
            },
        };
        let setters = &Tables::embedded().language.path_setter;
        setters.iter().any(|setter| {
            setter.modules.iter().any(|module| **module == **specifier)
                && setter.name.as_deref() == name.map(|name| &**name)
        })
    }

    /// The names of the steps, where all are known.
    pub(super) fn names_of(&mut self, steps: &[Step]) -> Option<Vec<Atom>> {
        let mut names = Vec::new();
        for step in steps {
            match step {
                Step::Named(name) => names.push(name.clone()),
                Step::Computed(id) => names.push(name_of(&self.value(*id))?),
                Step::Walk(id) => names.extend(spelled(&self.value(*id))?),
            }
        }
        (names.len() <= MOST_STEPS).then_some(names)
    }

    /// The function whose callers tell what these expressions are.
    pub(super) fn parameter_in(&self, parts: &[ExprId]) -> Option<FunctionId> {
        if !self.follows_calls || self.frames.len() >= BUDGET.frames {
            return None;
        }
        self.parameter_among(parts, |function, _| self.is_told_by_callers(function)).map(|(function, _)| function)
    }

    /// The first parameter of those that are meant of which these expressions are made.
    pub(super) fn parameter_among(
        &self,
        parts: &[ExprId],
        is_meant: impl Fn(FunctionId, u16) -> bool,
    ) -> Option<(FunctionId, u16)> {
        let module = self.module;
        let mut open = parts.to_vec();
        let mut next = 0;
        let mut seen: FxHashSet<ExprId> = FxHashSet::default();
        while let Some(id) = open.get(next).copied() {
            next += 1;
            if next > MOST_LOOKED_AT || !seen.insert(id) {
                continue;
            }
            match module.expr(id) {
                Expr::Parameter(function, index) => match self.list_of_callback(*function, *index) {
                    Some(list) => open.push(list),
                    None if is_meant(*function, *index) => return Some((*function, *index)),
                    None => {}
                },
                Expr::Name(binding, _) => {
                    let definitions = &module.bindings[binding.index()].definitions;
                    open.extend(definitions.iter().take(MOST_HOPS).map(|definition| definition.value));
                }
                Expr::Element(inner) | Expr::Spread(inner) | Expr::Await(inner) | Expr::Member(inner, _) => {
                    open.push(*inner);
                }
                Expr::Index(left, right)
                | Expr::Add(left, right)
                | Expr::Either { left, right }
                | Expr::Both { left, right } => open.extend([*left, *right]),
                Expr::Conditional { then, otherwise, .. } => open.extend([*then, *otherwise]),
                Expr::Template(parts) | Expr::Compute(parts) | Expr::Array(parts) => {
                    open.extend(parts.iter().take(MOST_HOPS));
                }
                Expr::Object(entries) => open.extend(entries.iter().take(MOST_HOPS).filter_map(|entry| match entry {
                    Entry::Named(_, value) | Entry::Computed(_, value) | Entry::Spread(value) => Some(*value),
                    Entry::Getter(..) => None,
                })),
                Expr::Call(call) => self.add_operands(*call, &mut open),
                _ => {}
            }
        }
        None
    }

    fn add_operands(&self, call: CallId, open: &mut Vec<ExprId>) {
        let call = self.module.call(call);
        open.push(call.callee);
        open.extend(call.arguments.iter().take(MOST_HOPS));
    }

    fn is_told_by_callers(&self, function: FunctionId) -> bool {
        let callers = self.callers_of(function);
        !self.entries.contains(&function)
            && self.frame_of(function).is_none()
            && (1..=BUDGET.callers).contains(&callers.len())
    }
}

/// The name that a value is.
fn name_of(value: &Value) -> Option<Atom> {
    match value {
        Value::Text(text) => Some(text.text.as_str().into()),
        Value::Number(number) => Some(number.to_string().into()),
        _ => None,
    }
}

/// The names that a path is made of: `bcc[0].email`, `bcc.0.email`, or a list of them.
fn spelled(value: &Value) -> Option<Vec<Atom>> {
    match value {
        Value::Text(text) => {
            let is_between = |character: char| matches!(character, '.' | '[' | ']' | '"' | '\'');
            Some(text.text.split(is_between).filter(|name| !name.is_empty()).map(Atom::from).collect())
        }
        Value::List(list) if list.rest.is_empty() => list.items.iter().map(name_of).collect(),
        _ => None,
    }
}
