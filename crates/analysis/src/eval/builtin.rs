//! What the language's own functions do with values.
//!
//! Only what keeps a value recognisable is followed here; decoding is in `fold`.

use molehunt_source::ByteSpan;
use swc_atoms::Atom;

use super::{
    BUDGET, Evaluator, awaited, fold, is_known_root,
    list::{flattened, is_list, sliced, without_falsy},
    modules::{described, joined_path},
    normal_specifier,
    object::{merge, set},
    url::{address_or_object, parts_behind_host, with_parts_set},
};
use crate::{
    Tables,
    ir::{CallId, Expr, ExprId, FunctionId, Module, Property as Entry},
    lookup::parsed_json,
    need::Need,
    sensitive::EACH,
    value::{Choice, Form, List, Object, Path, Property, Root, Segment, Text, Value},
};

/// Expressions that are followed for all items of a list that is longer than `BUDGET.mapped`.
pub(super) const MOST_MAPPED_EXPRS: usize = 8_192;

/// Whether a callee is a helper that gives back its first argument: a module, or a class that it completes.
pub(super) fn is_interop(module: &Module, callee: ExprId) -> bool {
    let language = &Tables::embedded().language;
    module
        .helper_name(callee)
        .is_some_and(|name| language.module_interop.contains(&**name) || language.class_helpers.contains(&**name))
}

/// The object of the entries that a map, or a form, is held as.
fn entries_in(value: &Value) -> Option<&Value> {
    match value {
        Value::Object(_) => Some(value),
        Value::Coded(coded) if coded.form == Form::Pairs && matches!(coded.inner, Value::Object(_)) => {
            Some(&coded.inner)
        }
        _ => None,
    }
}

/// What a text says that is encoded in that way; of several alternatives, those that are known.
fn decoded(value: &Value, encoding: &str) -> Option<Value> {
    match value {
        Value::Text(text) => fold::decoded(text, encoding),
        Value::OneOf(choices) => {
            of_each(choices, |value| Value::coded(Form::Encoded, value), |choice| decoded(choice, encoding))
        }
        _ => None,
    }
}

