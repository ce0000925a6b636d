//! Files lowered by themselves, kept for the next graph that has them.
//!
//! Versions of one package repeat most of their files, and what a file is lowered to depends on nothing but the file and
//! which of its specifiers name files of the graph. So it is lowered once, in a graph of its own, and added to each graph
//! with other numbers: a copy costs a twentieth of parsing and lowering.
//! The numbers are those that lowering in place would have given, so that nobody can tell the graphs apart.

use std::sync::{Arc, Mutex, PoisonError};

use molehunt_source::{ByteSpan, CodeKind, ContentHash};
use molehunt_syntax::Parsed;
use rustc_hash::FxHashMap;
use swc_atoms::Atom;

use super::Source;
use crate::ir::{
    Attempt, Binding, BindingId, Call, CallId, Class, ClassId, Context, Decorated, Definition, Exit, Export, Expr,
    ExprId, FileId, FileNode, Function, FunctionId, Guard, GuardId, Loop, Member, MemberValue, Module, Property, Write,
    WriteKey, Yield,
};

/// Expressions that are kept, of all files: about 150 MB with what hangs on them.
const MOST_EXPRS: usize = 1 << 21;

/// Lowered files, by what they are lowered from.
#[derive(Debug, Default)]
pub(crate) struct Lowered(Mutex<Files>);

#[derive(Debug, Default)]
struct Files {
    by_key: FxHashMap<Key, Arc<Module>>,
    exprs: usize,
}

/// All that decides what a file is lowered to.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Key {
    content: ContentHash,
    kind: CodeKind,
    folder: Atom,
    /// The specifiers that name files of the graph, sorted.
    neighbours: Vec<Atom>,
}

impl Key {
    pub(crate) fn new(
        content: ContentHash,
        kind: CodeKind,
        folder: Atom,
        neighbours: &FxHashMap<Atom, FileId>,
    ) -> Self {
        let mut neighbours: Vec<Atom> = neighbours.keys().cloned().collect();
        neighbours.sort_unstable();
        Self { content, kind, folder, neighbours }
    }

    /// The file by itself: its neighbours have the numbers after its own, in the order of their specifiers.
    fn lower(&self, parsed: &Parsed, bytes: usize) -> Module {
        // A place is somewhere after the first position, and nowhere is the first one.
        let mut module = Module { end: 1, ..Module::default() };
        let numbers = (1..).map(FileId);
        let neighbours = self.neighbours.iter().cloned().zip(numbers).collect();
        module.add(Source { parsed, bytes, folder: self.folder.clone(), neighbours, disclosure: None });
        module
    }
}

impl Lowered {
    /// The file of that key, by itself; `parse` gives its tree where it is not known yet, if it has one.
    pub(crate) fn file<E>(
        &self,
        key: Key,
        bytes: usize,
        parse: impl FnOnce() -> Result<Parsed, E>,
    ) -> Result<Arc<Module>, E> {
        if let Some(known) = self.0.lock().unwrap_or_else(PoisonError::into_inner).by_key.get(&key) {
            return Ok(known.clone());
        }
        let parsed = parse()?;
        let module = Arc::new(key.lower(&parsed, bytes));
        drop(parsed);
        let mut files = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if files.exprs + module.exprs.len() > MOST_EXPRS {
            *files = Files::default();
        }
        files.exprs += module.exprs.len();
        files.by_key.insert(key, module.clone());
        Ok(module)
    }
}

impl Module {
    /// Adds a file that was lowered by itself, as if it were lowered here.
    pub(crate) fn add_lowered(&mut self, alone: &Self, bytes: usize, neighbours: FxHashMap<Atom, FileId>) -> FileId {
        let file = &alone.files[0];
        let mut specifiers: Vec<&Atom> = neighbours.keys().collect();
        specifiers.sort_unstable();
        let others: Vec<FileId> = specifiers.iter().map(|specifier| neighbours[*specifier]).collect();
        let folder = file.folder.clone();
        self.with_file(bytes, folder, neighbours, |module, id| {
            let moved = Moved::to(module, alone, id, &others);
            moved.add_all(module, alone);
        })
    }
}

