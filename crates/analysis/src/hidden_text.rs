//! Text that is written so that readers do not see what it does.
//!
//! This looks at the text of a file and needs no tree: what a reader sees is the text.

use molehunt_model::{Act, ActKind, Anchor, Behaviour, Evidence, Fact, Occasion};
use molehunt_source::{ByteSpan, PackagePath, SourceText};

use crate::filter::Code;

/// Blanks between two pieces of code from which on no window shows both.
const FAR: usize = 150;
/// Facts of one file.
const MOST_FACTS: usize = 16;
/// Letters that a text has beside characters of direction, if it is more than a table of them.
const FEW_LETTERS: usize = 3;

/// What is hidden in a file.
pub(crate) fn facts(path: &PackagePath, source: &SourceText, code: Code<'_>) -> Vec<Fact> {
    let text = source.as_str();
    let mut found: Vec<(ByteSpan, &str, String)> = Vec::new();
    if !text.is_ascii() {
        found.extend(turned(text, code).map(|span| (span, "bidirectional", "the direction of text".to_owned())));
    }
    found.extend(far_right(text, code).map(|(span, blanks)| (span, "far-right", format!("{blanks} columns"))));
    let fact = |(span, class, subject): (ByteSpan, &str, String)| Fact {
        behaviour: Behaviour::Act(Act {
            kind: ActKind::HideText,
            subject,
            classes: vec![class.to_owned()],
            content: Vec::new(),
            carries: Vec::new(),
            disguise: None,
        }),
        anchor: Anchor::Load,
        evidence: Evidence {
            file: path.clone(),
            span: source.span(span),
            trace: Vec::new(),
            reachable: false,
            occasion: Occasion::Load,
        },
    };
    found.into_iter().take(MOST_FACTS).map(fact).collect()
}

/// Lines of comments and texts that turn the direction of what follows them.
fn turned<'t>(text: &'t str, code: Code<'t>) -> impl Iterator<Item = ByteSpan> + 't {
    let mut past = 0;
    let places = memchr::memchr_iter(0xE2, text.as_bytes()).filter(|at| text[*at..].starts_with(is_direction));
    places.filter_map(move |at| {
        if at < past {
            return None;
        }
        let line_start = text[..at].rfind('\n').map_or(0, |line| line + 1);
        let line_end = text[at..].find('\n').map_or(text.len(), |line| at + line);
        let token = code.token_at(at).unwrap_or(ByteSpan { start: line_start as u32, end: line_end as u32 });
        let (start, end) = (line_start.max(token.start as usize), line_end.min(token.end as usize));
        let line = text.get(start..end)?;
        past = end;
        // Code is written in these letters, whatever the language around it.
        let letters = line.chars().filter(char::is_ascii_alphabetic).count();
        (letters > FEW_LETTERS && stays_open(line)).then_some(ByteSpan { start: at as u32, end: end as u32 })
    })
}

fn is_direction(letter: char) -> bool {
    matches!(letter, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// Whether a direction that begins in a line does not end in it.
fn stays_open(line: &str) -> bool {
    let (mut embedded, mut isolated) = (0_u32, 0_u32);
    for letter in line.chars() {
        match letter {
            '\u{202A}' | '\u{202B}' | '\u{202D}' | '\u{202E}' => embedded += 1,
            '\u{202C}' => embedded = embedded.saturating_sub(1),
            '\u{2066}'..='\u{2068}' => isolated += 1,
            '\u{2069}' => isolated = isolated.saturating_sub(1),
            _ => {}
        }
    }
    embedded > 0 || isolated > 0
}

/// Code that stands far to the right of other code in its line, and how many blanks are between.
fn far_right<'t>(text: &'t str, code: Code<'t>) -> impl Iterator<Item = (ByteSpan, usize)> + 't {
    let bytes = text.as_bytes();
    let mut past = 0;
    memchr::memmem::find_iter(bytes, &[b' '; FAR]).filter_map(move |at| {
        if at < past {
            return None;
        }
        let start = bytes[..at].iter().rposition(|byte| !is_blank(*byte)).map_or(0, |before| before + 1);
        let end = bytes[at..].iter().position(|byte| !is_blank(*byte)).map_or(bytes.len(), |after| at + after);
        past = end;
        let has_code_before = start > 0 && !matches!(bytes[start - 1], b'\n' | b'\r');
        let rest = text.get(end..)?;
        let is_code =
            !rest.is_empty() && !rest.starts_with(['\n', '\r']) && !rest.starts_with("//") && !rest.starts_with("/*");
        if !has_code_before || !is_code || code.token_at(at).is_some() {
            return None;
        }
        let line_end = rest.find('\n').map_or(text.len(), |line| end + line);
        Some((ByteSpan { start: end as u32, end: line_end as u32 }, end - start))
    })
}

fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn classes(text: &str) -> Vec<String> {
        let source = SourceText::decode(text.as_bytes().to_vec());
        let outline = molehunt_syntax::Outline::of(&source).expect("it is short");
        let path = PackagePath::new("a.js").expect("valid");
        let class = |fact: Fact| match fact.behaviour {
            Behaviour::Act(act) => act.classes.join(" "),
            _ => String::new(),
        };
        facts(&path, &source, Code::new(text, &outline)).into_iter().map(class).collect()
    }

    #[test]
    fn direction_that_stays_open_hides_code() {
        assert_eq!(
            classes("/* check \u{202E} } \u{2066}if (isAdmin)\u{2069} \u{2066} begin */ a()"),
            ["bidirectional"]
        );
        assert_eq!(classes("a('user\u{202E} \u{2066}// only admins')"), ["bidirectional"]);
        for text in [
            "const marks = ['\u{202A}', '\u{202E}', '\u{2066}'];",
            "// \u{2067}שלום עולם\u{2069} greets",
            "a('\u{202B}טקסט ארוך מאוד\u{202C}')",
        ] {
            assert_eq!(classes(text), [""; 0], "{text}");
        }
    }

    #[test]
    fn code_far_to_the_right_is_hidden() {
        let far = " ".repeat(FAR + 20);
        assert_eq!(classes(&format!("a();{far}b();\nc();")), ["far-right"]);
        for text in [
            format!("{far}a();"),
            format!("a();{far}\nb();"),
            format!("a();{far}// b"),
            format!("a('{far}b')"),
            format!("/* a{far}b */"),
        ] {
            assert_eq!(classes(&text), [""; 0], "{text}");
        }
    }
}
