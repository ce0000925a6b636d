//! Members of classes and their instances: own ones, inherited ones, and those of classes that extend them.

use rustc_hash::{FxHashMap, FxHashSet};
use swc_atoms::Atom;

use crate::{
    ir::{CallId, ClassId, Expr, ExprId, FunctionId, Member, MemberValue, Module, WriteKey},
    value::{Choice, Path, Segment, Value},
};

use super::{BUDGET, Caller, Evaluator};

/// From how many members on a class, or an object literal, gets an index of them.
pub(super) const INDEXED_MEMBERS: usize = 16;
/// Why a member is not known that a class asks itself for: one that extends it may have it.
pub(crate) const NOT_DECLARED: &str = "a member that the class does not declare";
/// Calls of a constructor by classes that extend its own, among which that of one class is looked for.
const MOST_SUPER_CALLS: usize = 256;
/// Expressions followed to the classes that one extends.
const MOST_BASES_NAMED: usize = 16;

/// The members of a class, by name and by whether they are static.
pub(super) type MembersByName<'m> = FxHashMap<(&'m Atom, bool), Vec<usize>>;

impl<'m> Evaluator<'m> {
    /// Whether a function, or the one whose `this` it has, is a static method.
    pub(super) fn is_static(&self, function: FunctionId) -> bool {
        let owner = self.module.function(function).this_of.unwrap_or(function);
        self.statics.contains(&owner)
    }

    /// The class of whose instances `this` is one in a function.
    pub(super) fn class_of_this(&self, function: FunctionId) -> Option<ClassId> {
        self.module.function(function).class
    }

    /// The one class that writes something under a private name.
    pub(super) fn owner_of_private(&mut self, name: &Atom) -> Option<ClassId> {
        let module = self.module;
        let owners = self.private_owners.get_or_insert_with(|| {
            let mut owners: FxHashMap<Atom, Option<ClassId>> = FxHashMap::default();
            for write in &module.writes {
                if let (WriteKey::Named(name), Expr::This(function)) = (&write.key, module.expr(write.object))
                    && name.starts_with('#')
                    && let Some(class) = module.function(*function).class
                {
                    let owner = owners.entry(name.clone()).or_insert(Some(class));
                    *owner = owner.filter(|owner| *owner == class);
                }
            }
            owners
        });
        owners.get(name).copied().flatten()
    }

    pub(super) fn instance_property(&mut self, class: ClassId, name: &Atom) -> Value {
        let own = self.property_of_class(class, name);
        // Whoever calls through a class may hold an instance of one that extends it.
        let overrides = self.overrides(class, name);
        if overrides.is_empty() {
            return own;
        }
        let choices = std::iter::once(own).chain(overrides).map(|value| Choice { value, condition: None });
        Value::one_of(choices, BUDGET.choices)
    }

    /// The same of an instance of that very class: what classes beside it override is none of its own.
    fn property_of_class(&mut self, class: ClassId, name: &Atom) -> Value {
        let Some(written) = self.written_to_class(class, name) else { return self.class_member(class, name, false) };
        // `this.send = archived(this.send)`: the method is still what is called in the end.
        let declared = self.class_member(class, name, false);
        if !matches!(declared, Value::Function(_)) {
            return written;
        }
        Value::one_of([declared, written].map(|value| Choice { value, condition: None }), BUDGET.choices)
    }

    /// A property that an instance has from the class that its own extends, whose constructor its own calls:
    /// `super('send', schema)` gives that instance its name, and no other.
    fn inherited_property(&mut self, class: ClassId, base: ClassId, name: &Atom) -> Value {
        let module = self.module;
        let given = module.classes[class.index()].constructor.zip(module.classes[base.index()].constructor);
        let may_follow = self.follows_calls && self.frames.len() < BUDGET.frames;
        let frame = given.filter(|_| may_follow).and_then(|(own, constructor)| {
            let is_own = |caller: &&Caller| caller.function(module) == own;
            let callers = self.callers_of(constructor);
            let mut calls = callers.iter().take(MOST_SUPER_CALLS).filter(is_own);
            match (calls.next(), calls.next()) {
                (Some(only), None) if self.frame_of(constructor).is_none() => Some((constructor, *only)),
                _ => None,
            }
        });
        let Some((constructor, caller)) = frame else { return self.property_of_class(base, name) };
        let frame = self.frame_of_caller(constructor, caller);
        self.frames.push(frame);
        let value = self.property_of_class(base, name);
        self.frames.pop();
        value
    }

