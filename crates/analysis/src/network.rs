//! Calls that reach the network, and where they go.

mod address;
mod answer;
mod assign;
mod command;
mod defaults;
mod given;
mod hook;
mod later;
mod markup;
mod redirect;
mod way;

use std::collections::BTreeSet;

use molehunt_model::{Destination, DestinationKind, Grant};
use molehunt_source::ByteSpan;

use crate::{
    eval::{BUDGET, Evaluator, Way},
    ir::CallId,
    lookup::{Found, find},
    mail::overload_fits,
    tables::{ArgumentPlace, CallRow, Channel, KeyCase, Tables, ValuePath},
    value::{Path, Root, Segment, Value},
};
pub(crate) use answer::{Uses, is_answer_used};
pub(crate) use assign::assigned;
pub(crate) use given::{calls_in, hands_on, hands_out, is_given, paths_in};
pub(crate) use hook::Hooks;
pub(crate) use later::HandedLater;
use later::Later;
pub(crate) use redirect::{Named, named_hosts, redirects};

/// One outbound call.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    pub(crate) channel: String,
    pub(crate) method: String,
    pub(crate) call: CallId,
    /// The ways in which the call is reached, where it was read for each by itself.
    pub(crate) ways: Vec<Way>,
    /// The destination as text, unknown pieces written as `{}`.
    pub(crate) url: String,
    pub(crate) url_place: Option<ByteSpan>,
    /// Whether any of the destination's host is written in the code.
    pub(crate) is_literal: bool,
    /// What the destination is computed from.
    pub(crate) url_value: Value,
    pub(crate) bodies: Vec<Value>,
    /// What leaves beside the bodies: headers, credentials, parameters that are added to the address.
    pub(crate) extras: Vec<Value>,
    /// The hosts of which it is one, where the address of one call is one of several and nothing tells them apart.
    pub(crate) alternatives: Vec<String>,
    /// Whether nothing says where it goes but that it is the client of a service, at which many have accounts.
    pub(crate) is_implied: bool,
    /// Whose account there it is, where the code says so: a chat, a bucket, a number.
    pub(crate) account: Option<Value>,
    /// By what it gets what it carries, where it was opened before.
    pub(crate) later: HandedLater,
    /// What it gives whom it names, beside what it sends.
    pub(crate) grants: Option<Grant>,
    /// What a text for a shell puts into it, by source of the table, with what a person would call it.
    pub(crate) told: Vec<(usize, String)>,
}

impl Request {
    /// Each way in which it is reached, once without one where it was not read for each by itself.
    pub(crate) fn each_way(&self) -> Vec<Option<&Way>> {
        self.ways.iter().map(Some).chain(self.ways.is_empty().then_some(None)).collect()
    }

    /// All that leaves with it: bodies, what goes beside them, and the address itself.
    pub(crate) fn all_values(&self) -> Vec<Value> {
        self.bodies.iter().chain(&self.extras).chain([&self.url_value]).cloned().collect()
    }
}

/// Every outbound call of the file, one entry a destination.
pub(crate) fn requests(evaluator: &mut Evaluator<'_>, tables: &Tables, hooks: &Hooks) -> Vec<Request> {
    let mut requests = Vec::new();
    for id in evaluator.listed.clone() {
        let found = requests_of(evaluator, tables, hooks, id);
        requests.extend(way::by_way(evaluator, id, found, &mut |evaluator| requests_of(evaluator, tables, hooks, id)));
    }
    requests.extend(assign::requests(evaluator, tables));
    requests
}

