//! Hashes of functions that survive renaming, moving and reformatting.
//!
//! A function is hashed as the sequence of its expressions: kinds, constants, property names and the shape between them.
//! Local names count by the order in which they first occur, so that a renamed variable is no change.
//! Names of the language and of other modules count as they are.

use std::hash::{Hash, Hasher};

use rustc_hash::{FxHashMap, FxHasher};

use crate::ir::{Expr, ExprId, FunctionId, Module, Property};

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
    let mut state = State::default();
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
        let ordinal = state.ordinals.len() as u32;
        state.ordinals.insert(at, ordinal);
        state.here = ordinal;
        hash_expr(module, &module.exprs[at as usize], &mut state, &mut hasher);
        at += 1;
    }
    for write in module.writes.iter().filter(|write| write.context.function == id) {
        if let crate::ir::WriteKey::Named(name) = &write.key {
            name.hash(&mut hasher);
        }
    }
    hasher.finish()
}

/// What is known while one function is hashed.
#[derive(Default)]
struct State {
    /// Local names by first occurrence.
    names: FxHashMap<u32, usize>,
    /// The function's own expressions, counted without those of functions inside it.
    ordinals: FxHashMap<u32, u32>,
    here: u32,
}

impl State {
    /// References are hashed as distances, which moving code does not change.
    fn refer(&self, id: ExprId, hasher: &mut FxHasher) {
        self.ordinals.get(&id.0).map(|ordinal| self.here - ordinal).hash(hasher);
    }
}

fn hash_expr(module: &Module, expr: &Expr, state: &mut State, hasher: &mut FxHasher) {
    std::mem::discriminant(expr).hash(hasher);
    match expr {
        Expr::Text(text) => text.hash(hasher),
        Expr::Number(number) => number.to_bits().hash(hasher),
        Expr::Bool(value) => value.hash(hasher),
        Expr::Opaque(what) => what.hash(hasher),
        Expr::Global(name) => name.hash(hasher),
        Expr::Import { specifier, name } => (specifier, name).hash(hasher),
        Expr::ImportFile { name, .. } => name.hash(hasher),
        Expr::Name(binding, _) => {
            let next = state.names.len();
            state.names.entry(binding.0).or_insert(next).hash(hasher);
        }
        Expr::Member(object, name) => {
            state.refer(*object, hasher);
            name.hash(hasher);
        }
        Expr::Parameter(_, index) | Expr::RestParameter(_, index) => index.hash(hasher),
        Expr::Add(left, right) | Expr::Equal(left, right) | Expr::Index(left, right) => {
            state.refer(*left, hasher);
            state.refer(*right, hasher);
        }
        Expr::Either { left, right } | Expr::Both { left, right } => {
            state.refer(*left, hasher);
            state.refer(*right, hasher);
        }
        Expr::Conditional { test, then, otherwise } => {
            state.refer(*test, hasher);
            state.refer(*then, hasher);
            state.refer(*otherwise, hasher);
        }
        Expr::Template(parts) | Expr::Compute(parts) | Expr::Array(parts) => {
            parts.iter().for_each(|part| state.refer(*part, hasher))
        }
        Expr::Object(properties) => {
            for property in properties {
                match property {
                    Property::Named(name, value) => {
                        state.refer(*value, hasher);
                        name.hash(hasher);
                    }
                    Property::Getter(name, _) => name.hash(hasher),
                    Property::Computed(key, value) => {
                        state.refer(*key, hasher);
                        state.refer(*value, hasher);
                    }
                    Property::Spread(value) => state.refer(*value, hasher),
                }
            }
        }
        Expr::Call(call) => {
            let call = module.call(*call);
            state.refer(call.callee, hasher);
            call.arguments.iter().for_each(|argument| state.refer(*argument, hasher));
        }
        Expr::Await(value) | Expr::Spread(value) | Expr::Element(value) | Expr::Without(value, _) => {
            state.refer(*value, hasher)
        }
        Expr::Null
        | Expr::Undefined
        | Expr::This(_)
        | Expr::Super(_)
        | Expr::Function(_)
        | Expr::Class(_)
        | Expr::Exports(_)
        | Expr::ModuleObject(_) => {}
    }
}
