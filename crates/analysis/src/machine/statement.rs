//! Statements.

use std::rc::Rc;

use swc_atoms::Atom;
use swc_ecma_ast as ast;

use super::{
    Abrupt, Frame, LIMITS, Machine, Outcome, address,
    heap::{Code, Key, Kind, Property, Value},
    pattern::Binding,
    scope::Content,
};

/// How a statement ended.
#[derive(Debug)]
pub(super) enum Flow {
    Normal,
    Return(Value),
    Break(Option<Atom>),
    Continue(Option<Atom>),
}

/// What a loop does after a round.
enum Round {
    Again,
    Stop,
    Leave(Flow),
}

impl<'t> Machine<'t> {
    pub(super) fn statements(&mut self, frame: &mut Frame<'t>, statements: &'t [ast::Stmt]) -> Outcome<Flow> {
        for (index, statement) in statements.iter().enumerate() {
            match self.exec(frame, statement)? {
                Flow::Normal => {}
                other => {
                    if frame.explore {
                        statements[index + 1..].iter().for_each(|rest| self.glance(frame, rest));
                    }
                    return Ok(other);
                }
            }
        }
        Ok(Flow::Normal)
    }

    pub(super) fn exec(&mut self, frame: &mut Frame<'t>, statement: &'t ast::Stmt) -> Outcome<Flow> {
        self.guarded(
            frame,
            |machine, frame| machine.exec_labelled(frame, statement, None),
            |machine, frame| machine.havoc(frame, statement),
        )
    }

