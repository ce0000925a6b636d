//! From file to file: what a module exports, and what an expression names without being evaluated.

use rustc_hash::{FxHashMap, FxHashSet};
use swc_atoms::Atom;

use super::{BUDGET, Evaluator, builtin::is_interop, class::INDEXED_MEMBERS};
use crate::{
    behaviour::Wanted,
    ir::{
        CallId, ClassId, Expr, ExprId, FileId, FunctionId, MemberValue, Module, Property as Entry, SetKind, WriteKey,
    },
    need::Need,
    value::{Choice, Form, Object, Property, Root, Value},
};

/// What `exports.name = value` and its like set.
#[derive(Default)]
pub(super) struct ExportWrites {
    /// By file and name.
    values: FxHashMap<(FileId, Atom), Vec<ExprId>>,
    /// The names that whoever lists the properties gets, in the order in which they were first set.
    listed: FxHashMap<FileId, Vec<Atom>>,
    /// The modules of bundles by the functions that are their bodies.
    wrapped: FxHashMap<FunctionId, FileId>,
    /// Where names stand for what is exported: what is done to it later is done to what others have.
    pub(super) names: FxHashSet<ExprId>,
}

impl ExportWrites {
    pub(super) fn get(&self, file: FileId, name: &Atom) -> Option<&[ExprId]> {
        self.values.get(&(file, name.clone())).map(Vec::as_slice)
    }

    fn add(&mut self, file: FileId, name: &Atom, value: ExprId) {
        self.values.entry((file, name.clone())).or_default().push(value);
    }

    /// Notes that something is exported: a name, or names in an object.
    fn add_names(&mut self, module: &Module, value: ExprId) {
        match module.expr(value) {
            Expr::Name(..) => {
                self.names.insert(value);
            }
            Expr::Object(entries) => {
                self.names.extend(entries.iter().filter_map(|entry| match entry {
                    Entry::Named(_, value) => {
                        Some(*value).filter(|value| matches!(module.expr(*value), Expr::Name(..)))
                    }
                    _ => None,
                }));
            }
            _ => {}
        }
    }
}

/// By which compilers tell modules that they made of others. No list of a module's properties has it.
const MADE_OF_ANOTHER: &str = "__esModule";

/// How many names an expression may lead through.
pub(crate) const HOPS: u32 = 24;

/// The file whose exports an expression is: `exports`, or a name for them, as in `const api = module.exports`.
fn exports_of(module: &Module, id: ExprId) -> Option<FileId> {
    match module.expr(id) {
        Expr::Exports(file) => Some(*file),
        Expr::Name(binding, _) => match module.bindings[binding.index()].definitions.as_slice() {
            [only] => match module.expr(only.value) {
                Expr::Exports(file) => Some(*file),
                _ => None,
            },
            _ => None,
        },
        _ => None,
    }
}

/// The file of the graph that an expression loads, or a name for it: `require('./settings')`.
fn loaded_file(module: &Module, id: ExprId) -> Option<FileId> {
    match module.expr(module.only(id)) {
        Expr::ImportFile { file, name: None } if file.index() < module.files.len() => Some(*file),
        _ => None,
    }
}

