//! Classes.

use swc_atoms::Atom;
use swc_ecma_ast as ast;

use super::{Lowering, declare::collect_names, pattern::private};
use crate::ir::{Class, ClassId, Decorated, Expr, ExprId, Member, MemberValue, SetKind, WriteKey};

impl Lowering<'_> {
    /// A class; `ident` is its own name, visible inside it.
    pub(super) fn class(&mut self, class: &ast::Class, ident: Option<&ast::Ident>) -> ExprId {
        let base = class.super_class.as_ref().map(|base| self.expr(base));
        let id = ClassId(self.module.classes.len() as u32);
        self.module.classes.push(Class { base, ..Default::default() });
        let value = self.add(Expr::Class(id), class);
        self.scoped(|lowering| {
            if let Some(ident) = ident {
                lowering.declare(&ident.sym);
                lowering.define_name(&ident.sym, value, SetKind::Set, 0);
            }
            for decorator in &class.decorators {
                lowering.expr(&decorator.expr);
            }
            for member in &class.body {
                lowering.class_member(id, member);
            }
        });
        value
    }

    fn class_member(&mut self, class: ClassId, member: &ast::ClassMember) {
        match member {
            ast::ClassMember::Constructor(constructor) => self.constructor(class, constructor),
            ast::ClassMember::Method(method) => match self.property_name(&method.key) {
                Ok(name) => self.method(class, name, &method.function, method.kind, method.is_static),
                Err(_) => {
                    self.function_expr(&method.function, None, Some(class));
                }
            },
            ast::ClassMember::PrivateMethod(method) => {
                let name = private(&method.key.name);
                self.method(class, name, &method.function, method.kind, method.is_static);
            }
            ast::ClassMember::ClassProp(field) => {
                let name = self.property_name(&field.key).ok();
                self.field(class, name, field.value.as_deref(), field.is_static, &field.decorators, field.span);
            }
            ast::ClassMember::PrivateProp(field) => {
                let name = Some(private(&field.key.name));
                self.field(class, name, field.value.as_deref(), field.is_static, &field.decorators, field.span);
            }
            ast::ClassMember::AutoAccessor(field) => {
                let name = match &field.key {
                    ast::Key::Private(name) => Some(private(&name.name)),
                    ast::Key::Public(name) => self.property_name(name).ok(),
                };
                self.field(class, name, field.value.as_deref(), field.is_static, &field.decorators, field.span);
            }
            ast::ClassMember::StaticBlock(block) => {
                self.function(None, block.span, false, Some(class), |lowering| lowering.body(&block.body.stmts));
            }
            ast::ClassMember::TsIndexSignature(_) | ast::ClassMember::Empty(_) => {}
        }
    }

    fn constructor(&mut self, class: ClassId, constructor: &ast::Constructor) {
        let Some(body) = &constructor.body else { return };
        let id = self.function(Some("constructor".into()), constructor.span, false, Some(class), |lowering| {
            lowering.constructor_parameters(&constructor.params);
            lowering.body(&body.stmts);
        });
        self.module.classes[class.index()].constructor = Some(id);
    }

    fn constructor_parameters(&mut self, parameters: &[ast::ParamOrTsParamProp]) {
        // `constructor(private readonly client: Client)` is a parameter and a field.
        let patterns: Vec<ast::Pat> = parameters
            .iter()
            .map(|parameter| match parameter {
                ast::ParamOrTsParamProp::Param(parameter) => parameter.pat.clone(),
                ast::ParamOrTsParamProp::TsParamProp(property) => match &property.param {
                    ast::TsParamPropParam::Ident(ident) => ast::Pat::Ident(ident.clone()),
                    ast::TsParamPropParam::Assign(assign) => ast::Pat::Assign(assign.clone()),
                },
            })
            .collect();
        let function = self.function;
        self.parameters(function, patterns.iter());
        for (parameter, pattern) in parameters.iter().zip(&patterns) {
            if !matches!(parameter, ast::ParamOrTsParamProp::TsParamProp(_)) {
                continue;
            }
            let mut names = Vec::new();
            collect_names(pattern, &mut names);
            for ident in names {
                let value = self.name(ident);
                let this = self.add(Expr::This(function), ident);
                let span = self.range(ident.span);
                self.write(this, WriteKey::Named(ident.sym.clone()), value, SetKind::Set, span);
            }
        }
    }

    fn method(&mut self, class: ClassId, name: Atom, function: &ast::Function, kind: ast::MethodKind, is_static: bool) {
        if function.body.is_none() {
            return;
        }
        let name = if kind == ast::MethodKind::Setter { self.setter(name) } else { name };
        let decorators = self.decorators(&function.decorators);
        let id = self.plain_function(function, Some(name.clone()), Some(class));
        if !decorators.is_empty() {
            let mut parameters = Vec::new();
            for (index, parameter) in function.params.iter().enumerate() {
                for decorator in self.decorators(&parameter.decorators) {
                    parameters.push((index as u16, decorator));
                }
            }
            self.module.decorated.push(Decorated { method: id, decorators, parameters });
        }
        let value = match kind {
            ast::MethodKind::Method | ast::MethodKind::Setter => MemberValue::Method(id),
            ast::MethodKind::Getter => MemberValue::Getter(id),
        };
        self.module.classes[class.index()].members.push(Member { name, is_static, value });
    }

    fn field(
        &mut self,
        class: ClassId,
        name: Option<Atom>,
        value: Option<&ast::Expr>,
        is_static: bool,
        decorators: &[ast::Decorator],
        span: swc_common::Span,
    ) {
        self.decorators(decorators);
        let Some(value) = value else { return };
        // A field's initialiser runs with the instance as `this`.
        let mut lowered = None;
        self.function(None, span, false, Some(class), |lowering| {
            lowered = Some(lowering.named_expr(value, name.clone()));
        });
        if let (Some(name), Some(value)) = (name, lowered) {
            let value = MemberValue::Field(value);
            self.module.classes[class.index()].members.push(Member { name, is_static, value });
        }
    }

    pub(super) fn decorators(&mut self, decorators: &[ast::Decorator]) -> Vec<ExprId> {
        decorators.iter().map(|decorator| self.expr(&decorator.expr)).collect()
    }
}
