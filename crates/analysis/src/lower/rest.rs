//! What a function gets as a list of arguments: `(...args) => send(...args)`, `original.apply(this, arguments)`.
//!
//! An element of that list is the parameter at its place, however it is reached, so that callers tell what it is. It is a
//! name like any other: what is written to it is seen behind, and it can be set, `args[0] = { ...args[0], bcc }`.

use molehunt_source::ByteSpan;
use rustc_hash::FxHashMap;
use swc_atoms::Atom;

use super::Lowering;
use crate::ir::{Binding, BindingId, Call, Context, Definition, Expr, ExprId, FunctionId, GuardId, SetKind, WriteKey};

/// Arguments by a number that are told apart.
const MOST_COUNTED: f64 = 256.0;

/// Names and copies of a list of arguments, one after the other.
const MOST_COPIES: usize = 8;

/// The names of such elements, by the function and which parameter they are.
pub(super) type Arguments = FxHashMap<(FunctionId, u16), BindingId>;

impl Lowering<'_> {
    /// The function that gets a list as its arguments, and which of them is the first in it.
    pub(super) fn list_of_arguments(&self, list: ExprId) -> Option<(FunctionId, u16)> {
        self.arguments_in(list).map(|(function, first, _)| (function, first))
    }

    /// The same, and whether the list is a copy: what is set there is not set in the other one.
    fn arguments_in(&self, list: ExprId) -> Option<(FunctionId, u16, bool)> {
        let (mut current, mut skipped, mut is_copy) = (list, 0, false);
        for _ in 0..MOST_COPIES {
            current = match self.module.expr(current) {
                Expr::RestParameter(function, first) => {
                    return Some((*function, first.saturating_add(skipped), is_copy));
                }
                Expr::Name(binding, _) => match self.module.bindings[binding.index()].definitions.as_slice() {
                    [only] => only.value,
                    // What compilers make of it: a list is made, and all arguments are copied there.
                    [empty, copied] if self.is_empty_list(empty.value) => copied.value,
                    _ => return None,
                },
                // `__spreadArray([], given, false)`, `[...given]`
                Expr::Array(items) => {
                    is_copy = true;
                    self.only_spread(items.iter().copied())?
                }
                Expr::Call(call) => {
                    let call = self.module.call(*call);
                    let (copied, first) = self.copied(call)?;
                    is_copy = true;
                    skipped = first.saturating_add(skipped);
                    copied
                }
                _ => return None,
            };
        }
        None
    }

    /// The list that one consists of, where that is all: `[...given]`.
    fn only_spread(&self, items: impl Iterator<Item = ExprId>) -> Option<ExprId> {
        let mut items = items.filter(|item| match self.module.expr(*item) {
            Expr::Spread(list) => !self.is_empty_list(*list),
            _ => true,
        });
        let (Some(only), None) = (items.next(), items.next()) else { return None };
        match self.module.expr(only) {
            Expr::Spread(list) => Some(*list),
            _ => None,
        }
    }

    /// The list that a call copies, and from which element on: `given.slice(1)`, `[].concat(given)`, `Array.from(given)`,
    /// `Array.prototype.slice.call(given)`.
    fn copied(&self, call: &Call) -> Option<(ExprId, u16)> {
        let Expr::Member(object, method) = self.module.expr(call.callee) else { return None };
        let (method, object, arguments) = match (&**method, self.module.expr(*object), &*call.arguments) {
            ("call", Expr::Member(_, method), [list, rest @ ..]) => (method, *list, rest),
            ("from", Expr::Global(global), [list]) if &**global == "Array" => return Some((*list, 0)),
            (_, _, arguments) => (method, *object, arguments),
        };
        match (&**method, arguments) {
            ("slice" | "concat", []) => Some((object, 0)),
            ("slice", [first]) => match self.module.expr(*first) {
                Expr::Number(first) if first.fract() == 0.0 && (0.0..MOST_COUNTED).contains(first) => {
                    Some((object, *first as u16))
                }
                _ => None,
            },
            ("concat", [list]) if self.is_empty_list(object) => Some((*list, 0)),
            _ => None,
        }
    }

    /// `[]`, `new Array(count)`
    fn is_empty_list(&self, list: ExprId) -> bool {
        match self.module.expr(list) {
            Expr::Array(items) => items.is_empty(),
            Expr::Call(call) => {
                let callee = self.module.expr(self.module.call(*call).callee);
                matches!(callee, Expr::Global(name) if &**name == "Array")
            }
            _ => false,
        }
    }

    /// An element of such a list: `args[1]`.
    pub(super) fn element_of_arguments(&mut self, list: ExprId, key: ExprId) -> Option<Expr> {
        let (function, index, _) = self.place_in_arguments(list, key)?;
        Some(self.given_as(function, index))
    }

    /// What a function gets as a parameter that stands in a list.
    pub(super) fn given_as(&mut self, function: FunctionId, index: u16) -> Expr {
        Expr::Name(self.name_of_argument(function, index), self.function)
    }

    /// Notes that an element of such a list is set.
    pub(super) fn set_argument(&mut self, list: ExprId, key: &WriteKey, value: ExprId, span: ByteSpan) {
        if let WriteKey::Computed(key) = key
            && let Some((function, index, is_copy)) = self.place_in_arguments(list, *key)
        {
            let binding = self.name_of_argument(function, index);
            // Which of the lists is meant later is not told.
            let kind = if is_copy { SetKind::Maybe } else { SetKind::Set };
            self.define(binding, value, kind, span.start);
        }
    }

    /// The name for it, which nobody wrote.
    fn name_of_argument(&mut self, function: FunctionId, index: u16) -> BindingId {
        if let Some(binding) = self.arguments.get(&(function, index)) {
            return *binding;
        }
        let at = self.module.function(function).span.start;
        let value = self.push(Expr::Parameter(function, index), ByteSpan { start: at, end: at });
        let context = Context { function, guard: GuardId::NONE, in_loop: false, at };
        let definitions = vec![Definition { value, kind: SetKind::Set, context }];
        let binding = BindingId(self.module.bindings.len() as u32);
        self.module.bindings.push(Binding { name: Atom::default(), definitions });
        self.arguments.insert((function, index), binding);
        binding
    }

    fn place_in_arguments(&self, list: ExprId, key: ExprId) -> Option<(FunctionId, u16, bool)> {
        let Expr::Number(number) = *self.module.expr(key) else { return None };
        let (function, first, is_copy) =
            self.arguments_in(list).filter(|_| number.fract() == 0.0 && (0.0..MOST_COUNTED).contains(&number))?;
        Some((function, first.saturating_add(number as u16), is_copy))
    }
}
