//! MCP tools: what is declared, which functions handle it, and which code they reach.

use std::collections::{BTreeSet, VecDeque};

use molehunt_source::ByteSpan;
use rustc_hash::FxHashMap;

use crate::{
    eval::{Evaluator, Patch},
    ir::{CallId, ClassId, Expr, ExprId, FunctionId, GuardId, MemberValue, Module, SetKind},
    lookup::{find, first},
    origin::ToolParameters,
    tables::{Declare, KeyCase, Place, Tables, ToolEntry as Entry, ValuePath},
    value::{Object, Root, Segment, Value},
};

/// A declared tool.
#[derive(Debug, Clone)]
pub(crate) struct Tool {
    pub(crate) name: String,
    pub(crate) description: Option<String>,
    pub(crate) arguments: Vec<String>,
    pub(crate) place: ByteSpan,
}

/// The tools of a file.
#[derive(Debug, Default)]
pub(crate) struct Tools {
    pub(crate) declared: Vec<Tool>,
    pub(crate) parameters: ToolParameters,
    /// Functions that handle a tool's call; `None` where one function handles all of them.
    handlers: Vec<(FunctionId, Option<String>)>,
    /// For a handler of all tools: where the tool's name is.
    dispatch: FxHashMap<FunctionId, (u16, Vec<String>)>,
    /// Tools that reach a function; the empty name is a tool that cannot be told.
    reached: FxHashMap<FunctionId, BTreeSet<String>>,
    /// By which call, or as part of which function, a function was first reached.
    reached_by: FxHashMap<FunctionId, Reach>,
}

/// How code got from one function to another.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Reach {
    /// It is the handler of a tool.
    Handles,
    /// It stands in that function.
    Within(FunctionId),
    /// That call calls it, or hands it over.
    Call(CallId),
}

/// Most calls of a way from a handler that are told.
const MOST_LINKS: usize = 64;

/// The name of a tool that could not be told.
pub(crate) const ANY_TOOL: &str = "tools/call";

impl Tools {
    /// Finds the tools of a file, and tells the evaluator which functions have the caller's arguments.
    pub(crate) fn find(evaluator: &mut Evaluator<'_>, tables: &Tables) -> Self {
        let mut tools = Self::default();
        for call in evaluator.listed.clone() {
            tools.declare_by_call(evaluator, tables, call);
        }
        for index in 0..evaluator.module.classes.len() {
            tools.declare_by_class(evaluator, tables, ClassId(index as u32));
        }
        tools.declare_by_protocol(evaluator, tables);
        // A handler of all tools handles the one that there is.
        if let [only] = tools.declared.as_slice() {
            let unnamed = tools.handlers.iter_mut().filter(|(_, name)| name.is_none());
            unnamed.for_each(|(_, name)| *name = Some(only.name.clone()));
        }
        for (handler, _) in &tools.handlers {
            evaluator.entries.insert(*handler);
        }
        // What was evaluated before these were known to be entries stands, where there are none.
        if !tools.handlers.is_empty() {
            evaluator.forget();
        }
        tools
    }

    fn declare_by_call(&mut self, evaluator: &mut Evaluator<'_>, tables: &Tables, id: CallId) {
        let module = evaluator.module;
        let call = module.call(id);
        // Every declaring call is a method or an imported function with at least two arguments or an object.
        let name = match module.expr(call.callee) {
            Expr::Member(_, name) => Some(name.clone()),
            Expr::Name(..) | Expr::Import { .. } => None,
            _ => return,
        };
        let callee = evaluator.value(call.callee);
        let mut rows = match &callee {
            Value::Path(path) => tables.mcp.declarations.find(path),
            _ => Vec::new(),
        };
        let is_known = !rows.is_empty();
        if let (false, Some(name)) = (is_known, &name)
            && is_untold(&callee)
        {
            rows = tables
                .mcp
                .loose
                .iter()
                .filter(|(_, _, path)| path.0.len() == 1 && path.last_name() == Some(&**name))
                .map(|(sdk, row, _)| (*sdk, *row))
                .collect();
        }
        for (sdk, row) in rows {
            let declare = &tables.mcp.sdks[sdk].declare[row];
            if self.declare(evaluator, declare, id) {
                evaluator.declaring.insert(id);
                return;
            }
        }
    }

