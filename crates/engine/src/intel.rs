//! Folders of OSV records: read in parallel, since a published collection has two hundred thousand.

use std::{
    collections::BTreeSet,
    fs, io,
    path::{Path, PathBuf},
};

use molehunt_inputs::Inventory;
use molehunt_model::{Anchor, Behaviour, Evidence, Fact, ListedPackage, Occasion};
use molehunt_rules::{Intel, RecordError};
use molehunt_source::{ByteSpan, Package, PackagePath, SourceText};
use rayon::prelude::*;

use crate::Engine;

/// Why a folder of records could not be used.
#[derive(Debug, thiserror::Error)]
pub enum IntelError {
    /// It cannot be read.
    #[error("cannot read {path}: {source}; --intel takes a folder of OSV records", path = path.display())]
    Unreadable {
        /// The folder or file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A file in it is no record.
    #[error("{path} {source}", path = path.display())]
    Record {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        source: RecordError,
    },
    /// There is none in it.
    #[error("{path} has no OSV record: files that end in .json were expected", path = path.display())]
    Empty {
        /// The folder.
        path: PathBuf,
    },
}

/// Files of one piece of work.
const CHUNK: usize = 512;
/// Largest record that is read: those of the collection have a few thousand bytes.
const LARGEST: u64 = 16 << 20;
/// How deep folders lie in each other: the collection has `osv/malicious/npm/@scope/name`.
const DEEPEST: usize = 16;

impl Engine {
    /// Learns what records of a folder say about the packages of an inventory.
    pub fn learn(&mut self, folders: &[PathBuf], inventory: &Inventory) -> Result<(), IntelError> {
        if folders.is_empty() {
            return Ok(());
        }
        let ids = inventory.packages.iter().map(|package| &package.id);
        let names: BTreeSet<String> =
            ids.flat_map(|id| [Some(id.name.as_str()), id.installed_name()]).flatten().map(str::to_owned).collect();
        for folder in folders {
            let mut files = Vec::new();
            collect(folder, 0, &mut files)?;
            if files.is_empty() {
                return Err(IntelError::Empty { path: folder.clone() });
            }
            let from = folder.display().to_string();
            let read: Vec<Result<Intel, IntelError>> =
                self.pool.install(|| files.par_chunks(CHUNK).map(|files| read(files, &from, &names)).collect());
            for intel in read {
                self.intel.extend(intel?);
            }
        }
        Ok(())
    }
}

/// That a package is listed, at the version in its manifest.
pub(crate) fn fact(package: &Package, listed: ListedPackage) -> Fact {
    let manifest = package.file("package.json").or(package.files.first());
    let file =
        manifest.map_or_else(|| PackagePath::new("package.json").expect("a relative path"), |file| file.path.clone());
    let text = manifest.and_then(|file| file.read().ok()).unwrap_or_default();
    let source = SourceText::decode(text);
    let key = ["\"version\"", "\"name\""].iter().find_map(|key| Some((source.as_str().find(key)?, key.len())));
    let place =
        key.map_or(ByteSpan::default(), |(at, length)| ByteSpan { start: at as u32, end: (at + length) as u32 });
    Fact {
        behaviour: Behaviour::ListedPackage(listed),
        anchor: Anchor::Load,
        evidence: Evidence {
            file,
            span: source.span(place),
            trace: Vec::new(),
            reachable: true,
            occasion: Occasion::Install,
        },
    }
}

/// The records of a folder, in the order of their paths.
fn collect(folder: &Path, depth: usize, files: &mut Vec<PathBuf>) -> Result<(), IntelError> {
    let unreadable = |source| IntelError::Unreadable { path: folder.to_owned(), source };
    let mut entries = fs::read_dir(folder)
        .and_then(|entries| {
            entries
                .map(|entry| entry.and_then(|entry| Ok((entry.path(), entry.file_type()?))))
                .collect::<io::Result<Vec<_>>>()
        })
        .map_err(unreadable)?;
    entries.sort_by(|one, other| one.0.cmp(&other.0));
    for (path, kind) in entries {
        if kind.is_dir() && depth < DEEPEST {
            collect(&path, depth + 1, files)?;
        } else if kind.is_file() && path.extension().is_some_and(|extension| extension == "json") {
            files.push(path);
        }
    }
    Ok(())
}

fn read(files: &[PathBuf], from: &str, names: &BTreeSet<String>) -> Result<Intel, IntelError> {
    let mut intel = Intel::default();
    for path in files {
        let unreadable = |source| IntelError::Unreadable { path: path.clone(), source };
        if fs::metadata(path).map_err(unreadable)?.len() > LARGEST {
            let source = io::Error::other(format!("more than {LARGEST} bytes"));
            return Err(IntelError::Unreadable { path: path.clone(), source });
        }
        let text = fs::read(path).map_err(unreadable)?;
        intel.add_osv(&text, from, names).map_err(|source| IntelError::Record { path: path.clone(), source })?;
    }
    Ok(intel)
}
