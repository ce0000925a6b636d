//! Mail headers given by name, in whatever container the API has for them.

use super::{Message, Reader, items_of, named_properties, push_field};
use crate::{
    eval::Evaluator,
    lookup::{Found, find, first},
    tables::{HeaderRow, KeyCase, Shape},
    value::{Object, Property, Root, Segment, Value},
};

impl Reader<'_> {
    /// The headers that a row finds in a message.
    pub(super) fn read_headers(
        &self,
        evaluator: &mut Evaluator<'_>,
        value: &Value,
        header: &HeaderRow,
        message: &mut Message,
    ) {
        if header.shape == Shape::Prefix {
            // Keys such as `h:Reply-To` in the message itself.
            let prefix = header.path.first_name().unwrap_or_default().to_owned();
            for (name, found) in named_properties(value) {
                if let Some(name) = name.strip_prefix(&prefix) {
                    self.read_header(evaluator, name, &found, header, message);
                }
            }
            return;
        }
        for found in find(evaluator, value, &header.path.0, self.api.key_case) {
            match header.shape {
                Shape::Map | Shape::Json => {
                    let container = container(evaluator, &found.value);
                    for (name, mut property) in named_properties(&container) {
                        property.condition = property.condition.or(found.condition);
                        self.read_header(evaluator, &name, &property, header, message);
                    }
                }
                Shape::Pairs | Shape::Pair | Shape::PairsOrPair => {
                    let (Some(name), Some(value)) = (&header.name, &header.value) else { continue };
                    for pair in items_of(&found) {
                        let Some(Value::Text(name)) = first(evaluator, &pair.value, name) else { continue };
                        for mut value in find(evaluator, &pair.value, &value.0, KeyCase::Exact) {
                            value.condition = value.condition.or(pair.condition);
                            self.read_header(evaluator, &name.text, &value, header, message);
                        }
                    }
                }
                Shape::Text => self.read_mime(&found, message),
                Shape::Prefix => {}
            }
        }
    }

    /// Headers that are an argument of their own.
    pub(crate) fn read_header_argument(&self, evaluator: &mut Evaluator<'_>, value: &Value, message: &mut Message) {
        self.read_headers(evaluator, value, &HeaderRow::default(), message);
    }

    /// A header whose name is an argument, or several in its place.
    pub(crate) fn read_named_header(
        &self,
        evaluator: &mut Evaluator<'_>,
        name: &Value,
        found: &Found,
        message: &mut Message,
    ) {
        match name {
            Value::Text(name) => self.read_header(evaluator, &name.text, found, &HeaderRow::default(), message),
            other => self.read_header_argument(evaluator, other, message),
        }
    }

    /// One mail header given by name.
    pub(super) fn read_header(
        &self,
        evaluator: &mut Evaluator<'_>,
        name: &str,
        found: &Found,
        header: &HeaderRow,
        message: &mut Message,
    ) {
        let name = name.trim();
        if header.display_only.iter().any(|other| other.eq_ignore_ascii_case(name)) {
            return;
        }
        let Some(row) = self.table.header(name) else { return };
        match row.role.role() {
            Some(role) => {
                let entries = self.entries(evaluator, found, None);
                push_field(message, role, name, entries);
            }
            // JSON text with recipients of its own.
            None => {
                for row in &row.recipients {
                    self.read_recipient(evaluator, &found.value, row, false, message);
                }
            }
        }
    }
}

/// A container that is not made by a literal as one that is: `new Headers({ … })`, `new Map([[name, value]])`.
pub(super) fn container(evaluator: &mut Evaluator<'_>, value: &Value) -> Value {
    let Value::Path(path) = value else { return value.clone() };
    let (Root::Global(name), [Segment::New(call)]) = (&path.root, path.segments.as_slice()) else {
        return value.clone();
    };
    let argument = evaluator.module.call(*call).arguments.first().copied();
    let (true, Some(argument)) = (matches!(&**name, "Headers" | "Map"), argument) else { return value.clone() };
    match evaluator.value(argument) {
        Value::List(list) => {
            let properties = list.items.iter().filter_map(pair).collect();
            Value::Object(Object { properties, rest: list.rest.clone() }.into())
        }
        other => other,
    }
}

/// `[name, value]` as a property.
fn pair(item: &Value) -> Option<Property> {
    let Value::List(pair) = item else { return None };
    let [Value::Text(name), value] = pair.items.as_slice() else { return None };
    let name = Some(name.text.as_str().into());
    Some(Property { name, value: value.clone(), place: Default::default(), condition: None })
}
