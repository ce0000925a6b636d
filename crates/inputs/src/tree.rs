//! What lies below one given path, before anybody asks which package it belongs to.
//! Folders and archives both become this, so that they are laid out by the same code.

use molehunt_model::UnanalysedReason;
use molehunt_source::{Content, PackagePath};

/// Everything found below one root; paths are relative to it.
#[derive(Debug, Default)]
pub(crate) struct Tree {
    pub(crate) files: Vec<Leaf>,
    pub(crate) problems: Vec<Problem>,
    pub(crate) links: Vec<Link>,
}

/// One file.
#[derive(Debug)]
pub(crate) struct Leaf {
    pub(crate) path: PackagePath,
    pub(crate) size: u64,
    pub(crate) content: Content,
}

/// Something that could not be taken, or not as it stands.
#[derive(Debug, Clone)]
pub(crate) struct Problem {
    pub(crate) path: PackagePath,
    pub(crate) reason: UnanalysedReason,
    pub(crate) detail: String,
    /// What this adds to the account: `None` where the file is in its package all the same and is counted there.
    pub(crate) bytes_not_taken: Option<u64>,
}

/// A link to a file inside the root, whose own name may say more than its target's: `index.js -> payload.txt`.
#[derive(Debug)]
pub(crate) struct Link {
    pub(crate) path: PackagePath,
    pub(crate) target: PackagePath,
}

impl Tree {
    /// Something was found and is in no package.
    pub(crate) fn not_taken(&mut self, path: PackagePath, reason: UnanalysedReason, bytes: u64, detail: String) {
        self.problems.push(Problem { path, reason, detail, bytes_not_taken: Some(bytes) });
    }

    /// Something is in its package, and there is more to say about it.
    pub(crate) fn remark(&mut self, path: PackagePath, reason: UnanalysedReason, detail: String) {
        self.problems.push(Problem { path, reason, detail, bytes_not_taken: None });
    }
}
