//! Whole messages, and lines to a mail server, as text.

use std::ops::Range;

use molehunt_model::Role;
use molehunt_source::ByteSpan;

use super::{Entry, Message, Reader, Who, push_field};
use crate::{
    address::addresses,
    eval::decoded,
    lookup::Found,
    value::{Choice, Form, Text, Value},
};

impl Reader<'_> {
    /// A whole message as text: its header lines. It may be encoded in base64.
    pub(crate) fn read_mime(&self, found: &Found, message: &mut Message) {
        for choice in alternatives(&found.value) {
            let choice = Choice { value: plain(&choice.value), ..choice };
            let text = FlatText::new(&choice.value);
            let end = HEADER_ENDS.iter().filter_map(|gap| text.text.find(gap)).min();
            for line in lines(&text.text[..end.unwrap_or(text.text.len())]) {
                let Some((name, _)) = text.text[line.clone()].split_once(':') else { continue };
                let name = name.trim();
                let Some(role) = self.table.header(name).and_then(|row| row.role.role()) else { continue };
                let entries = text.entries(line, &choice, found);
                push_field(message, role, name, entries);
            }
        }
        message.content.push(found.value.clone());
    }

    /// Lines written to a mail server: `RCPT TO:<a@b.example>`.
    pub(crate) fn read_smtp_lines(&self, found: &Found, message: &mut Message) {
        for choice in alternatives(&found.value) {
            let text = FlatText::new(&choice.value);
            for line in lines(&text.text) {
                let start = text.text[line.clone()].trim_start();
                let row = self.table.raw_smtp.iter().find_map(|row| {
                    let verb = row.verb.as_deref()?;
                    let is_said = start.get(..verb.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(verb));
                    is_said.then_some((row.role.role()?, verb))
                });
                if let Some((role, verb)) = row {
                    push_field(message, role, verb, text.entries(line, &choice, found));
                }
            }
        }
        message.content.push(found.value.clone());
    }

    /// A request to Exchange: the addresses inside of elements named after recipients.
    pub(crate) fn read_soap(&self, found: &Found, message: &mut Message) {
        const ELEMENTS: [(&str, Role); 4] = [
            ("ToRecipients", Role::To),
            ("CcRecipients", Role::Cc),
            ("BccRecipients", Role::Bcc),
            ("ReplyTo", Role::ReplyTo),
        ];
        for choice in found.value.choices() {
            let text = FlatText::new(&choice.value);
            for (element, role) in ELEMENTS {
                let mut marks = text.text.match_indices(element).map(|(at, _)| at);
                while let (Some(open), Some(close)) = (marks.next(), marks.next()) {
                    push_field(message, role, element, text.entries(open..close, &choice, found));
                }
            }
        }
        message.content.push(found.value.clone());
    }
}

/// Alternatives of a text that are told apart.
const MOST_ALTERNATIVES: usize = 16;

/// The alternatives of a text, also where only a piece of it has several: a line of several, and the end of a line.
fn alternatives(value: &Value) -> Vec<Choice> {
    let Value::Concat(parts) = value else { return value.choices() };
    let mut whole = vec![(Vec::new(), None)];
    for part in parts.iter() {
        let choices = match part {
            Value::OneOf(choices) if whole.len() * choices.len() <= MOST_ALTERNATIVES => part.choices(),
            part => vec![Choice { value: part.clone(), condition: None }],
        };
        let longer = whole.iter().flat_map(|(before, condition): &(Vec<Value>, _)| {
            choices.iter().map(|choice| {
                let pieces = before.iter().cloned().chain([choice.value.clone()]).collect();
                (pieces, condition.or(choice.condition))
            })
        });
        whole = longer.collect();
    }
    whole.into_iter().map(|(parts, condition)| Choice { value: Value::Concat(parts.into()), condition }).collect()
}

/// The lines of a text; one that begins with white space continues the line before.
fn lines(text: &str) -> Vec<Range<usize>> {
    let mut lines: Vec<Range<usize>> = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let end = start + line.len();
        match lines.last_mut() {
            Some(last) if line.starts_with([' ', '\t']) => last.end = end,
            _ => lines.push(start..end),
        }
        start = end;
    }
    lines
}

/// A message in base64 as the message.
fn plain(value: &Value) -> Value {
    match value {
        Value::Text(text) if !text.text.contains([':', ' ']) => {
            decoded(text, "base64").unwrap_or_else(|| value.clone())
        }
        Value::Coded(coded) if coded.form == Form::Encoded => plain(&coded.inner),
        _ => value.clone(),
    }
}

/// A value as text, with holes where a piece of it is not known.
pub(crate) struct FlatText {
    pub(crate) text: String,
    /// From which offset on which place wrote it.
    places: Vec<(usize, Option<ByteSpan>)>,
    holes: Vec<Value>,
    /// Where the holes are in the text.
    hole_offsets: Vec<usize>,
    disguise: Option<String>,
}

/// How far the words of a part of a text have been taken from it.
pub(crate) struct Taken {
    part: Range<usize>,
    holes: usize,
}

/// Bytes of a text that a word may be away from the end of the one before, where it stands as it is.
const WORD_REACH: usize = 64;

