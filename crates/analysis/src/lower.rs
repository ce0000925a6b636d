//! A tree becomes a graph: names are resolved, structure is flattened, nothing is evaluated.
//!
//! One pass over the tree. Each scope's declarations are collected before its statements are lowered,
//! as JavaScript hoists them: `var` and functions to the function, `let`, `const` and `class` to the block.
//! Left spines (`a + b + c`, `a.b().c()`) are lowered by loops, since they can be as long as a file.

mod bundle;
mod class;
mod compiled;
mod declare;
mod decorated;
mod defined;
mod expression;
mod kept;
mod merging;
mod module;
mod navigation;
mod part;
mod pattern;
mod prototype;
mod reflect;
mod rest;
mod setter;
mod statement;
mod written;

pub(crate) use self::kept::{Key, Lowered};

use molehunt_source::ByteSpan;
use molehunt_syntax::Parsed;
use rustc_hash::FxHashMap;
use swc_atoms::{Atom, Wtf8Atom};
use swc_common::{Span, Spanned};
use swc_ecma_ast as ast;

use crate::{
    disclosure::{Disclosed, Disclosure, rewritten},
    ir::{
        Binding, BindingId, ClassId, Context, Definition, Export, Expr, ExprId, FileId, FileNode, Function, FunctionId,
        Guard, GuardId, Loop, Module, Request, SetKind, Write, WriteKey,
    },
};

/// A file to lower, and what is known of its place among others.
pub(crate) struct Source<'a> {
    pub(crate) parsed: &'a Parsed,
    /// Its length.
    pub(crate) bytes: usize,
    /// Its folder, as code sees it: `/package/lib`.
    pub(crate) folder: Atom,
    /// The files of the graph that it names, by specifier.
    pub(crate) neighbours: FxHashMap<Atom, FileId>,
    /// What hides its names, if they are.
    pub(crate) disclosure: Option<&'a Disclosure>,
}

/// Lowers one file by itself, of that many bytes, in that folder.
pub(crate) fn lower(parsed: &Parsed, bytes: usize, folder: Atom, disclosure: Option<&Disclosure>) -> Module {
    let mut module = Module::default();
    // About as many expressions as minified code has; prettier code has fewer.
    module.exprs.reserve_exact(bytes / 8);
    module.spans.reserve_exact(bytes / 8);
    module.add(Source { parsed, bytes, folder, neighbours: FxHashMap::default(), disclosure });
    finish(&mut module);
    module
}

/// Finds what only shows once all files of a graph are lowered.
pub(crate) fn finish(module: &mut Module) {
    bundle::find_wrapped_modules(module);
    bundle::find_getter_definers(module);
    bundle::find_objects_of_getters(module);
    merging::find_merging_calls(module);
    prototype::find_prototype_classes(module);
    prototype::find_lent_methods(module);
    setter::find_described_setters(module);
    decorated::find_decorated_methods(module);
    setter::find_setting_calls(module);
    nest_attempts(module);
    module.requests.sort();
    module.requests.dedup();
}

/// Orders attempts by where they begin, and finds the one around each.
fn nest_attempts(module: &mut Module) {
    module.attempts.sort_unstable_by_key(|attempt| (attempt.span.start, std::cmp::Reverse(attempt.span.end)));
    let mut around: Vec<u32> = Vec::new();
    for index in 0..module.attempts.len() {
        let start = module.attempts[index].span.start;
        while around.last().is_some_and(|outer| module.attempts[*outer as usize].span.end <= start) {
            around.pop();
        }
        module.attempts[index].outer = around.last().copied();
        around.push(index as u32);
    }
}

impl Module {
    /// Adds a file of code.
    pub(crate) fn add(&mut self, source: Source<'_>) -> FileId {
        let Source { parsed, bytes, folder, neighbours, disclosure } = source;
        let rewritten = disclosure.map(|disclosure| rewritten(parsed, disclosure));
        if let Some((_, texts)) = &rewritten {
            self.add_disclosed(texts);
        }
        let parsed = rewritten.as_ref().map_or(parsed, |(parsed, _)| parsed);
        self.with_file(bytes, folder, neighbours, |module, file| {
            let mut lowering = Lowering::new(parsed, module, file);
            match &parsed.program {
                ast::Program::Module(module) => lowering.module_items(&module.body),
                ast::Program::Script(script) => {
                    lowering.body(&script.body);
                }
            }
        })
    }

