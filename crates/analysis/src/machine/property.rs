//! Reading and writing properties.

use std::rc::Rc;

use super::{
    Abrupt, Frame, LIMITS, Machine, Outcome, builtin,
    heap::{Code, Element, Family, Key, Kind, Object, ObjectId, Property, Value, View},
    module, number,
    provenance::Step,
    text::Text,
};

/// What an object has under a name itself.
pub(super) enum Own {
    Nothing,
    Value(Value),
    Accessor(Option<Value>),
}

impl<'t> Machine<'t> {
    pub(super) fn get(&mut self, base: &Value, key: &Key) -> Outcome<Value> {
        let family = match base {
            Value::Unknown => return Ok(Value::Unknown),
            Value::Undefined | Value::Null => {
                return self.type_error("cannot read properties of undefined or null");
            }
            Value::Text(text) => match key {
                Key::Index(index) => return self.text_unit(&Rc::clone(text), *index as usize),
                Key::Name(name) if &**name == "length" => return Ok(Value::Number(text.len() as f64)),
                _ => Family::TextPrototype,
            },
            Value::Bool(_) => Family::BoolPrototype,
            Value::Number(_) => Family::NumberPrototype,
            Value::Big(_) => Family::BigPrototype,
            Value::Symbol(symbol) => match key {
                Key::Name(name) if &**name == "description" => {
                    let description = self.symbols[*symbol as usize].clone();
                    return self.string(&description);
                }
                _ => Family::SymbolPrototype,
            },
            Value::Native(native) => match key {
                Key::Name(name) if &**name == "name" => return self.string(native.name),
                Key::Name(name) if &**name == "length" => return Ok(Value::Unknown),
                _ => Family::FunctionPrototype,
            },
            Value::Object(id) => return self.get_from(*id, key, base),
        };
        self.get_from(family.id(), key, base)
    }

    pub(super) fn text_unit(&mut self, text: &Rc<Text>, index: usize) -> Outcome<Value> {
        match text.unit(index) {
            Some(unit) => self.unit(unit, text),
            None => Ok(Value::Undefined),
        }
    }

    /// A text of one unit of another one.
    pub(super) fn unit(&mut self, unit: u16, from: &Text) -> Outcome<Value> {
        match &from.origin {
            Some(origin) => {
                let origin = if from.len() > 1 { origin.after(Step::Picked) } else { Rc::clone(origin) };
                self.text(Text::wide(vec![unit]).with_origin(Some(origin)))
            }
            None if unit < 256 => Ok(Value::Text(Rc::clone(&self.units[usize::from(unit)]))),
            None => self.text(Text::wide(vec![unit])),
        }
    }

    /// Looks a property up along prototypes.
    pub(super) fn get_from(&mut self, start: ObjectId, key: &Key, receiver: &Value) -> Outcome<Value> {
        let mut id = start;
        for _ in 0..64 {
            if self.object(id).is_unknown && !self.is_method_of_program(id, key) {
                return Ok(Value::Unknown);
            }
            match self.own(id, key)? {
                Own::Value(value) => return Ok(value),
                Own::Accessor(Some(getter)) => return self.call(&getter, receiver.clone(), Vec::new()),
                Own::Accessor(None) => return Ok(Value::Undefined),
                Own::Nothing => {}
            }
            match self.object(id).prototype {
                Some(next) => id = next,
                None => return Ok(Value::Undefined),
            }
        }
        Err(Abrupt::Lost)
    }

    /// A function is still a function after somebody unknown has seen it.
    fn is_method_of_program(&self, id: ObjectId, key: &Key) -> bool {
        matches!(self.object(id).kind, Kind::Function(_))
            && matches!(key, Key::Name(name) if matches!(&**name, "call" | "apply" | "bind" | "prototype"))
    }

    pub(super) fn own(&mut self, id: ObjectId, key: &Key) -> Outcome<Own> {
        let object = &self.heap[id];
        match (&object.kind, key) {
            (Kind::List(items), Key::Index(index)) => {
                if let Some(value) = items.get(*index as usize) {
                    let value = value.clone();
                    if let Some(source) = &object.source
                        && matches!(value, Value::Number(_))
                    {
                        let source = Rc::clone(source);
                        self.reads_list(&source);
                    }
                    return Ok(Own::Value(value));
                }
            }
            (Kind::View(view), Key::Index(index)) => {
                let value = self.element(*view, *index as usize).map_or(Value::Undefined, Value::Number);
                return Ok(Own::Value(value));
            }
            (Kind::Boxed(Value::Text(text)), Key::Index(index)) => {
                let text = Rc::clone(text);
                if (*index as usize) < text.len() {
                    return Ok(Own::Value(self.text_unit(&text, *index as usize)?));
                }
            }
            _ => {}
        }
        match object.properties.get(key) {
            Some(Property::Data { value, .. }) => return Ok(Own::Value(value.clone())),
            Some(Property::Accessor(accessor)) => return Ok(Own::Accessor(accessor.getter.clone())),
            None => {}
        }
        if matches!(object.kind, Kind::Plain) {
            return Ok(Own::Nothing);
        }
        self.own_special(id, key)
    }

