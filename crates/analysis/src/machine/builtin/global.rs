//! Numbers, mathematics, global functions, and what constructors make.

use std::rc::Rc;

use super::{Arguments, encoding};
use crate::machine::{
    Abrupt, LIMITS, Machine, Outcome,
    heap::{Family, Key, Kind, Object, Property, Value},
    number,
    provenance::Step,
    text::Text,
};

/// What `encodeURIComponent` leaves as it is, and what `encodeURI` leaves besides.
const UNRESERVED: &str = "-_.!~*'()";
const RESERVED: &str = ";/?:@&=+$,#";
/// Steps that a promise costs: it is four objects, and loops that wait make one in each round without end.
const PROMISE: usize = 200;
/// How deep an object is copied.
pub(crate) const DEEPEST_CLONE: u32 = 32;

impl Machine<'_> {
    pub(super) fn global_function(
        &mut self,
        family: Family,
        name: &str,
        this: &Value,
        arguments: &Arguments<'_>,
    ) -> Outcome<Value> {
        match family {
            Family::Math => self.math(name, arguments),
            Family::Global | Family::BufferModule => self.global_named(name, arguments),
            Family::Number => {
                let first = arguments.get(0);
                if first.is_unknown() {
                    return Err(Abrupt::Unknown);
                }
                if matches!(name, "parseInt" | "parseFloat") {
                    return self.global_named(name, arguments);
                }
                let Value::Number(number) = first else { return Ok(Value::Bool(false)) };
                Ok(Value::Bool(match name {
                    "isFinite" => number.is_finite(),
                    "isNaN" => number.is_nan(),
                    "isInteger" => number.is_finite() && number.fract() == 0.0,
                    _ => number.fract() == 0.0 && number.abs() <= 9_007_199_254_740_991.0,
                }))
            }
            Family::Symbol if name == "for" => {
                let name = self.to_string(&arguments.get(0))?;
                let name = format!("for {name}");
                let known = self.symbols.iter().position(|symbol| **symbol == *name);
                let symbol = known.unwrap_or_else(|| {
                    self.symbols.push(name.as_str().into());
                    self.symbols.len() - 1
                });
                Ok(Value::Symbol(symbol as u32))
            }
            Family::Symbol | Family::Big => Err(Abrupt::Unknown),
            _ => self.scalar_method(family, name, this, arguments),
        }
    }

    fn scalar_method(&mut self, family: Family, name: &str, this: &Value, arguments: &Arguments<'_>) -> Outcome<Value> {
        let this = match this {
            Value::Object(id) => match &self.object(*id).kind {
                Kind::Boxed(value) => value.clone(),
                _ => return Err(Abrupt::Unknown),
            },
            other => other.clone(),
        };
        if name == "valueOf" {
            return Ok(this);
        }
        match (family, &this) {
            (_, Value::Unknown) => Err(Abrupt::Unknown),
            (Family::BoolPrototype, Value::Bool(value)) => self.string(if *value { "true" } else { "false" }),
            (Family::SymbolPrototype, Value::Symbol(symbol)) => {
                let text = format!("Symbol({})", self.symbols[*symbol as usize]);
                self.string(&text)
            }
            (Family::BigPrototype, Value::Big(big)) if matches!(arguments.get(0), Value::Undefined) => {
                let text = big.to_string();
                self.string(&text)
            }
            (Family::NumberPrototype, Value::Number(number)) => self.number_text(name, *number, arguments),
            (Family::BigPrototype, _) => Err(Abrupt::Unknown),
            _ => self.type_error("incompatible receiver"),
        }
    }

    fn number_text(&mut self, name: &str, number: f64, arguments: &Arguments<'_>) -> Outcome<Value> {
        let first = arguments.get(0);
        let text = match name {
            "toString" => {
                let radix = if matches!(first, Value::Undefined) { 10.0 } else { self.to_integer(&first)? };
                if !(2.0..=36.0).contains(&radix) {
                    return self.fail(Family::RangeErrorPrototype, "radix must be between 2 and 36");
                }
                number::to_radix(number, radix as u32).ok_or(Abrupt::Unknown)?
            }
            "toFixed" => {
                let digits = self.to_integer(&first)?;
                if !(0.0..=100.0).contains(&digits) {
                    return self.fail(Family::RangeErrorPrototype, "digits must be between 0 and 100");
                }
                number::to_fixed(number, digits as usize)
            }
            "toPrecision" if matches!(first, Value::Undefined) => number::to_text(number),
            "toPrecision" => {
                let precision = self.to_integer(&first)?;
                if !(1.0..=100.0).contains(&precision) {
                    return self.fail(Family::RangeErrorPrototype, "precision must be between 1 and 100");
                }
                number::to_precision(number, precision as usize)
            }
            _ => return Err(Abrupt::Unknown),
        };
        self.string(&text)
    }

    fn math(&mut self, name: &str, arguments: &Arguments<'_>) -> Outcome<Value> {
        let mut numbers = Vec::with_capacity(arguments.len());
        for argument in arguments.0 {
            numbers.push(self.to_number(argument)?);
        }
        let x = numbers.first().copied().unwrap_or(f64::NAN);
        let y = numbers.get(1).copied().unwrap_or(f64::NAN);
        Ok(Value::Number(match name {
            "abs" => x.abs(),
            "ceil" => x.ceil(),
            "floor" => x.floor(),
            "round" => {
                if x.is_finite() && x.fract() != 0.0 {
                    let rounded = (x + 0.5).floor();
                    // Just below a half, the sum is rounded up.
                    if rounded - x > 0.5 { rounded - 1.0 } else { rounded }
                } else {
                    x
                }
            }
            "trunc" => x.trunc(),
            "sign" if x == 0.0 || x.is_nan() => x,
            "sign" => x.signum(),
            "sqrt" => x.sqrt(),
            "cbrt" => x.cbrt(),
            "pow" => number::power(x, y),
            "imul" => f64::from(number::to_int32(x).wrapping_mul(number::to_int32(y))),
            "clz32" => f64::from(number::to_uint32(x).leading_zeros()),
            "fround" => f64::from(x as f32),
            "max" | "min" => {
                let start = if name == "max" { f64::NEG_INFINITY } else { f64::INFINITY };
                numbers.into_iter().fold(start, |best, next| {
                    let is_better = if name == "max" { next > best } else { next < best };
                    if best.is_nan() || next.is_nan() {
                        f64::NAN
                    } else if is_better || (next == best && next.is_sign_negative() == (name == "min")) {
                        next
                    } else {
                        best
                    }
                })
            }
            // The last digit of what follows differs from engine to engine.
            "log2" if x > 0.0 && x.log2().fract() == 0.0 => x.log2(),
            "log10" if x > 0.0 && x.log10().fract() == 0.0 => x.log10(),
            "exp" | "log" | "cos" | "cosh" if x == 0.0 && name != "log" => 1.0,
            "sin" | "tan" | "atan" | "asin" | "sinh" | "tanh" if x == 0.0 => x,
            _ => return Ok(Value::Unknown),
        }))
    }

    fn invalid_character<T>(&mut self) -> Outcome<T> {
        let result = self.fail(Family::ErrorPrototype, "the string contains invalid characters");
        if let Err(Abrupt::Throw(Value::Object(id))) = &result {
            let name = self.string("InvalidCharacterError")?;
            self.define(*id, Key::name("name"), Property::hidden(name))?;
        }
        result
    }

    fn global_named(&mut self, name: &str, arguments: &Arguments<'_>) -> Outcome<Value> {
        let first = arguments.get(0);
        match name {
            "parseInt" => {
                if let Value::Text(text) = &first
                    && let Some(origin) = &text.origin
                {
                    self.reads_codes(origin);
                }
                let text = self.to_string(&first)?;
                let radix =
                    number::to_int32(self.to_number(&arguments.get(1)).or_else(|error| match arguments.get(1) {
                        Value::Undefined => Ok(0.0),
                        _ => Err(error),
                    })?);
                number::parse_int(&text, radix).map(Value::Number).ok_or(Abrupt::Unknown)
            }
            "parseFloat" => {
                let text = self.to_string(&first)?;
                Ok(Value::Number(number::parse_float(&text)))
            }
            "isNaN" => Ok(Value::Bool(self.to_number(&first)?.is_nan())),
            "isFinite" => Ok(Value::Bool(self.to_number(&first)?.is_finite())),
            "atob" => {
                let text = self.to_text(&first)?;
                self.spend(text.len() / 16)?;
                match encoding::atob(&text) {
                    Some(bytes) => self.made_from(&text, Text::narrow(bytes), Some(Step::Base64)),
                    None => self.invalid_character(),
                }
            }
            "btoa" => {
                let text = self.to_text(&first)?;
                self.spend(text.len() / 16)?;
                let units = text.to_units();
                if units.iter().any(|unit| *unit > 255) {
                    return self.invalid_character();
                }
                let bytes: Vec<u8> = units.into_iter().map(|unit| unit as u8).collect();
                self.made_from(&text, encoding::to_base64_text(&bytes), None)
            }
            "encodeURIComponent" | "encodeURI" | "decodeURIComponent" | "decodeURI" => {
                let text = self.to_text(&first)?;
                self.spend(text.len() / 16)?;
                let (result, step) = match name {
                    "encodeURIComponent" => (encoding::encode_uri(&text, UNRESERVED), None),
                    "encodeURI" => (encoding::encode_uri(&text, &format!("{UNRESERVED}{RESERVED}")), None),
                    "decodeURIComponent" => (encoding::decode_uri(&text, ""), Some(Step::Escaped)),
                    _ => (encoding::decode_uri(&text, RESERVED), Some(Step::Escaped)),
                };
                match result {
                    Some(result) if result == *text => Ok(Value::Text(text)),
                    Some(result) => self.made_from(&text, result, step),
                    None => self.fail(Family::UriErrorPrototype, "URI malformed"),
                }
            }
            "escape" | "unescape" => {
                let text = self.to_text(&first)?;
                self.spend(text.len() / 16)?;
                let result = if name == "escape" { encoding::escape(&text) } else { encoding::unescape(&text) };
                let step = if name == "unescape" && result != *text { Some(Step::Escaped) } else { None };
                self.made_from(&text, result, step)
            }
            "structuredClone" => self.cloned(&first, DEEPEST_CLONE),
            _ => Err(Abrupt::Unknown),
        }
    }

    /// A copy of plain objects and lists, and of all that these hold.
    fn cloned(&mut self, value: &Value, depth: u32) -> Outcome<Value> {
        self.spend(2)?;
        let Value::Object(id) = value else { return Ok(value.clone()) };
        if depth == 0 || self.object(*id).is_unknown {
            return Err(Abrupt::Unknown);
        }
        match &self.object(*id).kind {
            Kind::List(items) => {
                let items = items.clone();
                let items: Outcome<Vec<Value>> = items.iter().map(|item| self.cloned(item, depth - 1)).collect();
                self.list(items?)
            }
            Kind::Plain => {
                let copy = self.plain()?;
                for key in self.own_keys(value, true)? {
                    let held = self.get(value, &key)?;
                    let held = self.cloned(&held, depth - 1)?;
                    self.define(copy, key, Property::new(held))?;
                }
                Ok(Value::Object(copy))
            }
            _ => Err(Abrupt::Unknown),
        }
    }

    /// Calls a constructor of the language, with `new` where there is a `target`.
    pub(in crate::machine) fn intrinsic(
        &mut self,
        family: Family,
        arguments: Vec<Value>,
        target: Option<&Value>,
    ) -> Outcome<Value> {
        self.spend(2)?;
        match self.intrinsic_of(family, &Arguments(&arguments), target) {
            Err(Abrupt::Unknown) => {
                for argument in &arguments {
                    self.escape(argument);
                }
                Ok(Value::Unknown)
            }
            other => other,
        }
    }

    fn intrinsic_of(&mut self, family: Family, arguments: &Arguments<'_>, target: Option<&Value>) -> Outcome<Value> {
        let first = arguments.get(0);
        if let Some(element) = family.element() {
            return match target {
                Some(_) => self.new_typed(family, element, arguments),
                None => self.type_error("constructor requires 'new'"),
            };
        }
        match family {
            Family::Object => match &first {
                Value::Undefined | Value::Null => Ok(Value::Object(self.plain()?)),
                other => Ok(Value::Object(self.to_object(other)?)),
            },
            Family::List => match (&first, arguments.len()) {
                (Value::Number(length), 1) => {
                    if length.fract() != 0.0 || !(0.0..4_294_967_296.0).contains(length) {
                        return self.fail(Family::RangeErrorPrototype, "invalid array length");
                    }
                    if *length > LIMITS.items as f64 {
                        return Err(Abrupt::Lost);
                    }
                    self.list(vec![Value::Undefined; *length as usize])
                }
                (Value::Unknown, 1) => Err(Abrupt::Unknown),
                _ => self.list(arguments.0.to_vec()),
            },
            Family::Text | Family::Number | Family::Bool => {
                let value = self.scalar(family, arguments)?;
                match (target, family.instances()) {
                    (Some(_), Some(prototype)) => self.boxed(value, prototype),
                    _ => Ok(value),
                }
            }
            Family::Big => match self.to_primitive(&first, crate::machine::convert::Hint::Number)? {
                Value::Number(number) if number.fract() == 0.0 && number.abs() < 1e30 => {
                    Ok(Value::Big(Rc::new(number as i128)))
                }
                Value::Text(text) => match text.to_lossy().trim().parse() {
                    Ok(number) => Ok(Value::Big(Rc::new(number))),
                    Err(_) => Err(Abrupt::Unknown),
                },
                big @ Value::Big(_) => Ok(big),
                _ => Err(Abrupt::Unknown),
            },
            Family::Symbol => {
                let name = if matches!(first, Value::Undefined) { String::new() } else { self.to_string(&first)? };
                self.reserve(64)?;
                self.symbols.push(name.as_str().into());
                Ok(Value::Symbol(self.symbols.len() as u32 - 1))
            }
            Family::Regexp => {
                let (source, flags) = match &first {
                    Value::Object(id) => match &self.object(*id).kind {
                        Kind::Regexp(pattern, _) => (pattern.source.clone(), pattern.flags.clone()),
                        _ => return Err(Abrupt::Unknown),
                    },
                    Value::Undefined => ("(?:)".to_owned(), String::new()),
                    other => (self.to_pattern_source(other)?, String::new()),
                };
                let flags = match arguments.get(1) {
                    Value::Undefined => flags,
                    other => self.to_string(&other)?,
                };
                self.regexp(&source, &flags)
            }
            Family::Map | Family::Set => self.new_table(family, &first),
            Family::Promise => self.new_promise(&first),
            Family::Buffer => match &first {
                Value::Number(_) => self.new_typed(Family::Buffer, crate::machine::heap::Element::U8, arguments),
                _ => self
                    .get(&Value::family(Family::Buffer), &Key::name("from"))
                    .and_then(|from| self.call(&from, Value::Undefined, arguments.0.to_vec())),
            },
            Family::Memory => {
                let size = self.to_integer(&first)?;
                if !(0.0..=LIMITS.text as f64).contains(&size) {
                    return Err(Abrupt::Lost);
                }
                let object = Object::new(Kind::Memory(vec![0; size as usize]), Family::MemoryPrototype);
                Ok(Value::Object(self.allocate(object)?))
            }
            Family::DataView => self.new_typed(family, crate::machine::heap::Element::U8, arguments),
            Family::Decoder => {
                let name = if matches!(first, Value::Undefined) { "utf8".into() } else { self.to_string(&first)? };
                let encoding = encoding::named(&name).filter(|name| matches!(*name, "utf8" | "utf16le" | "latin1"));
                // What is called latin1 here is windows-1252 there, and differs from 0x80 to 0x9F.
                let encoding = encoding.filter(|name| *name != "latin1").ok_or(Abrupt::Unknown)?;
                let object = Object::new(Kind::Decoder(encoding), Family::DecoderPrototype);
                Ok(Value::Object(self.allocate(object)?))
            }
            Family::Encoder => {
                let object = Object::new(Kind::Plain, Family::EncoderPrototype);
                Ok(Value::Object(self.allocate(object)?))
            }
            Family::Url => self.new_url(arguments),
            Family::Error
            | Family::TypeError
            | Family::RangeError
            | Family::SyntaxError
            | Family::ReferenceError
            | Family::UriError => {
                let prototype = family.instances().unwrap_or(Family::ErrorPrototype);
                let id = self.allocate(Object::new(Kind::Plain, prototype))?;
                if !matches!(first, Value::Undefined) {
                    let message = Value::Text(self.to_text(&first)?);
                    self.define(id, Key::name("message"), Property::hidden(message))?;
                }
                Ok(Value::Object(id))
            }
            Family::Function => {
                // Code from text: only the usual way to the global object is known.
                let body = match arguments.0.last() {
                    Some(Value::Text(text)) => text.to_lossy(),
                    _ => return Err(Abrupt::Unknown),
                };
                let body: String = body.chars().filter(|character| !character.is_whitespace()).collect();
                let is_global = matches!(
                    body.trim_end_matches(';'),
                    "returnthis" | "return(function(){}.constructor(\"returnthis\")())"
                );
                if !is_global {
                    return Err(Abrupt::Unknown);
                }
                let bound = crate::machine::heap::Bound {
                    target: self.get(&Value::family(Family::ObjectPrototype), &Key::name("valueOf"))?,
                    this: Value::family(Family::Global),
                    arguments: Vec::new(),
                };
                let object = Object::new(Kind::Bound(Rc::new(bound)), Family::FunctionPrototype);
                Ok(Value::Object(self.allocate(object)?))
            }
            _ => Err(Abrupt::Unknown),
        }
    }

    /// `String(x)`, `Number(x)`, `Boolean(x)`.
    fn scalar(&mut self, family: Family, arguments: &Arguments<'_>) -> Outcome<Value> {
        let first = arguments.get(0);
        match family {
            Family::Text if arguments.len() == 0 => self.string(""),
            Family::Text => match first {
                Value::Symbol(symbol) => {
                    let text = format!("Symbol({})", self.symbols[symbol as usize]);
                    self.string(&text)
                }
                other => Ok(Value::Text(self.to_text(&other)?)),
            },
            Family::Number if arguments.len() == 0 => Ok(Value::Number(0.0)),
            Family::Number => match self.to_primitive(&first, crate::machine::convert::Hint::Number)? {
                Value::Big(big) => Ok(Value::Number(*big as f64)),
                other => Ok(Value::Number(self.to_number(&other)?)),
            },
            _ => Ok(Value::Bool(self.truth(&first).ok_or(Abrupt::Unknown)?)),
        }
    }

    /// `new Promise((resolve, reject) => …)`, if it is settled at once.
    fn new_promise(&mut self, function: &Value) -> Outcome<Value> {
        self.spend(PROMISE)?;
        let cell = self.plain()?;
        let settle = |machine: &mut Self, name: &str| -> Outcome<Value> {
            let setter = machine.get(&Value::family(Family::Reflect), &Key::name("set"))?;
            let name = machine.string(name)?;
            let bound = crate::machine::heap::Bound {
                target: setter,
                this: Value::Undefined,
                arguments: vec![Value::Object(cell), name],
            };
            let object = Object::new(Kind::Bound(Rc::new(bound)), Family::FunctionPrototype);
            Ok(Value::Object(machine.allocate(object)?))
        };
        let resolve = settle(self, "resolved")?;
        let reject = settle(self, "rejected")?;
        self.call(function, Value::Undefined, vec![resolve, reject])?;
        for (name, is_error) in [("resolved", false), ("rejected", true)] {
            if let Some(Property::Data { value, .. }) = self.object(cell).properties.get(&Key::name(name)) {
                let value = value.clone();
                let settled = if is_error { Err(value) } else { Ok(self.settle(value)?) };
                return match settled {
                    Ok(Value::Unknown) => Err(Abrupt::Unknown),
                    settled => self.promise(settled),
                };
            }
        }
        Err(Abrupt::Unknown)
    }
}
