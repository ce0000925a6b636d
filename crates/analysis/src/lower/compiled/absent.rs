//! Values that may be absent: `??`, `?.` and defaults, as comparisons with `null` and `undefined`.

use swc_ecma_ast as ast;

use super::{bare, ident, is_null, is_undefined, member_of_name, number};
use crate::{
    ir::{Expr, ExprId},
    lower::Lowering,
};

/// What a conditional with such a test means.
enum Meaning<'a> {
    /// `value !== null && value !== void 0 ? value : other`.
    Or { value: &'a ast::Expr, other: &'a ast::Expr },
    /// `value === null || value === void 0 ? void 0 : value.name`.
    Of(&'a ast::Expr),
}

/// The value that a test asks for being there (`true`) or absent.
fn asked(test: &ast::Expr) -> Option<(&ast::Expr, bool)> {
    let ast::Expr::Bin(binary) = bare(test) else { return None };
    let is_there = match binary.op {
        ast::BinaryOp::LogicalAnd => true,
        ast::BinaryOp::LogicalOr => false,
        ast::BinaryOp::NotEqEq | ast::BinaryOp::NotEq => return compared(binary).map(|value| (value, true)),
        ast::BinaryOp::EqEqEq | ast::BinaryOp::EqEq => return compared(binary).map(|value| (value, false)),
        _ => return None,
    };
    // `arguments.length > 1 && arguments[1] !== undefined`
    if is_there && tells_count(&binary.left) {
        return asked(&binary.right).filter(|(_, is_there)| *is_there);
    }
    let ((left, left_there), (right, right_there)) = (asked_once(&binary.left)?, asked_once(&binary.right)?);
    (left_there == is_there && right_there == is_there && is_same(left, right)).then_some((right, is_there))
}

fn asked_once(test: &ast::Expr) -> Option<(&ast::Expr, bool)> {
    match bare(test) {
        ast::Expr::Bin(binary) if !matches!(binary.op, ast::BinaryOp::LogicalAnd | ast::BinaryOp::LogicalOr) => {
            asked(test)
        }
        _ => None,
    }
}

/// What is compared with `null` or `undefined`.
fn compared(binary: &ast::BinExpr) -> Option<&ast::Expr> {
    let is_absent = |expr: &ast::Expr| is_null(expr) || is_undefined(expr);
    match (is_absent(&binary.left), is_absent(&binary.right)) {
        (false, true) => Some(&binary.left),
        (true, false) => Some(&binary.right),
        _ => None,
    }
}

/// `arguments.length > 1`, `1 < arguments.length`.
fn tells_count(test: &ast::Expr) -> bool {
    let ast::Expr::Bin(binary) = bare(test) else { return false };
    let is_count = |expr: &ast::Expr| {
        member_of_name(expr).is_some_and(|(object, name)| &*object.sym == "arguments" && &**name == "length")
    };
    match binary.op {
        ast::BinaryOp::Gt => is_count(&binary.left) && number(&binary.right).is_some(),
        ast::BinaryOp::Lt => is_count(&binary.right) && number(&binary.left).is_some(),
        _ => false,
    }
}

/// Whether two expressions are the same name, or the same argument; an assignment is what it assigns to.
fn is_same(one: &ast::Expr, other: &ast::Expr) -> bool {
    match (target(one), target(other)) {
        (Some(one), Some(other)) => one == other,
        _ => false,
    }
}

/// The name that an expression reads or has just set, and the number of an element of it.
fn target(expr: &ast::Expr) -> Option<(&str, Option<u64>)> {
    match bare(expr) {
        ast::Expr::Assign(assign) if assign.op == ast::AssignOp::Assign => {
            Some((&assign.left.as_ident()?.id.sym, None))
        }
        ast::Expr::Member(member) => match &member.prop {
            ast::MemberProp::Computed(key) => Some((&ident(&member.obj)?.sym, Some(number(&key.expr)?.to_bits()))),
            _ => None,
        },
        other => Some((&ident(other)?.sym, None)),
    }
}

fn meaning(conditional: &ast::CondExpr) -> Option<Meaning<'_>> {
    let (value, is_there) = asked(&conditional.test)?;
    let (there, absent) =
        if is_there { (&conditional.cons, &conditional.alt) } else { (&conditional.alt, &conditional.cons) };
    if is_same(there, value) {
        return Some(Meaning::Or { value: there, other: absent });
    }
    is_undefined(absent).then_some(Meaning::Of(there))
}

impl Lowering<'_> {
    /// A conditional that only asks whether a value is there.
    pub(in crate::lower) fn absent(&mut self, conditional: &ast::CondExpr) -> Option<ExprId> {
        let meaning = meaning(conditional)?;
        // The test may be what gives the value its name.
        let set = set_in(&conditional.test).map(|set| self.expr(set));
        Some(match meaning {
            Meaning::Or { value, other } => {
                let left = set.unwrap_or_else(|| self.expr(value));
                let right = self.guarded(left, false, |lowering| lowering.expr(other));
                self.add(Expr::Either { left, right }, conditional)
            }
            Meaning::Of(value) => self.expr(value),
        })
    }
}

/// The assignment in a test that compares.
fn set_in(test: &ast::Expr) -> Option<&ast::Expr> {
    match bare(test) {
        ast::Expr::Bin(binary) => match binary.op {
            ast::BinaryOp::LogicalAnd | ast::BinaryOp::LogicalOr => {
                [&binary.left, &binary.right].into_iter().find_map(|side| set_once(side))
            }
            _ => set_once(test),
        },
        _ => None,
    }
}

fn set_once(test: &ast::Expr) -> Option<&ast::Expr> {
    let ast::Expr::Bin(binary) = bare(test) else { return None };
    [&binary.left, &binary.right].into_iter().map(|side| bare(side)).find(|side| matches!(side, ast::Expr::Assign(_)))
}
