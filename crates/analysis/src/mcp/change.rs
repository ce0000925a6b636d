//! Tools that are changed after they were declared: what a user agreed to is then no longer what runs.

use molehunt_model::{ChangeSource, ChangeTool, Surface, Trigger};
use molehunt_source::ByteSpan;

use super::{ANY_TOOL, Tools};
use crate::{
    eval::Evaluator,
    ir::{CallId, Context, Expr, ExprId, FunctionId, GuardId, Property, SetKind, WriteKey},
    origin::{SourceKind, source_kinds},
    tables::Tables,
    value::{Condition, Path, Segment, Value},
};

/// Expressions of a condition that are looked at.
pub(crate) const MOST_LOOKED_AT: usize = 64;
/// Functions that are looked at for a timer behind them.
pub(crate) const MOST_CALLERS: usize = 32;
/// Properties of a tool whose change a model, or a user, would notice if it was shown.
const FIELDS: [&str; 5] = ["callback", "description", "name", "paramsSchema", "title"];
/// Functions that call another one when time has passed.
const TIMERS: [&str; 3] = ["setTimeout", "setInterval", "setImmediate"];

/// One change, where it is made, and under which condition.
#[derive(Debug, Clone)]
pub(crate) struct Change {
    pub(crate) what: ChangeTool,
    pub(crate) place: ByteSpan,
    pub(crate) condition: Option<Condition>,
}

impl Tools {
    /// Changes of tools that are declared, in order.
    pub(crate) fn changes(&self, evaluator: &mut Evaluator<'_>, tables: &Tables) -> Vec<Change> {
        let mut changes = Vec::new();
        if self.declared.is_empty() && self.handlers.is_empty() {
            return changes;
        }
        for id in evaluator.listed.clone() {
            changes.extend(self.change_by_call(evaluator, tables, id));
        }
        // A server that gets a second list later.
        for id in self.lists.iter().filter(|_| self.lists.len() > 1) {
            let call = evaluator.module.call(*id);
            let trigger = self.trigger(evaluator, call.context, None);
            if trigger > Trigger::Event {
                let what = change("tools/list", vec!["description".to_owned()], ChangeSource::Code, trigger);
                let condition = evaluator.condition(call.context.guard);
                changes.push(Change { what, place: evaluator.module.span(call.expr), condition });
            }
        }
        // A description of which time or a number of calls decides.
        for tool in &self.declared {
            let declared = [Surface::Name, Surface::Title, Surface::Description];
            for text in tool.texts.iter().filter(|text| declared.contains(&text.surface)) {
                let Some(condition) = text.condition else { continue };
                let Some(trigger) = trigger_of(evaluator, condition.test()) else { continue };
                let what = change(&tool.name, vec!["description".to_owned()], ChangeSource::Code, trigger);
                changes.push(Change { what, place: text.place, condition: Some(condition) });
            }
        }
        changes
    }

    /// `tool.update({ description, callback })`
    fn change_by_call(&self, evaluator: &mut Evaluator<'_>, tables: &Tables, id: CallId) -> Option<Change> {
        let module = evaluator.module;
        let call = module.call(id);
        // `const update = tool.update; update.apply(tool, …)`, as compilers write it.
        let named = match module.expr(call.callee) {
            Expr::Name(..) => evaluator.named(call.callee),
            _ => call.callee,
        };
        if !matches!(module.expr(named), Expr::Member(..)) {
            return None;
        }
        let callee = evaluator.callee(id);
        let paths = callee.choices().into_iter().filter_map(|choice| match choice.value {
            Value::Path(path) => Some(path),
            _ => None,
        });
        let path = paths.into_iter().find(|path| !tables.mcp.changes.find(path).is_empty())?;
        let declaring = declaring_call(&path)?;
        let argument = *call.arguments.first()?;
        let Value::Object(given) = evaluator.value(argument) else { return None };
        let mut fields = Vec::new();
        let mut source = ChangeSource::Unknown;
        let mut place = module.span(call.expr);
        for property in &given.properties {
            let Some(name) = property.name.as_deref().filter(|name| FIELDS.contains(name)) else { continue };
            if fields.is_empty() {
                place = property.place;
            }
            fields.push(name.to_owned());
            source = source.min(source_of(&property.value));
        }
        if fields.is_empty() {
            return None;
        }
        fields.sort();
        let declared = module.call(declaring);
        let name = declared.arguments.first().copied().and_then(|name| {
            let value = evaluator.value(name);
            value.as_text().map(|text| text.text.clone())
        });
        let trigger = self.trigger(evaluator, call.context, Some(declared.context));
        let condition = evaluator.condition(call.context.guard);
        let what = change(name.as_deref().unwrap_or(ANY_TOOL), fields, source, trigger);
        Some(Change { what, place, condition })
    }