/// The destinations of one call, if it is an outbound one.
pub(crate) fn requests_of(evaluator: &mut Evaluator<'_>, tables: &Tables, hooks: &Hooks, id: CallId) -> Vec<Request> {
    let mut requests = Vec::new();
    let call = evaluator.module.call(id);
    let callee = evaluator.callee(id);
    requests.extend(command::requests(evaluator, tables, id, &callee));
    for choice in callee.choices() {
        let Value::Path(path) = &choice.value else { continue };
        let mut path = Path::clone(path);
        if call.is_new {
            path.segments.push(Segment::New(id));
        }
        let mut others: Vec<Request> = Vec::new();
        for (index, row) in tables.network.calls.find(&path) {
            let channel = &tables.network.channels[index];
            let row = &channel.call[row];
            if !row.is_outbound() || !overload_fits(evaluator, row.when_args.as_ref(), id) {
                continue;
            }
            let mut path = path.clone();
            path.segments.truncate(path.segments.len().saturating_sub(row.path_length()));
            let client = Client::new(evaluator, tables, index, path);
            let mut found = read_call(evaluator, tables, (channel, row), id, &client);
            let changes = hooks.changes(evaluator, tables, index, &client.path, row, id);
            found.iter_mut().for_each(|request| request.bodies.extend(changes.iter().cloned()));
            let defaults = hooks.defaults.of(evaluator, index, &client.path);
            found.iter_mut().for_each(|request| request.extras.extend(defaults.iter().cloned()));
            // Of overloads that cannot be told apart, the one is meant whose destination is one.
            let is_meant = row.when_args.is_none() || found.iter().any(|request| request.is_literal);
            others.extend(found);
            if is_meant {
                break;
            }
        }
        if others.iter().any(|request| request.is_literal) {
            others.retain(|request| request.is_literal);
        }
        requests.extend(others);
    }
    requests
}

/// Whether a call starts a program that prints what a host answers which is written in the code: `curl https://…`.
pub(crate) fn fetches(evaluator: &mut Evaluator<'_>, tables: &Tables, id: CallId, callee: &Path) -> bool {
    let requests = command::requests(evaluator, tables, id, &Value::Path(callee.clone().into()));
    requests.iter().any(|request| request.is_literal)
}

/// What a request is made on.
struct Client {
    path: Path,
    /// The constructions on the way to it.
    made: Vec<CallId>,
    /// The options that it was made with, innermost last.
    options: Vec<Value>,
}

impl Client {
    fn new(evaluator: &mut Evaluator<'_>, tables: &Tables, channel: usize, path: Path) -> Self {
        let made = tables.network.made_with(channel, &path);
        let options = made.iter().flat_map(|(call, arguments)| {
            let given = &evaluator.module.call(*call).arguments;
            arguments.iter().filter_map(|index| given.get(*index).copied()).collect::<Vec<_>>()
        });
        let options: Vec<_> = options.collect();
        let options = evaluator.values(&options);
        Self { path, made: made.into_iter().map(|(call, _)| call).collect(), options }
    }

    /// All that its constructions are given.
    fn made_of(&self, evaluator: &mut Evaluator<'_>) -> Vec<Value> {
        let module = evaluator.module;
        let given = self.made.iter().flat_map(|call| module.call(*call).arguments.iter().copied());
        evaluator.values(&given.collect::<Vec<_>>())
    }

    /// What its options hold under the keys of a meaning; those that were given last hold.
    fn option(&self, evaluator: &mut Evaluator<'_>, channel: &Channel, meaning: &str) -> Option<Found> {
        let keys = || channel.keys.get(meaning).into_iter().flatten();
        self.options.iter().rev().find_map(|options| {
            keys().find_map(|path| {
                let found = find(evaluator, options, &path.0, KeyCase::Exact);
                found.into_iter().find(|found| found.is_named && !matches!(found.value, Value::Undefined))
            })
        })
    }
}