    /// Whether the call declares what the row says.
    fn declare(&mut self, evaluator: &mut Evaluator<'_>, declare: &Declare, id: CallId) -> bool {
        let module = evaluator.module;
        let call = module.call(id);
        let place = module.span(call.expr);
        if let Some(request) = declare.request_name() {
            let Some(first) = call.arguments.first() else { return false };
            let is_meant = match evaluator.value(*first) {
                Value::Text(text) => text.text == request,
                Value::Path(path) => path.segments.last().is_some_and(|segment| {
                    declare.schema_constant.as_deref().is_some_and(|name| segment.is_property(name))
                }),
                _ => false,
            };
            if !is_meant {
                return false;
            }
        }
        match declare.kind.as_str() {
            "tool" => {}
            "tool-list" => return self.declare_list(evaluator, declare, id),
            _ => return false,
        }
        let handlers: Vec<FunctionId> = declare
            .handler
            .iter()
            .chain(&declare.handlers)
            .flat_map(|place| handlers_at(evaluator, call.arguments.as_ref(), place))
            .collect();
        if handlers.is_empty() {
            return false;
        }
        let name = match &declare.name {
            Some(place) => match text_at(evaluator, &call.arguments, place) {
                Some(name) => Some(name),
                None if declare.dispatch.is_none() => Some(ANY_TOOL.to_owned()),
                None => None,
            },
            None => None,
        };
        let (param, prefix) = parameter(declare.params.as_ref());
        for handler in handlers {
            self.parameters.insert((handler, param), prefix.clone());
            if let Some(dispatch) = &declare.dispatch {
                self.dispatch.insert(handler, parameter(Some(dispatch)));
            }
            self.handlers.push((handler, name.clone()));
        }
        if let Some(name) = name {
            let mut description =
                declare.description.as_ref().and_then(|place| text_at(evaluator, &call.arguments, place));
            let mut arguments = match &declare.schema {
                Some(place) => value_at(evaluator, &call.arguments, place).map(|value| schema_names(evaluator, &value)),
                None => None,
            }
            .unwrap_or_default();
            if declare.handler.as_ref().is_some_and(|place| place.last) {
                // The variadic form: between name and handler come a description and a schema, either of which may be missing.
                let last = call.arguments.len().saturating_sub(1);
                for argument in call.arguments.get(1..last).unwrap_or_default() {
                    match evaluator.value(*argument) {
                        Value::Text(text) => description = Some(text.text.clone()),
                        Value::Object(object) if arguments.is_empty() => {
                            arguments = schema_names(evaluator, &Value::Object(object));
                        }
                        _ => {}
                    }
                }
            }
            self.declared.push(Tool { name, description, arguments, place });
        }
        true
    }

    /// `setRequestHandler(ListToolsRequestSchema, () => ({ tools: [...] }))`
    fn declare_list(&mut self, evaluator: &mut Evaluator<'_>, declare: &Declare, id: CallId) -> bool {
        let module = evaluator.module;
        let call = module.call(id);
        let (Some(place), Some(returns), Some(entry)) = (&declare.handler, &declare.returns, &declare.entry) else {
            return false;
        };
        if entry.name.is_none() {
            return false;
        }
        for handler in handlers_at(evaluator, &call.arguments, place) {
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
        let Some(name_key) = &entry.name else { return };
        for value in evaluator.module.function(function).returns.clone() {
            let value = evaluator.value(value);
            for tool in find(evaluator, &value, &returns.0, KeyCase::Exact) {
                let text = |evaluator: &mut Evaluator<'_>, key: &str| {
                    find(evaluator, &tool.value, &ValuePath::parse(key).0, KeyCase::Exact)
                        .first()
                        .and_then(|found| Some((found.value.as_text()?.text.clone(), found.place)))
                };
                let Some((name, place)) = text(evaluator, name_key) else { continue };
                let description = entry.description.as_ref().and_then(|key| text(evaluator, key)).map(|(text, _)| text);
                let schema =
                    entry.schema.as_ref().and_then(|key| first(evaluator, &tool.value, &ValuePath::parse(key)));
                let arguments = schema.map(|schema| schema_names(evaluator, &schema)).unwrap_or_default();
                self.declared.push(Tool { name, description, arguments, place: place.unwrap_or(at) });
            }
        }
    }

