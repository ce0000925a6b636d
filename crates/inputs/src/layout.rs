//! Decides which package a file belongs to.
//!
//! A tree is walked in order, with one [`Place`] for each folder on the way down; a place says who owns what is found there.
//! Each file belongs to exactly one package.

use std::{
    cmp::Ordering,
    collections::{BTreeMap, HashMap, HashSet},
    fs,
    io::{self, Read},
    path::{Component, Path, PathBuf},
    sync::Arc,
};

use molehunt_model::{Unanalysed, UnanalysedReason};
use molehunt_source::{Content, File, FileRole, Manifest, ModuleKind, Package, PackageId, PackagePath};

use crate::{
    Inventory, Limits,
    name::{last, shown_below},
    party::FirstParty,
    role,
    target::{Target, TargetKind},
    tree::{Leaf, Problem, Tree},
};

/// How one root becomes packages.
pub(crate) struct Layout<'a> {
    target: &'a Target,
    first_party: &'a FirstParty,
    limits: &'a Limits,
    root: Region,
}

/// What kind of folder it is, which decides what starts a package in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Region {
    /// Outside of any `node_modules`: a manifest with a name starts a package.
    Open,
    /// `node_modules` itself: every folder is a package.
    Modules,
    /// `node_modules/@scope`: likewise.
    Scope,
    /// `node_modules/.pnpm` and its like: no package, but packages are stored below.
    Store,
    /// Inside an installed package: only a further `node_modules` starts packages.
    Installed,
}

/// One folder on the way down.
#[derive(Debug, Clone, Copy)]
struct Place<'t> {
    folder: &'t str,
    region: Region,
    /// The folder of the package that owns what is here.
    owner: &'t str,
    /// The folder of the package that owns code here: code that lies loose in `node_modules` is not the outer package's.
    code_owner: &'t str,
    module: ModuleKind,
}

/// A package in the making.
#[derive(Default)]
struct Owner {
    files: Vec<File>,
    problems: Vec<Problem>,
    /// Its folder on disk, shared by its files.
    place: Option<Arc<Path>>,
}

/// What a tree's manifests say, by folder; `None` for one that is broken.
type Manifests = HashMap<String, Option<Known>>;

/// A manifest, kept as text, with what is asked of it for every file below.
struct Known {
    manifest: Manifest,
    module: ModuleKind,
    is_named: bool,
}

impl Known {
    fn new(mut manifest: Manifest) -> Self {
        let (module, is_named) = (module_kind(Some(&manifest)), manifest.name().is_some());
        manifest.forget();
        Self { manifest, module, is_named }
    }
}

impl Owner {
    /// Where a file's bytes are, once its path is relative to `folder` of the tree.
    fn content(&mut self, content: &Content, folder: &str) -> Content {
        match content {
            Content::Below(root) if !folder.is_empty() => {
                Content::Below(self.place.get_or_insert_with(|| Arc::from(root.join(folder))).clone())
            }
            other => other.clone(),
        }
    }
}

impl<'a> Layout<'a> {
    pub(crate) fn new(target: &'a Target, first_party: &'a FirstParty, limits: &'a Limits) -> Self {
        let root = match target.kind {
            TargetKind::Folder => region_of(&target.real),
            // An archive is what would be installed, so it is laid out as if it were.
            TargetKind::Archive | TargetKind::File => Region::Installed,
        };
        Self { target, first_party, limits, root }
    }

    /// Adds the packages of a tree.
    pub(crate) fn fill(&self, mut tree: Tree, inventory: &mut Inventory) {
        let (mut manifests, named) = self.manifests(&mut tree);
        let mut owners = self.owners(tree, &manifests, &named);
        if owners.is_empty() {
            owners.insert(String::new(), Owner::default());
        }
        for (folder, mut owner) in owners {
            let mut manifest = manifests.remove(&folder).flatten().map(|known| known.manifest).unwrap_or_default();
            let id = PackageId {
                name: manifest.name().map_or_else(|| self.default_name(&folder), str::to_owned),
                version: manifest.version().unwrap_or_default().to_owned(),
                path: shown_below(&self.target.shown(), &folder),
            };
            for problem in owner.problems {
                if let Some(bytes) = problem.bytes_not_taken {
                    inventory.coverage.files += 1;
                    inventory.coverage.bytes = inventory.coverage.bytes.saturating_add(bytes);
                }
                inventory.coverage.unanalysed.push(Unanalysed {
                    package: id.clone(),
                    file: problem.path,
                    reason: problem.reason,
                    detail: problem.detail,
                });
            }
            owner.files.sort_by(|one, other| one.path.cmp(&other.path));
            owner.files.shrink_to_fit();
            manifest.forget();
            let party = self.first_party.of(&self.target.real.join(&folder));
            inventory.packages.push(Package { id, manifest, files: owner.files, party });
        }
    }

