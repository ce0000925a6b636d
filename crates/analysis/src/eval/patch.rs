//! Functions that the code puts in the place of somebody else's: `Client.prototype.send = …`, `globalThis.fetch = …`.

use molehunt_source::ByteSpan;
use rustc_hash::FxHashMap;
use swc_atoms::Atom;

use super::{BUDGET, Evaluator};
use crate::{
    Tables,
    filter::GLOBAL_OBJECTS,
    ir::{CallId, Expr, ExprId, FunctionId, Module, Property, WriteKey},
    value::{Choice, Path, Root, Segment, Value},
};

/// Functions in the place of one method of the language that are followed.
pub(crate) const MOST_REDEFINED: usize = 4;
/// Properties of all objects that are told apart.
pub(crate) const MOST_IN_ALL: usize = 16;

/// A function in the place of a method or a global.
#[derive(Debug, Clone)]
pub(crate) struct Patch {
    /// What had the function that is replaced.
    holder: Path,
    name: Atom,
    pub(crate) function: FunctionId,
}

impl Patch {
    /// Whether a call of this path reaches the function, as far as anybody can tell: another instance has another method.
    pub(crate) fn replaces(&self, path: &Path) -> bool {
        if self.is_global() {
            return path.segments.is_empty() && path.root == Root::Global(self.name.clone());
        }
        path.root == self.holder.root && path.segments.last().is_some_and(|segment| segment.is_property(&self.name))
    }

    pub(super) fn is_method(&self, name: &Atom) -> bool {
        self.name == *name && !self.is_global()
    }

    pub(super) fn is_global_named(&self, name: &Atom) -> bool {
        self.name == *name && self.is_global()
    }

    fn is_global(&self) -> bool {
        self.holder.segments.is_empty()
            && matches!(&self.holder.root, Root::Global(name) if GLOBAL_OBJECTS.contains(&&**name))
    }
}

/// What the code puts in the place of methods of the language, by name: the global, and whether it is a method of what that makes.
pub(super) type Redefinitions = FxHashMap<Atom, Vec<(Atom, bool, FunctionId)>>;

/// Finds `String.prototype.trim = function …` and `JSON.parse = (text) => …`.
pub(super) fn redefinitions(module: &Module) -> Redefinitions {
    let mut found = Redefinitions::default();
    let plain = &Tables::embedded().language.plain_globals;
    for write in &module.writes {
        let (WriteKey::Named(name), Expr::Function(function)) = (&write.key, module.expr(module.only(write.value)))
        else {
            continue;
        };
        let (holder, of_instances) = match module.expr(module.only(write.object)) {
            Expr::Member(holder, prototype) if &**prototype == "prototype" => (*holder, true),
            _ => (write.object, false),
        };
        if let Expr::Global(global) = module.expr(holder)
            && (plain.contains(&**global) || &**global == "Object")
        {
            let known = found.entry(name.clone()).or_default();
            if known.len() < MOST_REDEFINED {
                known.push((global.clone(), of_instances, *function));
            }
        }
    }
    found
}

/// Finds what the code puts into the prototype of all objects: `Object.prototype.bcc = 'archive@…'`.
pub(super) fn put_into_all(module: &Module) -> Vec<(Atom, ExprId)> {
    let is_of_all = |id: ExprId| match module.expr(module.only(id)) {
        Expr::Member(holder, name) => match module.expr(*holder) {
            Expr::Global(global) => &**global == "Object" && &**name == "prototype",
            // `({}).__proto__`
            Expr::Object(_) => &**name == "__proto__",
            _ => false,
        },
        Expr::Call(call) => {
            let call = module.call(*call);
            module.method_of_object(call.callee) == Some("getPrototypeOf")
                && matches!(&*call.arguments, [object] if matches!(module.expr(*object), Expr::Object(_)))
        }
        _ => false,
    };
    let is_function = |value: ExprId| matches!(module.expr(module.only(value)), Expr::Function(_));
    let mut found: Vec<(Atom, ExprId)> = Vec::new();
    for write in &module.writes {
        if let WriteKey::Named(name) = &write.key
            && is_of_all(write.object)
        {
            found.push((name.clone(), write.value));
        }
    }
    for call in &module.calls {
        if let [target, sources @ ..] = &*call.arguments
            && module.method_of_object(call.callee) == Some("assign")
            && is_of_all(*target)
        {
            for source in sources {
                let Expr::Object(entries) = module.expr(module.only(*source)) else { continue };
                found.extend(entries.iter().filter_map(|entry| match entry {
                    Property::Named(name, value) => Some((name.clone(), *value)),
                    _ => None,
                }));
            }
        }
    }
    found.retain(|(_, value)| !is_function(*value));
    found.truncate(MOST_IN_ALL);
    found
}

