//! Parsing one file under limits.

use std::{cell::Cell, sync::mpsc, thread, time::Duration};

use molehunt_source::{ByteSpan, CodeKind, ModuleKind, SourceText};
use swc_atoms::hstr::global_atom_store_gc;
use swc_common::{BytePos, Span};
use swc_ecma_ast::{EsVersion, ExprStmt, Program, Script, Stmt};
use swc_ecma_parser::{EsSyntax, Lexer, PResult, Parser, StringInput, Syntax, TsSyntax};

use crate::depth;

/// The stack that a thread calling [`parse`], or walking what it returns, must have, in bytes.
pub const STACK_SIZE: usize = 64 << 20;

/// What a file may cost.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Size in bytes.
    pub bytes: usize,
    /// Stack in kibibytes, by the estimate of the depth scan.
    pub depth: u64,
}

/// The limits in force. Set by measurement: see this crate's README.
pub const LIMITS: Limits = Limits { bytes: 32 << 20, depth: 60_000 };

/// The deepest a file may be whose depth is only bounded by what it opens, in kibibytes of stack.
/// Such a file is parsed on a thread of its own with that much address space, little of which is ever touched.
const UNCERTAIN_DEPTH: u64 = 12 << 20;

/// A file's tree.
#[derive(Debug)]
pub struct Parsed {
    /// The tree.
    pub program: Program,
}

/// The position that swc is told the first byte has; it keeps 0 for what stands nowhere.
const START: BytePos = BytePos(1);

/// A file without a tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unparsed {
    /// Why.
    pub reason: UnparsedReason,
    /// For a person: the parser's message and line, or the limit and the size.
    pub detail: String,
}

/// Why a file has no tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnparsedReason {
    /// Larger than [`Limits::bytes`].
    TooLarge,
    /// Deeper than [`Limits::depth`].
    TooDeep,
    /// No syntax we know fits.
    Syntax,
    /// The parser did not come to an end in time.
    Budget,
}

impl Parsed {
    /// The byte range of an swc span; an empty range at the start for a span that swc made up.
    pub fn range(&self, span: Span) -> ByteSpan {
        if span.lo < START {
            return ByteSpan::default();
        }
        ByteSpan { start: (span.lo - START).0, end: (span.hi - START).0 }
    }
}

/// Parses a JSON document, as a script of one expression.
pub fn parse_json(source: &SourceText) -> Result<Parsed, Unparsed> {
    let text = source.as_str();
    if !matches!(Outline::of(source)?.need, Need::Ordinary) {
        return Err(too_deep("a document of this size and depth is not read as code"));
    }
    let input = StringInput::new(text, START, START + BytePos(text.len() as u32));
    let mut parser = Parser::new_from(Lexer::new(Syntax::Es(EsSyntax::default()), EsVersion::EsNext, input, None));
    let syntax = |detail: String| Unparsed { reason: UnparsedReason::Syntax, detail };
    let expr = parser.parse_expr().map_err(|error| syntax(error.kind().msg().into_owned()))?;
    if !parser.take_errors().is_empty() {
        return Err(syntax("more than one document".to_owned()));
    }
    let span = Span::new(START, START + BytePos(text.len() as u32));
    let body = vec![Stmt::Expr(ExprStmt { span, expr })];
    Ok(Parsed { program: Program::Script(Script { span, body, shebang: None }) })
}

/// The deepest that code in a text may be, in kibibytes of stack: whoever reads it stands as deep in the file's own.
const PART_DEPTH: u64 = 1_500;

/// Parses code that stands in a text of a file and is run there, as a script; `None` where it is none, or too deep.
pub fn parse_part(text: &str) -> Option<Parsed> {
    let estimate = depth::estimate(text, PART_DEPTH);
    let is_shallow = estimate.openers <= PART_DEPTH || estimate.certain && estimate.depth <= PART_DEPTH;
    let attempt = Attempt { typescript: false, jsx: false, module: ModuleKind::CommonJs };
    is_shallow.then(|| run(text, &[attempt]).ok()).flatten()
}

/// Parses a file as node, a bundler or a TypeScript compiler would read it.
///
/// The first syntax that fits wins: the one that the file's kind names, then the other module kind,
/// then TypeScript in a file called `.js`, as build tools accept.
pub fn parse(source: &SourceText, kind: CodeKind) -> Result<Parsed, Unparsed> {
    parse_outlined(source, kind, &Outline::of(source)?)
}

