//! Declarations: what they declare from the start, and what they do when their turn comes.

use std::rc::Rc;

use swc_atoms::Atom;
use swc_ecma_ast as ast;

use super::{
    Frame, Machine, Outcome,
    heap::{Code, Key, Property, Value},
    pattern::Binding,
    scope::Content,
    statement::{declared_names, names_of},
};

impl<'t> Machine<'t> {
    /// Declares what the statements of a block declare; functions are there from the start.
    pub(super) fn hoist_block(&mut self, frame: &mut Frame<'t>, statements: &'t [ast::Stmt]) -> Outcome<()> {
        for statement in statements {
            if let ast::Stmt::Decl(declaration) = statement {
                self.hoist_declaration(frame, declaration, false);
            }
        }
        for statement in statements {
            if let ast::Stmt::Decl(ast::Decl::Fn(function)) = statement {
                self.hoist_function(frame, function)?;
            }
        }
        Ok(())
    }

    pub(super) fn hoist_declaration(&mut self, frame: &Frame<'t>, declaration: &'t ast::Decl, at_top: bool) {
        let scope = &frame.scope;
        match declaration {
            ast::Decl::Var(var) if var.kind != ast::VarDeclKind::Var => {
                let mut names = Vec::new();
                for declarator in &var.decls {
                    names_of(&declarator.name, &mut names);
                }
                for name in &names {
                    scope.declare(name, Content::Uninitialised, var.kind == ast::VarDeclKind::Const, false);
                }
            }
            ast::Decl::Class(class) => scope.declare(&class.ident.sym, Content::Uninitialised, false, false),
            ast::Decl::Using(using) => {
                let mut names = Vec::new();
                for declarator in &using.decls {
                    names_of(&declarator.name, &mut names);
                }
                for name in &names {
                    scope.declare(name, Content::Uninitialised, false, false);
                }
            }
            ast::Decl::TsEnum(declaration) if at_top || scope.position(&declaration.id.sym).is_none() => {
                scope.declare(&declaration.id.sym, Content::Value(Value::Undefined), false, true);
            }
            ast::Decl::TsModule(module) => {
                if let ast::TsModuleName::Ident(ident) = &module.id {
                    scope.declare(&ident.sym, Content::Value(Value::Undefined), false, true);
                }
            }
            _ => {}
        }
    }

    pub(super) fn hoist_function(&mut self, frame: &mut Frame<'t>, declaration: &'t ast::FnDecl) -> Outcome<()> {
        if declaration.function.body.is_none() {
            return Ok(());
        }
        let name = &declaration.ident.sym;
        let value = self.function(frame, Code::Function(&declaration.function), Some(name.clone()), None)?;
        // In a block it is visible in the whole function, once the block is entered.
        match frame.scope.resolve(name) {
            Some((scope, at)) if !scope.slot(at).is_constant => self.write(&scope, at, Content::Value(value)),
            _ => frame.scope.declare(name, Content::Value(value), false, false),
        }
        Ok(())
    }

    pub(super) fn declaration(&mut self, frame: &mut Frame<'t>, declaration: &'t ast::Decl) -> Outcome<()> {
        match declaration {
            ast::Decl::Var(var) => {
                let binding = match var.kind {
                    ast::VarDeclKind::Var => Binding::Var,
                    ast::VarDeclKind::Let => Binding::Let,
                    ast::VarDeclKind::Const => Binding::Const,
                };
                if var.declare {
                    return Ok(());
                }
                for declarator in &var.decls {
                    let name = match &declarator.name {
                        ast::Pat::Ident(ident) => Some(Key::Name(ident.id.sym.clone())),
                        _ => None,
                    };
                    let value = match &declarator.init {
                        Some(init) => self.named(frame, init, name.as_ref())?,
                        None if binding == Binding::Var => continue,
                        None => Value::Undefined,
                    };
                    self.bind(frame, &declarator.name, value, binding)?;
                }
                Ok(())
            }
            ast::Decl::Class(class) => {
                if class.declare {
                    return Ok(());
                }
                let name = &class.ident.sym;
                let value = self.class(frame, &class.class, Some(name.clone()), Some(name))?;
                frame.scope.declare(name, Content::Value(value), false, false);
                Ok(())
            }
            ast::Decl::Using(using) => {
                for declarator in &using.decls {
                    let value = match &declarator.init {
                        Some(init) => self.eval(frame, init)?,
                        None => Value::Undefined,
                    };
                    self.bind(frame, &declarator.name, value, Binding::Let)?;
                }
                Ok(())
            }
            ast::Decl::TsEnum(declaration) if !declaration.declare => self.enumeration(frame, declaration),
            ast::Decl::TsModule(module) if !module.declare => self.namespace(frame, module),
            // Functions were hoisted, types are nothing.
            _ => Ok(()),
        }
    }

