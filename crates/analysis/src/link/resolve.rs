//! Which file of a package a specifier names, as node finds it: `oxc_resolver` over the package's list of files.

use std::{
    fmt, io,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use molehunt_source::{ContentHash, Package, PackagePath};
use oxc_resolver::{FileMetadata, FileSystem, ResolveError, ResolveOptions, ResolverGeneric};
use rustc_hash::{FxHashMap, FxHashSet};

/// Resolves what the files of one package name.
pub(super) struct Resolver {
    package: String,
    /// As `require` resolves, and as `import` does.
    resolvers: [ResolverGeneric<FileList>; 2],
    /// What was asked before, by folder, specifier and whether by `require`: each name is asked for when it is found out
    /// what is reached, what is seen together, and what is which file's neighbour.
    known: Mutex<FxHashMap<Asked, Option<String>>>,
}

/// Folder and specifier in one text, and whether by `require`.
type Asked = (String, bool);

/// Resolvers that are kept: versions that have the same files are near each other.
const MOST_RESOLVERS: usize = 8;

/// The resolvers of versions of one package, by the hash of all by which they resolve; the newest last.
#[derive(Debug, Default)]
pub(super) struct Resolvers(Mutex<Vec<(ContentHash, Arc<Resolver>)>>);

impl Resolvers {
    /// The resolver of a version, with all that it was asked before.
    pub(super) fn of(&self, package: &Package, layout: ContentHash) -> Arc<Resolver> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, resolver)) = known.iter().find(|(of, _)| *of == layout) {
            return resolver.clone();
        }
        let resolver = Arc::new(Resolver::new(package));
        if known.len() >= MOST_RESOLVERS {
            known.remove(0);
        }
        known.push((layout, resolver.clone()));
        resolver
    }
}

impl fmt::Debug for Resolver {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Resolver").field("package", &self.package).finish_non_exhaustive()
    }
}

impl Resolver {
    pub(super) fn new(package: &Package) -> Self {
        let conditions = [&["node", "require", "default"][..], &["node", "import", "default"]];
        let resolvers = conditions.map(|conditions| resolver(package, conditions));
        Self { package: package.id.name.clone(), resolvers, known: Mutex::default() }
    }

    /// Whether a specifier names a file of the package itself.
    pub(super) fn is_own(&self, specifier: &str) -> bool {
        specifier.starts_with(['.', '#', '/'])
            || specifier.strip_prefix(&self.package).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }

    /// The path of the file that `specifier` names in the file at `from`.
    pub(super) fn resolve(&self, from: &str, specifier: &str, is_require: bool) -> Option<String> {
        let folder = from.rsplit_once('/').map_or("", |(folder, _)| folder);
        let asked = (format!("{folder}\0{specifier}"), is_require);
        if let Some(known) = self.known.lock().unwrap_or_else(PoisonError::into_inner).get(&asked) {
            return known.clone();
        }
        let path = self.find(from, specifier, is_require);
        self.known.lock().unwrap_or_else(PoisonError::into_inner).insert(asked, path.clone());
        path
    }

    fn find(&self, from: &str, specifier: &str, is_require: bool) -> Option<String> {
        let folder = folder_of(from);
        let order = if is_require { [0, 1] } else { [1, 0] };
        let resolution = order.into_iter().find_map(|index| self.resolvers[index].resolve(&folder, specifier).ok())?;
        inside(resolution.path())
    }

    /// The path that a relative specifier would have, whether anything is there or not.
    pub(super) fn folder(&self, from: &str, specifier: &str) -> Option<String> {
        inside(&normal(&folder_of(from).join(specifier)))
    }
}

/// The folder of a file, as code in it sees it.
pub(crate) fn folder_of(path: &str) -> PathBuf {
    Path::new(ROOT).join(PackagePath::new(path).map(|path| path.folder().to_owned()).unwrap_or_default())
}

/// Where the package stands in the file system that the resolver sees.
pub(crate) const ROOT: &str = "/package";

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

pub(super) fn inside(path: &Path) -> Option<String> {
    let path = path.strip_prefix(ROOT).ok()?.to_str()?;
    Some(path.replace('\\', "/"))
}

/// A path without `.` and `..`.
pub(super) fn normal(path: &Path) -> PathBuf {
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