    /// Adds a JSON document, which is what it exports. `parsed` is a script of one expression.
    pub(crate) fn add_json(&mut self, parsed: &Parsed, bytes: usize) -> FileId {
        self.with_file(bytes, Atom::default(), FxHashMap::default(), |module, file| {
            let mut lowering = Lowering::new(parsed, module, file);
            let ast::Program::Script(script) = &parsed.program else { return };
            if let [ast::Stmt::Expr(document)] = script.body.as_slice() {
                let value = lowering.expr(&document.expr);
                lowering.replace_exports(value, 0);
            }
        })
    }

    /// Adds a file that is read as text, which is what it exports.
    pub(crate) fn add_text(&mut self, text: &str) -> FileId {
        self.with_file(text.len(), Atom::default(), FxHashMap::default(), |module, file| {
            let start = module.files[file.index()].start;
            let value = ExprId(module.exprs.len() as u32);
            module.exprs.push(Expr::Text(text.into()));
            module.spans.push(ByteSpan { start, end: start + text.len() as u32 });
            let function = module.files[file.index()].body;
            let context = Context { function, guard: GuardId::NONE, in_loop: false, at: 0 };
            module.files[file.index()].replacements.push(Definition { value, kind: SetKind::Set, context });
        })
    }

    /// Keeps what is known of the texts of the file that comes next.
    fn add_disclosed(&mut self, texts: &FxHashMap<ByteSpan, Disclosed>) {
        let start = self.end;
        let moved = |span: ByteSpan| ByteSpan { start: span.start + start, end: span.end + start };
        self.was_hidden = true;
        self.disclosed.extend(texts.iter().map(|(span, disclosed)| {
            (moved(*span), Disclosed { place: disclosed.place.map(moved), ..disclosed.clone() })
        }));
    }

    fn with_file(
        &mut self,
        bytes: usize,
        folder: Atom,
        neighbours: FxHashMap<Atom, FileId>,
        fill: impl FnOnce(&mut Self, FileId),
    ) -> FileId {
        if self.guards.is_empty() {
            // Guard 0 is "no condition"; its test is never read.
            self.guards.push(Guard { outer: GuardId::NONE, test: ExprId(0), holds: true });
            self.exprs.push(Expr::Undefined);
            self.spans.push(ByteSpan::default());
        }
        let file = FileId(self.files.len() as u32);
        let body = FunctionId(self.functions.len() as u32);
        let first = if file.0 == 0 { 0 } else { self.exprs.len() as u32 };
        self.functions.push(Function { this_of: Some(body), exprs: (first, first), ..Default::default() });
        let (exports, replacements) = (Vec::new(), Vec::new());
        let is_entry = true;
        self.files.push(FileNode { start: self.end, body, exports, replacements, neighbours, folder, is_entry });
        fill(self, file);
        self.functions[body.index()].exprs.1 = self.exprs.len() as u32;
        self.end += bytes as u32 + 1;
        file
    }
}

#[derive(Default)]
struct Scope {
    names: FxHashMap<Atom, BindingId>,
}

struct Lowering<'a> {
    parsed: &'a Parsed,
    module: &'a mut Module,
    file: FileId,
    /// Where the file begins among the positions of the graph.
    start: u32,
    scopes: Vec<Scope>,
    function: FunctionId,
    guard: GuardId,
    loops: u32,
    /// The innermost loop of the function.
    innermost: Option<usize>,
    compiled: compiled::Compiled,
    /// Whether the generator that comes next waits for what it yields.
    waits_by_yield: bool,
    /// Whether the function that comes next has the `this` of the place where it stands: `__awaiter(this, …, function* …)`.
    this_is_given: bool,
    /// What is thrown inside the `try` statements around, innermost last.
    thrown: Vec<Vec<ExprId>>,
    /// Where what is assigned holds from, if that is not where the name stands.
    holds_from: Option<u32>,
    /// Names for arguments that are elements of a list.
    arguments: rest::Arguments,
    /// The text in which the code stands, if it stands in one.
    part: part::Part,
}

