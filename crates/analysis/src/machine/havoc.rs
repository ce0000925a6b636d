//! What code that is not followed may change.

use std::rc::Rc;

use rustc_hash::FxHashSet;
use swc_atoms::Atom;
use swc_ecma_ast as ast;
use swc_ecma_visit::{Visit, VisitWith};

use super::{
    Frame, Machine, Outcome, address,
    heap::{Closure, Code, Kind, ObjectId, Property, Value},
    scope::{Content, Scope},
    statement::{declared_names, names_of},
};

/// What a piece of code changes, as far as its text says.
#[derive(Debug, Default)]
pub(super) struct Assigned {
    /// Names that are given a value.
    names: Vec<Atom>,
    /// Names whose objects are changed or handed to somebody.
    objects: Vec<Atom>,
    /// Names whose objects are called by a name that is computed, or are handed to such a call.
    doubtful: Vec<Atom>,
    /// Names that are called.
    callees: Vec<Atom>,
    /// `this` is changed.
    this: bool,
    pub(super) returns: bool,
    pub(super) throws: bool,
    pub(super) jumps: bool,
    pub(super) continues: bool,
    pub(super) jumps_far: bool,
}

/// Methods of the language that read what they are given, and change neither it nor what they are called on.
const READING: &[&str] = &[
    "decode",
    "encode",
    "from",
    "fromCharCode",
    "fromCodePoint",
    "isArray",
    "keys",
    "values",
    "entries",
    "fromEntries",
    "stringify",
    "parse",
    "join",
    "concat",
    "includes",
    "indexOf",
    "startsWith",
    "endsWith",
    "toString",
    "byteLength",
];

/// Methods that leave what they are called on as it is.
const PURE: &[&str] = &[
    "at",
    "charAt",
    "charCodeAt",
    "codePointAt",
    "concat",
    "endsWith",
    "entries",
    "every",
    "filter",
    "find",
    "findIndex",
    "flat",
    "flatMap",
    "forEach",
    "get",
    "has",
    "hasOwnProperty",
    "includes",
    "indexOf",
    "join",
    "keys",
    "lastIndexOf",
    "map",
    "match",
    "padEnd",
    "padStart",
    "reduce",
    "repeat",
    "replace",
    "replaceAll",
    "slice",
    "some",
    "split",
    "startsWith",
    "substr",
    "substring",
    "test",
    "toLowerCase",
    "toString",
    "toUpperCase",
    "trim",
    "values",
];

/// How a piece of code came to be something that is not followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reason {
    /// It may have run, here and now.
    Skipped,
    /// Somebody may run it later. What it finds then the first time is what there is now,
    /// so what only might change does not count.
    HandedOver,
}

/// How many functions are followed from one call, how many objects from one value.
const FUNCTIONS: usize = 64;
const OBJECTS: usize = 512;

impl<'t> Machine<'t> {
    /// Makes unknown what a piece of code may change.
    pub(super) fn havoc<N: VisitWith<Collector>>(&mut self, frame: &Frame<'t>, node: &'t N) -> Outcome<()> {
        let assigned = self.assigned(address(node), node);
        let this = assigned.this.then(|| self.this(frame));
        let mut seen = FxHashSet::default();
        self.havoc_assigned(&frame.scope, &assigned, this.as_ref(), &mut seen, Reason::Skipped)
    }

    pub(super) fn assigned<N: VisitWith<Collector>>(&mut self, key: usize, node: &'t N) -> Rc<Assigned> {
        if let Some(assigned) = self.assigned.get(&key) {
            return Rc::clone(assigned);
        }
        let mut collector = Collector::default();
        node.visit_with(&mut collector);
        self.steps = self.steps.saturating_add(collector.visited / 2);
        let mut assigned = collector.assigned;
        for names in assigned.lists() {
            names.sort();
            names.dedup();
        }
        let assigned = Rc::new(assigned);
        self.assigned.insert(key, Rc::clone(&assigned));
        assigned
    }

