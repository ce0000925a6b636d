//! Typed arrays, data views and text decoders.

use std::rc::Rc;

use super::Arguments;
use crate::machine::{
    Abrupt, LIMITS, Machine, Outcome,
    heap::{Element, Family, Kind, Object, Value, View},
    property::{read_element, write_element},
    provenance::Origin,
};

impl Machine<'_> {
    /// `readUInt16LE` and its like.
    pub(super) fn number_method(&mut self, name: &str, view: View, arguments: &Arguments<'_>) -> Outcome<Value> {
        let (is_write, rest) = match (name.strip_prefix("read"), name.strip_prefix("write")) {
            (Some(rest), _) => (false, rest),
            (_, Some(rest)) => (true, rest),
            _ => return Err(Abrupt::Unknown),
        };
        let big = rest.ends_with("BE");
        let element = match rest.trim_end_matches("LE").trim_end_matches("BE") {
            "UInt8" | "Uint8" => Element::U8,
            "Int8" => Element::I8,
            "UInt16" | "Uint16" => Element::U16,
            "Int16" => Element::I16,
            "UInt32" | "Uint32" => Element::U32,
            "Int32" => Element::I32,
            "Float" => Element::F32,
            "Double" => Element::F64,
            _ => return Err(Abrupt::Unknown),
        };
        let offset = arguments.get(usize::from(is_write));
        let value = if is_write { Some(self.to_number(&arguments.get(0))?) } else { None };
        self.number_at(view, element, big, &offset, value)
    }

    /// Reads a number at a byte offset, or writes one there.
    fn number_at(
        &mut self,
        view: View,
        element: Element,
        big: bool,
        offset: &Value,
        value: Option<f64>,
    ) -> Outcome<Value> {
        let offset = self.to_integer(offset)?;
        let size = element.size();
        let bytes = self.bytes_of(view);
        if offset < 0.0 || offset as usize + size > bytes.len() {
            return self.fail(Family::RangeErrorPrototype, "offset is outside the bounds");
        }
        let offset = offset as usize;
        let mut part = bytes[offset..offset + size].to_vec();
        match value {
            Some(value) => {
                write_element(&mut part, element, value);
                if big {
                    part.reverse();
                }
                let bytes = View { element: Element::U8, ..view };
                self.overwrite(bytes, offset, &part)?;
                Ok(Value::Number((offset + size) as f64))
            }
            None => {
                if big {
                    part.reverse();
                }
                Ok(read_element(&part, element).map_or(Value::Unknown, Value::Number))
            }
        }
    }

    pub(super) fn data_view_method(&mut self, name: &str, this: &Value, arguments: &Arguments<'_>) -> Outcome<Value> {
        let view = self.view_of(this)?;
        let is_set = name.starts_with("set");
        let element = match &name[3..] {
            "Int8" => Element::I8,
            "Uint8" => Element::U8,
            "Int16" => Element::I16,
            "Uint16" => Element::U16,
            "Int32" => Element::I32,
            "Uint32" => Element::U32,
            "Float32" => Element::F32,
            "Float64" => Element::F64,
            _ => return Err(Abrupt::Unknown),
        };
        let little = arguments.get(if is_set { 2 } else { 1 });
        let big = !self.truth(&little).ok_or(Abrupt::Unknown)?;
        let value = if is_set { Some(self.to_number(&arguments.get(1))?) } else { None };
        let result = self.number_at(view, element, big, &arguments.get(0), value)?;
        Ok(if is_set { Value::Undefined } else { result })
    }

    /// Methods of typed arrays: most are those of lists.
    pub(super) fn view_method(&mut self, name: &str, this: &Value, arguments: &Arguments<'_>) -> Outcome<Value> {
        let view = self.view_of(this)?;
        match name {
            "subarray" => self.subarray(view, arguments),
            "set" => {
                let items = self.items(&arguments.get(0))?;
                let offset = self.to_integer(&arguments.get(1))?.max(0.0) as usize;
                if offset + items.len() > view.length {
                    return self.fail(Family::RangeErrorPrototype, "offset is out of bounds");
                }
                for (index, item) in items.iter().enumerate() {
                    let number = self.to_number(item)?;
                    self.set_element(view, offset + index, number)?;
                }
                Ok(Value::Undefined)
            }
            "reverse" | "sort" | "fill" | "copyWithin" => {
                let mut items = self.items(this)?;
                match name {
                    "reverse" => items.reverse(),
                    "fill" => {
                        let start = self.relative(&arguments.get(1), items.len(), 0)?;
                        let end = self.relative(&arguments.get(2), items.len(), items.len())?;
                        if start < end {
                            items[start..end].fill(arguments.get(0));
                        }
                    }
                    "sort" if matches!(arguments.get(0), Value::Undefined) => {
                        let mut numbers = self.numbers(&items)?;
                        numbers.sort_by(f64::total_cmp);
                        items = numbers.into_iter().map(Value::Number).collect();
                    }
                    "sort" => items = self.sorted(items, &arguments.get(0))?,
                    _ => return Err(Abrupt::Unknown),
                }
                for (index, item) in items.iter().enumerate() {
                    let number = self.to_number(item)?;
                    self.set_element(view, index, number)?;
                }
                Ok(this.clone())
            }
            "map" | "filter" | "slice" | "toReversed" | "toSorted" => {
                let items = self.items(this)?;
                let list = self.list_reader(name, this, items, arguments)?;
                let items = self.items(&list)?;
                self.view_from(items, view.element, view.family, self.memory_origin(view.memory))
            }
            _ => {
                let items = self.items(this)?;
                self.list_reader(name, this, items, arguments)
            }
        }
    }

    fn view_from(
        &mut self,
        items: Vec<Value>,
        element: Element,
        family: Family,
        origin: Option<Rc<Origin>>,
    ) -> Outcome<Value> {
        let numbers = self.numbers(&items)?;
        let mut bytes = vec![0; numbers.len() * element.size()];
        for (target, number) in bytes.chunks_mut(element.size()).zip(numbers) {
            write_element(target, element, number);
        }
        self.new_view(bytes, element, family, origin)
    }

    /// `Uint8Array.from(…)` and `Uint8Array.of(…)`.
    pub(super) fn typed_function(
        &mut self,
        family: Family,
        element: Element,
        name: &str,
        arguments: &Arguments<'_>,
    ) -> Outcome<Value> {
        let list = self.list_function(name, arguments)?;
        let items = self.items(&list)?;
        let origin = self.codes.clone();
        self.view_from(items, element, family, origin)
    }

    /// `new Uint8Array(…)` and its like.
    pub(super) fn new_typed(&mut self, family: Family, element: Element, arguments: &Arguments<'_>) -> Outcome<Value> {
        match arguments.get(0) {
            Value::Undefined => self.new_view(Vec::new(), element, family, None),
            Value::Object(id) => {
                if let Kind::Memory(bytes) = &self.object(id).kind {
                    let length = bytes.len();
                    let offset = self.to_integer(&arguments.get(1))?.clamp(0.0, length as f64) as usize;
                    let rest = (length - offset) / element.size();
                    let length = match arguments.get(2) {
                        Value::Undefined => rest,
                        count => self.to_integer(&count)?.clamp(0.0, rest as f64) as usize,
                    };
                    let view = View { memory: id, offset, length, element, family };
                    let prototype =
                        if family == Family::DataView { Family::DataViewPrototype } else { Family::ViewPrototype };
                    return Ok(Value::Object(self.allocate(Object::new(Kind::View(view), prototype))?));
                }
                let source = self.object(id).source.clone();
                let origin = match self.view_of(&Value::Object(id)) {
                    Ok(view) => self.memory_origin(view.memory),
                    Err(_) => source.map(|source| {
                        let length = source.text.len();
                        Origin::written(source, length)
                    }),
                };
                let items = self.from_anything(&Value::Object(id))?;
                self.view_from(items, element, family, origin)
            }
            size => {
                let size = self.to_integer(&size)?;
                if !(0.0..=(LIMITS.text / element.size()) as f64).contains(&size) {
                    return Err(Abrupt::Lost);
                }
                self.new_view(vec![0; size as usize * element.size()], element, family, None)
            }
        }
    }

    pub(super) fn decode(&mut self, this: &Value, arguments: &Arguments<'_>) -> Outcome<Value> {
        let Value::Object(id) = this else { return Err(Abrupt::Unknown) };
        let Kind::Decoder(encoding) = self.object(*id).kind else { return Err(Abrupt::Unknown) };
        let view = match arguments.get(0) {
            Value::Undefined => return self.string(""),
            Value::Object(id) => match &self.object(id).kind {
                Kind::Memory(bytes) => {
                    let length = bytes.len();
                    View { memory: id, offset: 0, length, element: Element::U8, family: Family::Uint8Array }
                }
                _ => self.view_of(&Value::Object(id))?,
            },
            _ => return Err(Abrupt::Unknown),
        };
        let view = View { length: view.length * view.element.size(), element: Element::U8, ..view };
        let bytes = self.bytes_of(view);
        // A byte-order mark is not part of the text.
        let mark: &[u8] = if encoding == "utf8" { &[0xEF, 0xBB, 0xBF] } else { &[0xFF, 0xFE] };
        let skipped = if bytes.starts_with(mark) { mark.len() } else { 0 };
        let skip = Value::Number(skipped as f64);
        self.buffer_text(view, encoding, &Arguments(&[skip]))
    }
}
