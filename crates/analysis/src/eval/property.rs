//! Properties and elements of values, by written names and by computed ones.

use rustc_hash::FxHashMap;
use swc_atoms::Atom;

use crate::{
    Tables,
    filter::GLOBAL_OBJECTS,
    ir::{Expr, ExprId, GuardId, Module, WriteKey},
    need::Need,
    sensitive::EACH,
    value::{Choice, Form, Object, Path, Root, Segment, Value},
};

use super::{BUDGET, Evaluator, has_path, url::part_of};

impl<'m> Evaluator<'m> {
    /// The property of a value.
    pub(crate) fn property(&mut self, value: &Value, name: &Atom) -> Value {
        // Objects spread into objects, and alternatives of alternatives, could make one lookup exponential.
        if self.lookup_depth == 0 {
            self.lookups = 0;
        }
        self.lookups += 1;
        self.needs.raise(Need::Lookups, self.lookups as usize);
        if self.lookups > BUDGET.lookups || self.lookup_depth > BUDGET.depth {
            self.cut(0);
            return Value::Unknown("looked up in more objects than are followed");
        }
        self.steps += 1;
        self.lookup_depth += 1;
        let found = self.property_of(value, name);
        self.lookup_depth -= 1;
        found
    }

    fn property_of(&mut self, value: &Value, name: &Atom) -> Value {
        if &**name == "constructor"
            && let Some(maker) = maker_of(value)
        {
            return Value::path(Root::Global(maker.into()));
        }
        match value {
            Value::Object(object) => self.object_property(object, name),
            Value::List(list) => match name.parse::<usize>() {
                // What was spread into it may come before what is counted.
                Ok(index) if index < list.items.len() && list.rest.is_empty() => list.items[index].clone(),
                Ok(_) => self.element(value),
                Err(_) if &**name == "length" && list.rest.is_empty() => Value::Number(list.items.len() as f64),
                Err(_) => Value::derived(vec![value.clone()]),
            },
            Value::OneOf(choices) => {
                let choices = choices
                    .iter()
                    .map(|choice| Choice { value: self.property(&choice.value, name), condition: choice.condition });
                Value::one_of(choices, BUDGET.choices)
            }
            // `globalThis.fetch` is `fetch`.
            Value::Path(path)
                if path.segments.is_empty()
                    && matches!(&path.root, Root::Global(root) if GLOBAL_OBJECTS.contains(&&**root)) =>
            {
                self.global(name)
            }
            // `default` is how one module system reaches another; it names nothing.
            Value::Path(path) if &**name == "default" && matches!(path.root, Root::Module(_)) => value.clone(),
            // What was thrown is caught with what it says.
            Value::Path(path)
                if &**name == "message"
                    && let [Segment::New(made)] = path.segments.as_slice()
                    && matches!(&path.root, Root::Global(global) if global.ends_with("Error"))
                    && let Some(message) = self.module.call(*made).arguments.first() =>
            {
                self.value(*message)
            }
            // `new Error(text, { cause })`
            Value::Path(path)
                if &**name == "cause"
                    && let [Segment::New(made)] = path.segments.as_slice()
                    && matches!(&path.root, Root::Global(global) if global.ends_with("Error"))
                    && let Some(options) = self.module.call(*made).arguments.get(1) =>
            {
                let options = self.value(*options);
                self.property(&options, name)
            }
            // `this` of a private method that became a function: the name says whose it is.
            Value::Path(path)
                if name.starts_with('#')
                    && path.segments.is_empty()
                    && matches!(path.root, Root::This(_))
                    && let Some(class) = self.owner_of_private(name) =>
            {
                self.instance_property(class, name)
            }
            Value::Path(path) => {
                let given = Value::extend(path, Segment::Property(name.clone()));
                if let (Root::Parameter(function, index), []) = (&path.root, path.segments.as_slice())
                    && let Some(default) = self.given_by_schemas.get(&(*function, *index, name.clone()))
                {
                    let choices = [given, default.clone()].map(|value| Choice { value, condition: None });
                    return Value::one_of(choices, BUDGET.choices);
                }
                if let Value::Path(given) = &given
                    && Tables::embedded().language.loaders.lead_to(given)
                {
                    return Value::path(Root::Global("require".into()));
                }
                match self.set_in_environment(path, name) {
                    Some(own) => {
                        let choices = vec![Choice { value: given, condition: None }, own];
                        Value::one_of(choices, BUDGET.choices)
                    }
                    None => given,
                }
            }
            Value::Namespace(file) => self.export(*file, name),
            // `this.constructor.COPY`
            Value::Instance(class) if &**name == "constructor" => self.classes_of(*class),
            Value::Instance(class) => self.instance_property(*class, name),
            Value::Class(class) if &**name == "prototype" => Value::Instance(*class),
            Value::Class(class) => self.static_property(*class, name),
            // Who looks at a text has nothing of it.
            Value::Coded(_) if Tables::embedded().sources.losing.contains(&**name) => {
                Value::Unknown("what is looked at in a text")
            }
            Value::Coded(coded) if coded.form == Form::Encoded => value.clone(),
            Value::Text(text) => match (name.parse::<usize>(), &**name) {
                (Ok(index), _) => match text.text.chars().nth(index) {
                    Some(character) => Value::text_from(character, text),
                    None => Value::Undefined,
                },
                (_, "length") => Value::Number(text.text.encode_utf16().count() as f64),
                _ => part_of(value, name).unwrap_or_else(|| Value::derived(vec![value.clone()])),
            },
            Value::Undefined | Value::Null => Value::Undefined,
            Value::Function(function) if let Some(class) = self.module.function(*function).class => {
                self.static_property(class, name)
            }
            Value::Function(_) | Value::Number(_) | Value::Bool(_) => Value::derived(vec![value.clone()]),
            Value::Concat(_) => part_of(value, name).unwrap_or_else(|| Value::derived(vec![value.clone()])),
            Value::Coded(_) | Value::Derived(_) => Value::derived(vec![value.clone()]),
            Value::Unknown(why) => Value::Unknown(why),
            Value::Site(id, seen_from) => self.at_property(*id, *seen_from, Some(name)),
        }
    }

