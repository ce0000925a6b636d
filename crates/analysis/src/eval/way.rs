//! The ways in which a call is reached: the rounds of the loops around it, and the callers of its function.
//!
//! Two mails that one call sends, one after the other, are not one mail to both recipients.
//! Where that matters a call is read once for each way, with what is known on it.

use std::{ops::Range, rc::Rc};

use super::{BUDGET, Caller, Evaluator, Frame, round::NO_FUNCTION};
use crate::{
    ir::{CallId, ClassId, Expr, ExprId, FunctionId, GuardId, Loop},
    value::{Choice, Condition, Path, Root, Value},
};

/// Ways to one call that sends a mail, and to all such calls of a graph together.
pub(crate) const MOST_WAYS: Most = Most { each: 16, in_all: 400 };
/// Ways to one call that declares a tool, and to all such calls: a server has many tools, and little is read of each.
pub(crate) const MOST_TOOL_WAYS: Most = Most { each: 256, in_all: 1_024 };
/// Loops and functions around a call that are looked at.
const MOST_AROUND: usize = 32;

/// How many ways are gone.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Most {
    each: usize,
    in_all: usize,
}

/// One way in which a call is reached.
#[derive(Debug, Clone)]
pub(crate) struct Way {
    /// Where the outermost call stands that is known to lead to it.
    pub(crate) function: FunctionId,
    pub(crate) guard: GuardId,
    /// The calls that lead to it.
    calls: Vec<CallId>,
    /// Which of several lists a loop goes through on it: of two, only one is gone through.
    alternatives: Vec<(ExprId, usize)>,
}

impl Way {
    /// Whether a function is called by that call on it; of functions that are not followed, every call may be meant.
    pub(crate) fn goes_by(&self, evaluator: &Evaluator<'_>, function: FunctionId, call: CallId) -> bool {
        let is_followed = |caller: &Caller| self.calls.contains(&caller.call);
        self.calls.contains(&call) || !evaluator.callers_of(function).iter().any(is_followed)
    }

    /// Whether both can be gone in one run.
    pub(crate) fn goes_with(&self, other: &Self) -> bool {
        let contradicts = |(over, index): &(ExprId, usize)| {
            other.alternatives.iter().any(|(other, other_index)| other == over && other_index != index)
        };
        !self.alternatives.iter().any(contradicts)
    }
}

/// Something around a call that decides how often, or for whom, it is made.
#[derive(Debug, Clone)]
enum Turn {
    /// A round of a loop over a list.
    Round { over: ExprId, elements: Rc<[ExprId]>, exprs: Range<u32> },
    /// A call of a callback by a method of a list.
    Callback { function: FunctionId, over: ExprId },
    /// A call of the function.
    Call { function: FunctionId, caller: Caller },
    /// A call by somebody else.
    Unknown { function: FunctionId },
}

/// The turns that lead to a call, innermost first, and where the outermost stands.
#[derive(Debug, Clone)]
struct Road {
    turns: Vec<Turn>,
    at: ExprId,
    function: FunctionId,
    guard: GuardId,
}

/// A road with one more turn that leads to the same place.
fn with_turn(road: &Road, turn: Turn) -> Road {
    Road { turns: road.turns.iter().cloned().chain([turn]).collect(), ..road.clone() }
}

/// What was read on each way.
struct Gone<T> {
    found: Vec<(Way, Vec<T>)>,
    alternatives: Vec<(ExprId, usize)>,
    most: Most,
}