    /// The properties that no table holds.
    fn own_special(&mut self, id: ObjectId, key: &Key) -> Outcome<Own> {
        let name = match key {
            Key::Name(name) => &**name,
            _ => "",
        };
        let object = self.object(id);
        let value = match (&object.kind, name) {
            (Kind::List(items), "length") => Value::Number(items.len() as f64),
            (Kind::Boxed(Value::Text(text)), "length") => Value::Number(text.len() as f64),
            (Kind::View(view), "length") if view.family != Family::DataView => Value::Number(view.length as f64),
            (Kind::View(view), "byteLength") => Value::Number((view.length * view.element.size()) as f64),
            (Kind::View(view), "byteOffset") => Value::Number(view.offset as f64),
            (Kind::View(view), "buffer") => Value::Object(view.memory),
            (Kind::View(view), "BYTES_PER_ELEMENT") => Value::Number(view.element.size() as f64),
            (Kind::Memory(bytes), "byteLength") => Value::Number(bytes.len() as f64),
            (Kind::Map(table) | Kind::Set(table), "size") => Value::Number(table.index.len() as f64),
            (Kind::Regexp(_, last), "lastIndex") => Value::Number(*last as f64),
            (Kind::Regexp(pattern, _), "source") => {
                let source = pattern.source.clone();
                self.string(&source)?
            }
            (Kind::Regexp(pattern, _), "flags") => {
                let flags = pattern.flags.clone();
                self.string(&flags)?
            }
            (
                Kind::Regexp(pattern, _),
                "global" | "ignoreCase" | "multiline" | "sticky" | "unicode" | "dotAll" | "hasIndices",
            ) => {
                let flag = match name {
                    "global" => 'g',
                    "ignoreCase" => 'i',
                    "multiline" => 'm',
                    "sticky" => 'y',
                    "unicode" => 'u',
                    "dotAll" => 's',
                    _ => 'd',
                };
                Value::Bool(pattern.flags.contains(flag))
            }
            (Kind::Decoder(encoding), "encoding") => {
                let encoding = *encoding;
                self.string(encoding)?
            }
            (Kind::Function(closure), "name") => {
                let name = closure.name.clone().unwrap_or_default();
                self.string(&name)?
            }
            (Kind::Function(closure), "length") => Value::Number(parameter_count(closure.code) as f64),
            (Kind::Function(closure), "prototype") if matches!(closure.code, Code::Function(_)) => {
                let prototype = self.plain()?;
                let constructor = Property::hidden(Value::Object(id));
                self.object_mut(prototype)?.properties.set(Key::name("constructor"), constructor);
                let property = Property::hidden(Value::Object(prototype));
                self.object_mut(id)?.properties.set(Key::name("prototype"), property);
                Value::Object(prototype)
            }
            (Kind::Bound(_), "name" | "length") => return Err(Abrupt::Unknown),
            (Kind::Namespace(file), _) => {
                let file = *file;
                return self.exported(file, key);
            }
            (Kind::Intrinsic(family), _) => {
                return Ok(match builtin::own(*family, key) {
                    Some(value) => Own::Value(value),
                    None => Own::Nothing,
                });
            }
            _ => return Ok(Own::Nothing),
        };
        Ok(Own::Value(value))
    }

    fn exported(&mut self, file: u32, key: &Key) -> Outcome<Own> {
        let Key::Name(name) = key else { return Ok(Own::Nothing) };
        Ok(match self.export(file, name)? {
            module::Exported::Value(value) => Own::Value(value),
            module::Exported::Nothing => Own::Nothing,
        })
    }

    pub(super) fn element(&self, view: View, index: usize) -> Option<f64> {
        let Kind::Memory(bytes) = &self.object(view.memory).kind else { return None };
        if index >= view.length {
            return None;
        }
        let start = view.offset + index * view.element.size();
        read_element(bytes.get(start..start + view.element.size())?, view.element)
    }

    pub(super) fn set_element(&mut self, view: View, index: usize, number: f64) -> Outcome<()> {
        if index >= view.length {
            return Ok(());
        }
        let start = view.offset + index * view.element.size();
        let Kind::Memory(bytes) = &mut self.object_mut(view.memory)?.kind else { return Ok(()) };
        if let Some(target) = bytes.get_mut(start..start + view.element.size()) {
            write_element(target, view.element, number);
        }
        Ok(())
    }