impl<'a> Lowering<'a> {
    fn new(parsed: &'a Parsed, module: &'a mut Module, file: FileId) -> Self {
        let FileNode { start, body: function, .. } = module.files[file.index()];
        let scopes = vec![Scope::default()];
        Self {
            parsed,
            module,
            file,
            start,
            scopes,
            function,
            guard: GuardId::NONE,
            loops: 0,
            innermost: None,
            compiled: compiled::Compiled::default(),
            waits_by_yield: false,
            this_is_given: false,
            thrown: Vec::new(),
            holds_from: None,
            arguments: rest::Arguments::default(),
            part: part::Part::default(),
        }
    }

    fn push(&mut self, expr: Expr, span: ByteSpan) -> ExprId {
        self.module.push(expr, span)
    }

    fn range(&self, span: Span) -> ByteSpan {
        let range = self.parsed.range(span);
        if let Some(place) = self.part.place(range) {
            return place;
        }
        match range {
            nowhere if nowhere == ByteSpan::default() => nowhere,
            range => ByteSpan { start: range.start + self.start, end: range.end + self.start },
        }
    }

    fn add(&mut self, expr: Expr, node: &impl Spanned) -> ExprId {
        let span = self.range(node.span());
        self.push(expr, span)
    }

    fn context(&self, at: u32) -> Context {
        Context { function: self.function, guard: self.guard, in_loop: self.loops > 0, at }
    }

    fn text(&mut self, value: &Wtf8Atom) -> Atom {
        // A lone surrogate becomes U+FFFD: no address and no host name contains one.
        value.clone().try_into_atom().unwrap_or_else(|value| Atom::from(&*value.to_string_lossy()))
    }

    // Names.

    fn declare(&mut self, name: &Atom) -> BindingId {
        let scope = self.scopes.last_mut().expect("there is always the module's scope");
        if let Some(binding) = scope.names.get(name) {
            return *binding;
        }
        let binding = BindingId(self.module.bindings.len() as u32);
        self.module.bindings.push(Binding { name: name.clone(), definitions: Vec::new() });
        scope.names.insert(name.clone(), binding);
        binding
    }

    fn resolve(&self, name: &Atom) -> Option<BindingId> {
        self.scopes.iter().rev().find_map(|scope| scope.names.get(name).copied())
    }

    fn define(&mut self, binding: BindingId, value: ExprId, kind: SetKind, at: u32) {
        let context = self.context(self.holds_from.unwrap_or(at));
        let definitions = &mut self.module.bindings[binding.index()].definitions;
        // Nearly every name is set once, and a list would make room for four.
        definitions.reserve_exact(usize::from(definitions.is_empty()));
        definitions.push(Definition { value, kind, context });
    }

    fn define_name(&mut self, name: &Atom, value: ExprId, kind: SetKind, at: u32) {
        match self.resolve(name) {
            Some(binding) => self.define(binding, value, kind, at),
            None => {
                // An undeclared name is a property of the global object.
                let object = self.push(Expr::Global("globalThis".into()), ByteSpan { start: at, end: at });
                let key = WriteKey::Named(name.clone());
                self.call_by_setting(object, &key, value, ByteSpan { start: at, end: at });
                self.write(object, key, value, kind, ByteSpan { start: at, end: at });
            }
        }
    }

    fn write(&mut self, object: ExprId, key: WriteKey, value: ExprId, kind: SetKind, span: ByteSpan) {
        let context = self.context(self.holds_from.unwrap_or(span.start));
        self.module.writes.push(Write { object, key, value, kind, context, span });
    }

