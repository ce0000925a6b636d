//! Modules inside a bundle: functions in a table, and the function that loads them.
//!
//! webpack and browserify put every module into a function of `module`, `exports` and `require`, and call it
//! as `table[id](module, module.exports, require)`. What that call looks like is what gives a loader away, whatever it is called.

use rustc_hash::FxHashMap;
use swc_atoms::Atom;

use crate::ir::{
    Definition, Expr, ExprId, FileId, FileNode, FunctionId, Module, Property, SetKind, WrappedModule, WriteKey,
};

/// Finds loaders and the modules that they load. Called once, when all files of the graph are lowered.
pub(super) fn find_wrapped_modules(module: &mut Module) {
    let mut tables: Vec<(FunctionId, ExprId)> = Vec::new();
    for call in &module.calls {
        // `table[id](…)`, and `table[id].call(…)`, which stands as a call of its own.
        let Expr::Index(table, _) = module.expr(call.callee) else { continue };
        let hands_over_exports = call
            .arguments
            .iter()
            .take(3)
            .any(|argument| matches!(module.expr(*argument), Expr::Member(_, name) if &**name == "exports"));
        let loader = call.context.function;
        let gives_exports = module.function(loader).returns.iter().any(|value| names_exports(module, *value));
        if hands_over_exports && gives_exports && call.arguments.len() >= 2 {
            tables.push((loader, *table));
        }
    }
    tables.dedup();
    let mut numbers = FxHashMap::default();
    for (loader, table) in tables {
        let entries: Vec<(Atom, FunctionId)> = match module.expr(only(module, table)) {
            Expr::Object(entries) => entries
                .iter()
                .filter_map(|entry| match entry {
                    Property::Named(name, value) => Some((name.clone(), function_at(module, *value)?)),
                    _ => None,
                })
                .collect(),
            Expr::Array(items) => items
                .iter()
                .enumerate()
                .filter_map(|(index, item)| Some((Atom::from(index.to_string()), function_at(module, *item)?)))
                .collect(),
            _ => continue,
        };
        for (name, function) in entries {
            let id = wrap(module, &mut numbers, function);
            module.loaders.entry(loader).or_default().insert(name, id);
        }
    }
    if !module.wrapped.is_empty() {
        collect_exports(module);
    }
}

/// A function, or the first element of a list that holds one, as browserify has it.
fn function_at(module: &Module, id: ExprId) -> Option<FunctionId> {
    match module.expr(only(module, id)) {
        Expr::Function(function) => Some(*function),
        Expr::Array(items) => match module.expr(*items.first()?) {
            Expr::Function(function) => Some(*function),
            _ => None,
        },
        _ => None,
    }
}

fn wrap(module: &mut Module, numbers: &mut FxHashMap<FunctionId, usize>, function: FunctionId) -> FileId {
    let known = numbers.get(&function).copied();
    let index = known.unwrap_or(module.wrapped.len());
    let id = FileId((module.files.len() + index) as u32);
    if known.is_none() {
        let span = module.function(function).span;
        let import = ExprId(module.exprs.len() as u32);
        module.exprs.push(Expr::ImportFile { file: id, name: None });
        module.spans.push(span);
        let node = FileNode {
            start: span.start,
            body: function,
            exports: Vec::new(),
            replacements: Vec::new(),
            neighbours: FxHashMap::default(),
            folder: Atom::default(),
            is_entry: true,
        };
        numbers.insert(function, index);
        module.wrapped.push(WrappedModule { node, writes: Vec::new(), import });
    }
    id
}

/// What the modules write to their `module.exports` and `exports`.
fn collect_exports(module: &mut Module) {
    let by_function: FxHashMap<FunctionId, usize> =
        module.wrapped.iter().enumerate().map(|(index, wrapped)| (wrapped.node.body, index)).collect();
    let mut replacements: Vec<(usize, Definition)> = Vec::new();
    let mut writes: Vec<(usize, Atom, ExprId)> = Vec::new();
    // Which module's `exports` an expression is: the parameter after `module`, or a property of that.
    let exports_of = |id: ExprId| -> Option<usize> {
        match module.expr(only(module, id)) {
            Expr::Parameter(function, 1) => by_function.get(function).copied(),
            Expr::Member(object, name) if &**name == "exports" => match module.expr(only(module, *object)) {
                Expr::Parameter(function, 0) => by_function.get(function).copied(),
                _ => None,
            },
            _ => None,
        }
    };
    for write in &module.writes {
        let WriteKey::Named(name) = &write.key else { continue };
        if let Expr::Parameter(function, 0) = module.expr(only(module, write.object))
            && &**name == "exports"
            && let Some(index) = by_function.get(function)
        {
            replacements.push((*index, Definition { value: write.value, kind: SetKind::Set, context: write.context }));
        } else if let Some(index) = exports_of(write.object) {
            writes.push((index, name.clone(), write.value));
        }
    }
    for call in &module.calls {
        // `require.d(exports, { name: () => value })`, `Object.defineProperty(exports, 'name', { get })`
        let Some(index) = call.arguments.first().and_then(|target| exports_of(*target)) else { continue };
        match &call.arguments[1..] {
            [getters] => {
                let Expr::Object(entries) = module.expr(*getters) else { continue };
                for entry in entries {
                    if let Property::Named(name, getter) = entry
                        && let Expr::Function(getter) = module.expr(*getter)
                        && let Some(value) = module.function(*getter).returns.first()
                    {
                        writes.push((index, name.clone(), *value));
                    }
                }
            }
            [name, description, ..] => {
                if let (Expr::Text(name), Some(value)) =
                    (module.expr(*name), crate::eval::described(module, *description))
                {
                    writes.push((index, name.clone(), value));
                }
            }
            [] => {}
        }
    }
    for (index, definition) in replacements {
        module.wrapped[index].node.replacements.push(definition);
    }
    for (index, name, value) in writes {
        module.wrapped[index].writes.push((name, value));
    }
}

fn names_exports(module: &Module, id: ExprId) -> bool {
    matches!(module.expr(id), Expr::Member(_, name) if &**name == "exports")
}

/// What a name that is set once holds.
pub(super) fn only(module: &Module, id: ExprId) -> ExprId {
    let mut current = id;
    for _ in 0..8 {
        let Expr::Name(binding, _) = module.expr(current) else { break };
        let [only] = module.bindings[binding.index()].definitions.as_slice() else { break };
        current = only.value;
    }
    current
}
