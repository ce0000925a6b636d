//! Expressions.

use std::rc::Rc;

use swc_atoms::Atom;
use swc_common::Spanned;
use swc_ecma_ast as ast;

use super::{
    Abrupt, Frame, LIMITS, Machine, Outcome, address, builtin,
    compare::{arithmetic, big_arithmetic},
    convert::Hint,
    heap::{Family, Key, Property, Value},
    number,
    scope::{Arguments, Content, Scope},
};

impl<'t> Machine<'t> {
    /// What an expression gives. What depends on something unknown is [`Value::Unknown`], not an error.
    pub(super) fn eval(&mut self, frame: &mut Frame<'t>, expr: &'t ast::Expr) -> Outcome<Value> {
        // A name is looked for from scope to scope, and in ordinary code there are few.
        self.spend(1 + frame.scope.depth as usize / 16)?;
        if self.depth >= LIMITS.depth {
            self.most_depth = LIMITS.depth + 1;
            return self.too_deep();
        }
        self.depth += 1;
        self.most_depth = self.most_depth.max(self.depth);
        let result = self.eval_expr(frame, expr);
        self.depth -= 1;
        let value = match result {
            Ok(value) => value,
            Err(Abrupt::Unknown) => Value::Unknown,
            Err(other) => return Err(other),
        };
        self.record(frame, expr, &value);
        Ok(value)
    }

    fn eval_expr(&mut self, frame: &mut Frame<'t>, expr: &'t ast::Expr) -> Outcome<Value> {
        match expr {
            ast::Expr::Ident(ident) => self.read(frame, &ident.sym),
            ast::Expr::Lit(literal) => self.literal(frame, literal),
            ast::Expr::Member(member) => {
                let (_, value) = self.member(frame, member)?;
                Ok(value)
            }
            ast::Expr::Call(call) => self.eval_call(frame, call),
            ast::Expr::Bin(binary) => self.binary(frame, binary),
            ast::Expr::Assign(assign) => self.assign(frame, assign),
            ast::Expr::Update(update) => self.update(frame, update),
            ast::Expr::Unary(unary) => self.unary(frame, unary),
            ast::Expr::Cond(cond) => self.conditional(frame, cond),
            ast::Expr::Paren(paren) => self.eval(frame, &paren.expr),
            ast::Expr::Seq(sequence) => {
                let mut last = Value::Undefined;
                for expr in &sequence.exprs {
                    last = self.eval(frame, expr)?;
                }
                Ok(last)
            }
            ast::Expr::This(_) => Ok(self.this(frame)),
            ast::Expr::Array(array) => self.array(frame, array),
            ast::Expr::Object(object) => self.object_literal(frame, object),
            ast::Expr::Fn(_) | ast::Expr::Arrow(_) | ast::Expr::Class(_) => self.named(frame, expr, None),
            ast::Expr::Tpl(template) => self.template(frame, template),
            ast::Expr::TaggedTpl(tagged) => self.tagged(frame, tagged),
            ast::Expr::New(new) => self.eval_new(frame, new),
            ast::Expr::OptChain(chain) => Ok(self.chain(frame, chain)?.map_or(Value::Undefined, |(_, value)| value)),
            ast::Expr::SuperProp(member) => {
                let (_, value) = self.super_member(frame, member)?;
                Ok(value)
            }
            ast::Expr::Await(wait) => {
                let value = self.eval(frame, &wait.arg)?;
                self.settle(value)
            }
            ast::Expr::Yield(give) => self.yield_value(frame, give),
            ast::Expr::MetaProp(meta) => match meta.kind {
                ast::MetaPropKind::NewTarget => {
                    Ok(frame.scope.activation().map_or(Value::Undefined, |activation| activation.new_target.clone()))
                }
                ast::MetaPropKind::ImportMeta => self.import_meta(frame.file),
            },
            ast::Expr::TsAs(cast) => self.eval(frame, &cast.expr),
            ast::Expr::TsSatisfies(cast) => self.eval(frame, &cast.expr),
            ast::Expr::TsNonNull(cast) => self.eval(frame, &cast.expr),
            ast::Expr::TsConstAssertion(cast) => self.eval(frame, &cast.expr),
            ast::Expr::TsTypeAssertion(cast) => self.eval(frame, &cast.expr),
            ast::Expr::TsInstantiation(cast) => self.eval(frame, &cast.expr),
            ast::Expr::JSXElement(_)
            | ast::Expr::JSXFragment(_)
            | ast::Expr::JSXMember(_)
            | ast::Expr::JSXNamespacedName(_)
            | ast::Expr::JSXEmpty(_)
            | ast::Expr::PrivateName(_)
            | ast::Expr::Invalid(_) => Ok(Value::Unknown),
        }
    }

