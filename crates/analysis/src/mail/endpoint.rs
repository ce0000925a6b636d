//! Requests to the endpoint of a mail service, without its library.

use molehunt_model::Recognition;
use molehunt_source::ByteSpan;

use super::Send;
use crate::{
    address::addresses,
    eval::Evaluator,
    ir::CallId,
    lookup::first,
    message::{Entry, FlatText, Message, Reader, Rows, Who, push_field},
    network::{self, Request},
    tables::{Body, EndpointRow, HttpRow, Tables, match_url_path},
    value::{Form, List, Object, Property, Root, Segment, Value},
};

/// What a request to a mail service sends.
pub(super) fn by_endpoint(evaluator: &mut Evaluator<'_>, tables: &Tables, request: &Request) -> Option<Send> {
    let (host, path) = network::split_url(&request.url)?;
    for index in 0..tables.mail.apis.len() {
        let reader = Reader::new(&tables.mail, index);
        let mut message = Message::default();
        let mut method = None;
        // Several rows may have the same address: what one does not find, another does.
        for http in &reader.api.http {
            if !host_fits(&http.host, &host) || !match_url_path(&http.path, &path) {
                continue;
            }
            method.get_or_insert_with(|| format!("{} {}{}", http.method, http.host, http.path));
            let rows = Rows::listed(&http.recipients, &http.headers);
            for body in &request.bodies {
                let body = body_of(evaluator, body, http.body);
                reader.read(evaluator, &body, &rows, &mut message);
            }
            if http.body == Body::FormOrQuery
                && let Some(at) = request.url.find('?')
            {
                let url = FlatText::new(&request.url_value);
                // The same text, but for how it shows what is not known.
                let at = url.text.find('?').unwrap_or(at);
                let query = form_of(&url, at + 1);
                reader.read(evaluator, &query, &rows, &mut message);
            }
            read_url_segments(http, &path, request.url_place, &mut message);
        }
        let uses_endpoints = reader.api.http.iter().any(|http| http.use_endpoints);
        if uses_endpoints && reader.api.hosts.iter().any(|other| host_fits(other, &host)) {
            for body in &request.bodies {
                let body = body_of(evaluator, body, Body::Json);
                let mut found = Message::default();
                if read_endpoints(evaluator, &reader, &path, &body, &mut found) {
                    method.get_or_insert_with(|| format!("{host}{}", path.split(['?', '#']).next().unwrap_or(&path)));
                }
                // What the rows of the whole address found is named after them.
                if message.fields.is_empty() {
                    message.join(found);
                }
            }
        }
        if let Some(method) = method {
            return Some(Send {
                client: reader.api.id.clone(),
                method,
                recognition: Recognition::Table,
                call: request.call,
                way: None,
                fields: message.fields,
                content: message.content,
                told: Vec::new(),
                servers: Vec::new(),
            });
        }
    }
    None
}

/// Reads a message by the rows of `endpoint` that a URL's path selects. Whether there are any.
pub(super) fn read_endpoints<'t>(
    evaluator: &mut Evaluator<'_>,
    reader: &Reader<'t>,
    path: &str,
    value: &Value,
    message: &mut Message,
) -> bool {
    let mut is_told = false;
    for endpoint in reader.api.endpoint.iter().filter(|row| row.paths.iter().any(|row| match_url_path(row, path))) {
        is_told = true;
        read_batch(evaluator, reader, endpoint, value, message);
        let rows = reader.rows(endpoint.groups.as_deref(), &Root::Global("".into()));
        for value in super::inside(evaluator, value, endpoint.within.as_ref()) {
            reader.read(evaluator, &value, &rows, message);
        }
    }
    is_told
}

/// Requests inside a request.
fn read_batch(
    evaluator: &mut Evaluator<'_>,
    reader: &Reader<'_>,
    endpoint: &EndpointRow,
    value: &Value,
    message: &mut Message,
) {
    let Some(batch) = &endpoint.batch else { return };
    for item in super::inside(evaluator, value, Some(&batch.items)) {
        let url = first(evaluator, &item, &batch.url).map(|url| network::url_text(&url));
        let body = first(evaluator, &item, &batch.body);
        if let (Some(url), Some(body)) = (url, body)
            && !reader
                .api
                .endpoint
                .iter()
                .any(|row| row.batch.is_some() && row.paths.iter().any(|row| match_url_path(row, &url)))
        {
            read_endpoints(evaluator, reader, &url, &body, message);
        }
    }
}

