//! The message of a call that a row of `send` describes.

use super::{Sink, endpoint::read_endpoints, inside};
use crate::{
    eval::Evaluator,
    ir::{CallId, ClassId, ExprId},
    lookup::{at_argument, find, first},
    message::{Message, Reader, Rows, argument_found, made, push_field, written_alone},
    network,
    tables::{BuilderRow, DefaultRow, Dispatch, RoleName, Tables, ValuePath, match_url_path},
    value::{Path, Value},
};

/// What the call sends, in batches more than one message; none where its message is none that the row describes.
pub(super) fn read(evaluator: &mut Evaluator<'_>, tables: &Tables, sink: &Sink<'_>) -> Vec<Message> {
    let reader = Reader::new(&tables.mail, sink.listed.api);
    let send = sink.row(tables);
    let mut root = sink.path.root.clone();
    if sink.listed.is_transported {
        let Some(transport) = transport_of(evaluator, &reader, sink.path) else { return Vec::new() };
        root = transport;
    }
    let rows = reader.rows(send.groups.as_deref(), &root);
    let arguments = &evaluator.module.call(sink.call).arguments;
    let mut message = Message::default();
    read_positional(evaluator, &reader, sink, tables, &mut message);
    if send.message.is_none() && send.builder.is_none() {
        // What is sent is the builder on which the method is called.
        reader.read(evaluator, &Value::Path(sink.path.clone().into()), &rows, &mut message);
    }
    if let Some(builder) = &send.builder
        && let Some(function) = arguments.get(builder.arg).and_then(|argument| evaluator.function_of(*argument))
    {
        let calls = evaluator.methods_called_on_parameter(function, builder.param);
        reader.read_setters(evaluator, &builder.id, &calls, &rows, &mut message);
        let fields = reader.api.builder.iter().find(|row| row.id == builder.id).map(|row| &row.fields);
        let changed = evaluator.changed_parameter(function, builder.param, (function, u32::MAX));
        if let (Some(fields), Some(changed)) = (fields, changed.as_ref().and_then(written_alone)) {
            for found in find(evaluator, &changed, &fields.0, reader.api.key_case) {
                reader.read_rows(evaluator, &found.value, &rows, &mut message);
            }
        }
    }
    if let Some(instance) = &send.instance
        && let Some(argument) = arguments.get(instance.arg)
        && let Value::Instance(class) = evaluator.value(*argument)
    {
        read_instance(evaluator, &reader, class, &instance.base, &rows, &mut message);
    }
    let mut messages = Vec::new();
    if let Some(argument) = send.message.and_then(|index| arguments.get(index)) {
        let value = evaluator.value(*argument);
        if !requirements_fit(evaluator, &reader, sink, tables, &value) {
            return Vec::new();
        }
        if !read_dispatched(evaluator, &reader, sink, tables, &value, &mut message) {
            messages = read_messages(evaluator, &reader, sink, tables, &value, &rows, &message);
        }
    }
    if messages.is_empty() {
        messages.push(message);
    }
    for message in &mut messages {
        if let Some(defaults) = send.defaults.and_then(|index| arguments.get(index)) {
            let value = evaluator.value(*defaults);
            reader.read_rows(evaluator, &value, &rows, message);
        }
        read_defaults(evaluator, &reader, sink.path, message);
    }
    messages
}

/// Arguments that are recipients, headers or content themselves.
fn read_positional(
    evaluator: &mut Evaluator<'_>,
    reader: &Reader<'_>,
    sink: &Sink<'_>,
    tables: &Tables,
    message: &mut Message,
) {
    let send = sink.row(tables);
    let arguments = &evaluator.module.call(sink.call).arguments;
    for (role, index) in &send.positional {
        let Some(argument) = arguments.get(*index) else { continue };
        let found = argument_found(evaluator, *argument);
        match (role.role(), role) {
            (Some(role), _) => {
                let entries = reader.entries(evaluator, &found, None);
                push_field(message, role, role.as_str(), entries);
            }
            (None, RoleName::RawMime) => reader.read_mime(&found, message),
            (None, RoleName::Soap) => reader.read_soap(&found, message),
            (None, _) => message.content.push(found.value),
        }
    }
    for index in &send.header_args {
        let Some(argument) = arguments.get(*index) else { continue };
        let found = argument_found(evaluator, *argument);
        reader.read_header_argument(evaluator, &found.value, message);
    }
    for index in send.content_args.iter().chain(&send.template_args) {
        if let Some(argument) = arguments.get(*index) {
            message.content.push(evaluator.value(*argument));
        }
    }
}

