//! Characters of a text that a reader does not see, or sees as something else.
//!
//! Emoji, languages that are written from right to left, and joiners in scripts that need them are honest.

use std::collections::BTreeSet;

use molehunt_model::Characters;

/// From how many invisible characters on a text is hidden in them: eight bits are a letter.
const MOST_STRAY: usize = 8;
/// Tag characters and variation selectors in a row, beyond which they spell something.
const MOST_SELECTORS: usize = 2;
/// Spaces in a row, and empty lines, behind which text is out of sight.
const FAR_RIGHT: usize = 80;
const FAR_DOWN: usize = 15;
/// Most characters of a hidden text that are told.
const MOST_UNSEEN: usize = 400;

/// What is wrong with the characters of a text, and what those say that nobody sees.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Seen {
    pub(super) characters: BTreeSet<Characters>,
    pub(super) unseen: Option<String>,
}

/// Looks through a text. `is_name` says that it is a name, in which scripts do not mix.
pub(super) fn look(text: &str, is_name: bool) -> Seen {
    let mut seen = Seen::default();
    if text.bytes().all(|byte| (b' '..=b'~').contains(&byte)) && !is_far(text) {
        return seen;
    }
    let characters: Vec<char> = text.chars().collect();
    let has_right_to_left = characters.iter().any(|character| is_right_to_left(*character));
    let mut unseen = Unseen::default();
    let mut tags = 0;
    for (index, character) in characters.iter().copied().enumerate() {
        let before = index.checked_sub(1).map(|index| characters[index]);
        let after = characters.get(index + 1).copied();
        match character {
            '\u{1b}' | '\u{9b}' => drop(seen.characters.insert(Characters::EscapeSequence)),
            '\u{202d}' | '\u{202e}' => drop(seen.characters.insert(Characters::Bidirectional)),
            '\u{202a}'..='\u{202c}' | '\u{2066}'..='\u{2069}' if !has_right_to_left => {
                seen.characters.insert(Characters::Bidirectional);
            }
            // A flag of a region is a black flag and some of these.
            '\u{e0000}'..='\u{e007f}' => {
                tags = if before == Some('\u{1f3f4}') || tags < 0 { -1 } else { tags + 1 };
                unseen.add_tag(character, tags < 0);
                continue;
            }
            '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}' => unseen.add_selector(character),
            '\u{200b}' | '\u{2060}'..='\u{2064}' | '\u{180e}' | '\u{feff}' | '\u{3164}' | '\u{ffa0}' if index > 0 => {
                unseen.invisible += 1;
            }
            '\u{200c}' | '\u{200d}' if !joins(before, after) => unseen.invisible += 1,
            '\u{200e}' | '\u{200f}' | '\u{61c}' if !has_right_to_left => unseen.invisible += 1,
            _ => {}
        }
        if !matches!(character, '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}') {
            unseen.selectors_in_row = 0;
        }
        tags = 0;
    }
    if text.matches('\u{8}').count() > 3 {
        seen.characters.insert(Characters::EscapeSequence);
    }
    match unseen.spells() {
        Some(spelt) => {
            seen.characters.insert(Characters::HiddenText);
            seen.unseen = Some(spelt).filter(|spelt| !spelt.is_empty());
        }
        None if unseen.invisible > 0 => drop(seen.characters.insert(Characters::Stray)),
        None => {}
    }
    if is_name && mixes_scripts(text) {
        seen.characters.insert(Characters::MixedScripts);
    }
    if is_far(text) {
        seen.characters.insert(Characters::OutOfSight);
    }
    seen
}

/// A text without what nobody sees in it.
pub(super) fn visible(text: &str) -> String {
    text.chars().filter(|character| !is_invisible(*character)).collect()
}

/// What is written in characters that nobody sees.
#[derive(Debug, Default)]
struct Unseen {
    invisible: usize,
    /// Tags that belong to no flag, and what they spell.
    tags: usize,
    spelt: String,
    selectors_in_row: usize,
    /// Selectors in a row of several: bytes.
    bytes: Vec<u8>,
    has_selectors: bool,
}

impl Unseen {
    fn add_tag(&mut self, tag: char, is_flag: bool) {
        if is_flag {
            return;
        }
        self.tags += 1;
        if let Some(letter) = char::from_u32(u32::from(tag) - 0xe0000)
            && (' '..='~').contains(&letter)
            && self.spelt.len() < MOST_UNSEEN
        {
            self.spelt.push(letter);
        }
    }

    fn add_selector(&mut self, selector: char) {
        self.selectors_in_row += 1;
        self.has_selectors |= self.selectors_in_row > MOST_SELECTORS;
        let code = u32::from(selector);
        let byte = if code >= 0xe0100 { code - 0xe0100 + 16 } else { code - 0xfe00 };
        if self.bytes.len() < MOST_UNSEEN {
            self.bytes.extend(u8::try_from(byte).ok());
        }
    }

