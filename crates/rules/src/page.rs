//! A rule's Markdown page: its sections and code blocks.
//!
//! This reads the little of Markdown that the shape of a rule page needs, headings, lists and fenced code,
//! and hands the whole text on as it is.

use crate::RuleFileError;

/// The sections of a rule page; all are required.
pub(crate) const SECTIONS: [&str; 7] = [
    "What it finds",
    "Why it matters",
    "What to do",
    "What is not flagged",
    "How to allow it",
    "Known misses",
    "Examples",
];

/// A rule page, split.
#[derive(Debug)]
pub(crate) struct Page {
    /// The text under each of [`SECTIONS`], in their order, without code blocks.
    texts: [String; SECTIONS.len()],
    /// Every code block, with the index of its section.
    blocks: Vec<(usize, CodeBlock)>,
}

/// A fenced code block.
#[derive(Debug)]
pub(crate) struct CodeBlock {
    /// What follows the opening backticks.
    pub(crate) info: String,
    /// The code, each line ended.
    pub(crate) code: String,
    /// The line of the opening fence in the file, from 1.
    pub(crate) line: usize,
}

impl Page {
    /// Splits a page that starts after `lines_before` lines of its file.
    pub(crate) fn parse(path: &str, title: &str, markdown: &str, lines_before: usize) -> Result<Self, RuleFileError> {
        let title_line = markdown.lines().find(|line| !line.trim().is_empty());
        if title_line.and_then(|line| line.strip_prefix("# ")).map(str::trim) != Some(title) {
            return Err(RuleFileError::TitleDiffers { path: path.to_owned(), expected: title.to_owned() });
        }
        let mut texts: [Option<String>; SECTIONS.len()] = Default::default();
        let mut blocks = Vec::new();
        let mut current = None;
        let mut lines = markdown.lines().enumerate().map(|(index, line)| (lines_before + index + 1, line));
        while let Some((line_number, line)) = lines.next() {
            if let Some(heading) = line.strip_prefix("## ") {
                let section = section_of_heading(path, line_number, heading.trim())?;
                if texts[section].replace(String::new()).is_some() {
                    let section = heading.trim().to_owned();
                    return Err(RuleFileError::RepeatedSection { path: path.to_owned(), line: line_number, section });
                }
                current = Some(section);
            } else if line.starts_with("```") {
                let block = read_block(path, line_number, line, &mut lines)?;
                blocks.push((current.unwrap_or(0), block));
            } else if let Some(text) = current.and_then(|section| texts[section].as_mut()) {
                text.push_str(line);
                text.push('\n');
            }
        }
        let page = Self { texts: texts.map(Option::unwrap_or_default), blocks };
        match (0..SECTIONS.len()).find(|section| page.is_empty(*section)) {
            Some(section) => Err(RuleFileError::NoSection { path: path.to_owned(), section: SECTIONS[section] }),
            None => Ok(page),
        }
    }

    /// The first paragraph of a section, on one line.
    pub(crate) fn first_paragraph(&self, section: &str) -> String {
        let lines = self.text(section).lines().map(str::trim);
        lines.skip_while(|line| line.is_empty()).take_while(|line| !line.is_empty()).collect::<Vec<_>>().join(" ")
    }

    /// The items of the lists in a section, each on one line.
    pub(crate) fn items(&self, section: &str) -> Vec<String> {
        let mut items: Vec<String> = Vec::new();
        let mut in_item = false;
        for line in self.text(section).lines() {
            if let Some(item) = line.strip_prefix("- ") {
                items.push(item.trim().to_owned());
                in_item = true;
            } else if line.trim().is_empty() {
                in_item = false;
            } else if let Some(item) = items.last_mut().filter(|_| in_item) {
                item.push(' ');
                item.push_str(line.trim());
            }
        }
        items
    }

    /// The code blocks of a section.
    pub(crate) fn blocks(&self, section: &str) -> impl Iterator<Item = &CodeBlock> {
        let index = SECTIONS.iter().position(|other| *other == section);
        self.blocks.iter().filter(move |(section, _)| Some(*section) == index).map(|(_, block)| block)
    }

    fn text(&self, section: &str) -> &str {
        let index = SECTIONS.iter().position(|other| *other == section);
        index.map_or("", |index| &self.texts[index])
    }

    fn is_empty(&self, section: usize) -> bool {
        self.texts[section].trim().is_empty() && !self.blocks.iter().any(|(other, _)| *other == section)
    }
}

fn section_of_heading(path: &str, line: usize, heading: &str) -> Result<usize, RuleFileError> {
    SECTIONS.iter().position(|section| *section == heading).ok_or_else(|| RuleFileError::UnknownSection {
        path: path.to_owned(),
        line,
        section: heading.to_owned(),
        expected: SECTIONS.join(", "),
    })
}

fn read_block<'a>(
    path: &str,
    line: usize,
    opening: &str,
    lines: &mut impl Iterator<Item = (usize, &'a str)>,
) -> Result<CodeBlock, RuleFileError> {
    let info = opening.trim_start_matches('`');
    let fence = &opening[..opening.len() - info.len()];
    let mut code = String::new();
    for (_, text) in lines {
        if text.starts_with(fence) && text.trim_end().bytes().all(|byte| byte == b'`') {
            return Ok(CodeBlock { info: info.trim().to_owned(), code, line });
        }
        code.push_str(text);
        code.push('\n');
    }
    Err(RuleFileError::OpenCodeBlock { path: path.to_owned(), line })
}
