//! Assignment and destructuring.

use std::rc::Rc;

use swc_atoms::Atom;
use swc_ecma_ast as ast;

use super::{
    Abrupt, Frame, LIMITS, Machine, Outcome,
    expression::name_of,
    heap::{Family, Key, Property, Value},
    scope::Content,
};

/// What a pattern does with the names in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Binding {
    /// Gives a value to names that exist.
    Assign,
    Var,
    Let,
    Const,
}

impl<'t> Machine<'t> {
    /// Gives a value to a name.
    pub(super) fn assign_name(&mut self, frame: &Frame<'t>, name: &Atom, value: Value) -> Outcome<()> {
        match frame.scope.resolve(name) {
            Some((scope, at)) => {
                let slot = scope.slot(at);
                if slot.is_constant && matches!(slot.content, Content::Value(_)) {
                    return self.type_error("assignment to constant variable");
                }
                self.write(&scope, at, Content::Value(value));
                Ok(())
            }
            None => {
                self.reserve(112)?;
                let global = self.object_mut(Family::Global.id())?;
                global.properties.set(Key::from(name), Property::new(value));
                Ok(())
            }
        }
    }

    /// Takes a value apart along a pattern.
    pub(super) fn bind(
        &mut self,
        frame: &mut Frame<'t>,
        pattern: &'t ast::Pat,
        value: Value,
        binding: Binding,
    ) -> Outcome<()> {
        self.spend(1)?;
        if self.depth >= LIMITS.depth {
            self.most_depth = LIMITS.depth + 1;
            return self.too_deep();
        }
        self.depth += 1;
        self.most_depth = self.most_depth.max(self.depth);
        let result = self.bind_pattern(frame, pattern, value, binding);
        self.depth -= 1;
        result
    }

    fn bind_pattern(
        &mut self,
        frame: &mut Frame<'t>,
        pattern: &'t ast::Pat,
        value: Value,
        binding: Binding,
    ) -> Outcome<()> {
        match pattern {
            ast::Pat::Ident(ident) => {
                self.record_span(frame, ident.id.span, &value);
                self.bind_name(frame, &ident.id.sym, value, binding)
            }
            ast::Pat::Array(array) => self.bind_array(frame, array, &value, binding),
            ast::Pat::Object(object) => self.bind_object(frame, object, &value, binding),
            ast::Pat::Assign(assign) => {
                let name = match &*assign.left {
                    ast::Pat::Ident(ident) => Some(Key::Name(ident.id.sym.clone())),
                    _ => None,
                };
                let value = self.or_default(frame, value, &assign.right, name.as_ref())?;
                self.bind(frame, &assign.left, value, binding)
            }
            ast::Pat::Rest(rest) => self.bind(frame, &rest.arg, value, binding),
            ast::Pat::Expr(target) => self.assign_to(frame, target, value),
            ast::Pat::Invalid(_) => Ok(()),
        }
    }

    fn bind_name(&mut self, frame: &Frame<'t>, name: &Atom, value: Value, binding: Binding) -> Outcome<()> {
        match binding {
            Binding::Assign | Binding::Var => self.assign_name(frame, name, value),
            Binding::Let | Binding::Const => {
                frame.scope.declare(name, Content::Value(value), binding == Binding::Const, false);
                Ok(())
            }
        }
    }

    fn or_default(
        &mut self,
        frame: &mut Frame<'t>,
        value: Value,
        default: &'t ast::Expr,
        name: Option<&Key>,
    ) -> Outcome<Value> {
        match value {
            Value::Undefined => self.named(frame, default, name),
            Value::Unknown => {
                self.maybe(frame, default)?;
                Ok(Value::Unknown)
            }
            other => Ok(other),
        }
    }

    pub(super) fn bind_array(
        &mut self,
        frame: &mut Frame<'t>,
        array: &'t ast::ArrayPat,
        value: &Value,
        binding: Binding,
    ) -> Outcome<()> {
        let items = match self.iterate(value) {
            Ok(items) => Some(items),
            Err(Abrupt::Unknown) => None,
            Err(other) => return Err(other),
        };
        for (index, element) in array.elems.iter().enumerate() {
            let Some(element) = element else { continue };
            let part = match (&items, element) {
                (None, _) => Value::Unknown,
                (Some(items), ast::Pat::Rest(_)) => {
                    let rest = items.get(index..).unwrap_or_default().to_vec();
                    self.list(rest)?
                }
                (Some(items), _) => items.get(index).cloned().unwrap_or(Value::Undefined),
            };
            self.bind(frame, element, part, binding)?;
        }
        Ok(())
    }

