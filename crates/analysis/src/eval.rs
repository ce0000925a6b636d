//! Evaluation of a file's graph, on demand.
//!
//! Values flow through names, properties and calls inside the file.
//! Order matters where it can be seen: of several assignments in straight-line code the last one before the use counts.
//! Everywhere else all of them do.
//! Nothing is run; what would need running is [`Value::Derived`] from what goes into it.

mod awaited;
mod builtin;
mod called;
mod computed;
mod fold;
mod generator;
mod lead;
mod map;
mod modules;
mod object;
mod patch;
mod promise;
mod proxy;
mod recall;
mod round;
mod sources;
#[cfg(test)]
mod tests;
mod url;
mod walk;
mod way;

use called::Ask;
pub(crate) use fold::{BACKWARDS, decoded};
pub(crate) use modules::{HOPS, described};
pub(crate) use object::{MOST_ALIASES, Site};
pub(crate) use patch::Patch;
pub(crate) use sources::{Source, Via};
use url::part_of;
pub(crate) use way::{MOST_TOOL_WAYS, MOST_WAYS, Way};

use std::{cell::RefCell, collections::BTreeSet, rc::Rc};

use molehunt_source::ByteSpan;
use rustc_hash::{FxHashMap, FxHashSet};
use swc_atoms::Atom;

use crate::{
    Tables,
    behaviour::Wanted,
    filter::GLOBAL_OBJECTS,
    ir::{
        BindingId, CallId, ClassId, Context, Definition, Expr, ExprId, FileId, FunctionId, GuardId, Member,
        MemberValue, Module, Property as Entry, SetKind, WriteKey,
    },
    machine::Machine,
    need::{Marks, Need},
    sensitive::EACH,
    tables::Interest,
    value::{Choice, Condition, Form, List, Object, Path, Property, Root, Segment, Value},
};

/// What evaluating one file may cost.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Budget {
    /// Expressions evaluated.
    pub(crate) steps: u32,
    /// How deep evaluation follows names and calls.
    pub(crate) depth: u32,
    /// Alternatives of one value.
    pub(crate) choices: usize,
    /// Pieces of one text, items of one list, properties of one object.
    pub(crate) pieces: usize,
    /// Bytes of one text.
    pub(crate) text: usize,
    /// Objects looked into for one property.
    pub(crate) lookups: u32,
    /// Expressions followed to find where an object is made.
    pub(crate) sites: usize,
    /// Callers of a function whose arguments are followed.
    pub(crate) callers: usize,
    /// Calls inside calls that are followed with their own arguments.
    pub(crate) frames: usize,
    /// Items of a list for each of which a callback is followed.
    pub(crate) mapped: usize,
}

/// The budget in force.
pub(crate) const BUDGET: Budget = Budget {
    steps: 9_000_000,
    depth: 120,
    choices: 16,
    pieces: 256,
    text: 1 << 20,
    lookups: 96,
    sites: 48,
    callers: 24,
    frames: 8,
    mapped: 16,
};

/// From how many members on a class, or an object literal, gets an index of them.
const INDEXED_MEMBERS: usize = 16;
/// Calls of a constructor by classes that extend its own, among which that of one class is looked for.
const MOST_SUPER_CALLS: usize = 256;
/// Callers of a function that takes any number of arguments, whose arguments are told apart.
const MOST_MAKERS: usize = 4;
/// Arguments of one call that are piped into each other.
const MOST_PIPED: usize = 16;
/// Names of one thing that are followed to the first.
const MOST_NAMES: u32 = 8;
/// Functions that one name stands for, one after the other.
const MOST_REPLACED: usize = 4;
/// Functions that only hand on their arguments, one to the next.
const MOST_FORWARDS: usize = 4;

/// Evaluates expressions of one module.
pub(crate) struct Evaluator<'m> {
    pub(crate) module: &'m Module,
    pub(crate) interest: &'m Interest<'m>,
    /// The calls that may be listed ones, in order.
    pub(crate) listed: Vec<CallId>,
    /// Values already computed. Few of a large file's expressions ever are.
    memo: FxHashMap<ExprId, Value>,
    /// What is asked of the value that is being computed, and what was computed for that.
    asked: Ask,
    calls: called::Called,
    /// What is being computed, and in which frame.
    active: FxHashSet<(ExprId, usize)>,
    /// Calls whose arguments are known, innermost last.
    frames: Vec<Frame>,
    /// Rounds of loops that were followed one by one.
    rounds: usize,
    /// Ways to calls that were followed one by one.
    ways: usize,
    /// Whether the code makes maps.
    makes_maps: bool,
    /// Computes what comes from literals alone, where somebody asks.
    machine: Option<Box<Machine<'m>>>,
    /// Whether calls are followed with their own arguments; where nothing asks who receives what, they are not.
    follows_calls: bool,
    /// Whether loops are followed round by round; for who is called, any round is as good as another.
    follows_rounds: bool,
    depth: u32,
    steps: u32,
    /// How often something was cut short: by a limit, or because it depended on itself.
    cuts: u32,
    /// What functions returned for the arguments that they were given.
    recalled: recall::Recalled,
    /// Calls whose callee is known to be that function.
    callers: FxHashMap<FunctionId, Vec<Caller>>,
    /// Whether comparisons of two known texts are decided: where a function is asked for one name after the other.
    decides_equal: bool,
    /// The classes that have something under a private name; none where several do.
    private_owners: Option<FxHashMap<Atom, Option<ClassId>>>,
    /// What generators are sent when they go on, once somebody asks.
    sent: Option<FxHashMap<FunctionId, Vec<ExprId>>>,
    /// Functions that a call reaches by the name of an event.
    deliveries: FxHashMap<CallId, Rc<[FunctionId]>>,
    /// Functions that are used other than by being called: anybody may call them.
    escaped: FxHashSet<FunctionId>,
    /// Functions given as an argument to a call.
    callbacks: FxHashMap<FunctionId, (CallId, usize)>,
    /// Functions whose parameters are what they are: nobody in this file decides them.
    pub(crate) entries: FxHashSet<FunctionId>,
    /// Calls that declare tools: what they are given describes, and is not sent.
    pub(crate) declaring: FxHashSet<CallId>,
    /// Objects looked into for one property, and how deep they lie in each other.
    lookups: u32,
    lookup_depth: u32,
    methods: FxHashMap<Receiver, Vec<(String, CallId)>>,
    has_methods: bool,
    /// The calls that emit an event, by its name, once somebody asks.
    emitted: Option<awaited::Emitted>,
    /// Calls of what a function gets as its first parameter, by the function, once somebody asks.
    settling: Option<FxHashMap<FunctionId, Vec<CallId>>>,
    /// What is added to addresses, once somebody asks.
    added_to_addresses: Option<Rc<FxHashMap<ExprId, Vec<ExprId>>>>,
    /// What is piped into what calls give.
    pipes: FxHashMap<CallId, Vec<ExprId>>,
    export_writes: modules::ExportWrites,
    /// Names under which functions and classes of the graph are declared, kept as properties or exported.
    own_names: FxHashSet<&'m Atom>,
    /// What stands behind the `Proxy` of which a function is a trap.
    targets: FxHashMap<FunctionId, ExprId>,
    /// Functions in the place of somebody else's.
    pub(crate) patches: Vec<Patch>,
    /// The class that `this` of a class is for now: one that extends it.
    instance: Option<(ClassId, ClassId)>,
    /// What is written to variables of the environment, and when.
    environment: FxHashMap<Atom, (ExprId, GuardId)>,
    /// What is written to globals of the code's own, and when.
    globals: FxHashMap<Atom, Vec<(ExprId, GuardId)>>,
    /// Static methods of classes.
    statics: FxHashSet<FunctionId>,
    /// The members of large classes by name, and whether they are static.
    members: RefCell<FxHashMap<ClassId, MembersByName<'m>>>,
    /// The properties of large object literals by name.
    literals: RefCell<FxHashMap<ExprId, FxHashMap<&'m Atom, ExprId>>>,
    /// What is written to properties of object literals, once somebody asks for one.
    written_literals: RefCell<Option<WrittenLiterals>>,
    /// Where what a name stands for can have been made.
    sites: RefCell<FxHashMap<BindingId, Rc<[Site]>>>,
    /// The classes that extend each.
    subclasses: FxHashMap<ClassId, Vec<ClassId>>,
    /// How near the code comes to the limits.
    pub(crate) needs: Marks,
    writes: object::Writes,
    building: FxHashMap<object::Site, Object>,
    /// Files that the code asks for by computed names, and that are not in the graph.
    pub(crate) wanted: BTreeSet<Wanted>,
}

/// A call that reaches a function.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Caller {
    call: CallId,
    /// How many of its arguments come before the function's own.
    skipped: u16,
    /// The property of the function's own argument in which the call's stands: that of an event.
    inside: Option<&'static str>,
}

impl Caller {
    fn direct(call: CallId) -> Self {
        Self { call, skipped: 0, inside: None }
    }

    pub(crate) fn call(self) -> CallId {
        self.call
    }

    /// What the function gets, for what the call has.
    fn given(self, value: Value) -> Value {
        let Some(name) = self.inside else { return value };
        let property = Property { name: Some(name.into()), value, place: ByteSpan::default(), condition: None };
        Value::Object(Object { properties: vec![property], rest: Vec::new() }.into())
    }

    /// The function in which it stands.
    pub(crate) fn function(self, module: &Module) -> FunctionId {
        module.call(self.call).context.function
    }

    /// The argument that the function gets as a parameter, unless spread arguments hide which it is.
    fn argument(self, module: &Module, index: u16) -> Option<ExprId> {
        let arguments = &module.call(self.call).arguments;
        let index = usize::from(index) + usize::from(self.skipped);
        let is_hidden = arguments.iter().take(index + 1).any(|id| matches!(module.expr(*id), Expr::Spread(_)));
        if is_hidden { None } else { arguments.get(index).copied() }
    }
}