    fn enumeration(&mut self, frame: &mut Frame<'t>, declaration: &'t ast::TsEnumDecl) -> Outcome<()> {
        let name = &declaration.id.sym;
        let id = match self.lookup(&frame.scope, name)? {
            Some(Value::Object(id)) => id,
            _ => self.plain()?,
        };
        self.assign_name(frame, name, Value::Object(id))?;
        // Members are names inside the enumeration.
        let outer = Rc::clone(&frame.scope);
        frame.scope = self.scope(&outer);
        let mut next = Value::Number(0.0);
        for member in &declaration.members {
            let member_name = match &member.id {
                ast::TsEnumMemberId::Ident(ident) => ident.sym.clone(),
                ast::TsEnumMemberId::Str(text) => Atom::from(&*text.value.to_string_lossy()),
            };
            let value = match &member.init {
                Some(init) => self.eval(frame, init)?,
                None => next,
            };
            frame.scope.declare(&member_name, Content::Value(value.clone()), true, false);
            if let Value::Number(_) = value {
                let key = self.to_key(&value)?;
                let text = self.string(&member_name)?;
                self.define(id, key, Property::new(text))?;
            }
            next = match value {
                Value::Number(number) => Value::Number(number + 1.0),
                _ => Value::Unknown,
            };
            self.define(id, Key::from(&member_name), Property::new(value))?;
        }
        frame.scope = outer;
        Ok(())
    }

    fn namespace(&mut self, frame: &mut Frame<'t>, module: &'t ast::TsModuleDecl) -> Outcome<()> {
        let ast::TsModuleName::Ident(ident) = &module.id else { return Ok(()) };
        let Some(ast::TsNamespaceBody::TsModuleBlock(block)) = &module.body else { return Ok(()) };
        let id = match self.lookup(&frame.scope, &ident.sym)? {
            Some(Value::Object(id)) => id,
            _ => self.plain()?,
        };
        self.assign_name(frame, &ident.sym, Value::Object(id))?;
        let outer = Rc::clone(&frame.scope);
        frame.scope = self.scope(&outer);
        let result = self.namespace_body(frame, id, &block.body);
        frame.scope = outer;
        result
    }

    fn namespace_body(
        &mut self,
        frame: &mut Frame<'t>,
        id: super::heap::ObjectId,
        items: &'t [ast::ModuleItem],
    ) -> Outcome<()> {
        let mut exported = Vec::new();
        for item in items {
            let (declaration, is_export) = match item {
                ast::ModuleItem::Stmt(ast::Stmt::Decl(declaration)) => (declaration, false),
                ast::ModuleItem::ModuleDecl(ast::ModuleDecl::ExportDecl(export)) => (&export.decl, true),
                _ => continue,
            };
            self.hoist_declaration(frame, declaration, true);
            match declaration {
                ast::Decl::Fn(function) => {
                    frame.scope.declare(&function.ident.sym, Content::Value(Value::Undefined), false, true);
                    self.hoist_function(frame, function)?;
                }
                ast::Decl::Var(var) if var.kind == ast::VarDeclKind::Var => {
                    let mut names = Vec::new();
                    for declarator in &var.decls {
                        names_of(&declarator.name, &mut names);
                    }
                    for name in &names {
                        frame.scope.declare(name, Content::Value(Value::Undefined), false, true);
                    }
                }
                _ => {}
            }
            if is_export {
                declared_names(declaration, &mut exported);
            }
        }
        for item in items {
            match item {
                ast::ModuleItem::Stmt(statement) => {
                    self.exec(frame, statement)?;
                }
                ast::ModuleItem::ModuleDecl(ast::ModuleDecl::ExportDecl(export)) => {
                    self.declaration(frame, &export.decl)?;
                }
                ast::ModuleItem::ModuleDecl(_) => {}
            }
        }
        for name in &exported {
            let value = self.lookup(&frame.scope, name)?.unwrap_or(Value::Unknown);
            self.define(id, Key::from(name), Property::new(value))?;
        }
        Ok(())
    }

    /// The names that `var` and functions in blocks declare in a whole function.
    pub(super) fn hoisted(&mut self, statements: &'t [ast::Stmt]) -> Rc<[Atom]> {
        let key = statements.as_ptr().addr();
        if let Some(names) = self.hoisted.get(&key) {
            return Rc::clone(names);
        }
        let mut names = Vec::new();
        for statement in statements {
            super::havoc::var_names(statement, &mut names);
        }
        names.sort();
        names.dedup();
        let names: Rc<[Atom]> = names.into();
        self.hoisted.insert(key, Rc::clone(&names));
        names
    }
}
