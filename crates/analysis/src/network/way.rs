//! One call that asks several hosts.
//!
//! A function that is handed a host, and what to send there, sends to each host what its own caller gives.

use std::collections::BTreeSet;

use super::{Request, host_of};
use crate::{
    eval::{Evaluator, MOST_WAYS, Way},
    ir::CallId,
};

/// What a call sends on each way in which it is reached, if that tells hosts apart; all that it sends otherwise.
pub(super) fn by_way(
    evaluator: &mut Evaluator<'_>,
    id: CallId,
    requests: Vec<Request>,
    read: &mut dyn FnMut(&mut Evaluator<'_>) -> Vec<Request>,
) -> Vec<Request> {
    let known = hosts(&requests);
    if known.len() < 2 {
        return requests;
    }
    let Some(ways) = evaluator.by_ways(id, MOST_WAYS, read) else { return requests };
    let mut split: Vec<Request> = Vec::new();
    for (way, found) in ways {
        found.into_iter().for_each(|request| add(&mut split, &way, request));
    }
    // No host that the call may ask gets lost.
    if known.is_subset(&hosts(&split)) { split } else { requests }
}

/// Adds what is sent on a way. What goes to the same host from the same place is one request.
fn add(requests: &mut Vec<Request>, way: &Way, request: Request) {
    let is_same = |other: &&mut Request| {
        other.method == request.method
            && other.is_literal == request.is_literal
            && host_of(&other.url) == host_of(&request.url)
            && other.ways.iter().all(|other| other.function == way.function && other.guard == way.guard)
    };
    match requests.iter_mut().find(is_same) {
        Some(same) => {
            same.bodies.extend(request.bodies);
            same.extras.extend(request.extras);
            // The address may carry something too.
            same.extras.push(request.url_value);
            same.ways.push(way.clone());
        }
        None => requests.push(Request { ways: vec![way.clone()], ..request }),
    }
}

/// The hosts that are written in the code.
fn hosts(requests: &[Request]) -> BTreeSet<String> {
    requests.iter().filter(|request| request.is_literal).map(|request| host_of(&request.url)).collect()
}
