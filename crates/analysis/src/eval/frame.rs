//! Calls that are followed with their own arguments, and what parameters are: in such a call, and for all callers.

use std::{ops::Range, rc::Rc};

use rustc_hash::FxHashMap;

use crate::{
    Tables,
    ir::{Call, CallId, Expr, ExprId, FunctionId},
    need::Need,
    value::{Choice, List, Root, Segment, Value},
};

use super::{BUDGET, Caller, Evaluator, called::Ask, object::Made, proxy, recall::Recalled};

/// Lists of arguments that one call may have, as far as spread lists are one or the other.
const MOST_LISTS: usize = 8;

/// The lists of arguments that a call may have.
struct Lists {
    known: Vec<List>,
    /// Whether it may have another one as well, which is not known.
    is_open: bool,
}

/// Steps that following the calls of one function may take, beyond which they are no longer told apart.
pub(crate) const MOST_STEPS_OF_ONE: u32 = 250_000;

/// A call that is followed with its own arguments, apart from all other calls of the function.
pub(super) struct Frame {
    pub(super) function: FunctionId,
    /// The function's expressions.
    pub(super) exprs: Range<u32>,
    pub(super) arguments: Vec<Value>,
    /// The call whose arguments are evaluated when somebody asks, in the place of those.
    pub(super) call: Option<CallId>,
    pub(super) memo: FxHashMap<ExprId, Value>,
    /// The same of who is called.
    pub(super) called: FxHashMap<ExprId, Value>,
    /// What is made in it.
    pub(super) made: Made,
    /// What functions returned that stand in this one, or were given some that do.
    pub(super) recalled: Recalled,
    /// The depth at which it began.
    pub(super) begun: u32,
    /// For one round of a loop: what stands for its element, and the item of this round.
    pub(super) round: Option<(Rc<[ExprId]>, Value)>,
    /// Whether it is part of the way to a call that is read, rather than of what the call is given.
    pub(super) is_way: bool,
}

impl Frame {
    /// One in which nothing is known yet but what it stands for.
    pub(super) fn new(function: FunctionId, exprs: Range<u32>) -> Self {
        Self {
            function,
            exprs,
            arguments: Vec::new(),
            call: None,
            memo: FxHashMap::default(),
            called: FxHashMap::default(),
            made: Made::default(),
            recalled: Recalled::default(),
            begun: 0,
            round: None,
            is_way: false,
        }
    }
}

impl<'m> Evaluator<'m> {
    /// The innermost call of a function that is being followed.
    pub(super) fn frame_of(&self, function: FunctionId) -> Option<&Frame> {
        self.frames.iter().rev().find(|frame| frame.function == function)
    }

    /// What a function returns for these arguments.
    pub(super) fn returned(&mut self, function: FunctionId, arguments: Vec<Value>) -> Value {
        let module = self.module;
        let node = module.function(function);
        let is_followed = self.frame_of(function).is_some();
        // A function that calls itself is followed once; what it then gives is what it gives to anybody.
        let may_follow = self.may_follow(function);
        if self.follows_calls && !is_followed {
            self.needs.raise(Need::Frames, self.frames.len() + 1);
        }
        if !may_follow {
            // An entry is followed for nobody; everything else is cut short.
            if !self.entries.contains(&function) {
                self.cut(self.frame_of(function).map_or(0, |frame| frame.begun));
            }
            return self.returned_at_end(function);
        }
        let level = (self.asked == Ask::Whole).then(|| self.recall_level(function, &arguments));
        if let Some(level) = level
            && let Some(result) = self.recall(level, function, &arguments)
        {
            return result;
        }
        let (given, begun) = (level.map(|level| (level, arguments.clone())), self.steps);
        let before = self.under_way.look_for_cuts();
        let (first, end) = node.exprs;
        self.frames.push(Frame { arguments, begun: self.depth, ..Frame::new(function, first..end) });
        let result = self.returned_at_end(function);
        self.frames.pop();
        *self.followed.entry(function).or_default() += self.steps.saturating_sub(begun);
        let cuts = self.under_way.cuts_since(before, self.depth);
        if let Some((level, given)) = given {
            self.keep_recalled(level, function, given, &result, cuts);
        }
        result
    }

