//! Files become a package: which of them its entry points reach, what they do together, and the facts of all.

mod program;
mod reach;
mod resolve;
mod script;

use std::{
    collections::{BTreeMap, BTreeSet},
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
};

use molehunt_model::{
    Behaviour, CodeForm, Coverage, Fact, FactKind, FileCode, Occasion, PackageFacts, Scheme, SkipReason, Unanalysed,
    UnanalysedFile, UnanalysedReason,
};
use molehunt_source::{ContentHash, File, FileRole, Package, PackagePath, Position, SourceText, Span};

pub(crate) use self::{program::LIMITS, resolve::folder_of};
use self::{
    program::Together,
    reach::{SCRIPTS_AT_INSTALL, reachable as reachable_files, scripts_run_by},
    resolve::{Resolver, Resolvers},
};
use crate::{
    Tables,
    extract::{FileFacts, Outcome},
    lower::Lowered,
    need::Needs,
    tables::OTHER_PACKAGE,
};

/// What linking works with.
#[derive(Clone, Copy)]
pub struct Linking<'a> {
    /// The tables.
    pub tables: &'a Tables,
    /// Reads a file's text once more; `None` where that fails.
    pub read: &'a (dyn Fn(&File) -> Option<SourceText> + Sync),
    /// Takes how near files that are seen together come to the limits.
    pub needs: Option<&'a (dyn Fn(&Needs) + Sync)>,
    /// What was found out about versions that have much in common.
    pub kept: Option<Kept<'a>>,
}

impl<'a> Linking<'a> {
    /// Linking of a package by itself.
    pub fn new(tables: &'a Tables, read: &'a (dyn Fn(&File) -> Option<SourceText> + Sync)) -> Self {
        Self { tables, read, needs: None, kept: None }
    }
}

/// Versions of one package repeat most of what is in them. It changes what linking costs, and nothing that it finds.
#[derive(Clone, Copy)]
pub struct Kept<'a> {
    /// What is kept, from one version to the next.
    pub repeats: &'a Repeats,
    /// The hash of all by which specifiers are resolved: the manifest, but for the version, and the paths of the files.
    pub layout: ContentHash,
    /// The hash of a file, where it could be read.
    pub hash: &'a (dyn Fn(&File) -> Option<ContentHash> + Sync),
}

/// What linking keeps.
#[derive(Debug, Default)]
pub struct Repeats {
    lowered: Lowered,
    resolvers: Resolvers,
}

