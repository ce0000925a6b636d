//! Packages made by chance: no panic, no hang, nothing lost in silence.
//!
//! Each layer has its own: `fold` computes addresses, `flow` lets messages travel, `link` joins files,
//! and `mutation` breaks packages of the corpus. A few run with the ordinary tests; for many:
//! `FUZZ_SEED=1 FUZZ_COUNT=5000 cargo test --release -p molehunt-analysis --test fuzz flow -- --nocapture`.
//! What fails is told by its seed, cut down to the lines that matter; `FUZZ_COUNT=1` with that seed repeats it.
//! What is being run stands in `molehunt-fuzz-*.txt` in the folder for temporary files, should the process end.

#![allow(clippy::print_stderr, reason = "what a long run found")]

mod found;
mod grammar;
mod mutation;
mod subject;

use std::{env, fs, time::Duration};

use crate::{
    grammar::{Grammar, Random},
    mutation::Corpus,
    subject::{Subject, WITNESS_CODE},
};

/// How long one package may take on a busy machine; the budgets end it long before.
const PATIENCE: Duration = Duration::from_secs(120);

#[test]
fn fold() {
    let grammar = Grammar::read(include_str!("fold.grammar"));
    run("fold", 12, |random| {
        let program = written(&grammar, "Program", 2 + random.below(6) as u32, random);
        one_file("index.js", format!("const sg = require('@sendgrid/mail');\n{program}"))
    });
}

#[test]
fn flow() {
    let grammar = Grammar::read(include_str!("flow.grammar"));
    run("flow", 20, |random| {
        let program = written(&grammar, "Program", 2 + random.below(6) as u32, random);
        let head = "const sg = require('@sendgrid/mail'), nodemailer = require('nodemailer'), axios = require('axios');\n\
                    const transport = nodemailer.createTransport({}), https = require('https');\n\
                    const { ServerClient } = require('postmark'), { Resend } = require('resend');\n\
                    const { McpServer } = require('@modelcontextprotocol/sdk/server/mcp.js'), { z } = require('zod');\n\
                    const postmark = new ServerClient('k'), resend = new Resend('k'), server = new McpServer({});\n";
        let path = *random.pick(&["index.js", "index.ts"]);
        one_file(path, format!("{head}{program}"))
    });
}

#[test]
fn link() {
    let grammar = Grammar::read(include_str!("link.grammar"));
    run("link", 20, |random| {
        let mut subject =
            Subject { manifest: written(&grammar, "Manifest", 9, random), files: Vec::new(), has_witness: true };
        for path in ["index.js", "lib/a.js", "lib/b.mjs", "lib/c.cjs", "lib/d.ts", "lib/parts/a.js", "lib/parts/b.js"] {
            let rule = match path {
                "lib/b.mjs" | "lib/d.ts" => "Module",
                "lib/c.cjs" => "Common",
                _ => *random.pick(&["Module", "Common"]),
            };
            if random.below(8) > 0 {
                let depth = 2 + random.below(4) as u32;
                subject.files.push((path.to_owned(), written(&grammar, rule, depth, random)));
            }
        }
        subject.files.push(("data.json".to_owned(), written(&grammar, "Json", 4, random)));
        subject.files.push(("note.txt".to_owned(), written(&grammar, "Path", 1, random)));
        let witness = random.below(subject.files.len() - 2);
        subject.files[witness].1.push_str(WITNESS_CODE);
        subject
    });
}

#[test]
fn mutation() {
    let corpus = Corpus::read();
    run("mutation", 20, |random| corpus.mutated(random));
}

fn one_file(path: &str, text: String) -> Subject {
    Subject { manifest: String::new(), files: vec![(path.to_owned(), text + WITNESS_CODE)], has_witness: true }
}

fn written(grammar: &Grammar, rule: &str, depth: u32, random: &mut Random) -> String {
    grammar.write(rule, depth, random).replace('¶', "\n")
}

/// Runs that many packages, or as many as the environment says.
fn run(name: &str, count: u64, make: impl Fn(&mut Random) -> Subject) {
    let seed = number_from("FUZZ_SEED", 1);
    let count = number_from("FUZZ_COUNT", count);
    let current = env::temp_dir().join(format!("molehunt-fuzz-{name}-{}.txt", std::process::id()));
    let mut failures = Vec::new();
    let mut slowest = (Duration::ZERO, 0);
    let (mut parsed, mut unparsed, mut exhausted, mut recipients) = (0, 0, 0, 0);
    for seed in seed..seed + count {
        let subject = make(&mut Random::new(seed));
        fs::write(&current, format!("seed {seed}\n{}", subject.told())).expect("a temporary file can be written");
        match subject.run(PATIENCE) {
            Ok(outcome) => {
                slowest = slowest.max((outcome.elapsed, seed));
                parsed += outcome.parsed;
                unparsed += outcome.unparsed;
                exhausted += u64::from(outcome.is_exhausted);
                recipients += outcome.recipients.len();
            }
            Err(failure) => {
                let reduced = if failure.starts_with("no end") { subject } else { subject.reduced(&failure, PATIENCE) };
                eprintln!("{name}, seed {seed}: {failure}\n{}", reduced.told());
                failures.push(seed);
            }
        }
    }
    fs::remove_file(&current).expect("the file is still there");
    eprintln!(
        "{name}: {count} packages; {parsed} files parsed, {unparsed} not; {exhausted} budgets used up; \
         {recipients} addresses found; slowest {:.1} s, seed {}",
        slowest.0.as_secs_f64(),
        slowest.1
    );
    assert!(failures.is_empty(), "{name} failed for the seeds {failures:?}");
}

fn number_from(name: &str, default: u64) -> u64 {
    env::var(name).ok().and_then(|value| value.parse().ok()).unwrap_or(default)
}
