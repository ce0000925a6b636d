//! What methods of lists give, as far as that depends on the list alone.

use swc_atoms::Atom;

use super::BUDGET;
use crate::value::{Choice, List, Object, Value};

/// Whether a value is a list, or one of several lists.
pub(super) fn is_list(value: &Value) -> bool {
    match value {
        Value::List(_) => true,
        Value::OneOf(choices) => choices.iter().all(|choice| matches!(choice.value, Value::List(_))),
        _ => false,
    }
}

/// What is left of an object without these properties, or of a list without as many items at its beginning.
pub(super) fn without(value: Value, keys: &[Atom]) -> Value {
    match value {
        Value::Object(object) => {
            let mut rest = Object::clone(&object);
            rest.properties.retain(|property| property.name.as_ref().is_none_or(|name| !keys.contains(name)));
            Value::Object(rest.into())
        }
        Value::List(list) if list.rest.is_empty() => {
            List { items: list.items.iter().skip(keys.len()).cloned().collect(), rest: Vec::new() }.into()
        }
        Value::OneOf(choices) => {
            let choices = choices
                .iter()
                .map(|choice| Choice { value: without(choice.value.clone(), keys), condition: choice.condition });
            Value::one_of(choices, BUDGET.choices)
        }
        other => other,
    }
}

/// A list without what is certainly false.
pub(super) fn without_falsy(value: Value) -> Value {
    let is_false = |value: &Value| match value {
        Value::Undefined | Value::Null | Value::Bool(false) => true,
        Value::Number(number) => *number == 0.0 || number.is_nan(),
        Value::Text(text) => text.text.is_empty(),
        _ => false,
    };
    match value {
        Value::List(list) if list.items.iter().any(is_false) => {
            let items = list.items.iter().filter(|item| !is_false(item)).cloned().collect();
            List { items, rest: list.rest.clone() }.into()
        }
        Value::OneOf(choices) => {
            let choices = choices
                .iter()
                .map(|choice| Choice { value: without_falsy(choice.value.clone()), condition: choice.condition });
            Value::one_of(choices, BUDGET.choices)
        }
        other => other,
    }
}

/// The items of a list from one to the next, where both are known, and all items before them.
pub(super) fn sliced(list: &List, bounds: [Option<Value>; 2]) -> Option<Value> {
    let length = list.items.len() as f64;
    let place = |bound: Option<Value>, default: f64| match bound {
        None | Some(Value::Undefined) => Some(default),
        Some(Value::Number(number)) if number < 0.0 => Some((length + number).max(0.0)),
        Some(Value::Number(number)) => Some(number.min(length)),
        Some(_) => None,
    };
    let [start, end] = bounds;
    let (start, end) = (place(start, 0.0)? as usize, place(end, length)? as usize);
    if !list.rest.is_empty() {
        return None;
    }
    let items = list.items.get(start..end.max(start))?.to_vec();
    Some(List { items, rest: Vec::new() }.into())
}

/// A list of which each item that is a list stands for what is in it.
pub(super) fn flattened(value: Value) -> Value {
    let list = match value {
        Value::List(list) => list,
        Value::OneOf(choices) => {
            let choices =
                choices.iter().map(|choice| Choice { value: flattened(choice.value.clone()), ..choice.clone() });
            return Value::one_of(choices, BUDGET.choices);
        }
        other => return other,
    };
    // What is made of many numbers is text that the machine computes, and knows better where it comes from.
    let is_code = |item: &Value| matches!(item, Value::Number(_) | Value::Derived(_) | Value::Unknown(_));
    let are_codes = |list: &List| list.items.iter().chain(&list.rest).all(is_code);
    if list.items.iter().chain(&list.rest).all(|item| matches!(item, Value::List(inner) if are_codes(inner))) {
        return Value::List(list);
    }
    let mut flat = List::default();
    for item in &list.items {
        match item {
            Value::List(inner) if inner.rest.is_empty() => flat.extend(inner),
            // How many it has is not known.
            Value::OneOf(choices) if choices.iter().any(|choice| matches!(choice.value, Value::List(_))) => {
                flat.push_rest(item.clone());
            }
            Value::List(_) => flat.push_rest(item.clone()),
            item => flat.push(item.clone()),
        }
    }
    list.rest.iter().for_each(|rest| flat.push_rest(rest.clone()));
    flat.into()
}