    /// What the code itself sets a variable of the environment to, in the first place where it does.
    fn set_in_environment(&mut self, path: &Path, name: &Atom) -> Option<Choice> {
        let (Root::Global(root), [Segment::Property(holder)]) = (&path.root, path.segments.as_slice()) else {
            return None;
        };
        if (&**root, &**holder) != ("process", "env") {
            return None;
        }
        let (value, guard) = self.environment.get(name).copied()?;
        // What is set may be made of what was set before.
        let is_looking = self.active.keys().any(|(active, _)| *active == value);
        if is_looking {
            return None;
        }
        let condition = self.condition(guard);
        match self.value(value) {
            text @ Value::Text(_) => Some(Choice { value: text, condition }),
            Value::OneOf(choices) => choices
                .iter()
                .find(|choice| matches!(choice.value, Value::Text(_)))
                .map(|choice| Choice { value: choice.value.clone(), condition: choice.condition.or(condition) }),
            _ => None,
        }
    }

    /// A global, or what the code itself keeps under that name: `globalThis.last = token`.
    pub(super) fn global(&mut self, name: &Atom) -> Value {
        let given = Value::path(Root::Global(name.clone()));
        let Some(own) = self.kept_globally(name) else { return given };
        Value::one_of(std::iter::once(Choice { value: given, condition: None }).chain(own), BUDGET.choices)
    }

    /// What the code keeps under a name that is global.
    fn kept_globally(&mut self, name: &Atom) -> Option<Vec<Choice>> {
        let written = self.globals.get(name)?.clone();
        // What is kept may be made of what was kept before.
        if written.iter().any(|(value, _)| self.active.keys().any(|(active, _)| active == value)) {
            return None;
        }
        let choices = written.into_iter();
        let choices =
            choices.map(|(value, guard)| Choice { value: self.passed(value), condition: self.condition(guard) });
        Some(choices.collect())
    }

    /// What the code put into a property of `process`, if it did.
    pub(super) fn put_into_process(&mut self, object: ExprId, name: &Atom) -> Option<Value> {
        if self.globals.is_empty() || !matches!(self.module.expr(object), Expr::Global(global) if &**global == PROCESS)
        {
            return None;
        }
        let choices = self.kept_globally(&of_process(name))?;
        Some(Value::one_of(choices, BUDGET.choices))
    }

    pub(super) fn object_property(&mut self, object: &Object, name: &Atom) -> Value {
        let mut choices = Vec::new();
        for property in object.properties.iter().rev() {
            let is_match = match &property.name {
                Some(other) => other == name,
                None => true,
            };
            if is_match {
                choices.push(Choice { value: property.value.clone(), condition: property.condition });
                if property.condition.is_none() && property.name.is_some() {
                    choices.reverse();
                    return Value::one_of(choices, BUDGET.choices);
                }
            }
        }
        for rest in object.rest.clone() {
            match self.property(&rest, name) {
                Value::Undefined => {}
                value => choices.push(Choice { value, condition: None }),
            }
        }
        choices.reverse();
        Value::one_of(choices, BUDGET.choices)
    }

