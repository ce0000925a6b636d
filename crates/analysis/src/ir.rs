//! Files as a graph of values, calls and writes: what is left of them when their trees are dropped.
//!
//! One graph holds one file, or those of a package that have to be seen together; a name or a call then leads
//! from file to file as it does inside one.
//! Expressions live in an arena and refer to each other by number; names are already resolved to bindings.
//! Nothing is evaluated here. The graph keeps every place at which a value can be set,
//! so that evaluation can be done later, on demand, and across files.

use std::{collections::BTreeSet, fmt};

use molehunt_source::ByteSpan;
use rustc_hash::{FxHashMap, FxHashSet};
use swc_atoms::Atom;

use crate::disclosure::Disclosed;

/// Names from one to what it stands for.
const MOST_NAMES: usize = 8;

macro_rules! index {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub(crate) struct $name(pub(crate) u32);

        impl $name {
            pub(crate) fn index(self) -> usize {
                self.0 as usize
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(formatter, "{}{}", stringify!($name), self.0)
            }
        }
    };
}

index!(
    /// An expression of one module.
    ExprId
);
index!(
    /// A name's declaration.
    BindingId
);
index!(
    /// A function; 0 is the module's own body.
    FunctionId
);
index!(
    /// A class.
    ClassId
);
index!(
    /// A call or construction.
    CallId
);
index!(
    /// A condition under which code runs; 0 is none.
    GuardId
);
index!(
    /// A file of the graph.
    FileId
);

impl FunctionId {
    /// The body of the first file.
    pub(crate) const MODULE: Self = Self(0);
}

impl GuardId {
    /// Runs whenever its function does.
    pub(crate) const NONE: Self = Self(0);
}

/// The graph.
#[derive(Debug, Default)]
pub(crate) struct Module {
    /// The files, in the order of their positions.
    pub(crate) files: Vec<FileNode>,
    /// One past the last position in use.
    pub(crate) end: u32,
    /// Modules that a bundler wrapped in functions; their numbers go on after those of the files.
    pub(crate) wrapped: Vec<WrappedModule>,
    /// Functions that load wrapped modules by number or name.
    pub(crate) loaders: FxHashMap<FunctionId, FxHashMap<Atom, FileId>>,
    /// The function that loads the wrapped module which a function is.
    pub(crate) loaded_by: FxHashMap<FunctionId, FunctionId>,
    /// Calls that make a function which loads one wrapped module.
    pub(crate) made: FxHashMap<ExprId, FileId>,
    /// Functions that define on their first argument the getters in their second.
    pub(crate) getter_definers: FxHashSet<FunctionId>,
    /// The files by their paths, as code that computes them sees them: `/package/lib/data.json`.
    pub(crate) paths: FxHashMap<String, FileId>,
    pub(crate) exprs: Vec<Expr>,
    pub(crate) spans: Vec<ByteSpan>,
    pub(crate) bindings: Vec<Binding>,
    pub(crate) functions: Vec<Function>,
    pub(crate) classes: Vec<Class>,
    pub(crate) calls: Vec<Call>,
    pub(crate) writes: Vec<Write>,
    pub(crate) guards: Vec<Guard>,
    /// Tests that leave a function early.
    pub(crate) exits: Vec<Exit>,
    /// Code that may be left before its end, by where it begins, each before those inside it.
    pub(crate) attempts: Vec<Attempt>,
    /// Methods with decorators.
    pub(crate) decorated: Vec<Decorated>,
    /// Names of properties that functions of the graph set; these are methods named `set` and that name.
    pub(crate) setters: BTreeSet<Atom>,
    /// Calls that run a text which is part of the graph as code.
    pub(crate) parts: BTreeSet<CallId>,
    /// Loops by where they begin, each before those inside it.
    pub(crate) loops: Vec<Loop>,
    /// Other modules that this one names in `import`, `export … from`, `require` or `import()`.
    pub(crate) requests: Vec<Request>,
    /// Whether some module is loaded by a name that is not a literal.
    pub(crate) loads_unknown: bool,
    /// Whether the names of some file were hidden.
    pub(crate) was_hidden: bool,
    /// What is known of texts that were hidden, by their places.
    pub(crate) disclosed: FxHashMap<ByteSpan, Disclosed>,
}

