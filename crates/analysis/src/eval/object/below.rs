//! Changes of what an object holds: which one, where its name is computed, and what becomes of it.

use swc_atoms::Atom;

use super::{Action, Change, Key, Site, Target, names_recipient};
use crate::{
    eval::{BUDGET, Caller, Evaluator, Frame, walk::Step},
    ir::{Expr, ExprId, FunctionId},
    value::{Condition, List, Object, Root, Value},
};

/// Calls that are followed already, beyond which a name that callers tell is not asked of them.
const MOST_AROUND: usize = 2;

/// Callers among which those are looked for that hand over one object.
const MOST_CALLERS: usize = 4 * BUDGET.callers;

impl Evaluator<'_> {
    /// The names on the way to what a change sets, and its own; `None` where the way is not known.
    pub(super) fn target_of(&mut self, change: &Change) -> Option<(Vec<Atom>, Option<Atom>)> {
        let mut names = self.names_of(&change.path)?;
        let key = match &change.action {
            Action::Set(Key::Named(name), ..) => Some(name.clone()),
            Action::Set(Key::Last, ..) => Some(names.pop()?),
            _ => None,
        };
        Some((names, key))
    }

    /// For each call that may tell under which name something is changed, or of which object what is written is made,
    /// a frame with its arguments, whether it is the only one, and its condition; a single `None` where no call has to
    /// be followed for that.
    pub(super) fn told_by_callers(
        &mut self,
        site: Site,
        change: &Change,
        seen_from: Option<(FunctionId, u32)>,
    ) -> Vec<Option<(Frame, bool, Option<Condition>)>> {
        if let Some((function, index)) = change.given.filter(|_| change.reads_given && may_set_recipient(change))
            && self.follows_calls
            && self.frames.len() < BUDGET.frames
            && !self.entries.contains(&function)
        {
            return self.given_by_callers(site, (function, index), seen_from);
        }
        let mut parts: Vec<ExprId> = change.path.iter().filter_map(Step::computed).collect();
        if let Action::Set(Key::Computed(key), ..) = change.action {
            parts.push(key);
        }
        // What a call gives is told apart only if it is a map: nobody addresses mail in an array of numbers.
        let may_be_told = match site {
            Site::Expr(id) => matches!(self.module.expr(id), Expr::Object(_) | Expr::Array(_)) || self.is_map(id),
            Site::Parameter(..) | Site::Class(_) | Site::Entries(_) => true,
        };
        if !may_be_told || self.frames.len() > MOST_AROUND {
            return vec![None];
        }
        let Some(function) = self.parameter_in(&parts) else { return vec![None] };
        let is_of_site = |evaluator: &Self, caller: &Caller| match (site, change.given) {
            (Site::Expr(_), Some((given, index))) if given == function => {
                let argument = caller.argument(evaluator.module, index);
                argument.is_none_or(|argument| evaluator.sites_of(argument).contains(&site))
            }
            _ => true,
        };
        let mut callers = self.callers_of(function).to_vec();
        if callers.len() > MOST_CALLERS {
            return vec![None];
        }
        let tells = |caller: &Caller| {
            let arguments = &self.module.call(caller.call).arguments;
            arguments.iter().any(|argument| self.may_name_recipient(*argument))
        };
        // Of all the names under which something is kept, only those of recipients have to be told apart.
        if !callers.iter().any(tells) {
            return vec![None];
        }
        self.steps += (callers.len() * BUDGET.sites / 4) as u32;
        callers.retain(|caller| is_of_site(self, caller) && self.is_called_by_then(*caller, seen_from));
        if callers.len() > BUDGET.callers {
            return vec![None];
        }
        let is_only = callers.len() == 1 && !self.escaped.contains(&function);
        let told = callers.into_iter().map(|caller| {
            let condition = self.condition(self.module.call(caller.call).context.guard);
            Some((self.frame_of_caller(function, caller), is_only, condition))
        });
        told.collect()
    }

    /// The same for a change that is made of what the object has: for each call that hands it over, what else that gives.
    fn given_by_callers(
        &mut self,
        site: Site,
        (function, index): (FunctionId, u16),
        seen_from: Option<(FunctionId, u32)>,
    ) -> Vec<Option<(Frame, bool, Option<Condition>)>> {
        let module = self.module;
        let count = module.function(function).parameter_names.len() as u16;
        let mut callers = self.callers_of(function).to_vec();
        if callers.len() > MOST_CALLERS {
            return vec![None];
        }
        self.steps += callers.len() as u32;
        callers.retain(|caller| {
            caller.argument(module, index).is_some_and(|argument| self.sites_of(argument).contains(&site))
                && self.is_called_by_then(*caller, seen_from)
        });
        let others = (0..count.max(index + 1)).filter(|other| *other != index);
        if callers.is_empty() || site == Site::Parameter(function, index) {
            let mut frame = self.frame_of_none(function, count.max(index + 1));
            others.for_each(|other| frame.arguments[usize::from(other)] = self.parameter(function, other));
            return vec![Some((frame, true, None))];
        }
        if callers.len() > BUDGET.callers {
            return vec![None];
        }
        let is_only = callers.len() == 1;
        let told = callers.into_iter().map(|caller| {
            let mut frame = self.frame_of_none(function, count.max(index + 1));
            for other in others.clone() {
                if let Some(argument) = caller.argument(module, other) {
                    frame.arguments[usize::from(other)] = self.value(argument);
                }
            }
            Some((frame, is_only, self.condition(module.call(caller.call).context.guard)))
        });
        told.collect()
    }

    /// Whether a call can have happened where something is seen.
    fn is_called_by_then(&self, caller: Caller, seen_from: Option<(FunctionId, u32)>) -> bool {
        let context = self.module.call(caller.call()).context;
        seen_from.is_none_or(|(function, at)| !self.is_later(context, function, at))
    }

    /// Whether an argument may be the name of a property that holds recipients, or a path to one.
    fn may_name_recipient(&self, argument: ExprId) -> bool {
        match self.module.expr(self.named(argument)) {
            Expr::Text(text) => text.split(['.', '[', ']', '/']).any(names_recipient),
            Expr::Array(items) => items
                .iter()
                .any(|item| matches!(self.module.expr(self.named(*item)), Expr::Text(text) if names_recipient(text))),
            Expr::Parameter(..) => self.frames.is_empty(),
            Expr::Add(..) | Expr::Template(_) | Expr::Call(_) | Expr::Index(..) | Expr::Conditional { .. } => true,
            _ => false,
        }
    }

    /// Whether what is made at a place may get recipients afterwards; of more changes than are followed, none does.
    pub(in crate::eval) fn may_get_recipients(&self, made: ExprId) -> bool {
        let changes = self.writes.by_site.get(&Site::Expr(made));
        changes.is_some_and(|changes| changes.len() <= BUDGET.sites && changes.iter().any(may_add_recipient))
    }

    /// What a change makes of a value that a property holds.
    pub(super) fn apply_below(&mut self, inner: Value, target: &Target, change: &Change) -> Value {
        let next = target.names.first().or(target.key.as_ref());
        let index = next.and_then(|name| name.parse::<usize>().ok());
        let is_append = matches!(change.action, Action::Append(_)) && target.names.is_empty();
        match (inner, index) {
            (Value::List(list), _) if is_append => self.appended(List::clone(&list), target, change),
            (Value::List(list), Some(index)) => self.with_item(List::clone(&list), index, target, change),
            // Who makes what is not there yet makes a list for numbers.
            (Value::Undefined, Some(index)) => self.with_item(List::default(), index, target, change),
            (Value::List(list), None) => Value::List(list),
            (Value::Object(inner), _) if !is_append => {
                let mut inner = Object::clone(&inner);
                self.apply_one(&mut inner, target, change);
                Value::Object(inner.into())
            }
            // A class of somebody else is changed itself, and not only where it is named: see `find_patches`.
            (Value::Path(path), _)
                if matches!(path.root, Root::Module(_)) && next.is_some_and(|name| &**name == "prototype") =>
            {
                Value::Path(path)
            }
            (other, _) if is_append => self.appended(List { items: Vec::new(), rest: vec![other] }, target, change),
            (other, _) => {
                let rest = if matches!(other, Value::Undefined) { Vec::new() } else { vec![other] };
                let mut inner = Object { properties: Vec::new(), rest };
                self.apply_one(&mut inner, target, change);
                Value::Object(inner.into())
            }
        }
    }

    fn appended(&mut self, mut list: List, target: &Target, change: &Change) -> Value {
        if let Action::Append(items) = &change.action {
            items.iter().for_each(|item| self.append(&mut list, *item, target.seen_from));
        }
        list.into()
    }

    /// A list of which an item, or something in it, is set.
    fn with_item(&mut self, mut list: List, index: usize, target: &Target, change: &Change) -> Value {
        let item = match (&change.action, target.names.split_first()) {
            (_, Some((_, rest))) => {
                let before = list.items.get(index).cloned().unwrap_or(Value::Undefined);
                let target = Target { names: rest.to_vec(), key: target.key.clone(), ..*target };
                self.apply_below(before, &target, change)
            }
            (Action::Set(_, value, _), None) => self.kept_by_then(*value, target.seen_from),
            (_, None) => return list.into(),
        };
        set_item(&mut list, index, item);
        list.into()
    }
}

/// Whether a change may be that of a list of recipients, or of something that has recipients.
fn may_add_recipient(change: &Change) -> bool {
    match &change.action {
        Action::Append(_) => change.path.is_empty() || may_set_recipient(change),
        Action::Set(Key::Computed(_), ..) => true,
        _ => may_set_recipient(change),
    }
}

/// Whether what a change sets may be a recipient.
fn may_set_recipient(change: &Change) -> bool {
    let is_recipient = |step: &Step| matches!(step, Step::Named(name) if names_recipient(name));
    match &change.action {
        Action::Set(Key::Named(name), ..) => names_recipient(name) || change.path.iter().any(is_recipient),
        Action::Merge(_) => true,
        Action::Set(..) | Action::Append(_) | Action::Getters(_) | Action::More => change.path.iter().any(is_recipient),
    }
}

/// Sets an item of a list; what stands behind its end comes next.
fn set_item(list: &mut List, index: usize, item: Value) {
    match list.items.get_mut(index) {
        Some(place) if list.rest.is_empty() => *place = item,
        _ => list.push(item),
    }
}
