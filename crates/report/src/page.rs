//! A rule's page, Markdown, on a terminal: just enough to read it well.

use crate::{
    layout::Page,
    style::{Style, Tone},
};

/// Renders Markdown: headings, paragraphs, lists, code blocks, `code` and **strong** text. Anything else stays as it is written.
pub fn render_page(markdown: &str, style: &Style) -> String {
    let mut page = Page::new(style);
    let mut paragraph = Paragraph::default();
    let mut fence: Option<&str> = None;
    for line in markdown.lines() {
        let trimmed = line.trim_start();
        if let Some(marker) = fence_marker(trimmed) {
            paragraph.end(&mut page);
            match fence {
                Some(open) if trimmed.starts_with(open) && trimmed.trim_end().len() == marker.len() => fence = None,
                Some(_) => code_line(&mut page, line),
                None => {
                    page.gap();
                    fence = Some(marker);
                }
            }
        } else if fence.is_some() {
            code_line(&mut page, line);
        } else if let Some((_, heading)) = heading(trimmed) {
            paragraph.end(&mut page);
            page.gap();
            let text = style.paint(Tone::Strong, &style.show(heading, 400));
            page.hanging("", "", &text);
        } else if let Some((bullet, text)) = list_item(trimmed) {
            paragraph.end(&mut page);
            let indent = " ".repeat((line.len() - trimmed.len()).min(12));
            let bullet = if bullet == "-" { style.signs().bullet } else { bullet };
            paragraph.first = format!("{indent}{bullet} ");
            paragraph.rest = " ".repeat(paragraph.first.chars().count());
            paragraph.add(text);
        } else if trimmed.is_empty() {
            paragraph.end(&mut page);
            page.gap();
        } else {
            paragraph.add(trimmed);
        }
    }
    paragraph.end(&mut page);
    page.finish()
}

#[derive(Default)]
struct Paragraph {
    text: String,
    first: String,
    rest: String,
}

impl Paragraph {
    fn add(&mut self, text: &str) {
        if !self.text.is_empty() {
            self.text.push(' ');
        }
        self.text.push_str(text.trim());
    }

    fn end(&mut self, page: &mut Page<'_>) {
        let paragraph = std::mem::take(self);
        if !paragraph.text.is_empty() {
            let text = inline(&page.style.show(&paragraph.text, usize::MAX), page.style);
            page.hanging(&paragraph.first, &paragraph.rest, &text);
        }
    }
}

fn code_line(page: &mut Page<'_>, line: &str) {
    let text = page.style.paint(Tone::Code, &page.style.show(line, 2_000));
    page.raw(&format!("    {text}\n"));
}

/// The run of backticks or tildes that opens or closes a code block.
fn fence_marker(line: &str) -> Option<&str> {
    let character = line.chars().next().filter(|character| matches!(character, '`' | '~'))?;
    let length = line.len() - line.trim_start_matches(character).len();
    (length >= 3).then(|| &line[..length])
}

fn heading(line: &str) -> Option<(usize, &str)> {
    let text = line.trim_start_matches('#');
    let level = line.len() - text.len();
    ((1..=6).contains(&level) && text.starts_with(' ')).then(|| (level, text.trim()))
}

fn list_item(line: &str) -> Option<(&str, &str)> {
    if let Some(text) = line.strip_prefix("- ").or_else(|| line.strip_prefix("* ")) {
        return Some(("-", text));
    }
    let digits = line.len() - line.trim_start_matches(|character: char| character.is_ascii_digit()).len();
    let text = line[digits..].strip_prefix(". ")?;
    (1..=3).contains(&digits).then(|| (&line[..=digits], text))
}

/// Colours `code` and **strong**; without colour the marks stay, since they carry meaning.
fn inline(text: &str, style: &Style) -> String {
    if !style.color {
        return text.to_owned();
    }
    let mut out = String::new();
    let mut rest = text;
    while let Some(start) = rest.find(['`', '*']) {
        let (before, marked) = rest.split_at(start);
        let (mark, tone) = if marked.starts_with('`') { ("`", Tone::Code) } else { ("**", Tone::Strong) };
        out.push_str(before);
        let inside = marked.strip_prefix(mark).and_then(|inside| inside.split_once(mark));
        match inside {
            Some((inside, after)) if !inside.is_empty() => {
                // Each word is coloured by itself, so that no colour runs on through a line break.
                let words: Vec<String> = inside.split(' ').map(|word| style.paint(tone, word)).collect();
                out.push_str(&words.join(" "));
                rest = after;
            }
            _ => {
                out.push_str(&marked[..1]);
                rest = &marked[1..];
            }
        }
    }
    out + rest
}