/// One file of a graph.
///
/// Positions count through all files of a graph, so that a span says by itself in which file it lies.
#[derive(Debug)]
pub(crate) struct FileNode {
    /// The position of its first byte.
    pub(crate) start: u32,
    /// The function that is its body.
    pub(crate) body: FunctionId,
    /// What `export` makes visible. An exported function is thereby used, and may be called by anybody.
    pub(crate) exports: Vec<Export>,
    /// What is assigned to `module.exports`.
    pub(crate) replacements: Vec<Definition>,
    /// The files of this graph that it names.
    pub(crate) neighbours: FxHashMap<Atom, FileId>,
    /// The folder of the file, as code sees it: `/package/lib`; empty where it is not known.
    pub(crate) folder: Atom,
    /// Whether users of the package load it, so that anybody may call what it exports.
    pub(crate) is_entry: bool,
}

/// A module inside a bundle.
#[derive(Debug)]
pub(crate) struct WrappedModule {
    pub(crate) node: FileNode,
    /// What is written to its exports, by name.
    pub(crate) writes: Vec<(Atom, ExprId)>,
    /// The module as an expression.
    pub(crate) import: ExprId,
}

/// What `catch` is given.
pub(crate) const CAUGHT: &str = "a caught error";
/// What `yield` gives.
pub(crate) const SENT_TO_GENERATOR: &str = "what a generator is sent";

/// An expression.
#[derive(Debug, Clone)]
pub(crate) enum Expr {
    /// Something whose value is not followed; the text says what.
    Opaque(&'static str),
    /// A regular expression.
    Regexp {
        pattern: Atom,
        flags: Atom,
    },
    Text(Atom),
    Number(f64),
    Bool(bool),
    Null,
    Undefined,
    /// A template: literal and computed pieces in turn.
    Template(Box<[ExprId]>),
    Add(ExprId, ExprId),
    /// Any other operator: the result depends on the operands and on nothing else.
    Compute(Box<[ExprId]>),
    /// `left === right` and its like, for reading conditions.
    Equal(ExprId, ExprId),
    /// `a || b`, `a ?? b`, a default: either.
    Either {
        left: ExprId,
        right: ExprId,
    },
    /// `a && b`.
    Both {
        left: ExprId,
        right: ExprId,
    },
    Conditional {
        test: ExprId,
        then: ExprId,
        otherwise: ExprId,
    },
    Array(Box<[ExprId]>),
    Object(Box<[Property]>),
    /// A name, and the function in which it is used.
    Name(BindingId, FunctionId),
    Global(Atom),
    This(FunctionId),
    Super(FunctionId),
    /// A parameter as a whole.
    Parameter(FunctionId, u16),
    /// All arguments from that position on.
    RestParameter(FunctionId, u16),
    Member(ExprId, Atom),
    Index(ExprId, ExprId),
    /// What a destructuring pattern's rest takes: everything but the keys.
    Without(ExprId, Box<[Atom]>),
    Call(CallId),
    Function(FunctionId),
    Class(ClassId),
    Await(ExprId),
    Spread(ExprId),
    /// A module's namespace or one of its exports.
    Import {
        specifier: Atom,
        name: Option<Atom>,
    },
    /// The same of a file of this graph.
    ImportFile {
        file: FileId,
        name: Option<Atom>,
    },
    /// `exports` and `module.exports` of a file.
    Exports(FileId),
    /// `module` of a file.
    ModuleObject(FileId),
    /// An element of what is looped over.
    Element(ExprId),
    /// What a generator is sent when it goes on.
    Sent(FunctionId),
}

/// One entry of an object literal.
#[derive(Debug, Clone)]
pub(crate) enum Property {
    Named(Atom, ExprId),
    Computed(ExprId, ExprId),
    Getter(Atom, FunctionId),
    Spread(ExprId),
}

impl Property {
    /// The expression of what it is, or of what it takes over; none where a function gives it.
    pub(crate) fn held(&self) -> Option<ExprId> {
        match self {
            Self::Named(_, value) | Self::Computed(_, value) | Self::Spread(value) => Some(*value),
            Self::Getter(..) => None,
        }
    }
}

#[derive(Debug)]
pub(crate) struct Binding {
    pub(crate) name: Atom,
    pub(crate) definitions: Vec<Definition>,
}

/// One place that sets a binding.
#[derive(Debug, Clone)]
pub(crate) struct Definition {
    pub(crate) value: ExprId,
    pub(crate) kind: SetKind,
    pub(crate) context: Context,
}

/// How a place is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SetKind {
    /// `=`
    Set,
    /// `+=`
    Append,
    /// `||=`, `??=`, `&&=`
    Maybe,
}

