//! Functions without what renaming, moving, reformatting and minifying change.
//!
//! A shape says the same twice, once exactly and once roughly.
//! Its *structure* is a hash of the function's expressions in their order: kinds, constants, property names and how they hang
//! together. Local names count by the order in which they first occur, so that a renamed variable is no change.
//! Its *words* are what a minifier, a bundler or a compiler keeps while it turns statements into expressions: names of
//! properties and of the language, the words of texts, numbers, and how many calls there are. Texts are cut at blanks, so that it does not matter
//! whether a long one is written in pieces.

use std::hash::{Hash, Hasher};

use molehunt_model::FunctionShape;
use molehunt_source::SourceText;
use rustc_hash::{FxHashMap, FxHasher};

use crate::ir::{Expr, ExprId, Module, Property, WriteKey};

/// Most words of one function: the smallest hashes, so that two functions keep the same ones.
const MOST_WORDS: usize = 128;
/// Most words of one text.
const MOST_WORDS_OF_TEXT: usize = 256;

/// How many functions have a body worth comparing.
pub(crate) fn count(module: &Module) -> u64 {
    module.functions.iter().filter(|function| function.exprs.1 > function.exprs.0).count() as u64
}

/// The shape of each function with a body worth comparing.
pub(crate) fn shapes(module: &Module, source: &SourceText) -> Vec<FunctionShape> {
    let mut inner: Vec<Vec<(u32, u32)>> = vec![Vec::new(); module.functions.len()];
    for function in &module.functions {
        if let Some(parent) = function.parent {
            inner[parent.index()].push(function.exprs);
        }
    }
    let mut written: Vec<Vec<&str>> = vec![Vec::new(); module.functions.len()];
    for write in &module.writes {
        if let WriteKey::Named(name) = &write.key {
            written[write.context.function.index()].push(name);
        }
    }
    let mut shapes = Vec::new();
    for (index, function) in module.functions.iter().enumerate() {
        let (first, end) = function.exprs;
        if end <= first {
            continue;
        }
        // What belongs to functions inside this one has a shape of its own.
        inner[index].sort_unstable();
        let mut shaper = Shaper::new(module);
        let mut at = first;
        let mut skips = inner[index].iter().peekable();
        while at < end {
            if let Some((start, skip_end)) = skips.peek().copied()
                && at >= *start
            {
                skips.next();
                at = at.max(*skip_end);
                continue;
            }
            shaper.add(at);
            at += 1;
        }
        for name in &written[index] {
            name.hash(&mut shaper.hasher);
            shaper.word(name);
        }
        let calls = shaper.calls;
        let (structure, words) = shaper.finish();
        shapes.push(FunctionShape {
            name: function.name.as_deref().map(Box::from),
            start: source.span(function.span).start,
            structure,
            words,
            calls,
        });
    }
    shapes
}

/// One function under way.
struct Shaper<'a> {
    module: &'a Module,
    hasher: FxHasher,
    words: Vec<u32>,
    calls: u32,
    /// Local names by first occurrence.
    names: FxHashMap<u32, usize>,
    /// The function's own expressions, counted without those of functions inside it.
    ordinals: FxHashMap<u32, u32>,
    here: u32,
}

impl<'a> Shaper<'a> {
    fn new(module: &'a Module) -> Self {
        Self {
            module,
            hasher: FxHasher::default(),
            words: Vec::new(),
            calls: 0,
            names: FxHashMap::default(),
            ordinals: FxHashMap::default(),
            here: 0,
        }
    }

    fn finish(mut self) -> (u64, Box<[u32]>) {
        self.words.sort_unstable();
        self.words.truncate(MOST_WORDS);
        (self.hasher.finish(), self.words.into())
    }

    /// References are hashed as distances, which moving code does not change.
    fn refer(&mut self, id: ExprId) {
        self.ordinals.get(&id.0).map(|ordinal| self.here - ordinal).hash(&mut self.hasher);
    }

    fn word(&mut self, word: &str) {
        let mut hasher = FxHasher::default();
        word.hash(&mut hasher);
        self.words.push((hasher.finish() >> 32) as u32);
    }

    fn name(&mut self, name: &str) {
        name.hash(&mut self.hasher);
        self.word(name);
    }

    fn text(&mut self, text: &str) {
        text.hash(&mut self.hasher);
        text.split_whitespace().take(MOST_WORDS_OF_TEXT).for_each(|word| self.word(word));
    }

    fn add(&mut self, at: u32) {
        let ordinal = self.ordinals.len() as u32;
        self.ordinals.insert(at, ordinal);
        self.here = ordinal;
        let expr: &'a Expr = &self.module.exprs[at as usize];
        std::mem::discriminant(expr).hash(&mut self.hasher);
        match expr {
            Expr::Text(text) => self.text(text),
            Expr::Number(number) => {
                number.to_bits().hash(&mut self.hasher);
                // Minifiers write `true` as `!0`.
                if *number != 0.0 && *number != 1.0 {
                    self.word(&number.to_string());
                }
            }
            Expr::Bool(value) => value.hash(&mut self.hasher),
            Expr::Opaque(what) => what.hash(&mut self.hasher),
            Expr::Regexp { pattern, flags } => (pattern, flags).hash(&mut self.hasher),
            Expr::Global(name) => self.name(name),
            Expr::Import { specifier, name } => (specifier, name).hash(&mut self.hasher),
            Expr::ImportFile { name, .. } => name.hash(&mut self.hasher),
            Expr::Name(binding, _) => {
                let next = self.names.len();
                self.names.entry(binding.0).or_insert(next).hash(&mut self.hasher);
            }
            Expr::Member(object, name) => {
                self.refer(*object);
                self.name(name);
            }
            Expr::Parameter(_, index) | Expr::RestParameter(_, index) => index.hash(&mut self.hasher),
            Expr::Add(left, right)
            | Expr::Equal(left, right)
            | Expr::Index(left, right)
            | Expr::Either { left, right }
            | Expr::Both { left, right } => {
                self.refer(*left);
                self.refer(*right);
            }
            Expr::Conditional { test, then, otherwise } => {
                self.refer(*test);
                self.refer(*then);
                self.refer(*otherwise);
            }
            Expr::Template(parts) | Expr::Compute(parts) | Expr::Array(parts) => {
                parts.iter().for_each(|part| self.refer(*part));
            }
            Expr::Object(properties) => properties.iter().for_each(|property| self.property(property)),
            Expr::Call(call) => {
                // A call of a function of the same file has no other word: its name is free to change.
                self.calls += 1;
                let call = self.module.call(*call);
                self.refer(call.callee);
                call.arguments.iter().for_each(|argument| self.refer(*argument));
            }
            Expr::Await(value) | Expr::Spread(value) | Expr::Element(value) | Expr::Without(value, _) => {
                self.refer(*value);
            }
            Expr::Null
            | Expr::Undefined
            | Expr::Sent(_)
            | Expr::This(_)
            | Expr::Super(_)
            | Expr::Function(_)
            | Expr::Class(_)
            | Expr::Exports(_)
            | Expr::ModuleObject(_) => {}
        }
    }

    fn property(&mut self, property: &Property) {
        match property {
            Property::Named(name, value) => {
                self.refer(*value);
                self.name(name);
            }
            Property::Getter(name, _) => self.name(name),
            Property::Computed(key, value) => {
                self.refer(*key);
                self.refer(*value);
            }
            Property::Spread(value) => self.refer(*value),
        }
    }
}
