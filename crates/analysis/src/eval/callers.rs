//! Who calls whom: the calls that reach each function of a graph, by its name, through properties, events and channels.

use std::rc::Rc;

use molehunt_source::ByteSpan;
use rustc_hash::{FxHashMap, FxHashSet};
use swc_atoms::Atom;

use crate::{
    Tables,
    ir::{CallId, Context, Definition, Expr, ExprId, FileId, FunctionId, GuardId, Module, Property as Entry, WriteKey},
    value::{Object, Property, Value},
};

use super::{BUDGET, Evaluator, Patch};

/// Functions that one name stands for, one after the other.
const MOST_REPLACED: usize = 4;
/// Functions that only hand on their arguments, one to the next.
const MOST_FORWARDS: usize = 4;

/// A call that reaches a function.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Caller {
    pub(super) call: CallId,
    /// How many of its arguments come before the function's own.
    pub(super) skipped: u16,
    /// The property of the function's own argument in which the call's stands: that of an event.
    pub(super) inside: Option<&'static str>,
}

impl Caller {
    pub(super) fn direct(call: CallId) -> Self {
        Self { call, skipped: 0, inside: None }
    }

    pub(crate) fn call(self) -> CallId {
        self.call
    }

    /// What the function gets, for what the call has.
    pub(super) fn given(self, value: Value) -> Value {
        let Some(name) = self.inside else { return value };
        let property = Property { name: Some(name.into()), value, place: ByteSpan::default(), condition: None };
        Value::Object(Object { properties: vec![property], rest: Vec::new() }.into())
    }

    /// The function in which it stands.
    pub(crate) fn function(self, module: &Module) -> FunctionId {
        module.call(self.call).context.function
    }

    /// The argument that the function gets as a parameter, unless spread arguments hide which it is.
    pub(crate) fn argument(self, module: &Module, index: u16) -> Option<ExprId> {
        let argument = module.call(self.call).arguments.get(self.position(index)).copied();
        argument.filter(|_| !self.is_hidden(module, index))
    }

    /// Whether spread arguments hide which argument the function gets as a parameter.
    pub(super) fn is_hidden(self, module: &Module, index: u16) -> bool {
        let arguments = module.call(self.call).arguments.iter().take(self.position(index) + 1);
        arguments.into_iter().any(|id| matches!(module.expr(*id), Expr::Spread(_)))
    }

    /// Where the argument of a parameter stands in the call.
    pub(super) fn position(self, index: u16) -> usize {
        usize::from(index) + usize::from(self.skipped)
    }
}

/// How often callers are looked for that others make known.
const MOST_ROUNDS: u32 = 3;

impl<'m> Evaluator<'m> {
    /// Adds calls through properties (`this.send()`, `mailer.send()`) to the callers, and forgets all values.
    pub(crate) fn find_member_callers(&mut self) {
        let module = self.module;
        self.follows_calls = true;
        let names: FxHashSet<&Atom> = module.functions.iter().filter_map(|function| function.name.as_ref()).collect();
        self.follows_rounds = false;
        let patches = self.find_patches();
        // Functions are put there under names that are computed.
        let tables: FxHashSet<ExprId> = module
            .writes
            .iter()
            .filter(|write| matches!(write.key, WriteKey::Computed(_)) && is_callable(module, write.value))
            .map(|write| self.named(write.object))
            .collect();
        let (mut found, mut by_name, mut kept) = (Vec::new(), Vec::new(), Vec::new());
        for (index, call) in module.calls.iter().enumerate() {
            let id = CallId(index as u32);
            let callbacks = self.callbacks_called(call);
            let is_known = !callbacks.is_empty();
            found.extend(callbacks.into_iter().map(|callback| (callback, id)));
            let callee = match module.expr(call.callee) {
                // `const { send } = load('transport')`, `const make = makers[name]`
                Expr::Name(..) => module.expr(self.named(call.callee)),
                callee => callee,
            };
            match callee {
                Expr::Member(_, name)
                    if names.contains(name)
                        || self.own_names.contains(name)
                        || patches.iter().any(|patch| patch.is_method(name)) =>
                {
                    by_name.push(id);
                }
                Expr::Global(name) if patches.iter().any(|patch| patch.is_global_named(name)) => by_name.push(id),
                Expr::Member(table, _) if !tables.is_empty() && tables.contains(&self.named(*table)) => kept.push(id),
                // `makers[name](it)`, `makers.get(name)(it)`, `steps.forEach((step) => step(it))`
                Expr::Index(..) | Expr::Call(_) | Expr::Element(_) => kept.push(id),
                // `(html ? mailer.html : mailer.text)(it)`
                either if arms(module, either).is_some() => kept.push(id),
                // `(next) => (message) => next(message)`: known once it is known who wraps what.
                Expr::Parameter(..) if !is_known => kept.push(id),
                _ => {}
            }
        }
        self.find_open_listeners();
        // What tables hold is known once it is known who fills them, and what that is given and does once this is known.
        let mut calls = by_name;
        for _ in 0..MOST_ROUNDS {
            let (mut open, is_new) = self.add_callers(&calls, &patches, std::mem::take(&mut found));
            if is_new {
                self.collect_writes();
            } else if kept.is_empty() {
                break;
            }
            self.forget();
            open.append(&mut kept);
            calls = open;
        }
        self.patches = patches;
        self.follows_rounds = true;
        self.listed = self.calls_of_interest();
        self.forget();
    }