    /// The property that a computed name leads to; of several names, each its own.
    pub(super) fn indexed(&mut self, object: &Value, key: &Value) -> Value {
        match key {
            Value::Text(name) => self.property(object, &Atom::from(name.text.as_str())),
            Value::Number(number) => self.property(object, &Atom::from(number.to_string())),
            Value::OneOf(keys) if keys.iter().any(|key| matches!(key.value, Value::Text(_))) => {
                let one = |key: &Choice, evaluator: &mut Self| match &key.value {
                    Value::OneOf(_) => evaluator.element(object),
                    one => evaluator.indexed(object, one),
                };
                let choices = keys.iter().map(|key| Choice { value: one(key, self), condition: key.condition });
                Value::one_of(choices, BUDGET.choices)
            }
            _ => match object {
                Value::Path(path) if self.is_own_key(path, key) => Value::extend(path, Segment::Property(EACH.into())),
                Value::Object(copy) if is_key_of_copied(copy, key) => self.element_of(copy, true),
                _ => self.element(object),
            },
        }
    }

    /// Some property of an object; of what was copied into it each, or one that is not known.
    fn element_of(&mut self, object: &Object, each: bool) -> Value {
        let mut choices: Vec<Choice> = object
            .properties
            .iter()
            .map(|property| Choice { value: property.value.clone(), condition: property.condition })
            .collect();
        choices.extend(object.rest.iter().map(|rest| {
            let value = match rest {
                Value::Path(path) if is_known_root(rest) => {
                    Value::extend(path, if each { Segment::Property(EACH.into()) } else { Segment::Any })
                }
                rest => rest.clone(),
            };
            Choice { value, condition: None }
        }));
        Value::one_of(choices, BUDGET.choices)
    }

    /// Whether a key is one of those that the object itself has, so that the lookup means each of its properties:
    /// `for (const key in object)`, `Object.keys(object).map((key) => …)`.
    fn is_own_key(&mut self, object: &Path, key: &Value) -> bool {
        if !matches!(object.root, Root::Module(_) | Root::Global(_)) {
            return false;
        }
        let is_object = |value: &Value| matches!(value, Value::Path(path) if **path == *object);
        match key {
            Value::Derived(parts) => matches!(&**parts, [only] if is_object(only)),
            Value::Path(key) => match (&key.root, key.segments.as_slice()) {
                (Root::Global(global), [Segment::Property(method), Segment::Call(call), .., Segment::Any])
                    if matches!(
                        (&**global, &**method),
                        ("Object", "keys" | "getOwnPropertyNames") | ("Reflect", "ownKeys")
                    ) =>
                {
                    let argument = self.module.call(*call).arguments.first().copied();
                    argument.is_some_and(|argument| is_object(&self.value(argument)))
                }
                _ => false,
            },
            _ => false,
        }
    }

    /// Whether something is a list of which it is not known what stands where: `list.filter(test)`, `list.sort()`.
    pub(super) fn is_rearranged(&self, list: ExprId) -> bool {
        let Expr::Call(call) = self.module.expr(self.named(list)) else {
            return self.is_moved(list) || self.is_shuffled(list);
        };
        matches!(self.module.expr(self.module.call(*call).callee), Expr::Member(_, method)
            if matches!(&**method, "filter" | "sort" | "toSorted"))
    }

    /// Some element of a value that is looped over or indexed by something unknown.
    pub(crate) fn element(&mut self, value: &Value) -> Value {
        match value {
            Value::List(list) => {
                let mut choices: Vec<Choice> =
                    list.items.iter().map(|item| Choice { value: item.clone(), condition: None }).collect();
                for rest in &list.rest {
                    let value = self.element(rest);
                    choices.push(Choice { value, condition: None });
                }
                Value::one_of(choices, BUDGET.choices)
            }
            Value::Object(object) => self.element_of(object, false),
            Value::OneOf(choices) => {
                let choices = choices
                    .iter()
                    .map(|choice| Choice { value: self.element(&choice.value), condition: choice.condition });
                Value::one_of(choices, BUDGET.choices)
            }
            Value::Path(path) => Value::extend(path, Segment::Any),
            Value::Site(id, seen_from) => self.at_property(*id, *seen_from, None),
            Value::Undefined | Value::Null => Value::Undefined,
            // One letter after the other makes the text again.
            Value::Coded(coded) if coded.form == Form::Encoded => value.clone(),
            text @ Value::Concat(_) if has_path(text, 0) => {
                Value::coded(Form::Encoded, Value::derived(vec![text.clone()]))
            }
            other => Value::derived(vec![other.clone()]),
        }
    }
}

