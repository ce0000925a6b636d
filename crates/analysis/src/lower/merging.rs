//! Functions of libraries that give all that their arguments have: `merge(message, defaults)` is `Object.assign`.

use swc_atoms::Atom;

use super::prototype::only;
use crate::{
    Tables,
    ir::{CallId, Expr, ExprId, FileId, FileNode, Module, Property, WriteKey},
    tables::Merging,
};

/// Names, modules and properties of one thing that are followed to where it is imported.
const MOST_NAMES: usize = 12;

/// Takes calls of such functions for calls of `Object.assign`. Called once, when all files of the graph are lowered.
pub(super) fn find_merging_calls(module: &mut Module) {
    let rows = &Tables::embedded().language.merging;
    let is_known = |specifier: &Atom| rows.iter().any(|row| row.modules.iter().any(|module| **module == **specifier));
    if !module.requests.iter().any(|request| is_known(&request.specifier)) {
        return;
    }
    let merging = |(index, call): (usize, &crate::ir::Call)| {
        let row = (!call.is_new && call.arguments.len() > 1).then(|| merging(module, call.callee)).flatten()?;
        Some((CallId(index as u32), row))
    };
    let found: Vec<(CallId, &Merging)> = module.calls.iter().enumerate().filter_map(merging).collect();
    for (id, row) in found {
        let call = module.call(id);
        let span = module.span(call.callee);
        let mut given = call.arguments.to_vec();
        if row.first_counts {
            given.reverse();
        }
        if !row.changes || row.first_counts {
            given.insert(0, module.push(Expr::Object(Box::new([])), span));
        }
        let object = module.push(Expr::Global("Object".into()), span);
        let callee = module.push(Expr::Member(object, "assign".into()), span);
        let call = &mut module.calls[id.index()];
        (call.callee, call.arguments) = (callee, given.into());
    }
}

/// The row of the function that a callee is, if it is one.
fn merging(module: &Module, callee: ExprId) -> Option<&'static Merging> {
    let (specifier, name) = imported(module, callee)?;
    let fits = |row: &&Merging| {
        row.modules.iter().any(|module| **module == *specifier)
            && match &name {
                Some(name) => row.names.iter().any(|other| **other == **name),
                None => row.names.is_empty() || row.is_module,
            }
    };
    Tables::embedded().language.merging.iter().find(fits)
}

/// What an expression is of which module, through names, files of the graph, and the helpers of compilers around modules.
fn imported(module: &Module, callee: ExprId) -> Option<(Atom, Option<Atom>)> {
    let (mut current, mut wanted): (ExprId, Option<Atom>) = (callee, None);
    for _ in 0..MOST_NAMES {
        current = only(module, current);
        let next = match module.expr(current) {
            Expr::Import { specifier, name } => {
                let name = name.clone().filter(|name| &**name != "default");
                return match (name, wanted) {
                    (Some(_), Some(_)) => None,
                    (name, wanted) => Some((specifier.clone(), name.or(wanted))),
                };
            }
            Expr::ImportFile { file, name } => match (name.as_ref().filter(|name| &***name != "default"), &wanted) {
                (Some(_), Some(_)) => return None,
                (Some(name), None) => exported(module, *file, name),
                (None, _) => {
                    let whole = match module.file(*file).replacements.as_slice() {
                        [only] => Some(only.value),
                        _ => None,
                    };
                    let named = wanted.as_ref().and_then(|name| exported(module, *file, name));
                    if named.is_some() {
                        wanted = None;
                    }
                    named.or(whole)
                }
            },
            Expr::Member(object, name) if &**name == "default" => Some(*object),
            Expr::Member(object, name) if wanted.is_none() => {
                wanted = Some(name.clone());
                Some(*object)
            }
            Expr::Object(_) => {
                let name = wanted.take()?;
                module.entry(current, &name)
            }
            Expr::Call(call) => {
                let call = module.call(*call);
                let first = *call.arguments.first()?;
                let interop = &Tables::embedded().language.module_interop;
                match (module.expr(call.callee), module.expr(first)) {
                    (Expr::Global(name), Expr::Text(specifier)) if &**name == "require" => {
                        return Some((specifier.clone(), wanted));
                    }
                    _ if let Some(loader) = module.loader(module.only(call.callee)) => {
                        let file = module.loaded(loader, first)?;
                        Some(module.wrapped[file.index() - module.files.len()].import)
                    }
                    // `__importDefault(require('lodash/merge'))`
                    _ => {
                        let is_helper = module.helper_name(call.callee).is_some_and(|name| interop.contains(&**name));
                        (is_helper || gives_default(module, call.callee)).then_some(first)
                    }
                }
            }
            _ => None,
        };
        current = next?;
    }
    None
}

/// What a file exports under a name, where it says so once.
fn exported(module: &Module, file: FileId, name: &Atom) -> Option<ExprId> {
    let FileNode { exports, replacements, .. } = module.file(file);
    if let Some(export) = exports.iter().find(|export| export.name == *name) {
        return Some(export.value);
    }
    if let [only] = replacements.as_slice()
        && let Some(value) = module.entry(module.only(only.value), name)
    {
        return Some(value);
    }
    let wrapped = file.index().checked_sub(module.files.len());
    let written = wrapped.into_iter().flat_map(|index| &module.wrapped[index].writes);
    let mut values = written.filter(|(own, _)| own == name).map(|(_, value)| *value);
    let of_file = module.writes.iter().filter(|write| {
        matches!(module.expr(write.object), Expr::Exports(own) if *own == file)
            && matches!(&write.key, WriteKey::Named(own) if own == name)
    });
    let is_set = |value: &ExprId| !matches!(module.expr(*value), Expr::Undefined);
    values.find(is_set).or_else(|| of_file.map(|write| write.value).find(is_set))
}

/// Whether a function gives its argument, or an object that has it as `default`: `(it) => (it && it.__esModule ? it : { default: it })`.
fn gives_default(module: &Module, callee: ExprId) -> bool {
    let Some(function) = super::prototype::function_of(module, callee) else { return false };
    let [given] = module.function(function).returns.as_slice() else { return false };
    let is_argument =
        |id: ExprId| matches!(module.expr(only(module, id)), Expr::Parameter(owner, 0) if *owner == function);
    match module.expr(*given) {
        Expr::Conditional { then, otherwise, .. } => {
            let has_default = |id: ExprId| match module.expr(id) {
                Expr::Object(entries) => match &**entries {
                    [Property::Named(name, value)] => &**name == "default" && is_argument(*value),
                    _ => false,
                },
                _ => false,
            };
            is_argument(*then) && has_default(*otherwise)
        }
        _ => false,
    }
}
