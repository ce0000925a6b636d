//! The few lines of a file that a report shows, cropped and made harmless, in a form that miette can draw.
//!
//! miette writes escape sequences through as they are and panics on a label beyond column 65,535
//! (it passes the column to a format width, which is a `u16`). Bundles are one long line.
//! Therefore miette never sees a file, only an excerpt whose lines fit the terminal,
//! while the name, line and column that it prints are those of the file.

use std::{collections::BTreeMap, ops::Range};

use miette::{MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};
use molehunt_source::{SourceText, Span};

use crate::visible::{VisibleWriter, ellipsis, visible_columns};

/// A place to show, in one file.
#[derive(Debug, Clone)]
pub(crate) struct Mark {
    pub(crate) span: Span,
    pub(crate) label: String,
    pub(crate) is_primary: bool,
}

/// How an excerpt is made.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Measure {
    /// Terminal columns that a line may take.
    pub(crate) columns: usize,
    pub(crate) unicode: bool,
}

/// Lines of one file.
#[derive(Debug)]
pub(crate) struct Excerpt {
    name: String,
    text: String,
    lines: Vec<Line>,
    marks: Vec<PlacedMark>,
}

#[derive(Debug)]
struct Line {
    /// From 1, in the file.
    number: u32,
    /// In the excerpt's text, with its line break.
    range: Range<usize>,
}

/// A mark and its place in the excerpt's text.
#[derive(Debug, Clone)]
pub(crate) struct PlacedMark {
    pub(crate) mark: Mark,
    pub(crate) range: Range<usize>,
    /// The terminal columns it covers in its line.
    pub(crate) columns: Range<usize>,
}

/// A line shows this many columns around a mark, or the mark goes to an excerpt of its own.
const MIN_WINDOW: usize = 20;
/// An excerpt shows this many marks.
const MAX_MARKS: usize = 9;

impl Excerpt {
    /// The excerpts that show `marks`: one, unless too many of them share a line to be shown in it together.
    pub(crate) fn of_marks(source: &SourceText, name: &str, marks: Vec<Mark>, measure: Measure) -> Vec<Self> {
        let mut excerpts = Vec::new();
        let mut waiting = marks;
        while !waiting.is_empty() {
            let (now, later) = split_crowded(waiting, measure);
            excerpts.push(Self::new(source, name, now, measure));
            waiting = later;
        }
        excerpts
    }

    fn new(source: &SourceText, name: &str, marks: Vec<Mark>, measure: Measure) -> Self {
        let mut by_line: BTreeMap<u32, Vec<Mark>> = BTreeMap::new();
        for mark in marks {
            // What a file says may have changed since it was analysed; a place past its end is shown at its end.
            let line = mark.span.start.line.clamp(1, source.line_count());
            for context in [line.saturating_sub(1).max(1), line, (line + 1).min(source.line_count())] {
                by_line.entry(context).or_default();
            }
            by_line.entry(line).or_default().push(mark);
        }
        let indent = common_indent(source, by_line.keys().copied(), measure);
        let mut excerpt = Self { name: name.to_owned(), text: String::new(), lines: Vec::new(), marks: Vec::new() };
        for (number, marks) in by_line {
            excerpt.add_line(source, number, indent, marks, measure);
        }
        excerpt.marks.sort_by_key(|placed| placed.range.start);
        excerpt
    }

    /// The marks, by their place in the text.
    pub(crate) fn marks(&self) -> &[PlacedMark] {
        &self.marks
    }

    /// How many digits the largest line number has.
    pub(crate) fn number_width(&self) -> usize {
        self.lines.last().map_or(1, |line| line.number.to_string().len())
    }

