//! Calls that send mail: by the tables, by the service's HTTP endpoint, or by their shape.

use molehunt_model::{Recognition, Role};
use molehunt_source::ByteSpan;
use rustc_hash::FxHashSet;

use crate::{
    eval::{Evaluator, Site},
    ir::{CallId, Expr, ExprId, Property as Entry, WriteKey},
    lookup::{Found, find},
    message::{Field, Message, Reader, Who, push_field},
    network::{self, Request},
    tables::{Body, HttpRow, KeyCase, RecipientRow, SendRow, Tables, ValuePath, match_url_path, normal_key},
    value::{Root, Segment, Value},
};

/// One call that sends mail.
#[derive(Debug)]
pub(crate) struct Send {
    pub(crate) client: String,
    pub(crate) method: String,
    pub(crate) recognition: Recognition,
    pub(crate) call: CallId,
    pub(crate) fields: Vec<Field>,
    pub(crate) content: Vec<Value>,
}

/// Every call of the file that sends mail.
pub(crate) fn sends(evaluator: &mut Evaluator<'_>, tables: &Tables, requests: &[Request]) -> Vec<Send> {
    let mut sends = Vec::new();
    let mut known: FxHashSet<CallId> = requests.iter().map(|request| request.call).collect();
    for request in requests {
        sends.extend(by_endpoint(evaluator, tables, request));
    }
    for id in evaluator.listed.clone() {
        let callee = evaluator.value(evaluator.module.call(id).callee);
        let found = by_table(evaluator, tables, id, &callee);
        if !found.is_empty() {
            known.insert(id);
        }
        sends.extend(found);
    }
    let message_like = message_like_objects(evaluator, tables);
    if !message_like.is_empty() {
        for index in 0..evaluator.module.calls.len() {
            let id = CallId(index as u32);
            if !known.contains(&id) {
                sends.extend(by_shape(evaluator, tables, id, &message_like));
            }
        }
    }
    sends
}

/// Objects of the file that have recipient-like keys, when they are made or later.
fn message_like_objects(evaluator: &Evaluator<'_>, tables: &Tables) -> FxHashSet<Site> {
    let module = evaluator.module;
    let is_recipient = |name: &str| tables.mail.generic_role(name).is_some();
    let mut objects = FxHashSet::default();
    for (index, expr) in module.exprs.iter().enumerate() {
        if let Expr::Object(entries) = expr
            && entries
                .iter()
                .any(|entry| matches!(entry, Entry::Named(name, _) | Entry::Getter(name, _) if is_recipient(name)))
        {
            objects.insert(Site::Expr(ExprId(index as u32)));
        }
    }
    for write in &module.writes {
        if matches!(&write.key, WriteKey::Named(name) if is_recipient(name)) {
            objects.extend(evaluator.sites_of(write.object));
        }
    }
    objects
}

fn by_table(evaluator: &mut Evaluator<'_>, tables: &Tables, id: CallId, callee: &Value) -> Vec<Send> {
    let call = evaluator.module.call(id);
    let mut sends = Vec::new();
    for choice in callee.choices() {
        let Value::Path(path) = &choice.value else { continue };
        // A construction is a sink under its own `new`.
        let mut sink = crate::value::Path::clone(path);
        if call.is_new {
            sink.segments.push(Segment::New(id));
        }
        let mut rows = tables.mail.sends.find(&sink);
        if rows.is_empty() && matches!(sink.root, Root::Parameter(..) | Root::This(_) | Root::Global(_)) {
            let requested =
                |module: &String| evaluator.module.requests.iter().any(|request| *request.specifier == **module);
            rows = tables
                .mail
                .loose_sends
                .iter()
                .filter(|(api, _, pattern)| {
                    pattern.ends(&sink.segments) && tables.mail.apis[*api].modules.iter().any(requested)
                })
                .map(|(api, row, _)| (*api, *row))
                .collect();
        }
        rows.dedup();
        for (api, row) in rows {
            let api_row = &tables.mail.apis[api];
            let send = &api_row.send[row];
            if send.command.is_some()
                || !overload_fits(evaluator, send.when_args.as_ref(), id)
                || !literals_fit(evaluator, send, &sink, id)
            {
                continue;
            }
            let reader = Reader { table: &tables.mail, api: api_row, api_index: api };
            let mut message = read_send(evaluator, &reader, send, &sink, id);
            read_defaults(evaluator, &reader, &sink, &mut message);
            message.fields.retain(|field| !field.entries.is_empty());
            sends.push(Send {
                client: api_row.id.clone(),
                method: send.method(),
                recognition: Recognition::Table,
                call: id,
                fields: message.fields,
                content: message.content,
            });
        }
    }
    sends
}

