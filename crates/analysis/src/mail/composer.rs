//! URLs that open a composer with a message in it: `mailto:…?bcc=…`, and those of mail in the browser.
//!
//! In a composer the user sees whom a message goes to, and sends it: where the code names nobody but those to whom a
//! link is for, there is nothing to tell. Copies are another matter, since nobody looks for them.

use molehunt_model::{Recognition, Role};

use super::{Send, endpoint::form_of};
use crate::{
    eval::Evaluator,
    ir::{CallId, Expr, Module},
    lookup::Found,
    message::{FlatText, Message, Reader, named_properties, push_field},
    tables::{ComposeRow, Tables},
    value::{Path, Segment, Value},
};

/// Whether any text of a graph has such a URL in it.
pub(crate) fn names_composer(module: &Module, tables: &Tables) -> bool {
    module.exprs.iter().any(|expr| matches!(expr, Expr::Text(text) if tables.mail.names_composer(text)))
}

/// What the calls that open URLs put into composers.
pub(super) fn by_url(evaluator: &mut Evaluator<'_>, tables: &Tables) -> Vec<Send> {
    let module = evaluator.module;
    if !names_composer(module, tables) {
        return Vec::new();
    }
    let names: std::collections::BTreeSet<String> = tables.mail.openers.names().collect();
    let mut sends = Vec::new();
    for (index, call) in module.calls.iter().enumerate() {
        // A module that is a function has any name.
        let is_meant = match module.expr(call.callee) {
            Expr::Member(_, name) | Expr::Global(name) => names.contains(&**name),
            Expr::Name(..) => true,
            _ => false,
        };
        if !is_meant {
            continue;
        }
        for choice in evaluator.callee(CallId(index as u32)).choices() {
            let Value::Path(path) = &choice.value else { continue };
            for argument in tables.mail.openers.find(path) {
                let Some(argument) = call.arguments.get(argument) else { continue };
                for url in evaluator.value(*argument).choices() {
                    let found = Found { condition: url.condition, ..Found::new(url.value) };
                    sends.extend(read(evaluator, tables, CallId(index as u32), path, &found));
                }
            }
        }
    }
    sends
}

fn read(evaluator: &mut Evaluator<'_>, tables: &Tables, call: CallId, path: &Path, url: &Found) -> Option<Send> {
    let flat = FlatText::new(&url.value);
    let row = tables.mail.compose_urls.iter().find(|row| begins_with(&flat.text, row))?;
    let reader = Reader::new(&tables.mail, 0);
    let mut message = Message::default();
    read_path(evaluator, &reader, row, &flat, url, &mut message);
    if let Some(at) = flat.text.find('?') {
        for (name, value) in named_properties(&form_of(&flat, at + 1)) {
            let value = Found { condition: value.condition.or(url.condition), ..value };
            if let Some(role) = row.query.get(&name.to_ascii_lowercase()).and_then(|role| role.role()) {
                let entries = reader.entries(evaluator, &value, None);
                push_field(&mut message, role, &name, entries);
            } else if row.content_query.contains(&name) {
                message.content.push(value.value);
            }
        }
    }
    let has_copy = message.fields.iter().any(|field| matches!(field.role, Role::Cc | Role::Bcc));
    let method = path.segments.iter().rev().find_map(|segment| match segment {
        Segment::Property(name) => Some(name.to_string()),
        _ => None,
    });
    has_copy.then(|| Send {
        client: row.prefix.clone(),
        method: method.unwrap_or_else(|| "open".to_owned()),
        recognition: Recognition::Table,
        call,
        way: None,
        fields: message.fields,
        content: message.content,
        told: Vec::new(),
        servers: Vec::new(),
    })
}

/// Who stands in the URL's path: `mailto:ann@chosen.test`.
fn read_path(
    evaluator: &mut Evaluator<'_>,
    reader: &Reader<'_>,
    row: &ComposeRow,
    flat: &FlatText,
    url: &Found,
    message: &mut Message,
) {
    let Some(role) = row.path_role.and_then(|role| role.role()) else { return };
    let end = flat.text.find('?').unwrap_or(flat.text.len());
    if end > row.prefix.len() {
        let value = flat.part(row.prefix.len()..end);
        let entries = reader.entries(evaluator, &Found { value, ..url.clone() }, None);
        push_field(message, role, role.as_str(), entries);
    }
}

/// Whether a URL opens the composer of a row.
fn begins_with(url: &str, row: &ComposeRow) -> bool {
    let start = row.start();
    let has_start = url.get(..start.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(start));
    has_start && url[start.len()..].contains(row.prefix[start.len()..].trim_start_matches('?'))
}
