//! Functions that the code puts in the place of somebody else's: `Client.prototype.send = …`, `globalThis.fetch = …`.

use swc_atoms::Atom;

use super::Evaluator;
use crate::{
    filter::GLOBAL_OBJECTS,
    ir::{Expr, ExprId, FunctionId, WriteKey},
    value::{Path, Root, Segment, Value},
};

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

impl Evaluator<'_> {
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
                Expr::Member(object, _) => current = *object,
                Expr::Name(binding, _) => match self.module.bindings[binding.index()].definitions.as_slice() {
                    [only] => current = only.value,
                    _ => return false,
                },
                Expr::Import { .. } => return true,
                Expr::Global(name) => return GLOBAL_OBJECTS.contains(&&**name),
                _ => return false,
            }
        }
        false
    }
}
