//! Patterns and assignment: destructuring, defaults, rest, property writes.

use swc_atoms::Atom;
use swc_common::Spanned;
use swc_ecma_ast as ast;

use super::{Lowering, written::written_text};
use crate::ir::{Expr, ExprId, FunctionId, SetKind, WriteKey};

impl Lowering<'_> {
    /// Takes `value` apart along `pattern`, setting each name in it.
    pub(super) fn bind(&mut self, pattern: &ast::Pat, value: ExprId) {
        match pattern {
            ast::Pat::Ident(ident) => {
                let at = self.range(ident.id.span).start;
                self.define_name(&ident.id.sym, value, SetKind::Set, at);
            }
            ast::Pat::Array(array) => self.bind_array(array, value),
            ast::Pat::Object(object) => self.bind_object(object, value),
            ast::Pat::Assign(assign) => {
                let fallback = self.default_value(&assign.right);
                let either = self.add(Expr::Either { left: value, right: fallback }, assign.right.as_ref());
                self.bind(&assign.left, either);
            }
            ast::Pat::Rest(rest) => self.bind(&rest.arg, value),
            ast::Pat::Expr(target) => self.assign_to_expr(target, value, SetKind::Set),
            ast::Pat::Invalid(_) => {}
        }
    }

    /// What a name stands for where it is given nothing.
    fn default_value(&mut self, default: &ast::Expr) -> ExprId {
        if !matches!(default, ast::Expr::Lit(_) | ast::Expr::Ident(_)) {
            self.may_be_passed_over(default.span());
        }
        self.expr(default)
    }

    pub(super) fn bind_array(&mut self, array: &ast::ArrayPat, value: ExprId) {
        for (index, element) in array.elems.iter().enumerate() {
            let Some(element) = element else { continue };
            let part = if matches!(element, ast::Pat::Rest(_)) {
                let taken = (0..index).map(|index| Atom::from(index.to_string())).collect();
                self.add(Expr::Without(value, taken), element)
            } else {
                let index = self.add(Expr::Number(index as f64), element);
                let part = self.element_of_arguments(value, index).unwrap_or(Expr::Index(value, index));
                self.add(part, element)
            };
            self.bind(element, part);
        }
    }

    pub(super) fn bind_object(&mut self, object: &ast::ObjectPat, value: ExprId) {
        let mut taken: Vec<Atom> = Vec::new();
        for property in &object.props {
            match property {
                ast::ObjectPatProp::KeyValue(pair) => {
                    let part = match self.property_name(&pair.key) {
                        Ok(name) => {
                            taken.push(name.clone());
                            self.add(Expr::Member(value, name), &pair.key)
                        }
                        Err(computed) => self.add(Expr::Index(value, computed), &pair.key),
                    };
                    self.bind(&pair.value, part);
                }
                ast::ObjectPatProp::Assign(assign) => {
                    let name = assign.key.id.sym.clone();
                    taken.push(name.clone());
                    let mut part = self.add(Expr::Member(value, name.clone()), &assign.key.id);
                    if let Some(default) = &assign.value {
                        let fallback = self.default_value(default);
                        part = self.add(Expr::Either { left: part, right: fallback }, default.as_ref());
                    }
                    let at = self.range(assign.key.span()).start;
                    self.define_name(&name, part, SetKind::Set, at);
                }
                ast::ObjectPatProp::Rest(rest) => {
                    let part = self.add(Expr::Without(value, taken.clone().into()), rest);
                    self.bind(&rest.arg, part);
                }
            }
        }
    }

    /// Declares a function's parameters and binds them to its arguments.
    pub(super) fn parameters<'p>(
        &mut self,
        function: FunctionId,
        patterns: impl Iterator<Item = &'p ast::Pat> + Clone,
    ) {
        for pattern in patterns.clone() {
            self.declare_pattern(pattern);
        }
        let mut count = 0u16;
        for pattern in patterns {
            let value = match pattern {
                ast::Pat::Rest(_) => Expr::RestParameter(function, count),
                _ => Expr::Parameter(function, count),
            };
            let value = self.add(value, pattern);
            self.bind(pattern, value);
            let name = match pattern {
                ast::Pat::Ident(ident) => Some(ident.id.sym.clone()),
                ast::Pat::Assign(assign) => assign.left.as_ident().map(|ident| ident.id.sym.clone()),
                _ => None,
            };
            self.module.functions[function.index()].parameter_names.push(name);
            count = count.saturating_add(1);
        }
    }

    /// Assigns to anything that can stand left of `=`.
    pub(super) fn assign_to_expr(&mut self, target: &ast::Expr, value: ExprId, kind: SetKind) {
        match target {
            ast::Expr::Ident(ident) => {
                let at = self.range(ident.span).start;
                self.define_name(&ident.sym, value, kind, at);
            }
            ast::Expr::Member(member) => self.assign_to_member(member, value, kind),
            ast::Expr::Paren(paren) => self.assign_to_expr(&paren.expr, value, kind),
            ast::Expr::TsAs(cast) => self.assign_to_expr(&cast.expr, value, kind),
            ast::Expr::TsNonNull(cast) => self.assign_to_expr(&cast.expr, value, kind),
            ast::Expr::TsTypeAssertion(cast) => self.assign_to_expr(&cast.expr, value, kind),
            ast::Expr::TsSatisfies(cast) => self.assign_to_expr(&cast.expr, value, kind),
            // Nothing can be assigned to the rest; what it computes is lowered all the same.
            other => {
                self.expr(other);
            }
        }
    }

    pub(super) fn assign_to_member(&mut self, member: &ast::MemberExpr, value: ExprId, kind: SetKind) {
        let (object, key) = self.member_target(member);
        self.assign_to(object, key, value, kind, member);
    }

    /// Assigns to a member; what it was before.
    pub(super) fn read_and_assign(&mut self, member: &ast::MemberExpr, value: ExprId, kind: SetKind) -> ExprId {
        let (object, key) = self.member_target(member);
        let before = match &key {
            WriteKey::Named(name) => Expr::Member(object, name.clone()),
            WriteKey::Computed(key) => Expr::Index(object, *key),
        };
        let before = self.add(before, member);
        self.assign_to(object, key, value, kind, member);
        before
    }

    fn member_target(&mut self, member: &ast::MemberExpr) -> (ExprId, WriteKey) {
        let object = self.expr(&member.obj);
        match self.member_name(&member.prop) {
            Ok(name) => (object, WriteKey::Named(name)),
            Err(computed) => (object, WriteKey::Computed(computed)),
        }
    }

    fn assign_to(&mut self, object: ExprId, key: WriteKey, value: ExprId, kind: SetKind, member: &ast::MemberExpr) {
        let span = self.range(member.span);
        if let (Expr::ModuleObject(_), WriteKey::Named(name)) = (self.module.expr(object), &key)
            && &**name == "exports"
        {
            return self.replace_exports(value, span.start);
        }
        if let WriteKey::Named(name) = &key
            && self.keep_in_state(object, name, value, span.start)
        {
            return;
        }
        self.set_argument(object, &key, value, span);
        self.call_by_setting(object, &key, value, span);
        self.write(object, key, value, kind, span);
    }

    /// A member's name, or the expression that computes it.
    pub(super) fn member_name(&mut self, property: &ast::MemberProp) -> Result<Atom, ExprId> {
        match property {
            ast::MemberProp::Ident(name) => Ok(name.sym.clone()),
            ast::MemberProp::PrivateName(name) => Ok(private(&name.name)),
            ast::MemberProp::Computed(computed) => self.computed_name(&computed.expr),
        }
    }

    /// A property's name, or the expression that computes it.
    pub(super) fn property_name(&mut self, name: &ast::PropName) -> Result<Atom, ExprId> {
        match name {
            ast::PropName::Ident(name) => Ok(name.sym.clone()),
            ast::PropName::Str(text) => Ok(self.text(&text.value)),
            ast::PropName::Num(number) => Ok(number.value.to_string().into()),
            ast::PropName::BigInt(number) => Ok(number.value.to_string().into()),
            ast::PropName::Computed(computed) => match symbol_of(&computed.expr) {
                Some(symbol) if self.resolve(&"Symbol".into()).is_none() => Ok(symbol),
                _ => self.computed_name(&computed.expr),
            },
        }
    }

    fn computed_name(&mut self, expr: &ast::Expr) -> Result<Atom, ExprId> {
        match expr {
            ast::Expr::Lit(ast::Lit::Str(text)) => Ok(self.text(&text.value)),
            other => {
                if let Some(name) = registered_symbol(other).filter(|_| self.resolve(&"Symbol".into()).is_none()) {
                    return Ok(name);
                }
                let key = self.expr(other);
                written_text(self.module, key).ok_or(key)
            }
        }
    }
}