    fn name(&mut self, ident: &ast::Ident) -> ExprId {
        if let Some(value) = self.part.hole(&ident.sym) {
            return value;
        }
        let span = self.range(ident.span);
        match self.resolve(&ident.sym) {
            Some(binding) => self.push(Expr::Name(binding, self.function), span),
            None => {
                let expr = match &*ident.sym {
                    "undefined" => Expr::Undefined,
                    "exports" => Expr::Exports(self.file),
                    "module" => Expr::ModuleObject(self.file),
                    "__dirname" if !self.module.files[self.file.index()].folder.is_empty() => {
                        Expr::Text(self.module.files[self.file.index()].folder.clone())
                    }
                    "arguments" if let Some(function) = self.own_arguments() => Expr::RestParameter(function, 0),
                    _ => Expr::Global(ident.sym.clone()),
                };
                self.push(expr, span)
            }
        }
    }

    // Scopes, conditions and functions.

    fn scoped<R>(&mut self, body: impl FnOnce(&mut Self) -> R) -> R {
        self.scopes.push(Scope::default());
        let result = body(self);
        self.scopes.pop();
        result
    }

    fn guarded<R>(&mut self, test: ExprId, holds: bool, body: impl FnOnce(&mut Self) -> R) -> R {
        let outer = self.guard;
        self.guard = self.new_guard(test, holds);
        let result = body(self);
        self.guard = outer;
        result
    }

    fn looped(&mut self, body: impl FnOnce(&mut Self)) {
        let first = ExprId(self.module.exprs.len() as u32);
        self.looped_from(first, body);
    }

    /// A loop whose rounds begin with an expression that is lowered already: the element.
    fn looped_from(&mut self, first: ExprId, body: impl FnOnce(&mut Self)) {
        let index = self.module.loops.len();
        self.module.loops.push(Loop { first, end: first });
        let outer = self.innermost.replace(index);
        self.loops += 1;
        body(self);
        self.loops -= 1;
        self.innermost = outer;
        self.module.loops[index].end = ExprId(self.module.exprs.len() as u32);
    }

    /// Enters a function: its number is taken before its body is lowered, its facts are filled in afterwards.
    /// One that keeps `this`, as arrows do, has that of the place where it stands.
    fn function(
        &mut self,
        name: Option<Atom>,
        span: Span,
        keeps_this: bool,
        class: Option<ClassId>,
        body: impl FnOnce(&mut Self),
    ) -> FunctionId {
        let id = FunctionId(self.module.functions.len() as u32);
        let this_of = if keeps_this { self.module.function(self.function).this_of } else { Some(id) };
        let first = self.module.exprs.len() as u32;
        self.module.functions.push(Function {
            name,
            parent: Some(self.function),
            class,
            this_of,
            span: self.range(span),
            exprs: (first, first),
            ..Default::default()
        });
        let outer = (self.function, self.guard, self.loops, self.innermost);
        (self.function, self.guard, self.loops, self.innermost) = (id, GuardId::NONE, 0, None);
        let compiled = self.compiled.enter();
        let thrown = std::mem::take(&mut self.thrown);
        self.scoped(body);
        self.thrown = thrown;
        self.compiled.leave(compiled);
        (self.function, self.guard, self.loops, self.innermost) = outer;
        self.module.functions[id.index()].exprs.1 = self.module.exprs.len() as u32;
        id
    }

    fn export(&mut self, name: &str, value: ExprId) {
        self.module.files[self.file.index()].exports.push(Export { name: name.into(), value });
    }

    /// `module.exports = value`.
    fn replace_exports(&mut self, value: ExprId, at: u32) {
        let definition = Definition { value, kind: SetKind::Set, context: self.context(at) };
        self.module.files[self.file.index()].replacements.push(definition);
    }

    /// A module, or one of its exports, by the name under which the file asks for it.
    fn imported(&self, specifier: &Atom, name: Option<Atom>) -> Expr {
        self.module.imported(self.file, specifier, name)
    }

    fn request(&mut self, specifier: &Atom, is_require: bool) {
        self.module.requests.push(Request { specifier: specifier.clone(), is_require });
    }
}
