//! Generators, and objects that say by themselves what they are as a list or as a text.
//!
//! Calling a generator gives the list of what it yields, in the order of the code; what is yielded in a loop or under
//! a condition is some more of it. What it is sent when it goes on is what any call of `next` gives it.

use rustc_hash::FxHashMap;
use swc_atoms::Atom;

use super::{BUDGET, Evaluator};
use crate::{
    ir::{Expr, ExprId, FunctionId},
    value::{Choice, List, Object, Property, Value},
};

/// The names under which objects keep what makes texts of them, first asked first.
const PRIMITIVES: [&str; 3] = ["@@toPrimitive", "toString", "valueOf"];
/// The names under which they keep what goes through their elements.
const ITERATORS: [&str; 2] = ["@@iterator", "@@asyncIterator"];
/// The name under which they keep what gives the value that stands for them in JSON.
const JSON: &str = "toJSON";
/// Values inside one of which each may say what it is in JSON.
pub(crate) const MOST_IN_JSON: usize = 512;

impl Evaluator<'_> {
    /// What a generator yields, as a list.
    pub(super) fn yielded(&mut self, function: FunctionId) -> Value {
        let yields = &self.module.function(function).yields;
        let mut list = List::default();
        for one in yields.iter().take(BUDGET.pieces) {
            let value = if one.is_all { self.iterated(one.value) } else { self.seen_at_end(one.value) };
            match value {
                Value::List(inner) if one.is_all && one.is_certain => list.extend(&inner),
                value if one.is_all => list.push_rest(value),
                value if one.is_certain => list.push(value),
                value => list.push_rest(List { items: vec![value], rest: Vec::new() }.into()),
            }
        }
        if yields.len() > BUDGET.pieces {
            list.push_rest(Value::Unknown("more is yielded than is followed"));
        }
        list.into()
    }

    /// What a generator is sent: what calls of `next` give it.
    pub(super) fn sent(&mut self, function: FunctionId) -> Value {
        let sent = match &self.sent {
            Some(sent) => sent,
            None => {
                let found = self.find_sent();
                self.sent.insert(found)
            }
        };
        let values = sent.get(&function).cloned().unwrap_or_default();
        if values.is_empty() {
            return Value::Unknown(crate::ir::SENT_TO_GENERATOR);
        }
        let choices = values.into_iter().map(|value| Choice { value: self.value(value), condition: None });
        Value::one_of(choices, BUDGET.choices)
    }

    fn find_sent(&self) -> FxHashMap<FunctionId, Vec<ExprId>> {
        let module = self.module;
        let mut sent: FxHashMap<FunctionId, Vec<ExprId>> = FxHashMap::default();
        for call in &module.calls {
            let (Expr::Member(made, next), [value]) = (module.expr(call.callee), &*call.arguments) else { continue };
            if &**next == "next"
                && let Expr::Call(maker) = module.expr(self.named(*made))
                && let Some(generator) = self.function_of(module.call(*maker).callee)
                && module.function(generator).is_generator
            {
                let values = sent.entry(generator).or_default();
                if values.len() < BUDGET.choices {
                    values.push(*value);
                }
            }
        }
        sent
    }

    /// What `next` of an iterator gives: one of its elements.
    pub(super) fn step(&mut self, list: &Value) -> Value {
        let value = self.element(list);
        let property = |name: &str, value: Value| Property {
            name: Some(Atom::from(name)),
            value,
            place: Default::default(),
            condition: None,
        };
        let done = Value::Unknown("whether an iterator is done");
        Value::Object(
            Object { properties: vec![property("value", value), property("done", done)], rest: Vec::new() }.into(),
        )
    }

    /// The elements of an object that says by itself how to go through them.
    pub(super) fn elements_by_itself(&mut self, value: &Value) -> Option<Value> {
        let function = self.kept_function(value, &ITERATORS)?;
        match self.returned(function, Vec::new()) {
            list @ Value::List(_) => Some(list),
            _ => None,
        }
    }

    /// The text that an object makes of itself where it stands among texts.
    pub(super) fn primitive(&mut self, value: &Value) -> Option<Value> {
        let function = self.kept_function(value, &PRIMITIVES)?;
        match self.returned(function, Vec::new()) {
            Value::Object(_) | Value::Undefined | Value::Null => None,
            value => Some(value),
        }
    }

    /// A value as JSON has it: objects say by themselves what stands for them, and so do those inside them.
    pub(super) fn as_json(&mut self, value: Value) -> Value {
        // Few programs say so at all.
        match self.own_names.contains(&Atom::from(JSON)) {
            true => self.as_json_within(value, &mut { MOST_IN_JSON }),
            false => value,
        }
    }

    fn as_json_within(&mut self, value: Value, left: &mut usize) -> Value {
        let is_made_of_others =
            matches!(value, Value::OneOf(_) | Value::Object(_) | Value::List(_) | Value::Instance(_));
        let Some(next) = left.checked_sub(1).filter(|_| is_made_of_others) else { return value };
        *left = next;
        self.pay(1);
        if let Some(function) = self.kept_function(&value, &[JSON]) {
            return self.returned(function, Vec::new());
        }
        match value {
            Value::OneOf(choices) => {
                let choices = choices.iter().map(|choice| Choice {
                    value: self.as_json_within(choice.value.clone(), left),
                    condition: choice.condition,
                });
                Value::one_of(choices, BUDGET.choices)
            }
            Value::Object(object) => {
                let mut object = Object::clone(&object);
                for property in &mut object.properties {
                    property.value = self.as_json_within(property.value.clone(), left);
                }
                Value::Object(object.into())
            }
            Value::List(list) => {
                let mut list = List::clone(&list);
                for item in &mut list.items {
                    *item = self.as_json_within(item.clone(), left);
                }
                list.into()
            }
            other => other,
        }
    }

    /// The function that an object of the graph has under the first of some names.
    fn kept_function(&mut self, value: &Value, names: &[&str]) -> Option<FunctionId> {
        let is_own = match value {
            Value::Object(object) => {
                object.properties.iter().any(|property| matches!(property.value, Value::Function(_)))
            }
            Value::Instance(_) => true,
            _ => false,
        };
        if !is_own {
            return None;
        }
        names.iter().find_map(|name| {
            let name = Atom::from(*name);
            let found = match value {
                Value::Object(object) => {
                    object.properties.iter().rev().find(|property| property.name.as_ref() == Some(&name))?.value.clone()
                }
                value => self.property(value, &name),
            };
            match found {
                Value::Function(function) => Some(function),
                _ => None,
            }
        })
    }
}
