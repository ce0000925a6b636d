//! The files of a package that have to be seen together, as one graph.
//!
//! Most packages need none: only where a file sends mail or declares tools can another file decide who receives what.
//! Then the files around it are read once more, nearest first, and evaluated as one program.

use std::collections::{BTreeMap, BTreeSet, VecDeque, btree_map::Entry};

use molehunt_model::{Fact, UnanalysedReason};
use molehunt_source::{CodeKind, File, FileRole, ModuleKind, Package, PackagePath, SourceText};
use rustc_hash::FxHashMap;
use swc_atoms::Atom;

use super::resolve::{ROOT, Resolver, folder_of};
use crate::{
    Tables,
    behaviour::{Found, GraphFile, MOST_LOOKED_AT_AGAIN, Wanted, behaviours},
    extract::{FileFacts, reason_of},
    ir::{FileId, Module},
    link::Linking,
    lower::{Key, Source, finish},
    need::{Marks, Need},
};

/// How much of a package is seen together.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    /// Bytes of source.
    pub(crate) bytes: u64,
    /// Files.
    pub(crate) files: usize,
    /// How often files are added that code asks for by computed names.
    pub(crate) rounds: u32,
    /// Bytes of a file that is read as data.
    pub(crate) data: u64,
}

/// The limits in force.
pub(crate) const LIMITS: Limits = Limits { bytes: 2 << 20, files: 1_500, rounds: 3, data: 1 << 20 };

/// Files near one that sends what it is given, of which the text is searched for something private.
pub(super) const MOST_NEAR: usize = 64;

/// What seeing files together gave.
pub(super) struct Together {
    /// The files whose facts these are, instead of those of each by itself.
    pub(super) files: BTreeSet<PackagePath>,
    pub(super) facts: Vec<Fact>,
    pub(super) unanalysed: Option<(UnanalysedReason, String)>,
    /// Files that turned out to have no tree.
    pub(super) unparsed: Vec<(PackagePath, UnanalysedReason, String)>,
}

impl Together {
    fn add(&mut self, other: Self) {
        self.files.extend(other.files);
        self.facts.extend(other.facts);
        self.unparsed.extend(other.unparsed);
        self.unanalysed = self.unanalysed.take().or(other.unanalysed);
    }
}

/// Reads a file's text.
pub(super) type Read<'a> = &'a (dyn Fn(&File) -> Option<SourceText> + Sync);

/// Evaluates the files around those that ask for others; `None` where there is but one, and its facts are known.
pub(super) fn evaluate(
    package: &Package,
    resolver: &Resolver,
    files: &BTreeMap<&str, &FileFacts>,
    entries: &BTreeSet<String>,
    linking: Linking<'_>,
) -> Option<Together> {
    let neighbours = neighbours(resolver, files);
    let asking = asking(package, files, &neighbours, linking);
    if asking.certainly.is_empty() && asking.possibly.is_empty() {
        return None;
    }
    let is_asked = !asking.certainly.is_empty();
    let mut members = Members::default();
    members.add_around(package, asking.certainly, &neighbours, LIMITS.bytes);
    // Where files only hand on what they are given, what is far from them seldom has a part in it.
    let most = members.bytes + MOST_LOOKED_AT_AGAIN as u64;
    members.add_around(package, asking.possibly, &neighbours, most.min(LIMITS.bytes));
    if is_asked {
        // What code asks for by computed names is no further away than what it names.
        members.most = LIMITS.bytes;
    }
    let wants_more = files.values().any(|file| file.wants_more || file.loads_unknown || file.is_left);
    if members.paths.len() < 2 && members.data.is_empty() && !wants_more {
        return None;
    }
    let mut texts = Texts::new();
    let mut rounds_left = LIMITS.rounds;
    let mut together = loop {
        members.read(package, linking.read, &mut texts);
        let graph = Graph::build(resolver, files, &texts, entries, linking);
        let found = graph.behaviours(linking.tables);
        if rounds_left == 0 || !members.add_wanted(package, resolver, files, &graph, &found) {
            if let Some(take) = linking.needs {
                members.raise(&found.needs, LIMITS.rounds - rounds_left);
                take(&found.needs.needs());
            }
            break graph.together(found);
        }
        rounds_left -= 1;
    };
    // Those for which there was no room are seen as well, each by itself.
    let is_left = |file: &FileFacts| file.is_left && !together.files.contains(&file.path);
    let left: Vec<&FileFacts> = files.values().copied().filter(|file| is_left(file)).collect();
    for file in left {
        together.add(alone(package, resolver, files, entries, linking, file));
    }
    Some(together)
}

