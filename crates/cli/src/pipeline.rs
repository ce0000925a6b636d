//! The one place where the command meets the analyzer: every call into `inputs`, `rules` and `engine` goes here.
//!
//! Commands see the trait only, so that what they print and how they end can be tested without an analysis.

use std::{
    num::NonZeroUsize,
    path::{Path, PathBuf},
};

use molehunt_model::{Category, DiffReport, ScanReport, Severity};

use crate::{configuration::ConfigurationFile, failure::Failure};

/// What the user asked for, beside what to audit.
#[derive(Debug)]
#[allow(dead_code, reason = "read once the pipeline is connected")]
pub(crate) struct Request<'a> {
    /// Paths of the user's own code.
    pub(crate) first_party: &'a [PathBuf],
    /// Folders of rules to add.
    pub(crate) rule_folders: &'a [PathBuf],
    /// The configuration in force.
    pub(crate) configuration: Option<&'a ConfigurationFile>,
    /// How many threads; `None` for one for each processor.
    pub(crate) threads: Option<NonZeroUsize>,
    /// Whether the network is forbidden.
    pub(crate) offline: bool,
    /// Whether cached results are neither read nor written.
    pub(crate) no_cache: bool,
    /// Whether files without anything of interest may be passed over.
    pub(crate) filter: bool,
}

/// How far an audit has come.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Progress {
    /// Folders and archives are being read; nobody knows how many files there are.
    Reading,
    /// Files are being analysed.
    Analysing {
        /// Files done.
        done: u64,
        /// Files in all.
        total: u64,
    },
}

/// Takes progress, from any thread.
pub(crate) type ProgressSink<'a> = &'a (dyn Fn(Progress) + Sync);

/// A rule, as `rules list` and `rules explain` show it.
#[derive(Debug, Clone)]
pub(crate) struct RuleEntry {
    pub(crate) id: String,
    pub(crate) title: String,
    pub(crate) severity: Severity,
    pub(crate) category: Category,
    /// The manual page, Markdown.
    pub(crate) page: String,
}

/// How one example of a rule went.
#[derive(Debug, Clone)]
pub(crate) struct RuleExample {
    pub(crate) rule: String,
    /// The example's title in the rule's page.
    pub(crate) example: String,
    /// What was expected and what came instead; `None` where they agree.
    pub(crate) problem: Option<String>,
}

/// The analyzer, as commands see it.
pub(crate) trait Pipeline {
    /// Audits what lies at `paths`.
    fn scan(&self, request: &Request<'_>, paths: &[PathBuf], progress: ProgressSink<'_>)
    -> Result<ScanReport, Failure>;

    /// Compares two versions of a package.
    fn diff(
        &self,
        request: &Request<'_>,
        before: &Path,
        after: &Path,
        progress: ProgressSink<'_>,
    ) -> Result<DiffReport, Failure>;

    /// Every rule in force, sorted by id.
    fn rules(&self, request: &Request<'_>) -> Result<Vec<RuleEntry>, Failure>;

    /// Runs the examples of the rules in force, or only of those in `folder`.
    fn test_rules(&self, request: &Request<'_>, folder: Option<&Path>) -> Result<Vec<RuleExample>, Failure>;
}

/// The real one.
///
/// The engine is being written; until it is here, each call says so and fails. The intended calls stand beside each.
#[derive(Debug)]
pub(crate) struct EnginePipeline;

impl Pipeline for EnginePipeline {
    // policy: Policy::parse(&file.text, &file.path) or Policy::default();
    // rules: RuleSet::embedded(), add_dir of request.rule_folders and policy.rule_dirs(); policy.check_rules(ids);
    // inventory: molehunt_inputs::read(paths, &Options { first_party: request's and policy's, limits: default });
    // Engine::new(rules, policy, threads, filter)?.scan(inventory, &|step| progress(Progress::Analysing { … })).
    fn scan(&self, _: &Request<'_>, _: &[PathBuf], progress: ProgressSink<'_>) -> Result<ScanReport, Failure> {
        progress(Progress::Reading);
        Err(no_engine())
    }

    // As scan, with two inventories, and engine.diff(before, after, …)?.
    fn diff(&self, _: &Request<'_>, _: &Path, _: &Path, progress: ProgressSink<'_>) -> Result<DiffReport, Failure> {
        progress(Progress::Analysing { done: 0, total: 0 });
        Err(no_engine())
    }

    // From each of rules.rules(): id, title, severity, category, page.
    fn rules(&self, _: &Request<'_>) -> Result<Vec<RuleEntry>, Failure> {
        Err(no_engine())
    }

    // molehunt_rules::check_examples(rule, &mut |example| engine's findings of example.package()) for each rule.
    fn test_rules(&self, _: &Request<'_>, _: Option<&Path>) -> Result<Vec<RuleExample>, Failure> {
        Err(no_engine())
    }
}

fn no_engine() -> Failure {
    Failure::new("this build has no analyzer").help("build it from a revision in which `crates/engine` is not empty")
}
