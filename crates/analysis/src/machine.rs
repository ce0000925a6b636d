//! A small concrete evaluator: what an expression is once the pure code that computes it has been followed.
//!
//! The machine interprets swc's tree, on demand, for code that hides what it means: decoding loops, tables of strings
//! behind functions that rewrite themselves, modules of a bundle.
//! It runs no host code and reads nothing: whatever lies outside the language's pure part is [`heap::Value::Unknown`],
//! and so is everything computed from it.
//!
//! **How a question is answered.** The module's top level is executed once, in order, as if all that is unknown
//! went well; what each expression gave is written down by its span (`record`).
//! A function that nobody called is entered once with unknown arguments, so that the expressions in it are reached.
//! Where a test is unknown, both sides are executed in turn, each from the same state and each undone afterwards
//! (`journal`); whatever one of them changed is unknown from then on.
//!
//! **What is sound.** A value is only reported if the language computes it from literals alone on some path.
//! An unknown call makes unknown what it is given and could change (`havoc`).
//! **What is not.** Unknown code is assumed not to throw, not to replace functions of the language, and not to change
//! variables that it reaches only through functions which were exported earlier: a function that nobody called sees
//! them as the top level left them, so what is found there is what it can be, not all.
//! A generator runs to its end at once, and a callback of a promise before the code after it.
//! So a result says "this is what the code computes", never "nothing else can be here".
//!
//! **How it ends.** Every step costs fuel, every object and long text memory, every call and every nested expression
//! depth ([`LIMITS`]). Whoever runs out is abandoned up to the statement that began it; what it touched is unknown.

#![expect(
    clippy::wrong_self_convention,
    reason = "ToNumber and its like are what the language calls these, and they may run code of the program"
)]

mod builtin;
mod call;
mod class;
mod compare;
mod convert;
mod declaration;
mod expression;
mod havoc;
mod heap;
mod iterable;
mod iteration;
mod journal;
mod literal;
mod module;
mod number;

mod pattern;
mod probe;
mod property;
mod provenance;
mod record;
mod regexp;
mod scope;
mod statement;
#[cfg(test)]
mod tests;
mod text;

use std::{cell::Cell, rc::Rc};

use molehunt_syntax::Parsed;
use rustc_hash::{FxHashMap, FxHashSet};
use swc_atoms::Atom;

use heap::{Family, Heap, Kind, Object, ObjectId, Value};
use journal::Journal;
use provenance::Origin;
use scope::Scope;
use text::{Lease, Text};

use crate::{
    behaviour::STEPS_OBFUSCATED,
    need::{Marks, Need},
};

pub(crate) use provenance::encoding_of;
pub(crate) use record::{Computed, ComputedText};

/// What the machine may ask for. Files are numbered by the caller, who keeps their trees: functions are places in them.
pub(crate) trait Loader {
    /// The tree of a code file.
    fn parsed(&self, file: u32) -> Option<&Parsed>;
    /// The file of the same package that a specifier in another one names.
    fn resolve(&self, file: u32, specifier: &str) -> Option<u32>;
    /// The text of a file: a JSON module, one that is read by a name which can be computed, or code that looks at itself.
    fn text(&self, file: u32) -> Option<&str>;
}

/// What evaluation may cost.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    /// Steps for all questions together.
    pub(crate) package: u64,
    /// Steps for the top level of one module.
    pub(crate) module: u64,
    /// Steps for one statement and all it calls.
    pub(crate) statement: u64,
    /// Steps for code that does not run where it stands.
    pub(crate) glance: u64,
    /// Steps for one question beyond what modules cost.
    pub(crate) question: u64,
    /// Bytes of objects and long texts.
    pub(crate) memory: usize,
    /// Units of one text.
    pub(crate) text: usize,
    /// Items of one list.
    pub(crate) items: usize,
    /// Calls inside each other.
    pub(crate) calls: u32,
    /// Expressions and statements inside each other. A worker's stack holds that many of the largest.
    pub(crate) depth: u32,
}

