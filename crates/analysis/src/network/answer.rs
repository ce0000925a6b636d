//! Whether anybody looks at what a request answers.
//!
//! Who asks a service wants to know what it says. A request whose answer nobody reads only hands something over.

use std::collections::BTreeSet;

use rustc_hash::FxHashMap;

use super::HandedLater;
use crate::{
    eval::{Evaluator, Way},
    ir::{BindingId, CallId, Expr, ExprId, FunctionId, Module, Property, WriteKey},
    tables::Tables,
};

/// Expressions followed from one request to where its answer is read.
pub(crate) const MOST_FOLLOWED: usize = 256;
/// Methods of a request that say nothing of its answer.
const SENDING: [&str; 9] =
    ["write", "end", "setTimeout", "destroy", "abort", "setHeader", "flushHeaders", "ref", "unref"];
/// Methods of a request that add to it and give it back.
const BUILDING: [&str; 8] = ["set", "send", "query", "field", "attach", "accept", "auth", "retry"];
/// Properties of a request or a socket that are called with what it answers.
const LISTENING: [&str; 4] = ["onmessage", "onload", "onloadend", "onreadystatechange"];
/// Methods of an answer by which it is thrown away.
const DISCARDING: [&str; 3] = ["resume", "destroy", "cancel"];
/// Functions that wait for promises without looking at what they give.
const WAITING: [&str; 4] = ["all", "allSettled", "race", "any"];

/// Who uses each expression of a graph.
#[derive(Debug)]
pub(crate) struct Uses {
    parents: FxHashMap<ExprId, Vec<ExprId>>,
    /// Names by what they stand for.
    names: FxHashMap<BindingId, Vec<ExprId>>,
    /// Names that are set to an expression.
    bindings: FxHashMap<ExprId, Vec<BindingId>>,
    /// Functions that return an expression.
    returning: FxHashMap<ExprId, Vec<FunctionId>>,
}

impl Uses {
    pub(crate) fn of(module: &Module) -> Self {
        let mut uses = Self {
            parents: FxHashMap::default(),
            names: FxHashMap::default(),
            bindings: FxHashMap::default(),
            returning: FxHashMap::default(),
        };
        for (index, expr) in module.exprs.iter().enumerate() {
            let parent = ExprId(index as u32);
            if let Expr::Name(binding, _) = expr {
                uses.names.entry(*binding).or_default().push(parent);
            }
            children(module, expr, &mut |child| uses.parents.entry(child).or_default().push(parent));
        }
        for (index, binding) in module.bindings.iter().enumerate() {
            for definition in &binding.definitions {
                uses.bindings.entry(definition.value).or_default().push(BindingId(index as u32));
            }
        }
        for (index, function) in module.functions.iter().enumerate() {
            for value in &function.returns {
                uses.returning.entry(*value).or_default().push(FunctionId(index as u32));
            }
        }
        for write in &module.writes {
            // What is kept somewhere may be read there.
            uses.parents.entry(write.value).or_default().push(write.value);
            if matches!(&write.key, WriteKey::Named(name) if LISTENING.contains(&&**name)) {
                uses.parents.entry(write.object).or_default().push(write.object);
            }
        }
        uses
    }
}

/// Whether the answer of a request is read, or may be, on one of the ways in which it is made; on any where none is told.
///
/// Of what was opened before, that is what the calls give by which it gets what it carries.
pub(crate) fn is_answer_used(
    evaluator: &Evaluator<'_>,
    uses: &Uses,
    id: CallId,
    ways: &[Way],
    later: &HandedLater,
) -> bool {
    let module = evaluator.module;
    // What a logger is made with is used to log.
    if !later.logging.is_empty() {
        return later.logging.iter().any(|call| is_answer_used(evaluator, uses, *call, &[], &HandedLater::default()));
    }
    let call = module.call(id);
    let reads =
        |argument: &ExprId| evaluator.function_of(*argument).is_some_and(|callback| is_read_by(module, uses, callback));
    if call.arguments.iter().any(reads) {
        return true;
    }
    let mut open = vec![(call.expr, None::<usize>)];
    let mut next = 0;
    while let Some((id, position)) = open.get(next).copied() {
        next += 1;
        if next > MOST_FOLLOWED {
            return true;
        }
        for binding in uses.bindings.get(&id).into_iter().flatten() {
            open.extend(uses.names.get(binding).into_iter().flatten().map(|name| (*name, position)));
        }
        for function in uses.returning.get(&id).into_iter().flatten() {
            let callers = evaluator.callers_of(*function);
            if callers.is_empty() {
                match given_back(evaluator, *function) {
                    Some(more) => open.extend(more),
                    None => return true,
                }
                continue;
            }
            let goes_by = |call| ways.is_empty() || ways.iter().any(|way| way.goes_by(evaluator, *function, call));
            let callers = callers.iter().map(|caller| caller.call()).filter(|call| goes_by(*call));
            open.extend(callers.map(|call| (module.call(call).expr, None)));
        }
        for parent in uses.parents.get(&id).into_iter().flatten() {
            match followed(evaluator, uses, (id, *parent), position, &later.calls) {
                Some(more) => open.extend(more),
                None => return true,
            }
        }
    }
    false
}

