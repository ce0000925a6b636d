//! What functions returned, kept for the next call with the same arguments.
//!
//! Followed with its own arguments, a helper of a large bundle is evaluated anew for each of thousands of calls,
//! most of which give it the same. What it returned can be taken again where nothing else decides it.
//! A call that is being followed and reaches into it, from around the function or by a function among the arguments,
//! decides it too; so the result is kept with the innermost of these calls, and is gone with it.
//! What depended on itself within the call does so whoever makes it. What was cut short because something that was being
//! computed before depends on it, or because of a limit, is so only as long as that is being computed: so long the result
//! is kept, since functions that call each other would be followed along every way through them otherwise.

use rustc_hash::FxHashMap;

use super::Evaluator;
use crate::{
    ir::FunctionId,
    value::{Choice, List, Object, Text, Value},
};

/// Values that are looked at in the arguments of one call; larger ones are not compared.
pub(crate) const MOST_COMPARED: usize = 256;

/// Calls of one function that are kept.
pub(crate) const MOST_KEPT: usize = 16;

/// What functions returned, by their arguments.
pub(super) type Recalled = FxHashMap<FunctionId, Vec<Known>>;

/// What a function returned.
pub(super) struct Known {
    arguments: Vec<Value>,
    result: Value,
    /// What was cut short in it, if anything was.
    cut: Option<Cut>,
}

/// Of a result for which something was cut short, what that depends on.
struct Cut {
    /// The depths at which what it depends on began.
    depths: Vec<u32>,
    /// The innermost of these, and which computation began there.
    innermost: (u32, u64),
    /// How far calls were followed, and how deep it was: further inside limits cut short no less.
    frames: usize,
    depth: u32,
}

/// What is being computed.
#[derive(Debug, Default)]
pub(super) struct UnderWay {
    /// The computation that began last at each depth, counted through all.
    began: Vec<u64>,
    count: u64,
    /// The depths at which that began on which something depends that was cut short.
    cuts: Vec<u32>,
}

impl UnderWay {
    /// Notes that a computation begins at a depth.
    fn begin(&mut self, depth: u32) {
        let depth = depth as usize;
        self.count += 1;
        match self.began.get_mut(depth) {
            Some(began) => *began = self.count,
            None => self.began.resize(depth + 1, self.count),
        }
    }

    /// The computation that began last at a depth.
    fn began_at(&self, depth: u32) -> u64 {
        self.began.get(depth as usize).copied().unwrap_or(0)
    }

    /// Begins to look for what is cut short; gives what is known of that already.
    pub(super) fn look_for_cuts(&mut self) -> Vec<u32> {
        std::mem::take(&mut self.cuts)
    }

    /// The depths, further out than `depth`, on which something depends that was cut short since then; they are known to
    /// whoever looks around it as well.
    pub(super) fn cuts_since(&mut self, before: Vec<u32>, depth: u32) -> Vec<u32> {
        let mut since = std::mem::replace(&mut self.cuts, before);
        since.retain(|begun| *begun < depth);
        since.iter().for_each(|begun| self.cut(*begun));
        since
    }

    fn cut(&mut self, begun: u32) {
        if !self.cuts.contains(&begun) {
            self.cuts.push(begun);
        }
    }
}