/// [`parse`], for a file whose outline is known.
pub fn parse_outlined(source: &SourceText, kind: CodeKind, outline: &Outline) -> Result<Parsed, Unparsed> {
    let text = source.as_str();
    let need = outline.need;
    forget_names(text.len());
    let (plain, typescript): (Vec<Attempt>, Vec<Attempt>) =
        attempts(kind).into_iter().partition(|attempt| !attempt.typescript);
    let first = match need {
        _ if plain.is_empty() => None,
        Need::Ordinary => Some(run(text, &plain)),
        Need::Large { bytes } => Some(run_apart(text, plain, bytes, true)),
    };
    match first {
        Some(Err(error)) if error.reason == UnparsedReason::Syntax => {
            // What TypeScript makes of it counts only if it makes something of it.
            run_typescript(text, typescript, need).map_err(|second| match second.reason {
                UnparsedReason::Syntax => error,
                _ => second,
            })
        }
        Some(result) => result,
        None => run_typescript(text, typescript, need),
    }
}

/// How many bytes a thread parses before the names that no tree has any more are forgotten.
const BYTES_REMEMBERED: usize = 4 << 20;

/// Forgets, now and then, the texts that swc keeps for each thread: without this, every literal of every file
/// stays in memory as long as the thread lives.
fn forget_names(bytes: usize) {
    thread_local! {
        static PARSED: Cell<usize> = const { Cell::new(0) };
    }
    PARSED.with(|parsed| {
        let sum = parsed.get() + bytes;
        if sum < BYTES_REMEMBERED {
            parsed.set(sum);
        } else {
            global_atom_store_gc();
            parsed.set(bytes);
        }
    });
}

/// What stack a file needs to be parsed.
#[derive(Debug, Clone, Copy)]
enum Need {
    /// That of a worker.
    Ordinary,
    /// So much that no nesting it could have overflows it.
    Large { bytes: usize },
}

/// What can be told of a file without parsing it.
#[derive(Debug, Clone)]
pub struct Outline {
    need: Need,
    comments: Vec<ByteSpan>,
    texts: Vec<ByteSpan>,
}

impl Outline {
    /// Looks at a file; fails where it is not within the limits.
    pub fn of(source: &SourceText) -> Result<Self, Unparsed> {
        let text = source.as_str();
        if text.len() > LIMITS.bytes {
            return Err(Unparsed {
                reason: UnparsedReason::TooLarge,
                detail: format!("{} bytes, more than the limit of {}", text.len(), LIMITS.bytes),
            });
        }
        let estimate = depth::estimate(text, LIMITS.depth);
        // Every level takes at least a byte, and no level takes more stack than a bracket.
        let is_short = text.len() as u64 * 20 <= LIMITS.depth;
        let need = if is_short || estimate.certain && estimate.depth <= LIMITS.depth || estimate.openers <= LIMITS.depth
        {
            Need::Ordinary
        } else if estimate.depth > LIMITS.depth {
            return Err(too_deep("it is nested too deeply to be parsed safely"));
        } else if estimate.openers > UNCERTAIN_DEPTH {
            return Err(too_deep("how deep it is nested cannot be told before parsing, and it is too large to try"));
        } else {
            Need::Large { bytes: (estimate.openers as usize) << 10 }
        };
        Ok(Self { need, comments: estimate.comments, texts: estimate.texts })
    }

    /// Where comments are, in order. None are told of a file in which that depends on how it is read.
    pub fn comments(&self) -> &[ByteSpan] {
        &self.comments
    }

    /// Where strings, the pieces of templates, and regular expressions are, in order, each with one byte of what
    /// encloses it at both ends. The same holds for them.
    pub fn texts(&self) -> &[ByteSpan] {
        &self.texts
    }
}

fn too_deep(detail: &str) -> Unparsed {
    Unparsed { reason: UnparsedReason::TooDeep, detail: detail.to_owned() }
}

/// Tries TypeScript, on a thread of its own that is given up if it does not come to an end.
///
/// swc tries several readings of `a ? (b) : c =>` and of type arguments one after the other, inside each other:
/// the time doubles with each level, so a few hundred bytes can take years.
/// Parsing cannot be interrupted, so a file that takes too long keeps its thread until the process ends.
fn run_typescript(text: &str, attempts: Vec<Attempt>, need: Need) -> Result<Parsed, Unparsed> {
    match need {
        Need::Ordinary => run_apart(text, attempts, STACK_SIZE, false),
        Need::Large { bytes } => run_apart(text, attempts, bytes.max(STACK_SIZE), true),
    }
}

/// How long a file may take that is parsed on a thread of its own: far more than any honest one of its size needs.
fn deadline(text: &str) -> Duration {
    Duration::from_secs(8 + (text.len() >> 20) as u64)
}