/// Whether the arguments are those of an overload; one that cannot be told counts.
pub(crate) fn overload_fits(
    evaluator: &mut Evaluator<'_>,
    when: Option<&crate::tables::WhenArguments>,
    id: CallId,
) -> bool {
    let Some(when) = when else { return true };
    let arguments = evaluator.module.call(id).arguments.clone();
    if let Some((least, most)) = when.count
        && !(least..=most).contains(&arguments.len())
    {
        return false;
    }
    let (Some(index), Some(is)) = (when.arg, &when.is) else { return true };
    let Some(argument) = arguments.get(index) else { return true };
    match (evaluator.value(*argument), is.as_str()) {
        (Value::Text(_) | Value::Concat(_), kind) => kind == "string",
        (Value::Object(_), kind) => kind == "object",
        (Value::Number(_), kind) => kind == "number",
        _ => true,
    }
}

fn literals_fit(evaluator: &mut Evaluator<'_>, send: &SendRow, sink: &crate::value::Path, id: CallId) -> bool {
    send.literals.iter().all(|literal| {
        let call = match literal.call {
            Some(index) => nth_call(sink, send, index),
            None => Some(id),
        };
        let Some(argument) = call.and_then(|call| evaluator.module.call(call).arguments.get(literal.arg).copied())
        else {
            return false;
        };
        let value = evaluator.value(argument);
        let value = match &literal.path {
            Some(path) => find(evaluator, &value, &path.0, KeyCase::Exact).into_iter().next().map(|found| found.value),
            None => Some(value),
        };
        match value {
            Some(Value::Text(text)) => {
                literal.values.iter().any(|value| *value == text.text)
                    || literal.prefix.as_ref().is_some_and(|prefix| text.text.starts_with(prefix))
            }
            // What cannot be told may be it.
            Some(other) => other.is_opaque(),
            None => false,
        }
    })
}

/// The n-th call inside a send's own path.
fn nth_call(sink: &crate::value::Path, send: &SendRow, index: usize) -> Option<CallId> {
    let own = send.path_length();
    let segments = &sink.segments[sink.segments.len().saturating_sub(own)..];
    segments
        .iter()
        .filter_map(|segment| match segment {
            Segment::Call(call) => Some(*call),
            _ => None,
        })
        .nth(index)
}

