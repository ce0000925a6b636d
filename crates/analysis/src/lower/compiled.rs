//! What compilers make of newer syntax, taken back to what it means.
//!
//! Compiled down to an older standard, a spread becomes a call of a helper, `for … of` a loop that counts or that asks
//! an iterator, `async` a machine of states, and a default a comparison with `undefined`.
//! Each compiler and version has its own spelling, and minifiers rename all of it, so these are recognised
//! by the mechanism wherever it shows, and by the names of helpers only beside that.
//! What cannot be recognised is lowered as what it is.

mod absent;
mod counting;
mod helper;
mod steps;

use rustc_hash::{FxHashMap, FxHashSet};
use swc_atoms::Atom;
use swc_ecma_ast as ast;

pub(super) use self::counting::Counting;
use self::steps::{Next, Steps};
use super::Lowering;
use crate::{
    ir::{BindingId, ExprId, FunctionId},
    tables::Helper,
};

/// What lowering knows of compiled code around the place where it is.
#[derive(Default)]
pub(super) struct Compiled {
    /// Loops that count through a list, innermost last.
    counted: Vec<Counted>,
    /// What iterators give, by the call that made the iterator and the name that has its last step.
    elements: FxHashMap<(ExprId, BindingId), ExprId>,
    /// What functions were found to be.
    helpers: FxHashMap<FunctionId, Option<Helper>>,
    /// Whether the file names the iterators of the language so far; only then can a function be a helper for them.
    names_iterators: bool,
    /// Methods that take their arguments as a list.
    taking_lists: FxHashSet<ExprId>,
    /// The machine of states that is being lowered.
    steps: Option<Steps>,
    /// The function that comes next is such a machine.
    next: Option<Next>,
    /// How many functions from here on belong to one that waits, and not to a generator.
    waiting: u8,
}

/// What of it belongs to one function.
pub(super) struct Outer {
    counted: Vec<Counted>,
    steps: Option<Steps>,
    waiting: u8,
}

/// A loop that counts through a list.
#[derive(Debug, Clone, Copy)]
struct Counted {
    counter: BindingId,
    list: CountedList,
    element: ExprId,
}

/// What such a loop goes through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum CountedList {
    Name(BindingId),
    /// What a function is given.
    Arguments(FunctionId),
}

impl Compiled {
    /// A function begins.
    pub(super) fn enter(&mut self) -> Outer {
        let steps = self.next.take().map(|next| Steps::new(next, self.waiting > 0));
        let outer = Outer {
            // An element is what it is inside a callback, too.
            counted: self.counted.clone(),
            steps: std::mem::replace(&mut self.steps, steps),
            waiting: self.waiting,
        };
        self.waiting = self.waiting.saturating_sub(1);
        outer
    }

    /// It ends.
    pub(super) fn leave(&mut self, outer: Outer) {
        (self.counted, self.steps, self.waiting) = (outer.counted, outer.steps, outer.waiting);
    }
}

impl Lowering<'_> {
    /// What a property of something that compilers make gives.
    pub(super) fn compiled_member(&mut self, object: ExprId, name: &Atom) -> Option<ExprId> {
        match &**name {
            "value" => self.element_of_step(object),
            "iterator" => {
                self.compiled.names_iterators = true;
                None
            }
            _ if self.compiled.steps.is_some() => self.state_member(object, name),
            _ => None,
        }
    }

    /// What a call that only compilers write gives. Nothing of it is lowered yet but the callee.
    pub(super) fn compiled_call(
        &mut self,
        callee: ExprId,
        arguments: &[ast::ExprOrSpread],
        span: swc_common::Span,
    ) -> Option<ExprId> {
        if self.compiled.steps.is_some()
            && let Some(value) = self.state_call(callee, arguments)
        {
            return Some(value);
        }
        self.waiting_call(callee, arguments, span)
    }
}

/// An expression without what stands around it for others than the program.
fn bare(mut expr: &ast::Expr) -> &ast::Expr {
    while let ast::Expr::Paren(paren) = expr {
        expr = &paren.expr;
    }
    expr
}

fn ident(expr: &ast::Expr) -> Option<&ast::Ident> {
    match bare(expr) {
        ast::Expr::Ident(ident) => Some(ident),
        _ => None,
    }
}

fn number(expr: &ast::Expr) -> Option<f64> {
    match bare(expr) {
        ast::Expr::Lit(ast::Lit::Num(number)) => Some(number.value),
        _ => None,
    }
}

/// `undefined`, `void 0`.
fn is_undefined(expr: &ast::Expr) -> bool {
    match bare(expr) {
        ast::Expr::Ident(ident) => &*ident.sym == "undefined",
        ast::Expr::Unary(unary) => unary.op == ast::UnaryOp::Void && number(&unary.arg).is_some(),
        _ => false,
    }
}

fn is_null(expr: &ast::Expr) -> bool {
    matches!(bare(expr), ast::Expr::Lit(ast::Lit::Null(_)))
}

/// `true`, `1`, `!0`.
fn is_always(expr: &ast::Expr) -> bool {
    match bare(expr) {
        ast::Expr::Lit(ast::Lit::Bool(value)) => value.value,
        ast::Expr::Unary(unary) => unary.op == ast::UnaryOp::Bang && number(&unary.arg) == Some(0.0),
        other => number(other).is_some_and(|number| number != 0.0),
    }
}

/// `object.name`: the object's name, and the property's.
fn member_of_name(expr: &ast::Expr) -> Option<(&ast::Ident, &Atom)> {
    let ast::Expr::Member(member) = bare(expr) else { return None };
    match &member.prop {
        ast::MemberProp::Ident(name) => Some((ident(&member.obj)?, &name.sym)),
        _ => None,
    }
}

/// The statements of a block, or the one statement.
fn statements(statement: &ast::Stmt) -> &[ast::Stmt] {
    match statement {
        ast::Stmt::Block(block) => &block.stmts,
        other => std::slice::from_ref(other),
    }
}