/// A call that is followed with its own arguments, apart from all other calls of the function.
struct Frame {
    function: FunctionId,
    /// The function's expressions.
    exprs: std::ops::Range<u32>,
    arguments: Vec<Value>,
    /// The call whose arguments are evaluated when somebody asks, in the place of those.
    call: Option<CallId>,
    memo: FxHashMap<ExprId, Value>,
    /// The same of who is called.
    called: FxHashMap<ExprId, Value>,
    /// For one round of a loop: what stands for its element, and the item of this round.
    round: Option<(Rc<[ExprId]>, Value)>,
    /// Whether it is part of the way to a call that is read, rather than of what the call is given.
    is_way: bool,
}

impl Frame {
    /// One in which nothing is known yet but what it stands for.
    fn new(function: FunctionId, exprs: std::ops::Range<u32>) -> Self {
        Self {
            function,
            exprs,
            arguments: Vec::new(),
            call: None,
            memo: FxHashMap::default(),
            called: FxHashMap::default(),
            round: None,
            is_way: false,
        }
    }
}

/// What is written to object literals after they are made, once, by the literal and the name.
type WrittenLiterals = FxHashMap<(ExprId, Atom), Option<ExprId>>;

/// The members of a class, by name and by whether they are static.
type MembersByName<'m> = FxHashMap<(&'m Atom, bool), usize>;

/// What methods are called on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Receiver {
    Call(CallId),
    Parameter(FunctionId, u16),
}

impl<'m> Evaluator<'m> {
    pub(crate) fn new(module: &'m Module, interest: &'m Interest<'m>) -> Self {
        let mut evaluator = Self {
            module,
            interest,
            listed: Vec::new(),
            memo: FxHashMap::default(),
            asked: Ask::Whole,
            calls: called::Called::default(),
            active: FxHashSet::default(),
            frames: Vec::new(),
            rounds: 0,
            ways: 0,
            makes_maps: false,
            machine: None,
            follows_calls: false,
            follows_rounds: true,
            depth: 0,
            steps: 0,
            cuts: 0,
            recalled: recall::Recalled::default(),
            callers: FxHashMap::default(),
            decides_equal: false,
            private_owners: None,
            sent: None,
            deliveries: FxHashMap::default(),
            escaped: FxHashSet::default(),
            callbacks: FxHashMap::default(),
            entries: FxHashSet::default(),
            declaring: FxHashSet::default(),
            lookups: 0,
            lookup_depth: 0,
            methods: FxHashMap::default(),
            has_methods: false,
            emitted: None,
            settling: None,
            added_to_addresses: None,
            pipes: FxHashMap::default(),
            export_writes: modules::export_writes(module),
            own_names: own_names(module),
            targets: FxHashMap::default(),
            patches: Vec::new(),
            instance: None,
            environment: environment(module),
            globals: globals(module),
            statics: static_methods(module),
            members: RefCell::default(),
            literals: RefCell::default(),
            written_literals: RefCell::default(),
            sites: RefCell::default(),
            subclasses: FxHashMap::default(),
            needs: Marks::default(),
            writes: object::Writes::default(),
            building: FxHashMap::default(),
            wanted: BTreeSet::new(),
        };
        for (index, class) in module.classes.iter().enumerate() {
            if let Some(base) = class.base
                && let Expr::Class(base) = module.expr(evaluator.named(base))
            {
                evaluator.subclasses.entry(*base).or_default().push(ClassId(index as u32));
            }
        }
        evaluator.find_direct_callers();
        evaluator.listed = evaluator.calls_of_interest();
        evaluator.collect_writes();
        evaluator
    }

    /// Whether the budget ran out, so that values are missing.
    pub(crate) fn is_exhausted(&self) -> bool {
        self.steps >= BUDGET.steps
    }

    /// Counts work that is done with values outside of the evaluation.
    pub(crate) fn pay(&mut self, steps: usize) {
        self.steps = self.steps.saturating_add(u32::try_from(steps).unwrap_or(u32::MAX));
    }

    /// Whether there is enough left of the budget to look once more at what was evaluated, without using it up.
    pub(crate) fn has_room(&self) -> bool {
        self.steps < BUDGET.steps / 2
    }

    /// Forgets all values; needed once it becomes known that more functions are entries or have callers.
    pub(crate) fn forget(&mut self) {
        self.methods.clear();
        self.pipes.clear();
        self.has_methods = false;
        self.sites.get_mut().clear();
        self.writes.forget();
        self.memo.clear();
        self.calls.forget();
        self.recalled.clear();
    }

    /// Adds calls through properties (`this.send()`, `mailer.send()`) to the callers, and forgets all values.
    pub(crate) fn find_member_callers(&mut self) {
        let module = self.module;
        self.follows_calls = true;
        let names: FxHashSet<&Atom> = module.functions.iter().filter_map(|function| function.name.as_ref()).collect();
        self.follows_rounds = false;
        let patches = self.find_patches();
        let mut found = Vec::new();
        for (index, call) in module.calls.iter().enumerate() {
            found.extend(self.callbacks_called(call).into_iter().map(|callback| (callback, CallId(index as u32))));
            let may_be_own = match module.expr(call.callee) {
                Expr::Member(_, name) => names.contains(name) || patches.iter().any(|patch| patch.is_method(name)),
                Expr::Global(name) => patches.iter().any(|patch| patch.is_global_named(name)),
                Expr::Index(..) => true,
                _ => false,
            };
            if !may_be_own {
                continue;
            }
            for choice in self.callee(CallId(index as u32)).choices() {
                match choice.value {
                    Value::Function(function) => found.push((function, CallId(index as u32))),
                    Value::Path(path) => {
                        // What replaces a function calls the one that was there before.
                        let is_inside = |patch: &&Patch| {
                            module.enclosing(call.context.function).any(|function| function == patch.function)
                        };
                        let patches = patches.iter().filter(|patch| patch.replaces(&path) && !is_inside(patch));
                        found.extend(patches.map(|patch| (patch.function, CallId(index as u32))));
                    }
                    _ => {}
                }
            }
        }
        self.patches = patches;
        self.follows_rounds = true;
        for (function, call) in found {
            let callers = self.callers.entry(function).or_default();
            let caller = Caller::direct(call);
            // That of an export by its name is known already. Of more callers than are followed the number does not matter.
            if callers.len() > BUDGET.callers || !callers.contains(&caller) {
                callers.push(caller);
            }
        }
        self.listed = self.calls_of_interest();
        self.forget();
    }

    /// The functions that known callers hand to a function which calls them: `collect((error, data) => …)`.
    fn callbacks_called(&self, call: &crate::ir::Call) -> Vec<FunctionId> {
        let Expr::Name(binding, _) = self.module.expr(call.callee) else { return Vec::new() };
        let Some(Expr::Parameter(function, index)) = self.only_definition(*binding) else { return Vec::new() };
        let callers = self.callers_of(*function);
        if call.arguments.is_empty() || callers.len() > BUDGET.callers {
            return Vec::new();
        }
        let given = callers.iter().filter_map(|caller| caller.argument(self.module, *index));
        given.filter_map(|argument| self.function_of(argument)).collect()
    }

    fn find_direct_callers(&mut self) {
        let module = self.module;
        let mut called = FxHashSet::default();
        for (index, call) in module.calls.iter().enumerate() {
            let id = CallId(index as u32);
            let is_own = match module.expr(call.callee) {
                Expr::Member(_, name) => self.own_names.contains(name),
                _ => true,
            };
            let target = match module.expr(if is_own { self.named(call.callee) } else { call.callee }) {
                Expr::Function(function) => Some(*function),
                Expr::Class(class) if call.is_new => module.classes[class.index()].constructor,
                Expr::Super(function) => self.base_constructor(*function),
                _ => None,
            };
            if let Some(function) = target {
                called.insert(call.callee);
                self.callers.entry(function).or_default().push(Caller::direct(id));
            }
            if target.is_none() {
                let functions = self.functions_replaced(call.callee, call.context);
                if !functions.is_empty() {
                    called.insert(call.callee);
                }
                for function in functions {
                    self.callers.entry(function).or_default().push(Caller::direct(id));
                }
            }
            for function in self.functions_among(call.callee) {
                self.callers.entry(function).or_default().push(Caller::direct(id));
            }
            if let (Expr::Global(name), [target, traps, ..]) = (module.expr(call.callee), &*call.arguments)
                && &**name == "Proxy"
                && let Expr::Object(entries) = module.expr(self.named(*traps))
            {
                for entry in entries {
                    if let Entry::Named(_, trap) = entry
                        && let Some(trap) = self.function_of(*trap)
                    {
                        self.targets.insert(trap, *target);
                    }
                }
            }
            for (position, argument) in call.arguments.iter().enumerate() {
                if let Some(function) = self.function_of(*argument) {
                    self.callbacks.entry(function).or_insert((id, position));
                }
            }
        }
        self.find_deliveries();
        self.find_messages();
        // What only other files of the graph can import is called by these, and by nobody else.
        for (file, node) in module.files.iter().enumerate() {
            if !node.is_entry {
                called.extend(self.exported_values(FileId(file as u32)));
            }
        }
        for (index, expr) in module.exprs.iter().enumerate() {
            if let Expr::Name(binding, _) = expr
                && !called.contains(&ExprId(index as u32))
                && let Some(Expr::Function(function)) = self.only_definition(*binding)
            {
                self.escaped.insert(*function);
            }
        }
        let mut files: Vec<FileId> = (0..module.files.len() as u32).map(FileId).collect();
        files.retain(|file| module.files[file.index()].is_entry);
        let mut next = 0;
        while let Some(file) = files.get(next).copied() {
            next += 1;
            for value in self.exported_values(file) {
                match module.expr(self.named(value)) {
                    Expr::Function(function) => drop(self.escaped.insert(*function)),
                    // All that another file exports is exported.
                    Expr::ImportFile { file, .. } | Expr::Exports(file) if !files.contains(file) => files.push(*file),
                    _ => {}
                }
            }
        }
    }

