//! What stands behind a `Proxy`, and what its traps put in the place of it.
//!
//! Who uses a proxy means its target, and what its traps do is seen in them.
//! A trap for `get` may give something else for some names: those that it tells apart, by comparing them or by looking
//! them up in an object of its own. For all other names it is taken to give what the target has.

use swc_atoms::Atom;

use super::{BUDGET, Evaluator, object::set};
use crate::{
    ir::{Expr, ExprId, FunctionId, Property as Entry},
    value::{Choice, List, Object, Property, Root, Value},
};

/// The parameter of a trap that is the name of a property.
pub(super) const NAME: u16 = 1;

impl Evaluator<'_> {
    /// What a proxy of a target is to those who use it.
    pub(super) fn behind_proxy(&mut self, target: Value, traps: ExprId) -> Value {
        let Some(get) = self.trap(traps, "get") else { return target };
        let made_up = self.made_up(&target, traps, get);
        made_up.or_else(|| self.told_apart(&target, get)).unwrap_or(target)
    }

    /// The function that is a trap, among those of a proxy.
    fn trap(&self, traps: ExprId, wanted: &str) -> Option<FunctionId> {
        let Expr::Object(entries) = self.module.expr(self.named(traps)) else { return None };
        entries.iter().find_map(|entry| match entry {
            Entry::Named(name, function) if &**name == wanted => self.function_of(*function),
            _ => None,
        })
    }

    /// The object that the traps of a proxy make up, where they also say which properties it has.
    fn made_up(&mut self, target: &Value, traps: ExprId, get: FunctionId) -> Option<Value> {
        let own_keys = self.trap(traps, "ownKeys")?;
        let (Value::Object(_), Value::List(keys)) = (target, self.returned(own_keys, vec![target.clone()])) else {
            return None;
        };
        let names = List::clone(&keys).items;
        Some(Value::Object(self.given(target, get, &names).into()))
    }

    /// The target with what a trap gives for the names that it tells apart.
    fn told_apart(&mut self, target: &Value, get: FunctionId) -> Option<Value> {
        let names = self.names_told_apart(get);
        if names.is_empty() {
            return self.given_for_all(target, get);
        }
        let mut given = self.given(target, get, &names);
        // What the target has by itself is not made up by anybody.
        given.properties.retain(|property| {
            property.value.choices().iter().any(|choice| {
                !matches!(choice.value, Value::Path(_) | Value::Undefined | Value::Null | Value::Unknown(_))
            })
        });
        (!given.properties.is_empty()).then(|| Value::Object(Object { rest: vec![target.clone()], ..given }.into()))
    }

    /// The target, of which any property may also be what a trap gives that looks neither at the name nor at the target.
    fn given_for_all(&mut self, target: &Value, get: FunctionId) -> Option<Value> {
        let returns = &self.module.function(get).returns;
        let own: Vec<ExprId> = returns
            .iter()
            .filter(|value| self.parameter_among(&[**value], |function, _| function == get).is_none())
            .copied()
            .collect();
        let properties: Vec<Property> = own
            .into_iter()
            .map(|value| {
                let place = self.module.span(value);
                Property { name: None, value: self.passed(value), place, condition: None }
            })
            .filter(|property| {
                !matches!(property.value, Value::Path(_) | Value::Undefined | Value::Null | Value::Unknown(_))
            })
            .collect();
        (!properties.is_empty()).then(|| Value::Object(Object { properties, rest: vec![target.clone()] }.into()))
    }

    /// What a trap gives for each of some names.
    fn given(&mut self, target: &Value, get: FunctionId, names: &[Value]) -> Object {
        let mut object = Object::default();
        for name in names {
            let Value::Text(text) = name else { continue };
            let value = self.returned(get, vec![target.clone(), name.clone()]);
            let (name, place) = (Some(Atom::from(text.text.as_str())), text.place());
            set(&mut object, Property { name, value, place, condition: None });
        }
        object
    }

    /// What the name is that a trap is asked for, seen from inside: any, and those that it tells apart.
    pub(super) fn asked_name(&mut self, trap: FunctionId) -> Value {
        let any = Value::path(Root::Parameter(trap, NAME));
        let names = self.names_told_apart(trap);
        let choices = std::iter::once(any).chain(names).map(|value| Choice { value, condition: None });
        Value::one_of(choices, BUDGET.choices)
    }

    /// The names that a trap compares with the one that it is asked for, and those of the objects in which it looks for it.
    fn names_told_apart(&mut self, trap: FunctionId) -> Vec<Value> {
        let module = self.module;
        let (first, end) = module.function(trap).exprs;
        self.steps += (end - first) / 16;
        let is_name = |id: ExprId| match module.expr(self.named(id)) {
            Expr::Parameter(function, index) => (*function, *index) == (trap, NAME),
            _ => false,
        };
        let mut texts: Vec<ExprId> = Vec::new();
        let mut tables: Vec<ExprId> = Vec::new();
        for expr in &module.exprs[first as usize..end as usize] {
            match expr {
                Expr::Equal(left, right) if is_name(*left) => texts.push(*right),
                Expr::Equal(left, right) if is_name(*right) => texts.push(*left),
                // `!==`, `in`
                Expr::Compute(operands) if let [left, right] = &**operands => {
                    if is_name(*left) {
                        texts.push(*right);
                        tables.push(*right);
                    } else if is_name(*right) {
                        texts.push(*left);
                    }
                }
                Expr::Index(object, key) if is_name(*key) => tables.push(*object),
                // `names.includes(name)`, `table.get(name)`, `Reflect.has(table, name)`
                Expr::Call(call) => {
                    let call = module.call(*call);
                    match (module.expr(call.callee), &*call.arguments) {
                        (Expr::Member(holder, _), [name]) if is_name(*name) => tables.push(*holder),
                        (_, [holder, name, ..]) if is_name(*name) => tables.push(*holder),
                        _ => {}
                    }
                }
                _ => {}
            }
        }
        let mut names: Vec<Value> = Vec::new();
        for text in texts {
            names.extend(self.value(text).as_text().map(|text| Value::Text(text.clone().into())));
        }
        for table in tables {
            // The target itself is no table: what it has is what the proxy has anyway.
            if matches!(module.expr(self.named(table)), Expr::Parameter(function, 0) if *function == trap) {
                continue;
            }
            match self.value(table) {
                Value::Object(object) => {
                    let named = object
                        .properties
                        .iter()
                        .filter_map(|property| Some(Value::text(property.name.as_deref()?, property.place)));
                    names.extend(named);
                }
                Value::List(list) => names.extend(list.items.iter().filter(|item| item.as_text().is_some()).cloned()),
                _ => {}
            }
        }
        let mut seen = std::collections::BTreeSet::new();
        names.retain(|name| name.as_text().is_some_and(|text| seen.insert(text.text.clone())));
        names.truncate(BUDGET.choices);
        names
    }
}
