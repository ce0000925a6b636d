//! Expressions.

use std::rc::Rc;

use swc_atoms::Atom;
use swc_common::Spanned;
use swc_ecma_ast as ast;

use super::{
    Abrupt, Frame, LIMITS, Machine, Outcome, address, builtin,
    compare::{arithmetic, big_arithmetic},
    convert::{Hint, from_tree},
    heap::{Code, Family, Key, Kind, Property, Value},
    number,
    provenance::{Origin, Source, crop},
    regexp::Fault,
    scope::{Arguments, Content, Scope},
    text::Text,
};

impl<'t> Machine<'t> {
    /// What an expression gives. What depends on something unknown is [`Value::Unknown`], not an error.
    pub(super) fn eval(&mut self, frame: &mut Frame<'t>, expr: &'t ast::Expr) -> Outcome<Value> {
        self.spend(1)?;
        if self.depth >= LIMITS.depth {
            return self.too_deep();
        }
        self.depth += 1;
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

    fn literal(&mut self, frame: &Frame<'t>, literal: &'t ast::Lit) -> Outcome<Value> {
        Ok(match literal {
            ast::Lit::Str(text) => return self.written(frame, text.span, || from_tree(&text.value)),
            ast::Lit::Bool(value) => Value::Bool(value.value),
            ast::Lit::Null(_) => Value::Null,
            ast::Lit::Num(number) => Value::Number(number.value),
            ast::Lit::BigInt(big) => match big.value.to_string().parse() {
                Ok(number) => Value::Big(Rc::new(number)),
                Err(_) => Value::Unknown,
            },
            ast::Lit::Regex(regex) => return self.regexp(&regex.exp, &regex.flags),
            ast::Lit::JSXText(_) => Value::Unknown,
        })
    }

    /// The text of a literal, with its place; made once.
    fn written(&mut self, frame: &Frame<'t>, span: swc_common::Span, text: impl FnOnce() -> Text) -> Outcome<Value> {
        let key = (frame.file, span.lo.0);
        if let Some(text) = self.literals.get(&key) {
            return Ok(Value::Text(Rc::clone(text)));
        }
        let text = text();
        let span = frame.parsed.range(span);
        let source = Source { file: frame.file, span, text: crop(&text.to_lossy()), is_codes: false };
        let origin = Origin::written(Rc::new(source), text.len());
        let text = Rc::new(text.with_origin(Some(origin)));
        self.literals.insert(key, Rc::clone(&text));
        Ok(Value::Text(text))
    }

    fn template(&mut self, frame: &mut Frame<'t>, template: &'t ast::Tpl) -> Outcome<Value> {
        let mut result = Rc::new(Text::new(""));
        let mut is_unknown = false;
        for (index, quasi) in template.quasis.iter().enumerate() {
            if let Some(cooked) = &quasi.cooked
                && !cooked.is_empty()
                && let Value::Text(text) = self.written(frame, quasi.span, || from_tree(cooked))?
                && let Value::Text(joined) = self.concat(result.clone(), &text)?
            {
                result = joined;
            }
            let Some(expr) = template.exprs.get(index) else { continue };
            let value = self.eval(frame, expr)?;
            match self.to_text(&value) {
                Ok(text) => {
                    if let Value::Text(joined) = self.concat(result.clone(), &text)? {
                        result = joined;
                    }
                }
                Err(Abrupt::Unknown) => is_unknown = true,
                Err(other) => return Err(other),
            }
        }
        if is_unknown { Err(Abrupt::Unknown) } else { Ok(Value::Text(result)) }
    }

    fn tagged(&mut self, frame: &mut Frame<'t>, tagged: &'t ast::TaggedTpl) -> Outcome<Value> {
        let (this, tag) = self.callee(frame, &tagged.tag)?;
        let key = address(&*tagged.tpl);
        let strings = match self.templates.get(&key) {
            Some(id) => Value::Object(*id),
            None => {
                let mut cooked = Vec::new();
                let mut raw = Vec::new();
                for quasi in &tagged.tpl.quasis {
                    cooked.push(match &quasi.cooked {
                        Some(text) => self.written(frame, quasi.span, || from_tree(text))?,
                        None => Value::Undefined,
                    });
                    raw.push(self.string(&quasi.raw.replace("\r\n", "\n"))?);
                }
                let list = self.list(cooked)?;
                let raw = self.list(raw)?;
                if let Value::Object(id) = list {
                    self.object_mut(id)?.properties.set(Key::name("raw"), Property::hidden(raw));
                    self.templates.insert(key, id);
                }
                list
            }
        };
        let mut arguments = vec![strings];
        for expr in &tagged.tpl.exprs {
            arguments.push(self.eval(frame, expr)?);
        }
        self.call_from(frame, &tag, this, arguments)
    }

    fn array(&mut self, frame: &mut Frame<'t>, array: &'t ast::ArrayLit) -> Outcome<Value> {
        let mut items = Vec::with_capacity(array.elems.len());
        let mut is_unknown = false;
        for element in &array.elems {
            let Some(element) = element else {
                items.push(Value::Undefined);
                continue;
            };
            let value = self.eval(frame, &element.expr)?;
            if element.spread.is_none() {
                items.push(value);
                continue;
            }
            match self.iterate(&value) {
                Ok(more) => items.extend(more),
                Err(Abrupt::Unknown) => is_unknown = true,
                Err(other) => return Err(other),
            }
        }
        let is_codes = items.len() > 2 && items.iter().all(|item| matches!(item, Value::Number(_)));
        let numbers: Vec<String> = if is_codes {
            let number =
                |item: &Value| if let Value::Number(number) = item { number::to_text(*number) } else { String::new() };
            items.iter().take(16).map(number).collect()
        } else {
            Vec::new()
        };
        let list = self.list(items)?;
        if let Value::Object(id) = list {
            let object = self.object_mut(id)?;
            object.is_unknown = is_unknown;
            if is_codes {
                let text = crop(&numbers.join(", "));
                let span = frame.parsed.range(array.span);
                object.source = Some(Rc::new(Source { file: frame.file, span, text, is_codes: true }));
            }
        }
        Ok(list)
    }

    fn object_literal(&mut self, frame: &mut Frame<'t>, literal: &'t ast::ObjectLit) -> Outcome<Value> {
        let id = self.plain()?;
        for property in &literal.props {
            let property = match property {
                ast::PropOrSpread::Spread(spread) => {
                    let value = self.eval(frame, &spread.expr)?;
                    if self.copy_properties(id, &value, &[]).is_err() {
                        self.object_mut(id)?.is_unknown = true;
                    }
                    continue;
                }
                ast::PropOrSpread::Prop(property) => &**property,
            };
            let (key, value) = match property {
                ast::Prop::Shorthand(ident) => {
                    let value = self.read(frame, &ident.sym)?;
                    self.record_span(frame, ident.span, &value);
                    (Some(Key::from(&ident.sym)), Property::new(value))
                }
                ast::Prop::KeyValue(pair) => {
                    let key = self.property_key(frame, &pair.key)?;
                    let value = self.named(frame, &pair.value, key.as_ref())?;
                    if let (Some(Key::Name(name)), Value::Object(prototype)) = (&key, &value)
                        && &**name == "__proto__"
                        && !matches!(pair.key, ast::PropName::Computed(_))
                    {
                        let prototype = *prototype;
                        self.object_mut(id)?.prototype = Some(prototype);
                        continue;
                    }
                    (key, Property::new(value))
                }
                ast::Prop::Method(method) => {
                    let key = self.property_key(frame, &method.key)?;
                    let code = Code::Function(&method.function);
                    let value = self.function(frame, code, name_of(key.as_ref()), Some(id))?;
                    (key, Property::new(value))
                }
                ast::Prop::Getter(getter) => {
                    let key = self.property_key(frame, &getter.key)?;
                    let function =
                        self.function(frame, Code::Function(&getter.function), name_of(key.as_ref()), Some(id))?;
                    (key.clone(), self.with_accessor(id, key.as_ref(), Some(function), None))
                }
                ast::Prop::Setter(setter) => {
                    let key = self.property_key(frame, &setter.key)?;
                    let function =
                        self.function(frame, Code::Function(&setter.function), name_of(key.as_ref()), Some(id))?;
                    (key.clone(), self.with_accessor(id, key.as_ref(), None, Some(function)))
                }
                ast::Prop::Assign(_) => continue,
            };
            match key {
                Some(key) => self.define(id, key, value)?,
                None => self.object_mut(id)?.is_unknown = true,
            }
        }
        Ok(Value::Object(id))
    }

    /// An accessor together with its other half, if that is there already.
    pub(super) fn with_accessor(
        &self,
        id: super::heap::ObjectId,
        key: Option<&Key>,
        getter: Option<Value>,
        setter: Option<Value>,
    ) -> Property {
        let old = key.and_then(|key| self.object(id).properties.get(key));
        let (old_getter, old_setter) = match old {
            Some(Property::Accessor { getter, setter, .. }) => (getter.clone(), setter.clone()),
            _ => (None, None),
        };
        Property::Accessor { getter: getter.or(old_getter), setter: setter.or(old_setter), enumerable: true }
    }

    /// Copies what can be enumerated, as a spread does.
    pub(super) fn copy_properties(
        &mut self,
        target: super::heap::ObjectId,
        value: &Value,
        except: &[Key],
    ) -> Outcome<()> {
        for key in self.own_keys(value, true)? {
            if !except.contains(&key) {
                let value = self.get(value, &key)?;
                self.define(target, key, Property::new(value))?;
            }
        }
        Ok(())
    }

    /// The name of a property; `None` where it is not known.
    pub(super) fn property_key(&mut self, frame: &mut Frame<'t>, name: &'t ast::PropName) -> Outcome<Option<Key>> {
        Ok(Some(match name {
            ast::PropName::Ident(ident) => Key::from(&ident.sym),
            ast::PropName::Str(text) => match text.value.as_str() {
                Some(text) => Key::name(text),
                None => return Ok(None),
            },
            ast::PropName::Num(number) => Key::name(&number::to_text(number.value)),
            ast::PropName::BigInt(big) => Key::name(&big.value.to_string()),
            ast::PropName::Computed(computed) => {
                let value = self.eval(frame, &computed.expr)?;
                match self.to_key(&value) {
                    Ok(key) => key,
                    Err(Abrupt::Unknown) => return Ok(None),
                    Err(other) => return Err(other),
                }
            }
        }))
    }

    /// A function or class that takes its name from where it is put; any other expression as it is.
    pub(super) fn named(&mut self, frame: &mut Frame<'t>, expr: &'t ast::Expr, key: Option<&Key>) -> Outcome<Value> {
        match expr {
            ast::Expr::Fn(function) => match &function.ident {
                Some(ident) => {
                    let outer = Rc::clone(&frame.scope);
                    frame.scope = self.scope(&outer);
                    frame.scope.declare(&ident.sym, Content::Uninitialised, true, false);
                    let value = self.function(frame, Code::Function(&function.function), Some(ident.sym.clone()), None);
                    if let Ok(value) = &value {
                        frame.scope.declare(&ident.sym, Content::Value(value.clone()), true, false);
                    }
                    frame.scope = outer;
                    value
                }
                None => self.function(frame, Code::Function(&function.function), name_of(key), None),
            },
            ast::Expr::Arrow(arrow) => self.function(frame, Code::Arrow(arrow), name_of(key), None),
            ast::Expr::Class(class) => {
                let name = class.ident.as_ref().map(|ident| ident.sym.clone());
                self.class(frame, &class.class, name.clone().or_else(|| name_of(key)), name.as_ref())
            }
            ast::Expr::Paren(paren) if key.is_some() => self.named(frame, &paren.expr, key),
            _ => self.eval(frame, expr),
        }
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

    /// The object of a member expression and what the expression gives.
    pub(super) fn member(&mut self, frame: &mut Frame<'t>, member: &'t ast::MemberExpr) -> Outcome<(Value, Value)> {
        let base = self.eval(frame, &member.obj)?;
        let key = self.member_key(frame, &member.prop)?;
        let value = match key {
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
            return self.too_deep();
        }
        self.depth += 1;
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

    pub(super) fn regexp(&mut self, source: &str, flags: &str) -> Outcome<Value> {
        self.spend(source.len())?;
        let program = match super::regexp::compile(source, flags) {
            Ok(program) => Some(program),
            Err(Fault::Unsupported) => None,
            Err(Fault::Invalid) => {
                return self.fail(Family::SyntaxErrorPrototype, "invalid regular expression");
            }
        };
        let pattern = super::heap::Pattern { source: source.to_owned(), flags: flags.to_owned(), program };
        let object = super::heap::Object::new(Kind::Regexp(Rc::new(pattern), 0), Family::RegexpPrototype);
        Ok(Value::Object(self.allocate(object)?))
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