    /// `base[key] = value`.
    pub(super) fn set(&mut self, base: &Value, key: Key, value: Value) -> Outcome<()> {
        match base {
            Value::Object(id) => self.set_on(*id, key, value, base),
            Value::Undefined | Value::Null => self.type_error("cannot set properties of undefined or null"),
            // Somebody unknown holds it from now on.
            Value::Unknown => {
                self.escape(&value);
                Ok(())
            }
            _ => Ok(()),
        }
    }

    pub(super) fn set_on(&mut self, id: ObjectId, key: Key, value: Value, receiver: &Value) -> Outcome<()> {
        // Setters and read-only properties may lie on a prototype.
        let mut at = Some(id);
        for _ in 0..64 {
            let Some(current) = at else { break };
            let object = self.object(current);
            match object.properties.get(&key) {
                Some(Property::Accessor(accessor)) => {
                    let setter = accessor.setter.clone();
                    if let Some(setter) = setter {
                        self.call(&setter, receiver.clone(), vec![value])?;
                    }
                    return Ok(());
                }
                Some(Property::Data { writable: false, .. }) => return Ok(()),
                Some(_) => break,
                None => {}
            }
            at = object.prototype;
        }
        let object = self.object(id);
        if object.is_frozen {
            return Ok(());
        }
        match (&object.kind, &key) {
            (Kind::List(items), Key::Index(index)) => {
                let (index, length) = (*index as usize, items.len());
                if index > length && (index > LIMITS.items || index - length > 1 << 16) {
                    return Err(Abrupt::Lost);
                }
                if index >= length {
                    let size = if matches!(value, Value::Text(_)) { 64 } else { size_of::<Value>() };
                    self.reserve((index - length) * size_of::<Value>() + size)?;
                    self.spend((index - length) / 16)?;
                }
                if let Kind::List(items) = &mut self.object_mut(id)?.kind {
                    if index >= items.len() {
                        items.resize(index + 1, Value::Undefined);
                    }
                    items[index] = value;
                }
                return Ok(());
            }
            (Kind::List(_), Key::Name(name)) if &**name == "length" => {
                let length = self.to_number(&value)?;
                if !(0.0..=LIMITS.items as f64).contains(&length) {
                    return Err(Abrupt::Lost);
                }
                if let Kind::List(items) = &mut self.object_mut(id)?.kind {
                    items.resize(length as usize, Value::Undefined);
                }
                return Ok(());
            }
            (Kind::View(view), Key::Index(index)) => {
                let (view, index) = (*view, *index as usize);
                if value.is_unknown() {
                    self.forget_object(id);
                    return Ok(());
                }
                let number = self.to_number(&value)?;
                return self.set_element(view, index, number);
            }
            (Kind::Regexp(..), Key::Name(name)) if &**name == "lastIndex" => {
                let index = self.to_integer(&value)?.max(0.0) as usize;
                if let Kind::Regexp(_, last) = &mut self.object_mut(id)?.kind {
                    *last = index;
                }
                return Ok(());
            }
            (Kind::Namespace(_), _) => return Ok(()),
            _ => {}
        }
        let object = self.object(id);
        if object.properties.len() >= LIMITS.items {
            return Err(Abrupt::Lost);
        }
        let is_new = object.properties.get(&key).is_none();
        if is_new {
            self.reserve(112)?;
        }
        let object = self.object_mut(id)?;
        match object.properties.get_mut(&key) {
            Some(Property::Data { value: old, .. }) => *old = value,
            _ => object.properties.set(key, Property::new(value)),
        }
        Ok(())
    }

    /// Defines a property of an object that is being made.
    pub(super) fn define(&mut self, id: ObjectId, key: Key, property: Property) -> Outcome<()> {
        self.reserve(112)?;
        let index = match &key {
            Key::Index(index) => Some(*index as usize),
            _ => None,
        };
        let object = self.object_mut(id)?;
        if let (Kind::List(items), Some(index), Property::Data { value, .. }) = (&mut object.kind, index, &property)
            && index <= items.len()
        {
            if index == items.len() {
                items.push(value.clone());
            } else {
                items[index] = value.clone();
            }
            return Ok(());
        }
        object.properties.set(key, property);
        Ok(())
    }

    pub(super) fn delete(&mut self, base: &Value, key: &Key) -> Outcome<bool> {
        let Value::Object(id) = base else { return Ok(true) };
        if self.object(*id).is_frozen {
            return Ok(false);
        }
        let cost = self.object(*id).properties.len() / 16;
        self.spend(cost)?;
        let object = self.object_mut(*id)?;
        match (&mut object.kind, key) {
            (Kind::List(items), Key::Index(index)) if (*index as usize) < items.len() => {
                items[*index as usize] = Value::Undefined;
            }
            _ => object.properties.remove(key),
        }
        Ok(true)
    }

