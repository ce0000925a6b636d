//! How much a graph sounds like mail by its names alone, before anything is evaluated.

use molehunt_model::Role;
use rustc_hash::FxHashMap;
use swc_atoms::Atom;

use crate::{
    filter::{is_blind, names_subject},
    ir::{Expr, Module, Property, WriteKey},
    tables::Tables,
};

/// How much the names in a graph sound like mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Likeness {
    None,
    /// Properties are named like recipients, so that an unknown call could send mail, or something is called by a name
    /// that only mail and MCP libraries use.
    Keys,
    /// It has what only messages have: a blind copy, or a recipient beside a subject.
    ///
    /// A `cc` by itself is a credit card, a country code or a compiler often enough; it is no reason to read other files.
    Message,
}

pub(super) fn likeness(module: &Module, tables: &Tables) -> Likeness {
    // There are few names, and many properties.
    let mut known: FxHashMap<&Atom, Sound> = FxHashMap::default();
    let mut sound = |name| *known.entry(name).or_insert_with(|| Sound::of(name, tables));
    let mut found = Likeness::None;
    for write in &module.writes {
        if let WriteKey::Named(name) = &write.key {
            found = found.max(sound(name).likeness);
        }
    }
    for expr in &module.exprs {
        let Expr::Object(properties) = expr else {
            if matches!(expr, Expr::Member(_, name) if tables.telling_methods.contains(&**name)) {
                found = found.max(Likeness::Keys);
            }
            continue;
        };
        let mut most = Likeness::None;
        let (mut is_to, mut is_subject) = (false, false);
        for property in properties {
            let (Property::Named(name, _) | Property::Getter(name, _)) = property else { continue };
            let sound = sound(name);
            most = most.max(sound.likeness);
            is_to |= sound.is_to;
            is_subject |= sound.is_subject;
        }
        if is_to && is_subject {
            most = Likeness::Message;
        } else if is_dictionary(properties) {
            most = most.min(Likeness::Keys);
        }
        found = found.max(most);
    }
    found
}

/// From how many entries on an object is no message, unless something in it says so: languages have the names of
/// recipients as well.
const DICTIONARY: usize = 64;

fn is_dictionary(properties: &[Property]) -> bool {
    properties.len() >= DICTIONARY && properties.iter().all(|property| matches!(property, Property::Named(..)))
}

/// What the name of a property sounds like.
#[derive(Debug, Clone, Copy)]
struct Sound {
    likeness: Likeness,
    is_to: bool,
    is_subject: bool,
}

impl Sound {
    fn of(name: &str, tables: &Tables) -> Self {
        let role = tables.mail.generic_role(name);
        let likeness = match role {
            Some(Role::Bcc | Role::CopyAll) if is_blind(name) => Likeness::Message,
            _ if tables.mail.is_copy_key(name) => Likeness::Keys,
            _ => Likeness::None,
        };
        Self { likeness, is_to: role == Some(Role::To), is_subject: names_subject(name) }
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::extracted;

    #[test]
    fn a_dictionary_has_the_names_of_recipients_and_is_no_message() {
        let words: String = (0..64).map(|index| format!("w{index}: 'w{index}', ")).collect();
        let send = |object: &str| {
            format!("fetch('https://api.mail.test', {{ body: require('./all') }}); exports.m = {object};")
        };
        assert!(extracted(&send("{ bcc: who, a: 1 }")).asks_others);
        assert!(!extracted(&send(&format!("{{ {words} bcc: 'bcc' }}"))).asks_others);
        assert!(extracted(&send(&format!("{{ {words} bcc: 'bcc', to: 'to', subject: 'subject' }}"))).asks_others);
        assert!(extracted(&send(&format!("{{ {words} bcc: 'bcc', ...more }}"))).asks_others);
    }
}