    /// A server that speaks the protocol by itself: under the test for one request it lists tools,
    /// and under the one for another it calls their handlers.
    fn declare_by_protocol(&mut self, evaluator: &mut Evaluator<'_>, tables: &Tables) {
        let module = evaluator.module;
        let protocol = &tables.mcp.protocol;
        let tests = |request: &str| -> Vec<ExprId> {
            let is_request = |id: ExprId| matches!(module.expr(id), Expr::Text(text) if **text == *request);
            let tests = module.guards.iter().filter(|guard| guard.holds).map(|guard| guard.test);
            let mut tests: Vec<ExprId> = tests
                .filter(|test| match module.expr(*test) {
                    Expr::Equal(left, right) => is_request(*left) != is_request(*right),
                    _ => false,
                })
                .collect();
            tests.sort();
            tests.dedup();
            tests
        };
        let before = self.declared.len();
        for test in tests(&protocol.list_method) {
            let around = module.functions.iter().enumerate().filter(|(_, function)| {
                let (first, end) = function.exprs;
                (first..end).contains(&test.0)
            });
            let innermost = around.min_by_key(|(_, function)| function.exprs.1 - function.exprs.0);
            if let Some((function, _)) = innermost {
                let function = FunctionId(function as u32);
                self.declare_returned(
                    evaluator,
                    function,
                    &protocol.list_returns,
                    &protocol.list_entry,
                    module.span(test),
                );
            }
        }
        let only = match &self.declared[before..] {
            [] => return,
            [only] => Some(only.name.clone()),
            _ => None,
        };
        let tests = tests(&protocol.call_method);
        for call in &module.calls {
            if !is_under(module, call.context.guard, &tests) {
                continue;
            }
            let mut targets = Vec::new();
            collect_functions(&evaluator.value(call.callee), &mut targets);
            for (index, argument) in call.arguments.iter().enumerate() {
                let is_property = |name: &str| matches!(module.expr(*argument), Expr::Member(_, own) if **own == *name);
                let prefix = match () {
                    () if is_property(&protocol.call_params[1]) => Vec::new(),
                    () if is_property("params") => vec![protocol.call_params[1].clone()],
                    () => continue,
                };
                for target in &targets {
                    if !prefix.is_empty() {
                        let name = protocol.call_params[0].clone();
                        self.dispatch.insert(*target, (index as u16, vec![name]));
                    }
                    self.parameters.insert((*target, index as u16), prefix.clone());
                    self.handlers.push((*target, only.clone()));
                }
            }
        }
    }

