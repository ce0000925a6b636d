//! Modules inside a bundle: functions in a table, and the function that loads them.
//!
//! webpack and browserify put every module into a function of `module`, `exports` and `require`, and call it
//! as `table[id](module, module.exports, require)`. What that call looks like is what gives a loader away, whatever it is called.

mod asked;

use rustc_hash::{FxHashMap, FxHashSet};
use swc_atoms::Atom;

use crate::{
    Tables,
    ir::{
        Call, Definition, Expr, ExprId, FileId, FileNode, FunctionId, Module, Property, SetKind, WrappedModule,
        WriteKey,
    },
};

/// Entries of the description of a property that are looked at.
const MOST_DESCRIBED: usize = 4;

/// Which of its parameters a wrapped module gets as `exports` and as `module`.
#[derive(Clone, Copy)]
struct Places {
    exports: u16,
    module: Option<u16>,
}

/// Where modules seem to be called.
struct Table {
    /// The function that calls them.
    loader: FunctionId,
    /// What has them.
    table: ExprId,
    places: Places,
    /// Whether the loader is told which one to call.
    asks_by_name: bool,
    /// The parameter that modules get as their `require`, where they have names of their own for each other.
    require: Option<u16>,
}

/// The places of the wrapped modules, by their functions.
type Wrapped = FxHashMap<FunctionId, (usize, Places)>;

/// Finds loaders and the modules that they load. Called once, when all files of the graph are lowered.
pub(super) fn find_wrapped_modules(module: &mut Module) {
    let mut tables: Vec<Table> = Vec::new();
    for call in &module.calls {
        // `table[id](…)`, and `table[id].call(…)`, which stands as a call of its own; `table[id][0](…)`.
        let first = asked::first_of(module, call.callee);
        let (table, key) = match module.expr(first.unwrap_or(call.callee)) {
            Expr::Index(table, key) => (*table, Some(*key)),
            // `make((exports, module) => { … })`
            Expr::Name(..) => (call.callee, None),
            _ => continue,
        };
        let is_exports =
            |argument: &ExprId| matches!(module.expr(*argument), Expr::Member(_, name) if &**name == "exports");
        let Some(exports) = call.arguments.iter().take(3).position(is_exports) else { continue };
        let loader = call.context.function;
        let gives_exports = module.function(loader).returns.iter().any(|value| names_exports(module, *value));
        if gives_exports && call.arguments.len() >= 2 {
            let places = Places { exports: exports as u16, module: module_among(module, &call.arguments, exports) };
            let asks_by_name = key.is_some_and(
                |key| matches!(module.expr(module.only(key)), Expr::Parameter(function, _) if *function == loader),
            );
            let require = first.and_then(|_| asked::require_among(module, &call.arguments));
            tables.push(Table { loader, table, places, asks_by_name, require });
        }
    }
    tables.dedup_by_key(|table| (table.loader, table.table));
    let mut numbers = Wrapped::default();
    let mut makers: FxHashMap<FunctionId, Places> = FxHashMap::default();
    let mut asking = asked::Asking::default();
    for Table { loader, table, places, asks_by_name, require } in tables {
        let entries = match module.expr(module.only(table)) {
            // `(function (table) { function load(id) { … } … })([…])`
            Expr::Parameter(maker, index) if asks_by_name => entries_given(module, *maker, *index),
            Expr::Parameter(maker, 0) => {
                makers.insert(*maker, places);
                continue;
            }
            _ => entries_of(module, module.only(table)),
        };
        for Wrapping { name, function, names } in entries {
            let id = wrap(module, &mut numbers, function, places);
            module.loaders.entry(loader).or_default().insert(name, id);
            module.loaded_by.insert(function, loader);
            if let (Some(require), Some(names)) = (require, names) {
                asking.add(function, require, loader, names, module);
            }
        }
    }
    add_made(module, &mut numbers, &makers);
    add_parts(module, &mut numbers);
    asking.resolve(module);
    if !module.wrapped.is_empty() {
        collect_exports(module, &numbers);
    }
}