    // Names and literals.

    /// What a name stands for.
    pub(super) fn read(&mut self, frame: &Frame<'t>, name: &Atom) -> Outcome<Value> {
        if let Some(value) = frame.scope.value(name) {
            return Ok(value);
        }
        match self.lookup(&frame.scope, name)? {
            Some(value) => Ok(value),
            None if &**name == "arguments" => self.arguments(frame),
            None => match builtin::global(name) {
                Some(value) => Ok(value),
                None => Ok(self.global_property(name)),
            },
        }
    }

    pub(super) fn lookup(&mut self, scope: &Rc<Scope>, name: &Atom) -> Outcome<Option<Value>> {
        let Some((scope, at)) = scope.resolve(name) else { return Ok(None) };
        Ok(Some(match scope.slot(at).content {
            Content::Value(value) => value,
            // In truth an error; here more likely something that was not followed.
            Content::Uninitialised => Value::Unknown,
            Content::Import(file, name) => match self.export(file, &name)? {
                super::module::Exported::Value(value) => value,
                super::module::Exported::Nothing => Value::Unknown,
            },
        }))
    }

    /// A name that nobody declared, once something was assigned to it.
    fn global_property(&self, name: &Atom) -> Value {
        match self.object(Family::Global.id()).properties.get(&Key::from(name)) {
            Some(Property::Data { value, .. }) => value.clone(),
            _ => Value::Unknown,
        }
    }

    fn arguments(&mut self, frame: &Frame<'t>) -> Outcome<Value> {
        let Some(activation) = frame.scope.activation() else { return Ok(Value::Unknown) };
        let items = match &*activation.arguments.borrow() {
            Arguments::Passed(items) => items.clone(),
            Arguments::Unknown => return Ok(Value::Unknown),
            Arguments::Made(value) => return Ok(value.clone()),
        };
        let list = self.list(items)?;
        *activation.arguments.borrow_mut() = Arguments::Made(list.clone());
        Ok(list)
    }

    // Operators.

    fn binary(&mut self, frame: &mut Frame<'t>, binary: &'t ast::BinExpr) -> Outcome<Value> {
        let key = address(binary);
        let constant = match self.constants.get(&key) {
            Some(constant) => *constant,
            None => {
                let constant = constant_of(binary, 40);
                self.constants.insert(key, constant);
                constant
            }
        };
        if let Some(number) = constant {
            return Ok(Value::Number(number));
        }
        // A sum can be as long as the file, and it leans to the left.
        let mut spine = vec![binary];
        while let ast::Expr::Bin(left) = &*spine[spine.len() - 1].left {
            spine.push(left);
        }
        let mut value = match spine.last() {
            Some(last) => self.eval(frame, &last.left)?,
            None => return Ok(Value::Unknown),
        };
        for (index, node) in spine.iter().enumerate().rev() {
            value = match self.binary_step(frame, node, value) {
                Err(Abrupt::Unknown) => Value::Unknown,
                other => other?,
            };
            if index > 0 {
                self.record_span(frame, node.span, &value);
            }
        }
        Ok(value)
    }

    fn binary_step(&mut self, frame: &mut Frame<'t>, node: &'t ast::BinExpr, left: Value) -> Outcome<Value> {
        use ast::BinaryOp as Op;
        self.spend(1)?;
        let is_decided = match node.op {
            Op::LogicalAnd => self.truth(&left).map(|truth| !truth),
            Op::LogicalOr => self.truth(&left),
            Op::NullishCoalescing => (!left.is_unknown()).then(|| !left.is_nullish()),
            _ => {
                let right = self.eval(frame, &node.right)?;
                return self.operate(node.op, left, right);
            }
        };
        match is_decided {
            Some(true) => Ok(left),
            Some(false) => self.eval(frame, &node.right),
            None => {
                self.maybe(frame, &node.right)?;
                Ok(Value::Unknown)
            }
        }
    }