    /// Runs a piece of code that is looked at: whatever goes wrong in it is unknown, and the next piece has its turn.
    pub(super) fn guarded(
        &mut self,
        frame: &mut Frame<'t>,
        run: impl FnOnce(&mut Self, &mut Frame<'t>) -> Outcome<Flow>,
        clean: impl FnOnce(&mut Self, &mut Frame<'t>) -> Outcome<()>,
    ) -> Outcome<Flow> {
        if !frame.explore || frame.loops > 0 {
            return run(self, frame);
        }
        let scope = Rc::clone(&frame.scope);
        let (tries, calls, depth) = (frame.tries, self.calls, self.depth);
        let result = self.within(self.limits.statement, |machine| machine.attempt(|machine| run(machine, frame)));
        match result {
            Err(Abrupt::Throw(_) | Abrupt::Unknown) if tries == 0 => {}
            // The limit of a statement, not that of all.
            Err(Abrupt::Lost) if self.steps < self.limit => {}
            other => return other,
        }
        frame.scope = scope;
        (frame.tries, frame.loops) = (tries, 0);
        (self.calls, self.depth) = (calls, depth);
        clean(self, frame)?;
        Ok(Flow::Normal)
    }

    fn exec_labelled(
        &mut self,
        frame: &mut Frame<'t>,
        statement: &'t ast::Stmt,
        label: Option<&Atom>,
    ) -> Outcome<Flow> {
        self.spend(1)?;
        if self.depth >= LIMITS.depth {
            return self.too_deep();
        }
        self.depth += 1;
        let result = self.exec_statement(frame, statement, label);
        self.depth -= 1;
        result
    }

    fn exec_statement(
        &mut self,
        frame: &mut Frame<'t>,
        statement: &'t ast::Stmt,
        label: Option<&Atom>,
    ) -> Outcome<Flow> {
        match statement {
            ast::Stmt::Expr(statement) => {
                self.eval(frame, &statement.expr)?;
                Ok(Flow::Normal)
            }
            ast::Stmt::Decl(declaration) => {
                self.declaration(frame, declaration)?;
                Ok(Flow::Normal)
            }
            ast::Stmt::Return(statement) => {
                let value = match &statement.arg {
                    Some(arg) => self.eval(frame, arg)?,
                    None => Value::Undefined,
                };
                Ok(Flow::Return(value))
            }
            ast::Stmt::If(statement) => self.exec_if(frame, statement),
            ast::Stmt::Block(block) => self.block(frame, &block.stmts),
            ast::Stmt::For(_)
            | ast::Stmt::While(_)
            | ast::Stmt::DoWhile(_)
            | ast::Stmt::ForOf(_)
            | ast::Stmt::ForIn(_) => {
                frame.loops += 1;
                let outer = Rc::clone(&frame.scope);
                let unsure = std::mem::replace(&mut frame.unsure, 0);
                let result = self.exec_loop(frame, statement, label);
                frame.scope = outer;
                frame.loops -= 1;
                // A jump to a label may have left loops further out as well.
                frame.unsure = unsure.max(if frame.unsure > 1 && frame.loops > 0 { frame.unsure } else { 0 });
                result
            }
            ast::Stmt::Switch(switch) => {
                let outer = Rc::clone(&frame.scope);
                let result = self.switch(frame, switch);
                frame.scope = outer;
                result
            }
            ast::Stmt::Try(statement) => self.exec_try(frame, statement),
            ast::Stmt::Throw(statement) => {
                let value = self.eval(frame, &statement.arg)?;
                Err(Abrupt::Throw(value))
            }
            ast::Stmt::Break(statement) => Ok(Flow::Break(statement.label.as_ref().map(|label| label.sym.clone()))),
            ast::Stmt::Continue(statement) => {
                Ok(Flow::Continue(statement.label.as_ref().map(|label| label.sym.clone())))
            }
            ast::Stmt::Labeled(labelled) => {
                match self.exec_labelled(frame, &labelled.body, Some(&labelled.label.sym))? {
                    Flow::Break(Some(label)) if label == labelled.label.sym => Ok(Flow::Normal),
                    other => Ok(other),
                }
            }
            ast::Stmt::With(with) => {
                self.eval(frame, &with.obj)?;
                self.havoc(frame, statement)?;
                Ok(Flow::Normal)
            }
            ast::Stmt::Empty(_) | ast::Stmt::Debugger(_) => Ok(Flow::Normal),
        }
    }

    // Declarations.

    /// A block in a scope of its own, if it declares anything.
    pub(super) fn block(&mut self, frame: &mut Frame<'t>, statements: &'t [ast::Stmt]) -> Outcome<Flow> {
        let declares = statements.iter().any(|statement| {
            matches!(statement, ast::Stmt::Decl(declaration)
                if !matches!(declaration, ast::Decl::Var(var) if var.kind == ast::VarDeclKind::Var))
        });
        if !declares {
            return self.statements(frame, statements);
        }
        let outer = Rc::clone(&frame.scope);
        frame.scope = self.scope(&outer);
        let result = self.hoist_block(frame, statements).and_then(|()| self.statements(frame, statements));
        frame.scope = outer;
        result
    }

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

    // Branches.

    fn exec_if(&mut self, frame: &mut Frame<'t>, statement: &'t ast::IfStmt) -> Outcome<Flow> {
        let test = self.eval(frame, &statement.test)?;
        match (self.truth(&test), &statement.alt) {
            (Some(true), alt) => {
                if let Some(alt) = alt {
                    self.glance(frame, alt);
                }
                self.exec_labelled(frame, &statement.cons, None)
            }
            (Some(false), alt) => {
                self.glance(frame, &statement.cons);
                match alt {
                    Some(alt) => self.exec_labelled(frame, alt, None),
                    None => Ok(Flow::Normal),
                }
            }
            (None, alt) => {
                self.maybe_statement(frame, &statement.cons)?;
                if let Some(alt) = alt {
                    self.maybe_statement(frame, alt)?;
                }
                Ok(Flow::Normal)
            }
        }
    }

    /// Looks, once, at code that does not run here and now, for what its expressions would be; nothing of it stays.
    fn glance(&mut self, frame: &mut Frame<'t>, statement: &'t ast::Stmt) {
        if !frame.explore || !self.glanced.insert(address(statement)) {
            return;
        }
        let scope = Rc::clone(&frame.scope);
        let (loops, tries, calls, depth) = (frame.loops, frame.tries, self.calls, self.depth);
        let (unsure, is_doubtful) = (frame.unsure, frame.is_doubtful);
        let (result, _) =
            self.speculate(|machine| machine.within(machine.limits.glance, |machine| machine.exec(frame, statement)));
        drop(result);
        frame.scope = scope;
        (frame.loops, frame.tries) = (loops, tries);
        (frame.unsure, frame.is_doubtful) = (unsure, is_doubtful);
        (self.calls, self.depth) = (calls, depth);
    }

    /// Looks at a statement that may or may not run.
    fn maybe_statement(&mut self, frame: &mut Frame<'t>, statement: &'t ast::Stmt) -> Outcome<()> {
        if !frame.explore {
            let assigned = self.assigned(address(statement), statement);
            frame.is_doubtful |= assigned.returns;
            frame.unsure = frame.unsure.max(u8::from(assigned.jumps) + u8::from(assigned.jumps_far));
            return self.havoc(frame, statement);
        }
        self.maybe_run(frame, |machine, frame| machine.exec(frame, statement))
    }

    fn maybe_run(
        &mut self,
        frame: &mut Frame<'t>,
        run: impl FnOnce(&mut Self, &mut Frame<'t>) -> Outcome<Flow>,
    ) -> Outcome<()> {
        let scope = Rc::clone(&frame.scope);
        let (loops, tries, calls, depth) = (frame.loops, frame.tries, self.calls, self.depth);
        let (result, touched) = self.speculate(|machine| run(machine, frame));
        frame.scope = scope;
        (frame.loops, frame.tries) = (loops, tries);
        (self.calls, self.depth) = (calls, depth);
        self.forget(&touched);
        match result {
            Ok(Flow::Return(_)) => frame.is_doubtful = true,
            Ok(Flow::Break(label) | Flow::Continue(label)) => {
                frame.unsure = frame.unsure.max(1 + u8::from(label.is_some()));
            }
            Ok(Flow::Normal) | Err(Abrupt::Throw(_) | Abrupt::Unknown) => {}
            Err(Abrupt::Lost) => return Err(Abrupt::Lost),
        }
        Ok(())
    }

    fn switch(&mut self, frame: &mut Frame<'t>, switch: &'t ast::SwitchStmt) -> Outcome<Flow> {
        let value = self.eval(frame, &switch.discriminant)?;
        let outer = Rc::clone(&frame.scope);
        frame.scope = self.scope(&outer);
        for case in &switch.cases {
            self.hoist_block(frame, &case.cons)?;
        }
        let mut start = None;
        for (index, case) in switch.cases.iter().enumerate() {
            let Some(test) = &case.test else { continue };
            let test = self.eval(frame, test)?;
            match self.is_strictly_equal(&value, &test) {
                Ok(true) => {
                    start = Some(index);
                    break;
                }
                Ok(false) => {}
                Err(_) => return self.maybe_cases(frame, switch),
            }
        }
        let start = start.or_else(|| switch.cases.iter().position(|case| case.test.is_none()));
        for case in switch.cases.iter().skip(start.unwrap_or(switch.cases.len())) {
            match self.statements(frame, &case.cons)? {
                Flow::Normal => {}
                Flow::Break(None) => break,
                other => return Ok(other),
            }
        }
        Ok(Flow::Normal)
    }

    fn maybe_cases(&mut self, frame: &mut Frame<'t>, switch: &'t ast::SwitchStmt) -> Outcome<Flow> {
        for case in &switch.cases {
            if frame.explore {
                self.maybe_run(frame, |machine, frame| match machine.statements(frame, &case.cons)? {
                    Flow::Break(None) => Ok(Flow::Normal),
                    other => Ok(other),
                })?;
            } else {
                for statement in &case.cons {
                    let assigned = self.assigned(address(statement), statement);
                    frame.is_doubtful |= assigned.returns;
                    frame.unsure = frame.unsure.max(2 * u8::from(assigned.continues || assigned.jumps_far));
                    self.havoc(frame, statement)?;
                }
            }
        }
        Ok(Flow::Normal)
    }

    fn exec_try(&mut self, frame: &mut Frame<'t>, statement: &'t ast::TryStmt) -> Outcome<Flow> {
        let outer = Rc::clone(&frame.scope);
        let (loops, calls, depth) = (frame.loops, self.calls, self.depth);
        frame.tries += 1;
        let is_caught = u32::from(statement.handler.is_some());
        self.handlers += is_caught;
        let mut result = self.block(frame, &statement.block.stmts);
        self.handlers -= is_caught;
        frame.tries -= 1;
        if matches!(result, Err(Abrupt::Throw(_))) {
            frame.scope = Rc::clone(&outer);
            frame.loops = loops;
            (self.calls, self.depth) = (calls, depth);
        }
        if let Some(handler) = &statement.handler {
            match result {
                Err(Abrupt::Throw(error)) => {
                    result = self.catch(frame, handler, error);
                    frame.scope = Rc::clone(&outer);
                }
                Ok(flow) if frame.explore => {
                    self.maybe_run(frame, |machine, frame| machine.catch(frame, handler, Value::Unknown))?;
                    // What the handler returns is not what usually happens.
                    result = Ok(flow);
                }
                _ => {}
            }
        }
        if let Some(finalizer) = &statement.finalizer
            && !matches!(result, Err(Abrupt::Lost))
        {
            match self.block(frame, &finalizer.stmts)? {
                Flow::Normal => {}
                other => result = Ok(other),
            }
        }
        result
    }

    fn catch(&mut self, frame: &mut Frame<'t>, handler: &'t ast::CatchClause, error: Value) -> Outcome<Flow> {
        let outer = Rc::clone(&frame.scope);
        frame.scope = self.scope(&outer);
        if let Some(param) = &handler.param {
            self.bind(frame, param, error, Binding::Let)?;
        }
        let result = self.block(frame, &handler.body.stmts);
        frame.scope = outer;
        result
    }

    // Loops.

    fn exec_loop(&mut self, frame: &mut Frame<'t>, statement: &'t ast::Stmt, label: Option<&Atom>) -> Outcome<Flow> {
        match statement {
            ast::Stmt::For(node) => self.exec_for(frame, statement, node, label),
            ast::Stmt::While(node) => loop {
                let test = self.eval(frame, &node.test)?;
                match self.truth(&test) {
                    Some(true) => {}
                    Some(false) => return Ok(Flow::Normal),
                    None => return self.give_up(frame, statement, &node.body),
                }
                match self.round(frame, statement, &node.body, label)? {
                    Round::Again => {}
                    Round::Stop => return Ok(Flow::Normal),
                    Round::Leave(flow) => return Ok(flow),
                }
            },
            ast::Stmt::DoWhile(node) => loop {
                match self.round(frame, statement, &node.body, label)? {
                    Round::Again => {}
                    Round::Stop => return Ok(Flow::Normal),
                    Round::Leave(flow) => return Ok(flow),
                }
                let test = self.eval(frame, &node.test)?;
                match self.truth(&test) {
                    Some(true) => {}
                    Some(false) => return Ok(Flow::Normal),
                    None => {
                        self.havoc(frame, statement)?;
                        return Ok(Flow::Normal);
                    }
                }
            },
            ast::Stmt::ForOf(node) => {
                let value = self.eval(frame, &node.right)?;
                if let Value::Object(id) = &value
                    && matches!(self.object(*id).kind, Kind::Plain)
                    && !self.object(*id).is_unknown
                    && let Some(iterator) = self.iterator(&value)?
                    && !matches!(&iterator, Value::Object(id) if matches!(self.object(*id).kind, Kind::Iterator(..)))
                {
                    // The program's own iterator, which may never end.
                    return self.each_next(frame, statement, node, &iterator, label);
                }
                match self.iterate(&value) {
                    Ok(items) => self.each(frame, statement, (&node.left, &node.body), items, label),
                    Err(Abrupt::Unknown) => self.each_unknown(frame, statement, &node.left, &node.body),
                    Err(other) => Err(other),
                }
            }
            ast::Stmt::ForIn(node) => {
                let value = self.eval(frame, &node.right)?;
                if value.is_nullish() {
                    return Ok(Flow::Normal);
                }
                match self.inherited_keys(&value) {
                    Ok(keys) => self.each(frame, statement, (&node.left, &node.body), keys, label),
                    Err(Abrupt::Unknown) => self.each_unknown(frame, statement, &node.left, &node.body),
                    Err(other) => Err(other),
                }
            }
            _ => Ok(Flow::Normal),
        }
    }

    fn inherited_keys(&mut self, value: &Value) -> Outcome<Vec<Value>> {
        let mut keys = self.own_keys(value, true)?;
        let mut at = match value {
            Value::Object(id) => self.object(*id).prototype,
            _ => None,
        };
        while let Some(id) = at {
            if !matches!(self.object(id).kind, Kind::Intrinsic(_)) {
                for key in self.own_keys(&Value::Object(id), true)? {
                    if !keys.contains(&key) {
                        keys.push(key);
                    }
                }
            }
            at = self.object(id).prototype;
        }
        keys.iter().map(|key| self.key_value(key)).collect()
    }

    fn exec_for(
        &mut self,
        frame: &mut Frame<'t>,
        statement: &'t ast::Stmt,
        node: &'t ast::ForStmt,
        label: Option<&Atom>,
    ) -> Outcome<Flow> {
        let mut has_scope = false;
        match &node.init {
            Some(ast::VarDeclOrExpr::VarDecl(var)) => {
                if var.kind != ast::VarDeclKind::Var {
                    let outer = Rc::clone(&frame.scope);
                    frame.scope = self.scope(&outer);
                    has_scope = true;
                    for declarator in &var.decls {
                        let mut names = Vec::new();
                        names_of(&declarator.name, &mut names);
                        for name in &names {
                            frame.scope.declare(name, Content::Uninitialised, false, false);
                        }
                    }
                }
                for declarator in &var.decls {
                    let value = match &declarator.init {
                        Some(init) => self.eval(frame, init)?,
                        None if has_scope => Value::Undefined,
                        None => continue,
                    };
                    let binding = if has_scope { Binding::Let } else { Binding::Var };
                    self.bind(frame, &declarator.name, value, binding)?;
                }
            }
            Some(ast::VarDeclOrExpr::Expr(expr)) => {
                self.eval(frame, expr)?;
            }
            None => {}
        }
        loop {
            if let Some(test) = &node.test {
                let test = self.eval(frame, test)?;
                match self.truth(&test) {
                    Some(true) => {}
                    Some(false) => return Ok(Flow::Normal),
                    None => return self.give_up(frame, statement, &node.body),
                }
            }
            match self.round(frame, statement, &node.body, label)? {
                Round::Again => {}
                Round::Stop => return Ok(Flow::Normal),
                Round::Leave(flow) => return Ok(flow),
            }
            // Each round has variables of its own, which only closures can tell.
            if has_scope
                && Rc::strong_count(&frame.scope) > 1
                && let Some(parent) = frame.scope.parent.clone()
            {
                let next = self.scope(&parent);
                frame.scope.copy_into(&next);
                frame.scope = next;
            }
            if let Some(update) = &node.update {
                self.eval(frame, update)?;
            }
        }
    }

    fn round(
        &mut self,
        frame: &mut Frame<'t>,
        statement: &'t ast::Stmt,
        body: &'t ast::Stmt,
        label: Option<&Atom>,
    ) -> Outcome<Round> {
        let flow = self.exec_labelled(frame, body, None)?;
        if frame.unsure > 0 {
            // It may have been left, or this round may have been cut short.
            self.havoc(frame, statement)?;
            return Ok(Round::Stop);
        }
        Ok(match flow {
            Flow::Normal | Flow::Continue(None) => Round::Again,
            Flow::Continue(Some(target)) if Some(&target) == label => Round::Again,
            Flow::Break(None) => Round::Stop,
            Flow::Break(Some(target)) if Some(&target) == label => Round::Stop,
            other => Round::Leave(other),
        })
    }

    /// A loop of which it is not known how often it runs.
    fn give_up(&mut self, frame: &mut Frame<'t>, statement: &'t ast::Stmt, body: &'t ast::Stmt) -> Outcome<Flow> {
        if frame.explore {
            self.maybe_run(frame, |machine, frame| machine.exec(frame, body))?;
        } else {
            let assigned = self.assigned(address(statement), statement);
            frame.is_doubtful |= assigned.returns;
        }
        self.havoc(frame, statement)?;
        Ok(Flow::Normal)
    }

    fn each(
        &mut self,
        frame: &mut Frame<'t>,
        statement: &'t ast::Stmt,
        (head, body): (&'t ast::ForHead, &'t ast::Stmt),
        items: Vec<Value>,
        label: Option<&Atom>,
    ) -> Outcome<Flow> {
        let outer = Rc::clone(&frame.scope);
        for item in items {
            frame.scope = self.scope(&outer);
            self.bind_head(frame, head, item)?;
            match self.round(frame, statement, body, label)? {
                Round::Again => {}
                Round::Stop => break,
                Round::Leave(flow) => return Ok(flow),
            }
        }
        Ok(Flow::Normal)
    }

    fn each_next(
        &mut self,
        frame: &mut Frame<'t>,
        statement: &'t ast::Stmt,
        node: &'t ast::ForOfStmt,
        iterator: &Value,
        label: Option<&Atom>,
    ) -> Outcome<Flow> {
        let outer = Rc::clone(&frame.scope);
        loop {
            let item = match self.next_of(iterator) {
                Ok(Some(item)) => item,
                Ok(None) => return Ok(Flow::Normal),
                Err(Abrupt::Unknown) => {
                    frame.scope = Rc::clone(&outer);
                    return self.each_unknown(frame, statement, &node.left, &node.body);
                }
                Err(other) => return Err(other),
            };
            frame.scope = self.scope(&outer);
            self.bind_head(frame, &node.left, item)?;
            match self.round(frame, statement, &node.body, label)? {
                Round::Again => {}
                Round::Stop => return Ok(Flow::Normal),
                Round::Leave(flow) => return Ok(flow),
            }
        }
    }

    fn each_unknown(
        &mut self,
        frame: &mut Frame<'t>,
        statement: &'t ast::Stmt,
        head: &'t ast::ForHead,
        body: &'t ast::Stmt,
    ) -> Outcome<Flow> {
        let outer = Rc::clone(&frame.scope);
        frame.scope = self.scope(&outer);
        self.bind_head(frame, head, Value::Unknown)?;
        let flow = self.give_up(frame, statement, body);
        frame.scope = outer;
        flow
    }

    fn bind_head(&mut self, frame: &mut Frame<'t>, head: &'t ast::ForHead, item: Value) -> Outcome<()> {
        match head {
            ast::ForHead::VarDecl(var) => {
                let binding = match var.kind {
                    ast::VarDeclKind::Var => Binding::Var,
                    ast::VarDeclKind::Let => Binding::Let,
                    ast::VarDeclKind::Const => Binding::Const,
                };
                match var.decls.first() {
                    Some(declarator) => self.bind(frame, &declarator.name, item, binding),
                    None => Ok(()),
                }
            }
            ast::ForHead::UsingDecl(using) => match using.decls.first() {
                Some(declarator) => self.bind(frame, &declarator.name, item, Binding::Let),
                None => Ok(()),
            },
            ast::ForHead::Pat(pattern) => self.bind(frame, pattern, item, Binding::Assign),
        }
    }
}

/// The names that a pattern binds.
pub(super) fn names_of(pattern: &ast::Pat, names: &mut Vec<Atom>) {
    match pattern {
        ast::Pat::Ident(ident) => names.push(ident.id.sym.clone()),
        ast::Pat::Array(array) => array.elems.iter().flatten().for_each(|element| names_of(element, names)),
        ast::Pat::Object(object) => {
            for property in &object.props {
                match property {
                    ast::ObjectPatProp::KeyValue(pair) => names_of(&pair.value, names),
                    ast::ObjectPatProp::Assign(assign) => names.push(assign.key.id.sym.clone()),
                    ast::ObjectPatProp::Rest(rest) => names_of(&rest.arg, names),
                }
            }
        }
        ast::Pat::Assign(assign) => names_of(&assign.left, names),
        ast::Pat::Rest(rest) => names_of(&rest.arg, names),
        ast::Pat::Expr(_) | ast::Pat::Invalid(_) => {}
    }
}

/// The names that a declaration declares.
pub(super) fn declared_names(declaration: &ast::Decl, names: &mut Vec<Atom>) {
    match declaration {
        ast::Decl::Var(var) => var.decls.iter().for_each(|declarator| names_of(&declarator.name, names)),
        ast::Decl::Fn(function) => names.push(function.ident.sym.clone()),
        ast::Decl::Class(class) => names.push(class.ident.sym.clone()),
        ast::Decl::TsEnum(declaration) => names.push(declaration.id.sym.clone()),
        ast::Decl::TsModule(module) => {
            if let ast::TsModuleName::Ident(ident) = &module.id {
                names.push(ident.sym.clone());
            }
        }
        _ => {}
    }
}