    /// Connects `emit('name', …)` with each `on('name', function)`.
    fn find_deliveries(&mut self) {
        let module = self.module;
        let language = &Tables::embedded().language;
        let mut listeners: FxHashMap<&Atom, Vec<FunctionId>> = FxHashMap::default();
        let mut emits: Vec<(&Atom, CallId)> = Vec::new();
        for (index, call) in module.calls.iter().enumerate() {
            let (Expr::Member(_, method), Some(first)) = (module.expr(call.callee), call.arguments.first()) else {
                continue;
            };
            let (listens, emits_some) =
                (language.listening_methods.contains(&**method), language.emitting_methods.contains(&**method));
            if &**method == "dispatchEvent"
                && let Expr::Call(event) = module.expr(self.named(*first))
                && let Some(Expr::Text(name)) = module.call(*event).arguments.first().map(|name| module.expr(*name))
            {
                emits.push((name, *event));
                continue;
            }
            if !listens && !emits_some {
                continue;
            }
            let Expr::Text(event) = module.expr(self.named(*first)) else { continue };
            match call.arguments.get(1).and_then(|listener| self.function_of(*listener)) {
                Some(listener) if listens => listeners.entry(event).or_default().push(listener),
                None if emits_some => emits.push((event, CallId(index as u32))),
                _ => {}
            }
        }
        let waiting = self.waiting();
        let listeners: FxHashMap<&Atom, Rc<[FunctionId]>> =
            listeners.into_iter().map(|(event, listeners)| (event, listeners.into())).collect();
        // Each may be told by all emits, and of more callers than are followed the number does not matter.
        let mut told: FxHashMap<&Atom, usize> = FxHashMap::default();
        for (event, call) in emits {
            let listening = listeners.get(event);
            if let Some(waiting) = waiting.get(event) {
                let all = listening.into_iter().flat_map(|listeners| listeners.iter()).chain(waiting).copied();
                self.deliveries.insert(call, all.collect());
            } else if let Some(listeners) = listening {
                self.deliveries.insert(call, Rc::clone(listeners));
            }
            let Some(listeners) = listening else { continue };
            let told = told.entry(event).or_default();
            *told += 1;
            if *told > BUDGET.callers + 1 {
                continue;
            }
            for listener in listeners.iter() {
                self.callers.entry(*listener).or_default().push(Caller { skipped: 1, ..Caller::direct(call) });
                // Others may emit it as well.
                self.escaped.insert(*listener);
            }
        }
    }

    /// Connects what is sent through channels that have no name with what listens there, whichever channel it is.
    fn find_messages(&mut self) {
        let module = self.module;
        for channel in &Tables::embedded().language.channel {
            let inside = Some(channel.inside.as_str());
            let mut sent: Vec<CallId> = Vec::new();
            let mut listeners: Vec<(FunctionId, Option<&'static str>)> = Vec::new();
            for (index, call) in module.calls.iter().enumerate() {
                let (Expr::Member(_, method), Some(first)) = (module.expr(call.callee), call.arguments.first()) else {
                    continue;
                };
                if channel.sends.iter().any(|name| **name == **method) {
                    sent.push(CallId(index as u32));
                } else if Tables::embedded().language.listening_methods.contains(&**method)
                    && matches!(module.expr(*first), Expr::Text(event) if **event == *channel.event)
                    && let Some(listener) = call.arguments.get(1).and_then(|listener| self.function_of(*listener))
                {
                    listeners.push((listener, inside.filter(|_| &**method == "addEventListener")));
                }
            }
            if sent.is_empty() {
                continue;
            }
            for write in &module.writes {
                if matches!(&write.key, WriteKey::Named(name) if **name == *channel.property)
                    && let Some(listener) = self.function_of(write.value)
                {
                    listeners.push((listener, inside));
                }
            }
            sent.truncate(BUDGET.callers);
            listeners.truncate(BUDGET.callers);
            let reached: Rc<[FunctionId]> = listeners.iter().map(|(listener, _)| *listener).collect();
            for call in sent {
                self.deliveries.entry(call).or_insert_with(|| Rc::clone(&reached));
                for (listener, inside) in &listeners {
                    let caller = Caller { inside: *inside, ..Caller::direct(call) };
                    self.callers.entry(*listener).or_default().push(caller);
                    // Others may send as well.
                    self.escaped.insert(*listener);
                }
            }
        }
    }

    /// The functions that a call reaches by the name of an event.
    pub(crate) fn delivered_to(&self, call: CallId) -> &[FunctionId] {
        self.deliveries.get(&call).map_or(&[], |listeners| listeners)
    }

    fn base_constructor(&self, function: FunctionId) -> Option<FunctionId> {
        let class = self.module.enclosing(function).find_map(|id| self.module.function(id).class)?;
        let base = self.module.classes[class.index()].base?;
        match self.module.expr(self.named(base)) {
            Expr::Class(base) => self.module.classes[base.index()].constructor,
            _ => None,
        }
    }

    /// The functions of a list through which a loop goes: `for (const step of steps) step(message)`.
    fn functions_among(&self, callee: ExprId) -> Vec<FunctionId> {
        let over = match self.module.expr(self.named(callee)) {
            Expr::Element(over) => *over,
            _ => return Vec::new(),
        };
        let Expr::Array(items) = self.module.expr(self.named(over)) else { return Vec::new() };
        items.iter().filter_map(|item| self.function_of(*item)).collect()
    }

    /// The functions that a name stands for, where it is given another one: `function send() { send = made(); … }`.
    fn functions_replaced(&self, callee: ExprId, at: Context) -> Vec<FunctionId> {
        let Expr::Name(binding, _) = self.module.expr(self.named(callee)) else { return Vec::new() };
        let definitions = self.module.bindings[binding.index()].definitions.as_slice();
        if definitions.len() < 2 || definitions.len() > MOST_REPLACED {
            return Vec::new();
        }
        // Where it has just been given the other one, that is meant.
        let is_last = |definition: &&Definition| {
            definition.context.function == at.function
                && definition.context.guard == GuardId::NONE
                && definition.context.at <= at.at
                && at.function != FunctionId::MODULE
        };
        match definitions.iter().rfind(is_last) {
            Some(last) => self.function_of(last.value).into_iter().collect(),
            None => definitions.iter().filter_map(|definition| self.function_of(definition.value)).collect(),
        }
    }

    /// The function to which one hands all of its arguments, and does nothing else: `return send.apply(this, arguments)`.
    pub(crate) fn forwarded(&self, function: FunctionId) -> FunctionId {
        let module = self.module;
        let next = |function: FunctionId| {
            let [only] = module.function(function).returns.as_slice() else { return None };
            let Expr::Call(call) = module.expr(*only) else { return None };
            let call = module.call(*call);
            let (Expr::Member(target, method), [_, list]) = (module.expr(call.callee), &*call.arguments) else {
                return None;
            };
            let hands_on = matches!(module.expr(*list), Expr::RestParameter(owner, 0) if *owner == function);
            self.function_of(*target).filter(|_| hands_on && &**method == "apply")
        };
        std::iter::successors(Some(function), |function| next(*function)).take(MOST_FORWARDS).last().unwrap_or(function)
    }

    fn only_definition(&self, binding: BindingId) -> Option<&'m Expr> {
        match self.module.bindings[binding.index()].definitions.as_slice() {
            [only] => Some(self.module.expr(only.value)),
            _ => None,
        }
    }

    /// The function that an expression names or is, without evaluating.
    pub(crate) fn function_of(&self, id: ExprId) -> Option<FunctionId> {
        if !self.may_name_function(id) {
            return None;
        }
        match self.module.expr(self.named(id)) {
            Expr::Function(function) => Some(*function),
            _ => None,
        }
    }

    /// Whether an expression can name a function of the graph; most properties cannot, and are not worth following.
    fn may_name_function(&self, id: ExprId) -> bool {
        match self.module.expr(id) {
            Expr::Function(_) | Expr::Name(..) | Expr::ImportFile { .. } | Expr::Call(_) | Expr::Await(_) => true,
            Expr::Member(_, name) => self.own_names.contains(name),
            _ => false,
        }
    }

    /// The calls of a function that are known.
    pub(crate) fn callers_of(&self, function: FunctionId) -> &[Caller] {
        self.callers.get(&function).map_or(&[], Vec::as_slice)
    }

    /// The traps of proxies, each with what it stands before.
    pub(crate) fn traps(&self) -> Vec<(FunctionId, ExprId)> {
        let mut traps: Vec<(FunctionId, ExprId)> = self.targets.iter().map(|(trap, target)| (*trap, *target)).collect();
        traps.sort();
        traps
    }

    /// The function of which an expression is a copy with some arguments given: `send.bind(null, defaults)`.
    pub(crate) fn bound_function(&self, id: ExprId) -> Option<FunctionId> {
        let Expr::Call(call) = self.module.expr(self.named(id)) else { return None };
        match self.module.expr(self.module.call(*call).callee) {
            Expr::Member(function, method) if &**method == "bind" => self.function_of(*function),
            _ => None,
        }
    }

    /// The call that a function is given to as an argument.
    pub(crate) fn callback_of(&self, function: FunctionId) -> Option<(CallId, usize)> {
        self.callbacks.get(&function).copied()
    }

    /// The methods called on what a call gives, with their calls, in order: setters of a builder, writes to a request.
    pub(crate) fn methods_called_on(&mut self, made_by: CallId) -> Vec<(String, CallId)> {
        self.index_methods();
        self.methods.get(&Receiver::Call(made_by)).cloned().unwrap_or_default()
    }

    /// The methods called on a parameter.
    pub(crate) fn methods_called_on_parameter(&mut self, function: FunctionId, index: u16) -> Vec<(String, CallId)> {
        self.index_methods();
        self.methods.get(&Receiver::Parameter(function, index)).cloned().unwrap_or_default()
    }

    /// What is piped into what a call gives: `fs.createReadStream(path).pipe(request)`.
    pub(crate) fn piped_into(&mut self, made_by: CallId) -> Vec<Value> {
        self.index_methods();
        let sources = self.pipes.get(&made_by).cloned().unwrap_or_default();
        self.values(&sources)
    }

