//! What calls of the language's own functions give, as far as that can be called.

use swc_atoms::Atom;

use super::{Evaluator, NOT_CALLED, called_only, is_of_code, may_be_called};
use crate::{
    Tables,
    eval::{BUDGET, builtin::is_interop},
    ir::{CallId, Expr, ExprId, FunctionId},
    value::{Choice, List, Value},
};

impl Evaluator<'_> {
    /// What a call gives that is one of the language's own, if it is.
    pub(super) fn builtin_called(&mut self, id: CallId) -> Option<Value> {
        let module = self.module;
        let language = &Tables::embedded().language;
        let call = module.call(id);
        let first = call.arguments.first().copied();
        if is_interop(module, call.callee) {
            return first.map(|first| self.passed(first));
        }
        match module.expr(call.callee) {
            Expr::Member(object, method) => match module.expr(*object) {
                Expr::Global(global) => self.static_called(id, global, method),
                _ => self.method_called(id, *object, method),
            },
            Expr::Global(name) if &**name == "Set" => Some(first.map_or(NOT_CALLED, |first| self.passed(first))),
            Expr::Global(name) if &**name == "Promise" => self.promised(id),
            Expr::Global(name) if &**name == "URL" && first.is_some() => Some(NOT_CALLED),
            Expr::Global(name) if language.plain_globals.contains(&**name) => Some(NOT_CALLED),
            _ => self.as_whole(|evaluator| evaluator.builtin(id)),
        }
    }

    fn static_called(&mut self, id: CallId, global: &Atom, method: &Atom) -> Option<Value> {
        let call = self.module.call(id);
        let first = call.arguments.first().copied();
        match (&**global, &**method) {
            ("Object", "assign") => {
                let parts = call.arguments.iter().map(|part| Choice { value: self.passed(*part), condition: None });
                Some(Value::one_of(parts, BUDGET.choices))
            }
            ("Object", "freeze" | "seal" | "preventExtensions" | "defineProperty" | "defineProperties")
            | ("Array", "from")
            | ("Promise", "resolve" | "all" | "allSettled") => first.map(|first| self.passed(first)),
            ("Object", "keys" | "getOwnPropertyNames") | ("Reflect", "ownKeys") => Some(NOT_CALLED),
            ("Object", "values" | "entries") if let Some(object) = first => {
                let object = self.passed(object);
                // What a module, a class or something of somebody else has is known as a whole.
                if !called_only(&object, is_of_code) {
                    return self.as_whole(|evaluator| evaluator.builtin(id));
                }
                let held = self.element(&object);
                Some(some_of(if &**method == "values" { held } else { entry_of(held) }))
            }
            (global, _) if Tables::embedded().language.plain_globals.contains(global) => Some(NOT_CALLED),
            _ => self.as_whole(|evaluator| evaluator.builtin(id)),
        }
    }

    fn method_called(&mut self, id: CallId, object: ExprId, method: &Atom) -> Option<Value> {
        let module = self.module;
        let call = module.call(id);
        let first = call.arguments.first().copied();
        let takes_out = matches!(&**method, "pop" | "shift" | "find" | "at");
        match &**method {
            // What a promise gives is what its last callback returns.
            "then" => {
                let callback = self.function_of(first?)?;
                let returns = &module.function(callback).returns;
                let choices = returns.iter().map(|value| Choice { value: self.passed(*value), condition: None });
                return (!returns.is_empty()).then(|| Value::one_of(choices, BUDGET.choices));
            }
            "bind" if call.arguments.len() <= 1 => return Some(self.passed(object)).filter(may_be_called),
            "call" | "apply" => {
                let Value::Function(function) = self.passed(object) else {
                    return self.as_whole(|evaluator| evaluator.builtin(id));
                };
                return match self.tells_apart(function) {
                    true => self.as_whole(|evaluator| evaluator.builtin(id)),
                    false => Some(self.returned_at_end(function)),
                };
            }
            "get" | "map" | "reduce" | "values" | "entries" => {}
            name if takes_out || Tables::embedded().language.plain_methods.contains(name) => {}
            _ => return self.as_whole(|evaluator| evaluator.builtin(id)),
        }
        let receiver = self.passed(object);
        let has_map =
            receiver.choices().iter().any(|choice| matches!(choice.value, Value::Site(id, _) if self.is_map(id)));
        // Elsewhere it is a method like any other.
        let is_list = called_only(&receiver, |value| match value {
            Value::Site(id, _) => !matches!(module.expr(*id), Expr::Object(_)),
            // What is written to a map from further above.
            Value::Object(_) => has_map,
            value => matches!(value, Value::List(_)),
        });
        if !is_list {
            return match &**method {
                "get" if matches!(receiver, Value::Instance(_)) => self.as_whole(|evaluator| evaluator.builtin(id)),
                _ => None,
            };
        }
        if !may_be_called(&receiver) {
            return Some(NOT_CALLED);
        }
        match (&**method, &receiver) {
            ("filter" | "slice" | "splice" | "sort" | "flat" | "reverse" | "concat" | "values", _) => Some(receiver),
            ("get", Value::Site(map, _)) if self.is_map(*map) => {
                let key = first?;
                if let Some(any) = self.under_any_key(&receiver, key) {
                    return Some(any);
                }
                Some(match self.value(key) {
                    Value::Text(name) => self.property(&receiver, &Atom::from(name.text.as_str())),
                    _ => self.element(&receiver),
                })
            }
            _ if takes_out => Some(self.element(&receiver)),
            ("entries", _) => {
                let held = self.element(&receiver);
                Some(some_of(entry_of(held)))
            }
            ("map", _) if let Some(function) = first.and_then(|first| self.function_of(first)) => {
                let is_written_out = matches!(receiver, Value::Site(id, _) if matches!(module.expr(id), Expr::Array(items) if !items.is_empty()));
                match is_written_out && self.tells_apart(function) {
                    true => self.as_whole(|evaluator| evaluator.builtin(id)),
                    false => Some(some_of(self.returned_at_end(function))),
                }
            }
            ("map" | "flatMap" | "reduce" | "get", _) => self.as_whole(|evaluator| evaluator.builtin(id)),
            _ => Some(NOT_CALLED),
        }
    }

    /// Whether what calls of a function give has to be told apart.
    fn tells_apart(&mut self, function: FunctionId) -> bool {
        self.follows_calls && self.hands_on(function)
    }
}

/// A list of which that is each item.
pub(super) fn some_of(item: Value) -> Value {
    let item = List { items: vec![item], rest: Vec::new() };
    List { items: Vec::new(), rest: vec![item.into()] }.into()
}

/// A name, which nobody calls, and what stands under it.
fn entry_of(held: Value) -> Value {
    List { items: vec![NOT_CALLED, held], rest: Vec::new() }.into()
}