impl FlatText {
    pub(crate) fn new(value: &Value) -> Self {
        let mut flat = Self {
            text: String::new(),
            places: Vec::new(),
            holes: Vec::new(),
            hole_offsets: Vec::new(),
            disguise: None,
        };
        flat.add(value, 0);
        flat
    }

    fn add(&mut self, value: &Value, depth: u32) {
        match value {
            Value::Text(piece) => {
                let start = self.text.len();
                self.places.extend(piece.places.iter().map(|(offset, place)| (start + offset, Some(*place))));
                self.text.push_str(&piece.text);
                self.disguise = self.disguise.take().or_else(|| piece.disguise.clone());
            }
            Value::Concat(parts) if depth < 16 => parts.iter().for_each(|part| self.add(part, depth + 1)),
            // Of a text that was rewritten it is not known what it says now.
            Value::Coded(coded)
                if coded.form == Form::Encoded && depth < 16 && !matches!(coded.inner, Value::Derived(_)) =>
            {
                self.add(&coded.inner, depth + 1);
            }
            Value::List(list) if depth < 16 => list.items.iter().for_each(|item| self.add(item, depth + 1)),
            _ => {
                self.places.push((self.text.len(), None));
                self.hole_offsets.push(self.text.len());
                self.holes.push(value.clone());
                self.text.push(HOLE);
            }
        }
    }

    /// The recipients in a part of the text.
    pub(crate) fn entries(&self, range: Range<usize>, choice: &Choice, found: &Found) -> Vec<Entry> {
        let part = &self.text[range.clone()];
        let entry = |who: Who, place: Option<ByteSpan>| Entry {
            who,
            place: place.or(found.place),
            field_place: found.place,
            condition: choice.condition.or(found.condition),
            disguise: self.disguise.clone(),
        };
        let mut entries: Vec<Entry> = addresses(part)
            .into_iter()
            .map(|(at, address)| {
                let offset = range.start + at.start;
                let place = self.places.iter().rev().find(|(start, _)| *start <= offset);
                entry(Who::Known(address), place.and_then(|(_, place)| *place))
            })
            .collect();
        let count = part.matches(HOLE).count();
        if count > 0 {
            let before = self.holes_before(range.start);
            let values = self.holes.iter().skip(before).take(count).cloned().collect();
            entries.push(entry(Who::Value(Value::derived(values)), None));
        }
        entries
    }

    /// What stands in a part of the text, as a value again.
    pub(crate) fn part(&self, range: Range<usize>) -> Value {
        let mut taken = self.taken(range.clone());
        self.word(&self.text[range], &mut taken)
    }

    /// Begins to take words from a part of the text.
    pub(crate) fn taken(&self, part: Range<usize>) -> Taken {
        Taken { holes: self.holes_before(part.start), part }
    }

    /// A word of the text as a value again; it may stand there otherwise, with quotes or escapes in it.
    pub(crate) fn word(&self, word: &str, taken: &mut Taken) -> Value {
        let mut parts = Vec::new();
        for (index, piece) in word.split(HOLE).enumerate() {
            if index > 0 {
                parts.extend(self.holes.get(taken.holes).cloned());
                taken.holes += 1;
            }
            if index == 0 || !piece.is_empty() {
                parts.push(self.piece(piece, taken));
            }
        }
        if parts.len() > 1 && parts[0].as_text().is_some_and(|text| text.text.is_empty()) {
            parts.remove(0);
        }
        match parts.len() {
            1 => parts.remove(0),
            _ => Value::Concat(parts.into()),
        }
    }

    /// A text without holes that stands in what is left of a part, with the places at which it is written.
    fn piece(&self, piece: &str, taken: &mut Taken) -> Value {
        let from = taken.part.start;
        let mut end = (from + piece.len() + WORD_REACH).min(taken.part.end);
        while !self.text.is_char_boundary(end) {
            end -= 1;
        }
        let found = self.text[from..end].find(piece).map(|at| from + at);
        let start = found.unwrap_or(from);
        let length = if found.is_some() { piece.len() } else { 0 };
        taken.part.start = start + length;
        let first = self.places.partition_point(|(offset, _)| *offset <= start).saturating_sub(1);
        let inside =
            self.places.iter().skip(first).take_while(|(offset, _)| *offset <= start || *offset < start + length);
        let places = inside.filter_map(|(offset, place)| Some((offset.saturating_sub(start), (*place)?))).collect();
        Value::Text(Text { text: piece.to_owned(), places, disguise: self.disguise.clone() }.into())
    }

    /// Whether the headers of a message end in it.
    pub(crate) fn ends_headers(&self) -> bool {
        HEADER_ENDS.iter().any(|end| self.text.contains(end))
    }

    /// How many pieces that are not known come before an offset.
    fn holes_before(&self, offset: usize) -> usize {
        self.hole_offsets.partition_point(|at| *at < offset)
    }
}

/// What stands between the headers of a message and its text.
const HEADER_ENDS: [&str; 2] = ["\r\n\r\n", "\n\n"];

/// Stands for an unknown piece in flattened text. It occurs in no address and no header name.
pub(crate) const HOLE: char = '\u{0}';