/// How far everything of a file has moved.
struct Moved<'a> {
    file: FileId,
    others: &'a [FileId],
    positions: u32,
    exprs: u32,
    bindings: u32,
    functions: u32,
    classes: u32,
    calls: u32,
    guards: u32,
}

impl<'a> Moved<'a> {
    /// The file's body is there already, and nothing else of it.
    fn to(module: &Module, alone: &Module, file: FileId, others: &'a [FileId]) -> Self {
        let count = |length: usize| length as u32;
        Self {
            file,
            others,
            positions: module.files[file.index()].start.wrapping_sub(alone.files[0].start),
            // The first expression and the first condition are nobody's.
            exprs: count(module.exprs.len()) - 1,
            bindings: count(module.bindings.len()),
            functions: module.files[file.index()].body.0,
            classes: count(module.classes.len()),
            calls: count(module.calls.len()),
            guards: count(module.guards.len()) - 1,
        }
    }

    fn add_all(&self, module: &mut Module, alone: &Module) {
        let Module {
            files,
            end: _,
            // Found when all files of a graph are there.
            wrapped: _,
            loaders: _,
            loaded_by: _,
            made: _,
            getter_definers: _,
            paths: _,
            exprs,
            spans,
            bindings,
            functions,
            classes,
            calls,
            writes,
            guards,
            exits,
            attempts,
            decorated,
            setters,
            parts,
            loops,
            requests,
            loads_unknown,
            was_hidden,
            // Files that hide names are lowered where they are needed.
            disclosed: _,
        } = alone;
        module.exprs.extend(exprs.iter().skip(1).map(|expr| self.expr(expr)));
        module.spans.extend(spans.iter().skip(1).map(|span| self.span(*span)));
        module.bindings.extend(bindings.iter().map(|binding| self.binding(binding)));
        let body = self.functions as usize;
        // What is known of the body where it stands.
        let (first, is_first) = (module.functions[body].exprs.0, self.file.0 == 0);
        let own = |range: (u32, u32)| self.range(range);
        module.functions[body] = self.function(&functions[0], |range| (if is_first { 0 } else { first }, own(range).1));
        module.functions.extend(functions.iter().skip(1).map(|function| self.function(function, own)));
        module.classes.extend(classes.iter().map(|class| self.class(class)));
        module.calls.extend(calls.iter().map(|call| self.call(call)));
        module.writes.extend(writes.iter().map(|write| self.write(write)));
        module.guards.extend(guards.iter().skip(1).map(|guard| {
            let Guard { outer, test, holds } = *guard;
            Guard { outer: self.guard(outer), test: self.id(test), holds }
        }));
        module.exits.extend(exits.iter().map(|exit| {
            let Exit { test, holds, context } = *exit;
            Exit { test: self.id(test), holds, context: self.context(context) }
        }));
        module.attempts.extend(attempts.iter().map(|attempt| Attempt { span: self.span(attempt.span), outer: None }));
        module.decorated.extend(decorated.iter().map(|decorated| self.decorated(decorated)));
        module.setters.extend(setters.iter().cloned());
        module.parts.extend(parts.iter().map(|id| self.call_id(*id)));
        module.loops.extend(loops.iter().map(|one| {
            let Loop { first, end } = *one;
            Loop { first: self.id(first), end: self.id(end) }
        }));
        module.requests.extend(requests.iter().cloned());
        module.loads_unknown |= loads_unknown;
        module.was_hidden |= was_hidden;
        let FileNode { start: _, body: _, exports, replacements, neighbours: _, folder: _, is_entry: _ } = &files[0];
        let node = &mut module.files[self.file.index()];
        node.exports = exports
            .iter()
            .map(|Export { name, value }| Export { name: name.clone(), value: self.id(*value) })
            .collect();
        node.replacements = replacements.iter().map(|definition| self.definition(definition)).collect();
    }

