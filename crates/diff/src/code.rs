//! How much code changed: functions by normalised hash, files by content hash.

use std::{cmp::Ordering, collections::BTreeMap};

use molehunt_model::{Change, CodeChange, FileChange};
use molehunt_source::{ContentHash, PackagePath};

use crate::Version;

/// Functions and files that differ.
///
/// A function has no name here, so one that was edited is seen as one lost and one gained:
/// as many as can be paired count as changed, and the rest as added or removed.
pub(crate) fn compare(before: &Version<'_>, after: &Version<'_>) -> CodeChange {
    let (lost, gained) = differences(&before.facts.functions, &after.facts.functions);
    let changed = lost.min(gained);
    CodeChange {
        functions_before: before.facts.functions.len() as u64,
        functions_after: after.facts.functions.len() as u64,
        added: gained - changed,
        removed: lost - changed,
        changed,
        files: files(before, after),
    }
}

/// How many elements only the one and only the other multiset has.
fn differences(one: &[u64], other: &[u64]) -> (u64, u64) {
    let sorted = |hashes: &[u64]| {
        let mut hashes = hashes.to_vec();
        hashes.sort_unstable();
        hashes
    };
    let (one, other) = (sorted(one), sorted(other));
    let (mut only_one, mut only_other) = (0, 0);
    let (mut left, mut right) = (one.iter().peekable(), other.iter().peekable());
    loop {
        let order = match (left.peek(), right.peek()) {
            (None, None) => return (only_one, only_other),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (Some(left), Some(right)) => left.cmp(right),
        };
        if order.is_le() {
            left.next();
        }
        if order.is_ge() {
            right.next();
        }
        only_one += u64::from(order.is_lt());
        only_other += u64::from(order.is_gt());
    }
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