    fn add_line(&mut self, source: &SourceText, number: u32, indent: usize, marks: Vec<Mark>, measure: Measure) {
        let Some(line) = source.line_range(number) else { return };
        let whole = &source.as_str()[line.start as usize..line.end as usize];
        // A blank line may be shorter than the indentation of the others.
        let indent = indent.min(leading_blanks(whole));
        let (base, text) = (line.start as usize + indent, &whole[indent..]);
        let ranges = marks.iter().map(|mark| range_in_line(mark.span, base, text)).collect();
        let ranges = untangle(ranges, text);
        let windows = windows(text, &ranges, measure);

        let start = self.text.len();
        let mut writer = VisibleWriter::new(measure.unicode);
        let mut places = vec![(start..start, 0..0); ranges.len()];
        let mut end_of_last = 0;
        for window in &windows {
            if window.start > end_of_last {
                writer.push_own(ellipsis(measure.unicode));
            }
            for (offset, character) in text[window.clone()].char_indices() {
                let offset = window.start + offset;
                let (byte, column) = (start + writer.text.len(), writer.columns);
                writer.push(character);
                for (range, place) in ranges.iter().zip(&mut places) {
                    if range.start == offset {
                        *place = (byte..byte, column..column);
                    }
                    if range.contains(&offset) {
                        place.0.end = start + writer.text.len();
                        place.1.end = writer.columns;
                    }
                }
            }
            for (range, place) in ranges.iter().zip(&mut places) {
                // A mark of nothing at the end of the line.
                if range.start == window.end && range.is_empty() {
                    let byte = start + writer.text.len();
                    *place = (byte..byte, writer.columns..writer.columns);
                }
            }
            end_of_last = window.end;
        }
        if end_of_last < text.len() {
            writer.push_own(ellipsis(measure.unicode));
        }
        self.text.push_str(&writer.text);
        self.text.push('\n');
        self.lines.push(Line { number, range: start..self.text.len() });
        self.marks.extend(marks.into_iter().zip(places).map(|(mark, (range, columns))| PlacedMark {
            mark,
            range,
            columns,
        }));
    }

    fn line_at(&self, offset: usize) -> Option<usize> {
        let after = self.lines.partition_point(|line| line.range.start <= offset);
        after.checked_sub(1).filter(|index| offset <= self.lines[*index].range.end)
    }

    fn is_contiguous(&self, first: usize, last: usize) -> bool {
        (self.lines[last].number - self.lines[first].number) as usize == last - first
    }
}

impl SourceCode for Excerpt {
    /// Only lines that follow each other in the file are given out together, since miette counts the numbers up itself.
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        lines_before: usize,
        lines_after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let end = span.offset() + span.len().max(1) - 1;
        let mut first = self.line_at(span.offset()).ok_or(MietteError::OutOfBounds)?;
        let mut last = self.line_at(end.max(span.offset())).ok_or(MietteError::OutOfBounds)?;
        if !self.is_contiguous(first, last) {
            return Err(MietteError::OutOfBounds);
        }
        for _ in 0..lines_before {
            if first > 0 && self.is_contiguous(first - 1, last) {
                first -= 1;
            }
        }
        for _ in 0..lines_after {
            if last + 1 < self.lines.len() && self.is_contiguous(first, last + 1) {
                last += 1;
            }
        }
        let range = self.lines[first].range.start..self.lines[last].range.end;
        // The column is only printed for the mark itself, which miette asks for without context.
        let column = match lines_before {
            0 => self.marks.iter().find(|placed| placed.range.start == span.offset()),
            _ => None,
        };
        Ok(Box::new(MietteSpanContents::new_named(
            self.name.clone(),
            &self.text.as_bytes()[range.clone()],
            (range.start, range.len()).into(),
            self.lines[first].number as usize - 1,
            column.map_or(0, |placed| placed.mark.span.start.column.saturating_sub(1) as usize),
            last - first + 1,
        )))
    }
}

/// Takes out the marks that would make a line, or the whole excerpt, too crowded.
fn split_crowded(marks: Vec<Mark>, measure: Measure) -> (Vec<Mark>, Vec<Mark>) {
    let most_in_line = (measure.columns / MIN_WINDOW).max(1);
    let mut in_line: BTreeMap<u32, usize> = BTreeMap::new();
    let mut taken = 0;
    marks.into_iter().partition(|mark| {
        let count = in_line.entry(mark.span.start.line).or_default();
        *count += 1;
        taken += 1;
        *count <= most_in_line && taken <= MAX_MARKS
    })
}

/// Bytes of white space that all lines begin with, where some line would not fit otherwise.
fn common_indent(source: &SourceText, numbers: impl Iterator<Item = u32>, measure: Measure) -> usize {
    let lines: Vec<&str> = numbers
        .filter_map(|number| source.line_range(number))
        .map(|line| &source.as_str()[line.start as usize..line.end as usize])
        .filter(|line| !line.trim().is_empty())
        .collect();
    let fits = lines.iter().all(|line| line.len() <= measure.columns);
    let first = lines.first().copied().unwrap_or_default();
    if fits {
        return 0;
    }
    let shared = lines.iter().map(|line| first.bytes().zip(line.bytes()).take_while(|(a, b)| a == b).count());
    shared.chain(lines.iter().map(|line| leading_blanks(line))).min().unwrap_or(0)
}

fn leading_blanks(line: &str) -> usize {
    line.len() - line.trim_start_matches([' ', '\t']).len()
}

