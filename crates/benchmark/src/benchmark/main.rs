//! Runs a scan and the floor by turns, and compares what they cost.
//!
//! The floor is `molehunt-parse-alone`. Both run as processes of their own, so that processor time and peak memory are
//! what the system counted for them, and each pair runs back to back, so that a ratio survives a busy or slow machine.

mod measure;
mod summary;

use std::{
    env, fs,
    io::{self, Write},
    num::NonZeroUsize,
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::Parser;

use crate::{
    measure::{Program, Report, Source},
    summary::{Pair, Summary},
};

/// Compare `molehunt scan` with parsing the same files and nothing else.
#[derive(Debug, Parser)]
#[command(name = "molehunt-benchmark", version)]
struct Arguments {
    /// The folder to scan, best a large `node_modules`.
    tree: PathBuf,
    /// How many pairs of runs to measure, after one of each that is not measured.
    #[arg(long, value_name = "N", default_value = "5")]
    runs: NonZeroUsize,
    /// How many threads either may use.
    #[arg(long, value_name = "N", default_value = "2")]
    threads: NonZeroUsize,
    /// The `molehunt` to measure; by default the one beside this program.
    #[arg(long, value_name = "PATH")]
    molehunt: Option<PathBuf>,
    /// Write the figures to a file as JSON.
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match run(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Nobody is left to tell where stderr is closed.
            let _ = writeln!(io::stderr(), "molehunt-benchmark: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &Arguments) -> Result<(), Box<dyn std::error::Error>> {
    let molehunt = match &arguments.molehunt {
        Some(path) => path.clone(),
        None => beside_this_program("molehunt")?,
    };
    let threads = arguments.threads.to_string();
    let scan = Program {
        name: "scan",
        path: molehunt,
        // Written to stdout, which is thrown away: the report is made, and no disk is measured.
        arguments: ["scan", "--format", "json", "--quiet", "--no-cache", "--threads", &threads]
            .map(Into::into)
            .into_iter()
            .chain([arguments.tree.clone().into_os_string()])
            .collect(),
        // 1 stands for findings.
        good_codes: &[0, 1],
    };
    let floor = Program {
        name: "parse alone",
        path: beside_this_program("molehunt-parse-alone")?,
        arguments: ["--threads", &threads]
            .map(Into::into)
            .into_iter()
            .chain([arguments.tree.clone().into_os_string()])
            .collect(),
        good_codes: &[0],
    };

    say("warming up");
    let report: Report = scan.read()?;
    let source: Source = floor.read()?;
    if report.coverage.files < source.files {
        let seen = report.coverage.files;
        return Err(format!("the scan accounts for {seen} files, but there are {} to parse", source.files).into());
    }
    let mut pairs = Vec::new();
    for round in 1..=arguments.runs.get() {
        say(&format!("run {round} of {}", arguments.runs));
        // Whoever comes second may find a warmer or a hotter machine: take turns.
        let pair = if round % 2 == 1 {
            let scan = scan.measure()?;
            Pair { scan, floor: floor.measure()? }
        } else {
            let floor = floor.measure()?;
            Pair { scan: scan.measure()?, floor }
        };
        pairs.push(pair);
    }

    let summary = Summary::new(source, arguments.threads.get(), &pairs);
    write!(io::stdout().lock(), "{summary}")?;
    if let Some(path) = &arguments.output {
        let mut json = serde_json::to_string_pretty(&summary)?;
        json.push('\n');
        fs::write(path, json).map_err(|error| format!("cannot write {}: {error}", path.display()))?;
    }
    Ok(())
}

fn beside_this_program(name: &str) -> Result<PathBuf, String> {
    let here = env::current_exe().map_err(|error| format!("cannot tell where this program is: {error}"))?;
    let path = here.parent().unwrap_or(Path::new("")).join(format!("{name}{}", env::consts::EXE_SUFFIX));
    if path.is_file() {
        Ok(path)
    } else {
        Err(format!(
            "there is no {}; build it with `cargo build --release -p molehunt-cli -p molehunt-benchmark`",
            path.display()
        ))
    }
}

/// Progress, for somebody who waits; the figures on stdout do not depend on it.
fn say(message: &str) {
    let _ = writeln!(io::stderr(), "{message}");
}
