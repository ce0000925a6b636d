//! Values and objects.

use std::{
    ops::{Index, IndexMut},
    rc::Rc,
};

use rustc_hash::FxHashMap;
use swc_atoms::Atom;
use swc_ecma_ast as ast;

use super::{compare::is_same, provenance::Source, regexp::Program, scope::Scope, text::Text};

/// A value of the program.
#[derive(Debug, Clone)]
pub(super) enum Value {
    /// Anything: it depends on what is not computed here.
    Unknown,
    Undefined,
    Null,
    Bool(bool),
    Number(f64),
    /// As far as 127 bits go; beyond that it is unknown.
    Big(Rc<i128>),
    Text(Rc<Text>),
    Symbol(u32),
    Object(ObjectId),
    /// A function of the language itself.
    Native(&'static Native),
}

/// An object of the heap.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct ObjectId(pub(super) u32);

/// A function of the language itself.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Native {
    pub(super) family: Family,
    pub(super) name: &'static str,
}

/// The name of a property.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Key {
    Index(u32),
    Name(Atom),
    Symbol(u32),
}

#[derive(Debug, Clone)]
pub(super) enum Property {
    Data { value: Value, enumerable: bool, writable: bool },
    Accessor(Box<Accessor>),
}

/// What is called where a property is read or set; few are.
#[derive(Debug, Clone)]
pub(super) struct Accessor {
    pub(super) getter: Option<Value>,
    pub(super) setter: Option<Value>,
    pub(super) enumerable: bool,
}

#[derive(Debug, Clone)]
pub(super) struct Object<'t> {
    pub(super) kind: Kind<'t>,
    pub(super) prototype: Option<ObjectId>,
    pub(super) properties: Properties,
    /// Something that is not computed here may have changed it: what is read from it is unknown.
    pub(super) is_unknown: bool,
    /// How many objects had become unknown when this one did.
    pub(super) unknown_since: u32,
    pub(super) is_frozen: bool,
    /// For a list: its items stand in the opposite order of how they were written.
    pub(super) is_backwards: bool,
    /// The list of numbers it was written as.
    pub(super) source: Option<Rc<Source>>,
    /// The journal that knows its former state.
    pub(super) epoch: u32,
}

/// All objects of a machine.
///
/// They are kept in blocks, none of which ever moves: one list would be copied whole each time it grows, and takes
/// half as much again while it is.
#[derive(Debug, Default)]
pub(super) struct Heap<'t> {
    blocks: Vec<Vec<Object<'t>>>,
}

/// Objects of one block; a power of two.
const BLOCK: usize = 1 << 10;

impl<'t> Heap<'t> {
    pub(super) fn len(&self) -> usize {
        self.blocks.last().map_or(0, |last| (self.blocks.len() - 1) * BLOCK + last.len())
    }

    pub(super) fn push(&mut self, object: Object<'t>) {
        match self.blocks.last_mut() {
            Some(last) if last.len() < BLOCK => last.push(object),
            // The first one grows as it is used: most machines make few objects.
            last => {
                let mut block = Vec::with_capacity(if last.is_some() { BLOCK } else { 0 });
                block.push(object);
                self.blocks.push(block);
            }
        }
    }
}

impl<'t> Index<ObjectId> for Heap<'t> {
    type Output = Object<'t>;

    fn index(&self, ObjectId(id): ObjectId) -> &Object<'t> {
        &self.blocks[id as usize / BLOCK][id as usize % BLOCK]
    }
}

impl<'t> IndexMut<ObjectId> for Heap<'t> {
    fn index_mut(&mut self, ObjectId(id): ObjectId) -> &mut Object<'t> {
        &mut self.blocks[id as usize / BLOCK][id as usize % BLOCK]
    }
}