/// Reads the message by the rows that the call's URL selects. Whether it selects any.
fn read_dispatched<'t>(
    evaluator: &mut Evaluator<'_>,
    reader: &Reader<'t>,
    sink: &Sink<'_>,
    tables: &'t Tables,
    value: &Value,
    message: &mut Message,
) -> bool {
    let send = sink.row(tables);
    let (Some(dispatch), Some(url)) = (send.dispatch, &send.url) else { return false };
    let call = match url.call {
        Some(index) => sink.nth_call(send.path_length(), 0, index),
        None => Some(sink.call),
    };
    let Some(url) = call.and_then(|call| at_argument(evaluator, call, url.arg, &url.path)) else { return false };
    let url = network::url_text(&url);
    if !url.replace("{}", "").contains(char::is_alphanumeric) {
        return false;
    }
    let is_told = match dispatch {
        Dispatch::Endpoint => read_endpoints(evaluator, reader, &url, value, message),
        Dispatch::Http => {
            let mut is_told = false;
            for http in reader.api.http.iter().filter(|http| fits_url(&http.path, &url)) {
                is_told = true;
                let rows = Rows::listed(&http.recipients, &http.headers);
                for value in inside(evaluator, value, send.within.as_ref()) {
                    reader.read(evaluator, &value, &rows, message);
                }
            }
            is_told
        }
    };
    // What is known of a URL that no row has tells that nothing is sent by it.
    is_told || !url.contains("{}")
}

/// Whether a client's URL, which may lack the version that the service's own has, is one of a row.
fn fits_url(row: &str, url: &str) -> bool {
    let path = network::split_url(url).map_or_else(|| url.to_owned(), |(_, path)| path);
    let without_start = row.trim_start_matches('/').split_once('/').map(|(_, rest)| rest);
    match_url_path(row, &path)
        || without_start.is_some_and(|rest| {
            let count = |text: &str| text.split('/').filter(|part| !part.is_empty()).count();
            count(&path) < count(row) && match_url_path(rest, &path)
        })
}

/// Reads the messages at their place in the argument; each also has what all have in common.
fn read_messages<'t>(
    evaluator: &mut Evaluator<'_>,
    reader: &Reader<'t>,
    sink: &Sink<'_>,
    tables: &Tables,
    value: &Value,
    rows: &Rows<'t>,
    common: &Message,
) -> Vec<Message> {
    let send = sink.row(tables);
    let mut common = common.clone();
    for path in &send.content_beside {
        common.content.extend(inside(evaluator, value, Some(path)));
    }
    let Some(items) = &send.items else {
        for value in inside(evaluator, value, send.within.as_ref()) {
            reader.read(evaluator, &value, rows, &mut common);
        }
        return vec![common];
    };
    let mut values: Vec<Value> =
        find(evaluator, value, &items.0, reader.api.key_case).into_iter().map(|found| found.value).collect();
    // One object where several are meant has been found already, if the list is the argument itself.
    if send.single && values.is_empty() {
        values.push(value.clone());
    }
    if let Some(base) = &send.base {
        for value in inside(evaluator, value, Some(base)) {
            reader.read(evaluator, &value, rows, &mut common);
        }
    }
    if values.is_empty() {
        return vec![common];
    }
    values
        .into_iter()
        .map(|value| {
            let mut message = common.clone();
            reader.read(evaluator, &value, rows, &mut message);
            message
        })
        .collect()
}

/// Whether the message has the keys, or is the construction, that the row wants.
fn requirements_fit(
    evaluator: &mut Evaluator<'_>,
    reader: &Reader<'_>,
    sink: &Sink<'_>,
    tables: &Tables,
    value: &Value,
) -> bool {
    let Some(requires) = &sink.row(tables).requires else { return true };
    let has = |evaluator: &mut Evaluator<'_>, path: &ValuePath| {
        find(evaluator, value, &path.0, reader.api.key_case).iter().any(|found| found.is_named)
    };
    let is_constructed = value.choices().iter().any(|choice| match &choice.value {
        Value::Path(path) => {
            let is_own = crate::tables::RootKey::of(&path.root).is_some_and(|root| reader.api.has_root(&root));
            is_own && requires.constructed.iter().any(|pattern| pattern.matches(&path.segments))
        }
        _ => false,
    });
    is_constructed
        || (requires.all.iter().all(|path| has(evaluator, path))
            && (requires.any.is_empty() || requires.any.iter().any(|path| has(evaluator, path))))
}