    /// What is added to addresses, which is looked for once.
    pub(crate) fn added_to_addresses(
        &mut self,
        find: fn(&Self) -> FxHashMap<ExprId, Vec<ExprId>>,
    ) -> Rc<FxHashMap<ExprId, Vec<ExprId>>> {
        if let Some(added) = &self.added_to_addresses {
            return Rc::clone(added);
        }
        self.pay(self.module.calls.len() / 8);
        let added = Rc::new(find(self));
        self.added_to_addresses = Some(Rc::clone(&added));
        added
    }

    fn index_methods(&mut self) {
        if self.has_methods {
            return;
        }
        self.has_methods = true;
        let tables = Tables::embedded();
        for (index, call) in self.module.calls.iter().enumerate() {
            let id = CallId(index as u32);
            if let (Expr::Member(source, name), Some(target)) = (self.module.expr(call.callee), call.arguments.first())
                && &**name == "pipe"
            {
                self.add_pipe(*source, *target);
                continue;
            }
            if self.pipes_arguments(call) {
                for (at, target) in call.arguments.iter().enumerate() {
                    call.arguments[..at].iter().for_each(|source| self.add_pipe(*source, *target));
                }
                continue;
            }
            if !matches!(self.module.expr(call.callee), Expr::Member(_, name) if tables.collecting_methods.contains(&**name))
            {
                continue;
            }
            let callee = self.callee(id);
            for choice in callee.choices() {
                let Value::Path(path) = &choice.value else { continue };
                let Some(Segment::Property(method)) = path.segments.last() else { continue };
                let mut receivers: Vec<Receiver> = path
                    .segments
                    .iter()
                    .filter_map(|segment| match segment {
                        Segment::Call(call) | Segment::New(call) => Some(Receiver::Call(*call)),
                        _ => None,
                    })
                    .collect();
                if let Root::Parameter(function, index) = path.root {
                    receivers.push(Receiver::Parameter(function, index));
                }
                for receiver in receivers {
                    self.methods.entry(receiver).or_default().push((method.to_string(), id));
                }
            }
        }
    }

    /// Whether a call pipes each of its arguments into the next: `pipeline(file, compression, request)`.
    fn pipes_arguments(&mut self, call: &crate::ir::Call) -> bool {
        let pipes = |name: &Atom| Tables::embedded().language.piping_functions.contains(&**name);
        let is_named = self.module.called_name(call.callee).is_some_and(pipes);
        if !(2..=MOST_PIPED).contains(&call.arguments.len()) {
            return false;
        }
        // Minifiers give it another name: `const { pipeline: u } = stream`.
        let may_pipe = is_named
            || match self.module.expr(self.named(call.callee)) {
                Expr::Import { name: Some(name), .. } if &**name != "default" => pipes(name),
                Expr::Import { specifier: name, .. } | Expr::Member(_, name) => pipes(name),
                Expr::Call(_) => matches!(self.module.expr(call.callee), Expr::Name(..)),
                _ => false,
            };
        if !may_pipe {
            return false;
        }
        let Value::Path(path) = self.value(call.callee) else { return false };
        let Root::Module(module) = &path.root else { return false };
        is_named
            || match path.segments.last() {
                Some(Segment::Property(name)) => pipes(name),
                Some(_) => false,
                None => pipes(module),
            }
    }

    fn add_pipe(&mut self, source: ExprId, target: ExprId) {
        for choice in self.value(target).choices() {
            let Value::Path(path) = &choice.value else { continue };
            // What a program reads is a property of it.
            let is_stdin = path.segments.last().is_some_and(|last| last.is_property("stdin"));
            let end = path.segments.len() - usize::from(is_stdin);
            if let Some(Segment::Call(call)) = path.segments[..end].last() {
                self.pipes.entry(*call).or_default().push(source);
            }
        }
    }

    /// Whether what an expression is made by may be what makes functions of texts.
    fn may_make_functions(&self, id: ExprId) -> bool {
        match self.module.expr(self.named(id)) {
            Expr::Function(_) | Expr::Call(_) => true,
            Expr::Member(object, name) => {
                &**name == "constructor"
                    || matches!(self.module.expr(*object), Expr::Text(_) | Expr::Array(_) | Expr::Number(_))
            }
            Expr::Global(name) => matches!(&**name, "Array" | "Object" | "String" | "Function"),
            _ => false,
        }
    }

    /// What an expression could be.
    pub(crate) fn value(&mut self, id: ExprId) -> Value {
        self.value_for(Ask::Whole, id)
    }

    /// The same, as far as it is asked just now: for one that another one has unchanged.
    fn passed(&mut self, id: ExprId) -> Value {
        let asked = self.asked;
        // Inside a function that is followed for one call, values are that call's.
        let frame = self.frames.iter().rposition(|frame| frame.exprs.contains(&id.0));
        let memo = match frame {
            Some(frame) => &self.frames[frame].memo,
            None => &self.memo,
        };
        // What is known as a whole serves whoever asks for a part.
        if let Some(value) = memo.get(&id) {
            return value.clone();
        }
        if asked != Ask::Whole {
            let memo = match frame {
                Some(frame) => &self.frames[frame].called,
                None => &self.calls.memo,
            };
            if let Some(value) = memo.get(&id) {
                return value.clone();
            }
        }
        let level = frame.map_or(0, |frame| frame + 1);
        if self.steps >= BUDGET.steps {
            return Value::Unknown("the budget of steps is used up");
        }
        if self.depth >= BUDGET.depth {
            self.cuts += 1;
            self.needs.exceed(Need::Depth);
            return Value::Unknown("followed too far");
        }
        if !self.active.insert((id, level)) {
            self.cuts += 1;
            return Value::Unknown("depends on itself");
        }
        self.steps += 1;
        self.depth += 1;
        self.needs.raise(Need::Depth, self.depth as usize);
        let mut value = self.compute(id);
        // For one of several calls it stands only if all of them give the same.
        if asked == Ask::Whole
            && let Some(computed) = self.computed(id, &value)
            && (frame.is_none() || computed.as_text().is_some())
        {
            value = computed;
        }
        self.depth -= 1;
        self.active.remove(&(id, level));
        self.needs.see(&value);
        if asked != Ask::Whole {
            let memo = match frame {
                Some(frame) => &mut self.frames[frame].called,
                None => &mut self.calls.memo,
            };
            memo.insert(id, value.clone());
            return value;
        }
        // A value read while its object is being built is the value at that point; it stays so for this expression.
        let memo = match frame {
            Some(frame) => &mut self.frames[frame].memo,
            None => &mut self.memo,
        };
        memo.insert(id, value.clone());
        value
    }