/// What an object is beside its properties.
#[derive(Debug, Clone)]
pub(super) enum Kind<'t> {
    Plain,
    List(Vec<Value>),
    Function(Rc<Closure<'t>>),
    Bound(Rc<Bound>),
    /// An object that the language provides.
    Intrinsic(Family),
    Map(Box<Table>),
    Set(Box<Table>),
    Regexp(Rc<Pattern>, usize),
    /// The bytes under typed arrays.
    Memory(Vec<u8>),
    View(View),
    Boxed(Value),
    Iterator(Vec<Value>, usize),
    /// A promise that is settled: everything known is.
    Promise(Result<Value, Value>),
    /// The exports of a module.
    Namespace(u32),
    /// `require` of a module.
    Require(u32),
    /// A text decoder and its encoding.
    Decoder(&'static str),
}

/// A function of the program.
#[derive(Debug)]
pub(super) struct Closure<'t> {
    pub(super) code: Code<'t>,
    pub(super) scope: Rc<Scope>,
    pub(super) file: u32,
    pub(super) name: Option<Atom>,
    /// The object it is a method of: where `super` starts from.
    pub(super) home: Option<ObjectId>,
    pub(super) class: Option<Box<Class<'t>>>,
}

#[derive(Debug, Clone, Copy)]
pub(super) enum Code<'t> {
    Function(&'t ast::Function),
    Arrow(&'t ast::ArrowExpr),
    Constructor(&'t ast::Constructor),
    /// A class that has no constructor.
    Default,
}

/// What a constructor does beside its body.
#[derive(Debug)]
pub(super) struct Class<'t> {
    pub(super) node: &'t ast::Class,
    pub(super) is_derived: bool,
    pub(super) fields: Vec<(Key, Option<&'t ast::Expr>)>,
}

#[derive(Debug)]
pub(super) struct Bound {
    pub(super) target: Value,
    pub(super) this: Value,
    pub(super) arguments: Vec<Value>,
}

/// A regular expression; without a program where it could not be read.
#[derive(Debug)]
pub(super) struct Pattern {
    pub(super) source: String,
    pub(super) flags: String,
    pub(super) program: Option<Program>,
}

/// A window on bytes.
#[derive(Debug, Clone, Copy)]
pub(super) struct View {
    pub(super) memory: ObjectId,
    pub(super) offset: usize,
    /// In elements.
    pub(super) length: usize,
    pub(super) element: Element,
    /// It is a `Buffer`, a `DataView` or a typed array.
    pub(super) family: Family,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Element {
    I8,
    U8,
    Clamped,
    I16,
    U16,
    I32,
    U32,
    F32,
    F64,
}

/// The entries of a map or set, in order.
#[derive(Debug, Clone, Default)]
pub(super) struct Table {
    pub(super) entries: Vec<Option<(Value, Value)>>,
    pub(super) index: FxHashMap<TableKey, usize>,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum TableKey {
    Word(&'static str),
    Number(u64),
    Big(i128),
    Text(Vec<u16>),
    Symbol(u32),
    Object(ObjectId),
    Native(&'static str, Family),
}

/// The properties of an object, in the order they were made.
#[derive(Debug, Clone, Default)]
pub(super) struct Properties {
    entries: Vec<(Key, Property)>,
    /// Where each stands, once there are many.
    index: Option<Box<FxHashMap<Key, usize>>>,
}

/// From how many properties on there is an index.
const INDEXED: usize = 12;

impl Properties {
    fn position(&self, key: &Key) -> Option<usize> {
        if let Some(index) = &self.index {
            return index.get(key).copied();
        }
        self.entries.iter().position(|(name, _)| name == key)
    }

    pub(super) fn get(&self, key: &Key) -> Option<&Property> {
        self.position(key).map(|at| &self.entries[at].1)
    }

    pub(super) fn get_mut(&mut self, key: &Key) -> Option<&mut Property> {
        self.position(key).map(|at| &mut self.entries[at].1)
    }

    pub(super) fn set(&mut self, key: Key, property: Property) {
        match self.position(&key) {
            Some(at) => self.entries[at].1 = property,
            None => {
                self.entries.push((key.clone(), property));
                match &mut self.index {
                    Some(index) => drop(index.insert(key, self.entries.len() - 1)),
                    None => self.build_index(),
                }
            }
        }
    }

    pub(super) fn remove(&mut self, key: &Key) {
        if let Some(at) = self.position(key) {
            self.entries.remove(at);
            self.build_index();
        }
    }

    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }

    /// The texts that were added, where nothing else has changed.
    pub(super) fn gained(&self, before: &Self) -> Option<&[(Key, Property)]> {
        let (kept, gained) = self.entries.split_at_checked(before.entries.len())?;
        let is_kept = |(now, then): (&(Key, Property), &(Key, Property))| {
            now.0 == then.0
                && match (&now.1, &then.1) {
                    (Property::Data { value, .. }, Property::Data { value: former, .. }) => is_same(value, former),
                    _ => false,
                }
        };
        let is_text = |(_, property): &(Key, Property)| {
            matches!(property, Property::Data { value: Value::Text(_), enumerable: true, writable: true })
        };
        (!gained.is_empty() && kept.iter().zip(&before.entries).all(is_kept) && gained.iter().all(is_text))
            .then_some(gained)
    }

    fn build_index(&mut self) {
        let places = || self.entries.iter().enumerate().map(|(at, (key, _))| (key.clone(), at)).collect();
        self.index = (self.entries.len() > INDEXED).then(|| Box::new(places()));
    }

    /// The keys as the language orders them: indices first, by number.
    pub(super) fn keys(&self) -> Vec<Key> {
        let mut keys: Vec<Key> = self.entries.iter().map(|(key, _)| key.clone()).collect();
        keys.sort_by_key(|key| match key {
            Key::Index(index) => (0, *index),
            Key::Name(_) => (1, 0),
            Key::Symbol(_) => (2, 0),
        });
        keys
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &(Key, Property)> {
        self.entries.iter()
    }
}

impl Property {
    pub(super) fn new(value: Value) -> Self {
        Self::Data { value, enumerable: true, writable: true }
    }

    pub(super) fn hidden(value: Value) -> Self {
        Self::Data { value, enumerable: false, writable: true }
    }

    pub(super) fn is_enumerable(&self) -> bool {
        match self {
            Self::Data { enumerable, .. } => *enumerable,
            Self::Accessor(accessor) => accessor.enumerable,
        }
    }
}

impl Key {
    pub(super) fn name(name: &str) -> Self {
        Self::from(&Atom::from(name))
    }
}

impl From<&Atom> for Key {
    fn from(name: &Atom) -> Self {
        let digits = name.as_bytes();
        if digits.first().is_some_and(u8::is_ascii_digit)
            && digits.len() < 11
            && (digits.len() == 1 || digits[0] != b'0')
            && let Ok(index) = name.parse::<u32>()
            && index != u32::MAX
        {
            return Self::Index(index);
        }
        Self::Name(name.clone())
    }
}

impl<'t> Object<'t> {
    pub(super) fn new(kind: Kind<'t>, prototype: Family) -> Self {
        Self {
            kind,
            prototype: Some(prototype.id()),
            properties: Properties::default(),
            is_unknown: false,
            unknown_since: 0,
            is_frozen: false,
            is_backwards: false,
            source: None,
            epoch: 0,
        }
    }
}

impl Table {
    pub(super) fn get(&self, key: &TableKey) -> Option<&Value> {
        self.index.get(key).and_then(|at| self.entries[*at].as_ref()).map(|(_, value)| value)
    }

    pub(super) fn set(&mut self, key: TableKey, name: Value, value: Value) {
        match self.index.get(&key) {
            Some(at) => self.entries[*at] = Some((name, value)),
            None => {
                self.index.insert(key, self.entries.len());
                self.entries.push(Some((name, value)));
            }
        }
    }

    pub(super) fn remove(&mut self, key: &TableKey) -> bool {
        match self.index.remove(key) {
            Some(at) => {
                self.entries[at] = None;
                true
            }
            None => false,
        }
    }
}

impl Element {
    pub(super) fn size(self) -> usize {
        match self {
            Self::I8 | Self::U8 | Self::Clamped => 1,
            Self::I16 | Self::U16 => 2,
            Self::I32 | Self::U32 | Self::F32 => 4,
            Self::F64 => 8,
        }
    }
}

macro_rules! families {
    ($($name:ident),* $(,)?) => {
        /// The objects that the language and its usual host provide; each is made when the machine is.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub(super) enum Family { $($name),* }

        impl Family {
            pub(super) const ALL: &'static [Self] = &[$(Self::$name),*];
        }
    };
}

families! {
    ObjectPrototype, FunctionPrototype, ListPrototype, TextPrototype, NumberPrototype, BoolPrototype, SymbolPrototype,
    BigPrototype, RegexpPrototype, MapPrototype, SetPrototype, PromisePrototype, ViewPrototype, BufferPrototype,
    MemoryPrototype, DataViewPrototype, ErrorPrototype, TypeErrorPrototype, RangeErrorPrototype, SyntaxErrorPrototype,
    ReferenceErrorPrototype, UriErrorPrototype, IteratorPrototype, UrlPrototype, DecoderPrototype, EncoderPrototype,
    Object, Function, List, Text, Number, Bool, Symbol, Big, Regexp, Map, Set, Promise, Buffer, Memory, DataView,
    Error, TypeError, RangeError, SyntaxError, ReferenceError, UriError, Url, Decoder, Encoder,
    Int8Array, Uint8Array, Uint8ClampedArray, Int16Array, Uint16Array, Int32Array, Uint32Array, Float32Array,
    Float64Array, Math, Json, Reflect, Global, Console, Path, Files, UrlModule, BufferModule, UtilModule,
}

impl Family {
    pub(super) fn id(self) -> ObjectId {
        ObjectId(self as u32)
    }

    /// The prototype of what a constructor makes.
    pub(super) fn instances(self) -> Option<Self> {
        Some(match self {
            Self::Object => Self::ObjectPrototype,
            Self::Function => Self::FunctionPrototype,
            Self::List => Self::ListPrototype,
            Self::Text => Self::TextPrototype,
            Self::Number => Self::NumberPrototype,
            Self::Bool => Self::BoolPrototype,
            Self::Symbol => Self::SymbolPrototype,
            Self::Big => Self::BigPrototype,
            Self::Regexp => Self::RegexpPrototype,
            Self::Map => Self::MapPrototype,
            Self::Set => Self::SetPrototype,
            Self::Promise => Self::PromisePrototype,
            Self::Buffer => Self::BufferPrototype,
            Self::Memory => Self::MemoryPrototype,
            Self::DataView => Self::DataViewPrototype,
            Self::Error => Self::ErrorPrototype,
            Self::TypeError => Self::TypeErrorPrototype,
            Self::RangeError => Self::RangeErrorPrototype,
            Self::SyntaxError => Self::SyntaxErrorPrototype,
            Self::ReferenceError => Self::ReferenceErrorPrototype,
            Self::UriError => Self::UriErrorPrototype,
            Self::Url => Self::UrlPrototype,
            Self::Decoder => Self::DecoderPrototype,
            Self::Encoder => Self::EncoderPrototype,
            _ => return self.element().map(|_| Self::ViewPrototype),
        })
    }

    /// What a typed array of this constructor holds.
    pub(super) fn element(self) -> Option<Element> {
        Some(match self {
            Self::Int8Array => Element::I8,
            Self::Uint8Array => Element::U8,
            Self::Uint8ClampedArray => Element::Clamped,
            Self::Int16Array => Element::I16,
            Self::Uint16Array => Element::U16,
            Self::Int32Array => Element::I32,
            Self::Uint32Array => Element::U32,
            Self::Float32Array => Element::F32,
            Self::Float64Array => Element::F64,
            _ => return None,
        })
    }

    /// The prototype of this intrinsic itself.
    pub(super) fn parent(self) -> Option<Self> {
        match self {
            Self::ObjectPrototype => None,
            Self::BufferPrototype => Some(Self::ViewPrototype),
            Self::TypeErrorPrototype
            | Self::RangeErrorPrototype
            | Self::SyntaxErrorPrototype
            | Self::ReferenceErrorPrototype
            | Self::UriErrorPrototype => Some(Self::ErrorPrototype),
            _ if self.instances().is_some() => Some(Self::FunctionPrototype),
            _ => Some(Self::ObjectPrototype),
        }
    }
}
