//! Which files of a package run when somebody uses it.
//!
//! Entry points are what the manifest names and what other packages load by path.
//! From there modules are resolved as node does, by `oxc_resolver` over the package's list of files.
//! Where something cannot be told (a module loaded by a computed name, an entry point that is not there),
//! all code counts as reached except what lies in folders for tests, examples and documentation.

use std::{
    collections::{BTreeMap, BTreeSet},
    io,
    path::{Path, PathBuf},
};

use molehunt_model::UnanalysedReason;
use molehunt_source::{Package, PackagePath};
use oxc_resolver::{FileMetadata, FileSystem, ResolveError, ResolveOptions, ResolverGeneric};
use rustc_hash::FxHashSet;
use serde_json::Value as Json;

use crate::extract::FileFacts;

/// The paths of the files that the package's entry points and scripts reach.
pub(super) fn reachable(
    package: &Package,
    files: &BTreeMap<&str, &FileFacts>,
    deep_imports: &[String],
) -> BTreeSet<String> {
    let mut reach = Reach {
        package,
        files,
        resolvers: [&["node", "require", "default"][..], &["node", "import", "default"]]
            .map(|conditions| resolver(package, conditions)),
        reached: BTreeSet::new(),
        queue: Vec::new(),
    };
    reach.add_entries(deep_imports);
    reach.follow();
    reach.reached
}

struct Reach<'a> {
    package: &'a Package,
    files: &'a BTreeMap<&'a str, &'a FileFacts>,
    /// As `require` resolves, and as `import` does.
    resolvers: [ResolverGeneric<FileList>; 2],
    reached: BTreeSet<String>,
    queue: Vec<String>,
}

impl Reach<'_> {
    fn add_entries(&mut self, deep_imports: &[String]) {
        let manifest = self.package.manifest.raw();
        let mut named = Vec::new();
        let mut is_complete = true;
        for field in [
            "main",
            "module",
            "bin",
            "browser",
            "exports",
            "jsnext:main",
            "esnext",
            "es2015",
            "react-native",
            "source",
            "unpkg",
            "jsdelivr",
        ] {
            if let Some(value) = manifest.get(field) {
                collect_targets(value, &mut named);
            }
        }
        for target in &named {
            is_complete &= self.add_target(target);
        }
        for (_, command) in self.package.manifest.scripts() {
            for word in command.split([' ', '&', '|', ';', '"', '\'', '=', '(', ')']) {
                if word.contains(['.', '/']) || self.package.file(word).is_some() {
                    self.add_target(word);
                }
            }
        }
        if named.is_empty() || manifest.get("main").is_none() && manifest.get("exports").is_none() {
            let has_index = self.add_target("index");
            // Neither an entry point nor an index: an application, or a folder of files.
            is_complete &= has_index || !named.is_empty();
        }
        for path in deep_imports {
            self.add_target(path);
        }
        if !is_complete {
            self.add_all();
        }
        let loads_tools = self
            .files
            .values()
            .any(|file| file.requests.iter().any(|(specifier, _)| matches!(&**specifier, "mcp-framework" | "xmcp")));
        if loads_tools {
            // These servers load every file of certain folders.
            let tools: Vec<String> = self
                .files
                .keys()
                .filter(|path| {
                    path.split('/').any(|segment| matches!(segment, "tools" | "prompts" | "resources" | "apps"))
                })
                .map(|path| (*path).to_owned())
                .collect();
            tools.into_iter().for_each(|path| self.reach(path));
        }
    }

    /// Adds what a manifest's path names; says whether there is such a file.
    fn add_target(&mut self, target: &str) -> bool {
        let target = target.trim_start_matches("./").trim_end_matches('/');
        if let Some((before, after)) = target.split_once('*') {
            let matching: Vec<String> = self
                .files
                .keys()
                .filter(|path| path.starts_with(before) && path.ends_with(after))
                .map(|path| (*path).to_owned())
                .collect();
            let any = !matching.is_empty();
            matching.into_iter().for_each(|path| self.reach(path));
            return any || self.package.files.iter().any(|file| file.path.as_str().starts_with(before));
        }
        if target.is_empty() || target == "." {
            return self.add_target("index");
        }
        if self.package.file(target).is_some() {
            self.reach(target.to_owned());
            return true;
        }
        let candidates = ["", "/index"].into_iter().flat_map(|index| {
            [".js", ".mjs", ".cjs", ".json", ".node", ".ts", ".tsx", ".mts", ".cts", ".jsx"]
                .map(move |ending| format!("{index}{ending}"))
        });
        for candidate in candidates {
            let path = format!("{target}{candidate}");
            if self.package.file(&path).is_some() {
                self.reach(path);
                return true;
            }
        }
        false
    }

    fn add_all(&mut self) {
        // What has no tree because it is not JavaScript is loaded by nobody, unless somebody says so.
        let may_run = |file: &FileFacts| {
            !is_aside(file.path.as_str()) && !matches!(file.unanalysed, Some((UnanalysedReason::ParseError, _)))
        };
        let all: Vec<String> =
            self.files.iter().filter(|(_, file)| may_run(file)).map(|(path, _)| (*path).to_owned()).collect();
        all.into_iter().for_each(|path| self.reach(path));
    }

    fn reach(&mut self, path: String) {
        if self.reached.insert(path.clone()) {
            self.queue.push(path);
        }
    }

    fn follow(&mut self) {
        while let Some(path) = self.queue.pop() {
            let Some(file) = self.files.get(path.as_str()) else { continue };
            if file.loads_unknown {
                self.add_all();
            }
            for (specifier, is_require) in &file.requests {
                self.follow_request(&path, specifier, *is_require);
            }
        }
    }

    fn follow_request(&mut self, from: &str, specifier: &str, is_require: bool) {
        let own_name =
            specifier.strip_prefix(&self.package.id.name).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        if !specifier.starts_with(['.', '#', '/']) && !own_name {
            return;
        }
        let folder =
            Path::new(ROOT).join(PackagePath::new(from).map(|path| path.folder().to_owned()).unwrap_or_default());
        let order = if is_require { [0, 1] } else { [1, 0] };
        for index in order {
            if let Ok(resolution) = self.resolvers[index].resolve(&folder, specifier) {
                if let Some(path) = inside(resolution.path()) {
                    self.reach(path);
                }
                return;
            }
        }
        // A folder whose own package.json names its entry point: everything directly in it may be meant.
        let Some(path) = inside(&normal(&folder.join(specifier))) else { return };
        if self.package.file(&format!("{path}/package.json")).is_some() {
            let prefix = format!("{path}/");
            let inner: Vec<String> =
                self.files.keys().filter(|file| file.starts_with(&prefix)).map(|file| (*file).to_owned()).collect();
            inner.into_iter().for_each(|path| self.reach(path));
        }
    }
}