fn read_send(
    evaluator: &mut Evaluator<'_>,
    reader: &Reader<'_>,
    send: &SendRow,
    sink: &crate::value::Path,
    id: CallId,
) -> Message {
    let arguments = evaluator.module.call(id).arguments.clone();
    let mut message = Message::default();
    for (role, index) in &send.positional {
        let Some(argument) = arguments.get(*index) else { continue };
        let found = Found { place: Some(evaluator.module.span(*argument)), ..Found::new(evaluator.value(*argument)) };
        match role.role() {
            Some(role) => {
                let entries = reader.entries(evaluator, &found, None);
                push_field(&mut message, role, role.as_str(), entries);
            }
            None => message.content.push(found.value),
        }
    }
    for index in send.content_args.iter().chain(&send.template_args) {
        if let Some(argument) = arguments.get(*index) {
            message.content.push(evaluator.value(*argument));
        }
    }
    if let Some(builder) = &send.builder
        && let Some(function) = arguments.get(builder.arg).and_then(|argument| evaluator.function_of(*argument))
    {
        for (method, call) in evaluator.methods_called_on_parameter(function, builder.param) {
            read_setter_call(evaluator, reader, &builder.id, &method, call, &mut message);
        }
    }
    let Some(argument) = send.message.and_then(|index| arguments.get(index)) else { return message };
    let value = evaluator.value(*argument);
    let applies = |row: &RecipientRow| send.has_group(row.group()) && row.is_for(&sink.root);
    if let ("endpoint" | "http", Some(url)) = (send.dispatch.as_deref().unwrap_or_default(), &send.url) {
        let call = match url.call {
            Some(index) => nth_call(sink, send, index),
            None => Some(id),
        };
        let url = call
            .and_then(|call| evaluator.module.call(call).arguments.get(url.arg).copied())
            .map(|argument| evaluator.value(argument))
            .and_then(|value| match &url.path {
                Some(path) => {
                    find(evaluator, &value, &path.0, KeyCase::Exact).into_iter().next().map(|found| found.value)
                }
                None => Some(value),
            });
        if let Some(url) = url.map(|value| network::url_text(&value)) {
            let mut is_told = false;
            for endpoint in &reader.api.endpoint {
                if endpoint.paths.iter().any(|path| match_url_path(path, &url)) {
                    is_told = true;
                    let rows: Vec<&RecipientRow> =
                        reader.api.recipient.iter().filter(|row| endpoint.has_group(row.group())).collect();
                    for value in inside(evaluator, &value, endpoint.within.as_ref()) {
                        reader.read_rows(evaluator, &value, &rows, &reader.api.header, &mut message);
                    }
                }
            }
            for http in reader.api.http.iter().filter(|http| match_url_path(&http.path, &url)) {
                is_told = true;
                for value in inside(evaluator, &value, send.within.as_ref()) {
                    let rows: Vec<&RecipientRow> = http.recipients.iter().collect();
                    reader.read_rows(evaluator, &value, &rows, &http.headers, &mut message);
                }
            }
            if is_told || !url.contains("{}") {
                return message;
            }
        }
    }
    if send.requires.is_some() && !requirements_fit(evaluator, send, &value) {
        return message;
    }
    let mut values = Vec::new();
    match &send.items {
        Some(items) => {
            values.extend(find(evaluator, &value, &items.0, reader.api.key_case).into_iter().map(|found| found.value));
            if send.single && matches!(value, Value::Object(_) | Value::Path(_)) {
                values.push(value.clone());
            }
            if let Some(base) = &send.base {
                values.extend(inside(evaluator, &value, Some(base)));
            }
        }
        None => values.extend(inside(evaluator, &value, send.within.as_ref())),
    }
    for value in values {
        let part = reader.read(evaluator, &value, &applies);
        for field in part.fields {
            push_field(&mut message, field.role, &field.name, field.entries);
        }
        message.content.extend(part.content);
    }
    if let Some(defaults) = send.defaults.and_then(|index| arguments.get(index)) {
        let value = evaluator.value(*defaults);
        let part = reader.read(evaluator, &value, &applies);
        for field in part.fields {
            push_field(&mut message, field.role, &field.name, field.entries);
        }
    }
    message
}

fn read_setter_call(
    evaluator: &mut Evaluator<'_>,
    reader: &Reader<'_>,
    class: &str,
    method: &str,
    call: CallId,
    message: &mut Message,
) {
    for setter in reader.api.setter.iter().filter(|setter| setter.class == class && setter.method == method) {
        let arguments = evaluator.module.call(call).arguments.clone();
        let Some(argument) = arguments.get(setter.arg) else { continue };
        let found = Found { place: Some(evaluator.module.span(*argument)), ..Found::new(evaluator.value(*argument)) };
        match setter.role.role() {
            Some(role) => {
                let entries = reader.entries(evaluator, &found, setter.address.as_deref());
                push_field(message, role, method, entries);
            }
            None => message.content.push(found.value),
        }
    }
}

fn requirements_fit(evaluator: &mut Evaluator<'_>, send: &SendRow, value: &Value) -> bool {
    let Some(requires) = &send.requires else { return true };
    let mut has = |name: &String| {
        find(evaluator, value, &ValuePath::parse(name).0, KeyCase::Exact).iter().any(|found| found.is_named)
    };
    if requires.constructed.is_some() && !matches!(value, Value::Path(_)) {
        return false;
    }
    requires.all.iter().all(&mut has) && (requires.any.is_empty() || requires.any.iter().any(&mut has))
}

fn inside(evaluator: &mut Evaluator<'_>, value: &Value, within: Option<&ValuePath>) -> Vec<Value> {
    match within {
        Some(within) if !within.0.is_empty() => {
            find(evaluator, value, &within.0, KeyCase::Exact).into_iter().map(|found| found.value).collect()
        }
        _ => vec![value.clone()],
    }
}