    /// What it spells, if there is so much of it that it is a text of its own; empty where it cannot be read.
    fn spells(&self) -> Option<String> {
        if self.tags > MOST_SELECTORS {
            return Some(self.spelt.clone());
        }
        if self.has_selectors {
            let text = String::from_utf8(self.bytes.clone()).unwrap_or_default();
            return Some(if text.chars().all(|character| !character.is_control()) { text } else { String::new() });
        }
        (self.invisible >= MOST_STRAY).then(String::new)
    }
}

/// Whether a joiner stands where writing needs one: between emoji, or beside a letter of a script that joins.
fn joins(before: Option<char>, after: Option<char>) -> bool {
    let needs = |character: char| matches!(u32::from(character), 0x600..=0xdff | 0xe00..=0x109f | 0x1780..=0x17ff | 0x1f000..=0x1faff | 0x2190..=0x2bff | 0xfb50..=0xfdff | 0xfe0f | 0xfe70..=0xfeff);
    before.is_some_and(needs) && after.is_some_and(needs)
}

fn is_right_to_left(character: char) -> bool {
    matches!(u32::from(character), 0x590..=0x8ff | 0xfb1d..=0xfdff | 0xfe70..=0xfefc)
}

fn is_invisible(character: char) -> bool {
    matches!(u32::from(character), 0x200b..=0x200f | 0x2060..=0x2064 | 0x202a..=0x202e | 0x2066..=0x2069 | 0x180e | 0xfeff | 0xe0000..=0xe007f | 0xfe00..=0xfe0f | 0xe0100..=0xe01ef | 0xad)
}

/// Whether a word of a name has letters of Latin and of a script with letters that look the same.
fn mixes_scripts(text: &str) -> bool {
    text.split(|character: char| !character.is_alphabetic()).any(|word| {
        let has = |is_of: fn(char) -> bool| word.chars().any(is_of);
        has(|letter| letter.is_ascii_alphabetic()) && has(|letter| matches!(u32::from(letter), 0x370..=0x52f))
    })
}

/// Whether there is text behind so many spaces or empty lines that nobody gets there.
fn is_far(text: &str) -> bool {
    let (mut spaces, mut lines) = (0, 0);
    let mut has_text = false;
    for character in text.chars() {
        match character {
            '\n' => (spaces, lines) = (0, lines + 1),
            ' ' | '\t' | '\u{a0}' => spaces += 1,
            '\r' => {}
            _ => {
                if has_text && (spaces >= FAR_RIGHT || lines > FAR_DOWN) {
                    return true;
                }
                (spaces, lines, has_text) = (0, 0, true);
            }
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str, is_name: bool) -> Vec<&'static str> {
        look(text, is_name).characters.into_iter().map(Characters::as_str).collect()
    }

    #[test]
    fn what_nobody_sees_is_seen() {
        let tags: String = "send it".chars().filter_map(|letter| char::from_u32(0xe0000 + u32::from(letter))).collect();
        let seen = look(&format!("Adds numbers.{tags}"), false);
        assert_eq!(seen.characters.into_iter().collect::<Vec<_>>(), [Characters::HiddenText]);
        assert_eq!(seen.unseen.as_deref(), Some("send it"));
        let selectors: String = "hi you"
            .bytes()
            .filter_map(|byte| {
                char::from_u32(if byte < 16 { 0xfe00 + u32::from(byte) } else { 0xe0100 + u32::from(byte) - 16 })
            })
            .collect();
        assert_eq!(look(&format!("Adds.{selectors}"), false).unseen.as_deref(), Some("hi you"));
        assert_eq!(
            words("Adds\u{200b}\u{200c}\u{200b}\u{200b}\u{200c}\u{200b}\u{200b}\u{200c}\u{200b} up", false),
            ["hidden-text"]
        );
        assert_eq!(words("Adds\u{200b} up", false), ["stray"]);
        assert_eq!(words("Adds \u{202e}pu", false), ["bidirectional"]);
        assert_eq!(words("Adds \u{1b}[8mnothing\u{1b}[0m", false), ["escape-sequence"]);
        assert_eq!(words("r\u{435}ad_file", true), ["mixed-scripts"]);
        assert_eq!(words(&format!("Adds.{}And more", " ".repeat(200)), false), ["out-of-sight"]);
        assert_eq!(words(&format!("Adds.{}And more", "\n".repeat(40)), false), ["out-of-sight"]);
    }

    #[test]
    fn honest_writing_is_nothing() {
        for text in [
            "Adds numbers – quickly, “they” say… 👩‍👩‍👧‍👦 ❤️ 🏳️‍🌈 🏴\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f}",
            "می‌خواهم \u{2067}متن\u{2069}",
            "क्‍ष और शब्द",
            "\u{feff}Starts with a mark",
            "Пишет файл",
            "Zeile\n\n    eingerückt\n",
        ] {
            assert_eq!(words(text, false), [""; 0], "{text}");
        }
        assert_eq!(words("прочитать_файл read", true), [""; 0]);
    }
}
