//! The trees of a graph's files, for the machine.

use std::cell::{Cell, OnceCell};

use molehunt_syntax::Parsed;
use swc_atoms::Atom;

use super::{GraphFile, MOST_PARSED_AGAIN};
use crate::{ir::Module, machine::Loader};

/// The trees of a graph's files once more, parsed for the machine when it asks.
pub(super) struct Trees<'a> {
    module: &'a Module,
    files: &'a [GraphFile<'a>],
    parsed: Vec<OnceCell<Option<Parsed>>>,
    /// Bytes that may still be parsed.
    pub(super) left: Cell<usize>,
    /// Whether there was no room for some file.
    pub(super) is_full: Cell<bool>,
}

impl<'a> Trees<'a> {
    pub(super) fn new(module: &'a Module, files: &'a [GraphFile<'a>]) -> Self {
        let parsed = files.iter().map(|_| OnceCell::new()).collect();
        Self { module, files, parsed, left: Cell::new(MOST_PARSED_AGAIN), is_full: Cell::new(false) }
    }
}

impl Loader for Trees<'_> {
    fn parsed(&self, file: u32) -> Option<&Parsed> {
        let cell = self.parsed.get(file as usize)?;
        let file = &self.files[file as usize];
        let parse = || {
            let Some(left) = self.left.get().checked_sub(file.source.as_str().len()) else {
                self.is_full.set(true);
                return None;
            };
            self.left.set(left);
            molehunt_syntax::parse(file.source, file.kind?).ok()
        };
        cell.get_or_init(parse).as_ref()
    }

    fn resolve(&self, file: u32, specifier: &str) -> Option<u32> {
        let node = self.module.files.get(file as usize)?;
        node.neighbours.get(&Atom::from(specifier)).map(|file| file.0)
    }

    fn text(&self, file: u32) -> Option<&str> {
        Some(self.files.get(file as usize)?.source.as_str())
    }
}
