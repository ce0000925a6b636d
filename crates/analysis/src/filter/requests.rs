//! Which modules a file loads, read off its text.

use std::ops::Range;

use swc_atoms::Atom;

use super::text::{
    Code, LONGEST_WORD, ends_argument, is_given, is_method, is_whole_name, past_trivia, quoted, span_at,
};
use crate::ir::Request;

/// What a text says of the modules that it loads.
#[derive(Debug, Clone)]
pub(crate) struct Requests {
    pub(crate) requests: Vec<Request>,
    /// Whether it loads some by names that are not written out.
    pub(crate) loads_unknown: bool,
    /// Whether names in it are put together from pieces or decoded, so that it may use what it does not seem to name.
    pub(crate) spells_names: bool,
}

/// What comes before a module's name, or before the bracket around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Loader {
    From,
    Import,
    Require,
    /// What joins two texts.
    Join,
}

pub(super) const LOADERS: [(&str, Loader); 7] = [
    ("from", Loader::From),
    ("import", Loader::Import),
    ("require", Loader::Require),
    ("'+'", Loader::Join),
    ("' + '", Loader::Join),
    ("\"+\"", Loader::Join),
    ("\" + \"", Loader::Join),
];

/// What decodes a name where a module is loaded.
const DECODERS: [&str; 3] = ["atob(", "Buffer.from(", "String.fromCharCode("];

/// Other functions that load a module by its name.
pub(super) const OTHER_LOADERS: [&str; 4] = ["createRequire", "getBuiltinModule", "mainModule", "_load"];

/// The modules that a file of this text loads, and whether it loads some by names that are not written out.
///
/// The text must be one that may not matter: in it, no escape spells a part of a path.
/// What a comment or a text loads that is not known to be one counts as well: too much, and never too little.
pub(super) fn requests(code: Code<'_>, loads: &[(Loader, Range<usize>)]) -> Requests {
    let text = code.text;
    let bytes = text.as_bytes();
    let (mut requests, mut loads_unknown, mut spells_names) = (Vec::new(), false, false);
    for (loader, found) in loads {
        if *loader == Loader::Join {
            spells_names |= joins_name(bytes, found.start);
            continue;
        }
        if !is_whole_name(bytes, found.start, found.end) || code.token_at(found.start).is_some() {
            continue;
        }
        let after = past_trivia(text, found.end);
        let (is_require, argument) = match (loader, bytes.get(after)) {
            (Loader::From | Loader::Import, Some(b'"' | b'\'')) => (false, after),
            (Loader::Import, Some(b'(')) if is_method(code, found.clone()) => continue,
            (Loader::Import, Some(b'(')) => (false, past_trivia(text, after + 1)),
            (Loader::Require, Some(b'(')) => (true, past_trivia(text, after + 1)),
            (Loader::Require, Some(b'.')) => {
                let method = past_trivia(text, after + 1);
                let open = past_trivia(text, method + "resolve".len());
                if !bytes[method..].starts_with(b"resolve") || bytes.get(open) != Some(&b'(') {
                    continue;
                }
                (true, past_trivia(text, open + 1))
            }
            _ => continue,
        };
        let is_call = argument != after;
        match quoted(text, argument) {
            Some((specifier, end)) if !specifier.contains('\\') && (!is_call || ends_argument(text, end)) => {
                requests.push(Request { specifier: Atom::from(specifier), is_require });
            }
            _ => {
                loads_unknown |= bytes.get(argument) != Some(&b')');
                let rest = &text[argument.min(text.len())..];
                spells_names |= is_call && DECODERS.iter().any(|decoder| rest.starts_with(decoder));
            }
        }
    }
    requests.sort();
    requests.dedup();
    Requests { requests, loads_unknown, spells_names }
}

/// Whether the `require` there is given to somebody, or kept under another name.
pub(super) fn is_kept_loader(code: Code<'_>, range: &Range<usize>) -> bool {
    is_whole_name(code.text.as_bytes(), range.start, range.end)
        && code.counts(range.start)
        && is_given(code.text, range)
}

/// Whether `import` is called there, with something else than the name of a module beside it.
pub(super) fn imports_by_call(text: &str, at: usize) -> bool {
    let open = past_trivia(text, at);
    if text.as_bytes().get(open) != Some(&b'(') {
        return false;
    }
    match quoted(text, past_trivia(text, open + 1)) {
        Some((specifier, end)) => specifier.contains([':', '\\']) || !ends_argument(text, end),
        None => true,
    }
}

/// Whether the quoted text that begins there, or at the quote before, stands where a module is loaded, or where some
/// function is called with it. Where that is not certain it counts as well.
pub(super) fn is_loaded(code: Code<'_>, at: usize) -> bool {
    pub(super) const QUOTES: [char; 3] = ['"', '\'', '`'];
    let start = if code.text[at..].starts_with(QUOTES) { at } else { at.saturating_sub(1) };
    let before = code.text.get(..start).unwrap_or("").trim_ascii_end();
    let is_certain = span_at(code.texts, start).is_some_and(|text| text.start as usize == start);
    let is_behind_comment = before.len().checked_sub(1).is_some_and(|last| !code.counts(last));
    let ends_with_word = |word: &str| {
        let is_part = |last: char| last.is_alphanumeric() || matches!(last, '_' | '$');
        before.strip_suffix(word).is_some_and(|rest| !rest.ends_with(is_part))
    };
    !is_certain
        || is_behind_comment
        || before.ends_with('(')
        || ["from", "import", "require"].into_iter().any(ends_with_word)
}

/// Whether the text that ends there is the first piece of a name: `['fet' + 'ch']`, `require('ht' + 'tps')`.
fn joins_name(bytes: &[u8], end: usize) -> bool {
    let quote = bytes[end];
    let is_name = |byte: &&u8| byte.is_ascii_alphanumeric() || matches!(**byte, b'_' | b'$' | b':');
    let length = bytes[..end].iter().rev().take(LONGEST_WORD).take_while(is_name).count();
    let Some(open) = (end - length).checked_sub(2) else { return false };
    let before = &bytes[..=open];
    bytes[open + 1] == quote
        && (before.ends_with(b"[") || before.ends_with(b"require(") || before.ends_with(b"import("))
}
