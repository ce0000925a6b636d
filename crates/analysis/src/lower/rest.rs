//! What a function gets as a list of arguments: `(...args) => send(...args)`, `original.apply(this, arguments)`.
//!
//! An element of that list is the parameter at its place, however it is reached, so that callers tell what it is. It is a
//! name like any other: what is written to it is seen behind, and it can be set, `args[0] = { ...args[0], bcc }`.

use molehunt_source::ByteSpan;
use rustc_hash::FxHashMap;
use swc_atoms::Atom;

use super::Lowering;
use crate::ir::{Binding, BindingId, Context, Definition, Expr, ExprId, FunctionId, GuardId, SetKind, WriteKey};

/// Arguments by a number that are told apart.
const MOST_COUNTED: f64 = 256.0;

/// The names of such elements, by the function and which parameter they are.
pub(super) type Arguments = FxHashMap<(FunctionId, u16), BindingId>;

impl Lowering<'_> {
    /// The function that gets a list as its arguments, and which of them is the first in it.
    pub(super) fn list_of_arguments(&self, list: ExprId) -> Option<(FunctionId, u16)> {
        let list = match self.module.expr(list) {
            Expr::Name(binding, _) => match self.module.bindings[binding.index()].definitions.as_slice() {
                [only] => only.value,
                // What compilers make of it: a list is made, and all arguments are copied there.
                [empty, copied] if self.is_empty_list(empty.value) => copied.value,
                _ => return None,
            },
            _ => list,
        };
        match self.module.expr(list) {
            Expr::RestParameter(function, first) => Some((*function, *first)),
            // `__spreadArray([], given, false)`, `[...given]`
            Expr::Array(items) => {
                let spread = |item: &ExprId| match self.module.expr(*item) {
                    Expr::Spread(list) => Some(*list).filter(|list| !self.is_empty_list(*list)),
                    _ => Some(*item),
                };
                let mut lists = items.iter().filter_map(spread);
                let (Some(only), None) = (lists.next(), lists.next()) else { return None };
                if items.contains(&only) { None } else { self.list_of_arguments(only) }
            }
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
        let (function, index) = self.place_in_arguments(list, key)?;
        Some(self.given_as(function, index))
    }

    /// What a function gets as a parameter that stands in a list.
    pub(super) fn given_as(&mut self, function: FunctionId, index: u16) -> Expr {
        Expr::Name(self.name_of_argument(function, index), self.function)
    }

    /// Notes that an element of such a list is set.
    pub(super) fn set_argument(&mut self, list: ExprId, key: &WriteKey, value: ExprId, span: ByteSpan) {
        if let WriteKey::Computed(key) = key
            && let Some((function, index)) = self.place_in_arguments(list, *key)
        {
            let binding = self.name_of_argument(function, index);
            self.define(binding, value, SetKind::Set, span.start);
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

    fn place_in_arguments(&self, list: ExprId, key: ExprId) -> Option<(FunctionId, u16)> {
        let Expr::Number(number) = *self.module.expr(key) else { return None };
        let (function, first) =
            self.list_of_arguments(list).filter(|_| number.fract() == 0.0 && (0.0..MOST_COUNTED).contains(&number))?;
        Some((function, first.saturating_add(number as u16)))
    }
}
