//! Code frames: a finding's place and the steps that led there, drawn by miette.

use std::fmt;

use miette::{Diagnostic, GraphicalReportHandler, LabeledSpan, SourceCode};
use molehunt_model::{Finding, Sources};
use molehunt_source::{PackagePath, SourceText, Span};
use unicode_width::UnicodeWidthStr;

use crate::{
    excerpt::{Excerpt, Mark, Measure, PlacedMark},
    layout::Page,
    style::{Style, Tone},
    visible::crop_start,
};

/// Columns of code in a frame: bundles are one line, and nobody reads more than this of it.
const MAX_CODE_COLUMNS: usize = 160;
/// Columns of code in a frame, however narrow the terminal.
const MIN_CODE_COLUMNS: usize = 16;
/// Columns between a label's place and its text: `╰── `.
const LABEL_STEM: usize = 4;
/// A longer trace shows its first and last steps.
const MAX_STEPS: usize = 8;
const FIRST_STEPS: usize = 3;

/// Draws a finding: the file of its place first, then the other files that its trace touches, in the order of the trace.
pub(crate) fn draw_finding(page: &mut Page<'_>, finding: &Finding, sources: &Sources) {
    let trail = Trail::of_finding(finding);
    let numbered = trail.steps.len() > 1;
    let mut notes = Vec::new();
    let mut files: Vec<&PackagePath> = vec![&finding.file];
    for step in &trail.steps {
        if !files.contains(&step.file) {
            files.push(step.file);
        }
    }
    let mut not_drawn = Vec::new();
    for file in files {
        let steps: Vec<(usize, &TrailStep<'_>)> =
            trail.steps.iter().enumerate().filter(|(_, step)| step.file == file).collect();
        let Some(source) = sources.get(&finding.package, file) else {
            not_drawn.extend(steps);
            continue;
        };
        let marks = steps
            .iter()
            .map(|(index, step)| Mark {
                span: step.span,
                label: page.style.show(&label(*index, &step.label, numbered), 320),
                is_primary: step.is_primary,
            })
            .collect();
        let name = frame_name(page.style, &place_name(&finding.package.path, file), &steps);
        for excerpt in excerpts(source, &name, marks, page.style) {
            notes.extend(draw(page, excerpt, Tone::of_severity(finding.severity)));
        }
    }
    for (index, step) in not_drawn {
        let place = format!(
            "{}:{}:{}",
            place_name(&finding.package.path, step.file),
            step.span.start.line,
            step.span.start.column
        );
        notes.push(page.style.show(&format!("{} at {place}", label(index, &step.label, numbered)), 400));
    }
    notes.extend(
        trail.left_out.map(|count| format!("{count} steps in between are not shown; the JSON report has them")),
    );
    for note in notes {
        page.indented(2, &note);
    }
}

/// A file as a person would open it: the package's place and the file in it.
pub(crate) fn place_name(package: &str, file: &PackagePath) -> String {
    let is_the_file = package == file.as_str() || package.ends_with(&format!("/{file}"));
    match package.trim_end_matches('/') {
        "" if package.is_empty() => file.to_string(),
        "." => file.to_string(),
        _ if is_the_file => package.to_owned(),
        folder => format!("{folder}/{file}"),
    }
}

/// The steps to show of a finding, the primary place among them.
struct Trail<'a> {
    steps: Vec<TrailStep<'a>>,
    left_out: Option<usize>,
}

struct TrailStep<'a> {
    file: &'a PackagePath,
    span: Span,
    label: String,
    is_primary: bool,
}

impl<'a> Trail<'a> {
    fn of_finding(finding: &'a Finding) -> Self {
        let mut steps: Vec<TrailStep<'a>> = Vec::new();
        for step in &finding.trace {
            let is_primary = step.file == finding.file && step.span == finding.span;
            // Two steps at one place are one mark with two labels.
            match steps.iter_mut().find(|other| other.file == &step.file && other.span == step.span) {
                Some(other) if other.label == step.label => {}
                Some(other) => other.label = format!("{}; {}", other.label, step.label),
                None => {
                    steps.push(TrailStep { file: &step.file, span: step.span, label: step.label.clone(), is_primary })
                }
            }
        }
        if !steps.iter().any(|step| step.is_primary) {
            let label = finding.destination.as_ref().map_or_else(|| "here".to_owned(), |to| to.value.clone());
            steps.insert(0, TrailStep { file: &finding.file, span: finding.span, label, is_primary: true });
        }
        if steps.len() <= MAX_STEPS {
            return Self { steps, left_out: None };
        }
        let all = steps.len();
        let mut index = 0;
        steps.retain(|step| {
            index += 1;
            step.is_primary || index <= FIRST_STEPS || index > all - (MAX_STEPS - FIRST_STEPS - 1)
        });
        let left_out = Some(all - steps.len());
        Self { steps, left_out }
    }
}