/// What makes values of the language's own kinds, and thereby the way to the function that makes functions of texts:
/// `[].constructor.constructor`.
fn maker_of(value: &Value) -> Option<&'static str> {
    const MAKERS: [&str; 12] = [
        "Function", "Object", "Array", "String", "Number", "Boolean", "RegExp", "Date", "Promise", "Map", "Set",
        "Symbol",
    ];
    let is_literal = |value: &Value| matches!(value, Value::Text(_) | Value::List(_) | Value::Number(_));
    match value {
        Value::Text(_) | Value::Concat(_) => Some("String"),
        Value::Number(_) => Some("Number"),
        Value::Bool(_) => Some("Boolean"),
        Value::List(_) => Some("Array"),
        Value::Object(object) => (object.properties.is_empty() && object.rest.is_empty()).then_some("Object"),
        Value::Function(_) => Some("Function"),
        Value::Path(path) => match &path.root {
            Root::Global(name) if path.segments.is_empty() && MAKERS.contains(&&**name) => Some("Function"),
            _ => None,
        },
        // `''.at.constructor`: a method.
        Value::Derived(parts) => matches!(&**parts, [only] if is_literal(only)).then_some("Function"),
        _ => None,
    }
}

/// Whether the name of a property is a position in a list.
pub(super) fn is_index(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_digit())
}

/// Whether a key is one of those that an object has from what was copied into it.
fn is_key_of_copied(object: &Object, key: &Value) -> bool {
    let Value::Path(key) = key else { return false };
    let Some((Segment::Any, before)) = key.segments.split_last() else { return false };
    object.rest.iter().any(|rest| {
        is_known_root(rest) && matches!(rest, Value::Path(path) if path.root == key.root && path.segments == before)
    })
}

/// Whether a value is something that a module or the platform has, such as the environment.
pub(crate) fn is_known_root(value: &Value) -> bool {
    matches!(value, Value::Path(path) if matches!(path.root, Root::Module(_) | Root::Global(_)))
}

/// What the code writes to variables of the environment.
pub(super) fn environment(module: &Module) -> FxHashMap<Atom, (ExprId, GuardId)> {
    let mut written = FxHashMap::default();
    for write in &module.writes {
        if let (WriteKey::Named(name), Expr::Member(process, env)) = (&write.key, module.expr(write.object))
            && &**env == "env"
            && matches!(module.expr(*process), Expr::Global(process) if &**process == "process")
        {
            written.entry(name.clone()).or_insert((write.value, write.context.guard));
        }
    }
    written
}

/// The global that everybody has, and that code may put things into.
const PROCESS: &str = "process";

/// The name under which a property of `process` is kept among the globals.
fn of_process(name: &Atom) -> Atom {
    format!("{PROCESS}.{name}").into()
}

/// What the code writes to globals of its own; those of the platform stay what they are.
pub(super) fn globals(module: &Module) -> FxHashMap<Atom, Vec<(ExprId, GuardId)>> {
    let tables = Tables::embedded();
    let mut written: FxHashMap<Atom, Vec<(ExprId, GuardId)>> = FxHashMap::default();
    for write in &module.writes {
        let (WriteKey::Named(name), Expr::Global(holder)) = (&write.key, module.expr(write.object)) else { continue };
        // `process.settings = { … }`, which is as global.
        if &**holder == PROCESS && matches!(module.expr(write.value), Expr::Text(_) | Expr::Object(_) | Expr::Name(..))
        {
            let kept = written.entry(of_process(name)).or_default();
            if kept.len() <= BUDGET.choices {
                kept.push((write.value, write.context.guard));
            }
        }
        if GLOBAL_OBJECTS.contains(&&**holder)
            && !tables.knows_global(name)
            && !tables.is_holder(name)
            && !tables.language.pure_globals.contains(&**name)
        {
            let kept = written.entry(name.clone()).or_default();
            if kept.len() <= BUDGET.choices {
                kept.push((write.value, write.context.guard));
            }
        }
    }
    written
}
