//! Files become a package: which of them its entry points reach, and the facts of all.

mod resolve;

use std::collections::{BTreeMap, BTreeSet};

use molehunt_model::{
    Behaviour, Coverage, Fact, PackageFacts, SkipReason, Unanalysed, UnanalysedFile, UnanalysedReason,
};
use molehunt_source::{FileRole, Package, PackagePath, Position, Span};

use crate::extract::FileFacts;

/// Joins the files of a package. `deep_imports` are paths that other packages of the same tree load from it: `lib/x.js`.
pub fn link(package: &Package, files: Vec<FileFacts>, deep_imports: &[String]) -> PackageFacts {
    let by_path: BTreeMap<&str, &FileFacts> = files.iter().map(|file| (file.path.as_str(), file)).collect();
    // Where there is nothing to say of a file, nobody asks whether it is reached.
    let says_something = files.iter().any(|file| !file.facts.is_empty() || file.unanalysed.is_some());
    let reachable = if says_something { resolve::reachable(package, &by_path, deep_imports) } else { BTreeSet::new() };
    let mut coverage = Coverage::default();
    for file in &package.files {
        coverage.files += 1;
        coverage.bytes += file.size;
        let reason = match file.role {
            FileRole::Code(_) => continue,
            FileRole::TypeDeclaration => SkipReason::TypeDeclaration,
            FileRole::Other => SkipReason::NotCode,
        };
        *coverage.skipped.entry(reason).or_default() += 1;
    }
    let mut facts: Vec<Fact> = Vec::new();
    let mut functions = Vec::new();
    for file in files {
        let is_reachable = reachable.contains(file.path.as_str());
        let skipped = match file {
            _ if !file.is_code => Some(SkipReason::NotCode),
            _ if file.is_parsed && file.is_duplicate => Some(SkipReason::Duplicate),
            _ => None,
        };
        match skipped {
            Some(reason) => *coverage.skipped.entry(reason).or_default() += 1,
            None => coverage.analysed += u64::from(file.is_parsed),
        }
        functions.extend(file.functions);
        facts.extend(file.facts.into_iter().map(|mut fact| {
            fact.evidence.reachable = is_reachable;
            fact
        }));
        if let Some((reason, detail)) = file.unanalysed {
            facts.push(unanalysed_fact(&file.path, reason, is_reachable));
            coverage.unanalysed.push(Unanalysed { package: package.id.clone(), file: file.path, reason, detail });
        }
    }
    facts.sort_by_cached_key(|fact| {
        (fact.identity(), fact.evidence.file.clone(), fact.evidence.span.start, fact.evidence.span.end)
    });
    functions.sort_unstable();
    PackageFacts { package: package.id.clone(), facts, coverage, functions }
}

/// Which paths of other packages a package's files load: package name and path below it.
pub fn deep_imports(files: &[FileFacts]) -> BTreeSet<(String, String)> {
    let mut found = BTreeSet::new();
    for (specifier, _) in files.iter().flat_map(|file| &file.requests) {
        if specifier.starts_with(['.', '/', '#']) || specifier.contains(':') {
            continue;
        }
        let mut parts = specifier.splitn(if specifier.starts_with('@') { 3 } else { 2 }, '/');
        let name = match specifier.starts_with('@') {
            true => match (parts.next(), parts.next()) {
                (Some(scope), Some(name)) => format!("{scope}/{name}"),
                _ => continue,
            },
            false => parts.next().unwrap_or_default().to_owned(),
        };
        if let Some(path) = parts.next().filter(|path| !path.is_empty()) {
            found.insert((name, path.to_owned()));
        }
    }
    found
}

fn unanalysed_fact(file: &PackagePath, reason: UnanalysedReason, reachable: bool) -> Fact {
    let start = Position { line: 1, column: 1, offset: 0 };
    Fact {
        behaviour: Behaviour::Unanalysed(UnanalysedFile { file: file.clone(), reason }),
        anchor: molehunt_model::Anchor::Load,
        evidence: molehunt_model::Evidence {
            file: file.clone(),
            span: Span { start, end: start },
            trace: Vec::new(),
            reachable,
        },
    }
}