/// Where an answer goes on that a callback returns; `None` where somebody else gets it, as from a handler.
fn given_back(evaluator: &Evaluator<'_>, callback: FunctionId) -> Option<Vec<(ExprId, Option<usize>)>> {
    let module = evaluator.module;
    let language = &Tables::embedded().language;
    // `socket.onopen = () => socket.send(text)`
    let listens = module.writes.iter().any(|write| {
        matches!(&write.key, WriteKey::Named(name) if name.starts_with("on"))
            && evaluator.function_of(write.value) == Some(callback)
    });
    if listens {
        return Some(Vec::new());
    }
    let (call, _) = evaluator.callback_of(callback)?;
    let call = module.call(call);
    match module.expr(call.callee) {
        // Timers, and whoever listens, drop it.
        Expr::Global(name) if language.calling.contains_key(&**name) || &**name == "queueMicrotask" => Some(Vec::new()),
        Expr::Member(_, method) => match &**method {
            "then" | "catch" | "finally" | "map" | "flatMap" => Some(vec![(call.expr, None)]),
            "forEach" | "nextTick" | "on" | "once" | "addListener" | "addEventListener" => Some(Vec::new()),
            _ => None,
        },
        _ => None,
    }
}

/// Where an answer goes on from an expression that has it; `None` where it is read.
fn followed(
    evaluator: &Evaluator<'_>,
    uses: &Uses,
    (id, parent): (ExprId, ExprId),
    position: Option<usize>,
    later: &BTreeSet<CallId>,
) -> Option<Vec<(ExprId, Option<usize>)>> {
    let module = evaluator.module;
    match module.expr(parent) {
        _ if parent == id => None,
        Expr::Await(_) | Expr::Both { .. } | Expr::Either { .. } | Expr::Conditional { .. } => {
            Some(vec![(parent, position)])
        }
        // `void fetch(…)`
        Expr::Compute(parts) if parts.len() == 1 => Some(vec![(parent, position)]),
        Expr::Array(items) => Some(vec![(parent, items.iter().position(|item| *item == id))]),
        Expr::Member(_, name) => {
            if let (Some(position), Ok(index)) = (position, name.parse::<usize>()) {
                return Some(if index == position { vec![(parent, None)] } else { Vec::new() });
            }
            let called = uses.parents.get(&parent).into_iter().flatten().find_map(|outer| match module.expr(*outer) {
                Expr::Call(call) if module.call(*call).callee == parent => Some(*call),
                _ => None,
            });
            let called = called?;
            let call = module.call(called);
            let callbacks = || call.arguments.iter().map(|argument| evaluator.function_of(*argument));
            match &**name {
                "then"
                    if callbacks()
                        .all(|callback| callback.is_some_and(|callback| !is_read_by(module, uses, callback))) =>
                {
                    Some(vec![(call.expr, None)])
                }
                "catch" | "finally" => Some(vec![(call.expr, position)]),
                "on" | "once" => {
                    let event = call.arguments.first().map(|event| module.expr(*event));
                    let is_answer =
                        matches!(event, Some(Expr::Text(event)) if matches!(&**event, "response" | "data" | "message"));
                    let is_read = callbacks().flatten().any(|callback| is_read_by(module, uses, callback));
                    (!is_answer || !is_read).then(Vec::new)
                }
                name if SENDING.contains(&name) => Some(Vec::new()),
                name if BUILDING.contains(&name) || later.contains(&called) => Some(vec![(call.expr, None)]),
                _ => None,
            }
        }
        Expr::Call(call) => {
            let call = module.call(*call);
            match module.called_name(call.callee).map(|name| &**name) {
                Some(name) if WAITING.contains(&name) => Some(vec![(call.expr, position)]),
                Some("waitUntil") => Some(Vec::new()),
                // `fetch(new Request(url))`, `client.send(new PutObjectCommand(…))`
                Some("fetch" | "send") => Some(vec![(call.expr, None)]),
                _ => None,
            }
        }
        _ => None,
    }
}

/// Whether a callback does something with its first parameter, beside throwing it away.
fn is_read_by(module: &Module, uses: &Uses, callback: FunctionId) -> bool {
    let (first, end) = module.function(callback).exprs;
    let parameters: Vec<ExprId> = (first..end)
        .map(ExprId)
        .filter(|id| matches!(module.expr(*id), Expr::Parameter(owner, 0) if *owner == callback))
        .collect();
    let bindings = parameters.iter().flat_map(|parameter| uses.bindings.get(parameter).into_iter().flatten());
    let names = bindings.flat_map(|binding| uses.names.get(binding).into_iter().flatten());
    let is_discarded =
        |parent: &ExprId| matches!(module.expr(*parent), Expr::Member(_, name) if DISCARDING.contains(&&**name));
    // What is taken apart at once is read.
    let is_taken_apart = parameters.iter().any(|parameter| uses.parents.contains_key(parameter));
    is_taken_apart || names.into_iter().any(|name| !uses.parents.get(name).into_iter().flatten().all(is_discarded))
}

fn children(module: &Module, expr: &Expr, act: &mut dyn FnMut(ExprId)) {
    match expr {
        Expr::Template(parts) | Expr::Compute(parts) | Expr::Array(parts) => parts.iter().copied().for_each(act),
        Expr::Add(left, right) | Expr::Equal(left, right) | Expr::Index(left, right) => {
            [*left, *right].into_iter().for_each(act)
        }
        // What decides between two values is read; the last part is what it gives.
        Expr::Either { left, right } | Expr::Both { left, right } => [*left, *right].into_iter().for_each(act),
        Expr::Conditional { test, then, otherwise } => [*test, *then, *otherwise].into_iter().for_each(act),
        Expr::Object(properties) => properties.iter().for_each(|property| match property {
            Property::Named(_, value) | Property::Spread(value) => act(*value),
            Property::Computed(key, value) => [*key, *value].into_iter().for_each(&mut *act),
            Property::Getter(..) => {}
        }),
        Expr::Member(object, _) | Expr::Without(object, _) => act(*object),
        Expr::Await(inner) | Expr::Spread(inner) | Expr::Element(inner) => act(*inner),
        Expr::Call(call) => {
            let call = module.call(*call);
            act(call.callee);
            call.arguments.iter().copied().for_each(act);
        }
        _ => {}
    }
}
