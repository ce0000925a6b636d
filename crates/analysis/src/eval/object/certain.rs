//! Whether something that changes an object certainly has, where the object is seen.
//!
//! `message.bcc = undefined` in a helper takes away what the message had, if the helper is called. Where it only may be,
//! after a test, later, or with another object, the message is what it was or what it has become: otherwise a call that
//! never happens would hide what everybody sends.

use rustc_hash::FxHashMap;

use super::{Site, change::Change};
use crate::{
    eval::{BUDGET, Evaluator},
    ir::{CallId, Context, Expr, ExprId, FunctionId, Guard, GuardId},
};

/// Functions that are looked at between where an object is seen and the one that changes it.
pub(crate) const MOST_BETWEEN: usize = 16;

/// Loops around a change, and expressions of one, that are looked at.
pub(crate) const MOST_LOOPS_AROUND: usize = 32;
const MOST_IN_LOOP: usize = 4_096;

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
        let Context { function, at, in_loop, .. } = change.context;
        let seen_from = match (seen_from, site) {
            (None, Site::Parameter(function, _)) => Some((function, u32::MAX)),
            _ => seen_from,
        };
        let seen_at = seen_from.map_or(u32::MAX, |(_, at)| at);
        if !change.is_sure
            || module.may_be_skipped(at, seen_at)
            || (in_loop && self.may_have_no_round(site, change, seen_at))
        {
            return false;
        }
        let wanted = Wanted { site, given: change.given, seen_from };
        if self.is_home(wanted, function) || (seen_from.is_none() && change.is_own) {
            return true;
        }
        let place = change.action.values().first().copied();
        !self.may_leave_before(function, at) && self.is_called(function, place, wanted)
    }

    /// Whether the object is seen, or made, in a function or in one inside it.
    fn is_home(&self, wanted: Wanted, function: FunctionId) -> bool {
        match (wanted.seen_from, wanted.site) {
            (Some((home, _)), _) => self.module.enclosing(home).any(|outer| outer == function),
            (None, Site::Expr(made)) => {
                let (first, end) = self.module.function(function).exprs;
                (first..end).contains(&made.0)
            }
            (None, _) => true,
        }
    }

    /// Whether a change stands in a loop that goes round for something else than the object: it may not go round at all,
    /// or the object may be seen before it does.
    fn may_have_no_round(&self, site: Site, change: &Change, seen_at: u32) -> bool {
        let module = self.module;
        let Some(value) = change.action.values().first() else { return false };
        let before = module.loops.partition_point(|other| other.first <= *value);
        let around = module.loops[..before].iter().rev().take(MOST_LOOPS_AROUND).filter(|around| around.has(*value));
        let mut apart = around.filter(|around| !matches!(site, Site::Expr(made) if around.has(made)));
        apart.any(|around| {
            let spans = (around.first.0..around.end.0).map(|id| module.span(ExprId(id)));
            let end = spans.take(MOST_IN_LOOP).map(|span| span.end).max().unwrap_or(0);
            !(change.context.at < seen_at && seen_at < end)
        })
    }

    /// Whether the tests around something hold wherever there is such an object: each was made before it, and holds still.
    fn holds_where_made(&self, context: Context, site: Site) -> bool {
        let module = self.module;
        let mut guard = context.guard;
        while guard != GuardId::NONE {
            let Guard { outer, test, .. } = module.guards[guard.index()];
            let (first, end) = module.function(context.function).exprs;
            match site {
                Site::Expr(made) if test < made && (first..end).contains(&made.0) => guard = outer,
                _ => return false,
            }
        }
        true
    }

    /// Whether a function is certainly called, by where the object is seen or made or by a function that is.
    ///
    /// What stands at `place` in it is meant: behind something that is waited for only if the call is.
    fn is_called(&self, function: FunctionId, place: Option<ExprId>, wanted: Wanted) -> bool {
        let module = self.module;
        let seen_at = wanted.seen_from.map_or(u32::MAX, |(_, at)| at);
        let mut functions = vec![(function, place, false)];
        let mut next = 0;
        while let Some((function, place, is_behind)) = functions.get(next).copied() {
            next += 1;
            if module.function(function).is_generator {
                continue;
            }
            let waits = is_behind || self.waits_before(function, place);
            for caller in self.callers_of(function).iter().take(BUDGET.callers) {
                let context = module.call(caller.call).context;
                let is_meant = match wanted.given {
                    Some((given, index)) if given == function => caller
                        .argument(module, index)
                        .is_some_and(|argument| self.sites_of(argument).contains(&wanted.site)),
                    _ => true,
                };
                let is_waiting = waits && !self.is_waited_for(caller.call);
                // Who gives it back leaves it to its own callers to wait.
                let is_given_back = is_waiting && self.gives_back(context.function, caller.call);
                let is_certain = self.holds_where_made(context, wanted.site) && (!is_waiting || is_given_back);
                if !is_certain || !is_meant || module.may_be_skipped(context.at, seen_at) {
                    continue;
                }
                match wanted.seen_from {
                    Some((home, at)) if context.function == home && context.at >= at => {}
                    _ if !is_given_back && self.is_home(wanted, context.function) => return true,
                    _ if functions.len() < MOST_BETWEEN
                        && !functions.iter().any(|(other, ..)| *other == context.function) =>
                    {
                        functions.push((context.function, Some(module.call(caller.call).expr), is_given_back));
                    }
                    _ => {}
                }
            }
        }
        false
    }

    /// Whether a function waits for something before a place in it.
    fn waits_before(&self, function: FunctionId, place: Option<ExprId>) -> bool {
        let first = self.module.function(function).exprs.0;
        let before = place.map_or(first..first, |place| first..place.0);
        before.take(MOST_IN_LOOP).any(|id| matches!(self.module.expr(ExprId(id)), Expr::Await(_)))
    }

    /// Whether a function gives back what a call gives.
    fn gives_back(&self, function: FunctionId, call: CallId) -> bool {
        let made = self.module.call(call).expr;
        self.module
            .function(function)
            .returns
            .iter()
            .take(MOST_BETWEEN)
            .any(|value| self.named(*value) == self.named(made))
    }

    /// Whether what a call gives is waited for where it is called.
    fn is_waited_for(&self, call: CallId) -> bool {
        let made = self.module.call(call).expr;
        let behind = (made.0 + 1) as usize;
        matches!(self.module.exprs.get(behind), Some(Expr::Await(waited)) if *waited == made)
    }

    /// Whether a function may be left before a place in it.
    fn may_leave_before(&self, function: FunctionId, at: u32) -> bool {
        let first = self.first_exits.get_or_init(|| {
            let mut first = FxHashMap::default();
            for exit in &self.module.exits {
                let least = first.entry(exit.context.function).or_insert(exit.context.at);
                *least = exit.context.at.min(*least);
            }
            first
        });
        first.get(&function).is_some_and(|first| *first < at)
    }
}
