//! Changes that can be undone.
//!
//! A journal keeps the former state of each variable and object that is changed while it is open.
//! It serves to follow code that may or may not run, and to clean up after code that ran out of fuel.

use std::rc::Rc;

use super::{
    Abrupt, Machine, Outcome,
    heap::{Key, Kind, Object, ObjectId, Property, Value},
    scope::{Content, Scope, Slot},
};

#[derive(Debug)]
pub(super) struct Journal<'t> {
    entries: Vec<Entry<'t>>,
    epoch: u32,
    /// Younger scopes and objects are nobody else's business.
    first_scope: u32,
    first_object: u32,
}

#[derive(Debug)]
enum Entry<'t> {
    Slot(Rc<Scope>, usize, Slot),
    Object(ObjectId, Box<Object<'t>>),
}

/// What was changed.
#[derive(Debug, Default)]
pub(super) struct Touched {
    slots: Vec<(Rc<Scope>, usize)>,
    objects: Vec<ObjectId>,
    /// Objects that only gained texts.
    gained: Vec<(ObjectId, Vec<(Key, Property)>)>,
}

impl<'t> Machine<'t> {
    /// Runs something whose changes are undone; says what they were.
    pub(super) fn speculate<R>(&mut self, run: impl FnOnce(&mut Self) -> R) -> (R, Touched) {
        self.open();
        let result = run(self);
        let journal = self.journals.pop();
        let mut touched = Touched::default();
        for entry in journal.into_iter().flat_map(|journal| journal.entries).rev() {
            match entry {
                Entry::Slot(scope, at, slot) => {
                    scope.set_slot(at, slot);
                    touched.slots.push((scope, at));
                }
                Entry::Object(id, object) => {
                    let changed = std::mem::replace(&mut self.heap[id], *object);
                    let is_plain = |object: &Object<'_>| matches!(object.kind, Kind::Plain) && !object.is_unknown;
                    let former = self.object(id);
                    let gained = (is_plain(former) && is_plain(&changed) && former.prototype == changed.prototype)
                        .then(|| changed.properties.gained(&former.properties))
                        .flatten();
                    match gained {
                        Some(gained) => touched.gained.push((id, gained.to_vec())),
                        None => touched.objects.push(id),
                    }
                    self.steps = self.steps.saturating_add(changed.properties.len() as u64 / 8);
                }
            }
        }
        (result, touched)
    }

    /// Runs something whose changes stay, unless it runs out of a limit: then what it touched becomes unknown.
    pub(super) fn attempt<R>(&mut self, run: impl FnOnce(&mut Self) -> Outcome<R>) -> Outcome<R> {
        self.open();
        let result = run(self);
        let Some(journal) = self.journals.pop() else { return result };
        let is_lost = matches!(result, Err(Abrupt::Lost));
        let mut touched = Touched::default();
        for entry in journal.entries {
            if is_lost {
                match &entry {
                    Entry::Slot(scope, at, _) => touched.slots.push((Rc::clone(scope), *at)),
                    Entry::Object(id, _) => touched.objects.push(*id),
                }
            }
            let Some(outer) = self.journals.last_mut() else { continue };
            let is_old = match &entry {
                Entry::Slot(scope, ..) => scope.born <= outer.first_scope,
                Entry::Object(id, _) => id.0 < outer.first_object,
            };
            if is_old {
                outer.entries.push(entry);
            }
        }
        self.forget(&touched);
        result
    }

    fn open(&mut self) {
        self.epochs += 1;
        self.journals.push(Journal {
            entries: Vec::new(),
            epoch: self.epochs,
            first_scope: self.scopes,
            first_object: self.heap.len() as u32,
        });
    }

    /// Makes unknown whatever was touched.
    pub(super) fn forget(&mut self, touched: &Touched) {
        for (scope, at) in &touched.slots {
            self.write(scope, *at, Content::Value(Value::Unknown));
        }
        for id in &touched.objects {
            self.forget_object(*id);
        }
        for (id, gained) in &touched.gained {
            self.keep_gained(*id, gained);
        }
    }

    /// Keeps texts that an object may have gained: a function that remembers what it has computed works on,
    /// while code that is looked at reads something unknown.
    fn keep_gained(&mut self, id: ObjectId, gained: &[(Key, Property)]) {
        let known = self.doubtful.entry(id).or_default();
        known.extend(gained.iter().map(|(key, _)| key.clone()));
        let Ok(object) = self.object_mut(id) else { return };
        for (key, property) in gained {
            object.properties.set(key.clone(), property.clone());
        }
    }

    pub(super) fn forget_object(&mut self, id: ObjectId) {
        if matches!(self.object(id).kind, Kind::Intrinsic(_)) || self.object(id).is_unknown {
            return;
        }
        self.forgotten = self.forgotten.saturating_add(1);
        let since = self.forgotten;
        if let Ok(object) = self.object_mut(id) {
            object.is_unknown = true;
            object.unknown_since = since;
        }
    }

    /// Changes what a name stands for.
    pub(super) fn write(&mut self, scope: &Rc<Scope>, at: usize, content: Content) {
        let mut slot = scope.slot(at);
        if let Some(journal) = self.journals.last_mut()
            && slot.epoch != journal.epoch
        {
            if scope.born <= journal.first_scope {
                journal.entries.push(Entry::Slot(Rc::clone(scope), at, slot.clone()));
            }
            slot.epoch = journal.epoch;
        }
        slot.content = content;
        scope.set_slot(at, slot);
    }

    /// An object that is about to be changed.
    pub(super) fn object_mut(&mut self, id: ObjectId) -> Outcome<&mut Object<'t>> {
        let object = &mut self.heap[id];
        if let Some(journal) = self.journals.last_mut()
            && object.epoch != journal.epoch
        {
            if id.0 < journal.first_object {
                journal.entries.push(Entry::Object(id, Box::new(object.clone())));
                let size = match &object.kind {
                    Kind::List(items) => items.len(),
                    Kind::Memory(bytes) => bytes.len() / 16,
                    Kind::Map(table) | Kind::Set(table) => table.entries.len() * 4,
                    _ => 0,
                };
                // A property is a name, a value and a place in a table; one that is copied costs some steps.
                let steps = size / 8 + object.properties.len() / 2;
                self.steps = self.steps.saturating_add(steps as u64);
            }
            object.epoch = journal.epoch;
        }
        Ok(object)
    }
}