    /// Looks at an expression that may or may not be evaluated.
    pub(super) fn maybe(&mut self, frame: &mut Frame<'t>, expr: &'t ast::Expr) -> Outcome<()> {
        if matches!(expr, ast::Expr::Lit(_)) {
            return Ok(());
        }
        if !frame.explore {
            return self.havoc(frame, expr);
        }
        let scope = Rc::clone(&frame.scope);
        let (result, touched) = self.speculate(|machine| machine.eval(frame, expr));
        frame.scope = scope;
        self.forget(&touched);
        match result {
            Err(Abrupt::Lost) => Err(Abrupt::Lost),
            _ => Ok(()),
        }
    }

    pub(super) fn operate(&mut self, op: ast::BinaryOp, left: Value, right: Value) -> Outcome<Value> {
        use ast::BinaryOp as Op;
        use std::cmp::Ordering::{Equal, Greater, Less};
        if let (Value::Number(left), Value::Number(right)) = (&left, &right)
            && let Some(number) = arithmetic(op, *left, *right)
        {
            return Ok(Value::Number(number));
        }
        Ok(Value::Bool(match op {
            Op::Add => return self.add(left, right),
            Op::EqEqEq => self.is_strictly_equal(&left, &right)?,
            Op::NotEqEq => !self.is_strictly_equal(&left, &right)?,
            Op::EqEq => self.is_loosely_equal(&left, &right)?,
            Op::NotEq => !self.is_loosely_equal(&left, &right)?,
            Op::Lt => self.order(&left, &right)? == Some(Less),
            Op::Gt => self.order(&left, &right)? == Some(Greater),
            Op::LtEq => matches!(self.order(&left, &right)?, Some(Less | Equal)),
            Op::GtEq => matches!(self.order(&left, &right)?, Some(Greater | Equal)),
            Op::In => {
                let key = self.to_key(&left)?;
                self.has(&right, &key)?
            }
            Op::InstanceOf => self.is_instance(&left, &right)?,
            _ => {
                let left = self.to_primitive(&left, Hint::Number)?;
                let right = self.to_primitive(&right, Hint::Number)?;
                if let (Value::Big(left), Value::Big(right)) = (&left, &right) {
                    let result = big_arithmetic(op, **left, **right).ok_or(Abrupt::Unknown)?;
                    return Ok(Value::Big(Rc::new(result)));
                }
                let (left, right) = (self.to_number(&left)?, self.to_number(&right)?);
                return arithmetic(op, left, right).map(Value::Number).ok_or(Abrupt::Unknown);
            }
        }))
    }

    fn is_instance(&mut self, left: &Value, right: &Value) -> Outcome<bool> {
        if left.is_unknown() || right.is_unknown() {
            return Err(Abrupt::Unknown);
        }
        if !self.is_callable(right) {
            return self.type_error("right-hand side of 'instanceof' is not callable");
        }
        let Value::Object(id) = left else {
            return if matches!(left, Value::Native(_)) { Err(Abrupt::Unknown) } else { Ok(false) };
        };
        let prototype = self.get(right, &Key::name("prototype"))?;
        let Value::Object(prototype) = prototype else { return Err(Abrupt::Unknown) };
        let mut at = self.object(*id).prototype;
        for _ in 0..64 {
            match at {
                None => return Ok(false),
                Some(id) if id == prototype => return Ok(true),
                Some(id) if id == Self::unknown_prototype() => return Err(Abrupt::Unknown),
                Some(id) => at = self.object(id).prototype,
            }
        }
        Err(Abrupt::Lost)
    }

    fn unary(&mut self, frame: &mut Frame<'t>, unary: &'t ast::UnaryExpr) -> Outcome<Value> {
        use ast::UnaryOp as Op;
        if unary.op == Op::Delete {
            return self.delete_expr(frame, &unary.arg);
        }
        if unary.op == Op::TypeOf
            && let ast::Expr::Ident(ident) = &*unary.arg
            && frame.scope.resolve(&ident.sym).is_none()
            && matches!(&*ident.sym, "define" | "__filename__" | "DO_NOT_EXPORT_CRC")
        {
            // What modules ask for to find out who loads them; node has none of it.
            return self.string("undefined");
        }
        let value = self.eval(frame, &unary.arg)?;
        Ok(match unary.op {
            Op::TypeOf => {
                let name = self.type_name(&value).ok_or(Abrupt::Unknown)?;
                return self.string(name);
            }
            Op::Void => Value::Undefined,
            Op::Bang => Value::Bool(!self.truth(&value).ok_or(Abrupt::Unknown)?),
            Op::Plus => Value::Number(self.to_number(&value)?),
            Op::Minus | Op::Tilde => match self.to_primitive(&value, Hint::Number)? {
                Value::Big(big) if unary.op == Op::Minus => {
                    Value::Big(Rc::new(big.checked_neg().ok_or(Abrupt::Unknown)?))
                }
                Value::Big(big) => Value::Big(Rc::new(!*big)),
                other => {
                    let number = self.to_number(&other)?;
                    Value::Number(if unary.op == Op::Minus { -number } else { f64::from(!number::to_int32(number)) })
                }
            },
            Op::Delete => Value::Unknown,
        })
    }

