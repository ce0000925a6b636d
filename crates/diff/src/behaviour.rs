//! The behaviours of one version, each once.

use std::collections::{BTreeMap, BTreeSet, btree_map::Entry};

use molehunt_model::{Anchor, Behaviour, Evidence, Fact, Occasion, PackageFacts, UnanalysedFile};
use molehunt_source::{Position, Span};

use crate::essence::Essence;

/// Facts by identity, what they come to, and every declaration of a tool.
///
/// One for each version: it is compared with the version before and with the one after.
#[derive(Debug)]
pub struct Behaviours {
    /// Each with its essence.
    by_identity: BTreeMap<String, (Fact, Essence)>,
    /// What goes with each behaviour, by the key of its essence and whether that runs.
    ///
    /// Code that nothing reaches does nothing. One version may bring it and the next one call it.
    essences: BTreeMap<(String, bool), BTreeSet<String>>,
    /// Two declarations of one tool share an identity and may still differ.
    declarations: Vec<Fact>,
}

impl Behaviours {
    /// The facts of a package, and one for each coverage entry that has none yet:
    /// what cannot be analysed must not be lost between two versions because nobody made a fact of it.
    pub fn of(facts: &PackageFacts) -> Self {
        let mut behaviours = Self { by_identity: BTreeMap::new(), essences: BTreeMap::new(), declarations: Vec::new() };
        facts.facts.iter().for_each(|fact| behaviours.insert(fact.clone()));
        for entry in &facts.coverage.unanalysed {
            let fact = Fact {
                behaviour: Behaviour::Unanalysed(UnanalysedFile { file: entry.file.clone(), reason: entry.reason }),
                anchor: Anchor::Load,
                // Whether anything reaches it is not known here; assuming so hides nothing.
                evidence: Evidence {
                    file: entry.file.clone(),
                    span: START,
                    trace: Vec::new(),
                    reachable: true,
                    occasion: Occasion::Load,
                },
            };
            if !behaviours.by_identity.contains_key(&fact.identity()) {
                behaviours.insert(fact);
            }
        }
        behaviours
    }

    /// What the other version does not do, by identity.
    pub(crate) fn without(&self, other: &Self) -> Vec<Fact> {
        let gone = self.by_identity.values().filter(|(fact, essence)| !other.has(fact, essence));
        gone.map(|(fact, _)| fact.clone()).collect()
    }

    pub(crate) fn shared_with(&self, other: &Self) -> u64 {
        self.by_identity.values().filter(|(fact, essence)| other.has(fact, essence)).count() as u64
    }

    /// Whether this version does that as well, in whatever words.
    pub(crate) fn covers(&self, fact: &Fact) -> bool {
        self.has(fact, &Essence::of(fact))
    }

    fn has(&self, fact: &Fact, essence: &Essence) -> bool {
        let Essence { key, sources } = essence;
        let has = |runs: bool| self.essences.get(&(key.clone(), runs)).is_some_and(|known| sources.is_subset(known));
        has(true) || (!fact.evidence.reachable && has(false))
    }

    /// Every declaration of a tool.
    pub(crate) fn declarations(&self) -> impl Iterator<Item = &Fact> {
        self.declarations.iter()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Fact> {
        self.by_identity.values().map(|(fact, _)| fact)
    }

    fn insert(&mut self, fact: Fact) {
        if matches!(fact.behaviour, Behaviour::DeclareTool(_)) {
            self.declarations.push(fact.clone());
        }
        let essence = Essence::of(&fact);
        let goes_with = self.essences.entry((essence.key.clone(), fact.evidence.reachable)).or_default();
        goes_with.extend(essence.sources.iter().cloned());
        match self.by_identity.entry(fact.identity()) {
            Entry::Vacant(entry) => {
                entry.insert((fact, essence));
            }
            Entry::Occupied(mut entry) if place(&fact) < place(&entry.get().0) => {
                entry.insert((fact, essence));
            }
            Entry::Occupied(_) => {}
        }
    }
}

/// The beginning of a file.
pub(crate) const START: Span = {
    let start = Position { line: 1, column: 1, offset: 0 };
    Span { start, end: start }
};

/// Code that runs comes before code that does not: what a reader is shown should be what happens.
fn place(fact: &Fact) -> impl Ord + '_ {
    let evidence = &fact.evidence;
    (!evidence.reachable, &evidence.file, evidence.span.start.offset, evidence.span.end.offset)
}
