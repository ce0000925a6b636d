//! What functions returned, kept for the next call with the same arguments.
//!
//! Followed with its own arguments, a helper of a large bundle is evaluated anew for each of thousands of calls,
//! most of which give it the same. What it returned can be taken again where nothing else decides it.
//! A call that is being followed and reaches into it, from around the function or by a function among the arguments,
//! decides it too; so the result is kept with the innermost of these calls, and is gone with it.
//! And nothing may have been cut short that depends on more: what depended on itself within the call does so whoever
//! makes it, while a limit, or something that was being computed before, is met there and then alone.

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
    /// Notes that something was cut short, and at what depth that began on which it depends.
    pub(super) fn cut(&mut self, begun: u32) {
        self.reach = self.reach.min(begun);
    }

    /// How many of the calls that are being followed decide, beside its arguments, what the function returns.
    pub(super) fn recall_level(&self, function: FunctionId, arguments: &[Value]) -> usize {
        let all = self.frames.len();
        let (mut level, mut left) = (self.level_of(function), MOST_COMPARED);
        for value in arguments {
            if level == all {
                break;
            }
            level = level.max(self.level_of_value(value, &mut left).unwrap_or(all));
        }
        level
    }

    /// The innermost call that is being followed of a function in which this one stands, counted from 1; 0 is none.
    fn level_of(&self, function: FunctionId) -> usize {
        let first = self.module.function(function).exprs.0;
        self.frames.iter().rposition(|frame| frame.exprs.contains(&first)).map_or(0, |frame| frame + 1)
    }

    /// The same of the functions in a value; `None` if it is too large to tell.
    fn level_of_value(&self, value: &Value, left: &mut usize) -> Option<usize> {
        *left = left.checked_sub(1)?;
        let mut innermost = |values: &mut dyn Iterator<Item = &Value>| {
            let levels = values.map(|value| self.level_of_value(value, left));
            levels.reduce(|one, other| Some(one?.max(other?))).unwrap_or(Some(0))
        };
        match value {
            Value::Function(function) => Some(self.level_of(*function)),
            // Its methods are functions of the class.
            Value::Class(class) | Value::Instance(class) => {
                let constructor = self.module.classes[class.index()].constructor;
                Some(constructor.map_or(0, |function| self.level_of(function)))
            }
            Value::Concat(parts) | Value::Derived(parts) => innermost(&mut parts.iter()),
            Value::OneOf(choices) => innermost(&mut choices.iter().map(|choice| &choice.value)),
            Value::List(list) => innermost(&mut list.items.iter().chain(&list.rest)),
            Value::Object(object) => {
                let properties = object.properties.iter().map(|property| &property.value);
                innermost(&mut properties.chain(&object.rest))
            }
            Value::Coded(coded) => self.level_of_value(&coded.inner, left),
            _ => Some(0),
        }
    }

    /// What the function returned for equal arguments, as far as so many calls that are being followed decide it.
    pub(super) fn recall(&self, level: usize, function: FunctionId, arguments: &[Value]) -> Option<Value> {
        let recalled = level.checked_sub(1).map_or(&self.recalled, |frame| &self.frames[frame].recalled);
        let known = recalled.get(&function)?;
        let same = known.iter().find(|(others, _)| {
            let mut left = MOST_COMPARED;
            others.len() == arguments.len()
                && others.iter().zip(arguments).all(|(other, value)| is_same(other, value, &mut left))
        });
        same.map(|(_, result)| result.clone())
    }

    pub(super) fn keep_recalled(&mut self, level: usize, function: FunctionId, arguments: Vec<Value>, result: &Value) {
        let recalled = match level.checked_sub(1) {
            Some(frame) => &mut self.frames[frame].recalled,
            None => &mut self.recalled,
        };
        let known = recalled.entry(function).or_default();
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