/// The name of a property that is a symbol which all code finds under a name: `[Symbol.for('settings')]`.
fn registered_symbol(expr: &ast::Expr) -> Option<Atom> {
    let ast::Expr::Call(call) = expr else { return None };
    let ast::Expr::Member(member) = &**call.callee.as_expr()? else { return None };
    let is_for = member.prop.as_ident().is_some_and(|name| &*name.sym == "for")
        && matches!(&*member.obj, ast::Expr::Ident(object) if &*object.sym == "Symbol");
    match (&*call.args, is_for) {
        ([name], true) => match &*name.expr {
            ast::Expr::Lit(ast::Lit::Str(name)) => Some(format!("@@for {}", name.value.to_string_lossy()).into()),
            _ => None,
        },
        _ => None,
    }
}

/// The name of a property that is a symbol of the language, `[Symbol.toPrimitive]`; no other name is spelt like that.
fn symbol_of(expr: &ast::Expr) -> Option<Atom> {
    let ast::Expr::Member(member) = expr else { return None };
    let name = &member.prop.as_ident()?.sym;
    let is_meant = matches!(&**name, "toPrimitive" | "iterator" | "asyncIterator");
    let is_symbol = member.obj.as_ident().is_some_and(|object| &*object.sym == "Symbol");
    (is_meant && is_symbol).then(|| format!("@@{name}").into())
}

/// A private name cannot collide with a public one.
pub(super) fn private(name: &Atom) -> Atom {
    format!("#{name}").into()
}
