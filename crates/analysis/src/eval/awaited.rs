//! Events that code waits for by itself, rather than being called by them: `await once(queue, 'mail')`,
//! `for await (const [mail] of on(queue, 'mail'))`.
//!
//! What it gets is what any call emits under that name, as listeners do.

use rustc_hash::FxHashMap;
use swc_atoms::Atom;

use super::{BUDGET, Evaluator, normal_specifier};
use crate::{
    ir::{Call, CallId, Expr, FunctionId},
    value::{Choice, List, Path, Segment, Value},
};

/// The module whose functions wait for events.
pub(super) const EVENTS: &str = "events";
const WAITING: [&str; 2] = ["once", "on"];

/// The calls that emit an event, by its name.
pub(super) type Emitted = FxHashMap<Atom, Vec<CallId>>;

impl<'m> Evaluator<'m> {
    /// The functions that wait for events, by the name of the event.
    pub(super) fn waiting(&self) -> FxHashMap<&'m Atom, Vec<FunctionId>> {
        let mut waiting: FxHashMap<&Atom, Vec<FunctionId>> = FxHashMap::default();
        if !self.module.requests.iter().any(|request| &*normal_specifier(&request.specifier) == EVENTS) {
            return waiting;
        }
        for call in &self.module.calls {
            if let Some(event) = self.awaited_event(call) {
                let functions = waiting.entry(event).or_default();
                if functions.len() < BUDGET.callers {
                    functions.push(call.context.function);
                }
            }
        }
        waiting
    }

    /// The event for which a call waits.
    fn awaited_event(&self, call: &Call) -> Option<&'m Atom> {
        let module = self.module;
        let (_, event) = (call.arguments.first()?, call.arguments.get(1)?);
        let Expr::Text(event) = module.expr(self.named(*event)) else { return None };
        let waits = |name: &Atom| WAITING.contains(&&**name);
        let (specifier, name) = match module.expr(self.named(call.callee)) {
            Expr::Import { specifier, name: Some(name) } => (specifier, name),
            Expr::Member(events, name) if waits(name) => match module.expr(self.named(*events)) {
                Expr::Import { specifier, .. } => (specifier, name),
                _ => return None,
            },
            _ => return None,
        };
        (waits(name) && &*normal_specifier(specifier) == EVENTS).then_some(event)
    }

    /// What `once` and `on` of node give: the arguments with which others emit the event, or a list of them.
    pub(super) fn awaited(&mut self, id: CallId, path: &Path) -> Option<Value> {
        let is_once = path.segments.last().is_some_and(|last| last.is_property("once"));
        if path.segments.iter().any(|segment| !matches!(segment, Segment::Property(_))) {
            return None;
        }
        let event = *self.module.call(id).arguments.get(1)?;
        let event = Atom::from(self.value(event).as_text()?.text.as_str());
        let emitted = match &self.emitted {
            Some(emitted) => emitted,
            None => {
                let found = self.find_emitted();
                self.emitted.insert(found)
            }
        };
        let calls = emitted.get(&event).filter(|calls| calls.len() <= BUDGET.callers)?.clone();
        let mut given = Vec::with_capacity(calls.len());
        for call in calls {
            let items = self.argument_values(call).into_iter().skip(1).collect();
            given.push(Value::from(List { items, rest: Vec::new() }));
        }
        // Others may emit it as well.
        let own = Value::extend(path, Segment::Call(id));
        Some(match is_once {
            true => {
                let choices = std::iter::once(own).chain(given).map(|value| Choice { value, condition: None });
                Value::one_of(choices, BUDGET.choices)
            }
            false => List { items: given, rest: vec![own] }.into(),
        })
    }

    /// The calls of `emit`, by what they emit. Of more than are followed the number does not matter.
    fn find_emitted(&self) -> Emitted {
        let module = self.module;
        let mut emitted = Emitted::default();
        for (index, call) in module.calls.iter().enumerate() {
            if let (Expr::Member(_, emit), Some(event)) = (module.expr(call.callee), call.arguments.first())
                && &**emit == "emit"
                && let Expr::Text(event) = module.expr(self.named(*event))
            {
                let calls = emitted.entry(event.clone()).or_default();
                if calls.len() <= BUDGET.callers {
                    calls.push(CallId(index as u32));
                }
            }
        }
        emitted
    }
}
