//! The hosts to which clients hand mails, where the code names them: `createTransport({ host: 'smtp.…' })`.
//!
//! Whoever runs such a host reads each mail, whoever it is addressed to.

use molehunt_model::Moved;
use molehunt_source::ByteSpan;

use super::Sink;
use crate::{
    eval::Evaluator,
    ir::CallId,
    lookup::find,
    message::written_alone,
    network::{Named, host_of, named_hosts, url_text},
    tables::{Api, Client, KeyCase, Tables, ValuePath},
    value::{Path, Value, calls_among},
};

/// A host that is named for the mails of a client.
#[derive(Debug, Clone)]
pub(crate) struct Server {
    pub(crate) named: Named,
    pub(crate) moved: Moved,
}

/// The hosts that a send, its client, or the transport of which that is made, name.
pub(super) fn servers(evaluator: &mut Evaluator<'_>, tables: &Tables, sink: &Sink<'_>) -> Vec<Server> {
    let api = &tables.mail.apis[sink.listed.api];
    let send = sink.row(tables);
    let mut servers = Vec::new();
    for path in &send.redirects {
        let message = send.message.and_then(|index| evaluator.module.call(sink.call).arguments.get(index)).copied();
        let Some(message) = message else { continue };
        let value = evaluator.value(message);
        add(evaluator, api, &value, path, &mut servers);
    }
    for place in &send.redirect_at {
        let call = match place.call {
            Some(index) => sink.nth_call(send.path_length(), 0, index),
            None => Some(sink.call),
        };
        let Some(argument) = call.and_then(|call| evaluator.module.call(call).arguments.get(place.arg)).copied() else {
            continue;
        };
        let value = evaluator.value(argument);
        place.keys.iter().for_each(|path| add(evaluator, api, &value, path, &mut servers));
    }
    let own = send.path_length();
    if let Some(client) = tables.mail.client(sink.listed)
        && let Some(call) = made_by(sink.path, client.path_length() + own, own)
    {
        of_client(evaluator, tables, (api, client), call, &mut servers);
    }
    servers
}

/// The hosts that a call names for all that a client sends later: `client.setDefaultRequest('baseUrl', 'https://…')`.
pub(crate) fn moved_by(evaluator: &mut Evaluator<'_>, tables: &Tables, path: &Path, id: CallId) -> Vec<Server> {
    let mut servers = Vec::new();
    for listed in tables.mail.moves.find(path) {
        let api = &tables.mail.apis[listed.api];
        let row = &api.redirect[listed.row];
        let arguments = evaluator.module.call(id).arguments.clone();
        let mut value_of = |index: usize| Some(evaluator.value(*arguments.get(index)?));
        let Some(value) = value_of(row.arg) else { continue };
        let pair = row.key_arg.and_then(&mut value_of).zip(row.value_arg.and_then(&mut value_of));
        if let Some((Value::Text(key), value)) = pair
            && row.keys.contains(&key.text)
        {
            add_value(evaluator, api, &value, None, &mut servers);
        }
        match value {
            Value::Object(_) => {
                let paths = row.keys.iter().map(|key| ValuePath::parse(key));
                paths.for_each(|path| add(evaluator, api, &value, &path, &mut servers));
            }
            value if row.keys.is_empty() => add_value(evaluator, api, &value, None, &mut servers),
            _ => {}
        }
    }
    servers
}

/// The hosts that the construction of a client names.
fn of_client(
    evaluator: &mut Evaluator<'_>,
    tables: &Tables,
    (api, client): (&Api, &Client),
    call: CallId,
    servers: &mut Vec<Server>,
) {
    let arguments = evaluator.module.call(call).arguments.clone();
    if let Some(argument) = client.options.and_then(|index| arguments.get(index)) {
        let options = evaluator.value(*argument);
        client.redirects.iter().for_each(|path| add(evaluator, api, &options, path, servers));
        for path in &client.proxies {
            let found = find(evaluator, &options, &path.0, KeyCase::Exact);
            for found in found {
                let hosts = named_hosts(evaluator, &found.value, "http", found.place);
                servers.extend(hosts.into_iter().map(|named| Server { named, moved: Moved::Request }));
            }
        }
        // A transport of another API: `createTransport(smtpTransport({ host }))`.
        for choice in options.choices() {
            let Value::Path(path) = &choice.value else { continue };
            let other = tables.mail.apis.iter().find(|other| other.has_transport(path));
            let row = other.and_then(|other| Some((other, other.client.iter().find(|row| row.is_transport(path))?)));
            if let Some(row) = row
                && let Some(call) = made_by(path, path.segments.len(), 0)
                && row.1.path_length() > 0
                && servers.len() < MOST_SERVERS
            {
                of_client(evaluator, tables, row, call, servers);
            }
        }
    }
    for index in &client.redirect_args {
        let Some(argument) = arguments.get(*index) else { continue };
        let value = evaluator.value(*argument);
        let span = evaluator.module.span(*argument);
        for choice in value.choices().into_iter().filter(|choice| !matches!(choice.value, Value::Object(_))) {
            add_value(evaluator, api, &choice.value, Some(span), servers);
        }
    }
    if !client.redirect_properties.is_empty()
        && let Some(written) = written_alone(&evaluator.finished(call))
    {
        client.redirect_properties.iter().for_each(|path| add(evaluator, api, &written, path, servers));
    }
}

/// Hosts of one send.
const MOST_SERVERS: usize = 8;

fn add(evaluator: &mut Evaluator<'_>, api: &Api, value: &Value, path: &ValuePath, servers: &mut Vec<Server>) {
    for found in find(evaluator, value, &path.0, KeyCase::Exact) {
        add_value(evaluator, api, &found.value, found.place, servers);
    }
}

fn add_value(
    evaluator: &mut Evaluator<'_>,
    api: &Api,
    value: &Value,
    place: Option<ByteSpan>,
    servers: &mut Vec<Server>,
) {
    let scheme = if is_service(api) { "https" } else { "smtp" };
    for named in named_hosts(evaluator, value, scheme, place) {
        let host = host_of(&url_text(&named.url));
        let moved = match is_service(api) && !is_of_service(api, &host) {
            true => Moved::Service,
            false => Moved::Mail,
        };
        if servers.len() < MOST_SERVERS {
            servers.push(Server { named, moved });
        }
    }
}

/// Whether an API is that of one service, and not one that talks to whatever server it is told.
fn is_service(api: &Api) -> bool {
    api.http.iter().any(|row| !row.recipients.is_empty())
}

/// Whether a host is one of the service's own: its domain is that of a row.
fn is_of_service(api: &Api, host: &str) -> bool {
    let domain = |host: &str| host.rsplit('.').take(2).map(str::to_owned).collect::<Vec<_>>();
    let host = domain(host);
    let fits = |row: &str| {
        let row = domain(row);
        row.len() == host.len() && row.iter().zip(&host).all(|(row, label)| row.starts_with('{') || row == label)
    };
    api.http.iter().map(|row| &row.host).chain(&api.hosts).any(|row| fits(row))
}

/// The last call among the last segments of a path, without those behind them.
fn made_by(path: &Path, length: usize, behind: usize) -> Option<CallId> {
    let segments = &path.segments;
    let (start, end) = (segments.len().checked_sub(length)?, segments.len().checked_sub(behind)?);
    calls_among(&segments[start..end]).next_back()
}
