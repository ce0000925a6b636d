//! Which calls can be listed ones, told by names before anything is evaluated.
//!
//! Few calls of a large file are made on what a table knows, and to evaluate the callee of every one costs more than
//! all the rest. A callee is followed as far as names and definitions lead: a property counts by its name, a variable by
//! what it is set to, a parameter by what the known callers give. Order and conditions do not matter to it.
//!
//! What is kept under another name is found by it: of `{ post: fetch }` and `this.go = http.request`, `post` and `go`
//! are names of listed calls from then on. What a listed call gives is none of these unless a table lists calls of that:
//! the answer to `map.get(key)` is data, however many modules have a `get`.
//!
//! A name alone says little where it is `get` or `set`. What the method is called on is therefore followed backwards to
//! where it can come from, and does not count where all of these are lists, texts, maps and objects of the file's own.
//! Of properties only the name counts there, as in the field-based analysis of Feldthaus, Schäfer, Sridharan, Dolby and
//! Tip ("Efficient Construction of Approximate Call Graphs for JavaScript IDE Services", ICSE 2013).

use rustc_hash::{FxHashMap, FxHashSet};
use swc_atoms::Atom;

use super::{Evaluator, HOPS, normal_specifier};
use crate::{
    Tables,
    ir::{BindingId, Call, CallId, Expr, ExprId, FileId, FunctionId, MemberValue, Module, Property, WriteKey},
    tables::Interest,
};

/// Expressions followed for one callee; what lies further counts as unknown.
const MOST_FOLLOWED: u32 = 64;

/// Values of one property that are followed to say what something is called on; where there are more, it may be anything.
const MOST_KEPT: usize = 64;

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
    /// Whether a global counts that is not called itself.
    is_of_holders: bool,
    evaluator: &'e Evaluator<'m>,
    /// Properties under which something listed is kept.
    aliases: FxHashSet<&'m Atom>,
    bindings: FxHashMap<BindingId, Lead>,
    parameters: FxHashMap<(FunctionId, u16), Lead>,
    left: u32,
    /// What is called on what a name stands for may be listed.
    receiving: FxHashMap<BindingId, bool>,
    receiving_properties: FxHashMap<&'m Atom, bool>,
    /// What is kept under each name, once somebody asks.
    kept: Option<Kept<'m>>,
    /// Whether something listed is put into a list or a map, once somebody asks.
    puts_away: Option<bool>,
}

/// What properties can be, by their names.
#[derive(Default)]
struct Kept<'m> {
    values: FxHashMap<&'m Atom, Vec<ExprId>>,
    /// Whether something listed is kept under a name that is computed.
    has_hidden: bool,
    /// Names of what some call is given, and of what it is given first, before something else, or what is written to
    /// under computed names: an object may get more properties in a call, and anything at all in these ways.
    given: FxHashSet<Named<'m>>,
    given_first: FxHashSet<Named<'m>>,
}

/// A variable, or a property of whatever it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Named<'m> {
    Binding(BindingId),
    Property(&'m Atom),
}

impl<'m> Evaluator<'m> {
    /// The calls that may be listed ones, in order. The direct callers of functions must be known.
    pub(super) fn calls_of_interest(&self) -> Vec<CallId> {
        let mut leads = Leads::new(self, self.interest, false);
        let calls = (0..self.module.calls.len() as u32).map(CallId);
        calls.filter(|call| leads.callee(self.module.call(*call).callee) > Lead::No).collect()
    }

