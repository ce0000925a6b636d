//! Two versions of one package.

use std::{
    borrow::Cow,
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
    path::Path,
    sync::atomic::{AtomicU64, Ordering},
    time::Instant,
};

use molehunt_analysis::{FileFacts, Functions, Options as ExtractOptions, Tables, code_hash};
use molehunt_diff::{Behaviours, Comparison, Judged, Version, compare, gained_findings};
use molehunt_inputs::{InputError, Inventory};
use molehunt_model::{Behaviour, CodeForm, DiffReport, Fact, FactKind, Finding, PackageFacts, Unanalysed};
use molehunt_rules::{Identity, Upgrade};
use molehunt_source::{ContentHash, File, Package, PackagePath, SourceText};
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::{
    Engine, Job, Progress, ProgressSink, extract_group, giants::giants_apart, is_binary, kind_key, linked::Linked,
    unreadable,
};

/// Why two inventories cannot be compared.
#[derive(Debug, thiserror::Error)]
pub enum DiffError {
    /// Nothing was found on one side.
    #[error("{side} holds no package: a folder or an archive of one package was expected")]
    NoPackage {
        /// Which side.
        side: &'static str,
    },
    /// Several packages and none that contains the others.
    #[error("{side} holds {count} packages ({names}): name the folder or the archive of one of them")]
    SeveralPackages {
        /// Which side.
        side: &'static str,
        /// How many.
        count: usize,
        /// The first few.
        names: String,
    },
}

/// One version of a package with what is known of it.
pub(crate) struct Known<'a> {
    pub(crate) package: &'a Package,
    pub(crate) facts: &'a PackageFacts,
    pub(crate) behaviours: &'a Behaviours,
    pub(crate) contents: &'a Contents,
    /// What the rules object to in it by itself, where somebody has asked them already.
    pub(crate) findings: Option<&'a [Finding]>,
}

/// The files of a package by what is in them.
#[derive(Debug, Default)]
pub(crate) struct Contents {
    hashes: BTreeMap<PackagePath, ContentHash>,
    binaries: BTreeMap<PackagePath, CodeForm>,
    unread: Vec<Unanalysed>,
}

impl Engine {
    /// Reads two versions, each a folder or an archive, side by side.
    pub fn read_both(
        &self,
        before: &Path,
        after: &Path,
        input: &molehunt_inputs::Options,
    ) -> Result<(Inventory, Inventory), InputError> {
        let read = |path: &Path| molehunt_inputs::read(&[path.to_owned()], input);
        let (before, after) = self.pool.join(|| read(before), || read(after));
        Ok((before?, after?))
    }

    /// Compares the package of one inventory with that of another.
    ///
    /// Where a side holds several packages, the one that contains the others is meant: a package with its `node_modules`.
    pub fn diff(
        &self,
        before: &Inventory,
        after: &Inventory,
        progress: ProgressSink<'_>,
    ) -> Result<DiffReport, DiffError> {
        let start = Instant::now();
        let before = main_package(before, "the version before")?;
        let after = main_package(after, "the version after")?;
        let packages: Vec<Package> = before.packages.iter().chain(&after.packages).cloned().collect();
        let contents: Vec<Contents> = self.pool.install(|| packages.par_iter().map(Contents::of).collect());
        let extract = ExtractOptions { forms: true, functions: Functions::Shaped, ..Default::default() };
        let facts = self.facts_of_versions(&packages, &contents.iter().collect::<Vec<_>>(), extract, progress);
        let behaviours: Vec<Behaviours> = facts.iter().map(Behaviours::of).collect();
        let known = |index: usize| Known {
            package: &packages[index],
            facts: &facts[index],
            behaviours: &behaviours[index],
            contents: &contents[index],
            findings: None,
        };
        let comparison = compare(&known(0).version(), &known(1).version());
        let findings = self.judge_change(&known(0), &known(1), &comparison);
        let mut report = self.report(&after, &facts[1..], findings, start);
        report.coverage.unanalysed.extend(contents.into_iter().flat_map(|contents| contents.unread));
        report.coverage.unanalysed.sort();
        report.coverage.unanalysed.dedup();
        // Worst first, where a scan goes by place.
        report.findings.sort_by(|one, other| {
            (Reverse(one.severity), one.sort_key()).cmp(&(Reverse(other.severity), other.sort_key()))
        });
        report.elapsed = start.elapsed();
        Ok(comparison.into_report(report))
    }