impl Evaluator<'_> {
    /// The result of a call to something the language provides; `None` for all other calls.
    pub(super) fn builtin(&mut self, id: CallId) -> Option<Value> {
        let module = self.module;
        let call = module.call(id);
        if is_interop(module, call.callee) {
            return call.arguments.first().map(|argument| self.value(*argument));
        }
        let callee = module.expr(call.callee);
        // A global of such a name is not the helper that compilers write into the file.
        if !matches!(callee, Expr::Global(_))
            && let Some(name) = module.helper_name(call.callee)
            && Tables::embedded().language.merging_helpers.contains(&**name)
        {
            return Some(self.assigned(id));
        }
        // `__awaiter(this, [], void 0, function* () { … })` gives what the function returns.
        if let Some(name) = module.helper_name(call.callee)
            && Tables::embedded().language.awaiting_helpers.contains(&**name)
            && let Some(function) = call.arguments.get(3).and_then(|body| self.function_of(*body))
        {
            let arguments = match self.argument(id, 1) {
                Some(Value::List(list)) => list.items.clone(),
                _ => Vec::new(),
            };
            return Some(self.returned(function, arguments));
        }
        match callee {
            Expr::Global(name) => self.global_function(&name.clone(), id),
            Expr::Member(object, method) => {
                let (object, method) = (*object, method.clone());
                if let Expr::Global(global) = module.expr(object) {
                    let global = global.clone();
                    return self.static_method(&global, &method, id);
                }
                self.method(object, &method, id)
            }
            _ => None,
        }
    }

    pub(super) fn argument(&mut self, id: CallId, index: usize) -> Option<Value> {
        let argument = *self.module.call(id).arguments.get(index)?;
        Some(self.value(argument))
    }

    pub(super) fn global_function(&mut self, name: &Atom, id: CallId) -> Option<Value> {
        let call = self.module.call(id);
        let first = call.arguments.first().copied();
        match (&**name, call.is_new) {
            ("require" | "import", false) => match self.argument(id, 0)? {
                Value::Text(specifier) if specifier.text.starts_with(['.', '#']) => {
                    Some(self.loaded(id, &specifier.text))
                }
                Value::Text(specifier) => {
                    Some(Value::path(Root::Module(normal_specifier(&Atom::from(specifier.text.as_str())))))
                }
                _ => None,
            },
            ("String", false) => {
                let value = self.value(first?);
                Some(self.primitive(&value).unwrap_or(value))
            }
            ("encodeURIComponent" | "encodeURI" | "escape" | "structuredClone", false) => Some(self.value(first?)),
            ("atob", false) => {
                let value = self.value(first?);
                decoded(&value, "base64")
            }
            ("btoa", false) => Some(Value::coded(Form::Encoded, self.value(first?))),
            ("URLSearchParams" | "FormData", true) => first.map(|first| Value::coded(Form::Pairs, self.value(first))),
            // Who uses a proxy means what stands behind it; what its traps do is seen in them.
            ("Proxy", true) => {
                let target = self.value(first?);
                Some(match call.arguments.get(1) {
                    Some(traps) => self.behind_proxy(target, *traps),
                    None => target,
                })
            }
            ("Map", true) => match first {
                Some(first) => {
                    let entries = self.value(first);
                    Some(self.object_of_entries(&entries))
                }
                None => Some(Value::Object(Object::default().into())),
            },
            ("Promise", true) => self.promised(id),
            ("Set", true) => Some(first.map_or_else(|| List::default().into(), |first| self.value(first))),
            ("URL", true) => self.address(id),
            ("WeakRef", true) => Some(self.value(first?)),
            ("Array", _) => {
                let items = self.values(&call.arguments);
                Some(List { items, rest: Vec::new() }.into())
            }
            _ => None,
        }
    }

    /// The address that `new URL(path, base)` is.
    fn address(&mut self, id: CallId) -> Option<Value> {
        match (self.argument(id, 0)?, self.argument(id, 1)) {
            (path, None) => Some(path),
            (Value::Text(path), Some(Value::Text(base))) if !path.text.contains("://") => {
                let joined = format!("{}/{}", base.text.trim_end_matches('/'), path.text.trim_start_matches('/'));
                Some(Value::text_from(joined, &base))
            }
            (path @ Value::Text(_), Some(_)) => Some(path),
            (path, Some(base)) => {
                let slash = Value::text("/", ByteSpan::default());
                Some(self.concat(vec![base, slash, path]))
            }
        }
    }

    /// The result of a call to a function of node's own modules that finds or reads a file of the package.
    pub(super) fn library(&mut self, id: CallId, path: &Path) -> Option<Value> {
        let Root::Module(module) = &path.root else { return None };
        let Some(Segment::Property(name)) = path.segments.last() else { return None };
        match (&**module, &**name) {
            ("path" | "path/posix", "join" | "resolve") => {
                let arguments = self.module.call(id).arguments.clone();
                let values = self.values(&arguments);
                let pieces: Option<Vec<&str>> =
                    values.iter().map(|value| value.as_text().map(|text| text.text.as_str())).collect();
                Some(Value::text(joined_path(&pieces?)?, ByteSpan::default()))
            }
            ("path" | "path/posix", "dirname") => {
                let value = self.argument(id, 0)?;
                let (folder, _) = value.as_text()?.text.rsplit_once('/')?;
                Some(Value::text(folder, ByteSpan::default()))
            }
            ("util", "format") => self.formatted(id),
            // The same function, for one who waits.
            ("util", "promisify") => self.argument(id, 0).filter(|function| matches!(function, Value::Path(_))),
            ("url", "fileURLToPath" | "pathToFileURL" | "parse") => self.argument(id, 0),
            ("url", "URL") => self.address(id),
            ("fs" | "fs/promises" | "fs-extra", "readFileSync" | "readFile" | "readJsonSync" | "readJson") => {
                let value = self.argument(id, 0)?;
                self.file_text(&value.as_text()?.text)
            }
            ("async_hooks", "getStore") => self.stored(path),
            ("async_hooks", "run") => {
                let call = self.module.call(id);
                let Value::Function(function) = self.value(*call.arguments.get(1)?) else { return None };
                let arguments = self.argument_values(id).into_iter().skip(2).collect();
                Some(self.returned(function, arguments))
            }
            (awaited::EVENTS, "once" | "on") => self.awaited(id, path),
            ("module", "createRequire") => Some(Value::path(Root::Global("require".into()))),
            _ => None,
        }
    }

    pub(super) fn static_method(&mut self, global: &Atom, method: &Atom, id: CallId) -> Option<Value> {
        let call = self.module.call(id);
        match (&**global, &**method) {
            ("JSON", "stringify") => {
                let value = self.argument(id, 0)?;
                let value = self.as_json(value);
                Some(Value::coded(Form::Json, self.with_each_replaced(id, value)))
            }
            ("JSON", "parse") => match self.argument(id, 0)? {
                Value::Coded(coded) if coded.form == Form::Json => {
                    Some(self.with_each_replaced(id, coded.inner.clone()))
                }
                Value::Text(text) if let Some(parsed) = parsed_json(&text) => Some(self.with_each_replaced(id, parsed)),
                text => Some(self.parsed_each(&text)),
            },
            (
                "Object",
                "freeze" | "seal" | "preventExtensions" | "defineProperty" | "defineProperties" | "setPrototypeOf",
            ) => self.argument(id, 0),
            // What all functions have: `Object.getPrototypeOf(async () => {}).constructor`.
            ("Object" | "Reflect", "getPrototypeOf") => {
                self.argument(id, 0).filter(|value| matches!(value, Value::Function(_)))
            }
            ("Object", "assign") => Some(self.assigned(id)),
            ("Object", "values" | "keys" | "entries") => {
                let value = self.argument(id, 0)?;
                let value = self.materialised(value);
                self.listed_entries(&value, method)
            }
            ("Reflect", "ownKeys") => {
                let value = self.argument(id, 0)?;
                let value = self.materialised(value);
                self.listed_entries(&value, "keys")
            }
            ("Object", "fromEntries") => {
                let value = self.argument(id, 0)?;
                let value = self.elements_by_itself(&value).unwrap_or(value);
                Some(self.object_of_entries(&value))
            }
            ("Reflect", "apply") => {
                let callee = self.argument(id, 0)?;
                self.applied(&callee, id, 2)
            }
            ("Reflect", "get") => {
                let (object, name) = (self.argument(id, 0)?, self.argument(id, 1)?);
                Some(self.indexed(&object, &name))
            }
            ("Object", "create") => Some(self.created(id)),
            ("Array", "from") => {
                let value = match self.iterated(*call.arguments.first()?) {
                    Value::Text(text) if text.text.len() <= BUDGET.pieces => fold::split(&text, ""),
                    other => other,
                };
                match call.arguments.get(1) {
                    Some(callback) => self.mapped(&value, *callback),
                    None => Some(value),
                }
            }
            ("Array", "of") => {
                let items = self.values(&call.arguments);
                Some(List { items, rest: Vec::new() }.into())
            }
            ("Promise", "resolve" | "all" | "allSettled") => self.argument(id, 0),
            ("Buffer", "from") => {
                let value = self.argument(id, 0)?;
                if let Some(Value::Text(encoding)) = self.argument(id, 1)
                    && let Some(decoded) = decoded(&value, &encoding.text)
                {
                    return Some(decoded);
                }
                Some(Value::coded(Form::Encoded, value))
            }
            ("String", "fromCharCode" | "fromCodePoint") => self.text_of_codes(id, &call.arguments),
            _ => None,
        }
    }

    /// What JSON says that is not known as one text: for each that it may be.
    fn parsed_each(&mut self, text: &Value) -> Value {
        let choices = self.each(text).into_iter().map(|Choice { value, condition }| {
            let parsed = match &value {
                Value::Text(text) => parsed_json(text).unwrap_or_else(|| Value::derived(vec![value])),
                Value::Concat(_) => Value::coded(Form::Encoded, Value::derived(vec![value])),
                _ => Value::derived(vec![value]),
            };
            Choice { value: parsed, condition }
        });
        Value::one_of(choices, BUDGET.choices)
    }

    /// An object with what the function behind it gives for each of its properties, and for the whole:
    /// `JSON.parse(text, (name, value) => …)`.
    fn with_each_replaced(&mut self, id: CallId, value: Value) -> Value {
        let Some(callback) = self.module.call(id).arguments.get(1).copied() else { return value };
        let Value::Function(function) = self.value(callback) else { return value };
        let mut value = value;
        let outer = std::mem::replace(&mut self.decides_equal, true);
        if let Value::Object(object) = &value {
            let mut object = Object::clone(object);
            for property in object.properties.iter_mut().take(BUDGET.mapped) {
                let Some(name) = &property.name else { continue };
                let name = Value::text(&**name, property.place);
                property.value = self.returned(function, vec![name, property.value.clone()]);
            }
            value = Value::Object(object.into());
        }
        let whole = self.returned(function, vec![Value::text("", ByteSpan::default()), value.clone()]);
        self.decides_equal = outer;
        let mut choices = whole.choices();
        choices.retain(|choice| matches!(choice.value, Value::Object(_)));
        if choices.is_empty() { value } else { Value::one_of(choices, BUDGET.choices) }
    }

    /// `Object.create(prototype, { name: { value } })`: what the prototype has counts as its own.
    fn created(&mut self, id: CallId) -> Value {
        let module = self.module;
        let arguments = &module.call(id).arguments;
        let mut object = Object::default();
        if let Some(prototype) = arguments.first() {
            match self.value(*prototype) {
                Value::Object(prototype) => object = Object::clone(&prototype),
                // A class is recognised by what is written to its prototype.
                Value::Path(path) if matches!(path.root, Root::Parameter(..)) => object.push_rest(Value::Path(path)),
                _ => {}
            }
        }
        let entries = match arguments.get(1).map(|entries| module.expr(self.named(*entries))) {
            Some(Expr::Object(entries)) => entries,
            // `Object.create(mail, Object.getOwnPropertyDescriptors(more))`
            Some(Expr::Call(describe)) => {
                let describe = module.call(*describe);
                if let ([source], Some("getOwnPropertyDescriptors")) =
                    (&*describe.arguments, module.method_of_object(describe.callee))
                {
                    let own = self.value(*source);
                    let own = self.materialised(own);
                    merge(&mut object, &own, None);
                }
                return Value::Object(object.into());
            }
            _ => return Value::Object(object.into()),
        };
        for entry in entries {
            if let Entry::Named(name, description) = entry
                && let Some(value) = described(module, *description)
            {
                let (value, place) = (self.value(value), module.span(value));
                set(&mut object, Property { name: Some(name.clone()), value, place, condition: None });
            }
        }
        Value::Object(object.into())
    }

    /// The text of which the arguments of a call are the codes.
    fn text_of_codes(&mut self, id: CallId, arguments: &[ExprId]) -> Option<Value> {
        let module = self.module;
        let made = module.call(id).expr;
        // Where the codes are written, if they all stand in one list.
        let list = match arguments {
            [only] => match module.expr(*only) {
                Expr::Spread(list) => self.named(*list),
                _ => self.named(*only),
            },
            _ => made,
        };
        let is_list = matches!(module.expr(list), Expr::Array(_));
        let place = module.span(if is_list { list } else { made });
        let mut codes = Vec::new();
        for argument in arguments {
            match self.value(*argument) {
                Value::List(list) => codes.extend(list.items.iter().cloned()),
                other => codes.push(other),
            }
        }
        fold::from_codes(&codes, place)
    }

    /// What `Object.assign` makes of a call's arguments.
    fn assigned(&mut self, id: CallId) -> Value {
        // What is copied is written to the target already.
        if let Some(target) = self.target_at(self.module.call(id).expr) {
            return self.at_site(target, None);
        }
        let mut values = self.argument_values(id);
        // `Object.assign(new URL(base), { host, search })`
        let address = match values.first() {
            Some(Value::Text(_) | Value::Concat(_)) => Some(values.remove(0)),
            _ => None,
        };
        let mut object = Object::default();
        for value in values {
            let value = self.materialised(value);
            merge(&mut object, &value, None);
        }
        match address {
            Some(address) => {
                let mut whole = vec![with_parts_set(address, &object)];
                whole.extend(parts_behind_host(&whole[0], &object));
                let address = self.concat(whole);
                address_or_object(address, object)
            }
            None => Value::Object(object.into()),
        }
    }

    /// The keys, values or entries of an object.
    pub(super) fn listed_entries(&mut self, value: &Value, which: &str) -> Option<Value> {
        let Value::Object(object) = value else {
            let element = match value {
                Value::Path(path) if is_known_root(value) => Value::extend(path, Segment::Property(EACH.into())),
                value => self.element(value),
            };
            return (which == "values").then(|| {
                let rest = vec![List { items: vec![element], rest: Vec::new() }.into()];
                List { items: Vec::new(), rest }.into()
            });
        };
        let mut list = List::default();
        // Numbers come first, and in their order.
        let mut properties: Vec<&Property> = object.properties.iter().collect();
        properties.sort_by_key(|property| {
            let number = property.name.as_ref().and_then(|name| name.parse::<u32>().ok());
            (number.is_none(), number)
        });
        for property in properties {
            let key = match &property.name {
                Some(name) => Value::text(&**name, property.place),
                None => Value::Unknown("a name that is computed"),
            };
            let item = match which {
                "keys" => key,
                "values" => property.value.clone(),
                _ => List { items: vec![key, property.value.clone()], rest: Vec::new() }.into(),
            };
            list.push(match property.condition {
                Some(_) => Value::OneOf([Choice { value: item, condition: property.condition }].into()),
                None => item,
            });
        }
        list.rest.extend(object.rest.iter().map(|rest| match rest {
            Value::Path(path) if is_known_root(rest) => {
                let each = Value::extend(path, Segment::Property(EACH.into()));
                let key = Value::extend(path, Segment::Any);
                let item = match which {
                    "keys" => key,
                    "values" => each,
                    _ => List { items: vec![key, each], rest: Vec::new() }.into(),
                };
                List { items: vec![item], rest: Vec::new() }.into()
            }
            rest => rest.clone(),
        }));
        Some(list.into())
    }

    /// The items of a list, each with its number.
    fn numbered(&mut self, list: &List) -> Value {
        let pair = |key: Value, item: Value| -> Value { List { items: vec![key, item], rest: Vec::new() }.into() };
        let item = |(index, item): (usize, &Value)| pair(Value::Number(index as f64), item.clone());
        let items = list.items.iter().enumerate().map(item).collect();
        let unknown = || Value::Unknown("a number of items before it that is not known");
        let rest = list.rest.iter().map(|rest| pair(unknown(), self.element(rest)));
        let rest = rest.map(|pair| List { items: vec![pair], rest: Vec::new() }.into()).collect();
        List { items, rest }.into()
    }

    /// The object that a list of keys and values makes.
    pub(super) fn object_of_entries(&mut self, value: &Value) -> Value {
        let mut object = Object::default();
        // A map is one already.
        if let Some(map) = self.entries_of_map(value) {
            return map;
        }
        let Value::List(list) = value else {
            return Value::Object(Object { properties: Vec::new(), rest: vec![value.clone()] }.into());
        };
        for item in &list.items {
            for choice in item.choices() {
                let Value::List(pair) = &choice.value else {
                    object.push_rest(choice.value.clone());
                    continue;
                };
                let [key, value, ..] = pair.items.as_slice() else { continue };
                let (name, place) = match key {
                    Value::Text(text) => (Some(Atom::from(text.text.as_str())), text.place()),
                    _ => (None, ByteSpan::default()),
                };
                let place = self.place_of(value).unwrap_or(place);
                set(&mut object, Property { name, value: value.clone(), place, condition: choice.condition });
            }
        }
        object.rest.extend(list.rest.iter().cloned());
        Value::Object(object.into())
    }

    /// Where a value is written, if it is written anywhere.
    fn place_of(&self, value: &Value) -> Option<ByteSpan> {
        match value {
            Value::Text(text) => Some(text.place()).filter(|place| *place != ByteSpan::default()),
            Value::List(list) => list.items.iter().find_map(|item| self.place_of(item)),
            Value::Object(object) => object.properties.first().map(|property| property.place),
            _ => None,
        }
    }

    /// A list of what a callback returns for the items of a list.
    fn mapped(&mut self, over: &Value, callback: ExprId) -> Option<Value> {
        let function = match self.value(callback) {
            Value::Function(function) => function,
            _ => self.function_of(callback)?,
        };
        if let Value::List(list) = over {
            self.needs.raise(Need::Mapped, list.items.len());
        }
        // Of several lists, each by itself: `(cached ?? all).map(…)`.
        if let Value::OneOf(choices) = over
            && choices.iter().any(|choice| matches!(choice.value, Value::List(_)))
        {
            let is_list = |choice: &&Choice| !matches!(choice.value, Value::Null | Value::Undefined);
            let lists = choices.iter().filter(is_list).map(|choice| {
                Some(Choice { value: self.mapped(&choice.value, callback)?, condition: choice.condition })
            });
            return Some(Value::one_of(lists.collect::<Option<Vec<Choice>>>()?, BUDGET.choices));
        }
        let items = match over {
            Value::List(list) if list.rest.is_empty() && self.is_followed_each(&list.items, function) => {
                list.items.clone()
            }
            other => vec![self.element(other)],
        };
        let items = items
            .into_iter()
            .enumerate()
            .map(|(index, item)| self.returned(function, vec![item, Value::Number(index as f64), over.clone()]))
            .collect();
        Some(List { items, rest: Vec::new() }.into())
    }

    /// Whether a callback is followed for each of these items: for few, or for many where it says little.
    ///
    /// What is made of many numbers or letters is text that the machine computes, and knows better where it comes from.
    fn is_followed_each(&self, items: &[Value], function: FunctionId) -> bool {
        let (first, end) = self.module.function(function).exprs;
        let is_little = items.len() * (end - first) as usize <= MOST_MAPPED_EXPRS;
        let are_numbers = || items.iter().all(|item| matches!(item, Value::Number(_) | Value::Text(_)));
        items.len() <= BUDGET.mapped
            || items.len() <= BUDGET.pieces && is_little && self.follows_calls && !are_numbers()
    }

    /// What a function returns for the list of arguments that a call has at that position.
    fn applied(&mut self, callee: &Value, id: CallId, list: usize) -> Option<Value> {
        match callee {
            Value::Function(function) => Some(match self.argument(id, list)? {
                Value::List(list) if list.rest.is_empty() => self.returned(*function, list.items.clone()),
                // It is called as others call it as well.
                _ => self.returned_at_end(*function),
            }),
            // `function send() { send = made(); return send.apply(this, arguments) }`
            Value::OneOf(choices) if choices.iter().all(|choice| matches!(choice.value, Value::Function(_))) => {
                let results = choices.iter().filter_map(|choice| {
                    let value = self.applied(&choice.value, id, list)?;
                    Some(Choice { value, condition: choice.condition })
                });
                Some(Value::one_of(results, BUDGET.choices))
            }
            Value::Path(path) if is_maker_of_text(path) => {
                let codes = *self.module.call(id).arguments.get(list)?;
                self.text_of_codes(id, &[codes])
            }
            _ => None,
        }
    }

    /// What a callback makes of a short list, one item after the other.
    fn reduced(&mut self, over: &Value, is_backwards: bool, id: CallId) -> Option<Value> {
        let arguments = &self.module.call(id).arguments;
        let (callback, first) = (*arguments.first()?, arguments.get(1).copied());
        let Value::Function(function) = self.value(callback) else { return None };
        let is_first = |value: &ExprId| self.is_first_parameter(*value, function);
        // `(all, part) => Object.assign(all, part)`
        let is_first = |value: &ExprId| match self.module.expr(*value) {
            Expr::Call(call) => {
                let call = self.module.call(*call);
                self.same_object_argument(call.callee, &call.arguments).is_some_and(|target| is_first(&target))
            }
            _ => is_first(value),
        };
        let returns = &self.module.function(function).returns;
        // What is handed on as it is, is what there was at first, with what is written to it.
        if let Some(first) = first.filter(|_| !returns.is_empty() && returns.iter().all(is_first)) {
            return Some(self.value(first));
        }
        let is_written = self.is_parameter_written(function, 0);
        let Value::List(list) = over else { return None };
        // What is made of many letters is text that the machine computes, as long as it can.
        let most = if self.runs_alone { BUDGET.pieces } else { BUDGET.mapped };
        if !list.rest.is_empty() || list.items.len() > most || !self.follows_calls {
            return None;
        }
        let mut items: Vec<(usize, Value)> = list.items.iter().cloned().enumerate().collect();
        if is_backwards {
            items.reverse();
        }
        let mut items = items.into_iter();
        let mut result = match first {
            Some(first) => self.value(first),
            None => items.next()?.1,
        };
        for (index, item) in items {
            result = self.returned(function, vec![result, item, Value::Number(index as f64), over.clone()]);
        }
        let is_composed = list.items.iter().all(|item| matches!(item, Value::Function(_)));
        match result {
            Value::Text(_) | Value::Concat(_) => Some(result),
            // Functions that are called one after the other.
            result if is_composed => Some(result),
            // Each round makes a new one: `{ ...all, [name]: value }`.
            Value::Object(_) | Value::List(_) if !is_written => Some(result),
            // Objects that are built step by step are followed elsewhere.
            _ => None,
        }
    }

    /// What a call of `replace` or `replaceAll` with two known texts makes of a text.
    pub(super) fn replaced(&mut self, text: &Text, id: CallId) -> Option<Value> {
        let Expr::Member(_, method) = self.module.expr(self.module.call(id).callee) else { return None };
        let (old, new) = (self.argument(id, 0)?, self.argument(id, 1)?);
        let old = old.as_text()?;
        // What is not known stands where the text was.
        if let (Value::Path(_) | Value::Concat(_) | Value::OneOf(_), "replace") = (&new, &**method)
            && let Some((before, after)) = text.text.split_once(&old.text)
        {
            let [before, after] = [before, after].map(|piece| Value::text_from(piece, text));
            return Some(self.concat(vec![before, new, after]));
        }
        let new = new.as_text()?;
        match &**method {
            "replace" => fold::replaced(text, &old.text, &new.text, false),
            "replaceAll" => fold::replaced(text, &old.text, &new.text, true),
            _ => None,
        }
    }

    /// What `util.format` gives: a text, with what comes behind it in the place of each `%s`.
    fn formatted(&mut self, id: CallId) -> Option<Value> {
        let text = self.argument(id, 0)?;
        let text = text.as_text()?.clone();
        let mut parts = Vec::new();
        for (index, piece) in text.text.split("%s").enumerate() {
            if index > 0 {
                parts.push(self.argument(id, index)?);
            }
            parts.push(Value::text_from(piece, &text));
        }
        (!text.text.contains("%%")).then(|| self.concat(parts))
    }

    /// The text whose bytes an expression gives: `Buffer.from(text)`, `Buffer.concat([Buffer.from(text)])`.
    fn written_as_bytes(&mut self, bytes: ExprId) -> Option<Value> {
        let module = self.module;
        let Expr::Call(call) = module.expr(self.named(bytes)) else { return None };
        let call = module.call(*call);
        let Expr::Member(object, method) = module.expr(call.callee) else { return None };
        if !matches!(module.expr(*object), Expr::Global(name) if &**name == "Buffer") {
            return None;
        }
        match (&**method, &*call.arguments) {
            ("from", [text, encoding @ ..]) if is_utf8(module, encoding.first()) => {
                Some(self.value(*text)).filter(|text| !matches!(text, Value::List(_)))
            }
            // Bytes that were made a text in the same way.
            ("from", [text, encoding]) => {
                let Expr::Call(call) = module.expr(self.named(*text)) else { return None };
                let call = module.call(*call);
                let (Expr::Member(bytes, method), [other]) = (module.expr(call.callee), &*call.arguments) else {
                    return None;
                };
                let is_same = |other: &ExprId| matches!((module.expr(*encoding), module.expr(*other)), (Expr::Text(one), Expr::Text(other)) if one == other);
                if &**method == "toString" && is_same(other) { self.written_as_bytes(*bytes) } else { None }
            }
            ("concat", [list, ..]) => {
                let list = self.named(*list);
                let Expr::Array(items) = module.expr(list) else { return None };
                if self.is_written(list) {
                    return None;
                }
                let parts: Option<Vec<Value>> = items.iter().map(|item| self.written_as_bytes(*item)).collect();
                Some(self.concat(parts?))
            }
            _ => None,
        }
    }

    fn method(&mut self, object: ExprId, method: &Atom, id: CallId) -> Option<Value> {
        let name = &**method;
        if !is_known_method(name) {
            return None;
        }
        let call = self.module.call(id);
        if matches!(name, "then" | "catch" | "finally") {
            // What a promise gives is what its last callback returns.
            let callback = self.function_of(*call.arguments.first()?)?;
            let returns = self.module.function(callback).returns.clone();
            if name == "finally" || returns.is_empty() {
                return None;
            }
            let values = returns.iter().map(|value| self.value(*value)).collect::<Vec<_>>().into_iter();
            if name == "then" {
                return Some(Value::one_of(values.map(|value| Choice { value, condition: None }), BUDGET.choices));
            }
            // What is caught may give something else than what was waited for.
            let values: Vec<Value> =
                values.filter(|value| matches!(value, Value::Text(_) | Value::Object(_))).collect();
            if values.is_empty() {
                return None;
            }
            let before = self.value(object);
            let choices = std::iter::once(before).chain(values).map(|value| Choice { value, condition: None });
            return Some(Value::one_of(choices, BUDGET.choices));
        }
        let receiver = self.value(object);
        let receiver = match receiver {
            // A class that extends `Map` may have methods of these names itself.
            Value::Instance(class) if self.extends_map(class) && !self.has_method(class, method) => {
                self.entries_of_map(&receiver)?
            }
            // An object may have its own; the entries of a map are none of its methods.
            Value::Object(ref own) if own.has_function(method) && !self.is_method_of_map(object, name) => return None,
            other => other,
        };
        match &receiver {
            Value::OneOf(choices) if is_of_each(name) => {
                let called = |value: Value| match &value {
                    Value::Path(path) => match Value::extend(path, Segment::Property(method.clone())) {
                        Value::Path(path) => Value::extend(&path, Segment::Call(id)),
                        other => other,
                    },
                    _ => Value::derived(vec![value]),
                };
                of_each(choices, called, |choice| self.method_of(choice.clone(), object, name, id))
            }
            _ => self.method_of(receiver, object, name, id),
        }
    }

    /// What a method gives of something that is known.
    fn method_of(&mut self, receiver: Value, object: ExprId, name: &str, id: CallId) -> Option<Value> {
        let call = self.module.call(id);
        match name {
            // `new Map().set(name, value)`
            "set" => match (receiver, &*call.arguments) {
                (Value::Object(map), [key, value]) => {
                    let (name, place) = match self.value(*key) {
                        Value::Text(text) => (Some(Atom::from(text.text.as_str())), self.module.span(*value)),
                        _ => (None, self.module.span(*value)),
                    };
                    // The whole map is copied.
                    self.steps += map.properties.len() as u32 / 4;
                    let mut map = Object::clone(&map);
                    let value = self.value(*value);
                    set(&mut map, Property { name, value, place, condition: None });
                    Some(Value::Object(map.into()))
                }
                _ => None,
            },
            "map" | "flatMap" => {
                if matches!(receiver, Value::Path(ref path) if matches!(path.root, Root::Module(_) | Root::Global(_))) {
                    return None;
                }
                let made = self.mapped(&receiver, *call.arguments.first()?)?;
                Some(if name == "flatMap" { flattened(made) } else { made })
            }
            "flat" if is_list(&receiver) => Some(flattened(receiver)),
            // `new WeakRef(settings).deref()`
            "deref" if call.arguments.is_empty() => Some(receiver),
            "reduce" | "reduceRight" => self.reduced(&receiver, name == "reduceRight", id),
            "reverse" => match receiver {
                Value::List(list) => fold::reversed(&list).or(Some(Value::List(list))),
                _ => None,
            },
            "split" => match (receiver, self.argument(id, 0)?) {
                (Value::Text(text), Value::Text(separator)) if text.text.len() <= BUDGET.pieces => {
                    Some(fold::split(&text, &separator.text))
                }
                _ => None,
            },
            "slice" if let Value::List(list) = &receiver => {
                let bounds = [self.argument(id, 0), self.argument(id, 1)];
                Some(sliced(list, bounds).unwrap_or(receiver))
            }
            "splice" if let (Value::List(list), [_, _, ..]) = (&receiver, &*call.arguments) => {
                let (start, count) = (self.argument(id, 0), self.argument(id, 1));
                let end = match (&start, &count) {
                    (Some(Value::Number(start)), Some(Value::Number(count))) if *start >= 0.0 => {
                        Some(Value::Number(start + count))
                    }
                    _ => None,
                };
                Some(end.and_then(|end| sliced(list, [start, Some(end)])).unwrap_or(receiver))
            }
            // What is taken out of a queue was in it.
            "filter" if is_list(&receiver) => {
                let test = call.arguments.first().copied();
                let is_boolean = test
                    .is_some_and(|test| matches!(self.module.expr(test), Expr::Global(name) if &**name == "Boolean"));
                Some(if is_boolean { without_falsy(receiver) } else { self.searched(receiver, test) })
            }
            "slice" | "splice" | "sort" if is_list(&receiver) => Some(receiver),
            "concat" => match receiver {
                Value::List(list) => {
                    let mut list = List::clone(&list);
                    for argument in &call.arguments {
                        match self.value(*argument) {
                            Value::List(other) => list.extend(&other),
                            other if other.is_opaque() => list.push_rest(other),
                            other => list.push(other),
                        }
                    }
                    Some(list.into())
                }
                Value::Text(_) | Value::Concat(_) => {
                    let mut parts = vec![receiver];
                    parts.extend(self.values(&call.arguments));
                    Some(self.concat(parts))
                }
                // A list or a text that is not known, with something added.
                other if other.choices().iter().all(|choice| choice.value.is_opaque()) => {
                    let mut list = List { items: Vec::new(), rest: vec![other] };
                    for argument in &call.arguments {
                        match self.value(*argument) {
                            Value::List(inner) => list.extend(&inner),
                            other => list.push(other),
                        }
                    }
                    Some(list.into())
                }
                _ => None,
            },
            "join" => match receiver {
                Value::List(list) => {
                    let separator = match self.argument(id, 0) {
                        Some(Value::Text(text)) => Value::Text(text),
                        None => Value::text(",", ByteSpan::default()),
                        Some(other) => other,
                    };
                    let mut parts = Vec::new();
                    for item in list.items.iter().chain(&list.rest) {
                        if !parts.is_empty() {
                            parts.push(separator.clone());
                        }
                        parts.push(item.clone());
                    }
                    Some(self.concat(parts))
                }
                _ => None,
            },
            "trim" | "trimStart" | "trimEnd" => match receiver {
                Value::Text(text) => Some(Value::text_from(text.text.trim(), &text)),
                Value::Concat(_) => Some(receiver),
                _ => None,
            },
            "toLowerCase" | "toUpperCase" | "normalize" => match receiver {
                Value::Text(text) if name == "toLowerCase" => Some(Value::text_from(text.text.to_lowercase(), &text)),
                Value::Text(text) if name == "toUpperCase" => Some(Value::text_from(text.text.to_uppercase(), &text)),
                Value::Text(_) | Value::Concat(_) => Some(receiver),
                _ => None,
            },
            "toString"
                if is_utf8(self.module, call.arguments.first())
                    && let Some(text) = self.written_as_bytes(object) =>
            {
                Some(text)
            }
            // Bytes as text, and what makes base64 fit for a URL: the same data.
            "toString" | "valueOf" => match receiver {
                Value::Text(_) | Value::Concat(_) | Value::Coded(_) => Some(receiver),
                _ => None,
            },
            "replace" | "replaceAll" => match receiver {
                Value::Coded(_) => Some(receiver),
                // Where code is given the text, or waits for it, running it by itself does not tell which.
                Value::Text(text)
                    if matches!(self.module.expr(self.named(object)), Expr::Parameter(..) | Expr::Await(_)) =>
                {
                    self.replaced(&text, id)
                }
                Value::OneOf(choices) => of_each(
                    &choices,
                    |value| Value::derived(vec![value]),
                    |choice| self.replaced(choice.as_text()?, id),
                ),
                _ => None,
            },
            // Arguments that are bound come before those of the call, which then stand elsewhere.
            "bind" if call.arguments.len() <= 1 => match receiver {
                Value::Function(_) | Value::Path(_) => Some(receiver),
                _ => None,
            },
            "call" => match receiver {
                Value::Function(function) => {
                    let arguments = self.argument_values(id).into_iter().skip(1).collect();
                    Some(self.returned(function, arguments))
                }
                _ => None,
            },
            "apply" => self.applied(&receiver, id, 1),
            // A `Map` is held as the object of its entries.
            "get" if let Some(entries) = entries_in(&receiver) => Some(match self.argument(id, 0)? {
                Value::Text(name) => self.property(entries, &Atom::from(name.text.as_str())),
                _ => self.element(entries),
            }),
            "at" => {
                let Value::Number(index) = self.argument(id, 0)? else { return None };
                match &receiver {
                    Value::OneOf(choices) => {
                        of_each(choices, |value| Value::derived(vec![value]), |choice| self.item_at(choice, index))
                    }
                    value => self.item_at(value, index),
                }
            }
            "values" | "keys" | "entries" if matches!(receiver, Value::Object(_)) => {
                self.listed_entries(&receiver, name)
            }
            "values" if matches!(receiver, Value::List(_)) => Some(receiver),
            "entries" => match receiver {
                Value::List(list) => Some(self.numbered(&list)),
                _ => None,
            },
            // An iterator is held as the list of what it goes through.
            "next" if is_list(&receiver) => Some(self.step(&receiver)),
            // One of its elements, whichever: queues and searches.
            "find" if is_list(&receiver) => Some(self.found(receiver, call.arguments.first().copied())),
            "shift" | "pop" if receiver.choices().iter().any(|choice| is_list(&choice.value)) => {
                Some(self.element(&receiver))
            }
            _ => None,
        }
    }

    /// The item of a list at a position, counted from its end where that is negative; any where the list is not known.
    fn item_at(&mut self, list: &Value, index: f64) -> Option<Value> {
        let Value::List(known) = list else { return None };
        if !known.rest.is_empty() {
            return Some(self.element(list));
        }
        let index = if index < 0.0 { index + known.items.len() as f64 } else { index };
        known.items.get(index as usize).cloned()
    }
}

