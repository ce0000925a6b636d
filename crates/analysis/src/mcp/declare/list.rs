//! Servers that answer the requests for a list of tools themselves, through a library or by the bare protocol.

use molehunt_source::ByteSpan;
use swc_atoms::Atom;

use super::super::{
    Tool, Tools, collect_functions,
    place::{Subject, handlers_at, properties},
    schema,
};
use crate::{
    eval::Evaluator,
    ir::{CallId, Expr, ExprId, FunctionId, GuardId, Module, Property},
    lookup::{find, first},
    origin::ToolParameter,
    tables::{Declare, KeyCase, Protocol, Tables, ToolEntry as Entry, ValuePath},
    value::{Path, Root, Segment, Value},
};

impl Tools {
    /// `setRequestHandler(ListToolsRequestSchema, () => ({ tools: [...] }))`
    pub(super) fn declare_list(&mut self, evaluator: &mut Evaluator<'_>, declare: &Declare, id: CallId) -> bool {
        let module = evaluator.module;
        let call = module.call(id);
        let (Some(place), Some(returns), Some(entry)) = (&declare.handler, &declare.returns, &declare.entry) else {
            return false;
        };
        if entry.name.is_none() {
            return false;
        }
        self.lists.push(id);
        for handler in handlers_at(evaluator, Subject::Call(id), place, None) {
            self.declare_returned(evaluator, handler, returns, entry, module.span(call.expr));
        }
        true
    }

    /// The tools in the lists that a function returns.
    fn declare_returned(
        &mut self,
        evaluator: &mut Evaluator<'_>,
        function: FunctionId,
        returns: &ValuePath,
        entry: &Entry,
        at: ByteSpan,
    ) {
        for value in evaluator.module.function(function).returns.clone() {
            let value = evaluator.value(value);
            self.declare_listed(evaluator, &value, returns, entry, at);
        }
    }

    /// The tools in a list.
    fn declare_listed(
        &mut self,
        evaluator: &mut Evaluator<'_>,
        value: &Value,
        returns: &ValuePath,
        entry: &Entry,
        at: ByteSpan,
    ) {
        let Some(name_key) = &entry.name else { return };
        for tool in find(evaluator, value, &returns.0, KeyCase::Exact) {
            let text = |evaluator: &mut Evaluator<'_>, key: &str| {
                find(evaluator, &tool.value, &ValuePath::parse(key).0, KeyCase::Exact)
                    .first()
                    .and_then(|found| Some((found.value.as_text()?.text.clone(), found.place)))
            };
            let Some((name, place)) = text(evaluator, name_key) else { continue };
            let description = entry.description.as_ref().and_then(|key| text(evaluator, key)).map(|(text, _)| text);
            let schema = entry.schema.as_ref().and_then(|key| first(evaluator, &tool.value, &ValuePath::parse(key)));
            let arguments = schema.map(|schema| schema::names_of(evaluator, &schema)).unwrap_or_default();
            let place = place.unwrap_or(at);
            // Of two lists that a server gives, one is often a part of the other.
            if self.declared.iter().any(|tool| tool.name == name && tool.place == place) {
                continue;
            }
            let texts = self.texts_of(evaluator, Subject::Value(&tool.value), place);
            self.declared.push(Tool { name, description, arguments, place, texts });
        }
    }

    /// A server that speaks the protocol by itself: under the test for one request it lists tools,
    /// and under the one for another it calls their handlers.
    pub(in crate::mcp) fn declare_by_protocol(&mut self, evaluator: &mut Evaluator<'_>, tables: &Tables) {
        let module = evaluator.module;
        let protocol = &tables.mcp.protocol;
        let before = self.declared.len();
        for (test, _) in tests_of(module, &protocol.list_method) {
            let span = module.span(test);
            let (returns, entry) = (&protocol.list_returns, &protocol.list_entry);
            if let Some(function) = module.function_around(test) {
                self.declare_returned(evaluator, function, returns, entry, span);
            }
            if self.declared.len() > before {
                continue;
            }
            // `answer(request.id, { tools: [...] })`
            for call in &module.calls {
                if is_under(module, call.context.guard, &[test]) {
                    for value in evaluator.values(&call.arguments) {
                        self.declare_listed(evaluator, &value, returns, entry, span);
                    }
                }
            }
        }
        let only = match &self.declared[before..] {
            [] => return,
            [only] => Some(only.name.clone()),
            _ => None,
        };
        let tests = tests_of(module, &protocol.call_method);
        for (_, subject) in &tests {
            self.read_request(evaluator, protocol, *subject, only.as_ref());
        }
        let tests: Vec<ExprId> = tests.into_iter().map(|(test, _)| test).collect();
        for call in &module.calls {
            if !is_under(module, call.context.guard, &tests) {
                continue;
            }
            let mut targets = Vec::new();
            collect_functions(&evaluator.value(call.callee), &mut targets);
            for (index, argument) in call.arguments.iter().enumerate() {
                let is_property = |name: &str| matches!(module.expr(*argument), Expr::Member(_, own) if **own == *name);
                let below = match () {
                    () if is_property(&protocol.call_params[1]) => Vec::new(),
                    () if is_property("params") => vec![protocol.call_params[1].clone()],
                    () => continue,
                };
                for target in &targets {
                    if !below.is_empty() {
                        let name = properties([protocol.call_params[0].as_str()]);
                        self.dispatch.insert(*target, (index as u16, name));
                    }
                    let below = vec![properties(below.iter().map(String::as_str))];
                    self.parameters.insert((*target, index as u16), ToolParameter { below, is_one: false });
                    self.handlers.push((*target, only.clone()));
                    evaluator.entries.insert(*target);
                }
            }
        }
    }

    /// Learns from `request.method === 'tools/call'` what the request is, where it is a parameter.
    fn read_request(
        &mut self,
        evaluator: &mut Evaluator<'_>,
        protocol: &Protocol,
        method: ExprId,
        only: Option<&String>,
    ) {
        let Value::Path(path) = evaluator.value(method) else { return };
        let (Root::Parameter(function, index), Some((Segment::Property(_), before))) =
            (&path.root, path.segments.split_last())
        else {
            return;
        };
        let before: Option<Vec<&str>> = before
            .iter()
            .map(|segment| match segment {
                Segment::Property(name) => Some(&**name),
                _ => None,
            })
            .collect();
        let Some(before) = before else { return };
        let below = |name: &'static str| properties(before.iter().copied().chain(["params", name]));
        debug_assert!(protocol.call_params.iter().any(|name| name == "arguments"));
        let parameter = ToolParameter { below: vec![below("arguments")], is_one: false };
        self.parameters.entry((*function, *index)).or_insert(parameter);
        self.dispatch.entry(*function).or_insert((*index, below("name")));
        self.handlers.push((*function, only.cloned()));
    }
}

