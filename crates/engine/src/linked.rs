//! What linking a version gave, for later versions in which it would give the same.
//!
//! Linking is a function of which files there are, of the manifest, of what each file says by itself, and of the files that
//! are read once more because they are seen together. Where all of that repeats, its result does: a release that changes
//! its README, its tests or its types costs no more than finding that out.
//! Where some of it differs, what files are lowered to and what their specifiers name is still taken from the versions before.

use std::sync::{Arc, Mutex, PoisonError};

use molehunt_analysis::{FileFacts, Kept, Linking, Repeats, Tables, link};
use molehunt_model::PackageFacts;
use molehunt_source::{ContentHash, File, FileRole, Package, PackagePath, SourceText};

use crate::{deep_imports_of_all, diff::Contents};

/// Results that are kept: versions that repeat each other are near each other.
const MOST_KEPT: usize = 16;

/// The results so far, the newest last.
#[derive(Debug, Default)]
pub(crate) struct Linked {
    known: Mutex<Vec<Arc<Known>>>,
    repeats: Repeats,
}

#[derive(Debug)]
struct Known {
    paths: Vec<(PackagePath, FileRole)>,
    manifest: ContentHash,
    /// What each file says by itself, with its content.
    files: Vec<(FileFacts, Option<ContentHash>)>,
    /// The files that were read once more, as they were.
    read: Vec<(PackagePath, Option<ContentHash>)>,
    facts: PackageFacts,
}

impl Linked {
    /// Links a version as if it were the only package there is.
    pub(crate) fn link(&self, package: &Package, contents: &Contents, files: Vec<FileFacts>) -> PackageFacts {
        let manifest = manifest_of(package);
        let candidates: Vec<Arc<Known>> = self.known.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let same = candidates.iter().rev().find(|known| known.is_of(package, contents, manifest, &files));
        if let Some(known) = same {
            return renamed(known.facts.clone(), package);
        }
        let read = Mutex::new(Vec::new());
        let with_hash = |file: &FileFacts| (file.clone(), contents.hash(&file.path));
        let known_files = files.iter().map(with_hash).collect();
        let seen = |file: &File| {
            read.lock().unwrap_or_else(PoisonError::into_inner).push((file.path.clone(), contents.hash(&file.path)));
        };
        let hash = |file: &File| contents.hash(&file.path);
        let kept = Kept { repeats: &self.repeats, layout: layout_of(package, manifest), hash: &hash };
        let facts = link_reading(package, files, &seen, kept);
        let paths = package.files.iter().map(|file| (file.path.clone(), file.role)).collect();
        let read = read.into_inner().unwrap_or_else(PoisonError::into_inner);
        let known = Arc::new(Known { paths, manifest, files: known_files, read, facts: facts.clone() });
        let mut kept = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= MOST_KEPT {
            kept.remove(0);
        }
        kept.push(known);
        facts
    }
}

impl Known {
    fn is_of(&self, package: &Package, contents: &Contents, manifest: ContentHash, files: &[FileFacts]) -> bool {
        let has_same_files = || {
            self.paths.len() == package.files.len()
                && self
                    .paths
                    .iter()
                    .zip(&package.files)
                    .all(|((path, role), file)| *path == file.path && *role == file.role)
        };
        let says_the_same = || {
            let is_same = |((one, hash), other): (&(FileFacts, Option<ContentHash>), &FileFacts)| {
                (hash.is_some() && one.path == other.path && *hash == contents.hash(&other.path))
                    || one.is_linked_like(other)
            };
            self.files.len() == files.len() && self.files.iter().zip(files).all(is_same)
        };
        // What could not be read is like nothing.
        let reads_the_same = || self.read.iter().all(|(path, hash)| hash.is_some() && *hash == contents.hash(path));
        self.manifest == manifest && has_same_files() && says_the_same() && reads_the_same()
    }
}

/// Links a version as if it were the only package there is; `seen` is told of each file that is read once more.
fn link_reading(
    package: &Package,
    files: Vec<FileFacts>,
    seen: &(dyn Fn(&File) + Sync),
    kept: Kept<'_>,
) -> PackageFacts {
    let deep = deep_imports_of_all(std::slice::from_ref(&files));
    let read = |file: &File| {
        seen(file);
        file.read().ok().map(SourceText::decode)
    };
    let linking = Linking { kept: Some(kept), ..Linking::new(Tables::embedded(), &read) };
    link(package, files, deep.get(&package.id.name).map_or(&[][..], Vec::as_slice), linking)
}

/// The manifest without its version, which is all that most releases change in it.
fn manifest_of(package: &Package) -> ContentHash {
    let mut manifest = package.manifest.raw().clone();
    if let Some(fields) = manifest.as_object_mut() {
        fields.remove("version");
        fields.remove("gitHead");
    }
    ContentHash::of(manifest.to_string().as_bytes())
}

/// What decides which file a specifier names: the manifest, and where there are files.
fn layout_of(package: &Package, manifest: ContentHash) -> ContentHash {
    let mut layout = format!("{manifest:?}\n");
    for file in &package.files {
        layout.push_str(file.path.as_str());
        layout.push('\n');
    }
    ContentHash::of(layout.as_bytes())
}

/// The facts as those of another package.
pub(crate) fn renamed(mut facts: PackageFacts, package: &Package) -> PackageFacts {
    facts.package = package.id.clone();
    for entry in &mut facts.coverage.unanalysed {
        entry.package = package.id.clone();
    }
    facts.coverage.bytes = package.files.iter().map(|file| file.size).sum();
    facts
}
