//! A temporary folder, and the text form of what is read from it.

use std::{
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

use molehunt_inputs::{InputError, Inventory, Options, read};
use molehunt_source::{FileRole, ModuleKind, Party};
use tempfile::TempDir;

pub(crate) struct Scene {
    pub(crate) folder: TempDir,
}

impl Scene {
    /// Writes files, `path` and content in turn; a path that ends in `/` is an empty folder.
    pub(crate) fn new(files: &[(&str, &str)]) -> Self {
        let scene = Self { folder: tempfile::tempdir().expect("a temporary folder") };
        for (path, content) in files {
            scene.write(path, content.as_bytes());
        }
        scene
    }

    pub(crate) fn write(&self, path: &str, content: &[u8]) {
        let place = self.at(path);
        if path.ends_with('/') {
            fs::create_dir_all(place).expect("a folder can be made");
        } else {
            fs::create_dir_all(place.parent().expect("it lies in the scene")).expect("a folder can be made");
            fs::write(place, content).expect("a file can be written");
        }
    }

    pub(crate) fn at(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    pub(crate) fn read(&self, path: &str) -> Result<Inventory, InputError> {
        read(&[self.at(path)], &Options::default())
    }

    /// What is read from one path, as text, with the scene's folder written as `…`.
    pub(crate) fn text(&self, path: &str) -> String {
        self.text_with(&[path], &[])
    }

    pub(crate) fn text_with(&self, paths: &[&str], first_party: &[&str]) -> String {
        let paths: Vec<PathBuf> = paths.iter().map(|path| self.at(path)).collect();
        let options =
            Options { first_party: first_party.iter().map(|path| self.at(path)).collect(), ..Options::default() };
        self.show(&read(&paths, &options).expect("the paths exist"))
    }

    pub(crate) fn show(&self, inventory: &Inventory) -> String {
        let here = format!("{}/", self.folder.path().display());
        text_of(inventory).replace(&here, "…/")
    }

    pub(crate) fn error(&self, path: &str) -> String {
        let here = format!("{}/", self.folder.path().display());
        self.read(path).expect_err("it cannot be read").to_string().replace(&here, "…/")
    }
}

/// One line a package, file and coverage entry.
pub(crate) fn text_of(inventory: &Inventory) -> String {
    let mut text = String::new();
    for package in &inventory.packages {
        let id = &package.id;
        let version = if id.version.is_empty() { String::new() } else { format!("@{}", id.version) };
        let party = if package.party == Party::First { " first-party" } else { "" };
        writeln!(text, "{}{version} in {}{party}", id.name, id.path).expect("text can be written to");
        for file in &package.files {
            writeln!(text, "  {} {}", file.path, role(file.role)).expect("text can be written to");
        }
    }
    for entry in &inventory.coverage.unanalysed {
        writeln!(text, "! {}: {} {}", entry.package.name, entry.file, entry.reason).expect("text can be written to");
    }
    text
}

/// Compares, ignoring the indentation of the test's source.
#[track_caller]
pub(crate) fn check(found: &str, expected: &str) {
    let lines: Vec<&str> = expected.lines().filter(|line| !line.trim().is_empty()).collect();
    let indent = lines.iter().map(|line| line.len() - line.trim_start().len()).min().unwrap_or(0);
    let expected: String = lines.iter().map(|line| format!("{}\n", &line[indent..])).collect();
    assert!(found == expected, "found:\n{found}\nexpected:\n{expected}");
}

pub(crate) fn exists(path: &Path) -> bool {
    path.symlink_metadata().is_ok()
}

fn role(role: FileRole) -> String {
    match role {
        FileRole::Code(kind) => {
            let module = match kind.module {
                ModuleKind::Esm => "esm",
                ModuleKind::CommonJs => "cjs",
                ModuleKind::Either => "either",
            };
            format!("{module}{}", if kind.typescript { " ts" } else { "" })
        }
        FileRole::TypeDeclaration => "types".to_owned(),
        FileRole::Other => "other".to_owned(),
    }
}