    pub(super) fn bind_object(
        &mut self,
        frame: &mut Frame<'t>,
        object: &'t ast::ObjectPat,
        value: &Value,
        binding: Binding,
    ) -> Outcome<()> {
        if value.is_nullish() && !frame.is_tolerant() {
            return self.type_error("cannot destructure undefined or null");
        }
        let value = if value.is_nullish() { &Value::Unknown } else { value };
        let mut taken = Vec::new();
        for property in &object.props {
            match property {
                ast::ObjectPatProp::KeyValue(pair) => {
                    let key = self.property_key(frame, &pair.key)?;
                    let part = match &key {
                        Some(key) => self.get_or_unknown(value, key)?,
                        None => Value::Unknown,
                    };
                    taken.extend(key);
                    self.bind(frame, &pair.value, part, binding)?;
                }
                ast::ObjectPatProp::Assign(assign) => {
                    let name = &assign.key.id.sym;
                    let key = Key::from(name);
                    let mut part = self.get_or_unknown(value, &key)?;
                    if let Some(default) = &assign.value {
                        part = self.or_default(frame, part, default, Some(&key))?;
                    }
                    taken.push(key);
                    self.record_span(frame, assign.key.id.span, &part);
                    self.bind_name(frame, name, part, binding)?;
                }
                ast::ObjectPatProp::Rest(rest) => {
                    let id = self.plain()?;
                    let part = match self.copy_properties(id, value, &taken) {
                        Ok(()) => Value::Object(id),
                        Err(Abrupt::Unknown) => Value::Unknown,
                        Err(other) => return Err(other),
                    };
                    self.bind(frame, &rest.arg, part, binding)?;
                }
            }
        }
        Ok(())
    }

    pub(super) fn get_or_unknown(&mut self, value: &Value, key: &Key) -> Outcome<Value> {
        match self.get(value, key) {
            Err(Abrupt::Unknown) => Ok(Value::Unknown),
            other => other,
        }
    }

