//! Whether something that changes an object certainly has, where the object is seen.
//!
//! `message.bcc = undefined` in a helper takes away what the message had, if the helper is called. Where it only may be,
//! after a test, later, or with another object, the message is what it was or what it has become: otherwise a call that
//! never happens would hide what everybody sends.

use super::{Site, change::Change};
use crate::{
    eval::{BUDGET, Evaluator},
    ir::{FunctionId, GuardId},
};

/// Calls from where an object is seen to the function that changes it.
pub(crate) const MOST_CALLS_BETWEEN: u32 = 4;

/// What is looked for: a call with that object, from where it is seen.
#[derive(Clone, Copy)]
struct Wanted {
    site: Site,
    given: Option<(FunctionId, u16)>,
    /// The function and the place; `None` for an object that has left its function.
    seen_from: Option<(FunctionId, u32)>,
}

impl Evaluator<'_> {
    /// Whether a change of an object at `site` has certainly happened, apart from the tests around it.
    pub(super) fn has_happened(&self, site: Site, change: &Change, seen_from: Option<(FunctionId, u32)>) -> bool {
        let module = self.module;
        let function = change.context.function;
        let seen_from = match (seen_from, site) {
            (None, Site::Parameter(function, _)) => Some((function, u32::MAX)),
            _ => seen_from,
        };
        let is_around = match seen_from {
            Some((home, _)) => module.enclosing(home).any(|outer| outer == function),
            None => change.given.is_none(),
        };
        if !change.is_sure || is_around {
            return change.is_sure;
        }
        let may_leave =
            module.exits.iter().any(|exit| exit.context.function == function && exit.context.at < change.context.at);
        !may_leave && self.is_called(function, Wanted { site, given: change.given, seen_from }, MOST_CALLS_BETWEEN)
    }

    /// Whether a function is certainly called.
    fn is_called(&self, function: FunctionId, wanted: Wanted, depth: u32) -> bool {
        let module = self.module;
        self.callers_of(function).iter().take(BUDGET.callers).any(|caller| {
            let context = module.call(caller.call).context;
            let is_meant = match wanted.given {
                Some((given, index)) if given == function => caller
                    .argument(module, index)
                    .is_some_and(|argument| self.sites_of(argument).contains(&wanted.site)),
                _ => true,
            };
            if context.guard != GuardId::NONE || !is_meant {
                return false;
            }
            match wanted.seen_from {
                None => true,
                Some((home, at)) if context.function == home => context.at < at,
                Some((home, _)) if module.enclosing(home).any(|outer| outer == context.function) => true,
                Some(_) => depth > 0 && self.is_called(context.function, wanted, depth - 1),
            }
        })
    }
}
