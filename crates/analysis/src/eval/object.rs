//! Objects and lists: what they are made of, and what is written to them afterwards.
//!
//! A write is found by the places where its object can have been made ([`Site`]), so that it counts
//! however the object is called where the write happens.

mod below;
mod certain;
mod change;
mod held;
mod site;

pub(super) use change::{Action, Key};
use change::{Appended, Change};
pub(crate) use site::{MOST_ALIASES, Site};

use std::{cell::RefCell, rc::Rc};

use molehunt_source::ByteSpan;
use rustc_hash::FxHashMap;
use swc_atoms::Atom;

use super::{
    Ask, BUDGET, Evaluator,
    called::SeenFrom,
    fold,
    sources::Via,
    url::{address_or_object, with_parts_set},
    walk::Step,
};
use crate::{
    Tables,
    ir::{CallId, ClassId, Expr, ExprId, FunctionId, Property as Entry, SetKind},
    value::{Choice, Condition, Form, List, Object, Property, Root, Value},
};

/// Writes to one object of which it is told which come before a call of what is written.
const MOST_IN_ORDER: usize = 64;

/// Something that is written to an object, as far as it may be a property that is asked for.
#[derive(Debug, Clone)]
pub(super) enum Part {
    /// The property, under which condition, and whether it replaces what was there.
    Set(ExprId, Option<Condition>, bool),
    /// Perhaps the property: a computed name, and the value.
    Named(ExprId, ExprId, Option<Condition>),
    /// One more item of a list.
    Item(ExprId),
    /// All that something else has.
    Merged(ExprId),
    /// An object of functions that give the properties.
    Getters(ExprId),
    /// Something under a name that is another one in each round of a loop.
    Round(ExprId),
    /// Something that is written further below, by the steps behind the property.
    Below(Vec<Step>, Action),
}

/// Where in an object a change happens, and the name that it sets.
struct Target {
    names: Vec<Atom>,
    key: Option<Atom>,
    /// Whether it is set for good: of several callers, none overrules the others.
    is_certain: bool,
    condition: Option<Condition>,
    /// From where the object is seen, if that matters.
    seen_from: SeenFrom,
}

/// All changes, by site, and the values made of them.
#[derive(Debug, Default)]
pub(super) struct Writes {
    by_site: FxHashMap<Site, Rc<[Change]>>,
    appended: Appended,
    /// What is assigned to properties of the instances of a class.
    assigned: FxHashMap<(ClassId, Atom), Vec<ExprId>>,
    held: held::Held,
    holding: RefCell<held::Holding>,
    made: Made,
}

/// Values by what makes them, the function from which they are seen, and how many of their changes count.
pub(super) type Made = FxHashMap<(ExprId, FunctionId, usize), Value>;

impl Writes {
    pub(super) fn forget(&mut self) {
        self.made.clear();
    }

    /// Forgets the values made so far, until they are put back.
    pub(super) fn set_aside(&mut self) -> Made {
        std::mem::take(&mut self.made)
    }

    pub(super) fn put_back(&mut self, made: Made) {
        self.made = made;
    }
}

