//! Lines of text: wrapped, indented, in columns.

use textwrap::{Options, WordSeparator, WordSplitter, core::display_width};

use crate::style::{Style, Tone};

/// Text under construction. What is given to it has been made visible before.
pub(crate) struct Page<'a> {
    pub(crate) style: &'a Style,
    text: String,
}

/// Where the values of fields begin.
const FIELD_COLUMN: usize = 14;

impl<'a> Page<'a> {
    pub(crate) fn new(style: &'a Style) -> Self {
        Self { style, text: String::new() }
    }

    pub(crate) fn finish(self) -> String {
        self.text
    }

    pub(crate) fn raw(&mut self, text: &str) {
        self.text.push_str(text);
    }

    /// An empty line, unless there is one already or nothing above.
    pub(crate) fn gap(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with("\n\n") {
            self.text.push('\n');
        }
    }

    /// A paragraph; its further lines are indented by two more columns.
    pub(crate) fn indented(&mut self, indent: usize, text: &str) {
        self.hanging(&" ".repeat(indent), &" ".repeat(indent + 2), text);
    }

    /// A paragraph behind `first`, whose further lines stand behind `rest`.
    pub(crate) fn hanging(&mut self, first: &str, rest: &str, text: &str) {
        // Words are broken at spaces only: an address or a package name should survive copying.
        let options = Options::new(self.style.columns())
            .initial_indent(first)
            .subsequent_indent(rest)
            .word_separator(WordSeparator::AsciiSpace)
            .word_splitter(WordSplitter::NoHyphenation);
        self.text.push_str(textwrap::fill(text, options).trim_end());
        self.text.push('\n');
    }

    /// A list item.
    pub(crate) fn item(&mut self, indent: usize, text: &str) {
        let bullet = self.style.signs().bullet;
        self.hanging(&format!("{}{bullet} ", " ".repeat(indent)), &" ".repeat(indent + 2), text);
    }

    /// A name and its value; on a narrow terminal the value stands below the name.
    pub(crate) fn field(&mut self, name: &str, value: &str) {
        let painted = self.style.paint(Tone::Faint, name);
        if self.style.is_narrow() {
            self.indented(2, &painted);
            self.hanging("    ", "    ", value);
            return;
        }
        let gap = FIELD_COLUMN.saturating_sub(display_width(name)).max(1);
        self.hanging(&format!("  {painted}{}", " ".repeat(gap)), &" ".repeat(FIELD_COLUMN + 2), value);
    }

    /// A name and a list, an item each.
    pub(crate) fn list_field(&mut self, name: &str, items: &[String]) {
        let painted = self.style.paint(Tone::Faint, name);
        if self.style.is_narrow() {
            self.indented(2, &painted);
            items.iter().for_each(|item| self.item(4, item));
            return;
        }
        let bullet = self.style.signs().bullet;
        let rest = " ".repeat(FIELD_COLUMN + 4);
        for (index, item) in items.iter().enumerate() {
            let head = if index == 0 { painted.as_str() } else { "" };
            let gap = FIELD_COLUMN - if index == 0 { display_width(name).min(FIELD_COLUMN - 1) } else { 0 };
            self.hanging(&format!("  {head}{}{bullet} ", " ".repeat(gap)), &rest, item);
        }
    }

    /// A line across the page.
    pub(crate) fn rule(&mut self) {
        let rule = self.style.signs().rule.repeat(self.style.columns().min(72));
        let rule = self.style.paint(Tone::Faint, &rule);
        self.text.push_str(&rule);
        self.text.push('\n');
    }

    /// Rows in columns; on a narrow terminal, or where they do not fit, the further cells stand below the first.
    pub(crate) fn table(&mut self, indent: usize, rows: &[Vec<String>]) {
        let count = rows.iter().map(Vec::len).max().unwrap_or(0);
        let widths: Vec<usize> = (0..count)
            .map(|index| {
                rows.iter().filter_map(|row| row.get(index)).map(|cell| display_width(cell)).max().unwrap_or(0)
            })
            .collect();
        let before_last: usize = widths.iter().take(count.saturating_sub(1)).map(|width| width + 2).sum();
        if self.style.is_narrow() || indent + before_last + 16 > self.style.columns() {
            for row in rows {
                let Some((first, others)) = row.split_first() else { continue };
                self.indented(indent, first);
                for cell in others.iter().filter(|cell| !cell.is_empty()) {
                    self.indented(indent + 2, cell);
                }
            }
            return;
        }
        for row in rows {
            let Some((last, others)) = row.split_last() else { continue };
            let mut first = " ".repeat(indent);
            for (cell, width) in others.iter().zip(&widths) {
                first.push_str(cell);
                first.push_str(&" ".repeat(width - display_width(cell) + 2));
            }
            self.hanging(&first, &" ".repeat(indent + before_last), last);
        }
    }
}

/// `1 package`, `2 packages`, `8,431 files`.
pub(crate) fn count(number: u64, one: &str, many: &str) -> String {
    format!("{} {}", thousands(number), if number == 1 { one } else { many })
}

/// `8,431`.
pub(crate) fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// `41.2 MB`.
pub(crate) fn bytes(number: u64) -> String {
    let (unit, name) = match number {
        0..1_000 => return format!("{number} B"),
        1_000..1_000_000 => (1_000, "kB"),
        1_000_000..1_000_000_000 => (1_000_000, "MB"),
        _ => (1_000_000_000, "GB"),
    };
    let tenths = number / (unit / 10);
    format!("{}.{} {name}", tenths / 10, tenths % 10)
}
