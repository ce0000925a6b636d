//! The progress bar on stderr, when that is a terminal.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::{args::Options, console::TerminalKind, pipeline::Progress};

/// A bar that disappears when it is dropped.
pub(crate) struct Bar {
    bar: ProgressBar,
}

impl Bar {
    pub(crate) fn new(options: &Options, terminal: TerminalKind) -> Self {
        let is_shown = terminal.width.is_some() && !options.quiet;
        let target = if is_shown { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let bar = ProgressBar::with_draw_target(None, target);
        let (ticks, blocks) =
            if terminal.unicode { ("⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏ ", "█▌ ") } else { ("-\\|/ ", "=> ") };
        let style = ProgressStyle::with_template("{spinner} {msg}").expect("the template is valid");
        bar.set_style(style.tick_chars(ticks).progress_chars(blocks));
        bar.set_message("reading");
        if is_shown {
            bar.enable_steady_tick(Duration::from_millis(120));
        }
        Self { bar }
    }

    /// Takes progress, from any thread.
    pub(crate) fn show(&self, progress: Progress) {
        match progress {
            Progress::Reading => self.bar.set_message("reading"),
            Progress::Analysing { done, total } => {
                if self.bar.length() != Some(total) {
                    let template = "{spinner} {msg} {wide_bar} {human_pos}/{human_len}";
                    let style = self.bar.style().template(template).expect("the template is valid");
                    self.bar.set_style(style);
                    self.bar.set_length(total);
                    self.bar.set_message("analysing");
                }
                self.bar.set_position(done);
            }
        }
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
