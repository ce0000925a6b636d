//! Functions and calls.

use std::{cell::RefCell, rc::Rc};

use swc_atoms::Atom;
use swc_common::Spanned;
use swc_ecma_ast as ast;

use super::{
    Abrupt, Frame, LIMITS, Machine, Outcome, address,
    heap::{Closure, Code, Family, Key, Kind, Native, Object, ObjectId, Value},
    pattern::Binding,
    provenance::{Origin, Step},
    scope::{Activation, Arguments, Content, Scope},
    statement::Flow,
    text::Text,
};

/// How a function is entered.
pub(super) struct Entry {
    pub(super) this: Option<Value>,
    /// `None` where nobody called it: then all parameters are unknown.
    pub(super) arguments: Option<Vec<Value>>,
    pub(super) new_target: Value,
}

impl<'t> Machine<'t> {
    /// The function object of a function of the tree.
    pub(super) fn function(
        &mut self,
        frame: &Frame<'t>,
        code: Code<'t>,
        name: Option<Atom>,
        home: Option<ObjectId>,
    ) -> Outcome<Value> {
        let scope = Rc::clone(&frame.scope);
        let closure = Closure { code, scope, file: frame.file, name, home, class: None };
        let id = self.allocate(Object::new(Kind::Function(Rc::new(closure)), Family::FunctionPrototype))?;
        self.note_function(code_address(code), id);
        Ok(Value::Object(id))
    }

    /// Keeps the function object last made of a function; one made with what is known is not given up for another
    /// that was made only to look at what is around it.
    pub(super) fn note_function(&mut self, code: usize, id: ObjectId) {
        if self.is_entering {
            self.functions.entry(code).or_insert(id);
        } else {
            self.functions.insert(code, id);
        }
    }

    // Call expressions.

    pub(super) fn eval_call(&mut self, frame: &mut Frame<'t>, call: &'t ast::CallExpr) -> Outcome<Value> {
        match &call.callee {
            ast::Callee::Expr(callee) => {
                let (this, callee) = self.callee(frame, callee)?;
                self.call_with(frame, &callee, this, &call.args)
            }
            ast::Callee::Super(_) => self.call_super(frame, &call.args),
            ast::Callee::Import(_) => {
                let arguments = self.arguments_of(frame, &call.args)?.unwrap_or_default();
                match arguments.first() {
                    Some(Value::Text(specifier)) => {
                        let specifier = specifier.to_lossy();
                        self.import_call(frame.file, &specifier)
                    }
                    _ => Ok(Value::Unknown),
                }
            }
        }
    }

    /// Calls something with the arguments of a call expression.
    pub(super) fn call_with(
        &mut self,
        frame: &mut Frame<'t>,
        callee: &Value,
        this: Value,
        arguments: &'t [ast::ExprOrSpread],
    ) -> Outcome<Value> {
        match self.arguments_of(frame, arguments)? {
            Some(values) => {
                if let (Value::Native(Native { name: "of", .. }), [first, .., last]) = (callee, arguments)
                    && let Some(source) = self.number_source(frame, &values, first.span().to(last.span()))
                {
                    self.reads_list(&source);
                }
                self.call_from(frame, callee, this, values)
            }
            None => {
                // It is called with something, nobody knows with what.
                self.escape(&this);
                self.escape(callee);
                Ok(Value::Unknown)
            }
        }
    }

    /// The arguments of a call; `None` where their number is unknown.
    pub(super) fn arguments_of(
        &mut self,
        frame: &mut Frame<'t>,
        arguments: &'t [ast::ExprOrSpread],
    ) -> Outcome<Option<Vec<Value>>> {
        let mut values = Vec::with_capacity(arguments.len());
        let mut is_known = true;
        for argument in arguments {
            let value = self.eval(frame, &argument.expr)?;
            if argument.spread.is_none() {
                values.push(value);
                continue;
            }
            match self.iterate(&value) {
                Ok(more) => values.extend(more),
                Err(Abrupt::Unknown) => is_known = false,
                Err(other) => return Err(other),
            }
        }
        if !is_known {
            for value in &values {
                self.escape(value);
            }
        }
        Ok(is_known.then_some(values))
    }

