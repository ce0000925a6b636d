//! Statements.

use std::rc::Rc;

use swc_atoms::Atom;
use swc_ecma_ast as ast;

use super::{Abrupt, Frame, LIMITS, Machine, Outcome, address, heap::Value, pattern::Binding};

/// How a statement ended.
#[derive(Debug)]
pub(super) enum Flow {
    Normal,
    Return(Value),
    Break(Option<Atom>),
    Continue(Option<Atom>),
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

    pub(super) fn exec_labelled(
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
        self.glance_at(frame, address(statement), |machine, frame| machine.exec(frame, statement));
    }

    fn glance_at(
        &mut self,
        frame: &mut Frame<'t>,
        address: usize,
        run: impl FnOnce(&mut Self, &mut Frame<'t>) -> Outcome<Flow>,
    ) {
        if !frame.explore || !self.glanced.insert(address) {
            return;
        }
        let scope = Rc::clone(&frame.scope);
        let (loops, tries, calls, depth) = (frame.loops, frame.tries, self.calls, self.depth);
        let (unsure, is_doubtful) = (frame.unsure, frame.is_doubtful);
        let (result, _) =
            self.speculate(|machine| machine.within(machine.limits.glance, |machine| run(machine, frame)));
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
            frame.may_have_thrown |= assigned.throws;
            frame.unsure = frame.unsure.max(u8::from(assigned.jumps) + u8::from(assigned.jumps_far));
            return self.havoc(frame, statement);
        }
        self.maybe_run(frame, |machine, frame| machine.exec(frame, statement))
    }

    pub(super) fn maybe_run(
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
                    frame.may_have_thrown |= assigned.throws;
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
        let outer_thrown = std::mem::replace(&mut frame.may_have_thrown, false);
        self.handlers += is_caught;
        let mut result = self.block(frame, &statement.block.stmts);
        self.handlers -= is_caught;
        let has_thrown = std::mem::replace(&mut frame.may_have_thrown, outer_thrown);
        frame.tries -= 1;
        if matches!(result, Err(Abrupt::Throw(_))) {
            frame.scope = Rc::clone(&outer);
            frame.loops = loops;
            (self.calls, self.depth) = (calls, depth);
        }
        if let Some(handler) = &statement.handler {
            if has_thrown && result.is_ok() {
                // Whichever of the two ran, nobody knows.
                self.havoc(frame, statement)?;
                let assigned = self.assigned(address(handler), handler);
                frame.is_doubtful |= assigned.returns || !matches!(result, Ok(Flow::Normal));
            }
            match result {
                Err(Abrupt::Throw(error)) => {
                    result = self.catch(frame, handler, error);
                    frame.scope = Rc::clone(&outer);
                }
                Ok(flow) if frame.explore => {
                    // Nothing was thrown, so it did not run: a handler that goes on turning a table would spoil it.
                    self.glance_at(frame, address(handler), |machine, frame| {
                        machine.catch(frame, handler, Value::Unknown)
                    });
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
