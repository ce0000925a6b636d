//! Walks a folder.
//!
//! Links are not followed: what one leads to inside the given folders is visited where it is, and the rest is reported.
//! Sockets, pipes and devices are never opened. Nothing is left out by name, `.git` included:
//! node loads a file from any folder, so a folder that is skipped is a place to hide in.

use std::{
    collections::BTreeSet,
    ffi::OsString,
    fs::{self, FileType},
    io,
    path::{Path, PathBuf},
    sync::Arc,
};

use molehunt_model::UnanalysedReason;
use molehunt_source::{Content, PackagePath};

use crate::{
    InputError, name,
    target::Target,
    tree::{Leaf, Link, Tree},
};

/// Lists a folder and everything below. `roots` are all given folders, by canonical path.
pub(crate) fn folder(target: &Target, roots: &[PathBuf]) -> Result<Tree, InputError> {
    let shared = Arc::from(target.real.as_path());
    let mut walk = Walk { root: &target.real, shared, roots, tree: Tree::default(), pending: Vec::new() };
    walk.list("", &target.real).map_err(|source| InputError::Unreadable { path: target.given.clone(), source })?;
    while let Some((path, place)) = walk.pending.pop() {
        if let Err(error) = walk.list(path.as_str(), &place) {
            walk.tree.not_taken(path, UnanalysedReason::Unreadable, 0, format!("the folder cannot be listed: {error}"));
        }
    }
    Ok(walk.tree)
}

/// One file by itself.
pub(crate) fn file(target: &Target) -> Result<Tree, InputError> {
    let metadata =
        fs::metadata(&target.real).map_err(|source| InputError::Unreadable { path: target.given.clone(), source })?;
    let leaf = Leaf {
        path: name::below("", &name::last(&target.real)),
        size: metadata.len(),
        content: Content::Disk(target.real.clone()),
    };
    Ok(Tree { files: vec![leaf], ..Tree::default() })
}

struct Walk<'a> {
    root: &'a Path,
    /// The root, for the files whose paths need not be kept whole: trees have hundreds of thousands of them.
    shared: Arc<Path>,
    roots: &'a [PathBuf],
    tree: Tree,
    /// Folders yet to be listed. A list, not recursion: folders can be nested deeper than a stack.
    pending: Vec<(PackagePath, PathBuf)>,
}

impl Walk<'_> {
    fn list(&mut self, folder: &str, place: &Path) -> io::Result<()> {
        let mut entries: Vec<(OsString, fs::DirEntry)> = Vec::new();
        let mut failure = None;
        for entry in fs::read_dir(place)? {
            match entry {
                Ok(entry) => entries.push((entry.file_name(), entry)),
                Err(error) => {
                    failure = Some(error);
                    break;
                }
            }
        }
        entries.sort_by(|(one, _), (other, _)| other.cmp(one));

        // Reversed, so that the stack of pending folders yields them in order.
        let mut names = Names::default();
        for (raw, entry) in entries {
            let path = name::below(folder, &names.unique(&raw));
            match entry.file_type() {
                Ok(kind) => self.take(path, &entry, kind),
                Err(error) => self.tree.not_taken(path, UnanalysedReason::Unreadable, 0, error.to_string()),
            }
        }
        failure.map_or(Ok(()), Err)
    }

    fn take(&mut self, path: PackagePath, entry: &fs::DirEntry, kind: FileType) {
        if kind.is_dir() {
            self.pending.push((path, entry.path()));
        } else if kind.is_symlink() {
            self.link(path, &entry.path());
        } else if !kind.is_file() {
            let detail = "a socket, a pipe or a device; it is not opened".to_owned();
            self.tree.not_taken(path, UnanalysedReason::SpecialFile, 0, detail);
        } else {
            match entry.metadata() {
                Ok(metadata) => {
                    let place = entry.path();
                    // A name that had to be escaped leads nowhere.
                    let is_plain = place.strip_prefix(self.root).is_ok_and(|own| own == Path::new(path.as_str()));
                    let content = if is_plain { Content::Below(self.shared.clone()) } else { Content::Disk(place) };
                    self.tree.files.push(Leaf { path, size: metadata.len(), content });
                }
                Err(error) => self.tree.not_taken(path, UnanalysedReason::Unreadable, 0, error.to_string()),
            }
        }
    }

    fn link(&mut self, path: PackagePath, place: &Path) {
        let written = fs::read_link(place).map_or_else(|_| "?".to_owned(), |target| name::shown(&target));
        match fs::canonicalize(place) {
            Ok(target) if self.roots.iter().any(|root| target.starts_with(root)) => {
                if let Some(target) = name::relative(self.root, &target) {
                    self.tree.links.push(Link { path, target });
                }
            }
            Ok(_) => {
                let detail = format!("a link to `{written}`, outside of what was given; it is not followed");
                self.tree.not_taken(path, UnanalysedReason::LinkOutside, 0, detail);
            }
            Err(error) => {
                let detail = format!("a link to `{written}`, and that cannot be resolved: {error}");
                self.tree.not_taken(path, UnanalysedReason::LinkBroken, 0, detail);
            }
        }
    }
}

/// The names of one folder as segments; where escaping makes two alike, the later one gets a number.
#[derive(Default)]
struct Names(BTreeSet<String>);

impl Names {
    fn unique(&mut self, raw: &OsString) -> String {
        let plain = name::segment(raw);
        let (stem, ending) = match plain.rsplit_once('.') {
            Some((stem, ending)) if !stem.is_empty() => (stem, format!(".{ending}")),
            _ => (plain.as_str(), String::new()),
        };
        let mut unique = plain.clone();
        let mut count = 1;
        while !self.0.insert(unique.clone()) {
            count += 1;
            unique = format!("{stem}~{count}{ending}");
        }
        unique
    }
}