    /// A call in the code.
    pub(super) fn call_from(
        &mut self,
        frame: &Frame<'t>,
        callee: &Value,
        this: Value,
        arguments: Vec<Value>,
    ) -> Outcome<Value> {
        let hint = self.source_among(&arguments);
        let callee = if frame.is_tolerant() && !self.is_callable(callee) { &Value::Unknown } else { callee };
        let result = match self.call(callee, this, arguments) {
            Err(Abrupt::Unknown) => return Ok(Value::Unknown),
            other => other?,
        };
        Ok(self.attribute(callee, hint, result))
    }

    /// The longest text given to a call: what it returns was probably made from it.
    fn source_among(&self, arguments: &[Value]) -> Option<Rc<Origin>> {
        let origins = arguments.iter().filter_map(|argument| match argument {
            Value::Text(text) => text.origin.as_ref(),
            _ => None,
        });
        origins.max_by_key(|origin| origin.weight).cloned()
    }

    /// Says of a text that a function of the program computed it, if its origin does not say more already.
    fn attribute(&mut self, callee: &Value, hint: Option<Rc<Origin>>, result: Value) -> Value {
        let Value::Text(text) = &result else { return result };
        let Value::Object(id) = callee else { return result };
        let Kind::Function(closure) = &self.object(*id).kind else { return result };
        let name = closure.name.clone().unwrap_or_else(|| Atom::from("function"));
        let origin = match (&text.origin, hint) {
            (None, Some(hint)) => hint.computed_by(&name),
            (Some(origin), _) if origin.steps[0] != Step::None && origin.by.is_none() => origin.computed_by(&name),
            _ => return result,
        };
        let copy = text.slice(0..text.len()).with_origin(Some(origin));
        self.text(copy).unwrap_or(result)
    }

    pub(super) fn eval_new(&mut self, frame: &mut Frame<'t>, new: &'t ast::NewExpr) -> Outcome<Value> {
        let callee = self.eval(frame, &new.callee)?;
        let arguments = match &new.args {
            Some(arguments) => self.arguments_of(frame, arguments)?,
            None => Some(Vec::new()),
        };
        match arguments {
            Some(arguments) => self.construct(&callee, arguments, &callee),
            None => Ok(Value::Unknown),
        }
    }

    // Calls.

    pub(super) fn call(&mut self, callee: &Value, this: Value, arguments: Vec<Value>) -> Outcome<Value> {
        self.spend(1)?;
        let id = match callee {
            Value::Unknown => {
                self.escape(&this);
                for argument in &arguments {
                    self.escape(argument);
                }
                return Ok(Value::Unknown);
            }
            Value::Native(native) => return self.native(native, this, arguments),
            Value::Object(id) => *id,
            _ => return self.type_error("not a function"),
        };
        match &self.object(id).kind {
            Kind::Function(closure) => {
                let closure = Rc::clone(closure);
                if closure.class.is_some() {
                    return self.type_error("class constructor cannot be invoked without 'new'");
                }
                let entry = Entry { this: Some(this), arguments: Some(arguments), new_target: Value::Undefined };
                self.run(id, &closure, entry)
            }
            Kind::Bound(bound) => {
                let bound = Rc::clone(bound);
                let mut all = bound.arguments.clone();
                all.extend(arguments);
                self.deeper(|machine| machine.call(&bound.target, bound.this.clone(), all))
            }
            Kind::Intrinsic(family) => {
                let family = *family;
                self.intrinsic(family, arguments, None)
            }
            Kind::Require(file) => {
                let file = *file;
                match arguments.first() {
                    Some(Value::Text(specifier)) => {
                        let specifier = specifier.to_lossy();
                        self.require(file, &specifier)
                    }
                    _ => Ok(Value::Unknown),
                }
            }
            _ if self.object(id).is_unknown || self.object(id).prototype == Some(Self::unknown_prototype()) => {
                for argument in &arguments {
                    self.escape(argument);
                }
                Ok(Value::Unknown)
            }
            _ => self.type_error("not a function"),
        }
    }