impl Evaluator<'_> {
    /// Whether something is written to an object literal under a name.
    pub(super) fn is_given(&self, literal: ExprId, name: &Atom) -> bool {
        let changes = self.writes.by_site.get(&Site::Expr(literal)).into_iter().flat_map(|changes| changes.iter());
        changes.filter(|change| change.path.is_empty()).any(|change| match &change.action {
            Action::Set(Key::Named(key), ..) => key == name,
            Action::Merge(sources) => {
                sources.iter().any(|source| self.property_named(self.named(*source), name).is_some())
            }
            _ => false,
        })
    }

    /// What an argument is with everything that is written to it, also later: whoever gets an object keeps it.
    pub(crate) fn kept(&mut self, id: ExprId) -> Value {
        let made = self.named(id);
        match self.module.expr(made) {
            Expr::Object(_) | Expr::Array(_) => self.at_site(made, None),
            _ => self.value(id),
        }
    }

    /// What a call makes, with everything that is written to it.
    pub(crate) fn finished(&mut self, call: CallId) -> Value {
        self.at_site(self.module.call(call).expr, None)
    }

    /// The value made at `id`, with what is written to it; seen from a place in a function, if given,
    /// without what certainly comes later.
    pub(super) fn at_site(&mut self, id: ExprId, seen_from: Option<(FunctionId, u32)>) -> Value {
        if self.asked == Ask::Called {
            return self.at_site_called(id, seen_from);
        }
        let id = self.target_at(id).unwrap_or(id);
        let site = Site::Expr(id);
        if let Some(partial) = self.building.get(&site).cloned() {
            self.cut(0);
            return Value::Object(partial.into());
        }
        let changes = self.writes.by_site.get(&site).cloned().unwrap_or_default();
        // Those that do not count are the last of the function from which the value is seen, so their number tells which.
        let mut counting = changes.iter().filter(|change| self.counts(change, seen_from)).count();
        for held in self.held(id).iter() {
            if let Some(changes) = self.writes.by_site.get(&Site::Expr(*held)) {
                counting += changes.iter().filter(|change| self.counts(change, seen_from)).count();
            }
        }
        let key = (id, seen_from.map_or(FunctionId::MODULE, |(function, _)| function), counting);
        // What one call makes is not what another makes.
        let frame = self.frames.iter().rposition(|frame| frame.exprs.contains(&id.0));
        let made = frame.map_or(&self.writes.made, |frame| &self.frames[frame].made);
        if let Some(value) = made.get(&key) {
            return value.clone();
        }
        let value = self.make(id, &changes, seen_from);
        if self.active.is_empty() || !self.building.contains_key(&site) {
            let made = match frame {
                Some(frame) => &mut self.frames[frame].made,
                None => &mut self.writes.made,
            };
            made.insert(key, value.clone());
        }
        value
    }

    /// The literal that a call writes to and gives back, or only gives back: `Object.assign({}, options)`, `Object.freeze({})`.
    pub(super) fn target_at(&self, id: ExprId) -> Option<ExprId> {
        let Expr::Call(call) = self.module.expr(id) else { return None };
        let call = self.module.call(*call);
        let target = self.named(self.same_object_argument(call.callee, &call.arguments)?);
        if self.module.method_of_object(call.callee) != Some("assign") {
            return matches!(self.module.expr(target), Expr::Object(_) | Expr::Array(_)).then_some(target);
        }
        let changes = self.writes.by_site.get(&Site::Expr(target))?;
        let place = self.module.span(id);
        let is_written =
            changes.iter().any(|change| change.place == place && matches!(change.action, Action::Merge(_)));
        (is_written && matches!(self.module.expr(target), Expr::Object(_))).then_some(target)
    }

    /// What an object that is being made has by now, where an expression gives that and no other one.
    pub(super) fn partial(&self, id: ExprId) -> Option<Value> {
        if self.building.is_empty() {
            return None;
        }
        let sites = self.sites_of(id);
        let mut partial = sites.iter().filter_map(|site| self.building.get(site));
        let only = partial.next().filter(|_| partial.next().is_none())?;
        Some(Value::Object(only.clone().into()))
    }

    fn make(&mut self, id: ExprId, changes: &[Change], seen_from: SeenFrom) -> Value {
        self.steps += 1 + changes.len() as u32 / 4;
        self.making.push(id);
        let made = self.made_there(id, changes, seen_from);
        self.making.pop();
        made
    }

    fn made_there(&mut self, id: ExprId, changes: &[Change], seen_from: SeenFrom) -> Value {
        let site = Site::Expr(id);
        let module = self.module;
        match module.expr(id) {
            Expr::Array(items) => {
                if let Some(letters) = self.letters_of_each(items).filter(|_| changes.is_empty()) {
                    return letters;
                }
                let mut list = List::default();
                for item in items.iter().take(BUDGET.pieces) {
                    self.append(&mut list, *item, seen_from);
                }
                if items.len() > BUDGET.pieces {
                    list.push_more();
                }
                self.append_changes(&mut list, changes, seen_from);
                list.into()
            }
            Expr::Object(entries) => {
                let mut object = Object::default();
                // Only an entry that was never evaluated can look back at the object it is part of.
                self.building.insert(site, Object::default());
                for (index, entry) in entries.iter().enumerate() {
                    let is_message_like = matches!(entry, Entry::Named(name, _) if names_recipient(name));
                    if index >= BUDGET.pieces && !is_message_like {
                        continue;
                    }
                    self.add_entry(&mut object, entry, seen_from);
                }
                if entries.len() > BUDGET.pieces {
                    object.push_more();
                }
                self.apply(site, &mut object, changes, seen_from);
                self.building.remove(&site);
                Value::Object(object.into())
            }
            Expr::Call(call) if self.is_map(id) => {
                let made = self.call(*call);
                self.changed(site, made, changes, seen_from)
            }
            // A `Set` is held as the list of what is in it.
            Expr::Call(call) if self.is_set(id) => {
                let made = self.call(*call);
                if changes.is_empty() {
                    return made;
                }
                let made = match made {
                    list @ Value::List(_) => list,
                    other => List { items: Vec::new(), rest: vec![self.element(&other)] }.into(),
                };
                self.changed(site, made, changes, seen_from)
            }
            _ => {
                let made = self.value(id);
                self.changed(site, made, changes, seen_from)
            }
        }
    }

    fn append_changes(&mut self, list: &mut List, changes: &[Change], seen_from: Option<(FunctionId, u32)>) {
        for change in changes {
            if !self.counts(change, seen_from) {
                continue;
            }
            match &change.action {
                Action::Append(items) if change.path.is_empty() => {
                    // A function that adds what its callers give does so once for each, and for whoever else may call it.
                    let teller = self.parameter_in(items);
                    let callers = match teller {
                        Some(function) => self.callers_of(function).iter().map(|caller| (function, *caller)).collect(),
                        None => Vec::new(),
                    };
                    for (function, caller) in callers.iter().copied().take(BUDGET.callers) {
                        let frame = self.frame_of_caller(function, caller);
                        self.frames.push(frame);
                        items.iter().for_each(|item| self.append(list, *item, seen_from));
                        self.frames.pop();
                    }
                    if teller.is_none_or(|function| self.escaped.contains(&function)) {
                        self.each_round(change.context, items, |evaluator| {
                            items.iter().for_each(|item| evaluator.append(list, *item, seen_from));
                        });
                    }
                }
                Action::Set(key, value, SetKind::Set) if change.path.is_empty() => {
                    let at = match key {
                        Key::Named(name) => name.parse().ok(),
                        Key::Computed(key) => match self.value(*key) {
                            Value::Number(number) if number >= 0.0 => Some(number as usize),
                            Value::Text(text) => text.text.parse().ok(),
                            // `list[list.length] = item`
                            Value::Derived(_) => Some(usize::MAX),
                            _ => None,
                        },
                        Key::Last => None,
                    };
                    let Some(at) = at else { continue };
                    let value = self.kept_by_then(*value, seen_from);
                    match list.items.get_mut(at) {
                        Some(item) => {
                            let choices = [item.clone(), value].map(|value| Choice { value, condition: None });
                            *item = Value::one_of(choices, BUDGET.choices);
                        }
                        None => list.push(value),
                    }
                }
                Action::More => list.push_more(),
                _ => {}
            }
        }
    }

    /// A value that this file did not make, with what this file writes to it.
    fn changed(&mut self, site: Site, made: Value, changes: &[Change], seen_from: Option<(FunctionId, u32)>) -> Value {
        if changes.is_empty() {
            return made;
        }
        match made {
            Value::List(list) => {
                let mut list = List::clone(&list);
                self.append_changes(&mut list, changes, seen_from);
                list.into()
            }
            Value::Coded(coded) if coded.form == Form::Pairs => {
                Value::coded(Form::Pairs, self.changed(site, coded.inner.clone(), changes, seen_from))
            }
            Value::OneOf(choices) if choices.iter().any(|choice| self.is_changed(&choice.value, changes)) => {
                let (mut all, other): (Vec<Choice>, Vec<Choice>) =
                    choices.iter().cloned().partition(|choice| self.is_changed(&choice.value, changes));
                if !other.is_empty() {
                    let other = Value::one_of(other, BUDGET.choices);
                    all.push(Choice { value: self.changed(site, other, changes, seen_from), condition: None });
                }
                Value::one_of(all, BUDGET.choices)
            }
            // What others made and the code adds to is a list: `const all = given.filter(Boolean); all.push(one)`.
            Value::Path(_) | Value::Derived(_) | Value::Unknown(_) | Value::Coded(_)
                if changes
                    .iter()
                    .any(|change| change.path.is_empty() && matches!(change.action, Action::Append(_))) =>
            {
                let mut list = List { items: Vec::new(), rest: vec![made.clone()] };
                // What is added may be the list itself.
                let begun = Object { properties: Vec::new(), rest: vec![made.clone()] };
                self.building.insert(site, begun);
                self.append_changes(&mut list, changes, seen_from);
                self.building.remove(&site);
                let is_of_others =
                    matches!(&made, Value::Path(path) if matches!(path.root, Root::Module(_) | Root::Global(_)));
                // Or something else that has such a method.
                let alternatives = is_of_others.then_some(made).into_iter().chain([list.into()]);
                Value::one_of(alternatives.map(|value| Choice { value, condition: None }), BUDGET.choices)
            }
            made => {
                let mut object = match &made {
                    Value::Object(object) => Object::clone(object),
                    other => Object { properties: Vec::new(), rest: vec![other.clone()] },
                };
                self.apply(site, &mut object, changes, seen_from);
                self.building.remove(&site);
                match made {
                    Value::Text(_) | Value::Concat(_) => address_or_object(with_parts_set(made, &object), object),
                    _ => Value::Object(object.into()),
                }
            }
        }
    }

    /// Whether an object that a function is given is already what the function makes of it.
    fn is_changed(&self, value: &Value, changes: &[Change]) -> bool {
        let mut changes = changes.iter().filter(|change| change.reads_given);
        changes.any(|change| {
            let mut value = value;
            for step in &change.path {
                let (Value::Object(object), Step::Named(step)) = (value, step) else { return false };
                let held = object.properties.iter().find(|property| property.name.as_ref() == Some(step));
                let Some(held) = held else { return false };
                value = &held.value;
            }
            let Value::Object(object) = value else { return false };
            match &change.action {
                Action::Set(Key::Named(name), written, _) => is_set_at(object, Some(name), self.module.span(*written)),
                Action::Merge(sources) => sources.iter().any(|source| self.is_merged(object, *source)),
                _ => false,
            }
        })
    }

    /// Whether an object has got what another one has that is written out.
    fn is_merged(&self, object: &Object, source: ExprId) -> bool {
        self.sites_of(source).into_iter().any(|site| match site {
            Site::Expr(made) => match self.module.expr(made) {
                Expr::Object(entries) => entries.iter().any(|entry| {
                    matches!(entry, Entry::Named(name, value) if is_set_at(object, Some(name), self.module.span(*value)))
                }),
                _ => false,
            },
            _ => false,
        })
    }

    /// A parameter with what this function writes to it.
    pub(crate) fn changed_parameter(
        &mut self,
        function: FunctionId,
        index: u16,
        at: (FunctionId, u32),
    ) -> Option<Value> {
        let site = Site::Parameter(function, index);
        let changes = self.writes.by_site.get(&site).cloned()?;
        if self.building.contains_key(&site) {
            return None;
        }
        let made = self.parameter(function, index);
        Some(self.changed(site, made, &changes, Some(at)))
    }

    /// A value that is kept for others: what is written to it later in its function counts as well.
    fn kept_value(&mut self, id: ExprId) -> Value {
        let at = self.module.span(id).start;
        if let Expr::Parameter(function, index) = self.module.expr(self.named(id))
            && self.asked == Ask::Whole
            && let Some(changes) = self.writes.by_site.get(&Site::Parameter(*function, *index))
            && changes.iter().any(|change| self.is_later(change.context, *function, at))
            && let Some(changed) = self.changed_parameter(*function, *index, (*function, u32::MAX))
        {
            return changed;
        }
        self.passed(id)
    }

    /// The names that lead from a parameter to what an expression is.
    fn below_parameter(&self, id: ExprId) -> Option<(FunctionId, u16, Vec<Atom>)> {
        let module = self.module;
        let mut names: Vec<Atom> = Vec::new();
        let mut base = id;
        let (function, index) = loop {
            match module.expr(base) {
                Expr::Member(outer, name) if names.len() < 8 => {
                    names.push(name.clone());
                    base = *outer;
                }
                Expr::Parameter(function, index) => break (*function, *index),
                Expr::Name(binding, _) => match module.bindings[binding.index()].definitions.as_slice() {
                    [only] if !matches!(module.expr(only.value), Expr::Name(..)) => base = only.value,
                    _ => return None,
                },
                _ => return None,
            }
        };
        names.reverse();
        Some((function, index, names))
    }

    /// Where what is written to an expression's value is kept, and the names from there.
    fn written_at(&self, id: ExprId) -> (Site, Vec<Atom>) {
        let parameter = match self.module.expr(id) {
            Expr::Parameter(..) | Expr::Member(..) => self.below_parameter(id),
            _ => None,
        };
        match parameter {
            Some((function, index, names)) => (Site::Parameter(function, index), names),
            None => (Site::Expr(id), Vec::new()),
        }
    }

    /// Whether the graph writes to what an expression gives, at the place where it is made.
    pub(super) fn is_written(&self, id: ExprId) -> bool {
        let (site, names) = self.written_at(id);
        let changes = self.writes.by_site.get(&site).into_iter().flat_map(|changes| changes.iter());
        changes.filter_map(|change| change.below(&names)).next().is_some()
    }

    /// Whether something is written to what a function gets as that parameter.
    pub(super) fn is_parameter_written(&self, function: FunctionId, index: u16) -> bool {
        self.writes.by_site.contains_key(&Site::Parameter(function, index))
    }

    /// How often the function from which something is seen has set a property of it by then, as far as that is told apart.
    pub(super) fn times_set(&self, id: ExprId, seen_from: Option<(FunctionId, u32)>, name: Option<&Atom>) -> usize {
        let (Some((function, at)), Some(name)) = (seen_from, name) else { return 0 };
        let (site, _) = self.written_at(id);
        let Some(changes) = self.writes.by_site.get(&site).filter(|changes| changes.len() <= MOST_IN_ORDER) else {
            return 0;
        };
        let is_before = |change: &&Change| {
            change.context.function == function
                && change.context.at <= at
                && matches!(&change.action, Action::Set(Key::Named(own), ..) if own == name)
        };
        changes.iter().filter(is_before).count()
    }

    /// What is written to a property of what is made at a place, by the time that it is seen; without a name, to any.
    pub(super) fn parts_written(
        &self,
        id: ExprId,
        seen_from: Option<(FunctionId, u32)>,
        name: Option<&Atom>,
    ) -> Vec<Part> {
        let (site, names) = self.written_at(id);
        let is_meant = |own: &Atom| name.is_none_or(|name| name == own);
        let mut parts = Vec::new();
        for change in self.writes.by_site.get(&site).into_iter().flat_map(|changes| changes.iter()) {
            let Some(path) = change.below(&names).filter(|_| self.counts(change, seen_from)) else { continue };
            if let Some(first) = path.first() {
                if !matches!(first, Step::Named(first) if !is_meant(first)) {
                    parts.push(Part::Below(path[1..].to_vec(), change.action.clone()));
                }
                continue;
            }
            let condition = self.condition(change.context.guard);
            match &change.action {
                Action::Set(Key::Named(own), value, kind) if is_meant(own) => {
                    let is_certain = *kind == SetKind::Set && self.has_happened(site, change, seen_from);
                    parts.push(Part::Set(*value, condition, is_certain));
                }
                Action::Set(Key::Named(_), ..) | Action::More => {}
                // In each round of a loop it is another name, and what stands under it is told by the same round.
                Action::Set(Key::Computed(key), value, _) if self.depends_on_round(&[*key, *value]) => {
                    parts.push(Part::Round(*value));
                }
                Action::Set(Key::Computed(key), value, _) => parts.push(Part::Named(*key, *value, condition)),
                Action::Set(Key::Last, value, _) => parts.push(Part::Set(*value, condition, false)),
                Action::Append(items) => {
                    let is_item = name.is_none_or(|name| name.parse::<usize>().is_ok());
                    parts.extend(items.iter().filter(|_| is_item).map(|item| Part::Item(*item)));
                }
                Action::Merge(sources) => parts.extend(sources.iter().map(|source| Part::Merged(*source))),
                Action::Getters(getters) => parts.push(Part::Getters(*getters)),
            }
        }
        parts
    }

    /// What is made at a place, or changed there, as a whole.
    pub(super) fn whole_site(&mut self, id: ExprId, seen_from: Option<(FunctionId, u32)>) -> Value {
        let at = seen_from.unwrap_or((FunctionId::MODULE, u32::MAX));
        let changed = match self.module.expr(id) {
            Expr::Parameter(function, index) => self.changed_parameter(*function, *index, at),
            Expr::Member(..) => self.changed_property(id, at),
            _ => return self.at_site(id, seen_from),
        };
        changed.unwrap_or_else(|| self.value(id))
    }

    /// A property of a parameter under a name of its own, with what is written to it: `({ recipients }) => recipients.push(…)`.
    pub(super) fn changed_property(&mut self, id: ExprId, at: (FunctionId, u32)) -> Option<Value> {
        let (function, index, names) = self.below_parameter(id)?;
        let changes = self.writes.by_site.get(&Site::Parameter(function, index))?;
        if names.is_empty() || !changes.iter().any(|change| change.below(&names).is_some()) {
            return None;
        }
        let mut value = self.changed_parameter(function, index, at)?;
        for name in &names {
            value = self.property(&value, name);
        }
        Some(value)
    }

    /// The values that are written to what is made at a site, and how; of an instance, those of one property.
    pub(super) fn changes_of(&self, site: Site, property: Option<&Atom>) -> Vec<(ExprId, Via)> {
        let Some(changes) = self.writes.by_site.get(&site) else { return Vec::new() };
        let is_meant = |change: &&Change| {
            property.is_none_or(|name| match (change.path.first(), &change.action) {
                (Some(Step::Named(first)), _) => first == name,
                (Some(_), _) => true,
                (None, Action::Set(Key::Named(key), ..)) => key == name,
                (None, _) => true,
            })
        };
        let changes = changes.iter().filter(is_meant).flat_map(|change| {
            let via = match &change.action {
                Action::Append(_) => Via::Added(change.place),
                Action::Merge(_) => Via::Copied(change.place),
                _ => Via::Written(change.place),
            };
            change.action.values().iter().map(move |value| (*value, via.clone()))
        });
        changes.collect()
    }

    /// Whether a change can have happened by the place from which the object is seen.
    fn counts(&self, change: &Change, seen_from: Option<(FunctionId, u32)>) -> bool {
        seen_from.is_none_or(|(function, at)| !self.is_later(change.context, function, at))
    }

    /// The entries of the instances of a class that extends `Map`: those that its instances begin with,
    /// those that a class has that it extends, and those set later.
    pub(super) fn entries_of(&mut self, class: ClassId, first: &[ExprId], inherited: Value) -> Value {
        let site = Site::Entries(class);
        if let Some(partial) = self.building.get(&site) {
            return Value::Object(partial.clone().into());
        }
        let mut object = Object::default();
        self.building.insert(site, Object::default());
        for entries in first {
            let value = self.value(*entries);
            merge(&mut object, &self.object_of_entries(&value), None);
        }
        merge(&mut object, &inherited, None);
        let changes = self.writes.by_site.get(&site).cloned().unwrap_or_default();
        self.steps += changes.len() as u32 / 4;
        self.apply(site, &mut object, &changes, None);
        self.building.remove(&site);
        Value::Object(object.into())
    }

    /// What is written to a property of a class's instances (`this.name = …`).
    pub(super) fn written_to_class(&mut self, class: ClassId, name: &Atom) -> Option<Value> {
        let changes = self.writes.by_site.get(&Site::Class(class)).cloned()?;
        let mut choices = Vec::new();
        for change in changes.iter().filter(|change| change.path.is_empty()) {
            let condition = self.condition(change.context.guard);
            match &change.action {
                Action::Set(Key::Named(key), value, _) if key == name => {
                    choices.push(Choice { value: self.kept_value(*value), condition });
                }
                // `Object.assign(this, options)`
                Action::Merge(sources) => {
                    for source in sources {
                        let source = self.value(*source);
                        let value = self.property(&source, name);
                        if !matches!(value, Value::Undefined) {
                            choices.push(Choice { value, condition });
                        }
                    }
                }
                _ => {}
            }
            if choices.len() > BUDGET.choices {
                break;
            }
        }
        (!choices.is_empty()).then(|| Value::one_of(choices, BUDGET.choices))
    }

    /// The letters of each of several texts, where a list is nothing else: `[...text]`.
    fn letters_of_each(&mut self, items: &[ExprId]) -> Option<Value> {
        let module = self.module;
        let is_nothing = |item: &&ExprId| match module.expr(**item) {
            Expr::Spread(list) => matches!(module.expr(*list), Expr::Array(none) if none.is_empty()),
            _ => false,
        };
        // `__spreadArray([], text, false)`
        let mut items = items.iter().filter(|item| !is_nothing(item));
        let (Some(only), None) = (items.next(), items.next()) else { return None };
        let Expr::Spread(text) = module.expr(*only) else { return None };
        let Value::OneOf(choices) = self.iterated(*text) else { return None };
        let letters = choices.iter().map(|choice| match &choice.value {
            Value::Text(text) if text.text.len() <= BUDGET.pieces => {
                Some(Choice { value: fold::split(text, ""), condition: choice.condition })
            }
            _ => None,
        });
        Some(Value::one_of(letters.collect::<Option<Vec<_>>>()?, BUDGET.choices))
    }

    fn append(&mut self, list: &mut List, item: ExprId, seen_from: SeenFrom) {
        let Expr::Spread(spread) = self.module.expr(item) else {
            let value = self.kept_by_then(item, seen_from);
            list.push(value);
            return;
        };
        match self.iterated(*spread) {
            Value::List(inner) => list.extend(&inner),
            Value::Text(text) if text.text.len() <= BUDGET.pieces => {
                if let Value::List(letters) = fold::split(&text, "") {
                    list.extend(&letters);
                }
            }
            // `...(condition ? [x] : [])`
            Value::OneOf(choices) => {
                for choice in choices.iter() {
                    match &choice.value {
                        Value::List(inner) => {
                            inner.items.iter().for_each(|item| {
                                list.push(match choice.condition {
                                    Some(_) => Value::OneOf(
                                        [Choice { value: item.clone(), condition: choice.condition }].into(),
                                    ),
                                    None => item.clone(),
                                });
                            });
                            inner.rest.iter().for_each(|rest| list.push_rest(rest.clone()));
                        }
                        other => list.push_rest(other.clone()),
                    }
                }
            }
            other => list.push_rest(other),
        }
    }

    fn add_entry(&mut self, object: &mut Object, entry: &Entry, seen_from: SeenFrom) {
        match entry {
            Entry::Named(name, value) => {
                let place = self.module.span(*value);
                let value = self.kept_by_then(*value, seen_from);
                set(object, Property { name: Some(name.clone()), value, place, condition: None });
            }
            Entry::Computed(key, value) => {
                let place = self.module.span(*value);
                let keys = self.value(*key);
                let value = self.value(*value);
                match keys {
                    Value::Text(text) => {
                        let name = Some(Atom::from(text.text.as_str()));
                        set(object, Property { name, value, place, condition: None });
                    }
                    // One of several names.
                    Value::OneOf(keys) if keys.iter().any(|key| matches!(key.value, Value::Text(_))) => {
                        for key in keys.iter() {
                            let name = key.value.as_text().map(|text| Atom::from(text.text.as_str()));
                            let before = name.as_ref().map(|name| self.object_property(object, name));
                            let before = before.filter(|before| !matches!(before, Value::Undefined));
                            let both = before.into_iter().chain([value.clone()]);
                            let both = both.map(|value| Choice { value, condition: None });
                            let value = Value::one_of(both, BUDGET.choices);
                            set(object, Property { name, value, place, condition: key.condition });
                        }
                    }
                    _ => set(object, Property { name: None, value, place, condition: None }),
                }
            }
            Entry::Getter(name, function) => {
                let place = self.module.function(*function).span;
                let value = self.returned(*function, Vec::new());
                set(object, Property { name: Some(name.clone()), value, place, condition: None });
            }
            Entry::Spread(value) => {
                let value = self.taken_over_by_then(*value, seen_from);
                let value = self.materialised(value);
                merge(object, &value, None);
            }
        }
    }

    fn apply(&mut self, site: Site, object: &mut Object, changes: &[Change], seen_from: Option<(FunctionId, u32)>) {
        for change in changes {
            if !self.counts(change, seen_from) {
                continue;
            }
            // What was evaluated before does not look back at the object.
            if change.reads_given
                || !self.frames.is_empty()
                || change.action.values().iter().any(|value| !self.memo.contains_key(value))
            {
                self.building.insert(site, object.clone());
            }
            let condition = self.condition(change.context.guard);
            let has_happened = condition.is_some() || self.has_happened(site, change, seen_from);
            let mut parts: Vec<ExprId> = change.path.iter().filter_map(Step::computed).collect();
            parts.extend(change.action.parts());
            for caller in self.told_by_callers(site, change, seen_from) {
                let (frame, is_certain, called) = match caller {
                    Some((frame, is_certain, condition)) => (Some(frame), is_certain, condition),
                    None => (None, true, None),
                };
                let is_framed = frame.is_some();
                self.frames.extend(frame);
                // What is made of the object is made of what it is by then.
                if let Some((_, index)) = change.given.filter(|_| is_framed && change.reads_given)
                    && let Some(given) =
                        self.frames.last_mut().and_then(|frame| frame.arguments.get_mut(usize::from(index)))
                {
                    *given = Value::Object(object.clone().into());
                }
                self.each_round(change.context, &parts, |evaluator| {
                    let Some((names, key)) = evaluator.target_of(change) else { return };
                    let is_certain = is_certain && has_happened;
                    let target = Target { names, key, is_certain, condition: condition.or(called), seen_from };
                    evaluator.apply_one(object, &target, change);
                });
                if is_framed {
                    self.frames.pop();
                }
            }
        }
    }

    fn apply_one(&mut self, object: &mut Object, target: &Target, change: &Change) {
        let mut condition = target.condition;
        if let Some((first, rest)) = target.names.split_first() {
            let inner = self.object_property(object, first);
            let target = Target { names: rest.to_vec(), key: target.key.clone(), ..*target };
            let value = self.apply_below(inner, &target, change);
            // The inner value already contains what was there before.
            set(object, Property { name: Some(first.clone()), value, place: change.place, condition: None });
            return;
        }
        match &change.action {
            Action::Set(key, value, kind) => {
                let name = match key {
                    Key::Named(_) | Key::Last => target.key.clone(),
                    Key::Computed(key) => match self.value(*key).choices().as_slice() {
                        [Choice { value: Value::Text(text), condition: only }] => {
                            condition = condition.or(*only);
                            Some(Atom::from(text.text.as_str()))
                        }
                        [Choice { value: Value::Number(number), .. }] => Some(number.to_string().into()),
                        _ => None,
                    },
                };
                let place = self.module.span(*value);
                // Who hands the object over may have it already as it was changed.
                if change.reads_given && is_set_at(object, name.as_ref(), place) {
                    return;
                }
                let mut value = self.kept_by_then(*value, target.seen_from);
                match (kind, &name) {
                    (SetKind::Append, Some(name)) => {
                        let before = self.object_property(object, name);
                        value = self.concat(vec![before, value]);
                    }
                    (SetKind::Maybe, Some(name)) => {
                        let before = self.object_property(object, name);
                        let choices = [before, value].map(|value| Choice { value, condition });
                        value = Value::one_of(choices, BUDGET.choices);
                        condition = None;
                    }
                    // What one caller sets, another may have set to something else.
                    (SetKind::Set, Some(name)) if !target.is_certain => {
                        let before = self.object_property(object, name);
                        if !matches!(before, Value::Undefined) {
                            let before = Choice { value: before, condition: None };
                            value = Value::one_of(vec![before, Choice { value, condition }], BUDGET.choices);
                            condition = None;
                        }
                    }
                    _ => {}
                }
                set(object, Property { name, value, place, condition });
            }
            Action::Merge(sources) => {
                for source in sources {
                    if change.reads_given && self.is_merged(object, *source) {
                        continue;
                    }
                    let value = self.taken_over_by_then(*source, target.seen_from);
                    let value = self.materialised(value);
                    if target.is_certain || condition.is_some() {
                        merge(object, &value, condition);
                    } else {
                        merge_maybe(object, &value);
                    }
                }
            }
            Action::Getters(getters) => {
                let Value::Object(getters) = self.value(*getters) else { return };
                for property in &getters.properties {
                    if let Value::Function(getter) = property.value {
                        let value = self.returned(getter, Vec::new());
                        set(object, Property { value, ..property.clone() });
                    }
                }
            }
            Action::More => object.push_more(),
            Action::Append(_) => {}
        }
    }
}

