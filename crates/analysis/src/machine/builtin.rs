//! What the language and its usual host provide, as far as it is pure.

mod bytes;
mod collection;
mod encoding;
mod global;
mod host;
mod json;
mod list;
mod object;
mod search;
mod text;
mod view;

use super::{
    Abrupt, Machine, Outcome,
    heap::{Family, Key, Native, Property, Value},
};

/// The symbols of the language, by number.
pub(super) const SYMBOLS: &[&str] = &[
    "Symbol.iterator",
    "Symbol.asyncIterator",
    "Symbol.hasInstance",
    "Symbol.toPrimitive",
    "Symbol.toStringTag",
    "Symbol.species",
    "Symbol.match",
    "Symbol.unscopables",
    "Symbol.isConcatSpreadable",
];
pub(super) const ITERATOR: u32 = 0;
/// The method that `ITERATOR` names, where it has no other name.
pub(super) const ITERATES: &str = "[Symbol.iterator]";
pub(super) const TO_PRIMITIVE: u32 = 3;
const TO_STRING_TAG: u32 = 4;

/// How much a generator may yield before nobody waits for more.
pub(super) const YIELDS: usize = 20_000;

macro_rules! natives {
    ($($family:ident: $($name:literal)*;)*) => {
        /// The functions of an object of the language.
        fn natives(family: Family) -> &'static [Native] {
            match family {
                $(Family::$family => {
                    const { &[$(Native { family: Family::$family, name: $name }),*] }
                })*
                _ => &[],
            }
        }
    };
}

