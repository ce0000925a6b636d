//! Text and places in it.
//!
//! Offsets are bytes from 0 in the file as it is on disk; lines and columns count from 1, columns in UTF-16 units,
//! as editors and SARIF do.

use std::sync::OnceLock;

/// A half-open range of byte offsets in one file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct ByteSpan {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

/// A place as people and editors name it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// Line, from 1.
    pub line: u32,
    /// Column, from 1, in UTF-16 units.
    pub column: u32,
    /// Bytes from the start of the file, from 0.
    pub offset: u32,
}

/// A half-open range of positions in one file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// Where it starts.
    pub start: Position,
    /// Where it ends, exclusive.
    pub end: Position,
}

/// The text of one file, with what is needed to name places in it.
#[derive(Debug)]
pub struct SourceText {
    text: String,
    lossy: bool,
    line_starts: OnceLock<Vec<u32>>,
    /// How many UTF-16 units begin before each [`BLOCK`] of bytes; made where a line is longer than one.
    units_before: OnceLock<Vec<u32>>,
}

/// Bytes that are counted anew for each position.
/// A bundle is one line, and counting all of it for each of thousands of places would take longer than reading it.
const BLOCK: usize = 4_096;

impl SourceText {
    /// Decodes `bytes` as UTF-8.
    ///
    /// Each byte that is not part of valid UTF-8 becomes one `?`, so that offsets stay those of the file
    /// and one bad byte hides nothing around it; [`Self::is_lossy`] then says so.
    pub fn decode(bytes: Vec<u8>) -> Self {
        let (text, lossy) = match String::from_utf8(bytes) {
            Ok(text) => (text, false),
            Err(error) => (replace_invalid(error.as_bytes()), true),
        };
        Self { text, lossy, line_starts: OnceLock::new(), units_before: OnceLock::new() }
    }

    /// The decoded text.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether bytes had to be replaced.
    pub fn is_lossy(&self) -> bool {
        self.lossy
    }

    /// The position of a byte offset; offsets past the end name the end.
    pub fn position(&self, offset: u32) -> Position {
        let starts = self.line_starts();
        let mut offset = offset.min(self.text.len() as u32);
        while !self.text.is_char_boundary(offset as usize) {
            offset -= 1;
        }
        let line = starts.partition_point(|start| *start <= offset) - 1;
        let (start, end) = (starts[line] as usize, offset as usize);
        let column = if end - start <= BLOCK {
            units(&self.text.as_bytes()[start..end]) + 1
        } else {
            self.units_until(end) - self.units_until(start) + 1
        };
        Position { line: line as u32 + 1, column, offset }
    }

    /// How many UTF-16 units begin before a byte.
    fn units_until(&self, offset: usize) -> u32 {
        let bytes = self.text.as_bytes();
        let before = self.units_before.get_or_init(|| {
            let mut before = vec![0];
            let mut sum = 0;
            for block in bytes.chunks(BLOCK) {
                sum += units(block);
                before.push(sum);
            }
            before
        });
        let block = offset / BLOCK;
        before[block] + units(&bytes[block * BLOCK..offset])
    }

    /// The positions of a byte range.
    pub fn span(&self, range: ByteSpan) -> Span {
        Span { start: self.position(range.start), end: self.position(range.end.max(range.start)) }
    }

    /// The byte range of a line (from 1), without its line break.
    pub fn line_range(&self, line: u32) -> Option<ByteSpan> {
        let starts = self.line_starts();
        let start = *starts.get(line.checked_sub(1)? as usize)?;
        let end = starts.get(line as usize).map_or(self.text.len() as u32, |next| *next);
        let text = self.text[start as usize..end as usize].trim_end_matches(['\n', '\r', '\u{2028}', '\u{2029}']);
        Some(ByteSpan { start, end: start + text.len() as u32 })
    }

    /// How many lines there are; an empty file has one.
    pub fn line_count(&self) -> u32 {
        self.line_starts().len() as u32
    }

    fn line_starts(&self) -> &[u32] {
        self.line_starts.get_or_init(|| {
            let bytes = self.text.as_bytes();
            let mut starts = vec![0];
            let mut index = 0;
            while index < bytes.len() {
                let next = match bytes[index] {
                    b'\n' => index + 1,
                    b'\r' if bytes.get(index + 1) == Some(&b'\n') => index + 2,
                    b'\r' => index + 1,
                    // U+2028 and U+2029 end a line in JavaScript as well.
                    0xE2 if bytes[index + 1] == 0x80 && matches!(bytes[index + 2], 0xA8 | 0xA9) => index + 3,
                    _ => {
                        index += 1;
                        continue;
                    }
                };
                starts.push(next as u32);
                index = next;
            }
            starts
        })
    }
}

fn replace_invalid(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        text.extend(chunk.invalid().iter().map(|_| '?'));
    }
    text
}

/// How many UTF-16 units begin among these bytes: one for each character, and one more for those of four bytes.
fn units(bytes: &[u8]) -> u32 {
    bytes.iter().map(|byte| u32::from(byte & 0xC0 != 0x80) + u32::from(*byte >= 0xF0)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_utf16_units() {
        let text = SourceText::decode("a\n😀b\r\nc".into());
        assert_eq!(text.position(0), Position { line: 1, column: 1, offset: 0 });
        assert_eq!(text.position(6), Position { line: 2, column: 3, offset: 6 });
        assert_eq!(text.position(9), Position { line: 3, column: 1, offset: 9 });
        assert_eq!(text.position(999), Position { line: 3, column: 2, offset: 10 });
    }

    #[test]
    fn columns_of_a_long_line_are_the_same() {
        let line = "a😀é".repeat(3_000);
        let text = SourceText::decode(format!("b\n{line}").into());
        let mut column = 1;
        for (at, character) in line.char_indices() {
            let offset = at as u32 + 2;
            assert_eq!(text.position(offset), Position { line: 2, column, offset });
            column += character.len_utf16() as u32;
        }
    }

    #[test]
    fn lines_end_where_javascript_says() {
        let text = SourceText::decode("a\u{2028}b\rc".into());
        assert_eq!(text.line_count(), 3);
        assert_eq!(text.line_range(1), Some(ByteSpan { start: 0, end: 1 }));
        assert_eq!(text.line_range(4), None);
    }

    #[test]
    fn a_bad_byte_keeps_the_offsets() {
        let text = SourceText::decode(b"a\xFF\xFEb".to_vec());
        assert!(text.is_lossy());
        assert_eq!(text.as_str(), "a??b");
    }
}
