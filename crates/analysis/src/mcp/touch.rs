//! What the handlers of tools touch, beside what they send: the environment, files and programs.

use std::collections::{BTreeMap, BTreeSet};

use molehunt_model::Origin;
use rustc_hash::FxHashSet;

use super::{ANY_TOOL, Tools};
use crate::{
    eval::Evaluator,
    ir::{CallId, Expr, ExprId, FunctionId},
    origin::{known_source, source_kinds},
    tables::{Started, Tables},
    value::{Path, Root, Value, cropped},
};

/// Expressions that are looked at, in all handlers of a graph.
pub(crate) const MOST_TOUCHED: usize = 20_000;
/// Most characters of a command that are told.
const LONGEST_COMMAND: usize = 120;

/// What a tool touches.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Touched {
    pub(crate) environment: BTreeSet<String>,
    pub(crate) files: BTreeSet<String>,
    pub(crate) commands: BTreeSet<String>,
}

impl Tools {
    /// What each tool touches, by name.
    ///
    /// A handler of all tools counts for each of them as a whole: which of its statements serve which tool decides
    /// what is sent, where that is told, and not what is touched.
    pub(crate) fn touched(&self, evaluator: &mut Evaluator<'_>, tables: &Tables) -> BTreeMap<String, Touched> {
        let reader_names: FxHashSet<String> = source_kinds().names().collect();
        let mut functions: Vec<(FunctionId, Vec<String>)> =
            self.reached.iter().map(|(function, tools)| (*function, tools.keys().cloned().collect())).collect();
        functions.sort();
        let mut left = MOST_TOUCHED;
        let mut by_tool: BTreeMap<String, Touched> = BTreeMap::new();
        for (function, tools) in functions {
            let mut touched = Touched::default();
            self.touch(evaluator, tables, function, &reader_names, &mut left, &mut touched);
            let all = || self.declared.iter().map(|tool| tool.name.clone()).collect();
            let tools: Vec<String> = if tools.iter().all(|tool| tool == ANY_TOOL) { all() } else { tools };
            for tool in tools {
                by_tool.entry(tool).or_default().add(&touched);
            }
        }
        by_tool
    }

    fn touch(
        &self,
        evaluator: &mut Evaluator<'_>,
        tables: &Tables,
        function: FunctionId,
        reader_names: &FxHashSet<String>,
        left: &mut usize,
        touched: &mut Touched,
    ) {
        let module = evaluator.module;
        let (first, end) = module.function(function).exprs;
        // What is but a step on the way to something else is no source by itself.
        let mut steps: FxHashSet<ExprId> = FxHashSet::default();
        for id in (first..end).rev().map(ExprId) {
            if *left == 0 || !evaluator.has_room() {
                return;
            }
            match module.expr(id) {
                Expr::Member(object, _) | Expr::Index(object, _) => drop(steps.insert(*object)),
                Expr::Call(call) => {
                    let call = *call;
                    steps.insert(module.call(call).callee);
                    let name = module.called_name(module.call(call).callee);
                    let is_known = evaluator.listed.binary_search(&call).is_ok()
                        || name.is_some_and(|name| reader_names.contains(&**name));
                    if is_known && !steps.contains(&id) {
                        *left -= 1;
                        self.touch_by_call(evaluator, tables, call, touched);
                    }
                    continue;
                }
                Expr::Name(..) => {}
                _ => continue,
            }
            if steps.contains(&id) {
                continue;
            }
            *left -= 1;
            for choice in evaluator.value(id).choices() {
                if let Value::Path(path) = &choice.value {
                    touched.add_source(evaluator, path);
                }
            }
        }
    }

    fn touch_by_call(&self, evaluator: &mut Evaluator<'_>, tables: &Tables, id: CallId, touched: &mut Touched) {
        let module = evaluator.module;
        let call = module.call(id);
        let callee = evaluator.callee(id);
        for choice in callee.choices() {
            let Value::Path(path) = &choice.value else { continue };
            let mut rows = tables.network.calls.find(path).into_iter();
            let started = rows.find_map(|(channel, row)| tables.network.channels[channel].call[row].started());
            if let Some(started) = started {
                touched.commands.insert(command(evaluator, id, started));
                return;
            }
        }
        if let Value::Path(path) = evaluator.value(call.expr) {
            touched.add_source(evaluator, &path);
        }
    }
}

impl Touched {
    fn add(&mut self, other: &Self) {
        self.environment.extend(other.environment.iter().cloned());
        self.files.extend(other.files.iter().cloned());
        self.commands.extend(other.commands.iter().cloned());
    }

    fn add_source(&mut self, evaluator: &mut Evaluator<'_>, path: &Path) {
        if !matches!(path.root, Root::Module(_) | Root::Global(_)) {
            return;
        }
        for origin in known_source(evaluator, path) {
            match origin {
                Origin::Env(name) => drop(self.environment.insert(name)),
                Origin::File(name) => drop(self.files.insert(name)),
                _ => {}
            }
        }
    }
}

/// A command as a person would write it, with `{}` for what is not known.
fn command(evaluator: &mut Evaluator<'_>, id: CallId, started: Started<'_>) -> String {
    let arguments = evaluator.module.call(id).arguments.clone();
    let known = match started {
        Started::Program(..) => 2,
        Started::Text(_) | Started::Template => 1,
    };
    let words: Vec<String> = arguments
        .iter()
        .take(known)
        .flat_map(|argument| match evaluator.value(*argument) {
            Value::List(list) => {
                list.items.iter().map(word).chain((!list.rest.is_empty()).then(|| "{}".to_owned())).collect()
            }
            Value::Object(_) | Value::Function(_) => Vec::new(),
            value => vec![word(&value)],
        })
        .collect();
    cropped(&words.join(" "), LONGEST_COMMAND)
}

fn word(value: &Value) -> String {
    match value {
        Value::Text(text) => text.text.split_whitespace().collect::<Vec<_>>().join(" "),
        Value::Concat(parts) => parts.iter().map(word).collect(),
        Value::OneOf(choices) => match choices.first() {
            Some(choice) if matches!(choice.value, Value::Text(_)) => word(&choice.value),
            _ => "{}".to_owned(),
        },
        _ => "{}".to_owned(),
    }
}
