//! Classes written as functions: `Client.prototype.send = function …`, and what compilers make of `class`.

use std::collections::BTreeSet;

use rustc_hash::{FxHashMap, FxHashSet};
use swc_atoms::Atom;

use super::setter::method_of;
use crate::{
    Tables,
    ir::{Call, Class, ClassId, Expr, ExprId, FunctionId, Member, MemberValue, Module, Property, Write, WriteKey},
};

/// Names from one to what it stands for.
const MOST_NAMES: usize = 8;

/// Functions that call each other on the object of a method, one after the other.
const MOST_LENT: usize = 4;

/// Calls from a name to the function that it stands for.
const MOST_STEPS: usize = 4;

/// What has members: a class, or a function that is one because of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Owner {
    Function(FunctionId),
    Class(ClassId),
}

/// What makes functions classes, and what classes get from outside.
#[derive(Default)]
struct Found {
    members: Vec<(Owner, Member)>,
    bases: Vec<(Owner, ExprId)>,
    /// Functions that make one extend another.
    inheriting: FxHashSet<FunctionId>,
    /// Functions without methods that are called with `new` and write to what they make.
    constructors: Vec<FunctionId>,
    /// What a class has itself: `Client.limit = 3`.
    statics: Vec<(Owner, Member)>,
    /// Properties that are set by a method.
    setters: Vec<Atom>,
    /// Calls that give a class its members, and the class, which they give back.
    given_back: Vec<(ExprId, ExprId)>,
}

/// Makes classes of functions that have methods, or only make objects. Called once, when all files of the graph are lowered.
pub(crate) fn find_prototype_classes(module: &mut Module) {
    let mut found = Found { inheriting: inheriting(module), constructors: constructors(module), ..Found::default() };
    for write in &module.writes {
        let WriteKey::Named(name) = &write.key else { continue };
        match module.expr(write.object) {
            // `Client.prototype.__proto__ = Base.prototype`
            Expr::Member(..) if &**name == "__proto__" => {
                found.bases.extend(prototype_of(module, write.object).zip(base_of(module, write.value)));
            }
            // `Client.prototype.send = …`
            Expr::Member(..) => {
                if let Some(owner) = prototype_of(module, write.object) {
                    found.members.push((owner, member(module, name, write.value, false)));
                }
            }
            // `Client.prototype = …`
            Expr::Name(..) if &**name == "prototype" => {
                if let Some(owner) = owner_of(module, write.object) {
                    found.bases.extend(base_of(module, write.value).map(|base| (owner, base)));
                    found.add_entries(module, owner, write.value);
                }
            }
            Expr::Name(..) => {
                let owner = made_by(module, write.object);
                found.statics.extend(owner.map(|owner| (owner, member(module, name, write.value, true))));
            }
            _ => {}
        }
    }
    for call in &module.calls {
        match &*call.arguments {
            // `Object.defineProperty(Client.prototype, 'to', { get: … })`
            [target, name, description, ..] if module.method_of_object(call.callee) == Some("defineProperty") => {
                if let (Some(owner), Expr::Text(name)) = (prototype_of(module, *target), module.expr(*name)) {
                    found.describe(module, owner, name, *description, false);
                }
            }
            // `Object.assign(Client.prototype, { send: … })`
            [target, sources @ ..] if module.method_of_object(call.callee) == Some("assign") => {
                if let Some(owner) = prototype_of(module, *target) {
                    sources.iter().for_each(|source| found.add_entries(module, owner, *source));
                }
            }
            // `Object.setPrototypeOf(Client.prototype, Base.prototype)`
            [target, base] if module.method_of_object(call.callee) == Some("setPrototypeOf") => {
                found.bases.extend(prototype_of(module, *target).zip(base_of(module, *base)));
            }
            [constructor, rest @ ..]
                if matches!(module.expr(*constructor), Expr::Name(..))
                    && found.by_helper(module, call.callee, *constructor, rest) =>
            {
                found.given_back.push((call.expr, *constructor));
            }
            _ => {}
        }
    }
    let is_of_class = |(owner, _): &(Owner, Member)| matches!(owner, Owner::Class(_));
    if found.members.is_empty()
        && found.bases.is_empty()
        && found.constructors.is_empty()
        && !found.statics.iter().any(is_of_class)
    {
        return;
    }
    found.give_back(module);
}

