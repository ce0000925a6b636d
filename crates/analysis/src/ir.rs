//! One file as a graph of values, calls and writes: what is left of it when its tree is dropped.
//!
//! Expressions live in an arena and refer to each other by number; names are already resolved to bindings.
//! Nothing is evaluated here. The graph keeps every place at which a value can be set,
//! so that evaluation can be done later, on demand, and across files.

use std::fmt;

use molehunt_source::ByteSpan;
use swc_atoms::Atom;

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

impl FunctionId {
    /// The module's own body.
    pub(crate) const MODULE: Self = Self(0);
}

impl GuardId {
    /// Runs whenever its function does.
    pub(crate) const NONE: Self = Self(0);
}

/// The graph of one file.
#[derive(Debug, Default)]
pub(crate) struct Module {
    pub(crate) exprs: Vec<Expr>,
    pub(crate) spans: Vec<ByteSpan>,
    pub(crate) bindings: Vec<Binding>,
    pub(crate) functions: Vec<Function>,
    pub(crate) classes: Vec<Class>,
    pub(crate) calls: Vec<Call>,
    pub(crate) writes: Vec<Write>,
    pub(crate) guards: Vec<Guard>,
    /// What the module exports. An exported function is thereby used, and may be called by anybody.
    pub(crate) exports: Vec<Export>,
    /// Other modules that this one names in `import`, `export … from`, `require` or `import()`.
    pub(crate) requests: Vec<Request>,
    /// Whether some module is loaded by a name that is not a literal.
    pub(crate) loads_unknown: bool,
}

/// An expression.
#[derive(Debug, Clone)]
pub(crate) enum Expr {
    /// Something whose value is not followed; the text says what.
    Opaque(&'static str),
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
    /// An element of what is looped over.
    Element(ExprId),
}

/// One entry of an object literal.
#[derive(Debug, Clone)]
pub(crate) enum Property {
    Named(Atom, ExprId),
    Computed(ExprId, ExprId),
    Getter(Atom, FunctionId),
    Spread(ExprId),
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
    pub(crate) span: ByteSpan,
    /// Its first and one past its last expression; those of functions inside it are among them.
    pub(crate) exprs: (u32, u32),
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

#[derive(Debug)]
pub(crate) struct Export {
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

    pub(crate) fn function(&self, id: FunctionId) -> &Function {
        &self.functions[id.index()]
    }

    /// The function and those around it, innermost first.
    pub(crate) fn enclosing(&self, id: FunctionId) -> impl Iterator<Item = FunctionId> + '_ {
        std::iter::successors(Some(id), |id| self.function(*id).parent)
    }
}
