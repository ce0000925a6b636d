//! What a program remembers from one call to the next.
//!
//! The machine runs a function that nobody called while the code was loaded as it would run first. What it finds
//! remembered then may be something else later: `let copy = ''; exports.setup = () => { copy = decode('…'); };`, or a
//! counter after the hundredth call. So where that is read, what the machine computes is one of several.

use std::cell::RefCell;

use rustc_hash::{FxHashMap, FxHashSet};
use swc_atoms::Atom;

use super::Evaluator;
use crate::{
    ir::{BindingId, Expr, ExprId, FunctionId, Guard, GuardId, Module, Property, WriteKey},
    machine::Machine,
    value::Value,
};

/// Expressions looked at for what one of them reads; of more it is not known, and it may be anything.
const MOST_LOOKED_AT: usize = 256;

/// Methods of lists and maps that change what is found where.
const MOVING: [&str; 8] = ["add", "copyWithin", "reverse", "set", "shift", "sort", "splice", "unshift"];

/// Those of lists among them.
const REARRANGING: [&str; 6] = ["copyWithin", "reverse", "shift", "sort", "splice", "unshift"];

/// What may change between two calls.
#[derive(Debug, Default)]
pub(super) struct Remembered {
    /// Names of properties that are written in functions which make no object.
    properties: FxHashSet<Atom>,
    /// Names of lists and maps that such functions add to, or take from.
    changed: FxHashSet<BindingId>,
    /// Those of which they also change what is found where.
    moved: FxHashSet<BindingId>,
    /// Names of lists of which anything changes what is found where.
    rearranged: FxHashSet<BindingId>,
    /// Names of properties with such lists and maps.
    changed_properties: FxHashSet<Atom>,
    /// Tests by which functions are left early.
    exits: FxHashMap<FunctionId, Vec<ExprId>>,
    /// What was found out before.
    read: RefCell<FxHashMap<ExprId, bool>>,
}

impl Remembered {
    fn of(module: &Module) -> Self {
        let bodies: FxHashSet<FunctionId> = module.files.iter().map(|file| file.body).collect();
        let is_later = |function: FunctionId| {
            let class = module.function(function).class;
            !bodies.contains(&function)
                && class.is_none_or(|class| module.classes[class.index()].constructor != Some(function))
        };
        let mut remembered = Self::default();
        for exit in &module.exits {
            remembered.exits.entry(exit.context.function).or_default().push(exit.test);
        }
        for write in module.writes.iter().filter(|write| is_later(write.context.function)) {
            if let WriteKey::Named(name) = &write.key {
                remembered.properties.insert(name.clone());
            }
        }
        for call in &module.calls {
            let Expr::Member(object, method) = module.expr(call.callee) else { continue };
            if !Machine::is_mutating(method) {
                continue;
            }
            if let Expr::Name(binding, _) = module.expr(*object)
                && REARRANGING.contains(&&**method)
            {
                remembered.rearranged.insert(*binding);
            }
            if !is_later(call.context.function) {
                continue;
            }
            match module.expr(*object) {
                Expr::Name(binding, _) => {
                    remembered.changed.insert(*binding);
                    if MOVING.contains(&&**method) {
                        remembered.moved.insert(*binding);
                    }
                }
                Expr::Member(_, name) => {
                    remembered.changed_properties.insert(name.clone());
                }
                _ => {}
            }
        }
        remembered
    }
}