/// The name above a frame, as much of it as fits beside the line and column that miette adds.
fn frame_name(style: &Style, name: &str, steps: &[(usize, &TrailStep<'_>)]) -> String {
    let digits = |number: u32| number.to_string().len();
    let position = steps.iter().map(|(_, step)| digits(step.span.start.line) + digits(step.span.start.column)).max();
    let numbers = steps.iter().map(|(_, step)| digits(step.span.start.line + 1)).max();
    let around = position.unwrap_or(0) + numbers.unwrap_or(0) + "  ╭─[::]".chars().count();
    crop_start(&style.show(name, 400), style.columns().saturating_sub(around).max(4), style.unicode)
}

fn label(index: usize, label: &str, numbered: bool) -> String {
    if numbered { format!("{}: {label}", index + 1) } else { label.to_owned() }
}

/// The excerpts that show marks, narrow enough for the stem and the number of each label to fit in.
fn excerpts(source: &SourceText, name: &str, marks: Vec<Mark>, style: &Style) -> Vec<Excerpt> {
    let columns = style.columns() - gutter(source.line_count().to_string().len());
    let measure =
        |columns: usize| Measure { columns: columns.clamp(MIN_CODE_COLUMNS, MAX_CODE_COLUMNS), unicode: style.unicode };
    let wide = Excerpt::of_marks(source, name, marks.clone(), measure(columns));
    let fits = |excerpt: &Excerpt| excerpt.marks().iter().all(|placed| stem(placed) + LABEL_STEM < columns);
    if wide.iter().all(fits) { wide } else { Excerpt::of_marks(source, name, marks, measure(columns - LABEL_STEM - 1)) }
}

/// Columns that miette puts before the code: a line number of that many digits, a bar, blanks.
fn gutter(digits: usize) -> usize {
    digits + 4
}

/// Where miette hangs a label.
fn stem(placed: &PlacedMark) -> usize {
    (placed.columns.start + placed.columns.end) / 2
}

/// Draws one excerpt. Labels that do not fit beside their mark become numbers, and are given back to be written below.
fn draw(page: &mut Page<'_>, excerpt: Excerpt, tone: Tone) -> Vec<String> {
    let gutter = gutter(excerpt.number_width());
    let mut notes = Vec::new();
    let mut primary = Vec::new();
    let mut labels = Vec::new();
    for placed in excerpt.marks() {
        let label = &placed.mark.label;
        let fits = gutter + stem(placed) + LABEL_STEM + label.width() <= page.style.columns();
        let text = if fits {
            label.clone()
        } else {
            notes.push(label.clone());
            label.split_once(": ").map_or_else(|| "below".to_owned(), |(number, _)| number.to_owned())
        };
        let span = (placed.range.start, placed.range.len());
        primary.push(placed.mark.is_primary);
        labels.push(if placed.mark.is_primary {
            LabeledSpan::new_primary_with_span(Some(text), span)
        } else {
            LabeledSpan::new_with_span(Some(text), span)
        });
    }
    let handler = GraphicalReportHandler::new_themed(page.style.theme(tone, &primary))
        .with_width(page.style.columns())
        .with_links(false)
        .without_syntax_highlighting();
    let mut drawn = String::new();
    let frame = Frame { excerpt, labels };
    handler.render_report(&mut drawn, &frame).expect("writing to a string does not fail");
    // miette begins with the message, which is empty: the page has written its own above.
    page.raw(drawn.split_once('\n').map_or("", |(_, frame)| frame));
    notes
}

#[derive(Debug)]
struct Frame {
    excerpt: Excerpt,
    labels: Vec<LabeledSpan>,
}

impl fmt::Display for Frame {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        Ok(())
    }
}

impl std::error::Error for Frame {}

impl Diagnostic for Frame {
    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(&self.excerpt)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.labels.iter().cloned()))
    }
}