/// Fields that the client's construction gives to every message.
fn read_defaults(evaluator: &mut Evaluator<'_>, reader: &Reader<'_>, sink: &crate::value::Path, message: &mut Message) {
    for (index, segment) in sink.segments.iter().enumerate() {
        let (Segment::Call(call) | Segment::New(call)) = segment else { continue };
        let prefix = crate::value::Path { root: sink.root.clone(), segments: sink.segments[..=index].to_vec() };
        for (api, row) in reader.table.defaults.find(&prefix) {
            let default = &reader.table.apis[api].defaults[row];
            if default.returns.is_some() || !default.fields.is_empty() {
                continue;
            }
            let Some(argument) =
                default.arg.and_then(|index| evaluator.module.call(*call).arguments.get(index).copied())
            else {
                continue;
            };
            let value = evaluator.value(argument);
            for value in find(evaluator, &value, &default.path.0, KeyCase::Exact) {
                match default.role.and_then(crate::tables::RoleName::role) {
                    Some(role) => {
                        let entries = reader.entries(evaluator, &value, default.address.as_deref());
                        push_field(message, role, &default.path.display(), entries);
                    }
                    None => {
                        let rows: Vec<&RecipientRow> =
                            reader.api.recipient.iter().filter(|row| row.group().is_none()).collect();
                        let mut defaults = Message::default();
                        reader.read_rows(evaluator, &value.value, &rows, &reader.api.header, &mut defaults);
                        for field in defaults.fields {
                            push_field(message, field.role, &field.name, field.entries);
                        }
                    }
                }
            }
        }
    }
}

/// A request to a mail service's own endpoint.
fn by_endpoint(evaluator: &mut Evaluator<'_>, tables: &Tables, request: &Request) -> Vec<Send> {
    let mut sends = Vec::new();
    let Some((host, path)) = network::split_url(&request.url) else { return sends };
    for (index, api) in tables.mail.apis.iter().enumerate() {
        for http in &api.http {
            if !host_fits(&http.host, &host) || !match_url_path(&http.path, &path) {
                continue;
            }
            let reader = Reader { table: &tables.mail, api, api_index: index };
            let mut message = Message::default();
            for body in &request.bodies {
                let rows: Vec<&RecipientRow> = http.recipients.iter().filter(|row| row.url_segment.is_none()).collect();
                match http.body {
                    Body::Raw => message.content.push(body.clone()),
                    _ => reader.read_rows(evaluator, body, &rows, &http.headers, &mut message),
                }
            }
            read_url_segments(http, &path, request.url_place, &mut message);
            sends.push(Send {
                client: api.id.clone(),
                method: format!("{} {}{}", http.method, http.host, http.path),
                recognition: Recognition::Table,
                call: request.call,
                fields: message.fields,
                content: message.content,
            });
            return sends;
        }
    }
    sends
}

/// An address that is part of the URL.
fn read_url_segments(http: &HttpRow, path: &str, place: Option<ByteSpan>, message: &mut Message) {
    for row in &http.recipients {
        let (Some(segment), Some(role)) = (&row.url_segment, row.role.role()) else { continue };
        let placeholder = format!("{{{segment}}}");
        let Some(position) = http.path.split('/').rev().position(|part| part == placeholder) else { continue };
        let path = path.split(['?', '#']).next().unwrap_or(path);
        let Some(actual) = path.split('/').rev().nth(position) else { continue };
        for (_, address) in crate::address::addresses(&actual.replace("%40", "@")) {
            let entry = crate::message::Entry {
                who: Who::Known(address),
                place,
                field_place: place,
                condition: None,
                disguise: None,
            };
            push_field(message, role, "address in the URL", vec![entry]);
        }
    }
}

/// Whether a host is the one of a pattern such as `email.{region}.amazonaws.com`.
fn host_fits(pattern: &str, host: &str) -> bool {
    if !pattern.contains('{') {
        return pattern.eq_ignore_ascii_case(host);
    }
    let (pattern, host): (Vec<&str>, Vec<&str>) = (pattern.split('.').collect(), host.split('.').collect());
    if pattern.last() == Some(&"{tld}") {
        let fixed = &pattern[..pattern.len() - 1];
        return host.len() > fixed.len()
            && fixed.iter().zip(&host).all(|(part, label)| part.eq_ignore_ascii_case(label));
    }
    pattern.len() == host.len()
        && pattern
            .iter()
            .zip(&host)
            .all(|(part, label)| part.starts_with('{') || part.eq_ignore_ascii_case(label) || *label == "{}")
}