    /// What has to happen before code in that context runs.
    fn trigger(&self, evaluator: &mut Evaluator<'_>, context: Context, declared: Option<Context>) -> Trigger {
        let module = evaluator.module;
        let mut found = Trigger::Start;
        let mut guard = context.guard;
        while guard != GuardId::NONE {
            let condition = module.guards[guard.index()];
            found = found.max(trigger_of(evaluator, condition.test).unwrap_or(Trigger::Start));
            guard = condition.outer;
        }
        for function in module.enclosing(context.function) {
            if is_timed(evaluator, function) {
                found = found.max(Trigger::Time);
            }
            if self.reached.contains_key(&function) {
                found = found.max(Trigger::Call);
            }
        }
        let is_apart = declared.is_some_and(|declared| declared.function != context.function);
        if found == Trigger::Start && is_apart && context.function != FunctionId::MODULE {
            return Trigger::Event;
        }
        found
    }
}

fn change(name: &str, fields: Vec<String>, source: ChangeSource, trigger: Trigger) -> ChangeTool {
    ChangeTool { name: name.to_owned(), fields, source, trigger, condition: None }
}

/// The call that gave back the tool on which a method is called.
fn declaring_call(path: &Path) -> Option<CallId> {
    path.segments.iter().rev().find_map(|segment| match segment {
        Segment::Call(call) => Some(*call),
        _ => None,
    })
}

/// Whether a function is called by a timer, or by one that is.
fn is_timed(evaluator: &Evaluator<'_>, function: FunctionId) -> bool {
    let module = evaluator.module;
    let mut open = vec![function];
    let mut next = 0;
    while let Some(function) = open.get(next).copied() {
        next += 1;
        if let Some((call, _)) = evaluator.callback_of(function)
            && module.called_name(module.call(call).callee).is_some_and(|name| TIMERS.contains(&&**name))
        {
            return true;
        }
        for function in
            evaluator.callers_of(function).iter().flat_map(|caller| module.enclosing(caller.function(module)))
        {
            if function != FunctionId::MODULE && open.len() < MOST_CALLERS && !open.contains(&function) {
                open.push(function);
            }
        }
    }
    false
}

/// Where what a tool is given comes from.
fn source_of(value: &Value) -> ChangeSource {
    match value {
        Value::Text(_) | Value::Function(_) => ChangeSource::Code,
        Value::Concat(parts) | Value::Derived(parts) => {
            let sources = parts.iter().map(source_of).filter(|source| *source != ChangeSource::Code);
            sources.min().unwrap_or(ChangeSource::Unknown)
        }
        Value::OneOf(choices) => {
            choices.iter().map(|choice| source_of(&choice.value)).min().unwrap_or(ChangeSource::Unknown)
        }
        Value::Coded(coded) => source_of(&coded.inner),
        Value::Path(path) => match source_kinds().find_prefix(path).into_iter().max_by_key(|(length, _)| *length) {
            Some((_, SourceKind::Remote)) => ChangeSource::Remote,
            Some((_, SourceKind::Env | SourceKind::CommandLine | SourceKind::Config | SourceKind::File)) => {
                ChangeSource::User
            }
            _ => ChangeSource::Unknown,
        },
        _ => ChangeSource::Unknown,
    }
}

/// Whether a condition asks for the time, or how often something has happened.
fn trigger_of(evaluator: &mut Evaluator<'_>, test: ExprId) -> Option<Trigger> {
    let module = evaluator.module;
    let mut open = vec![test];
    let mut has_number = false;
    let mut counts = false;
    let mut looked = 0;
    while let Some(id) = open.pop() {
        looked += 1;
        if looked > MOST_LOOKED_AT {
            break;
        }
        match module.expr(id) {
            Expr::Global(name) if &**name == "Date" => return Some(Trigger::Time),
            Expr::Number(_) => has_number = true,
            Expr::Compute(parts) => open.extend(parts.iter().copied()),
            Expr::Add(left, right) | Expr::Equal(left, right) => open.extend([*left, *right]),
            Expr::Both { left, right } | Expr::Either { left, right } => open.extend([*left, *right]),
            Expr::Call(call) => open.push(module.call(*call).callee),
            Expr::Member(object, name) => {
                let adds = |kind: SetKind, value: ExprId| {
                    kind == SetKind::Append || matches!(module.expr(value), Expr::Compute(_) | Expr::Add(..))
                };
                counts |= module.writes.iter().any(|write| {
                    matches!(&write.key, WriteKey::Named(other) if other == name) && adds(write.kind, write.value)
                });
                open.push(*object);
            }
            Expr::Name(binding, _) => {
                let definitions = &module.bindings[binding.index()].definitions;
                counts |= definitions.len() > 1
                    && definitions.iter().any(|definition| {
                        definition.kind == SetKind::Append || matches!(module.expr(definition.value), Expr::Compute(_))
                    });
                if let [only] = definitions.as_slice() {
                    open.push(only.value);
                }
            }
            Expr::Object(properties) => {
                open.extend(properties.iter().filter_map(|property| match property {
                    Property::Named(_, value) => Some(*value),
                    _ => None,
                }));
            }
            _ => {}
        }
    }
    (has_number && counts).then_some(Trigger::Count)
}
