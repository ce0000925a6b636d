//! What was looked at and what was not. Nothing is dropped in silence.

use std::{collections::BTreeMap, fmt};

use molehunt_source::{PackageId, PackagePath};

/// An account of every file that was seen.
#[derive(Debug, Clone, Default)]
pub struct Coverage {
    /// Files seen.
    pub files: u64,
    /// Their size in bytes.
    pub bytes: u64,
    /// Files parsed and analysed.
    pub analysed: u64,
    /// Files that needed no analysis, by reason.
    pub skipped: BTreeMap<SkipReason, u64>,
    /// Files that should have been analysed and were not, or not fully.
    pub unanalysed: Vec<Unanalysed>,
}

/// Why a file needed no analysis.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SkipReason {
    /// Not JavaScript or TypeScript.
    NotCode,
    /// `.d.ts` and its like.
    TypeDeclaration,
    /// The same content was analysed elsewhere.
    Duplicate,
    /// No outbound channel, no code loading and no recipient key occurs in it.
    NoChannel,
}

/// A file that could not be analysed, or not fully.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Unanalysed {
    /// The package it belongs to.
    pub package: PackageId,
    /// The file, relative to the package.
    pub file: PackagePath,
    /// Why.
    pub reason: UnanalysedReason,
    /// More, for a person: the parser's message, the limit and the size.
    pub detail: String,
}

/// Why a file could not be analysed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum UnanalysedReason {
    /// The system would not let us read it.
    Unreadable,
    /// Larger than the limit.
    TooLarge,
    /// Nested deeper than the limit.
    TooDeep,
    /// No syntax we know fits.
    ParseError,
    /// Analysed, but bytes that are no UTF-8 had to be replaced.
    InvalidUtf8,
    /// Ran out of its budget of tokens, nodes or facts.
    Budget,
    /// A defect of ours: the analysis of this file panicked.
    Panic,
    /// A link that leads out of the root; not followed.
    LinkOutside,
    /// A link that leads to itself, or to nothing.
    LinkBroken,
    /// An archive entry that is no file inside the archive: absolute, climbing, a device.
    ArchiveEntry,
    /// An archive that exceeds a limit on entries, bytes or ratio.
    ArchiveLimit,
    /// `package.json` that is not valid.
    Manifest,
    /// Neither a file nor a folder: a socket, a pipe, a device.
    SpecialFile,
}

impl Coverage {
    /// Adds another account to this one.
    pub fn add(&mut self, other: &Self) {
        self.files += other.files;
        self.bytes += other.bytes;
        self.analysed += other.analysed;
        for (reason, count) in &other.skipped {
            *self.skipped.entry(*reason).or_default() += count;
        }
        self.unanalysed.extend(other.unanalysed.iter().cloned());
    }
}

impl SkipReason {
    /// Its name in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NotCode => "not-code",
            Self::TypeDeclaration => "type-declaration",
            Self::Duplicate => "duplicate",
            Self::NoChannel => "no-channel",
        }
    }
}

impl UnanalysedReason {
    /// Every reason.
    pub const ALL: [Self; 13] = [
        Self::Unreadable,
        Self::TooLarge,
        Self::TooDeep,
        Self::ParseError,
        Self::InvalidUtf8,
        Self::Budget,
        Self::Panic,
        Self::LinkOutside,
        Self::LinkBroken,
        Self::ArchiveEntry,
        Self::ArchiveLimit,
        Self::Manifest,
        Self::SpecialFile,
    ];

    /// Its name in rules and JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unreadable => "unreadable",
            Self::TooLarge => "too-large",
            Self::TooDeep => "too-deep",
            Self::ParseError => "parse-error",
            Self::InvalidUtf8 => "invalid-utf8",
            Self::Budget => "budget",
            Self::Panic => "panic",
            Self::LinkOutside => "link-outside",
            Self::LinkBroken => "link-broken",
            Self::ArchiveEntry => "archive-entry",
            Self::ArchiveLimit => "archive-limit",
            Self::Manifest => "manifest",
            Self::SpecialFile => "special-file",
        }
    }
}

impl fmt::Display for UnanalysedReason {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}