/// Where, and under which condition, something happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Context {
    pub(crate) function: FunctionId,
    pub(crate) guard: GuardId,
    pub(crate) in_loop: bool,
    /// Byte offset, for order inside one function.
    pub(crate) at: u32,
}

#[derive(Debug, Default)]
pub(crate) struct Function {
    pub(crate) name: Option<Atom>,
    pub(crate) parent: Option<FunctionId>,
    pub(crate) class: Option<ClassId>,
    /// The function whose `this` this one has: itself, or for an arrow the one around it.
    pub(crate) this_of: Option<FunctionId>,
    /// The name of each parameter that is a plain name.
    pub(crate) parameter_names: Vec<Option<Atom>>,
    pub(crate) returns: Vec<ExprId>,
    /// Whether calling it gives what it yields, one after the other.
    pub(crate) is_generator: bool,
    /// What it yields, which is among what it returns.
    pub(crate) yields: Vec<Yield>,
    pub(crate) span: ByteSpan,
    /// Its first and one past its last expression; those of functions inside it are among them.
    pub(crate) exprs: (u32, u32),
}

/// What a generator yields at one place.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Yield {
    pub(crate) value: ExprId,
    /// `yield*`: each element of it.
    pub(crate) is_all: bool,
    /// Whether it is yielded once whenever the function runs.
    pub(crate) is_certain: bool,
}

#[derive(Debug, Default)]
pub(crate) struct Class {
    pub(crate) base: Option<ExprId>,
    pub(crate) constructor: Option<FunctionId>,
    pub(crate) members: Vec<Member>,
}

#[derive(Debug)]
pub(crate) struct Member {
    pub(crate) name: Atom,
    pub(crate) is_static: bool,
    pub(crate) value: MemberValue,
}

/// A method with decorators, as TypeScript writes them.
#[derive(Debug)]
pub(crate) struct Decorated {
    pub(crate) method: FunctionId,
    pub(crate) decorators: Vec<ExprId>,
    /// The decorators of its parameters, each with the parameter's index.
    pub(crate) parameters: Vec<(u16, ExprId)>,
}

#[derive(Debug, Clone, Copy)]
pub(crate) enum MemberValue {
    Method(FunctionId),
    Getter(FunctionId),
    Field(ExprId),
}

#[derive(Debug)]
pub(crate) struct Call {
    pub(crate) expr: ExprId,
    pub(crate) callee: ExprId,
    pub(crate) arguments: Box<[ExprId]>,
    pub(crate) is_new: bool,
    pub(crate) context: Context,
}

/// A write to a property: `object.path = value`.
#[derive(Debug)]
pub(crate) struct Write {
    pub(crate) object: ExprId,
    pub(crate) key: WriteKey,
    pub(crate) value: ExprId,
    pub(crate) kind: SetKind,
    pub(crate) context: Context,
    pub(crate) span: ByteSpan,
}

#[derive(Debug, Clone)]
pub(crate) enum WriteKey {
    Named(Atom),
    Computed(ExprId),
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct Guard {
    pub(crate) outer: GuardId,
    pub(crate) test: ExprId,
    /// Whether the code runs when the test holds.
    pub(crate) holds: bool,
}

/// A test that decides whether a function goes on: `if (test) return`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Exit {
    pub(crate) test: ExprId,
    /// Whether it goes on where the test holds.
    pub(crate) holds: bool,
    pub(crate) context: Context,
}

/// The block of a `try` whose errors are caught, one that has a label, or an expression that is not always evaluated:
/// a default, what stands right of `??=`, a key behind `?.`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Attempt {
    pub(crate) span: ByteSpan,
    /// The one around it, by its number; known once all files of a graph are there.
    pub(crate) outer: Option<u32>,
}

