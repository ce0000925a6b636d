//! Objects that are kept in others after these are made: `table[name] = { … }`, `entry.exports = {}`.
//!
//! Somebody who gets `entry.exports` writes to the object that was put there. Which one that is, its own place says and
//! that of what it was put into; it is looked for once, and only where literals are put somewhere at all.

use std::{cell::Cell, rc::Rc};

use rustc_hash::{FxHashMap, FxHashSet};
use swc_atoms::Atom;

use super::Site;
use crate::{
    eval::{BUDGET, Evaluator, called::SeenFrom},
    ir::{Expr, ExprId, FunctionId, Module, Property as Entry, WriteKey},
    value::Value,
};

/// Objects under computed names in one table, or under one name in one object; where there are more, it is not told
/// which of them is meant.
const MOST_KEPT: usize = 16;
/// Objects in each other of which the places are looked for.
const DEEPEST: u32 = 3;
/// Objects that one object holds and are written to themselves, and expressions that are looked at for them.
const MOST_HELD: usize = 32;
const MOST_LOOKED_INTO: usize = 4_096;
/// How often something is looked for in objects.
const MOST_ASKED: u32 = 100_000;

/// What is kept in what is made at a place, and written to itself.
pub(super) type Holding = FxHashMap<ExprId, Rc<[ExprId]>>;

/// The literals that are put into others.
#[derive(Debug, Default)]
pub(super) struct Held {
    /// Under computed names, by what they are put into.
    computed: FxHashMap<ExprId, Vec<ExprId>>,
    /// Under a name.
    named: FxHashMap<(ExprId, Atom), Vec<ExprId>>,
    /// All of these names.
    names: FxHashSet<Atom>,
    /// In how many objects the one that is looked for lies.
    depth: Cell<u32>,
    asked: Cell<u32>,
}