/// Modules of a bundle that stand in files of their own, as tables that these export, or add to a list that all share:
/// `exports.modules = { 475: function … }`, `(self.chunks = self.chunks || []).push([[475], { 475: function … }])`.
fn add_parts(module: &mut Module, numbers: &mut Wrapped) {
    // With several loaders nobody knows which one loads them.
    let [loader] = module.loaders.keys().copied().collect::<Vec<_>>()[..] else { return };
    let Some((_, places)) = module.wrapped.first().and_then(|first| numbers.get(&first.node.body)).copied() else {
        return;
    };
    let mut tables: Vec<ExprId> = Vec::new();
    for file in &module.files {
        tables.extend(file.exports.iter().filter(|export| export.name.contains("modules")).map(|export| export.value));
    }
    for write in &module.writes {
        if matches!(&write.key, WriteKey::Named(name) if &**name == "modules")
            && matches!(module.expr(write.object), Expr::Exports(_))
        {
            tables.push(write.value);
        }
    }
    for call in &module.calls {
        if let ([part], Expr::Member(_, method)) = (&*call.arguments, module.expr(call.callee))
            && &**method == "push"
            && let Expr::Array(items) = module.expr(*part)
            && let [ids, table, ..] = &**items
            && matches!(module.expr(*ids), Expr::Array(_))
        {
            tables.push(*table);
        }
    }
    for table in tables {
        let table = module.only(table);
        let entries = entries_of(module, table);
        let is_table = matches!(module.expr(table), Expr::Object(all) if all.len() == entries.len());
        if !is_table {
            continue;
        }
        for Wrapping { name, function, .. } in entries {
            let id = wrap(module, numbers, function, places);
            module.loaders.entry(loader).or_default().entry(name).or_insert(id);
            module.loaded_by.entry(function).or_insert(loader);
        }
    }
}

/// The parameter that is `module`, where another argument is its `exports`.
fn module_among(module: &Module, arguments: &[ExprId], exports: usize) -> Option<u16> {
    let Expr::Member(object, _) = module.expr(arguments[exports]) else { return None };
    let name = |id: ExprId| match module.expr(id) {
        Expr::Name(binding, _) => Some(*binding),
        _ => None,
    };
    // `(module = { exports: {} }).exports, module`: an assignment is what it assigns.
    let is_module = |argument: ExprId| match (name(argument), name(*object)) {
        (Some(argument), Some(object)) => argument == object,
        (Some(argument), None) => {
            module.bindings[argument.index()].definitions.iter().any(|definition| definition.value == *object)
        }
        _ => false,
    };
    let mut others = arguments.iter().enumerate().filter(|(index, _)| *index != exports);
    let found = others.find(|(_, argument)| is_module(**argument)).map(|(index, _)| index as u16);
    found.or_else(|| (exports == 1).then_some(0))
}

/// A function in a table.
struct Wrapping {
    name: Atom,
    function: FunctionId,
    /// What stands beside it: by which names it asks for others.
    names: Option<ExprId>,
}

/// The modules in a table.
fn entries_of(module: &Module, table: ExprId) -> Vec<Wrapping> {
    let wrapping = |name: Atom, value: ExprId| {
        let (function, names) = function_at(module, value)?;
        Some(Wrapping { name, function, names })
    };
    match module.expr(table) {
        Expr::Object(entries) => entries
            .iter()
            .filter_map(|entry| match entry {
                Property::Named(name, value) => wrapping(name.clone(), *value),
                _ => None,
            })
            .collect(),
        Expr::Array(items) => {
            let items = items.iter().enumerate();
            items.filter_map(|(index, item)| wrapping(Atom::from(index.to_string()), *item)).collect()
        }
        _ => Vec::new(),
    }
}

/// The modules in the tables that calls of a function give it.
fn entries_given(module: &Module, function: FunctionId, index: u16) -> Vec<Wrapping> {
    let is_called = |call: &&Call| {
        let callee = module.only(call.callee);
        matches!(module.expr(given_at_once(module, callee)), Expr::Function(called) if *called == function)
    };
    let tables = module.calls.iter().filter(is_called).filter_map(|call| call.arguments.get(usize::from(index)));
    tables.flat_map(|table| entries_of(module, module.only(*table))).collect()
}

/// What a function gives that is called where it stands: `(function () { …; return load })()`.
fn given_at_once(module: &Module, id: ExprId) -> ExprId {
    let Expr::Call(call) = module.expr(id) else { return id };
    let Expr::Function(function) = module.expr(module.call(*call).callee) else { return id };
    match module.function(*function).returns.as_slice() {
        [given] => module.only(*given),
        _ => id,
    }
}