impl Found {
    /// `{ send: function … }`, the properties of which become members.
    fn add_entries(&mut self, module: &Module, owner: Owner, object: ExprId) {
        let Expr::Object(entries) = module.expr(only(module, object)) else { return };
        self.members.extend(entries.iter().filter_map(|entry| match entry {
            Property::Named(name, value) if &**name != "constructor" => {
                Some((owner, member(module, name, *value, false)))
            }
            Property::Getter(name, getter) => {
                Some((owner, Member { name: name.clone(), is_static: false, value: MemberValue::Getter(*getter) }))
            }
            _ => None,
        }));
    }

    /// What the description of a property makes: `{ value: function … }`, `{ get: function …, set: function … }`.
    fn describe(&mut self, module: &Module, owner: Owner, name: &Atom, description: ExprId, is_static: bool) {
        if let Some(value) = module.entry(description, "value") {
            self.members.push((owner, member(module, name, value, is_static)));
            return;
        }
        if let Some(getter) = module.entry(description, "get").and_then(|getter| function_of(module, getter)) {
            self.members.push((owner, Member { name: name.clone(), is_static, value: MemberValue::Getter(getter) }));
        }
        if let Some(setter) = module.entry(description, "set").and_then(|setter| function_of(module, setter)) {
            let value = MemberValue::Method(setter);
            self.members.push((owner, Member { name: method_of(name), is_static, value }));
            self.setters.push(name.clone());
        }
    }

    /// `createClass(Client, [{ key: 'send', value: function … }], statics)`, `inherits(Client, Base)`.
    ///
    /// Whether it gives the class members.
    fn by_helper(&mut self, module: &Module, callee: ExprId, constructor: ExprId, rest: &[ExprId]) -> bool {
        let language = &Tables::embedded().language;
        let name = match module.expr(callee) {
            Expr::Name(binding, _) => &*module.bindings[binding.index()].name,
            Expr::Member(_, name) => &**name,
            _ => return false,
        };
        let Some(constructor) = function_of(module, constructor) else { return false };
        let describes = || rest.iter().take(2).any(|list| describes_members(module, *list));
        if language.class_helpers.contains(name) || describes() {
            for (index, list) in rest.iter().take(2).enumerate() {
                let Expr::Array(items) = module.expr(*list) else { continue };
                for item in items {
                    let Some(key) = module.entry(*item, "key") else { continue };
                    if let Expr::Text(name) = module.expr(key) {
                        self.describe(module, Owner::Function(constructor), name, *item, index == 1);
                    }
                }
            }
            return true;
        }
        if let Some(base) = rest.first()
            && (language.inheriting_helpers.contains(name)
                || function_of(module, callee).is_some_and(|function| self.inheriting.contains(&function))
                || extends_in_maker(module, constructor, *base))
        {
            self.bases.push((Owner::Function(constructor), *base));
        }
        false
    }

