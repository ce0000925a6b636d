//! Back from an expression to those that its value comes from: the edges along which a trace is told.
//!
//! Evaluation goes the same ways, but keeps only what comes out at the end.
//! Only for the few values that are reported the ways are gone once more, one step at a time;
//! whoever asks keeps those of the expressions whose values have in them what is looked for.

use molehunt_source::ByteSpan;
use swc_atoms::Atom;

use super::{BUDGET, Evaluator, object::Site};
use crate::{
    ir::{BindingId, CallId, Expr, ExprId, FileId, FunctionId, MemberValue, Property as Entry},
    value::Value,
};

/// An expression whose value may be in that of another, and how it gets there.
#[derive(Debug, Clone)]
pub(crate) struct Source {
    pub(crate) expr: ExprId,
    pub(crate) via: Via,
}

/// How a value gets from one expression to another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Via {
    /// It is a part of it.
    Inside,
    /// It is spread into it.
    Spread,
    /// By a name.
    Name(BindingId),
    /// By an export of another file, or of a module in a bundle.
    Import,
    /// As an argument of a call, which the function has as a parameter.
    Argument(CallId),
    /// As what is told with an event.
    Event(CallId),
    /// As an element of a list for which a callback is called, or as what a promise gives to it.
    Callback(CallId),
    /// As what a function returns.
    Returned(CallId, FunctionId),
    /// Through a call of what is not code of the graph.
    Through(CallId),
    /// It is written into it at that place.
    Written(ByteSpan),
    /// It is added to a list there.
    Added(ByteSpan),
    /// All properties of it are copied there.
    Copied(ByteSpan),
    /// By a property of an instance or a class.
    Property(Atom),
    /// By a variable of the environment that the code itself sets.
    Environment(Atom),
}

/// Most expressions that are named as those that another comes from.
const MOST_SOURCES: usize = 512;

