//! What moves traffic elsewhere: proxies, name servers, and what sets them for the whole process.

use molehunt_model::Moved;
use molehunt_source::ByteSpan;
use swc_atoms::Atom;

use super::{assign::made, destination, literal_place, url_text};
use crate::{
    eval::Evaluator,
    ir::{CallId, Context, Expr, ExprId, Property, WriteKey},
    lookup::find,
    mail::{moved_by, overload_fits},
    tables::{CallRow, Channel, KeyCase, Tables, ValuePath, ValueStep},
    value::{Path, Segment, Value},
};

/// Traffic that goes to a host which the code names, whoever it is meant for.
#[derive(Debug, Clone)]
pub(crate) struct Redirect {
    pub(crate) channel: String,
    /// What moves it, as a person would name it: `setGlobalDispatcher`, `env.HTTPS_PROXY`.
    pub(crate) method: String,
    pub(crate) context: Context,
    pub(crate) call: Option<CallId>,
    /// Where it is done.
    pub(crate) span: ByteSpan,
    pub(crate) named: Named,
    pub(crate) moved: Moved,
}

/// A host that is named in the code.
#[derive(Debug, Clone)]
pub(crate) struct Named {
    /// As a URL, unknown pieces and all.
    pub(crate) url: Value,
    pub(crate) place: Option<ByteSpan>,
}

/// Where options name a host by itself.
const HOST_KEYS: [&str; 9] = ["url", "uri", "href", "server", "hostname", "host", "httpsProxy", "httpProxy", "proxy"];
/// Objects in objects in which a host is looked for: `{ proxy: { host } }`.
const DEEPEST: u32 = 2;

/// The hosts that a value names, by themselves or as options do.
pub(crate) fn named_hosts(
    evaluator: &mut Evaluator<'_>,
    value: &Value,
    scheme: &str,
    place: Option<ByteSpan>,
) -> Vec<Named> {
    let mut named = Vec::new();
    add_hosts(evaluator, value, scheme, place, 0, &mut named);
    named
}

fn add_hosts(
    evaluator: &mut Evaluator<'_>,
    value: &Value,
    scheme: &str,
    place: Option<ByteSpan>,
    depth: u32,
    named: &mut Vec<Named>,
) {
    for choice in value.choices() {
        match &choice.value {
            Value::Text(_) | Value::Concat(_) => {
                let text = url_text(&choice.value);
                let url = match text.contains("://") || text.starts_with('/') {
                    true => choice.value.clone(),
                    false => {
                        let before = Value::text(format!("{scheme}://"), ByteSpan::default());
                        evaluator.concat(vec![before, choice.value.clone()])
                    }
                };
                if destination(&url_text(&url)).is_some() {
                    let place = literal_place(&choice.value).or(place);
                    named.push(Named { url, place });
                }
            }
            Value::Object(_) if depth < DEEPEST => {
                for key in HOST_KEYS {
                    let steps = [ValueStep::Property(key.into())];
                    let found = find(evaluator, &choice.value, &steps, KeyCase::Exact);
                    let before = named.len();
                    for found in found.into_iter().filter(|found| found.is_named) {
                        add_hosts(evaluator, &found.value, scheme, found.place, depth + 1, named);
                    }
                    if named.len() > before {
                        break;
                    }
                }
            }
            _ => {}
        }
    }
}

/// What the graph moves elsewhere, by calls and by what it sets.
pub(crate) fn redirects(evaluator: &mut Evaluator<'_>, tables: &Tables) -> Vec<Redirect> {
    let mut redirects = Vec::new();
    for id in evaluator.listed.clone() {
        by_call(evaluator, tables, id, &mut redirects);
    }
    by_write(evaluator, tables, &mut redirects);
    redirects
}

fn by_call(evaluator: &mut Evaluator<'_>, tables: &Tables, id: CallId, redirects: &mut Vec<Redirect>) {
    let module = evaluator.module;
    let call = module.call(id);
    for choice in evaluator.callee(id).choices() {
        let Value::Path(path) = &choice.value else { continue };
        let mut path = Path::clone(path);
        if call.is_new {
            path.segments.push(Segment::New(id));
        }
        let mut add = |channel: &str, method: String, named: Vec<Named>, moved: Moved| {
            redirects.extend(named.into_iter().map(|named| Redirect {
                channel: channel.to_owned(),
                method: method.clone(),
                context: call.context,
                call: Some(id),
                span: module.span(call.expr),
                named,
                moved,
            }));
        };
        for server in moved_by(evaluator, tables, &path, id) {
            let method = path.segments.iter().rev().find_map(|segment| match segment {
                Segment::Property(name) => Some(name.to_string()),
                _ => None,
            });
            let method = method.unwrap_or_default();
            add("mail", method, vec![server.named], server.moved);
        }
        for (channel, row) in tables.network.calls.find(&path) {
            let channel = &tables.network.channels[channel];
            let row = &channel.call[row];
            if !overload_fits(evaluator, row.when_args.as_ref(), id) {
                continue;
            }
            let method = row.method().unwrap_or_else(|| channel.id.clone());
            match row.moves() {
                Some(moved) => {
                    let named = moved_to(evaluator, tables, row, id);
                    add(&channel.id, method, named, moved);
                }
                // `axios.post(url, body, { proxy })`
                None => {
                    let named = proxies(evaluator, channel, row, id);
                    add(&channel.id, method, named, Moved::Request);
                }
            }
        }
    }
}

