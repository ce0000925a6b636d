//! Requests that send what others decide: callers of a function, or other files; and what others are handed to send with.

use std::cell::RefCell;

use rustc_hash::FxHashSet;

use super::Request;
use crate::{
    eval::{Evaluator, NOT_DECLARED},
    ir::{CallId, ClassId, Expr, ExprId, FileId, MemberValue},
    tables::Tables,
    value::{Path, Root, Segment, Value},
};

/// How deep values in values are looked at.
const DEEPEST: u32 = 8;

/// Calls on the way to what is sent whose arguments are looked at.
const MOST_CALLS: usize = 32;

/// Whether a request sends something that is given to the code around it, to somewhere that its author decides: here, or
/// where this code is called.
pub(crate) fn hands_on(evaluator: &mut Evaluator<'_>, tables: &Tables, request: &Request) -> bool {
    // What draws pages is given addresses all the time.
    let url = &request.url_value;
    let mut is_decided = || has(url, 0, &is_elsewhere) || begins_with_given(url, 0) || evaluator.could_compute(url);
    if !request.is_literal && (tables.network.makes_pages(&request.channel) || !is_decided()) {
        return false;
    }
    let mut values = request.all_values();
    let mut seen = FxHashSet::default();
    let mut next = 0;
    while let Some(value) = values.get(next).cloned() {
        next += 1;
        if has(&value, 0, &is_given) {
            return true;
        }
        // What is given to what is sent: `new Blob([text])`, and `headers.set(name, text)` later.
        for call in calls_in(std::slice::from_ref(&value)) {
            if seen.len() >= MOST_CALLS || !seen.insert(call) {
                continue;
            }
            let later = evaluator.methods_called_on(call).into_iter().map(|(_, call)| call);
            let calls: Vec<CallId> = std::iter::once(call).chain(later).collect();
            let given = calls.into_iter().flat_map(|call| evaluator.module.call(call).arguments.iter().copied());
            let given: Vec<ExprId> = given.collect();
            values.extend(evaluator.values(&given));
        }
    }
    false
}

/// The calls on the paths in some values.
pub(crate) fn calls_in(values: &[Value]) -> Vec<CallId> {
    values.iter().flat_map(paths_in).flat_map(|path| path.calls().collect::<Vec<_>>()).collect()
}

/// The paths in a value.
pub(crate) fn paths_in(value: &Value) -> Vec<Path> {
    let paths = RefCell::new(Vec::new());
    has(value, 0, &|part| {
        if let Value::Path(path) = part {
            paths.borrow_mut().push(Path::clone(path));
        }
        false
    });
    paths.into_inner()
}

/// Whether the graph hands out something with which other files can send: a client, a module, a function of a table.
pub(crate) fn hands_out(evaluator: &mut Evaluator<'_>, tables: &Tables) -> bool {
    let module = evaluator.module;
    let files = (0..module.files.len() as u32).map(FileId);
    let exported: Vec<ExprId> = files.flat_map(|file| evaluator.exported_values(file)).collect();
    let mut classes = FxHashSet::default();
    for id in exported {
        for choice in evaluator.holder(id).choices() {
            let returns = match choice.value {
                Value::Function(function) => module.function(function).returns.as_slice(),
                Value::Class(class) | Value::Instance(class) => {
                    classes.insert(class);
                    &[]
                }
                value if is_channel(&value, tables) => return true,
                _ => &[],
            };
            if returns.iter().any(|id| gives_channel(evaluator, tables, *id)) {
                return true;
            }
        }
    }
    // What its objects have is handed out with a class.
    let fields = module.classes.iter().enumerate().filter(|(index, _)| classes.contains(&ClassId(*index as u32)));
    let fields = fields.flat_map(|(_, class)| &class.members).filter_map(|member| match member.value {
        MemberValue::Field(value) => Some(value),
        MemberValue::Method(_) | MemberValue::Getter(_) => None,
    });
    let written = module.writes.iter().filter(|write| match module.expr(write.object) {
        Expr::This(function) => module.function(*function).class.is_some_and(|class| classes.contains(&class)),
        _ => false,
    });
    let kept: Vec<ExprId> = fields.chain(written.map(|write| write.value)).collect();
    kept.into_iter().any(|id| gives_channel(evaluator, tables, id))
}

fn gives_channel(evaluator: &mut Evaluator<'_>, tables: &Tables, id: ExprId) -> bool {
    evaluator.holder(id).choices().iter().any(|choice| is_channel(&choice.value, tables))
}

/// Whether a value is one on which calls of the tables are made, and no answer of one.
fn is_channel(value: &Value, tables: &Tables) -> bool {
    let Value::Path(path) = value else { return false };
    let is_known = match &path.root {
        Root::Module(name) => tables.network.knows_module(name) || tables.acts.runners.knows_module(name),
        Root::Global(name) => tables.knows_global(name),
        Root::Parameter(..) | Root::This(_) => false,
    };
    let is_answer = |index: usize| {
        matches!(path.segments[index], Segment::Call(_)) && {
            let called = Path { root: path.root.clone(), segments: path.segments[..index].to_vec() };
            let rows = tables.network.calls.find(&called);
            let row = |(channel, row): &(usize, usize)| &tables.network.channels[*channel].call[*row];
            rows.iter().map(row).any(|row| row.is_outbound() || row.started().is_some())
                || !tables.acts.runners.find(&called).is_empty()
        }
    };
    is_known && !(0..path.segments.len()).any(is_answer)
}

