//! Statements.

use swc_common::Span;
use swc_ecma_ast as ast;

use super::{Lowering, compiled::Counting, module::declared_names};
use crate::ir::{Attempt, CAUGHT, Exit, Expr, ExprId, Guard, GuardId, Property, SetKind};

/// Values that one `try` throws, and its handler may catch.
const MOST_THROWN: usize = 4;

impl Lowering<'_> {
    pub(super) fn statements(&mut self, statements: &[ast::Stmt]) {
        for statement in statements {
            self.statement(statement);
        }
    }

    /// A function's body: declarations first, then the statements.
    pub(super) fn body(&mut self, statements: &[ast::Stmt]) {
        self.declare_statements(statements, true);
        self.statements(statements);
    }

    fn block(&mut self, statements: &[ast::Stmt]) {
        self.scoped(|lowering| {
            lowering.declare_statements(statements, false);
            lowering.statements(statements);
        });
    }

    pub(super) fn statement(&mut self, statement: &ast::Stmt) {
        match statement {
            ast::Stmt::Block(block) => self.block(&block.stmts),
            ast::Stmt::Empty(_) | ast::Stmt::Debugger(_) | ast::Stmt::Break(_) | ast::Stmt::Continue(_) => {}
            ast::Stmt::With(with) => {
                self.expr(&with.obj);
                self.statement(&with.body);
            }
            ast::Stmt::Return(statement) => {
                if let Some(value) = &statement.arg
                    && !self.returned_step(value)
                {
                    let value = self.expr(value);
                    self.add_return(value);
                }
            }
            ast::Stmt::Switch(_) | ast::Stmt::While(_) | ast::Stmt::For(_) if self.states(statement) => {}
            ast::Stmt::Labeled(labeled) => {
                if let ast::Stmt::Block(block) = &*labeled.body {
                    self.may_be_passed_over(block.span);
                }
                self.statement(&labeled.body);
            }
            ast::Stmt::If(branch) if self.default_of(branch) => {}
            ast::Stmt::If(branch) => self.branch(branch),
            ast::Stmt::Switch(switch) => self.switch(switch),
            ast::Stmt::Throw(throw) => {
                let value = self.expr(&throw.arg);
                if let Some(thrown) = self.thrown.last_mut().filter(|thrown| thrown.len() < MOST_THROWN) {
                    thrown.push(value);
                }
            }
            ast::Stmt::Try(attempt) => self.attempt(attempt),
            ast::Stmt::While(body) => {
                let test = self.expr(&body.test);
                self.looped(|lowering| lowering.guarded(test, true, |lowering| lowering.statement(&body.body)));
            }
            ast::Stmt::DoWhile(body) => {
                self.looped(|lowering| lowering.statement(&body.body));
                self.expr(&body.test);
            }
            ast::Stmt::For(body) => self.scoped(|lowering| lowering.for_loop(body)),
            ast::Stmt::ForIn(body) => {
                let keys = self.keys(&body.right);
                let key = self.add(Expr::Element(keys), body.right.as_ref());
                self.for_each(&body.left, key, &body.body);
            }
            ast::Stmt::ForOf(body) => {
                let over = self.expr(&body.right);
                let element = self.add(Expr::Element(over), body.right.as_ref());
                self.for_each(&body.left, element, &body.body);
            }
            ast::Stmt::Decl(declaration) => self.declaration(declaration),
            // What comes out of it is not asked for.
            ast::Stmt::Expr(statement) => match &*statement.expr {
                ast::Expr::Assign(assign) => drop(self.assign(assign)),
                other => drop(self.expr(other)),
            },
        }
    }

    /// `Object.keys(object)`, which is what `for (const key in object)` goes through.
    fn keys(&mut self, object: &ast::Expr) -> ExprId {
        let over = self.expr(object);
        let global = self.add(Expr::Global("Object".into()), object);
        let callee = self.add(Expr::Member(global, "keys".into()), object);
        self.call(callee, Box::new([over]), false, object)
    }

    pub(super) fn add_return(&mut self, value: ExprId) {
        let function = self.function;
        self.module.functions[function.index()].returns.push(value);
    }

    /// Notes a block of which the rest may be passed over, or an expression that may not be evaluated.
    pub(super) fn may_be_passed_over(&mut self, span: Span) {
        let span = self.range(span);
        self.module.attempts.push(Attempt { span, outer: None });
    }

    fn attempt(&mut self, attempt: &ast::TryStmt) {
        if attempt.handler.is_some() {
            self.thrown.push(Vec::new());
            self.may_be_passed_over(attempt.block.span);
        }
        self.block(&attempt.block.stmts);
        if let Some(handler) = &attempt.handler {
            let thrown = self.thrown.pop().unwrap_or_default();
            let test = self.add(Expr::Opaque("an error was thrown"), handler);
            self.guarded(test, true, |lowering| {
                lowering.scoped(|lowering| {
                    if let Some(parameter) = &handler.param {
                        lowering.declare_pattern(parameter);
                        let error = lowering.add(Expr::Opaque(CAUGHT), parameter);
                        lowering.bind(parameter, error);
                        for thrown in thrown {
                            lowering.bind(parameter, thrown);
                        }
                    }
                    lowering.declare_statements(&handler.body.stmts, false);
                    lowering.statements(&handler.body.stmts);
                });
            });
        }
        if let Some(finalizer) = &attempt.finalizer {
            self.block(&finalizer.stmts);
        }
    }

    fn for_loop(&mut self, body: &ast::ForStmt) {
        let counting = Counting::of(body);
        match &body.init {
            Some(ast::VarDeclOrExpr::VarDecl(var)) => {
                if var.kind != ast::VarDeclKind::Var {
                    var.decls.iter().for_each(|declarator| self.declare_pattern(&declarator.name));
                }
                self.variables(&var.decls);
            }
            Some(ast::VarDeclOrExpr::Expr(init)) => {
                self.expr(init);
            }
            None => {}
        }
        if let Some(counting) = &counting
            && self.rest_of_arguments(counting, &body.body)
        {
            return;
        }
        let element = counting.as_ref().and_then(|counting| self.counted_element(counting));
        let first = element.unwrap_or(ExprId(self.module.exprs.len() as u32));
        self.looped_from(first, |lowering| {
            if let Some(test) = &body.test {
                lowering.expr(test);
            }
            lowering.statement(&body.body);
            if let Some(update) = &body.update {
                lowering.expr(update);
            }
        });
        if element.is_some() {
            self.leave_counted();
        }
    }

    fn for_each(&mut self, head: &ast::ForHead, value: ExprId, body: &ast::Stmt) {
        self.scoped(|lowering| {
            lowering.looped_from(value, |lowering| {
                match head {
                    ast::ForHead::VarDecl(var) => {
                        for declarator in &var.decls {
                            // `var` was declared by the function; the others belong to the loop.
                            if var.kind != ast::VarDeclKind::Var {
                                lowering.declare_pattern(&declarator.name);
                            }
                            lowering.bind(&declarator.name, value);
                        }
                    }
                    ast::ForHead::UsingDecl(using) => {
                        for declarator in &using.decls {
                            lowering.declare_pattern(&declarator.name);
                            lowering.bind(&declarator.name, value);
                        }
                    }
                    ast::ForHead::Pat(pattern) => lowering.bind(pattern, value),
                }
                lowering.statement(body);
            });
        });
    }

    fn branch(&mut self, branch: &ast::IfStmt) {
        // `else if` chains can be long: each link is one more condition, not one more level.
        let outer = self.guard;
        let mut branch = branch;
        loop {
            let test = self.expr(&branch.test);
            let leaves_if = leaves(&branch.cons);
            if leaves_if != branch.alt.as_deref().is_some_and(leaves) {
                let context = self.context(self.range(branch.span).start);
                self.module.exits.push(Exit { test, holds: !leaves_if, context });
            }
            self.guarded(test, true, |lowering| lowering.statement(&branch.cons));
            let Some(alternative) = branch.alt.as_deref() else { break };
            self.guard = self.new_guard(test, false);
            match alternative {
                ast::Stmt::If(next) => branch = next,
                other => {
                    self.statement(other);
                    break;
                }
            }
        }
        self.guard = outer;
    }

    pub(super) fn new_guard(&mut self, test: ExprId, holds: bool) -> GuardId {
        let id = GuardId(self.module.guards.len() as u32);
        self.module.guards.push(Guard { outer: self.guard, test, holds });
        id
    }

    fn switch(&mut self, switch: &ast::SwitchStmt) {
        let subject = self.expr(&switch.discriminant);
        self.scoped(|lowering| {
            for case in &switch.cases {
                lowering.declare_statements(&case.cons, false);
            }
            for case in &switch.cases {
                let test = match &case.test {
                    Some(value) => {
                        let value = lowering.expr(value);
                        lowering.add(Expr::Equal(subject, value), case)
                    }
                    None => lowering.add(Expr::Opaque("no other case fits"), case),
                };
                lowering.guarded(test, true, |lowering| lowering.statements(&case.cons));
            }
        });
    }

    pub(super) fn declaration(&mut self, declaration: &ast::Decl) {
        match declaration {
            ast::Decl::Class(class) => {
                let value = self.class(&class.class, Some(&class.ident));
                self.define_name(&class.ident.sym, value, SetKind::Set, 0);
            }
            ast::Decl::Fn(function) => {
                // Without a body it is an overload's signature.
                if function.function.body.is_some() {
                    let value = self.function_expr(&function.function, Some(function.ident.sym.clone()), None);
                    self.define_name(&function.ident.sym, value, SetKind::Set, 0);
                }
            }
            ast::Decl::Var(var) => {
                if !var.declare {
                    self.variables(&var.decls);
                }
            }
            ast::Decl::Using(using) => self.variables(&using.decls),
            ast::Decl::TsEnum(declaration) => self.enumeration(declaration),
            ast::Decl::TsModule(declaration) => self.namespace(declaration),
            ast::Decl::TsInterface(_) | ast::Decl::TsTypeAlias(_) => {}
        }
    }

    pub(super) fn variables(&mut self, declarators: &[ast::VarDeclarator]) {
        for declarator in declarators {
            let Some(init) = &declarator.init else { continue };
            let name = match &declarator.name {
                ast::Pat::Ident(ident) => Some(ident.id.sym.clone()),
                _ => None,
            };
            let value = self.named_expr(init, name);
            self.bind(&declarator.name, value);
        }
    }

    fn enumeration(&mut self, declaration: &ast::TsEnumDecl) {
        if declaration.declare {
            return;
        }
        let mut properties = Vec::new();
        for member in &declaration.members {
            let name = match &member.id {
                ast::TsEnumMemberId::Ident(ident) => ident.sym.clone(),
                ast::TsEnumMemberId::Str(text) => self.text(&text.value),
            };
            if let Some(init) = &member.init {
                let value = self.expr(init);
                properties.push(Property::Named(name, value));
            }
        }
        let value = self.add(Expr::Object(properties.into()), declaration);
        self.define_name(&declaration.id.sym, value, SetKind::Set, 0);
    }

    fn namespace(&mut self, declaration: &ast::TsModuleDecl) {
        if declaration.declare {
            return;
        }
        let mut body = declaration.body.as_ref();
        while let Some(current) = body {
            match current {
                ast::TsNamespaceBody::TsModuleBlock(block) => {
                    let mut members = Vec::new();
                    self.scoped(|lowering| {
                        lowering.module_items(&block.body);
                        let names = block.body.iter().filter_map(|item| match item {
                            ast::ModuleItem::ModuleDecl(ast::ModuleDecl::ExportDecl(export)) => Some(&export.decl),
                            _ => None,
                        });
                        for ident in names.flat_map(declared_names) {
                            let value = lowering.name(ident);
                            members.push(Property::Named(ident.sym.clone(), value));
                        }
                    });
                    if let ast::TsModuleName::Ident(ident) = &declaration.id {
                        let value = self.add(Expr::Object(members.into()), declaration);
                        self.define_name(&ident.sym, value, SetKind::Set, 0);
                    }
                    break;
                }
                ast::TsNamespaceBody::TsNamespaceDecl(inner) => body = Some(&inner.body),
            }
        }
    }
}

/// Whether a statement leaves its function, whatever is done before.
fn leaves(statement: &ast::Stmt) -> bool {
    match statement {
        ast::Stmt::Return(_) | ast::Stmt::Throw(_) => true,
        ast::Stmt::Block(block) => matches!(block.stmts.last(), Some(ast::Stmt::Return(_) | ast::Stmt::Throw(_))),
        _ => false,
    }
}