    /// The innermost call of a function that is being followed.
    fn frame_of(&self, function: FunctionId) -> Option<&Frame> {
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
            self.cuts += u32::from(!self.entries.contains(&function));
            return self.returned_at_end(function);
        }
        let is_recallable = self.asked == Ask::Whole && self.is_recallable(function, &arguments);
        if is_recallable && let Some(result) = self.recall(function, &arguments) {
            return result;
        }
        let given = is_recallable.then(|| arguments.clone());
        let cuts = self.cuts;
        let (first, end) = node.exprs;
        self.frames.push(Frame { arguments, ..Frame::new(function, first..end) });
        let result = self.returned_at_end(function);
        self.frames.pop();
        if let Some(given) = given
            && cuts == self.cuts
        {
            self.keep_recalled(function, given, &result);
        }
        result
    }

    /// Whether a call of the function can be followed with its own arguments.
    fn may_follow(&self, function: FunctionId) -> bool {
        self.follows_calls
            && self.frames.len() < BUDGET.frames
            && !self.entries.contains(&function)
            && self.frame_of(function).is_none()
    }

    /// The same for whoever asks only what is called: the arguments of the call are evaluated if that depends on them.
    fn returned_by(&mut self, function: FunctionId, call: CallId) -> Value {
        if !self.may_follow(function) {
            return self.returned(function, Vec::new());
        }
        let (first, end) = self.module.function(function).exprs;
        self.frames.push(Frame { call: Some(call), ..Frame::new(function, first..end) });
        let result = self.returned_at_end(function);
        self.frames.pop();
        result
    }

    /// Whether the arguments of a call can be told apart before they are evaluated.
    fn may_ask_later(&self, function: FunctionId, call: CallId) -> bool {
        let call = self.module.call(call);
        let (first, end) = self.module.function(function).exprs;
        let is_inside = (first..end).contains(&call.expr.0);
        !is_inside && call.arguments.iter().all(|argument| !matches!(self.module.expr(*argument), Expr::Spread(_)))
    }

    fn returned_at_end(&mut self, function: FunctionId) -> Value {
        if self.module.function(function).is_generator {
            return self.as_whole(|evaluator| evaluator.yielded(function));
        }
        let returns = &self.module.function(function).returns;
        let choices = returns.iter().map(|value| Choice { value: self.seen_at_end(*value), condition: None });
        Value::one_of(choices, BUDGET.choices)
    }

    /// A value that leaves its function: what is written to it there counts, even where it has no name.
    fn seen_at_end(&mut self, id: ExprId) -> Value {
        match self.module.expr(id) {
            Expr::Array(_) | Expr::Object(_) => self.at_site(id, None),
            _ => self.passed(id),
        }
    }

    /// The arguments of a call, those that are spread taken apart as far as they are known.
    fn argument_values(&mut self, call: CallId) -> Vec<Value> {
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

    pub(crate) fn values(&mut self, ids: &[ExprId]) -> Vec<Value> {
        ids.iter().map(|id| self.value(*id)).collect()
    }

    fn compute(&mut self, id: ExprId) -> Value {
        let module = self.module;
        let rounds = self.frames.iter().rev().filter_map(|frame| frame.round.as_ref());
        if let Some((_, item)) = rounds.into_iter().find(|(elements, _)| elements.contains(&id)) {
            return item.clone();
        }
        if self.asked != Ask::Whole {
            return self.compute_called(id);
        }
        match module.expr(id) {
            Expr::Opaque(why) => Value::Unknown(why),
            Expr::Text(text) => self.disclosed_text(text, module.span(id)),
            Expr::Number(number) => Value::Number(*number),
            Expr::Bool(value) => Value::Bool(*value),
            Expr::Null => Value::Null,
            Expr::Undefined => Value::Undefined,
            Expr::Template(parts) => {
                let parts = self.values(parts);
                self.concat(parts)
            }
            Expr::Add(..) => self.sum(id),
            Expr::Compute(parts) => Value::derived(self.values(parts)),
            Expr::Equal(left, right) => match (self.value(*left), self.value(*right)) {
                (Value::Text(left), Value::Text(right)) if self.decides_equal => Value::Bool(left.text == right.text),
                (left, right) => Value::derived(vec![left, right]),
            },
            Expr::Either { left, right } if let Some(value) = self.own_or(*left, *right) => value,
            Expr::Either { left, right } => {
                let first = self.value(*left);
                match first {
                    Value::Undefined | Value::Null => self.value(*right),
                    Value::Text(ref text) if !text.text.is_empty() => first,
                    Value::Object(_) | Value::List(_) | Value::Function(_) | Value::Class(_) | Value::Instance(_) => {
                        first
                    }
                    first => {
                        let second = Choice { value: self.value(*right), condition: Some(Condition::Unless(*left)) };
                        Value::one_of(vec![Choice { value: first, condition: None }, second], BUDGET.choices)
                    }
                }
            }
            Expr::Both { left, right } => {
                let second = Choice { value: self.value(*right), condition: Some(Condition::If(*left)) };
                Value::one_of(vec![second], BUDGET.choices)
            }
            Expr::Conditional { test, then, otherwise } => match self.value(*test) {
                Value::Bool(true) => self.value(*then),
                Value::Bool(false) => self.value(*otherwise),
                _ => {
                    let then = Choice { value: self.value(*then), condition: Some(Condition::If(*test)) };
                    let otherwise = Choice { value: self.value(*otherwise), condition: Some(Condition::Unless(*test)) };
                    Value::one_of(vec![then, otherwise], BUDGET.choices)
                }
            },
            Expr::Array(_) | Expr::Object(_) => self.at_site(id, None),
            Expr::Name(binding, function) => {
                let at = module.span(id).start;
                self.name(*binding, *function, at)
            }
            Expr::Global(name) => self.global(name),
            Expr::This(function) => match self.class_of_this(*function) {
                // In a static method it is the class itself.
                Some(class) if self.is_static(*function) => Value::Class(class),
                Some(class) => Value::Instance(match self.instance {
                    Some((base, own)) if base == class => own,
                    _ => class,
                }),
                None => match self.listened_to(*function) {
                    Some(object) => self.value(object),
                    None => Value::path(Root::This(*function)),
                },
            },
            Expr::Super(function) => match self.module.enclosing(*function).find_map(|id| module.function(id).class) {
                Some(class) => match module.classes[class.index()].base {
                    Some(base) => match self.value(base) {
                        Value::Class(base) => Value::Instance(base),
                        other => other,
                    },
                    None => Value::Unknown("super without a base class"),
                },
                None => Value::Unknown("super outside a class"),
            },
            Expr::Parameter(function, index) => self.parameter(*function, *index),
            Expr::RestParameter(function, index) => self.rest_parameter(*function, *index),
            Expr::Member(object, name) if self.is_method_of_map(*object, name) => {
                let methods = [Segment::Property("prototype".into()), Segment::Property(name.clone())];
                Value::Path(Path { root: Root::Global("Map".into()), segments: methods.into() }.into())
            }
            Expr::Member(object, name) => {
                // `Base.prototype.send` is the method of that class as well.
                let is_super = match module.expr(*object) {
                    Expr::Super(_) => true,
                    Expr::Member(_, prototype) => &**prototype == "prototype",
                    _ => false,
                };
                match self.value(*object) {
                    // What a base class declares, whoever overrides it.
                    Value::Instance(base) if is_super => self.class_member(base, name, false),
                    Value::Path(base) if is_super => inherited(&base, name),
                    object => self.property(&object, name),
                }
            }
            Expr::Index(object, key) => {
                let object = self.value(*object);
                let key = self.value(*key);
                self.indexed(&object, &key)
            }
            Expr::Without(value, keys) => match self.value(*value) {
                Value::Object(object) => {
                    let mut rest = Object::clone(&object);
                    rest.properties.retain(|property| property.name.as_ref().is_none_or(|name| !keys.contains(name)));
                    Value::Object(rest.into())
                }
                // Of a list the first items are taken away.
                Value::List(list) if list.rest.is_empty() => {
                    List { items: list.items.iter().skip(keys.len()).cloned().collect(), rest: Vec::new() }.into()
                }
                other => other,
            },
            Expr::Call(_) if self.is_map(id) => self.at_site(id, None),
            Expr::Call(call) => self.call(*call),
            Expr::Function(function) => Value::Function(*function),
            Expr::Class(class) => Value::Class(*class),
            Expr::Await(inner) | Expr::Spread(inner) => self.value(*inner),
            Expr::Import { specifier, name } => import(specifier, name.as_ref()),
            Expr::ImportFile { file, name: None } => self.module_value(*file),
            Expr::ImportFile { file, name: Some(name) } => self.export(*file, name),
            Expr::Exports(file) => Value::Namespace(*file),
            Expr::ModuleObject(_) => Value::path(Root::Global("module".into())),
            Expr::Element(over) => {
                let over = self.iterated(*over);
                self.element(&over)
            }
            Expr::Sent(function) => self.sent(*function),
        }
    }

    /// `a + b + c`: the left spine by a loop, since it can be long.
    fn sum(&mut self, id: ExprId) -> Value {
        let mut operands = Vec::new();
        let mut current = id;
        while let Expr::Add(left, right) = self.module.expr(current) {
            operands.push(*right);
            current = *left;
        }
        operands.push(current);
        operands.reverse();
        let values = self.values(&operands);
        if values.iter().all(|value| matches!(value, Value::Number(_))) {
            let total = values.iter().map(|value| if let Value::Number(number) = value { *number } else { 0.0 }).sum();
            return Value::Number(total);
        }
        self.concat(values)
    }

    /// Texts one after the other, joined where they are known.
    pub(crate) fn concat(&mut self, parts: Vec<Value>) -> Value {
        let mut pieces: Vec<Value> = Vec::with_capacity(parts.len());
        for part in parts {
            match part {
                Value::Concat(inner) => inner.iter().for_each(|piece| push_piece(&mut pieces, piece.clone())),
                Value::Number(number) => push_piece(&mut pieces, Value::text(number.to_string(), ByteSpan::default())),
                Value::Bool(value) => push_piece(&mut pieces, Value::text(value.to_string(), ByteSpan::default())),
                other => {
                    let text = self.primitive(&other).unwrap_or(other);
                    push_piece(&mut pieces, text);
                }
            }
            if pieces.len() > BUDGET.pieces {
                return Value::derived(pieces);
            }
        }
        match pieces.len() {
            0 => Value::text("", ByteSpan::default()),
            1 => pieces.remove(0),
            _ => Value::Concat(pieces.into()),
        }
    }

    fn name(&mut self, binding: BindingId, function: FunctionId, at: u32) -> Value {
        let module = self.module;
        let definitions = &module.bindings[binding.index()].definitions;
        match definitions.as_slice() {
            [] => return Value::Undefined,
            [only] if only.kind == SetKind::Set => return self.definition(only, function, at),
            _ => {}
        }
        // Looking through them is work too.
        self.steps += definitions.len() as u32 / 16;
        // What stands before the last certain assignment does not count.
        let is_last = |definition: &Definition| {
            let context = definition.context;
            definition.kind == SetKind::Set
                && context.guard == GuardId::NONE
                && context.function == function
                && !context.in_loop
                && context.at <= at
        };
        let first = definitions.iter().rposition(is_last).unwrap_or(0);
        let definitions = &definitions[first..];
        // What is added to what was there before needs all of that.
        let appended = definitions.iter().rposition(|definition| definition.kind == SetKind::Append).unwrap_or(0);
        let mut choices: Vec<Choice> = Vec::new();
        for (index, definition) in definitions.iter().enumerate() {
            // Of too many alternatives the first are followed.
            let followed: usize = choices.iter().map(|choice| choice.value.width()).sum();
            if followed > BUDGET.choices && index > appended {
                break;
            }
            if self.is_later(definition.context, function, at) {
                continue;
            }
            let value = self.definition(definition, function, at);
            let is_certain = definition.context.guard == GuardId::NONE && definition.context.function == function;
            let condition = self.condition(definition.context.guard);
            match definition.kind {
                SetKind::Set => {
                    if is_certain && !definition.context.in_loop {
                        choices.clear();
                    }
                    choices.push(Choice { value, condition });
                }
                SetKind::Append => {
                    let before = Value::one_of(std::mem::take(&mut choices), BUDGET.choices);
                    if !is_certain {
                        choices.push(Choice { value: before.clone(), condition: None });
                    }
                    let joined = self.added(before, value, definition.context.in_loop);
                    choices.push(Choice { value: joined, condition });
                }
                SetKind::Maybe => choices.push(Choice { value, condition }),
            }
        }
        Value::one_of(choices, BUDGET.choices)
    }

    /// What `before += value` gives: numbers are counted, and everything else is text.
    fn added(&mut self, before: Value, value: Value, in_loop: bool) -> Value {
        match (&before, &value) {
            (Value::Number(one), Value::Number(other)) if !in_loop => Value::Number(one + other),
            (Value::Number(_), Value::Number(_)) => Value::derived(vec![before, value]),
            _ => self.concat(vec![before, value]),
        }
    }

    /// The value a definition gives; an object literal is seen as it is at the place of use,
    /// also if it has got a second name in between.
    fn definition(&mut self, definition: &Definition, function: FunctionId, at: u32) -> Value {
        let definition = self.first_named(definition);
        match self.module.expr(definition.value) {
            Expr::Array(_) | Expr::Object(_) | Expr::Call(_) => self.at_site(definition.value, Some((function, at))),
            Expr::Parameter(..) | Expr::Member(..) if self.asked == Ask::Called => {
                match self.is_written(definition.value) {
                    true => Value::Site(definition.value, Some((function, at))),
                    false => self.passed(definition.value),
                }
            }
            Expr::Parameter(owner, index) => {
                let changed = self.changed_parameter(*owner, *index, (function, at));
                changed.unwrap_or_else(|| self.passed(definition.value))
            }
            Expr::Member(..) => {
                let changed = self.as_whole(|evaluator| evaluator.changed_property(definition.value, (function, at)));
                changed.unwrap_or_else(|| self.passed(definition.value))
            }
            _ => self.passed(definition.value),
        }
    }

    /// The definition of the name that a name is only another one for.
    fn first_named<'d>(&self, definition: &'d Definition) -> &'d Definition
    where
        'm: 'd,
    {
        let module = self.module;
        let mut first = definition;
        for _ in 0..MOST_NAMES {
            let Expr::Name(binding, _) = module.expr(first.value) else { break };
            match module.bindings[binding.index()].definitions.as_slice() {
                [only] if only.kind == SetKind::Set => first = only,
                _ => break,
            }
        }
        first
    }

    /// The innermost condition of a guard.
    pub(crate) fn condition(&self, guard: GuardId) -> Option<Condition> {
        if guard == GuardId::NONE {
            return None;
        }
        let guard = self.module.guards[guard.index()];
        Some(if guard.holds { Condition::If(guard.test) } else { Condition::Unless(guard.test) })
    }

    /// Whether something that happens at `context` certainly happens after a use at `at` in `function`, or never.
    fn is_later(&self, context: Context, function: FunctionId, at: u32) -> bool {
        if context.function == function {
            return !context.in_loop && context.at > at;
        }
        // A callback that is only handed over after the use cannot have run before it.
        let inner = self.module.enclosing(context.function).take_while(|outer| *outer != function).last();
        inner.is_some_and(|inner| {
            let handed_over = self.callback_of(inner).map(|(call, _)| self.module.call(call).context);
            self.module.function(inner).parent == Some(function)
                && handed_over.is_some_and(|over| over.function == function && !over.in_loop)
                && self.module.function(inner).span.start > at
        })
    }

    /// Whether a function, or the one whose `this` it has, is a static method.
    fn is_static(&self, function: FunctionId) -> bool {
        let owner = self.module.function(function).this_of.unwrap_or(function);
        self.statics.contains(&owner)
    }

    /// What a function listens to, which is its `this`: `socket.on('connect', function () { this.write(…) })`.
    fn listened_to(&self, function: FunctionId) -> Option<ExprId> {
        let (call, _) = self.callback_of(function)?;
        match self.module.expr(self.module.call(call).callee) {
            Expr::Member(object, method) if Tables::embedded().language.listening_methods.contains(&**method) => {
                Some(*object)
            }
            _ => None,
        }
    }

    fn class_of_this(&self, function: FunctionId) -> Option<ClassId> {
        self.module.function(function).class
    }

    fn parameter(&mut self, function: FunctionId, index: u16) -> Value {
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
            && let Some(value) = self.callback_parameter(call, position, index)
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
            None => Value::Undefined,
        });
        Value::one_of(own.into_iter().chain(given).map(|value| Choice { value, condition: None }), BUDGET.choices)
    }

    /// All arguments from a position on.
    fn rest_parameter(&mut self, function: FunctionId, index: u16) -> Value {
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
        // A function that is made for whoever calls this one: `const pipe = (...steps) => (value) => …`
        let callers = self.callers_of(function).to_vec();
        let returns = &self.module.function(function).returns;
        let makes_function = returns.iter().any(|value| matches!(self.module.expr(*value), Expr::Function(_)));
        let is_known =
            makes_function && !callers.is_empty() && callers.len() <= MOST_MAKERS && !self.escaped.contains(&function);
        if !is_known || self.entries.contains(&function) || !self.follows_calls {
            return own;
        }
        let choices = callers.into_iter().map(|caller| {
            let items =
                self.argument_values(caller.call).into_iter().skip(usize::from(index + caller.skipped)).collect();
            Choice { value: List { items, rest: Vec::new() }.into(), condition: None }
        });
        Value::one_of(choices, BUDGET.choices)
    }

    /// What a library function hands to its callback.
    fn callback_parameter(&mut self, call: CallId, position: usize, index: u16) -> Option<Value> {
        let call = self.module.call(call);
        let (object, method) = match self.module.expr(call.callee) {
            Expr::Member(object, method) => (*object, method.clone()),
            // `__awaiter(this, [argument], void 0, function (argument) { … })`
            Expr::Name(binding, _) if position == 3 => {
                let name = &self.module.bindings[binding.index()].name;
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
            ("forEach", 0, 1) => self.key_of_map(object),
            ("then", 0, 0) => Some(self.passed(object)),
            _ => None,
        }
    }

    fn call(&mut self, id: CallId) -> Value {
        let call = self.module.call(id);
        if let Some(value) = self.loaded_from_bundle(id) {
            return value;
        }
        if let Some(value) = self.builtin(id) {
            return value;
        }
        let callee = self.callee(id);
        if callee.choices().iter().all(|choice| is_callable(&choice.value)) {
            return self.result(id, &callee);
        }
        let callee = self.value(call.callee);
        self.result(id, &callee)
    }

    /// What calling (or constructing) `callee` gives.
    fn result(&mut self, id: CallId, callee: &Value) -> Value {
        let call = self.module.call(id);
        match callee {
            Value::Function(function) => {
                if call.is_new {
                    return match self.module.function(*function).class {
                        Some(class) if self.module.classes[class.index()].constructor == Some(*function) => {
                            Value::Instance(class)
                        }
                        _ => Value::path(Root::This(*function)),
                    };
                }
                if self.asked == Ask::Called {
                    let is_apart = self.follows_calls && self.hands_on(*function) && self.may_ask_later(*function, id);
                    return if is_apart { self.returned_by(*function, id) } else { self.returned_at_end(*function) };
                }
                let arguments = if self.follows_calls { self.argument_values(id) } else { Vec::new() };
                self.returned(*function, arguments)
            }
            Value::Class(class) if call.is_new => Value::Instance(*class),
            Value::Namespace(file) => {
                let callee = self.module_callee(*file);
                if matches!(callee, Value::Namespace(_)) {
                    Value::Unknown("a module is called")
                } else {
                    self.result(id, &callee)
                }
            }
            Value::Path(path) if let Some(value) = self.as_whole(|evaluator| evaluator.provided(id, path)) => value,
            Value::Path(path) => Value::extend(path, if call.is_new { Segment::New(id) } else { Segment::Call(id) }),
            Value::OneOf(choices) => {
                let results = choices
                    .iter()
                    .map(|choice| Choice { value: self.result(id, &choice.value), condition: choice.condition });
                Value::one_of(results, BUDGET.choices)
            }
            _ if self.asked != Ask::Whole => Value::Unknown("what something unknown gives"),
            other => {
                let mut values = vec![other.clone()];
                values.extend(self.values(&call.arguments));
                Value::derived(values)
            }
        }
    }

    /// The result of a call to what node provides, however its name was reached.
    fn provided(&mut self, id: CallId, path: &Path) -> Option<Value> {
        match &path.root {
            Root::Global(name) => match path.segments.as_slice() {
                [] => self.global_function(name, id),
                [Segment::Property(method)] => self.static_method(name, method, id),
                _ => None,
            },
            Root::Module(_) => self.library(id, path),
            _ => None,
        }
    }

    /// The property of a value.
    pub(crate) fn property(&mut self, value: &Value, name: &Atom) -> Value {
        // Objects spread into objects, and alternatives of alternatives, could make one lookup exponential.
        if self.lookup_depth == 0 {
            self.lookups = 0;
        }
        self.lookups += 1;
        self.needs.raise(Need::Lookups, self.lookups as usize);
        if self.lookups > BUDGET.lookups || self.lookup_depth > BUDGET.depth {
            self.cuts += 1;
            return Value::Unknown("looked up in more objects than are followed");
        }
        self.steps += 1;
        self.lookup_depth += 1;
        let found = self.property_of(value, name);
        self.lookup_depth -= 1;
        found
    }

    fn property_of(&mut self, value: &Value, name: &Atom) -> Value {
        if &**name == "constructor"
            && let Some(maker) = maker_of(value)
        {
            return Value::path(Root::Global(maker.into()));
        }
        match value {
            Value::Object(object) => self.object_property(object, name),
            Value::List(list) => match name.parse::<usize>() {
                // What was spread into it may come before what is counted.
                Ok(index) if index < list.items.len() && list.rest.is_empty() => list.items[index].clone(),
                Ok(_) => self.element(value),
                Err(_) if &**name == "length" && list.rest.is_empty() => Value::Number(list.items.len() as f64),
                Err(_) => Value::derived(vec![value.clone()]),
            },
            Value::OneOf(choices) => {
                let choices = choices
                    .iter()
                    .map(|choice| Choice { value: self.property(&choice.value, name), condition: choice.condition });
                Value::one_of(choices, BUDGET.choices)
            }
            // `globalThis.fetch` is `fetch`.
            Value::Path(path)
                if path.segments.is_empty()
                    && matches!(&path.root, Root::Global(root) if GLOBAL_OBJECTS.contains(&&**root)) =>
            {
                self.global(name)
            }
            // `default` is how one module system reaches another; it names nothing.
            Value::Path(path) if &**name == "default" && matches!(path.root, Root::Module(_)) => value.clone(),
            // What was thrown is caught with what it says.
            Value::Path(path)
                if &**name == "message"
                    && let [Segment::New(made)] = path.segments.as_slice()
                    && matches!(&path.root, Root::Global(global) if global.ends_with("Error"))
                    && let Some(message) = self.module.call(*made).arguments.first() =>
            {
                self.value(*message)
            }
            // `this` of a private method that became a function: the name says whose it is.
            Value::Path(path)
                if name.starts_with('#')
                    && path.segments.is_empty()
                    && matches!(path.root, Root::This(_))
                    && let Some(class) = self.owner_of_private(name) =>
            {
                self.instance_property(class, name)
            }
            Value::Path(path) => {
                let given = Value::extend(path, Segment::Property(name.clone()));
                if let Value::Path(given) = &given
                    && Tables::embedded().language.loaders.lead_to(given)
                {
                    return Value::path(Root::Global("require".into()));
                }
                match self.set_in_environment(path, name) {
                    Some(own) => {
                        let choices = vec![Choice { value: given, condition: None }, own];
                        Value::one_of(choices, BUDGET.choices)
                    }
                    None => given,
                }
            }
            Value::Namespace(file) => self.export(*file, name),
            Value::Instance(class) => self.instance_property(*class, name),
            Value::Class(class) if &**name == "prototype" => Value::Instance(*class),
            Value::Class(class) => self.static_property(*class, name),
            Value::Coded(coded) if coded.form == Form::Encoded => value.clone(),
            Value::Text(text) => match (name.parse::<usize>(), &**name) {
                (Ok(index), _) => match text.text.chars().nth(index) {
                    Some(character) => Value::text_from(character, text),
                    None => Value::Undefined,
                },
                (_, "length") => Value::Number(text.text.encode_utf16().count() as f64),
                _ => part_of(value, name).unwrap_or_else(|| Value::derived(vec![value.clone()])),
            },
            Value::Undefined | Value::Null => Value::Undefined,
            Value::Function(function) if let Some(class) = self.module.function(*function).class => {
                self.static_property(class, name)
            }
            Value::Function(_) | Value::Number(_) | Value::Bool(_) => Value::derived(vec![value.clone()]),
            Value::Concat(_) => part_of(value, name).unwrap_or_else(|| Value::derived(vec![value.clone()])),
            Value::Coded(_) | Value::Derived(_) => Value::derived(vec![value.clone()]),
            Value::Unknown(why) => Value::Unknown(why),
            Value::Site(id, seen_from) => self.at_property(*id, *seen_from, Some(name)),
        }
    }

    /// The one class that writes something under a private name.
    fn owner_of_private(&mut self, name: &Atom) -> Option<ClassId> {
        let module = self.module;
        let owners = self.private_owners.get_or_insert_with(|| {
            let mut owners: FxHashMap<Atom, Option<ClassId>> = FxHashMap::default();
            for write in &module.writes {
                if let (WriteKey::Named(name), Expr::This(function)) = (&write.key, module.expr(write.object))
                    && name.starts_with('#')
                    && let Some(class) = module.function(*function).class
                {
                    let owner = owners.entry(name.clone()).or_insert(Some(class));
                    *owner = owner.filter(|owner| *owner == class);
                }
            }
            owners
        });
        owners.get(name).copied().flatten()
    }

    /// What the code itself sets a variable of the environment to, in the first place where it does.
    fn set_in_environment(&mut self, path: &Path, name: &Atom) -> Option<Choice> {
        let (Root::Global(root), [Segment::Property(holder)]) = (&path.root, path.segments.as_slice()) else {
            return None;
        };
        if (&**root, &**holder) != ("process", "env") {
            return None;
        }
        let (value, guard) = self.environment.get(name).copied()?;
        // What is set may be made of what was set before.
        let is_looking = self.active.iter().any(|(active, _)| *active == value);
        if is_looking {
            return None;
        }
        let condition = self.condition(guard);
        match self.value(value) {
            text @ Value::Text(_) => Some(Choice { value: text, condition }),
            Value::OneOf(choices) => choices
                .iter()
                .find(|choice| matches!(choice.value, Value::Text(_)))
                .map(|choice| Choice { value: choice.value.clone(), condition: choice.condition.or(condition) }),
            _ => None,
        }
    }

    /// A global, or what the code itself keeps under that name: `globalThis.last = token`.
    fn global(&mut self, name: &Atom) -> Value {
        let given = Value::path(Root::Global(name.clone()));
        let Some(written) = self.globals.get(name).cloned() else { return given };
        // What is kept may be made of what was kept before.
        if written.iter().any(|(value, _)| self.active.iter().any(|(active, _)| active == value)) {
            return given;
        }
        let own = written
            .into_iter()
            .map(|(value, guard)| Choice { value: self.passed(value), condition: self.condition(guard) });
        Value::one_of(std::iter::once(Choice { value: given, condition: None }).chain(own), BUDGET.choices)
    }

    fn object_property(&mut self, object: &Object, name: &Atom) -> Value {
        let mut choices = Vec::new();
        for property in object.properties.iter().rev() {
            let is_match = match &property.name {
                Some(other) => other == name,
                None => true,
            };
            if is_match {
                choices.push(Choice { value: property.value.clone(), condition: property.condition });
                if property.condition.is_none() && property.name.is_some() {
                    choices.reverse();
                    return Value::one_of(choices, BUDGET.choices);
                }
            }
        }
        for rest in object.rest.clone() {
            match self.property(&rest, name) {
                Value::Undefined => {}
                value => choices.push(Choice { value, condition: None }),
            }
        }
        choices.reverse();
        Value::one_of(choices, BUDGET.choices)
    }

    fn instance_property(&mut self, class: ClassId, name: &Atom) -> Value {
        let own = match self.written_to_class(class, name) {
            Some(value) => value,
            None => self.class_member(class, name, false),
        };
        // Whoever calls through a class may hold an instance of one that extends it.
        let overrides = self.overrides(class, name);
        if overrides.is_empty() {
            return own;
        }
        let functions = overrides.into_iter().map(Value::Function);
        let choices = std::iter::once(own).chain(functions).map(|value| Choice { value, condition: None });
        Value::one_of(choices, BUDGET.choices)
    }

    /// A property that an instance has from the class that its own extends, whose constructor its own calls:
    /// `super('send', schema)` gives that instance its name, and no other.
    fn inherited_property(&mut self, class: ClassId, base: ClassId, name: &Atom) -> Value {
        let module = self.module;
        let given = module.classes[class.index()].constructor.zip(module.classes[base.index()].constructor);
        let may_follow = self.follows_calls && self.frames.len() < BUDGET.frames;
        let frame = given.filter(|_| may_follow).and_then(|(own, constructor)| {
            let is_own = |caller: &&Caller| caller.function(module) == own;
            let callers = self.callers_of(constructor);
            let mut calls = callers.iter().take(MOST_SUPER_CALLS).filter(is_own);
            match (calls.next(), calls.next()) {
                (Some(only), None) if self.frame_of(constructor).is_none() => Some((constructor, *only)),
                _ => None,
            }
        });
        let Some((constructor, caller)) = frame else { return self.instance_property(base, name) };
        let frame = self.frame_of_caller(constructor, caller);
        self.frames.push(frame);
        let value = self.instance_property(base, name);
        self.frames.pop();
        value
    }

    /// The classes that extend one, at any distance.
    pub(crate) fn classes_below(&self, class: ClassId, most: usize) -> Vec<ClassId> {
        let mut found = vec![class];
        let mut next = 0;
        while let Some(class) = found.get(next).copied() {
            next += 1;
            let below = self.subclasses.get(&class).into_iter().flatten();
            for class in below {
                if found.len() <= most && !found.contains(class) {
                    found.push(*class);
                }
            }
        }
        found.split_off(1)
    }

    /// The methods of that name in classes that extend one, at any distance.
    fn overrides(&self, class: ClassId, name: &Atom) -> Vec<FunctionId> {
        let mut found = Vec::new();
        let mut open = vec![class];
        let mut next = 0;
        while let Some(class) = open.get(next).copied() {
            next += 1;
            for subclass in self.subclasses.get(&class).into_iter().flatten() {
                if open.len() >= BUDGET.choices || open.contains(subclass) {
                    continue;
                }
                open.push(*subclass);
                let members = &self.module.classes[subclass.index()].members;
                found.extend(members.iter().filter(|member| member.name == *name).filter_map(
                    |member| match member.value {
                        MemberValue::Method(function) if !member.is_static => Some(function),
                        _ => None,
                    },
                ));
            }
        }
        found
    }

    fn static_property(&mut self, class: ClassId, name: &Atom) -> Value {
        if self.own_member(class, name, true).is_none()
            && let Some(written) = self.written_to_class(class, name)
        {
            return written;
        }
        self.class_member(class, name, true)
    }

    /// The last member of that name that a class declares itself.
    fn own_member(&self, class: ClassId, name: &Atom, is_static: bool) -> Option<&'m Member> {
        let members = &self.module.classes[class.index()].members;
        if members.len() <= INDEXED_MEMBERS {
            return members.iter().rev().find(|member| member.name == *name && member.is_static == is_static);
        }
        let mut indexes = self.members.borrow_mut();
        let index: &MembersByName<'_> = indexes.entry(class).or_insert_with(|| {
            members.iter().enumerate().map(|(at, member)| ((&member.name, member.is_static), at)).collect()
        });
        index.get(&(name, is_static)).map(|at| &members[*at])
    }

    fn class_member(&mut self, class: ClassId, name: &Atom, is_static: bool) -> Value {
        let module = self.module;
        if let Some(member) = self.own_member(class, name, is_static) {
            return match member.value {
                MemberValue::Method(function) => Value::Function(function),
                MemberValue::Getter(function) => self.returned(function, Vec::new()),
                MemberValue::Field(value) => self.passed(value),
            };
        }
        match module.classes[class.index()].base {
            Some(base) => match self.value(base) {
                Value::Class(base) if base != class && self.depth < BUDGET.depth => {
                    self.depth += 1;
                    let value = match is_static {
                        true => self.static_property(base, name),
                        false => self.inherited_property(class, base, name),
                    };
                    self.depth -= 1;
                    value
                }
                Value::Path(path) if !is_static => inherited(&path, name),
                Value::Path(path) => Value::extend(&path, Segment::Property(name.clone())),
                _ => Value::Unknown("a member of a base class that is not known"),
            },
            None => Value::Unknown("a member that the class does not declare"),
        }
    }

    /// The property that a computed name leads to; of several names, each its own.
    pub(super) fn indexed(&mut self, object: &Value, key: &Value) -> Value {
        match key {
            Value::Text(name) => self.property(object, &Atom::from(name.text.as_str())),
            Value::Number(number) => self.property(object, &Atom::from(number.to_string())),
            Value::OneOf(keys) if keys.iter().any(|key| matches!(key.value, Value::Text(_))) => {
                let one = |key: &Choice, evaluator: &mut Self| match &key.value {
                    Value::OneOf(_) => evaluator.element(object),
                    one => evaluator.indexed(object, one),
                };
                let choices = keys.iter().map(|key| Choice { value: one(key, self), condition: key.condition });
                Value::one_of(choices, BUDGET.choices)
            }
            _ => match object {
                Value::Path(path) if self.is_own_key(path, key) => Value::extend(path, Segment::Property(EACH.into())),
                Value::Object(copy) if is_key_of_copied(copy, key) => self.element_of(copy, true),
                _ => self.element(object),
            },
        }
    }

    /// Some property of an object; of what was copied into it each, or one that is not known.
    fn element_of(&mut self, object: &Object, each: bool) -> Value {
        let mut choices: Vec<Choice> = object
            .properties
            .iter()
            .map(|property| Choice { value: property.value.clone(), condition: property.condition })
            .collect();
        choices.extend(object.rest.iter().map(|rest| {
            let value = match rest {
                Value::Path(path) if is_known_root(rest) => {
                    Value::extend(path, if each { Segment::Property(EACH.into()) } else { Segment::Any })
                }
                rest => rest.clone(),
            };
            Choice { value, condition: None }
        }));
        Value::one_of(choices, BUDGET.choices)
    }

    /// Whether a key is one of those that the object itself has, so that the lookup means each of its properties:
    /// `for (const key in object)`, `Object.keys(object).map((key) => …)`.
    fn is_own_key(&mut self, object: &Path, key: &Value) -> bool {
        if !matches!(object.root, Root::Module(_) | Root::Global(_)) {
            return false;
        }
        let is_object = |value: &Value| matches!(value, Value::Path(path) if **path == *object);
        match key {
            Value::Derived(parts) => matches!(&**parts, [only] if is_object(only)),
            Value::Path(key) => match (&key.root, key.segments.as_slice()) {
                (Root::Global(global), [Segment::Property(method), Segment::Call(call), .., Segment::Any])
                    if &**global == "Object" && matches!(&**method, "keys" | "getOwnPropertyNames") =>
                {
                    let argument = self.module.call(*call).arguments.first().copied();
                    argument.is_some_and(|argument| is_object(&self.value(argument)))
                }
                _ => false,
            },
            _ => false,
        }
    }

    /// Some element of a value that is looped over or indexed by something unknown.
    pub(crate) fn element(&mut self, value: &Value) -> Value {
        match value {
            Value::List(list) => {
                let mut choices: Vec<Choice> =
                    list.items.iter().map(|item| Choice { value: item.clone(), condition: None }).collect();
                for rest in &list.rest {
                    let value = self.element(rest);
                    choices.push(Choice { value, condition: None });
                }
                Value::one_of(choices, BUDGET.choices)
            }
            Value::Object(object) => self.element_of(object, false),
            Value::OneOf(choices) => {
                let choices = choices
                    .iter()
                    .map(|choice| Choice { value: self.element(&choice.value), condition: choice.condition });
                Value::one_of(choices, BUDGET.choices)
            }
            Value::Path(path) => Value::extend(path, Segment::Any),
            Value::Site(id, seen_from) => self.at_property(*id, *seen_from, None),
            Value::Undefined | Value::Null => Value::Undefined,
            other => Value::derived(vec![other.clone()]),
        }
    }
}

