//! Who is in one recipient field: addresses in texts, lists, objects and maps.

use molehunt_model::Role;
use molehunt_source::ByteSpan;

use super::{Entry, Message, Reader, Who, named_properties, push_field};
use crate::{
    address::addresses,
    eval::Evaluator,
    lookup::{Found, find, parsed_json},
    tables::{KeyCase, ValuePath, normal_key},
    value::{Condition, Property, Segment, Text, Value},
};

/// Whether a URL that begins so goes to a host that is named in full, whatever comes behind.
fn names_host(start: &str) -> bool {
    start.split_once("://").is_some_and(|(_, rest)| rest.find(['/', '?', '#']).is_some_and(|end| end > 0))
}

impl Reader<'_> {
    /// The recipients in one value, however it holds them.
    pub(crate) fn entries(
        &self,
        evaluator: &mut Evaluator<'_>,
        found: &Found,
        address_key: Option<&str>,
    ) -> Vec<Entry> {
        let mut entries = Vec::new();
        let mut seen = 0;
        self.collect(evaluator, &found.value, found, found.condition, address_key, &mut entries, &mut seen);
        entries
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "one recursion with its state; a struct would only name the same seven things"
    )]
    fn collect(
        &self,
        evaluator: &mut Evaluator<'_>,
        value: &Value,
        found: &Found,
        condition: Option<Condition>,
        address_key: Option<&str>,
        entries: &mut Vec<Entry>,
        seen: &mut u32,
    ) {
        *seen += 1;
        if *seen > 400 || entries.len() > 100 {
            return;
        }
        let entry = |who: Who, place: Option<ByteSpan>| Entry {
            who,
            place: place.or(found.place),
            field_place: found.place,
            condition,
            disguise: None,
        };
        let known = |address: String, text: &Text, range: std::ops::Range<usize>| {
            let disguise = text.disguise.clone().or_else(|| text.joint_within(&range));
            // Of a hidden address the piece that most of it comes from is shown.
            let at = if disguise.is_some() { text.longest_piece(&range, found.place) } else { range.start };
            Entry { disguise, ..entry(Who::Known(address), written(text, at)) }
        };
        match value {
            Value::Text(text) => {
                for (range, address) in addresses(&text.text) {
                    entries.push(known(address, text, range));
                }
                if text.text.contains("://") {
                    entries.push(known(text.text.trim().to_owned(), text, 0..text.text.len()));
                }
            }
            Value::Concat(parts) => {
                let last = parts.len() - 1;
                for (index, part) in parts.iter().enumerate() {
                    match part {
                        Value::Text(text) => {
                            for (range, address) in addresses(&text.text) {
                                // What touches an unknown piece is only part of an address.
                                let is_whole =
                                    (range.start > 0 || index == 0) && (range.end < text.text.len() || index == last);
                                if is_whole {
                                    entries.push(known(address, text, range));
                                }
                            }
                            if index == 0 && names_host(&text.text) {
                                entries.push(known(text.text.trim().to_owned(), text, 0..text.text.len()));
                            }
                        }
                        other => self.collect(evaluator, other, found, condition, address_key, entries, seen),
                    }
                }
            }
            Value::OneOf(choices) => {
                for choice in choices.iter() {
                    self.collect(
                        evaluator,
                        &choice.value,
                        found,
                        choice.condition.or(condition),
                        address_key,
                        entries,
                        seen,
                    );
                }
            }
            Value::List(list) => {
                for item in list.items.iter().chain(&list.rest) {
                    self.collect(evaluator, item, found, condition, address_key, entries, seen);
                }
            }
            Value::Coded(coded) => self.collect(evaluator, &coded.inner, found, condition, address_key, entries, seen),
            Value::Derived(parts) => {
                let before = entries.len();
                for part in parts.iter() {
                    self.collect(evaluator, part, found, condition, address_key, entries, seen);
                }
                if entries.len() == before {
                    entries.push(entry(Who::Value(value.clone()), None));
                }
            }
            Value::Object(object) => {
                for property in &object.properties {
                    let Some(name) = &property.name else { continue };
                    let is_address = address_key == Some(&**name)
                        || self.table.address_keys.contains(&normal_key(name))
                        || self.table.generic_role(name).is_some();
                    if is_address {
                        let found = Found { place: Some(property.place), ..found.clone() };
                        let condition = property.condition.or(condition);
                        self.collect(evaluator, &property.value, &found, condition, address_key, entries, seen);
                    }
                }
                for rest in &object.rest {
                    self.collect(evaluator, rest, found, condition, address_key, entries, seen);
                }
            }
            Value::Path(path) => {
                // `new Recipient("a@b.example", "Name")`
                if let Some(Segment::New(call) | Segment::Call(call)) = path.segments.last() {
                    let mut inner = Vec::new();
                    for argument in evaluator.module.call(*call).arguments.clone() {
                        let value = evaluator.value(argument);
                        let place = Some(evaluator.module.span(argument));
                        let found = Found { place, ..found.clone() };
                        self.collect(evaluator, &value, &found, condition, address_key, &mut inner, seen);
                    }
                    if inner.iter().any(|entry| matches!(entry.who, Who::Known(_))) {
                        entries.extend(inner);
                        return;
                    }
                }
                entries.push(entry(Who::Value(value.clone()), None));
            }
            Value::Unknown(_) | Value::Instance(_) | Value::Site(..) => {
                entries.push(entry(Who::Value(value.clone()), None));
            }
            Value::Number(_)
            | Value::Bool(_)
            | Value::Null
            | Value::Undefined
            | Value::Function(_)
            | Value::Namespace(_)
            | Value::Class(_) => {}
        }
    }

    /// A map whose keys the API does not fix: recipient-like keys at any depth count.
    pub(crate) fn read_open(&self, evaluator: &mut Evaluator<'_>, value: &Value, message: &mut Message, depth: u32) {
        if depth > 6 {
            return;
        }
        match value {
            Value::Object(object) => {
                for property in &object.properties {
                    let Some(name) = &property.name else { continue };
                    if !self.read_generic(evaluator, name, property, message) {
                        self.read_open(evaluator, &property.value, message, depth + 1);
                    }
                }
            }
            Value::List(list) => list.items.iter().for_each(|item| self.read_open(evaluator, item, message, depth + 1)),
            Value::Coded(coded) => self.read_open(evaluator, &coded.inner, message, depth + 1),
            Value::OneOf(choices) => {
                choices.iter().for_each(|choice| self.read_open(evaluator, &choice.value, message, depth + 1));
            }
            Value::Text(text) => {
                if let Some(value) = parsed_json(text) {
                    self.read_open(evaluator, &value, message, depth + 1);
                }
            }
            _ => {}
        }
    }

    /// Reads a property whose name is one of a recipient, whatever the client. Whether it is.
    pub(crate) fn read_generic(
        &self,
        evaluator: &mut Evaluator<'_>,
        name: &str,
        property: &Property,
        message: &mut Message,
    ) -> bool {
        let found = Found {
            value: property.value.clone(),
            place: Some(property.place),
            condition: property.condition,
            is_named: true,
        };
        if let Some(role) = self.table.generic_role(name) {
            let entries = self.entries(evaluator, &found, None);
            push_field(message, role, name, entries);
            return true;
        }
        let Some((child, role)) = self.table.generic_holder(name) else { return false };
        let inner = find(evaluator, &found.value, &ValuePath::parse(child).0, KeyCase::Any);
        for found in &inner {
            let entries = self.entries(evaluator, found, None);
            push_field(message, role, &format!("{name}.{child}"), entries);
        }
        !inner.is_empty()
    }
}

/// Addresses that are the keys of a map.
pub(super) fn read_keys(found: &Found, role: Role, name: &str, message: &mut Message) {
    let mut entries = Vec::new();
    for (key, property) in named_properties(&found.value) {
        for (_, address) in addresses(&key) {
            entries.push(Entry {
                who: Who::Known(address),
                place: property.place,
                field_place: found.place,
                condition: property.condition.or(found.condition),
                disguise: None,
            });
        }
    }
    push_field(message, role, name, entries);
}

/// Where what stands at an offset of a text is written, if anywhere.
fn written(text: &Text, offset: usize) -> Option<ByteSpan> {
    Some(text.place_at(offset)).filter(|place| *place != ByteSpan::default())
}
