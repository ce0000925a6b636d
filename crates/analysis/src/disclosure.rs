//! Names that code hides behind calls, written out again.
//!
//! Most of the analysis recognises things by their names: `require('nodemailer')`, `message.bcc`, `list.push`.
//! Code that was obfuscated has no names left, only `object[decode(0x1f)]`.
//! Where a tree looks like that, the machine runs it first, says what each of these calls always gives, and a copy of
//! the tree gets the texts in their places; other ways of such tools are undone with them ([`rewrite`]).
//! The copy keeps all positions, so that findings lie where the code stands.

mod assigned;
mod rewrite;

use std::collections::BTreeMap;

use molehunt_source::ByteSpan;
use molehunt_syntax::Parsed;
use swc_common::Spanned;
use swc_ecma_ast as ast;
use swc_ecma_visit::{Visit, VisitWith};

pub(crate) use rewrite::rewritten;

use self::assigned::Assigned;
use crate::{
    ir::Module,
    machine::{Computed, Loader, Machine, encoding_of},
};

/// What expressions of a file always give.
#[derive(Debug, Default)]
pub(crate) struct Disclosure {
    texts: BTreeMap<ByteSpan, Disclosed>,
    /// The functions that calls call, by the place of the callee.
    functions: BTreeMap<ByteSpan, ByteSpan>,
}

impl Disclosure {
    /// Whether there is a text that was hidden.
    pub(crate) fn tells_texts(&self) -> bool {
        !self.texts.is_empty()
    }
}

/// A text that was hidden.
#[derive(Debug, Clone)]
pub(crate) struct Disclosed {
    pub(crate) text: String,
    /// The literal that most of it comes from, in the same file.
    pub(crate) place: Option<ByteSpan>,
    /// How it was hidden.
    pub(crate) recipe: Option<String>,
}

/// A file by itself, for the machine.
#[derive(Debug)]
pub(crate) struct Alone<'a> {
    pub(crate) parsed: &'a Parsed,
    pub(crate) text: &'a str,
}

impl Loader for Alone<'_> {
    fn parsed(&self, file: u32) -> Option<&Parsed> {
        (file == 0).then_some(self.parsed)
    }

    fn resolve(&self, _: u32, _: &str) -> Option<u32> {
        None
    }

    fn text(&self, file: u32) -> Option<&str> {
        (file == 0).then_some(self.text)
    }
}

/// Names and values behind calls, from which on a file may count as obfuscated.
pub(crate) const HIDDEN: u32 = 6;
/// How many times as many plain names may stand beside them.
pub(crate) const PLAIN: u32 = 2;

/// How many names of a tree are hidden, and how many are not.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Names {
    /// `object[decode(0x1f)]`
    hidden: u32,
    /// `object['name']`
    quoted: u32,
    /// `object.name`
    plain: u32,
    /// `decode(0x1f)`, wherever it stands.
    calls: u32,
}

impl Names {
    /// Counts the name of a property.
    pub(crate) fn count(&mut self, property: &ast::MemberProp) {
        match property {
            ast::MemberProp::Computed(computed) => match &*computed.expr {
                ast::Expr::Call(call) if is_written_call(call) => self.hidden += 1,
                ast::Expr::Lit(ast::Lit::Str(_)) => self.quoted += 1,
                _ => {}
            },
            ast::MemberProp::Ident(_) => self.plain += 1,
            ast::MemberProp::PrivateName(_) => {}
        }
    }

    /// Counts a call.
    pub(crate) fn count_call(&mut self, call: &ast::CallExpr) {
        let is_named = matches!(&call.callee, ast::Callee::Expr(callee) if matches!(&**callee, ast::Expr::Ident(_)));
        self.calls +=
            u32::from(is_named && is_written_call(call) && call.args.iter().any(|argument| has_number(&argument.expr)));
    }

    /// Whether what the code uses is hidden behind calls: `object[decode(0x1f)]` where others write `object.name`.
    pub(crate) fn are_hidden(self) -> bool {
        let names = self.hidden + self.quoted;
        names > 0 && self.hidden.max(self.calls) >= HIDDEN && names.max(self.calls).saturating_mul(PLAIN) >= self.plain
    }
}

/// Whether a call has arguments, and all of them are what tools write.
fn is_written_call(call: &ast::CallExpr) -> bool {
    !call.args.is_empty() && call.args.iter().all(|argument| is_written(&argument.expr))
}