    fn id(&self, ExprId(id): ExprId) -> ExprId {
        ExprId(if id == 0 { 0 } else { id + self.exprs })
    }

    fn ids(&self, ids: &[ExprId]) -> Box<[ExprId]> {
        ids.iter().map(|id| self.id(*id)).collect()
    }

    fn binding_id(&self, BindingId(id): BindingId) -> BindingId {
        BindingId(id + self.bindings)
    }

    fn function_id(&self, FunctionId(id): FunctionId) -> FunctionId {
        FunctionId(id + self.functions)
    }

    fn class_id(&self, ClassId(id): ClassId) -> ClassId {
        ClassId(id + self.classes)
    }

    fn call_id(&self, CallId(id): CallId) -> CallId {
        CallId(id + self.calls)
    }

    fn guard(&self, GuardId(id): GuardId) -> GuardId {
        GuardId(if id == 0 { 0 } else { id + self.guards })
    }

    /// The file itself, or one that it names.
    fn file(&self, FileId(id): FileId) -> FileId {
        let other = (id as usize).checked_sub(1).and_then(|other| self.others.get(other));
        other.copied().unwrap_or(self.file)
    }

    fn position(&self, position: u32) -> u32 {
        if position == 0 { 0 } else { position.wrapping_add(self.positions) }
    }

    fn span(&self, ByteSpan { start, end }: ByteSpan) -> ByteSpan {
        ByteSpan { start: self.position(start), end: self.position(end) }
    }

    fn range(&self, (first, end): (u32, u32)) -> (u32, u32) {
        (self.id(ExprId(first)).0, self.id(ExprId(end)).0)
    }

    fn context(&self, Context { function, guard, in_loop, at }: Context) -> Context {
        let (function, guard) = (self.function_id(function), self.guard(guard));
        Context { function, guard, in_loop, at: self.position(at) }
    }

    fn definition(&self, Definition { value, kind, context }: &Definition) -> Definition {
        Definition { value: self.id(*value), kind: *kind, context: self.context(*context) }
    }

    fn binding(&self, Binding { name, definitions }: &Binding) -> Binding {
        let definitions = definitions.iter().map(|definition| self.definition(definition)).collect();
        Binding { name: name.clone(), definitions }
    }

    fn function(&self, function: &Function, exprs: impl Fn((u32, u32)) -> (u32, u32)) -> Function {
        let yields = function.yields.iter().map(|Yield { value, is_all, is_certain }| Yield {
            value: self.id(*value),
            is_all: *is_all,
            is_certain: *is_certain,
        });
        Function {
            name: function.name.clone(),
            parent: function.parent.map(|id| self.function_id(id)),
            class: function.class.map(|id| self.class_id(id)),
            this_of: function.this_of.map(|id| self.function_id(id)),
            parameter_names: function.parameter_names.clone(),
            returns: function.returns.iter().map(|id| self.id(*id)).collect(),
            is_generator: function.is_generator,
            yields: yields.collect(),
            span: self.span(function.span),
            exprs: exprs(function.exprs),
        }
    }

    fn class(&self, Class { base, constructor, members }: &Class) -> Class {
        let member = |Member { name, is_static, value }: &Member| Member {
            name: name.clone(),
            is_static: *is_static,
            value: match *value {
                MemberValue::Method(id) => MemberValue::Method(self.function_id(id)),
                MemberValue::Getter(id) => MemberValue::Getter(self.function_id(id)),
                MemberValue::Field(id) => MemberValue::Field(self.id(id)),
            },
        };
        Class {
            base: base.map(|id| self.id(id)),
            constructor: constructor.map(|id| self.function_id(id)),
            members: members.iter().map(member).collect(),
        }
    }