    fn havoc_assigned(
        &mut self,
        scope: &Rc<Scope>,
        assigned: &Assigned,
        this: Option<&Value>,
        seen: &mut FxHashSet<ObjectId>,
        reason: Reason,
    ) -> Outcome<()> {
        self.spend(assigned.names.len() + assigned.objects.len())?;
        for name in &assigned.names {
            if let Some((scope, at)) = scope.resolve(name)
                && !scope.slot(at).is_constant
            {
                self.write(&scope, at, Content::Value(Value::Unknown));
            }
        }
        if let Some(this) = this {
            self.escape_with(this, seen);
        }
        let doubtful = if reason == Reason::Skipped { assigned.doubtful.as_slice() } else { &[] };
        for name in assigned.objects.iter().chain(doubtful) {
            if let Some((scope, at)) = scope.resolve(name)
                && let Content::Value(value) = scope.slot(at).content
            {
                self.escape_with(&value, seen);
            }
        }
        for name in &assigned.callees {
            if let Some((scope, at)) = scope.resolve(name)
                && let Content::Value(Value::Object(id)) = scope.slot(at).content
            {
                self.havoc_function(id, seen, reason)?;
            }
        }
        Ok(())
    }

    fn havoc_function(&mut self, id: ObjectId, seen: &mut FxHashSet<ObjectId>, reason: Reason) -> Outcome<()> {
        if seen.len() >= FUNCTIONS || !seen.insert(id) {
            return Ok(());
        }
        let Kind::Function(closure) = &self.object(id).kind else { return Ok(()) };
        let closure = Rc::clone(closure);
        let assigned = self.assigned_by(&closure);
        self.havoc_assigned(&closure.scope, &assigned, None, seen, reason)
    }

    /// What a function changes outside of itself.
    fn assigned_by(&mut self, closure: &Closure<'t>) -> Rc<Assigned> {
        match closure.code {
            Code::Function(function) => match &function.body {
                Some(body) => self.assigned_inside(address(function), body, function.params.iter().map(|p| &p.pat)),
                None => Rc::default(),
            },
            Code::Arrow(arrow) => self.assigned_inside(address(arrow), &*arrow.body, arrow.params.iter()),
            Code::Constructor(constructor) => match &constructor.body {
                Some(body) => self.assigned_inside(address(constructor), body, std::iter::empty()),
                None => Rc::default(),
            },
            Code::Default => Rc::default(),
        }
    }

    fn assigned_inside<N: VisitWith<Collector>>(
        &mut self,
        key: usize,
        body: &'t N,
        parameters: impl Iterator<Item = &'t ast::Pat>,
    ) -> Rc<Assigned> {
        // The body of a function is never asked for by itself, so the function's address is free.
        if let Some(assigned) = self.assigned.get(&key) {
            return Rc::clone(assigned);
        }
        let mut collector = Collector::default();
        body.visit_with(&mut collector);
        self.steps = self.steps.saturating_add(collector.visited / 2);
        let mut own: Vec<Atom> = collector.declared;
        parameters.for_each(|pattern| names_of(pattern, &mut own));
        let mut assigned = collector.assigned;
        for names in assigned.lists() {
            names.sort();
            names.dedup();
            names.retain(|name| !own.contains(name));
        }
        let assigned = Rc::new(assigned);
        self.assigned.insert(key, Rc::clone(&assigned));
        assigned
    }

    /// Somebody unknown gets hold of a value and may change it, or call it.
    pub(super) fn escape(&mut self, value: &Value) {
        if let Value::Object(_) = value {
            self.escape_with(value, &mut FxHashSet::default());
        }
    }