    /// Writes what was found into the graph.
    fn give_back(self, module: &mut Module) {
        module.setters.extend(self.setters);
        let mut classes: FxHashMap<FunctionId, ClassId> = FxHashMap::default();
        let mut methods: FxHashMap<FunctionId, ClassId> = FxHashMap::default();
        for (owner, mut member) in self.members {
            let method = match member.value {
                MemberValue::Method(method) | MemberValue::Getter(method) => Some(method),
                // Compilers put a method that waits behind a function that makes it.
                MemberValue::Field(value) => match module.expr(value) {
                    Expr::Call(call) => match module.expr(module.call(*call).callee) {
                        Expr::Function(maker) => Some(*maker),
                        _ => None,
                    },
                    _ => None,
                },
            };
            let class = class_of(module, &mut classes, owner);
            // A function that is the method of two is that of the first.
            if let Some(method) = method {
                methods.entry(method).or_insert(class);
            }
            // It is a method all the same.
            if let MemberValue::Field(value) = member.value
                && let Some(made) = method.and_then(|_| made_function(module, value))
            {
                member.value = MemberValue::Method(made);
            }
            module.classes[class.index()].members.push(member);
        }
        for constructor in self.constructors {
            class_of(module, &mut classes, Owner::Function(constructor));
        }
        let given = if self.bases.is_empty() { FxHashMap::default() } else { given(module) };
        for (owner, base) in self.bases {
            let class = class_of(module, &mut classes, owner);
            let outer = match module.expr(only(module, base)) {
                Expr::Parameter(function, index) => given.get(function).copied().flatten().map(|call| (call, *index)),
                _ => None,
            };
            let outer = outer.and_then(|(call, index)| module.calls[call].arguments.get(usize::from(index)).copied());
            if owner_of(module, base) != Some(owner) {
                module.classes[class.index()].base = Some(outer.unwrap_or(base));
            }
        }
        for (owner, member) in self.statics {
            let class = match owner {
                Owner::Class(class) => Some(class),
                Owner::Function(function) => classes.get(&function).copied(),
            };
            if let Some(class) = class {
                module.classes[class.index()].members.push(member);
            }
        }
        // What a compiler puts into functions inside a method is called with the method's `this`.
        for index in 0..module.functions.len() {
            let id = FunctionId(index as u32);
            let class = module.enclosing(id).find_map(|outer| methods.get(&outer).copied());
            if let (Some(class), None) = (class, module.functions[index].class) {
                module.functions[index].class = Some(class);
            }
        }
        for (call, class) in self.given_back {
            module.exprs[call.index()] = module.expr(class).clone();
        }
        call_bases(module);
        let called: FxHashSet<FunctionId> = module
            .calls
            .iter()
            .filter(|call| !call.is_new)
            .filter_map(|call| function_of(module, call.callee))
            .collect();
        // A function that nobody calls but to construct is a class in all ways.
        for expr in &mut module.exprs {
            if let Expr::Function(function) = expr
                && let Some(class) = classes.get(function)
                && !called.contains(function)
            {
                *expr = Expr::Class(*class);
            }
        }
    }
}

/// Takes functions that methods call on their own object for methods of its class: `fill.call(this, message)`.
pub(super) fn find_lent_methods(module: &mut Module) {
    for _ in 0..MOST_LENT {
        let lent: Vec<(FunctionId, ClassId)> = module
            .calls
            .iter()
            .filter_map(|call| {
                let Expr::Member(function, method) = module.expr(call.callee) else { return None };
                if !matches!(&**method, "call" | "apply" | "bind") {
                    return None;
                }
                let Expr::This(caller) = module.expr(*call.arguments.first()?) else { return None };
                let class = module.function(*caller).class?;
                let function = match module.expr(*function) {
                    Expr::Member(object, name) => function_of(module, module.entry(module.only(*object), name)?)?,
                    _ => function_of(module, *function)?,
                };
                module.function(function).class.is_none().then_some((function, class))
            })
            .collect();
        if lent.is_empty() {
            return;
        }
        for (function, class) in lent {
            // One that several classes borrow is that of the first.
            module.functions[function.index()].class.get_or_insert(class);
        }
    }
}

/// Takes `Base.call(this, …)` in the constructor of a class that extends that one for `super(…)`.
fn call_bases(module: &mut Module) {
    let calls_base = |call: &Call| {
        let function = call.context.function;
        let class = &module.classes[module.function(function).class?.index()];
        let base = class.base.filter(|_| class.constructor == Some(function))?;
        let is_base =
            !call.is_new && owner_of(module, base).is_some_and(|base| owner_of(module, call.callee) == Some(base));
        is_base.then_some(function)
    };
    let calls: Vec<(usize, FunctionId)> =
        module.calls.iter().enumerate().filter_map(|(index, call)| Some((index, calls_base(call)?))).collect();
    for (index, function) in calls {
        let span = module.span(module.calls[index].callee);
        module.calls[index].callee = module.push(Expr::Super(function), span);
    }
}

