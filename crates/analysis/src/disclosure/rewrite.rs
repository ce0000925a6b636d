//! A tree with what was disclosed written into it.
//!
//! Texts take the places of the calls that compute them. With the names known, three more ways are undone:
//! operators and calls that were moved into functions (`table.call(f, a)` for `f(a)`),
//! statements that were taken out of their order and put into the cases of a loop,
//! and branches on comparisons of two literals.

use molehunt_source::ByteSpan;
use molehunt_syntax::Parsed;
use rustc_hash::FxHashMap;
use swc_atoms::Atom;
use swc_common::{Span, Spanned};
use swc_ecma_ast as ast;
use swc_ecma_visit::{Visit, VisitMut, VisitMutWith, VisitWith};

use super::{Disclosed, Disclosure};

/// Texts that are joined where they stand; names and addresses are short.
const MOST_JOINED: usize = 4_096;
/// Functions that only call the next one, inside each other.
const MOST_MOVED: usize = 8;

/// The rewritten tree, and what is known of the texts in it, by their places.
pub(crate) fn rewritten(parsed: &Parsed, disclosure: &Disclosure) -> (Parsed, FxHashMap<ByteSpan, Disclosed>) {
    let mut moved = FxHashMap::default();
    if !disclosure.functions.is_empty() {
        let mut collector = Collector { parsed, moved: &mut moved };
        parsed.program.visit_with(&mut collector);
    }
    let mut copy = Parsed { program: parsed.program.clone() };
    let mut rewriting = Rewriting { parsed, disclosure, moved, texts: FxHashMap::default() };
    copy.program.visit_mut_with(&mut rewriting);
    (copy, rewriting.texts)
}

/// A function that does nothing but one operation on its parameters.
struct Moved {
    parameters: Vec<Atom>,
    operation: ast::Expr,
}

impl Moved {
    fn of<'a>(parameters: impl Iterator<Item = &'a ast::Pat>, body: &ast::Expr) -> Option<Self> {
        let parameters: Option<Vec<Atom>> = parameters
            .map(|pattern| match pattern {
                ast::Pat::Ident(ident) => Some(ident.id.sym.clone()),
                _ => None,
            })
            .collect();
        let moved = Self { parameters: parameters?, operation: body.clone() };
        let is_operand = |expr: &ast::Expr| moved.position(expr).is_some();
        let is_one = match body {
            ast::Expr::Bin(binary) => is_operand(&binary.left) && is_operand(&binary.right),
            ast::Expr::Call(call) => {
                let is_known = match &call.callee {
                    ast::Callee::Expr(callee) => {
                        is_operand(callee)
                            || matches!(&**callee, ast::Expr::Member(member) if matches!(&*member.obj, ast::Expr::Ident(object) if !moved.parameters.contains(&object.sym)))
                    }
                    _ => false,
                };
                is_known && call.args.iter().all(|argument| argument.spread.is_none() && is_operand(&argument.expr))
            }
            _ => false,
        };
        is_one.then_some(moved)
    }

    fn position(&self, expr: &ast::Expr) -> Option<usize> {
        let ast::Expr::Ident(ident) = expr else { return None };
        self.parameters.iter().position(|parameter| *parameter == ident.sym)
    }

    /// The operation with the arguments of a call; absent where one of them is missing.
    fn with(&self, arguments: &[ast::ExprOrSpread], span: Span) -> Option<ast::Expr> {
        let put = |expr: &ast::Expr| -> Option<Box<ast::Expr>> {
            match self.position(expr) {
                Some(position) => Some(arguments.get(position)?.expr.clone()),
                None => Some(Box::new(expr.clone())),
            }
        };
        let is_spread = arguments.iter().any(|argument| argument.spread.is_some());
        match &self.operation {
            _ if is_spread => None,
            ast::Expr::Bin(binary) => Some(ast::Expr::Bin(ast::BinExpr {
                span,
                op: binary.op,
                left: put(&binary.left)?,
                right: put(&binary.right)?,
            })),
            ast::Expr::Call(call) => {
                let ast::Callee::Expr(callee) = &call.callee else { return None };
                let arguments: Option<Vec<ast::ExprOrSpread>> = call
                    .args
                    .iter()
                    .map(|argument| Some(ast::ExprOrSpread { spread: None, expr: put(&argument.expr)? }))
                    .collect();
                Some(ast::Expr::Call(ast::CallExpr {
                    span,
                    callee: ast::Callee::Expr(put(callee)?),
                    args: arguments?,
                    ..call.clone()
                }))
            }
            _ => None,
        }
    }
}

/// Collects the functions into which operations were moved.
struct Collector<'p, 'm> {
    parsed: &'p Parsed,
    moved: &'m mut FxHashMap<ByteSpan, Moved>,
}

