//! Which calls can be listed ones, told by names before anything is evaluated.
//!
//! Few calls of a large file are made on what a table knows, and to evaluate the callee of every one costs more than
//! all the rest. A callee is followed as far as names and definitions lead: a property counts by its name, a variable by
//! what it is set to, a parameter by what the known callers give. Order and conditions do not matter to it.
//!
//! What is kept under another name is found by it: of `{ post: fetch }` and `this.go = http.request`, `post` and `go`
//! are names of listed calls from then on.

use rustc_hash::{FxHashMap, FxHashSet};
use swc_atoms::Atom;

use super::{Evaluator, normal_specifier};
use crate::{
    Tables,
    ir::{BindingId, CallId, Expr, ExprId, FunctionId, MemberValue, Module, Property, WriteKey},
    tables::Interest,
};

/// Expressions followed for one callee; what lies further counts as unknown.
const MOST_FOLLOWED: u32 = 64;

/// How often other names are looked for: each time, what is kept under the names found before is found as well.
const MOST_SWEEPS: usize = 32;

/// How far something may lead to what a table lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Lead {
    /// It cannot.
    No,
    /// Only evaluation can tell.
    Open,
    /// It has the name of something listed.
    Named,
}

/// What leads where in one graph.
struct Leads<'e, 'm> {
    module: &'m Module,
    interest: &'e Interest<'m>,
    evaluator: &'e Evaluator<'m>,
    /// Properties under which something listed is kept.
    aliases: FxHashSet<&'m Atom>,
    bindings: FxHashMap<BindingId, Lead>,
    parameters: FxHashMap<(FunctionId, u16), Lead>,
    left: u32,
}

impl<'m> Evaluator<'m> {
    /// The calls that may be listed ones, in order. The direct callers of functions must be known.
    pub(super) fn calls_of_interest(&self) -> Vec<CallId> {
        let mut leads = Leads {
            module: self.module,
            interest: self.interest,
            evaluator: self,
            aliases: FxHashSet::default(),
            bindings: FxHashMap::default(),
            parameters: FxHashMap::default(),
            left: 0,
        };
        for _ in 0..MOST_SWEEPS {
            let before = leads.aliases.len();
            leads.find_aliases();
            if leads.aliases.len() == before {
                break;
            }
            // What was told without these names may lead somewhere now.
            leads.bindings.clear();
            leads.parameters.clear();
        }
        let calls = (0..self.module.calls.len() as u32).map(CallId);
        calls.filter(|call| leads.callee(self.module.call(*call).callee) > Lead::No).collect()
    }
}