    /// Assigns to whatever an expression names.
    pub(super) fn assign_to(&mut self, frame: &mut Frame<'t>, target: &'t ast::Expr, value: Value) -> Outcome<()> {
        match target {
            ast::Expr::Ident(ident) => self.assign_name(frame, &ident.sym, value),
            ast::Expr::Member(member) => {
                let base = self.eval(frame, &member.obj)?;
                let key = self.member_key(frame, &member.prop)?;
                self.put(&base, key, value)
            }
            ast::Expr::Paren(paren) => self.assign_to(frame, &paren.expr, value),
            ast::Expr::TsAs(cast) => self.assign_to(frame, &cast.expr, value),
            ast::Expr::TsNonNull(cast) => self.assign_to(frame, &cast.expr, value),
            ast::Expr::SuperProp(_) => {
                let this = self.this(frame);
                self.escape(&this);
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// Writes a property whose name may be unknown.
    fn put(&mut self, base: &Value, key: Option<Key>, value: Value) -> Outcome<()> {
        match key {
            Some(key) => match self.set(base, key, value) {
                Err(Abrupt::Unknown) => {
                    self.escape(base);
                    Ok(())
                }
                other => other,
            },
            None => {
                self.escape(&value);
                self.escape(base);
                Ok(())
            }
        }
    }

    pub(super) fn assign(&mut self, frame: &mut Frame<'t>, assign: &'t ast::AssignExpr) -> Outcome<Value> {
        if assign.op == ast::AssignOp::Assign {
            return self.assign_plain(frame, assign);
        }
        let target = match &assign.left {
            ast::AssignTarget::Simple(target) => target,
            ast::AssignTarget::Pat(_) => return Ok(Value::Unknown),
        };
        match target {
            ast::SimpleAssignTarget::Ident(ident) => {
                let name = &ident.id.sym;
                if assign.op == ast::AssignOp::AddAssign {
                    return self.append(frame, name, &assign.right);
                }
                let old = self.read(frame, name)?;
                match self.combine(frame, assign, old, Some(&Key::Name(name.clone())))? {
                    (value, true) => {
                        self.assign_name(frame, name, value.clone())?;
                        Ok(value)
                    }
                    (value, false) => Ok(value),
                }
            }
            ast::SimpleAssignTarget::Member(member) => self.assign_member(frame, assign, member),
            ast::SimpleAssignTarget::Paren(paren) => match &*paren.expr {
                ast::Expr::Member(member) => self.assign_member(frame, assign, member),
                other => {
                    let value = self.eval(frame, &assign.right)?;
                    self.assign_to(frame, other, Value::Unknown)?;
                    drop(value);
                    Ok(Value::Unknown)
                }
            },
            _ => {
                self.eval(frame, &assign.right)?;
                Ok(Value::Unknown)
            }
        }
    }

    fn assign_member(
        &mut self,
        frame: &mut Frame<'t>,
        assign: &'t ast::AssignExpr,
        member: &'t ast::MemberExpr,
    ) -> Outcome<Value> {
        let base = self.eval(frame, &member.obj)?;
        let key = self.member_key(frame, &member.prop)?;
        let old = match &key {
            Some(key) => self.get_or_unknown(&base, key)?,
            None => Value::Unknown,
        };
        let (value, is_written) = self.combine(frame, assign, old, key.as_ref())?;
        if is_written {
            self.put(&base, key, value.clone())?;
        }
        Ok(value)
    }

    /// The new value of `old op= right`, and whether it is written at all.
    fn combine(
        &mut self,
        frame: &mut Frame<'t>,
        assign: &'t ast::AssignExpr,
        old: Value,
        name: Option<&Key>,
    ) -> Outcome<(Value, bool)> {
        use ast::AssignOp as Op;
        let is_decided = match assign.op {
            Op::AndAssign => self.truth(&old).map(|truth| !truth),
            Op::OrAssign => self.truth(&old),
            Op::NullishAssign => (!old.is_unknown()).then(|| !old.is_nullish()),
            op => {
                let right = self.eval(frame, &assign.right)?;
                let Some(op) = op.to_update() else { return Ok((Value::Unknown, true)) };
                return match self.operate(op, old, right) {
                    Err(Abrupt::Unknown) => Ok((Value::Unknown, true)),
                    other => Ok((other?, true)),
                };
            }
        };
        match is_decided {
            Some(true) => Ok((old, false)),
            Some(false) => Ok((self.named(frame, &assign.right, name)?, true)),
            None => {
                self.maybe(frame, &assign.right)?;
                Ok((Value::Unknown, true))
            }
        }
    }

    /// `name += right`, in place where that is possible: texts are built that way, unit by unit.
    fn append(&mut self, frame: &mut Frame<'t>, name: &Atom, right: &'t ast::Expr) -> Outcome<Value> {
        let old = self.read(frame, name)?;
        let right = self.eval(frame, right)?;
        let result = if let (Value::Text(_), Value::Text(_) | Value::Number(_)) = (&old, &right)
            && let Some((scope, at)) = frame.scope.resolve(name)
        {
            // The journal, if any, keeps the old text and so keeps it from being changed.
            self.write(&scope, at, Content::Value(old.clone()));
            drop(old);
            match scope.take(at) {
                Some(Value::Text(text)) => {
                    let right = self.to_text(&right)?;
                    match self.concat(text, &right) {
                        Ok(value) => {
                            let mut slot = scope.slot(at);
                            slot.content = Content::Value(value.clone());
                            scope.set_slot(at, slot);
                            return Ok(value);
                        }
                        Err(error) => {
                            let mut slot = scope.slot(at);
                            slot.content = Content::Value(Value::Unknown);
                            scope.set_slot(at, slot);
                            return Err(error);
                        }
                    }
                }
                _ => Value::Unknown,
            }
        } else {
            match self.operate(ast::BinaryOp::Add, old, right) {
                Err(Abrupt::Unknown) => Value::Unknown,
                other => other?,
            }
        };
        self.assign_name(frame, name, result.clone())?;
        Ok(result)
    }

    fn assign_plain(&mut self, frame: &mut Frame<'t>, assign: &'t ast::AssignExpr) -> Outcome<Value> {
        match &assign.left {
            ast::AssignTarget::Simple(ast::SimpleAssignTarget::Ident(ident)) => {
                let name = &ident.id.sym;
                let value = self.named(frame, &assign.right, Some(&Key::Name(name.clone())))?;
                self.record_span(frame, ident.id.span, &value);
                self.assign_name(frame, name, value.clone())?;
                Ok(value)
            }
            ast::AssignTarget::Simple(ast::SimpleAssignTarget::Member(member)) => {
                let base = self.eval(frame, &member.obj)?;
                let key = self.member_key(frame, &member.prop)?;
                let name = name_of(key.as_ref()).map(Key::Name);
                let value = self.named(frame, &assign.right, name.as_ref())?;
                self.put(&base, key, value.clone())?;
                Ok(value)
            }
            ast::AssignTarget::Simple(ast::SimpleAssignTarget::Paren(paren)) => {
                let value = self.eval(frame, &assign.right)?;
                self.assign_to(frame, &paren.expr, value.clone())?;
                Ok(value)
            }
            ast::AssignTarget::Simple(ast::SimpleAssignTarget::TsAs(cast)) => {
                let value = self.eval(frame, &assign.right)?;
                self.assign_to(frame, &cast.expr, value.clone())?;
                Ok(value)
            }
            ast::AssignTarget::Simple(ast::SimpleAssignTarget::TsNonNull(cast)) => {
                let value = self.eval(frame, &assign.right)?;
                self.assign_to(frame, &cast.expr, value.clone())?;
                Ok(value)
            }
            ast::AssignTarget::Simple(_) => {
                let value = self.eval(frame, &assign.right)?;
                self.escape(&value);
                Ok(value)
            }
            ast::AssignTarget::Pat(pattern) => {
                let value = self.eval(frame, &assign.right)?;
                match pattern {
                    ast::AssignTargetPat::Array(array) => self.bind_array(frame, array, &value, Binding::Assign)?,
                    ast::AssignTargetPat::Object(object) => self.bind_object(frame, object, &value, Binding::Assign)?,
                    ast::AssignTargetPat::Invalid(_) => {}
                }
                Ok(value)
            }
        }
    }

    pub(super) fn update(&mut self, frame: &mut Frame<'t>, update: &'t ast::UpdateExpr) -> Outcome<Value> {
        let delta = if update.op == ast::UpdateOp::PlusPlus { 1.0 } else { -1.0 };
        let mut target = &*update.arg;
        while let ast::Expr::Paren(ast::ParenExpr { expr, .. })
        | ast::Expr::TsNonNull(ast::TsNonNullExpr { expr, .. }) = target
        {
            target = expr;
        }
        let changed = |machine: &mut Self, old: &Value| -> Outcome<(Value, Value)> {
            match old {
                Value::Big(big) => {
                    let new = big.checked_add(delta as i128).ok_or(Abrupt::Unknown)?;
                    Ok((old.clone(), Value::Big(Rc::new(new))))
                }
                other => match machine.to_number(other) {
                    Ok(number) => Ok((Value::Number(number), Value::Number(number + delta))),
                    Err(Abrupt::Unknown) => Ok((Value::Unknown, Value::Unknown)),
                    Err(error) => Err(error),
                },
            }
        };
        let (old, new) = match target {
            ast::Expr::Ident(ident) => {
                let old = self.read(frame, &ident.sym)?;
                let (old, new) = changed(self, &old)?;
                self.assign_name(frame, &ident.sym, new.clone())?;
                (old, new)
            }
            ast::Expr::Member(member) => {
                let base = self.eval(frame, &member.obj)?;
                let key = self.member_key(frame, &member.prop)?;
                let old = match &key {
                    Some(key) => self.get_or_unknown(&base, key)?,
                    None => Value::Unknown,
                };
                let (old, new) = changed(self, &old)?;
                self.put(&base, key, new.clone())?;
                (old, new)
            }
            _ => (Value::Unknown, Value::Unknown),
        };
        Ok(if update.prefix { new } else { old })
    }
}
