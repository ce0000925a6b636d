//! What a scan costs for a construct that occurs n times, as n doubles.
//!
//! Whoever writes a package to stop the scan has one construct to find whose cost grows faster than its size.
//! Each construct is scanned in doubling sizes until that takes long enough to measure,
//! and beside each scan the same files are parsed and nothing else.
//! The slope of time over size, both as logarithms, is the power of n with which the time grows.

mod cases;
mod growth;

use std::{
    env, fs,
    io::{self, Write},
    num::NonZeroUsize,
    path::{Path, PathBuf},
    process::{Command, ExitCode, Stdio},
    time::Duration,
};

use clap::Parser;
use serde::Deserialize;
use wait4::Wait4;

use crate::{
    cases::{CASES, Case},
    growth::{Growth, Point, TOO_FAST},
};

/// Show how the time of a scan grows with the size of its input, construct by construct.
#[derive(Debug, Parser)]
#[command(name = "molehunt-worst-cases", version)]
struct Arguments {
    /// Measure only the constructs whose name has this in it.
    #[arg(default_value = "")]
    filter: String,
    /// How often each size is measured; the fastest run counts.
    #[arg(long, value_name = "N", default_value = "2")]
    runs: NonZeroUsize,
    /// Go on to the next size while a scan takes less than that many seconds of processor time.
    #[arg(long, value_name = "SECONDS", default_value_t = 0.8)]
    enough: f64,
    /// The `molehunt` to measure; by default the one beside this program.
    #[arg(long, value_name = "PATH")]
    molehunt: Option<PathBuf>,
    /// Show every size, not only what comes of all of them.
    #[arg(long)]
    points: bool,
    /// Write a construct's program of that size into a folder, and measure nothing.
    #[arg(long, value_name = "N")]
    write: Option<usize>,
}

type Failure = Box<dyn std::error::Error>;

/// The first size.
const SMALLEST: usize = 32;
/// The most of a construct, the most files, and the most bytes, of one program.
const LARGEST: usize = 1 << 21;
const MOST_FILES: usize = 4_096;
const MOST_BYTES: usize = 6 << 20;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match run(&arguments) {
        Ok(0) => ExitCode::SUCCESS,
        Ok(_) => ExitCode::from(1),
        Err(error) => {
            // Nobody is left to tell where stderr is closed.
            let _ = writeln!(io::stderr(), "molehunt-worst-cases: {error}");
            ExitCode::from(2)
        }
    }
}

/// Says how many constructs grow too fast.
fn run(arguments: &Arguments) -> Result<u32, Failure> {
    let here = env::current_exe()?;
    let beside = |name: &str| here.with_file_name(format!("{name}{}", env::consts::EXE_SUFFIX));
    let bench = Bench {
        folder: env::temp_dir().join(format!("molehunt-worst-cases-{}", std::process::id())),
        molehunt: arguments.molehunt.clone().unwrap_or_else(|| beside("molehunt")),
        parse_alone: beside("molehunt-parse-alone"),
        runs: arguments.runs.get(),
    };
    let chosen = CASES.iter().filter(|case| case.name.contains(&arguments.filter));
    if let Some(n) = arguments.write {
        for case in chosen {
            let folder = Path::new(case.name);
            write_files(folder, &(case.make)(n))?;
        }
        return Ok(0);
    }
    let mut out = io::stdout().lock();
    writeln!(
        out,
        "| Construct | n | Source, kB | Scan, ms | Parsing alone, ms | Power of n | Steepest | Against parsing | Ended by |"
    )?;
    writeln!(out, "|---|---|---|---|---|---|---|---|---|")?;
    let mut too_fast = 0;
    let floor = bench.floor()?;
    for case in chosen {
        let growth = bench.grow(case, floor, Duration::from_secs_f64(arguments.enough))?;
        if arguments.points {
            for point in &growth.points {
                writeln!(io::stderr(), "{}: {point}", case.name)?;
            }
        }
        too_fast += u32::from(growth.is_too_fast());
        writeln!(out, "| {} | {growth} |", case.name)?;
        out.flush()?;
    }
    fs::remove_dir_all(&bench.folder)?;
    writeln!(out, "\n{too_fast} constructs grow faster than n to the power of {TOO_FAST}")?;
    Ok(too_fast)
}

struct Bench {
    folder: PathBuf,
    molehunt: PathBuf,
    parse_alone: PathBuf,
    runs: usize,
}

/// As much of a report as says whether all was analysed.
#[derive(Deserialize)]
struct Report {
    coverage: Coverage,
}

