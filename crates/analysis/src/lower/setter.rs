//! Setters: methods that are called by setting a property.

use swc_atoms::Atom;

use super::Lowering;
use crate::ir::{Call, CallId, Expr, ExprId, Module, WriteKey};

impl Lowering<'_> {
    /// The name of the method that sets a property of that name.
    pub(super) fn setter(&mut self, name: Atom) -> Atom {
        let method = method_of(&name);
        self.module.setters.insert(name);
        method
    }
}

/// No name that is written has a blank in it.
pub(super) fn method_of(name: &Atom) -> Atom {
    format!("set {name}").into()
}

/// Adds the calls that setting properties are, where functions of the graph set properties of these names.
pub(super) fn find_setting_calls(module: &mut Module) {
    if module.setters.is_empty() {
        return;
    }
    for write in &module.writes {
        let WriteKey::Named(name) = &write.key else { continue };
        if !module.setters.contains(name) {
            continue;
        }
        let call = CallId(module.calls.len() as u32);
        let callee = ExprId(module.exprs.len() as u32);
        module.exprs.extend([Expr::Member(write.object, method_of(name)), Expr::Call(call)]);
        module.spans.extend([write.span, write.span]);
        let expr = ExprId(callee.0 + 1);
        let arguments = Box::new([write.value]);
        module.calls.push(Call { expr, callee, arguments, is_new: false, context: write.context });
    }
}