    /// The classes that extend one, at any distance.
    pub(crate) fn classes_below(&self, class: ClassId, most: usize) -> Vec<ClassId> {
        let mut found = vec![class];
        let mut next = 0;
        while let Some(class) = found.get(next).copied() {
            next += 1;
            let below = self.subclasses.get(&class).into_iter().flatten();
            for class in below {
                if found.len() <= most && !found.contains(class) {
                    found.push(*class);
                }
            }
        }
        found.split_off(1)
    }

    /// The class of an instance: the one that is known, or one that extends it.
    pub(super) fn classes_of(&self, class: ClassId) -> Value {
        let classes = std::iter::once(class).chain(self.classes_below(class, BUDGET.choices));
        let choices = classes.map(|class| Choice { value: Value::Class(class), condition: None });
        Value::one_of(choices, BUDGET.choices)
    }

    /// Notes which classes extend which, also by what functions make of one: `class A extends audited(B) {}`.
    pub(super) fn find_subclasses(&mut self) {
        for (index, class) in self.module.classes.iter().enumerate() {
            let bases = class.base.map(|base| self.classes_named(base)).unwrap_or_default();
            for base in bases {
                self.subclasses.entry(base).or_default().push(ClassId(index as u32));
            }
        }
    }

    /// Finds who calls a constructor by way of classes that have none of their own: `new Own(options)`, `super(options)`.
    pub(super) fn find_inherited_constructors(&mut self) {
        let module = self.module;
        if self.subclasses.is_empty() {
            return;
        }
        for (index, call) in module.calls.iter().enumerate() {
            let first = match module.expr(call.callee) {
                Expr::Super(function) => {
                    self.class_around(*function).and_then(|class| module.classes[class.index()].base)
                }
                Expr::Name(..) | Expr::Member(..) | Expr::Class(_) if call.is_new => Some(call.callee),
                _ => None,
            };
            let Some(first) = first else { continue };
            let mut open = self.classes_named(first);
            let mut next = 0;
            while let Some(class) = open.get(next).copied().filter(|_| next < MOST_BASES_NAMED) {
                next += 1;
                let class = &module.classes[class.index()];
                match (class.constructor, class.base) {
                    (Some(constructor), _) => {
                        let caller = Caller::direct(CallId(index as u32));
                        let callers = self.callers.entry(constructor).or_default();
                        // Of more callers than are followed the number does not matter.
                        if callers.len() <= BUDGET.callers && !callers.contains(&caller) {
                            callers.push(caller);
                        }
                    }
                    (None, Some(base)) => open.extend(self.classes_named(base)),
                    (None, None) => {}
                }
            }
        }
    }

    /// The classes that an expression can stand for, without evaluating: one that is named, that a function gives, or
    /// that callers give to one.
    fn classes_named(&self, id: ExprId) -> Vec<ClassId> {
        let mut found = Vec::new();
        let mut open = vec![id];
        let mut next = 0;
        while let Some(id) = open.get(next).copied().filter(|_| next < MOST_BASES_NAMED) {
            next += 1;
            match self.module.expr(self.named(id)) {
                Expr::Class(class) => found.push(*class),
                Expr::Function(function) => found.extend(self.made_by(*function)),
                Expr::Parameter(function, index) => {
                    let callers = self.callers_of(*function).iter().take(MOST_BASES_NAMED);
                    open.extend(callers.filter_map(|caller| caller.argument(self.module, *index)));
                }
                Expr::Call(call) => {
                    let function = self.function_of(self.module.call(*call).callee);
                    open.extend(function.into_iter().flat_map(|function| &self.module.function(function).returns));
                }
                _ => {}
            }
        }
        found
    }

    /// What classes that extend one have under a name, at any distance: their own members, and what they write to it.
    fn overrides(&mut self, class: ClassId, name: &Atom) -> Vec<Value> {
        let module = self.module;
        let mut found = Vec::new();
        let mut open = vec![class];
        let mut next = 0;
        while let Some(class) = open.get(next).copied() {
            next += 1;
            for subclass in self.subclasses.get(&class).cloned().unwrap_or_default() {
                if open.len() >= BUDGET.choices || open.contains(&subclass) {
                    continue;
                }
                open.push(subclass);
                let members = &module.classes[subclass.index()].members;
                for member in members.iter().filter(|member| member.name == *name && !member.is_static) {
                    found.push(self.value_of_member(member));
                }
                found.extend(self.written_to_class(subclass, name));
            }
        }
        found
    }