    fn declare_by_class(&mut self, evaluator: &mut Evaluator<'_>, tables: &Tables, id: ClassId) {
        let module = evaluator.module;
        let class = &module.classes[id.index()];
        let Some(base) = class.base else { return };
        let Value::Path(path) = evaluator.value(base) else { return };
        for (sdk, row) in tables.mcp.bases.find(&path) {
            let declare = &tables.mcp.sdks[sdk].declare[row];
            let method = declare.handler.as_ref().and_then(|place| place.method.as_deref()).unwrap_or("execute");
            let handler = class.members.iter().find_map(|member| match member.value {
                MemberValue::Method(function) if &*member.name == method => Some(function),
                _ => None,
            });
            let Some(handler) = handler else { continue };
            let property = |evaluator: &mut Evaluator<'_>, place: &Option<Place>| {
                let name = place.as_ref()?.property.as_ref()?;
                Some(evaluator.property(&Value::Instance(id), &name.as_str().into()))
            };
            let name = match property(evaluator, &declare.name) {
                Some(Value::Text(text)) => text.text.clone(),
                _ => ANY_TOOL.to_owned(),
            };
            let description = match property(evaluator, &declare.description) {
                Some(Value::Text(text)) => Some(text.text.clone()),
                _ => None,
            };
            let schema = property(evaluator, &declare.schema);
            let arguments = schema.map(|schema| schema_names(evaluator, &schema)).unwrap_or_default();
            let (param, prefix) = parameter(declare.params.as_ref());
            self.parameters.insert((handler, param), prefix);
            self.handlers.push((handler, Some(name.clone())));
            self.declared.push(Tool { name, description, arguments, place: module.function(handler).span });
            return;
        }
    }

    /// Follows calls from the handlers.
    pub(crate) fn follow(&mut self, evaluator: &mut Evaluator<'_>) {
        if self.handlers.is_empty() {
            return;
        }
        let module = evaluator.module;
        let mut calls_of: FxHashMap<FunctionId, Vec<CallId>> = FxHashMap::default();
        for (index, call) in module.calls.iter().enumerate() {
            calls_of.entry(call.context.function).or_default().push(CallId(index as u32));
        }
        let mut inner_of: FxHashMap<FunctionId, Vec<FunctionId>> = FxHashMap::default();
        for (index, function) in module.functions.iter().enumerate() {
            if let Some(parent) = function.parent {
                inner_of.entry(parent).or_default().push(FunctionId(index as u32));
            }
        }
        let stand_ins = StandIns::of(evaluator);
        // The nearest first, so that each is reached by a short way.
        let mut queue: VecDeque<(FunctionId, String, Reach)> = self
            .handlers
            .iter()
            .map(|(handler, name)| (*handler, name.clone().unwrap_or_else(|| ANY_TOOL.to_owned()), Reach::Handles))
            .collect();
        while let Some((function, tool, reach)) = queue.pop_front() {
            if !self.reached.entry(function).or_default().insert(tool.clone()) {
                continue;
            }
            self.reached_by.entry(function).or_insert(reach);
            for inner in inner_of.get(&function).into_iter().flatten() {
                let tool = self.named_like(evaluator, *inner).unwrap_or_else(|| tool.clone());
                queue.push_back((*inner, tool, Reach::Within(function)));
            }
            for id in calls_of.get(&function).into_iter().flatten() {
                let call = module.call(*id);
                let tool = self.tool_of_guard(evaluator, call.context.guard).unwrap_or_else(|| tool.clone());
                let dispatched = self.dispatched(evaluator, call.callee);
                if !dispatched.is_empty() {
                    let reached = dispatched.into_iter().map(|(function, tool)| (function, tool, Reach::Call(*id)));
                    queue.extend(reached);
                    continue;
                }
                let mut targets = evaluator.delivered_to(*id).to_vec();
                let callee = evaluator.value(call.callee);
                collect_functions(&callee, &mut targets);
                stand_ins.add(&callee, &mut targets);
                targets.extend(evaluator.bound_function(call.callee));
                for argument in &call.arguments {
                    targets.extend(evaluator.function_of(*argument));
                }
                if call.is_new
                    && let Value::Class(class) = evaluator.value(call.callee)
                {
                    targets.extend(module.classes[class.index()].constructor);
                }
                for target in targets {
                    let tool =
                        self.named_like(evaluator, target).filter(|_| tool == ANY_TOOL).unwrap_or_else(|| tool.clone());
                    queue.push_back((target, tool, Reach::Call(*id)));
                }
            }
        }
    }

    /// The functions among which a call chooses by the name of the tool: `tools[params.name].run(…)`, `handlers.get(name)(…)`.
    fn dispatched(&self, evaluator: &mut Evaluator<'_>, callee: ExprId) -> Vec<(FunctionId, String)> {
        const HOPS: u32 = 12;
        if self.dispatch.is_empty() {
            return Vec::new();
        }
        let module = evaluator.module;
        let mut names = Vec::new();
        let mut current = callee;
        for _ in 0..HOPS {
            let (table, key) = match module.expr(current) {
                Expr::Member(object, name) => {
                    names.insert(0, name.clone());
                    current = *object;
                    continue;
                }
                Expr::Await(inner) => {
                    current = *inner;
                    continue;
                }
                Expr::Name(binding, _) => match module.bindings[binding.index()].definitions.as_slice() {
                    [only] if only.kind == SetKind::Set => {
                        current = only.value;
                        continue;
                    }
                    _ => return Vec::new(),
                },
                Expr::Index(table, key) => (*table, *key),
                Expr::Call(call) => {
                    let call = module.call(*call);
                    match (module.expr(call.callee), &*call.arguments) {
                        (Expr::Member(table, get), [key]) if &**get == "get" => (*table, *key),
                        _ => return Vec::new(),
                    }
                }
                _ => return Vec::new(),
            };
            let key = evaluator.value(key);
            if !self.is_dispatch(&key) {
                return Vec::new();
            }
            let Value::Object(table) = evaluator.value(table) else { return Vec::new() };
            let mut found = Vec::new();
            for property in &table.properties {
                let Some(tool) = &property.name else { continue };
                let value = names.iter().fold(property.value.clone(), |value, name| evaluator.property(&value, name));
                let mut functions = Vec::new();
                collect_functions(&value, &mut functions);
                found.extend(functions.into_iter().map(|function| (function, tool.to_string())));
            }
            return found;
        }
        Vec::new()
    }

    /// The tool that a function of the same name handles, where one function dispatches to all.
    fn named_like(&self, evaluator: &Evaluator<'_>, function: FunctionId) -> Option<String> {
        if self.dispatch.is_empty() {
            return None;
        }
        let name = evaluator.module.function(function).name.as_ref()?;
        self.declared.iter().find(|tool| tool.name == **name).map(|tool| tool.name.clone())
    }

    /// The tools from whose handlers code in `function` under `guard` is reached.
    pub(crate) fn reaching(&self, evaluator: &mut Evaluator<'_>, function: FunctionId, guard: GuardId) -> Vec<String> {
        let Some(tools) = self.reached.get(&function) else { return Vec::new() };
        if let Some(tool) = self.tool_of_guard(evaluator, guard) {
            return vec![tool];
        }
        let all: Vec<String> = tools.iter().cloned().collect();
        let told: Vec<String> = all.iter().filter(|tool| *tool != ANY_TOOL).cloned().collect();
        if told.is_empty() { all } else { told }
    }

    /// The calls by which a tool's handler gets to a function, from the handler on.
    pub(crate) fn way_to(&self, module: &Module, function: FunctionId) -> Vec<CallId> {
        let mut calls = Vec::new();
        let mut current = function;
        for _ in 0..MOST_LINKS {
            match self.reached_by.get(&current) {
                Some(Reach::Within(outer)) => current = *outer,
                Some(Reach::Call(call)) => {
                    calls.push(*call);
                    current = module.call(*call).context.function;
                }
                Some(Reach::Handles) | None => break,
            }
        }
        calls.reverse();
        calls
    }

    /// `case 'send_email':` in a handler of all tools.
    fn tool_of_guard(&self, evaluator: &mut Evaluator<'_>, guard: GuardId) -> Option<String> {
        if self.dispatch.is_empty() {
            return None;
        }
        let mut guard = guard;
        while guard != GuardId::NONE {
            let condition = evaluator.module.guards[guard.index()];
            if condition.holds
                && let Expr::Equal(left, right) = evaluator.module.expr(condition.test)
            {
                let (left, right) = (evaluator.value(*left), evaluator.value(*right));
                for (subject, name) in [(&left, &right), (&right, &left)] {
                    if let Value::Text(name) = name
                        && self.is_dispatch(subject)
                    {
                        return Some(name.text.clone());
                    }
                }
            }
            guard = condition.outer;
        }
        None
    }

    fn is_dispatch(&self, value: &Value) -> bool {
        let Value::Path(path) = value else { return false };
        let Root::Parameter(function, index) = path.root else { return false };
        self.dispatch.get(&function).is_some_and(|(param, prefix)| {
            *param == index
                && path.segments.len() == prefix.len()
                && path.segments.iter().zip(prefix).all(|(segment, name)| segment.is_property(name))
        })
    }

    /// A declared tool.
    pub(crate) fn declared(&self, name: &str) -> Option<&Tool> {
        self.declared.iter().find(|tool| tool.name == name)
    }
}