    fn escape_with(&mut self, value: &Value, functions: &mut FxHashSet<ObjectId>) {
        let Value::Object(id) = value else { return };
        let mut queue = vec![*id];
        let mut count = 0;
        while let Some(id) = queue.pop() {
            count += 1;
            self.steps += 1;
            let object = self.object(id);
            if count > OBJECTS || object.is_unknown || matches!(object.kind, Kind::Intrinsic(_)) {
                continue;
            }
            match &object.kind {
                Kind::Function(_) => {
                    // Not being able to look at it is no reason to stop.
                    drop(self.havoc_function(id, functions, Reason::HandedOver));
                    continue;
                }
                Kind::Namespace(_) | Kind::Require(_) | Kind::Regexp(..) => continue,
                Kind::List(items) => queue.extend(items.iter().filter_map(object_of)),
                Kind::View(view) => queue.push(view.memory),
                Kind::Bound(bound) => queue.extend(object_of(&bound.target)),
                _ => {}
            }
            let object = self.object(id);
            queue.extend(object.properties.iter().filter_map(|(_, property)| match property {
                Property::Data { value, .. } => object_of(value),
                Property::Accessor(_) => None,
            }));
            self.forget_object(id);
        }
    }
}

fn object_of(value: &Value) -> Option<ObjectId> {
    match value {
        Value::Object(id) => Some(*id),
        _ => None,
    }
}

impl Assigned {
    fn lists(&mut self) -> [&mut Vec<Atom>; 4] {
        [&mut self.names, &mut self.objects, &mut self.doubtful, &mut self.callees]
    }
}

/// Collects what a piece of code changes.
#[derive(Debug, Default)]
pub(super) struct Collector {
    assigned: Assigned,
    declared: Vec<Atom>,
    visited: u64,
    depth: u32,
    functions: u32,
    loops: u32,
    switches: u32,
}

impl Collector {
    fn object(&mut self, expr: &ast::Expr) {
        if let Some(name) = self.object_name(expr) {
            self.assigned.objects.push(name);
        }
    }

    /// The name under which an object is reached that is changed.
    fn object_name(&mut self, expr: &ast::Expr) -> Option<Atom> {
        let mut expr = expr;
        loop {
            expr = match expr {
                ast::Expr::Ident(ident) => return Some(ident.sym.clone()),
                ast::Expr::This(_) | ast::Expr::SuperProp(_) => {
                    self.assigned.this = true;
                    return None;
                }
                ast::Expr::Member(member) => &member.obj,
                ast::Expr::Paren(paren) => &paren.expr,
                ast::Expr::TsNonNull(cast) => &cast.expr,
                ast::Expr::TsAs(cast) => &cast.expr,
                ast::Expr::OptChain(chain) => match &*chain.base {
                    ast::OptChainBase::Member(member) => &member.obj,
                    ast::OptChainBase::Call(call) => &call.callee,
                },
                ast::Expr::Call(call) => match &call.callee {
                    ast::Callee::Expr(callee) => callee,
                    _ => return None,
                },
                _ => return None,
            };
        }
    }

    fn target(&mut self, expr: &ast::Expr) {
        match expr {
            ast::Expr::Ident(ident) => self.assigned.names.push(ident.sym.clone()),
            ast::Expr::Paren(paren) => self.target(&paren.expr),
            other => self.object(other),
        }
    }

    fn pattern(&mut self, pattern: &ast::Pat) {
        names_of(pattern, &mut self.assigned.names);
        if let ast::Pat::Expr(expr) = pattern {
            self.target(expr);
        }
    }

    fn call(&mut self, callee: &ast::Expr, arguments: &[ast::ExprOrSpread]) {
        match callee {
            ast::Expr::Ident(ident) => self.assigned.callees.push(ident.sym.clone()),
            ast::Expr::Member(ast::MemberExpr { obj, prop: ast::MemberProp::Computed(name), .. })
                if !matches!(&*name.expr, ast::Expr::Lit(_)) =>
            {
                let objects = std::iter::once(&**obj).chain(arguments.iter().map(|argument| &*argument.expr));
                for object in objects {
                    let name = self.object_name(object);
                    self.assigned.doubtful.extend(name);
                }
                return;
            }
            ast::Expr::Member(member) => {
                let is_pure = matches!(&member.prop, ast::MemberProp::Ident(name) if PURE.contains(&&*name.sym));
                if matches!(&member.prop, ast::MemberProp::Ident(name) if READING.contains(&&*name.sym)) {
                    return;
                }
                if !is_pure {
                    self.object(&member.obj);
                }
            }
            _ => {}
        }
        for argument in arguments {
            self.object(&argument.expr);
        }
    }

