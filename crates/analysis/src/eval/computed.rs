//! What the abstract evaluation leaves open and the machine can compute.
//!
//! A value that comes from literals alone and is still not known is *closed*: running the code would tell what it is.
//! The machine does that within its limits, for the places that somebody asks about.

use molehunt_source::ByteSpan;
use rustc_hash::FxHashSet;
use swc_atoms::Atom;

use super::{BUDGET, Evaluator};
use crate::{
    ir::{CAUGHT, CallId, Expr, ExprId, FunctionId, SENT_TO_GENERATOR},
    machine::{Computed, ComputedText, LIMITS, Limits, Loader, Machine},
    need::Need,
    origin::is_textless,
    value::{Choice, Form, List, Object, Path, Property, Root, Segment, Text, Value},
};

/// Values looked at to tell whether one is closed.
const MOST_LOOKED_AT: u32 = 400;

impl<'m> Evaluator<'m> {
    /// From now on asks the machine for what is closed and not known.
    ///
    /// `steps` is what all questions together may cost.
    pub(crate) fn compute_with(&mut self, loader: &'m dyn Loader, steps: u64) {
        if self.machine.is_none() {
            self.machine = Some(Box::new(Machine::with_limits(loader, Limits { package: steps, ..LIMITS })));
            self.forget();
        }
    }

    /// Whether the machine can compute any of these, which are not known; nothing else is asked of it.
    pub(crate) fn can_compute(&mut self, ids: &[ExprId], loader: &'m dyn Loader, steps: u64) -> bool {
        if ids.is_empty() || self.machine.is_some() {
            return self.machine.is_some();
        }
        let known = self.values(ids);
        self.with_machine(loader, steps, |evaluator| {
            ids.iter().zip(&known).any(|(id, known)| {
                let value = evaluator.value(*id);
                has_more_texts(&value, known) || !evaluator.could_compute(&value)
            })
        })
    }

    /// What the machine makes of these, which it could compute and which are not known; nothing else is asked of it.
    pub(crate) fn computed_values(&mut self, ids: &[ExprId], loader: &'m dyn Loader, steps: u64) -> Vec<Value> {
        if ids.is_empty() || self.machine.is_some() {
            return Vec::new();
        }
        self.with_machine(loader, steps, |evaluator| evaluator.values(ids))
    }

    /// Asks something with the help of a machine that only this question has.
    ///
    /// What is known without it stays as it is, and need not be found out again.
    fn with_machine<T>(&mut self, loader: &'m dyn Loader, steps: u64, ask: impl FnOnce(&mut Self) -> T) -> T {
        let known =
            (std::mem::take(&mut self.memo), std::mem::take(&mut self.calls), std::mem::take(&mut self.recalled));
        let made = self.writes.set_aside();
        self.machine = Some(Box::new(Machine::with_limits(loader, Limits { package: steps, ..LIMITS })));
        let answer = ask(self);
        self.machine = None;
        (self.memo, self.calls, self.recalled) = known;
        self.writes.put_back(made);
        answer
    }

    /// From now on asks this machine, which has seen the code before.
    pub(crate) fn compute_by(&mut self, machine: Machine<'m>) {
        self.machine = Some(Box::new(machine));
        self.forget();
    }

