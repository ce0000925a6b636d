//! Which functions run where their file is loaded, without anybody asking for them.
//!
//! From the bodies of files the calls are followed to functions that are known, and to callbacks that are run soon:
//! of timers, promises, lists, streams. What is registered for later (routes, commands, events of others) waits
//! for somebody to ask.

use std::collections::BTreeMap;

use rustc_hash::FxHashSet;

use crate::{
    eval::Evaluator,
    ir::{CallId, Expr, ExprId, FunctionId, Module},
    tables::Tables,
};

/// What runs, or is run as soon as something else is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Run {
    Function(FunctionId),
    /// What a function is given as one of its parameters.
    Parameter(FunctionId, usize),
}

/// The functions that run where their file is loaded.
pub(crate) fn run_at_load(evaluator: &mut Evaluator<'_>) -> FxHashSet<FunctionId> {
    let module = evaluator.module;
    let runs = runs(evaluator);
    evaluator.pay(module.functions.len() / 16);
    let files = module.files.iter().chain(module.wrapped.iter().map(|wrapped| &wrapped.node));
    let mut queue: Vec<Run> = files.map(|file| Run::Function(file.body)).collect();
    let mut found: FxHashSet<Run> = queue.iter().copied().collect();
    while let Some(run) = queue.pop() {
        for next in runs.get(&run).into_iter().flatten() {
            if found.insert(*next) {
                queue.push(*next);
            }
        }
    }
    let functions = found.into_iter().filter_map(|run| match run {
        Run::Function(function) => Some(function),
        Run::Parameter(..) => None,
    });
    functions.collect()
}

/// What each runs.
fn runs(evaluator: &Evaluator<'_>) -> BTreeMap<Run, Vec<Run>> {
    let module = evaluator.module;
    let mut runs: BTreeMap<Run, Vec<Run>> = BTreeMap::new();
    let mut used = FxHashSet::default();
    let mut handed_on = Vec::new();
    let parameter = |id: ExprId| match module.expr(evaluator.named(id)) {
        Expr::Parameter(function, at) => Some((*function, usize::from(*at))),
        _ => None,
    };
    for (index, call) in module.calls.iter().enumerate() {
        if let Some((function, at)) = parameter(call.callee) {
            used.insert((function, at));
            let caller = Run::Function(call.context.function);
            runs.entry(caller).or_default().push(Run::Parameter(function, at));
        }
        for (at, argument) in call.arguments.iter().enumerate() {
            if let Some(given) = parameter(*argument) {
                used.insert(given);
                handed_on.push(((CallId(index as u32), at), Run::Parameter(given.0, given.1)));
            }
        }
    }
    for index in 0..module.functions.len() as u32 {
        let function = FunctionId(index);
        for caller in evaluator.callers_of(function) {
            let caller = Run::Function(module.call(caller.call()).context.function);
            runs.entry(caller).or_default().push(Run::Function(function));
        }
        handed_on.extend(evaluator.callback_of(function).map(|given| (given, Run::Function(function))));
    }
    for ((call, at), given) in handed_on {
        let callee = evaluator.named(module.call(call).callee);
        let runner = match module.expr(callee) {
            // A function of the graph runs it where that says so: `(act) => (o) => act(o)` only makes one that does.
            Expr::Function(function) if used.contains(&(*function, at)) => Some(Run::Parameter(*function, at)),
            _ if evaluator.declaring.contains(&call) || module.method_of_object(callee).is_some() => None,
            _ => runs_soon(module, call).then(|| Run::Function(module.call(call).context.function)),
        };
        if let Some(runner) = runner {
            runs.entry(runner).or_default().push(given);
        }
    }
    runs
}

/// Whether a call runs its callbacks without waiting for somebody: all do but those that register something.
fn runs_soon(module: &Module, call: CallId) -> bool {
    let language = &Tables::embedded().language;
    let call = module.call(call);
    let Some(name) = module.called_name(call.callee) else { return true };
    let first = call.arguments.first().map(|first| module.expr(*first));
    if language.listening_methods.contains(&**name) {
        return matches!(first, Some(Expr::Text(event)) if language.stream_events.contains(&**event));
    }
    let is_route = matches!(first, Some(Expr::Text(path)) if path.starts_with('/'));
    !is_route && !language.registering_methods.contains(&**name)
}