/// Whether an argument is what tools write: a literal, arithmetic on literals, or a property of a table of them.
fn is_written(expr: &ast::Expr) -> bool {
    match expr {
        ast::Expr::Lit(_) => true,
        ast::Expr::Unary(unary) => is_written(&unary.arg),
        ast::Expr::Bin(binary) => {
            // A sum of many terms is none of these, and leans so far that it is not looked through.
            let is_long = matches!(&*binary.left, ast::Expr::Bin(inner) if matches!(&*inner.left, ast::Expr::Bin(_)));
            !is_long && is_written(&binary.left) && is_written(&binary.right)
        }
        ast::Expr::Paren(paren) => is_written(&paren.expr),
        ast::Expr::Member(member) => matches!(&*member.obj, ast::Expr::Ident(_)),
        _ => false,
    }
}

/// Whether a number stands in what [`is_written`].
fn has_number(expr: &ast::Expr) -> bool {
    match expr {
        ast::Expr::Lit(literal) => matches!(literal, ast::Lit::Num(_)),
        ast::Expr::Unary(unary) => has_number(&unary.arg),
        ast::Expr::Bin(binary) => has_number(&binary.right),
        ast::Expr::Paren(paren) => has_number(&paren.expr),
        _ => false,
    }
}

/// Whether a tree hides its names.
pub(crate) fn hides_names(program: &ast::Program) -> bool {
    #[derive(Default)]
    struct Counter(Names);
    impl Visit for Counter {
        fn visit_member_expr(&mut self, node: &ast::MemberExpr) {
            self.0.count(&node.prop);
            node.visit_children_with(self);
        }

        fn visit_call_expr(&mut self, node: &ast::CallExpr) {
            self.0.count_call(node);
            node.visit_children_with(self);
        }
    }
    let mut counter = Counter::default();
    program.visit_with(&mut counter);
    counter.0.are_hidden()
}

/// One of how many hidden texts of a file may be encoded in a way that is not the tool's.
const FEW_OF: usize = 4;

/// Whether a text is hidden by what hides the texts of its file, which says nothing of it, and in no way of its own:
/// encoded as few others are.
pub(crate) fn is_of_tool(module: &Module, disguise: &str) -> bool {
    if !module.was_hidden {
        return false;
    }
    let Some(encoding) = encoding_of(disguise) else { return true };
    let recipes = module.disclosed.values().filter_map(|text| text.recipe.as_deref());
    let alike = recipes.filter(|recipe| encoding_of(recipe) == Some(encoding)).count();
    alike * FEW_OF > module.disclosed.len()
}

/// What the machine says of a file's expressions; it has that file alone, as number 0.
pub(crate) fn disclose(parsed: &Parsed, machine: &mut Machine<'_>) -> Disclosure {
    let assigned = Assigned::of(&parsed.program);
    let mut candidates = Candidates { parsed, assigned, around: Vec::new(), found: Vec::new() };
    parsed.program.visit_with(&mut candidates);
    let mut disclosure = Disclosure::default();
    for Candidate { span, around, is_callee } in candidates.found {
        match machine.constant(0, span, &around) {
            Some(Computed::Text(text)) if !is_callee => {
                let place = text.place.map(|(_, place)| place);
                let disclosed = Disclosed { text: text.text, place, recipe: text.recipe };
                disclosure.texts.insert(span, disclosed);
            }
            Some(Computed::Function(_, function)) if is_callee => drop(disclosure.functions.insert(span, function)),
            _ => {}
        }
    }
    disclosure
}

/// An expression that may always give the same.
struct Candidate {
    span: ByteSpan,
    /// The addresses of the functions around it, outermost first.
    around: Box<[usize]>,
    is_callee: bool,
}

struct Candidates<'p> {
    parsed: &'p Parsed,
    assigned: Assigned,
    around: Vec<usize>,
    found: Vec<Candidate>,
}

/// How deep an expression is looked through.
const DEPTH: u32 = 24;

