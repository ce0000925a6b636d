//! Loops over lists: those that count, those that ask an iterator, and those that copy `arguments`.

use swc_ecma_ast as ast;

use super::{Counted, CountedList, ident, is_undefined, member_of_name, number, statements};
use crate::{
    ir::{BindingId, Expr, ExprId, SetKind},
    lower::Lowering,
};

/// A loop that counts: `for (i = 0; i < list.length; i++)`.
pub(in crate::lower) struct Counting<'a> {
    counter: &'a ast::Ident,
    list: &'a ast::Ident,
    start: f64,
}

/// The parts of what `for` and its like begin with: names and the values that they get.
fn set_in_head(init: &ast::VarDeclOrExpr) -> Vec<(&ast::Ident, &ast::Expr)> {
    match init {
        ast::VarDeclOrExpr::VarDecl(var) => var
            .decls
            .iter()
            .filter_map(|declarator| Some((&declarator.name.as_ident()?.id, declarator.init.as_deref()?)))
            .collect(),
        ast::VarDeclOrExpr::Expr(init) => match super::bare(init) {
            ast::Expr::Seq(sequence) => sequence.exprs.iter().filter_map(|part| assigned(part)).collect(),
            other => assigned(other).into_iter().collect(),
        },
    }
}

/// `name = value`.
fn assigned(expr: &ast::Expr) -> Option<(&ast::Ident, &ast::Expr)> {
    match super::bare(expr) {
        ast::Expr::Assign(assign) if assign.op == ast::AssignOp::Assign => {
            Some((&assign.left.as_ident()?.id, &assign.right))
        }
        _ => None,
    }
}

/// `left < right`, also where it is written the other way round.
fn less(test: &ast::Expr) -> Option<(&ast::Expr, &ast::Expr)> {
    match super::bare(test) {
        ast::Expr::Bin(binary) => match binary.op {
            ast::BinaryOp::Lt => Some((&binary.left, &binary.right)),
            ast::BinaryOp::Gt => Some((&binary.right, &binary.left)),
            _ => None,
        },
        _ => None,
    }
}

/// `list.length`.
fn measured(expr: &ast::Expr) -> Option<&ast::Ident> {
    let (list, name) = member_of_name(expr)?;
    (&**name == "length").then_some(list)
}

/// Whether an expression makes a counter greater by one.
fn counts(update: &ast::Expr, counter: &ast::Ident) -> bool {
    match super::bare(update) {
        ast::Expr::Update(update) => {
            update.op == ast::UpdateOp::PlusPlus && ident(&update.arg).is_some_and(|name| name.sym == counter.sym)
        }
        ast::Expr::Assign(assign) => {
            assign.op == ast::AssignOp::AddAssign
                && assign.left.as_ident().is_some_and(|name| name.id.sym == counter.sym)
                && number(&assign.right) == Some(1.0)
        }
        ast::Expr::Seq(sequence) => sequence.exprs.iter().any(|part| counts(part, counter)),
        _ => false,
    }
}

impl<'a> Counting<'a> {
    /// The counter and the list of a loop that goes through all of a list.
    pub(in crate::lower) fn of(body: &'a ast::ForStmt) -> Option<Self> {
        let (counter, end) = less(body.test.as_deref()?)?;
        let counter = ident(counter)?;
        if !counts(body.update.as_deref()?, counter) {
            return None;
        }
        let set = set_in_head(body.init.as_ref()?);
        let value_of =
            |wanted: &ast::Ident| set.iter().find(|(name, _)| name.sym == wanted.sym).map(|(_, value)| *value);
        let start = number(value_of(counter)?)?;
        let list = match measured(end) {
            Some(list) => list,
            // The length has a name of its own.
            None => measured(value_of(ident(end)?)?)?,
        };
        Some(Self { counter, list, start })
    }

    /// The name that a loop copies the rest of the arguments to, where it does nothing else:
    /// `for (i = 1; i < arguments.length; i++) rest[i - 1] = arguments[i]`.
    fn rest(&self, body: &'a ast::Stmt) -> Option<&'a ast::Ident> {
        let [ast::Stmt::Expr(only)] = statements(body) else { return None };
        let ast::Expr::Assign(assign) = super::bare(&only.expr) else { return None };
        let (ast::AssignOp::Assign, Some(target)) =
            (assign.op, assign.left.as_simple().and_then(|left| left.as_member()))
        else {
            return None;
        };
        let (ast::MemberProp::Computed(to), ast::Expr::Member(source)) = (&target.prop, super::bare(&assign.right))
        else {
            return None;
        };
        let ast::MemberProp::Computed(from) = &source.prop else { return None };
        let is_counter = |expr: &ast::Expr| ident(expr).is_some_and(|name| name.sym == self.counter.sym);
        let shift = match super::bare(&to.expr) {
            ast::Expr::Bin(binary) if binary.op == ast::BinaryOp::Sub && is_counter(&binary.left) => {
                number(&binary.right)?
            }
            other => is_counter(other).then_some(0.0)?,
        };
        let is_copy = shift == self.start
            && (0.0..=255.0).contains(&shift)
            && is_counter(&from.expr)
            && ident(&source.obj).is_some_and(|name| &*name.sym == "arguments");
        if is_copy { ident(&target.obj) } else { None }
    }
}

impl Lowering<'_> {
    /// A loop that copies `arguments` into a list is a parameter that takes the rest. Whether it was one.
    pub(in crate::lower) fn rest_of_arguments(&mut self, counting: &Counting<'_>, body: &ast::Stmt) -> bool {
        if &*counting.list.sym != "arguments" {
            return false;
        }
        let Some(name) = counting.rest(body).filter(|name| self.resolve(&name.sym).is_some()) else { return false };
        let Some(function) = self.own_arguments() else { return false };
        let value = self.add(Expr::RestParameter(function, counting.start as u16), name);
        let at = self.range(name.span).start;
        self.define_name(&name.sym, value, SetKind::Set, at);
        true
    }

