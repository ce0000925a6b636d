//! Who is called: values as far as they can be called.
//!
//! For that it does not matter what else an object has, nor what a text says. Most of a large program hangs together by
//! its objects, so that as a whole the receiver of one call would need all the rest.
//! Here an object literal stays the place where it stands ([`Value::Site`]); what it has under a name is looked up when
//! somebody calls it, and everything that cannot be called is left out. So each expression is evaluated once, whoever
//! asks, and calls are told apart only where a function hands on what it is given.
//!
//! What decides about a value without being part of it, such as a key, is evaluated as a whole.

use rustc_hash::FxHashMap;
use swc_atoms::Atom;

use super::{BUDGET, Evaluator, builtin::is_interop, object::Part};
use crate::{
    Tables,
    ir::{CallId, Expr, ExprId, FunctionId, Property as Entry},
    value::{Choice, Condition, Value},
};

/// Expressions looked at to tell whether a function gives what it is given.
const MOST_RETURNED: usize = 32;

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
        self.depth += 1;
        self.steps += 1;
        let before = std::mem::replace(&mut self.asked, Ask::Called);
        let value = self.find_property(id, seen_from, name);
        self.asked = before;
        self.depth -= 1;
        self.calls.open.remove(&open);
        if is_shared {
            self.calls.properties.insert(key, value.clone());
        }
        value
    }

    fn find_property(&mut self, id: ExprId, seen_from: SeenFrom, name: Option<&Atom>) -> Value {
        let module = self.module;
        let parts = self.parts_written(id, seen_from, name);
        // What is written further below is not told from here.
        if parts.iter().any(|part| matches!(part, Part::Below)) {
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
                Part::Below => {}
            }
        }
        if choices.is_empty() { Value::Undefined } else { Value::one_of(choices, BUDGET.choices) }
    }

    fn add_called_entry(&mut self, choices: &mut Vec<Choice>, entry: &Entry, seen_from: SeenFrom, name: Option<&Atom>) {
        let is_meant = |own: &Atom| name.is_none_or(|name| name == own);
        let value = match entry {
            Entry::Named(own, value) if is_meant(own) => match self.held_in(*value).filter(|_| seen_from.is_some()) {
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

    /// What a call gives that is one of the language's own, if it is.
    fn builtin_called(&mut self, id: CallId) -> Option<Value> {
        let module = self.module;
        let language = &Tables::embedded().language;
        let call = module.call(id);
        let first = call.arguments.first().copied();
        if is_interop(module, call.callee) {
            return first.map(|first| self.passed(first));
        }
        let (object, method) = match module.expr(call.callee) {
            Expr::Member(object, method) => (*object, method),
            Expr::Global(name) if &**name == "Set" => {
                return Some(first.map_or(NOT_CALLED, |first| self.passed(first)));
            }
            Expr::Global(name) if language.plain_globals.contains(&**name) => return Some(NOT_CALLED),
            _ => return self.as_whole(|evaluator| evaluator.builtin(id)),
        };
        if let Expr::Global(global) = module.expr(object) {
            return match (&**global, &**method) {
                ("Object", "assign") => {
                    let parts = call.arguments.iter().map(|part| Choice { value: self.passed(*part), condition: None });
                    Some(Value::one_of(parts, BUDGET.choices))
                }
                ("Object", "freeze" | "seal") | ("Array", "from") | ("Promise", "resolve") => {
                    first.map(|first| self.passed(first))
                }
                (global, _) if language.plain_globals.contains(global) => Some(NOT_CALLED),
                _ => self.as_whole(|evaluator| evaluator.builtin(id)),
            };
        }
        let is_plain = language.plain_methods.contains(&**method);
        let takes_out = matches!(&**method, "pop" | "shift" | "find" | "at");
        let is_bound = &**method == "bind" && call.arguments.len() <= 1;
        if !is_plain && !takes_out && !is_bound && !matches!(&**method, "get" | "map" | "reduce" | "values" | "entries")
        {
            return self.as_whole(|evaluator| evaluator.builtin(id));
        }
        let receiver = self.passed(object);
        // Elsewhere it is a method like any other.
        let is_list = |choice: &Choice| match &choice.value {
            Value::Site(id, _) => !matches!(module.expr(*id), Expr::Object(_)),
            Value::List(_) => true,
            other => !may_be_called(other),
        };
        if is_bound {
            return Some(receiver).filter(may_be_called);
        }
        if !receiver.choices().iter().all(is_list) {
            return match &**method {
                "get" if matches!(receiver, Value::Instance(_)) => self.as_whole(|evaluator| evaluator.builtin(id)),
                _ => None,
            };
        }
        if !may_be_called(&receiver) {
            return Some(NOT_CALLED);
        }
        match (&**method, &receiver) {
            ("filter" | "slice" | "splice" | "sort" | "flat" | "reverse" | "concat" | "values", _) => Some(receiver),
            ("get", Value::Site(map, _)) if self.is_map(*map) => Some(match self.value(first?) {
                Value::Text(name) => self.property(&receiver, &Atom::from(name.text.as_str())),
                _ => self.element(&receiver),
            }),
            _ if takes_out => Some(self.element(&receiver)),
            ("map" | "flatMap" | "reduce" | "entries" | "get", _) => self.as_whole(|evaluator| evaluator.builtin(id)),
            _ => Some(NOT_CALLED),
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