/// A loop.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Loop {
    /// The first expression that is evaluated in each round; of a loop over elements, the element.
    pub(crate) first: ExprId,
    /// One past the last.
    pub(crate) end: ExprId,
}

impl Loop {
    pub(crate) fn has(&self, id: ExprId) -> bool {
        self.first <= id && id < self.end
    }
}

#[derive(Debug)]
pub(crate) struct Export {
    /// `*` for all that another module exports.
    pub(crate) name: Atom,
    pub(crate) value: ExprId,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Request {
    pub(crate) specifier: Atom,
    /// `require` rather than `import`: it decides which condition of an `exports` map applies.
    pub(crate) is_require: bool,
}

impl Module {
    pub(crate) fn expr(&self, id: ExprId) -> &Expr {
        &self.exprs[id.index()]
    }

    pub(crate) fn span(&self, id: ExprId) -> ByteSpan {
        self.spans[id.index()]
    }

    pub(crate) fn call(&self, id: CallId) -> &Call {
        &self.calls[id.index()]
    }

    /// The name by which a function is called, however it is reached.
    pub(crate) fn called_name(&self, callee: ExprId) -> Option<&Atom> {
        match self.expr(callee) {
            Expr::Name(binding, _) => Some(&self.bindings[binding.index()].name),
            Expr::Member(_, name) | Expr::Global(name) => Some(name),
            _ => None,
        }
    }

    /// The name under which a helper is known, whatever it is called in the file: `const { promisify: p } = require('util')`,
    /// `var t = this && this.__awaiter || function …`.
    pub(crate) fn helper_name(&self, callee: ExprId) -> Option<&Atom> {
        let Expr::Name(binding, _) = self.expr(callee) else { return self.called_name(callee) };
        let binding = &self.bindings[binding.index()];
        let [only] = binding.definitions.as_slice() else { return Some(&binding.name) };
        let known = match self.expr(only.value) {
            Expr::Either { left, .. } => match self.expr(*left) {
                Expr::Both { right, .. } => *right,
                _ => *left,
            },
            _ => only.value,
        };
        match self.expr(known) {
            Expr::Member(_, name) => Some(name),
            _ => Some(&binding.name),
        }
    }

    /// The global, and the method of it, that a callee is, by their names: `Object` and `assign`.
    pub(crate) fn method_of_global(&self, callee: ExprId) -> Option<(&str, &str)> {
        let Expr::Member(object, method) = self.expr(callee) else { return None };
        match self.expr(*object) {
            Expr::Global(global) => Some((global, method)),
            _ => None,
        }
    }

    /// The method of the global `Object` that a callee is, by its name: `Object.assign`.
    pub(crate) fn method_of_object(&self, callee: ExprId) -> Option<&str> {
        self.method_of_global(callee).filter(|(global, _)| *global == "Object").map(|(_, method)| method)
    }

    /// What stands under a name in an object literal.
    pub(crate) fn entry(&self, object: ExprId, wanted: &str) -> Option<ExprId> {
        let Expr::Object(entries) = self.expr(object) else { return None };
        entries.iter().find_map(|entry| match entry {
            Property::Named(name, value) if &**name == wanted => Some(*value),
            _ => None,
        })
    }

    /// The object, the name and the value of a property that a call defines, which is as good as a write:
    /// `Object.defineProperty(this, 'transport', { value })`. What a module exports is listed by how it is defined, and
    /// is none.
    pub(crate) fn defined_value(&self, callee: ExprId, arguments: &[ExprId]) -> Option<(ExprId, &Atom, ExprId)> {
        let [target, name, description, ..] = *arguments else { return None };
        let Expr::Text(name) = self.expr(name) else { return None };
        if !matches!(self.method_of_global(callee), Some(("Object" | "Reflect", "defineProperty")))
            || matches!(self.expr(target), Expr::Exports(_) | Expr::ModuleObject(_))
        {
            return None;
        }
        Some((target, name, self.entry(self.only(description), "value")?))
    }

    /// Adds an expression, and where it stands.
    pub(crate) fn push(&mut self, expr: Expr, span: ByteSpan) -> ExprId {
        let id = ExprId(self.exprs.len() as u32);
        self.exprs.push(expr);
        self.spans.push(span);
        id
    }

