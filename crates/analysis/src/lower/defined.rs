//! Properties that code defines by calling a method of the language: `Object.defineProperty(this, 'transport', { value })`.

use molehunt_source::ByteSpan;

use super::Lowering;
use crate::ir::{Expr, ExprId, SetKind, WriteKey};

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

    /// Takes the definition of a property that has a value for a write.
    pub(super) fn define_property(&mut self, callee: ExprId, arguments: &[ExprId], span: ByteSpan) {
        // What module systems tell each other is none of what a module exports.
        if let Some((target, name, value)) = self.module.defined_value(callee, arguments)
            && &**name != "__esModule"
        {
            let key = WriteKey::Named(name.clone());
            // What its arguments read is what was there before.
            let outer = self.holds_from.replace(span.end.saturating_sub(1));
            self.write(target, key, value, SetKind::Set, span);
            self.holds_from = outer;
        }
    }
}
