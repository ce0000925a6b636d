//! Two versions of one package.

use std::{collections::BTreeMap, time::Instant};

use molehunt_analysis::Options as ExtractOptions;
use molehunt_diff::{Version, compare, gained_findings};
use molehunt_inputs::Inventory;
use molehunt_model::{DiffReport, PackageFacts, Unanalysed};
use molehunt_source::{ContentHash, Package, PackagePath};

use crate::{Engine, ProgressSink, unreadable};

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

impl Engine {
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
        let options = ExtractOptions { functions: true, ..ExtractOptions::default() };
        let older = self.facts(&before, options, progress);
        let newer = self.facts(&after, options, progress);
        let (older_report, older) = self.report(&before, older, start);
        let (mut report, newer) = self.report(&after, newer, start);
        let ([older], [newer]) = (older.as_slice(), newer.as_slice()) else {
            return Err(DiffError::NoPackage { side: "one of the versions" });
        };
        let (older_package, newer_package) = (&before.packages[0], &after.packages[0]);
        let (older_hashes, mut unread) = hashes(older_package);
        let (newer_hashes, more) = hashes(newer_package);
        unread.extend(more);
        let comparison =
            compare(&version(older_package, older, &older_hashes), &version(newer_package, newer, &newer_hashes));
        let findings = std::mem::take(&mut report.findings);
        report.findings = gained_findings(&older_report.findings, findings, &comparison.gained);
        report.coverage.unanalysed.extend(unread);
        report.coverage.unanalysed.sort();
        report.coverage.unanalysed.dedup();
        report.elapsed = start.elapsed();
        Ok(comparison.into_report(report))
    }
}

fn version<'a>(
    package: &'a Package,
    facts: &'a PackageFacts,
    hashes: &'a BTreeMap<PackagePath, ContentHash>,
) -> Version<'a> {
    Version { package, facts, hashes }
}

/// The inventory cut down to its one package.
fn main_package(inventory: &Inventory, side: &'static str) -> Result<Inventory, DiffError> {
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

/// The hash of each file; those that cannot be read are told apart.
fn hashes(package: &Package) -> (BTreeMap<PackagePath, ContentHash>, Vec<Unanalysed>) {
    let mut hashes = BTreeMap::new();
    let mut unread = Vec::new();
    for file in &package.files {
        match file.read() {
            Ok(bytes) => {
                hashes.insert(file.path.clone(), ContentHash::of(&bytes));
            }
            Err(error) => unread.push(unreadable(package, file, &error)),
        }
    }
    (hashes, unread)
}