/// What a name stands for that is given one thing, and beside that at most what is made of itself: `Client = sealed(Client)`.
pub(super) fn only(module: &Module, id: ExprId) -> ExprId {
    let mut current = id;
    for _ in 0..MOST_NAMES {
        let Expr::Name(binding, _) = module.expr(current) else { break };
        let names_it = |id: &ExprId| matches!(module.expr(*id), Expr::Name(other, _) if other == binding);
        let is_of_itself = |value: ExprId| match module.expr(value) {
            Expr::Call(call) => module.call(*call).arguments.iter().any(names_it),
            _ => false,
        };
        let definitions = &module.bindings[binding.index()].definitions;
        let mut own = definitions.iter().filter(|definition| definitions.len() == 1 || !is_of_itself(definition.value));
        let (Some(only), None) = (own.next(), own.next()) else { break };
        current = only.value;
    }
    current
}

pub(super) fn function_of(module: &Module, id: ExprId) -> Option<FunctionId> {
    match module.expr(only(module, id)) {
        Expr::Function(function) => Some(*function),
        _ => None,
    }
}

/// What an expression names, where that can have members.
fn owner_of(module: &Module, id: ExprId) -> Option<Owner> {
    match module.expr(only(module, id)) {
        Expr::Function(function) => Some(Owner::Function(*function)),
        Expr::Class(class) => Some(Owner::Class(*class)),
        _ => None,
    }
}

/// The same, also of what a function that makes a class gives: `(function () { function Client() {} return Client; })()`.
fn made_by(module: &Module, id: ExprId) -> Option<Owner> {
    let mut current = id;
    for _ in 0..MOST_STEPS {
        current = only(module, current);
        let call = match module.expr(current) {
            Expr::Call(call) => module.call(*call),
            _ => return owner_of(module, current),
        };
        current = match module.expr(call.callee) {
            Expr::Function(maker) => match module.function(*maker).returns.as_slice() {
                [only] => *only,
                _ => return None,
            },
            // What gives a class its members gives it back, also where there are none.
            Expr::Name(binding, _)
                if Tables::embedded().language.class_helpers.contains(&*module.bindings[binding.index()].name) =>
            {
                *call.arguments.first()?
            }
            Expr::Name(..) if call.arguments.iter().skip(1).take(2).any(|list| describes_members(module, *list)) => {
                *call.arguments.first()?
            }
            _ => return None,
        };
    }
    None
}

fn made_function(module: &Module, id: ExprId) -> Option<FunctionId> {
    match made_by(module, id)? {
        Owner::Function(function) => Some(function),
        Owner::Class(_) => None,
    }
}

/// What a prototype is made after: `Object.create(Base.prototype)`, `new Base()`, `Base.prototype`.
fn base_of(module: &Module, prototype: ExprId) -> Option<ExprId> {
    match module.expr(prototype) {
        Expr::Member(base, name) if &**name == "prototype" => Some(*base),
        Expr::Call(call) => {
            let call = module.call(*call);
            match *call.arguments {
                _ if call.is_new => owner_of(module, call.callee).map(|_| call.callee),
                [prototype, ..] if module.method_of_object(call.callee) == Some("create") => base_of(module, prototype),
                _ => None,
            }
        }
        _ => None,
    }
}

/// The functions that make objects, and write to what they make: they are called with `new`, or have the name of a class
/// or are the whole of a module: `function Letter(to) { this.to = to; }`.
fn constructors(module: &Module) -> Vec<FunctionId> {
    // `var self = this; self.to = to`
    let filled = |write: &Write| match module.expr(only(module, write.object)) {
        Expr::This(function) if module.function(*function).class.is_none() => Some(*function),
        _ => None,
    };
    let filling: BTreeSet<FunctionId> = module.writes.iter().filter_map(filled).collect();
    if filling.is_empty() {
        return Vec::new();
    }
    let constructed = module.calls.iter().filter(|call| call.is_new);
    let mut made: FxHashSet<FunctionId> = constructed.filter_map(|call| made_function(module, call.callee)).collect();
    let replacements = module.files.iter().flat_map(|file| &file.replacements);
    made.extend(replacements.filter_map(|replacement| made_function(module, replacement.value)));
    let is_capital = |name: &Atom| name.starts_with(|first: char| first.is_ascii_uppercase());
    // One that is called without `new` as well is left to what calls it.
    let called: FxHashSet<FunctionId> = constructing_themselves(module).collect();
    let is_class = |function: &FunctionId| {
        let has_name = || module.function(*function).name.as_ref().is_some_and(is_capital);
        !called.contains(function) && (made.contains(function) || has_name())
    };
    filling.into_iter().filter(is_class).collect()
}

