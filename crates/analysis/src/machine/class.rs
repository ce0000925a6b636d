//! Classes.

use std::rc::Rc;

use swc_atoms::Atom;
use swc_ecma_ast as ast;

use super::{
    Abrupt, Frame, Machine, Outcome, address,
    call::code_address,
    expression::{name_of, private_key},
    heap::{Class, Closure, Code, Family, Key, Kind, Object, ObjectId, Property, Value},
    scope::{Activation, Arguments, Content, Scope},
};

impl<'t> Machine<'t> {
    /// The constructor of a class; `inner` is what the class calls itself inside.
    pub(super) fn class(
        &mut self,
        frame: &mut Frame<'t>,
        node: &'t ast::Class,
        name: Option<Atom>,
        inner: Option<&Atom>,
    ) -> Outcome<Value> {
        let outer = Rc::clone(&frame.scope);
        frame.scope = self.scope(&outer);
        if let Some(inner) = inner {
            frame.scope.declare(inner, Content::Uninitialised, true, false);
        }
        let result = self.build_class(frame, node, name, inner);
        frame.scope = outer;
        result
    }

    fn build_class(
        &mut self,
        frame: &mut Frame<'t>,
        node: &'t ast::Class,
        name: Option<Atom>,
        inner: Option<&Atom>,
    ) -> Outcome<Value> {
        let prototype = self.plain()?;
        let mut static_parent = None;
        if let Some(parent) = &node.super_class {
            let parent = self.eval(frame, parent)?;
            let inherited =
                if matches!(parent, Value::Null) { Value::Null } else { self.get(&parent, &Key::name("prototype"))? };
            self.object_mut(prototype)?.prototype = match inherited {
                Value::Object(id) => Some(id),
                Value::Null => None,
                _ => Some(Self::unknown_prototype()),
            };
            static_parent = Some(match parent {
                Value::Object(id) => id,
                _ => Self::unknown_prototype(),
            });
        }
        let constructor = node.body.iter().find_map(|member| match member {
            ast::ClassMember::Constructor(constructor) if constructor.body.is_some() => Some(constructor),
            _ => None,
        });
        let code = constructor.map_or(Code::Default, Code::Constructor);
        let fields = self.instance_fields(frame, node)?;
        let closure = Closure {
            code,
            scope: Rc::clone(&frame.scope),
            file: frame.file,
            name,
            home: Some(prototype),
            class: Some(Box::new(Class { node, is_derived: node.super_class.is_some(), fields })),
        };
        let id = self.allocate(Object::new(Kind::Function(Rc::new(closure)), Family::FunctionPrototype))?;
        if constructor.is_some() {
            self.note_function(code_address(code), id);
        }
        // What stands in its fields is asked for by the class itself.
        self.note_function(address(node), id);
        if let Some(parent) = static_parent {
            self.object_mut(id)?.prototype = Some(parent);
        }
        let class = Value::Object(id);
        self.define(id, Key::name("prototype"), Property::hidden(Value::Object(prototype)))?;
        self.define(prototype, Key::name("constructor"), Property::hidden(class.clone()))?;
        if let Some(inner) = inner {
            frame.scope.declare(inner, Content::Value(class.clone()), true, false);
        }
        self.methods(frame, node, id, prototype)?;
        self.static_fields(frame, node, id)?;
        if !node.decorators.is_empty() {
            self.escape(&class);
        }
        Ok(class)
    }

    fn instance_fields(
        &mut self,
        frame: &mut Frame<'t>,
        node: &'t ast::Class,
    ) -> Outcome<Vec<(Key, Option<&'t ast::Expr>)>> {
        let mut fields = Vec::new();
        for member in &node.body {
            match member {
                ast::ClassMember::ClassProp(field) if !field.is_static && !field.declare => {
                    if let Some(key) = self.property_key(frame, &field.key)? {
                        fields.push((key, field.value.as_deref()));
                    }
                }
                ast::ClassMember::PrivateProp(field) if !field.is_static => {
                    fields.push((private_key(&field.key.name), field.value.as_deref()));
                }
                ast::ClassMember::AutoAccessor(field) if !field.is_static => {
                    let key = match &field.key {
                        ast::Key::Private(name) => Some(private_key(&name.name)),
                        ast::Key::Public(name) => self.property_key(frame, name)?,
                    };
                    fields.extend(key.map(|key| (key, field.value.as_deref())));
                }
                _ => {}
            }
        }
        Ok(fields)
    }

    fn methods(
        &mut self,
        frame: &mut Frame<'t>,
        node: &'t ast::Class,
        class: ObjectId,
        prototype: ObjectId,
    ) -> Outcome<()> {
        for member in &node.body {
            let (key, function, kind, is_static) = match member {
                ast::ClassMember::Method(method) => {
                    let key = self.property_key(frame, &method.key)?;
                    (key, &method.function, method.kind, method.is_static)
                }
                ast::ClassMember::PrivateMethod(method) => {
                    (Some(private_key(&method.key.name)), &method.function, method.kind, method.is_static)
                }
                _ => continue,
            };
            if function.body.is_none() {
                continue;
            }
            let target = if is_static { class } else { prototype };
            let value = self.function(frame, Code::Function(function), name_of(key.as_ref()), Some(target))?;
            let Some(key) = key else { continue };
            let property = match kind {
                ast::MethodKind::Method => Property::hidden(value),
                ast::MethodKind::Getter => self.with_accessor(target, Some(&key), Some(value), None),
                ast::MethodKind::Setter => self.with_accessor(target, Some(&key), None, Some(value)),
            };
            self.define(target, key, property)?;
        }
        Ok(())
    }