/// The limits in force. A second is some 20 million steps; what the strongest preset of a common obfuscator makes of
/// ten lines takes 70 million, nearly all of them to find out by how much its table of texts is rotated.
pub(crate) const LIMITS: Limits = Limits {
    package: 120_000_000,
    module: 100_000_000,
    statement: 90_000_000,
    glance: 200_000,
    question: 2_000_000,
    memory: 64 << 20,
    text: 1 << 20,
    items: 100_000,
    calls: 200,
    depth: 2_500,
};

/// The evaluator for one package.
pub(crate) struct Machine<'t> {
    loader: &'t dyn Loader,
    limits: Limits,
    heap: Heap<'t>,
    modules: FxHashMap<u32, module::State>,
    journals: Vec<Journal<'t>>,
    records: FxHashMap<(u32, u32, u32), record::Record>,
    /// The function object last made of each function of the tree, by its address.
    functions: FxHashMap<usize, ObjectId>,
    /// The scope that entering a function left behind.
    entered: FxHashMap<usize, Rc<Scope>>,
    constructing: FxHashMap<ObjectId, Value>,
    /// What is known of pieces of the tree, by their address.
    hoisted: FxHashMap<usize, Rc<[Atom]>>,
    assigned: FxHashMap<usize, Rc<havoc::Assigned>>,
    glanced: FxHashSet<usize>,
    /// Arithmetic on nothing but numbers: obfuscators write every number that way.
    constants: FxHashMap<usize, Option<f64>>,
    literals: FxHashMap<(u32, u32), Rc<Text>>,
    templates: FxHashMap<usize, ObjectId>,
    symbols: Vec<Atom>,
    /// The texts of one unit, which are made most often.
    units: Vec<Rc<Text>>,
    /// Where the numbers come from that were read last, for the text that is made of them.
    codes: Option<Rc<Origin>>,
    /// When they were read; 0 once a text was made of them.
    codes_read: u64,
    steps: u64,
    /// Whether something took more than it may.
    was_cut: bool,
    limit: u64,
    memory: usize,
    live: Rc<Cell<usize>>,
    calls: u32,
    depth: u32,
    /// The most that these ever were.
    most_calls: u32,
    most_depth: u32,
    most_memory: usize,
    /// `try` blocks that are being run.
    handlers: u32,
    scopes: u32,
    epochs: u32,
    /// Properties that objects have only on a path that depends on something unknown.
    doubtful: FxHashMap<ObjectId, FxHashSet<heap::Key>>,
    /// How many objects have become unknown.
    forgotten: u32,
    /// A function is being looked at that nobody called.
    is_entering: bool,
}

/// What runs at the moment.
struct Frame<'t> {
    file: u32,
    parsed: &'t Parsed,
    scope: Rc<Scope>,
    /// The code is looked at for what it holds: both sides of an unknown test are followed.
    explore: bool,
    /// Loops and `try` blocks of this frame around the statement.
    loops: u32,
    tries: u32,
    /// It may have returned already, on a path that depends on something unknown.
    is_doubtful: bool,
    /// A loop may have been left or a round of it cut short: 1 for the innermost one, 2 for those around it too.
    unsure: u8,
    /// An error may have been thrown on a path that depends on something unknown.
    may_have_thrown: bool,
    /// What a generator has yielded.
    yields: Option<Vec<Value>>,
}

impl<'t> Frame<'t> {
    fn new(file: u32, parsed: &'t Parsed, scope: Rc<Scope>, explore: bool) -> Self {
        Self {
            file,
            parsed,
            scope,
            explore,
            loops: 0,
            tries: 0,
            is_doubtful: false,
            unsure: 0,
            may_have_thrown: false,
            yields: None,
        }
    }
}

/// Why there is no value.
#[derive(Debug)]
enum Abrupt {
    Throw(Value),
    /// It depends on what is not known.
    Unknown,
    /// A limit was reached.
    Lost,
}

