//! The user's paths, resolved.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use crate::{InputError, name};

/// One path to read.
#[derive(Debug)]
pub(crate) struct Target {
    /// As the user gave it.
    pub(crate) given: PathBuf,
    /// Without links: what was given may itself be one, as in pnpm's `node_modules`.
    pub(crate) real: PathBuf,
    pub(crate) kind: TargetKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TargetKind {
    Folder,
    File,
    Archive,
}

/// Resolves the paths and drops those that another one covers.
pub(crate) fn resolve(paths: &[PathBuf]) -> Result<Vec<Target>, InputError> {
    let targets = paths.iter().map(|path| Target::new(path)).collect::<Result<Vec<_>, _>>()?;
    let mut kept: Vec<Target> = Vec::new();
    let covers = |other: &Target, target: &Target| {
        other.kind == TargetKind::Folder
            && target.kind != TargetKind::Archive
            && other.real != target.real
            && target.real.starts_with(&other.real)
    };
    let is_covered: Vec<bool> =
        targets.iter().map(|target| targets.iter().any(|other| covers(other, target))).collect();
    for (target, is_covered) in targets.into_iter().zip(is_covered) {
        if !is_covered && !kept.iter().any(|other| other.real == target.real) {
            kept.push(target);
        }
    }
    Ok(kept)
}

impl Target {
    fn new(given: &Path) -> Result<Self, InputError> {
        let error = |source: io::Error| match source.kind() {
            io::ErrorKind::NotFound => InputError::NotFound { path: given.to_owned() },
            _ => InputError::Unreadable { path: given.to_owned(), source },
        };
        let real = fs::canonicalize(given).map_err(error)?;
        let metadata = fs::metadata(&real).map_err(error)?;
        let kind = if metadata.is_dir() {
            TargetKind::Folder
        } else if !metadata.is_file() {
            return Err(InputError::SpecialFile { path: given.to_owned() });
        } else if is_archive_name(given) || is_archive_name(&real) {
            TargetKind::Archive
        } else {
            TargetKind::File
        };
        Ok(Self { given: given.to_owned(), real, kind })
    }

    /// The path as reports show it.
    pub(crate) fn shown(&self) -> String {
        name::shown(&self.given)
    }
}

pub(crate) fn is_archive_name(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
    [".tgz", ".tar.gz", ".tar"].iter().any(|ending| name.ends_with(ending))
}