/// A request's body as the object that it stands for.
fn body_of(evaluator: &mut Evaluator<'_>, body: &Value, kind: Body) -> Value {
    if !matches!(kind, Body::Form | Body::Multipart | Body::JsonOrForm | Body::FormOrQuery) {
        return body.clone();
    }
    match body {
        Value::Path(path) => match (&path.root, path.segments.as_slice()) {
            (Root::Global(_) | Root::Module(_), [.., Segment::New(call)]) => appended(evaluator, *call, body),
            _ => body.clone(),
        },
        Value::Coded(coded) if coded.form == Form::Pairs => body_of(evaluator, &coded.inner, kind),
        Value::Text(_) | Value::Concat(_) => {
            let text = FlatText::new(body);
            let is_form = text.text.contains('=') && !text.text.trim_start().starts_with(['{', '[']);
            if is_form { form_of(&text, 0) } else { body.clone() }
        }
        _ => body.clone(),
    }
}

/// The fields that are added to a form: `form.append('bcc', address)`.
fn appended(evaluator: &mut Evaluator<'_>, form: CallId, body: &Value) -> Value {
    let mut object = Object { properties: Vec::new(), rest: vec![body.clone()] };
    for (_, call) in evaluator.methods_called_on(form) {
        let [name, value, ..] = &*evaluator.module.call(call).arguments else { continue };
        let place = evaluator.module.span(*value);
        let (name, value) = (evaluator.value(*name), evaluator.value(*value));
        let name = name.as_text().map(|name| name.text.as_str().into());
        add_field(&mut object, Property { name, value, place, condition: None });
    }
    Value::Object(object.into())
}

/// The fields of a form that is written as a text: `to=…&bcc=…`, from an offset on.
pub(super) fn form_of(text: &FlatText, from: usize) -> Value {
    let mut object = Object::default();
    let mut start = from;
    for pair in text.text[from..].split('&') {
        let end = start + pair.len();
        if let Some((name, _)) = pair.split_once('=') {
            let value = match text.part(start + name.len() + 1..end) {
                Value::Text(text) => Value::text_from(decoded(&text.text), &text),
                other => other,
            };
            let place = value.as_text().map(|text| text.place()).unwrap_or_default();
            let name = Some(decoded(name).as_str().into());
            add_field(&mut object, Property { name, value, place, condition: None });
        }
        start = end + 1;
    }
    Value::Object(object.into())
}

/// A form may have several fields of one name.
fn add_field(object: &mut Object, property: Property) {
    let before = object.properties.iter_mut().find(|other| property.name.is_some() && other.name == property.name);
    match before {
        Some(before) => {
            let items = vec![before.value.clone(), property.value];
            before.value = List { items, rest: Vec::new() }.into();
        }
        None => object.properties.push(property),
    }
}

/// A text without the escapes of URLs.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, tail)) = rest.split_first() {
        let code = std::str::from_utf8(tail.get(..2).unwrap_or_default()).ok();
        match (first, code.and_then(|code| u8::from_str_radix(code, 16).ok())) {
            (b'%', Some(byte)) => {
                bytes.push(byte);
                rest = &tail[2..];
            }
            (b'+', _) => {
                bytes.push(b' ');
                rest = tail;
            }
            _ => {
                bytes.push(*first);
                rest = tail;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// An address that is part of the URL.
fn read_url_segments(http: &HttpRow, path: &str, place: Option<ByteSpan>, message: &mut Message) {
    for row in &http.recipients {
        let (Some(segment), Some(role)) = (&row.url_segment, row.role.role()) else { continue };
        let placeholder = format!("{{{segment}}}");
        let Some(position) = http.path.split('/').rev().position(|part| part == placeholder) else { continue };
        let path = path.split(['?', '#']).next().unwrap_or(path);
        let Some(actual) = path.split('/').rev().nth(position) else { continue };
        for (_, address) in addresses(&decoded(actual)) {
            let entry = Entry { who: Who::Known(address), place, field_place: place, condition: None, disguise: None };
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
