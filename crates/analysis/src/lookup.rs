//! Finding what stands at a value path: `personalizations[].to`.

use molehunt_source::ByteSpan;
use swc_atoms::Atom;

use crate::{
    eval::{BUDGET, Evaluator},
    ir::CallId,
    tables::{KeyCase, ValuePath, ValueStep},
    value::{Condition, List, Object, Property, Segment, Text, Value},
};

/// A value found at a path.
#[derive(Debug, Clone)]
pub(crate) struct Found {
    pub(crate) value: Value,
    /// Where its innermost property is set; `None` where it was never named.
    pub(crate) place: Option<ByteSpan>,
    pub(crate) condition: Option<Condition>,
    /// Whether the code names the property, rather than passing on an object that may have it.
    pub(crate) is_named: bool,
}

impl Found {
    pub(crate) fn new(value: Value) -> Self {
        Self { value, place: None, condition: None, is_named: true }
    }

    fn with(&self, value: Value) -> Self {
        Self { value, ..self.clone() }
    }
}

/// Things at one path below a value: all items of a list that is held.
const MOST: usize = BUDGET.pieces;

/// Everything at `steps` below `value`.
pub(crate) fn find(evaluator: &mut Evaluator<'_>, value: &Value, steps: &[ValueStep], case: KeyCase) -> Vec<Found> {
    let mut found = Vec::new();
    walk(evaluator, &Found::new(value.clone()), steps, case, &mut found);
    found
}

/// The first thing at `path` below `value`.
pub(crate) fn first(evaluator: &mut Evaluator<'_>, value: &Value, path: &ValuePath) -> Option<Value> {
    find(evaluator, value, &path.0, KeyCase::Exact).into_iter().next().map(|found| found.value)
}

/// What stands at `path` below an argument of a call.
pub(crate) fn at_argument(
    evaluator: &mut Evaluator<'_>,
    call: CallId,
    argument: usize,
    path: &ValuePath,
) -> Option<Value> {
    let argument = *evaluator.module.call(call).arguments.get(argument)?;
    let value = evaluator.value(argument);
    first(evaluator, &value, path)
}

/// What a text holds that is an object or a list in JSON, each piece at the place of the text.
pub(crate) fn parsed_json(text: &Text) -> Option<Value> {
    if !text.text.trim_start().starts_with(['{', '[']) {
        return None;
    }
    let parsed: serde_json::Value = serde_json::from_str(&text.text).ok()?;
    Some(value_of_json(&parsed, text))
}

fn value_of_json(json: &serde_json::Value, text: &Text) -> Value {
    match json {
        serde_json::Value::Null => Value::Null,
        serde_json::Value::Bool(value) => Value::Bool(*value),
        serde_json::Value::Number(number) => number.as_f64().map_or(Value::Null, Value::Number),
        serde_json::Value::String(inner) => Value::text_from(inner.as_str(), text),
        serde_json::Value::Array(items) => {
            let items = items.iter().map(|item| value_of_json(item, text)).collect();
            List { items, rest: Vec::new() }.into()
        }
        serde_json::Value::Object(entries) => {
            let property = |(name, value): (&String, &serde_json::Value)| Property {
                name: Some(Atom::from(name.as_str())),
                value: value_of_json(value, text),
                place: text.place(),
                condition: None,
            };
            Value::Object(Object { properties: entries.iter().map(property).collect(), rest: Vec::new() }.into())
        }
    }
}