    /// Reads the manifests, and collects the files that they name as code.
    ///
    /// Each is parsed, asked and kept as text alone: those of a large tree together would take more memory than a scan.
    fn manifests(&self, tree: &mut Tree) -> (Manifests, HashSet<String>) {
        let is_manifest = |path: &PackagePath| path.file_name() == "package.json";
        let linked = tree.links.iter().filter(|link| is_manifest(&link.path)).filter_map(|link| {
            let leaf = tree.files.iter().find(|leaf| leaf.path == link.target)?;
            Some((&link.path, leaf))
        });
        let own = tree.files.iter().filter(|leaf| is_manifest(&leaf.path)).map(|leaf| (&leaf.path, leaf));

        let mut manifests = Manifests::new();
        let mut named = HashSet::new();
        let mut remarks = Vec::new();
        for (path, leaf) in own.chain(linked) {
            let manifest = match read_capped(leaf, self.limits.file_bytes) {
                Ok(bytes) => Manifest::parse(&bytes).map_err(|error| (UnanalysedReason::Manifest, error.to_string())),
                Err(error) => Err((UnanalysedReason::Unreadable, error.to_string())),
            };
            let manifest = manifest.map_err(|(reason, detail)| remarks.push((path.clone(), reason, detail))).ok();
            let known = manifest.map(|manifest| {
                named.extend(role::named_files(path.folder(), &manifest));
                Known::new(manifest)
            });
            manifests.insert(path.folder().to_owned(), known);
        }
        for (path, reason, detail) in remarks {
            tree.remark(path, reason, detail);
        }
        // node asks the target's name, but `--preserve-symlinks` and other runtimes ask the link's.
        let code_links =
            tree.links.iter().filter(|link| FileRole::of_name(&link.path, ModuleKind::Either).code().is_some());
        named.extend(code_links.map(|link| link.target.to_string()));
        (manifests, named)
    }

    /// Hands every file and problem to its package.
    fn owners(&self, tree: Tree, manifests: &Manifests, named: &HashSet<String>) -> BTreeMap<String, Owner> {
        let path_of = |index: &usize| match index.checked_sub(tree.files.len()) {
            None => &tree.files[*index].path,
            Some(problem) => &tree.problems[problem].path,
        };
        let mut order: Vec<usize> = (0..tree.files.len() + tree.problems.len()).collect();
        order.sort_by(|one, other| by_segments(path_of(one).as_str(), path_of(other).as_str()));

        let mut descent = Descent { manifests, places: vec![self.root_place(manifests)] };
        let mut owners: BTreeMap<String, Owner> = BTreeMap::new();
        for index in order {
            let place = descent.to(path_of(&index).folder());
            if let Some(leaf) = tree.files.get(index) {
                let (role, failure) = role_of(leaf, place.module, named);
                let folder = if role == FileRole::Other { place.owner } else { place.code_owner };
                let path = relative(&leaf.path, folder);
                let owner = owners.entry(folder.to_owned()).or_default();
                if let Some(error) = failure {
                    let (path, reason) = (path.clone(), UnanalysedReason::Unreadable);
                    owner.problems.push(Problem { path, reason, detail: error.to_string(), bytes_not_taken: None });
                }
                let content = owner.content(&leaf.content, folder);
                owner.files.push(File { path, size: leaf.size, role, content });
            } else {
                let problem = &tree.problems[index - tree.files.len()];
                let problem = Problem { path: relative(&problem.path, place.owner), ..problem.clone() };
                owners.entry(place.owner.to_owned()).or_default().problems.push(problem);
            }
        }
        owners
    }

    fn root_place(&self, manifests: &Manifests) -> Place<'static> {
        let module = match manifests.get("") {
            Some(known) => module_of(known.as_ref()),
            None if self.target.kind == TargetKind::Archive => ModuleKind::Either,
            None => module_kind_above(&self.target.real, self.limits.file_bytes),
        };
        Place { folder: "", region: self.root, owner: "", code_owner: "", module }
    }

    /// The name of a package whose manifest has none.
    fn default_name(&self, folder: &str) -> String {
        let is_root_file = folder.is_empty() && self.target.kind != TargetKind::Folder;
        let place = self.target.real.join(folder);
        match place.parent().map(last) {
            Some(scope) if scope.starts_with('@') && !is_root_file => format!("{scope}/{}", last(&place)),
            _ => last(&place),
        }
    }
}

/// The folders on the way down to the current one.
struct Descent<'t> {
    manifests: &'t Manifests,
    places: Vec<Place<'t>>,
}