/// The files that each file loads, and those that load it.
type Neighbours = BTreeMap<String, BTreeSet<String>>;

fn neighbours(resolver: &Resolver, files: &BTreeMap<&str, &FileFacts>) -> Neighbours {
    let mut neighbours = Neighbours::new();
    for (path, file) in files {
        for (specifier, is_require) in file.loads.iter() {
            if !resolver.is_own(specifier) {
                continue;
            }
            if let Some(target) = resolver.resolve(path, specifier, is_require) {
                neighbours.entry((*path).to_owned()).or_default().insert(target.clone());
                neighbours.entry(target).or_default().insert((*path).to_owned());
            }
        }
    }
    neighbours
}

/// The files whose facts others may decide: those that say so, those that send what they are given, where one of the
/// files near them names something private, and those that start programs which send mail when they are told to, where
/// one near them tells so.
fn asking(
    package: &Package,
    files: &BTreeMap<&str, &FileFacts>,
    neighbours: &Neighbours,
    linking: Linking<'_>,
) -> Asking {
    let tables = linking.tables;
    let has = |file: &File, says: &dyn Fn(&str) -> bool| (linking.read)(file).is_some_and(|text| says(text.as_str()));
    let names_private =
        |file: &File| file.role.code().is_some() && has(file, &|text| tables.sources.named.occur_in(text));
    let tells_mailers = |file: &File| has(file, &|text| tables.mail.programs_told(text).next().is_some());
    let mut private = Near { package, neighbours, says: &names_private, known: BTreeMap::new() };
    let mut mail = Near { package, neighbours, says: &tells_mailers, known: BTreeMap::new() };
    let mut asking = Asking::default();
    for (path, file) in files {
        if file.asks_others || file.may_mail && mail.has(path) {
            asking.certainly.push_back((*path).to_owned());
        } else if file.hands_on && private.has(path) {
            asking.possibly.push_back((*path).to_owned());
        }
    }
    asking
}

/// Files whose facts others may decide.
#[derive(Debug, Default)]
struct Asking {
    certainly: VecDeque<String>,
    /// Those that only hand on what they are given, and those that are given something to send with.
    possibly: VecDeque<String>,
}

/// What is said in files near one.
struct Near<'a> {
    package: &'a Package,
    neighbours: &'a Neighbours,
    says: &'a dyn Fn(&File) -> bool,
    known: BTreeMap<&'a str, bool>,
}

impl<'a> Near<'a> {
    /// Whether a file near another one, and not that one itself, says so.
    fn has(&mut self, path: &'a str) -> bool {
        let mut near: Vec<&'a str> = vec![path];
        let (mut next, mut bytes) = (0, 0);
        while let Some(at) = near.get(next).copied() {
            next += 1;
            let file = self.package.file(at);
            bytes += file.map_or(0, |file| file.size);
            if bytes > MOST_LOOKED_AT_AGAIN as u64 {
                return false;
            }
            for other in self.neighbours.get(at).into_iter().flatten() {
                if near.len() < MOST_NEAR && !near.contains(&other.as_str()) {
                    near.push(other);
                }
            }
            // What it says itself is known to get nowhere.
            if at != path && *self.known.entry(at).or_insert_with(|| file.is_some_and(self.says)) {
                return true;
            }
        }
        false
    }
}