impl Evaluator<'_> {
    /// Notes that something was cut short, and at what depth that began on which it depends.
    pub(super) fn cut(&mut self, begun: u32) {
        self.under_way.cut(begun);
    }

    /// How many of the calls that are being followed decide, beside its arguments, what the function returns.
    pub(super) fn recall_level(&self, function: FunctionId, arguments: &[Value]) -> usize {
        let all = self.frames.len();
        let (mut level, mut left) = (self.level_of(function), MOST_COMPARED);
        for value in arguments {
            if level == all {
                break;
            }
            level = level.max(self.level_of_value(value, &mut left).unwrap_or(all));
        }
        level
    }

    /// The innermost call that is being followed of a function in which this one stands, counted from 1; 0 is none.
    fn level_of(&self, function: FunctionId) -> usize {
        let first = self.module.function(function).exprs.0;
        self.frames.iter().rposition(|frame| frame.exprs.contains(&first)).map_or(0, |frame| frame + 1)
    }

    /// The same of the functions in a value; `None` if it is too large to tell.
    fn level_of_value(&self, value: &Value, left: &mut usize) -> Option<usize> {
        *left = left.checked_sub(1)?;
        let mut innermost = |values: &mut dyn Iterator<Item = &Value>| {
            let levels = values.map(|value| self.level_of_value(value, left));
            levels.reduce(|one, other| Some(one?.max(other?))).unwrap_or(Some(0))
        };
        match value {
            Value::Function(function) => Some(self.level_of(*function)),
            // Its methods are functions of the class.
            Value::Class(class) | Value::Instance(class) => {
                let constructor = self.module.classes[class.index()].constructor;
                Some(constructor.map_or(0, |function| self.level_of(function)))
            }
            Value::Concat(parts) | Value::Derived(parts) => innermost(&mut parts.iter()),
            Value::OneOf(choices) => innermost(&mut choices.iter().map(|choice| &choice.value)),
            Value::List(list) => innermost(&mut list.items.iter().chain(&list.rest)),
            Value::Object(object) => {
                let properties = object.properties.iter().map(|property| &property.value);
                innermost(&mut properties.chain(&object.rest))
            }
            Value::Coded(coded) => self.level_of_value(&coded.inner, left),
            _ => Some(0),
        }
    }

    /// What the function returned for equal arguments, as far as so many calls that are being followed decide it.
    pub(super) fn recall(&mut self, level: usize, function: FunctionId, arguments: &[Value]) -> Option<Value> {
        let same = self.recalled_at(level).get(&function)?.iter().find(|known| {
            let mut left = MOST_COMPARED;
            self.still_holds(known)
                && known.arguments.len() == arguments.len()
                && known.arguments.iter().zip(arguments).all(|(other, value)| is_same(other, value, &mut left))
        });
        let Known { result, cut, .. } = same?;
        let result = result.clone();
        let depths = cut.as_ref().map(|cut| cut.depths.clone()).unwrap_or_default();
        depths.into_iter().for_each(|begun| self.cut(begun));
        Some(result)
    }

    /// Whether what was cut short in a result would be so again.
    fn still_holds(&self, known: &Known) -> bool {
        let Some(cut) = &known.cut else { return true };
        let (innermost, began) = cut.innermost;
        let is_limited = cut.depths.contains(&0);
        self.depth > innermost
            && self.under_way.began_at(innermost) == began
            && (!is_limited || self.frames.len() >= cut.frames && self.depth >= cut.depth)
    }

    /// Keeps what the function returned; `cuts` are the depths on which something depends that was cut short in it.
    pub(super) fn keep_recalled(
        &mut self,
        level: usize,
        function: FunctionId,
        arguments: Vec<Value>,
        result: &Value,
        cuts: Vec<u32>,
    ) {
        let innermost = cuts.iter().max().map(|depth| (*depth, self.under_way.began_at(*depth)));
        let (frames, depth) = (self.frames.len(), self.depth);
        let cut = innermost.map(|innermost| Cut { depths: cuts, innermost, frames, depth });
        let mut known = self.recalled_at_mut(level).remove(&function).unwrap_or_default();
        if known.len() >= MOST_KEPT {
            known.retain(|known| self.still_holds(known));
        }
        if known.len() < MOST_KEPT {
            known.push(Known { arguments, result: result.clone(), cut });
        }
        self.recalled_at_mut(level).insert(function, known);
    }

    /// What is kept with the innermost of so many calls that are being followed.
    fn recalled_at(&self, level: usize) -> &Recalled {
        level.checked_sub(1).map_or(&self.recalled, |frame| &self.frames[frame].recalled)
    }

    fn recalled_at_mut(&mut self, level: usize) -> &mut Recalled {
        match level.checked_sub(1) {
            Some(frame) => &mut self.frames[frame].recalled,
            None => &mut self.recalled,
        }
    }

    /// Does something that is part of what is being computed, one step deeper.
    pub(super) fn deeper<T>(&mut self, act: impl FnOnce(&mut Self) -> T) -> T {
        self.under_way.begin(self.depth);
        self.depth += 1;
        let result = act(self);
        self.depth -= 1;
        result
    }
}

/// Whether two values are the same in every respect, also in where they are written.
fn is_same(one: &Value, other: &Value, left: &mut usize) -> bool {
    let Some(rest) = left.checked_sub(1) else { return false };
    *left = rest;
    match (one, other) {
        (Value::Text(one), Value::Text(other)) => std::rc::Rc::ptr_eq(one, other) || is_same_text(one, other),
        (Value::Number(one), Value::Number(other)) => one.to_bits() == other.to_bits(),
        (Value::Bool(one), Value::Bool(other)) => one == other,
        (Value::Null, Value::Null) | (Value::Undefined, Value::Undefined) => true,
        (Value::Function(one), Value::Function(other)) => one == other,
        (Value::Class(one), Value::Class(other)) | (Value::Instance(one), Value::Instance(other)) => one == other,
        (Value::Namespace(one), Value::Namespace(other)) => one == other,
        (Value::Unknown(one), Value::Unknown(other)) => one == other,
        (Value::Path(one), Value::Path(other)) => std::rc::Rc::ptr_eq(one, other) || one == other,
        (Value::Coded(one), Value::Coded(other)) => one.form == other.form && is_same(&one.inner, &other.inner, left),
        (Value::Concat(one), Value::Concat(other)) | (Value::Derived(one), Value::Derived(other)) => {
            std::rc::Rc::ptr_eq(one, other) || are_same(one, other, left)
        }
        (Value::OneOf(one), Value::OneOf(other)) => {
            std::rc::Rc::ptr_eq(one, other) || are_same_choices(one, other, left)
        }
        (Value::List(one), Value::List(other)) => std::rc::Rc::ptr_eq(one, other) || is_same_list(one, other, left),
        (Value::Object(one), Value::Object(other)) => {
            std::rc::Rc::ptr_eq(one, other) || is_same_object(one, other, left)
        }
        _ => false,
    }
}

fn are_same(one: &[Value], other: &[Value], left: &mut usize) -> bool {
    one.len() == other.len() && one.iter().zip(other).all(|(one, other)| is_same(one, other, left))
}

fn is_same_text(one: &Text, other: &Text) -> bool {
    one.places == other.places && one.text == other.text && one.disguise == other.disguise
}

fn are_same_choices(one: &[Choice], other: &[Choice], left: &mut usize) -> bool {
    one.len() == other.len()
        && one
            .iter()
            .zip(other)
            .all(|(one, other)| one.condition == other.condition && is_same(&one.value, &other.value, left))
}

fn is_same_list(one: &List, other: &List, left: &mut usize) -> bool {
    are_same(&one.items, &other.items, left) && are_same(&one.rest, &other.rest, left)
}

fn is_same_object(one: &Object, other: &Object, left: &mut usize) -> bool {
    one.properties.len() == other.properties.len()
        && are_same(&one.rest, &other.rest, left)
        && one.properties.iter().zip(&other.properties).all(|(one, other)| {
            one.name == other.name
                && one.place == other.place
                && one.condition == other.condition
                && is_same(&one.value, &other.value, left)
        })
}
