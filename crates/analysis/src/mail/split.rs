//! One call that sends several mails, one after the other.
//!
//! What a loop, or a function with several callers, sends to one recipient at a time is no mail to all of them.

use std::collections::BTreeSet;

use molehunt_model::Role;

use super::Send;
use crate::{
    eval::{Evaluator, MOST_WAYS},
    ir::CallId,
    message::{Entry, Who},
};

/// What a call sends on each way in which it is reached, if that tells recipients apart; all that it sends otherwise.
pub(super) fn by_way(
    evaluator: &mut Evaluator<'_>,
    id: CallId,
    sends: Vec<Send>,
    read: &mut dyn FnMut(&mut Evaluator<'_>) -> Vec<Send>,
) -> Vec<Send> {
    if !sends.iter().any(mixes_recipients) {
        return sends;
    }
    let Some(ways) = evaluator.by_ways(id, MOST_WAYS, read) else { return sends };
    let mut split = Vec::new();
    for (way, found) in ways {
        split.extend(found.into_iter().map(|send| Send { way: Some(way.clone()), ..send }));
    }
    // Nobody whom the call may write to gets lost.
    if known(&sends).is_subset(&known(&split)) { split } else { sends }
}

/// Whether somebody whom the code names seems to get the same mail as somebody whom it does not.
fn mixes_recipients(send: &Send) -> bool {
    let mut entries = visible(send);
    entries.clone().any(|entry| matches!(entry.who, Who::Known(_)))
        && entries.any(|entry| matches!(entry.who, Who::Value(_)))
}

fn visible(send: &Send) -> impl Iterator<Item = &Entry> + Clone {
    send.fields.iter().filter(|field| field.role == Role::To).flat_map(|field| &field.entries)
}

/// All the recipients whom the code names, with what they are.
fn known(sends: &[Send]) -> BTreeSet<(Role, &str)> {
    let fields = sends.iter().flat_map(|send| &send.fields);
    let entries = fields.flat_map(|field| field.entries.iter().map(|entry| (field.role, &entry.who)));
    let known = entries.filter_map(|(role, who)| match who {
        Who::Known(address) => Some((role, address.as_str())),
        Who::Value(_) => None,
    });
    known.collect()
}