impl Candidates<'_> {
    fn add(&mut self, node: &impl Spanned, is_callee: bool) {
        let span = self.parsed.range(node.span());
        self.found.push(Candidate { span, around: self.around.as_slice().into(), is_callee });
    }

    /// Whether nothing goes into an expression but literals and names that keep their values.
    fn is_fixed(&self, expr: &ast::Expr, depth: u32) -> bool {
        let Some(depth) = depth.checked_sub(1) else { return false };
        match expr {
            ast::Expr::Lit(_) => true,
            ast::Expr::Ident(ident) => !self.assigned.has(&ident.sym, &self.around),
            ast::Expr::Member(member) => self.is_fixed_member(member, depth),
            ast::Expr::Unary(unary) => unary.op != ast::UnaryOp::Delete && self.is_fixed(&unary.arg, depth),
            ast::Expr::Bin(binary) => self.is_fixed(&binary.left, depth) && self.is_fixed(&binary.right, depth),
            ast::Expr::Paren(paren) => self.is_fixed(&paren.expr, depth),
            ast::Expr::Call(call) => self.is_fixed_call(call, depth),
            ast::Expr::Array(array) => array.elems.iter().flatten().all(|element| self.is_fixed(&element.expr, depth)),
            _ => false,
        }
    }

    fn is_fixed_member(&self, member: &ast::MemberExpr, depth: u32) -> bool {
        self.is_fixed(&member.obj, depth)
            && match &member.prop {
                ast::MemberProp::Ident(_) => true,
                ast::MemberProp::PrivateName(_) => false,
                ast::MemberProp::Computed(computed) => self.is_fixed(&computed.expr, depth),
            }
    }

    fn is_fixed_call(&self, call: &ast::CallExpr, depth: u32) -> bool {
        let ast::Callee::Expr(callee) = &call.callee else { return false };
        let is_fixed = match &**callee {
            // A function that replaces itself with a better one is still the same function.
            ast::Expr::Ident(_) => true,
            callee => self.is_fixed(callee, depth),
        };
        is_fixed && call.args.iter().all(|argument| self.is_fixed(&argument.expr, depth))
    }

    fn inside(&mut self, address: usize, visit: impl FnOnce(&mut Self)) {
        self.around.push(address);
        visit(self);
        self.around.pop();
    }
}

impl Visit for Candidates<'_> {
    fn visit_call_expr(&mut self, node: &ast::CallExpr) {
        if self.is_fixed_call(node, DEPTH) {
            self.add(node, false);
        }
        if let ast::Callee::Expr(callee) = &node.callee
            && let ast::Expr::Member(member) = &**callee
            && self.is_fixed_member(member, DEPTH)
        {
            self.add(member, true);
        }
        node.visit_children_with(self);
    }

    fn visit_member_expr(&mut self, node: &ast::MemberExpr) {
        if matches!(node.prop, ast::MemberProp::Computed(_)) && self.is_fixed_member(node, DEPTH) {
            self.add(node, false);
        }
        node.visit_children_with(self);
    }

    fn visit_function(&mut self, node: &ast::Function) {
        self.inside(std::ptr::from_ref(node).addr(), |candidates| node.visit_children_with(candidates));
    }

    fn visit_arrow_expr(&mut self, node: &ast::ArrowExpr) {
        self.inside(std::ptr::from_ref(node).addr(), |candidates| node.visit_children_with(candidates));
    }

    fn visit_constructor(&mut self, node: &ast::Constructor) {
        self.inside(std::ptr::from_ref(node).addr(), |candidates| node.visit_children_with(candidates));
    }

    fn visit_class(&mut self, node: &ast::Class) {
        self.inside(std::ptr::from_ref(node).addr(), |candidates| node.visit_children_with(candidates));
    }
}

#[cfg(test)]
mod tests {
    use molehunt_source::{CodeKind, ModuleKind, SourceText};
    use molehunt_syntax::{STACK_SIZE, parse};

    use super::*;
    use swc_atoms::Atom;

    use crate::{
        ir::{Expr, Property, WriteKey},
        lower::lower,
    };

