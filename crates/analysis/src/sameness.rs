//! Whether two files have the same code, whatever is said about it in comments and however it is laid out.
//!
//! A release that mends its documentation changes most of its files. Their functions are the same ones all the same, and
//! need not be told apart.

use molehunt_source::{ByteSpan, ContentHash, SourceText};
use molehunt_syntax::Outline;

/// The hash of a file's code: its text without comments, with one blank for several, and one line break for several.
///
/// A line break may end a statement, so it stays one, also where it stands in a comment. There is none for a file of which
/// it is not certain where its comments and texts are.
pub fn code_hash(source: &SourceText) -> Option<ContentHash> {
    let outline = Outline::of(source).ok()?;
    if outline.comments().is_empty() && outline.texts().is_empty() {
        return None;
    }
    let text = source.as_str();
    let mut spans: Vec<(ByteSpan, bool)> = outline.comments().iter().map(|span| (*span, true)).collect();
    spans.extend(outline.texts().iter().map(|span| (*span, false)));
    spans.sort_unstable_by_key(|(span, _)| span.start);
    let mut code = Code { text: String::with_capacity(text.len()), gap: Gap::None };
    let mut at = 0;
    for (span, is_comment) in spans {
        let (start, end) = (span.start as usize, span.end as usize);
        code.add(text.get(at..start.max(at))?);
        let token = text.get(start.max(at)..end)?;
        if is_comment {
            code.separate(token)
        } else {
            code.keep(token)
        }
        at = end;
    }
    code.add(text.get(at..)?);
    Some(ContentHash::of(code.text.as_bytes()))
}

/// The code that is kept.
struct Code {
    text: String,
    gap: Gap,
}

/// What stands between the last piece of code and the next.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Gap {
    None,
    Blank,
    Line,
}

impl Code {
    /// Adds code in which there may be blanks.
    fn add(&mut self, code: &str) {
        let mut rest = code;
        while !rest.is_empty() {
            let word = rest.find(char::is_whitespace).unwrap_or(rest.len());
            self.keep(&rest[..word]);
            rest = &rest[word..];
            let blanks = rest.find(|letter: char| !letter.is_whitespace()).unwrap_or(rest.len());
            self.separate(&rest[..blanks]);
            rest = &rest[blanks..];
        }
    }

    /// Adds a word or a text as it is.
    fn keep(&mut self, word: &str) {
        if word.is_empty() {
            return;
        }
        match std::mem::replace(&mut self.gap, Gap::None) {
            // Nothing is separated from nothing.
            _ if self.text.is_empty() => {}
            Gap::None => {}
            Gap::Blank => self.text.push(' '),
            Gap::Line => self.text.push('\n'),
        }
        self.text.push_str(word);
    }

    /// Goes over blanks, or over a comment.
    fn separate(&mut self, gap: &str) {
        if !gap.is_empty() {
            let ends_line = gap.contains(['\n', '\r', '\u{2028}', '\u{2029}']);
            self.gap = self.gap.max(if ends_line { Gap::Line } else { Gap::Blank });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_same(one: &str, other: &str) -> bool {
        let hash = |text: &str| code_hash(&SourceText::decode(text.as_bytes().to_vec())).expect("it has texts");
        hash(one) == hash(other)
    }

    #[test]
    fn comments_and_blanks_do_not_count() {
        assert!(is_same("a( 'x' )\n", "/** b */\na( 'x' ) // c\n\n"));
        assert!(is_same("\ta('x')\n\n  b()", "  a('x')\nb()"));
        assert!(is_same("a /* to\nb */ ('x')", "a\n('x')"));
    }

    #[test]
    fn texts_and_ends_of_lines_do() {
        assert!(!is_same("a('x  y')", "a('x y')"));
        assert!(!is_same("return\na('x')", "return a('x')"));
        assert!(!is_same("a /* to\nb */ ('x')", "a ('x')"));
        assert!(!is_same("a + /**/ +b('x')", "a ++b('x')"));
        assert!(!is_same("a('// x')", "a('')"));
    }
}
