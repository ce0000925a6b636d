//! Properties that code defines by calling a method of the language: `Object.defineProperty(this, 'transport', { value })`.

use molehunt_source::ByteSpan;

use super::Lowering;
use crate::ir::{Expr, ExprId, Property, SetKind, WriteKey};

/// Globals whose methods are the same under another name.
const OBJECTS_OF_METHODS: [&str; 2] = ["Object", "Reflect"];

impl Lowering<'_> {
    /// The method of the language for which a name stands, as minifiers write it: `var d = Object.defineProperty`.
    pub(super) fn method_of_language(&self, callee: ExprId) -> Option<ExprId> {
        let Expr::Name(binding, _) = self.module.expr(callee) else { return None };
        let method = self.module.given_once(*binding)?;
        match self.module.expr(method) {
            Expr::Member(object, _) => {
                let is_object =
                    matches!(self.module.expr(*object), Expr::Global(name) if OBJECTS_OF_METHODS.contains(&&**name));
                is_object.then_some(method)
            }
            _ => None,
        }
    }

    /// Takes the definition of a property that has a value, of an object which is no module, for a write.
    pub(super) fn define_property(&mut self, callee: ExprId, arguments: &[ExprId], span: ByteSpan) {
        let (Expr::Member(object, method), [target, name, description, ..]) = (self.module.expr(callee), arguments)
        else {
            return;
        };
        let (Expr::Global(global), Expr::Text(name)) = (self.module.expr(*object), self.module.expr(*name)) else {
            return;
        };
        if !matches!((&**global, &**method), ("Object", "defineProperty")) || is_of_module(self.module.expr(*target)) {
            return;
        }
        let Expr::Object(entries) = self.module.expr(*description) else { return };
        let value = entries.iter().find_map(|entry| match entry {
            Property::Named(key, value) if &**key == "value" => Some(*value),
            _ => None,
        });
        let name = name.clone();
        if let Some(value) = value {
            self.write(*target, WriteKey::Named(name), value, SetKind::Set, span);
        }
    }
}

/// What a module exports is listed by how it is defined.
fn is_of_module(target: &Expr) -> bool {
    matches!(target, Expr::Exports(_) | Expr::ModuleObject(_))
}
