//! Compares two versions of a package by what they do.
//!
//! Behaviours are compared by their essence: who does what, where to, and with what of the user's. Renaming, moving,
//! reformatting, compiling, bundling or minifying code is therefore no news, nor is another HTTP client,
//! and one added recipient is.
//! Beside them: MCP tools, functions by shape, files by content hash, the manifest fields that matter,
//! and whether code can still be read: a file that can no longer be analysed is a behaviour gained.
//!
//! Nothing here reads files or judges. Facts and hashes come from the engine, findings from `molehunt-rules`.

mod behaviour;
mod code;
mod essence;
mod findings;
mod form;
mod lock;
mod manifest;
mod matching;
mod tool;

use std::{cmp::Reverse, collections::BTreeMap};

use molehunt_model::{
    CodeChange, CodeForm, DiffReport, Fact, Finding, ManifestChange, PackageFacts, ScanReport, ToolChange,
};
use molehunt_source::{ContentHash, Package, PackageId, PackagePath};

pub use behaviour::Behaviours;
pub use findings::{Judged, gained_findings};
pub use lock::{Lock, LockError, Unapproved, name_of};

/// One side of a comparison.
#[derive(Debug, Clone, Copy)]
pub struct Version<'a> {
    /// The package as it was read.
    pub package: &'a Package,
    /// What is known of it.
    pub facts: &'a PackageFacts,
    /// What it does by these facts.
    pub behaviours: &'a Behaviours,
    /// The content hash of each file that could be read.
    pub hashes: &'a BTreeMap<PackagePath, ContentHash>,
    /// The files that are programs for a machine.
    pub binaries: &'a BTreeMap<PackagePath, CodeForm>,
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
    let (older, newer) = (before.behaviours, after.behaviours);
    let (mut gained, lost) = (newer.without(older), older.without(newer));
    let tools = tool::compare(older, newer, &gained, &lost);
    gained.extend(form::compare(before, after));
    Comparison {
        before: before.package.id.clone(),
        after: after.package.id.clone(),
        gained,
        lost,
        kept: newer.shared_with(older),
        tools,
        code: code::compare(before, after),
        manifest: manifest::compare(&before.package.manifest, &after.package.manifest),
    }
}

impl Comparison {
    /// The report: the comparison, with what only the newer version is found to do; what it gained, most severe first.
    pub fn into_report(mut self, scan: ScanReport) -> DiffReport {
        self.gained.sort_by_cached_key(|fact| rank(fact, &scan.findings));
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

/// The order in which gained behaviours are shown: the worst finding made of each decides, then whether it is known
/// where something goes, since that is worse than not knowing it.
fn rank(fact: &Fact, findings: &[Finding]) -> impl Ord + use<> {
    let is_of_fact = |finding: &&Finding| {
        finding.file == fact.evidence.file
            && finding.span == fact.evidence.span
            && finding.mcp_tool.as_deref() == fact.tool()
    };
    let worst = findings.iter().filter(is_of_fact).map(|finding| finding.severity).max();
    let attributes = fact.attributes();
    let kind = attributes.get("destination_kind").and_then(|kinds| kinds.first());
    let is_known = kind.is_some_and(|kind| kind != "unknown");
    (Reverse(worst), !fact.evidence.reachable, !is_known, fact.identity())
}