    /// Adds these calls to the callers of what they call, beside those that were found. Gives the calls of which it is not
    /// known that they call a function of the graph, and whether any function got a caller.
    fn add_callers(
        &mut self,
        calls: &[CallId],
        patches: &[Patch],
        mut found: Vec<(FunctionId, CallId)>,
    ) -> (Vec<CallId>, bool) {
        let module = self.module;
        let mut open = Vec::new();
        for id in calls.iter().copied() {
            let call = module.call(id);
            let before = found.len();
            for choice in self.callee(id).choices() {
                match choice.value {
                    Value::Function(function) => found.push((function, id)),
                    Value::Path(path) => {
                        // What replaces a function calls the one that was there before.
                        let is_inside = |patch: &&Patch| {
                            module.enclosing(call.context.function).any(|function| function == patch.function)
                        };
                        let patches = patches.iter().filter(|patch| patch.replaces(&path) && !is_inside(patch));
                        found.extend(patches.map(|patch| (patch.function, id)));
                    }
                    _ => {}
                }
            }
            if found.len() == before {
                open.push(id);
            }
        }
        let mut is_new = false;
        for (function, call) in found {
            let callers = self.callers.entry(function).or_default();
            let caller = Caller::direct(call);
            // That of an export by its name is known already. Of more callers than are followed the number does not matter.
            if callers.len() > BUDGET.callers || !callers.contains(&caller) {
                callers.push(caller);
                is_new = true;
            }
        }
        (open, is_new)
    }

    /// The functions that known callers hand to a function which calls them: `collect((error, data) => …)`.
    fn callbacks_called(&self, call: &crate::ir::Call) -> Vec<FunctionId> {
        let Expr::Name(binding, _) = self.module.expr(call.callee) else { return Vec::new() };
        let Some(Expr::Parameter(function, index)) = self.only_definition(*binding) else { return Vec::new() };
        let callers = self.callers_of(*function);
        if call.arguments.is_empty() || callers.len() > BUDGET.callers {
            return Vec::new();
        }
        let given = callers.iter().filter_map(|caller| Some((caller, caller.argument(self.module, *index)?)));
        let functions = given.flat_map(|(caller, argument)| match self.function_of(argument) {
            Some(function) => vec![function],
            // `send = wrapped(send)` wraps what it was before.
            None => self.functions_replaced(argument, self.module.call(caller.call).context),
        });
        functions.collect()
    }

