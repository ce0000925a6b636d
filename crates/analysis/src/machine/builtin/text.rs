//! Methods of texts.

use std::rc::Rc;

use super::Arguments;
use crate::machine::{
    Abrupt, LIMITS, Machine, Outcome,
    heap::{Family, Kind, Object, Value},
    number,
    provenance::Step,
    text::{Text, is_space, push_code_point},
};

impl Machine<'_> {
    pub(super) fn text_function(&mut self, name: &str, arguments: &Arguments<'_>) -> Outcome<Value> {
        match name {
            "fromCharCode" => {
                let mut units = Vec::with_capacity(arguments.len());
                for argument in arguments.0 {
                    units.push(number::to_uint32(self.to_number(argument)?) as u16);
                }
                self.text_of_codes(units)
            }
            "fromCodePoint" => {
                let mut units = Vec::with_capacity(arguments.len());
                for argument in arguments.0 {
                    let code = self.to_number(argument)?;
                    if !(0.0..=1_114_111.0).contains(&code) || code.fract() != 0.0 {
                        return self.fail(Family::RangeErrorPrototype, "invalid code point");
                    }
                    push_code_point(&mut units, code as u32);
                }
                self.text_of_codes(units)
            }
            _ => {
                // `String.raw`.
                let raw = self.get(&arguments.get(0), &crate::machine::heap::Key::name("raw"))?;
                let parts = self.items(&raw)?;
                let mut result = Rc::new(Text::new(""));
                for (index, part) in parts.iter().enumerate() {
                    let part = self.to_text(part)?;
                    result = self.joined(result, &part)?;
                    if index + 1 < parts.len() && index + 1 < arguments.len() {
                        let value = self.to_text(&arguments.get(index + 1))?;
                        result = self.joined(result, &value)?;
                    }
                }
                Ok(Value::Text(result))
            }
        }
    }

    pub(super) fn joined(&mut self, left: Rc<Text>, right: &Rc<Text>) -> Outcome<Rc<Text>> {
        match self.concat(left, right)? {
            Value::Text(text) => Ok(text),
            _ => Err(Abrupt::Unknown),
        }
    }

    /// A text made of another one.
    pub(super) fn made_from(&mut self, from: &Text, text: Text, step: Option<Step>) -> Outcome<Value> {
        let origin = match (&from.origin, step) {
            (Some(origin), Some(step)) => Some(origin.after(step)),
            (origin, _) => origin.clone(),
        };
        self.text(text.with_origin(origin))
    }

    pub(super) fn text_method(&mut self, name: &str, this: &Value, arguments: &Arguments<'_>) -> Outcome<Value> {
        if this.is_nullish() {
            return self.type_error("called on null or undefined");
        }
        if matches!(name, "toString" | "valueOf") {
            return match this {
                Value::Text(_) => Ok(this.clone()),
                Value::Object(id) => match &self.object(*id).kind {
                    Kind::Boxed(text @ Value::Text(_)) => Ok(text.clone()),
                    _ => Err(Abrupt::Unknown),
                },
                _ => Err(Abrupt::Unknown),
            };
        }
        let text = self.to_text(this)?;
        let length = text.len();
        self.spend(length / 256)?;
        match name {
            super::ITERATES => {
                let items = self.iterate(&Value::Text(text))?;
                self.iterator_of(items)
            }
            "charAt" | "charCodeAt" | "codePointAt" | "at" => {
                let mut index = self.to_integer(&arguments.get(0))?;
                if name == "at" && index < 0.0 {
                    index += length as f64;
                }
                let index = if index >= 0.0 && index < length as f64 { Some(index as usize) } else { None };
                self.unit_at(name, &text, index)
            }
            "slice" => {
                let start = self.relative(&arguments.get(0), length, 0)?;
                let end = self.relative(&arguments.get(1), length, length)?;
                self.made_from(&text, text.slice(start..end.max(start)), None)
            }
            "substring" => {
                let clamp = |value: f64| value.clamp(0.0, length as f64) as usize;
                let start = clamp(self.to_integer(&arguments.get(0))?);
                let end = match arguments.get(1) {
                    Value::Undefined => length,
                    end => clamp(self.to_integer(&end)?),
                };
                self.made_from(&text, text.slice(start.min(end)..start.max(end)), None)
            }
            "substr" => {
                let start = self.relative(&arguments.get(0), length, 0)?;
                let count = match arguments.get(1) {
                    Value::Undefined => length - start,
                    count => self.to_integer(&count)?.clamp(0.0, (length - start) as f64) as usize,
                };
                self.made_from(&text, text.slice(start..start + count), None)
            }
            "concat" => {
                let mut result = text;
                for argument in arguments.0 {
                    let part = self.to_text(argument)?;
                    result = self.joined(result, &part)?;
                }
                Ok(Value::Text(result))
            }
            "indexOf" | "includes" | "lastIndexOf" | "startsWith" | "endsWith" => self.find_in(name, &text, arguments),
            "trim" | "trimStart" | "trimLeft" | "trimEnd" | "trimRight" => {
                let units = text.to_units();
                let start = if matches!(name, "trimEnd" | "trimRight") {
                    0
                } else {
                    units.iter().take_while(|unit| is_space(**unit)).count()
                };
                let end = if matches!(name, "trimStart" | "trimLeft") {
                    length
                } else {
                    length - units.iter().rev().take_while(|unit| is_space(**unit)).count()
                };
                self.made_from(&text, text.slice(start..end.max(start)), None)
            }
            "toLowerCase" | "toUpperCase" | "toLocaleLowerCase" | "toLocaleUpperCase" => {
                self.spend(length / 16)?;
                let plain = text.to_exact().ok_or(Abrupt::Unknown)?;
                let changed = if name.ends_with("LowerCase") { plain.to_lowercase() } else { plain.to_uppercase() };
                self.made_from(&text, Text::new(&changed), None)
            }
            "repeat" => {
                let count = self.to_integer(&arguments.get(0))?;
                if !(0.0..f64::INFINITY).contains(&count) {
                    return self.fail(Family::RangeErrorPrototype, "invalid count value");
                }
                if count * length as f64 > LIMITS.text as f64 {
                    return Err(Abrupt::Lost);
                }
                let mut repeated = Text::new("");
                if length > 0 {
                    for _ in 0..count as usize {
                        repeated.append(&text);
                    }
                }
                self.made_from(&text, repeated, None)
            }
            "padStart" | "padEnd" => self.pad(name == "padStart", &text, arguments),
            "split" => self.split(&text, arguments),
            "replace" | "replaceAll" => self.replace(&text, arguments, name == "replaceAll"),
            "match" | "matchAll" | "search" => self.search(name, &text, arguments),
            "localeCompare" => {
                let other = self.to_text(&arguments.get(0))?;
                if *text == *other { Ok(Value::Number(0.0)) } else { Err(Abrupt::Unknown) }
            }
            "normalize" if text.as_ascii().is_some() => Ok(Value::Text(text)),
            "isWellFormed" => Ok(Value::Bool(text.to_exact().is_some())),
            _ => Err(Abrupt::Unknown),
        }
    }

    fn unit_at(&mut self, name: &str, text: &Rc<Text>, index: Option<usize>) -> Outcome<Value> {
        let Some(index) = index else {
            return Ok(match name {
                "charAt" => return self.string(""),
                "charCodeAt" => Value::Number(f64::NAN),
                _ => Value::Undefined,
            });
        };
        match name {
            "charCodeAt" | "codePointAt" => {
                if let Some(origin) = &text.origin {
                    self.reads_codes(origin);
                }
                let code = if name == "charCodeAt" {
                    text.unit(index).map(u32::from)
                } else {
                    text.code_point(index).map(|(code, _)| code)
                };
                Ok(Value::Number(code.map_or(f64::NAN, f64::from)))
            }
            _ => match text.unit(index) {
                Some(unit) => self.unit(unit, text),
                None => Ok(Value::Undefined),
            },
        }
    }

    fn find_in(&mut self, name: &str, text: &Text, arguments: &Arguments<'_>) -> Outcome<Value> {
        let part = match arguments.get(0) {
            Value::Object(id) if matches!(self.object(id).kind, Kind::Regexp(..)) && name != "indexOf" => {
                return self.type_error("first argument must not be a regular expression");
            }
            part => self.to_text(&part)?,
        };
        self.spend(text.len() / 64)?;
        let length = text.len();
        let from = arguments.get(1);
        let index = |found: Option<usize>| Value::Number(found.map_or(-1.0, |at| at as f64));
        Ok(match name {
            "lastIndexOf" => {
                let from = self.to_number(&from)?;
                let from = if from.is_nan() { length } else { from.clamp(0.0, length as f64) as usize };
                self.spend(length)?;
                index(text.find_last(&part, from))
            }
            "endsWith" => {
                let end = match from {
                    Value::Undefined => length,
                    end => self.to_integer(&end)?.clamp(0.0, length as f64) as usize,
                };
                Value::Bool(end.checked_sub(part.len()).is_some_and(|start| text.has_at(&part, start)))
            }
            _ => {
                let from = self.to_integer(&from)?.clamp(0.0, length as f64) as usize;
                match name {
                    "indexOf" => index(text.find(&part, from)),
                    "includes" => Value::Bool(text.find(&part, from).is_some()),
                    _ => Value::Bool(text.has_at(&part, from)),
                }
            }
        })
    }

    fn pad(&mut self, at_start: bool, text: &Rc<Text>, arguments: &Arguments<'_>) -> Outcome<Value> {
        let length = self.to_integer(&arguments.get(0))?;
        if length > LIMITS.text as f64 {
            return Err(Abrupt::Lost);
        }
        let missing = (length.max(0.0) as usize).saturating_sub(text.len());
        let filler = match arguments.get(1) {
            Value::Undefined => Rc::new(Text::new(" ")),
            filler => self.to_text(&filler)?,
        };
        if missing == 0 || filler.is_empty() {
            return Ok(Value::Text(Rc::clone(text)));
        }
        let mut padding = Text::new("");
        while padding.len() < missing {
            padding.append(&filler);
        }
        let mut padding = padding.slice(0..missing);
        if at_start {
            padding.append(text);
            self.made_from(text, padding, None)
        } else {
            let mut padded = text.slice(0..text.len());
            padded.append(&padding);
            self.made_from(text, padded, None)
        }
    }

    fn split(&mut self, text: &Rc<Text>, arguments: &Arguments<'_>) -> Outcome<Value> {
        let limit = match arguments.get(1) {
            Value::Undefined => u32::MAX,
            limit => number::to_uint32(self.to_number(&limit)?),
        } as usize;
        let parts = match arguments.get(0) {
            Value::Undefined => vec![Value::Text(Rc::clone(text))],
            Value::Object(id) if matches!(self.object(id).kind, Kind::Regexp(..)) => {
                self.split_by_regexp(text, id, limit)?
            }
            separator => {
                let separator = self.to_text(&separator)?;
                self.split_by_text(text, &separator)?
            }
        };
        let parts = parts.into_iter().take(limit).collect();
        self.list(parts)
    }

    fn split_by_text(&mut self, text: &Rc<Text>, separator: &Text) -> Outcome<Vec<Value>> {
        let mut parts = Vec::new();
        if separator.is_empty() {
            if text.len() > LIMITS.items {
                return Err(Abrupt::Lost);
            }
            self.spend(text.len())?;
            for index in 0..text.len() {
                // The parts of a text that is taken to pieces are still that text.
                let part = text.slice(index..index + 1).with_origin(text.origin.clone());
                parts.push(self.text(part)?);
            }
            return Ok(parts);
        }
        let mut start = 0;
        while let Some(at) = text.find(separator, start) {
            self.spend(1)?;
            parts.push(self.made_from(text, text.slice(start..at), None)?);
            start = at + separator.len();
        }
        parts.push(self.made_from(text, text.slice(start..text.len()), None)?);
        Ok(parts)
    }

    /// `Object(text)`.
    pub(super) fn boxed(&mut self, value: Value, family: Family) -> Outcome<Value> {
        Ok(Value::Object(self.allocate(Object::new(Kind::Boxed(value), family))?))
    }
}
