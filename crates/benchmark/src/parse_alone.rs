//! The floor: finds, reads and parses every code file, and does nothing else.
//!
//! No analysis can be faster than this without leaving files out, so a scan is measured against it.
//! Files are found by `molehunt-inputs` and parsed by `molehunt-syntax`, with the settings and limits of a scan.
//! Nothing is filtered, no content is recognised as seen before, and each tree is dropped at once.
//!
//! Only `engine` runs things in parallel, says the style page; this is the exception, because the floor of a parallel scan
//! is a parallel one, and going through the engine would measure the engine.

use std::{
    collections::BTreeMap,
    io::{self, Write},
    num::NonZeroUsize,
    panic::{AssertUnwindSafe, catch_unwind},
    path::PathBuf,
    process::ExitCode,
    time::{Duration, Instant},
};

use clap::Parser;
use molehunt_source::{CodeKind, File, SourceText};
use molehunt_syntax::{STACK_SIZE, UnparsedReason};
use rayon::{
    ThreadPoolBuilder,
    iter::{IntoParallelRefIterator, ParallelIterator},
};
use serde::Serialize;

/// Read and parse every code file, and nothing else. Prints the counts as JSON.
#[derive(Debug, Parser)]
#[command(name = "molehunt-parse-alone", version)]
struct Arguments {
    /// Folders, files and archives, as `molehunt scan` takes them.
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// How many threads to use; by default one for each processor.
    #[arg(long, value_name = "N")]
    threads: Option<NonZeroUsize>,
    /// List each file without a tree, with the reason.
    #[arg(long)]
    failures: bool,
    /// List the files that took longest.
    #[arg(long, value_name = "N", default_value_t = 0)]
    slowest: usize,
}

/// The allocator of the command that is measured against this.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match run(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Nobody is left to tell where stderr is closed.
            let _ = writeln!(io::stderr(), "molehunt-parse-alone: {error}");
            ExitCode::from(2)
        }
    }
}

fn run(arguments: &Arguments) -> Result<(), Box<dyn std::error::Error>> {
    let inventory = molehunt_inputs::read(&arguments.paths, &molehunt_inputs::Options::default())?;
    let tasks: Vec<Task<'_>> = inventory
        .packages
        .iter()
        .flat_map(|package| package.files.iter().map(move |file| (package.id.path.as_str(), file)))
        .filter_map(|(package, file)| Some(Task { package, file, kind: file.role.code()? }))
        .collect();

    let pool = ThreadPoolBuilder::new()
        .num_threads(arguments.threads.map_or(0, NonZeroUsize::get))
        .stack_size(STACK_SIZE)
        .build()?;
    let outcomes: Vec<Outcome> = pool.install(|| tasks.par_iter().map(Task::run).collect());

    let mut out = io::stdout().lock();
    serde_json::to_writer_pretty(&mut out, &Account::new(&tasks, &outcomes, arguments))?;
    writeln!(out)?;
    Ok(())
}

/// One file to parse.
struct Task<'a> {
    package: &'a str,
    file: &'a File,
    kind: CodeKind,
}

/// How that went.
struct Outcome {
    /// Bytes that were read.
    bytes: u64,
    elapsed: Duration,
    failure: Option<Failure>,
}

struct Failure {
    reason: &'static str,
    detail: String,
}

impl Task<'_> {
    fn run(&self) -> Outcome {
        let start = Instant::now();
        let (bytes, failure) = match self.file.read() {
            Ok(bytes) => {
                (bytes.len() as u64, catch_unwind(AssertUnwindSafe(|| self.parse(bytes))).unwrap_or_else(panicked))
            }
            Err(error) => (0, Some(Failure { reason: "unreadable", detail: error.to_string() })),
        };
        Outcome { bytes, elapsed: start.elapsed(), failure }
    }

    fn parse(&self, bytes: Vec<u8>) -> Option<Failure> {
        let unparsed = molehunt_syntax::parse(&SourceText::decode(bytes), self.kind).err()?;
        let reason = match unparsed.reason {
            UnparsedReason::TooLarge => "too-large",
            UnparsedReason::TooDeep => "too-deep",
            UnparsedReason::Budget => "budget",
            UnparsedReason::Syntax => "parse-error",
        };
        Some(Failure { reason, detail: unparsed.detail })
    }

    fn path(&self) -> String {
        format!("{}/{}", self.package, self.file.path)
    }
}

fn panicked(_: Box<dyn std::any::Any + Send>) -> Option<Failure> {
    Some(Failure { reason: "panic", detail: "the parser panicked; its message is on stderr".to_owned() })
}

/// What is printed.
#[derive(Serialize)]
struct Account {
    files: u64,
    bytes: u64,
    parsed: u64,
    failed: u64,
    reasons: BTreeMap<&'static str, u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    failures: Option<Vec<FailureJson>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    slowest: Vec<SlowJson>,
}

#[derive(Serialize)]
struct FailureJson {
    path: String,
    reason: &'static str,
    detail: String,
}

#[derive(Serialize)]
struct SlowJson {
    path: String,
    bytes: u64,
    milliseconds: f64,
}

impl Account {
    fn new(tasks: &[Task<'_>], outcomes: &[Outcome], arguments: &Arguments) -> Self {
        let mut reasons = BTreeMap::new();
        let mut failures = Vec::new();
        for (task, outcome) in tasks.iter().zip(outcomes) {
            if let Some(failure) = &outcome.failure {
                *reasons.entry(failure.reason).or_default() += 1;
                failures.push(FailureJson {
                    path: task.path(),
                    reason: failure.reason,
                    detail: failure.detail.clone(),
                });
            }
        }
        let files = tasks.len() as u64;
        let failed = failures.len() as u64;
        Self {
            files,
            bytes: outcomes.iter().map(|outcome| outcome.bytes).sum(),
            parsed: files - failed,
            failed,
            reasons,
            failures: arguments.failures.then_some(failures),
            slowest: slowest(tasks, outcomes, arguments.slowest),
        }
    }
}

fn slowest(tasks: &[Task<'_>], outcomes: &[Outcome], count: usize) -> Vec<SlowJson> {
    let mut order: Vec<(&Task<'_>, &Outcome)> = tasks.iter().zip(outcomes).collect();
    order.sort_by_key(|(_, outcome)| std::cmp::Reverse(outcome.elapsed));
    order
        .into_iter()
        .take(count)
        .map(|(task, outcome)| SlowJson {
            path: task.path(),
            bytes: outcome.bytes,
            milliseconds: (outcome.elapsed.as_secs_f64() * 10_000.0).round() / 10.0,
        })
        .collect()
}
