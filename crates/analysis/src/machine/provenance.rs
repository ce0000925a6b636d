//! Where a text is written, and how it was hidden there.

use std::rc::Rc;

use molehunt_source::ByteSpan;
use swc_atoms::Atom;

use super::{
    Machine,
    heap::{Kind, Object, ObjectId, Value},
};

/// What a text was made from.
#[derive(Debug, Clone)]
pub(super) struct Origin {
    /// The literal that most of it comes from.
    pub(super) main: Rc<Source>,
    /// The next one, to name it where both were joined.
    pub(super) other: Option<Rc<Source>>,
    /// How long the main literal is, so that the longest wins.
    pub(super) weight: u32,
    /// What was done, first step first.
    pub(super) steps: [Step; STEPS],
    /// The function of the program that computed it.
    pub(super) by: Option<Atom>,
}

/// How many steps are told to a person.
const STEPS: usize = 3;

/// A literal.
#[derive(Debug)]
pub(super) struct Source {
    pub(super) file: u32,
    pub(super) span: ByteSpan,
    /// Its beginning, as a person wants to see it.
    pub(super) text: String,
    /// A list of numbers rather than a text.
    pub(super) is_codes: bool,
}

/// Steps within which numbers are read that belong together.
const READ_TOGETHER: u64 = 64;

/// Something that hides a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    None,
    Base64,
    Hexadecimal,
    Escaped,
    Backwards,
    Joined,
    Picked,
    /// Looked up, character by character, by a list of numbers.
    LookedUp,
    Replaced,
    Codes,
    Computed,
}

/// What encodes a text by somebody's choice, as recipes name it.
const ENCODINGS: [&str; 3] = ["base64 of ", "hexadecimal of ", " written backwards"];

/// The encoding that a recipe names, if it names one.
pub(crate) fn encoding_of(recipe: &str) -> Option<&'static str> {
    ENCODINGS.into_iter().find(|encoding| recipe.contains(encoding))
}

impl Origin {
    pub(super) fn written(source: Rc<Source>, length: usize) -> Rc<Self> {
        let weight = u32::try_from(length).unwrap_or(u32::MAX);
        Rc::new(Self { main: source, other: None, weight, steps: [Step::None; STEPS], by: None })
    }

    /// The origin of something done to a text of this origin.
    pub(super) fn after(self: &Rc<Self>, step: Step) -> Rc<Self> {
        let mut used = self.steps.iter().take_while(|step| **step != Step::None).count();
        // Whoever takes the code of a character has picked it before.
        if step == Step::Codes && used > 0 && self.steps[used - 1] == Step::Picked {
            used -= 1;
        }
        if used == STEPS || (used > 0 && self.steps[used - 1] == step) {
            return Rc::clone(self);
        }
        let mut next = Self::clone(self);
        next.steps[used] = step;
        Rc::new(next)
    }

    pub(super) fn computed_by(self: &Rc<Self>, function: &Atom) -> Rc<Self> {
        let mut next = Self::clone(&self.after(Step::Computed));
        next.by.get_or_insert_with(|| function.clone());
        Rc::new(next)
    }

    /// The origin of two texts put together.
    pub(super) fn joined(left: Option<&Rc<Self>>, right: Option<&Rc<Self>>) -> Option<Rc<Self>> {
        let (Some(left), Some(right)) = (left, right) else {
            return left.or(right).cloned();
        };
        let is_same = Rc::ptr_eq(left, right)
            || Rc::ptr_eq(&left.main, &right.main)
            || (left.main.file == right.main.file && left.main.span == right.main.span);
        let (main, other) = if right.weight > left.weight { (right, left) } else { (left, right) };
        if is_same || (main.steps[0] != Step::None && main.other.is_some()) {
            return Some(Rc::clone(main));
        }
        let mut next = Self::clone(&main.after(Step::Joined));
        if main.steps[0] == Step::None {
            // In the order of the code, which is nearly always that of the text.
            next.other = Some(Rc::clone(&other.main));
        }
        Some(Rc::new(next))
    }

