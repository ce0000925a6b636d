//! A package: its name and version, its manifest and its files.

use std::{
    borrow::Cow,
    fs, io,
    path::{Path, PathBuf},
    sync::Arc,
};

use crate::{Manifest, PackagePath};

/// One package, the unit in which findings are reported and versions compared.
#[derive(Debug, Clone)]
pub struct Package {
    /// Name, version and place.
    pub id: PackageId,
    /// Its `package.json`, where there is a readable one.
    pub manifest: Manifest,
    /// Every file that belongs to it, sorted by path.
    pub files: Vec<File>,
    /// Whose code it is.
    pub party: Party,
}

/// What a package is called in reports.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PackageId {
    /// `name` of the manifest, or the folder's or file's name where it has none.
    pub name: String,
    /// `version` of the manifest, `""` where it has none.
    pub version: String,
    /// Where it was found, as given by the user and `/`-separated: `node_modules/a/node_modules/b`.
    pub path: String,
}

impl PackageId {
    /// The name under which it was installed, where its place says so: that of its folder in `node_modules`.
    ///
    /// A manifest can claim any name; this one was given by whoever installed the package.
    pub fn installed_name(&self) -> Option<&str> {
        let (before, below) = self.path.rsplit_once("node_modules/")?;
        if !before.is_empty() && !before.ends_with('/') {
            return None;
        }
        let end = match below.starts_with('@') {
            true => below.match_indices('/').nth(1).map_or(below.len(), |(at, _)| at),
            false => below.find('/').unwrap_or(below.len()),
        };
        Some(&below[..end]).filter(|name| !name.is_empty())
    }
}

/// Whose code a package is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Party {
    /// The user's own, named with `--first-party` or in `molehunt.toml`.
    First,
    /// Somebody else's.
    Third,
}

/// One file of a package.
#[derive(Debug, Clone)]
pub struct File {
    /// Where it is in the package.
    pub path: PackagePath,
    /// Its size in bytes.
    pub size: u64,
    /// What it is to the analyzer.
    pub role: FileRole,
    /// Where its bytes are.
    pub content: Content,
}

/// Where a file's bytes are.
#[derive(Debug, Clone)]
pub enum Content {
    /// On disk, read when needed.
    Disk(PathBuf),
    /// On disk, at the file's own path below this folder.
    Below(Arc<Path>),
    /// Already read, from an archive.
    Memory(Arc<[u8]>),
}

/// What a file is to the analyzer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileRole {
    /// JavaScript or TypeScript.
    Code(CodeKind),
    /// `.d.ts` and its like: data, not code.
    TypeDeclaration,
    /// Anything else.
    Other,
}

/// How to read a code file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct CodeKind {
    /// TypeScript syntax.
    pub typescript: bool,
    /// JSX may occur.
    pub jsx: bool,
    /// ECMAScript module or CommonJS.
    pub module: ModuleKind,
}

/// How node would load a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ModuleKind {
    /// An ECMAScript module.
    Esm,
    /// CommonJS.
    CommonJs,
    /// Not fixed by extension or manifest: the syntax decides.
    Either,
}

impl Package {
    /// Finds a file by its path.
    pub fn file(&self, path: &str) -> Option<&File> {
        self.files.binary_search_by(|file| file.path.as_str().cmp(path)).ok().map(|index| &self.files[index])
    }
}

impl File {
    /// Reads the bytes.
    pub fn read(&self) -> io::Result<Vec<u8>> {
        self.bytes().map(Cow::into_owned)
    }

    /// The bytes, without a copy of those that are in memory already.
    pub fn bytes(&self) -> io::Result<Cow<'_, [u8]>> {
        match &self.content {
            Content::Disk(path) => fs::read(path).map(Cow::Owned),
            Content::Below(folder) => fs::read(folder.join(self.path.as_str())).map(Cow::Owned),
            Content::Memory(bytes) => Ok(Cow::Borrowed(&**bytes)),
        }
    }
}

impl CodeKind {
    /// The kind of a file by its name, given what the nearest `package.json` says of `.js` and `.ts`.
    ///
    /// `None` for names that are no code by themselves, and for type declarations.
    pub fn of_name(path: &PackagePath, default: ModuleKind) -> Option<Self> {
        let (typescript, jsx, module) = match path.extension() {
            "js" => (false, true, default),
            "jsx" => (false, true, default),
            "mjs" => (false, true, ModuleKind::Esm),
            "cjs" => (false, true, ModuleKind::CommonJs),
            "ts" => (true, false, default),
            "tsx" => (true, true, default),
            "mts" => (true, false, ModuleKind::Esm),
            "cts" => (true, false, ModuleKind::CommonJs),
            _ => return None,
        };
        Some(Self { typescript, jsx, module })
    }
}

impl FileRole {
    /// The role of a file by its name.
    pub fn of_name(path: &PackagePath, default: ModuleKind) -> Self {
        let name = path.file_name();
        let is_declaration = [".d.ts", ".d.mts", ".d.cts"].iter().any(|ending| name.ends_with(ending))
            || (name.ends_with(".ts") && name.contains(".d."));
        if is_declaration {
            return Self::TypeDeclaration;
        }
        CodeKind::of_name(path, default).map_or(Self::Other, Self::Code)
    }

    /// The code kind, for code.
    pub fn code(self) -> Option<CodeKind> {
        match self {
            Self::Code(kind) => Some(kind),
            _ => None,
        }
    }
}