impl Evaluator<'_> {
    /// Whether an expression gives what depends on something that is remembered between two calls.
    pub(super) fn reads_remembered(&mut self, id: ExprId) -> bool {
        if let Some(known) = self.remembered().read.borrow().get(&id) {
            return *known;
        }
        let mut looking = Looking { open: vec![(id, false)], ..Looking::default() };
        let mut reads = false;
        while let Some((current, is_test)) = looking.open.pop() {
            if !looking.seen.insert(current) {
                continue;
            }
            let is_too_much = looking.seen.len() + looking.open.len() > MOST_LOOKED_AT;
            if is_too_much || self.is_remembered(current, is_test) {
                reads = true;
                break;
            }
            self.look_into(current, is_test, &mut looking);
        }
        self.steps += (looking.seen.len() / 16) as u32;
        self.remembered().read.borrow_mut().insert(id, reads);
        reads
    }

    /// Whether something is a list in which what stands where may change between two calls.
    pub(super) fn is_moved(&self, list: ExprId) -> bool {
        matches!(self.module.expr(list), Expr::Name(binding, _) if self.remembered().moved.contains(binding))
    }

    /// Whether an expression is a list of which something changes what is found where.
    pub(super) fn is_shuffled(&self, list: ExprId) -> bool {
        matches!(self.module.expr(list), Expr::Name(binding, _) if self.remembered().rearranged.contains(binding))
    }

    fn remembered(&self) -> &Remembered {
        self.remembered.get_or_init(|| Remembered::of(self.module))
    }

    fn is_remembered(&self, id: ExprId, is_test: bool) -> bool {
        let remembered = self.remembered();
        match self.module.expr(id) {
            Expr::Member(_, name)
                if is_test && (&**name == "random" || remembered.changed_properties.contains(name)) =>
            {
                true
            }
            Expr::Member(_, name) | Expr::ImportFile { name: Some(name), .. } => remembered.properties.contains(name),
            Expr::Name(binding, reader) => {
                remembered.moved.contains(binding)
                    || is_test && remembered.changed.contains(binding)
                    || is_set_elsewhere(self.module, *binding, *reader)
            }
            // What time it is, and what comes by chance.
            Expr::Global(name) => is_test && matches!(&**name, "Date" | "performance" | "crypto"),
            _ => false,
        }
    }

    /// Adds what an expression is made of.
    fn look_into(&mut self, id: ExprId, is_test: bool, looking: &mut Looking) {
        let module = self.module;
        match module.expr(id) {
            Expr::Name(binding, _) => {
                for definition in &module.bindings[binding.index()].definitions {
                    looking.add(&[definition.value], is_test);
                    looking.add_tests(module, definition.context.guard);
                }
            }
            // What callers give, and what a callback is given: whatever the list has at that time.
            Expr::Parameter(function, index) => {
                for caller in self.callers.get(function).into_iter().flatten() {
                    looking.add(caller.argument(module, *index).as_slice(), is_test);
                }
                if let Some((call, _)) = self.callbacks.get(function) {
                    looking.add(&[module.call(*call).callee], true);
                }
            }
            Expr::Template(parts) | Expr::Compute(parts) | Expr::Array(parts) => looking.add(parts, is_test),
            Expr::Add(left, right)
            | Expr::Equal(left, right)
            | Expr::Either { left, right }
            | Expr::Both { left, right }
            | Expr::Index(left, right) => looking.add(&[*left, *right], is_test),
            Expr::Conditional { test, then, otherwise } => {
                looking.add(&[*then, *otherwise], is_test);
                looking.add(&[*test], true);
            }
            Expr::Object(entries) => {
                for entry in entries {
                    if let Property::Named(_, value) | Property::Computed(_, value) | Property::Spread(value) = entry {
                        looking.add(&[*value], is_test);
                    }
                }
            }
            Expr::Member(inner, _)
            | Expr::Without(inner, _)
            | Expr::Await(inner)
            | Expr::Spread(inner)
            | Expr::Element(inner) => looking.add(&[*inner], is_test),
            Expr::Call(call) => {
                let call = module.call(*call);
                looking.add(&call.arguments, is_test);
                looking.add(&[call.callee], is_test);
                for choice in self.value(call.callee).choices() {
                    let Value::Function(function) = choice.value else { continue };
                    looking.add(&module.function(function).returns, is_test);
                    if let Some(tests) = self.remembered().exits.get(&function) {
                        looking.add(tests, true);
                    }
                }
            }
            _ => {}
        }
    }
}

/// What was looked at for one expression.
#[derive(Default)]
struct Looking {
    seen: FxHashSet<ExprId>,
    /// What is still to be looked at, and whether it decides over something.
    open: Vec<(ExprId, bool)>,
}

impl Looking {
    fn add(&mut self, ids: &[ExprId], is_test: bool) {
        self.open.extend(ids.iter().map(|id| (*id, is_test)));
    }

    /// Adds what decides whether something is done.
    fn add_tests(&mut self, module: &Module, mut guard: GuardId) {
        while guard != GuardId::NONE {
            let Guard { outer, test, .. } = module.guards[guard.index()];
            self.open.push((test, true));
            guard = outer;
        }
    }
}

/// Whether a name that a function reads is set by another one that does not lie around it, or by several.
fn is_set_elsewhere(module: &Module, binding: BindingId, reader: FunctionId) -> bool {
    let definitions = &module.bindings[binding.index()].definitions;
    if definitions.len() > MOST_LOOKED_AT {
        return true;
    }
    let is_data = |value: ExprId| !matches!(module.expr(value), Expr::Function(_) | Expr::Class(_));
    let mut setters = definitions.iter().filter(|definition| is_data(definition.value)).map(|one| one.context.function);
    let Some(first) = setters.next() else { return false };
    let is_around = |setter: FunctionId| module.enclosing(reader).any(|function| function == setter);
    !is_around(first) || setters.any(|setter| setter != first)
}
