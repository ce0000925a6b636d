//! serde_json's own layout, except that characters which a terminal would obey or hide are written as `\uXXXX`.
//!
//! serde_json escapes C0 controls only; C1 controls, bidirectional and zero-width characters would pass.

use std::io::{self, Write};

use serde_json::ser::{CompactFormatter, Formatter, PrettyFormatter};

use crate::visible::is_invisible;

pub(super) struct VisibleFormatter<F> {
    layout: F,
}

impl VisibleFormatter<CompactFormatter> {
    pub(super) fn compact() -> Self {
        Self { layout: CompactFormatter }
    }
}

impl VisibleFormatter<PrettyFormatter<'static>> {
    pub(super) fn pretty() -> Self {
        Self { layout: PrettyFormatter::new() }
    }
}

impl<F: Formatter> Formatter for VisibleFormatter<F> {
    fn write_string_fragment<W: ?Sized + Write>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        let mut written = 0;
        for (offset, character) in fragment.char_indices() {
            if character.is_ascii() && character != '\x7F' || !is_invisible(character) {
                continue;
            }
            writer.write_all(&fragment.as_bytes()[written..offset])?;
            for unit in character.encode_utf16(&mut [0; 2]) {
                write!(writer, "\\u{unit:04x}")?;
            }
            written = offset + character.len_utf8();
        }
        writer.write_all(&fragment.as_bytes()[written..])
    }

    fn begin_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.layout.begin_array(writer)
    }

    fn end_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.layout.end_array(writer)
    }

    fn begin_array_value<W: ?Sized + Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        self.layout.begin_array_value(writer, first)
    }

    fn end_array_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.layout.end_array_value(writer)
    }

    fn begin_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.layout.begin_object(writer)
    }

    fn end_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.layout.end_object(writer)
    }

    fn begin_object_key<W: ?Sized + Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        self.layout.begin_object_key(writer, first)
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.layout.begin_object_value(writer)
    }

    fn end_object_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.layout.end_object_value(writer)
    }
}
