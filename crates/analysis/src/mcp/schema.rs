//! What a schema and the rest of a declaration say: the names of arguments, and every text that a model reads.

use molehunt_model::Surface;
use molehunt_source::ByteSpan;
use swc_atoms::Atom;

use super::ToolText;
use crate::{
    eval::Evaluator,
    lookup::first,
    tables::ValuePath,
    value::{Condition, Object, Segment, Value},
};

/// Values looked at for the texts of one declaration, and how deep in each other.
pub(crate) const MOST_READ: usize = 4_000;
pub(crate) const DEEPEST_READ: usize = 24;
/// Methods of a field that say what it is where nobody gives it.
const DEFAULTING: [&str; 3] = ["default", "prefault", "catch"];

/// Calls that make a schema out of another one.
const DEEPEST_SCHEMA: usize = 6;
/// Arguments of such a call: `z.preprocess(convert, z.object({ … }))`.
const MOST_ARGUMENTS: usize = 2;

/// The names of all fields of some schemas.
pub(super) fn names_of_all(evaluator: &mut Evaluator<'_>, schemas: &[Value]) -> Vec<String> {
    let mut names = Vec::new();
    for schema in schemas {
        for name in names_of(evaluator, schema) {
            if !names.contains(&name) {
                names.push(name);
            }
        }
    }
    names
}

/// The names of a schema's fields: a zod shape, a zod object, a JSON Schema, a list of descriptions.
pub(super) fn names_of(evaluator: &mut Evaluator<'_>, schema: &Value) -> Vec<String> {
    names_within(evaluator, schema, 0)
}

/// What fields of a shape are where nobody gives them: `z.string().default('x')`.
pub(super) fn defaults_of(evaluator: &mut Evaluator<'_>, schema: &Value) -> Vec<(Atom, Value)> {
    let Value::Object(shape) = schema else { return Vec::new() };
    let mut defaults = Vec::new();
    for property in &shape.properties {
        let (Some(name), Value::Path(field)) = (&property.name, &property.value) else { continue };
        let given = field.segments.windows(2).find_map(|pair| match pair {
            [Segment::Property(method), Segment::Call(call)] if DEFAULTING.contains(&&**method) => Some(*call),
            // `default` is no name in paths of modules.
            [Segment::Call(_), Segment::Call(call)] => Some(*call),
            _ => None,
        });
        if let Some(value) = given.and_then(|call| evaluator.module.call(call).arguments.first().copied()) {
            defaults.push((name.clone(), evaluator.value(value)));
        }
    }
    defaults
}

fn names_within(evaluator: &mut Evaluator<'_>, schema: &Value, depth: usize) -> Vec<String> {
    if depth > DEEPEST_SCHEMA {
        return Vec::new();
    }
    match schema {
        Value::Object(object) => {
            let text = |name: &str| {
                let mut properties = object.properties.iter();
                let property = properties.find(|property| property.name.as_deref() == Some(name))?;
                Some(property.value.as_text()?.text.clone())
            };
            let nested = first(evaluator, schema, &ValuePath::parse("properties"));
            let is_json_schema = text("type").is_some_and(|kind| kind == "object");
            match nested {
                Some(Value::Object(properties)) if is_json_schema => names(&properties),
                Some(_) if is_json_schema => Vec::new(),
                _ => match (text("name"), text("type")) {
                    // `{ name: 'city', type: 'string' }` describes one field.
                    (Some(name), Some(_)) => vec![name],
                    _ => names(object),
                },
            }
        }
        Value::Path(path) => {
            // `z.object({ … }).strict()`, `toJsonSchema(z.object({ … }))`
            let calls = path.segments.iter().filter_map(|segment| match segment {
                Segment::Call(call) | Segment::New(call) => Some(*call),
                _ => None,
            });
            for argument in calls.flat_map(|call| evaluator.module.call(call).arguments.iter().take(MOST_ARGUMENTS)) {
                if let value @ (Value::Object(_) | Value::Path(_)) = evaluator.value(*argument) {
                    let names = names_within(evaluator, &value, depth + 1);
                    if !names.is_empty() {
                        return names;
                    }
                }
            }
            Vec::new()
        }
        Value::List(list) => list.items.iter().flat_map(|item| names_within(evaluator, item, depth + 1)).collect(),
        Value::Derived(parts) => parts
            .iter()
            .map(|part| names_within(evaluator, part, depth + 1))
            .find(|names| !names.is_empty())
            .unwrap_or_default(),
        Value::OneOf(choices) => {
            choices.iter().flat_map(|choice| names_within(evaluator, &choice.value, depth + 1)).collect()
        }
        _ => Vec::new(),
    }
}

fn names(object: &Object) -> Vec<String> {
    object.properties.iter().filter_map(|property| Some(property.name.as_ref()?.to_string())).collect()
}

