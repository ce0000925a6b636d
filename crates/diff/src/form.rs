//! Code that could be read, and cannot be read any more.
//!
//! Minified and obfuscated code, WebAssembly and native programs are no crime, and neither is going there.
//! But a reader of the new version sees less than one of the old, so it is said, with what is still seen.

use molehunt_model::{Anchor, Behaviour, CodeForm, Evidence, Fact, Occasion, UnreadableCode};
use molehunt_source::PackagePath;

use crate::{Version, behaviour::START};

/// One fact for each form that code newly takes.
pub(crate) fn compare(before: &Version<'_>, after: &Version<'_>) -> Vec<Fact> {
    let forms = CodeForm::ALL.into_iter().filter(|form| *form != CodeForm::Readable);
    forms.filter_map(|form| newly_in(form, before, after)).collect()
}

fn newly_in(form: CodeForm, before: &Version<'_>, after: &Version<'_>) -> Option<Fact> {
    let had_some = files(before).any(|file| file.form == form);
    // Files of which nothing else is known can be read.
    let was = |path: &PackagePath| {
        let known = files(before).find(|file| file.path == path).map(|file| file.form);
        known.or_else(|| before.package.file(path.as_str()).map(|_| CodeForm::Readable))
    };
    let files: Vec<FileForm<'_>> = files(after)
        .filter(|file| file.form == form)
        // One more of what was there before is no news; one that was better is.
        .filter(|file| was(file.path).map_or(!had_some, |was| was < form))
        .collect();
    let shown = files.iter().find(|file| file.reachable).or_else(|| files.first())?;
    let is_meant = |path: &PackagePath| files.iter().any(|file| file.path == path);
    let mut seen: Vec<String> =
        after.facts.facts.iter().filter(|fact| is_meant(&fact.evidence.file)).map(Fact::identity).collect();
    seen.sort();
    seen.dedup();
    Some(Fact {
        behaviour: Behaviour::UnreadableCode(UnreadableCode {
            form,
            files: files.len() as u64,
            was_readable: files.iter().any(|file| was(file.path).is_some()),
            seen,
        }),
        anchor: Anchor::Load,
        evidence: Evidence {
            file: shown.path.clone(),
            span: START,
            trace: Vec::new(),
            reachable: files.iter().any(|file| file.reachable),
            occasion: Occasion::Load,
        },
    })
}

struct FileForm<'a> {
    path: &'a PackagePath,
    form: CodeForm,
    reachable: bool,
}

fn files<'a>(version: &Version<'a>) -> impl Iterator<Item = FileForm<'a>> {
    let code = version.facts.code.iter();
    let code = code.map(|file| FileForm { path: &file.file, form: file.form, reachable: file.reachable });
    // What loads a binary is not followed, so it counts as loaded.
    let binaries = version.binaries.iter().map(|(path, form)| FileForm { path, form: *form, reachable: true });
    code.chain(binaries)
}
