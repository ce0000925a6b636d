//! Functions on objects and functions.

use std::rc::Rc;

use super::Arguments;
use crate::machine::{
    Abrupt, Machine, Outcome,
    heap::{Accessor, Bound, Code, Family, Key, Kind, Object, ObjectId, Property, Value},
    property::Own,
};

impl Machine<'_> {
    pub(super) fn object_function(
        &mut self,
        family: Family,
        name: &str,
        this: &Value,
        arguments: &Arguments<'_>,
    ) -> Outcome<Value> {
        match family {
            Family::ObjectPrototype => self.object_method(name, this, arguments),
            Family::FunctionPrototype => self.function_method(name, this, arguments),
            Family::Reflect => self.reflect(name, arguments),
            Family::ErrorPrototype => {
                let name = self.get(this, &Key::name("name"))?;
                let message = self.get(this, &Key::name("message"))?;
                let (name, message) = (self.to_string(&name)?, self.to_string(&message)?);
                let text = if message.is_empty() { name } else { format!("{name}: {message}") };
                self.string(&text)
            }
            _ => self.object_static(name, arguments),
        }
    }

    fn object_method(&mut self, name: &str, this: &Value, arguments: &Arguments<'_>) -> Outcome<Value> {
        match name {
            "hasOwnProperty" | "propertyIsEnumerable" => {
                let key = self.to_key(&arguments.get(0))?;
                Ok(Value::Bool(self.has_own(this, &key)?))
            }
            "isPrototypeOf" => {
                let (Value::Object(prototype), Value::Object(id)) = (this, arguments.get(0)) else {
                    return Ok(Value::Bool(false));
                };
                let mut at = self.object(id).prototype;
                for _ in 0..64 {
                    match at {
                        Some(id) if id == *prototype => return Ok(Value::Bool(true)),
                        Some(id) => at = self.object(id).prototype,
                        None => return Ok(Value::Bool(false)),
                    }
                }
                Err(Abrupt::Unknown)
            }
            "toString" | "toLocaleString" => {
                let is_tagged = match this {
                    Value::Object(id) if matches!(self.object(*id).kind, Kind::Plain) => {
                        self.has(this, &Key::Symbol(super::TO_STRING_TAG))?
                    }
                    _ => false,
                };
                let tag = match this {
                    Value::Unknown => return Err(Abrupt::Unknown),
                    Value::Undefined => "Undefined",
                    Value::Null => "Null",
                    Value::Text(_) => "String",
                    Value::Number(_) => "Number",
                    Value::Bool(_) => "Boolean",
                    Value::Native(_) => "Function",
                    Value::Object(id) => match &self.object(*id).kind {
                        Kind::List(_) => "Array",
                        Kind::Function(_) | Kind::Bound(_) => "Function",
                        Kind::Regexp(..) => "RegExp",
                        Kind::Map(_) => "Map",
                        Kind::Set(_) => "Set",
                        Kind::Promise(_) => "Promise",
                        Kind::Plain if is_tagged => return Err(Abrupt::Unknown),
                        Kind::Plain => "Object",
                        _ => return Err(Abrupt::Unknown),
                    },
                    _ => return Err(Abrupt::Unknown),
                };
                self.string(&format!("[object {tag}]"))
            }
            "valueOf" => Ok(this.clone()),
            _ => Err(Abrupt::Unknown),
        }
    }

    fn has_own(&mut self, value: &Value, key: &Key) -> Outcome<bool> {
        match value {
            Value::Unknown => Err(Abrupt::Unknown),
            Value::Object(id) => {
                if self.object(*id).is_unknown {
                    return Err(Abrupt::Unknown);
                }
                Ok(!matches!(self.own(*id, key)?, Own::Nothing))
            }
            Value::Text(text) => Ok(match key {
                Key::Index(index) => (*index as usize) < text.len(),
                Key::Name(name) => &**name == "length",
                Key::Symbol(_) => false,
            }),
            _ => Ok(false),
        }
    }

    fn function_method(&mut self, name: &str, this: &Value, arguments: &Arguments<'_>) -> Outcome<Value> {
        match name {
            "call" => {
                let rest = arguments.0.get(1..).unwrap_or_default().to_vec();
                self.call(this, arguments.get(0), rest)
            }
            "apply" => {
                let list = match arguments.get(1) {
                    Value::Undefined | Value::Null => Vec::new(),
                    list => self.items(&list)?,
                };
                self.call(this, arguments.get(0), list)
            }
            "bind" => {
                if this.is_unknown() {
                    return Err(Abrupt::Unknown);
                }
                let bound = Bound {
                    target: this.clone(),
                    this: arguments.get(0),
                    arguments: arguments.0.get(1..).unwrap_or_default().to_vec(),
                };
                let object = Object::new(Kind::Bound(Rc::new(bound)), Family::FunctionPrototype);
                Ok(Value::Object(self.allocate(object)?))
            }
            _ => self.function_text(this),
        }
    }

    /// A function as it is written: code that defends itself looks whether somebody has formatted it.
    fn function_text(&mut self, function: &Value) -> Outcome<Value> {
        let Value::Object(id) = function else { return Err(Abrupt::Unknown) };
        let Kind::Function(closure) = &self.object(*id).kind else { return Err(Abrupt::Unknown) };
        let closure = Rc::clone(closure);
        let span = match (closure.code, &closure.class) {
            (_, Some(class)) => class.node.span,
            // Where a method's text begins, the tree does not say.
            (Code::Function(function), None) if closure.home.is_none() => function.span,
            (Code::Arrow(arrow), None) => arrow.span,
            _ => return Err(Abrupt::Unknown),
        };
        let parsed = self.loader.parsed(closure.file).ok_or(Abrupt::Unknown)?;
        let source = self.loader.text(closure.file).ok_or(Abrupt::Unknown)?;
        let span = parsed.range(span);
        let text = source.get(span.start as usize..span.end as usize).ok_or(Abrupt::Unknown)?;
        self.string(text)
    }

    fn reflect(&mut self, name: &str, arguments: &Arguments<'_>) -> Outcome<Value> {
        let first = arguments.get(0);
        match name {
            "apply" => {
                let list = self.items(&arguments.get(2))?;
                self.call(&first, arguments.get(1), list)
            }
            "construct" => {
                let list = self.items(&arguments.get(1))?;
                let target = if arguments.len() > 2 { arguments.get(2) } else { first.clone() };
                self.construct(&first, list, &target)
            }
            "get" => {
                let key = self.to_key(&arguments.get(1))?;
                self.get(&first, &key)
            }
            "set" => {
                let key = self.to_key(&arguments.get(1))?;
                self.set(&first, key, arguments.get(2))?;
                Ok(Value::Bool(true))
            }
            "has" => {
                let key = self.to_key(&arguments.get(1))?;
                Ok(Value::Bool(self.has(&first, &key)?))
            }
            "deleteProperty" => {
                let key = self.to_key(&arguments.get(1))?;
                Ok(Value::Bool(self.delete(&first, &key)?))
            }
            "ownKeys" => self.object_static("getOwnPropertyNames", arguments),
            "defineProperty" => {
                self.object_static(name, arguments)?;
                Ok(Value::Bool(true))
            }
            _ => self.object_static(name, arguments),
        }
    }

    fn object_static(&mut self, name: &str, arguments: &Arguments<'_>) -> Outcome<Value> {
        let first = arguments.get(0);
        match name {
            "keys" | "values" | "entries" | "getOwnPropertyNames" => {
                if first.is_nullish() {
                    return self.type_error("cannot convert undefined or null to object");
                }
                let mut items = Vec::new();
                for key in self.own_keys(&first, name != "getOwnPropertyNames")? {
                    let item = match name {
                        "keys" | "getOwnPropertyNames" => self.key_value(&key)?,
                        "values" => self.get(&first, &key)?,
                        _ => {
                            let key_value = self.key_value(&key)?;
                            let value = self.get(&first, &key)?;
                            self.list(vec![key_value, value])?
                        }
                    };
                    items.push(item);
                }
                self.list(items)
            }
            "assign" => {
                let target = self.to_object(&first)?;
                for source in arguments.0.iter().skip(1) {
                    if source.is_nullish() {
                        continue;
                    }
                    for key in self.own_keys(source, true)? {
                        let value = self.get(source, &key)?;
                        self.set(&Value::Object(target), key, value)?;
                    }
                }
                Ok(Value::Object(target))
            }
            "fromEntries" => {
                let id = self.plain()?;
                for entry in self.iterate(&first)? {
                    let key = self.get(&entry, &Key::Index(0))?;
                    let key = self.to_key(&key)?;
                    let value = self.get(&entry, &Key::Index(1))?;
                    self.define(id, key, Property::new(value))?;
                }
                Ok(Value::Object(id))
            }
            "freeze" | "seal" | "preventExtensions" => {
                if let Value::Object(id) = &first {
                    self.object_mut(*id)?.is_frozen = name == "freeze";
                }
                Ok(first)
            }
            "isFrozen" => match &first {
                Value::Object(id) => Ok(Value::Bool(self.object(*id).is_frozen)),
                Value::Unknown => Err(Abrupt::Unknown),
                _ => Ok(Value::Bool(true)),
            },
            "create" => {
                let id = self.plain()?;
                self.object_mut(id)?.prototype = match first {
                    Value::Object(prototype) => Some(prototype),
                    Value::Null => None,
                    Value::Unknown => Some(Self::unknown_prototype()),
                    _ => return self.type_error("object prototype may only be an object or null"),
                };
                if !matches!(arguments.get(1), Value::Undefined) {
                    self.define_all(id, &arguments.get(1))?;
                }
                Ok(Value::Object(id))
            }
            "getPrototypeOf" => match &first {
                Value::Object(id) => Ok(self.object(*id).prototype.map_or(Value::Null, Value::Object)),
                _ => Err(Abrupt::Unknown),
            },
            "setPrototypeOf" => {
                if let Value::Object(id) = &first {
                    self.object_mut(*id)?.prototype = match arguments.get(1) {
                        Value::Object(prototype) => Some(prototype),
                        Value::Null => None,
                        _ => Some(Self::unknown_prototype()),
                    };
                }
                Ok(first)
            }
            "defineProperty" => {
                let Value::Object(id) = &first else { return Err(Abrupt::Unknown) };
                let key = self.to_key(&arguments.get(1))?;
                self.define_from(*id, key, &arguments.get(2))?;
                Ok(first)
            }
            "defineProperties" => {
                let Value::Object(id) = &first else { return Err(Abrupt::Unknown) };
                self.define_all(*id, &arguments.get(1))?;
                Ok(first)
            }
            "getOwnPropertyDescriptor" => {
                let key = self.to_key(&arguments.get(1))?;
                self.descriptor(&first, &key)
            }
            "hasOwn" => {
                let key = self.to_key(&arguments.get(1))?;
                Ok(Value::Bool(self.has_own(&first, &key)?))
            }
            "is" => {
                let second = arguments.get(1);
                if first.is_unknown() || second.is_unknown() {
                    return Err(Abrupt::Unknown);
                }
                Ok(Value::Bool(crate::machine::compare::is_same(&first, &second)))
            }
            "getOwnPropertySymbols" => self.list(Vec::new()),
            _ => Err(Abrupt::Unknown),
        }
    }

    fn define_all(&mut self, id: ObjectId, descriptors: &Value) -> Outcome<()> {
        for key in self.own_keys(descriptors, true)? {
            let descriptor = self.get(descriptors, &key)?;
            self.define_from(id, key, &descriptor)?;
        }
        Ok(())
    }

    fn define_from(&mut self, id: ObjectId, key: Key, descriptor: &Value) -> Outcome<()> {
        let getter = self.get(descriptor, &Key::name("get"))?;
        let setter = self.get(descriptor, &Key::name("set"))?;
        let enumerable = self.get(descriptor, &Key::name("enumerable"))?;
        let enumerable = self.truth(&enumerable).ok_or(Abrupt::Unknown)?;
        let property = if matches!((&getter, &setter), (Value::Undefined, Value::Undefined)) {
            let value = self.get(descriptor, &Key::name("value"))?;
            let writable = self.get(descriptor, &Key::name("writable"))?;
            let writable = self.truth(&writable).ok_or(Abrupt::Unknown)?;
            Property::Data { value, enumerable, writable }
        } else {
            let some = |value: Value| if matches!(value, Value::Undefined) { None } else { Some(value) };
            Property::Accessor(Box::new(Accessor { getter: some(getter), setter: some(setter), enumerable }))
        };
        self.define(id, key, property)
    }

    fn descriptor(&mut self, value: &Value, key: &Key) -> Outcome<Value> {
        let Value::Object(id) = value else { return Err(Abrupt::Unknown) };
        let property = self.object(*id).properties.get(key).cloned();
        let descriptor = self.plain()?;
        match property {
            Some(Property::Data { value, enumerable, writable }) => {
                self.set_data(descriptor, "value", value)?;
                self.set_data(descriptor, "writable", Value::Bool(writable))?;
                self.set_data(descriptor, "enumerable", Value::Bool(enumerable))?;
                self.set_data(descriptor, "configurable", Value::Bool(true))?;
            }
            Some(Property::Accessor(accessor)) => {
                let Accessor { getter, setter, enumerable } = *accessor;
                self.set_data(descriptor, "get", getter.unwrap_or(Value::Undefined))?;
                self.set_data(descriptor, "set", setter.unwrap_or(Value::Undefined))?;
                self.set_data(descriptor, "enumerable", Value::Bool(enumerable))?;
                self.set_data(descriptor, "configurable", Value::Bool(true))?;
            }
            None if self.object(*id).is_unknown => return Err(Abrupt::Unknown),
            None => {
                return match self.own(*id, key)? {
                    Own::Nothing => Ok(Value::Undefined),
                    _ => Err(Abrupt::Unknown),
                };
            }
        }
        Ok(Value::Object(descriptor))
    }
}
