//! Calls by which every later mail gets recipients: hooks, defaults of a framework, options of a client.

use molehunt_model::{Recognition, Role};

use super::{Send, send::read_default};
use crate::{
    eval::Evaluator,
    ir::{CallId, FunctionId},
    lookup::find,
    message::{Message, Reader, argument_found, literals_fit, push_field, written_alone},
    tables::{HookEffect, HookReceiver, HookRow, KeyCase, SideKind, Tables},
    value::{Path, Root, Segment, Value},
};

/// What a call adds to the mails that are sent later.
pub(super) fn by_hook(evaluator: &mut Evaluator<'_>, tables: &Tables, id: CallId, callee: &Value) -> Vec<Send> {
    let call = evaluator.module.call(id);
    let mut sends = Vec::new();
    for choice in callee.choices() {
        let Value::Path(path) = &choice.value else { continue };
        let mut found: Vec<(usize, Message)> = Vec::new();
        for listed in tables.mail.hooks.find(path) {
            let reader = Reader::new(&tables.mail, listed.api);
            let mut message = Message::default();
            read_hook(evaluator, &reader, &reader.api.hook[listed.row], id, &mut message);
            found.push((listed.api, message));
        }
        // What the call makes, rather than the call.
        let mut made = Path::clone(path);
        made.segments.push(if call.is_new { Segment::New(id) } else { Segment::Call(id) });
        for (api, row) in tables.mail.standing_defaults.find(&made) {
            let reader = Reader::new(&tables.mail, api);
            let mut message = Message::default();
            read_default(evaluator, &reader, &reader.api.defaults[row], id, &mut message);
            found.push((api, message));
        }
        for (api, row) in tables.mail.sides.find(&made) {
            let reader = Reader::new(&tables.mail, api);
            let side = &reader.api.side[row];
            let (SideKind::ClientOption, Some(index), Some(field)) = (side.kind, side.arg, &side.field) else {
                continue;
            };
            let Some(argument) = call.arguments.get(index) else { continue };
            let options = argument_found(evaluator, *argument);
            let mut message = Message::default();
            for option in find(evaluator, &options.value, &field.0, KeyCase::Exact) {
                let mut entries = reader.entries(evaluator, &option, None);
                // Arguments of a program are options as well: only what is an address is a recipient.
                entries.retain(|entry| matches!(entry.who, crate::message::Who::Known(_)));
                push_field(&mut message, Role::To, &field.display(), entries);
            }
            found.push((api, message));
        }
        for (api, message) in found.into_iter().filter(|(_, message)| !message.fields.is_empty()) {
            let method = path.segments.iter().rev().find_map(|segment| match segment {
                Segment::Property(name) => Some(name.to_string()),
                _ => None,
            });
            sends.push(Send {
                client: tables.mail.apis[api].id.clone(),
                method: method.unwrap_or_else(|| tables.mail.apis[api].id.clone()),
                recognition: Recognition::Table,
                call: id,
                way: None,
                fields: message.fields,
                content: message.content,
                told: Vec::new(),
                servers: Vec::new(),
            });
        }
    }
    sends
}

fn read_hook(evaluator: &mut Evaluator<'_>, reader: &Reader<'_>, hook: &HookRow, id: CallId, message: &mut Message) {
    let reads = matches!(hook.effect, HookEffect::EditMessage | HookEffect::EditRequest | HookEffect::ReplaceTransport);
    if !reads || !literals_fit(evaluator, &hook.literals, &|_| Some(id)) {
        return;
    }
    for callback in callbacks(evaluator, hook, id) {
        read_callback(evaluator, reader, hook, callback, message);
    }
}

/// The functions that the call is given.
fn callbacks(evaluator: &mut Evaluator<'_>, hook: &HookRow, id: CallId) -> Vec<FunctionId> {
    let Some(argument) =
        hook.callback.or(hook.arg).and_then(|index| evaluator.module.call(id).arguments.get(index).copied())
    else {
        return Vec::new();
    };
    let value = evaluator.value(argument);
    let values = match (&hook.field, &hook.plugin) {
        (Some(field), Some(plugin)) => {
            let path: Vec<_> = field.0.iter().chain(&plugin.0).cloned().collect();
            find(evaluator, &value, &path, KeyCase::Exact).into_iter().map(|found| found.value).collect()
        }
        _ => vec![value],
    };
    let functions = values.iter().flat_map(Value::choices).filter_map(|choice| match choice.value {
        Value::Function(function) => Some(function),
        _ => None,
    });
    functions.collect()
}

/// What a callback writes to the message that it gets.
fn read_callback(
    evaluator: &mut Evaluator<'_>,
    reader: &Reader<'_>,
    hook: &HookRow,
    callback: FunctionId,
    message: &mut Message,
) {
    let root = Root::Global("".into());
    let rows = reader.rows(None, &root);
    let changed = evaluator.changed_parameter(callback, hook.param, (callback, u32::MAX));
    if let Some(changed) = changed.as_ref().and_then(written_alone) {
        match &hook.message {
            Some(path) => {
                for found in find(evaluator, &changed, &path.0, KeyCase::Exact) {
                    reader.read_rows(evaluator, &found.value, &rows, message);
                }
            }
            // Nobody says where in the request the message is.
            None => reader.read_open(evaluator, &changed, message, 0),
        }
    }
    let calls = evaluator.methods_called_on_parameter(callback, hook.param);
    if let Some(builder) = &hook.builder {
        reader.read_setters(evaluator, builder, &calls, &rows, message);
    }
    for (_, call) in &calls {
        for row in reader.api.hook.iter().filter(|row| row.receiver == Some(HookReceiver::HookParameter)) {
            read_parameter_call(evaluator, reader, row, *call, message);
        }
    }
    message.content.push(Value::path(Root::Parameter(callback, hook.param)));
}

/// A call on what a callback gets: `mail.message.addHeader('Bcc', address)`.
fn read_parameter_call(
    evaluator: &mut Evaluator<'_>,
    reader: &Reader<'_>,
    row: &HookRow,
    call: CallId,
    message: &mut Message,
) {
    let callee = evaluator.callee(call);
    let Value::Path(path) = callee else { return };
    let arguments = &evaluator.module.call(call).arguments;
    let Some(argument) = row.arg.and_then(|index| arguments.get(index)) else { return };
    if !row.path.matches(&path.segments) {
        return;
    }
    let found = argument_found(evaluator, *argument);
    match (row.name_arg.and_then(|index| arguments.get(index)), &row.group) {
        (Some(name), _) => {
            let name = evaluator.value(*name);
            reader.read_named_header(evaluator, &name, &found, message);
        }
        (None, Some(group)) => {
            let rows = reader.rows_of_group(group);
            reader.read_rows(evaluator, &found.value, &rows, message);
        }
        (None, None) => {}
    }
}