    fn call(&self, Call { expr, callee, arguments, is_new, context }: &Call) -> Call {
        Call {
            expr: self.id(*expr),
            callee: self.id(*callee),
            arguments: self.ids(arguments),
            is_new: *is_new,
            context: self.context(*context),
        }
    }

    fn write(&self, Write { object, key, value, kind, context, span }: &Write) -> Write {
        Write {
            object: self.id(*object),
            key: match key {
                WriteKey::Named(name) => WriteKey::Named(name.clone()),
                WriteKey::Computed(id) => WriteKey::Computed(self.id(*id)),
            },
            value: self.id(*value),
            kind: *kind,
            context: self.context(*context),
            span: self.span(*span),
        }
    }

    fn decorated(&self, Decorated { method, decorators, parameters }: &Decorated) -> Decorated {
        Decorated {
            method: self.function_id(*method),
            decorators: decorators.iter().map(|id| self.id(*id)).collect(),
            parameters: parameters.iter().map(|(index, id)| (*index, self.id(*id))).collect(),
        }
    }

    fn property(&self, property: &Property) -> Property {
        match property {
            Property::Named(name, value) => Property::Named(name.clone(), self.id(*value)),
            Property::Computed(key, value) => Property::Computed(self.id(*key), self.id(*value)),
            Property::Getter(name, function) => Property::Getter(name.clone(), self.function_id(*function)),
            Property::Spread(value) => Property::Spread(self.id(*value)),
        }
    }

    fn expr(&self, expr: &Expr) -> Expr {
        match expr {
            Expr::Opaque(_)
            | Expr::Regexp { .. }
            | Expr::Text(_)
            | Expr::Number(_)
            | Expr::Bool(_)
            | Expr::Null
            | Expr::Undefined
            | Expr::Global(_)
            | Expr::Import { .. } => expr.clone(),
            Expr::Template(pieces) => Expr::Template(self.ids(pieces)),
            Expr::Add(left, right) => Expr::Add(self.id(*left), self.id(*right)),
            Expr::Compute(operands) => Expr::Compute(self.ids(operands)),
            Expr::Equal(left, right) => Expr::Equal(self.id(*left), self.id(*right)),
            Expr::Either { left, right } => Expr::Either { left: self.id(*left), right: self.id(*right) },
            Expr::Both { left, right } => Expr::Both { left: self.id(*left), right: self.id(*right) },
            Expr::Conditional { test, then, otherwise } => {
                Expr::Conditional { test: self.id(*test), then: self.id(*then), otherwise: self.id(*otherwise) }
            }
            Expr::Array(items) => Expr::Array(self.ids(items)),
            Expr::Object(properties) => Expr::Object(properties.iter().map(|one| self.property(one)).collect()),
            Expr::Name(binding, function) => Expr::Name(self.binding_id(*binding), self.function_id(*function)),
            Expr::This(function) => Expr::This(self.function_id(*function)),
            Expr::Super(function) => Expr::Super(self.function_id(*function)),
            Expr::Parameter(function, index) => Expr::Parameter(self.function_id(*function), *index),
            Expr::RestParameter(function, index) => Expr::RestParameter(self.function_id(*function), *index),
            Expr::Member(object, name) => Expr::Member(self.id(*object), name.clone()),
            Expr::Index(object, key) => Expr::Index(self.id(*object), self.id(*key)),
            Expr::Without(object, keys) => Expr::Without(self.id(*object), keys.clone()),
            Expr::Call(call) => Expr::Call(self.call_id(*call)),
            Expr::Function(function) => Expr::Function(self.function_id(*function)),
            Expr::Class(class) => Expr::Class(self.class_id(*class)),
            Expr::Await(value) => Expr::Await(self.id(*value)),
            Expr::Spread(value) => Expr::Spread(self.id(*value)),
            Expr::ImportFile { file, name } => Expr::ImportFile { file: self.file(*file), name: name.clone() },
            Expr::Exports(file) => Expr::Exports(self.file(*file)),
            Expr::ModuleObject(file) => Expr::ModuleObject(self.file(*file)),
            Expr::Element(value) => Expr::Element(self.id(*value)),
            Expr::Sent(function) => Expr::Sent(self.function_id(*function)),
        }
    }
}