    /// What a name stands for that is given one thing, and that in any case.
    pub(crate) fn given_once(&self, binding: BindingId) -> Option<ExprId> {
        match self.bindings[binding.index()].definitions.as_slice() {
            [only] if only.kind == SetKind::Set => Some(only.value),
            _ => None,
        }
    }

    /// The modules that a callee loads by number or name: a loader, or what a module gets as its `require`.
    pub(crate) fn loader(&self, callee: ExprId) -> Option<&FxHashMap<Atom, FileId>> {
        let loader = match self.expr(callee) {
            Expr::Function(function) => function,
            Expr::Parameter(function, 2) => self.loaded_by.get(function)?,
            _ => return None,
        };
        self.loaders.get(loader)
    }

    /// The wrapped module that a loader gives for what it is asked for, where that is written out.
    pub(crate) fn loaded(&self, loader: &FxHashMap<Atom, FileId>, asked: ExprId) -> Option<FileId> {
        match self.expr(asked) {
            Expr::Number(id) => loader.get(&Atom::from(id.to_string())).copied(),
            Expr::Text(name) => loader.get(name).copied(),
            _ => None,
        }
    }

    /// What a name stands for that is given one thing, through names like it.
    pub(crate) fn only(&self, id: ExprId) -> ExprId {
        let mut current = id;
        for _ in 0..MOST_NAMES {
            let Expr::Name(binding, _) = self.expr(current) else { break };
            let [only] = self.bindings[binding.index()].definitions.as_slice() else { break };
            current = only.value;
        }
        current
    }

    /// A module, or one of its exports, by the name under which a file asks for it.
    pub(crate) fn imported(&self, by: FileId, specifier: &Atom, name: Option<Atom>) -> Expr {
        match self.file(by).neighbours.get(specifier) {
            Some(file) => Expr::ImportFile { file: *file, name },
            None => Expr::Import { specifier: specifier.clone(), name },
        }
    }

    pub(crate) fn function(&self, id: FunctionId) -> &Function {
        &self.functions[id.index()]
    }

    /// A file, or a module wrapped in a function.
    pub(crate) fn file(&self, id: FileId) -> &FileNode {
        match id.index().checked_sub(self.files.len()) {
            None => &self.files[id.index()],
            Some(wrapped) => &self.wrapped[wrapped].node,
        }
    }

    /// The file in which a function stands.
    pub(crate) fn file_of(&self, function: FunctionId) -> FileId {
        let after = self.files.partition_point(|file| file.body <= function);
        FileId(after.saturating_sub(1) as u32)
    }

    /// The file in which a position lies, and the position in that file.
    pub(crate) fn locate(&self, span: ByteSpan) -> (FileId, ByteSpan) {
        let after = self.files.partition_point(|file| file.start <= span.start);
        let file = after.saturating_sub(1);
        let start = self.files.get(file).map_or(0, |file| file.start);
        let local = ByteSpan { start: span.start - start, end: span.end.max(span.start) - start };
        (FileId(file as u32), local)
    }

    /// Whether what stands at one place may be passed over by who comes to another one: it stands in an attempt that
    /// the other place is not in.
    pub(crate) fn may_be_skipped(&self, at: u32, seen_from: u32) -> bool {
        let mut current = self.attempts.partition_point(|attempt| attempt.span.start <= at).checked_sub(1);
        while let Some(attempt) = current.and_then(|index| self.attempts.get(index)) {
            let has = |at: u32| attempt.span.start <= at && at < attempt.span.end;
            if has(at) && !has(seen_from) {
                return true;
            }
            current = attempt.outer.map(|outer| outer as usize);
        }
        false
    }

    /// The innermost function around an expression.
    pub(crate) fn function_around(&self, id: ExprId) -> Option<FunctionId> {
        // They are numbered in the order in which they begin.
        let last = self.functions.partition_point(|function| function.exprs.0 <= id.0).checked_sub(1)?;
        self.enclosing(FunctionId(last as u32)).find(|function| {
            let (first, end) = self.function(*function).exprs;
            (first..end).contains(&id.0)
        })
    }

    /// The function and those around it, innermost first.
    pub(crate) fn enclosing(&self, id: FunctionId) -> impl Iterator<Item = FunctionId> + '_ {
        std::iter::successors(Some(id), |id| self.function(*id).parent)
    }
}