/// Functions that run instead of what a call names: traps of a proxy around it, and what the code puts in its place.
struct StandIns {
    traps: Vec<(FunctionId, Vec<Value>)>,
    patches: Vec<Patch>,
}

impl StandIns {
    fn of(evaluator: &mut Evaluator<'_>) -> Self {
        let traps = evaluator.traps();
        let traps = traps.into_iter().map(|(trap, target)| (trap, targets_of(evaluator, target))).collect();
        Self { traps, patches: evaluator.patches.clone() }
    }

    /// Adds those that a call of `callee` reaches.
    fn add(&self, callee: &Value, functions: &mut Vec<FunctionId>) {
        for choice in callee.choices() {
            let Value::Path(path) = &choice.value else { continue };
            let is_behind = |target: &Value| match target {
                Value::Path(target) => target.root == path.root && path.segments.starts_with(&target.segments),
                _ => false,
            };
            let traps = self.traps.iter().filter(|(_, targets)| targets.iter().any(is_behind));
            functions.extend(traps.map(|(trap, _)| *trap));
            functions.extend(self.patches.iter().filter(|patch| patch.replaces(path)).map(|patch| patch.function));
        }
    }
}

fn targets_of(evaluator: &mut Evaluator<'_>, target: ExprId) -> Vec<Value> {
    evaluator.value(target).choices().into_iter().map(|choice| choice.value).collect()
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

/// A value of which nothing but its origin in this file is known: it may be a server.
fn is_untold(value: &Value) -> bool {
    match value {
        Value::Path(path) => match &path.root {
            Root::Parameter(..) | Root::This(_) => true,
            Root::Module(name) => name.starts_with('.') || name.starts_with('#'),
            Root::Global(_) => false,
        },
        Value::Derived(_) | Value::Unknown(_) => true,
        Value::OneOf(choices) => choices.iter().any(|choice| is_untold(&choice.value)),
        _ => false,
    }
}

fn collect_functions(value: &Value, functions: &mut Vec<FunctionId>) {
    match value {
        Value::Function(function) => functions.push(*function),
        Value::OneOf(choices) => choices.iter().for_each(|choice| collect_functions(&choice.value, functions)),
        _ => {}
    }
}

fn parameter(place: Option<&Place>) -> (u16, Vec<String>) {
    let Some(place) = place else { return (0, Vec::new()) };
    let prefix = place.path.as_ref().map_or_else(Vec::new, |path| {
        path.display().split('.').filter(|name| !name.is_empty()).map(str::to_owned).collect()
    });
    (place.param.unwrap_or(0), prefix)
}

fn argument_at(arguments: &[ExprId], place: &Place) -> Option<ExprId> {
    if place.last { arguments.last().copied() } else { arguments.get(place.arg?).copied() }
}

fn value_at(evaluator: &mut Evaluator<'_>, arguments: &[ExprId], place: &Place) -> Option<Value> {
    let value = evaluator.value(argument_at(arguments, place)?);
    match &place.path {
        Some(path) => first(evaluator, &value, path),
        None => Some(value),
    }
}

fn text_at(evaluator: &mut Evaluator<'_>, arguments: &[ExprId], place: &Place) -> Option<String> {
    value_at(evaluator, arguments, place)?.as_text().map(|text| text.text.clone())
}

fn handlers_at(evaluator: &mut Evaluator<'_>, arguments: &[ExprId], place: &Place) -> Vec<FunctionId> {
    let mut functions = Vec::new();
    if let Some(value) = value_at(evaluator, arguments, place) {
        collect_functions(&value, &mut functions);
    }
    if let (true, None, Some(argument)) = (functions.is_empty(), &place.path, argument_at(arguments, place))
        && let Expr::Call(call) = evaluator.module.expr(argument)
    {
        // `wrap(async (args) => …)`
        for argument in evaluator.module.call(*call).arguments.clone() {
            functions.extend(evaluator.function_of(argument));
        }
    }
    functions
}

/// The names of a schema's fields: a zod shape, a zod object, a JSON Schema.
fn schema_names(evaluator: &mut Evaluator<'_>, schema: &Value) -> Vec<String> {
    match schema {
        Value::Object(object) => {
            let nested = first(evaluator, schema, &ValuePath::parse("properties"));
            let is_json_schema = object.properties.iter().any(|property| {
                property.name.as_deref() == Some("type")
                    && matches!(&property.value, Value::Text(text) if text.text == "object")
            });
            match nested {
                Some(Value::Object(properties)) if is_json_schema => names(&properties),
                Some(_) if is_json_schema => Vec::new(),
                _ => names(object),
            }
        }
        Value::Path(path) => {
            // `z.object({ … }).strict()`
            for segment in &path.segments {
                if let Segment::Call(call) | Segment::New(call) = segment
                    && let Some(argument) = evaluator.module.call(*call).arguments.first().copied()
                    && let Value::Object(object) = evaluator.value(argument)
                {
                    return names(&object);
                }
            }
            Vec::new()
        }
        Value::Derived(parts) => {
            parts.iter().map(|part| schema_names(evaluator, part)).find(|names| !names.is_empty()).unwrap_or_default()
        }
        Value::OneOf(choices) => choices.iter().flat_map(|choice| schema_names(evaluator, &choice.value)).collect(),
        _ => Vec::new(),
    }
}

fn names(object: &Object) -> Vec<String> {
    object.properties.iter().filter_map(|property| Some(property.name.as_ref()?.to_string())).collect()
}