/// The hosts to which a call moves traffic.
fn moved_to(evaluator: &mut Evaluator<'_>, tables: &Tables, row: &CallRow, id: CallId) -> Vec<Named> {
    let arguments = evaluator.module.call(id).arguments.clone();
    let mut named = Vec::new();
    for place in &row.destination {
        let Some(argument) = place.argument().and_then(|index| arguments.get(index)) else { continue };
        let value = evaluator.value(*argument);
        let span = evaluator.module.span(*argument);
        let values = match &place.path {
            Some(path) => find(evaluator, &value, &path.0, KeyCase::Exact)
                .into_iter()
                .map(|found| (found.value, found.place))
                .collect(),
            None => vec![(value, Some(span))],
        };
        for (value, place) in values {
            named.extend(hosts_of_agent(evaluator, tables, &value));
            named.extend(named_hosts(evaluator, &value, "tcp", place));
        }
    }
    named
}

/// The host to which something leads that was made to lead there: `new ProxyAgent('http://…')`.
fn hosts_of_agent(evaluator: &mut Evaluator<'_>, tables: &Tables, value: &Value) -> Vec<Named> {
    let mut named = Vec::new();
    for choice in value.choices() {
        let Value::Path(path) = &choice.value else { continue };
        let Some(Segment::New(call) | Segment::Call(call)) = path.segments.last() else { continue };
        for (channel, row) in tables.network.calls.find(path) {
            let row = &tables.network.channels[channel].call[row];
            if row.moves() == Some(Moved::Request) {
                named.extend(moved_to(evaluator, tables, row, *call));
            }
        }
    }
    named
}

/// The proxies that the options of a call name.
fn proxies(evaluator: &mut Evaluator<'_>, channel: &Channel, row: &CallRow, id: CallId) -> Vec<Named> {
    let Some(keys) = channel.keys.get("proxy") else { return Vec::new() };
    let arguments = evaluator.module.call(id).arguments.clone();
    let mut named = Vec::new();
    for argument in row.options.iter().filter_map(|index| arguments.get(*index)) {
        let options = evaluator.value(*argument);
        let of = |path: &ValuePath| find(evaluator, &options, &path.0, KeyCase::Exact);
        let found: Vec<_> = keys.iter().flat_map(of).collect();
        for found in found {
            named.extend(named_hosts(evaluator, &found.value, "http", found.place));
        }
    }
    named
}

/// What is set and moves all traffic from then on: `process.env.HTTPS_PROXY = 'http://…'`.
fn by_write(evaluator: &mut Evaluator<'_>, tables: &Tables, redirects: &mut Vec<Redirect>) {
    let module = evaluator.module;
    for write in &module.writes {
        let WriteKey::Named(name) = &write.key else { continue };
        if tables.network.may_move(name) {
            let set = Set { object: write.object, name, context: write.context, span: write.span };
            let value = |evaluator: &mut Evaluator<'_>| evaluator.value(write.value);
            set_to(evaluator, tables, &set, value, redirects);
        }
    }
    // `Object.assign(process.env, { HTTPS_PROXY: 'http://…' })`
    for call in &module.calls {
        let Some((target, sources)) = call.arguments.split_first() else { continue };
        if sources.is_empty() || module.called_name(call.callee).is_none_or(|name| &**name != "assign") {
            continue;
        }
        for source in sources {
            let Expr::Object(properties) = module.expr(*source) else { continue };
            for property in properties {
                let Property::Named(name, value) = property else { continue };
                if tables.network.may_move(name) {
                    let set = Set { object: *target, name, context: call.context, span: module.span(call.expr) };
                    set_to(evaluator, tables, &set, |evaluator| evaluator.value(*value), redirects);
                }
            }
        }
    }
}

/// A property that is set, and where.
struct Set<'a> {
    object: ExprId,
    name: &'a Atom,
    context: Context,
    span: ByteSpan,
}

/// What is moved where a property is set to a value.
fn set_to(
    evaluator: &mut Evaluator<'_>,
    tables: &Tables,
    set: &Set<'_>,
    value: impl Fn(&mut Evaluator<'_>) -> Value,
    redirects: &mut Vec<Redirect>,
) {
    let object = evaluator.value(set.object);
    let mut channels: Vec<usize> = Vec::new();
    for made in made(&object) {
        let Value::Path(path) = &made else { continue };
        let mut path = Path::clone(path);
        path.segments.push(Segment::Property(set.name.clone()));
        channels.extend(tables.network.moving.find(&path));
    }
    channels.sort_unstable();
    channels.dedup();
    for channel in channels {
        let value = value(evaluator);
        let mut named = hosts_of_agent(evaluator, tables, &value);
        named.extend(named_hosts(evaluator, &value, "http", None));
        redirects.extend(named.into_iter().map(|named| Redirect {
            channel: tables.network.channels[channel].id.clone(),
            method: set.name.to_string(),
            context: set.context,
            call: None,
            span: set.span,
            named,
            moved: Moved::Process,
        }));
    }
}
