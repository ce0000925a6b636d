//! What a name stands for where it is used: which of its definitions count there, and under which conditions.

use crate::{
    ir::{BindingId, Context, Definition, Expr, ExprId, FunctionId, GuardId, SetKind},
    value::{Choice, Condition, Value},
};

use super::{BUDGET, Evaluator, called::Ask};

/// Names of one thing that are followed to the first.
const MOST_NAMES: u32 = 8;

impl<'m> Evaluator<'m> {
    /// Where what a name stands for is looked at: where it is exported, when the module has been loaded.
    pub(super) fn seen_at(&self, name: ExprId) -> u32 {
        if self.export_writes.names.contains(&name) { u32::MAX } else { self.module.span(name).start }
    }

    /// What a name stands for at a place in a function, as that is at another one: where it was exported, others see what
    /// became of it.
    pub(super) fn name(&mut self, binding: BindingId, function: FunctionId, at: u32, seen_at: u32) -> Value {
        let module = self.module;
        let definitions = &module.bindings[binding.index()].definitions;
        match definitions.as_slice() {
            [] => return Value::Undefined,
            [only] if only.kind == SetKind::Set => return self.definition(only, function, seen_at),
            _ => {}
        }
        // Looking through them is work too.
        self.steps += definitions.len() as u32 / 16;
        let definitions = self.definitions_at(binding, function, at);
        // What is added to what was there before needs all of that.
        let appended = definitions.iter().rposition(|definition| definition.kind == SetKind::Append).unwrap_or(0);
        let mut choices: Vec<Choice> = Vec::new();
        for (index, definition) in definitions.iter().enumerate() {
            // Of too many alternatives the first are followed.
            let followed: usize = choices.iter().map(|choice| choice.value.width()).sum();
            if followed > BUDGET.choices && index > appended {
                break;
            }
            if self.is_later(definition.context, function, at) {
                continue;
            }
            let value = self.definition(definition, function, seen_at);
            let is_certain = definition.context.guard == GuardId::NONE
                && definition.context.function == function
                && !module.may_be_skipped(definition.context.at, at);
            let condition = self.condition(definition.context.guard);
            match definition.kind {
                SetKind::Set => {
                    if is_certain && !definition.context.in_loop {
                        choices.clear();
                    }
                    choices.push(Choice { value, condition });
                }
                SetKind::Append => {
                    let before = Value::one_of(std::mem::take(&mut choices), BUDGET.choices);
                    if !is_certain {
                        choices.push(Choice { value: before.clone(), condition: None });
                    }
                    let joined = self.added(before, value, definition.context.in_loop);
                    choices.push(Choice { value: joined, condition });
                }
                SetKind::Maybe => choices.push(Choice { value, condition }),
            }
        }
        Value::one_of(choices, BUDGET.choices)
    }

    /// The definitions of a name that may count at a place in a function: what stands before the last certain assignment
    /// does not.
    pub(super) fn definitions_at(&self, binding: BindingId, function: FunctionId, at: u32) -> &'m [Definition] {
        let module = self.module;
        let definitions = &module.bindings[binding.index()].definitions;
        let is_last = |definition: &Definition| {
            let context = definition.context;
            definition.kind == SetKind::Set
                && context.guard == GuardId::NONE
                && context.function == function
                && !context.in_loop
                && context.at <= at
                && !module.may_be_skipped(context.at, at)
        };
        let first = definitions.iter().rposition(is_last).unwrap_or(0);
        &definitions[first..]
    }

    /// What `before += value` gives: numbers are counted, and everything else is text.
    pub(super) fn added(&mut self, before: Value, value: Value, in_loop: bool) -> Value {
        match (&before, &value) {
            (Value::Number(one), Value::Number(other)) if !in_loop => Value::Number(one + other),
            (Value::Number(_), Value::Number(_)) => Value::derived(vec![before, value]),
            _ => self.concat(vec![before, value]),
        }
    }

    /// The value a definition gives; an object literal is seen as it is at the place of use,
    /// also if it has got a second name in between.
    pub(super) fn definition(&mut self, definition: &Definition, function: FunctionId, at: u32) -> Value {
        let definition = self.first_named(definition);
        let value = self.behind_await(definition.value);
        match self.module.expr(value) {
            Expr::Array(_) | Expr::Object(_) | Expr::Call(_) => self.at_site(value, Some((function, at))),
            _ if self.is_place(value) && self.asked != Ask::Called => self.at_site(value, Some((function, at))),
            Expr::Parameter(..) | Expr::Member(..) if self.asked == Ask::Called => {
                match self.is_written(definition.value) {
                    true => Value::Site(definition.value, Some((function, at))),
                    false => self.passed(definition.value),
                }
            }
            _ => self.changed_by(definition.value, (function, at)).unwrap_or_else(|| self.passed(definition.value)),
        }
    }

    /// What a parameter, something in one, or either of that and something else is at a place by which it has been written
    /// to; `None` where it has not.
    pub(super) fn changed_by(&mut self, id: ExprId, at: (FunctionId, u32)) -> Option<Value> {
        match self.module.expr(id) {
            Expr::Parameter(owner, index) => self.changed_parameter(*owner, *index, at),
            Expr::Member(..) => self.as_whole(|evaluator| evaluator.changed_property(id, at)),
            // `const all = given.all || []`
            Expr::Either { left, right } if self.asked == Ask::Whole => {
                let first = self.changed_by(*left, at)?;
                let second = match self.module.expr(*right) {
                    Expr::Array(_) | Expr::Object(_) | Expr::Call(_) => self.at_site(*right, Some(at)),
                    _ => self.passed(*right),
                };
                let second = Choice { value: second, condition: Some(Condition::Unless(*left)) };
                Some(Value::one_of([Choice { value: first, condition: None }, second], BUDGET.choices))
            }
            _ => None,
        }
    }

    /// What is awaited, if something is.
    pub(super) fn behind_await(&self, id: ExprId) -> ExprId {
        let mut current = id;
        while let Expr::Await(inner) = self.module.expr(current) {
            current = *inner;
        }
        current
    }

    /// The definition of the name that a name is only another one for.
    pub(super) fn first_named<'d>(&self, definition: &'d Definition) -> &'d Definition
    where
        'm: 'd,
    {
        let module = self.module;
        let mut first = definition;
        for _ in 0..MOST_NAMES {
            let Expr::Name(binding, _) = module.expr(first.value) else { break };
            match module.bindings[binding.index()].definitions.as_slice() {
                [only] if only.kind == SetKind::Set => first = only,
                _ => break,
            }
        }
        first
    }

    /// The innermost condition of a guard.
    pub(crate) fn condition(&self, guard: GuardId) -> Option<Condition> {
        if guard == GuardId::NONE {
            return None;
        }
        let guard = self.module.guards[guard.index()];
        Some(if guard.holds { Condition::If(guard.test) } else { Condition::Unless(guard.test) })
    }

    /// Whether something that happens at `context` certainly happens after a use at `at` in `function`, or never.
    pub(super) fn is_later(&self, context: Context, function: FunctionId, at: u32) -> bool {
        if context.function == function {
            return !context.in_loop && context.at > at;
        }
        // A callback that is only handed over after the use cannot have run before it.
        let inner = self.module.enclosing(context.function).take_while(|outer| *outer != function).last();
        inner.is_some_and(|inner| {
            let handed_over = self.callback_of(inner).map(|(call, _)| self.module.call(call).context);
            self.module.function(inner).parent == Some(function)
                && handed_over.is_some_and(|over| over.function == function && !over.in_loop)
                && self.module.function(inner).span.start > at
        })
    }
}