/// What makes values of the language's own kinds, and thereby the way to the function that makes functions of texts:
/// `[].constructor.constructor`.
fn maker_of(value: &Value) -> Option<&'static str> {
    const MAKERS: [&str; 12] = [
        "Function", "Object", "Array", "String", "Number", "Boolean", "RegExp", "Date", "Promise", "Map", "Set",
        "Symbol",
    ];
    let is_literal = |value: &Value| matches!(value, Value::Text(_) | Value::List(_) | Value::Number(_));
    match value {
        Value::Text(_) | Value::Concat(_) => Some("String"),
        Value::Number(_) => Some("Number"),
        Value::Bool(_) => Some("Boolean"),
        Value::List(_) => Some("Array"),
        Value::Object(object) => (object.properties.is_empty() && object.rest.is_empty()).then_some("Object"),
        Value::Function(_) => Some("Function"),
        Value::Path(path) => match &path.root {
            Root::Global(name) if path.segments.is_empty() && MAKERS.contains(&&**name) => Some("Function"),
            _ => None,
        },
        // `''.at.constructor`: a method.
        Value::Derived(parts) => matches!(&**parts, [only] if is_literal(only)).then_some("Function"),
        _ => None,
    }
}

/// Whether what a call of it gives does not depend on what else it has.
fn is_callable(value: &Value) -> bool {
    matches!(value, Value::Function(_) | Value::Class(_) | Value::Instance(_) | Value::Namespace(_) | Value::Path(_))
}