impl Evaluator<'_> {
    /// Does something once for each way in which a call is reached; `None` where there is but one, or too many.
    pub(crate) fn by_ways<T>(
        &mut self,
        call: CallId,
        most: Most,
        act: &mut dyn FnMut(&mut Self) -> Vec<T>,
    ) -> Option<Vec<(Way, Vec<T>)>> {
        if !self.follows_calls || !self.frames.is_empty() {
            return None;
        }
        let roads = self.roads(call, most.each)?;
        let mut gone = Gone { found: Vec::new(), alternatives: Vec::new(), most };
        for road in &roads {
            self.go(road, &road.turns, act, &mut gone)?;
        }
        (gone.found.len() > 1).then_some(gone.found)
    }

    /// The roads to a call from outside.
    fn roads(&mut self, call: CallId, most: usize) -> Option<Vec<Road>> {
        let node = self.module.call(call);
        let (function, guard) = (node.context.function, node.context.guard);
        let mut open = vec![Road { turns: Vec::new(), at: node.expr, function, guard }];
        let mut roads = Vec::new();
        while let Some(mut road) = open.pop() {
            self.add_rounds(&mut road);
            let function = road.function;
            let is_followed = |turn: &Turn| matches!(turn, Turn::Call { function: other, .. } if *other == function);
            let is_end = self.entries.contains(&function)
                || road.turns.iter().any(is_followed)
                || road.turns.len() + 2 >= BUDGET.frames;
            let next = if is_end { Vec::new() } else { self.further(&road) };
            match next.is_empty() {
                true => roads.push(road),
                false => open.extend(next),
            }
            if open.len() + roads.len() > most {
                return None;
            }
        }
        Some(roads)
    }

    /// Adds the loops of the road's function in which it stands.
    fn add_rounds(&mut self, road: &mut Road) {
        let module = self.module;
        let function = module.function(road.function).exprs;
        let before = module.loops.partition_point(|other| other.first <= road.at);
        for around in module.loops[..before].iter().rev().take(MOST_AROUND) {
            if around.first.0 >= function.0
                && around.has(road.at)
                && road.turns.len() + 2 < BUDGET.frames
                && let Some((over, elements)) = self.elements_of(*around)
            {
                road.turns.push(Turn::Round { over, elements, exprs: around.first.0..around.end.0 });
            }
        }
    }

    /// What a loop goes through, and what stands for its element:
    /// of a loop that counts, `list[index]`; of one that empties a queue, `list.shift()`.
    fn elements_of(&mut self, around: Loop) -> Option<(ExprId, Rc<[ExprId]>)> {
        let module = self.module;
        let element = match module.expr(around.first) {
            Expr::Element(over) => Some((*over, Rc::from([around.first]))),
            _ => None,
        };
        // One that goes through keys is one through what they are the keys of, where that is looked up.
        if let Some((over, _)) = &element
            && !self.is_list_of_keys(*over)
        {
            return element;
        }
        self.steps += (around.end.0 - around.first.0) / 8;
        let list_of = |id: ExprId| match module.expr(id) {
            Expr::Index(list, key) => match module.expr(*key) {
                Expr::Name(binding, _) => {
                    let definitions = &module.bindings[binding.index()].definitions;
                    definitions.iter().any(|definition| around.has(definition.value)).then_some(*list)
                }
                _ => None,
            },
            Expr::Call(call) => match module.expr(module.call(*call).callee) {
                Expr::Member(list, method) if matches!(&**method, "shift" | "pop") => Some(*list),
                _ => None,
            },
            _ => None,
        };
        let ids = (around.first.0..around.end.0).map(ExprId);
        let Some(over) = ids.clone().find_map(list_of) else { return element };
        let is_same = |id: &ExprId| list_of(*id).is_some_and(|list| self.named(list) == self.named(over));
        Some((over, ids.filter(is_same).collect()))
    }

    /// Whether something is `Object.keys(object)`, as of every loop that goes through the keys of an object.
    fn is_list_of_keys(&self, id: ExprId) -> bool {
        let Expr::Call(call) = self.module.expr(id) else { return false };
        self.module.method_of_object(self.module.call(*call).callee) == Some("keys")
    }

    /// The roads that lead on from where a road ends: by each of the callers of its function.
    fn further(&self, road: &Road) -> Vec<Road> {
        let module = self.module;
        let function = road.function;
        let node = module.function(function);
        let to_call = |turn: Turn, call: CallId| {
            let call = module.call(call);
            let turns = road.turns.iter().cloned().chain([turn]).collect();
            Road { turns, at: call.expr, function: call.context.function, guard: call.context.guard }
        };
        let mut roads = Vec::new();
        for index in 0..=1 {
            if let (Some(over), Some((call, _))) = (self.list_of_callback(function, index), self.callback_of(function))
            {
                roads.push(to_call(Turn::Callback { function, over }, call));
            }
        }
        let callers = self.callers_of(function);
        if callers.len() <= BUDGET.callers {
            for caller in callers {
                let road = to_call(Turn::Call { function, caller: *caller }, caller.call);
                match self.makers(&road, function, Some(caller.call)) {
                    Some(makers) => roads.extend(makers.into_iter().map(|turn| with_turn(&road, turn))),
                    None => roads.push(road),
                }
            }
        }
        if roads.is_empty() {
            if let Some(makers) = self.makers(road, function, None) {
                return makers.into_iter().map(|turn| with_turn(road, turn)).collect();
            }
            // A function inside another one, which somebody calls in time.
            return node
                .parent
                .map(|parent| Road { at: ExprId(node.exprs.0), function: parent, ..road.clone() })
                .into_iter()
                .collect();
        }
        if self.escaped.contains(&function) {
            let turns = road.turns.iter().cloned().chain([Turn::Unknown { function }]).collect();
            roads.push(Road { turns, at: ExprId(0), function: FunctionId::MODULE, ..road.clone() });
        }
        roads
    }

    /// The calls that made the object whose method a function is, where there are several that differ in what they are
    /// given: what one of them put into the object goes with no other. `call` is how the method is called.
    fn makers(&self, road: &Road, method: FunctionId, call: Option<CallId>) -> Option<Vec<Turn>> {
        let module = self.module;
        let class = module.function(method).class?;
        let function = module.classes[class.index()].constructor.filter(|constructor| *constructor != method)?;
        let is_known = |turn: &Turn| matches!(turn, Turn::Call { function: other, .. } if *other == function);
        let callers = self.callers_of(function);
        if !(2..=BUDGET.callers).contains(&callers.len()) || road.turns.iter().any(is_known) {
            return None;
        }
        let made_by = call.and_then(|call| match module.expr(module.call(call).callee) {
            Expr::Member(object, _) => Some(module.expr(self.named(*object))),
            _ => None,
        });
        let is_maker = |caller: &&Caller| match made_by {
            Some(Expr::Call(maker)) => *maker == caller.call,
            _ => true,
        };
        // One method that calls another is asked how it is called itself.
        if matches!(made_by, Some(Expr::This(_) | Expr::Super(_))) {
            return None;
        }
        let turn = |caller: &Caller| Turn::Call { function, caller: *caller };
        let mut makers: Vec<Turn> = callers.iter().filter(is_maker).map(turn).collect();
        if makers.is_empty() {
            makers = callers.iter().map(turn).collect();
        }
        Some(makers)
    }

    /// Goes the turns of a road that are left, from the outermost on; `None` where there are too many ways.
    fn go<T>(
        &mut self,
        road: &Road,
        turns: &[Turn],
        act: &mut dyn FnMut(&mut Self) -> Vec<T>,
        gone: &mut Gone<T>,
    ) -> Option<()> {
        let Some((turn, inner)) = turns.split_last() else {
            self.ways += 1;
            if gone.found.len() >= gone.most.each || self.ways > gone.most.in_all {
                return None;
            }
            let calls = road.turns.iter().filter_map(|turn| match turn {
                Turn::Call { caller, .. } => Some(caller.call),
                _ => None,
            });
            let (function, guard, calls) = (road.function, road.guard, calls.collect());
            let way = Way { function, guard, calls, alternatives: gone.alternatives.clone() };
            let found = act(self);
            gone.found.push((way, found));
            return Some(());
        };
        let module = self.module;
        match turn {
            Turn::Round { over, .. } | Turn::Callback { over, .. } => {
                let is_map = self.is_map_value(*over);
                for (alternative, item) in self.items_of(*over, gone.most.each)? {
                    let known = gone.alternatives.len();
                    gone.alternatives.extend(alternative.map(|index| (*over, index)));
                    let frame = match turn {
                        Turn::Callback { function, .. } => {
                            let arguments = self.callback_arguments(*function, item, None, is_map);
                            self.frame_for(*function, arguments)
                        }
                        Turn::Round { elements, exprs, .. } => Frame {
                            round: Some((Rc::clone(elements), item)),
                            is_way: true,
                            ..Frame::new(NO_FUNCTION, exprs.clone())
                        },
                        Turn::Call { .. } | Turn::Unknown { .. } => continue,
                    };
                    self.inside(frame, |evaluator| evaluator.go(road, inner, act, gone))?;
                    gone.alternatives.truncate(known);
                }
                Some(())
            }
            Turn::Call { function, caller } => {
                let frame = self.frame_of_caller(*function, *caller);
                let frame = Frame { is_way: true, ..frame };
                self.inside(frame, |evaluator| evaluator.go(road, inner, act, gone))
            }
            Turn::Unknown { function } => {
                let count = module.function(*function).parameter_names.len() as u16;
                let own =
                    |index| Value::Path(Path { root: Root::Parameter(*function, index), segments: Vec::new() }.into());
                let frame = self.frame_for(*function, (0..count).map(own).collect());
                self.inside(frame, |evaluator| evaluator.go(road, inner, act, gone))
            }
        }
    }

    /// A frame with what a function is given by a caller.
    pub(super) fn frame_of_caller(&mut self, function: FunctionId, caller: Caller) -> Frame {
        let values = self.argument_values(caller.call);
        let given = values.into_iter().skip(usize::from(caller.skipped));
        let arguments = given.map(|value| caller.given(value)).collect();
        Frame { is_way: false, ..self.frame_for(function, arguments) }
    }

    /// A frame in which nothing is given, with room for so many arguments.
    pub(super) fn frame_of_none(&self, function: FunctionId, count: u16) -> Frame {
        self.frame_for(function, vec![Value::Undefined; usize::from(count)])
    }

    fn frame_for(&self, function: FunctionId, arguments: Vec<Value>) -> Frame {
        let (first, end) = self.module.function(function).exprs;
        Frame { arguments, is_way: true, ..Frame::new(function, first..end) }
    }

    /// Does something in a frame.
    fn inside<R>(&mut self, frame: Frame, act: impl FnOnce(&mut Self) -> R) -> R {
        self.apart(|evaluator| {
            evaluator.frames.push(frame);
            let result = act(evaluator);
            evaluator.frames.pop();
            result
        })
    }

    /// Does something as if each instance of a class were one of a class that extends it.
    pub(crate) fn as_instance<R>(&mut self, base: ClassId, class: ClassId, act: impl FnOnce(&mut Self) -> R) -> R {
        self.apart(|evaluator| {
            let outer = evaluator.instance.replace((base, class));
            let result = act(evaluator);
            evaluator.instance = outer;
            result
        })
    }

    /// Does something with values of its own: what is evaluated there holds nowhere else, also for what stands outside.
    fn apart<R>(&mut self, act: impl FnOnce(&mut Self) -> R) -> R {
        let memo = (std::mem::take(&mut self.memo), std::mem::take(&mut self.calls));
        let recalled = std::mem::take(&mut self.recalled);
        let made = self.writes.set_aside();
        let result = act(self);
        (self.memo, self.calls) = memo;
        self.recalled = recalled;
        self.writes.put_back(made);
        result
    }

    /// All that an element can be, each with the list it is from where that is one of several; `None` if too many.
    fn items_of(&mut self, over: ExprId, most: usize) -> Option<Vec<(Option<usize>, Value)>> {
        let value = self.iterated(over);
        let mut items = Vec::new();
        match &value {
            Value::OneOf(choices) => {
                for (index, choice) in choices.iter().enumerate() {
                    self.add_items(&choice.value, choice.condition, Some(index), most, &mut items);
                }
            }
            value => self.add_items(value, None, None, most, &mut items),
        }
        (items.len() <= most).then_some(items)
    }

    fn add_items(
        &mut self,
        over: &Value,
        condition: Option<Condition>,
        alternative: Option<usize>,
        most: usize,
        items: &mut Vec<(Option<usize>, Value)>,
    ) {
        let values = match over {
            Value::List(list) if list.items.len() <= most => {
                let rest: Vec<Value> = list.rest.iter().map(|rest| self.element(rest)).collect();
                list.items.iter().cloned().chain(rest).collect()
            }
            Value::Null | Value::Undefined => Vec::new(),
            other => vec![self.element(other)],
        };
        items.extend(values.into_iter().map(|value| {
            let value = match condition {
                Some(_) => Value::one_of(vec![Choice { value, condition }], BUDGET.choices),
                None => value,
            };
            (alternative, value)
        }));
    }
}