/// Evaluates one file by itself.
pub(super) fn alone(
    package: &Package,
    resolver: &Resolver,
    files: &BTreeMap<&str, &FileFacts>,
    entries: &BTreeSet<String>,
    linking: Linking<'_>,
    file: &FileFacts,
) -> Together {
    let path = file.path.as_str().to_owned();
    let most = LIMITS.bytes;
    let members = Members { paths: BTreeSet::from([path]), data: BTreeSet::new(), bytes: 0, most, is_full: false };
    let mut texts = Texts::new();
    members.read(package, linking.read, &mut texts);
    let graph = Graph::build(resolver, files, &texts, entries, linking);
    let found = graph.behaviours(linking.tables);
    graph.together(found)
}

/// The files that were read, in the order of the graph: code before data, each by path.
type Texts<'p> = BTreeMap<(bool, &'p str), (&'p File, SourceText)>;

/// Which files are seen together.
#[derive(Debug, Default)]
struct Members {
    /// Code.
    paths: BTreeSet<String>,
    /// JSON documents and texts.
    data: BTreeSet<String>,
    bytes: u64,
    /// Bytes for which there is room.
    most: u64,
    /// Whether there was no room for some file.
    is_full: bool,
}

impl Members {
    /// Adds files that ask for others, and those nearest to them along imports in both directions, up to `most` bytes
    /// altogether.
    fn add_around(&mut self, package: &Package, asking: VecDeque<String>, neighbours: &Neighbours, most: u64) {
        self.most = most;
        let mut queue = asking;
        while let Some(path) = queue.pop_front() {
            if self.add(package, &path) {
                queue.extend(neighbours.get(&path).into_iter().flatten().cloned());
            }
        }
    }

    /// Adds a file; says whether it is new and there was room.
    fn add(&mut self, package: &Package, path: &str) -> bool {
        let Some(file) = package.file(path) else { return false };
        if self.paths.len() + self.data.len() >= LIMITS.files || self.bytes + file.size > self.most {
            self.is_full = true;
            return false;
        }
        let is_new = if is_data(file) {
            file.size <= LIMITS.data && self.data.insert(path.to_owned())
        } else {
            self.paths.insert(path.to_owned())
        };
        if is_new {
            self.bytes += file.size;
        }
        is_new
    }

    /// Adds what code asked for by computed names; says whether there was anything.
    fn add_wanted(
        &mut self,
        package: &Package,
        resolver: &Resolver,
        files: &BTreeMap<&str, &FileFacts>,
        graph: &Graph<'_>,
        found: &Found,
    ) -> bool {
        let mut is_new = false;
        for wanted in &found.wanted {
            let path = match wanted {
                Wanted::Module(file, specifier) => {
                    let from = graph.files[*file as usize].path.as_str();
                    let is_named = |facts: &&FileFacts| facts.loads.iter().any(|(named, _)| *named == **specifier);
                    match files.get(from).filter(|facts| is_named(facts)) {
                        // There was no room for it.
                        Some(_) => None,
                        None => resolver.resolve(from, specifier, true),
                    }
                }
                Wanted::Text(path) => Some(path.clone()),
            };
            if let Some(path) = path {
                is_new |= self.add(package, &path);
            }
        }
        is_new
    }

    /// How near the number of files comes to the limits.
    fn raise(&self, needs: &Marks, rounds: u32) {
        needs.raise(Need::Rounds, rounds as usize);
        needs.raise(Need::TogetherFiles, self.paths.len() + self.data.len());
        needs.raise(Need::TogetherBytes, usize::try_from(self.bytes).unwrap_or(usize::MAX));
        if self.is_full {
            needs.exceed(Need::TogetherBytes);
        }
    }

    /// Reads the files that were not read before.
    fn read<'p>(&self, package: &'p Package, read: Read<'_>, texts: &mut Texts<'p>) {
        for file in self.paths.iter().chain(&self.data).filter_map(|path| package.file(path)) {
            if let Entry::Vacant(entry) = texts.entry((is_data(file), file.path.as_str()))
                && let Some(text) = read(file)
            {
                entry.insert((file, text));
            }
        }
    }
}