impl Visit for Collector<'_, '_> {
    fn visit_function(&mut self, node: &ast::Function) {
        if let Some(body) = &node.body
            && let [ast::Stmt::Return(ast::ReturnStmt { arg: Some(value), .. })] = body.stmts.as_slice()
            && let Some(moved) = Moved::of(node.params.iter().map(|param| &param.pat), value)
        {
            self.moved.insert(self.parsed.range(node.span), moved);
        }
        node.visit_children_with(self);
    }

    fn visit_arrow_expr(&mut self, node: &ast::ArrowExpr) {
        if let ast::ArrowFunctionBody::Expr(value) = &*node.body
            && let Some(moved) = Moved::of(node.params.iter(), value)
        {
            self.moved.insert(self.parsed.range(node.span), moved);
        }
        node.visit_children_with(self);
    }
}

struct Rewriting<'a> {
    parsed: &'a Parsed,
    disclosure: &'a Disclosure,
    moved: FxHashMap<ByteSpan, Moved>,
    texts: FxHashMap<ByteSpan, Disclosed>,
}

impl Rewriting<'_> {
    fn disclosed(&mut self, expr: &ast::Expr) -> Option<ast::Expr> {
        if !matches!(expr, ast::Expr::Call(_) | ast::Expr::Member(_)) {
            return None;
        }
        let span = expr.span();
        let place = self.parsed.range(span);
        let disclosed = self.disclosure.texts.get(&place)?;
        self.texts.insert(place, disclosed.clone());
        Some(text(&disclosed.text, span))
    }

    /// `table.call(f, a)` becomes `f(a)`.
    fn moved_back(&self, call: &ast::CallExpr) -> Option<ast::Expr> {
        let ast::Callee::Expr(callee) = &call.callee else { return None };
        let ast::Expr::Member(member) = &**callee else { return None };
        let function = self.disclosure.functions.get(&self.parsed.range(member.span))?;
        self.moved.get(function)?.with(&call.args, call.span)
    }

    /// Two literals added or compared.
    fn folded(&mut self, binary: &ast::BinExpr) -> Option<ast::Expr> {
        let (left, right) = (literal(&binary.left)?, literal(&binary.right)?);
        let (left_text, right_text) = (left.value.to_string_lossy(), right.value.to_string_lossy());
        let is_equal = left.value == right.value;
        match binary.op {
            ast::BinaryOp::Add if left_text.len() + right_text.len() <= MOST_JOINED => {
                let place = self.parsed.range(binary.span);
                let parts = [left, right].map(|part| self.texts.get(&self.parsed.range(part.span)).cloned());
                let known = match (parts, left_text.len() >= right_text.len()) {
                    ([Some(known), _], true) | ([_, Some(known)], false) => Some(known),
                    ([first, second], _) => first.or(second),
                };
                if let Some(known) = known {
                    self.texts.insert(place, known);
                }
                Some(text(&format!("{left_text}{right_text}"), binary.span))
            }
            ast::BinaryOp::EqEq | ast::BinaryOp::EqEqEq => Some(truth(is_equal, binary.span)),
            ast::BinaryOp::NotEq | ast::BinaryOp::NotEqEq => Some(truth(!is_equal, binary.span)),
            _ => None,
        }
    }

    /// What is left of an expression whose parts are rewritten.
    fn simplified(&mut self, expr: &ast::Expr) -> Option<ast::Expr> {
        match expr {
            ast::Expr::Call(call) => self.moved_back(call),
            ast::Expr::Bin(binary) => self.folded(binary),
            ast::Expr::Cond(conditional) => {
                let holds = is_true(&conditional.test)?;
                Some(if holds { (*conditional.cons).clone() } else { (*conditional.alt).clone() })
            }
            _ => None,
        }
    }
}

impl VisitMut for Rewriting<'_> {
    fn visit_mut_expr(&mut self, node: &mut ast::Expr) {
        if let Some(literal) = self.disclosed(node) {
            *node = literal;
            return;
        }
        node.visit_mut_children_with(self);
        for _ in 0..MOST_MOVED {
            let Some(simpler) = self.simplified(node) else { break };
            *node = simpler;
        }
    }

    fn visit_mut_stmts(&mut self, nodes: &mut Vec<ast::Stmt>) {
        nodes.visit_mut_children_with(self);
        put_in_order(nodes);
    }

    fn visit_mut_stmt(&mut self, node: &mut ast::Stmt) {
        node.visit_mut_children_with(self);
        let ast::Stmt::If(branch) = node else { return };
        let Some(holds) = is_true(&branch.test) else { return };
        let empty = || Box::new(ast::Stmt::Empty(ast::EmptyStmt { span: branch.span }));
        let taken = if holds { Some(branch.cons.clone()) } else { branch.alt.clone() };
        *node = *taken.unwrap_or_else(empty);
    }
}

fn text(value: &str, span: Span) -> ast::Expr {
    ast::Expr::Lit(ast::Lit::Str(ast::Str { span, value: value.into(), raw: None }))
}

fn truth(value: bool, span: Span) -> ast::Expr {
    ast::Expr::Lit(ast::Lit::Bool(ast::Bool { span, value }))
}

