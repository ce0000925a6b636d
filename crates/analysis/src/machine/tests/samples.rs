//! Files made by real obfuscators, which are not kept here: `MACHINE_SAMPLES=folder cargo test -- --ignored samples`.

use molehunt_source::{ByteSpan, CodeKind, ModuleKind, SourceText};
use molehunt_syntax::{STACK_SIZE, parse};
use swc_common::Spanned;
use swc_ecma_ast as ast;
use swc_ecma_visit::{Visit, VisitWith};

use super::{Files, Machine, tell};

#[derive(Default)]
struct Calls(Vec<swc_common::Span>);

impl Visit for Calls {
    fn visit_expr(&mut self, node: &ast::Expr) {
        if matches!(node, ast::Expr::Call(_) | ast::Expr::Bin(_) | ast::Expr::Member(_)) {
            self.0.push(node.span());
        }
        node.visit_children_with(self);
    }
}

#[test]
#[ignore = "needs files that are not ours to keep"]
fn samples() {
    let Ok(folder) = std::env::var("MACHINE_SAMPLES") else { return };
    let mut paths: Vec<_> =
        std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "js"));
    paths.sort();
    for path in paths {
        let text = std::fs::read(&path).expect("a file");
        let work = move || {
            let source = SourceText::decode(text);
            let kind = CodeKind { typescript: false, jsx: true, module: ModuleKind::Either };
            let parsed = parse(&source, kind).expect("it can be parsed");
            let mut calls = Calls::default();
            parsed.program.visit_with(&mut calls);
            let spans: Vec<ByteSpan> = calls.0.iter().map(|span| parsed.range(*span)).collect();
            let files =
                Files { names: vec!["a.js"], texts: vec![source.as_str().to_owned()], trees: vec![Some(parsed)] };
            let start = std::time::Instant::now();
            let mut machine = Machine::new(&files);
            let mut found = std::collections::BTreeSet::new();
            let mut known = 0;
            for span in &spans {
                if let Some(probed) = machine.probe(0, *span) {
                    known += 1;
                    found.extend(
                        probed.values.iter().filter(|value| matches!(value, super::Computed::Text(_))).map(tell),
                    );
                }
            }
            let needles = ["phan@giftshop.club", "smtp.example.com", "sendMail", "createTransport", "bcc"];
            let hits: Vec<_> = needles.iter().filter(|needle| found.contains(**needle)).collect();
            (hits.len(), known, spans.len(), machine.steps, machine.memory, start.elapsed(), found)
        };
        let thread = std::thread::Builder::new().stack_size(STACK_SIZE).spawn(work).expect("a thread");
        let (hits, known, all, steps, memory, time, found) = thread.join().expect("no panic");
        let mut out =
            format!("{}: {hits}/5 known {known}/{all} steps {steps} memory {memory} in {time:?}", path.display());
        if std::env::var("MACHINE_TEXTS").is_ok() {
            out.push_str(&format!("\n{found:?}"));
        }
        std::io::Write::write_all(&mut std::io::stderr(), format!("{out}\n").as_bytes()).expect("stderr");
    }
}
