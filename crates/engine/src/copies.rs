//! Packages that lie in a tree several times, linked once.
//!
//! Linking is a function of the manifest, of the files, and of what other packages load from them by path, which is told
//! by their name. Copies share all of that, and so all that linking finds.

use std::collections::BTreeMap;

use molehunt_analysis::FileFacts;
use molehunt_model::{PackageFacts, SkipReason};
use molehunt_source::{ContentHash, File, FileRole, Package, PackagePath};

use crate::{linked::renamed, seen_together};

/// A package to link: its place in the inventory, and what its files say by themselves.
pub(crate) type Unlinked<'p> = (usize, &'p Package, Vec<FileFacts>);

/// Packages by what may be copies of each other; groups, and what is in them, are in order.
pub(crate) fn by_copies<'p>(packages: impl Iterator<Item = Unlinked<'p>>) -> Vec<Vec<Unlinked<'p>>> {
    let mut places = BTreeMap::new();
    let mut groups: Vec<Vec<Unlinked<'p>>> = Vec::new();
    for unlinked in packages {
        let package = unlinked.1;
        let key = (package.id.name.as_str(), package.id.version.as_str(), package.files.len());
        let place = *places.entry(key).or_insert(groups.len());
        match groups.get_mut(place) {
            Some(group) => group.push(unlinked),
            None => groups.push(vec![unlinked]),
        }
    }
    groups
}

/// Links packages of one name and version, each content once.
pub(crate) fn link_copies(
    group: Vec<Unlinked<'_>>,
    link: impl Fn(&Package, Vec<FileFacts>) -> PackageFacts,
) -> Vec<(usize, PackageFacts)> {
    let has_copies = group.len() > 1;
    let mut known: Vec<(Content<'_>, usize)> = Vec::new();
    let mut linked: Vec<(usize, PackageFacts)> = Vec::with_capacity(group.len());
    for (index, package, files) in group {
        // What is not seen together takes less to link than to compare.
        let is_worth_it = has_copies && seen_together(package, &files) > 0;
        let content = if is_worth_it { Content::of(package) } else { None };
        let first = content.as_ref().and_then(|content| known.iter().find(|(other, _)| other == content));
        let facts = match first {
            Some((_, first)) => copied(&linked[*first].1, package, &files),
            None => {
                known.extend(content.map(|content| (content, linked.len())));
                link(package, files)
            }
        };
        linked.push((index, facts));
    }
    linked
}

/// All that linking may look at.
#[derive(PartialEq)]
struct Content<'p> {
    manifest: String,
    files: Vec<(&'p PackagePath, FileRole, ContentHash)>,
}

impl<'p> Content<'p> {
    /// The content of a package; `None` where some of it cannot be read.
    fn of(package: &'p Package) -> Option<Self> {
        let hashed = |file: &'p File| Some((&file.path, file.role, ContentHash::of(&file.bytes().ok()?)));
        let files = package.files.iter().map(hashed).collect::<Option<_>>()?;
        Some(Self { manifest: package.manifest.raw().to_string(), files })
    }
}

/// What was found in a package, as found in a copy of it.
fn copied(facts: &PackageFacts, package: &Package, files: &[FileFacts]) -> PackageFacts {
    let mut facts = renamed(facts.clone(), package);
    let copies = files.iter().filter(|file| file.is_analysed_copy()).count() as u64;
    let coverage = &mut facts.coverage;
    let analysed = coverage.analysed + coverage.skipped.remove(&SkipReason::Duplicate).unwrap_or(0);
    coverage.analysed = analysed.saturating_sub(copies);
    if copies > 0 {
        coverage.skipped.insert(SkipReason::Duplicate, copies);
    }
    facts
}
