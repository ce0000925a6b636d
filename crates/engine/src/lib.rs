//! The one pipeline: packages in, a report out.
//!
//! Files are read, parsed and analysed in parallel, whichever package they belong to; packages are then linked and judged.
//! A file that cannot be read, and a defect of ours that panics, end as results of that file.
//! The report does not depend on the number of threads: every parallel step gives its results back in order.
//!
//! This is the only crate that starts threads. It knows no format and no command line.

mod copies;
mod diff;
mod giants;
mod history;
mod intel;
mod linked;
mod tools;

use std::{
    collections::BTreeMap,
    num::NonZeroUsize,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Instant,
};

use jiff::civil::Date;
use molehunt_analysis::{FileFacts, Linking, Options as ExtractOptions, Tables, deep_imports, extract, link};
use molehunt_inputs::Inventory;
use molehunt_model::{
    Finding, PackageFacts, PackageSummary, ScanReport, Severity, Sources, Unanalysed, UnanalysedReason,
};
use molehunt_rules::{Context, Identity, Intel, Policy, RuleSet, Upgrade};
use molehunt_source::{CodeKind, ContentHash, File, ModuleKind, Package, PackageId, PackagePath, SourceText};
use rayon::prelude::*;

use copies::{Unlinked, by_copies, link_copies};
pub use diff::DiffError;
use giants::giants_apart;
pub use history::{HistoryError, HistoryOptions};
pub use intel::IntelError;

/// What an engine works with.
#[derive(Debug)]
pub struct Options {
    /// The rules in force.
    pub rules: RuleSet,
    /// The user's policy.
    pub policy: Policy,
    /// How many threads; `None` for one for each processor.
    pub threads: Option<NonZeroUsize>,
    /// The day on which exceptions expire or not.
    pub today: Date,
    /// Whether the report lists every behaviour.
    pub behaviours: bool,
    /// Whether files in which nothing of interest can occur are evaluated all the same.
    pub no_filter: bool,
}

/// The pipeline, ready to run.
#[derive(Debug)]
pub struct Engine {
    pool: rayon::ThreadPool,
    options: Options,
    intel: Intel,
}

/// Why there is no engine.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// The system gave no threads.
    #[error("cannot start {threads} threads with {} MiB of stack each: {source}; try fewer with --threads", molehunt_syntax::STACK_SIZE >> 20)]
    Threads {
        /// How many were asked for; 0 for one for each processor.
        threads: usize,
        /// What the system said.
        source: rayon::ThreadPoolBuildError,
    },
}

/// How far a run has come.
#[derive(Debug, Clone, Copy)]
pub struct Progress {
    /// Files done.
    pub done: u64,
    /// Files in all.
    pub total: u64,
}

/// Takes progress, from any thread.
pub type ProgressSink<'a> = &'a (dyn Fn(Progress) + Sync);

impl Engine {
    /// Starts the threads.
    pub fn new(options: Options) -> Result<Self, EngineError> {
        let threads = options.threads.map_or(0, NonZeroUsize::get);
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .stack_size(molehunt_syntax::STACK_SIZE)
            .thread_name(|index| format!("molehunt-{index}"))
            .build()
            .map_err(|source| EngineError::Threads { threads, source })?;
        // The tables take a while to load, and the input to be read.
        pool.spawn(|| {
            Tables::embedded();
        });
        Ok(Self { pool, options, intel: Intel::embedded() })
    }

    /// The rules in force.
    pub fn rules(&self) -> &RuleSet {
        &self.options.rules
    }

    /// Audits packages.
    pub fn scan(&self, inventory: &Inventory, progress: ProgressSink<'_>) -> ScanReport {
        let start = Instant::now();
        let options = ExtractOptions { no_filter: self.options.no_filter, ..Default::default() };
        let facts = self.facts(inventory, options, progress);
        let findings = self.judge(&inventory.packages, &facts);
        self.report(inventory, &facts, findings, start)
    }

