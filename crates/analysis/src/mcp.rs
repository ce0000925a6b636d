//! MCP tools: what is declared, which functions handle it, and which code they reach.

mod change;
mod characters;
mod declare;
mod place;
mod schema;
#[cfg(test)]
mod tests;
mod text;
mod touch;

use std::collections::{BTreeMap, VecDeque};

use molehunt_model::{Surface, TellModel};
use molehunt_source::ByteSpan;
use rustc_hash::FxHashMap;
use swc_atoms::Atom;

use crate::{
    eval::{Evaluator, Patch},
    ir::{CallId, ClassId, Expr, ExprId, FileId, FunctionId, GuardId, Module, SetKind},
    origin::{ToolParameter, ToolParameters},
    tables::{PathPattern, Tables},
    value::{Condition, Root, Segment, Value},
};

/// A declared tool.
#[derive(Debug, Clone)]
pub(crate) struct Tool {
    pub(crate) name: String,
    pub(crate) description: Option<String>,
    pub(crate) arguments: Vec<String>,
    pub(crate) place: ByteSpan,
    /// All that a model reads of it.
    pub(crate) texts: Vec<ToolText>,
}

/// A text that a model reads.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ToolText {
    pub(crate) surface: Surface,
    pub(crate) text: String,
    pub(crate) place: ByteSpan,
    pub(crate) disguise: Option<String>,
    pub(crate) condition: Option<Condition>,
}

/// The tools of a file.
#[derive(Debug, Default)]
pub(crate) struct Tools {
    pub(crate) declared: Vec<Tool>,
    pub(crate) parameters: ToolParameters,
    /// Functions that handle a tool's call; `None` where one function handles all of them.
    handlers: Vec<(FunctionId, Option<String>)>,
    /// For a handler of all tools: where the tool's name is.
    dispatch: FxHashMap<FunctionId, (u16, PathPattern)>,
    /// Texts that a model reads and that belong to no tool: instructions of a server, prompts, resources.
    pub(crate) other_texts: Vec<ToolText>,
    /// Classes that are one tool each, by a base class that declares them.
    of_class: FxHashMap<ClassId, String>,
    /// Calls that declare a tool whose name depends on the way to the call.
    by_ways: Vec<(CallId, (usize, usize))>,
    /// Whether some text of a declaration has to be computed.
    has_unread: bool,
    /// Calls that give a server its list of tools.
    lists: Vec<CallId>,
    /// Whether something is declared of which other files may say what it is.
    asks_others: bool,
    /// Whether the declaration that is being read is certainly one.
    is_certain: bool,
    /// Tools that reach a function, each with how; the empty name is a tool that cannot be told.
    reached: FxHashMap<FunctionId, BTreeMap<String, Reach>>,
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
    /// Whether there are tools, or calls that declare some which other files describe.
    pub(crate) fn are_any(&self) -> bool {
        !self.declared.is_empty() || !self.lists.is_empty() || self.asks_others
    }