    /// Whether a call of the function can be followed with its own arguments.
    pub(super) fn may_follow(&self, function: FunctionId) -> bool {
        self.follows_calls
            && self.frames.len() < BUDGET.frames
            && !self.entries.contains(&function)
            && self.frame_of(function).is_none()
            && self.followed.get(&function).is_none_or(|steps| *steps < MOST_STEPS_OF_ONE)
    }

    /// The same for whoever asks only what is called: the arguments of the call are evaluated if that depends on them.
    pub(super) fn returned_by(&mut self, function: FunctionId, call: CallId) -> Value {
        if !self.may_follow(function) {
            return self.returned(function, Vec::new());
        }
        let (first, end) = self.module.function(function).exprs;
        self.frames.push(Frame { call: Some(call), begun: self.depth, ..Frame::new(function, first..end) });
        let result = self.returned_at_end(function);
        self.frames.pop();
        result
    }

    /// Whether the arguments of a call can be told apart before they are evaluated.
    pub(super) fn may_ask_later(&self, function: FunctionId, call: CallId) -> bool {
        let call = self.module.call(call);
        let (first, end) = self.module.function(function).exprs;
        let is_inside = (first..end).contains(&call.expr.0);
        !is_inside && call.arguments.iter().all(|argument| !matches!(self.module.expr(*argument), Expr::Spread(_)))
    }

    pub(super) fn returned_at_end(&mut self, function: FunctionId) -> Value {
        if self.module.function(function).is_generator {
            return self.as_whole(|evaluator| evaluator.yielded(function));
        }
        let returns = &self.module.function(function).returns;
        let choices = returns.iter().map(|value| Choice { value: self.seen_at_end(*value), condition: None });
        Value::one_of(choices, BUDGET.choices)
    }

    /// A value that leaves its function: what is written to it there counts, even where it has no name.
    pub(super) fn seen_at_end(&mut self, id: ExprId) -> Value {
        match self.module.expr(id) {
            Expr::Array(_) | Expr::Object(_) => self.at_site(id, None),
            // Who called it goes on writing to what it gave: `const all = known(given); all.push(one)`. Further inside,
            // each of the calls would look through all that the others write.
            Expr::Call(_) if self.frames.len() == 1 && self.asked == Ask::Whole && self.may_get_recipients(id) => {
                self.at_site(id, None)
            }
            _ => self.passed(id),
        }
    }

    /// The arguments of a call, those that are spread taken apart as far as they are known.
    pub(super) fn argument_values(&mut self, call: CallId) -> Vec<Value> {
        let module = self.module;
        let mut values = Vec::new();
        for argument in &module.call(call).arguments {
            let value = self.value(*argument);
            match (module.expr(*argument), value) {
                (Expr::Spread(_), Value::List(list)) if list.rest.is_empty() => {
                    values.extend(list.items.iter().cloned())
                }
                (_, value) => values.push(value),
            }
        }
        values
    }

    /// What a function listens to, or is called back by, which is its `this`:
    /// `socket.on('connect', function () { this.write(…) })`.
    pub(super) fn listened_to(&self, function: FunctionId) -> Option<ExprId> {
        let (call, _) = self.callback_of(function)?;
        let language = &Tables::embedded().language;
        let Call { expr, callee, .. } = self.module.call(call);
        match self.module.expr(*callee) {
            Expr::Member(object, method) if language.listening_methods.contains(&**method) => Some(*object),
            _ => self
                .module
                .called_name(*callee)
                .filter(|name| language.answering_functions.contains(&***name))
                .map(|_| *expr),
        }
    }

