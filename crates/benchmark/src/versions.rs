//! What comparing versions costs, as a multiple of scanning them.
//!
//! A history is measured on versions that are made for it: each has most of its files from the one before, and a function
//! more in the others. A comparison is measured on two packages that are given.
//! Runs follow each other, and the best of each counts, since a busy machine makes everything slower and nothing faster.

use std::{
    collections::BTreeMap,
    env, fs,
    io::{self, Write},
    num::NonZeroUsize,
    path::{Path, PathBuf},
    process::{Command, ExitCode, Stdio},
    time::{Duration, Instant},
};

use clap::{Parser, Subcommand};
use wait4::Wait4;

/// Compare `molehunt history` and `molehunt diff` with scans of the same versions.
#[derive(Debug, Parser)]
#[command(name = "molehunt-versions", version)]
struct Arguments {
    #[command(subcommand)]
    what: What,
    /// How often each is run.
    #[arg(long, value_name = "N", default_value = "3", global = true)]
    runs: NonZeroUsize,
    /// How many threads may be used.
    #[arg(long, value_name = "N", default_value = "2", global = true)]
    threads: NonZeroUsize,
    /// The `molehunt` to measure; by default the one beside this program.
    #[arg(long, value_name = "PATH", global = true)]
    molehunt: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Make versions of a package, and compare their history with the scan of one.
    History {
        /// The folder of the package.
        package: PathBuf,
        /// How many versions.
        #[arg(long, value_name = "N", default_value = "50")]
        versions: NonZeroUsize,
        /// How many of a hundred files differ from one to the next.
        #[arg(long, value_name = "N", default_value = "10")]
        share: usize,
    },
    /// Compare a comparison with the scans of both versions.
    Diff {
        /// The older version, a folder or an archive.
        before: PathBuf,
        /// The newer one.
        after: PathBuf,
    },
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match run(&arguments) {
        Ok(text) => {
            // Nobody is left to tell where stdout is closed.
            let _ = io::stdout().write_all(text.as_bytes());
            ExitCode::SUCCESS
        }
        Err(error) => {
            let _ = writeln!(io::stderr(), "molehunt-versions: {error}");
            ExitCode::FAILURE
        }
    }
}

/// What a run costs: processor time of all threads, and time by the clock.
#[derive(Clone, Copy)]
struct Cost {
    cpu: Duration,
    wall: Duration,
}

fn run(arguments: &Arguments) -> Result<String, Box<dyn std::error::Error>> {
    let measure = |command: &str, paths: &[&Path]| measured(arguments, command, paths);
    match &arguments.what {
        What::Diff { before, after } => {
            let (one, other) = (measure("scan", &[before])?, measure("scan", &[after])?);
            let both = Cost { cpu: one.cpu + other.cpu, wall: one.wall + other.wall };
            Ok(compared("two scans", both, "diff", measure("diff", &[before, after])?))
        }
        What::History { package, versions, share } => {
            let folder = env::temp_dir().join(format!("molehunt-versions-{}", std::process::id()));
            let written = write_versions(package, &folder, versions.get(), *share);
            let costs = written.and_then(|middle| Ok((measure("scan", &[&middle])?, measure("history", &[&folder])?)));
            fs::remove_dir_all(&folder)?;
            let (scan, history) = costs?;
            Ok(compared("a scan", scan, &format!("history of {versions}"), history))
        }
    }
}

fn compared(floor: &str, least: Cost, name: &str, cost: Cost) -> String {
    let ratio = |cost: Duration, least: Duration| cost.as_secs_f64() / least.as_secs_f64().max(1e-6);
    let shown = |cost: Cost| format!("{:.3} s CPU, {:.3} s", cost.cpu.as_secs_f64(), cost.wall.as_secs_f64());
    format!(
        "{floor}: {}\n{name}: {}\nratio: {:.2} CPU, {:.2} by the clock\n",
        shown(least),
        shown(cost),
        ratio(cost.cpu, least.cpu),
        ratio(cost.wall, least.wall)
    )
}

