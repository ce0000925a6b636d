//! Whether a person can read a file.

use molehunt_model::CodeForm;

use crate::filter::Code;

/// Bytes of code below which nobody cares.
const LEAST: usize = 400;
/// Of a hundred bytes of code, so many are blanks at least where somebody can read it: code as people write it has
/// fifteen to thirty-five, that of minifiers three to six.
const LEAST_BLANKS: usize = 9;

/// The form of a file's text, in which no names are hidden in tables.
pub(crate) fn form_of(code: Code<'_>) -> CodeForm {
    let (mut bytes, mut blanks) = (0_usize, 0_usize);
    let mut at = 0;
    let mut count = |text: &str| {
        bytes += text.len();
        blanks += text.bytes().filter(u8::is_ascii_whitespace).count();
    };
    // Comments and texts say nothing of how the code between them is written.
    let mut rest: Vec<_> = code.comments.iter().chain(code.texts).collect();
    rest.sort_unstable_by_key(|span| span.start);
    for span in rest {
        let (start, end) = (span.start as usize, span.end as usize);
        if start > at {
            count(code.text.get(at..start).unwrap_or(""));
        }
        at = at.max(end);
    }
    count(code.text.get(at..).unwrap_or(""));
    if bytes >= LEAST && blanks * 100 < bytes * LEAST_BLANKS { CodeForm::Minified } else { CodeForm::Readable }
}
