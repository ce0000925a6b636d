//! Hostile text made harmless: what a terminal would obey, or would not show, is written out.
//!
//! Escape sequences can hide or rewrite a report, bidirectional controls can reorder it,
//! and zero-width, tag and variation characters can carry text that nobody sees.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Text on one line in which every character can be seen and none is obeyed.
///
/// Control characters become control pictures (`␛`), other invisible ones their code point (`⟨U+202E⟩`), a tab four spaces.
/// Without `unicode`, everything beyond ASCII is written as a code point (`<U+00E9>`):
/// on a terminal that reads bytes, parts of a UTF-8 sequence can be control characters themselves.
pub fn visible(text: &str, unicode: bool) -> String {
    let mut writer = VisibleWriter::new(unicode);
    for character in text.chars() {
        writer.push(character);
    }
    writer.text
}

/// As [`visible()`], but line breaks stay.
pub fn visible_lines(text: &str, unicode: bool) -> String {
    let lines: Vec<String> = text.lines().map(|line| visible(line, unicode)).collect();
    lines.join("\n")
}

/// Builds visible text character by character, for those who need to know where each went.
pub(crate) struct VisibleWriter {
    pub(crate) text: String,
    /// Terminal columns written so far.
    pub(crate) columns: usize,
    unicode: bool,
    marks: u8,
}

/// How many combining characters one base may carry: two, as Thai and Vietnamese need; more is used to overprint other lines.
const MAX_COMBINING: u8 = 2;

impl VisibleWriter {
    pub(crate) fn new(unicode: bool) -> Self {
        Self { text: String::new(), columns: 0, unicode, marks: 0 }
    }

    pub(crate) fn push(&mut self, character: char) {
        let is_mark = is_combining(character);
        self.marks = if is_mark { self.marks.saturating_add(1) } else { 0 };
        match character {
            ' '..='~' => self.write(character, 1),
            '\t' => {
                self.text.push_str("    ");
                self.columns += 4;
            }
            '\0'..='\x1F' if self.unicode => {
                let picture = char::from_u32(0x2400 + u32::from(character)).unwrap_or('␀');
                self.write(picture, 1);
            }
            '\x7F' if self.unicode => self.write('␡', 1),
            // Typography that our own rules and messages may use.
            '→' if !self.unicode => self.push_own("->"),
            '…' if !self.unicode => self.push_own("..."),
            '–' | '—' if !self.unicode => self.push_own("-"),
            '‘' | '’' if !self.unicode => self.push_own("'"),
            '“' | '”' if !self.unicode => self.push_own("\""),
            _ if !self.unicode || is_invisible(character) || (is_mark && self.marks > MAX_COMBINING) => {
                self.write_code_point(character);
            }
            _ => self.write(character, character.width().unwrap_or(0)),
        }
    }

    /// Adds text of our own.
    pub(crate) fn push_own(&mut self, text: &str) {
        self.marks = 0;
        for character in text.chars() {
            self.write(character, character.width().unwrap_or(0));
        }
    }

    fn write(&mut self, character: char, width: usize) {
        self.text.push(character);
        self.columns += width;
    }

    fn write_code_point(&mut self, character: char) {
        let (open, close) = if self.unicode { ('⟨', '⟩') } else { ('<', '>') };
        let code = format!("{open}U+{:04X}{close}", u32::from(character));
        self.columns += code.chars().count();
        self.text.push_str(&code);
    }
}

/// Terminal columns that `text` takes once it is made visible.
pub(crate) fn visible_columns(text: &str, unicode: bool) -> usize {
    let mut writer = VisibleWriter::new(unicode);
    for character in text.chars() {
        writer.push(character);
    }
    writer.columns
}

/// At most `limit` characters of already visible text, with an ellipsis where some are missing.
pub(crate) fn crop(text: &str, limit: usize, unicode: bool) -> String {
    if text.chars().count() <= limit {
        return text.to_owned();
    }
    let ellipsis = ellipsis(unicode);
    let kept: String = text.chars().take(limit.saturating_sub(ellipsis.chars().count())).collect();
    kept + ellipsis
}