/// Whether a property of that name is one that is written at a place.
fn is_set_at(object: &Object, name: Option<&Atom>, place: ByteSpan) -> bool {
    object.properties.iter().any(|property| property.place == place && property.name.as_ref() == name)
}

/// Copies the properties of `value` into `object`, which may have what it had before as well.
fn merge_maybe(object: &mut Object, value: &Value) {
    let before = object.properties.clone();
    merge(object, value, None);
    for property in &mut object.properties {
        let is_same = |other: &&Property| property.name.is_some() && other.name == property.name;
        let former = before.iter().filter(is_same);
        let choices: Vec<Choice> = former
            .chain(std::iter::once(&*property))
            .map(|property| Choice { value: property.value.clone(), condition: property.condition })
            .collect();
        if choices.len() > 1 {
            property.value = Value::one_of(choices, BUDGET.choices);
        }
    }
}

/// Whether a property of that name may say who is written to: among thousands it must not be the one that is dropped.
fn names_recipient(name: &str) -> bool {
    Tables::embedded().mail.generic_role(name).is_some()
}

/// Sets a property: one set unconditionally replaces those of its name before it.
pub(super) fn set(object: &mut Object, property: Property) {
    let most = match &property.name {
        Some(name) if names_recipient(name) => BUDGET.pieces * 2,
        _ => BUDGET.pieces,
    };
    if object.properties.len() >= most {
        object.push_more();
        return;
    }
    if property.condition.is_none()
        && property.name.is_some()
        && object.properties.iter().any(|other| other.name == property.name)
    {
        object.properties.retain(|other| other.name != property.name);
    }
    object.properties.push(property);
}

/// Copies the properties of `value` into `object`, as a spread does.
pub(super) fn merge(object: &mut Object, value: &Value, condition: Option<Condition>) {
    match value {
        Value::Object(other) => {
            for property in &other.properties {
                set(object, Property { condition: property.condition.or(condition), ..property.clone() });
            }
            other.rest.iter().for_each(|rest| object.push_rest(rest.clone()));
        }
        // `...(condition && { … })`, `...(condition ? { … } : {})`
        Value::OneOf(choices) => {
            for choice in choices.iter() {
                merge(object, &choice.value, choice.condition.or(condition));
            }
        }
        Value::Path(_) | Value::Derived(_) | Value::Instance(_) | Value::Unknown(_) => object.push_rest(value.clone()),
        _ => {}
    }
}
