//! Hashes of functions that survive renaming, moving and reformatting.
//!
//! A function is hashed as the sequence of its expressions: kinds, constants, property names and the shape between them.
//! Local names count by the order in which they first occur, so that a renamed variable is no change.
//! Names of the language and of other modules count as they are.

use std::hash::{Hash, Hasher};

use rustc_hash::{FxHashMap, FxHasher};

use crate::ir::{Expr, FunctionId, Module, Property};

/// The hash of each function with a body worth comparing, sorted.
pub(crate) fn hashes(module: &Module) -> Vec<u64> {
    let mut hashes: Vec<u64> = module
        .functions
        .iter()
        .enumerate()
        .filter(|(_, function)| function.exprs.1 > function.exprs.0)
        .map(|(index, _)| hash(module, FunctionId(index as u32)))
        .collect();
    hashes.sort_unstable();
    hashes
}

fn hash(module: &Module, id: FunctionId) -> u64 {
    let function = module.function(id);
    let (first, end) = function.exprs;
    // What belongs to functions inside this one has hashes of its own.
    let mut inner: Vec<(u32, u32)> =
        module.functions.iter().filter(|other| other.parent == Some(id)).map(|other| other.exprs).collect();
    inner.sort_unstable();
    let mut names = FxHashMap::default();
    let mut hasher = FxHasher::default();
    let mut at = first;
    let mut skips = inner.into_iter().peekable();
    while at < end {
        if let Some((start, skip_end)) = skips.peek().copied()
            && at >= start
        {
            skips.next();
            at = at.max(skip_end);
            continue;
        }
        hash_expr(module, at - first, first, &module.exprs[at as usize], &mut names, &mut hasher);
        at += 1;
    }
    for write in module.writes.iter().filter(|write| write.context.function == id) {
        if let crate::ir::WriteKey::Named(name) = &write.key {
            name.hash(&mut hasher);
        }
    }
    hasher.finish()
}

fn hash_expr(
    module: &Module,
    position: u32,
    first: u32,
    expr: &Expr,
    names: &mut FxHashMap<u32, usize>,
    hasher: &mut FxHasher,
) {
    std::mem::discriminant(expr).hash(hasher);
    // References are hashed as distances, which moving code does not change.
    let here = position + first;
    match expr {
        Expr::Text(text) => text.hash(hasher),
        Expr::Number(number) => number.to_bits().hash(hasher),
        Expr::Bool(value) => value.hash(hasher),
        Expr::Opaque(what) => what.hash(hasher),
        Expr::Global(name) => name.hash(hasher),
        Expr::Import { specifier, name } => (specifier, name).hash(hasher),
        Expr::Name(binding, _) => {
            let next = names.len();
            names.entry(binding.0).or_insert(next).hash(hasher);
        }
        Expr::Member(object, name) => {
            refer(here, *object, hasher);
            name.hash(hasher);
        }
        Expr::Parameter(_, index) | Expr::RestParameter(_, index) => index.hash(hasher),
        Expr::Add(left, right) | Expr::Equal(left, right) | Expr::Index(left, right) => {
            refer(here, *left, hasher);
            refer(here, *right, hasher);
        }
        Expr::Either { left, right } | Expr::Both { left, right } => {
            refer(here, *left, hasher);
            refer(here, *right, hasher);
        }
        Expr::Conditional { test, then, otherwise } => {
            refer(here, *test, hasher);
            refer(here, *then, hasher);
            refer(here, *otherwise, hasher);
        }
        Expr::Template(parts) | Expr::Compute(parts) | Expr::Array(parts) => parts.iter().for_each(|part| refer(here, *part, hasher)),
        Expr::Object(properties) => {
            for property in properties {
                match property {
                    Property::Named(name, value) => {
                        refer(here, *value, hasher);
                        name.hash(hasher);
                    }
                    Property::Getter(name, _) => name.hash(hasher),
                    Property::Computed(key, value) => {
                        refer(here, *key, hasher);
                        refer(here, *value, hasher);
                    }
                    Property::Spread(value) => refer(here, *value, hasher),
                }
            }
        }
        Expr::Call(call) => {
            let call = module.call(*call);
            refer(here, call.callee, hasher);
            call.arguments.iter().for_each(|argument| refer(here, *argument, hasher));
        }
        Expr::Await(value) | Expr::Spread(value) | Expr::Element(value) | Expr::Without(value, _) => refer(here, *value, hasher),
        Expr::Null | Expr::Undefined | Expr::This(_) | Expr::Super(_) | Expr::Function(_) | Expr::Class(_) => {}
    }
}

/// References are hashed as distances, which moving code does not change.
fn refer(here: u32, id: crate::ir::ExprId, hasher: &mut FxHasher) {
    here.wrapping_sub(id.0).hash(hasher);
}