/// Joins the files of a package. `deep_imports` are paths that other packages of the same tree load from it: `lib/x.js`.
///
/// The calling thread must have [`molehunt_syntax::STACK_SIZE`] bytes of stack.
pub fn link(
    package: &Package,
    mut files: Vec<FileFacts>,
    deep_imports: &[String],
    linking: Linking<'_>,
) -> PackageFacts {
    let by_path: BTreeMap<&str, &FileFacts> = files.iter().map(|file| (file.path.as_str(), file)).collect();
    // Without a channel nothing leaves, whatever the files make of each other's values.
    let asks_others = files.iter().any(FileFacts::asks_others) && files.iter().any(|file| file.has_channel);
    // Where there is nothing to say of a file, nobody asks whether it is reached.
    let has_shapes = files.iter().any(|file| file.function_count > 0 || file.form != CodeForm::Readable);
    let scripts = scripts_run_by(&package.manifest, &SCRIPTS_AT_INSTALL);
    let says_something =
        has_shapes || asks_others || files.iter().any(|file| !file.facts.is_empty() || file.unanalysed.is_some());
    let (mut reachable, mut installing) = (BTreeSet::new(), BTreeSet::new());
    let mut together = None;
    let mut alone_instead = Vec::new();
    if says_something {
        let resolver = match linking.kept {
            Some(kept) => kept.repeats.resolvers.of(package, kept.layout),
            None => Arc::new(Resolver::new(package)),
        };
        let built = script::gyp_commands(package, linking);
        let mut commands: Vec<&str> = scripts.iter().copied().chain(built.iter().map(String::as_str)).collect();
        let shell = script::shell_files(package, &commands, linking);
        commands.extend(shell.iter().map(|(_, source)| source.as_str()));
        let reached = reachable_files(package, &resolver, &by_path, deep_imports, &commands, linking.tables);
        if asks_others {
            let seen = || program::evaluate(package, &resolver, &by_path, &reached.entries, linking);
            let seen = catch_unwind(AssertUnwindSafe(seen));
            // One of them must not hide what the others do.
            if seen.is_err() {
                for file in files.iter().filter(|file| file.is_left) {
                    let alone = || program::alone(package, &resolver, &by_path, &reached.entries, linking, file);
                    alone_instead.extend(catch_unwind(AssertUnwindSafe(alone)).ok());
                }
            }
            together = Some(seen);
        }
        reachable = reached.files;
        installing = reached.installing;
    }
    match together {
        Some(Ok(Some(together))) => replace_facts(&mut files, together),
        Some(Err(_)) => {
            alone_instead.into_iter().for_each(|alone| replace_facts(&mut files, alone));
            if let Some(file) = files.iter_mut().find(|file| file.asks_others) {
                let detail = "a defect of molehunt, please report it: the package's files were not seen together";
                file.unanalysed.get_or_insert_with(|| (UnanalysedReason::Panic, detail.to_owned()).into());
            }
        }
        Some(Ok(None)) | None => {}
    }
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
    let mut facts = script::facts(package, &scripts, linking);
    let mut code = Vec::new();
    for file in files {
        let is_reachable = reachable.contains(file.path.as_str());
        let runs_at_install = installing.contains(file.path.as_str());
        let skipped = match file.outcome {
            Outcome::NotCode => Some(SkipReason::NotCode),
            Outcome::NoChannel => Some(SkipReason::NoChannel),
            Outcome::Analysed if file.is_analysed_copy() => Some(SkipReason::Duplicate),
            Outcome::Analysed | Outcome::Failed => None,
        };
        match skipped {
            Some(reason) => *coverage.skipped.entry(reason).or_default() += 1,
            None => coverage.analysed += u64::from(file.outcome == Outcome::Analysed),
        }
        if has_shapes && !matches!(file.outcome, Outcome::NotCode | Outcome::Failed) {
            code.push(FileCode {
                file: file.path.clone(),
                reachable: is_reachable,
                form: file.form,
                functions: file.functions.into_vec(),
                function_count: file.function_count,
            });
        }
        facts.extend(file.facts.into_iter().map(|mut fact| {
            fact.evidence.reachable = is_reachable;
            if runs_at_install && fact.evidence.occasion == Occasion::Load {
                fact.evidence.occasion = Occasion::Install;
            }
            fact
        }));
        if let Some(unanalysed) = file.unanalysed {
            let (reason, detail) = *unanalysed;
            facts.push(unanalysed_fact(&file.path, reason, is_reachable));
            coverage.unanalysed.push(Unanalysed { package: package.id.clone(), file: file.path, reason, detail });
        }
    }
    forget_own_tools(&mut facts);
    // What code finds by the name of its own package is no other one.
    let own = format!("node_modules/{}/", package.id.name);
    facts.retain(|fact| match &fact.behaviour {
        Behaviour::Act(act) => !(act.classes == [OTHER_PACKAGE] && act.subject.starts_with(&own)),
        _ => true,
    });
    facts.sort_by_cached_key(|fact| {
        (fact.identity(), fact.evidence.file.clone(), fact.evidence.span.start, fact.evidence.span.end)
    });
    PackageFacts { package: package.id.clone(), facts, coverage, code }
}

/// A tool that some file of the package declares is nobody else's.
fn forget_own_tools(facts: &mut Vec<Fact>) {
    let declared = facts.iter().filter_map(|fact| match &fact.behaviour {
        Behaviour::DeclareTool(tool) => Some(tool.name.to_lowercase()),
        _ => None,
    });
    let own: BTreeSet<String> = declared.collect();
    facts.retain_mut(|fact| {
        let Behaviour::TellModel(told) = &mut fact.behaviour else { return true };
        told.other_tools.retain(|tool| !own.contains(tool));
        if told.other_tools.is_empty() {
            told.schemes.retain(|scheme| *scheme != Scheme::SteerTool);
        }
        !told.schemes.is_empty() || !told.characters.is_empty()
    });
}

/// Takes the facts of files seen together instead of those of each by itself.
fn replace_facts(files: &mut [FileFacts], together: Together) {
    let mut by_file: BTreeMap<PackagePath, Vec<Fact>> = BTreeMap::new();
    for fact in together.facts {
        by_file.entry(fact.evidence.file.clone()).or_default().push(fact);
    }
    for file in files.iter_mut() {
        if together.files.contains(&file.path) {
            file.facts.retain(|fact| fact.behaviour.kind() == FactKind::HiddenText);
        }
        file.facts.extend(by_file.remove(&file.path).into_iter().flatten());
    }
    // What is found in a document belongs to whoever reads it.
    if let Some(reader) = files.iter_mut().find(|file| together.files.contains(&file.path)) {
        reader.facts.extend(by_file.into_values().flatten());
    }
    // What needed no tree as long as it was looked at by itself.
    for (path, reason, detail) in together.unparsed {
        if let Some(file) = files.iter_mut().find(|file| file.path == path && file.outcome == Outcome::NoChannel) {
            *file = FileFacts::unanalysed(&path, reason, detail);
        }
    }
    if let (Some(reason), Some(file)) = (together.unanalysed, files.iter_mut().find(|file| file.asks_others)) {
        file.unanalysed.get_or_insert_with(|| reason.into());
    }
}

/// Which paths of other packages a package's files load: package name and path below it.
pub fn deep_imports(files: &[FileFacts]) -> BTreeSet<(String, String)> {
    let mut found = BTreeSet::new();
    for (specifier, _) in files.iter().flat_map(|file| file.loads.iter()) {
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
            occasion: Occasion::Load,
        },
    }
}