/// Whether a file is read as a document rather than run.
fn is_data(file: &File) -> bool {
    const DATA: [&str; 12] =
        ["json", "txt", "md", "html", "hbs", "ejs", "mustache", "csv", "yml", "yaml", "dat", "bin"];
    file.role.code().is_none() && DATA.contains(&file.path.extension())
}

/// The graph of some files.
struct Graph<'a> {
    module: Module,
    files: Vec<GraphFile<'a>>,
    unparsed: Vec<(PackagePath, UnanalysedReason, String)>,
}

impl<'a> Graph<'a> {
    fn build(
        resolver: &Resolver,
        files: &BTreeMap<&str, &FileFacts>,
        texts: &'a Texts<'a>,
        entries: &BTreeSet<String>,
        linking: Linking<'_>,
    ) -> Self {
        let numbers: FxHashMap<&str, FileId> =
            texts.values().enumerate().map(|(index, (file, _))| (file.path.as_str(), FileId(index as u32))).collect();
        let mut graph =
            Self { module: Module::default(), files: Vec::with_capacity(texts.len()), unparsed: Vec::new() };
        for (file, source) in texts.values() {
            let path = file.path.as_str();
            let kind = match file.role {
                _ if is_data(file) => None,
                FileRole::Code(kind) => Some(kind),
                _ => Some(CodeKind { typescript: false, jsx: true, module: ModuleKind::CommonJs }),
            };
            graph.files.push(GraphFile { path: &file.path, source, kind });
            let bytes = source.as_str().len();
            let Some(kind) = kind else {
                let is_json = file.path.extension() == "json";
                match is_json.then(|| molehunt_syntax::parse_json(source)) {
                    Some(Ok(document)) => graph.module.add_json(&document, bytes),
                    Some(Err(_)) | None => graph.module.add_text(source.as_str()),
                };
                continue;
            };
            let loads = files.get(path).into_iter().flat_map(|facts| facts.loads.iter());
            let neighbours = loads
                .filter(|(specifier, _)| resolver.is_own(specifier))
                .filter_map(|(specifier, is_require)| {
                    let target = resolver.resolve(path, specifier, is_require)?;
                    Some((Atom::from(specifier), *numbers.get(target.as_str())?))
                })
                .collect();
            let folder = Atom::from(folder_of(path).to_string_lossy());
            let disclosure = files.get(path).and_then(|facts| facts.disclosure.as_deref());
            let parse = || molehunt_syntax::parse(source, kind);
            let kept = linking.kept.filter(|_| disclosure.is_none());
            let added = match kept.and_then(|kept| Some((kept, (kept.hash)(file)?))) {
                Some((kept, hash)) => {
                    let key = Key::new(hash, kind, folder, &neighbours);
                    let alone = kept.repeats.lowered.file(key, bytes, parse);
                    alone.map(|alone| graph.module.add_lowered(&alone, bytes, neighbours))
                }
                None => parse()
                    .map(|parsed| graph.module.add(Source { parsed: &parsed, bytes, folder, neighbours, disclosure })),
            };
            match added {
                Ok(id) => graph.module.files[id.index()].is_entry = entries.contains(path),
                Err(error) => {
                    // Its number must not be another's.
                    graph.module.add_text("");
                    graph.unparsed.push((file.path.clone(), reason_of(error.reason), error.detail));
                }
            }
        }
        finish(&mut graph.module);
        graph.module.paths = numbers.into_iter().map(|(path, id)| (format!("{ROOT}/{path}"), id)).collect();
        graph
    }

    fn behaviours(&self, tables: &Tables) -> Found {
        behaviours(&self.module, &self.files, tables, None, 0, false)
    }

    fn together(self, found: Found) -> Together {
        Together {
            files: self.files.iter().map(|file| file.path.clone()).collect(),
            facts: found.facts,
            unanalysed: found.unanalysed,
            unparsed: self.unparsed,
        }
    }
}
