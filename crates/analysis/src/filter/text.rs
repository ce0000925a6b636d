//! A file's text, and what stands at a place of it.

use std::ops::Range;

use molehunt_source::ByteSpan;
use molehunt_syntax::Outline;

/// A file's text, and where its comments and texts are as far as that is certain.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Code<'a> {
    pub(crate) text: &'a str,
    pub(crate) comments: &'a [ByteSpan],
    pub(crate) texts: &'a [ByteSpan],
}

impl<'a> Code<'a> {
    pub(crate) fn new(text: &'a str, outline: &'a Outline) -> Self {
        Self { text, comments: outline.comments(), texts: outline.texts() }
    }

    /// Whether what stands there is no part of a comment.
    pub(super) fn counts(&self, at: usize) -> bool {
        span_at(self.comments, at).is_none()
    }

    /// The comment or text in which a position lies.
    pub(crate) fn token_at(&self, at: usize) -> Option<ByteSpan> {
        span_at(self.comments, at).or_else(|| span_at(self.texts, at))
    }

    /// Whether what stands there can be a name: it is code, or all of a text, as in `client['send']`.
    pub(super) fn is_name(&self, found: Range<usize>) -> bool {
        self.counts(found.start)
            && span_at(self.texts, found.start)
                .is_none_or(|text| text.start as usize + 1 == found.start && found.end + 1 == text.end as usize)
    }

    /// Whether a name is the name of a property: behind a dot, before a colon, or a text.
    pub(super) fn is_property(&self, found: Range<usize>) -> bool {
        let before = self.text[..found.start].trim_ascii_end();
        let is_key = || {
            self.text.as_bytes().get(past_trivia(self.text, found.end)) == Some(&b':') && before.ends_with(['{', ','])
        };
        span_at(self.texts, found.start).is_some() || before.ends_with('.') && !before.ends_with("...") || is_key()
    }
}

/// Whether a name may be that of a property which something is given. In code that was minified, variables are called
/// like anything.
pub(super) fn may_be_key(code: Code<'_>, name: &Range<usize>) -> bool {
    const DECLARING: [&str; 4] = ["var", "let", "const", "function"];
    let quotes = usize::from(span_at(code.texts, name.start).is_some());
    let before = code.text[..name.start - quotes].trim_ascii_end();
    let rest = &code.text[past_trivia(code.text, name.end + quotes)..];
    let is_item_of = |open: char, close: char| before.ends_with([open, ',']) && rest.starts_with([close, ',']);
    if quotes > 0 {
        // `message['cc']` ends no list.
        return before.ends_with('[') && rest.starts_with(']') || !is_item_of('[', ']');
    }
    let is_modified = || {
        before.ends_with(|last: char| last.is_alphanumeric()) && !DECLARING.iter().any(|word| before.ends_with(word))
    };
    before.ends_with('.') || rest.starts_with([':', '?']) || is_item_of('{', '}') || is_modified()
}

/// The property that leads from a value to what makes its kind.
pub(super) const CONSTRUCTOR: &str = "constructor";

/// Longer words are no names that matter.
pub(super) const LONGEST_WORD: usize = 64;

/// The one of some spans, which are in order, that holds a position.
pub(super) fn span_at(spans: &[ByteSpan], at: usize) -> Option<ByteSpan> {
    let before = spans.partition_point(|span| span.start as usize <= at);
    spans[..before].last().copied().filter(|span| at < span.end as usize)
}

/// Whether what is named there may get another name or be given to somebody, and is not only called, compared, declared
/// or looked into.
pub(super) fn is_given(text: &str, range: &Range<usize>) -> bool {
    const EQUAL: [&str; 2] = ["==", "!="];
    const ASKING: [&str; 7] = ["typeof", "instanceof", "function", "class", "var", "let", "const"];
    let before = text[..range.start].trim_ascii_end();
    let rest = &text[past_trivia(text, range.end)..];
    let is_compared = EQUAL.iter().any(|sign| before.ends_with(sign) || rest.starts_with(sign));
    let is_asked = ASKING.iter().any(|word| before.ends_with(word));
    let is_property = before.ends_with('.') && !before.ends_with("...");
    let is_key = rest.starts_with(':') && before.ends_with(['{', ',']);
    !is_compared && !is_asked && !is_property && !is_key && !rest.starts_with(['.', '(', '=', '{'])
}