    fn delete_expr(&mut self, frame: &mut Frame<'t>, target: &'t ast::Expr) -> Outcome<Value> {
        match target {
            ast::Expr::Member(member) => {
                let base = self.eval(frame, &member.obj)?;
                match self.member_key(frame, &member.prop)? {
                    Some(key) => Ok(Value::Bool(self.delete(&base, &key)?)),
                    None => {
                        self.escape(&base);
                        Ok(Value::Unknown)
                    }
                }
            }
            ast::Expr::Paren(paren) => self.delete_expr(frame, &paren.expr),
            other => {
                self.eval(frame, other)?;
                Ok(Value::Unknown)
            }
        }
    }

    fn conditional(&mut self, frame: &mut Frame<'t>, cond: &'t ast::CondExpr) -> Outcome<Value> {
        let test = self.eval(frame, &cond.test)?;
        match self.truth(&test) {
            Some(true) => self.eval(frame, &cond.cons),
            Some(false) => self.eval(frame, &cond.alt),
            None => {
                self.maybe(frame, &cond.cons)?;
                self.maybe(frame, &cond.alt)?;
                Ok(Value::Unknown)
            }
        }
    }

    fn yield_value(&mut self, frame: &mut Frame<'t>, give: &'t ast::YieldExpr) -> Outcome<Value> {
        let value = match &give.arg {
            Some(arg) => self.eval(frame, arg)?,
            None => Value::Undefined,
        };
        let values = if give.delegate { self.iterate(&value) } else { Ok(vec![value]) };
        self.reserve(32)?;
        let Some(yields) = &mut frame.yields else { return Ok(Value::Unknown) };
        match values {
            Ok(values) => yields.extend(values),
            Err(_) => frame.is_doubtful = true,
        }
        if yields.len() > builtin::YIELDS {
            return Err(Abrupt::Lost);
        }
        Ok(Value::Unknown)
    }

    // Members.

    /// The key of a member expression; `None` where it is not known.
    pub(super) fn member_key(&mut self, frame: &mut Frame<'t>, prop: &'t ast::MemberProp) -> Outcome<Option<Key>> {
        match prop {
            ast::MemberProp::Ident(ident) => Ok(Some(Key::Name(ident.sym.clone()))),
            ast::MemberProp::PrivateName(name) => Ok(Some(private_key(&name.name))),
            ast::MemberProp::Computed(computed) => {
                let value = self.eval(frame, &computed.expr)?;
                match self.to_key(&value) {
                    Ok(key) => Ok(Some(key)),
                    Err(Abrupt::Unknown) => Ok(None),
                    Err(other) => Err(other),
                }
            }
        }
    }

    /// Whether a property is there only on a path that depends on something unknown.
    fn is_doubtful(&self, base: &Value, key: &Key) -> bool {
        match base {
            Value::Object(id) => self.doubtful.get(id).is_some_and(|keys| keys.contains(key)),
            _ => false,
        }
    }

    /// The object of a member expression and what the expression gives.
    pub(super) fn member(&mut self, frame: &mut Frame<'t>, member: &'t ast::MemberExpr) -> Outcome<(Value, Value)> {
        let base = self.eval(frame, &member.obj)?;
        let key = self.member_key(frame, &member.prop)?;
        let value = match key {
            // What nobody has set yet will have been set by whoever calls this.
            Some(_) if base.is_nullish() && frame.is_tolerant() => Value::Unknown,
            Some(key) if frame.explore && self.is_doubtful(&base, &key) => Value::Unknown,
            Some(key) => match self.get(&base, &key) {
                Err(Abrupt::Unknown) => Value::Unknown,
                other => other?,
            },
            None => Value::Unknown,
        };
        Ok((base, value))
    }