/// Runs attempts on a thread with that much stack. Where the depth is only known afterwards, `check_depth` asks for it:
/// the tree is handed back only if walking it is safe on an ordinary worker.
fn run_apart(text: &str, attempts: Vec<Attempt>, stack: usize, check_depth: bool) -> Result<Parsed, Unparsed> {
    let (sender, receiver) = mpsc::channel();
    let limit = deadline(text);
    let text = text.to_owned();
    let work = move || {
        let result = run(&text, &attempts).and_then(|parsed| {
            if check_depth && tree_depth::exceeds(&parsed.program, (LIMITS.depth / 20) as u32) {
                // Dropped here, where there is stack for it.
                drop(parsed);
                return Err(too_deep("it is nested too deeply to be analysed safely"));
            }
            Ok(parsed)
        });
        // Nobody waits any longer if it took too long.
        drop(sender.send(result));
    };
    if thread::Builder::new().stack_size(stack).spawn(work).is_err() {
        return Err(too_deep("how deep it is nested cannot be told, and there is no address space to try"));
    }
    match receiver.recv_timeout(limit) {
        Ok(result) => result,
        Err(mpsc::RecvTimeoutError::Timeout) => Err(Unparsed {
            reason: UnparsedReason::Budget,
            detail: format!("the parser did not come to an end within {} seconds", limit.as_secs()),
        }),
        Err(mpsc::RecvTimeoutError::Disconnected) => panic!("the parser panicked"),
    }
}