impl Evaluator<'_> {
    /// Finds the literals that are put into others. What lists hold must be known.
    pub(super) fn index_held(&mut self) {
        let module = self.module;
        let is_literal = |id: ExprId| matches!(module.expr(id), Expr::Object(_) | Expr::Array(_));
        let put = || module.writes.iter().filter(|write| is_literal(write.value));
        let mut held = Held::default();
        for write in put().filter(|write| matches!(write.key, WriteKey::Computed(_))) {
            for table in self.literals_of(write.object) {
                held.computed.entry(table).or_default().push(write.value);
                self.add_names(write.value, &mut held.names);
            }
        }
        held.computed.retain(|_, kept| kept.len() <= MOST_KEPT);
        self.writes.held = held;
        self.sites.get_mut().clear();
        let mut named: FxHashMap<(ExprId, Atom), Vec<ExprId>> = FxHashMap::default();
        for write in put() {
            let WriteKey::Named(name) = &write.key else { continue };
            for object in self.literals_of(write.object) {
                named.entry((object, name.clone())).or_default().push(write.value);
            }
        }
        named.retain(|_, kept| kept.len() <= MOST_KEPT);
        self.writes.held.names.extend(named.keys().map(|(_, name)| name.clone()));
        self.writes.held.named = named;
        self.sites.get_mut().clear();
    }

    fn literals_of(&self, id: ExprId) -> impl Iterator<Item = ExprId> {
        self.sites_of(id).into_iter().filter_map(|site| match site {
            Site::Expr(id) if matches!(self.module.expr(id), Expr::Object(_)) => Some(id),
            _ => None,
        })
    }

    /// The names under which a literal holds others.
    fn add_names(&self, literal: ExprId, names: &mut FxHashSet<Atom>) {
        let Expr::Object(entries) = self.module.expr(literal) else { return };
        for entry in entries {
            if let Entry::Named(name, value) = entry
                && matches!(self.module.expr(*value), Expr::Object(_) | Expr::Array(_))
            {
                names.insert(name.clone());
                self.add_names(*value, names);
            }
        }
    }

    /// What a table holds under computed names.
    pub(super) fn held_in_table(&self, table: ExprId) -> &[ExprId] {
        self.writes.held.computed.get(&table).map_or(&[], Vec::as_slice)
    }

    /// The literals that are kept under a name in what an expression stands for.
    pub(super) fn held_under(&self, object: ExprId, name: &Atom) -> Vec<ExprId> {
        let held = &self.writes.held;
        let depth = held.depth.get();
        if depth >= DEEPEST || held.asked.get() >= MOST_ASKED || !held.names.contains(name) {
            return Vec::new();
        }
        held.asked.set(held.asked.get() + 1);
        held.depth.set(depth + 1);
        let mut found = Vec::new();
        for object in self.literals_of(object) {
            found.extend(self.property_named(object, name));
            found.extend(held.named.get(&(object, name.clone())).into_iter().flatten());
        }
        held.depth.set(depth);
        found
    }

    /// What an object that is kept in another one has by the time at which that one is seen.
    ///
    /// Who puts an object into another one goes on writing to it: `all.settings = settings; settings.bcc = address`.
    pub(super) fn kept_by_then(&mut self, value: ExprId, seen_from: SeenFrom) -> Value {
        let Some(at) = seen_from else { return self.value(value) };
        let Some(site) = self.literal_in(value) else {
            let given = match self.module.expr(value) {
                Expr::Name(binding, _) => self.module.given_once(*binding),
                Expr::Either { .. } => Some(value),
                _ => None,
            };
            return given.and_then(|given| self.changed_by_then(given, at)).unwrap_or_else(|| self.value(value));
        };
        let is_written = |site: ExprId| self.writes.by_site.contains_key(&Site::Expr(site));
        if self.making.contains(&site) || !is_written(site) && self.held(site).is_empty() {
            return self.value(value);
        }
        // Each may hold one more.
        if self.depth >= BUDGET.depth {
            self.cut(0);
            return self.value(value);
        }
        self.deeper(|evaluator| evaluator.at_site(site, seen_from))
    }

    /// What the code has made by then of something that it was given, which is kept like what it made itself.
    fn changed_by_then(&mut self, given: ExprId, at: (FunctionId, u32)) -> Option<Value> {
        let site = self.given_at(given)?;
        let changes = self.writes.by_site.get(&site)?;
        let counting = changes.iter().filter(|change| self.counts(change, Some(at))).count();
        if self.building.contains_key(&site) || self.depth >= BUDGET.depth {
            self.cut(0);
            return None;
        }
        let key = (given, at.0, counting);
        let frame = self.frames.iter().rposition(|frame| frame.exprs.contains(&given.0));
        let made = frame.map_or(&self.writes.made, |frame| &self.frames[frame].made);
        if let Some(value) = made.get(&key) {
            return Some(value.clone());
        }
        let value = self.deeper(|evaluator| evaluator.changed_by(given, at))?;
        let made = match frame {
            Some(frame) => &mut self.frames[frame].made,
            None => &mut self.writes.made,
        };
        made.insert(key, value.clone());
        Some(value)
    }

    /// The parameter that something is, or lies in, or may be one of two.
    fn given_at(&self, id: ExprId) -> Option<Site> {
        match self.module.expr(id) {
            Expr::Either { left, .. } => self.given_at(*left),
            _ => self.below_parameter(id).map(|(function, index, _)| Site::Parameter(function, index)),
        }
    }

    /// What is taken over out of an object, as it is by then: of a literal nothing else is written later, while what a name
    /// stands for may get more that is not taken over.
    pub(super) fn taken_over_by_then(&mut self, source: ExprId, seen_from: SeenFrom) -> Value {
        match self.module.expr(source) {
            Expr::Object(_) => self.kept_by_then(source, seen_from),
            _ => self.value(source),
        }
    }

    /// A literal, a map or a set, or the one for which a name stands.
    pub(in crate::eval) fn literal_in(&self, value: ExprId) -> Option<ExprId> {
        let made = match self.module.expr(value) {
            Expr::Name(binding, _) => self.behind_await(self.module.given_once(*binding)?),
            _ => self.behind_await(value),
        };
        let made = self.target_at(made).unwrap_or(made);
        let is_one = match self.module.expr(made) {
            Expr::Array(_) | Expr::Object(_) => true,
            Expr::Call(_) => self.is_map(made) || self.is_set(made) || self.may_get_recipients(made),
            _ => false,
        };
        is_one.then_some(made)
    }

    /// The lists and objects that are kept in what is made at a place, or in one of these, and are written to themselves.
    pub(super) fn held(&self, id: ExprId) -> Rc<[ExprId]> {
        if let Some(held) = self.writes.holding.borrow().get(&id) {
            return Rc::clone(held);
        }
        let mut found = vec![id];
        let (mut next, mut left) = (0, MOST_LOOKED_INTO);
        while let Some(literal) = found.get(next).copied() {
            next += 1;
            let changes = self.writes.by_site.get(&Site::Expr(literal));
            let written = changes
                .into_iter()
                .flat_map(|changes| changes.iter())
                .flat_map(|change| change.action.values().iter().copied());
            let own = entries_of(self.module, literal);
            for value in own.chain(written).take(left) {
                left -= 1;
                let Some(held) = self.literal_in(value) else { continue };
                if found.len() < MOST_HELD && !found.contains(&held) {
                    found.push(held);
                }
            }
        }
        found.retain(|held| *held != id && self.writes.by_site.contains_key(&Site::Expr(*held)));
        let held: Rc<[ExprId]> = found.into();
        self.writes.holding.borrow_mut().insert(id, Rc::clone(&held));
        held
    }
}

/// The expressions that a literal consists of.
fn entries_of(module: &Module, literal: ExprId) -> Box<dyn Iterator<Item = ExprId> + '_> {
    match module.expr(literal) {
        Expr::Array(items) => Box::new(items.iter().copied()),
        Expr::Object(entries) => Box::new(entries.iter().filter_map(Entry::held)),
        _ => Box::new(std::iter::empty()),
    }
}