/// What an instance has from a class of a library; `base` may be its prototype already.
fn inherited(base: &Path, name: &Atom) -> Value {
    let own = Segment::Property(name.clone());
    if base.segments.last().is_some_and(|last| last.is_property("prototype")) {
        return Value::extend(base, own);
    }
    match Value::extend(base, Segment::Property("prototype".into())) {
        Value::Path(prototype) => Value::extend(&prototype, own),
        other => other,
    }
}

/// Whether a key is one of those that an object has from what was copied into it.
fn is_key_of_copied(object: &Object, key: &Value) -> bool {
    let Value::Path(key) = key else { return false };
    let Some((Segment::Any, before)) = key.segments.split_last() else { return false };
    object.rest.iter().any(|rest| {
        is_known_root(rest) && matches!(rest, Value::Path(path) if path.root == key.root && path.segments == before)
    })
}

/// Whether a value is something that a module or the platform has, such as the environment.
pub(crate) fn is_known_root(value: &Value) -> bool {
    matches!(value, Value::Path(path) if matches!(path.root, Root::Module(_) | Root::Global(_)))
}

fn static_methods(module: &Module) -> FxHashSet<FunctionId> {
    let members = module.classes.iter().flat_map(|class| &class.members).filter(|member| member.is_static);
    let method = |member: &Member| match member.value {
        MemberValue::Method(function) | MemberValue::Getter(function) => Some(function),
        MemberValue::Field(_) => None,
    };
    members.filter_map(method).collect()
}