fn read_call(
    evaluator: &mut Evaluator<'_>,
    tables: &Tables,
    (channel, row): (&Channel, &CallRow),
    id: CallId,
    client: &Client,
) -> Vec<Request> {
    let arguments = evaluator.module.call(id).arguments.clone();
    let mut destinations: Vec<(Value, Option<ByteSpan>)> = Vec::new();
    let mut bodies = Vec::new();
    let mut extras = Vec::new();
    let mut accounts: Vec<(Value, Option<ByteSpan>)> = Vec::new();
    for place in &row.destination {
        if place.is.as_deref() == Some("account")
            && let Some(argument) = place.argument().and_then(|index| arguments.get(index))
        {
            let value = evaluator.value(*argument);
            let steps = place.path.as_ref().map_or(&[][..], |path| &path.0);
            accounts.extend(find(evaluator, &value, steps, KeyCase::Exact).into_iter().map(|it| (it.value, it.place)));
        }
        if !matches!(place.is.as_deref(), None | Some("url" | "host")) {
            continue;
        }
        let scheme = match place.is.as_deref() {
            Some("url") => None,
            Some("host") => channel.scheme_of_hosts().or(Some("tcp")),
            _ => channel.scheme_of_hosts(),
        };
        let Some(argument) = place.argument().and_then(|index| arguments.get(index)) else { continue };
        let value = evaluator.value(*argument);
        extras.extend(address::added_to(evaluator, *argument));
        let span = evaluator.module.span(*argument);
        match &place.path {
            Some(path) => {
                for found in find(evaluator, &value, &path.0, KeyCase::Exact) {
                    let value = of_scheme(evaluator, found.value, scheme);
                    destinations.push((value, found.place));
                }
            }
            None => {
                for choice in value.choices() {
                    if !matches!(choice.value, Value::Object(_) | Value::Undefined) {
                        let value = of_scheme(evaluator, choice.value, scheme);
                        destinations.push((value, Some(span)));
                    }
                }
            }
        }
    }
    for at in &row.options {
        let Some(argument) = arguments.get(*at) else { continue };
        let options = evaluator.value(*argument);
        if !matches!(options, Value::Object(_) | Value::OneOf(_)) {
            continue;
        }
        if let Some(url) = url_of_options(evaluator, channel, &options) {
            destinations.push(url);
        }
        for key in ["body", "query", "payload"] {
            for path in channel.keys.get(key).into_iter().flatten() {
                bodies.extend(find(evaluator, &options, &path.0, KeyCase::Exact).into_iter().map(|found| found.value));
            }
        }
        let mut has_key = false;
        for key in ["headers", "auth"] {
            for path in channel.keys.get(key).into_iter().flatten() {
                let found = find(evaluator, &options, &path.0, KeyCase::Exact);
                has_key |= found.iter().any(|found| found.is_named);
                extras.extend(found.into_iter().map(|found| found.value));
            }
        }
        if !has_key {
            extras.extend(row.env.iter().map(|name| {
                let segments = ["env", name].map(|name| Segment::Property(name.into())).into();
                Value::Path(Path { root: Root::Global("process".into()), segments }.into())
            }));
        }
    }
    for place in &row.payload {
        let Some(argument) = place.argument().and_then(|index| arguments.get(index)) else { continue };
        let value = evaluator.value(*argument);
        if place.is_markup() {
            for choice in value.choices() {
                let addresses = markup::addresses(evaluator, &choice.value);
                destinations.extend(addresses.into_iter().map(|address| (address, None)));
            }
            continue;
        }
        match &place.path {
            Some(path) => {
                bodies.extend(find(evaluator, &value, &path.0, KeyCase::Exact).into_iter().map(|found| found.value))
            }
            None => bodies.push(value),
        }
        bodies.extend(content_of_file(place, id));
    }
    if let Some(from) = row.payload_from {
        let rest: Vec<_> = arguments.iter().skip(from).copied().collect();
        bodies.extend(evaluator.values(&rest));
    }
    let later = Later::of(evaluator, tables, (channel, row), id, client);
    bodies.extend(later.bodies);
    extras.extend(later.extras);
    let piped = if channel.adds_payload() { evaluator.piped_into(id) } else { Vec::new() };
    if bodies.is_empty() {
        bodies.extend(client.option(evaluator, channel, "body").map(|found| found.value));
    }
    for meaning in ["headers", "auth", "query"] {
        extras.extend(client.option(evaluator, channel, meaning).map(|found| found.value));
    }
    let forms = bodies.iter().filter_map(|body| match body {
        Value::Path(path) => match path.segments.last() {
            Some(Segment::New(form)) => Some(*form),
            _ => None,
        },
        _ => None,
    });
    for form in forms.collect::<Vec<_>>() {
        bodies.extend(fields_of(evaluator, form));
    }
    let base = client.option(evaluator, channel, "base");
    let method = row.method().unwrap_or_else(|| channel.id.clone());
    let mut requests = Vec::new();
    let is_known = |value: &Value| matches!(value, Value::Text(_) | Value::Number(_));
    // Of those whom something is given, each is meant.
    if row.grants().is_some() {
        let given = accounts.iter().flat_map(|(value, place)| {
            value.choices().iter().map(|choice| (choice.value.clone(), *place)).collect::<Vec<_>>()
        });
        accounts = given.filter(|(value, _)| is_known(value)).collect();
    }
    let has_account = accounts.iter().any(|(value, _)| is_known(value));
    let mut is_implied = destinations.is_empty() && (!bodies.is_empty() && !row.payload.is_empty() || has_account);
    if is_implied && let Some(host) = channel.hosts.first() {
        match client.option(evaluator, channel, "redirect") {
            None => destinations.push((Value::text(format!("https://{host}/"), ByteSpan::default()), None)),
            Some(found) if host_of(&url_text(&found.value)).is_empty() => {}
            Some(found) => {
                is_implied = false;
                destinations.push((found.value, found.place));
                // The key that is meant for the service goes there as well.
                extras.extend(client.made_of(evaluator));
            }
        }
    }
    let named = |(value, place): &(Value, Option<ByteSpan>)| Some((value.clone(), literal_place(value).or(*place)));
    let accounts: Vec<Option<(Value, Option<ByteSpan>)>> = match accounts.as_slice() {
        [account] if is_implied && is_known(&account.0) => vec![named(account)],
        several @ [_, _, ..] if is_implied && row.grants().is_some() => several.iter().map(named).collect(),
        // One that is one of several is one that something tells.
        _ => vec![None],
    };
    bodies.extend(piped);
    let destinations = destinations
        .into_iter()
        .flat_map(|(value, place)| addresses(&value).into_iter().map(move |value| (value, place)).collect::<Vec<_>>());
    let destinations = destinations.flat_map(|(value, place)| match &base {
        Some(base) if host_of(&url_text(&value)).is_empty() => {
            let parts = vec![base.value.clone(), Value::text("/", ByteSpan::default()), value];
            let place = literal_place(&base.value).or(base.place);
            addresses(&Value::Concat(parts.into())).into_iter().map(|value| (value, place)).collect()
        }
        _ => vec![(value, place)],
    });
    for (value, place) in destinations.collect::<Vec<_>>() {
        let value = evaluator.concat(vec![value]);
        let url = url_text(&value);
        let host = host_of(&url);
        let is_literal = !host.is_empty() && (!host.starts_with("{}") || destination(&url).is_some());
        requests.extend(accounts.iter().map(|account| Request {
            channel: channel.id.clone(),
            method: method.clone(),
            call: id,
            ways: Vec::new(),
            url: url.clone(),
            url_place: literal_place(&value).or(account.as_ref().and_then(|(_, place)| *place)).or(place),
            is_literal,
            url_value: value.clone(),
            bodies: bodies.clone(),
            extras: extras.clone(),
            alternatives: Vec::new(),
            is_implied,
            account: account.as_ref().map(|(account, _)| account.clone()),
            later: later.by.clone(),
            grants: row.grants(),
            told: Vec::new(),
        }));
    }
    let hosts: BTreeSet<String> =
        requests.iter().filter(|request| request.is_literal).map(|request| host_of(&request.url)).collect();
    if hosts.len() > 1 {
        for request in &mut requests {
            request.alternatives = hosts.iter().cloned().collect();
        }
    }
    requests
}