    /// The machine that is asked, which is not asked any more.
    pub(crate) fn take_machine(&mut self) -> Option<Machine<'m>> {
        self.machine.take().map(|machine| *machine)
    }

    /// Raises the marks of what is counted all the time.
    pub(crate) fn raise_last(&self) {
        self.needs.raise(Need::Steps, self.steps as usize);
        if let Some(machine) = &self.machine {
            machine.raise(&self.needs);
        }
    }

    /// From now on also runs functions by themselves, with what is known of what they are given; says whether that is new.
    ///
    /// Where the code that runs as it is written tells what something is, it tells more about where that comes from.
    pub(crate) fn run_alone(&mut self) -> bool {
        let is_new = self.machine.is_some() && !self.runs_alone && self.has_room();
        if is_new {
            self.runs_alone = true;
            self.forget();
        }
        is_new
    }

    /// The text of an expression that was a hidden one.
    pub(super) fn disclosed_text(&self, text: &str, span: ByteSpan) -> Value {
        let Some(disclosed) = self.module.disclosed.get(&span) else { return Value::text(text, span) };
        let place = disclosed.place.unwrap_or(span);
        Value::Text(Text { text: text.to_owned(), places: vec![(0, place)], disguise: disclosed.recipe.clone() }.into())
    }

    /// Whether running the code would tell more of a value: some part of it comes from literals alone and is not known.
    pub(crate) fn could_compute(&mut self, value: &Value) -> bool {
        self.has_closed_part(value, &mut 0)
    }

    fn has_closed_part(&mut self, value: &Value, seen: &mut u32) -> bool {
        *seen += 1;
        if *seen > MOST_LOOKED_AT {
            return false;
        }
        // Whatever decides between several, each of them can be computed by itself.
        let mut looked = Looked { takes_tests: true, ..Looked::default() };
        match value {
            // `globalThis[Symbol.for('…')]`
            Value::Path(path) if is_textless(path) => false,
            Value::OneOf(choices) if choices.iter().all(|choice| choice.value.as_text().is_some()) => false,
            // Of a part that is simply not known it is not known either whether it is hidden.
            Value::Concat(parts) => {
                parts.iter().any(|part| !matches!(part, Value::Unknown(_)) && self.has_closed_part(part, seen))
            }
            value if is_open(value) && self.is_closed(value, &mut looked) && looked.is_something_known => true,
            Value::Derived(parts) => {
                parts.iter().any(|part| !matches!(part, Value::Unknown(_)) && self.has_closed_part(part, seen))
            }
            Value::OneOf(choices) => choices.iter().any(|choice| self.has_closed_part(&choice.value, seen)),
            Value::Coded(coded) => self.has_closed_part(&coded.inner, seen),
            _ => false,
        }
    }

    /// What the machine computes for an expression whose value is not known though it comes from literals alone.
    pub(super) fn computed(&mut self, id: ExprId, value: &Value) -> Option<Value> {
        self.machine.as_ref()?;
        let is_worth_it = matches!(
            self.module.expr(id),
            Expr::Call(_)
                | Expr::Add(..)
                | Expr::Template(_)
                | Expr::Compute(_)
                | Expr::Index(..)
                | Expr::Member(..)
                | Expr::Name(..)
                | Expr::Conditional { .. }
                | Expr::Either { .. }
        );
        // Of several functions that may be meant, the machine calls but one.
        if let (Expr::Call(call), Value::OneOf(_)) = (self.module.expr(id), value)
            && matches!(self.value(self.module.call(*call).callee), Value::OneOf(_))
        {
            return None;
        }
        // What several callers give, or somebody sets, is known, and what texts become; the machine has seen but what it
        // came by. What a function returns, or becomes of the items of a list, it may know to be one of them.
        // A text that is put together step by step is more than what is added to it.
        let are_texts = match (value, self.module.expr(id)) {
            (Value::OneOf(choices), _) => choices.iter().all(|choice| choice.value.as_text().is_some()),
            (Value::Concat(_), Expr::Add(..) | Expr::Template(_)) => self.are_texts(value),
            _ => false,
        };
        if are_texts && self.is_of_texts(id) {
            return None;
        }
        // What a function returns under conditions is computed where these are; elsewhere the conditions say more.
        let looks_at_tests = matches!(self.module.expr(id), Expr::Call(_));
        let mut seen = Looked { at: Some(id), looks_at_tests, ..Looked::default() };
        if !is_worth_it || !is_open(value) || self.is_no_data(id, value) {
            return None;
        }
        if let (Expr::Call(call), Value::OneOf(_)) = (self.module.expr(id), value) {
            let arguments = &self.module.call(*call).arguments;
            let is_closed = |argument: &ExprId| {
                let argument = self.value(*argument);
                self.is_closed(&argument, &mut Looked::default())
            };
            if arguments.iter().all(is_closed)
                && let Value::Function(function) = self.value(self.module.call(*call).callee)
            {
                seen.called = Some(function);
            }
        }
        if !self.is_closed(value, &mut seen) || !seen.is_something_known {
            return self.applied_to_known(id, value);
        }
        let span = self.module.span(id);
        let (file, local) = self.module.locate(span);
        let machine = self.machine.as_mut()?;
        let probed = machine.probe(file.0, local);
        let Some(probed) = probed else {
            return if self.runs_alone { self.applied_alone(id, value) } else { self.applied_to_known(id, value) };
        };
        let choices: Vec<Choice> = probed
            .values
            .iter()
            .filter(|computed| !matches!(computed, Computed::Unknown | Computed::Undefined))
            // An iterator, or what else has nothing but methods: the graph knows more of it.
            .filter(|computed| !matches!(computed, Computed::Object(entries) if entries.is_empty()))
            // Bytes that wait to be filled: the graph knows what fills them.
            .filter(|computed| !is_blank(computed))
            // Bytes stay what they encode; only a text made of them says more.
            .filter(|computed| !matches!(value, Value::Coded(_)) || matches!(computed, Computed::Text(_)))
            .map(|computed| {
                let computed = plain_where_written(self.value_of(computed, span), value);
                Choice { value: self.known_of(computed, value), condition: None }
            })
            .collect();
        // Where it can be a text, that it was none when it was looked at says nothing.
        let is_text = |choice: &Choice| choice.value.as_text().is_some();
        if let Value::OneOf(known) = value
            && known.iter().any(|choice| is_text(choice) && choice.condition.is_none())
            && choices.iter().all(|choice| matches!(choice.value, Value::Null | Value::Bool(_) | Value::Number(_)))
        {
            return None;
        }
        // What one of several callers gives is not what another one does.
        let is_in_frame = self.frames.iter().any(|frame| frame.exprs.contains(&id.0));
        if is_in_frame && (choices.len() > 1 || probed.was_unknown) {
            return if self.runs_alone { self.applied_alone(id, value) } else { None };
        }
        // Of an object only that is taken which was not known: of the rest the graph may know more.
        if let Value::Object(object) = value {
            return match choices.as_slice() {
                [Choice { value: Value::Object(computed), .. }] => Some(filled(object, computed)),
                _ => None,
            };
        }
        if choices.is_empty() || is_in_frame && !choices.iter().all(is_text) {
            return None;
        }
        // A count, or whether something was done before.
        if !choices.iter().any(is_text) && self.reads_remembered(id) {
            return None;
        }
        let mut others = self.remembered_otherwise(id, value, &choices);
        // It was something that is not known as well: that is what the graph takes it for.
        if probed.was_unknown && !matches!(value, Value::OneOf(_)) {
            others.push(Choice { value: value.clone(), condition: None });
        }
        Some(Value::one_of(choices.into_iter().chain(others), BUDGET.choices))
    }

    fn are_texts(&mut self, value: &Value) -> bool {
        self.each(value).iter().all(|choice| choice.value.as_text().is_some())
    }

    /// Whether an expression is no call, or that of a method of texts, or of a list as it is written.
    fn is_of_texts(&mut self, id: ExprId) -> bool {
        let module = self.module;
        let Expr::Call(call) = module.expr(id) else { return true };
        let Expr::Member(object, _) = module.expr(module.call(*call).callee) else { return false };
        let receiver = self.value(*object);
        match &receiver {
            Value::List(_) => !matches!(module.expr(self.named(*object)), Expr::Call(_)),
            Value::Text(_) | Value::OneOf(_) | Value::Concat(_) => self.are_texts(&receiver),
            _ => false,
        }
    }

    /// The texts that an expression may be as well, where it depends on what is remembered from one call to the next.
    fn remembered_otherwise(&mut self, id: ExprId, value: &Value, known: &[Choice]) -> Vec<Choice> {
        let mut others = self.each(value);
        if matches!(self.module.expr(id), Expr::Call(_)) && self.reads_remembered(id) {
            let apart = self.applied_to_known(id, value).or_else(|| self.computed_apart(id, value));
            others.extend(apart.iter().flat_map(Value::choices));
        }
        others.retain(|other| {
            let is_same = |known: &Choice| match (known.value.as_text(), other.value.as_text()) {
                (Some(known), Some(other)) => known.text == other.text,
                _ => false,
            };
            other.value.as_text().is_some() && !known.iter().any(is_same)
        });
        if others.is_empty() || !self.reads_remembered(id) { Vec::new() } else { others }
    }

    /// A value as the machine is given it.
    pub(super) fn told(&self, value: &Value) -> Computed {
        match value {
            Value::Text(text) => {
                let (file, span) = self.module.locate(text.place());
                Computed::Text(ComputedText {
                    text: text.text.clone(),
                    place: Some((file.0, span)),
                    recipe: text.disguise.clone(),
                })
            }
            Value::Number(number) => Computed::Number(*number),
            Value::Bool(value) => Computed::Bool(*value),
            Value::Null => Computed::Null,
            Value::Undefined => Computed::Undefined,
            Value::List(list) if list.rest.is_empty() => {
                Computed::List(list.items.iter().map(|item| self.told(item)).collect())
            }
            Value::Object(object) if object.rest.is_empty() => {
                let known = object.properties.iter().map(|property| match (&property.name, property.condition) {
                    (Some(name), None) => Some((name.to_string(), self.told(&property.value))),
                    _ => None,
                });
                known.collect::<Option<Vec<_>>>().map_or(Computed::Unknown, Computed::Object)
            }
            _ => Computed::Unknown,
        }
    }

    /// What was computed, with what the graph knows of those of its properties that could not be.
    fn known_of(&mut self, computed: Value, value: &Value) -> Value {
        let Value::Object(object) = &computed else { return computed };
        if !object.properties.iter().any(|property| matches!(property.value, Value::Unknown(_))) {
            return computed;
        }
        let mut known = Object::clone(object);
        for property in &mut known.properties {
            if let (Value::Unknown(_), Some(name)) = (&property.value, &property.name) {
                property.value = self.property(value, name);
            }
        }
        Value::Object(known.into())
    }

    pub(super) fn value_of(&mut self, computed: &Computed, at: ByteSpan) -> Value {
        match computed {
            Computed::Text(text) => {
                // A long text for each of many expressions is a lot to keep.
                self.steps += (text.text.len() / 64) as u32;
                let place = text.place.map_or(at, |(file, span)| self.place_in(file, span));
                Value::Text(
                    Text { text: text.text.clone(), places: vec![(0, place)], disguise: text.recipe.clone() }.into(),
                )
            }
            Computed::Number(number) => Value::Number(*number),
            Computed::Bool(value) => Value::Bool(*value),
            Computed::Null => Value::Null,
            Computed::Undefined => Value::Undefined,
            Computed::List(items) => {
                let items = items.iter().take(BUDGET.pieces).map(|item| self.value_of(item, at)).collect();
                List { items, rest: Vec::new() }.into()
            }
            Computed::Object(entries) => {
                let properties = entries
                    .iter()
                    .take(BUDGET.pieces)
                    .map(|(name, value)| Property {
                        name: Some(Atom::from(name.as_str())),
                        value: self.value_of(value, at),
                        place: at,
                        condition: None,
                    })
                    .collect();
                Value::Object(Object { properties, rest: Vec::new() }.into())
            }
            Computed::Function(file, span) => {
                let span = self.place_in(*file, *span);
                let function = self.module.functions.iter().position(|function| function.span == span);
                function.map_or(Value::Unknown("a function that was computed"), |index| {
                    Value::Function(FunctionId(index as u32))
                })
            }
            Computed::Regexp(..) | Computed::Unknown => Value::Unknown("not computed"),
        }
    }

    fn place_in(&self, file: u32, span: ByteSpan) -> ByteSpan {
        let start = self.module.files.get(file as usize).map_or(0, |file| file.start);
        ByteSpan { start: span.start + start, end: span.end + start }
    }
}

