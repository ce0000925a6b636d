//! Regular expressions at work: searching, replacing, splitting.

use std::rc::Rc;

use swc_atoms::Atom;

use super::Arguments;
use crate::machine::{
    Abrupt, Machine, Outcome,
    heap::{Key, Kind, ObjectId, Pattern, Property, Value},
    provenance::{Origin, Step},
    regexp::{Groups, Program, Spent},
    text::Text,
};

/// How many steps one match may take.
const MATCH: u64 = 4_000_000;

/// What replaces a match.
enum Replacement {
    Text(Rc<Text>),
    Function(Value),
}

/// A match: where it is and what its groups hold.
struct Found {
    groups: Groups,
    names: Vec<(String, usize)>,
}

impl Found {
    fn range(&self) -> (usize, usize) {
        self.groups.first().copied().flatten().unwrap_or((0, 0))
    }
}

impl Machine<'_> {
    fn pattern_of(&self, id: ObjectId) -> Outcome<(Rc<Pattern>, usize)> {
        match &self.object(id).kind {
            Kind::Regexp(pattern, last) if !self.object(id).is_unknown => Ok((Rc::clone(pattern), *last)),
            _ => Err(Abrupt::Unknown),
        }
    }

    fn exec_at(&mut self, program: &Program, units: &[u16], start: usize, sticky: bool) -> Outcome<Option<Found>> {
        // A step of the matcher is a small part of one of ours.
        let mut budget = self.limit.saturating_sub(self.steps).saturating_mul(8).min(MATCH);
        let before = budget;
        let result = program.exec(units, start, sticky, &mut budget);
        self.spend(((before - budget) / 8) as usize + 1)?;
        match result {
            Ok(groups) => Ok(groups.map(|groups| Found { groups, names: program.names.clone() })),
            // Patterns that take for ever are written to keep somebody busy; nothing depends on them.
            Err(Spent) => Err(Abrupt::Unknown),
        }
    }

    fn set_last(&mut self, id: ObjectId, index: usize) -> Outcome<()> {
        if let Kind::Regexp(_, last) = &mut self.object_mut(id)?.kind {
            *last = index;
        }
        Ok(())
    }

    /// One match as `exec` finds it.
    fn exec_pattern(&mut self, id: ObjectId, text: &Text) -> Outcome<Option<Found>> {
        let (pattern, last) = self.pattern_of(id)?;
        let program = pattern.program.as_ref().ok_or(Abrupt::Unknown)?;
        let is_moving = pattern.flags.contains(['g', 'y']);
        let start = if is_moving { last } else { 0 };
        if start > text.len() {
            self.set_last(id, 0)?;
            return Ok(None);
        }
        self.spend(text.len() / 32)?;
        let found = self.exec_at(program, &text.to_units(), start, pattern.flags.contains('y'))?;
        if is_moving {
            self.set_last(id, found.as_ref().map_or(0, |found| found.range().1))?;
        }
        Ok(found)
    }

    pub(super) fn regexp_method(&mut self, name: &str, this: &Value, arguments: &Arguments<'_>) -> Outcome<Value> {
        let Value::Object(id) = this else { return Err(Abrupt::Unknown) };
        match name {
            "exec" | "test" => {
                let text = self.to_text(&arguments.get(0))?;
                let found = self.exec_pattern(*id, &text)?;
                match found {
                    found if name == "test" => Ok(Value::Bool(found.is_some())),
                    Some(found) => self.match_object(&text, &found),
                    None => Ok(Value::Null),
                }
            }
            "toString" => {
                let (pattern, _) = self.pattern_of(*id)?;
                self.string(&format!("/{}/{}", pattern.source, pattern.flags))
            }
            _ => Err(Abrupt::Unknown),
        }
    }

    fn group(&mut self, text: &Text, group: Option<(usize, usize)>) -> Outcome<Value> {
        match group {
            Some((start, end)) => self.made_from(text, text.slice(start..end), None),
            None => Ok(Value::Undefined),
        }
    }

    fn named_groups(&mut self, text: &Text, found: &Found) -> Outcome<Value> {
        if found.names.is_empty() {
            return Ok(Value::Undefined);
        }
        let id = self.plain()?;
        for (name, group) in &found.names {
            let value = self.group(text, found.groups[*group])?;
            self.define(id, Key::from(&Atom::from(name.as_str())), Property::new(value))?;
        }
        Ok(Value::Object(id))
    }

    fn match_object(&mut self, text: &Rc<Text>, found: &Found) -> Outcome<Value> {
        let mut items = Vec::new();
        for group in &found.groups {
            items.push(self.group(text, *group)?);
        }
        let groups = self.named_groups(text, found)?;
        let list = self.list(items)?;
        if let Value::Object(id) = list {
            let index = Value::Number(found.range().0 as f64);
            for (name, value) in [("index", index), ("input", Value::Text(Rc::clone(text))), ("groups", groups)] {
                self.define(id, Key::name(name), Property::hidden(value))?;
            }
        }
        Ok(list)
    }

    /// All matches of a pattern, or the first one if it is not global.
    fn matches(&mut self, id: ObjectId, text: &Text) -> Outcome<Vec<Found>> {
        let (pattern, _) = self.pattern_of(id)?;
        if !pattern.flags.contains('g') {
            return Ok(self.exec_pattern(id, text)?.into_iter().collect());
        }
        let program = pattern.program.as_ref().ok_or(Abrupt::Unknown)?;
        let units = text.to_units();
        let mut found = Vec::new();
        let mut at = 0;
        while at <= units.len() {
            let Some(next) = self.exec_at(program, &units, at, pattern.flags.contains('y'))? else { break };
            let (start, end) = next.range();
            at = end;
            if end == start {
                let is_pair =
                    pattern.flags.contains('u') && text.code_point(end).is_some_and(|(_, length)| length == 2);
                at += if is_pair { 2 } else { 1 };
            }
            self.reserve(0)?;
            found.push(next);
        }
        self.set_last(id, 0)?;
        Ok(found)
    }

    /// A pattern with half a surrogate pair in it is not read.
    pub(super) fn to_pattern_source(&mut self, value: &Value) -> Outcome<String> {
        self.to_text(value)?.to_exact().ok_or(Abrupt::Unknown)
    }

    fn global_pattern(&mut self, source: &Value) -> Outcome<Value> {
        let source = self.to_pattern_source(source)?;
        self.regexp(&source, "g")
    }

    fn to_pattern(&mut self, value: &Value) -> Outcome<ObjectId> {
        match value {
            Value::Object(id) if matches!(self.object(*id).kind, Kind::Regexp(..)) => Ok(*id),
            other => {
                let source = match other {
                    Value::Undefined => "(?:)".to_owned(),
                    other => self.to_pattern_source(other)?,
                };
                match self.regexp(&source, "")? {
                    Value::Object(id) => Ok(id),
                    _ => Err(Abrupt::Unknown),
                }
            }
        }
    }

    pub(super) fn search(&mut self, name: &str, text: &Rc<Text>, arguments: &Arguments<'_>) -> Outcome<Value> {
        let id = match (name, arguments.get(0)) {
            ("matchAll", source @ Value::Text(_)) => match self.global_pattern(&source)? {
                Value::Object(id) => id,
                _ => return Err(Abrupt::Unknown),
            },
            (_, value) => self.to_pattern(&value)?,
        };
        let (pattern, last) = self.pattern_of(id)?;
        if name == "search" {
            self.set_last(id, 0)?;
            let program = pattern.program.as_ref().ok_or(Abrupt::Unknown)?;
            let found = self.exec_at(program, &text.to_units(), 0, pattern.flags.contains('y'))?;
            self.set_last(id, last)?;
            return Ok(Value::Number(found.map_or(-1.0, |found| found.range().0 as f64)));
        }
        if name == "matchAll" {
            if !pattern.flags.contains('g') {
                return self.type_error("matchAll needs a global regular expression");
            }
            let mut items = Vec::new();
            for found in self.matches(id, text)? {
                items.push(self.match_object(text, &found)?);
            }
            return self.iterator_of(items);
        }
        let found = self.matches(id, text)?;
        if !pattern.flags.contains('g') {
            return match found.first() {
                Some(found) => self.match_object(text, found),
                None => Ok(Value::Null),
            };
        }
        if found.is_empty() {
            return Ok(Value::Null);
        }
        let mut items = Vec::new();
        for found in &found {
            items.push(self.group(text, Some(found.range()))?);
        }
        self.list(items)
    }

    pub(super) fn replace(&mut self, text: &Rc<Text>, arguments: &Arguments<'_>, all: bool) -> Outcome<Value> {
        let replacement = match arguments.get(1) {
            function if self.is_callable(&function) => Replacement::Function(function),
            other => Replacement::Text(self.to_text(&other)?),
        };
        let found = match arguments.get(0) {
            Value::Object(id) if matches!(self.object(id).kind, Kind::Regexp(..)) => {
                if all && !self.pattern_of(id)?.0.flags.contains('g') {
                    return self.type_error("replaceAll must be called with a global regular expression");
                }
                self.matches(id, text)?
            }
            part => {
                let part = self.to_text(&part)?;
                self.occurrences(text, &part, all)?
            }
        };
        if found.is_empty() {
            return Ok(Value::Text(Rc::clone(text)));
        }
        let mut result = Rc::new(Text::new(""));
        let mut origin: Option<Rc<Origin>> = text.origin.as_ref().map(|origin| origin.after(Step::Replaced));
        let mut end = 0;
        for found in &found {
            let (start, stop) = found.range();
            self.spend(2 + (start - end) / 64)?;
            let before = Rc::new(text.slice(end..start));
            result = self.joined(result, &before)?;
            let part = match &replacement {
                Replacement::Text(template) if template.find(&Text::new("$"), 0).is_none() => Rc::clone(template),
                Replacement::Text(template) => Rc::new(expand(template, text, found)),
                Replacement::Function(function) => {
                    let mut arguments = Vec::new();
                    for group in &found.groups {
                        arguments.push(self.group(text, *group)?);
                    }
                    arguments.push(Value::Number(start as f64));
                    arguments.push(Value::Text(Rc::clone(text)));
                    if !found.names.is_empty() {
                        arguments.push(self.named_groups(text, found)?);
                    }
                    let value = self.call(function, Value::Undefined, arguments)?;
                    self.to_text(&value)?
                }
            };
            if origin.is_none() {
                origin.clone_from(&part.origin);
            }
            result = self.joined(result, &part)?;
            end = stop;
        }
        let rest = Rc::new(text.slice(end..text.len()));
        result = self.joined(result, &rest)?;
        let result = result.slice(0..result.len()).with_origin(origin);
        self.text(result)
    }

    fn occurrences(&mut self, text: &Text, part: &Text, all: bool) -> Outcome<Vec<Found>> {
        let mut found = Vec::new();
        let mut at = 0;
        while let Some(start) = text.find(part, at) {
            self.spend(1)?;
            found.push(Found { groups: vec![Some((start, start + part.len()))], names: Vec::new() });
            at = start + part.len().max(1);
            if !all {
                break;
            }
        }
        Ok(found)
    }

    pub(super) fn split_by_regexp(&mut self, text: &Rc<Text>, id: ObjectId, limit: usize) -> Outcome<Vec<Value>> {
        let (pattern, _) = self.pattern_of(id)?;
        let program = pattern.program.as_ref().ok_or(Abrupt::Unknown)?;
        if pattern.flags.contains('u') && text.as_ascii().is_none() {
            return Err(Abrupt::Unknown);
        }
        let units = text.to_units();
        if units.is_empty() {
            let found = self.exec_at(program, &units, 0, true)?;
            return Ok(if found.is_some() { Vec::new() } else { vec![Value::Text(Rc::clone(text))] });
        }
        let mut parts = Vec::new();
        let (mut start, mut at) = (0, 0);
        while at < units.len() && parts.len() < limit {
            let Some(found) = self.exec_at(program, &units, at, false)? else { break };
            let (from, end) = found.range();
            if from >= units.len() {
                break;
            }
            if end == start {
                at = at.max(from) + 1;
                continue;
            }
            parts.push(self.group(text, Some((start, from)))?);
            for group in &found.groups[1..] {
                parts.push(self.group(text, *group)?);
            }
            start = end;
            at = end;
        }
        parts.push(self.group(text, Some((start, units.len())))?);
        Ok(parts)
    }
}

