//! Code that stands in a text which is run where it is written: `eval('…')`, `new Function('token', '…')`.
//!
//! Such code is code of the file: it uses the names around it, gets arguments, and gives a value.
//! So it is parsed and lowered in the place of the call that runs it. What is put into the text, as in
//! `` eval(`send("${token}")`) ``, is what stands there: a name in the code, or a piece of one of its texts.
//! A text that has to be evaluated first is read later, by itself: see [`facts_within`](crate::extract::facts_within).

use molehunt_source::ByteSpan;
use swc_atoms::Atom;
use swc_ecma_ast as ast;

use super::{Lowering, Scope};
use crate::{
    Tables,
    filter::GLOBAL_OBJECTS,
    ir::{BindingId, Expr, ExprId, FunctionId},
    tables::Inline,
};

/// How many texts code may stand in, one inside the other.
const DEEPEST: u8 = 2;
/// Bytes of one text that is read as code.
const LONGEST: usize = 256 << 10;
/// What stands for a value that is put into the code, around its number. It is a letter, and nobody's alphabet uses it.
const HOLE: char = '\u{a66e}';

/// Where the code of a text stands in the file, and what is put into it.
#[derive(Default)]
pub(super) struct Part {
    depth: u8,
    /// The pieces that are written out: where each begins in the code, and where it is written.
    pieces: Vec<(u32, ByteSpan)>,
    holes: Vec<ExprId>,
    /// The function that is made of texts: `this` of it is the global object.
    made: Option<FunctionId>,
}

impl Part {
    /// Where in the file something stands that stands there in the code.
    pub(super) fn place(&self, inner: ByteSpan) -> Option<ByteSpan> {
        if self.depth == 0 {
            return None;
        }
        Some(ByteSpan { start: self.position(inner.start), end: self.position(inner.end) })
    }

    fn position(&self, at: u32) -> u32 {
        let before = self.pieces.partition_point(|(start, _)| *start <= at);
        let Some((start, span)) = before.checked_sub(1).and_then(|last| self.pieces.get(last)).or(self.pieces.first())
        else {
            return 0;
        };
        // Never a quote: no place inside a text may be the place of the text.
        (span.start + at.saturating_sub(*start)).min(span.end)
    }

    /// Whether `this` of a function is the global object.
    pub(super) fn is_made(&self, function: FunctionId) -> bool {
        self.made == Some(function)
    }

    /// The value that a name stands for, if it does for one that is put into the code.
    pub(super) fn hole(&self, name: &str) -> Option<ExprId> {
        let number = name.strip_prefix(HOLE)?.strip_suffix(HOLE)?;
        self.holes.get(number.parse::<usize>().ok()?).copied()
    }
}

/// The code of a text, while it is put together.
#[derive(Default)]
struct Code {
    text: String,
    part: Part,
    /// Whether some piece of it has a name, which may be given another text later.
    is_named: bool,
}

impl Code {
    /// Adds what is written by ourselves around the code.
    fn frame(&mut self, text: &str) {
        self.text.push_str(text);
    }
}