    /// The facts of versions of one package. What several of them have in common is analysed once.
    pub(crate) fn facts_of_versions(
        &self,
        packages: &[Package],
        contents: &[&Contents],
        options: ExtractOptions,
        progress: ProgressSink<'_>,
    ) -> Vec<PackageFacts> {
        self.pool.install(|| {
            let files = extract_distinct(packages, contents, options, progress);
            let versions: Vec<(&Package, Vec<FileFacts>)> = packages.iter().zip(files).collect();
            let linked = Linked::default();
            let link = |((package, files), contents): ((&Package, Vec<FileFacts>), &&Contents)| {
                linked.link(package, contents, files)
            };
            let mut facts: Vec<PackageFacts> =
                versions.into_par_iter().zip(contents).with_max_len(1).map(link).collect();
            self.add_listed(packages, &mut facts);
            facts
        })
    }

    /// What the rules object to in the newer of two versions and did not in the older one.
    pub(crate) fn judge_change(&self, before: &Known<'_>, after: &Known<'_>, comparison: &Comparison) -> Vec<Finding> {
        let older = match before.findings {
            Some(findings) => Cow::Borrowed(findings),
            None => Cow::Owned(self.judge_one(before.package, before.facts, None)),
        };
        // Only what is gained is judged by what was there before, and mail of which a check may be lost.
        let had_checks = before
            .facts
            .facts
            .iter()
            .any(|fact| matches!(&fact.behaviour, Behaviour::SendEmail(send) if send.check.is_some()));
        let same = after.findings.filter(|_| comparison.gained.is_empty() && !had_checks);
        let (facts, newer) = match same {
            Some(findings) => (Cow::Borrowed(after.facts), Cow::Borrowed(findings)),
            None => {
                let (facts, findings) = self.judge_upgrade(before, after, comparison);
                (Cow::Owned(facts), Cow::Owned(findings))
            }
        };
        let older = Judged { facts: before.facts, findings: &older };
        gained_findings(older, before.behaviours, Judged { facts: &facts, findings: &newer })
    }

    /// Judges the newer of two versions by what the older one did; the facts are those that were judged.
    fn judge_upgrade(
        &self,
        before: &Known<'_>,
        after: &Known<'_>,
        comparison: &Comparison,
    ) -> (PackageFacts, Vec<Finding>) {
        let identity = Identity::of(&before.package.manifest);
        let upgrade = Upgrade::new(before.facts, identity, after.facts, &comparison.gained, &documents(after.package));
        let mut facts = after.facts.clone();
        // What comparing alone can tell is judged like everything else.
        let is_of_comparison = |fact: &&Fact| fact.behaviour.kind() == FactKind::UnreadableCode;
        facts.facts.extend(comparison.gained.iter().filter(is_of_comparison).cloned());
        let findings = self.judge_one(after.package, &facts, Some(&upgrade));
        (facts, findings)
    }
}

impl<'a> Known<'a> {
    pub(crate) fn version(&self) -> Version<'a> {
        Version {
            package: self.package,
            facts: self.facts,
            behaviours: self.behaviours,
            hashes: &self.contents.hashes,
            binaries: &self.contents.binaries,
        }
    }
}

/// What makes two code files one: where they are, how they are read, and what is in them.
type Sameness<'a> = (&'a PackagePath, [bool; 4], ContentHash);

