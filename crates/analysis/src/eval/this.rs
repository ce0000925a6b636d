//! What `this` is in a function that no class declares: the object that has it as a method, because it stands in it or
//! was put there, the module that exports it, and what `bind`, `call` and `apply` give it.

use rustc_hash::FxHashMap;
use swc_atoms::Atom;

use super::{BUDGET, Evaluator, HOPS};
use crate::{
    ir::{Expr, ExprId, FileId, FunctionId, Module, Property, WriteKey},
    value::{Choice, Value},
};

/// Objects on which one function is called, that are told apart; what it is called on beyond that is not known.
pub(crate) const MOST_HOLDERS: usize = 8;

/// What has a function as a method.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Holder {
    /// An object literal.
    Literal(ExprId),
    /// What a module exports.
    Module(FileId),
    /// What an expression gives.
    Given(ExprId),
}

/// What has each function as a method.
pub(super) type Holders = FxHashMap<FunctionId, Vec<Holder>>;

/// Finds what functions are methods of.
pub(super) fn holders(module: &Module) -> Holders {
    let mut holders = Holders::default();
    let mut add = |value: ExprId, holder: Option<Holder>| {
        if let (Expr::Function(function), Some(holder)) = (module.expr(named_once(module, value)), holder) {
            let known = holders.entry(*function).or_default();
            if known.len() < MOST_HOLDERS && !known.contains(&holder) {
                known.push(holder);
            }
        }
    };
    for (index, expr) in module.exprs.iter().enumerate() {
        let Expr::Object(entries) = expr else { continue };
        for entry in entries {
            if let Property::Named(_, value) = entry {
                add(*value, Some(Holder::Literal(ExprId(index as u32))));
            }
        }
    }
    for write in &module.writes {
        if let WriteKey::Named(_) = write.key {
            add(write.value, holder_of(module, write.object));
        }
    }
    for (index, file) in module.files.iter().enumerate() {
        for export in &file.exports {
            add(export.value, Some(Holder::Module(FileId(index as u32))));
        }
    }
    for (index, wrapped) in module.wrapped.iter().enumerate() {
        for (_, value) in &wrapped.writes {
            add(*value, Some(Holder::Module(FileId((module.files.len() + index) as u32))));
        }
    }
    for call in &module.calls {
        if let (Expr::Member(function, method), Some(this)) = (module.expr(call.callee), call.arguments.first())
            && matches!(&**method, "bind" | "call" | "apply")
        {
            add(*function, holder_of(module, *this).or(Some(Holder::Given(*this))));
        }
    }
    holders
}

fn holder_of(module: &Module, object: ExprId) -> Option<Holder> {
    let made = named_once(module, object);
    match module.expr(made) {
        Expr::Object(_) => Some(Holder::Literal(made)),
        Expr::Exports(file) => Some(Holder::Module(*file)),
        Expr::Call(_) => Some(Holder::Given(made)),
        _ => None,
    }
}

/// What a name stands for that is given once.
fn named_once(module: &Module, id: ExprId) -> ExprId {
    match module.expr(id) {
        Expr::Name(binding, _) => module.given_once(*binding).unwrap_or(id),
        _ => id,
    }
}

impl Evaluator<'_> {
    /// What has the function whose `this` an expression is.
    fn holders_of(&self, this: ExprId) -> &[Holder] {
        match self.module.expr(this) {
            Expr::This(function) => self.holders.get(function).map_or(&[], Vec::as_slice),
            _ => &[],
        }
    }

    /// The object literals that `this` of a function can be.
    pub(super) fn literals_of_this(&self, this: ExprId) -> impl Iterator<Item = ExprId> {
        self.holders_of(this).iter().filter_map(|holder| match holder {
            Holder::Literal(literal) => Some(*literal),
            _ => None,
        })
    }

    /// What `this` of a function can be beside object literals: what it is called on by `call`, and what calls give that have
    /// it as a method.
    pub(super) fn given_as_this(&self, this: ExprId) -> impl Iterator<Item = ExprId> {
        self.holders_of(this).iter().filter_map(|holder| match holder {
            Holder::Given(given) => Some(*given),
            _ => None,
        })
    }

    /// The object literal that `this` of a function is, where it is a method of that one only.
    pub(super) fn only_literal(&self, this: ExprId) -> Option<ExprId> {
        match *self.holders_of(this) {
            [Holder::Literal(literal)] => Some(literal),
            _ => None,
        }
    }

    /// The object literal that `this` of its method is, where it has something of that name, or is given it: what else
    /// it may be, and has, is not known.
    pub(super) fn literal_with(&self, this: ExprId, name: &Atom) -> Option<ExprId> {
        self.literals_of_this(this)
            .find(|literal| self.property_named(*literal, name).is_some() || self.is_given(*literal, name))
    }

    /// The module that `this` of a function is which it exports, where it exports something of that name.
    pub(super) fn module_with(&self, this: ExprId, name: &Atom) -> Option<FileId> {
        self.holders_of(this).iter().find_map(|holder| match holder {
            Holder::Module(file) => self.exported(*file, name, HOPS).map(|_| *file),
            _ => None,
        })
    }

    /// A property of `this`, of what a function is called on by `bind`, `call` and `apply`, or of an object that a call
    /// made and that has it as a method.
    pub(super) fn property_of_given(&mut self, this: ExprId, name: &Atom) -> Option<Value> {
        let given: Vec<ExprId> = self
            .holders_of(this)
            .iter()
            .filter_map(|holder| match holder {
                Holder::Given(given) => Some(*given),
                _ => None,
            })
            .collect();
        let mut choices = Vec::new();
        for given in given {
            let object = self.kept(given);
            if !matches!(object, Value::Object(_) | Value::Instance(_) | Value::Class(_)) {
                continue;
            }
            let value = self.property(&object, name);
            if !matches!(value, Value::Undefined | Value::Unknown(_)) {
                choices.push(Choice { value, condition: None });
            }
        }
        (!choices.is_empty()).then(|| Value::one_of(choices, BUDGET.choices))
    }
}
