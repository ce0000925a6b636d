//! Evaluation of a file's graph, on demand.
//!
//! Values flow through names, properties and calls inside the file.
//! Order matters where it can be seen: of several assignments in straight-line code the last one before the use counts.
//! Everywhere else all of them do.
//! Nothing is run; what would need running is [`Value::Derived`] from what goes into it.

mod apart;
mod awaited;
mod builtin;
mod called;
mod callers;
mod class;
mod computed;
mod fold;
mod frame;
mod generator;
mod lead;
mod list;
mod map;
mod modules;
mod name;
mod object;
mod patch;
mod promise;
mod property;
mod proxy;
mod recall;
mod receiver;
mod round;
mod search;
mod sources;
mod state;
mod stored;
#[cfg(test)]
mod tests;
mod this;
mod url;
mod walk;
mod way;

use called::Ask;
pub(crate) use callers::Caller;
pub(crate) use class::NOT_DECLARED;
use class::{MembersByName, inherited};
pub(crate) use fold::{BACKWARDS, decoded};
use frame::{Frame, MOST_STEPS_OF_ONE};
pub(crate) use modules::{HOPS, described};
pub(crate) use object::{MOST_ALIASES, Site};
pub(crate) use patch::Patch;
pub(crate) use property::is_known_root;
use receiver::Receiver;
pub(crate) use sources::{Source, Via};
pub(crate) use way::{MOST_TOOL_WAYS, MOST_WAYS, Way};

use std::{
    cell::{OnceCell, RefCell},
    collections::BTreeSet,
    rc::Rc,
};

use molehunt_source::ByteSpan;
use rustc_hash::{FxHashMap, FxHashSet};
use swc_atoms::Atom;