#[derive(Deserialize)]
struct Coverage {
    unanalysed: Vec<Unanalysed>,
}

#[derive(Deserialize)]
struct Unanalysed {
    reason: String,
}

/// What a scan and parsing cost when there is nothing to do.
#[derive(Clone, Copy)]
struct Floor {
    scan: Duration,
    parse: Duration,
}

impl Bench {
    fn floor(&self) -> Result<Floor, Failure> {
        write_files(&self.folder, &[("index.js".to_owned(), "require('@sendgrid/mail').send({});".to_owned())])?;
        let mut floor = Floor { scan: Duration::MAX, parse: Duration::MAX };
        for _ in 0..5 {
            floor.scan = floor.scan.min(self.scan()?.ok_or("a scan of next to nothing came to no end")?.0);
            floor.parse = floor.parse.min(self.parse()?);
        }
        Ok(floor)
    }

    fn grow(&self, case: &Case, floor: Floor, enough: Duration) -> Result<Growth, Failure> {
        let mut points: Vec<Point> = Vec::new();
        let mut ended_by = String::new();
        let mut n = SMALLEST;
        loop {
            let files = (case.make)(n);
            let bytes: usize = files.iter().map(|(_, text)| text.len()).sum();
            if bytes > MOST_BYTES || files.len() > MOST_FILES {
                break;
            }
            write_files(&self.folder, &files)?;
            let (mut scan, mut parse) = (Duration::MAX, Duration::MAX);
            let mut reasons: Vec<String> = Vec::new();
            for _ in 0..self.runs {
                let Some((time, report)) = self.scan()? else {
                    return Ok(Growth { points, ended_by: format!("no end at {n}"), has_end: false });
                };
                scan = scan.min(time);
                parse = parse.min(self.parse()?);
                reasons = report.coverage.unanalysed.into_iter().map(|file| file.reason).collect();
            }
            reasons.sort();
            reasons.dedup();
            ended_by = reasons.join(", ");
            // Without a tree nothing is analysed, and more of the same will not have one either.
            if reasons.iter().any(|reason| reason != "budget") {
                break;
            }
            let scan = scan.saturating_sub(floor.scan);
            points.push(Point { n, bytes, scan, parse: parse.saturating_sub(floor.parse) });
            if scan > enough || n >= LARGEST {
                break;
            }
            n *= 2;
        }
        Ok(Growth { points, ended_by, has_end: true })
    }

    fn scan(&self) -> Result<Option<(Duration, Report)>, Failure> {
        let arguments = ["scan", "--format", "json", "--quiet", "--no-cache", "--threads", "1"];
        match self.cost(&self.molehunt, &arguments)? {
            Some((time, output)) => Ok(Some((time, serde_json::from_slice(&output)?))),
            None => Ok(None),
        }
    }

    fn parse(&self) -> Result<Duration, Failure> {
        let cost = self.cost(&self.parse_alone, &["--threads", "1"])?;
        Ok(cost.ok_or("parsing alone came to no end")?.0)
    }

    /// The processor time of a program over the files, and what it printed; `None` where it had to be ended.
    fn cost(&self, program: &Path, arguments: &[&str]) -> Result<Option<(Duration, Vec<u8>)>, Failure> {
        let output = self.folder.with_extension("json");
        // What does not end, or takes all memory there is, must not end the machine.
        let child = Command::new("sh")
            .args(["-c", "ulimit -t 60; ulimit -v 8000000; exec \"$@\"", "sh"])
            .arg(program)
            .args(arguments)
            .arg(&self.folder)
            .stdin(Stdio::null())
            .stdout(fs::File::create(&output)?)
            .spawn()
            .map_err(|error| format!("cannot start {}: {error}", program.display()))?;
        let used = child.wait4()?;
        let printed = fs::read(&output)?;
        fs::remove_file(&output)?;
        let time = used.rusage.utime + used.rusage.stime;
        match used.status.code() {
            // 1 stands for findings.
            Some(0 | 1) => Ok(Some((time, printed))),
            Some(_) => Err(format!("{} failed: {}", program.display(), used.status).into()),
            None => Ok(None),
        }
    }
}

/// Makes a folder that holds these files and a manifest, and nothing else.
fn write_files(folder: &Path, files: &[(String, String)]) -> io::Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    fs::create_dir_all(folder)?;
    fs::write(folder.join("package.json"), r#"{"name":"worst","version":"1.0.0"}"#)?;
    for (path, text) in files {
        let path = folder.join(path);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::write(path, text)?;
    }
    Ok(())
}