    /// `key in base`.
    pub(super) fn has(&mut self, base: &Value, key: &Key) -> Outcome<bool> {
        let Value::Object(start) = base else {
            return if base.is_unknown() { Err(Abrupt::Unknown) } else { self.type_error("cannot use 'in' here") };
        };
        let mut id = *start;
        for _ in 0..64 {
            if self.object(id).is_unknown {
                return Err(Abrupt::Unknown);
            }
            if !matches!(self.own(id, key)?, Own::Nothing) {
                return Ok(true);
            }
            match self.object(id).prototype {
                Some(next) => id = next,
                None => return Ok(false),
            }
        }
        Err(Abrupt::Lost)
    }

    /// The names of an object's own properties, those that can be enumerated if `visible`; symbols are left out.
    pub(super) fn own_keys(&mut self, value: &Value, visible: bool) -> Outcome<Vec<Key>> {
        let id = match value {
            Value::Unknown => return Err(Abrupt::Unknown),
            Value::Text(text) => return Ok((0..text.len() as u32).map(Key::Index).collect()),
            Value::Object(id) => *id,
            _ => return Ok(Vec::new()),
        };
        let object = self.object(id);
        if object.is_unknown {
            return Err(Abrupt::Unknown);
        }
        let mut keys: Vec<Key> = match &object.kind {
            Kind::List(items) => (0..items.len() as u32).map(Key::Index).collect(),
            Kind::View(view) => (0..view.length as u32).map(Key::Index).collect(),
            Kind::Boxed(Value::Text(text)) => (0..text.len() as u32).map(Key::Index).collect(),
            Kind::Namespace(file) => return self.export_names(*file),
            Kind::Intrinsic(_) => return Err(Abrupt::Unknown),
            _ => Vec::new(),
        };
        let properties = object.properties.keys().into_iter().filter(|key| {
            let is_public = match key {
                Key::Symbol(_) => false,
                Key::Name(name) => !name.starts_with("\0#"),
                Key::Index(_) => true,
            };
            is_public && (!visible || object.properties.get(key).is_some_and(Property::is_enumerable))
        });
        keys.extend(properties);
        self.spend(keys.len() / 8)?;
        Ok(keys)
    }

    pub(super) fn this(&self, frame: &Frame<'t>) -> Value {
        match frame.scope.activation() {
            Some(activation) => activation.this.borrow().clone().unwrap_or(Value::Unknown),
            None => Value::Unknown,
        }
    }
}

fn parameter_count(code: Code<'_>) -> usize {
    use swc_ecma_ast::Pat;
    let counts = |pattern: &Pat| !matches!(pattern, Pat::Assign(_) | Pat::Rest(_));
    match code {
        Code::Function(function) => function.params.iter().take_while(|param| counts(&param.pat)).count(),
        Code::Arrow(arrow) => arrow.params.iter().take_while(|pattern| counts(pattern)).count(),
        Code::Constructor(constructor) => constructor.params.len(),
        Code::Default => 0,
    }
}

pub(super) fn read_element(bytes: &[u8], element: Element) -> Option<f64> {
    Some(match element {
        Element::I8 => f64::from(bytes[0] as i8),
        Element::U8 | Element::Clamped => f64::from(bytes[0]),
        Element::I16 => f64::from(i16::from_le_bytes(bytes.try_into().ok()?)),
        Element::U16 => f64::from(u16::from_le_bytes(bytes.try_into().ok()?)),
        Element::I32 => f64::from(i32::from_le_bytes(bytes.try_into().ok()?)),
        Element::U32 => f64::from(u32::from_le_bytes(bytes.try_into().ok()?)),
        Element::F32 => f64::from(f32::from_le_bytes(bytes.try_into().ok()?)),
        Element::F64 => f64::from_le_bytes(bytes.try_into().ok()?),
    })
}

pub(super) fn write_element(target: &mut [u8], element: Element, value: f64) {
    let integer = number::to_uint32(value);
    match element {
        Element::Clamped => {
            let clamped = if value.is_nan() { 0.0 } else { value.clamp(0.0, 255.0) };
            target[0] = clamped.round_ties_even() as u8;
        }
        Element::F32 => target.copy_from_slice(&(value as f32).to_le_bytes()),
        Element::F64 => target.copy_from_slice(&value.to_le_bytes()),
        _ => {
            let size = element.size();
            target.copy_from_slice(&integer.to_le_bytes()[..size]);
        }
    }
}

impl Object<'_> {
    /// Marks a list as turned round, so that the text made of it can say so.
    pub(super) fn turn(&mut self) {
        self.is_backwards = !self.is_backwards;
    }
}