/// Collects what is written to `exports` and `module.exports`, in whatever way.
pub(super) fn export_writes(module: &Module) -> ExportWrites {
    let mut writes = ExportWrites::default();
    let mut listed: Vec<(FileId, u32, &Atom)> = Vec::new();
    for write in &module.writes {
        if let (Some(file), WriteKey::Named(name)) = (exports_of(module, write.object), &write.key) {
            writes.add(file, name, write.value);
            // Of `exports.one = exports.other = value` all end in one place, and stand in the order in which they happen.
            listed.push((file, module.span(write.value).end, name));
        }
    }
    // What other files put there: `require('./settings').extra = { bcc }`. What the file says itself comes last.
    for write in &module.writes {
        if let (WriteKey::Named(name), Some(file)) = (&write.key, loaded_file(module, write.object))
            && module.file(file).replacements.is_empty()
        {
            writes.values.entry((file, name.clone())).or_default().insert(0, write.value);
        }
    }
    for call in &module.calls {
        let Some(method) = module.method_of_object(call.callee) else { continue };
        let Some((target, rest)) = call.arguments.split_first() else { continue };
        let Expr::Exports(file) = module.expr(*target) else { continue };
        let at = module.span(call.expr).end;
        match (method, rest) {
            // `Object.defineProperty(exports, 'name', { get: … })`
            ("defineProperty", [name, description, ..]) => {
                if let (Expr::Text(name), Some(value)) = (module.expr(*name), described(module, *description)) {
                    writes.add(*file, name, value);
                    if is_listed(module, *description) {
                        listed.push((*file, at, name));
                    }
                }
            }
            ("assign", sources) => {
                for source in sources {
                    let Expr::Object(entries) = module.expr(*source) else { continue };
                    for entry in entries {
                        if let Entry::Named(name, value) = entry {
                            writes.add(*file, name, *value);
                            listed.push((*file, at, name));
                        }
                    }
                }
            }
            _ => {}
        }
    }
    for (index, wrapped) in module.wrapped.iter().enumerate() {
        let file = FileId((module.files.len() + index) as u32);
        writes.wrapped.insert(wrapped.node.body, file);
        for (name, value) in &wrapped.writes {
            writes.add(file, name, *value);
            listed.push((file, 0, name));
        }
    }
    // Compilers write `exports.name = void 0` first, which says no more than that there will be one.
    for values in writes.values.values_mut().filter(|values| values.len() > 1) {
        let is_undefined = |value: &ExprId| matches!(module.expr(*value), Expr::Undefined);
        if !values.iter().all(is_undefined) {
            values.retain(|value| !is_undefined(value));
        }
    }
    let files = module.files.iter().chain(module.wrapped.iter().map(|wrapped| &wrapped.node));
    for value in files.flat_map(|file| &file.replacements).map(|replacement| replacement.value) {
        writes.add_names(module, value);
    }
    for value in module.files.iter().flat_map(|file| &file.exports).map(|export| export.value) {
        writes.add_names(module, value);
    }
    for value in writes.values.values().flatten().copied().collect::<Vec<_>>() {
        writes.add_names(module, value);
    }
    listed.sort_by_key(|(_, at, _)| *at);
    let mut known: FxHashSet<(FileId, &Atom)> = FxHashSet::default();
    for (file, _, name) in listed {
        if &**name != MADE_OF_ANOTHER && known.insert((file, name)) {
            writes.listed.entry(file).or_default().push(name.clone());
        }
    }
    writes
}

/// Whether the description of a property says that whoever lists the properties gets it.
fn is_listed(module: &Module, description: ExprId) -> bool {
    let Expr::Object(entries) = module.expr(description) else { return false };
    entries.iter().any(|entry| match entry {
        Entry::Named(name, value) => &**name == "enumerable" && !matches!(module.expr(*value), Expr::Bool(false)),
        _ => false,
    })
}

/// What is written to object literals that have one name, by property; nothing where it is more than one thing.
fn written_to_literals(module: &Module) -> FxHashMap<(ExprId, Atom), Option<ExprId>> {
    let mut written = FxHashMap::default();
    for write in &module.writes {
        if let (Expr::Name(binding, _), WriteKey::Named(name)) = (module.expr(write.object), &write.key)
            && let Some(literal) = module.given_once(*binding)
            && matches!(module.expr(literal), Expr::Object(_))
        {
            let value = (write.kind == SetKind::Set).then_some(write.value);
            written.entry((literal, name.clone())).and_modify(|known| *known = None).or_insert(value);
        }
    }
    written
}

/// The value that a property description gives: `{ value }`, `{ get: () => value }`.
pub(crate) fn described(module: &Module, description: ExprId) -> Option<ExprId> {
    let Expr::Object(entries) = module.expr(module.only(description)) else { return None };
    entries.iter().find_map(|entry| match entry {
        Entry::Named(name, value) if &**name == "value" => Some(*value),
        Entry::Named(name, value) if &**name == "get" => match module.expr(module.only(*value)) {
            Expr::Function(function) => module.function(*function).returns.first().copied(),
            _ => None,
        },
        Entry::Getter(name, function) if matches!(&**name, "value" | "get") => {
            module.function(*function).returns.first().copied()
        }
        _ => None,
    })
}

