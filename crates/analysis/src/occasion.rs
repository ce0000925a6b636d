//! Which functions run where their file is loaded, without anybody asking for them.
//!
//! From the bodies of files the calls are followed to functions that are known, and to callbacks that are run soon:
//! of timers, promises, lists, streams. What is registered for later (routes, commands, events of others) waits
//! for somebody to ask.

use std::collections::BTreeMap;

use rustc_hash::FxHashSet;

use crate::{
    eval::Evaluator,
    ir::{CallId, Expr, FunctionId, Module},
    tables::Tables,
};

/// The functions that run where their file is loaded.
pub(crate) fn run_at_load(evaluator: &mut Evaluator<'_>) -> FxHashSet<FunctionId> {
    let module = evaluator.module;
    let mut called: BTreeMap<FunctionId, Vec<FunctionId>> = BTreeMap::new();
    for index in 0..module.functions.len() as u32 {
        let function = FunctionId(index);
        let by_call = evaluator.callers_of(function).iter().map(|caller| caller.call());
        let by_callback = evaluator.callback_of(function).map(|(call, _)| call);
        let by_callback = by_callback.filter(|call| !evaluator.declaring.contains(call) && runs_soon(module, *call));
        for call in by_call.chain(by_callback) {
            called.entry(module.call(call).context.function).or_default().push(function);
        }
    }
    evaluator.pay(module.functions.len() / 16);
    let files = module.files.iter().chain(module.wrapped.iter().map(|wrapped| &wrapped.node));
    let mut queue: Vec<FunctionId> = files.map(|file| file.body).collect();
    let mut found: FxHashSet<FunctionId> = queue.iter().copied().collect();
    while let Some(function) = queue.pop() {
        for next in called.get(&function).into_iter().flatten() {
            if found.insert(*next) {
                queue.push(*next);
            }
        }
    }
    found
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
