//! Buffers, typed arrays, and the coders that go with them.

use std::rc::Rc;

use super::{Arguments, encoding};
use crate::machine::{
    Abrupt, LIMITS, Machine, Outcome,
    heap::{Element, Family, Key, Kind, Object, ObjectId, Value, View},
    provenance::{Origin, Step},
    text::Text,
};

impl Machine<'_> {
    pub(super) fn bytes_method(
        &mut self,
        family: Family,
        name: &str,
        this: &Value,
        arguments: &Arguments<'_>,
    ) -> Outcome<Value> {
        match family {
            Family::Buffer => self.buffer_function(name, arguments),
            Family::BufferPrototype => self.buffer_method(name, this, arguments),
            Family::ViewPrototype => self.view_method(name, this, arguments),
            Family::DataViewPrototype => self.data_view_method(name, this, arguments),
            Family::DecoderPrototype => self.decode(this, arguments),
            Family::EncoderPrototype if name == "encode" => {
                let text = match arguments.get(0) {
                    Value::Undefined => Rc::new(Text::new("")),
                    other => self.to_text(&other)?,
                };
                let bytes = encoding::to_bytes(&text, "utf8");
                self.new_view(bytes, Element::U8, Family::Uint8Array, text.origin.clone())
            }
            Family::MemoryPrototype => {
                let Value::Object(id) = this else { return Err(Abrupt::Unknown) };
                let Kind::Memory(bytes) = &self.object(*id).kind else { return Err(Abrupt::Unknown) };
                let bytes = bytes.clone();
                let start = self.relative(&arguments.get(0), bytes.len(), 0)?;
                let end = self.relative(&arguments.get(1), bytes.len(), bytes.len())?;
                let part = bytes.get(start..end).unwrap_or_default().to_vec();
                let object = Object::new(Kind::Memory(part), Family::MemoryPrototype);
                Ok(Value::Object(self.allocate(object)?))
            }
            _ => Err(Abrupt::Unknown),
        }
    }

    /// Bytes as a typed array or buffer of their own.
    pub(super) fn new_view(
        &mut self,
        bytes: Vec<u8>,
        element: Element,
        family: Family,
        origin: Option<Rc<Origin>>,
    ) -> Outcome<Value> {
        if bytes.len() > LIMITS.text {
            return Err(Abrupt::Lost);
        }
        self.spend(bytes.len() / 64)?;
        let length = bytes.len() / element.size();
        let mut memory = Object::new(Kind::Memory(bytes), Family::MemoryPrototype);
        // Bytes do not say where they come from one by one; all of them together do.
        memory.properties.set(Key::name("\0origin"), crate::machine::heap::Property::hidden(Value::Undefined));
        let memory = self.allocate(memory)?;
        if let Some(origin) = origin {
            let text = Text::new("").with_origin(Some(origin));
            let mark = crate::machine::heap::Property::hidden(Value::Text(Rc::new(text)));
            self.object_mut(memory)?.properties.set(Key::name("\0origin"), mark);
        }
        let prototype = if family == Family::Buffer { Family::BufferPrototype } else { Family::ViewPrototype };
        let view = View { memory, offset: 0, length, element, family };
        Ok(Value::Object(self.allocate(Object::new(Kind::View(view), prototype))?))
    }

    pub(super) fn memory_origin(&self, memory: ObjectId) -> Option<Rc<Origin>> {
        match self.object(memory).properties.get(&Key::name("\0origin"))? {
            crate::machine::heap::Property::Data { value: Value::Text(text), .. } => text.origin.clone(),
            _ => None,
        }
    }

    pub(super) fn view_of(&self, value: &Value) -> Outcome<View> {
        let Value::Object(id) = value else { return Err(Abrupt::Unknown) };
        match &self.object(*id).kind {
            Kind::View(view) if !self.object(*id).is_unknown && !self.object(view.memory).is_unknown => Ok(*view),
            _ => Err(Abrupt::Unknown),
        }
    }

    /// The bytes that a view shows.
    pub(super) fn bytes_of(&self, view: View) -> Vec<u8> {
        match &self.object(view.memory).kind {
            Kind::Memory(bytes) => {
                bytes.get(view.offset..view.offset + view.length * view.element.size()).unwrap_or_default().to_vec()
            }
            _ => Vec::new(),
        }
    }

    fn encoding_named(&mut self, value: &Value) -> Outcome<&'static str> {
        match value {
            Value::Undefined | Value::Null => Ok("utf8"),
            other => {
                let name = self.to_string(other)?;
                match encoding::named(&name) {
                    Some(encoding) => Ok(encoding),
                    None => self.type_error("unknown encoding"),
                }
            }
        }
    }

    fn buffer_function(&mut self, name: &str, arguments: &Arguments<'_>) -> Outcome<Value> {
        let first = arguments.get(0);
        match name {
            "from" => self.buffer_from(&first, arguments),
            "alloc" | "allocUnsafe" | "allocUnsafeSlow" => {
                let size = self.to_integer(&first)?;
                if !(0.0..=LIMITS.text as f64).contains(&size) {
                    return Err(Abrupt::Lost);
                }
                let buffer = self.new_view(vec![0; size as usize], Element::U8, Family::Buffer, None)?;
                match arguments.get(1) {
                    Value::Undefined => Ok(buffer),
                    _ => self.fill_buffer(&buffer, &Arguments(&arguments.0[1..])),
                }
            }
            "concat" => {
                let mut bytes = Vec::new();
                let mut origin = None;
                for item in self.items(&first)? {
                    let view = self.view_of(&item)?;
                    bytes.extend(self.bytes_of(view));
                    origin = Origin::joined(origin.as_ref(), self.memory_origin(view.memory).as_ref());
                    if bytes.len() > LIMITS.text {
                        return Err(Abrupt::Lost);
                    }
                }
                if let Value::Number(length) = arguments.get(1) {
                    if !(0.0..=LIMITS.text as f64).contains(&length) {
                        return Err(Abrupt::Lost);
                    }
                    bytes.resize(length as usize, 0);
                }
                self.new_view(bytes, Element::U8, Family::Buffer, origin)
            }
            "isBuffer" => match &first {
                Value::Unknown => Err(Abrupt::Unknown),
                value => Ok(Value::Bool(self.view_of(value).is_ok_and(|view| view.family == Family::Buffer))),
            },
            "isEncoding" => {
                let name = self.to_string(&first)?;
                Ok(Value::Bool(encoding::named(&name).is_some()))
            }
            "byteLength" => match &first {
                Value::Text(text) => {
                    let encoding = self.encoding_named(&arguments.get(1))?;
                    Ok(Value::Number(encoding::to_bytes(text, encoding).len() as f64))
                }
                other => {
                    let view = self.view_of(other)?;
                    Ok(Value::Number((view.length * view.element.size()) as f64))
                }
            },
            "of" => {
                let bytes = self.numbers(arguments.0)?.into_iter().map(byte).collect();
                self.new_view(bytes, Element::U8, Family::Buffer, None)
            }
            _ => Err(Abrupt::Unknown),
        }
    }

    pub(super) fn numbers(&mut self, values: &[Value]) -> Outcome<Vec<f64>> {
        values.iter().map(|value| self.to_number(value)).collect()
    }

    fn buffer_from(&mut self, first: &Value, arguments: &Arguments<'_>) -> Outcome<Value> {
        match first {
            Value::Text(text) => {
                let text = Rc::clone(text);
                let encoding = self.encoding_named(&arguments.get(1))?;
                self.spend(text.len() / 16)?;
                if encoding.starts_with("base64") && text.as_ascii().is_none() {
                    // What other characters do there depends on how the text is kept.
                    return Err(Abrupt::Unknown);
                }
                let step = match encoding {
                    "base64" | "base64url" => Some(Step::Base64),
                    "hex" => Some(Step::Hexadecimal),
                    _ => None,
                };
                let origin = match (&text.origin, step) {
                    (Some(origin), Some(step)) => Some(origin.after(step)),
                    (origin, _) => origin.clone(),
                };
                self.new_view(encoding::to_bytes(&text, encoding), Element::U8, Family::Buffer, origin)
            }
            Value::Object(id) => match &self.object(*id).kind {
                Kind::Memory(bytes) => {
                    let (memory, length) = (*id, bytes.len());
                    let offset = self.to_integer(&arguments.get(1))?.clamp(0.0, length as f64) as usize;
                    let length = match arguments.get(2) {
                        Value::Undefined => length - offset,
                        count => self.to_integer(&count)?.clamp(0.0, (length - offset) as f64) as usize,
                    };
                    let view = View { memory, offset, length, element: Element::U8, family: Family::Buffer };
                    let object = Object::new(Kind::View(view), Family::BufferPrototype);
                    Ok(Value::Object(self.allocate(object)?))
                }
                Kind::Plain => {
                    let data = self.get(first, &Key::name("data"))?;
                    let data = if matches!(data, Value::Undefined) { first.clone() } else { data };
                    let items = self.items(&data)?;
                    let bytes = self.numbers(&items)?.into_iter().map(byte).collect();
                    self.new_view(bytes, Element::U8, Family::Buffer, None)
                }
                _ => {
                    let origin = match self.view_of(first) {
                        Ok(view) => self.memory_origin(view.memory),
                        Err(_) => {
                            let source = self.object(*id).source.clone();
                            source.map(|source| {
                                let length = source.text.len();
                                Origin::written(source, length)
                            })
                        }
                    };
                    let items = self.items(first)?;
                    let bytes = self.numbers(&items)?.into_iter().map(byte).collect();
                    let origin = origin.or_else(|| self.codes.clone());
                    self.new_view(bytes, Element::U8, Family::Buffer, origin)
                }
            },
            Value::Unknown => Err(Abrupt::Unknown),
            _ => self.type_error("the first argument must be a string or an instance of Buffer"),
        }
    }

    fn buffer_method(&mut self, name: &str, this: &Value, arguments: &Arguments<'_>) -> Outcome<Value> {
        let view = self.view_of(this)?;
        self.spend(view.length / 64)?;
        if let Some(encoding) = name.strip_suffix("Slice").and_then(|encoding| match encoding {
            "ucs2" => Some("utf16le"),
            other => encoding::named(other),
        }) {
            return self.buffer_text(view, encoding, arguments);
        }
        match name {
            "toString" | "toLocaleString" => {
                let encoding = self.encoding_named(&arguments.get(0))?;
                self.buffer_text(view, encoding, &Arguments(arguments.0.get(1..).unwrap_or_default()))
            }
            "slice" | "subarray" => self.subarray(view, arguments),
            "equals" => {
                let other = self.view_of(&arguments.get(0))?;
                Ok(Value::Bool(self.bytes_of(view) == self.bytes_of(other)))
            }
            "swap16" | "swap32" | "swap64" => {
                let size = match name {
                    "swap16" => 2,
                    "swap32" => 4,
                    _ => 8,
                };
                let mut bytes = self.bytes_of(view);
                if !bytes.len().is_multiple_of(size) {
                    return self.fail(Family::RangeErrorPrototype, "invalid buffer size");
                }
                bytes.chunks_mut(size).for_each(<[u8]>::reverse);
                self.overwrite(view, 0, &bytes)?;
                Ok(this.clone())
            }
            "fill" => self.fill_buffer(this, arguments),
            "write" => {
                let text = self.to_text(&arguments.get(0))?;
                let offset = match arguments.get(1) {
                    Value::Number(offset) => offset.clamp(0.0, view.length as f64) as usize,
                    _ => 0,
                };
                let name = arguments.0.iter().skip(1).find(|value| matches!(value, Value::Text(_))).cloned();
                let encoding = self.encoding_named(&name.unwrap_or(Value::Undefined))?;
                let mut bytes = encoding::to_bytes(&text, encoding);
                bytes.truncate(view.length - offset);
                self.overwrite(view, offset, &bytes)?;
                Ok(Value::Number(bytes.len() as f64))
            }
            "copy" => {
                let target = self.view_of(&arguments.get(0))?;
                let at = self.to_integer(&arguments.get(1))?.clamp(0.0, target.length as f64) as usize;
                let start = self.relative(&arguments.get(2), view.length, 0)?;
                let end = self.relative(&arguments.get(3), view.length, view.length)?;
                let bytes = self.bytes_of(view);
                let part = bytes.get(start..end).unwrap_or_default();
                let part = &part[..part.len().min(target.length - at)];
                self.overwrite(target, at, part)?;
                Ok(Value::Number(part.len() as f64))
            }
            "indexOf" | "includes" => {
                let bytes = self.bytes_of(view);
                let wanted = match arguments.get(0) {
                    Value::Number(number) => vec![byte(number)],
                    Value::Text(text) => encoding::to_bytes(&text, "utf8"),
                    other => {
                        let view = self.view_of(&other)?;
                        self.bytes_of(view)
                    }
                };
                let found = memchr::memmem::find(&bytes, &wanted);
                Ok(match name {
                    "includes" => Value::Bool(found.is_some()),
                    _ => Value::Number(found.map_or(-1.0, |at| at as f64)),
                })
            }
            "toJSON" => {
                let items = self.bytes_of(view).into_iter().map(|byte| Value::Number(f64::from(byte))).collect();
                let id = self.plain()?;
                let kind = self.string("Buffer")?;
                let data = self.list(items)?;
                self.set_data(id, "type", kind)?;
                self.set_data(id, "data", data)?;
                Ok(Value::Object(id))
            }
            _ => self.number_method(name, view, arguments),
        }
    }

    pub(super) fn buffer_text(&mut self, view: View, encoding: &str, arguments: &Arguments<'_>) -> Outcome<Value> {
        let start = self.to_integer(&arguments.get(0))?.clamp(0.0, view.length as f64) as usize;
        let end = match arguments.get(1) {
            Value::Undefined => view.length,
            end => self.to_integer(&end)?.clamp(0.0, view.length as f64) as usize,
        };
        let bytes = self.bytes_of(view);
        let text = encoding::from_bytes(bytes.get(start..end).unwrap_or_default(), encoding);
        let origin = self
            .memory_origin(view.memory)
            .map(|origin| if origin.main.is_codes { origin.after(Step::Codes) } else { origin });
        let origin = origin.or_else(|| self.codes.as_ref().map(|origin| origin.after(Step::Codes)));
        self.text(text.with_origin(origin))
    }

    pub(super) fn overwrite(&mut self, view: View, at: usize, new: &[u8]) -> Outcome<()> {
        if let Kind::Memory(bytes) = &mut self.object_mut(view.memory)?.kind {
            let start = view.offset + at * view.element.size();
            if let Some(target) = bytes.get_mut(start..start + new.len()) {
                target.copy_from_slice(new);
            }
        }
        Ok(())
    }

    fn fill_buffer(&mut self, this: &Value, arguments: &Arguments<'_>) -> Outcome<Value> {
        let view = self.view_of(this)?;
        let filler = match arguments.get(0) {
            Value::Text(text) => {
                let encoding = match arguments.get(1) {
                    name @ Value::Text(_) => self.encoding_named(&name)?,
                    _ => "utf8",
                };
                encoding::to_bytes(&text, encoding)
            }
            Value::Number(number) => vec![byte(number)],
            Value::Undefined => vec![0],
            other => {
                let view = self.view_of(&other)?;
                self.bytes_of(view)
            }
        };
        let range = |value: Value| if matches!(value, Value::Text(_)) { Value::Undefined } else { value };
        let start = self.relative(&range(arguments.get(1)), view.length, 0)?;
        let end = self.relative(&range(arguments.get(2)), view.length, view.length)?;
        if filler.is_empty() || start >= end {
            return Ok(this.clone());
        }
        let bytes: Vec<u8> = filler.iter().copied().cycle().take(end - start).collect();
        self.overwrite(view, start, &bytes)?;
        Ok(this.clone())
    }

    pub(super) fn subarray(&mut self, view: View, arguments: &Arguments<'_>) -> Outcome<Value> {
        let start = self.relative(&arguments.get(0), view.length, 0)?;
        let end = self.relative(&arguments.get(1), view.length, view.length)?.max(start);
        let part = View { offset: view.offset + start * view.element.size(), length: end - start, ..view };
        let prototype = if view.family == Family::Buffer { Family::BufferPrototype } else { Family::ViewPrototype };
        Ok(Value::Object(self.allocate(Object::new(Kind::View(part), prototype))?))
    }
}

pub(super) fn byte(number: f64) -> u8 {
    crate::machine::number::to_uint32(number) as u8
}