/// Whether the first argument names the request: as a text, as a constant, or in a schema made on the spot.
pub(super) fn is_request(evaluator: &mut Evaluator<'_>, declare: &Declare, request: &str, id: CallId) -> bool {
    let Some(argument) = evaluator.module.call(id).arguments.first().copied() else { return false };
    match evaluator.value(argument) {
        Value::Text(text) => text.text == request,
        Value::Path(path) => {
            let is_constant = path.segments.last().is_some_and(|segment| {
                declare.schema_constant.as_deref().is_some_and(|name| segment.is_property(name))
            });
            is_constant || is_literal_schema(evaluator, &path, request)
        }
        _ => is_written_schema(evaluator, argument, request),
    }
}

/// The same where the library of schemas is bundled: `request.extend({ method: literal('tools/call') })`.
fn is_written_schema(evaluator: &Evaluator<'_>, argument: ExprId, request: &str) -> bool {
    let module = evaluator.module;
    let call_at = |id: ExprId| match module.expr(evaluator.named(id)) {
        Expr::Call(call) => Some(module.call(*call)),
        _ => None,
    };
    let Some(Expr::Object(entries)) =
        call_at(argument).and_then(|call| Some(module.expr(evaluator.named(*call.arguments.first()?))))
    else {
        return false;
    };
    entries.iter().any(|entry| match entry {
        Property::Named(name, value) if &**name == "method" => {
            let name = call_at(*value).and_then(|call| call.arguments.first().copied());
            matches!(name.map(|name| module.expr(name)), Some(Expr::Text(text)) if **text == *request)
        }
        _ => false,
    })
}

/// `z.object({ method: z.literal('tools/call') })`
fn is_literal_schema(evaluator: &mut Evaluator<'_>, path: &Path, request: &str) -> bool {
    let argument_of = |evaluator: &mut Evaluator<'_>, path: &Path| {
        let called = path.segments.iter().rev().find_map(|segment| match segment {
            Segment::Call(call) => Some(*call),
            _ => None,
        })?;
        let argument = *evaluator.module.call(called).arguments.first()?;
        Some(evaluator.value(argument))
    };
    let Some(shape @ Value::Object(_)) = argument_of(evaluator, path) else { return false };
    match evaluator.property(&shape, &Atom::from("method")) {
        Value::Text(text) => text.text == request,
        Value::Path(method) => {
            matches!(argument_of(evaluator, &method), Some(Value::Text(text)) if text.text == request)
        }
        _ => false,
    }
}

/// The conditions that hold for a request of that name, each with what it compares with the name.
fn tests_of(module: &Module, request: &str) -> Vec<(ExprId, ExprId)> {
    let is_request = |id: ExprId| matches!(module.expr(id), Expr::Text(text) if **text == *request);
    let mut tests: Vec<(ExprId, ExprId)> = module
        .guards
        .iter()
        .filter(|guard| guard.holds)
        .filter_map(|guard| match module.expr(guard.test) {
            Expr::Equal(left, right) => match (is_request(*left), is_request(*right)) {
                (true, false) => Some((guard.test, *right)),
                (false, true) => Some((guard.test, *left)),
                _ => None,
            },
            _ => None,
        })
        .collect();
    tests.sort();
    tests.dedup();
    tests
}

/// Whether a guard, or one around it, is one of these tests.
fn is_under(module: &Module, guard: GuardId, tests: &[ExprId]) -> bool {
    let mut guard = guard;
    while guard != GuardId::NONE {
        let condition = module.guards[guard.index()];
        if condition.holds && tests.contains(&condition.test) {
            return true;
        }
        guard = condition.outer;
    }
    false
}