/// The names by which properties can lead to functions and classes.
fn own_names(module: &Module) -> FxHashSet<&Atom> {
    let mut names: FxHashSet<&Atom> = module.functions.iter().filter_map(|function| function.name.as_ref()).collect();
    let files = module.files.iter().chain(module.wrapped.iter().map(|wrapped| &wrapped.node));
    names.extend(files.flat_map(|file| &file.exports).map(|export| &export.name));
    names.extend(module.wrapped.iter().flat_map(|wrapped| &wrapped.writes).map(|(name, _)| name));
    let is_callable = |value: ExprId| matches!(module.expr(value), Expr::Function(_) | Expr::Class(_) | Expr::Name(..));
    for write in &module.writes {
        if let WriteKey::Named(name) = &write.key
            && is_callable(write.value)
        {
            names.insert(name);
        }
    }
    for expr in &module.exprs {
        if let Expr::Object(entries) = expr {
            for entry in entries {
                if let Entry::Named(name, value) = entry
                    && is_callable(*value)
                {
                    names.insert(name);
                }
            }
        }
    }
    names
}

/// What the code writes to variables of the environment.
fn environment(module: &Module) -> FxHashMap<Atom, (ExprId, GuardId)> {
    let mut written = FxHashMap::default();
    for write in &module.writes {
        if let (WriteKey::Named(name), Expr::Member(process, env)) = (&write.key, module.expr(write.object))
            && &**env == "env"
            && matches!(module.expr(*process), Expr::Global(process) if &**process == "process")
        {
            written.entry(name.clone()).or_insert((write.value, write.context.guard));
        }
    }
    written
}

/// What the code writes to globals of its own; those of the platform stay what they are.
fn globals(module: &Module) -> FxHashMap<Atom, Vec<(ExprId, GuardId)>> {
    let tables = Tables::embedded();
    let mut written: FxHashMap<Atom, Vec<(ExprId, GuardId)>> = FxHashMap::default();
    for write in &module.writes {
        if let (WriteKey::Named(name), Expr::Global(holder)) = (&write.key, module.expr(write.object))
            && GLOBAL_OBJECTS.contains(&&**holder)
            && !tables.knows_global(name)
            && !tables.is_holder(name)
            && !tables.language.pure_globals.contains(&**name)
        {
            let kept = written.entry(name.clone()).or_default();
            if kept.len() <= BUDGET.choices {
                kept.push((write.value, write.context.guard));
            }
        }
    }
    written
}

/// An imported value. The default export of a module is the module, as far as tables are concerned.
fn import(specifier: &Atom, name: Option<&Atom>) -> Value {
    let root = Root::Module(normal_specifier(specifier));
    let segments = match name {
        Some(name) if &**name != "default" => vec![Segment::Property(name.clone())],
        _ => Vec::new(),
    };
    Value::Path(Rc::new(Path { root, segments }))
}

/// A specifier as the tables write it: without `node:`.
pub(crate) fn normal_specifier(specifier: &Atom) -> Atom {
    match specifier.strip_prefix("node:") {
        Some(rest) => rest.into(),
        None => specifier.clone(),
    }
}

fn push_piece(pieces: &mut Vec<Value>, piece: Value) {
    if let (Some(Value::Text(last)), Value::Text(next)) = (pieces.last_mut(), &piece)
        && last.text.len() + next.text.len() <= BUDGET.text
    {
        // In place: joined to a new text each time, many pieces would take time by the square of their number.
        Rc::make_mut(last).append(next);
        return;
    }
    pieces.push(piece);
}

impl From<List> for Value {
    fn from(list: List) -> Self {
        Self::List(list.into())
    }
}
