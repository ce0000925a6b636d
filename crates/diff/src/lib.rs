//! Compares two versions of a package by what they do.
//!
//! Behaviours are compared as sets of [`molehunt_model::Fact::identity`], so that renaming, moving, reformatting or
//! minifying code is no news, and one added recipient is.
//! Beside them: MCP tools, functions by normalised hash, files by content hash, the manifest fields that matter,
//! and coverage: a file that can no longer be analysed is a behaviour gained.
//!
//! Nothing here reads files or judges. Facts and hashes come from the engine, findings from `molehunt-rules`.

mod behaviour;
mod code;
mod findings;
mod manifest;
mod tool;

use std::collections::BTreeMap;

use molehunt_model::{CodeChange, DiffReport, Fact, ManifestChange, PackageFacts, ScanReport, ToolChange};
use molehunt_source::{ContentHash, Package, PackageId, PackagePath};

pub use findings::gained_findings;

use crate::behaviour::Behaviours;

/// One side of a comparison.
#[derive(Debug, Clone, Copy)]
pub struct Version<'a> {
    /// The package as it was read.
    pub package: &'a Package,
    /// What is known of it.
    pub facts: &'a PackageFacts,
    /// The content hash of each file that could be read.
    pub hashes: &'a BTreeMap<PackagePath, ContentHash>,
}

/// What differs between two versions: a [`DiffReport`] but for the findings.
#[derive(Debug, Clone)]
pub struct Comparison {
    /// The older version.
    pub before: PackageId,
    /// The newer version.
    pub after: PackageId,
    /// Behaviours that only the newer version has, by identity; each once, with the evidence that comes first in its files.
    pub gained: Vec<Fact>,
    /// Behaviours that only the older version has, likewise.
    pub lost: Vec<Fact>,
    /// How many behaviours both have.
    pub kept: u64,
    /// Every MCP tool of either version, by name.
    pub tools: Vec<ToolChange>,
    /// How much code changed.
    pub code: CodeChange,
    /// Manifest fields that changed.
    pub manifest: Vec<ManifestChange>,
}

/// Compares two versions.
pub fn compare(before: &Version<'_>, after: &Version<'_>) -> Comparison {
    let older = Behaviours::of(before.facts);
    let newer = Behaviours::of(after.facts);
    Comparison {
        before: before.package.id.clone(),
        after: after.package.id.clone(),
        gained: newer.without(&older),
        lost: older.without(&newer),
        kept: newer.shared_with(&older),
        tools: tool::compare(&older, &newer),
        code: code::compare(before, after),
        manifest: manifest::compare(&before.package.manifest, &after.package.manifest),
    }
}

impl Comparison {
    /// The report: the comparison, with what only the newer version is found to do.
    pub fn into_report(self, scan: ScanReport) -> DiffReport {
        DiffReport {
            before: self.before,
            after: self.after,
            scan,
            gained: self.gained,
            lost: self.lost,
            kept: self.kept,
            tools: self.tools,
            code: self.code,
            manifest: self.manifest,
        }
    }
}