impl Evaluator<'_> {
    /// The expressions that the value of an expression can come from, in the order of the code.
    pub(crate) fn sources(&mut self, id: ExprId) -> Vec<Source> {
        let module = self.module;
        let mut found = Vec::new();
        let inside = |found: &mut Vec<Source>, exprs: &[ExprId]| {
            found.extend(exprs.iter().take(MOST_SOURCES).map(|expr| Source { expr: *expr, via: Via::Inside }));
        };
        match module.expr(id) {
            Expr::Template(parts) | Expr::Compute(parts) => inside(&mut found, parts),
            Expr::Array(items) => {
                inside(&mut found, items);
                self.add_changes(Site::Expr(id), None, &mut found);
            }
            Expr::Object(entries) => {
                for entry in entries.iter().take(MOST_SOURCES) {
                    self.add_entry_source(id, entry, &mut found);
                }
                self.add_changes(Site::Expr(id), None, &mut found);
            }
            Expr::Add(left, right) | Expr::Equal(left, right) | Expr::Either { left, right } => {
                inside(&mut found, &[*left, *right]);
            }
            Expr::Both { right, .. } => inside(&mut found, &[*right]),
            Expr::Conditional { then, otherwise, .. } => inside(&mut found, &[*then, *otherwise]),
            Expr::Await(inner) | Expr::Element(inner) | Expr::Without(inner, _) => inside(&mut found, &[*inner]),
            Expr::Spread(inner) => found.push(Source { expr: *inner, via: Via::Spread }),
            Expr::Name(binding, _) => self.add_definitions_of(*binding, &mut found),
            Expr::Parameter(function, index) => self.add_arguments(*function, *index, false, &mut found),
            Expr::RestParameter(function, index) => self.add_arguments(*function, *index, true, &mut found),
            Expr::Member(object, name) => self.add_property(*object, name, &mut found),
            Expr::Index(object, key) => match self.value(*key) {
                Value::Text(name) => self.add_property(*object, &Atom::from(name.text.as_str()), &mut found),
                _ => inside(&mut found, &[*object]),
            },
            Expr::Call(call) => self.add_results(*call, &mut found),
            Expr::Sent(function) => {
                let sent = self.sent.as_ref().and_then(|sent| sent.get(function)).cloned().unwrap_or_default();
                inside(&mut found, &sent);
            }
            Expr::ImportFile { file, name } => self.add_exports(*file, name.as_ref(), &mut found),
            _ => {}
        }
        found.truncate(MOST_SOURCES);
        found
    }

    fn add_entry_source(&mut self, object: ExprId, entry: &Entry, found: &mut Vec<Source>) {
        match entry {
            Entry::Named(_, value) | Entry::Computed(_, value) => {
                found.push(Source { expr: *value, via: Via::Inside });
            }
            Entry::Getter(_, function) => {
                let returns = &self.module.function(*function).returns;
                found.extend(returns.iter().map(|expr| Source { expr: *expr, via: Via::Inside }));
            }
            Entry::Spread(value) if *value != object => found.push(Source { expr: *value, via: Via::Spread }),
            Entry::Spread(_) => {}
        }
    }

    /// What is written to an object after it is made; of an instance, to the property of that name alone.
    fn add_changes(&self, site: Site, property: Option<&Atom>, found: &mut Vec<Source>) {
        for (expr, via) in self.changes_of(site, property) {
            found.push(Source { expr, via });
        }
    }

    fn add_definitions_of(&mut self, binding: BindingId, found: &mut Vec<Source>) {
        let module = self.module;
        for definition in module.bindings[binding.index()].definitions.iter().take(MOST_SOURCES) {
            let first = self.first_named(definition);
            found.push(Source { expr: first.value, via: Via::Name(binding) });
            // What a function writes to its parameter is in it only under its name.
            let mut base = first.value;
            for _ in 0..BUDGET.frames {
                match module.expr(base) {
                    Expr::Member(outer, _) => base = *outer,
                    Expr::Parameter(function, index) => {
                        self.add_changes(Site::Parameter(*function, *index), None, found);
                        break;
                    }
                    Expr::Call(_) => {
                        self.add_changes(Site::Expr(base), None, found);
                        break;
                    }
                    _ => break,
                }
            }
        }
    }

    fn add_arguments(&mut self, function: FunctionId, index: u16, and_later: bool, found: &mut Vec<Source>) {
        let module = self.module;
        if let Some(target) = self.targets.get(&function) {
            found.push(Source { expr: *target, via: Via::Inside });
        }
        if let Some((call, _)) = self.callback_of(function)
            && let Expr::Member(object, _) = module.expr(module.call(call).callee)
        {
            found.push(Source { expr: *object, via: Via::Callback(call) });
        }
        for caller in self.callers_of(function).iter().take(BUDGET.callers) {
            let call = caller.call;
            let is_event = self.delivered_to(call).iter().take(MOST_SOURCES).any(|listener| *listener == function);
            let via = if is_event { Via::Event(call) } else { Via::Argument(call) };
            let first = usize::from(index) + usize::from(caller.skipped);
            let most = if and_later { MOST_SOURCES } else { 1 };
            // One that is spread may be any of those after it.
            let arguments = &module.call(call).arguments;
            let is_spread = |id: &&ExprId| matches!(module.expr(**id), Expr::Spread(_));
            let spread = arguments.iter().take(first.min(MOST_SOURCES)).filter(is_spread);
            let meant = arguments.iter().skip(first).take(most).chain(spread);
            found.extend(meant.map(|expr| Source { expr: *expr, via: via.clone() }));
        }
    }

    fn add_property(&mut self, object: ExprId, name: &Atom, found: &mut Vec<Source>) {
        let module = self.module;
        found.push(Source { expr: object, via: Via::Inside });
        for choice in self.value(object).choices() {
            match choice.value {
                Value::Namespace(file) => self.add_exports(file, Some(name), found),
                Value::Instance(class) | Value::Class(class) => {
                    let mut class = Some(class);
                    for _ in 0..BUDGET.frames {
                        let Some(current) = class else { break };
                        let node = &module.classes[current.index()];
                        let members = [false, true].map(|is_static| self.own_member(current, name, is_static));
                        for member in members.into_iter().flatten() {
                            let values = match &member.value {
                                MemberValue::Field(value) => std::slice::from_ref(value),
                                MemberValue::Getter(function) => &module.function(*function).returns,
                                MemberValue::Method(_) => &[],
                            };
                            let via = Via::Property(name.clone());
                            found.extend(values.iter().map(|expr| Source { expr: *expr, via: via.clone() }));
                        }
                        self.add_changes(Site::Class(current), Some(name), found);
                        class = match node.base.map(|base| self.value(base)) {
                            Some(Value::Class(base)) => Some(base),
                            _ => None,
                        };
                    }
                }
                Value::Path(_) => {
                    if let Some((value, _)) = self.environment.get(name) {
                        found.push(Source { expr: *value, via: Via::Environment(name.clone()) });
                    }
                }
                _ => {}
            }
        }
    }

    fn add_results(&mut self, id: CallId, found: &mut Vec<Source>) {
        let module = self.module;
        let call = module.call(id);
        let named = self.named(call.expr);
        if named != call.expr {
            found.push(Source { expr: named, via: Via::Import });
        }
        let mut functions = Vec::new();
        for choice in self.value(call.callee).choices() {
            match choice.value {
                Value::Function(function) if !call.is_new => functions.push(function),
                Value::Namespace(file) => {
                    if let Value::Function(function) = self.module_callee(file) {
                        functions.push(function);
                    }
                }
                _ => {}
            }
        }
        if let Expr::Member(object, _) = module.expr(call.callee) {
            // `send.call(client, …)`, `mail.then(…)`, `list.map(…)`
            if let Value::Function(function) = self.value(*object) {
                functions.push(function);
            }
            let callbacks: Vec<_> =
                call.arguments.iter().take(MOST_SOURCES).filter_map(|id| self.function_of(*id)).collect();
            functions.extend(callbacks);
            found.push(Source { expr: *object, via: Via::Through(id) });
        }
        for function in functions.into_iter().take(BUDGET.callers) {
            let returns = &module.function(function).returns;
            found.extend(returns.iter().map(|expr| Source { expr: *expr, via: Via::Returned(id, function) }));
        }
        found
            .extend(call.arguments.iter().take(MOST_SOURCES).map(|expr| Source { expr: *expr, via: Via::Through(id) }));
        self.add_changes(Site::Expr(call.expr), None, found);
    }

    /// What a file exports, under a name or as a whole.
    fn add_exports(&mut self, file: FileId, name: Option<&Atom>, found: &mut Vec<Source>) {
        let mut exprs: Vec<ExprId> = Vec::new();
        if let Some(name) = name {
            let written = self.export_writes.get(file, name);
            exprs.extend(written.into_iter().flatten());
            exprs.extend(self.exported(file, name, super::modules::HOPS));
        }
        if exprs.is_empty() {
            let node = self.module.file(file);
            exprs.extend(node.replacements.iter().map(|definition| definition.value));
            exprs.extend(
                node.exports.iter().take(MOST_SOURCES).filter(|export| &*export.name == "*").map(|export| export.value),
            );
        }
        exprs.dedup();
        found.extend(exprs.into_iter().map(|expr| Source { expr, via: Via::Import }));
    }
}