fn literal(expr: &ast::Expr) -> Option<&ast::Str> {
    match expr {
        ast::Expr::Lit(ast::Lit::Str(text)) => Some(text),
        ast::Expr::Paren(paren) => literal(&paren.expr),
        _ => None,
    }
}

/// Whether a test that needs no running holds: `true`, `!![]`, `!0`.
fn is_true(expr: &ast::Expr) -> Option<bool> {
    match expr {
        ast::Expr::Lit(ast::Lit::Bool(value)) => Some(value.value),
        ast::Expr::Lit(ast::Lit::Num(number)) => Some(number.value != 0.0),
        ast::Expr::Array(array) if array.elems.is_empty() => Some(true),
        ast::Expr::Unary(unary) if unary.op == ast::UnaryOp::Bang => is_true(&unary.arg).map(|value| !value),
        ast::Expr::Paren(paren) => is_true(&paren.expr),
        _ => None,
    }
}

/// Replaces `while (true) { switch (order[index++]) { … } break; }` by the cases in the order in which they run.
fn put_in_order(statements: &mut [ast::Stmt]) {
    for at in 0..statements.len() {
        let Some(dispatch) = Dispatch::of(&statements[at]) else { continue };
        let Some(order) = statements[..at].iter().find_map(|statement| order_of(statement, &dispatch.order)) else {
            continue;
        };
        let Some(stmts) = dispatch.in_order(&order) else { continue };
        let span = statements[at].span();
        statements[at] = ast::Stmt::Block(ast::BlockStmt { span, ctxt: swc_common::SyntaxContext::empty(), stmts });
    }
}

/// A loop whose rounds each run one case.
struct Dispatch<'a> {
    /// The name of the list that says which.
    order: Atom,
    cases: &'a [ast::SwitchCase],
}

impl<'a> Dispatch<'a> {
    fn of(statement: &'a ast::Stmt) -> Option<Self> {
        let body = match statement {
            ast::Stmt::While(round) if is_true(&round.test) == Some(true) => &*round.body,
            ast::Stmt::For(round) if round.init.is_none() && round.update.is_none() => &*round.body,
            _ => return None,
        };
        let ast::Stmt::Block(block) = body else { return None };
        let [ast::Stmt::Switch(switch), ast::Stmt::Break(_)] = block.stmts.as_slice() else { return None };
        let ast::Expr::Member(member) = &*switch.discriminant else { return None };
        let (ast::Expr::Ident(order), ast::MemberProp::Computed(index)) = (&*member.obj, &member.prop) else {
            return None;
        };
        let ast::Expr::Update(ast::UpdateExpr { op: ast::UpdateOp::PlusPlus, prefix: false, .. }) = &*index.expr else {
            return None;
        };
        Some(Self { order: order.sym.clone(), cases: &switch.cases })
    }

    /// The statements of all cases; absent where one may run into the next, or is not there.
    fn in_order(&self, order: &[String]) -> Option<Vec<ast::Stmt>> {
        let mut statements = Vec::new();
        for label in order {
            let case = self.cases.iter().find(|case| {
                let test = case.test.as_deref().and_then(literal);
                test.is_some_and(|test| test.value.to_string_lossy() == *label)
            })?;
            let (last, before) = case.cons.split_last()?;
            statements.extend(before.iter().cloned());
            match last {
                ast::Stmt::Continue(jump) if jump.label.is_none() => {}
                ast::Stmt::Return(_) | ast::Stmt::Throw(_) => statements.push(last.clone()),
                _ => return None,
            }
        }
        // No case runs twice: the order is that of a function's statements.
        (order.len() <= self.cases.len()).then_some(statements)
    }
}

/// The pieces of `name = '3|1|2'.split('|')`.
fn order_of(statement: &ast::Stmt, name: &Atom) -> Option<Vec<String>> {
    let ast::Stmt::Decl(ast::Decl::Var(var)) = statement else { return None };
    let declarator = var
        .decls
        .iter()
        .find(|declarator| matches!(&declarator.name, ast::Pat::Ident(ident) if ident.id.sym == *name))?;
    let ast::Expr::Call(call) = declarator.init.as_deref()? else { return None };
    let (ast::Callee::Expr(callee), [separator]) = (&call.callee, call.args.as_slice()) else { return None };
    let ast::Expr::Member(member) = &**callee else { return None };
    let is_split = match &member.prop {
        ast::MemberProp::Ident(method) => &*method.sym == "split",
        ast::MemberProp::Computed(method) => {
            literal(&method.expr).is_some_and(|method| &*method.value.to_string_lossy() == "split")
        }
        ast::MemberProp::PrivateName(_) => false,
    };
    let (list, separator) = (literal(&member.obj)?, literal(&separator.expr)?);
    let separator = separator.value.to_string_lossy();
    (is_split && !separator.is_empty())
        .then(|| list.value.to_string_lossy().split(&*separator).map(str::to_owned).collect())
}
