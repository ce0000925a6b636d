//! Who is called: values as far as they can be called.
//!
//! For that it does not matter what else an object has, nor what a text says. Most of a large program hangs together by
//! its objects, so that as a whole the receiver of one call would need all the rest.
//! Here an object literal stays the place where it stands ([`Value::Site`]); what it has under a name is looked up when
//! somebody calls it, and everything that cannot be called is left out. So each expression is evaluated once, whoever
//! asks, and calls are told apart only where a function hands on what it is given.
//!
//! What decides about a value without being part of it, such as a key, is evaluated as a whole, where it matters: among
//! the items of a list, and where only one of several can be called, it does not. Nothing made these values cheaper than
//! that: to tell what `names[names.length - 1].map(…)` calls, all that is in `names` was evaluated.

mod builtin;

use rustc_hash::FxHashMap;
use swc_atoms::Atom;

use molehunt_source::ByteSpan;

use super::{
    BUDGET, Evaluator,
    object::{Action, Key, Part},
    walk::Step,
};
use crate::{
    ir::{CallId, Expr, ExprId, FunctionId, Property as Entry},
    value::{Choice, Condition, Object, Property, Root, Value},
};
use builtin::some_of;

/// Expressions looked at to tell whether a function gives what it is given.
const MOST_RETURNED: usize = 32;

/// Literals inside each other that are looked into for something that is called.
const DEEPEST_HELD: u32 = 3;

/// What is asked of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Ask {
    /// All that it is.
    #[default]
    Whole,
    /// What is called, if it is.
    Called,
}

/// From where an object is seen, if that matters.
pub(super) type SeenFrom = Option<(FunctionId, u32)>;

/// What is known of who is called.
#[derive(Debug, Default)]
pub(super) struct Called {
    pub(super) memo: FxHashMap<ExprId, Value>,
    /// What is under a name, or under any, at a place, as it is seen from a function that has set it so often.
    properties: FxHashMap<(ExprId, Option<FunctionId>, Option<Atom>, usize), Value>,
    /// Those that are being looked up, each with the depth at which that began.
    open: FxHashMap<(ExprId, Option<Atom>, usize), u32>,
    /// Whether functions give what they are given.
    hands_on: FxHashMap<FunctionId, bool>,
}

impl Called {
    pub(super) fn forget(&mut self) {
        self.memo.clear();
        self.properties.clear();
    }
}

/// What nobody calls, in the place of what it is made of.
const NOT_CALLED: Value = Value::Unknown("nothing that can be called");