    pub(super) fn super_member(
        &mut self,
        frame: &mut Frame<'t>,
        member: &'t ast::SuperPropExpr,
    ) -> Outcome<(Value, Value)> {
        let key = match &member.prop {
            ast::SuperProp::Ident(ident) => Key::from(&ident.sym),
            ast::SuperProp::Computed(computed) => {
                let value = self.eval(frame, &computed.expr)?;
                self.to_key(&value)?
            }
        };
        let this = self.this(frame);
        let home = frame.scope.activation().and_then(|activation| activation.home);
        let Some(base) = home.and_then(|home| self.object(home).prototype) else {
            return Ok((this, Value::Unknown));
        };
        let value = self.get_from(base, &key, &this)?;
        Ok((this, value))
    }

    /// A chain with `?.`: nothing where it stopped, else what it gives and the object that was taken from.
    pub(super) fn chain(
        &mut self,
        frame: &mut Frame<'t>,
        chain: &'t ast::OptChainExpr,
    ) -> Outcome<Option<(Value, Value)>> {
        match &*chain.base {
            ast::OptChainBase::Member(member) => {
                let Some((_, base)) = self.chain_link(frame, &member.obj)? else { return Ok(None) };
                if chain.optional && base.is_nullish() {
                    return Ok(None);
                }
                let value = match self.member_key(frame, &member.prop)? {
                    Some(key) => self.get(&base, &key)?,
                    None => Value::Unknown,
                };
                self.record_span(frame, chain.span, &value);
                Ok(Some((base, value)))
            }
            ast::OptChainBase::Call(call) => {
                let Some((this, callee)) = self.chain_link(frame, &call.callee)? else { return Ok(None) };
                if chain.optional && callee.is_nullish() {
                    return Ok(None);
                }
                let value = self.call_with(frame, &callee, this, &call.args)?;
                Ok(Some((Value::Undefined, value)))
            }
        }
    }

    fn chain_link(&mut self, frame: &mut Frame<'t>, expr: &'t ast::Expr) -> Outcome<Option<(Value, Value)>> {
        self.spend(1)?;
        if self.depth >= LIMITS.depth {
            self.most_depth = LIMITS.depth + 1;
            return self.too_deep();
        }
        self.depth += 1;
        self.most_depth = self.most_depth.max(self.depth);
        let result = match expr {
            ast::Expr::OptChain(inner) => self.chain(frame, inner),
            other => self.callee(frame, other).map(Some),
        };
        self.depth -= 1;
        result
    }

    /// A function about to be called, after what it is called on.
    pub(super) fn callee(&mut self, frame: &mut Frame<'t>, expr: &'t ast::Expr) -> Outcome<(Value, Value)> {
        let found = match expr {
            ast::Expr::Member(member) => self.member(frame, member)?,
            ast::Expr::SuperProp(member) => self.super_member(frame, member)?,
            ast::Expr::Paren(paren) => return self.callee(frame, &paren.expr),
            ast::Expr::TsNonNull(inner) => return self.callee(frame, &inner.expr),
            ast::Expr::TsAs(inner) => return self.callee(frame, &inner.expr),
            ast::Expr::OptChain(chain) => self.chain(frame, chain)?.unwrap_or((Value::Undefined, Value::Undefined)),
            other => return Ok((Value::Undefined, self.eval(frame, other)?)),
        };
        self.record_span(frame, expr.span(), &found.1);
        Ok(found)
    }
}

/// Private names live beside the others, where no program can spell them.
pub(super) fn private_key(name: &Atom) -> Key {
    Key::Name(Atom::from(format!("\0#{name}")))
}

pub(super) fn name_of(key: Option<&Key>) -> Option<Atom> {
    match key {
        Some(Key::Name(name)) => Some(name.clone()),
        _ => None,
    }
}

/// The value of arithmetic on nothing but numbers.
fn constant_of(binary: &ast::BinExpr, depth: u32) -> Option<f64> {
    let right = constant_operand(&binary.right, depth)?;
    let left = constant_operand(&binary.left, depth)?;
    match binary.op {
        ast::BinaryOp::Add => Some(left + right),
        op => arithmetic(op, left, right),
    }
}

fn constant_operand(expr: &ast::Expr, depth: u32) -> Option<f64> {
    let depth = depth.checked_sub(1)?;
    match expr {
        ast::Expr::Lit(ast::Lit::Num(number)) => Some(number.value),
        ast::Expr::Paren(paren) => constant_operand(&paren.expr, depth),
        ast::Expr::Unary(unary) if unary.op == ast::UnaryOp::Minus => Some(-constant_operand(&unary.arg, depth)?),
        ast::Expr::Bin(binary) => constant_of(binary, depth),
        _ => None,
    }
}