impl<'m> Leads<'_, 'm> {
    /// Adds the properties under which something listed is kept.
    fn find_aliases(&mut self) {
        let module = self.module;
        for write in &module.writes {
            if let WriteKey::Named(name) = &write.key {
                self.add_alias(name, write.value);
            }
        }
        for expr in &module.exprs {
            let Expr::Object(entries) = expr else { continue };
            for entry in entries {
                if let Property::Named(name, value) = entry {
                    self.add_alias(name, *value);
                }
            }
        }
        for member in module.classes.iter().flat_map(|class| &class.members) {
            if let MemberValue::Field(value) = member.value {
                self.add_alias(&member.name, value);
            }
        }
    }

    fn add_alias(&mut self, name: &'m Atom, value: ExprId) {
        // Most properties are no functions, which is plain to see.
        let may_be = matches!(
            self.module.expr(value),
            Expr::Name(..)
                | Expr::Member(..)
                | Expr::Global(_)
                | Expr::Call(_)
                | Expr::Import { .. }
                | Expr::Await(_)
                | Expr::Either { .. }
                | Expr::Both { .. }
                | Expr::Conditional { .. }
        );
        if may_be && !self.is_named(name) && self.callee(value) == Lead::Named {
            self.aliases.insert(name);
        }
    }

    fn is_named(&self, name: &Atom) -> bool {
        self.interest.names.contains(&**name) || self.aliases.contains(name)
    }

    /// How far what is called may lead.
    fn callee(&mut self, id: ExprId) -> Lead {
        self.left = MOST_FOLLOWED;
        self.lead(id)
    }

    fn lead(&mut self, id: ExprId) -> Lead {
        let Some(left) = self.left.checked_sub(1) else { return Lead::Open };
        self.left = left;
        match self.module.expr(id) {
            Expr::Member(object, name) if &**name == "constructor" && self.evaluator.may_make_functions(*object) => {
                Lead::Named
            }
            // `default` is how one module system reaches another; it names nothing.
            Expr::Member(module, name) if &**name == "default" => self.lead(*module).max(self.by_name(name)),
            Expr::Member(_, name) | Expr::Global(name) => self.by_name(name),
            Expr::Name(binding, _) => self.binding(*binding),
            // What a module exports is listed by its name, and a module itself by its own.
            Expr::Import { name: Some(name), .. } if &**name != "default" => self.by_name(name),
            Expr::Import { specifier, .. } => match Tables::embedded().knows_module(&normal_specifier(specifier)) {
                true => Lead::Named,
                false => Lead::No,
            },
            Expr::Parameter(function, index) => self.parameter(*function, *index),
            Expr::Await(inner) | Expr::Spread(inner) | Expr::Both { right: inner, .. } => self.lead(*inner),
            Expr::Either { left, right } => self.any([*left, *right]),
            Expr::Conditional { then, otherwise, .. } => self.any([*then, *otherwise]),
            Expr::Call(call) => self.result(*call),
            Expr::Element(_) | Expr::Index(..) | Expr::ImportFile { .. } | Expr::Without(..) => Lead::Open,
            Expr::Exports(_) | Expr::ModuleObject(_) | Expr::Opaque(_) | Expr::Sent(_) => Lead::Open,
            Expr::Text(_)
            | Expr::Number(_)
            | Expr::Bool(_)
            | Expr::Null
            | Expr::Undefined
            | Expr::Template(_)
            | Expr::Add(..)
            | Expr::Compute(_)
            | Expr::Equal(..)
            | Expr::Array(_)
            | Expr::Object(_)
            | Expr::This(_)
            | Expr::Super(_)
            | Expr::RestParameter(..)
            | Expr::Function(_)
            | Expr::Class(_) => Lead::No,
        }
    }

    fn by_name(&self, name: &Atom) -> Lead {
        if self.is_named(name) { Lead::Named } else { Lead::No }
    }

    fn any(&mut self, ids: impl IntoIterator<Item = ExprId>) -> Lead {
        let mut most = Lead::No;
        for id in ids {
            most = most.max(self.lead(id));
            if most == Lead::Named {
                break;
            }
        }
        most
    }

    fn binding(&mut self, binding: BindingId) -> Lead {
        if let Some(known) = self.bindings.get(&binding) {
            return *known;
        }
        // What depends on itself is left to evaluation: what is told of it here would depend on where one begins.
        self.bindings.insert(binding, Lead::Open);
        let definitions = &self.module.bindings[binding.index()].definitions;
        let lead = self.any(definitions.iter().map(|definition| definition.value));
        self.bindings.insert(binding, lead);
        lead
    }

    /// What a function is given: by known callers, or by what it is handed to.
    fn parameter(&mut self, function: FunctionId, index: u16) -> Lead {
        if let Some(known) = self.parameters.get(&(function, index)) {
            return *known;
        }
        self.parameters.insert((function, index), Lead::Open);
        let evaluator = self.evaluator;
        let module = self.module;
        let given = evaluator.callers_of(function).iter().take(super::BUDGET.callers + 1);
        let given: Vec<ExprId> = given.filter_map(|caller| caller.argument(module, index)).collect();
        let mut lead = self.any(given);
        lead = lead.max(self.any(evaluator.targets.get(&function).copied()));
        if let Some((call, position)) = evaluator.callback_of(function) {
            lead = lead.max(self.handed_over(call, position));
        }
        self.parameters.insert((function, index), lead);
        lead
    }

    /// What a call may hand to a function among its arguments: what it is called on, and what else it is given.
    fn handed_over(&mut self, call: CallId, position: usize) -> Lead {
        let call = self.module.call(call);
        let others = call.arguments.iter().enumerate().filter(|(index, _)| *index != position).map(|(_, other)| *other);
        let mut lead = self.any_inside(others.collect());
        if let Expr::Member(object, _) = self.module.expr(call.callee) {
            lead = lead.max(self.any_inside(vec![*object]));
        }
        lead
    }

    /// How far these may lead, and what a list or a promise of them holds.
    fn any_inside(&mut self, ids: Vec<ExprId>) -> Lead {
        let mut lead = Lead::No;
        for id in ids {
            lead = lead.max(match self.module.expr(self.evaluator.named(id)) {
                Expr::Array(items) => self.any(items.iter().copied()),
                _ => self.lead(id),
            });
        }
        lead
    }

    /// What a call gives: what its function returns, or something made of what it is called on and given.
    fn result(&mut self, call: CallId) -> Lead {
        let call = self.module.call(call);
        let callee = self.evaluator.named(call.callee);
        let given = self.any_inside(call.arguments.to_vec());
        let made = match self.module.expr(callee) {
            Expr::Function(function) => self.any(self.module.function(*function).returns.iter().copied()),
            Expr::Member(_, name) | Expr::Global(name) => self.by_name(name).max(Lead::Open),
            _ => Lead::Open,
        };
        made.max(given)
    }
}
