//! From a command line to an exit code.

use std::{ffi::OsString, path::Path};

use clap::Parser;

use crate::{
    args::{Command, CommandLine, Options},
    command::{diff, history, lock, rules, scan},
    configuration::ConfigurationFile,
    console::Console,
    failure::Failure,
    output::Output,
    pipeline::{Pipeline, Request},
    progress::Bar,
};

/// Nothing to object to.
pub(crate) const CLEAN: u8 = 0;
/// There are findings at or above `--fail-on`.
pub(crate) const FOUND: u8 = 1;
/// The command could not do what it was asked.
pub(crate) const FAILED: u8 = 2;

/// What every command needs.
pub(crate) struct Context<'a> {
    pub(crate) options: &'a Options,
    pub(crate) pipeline: &'a dyn Pipeline,
    pub(crate) console: &'a mut Console,
    pub(crate) configuration: Option<ConfigurationFile>,
    pub(crate) output: Output,
}

/// Runs a command line, the name of the program first.
pub(crate) fn run(arguments: impl IntoIterator<Item = OsString>, pipeline: &dyn Pipeline, console: &mut Console) -> u8 {
    let command_line = match CommandLine::try_parse_from(arguments) {
        Ok(command_line) => command_line,
        Err(error) => return answer_usage(&error, console),
    };
    let options = &command_line.options;
    match run_command(&command_line.command, options, pipeline, console) {
        Ok(code) => code,
        Err(failure) => {
            let text = failure.render(&console.err_terminal.style(options.color));
            console.complain(&text);
            FAILED
        }
    }
}

fn run_command(
    command: &Command,
    options: &Options,
    pipeline: &dyn Pipeline,
    console: &mut Console,
) -> Result<u8, Failure> {
    let output = Output::new(options, console)?;
    let configuration = ConfigurationFile::find(options.config.as_deref(), Path::new(""))?;
    let mut ctx = Context { options, pipeline, console, configuration, output };
    match command {
        Command::Scan { paths } => scan::run(&mut ctx, paths),
        Command::Diff { before, after } => diff::run(&mut ctx, before, after),
        Command::History { folder, since, only_gained, order } => {
            let choice = history::Choice { since: since.clone(), order: (*order).into(), only_gained: *only_gained };
            history::run(&mut ctx, folder, &choice)
        }
        Command::Lock { paths, update, lock_file } => lock::lock(&mut ctx, paths, lock_file, update),
        Command::Check { paths, lock_file } => lock::check(&mut ctx, paths, lock_file),
        Command::Rules(command) => rules::run(&mut ctx, command),
    }
}

impl Context<'_> {
    pub(crate) fn request(&self) -> Request<'_> {
        Request {
            first_party: &self.options.first_party,
            rule_folders: &self.options.rules,
            intel_folders: &self.options.intel,
            configuration: self.configuration.as_ref(),
            threads: self.options.threads,
            behaviours: self.options.behaviours,
            no_filter: self.options.no_filter,
        }
    }

    pub(crate) fn bar(&self) -> Bar {
        Bar::new(self.options, self.console.err_terminal)
    }
}

/// `--help` and `--version` go to stdout and are no error; bad usage goes to stderr and is.
fn answer_usage(error: &clap::Error, console: &mut Console) -> u8 {
    let is_error = error.use_stderr();
    let terminal = if is_error { console.err_terminal } else { console.out_terminal };
    let text = error.render();
    let text = if terminal.color { text.ansi().to_string() } else { text.to_string() };
    if is_error {
        console.complain(&text);
        return FAILED;
    }
    // A closed pipe is no reason to complain here either.
    let _ = console.out.write_all(text.as_bytes()).and_then(|()| console.out.flush());
    CLEAN
}
