//! The behaviours of one version, each once.

use std::collections::{BTreeMap, btree_map::Entry};

use molehunt_model::{Anchor, Behaviour, Evidence, Fact, Occasion, PackageFacts, UnanalysedFile};
use molehunt_source::{Position, Span};

/// Facts by identity, and every fact as it was found.
pub(crate) struct Behaviours {
    by_identity: BTreeMap<String, Fact>,
    /// Two declarations of one tool share an identity and may still differ.
    declarations: Vec<Fact>,
}

impl Behaviours {
    /// The facts of a package, and one for each coverage entry that has none yet:
    /// what cannot be analysed must not be lost between two versions because nobody made a fact of it.
    pub(crate) fn of(facts: &PackageFacts) -> Self {
        let mut behaviours = Self { by_identity: BTreeMap::new(), declarations: Vec::new() };
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
            behaviours.by_identity.entry(fact.identity()).or_insert(fact);
        }
        behaviours
    }

    /// What the other version does not have, by identity.
    pub(crate) fn without(&self, other: &Self) -> Vec<Fact> {
        let only_here = self.by_identity.iter().filter(|(identity, _)| !other.by_identity.contains_key(*identity));
        only_here.map(|(_, fact)| fact.clone()).collect()
    }

    pub(crate) fn shared_with(&self, other: &Self) -> u64 {
        self.by_identity.keys().filter(|identity| other.by_identity.contains_key(*identity)).count() as u64
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &Fact)> {
        self.by_identity.iter().map(|(identity, fact)| (identity.as_str(), fact))
    }

    /// Every declaration of a tool.
    pub(crate) fn declarations(&self) -> impl Iterator<Item = &Fact> {
        self.declarations.iter()
    }

    fn insert(&mut self, fact: Fact) {
        if matches!(fact.behaviour, Behaviour::DeclareTool(_)) {
            self.declarations.push(fact.clone());
        }
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

const START: Span = {
    let start = Position { line: 1, column: 1, offset: 0 };
    Span { start, end: start }
};

fn place(fact: &Fact) -> impl Ord + '_ {
    (&fact.evidence.file, fact.evidence.span.start.offset, fact.evidence.span.end.offset)
}