impl<'t> Descent<'t> {
    /// Goes to a folder; cheap where folders come in order.
    fn to(&mut self, folder: &'t str) -> Place<'t> {
        while let Some(place) = self.places.last()
            && !is_within(folder, place.folder)
        {
            self.places.pop();
        }
        let mut place = *self.places.last().expect("the root is above every folder and never popped");
        while place.folder.len() < folder.len() {
            let start = if place.folder.is_empty() { 0 } else { place.folder.len() + 1 };
            let end = folder[start..].find('/').map_or(folder.len(), |length| start + length);
            place = self.enter(place, &folder[..end], &folder[start..end]);
            self.places.push(place);
        }
        place
    }

    fn enter(&self, parent: Place<'t>, folder: &'t str, name: &str) -> Place<'t> {
        let manifest = self.manifests.get(folder);
        let is_named = matches!(manifest, Some(Some(known)) if known.is_named);
        let module = manifest.map_or(parent.module, |known| module_of(known.as_ref()));
        let same = Place { folder, module, ..parent };
        let package = |region| Place { folder, region, owner: folder, code_owner: folder, module };
        match parent.region {
            // A package's `type` does not reach into what is installed below it.
            _ if name == "node_modules" => {
                Place { region: Region::Modules, code_owner: folder, module: ModuleKind::Either, ..same }
            }
            Region::Modules if name.starts_with('@') => Place { region: Region::Scope, ..same },
            Region::Modules if name.starts_with('.') => Place { region: Region::Store, ..same },
            Region::Modules | Region::Scope => package(Region::Installed),
            Region::Store if is_named => package(Region::Installed),
            Region::Open if is_named => package(Region::Open),
            Region::Store | Region::Open | Region::Installed => same,
        }
    }
}

/// What kind of folder a root is, by where it lies.
fn region_of(real: &Path) -> Region {
    let names: Vec<_> = real
        .components()
        .filter_map(|component| match component {
            Component::Normal(name) => Some(name.to_string_lossy()),
            _ => None,
        })
        .collect();
    let Some(modules) = names.iter().rposition(|name| name == "node_modules") else { return Region::Open };
    match &names[modules + 1..] {
        [] => Region::Modules,
        [scope] if scope.starts_with('@') => Region::Scope,
        [store, ..] if store.starts_with('.') => Region::Store,
        _ => Region::Installed,
    }
}

fn role_of(leaf: &Leaf, module: ModuleKind, named: &HashSet<String>) -> (FileRole, Option<io::Error>) {
    let role = role::of_name(&leaf.path, module);
    if role.code().is_some() {
        return (role, None);
    }
    if named.contains(leaf.path.as_str())
        && let Some(kind) = role::of_named(&leaf.path)
    {
        return (FileRole::Code(kind), None);
    }
    if role == FileRole::Other && leaf.path.extension().is_empty() {
        return match role::of_shebang(leaf, module) {
            Ok(kind) => (kind.map_or(role, FileRole::Code), None),
            Err(error) => (role, Some(error)),
        };
    }
    (role, None)
}

fn module_of(known: Option<&Known>) -> ModuleKind {
    known.map_or(ModuleKind::Either, |known| known.module)
}

fn module_kind(manifest: Option<&Manifest>) -> ModuleKind {
    match manifest.and_then(|manifest| manifest.text("type")) {
        Some("module") => ModuleKind::Esm,
        Some("commonjs") => ModuleKind::CommonJs,
        _ => ModuleKind::Either,
    }
}

/// What the nearest manifest above a root says, as node looks it up.
fn module_kind_above(real: &Path, limit: u64) -> ModuleKind {
    let is_modules = |path: &&Path| path.file_name().is_some_and(|name| name == "node_modules");
    for folder in real.ancestors().take_while(|path| !is_modules(path)).skip(1) {
        let path = folder.join("package.json");
        if let Ok(metadata) = fs::metadata(&path)
            && metadata.is_file()
        {
            let manifest = read_disk(&path, limit).ok().and_then(|bytes| Manifest::parse(&bytes).ok());
            return module_kind(manifest.as_ref());
        }
    }
    ModuleKind::Either
}

fn read_capped(leaf: &Leaf, limit: u64) -> io::Result<Vec<u8>> {
    match &leaf.content {
        Content::Disk(path) => read_disk(path, limit),
        Content::Below(folder) => read_disk(&folder.join(leaf.path.as_str()), limit),
        Content::Memory(bytes) => Ok(bytes.to_vec()),
    }
}

fn read_disk(path: &PathBuf, limit: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    fs::File::open(path)?.take(limit + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > limit {
        return Err(io::Error::other(format!("larger than {limit} bytes")));
    }
    Ok(bytes)
}

fn relative(path: &PackagePath, folder: &str) -> PackagePath {
    if folder.is_empty() {
        return path.clone();
    }
    PackagePath::new(&path.as_str()[folder.len() + 1..]).expect("what lies in a folder has a name in it")
}

fn is_within(folder: &str, ancestor: &str) -> bool {
    ancestor.is_empty()
        || folder == ancestor
        || (folder.starts_with(ancestor) && folder.as_bytes()[ancestor.len()] == b'/')
}

/// Orders paths so that everything below a folder stands together: `a/x` before `a-b`.
fn by_segments(one: &str, other: &str) -> Ordering {
    let rank = |byte: u8| if byte == b'/' { 0 } else { byte };
    one.bytes().map(rank).cmp(other.bytes().map(rank))
}
