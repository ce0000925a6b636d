//! All versions of one package, each against the one before.
//!
//! Versions repeat most of their files. Contents are kept once, whatever the number of versions that have them,
//! and each distinct file is analysed once, so that two hundred versions cost little more than what differs in them.

#[cfg(test)]
mod tests;

use std::{
    collections::BTreeMap,
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
    time::Instant,
};

use jiff::Timestamp;
use molehunt_analysis::Options as ExtractOptions;
use molehunt_diff::{Behaviours, compare};
use molehunt_inputs::{InputError, Inventory};
use molehunt_model::{Fact, Finding, HistoryReport, HistoryStep, PackageFacts, ScanReport, VersionOrder};
use molehunt_rules::{Identity, together};
use molehunt_source::{Content, ContentHash, Package, Party};
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use semver::Version as Semver;

use crate::{
    DiffError, Engine, ProgressSink,
    diff::{Contents, Known, main_package},
};

/// Which versions to look at, and in which order.
#[derive(Debug, Clone, Default)]
pub struct HistoryOptions {
    /// The first version to report on; the one before it is what it is compared with.
    pub since: Option<String>,
    /// Which version is whose predecessor.
    pub order: VersionOrder,
    /// When each version was published, by version.
    pub published: BTreeMap<String, String>,
}

/// Why there is no history.
#[derive(Debug, thiserror::Error)]
pub enum HistoryError {
    /// A version cannot be read.
    #[error(transparent)]
    Input(#[from] InputError),
    /// A version is none.
    #[error("{}: {source}", path.display())]
    Version {
        /// Where it lies.
        path: PathBuf,
        /// What is wrong with it.
        source: DiffError,
    },
    /// Nothing to compare.
    #[error("no version was found: expected folders with a package.json, or archives, side by side in one folder")]
    NoVersions,
    /// Versions of different packages.
    #[error(
        "versions of several packages were found ({names}): a history is of one; put each into a folder of its own"
    )]
    SeveralPackages {
        /// The first few.
        names: String,
    },
    /// `since` names no version.
    #[error("there is no version {version} among {count} ({first} to {last})")]
    UnknownVersion {
        /// What was asked for.
        version: String,
        /// How many there are.
        count: usize,
        /// The first.
        first: String,
        /// The last.
        last: String,
    },
    /// The order of publication is asked for, and not known of every version.
    #[error(
        "when version {version} was published is not known: write the times beside the versions, \
         with `npm view NAME time --json > time.json`, or leave out --order published"
    )]
    NotDated {
        /// Of which version.
        version: String,
    },
}

/// The facts of each version, what it does by them, and what the rules object to in them by themselves.
type Judged<'a> = (&'a [PackageFacts], &'a [Behaviours], &'a [Vec<Finding>]);

/// All that decides how a fact is judged: whose it is, what the package says of itself, and the fact.
type Judging<'a> = (&'a str, Party, &'a Identity, &'a Fact);

/// One version, read.
struct Read {
    inventory: Inventory,
    contents: Contents,
}

impl Engine {
    /// Compares every version with the one before. `paths` are folders or archives, one version each.
    pub fn history(
        &self,
        paths: &[PathBuf],
        input: &molehunt_inputs::Options,
        options: &HistoryOptions,
        progress: ProgressSink<'_>,
    ) -> Result<HistoryReport, HistoryError> {
        let start = Instant::now();
        let mut versions = self.read_versions(paths, input)?;
        check_names(&versions)?;
        sort(&mut versions, options)?;
        let is_first_shown = |version: &Read| options.since.as_deref() == Some(&version.package().id.version);
        let shown_from = match &options.since {
            None => 0,
            Some(since) => versions.iter().position(is_first_shown).ok_or_else(|| unknown_version(since, &versions))?,
        };
        let kept = &versions[shown_from.saturating_sub(1)..];
        let packages: Vec<Package> = kept.iter().map(|version| version.package().clone()).collect();
        let contents: Vec<&Contents> = kept.iter().map(|version| &version.contents).collect();
        let extract = ExtractOptions { forms: true, ..Default::default() };
        let facts = self.facts_of_versions(&packages, &contents, extract, progress);
        let findings = self.judge_versions(&packages, &facts);
        let behaviours: Vec<Behaviours> = self.pool.install(|| facts.par_iter().map(Behaviours::of).collect());
        let first = usize::from(shown_from > 0);
        let steps: Vec<HistoryStep> = self.pool.install(|| {
            let indices: Vec<usize> = (first..kept.len()).collect();
            let judged = (&facts[..], &behaviours[..], &findings[..]);
            indices.into_par_iter().map(|index| self.step(kept, judged, index, options)).collect()
        });
        Ok(HistoryReport {
            name: packages.first().map(|package| package.id.name.clone()).unwrap_or_default(),
            order: options.order,
            steps,
            elapsed: start.elapsed(),
        })
    }

    /// Reads versions in parallel. Equal contents are one.
    fn read_versions(&self, paths: &[PathBuf], input: &molehunt_inputs::Options) -> Result<Vec<Read>, HistoryError> {
        let pool = Mutex::new(FxHashMap::default());
        let read = |path: &PathBuf| {
            let inventory = molehunt_inputs::read(std::slice::from_ref(path), input)?;
            let mut inventory = main_package(&inventory, "it")
                .map_err(|source| HistoryError::Version { path: path.clone(), source })?;
            let contents = Contents::of(&inventory.packages[0]);
            share(&mut inventory.packages[0], &contents, &pool);
            Ok(Read { inventory, contents })
        };
        self.pool.install(|| paths.par_iter().map(read).collect())
    }