    pub(super) fn static_property(&mut self, class: ClassId, name: &Atom) -> Value {
        if self.own_member(class, name, true).is_none()
            && let Some(written) = self.written_to_class(class, name)
        {
            return written;
        }
        self.class_member(class, name, true)
    }

    /// The last member of that name that a class has itself.
    pub(super) fn own_member(&self, class: ClassId, name: &Atom, is_static: bool) -> Option<&'m Member> {
        self.own_members(class, name, is_static).pop()
    }

    /// The members of that name that a class has itself: it declares one, and may be given others from outside.
    fn own_members(&self, class: ClassId, name: &Atom, is_static: bool) -> Vec<&'m Member> {
        let members = &self.module.classes[class.index()].members;
        if members.len() <= INDEXED_MEMBERS {
            return members.iter().filter(|member| member.name == *name && member.is_static == is_static).collect();
        }
        let mut indexes = self.members.borrow_mut();
        let index: &MembersByName<'_> = indexes.entry(class).or_insert_with(|| {
            let mut index = MembersByName::default();
            for (at, member) in members.iter().enumerate() {
                index.entry((&member.name, member.is_static)).or_default().push(at);
            }
            index
        });
        index.get(&(name, is_static)).into_iter().flatten().map(|at| &members[*at]).collect()
    }

    /// What a class extends; a function that is a class, and called as well, is one here.
    fn base_class(&mut self, base: ExprId) -> Value {
        match self.value(base) {
            Value::Function(function) => self.made_by(function).map_or(Value::Function(function), Value::Class),
            other => other,
        }
    }

    /// The class of which a function is the constructor.
    fn made_by(&self, function: FunctionId) -> Option<ClassId> {
        let class = self.module.function(function).class?;
        (self.module.classes[class.index()].constructor == Some(function)).then_some(class)
    }

    fn value_of_member(&mut self, member: &Member) -> Value {
        match member.value {
            MemberValue::Method(function) => Value::Function(function),
            MemberValue::Getter(getter) => self.returned(getter, Vec::new()),
            MemberValue::Field(value) => self.passed(value),
        }
    }

    pub(super) fn class_member(&mut self, class: ClassId, name: &Atom, is_static: bool) -> Value {
        let module = self.module;
        let own = self.own_members(class, name, is_static);
        if !own.is_empty() {
            let choices: Vec<Choice> = own
                .into_iter()
                .take(BUDGET.choices)
                .map(|member| Choice { value: self.value_of_member(member), condition: None })
                .collect();
            return Value::one_of(choices, BUDGET.choices);
        }
        match module.classes[class.index()].base {
            Some(base) => match self.base_class(base) {
                Value::Class(base) if base != class && self.depth < BUDGET.depth => {
                    self.deeper(|evaluator| match is_static {
                        true => evaluator.static_property(base, name),
                        false => evaluator.inherited_property(class, base, name),
                    })
                }
                Value::Path(path) if !is_static => inherited(&path, name),
                Value::Path(path) => Value::extend(&path, Segment::Property(name.clone())),
                _ => Value::Unknown("a member of a base class that is not known"),
            },
            None => Value::Unknown(NOT_DECLARED),
        }
    }
}

/// What an instance has from a class of a library; `base` may be its prototype already.
pub(super) fn inherited(base: &Path, name: &Atom) -> Value {
    let own = Segment::Property(name.clone());
    if base.segments.last().is_some_and(|last| last.is_property("prototype")) {
        return Value::extend(base, own);
    }
    match Value::extend(base, Segment::Property("prototype".into())) {
        Value::Path(prototype) => Value::extend(&prototype, own),
        other => other,
    }
}

pub(super) fn static_methods(module: &Module) -> FxHashSet<FunctionId> {
    let members = module.classes.iter().flat_map(|class| &class.members).filter(|member| member.is_static);
    let method = |member: &Member| match member.value {
        MemberValue::Method(function) | MemberValue::Getter(function) => Some(function),
        MemberValue::Field(_) => None,
    };
    members.filter_map(method).collect()
}