natives! {
    ObjectPrototype: "hasOwnProperty" "isPrototypeOf" "propertyIsEnumerable" "toLocaleString" "toString" "valueOf"
        "__defineGetter__" "__defineSetter__" "__lookupGetter__" "__lookupSetter__";
    FunctionPrototype: "call" "apply" "bind" "toString";
    ListPrototype: "at" "concat" "copyWithin" "entries" "every" "fill" "filter" "find" "findIndex" "findLast"
        "findLastIndex" "flat" "flatMap" "forEach" "includes" "indexOf" "join" "keys" "lastIndexOf" "map" "pop" "push"
        "reduce" "reduceRight" "reverse" "shift" "slice" "some" "sort" "splice" "toString" "toLocaleString"
        "unshift" "values" "toReversed" "toSorted" "toSpliced" "with";
    TextPrototype: "at" "charAt" "charCodeAt" "codePointAt" "concat" "endsWith" "includes" "indexOf" "isWellFormed"
        "lastIndexOf" "localeCompare" "match" "matchAll" "normalize" "padEnd" "padStart" "repeat" "replace"
        "replaceAll" "search" "slice" "split" "startsWith" "substr" "substring" "toLocaleLowerCase"
        "toLocaleUpperCase" "toLowerCase" "[Symbol.iterator]" "toString" "toUpperCase" "toWellFormed" "trim" "trimEnd" "trimLeft"
        "trimRight" "trimStart" "valueOf" "anchor" "big" "bold" "fontcolor" "italics" "link" "sub" "sup";
    NumberPrototype: "toExponential" "toFixed" "toLocaleString" "toPrecision" "toString" "valueOf";
    BoolPrototype: "toString" "valueOf";
    SymbolPrototype: "toString" "valueOf";
    BigPrototype: "toString" "toLocaleString" "valueOf";
    RegexpPrototype: "exec" "test" "toString" "compile";
    MapPrototype: "clear" "delete" "entries" "forEach" "get" "has" "keys" "set" "values";
    SetPrototype: "add" "clear" "delete" "entries" "forEach" "has" "keys" "values" "union" "intersection" "difference";
    PromisePrototype: "then" "catch" "finally";
    ViewPrototype: "at" "copyWithin" "entries" "every" "fill" "filter" "find" "findIndex" "findLast" "findLastIndex"
        "forEach" "includes" "indexOf" "join" "keys" "lastIndexOf" "map" "reduce" "reduceRight" "reverse" "set" "slice"
        "some" "sort" "subarray" "toReversed" "toSorted" "toString" "toLocaleString" "values" "with";
    BufferPrototype: "toString" "equals" "compare" "slice" "subarray" "swap16" "swap32" "swap64" "readUInt8"
        "readUint8" "readInt8" "readUInt16LE" "readUint16LE" "readUInt16BE" "readUint16BE" "readInt16LE" "readInt16BE"
        "readUInt32LE" "readUint32LE" "readUInt32BE" "readUint32BE" "readInt32LE" "readInt32BE" "write" "writeUInt8"
        "writeUint8" "writeInt8" "writeUInt16LE" "writeUInt16BE" "writeUInt32LE" "writeUInt32BE" "writeInt32LE"
        "writeInt32BE" "copy" "fill" "toJSON" "indexOf" "includes" "lastIndexOf" "toLocaleString" "readDoubleLE"
        "readDoubleBE" "readFloatLE" "readFloatBE" "readBigUInt64LE" "readBigUInt64BE" "readUIntBE" "readUIntLE"
        "utf8Slice" "latin1Slice" "hexSlice" "base64Slice" "asciiSlice" "ucs2Slice";
    MemoryPrototype: "slice";
    DataViewPrototype: "getInt8" "getUint8" "getInt16" "getUint16" "getInt32" "getUint32" "getFloat32" "getFloat64"
        "setInt8" "setUint8" "setInt16" "setUint16" "setInt32" "setUint32" "setFloat32" "setFloat64";
    ErrorPrototype: "toString";
    IteratorPrototype: "[Symbol.iterator]" "next" "return" "throw" "map" "filter" "take" "drop" "toArray" "forEach";
    UrlPrototype: "toString" "toJSON";
    DecoderPrototype: "decode";
    EncoderPrototype: "encode" "encodeInto";
    Object: "assign" "create" "defineProperties" "defineProperty" "entries" "freeze" "fromEntries"
        "getOwnPropertyDescriptor" "getOwnPropertyDescriptors" "getOwnPropertyNames" "getOwnPropertySymbols"
        "getPrototypeOf" "hasOwn" "is" "isExtensible" "isFrozen" "isSealed" "keys" "preventExtensions" "seal"
        "setPrototypeOf" "values" "groupBy";
    List: "from" "isArray" "of";
    Text: "fromCharCode" "fromCodePoint" "raw";
    Number: "isFinite" "isInteger" "isNaN" "isSafeInteger" "parseFloat" "parseInt";
    Symbol: "for" "keyFor";
    Big: "asIntN" "asUintN";
    Promise: "all" "allSettled" "any" "race" "reject" "resolve" "withResolvers";
    Buffer: "alloc" "allocUnsafe" "allocUnsafeSlow" "byteLength" "compare" "concat" "from" "isBuffer" "isEncoding" "of";
    Memory: "isView";
    Int8Array: "from" "of";
    Uint8Array: "from" "of";
    Uint8ClampedArray: "from" "of";
    Int16Array: "from" "of";
    Uint16Array: "from" "of";
    Int32Array: "from" "of";
    Uint32Array: "from" "of";
    Float32Array: "from" "of";
    Float64Array: "from" "of";
    Math: "abs" "acos" "acosh" "asin" "asinh" "atan" "atan2" "atanh" "cbrt" "ceil" "clz32" "cos" "cosh" "exp" "expm1"
        "floor" "fround" "hypot" "imul" "log" "log10" "log1p" "log2" "max" "min" "pow" "round" "sign" "sin" "sinh"
        "sqrt" "tan" "tanh" "trunc";
    Json: "parse" "stringify";
    Reflect: "apply" "construct" "defineProperty" "deleteProperty" "get" "getOwnPropertyDescriptor" "getPrototypeOf"
        "has" "isExtensible" "ownKeys" "preventExtensions" "set" "setPrototypeOf";
    Global: "atob" "btoa" "decodeURI" "decodeURIComponent" "encodeURI" "encodeURIComponent" "escape" "isFinite" "isNaN"
        "parseFloat" "parseInt" "structuredClone" "unescape";
    Console: "assert" "clear" "count" "debug" "dir" "error" "exception" "group" "groupCollapsed" "groupEnd" "info"
        "log" "table" "time" "timeEnd" "timeLog" "trace" "warn";
    Path: "basename" "dirname" "extname" "join" "normalize" "resolve";
    Files: "readFileSync" "existsSync";
    UrlModule: "fileURLToPath";
    BufferModule: "atob" "btoa";
}

