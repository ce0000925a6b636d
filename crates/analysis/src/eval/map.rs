//! Maps, held as objects of their entries.
//!
//! What `map.set(name, value)` does is a write like any other, to the place where the map is made.
//! A class of the graph that extends `Map` has methods of its own, so its instances stay what they are,
//! and their entries are asked for where somebody goes through them.

use swc_atoms::Atom;

use super::{BUDGET, Evaluator, object::Site};
use crate::{
    ir::{ClassId, Expr, ExprId, FunctionId},
    value::{Choice, Value},
};

/// Calls of `set` one after the other.
const MOST_SETS: usize = 64;
/// Classes from one to the last that it extends.
const MOST_BASES: usize = 8;

impl Evaluator<'_> {
    /// Whether the code makes any map at all.
    pub(super) fn has_maps(&self) -> bool {
        self.module.exprs.iter().any(|expr| matches!(expr, Expr::Global(name) if is_map_class(name)))
    }

    /// Whether an expression makes a map of the language's own.
    pub(super) fn is_map(&self, id: ExprId) -> bool {
        let Expr::Call(call) = self.module.expr(id) else { return false };
        let call = self.module.call(*call);
        call.is_new && matches!(self.module.expr(call.callee), Expr::Global(name) if is_map_class(name))
    }

    /// Whether an expression makes a `Set`.
    pub(super) fn is_set(&self, id: ExprId) -> bool {
        let Expr::Call(call) = self.module.expr(id) else { return false };
        let call = self.module.call(*call);
        call.is_new && matches!(self.module.expr(call.callee), Expr::Global(name) if &**name == "Set")
    }

    /// Whether a member is a method that every map has: no entry is meant, whatever their names.
    pub(super) fn is_method_of_map(&self, object: ExprId, name: &str) -> bool {
        let is_method = self.makes_maps && matches!(name, "set" | "get" | "has" | "delete" | "clear");
        is_method && self.sites_of(object).iter().any(|site| matches!(site, Site::Expr(id) if self.is_map(*id)))
    }

    /// The map that is made at a site, if one is.
    pub(super) fn map_at(&self, site: Site) -> Option<Site> {
        match site {
            Site::Expr(id) if self.is_map(id) => Some(site),
            Site::Expr(id) => {
                let Expr::Call(call) = self.module.expr(id) else { return None };
                let call = self.module.call(*call);
                match self.module.expr(self.named(call.callee)) {
                    Expr::Class(class) if call.is_new && self.extends_map(*class) => Some(Site::Entries(*class)),
                    // What `set` gives, which is kept where it is called.
                    _ if self.gives_map(id) => Some(site),
                    _ => None,
                }
            }
            Site::Class(class) => self.extends_map(class).then_some(Site::Entries(class)),
            Site::Parameter(..) | Site::Entries(_) => None,
        }
    }

    /// Whether an expression is the last of calls of `set` on a map: `new Map().set(…).set(…)`.
    fn gives_map(&self, id: ExprId) -> bool {
        let Some(map) = self.before_sets(id) else { return false };
        self.sites_of(map).iter().any(|site| matches!(site, Site::Expr(id) if self.is_map(*id)))
    }

    /// What the first of calls of `set`, one after the other, is called on.
    pub(super) fn before_sets(&self, id: ExprId) -> Option<ExprId> {
        let mut current = id;
        for _ in 0..MOST_SETS {
            let before = match self.module.expr(current) {
                Expr::Call(call) => self.module.expr(self.module.call(*call).callee),
                _ => return (current != id).then_some(current),
            };
            match before {
                Expr::Member(object, method) if &**method == "set" => current = *object,
                _ => return (current != id).then_some(current),
            }
        }
        None
    }

    /// A class and those that it extends, as far as they are known.
    fn bases(&self, class: ClassId) -> Vec<ClassId> {
        let mut bases = vec![class];
        while let Some(Expr::Class(base)) = self.base_of(bases[bases.len() - 1])
            && bases.len() < MOST_BASES
            && !bases.contains(base)
        {
            bases.push(*base);
        }
        bases
    }

    fn base_of(&self, class: ClassId) -> Option<&Expr> {
        let base = self.module.classes[class.index()].base?;
        Some(self.module.expr(self.named(base)))
    }

    /// A class, those that it extends, and those that extend it.
    pub(super) fn family(&self, class: ClassId) -> Vec<ClassId> {
        let mut family = self.bases(class);
        let mut open = vec![class];
        while let Some(class) = open.pop() {
            for subclass in self.subclasses.get(&class).into_iter().flatten() {
                if family.len() < BUDGET.choices && !family.contains(subclass) {
                    family.push(*subclass);
                    open.push(*subclass);
                }
            }
        }
        family
    }

    /// Whether a class extends `Map`, at any distance.
    pub(super) fn extends_map(&self, class: ClassId) -> bool {
        let bases = self.bases(class);
        let last = self.base_of(bases[bases.len() - 1]);
        matches!(last, Some(Expr::Global(name)) if is_map_class(name))
    }

    /// Whether a class, or one that it extends, has a method of that name.
    pub(super) fn has_method(&self, class: ClassId, name: &Atom) -> bool {
        let has = |class: ClassId| {
            self.module.classes[class.index()].members.iter().any(|member| member.name == *name && !member.is_static)
        };
        self.bases(class).into_iter().any(has)
    }

    /// The entries of a map, as an object.
    pub(super) fn entries_of_map(&mut self, value: &Value) -> Option<Value> {
        match value {
            Value::Object(_) => Some(value.clone()),
            Value::Instance(class) if self.extends_map(*class) => {
                let classes = self.bases(*class);
                let first = self.first_entries(&classes);
                let mut entries = Value::Undefined;
                // What one of them sets, all that extend it have.
                for class in classes.into_iter().rev() {
                    entries = self.entries_of(class, &first, entries);
                }
                Some(entries)
            }
            _ => None,
        }
    }

    /// What instances of these classes are made of: `super(entries)`, `new Settings(entries)`.
    fn first_entries(&mut self, classes: &[ClassId]) -> Vec<ExprId> {
        let module = self.module;
        self.steps += module.calls.len() as u32 / 16;
        let makes_one = |callee: ExprId, is_new: bool| match module.expr(callee) {
            Expr::Super(function) => self.class_around(*function).is_some_and(|class| classes.contains(&class)),
            Expr::Name(..) | Expr::Class(_) if is_new => {
                let made = module.expr(self.named(callee));
                let has_constructor = |class: &ClassId| module.classes[class.index()].constructor.is_some();
                matches!(made, Expr::Class(class) if classes.contains(class) && !has_constructor(class))
            }
            _ => false,
        };
        let calls = module.calls.iter().filter(|call| makes_one(call.callee, call.is_new));
        calls.filter_map(|call| call.arguments.first().copied()).take(BUDGET.choices).collect()
    }

    pub(super) fn class_around(&self, function: FunctionId) -> Option<ClassId> {
        self.module.enclosing(function).find_map(|id| self.module.function(id).class)
    }

    /// Whether what an expression gives is a map, as far as its value says.
    pub(super) fn is_map_value(&mut self, over: ExprId) -> bool {
        let value = self.value(over);
        match &value {
            // Also what the code writes to a list that is not known is kept in an object.
            Value::Object(object) if !object.rest.is_empty() => {
                self.sites_of(over).into_iter().any(|site| self.map_at(site).is_some())
            }
            value => self.entries_of_map(value).is_some(),
        }
    }

    /// What a loop, or a spread, goes through; a map as the list of its entries.
    pub(super) fn iterated(&mut self, over: ExprId) -> Value {
        let value = self.value(over);
        if let Value::OneOf(choices) = &value {
            let choices = choices.iter().map(|choice| {
                let map = match &choice.value {
                    Value::Object(object) if !object.rest.is_empty() => None,
                    value => self.entries_of_map(value),
                };
                let list = map.and_then(|map| self.listed_entries(&map, "entries"));
                Choice { value: list.unwrap_or_else(|| choice.value.clone()), condition: choice.condition }
            });
            return Value::one_of(choices, BUDGET.choices);
        }
        let entries = match self.is_map_value(over) {
            true => self.entries_of_map(&value),
            false => None,
        };
        if entries.is_none()
            && let Some(elements) = self.elements_by_itself(&value)
        {
            return elements;
        }
        entries.and_then(|entries| self.listed_entries(&entries, "entries")).unwrap_or(value)
    }

    /// Some key of a map.
    pub(super) fn key_of_map(&mut self, map: ExprId) -> Option<Value> {
        if !self.is_map_value(map) {
            return None;
        }
        let value = self.value(map);
        let entries = self.entries_of_map(&value)?;
        let keys = self.listed_entries(&entries, "keys")?;
        Some(self.element(&keys))
    }
}

fn is_map_class(name: &str) -> bool {
    matches!(name, "Map" | "WeakMap")
}