    /// A function inside: what it declares itself is nobody else's, and minifiers give names out again and again.
    fn function<'p>(&mut self, parameters: impl Iterator<Item = &'p ast::Pat>, visit: impl FnOnce(&mut Self)) {
        let outer = (self.loops, self.switches);
        (self.loops, self.switches) = (0, 0);
        self.functions += 1;
        let before = self.assigned.lists().map(|names| names.len());
        let declared = self.declared.len();
        parameters.for_each(|pattern| names_of(pattern, &mut self.declared));
        visit(self);
        let mut own = self.declared.split_off(declared);
        own.sort();
        own.dedup();
        for (names, before) in self.assigned.lists().into_iter().zip(before) {
            let mut inside = names.split_off(before);
            self.visited += inside.len() as u64;
            inside.sort();
            inside.dedup();
            inside.retain(|name| own.binary_search(name).is_err());
            names.append(&mut inside);
        }
        self.functions -= 1;
        (self.loops, self.switches) = outer;
    }

    fn in_loop(&mut self, visit: impl FnOnce(&mut Self)) {
        self.loops += 1;
        visit(self);
        self.loops -= 1;
    }
}

impl Visit for Collector {
    fn visit_expr(&mut self, node: &ast::Expr) {
        self.visited += 1;
        // Whoever nests deeper than this has other plans than to be understood.
        if self.depth > 1_000 {
            return;
        }
        self.depth += 1;
        match node {
            ast::Expr::Call(call) => {
                if let ast::Callee::Expr(callee) = &call.callee {
                    self.call(callee, &call.args);
                }
            }
            ast::Expr::New(new) => self.call(&new.callee, new.args.as_deref().unwrap_or_default()),
            ast::Expr::OptChain(chain) => {
                if let ast::OptChainBase::Call(call) = &*chain.base {
                    self.call(&call.callee, &call.args);
                }
            }
            ast::Expr::Assign(assign) => {
                match &assign.left {
                    ast::AssignTarget::Simple(ast::SimpleAssignTarget::Ident(ident)) => {
                        self.assigned.names.push(ident.id.sym.clone());
                    }
                    ast::AssignTarget::Simple(ast::SimpleAssignTarget::Member(member)) => self.object(&member.obj),
                    ast::AssignTarget::Simple(ast::SimpleAssignTarget::Paren(paren)) => self.target(&paren.expr),
                    ast::AssignTarget::Simple(_) => {}
                    ast::AssignTarget::Pat(ast::AssignTargetPat::Array(array)) => {
                        array.elems.iter().flatten().for_each(|element| self.pattern(element));
                    }
                    ast::AssignTarget::Pat(ast::AssignTargetPat::Object(object)) => {
                        for property in &object.props {
                            match property {
                                ast::ObjectPatProp::KeyValue(pair) => self.pattern(&pair.value),
                                ast::ObjectPatProp::Assign(assign) => {
                                    self.assigned.names.push(assign.key.id.sym.clone());
                                }
                                ast::ObjectPatProp::Rest(rest) => self.pattern(&rest.arg),
                            }
                        }
                    }
                    ast::AssignTarget::Pat(ast::AssignTargetPat::Invalid(_)) => {}
                }
                // What is assigned has another name from now on.
                self.object(&assign.right);
            }
            ast::Expr::Update(update) => self.target(&update.arg),
            ast::Expr::Unary(unary) if unary.op == ast::UnaryOp::Delete => self.object(&unary.arg),
            _ => {}
        }
        node.visit_children_with(self);
        self.depth -= 1;
    }