/// What the names of constructors and other objects of the language stand for.
const GLOBALS: &[(&str, Family)] = &[
    ("Array", Family::List),
    ("ArrayBuffer", Family::Memory),
    ("BigInt", Family::Big),
    ("Boolean", Family::Bool),
    ("Buffer", Family::Buffer),
    ("DataView", Family::DataView),
    ("Error", Family::Error),
    ("EvalError", Family::Error),
    ("Float32Array", Family::Float32Array),
    ("Float64Array", Family::Float64Array),
    ("Function", Family::Function),
    ("Int16Array", Family::Int16Array),
    ("Int32Array", Family::Int32Array),
    ("Int8Array", Family::Int8Array),
    ("JSON", Family::Json),
    ("Map", Family::Map),
    ("Math", Family::Math),
    ("Number", Family::Number),
    ("Object", Family::Object),
    ("Promise", Family::Promise),
    ("RangeError", Family::RangeError),
    ("ReferenceError", Family::ReferenceError),
    ("Reflect", Family::Reflect),
    ("RegExp", Family::Regexp),
    ("Set", Family::Set),
    ("String", Family::Text),
    ("Symbol", Family::Symbol),
    ("SyntaxError", Family::SyntaxError),
    ("TextDecoder", Family::Decoder),
    ("TextEncoder", Family::Encoder),
    ("TypeError", Family::TypeError),
    ("URIError", Family::UriError),
    ("URL", Family::Url),
    ("Uint16Array", Family::Uint16Array),
    ("Uint32Array", Family::Uint32Array),
    ("Uint8Array", Family::Uint8Array),
    ("Uint8ClampedArray", Family::Uint8ClampedArray),
    ("WeakMap", Family::Map),
    ("WeakSet", Family::Set),
    ("console", Family::Console),
    ("global", Family::Global),
    ("globalThis", Family::Global),
];

/// Functions that change what they are called on, or their first argument.
pub(super) const MUTATING: &[&str] = &[
    "add",
    "assign",
    "clear",
    "copyWithin",
    "defineProperties",
    "defineProperty",
    "delete",
    "deleteProperty",
    "fill",
    "pop",
    "push",
    "reverse",
    "set",
    "setPrototypeOf",
    "shift",
    "sort",
    "splice",
    "unshift",
    "write",
    "next",
    "swap16",
    "swap32",
    "swap64",
];

/// A name that the program does not declare.
pub(super) fn global(name: &str) -> Option<Value> {
    match name {
        "undefined" => return Some(Value::Undefined),
        "NaN" => return Some(Value::Number(f64::NAN)),
        "Infinity" => return Some(Value::Number(f64::INFINITY)),
        _ => {}
    }
    if let Some((_, family)) = GLOBALS.iter().find(|(global, _)| *global == name) {
        return Some(Value::family(*family));
    }
    native_named(Family::Global, name)
}

/// A module of node that is pure, or made so.
pub(super) fn module(specifier: &str) -> Option<Family> {
    Some(match specifier.strip_prefix("node:").unwrap_or(specifier) {
        "path" | "path/posix" => Family::Path,
        "fs" => Family::Files,
        "url" => Family::UrlModule,
        "buffer" => Family::BufferModule,
        "util" => Family::UtilModule,
        _ => return None,
    })
}

fn native(family: Family, name: &str) -> Option<&'static Native> {
    natives(family).iter().find(|native| native.name == name)
}

fn native_named(family: Family, name: &str) -> Option<Value> {
    native(family, name).map(Value::Native)
}

/// The method of texts, lists and the like that has this name.
pub(super) fn method(family: Family, name: &str) -> Option<&'static Native> {
    native(family, name).filter(|native| native.name != ITERATES)
}