impl<'m> Evaluator<'m> {
    /// What an expression names, through names that are set once, imports, properties of literals and compilers' helpers.
    ///
    /// Gives the expression itself where it names nothing.
    pub(crate) fn named(&self, id: ExprId) -> ExprId {
        self.named_within(id, HOPS)
    }

    /// The last property of that name in an object literal.
    pub(super) fn property_named(&self, object: ExprId, wanted: &Atom) -> Option<ExprId> {
        let module = self.module;
        let Expr::Object(entries) = module.expr(object) else { return None };
        let named = |entry: &'m Entry| match entry {
            Entry::Named(name, value) => Some((name, *value)),
            _ => None,
        };
        if entries.len() <= INDEXED_MEMBERS {
            return entries.iter().rev().filter_map(named).find(|(name, _)| *name == wanted).map(|(_, value)| value);
        }
        let mut literals = self.literals.borrow_mut();
        let index = literals.entry(object).or_insert_with(|| entries.iter().filter_map(named).collect());
        index.get(wanted).copied()
    }

    /// What is written to a property of an object literal, where that happens once: `const post = {}; post.Post = Post`.
    fn written_to_literal(&self, object: ExprId, name: &Atom) -> Option<ExprId> {
        let mut literals = self.written_literals.borrow_mut();
        let written = literals.get_or_insert_with(|| written_to_literals(self.module));
        written.get(&(object, name.clone())).copied().flatten()
    }

    fn named_within(&self, id: ExprId, hops: u32) -> ExprId {
        let module = self.module;
        let mut current = id;
        for hop in 0..hops {
            let next = match module.expr(current) {
                Expr::Name(binding, _) => module.given_once(*binding),
                Expr::Await(inner) => Some(*inner),
                Expr::ImportFile { file, name: Some(name) } => self.exported(*file, name, hops - hop - 1),
                Expr::ImportFile { file, name: None } => match module.file(*file).replacements.as_slice() {
                    [only] => Some(only.value),
                    _ => None,
                },
                Expr::Call(call) => {
                    let loaded = self.wrapped_module(*call, hops - hop - 1);
                    let call = module.call(*call);
                    let made_at_once = match module.expr(call.callee) {
                        Expr::Function(function) => module.function(*function).returns.as_slice(),
                        _ => &[],
                    };
                    match loaded {
                        // `(function () { …; return Client })()`
                        None if let [only] = made_at_once => Some(*only),
                        Some(file) => Some(module.wrapped[file.index() - module.files.len()].import),
                        None => call.arguments.first().filter(|_| is_interop(module, call.callee)).copied(),
                    }
                }
                Expr::Member(object, name) if let Some(literal) = self.literal_with(*object, name) => {
                    self.property_named(literal, name).or_else(|| self.written_to_literal(literal, name))
                }
                Expr::Member(object, name) if let Some(file) = self.module_with(*object, name) => {
                    self.exported(file, name, hops - hop - 1)
                }
                Expr::Member(object, name) => {
                    let object = self.named_within(*object, hops - hop - 1);
                    match module.expr(object) {
                        Expr::ImportFile { file, name: None } | Expr::Exports(file) => {
                            self.exported(*file, name, hops - hop - 1)
                        }
                        Expr::Object(_) => {
                            self.property_named(object, name).or_else(|| self.written_to_literal(object, name))
                        }
                        // The default export of a CommonJS module is the module.
                        Expr::Function(_) | Expr::Class(_) if &**name == "default" => Some(object),
                        Expr::Class(class) => self.static_field(*class, name),
                        _ => None,
                    }
                }
                _ => None,
            };
            match next {
                Some(next) => current = next,
                None => return current,
            }
            self.needs.raise(Need::Hops, (HOPS - hops + hop + 1) as usize);
        }
        self.needs.exceed(Need::Hops);
        current
    }

    /// The value that a class's static field is declared with.
    fn static_field(&self, class: ClassId, name: &Atom) -> Option<ExprId> {
        match self.own_member(class, name, true)?.value {
            MemberValue::Field(value) => Some(value),
            MemberValue::Method(_) | MemberValue::Getter(_) => None,
        }
    }

    /// The wrapped module that a call of a bundle's loader gives.
    pub(super) fn wrapped_module(&self, call: CallId, hops: u32) -> Option<FileId> {
        let module = self.module;
        if module.wrapped.is_empty() || hops == 0 {
            return None;
        }
        let call = module.call(call);
        let callee = self.named_within(call.callee, hops);
        if let Some(file) = module.made.get(&callee) {
            return Some(*file);
        }
        module.loaded(module.loader(callee)?, *call.arguments.first()?)
    }

    /// The value of a wrapped module, where a call loads one.
    pub(super) fn loaded_from_bundle(&mut self, call: CallId) -> Option<Value> {
        if let Some(file) = self.wrapped_module(call, HOPS) {
            return Some(self.module_value(file));
        }
        if self.module.loaders.is_empty() {
            return None;
        }
        // A number or a name that has to be computed.
        let node = self.module.call(call);
        let loader = self.module.loader(self.named(node.callee))?;
        let mut choices = Vec::new();
        for choice in self.value(*node.arguments.first()?).choices() {
            let name = match &choice.value {
                Value::Text(name) => Atom::from(name.text.as_str()),
                Value::Number(id) => Atom::from(id.to_string()),
                _ => continue,
            };
            if let Some(file) = loader.get(&name) {
                choices.push(Choice { value: self.module_value(*file), condition: choice.condition });
            }
        }
        if choices.is_empty() { None } else { Some(Value::one_of(choices, BUDGET.choices)) }
    }

    /// The expression that a file exports under a name.
    pub(super) fn exported(&self, file: FileId, name: &Atom, hops: u32) -> Option<ExprId> {
        if hops == 0 {
            return None;
        }
        let node = self.module.file(file);
        if let Some(export) = node.exports.iter().find(|export| export.name == *name) {
            return Some(export.value);
        }
        if let Some([.., last]) = self.export_writes.get(file, name) {
            return Some(*last);
        }
        if let [only] = node.replacements.as_slice() {
            if &**name == "default" && node.exports.is_empty() {
                return Some(only.value);
            }
            let named = self.named_within(only.value, hops - 1);
            if matches!(self.module.expr(named), Expr::Object(_)) {
                return self.property_named(named, name);
            }
        }
        node.exports.iter().filter(|export| &*export.name == "*").find_map(|export| {
            match self.module.expr(export.value) {
                Expr::ImportFile { file, name: None } => self.exported(*file, name, hops - 1),
                _ => None,
            }
        })
    }

    /// The expressions that may be meant where an export of a file is called, or the file itself; `None` where that is
    /// not plain to see.
    pub(super) fn values_called(&self, file: FileId, name: Option<&Atom>) -> Option<Vec<ExprId>> {
        let node = self.module.file(file);
        let is_default = name.is_none_or(|name| &**name == "default");
        let name = name.cloned().unwrap_or_else(|| "default".into());
        if is_default && !node.replacements.is_empty() {
            return Some(node.replacements.iter().map(|definition| definition.value).collect());
        }
        if let Some(export) = node.exports.iter().find(|export| export.name == name) {
            return Some(vec![export.value]);
        }
        self.export_writes.get(file, &name).map(<[ExprId]>::to_vec)
    }

    /// The expressions that a file exports.
    pub(crate) fn exported_values(&self, file: FileId) -> Vec<ExprId> {
        let node = self.module.file(file);
        let mut values: Vec<ExprId> = node.exports.iter().map(|export| export.value).collect();
        for definition in &node.replacements {
            values.push(definition.value);
            if let Expr::Object(entries) = self.module.expr(self.named(definition.value)) {
                values.extend(entries.iter().filter_map(|entry| match entry {
                    Entry::Named(_, value) => Some(*value),
                    _ => None,
                }));
            }
        }
        let written = &self.export_writes.values;
        let mut names: Vec<&(FileId, Atom)> = written.keys().filter(|(other, _)| *other == file).collect();
        names.sort();
        values.extend(names.into_iter().flat_map(|name| &written[name]).copied());
        values
    }

    /// A module as `require` and `import *` give it.
    pub(super) fn module_value(&mut self, file: FileId) -> Value {
        let node = self.module.file(file);
        if node.replacements.is_empty() {
            return Value::Namespace(file);
        }
        let choices = self.replacements(file);
        let is_callable = |choice: &Choice| matches!(choice.value, Value::Function(_) | Value::Class(_));
        // A function with properties of its own.
        if choices.iter().any(is_callable) && self.export_names(file).next().is_some() {
            return Value::Namespace(file);
        }
        Value::one_of(choices, BUDGET.choices)
    }

    /// What is assigned to `module.exports`.
    fn replacements(&mut self, file: FileId) -> Vec<Choice> {
        let definitions = &self.module.file(file).replacements;
        definitions
            .iter()
            .map(|definition| Choice {
                value: self.at_site(definition.value, None),
                condition: self.condition(definition.context.guard),
            })
            .collect()
    }

    /// The module of the graph that a call loads by a computed name.
    pub(super) fn loaded(&mut self, call: CallId, specifier: &str) -> Value {
        let module = self.module;
        let from = module.file_of(module.call(call).context.function);
        let specifier = Atom::from(specifier);
        match module.files[from.index()].neighbours.get(&specifier) {
            Some(file) => self.module_value(*file),
            None => {
                let path = self.package_path(from, &specifier);
                // Wanted once: what was added since stands under its path.
                match path.and_then(|path| module.paths.get(&path)) {
                    Some(file) => self.module_value(*file),
                    None => {
                        self.wanted.insert(Wanted::Module(from.0, specifier.to_string()));
                        Value::path(Root::Module(specifier))
                    }
                }
            }
        }
    }

    /// The path of a relative specifier, with an extension that node would try.
    fn package_path(&self, from: FileId, specifier: &str) -> Option<String> {
        let folder = &self.module.files[from.index()].folder;
        let path = joined_path(&[folder, specifier])?;
        let endings = ["", ".js", ".cjs", ".mjs", ".json", ".ts", "/index.js", "/index.ts"];
        endings.iter().map(|ending| format!("{path}{ending}")).find(|path| self.module.paths.contains_key(path))
    }

    /// The text of a file of the package that code reads by its path.
    pub(super) fn file_text(&mut self, path: &str) -> Option<Value> {
        let module = self.module;
        let path = joined_path(&[path.strip_prefix("file://").unwrap_or(path)])?;
        let own = path.strip_prefix("/package/")?;
        match module.paths.get(&path) {
            Some(file) => {
                let node = module.file(*file);
                match node.replacements.as_slice() {
                    // A document is its text to whoever reads it; what it says is the same either way.
                    [only] => Some(match module.expr(only.value) {
                        Expr::Text(_) => self.value(only.value),
                        _ => Value::coded(Form::Json, self.value(only.value)),
                    }),
                    _ => None,
                }
            }
            None => {
                self.wanted.insert(Wanted::Text(own.to_owned()));
                None
            }
        }
    }

    /// What a call of a module calls.
    pub(super) fn module_callee(&mut self, file: FileId) -> Value {
        let choices = self.replacements(file);
        if choices.is_empty() { self.export(file, &"default".into()) } else { Value::one_of(choices, BUDGET.choices) }
    }

    /// Whether a file exports that name itself.
    pub(crate) fn has_export(&self, file: FileId, name: &Atom) -> bool {
        self.export_writes.get(file, name).is_some()
            || self.module.file(file).exports.iter().any(|export| export.name == *name)
    }

    /// The module and the name where an expression asks the module itself for something, as compilers do before they
    /// write a helper: `this && this.helper || function …`.
    fn asked_of_module(&self, id: ExprId) -> Option<(FileId, &'m Atom)> {
        let module = self.module;
        let Expr::Both { left, right } = module.expr(id) else { return None };
        let (Expr::This(this), Expr::Member(object, name)) = (module.expr(*left), module.expr(*right)) else {
            return None;
        };
        if !matches!(module.expr(*object), Expr::This(other) if other == this) {
            return None;
        }
        let file = module.file_of(*this);
        let own = Some(file).filter(|file| module.files[file.index()].body == *this);
        Some((own.or_else(|| self.export_writes.wrapped.get(this).copied())?, name))
    }

    /// What a module has of itself, or what stands behind that.
    pub(super) fn own_or(&mut self, asked: ExprId, otherwise: ExprId) -> Option<Value> {
        let (file, name) = self.asked_of_module(asked)?;
        Some(if self.has_export(file, name) { self.export(file, name) } else { self.passed(otherwise) })
    }

    /// An export of a file.
    pub(crate) fn export(&mut self, file: FileId, name: &Atom) -> Value {
        let module = self.module;
        let node = module.file(file);
        if let Some(export) = node.exports.iter().find(|export| export.name == *name) {
            return self.passed(export.value);
        }
        if let Some(values) = self.export_writes.get(file, name).map(<[ExprId]>::to_vec) {
            let choices = values.iter().map(|value| Choice { value: self.passed(*value), condition: None });
            return Value::one_of(choices, BUDGET.choices);
        }
        if !node.replacements.is_empty() {
            let whole = Value::one_of(self.replacements(file), BUDGET.choices);
            return if &**name == "default" { whole } else { self.property(&whole, name) };
        }
        for export in node.exports.iter().filter(|export| &*export.name == "*") {
            let inner = self.value(export.value);
            match self.property(&inner, name) {
                Value::Undefined | Value::Unknown(_) => {}
                found => return found,
            }
        }
        // How one module system sees the default of the other.
        if &**name == "default" && node.exports.is_empty() {
            return Value::Namespace(file);
        }
        Value::Undefined
    }

    /// A module as an object with all its exports, for what copies it.
    pub(crate) fn materialised(&mut self, value: Value) -> Value {
        let Value::Namespace(file) = value else { return value };
        let names: Vec<Atom> = self.export_names(file).take(BUDGET.pieces).collect();
        let mut object = Object::default();
        for name in names {
            let place = self.export_place(file, &name);
            let value = self.export(file, &name);
            object.properties.push(Property { name: Some(name), value, place, condition: None });
        }
        for export in &self.module.file(file).exports {
            if &*export.name == "*" {
                let rest = self.value(export.value);
                object.push_rest(rest);
            }
        }
        Value::Object(object.into())
    }

    fn export_place(&self, file: FileId, name: &Atom) -> molehunt_source::ByteSpan {
        self.exported(file, name, HOPS).map(|value| self.module.span(value)).unwrap_or_default()
    }

    /// The names of a module's exports as lists of its properties have them: those of `export` by name, and those that
    /// are written to it in the order in which that happens.
    fn export_names(&self, file: FileId) -> impl Iterator<Item = Atom> + '_ {
        let exports = self.module.file(file).exports.iter().map(|export| &export.name);
        let mut names: Vec<&Atom> = exports.filter(|name| &***name != "*").collect();
        names.sort();
        names.into_iter().chain(self.export_writes.listed.get(&file).into_iter().flatten()).cloned()
    }
}

/// Path pieces as `path.join` makes them one, or `path.resolve` where a later one is absolute; `None` outside the package.
pub(super) fn joined_path(pieces: &[&str]) -> Option<String> {
    let mut segments: Vec<&str> = Vec::new();
    for piece in pieces {
        if piece.starts_with('/') {
            segments.clear();
        }
        for segment in piece.split('/') {
            match segment {
                "" | "." => {}
                ".." => drop(segments.pop()),
                _ => segments.push(segment),
            }
        }
    }
    Some(format!("/{}", segments.join("/"))).filter(|_| segments.first() == Some(&"package"))
}