/// Every path in a manifest field: a string, or strings at any depth of `exports`.
fn collect_targets(value: &Json, targets: &mut Vec<String>) {
    match value {
        Json::String(target) => {
            let is_type = target.ends_with(".d.ts") || target.ends_with(".d.mts") || target.ends_with(".d.cts");
            if !is_type && !target.ends_with(".css") {
                targets.push(target.clone());
            }
        }
        Json::Array(items) => items.iter().for_each(|item| collect_targets(item, targets)),
        Json::Object(map) => {
            map.iter().filter(|(key, _)| *key != "types").for_each(|(_, item)| collect_targets(item, targets));
        }
        _ => {}
    }
}

/// Folders and names of files that users of a package do not run.
fn is_aside(path: &str) -> bool {
    const FOLDERS: &[&str] = &[
        "test",
        "tests",
        "__tests__",
        "spec",
        "specs",
        "__specs__",
        "example",
        "examples",
        "demo",
        "demos",
        "doc",
        "docs",
        "documentation",
        "benchmark",
        "benchmarks",
        "bench",
        "fixture",
        "fixtures",
        "__fixtures__",
        "__mocks__",
        "mocks",
        "sample",
        "samples",
        "website",
        "e2e",
        ".storybook",
        "stories",
        "coverage",
        "playground",
    ];
    let mut segments: Vec<&str> = path.split('/').collect();
    let name = segments.pop().unwrap_or_default();
    let words: Vec<&str> = name.split('.').collect();
    let is_test_name = words.len() > 2
        && words[1..words.len() - 1]
            .iter()
            .any(|word| matches!(*word, "test" | "tests" | "spec" | "stories" | "bench" | "e2e"));
    is_test_name
        || matches!(words[0], "test" | "tests")
        || segments.iter().any(|segment| FOLDERS.contains(&segment.to_ascii_lowercase().as_str()))
}