    /// How the text was hidden, for a person; nothing where it simply stands there.
    pub(super) fn recipe(&self) -> Option<String> {
        if self.steps[0] == Step::None && !self.main.is_codes {
            return None;
        }
        let quoted = |source: &Source| {
            if source.is_codes { format!("the numbers {}", source.text) } else { format!("`{}`", source.text) }
        };
        let mut told = quoted(&self.main);
        for step in self.steps {
            told = match step {
                Step::None => break,
                Step::Base64 => format!("base64 of {told}"),
                Step::Hexadecimal => format!("hexadecimal of {told}"),
                Step::Escaped => format!("{told} with escapes"),
                Step::Backwards => format!("{told} written backwards"),
                Step::Joined => match &self.other {
                    Some(other) if other.span.start < self.main.span.start => {
                        format!("joined from {}, {told}", quoted(other))
                    }
                    Some(other) => format!("joined from {told}, {}", quoted(other)),
                    None => format!("joined from parts, one of them {told}"),
                },
                Step::Picked => format!("characters picked from {told}"),
                Step::LookedUp => format!("letters picked by the numbers {}", self.main.text),
                Step::Replaced => format!("{told} with parts replaced"),
                Step::Codes => format!("characters computed from {told}"),
                Step::Computed => match &self.by {
                    Some(by) => format!("computed by `{by}(…)` from {told}"),
                    None => format!("computed from {told}"),
                },
            };
        }
        Some(told)
    }
}

impl Machine<'_> {
    /// Remembers where numbers are read from, for the text that is made of them.
    ///
    /// Of what is read together, such as a secret and the key that opens it, the longest literal counts.
    pub(super) fn reads_codes(&mut self, origin: &Rc<Origin>) {
        let is_together = self.codes_read > 0 && self.steps - self.codes_read < READ_TOGETHER;
        if is_together && self.codes.as_ref().is_some_and(|known| known.weight > origin.weight) {
            return;
        }
        self.codes = Some(Rc::clone(origin));
        self.codes_read = self.steps;
    }

    /// Remembers the list of numbers that is read.
    pub(super) fn reads_list(&mut self, source: &Rc<Source>) {
        self.reads_codes(&Origin::written(Rc::clone(source), source.text.len()));
    }

    /// Says of a list made from another one that its characters come from the numbers there.
    pub(super) fn inherit_source(&mut self, from: &Value, list: &Value) {
        let (Value::Object(from), Value::Object(id)) = (from, list) else { return };
        let Some(source) = self.object(*from).source.clone() else { return };
        let is_derived = |object: &Object<'_>| {
            let Kind::List(items) = &object.kind else { return false };
            object.source.is_none()
                && items.iter().all(|item| match item {
                    Value::Number(_) => true,
                    Value::Text(text) => text.len() <= 2,
                    _ => false,
                })
        };
        if is_derived(self.object(*id)) {
            self.heap[*id].source = Some(source);
        }
    }

    /// The origin of the characters of a list, put together; `origin` is what they say themselves.
    pub(super) fn origin_of_joined(&self, list: ObjectId, origin: Option<Rc<Origin>>) -> Option<Rc<Origin>> {
        let Some(source) = &self.object(list).source else { return origin };
        // Numbers that pick from an alphabet say more than the alphabet.
        match &origin {
            Some(known) if known.main.is_codes => origin,
            _ => Some(Origin::written(Rc::clone(source), source.text.len()).after(Step::LookedUp)),
        }
    }

    /// How a text was computed of which nothing else is known but that it is not written at its place.
    pub(super) fn computed_recipe(&self, text: &str, origin: &Origin) -> Option<String> {
        let source = &origin.main;
        let written = self.loader.text(source.file)?.get(source.span.start as usize..source.span.end as usize)?;
        let is_in = |whole: &str| whole.to_lowercase().contains(&text.to_lowercase());
        (!source.is_codes && !is_in(&source.text) && !is_in(written))
            .then(|| format!("computed from `{}`", source.text))
    }
}
