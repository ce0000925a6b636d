//! Requests that send what others decide: callers of a function, or other files.

use super::Request;
use crate::value::{Path, Root, Value};

/// How deep values in values are looked at.
const DEEPEST: u32 = 8;

/// Whether a request sends something that is given to the code around it, to somewhere that its author decides.
pub(crate) fn hands_on(request: &Request) -> bool {
    let is_decided = request.is_literal || has(&request.url_value, 0, &is_elsewhere);
    is_decided && request.all_values().iter().any(|value| has(value, 0, &is_given))
}

/// Whether a value, or some part of it, is of a kind.
fn has(value: &Value, depth: u32, is_one: &dyn Fn(&Value) -> bool) -> bool {
    if depth > DEEPEST {
        return true;
    }
    let inside = |value: &Value| has(value, depth + 1, is_one);
    is_one(value)
        || match value {
            Value::Concat(parts) | Value::Derived(parts) => parts.iter().any(inside),
            Value::OneOf(choices) => choices.iter().any(|choice| inside(&choice.value)),
            Value::List(list) => list.items.iter().chain(&list.rest).any(inside),
            Value::Object(object) => {
                object.properties.iter().any(|property| inside(&property.value)) || object.rest.iter().any(inside)
            }
            Value::Coded(coded) => inside(&coded.inner),
            _ => false,
        }
}

/// Whether callers, an object or another file decide what a value is.
fn is_given(value: &Value) -> bool {
    match value {
        Value::Path(path) => matches!(path.root, Root::Parameter(..) | Root::This(_)) || is_of_file(path),
        Value::Instance(_) | Value::Unknown(_) => true,
        _ => false,
    }
}

/// Whether another file decides what a value is.
fn is_elsewhere(value: &Value) -> bool {
    matches!(value, Value::Path(path) if is_of_file(path))
}

fn is_of_file(path: &Path) -> bool {
    matches!(&path.root, Root::Module(specifier) if specifier.starts_with(['.', '#']))
}
