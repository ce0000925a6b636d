//! How near the code of a tree comes to the limits of the evaluation, so that they can be set by measurement.
//!
//! Files are found, extracted and linked as a scan does it; rules are not applied, and nothing is said of what was found.
//! Going through the engine would not do: of a file it keeps the facts alone.

use std::{
    io::{self, Write},
    num::NonZeroUsize,
    panic::{AssertUnwindSafe, catch_unwind},
    path::PathBuf,
    process::ExitCode,
    sync::{Mutex, PoisonError},
};

use clap::Parser;
use molehunt_analysis::{FileFacts, Linking, Need, Needs, Options, Tables, extract, link};
use molehunt_source::{File, Package, SourceText};
use molehunt_syntax::STACK_SIZE;
use rayon::{
    ThreadPoolBuilder,
    iter::{IntoParallelRefIterator, ParallelIterator},
};

/// Say how near the code of a tree comes to the limits of the evaluation.
#[derive(Debug, Parser)]
#[command(name = "molehunt-limits", version)]
struct Arguments {
    /// Folders, files and archives, as `molehunt scan` takes them.
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// How many threads to use; by default one for each processor.
    #[arg(long, value_name = "N")]
    threads: Option<NonZeroUsize>,
    /// Name that many of the graphs that need most, for each limit.
    #[arg(long, value_name = "N", default_value_t = 1)]
    most: usize,
}

/// The allocator of a scan.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match run(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Nobody is left to tell where stderr is closed.
            let _ = writeln!(io::stderr(), "molehunt-limits: {error}");
            ExitCode::from(2)
        }
    }
}

/// What one graph needs, and the name of its file or package.
type Graph = (String, Needs);

fn run(arguments: &Arguments) -> Result<(), Box<dyn std::error::Error>> {
    let inventory = molehunt_inputs::read(&arguments.paths, &molehunt_inputs::Options::default())?;
    let pool = ThreadPoolBuilder::new()
        .num_threads(arguments.threads.map_or(0, NonZeroUsize::get))
        .stack_size(STACK_SIZE)
        .build()?;
    let graphs: Vec<Vec<Graph>> = pool.install(|| inventory.packages.par_iter().map(graphs_of).collect());
    let mut graphs: Vec<Graph> = graphs.into_iter().flatten().collect();
    // What has nothing of interest is not evaluated.
    graphs.retain(|(_, needs)| needs.most(Need::Steps) > 0);
    graphs.sort_by(|left, right| left.0.cmp(&right.0));
    let mut out = io::stdout().lock();
    writeln!(out, "{} graphs", graphs.len())?;
    for need in Need::ALL {
        let mut amounts: Vec<(u64, &str)> = graphs.iter().map(|(name, needs)| (needs.most(need), &**name)).collect();
        amounts.sort_by(|left, right| right.0.cmp(&left.0).then(left.1.cmp(right.1)));
        let limit = need.limit();
        let beyond = amounts.iter().take_while(|(amount, _)| *amount > limit).count();
        // Of a thousand, all but one need at most so much.
        let nearly_all = amounts.get(amounts.len() / 1_000).map_or(0, |(amount, _)| *amount);
        let most = amounts.first().map_or(0, |(amount, _)| *amount);
        writeln!(out, "{}\tlimit {limit}\t99.9 % {nearly_all}\tmost {most}\tbeyond {beyond}", need.name())?;
        for (amount, name) in amounts.iter().take(arguments.most).filter(|(amount, _)| *amount > 0) {
            writeln!(out, "\t{amount}\t{name}")?;
        }
    }
    Ok(())
}

/// What the files of a package need, each by itself and those that are seen together.
fn graphs_of(package: &Package) -> Vec<Graph> {
    let together = Mutex::new(None);
    let take = |needs: &Needs| *together.lock().unwrap_or_else(PoisonError::into_inner) = Some(needs.clone());
    let read = |file: &File| file.read().ok().map(SourceText::decode);
    let linking = Linking { needs: Some(&take), ..Linking::new(Tables::embedded(), &read) };
    let mut files: Vec<FileFacts> = package.files.iter().filter_map(extracted).collect();
    files.sort_by(|left, right| left.path.cmp(&right.path));
    let named = |path: &str| format!("{}/{path}", package.id.path);
    let mut graphs: Vec<Graph> =
        files.iter().filter_map(|file| Some((named(file.path.as_str()), Needs::clone(file.needs.as_ref()?)))).collect();
    // A defect is the business of a scan, which reports it.
    let _ = catch_unwind(AssertUnwindSafe(|| link(package, files, &[], linking)));
    let together = together.into_inner().unwrap_or_else(PoisonError::into_inner);
    graphs.extend(together.map(|needs| (named("(together)"), needs)));
    graphs
}

/// The facts of a code file, where it can be read and is none that a scan refuses.
fn extracted(file: &File) -> Option<FileFacts> {
    let kind = file.role.code().filter(|_| file.size <= molehunt_syntax::LIMITS.bytes as u64)?;
    let source = SourceText::decode(file.read().ok()?);
    let options = Options { needs: true, ..Options::default() };
    let extract = || extract(&file.path, kind, &source, Tables::embedded(), options);
    catch_unwind(AssertUnwindSafe(extract)).ok()
}
