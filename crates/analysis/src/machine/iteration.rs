//! Loops.

use std::rc::Rc;

use swc_atoms::Atom;
use swc_ecma_ast as ast;

use super::{
    Abrupt, Frame, Machine, Outcome, address,
    heap::{Kind, Value},
    pattern::Binding,
    scope::Content,
    statement::{Flow, names_of},
};

/// What a loop does after a round.
enum Round {
    Again,
    Stop,
    Leave(Flow),
}

impl<'t> Machine<'t> {
    pub(super) fn exec_loop(
        &mut self,
        frame: &mut Frame<'t>,
        statement: &'t ast::Stmt,
        label: Option<&Atom>,
    ) -> Outcome<Flow> {
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
