//! How much code changed: functions by shape, files by content hash.

use std::collections::BTreeMap;

use molehunt_model::{Change, CodeChange, CodeForm, CodePlace, FileChange, FunctionChange, FunctionShape};
use molehunt_source::{ContentHash, PackagePath};

use crate::{Version, matching::Matching};

/// A function and its file.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Located<'a> {
    pub(crate) file: &'a PackagePath,
    pub(crate) shape: &'a FunctionShape,
    /// Whether somebody can read the file.
    pub(crate) form: CodeForm,
}

/// Functions and files that differ.
pub(crate) fn compare(before: &Version<'_>, after: &Version<'_>) -> CodeChange {
    let (older, newer) = (functions(before), functions(after));
    let matching = Matching::of(&older, &newer);
    let mut functions: Vec<FunctionChange> = Vec::new();
    for (old, new) in &matching.changed {
        functions.push(function_change(Change::Changed, Some(&older[*old]), Some(&newer[*new])));
    }
    functions.extend(matching.added.iter().map(|new| function_change(Change::Gained, None, Some(&newer[*new]))));
    functions.extend(matching.removed.iter().map(|old| function_change(Change::Lost, Some(&older[*old]), None)));
    functions.sort_by(|one, other| sort_key(one).cmp(&sort_key(other)));
    CodeChange {
        functions_before: count(before),
        functions_after: count(after),
        added: matching.added.len() as u64,
        removed: matching.removed.len() as u64,
        changed: matching.changed.len() as u64,
        functions,
        files: files(before, after),
    }
}

fn count(version: &Version<'_>) -> u64 {
    version.facts.code.iter().map(|file| file.function_count).sum()
}

fn functions<'a>(version: &Version<'a>) -> Vec<Located<'a>> {
    let files = version.facts.code.iter();
    files
        .flat_map(|file| file.functions.iter().map(|shape| Located { file: &file.file, shape, form: file.form }))
        .collect()
}

fn function_change(change: Change, before: Option<&Located<'_>>, after: Option<&Located<'_>>) -> FunctionChange {
    let place = |located: &Located<'_>| CodePlace { file: located.file.clone(), start: located.shape.start };
    let name = after.or(before).and_then(|located| located.shape.name.as_deref()).map(str::to_owned);
    FunctionChange { name, change, before: before.map(place), after: after.map(place) }
}

fn sort_key(change: &FunctionChange) -> impl Ord + '_ {
    let place = |place: &'_ CodePlace| (place.file.clone(), place.start.offset);
    (change.change, change.after.as_ref().map(place), change.before.as_ref().map(place))
}

/// What a file is compared by: its hash, and its size where it could not be read.
type Content = (Option<ContentHash>, u64);

fn files(before: &Version<'_>, after: &Version<'_>) -> Vec<FileChange> {
    let (older, newer) = (contents(before), contents(after));
    let mut changes = Vec::new();
    for (file, content) in &newer {
        let change = match older.get(file) {
            None => Change::Gained,
            Some(other) if other == content => continue,
            Some(_) => Change::Changed,
        };
        changes.push(FileChange { file: (*file).clone(), change });
    }
    let lost = older.keys().filter(|file| !newer.contains_key(*file));
    changes.extend(lost.map(|file| FileChange { file: (*file).clone(), change: Change::Lost }));
    changes.sort_by(|one, other| one.file.cmp(&other.file));
    changes
}

fn contents<'a>(version: &Version<'a>) -> BTreeMap<&'a PackagePath, Content> {
    let content = |file: &PackagePath, size| (version.hashes.get(file).copied(), size);
    version.package.files.iter().map(|file| (&file.path, content(&file.path, file.size))).collect()
}