/// Modules each of which gets a loader of its own: `var load = make({ 'lib/http.js': function (exports, module) { … } })`.
fn add_made(module: &mut Module, numbers: &mut Wrapped, makers: &FxHashMap<FunctionId, Places>) {
    if makers.is_empty() {
        return;
    }
    let made = |call: &Call| {
        let Expr::Function(maker) = module.expr(module.only(call.callee)) else { return None };
        let places = *makers.get(maker)?;
        let first = module.only(*call.arguments.first()?);
        let alone = || match entries_of(module, first).as_slice() {
            [only] => Some(only.function),
            _ => None,
        };
        let function = function_at(module, first).map(|(function, _)| function).or_else(alone);
        Some((call.expr, function?, places))
    };
    let found: Vec<(ExprId, FunctionId, Places)> = module.calls.iter().filter_map(made).collect();
    for (call, function, places) in found {
        let id = wrap(module, numbers, function, places);
        module.made.insert(call, id);
    }
}

/// A function, or the first element of a list that holds one, as browserify has it, and what stands beside it.
fn function_at(module: &Module, id: ExprId) -> Option<(FunctionId, Option<ExprId>)> {
    match module.expr(module.only(id)) {
        Expr::Function(function) => Some((*function, None)),
        Expr::Array(items) => match module.expr(*items.first()?) {
            Expr::Function(function) => Some((*function, items.get(1).copied())),
            _ => None,
        },
        _ => None,
    }
}

fn wrap(module: &mut Module, numbers: &mut Wrapped, function: FunctionId, places: Places) -> FileId {
    let known = numbers.get(&function).map(|(index, _)| *index);
    let index = known.unwrap_or(module.wrapped.len());
    let id = FileId((module.files.len() + index) as u32);
    if known.is_none() {
        let span = module.function(function).span;
        let import = module.push(Expr::ImportFile { file: id, name: None }, span);
        let node = FileNode {
            start: span.start,
            body: function,
            exports: Vec::new(),
            replacements: Vec::new(),
            neighbours: FxHashMap::default(),
            folder: Atom::default(),
            is_entry: true,
        };
        numbers.insert(function, (index, places));
        module.wrapped.push(WrappedModule { node, writes: Vec::new(), import });
    }
    id
}

/// What the modules write to their `module.exports` and `exports`.
fn collect_exports(module: &mut Module, wrapped: &Wrapped) {
    let mut replacements: Vec<(usize, Definition)> = Vec::new();
    let mut writes: Vec<(usize, Atom, ExprId)> = Vec::new();
    let parameter = |id: ExprId| match module.expr(module.only(id)) {
        Expr::Parameter(function, index) => wrapped.get(function).map(|(module, places)| (*module, *places, *index)),
        _ => None,
    };
    // Which module's `module` an expression is.
    let module_of = |id: ExprId| parameter(id).filter(|(_, places, index)| places.module == Some(*index));
    // Which module's `exports` an expression is: a parameter, or a property of `module`.
    let exports_of = |id: ExprId| -> Option<usize> {
        match module.expr(module.only(id)) {
            Expr::Parameter(..) => parameter(id).filter(|(_, places, index)| places.exports == *index),
            Expr::Member(object, name) if &**name == "exports" => module_of(*object),
            _ => None,
        }
        .map(|(index, ..)| index)
    };
    for write in &module.writes {
        let WriteKey::Named(name) = &write.key else { continue };
        if &**name == "exports"
            && let Some((index, ..)) = module_of(write.object)
        {
            replacements.push((index, Definition { value: write.value, kind: SetKind::Set, context: write.context }));
        } else if let Some(index) = exports_of(write.object) {
            writes.push((index, name.clone(), write.value));
        }
    }
    for call in &module.calls {
        // `require.d(exports, { name: () => value })`, `Object.defineProperty(exports, 'name', { get })`
        let Some(index) = call.arguments.first().and_then(|target| exports_of(*target)) else { continue };
        match &call.arguments[1..] {
            [described] => {
                writes.extend(
                    described_exports(module, *described).into_iter().map(|(name, value)| (index, name, value)),
                );
            }
            [name, description, ..] => {
                if let (Expr::Text(name), Some(value)) =
                    (module.expr(*name), crate::eval::described(module, *description))
                {
                    writes.push((index, name.clone(), value));
                }
            }
            [] => {}
        }
    }
    for (index, definition) in replacements {
        module.wrapped[index].node.replacements.push(definition);
    }
    for (index, name, value) in writes {
        module.wrapped[index].writes.push((name, value));
    }
}