/// The best of some runs.
fn measured(arguments: &Arguments, name: &str, paths: &[&Path]) -> Result<Cost, Box<dyn std::error::Error>> {
    let beside =
        || Ok::<_, io::Error>(env::current_exe()?.with_file_name(format!("molehunt{}", env::consts::EXE_SUFFIX)));
    let program = arguments.molehunt.clone().map_or_else(beside, Ok)?;
    let mut best: Option<Cost> = None;
    for _ in 0..arguments.runs.get() {
        let mut command = Command::new(&program);
        command.arg(name).args(paths).args(["--format", "json", "--quiet", "--no-cache"]);
        command.args(["--threads", &arguments.threads.to_string()]).stdin(Stdio::null()).stdout(Stdio::null());
        let start = Instant::now();
        let used = command.spawn()?.wait4()?;
        let cost = Cost { cpu: used.rusage.utime + used.rusage.stime, wall: start.elapsed() };
        // Findings are no failure.
        if !matches!(used.status.code(), Some(0 | 1)) {
            return Err(format!("{} {name} failed: {}", program.display(), used.status).into());
        }
        let (cpu, wall) = best.map_or((cost.cpu, cost.wall), |best| (best.cpu.min(cost.cpu), best.wall.min(cost.wall)));
        best = Some(Cost { cpu, wall });
    }
    best.ok_or_else(|| "nothing was run".into())
}

/// Writes versions side by side; gives the one in the middle.
fn write_versions(
    package: &Path,
    folder: &Path,
    versions: usize,
    share: usize,
) -> Result<PathBuf, Box<dyn std::error::Error>> {
    let mut files = BTreeMap::new();
    read_all(package, package, &mut files)?;
    let changing: Vec<PathBuf> = files.keys().filter(|path| can_change(path)).cloned().collect();
    let count = (changing.len() * share / 100).max(1);
    let manifest: serde_json::Value =
        serde_json::from_slice(files.get(Path::new("package.json")).map_or(&[], Vec::as_slice))?;
    let mut seed = 7_u64;
    for version in 0..versions {
        if version > 0 {
            for _ in 0..count {
                // The next of a row that is the same on all machines.
                seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                let Some(path) = changing.get((seed >> 33) as usize % changing.len().max(1)) else { break };
                files.entry(path.clone()).and_modify(|bytes| bytes.extend(addition(path, version).into_bytes()));
            }
        }
        let mut manifest = manifest.clone();
        manifest["version"] = format!("1.0.{version}").into();
        files.insert("package.json".into(), manifest.to_string().into_bytes());
        for (path, bytes) in &files {
            let path = place(folder, version).join(path);
            fs::create_dir_all(path.parent().unwrap_or(folder))?;
            fs::write(path, bytes)?;
        }
    }
    Ok(place(folder, versions / 2))
}

fn place(folder: &Path, version: usize) -> PathBuf {
    folder.join(format!("v{version:03}"))
}

fn read_all(root: &Path, folder: &Path, files: &mut BTreeMap<PathBuf, Vec<u8>>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let kind = entry.file_type()?;
        if kind.is_dir() {
            read_all(root, &entry.path(), files)?;
        } else if kind.is_file()
            && let Ok(path) = entry.path().strip_prefix(root)
        {
            files.insert(path.to_owned(), fs::read(entry.path())?);
        }
    }
    Ok(())
}

const CODE: [&str; 3] = ["js", "cjs", "mjs"];

fn extension(path: &Path) -> &str {
    path.extension().and_then(|extension| extension.to_str()).unwrap_or("")
}

fn can_change(path: &Path) -> bool {
    CODE.contains(&extension(path)) || ["ts", "mts", "cts", "md"].contains(&extension(path))
}

/// What a version has more than the one before.
fn addition(path: &Path, version: usize) -> String {
    match CODE.contains(&extension(path)) {
        true => format!("\nfunction revision{version}(value) {{ return String(value).concat('{version}'); }}\n"),
        false => format!("\n// Revision {version}.\n"),
    }
}