    /// One more call inside the others.
    pub(super) fn deeper<R>(&mut self, run: impl FnOnce(&mut Self) -> Outcome<R>) -> Outcome<R> {
        if self.calls >= LIMITS.calls {
            self.most_calls = LIMITS.calls + 1;
            return self.too_deep();
        }
        self.calls += 1;
        self.most_calls = self.most_calls.max(self.calls);
        let result = run(self);
        self.calls = self.calls.saturating_sub(1);
        result
    }

    pub(super) fn construct(&mut self, callee: &Value, arguments: Vec<Value>, new_target: &Value) -> Outcome<Value> {
        self.spend(1)?;
        let id = match callee {
            Value::Unknown => {
                for argument in &arguments {
                    self.escape(argument);
                }
                return Ok(Value::Unknown);
            }
            Value::Object(id) => *id,
            _ => return self.type_error("not a constructor"),
        };
        match &self.object(id).kind {
            Kind::Function(closure) => {
                let closure = Rc::clone(closure);
                let is_derived = closure.class.as_ref().is_some_and(|class| class.is_derived);
                let this = if is_derived { None } else { Some(self.instance_of(new_target)?) };
                if let Some(this) = &this {
                    self.fields(&closure, this)?;
                }
                let entry = Entry { this, arguments: Some(arguments), new_target: new_target.clone() };
                self.run(id, &closure, entry)
            }
            Kind::Bound(bound) => {
                let bound = Rc::clone(bound);
                let mut all = bound.arguments.clone();
                all.extend(arguments);
                self.deeper(|machine| machine.construct(&bound.target, all, &bound.target))
            }
            Kind::Intrinsic(family) => {
                let family = *family;
                let value = self.intrinsic(family, arguments, Some(new_target))?;
                if let (Value::Object(made), Value::Object(target)) = (&value, new_target)
                    && *target != id
                {
                    let made = *made;
                    let prototype = self.get(new_target, &Key::name("prototype"))?;
                    if let Value::Object(prototype) = prototype {
                        self.object_mut(made)?.prototype = Some(prototype);
                    }
                }
                Ok(value)
            }
            _ if self.object(id).is_unknown => Ok(Value::Unknown),
            _ => self.type_error("not a constructor"),
        }
    }

    /// A new object with the prototype that a constructor gives.
    pub(super) fn instance_of(&mut self, constructor: &Value) -> Outcome<Value> {
        let id = self.plain()?;
        match self.get(constructor, &Key::name("prototype"))? {
            Value::Object(prototype) => self.object_mut(id)?.prototype = Some(prototype),
            Value::Unknown => self.object_mut(id)?.prototype = Some(Self::unknown_prototype()),
            _ => {}
        }
        Ok(Value::Object(id))
    }

    /// Runs a function of the program.
    pub(super) fn run(&mut self, id: ObjectId, closure: &Rc<Closure<'t>>, entry: Entry) -> Outcome<Value> {
        let Some(parsed) = self.loader.parsed(closure.file) else { return Ok(Value::Unknown) };
        let is_new = !matches!(entry.new_target, Value::Undefined);
        let this = entry.this.clone();
        let explore = entry.arguments.is_none();
        let scope = self.enter_scope(id, closure, &entry);
        let mut frame = Frame::new(closure.file, parsed, Rc::clone(&scope), explore);
        let (depth, calls) = (self.depth, self.calls);
        let result = self.deeper(|machine| machine.body(&mut frame, closure, entry.arguments));
        if result.is_err() {
            (self.depth, self.calls) = (depth, calls);
        }
        if explore {
            self.entered.insert(code_address(closure.code), scope.clone());
        }
        let value = result?;
        if is_new {
            let made = scope.activation.as_ref().and_then(|activation| activation.this.borrow().clone()).or(this);
            return Ok(match value {
                Value::Object(_) | Value::Native(_) => value,
                _ => made.unwrap_or(Value::Unknown),
            });
        }
        Ok(value)
    }

