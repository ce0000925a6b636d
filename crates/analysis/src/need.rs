//! How near code comes to the limits: high-water marks, so that limits can be set by measurement.
//!
//! The marks are raised where the limits are tested anyway, and read by whoever measures; a scan takes no notice of them.
//! A mark beyond its limit says that something was left out; only documents in JSON have as many items as they have.

use std::cell::Cell;

use crate::{
    behaviour::{MOST_FACTS, MOST_PARSED_AGAIN, STEPS, STEPS_OBFUSCATED},
    eval::{BUDGET, HOPS, MOST_ALIASES},
    link::LIMITS as TOGETHER,
    machine::LIMITS as MACHINE,
    origin,
    story::{LOOKS, MOST_STEPS},
    value::{MOST_REST, MOST_SEGMENTS, Value},
};

macro_rules! needs {
    ($($(#[$doc:meta])* $name:ident = $label:literal, $limit:expr;)*) => {
        /// Something of which code may need only so much.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        #[non_exhaustive]
        pub enum Need {
            $($(#[$doc])* $name,)*
        }

        impl Need {
            /// All of them, in the order of the table of limits.
            pub const ALL: [Self; COUNT] = [$(Self::$name,)*];

            /// The constant that limits it.
            pub fn name(self) -> &'static str {
                match self { $(Self::$name => $label,)* }
            }

            /// The limit.
            pub fn limit(self) -> u64 {
                match self { $(Self::$name => $limit as u64,)* }
            }
        }

        const COUNT: usize = [$($label,)*].len();
    };
}

needs! {
    /// Expressions evaluated for one graph.
    Steps = "eval::BUDGET.steps", BUDGET.steps;
    /// Names, calls and properties followed from one to the next.
    Depth = "eval::BUDGET.depth", BUDGET.depth;
    /// Alternatives of one value.
    Choices = "eval::BUDGET.choices", BUDGET.choices;
    /// Pieces of a text, items of a list, properties of an object.
    Pieces = "eval::BUDGET.pieces", BUDGET.pieces;
    /// Bytes of one text.
    Text = "eval::BUDGET.text", BUDGET.text;
    /// Objects looked into for one property.
    Lookups = "eval::BUDGET.lookups", BUDGET.lookups;
    /// Expressions followed to where an object is made.
    Sites = "eval::BUDGET.sites", BUDGET.sites;
    /// Callers of a function whose arguments its parameters are.
    Callers = "eval::BUDGET.callers", BUDGET.callers;
    /// Calls inside calls that are followed with their own arguments.
    Frames = "eval::BUDGET.frames", BUDGET.frames;
    /// Items of a list for each of which a callback is followed.
    Mapped = "eval::BUDGET.mapped", BUDGET.mapped;
    /// Values of which not all is known, in one list or object.
    Rest = "value::MOST_REST", MOST_REST;
    /// Properties and calls of one path.
    Segments = "value::MOST_SEGMENTS", MOST_SEGMENTS;
    /// Aliases of the object that a write changes.
    Aliases = "eval::object::MOST_ALIASES", MOST_ALIASES;
    /// Files from an import to where a value is made.
    Hops = "eval::modules::HOPS", HOPS;
    /// Values in which origins are looked for.
    Origins = "origin::MOST_STEPS", origin::MOST_STEPS;
    /// How deep they lie.
    OriginDepth = "origin::DEEPEST", origin::DEEPEST;
    /// Facts of one file.
    Facts = "behaviour::MOST_FACTS", MOST_FACTS;
    /// Values looked at for a trace.
    Looks = "story::route::LOOKS", LOOKS;
    /// Steps of a trace, before any is left out.
    TraceSteps = "story::MOST_STEPS", MOST_STEPS;
    /// Bytes that are seen together.
    TogetherBytes = "link::program::LIMITS.bytes", TOGETHER.bytes;
    /// Files that are seen together.
    TogetherFiles = "link::program::LIMITS.files", TOGETHER.files;
    /// Rounds in which files are added.
    Rounds = "link::program::LIMITS.rounds", TOGETHER.rounds;
    /// Steps of the machine, where names are not hidden.
    MachineSteps = "behaviour::STEPS", STEPS;
    /// Its steps for obfuscated code.
    ObfuscatedSteps = "behaviour::STEPS_OBFUSCATED", STEPS_OBFUSCATED;
    /// Source that is parsed again for it.
    ParsedAgain = "behaviour::MOST_PARSED_AGAIN", MOST_PARSED_AGAIN;
    /// Bytes of its objects.
    MachineMemory = "machine::LIMITS.memory", MACHINE.memory;
    /// Its calls inside each other.
    MachineCalls = "machine::LIMITS.calls", MACHINE.calls;
    /// Its expressions inside each other.
    MachineDepth = "machine::LIMITS.depth", MACHINE.depth;
}

/// The most that was needed of each.
#[derive(Debug, Clone)]
pub struct Needs([u32; COUNT]);

impl Needs {
    /// The most that was needed.
    pub fn most(&self, need: Need) -> u64 {
        self.0[need as usize].into()
    }
}

/// The marks of one graph, while it is evaluated.
#[derive(Debug)]
pub(crate) struct Marks([Cell<u32>; COUNT]);

impl Default for Marks {
    fn default() -> Self {
        Self([const { Cell::new(0) }; COUNT])
    }
}

impl Marks {
    /// How high they are.
    pub(crate) fn needs(&self) -> Needs {
        Needs(std::array::from_fn(|index| self.0[index].get()))
    }

    /// So much was needed.
    pub(crate) fn raise(&self, need: Need, amount: usize) {
        let mark = &self.0[need as usize];
        let amount = u32::try_from(amount).unwrap_or(u32::MAX);
        if amount > mark.get() {
            mark.set(amount);
        }
    }

    /// More than the limit was needed.
    pub(crate) fn exceed(&self, need: Need) {
        self.raise(need, usize::try_from(need.limit()).unwrap_or(usize::MAX).saturating_add(1));
    }

    /// What a value needs.
    pub(crate) fn see(&self, value: &Value) {
        match value {
            Value::Text(text) => self.raise(Need::Text, text.text.len()),
            Value::OneOf(choices) => self.raise(Need::Choices, choices.len()),
            Value::Concat(parts) => self.raise(Need::Pieces, parts.len()),
            Value::List(list) => {
                self.raise(Need::Pieces, list.items.len());
                self.raise(Need::Rest, list.rest.len());
            }
            Value::Object(object) => {
                self.raise(Need::Pieces, object.properties.len());
                self.raise(Need::Rest, object.rest.len());
            }
            Value::Path(path) => self.raise(Need::Segments, path.segments.len()),
            _ => {}
        }
    }
}
