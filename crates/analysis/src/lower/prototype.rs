//! Classes written as functions: `Client.prototype.send = function …`, and what compilers make of `class`.

use rustc_hash::FxHashMap;
use swc_atoms::Atom;

use super::bundle::only;
use crate::{
    Tables,
    ir::{Class, ClassId, Expr, ExprId, FunctionId, Member, MemberValue, Module, Property, WriteKey},
};

/// Makes classes of functions that have methods. Called once, when all files of the graph are lowered.
pub(crate) fn find_prototype_classes(module: &mut Module) {
    let language = &Tables::embedded().language;
    let mut members: Vec<(FunctionId, Member)> = Vec::new();
    let mut bases: Vec<(FunctionId, ExprId)> = Vec::new();
    let function_of = |id: ExprId| match module.expr(only(module, id)) {
        Expr::Function(function) => Some(*function),
        _ => None,
    };
    let member = |name: &Atom, value: ExprId, is_static: bool| {
        let value = function_of(value).map_or(MemberValue::Field(value), MemberValue::Method);
        Member { name: name.clone(), is_static, value }
    };
    for write in &module.writes {
        let WriteKey::Named(name) = &write.key else { continue };
        match module.expr(write.object) {
            // `Client.prototype.send = …`
            Expr::Member(constructor, prototype) if &**prototype == "prototype" => {
                if let Some(constructor) = function_of(*constructor) {
                    members.push((constructor, member(name, write.value, false)));
                }
            }
            // `Client.prototype = { send: … }`
            Expr::Name(..) if &**name == "prototype" => {
                if let (Some(constructor), Expr::Object(entries)) =
                    (function_of(write.object), module.expr(write.value))
                {
                    members.extend(entries.iter().filter_map(|entry| match entry {
                        Property::Named(name, value) => Some((constructor, member(name, *value, false))),
                        _ => None,
                    }));
                }
            }
            _ => {}
        }
    }
    for call in &module.calls {
        let Expr::Name(binding, _) = module.expr(call.callee) else { continue };
        let name = &*module.bindings[binding.index()].name;
        let Some(constructor) = call.arguments.first().and_then(|first| function_of(*first)) else { continue };
        if language.class_helpers.contains(name) {
            // `_createClass(Client, [{ key: "send", value: function … }], statics)`
            for (index, list) in call.arguments.iter().skip(1).take(2).enumerate() {
                let Expr::Array(items) = module.expr(*list) else { continue };
                for item in items {
                    let Expr::Object(entries) = module.expr(*item) else { continue };
                    let named = |wanted: &str| {
                        entries.iter().find_map(|entry| match entry {
                            Property::Named(name, value) if &**name == wanted => Some(*value),
                            _ => None,
                        })
                    };
                    let (Some(key), Some(value)) = (named("key"), named("value")) else { continue };
                    if let Expr::Text(name) = module.expr(key) {
                        members.push((constructor, member(name, value, index == 1)));
                    }
                }
            }
        } else if language.inheriting_helpers.contains(name)
            && let Some(base) = call.arguments.get(1)
        {
            bases.push((constructor, *base));
        }
    }
    let mut classes: FxHashMap<FunctionId, ClassId> = FxHashMap::default();
    let mut methods: FxHashMap<FunctionId, ClassId> = FxHashMap::default();
    for (constructor, member) in members {
        let method = match member.value {
            MemberValue::Method(method) => Some(method),
            // Compilers put a method that waits behind a function that makes it.
            MemberValue::Field(value) => match module.expr(value) {
                Expr::Call(call) => match module.expr(module.call(*call).callee) {
                    Expr::Function(maker) => Some(*maker),
                    _ => None,
                },
                _ => None,
            },
            MemberValue::Getter(_) => None,
        };
        let class = class_of(module, &mut classes, constructor);
        // A function that is the method of two is that of the first.
        if let Some(method) = method {
            methods.entry(method).or_insert(class);
        }
        let class = class_of(module, &mut classes, constructor);
        module.classes[class.index()].members.push(member);
    }
    // What a compiler puts into functions inside a method is called with the method's `this`.
    for index in 0..module.functions.len() {
        let id = FunctionId(index as u32);
        let class = module.enclosing(id).find_map(|outer| methods.get(&outer).copied());
        if let (Some(class), None) = (class, module.functions[index].class) {
            module.functions[index].class = Some(class);
        }
    }
    for (constructor, base) in bases {
        let class = class_of(module, &mut classes, constructor);
        module.classes[class.index()].base = Some(base);
    }
}

fn class_of(module: &mut Module, classes: &mut FxHashMap<FunctionId, ClassId>, constructor: FunctionId) -> ClassId {
    *classes.entry(constructor).or_insert_with(|| {
        let class = ClassId(module.classes.len() as u32);
        module.classes.push(Class { constructor: Some(constructor), ..Class::default() });
        module.functions[constructor.index()].class = Some(class);
        class
    })
}
