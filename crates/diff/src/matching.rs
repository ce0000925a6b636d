//! Which function of one version is which of the other.
//!
//! Four rounds, each over what the ones before left: functions that do the same in the same way; functions that name the
//! same things in the same numbers and call as often, as compiled code still does, and minified code nearly; functions of one name in one file, and
//! those that are much alike; and last, what is left of a file with what was left of it.
//! The first two rounds find what did not change, the others what did.

use std::{collections::BTreeMap, hash::Hash};

use molehunt_model::CodeForm;
use rustc_hash::FxHashMap;

use crate::code::Located;

/// Functions compared with each other for being alike, on each side; beyond that only names and files count.
const MOST_COMPARED: usize = 4_000;
/// Functions that have one word: a word that more of them have tells nothing.
const MOST_WITH_WORD: usize = 40;
/// Of a hundred words of two functions, so many are in both where one came from the other.
const LEAST_ALIKE: usize = 40;

/// Functions of two versions, by their numbers in the lists that were given.
#[derive(Debug, Default)]
pub(crate) struct Matching {
    /// Of one origin, and different.
    pub(crate) changed: Vec<(usize, usize)>,
    /// Only in the newer version.
    pub(crate) added: Vec<usize>,
    /// Only in the older version.
    pub(crate) removed: Vec<usize>,
}

impl Matching {
    pub(crate) fn of(older: &[Located<'_>], newer: &[Located<'_>]) -> Self {
        let mut left = Left { older, newer, before: (0..older.len()).collect(), after: (0..newer.len()).collect() };
        // Functions that do the same are as good as each other; those of one file are taken together all the same,
        // so that what is left is in the file that changed.
        left.pair_by(|located| Some((located.shape.structure, located.file)));
        left.pair_by(|located| Some(located.shape.structure));
        left.pair_by(|located| Some((words(located)?, located.shape.calls, located.file)));
        left.pair_by(|located| Some((words(located)?, located.shape.calls)));
        // Minifiers join calls and repeat none.
        left.pair_between(readable_words, other_words);
        left.pair_between(other_words, readable_words);
        let mut changed = left.pair_by(|located| Some((located.shape.name.as_deref()?, located.file)));
        changed.extend(left.pair_alike());
        changed.extend(left.pair_by(|located| Some(located.file)));
        Self { changed, added: left.after, removed: left.before }
    }
}

fn readable_words<'a>(located: &Located<'a>) -> Option<&'a [u32]> {
    words(located).filter(|_| located.form == CodeForm::Readable)
}

fn other_words<'a>(located: &Located<'a>) -> Option<&'a [u32]> {
    words(located).filter(|_| located.form != CodeForm::Readable)
}

/// What a function names; nothing is nothing to go by.
fn words<'a>(located: &Located<'a>) -> Option<&'a [u32]> {
    Some(&*located.shape.words).filter(|words| !words.is_empty())
}

/// What has not been matched.
struct Left<'a> {
    older: &'a [Located<'a>],
    newer: &'a [Located<'a>],
    before: Vec<usize>,
    after: Vec<usize>,
}

impl<'a> Left<'a> {
    /// Pairs functions of the same key, in their order.
    fn pair_by<K: Hash + Eq>(&mut self, key: impl Fn(&Located<'a>) -> Option<K>) -> Vec<(usize, usize)> {
        self.pair_between(&key, &key)
    }

    /// The same, with a key for each side.
    fn pair_between<K: Hash + Eq>(
        &mut self,
        older_key: impl Fn(&Located<'a>) -> Option<K>,
        newer_key: impl Fn(&Located<'a>) -> Option<K>,
    ) -> Vec<(usize, usize)> {
        let mut by_key: FxHashMap<K, Vec<usize>> = FxHashMap::default();
        for index in self.before.iter().rev() {
            if let Some(key) = older_key(&self.older[*index]) {
                by_key.entry(key).or_default().push(*index);
            }
        }
        let mut pairs = Vec::new();
        for index in &self.after {
            if let Some(old) = newer_key(&self.newer[*index]).and_then(|key| by_key.get_mut(&key)?.pop()) {
                pairs.push((old, *index));
            }
        }
        self.take(&pairs);
        pairs
    }

    /// Pairs functions that share most of their words, the most alike first.
    fn pair_alike(&mut self) -> Vec<(usize, usize)> {
        let mut with_word: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
        for index in self.before.iter().take(MOST_COMPARED) {
            let mut words = self.older[*index].shape.words.to_vec();
            words.dedup();
            words.into_iter().for_each(|word| with_word.entry(word).or_default().push(*index));
        }
        let mut candidates: Vec<(usize, usize, usize)> = Vec::new();
        for index in self.after.iter().take(MOST_COMPARED) {
            let words = &self.newer[*index].shape.words;
            let mut shared: BTreeMap<usize, ()> = BTreeMap::new();
            for word in words {
                if let Some(others) = with_word.get(word).filter(|others| others.len() <= MOST_WITH_WORD) {
                    shared.extend(others.iter().map(|other| (*other, ())));
                }
            }
            for old in shared.into_keys() {
                let alike = alike(&self.older[old].shape.words, words);
                if alike >= LEAST_ALIKE {
                    candidates.push((100 - alike, old, *index));
                }
            }
        }
        candidates.sort_unstable();
        let (mut taken_before, mut taken_after) = (vec![false; self.older.len()], vec![false; self.newer.len()]);
        let mut pairs = Vec::new();
        for (_, old, new) in candidates {
            if !taken_before[old] && !taken_after[new] {
                taken_before[old] = true;
                taken_after[new] = true;
                pairs.push((old, new));
            }
        }
        self.take(&pairs);
        pairs
    }

    fn take(&mut self, pairs: &[(usize, usize)]) {
        let mut before: Vec<usize> = pairs.iter().map(|(old, _)| *old).collect();
        let mut after: Vec<usize> = pairs.iter().map(|(_, new)| *new).collect();
        before.sort_unstable();
        after.sort_unstable();
        self.before.retain(|index| before.binary_search(index).is_err());
        self.after.retain(|index| after.binary_search(index).is_err());
    }
}

/// How many of a hundred words two sorted lists share.
fn alike(one: &[u32], other: &[u32]) -> usize {
    let (mut left, mut right, mut shared) = (0, 0, 0);
    while left < one.len() && right < other.len() {
        let (mine, theirs) = (one[left], other[right]);
        shared += usize::from(mine == theirs);
        left += usize::from(mine <= theirs);
        right += usize::from(theirs <= mine);
    }
    let all = one.len() + other.len() - shared;
    (shared * 100).checked_div(all).unwrap_or(0)
}