/// The bytes that a span takes in a line that begins at `base`; a span over several lines ends with its first one.
fn range_in_line(span: Span, base: usize, text: &str) -> Range<usize> {
    let place = |offset: u32| {
        let mut offset = (offset as usize).saturating_sub(base).min(text.len());
        while !text.is_char_boundary(offset) {
            offset -= 1;
        }
        offset
    };
    let start = place(span.start.offset);
    start..place(span.end.offset).max(start)
}

/// Makes ranges that overlap stand side by side: miette draws their underlines in the wrong place otherwise.
/// A call that contains a literal keeps what stands before the literal.
fn untangle(mut ranges: Vec<Range<usize>>, text: &str) -> Vec<Range<usize>> {
    let mut order: Vec<usize> = (0..ranges.len()).collect();
    order.sort_by_key(|index| (ranges[*index].start, ranges[*index].end));
    for pair in 0..order.len().saturating_sub(1) {
        let (left, right) = (order[pair], order[pair + 1]);
        if ranges[left].end <= ranges[right].start {
            continue;
        }
        if ranges[left].start < ranges[right].start {
            ranges[left].end = ranges[right].start;
        } else {
            // Both start here: the longer one, which comes second, keeps what is behind the shorter one.
            let start = ranges[left].end.min(text.len());
            ranges[right] = start..ranges[right].end.max(start);
            order[pair + 1..].sort_by_key(|index| (ranges[*index].start, ranges[*index].end));
        }
    }
    ranges
}

/// The parts of a line to show: all of it where it fits, else what is around the marks.
fn windows(text: &str, ranges: &[Range<usize>], measure: Measure) -> Vec<Range<usize>> {
    // Every byte takes at most ten columns and at least a quarter of one, so that a long line need not be measured.
    let fits = text.len() <= measure.columns * 4 && visible_columns(text, measure.unicode) <= measure.columns;
    if fits {
        return std::iter::once(0..text.len()).collect();
    }
    let edge = ellipsis(measure.unicode).chars().count();
    if ranges.is_empty() {
        return std::iter::once(0..forward(text, 0, measure.columns.saturating_sub(edge), measure)).collect();
    }
    let start = ranges.iter().map(|range| range.start).min().unwrap_or(0);
    let all = start..ranges.iter().map(|range| range.end).max().unwrap_or(start);
    let room = measure.columns.saturating_sub(2 * edge);
    let joint = all.len() <= room * 4 && visible_columns(&text[all.clone()], measure.unicode) <= room;
    let centres = if joint { vec![all] } else { ranges.to_vec() };

    let share = (measure.columns / centres.len()).saturating_sub(2 * edge).max(8);
    let mut windows: Vec<Range<usize>> = centres.iter().map(|centre| window(text, centre, share, measure)).collect();
    windows.sort_by_key(|window| (window.start, window.end));
    let mut merged: Vec<Range<usize>> = Vec::new();
    for window in windows {
        match merged.last_mut() {
            Some(last) if window.start <= last.end => last.end = last.end.max(window.end),
            _ => merged.push(window),
        }
    }
    merged
}

/// About `columns` columns of a line: the range, or its beginning, and what is around it.
fn window(text: &str, centre: &Range<usize>, columns: usize, measure: Measure) -> Range<usize> {
    let end = forward(text, centre.start, columns, measure).clamp(centre.start, centre.end);
    let spare = columns - visible_columns(&text[centre.start..end], measure.unicode).min(columns);
    let start = backward(text, centre.start, spare / 2, measure);
    let used = visible_columns(&text[start..centre.start], measure.unicode);
    let end = forward(text, end, spare.saturating_sub(used), measure);
    let used = visible_columns(&text[start..end], measure.unicode);
    // Near the end of the line there is room left for what stands before.
    backward(text, start, columns.saturating_sub(used), measure)..end
}

fn forward(text: &str, from: usize, columns: usize, measure: Measure) -> usize {
    let mut writer = VisibleWriter::new(measure.unicode);
    for (offset, character) in text[from..].char_indices() {
        writer.push(character);
        if writer.columns > columns {
            return from + offset;
        }
    }
    text.len()
}

fn backward(text: &str, from: usize, columns: usize, measure: Measure) -> usize {
    let mut writer = VisibleWriter::new(measure.unicode);
    let mut start = from;
    for (offset, character) in text[..from].char_indices().rev() {
        writer.push(character);
        if writer.columns > columns {
            break;
        }
        start = offset;
    }
    start
}