/// Whether what is named there is called, kept under another name, or given to somebody who may call it: `eval(…)`,
/// `const run = eval`, `(0, eval)(…)`, `eval.call(…)`, `made.then(eval)`.
pub(super) fn is_used(text: &str, range: &Range<usize>) -> bool {
    const CALLING: [&str; 3] = [".call(", ".apply(", ".bind("];
    let rest = &text[past_trivia(text, range.end)..];
    if rest.starts_with('(') || CALLING.iter().any(|method| rest.starts_with(method)) {
        return true;
    }
    let before = text[..range.start].trim_ascii_end();
    is_kept(before)
        || before.ends_with(['(', ',']) && rest.starts_with([')', ','])
        || before
            .strip_suffix(',')
            .is_some_and(|before| before.trim_ascii_end().ends_with(|last: char| last.is_ascii_digit()))
}

/// Whether what is named before is set: `location = url`, `links['href'] += query`.
pub(super) fn is_set(text: &str, end: usize) -> bool {
    let at = past_trivia(text, end);
    let at = match text.as_bytes().get(at) {
        Some(b'"' | b'\'') if text[at + 1..].starts_with(']') => past_trivia(text, at + 2),
        // `location[name] = url`
        Some(b'[') => text[at..].find(']').map_or(at, |length| past_trivia(text, at + length + 1)),
        _ => at,
    };
    let rest = &text[at..];
    let rest = rest.strip_prefix(['+', '|', '&', '?']).unwrap_or(rest).trim_start_matches(['|', '&', '?']);
    rest.starts_with('=') && !rest.starts_with("==") && !rest.starts_with("=>")
}

/// Whether a property there is one of a literal, of what a call gives or of another such property, and not of a name.
pub(super) fn is_of_literal(text: &str, at: usize) -> bool {
    pub(super) const QUOTES: [char; 3] = ['"', '\'', '`'];
    let before = text[..at].trim_ascii_end();
    let holder = match before.strip_suffix(QUOTES) {
        Some(before) => before.trim_ascii_end().strip_suffix('['),
        None => before.strip_suffix('.').map(|before| before.strip_suffix('?').unwrap_or(before)),
    };
    holder.is_some_and(|holder| {
        let holder = holder.trim_ascii_end();
        holder.ends_with([')', ']', '}']) || holder.ends_with(QUOTES) || holder.ends_with(CONSTRUCTOR)
    })
}

/// Whether what is called there is given a text, or what a call gives: `setTimeout('…')`, `setTimeout(decode('…'))`.
pub(super) fn is_called_with_text(text: &str, range: &Range<usize>) -> bool {
    let bytes = text.as_bytes();
    let open = past_trivia(text, range.end);
    if bytes.get(open) != Some(&b'(') {
        return is_kept(text[..range.start].trim_ascii_end());
    }
    let first = past_trivia(text, open + 1);
    let first = if text[first..].starts_with("await ") { past_trivia(text, first + "await".len()) } else { first };
    if matches!(bytes.get(first), Some(b'"' | b'\'' | b'`')) {
        return true;
    }
    let name = text[first..].find(|letter: char| !(letter.is_alphanumeric() || matches!(letter, '_' | '$' | '.')));
    let end = name.map_or(text.len(), |length| first + length);
    let is_word = end > first && !matches!(&text[first..end], "function" | "async");
    is_word && (bytes.get(end) == Some(&b'(') || bytes.get(past_trivia(text, end)) == Some(&b'+'))
}

/// Whether what comes next is kept under a name.
fn is_kept(before: &str) -> bool {
    before.ends_with('=') && !before.ends_with("==")
}

/// Whether a name is that of a method which begins there: `import(params) {`.
///
/// What is called is followed by a brace in the same line only where a class extends what it gives.
pub(super) fn is_method(code: Code<'_>, name: Range<usize>) -> bool {
    let text = code.text;
    let mut before = text[..name.start].trim_ascii_end();
    while let Some(comment) = before.len().checked_sub(1).and_then(|last| span_at(code.comments, last)) {
        before = text[..comment.start as usize].trim_ascii_end();
    }
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || byte.is_ascii_whitespace() || b"_$,=?:.".contains(&byte);
    let rest = text[name.end..].trim_ascii_start();
    let parameters = rest.strip_prefix('(').and_then(|rest| rest.split_once(')'));
    before.ends_with(['{', '}', ';', ','])
        && parameters.is_some_and(|(parameters, rest)| {
            parameters.bytes().all(is_plain) && rest.trim_start_matches([' ', '\t']).starts_with('{')
        })
}

