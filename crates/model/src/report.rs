//! What an audit comes to, before anybody writes it down.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use molehunt_source::{PackageId, PackagePath, Position, SourceText};

use crate::{Coverage, Fact, Finding, Origin, Recipient, Role};

/// The result of `scan`.
#[derive(Debug, Default)]
pub struct ScanReport {
    /// Findings in force, sorted by [`Finding::sort_key`].
    pub findings: Vec<Finding>,
    /// Every package, sorted by path, name and version.
    pub packages: Vec<PackageSummary>,
    /// Every MCP tool with what its handler reaches, by package in the same order, then by name.
    pub tools: Vec<ToolSummary>,
    /// Every behaviour, by package in the same order.
    pub behaviours: Vec<(PackageId, Fact)>,
    /// What was and was not looked at.
    pub coverage: Coverage,
    /// The policy in force and what it did.
    pub policy: PolicySummary,
    /// The text of the files that findings name.
    pub sources: Sources,
    /// Wall time.
    pub elapsed: Duration,
}

/// One package in a report.
#[derive(Debug, Clone)]
pub struct PackageSummary {
    /// The package.
    pub id: PackageId,
    /// Files seen.
    pub files: u64,
    /// Files analysed.
    pub analysed: u64,
    /// Findings in force.
    pub findings: u64,
}

/// An MCP tool, and what its handler reaches.
#[derive(Debug, Clone)]
pub struct ToolSummary {
    /// The package.
    pub package: PackageId,
    /// The tool's name.
    pub name: String,
    /// Where it is declared.
    pub file: PackagePath,
    /// Where in that file.
    pub start: Position,
    /// Its description, where it is known.
    pub description: Option<String>,
    /// The names of its arguments, in their order.
    pub arguments: Vec<String>,
    /// Who receives its mails, each with the role, sorted.
    pub recipients: Vec<(Role, Recipient)>,
    /// Hosts and addresses that it sends to, sorted.
    pub hosts: Vec<String>,
    /// Files that it reads, sorted.
    pub files: Vec<String>,
    /// Commands that it starts, sorted.
    pub commands: Vec<String>,
    /// Variables of the environment that it reads, sorted.
    pub environment: Vec<String>,
    /// What of it goes where, sorted.
    pub flows: Vec<Flow>,
}

/// Something that leaves, and where to.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Flow {
    /// What leaves.
    pub data: Origin,
    /// A host, or a recipient.
    pub to: String,
}

/// What the user's configuration did to a report.
#[derive(Debug, Clone, Default)]
pub struct PolicySummary {
    /// The file it was read from; `None` where there is none.
    pub file: Option<String>,
    /// How many findings `[[allow]]` entries silenced.
    pub silenced: u64,
    /// Entries that matched nothing, each as one line for a person.
    pub unmatched: Vec<String>,
    /// Entries that have expired and therefore silence nothing, each as one line for a person.
    pub expired: Vec<String>,
}

/// The text of files that findings name.
#[derive(Debug, Default)]
pub struct Sources {
    files: BTreeMap<(PackageId, PackagePath), Arc<SourceText>>,
}

/// The result of `diff`.
#[derive(Debug)]
pub struct DiffReport {
    /// The older version.
    pub before: PackageId,
    /// The newer version.
    pub after: PackageId,
    /// Findings that only the newer version has, with its sources.
    pub scan: ScanReport,
    /// Behaviours that only the newer version has.
    pub gained: Vec<Fact>,
    /// Behaviours that only the older version has.
    pub lost: Vec<Fact>,
    /// How many behaviours both have.
    pub kept: u64,
    /// Per MCP tool.
    pub tools: Vec<ToolChange>,
    /// How much code changed.
    pub code: CodeChange,
    /// Manifest fields that changed.
    pub manifest: Vec<ManifestChange>,
}

/// The result of `history`.
#[derive(Debug)]
pub struct HistoryReport {
    /// The package.
    pub name: String,
    /// Which version is whose predecessor.
    pub order: VersionOrder,
    /// The versions in that order.
    pub steps: Vec<HistoryStep>,
    /// Wall time.
    pub elapsed: Duration,
}

/// One version of a history, against the one before.
#[derive(Debug)]
pub struct HistoryStep {
    /// The version.
    pub version: PackageId,
    /// When it was published, where that is known.
    pub published: Option<String>,
    /// What it is compared with; `None` for the first, of which everything is new.
    pub before: Option<PackageId>,
    /// Behaviours that the one before does not have, most severe first.
    pub gained: Vec<Fact>,
    /// Behaviours that only the one before has.
    pub lost: Vec<Fact>,
    /// How many behaviours both have.
    pub kept: u64,
    /// Findings that the one before does not have, worst first, with their sources.
    pub scan: ScanReport,
}