/// What was looked at to tell whether a value is closed.
#[derive(Default)]
struct Looked {
    /// Whether something known was among it: of what is not known at all, for a limit or because it depends on itself,
    /// nothing says that it comes from literals.
    is_something_known: bool,
    /// The expression whose value it is.
    at: Option<ExprId>,
    values: u32,
    /// Whether the values are those of a call's arguments.
    is_in_call: bool,
    looks_at_tests: bool,
    /// Whether it does not matter what decides between alternatives.
    takes_tests: bool,
    /// The function that is called, where it gets nothing but literals.
    called: Option<FunctionId>,
    is_in_test: bool,
    /// Tests of conditions, each once: that of a loop depends on itself.
    tests: Vec<ExprId>,
    /// Calls whose arguments were looked at.
    calls: Vec<CallId>,
}

/// Whether a value is not known in full.
pub(super) fn is_open(value: &Value) -> bool {
    match value {
        Value::Derived(_) | Value::Unknown(_) | Value::Concat(_) | Value::Path(_) => true,
        // All of several functions are meant, and the machine has but one.
        Value::OneOf(choices) => !choices.iter().all(|choice| matches!(choice.value, Value::Function(_))),
        Value::Coded(coded) => coded.form == Form::Encoded,
        Value::List(list) => {
            !list.rest.is_empty() || list.items.iter().any(|item| matches!(item, Value::Derived(_) | Value::Unknown(_)))
        }
        // `read(table)` that gives `{ [name]: text }`.
        Value::Object(object) => object.rest.is_empty() && object.properties.iter().any(is_unknown),
        _ => false,
    }
}

