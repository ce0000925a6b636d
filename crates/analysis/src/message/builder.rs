//! Messages that are made by constructors and method calls.

use super::{Message, Reader, Rows, items_of, push_field};
use crate::{
    eval::Evaluator,
    ir::{CallId, ExprId},
    lookup::{Found, find, first},
    tables::{ConstructorRow, HeaderRow, LiteralRow, RoleName, SetterRow, Shape, ValuePath, ValueStep},
    value::{List, Object, Path, Property, Segment, Value},
};

/// How deep constructions are looked for inside a message.
const DEEPEST: u32 = 6;
/// Builders and constructions that are given to each other.
pub(crate) const MOST_NESTED: usize = 6;

impl<'t> Reader<'t> {
    /// What builders and constructors put into a message that is one of them, or has one in it.
    pub(super) fn read_construction(
        &self,
        evaluator: &mut Evaluator<'_>,
        value: &Value,
        rows: &Rows<'t>,
        message: &mut Message,
        depth: u32,
    ) {
        if depth > DEEPEST || (self.api.builder.is_empty() && self.api.constructor.is_empty()) {
            return;
        }
        let inner: Vec<&Value> = match value {
            Value::OneOf(choices) => choices.iter().map(|choice| &choice.value).collect(),
            Value::List(list) => list.items.iter().chain(&list.rest).collect(),
            Value::Coded(coded) => vec![&coded.inner],
            Value::Object(object) => {
                object.properties.iter().map(|property| &property.value).chain(&object.rest).collect()
            }
            _ => Vec::new(),
        };
        for inner in inner {
            self.read_construction(evaluator, inner, rows, message, depth + 1);
        }
        match value {
            Value::Object(object) => {
                object.rest.iter().for_each(|base| self.read_fields(evaluator, value, base, rows, message));
            }
            Value::Path(path) => self.read_calls(evaluator, path, rows, message),
            _ => {}
        }
    }

    /// A message without what constructors and builders made: what those have is known by how they were made,
    /// and asking for a field of one would give a recipient that nobody set.
    pub(super) fn without_instances(&self, value: &Value, depth: u32) -> Value {
        if depth > DEEPEST || (self.api.builder.is_empty() && self.api.constructor.is_empty()) {
            return value.clone();
        }
        match value {
            Value::Path(path) if self.is_instance(path) => Value::Undefined,
            Value::Object(object) => {
                let inner = |property: &Property| {
                    let value = self.without_instances(&property.value, depth + 1);
                    Property { value, ..property.clone() }
                };
                let is_other = |rest: &&Value| !matches!(rest, Value::Path(path) if self.is_instance(path));
                let properties = object.properties.iter().map(inner).collect();
                let rest = object.rest.iter().filter(is_other).cloned().collect();
                Value::Object(Object { properties, rest }.into())
            }
            Value::List(list) => {
                let items = list.items.iter().map(|item| self.without_instances(item, depth + 1)).collect();
                List { items, rest: list.rest.clone() }.into()
            }
            other => other.clone(),
        }
    }

    /// Whether a path leads to a message, or a part of one, that this API's classes made.
    fn is_instance(&self, path: &Path) -> bool {
        made(path).any(|(_, prefix)| {
            let is_own = |(api, _): &(usize, usize)| *api == self.api_index;
            let constructors = self.table.constructors.find(&prefix);
            let makes_message = constructors.iter().filter(|found| is_own(found)).any(|(_, row)| {
                let constructor = &self.api.constructor[*row];
                constructor.object.is_some() || !constructor.args.is_empty()
            });
            makes_message || self.table.builders.find(&prefix).iter().any(is_own)
        })
    }

    /// The constructors and builders among the calls of a path.
    fn read_calls(&self, evaluator: &mut Evaluator<'_>, path: &Path, rows: &Rows<'t>, message: &mut Message) {
        for (call, prefix) in made(path) {
            if message.reading.contains(&call) || message.reading.len() >= MOST_NESTED || evaluator.is_exhausted() {
                continue;
            }
            evaluator.pay(1);
            message.reading.push(call);
            for (api, row) in self.table.constructors.find(&prefix) {
                let constructor = &self.api.constructor[row];
                if api == self.api_index && rows.has_group(constructor.group.as_deref()) {
                    self.read_constructor(evaluator, constructor, call, rows, message);
                }
            }
            for (api, row) in self.table.builders.find(&prefix) {
                if api == self.api_index {
                    let calls = evaluator.methods_called_on(call);
                    self.read_setters(evaluator, &self.api.builder[row].id, &calls, rows, message);
                }
            }
            message.reading.pop();
        }
    }