#[cfg(test)]
mod tests {
    use molehunt_source::{ModuleKind, SourceText};

    use super::*;
    use crate::lower::finish;

    const KIND: CodeKind = CodeKind { typescript: false, jsx: true, module: ModuleKind::Either };

    /// A file, and which of its specifiers name which file.
    type Given<'a> = (&'a str, &'a [(&'a str, u32)]);

    /// The graph of files, with and without lowering each by itself, written out.
    fn graphs(files: &[Given<'_>]) -> [String; 2] {
        let lowered = Lowered::default();
        let build = |by_itself: bool| {
            let mut module = Module::default();
            for (text, named) in files {
                let source = SourceText::decode(text.as_bytes().to_vec());
                let neighbours: FxHashMap<Atom, FileId> =
                    named.iter().map(|(name, file)| (Atom::from(*name), FileId(*file))).collect();
                let (bytes, folder) = (text.len(), Atom::from("/package/lib"));
                let parse = || molehunt_syntax::parse(&source, KIND);
                if by_itself {
                    let key = Key::new(ContentHash::of(text.as_bytes()), KIND, folder, &neighbours);
                    let alone = lowered.file(key, bytes, parse).expect("it parses");
                    module.add_lowered(&alone, bytes, neighbours);
                } else {
                    let parsed = parse().expect("it parses");
                    module.add(Source { parsed: &parsed, bytes, folder, neighbours, disclosure: None });
                }
            }
            finish(&mut module);
            format!("{module:?}")
        };
        [build(false), build(true)]
    }

    const CODE: &str = "
        import one, { two as second } from './one.js';
        export * from './one.js';
        export { third } from 'elsewhere';
        const { a, ...rest } = require('./two.js'), table = [a, ...rest, `x${a}y`, a + 'z', -a, a === 1];
        let late; late ||= a ?? second; late += 'more';
        undeclared = module.exports; exports.given = __dirname;
        class Base extends one { static #hidden = 1; get name() { return super.name } constructor(x) { super(x); this.x = x } }
        function* made(first, ...others) { const sent = yield first; yield* others; return sent }
        for (const item of table) { if (item.ok && late) { item.list.push({ [a]: item, ...rest, get lazy() { return this } }) } }
        export const arrow = async ({ to, cc = [] }, ...more) => { try { await send(to) } catch (error) { throw error } return more };
        export default { 'text': /pattern/, call: () => arrow.call(null, arguments), url: import.meta.url, id: made?.(1)?.[a] };
        if (!late) process.exit(1); else while (late--) { continue }
        ;
    ";

    #[test]
    fn files_lowered_by_themselves_make_the_same_graph() {
        let main: Given<'_> = (CODE, &[("./one.js", 1), ("./two.js", 2)]);
        let one: Given<'_> = ("export default class { send() {} }\nvar x = (0, 1);", &[]);
        let two: Given<'_> =
            ("exports.a = require('./main.js').default; module.exports.b = (a) => a;", &[("./main.js", 0)]);
        let [in_place, by_itself] = graphs(&[main, one, two, main, ("", &[]), main]);
        assert!(in_place.len() > 10_000);
        assert_eq!(in_place, by_itself);
    }

    #[test]
    fn what_is_no_neighbour_in_another_graph_is_lowered_again() {
        let [in_place, by_itself] = graphs(&[(CODE, &[("./one.js", 1)]), (CODE, &[("./two.js", 0)]), (CODE, &[])]);
        assert_eq!(in_place, by_itself);
    }
}
