//! A tree becomes a graph: names are resolved, structure is flattened, nothing is evaluated.
//!
//! One pass over the tree. Each scope's declarations are collected before its statements are lowered,
//! as JavaScript hoists them: `var` and functions to the function, `let`, `const` and `class` to the block.
//! Left spines (`a + b + c`, `a.b().c()`) are lowered by loops, since they can be as long as a file.

mod class;
mod declare;
mod expression;
mod module;
mod pattern;
mod statement;

use molehunt_source::ByteSpan;
use molehunt_syntax::Parsed;
use rustc_hash::FxHashMap;
use swc_atoms::{Atom, Wtf8Atom};
use swc_common::{Span, Spanned};
use swc_ecma_ast as ast;

use crate::ir::{
    Binding, BindingId, ClassId, Context, Definition, Export, Expr, ExprId, Function, FunctionId, Guard, GuardId,
    Module, Request, SetKind, Write, WriteKey,
};

/// Lowers one file of that many bytes.
pub(crate) fn lower(parsed: &Parsed, bytes: usize) -> Module {
    // About as many expressions as minified code has; prettier code has fewer.
    let expected = bytes / 8;
    let mut lowering = Lowering {
        parsed,
        module: Module {
            exprs: Vec::with_capacity(expected),
            spans: Vec::with_capacity(expected),
            ..Module::default()
        },
        scopes: vec![Scope::default()],
        function: FunctionId::MODULE,
        guard: GuardId::NONE,
        loops: 0,
    };
    // Guard 0 is "no condition"; its test is never read.
    lowering.module.guards.push(Guard { outer: GuardId::NONE, test: ExprId(0), holds: true });
    lowering.module.functions.push(Function { this_of: Some(FunctionId::MODULE), ..Default::default() });
    lowering.push(Expr::Undefined, ByteSpan::default());
    match &parsed.program {
        ast::Program::Module(module) => lowering.module_items(&module.body),
        ast::Program::Script(script) => {
            lowering.body(&script.body);
        }
    }
    let count = lowering.module.exprs.len() as u32;
    lowering.module.functions[0].exprs = (0, count);
    lowering.module.requests.sort();
    lowering.module.requests.dedup();
    lowering.module
}

#[derive(Default)]
struct Scope {
    names: FxHashMap<Atom, BindingId>,
}

struct Lowering<'a> {
    parsed: &'a Parsed,
    module: Module,
    scopes: Vec<Scope>,
    function: FunctionId,
    guard: GuardId,
    loops: u32,
}

impl Lowering<'_> {
    fn push(&mut self, expr: Expr, span: ByteSpan) -> ExprId {
        let id = ExprId(self.module.exprs.len() as u32);
        self.module.exprs.push(expr);
        self.module.spans.push(span);
        id
    }

    fn range(&self, span: Span) -> ByteSpan {
        self.parsed.range(span)
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
        let context = self.context(at);
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
                self.write(object, WriteKey::Named(name.clone()), value, kind, ByteSpan { start: at, end: at });
            }
        }
    }

    fn write(&mut self, object: ExprId, key: WriteKey, value: ExprId, kind: SetKind, span: ByteSpan) {
        let context = self.context(span.start);
        self.module.writes.push(Write { object, key, value, kind, context, span });
    }

    fn name(&mut self, ident: &ast::Ident) -> ExprId {
        let span = self.range(ident.span);
        match self.resolve(&ident.sym) {
            Some(binding) => self.push(Expr::Name(binding, self.function), span),
            None if &*ident.sym == "undefined" => self.push(Expr::Undefined, span),
            None => self.push(Expr::Global(ident.sym.clone()), span),
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

    fn looped<R>(&mut self, body: impl FnOnce(&mut Self) -> R) -> R {
        self.loops += 1;
        let result = body(self);
        self.loops -= 1;
        result
    }

    /// Enters a function: its number is taken before its body is lowered, its facts are filled in afterwards.
    fn function(
        &mut self,
        name: Option<Atom>,
        span: Span,
        is_arrow: bool,
        class: Option<ClassId>,
        body: impl FnOnce(&mut Self),
    ) -> FunctionId {
        let id = FunctionId(self.module.functions.len() as u32);
        let this_of = if is_arrow { self.module.function(self.function).this_of } else { Some(id) };
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
        let outer = (self.function, self.guard, self.loops);
        (self.function, self.guard, self.loops) = (id, GuardId::NONE, 0);
        self.scoped(body);
        (self.function, self.guard, self.loops) = outer;
        self.module.functions[id.index()].exprs.1 = self.module.exprs.len() as u32;
        id
    }

    fn export(&mut self, name: &str, value: ExprId) {
        self.module.exports.push(Export { name: name.into(), value });
    }

    fn request(&mut self, specifier: &Atom, is_require: bool) {
        self.module.requests.push(Request { specifier: specifier.clone(), is_require });
    }
}
