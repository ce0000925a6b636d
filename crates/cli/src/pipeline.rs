//! The one place where the command meets the analyzer: every call into `inputs`, `rules` and `engine` goes here.
//!
//! Commands see the trait only, so that what they print and how they end can be tested without an analysis.

use std::{
    num::NonZeroUsize,
    path::{Path, PathBuf},
};

use jiff::civil::Date;
use molehunt_engine::{Engine, HistoryOptions, Options};
use molehunt_inputs::Inventory;
use molehunt_model::{Category, DiffReport, HistoryReport, ScanReport, Severity};
use molehunt_rules::{Policy, Rule, RuleSet, check_examples};
use molehunt_source::Party;

use crate::{command::history::Choice, configuration::ConfigurationFile, failure::Failure};

/// What the user asked for, beside what to audit.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Request<'a> {
    /// Paths of the user's own code.
    pub(crate) first_party: &'a [PathBuf],
    /// Folders of rules to add.
    pub(crate) rule_folders: &'a [PathBuf],
    /// Folders of records of malicious packages.
    pub(crate) intel_folders: &'a [PathBuf],
    /// The configuration in force.
    pub(crate) configuration: Option<&'a ConfigurationFile>,
    /// How many threads; `None` for one for each processor.
    pub(crate) threads: Option<NonZeroUsize>,
    /// Whether the report lists every behaviour.
    pub(crate) behaviours: bool,
    /// Whether every file is evaluated.
    pub(crate) no_filter: bool,
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

    /// Audits somebody else's packages among those at `paths`, and lists every behaviour.
    fn behaviours(
        &self,
        request: &Request<'_>,
        paths: &[PathBuf],
        progress: ProgressSink<'_>,
    ) -> Result<ScanReport, Failure>;

    /// Compares two versions of a package.
    fn diff(
        &self,
        request: &Request<'_>,
        before: &Path,
        after: &Path,
        progress: ProgressSink<'_>,
    ) -> Result<DiffReport, Failure>;

    /// Compares every version of a package with the one before.
    fn history(
        &self,
        request: &Request<'_>,
        folder: &Path,
        choice: &Choice,
        progress: ProgressSink<'_>,
    ) -> Result<HistoryReport, Failure>;

    /// Every rule in force, sorted by id.
    fn rules(&self, request: &Request<'_>) -> Result<Vec<RuleEntry>, Failure>;

    /// Runs the examples of the rules in force, or only of those in `folder`.
    fn test_rules(&self, request: &Request<'_>, folder: Option<&Path>) -> Result<Vec<RuleExample>, Failure>;
}

/// The real one.
#[derive(Debug)]
pub(crate) struct EnginePipeline;

impl Pipeline for EnginePipeline {
    fn scan(
        &self,
        request: &Request<'_>,
        paths: &[PathBuf],
        progress: ProgressSink<'_>,
    ) -> Result<ScanReport, Failure> {
        let mut setup = Setup::of(request)?;
        progress(Progress::Reading);
        let inventory = setup.read(paths)?;
        setup.learn(request, &inventory)?;
        Ok(setup.engine.scan(&inventory, &analysing(progress)))
    }

    fn behaviours(
        &self,
        request: &Request<'_>,
        paths: &[PathBuf],
        progress: ProgressSink<'_>,
    ) -> Result<ScanReport, Failure> {
        let mut setup = Setup::of(&Request { behaviours: true, ..*request })?;
        progress(Progress::Reading);
        let mut inventory = setup.read(paths)?;
        inventory.packages.retain(|package| package.party == Party::Third);
        setup.learn(request, &inventory)?;
        Ok(setup.engine.scan(&inventory, &analysing(progress)))
    }

    fn diff(
        &self,
        request: &Request<'_>,
        before: &Path,
        after: &Path,
        progress: ProgressSink<'_>,
    ) -> Result<DiffReport, Failure> {
        let mut setup = Setup::of(request)?;
        progress(Progress::Reading);
        let both = setup.engine.read_both(before, after, &setup.input_options());
        let (older, newer) = both.map_err(|error| Failure::of(&error))?;
        setup.learn(request, &older)?;
        setup.learn(request, &newer)?;
        setup.engine.diff(&older, &newer, &analysing(progress)).map_err(|error| Failure::of(&error))
    }

    fn history(
        &self,
        request: &Request<'_>,
        folder: &Path,
        choice: &Choice,
        progress: ProgressSink<'_>,
    ) -> Result<HistoryReport, Failure> {
        let setup = Setup::of(request)?;
        progress(Progress::Reading);
        let versions = molehunt_inputs::versions(folder).map_err(|error| Failure::of(&error))?;
        let options =
            HistoryOptions { since: choice.since.clone(), order: choice.order, published: versions.published };
        let input = setup.input_options();
        let history = setup.engine.history(&versions.paths, &input, &options, &analysing(progress));
        history.map_err(|error| Failure::of(&error).help(format!("look into {}", folder.display())))
    }

    fn rules(&self, request: &Request<'_>) -> Result<Vec<RuleEntry>, Failure> {
        let (_, rules) = policy_and_rules(request)?;
        let entry = |rule: &Rule| RuleEntry {
            id: rule.id().to_owned(),
            title: rule.title().to_owned(),
            severity: rule.severity(),
            category: rule.category(),
            page: rule.page().to_owned(),
        };
        Ok(rules.rules().iter().map(entry).collect())
    }

    fn test_rules(&self, request: &Request<'_>, folder: Option<&Path>) -> Result<Vec<RuleExample>, Failure> {
        let (_, mut rules) = policy_and_rules(request)?;
        let mut known = Vec::new();
        if let Some(folder) = folder {
            known = rules.rules().iter().map(|rule| rule.id().to_owned()).collect();
            rules.add_dir(folder).map_err(|error| Failure::of(&error))?;
        }
        // A rule is tested as it is, whatever the user's policy makes of it.
        let engine = Engine::new(Options {
            rules,
            policy: Policy::default(),
            threads: request.threads,
            today: today(),
            behaviours: false,
            no_filter: false,
        })
        .map_err(|error| Failure::of(&error))?;
        let mut results = Vec::new();
        for rule in engine.rules().rules().iter().filter(|rule| !known.iter().any(|id| id == rule.id())) {
            let failures = check_examples(rule, &mut |example| {
                let alone = |package| Inventory { packages: vec![package], ..Inventory::default() };
                let inventory = alone(example.package());
                match example.package_before() {
                    // Both sides are one package by construction.
                    Some(before) => engine
                        .diff(&alone(before), &inventory, &|_| {})
                        .map(|report| report.scan.findings)
                        .unwrap_or_default(),
                    None => engine.scan(&inventory, &|_| {}).findings,
                }
            });
            for example in rule.examples() {
                let failure = failures.iter().find(|failure| failure.line == example.line);
                let problem = failure.map(|failure| {
                    let missing = failure.missing.iter().map(|line| format!("expected, not found: {line}"));
                    let unexpected = failure.unexpected.iter().map(|line| format!("found, not expected: {line}"));
                    missing.chain(unexpected).collect::<Vec<_>>().join("\n")
                });
                let place = format!("{}:{}", rule.path(), example.line);
                results.push(RuleExample { rule: rule.id().to_owned(), example: place, problem });
            }
        }
        Ok(results)
    }
}

/// Everything an audit needs before the first file is read.
struct Setup {
    engine: Engine,
    first_party: Vec<PathBuf>,
}

impl Setup {
    fn of(request: &Request<'_>) -> Result<Self, Failure> {
        let (policy, rules) = policy_and_rules(request)?;
        let first_party = request.first_party.iter().chain(policy.first_party()).cloned().collect();
        let options = Options {
            rules,
            policy,
            threads: request.threads,
            today: today(),
            behaviours: request.behaviours,
            no_filter: request.no_filter,
        };
        let engine = Engine::new(options).map_err(|error| Failure::of(&error))?;
        Ok(Self { engine, first_party })
    }

    /// Reads what records say of the packages.
    fn learn(&mut self, request: &Request<'_>, inventory: &Inventory) -> Result<(), Failure> {
        self.engine.learn(request.intel_folders, inventory).map_err(|error| Failure::of(&error))
    }

    fn read(&self, paths: &[PathBuf]) -> Result<Inventory, Failure> {
        molehunt_inputs::read(paths, &self.input_options()).map_err(|error| Failure::of(&error))
    }

    fn input_options(&self) -> molehunt_inputs::Options {
        molehunt_inputs::Options { first_party: self.first_party.clone(), ..Default::default() }
    }
}

/// The folders in which the packages of a project are installed.
pub(crate) fn installed(project: &Path) -> Result<Vec<PathBuf>, Failure> {
    molehunt_inputs::installed(project).map_err(|error| Failure::of(&error))
}

/// The policy of the configuration in force, and the rules: those of this build, then the user's.
fn policy_and_rules(request: &Request<'_>) -> Result<(Policy, RuleSet), Failure> {
    let policy = match request.configuration {
        Some(file) => Policy::parse(&file.text, &file.path).map_err(|error| Failure::of(&error))?,
        None => Policy::default(),
    };
    let mut rules = RuleSet::embedded().map_err(|error| Failure::of(&error))?;
    for folder in request.rule_folders.iter().chain(policy.rule_dirs()) {
        rules.add_dir(folder).map_err(|error| Failure::of(&error))?;
    }
    policy.check_rules(rules.rules().iter().map(Rule::id)).map_err(|error| Failure::of(&error))?;
    Ok((policy, rules))
}

fn analysing(progress: ProgressSink<'_>) -> impl Fn(molehunt_engine::Progress) + Sync + '_ {
    move |step| progress(Progress::Analysing { done: step.done, total: step.total })
}

fn today() -> Date {
    jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).date()
}