/// What a file holds whose path a call is given, as if it were read where it is sent.
fn content_of_file(place: &ArgumentPlace, call: CallId) -> Option<Value> {
    // Reading is told by its first argument.
    let is_file = place.is.as_deref() == Some("file") && place.argument() == Some(0);
    let segments = vec![Segment::Property("readFileSync".into()), Segment::Call(call)];
    is_file.then(|| Value::Path(Path { root: Root::Module("fs".into()), segments }.into()))
}

/// What an address could be, as far as that decides which host it names.
pub(crate) fn addresses(value: &Value) -> Vec<Value> {
    let has_host = |pieces: &[Value]| {
        let text: String = pieces.iter().map(url_text).collect();
        text.split_once("://").is_some_and(|(_, rest)| rest.contains(['/', '?', '#']))
    };
    value.readings(BUDGET.choices, &has_host).into_iter().map(|reading| reading.value).collect()
}

/// A host as a URL, where a channel takes hosts alone.
fn of_scheme(evaluator: &mut Evaluator<'_>, value: Value, scheme: Option<&str>) -> Value {
    match scheme {
        Some(scheme) if !url_text(&value).contains("://") => {
            evaluator.concat(vec![Value::text(format!("{scheme}://"), ByteSpan::default()), value])
        }
        _ => value,
    }
}

