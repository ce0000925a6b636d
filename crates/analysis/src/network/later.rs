//! What is handed over after something was opened: written to a request, asked of a database, logged.

use std::collections::BTreeSet;

use super::{Client, content_of_file, paths_in};
use crate::{
    eval::Evaluator,
    ir::CallId,
    tables::{CallRow, Channel, Tables},
    value::{Path, Value},
};

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
        (index, channel, row): (usize, &Channel, &CallRow),
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
                later.add_way(evaluator, call);
            }
            later.extras = added(evaluator, channel, id, &client.path);
        }
        if row.opens() && channel.logs() {
            later.add_logged(evaluator, tables, (index, channel), id, row.is_of_own_logger());
        }
        later
    }

    fn add_bodies(&mut self, evaluator: &mut Evaluator<'_>, call: CallId, first: usize, count: usize) {
        let arguments = &evaluator.module.call(call).arguments;
        let added: Vec<_> = arguments.iter().skip(first).take(count).copied().collect();
        self.bodies.extend(added.into_iter().map(|argument| evaluator.value(argument)));
    }

    /// `client.from('table').insert(row)`: `insert`, and `from` on the way to it.
    fn add_way(&mut self, evaluator: &mut Evaluator<'_>, call: CallId) {
        self.by.calls.insert(call);
        for choice in evaluator.callee(call).choices() {
            if let Value::Path(path) = &choice.value {
                self.by.calls.extend(path.calls());
            }
        }
    }

    /// What is logged by loggers that have what was opened: `createLogger({ transports: [new Http({ host })] })`.
    fn add_logged(
        &mut self,
        evaluator: &mut Evaluator<'_>,
        tables: &Tables,
        (index, channel): (usize, &Channel),
        id: CallId,
        mut has_default: bool,
    ) {
        let mut calls: Vec<(CallId, Path, &CallRow)> = Vec::new();
        for call in evaluator.listed.clone() {
            for choice in evaluator.callee(call).choices() {
                let Value::Path(path) = &choice.value else { continue };
                let rows = tables.network.calls.find(path).into_iter().filter(|(other, _)| *other == index);
                calls.extend(rows.map(|(_, row)| (call, Path::clone(path), &channel.call[row])));
            }
        }
        let mut loggers = BTreeSet::from([id]);
        for (call, path, row) in calls.iter().filter(|(.., row)| row.gets_transport()) {
            let given = evaluator.values(&evaluator.module.call(*call).arguments);
            let is_it = |part: &Path| part.calls().next_back() == Some(id);
            if !given.iter().flat_map(paths_in).any(|part| is_it(&part)) {
                continue;
            }
            loggers.insert(*call);
            // `logger.add(new Http({ host }))`, or the logger that the module itself is.
            loggers.extend(path.calls().next_back());
            has_default |= row.is_of_own_logger() && path.calls().next().is_none();
        }
        let mut makers = BTreeSet::new();
        for (call, path, row) in calls.iter().filter(|(.., row)| row.is_logging()) {
            let is_its = match path.calls().next() {
                Some(_) => path.calls().any(|maker| loggers.contains(&maker)),
                None => has_default,
            };
            if is_its && self.by.calls.insert(*call) {
                self.add_bodies(evaluator, *call, row.payload_from.unwrap_or(0), usize::MAX);
                self.by.logging.push(*call);
                makers.extend(path.calls());
            }
        }
        // What `log.child({ request })` gives logs for itself.
        self.by.logging.retain(|call| !makers.contains(call));
    }
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
