//! JSON, both ways.

use super::Arguments;
use crate::machine::{
    Abrupt, Machine, Outcome,
    heap::{Family, Key, Kind, Property, Value},
    number,
    text::Text,
};

/// How deep a value may be written.
const DEPTH: usize = 100;

impl Machine<'_> {
    /// `JSON.parse(text)`. Texts in it are written where the whole is.
    pub(in crate::machine) fn parse_json(&mut self, text: &Value) -> Outcome<Value> {
        let Value::Text(source) = text else { return Err(Abrupt::Unknown) };
        let plain = source.to_exact().ok_or(Abrupt::Unknown)?;
        self.spend(plain.len() / 4)?;
        match serde_json::from_str::<serde_json::Value>(&plain) {
            Ok(value) => self.from_json(&value, source),
            // Lone surrogates are not JSON to our parser, but they are to theirs.
            Err(_) if plain.contains("\\u") => Err(Abrupt::Unknown),
            Err(_) => self.fail(Family::SyntaxErrorPrototype, "unexpected token in JSON"),
        }
    }

    fn from_json(&mut self, value: &serde_json::Value, source: &Text) -> Outcome<Value> {
        self.spend(1)?;
        Ok(match value {
            serde_json::Value::Null => Value::Null,
            serde_json::Value::Bool(value) => Value::Bool(*value),
            serde_json::Value::Number(number) => Value::Number(number.as_f64().unwrap_or(f64::NAN)),
            serde_json::Value::String(text) => self.made_from(source, Text::new(text), None)?,
            serde_json::Value::Array(items) => {
                let mut values = Vec::with_capacity(items.len());
                for item in items {
                    values.push(self.from_json(item, source)?);
                }
                self.list(values)?
            }
            serde_json::Value::Object(entries) => {
                let id = self.plain()?;
                for (name, value) in entries {
                    let value = self.from_json(value, source)?;
                    self.define(id, Key::name(name), Property::new(value))?;
                }
                Value::Object(id)
            }
        })
    }

    pub(super) fn to_json(&mut self, arguments: &Arguments<'_>) -> Outcome<Value> {
        if !arguments.get(1).is_nullish() {
            return Err(Abrupt::Unknown);
        }
        let indent = match arguments.get(2) {
            Value::Undefined | Value::Null => String::new(),
            Value::Number(count) => " ".repeat(count.clamp(0.0, 10.0) as usize),
            other => self.to_string(&other)?.chars().take(10).collect(),
        };
        let mut text = String::new();
        let is_written = self.write_json(&arguments.get(0), &indent, 0, &mut text)?;
        if is_written { self.string(&text) } else { Ok(Value::Undefined) }
    }

    fn write_json(&mut self, value: &Value, indent: &str, depth: usize, text: &mut String) -> Outcome<bool> {
        self.spend(1 + text.len() / 4096)?;
        if depth > DEPTH || text.len() > crate::machine::LIMITS.text {
            return Err(Abrupt::Unknown);
        }
        match value {
            Value::Unknown => return Err(Abrupt::Unknown),
            Value::Undefined | Value::Symbol(_) | Value::Native(_) => return Ok(false),
            Value::Null => text.push_str("null"),
            Value::Bool(value) => text.push_str(if *value { "true" } else { "false" }),
            Value::Number(number) if number.is_finite() => text.push_str(&number::to_text(*number)),
            Value::Number(_) => text.push_str("null"),
            Value::Big(_) => return self.type_error("do not know how to serialize a BigInt"),
            Value::Text(value) => quote(&value.to_exact().ok_or(Abrupt::Unknown)?, text),
            Value::Object(id) => {
                if self.object(*id).is_unknown {
                    return Err(Abrupt::Unknown);
                }
                let custom = self.get(value, &Key::name("toJSON"))?;
                if self.is_callable(&custom) {
                    let replaced = self.call(&custom, value.clone(), Vec::new())?;
                    return self.write_json(&replaced, indent, depth + 1, text);
                }
                match &self.object(*id).kind {
                    Kind::List(_) => self.write_list(value, indent, depth, text)?,
                    Kind::Boxed(inner) => {
                        let inner = inner.clone();
                        return self.write_json(&inner, indent, depth, text);
                    }
                    Kind::Function(_) | Kind::Bound(_) => return Ok(false),
                    _ if self.is_callable(value) => return Ok(false),
                    _ => self.write_object(value, indent, depth, text)?,
                }
            }
        }
        Ok(true)
    }

    fn write_list(&mut self, value: &Value, indent: &str, depth: usize, text: &mut String) -> Outcome<()> {
        let items = self.items(value)?;
        text.push('[');
        for (index, item) in items.iter().enumerate() {
            separate(index, indent, depth + 1, text);
            if !self.write_json(item, indent, depth + 1, text)? {
                text.push_str("null");
            }
        }
        if !items.is_empty() {
            new_line(indent, depth, text);
        }
        text.push(']');
        Ok(())
    }

    fn write_object(&mut self, value: &Value, indent: &str, depth: usize, text: &mut String) -> Outcome<()> {
        text.push('{');
        let mut count = 0;
        for key in self.own_keys(value, true)? {
            let name = match &key {
                Key::Index(index) => index.to_string(),
                Key::Name(name) => name.to_string(),
                Key::Symbol(_) => continue,
            };
            let item = self.get(value, &key)?;
            let start = text.len();
            separate(count, indent, depth + 1, text);
            quote(&name, text);
            text.push_str(if indent.is_empty() { ":" } else { ": " });
            if self.write_json(&item, indent, depth + 1, text)? {
                count += 1;
            } else {
                text.truncate(start);
            }
        }
        if count > 0 {
            new_line(indent, depth, text);
        }
        text.push('}');
        Ok(())
    }
}

fn separate(index: usize, indent: &str, depth: usize, text: &mut String) {
    if index > 0 {
        text.push(',');
    }
    new_line(indent, depth, text);
}

fn new_line(indent: &str, depth: usize, text: &mut String) {
    if !indent.is_empty() {
        text.push('\n');
        (0..depth).for_each(|_| text.push_str(indent));
    }
}

fn quote(value: &str, text: &mut String) {
    text.push_str(&serde_json::Value::from(value).to_string());
}