type Outcome<T> = Result<T, Abrupt>;

impl<'t> Machine<'t> {
    /// A machine for one package; nothing is evaluated yet.
    #[cfg(test)]
    pub(crate) fn new(loader: &'t dyn Loader) -> Self {
        Self::with_limits(loader, LIMITS)
    }

    /// A machine with other limits.
    pub(crate) fn with_limits(loader: &'t dyn Loader, limits: Limits) -> Self {
        let mut heap = Heap::default();
        for family in Family::ALL {
            let prototype = family.parent().map(Family::id);
            heap.push(Object { prototype, ..Object::new(Kind::Intrinsic(*family), Family::ObjectPrototype) });
        }
        // The prototype of what extends something unknown.
        let mut unknown = Object::new(Kind::Plain, Family::ObjectPrototype);
        unknown.is_unknown = true;
        heap.push(unknown);
        Self {
            loader,
            limits,
            heap,
            modules: FxHashMap::default(),
            journals: Vec::new(),
            records: FxHashMap::default(),
            functions: FxHashMap::default(),
            entered: FxHashMap::default(),
            constructing: FxHashMap::default(),
            hoisted: FxHashMap::default(),
            assigned: FxHashMap::default(),
            glanced: FxHashSet::default(),
            constants: FxHashMap::default(),
            literals: FxHashMap::default(),
            templates: FxHashMap::default(),
            symbols: builtin::SYMBOLS.iter().map(|name| Atom::from(*name)).collect(),
            units: (0..=255u8).map(|unit| Rc::new(Text::narrow(vec![unit]))).collect(),
            codes: None,
            codes_read: 0,
            steps: 0,
            was_cut: false,
            limit: 0,
            memory: 0,
            live: Rc::new(Cell::new(0)),
            calls: 0,
            depth: 0,
            most_calls: 0,
            most_depth: 0,
            most_memory: 0,
            handlers: 0,
            scopes: 0,
            epochs: 0,
            doubtful: FxHashMap::default(),
            forgotten: 0,
            is_entering: false,
        }
    }

    /// How much of everything was needed.
    pub(crate) fn raise(&self, needs: &Marks) {
        let is_obfuscated = self.limits.package == STEPS_OBFUSCATED;
        let need = if is_obfuscated { Need::ObfuscatedSteps } else { Need::MachineSteps };
        needs.raise(need, usize::try_from(self.steps).unwrap_or(usize::MAX));
        needs.raise(Need::MachineMemory, self.most_memory);
        needs.raise(Need::MachineCalls, self.most_calls as usize);
        needs.raise(Need::MachineDepth, self.most_depth as usize);
    }

    /// Whether something took more steps than it may, so that it is not known what it gives.
    pub(crate) fn was_cut(&self) -> bool {
        self.was_cut
    }

    /// Pays for work.
    fn spend(&mut self, steps: usize) -> Outcome<()> {
        self.steps = self.steps.saturating_add(steps as u64);
        if self.steps > self.limit {
            self.was_cut = true;
            return Err(Abrupt::Lost);
        }
        Ok(())
    }

    /// Pays for memory that is never given back.
    fn reserve(&mut self, bytes: usize) -> Outcome<()> {
        self.memory = self.memory.saturating_add(bytes);
        let memory = self.memory.saturating_add(self.live.get());
        self.most_memory = self.most_memory.max(memory);
        if memory > LIMITS.memory { Err(Abrupt::Lost) } else { Ok(()) }
    }

    /// Code that calls itself for ever ends in an error that it may be waiting for; elsewhere nobody knows how it ends.
    fn too_deep<T>(&mut self) -> Outcome<T> {
        if self.handlers == 0 {
            return Err(Abrupt::Lost);
        }
        self.fail(Family::RangeErrorPrototype, "Maximum call stack size exceeded")
    }