/// What is added to a form after it was made: `form.append('report', text)`.
fn fields_of(evaluator: &mut Evaluator<'_>, form: CallId) -> Vec<Value> {
    let methods = &Tables::embedded().language.form_methods;
    let mut fields = Vec::new();
    for (method, call) in evaluator.methods_called_on(form) {
        if methods.contains(&method)
            && let Some(argument) = evaluator.module.call(call).arguments.get(1).copied()
        {
            fields.push(evaluator.value(argument));
        }
    }
    fields
}

fn url_of_options(
    evaluator: &mut Evaluator<'_>,
    channel: &Channel,
    options: &Value,
) -> Option<(Value, Option<ByteSpan>)> {
    let mut first = |meaning: &str| {
        channel.keys.get(meaning).into_iter().flatten().find_map(|path: &ValuePath| {
            find(evaluator, options, &path.0, KeyCase::Exact)
                .into_iter()
                .find(|found| !matches!(found.value, Value::Undefined))
        })
    };
    let (url, base, host, path) = (first("url"), first("base"), first("host"), first("path"));
    let nowhere = ByteSpan::default();
    if let Some(host) = host {
        let mut parts = vec![Value::text("https://", nowhere), host.value.clone()];
        // Whatever the path is, the host ends before it.
        let path = path.map(|path| path.value);
        if !path.as_ref().is_some_and(|path| url_text(path).starts_with('/')) {
            parts.push(Value::text("/", nowhere));
        }
        parts.extend(path);
        let value = evaluator.concat(parts);
        return Some((value, literal_place(&host.value).or(host.place)));
    }
    match (base, url) {
        (Some(base), Some(url)) if host_of(&url_text(&url.value)).is_empty() => {
            let value = evaluator.concat(vec![base.value.clone(), Value::text("/", nowhere), url.value]);
            Some((value, literal_place(&base.value).or(base.place)))
        }
        (_, Some(url)) => Some((url.value.clone(), url.place)),
        (Some(base), None) => Some((base.value.clone(), base.place)),
        (None, None) => None,
    }
}

/// A value as text, unknown pieces written as `{}`.
pub(crate) fn url_text(value: &Value) -> String {
    match value {
        Value::Text(text) => text.text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Concat(parts) => parts.iter().map(url_text).collect(),
        _ => "{}".to_owned(),
    }
}

/// The host of a URL's text, lower case, without port and user; empty where there is none.
pub(crate) fn host_of(url: &str) -> String {
    let rest = match url.split_once("://") {
        Some((_, rest)) => rest,
        None => match url.strip_prefix("//") {
            Some(rest) => rest,
            None => return String::new(),
        },
    };
    let authority = rest.split(['/', '?', '#', '\\']).next().unwrap_or("");
    let host = authority.rsplit('@').next().unwrap_or(authority);
    let host = match host.strip_prefix('[') {
        Some(address) => return address.split(']').next().unwrap_or("").to_ascii_lowercase(),
        None => host.split(':').next().unwrap_or(host),
    };
    host.trim_end_matches('.').to_ascii_lowercase()
}

/// Host and path of a URL's text.
pub(crate) fn split_url(url: &str) -> Option<(String, String)> {
    let host = host_of(url);
    if host.is_empty() {
        return None;
    }
    let rest = url.split_once("://").map_or(url.trim_start_matches('/'), |(_, rest)| rest);
    let path = rest.find(['/', '?', '#']).map_or("/", |at| &rest[at..]);
    Some((host, path.to_owned()))
}