/// What an object of the language has under a name, beside what the program put there.
pub(super) fn own(family: Family, key: &Key) -> Option<Value> {
    let name = match key {
        Key::Symbol(ITERATOR) => {
            return match family {
                Family::ListPrototype | Family::ViewPrototype | Family::SetPrototype => native_named(family, "values"),
                Family::MapPrototype => native_named(family, "entries"),
                Family::TextPrototype | Family::IteratorPrototype => native_named(family, ITERATES),
                _ => None,
            };
        }
        Key::Symbol(_) => return None,
        Key::Index(_) => return None,
        Key::Name(name) => &**name,
    };
    if name != ITERATES
        && let Some(native) = native_named(family, name)
    {
        return Some(native);
    }
    if let Some(prototype) = family.instances() {
        return match name {
            "prototype" => Some(Value::family(prototype)),
            "call" | "apply" | "bind" | "toString" | "constructor" | "hasOwnProperty" => None,
            "MAX_SAFE_INTEGER" => Some(Value::Number(9_007_199_254_740_991.0)),
            "MIN_SAFE_INTEGER" => Some(Value::Number(-9_007_199_254_740_991.0)),
            "MAX_VALUE" => Some(Value::Number(f64::MAX)),
            "MIN_VALUE" => Some(Value::Number(f64::from_bits(1))),
            "EPSILON" => Some(Value::Number(f64::EPSILON)),
            "POSITIVE_INFINITY" => Some(Value::Number(f64::INFINITY)),
            "NEGATIVE_INFINITY" => Some(Value::Number(f64::NEG_INFINITY)),
            "NaN" => Some(Value::Number(f64::NAN)),
            "BYTES_PER_ELEMENT" => family.element().map(|element| Value::Number(element.size() as f64)),
            "from" | "of" if family.element().is_some() => native_named(Family::List, name).map(|_| Value::Unknown),
            _ if family == Family::Symbol => SYMBOLS
                .iter()
                .position(|symbol| symbol.strip_prefix("Symbol.") == Some(name))
                .map(|symbol| Value::Symbol(symbol as u32)),
            // There is more than is listed here.
            _ => Some(Value::Unknown),
        };
    }
    match family {
        Family::Math => Some(Value::Number(match name {
            "PI" => std::f64::consts::PI,
            "E" => std::f64::consts::E,
            "LN2" => std::f64::consts::LN_2,
            "LN10" => std::f64::consts::LN_10,
            "LOG2E" => std::f64::consts::LOG2_E,
            "LOG10E" => std::f64::consts::LOG10_E,
            "SQRT2" => std::f64::consts::SQRT_2,
            "SQRT1_2" => std::f64::consts::FRAC_1_SQRT_2,
            _ => return Some(Value::Unknown),
        })),
        Family::Global => Some(global(name).unwrap_or(Value::Unknown)),
        Family::UrlModule if name == "URL" => Some(Value::family(Family::Url)),
        Family::BufferModule if name == "Buffer" => Some(Value::family(Family::Buffer)),
        Family::UtilModule if name == "TextDecoder" => Some(Value::family(Family::Decoder)),
        Family::UtilModule if name == "TextEncoder" => Some(Value::family(Family::Encoder)),
        Family::Path if name == "sep" => Some(Value::Text(super::text::Text::new("/").into())),
        Family::Path if name == "posix" => Some(Value::family(Family::Path)),
        Family::Json | Family::Reflect | Family::Console | Family::Path | Family::Files => Some(Value::Unknown),
        Family::UrlModule | Family::BufferModule | Family::UtilModule => Some(Value::Unknown),
        _ if name == "constructor" => {
            let constructor = Family::ALL.iter().find(|constructor| constructor.instances() == Some(family));
            constructor.map(|constructor| Value::family(*constructor))
        }
        _ if name == "name"
            && (family == Family::ErrorPrototype || family.parent() == Some(Family::ErrorPrototype)) =>
        {
            let name = match family {
                Family::TypeErrorPrototype => "TypeError",
                Family::RangeErrorPrototype => "RangeError",
                Family::SyntaxErrorPrototype => "SyntaxError",
                Family::ReferenceErrorPrototype => "ReferenceError",
                Family::UriErrorPrototype => "URIError",
                _ => "Error",
            };
            Some(Value::Text(super::text::Text::new(name).into()))
        }
        Family::ErrorPrototype if name == "message" => Some(Value::Text(super::text::Text::new("").into())),
        Family::ErrorPrototype if name == "stack" => Some(Value::Unknown),
        _ => None,
    }
}

