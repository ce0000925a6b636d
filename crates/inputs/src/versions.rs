//! A folder in which versions of one package lie side by side: each a folder of its own, or an archive.

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
};

use serde_json::Value;

use crate::{InputError, target::is_archive_name};

/// When each version was published, as `npm view NAME time --json > time.json` writes it down.
const TIMES: &str = "time.json";
/// More than a registry says about any package.
const MOST_TIMES: u64 = 16 << 20;

/// Versions of a package on disk.
#[derive(Debug, Default)]
pub struct Versions {
    /// A folder or an archive each, sorted by name.
    pub paths: Vec<PathBuf>,
    /// When each was published, where the folder says so: by version, as the registry wrote it.
    pub published: BTreeMap<String, String>,
}

/// Finds the versions that lie in a folder. Everything else in it is passed over.
pub fn versions(folder: &Path) -> Result<Versions, InputError> {
    let unreadable = |source: io::Error| match source.kind() {
        io::ErrorKind::NotFound => InputError::NotFound { path: folder.to_owned() },
        _ => InputError::Unreadable { path: folder.to_owned(), source },
    };
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        if path.is_dir() {
            // What `tar` unpacks of npm's archives lies one folder deeper.
            let places = [path.clone(), path.join("package")];
            paths.extend(places.into_iter().find(|place| place.join("package.json").is_file()));
        } else if path.is_file() && is_archive_name(&path) {
            paths.push(path);
        }
    }
    paths.sort();
    Ok(Versions { paths, published: published(&folder.join(TIMES)) })
}

/// The times of a file, or none: without them versions go by their numbers, which the report says.
fn published(path: &Path) -> BTreeMap<String, String> {
    let is_small = fs::metadata(path).is_ok_and(|metadata| metadata.len() <= MOST_TIMES);
    let text = if is_small { fs::read(path).unwrap_or_default() } else { Vec::new() };
    let document: Value = serde_json::from_slice(&text).unwrap_or_default();
    // A whole document of a registry has them under `time`.
    let times = document.get("time").unwrap_or(&document);
    let times = times.as_object().into_iter().flatten();
    times.filter_map(|(version, time)| Some((version.clone(), time.as_str()?.to_owned()))).collect()
}