impl Evaluator<'_> {
    /// What a call calls.
    pub(crate) fn callee(&mut self, id: CallId) -> Value {
        let callee = self.called(self.module.call(id).callee);
        self.without_sites(callee)
    }

    /// What something is looked up in, as far as that is no object of the code's own.
    pub(crate) fn holder(&mut self, id: ExprId) -> Value {
        let holder = self.called(id);
        self.without_sites(holder)
    }

    fn called(&mut self, id: ExprId) -> Value {
        self.value_for(Ask::Called, id)
    }

    /// An expression's value, as far as that is asked.
    pub(super) fn value_for(&mut self, ask: Ask, id: ExprId) -> Value {
        let before = std::mem::replace(&mut self.asked, ask);
        let value = self.passed(id);
        self.asked = before;
        value
    }

    /// Does something for which values are needed as a whole.
    pub(super) fn as_whole<T>(&mut self, act: impl FnOnce(&mut Self) -> T) -> T {
        let before = std::mem::replace(&mut self.asked, Ask::Whole);
        let result = act(self);
        self.asked = before;
        result
    }

    /// Places of literals are nothing that can be called; where something else got more properties, that is.
    fn without_sites(&mut self, value: Value) -> Value {
        match value {
            Value::Site(id, _) => match self.module.expr(id) {
                Expr::Call(_) | Expr::Parameter(..) | Expr::Member(..) => match self.called(id) {
                    Value::Site(..) => NOT_CALLED,
                    made => made,
                },
                _ => NOT_CALLED,
            },
            Value::OneOf(choices) if choices.iter().any(|choice| matches!(choice.value, Value::Site(..))) => {
                let choices = choices
                    .iter()
                    .map(|choice| Choice { value: self.without_sites(choice.value.clone()), ..choice.clone() });
                Value::one_of(choices, BUDGET.choices)
            }
            value => value,
        }
    }

    /// What an expression of the graph is, if it is called.
    pub(super) fn compute_called(&mut self, id: ExprId) -> Value {
        let module = self.module;
        match module.expr(id) {
            Expr::Text(_)
            | Expr::Number(_)
            | Expr::Bool(_)
            | Expr::Template(_)
            | Expr::Add(..)
            | Expr::Compute(_)
            | Expr::Equal(..) => NOT_CALLED,
            // `(...steps) => (value) => steps.reduce((value, step) => step(value), value)`
            Expr::RestParameter(function, index) => {
                match self.as_whole(|evaluator| evaluator.rest_parameter(*function, *index)) {
                    Value::Path(_) => NOT_CALLED,
                    list => list,
                }
            }
            Expr::Array(_) | Expr::Object(_) => Value::Site(id, None),
            Expr::Name(binding, function) => {
                let at = module.span(id).start;
                self.name(*binding, *function, at, self.seen_at(id))
            }
            Expr::Parameter(function, index) => self.parameter(*function, *index),
            Expr::Member(object, name) if let Some(literal) = self.literal_with(*object, name) => {
                self.at_property(literal, None, Some(name))
            }
            Expr::Member(object, name) if let Some(file) = self.module_with(*object, name) => {
                self.property(&Value::Namespace(file), name)
            }
            Expr::Member(object, name) if !self.is_told_whole(*object, name) => {
                let object = self.passed(*object);
                self.property(&object, name)
            }
            Expr::Call(_) if self.is_map(id) => Value::Site(id, None),
            Expr::Call(call) => {
                if let Some(loaded) = self.as_whole(|evaluator| evaluator.loaded_from_bundle(*call)) {
                    return loaded;
                }
                if let Some(given) = self.builtin_called(*call) {
                    return given;
                }
                let callee = self.called(module.call(*call).callee);
                let callee = self.without_sites(callee);
                self.result(*call, &callee)
            }
            Expr::Await(inner) | Expr::Spread(inner) => self.passed(*inner),
            Expr::Either { left, right } if let Some(value) = self.own_or(*left, *right) => value,
            Expr::Either { left, right } => {
                let first = Choice { value: self.passed(*left), condition: None };
                if matches!(first.value, Value::Undefined | Value::Null) {
                    return self.passed(*right);
                }
                let second = Choice { value: self.passed(*right), condition: Some(Condition::Unless(*left)) };
                Value::one_of(vec![first, second], BUDGET.choices)
            }
            Expr::Both { left, right } => {
                let second = Choice { value: self.passed(*right), condition: Some(Condition::If(*left)) };
                Value::one_of(vec![second], BUDGET.choices)
            }
            Expr::Conditional { test, then, otherwise } => match module.expr(self.named(*test)) {
                Expr::Bool(true) => self.passed(*then),
                Expr::Bool(false) => self.passed(*otherwise),
                _ => {
                    let then = Choice { value: self.passed(*then), condition: Some(Condition::If(*test)) };
                    let otherwise =
                        Choice { value: self.passed(*otherwise), condition: Some(Condition::Unless(*test)) };
                    Value::one_of(vec![then, otherwise], BUDGET.choices)
                }
            },
            Expr::Index(object, key) => {
                let object = self.passed(*object);
                if !may_be_called(&object) {
                    return NOT_CALLED;
                }
                if let Some(any) = self.under_any_key(&object, *key) {
                    return any;
                }
                let key = self.value(*key);
                self.indexed(&object, &key)
            }
            Expr::Element(over) => {
                let list = self.passed(*over);
                let is_plain = |choice: &Choice| match &choice.value {
                    Value::Site(id, _) => !self.is_map(*id),
                    Value::Instance(_) => false,
                    _ => true,
                };
                if !may_be_called(&list) {
                    NOT_CALLED
                } else if list.choices().iter().all(is_plain) {
                    self.element(&list)
                } else {
                    // A map is gone through by its entries.
                    self.as_whole(|evaluator| evaluator.compute(id))
                }
            }
            Expr::ImportFile { file, name: None } => self.module_value(*file),
            Expr::ImportFile { file, name: Some(name) } => self.export(*file, name),
            _ => self.as_whole(|evaluator| evaluator.compute(id)),
        }
    }

    /// What an object of the code's own has under a name that does not have to be known: it is a list, the name is computed
    /// of numbers, or at most one thing in the object can be called at all.
    fn under_any_key(&mut self, object: &Value, key: ExprId) -> Option<Value> {
        let module = self.module;
        let key = module.expr(self.named(key));
        let is_own = called_only(object, |value| match value {
            Value::Path(path) => matches!(path.root, Root::Parameter(..) | Root::This(_)),
            value => is_of_code(value),
        });
        if matches!(key, Expr::Text(_) | Expr::Number(_)) || !is_own {
            return None;
        }
        let any = self.element(object);
        let called = any.choices().iter().filter(|choice| may_be_called(&choice.value)).count();
        let is_number = matches!(key, Expr::Compute(_)) && self.machine.is_none();
        let is_list = || {
            called_only(object, |value| match value {
                Value::Site(id, _) => matches!(module.expr(*id), Expr::Array(_)),
                value => matches!(value, Value::List(_)),
            })
        };
        (called <= 1 || called < BUDGET.choices && (is_number || is_list())).then_some(any)
    }

    /// Whether a member is none of a value, but of what its class extends, or of its kind.
    fn is_told_whole(&self, object: ExprId, name: &Atom) -> bool {
        match self.module.expr(object) {
            Expr::Super(_) => true,
            Expr::Member(_, prototype) if &**prototype == "prototype" => true,
            _ => &**name == "constructor" || self.is_method_of_map(object, name),
        }
    }

    /// The place of what is made at `id`, if its properties matter, and else what it is.
    pub(super) fn at_site_called(&mut self, id: ExprId, seen_from: SeenFrom) -> Value {
        match self.module.expr(id) {
            Expr::Array(_) | Expr::Object(_) => Value::Site(id, seen_from),
            Expr::Call(_) if self.is_map(id) || self.is_written(id) => Value::Site(id, seen_from),
            _ => self.passed(id),
        }
    }

    /// What a place has under a name; without a name, under any.
    pub(super) fn at_property(&mut self, id: ExprId, seen_from: SeenFrom, name: Option<&Atom>) -> Value {
        let times = self.times_set(id, seen_from, name);
        let key = (id, seen_from.map(|(function, _)| function), name.cloned(), times);
        let is_shared = self.frames.iter().all(|frame| !frame.exprs.contains(&id.0));
        if is_shared && let Some(known) = self.calls.properties.get(&key) {
            return known.clone();
        }
        let open = (id, name.cloned(), times);
        let begun = if self.depth >= BUDGET.depth { Some(0) } else { self.calls.open.get(&open).copied() };
        if let Some(begun) = begun {
            self.cut(begun);
            return Value::Undefined;
        }
        self.calls.open.insert(open.clone(), self.depth);
        self.steps += 1;
        let before = std::mem::replace(&mut self.asked, Ask::Called);
        let value = self.deeper(|evaluator| evaluator.find_property(id, seen_from, name));
        self.asked = before;
        self.calls.open.remove(&open);
        if is_shared {
            self.calls.properties.insert(key, value.clone());
        }
        value
    }

    fn find_property(&mut self, id: ExprId, seen_from: SeenFrom, name: Option<&Atom>) -> Value {
        let module = self.module;
        let parts = self.parts_written(id, seen_from, name);
        // What stands under a name in one round of a loop is told by going through the rounds.
        if parts.iter().any(|part| self.needs_whole(part)) {
            return self.as_whole(|evaluator| {
                let whole = evaluator.whole_site(id, seen_from);
                match name {
                    Some(name) => evaluator.property(&whole, name),
                    None => evaluator.element(&whole),
                }
            });
        }
        let mut choices: Vec<Choice> = Vec::new();
        match module.expr(id) {
            Expr::Object(entries) => {
                self.steps += entries.len() as u32 / 16;
                for entry in entries {
                    self.add_called_entry(&mut choices, entry, seen_from, name);
                }
            }
            Expr::Array(items) => {
                let index = name.map(|name| name.parse::<usize>());
                if matches!(index, Some(Err(_))) {
                    return NOT_CALLED;
                }
                let is_counted =
                    |count: usize| items.iter().take(count).all(|item| !matches!(module.expr(*item), Expr::Spread(_)));
                let meant = match index {
                    Some(Ok(index)) if index < items.len() && is_counted(index + 1) => &items[index..=index],
                    _ => items,
                };
                meant.iter().take(BUDGET.pieces).for_each(|item| self.add_called_item(&mut choices, *item));
            }
            Expr::Call(call) if self.is_map(id) => {
                if !module.call(*call).arguments.is_empty() {
                    let whole = self.as_whole(|evaluator| evaluator.whole_site(id, seen_from));
                    let value = match name {
                        Some(name) => self.property(&whole, name),
                        None => self.element(&whole),
                    };
                    choices.push(Choice { value, condition: None });
                }
            }
            _ => {
                let made = self.passed(id);
                if !matches!(made, Value::Site(other, _) if other == id) {
                    self.add_called_part(&mut choices, &made, name);
                }
            }
        }
        for part in parts {
            match part {
                Part::Set(value, condition, is_certain) => {
                    if is_certain && condition.is_none() && name.is_some() {
                        choices.clear();
                    }
                    choices.push(Choice { value: self.passed(value), condition });
                }
                Part::Named(key, value, condition) => {
                    let value = self.passed(value);
                    if may_be_called(&value) && self.may_mean(key, name) {
                        choices.push(Choice { value, condition });
                    }
                }
                Part::Item(item) => self.add_called_item(&mut choices, item),
                Part::Merged(source) => {
                    let source = self.passed(source);
                    self.add_called_part(&mut choices, &source, name);
                }
                Part::Getters(getters) => {
                    let getters = self.passed(getters);
                    let mut given = Vec::new();
                    self.add_called_part(&mut given, &getters, name);
                    for getter in given.iter().flat_map(|choice| choice.value.choices()) {
                        if let Value::Function(getter) = getter.value {
                            choices.push(Choice { value: self.returned_at_end(getter), condition: None });
                        }
                    }
                }
                Part::Below(steps, action) => {
                    let value = self.called_below(&steps, &action);
                    if self.leads_to_called(&value, 0) {
                        choices.push(Choice { value, condition: None });
                    }
                }
                Part::Round(_) => {}
            }
        }
        if choices.is_empty() { Value::Undefined } else { Value::one_of(choices, BUDGET.choices) }
    }

    /// Whether what a part says of who is called is only known once the object is seen as a whole.
    fn needs_whole(&mut self, part: &Part) -> bool {
        let values = match part {
            Part::Round(value) => std::slice::from_ref(value),
            Part::Below(steps, action) if !self.is_told_below(steps, action) => action.values(),
            _ => return false,
        };
        values.iter().any(|value| {
            let value = self.passed(*value);
            self.leads_to_called(&value, 0)
        })
    }

    /// Whether who is called is told by something that is written below a property, whatever else is there.
    fn is_told_below(&self, steps: &[Step], action: &Action) -> bool {
        let is_told = match action {
            Action::Set(Key::Computed(key), value, _) => !self.depends_on_round(&[*key, *value]),
            Action::Set(Key::Named(_), ..) | Action::Append(_) | Action::Merge(_) => true,
            Action::Set(Key::Last, ..) | Action::Getters(_) | Action::More => false,
        };
        is_told && !steps.iter().any(|step| matches!(step, Step::Walk(_)))
    }

    /// What a property gets by something that is written below it and tells who is called, as an object or a list of its
    /// own: who is called there is that, or what was there before.
    fn called_below(&mut self, steps: &[Step], action: &Action) -> Value {
        let object = |name: Option<Atom>, value: Value| {
            let place = ByteSpan::default();
            let property = Property { name, value, place, condition: None };
            Value::Object(Object { properties: vec![property], rest: Vec::new() }.into())
        };
        let mut value = match action {
            Action::Set(Key::Named(name), value, _) => object(Some(name.clone()), self.passed(*value)),
            Action::Set(Key::Computed(_), value, _) => object(None, self.passed(*value)),
            Action::Append(items) => {
                let mut choices = Vec::new();
                items.iter().for_each(|item| self.add_called_item(&mut choices, *item));
                some_of(Value::one_of(choices, BUDGET.choices))
            }
            Action::Merge(sources) => {
                let sources = sources.iter().map(|source| Choice { value: self.passed(*source), condition: None });
                Value::one_of(sources, BUDGET.choices)
            }
            Action::Set(Key::Last, ..) | Action::Getters(_) | Action::More => NOT_CALLED,
        };
        for step in steps.iter().rev() {
            let name = match step {
                Step::Named(name) => Some(name.clone()),
                Step::Computed(_) | Step::Walk(_) => None,
            };
            value = object(name, value);
        }
        value
    }

    /// Whether a value is something that is known to be called, or an object that has such a thing.
    fn leads_to_called(&mut self, value: &Value, depth: u32) -> bool {
        match value {
            Value::Path(path) => matches!(path.root, Root::Module(_) | Root::Global(_)),
            Value::Site(id, _) if depth < DEEPEST_HELD && !self.is_written(*id) => {
                let module = self.module;
                let held: Vec<ExprId> = match module.expr(*id) {
                    Expr::Array(items) => items.to_vec(),
                    Expr::Object(entries) if entries.iter().all(|entry| !matches!(entry, Entry::Getter(..))) => {
                        entries.iter().filter_map(Entry::held).collect()
                    }
                    _ => return true,
                };
                held.into_iter().any(|held| {
                    let value = self.passed(held);
                    self.leads_to_called(&value, depth + 1)
                })
            }
            Value::OneOf(choices) => choices.iter().any(|choice| self.leads_to_called(&choice.value, depth)),
            Value::List(list) => list.items.iter().chain(&list.rest).any(|item| self.leads_to_called(item, depth)),
            Value::Object(object) => {
                let mut held = object.properties.iter().map(|property| &property.value).chain(&object.rest);
                held.any(|held| self.leads_to_called(held, depth))
            }
            value => may_be_called(value),
        }
    }

    fn add_called_entry(&mut self, choices: &mut Vec<Choice>, entry: &Entry, seen_from: SeenFrom, name: Option<&Atom>) {
        let is_meant = |own: &Atom| name.is_none_or(|name| name == own);
        let value = match entry {
            Entry::Named(own, value) if is_meant(own) => match seen_from.and_then(|_| self.literal_in(*value)) {
                // A list or an object goes on changing after it became part of this one.
                Some(held) => Value::Site(held, seen_from),
                None => self.passed(*value),
            },
            Entry::Getter(own, function) if is_meant(own) => self.returned_at_end(*function),
            Entry::Computed(key, value) => {
                let value = self.passed(*value);
                if may_be_called(&value) && self.may_mean(*key, name) {
                    choices.push(Choice { value, condition: None });
                }
                return;
            }
            Entry::Spread(inner) => {
                let inner = self.passed(*inner);
                return self.add_called_part(choices, &inner, name);
            }
            Entry::Named(..) | Entry::Getter(..) => return,
        };
        if name.is_some() {
            choices.clear();
        }
        choices.push(Choice { value, condition: None });
    }

    fn add_called_item(&mut self, choices: &mut Vec<Choice>, item: ExprId) {
        let value = match self.module.expr(item) {
            Expr::Spread(inner) => {
                let list = self.passed(*inner);
                self.element(&list)
            }
            _ => self.passed(item),
        };
        choices.push(Choice { value, condition: None });
    }

    /// What something has that another thing gets all of.
    fn add_called_part(&mut self, choices: &mut Vec<Choice>, whole: &Value, name: Option<&Atom>) {
        if !may_be_called(whole) {
            return;
        }
        let value = match name {
            Some(name) => self.property(whole, name),
            None => self.element(whole),
        };
        if !matches!(value, Value::Undefined) {
            choices.push(Choice { value, condition: None });
        }
    }

    /// Whether a computed key may be that name.
    fn may_mean(&mut self, key: ExprId, name: Option<&Atom>) -> bool {
        let Some(name) = name else { return true };
        match self.value(key) {
            Value::Text(text) => text.text == **name,
            _ => true,
        }
    }

    /// Whether a function gives what it is given, so that its calls have to be told apart.
    pub(super) fn hands_on(&mut self, function: FunctionId) -> bool {
        if let Some(known) = self.calls.hands_on.get(&function) {
            return *known;
        }
        let module = self.module;
        let mut open = module.function(function).returns.clone();
        let mut next = 0;
        let mut hands_on = false;
        while let Some(id) = open.get(next).copied()
            && !hands_on
        {
            next += 1;
            let mut look = |id: ExprId| {
                if open.len() < MOST_RETURNED && !open.contains(&id) {
                    open.push(id);
                }
            };
            match module.expr(id) {
                Expr::Parameter(owner, _) | Expr::RestParameter(owner, _) => hands_on = *owner == function,
                Expr::Name(binding, _) => {
                    let definitions = &module.bindings[binding.index()].definitions;
                    definitions.iter().for_each(|definition| look(definition.value));
                }
                Expr::Member(inner, _)
                | Expr::Index(inner, _)
                | Expr::Element(inner)
                | Expr::Await(inner)
                | Expr::Spread(inner)
                | Expr::Without(inner, _)
                | Expr::Both { right: inner, .. } => look(*inner),
                Expr::Either { left, right } | Expr::Conditional { then: left, otherwise: right, .. } => {
                    look(*left);
                    look(*right);
                }
                Expr::Call(call) => {
                    let call = module.call(*call);
                    look(call.callee);
                    call.arguments.iter().for_each(|argument| look(*argument));
                }
                _ => {}
            }
        }
        self.calls.hands_on.insert(function, hands_on);
        hands_on
    }
}