    /// What a function gets as a parameter: of the call that is followed, of its callers, or not known.
    pub(super) fn parameter(&mut self, function: FunctionId, index: u16) -> Value {
        let own = Value::path(Root::Parameter(function, index));
        if self.entries.contains(&function) {
            return own;
        }
        if let Some(frame) = self.frame_of(function) {
            return match frame.call {
                Some(call) => match self.module.call(call).arguments.get(usize::from(index)) {
                    Some(argument) => self.passed(*argument),
                    None => Value::Undefined,
                },
                None => frame.arguments.get(usize::from(index)).cloned().unwrap_or(Value::Undefined),
            };
        }
        if let (Some(target), 0) = (self.targets.get(&function), index) {
            return self.passed(*target);
        }
        if index == proxy::NAME && self.targets.contains_key(&function) {
            return self.asked_name(function);
        }
        if let Some((call, position)) = self.callback_of(function)
            && let Some(value) = self.callback_parameter(function, call, position, index)
        {
            return value;
        }
        let callers = self.callers_of(function);
        self.needs.raise(Need::Callers, callers.len());
        if callers.is_empty() || callers.len() > BUDGET.callers {
            return own;
        }
        let arguments: Vec<(Caller, Option<ExprId>)> =
            callers.iter().map(|caller| (*caller, caller.argument(self.module, index))).collect();
        let own = self.escaped.contains(&function).then_some(own);
        let given = arguments.into_iter().map(|(caller, argument)| match argument {
            Some(argument) if caller.inside.is_some() => {
                let value = self.value(argument);
                caller.given(value)
            }
            Some(argument) => self.passed(argument),
            None if caller.is_hidden(self.module, index) => self.spread_argument(caller, function, index),
            None => Value::Undefined,
        });
        Value::one_of(own.into_iter().chain(given).map(|value| Choice { value, condition: None }), BUDGET.choices)
    }

    /// What a function gets as a parameter of a caller that spreads a list: `send(...given)`.
    fn spread_argument(&mut self, caller: Caller, function: FunctionId, index: u16) -> Value {
        let lists = self.argument_lists(caller.call);
        // Where nothing is known, what the list holds says no more than other callers do.
        if lists.known.is_empty() && self.follows_calls {
            return Value::Undefined;
        }
        let position = caller.position(index);
        let own = lists.is_open.then(|| Value::path(Root::Parameter(function, index)));
        let mut values: Vec<Value> = own.into_iter().collect();
        for list in lists.known {
            values.push(match list.items.get(position) {
                Some(item) => item.clone(),
                None => self.element(&List { items: Vec::new(), rest: list.rest }.into()),
            });
        }
        Value::one_of(values.into_iter().map(|value| Choice { value, condition: None }), BUDGET.choices)
    }

    /// The arguments of a call, one list for each that may be spread in it. What stands behind a list that is not known is
    /// among the rest, wherever it is.
    fn argument_lists(&mut self, call: CallId) -> Lists {
        let module = self.module;
        let mut lists = Lists { known: vec![List::default()], is_open: false };
        for argument in &module.call(call).arguments {
            let value = self.value(*argument);
            if !matches!(module.expr(*argument), Expr::Spread(_)) {
                for list in &mut lists.known {
                    match list.rest.is_empty() {
                        true => list.items.push(value.clone()),
                        false => list.rest.push(List { items: vec![value.clone()], rest: Vec::new() }.into()),
                    }
                }
                continue;
            }
            let mut longer: Vec<List> = Vec::new();
            for choice in value.choices() {
                if longer.len() + lists.known.len() > MOST_LISTS {
                    lists.is_open = true;
                    break;
                }
                longer.extend(lists.known.iter().map(|list| {
                    let mut list = list.clone();
                    match &choice.value {
                        Value::List(more) if list.rest.is_empty() => {
                            list.items.extend(more.items.iter().cloned());
                            list.rest.extend(more.rest.iter().cloned());
                        }
                        other => list.rest.push(other.clone()),
                    }
                    list
                }));
            }
            lists.known = longer;
        }
        // All that one says is that something is given.
        let says_nothing = |list: &List| {
            list.items.is_empty()
                && !list.rest.is_empty()
                && !list.rest.iter().any(|rest| matches!(rest, Value::List(_)))
        };
        lists.is_open |= lists.known.iter().any(says_nothing);
        lists.known.retain(|list| !says_nothing(list));
        lists
    }