/// An unknown call that takes an object which looks like a message.
fn by_shape(
    evaluator: &mut Evaluator<'_>,
    tables: &Tables,
    id: CallId,
    message_like: &FxHashSet<Site>,
) -> Option<Send> {
    let module = evaluator.module;
    let call = module.call(id);
    let method = match module.expr(call.callee) {
        Expr::Member(_, name) | Expr::Global(name) => name.to_string(),
        Expr::Name(binding, _) => module.bindings[binding.index()].name.to_string(),
        Expr::Index(..) | Expr::Call(_) => String::new(),
        _ => return None,
    };
    let arguments: Vec<ExprId> = call
        .arguments
        .iter()
        .copied()
        .filter(|argument| evaluator.sites_of(*argument).iter().any(|site| message_like.contains(site)))
        .collect();
    if arguments.is_empty() {
        return None;
    }
    let callee = evaluator.value(call.callee);
    if !may_send(&callee) || is_no_send(&method) {
        return None;
    }
    let names_sending = says_send(&method);
    for argument in arguments {
        for choice in evaluator.value(argument).choices() {
            let Value::Object(object) = &choice.value else { continue };
            let mut fields: Vec<Field> = Vec::new();
            let mut content = Vec::new();
            let mut content_keys = 0;
            for property in &object.properties {
                let Some(name) = &property.name else { continue };
                match tables.mail.generic_role(name) {
                    Some(role) => {
                        let reader = Reader { table: &tables.mail, api: &tables.mail.apis[0], api_index: usize::MAX };
                        let found = Found {
                            value: property.value.clone(),
                            place: Some(property.place),
                            condition: property.condition,
                            is_named: true,
                        };
                        let mut message = Message::default();
                        let entries = reader.entries(evaluator, &found, None);
                        push_field(&mut message, role, name, entries);
                        fields.extend(message.fields);
                    }
                    None => {
                        content_keys += u32::from(tables.mail.is_content_key(&normal_key(name)));
                        content.push(property.value.clone());
                    }
                }
            }
            let has = |roles: &[Role]| {
                fields.iter().any(|field| {
                    roles.contains(&field.role)
                        && field
                            .entries
                            .iter()
                            .any(|entry| matches!(&entry.who, Who::Known(address) if address.contains('@')))
                })
            };
            let is_blind = has(&[Role::Bcc, Role::Cc]);
            let is_visible = has(&[Role::To, Role::ReplyTo]);
            let looks_like_mail = fields.iter().any(|field| matches!(field.role, Role::To | Role::Cc | Role::Bcc))
                && (content_keys >= 2 || (content_keys >= 1 && names_sending));
            if looks_like_mail && ((is_blind && (names_sending || fields.len() >= 2)) || (is_visible && names_sending))
            {
                content.extend(object.rest.iter().cloned());
                return Some(Send {
                    client: "unknown client".to_owned(),
                    method: if method.is_empty() { "a computed call".to_owned() } else { method },
                    recognition: Recognition::Shape,
                    call: id,
                    fields,
                    content,
                });
            }
        }
    }
    None
}

/// Whether a callee may send something: not a function of this file, whose own calls count, nor a builtin.
fn may_send(callee: &Value) -> bool {
    match callee {
        Value::Path(path) => !matches!(
            &path.root,
            Root::Global(name) if matches!(&**name, "console" | "JSON" | "Object" | "Array" | "Promise" | "require" | "import" | "expect" | "describe" | "it" | "test" | "assert" | "Map" | "Set" | "String" | "Number" | "Error")
        ),
        Value::Derived(_) | Value::Unknown(_) => true,
        Value::OneOf(choices) => choices.iter().any(|choice| may_send(&choice.value)),
        _ => false,
    }
}

fn says_send(method: &str) -> bool {
    let method = method.to_ascii_lowercase();
    ["send", "mail", "deliver", "dispatch", "notify"].iter().any(|word| method.contains(word))
}

/// Methods that build, check or record, whatever they are called on.
fn is_no_send(method: &str) -> bool {
    matches!(
        method,
        "log"
            | "debug"
            | "info"
            | "warn"
            | "error"
            | "trace"
            | "assign"
            | "freeze"
            | "stringify"
            | "object"
            | "describe"
            | "parse"
            | "safeParse"
            | "validate"
            | "expect"
            | "toEqual"
            | "toBe"
            | "toStrictEqual"
            | "toMatchObject"
            | "deepEqual"
            | "jsx"
            | "jsxs"
            | "createElement"
            | "extend"
            | "merge"
            | "json"
            | "set"
            | "keys"
            | "entries"
            | "values"
    )
}