impl Evaluator<'_> {
    /// What all objects have under the names that are meant, because the code put it there, and where it did.
    pub(crate) fn had_by_all(&mut self, is_meant: impl Fn(&Atom) -> bool) -> Vec<(Value, ByteSpan)> {
        let meant = self.put_into_all.iter().filter(|(name, _)| is_meant(name));
        let values: Vec<ExprId> = meant.map(|(_, value)| *value).collect();
        values.into_iter().map(|value| (self.value(value), self.module.span(value))).collect()
    }

    /// What a call gives of a method of the language that the code put another one in the place of: either may run.
    pub(super) fn redefined(&mut self, id: CallId) -> Option<Value> {
        if self.redefinitions.is_empty() || self.asked_plainly == Some(id) {
            return None;
        }
        let module = self.module;
        let call = module.call(id);
        let Expr::Member(object, name) = module.expr(call.callee) else { return None };
        let functions: Vec<FunctionId> = self
            .redefinitions
            .get(name)?
            .iter()
            .filter(|(global, of_instances, function)| {
                let is_static = matches!(module.expr(*object), Expr::Global(other) if other == global);
                is_static != *of_instances && !module.enclosing(call.context.function).any(|outer| outer == *function)
            })
            .map(|(.., function)| *function)
            .collect();
        if functions.is_empty() {
            return None;
        }
        let before = self.asked_plainly.replace(id);
        let own = self.call(id);
        self.asked_plainly = before;
        let mut choices = vec![Choice { value: own, condition: None }];
        for function in functions {
            let arguments = if self.follows_calls { self.argument_values(id) } else { Vec::new() };
            choices.push(Choice { value: self.returned(function, arguments), condition: None });
        }
        Some(Value::one_of(choices, BUDGET.choices))
    }

    /// What the code replaces in modules and among the globals.
    pub(super) fn find_patches(&mut self) -> Vec<Patch> {
        let module = self.module;
        let mut patches = Vec::new();
        for write in &module.writes {
            let WriteKey::Named(name) = &write.key else { continue };
            if !self.is_foreign(write.object) {
                continue;
            }
            let Some(function) = self.function_of(write.value) else { continue };
            let Value::Path(holder) = self.value(write.object) else { continue };
            let patch = Patch { holder: Path::clone(&holder), name: name.clone(), function };
            let is_meant = match &holder.root {
                Root::Module(_) => !holder.segments.iter().any(|segment| matches!(segment, Segment::Any)),
                Root::Global(_) => patch.is_global(),
                Root::Parameter(..) | Root::This(_) => false,
            };
            if is_meant {
                patches.push(patch);
            }
        }
        patches
    }

    /// Whether something is part of a module that the graph does not hold, or of the global object, as far as names say.
    fn is_foreign(&self, id: ExprId) -> bool {
        const HOPS: u32 = 12;
        let mut current = id;
        for _ in 0..HOPS {
            match self.module.expr(current) {
                Expr::Member(object, _) => {
                    let named = self.named(current);
                    current = if named == current { *object } else { named };
                }
                Expr::Name(binding, _) => match self.module.bindings[binding.index()].definitions.as_slice() {
                    [only] => current = only.value,
                    _ => return false,
                },
                // `load().Client.prototype.send = …`: what it gives is evaluated.
                Expr::Import { .. } | Expr::Call(_) => return true,
                Expr::Global(name) => return GLOBAL_OBJECTS.contains(&&**name),
                _ => return false,
            }
        }
        false
    }
}
