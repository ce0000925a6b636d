//! What is handed over after something was opened: written to a request, asked of a database, logged.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashMap;

use super::{Client, calls_in, content_of_file, paths_in};
use crate::{
    eval::Evaluator,
    ir::CallId,
    tables::{CallRow, Channel, Tables},
    value::{Path, Segment, Value},
};

/// Calls that log to what one call opens; what others log is not asked for.
pub(crate) const MOST_LOGGED: usize = 256;

/// What is handed over later.
#[derive(Debug, Default)]
pub(super) struct Later {
    pub(super) bodies: Vec<Value>,
    pub(super) extras: Vec<Value>,
    pub(super) by: HandedLater,
}

/// By which calls something is handed over later.
#[derive(Debug, Clone, Default)]
pub(crate) struct HandedLater {
    /// Those that hand it over, and those between them and what was opened.
    pub(crate) calls: BTreeSet<CallId>,
    /// Those of them that log it.
    pub(crate) logging: Vec<CallId>,
}

impl Later {
    /// What is handed to what a call of a channel opens.
    pub(super) fn of(
        evaluator: &mut Evaluator<'_>,
        tables: &Tables,
        (channel, row): (&Channel, &CallRow),
        id: CallId,
        client: &Client,
    ) -> Self {
        let mut later = Self::default();
        // Most channels have no such methods.
        if channel.adds_payload() {
            for (method, call) in evaluator.methods_called_on(id) {
                let Some(adds) = channel.adding(&method).next() else { continue };
                // The first argument, or all from one on.
                let count = if adds.payload_from.is_some() { usize::MAX } else { 1 };
                later.add_bodies(evaluator, call, adds.payload_from.unwrap_or(0), count);
                later.by.calls.insert(call);
                later.by.calls.extend(calls_before(evaluator, call));
            }
            later.extras = added(evaluator, channel, id, &client.path);
        }
        if row.opens() && channel.logs() {
            let logged = evaluator.logged_to(|evaluator| logged_to(evaluator, tables));
            let calls = logged.get(&id).map_or(&[][..], Vec::as_slice);
            let mut makers = BTreeSet::new();
            for call in calls {
                later.add_bodies(evaluator, *call, 0, usize::MAX);
                later.by.calls.insert(*call);
                makers.extend(calls_before(evaluator, *call));
            }
            // What `log.child({ request })` gives logs for itself.
            later.by.logging.extend(calls.iter().filter(|call| !makers.contains(call)));
        }
        later
    }

    fn add_bodies(&mut self, evaluator: &mut Evaluator<'_>, call: CallId, first: usize, count: usize) {
        let arguments = &evaluator.module.call(call).arguments;
        let added: Vec<_> = arguments.iter().skip(first).take(count).copied().collect();
        self.bodies.extend(added.into_iter().map(|argument| evaluator.value(argument)));
    }
}

/// The calls on the way to what a call calls: of `client.from('table').insert(row)`, `from`.
fn calls_before(evaluator: &mut Evaluator<'_>, call: CallId) -> Vec<CallId> {
    calls_in(&[evaluator.callee(call)])
}

/// The calls by which something is logged to what each call of a channel opens:
/// `createLogger({ transports: [new Http({ host })] }).info(line)`.
fn logged_to(evaluator: &mut Evaluator<'_>, tables: &Tables) -> FxHashMap<CallId, Vec<CallId>> {
    // Who has what was opened: calls that made a logger, or the module itself.
    let mut loggers: BTreeMap<CallId, BTreeSet<Option<CallId>>> = BTreeMap::new();
    let mut logging: BTreeMap<Option<CallId>, Vec<CallId>> = BTreeMap::new();
    for call in evaluator.listed.clone() {
        for choice in evaluator.callee(call).choices() {
            let Value::Path(path) = &choice.value else { continue };
            let mut path = Path::clone(path);
            if evaluator.module.call(call).is_new {
                path.segments.push(Segment::New(call));
            }
            for (index, row) in tables.network.calls.find(&path) {
                let channel = &tables.network.channels[index];
                let row = &channel.call[row];
                let before: Vec<CallId> = path.calls().filter(|maker| *maker != call).collect();
                if row.opens() && channel.logs() {
                    let own = row.is_of_own_logger().then_some(None);
                    loggers.entry(call).or_default().extend([Some(call)].into_iter().chain(own));
                } else if row.gets_transport() {
                    // `logger.add(new Http({ host }))`, or the logger that the module itself is.
                    let own = (row.is_of_own_logger() && before.is_empty()).then_some(None);
                    let getting: Vec<_> =
                        [Some(call), before.last().copied()].into_iter().flatten().map(Some).chain(own).collect();
                    let given = evaluator.values(&evaluator.module.call(call).arguments);
                    for opened in given.iter().flat_map(paths_in).filter_map(|part| part.calls().next_back()) {
                        loggers.entry(opened).or_default().extend(getting.iter().copied());
                    }
                } else if row.is_logging() {
                    let by = if before.is_empty() { vec![None] } else { before.iter().copied().map(Some).collect() };
                    by.into_iter().for_each(|logger| logging.entry(logger).or_default().push(call));
                }
            }
        }
    }
    let logged = |loggers: BTreeSet<Option<CallId>>| {
        let calls = loggers.iter().filter_map(|logger| logging.get(logger)).flatten();
        let calls: BTreeSet<CallId> = calls.copied().take(MOST_LOGGED).collect();
        calls.into_iter().collect()
    };
    loggers.into_iter().map(|(opened, loggers)| (opened, logged(loggers))).collect()
}

/// What is added to a request later on by methods that send nowhere by themselves: headers, and what is written
/// to the object that was opened, as `xhr.send(body)` after `xhr.open('POST', url)`.
fn added(evaluator: &mut Evaluator<'_>, channel: &Channel, id: CallId, client: &Path) -> Vec<Value> {
    let maker = client.calls().next_back();
    let mut added = Vec::new();
    if !channel.only_adds() {
        return added;
    }
    for receiver in [Some(id), maker.filter(|maker| *maker != id)].into_iter().flatten() {
        for (method, call) in evaluator.methods_called_on(receiver) {
            let rows = channel.adding(&method).filter(|row| row.only_adds());
            for place in rows.flat_map(|row| &row.payload) {
                let index = place.argument();
                if let Some(argument) = index.and_then(|at| evaluator.module.call(call).arguments.get(at)).copied() {
                    added.push(evaluator.value(argument));
                    added.extend(content_of_file(place, call));
                }
            }
        }
    }
    added
}