    /// Where modules are loaded, and properties of what `holders` names are looked up, by names that are not written
    /// there: `require(name)`, `globalThis[name]`, `Reflect.get(globalThis, name)`.
    ///
    /// What may be meant is told by names alone, and may be something else. The direct callers of functions must be known.
    pub(crate) fn lookups(&self, holders: &Interest<'m>) -> Vec<Lookup> {
        let module = self.module;
        let may_name = |id: ExprId| {
            !matches!(
                module.expr(id),
                Expr::Number(_)
                    | Expr::Bool(_)
                    | Expr::Null
                    | Expr::Undefined
                    | Expr::Object(_)
                    | Expr::Array(_)
                    | Expr::Function(_)
                    | Expr::Class(_)
            )
        };
        // These count already.
        let is_plain = |call: &Call, name: ExprId| {
            matches!((module.expr(call.callee), module.expr(name)), (Expr::Global(_), Expr::Text(_)))
        };
        let mut leads = Leads::new(self, holders, true);
        let mut lookups = Vec::new();
        for expr in &module.exprs {
            if let Expr::Index(holder, name) = *expr
                && may_name(name)
                && leads.callee(holder) == Lead::Named
            {
                lookups.push(Lookup { holder, name });
            }
        }
        for call in module.calls.iter().filter(|call| !call.is_new) {
            if let [name, ..] = *call.arguments
                && may_name(name)
                && !is_plain(call, name)
                && leads.callee(call.callee) == Lead::Named
            {
                lookups.push(Lookup { holder: call.callee, name });
            }
            if let [holder, name, ..] = *call.arguments
                && may_name(name)
                && leads.callee(holder) == Lead::Named
            {
                lookups.push(Lookup { holder, name });
            }
        }
        lookups
    }
}

/// Something that is looked up by a name.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Lookup {
    /// In what, or what loads it.
    pub(crate) holder: ExprId,
    pub(crate) name: ExprId,
}

impl<'e, 'm> Leads<'e, 'm> {
    fn new(evaluator: &'e Evaluator<'m>, interest: &'e Interest<'m>, is_of_holders: bool) -> Self {
        let mut leads = Leads {
            module: evaluator.module,
            interest,
            is_of_holders,
            evaluator,
            aliases: FxHashSet::default(),
            bindings: FxHashMap::default(),
            parameters: FxHashMap::default(),
            left: 0,
            receiving: FxHashMap::default(),
            receiving_properties: FxHashMap::default(),
            kept: None,
            puts_away: None,
        };
        let kept = leads.kept_functions();
        for _ in 0..MOST_SWEEPS {
            let before = leads.aliases.len();
            leads.find_aliases(&kept);
            if leads.aliases.len() == before {
                break;
            }
            // What was told without these names may lead somewhere now; what leads there does so still.
            leads.bindings.retain(|_, lead| *lead == Lead::Named);
            leads.parameters.retain(|_, lead| *lead == Lead::Named);
        }
        leads
    }

    /// What properties are set to, with their names, where it may be something listed under another name.
    fn kept_functions(&self) -> Vec<(&'m Atom, ExprId)> {
        let module = self.module;
        let written = module.writes.iter().filter_map(|write| match &write.key {
            WriteKey::Named(name) => Some((name, write.value)),
            WriteKey::Computed(_) => None,
        });
        let entries = module.exprs.iter().flat_map(|expr| match expr {
            Expr::Object(entries) => &**entries,
            _ => &[],
        });
        let in_literals = entries.filter_map(|entry| match entry {
            Property::Named(name, value) => Some((name, *value)),
            _ => None,
        });
        let members = module.classes.iter().flat_map(|class| &class.members);
        let fields = members.filter_map(|member| match member.value {
            MemberValue::Field(value) => Some((&member.name, value)),
            MemberValue::Method(_) | MemberValue::Getter(_) => None,
        });
        // Most properties are no functions, which is plain to see.
        let may_be = |(_, value): &(&Atom, ExprId)| {
            matches!(
                module.expr(*value),
                Expr::Name(..)
                    | Expr::Member(..)
                    | Expr::Global(_)
                    | Expr::Call(_)
                    | Expr::Import { .. }
                    | Expr::Await(_)
                    | Expr::Either { .. }
                    | Expr::Both { .. }
                    | Expr::Conditional { .. }
            )
        };
        written.chain(in_literals).chain(fields).filter(may_be).collect()
    }