/// The root of the transport that another API's client was made with.
fn transport_of(evaluator: &mut Evaluator<'_>, reader: &Reader<'_>, sink: &Path) -> Option<crate::value::Root> {
    let (call, _) = made(sink).next()?;
    let argument = *evaluator.module.call(call).arguments.first()?;
    evaluator.value(argument).choices().into_iter().find_map(|choice| match choice.value {
        Value::Path(path) if reader.api.has_transport(&path) => Some(path.root.clone()),
        _ => None,
    })
}

/// A message that an instance of a class of this file builds: `this.message.bcc(…)`.
fn read_instance<'t>(
    evaluator: &mut Evaluator<'_>,
    reader: &Reader<'t>,
    class: ClassId,
    base: &str,
    rows: &Rows<'t>,
    message: &mut Message,
) {
    let is_meant = |builder: &&BuilderRow| builder.base_class.as_deref() == Some(base);
    let Some(builder) = reader.api.builder.iter().find(is_meant) else { return };
    let Some(property) = &builder.base_property else { return };
    let module = evaluator.module;
    let mut calls = Vec::new();
    for (index, call) in module.calls.iter().enumerate() {
        let crate::ir::Expr::Member(_, method) = module.expr(call.callee) else { continue };
        let is_own = module.enclosing(call.context.function).any(|id| module.function(id).class == Some(class));
        if !is_own || !reader.api.setter.iter().any(|setter| setter.method == **method) {
            continue;
        }
        if let Value::Path(path) = evaluator.callee(CallId(index as u32))
            && path.segments.iter().any(|segment| segment.is_property(base))
            && path.segments.iter().any(|segment| segment.is_property(property))
        {
            calls.push((method.to_string(), CallId(index as u32)));
        }
    }
    reader.read_setters(evaluator, &builder.id, &calls, rows, message);
}

/// Fields that the client's construction gives to every message.
fn read_defaults(evaluator: &mut Evaluator<'_>, reader: &Reader<'_>, sink: &Path, message: &mut Message) {
    for (call, prefix) in made(sink) {
        for (api, row) in reader.table.defaults.find(&prefix) {
            if api == reader.api_index {
                read_default(evaluator, reader, &reader.api.defaults[row], call, message);
            }
        }
    }
}

/// Fields that one construction gives to every message.
pub(super) fn read_default(
    evaluator: &mut Evaluator<'_>,
    reader: &Reader<'_>,
    default: &DefaultRow,
    call: CallId,
    message: &mut Message,
) {
    if !default.fields.is_empty() {
        return;
    }
    let value = match (&default.property, default.arg) {
        (Some(property), _) => {
            let Some(client) = written_alone(&evaluator.finished(call)) else { return };
            let Some(value) = first(evaluator, &client, &ValuePath::parse(property)) else { return };
            value
        }
        (None, Some(index)) => match evaluator.module.call(call).arguments.get(index).copied() {
            Some(argument) => evaluator.kept(argument),
            None => return,
        },
        (None, None) => return,
    };
    let root = crate::value::Root::Global("".into());
    let mut found = find(evaluator, &value, &default.path.0, reader.api.key_case);
    if let Some(path) = &default.returns {
        let returned: Vec<ExprId> = found
            .iter()
            .filter_map(|found| match &found.value {
                Value::Function(function) => Some(evaluator.module.function(*function).returns.clone()),
                _ => None,
            })
            .flatten()
            .collect();
        let values = evaluator.values(&returned);
        found = values.iter().flat_map(|value| find(evaluator, value, &path.0, reader.api.key_case)).collect();
    }
    for found in found {
        match default.role.and_then(RoleName::role) {
            Some(role) => {
                let entries = reader.entries(evaluator, &found, default.address.as_deref());
                push_field(message, role, &default.path.display(), entries);
            }
            None => {
                let rows = reader.rows(None, &root);
                let mut defaults = Message::default();
                reader.read_rows(evaluator, &found.value, &rows, &mut defaults);
                // Defaults are no content of the message.
                message.join(Message { content: Vec::new(), ..defaults });
            }
        }
    }
}
