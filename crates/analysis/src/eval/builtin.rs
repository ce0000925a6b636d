//! What the language's own functions do with values.
//!
//! Only what keeps a value recognisable is followed here; decoding is in `fold`.

use swc_atoms::Atom;

use super::{BUDGET, Evaluator, fold, normal_specifier, object::merge};
use crate::{
    Tables,
    ir::{CallId, Expr, ExprId},
    value::{Choice, Form, List, Object, Root, Value},
};

impl Evaluator<'_> {
    /// The result of a call to something the language provides; `None` for all other calls.
    pub(super) fn builtin(&mut self, id: CallId) -> Option<Value> {
        let module = self.module;
        let call = module.call(id);
        match module.expr(call.callee) {
            Expr::Global(name) => self.global_function(&name.clone(), id),
            Expr::Name(binding, _) => {
                let name = &module.bindings[binding.index()].name;
                let argument = call.arguments.first().filter(|_| is_interop(name))?;
                Some(self.value(*argument))
            }
            Expr::Member(object, method) => {
                let (object, method) = (*object, method.clone());
                if is_interop(&method) {
                    return call.arguments.first().map(|argument| self.value(*argument));
                }
                if let Expr::Global(global) = module.expr(object) {
                    let global = global.clone();
                    return self.static_method(&global, &method, id);
                }
                self.method(object, &method, id)
            }
            _ => None,
        }
    }

    fn argument(&mut self, id: CallId, index: usize) -> Option<Value> {
        let argument = *self.module.call(id).arguments.get(index)?;
        Some(self.value(argument))
    }

    fn global_function(&mut self, name: &Atom, id: CallId) -> Option<Value> {
        let call = self.module.call(id);
        let first = call.arguments.first().copied();
        match (&**name, call.is_new) {
            ("require" | "import", false) => match self.argument(id, 0)? {
                Value::Text(specifier) => {
                    Some(Value::path(Root::Module(normal_specifier(&Atom::from(specifier.text.as_str())))))
                }
                _ => None,
            },
            ("String", false) | ("encodeURIComponent" | "encodeURI" | "escape" | "structuredClone", false) => {
                Some(self.value(first?))
            }
            ("atob", false) => match self.value(first?) {
                Value::Text(text) => fold::decoded(&text, "base64"),
                _ => None,
            },
            ("btoa", false) => Some(Value::coded(Form::Encoded, self.value(first?))),
            ("URLSearchParams" | "FormData", true) => first.map(|first| Value::coded(Form::Pairs, self.value(first))),
            ("URL", true) => match (self.argument(id, 0)?, self.argument(id, 1)) {
                (path, None) => Some(path),
                (Value::Text(path), Some(Value::Text(base))) if !path.text.contains("://") => {
                    let joined = format!("{}/{}", base.text.trim_end_matches('/'), path.text.trim_start_matches('/'));
                    Some(Value::text_from(joined, &base))
                }
                (path @ Value::Text(_), Some(_)) => Some(path),
                (path, Some(base)) => {
                    let slash = Value::text("/", molehunt_source::ByteSpan::default());
                    Some(self.concat(vec![base, slash, path]))
                }
            },
            ("Array", _) => {
                let items = self.values(&call.arguments);
                Some(List { items, rest: Vec::new() }.into())
            }
            _ => None,
        }
    }

    fn static_method(&mut self, global: &Atom, method: &Atom, id: CallId) -> Option<Value> {
        let call = self.module.call(id);
        match (&**global, &**method) {
            ("JSON", "stringify") => Some(Value::coded(Form::Json, self.argument(id, 0)?)),
            ("JSON", "parse") => match self.argument(id, 0)? {
                Value::Coded(coded) if coded.form == Form::Json => Some(coded.inner.clone()),
                other => Some(Value::derived(vec![other])),
            },
            ("Object", "freeze" | "seal" | "preventExtensions") => self.argument(id, 0),
            ("Object", "assign") => {
                let mut object = Object::default();
                for argument in &call.arguments {
                    let value = self.value(*argument);
                    merge(&mut object, &value, None);
                }
                Some(Value::Object(object.into()))
            }
            ("Object", "values") => {
                let value = self.argument(id, 0)?;
                let element = self.element(&value);
                Some(
                    List { items: Vec::new(), rest: vec![List { items: vec![element], rest: Vec::new() }.into()] }
                        .into(),
                )
            }
            ("Object", "create") => Some(Value::Object(Object::default().into())),
            ("Array", "from") => {
                let value = self.argument(id, 0)?;
                match call.arguments.get(1) {
                    Some(callback) => self.mapped(*callback),
                    None => Some(value),
                }
            }
            ("Array", "of") => {
                let items = self.values(&call.arguments);
                Some(List { items, rest: Vec::new() }.into())
            }
            ("Promise", "resolve" | "all" | "allSettled") => self.argument(id, 0),
            ("Buffer", "from") => {
                let value = self.argument(id, 0)?;
                if let (Value::Text(text), Some(Value::Text(encoding))) = (&value, self.argument(id, 1))
                    && let Some(decoded) = fold::decoded(text, &encoding.text)
                {
                    return Some(decoded);
                }
                Some(Value::coded(Form::Encoded, value))
            }
            ("String", "fromCharCode" | "fromCodePoint") => {
                let mut codes = Vec::new();
                for argument in &call.arguments {
                    match self.value(*argument) {
                        Value::List(list) => codes.extend(list.items.iter().cloned()),
                        other => codes.push(other),
                    }
                }
                fold::from_codes(&codes, self.module.span(call.expr))
            }
            ("Reflect", "apply" | "construct") | ("String", "raw") => None,
            _ => None,
        }
    }

    /// A list of what a callback returns.
    fn mapped(&mut self, callback: ExprId) -> Option<Value> {
        let function = self.function_of(callback)?;
        let returns = self.module.function(function).returns.clone();
        let choices = returns.iter().map(|value| Choice { value: self.value(*value), condition: None }).collect();
        let item = Value::one_of(choices, BUDGET.choices);
        Some(List { items: vec![item], rest: Vec::new() }.into())
    }

    fn method(&mut self, object: ExprId, method: &Atom, id: CallId) -> Option<Value> {
        let name = &**method;
        if !is_known_method(name) {
            return None;
        }
        let call = self.module.call(id);
        let receiver = self.value(object);
        match name {
            "map" | "flatMap" => {
                if matches!(receiver, Value::Path(ref path) if matches!(path.root, Root::Module(_) | Root::Global(_))) {
                    return None;
                }
                self.mapped(*call.arguments.first()?)
            }
            "reverse" => match receiver {
                Value::List(list) => fold::reversed(&list).or(Some(Value::List(list))),
                _ => None,
            },
            "split" => match (receiver, self.argument(id, 0)?) {
                (Value::Text(text), Value::Text(separator)) if text.text.len() <= BUDGET.pieces => {
                    Some(fold::split(&text, &separator.text))
                }
                _ => None,
            },
            "filter" | "slice" | "sort" | "flat" if matches!(receiver, Value::List(_)) => Some(receiver),
            "concat" => match receiver {
                Value::List(list) => {
                    let mut list = List::clone(&list);
                    for argument in &call.arguments {
                        match self.value(*argument) {
                            Value::List(other) => {
                                list.items.extend(other.items.iter().cloned());
                                list.rest.extend(other.rest.iter().cloned());
                            }
                            other if other.is_opaque() => list.rest.push(other),
                            other => list.items.push(other),
                        }
                    }
                    Some(list.into())
                }
                Value::Text(_) | Value::Concat(_) => {
                    let mut parts = vec![receiver];
                    parts.extend(self.values(&call.arguments));
                    Some(self.concat(parts))
                }
                // A list or a text that is not known, with something added.
                other if other.is_opaque() => {
                    let mut list = List { items: Vec::new(), rest: vec![other] };
                    for argument in &call.arguments {
                        match self.value(*argument) {
                            Value::List(inner) => {
                                list.items.extend(inner.items.iter().cloned());
                                list.rest.extend(inner.rest.iter().cloned());
                            }
                            other => list.items.push(other),
                        }
                    }
                    Some(list.into())
                }
                _ => None,
            },
            "join" => match receiver {
                Value::List(list) => {
                    let separator = match self.argument(id, 0) {
                        Some(Value::Text(text)) => Value::Text(text),
                        None => Value::text(",", molehunt_source::ByteSpan::default()),
                        Some(other) => other,
                    };
                    let mut parts = Vec::new();
                    for item in list.items.iter().chain(&list.rest) {
                        if !parts.is_empty() {
                            parts.push(separator.clone());
                        }
                        parts.push(item.clone());
                    }
                    Some(self.concat(parts))
                }
                _ => None,
            },
            "trim" | "trimStart" | "trimEnd" => match receiver {
                Value::Text(text) => Some(Value::text_from(text.text.trim(), &text)),
                Value::Concat(_) | Value::OneOf(_) => Some(receiver),
                _ => None,
            },
            "toLowerCase" | "toUpperCase" | "normalize" => match receiver {
                Value::Text(text) if name == "toLowerCase" => Some(Value::text_from(text.text.to_lowercase(), &text)),
                Value::Text(text) if name == "toUpperCase" => Some(Value::text_from(text.text.to_uppercase(), &text)),
                Value::Text(_) | Value::Concat(_) | Value::OneOf(_) => Some(receiver),
                _ => None,
            },
            // Bytes as text, and what makes base64 fit for a URL: the same data.
            "toString" | "valueOf" => match receiver {
                Value::Text(_) | Value::Concat(_) | Value::Coded(_) => Some(receiver),
                _ => None,
            },
            "replace" | "replaceAll" => match receiver {
                Value::Coded(_) => Some(receiver),
                _ => None,
            },
            "then" | "catch" | "finally" => {
                // What a promise gives is what its last callback returns.
                let callback = self.function_of(*call.arguments.first()?)?;
                let returns = self.module.function(callback).returns.clone();
                if name != "then" || returns.is_empty() {
                    return None;
                }
                let choices =
                    returns.iter().map(|value| Choice { value: self.value(*value), condition: None }).collect();
                Some(Value::one_of(choices, BUDGET.choices))
            }
            "bind" => match receiver {
                Value::Function(_) => Some(receiver),
                _ => None,
            },
            _ => None,
        }
    }
}

fn is_known_method(name: &str) -> bool {
    matches!(
        name,
        "map"
            | "flatMap"
            | "filter"
            | "slice"
            | "reverse"
            | "split"
            | "sort"
            | "flat"
            | "concat"
            | "join"
            | "trim"
            | "trimStart"
            | "trimEnd"
            | "toLowerCase"
            | "toUpperCase"
            | "normalize"
            | "toString"
            | "valueOf"
            | "replace"
            | "replaceAll"
            | "then"
            | "catch"
            | "finally"
            | "bind"
    )
}

/// Whether a function is a helper by which compilers reach a module's default export; it gives back its argument.
fn is_interop(name: &str) -> bool {
    Tables::embedded().language.module_interop.contains(name)
}