/// A replacement with `$1`, `$&` and the like filled in.
fn expand(template: &Text, text: &Text, found: &Found) -> Text {
    let (start, end) = found.range();
    let mut result = Text::new("");
    let mut at = 0;
    let dollar = u16::from(b'$');
    while let Some(unit) = template.unit(at) {
        let next = template.unit(at + 1).and_then(|unit| u8::try_from(unit).ok());
        if unit != dollar || next.is_none() {
            result.append(&Text::wide(vec![unit]));
            at += 1;
            continue;
        }
        let digit = |at: usize| match template.unit(at) {
            Some(unit @ 0x30..=0x39) => Some(usize::from(unit - 0x30)),
            _ => None,
        };
        let mut taken = 2;
        let part = match next {
            Some(b'$') => Some(Text::new("$")),
            Some(b'&') => Some(text.slice(start..end)),
            Some(b'`') => Some(text.slice(0..start)),
            Some(b'\'') => Some(text.slice(end..text.len())),
            Some(b'0'..=b'9') => {
                let first = digit(at + 1).unwrap_or(0);
                let both = digit(at + 2).map(|second| first * 10 + second);
                let group = match both {
                    Some(group) if group >= 1 && group < found.groups.len() => {
                        taken = 3;
                        Some(group)
                    }
                    _ if first >= 1 && first < found.groups.len() => Some(first),
                    _ => None,
                };
                group.map(|group| match found.groups[group] {
                    Some((start, end)) => text.slice(start..end),
                    None => Text::new(""),
                })
            }
            Some(b'<') if !found.names.is_empty() => {
                let close = template.find(&Text::new(">"), at + 2);
                close.map(|close| {
                    let name = template.slice(at + 2..close).to_lossy();
                    taken = close + 1 - at;
                    let group = found.names.iter().find(|(other, _)| *other == name);
                    match group.and_then(|(_, group)| found.groups[*group]) {
                        Some((start, end)) => text.slice(start..end),
                        None => Text::new(""),
                    }
                })
            }
            _ => None,
        };
        match part {
            Some(part) => {
                result.append(&part);
                at += taken;
            }
            None => {
                result.append(&Text::new("$"));
                at += 1;
            }
        }
    }
    result
}