    /// Message fields that are set on a builder: `message.header.bcc = …`.
    fn read_fields(
        &self,
        evaluator: &mut Evaluator<'_>,
        value: &Value,
        base: &Value,
        rows: &Rows<'t>,
        message: &mut Message,
    ) {
        let Value::Path(path) = base else { return };
        for (_, prefix) in made(path) {
            for (api, row) in self.table.builders.find(&prefix) {
                let builder = &self.api.builder[row];
                if api != self.api_index || builder.fields.0.is_empty() || !rows.has_group(builder.group.as_deref()) {
                    continue;
                }
                for fields in find(evaluator, value, &builder.fields.0, self.api.key_case) {
                    self.read_rows(evaluator, &fields.value, rows, message);
                }
            }
        }
    }

    fn read_constructor(
        &self,
        evaluator: &mut Evaluator<'_>,
        constructor: &ConstructorRow,
        call: CallId,
        rows: &Rows<'t>,
        message: &mut Message,
    ) {
        let arguments = &evaluator.module.call(call).arguments;
        if let Some(object) = constructor.object.and_then(|index| arguments.get(index)) {
            let value = evaluator.value(*object);
            self.read_rows(evaluator, &value, rows, message);
        }
        for (role, index) in &constructor.args {
            let Some(argument) = arguments.get(*index) else { continue };
            let found = argument_found(evaluator, *argument);
            match role.role() {
                Some(role) => {
                    let entries = self.entries(evaluator, &found, None);
                    push_field(message, role, role.as_str(), entries);
                }
                None if *role == RoleName::RawMime => self.read_mime(&found, message),
                None => {
                    for header in &self.api.header {
                        // The container stands by itself: of its path, what leads to one of several pairs is left.
                        let path = match header.path.0.last() {
                            Some(ValueStep::Each) => ValuePath(vec![ValueStep::Each]),
                            _ => ValuePath::default(),
                        };
                        let header = HeaderRow { path, ..header.clone() };
                        self.read_headers(evaluator, &found.value, &header, message);
                    }
                }
            }
        }
        if !constructor.args.is_empty() {
            for (index, argument) in arguments.iter().enumerate() {
                if !constructor.args.values().any(|taken| *taken == index) {
                    message.content.push(evaluator.value(*argument));
                }
            }
        }
    }

    /// What method calls on a builder add to a message. Calls that are no setters of its class give it content.
    pub(crate) fn read_setters(
        &self,
        evaluator: &mut Evaluator<'_>,
        class: &str,
        calls: &[(String, CallId)],
        rows: &Rows<'t>,
        message: &mut Message,
    ) {
        evaluator.pay(calls.len());
        for (method, call) in calls {
            let mut is_setter = false;
            for setter in self.api.setter.iter().filter(|setter| setter.class == class && setter.method == *method) {
                is_setter = true;
                if literals_fit(evaluator, &setter.literals, &|_| Some(*call)) {
                    self.read_setter(evaluator, setter, *call, rows, message);
                }
            }
            if !is_setter {
                message.content.extend(evaluator.values(&evaluator.module.call(*call).arguments));
            }
        }
    }

    fn read_setter(
        &self,
        evaluator: &mut Evaluator<'_>,
        setter: &SetterRow,
        call: CallId,
        rows: &Rows<'t>,
        message: &mut Message,
    ) {
        let arguments = &evaluator.module.call(call).arguments;
        let Some(argument) = arguments.get(setter.arg) else { return };
        let found = argument_found(evaluator, *argument);
        let role = match setter.role {
            RoleName::Content => return message.content.push(found.value),
            RoleName::Object => {
                let own = setter.group.as_ref().map(|group| self.rows_of_group(group));
                let value = wrapped(setter.at.as_ref(), found);
                return self.read(evaluator, &value, own.as_ref().unwrap_or(rows), message);
            }
            RoleName::Header => return self.read_header_setter(evaluator, setter, arguments, &found, message),
            role => role,
        };
        for inner in find(evaluator, &found.value, &setter.path.0, self.api.key_case) {
            for inner in items_of(&inner) {
                let role = match role {
                    RoleName::ByArgument => self.role_by_argument(evaluator, setter, arguments, &inner.value),
                    role => Some(role),
                };
                let Some(role) = role.and_then(RoleName::role) else { continue };
                let inner = Found { place: inner.place.or(found.place), ..inner };
                let entries = self.entries(evaluator, &inner, setter.address.as_deref());
                push_field(message, role, &setter.method, entries);
            }
        }
        // The argument may be a builder itself.
        self.read_construction(evaluator, &found.value, rows, message, 1);
    }

