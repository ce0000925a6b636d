//! Where the packages of a project are installed: beside each of its manifests.
//!
//! One project may have many such folders. In a monorepo each workspace has what it does not share with the others, and
//! whoever looks at the outermost folder alone looks past that.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use crate::InputError;

/// Where a package manager installs packages.
const INSTALLED: &str = "node_modules";
/// How deep below a project its workspaces lie.
const DEEPEST: usize = 8;
/// Folders that are looked at; a project with more names those that it means.
const MOST_FOLDERS: usize = 50_000;

/// The folders below `project` in which packages are installed, sorted: each beside a manifest, and none inside another.
///
/// Hidden folders are passed over, and links are not followed: what they lead to is a workspace, or installed elsewhere.
pub fn installed(project: &Path) -> Result<Vec<PathBuf>, InputError> {
    let mut found = Vec::new();
    let mut open = vec![(project.to_owned(), 0)];
    let mut looked_at = 0;
    while let Some((folder, depth)) = open.pop() {
        looked_at += 1;
        if looked_at > MOST_FOLDERS {
            return Err(InputError::TooManyFolders { path: project.to_owned(), most: MOST_FOLDERS });
        }
        let unreadable = |source: io::Error| InputError::Unreadable { path: folder.clone(), source };
        let entries = match fs::read_dir(&folder) {
            Ok(entries) => entries,
            Err(error) if depth == 0 => return Err(unreadable(error)),
            // What nobody can read is not installed for them either.
            Err(_) => continue,
        };
        let mut has_manifest = false;
        let mut installed = None;
        for entry in entries {
            let entry = entry.map_err(unreadable)?;
            let name = entry.file_name();
            let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
            if name == "package.json" {
                has_manifest = true;
            } else if name == INSTALLED {
                // Some keep it elsewhere, and link to it.
                installed = Some(entry.path()).filter(|path| path.is_dir());
            } else if is_folder && depth < DEEPEST && !name.to_string_lossy().starts_with('.') {
                open.push((entry.path(), depth + 1));
            }
        }
        // A project's own is meant in any case.
        found.extend(installed.filter(|_| has_manifest || depth == 0));
    }
    found.sort();
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn workspaces_have_their_own() {
        let project = tempfile::tempdir().expect("a folder");
        let add = |path: &str, is_file: bool| {
            let path = project.path().join(path);
            fs::create_dir_all(if is_file { path.parent().expect("one") } else { &path }).expect("a folder");
            if is_file {
                fs::write(path, "{}").expect("a file");
            }
        };
        for folder in ["node_modules/a/node_modules/b", "packages/web/node_modules", "packages/fixture/node_modules"] {
            add(folder, false);
        }
        add(".cache/x/node_modules", false);
        for file in [
            "node_modules/a/package.json",
            "packages/web/package.json",
            "packages/api/package.json",
            ".cache/x/package.json",
        ] {
            add(file, true);
        }
        let found = installed(project.path()).expect("it can be read");
        let found: Vec<_> = found.iter().filter_map(|path| path.strip_prefix(project.path()).ok()).collect();
        assert_eq!(found, [Path::new("node_modules"), Path::new("packages/web/node_modules")]);
        assert!(installed(&project.path().join("nowhere")).is_err());
    }
}