/// Whether nothing is known of a property but that it is there.
fn is_unknown(property: &Property) -> bool {
    property.name.is_none()
        || match &property.value {
            Value::Derived(_) | Value::Unknown(_) | Value::Concat(_) => true,
            // `String.fromCharCode(…)`
            Value::Path(path) => crate::origin::is_pure(path),
            _ => false,
        }
}

/// Whether something is a list of nothing but zeros.
fn is_blank(computed: &Computed) -> bool {
    let is_zero = |item: &Computed| matches!(item, Computed::Number(number) if *number == 0.0);
    matches!(computed, Computed::List(items) if !items.is_empty() && items.iter().all(is_zero))
}

/// Whether a value has a text, or is made of one, that another one has not, as far as both are looked at.
fn has_more_texts(value: &Value, known: &Value) -> bool {
    let known = texts_in(known);
    texts_in(value).iter().any(|text| !known.contains(text))
}

/// The texts of which a value is made, as far as it is looked at.
fn texts_in(value: &Value) -> FxHashSet<&str> {
    let mut texts = FxHashSet::default();
    let mut open = vec![value];
    for _ in 0..MOST_LOOKED_AT {
        let Some(value) = open.pop() else { break };
        match value {
            Value::Text(text) => {
                texts.insert(text.text.as_str());
            }
            Value::Concat(parts) | Value::Derived(parts) => open.extend(parts.iter()),
            Value::OneOf(choices) => open.extend(choices.iter().map(|choice| &choice.value)),
            Value::List(list) => open.extend(list.items.iter().chain(&list.rest)),
            Value::Object(object) => {
                open.extend(object.properties.iter().map(|property| &property.value).chain(&object.rest));
            }
            Value::Coded(coded) => open.push(&coded.inner),
            _ => {}
        }
    }
    texts
}