use crate::{
    Tables,
    behaviour::Wanted,
    ir::{BindingId, CallId, ClassId, Expr, ExprId, FunctionId, GuardId, Module},
    machine::Machine,
    need::{Marks, Need},
    origin::is_pure,
    tables::Interest,
    value::{Choice, Condition, Form, List, Object, Path, Root, Segment, Value},
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

/// What is looked for in a graph when somebody asks, and kept.
type Once<K, V> = Option<Rc<FxHashMap<K, Vec<V>>>>;

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
    /// What is being computed, and in which frame, each with the depth at which that began.
    active: FxHashMap<(ExprId, usize), u32>,
    /// Calls whose arguments are known, innermost last.
    frames: Vec<Frame>,
    /// How many functions were run by themselves with what is known.
    applied: u32,
    /// Whether functions are run by themselves also where their arguments are known.
    runs_alone: bool,
    /// What may change between two calls; found out once it is asked for.
    remembered: OnceCell<state::Remembered>,
    /// Rounds of loops that were followed one by one.
    rounds: usize,
    /// Ways to calls that were followed one by one.
    ways: usize,
    /// Whether the code makes maps.
    makes_maps: bool,
    /// Whether the code makes functions that take a callback ones that give a promise.
    makes_promising: bool,
    /// Computes what comes from literals alone, where somebody asks.
    machine: Option<Box<Machine<'m>>>,
    /// Steps after which the evaluation ends.
    most_steps: u32,
    /// Whether calls are followed with their own arguments; where nothing asks who receives what, they are not.
    follows_calls: bool,
    /// Whether loops are followed round by round; for who is called, any round is as good as another.
    follows_rounds: bool,
    depth: u32,
    steps: u32,
    /// What is being computed: which computation began at each depth, and what was cut short; see `recall`.
    under_way: recall::UnderWay,
    /// The steps that following the calls of each function has taken.
    followed: FxHashMap<FunctionId, u32>,
    /// What functions returned for the arguments that they were given.
    recalled: recall::Recalled,
    /// What listens to events and is known once objects are, with the event.
    open_listeners: Vec<(&'m Atom, ExprId)>,
    /// The calls that tell of such events.
    emits: FxHashMap<&'m Atom, Vec<CallId>>,
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
    /// What schemas make of fields that nobody gives, by the handler of a tool and its parameter.
    pub(crate) given_by_schemas: FxHashMap<(FunctionId, u16, Atom), Value>,
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
    settling: Option<FxHashMap<(FunctionId, u16), Vec<CallId>>>,
    /// What is added to addresses, once somebody asks.
    added_to_addresses: Once<ExprId, ExprId>,
    /// What is read into the bytes that calls make, once somebody asks.
    read_into: Once<CallId, ExprId>,
    /// The calls that log to what calls open, once somebody asks.
    logged_to: Once<CallId, CallId>,
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
    /// Functions that the code puts in the place of methods of the language.
    redefinitions: patch::Redefinitions,
    /// What the code puts into the prototype of all objects.
    put_into_all: Vec<(Atom, ExprId)>,
    /// The call of which it is asked what the language's own method gives.
    asked_plainly: Option<CallId>,
    /// What is written to globals of the code's own, and when.
    globals: FxHashMap<Atom, Vec<(ExprId, GuardId)>>,
    /// Static methods of classes.
    statics: FxHashSet<FunctionId>,
    /// What functions are methods of.
    holders: this::Holders,
    /// The members of large classes by name, and whether they are static.
    members: RefCell<FxHashMap<ClassId, MembersByName<'m>>>,
    /// The properties of large object literals by name.
    literals: RefCell<FxHashMap<ExprId, FxHashMap<&'m Atom, ExprId>>>,
    /// What is written to properties of object literals, once somebody asks for one.
    written_literals: RefCell<Option<WrittenLiterals>>,
    /// Where what a name stands for can have been made, by how many of the values that it is given count.
    sites: RefCell<SitesOfNames>,
    /// Where each function may first be left early, once somebody asks.
    first_exits: OnceCell<FxHashMap<FunctionId, u32>>,
    /// The objects whose handlers functions are, once somebody asks.
    handled: OnceCell<FxHashMap<FunctionId, ExprId>>,
    /// The classes that extend each.
    subclasses: FxHashMap<ClassId, Vec<ClassId>>,
    /// How near the code comes to the limits.
    pub(crate) needs: Marks,
    writes: object::Writes,
    building: FxHashMap<object::Site, Object>,
    /// The places of which it is being found out what is made there.
    making: Vec<ExprId>,
    /// Files that the code asks for by computed names, and that are not in the graph.
    pub(crate) wanted: BTreeSet<Wanted>,
}

/// Where what names stand for can have been made, by the name and by how many of its values count where it is used.
type SitesOfNames = FxHashMap<(BindingId, usize), Rc<[Site]>>;

/// What is written to object literals after they are made, once, by the literal and the name.
type WrittenLiterals = FxHashMap<(ExprId, Atom), Option<ExprId>>;

impl<'m> Evaluator<'m> {
    pub(crate) fn new(module: &'m Module, interest: &'m Interest<'m>) -> Self {
        let mut evaluator = Self {
            module,
            interest,
            listed: Vec::new(),
            memo: FxHashMap::default(),
            asked: Ask::Whole,
            calls: called::Called::default(),
            active: FxHashMap::default(),
            frames: Vec::new(),
            applied: 0,
            runs_alone: false,
            remembered: OnceCell::new(),
            rounds: 0,
            ways: 0,
            makes_maps: false,
            makes_promising: module.calls.iter().any(|call| promise::makes_promising(module, call)),
            machine: None,
            most_steps: BUDGET.steps,
            follows_calls: false,
            follows_rounds: true,
            depth: 0,
            steps: 0,
            under_way: recall::UnderWay::default(),
            followed: FxHashMap::default(),
            recalled: recall::Recalled::default(),
            open_listeners: Vec::new(),
            emits: FxHashMap::default(),
            callers: FxHashMap::default(),
            decides_equal: false,
            private_owners: None,
            sent: None,
            deliveries: FxHashMap::default(),
            escaped: FxHashSet::default(),
            callbacks: FxHashMap::default(),
            entries: FxHashSet::default(),
            given_by_schemas: FxHashMap::default(),
            declaring: FxHashSet::default(),
            lookups: 0,
            lookup_depth: 0,
            methods: FxHashMap::default(),
            has_methods: false,
            emitted: None,
            settling: None,
            added_to_addresses: None,
            read_into: None,
            logged_to: None,
            pipes: FxHashMap::default(),
            export_writes: modules::export_writes(module),
            own_names: callers::own_names(module),
            targets: FxHashMap::default(),
            patches: Vec::new(),
            instance: None,
            environment: property::environment(module),
            globals: property::globals(module),
            redefinitions: patch::redefinitions(module),
            put_into_all: patch::put_into_all(module),
            asked_plainly: None,
            statics: class::static_methods(module),
            holders: this::holders(module),
            members: RefCell::default(),
            literals: RefCell::default(),
            written_literals: RefCell::default(),
            sites: RefCell::default(),
            first_exits: OnceCell::new(),
            handled: OnceCell::new(),
            subclasses: FxHashMap::default(),
            needs: Marks::default(),
            writes: object::Writes::default(),
            building: FxHashMap::default(),
            making: Vec::new(),
            wanted: BTreeSet::new(),
        };
        evaluator.find_direct_callers();
        evaluator.find_subclasses();
        evaluator.find_inherited_constructors();
        evaluator.listed = evaluator.calls_of_interest();
        evaluator.collect_writes();
        evaluator
    }

    /// Whether the budget ran out, so that values are missing.
    pub(crate) fn is_exhausted(&self) -> bool {
        self.steps >= self.most_steps
    }

    /// The first function of which calls took so much to follow that they are no longer told apart.
    pub(crate) fn given_up(&self) -> Option<FunctionId> {
        let took_too_much = self.followed.iter().filter(|(_, steps)| **steps >= MOST_STEPS_OF_ONE);
        took_too_much.map(|(function, _)| *function).min()
    }

    /// Whether calls are followed with their own arguments.
    pub(crate) fn follows_calls(&self) -> bool {
        self.follows_calls
    }

    /// From now on takes so many more steps and no more.
    pub(crate) fn allow(&mut self, steps: u32) {
        self.most_steps = BUDGET.steps.min(self.steps.saturating_add(steps));
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
        self.read_into = None;
        self.logged_to = None;
        self.pipes.clear();
        self.has_methods = false;
        self.sites.get_mut().clear();
        self.writes.forget();
        self.memo.clear();
        self.calls.forget();
        self.recalled.clear();
        self.followed.clear();
    }

    fn only_definition(&self, binding: BindingId) -> Option<&'m Expr> {
        match self.module.bindings[binding.index()].definitions.as_slice() {
            [only] => Some(self.module.expr(only.value)),
            _ => None,
        }
    }

    /// What is added to addresses, which is looked for once.
    pub(crate) fn added_to_addresses(
        &mut self,
        find: fn(&mut Self) -> FxHashMap<ExprId, Vec<ExprId>>,
    ) -> Rc<FxHashMap<ExprId, Vec<ExprId>>> {
        self.once(|evaluator| &mut evaluator.added_to_addresses, find)
    }

    /// What is read into the bytes that calls make, by the call, which is looked for once.
    pub(crate) fn read_into(
        &mut self,
        find: impl FnOnce(&mut Self) -> FxHashMap<CallId, Vec<ExprId>>,
    ) -> Rc<FxHashMap<CallId, Vec<ExprId>>> {
        self.once(|evaluator| &mut evaluator.read_into, find)
    }

    /// The calls that log to what a call opens, by that call, which are looked for once.
    pub(crate) fn logged_to(
        &mut self,
        find: impl FnOnce(&mut Self) -> FxHashMap<CallId, Vec<CallId>>,
    ) -> Rc<FxHashMap<CallId, Vec<CallId>>> {
        self.once(|evaluator| &mut evaluator.logged_to, find)
    }

    /// What is found in the calls of the graph, and kept for all who ask.
    fn once<K, V>(
        &mut self,
        kept: fn(&mut Self) -> &mut Once<K, V>,
        find: impl FnOnce(&mut Self) -> FxHashMap<K, Vec<V>>,
    ) -> Rc<FxHashMap<K, Vec<V>>> {
        if let Some(known) = kept(self) {
            return Rc::clone(known);
        }
        self.pay(self.module.calls.len() / 8);
        let found = Rc::new(find(self));
        *kept(self) = Some(Rc::clone(&found));
        found
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
        if self.steps >= self.most_steps {
            return Value::Unknown("the budget of steps is used up");
        }
        if self.depth >= BUDGET.depth {
            self.cut(0);
            self.needs.exceed(Need::Depth);
            return Value::Unknown("followed too far");
        }
        if let Some(begun) = self.active.get(&(id, level)) {
            self.cut(*begun);
            // What is written to an object may be made of what it has by then.
            return self.partial(id).unwrap_or(Value::Unknown("depends on itself"));
        }
        self.active.insert((id, level), self.depth);
        self.steps += 1;
        let value = self.deeper(|evaluator| {
            evaluator.needs.raise(Need::Depth, evaluator.depth as usize);
            let value = evaluator.compute(id);
            if asked != Ask::Whole || evaluator.machine.is_none() {
                return value;
            }
            // For one of several calls it stands only if all of them give the same.
            let computed = evaluator.computed(id, &value).or_else(|| evaluator.computed_apart(id, &value));
            computed.unwrap_or(value)
        });
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
            Expr::Regexp { .. } => Value::Unknown("a regular expression"),
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
                self.name(*binding, *function, at, self.seen_at(id))
            }
            Expr::Global(name) => self.global(name),
            Expr::This(function) => match self.class_of_this(*function) {
                // In a static method it is the class itself.
                Some(class) if self.is_static(*function) => Value::Class(class),
                Some(class) => Value::Instance(match self.instance {
                    Some((base, own)) if base == class => own,
                    _ => class,
                }),
                None => match self.listened_to(*function).or_else(|| self.only_literal(id)) {
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
            Expr::Member(object, name) if property::is_index(name) && self.is_rearranged(*object) => {
                let object = self.value(*object);
                self.element(&object)
            }
            Expr::Member(object, name) if let Some(literal) = self.literal_with(*object, name) => {
                let literal = self.at_site(literal, None);
                self.property(&literal, name)
            }
            Expr::Member(object, name) if let Some(file) = self.module_with(*object, name) => {
                self.property(&Value::Namespace(file), name)
            }
            Expr::Member(object, name) if let Some(value) = self.property_of_given(*object, name) => value,
            Expr::Member(object, name) if let Some(value) = self.put_into_process(*object, name) => value,
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
                let is_rearranged = matches!(module.expr(*key), Expr::Number(_)) && self.is_rearranged(*object);
                let object = self.value(*object);
                if is_rearranged {
                    return self.element(&object);
                }
                let key = self.value(*key);
                self.indexed(&object, &key)
            }
            Expr::Without(value, keys) => list::without(self.value(*value), keys),
            Expr::Call(_) if self.is_map(id) || self.is_set(id) => self.at_site(id, None),
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

    fn call(&mut self, id: CallId) -> Value {
        let call = self.module.call(id);
        if let Some(value) = self.loaded_from_bundle(id) {
            return value;
        }
        if let Some(value) = self.redefined(id) {
            return value;
        }
        if let Some(value) = self.builtin(id) {
            return value;
        }
        if let Some(function) = self.promisified(call.callee) {
            let arguments = if self.follows_calls { self.argument_values(id) } else { Vec::new() };
            if let Some(value) = self.answered(function, arguments) {
                return value;
            }
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
                // What a method that rewrites a text gives is that text, in another form.
                let rewritten = match self.module.expr(call.callee) {
                    Expr::Member(text, method) if Tables::embedded().language.rewriting_methods.contains(&**method) => {
                        Some(self.value(*text)).filter(|text| has_path(text, 0))
                    }
                    _ => None,
                };
                let is_rewritten = rewritten.is_some();
                let mut values = vec![rewritten.unwrap_or_else(|| other.clone())];
                values.extend(self.values(&call.arguments));
                let made = Value::derived(values);
                if is_rewritten { Value::coded(Form::Encoded, made) } else { made }
            }
        }
    }

    /// The result of a call to what node provides, however its name was reached.
    fn provided(&mut self, id: CallId, path: &Path) -> Option<Value> {
        match &path.root {
            Root::Global(name) => match path.segments.as_slice() {
                [] => self.global_function(name, id),
                [Segment::Property(method)] => self.static_method(name, method, id),
                // Bytes of a text are that text.
                [Segment::New(_), Segment::Property(method)]
                    if matches!((&**name, &**method), ("TextEncoder", "encode") | ("TextDecoder", "decode")) =>
                {
                    let is_text = |value: &Value| {
                        matches!(value, Value::Text(_) | Value::Concat(_) | Value::OneOf(_) | Value::Coded(_))
                    };
                    self.argument(id, 0).filter(is_text)
                }
                _ => None,
            },
            Root::Module(_) => self.library(id, path),
            _ => None,
        }
    }
}

/// Whether something that is read somewhere is among the pieces of a value.
fn has_path(value: &Value, depth: u32) -> bool {
    const DEEPEST: u32 = 4;
    depth <= DEEPEST
        && match value {
            Value::Path(path) => matches!(path.root, Root::Global(_) | Root::Module(_)) && !is_pure(path),
            Value::Concat(parts) | Value::Derived(parts) => parts.iter().any(|part| has_path(part, depth + 1)),
            Value::OneOf(choices) => choices.iter().any(|choice| has_path(&choice.value, depth + 1)),
            Value::List(list) => list.items.iter().chain(&list.rest).any(|item| has_path(item, depth + 1)),
            Value::Coded(coded) => has_path(&coded.inner, depth + 1),
            _ => false,
        }
}

/// Whether what a call of it gives does not depend on what else it has.
fn is_callable(value: &Value) -> bool {
    matches!(value, Value::Function(_) | Value::Class(_) | Value::Instance(_) | Value::Namespace(_) | Value::Path(_))
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
