//! Decoding: what simple operations on written texts give.
//!
//! A text that had to be computed keeps how ([`Text::disguise`]): somebody chose to write it so that nobody reads it.
//! This is the beginning of folding; what it does not know stays derived from its operands.

use base64::{
    Engine as _, alphabet,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};

use super::BUDGET;
use crate::value::{List, QUOTED, Text, Value, cropped};

/// How a text was hidden whose characters were put in the other order; what they are made of is not known here.
pub(crate) const BACKWARDS: &str = "text written backwards";

/// The text that `Buffer.from(text, encoding)` or `atob(text)` holds, where the encoding hides it.
pub(crate) fn decoded(text: &Text, encoding: &str) -> Option<Value> {
    let (bytes, name) = match encoding.to_ascii_lowercase().as_str() {
        "base64" | "base64url" => (from_base64(&text.text)?, "base64"),
        "hex" => (from_hex(&text.text)?, "hexadecimal"),
        _ => return None,
    };
    // Characters of two bytes are not to be read as if they had one.
    let plain = String::from_utf8(bytes).ok().filter(|plain| !plain.contains('\0'))?;
    Some(disguised(plain, text, &format!("{name} of `{}`", cropped(&text.text, QUOTED))))
}

/// The text of character codes, as `String.fromCharCode` makes it.
pub(super) fn from_codes(codes: &[Value], place: molehunt_source::ByteSpan) -> Option<Value> {
    let mut plain = String::new();
    let mut written = Vec::new();
    for code in codes {
        let Value::Number(code) = code else { return None };
        let character = char::from_u32(*code as u32).filter(|_| code.fract() == 0.0 && *code >= 0.0)?;
        plain.push(character);
        written.push((*code as u32).to_string());
    }
    let recipe = format!("the characters {}", cropped(&written.join(", "), QUOTED));
    let Value::Text(text) = Value::text("", place) else { return None };
    Some(disguised(plain, &text, &recipe))
}

/// The list backwards.
pub(super) fn reversed(list: &List) -> Option<Value> {
    if !list.rest.is_empty() {
        return None;
    }
    let items = list
        .items
        .iter()
        .rev()
        .map(|item| match item {
            Value::Text(text) => disguised(text.text.clone(), text, BACKWARDS),
            other => other.clone(),
        })
        .collect();
    Some(List { items, rest: Vec::new() }.into())
}

/// The pieces of a text.
pub(super) fn split(text: &Text, separator: &str) -> Value {
    let piece = |piece: &str| Value::text_from(piece, text);
    let items = match separator {
        "" => text.text.chars().map(|character| piece(&character.to_string())).collect(),
        separator => text.text.split(separator).map(piece).collect(),
    };
    List { items, rest: Vec::new() }.into()
}

/// The text with its recipe; of what was hidden before, that recipe stands where the text would be quoted.
fn disguised(plain: String, from: &Text, recipe: &str) -> Value {
    let disguise = match (&from.disguise, recipe.split_once('`')) {
        (Some(before), Some((done, _))) => format!("{done}{before}"),
        (Some(before), None) if before != recipe => format!("{recipe}, {before}"),
        _ => recipe.to_owned(),
    };
    Value::Text(Text { text: plain, places: from.places.clone(), disguise: Some(disguise) }.into())
}

fn from_base64(text: &str) -> Option<Vec<u8>> {
    // As node reads it: either alphabet, padding or none, white space ignored.
    let normal: String = text
        .chars()
        .filter(|character| !character.is_whitespace())
        .map(|character| match character {
            '-' => '+',
            '_' => '/',
            other => other,
        })
        .collect();
    let config = GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true);
    GeneralPurpose::new(&alphabet::STANDARD, config).decode(normal).ok()
}

fn from_hex(text: &str) -> Option<Vec<u8>> {
    let digits = text.as_bytes();
    if !digits.len().is_multiple_of(2) {
        return None;
    }
    digits.chunks(2).map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()).collect()
}

/// A text in which another one stands in the place of a part of it, the first time or each time.
pub(super) fn replaced(text: &Text, old: &str, new: &str, is_each: bool) -> Option<Value> {
    // `$&` and its like stand for what was found.
    if old.is_empty() || new.contains('$') || text.text.matches(old).count() * new.len() > BUDGET.text {
        return None;
    }
    let replaced = if is_each { text.text.replace(old, new) } else { text.text.replacen(old, new, 1) };
    Some(Value::text_from(replaced, text))
}