/// Whether a value is known and no text.
fn is_scalar(value: &Value) -> bool {
    matches!(value, Value::Number(_) | Value::Bool(_) | Value::Null | Value::Undefined | Value::Function(_))
}

/// Whether a value is known to come from numbers and the like alone.
fn is_made_of_scalars(value: &Value) -> bool {
    match value {
        Value::Derived(parts) => parts.iter().all(is_made_of_scalars),
        value => is_scalar(value) && !matches!(value, Value::Function(_)),
    }
}

/// An object with what was computed of the properties that are not known.
fn filled(object: &Object, computed: &Object) -> Value {
    let is_text = |property: &&Property| property.value.as_text().is_some();
    let mut filled = Object::clone(object);
    for property in filled.properties.iter_mut().filter(|property| is_unknown(property)) {
        let same = |other: &&Property| property.name.is_some() && other.name == property.name;
        if let Some(known) = computed.properties.iter().filter(is_text).find(same) {
            property.value = known.value.clone();
        }
    }
    if filled.properties.iter().any(|property| property.name.is_none()) {
        let is_new = |new: &&Property| !object.properties.iter().any(|old| old.name == new.name);
        let new: Vec<Property> = computed.properties.iter().filter(is_text).filter(is_new).cloned().collect();
        if !new.is_empty() {
            filled.properties.retain(|property| property.name.is_some());
            filled.properties.extend(new);
        }
    }
    Value::Object(filled.into())
}