    fn static_fields(&mut self, frame: &mut Frame<'t>, node: &'t ast::Class, class: ObjectId) -> Outcome<()> {
        let has_static = node.body.iter().any(|member| match member {
            ast::ClassMember::ClassProp(field) => field.is_static,
            ast::ClassMember::PrivateProp(field) => field.is_static,
            ast::ClassMember::StaticBlock(_) => true,
            _ => false,
        });
        if !has_static {
            return Ok(());
        }
        let outer = Rc::clone(&frame.scope);
        frame.scope = self.method_scope(&outer, Value::Object(class), Some(class));
        let result = self.run_static_fields(frame, node, class);
        frame.scope = outer;
        result
    }

    fn run_static_fields(&mut self, frame: &mut Frame<'t>, node: &'t ast::Class, class: ObjectId) -> Outcome<()> {
        for member in &node.body {
            let (key, value) = match member {
                ast::ClassMember::ClassProp(field) if field.is_static => {
                    (self.property_key(frame, &field.key)?, &field.value)
                }
                ast::ClassMember::PrivateProp(field) if field.is_static => {
                    (Some(private_key(&field.key.name)), &field.value)
                }
                ast::ClassMember::StaticBlock(block) => {
                    for name in self.hoisted(&block.body.stmts).iter() {
                        frame.scope.declare(name, Content::Value(Value::Undefined), false, true);
                    }
                    self.block(frame, &block.body.stmts)?;
                    continue;
                }
                _ => continue,
            };
            let value = match value {
                Some(value) => self.named(frame, value, key.as_ref())?,
                None => Value::Undefined,
            };
            if let Some(key) = key {
                self.define(class, key, Property::new(value))?;
            }
        }
        Ok(())
    }

    /// A scope in which `this` is a given object.
    pub(super) fn method_scope(&mut self, parent: &Rc<Scope>, this: Value, home: Option<ObjectId>) -> Rc<Scope> {
        self.scopes += 1;
        let activation = Activation {
            this: Some(this).into(),
            callee: None,
            home,
            new_target: Value::Undefined,
            arguments: Arguments::Passed(Vec::new()).into(),
        };
        Scope::new(Some(Rc::clone(parent)), self.scopes, Some(activation))
    }

    /// Gives a new instance the fields of its class.
    pub(super) fn fields(&mut self, closure: &Rc<Closure<'t>>, this: &Value) -> Outcome<()> {
        let Some(class) = &closure.class else { return Ok(()) };
        if class.fields.is_empty() {
            return Ok(());
        }
        let (Value::Object(id), Some(parsed)) = (this, self.loader.parsed(closure.file)) else { return Ok(()) };
        let scope = self.method_scope(&closure.scope, this.clone(), closure.home);
        let mut frame = Frame { loops: 1, tries: 1, ..Frame::new(closure.file, parsed, scope, true) };
        for (key, value) in &class.fields {
            let value = match value {
                Some(value) => self.named(&mut frame, value, Some(key))?,
                None => Value::Undefined,
            };
            self.define(*id, key.clone(), Property::new(value))?;
        }
        Ok(())
    }

    // `super(…)`.

    pub(super) fn call_super(&mut self, frame: &mut Frame<'t>, arguments: &'t [ast::ExprOrSpread]) -> Outcome<Value> {
        let arguments = self.arguments_of(frame, arguments)?;
        match arguments {
            Some(arguments) => self.construct_super(frame, arguments),
            None => self.construct_super(frame, Vec::new()),
        }
    }

    pub(super) fn construct_super(&mut self, frame: &Frame<'t>, arguments: Vec<Value>) -> Outcome<Value> {
        let scope = Rc::clone(&frame.scope);
        let Some(activation) = scope.activation() else { return Ok(Value::Unknown) };
        let Some(callee) = activation.callee else { return Ok(Value::Unknown) };
        let new_target = match &activation.new_target {
            Value::Undefined => Value::Object(callee),
            other => other.clone(),
        };
        let parent = match self.object(callee).prototype {
            Some(id) if id != Self::unknown_prototype() => Value::Object(id),
            _ => Value::Unknown,
        };
        let made = match self.construct(&parent, arguments, &new_target) {
            Ok(Value::Unknown) | Err(Abrupt::Unknown) => self.instance_of(&new_target)?,
            other => other?,
        };
        *activation.this.borrow_mut() = Some(made.clone());
        if let Kind::Function(closure) = &self.object(callee).kind {
            let closure = Rc::clone(closure);
            self.fields(&closure, &made)?;
        }
        Ok(made)
    }
}
