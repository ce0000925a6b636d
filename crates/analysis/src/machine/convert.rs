//! From one kind of value to another, as the language converts them.

use std::rc::Rc;

use swc_atoms::{Atom, Wtf8Atom};

use super::{
    Abrupt, Machine, Outcome,
    heap::{Family, Key, Kind, ObjectId, TableKey, Value},
    number,
    text::Text,
};

/// What an object is wanted as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hint {
    Default,
    Number,
    Text,
}

impl Machine<'_> {
    /// Whether a value counts as true; `None` where it is not known.
    pub(super) fn truth(&self, value: &Value) -> Option<bool> {
        Some(match value {
            Value::Unknown => return None,
            Value::Undefined | Value::Null => false,
            Value::Bool(value) => *value,
            Value::Number(number) => *number != 0.0 && !number.is_nan(),
            Value::Big(number) => **number != 0,
            Value::Text(text) => !text.is_empty(),
            Value::Symbol(_) | Value::Object(_) | Value::Native(_) => true,
        })
    }

    pub(super) fn to_number(&mut self, value: &Value) -> Outcome<f64> {
        Ok(match value {
            Value::Unknown => return Err(Abrupt::Unknown),
            Value::Undefined => f64::NAN,
            Value::Null => 0.0,
            Value::Bool(value) => f64::from(u8::from(*value)),
            Value::Number(number) => *number,
            Value::Text(text) => match text.as_ascii() {
                Some(text) => number::from_text(text),
                None => number::from_text(&text.to_lossy()),
            },
            Value::Symbol(_) | Value::Big(_) => return self.type_error("cannot convert to a number"),
            Value::Object(_) | Value::Native(_) => {
                let primitive = self.to_primitive(value, Hint::Number)?;
                return self.to_number(&primitive);
            }
        })
    }

    pub(super) fn to_integer(&mut self, value: &Value) -> Outcome<f64> {
        Ok(number::to_integer(self.to_number(value)?))
    }

    pub(super) fn to_text(&mut self, value: &Value) -> Outcome<Rc<Text>> {
        let text = match value {
            Value::Unknown => return Err(Abrupt::Unknown),
            Value::Text(text) => return Ok(Rc::clone(text)),
            Value::Undefined => "undefined",
            Value::Null => "null",
            Value::Bool(true) => "true",
            Value::Bool(false) => "false",
            Value::Number(number) => return Ok(Rc::new(Text::new(&number::to_text(*number)))),
            Value::Big(number) => return Ok(Rc::new(Text::new(&number.to_string()))),
            Value::Symbol(_) => return self.type_error("cannot convert a symbol to a string"),
            Value::Object(_) | Value::Native(_) => {
                let primitive = self.to_primitive(value, Hint::Text)?;
                return self.to_text(&primitive);
            }
        };
        Ok(Rc::new(Text::new(text)))
    }

    /// As text of ours; lone surrogates are lost.
    pub(super) fn to_string(&mut self, value: &Value) -> Outcome<String> {
        Ok(self.to_text(value)?.to_lossy())
    }

    pub(super) fn to_primitive(&mut self, value: &Value, hint: Hint) -> Outcome<Value> {
        let id = match value {
            Value::Object(id) => *id,
            Value::Native(native) => {
                return self.string(&format!("function {}() {{ [native code] }}", native.name));
            }
            other => return Ok(other.clone()),
        };
        self.spend(4)?;
        if self.object(id).is_unknown {
            return Err(Abrupt::Unknown);
        }
        let exotic = self.get(value, &Key::Symbol(super::builtin::TO_PRIMITIVE))?;
        if !exotic.is_nullish() {
            let name = match hint {
                Hint::Default => "default",
                Hint::Number => "number",
                Hint::Text => "string",
            };
            let hint = self.string(name)?;
            return self.call(&exotic, value.clone(), vec![hint]);
        }
        let order = if hint == Hint::Text { ["toString", "valueOf"] } else { ["valueOf", "toString"] };
        for name in order {
            let method = self.get(value, &Key::name(name))?;
            if method.is_unknown() {
                return Err(Abrupt::Unknown);
            }
            if self.is_callable(&method) {
                match self.call(&method, value.clone(), Vec::new())? {
                    Value::Object(_) | Value::Native(_) => {}
                    primitive => return Ok(primitive),
                }
            }
        }
        self.type_error("cannot convert object to primitive value")
    }

    pub(super) fn to_key(&mut self, value: &Value) -> Outcome<Key> {
        match value {
            Value::Number(number) if *number >= 0.0 && *number < 4_294_967_295.0 && number.fract() == 0.0 => {
                Ok(Key::Index(*number as u32))
            }
            Value::Symbol(symbol) => Ok(Key::Symbol(*symbol)),
            other => {
                let primitive = self.to_primitive(other, Hint::Text)?;
                if let Value::Symbol(symbol) = primitive {
                    return Ok(Key::Symbol(symbol));
                }
                let text = self.to_text(&primitive)?;
                self.spend(text.len() / 32)?;
                match text.as_ascii() {
                    Some(text) => Ok(Key::from(&Atom::from(text))),
                    // Two names that differ in lone surrogates alone would be the same.
                    None => text.to_exact().map(|text| Key::from(&Atom::from(text))).ok_or(Abrupt::Unknown),
                }
            }
        }
    }

    pub(super) fn key_value(&mut self, key: &Key) -> Outcome<Value> {
        match key {
            Key::Index(index) => self.string(&index.to_string()),
            Key::Name(name) => self.string(name),
            Key::Symbol(symbol) => Ok(Value::Symbol(*symbol)),
        }
    }

    /// A value as the key of a map.
    pub(super) fn table_key(&mut self, value: &Value) -> Outcome<TableKey> {
        Ok(match value {
            Value::Unknown => return Err(Abrupt::Unknown),
            Value::Undefined => TableKey::Word("undefined"),
            Value::Null => TableKey::Word("null"),
            Value::Bool(true) => TableKey::Word("true"),
            Value::Bool(false) => TableKey::Word("false"),
            Value::Number(number) => {
                let number = if *number == 0.0 { 0.0 } else { *number };
                TableKey::Number(if number.is_nan() { f64::NAN.to_bits() } else { number.to_bits() })
            }
            Value::Big(number) => TableKey::Big(**number),
            Value::Text(text) => {
                self.spend(text.len() / 16)?;
                TableKey::Text(text.to_units())
            }
            Value::Symbol(symbol) => TableKey::Symbol(*symbol),
            Value::Object(id) => TableKey::Object(*id),
            Value::Native(native) => TableKey::Native(native.name, native.family),
        })
    }

    /// The object that stands for a value where an object is needed.
    pub(super) fn to_object(&mut self, value: &Value) -> Outcome<ObjectId> {
        let family = match value {
            Value::Unknown => return Err(Abrupt::Unknown),
            Value::Undefined | Value::Null => return self.type_error("cannot convert undefined or null to object"),
            Value::Object(id) => return Ok(*id),
            Value::Text(_) => Family::TextPrototype,
            Value::Number(_) => Family::NumberPrototype,
            Value::Bool(_) => Family::BoolPrototype,
            Value::Symbol(_) => Family::SymbolPrototype,
            Value::Big(_) => Family::BigPrototype,
            Value::Native(_) => Family::FunctionPrototype,
        };
        self.allocate(super::heap::Object::new(Kind::Boxed(value.clone()), family))
    }

    pub(super) fn is_callable(&self, value: &Value) -> bool {
        match value {
            Value::Native(_) => true,
            Value::Object(id) => match &self.object(*id).kind {
                Kind::Function(_) | Kind::Bound(_) | Kind::Require(_) => true,
                Kind::Intrinsic(family) => family.instances().is_some(),
                _ => false,
            },
            _ => false,
        }
    }

    pub(super) fn type_name(&self, value: &Value) -> Option<&'static str> {
        Some(match value {
            Value::Unknown => return None,
            Value::Undefined => "undefined",
            Value::Null => "object",
            Value::Bool(_) => "boolean",
            Value::Number(_) => "number",
            Value::Big(_) => "bigint",
            Value::Text(_) => "string",
            Value::Symbol(_) => "symbol",
            Value::Native(_) => "function",
            Value::Object(_) => {
                if self.is_callable(value) {
                    "function"
                } else {
                    "object"
                }
            }
        })
    }
}

/// The units of a text of the tree.
pub(super) fn from_tree(text: &Wtf8Atom) -> Text {
    match text.as_str() {
        Some(text) => Text::new(text),
        None => Text::wide(text.to_ill_formed_utf16().collect()),
    }
}
