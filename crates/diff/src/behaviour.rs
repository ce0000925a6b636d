//! The behaviours of one version, each once.

use std::collections::{BTreeMap, BTreeSet, btree_map::Entry};

use molehunt_model::{Anchor, Behaviour, Evidence, Fact, Occasion, PackageFacts, UnanalysedFile};
use molehunt_source::{Position, Span};

use crate::essence::Essence;

/// Facts by identity, what they come to, and every declaration of a tool.
pub(crate) struct Behaviours {
    by_identity: BTreeMap<String, Fact>,
    /// What goes with each behaviour, by the key of its essence.
    essences: BTreeMap<String, BTreeSet<String>>,
    /// Two declarations of one tool share an identity and may still differ.
    declarations: Vec<Fact>,
}

impl Behaviours {
    /// The facts of a package, and one for each coverage entry that has none yet:
    /// what cannot be analysed must not be lost between two versions because nobody made a fact of it.
    pub(crate) fn of(facts: &PackageFacts) -> Self {
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
        self.by_identity.values().filter(|fact| !other.covers(fact)).cloned().collect()
    }

    pub(crate) fn shared_with(&self, other: &Self) -> u64 {
        self.by_identity.values().filter(|fact| other.covers(fact)).count() as u64
    }

    /// Whether this version does that as well, in whatever words.
    pub(crate) fn covers(&self, fact: &Fact) -> bool {
        let essence = Essence::of(fact);
        self.essences.get(&essence.key).is_some_and(|sources| essence.sources.is_subset(sources))
    }

    /// Every declaration of a tool.
    pub(crate) fn declarations(&self) -> impl Iterator<Item = &Fact> {
        self.declarations.iter()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Fact> {
        self.by_identity.values()
    }

    fn insert(&mut self, fact: Fact) {
        if matches!(fact.behaviour, Behaviour::DeclareTool(_)) {
            self.declarations.push(fact.clone());
        }
        let essence = Essence::of(&fact);
        self.essences.entry(essence.key).or_default().extend(essence.sources);
        match self.by_identity.entry(fact.identity()) {
            Entry::Vacant(entry) => {
                entry.insert(fact);
            }
            Entry::Occupied(mut entry) if place(&fact) < place(entry.get()) => {
                entry.insert(fact);
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