impl Evaluator<'_> {
    /// Whether an expression can be no text and nothing that has some, so that nothing is gained by running the module and
    /// all that it loads: a method of functions, a number, and what the program is told from outside.
    fn is_no_data(&self, id: ExprId, value: &Value) -> bool {
        if matches!(value, Value::Path(path) if is_textless(path)) {
            return true;
        }
        match self.module.expr(id) {
            Expr::Member(_, name) if matches!(&**name, "apply" | "bind" | "call" | "prototype") => true,
            // Numbers make numbers.
            Expr::Compute(_) => is_made_of_scalars(value),
            Expr::Member(..) | Expr::Name(..) if matches!(value, Value::Unknown(CAUGHT | SENT_TO_GENERATOR)) => true,
            // A counter. What is computed with it is asked for where that is done.
            Expr::Name(..) => {
                matches!(value, Value::OneOf(choices) if choices.iter().all(|choice| is_scalar(&choice.value)))
            }
            _ => false,
        }
    }

    /// Whether nothing but literals goes into the calls on a path.
    fn has_closed_calls(&mut self, path: &Path, seen: &mut Looked) -> bool {
        let was_in_call = std::mem::replace(&mut seen.is_in_call, true);
        let is_closed = path.segments.iter().all(|segment| match segment {
            // What a call is given may come from an earlier one of the same: `decode(decode(text))`.
            Segment::Call(call) | Segment::New(call) if seen.calls.contains(call) => true,
            Segment::Call(call) | Segment::New(call) => {
                seen.calls.push(*call);
                let arguments = &self.module.call(*call).arguments;
                arguments.iter().all(|argument| {
                    let argument = self.value(*argument);
                    self.is_closed(&argument, seen)
                })
            }
            _ => true,
        });
        seen.is_in_call = was_in_call;
        is_closed
    }

    /// Whether nothing but literals goes into a value, and into the conditions of its alternatives.
    fn is_closed(&mut self, value: &Value, seen: &mut Looked) -> bool {
        seen.values += 1;
        if seen.values > MOST_LOOKED_AT {
            return false;
        }
        seen.is_something_known |= !matches!(value, Value::Unknown(_) | Value::Derived(_) | Value::OneOf(_));
        match value {
            Value::Text(_)
            | Value::Number(_)
            | Value::Bool(_)
            | Value::Null
            | Value::Undefined
            | Value::Function(_)
            | Value::Class(_)
            | Value::Namespace(_)
            | Value::Unknown(_) => true,
            // A test inside a function that is called with nothing but literals is about these.
            Value::Path(path) if seen.is_in_test && matches!(path.root, Root::Parameter(..)) => {
                let Root::Parameter(function, _) = path.root else { return false };
                seen.called.is_some_and(|called| self.module.enclosing(function).any(|outer| outer == called))
            }
            Value::Path(path) if seen.is_in_call && matches!(path.root, Root::Parameter(..)) => {
                let Root::Parameter(function, _) = path.root else { return false };
                let (first, end) = self.module.function(function).exprs;
                // Of a function that is followed from outside, this very call gives it.
                seen.at.is_some_and(|at| !(first..end).contains(&at.0))
            }
            // `list.map(String)`, `String.raw.apply(String, …)`
            Value::Path(path) if seen.is_in_call && crate::origin::is_of_language(path) => true,
            Value::Path(path) => crate::origin::is_pure(path) && self.has_closed_calls(path, seen),
            Value::Instance(_) | Value::Site(..) => false,
            Value::Concat(parts) | Value::Derived(parts) => parts.iter().all(|part| self.is_closed(part, seen)),
            // Tests are only worth evaluating where all else is closed.
            Value::OneOf(choices) => {
                choices.iter().all(|choice| self.is_closed(&choice.value, seen))
                    && choices.iter().filter_map(|choice| choice.condition).all(|condition| {
                        let test = condition.test();
                        if seen.takes_tests {
                            return true;
                        }
                        if !seen.looks_at_tests {
                            return false;
                        }
                        if seen.tests.contains(&test) {
                            return true;
                        }
                        seen.tests.push(test);
                        let test = self.value(test);
                        let is_in_test = std::mem::replace(&mut seen.is_in_test, true);
                        let is_closed = self.is_closed(&test, seen);
                        seen.is_in_test = is_in_test;
                        is_closed
                    })
            }
            Value::List(list) => list.items.iter().chain(&list.rest).all(|item| self.is_closed(item, seen)),
            Value::Object(object) => {
                object.properties.iter().all(|property| self.is_closed(&property.value, seen))
                    && object.rest.iter().all(|rest| self.is_closed(rest, seen))
            }
            Value::Coded(coded) => self.is_closed(&coded.inner, seen),
        }
    }
}

/// A computed text. Nobody hid an address that is only a part of a text which is written out,
/// `'mailto:a@b.example'.slice(7)`; the pieces of one say nothing where each stands by itself.
fn plain_where_written(computed: Value, from: &Value) -> Value {
    match computed {
        Value::Text(text)
            if text.disguise.is_some() && is_whole(&text.text) && is_written_in(&text.text, from, &mut 0) =>
        {
            Value::Text(Text { disguise: None, ..Text::clone(&text) }.into())
        }
        other => other,
    }
}

/// Whether a text is an address with both of its parts.
fn is_whole(text: &str) -> bool {
    text.split_once('@').is_some_and(|(local, domain)| !local.is_empty() && domain.trim_matches('.').contains('.'))
}

/// Whether a text stands, as it is, in one of those that a value is made of.
fn is_written_in(text: &str, value: &Value, seen: &mut u32) -> bool {
    *seen += 1;
    *seen <= MOST_LOOKED_AT
        && match value {
            Value::Text(whole) => whole.disguise.is_none() && whole.text.contains(text),
            Value::Derived(parts) | Value::Concat(parts) => parts.iter().any(|part| is_written_in(text, part, seen)),
            _ => false,
        }
}
