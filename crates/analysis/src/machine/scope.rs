//! Scopes: which names stand for what.

use std::{cell::RefCell, rc::Rc};

use rustc_hash::FxHashMap;
use swc_atoms::Atom;

use super::heap::{ObjectId, Value};

/// The names of a block, a function or a module, inside those around it.
#[derive(Debug)]
pub(super) struct Scope {
    pub(super) parent: Option<Rc<Scope>>,
    slots: RefCell<Slots>,
    /// What number of scope it is: those made since a journal began need not be put back.
    pub(super) born: u32,
    /// What a function was called with; arrows and blocks have that of the function around them.
    pub(super) activation: Option<Activation>,
    /// How many scopes are around it: looking for a name goes through all of them.
    pub(super) depth: u32,
}

#[derive(Debug, Default)]
struct Slots {
    names: Vec<Atom>,
    contents: Vec<Slot>,
    /// Where each stands, once there are many.
    index: Option<Box<FxHashMap<Atom, usize>>>,
}

/// What a name stands for.
#[derive(Debug, Clone)]
pub(super) struct Slot {
    pub(super) content: Content,
    pub(super) is_constant: bool,
    /// The journal that knows its former state.
    pub(super) epoch: u32,
}

#[derive(Debug, Clone)]
pub(super) enum Content {
    /// Declared further down.
    Uninitialised,
    Value(Value),
    /// What a module exports under a name.
    Import(u32, Atom),
}

#[derive(Debug)]
pub(super) struct Activation {
    /// Not there before `super()` was called.
    pub(super) this: RefCell<Option<Value>>,
    pub(super) callee: Option<ObjectId>,
    pub(super) home: Option<ObjectId>,
    pub(super) new_target: Value,
    pub(super) arguments: RefCell<Arguments>,
}

#[derive(Debug)]
pub(super) enum Arguments {
    Passed(Vec<Value>),
    /// Nobody called the function.
    Unknown,
    Made(Value),
}

/// From how many names on there is an index.
const INDEXED: usize = 10;

impl Scope {
    pub(super) fn new(parent: Option<Rc<Self>>, born: u32, activation: Option<Activation>) -> Rc<Self> {
        let depth = parent.as_ref().map_or(0, |parent| parent.depth + 1);
        Rc::new(Self { parent, slots: RefCell::default(), born, activation, depth })
    }

    /// Declares a name; what it stood for already is kept where `keep` says so, as `var` does.
    pub(super) fn declare(&self, name: &Atom, content: Content, is_constant: bool, keep: bool) {
        let mut slots = self.slots.borrow_mut();
        let slot = Slot { content, is_constant, epoch: 0 };
        match slots.position(name) {
            Some(_) if keep => {}
            Some(at) => slots.contents[at] = slot,
            None => slots.push(name.clone(), slot),
        }
    }

    pub(super) fn position(&self, name: &Atom) -> Option<usize> {
        self.slots.borrow().position(name)
    }

    pub(super) fn slot(&self, at: usize) -> Slot {
        self.slots.borrow().contents[at].clone()
    }

    pub(super) fn set_slot(&self, at: usize, slot: Slot) {
        self.slots.borrow_mut().contents[at] = slot;
    }

    /// Takes the value out of a variable, so that it can be changed in place.
    pub(super) fn take(&self, at: usize) -> Option<Value> {
        let slot = &mut self.slots.borrow_mut().contents[at];
        match &mut slot.content {
            Content::Value(value) if !slot.is_constant => Some(std::mem::replace(value, Value::Undefined)),
            _ => None,
        }
    }

    /// All names with their values, to copy a scope for the next round of a loop.
    pub(super) fn copy_into(&self, other: &Self) {
        let slots = self.slots.borrow();
        for (name, slot) in slots.names.iter().zip(&slots.contents) {
            other.declare(name, slot.content.clone(), slot.is_constant, false);
        }
    }

    /// The scope in which a name is declared and where.
    pub(super) fn resolve(self: &Rc<Self>, name: &Atom) -> Option<(Rc<Self>, usize)> {
        let mut scope = self;
        loop {
            if let Some(at) = scope.position(name) {
                return Some((Rc::clone(scope), at));
            }
            scope = scope.parent.as_ref()?;
        }
    }

    /// What a name stands for, if it is a plain value.
    pub(super) fn value(&self, name: &Atom) -> Option<Value> {
        let mut scope = self;
        loop {
            let slots = scope.slots.borrow();
            if let Some(at) = slots.position(name) {
                return match &slots.contents[at].content {
                    Content::Value(value) => Some(value.clone()),
                    _ => None,
                };
            }
            drop(slots);
            scope = scope.parent.as_ref()?;
        }
    }

    /// The function around it.
    pub(super) fn activation(&self) -> Option<&Activation> {
        let mut scope = self;
        loop {
            if let Some(activation) = &scope.activation {
                return Some(activation);
            }
            scope = scope.parent.as_ref()?;
        }
    }
}

impl Slots {
    fn position(&self, name: &Atom) -> Option<usize> {
        if let Some(index) = &self.index {
            return index.get(name).copied();
        }
        self.names.iter().position(|other| other == name)
    }

    fn push(&mut self, name: Atom, slot: Slot) {
        self.names.push(name.clone());
        self.contents.push(slot);
        if let Some(index) = &mut self.index {
            index.insert(name, self.names.len() - 1);
        } else if self.names.len() > INDEXED {
            let places = self.names.iter().enumerate().map(|(at, name)| (name.clone(), at)).collect();
            self.index = Some(Box::new(places));
        }
    }
}