/// Whether a value, or some part of it, is of a kind.
fn has(value: &Value, depth: u32, is_one: &dyn Fn(&Value) -> bool) -> bool {
    if depth > DEEPEST {
        return true;
    }
    let inside = |value: &Value| has(value, depth + 1, is_one);
    is_one(value)
        || match value {
            Value::Concat(parts) | Value::Derived(parts) => parts.iter().any(inside),
            Value::OneOf(choices) => choices.iter().any(|choice| inside(&choice.value)),
            Value::List(list) => list.items.iter().chain(&list.rest).any(inside),
            Value::Object(object) => {
                object.properties.iter().any(|property| inside(&property.value)) || object.rest.iter().any(inside)
            }
            Value::Coded(coded) => inside(&coded.inner),
            _ => false,
        }
}

/// Whether an address begins with what is given, so that its host is.
fn begins_with_given(url: &Value, depth: u32) -> bool {
    let is_scheme = |piece: &&Value| piece.as_text().is_some_and(|text| text.text.ends_with("://"));
    match url {
        Value::Path(path) => matches!(path.root, Root::Parameter(..) | Root::This(_)),
        // Who extends the class has it.
        Value::Unknown(why) => *why == NOT_DECLARED,
        Value::Concat(parts) | Value::Derived(parts) if depth <= DEEPEST => {
            let first = parts.iter().find(|piece| !is_scheme(piece));
            first.is_some_and(|first| begins_with_given(first, depth + 1))
        }
        Value::OneOf(choices) if depth <= DEEPEST => {
            choices.iter().any(|choice| begins_with_given(&choice.value, depth + 1))
        }
        // Who asks for a name has what he tells in front.
        Value::Coded(coded) if depth <= DEEPEST => begins_with_given(&coded.inner, depth + 1),
        _ => false,
    }
}

/// Whether callers, an object or another file decide what a value is.
pub(crate) fn is_given(value: &Value) -> bool {
    match value {
        Value::Path(path) => matches!(path.root, Root::Parameter(..) | Root::This(_)) || is_of_file(path),
        Value::Instance(_) | Value::Unknown(_) => true,
        _ => false,
    }
}

/// Whether another file decides what a value is.
fn is_elsewhere(value: &Value) -> bool {
    matches!(value, Value::Path(path) if is_of_file(path))
}

fn is_of_file(path: &Path) -> bool {
    matches!(&path.root, Root::Module(specifier) if specifier.starts_with(['.', '#']))
}

#[cfg(test)]
mod tests {
    use crate::testing::extracted;

    #[test]
    fn what_is_given_may_be_sent_where_that_is_given_too() {
        for code in [
            "exports.post = (url, data) => fetch(url, { method: 'POST', body: data })",
            "exports.get = (url) => require('https').get(url)",
            "exports.ask = (host, data) => require('https').request({ host, method: 'POST' }).end(data)",
            "exports.ask = (host, data) => fetch(`https://${host}/v1`, { headers: { 'x-data': data } })",
            "exports.Api = class { constructor(url) { this.url = url } post(data) { return fetch(this.url, { body: data }) } }",
            "exports.Base = class { push(data) { return fetch(this.url(), { body: data }) } }",
            "exports.send = (data) => fetch('https://x.example', { body: new Blob([data]) })",
            "exports.send = (data) => { const h = new Headers(); h.set('x', data); fetch('https://x.example', { headers: h }) }",
        ] {
            assert!(extracted(code).hands_on, "{code}");
        }
        for code in [
            "exports.show = (url) => document.createElement('img').setAttribute('src', url)",
            "exports.post = () => fetch(process.env.REPORT_URL, { method: 'POST', body: '1' })",
        ] {
            assert!(!extracted(code).hands_on, "{code}");
        }
    }

    #[test]
    fn what_can_send_is_handed_out() {
        for code in [
            "module.exports = require('https')",
            "module.exports = { https: require('https') }",
            "exports.run = require('child_process').execSync",
            "module.exports = fetch",
            "exports.api = require('axios').create({ baseURL: 'https://x.example' })",
            "exports.api = () => require('axios').create({ baseURL: 'https://x.example' })",
            "class Api { http = require('axios').create() } module.exports = Api",
            "class Api { constructor() { this.http = require('axios').create() } } module.exports = new Api()",
        ] {
            assert!(extracted(code).hands_on, "{code}");
        }
        for code in [
            "exports.version = require('child_process').execSync('git describe').toString()",
            "exports.weather = require('axios').get('https://x.example')",
            "const https = require('https'); exports.weather = () => 1; https.get('https://x.example')",
        ] {
            assert!(!extracted(code).hands_on, "{code}");
        }
    }
}