/// Reads every text of a declaration, wherever it is: a description may be anywhere, and a model reads all of it.
pub(super) struct Reader {
    pub(super) texts: Vec<ToolText>,
    /// The condition under which what is read is meant.
    condition: Option<Condition>,
    /// Whether a text is there that has to be computed.
    pub(super) has_unread: bool,
    /// Where a text counts as standing that is written nowhere.
    at: ByteSpan,
    left: usize,
}

impl Reader {
    pub(super) fn new(at: ByteSpan) -> Self {
        Self { texts: Vec::new(), condition: None, has_unread: false, at, left: MOST_READ }
    }

    pub(super) fn read(&mut self, evaluator: &mut Evaluator<'_>, value: &Value, surface: Surface) {
        self.walk(evaluator, value, surface, 0);
    }

    fn walk(&mut self, evaluator: &mut Evaluator<'_>, value: &Value, surface: Surface, depth: usize) {
        if self.left == 0 || depth > DEEPEST_READ {
            return;
        }
        self.left -= 1;
        evaluator.pay(1);
        self.has_unread |= surface != Surface::Answer && is_computed(value);
        match value {
            Value::Text(text) => {
                let place = text.place();
                self.push(surface, text.text.clone(), place, text.disguise.clone());
            }
            Value::Concat(parts) => {
                let known = |part: &Value| part.as_text().map_or_else(|| "{}".to_owned(), |text| text.text.clone());
                let text: String = parts.iter().map(known).collect();
                self.has_unread |= parts.iter().any(is_computed);
                let first = parts.iter().find_map(|part| part.as_text());
                let place = first.map_or(ByteSpan::default(), crate::value::Text::place);
                let disguise = parts.iter().find_map(|part| part.as_text()?.disguise.clone());
                self.push(surface, text, place, disguise);
            }
            Value::OneOf(choices) => {
                for choice in choices.iter() {
                    let outer = self.condition;
                    self.condition = choice.condition.or(outer);
                    self.walk(evaluator, &choice.value, surface, depth + 1);
                    self.condition = outer;
                }
            }
            Value::List(list) => list.items.iter().for_each(|item| self.walk(evaluator, item, surface, depth + 1)),
            Value::Object(object) => {
                for property in &object.properties {
                    let name = property.name.as_deref().unwrap_or("");
                    if let Some(surface) = surface_below(surface, name) {
                        self.walk(evaluator, &property.value, surface, depth + 1);
                    }
                }
                object.rest.iter().for_each(|rest| self.walk(evaluator, rest, surface, depth + 1));
            }
            // What a tool answers is looked for in what it says itself, not in what it asks others.
            Value::Path(_) | Value::Derived(_) if surface == Surface::Answer => {}
            Value::Path(path) => {
                let surface = if surface == Surface::Description { Surface::Parameter } else { surface };
                for segment in &path.segments {
                    let (Segment::Call(call) | Segment::New(call)) = segment else { continue };
                    for argument in evaluator.module.call(*call).arguments.clone() {
                        let value = evaluator.value(argument);
                        self.walk(evaluator, &value, surface, depth + 1);
                    }
                }
            }
            Value::Coded(coded) => self.walk(evaluator, &coded.inner, surface, depth + 1),
            Value::Derived(parts) => parts.iter().for_each(|part| self.walk(evaluator, part, surface, depth + 1)),
            _ => {}
        }
    }

    fn push(&mut self, surface: Surface, text: String, place: ByteSpan, disguise: Option<String>) {
        let place = if place == ByteSpan::default() { self.at } else { place };
        let text = ToolText { surface, text, place, disguise, condition: self.condition };
        if !text.text.is_empty() && !self.texts.contains(&text) {
            self.texts.push(text);
        }
    }
}

/// Whether more may be known of a value once calls are followed and texts are computed.
fn is_computed(value: &Value) -> bool {
    match value {
        // A function's parameter is what any caller gives, until callers are told apart.
        Value::Derived(_) | Value::Coded(_) | Value::OneOf(_) => true,
        Value::Path(path) => crate::origin::is_pure(path),
        _ => false,
    }
}

/// What a property of a declaration holds, by its name; `None` for what no model reads.
fn surface_below(around: Surface, name: &str) -> Option<Surface> {
    Some(match (around, name) {
        (_, "_meta") => return None,
        (Surface::Answer, "type" | "mimeType" | "data" | "uri") => return None,
        (Surface::Answer | Surface::Parameter | Surface::Server | Surface::Prompt | Surface::Resource, _) => around,
        (_, "name" | "id") => Surface::Name,
        (_, "title" | "annotations") => Surface::Title,
        (_, "description") => Surface::Description,
        _ => Surface::Parameter,
    })
}