    fn enter_scope(&mut self, id: ObjectId, closure: &Rc<Closure<'t>>, entry: &Entry) -> Rc<Scope> {
        self.scopes += 1;
        let activation = match closure.code {
            Code::Arrow(_) => None,
            _ => Some(Activation {
                this: RefCell::new(entry.this.clone()),
                callee: Some(id),
                home: closure.home,
                new_target: entry.new_target.clone(),
                arguments: RefCell::new(match &entry.arguments {
                    Some(arguments) => Arguments::Passed(arguments.clone()),
                    None => Arguments::Unknown,
                }),
            }),
        };
        Scope::new(Some(Rc::clone(&closure.scope)), self.scopes, activation)
    }

    fn body(
        &mut self,
        frame: &mut Frame<'t>,
        closure: &Rc<Closure<'t>>,
        arguments: Option<Vec<Value>>,
    ) -> Outcome<Value> {
        self.reserve(0)?;
        let (statements, is_async, is_generator): (&'t [ast::Stmt], bool, bool) = match closure.code {
            Code::Function(function) => {
                let patterns = function.params.iter().map(|param| &param.pat);
                self.parameters(frame, patterns, arguments)?;
                match &function.body {
                    Some(body) => (&body.stmts, function.is_async, function.is_generator),
                    None => return Ok(Value::Unknown),
                }
            }
            Code::Arrow(arrow) => {
                self.parameters(frame, arrow.params.iter(), arguments)?;
                match &*arrow.body {
                    ast::ArrowFunctionBody::Expr(expr) => {
                        let result = self.eval(frame, expr);
                        return self.finish(frame, arrow.is_async, result);
                    }
                    ast::ArrowFunctionBody::FunctionBody(body) => (&body.stmts, arrow.is_async, arrow.is_generator),
                }
            }
            Code::Constructor(constructor) => {
                self.constructor_parameters(frame, constructor, arguments)?;
                match &constructor.body {
                    Some(body) => (&body.stmts, false, false),
                    None => return Ok(Value::Undefined),
                }
            }
            Code::Default => {
                if closure.class.as_ref().is_some_and(|class| class.is_derived) {
                    let arguments = arguments.unwrap_or_default();
                    self.construct_super(frame, arguments)?;
                }
                return Ok(Value::Undefined);
            }
        };
        if is_generator {
            frame.yields = Some(Vec::new());
        }
        self.hoist_body(frame, statements)?;
        let result = match self.statements(frame, statements) {
            Ok(Flow::Return(value)) => Ok(value),
            Ok(_) => Ok(Value::Undefined),
            Err(error) => Err(error),
        };
        let result = match result {
            // What is thrown behind a return that may have happened is what happens otherwise.
            Ok(_) | Err(Abrupt::Unknown | Abrupt::Throw(_)) if frame.is_doubtful => Ok(Value::Unknown),
            other => other,
        };
        if let Some(yields) = frame.yields.take() {
            result?;
            if frame.is_doubtful {
                return Ok(Value::Unknown);
            }
            let iterator = Object::new(Kind::Iterator(yields, 0), Family::IteratorPrototype);
            return Ok(Value::Object(self.allocate(iterator)?));
        }
        self.finish(frame, is_async, result)
    }

    /// Declares what a function body declares.
    pub(super) fn hoist_body(&mut self, frame: &mut Frame<'t>, statements: &'t [ast::Stmt]) -> Outcome<()> {
        for name in self.hoisted(statements).iter() {
            frame.scope.declare(name, Content::Value(Value::Undefined), false, true);
        }
        self.hoist_block(frame, statements)
    }

    fn finish(&mut self, frame: &Frame<'t>, is_async: bool, result: Outcome<Value>) -> Outcome<Value> {
        if !is_async {
            return result;
        }
        let settled = match result {
            Ok(_) if frame.is_doubtful => return Ok(Value::Unknown),
            Ok(value) => match self.settle(value) {
                Ok(Value::Unknown) => return Ok(Value::Unknown),
                Ok(value) => Ok(value),
                Err(Abrupt::Throw(error)) => Err(error),
                Err(other) => return Err(other),
            },
            Err(Abrupt::Throw(error)) => Err(error),
            Err(other) => return Err(other),
        };
        self.promise(settled)
    }