/// Extracts the code files of versions, each distinct one once; results are in order.
fn extract_distinct(
    packages: &[Package],
    contents: &[&Contents],
    options: ExtractOptions,
    progress: ProgressSink<'_>,
) -> Vec<Vec<FileFacts>> {
    let mut numbers: FxHashMap<Sameness<'_>, usize> = FxHashMap::default();
    let mut distinct: Vec<Job<'_>> = Vec::new();
    let mut wanted: Vec<Vec<usize>> = Vec::with_capacity(packages.len());
    // What every version has need not be told apart.
    let shared = match options.functions {
        Functions::Shaped => Shared::of(packages, contents),
        Functions::Untold | Functions::Counted => Shared::default(),
    };
    for (index, (package, contents)) in packages.iter().zip(contents).enumerate() {
        let mut of_package = Vec::new();
        for file in &package.files {
            let Some(kind) = file.role.code() else { continue };
            let mut add = || {
                distinct.push((index, file, kind));
                distinct.len() - 1
            };
            // What could not be read is like nothing else.
            of_package.push(match contents.hash(&file.path) {
                Some(hash) => *numbers.entry((&file.path, kind_key(kind), hash)).or_insert_with(add),
                None => add(),
            });
        }
        wanted.push(of_package);
    }
    let code_files: Vec<usize> = wanted.iter().map(Vec::len).collect();
    let total = distinct.len() as u64;
    let done = AtomicU64::new(0);
    let numbered: Vec<(usize, Job<'_>)> = distinct.into_iter().enumerate().collect();
    let mut extracted = giants_apart(
        numbered,
        |(_, (_, file, _))| file.size,
        |(number, job)| {
            let functions = match options.functions {
                Functions::Shaped if shared.has(contents[job.0], job.1) => Functions::Counted,
                functions => functions,
            };
            // Linking sees the files of a package together.
            let leaves_rest = code_files[job.0] > 1;
            let options = ExtractOptions { functions, leaves_rest, ..options };
            let facts = extract_group(&[job], Tables::embedded(), options).into_iter().map(|(_, facts)| facts).next();
            progress(Progress { done: done.fetch_add(1, Ordering::Relaxed) + 1, total });
            (number, facts)
        },
    );
    extracted.sort_unstable_by_key(|(number, _)| *number);
    let facts_of = |numbers: Vec<usize>| -> Vec<FileFacts> {
        let mut files: Vec<FileFacts> = numbers.into_iter().filter_map(|number| extracted[number].1.clone()).collect();
        files.sort_by(|left, right| left.path.cmp(&right.path));
        files
    };
    wanted.into_iter().map(facts_of).collect()
}

/// The code files that all versions have, but for comments and blanks.
#[derive(Debug, Default)]
struct Shared {
    /// Files of which every version has one with the same bytes.
    contents: FxHashSet<ContentHash>,
    /// Others of which every version has one with the same code, by content.
    code: FxHashSet<ContentHash>,
}

impl Shared {
    fn of(packages: &[Package], contents: &[&Contents]) -> Self {
        let hashes_of = |(package, contents): (&Package, &&Contents)| -> BTreeSet<ContentHash> {
            let code = package.files.iter().filter(|file| file.role.code().is_some());
            code.filter_map(|file| contents.hash(&file.path)).collect()
        };
        let by_version: Vec<BTreeSet<ContentHash>> = packages.iter().zip(contents).map(hashes_of).collect();
        let mut shared = Self { contents: in_all(&by_version), code: FxHashSet::default() };
        let with_code = |(package, contents): (&Package, &&Contents)| -> Vec<(ContentHash, ContentHash)> {
            let files = package.files.par_iter().filter(|file| file.role.code().is_some());
            let differs = |hash: &ContentHash| !shared.contents.contains(hash);
            files
                .filter_map(|file| {
                    let hash = contents.hash(&file.path).filter(differs)?;
                    Some((hash, code_hash(&SourceText::decode(file.read().ok()?))?))
                })
                .collect()
        };
        let others: Vec<Vec<(ContentHash, ContentHash)>> = packages.iter().zip(contents).map(with_code).collect();
        let code_of = |files: &Vec<(ContentHash, ContentHash)>| files.iter().map(|(_, code)| *code).collect();
        let code = in_all(&others.iter().map(code_of).collect::<Vec<BTreeSet<ContentHash>>>());
        let same = others.iter().flatten().filter(|(_, hash)| code.contains(hash)).map(|(content, _)| *content);
        shared.code.extend(same);
        shared
    }

    fn has(&self, contents: &Contents, file: &File) -> bool {
        contents.hash(&file.path).is_some_and(|hash| self.contents.contains(&hash) || self.code.contains(&hash))
    }
}

/// The hashes that are in every set.
fn in_all(sets: &[BTreeSet<ContentHash>]) -> FxHashSet<ContentHash> {
    let Some((first, others)) = sets.split_first() else { return FxHashSet::default() };
    first.iter().copied().filter(|hash| others.iter().all(|set| set.contains(hash))).collect()
}

/// Most bytes of the documents in which a destination may be explained.
const MOST_DOCUMENTED: u64 = 1 << 20;

/// What a version tells its readers: the README at its root, in whatever form.
fn documents(package: &Package) -> String {
    let is_readme = |path: &PackagePath| {
        let path = path.as_str().to_ascii_lowercase();
        path.starts_with("readme") && !path.contains('/')
    };
    let readmes = package.files.iter().filter(|file| is_readme(&file.path) && file.size <= MOST_DOCUMENTED);
    readmes
        .filter_map(|file| file.read().ok())
        .map(|bytes| String::from_utf8_lossy(&bytes).into_owned() + "\n")
        .collect()
}

/// The inventory cut down to its one package.
pub(crate) fn main_package(inventory: &Inventory, side: &'static str) -> Result<Inventory, DiffError> {
    let packages = &inventory.packages;
    let outermost = packages.iter().min_by_key(|package| package.id.path.len()).ok_or(DiffError::NoPackage { side })?;
    let contains = |package: &Package| {
        let path = &package.id.path;
        std::ptr::eq(package, outermost)
            || outermost.id.path == "."
            || path.strip_prefix(outermost.id.path.as_str()).is_some_and(|rest| rest.starts_with('/'))
    };
    if !packages.iter().all(contains) {
        let names = packages.iter().take(4).map(|package| package.id.name.as_str()).collect::<Vec<_>>().join(", ");
        return Err(DiffError::SeveralPackages { side, count: packages.len(), names });
    }
    Ok(Inventory { packages: vec![outermost.clone()], coverage: inventory.coverage.clone() })
}

impl Contents {
    /// The hash of a file, where it could be read.
    pub(crate) fn hash(&self, file: &PackagePath) -> Option<ContentHash> {
        self.hashes.get(file).copied()
    }

    /// Reads every file once; those that cannot be read are told apart.
    pub(crate) fn of(package: &Package) -> Self {
        let mut contents = Self::default();
        for file in &package.files {
            match file.bytes() {
                Ok(bytes) => {
                    contents.hashes.insert(file.path.clone(), ContentHash::of(&bytes));
                    if let Some(form) = machine_form(&bytes) {
                        contents.binaries.insert(file.path.clone(), form);
                    }
                }
                Err(error) => contents.unread.push(unreadable(package, file, &error)),
            }
        }
        contents
    }
}

/// What a program for a machine begins with: ELF, PE, Mach-O in both orders and widths, its universal form.
const NATIVE: [&[u8]; 7] = [
    b"\x7fELF",
    b"MZ",
    b"\xfe\xed\xfa\xce",
    b"\xfe\xed\xfa\xcf",
    b"\xce\xfa\xed\xfe",
    b"\xcf\xfa\xed\xfe",
    b"\xca\xfe\xba\xbe",
];

/// Whether a file is a program for a machine, by what is in it: its name is its author's choice.
fn machine_form(bytes: &[u8]) -> Option<CodeForm> {
    if bytes.starts_with(b"\0asm") {
        return Some(CodeForm::WebAssembly);
    }
    (NATIVE.iter().any(|magic| bytes.starts_with(magic)) && is_binary(bytes)).then_some(CodeForm::Native)
}