/// Where the package stands in the file system that the resolver sees.
const ROOT: &str = "/package";

fn resolver(package: &Package, conditions: &[&str]) -> ResolverGeneric<FileList> {
    let extensions = [".js", ".cjs", ".mjs", ".json", ".ts", ".tsx", ".jsx", ".mts", ".cts"];
    let options = ResolveOptions {
        condition_names: conditions.iter().map(|name| (*name).to_owned()).collect(),
        extensions: extensions.map(str::to_owned).to_vec(),
        extension_alias: vec![
            (".js".to_owned(), [".js", ".ts", ".tsx", ".jsx"].map(str::to_owned).to_vec()),
            (".mjs".to_owned(), [".mjs", ".mts"].map(str::to_owned).to_vec()),
            (".cjs".to_owned(), [".cjs", ".cts"].map(str::to_owned).to_vec()),
        ],
        symlinks: false,
        ..ResolveOptions::default()
    };
    ResolverGeneric::new_with_file_system(FileList::of(package), options)
}

fn inside(path: &Path) -> Option<String> {
    let path = path.strip_prefix(ROOT).ok()?.to_str()?;
    Some(path.replace('\\', "/"))
}

/// A path without `.` and `..`.
fn normal(path: &Path) -> PathBuf {
    let mut normal = PathBuf::new();
    for component in path.components() {
        match component {
            std::path::Component::CurDir => {}
            std::path::Component::ParentDir => {
                normal.pop();
            }
            other => normal.push(other),
        }
    }
    normal
}

/// A package's files, as a file system. Only its manifest can be read.
struct FileList {
    manifest: String,
    files: FxHashSet<String>,
    folders: FxHashSet<String>,
}

impl FileList {
    fn of(package: &Package) -> Self {
        let mut list = Self { manifest: package.manifest.raw().to_string(), ..Self::new() };
        list.folders.insert(String::new());
        for file in &package.files {
            let path = file.path.as_str();
            for (at, _) in path.match_indices('/').rev() {
                if !list.folders.insert(path[..at].to_owned()) {
                    break;
                }
            }
            list.files.insert(path.to_owned());
        }
        list
    }

    /// A path as the list has it: without the root.
    fn own(path: &Path) -> Option<&str> {
        let path = path.to_str()?.strip_prefix(ROOT)?;
        if path.is_empty() { Some(path) } else { path.strip_prefix('/') }
    }
}

impl FileSystem for FileList {
    fn new() -> Self {
        Self { manifest: String::new(), files: FxHashSet::default(), folders: FxHashSet::default() }
    }

    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        self.read_to_string(path).map(String::into_bytes)
    }

    fn read_to_string(&self, path: &Path) -> io::Result<String> {
        if Self::own(path) == Some("package.json") && self.manifest.starts_with('{') {
            return Ok(self.manifest.clone());
        }
        Err(io::ErrorKind::NotFound.into())
    }

    fn metadata(&self, path: &Path) -> io::Result<FileMetadata> {
        let Some(own) = Self::own(path) else { return Err(io::ErrorKind::NotFound.into()) };
        // A manifest below the root is there, but what it says is not known here.
        if self.files.contains(own) && !own.ends_with("/package.json") {
            return Ok(FileMetadata::new(true, false, false));
        }
        if self.folders.contains(own) {
            return Ok(FileMetadata::new(false, true, false));
        }
        Err(io::ErrorKind::NotFound.into())
    }

    fn symlink_metadata(&self, path: &Path) -> io::Result<FileMetadata> {
        self.metadata(path)
    }

    fn read_link(&self, _path: &Path) -> Result<PathBuf, ResolveError> {
        Err(ResolveError::from(io::Error::from(io::ErrorKind::InvalidInput)))
    }

    fn canonicalize(&self, path: &Path) -> io::Result<PathBuf> {
        Ok(normal(path))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tests_and_examples_lie_aside() {
        for path in ["test/a.js", "lib/__tests__/a.ts", "src/a.test.ts", "examples/x/index.js", "a.spec.js", "test.js"]
        {
            assert!(is_aside(path), "{path}");
        }
        for path in ["lib/test-utils.js", "src/contest.js", "latest/index.js", "index.js"] {
            assert!(!is_aside(path), "{path}");
        }
    }
}