    /// Adds the properties under which something listed is kept.
    fn find_aliases(&mut self, kept: &[(&'m Atom, ExprId)]) {
        for (name, value) in kept {
            if !self.aliases.contains(name) && self.callee(*value) == Lead::Named {
                self.aliases.insert(name);
            }
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
        let module = self.module;
        match module.expr(id) {
            Expr::Member(object, name) if &**name == "constructor" && self.evaluator.may_make_functions(*object) => {
                Lead::Named
            }
            // `default` is how one module system reaches another; it names nothing.
            Expr::Member(module, name) if &**name == "default" => self.lead(*module).max(self.by_name(name)),
            // A node's `parent` and a statement's `process` are no globals: only what holds these has them as properties.
            Expr::Member(object, name) if self.is_of_holders && self.is_global_only(name) => match self.lead(*object) {
                Lead::No => Lead::No,
                Lead::Open | Lead::Named => Lead::Named,
            },
            Expr::Member(object, name) => match self.by_name(name) {
                Lead::Named if self.says_little(name) && !self.may_receive(*object) => Lead::No,
                lead => lead,
            },
            Expr::Global(name) if self.is_of_holders && self.interest.holds(name) => Lead::Named,
            Expr::Global(name) => self.global(name),
            Expr::Name(binding, _) => self.binding(*binding),
            // What a module exports is listed by its name, and a module itself by its own.
            Expr::Import { name: Some(name), .. } if &**name != "default" => self.by_name(name),
            Expr::Import { specifier, .. } => {
                match !self.is_of_holders && Tables::embedded().may_call_module(&normal_specifier(specifier)) {
                    true => Lead::Named,
                    false => Lead::No,
                }
            }
            Expr::Parameter(function, index) => self.parameter(*function, *index),
            Expr::Await(inner) | Expr::Spread(inner) | Expr::Both { right: inner, .. } => self.lead(*inner),
            Expr::Either { left, right } => self.any([*left, *right]),
            Expr::Conditional { then, otherwise, .. } => self.any([*then, *otherwise]),
            Expr::Call(call) => self.result(*call),
            // `const [g] = [globalThis]`
            Expr::Element(list) | Expr::Index(list, _) if self.is_of_holders => {
                match module.expr(self.evaluator.named(*list)) {
                    Expr::Array(items) => self.any(items.iter().copied()).max(Lead::Open),
                    _ => Lead::Open,
                }
            }
            Expr::ImportFile { file, name } => self.export(*file, name.as_ref()),
            Expr::Element(_) | Expr::Index(..) | Expr::Without(..) => Lead::Open,
            Expr::Exports(_) | Expr::ModuleObject(_) | Expr::Opaque(_) | Expr::Regexp { .. } | Expr::Sent(_) => {
                Lead::Open
            }
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

    /// How far a global leads: only one that the code writes itself is kept under another name.
    fn global(&self, name: &Atom) -> Lead {
        match self.interest.names.contains(&**name) || self.evaluator.globals.contains_key(name) {
            true => self.by_name(name),
            false => Lead::No,
        }
    }

    /// Whether a property counts by its name alone because a global is called so.
    fn is_global_only(&self, name: &Atom) -> bool {
        self.interest.names.contains(&**name) && !self.aliases.contains(name) && !Tables::embedded().may_load(name)
    }

    /// How far what a file exports may lead, where it is called.
    fn export(&mut self, file: FileId, name: Option<&Atom>) -> Lead {
        match self.evaluator.values_called(file, name) {
            Some(values) => self.any(values),
            None => Lead::Open,
        }
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
        let callers = evaluator.callers_of(function);
        // Of more than are followed, any may be meant.
        let mut lead = if callers.len() > super::BUDGET.callers { Lead::Open } else { Lead::No };
        let given = callers.iter().take(super::BUDGET.callers);
        let given: Vec<ExprId> = given.filter_map(|caller| caller.argument(module, index)).collect();
        lead = lead.max(self.any(given));
        lead = lead.max(self.any(evaluator.targets.get(&function).copied()));
        if let Some((call, position)) = evaluator.callback_of(function) {
            lead = lead.max(self.handed_over(call, position));
        }
        self.parameters.insert((function, index), lead);
        lead
    }

    /// Whether what a function of that name gives is what loads modules, or a function of a table.
    fn gives_more(&self, name: &Atom) -> bool {
        // What is loaded is not what loads it.
        if self.is_of_holders { makes_loader(name) } else { Tables::embedded().gives_function(name) }
    }

    /// Whether a function gives back what it is given, which is plain to see: `(m) => m && m.__esModule ? m : { default: m }`.
    fn gives_given(&self, function: FunctionId) -> bool {
        let module = self.module;
        let is_given = |id: ExprId| matches!(module.expr(self.evaluator.named(id)), Expr::Parameter(owner, _) if *owner == function);
        module.function(function).returns.iter().any(|value| match module.expr(*value) {
            Expr::Conditional { then: left, otherwise: right, .. } | Expr::Either { left, right } => {
                is_given(*left) || is_given(*right)
            }
            Expr::Both { right: inner, .. } | Expr::Await(inner) => is_given(*inner),
            _ => is_given(*value),
        })
    }

    /// What a call may hand to a function among its arguments: what it is called on, and what else it is given.
    fn handed_over(&mut self, call: CallId, position: usize) -> Lead {
        let call = self.module.call(call);
        let others = call.arguments.iter().enumerate().filter(|(index, _)| *index != position).map(|(_, other)| *other);
        let mut lead = self.any_inside(others.collect());
        if let Expr::Member(object, _) = self.module.expr(call.callee) {
            // A window calls nobody with itself.
            let holds = matches!(self.module.expr(self.evaluator.named(*object)), Expr::Array(_) | Expr::Call(_));
            if holds || !self.is_of_holders {
                lead = lead.max(self.any_inside(vec![*object]));
            }
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
        if let Some(file) = self.evaluator.wrapped_module(call, HOPS) {
            return self.export(file, None);
        }
        let call = self.module.call(call);
        let callee = self.evaluator.named(call.callee);
        let made = match self.module.expr(callee) {
            Expr::Function(function) => self.any(self.module.function(*function).returns.iter().copied()),
            // The same function, with what it is called on.
            Expr::Member(function, name) if &**name == "bind" => self.lead(*function).max(Lead::Open),
            Expr::Member(_, name) | Expr::Global(name) if self.gives_more(name) => self.by_name(name).max(Lead::Open),
            // What was put into a list or a map may be taken out of any.
            Expr::Member(_, name) if !self.is_of_holders && reads_container(name) && self.puts_listed_away() => {
                Lead::Named
            }
            _ => Lead::Open,
        };
        // An own function that gives nothing of the kind does not, whatever it is given.
        let is_told = match self.module.expr(callee) {
            Expr::Function(function) => self.is_of_holders || made == Lead::No && !self.gives_given(*function),
            Expr::Class(_) => true,
            _ => false,
        };
        if is_told { made } else { made.max(self.any_inside(call.arguments.to_vec())) }
    }
}

/// Whether what is called so gives what loads modules.
fn makes_loader(name: &str) -> bool {
    name == "createRequire"
}

/// Whether a method of that name gives what was put into a list or a map.
fn reads_container(name: &str) -> bool {
    matches!(name, "get" | "at" | "pop" | "shift" | "find")
}

/// Whether a method of that name puts something there.
fn fills_container(name: &str) -> bool {
    matches!(name, "set" | "push" | "unshift" | "add")
}

/// What methods are called on.
impl<'m> Leads<'_, 'm> {
    /// Whether a method of that name may be anything, so that it matters what it is called on.
    fn says_little(&self, name: &Atom) -> bool {
        !self.aliases.contains(name) && !Tables::embedded().counts_anywhere(name)
    }

    /// Whether a method that is called on it may be a listed one.
    fn may_receive(&mut self, id: ExprId) -> bool {
        let Some(left) = self.left.checked_sub(1) else { return true };
        self.left = left;
        let module = self.module;
        match module.expr(id) {
            Expr::Name(binding, _) => self.name_may_receive(*binding),
            Expr::Member(object, name) => {
                self.property_may_receive(name)
                    || (Tables::embedded().leading_names.contains(&**name) && self.may_receive(*object))
            }
            Expr::Object(entries) => entries.iter().any(|entry| match entry {
                // Those that count are told by their names.
                Property::Named(..) | Property::Getter(..) => false,
                Property::Computed(..) => true,
                Property::Spread(inner) => self.may_receive(*inner),
            }),
            Expr::Class(class) => module.classes[class.index()].base.is_some_and(|base| self.may_receive(base)),
            Expr::This(function) => match module.function(*function).class {
                Some(class) => module.classes[class.index()].base.is_some_and(|base| self.may_receive(base)),
                None => true,
            },
            Expr::Global(name) => self.interest.is_root(name),
            Expr::Import { specifier, .. } => Tables::embedded().knows_module(&normal_specifier(specifier)),
            Expr::Parameter(function, index) => self.parameter_may_receive(*function, *index),
            Expr::Call(call) => self.result_may_receive(*call),
            Expr::Await(inner) | Expr::Spread(inner) | Expr::Without(inner, _) | Expr::Both { right: inner, .. } => {
                self.may_receive(*inner)
            }
            Expr::Either { left, right } => self.may_receive(*left) || self.may_receive(*right),
            Expr::Conditional { then, otherwise, .. } => self.may_receive(*then) || self.may_receive(*otherwise),
            Expr::Super(_)
            | Expr::Index(..)
            | Expr::Element(_)
            | Expr::ImportFile { .. }
            | Expr::Exports(_)
            | Expr::ModuleObject(_)
            | Expr::Sent(_) => true,
            Expr::Array(_)
            | Expr::Function(_)
            | Expr::RestParameter(..)
            | Expr::Opaque(_)
            | Expr::Regexp { .. }
            | Expr::Text(_)
            | Expr::Number(_)
            | Expr::Bool(_)
            | Expr::Null
            | Expr::Undefined
            | Expr::Template(_)
            | Expr::Add(..)
            | Expr::Compute(_)
            | Expr::Equal(..) => false,
        }
    }

    fn name_may_receive(&mut self, binding: BindingId) -> bool {
        if let Some(known) = self.receiving.get(&binding) {
            return *known;
        }
        // As above: what depends on itself is left to evaluation.
        self.receiving.insert(binding, true);
        let definitions = &self.module.bindings[binding.index()].definitions;
        let values: Vec<ExprId> = definitions.iter().map(|definition| definition.value).collect();
        let may = self.named_may_receive(Named::Binding(binding), &values);
        self.receiving.insert(binding, may);
        may
    }

    fn property_may_receive(&mut self, name: &'m Atom) -> bool {
        if let Some(known) = self.receiving_properties.get(name) {
            return *known;
        }
        self.receiving_properties.insert(name, true);
        let kept = self.kept();
        let may = kept.has_hidden || {
            let values = kept.values.get(name).cloned().unwrap_or_default();
            values.len() > MOST_KEPT || self.named_may_receive(Named::Property(name), &values)
        };
        self.receiving_properties.insert(name, may);
        may
    }

    fn named_may_receive(&mut self, name: Named<'m>, values: &[ExprId]) -> bool {
        let kept = self.kept();
        let is_given = kept.given.contains(&name);
        let is_first = kept.given_first.contains(&name);
        let can_grow =
            |id: ExprId| matches!(self.module.expr(id), Expr::Object(_) | Expr::Class(_) | Expr::Function(_));
        is_first
            || is_given && values.iter().any(|value| can_grow(*value))
            || values.iter().any(|value| self.may_receive(*value))
    }

    /// Where callers are known they say what a parameter is, and else anybody may.
    fn parameter_may_receive(&mut self, function: FunctionId, index: u16) -> bool {
        let (evaluator, module) = (self.evaluator, self.module);
        let callers = evaluator.callers_of(function);
        let is_known = !callers.is_empty()
            && callers.len() <= super::BUDGET.callers
            && !evaluator.escaped.contains(&function)
            && evaluator.callback_of(function).is_none();
        !is_known
            || callers.iter().any(|caller| caller.argument(module, index).is_none_or(|given| self.may_receive(given)))
    }

    fn result_may_receive(&mut self, call: CallId) -> bool {
        let module = self.module;
        let call = module.call(call);
        let language = &Tables::embedded().language;
        match module.expr(self.evaluator.named(call.callee)) {
            Expr::Function(function) if !call.is_new => {
                let function = module.function(*function);
                function.is_generator || function.returns.iter().any(|value| self.may_receive(*value))
            }
            Expr::Class(class) if call.is_new => {
                module.classes[class.index()].base.is_some_and(|base| self.may_receive(base))
            }
            Expr::Global(name) => !language.plain_globals.contains(&**name),
            Expr::Member(object, method) if !call.is_new => {
                let is_static =
                    matches!(module.expr(*object), Expr::Global(name) if language.plain_globals.contains(&**name));
                let is_listed = Tables::embedded().leading_names.contains(&**method);
                !is_static && (is_listed || !language.plain_methods.contains(&**method))
            }
            _ => true,
        }
    }

    /// Whether something listed is put into a list or a map.
    fn puts_listed_away(&mut self) -> bool {
        if let Some(known) = self.puts_away {
            return known;
        }
        let module = self.module;
        let are_listed = |ids: &[ExprId]| ids.iter().any(|id| self.is_plainly_listed(*id));
        let puts = |call: &Call| matches!(module.expr(call.callee), Expr::Member(_, name) if fills_container(name));
        let puts_away = module.exprs.iter().any(|expr| matches!(expr, Expr::Array(items) if are_listed(items)))
            || module.calls.iter().any(|call| puts(call) && are_listed(&call.arguments));
        self.puts_away = Some(puts_away);
        puts_away
    }

    fn kept(&mut self) -> &Kept<'m> {
        if self.kept.is_none() {
            self.kept = Some(self.find_kept());
        }
        self.kept.get_or_insert_default()
    }

    fn find_kept(&self) -> Kept<'m> {
        let module = self.module;
        let mut kept = Kept::default();
        for write in &module.writes {
            match &write.key {
                WriteKey::Named(name) => kept.values.entry(name).or_default().push(write.value),
                WriteKey::Computed(_) => {
                    kept.has_hidden |= self.is_plainly_listed(write.value);
                    kept.given_first.extend(self.named_as(write.object));
                }
            }
        }
        for expr in &module.exprs {
            let Expr::Object(entries) = expr else { continue };
            for entry in entries {
                match entry {
                    Property::Named(name, value) => kept.values.entry(name).or_default().push(*value),
                    Property::Getter(name, function) => {
                        kept.values.entry(name).or_default().extend(&module.function(*function).returns);
                    }
                    Property::Computed(_, value) => kept.has_hidden |= self.is_plainly_listed(*value),
                    Property::Spread(_) => {}
                }
            }
        }
        for member in module.classes.iter().flat_map(|class| &class.members) {
            match member.value {
                MemberValue::Field(value) => kept.values.entry(&member.name).or_default().push(value),
                MemberValue::Getter(function) => {
                    kept.values.entry(&member.name).or_default().extend(&module.function(function).returns);
                }
                MemberValue::Method(_) => {}
            }
        }
        for call in &module.calls {
            for (index, argument) in call.arguments.iter().enumerate() {
                let Some(named) = self.named_as(*argument) else { continue };
                kept.given.insert(named);
                if index == 0 && call.arguments.len() > 1 {
                    kept.given_first.insert(named);
                }
            }
        }
        kept
    }

    /// The name of what is meant.
    fn named_as(&self, id: ExprId) -> Option<Named<'m>> {
        match self.module.expr(id) {
            Expr::Name(binding, _) => Some(Named::Binding(*binding)),
            Expr::Member(_, name) => Some(Named::Property(name)),
            _ => None,
        }
    }

    /// Whether something comes from what is listed, in a way that is plain to see.
    fn is_plainly_listed(&self, id: ExprId) -> bool {
        const HOPS: u32 = 4;
        let mut current = id;
        for _ in 0..HOPS {
            current = match self.module.expr(self.evaluator.named(current)) {
                Expr::Import { specifier, .. } => {
                    return Tables::embedded().knows_module(&normal_specifier(specifier));
                }
                Expr::Global(name) => return self.interest.is_root(name),
                Expr::Member(object, _) | Expr::Index(object, _) | Expr::Element(object) => *object,
                Expr::Call(call) => self.module.call(*call).callee,
                _ => return false,
            };
        }
        false
    }
}