/// The first attempt that succeeds, or the first one's error.
fn run(text: &str, attempts: &[Attempt]) -> Result<Parsed, Unparsed> {
    let mut first_error = None;
    for attempt in attempts {
        match attempt.parse(text) {
            Ok(program) => return Ok(Parsed { program }),
            Err(error) => {
                first_error.get_or_insert(error);
            }
        }
    }
    let detail = match first_error {
        Some(error) => {
            let offset = swc_common::Spanned::span_lo(&error).0.saturating_sub(1);
            let before = &text.as_bytes()[..(offset as usize).min(text.len())];
            let line = 1 + before.iter().filter(|byte| **byte == b'\n').count();
            format!("line {line}: {}", error.kind().msg())
        }
        None => "no syntax to try".to_owned(),
    };
    Err(Unparsed { reason: UnparsedReason::Syntax, detail })
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Attempt {
    typescript: bool,
    jsx: bool,
    module: ModuleKind,
}

impl Attempt {
    fn parse(self, text: &str) -> PResult<Program> {
        let syntax = if self.typescript {
            Syntax::Typescript(TsSyntax {
                tsx: self.jsx,
                decorators: true,
                no_early_errors: true,
                ..Default::default()
            })
        } else {
            Syntax::Es(EsSyntax {
                jsx: self.jsx,
                decorators: true,
                decorators_before_export: true,
                export_default_from: true,
                import_attributes: true,
                allow_super_outside_method: true,
                allow_return_outside_function: true,
                auto_accessors: true,
                explicit_resource_management: true,
                ..Default::default()
            })
        };
        // Without a `SourceFile`, which would hold the text a second time.
        let input = StringInput::new(text, START, START + BytePos(text.len() as u32));
        let lexer = Lexer::new(syntax, EsVersion::EsNext, input, None);
        let mut parser = Parser::new_from(lexer);
        match self.module {
            ModuleKind::Esm => parser.parse_module().map(Program::Module),
            ModuleKind::CommonJs => parser.parse_commonjs().map(Program::Script),
            ModuleKind::Either => parser.parse_program(),
        }
    }
}

fn attempts(kind: CodeKind) -> Vec<Attempt> {
    let first = Attempt { typescript: kind.typescript, jsx: kind.jsx, module: kind.module };
    let other_module = match kind.module {
        ModuleKind::Esm => ModuleKind::CommonJs,
        ModuleKind::CommonJs => ModuleKind::Esm,
        // A script in sloppy mode may return at its top level or use `await` as a name.
        ModuleKind::Either => ModuleKind::CommonJs,
    };
    let mut attempts = vec![first, Attempt { module: other_module, ..first }];
    if kind.typescript {
        // `<T>x` is a cast without JSX and an element with it.
        attempts.push(Attempt { jsx: !kind.jsx, ..first });
    } else {
        attempts.push(Attempt { typescript: true, ..first });
        attempts.push(Attempt { typescript: true, jsx: false, ..first });
        attempts.push(Attempt { jsx: false, ..first });
    }
    attempts
}

/// Measuring a tree without descending further than is safe.
mod tree_depth {
    use swc_ecma_ast::Program;
    use swc_ecma_visit::{Visit, VisitWith};

    struct Meter {
        depth: u32,
        limit: u32,
        exceeded: bool,
    }

    impl Meter {
        fn descend<N: VisitWith<Self>>(&mut self, node: &N) {
            if self.exceeded {
                return;
            }
            self.depth += 1;
            if self.depth > self.limit {
                self.exceeded = true;
            } else {
                node.visit_children_with(self);
            }
            self.depth -= 1;
        }
    }

    impl Visit for Meter {
        fn visit_expr(&mut self, node: &swc_ecma_ast::Expr) {
            self.descend(node);
        }

        fn visit_stmt(&mut self, node: &swc_ecma_ast::Stmt) {
            self.descend(node);
        }

        fn visit_pat(&mut self, node: &swc_ecma_ast::Pat) {
            self.descend(node);
        }

        fn visit_ts_type(&mut self, node: &swc_ecma_ast::TsType) {
            self.descend(node);
        }

        fn visit_jsx_element(&mut self, node: &swc_ecma_ast::JSXElement) {
            self.descend(node);
        }
    }

    /// Whether some path through the tree has more than `limit` expressions, statements, patterns and types.
    pub(super) fn exceeds(program: &Program, limit: u32) -> bool {
        let mut meter = Meter { depth: 0, limit, exceeded: false };
        program.visit_with(&mut meter);
        meter.exceeded
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const JS: CodeKind = CodeKind { typescript: false, jsx: true, module: ModuleKind::Either };

    fn parse_text(text: &str) -> Result<(), Unparsed> {
        parse_text_as(text, JS)
    }

    fn parse_text_as(text: &str, kind: CodeKind) -> Result<(), Unparsed> {
        let source = SourceText::decode(text.as_bytes().to_vec());
        thread::Builder::new()
            .stack_size(STACK_SIZE)
            .spawn(move || parse(&source, kind).map(drop))
            .expect("a thread can be started")
            .join()
            .expect("parsing does not panic")
    }

    #[test]
    fn each_way_to_nest_ends_as_a_result() {
        let cases = [
            ("[", "]"),
            ("(", ")"),
            ("a?b:", ""),
            ("if(1)", ""),
            ("1+", ""),
            ("(a)=>", ""),
            ("f((a)=>", ")"),
            ("a=", ""),
            ("`${", "}`"),
            ("if(1){}else ", ""),
            ("x=<a>", "</a>"),
            ("{} /'/; [", "]"),
            ("class A{m(){", "}}"),
            ("async()=>await ", ""),
        ];
        for (head, tail) in cases {
            for count in [300, 20_000, 200_000] {
                let text = format!("{}1{}", head.repeat(count), tail.repeat(count));
                // Reaching the next line is the assertion: an overflow would abort the test.
                let result = parse_text(&text);
                if count >= 200_000 && head != "1+" {
                    assert!(result.is_err(), "{head:?} × {count} was accepted");
                }
            }
        }
        assert_eq!(
            parse_text(&format!("x{}", ".b()".repeat(300_000))).map_err(|error| error.reason),
            Err(UnparsedReason::TooDeep)
        );
    }

    #[test]
    fn readings_inside_readings_end_in_time() {
        let nested = format!("x={}1 2", "a?(b):c=>".repeat(40));
        let source = SourceText::decode(nested.into_bytes());
        let kind = CodeKind { typescript: true, jsx: false, module: ModuleKind::Either };
        assert_eq!(parse(&source, kind).map(drop).map_err(|error| error.reason), Err(UnparsedReason::Budget));
    }

    #[test]
    fn text_that_hides_nesting_from_the_scan_is_still_safe() {
        // The scan takes what follows `} /'/` for a string; in truth it is code.
        let hidden = format!("{{}} /'/;{}{}", "x([`'`,".repeat(40_000), "'`'`])".repeat(40_000));
        let _ = parse_text(&hidden);
        let markup = format!("y=<a>`</a>;{}1{}", "[\n`]`,".repeat(30_000), "]".repeat(30_000));
        let _ = parse_text(&markup);
        // Behind markup that only the last way to read the file takes for markup.
        let typescript = CodeKind { typescript: true, jsx: false, module: ModuleKind::Either };
        let cast = format!("y=<a>\"</a>;{}1{};'\"'", "[".repeat(100_000), "]".repeat(100_000));
        let _ = parse_text_as(&cast, typescript);
        for head in ["#!/bin/node /*\n", "var a = 1\n--> /*\n", "import 'a'\n/[/*]/;", "return\u{a0}/[/*]/;"] {
            let _ = parse_text(&format!("{head}{}1{}//*/", "[".repeat(100_000), "]".repeat(100_000)));
        }
    }

    #[test]
    fn a_file_may_be_what_its_name_does_not_say() {
        for text in [
            "return 1",
            "import a from 'a'",
            "let x: number = 1",
            "await x",
            "with(a){}",
            "<!-- x",
            "#!/usr/bin/env node\n1",
            "\u{feff}x",
        ] {
            assert_eq!(parse_text(text), Ok(()), "{text:?}");
        }
        let error = parse_text("a b c").expect_err("no JavaScript");
        assert_eq!(error.reason, UnparsedReason::Syntax);
        assert!(error.detail.starts_with("line 1: "), "{}", error.detail);
    }
}
