//! The `molehunt` command.
//!
//! This crate reads the command line and the configuration file, asks the pipeline, and hands the answer to `molehunt-report`.
//! What is found, and what it means, is decided elsewhere.

use std::process::ExitCode;

mod args;
mod command;
mod configuration;
mod console;
mod defect;
mod failure;
mod nearest;
mod output;
mod pipeline;
mod progress;
mod run;

#[cfg(test)]
mod tests;

/// Trees are made and dropped by the thousand on every thread; the system's allocator keeps more of that memory.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let code =
        defect::guard(|| run::run(std::env::args_os(), &pipeline::EnginePipeline, &mut console::Console::of_process()));
    ExitCode::from(code)
}