/// Whether a name stands somewhere in the code.
pub(super) fn names_whole(code: Code<'_>, name: &str) -> bool {
    let bytes = code.text.as_bytes();
    memchr::memmem::find_iter(bytes, name)
        .any(|at| is_whole_name(bytes, at, at + name.len()) && code.is_name(at..at + name.len()))
}

/// The word of which a part of a text is a part: letters, digits and what keys are joined with.
pub(super) fn word_around(text: &str, start: usize, end: usize) -> Range<usize> {
    let bytes = text.as_bytes();
    let is_part = |byte: &&u8| byte.is_ascii_alphanumeric() || matches!(**byte, b'_' | b'-');
    // Longer words than any key are none, however long they are.
    let before = bytes[..start].iter().rev().take(LONGEST_WORD).take_while(is_part).count();
    let after = bytes[end..].iter().take(LONGEST_WORD).take_while(is_part).count();
    start - before..end + after
}

/// The offset of what follows blanks and comments.
pub(super) fn past_trivia(text: &str, mut at: usize) -> usize {
    loop {
        let rest = text.get(at..).unwrap_or("");
        let trimmed = rest.trim_start();
        at += rest.len() - trimmed.len();
        let length = match trimmed.as_bytes() {
            [b'/', b'/', ..] => trimmed.find(['\n', '\r', '\u{2028}', '\u{2029}']),
            [b'/', b'*', ..] => trimmed[2..].find("*/").map(|end| end + 4),
            _ => return at,
        };
        at += length.unwrap_or(trimmed.len());
    }
}

/// The string literal at an offset, and where it ends.
pub(super) fn quoted(text: &str, at: usize) -> Option<(&str, usize)> {
    let quote = text.as_bytes().get(at).copied().filter(|byte| matches!(byte, b'"' | b'\''))?;
    let inner = &text[at + 1..];
    let length = inner.find([char::from(quote), '\n'])?;
    (inner.as_bytes()[length] == quote).then(|| (&inner[..length], at + length + 2))
}

/// Whether an argument ends there, so that nothing is done to it.
pub(super) fn ends_argument(text: &str, at: usize) -> bool {
    matches!(text.as_bytes().get(past_trivia(text, at)), Some(b')' | b','))
}

/// Whether a word is a name by itself.
pub(super) fn is_whole_name(bytes: &[u8], start: usize, end: usize) -> bool {
    let is_name = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$') || byte >= 0x80;
    let before = start.checked_sub(1).map(|at| bytes[at]);
    if bytes[end - 1] == b'`' {
        return !before.is_some_and(is_name);
    }
    !before.is_some_and(is_name) && !bytes.get(end).copied().is_some_and(is_name)
}

/// Whether bytes contain an escape that could spell a letter of a name, or break a text in two.
pub(super) fn has_escape(code: Code<'_>) -> bool {
    let bytes = code.text.as_bytes();
    let is_letter = |digits: &[u8], radix: u32| {
        let digits = std::str::from_utf8(digits).ok().and_then(|digits| u32::from_str_radix(digits, radix).ok());
        digits
            .and_then(char::from_u32)
            .is_some_and(|letter| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_' | '@' | '/' | ':' | '.'))
    };
    memchr::memchr_iter(b'\\', bytes).any(|at| {
        let rest = &bytes[at + 1..];
        let is_escape = match rest.first() {
            Some(b'x') => rest.len() > 2 && is_letter(&rest[1..3], 16),
            Some(b'u') => match rest.get(1) {
                Some(b'{') => true,
                _ => rest.len() > 4 && is_letter(&rest[1..5], 16),
            },
            Some(b'0'..=b'7') => rest.len() > 2 && is_letter(&rest[..3], 8),
            Some(b'\n' | b'\r') => true,
            _ => false,
        };
        is_escape && code.counts(at)
    })
}