    /// Runs something with at most that many steps more.
    fn within<R>(&mut self, steps: u64, run: impl FnOnce(&mut Self) -> R) -> R {
        let outer = self.limit;
        self.limit = outer.min(self.steps.saturating_add(steps));
        let result = run(self);
        self.limit = outer;
        result
    }

    fn scope(&mut self, parent: &Rc<Scope>) -> Rc<Scope> {
        self.scopes += 1;
        Scope::new(Some(Rc::clone(parent)), self.scopes, None)
    }

    fn allocate(&mut self, object: Object<'t>) -> Outcome<ObjectId> {
        let size = match &object.kind {
            Kind::List(items) | Kind::Iterator(items, _) => items.len() * size_of::<Value>(),
            Kind::Memory(bytes) => bytes.len(),
            Kind::Map(table) | Kind::Set(table) => table.entries.len() * 96,
            _ => 0,
        };
        self.reserve(size_of::<Object<'t>>() + size)?;
        let id = ObjectId(u32::try_from(self.heap.len()).map_err(|_| Abrupt::Lost)?);
        self.heap.push(object);
        Ok(id)
    }

    fn list(&mut self, items: Vec<Value>) -> Outcome<Value> {
        if items.len() > LIMITS.items {
            return Err(Abrupt::Lost);
        }
        Ok(Value::Object(self.allocate(Object::new(Kind::List(items), Family::ListPrototype))?))
    }

    fn plain(&mut self) -> Outcome<ObjectId> {
        self.allocate(Object::new(Kind::Plain, Family::ObjectPrototype))
    }

    fn object(&self, id: ObjectId) -> &Object<'t> {
        &self.heap[id]
    }

    /// A text as a value, if it is not too long.
    fn text(&mut self, text: Text) -> Outcome<Value> {
        let length = text.len();
        if length > LIMITS.text {
            return Err(Abrupt::Lost);
        }
        self.spend(length / 64)?;
        if length == 1
            && text.origin.is_none()
            && let Some(unit @ 0..=255) = text.unit(0)
        {
            return Ok(Value::Text(Rc::clone(&self.units[usize::from(unit)])));
        }
        if length < 128 {
            return Ok(Value::Text(Rc::new(text)));
        }
        // Short texts are part of what the slot costs that holds them.
        self.reserve(0)?;
        let bytes = length * 2;
        self.live.set(self.live.get() + bytes);
        let lease = Lease { live: Rc::clone(&self.live), bytes };
        Ok(Value::Text(Rc::new(text.with_lease(Some(lease)))))
    }

    fn string(&mut self, text: &str) -> Outcome<Value> {
        self.text(Text::new(text))
    }

    /// An error of the language, thrown.
    fn fail<T>(&mut self, family: Family, message: &str) -> Outcome<T> {
        let id = self.allocate(Object::new(Kind::Plain, family))?;
        let message = self.string(message)?;
        self.object_mut(id)?.properties.set(heap::Key::name("message"), heap::Property::hidden(message));
        Err(Abrupt::Throw(Value::Object(id)))
    }

    fn type_error<T>(&mut self, message: &str) -> Outcome<T> {
        self.fail(Family::TypeErrorPrototype, message)
    }

    /// The prototype that makes whatever is looked up unknown.
    fn unknown_prototype() -> ObjectId {
        ObjectId(Family::ALL.len() as u32)
    }
}

impl Frame<'_> {
    /// Whether an error would only say that something was not followed: the code is looked at, and expects none.
    fn is_tolerant(&self) -> bool {
        self.explore && self.tries == 0
    }
}

impl Value {
    fn family(family: Family) -> Self {
        Self::Object(family.id())
    }

    fn is_nullish(&self) -> bool {
        matches!(self, Self::Undefined | Self::Null)
    }

    fn is_unknown(&self) -> bool {
        matches!(self, Self::Unknown)
    }
}

/// The address of a piece of the tree, by which it is told from others: the caller keeps the tree where it is.
fn address<T>(node: &T) -> usize {
    std::ptr::from_ref(node).addr()
}