/// What `{ name: () => value }` describes, or the list of the same: `['name', () => value, 'other', 0, value]`.
fn described_exports(module: &Module, description: ExprId) -> Vec<(Atom, ExprId)> {
    let gotten = |getter: ExprId| match module.expr(getter) {
        Expr::Function(getter) => module.function(*getter).returns.first().copied(),
        _ => None,
    };
    match module.expr(description) {
        Expr::Object(entries) => entries
            .iter()
            .filter_map(|entry| match entry {
                Property::Named(name, getter) => Some((name.clone(), gotten(*getter)?)),
                _ => None,
            })
            .collect(),
        Expr::Array(items) => {
            let mut found = Vec::new();
            let mut rest = &**items;
            while let [name, next, after @ ..] = rest {
                let (value, after) = match (module.expr(*next), after) {
                    (Expr::Number(0.0), [value, after @ ..]) => (Some(*value), after),
                    _ => (gotten(*next), after),
                };
                if let (Expr::Text(name), Some(value)) = (module.expr(*name), value) {
                    found.push((name.clone(), value));
                }
                rest = after;
            }
            found
        }
        _ => Vec::new(),
    }
}

/// Functions that define on their first argument the getters in their second:
/// `for (const name in getters) define(target, name, { get: getters[name] })`.
pub(super) fn find_getter_definers(module: &mut Module) {
    let parameter = |id: ExprId| match module.expr(module.only(id)) {
        Expr::Parameter(function, index) => Some((*function, *index)),
        _ => None,
    };
    let defining = |expr: &Expr| {
        let Expr::Object(entries) = expr else { return None };
        entries.iter().take(MOST_DESCRIBED).find_map(|entry| match entry {
            Property::Named(name, value) if &**name == "get" => match module.expr(*value) {
                Expr::Index(getters, _) => parameter(*getters).filter(|(_, index)| *index == 1),
                _ => None,
            },
            _ => None,
        })
    };
    let found: Vec<FunctionId> = module.exprs.iter().filter_map(defining).map(|(function, _)| function).collect();
    module.getter_definers.extend(found);
}

/// Takes what a function makes of getters for an object that has what they give, as webpack names the parts of other modules:
/// `(getters => { const names = {}; return require.d(names, getters), names })({ send: () => mailer.send })`.
pub(super) fn find_objects_of_getters(module: &mut Module) {
    let definers = &Tables::embedded().language.getter_definers;
    let defines = |call: &Call| {
        module.called_name(call.callee).is_some_and(|name| definers.contains(&**name))
            || matches!(module.expr(module.only(call.callee)), Expr::Function(function) if module.getter_definers.contains(function))
    };
    let maker = |call: &Call| {
        let [names, getters] = *call.arguments else { return None };
        let Expr::Parameter(maker, 0) = *module.expr(module.only(getters)) else { return None };
        let [given] = *module.function(maker).returns else { return None };
        let is_given = module.only(given) == module.only(names) && call.context.function == maker;
        (is_given && defines(call)).then_some(maker)
    };
    let makers: FxHashSet<FunctionId> = module.calls.iter().filter_map(maker).collect();
    if makers.is_empty() {
        return;
    }
    let made = |call: &Call| match (module.expr(call.callee), &*call.arguments) {
        (Expr::Function(maker), [getters]) if makers.contains(maker) => {
            let entries = described_exports(module, *getters).into_iter();
            Some((call.expr, entries.map(|(name, value)| Property::Named(name, value)).collect()))
        }
        _ => None,
    };
    let found: Vec<(ExprId, Box<[Property]>)> = module.calls.iter().filter_map(made).collect();
    for (call, entries) in found {
        module.exprs[call.index()] = Expr::Object(entries);
    }
}

fn names_exports(module: &Module, id: ExprId) -> bool {
    matches!(module.expr(id), Expr::Member(_, name) if &**name == "exports")
}