    /// The names and texts of a file whose names are hidden, in order; how texts were hidden stands in brackets.
    fn told(source: &str) -> String {
        let source = source.to_owned();
        let work = move || {
            let kind = CodeKind { typescript: false, jsx: true, module: ModuleKind::Either };
            let parsed = parse(&SourceText::decode(source.clone().into_bytes()), kind).expect("it can be parsed");
            let alone = Alone { parsed: &parsed, text: &source };
            let mut machine = Machine::new(&alone);
            let disclosure = disclose(&parsed, &mut machine);
            let module = lower(&parsed, source.len(), Atom::default(), Some(&disclosure));
            let shown = source.find("/**/").map_or(0, |at| at as u32);
            let mut words = Vec::new();
            for (expr, span) in module.exprs.iter().zip(&module.spans).filter(|(_, span)| span.start >= shown) {
                match expr {
                    Expr::Member(_, name) => words.push(format!(".{name}")),
                    Expr::Object(properties) => words.extend(properties.iter().map(|property| match property {
                        Property::Named(name, _) | Property::Getter(name, _) => format!("{name}:"),
                        Property::Computed(..) => "[?]:".to_owned(),
                        Property::Spread(_) => "...".to_owned(),
                    })),
                    Expr::Index(..) => words.push("[?]".to_owned()),
                    Expr::Call(call) => {
                        let arguments = &module.call(*call).arguments;
                        words.push(match module.expr(module.call(*call).callee) {
                            Expr::Global(name) => format!("{name}({})", arguments.len()),
                            _ => "call".to_owned(),
                        });
                    }
                    Expr::Text(text) => words.push(match module.disclosed.get(span) {
                        Some(Disclosed { recipe: Some(recipe), .. }) => format!("'{text}' ({recipe})"),
                        _ => format!("'{text}'"),
                    }),
                    _ => {}
                }
            }
            words.extend(module.writes.iter().filter(|write| write.span.start >= shown).map(
                |write| match &write.key {
                    WriteKey::Named(name) => format!("{name} ="),
                    WriteKey::Computed(_) => "[?] =".to_owned(),
                },
            ));
            words.join(" ")
        };
        let thread = std::thread::Builder::new().stack_size(STACK_SIZE).spawn(work).expect("a thread");
        thread.join().expect("no panic")
    }

    const TABLE: &str = "const table = ['push', 'bcc', 'YUBiLmM='], at = i => table[i - 7]; ";

    #[test]
    fn names_are_written_out() {
        let code = "/**/use[at(7)](a => { a[at(0x8)] = { [at(8)]: 1 }; list[at(7)](a) })";
        assert_eq!(told(&format!("{TABLE}{code}")), ".push bcc: .push call call bcc =");
    }

    #[test]
    fn what_depends_on_a_caller_is_no_text() {
        let code = "/**/function f(i) { return g[at(i)] } f(7); let n = 7; n = 8; h[at(n)]";
        assert_eq!(told(&format!("{TABLE}{code}")), "call [?] call call [?]");
    }

    #[test]
    fn texts_keep_how_they_were_hidden() {
        assert_eq!(
            told(&format!("{TABLE}/**/send(atob(at(9)), 'x' + atob(at(9)))")),
            "'a@b.c' (base64 of `YUBiLmM=`) 'xa@b.c' (base64 of `YUBiLmM=`) send(2)"
        );
    }

    #[test]
    fn operations_come_back_from_their_functions() {
        let code = "/**/function f(o, m) { const t = { 'ab': function (f, a) { return f(a) }, 'cd': (a, b) => a + b };
            const u = { 'ef': function (f, a) { return t['ab'](f, a) } }; u['ef'](send, t['cd']('x', 'y')) }";
        let shown = told(code);
        assert!(shown.contains("'xy'") && shown.ends_with("send(1)"), "{shown}");
    }

    #[test]
    fn statements_come_back_into_their_order() {
        let code = "function f(m) { const order = '1|2|0'.split('|'); let i = 0;
            while (!![]) { switch (order[i++]) { case '0': third(m); continue; case '1': first(m); continue;
            case '2': second(m); continue } break } if ('a' !== 'a') { never(m) } else { last(m) } }";
        assert_eq!(told(code), "'1|2|0' .split '|' call first(1) second(1) third(1) last(1)");
    }

    #[test]
    fn honest_names_are_not_hidden() {
        let hides = |source: &str| {
            let kind = CodeKind { typescript: false, jsx: true, module: ModuleKind::Either };
            let parsed = parse(&SourceText::decode(source.as_bytes().to_vec()), kind).expect("it can be parsed");
            hides_names(&parsed.program)
        };
        assert!(hides(&"a[d(0x1f, 'k')](b[d(-1 - 2)]);".repeat(3)));
        assert!(!hides(&"a[keyOf(item)](b[keyOf(other)]);".repeat(9)));
        assert!(!hides(&"a[d(0x1f)](b.c.d.e.f);".repeat(9)));
    }
}