    /// The function whose `arguments` are meant here, if there are any.
    pub(in crate::lower) fn own_arguments(&self) -> Option<crate::ir::FunctionId> {
        let function = self.module.function(self.function).this_of?;
        self.module.function(function).parent.is_some().then_some(function)
    }

    /// Enters a loop that goes through all of a list: what `list[counter]` gives in it is an element of the list.
    pub(in crate::lower) fn counted_element(&mut self, counting: &Counting<'_>) -> Option<ExprId> {
        if counting.start != 0.0 {
            return None;
        }
        let counter = self.resolve(&counting.counter.sym)?;
        let (list, over) = match &*counting.list.sym {
            "arguments" => {
                let function = self.own_arguments()?;
                (CountedList::Arguments(function), self.add(Expr::RestParameter(function, 0), counting.list))
            }
            name => (CountedList::Name(self.resolve(&name.into())?), self.name(counting.list)),
        };
        let element = self.add(Expr::Element(over), counting.list);
        self.compiled.counted.push(Counted { counter, list, element });
        Some(element)
    }

    pub(in crate::lower) fn leave_counted(&mut self) {
        self.compiled.counted.pop();
    }

    /// The element that `list[counter]` means, where that is what is looked up.
    pub(in crate::lower) fn element_at(&self, list: ExprId, key: &ast::Expr) -> Option<ExprId> {
        let list = match self.module.expr(list) {
            Expr::Name(list, _) => CountedList::Name(*list),
            Expr::RestParameter(function, 0) => CountedList::Arguments(*function),
            _ => return None,
        };
        let counter = ident(key)?;
        let is_meant = |counted: &&Counted| counted.list == list;
        let counted = self.compiled.counted.iter().rev().find(is_meant)?;
        (self.resolve(&counter.sym)? == counted.counter).then_some(counted.element)
    }

    /// What `step.value` means, where a step is what an iterator gives: an element of what it goes through.
    pub(in crate::lower) fn element_of_step(&mut self, step: ExprId) -> Option<ExprId> {
        let Expr::Name(step, _) = *self.module.expr(step) else { return None };
        let next = self.last_value(step)?;
        let Expr::Call(call) = self.module.expr(next) else { return None };
        let call = self.module.call(*call);
        if call.is_new || !call.arguments.is_empty() {
            return None;
        }
        let iterator = match self.module.expr(call.callee) {
            Expr::Member(iterator, method) if matches!(&**method, "next" | "n") => *iterator,
            Expr::Name(..) => call.callee,
            _ => return None,
        };
        let Expr::Name(iterator, _) = *self.module.expr(iterator) else { return None };
        let made = self.last_value(iterator)?;
        if let Some(known) = self.compiled.elements.get(&(made, step)) {
            return Some(*known);
        }
        let over = self.iterated_by(made)?;
        let element = self.push(Expr::Element(over), self.module.span(over));
        self.compiled.elements.insert((made, step), element);
        self.begin_rounds_at(element);
        Some(element)
    }

    /// What an iterator goes through: `iterate(list)`, `list[Symbol.iterator]()`.
    fn iterated_by(&mut self, made: ExprId) -> Option<ExprId> {
        let Expr::Call(call) = self.module.expr(made) else { return None };
        let call = self.module.call(*call);
        let (callee, first) = (call.callee, call.arguments.first().copied());
        if let (Expr::Index(list, key), None) = (self.module.expr(callee), first)
            && matches!(self.module.expr(*key), Expr::Member(_, name) if matches!(&**name, "iterator" | "asyncIterator"))
        {
            return Some(*list);
        }
        let first = first?;
        self.iterates(callee).then_some(first)
    }

    /// What a name was set to last, in the order in which the code stands.
    fn last_value(&self, binding: BindingId) -> Option<ExprId> {
        self.module.bindings[binding.index()].definitions.last().map(|definition| definition.value)
    }

    /// The rounds of the innermost loop begin with an expression, if nothing else began one.
    fn begin_rounds_at(&mut self, element: ExprId) {
        let Some(innermost) = self.innermost else { return };
        if innermost + 1 == self.module.loops.len()
            && !matches!(self.module.expr(self.module.loops[innermost].first), Expr::Element(_))
        {
            self.module.loops[innermost].first = element;
        }
    }

    /// What a parameter that has a default is: `if (size === void 0) { size = 3; }`.
    pub(in crate::lower) fn default_of(&mut self, branch: &ast::IfStmt) -> bool {
        let (ast::Expr::Bin(test), None) = (super::bare(&branch.test), &branch.alt) else { return false };
        let [ast::Stmt::Expr(only)] = statements(&branch.cons) else { return false };
        let Some((target, value)) = assigned(&only.expr) else { return false };
        let is_name = |expr: &ast::Expr| ident(expr).is_some_and(|name| name.sym == target.sym);
        let is_default = test.op == ast::BinaryOp::EqEqEq
            && (is_name(&test.left) && is_undefined(&test.right) || is_name(&test.right) && is_undefined(&test.left));
        if !is_default || self.resolve(&target.sym).is_none() {
            return false;
        }
        let left = self.name(target);
        let right = self.guarded(left, false, |lowering| lowering.named_expr(value, Some(target.sym.clone())));
        let either = self.add(Expr::Either { left, right }, branch);
        // What it was before is not what it is set to.
        let at = self.range(branch.span).end;
        self.define_name(&target.sym, either, SetKind::Set, at);
        true
    }
}
