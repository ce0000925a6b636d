//! Functions that compilers write into a file to do what newer syntax does.

use swc_ecma_ast as ast;

use crate::{
    Tables,
    ir::{CallId, Expr, ExprId, FunctionId, GuardId, Property, SetKind, WriteKey},
    lower::Lowering,
    tables::Helper,
};

/// Expressions of a function that can be a helper.
const MOST_EXPRS: u32 = 400;
/// Writes that are looked at for those of a helper, which come last.
const MOST_WRITES: usize = 64;
/// Calls one after the other, joined by `||`, of which a helper consists.
const MOST_ATTEMPTS: usize = 8;

impl Lowering<'_> {
    /// What a call of a compiler's helper stands for.
    pub(in crate::lower) fn helped(
        &mut self,
        callee: ExprId,
        arguments: &[ExprId],
        span: swc_common::Span,
    ) -> Option<ExprId> {
        let (callee, arguments): (ExprId, Box<[ExprId]>) = match (self.module.expr(callee), arguments) {
            // `read.apply(void 0, [list, 2])`
            (Expr::Member(helper, method), [_, list]) if &**method == "apply" => match self.module.expr(*list) {
                Expr::Array(items) => (*helper, items.clone()),
                _ => return None,
            },
            (Expr::Name(..) | Expr::Member(..), _) => (callee, arguments.into()),
            _ => return None,
        };
        if let Some(merged) = self.merged(callee, &arguments, span) {
            return Some(merged);
        }
        let helper = self.helper(callee)?;
        match (helper, &*arguments) {
            (Helper::Merge, [_, _]) => self.as_one(&arguments, span),
            (Helper::Rest, [object, names]) => {
                let Expr::Array(names) = self.module.expr(*names) else { return None };
                let names: Option<Box<[swc_atoms::Atom]>> = names
                    .iter()
                    .map(|name| match self.module.expr(*name) {
                        Expr::Text(name) => Some(name.clone()),
                        _ => None,
                    })
                    .collect();
                let span = self.range(span);
                Some(self.push(Expr::Without(*object, names?), span))
            }
            (Helper::Read, [list, ..]) => Some(*list),
            (Helper::List, [_, ..]) => {
                let span = self.range(span);
                let mut items = Vec::with_capacity(arguments.len());
                for argument in &arguments {
                    // What is not a list says how to copy.
                    if !matches!(self.module.expr(*argument), Expr::Bool(_) | Expr::Number(_) | Expr::Undefined) {
                        items.push(self.push(Expr::Spread(*argument), span));
                    }
                }
                Some(self.push(Expr::Array(items.into()), span))
            }
            // `define({}, name, value)` is `{ [name]: value }`.
            (Helper::Define, [object, key, value, ..]) if let Expr::Object(entries) = self.module.expr(*object) => {
                let entry = match self.module.expr(*key) {
                    Expr::Text(name) => Property::Named(name.clone(), *value),
                    _ => Property::Computed(*key, *value),
                };
                let entries = entries.iter().cloned().chain([entry]).collect();
                let span = self.range(span);
                Some(self.push(Expr::Object(entries), span))
            }
            (Helper::Define, [object, key, value, ..]) => {
                let key = match self.module.expr(*key) {
                    Expr::Text(name) => WriteKey::Named(name.clone()),
                    _ => WriteKey::Computed(*key),
                };
                let span = self.range(span);
                self.write(*object, key, *value, SetKind::Set, span);
                Some(*object)
            }
            // `get(Client, Client, 'f', limit)`: what a class itself has, or a method.
            (Helper::PrivateGet, [_, _, kind, held]) => {
                let span = self.range(span);
                match self.module.expr(*kind) {
                    Expr::Text(kind) if &**kind == "f" => Some(self.push(Expr::Member(*held, "value".into()), span)),
                    Expr::Text(kind) if &**kind == "m" => Some(*held),
                    _ => None,
                }
            }
            (Helper::PrivateGet, [one, other, ..]) => {
                let (object, name) = self.private_of(*one, *other)?;
                let span = self.range(span);
                Some(self.push(Expr::Member(object, name), span))
            }
            (Helper::PrivateMethod, [_, _, method]) => Some(*method),
            (Helper::PrivateSet, [_, _, value, _, held]) => {
                let span = self.range(span);
                self.write(*held, WriteKey::Named("value".into()), *value, SetKind::Set, span);
                Some(*value)
            }
            (Helper::PrivateSet, [one, other, value, ..]) => {
                let (object, name) = self.private_of(*one, *other)?;
                let span = self.range(span);
                self.write(object, WriteKey::Named(name), *value, SetKind::Set, span);
                Some(*value)
            }
            (Helper::Super, [_, _, list, ..]) => {
                let base = self.add(Expr::Super(self.function), &span);
                let arguments = {
                    let span = self.range(span);
                    self.taken_apart(*list, span)
                };
                self.direct_call(base, arguments, span);
                Some(self.this(&span))
            }
            (Helper::Super, _) => {
                let base = self.add(Expr::Super(self.function), &span);
                self.direct_call(base, Box::default(), span);
                Some(self.this(&span))
            }
            (Helper::SuperGet, [_, name, this, ..]) if matches!(self.module.expr(*this), Expr::This(_)) => {
                let Expr::Text(name) = self.module.expr(*name) else { return None };
                let name = name.clone();
                let takes_list = matches!(arguments.get(3).map(|flags| self.module.expr(*flags)), Some(Expr::Number(flags)) if *flags as u32 & 2 != 0);
                let base = self.add(Expr::Super(self.function), &span);
                let method = self.add(Expr::Member(base, name), &span);
                if takes_list {
                    self.compiled.taking_lists.insert(method);
                }
                Some(method)
            }
            _ => None,
        }
    }

    /// The call of a method that takes its arguments as a list: what compilers make of `super.send(message)`.
    pub(in crate::lower) fn called_with_list(
        &mut self,
        callee: ExprId,
        arguments: &[ExprId],
        span: swc_common::Span,
    ) -> Option<ExprId> {
        let [list] = arguments else { return None };
        if !self.compiled.taking_lists.contains(&callee) {
            return None;
        }
        let arguments = {
            let span = self.range(span);
            self.taken_apart(*list, span)
        };
        Some(self.direct_call(callee, arguments, span))
    }

    fn this(&mut self, span: &swc_common::Span) -> ExprId {
        let function = self.module.function(self.function).this_of.unwrap_or(self.function);
        self.add(Expr::This(function), span)
    }

    /// What `base.call(this, …) || this` gives in the constructor of a class that extends another.
    pub(in crate::lower) fn constructed_by_base(
        &mut self,
        binary: &ast::BinExpr,
        left: ExprId,
        right: ExprId,
    ) -> Option<ExprId> {
        if binary.op != ast::BinaryOp::LogicalOr || !matches!(self.module.expr(right), Expr::This(_)) {
            return None;
        }
        // `base !== null && base.apply(this, arguments) || this`
        let call = match self.module.expr(left) {
            Expr::Both { right, .. } => *right,
            _ => left,
        };
        let Expr::Call(call) = *self.module.expr(call) else { return None };
        let call = self.module.call(call);
        let Expr::Member(_, method) = self.module.expr(call.callee) else { return None };
        let span = self.module.span(call.expr);
        let arguments: Box<[ExprId]> = match (&**method, &*call.arguments) {
            ("call", [this, rest @ ..]) if matches!(self.module.expr(*this), Expr::This(_)) => rest.into(),
            ("apply", [this, list]) if matches!(self.module.expr(*this), Expr::This(_)) => {
                let list = *list;
                self.taken_apart(list, span)
            }
            _ => return None,
        };
        let base = self.push(Expr::Super(self.function), span);
        self.direct_call_at(base, arguments, span);
        Some(right)
    }

    /// A new object with the properties of several: `merge(merge({}, defaults), { to })`.
    fn merged(&mut self, callee: ExprId, arguments: &[ExprId], span: swc_common::Span) -> Option<ExprId> {
        let name = match self.module.expr(callee) {
            Expr::Name(..) | Expr::Member(..) => self.module.called_name(callee)?,
            _ => return None,
        };
        let plain = name.trim_end_matches(|character: char| character.is_ascii_digit());
        let helpers = &Tables::embedded().language.merging_helpers;
        if !name.starts_with('_') || !(helpers.contains(&**name) || helpers.contains(plain)) {
            return None;
        }
        self.as_one(arguments, span)
    }

    /// A literal with what several objects have, where the first is one that is written out.
    fn as_one(&mut self, arguments: &[ExprId], span: swc_common::Span) -> Option<ExprId> {
        let (first, rest) = arguments.split_first()?;
        let Expr::Object(entries) = self.module.expr(*first) else { return None };
        let mut entries = entries.to_vec();
        for value in rest {
            match self.module.expr(*value) {
                Expr::Object(others) => entries.extend(others.iter().cloned()),
                _ => entries.push(Property::Spread(*value)),
            }
        }
        Some(self.add(Expr::Object(entries.into()), &span))
    }

    /// The object and the name, where one of two expressions is a private name and the other the object that has it.
    fn private_of(&self, one: ExprId, other: ExprId) -> Option<(ExprId, swc_atoms::Atom)> {
        let name = |id: ExprId| match self.module.expr(id) {
            Expr::Name(binding, _) => Some(&self.module.bindings[binding.index()].name),
            _ => None,
        };
        let (object, name) = match (name(one), name(other)) {
            (Some(name), None) => (other, name),
            (_, Some(name)) => (one, name),
            (None, None) => return None,
        };
        Some((object, super::super::pattern::private(name)))
    }

    /// Whether a function gives an iterator for its first argument.
    pub(super) fn iterates(&mut self, callee: ExprId) -> bool {
        if self.helper_by_name(callee) == Some(Helper::Iterate) {
            return true;
        }
        self.compiled.names_iterators
            && self.helper_function(callee).is_some_and(|function| self.names_iterator(function))
    }

    fn helper(&mut self, callee: ExprId) -> Option<Helper> {
        if let Some(helper) = self.helper_by_name(callee) {
            return Some(helper);
        }
        let function = self.helper_function(callee)?;
        if let Some(known) = self.compiled.helpers.get(&function) {
            return *known;
        }
        let found = self.recognised(function);
        self.compiled.helpers.insert(function, found);
        found
    }

    /// The helper of that name; compilers add a number to a name that is taken.
    fn helper_by_name(&self, callee: ExprId) -> Option<Helper> {
        let name = match self.module.expr(callee) {
            // `toConsumableArray2.default(list)`
            Expr::Member(module, name) if &**name == "default" => self.module.called_name(*module)?,
            Expr::Name(..) | Expr::Member(..) => self.module.called_name(callee)?,
            _ => return None,
        };
        if !name.starts_with('_') {
            return None;
        }
        let helpers = &Tables::embedded().language.helpers;
        let plain = || name.trim_end_matches(|character: char| character.is_ascii_digit());
        helpers.get(&**name).or_else(|| helpers.get(plain())).copied()
    }

    /// The function of this file that is called, if it is lowered already and small.
    fn helper_function(&self, callee: ExprId) -> Option<FunctionId> {
        let Expr::Name(binding, _) = self.module.expr(callee) else { return None };
        let [only] = self.module.bindings[binding.index()].definitions.as_slice() else { return None };
        let mut value = only.value;
        // `this && this.helper || function …`
        while let Expr::Either { right, .. } = self.module.expr(value) {
            value = *right;
        }
        let Expr::Function(function) = self.module.expr(value) else { return None };
        let (first, end) = self.module.function(*function).exprs;
        (end.saturating_sub(first) <= MOST_EXPRS).then_some(*function)
    }

    /// What a function of another name does, if it does what a helper does.
    fn recognised(&self, function: FunctionId) -> Option<Helper> {
        let node = self.module.function(function);
        let found = match node.parameter_names.len() {
            1 | 2 if self.compiled.names_iterators => {
                let gives = |value: &ExprId| self.attempts(function, *value);
                match node.returns.iter().any(gives) {
                    true if node.parameter_names.len() == 1 => Some(Helper::List),
                    true => Some(Helper::Read),
                    false => self.reads(function).then_some(Helper::Read),
                }
            }
            2 | 3 if self.joins(function) => Some(Helper::List),
            3 if self.defines(function) => Some(Helper::Define),
            _ => None,
        };
        found.or_else(|| match node.parameter_names.len() {
            2 if self.copies(function) || self.copies_descriptors(function) => Some(Helper::Merge),
            2 if self.leaves_out(function) => Some(Helper::Rest),
            _ => None,
        })
    }

    /// `for (const name in from) set(to, name, from[name]); return to`, whatever is asked of each name.
    fn copies(&self, function: FunctionId) -> bool {
        let returns = &self.module.function(function).returns;
        let is_target = |id: ExprId| self.parameter_of(id, function) == Some(0);
        let is_copy = |to: ExprId, key: ExprId, value: ExprId| {
            let Expr::Index(from, own) = self.module.expr(value) else { return false };
            is_target(to)
                && self.parameter_of(*from, function) == Some(1)
                && matches!((self.module.expr(key), self.module.expr(*own)),
                    (Expr::Name(one, _), Expr::Name(other, _)) if one == other)
        };
        let own_writes = self.module.writes.iter().rev().take(MOST_WRITES);
        let mut own_writes = own_writes.filter(|write| write.context.function == function);
        !returns.is_empty()
            && returns.iter().all(|value| is_target(*value))
            && own_writes.any(|write| match write.key {
                WriteKey::Computed(key) => is_copy(write.object, key, write.value),
                WriteKey::Named(_) => false,
            })
    }

    /// `Object.defineProperties(to, Object.getOwnPropertyDescriptors(from))`
    fn copies_descriptors(&self, function: FunctionId) -> bool {
        let [only] = self.module.function(function).returns.as_slice() else { return false };
        let Expr::Call(define) = self.module.expr(*only) else { return false };
        let define = self.module.call(*define);
        let [to, descriptors] = *define.arguments else { return false };
        let Expr::Call(describe) = self.module.expr(descriptors) else { return false };
        let describe = self.module.call(*describe);
        let [from] = *describe.arguments else { return false };
        self.parameter_of(to, function) == Some(0)
            && self.parameter_of(from, function) == Some(1)
            && self.is_method_named(define.callee, "defineProperties")
            && self.is_method_named(describe.callee, "getOwnPropertyDescriptors")
    }

    /// A new object with what the first argument has, where the second, asked for each name, does not have it.
    fn leaves_out(&self, function: FunctionId) -> bool {
        let asks = |expr: &Expr| {
            matches!(expr, Expr::Member(list, method)
                if matches!(&**method, "indexOf" | "includes") && self.parameter_of(*list, function) == Some(1))
        };
        let takes = |expr: &Expr| matches!(expr, Expr::Index(from, _) if self.parameter_of(*from, function) == Some(0));
        self.exprs_of(function).any(asks) && self.exprs_of(function).any(takes)
    }

    /// Whether a callee is a method of that name, or a name for it.
    fn is_method_named(&self, callee: ExprId, wanted: &str) -> bool {
        let is_named = |id: ExprId| matches!(self.module.expr(id), Expr::Member(_, name) if &**name == wanted);
        is_named(callee)
            || match self.module.expr(callee) {
                Expr::Name(binding, _) => match self.module.bindings[binding.index()].definitions.as_slice() {
                    [only] => is_named(only.value),
                    _ => false,
                },
                _ => false,
            }
    }

    /// `fromArray(value) || fromIterator(value) || fail()`, one of which names the iterators of the language.
    fn attempts(&self, function: FunctionId, value: ExprId) -> bool {
        let mut callees = Vec::new();
        let mut current = value;
        loop {
            let (call, rest) = match self.module.expr(current) {
                Expr::Either { left, right } => (*right, Some(*left)),
                _ => (current, None),
            };
            let Expr::Call(call) = self.module.expr(call) else { return false };
            let call = self.module.call(*call);
            let is_given = |argument: &ExprId| self.is_parameter(*argument, function);
            if !call.arguments.iter().all(is_given) || callees.len() >= MOST_ATTEMPTS {
                return false;
            }
            callees.push(call.callee);
            match rest {
                Some(rest) => current = rest,
                None => break,
            }
        }
        let names_iterator = |callee: &ExprId| {
            let function = match self.module.expr(*callee) {
                Expr::Function(function) => Some(*function),
                _ => self.helper_function(*callee),
            };
            function.is_some_and(|function| self.names_iterator(function))
        };
        callees.len() >= 3 && callees.iter().any(names_iterator)
    }

    /// A function that asks the iterator of its first argument until it is done, and gives a list.
    fn reads(&self, function: FunctionId) -> bool {
        let has = |wanted: &str| {
            self.exprs_of(function).any(|expr| matches!(expr, Expr::Member(_, name) if &**name == wanted))
        };
        self.names_iterator(function) && ["next", "done", "value", "push"].into_iter().all(has)
    }

    /// `return to.concat(from)`, with a copy of what is added.
    fn joins(&self, function: FunctionId) -> bool {
        let is_joined = |value: &ExprId| {
            let Expr::Call(call) = self.module.expr(*value) else { return false };
            match self.module.expr(self.module.call(*call).callee) {
                Expr::Member(object, method) => &**method == "concat" && self.is_parameter(*object, function),
                _ => false,
            }
        };
        self.module.function(function).returns.iter().any(is_joined)
            && self.exprs_of(function).any(|expr| matches!(expr, Expr::Member(_, name) if &**name == "slice"))
    }

    /// `Object.defineProperty(object, key, { value })`, or a call of a function that does that with the same three, which is
    /// a write by now.
    fn defines(&self, function: FunctionId) -> bool {
        let is_definition = |expr: &Expr| matches!(expr, Expr::Call(call) if self.is_definition(*call, function));
        let mut writes = self.module.writes.iter().rev().take(MOST_WRITES);
        let gives_back = match self.module.function(function).returns.as_slice() {
            [only] => self.parameter_of(*only, function) == Some(0),
            _ => false,
        };
        self.exprs_of(function).any(is_definition)
            || gives_back
                && writes.any(|write| {
                    write.context.function == function
                        && write.context.guard == GuardId::NONE
                        && matches!(write.key, WriteKey::Computed(_))
                        && self.parameter_of(write.object, function) == Some(0)
                        && self.parameter_of(write.value, function) == Some(2)
                })
    }

    fn is_definition(&self, call: CallId, function: FunctionId) -> bool {
        let call = self.module.call(call);
        let [object, _, description] = &*call.arguments else { return false };
        let Expr::Object(entries) = self.module.expr(*description) else { return false };
        let gives = |entry: &Property| matches!(entry, Property::Named(name, value) if &**name == "value" && self.parameter_of(*value, function) == Some(2));
        self.is_method_named(call.callee, "defineProperty")
            && self.parameter_of(*object, function) == Some(0)
            && entries.iter().any(gives)
    }

    fn names_iterator(&self, function: FunctionId) -> bool {
        self.exprs_of(function).any(|expr| matches!(expr, Expr::Member(_, name) if &**name == "iterator"))
    }

    fn exprs_of(&self, function: FunctionId) -> impl Iterator<Item = &Expr> {
        let (first, end) = self.module.function(function).exprs;
        self.module.exprs[first as usize..end as usize].iter()
    }

    fn is_parameter(&self, id: ExprId, function: FunctionId) -> bool {
        self.parameter_of(id, function).is_some()
    }

    /// Which parameter of a function a name is.
    fn parameter_of(&self, id: ExprId, function: FunctionId) -> Option<u16> {
        let Expr::Name(binding, _) = self.module.expr(id) else { return None };
        let first = self.module.bindings[binding.index()].definitions.first()?;
        match self.module.expr(first.value) {
            Expr::Parameter(owner, index) if *owner == function => Some(*index),
            _ => None,
        }
    }
}