    /// The facts of each package, in the order of the inventory.
    fn facts(&self, inventory: &Inventory, options: ExtractOptions, progress: ProgressSink<'_>) -> Vec<PackageFacts> {
        let files = self.pool.install(|| extract_all(&inventory.packages, options, progress));
        let deep = deep_imports_of_all(&files);
        let linking = Linking::new(Tables::embedded(), &|file| file.read().ok().map(SourceText::decode));
        let packages = inventory.packages.iter().zip(files).enumerate();
        let groups = by_copies(packages.map(|(index, (package, files))| (index, package, files)));
        let size = |group: &Vec<Unlinked<'_>>| {
            group.iter().map(|(_, package, files)| seen_together(package, files)).max().unwrap_or(0)
        };
        let link_group = |group| {
            link_copies(group, |package, files| {
                let deep = deep.get(&package.id.name).map_or(&[][..], Vec::as_slice);
                link(package, files, deep, linking)
            })
        };
        let facts = self.pool.install(|| giants_apart(groups, size, link_group));
        let mut facts: Vec<_> = facts.into_iter().flatten().collect();
        facts.sort_unstable_by_key(|(index, _)| *index);
        let mut facts: Vec<PackageFacts> = facts.into_iter().map(|(_, facts)| facts).collect();
        self.add_listed(&inventory.packages, &mut facts);
        facts
    }

    /// Adds what records say of the packages.
    fn add_listed(&self, packages: &[Package], facts: &mut [PackageFacts]) {
        for (package, facts) in packages.iter().zip(facts) {
            let listed = self.intel.of(&package.id, &package.manifest);
            facts.facts.extend(listed.into_iter().map(|listed| intel::fact(package, listed)));
        }
    }

    /// What the rules object to, before the policy silences anything.
    fn judge(&self, packages: &[Package], facts: &[PackageFacts]) -> Vec<Finding> {
        self.judge_each(packages, facts).into_iter().flatten().collect()
    }

    /// The same, for each package.
    fn judge_each(&self, packages: &[Package], facts: &[PackageFacts]) -> Vec<Vec<Finding>> {
        let judge = |(package, facts): (&Package, &PackageFacts)| self.judge_one(package, facts, None);
        self.pool.install(|| packages.par_iter().zip(facts).map(judge).collect())
    }

    /// The same, for one package; `upgrade` is what the version before did.
    fn judge_one(&self, package: &Package, facts: &PackageFacts, upgrade: Option<&Upgrade>) -> Vec<Finding> {
        let context = self.context(package, Identity::of(&package.manifest), upgrade);
        self.options.rules.evaluate(facts, &context)
    }

    /// By what else than its facts a package is judged.
    fn context<'a>(&'a self, package: &Package, identity: Identity, upgrade: Option<&'a Upgrade>) -> Context<'a> {
        let severity_overrides = self.options.policy.severity_overrides();
        Context { party: package.party, identity, severity_overrides, upgrade }
    }

    /// The report on packages of which `findings` were made.
    fn report(
        &self,
        inventory: &Inventory,
        facts: &[PackageFacts],
        findings: Vec<Finding>,
        start: Instant,
    ) -> ScanReport {
        let (mut findings, policy) = self.options.policy.apply(findings, self.options.today);
        findings.sort_by(|left, right| left.sort_key().cmp(&right.sort_key()));
        let mut report = ScanReport { policy, ..ScanReport::default() };
        let mut counts: BTreeMap<&PackageId, u64> = BTreeMap::new();
        for finding in &findings {
            *counts.entry(&finding.package).or_default() += 1;
        }
        report.coverage = inventory.coverage.clone();
        for facts in facts {
            report.coverage.add(&facts.coverage);
            report.tools.extend(tools::summaries(facts));
            report.packages.push(PackageSummary {
                id: facts.package.clone(),
                files: facts.coverage.files,
                analysed: facts.coverage.analysed,
                findings: counts.get(&facts.package).copied().unwrap_or(0),
            });
            if self.options.behaviours {
                report.behaviours.extend(facts.facts.iter().map(|fact| (facts.package.clone(), fact.clone())));
            }
        }
        report.coverage.unanalysed.sort();
        report.sources = sources(&inventory.packages, &findings);
        report.findings = findings;
        report.elapsed = start.elapsed();
        report
    }
}

/// How many bytes of a package may be seen together.
fn seen_together(package: &Package, files: &[FileFacts]) -> u64 {
    if !files.iter().any(FileFacts::asks_others) {
        return 0;
    }
    package.files.iter().filter(|file| file.role.code().is_some()).map(|file| file.size).sum()
}

/// A code file to extract: which package it belongs to, and how to read it.
type Job<'a> = (usize, &'a File, CodeKind);

/// Extracts every code file; results are in order.
///
/// Copies of one package lie in many places of a tree. Files that may be copies of each other, by path, kind and size,
/// are one piece of work, in which equal content is analysed once.
fn extract_all(packages: &[Package], options: ExtractOptions, progress: ProgressSink<'_>) -> Vec<Vec<FileFacts>> {
    let mut jobs: Vec<Job<'_>> = Vec::new();
    for (index, package) in packages.iter().enumerate() {
        let code = package.files.iter().filter_map(|file| Some((index, file, file.role.code()?)));
        jobs.extend(code);
    }
    jobs.sort_by(|one, other| copy_key(one).cmp(&copy_key(other)));
    let total = jobs.len() as u64;
    let groups: Vec<&[Job<'_>]> = jobs.chunk_by(|one, other| copy_key(one) == copy_key(other)).collect();
    let done = AtomicU64::new(0);
    let tables = Tables::embedded();
    let code_files = |package: &Package| package.files.iter().filter(|file| file.role.code().is_some()).count();
    let code_files: Vec<usize> = packages.iter().map(code_files).collect();
    let extracted = giants_apart(
        groups,
        |group| group[0].1.size,
        |group| {
            let count = group.len() as u64;
            // Linking sees the files of a package together; one that is alone would only be read again.
            let leaves_rest = group.iter().any(|(index, ..)| code_files[*index] > 1);
            let facts = extract_group(group, tables, ExtractOptions { leaves_rest, ..options });
            progress(Progress { done: done.fetch_add(count, Ordering::Relaxed) + count, total });
            facts
        },
    );
    let mut by_package: Vec<Vec<FileFacts>> = code_files.iter().map(|count| Vec::with_capacity(*count)).collect();
    for (index, facts) in extracted.into_iter().flatten() {
        by_package[index].push(facts);
    }
    for files in &mut by_package {
        files.sort_by(|left, right| left.path.cmp(&right.path));
    }
    by_package
}

/// What copies of one file have in common: size, path, and how they are read.
fn copy_key<'a>((_, file, kind): &Job<'a>) -> (u64, &'a PackagePath, [bool; 4]) {
    (file.size, &file.path, kind_key(*kind))
}