/// The functions that construct themselves where they are called without `new`:
/// `if (!(this instanceof Client)) return new Client(…)`.
fn constructing_themselves(module: &Module) -> impl Iterator<Item = FunctionId> {
    module.calls.iter().filter(|call| call.is_new).filter_map(|call| {
        let made = made_function(module, call.callee)?;
        module.enclosing(call.context.function).any(|outer| outer == made).then_some(made)
    })
}

/// What an expression is the prototype of.
fn prototype_of(module: &Module, id: ExprId) -> Option<Owner> {
    match module.expr(only(module, id)) {
        Expr::Member(constructor, prototype) if &**prototype == "prototype" => made_by(module, *constructor),
        _ => None,
    }
}

/// The class of which something is the prototype, or which it is itself.
pub(super) fn prototype_of_class(module: &Module, id: ExprId) -> Option<ClassId> {
    match prototype_of(module, id).or_else(|| owner_of(module, id))? {
        Owner::Class(class) => Some(class),
        Owner::Function(function) => module.function(function).class,
    }
}

fn member(module: &Module, name: &Atom, value: ExprId, is_static: bool) -> Member {
    let value = function_of(module, value).map_or(MemberValue::Field(value), MemberValue::Method);
    Member { name: name.clone(), is_static, value }
}

/// Whether all items of a list describe members of a class, with their keys: helpers have other names once they are minified.
fn describes_members(module: &Module, list: ExprId) -> bool {
    let Expr::Array(items) = module.expr(list) else { return false };
    let is_member = |item: &ExprId| {
        let has = |name| module.entry(*item, name);
        has("key").is_some()
            && has("value")
                .or_else(|| has("get"))
                .or_else(|| has("set"))
                .is_some_and(|value| matches!(module.expr(value), Expr::Function(_) | Expr::Call(_)))
    };
    !items.is_empty() && items.iter().all(is_member)
}

/// The functions that make their first argument extend their second: `sub.prototype = Object.create(base.prototype)`.
fn inheriting(module: &Module) -> FxHashSet<FunctionId> {
    let is_created = |value: ExprId| match module.expr(value) {
        Expr::Call(call) => {
            matches!(module.expr(module.call(*call).callee), Expr::Member(_, name) if &**name == "create")
        }
        _ => false,
    };
    let of = |write: &Write| match (&write.key, module.expr(write.object)) {
        (WriteKey::Named(name), Expr::Name(..)) if &**name == "prototype" && is_created(write.value) => {
            match module.expr(only(module, write.object)) {
                Expr::Parameter(function, 0) => Some(*function),
                _ => None,
            }
        }
        _ => None,
    };
    module.writes.iter().filter_map(of).collect()
}

/// Whether a call stands in a function that makes a class of its own, and hands over the class and what that function
/// was given: `(function (base) { extend(Client, base); function Client() {} return Client; })(Base)`.
fn extends_in_maker(module: &Module, constructor: FunctionId, base: ExprId) -> bool {
    let Expr::Parameter(maker, 0) = module.expr(only(module, base)) else { return false };
    module.function(constructor).parent == Some(*maker)
        && module.function(*maker).returns.iter().any(|value| function_of(module, *value) == Some(constructor))
}

/// What functions get that are called where they are written, and nowhere else: `(function (base) { … })(Client)`.
fn given(module: &Module) -> FxHashMap<FunctionId, Option<usize>> {
    let mut given = FxHashMap::default();
    for (index, call) in module.calls.iter().enumerate() {
        if let Expr::Function(function) = module.expr(call.callee) {
            given.entry(*function).and_modify(|known| *known = None).or_insert(Some(index));
        }
    }
    given
}

fn class_of(module: &mut Module, classes: &mut FxHashMap<FunctionId, ClassId>, owner: Owner) -> ClassId {
    let constructor = match owner {
        Owner::Function(constructor) => constructor,
        Owner::Class(class) => return class,
    };
    *classes.entry(constructor).or_insert_with(|| {
        let class = ClassId(module.classes.len() as u32);
        module.classes.push(Class { constructor: Some(constructor), ..Class::default() });
        module.functions[constructor.index()].class = Some(class);
        class
    })
}