    /// All arguments from a position on.
    pub(super) fn rest_parameter(&mut self, function: FunctionId, index: u16) -> Value {
        if let Some(frame) = self.frame_of(function) {
            if let Some(call) = frame.call {
                let items = self.as_whole(|evaluator| evaluator.argument_values(call));
                return List { items: items.into_iter().skip(usize::from(index)).collect(), rest: Vec::new() }.into();
            }
            let items = frame.arguments.iter().skip(usize::from(index)).cloned().collect();
            return List { items, rest: Vec::new() }.into();
        }
        let own = match Value::path(Root::Parameter(function, index)) {
            Value::Path(path) => Value::extend(&path, Segment::Any),
            other => other,
        };
        let callers = self.callers_of(function).to_vec();
        self.needs.raise(Need::Callers, callers.len());
        let is_known = !callers.is_empty() && callers.len() <= BUDGET.callers;
        if !is_known || self.entries.contains(&function) || !self.follows_calls {
            return own;
        }
        let is_escaped = self.escaped.contains(&function);
        // What merges all of them into the first, for anybody, is told by each call of it: `extend(target, ...sources)`.
        let returns = &self.module.function(function).returns;
        if is_escaped && returns.iter().any(|value| self.is_first_parameter(*value, function)) {
            return own;
        }
        let mut is_open = is_escaped;
        let mut given: Vec<Value> = Vec::new();
        for caller in callers {
            let lists = self.argument_lists(caller.call);
            is_open |= lists.is_open;
            given.extend(lists.known.into_iter().map(|list| {
                let items = list.items.into_iter().skip(caller.position(index)).collect();
                List { items, rest: list.rest }.into()
            }));
        }
        let own = is_open.then_some(own);
        Value::one_of(own.into_iter().chain(given).map(|value| Choice { value, condition: None }), BUDGET.choices)
    }

    /// What a library function hands to its callback.
    fn callback_parameter(&mut self, function: FunctionId, call: CallId, position: usize, index: u16) -> Option<Value> {
        let call = self.module.call(call);
        let (object, method) = match self.module.expr(call.callee) {
            Expr::Member(object, method) => (*object, method.clone()),
            // `__awaiter(this, [argument], void 0, function (argument) { … })`
            Expr::Name(..) if position == 3 => {
                let name = self.module.helper_name(call.callee)?;
                let list =
                    call.arguments.get(1).filter(|_| Tables::embedded().language.awaiting_helpers.contains(&**name))?;
                let list = self.value(*list);
                return match list {
                    Value::List(list) => Some(list.items.get(usize::from(index)).cloned().unwrap_or(Value::Undefined)),
                    _ => None,
                };
            }
            _ => return None,
        };
        match (&*method, position, index) {
            ("map" | "forEach" | "filter" | "flatMap" | "find" | "some" | "every", 0, 0)
            | ("reduce" | "reduceRight", 0, 1) => {
                let over = self.passed(object);
                Some(self.element(&over))
            }
            ("reduce" | "reduceRight", 0, 0) => self.accumulated(function, object, call.arguments.get(1).copied()),
            ("forEach", 0, 1) => self.key_of_map(object),
            ("then", 0, 0) => Some(self.passed(object)),
            _ => None,
        }
    }

    /// Whether something is what a function gets first, as it is.
    pub(super) fn is_first_parameter(&self, id: ExprId, function: FunctionId) -> bool {
        matches!(self.module.expr(self.named(id)), Expr::Parameter(owner, 0) if *owner == function)
    }

    /// What a callback of `reduce` gets first: what it begins with, or what the round before made of that.
    fn accumulated(&mut self, callback: FunctionId, over: ExprId, first: Option<ExprId>) -> Option<Value> {
        let returns = &self.module.function(callback).returns;
        // What is handed on as it is, is what there was at first, with what is written to it.
        let is_new = |value: &&ExprId| !self.is_first_parameter(**value, callback);
        let made: Vec<ExprId> = returns.iter().filter(is_new).copied().collect();
        if made.is_empty() {
            return None;
        }
        let first = match first {
            Some(first) => self.passed(first),
            None => {
                let over = self.passed(over);
                self.element(&over)
            }
        };
        let made = made.into_iter().map(|value| self.passed(value)).collect::<Vec<_>>();
        let choices = std::iter::once(first).chain(made).map(|value| Choice { value, condition: None });
        Some(Value::one_of(choices, BUDGET.choices))
    }
}