/// How a file is read, as something to compare.
fn kind_key(kind: CodeKind) -> [bool; 4] {
    let module = kind.module;
    [kind.typescript, kind.jsx, module == ModuleKind::Esm, module == ModuleKind::CommonJs]
}

/// Extracts files that may be copies of each other.
fn extract_group(group: &[Job<'_>], tables: &Tables, options: ExtractOptions) -> Vec<(usize, FileFacts)> {
    let may_have_copies = group.len() > 1;
    let mut known: Vec<(ContentHash, usize)> = Vec::new();
    let mut results: Vec<(usize, FileFacts)> = Vec::with_capacity(group.len());
    for &(index, file, kind) in group {
        let facts = match read(file) {
            Err(failed) => *failed,
            Ok(bytes) if may_have_copies => {
                let hash = ContentHash::of(&bytes);
                match known.iter().find(|(other, _)| *other == hash) {
                    Some((_, first)) => results[*first].1.duplicate(),
                    None => {
                        known.push((hash, results.len()));
                        extract_bytes(file, kind, bytes, tables, options)
                    }
                }
            }
            Ok(bytes) => extract_bytes(file, kind, bytes, tables, options),
        };
        results.push((index, facts));
    }
    results
}

fn failed(file: &File, reason: UnanalysedReason, detail: String) -> FileFacts {
    FileFacts::unanalysed(&file.path, reason, detail)
}

/// The bytes of a file, or why there are none.
fn read(file: &File) -> Result<Vec<u8>, Box<FileFacts>> {
    let limit = molehunt_syntax::LIMITS.bytes as u64;
    if file.size > limit {
        let detail = format!("{} bytes, more than the limit of {limit}", file.size);
        return Err(Box::new(failed(file, UnanalysedReason::TooLarge, detail)));
    }
    file.read().map_err(|error| Box::new(failed(file, UnanalysedReason::Unreadable, error.to_string())))
}

fn extract_bytes(file: &File, kind: CodeKind, bytes: Vec<u8>, tables: &Tables, options: ExtractOptions) -> FileFacts {
    let outcome = catch_unwind(AssertUnwindSafe(|| {
        let source = SourceText::decode(bytes);
        extract(&file.path, kind, &source, tables, options)
    }));
    outcome.unwrap_or_else(|panic| {
        let message = panic
            .downcast_ref::<&str>()
            .map(|text| (*text).to_owned())
            .or_else(|| panic.downcast_ref::<String>().cloned())
            .unwrap_or_else(|| "no message".to_owned());
        failed(file, UnanalysedReason::Panic, format!("a defect of molehunt, please report it: {message}"))
    })
}

/// What the packages of a tree load from each other by path, by package name.
fn deep_imports_of_all(files: &[Vec<FileFacts>]) -> BTreeMap<String, Vec<String>> {
    let mut deep: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (name, path) in files.iter().flat_map(|files| deep_imports(files)) {
        deep.entry(name).or_default().push(path);
    }
    for paths in deep.values_mut() {
        paths.sort();
        paths.dedup();
    }
    deep
}

/// The text of the files that findings and their traces name; inventory is not shown with code.
fn sources(packages: &[Package], findings: &[Finding]) -> Sources {
    let by_id: BTreeMap<&PackageId, &Package> = packages.iter().map(|package| (&package.id, package)).collect();
    let mut sources = Sources::default();
    for finding in findings.iter().filter(|finding| finding.severity > Severity::Info) {
        let Some(package) = by_id.get(&finding.package) else { continue };
        for path in std::iter::once(&finding.file).chain(finding.trace.iter().map(|step| &step.file)) {
            if sources.get(&finding.package, path).is_none()
                && let Some(file) = package.file(path.as_str())
                && let Ok(bytes) = file.read()
                && !is_binary(&bytes)
            {
                sources.insert(finding.package.clone(), path.clone(), Arc::new(SourceText::decode(bytes)));
            }
        }
    }
    sources
}

/// Whether bytes are no text: nobody can read a frame of them.
fn is_binary(bytes: &[u8]) -> bool {
    bytes.iter().take(1 << 10).any(|byte| *byte == 0)
}

/// A coverage entry for a file of a package.
pub(crate) fn unreadable(package: &Package, file: &File, error: &std::io::Error) -> Unanalysed {
    Unanalysed {
        package: package.id.clone(),
        file: file.path.clone(),
        reason: UnanalysedReason::Unreadable,
        detail: error.to_string(),
    }
}