/// The destination that a literal URL or host names.
pub(crate) fn destination(url: &str) -> Option<Destination> {
    let host = match host_of(url) {
        host if host.is_empty() && !url.contains(['/', '{', ' ']) && url.contains('.') => url.to_ascii_lowercase(),
        host => host,
    };
    // Only the part behind the last unknown piece is certain, and only if a whole label of it is left.
    let host = match host.rsplit_once("{}") {
        Some((_, rest)) => match rest.strip_prefix('.') {
            Some(rest) if rest.contains('.') => rest.to_owned(),
            _ => return None,
        },
        None => host,
    };
    if let Some(address) = ip_address(&host) {
        return Some(Destination { kind: DestinationKind::Ip, value: address });
    }
    let is_host = host.contains('.')
        && host.chars().all(|character| character.is_alphanumeric() || matches!(character, '.' | '-' | '_'))
        && host.split('.').all(|label| !label.is_empty());
    is_host.then_some(Destination { kind: DestinationKind::Host, value: host })
}

/// The canonical form of an IP address, also one written as an integer, in octal or hexadecimal, as URLs allow.
fn ip_address(host: &str) -> Option<String> {
    if let Ok(address) = host.parse::<std::net::IpAddr>() {
        return Some(address.to_string());
    }
    let parts: Vec<u32> = host.split('.').map(number).collect::<Option<_>>()?;
    let (last, first) = parts.split_last()?;
    if first.len() > 3 || first.iter().any(|part| *part > 255) {
        return None;
    }
    let room = 4 - first.len() as u32;
    if room < 4 && *last >= 1 << (8 * room) {
        return None;
    }
    let high = first.iter().enumerate().fold(0u32, |sum, (index, part)| sum | part << (24 - 8 * index));
    Some(std::net::Ipv4Addr::from(high | last).to_string())
}

fn number(text: &str) -> Option<u32> {
    if let Some(digits) = text.strip_prefix("0x") {
        return u32::from_str_radix(digits, 16).ok();
    }
    if text.len() > 1 && text.starts_with('0') {
        return u32::from_str_radix(text, 8).ok();
    }
    text.parse().ok()
}

/// Where the first literal piece of a value is written.
/// Where the piece of a destination is written that names its host, where what is before it is not known.
pub(crate) fn place_of_host(value: &Value, host: &str) -> Option<ByteSpan> {
    const SHORTEST: usize = 3;
    let Value::Concat(parts) = value else { return None };
    let names_it = |part: &&Value| {
        let text = url_text(part).to_ascii_lowercase();
        let text = text.trim_matches(['.', '/']);
        text.len() > SHORTEST && (text.contains(host) || host.contains(text))
    };
    let part = parts.iter().filter(names_it).max_by_key(|part| url_text(part).len())?;
    match part {
        Value::Text(text) => Some(text.place_at(text.longest_piece(&(0..text.text.len()), None))),
        _ => literal_place(part),
    }
}

fn literal_place(value: &Value) -> Option<ByteSpan> {
    match value {
        Value::Text(text) => text.places.first().map(|(_, place)| *place),
        Value::Concat(parts) => parts.iter().find_map(literal_place),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_are_read_as_urls_write_them() {
        assert_eq!(host_of("https://user:pw@Drop.Example.:8080/x"), "drop.example");
        assert_eq!(host_of("//cdn.test/x"), "cdn.test");
        assert_eq!(host_of("/relative"), "");
        assert_eq!(host_of("wss://[2001:db8::1]:9/x"), "2001:db8::1");
    }

    #[test]
    fn destinations_are_hosts_or_addresses() {
        let value = |url| destination(url).map(|destination| (destination.kind.as_str(), destination.value));
        assert_eq!(value("https://api.drop.example/{}"), Some(("host", "api.drop.example".into())));
        assert_eq!(value("https://{}.drop.example/x"), Some(("host", "drop.example".into())));
        assert_eq!(value("https://{}/x"), None);
        assert_eq!(value("http://0x7f.1/"), Some(("ip", "127.0.0.1".into())));
        assert_eq!(value("http://3325256714/"), Some(("ip", "198.51.100.10".into())));
        assert_eq!(value("not a url"), None);
    }
}
