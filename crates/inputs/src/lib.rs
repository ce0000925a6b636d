//! Paths become packages in memory: folders, `node_modules` trees, workspaces, single files and archives.
//!
//! What is a package, which file belongs to which, and what each file is to the analyzer is decided here and nowhere else.
//! Everything that is found and cannot be taken (a link that leads out, a socket, an unreadable folder, an archive entry
//! that climbs) becomes a coverage entry: nothing is dropped in silence.
//!
//! This crate reads and never runs. It knows nothing of syntax, facts or rules; of `molehunt-model` it uses the coverage account alone.
//! Reading the code files, hashing them and counting them is left to the engine, and so is parallelism.

mod archive;
mod disk;
mod error;
mod installed;
mod layout;
mod name;
mod party;
mod role;
mod target;
mod tree;
mod versions;

use std::path::PathBuf;

use molehunt_model::Coverage;
use molehunt_source::Package;

pub use error::InputError;
pub use installed::installed;
pub use versions::{Versions, versions};

use crate::{layout::Layout, party::FirstParty, target::TargetKind};

/// What was found.
#[derive(Debug, Default)]
pub struct Inventory {
    /// Every package, sorted by path, name and version.
    pub packages: Vec<Package>,
    /// What could not be taken. Files that belong to a package are not counted here; the engine counts them.
    pub coverage: Coverage,
}

/// How to read.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Folders and files whose packages are the user's own.
    pub first_party: Vec<PathBuf>,
    /// Where reading stops.
    pub limits: Limits,
}

/// Where reading stops. Each limit that is hit is reported.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Entries of one archive.
    pub archive_entries: u64,
    /// Bytes of one archive, uncompressed.
    pub archive_bytes: u64,
    /// Uncompressed bytes for each compressed byte.
    pub archive_ratio: u64,
    /// Uncompressed bytes below which the ratio is not asked for.
    pub archive_ratio_from: u64,
    /// Bytes of one file in an archive, and of one manifest.
    pub file_bytes: u64,
    /// Bytes of one path in an archive: no system makes a longer one.
    pub path_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        const MIB: u64 = 1024 * 1024;
        Self {
            archive_entries: 100_000,
            archive_bytes: 1024 * MIB,
            archive_ratio: 200,
            archive_ratio_from: 10 * MIB,
            file_bytes: 64 * MIB,
            path_bytes: 4096,
        }
    }
}

/// Reads every path into packages.
///
/// A path that is given twice, or that lies inside another given folder, is read once.
pub fn read(paths: &[PathBuf], options: &Options) -> Result<Inventory, InputError> {
    let first_party = FirstParty::new(&options.first_party)?;
    let targets = target::resolve(paths)?;
    let folders: Vec<PathBuf> =
        targets.iter().filter(|target| target.kind == TargetKind::Folder).map(|target| target.real.clone()).collect();

    let mut inventory = Inventory::default();
    for target in &targets {
        let tree = match target.kind {
            TargetKind::Folder => disk::folder(target, &folders)?,
            TargetKind::File => disk::file(target)?,
            TargetKind::Archive => archive::read(target, &options.limits)?,
        };
        Layout::new(target, &first_party, &options.limits).fill(tree, &mut inventory);
    }
    inventory.packages.sort_by(|one, other| key(one).cmp(&key(other)));
    inventory.coverage.unanalysed.sort();
    Ok(inventory)
}

fn key(package: &Package) -> impl Ord + '_ {
    (&package.id.path, &package.id.name, &package.id.version)
}