/// At most `limit` terminal columns of already visible text, of which the end is kept: of a path, the file.
pub(crate) fn crop_start(text: &str, limit: usize, unicode: bool) -> String {
    if text.width() <= limit {
        return text.to_owned();
    }
    let ellipsis = ellipsis(unicode);
    let mut room = limit.saturating_sub(ellipsis.width());
    let mut start = text.len();
    for (offset, character) in text.char_indices().rev() {
        match room.checked_sub(character.width().unwrap_or(0)) {
            Some(left) => (room, start) = (left, offset),
            None => break,
        }
    }
    format!("{ellipsis}{}", &text[start..])
}

pub(crate) fn ellipsis(unicode: bool) -> &'static str {
    if unicode { "…" } else { "..." }
}

/// Whether a character shows nothing, or changes how others are shown. Also used for JSON, where these are escaped.
pub(crate) fn is_invisible(character: char) -> bool {
    match character {
        '\u{A0}' | '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}' | '\u{1160}' | '\u{1680}' | '\u{17B4}'
        | '\u{17B5}' => true,
        '\u{180B}'..='\u{180F}' | '\u{2000}'..='\u{200F}' | '\u{2028}'..='\u{202F}' | '\u{205F}'..='\u{206F}' => true,
        '\u{2800}' | '\u{3000}' | '\u{3164}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFA0}' => true,
        '\u{FFF0}'..='\u{FFFB}' | '\u{1BCA0}'..='\u{1BCA3}' | '\u{1D173}'..='\u{1D17A}' => true,
        // Private use shows whatever the font likes; tags and variation selectors show nothing and can spell anything.
        '\u{E000}'..='\u{F8FF}' | '\u{E0000}'..='\u{10FFFF}' => true,
        _ => {
            let is_noncharacter = u32::from(character) & 0xFFFE == 0xFFFE;
            let is_empty = character.width().unwrap_or(0) == 0 && !is_combining(character);
            character.is_control() || is_noncharacter || is_empty
        }
    }
}

/// Whether a character is drawn over the one before, as accents and the vowels and tones of many scripts are.
fn is_combining(character: char) -> bool {
    if matches!(character, '\u{300}'..='\u{34E}' | '\u{350}'..='\u{36F}') {
        return true;
    }
    // Hebrew to Sundanese: the scripts that write with marks. Invisible ones among them are told apart before.
    let is_of_script = matches!(character, '\u{591}'..='\u{1CFF}') || character.is_alphabetic();
    !character.is_ascii() && is_of_script && character.width() == Some(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_terminal_would_obey_is_written_out() {
        assert_eq!(visible("a\x1b[2Jb\x07\x7f\u{9b}c", true), "a␛[2Jb␇␡⟨U+009B⟩c");
        assert_eq!(visible("a\x1b[2J", false), "a<U+001B>[2J");
        assert_eq!(visible("a\r\nb\tc", true), "a␍␊b    c");
        assert_eq!(visible_lines("a\r\nb", true), "a\nb");
    }

    #[test]
    fn what_nobody_would_see_is_written_out() {
        assert_eq!(
            visible("a\u{202E}b\u{200B}c\u{E0041}\u{FE0F}\u{FEFF}", true),
            "a⟨U+202E⟩b⟨U+200B⟩c⟨U+E0041⟩⟨U+FE0F⟩⟨U+FEFF⟩"
        );
        assert_eq!(visible("\u{3164}\u{2028}\u{2066}\u{E123}", true), "⟨U+3164⟩⟨U+2028⟩⟨U+2066⟩⟨U+E123⟩");
    }

    #[test]
    fn honest_writing_stays_readable() {
        for text in ["Straße", "почта", "メール", "e\u{301}t\u{e9}", "สวัสดีที่", "😀", "→ …"]
        {
            assert_eq!(visible(text, true), text);
        }
        assert_eq!(visible("\u{e9}", false), "<U+00E9>");
        assert_eq!(visible("a\u{301}\u{301}\u{301}\u{301}", true), "a\u{301}\u{301}⟨U+0301⟩⟨U+0301⟩");
    }

    #[test]
    fn columns_are_those_of_what_is_shown() {
        assert_eq!(visible_columns("a\u{202E}メ", true), 1 + 8 + 2);
        assert_eq!(crop("abcdef", 4, true), "abc…");
        assert_eq!(crop("abcdef", 4, false), "a...");
    }
}