    /// What the rules object to in each version by itself. A fact that several of them have is judged once.
    fn judge_versions(&self, packages: &[Package], facts: &[PackageFacts]) -> Vec<Vec<Finding>> {
        let identities: Vec<Identity> = packages.iter().map(|package| Identity::of(&package.manifest)).collect();
        let mut numbers: FxHashMap<Judging<'_>, usize> = FxHashMap::default();
        let mut distinct: Vec<(usize, &Fact)> = Vec::new();
        let mut wanted: Vec<Vec<usize>> = Vec::with_capacity(packages.len());
        for (index, (package, facts)) in packages.iter().zip(facts).enumerate() {
            let number = |fact| {
                let judging = (&*package.id.name, package.party, &identities[index], fact);
                *numbers.entry(judging).or_insert_with(|| {
                    distinct.push((index, fact));
                    distinct.len() - 1
                })
            };
            wanted.push(facts.facts.iter().map(number).collect());
        }
        let object = |(index, fact): &(usize, &Fact)| {
            let package = &packages[*index];
            let context = self.context(package, identities[*index].clone(), None);
            self.options.rules.objections(&package.id, fact, &context)
        };
        let objections: Vec<Vec<Finding>> = self.pool.install(|| distinct.par_iter().map(object).collect());
        let of_version = |(package, numbers): (&Package, Vec<usize>)| {
            let all = numbers.into_iter().flat_map(|number| objections[number].iter().cloned());
            together(all.map(|finding| Finding { package: package.id.clone(), ..finding }).collect())
        };
        packages.iter().zip(wanted).map(of_version).collect()
    }

    /// What a version did that the one before did not. `judged` are the facts of each and what the rules object to in them.
    fn step(&self, versions: &[Read], judged: Judged<'_>, index: usize, options: &HistoryOptions) -> HistoryStep {
        let (facts, behaviours, findings) = judged;
        let start = Instant::now();
        let known = |index: usize| {
            let version: &Read = &versions[index];
            let (package, contents) = (version.package(), &version.contents);
            let (facts, behaviours) = (&facts[index], &behaviours[index]);
            Known { package, facts, behaviours, contents, findings: Some(&findings[index]) }
        };
        let inventory = &versions[index].inventory;
        let here = std::slice::from_ref(&facts[index]);
        let version = &versions[index].package().id.version;
        let mut step = HistoryStep {
            version: versions[index].package().id.clone(),
            published: options.published.get(version).cloned(),
            before: None,
            gained: Vec::new(),
            lost: Vec::new(),
            kept: 0,
            scan: ScanReport::default(),
        };
        if index == 0 {
            // Nothing comes before: all that it does is new.
            let findings = findings[index].clone();
            step.scan = self.report(inventory, here, findings, start);
            step.gained = facts[index].facts.clone();
            return step;
        }
        let (before, after) = (known(index - 1), known(index));
        let comparison = compare(&before.version(), &after.version());
        let findings = self.judge_change(&before, &after, &comparison);
        let report = comparison.into_report(self.report(inventory, here, findings, start));
        step.before = Some(report.before);
        step.gained = report.gained;
        step.lost = report.lost;
        step.kept = report.kept;
        step.scan = report.scan;
        step
    }
}

impl Read {
    fn package(&self) -> &Package {
        &self.inventory.packages[0]
    }
}

/// Makes a package's contents in memory those that another version has already.
fn share(package: &mut Package, contents: &Contents, pool: &Mutex<FxHashMap<ContentHash, Arc<[u8]>>>) {
    // A panic elsewhere leaves nothing half done in the map.
    let mut pool = pool.lock().unwrap_or_else(PoisonError::into_inner);
    for file in &mut package.files {
        if let (Content::Memory(bytes), Some(hash)) = (&mut file.content, contents.hash(&file.path)) {
            *bytes = pool.entry(hash).or_insert_with(|| bytes.clone()).clone();
        }
    }
}

fn check_names(versions: &[Read]) -> Result<(), HistoryError> {
    let mut names: Vec<&str> = versions.iter().map(|version| version.package().id.name.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    match names.len() {
        0 => Err(HistoryError::NoVersions),
        // Without a manifest, a package is called by its folder.
        1 => Ok(()),
        _ => Err(HistoryError::SeveralPackages { names: names.into_iter().take(4).collect::<Vec<_>>().join(", ") }),
    }
}

fn unknown_version(since: &str, versions: &[Read]) -> HistoryError {
    let version = |version: Option<&Read>| version.map_or_else(String::new, |read| read.package().id.version.clone());
    HistoryError::UnknownVersion {
        version: since.to_owned(),
        count: versions.len(),
        first: version(versions.first()),
        last: version(versions.last()),
    }
}

/// Sorts versions by number, and then, where that is asked for, by when they were published.
fn sort(versions: &mut [Read], options: &HistoryOptions) -> Result<(), HistoryError> {
    // What is no number comes first, by its text.
    versions.sort_by_cached_key(|version| {
        let id = &version.package().id;
        (Semver::parse(&id.version).ok(), id.version.clone(), id.path.clone())
    });
    if options.order == VersionOrder::Published {
        let time = |version: &Read| {
            let version = &version.package().id.version;
            let time = options.published.get(version).and_then(|time| time.parse::<Timestamp>().ok());
            time.ok_or_else(|| HistoryError::NotDated { version: version.clone() })
        };
        for version in versions.iter() {
            time(version)?;
        }
        versions.sort_by_cached_key(|version| time(version).ok());
    }
    Ok(())
}