    fn read_header_setter(
        &self,
        evaluator: &mut Evaluator<'_>,
        setter: &SetterRow,
        arguments: &[ExprId],
        found: &Found,
        message: &mut Message,
    ) {
        let header = HeaderRow {
            shape: setter.shape.unwrap_or(Shape::Map),
            name: setter.name.clone(),
            value: setter.value.clone(),
            ..HeaderRow::default()
        };
        let name = setter.name_arg.and_then(|index| arguments.get(index)).map(|name| evaluator.value(*name));
        match name {
            Some(Value::Text(name)) => self.read_header(evaluator, &name.text, found, &header, message),
            // A container in place of the name.
            Some(container) => self.read_headers(evaluator, &container, &header, message),
            None => self.read_headers(evaluator, &found.value, &header, message),
        }
    }

    /// The role that another argument names, or the address itself.
    fn role_by_argument(
        &self,
        evaluator: &mut Evaluator<'_>,
        setter: &SetterRow,
        arguments: &[ExprId],
        value: &Value,
    ) -> Option<RoleName> {
        let mut said =
            setter.role_arg.and_then(|index| arguments.get(index)).map(|argument| evaluator.value(*argument)).and_then(
                |value| match &setter.role_key {
                    Some(key) => first(evaluator, &value, key).or(Some(value)),
                    None => Some(value),
                },
            );
        if said.as_ref().and_then(Value::as_text).is_none()
            && let Some(field) = &setter.role_field
        {
            said = first(evaluator, value, field).filter(|said| said.as_text().is_some());
            said = said.or_else(|| self.role_of_construction(evaluator, value));
        }
        let named = said.as_ref().and_then(Value::as_text).and_then(|text| RoleName::of_word(&text.text));
        named.or(setter.default_role)
    }

    /// The role that an address was constructed with: `new Mailbox(address, { type: 'Bcc' })`.
    fn role_of_construction(&self, evaluator: &mut Evaluator<'_>, value: &Value) -> Option<Value> {
        let (path, written) = match value {
            Value::Path(path) => (path, None),
            // The field may be set later.
            Value::Object(object) => match object.rest.first()? {
                Value::Path(path) => (path, Some(value)),
                _ => return None,
            },
            _ => return None,
        };
        for (call, prefix) in made(path) {
            for (api, row) in self.table.constructors.find(&prefix) {
                let constructor = &self.api.constructor[row];
                if api != self.api_index {
                    continue;
                }
                if let (Some(field), Some(written)) = (&constructor.role_field, written)
                    && let Some(said) = first(evaluator, written, field)
                {
                    return Some(said);
                }
                let argument = *evaluator.module.call(call).arguments.get(constructor.role_arg?)?;
                let said = evaluator.value(argument);
                return match &constructor.role_key {
                    Some(key) => first(evaluator, &said, key).or(Some(said)),
                    None => Some(said),
                };
            }
        }
        None
    }
}

/// Whether texts are what a row wants them to be; what cannot be told may be it.
pub(crate) fn literals_fit(
    evaluator: &mut Evaluator<'_>,
    literals: &[LiteralRow],
    call_of: &dyn Fn(Option<usize>) -> Option<CallId>,
) -> bool {
    literals.iter().all(|literal| {
        let Some(call) = call_of(literal.call) else { return false };
        match crate::lookup::at_argument(evaluator, call, literal.arg, &literal.path) {
            Some(Value::Text(text)) => {
                literal.values.iter().any(|value| *value == text.text)
                    || literal.prefix.as_ref().is_some_and(|prefix| text.text.starts_with(prefix))
            }
            Some(Value::Concat(parts)) => match (&literal.prefix, parts.first()) {
                (Some(prefix), Some(Value::Text(text))) => text.text.starts_with(prefix),
                _ => true,
            },
            Some(other) => other.is_opaque(),
            None => false,
        }
    })
}

/// An argument, at its place.
pub(crate) fn argument_found(evaluator: &mut Evaluator<'_>, argument: ExprId) -> Found {
    Found { place: Some(evaluator.module.span(argument)), ..Found::new(evaluator.value(argument)) }
}

/// The calls of a path, each with the path up to it.
pub(crate) fn made(path: &Path) -> impl Iterator<Item = (CallId, Path)> + '_ {
    path.segments.iter().enumerate().filter_map(|(index, segment)| match segment {
        Segment::New(call) | Segment::Call(call) => {
            Some((*call, Path { root: path.root.clone(), segments: path.segments[..=index].to_vec() }))
        }
        _ => None,
    })
}

/// A value placed at a path of an otherwise empty object.
fn wrapped(at: Option<&ValuePath>, found: Found) -> Value {
    let mut value = found.value;
    for step in at.iter().flat_map(|at| &at.0).rev() {
        if let ValueStep::Property(name) = step {
            let property = Property {
                name: Some(name.as_str().into()),
                value,
                place: found.place.unwrap_or_default(),
                condition: found.condition,
            };
            value = Value::Object(Object { properties: vec![property], rest: Vec::new() }.into());
        }
    }
    value
}
