//! Whose code a package is.

use std::{
    fs,
    path::{Component, Path, PathBuf},
};

use molehunt_source::Party;

use crate::InputError;

/// The folders and files that the user calls their own.
#[derive(Debug)]
pub(crate) struct FirstParty(Vec<PathBuf>);

impl FirstParty {
    /// Every path must exist: a misspelt one would silently change the judgement.
    pub(crate) fn new(paths: &[PathBuf]) -> Result<Self, InputError> {
        let canonical = |path: &PathBuf| {
            fs::canonicalize(path).map_err(|source| InputError::FirstParty { path: path.clone(), source })
        };
        paths.iter().map(canonical).collect::<Result<_, _>>().map(Self)
    }

    /// The party of the package at a canonical path.
    ///
    /// What is installed below a first-party folder is somebody else's all the same.
    pub(crate) fn of(&self, place: &Path) -> Party {
        let is_own = |root: &PathBuf| {
            place.strip_prefix(root).is_ok_and(|rest| {
                !rest.components().any(|component| component == Component::Normal("node_modules".as_ref()))
            })
        };
        if self.0.iter().any(is_own) { Party::First } else { Party::Third }
    }
}