    /// Finds the tools of a file, and tells the evaluator which functions have the caller's arguments.
    pub(crate) fn find(evaluator: &mut Evaluator<'_>, tables: &Tables) -> Self {
        let mut tools = Self::default();
        for call in evaluator.listed.clone() {
            tools.declare_by_call(evaluator, tables, call);
        }
        for index in 0..evaluator.module.classes.len() {
            tools.declare_by_class(evaluator, tables, ClassId(index as u32));
        }
        tools.declare_by_decorators(evaluator, tables);
        for index in 0..evaluator.module.files.len() + evaluator.module.wrapped.len() {
            tools.declare_by_exports(evaluator, tables, FileId(index as u32));
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
            let tools = self.reached.entry(function).or_default();
            if tools.contains_key(&tool) {
                continue;
            }
            tools.insert(tool.clone(), reach);
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
                    dispatched.iter().for_each(|(function, _)| self.hand_over(evaluator, *id, *function));
                    let reached = dispatched.into_iter().map(|(function, tool)| (function, tool, Reach::Call(*id)));
                    queue.extend(reached);
                    continue;
                }
                let mut targets = evaluator.delivered_to(*id).to_vec();
                let callee = evaluator.callee(*id);
                collect_functions(&callee, &mut targets);
                stand_ins.add(&callee, &mut targets);
                targets.extend(evaluator.bound_function(call.callee));
                for argument in &call.arguments {
                    targets.extend(evaluator.function_of(*argument));
                }
                if call.is_new
                    && let Value::Class(class) = evaluator.callee(*id)
                {
                    targets.extend(module.classes[class.index()].constructor);
                }
                for target in targets {
                    self.hand_over(evaluator, *id, target);
                    let of_class = module.function(target).class.and_then(|class| self.of_class.get(&class));
                    let tool = of_class.filter(|_| tool == ANY_TOOL).cloned().unwrap_or_else(|| tool.clone());
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
        let module = evaluator.module;
        let mut names = Vec::new();
        let mut current = callee;
        for _ in 0..HOPS {
            if let Some(found) = self.found_among(evaluator, current, &names) {
                return found;
            }
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
            let by_request = self.is_dispatch(&key);
            let named: Vec<String> = key.choices().iter().filter_map(|key| self.declared_by(&key.value)).collect();
            if !by_request && named.is_empty() {
                return Vec::new();
            }
            let Value::Object(table) = evaluator.value(table) else { return Vec::new() };
            let mut found = Vec::new();
            for property in &table.properties {
                let Some(tool) = &property.name else { continue };
                if !by_request && !named.iter().any(|name| *name == **tool) {
                    continue;
                }
                let value = names.iter().fold(property.value.clone(), |value, name| evaluator.property(&value, name));
                let mut functions = Vec::new();
                collect_functions(&value, &mut functions);
                found.extend(functions.into_iter().map(|function| (function, tool.to_string())));
            }
            return found;
        }
        Vec::new()
    }

    /// The functions among which a call chooses from a list: `tools.find((tool) => tool.name === params.name).run(…)`.
    fn found_among(
        &self,
        evaluator: &mut Evaluator<'_>,
        id: ExprId,
        names: &[Atom],
    ) -> Option<Vec<(FunctionId, String)>> {
        let module = evaluator.module;
        let Expr::Call(call) = module.expr(id) else { return None };
        let call = module.call(*call);
        let (Expr::Member(list, find), [callback]) = (module.expr(call.callee), &*call.arguments) else { return None };
        let chosen = module.function(evaluator.function_of(*callback).filter(|_| &**find == "find")?);
        let [returned] = *chosen.returns.as_slice() else { return None };
        let Expr::Equal(left, right) = module.expr(returned) else { return None };
        let mut key = None;
        for (item, asked) in [(*left, *right), (*right, *left)] {
            let Expr::Member(_, name) = module.expr(item) else { continue };
            let asked = evaluator.value(asked);
            key = key.or(Some(name).filter(|_| self.is_dispatch(&asked)));
        }
        let key = key?;
        let Value::List(list) = evaluator.value(*list) else { return None };
        let mut found = Vec::new();
        for item in &list.items {
            let name = evaluator.property(item, key);
            let Some(name) = name.as_text() else { continue };
            let value = names.iter().fold(item.clone(), |value, name| evaluator.property(&value, name));
            let mut functions = Vec::new();
            collect_functions(&value, &mut functions);
            found.extend(functions.into_iter().map(|function| (function, name.text.clone())));
        }
        Some(found).filter(|found| !found.is_empty())
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
        let all: Vec<String> = tools.keys().cloned().collect();
        let told: Vec<String> = all.iter().filter(|tool| *tool != ANY_TOOL).cloned().collect();
        if told.is_empty() { all } else { told }
    }

    /// The calls by which a tool's handler gets to a function, from the handler on.
    pub(crate) fn way_to(&self, module: &Module, function: FunctionId) -> Vec<CallId> {
        self.way(module, function, |function| self.reached_by.get(&function).copied())
    }

    /// The same from the handler of one tool.
    pub(crate) fn way_in(&self, module: &Module, function: FunctionId, tool: &str) -> Vec<CallId> {
        self.way(module, function, |function| {
            let by_tool = self.reached.get(&function).and_then(|tools| tools.get(tool));
            // Before the tool was told, it was any.
            by_tool.or_else(|| self.reached_by.get(&function)).copied()
        })
    }

    fn way(&self, module: &Module, function: FunctionId, reach: impl Fn(FunctionId) -> Option<Reach>) -> Vec<CallId> {
        let mut calls = Vec::new();
        let mut current = function;
        for _ in 0..MOST_LINKS {
            match reach(current) {
                Some(Reach::Within(outer)) => current = outer,
                Some(Reach::Call(call)) => {
                    calls.push(call);
                    current = module.call(call).context.function;
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
        self.dispatch.get(&function).is_some_and(|(param, pattern)| *param == index && pattern.matches(&path.segments))
    }

    /// The declared tool that a text names.
    fn declared_by(&self, value: &Value) -> Option<String> {
        let name = &value.as_text()?.text;
        self.declared(name).map(|tool| tool.name.clone())
    }

    /// What a chosen function is given of the tool's arguments, where nobody else is known to call it.
    fn hand_over(&mut self, evaluator: &mut Evaluator<'_>, call: CallId, function: FunctionId) {
        if !evaluator.callers_of(function).is_empty() {
            return;
        }
        let module = evaluator.module;
        for (index, argument) in module.call(call).arguments.iter().enumerate() {
            let Value::Path(path) = evaluator.value(*argument) else { continue };
            let Root::Parameter(outer, outer_index) = path.root else { continue };
            // `(...all) => run(...all)`
            let is_spread =
                matches!(module.expr(*argument), Expr::Spread(_)) && matches!(path.segments.as_slice(), [Segment::Any]);
            let is_whole = |parameter: &ToolParameter| is_spread || parameter.rest(&path.segments).is_empty();
            if self.parameters.get(&(outer, outer_index)).is_some_and(is_whole) {
                self.parameters.entry((function, index as u16)).or_default();
            }
        }
    }

    /// What the texts tell that models read, each with its tool and its place.
    pub(crate) fn told(&self, tables: &Tables) -> Vec<(Option<String>, ByteSpan, TellModel)> {
        let own = self.declared.iter().map(|tool| tool.name.to_lowercase()).collect();
        let of_tools = self.declared.iter().flat_map(|tool| tool.texts.iter().map(|text| (Some(&tool.name), text)));
        let all = of_tools.chain(self.other_texts.iter().map(|text| (None, text)));
        let mut told = Vec::new();
        for (tool, text) in all {
            if let Some(judged) = text::judge(&tables.texts, text, &own) {
                told.push((tool.cloned(), text.place, judged));
            }
        }
        told
    }

    /// Reads declarations once more, where texts of them could not be computed at first.
    pub(crate) fn read_again(&mut self, evaluator: &mut Evaluator<'_>, tables: &Tables) {
        let is_untold = self.declared.iter().any(|tool| tool.name == ANY_TOOL);
        if (self.has_unread || is_untold) && evaluator.has_room() {
            let mut again = Self::find(evaluator, tables);
            again.tell_by_ways(evaluator, tables);
            self.declared = again.declared;
            self.other_texts = again.other_texts;
        }
    }

    /// Reads what the handlers of tools answer by themselves.
    pub(crate) fn read_answers(&mut self, evaluator: &mut Evaluator<'_>) {
        for (handler, name) in self.handlers.clone() {
            let function = evaluator.module.function(handler);
            let mut reader = schema::Reader::new(function.span);
            for value in &function.returns {
                let value = evaluator.value(*value);
                reader.read(evaluator, &value, Surface::Answer);
            }
            let tool = name.and_then(|name| self.declared.iter_mut().find(|tool| tool.name == name));
            match tool {
                Some(tool) => tool.texts.extend(reader.texts),
                None => self.other_texts.extend(reader.texts),
            }
        }
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

fn collect_functions(value: &Value, functions: &mut Vec<FunctionId>) {
    match value {
        Value::Function(function) => functions.push(*function),
        Value::OneOf(choices) => choices.iter().for_each(|choice| collect_functions(&choice.value, functions)),
        _ => {}
    }
}