    fn visit_stmt(&mut self, node: &ast::Stmt) {
        self.visited += 1;
        if self.depth > 1_000 {
            return;
        }
        self.depth += 1;
        match node {
            ast::Stmt::Return(_) if self.functions == 0 => self.assigned.returns = true,
            ast::Stmt::Throw(_) if self.functions == 0 => self.assigned.throws = true,
            ast::Stmt::Break(jump) if self.functions == 0 => {
                self.assigned.jumps_far |= jump.label.is_some();
                self.assigned.jumps |= jump.label.is_some() || self.loops + self.switches == 0;
            }
            ast::Stmt::Continue(jump) if self.functions == 0 => {
                self.assigned.jumps_far |= jump.label.is_some();
                let is_out = jump.label.is_some() || self.loops == 0;
                self.assigned.jumps |= is_out;
                self.assigned.continues |= is_out;
            }
            _ => {}
        }
        match node {
            ast::Stmt::For(_)
            | ast::Stmt::While(_)
            | ast::Stmt::DoWhile(_)
            | ast::Stmt::ForIn(_)
            | ast::Stmt::ForOf(_) => self.in_loop(|collector| node.visit_children_with(collector)),
            ast::Stmt::Switch(_) => {
                self.switches += 1;
                node.visit_children_with(self);
                self.switches -= 1;
            }
            _ => node.visit_children_with(self),
        }
        self.depth -= 1;
    }

    fn visit_decl(&mut self, node: &ast::Decl) {
        declared_names(node, &mut self.declared);
        node.visit_children_with(self);
    }

    fn visit_var_decl(&mut self, node: &ast::VarDecl) {
        // Also of a loop, which is none of the declarations.
        node.decls.iter().for_each(|declarator| names_of(&declarator.name, &mut self.declared));
        node.visit_children_with(self);
    }

    fn visit_catch_clause(&mut self, node: &ast::CatchClause) {
        if let Some(parameter) = &node.param {
            names_of(parameter, &mut self.declared);
        }
        node.visit_children_with(self);
    }

    fn visit_var_declarator(&mut self, node: &ast::VarDeclarator) {
        if node.init.is_some() {
            names_of(&node.name, &mut self.assigned.names);
        }
        node.visit_children_with(self);
    }

    fn visit_for_head(&mut self, node: &ast::ForHead) {
        match node {
            ast::ForHead::VarDecl(var) => {
                var.decls.iter().for_each(|declarator| names_of(&declarator.name, &mut self.assigned.names));
            }
            ast::ForHead::Pat(pattern) => self.pattern(pattern),
            ast::ForHead::UsingDecl(_) => {}
        }
        node.visit_children_with(self);
    }

    fn visit_function(&mut self, node: &ast::Function) {
        let parameters = node.params.iter().map(|parameter| &parameter.pat);
        self.function(parameters, |collector| node.visit_children_with(collector));
    }

    fn visit_arrow_expr(&mut self, node: &ast::ArrowExpr) {
        self.function(node.params.iter(), |collector| node.visit_children_with(collector));
    }

    fn visit_class(&mut self, node: &ast::Class) {
        self.function(std::iter::empty(), |collector| node.visit_children_with(collector));
    }

    fn visit_ts_type(&mut self, _: &ast::TsType) {
        // Types change nothing.
    }
}

/// The names that `var` and functions in blocks declare in a whole function.
pub(super) fn var_names(statement: &ast::Stmt, names: &mut Vec<Atom>) {
    struct Names<'n> {
        names: &'n mut Vec<Atom>,
    }
    impl Visit for Names<'_> {
        fn visit_var_decl(&mut self, node: &ast::VarDecl) {
            if node.kind == ast::VarDeclKind::Var {
                node.decls.iter().for_each(|declarator| names_of(&declarator.name, self.names));
            }
        }
        fn visit_fn_decl(&mut self, node: &ast::FnDecl) {
            self.names.push(node.ident.sym.clone());
        }
        fn visit_expr(&mut self, _: &ast::Expr) {
            // Statements stand in expressions only inside functions.
        }
        fn visit_class(&mut self, _: &ast::Class) {
            // Likewise.
        }
        fn visit_ts_module_decl(&mut self, _: &ast::TsModuleDecl) {
            // A namespace keeps its own.
        }
    }
    statement.visit_with(&mut Names { names });
}
