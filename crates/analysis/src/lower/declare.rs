//! Hoisting: which names a scope declares, before any of its code runs.

use swc_ecma_ast as ast;

use super::Lowering;

impl Lowering<'_> {
    /// Declares what a list of statements declares in its own block and, at a function's top, every `var` inside it.
    pub(super) fn declare_statements(&mut self, statements: &[ast::Stmt], is_function_body: bool) {
        for statement in statements {
            if let ast::Stmt::Decl(declaration) = statement {
                self.declare_declaration(declaration);
            }
            if is_function_body {
                self.hoist_vars(statement);
            }
        }
    }

    pub(super) fn declare_module_items(&mut self, items: &[ast::ModuleItem]) {
        for item in items {
            match item {
                ast::ModuleItem::Stmt(statement) => self.declare_statements(std::slice::from_ref(statement), true),
                ast::ModuleItem::ModuleDecl(declaration) => self.declare_module_declaration(declaration),
            }
        }
    }

    fn declare_module_declaration(&mut self, declaration: &ast::ModuleDecl) {
        let ident = match declaration {
            ast::ModuleDecl::Import(import) => {
                for specifier in &import.specifiers {
                    let local = match specifier {
                        ast::ImportSpecifier::Named(named) => &named.local,
                        ast::ImportSpecifier::Default(default) => &default.local,
                        ast::ImportSpecifier::Namespace(namespace) => &namespace.local,
                    };
                    self.declare(&local.sym);
                }
                return;
            }
            ast::ModuleDecl::ExportDecl(export) => return self.declare_declaration(&export.decl),
            ast::ModuleDecl::ExportDefaultDecl(export) => match &export.decl {
                ast::DefaultDecl::Class(class) => class.ident.as_ref(),
                ast::DefaultDecl::Fn(function) => function.ident.as_ref(),
                ast::DefaultDecl::TsInterfaceDecl(_) => None,
            },
            ast::ModuleDecl::TsImportEquals(import) => Some(&import.id),
            _ => None,
        };
        if let Some(ident) = ident {
            self.declare(&ident.sym);
        }
    }

    pub(super) fn declare_declaration(&mut self, declaration: &ast::Decl) {
        let ident = match declaration {
            ast::Decl::Class(class) => &class.ident,
            ast::Decl::Fn(function) => &function.ident,
            ast::Decl::Var(var) => {
                return var.decls.iter().for_each(|declarator| self.declare_pattern(&declarator.name));
            }
            ast::Decl::Using(using) => {
                return using.decls.iter().for_each(|declarator| self.declare_pattern(&declarator.name));
            }
            ast::Decl::TsEnum(declaration) => &declaration.id,
            ast::Decl::TsModule(declaration) => match &declaration.id {
                ast::TsModuleName::Ident(ident) => ident,
                ast::TsModuleName::Str(_) => return,
            },
            ast::Decl::TsInterface(_) | ast::Decl::TsTypeAlias(_) => return,
        };
        self.declare(&ident.sym);
    }

    pub(super) fn declare_pattern(&mut self, pattern: &ast::Pat) {
        let mut names = Vec::new();
        collect_names(pattern, &mut names);
        for ident in names {
            self.declare(&ident.sym);
        }
    }

    /// Declares each `var` below a statement, without entering functions.
    fn hoist_vars(&mut self, statement: &ast::Stmt) {
        match statement {
            ast::Stmt::Block(block) => self.hoist_vars_of(&block.stmts),
            ast::Stmt::With(with) => self.hoist_vars(&with.body),
            ast::Stmt::Labeled(labeled) => self.hoist_vars(&labeled.body),
            ast::Stmt::If(branch) => {
                // `else if` chains can be long.
                let mut branch = branch;
                loop {
                    self.hoist_vars(&branch.cons);
                    match branch.alt.as_deref() {
                        Some(ast::Stmt::If(next)) => branch = next,
                        Some(other) => break self.hoist_vars(other),
                        None => break,
                    }
                }
            }
            ast::Stmt::Switch(switch) => switch.cases.iter().for_each(|case| self.hoist_vars_of(&case.cons)),
            ast::Stmt::Try(attempt) => {
                self.hoist_vars_of(&attempt.block.stmts);
                if let Some(handler) = &attempt.handler {
                    self.hoist_vars_of(&handler.body.stmts);
                }
                if let Some(finalizer) = &attempt.finalizer {
                    self.hoist_vars_of(&finalizer.stmts);
                }
            }
            ast::Stmt::While(body) => self.hoist_vars(&body.body),
            ast::Stmt::DoWhile(body) => self.hoist_vars(&body.body),
            ast::Stmt::For(body) => {
                if let Some(ast::VarDeclOrExpr::VarDecl(declaration)) = &body.init {
                    self.hoist_var(declaration);
                }
                self.hoist_vars(&body.body);
            }
            ast::Stmt::ForIn(body) => self.hoist_head(&body.left, &body.body),
            ast::Stmt::ForOf(body) => self.hoist_head(&body.left, &body.body),
            ast::Stmt::Decl(ast::Decl::Var(declaration)) => self.hoist_var(declaration),
            _ => {}
        }
    }

    fn hoist_vars_of(&mut self, statements: &[ast::Stmt]) {
        statements.iter().for_each(|statement| self.hoist_vars(statement));
    }

    fn hoist_head(&mut self, head: &ast::ForHead, body: &ast::Stmt) {
        if let ast::ForHead::VarDecl(declaration) = head {
            self.hoist_var(declaration);
        }
        self.hoist_vars(body);
    }

    fn hoist_var(&mut self, var: &ast::VarDecl) {
        if var.kind == ast::VarDeclKind::Var {
            var.decls.iter().for_each(|declarator| self.declare_pattern(&declarator.name));
        }
    }
}

/// The names that a pattern binds, in order.
pub(super) fn collect_names<'p>(pattern: &'p ast::Pat, names: &mut Vec<&'p ast::Ident>) {
    match pattern {
        ast::Pat::Ident(ident) => names.push(&ident.id),
        ast::Pat::Array(array) => array.elems.iter().flatten().for_each(|element| collect_names(element, names)),
        ast::Pat::Rest(rest) => collect_names(&rest.arg, names),
        ast::Pat::Object(object) => {
            for property in &object.props {
                match property {
                    ast::ObjectPatProp::KeyValue(pair) => collect_names(&pair.value, names),
                    ast::ObjectPatProp::Assign(assign) => names.push(&assign.key.id),
                    ast::ObjectPatProp::Rest(rest) => collect_names(&rest.arg, names),
                }
            }
        }
        ast::Pat::Assign(assign) => collect_names(&assign.left, names),
        // Assignment targets and errors bind nothing.
        ast::Pat::Expr(_) | ast::Pat::Invalid(_) => {}
    }
}
