//! Code in, text out: the expression between `«` and `»` is asked for.

use molehunt_source::{ByteSpan, CodeKind, ModuleKind, SourceText};
use molehunt_syntax::{Parsed, STACK_SIZE, parse};

use super::{Computed, LIMITS, Limits, Loader, Machine};

mod compiled;
mod differential;
mod language;
mod library;
mod modules;
mod obfuscation;
mod samples;

/// A package of files, the first of which is asked.
struct Files {
    names: Vec<&'static str>,
    texts: Vec<String>,
    trees: Vec<Option<Parsed>>,
}

impl Loader for Files {
    fn parsed(&self, file: u32) -> Option<&Parsed> {
        self.trees.get(file as usize)?.as_ref()
    }

    fn resolve(&self, _: u32, specifier: &str) -> Option<u32> {
        let wanted = specifier.rsplit("./").next()?;
        self.names
            .iter()
            .position(|name| *name == wanted || name.strip_suffix(".js") == Some(wanted))
            .filter(|_| specifier.starts_with('.'))
            .map(|file| file as u32)
    }

    fn text(&self, file: u32) -> Option<&str> {
        self.texts.get(file as usize).map(String::as_str)
    }
}

/// The expressions between the marks of the first file, as they are told.
fn ask(files: &[(&'static str, &str)]) -> Vec<String> {
    ask_within(LIMITS, files)
}

fn ask_within(limits: Limits, files: &[(&'static str, &str)]) -> Vec<String> {
    let mut spans = Vec::new();
    let mut texts: Vec<String> = files.iter().map(|(_, text)| (*text).to_owned()).collect();
    let mut plain = String::new();
    let mut open = Vec::new();
    for character in texts[0].chars() {
        match character {
            '«' => open.push(plain.len() as u32),
            '»' => spans.push(ByteSpan { start: open.pop().expect("an opening mark"), end: plain.len() as u32 }),
            other => plain.push(other),
        }
    }
    texts[0] = plain;
    let names: Vec<&'static str> = files.iter().map(|(name, _)| *name).collect();
    let run = move || {
        let trees = names.iter().zip(&texts).map(|(name, text)| {
            let typescript = name.ends_with(".ts");
            let kind = CodeKind { typescript, jsx: !typescript, module: ModuleKind::Either };
            (!name.ends_with(".json") && !name.ends_with(".txt")).then(|| {
                parse(&SourceText::decode(text.clone().into_bytes()), kind)
                    .unwrap_or_else(|error| panic!("{name}: {}", error.detail))
            })
        });
        let trees = trees.collect();
        let files = Files { names: names.clone(), texts: texts.clone(), trees };
        let mut machine = Machine::with_limits(&files, limits);
        spans
            .iter()
            .map(|span| match machine.probe(0, *span) {
                Some(probed) => probed.values.iter().map(tell).collect::<Vec<_>>().join(" | "),
                None => "?".to_owned(),
            })
            .collect::<Vec<_>>()
    };
    std::thread::Builder::new()
        .stack_size(STACK_SIZE)
        .spawn(run)
        .expect("a thread can be started")
        .join()
        .expect("evaluation does not panic")
}

fn tell(value: &Computed) -> String {
    match value {
        Computed::Text(text) => text.text.clone(),
        Computed::Number(number) => super::number::to_text(*number),
        Computed::Bool(value) => value.to_string(),
        Computed::Null => "null".to_owned(),
        Computed::Undefined => "undefined".to_owned(),
        Computed::List(items) => format!("[{}]", items.iter().map(tell).collect::<Vec<_>>().join(", ")),
        Computed::Object(entries) => {
            let entries = entries.iter().map(|(name, value)| format!("{name}: {}", tell(value)));
            format!("{{{}}}", entries.collect::<Vec<_>>().join(", "))
        }
        Computed::Function(..) => "function".to_owned(),
        Computed::Regexp(..) | Computed::Unknown => "?".to_owned(),
    }
}

#[track_caller]
fn check(source: &str, expected: &str) {
    assert_eq!(ask(&[("index.js", source)]), [expected], "{source}");
}

/// How the text was hidden.
fn recipe(source: &str) -> Option<String> {
    let start = source.find('«').expect("an opening mark") as u32;
    let end = source.find('»').expect("a closing mark") as u32 - '«'.len_utf8() as u32;
    let plain = source.replace(['«', '»'], "");
    let parsed = parse(
        &SourceText::decode(plain.clone().into_bytes()),
        CodeKind { typescript: false, jsx: true, module: ModuleKind::Either },
    )
    .expect("it can be parsed");
    let files = Files { names: vec!["index.js"], texts: vec![plain.clone()], trees: vec![Some(parsed)] };
    let probed = Machine::new(&files).probe(0, ByteSpan { start, end })?;
    match probed.values.first()? {
        Computed::Text(text) => {
            let place = text.place.map(|(_, span)| &plain[span.start as usize..span.end as usize]);
            Some(format!("{} @ {}", text.recipe.clone().unwrap_or_default(), place.unwrap_or_default()))
        }
        _ => None,
    }
}
