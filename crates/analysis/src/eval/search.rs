//! What a search by a property finds: `users.find((user) => user.email === email)` has the very `email` that was asked
//! for, whatever the list has written in it.

use swc_atoms::Atom;

use super::{BUDGET, Evaluator};
use crate::{
    ir::{Expr, ExprId, FunctionId},
    value::{Choice, List, Object, Value},
};

/// Properties and calls between a name and what is compared.
const MOST_STEPS: u32 = 8;

impl Evaluator<'_> {
    /// The elements of a list that a callback lets through, with the properties that it compares being what they are
    /// compared with. Where it compares nothing, all of them as they are.
    pub(super) fn searched(&mut self, list: Value, callback: Option<ExprId>) -> Value {
        let compared = callback.and_then(|callback| self.function_of(callback)).map(|test| self.compared_by(test));
        let Some(compared) = compared.filter(|compared| !compared.is_empty()) else { return list };
        let wanted: Vec<(Atom, Value)> = compared.into_iter().map(|(name, other)| (name, self.value(other))).collect();
        match list {
            Value::List(list) => {
                let items = list.items.iter().map(|item| let_through(item, &wanted)).collect();
                let rest = list.rest.iter().map(|item| let_through(item, &wanted)).collect();
                List { items, rest }.into()
            }
            other => other,
        }
    }

    /// One of the elements that a callback lets through.
    pub(super) fn found(&mut self, list: Value, callback: Option<ExprId>) -> Value {
        let searched = self.searched(list, callback);
        self.element(&searched)
    }

    /// The properties of its first parameter that a test compares with something else, if it lets nothing through where
    /// they differ.
    fn compared_by(&self, test: FunctionId) -> Vec<(Atom, ExprId)> {
        let [only] = self.module.function(test).returns.as_slice() else { return Vec::new() };
        let mut compared = Vec::new();
        let mut open = vec![*only];
        while let Some(id) = open.pop() {
            match self.module.expr(id) {
                Expr::Both { left, right } if open.len() < BUDGET.choices => open.extend([*left, *right]),
                Expr::Equal(left, right) => {
                    for (own, other) in [(*left, *right), (*right, *left)] {
                        if let Some(name) = self.property_compared(own, test)
                            && !self.is_of_parameter(other, test)
                        {
                            compared.push((name, other));
                        }
                    }
                }
                _ => {}
            }
        }
        compared
    }

    /// The property of the first parameter of a function that something is, but for the case of its letters.
    fn property_compared(&self, id: ExprId, test: FunctionId) -> Option<Atom> {
        let Expr::Member(object, name) = self.module.expr(self.without_case(id)) else { return None };
        let is_first = |id: ExprId| self.is_first_parameter(id, test);
        is_first(*object).then(|| name.clone())
    }

    /// What something is apart from the case of its letters, and blanks around it.
    fn without_case(&self, id: ExprId) -> ExprId {
        let Expr::Call(call) = self.module.expr(id) else { return id };
        match self.module.expr(self.module.call(*call).callee) {
            Expr::Member(text, method) if matches!(&**method, "toLowerCase" | "toUpperCase" | "trim") => *text,
            _ => id,
        }
    }

    /// Whether something comes from what a function is given; what is made in another way may.
    fn is_of_parameter(&self, id: ExprId, test: FunctionId) -> bool {
        let mut current = self.without_case(id);
        for _ in 0..MOST_STEPS {
            match self.module.expr(self.named(current)) {
                Expr::Parameter(owner, _) => return *owner == test,
                Expr::Member(object, _) => current = *object,
                Expr::Text(_) | Expr::Global(_) | Expr::This(_) | Expr::Import { .. } | Expr::Element(_) => {
                    return false;
                }
                _ => return true,
            }
        }
        true
    }
}

/// An element that is let through, or none: `users.find((user) => user.email === email) || users[0]`.
fn let_through(item: &Value, wanted: &[(Atom, Value)]) -> Value {
    let choices = [with_wanted(item, wanted), Value::Undefined].map(|value| Choice { value, condition: None });
    Value::one_of(choices, BUDGET.choices)
}

/// An element that has what was wanted in the place of what the list says. What is not known stays as it is.
fn with_wanted(item: &Value, wanted: &[(Atom, Value)]) -> Value {
    match item {
        Value::Object(object) => {
            let mut found = Object::clone(object);
            for property in &mut found.properties {
                let value = wanted.iter().find(|(name, _)| property.name.as_ref() == Some(name));
                if let Some((_, value)) = value {
                    property.value = value.clone();
                }
            }
            Value::Object(found.into())
        }
        Value::OneOf(choices) => {
            let found =
                choices.iter().map(|choice| Choice { value: with_wanted(&choice.value, wanted), ..choice.clone() });
            Value::one_of(found, BUDGET.choices)
        }
        other => other.clone(),
    }
}