    pub(super) fn find_direct_callers(&mut self) {
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
                Expr::Call(_) => self.promisified(call.callee),
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
            if let Some((function, caller)) = self.run_with_storage(id) {
                self.callers.entry(function).or_default().push(caller);
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
            let listener = call.arguments.get(1).copied();
            match (listener, listener.and_then(|listener| self.function_of(listener))) {
                (_, Some(listener)) if listens => listeners.entry(event).or_default().push(listener),
                (_, None) if emits_some => emits.push((event, CallId(index as u32))),
                // `bus.on('letter', mailer.send)`
                (Some(listener), None) if listens => self.open_listeners.push((event, listener)),
                _ => {}
            }
        }
        for (event, call) in &emits {
            if self.open_listeners.iter().any(|(open, _)| open == event) {
                self.emits.entry(event).or_default().push(*call);
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

    /// Connects `emit('name', …)` with each `on('name', object.method)`.
    fn find_open_listeners(&mut self) {
        for (event, listener) in std::mem::take(&mut self.open_listeners) {
            let Some(emits) = self.emits.get(event).filter(|emits| emits.len() <= BUDGET.callers).cloned() else {
                continue;
            };
            for choice in self.value(listener).choices() {
                let Value::Function(function) = choice.value else { continue };
                for call in &emits {
                    self.callers.entry(function).or_default().push(Caller { skipped: 1, ..Caller::direct(*call) });
                    let told = self.delivered_to(*call).iter().copied().chain([function]).collect();
                    self.deliveries.insert(*call, told);
                }
                self.escaped.insert(function);
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

    /// The functions of which a call reaches one or the other, or each in turn: `(html ? sendHtml : sendText)(message)`,
    /// `for (const step of steps) step(message)`.
    fn functions_among(&self, callee: ExprId) -> Vec<FunctionId> {
        match self.module.expr(self.named(callee)) {
            Expr::Element(over) => {
                let Expr::Array(items) = self.module.expr(self.named(*over)) else { return Vec::new() };
                items.iter().filter_map(|item| self.function_of(*item)).collect()
            }
            either => {
                let arms = arms(self.module, either).into_iter().flatten();
                arms.filter_map(|arm| self.function_of(arm)).collect()
            }
        }
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

    /// The object whose events a function handles: `socket.onmessage = (event) => …`.
    pub(crate) fn handled_by(&self, function: FunctionId) -> Option<ExprId> {
        let handled = self.handled.get_or_init(|| {
            let is_handler = |key: &WriteKey| matches!(key, WriteKey::Named(name) if name.starts_with("on"));
            let writes = self.module.writes.iter().filter(|write| is_handler(&write.key));
            writes.filter_map(|write| Some((self.function_of(write.value)?, write.object))).collect()
        });
        handled.get(&function).copied()
    }
}

/// Whether a value may be a function of the graph, which is plain to see.
fn is_callable(module: &Module, value: ExprId) -> bool {
    matches!(module.expr(value), Expr::Function(_) | Expr::Class(_) | Expr::Name(..))
}

/// What is called where one or the other is; not what compilers put before the code: `this && this.__extends || …`.
fn arms(module: &Module, callee: &Expr) -> Option<[ExprId; 2]> {
    match callee {
        Expr::Either { left, .. } if matches!(module.expr(*left), Expr::Both { .. }) => None,
        Expr::Conditional { then: left, otherwise: right, .. } | Expr::Either { left, right } => Some([*left, *right]),
        _ => None,
    }
}

/// The names by which properties can lead to functions and classes.
pub(super) fn own_names(module: &Module) -> FxHashSet<&Atom> {
    let mut names: FxHashSet<&Atom> = module.functions.iter().filter_map(|function| function.name.as_ref()).collect();
    let files = module.files.iter().chain(module.wrapped.iter().map(|wrapped| &wrapped.node));
    names.extend(files.flat_map(|file| &file.exports).map(|export| &export.name));
    names.extend(module.classes.iter().flat_map(|class| &class.members).map(|member| &member.name));
    names.extend(module.wrapped.iter().flat_map(|wrapped| &wrapped.writes).map(|(name, _)| name));
    for write in &module.writes {
        if let WriteKey::Named(name) = &write.key
            && is_callable(module, write.value)
        {
            names.insert(name);
        }
    }
    let mut renamed: Vec<(&Atom, ExprId)> = Vec::new();
    for expr in &module.exprs {
        if let Expr::Object(entries) = expr {
            for entry in entries {
                match entry {
                    Entry::Named(name, value) if is_callable(module, *value) => drop(names.insert(name)),
                    Entry::Getter(name, function)
                        if module.function(*function).returns.iter().any(|value| is_callable(module, *value)) =>
                    {
                        names.insert(name);
                    }
                    Entry::Named(name, value) => renamed.push((name, *value)),
                    _ => {}
                }
            }
        }
    }
    // `{ run: mailer.send }`
    for (name, value) in renamed {
        if matches!(module.expr(value), Expr::Member(_, method) if names.contains(method)) {
            names.insert(name);
        }
    }
    names
}
