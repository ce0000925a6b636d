//! How text looks: width, colour, the characters to draw with.

use miette::{GraphicalTheme, ThemeStyles};
use molehunt_model::Severity;

use crate::visible::{crop, visible};

/// How human text looks.
#[derive(Debug, Clone)]
pub struct Style {
    /// Columns of the terminal, or what to assume where there is none.
    pub width: usize,
    /// Whether to colour.
    pub color: bool,
    /// Whether characters beyond ASCII may be written. Without it, every byte of the report is ASCII.
    pub unicode: bool,
    /// Findings and the verdict only: no counts, no coverage.
    pub quiet: bool,
}

impl Default for Style {
    fn default() -> Self {
        Self { width: 100, color: false, unicode: true, quiet: false }
    }
}

/// What a piece of text is, for its colour.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Tone {
    Bad,
    Warning,
    Notice,
    Good,
    Faint,
    Strong,
    Code,
}

impl Tone {
    pub(crate) fn of_severity(severity: Severity) -> Self {
        match severity {
            Severity::Critical | Severity::High => Self::Bad,
            Severity::Medium => Self::Warning,
            Severity::Low => Self::Notice,
            Severity::Info => Self::Faint,
        }
    }

    fn owo(self) -> owo_colors::Style {
        let style = owo_colors::Style::new();
        match self {
            Self::Bad => style.red().bold(),
            Self::Warning => style.yellow().bold(),
            Self::Notice => style.cyan(),
            Self::Good => style.green().bold(),
            Self::Faint => style.dimmed(),
            Self::Strong => style.bold(),
            Self::Code => style.cyan(),
        }
    }
}

/// Signs that have an ASCII form.
pub(crate) struct Signs {
    pub(crate) bad: &'static str,
    pub(crate) warning: &'static str,
    pub(crate) good: &'static str,
    pub(crate) arrow: &'static str,
    pub(crate) bullet: &'static str,
    pub(crate) rule: &'static str,
}

impl Style {
    /// Columns to lay text out in. Below 30 nothing readable fits, above 140 lines get hard to follow.
    pub(crate) fn columns(&self) -> usize {
        self.width.clamp(30, 140)
    }

    /// Whether columns are so few that tables become lists.
    pub(crate) fn is_narrow(&self) -> bool {
        self.columns() < 64
    }

    /// Text that a package wrote, made harmless and cropped to `limit` characters.
    pub(crate) fn show(&self, text: &str, limit: usize) -> String {
        crop(&visible(text, self.unicode), limit, self.unicode)
    }

    pub(crate) fn paint(&self, tone: Tone, text: &str) -> String {
        if self.color && !text.is_empty() { tone.owo().style(text).to_string() } else { text.to_owned() }
    }

    pub(crate) fn signs(&self) -> Signs {
        if self.unicode {
            Signs { bad: "✗", warning: "!", good: "✓", arrow: "→", bullet: "•", rule: "─" }
        } else {
            Signs { bad: "x", warning: "!", good: "ok:", arrow: "->", bullet: "-", rule: "-" }
        }
    }

    /// The theme of code frames; `primary` says which highlights, in the order of their places, are primary.
    pub(crate) fn theme(&self, tone: Tone, primary: &[bool]) -> GraphicalTheme {
        let mut theme = if self.unicode { GraphicalTheme::unicode() } else { GraphicalTheme::ascii() };
        if !self.color {
            theme.styles = ThemeStyles::none();
            return theme;
        }
        let highlight =
            |is_primary: &bool| if *is_primary { tone.owo() } else { owo_colors::Style::new().blue().bold() };
        theme.styles.highlights = primary.iter().map(highlight).collect();
        theme
    }
}