fn walk(evaluator: &mut Evaluator<'_>, at: &Found, steps: &[ValueStep], case: KeyCase, found: &mut Vec<Found>) {
    if found.len() >= MOST {
        return;
    }
    if let Value::OneOf(choices) = &at.value
        && !steps.is_empty()
    {
        for choice in choices.iter() {
            let at = Found { condition: choice.condition.or(at.condition), ..at.with(choice.value.clone()) };
            walk(evaluator, &at, steps, case, found);
        }
        return;
    }
    if let Value::Coded(coded) = &at.value
        && !steps.is_empty()
    {
        return walk(evaluator, &at.with(coded.inner.clone()), steps, case, found);
    }
    if let (Value::Text(text), Some(_)) = (&at.value, steps.first())
        && let Some(value) = parsed_json(text)
    {
        return walk(evaluator, &at.with(value), steps, case, found);
    }
    let Some((step, rest)) = steps.split_first() else {
        found.push(at.clone());
        return;
    };
    // What code puts into the prototype of all objects, each of them has.
    if let (ValueStep::Property(name), Value::Object(_) | Value::Path(_)) = (step, &at.value) {
        for (value, place) in evaluator.had_by_all(|other| same_key(other, name, case)) {
            walk(evaluator, &Found { value, place: Some(place), is_named: true, ..at.clone() }, rest, case, found);
        }
    }
    match (step, &at.value) {
        (ValueStep::Property(name), Value::Object(object)) => {
            let mut is_set = false;
            let matching: Vec<_> = object
                .properties
                .iter()
                .filter(|property| property.name.as_ref().is_some_and(|other| same_key(other, name, case)))
                .cloned()
                .collect();
            for property in matching {
                is_set |= property.condition.is_none();
                let at = Found {
                    value: property.value,
                    place: Some(property.place),
                    condition: property.condition.or(at.condition),
                    is_named: at.is_named,
                };
                walk(evaluator, &at, rest, case, found);
            }
            if !is_set {
                for inner in &object.rest {
                    walk(evaluator, &Found { is_named: false, ..at.with(inner.clone()) }, steps, case, found);
                }
            }
        }
        (ValueStep::Property(name), Value::Path(path)) => {
            let value = Value::extend(path, Segment::Property(Atom::from(name.as_str())));
            walk(evaluator, &Found { is_named: false, ..at.with(value) }, rest, case, found);
        }
        (ValueStep::Property(name), Value::Instance(_) | Value::Namespace(_)) => {
            let value = evaluator.property(&at.value, &Atom::from(name.as_str()));
            if !matches!(value, Value::Unknown(_) | Value::Undefined) {
                walk(evaluator, &at.with(value), rest, case, found);
            }
        }
        (ValueStep::Each, Value::List(list)) => {
            for item in &list.items {
                walk(evaluator, &at.with(item.clone()), rest, case, found);
            }
            for inner in &list.rest {
                let inner = at.with(inner.clone());
                match &inner.value {
                    Value::List(_) | Value::OneOf(_) => walk(evaluator, &inner, steps, case, found),
                    _ => {
                        let value = evaluator.element(&inner.value);
                        walk(evaluator, &inner.with(value), rest, case, found);
                    }
                }
            }
        }
        (ValueStep::Each, Value::Path(path)) => {
            let value = Value::extend(path, Segment::Any);
            walk(evaluator, &at.with(value), rest, case, found);
        }
        // One where several are meant.
        (ValueStep::Each, Value::Object(_) | Value::Text(_) | Value::Concat(_) | Value::Instance(_)) => {
            walk(evaluator, at, rest, case, found);
        }
        (ValueStep::At(index), Value::List(list)) => {
            if let Some(item) = list.items.get(*index) {
                walk(evaluator, &at.with(item.clone()), rest, case, found);
            }
        }
        (ValueStep::EachValue, Value::Object(object)) => {
            for property in &object.properties {
                let at = Found { place: Some(property.place), ..at.with(property.value.clone()) };
                walk(evaluator, &at, rest, case, found);
            }
        }
        _ => {}
    }
}

/// Whether two keys are the same to a client.
pub(crate) fn same_key(left: &str, right: &str, case: KeyCase) -> bool {
    match case {
        KeyCase::Exact => left == right,
        KeyCase::Any => left.eq_ignore_ascii_case(right),
        KeyCase::CamelOrSnake => {
            let without = |text: &str| text.replace('_', "").to_ascii_lowercase();
            left == right || without(left) == without(right)
        }
    }
}
