//! Why a command could not do what it was asked: what, where, and what to do about it.

use std::{error::Error, fmt, path::Path};

use miette::{Diagnostic, GraphicalReportHandler, GraphicalTheme, ThemeStyles};
use molehunt_report::{Style, visible_lines};

/// A reason to end with exit code 2.
#[derive(Debug)]
pub(crate) struct Failure {
    message: String,
    causes: Vec<String>,
    help: Option<String>,
}

impl Failure {
    /// `message` is lower case, has no full stop, and names the path or option.
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), causes: Vec::new(), help: None }
    }

    /// An error of another crate with everything behind it.
    pub(crate) fn of(error: &dyn Error) -> Self {
        Self::new(error.to_string()).because_of(error.source())
    }

    /// Something that could not be done with a file.
    pub(crate) fn of_file(what: &str, path: &Path, error: &dyn Error) -> Self {
        Self::new(format!("cannot {what} {}", path.display())).because_of(Some(error))
    }

    /// Adds a cause, the nearest first.
    pub(crate) fn because(mut self, cause: impl Into<String>) -> Self {
        self.causes.push(cause.into());
        self
    }

    /// Says what to do.
    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    fn because_of(mut self, mut cause: Option<&dyn Error>) -> Self {
        while let Some(error) = cause {
            let text = error.to_string();
            // Many errors repeat the one behind them in their own text.
            let said = self.causes.last().unwrap_or(&self.message).contains(&text);
            if !said {
                self.causes.push(text);
            }
            cause = error.source();
        }
        self
    }

    /// The text for stderr.
    pub(crate) fn render(&self, style: &Style) -> String {
        let mut theme = if style.unicode { GraphicalTheme::unicode() } else { GraphicalTheme::ascii() };
        if !style.color {
            theme.styles = ThemeStyles::none();
        }
        let handler =
            GraphicalReportHandler::new_themed(theme).with_width(style.width.clamp(30, 120)).with_links(false);
        let mut text = String::new();
        // Paths, and what a parser quotes of a file, may be hostile.
        let show = |text: &String| visible_lines(text, style.unicode);
        let cause = self.causes.iter().rev().fold(None, |next, text| Some(Box::new(Cause { text: show(text), next })));
        let report = Report { message: show(&self.message), cause, help: self.help.as_ref().map(show) };
        handler.render_report(&mut text, &report).expect("writing to a string does not fail");
        text
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message)
    }
}

/// A failure in visible text, as miette draws it.
#[derive(Debug)]
struct Report {
    message: String,
    cause: Option<Box<Cause>>,
    help: Option<String>,
}

#[derive(Debug)]
struct Cause {
    text: String,
    next: Option<Box<Cause>>,
}

impl fmt::Display for Report {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message)
    }
}

impl Error for Report {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.cause.as_deref().map(|cause| cause as &dyn Error)
    }
}

impl Diagnostic for Report {
    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.help.as_ref().map(|help| Box::new(help) as Box<dyn fmt::Display>)
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.text)
    }
}

impl Error for Cause {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.next.as_deref().map(|cause| cause as &dyn Error)
    }
}