/// The result of `lock`.
#[derive(Debug)]
pub struct LockReport {
    /// The file that was written.
    pub file: String,
    /// How many packages it names.
    pub packages: u64,
    /// How many behaviours it approves.
    pub approved: u64,
    /// Lines that it has and did not have before, with their packages.
    pub added: Vec<(String, String)>,
    /// Lines that it had.
    pub removed: Vec<(String, String)>,
    /// The scan, with what the rules object to in what was approved.
    pub scan: ScanReport,
}

/// The result of `check`.
#[derive(Debug)]
pub struct CheckReport {
    /// The lock.
    pub file: String,
    /// What packages do and are not approved to do, by package.
    pub unapproved: Vec<UnapprovedBehaviour>,
    /// Lines of the lock that nothing does any more, with their packages.
    pub unused: Vec<(String, String)>,
    /// How many behaviours the lock approves.
    pub approved: u64,
    /// The one command that would approve what is not.
    pub approve: String,
    /// The one that would take out the lines that nothing does any more, of packages that do nothing unapproved.
    pub forget: Option<String>,
    /// The scan.
    pub scan: ScanReport,
}

/// A behaviour that a lock does not approve.
#[derive(Debug, Clone)]
pub struct UnapprovedBehaviour {
    /// The package, as the lock calls it.
    pub name: String,
    /// Whether the lock approves nothing of the package: it was added, or did nothing before.
    pub is_new: bool,
    /// Where it was found.
    pub package: PackageId,
    /// What it does.
    pub fact: Fact,
    /// The lines that the lock lacks.
    pub lines: Vec<String>,
    /// What the rules object to in it. What they object to in one place stands at the first of its behaviours.
    pub findings: Vec<Finding>,
}

/// In which order versions follow each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum VersionOrder {
    /// By number.
    #[default]
    Semver,
    /// By when they were published.
    Published,
}

/// What happened to one MCP tool.
#[derive(Debug, Clone)]
pub struct ToolChange {
    /// Its name.
    pub name: String,
    /// What happened.
    pub change: Change,
    /// Behaviours gained, by identity.
    pub gained: Vec<String>,
    /// Behaviours lost, by identity.
    pub lost: Vec<String>,
}

/// What happened to something between two versions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Change {
    /// Only the newer version has it.
    Gained,
    /// Only the older version has it.
    Lost,
    /// Both have it, and it differs.
    Changed,
    /// Both have it, alike.
    Same,
}

/// How much code changed, by functions.
#[derive(Debug, Clone, Default)]
pub struct CodeChange {
    /// Functions of the older version.
    pub functions_before: u64,
    /// Functions of the newer version.
    pub functions_after: u64,
    /// Functions only the newer version has.
    pub added: u64,
    /// Functions only the older version has.
    pub removed: u64,
    /// Functions that differ.
    pub changed: u64,
    /// Each of them: those gained, then those lost, then those changed, by place.
    pub functions: Vec<FunctionChange>,
    /// Files whose content differs, was added or removed.
    pub files: Vec<FileChange>,
}

/// What happened to one function.
#[derive(Debug, Clone)]
pub struct FunctionChange {
    /// Its name in the newer version, or the older one where it is lost; `None` where it has none.
    pub name: Option<String>,
    /// What happened.
    pub change: Change,
    /// Where it was.
    pub before: Option<CodePlace>,
    /// Where it is.
    pub after: Option<CodePlace>,
}

/// Where a piece of code begins.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct CodePlace {
    /// The file.
    pub file: PackagePath,
    /// Where in it.
    pub start: Position,
}

/// What happened to one file.
#[derive(Debug, Clone)]
pub struct FileChange {
    /// The file.
    pub file: PackagePath,
    /// What happened.
    pub change: Change,
}

/// A manifest field that changed.
#[derive(Debug, Clone)]
pub struct ManifestChange {
    /// The field, dotted: `scripts.postinstall`.
    pub field: String,
    /// Its JSON text before.
    pub before: Option<String>,
    /// Its JSON text after.
    pub after: Option<String>,
}

impl Sources {
    /// Keeps the text of a file.
    pub fn insert(&mut self, package: PackageId, file: PackagePath, text: Arc<SourceText>) {
        self.files.insert((package, file), text);
    }

    /// The text of a file.
    pub fn get(&self, package: &PackageId, file: &PackagePath) -> Option<&SourceText> {
        self.files.get(&(package.clone(), file.clone())).map(AsRef::as_ref)
    }
}

impl VersionOrder {
    /// Its name on the command line and in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Semver => "semver",
            Self::Published => "published",
        }
    }
}

impl Change {
    /// Its name in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Gained => "gained",
            Self::Lost => "lost",
            Self::Changed => "changed",
            Self::Same => "same",
        }
    }
}
