//! What functions returned, kept for the next call with the same arguments.
//!
//! Followed with its own arguments, a helper of a large bundle is evaluated anew for each of thousands of calls,
//! most of which give it the same. What it returned can be taken again where nothing else decides it: none of the calls
//! that are being followed may reach into it, neither from around the function nor by a function among the arguments,
//! and nothing may have been cut short on the way, by a limit or because it depended on itself.

use rustc_hash::FxHashMap;

use super::Evaluator;
use crate::{
    ir::FunctionId,
    value::{Choice, List, Object, Text, Value},
};

/// Values that are looked at in the arguments of one call; larger ones are not compared.
pub(crate) const MOST_COMPARED: usize = 256;

/// Calls of one function that are kept.
pub(crate) const MOST_KEPT: usize = 16;

/// What functions returned, by their arguments.
pub(super) type Recalled = FxHashMap<FunctionId, Vec<(Vec<Value>, Value)>>;

impl Evaluator<'_> {
    /// Whether nothing but its arguments decides what the function returns.
    pub(super) fn is_recallable(&self, function: FunctionId, arguments: &[Value]) -> bool {
        let mut left = MOST_COMPARED;
        !self.is_inside_frame(function) && arguments.iter().all(|value| self.is_free(value, &mut left))
    }

    /// Whether a function stands in one that is being followed.
    pub(crate) fn is_inside_frame(&self, function: FunctionId) -> bool {
        let first = self.module.function(function).exprs.0;
        self.frames.iter().any(|frame| frame.exprs.contains(&first))
    }

    /// Whether no function in a value stands in one that is being followed.
    fn is_free(&self, value: &Value, left: &mut usize) -> bool {
        let Some(rest) = left.checked_sub(1) else { return false };
        *left = rest;
        match value {
            Value::Function(function) => !self.is_inside_frame(*function),
            // Its methods are functions of the class.
            Value::Class(class) | Value::Instance(class) => {
                let class = &self.module.classes[class.index()];
                class.constructor.is_none_or(|function| !self.is_inside_frame(function))
            }
            Value::Concat(parts) | Value::Derived(parts) => parts.iter().all(|part| self.is_free(part, left)),
            Value::OneOf(choices) => choices.iter().all(|choice| self.is_free(&choice.value, left)),
            Value::List(list) => list.items.iter().chain(&list.rest).all(|item| self.is_free(item, left)),
            Value::Object(object) => {
                let properties = object.properties.iter().map(|property| &property.value);
                properties.chain(&object.rest).all(|value| self.is_free(value, left))
            }
            Value::Coded(coded) => self.is_free(&coded.inner, left),
            _ => true,
        }
    }

    /// What the function returned for equal arguments.
    pub(super) fn recall(&self, function: FunctionId, arguments: &[Value]) -> Option<Value> {
        let known = self.recalled.get(&function)?;
        let same = known.iter().find(|(others, _)| {
            let mut left = MOST_COMPARED;
            others.len() == arguments.len()
                && others.iter().zip(arguments).all(|(other, value)| is_same(other, value, &mut left))
        });
        same.map(|(_, result)| result.clone())
    }

    pub(super) fn keep_recalled(&mut self, function: FunctionId, arguments: Vec<Value>, result: &Value) {
        let known = self.recalled.entry(function).or_default();
        if known.len() < MOST_KEPT {
            known.push((arguments, result.clone()));
        }
    }
}

/// Whether two values are the same in every respect, also in where they are written.
fn is_same(one: &Value, other: &Value, left: &mut usize) -> bool {
    let Some(rest) = left.checked_sub(1) else { return false };
    *left = rest;
    match (one, other) {
        (Value::Text(one), Value::Text(other)) => std::rc::Rc::ptr_eq(one, other) || is_same_text(one, other),
        (Value::Number(one), Value::Number(other)) => one.to_bits() == other.to_bits(),
        (Value::Bool(one), Value::Bool(other)) => one == other,
        (Value::Null, Value::Null) | (Value::Undefined, Value::Undefined) => true,
        (Value::Function(one), Value::Function(other)) => one == other,
        (Value::Class(one), Value::Class(other)) | (Value::Instance(one), Value::Instance(other)) => one == other,
        (Value::Namespace(one), Value::Namespace(other)) => one == other,
        (Value::Unknown(one), Value::Unknown(other)) => one == other,
        (Value::Path(one), Value::Path(other)) => std::rc::Rc::ptr_eq(one, other) || one == other,
        (Value::Coded(one), Value::Coded(other)) => one.form == other.form && is_same(&one.inner, &other.inner, left),
        (Value::Concat(one), Value::Concat(other)) | (Value::Derived(one), Value::Derived(other)) => {
            std::rc::Rc::ptr_eq(one, other) || are_same(one, other, left)
        }
        (Value::OneOf(one), Value::OneOf(other)) => {
            std::rc::Rc::ptr_eq(one, other) || are_same_choices(one, other, left)
        }
        (Value::List(one), Value::List(other)) => std::rc::Rc::ptr_eq(one, other) || is_same_list(one, other, left),
        (Value::Object(one), Value::Object(other)) => {
            std::rc::Rc::ptr_eq(one, other) || is_same_object(one, other, left)
        }
        _ => false,
    }
}

fn are_same(one: &[Value], other: &[Value], left: &mut usize) -> bool {
    one.len() == other.len() && one.iter().zip(other).all(|(one, other)| is_same(one, other, left))
}

fn is_same_text(one: &Text, other: &Text) -> bool {
    one.places == other.places && one.text == other.text && one.disguise == other.disguise
}

fn are_same_choices(one: &[Choice], other: &[Choice], left: &mut usize) -> bool {
    one.len() == other.len()
        && one
            .iter()
            .zip(other)
            .all(|(one, other)| one.condition == other.condition && is_same(&one.value, &other.value, left))
}

fn is_same_list(one: &List, other: &List, left: &mut usize) -> bool {
    are_same(&one.items, &other.items, left) && are_same(&one.rest, &other.rest, left)
}

fn is_same_object(one: &Object, other: &Object, left: &mut usize) -> bool {
    one.properties.len() == other.properties.len()
        && are_same(&one.rest, &other.rest, left)
        && one.properties.iter().zip(&other.properties).all(|(one, other)| {
            one.name == other.name
                && one.place == other.place
                && one.condition == other.condition
                && is_same(&one.value, &other.value, left)
        })
}
