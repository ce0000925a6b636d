//! stdout and stderr, and what is known of the terminal behind them.

use std::{
    env,
    io::{self, IsTerminal, Write},
};

use molehunt_report::Style;

use crate::args::ColorChoice;

/// Where a command writes.
pub(crate) struct Console {
    /// The report, and nothing else.
    pub(crate) out: Box<dyn Write>,
    /// Errors and progress.
    pub(crate) err: Box<dyn Write>,
    pub(crate) out_terminal: TerminalKind,
    pub(crate) err_terminal: TerminalKind,
}

/// What a stream leads to.
#[derive(Debug, Clone, Copy)]
pub(crate) struct TerminalKind {
    /// Columns, where it is a terminal.
    pub(crate) width: Option<usize>,
    /// Whether it takes characters beyond ASCII.
    pub(crate) unicode: bool,
    /// Whether colour is welcome when nobody asks for it.
    pub(crate) color: bool,
}

/// What a file or a pipe is laid out for.
const WIDTH_WITHOUT_TERMINAL: usize = 100;

impl Console {
    /// The streams of this process.
    pub(crate) fn of_process() -> Self {
        let (out, err) = (io::stdout(), io::stderr());
        let color = env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
            && env::var_os("TERM").is_none_or(|term| term != "dumb");
        let size =
            |size: Option<(terminal_size::Width, terminal_size::Height)>| size.map(|(width, _)| usize::from(width.0));
        let kind = |is_terminal: bool, width: Option<usize>, stream| TerminalKind {
            width: if is_terminal { Some(width.unwrap_or(WIDTH_WITHOUT_TERMINAL)) } else { None },
            unicode: supports_unicode::on(stream),
            color: is_terminal && color,
        };
        Self {
            out_terminal: kind(
                out.is_terminal(),
                size(terminal_size::terminal_size_of(&out)),
                supports_unicode::Stream::Stdout,
            ),
            err_terminal: kind(
                err.is_terminal(),
                size(terminal_size::terminal_size_of(&err)),
                supports_unicode::Stream::Stderr,
            ),
            out: Box::new(io::BufWriter::new(out)),
            err: Box::new(err),
        }
    }

    /// Writes to stderr. Where even that fails, there is nobody to tell.
    pub(crate) fn complain(&mut self, text: &str) {
        let _ = self.err.write_all(text.as_bytes()).and_then(|()| self.err.flush());
    }
}

impl TerminalKind {
    /// How to write to it.
    pub(crate) fn style(&self, choice: ColorChoice) -> Style {
        let color = match choice {
            ColorChoice::Auto => self.color,
            ColorChoice::Always => true,
            ColorChoice::Never => false,
        };
        Style { width: self.width.unwrap_or(WIDTH_WITHOUT_TERMINAL), color, unicode: self.unicode, quiet: false }
    }

    /// The same, for a file: no terminal, and UTF-8 whatever the terminal takes.
    pub(crate) fn file() -> Self {
        Self { width: None, unicode: true, color: false }
    }
}