/// Whether everything that a value may be and that may be called, or has something that may, is such a thing.
fn called_only(value: &Value, is_such: impl Fn(&Value) -> bool) -> bool {
    value.choices().iter().all(|choice| is_such(&choice.value) || !may_be_called(&choice.value))
}

/// Whether a value is an object or a list that the code itself makes.
fn is_of_code(value: &Value) -> bool {
    matches!(value, Value::Site(..) | Value::List(_) | Value::Object(_))
}

/// Whether a value, or something in it, may be called.
fn may_be_called(value: &Value) -> bool {
    match value {
        Value::OneOf(choices) => choices.iter().any(|choice| may_be_called(&choice.value)),
        Value::List(list) => list.items.iter().chain(&list.rest).any(may_be_called),
        Value::Object(object) => {
            object.properties.iter().map(|property| &property.value).chain(&object.rest).any(may_be_called)
        }
        Value::Unknown(_)
        | Value::Text(_)
        | Value::Number(_)
        | Value::Bool(_)
        | Value::Null
        | Value::Undefined
        | Value::Concat(_)
        | Value::Coded(_)
        | Value::Derived(_) => false,
        Value::Function(_)
        | Value::Class(_)
        | Value::Instance(_)
        | Value::Namespace(_)
        | Value::Path(_)
        | Value::Site(..) => true,
    }
}
