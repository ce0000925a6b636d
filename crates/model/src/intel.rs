//! What is known of a package before any of its code is read.

/// A package that a record of malicious packages names.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ListedPackage {
    /// The record: `MAL-2025-47604`, or the incident's id.
    pub record: String,
    /// Where the record comes from: `built in`, or the folder that was given.
    pub from: String,
    /// What of the package the record names.
    pub by: ListedBy,
    /// What it says, on one line.
    pub summary: String,
    /// What to do, a step each, beside what the rule says.
    pub remediation: Vec<String>,
}

/// What of a package a record names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ListedBy {
    /// This very version.
    Version,
    /// Another version of the package.
    Name,
    /// Who published it.
    Publisher,
}

impl ListedBy {
    /// Every one of them.
    pub const ALL: [Self; 3] = [Self::Version, Self::Name, Self::Publisher];

    /// Its name in rules and JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Version => "version",
            Self::Name => "name",
            Self::Publisher => "publisher",
        }
    }
}