/// What is made of each of several; of those of which that is not known, what may be. `None` where that is all.
fn of_each(
    choices: &[Choice],
    otherwise: impl Fn(Value) -> Value,
    mut make: impl FnMut(&Value) -> Option<Value>,
) -> Option<Value> {
    let made: Vec<Option<Value>> = choices.iter().map(|choice| make(&choice.value)).collect();
    made.iter().any(Option::is_some).then(|| {
        let choices = choices.iter().zip(made).map(|(choice, made)| Choice {
            value: made.unwrap_or_else(|| otherwise(choice.value.clone())),
            condition: choice.condition,
        });
        Value::one_of(choices, BUDGET.choices)
    })
}

/// Whether a method makes data of what it is called on, so that of several it makes several.
fn is_of_each(name: &str) -> bool {
    matches!(
        name,
        "at" | "concat"
            | "join"
            | "normalize"
            | "reverse"
            | "slice"
            | "split"
            | "toLowerCase"
            | "toString"
            | "toUpperCase"
            | "trim"
            | "trimEnd"
            | "trimStart"
            | "valueOf"
    )
}

fn is_known_method(name: &str) -> bool {
    matches!(
        name,
        "map"
            | "deref"
            | "flatMap"
            | "reduce"
            | "reduceRight"
            | "filter"
            | "slice"
            | "splice"
            | "reverse"
            | "split"
            | "sort"
            | "flat"
            | "concat"
            | "join"
            | "trim"
            | "trimStart"
            | "trimEnd"
            | "toLowerCase"
            | "toUpperCase"
            | "normalize"
            | "toString"
            | "valueOf"
            | "replace"
            | "replaceAll"
            | "then"
            | "catch"
            | "finally"
            | "bind"
            | "call"
            | "apply"
            | "get"
            | "set"
            | "at"
            | "values"
            | "keys"
            | "entries"
            | "next"
            | "shift"
            | "pop"
            | "find"
    )
}

/// Whether a function makes a text of codes.
fn is_maker_of_text(path: &Path) -> bool {
    matches!(&path.root, Root::Global(global) if &**global == "String")
        && matches!(path.segments.as_slice(), [only] if only.is_property("fromCharCode") || only.is_property("fromCodePoint"))
}

/// Whether bytes and text are taken for each other as UTF-8.
fn is_utf8(module: &Module, encoding: Option<&ExprId>) -> bool {
    encoding.is_none_or(|encoding| {
        matches!(module.expr(*encoding), Expr::Text(name) if name.eq_ignore_ascii_case("utf8") || name.eq_ignore_ascii_case("utf-8"))
    })
}