impl Lowering<'_> {
    /// What a call gives that runs the text it is given, if the text is written out there or has been named before,
    /// and whether it may be more than that: it has a name, or something is put into it, which may be code as well.
    pub(super) fn part(&mut self, callee: ExprId, arguments: &[ExprId]) -> Option<(ExprId, bool)> {
        let name = match self.module.expr(callee) {
            Expr::Global(name) => name,
            Expr::Member(holder, name) => match self.module.expr(*holder) {
                Expr::Global(holder) if GLOBAL_OBJECTS.contains(&&**holder) => name,
                _ => return None,
            },
            _ => return None,
        };
        let kind = Tables::embedded().acts.inline(name)?;
        if self.part.depth >= DEEPEST {
            return None;
        }
        let mut code = Code::default();
        match (kind, arguments) {
            (Inline::Statements, [text, ..]) => self.add_code(*text, &mut code)?,
            (Inline::Function, [parameters @ .., body]) => {
                code.frame("(function (");
                for parameter in parameters {
                    self.add_code(*parameter, &mut code)?;
                    code.frame(",");
                }
                code.frame(") {");
                self.add_code(*body, &mut code)?;
                code.frame("\n})");
            }
            (_, []) => return None,
        }
        let parsed = molehunt_syntax::parse_part(&code.text)?;
        let ast::Program::Script(script) = &parsed.program else { return None };
        // A function that is made of texts sees nothing but globals.
        let scopes = match kind {
            Inline::Statements => std::mem::take(&mut self.scopes),
            Inline::Function => vec![Scope::default()],
        };
        let next = FunctionId(self.module.functions.len() as u32);
        let made = (kind == Inline::Function).then_some(next);
        let is_open = code.is_named || !code.part.holes.is_empty();
        let mut inner = Lowering {
            parsed: &parsed,
            module: &mut *self.module,
            file: self.file,
            start: self.start,
            scopes,
            function: self.function,
            guard: self.guard,
            loops: self.loops,
            innermost: self.innermost,
            compiled: super::compiled::Compiled::default(),
            waits_by_yield: false,
            this_is_given: false,
            thrown: std::mem::take(&mut self.thrown),
            holds_from: None,
            arguments: std::mem::take(&mut self.arguments),
            part: Part { depth: self.part.depth + 1, made, ..code.part },
        };
        let value = inner.completed(&script.body);
        let (scopes, thrown) = (std::mem::take(&mut inner.scopes), std::mem::take(&mut inner.thrown));
        let names = std::mem::take(&mut inner.arguments);
        self.thrown = thrown;
        self.arguments = names;
        if kind == Inline::Statements {
            self.scopes = scopes;
        }
        Some((value, is_open))
    }

    /// The text that a name stands for, if it has been given but one.
    fn written_once(&self, binding: BindingId) -> Option<ExprId> {
        let is_text = |id: &ExprId| matches!(self.module.expr(*id), Expr::Text(_)) || self.put_together(*id).is_some();
        self.module.given_once(binding).filter(is_text)
    }

    /// The pieces of which a text is put together where it is written: `` `send(${token})` ``, `'send(' + token + ')'`,
    /// `'send('.concat(token, ')')`, `['send(', token, ')'].join('')`.
    fn put_together(&self, id: ExprId) -> Option<Vec<ExprId>> {
        let mut call = match self.module.expr(id) {
            Expr::Template(parts) => return Some(parts.to_vec()),
            Expr::Add(left, right) => return Some(vec![*left, *right]),
            Expr::Call(call) => self.module.call(*call),
            _ => return None,
        };
        // Each call of a chain adds to what the one before gives.
        let mut added: Vec<&[ExprId]> = Vec::new();
        loop {
            let Expr::Member(receiver, method) = self.module.expr(call.callee) else { return None };
            match (&**method, self.module.expr(*receiver), &*call.arguments) {
                ("concat", before, more) => {
                    added.push(more);
                    match before {
                        Expr::Call(before) => call = self.module.call(*before),
                        Expr::Text(_) | Expr::Template(_) | Expr::Add(..) => {
                            added.push(std::slice::from_ref(receiver));
                            break;
                        }
                        _ => return None,
                    }
                }
                ("join", Expr::Array(pieces), [between]) if self.is_text(*between, "") => {
                    added.push(pieces);
                    break;
                }
                _ => return None,
            }
        }
        let pieces: Vec<ExprId> = added.into_iter().rev().flatten().copied().collect();
        let is_spread = |piece: &ExprId| matches!(self.module.expr(*piece), Expr::Spread(_));
        (!pieces.iter().any(is_spread)).then_some(pieces)
    }

    fn is_text(&self, id: ExprId, wanted: &str) -> bool {
        matches!(self.module.expr(id), Expr::Text(text) if &**text == wanted)
    }

    /// Lowers the statements of a script; gives the value of the last.
    fn completed(&mut self, statements: &[ast::Stmt]) -> ExprId {
        self.declare_statements(statements, true);
        if let Some((ast::Stmt::Expr(last), before)) = statements.split_last() {
            self.statements(before);
            return self.expr(&last.expr);
        }
        self.statements(statements);
        self.push(Expr::Undefined, ByteSpan::default())
    }

    /// Adds a text to the code, with what is put into it; `None` where it is no text that is written out.
    fn add_code(&self, id: ExprId, code: &mut Code) -> Option<()> {
        let mut open = vec![id];
        let mut is_written = false;
        while let Some(id) = open.pop() {
            match self.module.expr(id) {
                Expr::Text(text) => {
                    is_written = true;
                    let span = self.module.span(id);
                    let quotes = u32::from((span.end - span.start) as usize > text.len());
                    let inside = ByteSpan { start: span.start + quotes, end: span.end.saturating_sub(quotes) };
                    code.part.pieces.push((code.text.len() as u32, inside));
                    code.text.push_str(text);
                }
                Expr::Name(binding, _) if let Some(only) = self.written_once(*binding) => {
                    code.is_named = true;
                    open.push(only);
                }
                _ if let Some(pieces) = self.put_together(id) => open.extend(pieces.into_iter().rev()),
                _ => {
                    code.text.push_str(&format!("{HOLE}{}{HOLE}", code.part.holes.len()));
                    code.part.holes.push(id);
                }
            }
            if code.text.len() > LONGEST {
                return None;
            }
        }
        is_written.then_some(())
    }

    /// A text of the code in a text, where values are put into it: its pieces.
    pub(super) fn pieces(&mut self, text: &str, span: ByteSpan) -> Option<Vec<ExprId>> {
        if self.part.holes.is_empty() || !text.contains(HOLE) {
            return None;
        }
        let mut pieces = Vec::new();
        let mut rest = text;
        while let Some(open) = rest.find(HOLE) {
            let length = rest[open + HOLE.len_utf8()..].find(HOLE)? + 2 * HOLE.len_utf8();
            let value = self.part.hole(&rest[open..open + length])?;
            if open > 0 {
                pieces.push(self.push(Expr::Text(Atom::from(&rest[..open])), span));
            }
            pieces.push(value);
            rest = &rest[open + length..];
        }
        if !rest.is_empty() {
            pieces.push(self.push(Expr::Text(Atom::from(rest)), span));
        }
        Some(pieces)
    }
}