    pub(super) fn promise(&mut self, settled: Result<Value, Value>) -> Outcome<Value> {
        Ok(Value::Object(self.allocate(Object::new(Kind::Promise(settled), Family::PromisePrototype))?))
    }

    /// What `await` gives.
    pub(super) fn settle(&mut self, value: Value) -> Outcome<Value> {
        let Value::Object(id) = &value else { return Ok(value) };
        match &self.object(*id).kind {
            Kind::Promise(Ok(inner)) => Ok(inner.clone()),
            Kind::Promise(Err(error)) => Err(Abrupt::Throw(error.clone())),
            Kind::Plain => {
                let then = self.get(&value, &Key::name("then"))?;
                Ok(if matches!(then, Value::Undefined) { value } else { Value::Unknown })
            }
            _ => Ok(value),
        }
    }

    fn parameters(
        &mut self,
        frame: &mut Frame<'t>,
        patterns: impl Iterator<Item = &'t ast::Pat>,
        arguments: Option<Vec<Value>>,
    ) -> Outcome<()> {
        let mut arguments = arguments.map(Vec::into_iter);
        for pattern in patterns {
            self.parameter(frame, pattern, &mut arguments)?;
        }
        Ok(())
    }

    fn parameter(
        &mut self,
        frame: &mut Frame<'t>,
        pattern: &'t ast::Pat,
        arguments: &mut Option<std::vec::IntoIter<Value>>,
    ) -> Outcome<()> {
        let value = match (arguments, pattern) {
            (None, _) => Value::Unknown,
            (Some(arguments), ast::Pat::Rest(_)) => {
                let rest = arguments.collect();
                self.list(rest)?
            }
            (Some(arguments), _) => arguments.next().unwrap_or(Value::Undefined),
        };
        self.bind(frame, pattern, value, Binding::Let)
    }

    fn constructor_parameters(
        &mut self,
        frame: &mut Frame<'t>,
        constructor: &'t ast::Constructor,
        arguments: Option<Vec<Value>>,
    ) -> Outcome<()> {
        let mut arguments = arguments.map(Vec::into_iter);
        for param in &constructor.params {
            let property = match param {
                ast::ParamOrTsParamProp::Param(param) => {
                    self.parameter(frame, &param.pat, &mut arguments)?;
                    continue;
                }
                ast::ParamOrTsParamProp::TsParamProp(property) => property,
            };
            let value = match &mut arguments {
                Some(arguments) => arguments.next().unwrap_or(Value::Undefined),
                None => Value::Unknown,
            };
            let (name, value) = match &property.param {
                ast::TsParamPropParam::Ident(ident) => (&ident.id.sym, value),
                ast::TsParamPropParam::Assign(assign) => {
                    let ast::Pat::Ident(ident) = &*assign.left else { continue };
                    let value =
                        if matches!(value, Value::Undefined) { self.eval(frame, &assign.right)? } else { value };
                    (&ident.id.sym, value)
                }
            };
            frame.scope.declare(name, Content::Value(value.clone()), false, false);
            let this = self.this(frame);
            self.set(&this, Key::from(name), value)?;
        }
        Ok(())
    }

    /// A text made of character codes, with the place that the codes were read from.
    pub(super) fn text_of_codes(&mut self, units: Vec<u16>) -> Outcome<Value> {
        let origin = self.codes.as_ref().map(|origin| origin.after(Step::Codes));
        self.codes_read = 0;
        self.text(Text::wide(units).with_origin(origin))
    }
}

/// The address of a function of the tree.
pub(super) fn code_address(code: Code<'_>) -> usize {
    match code {
        Code::Function(function) => address(function),
        Code::Arrow(arrow) => address(arrow),
        Code::Constructor(constructor) => address(constructor),
        Code::Default => 0,
    }
}
