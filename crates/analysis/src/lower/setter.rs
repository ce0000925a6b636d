//! Setters: methods that are called by setting a property.

use swc_atoms::Atom;

use super::{
    Lowering,
    prototype::{function_of, prototype_of_class},
};
use crate::ir::{Call, CallId, Context, Expr, ExprId, Module, Property, SetKind, Write, WriteKey};

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

/// Takes setters that a call describes for methods that are written: `Object.defineProperty(account, 'key', { set(value) { … } })`.
/// Those of prototypes are members of their classes already.
pub(super) fn find_described_setters(module: &mut Module) {
    let mut found: Vec<(usize, ExprId, Atom, ExprId)> = Vec::new();
    for (index, call) in module.calls.iter().enumerate() {
        let Expr::Member(object, method) = module.expr(call.callee) else { continue };
        match (module.method_of_global(call.callee), &*call.arguments) {
            (Some(("Object" | "Reflect", "defineProperty")), [target, name, description]) => {
                let setter = module.entry(module.only(*description), "set");
                let is_member = || prototype_of_class(module, *target).is_some();
                if let (Some(name), Some(setter), false) = (text_of(module, *name), setter, is_member()) {
                    found.push((index, *target, name, setter));
                }
            }
            (Some(("Object", method @ ("defineProperties" | "create"))), [target, descriptions]) => {
                let target = if method == "create" { call.expr } else { *target };
                let Expr::Object(entries) = module.expr(module.only(*descriptions)) else { continue };
                found.extend(entries.iter().filter_map(|entry| match entry {
                    Property::Named(name, description) => {
                        let setter = module.entry(module.only(*description), "set")?;
                        Some((index, target, name.clone(), setter))
                    }
                    _ => None,
                }));
            }
            // `account.__defineSetter__('key', (value) => …)`
            (_, [name, setter]) if &**method == "__defineSetter__" => {
                found.extend(text_of(module, *name).map(|name| (index, *object, name, *setter)));
            }
            _ => {}
        }
    }
    for (call, object, name, setter) in found {
        let Some(function) = function_of(module, setter) else { continue };
        let Call { expr, context, .. } = module.calls[call];
        let key = WriteKey::Named(method_of(&name));
        let value = module.push(Expr::Function(function), module.span(setter));
        let span = module.span(expr);
        module.writes.push(Write { object, key, value, kind: SetKind::Set, context, span });
        module.setters.insert(name);
    }
}

fn text_of(module: &Module, id: ExprId) -> Option<Atom> {
    match module.expr(module.only(id)) {
        Expr::Text(text) => Some(text.clone()),
        _ => None,
    }
}

/// Adds the calls that setting properties are, where functions of the graph set properties of these names.
pub(super) fn find_setting_calls(module: &mut Module) {
    if module.setters.is_empty() {
        return;
    }
    let mut set: Vec<(ExprId, Atom, ExprId, Context)> = Vec::new();
    for write in &module.writes {
        if let WriteKey::Named(name) = &write.key {
            set.push((write.object, name.clone(), write.value, write.context));
        }
    }
    for call in &module.calls {
        let Some((global, method)) = module.method_of_global(call.callee) else { continue };
        match (global, method, &*call.arguments) {
            ("Object", "assign", [target, sources @ ..]) => {
                let entries = sources.iter().filter_map(|source| match module.expr(module.only(*source)) {
                    Expr::Object(entries) => Some(entries),
                    _ => None,
                });
                for entry in entries.flatten() {
                    if let Property::Named(name, value) = entry {
                        set.push((*target, name.clone(), *value, call.context));
                    }
                }
            }
            ("Reflect", "set", [target, name, value, ..]) => {
                set.extend(text_of(module, *name).map(|name| (*target, name, *value, call.context)));
            }
            _ => {}
        }
    }
    for (object, name, value, context) in set {
        if !module.setters.contains(&name) {
            continue;
        }
        let call = CallId(module.calls.len() as u32);
        let span = module.span(value);
        let callee = module.push(Expr::Member(object, method_of(&name)), span);
        let expr = module.push(Expr::Call(call), span);
        module.calls.push(Call { expr, callee, arguments: Box::new([value]), is_new: false, context });
    }
}