/// The arguments of a function of the language.
pub(super) struct Arguments<'a>(pub(super) &'a [Value]);

impl Arguments<'_> {
    fn get(&self, index: usize) -> Value {
        self.0.get(index).cloned().unwrap_or(Value::Undefined)
    }

    fn len(&self) -> usize {
        self.0.len()
    }
}

impl Machine<'_> {
    /// Calls a function of the language.
    pub(super) fn native(&mut self, native: &'static Native, this: Value, arguments: Vec<Value>) -> Outcome<Value> {
        self.spend(2)?;
        let result = self.deeper(|machine| machine.native_of(native, &this, &Arguments(&arguments)));
        if !matches!(result, Err(Abrupt::Unknown)) {
            return result;
        }
        let is_mutating = MUTATING.contains(&native.name);
        if is_mutating {
            self.escape(&this);
        }
        for (index, argument) in arguments.iter().enumerate() {
            if self.is_callable(argument) || (is_mutating && index == 0) {
                self.escape(argument);
            }
        }
        Ok(Value::Unknown)
    }

    fn native_of(&mut self, native: &'static Native, this: &Value, arguments: &Arguments<'_>) -> Outcome<Value> {
        let name = native.name;
        match native.family {
            Family::TextPrototype => self.text_method(name, this, arguments),
            Family::ListPrototype => self.list_method(name, this, arguments),
            Family::NumberPrototype
            | Family::BoolPrototype
            | Family::SymbolPrototype
            | Family::BigPrototype
            | Family::Number
            | Family::Math
            | Family::Global
            | Family::BufferModule
            | Family::Symbol
            | Family::Big => self.global_function(native.family, name, this, arguments),
            Family::ObjectPrototype
            | Family::FunctionPrototype
            | Family::Object
            | Family::Reflect
            | Family::ErrorPrototype => self.object_function(native.family, name, this, arguments),
            Family::RegexpPrototype => self.regexp_method(name, this, arguments),
            Family::MapPrototype
            | Family::SetPrototype
            | Family::IteratorPrototype
            | Family::PromisePrototype
            | Family::Promise => self.collection_method(native.family, name, this, arguments),
            Family::ViewPrototype
            | Family::BufferPrototype
            | Family::MemoryPrototype
            | Family::DataViewPrototype
            | Family::DecoderPrototype
            | Family::EncoderPrototype
            | Family::Buffer
            | Family::Memory => self.bytes_method(native.family, name, this, arguments),
            Family::List => self.list_function(name, arguments),
            family if let Some(element) = family.element() => self.typed_function(family, element, name, arguments),
            Family::Text => self.text_function(name, arguments),
            Family::Json => match name {
                "parse" => {
                    let text = self.to_text(&arguments.get(0))?;
                    if self.is_callable(&arguments.get(1)) {
                        return Err(Abrupt::Unknown);
                    }
                    self.spend(text.len())?;
                    self.parse_json(&Value::Text(text))
                }
                _ => self.to_json(arguments),
            },
            Family::Console => Ok(Value::Undefined),
            _ => self.host_function(native.family, name, this, arguments),
        }
    }

    /// An index that may count from the end, inside a length.
    fn relative(&mut self, index: &Value, length: usize, default: usize) -> Outcome<usize> {
        if matches!(index, Value::Undefined) {
            return Ok(default);
        }
        let index = self.to_integer(index)?;
        let length = length as f64;
        Ok(if index < 0.0 { (length + index).max(0.0) } else { index.min(length) } as usize)
    }

    fn set_data(&mut self, id: super::heap::ObjectId, name: &str, value: Value) -> Outcome<()> {
        self.define(id, Key::name(name), Property::new(value))
    }
}
