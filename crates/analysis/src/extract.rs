//! One file's facts: no input or output, no other file.

use std::sync::Arc;

use molehunt_model::{Fact, UnanalysedReason};
use molehunt_source::{CodeKind, ModuleKind, PackagePath, SourceText};
use molehunt_syntax::{Outline, Unparsed, UnparsedReason};
use swc_atoms::Atom;

use crate::{
    behaviour::{GraphFile, MOST_PARSED_AGAIN, STEPS_OBFUSCATED, behaviours},
    disclosure::{Alone, Disclosure, disclose, hides_names},
    filter::{self, Code},
    function_hash, hidden_text,
    ir::{Module, Request},
    link::folder_of,
    lower::lower,
    machine::{LIMITS, Limits, Machine},
    need::Needs,
    tables::Tables,
};

/// What to extract.
#[derive(Debug, Clone, Copy, Default)]
pub struct Options {
    /// Also hash every function, for comparing two versions.
    pub functions: bool,
    /// Also lower and evaluate files in which nothing of interest can occur.
    pub no_filter: bool,
    /// Also keep how near the code comes to the limits.
    pub needs: bool,
}

/// What is known of one file. Linking turns it into facts of the package.
#[derive(Debug, Clone)]
pub struct FileFacts {
    /// The file.
    pub path: PackagePath,
    /// Its facts; whether they are reachable is not known yet.
    pub(crate) facts: Vec<Fact>,
    /// The files it loads, of this package or of others by path: specifier, and whether by `require`.
    pub(crate) requests: Vec<(Box<str>, bool)>,
    /// Whether it loads modules by names that are not written out.
    pub(crate) loads_unknown: bool,
    /// Normalised hashes of its functions.
    pub(crate) functions: Vec<u64>,
    /// Why it could not be analysed, or not in full.
    pub unanalysed: Option<(UnanalysedReason, String)>,
    /// How far it got.
    pub(crate) outcome: Outcome,
    /// Whether the facts were taken over from equal content elsewhere.
    pub is_duplicate: bool,
    /// Whether what it does may be decided in other files: it sends mail, or declares tools.
    pub(crate) asks_others: bool,
    /// Whether something in it can carry data out, or hands out tools.
    pub(crate) has_channel: bool,
    /// Whether it asks for files by names that had to be computed.
    pub(crate) wants_more: bool,
    /// What its names are, if they are hidden.
    pub(crate) disclosure: Option<Arc<Disclosure>>,
    /// How near it comes to the limits, where somebody asked and it was evaluated.
    pub needs: Option<Box<Needs>>,
}

/// How far a file got.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// It was parsed and analysed.
    Analysed,
    /// Nothing in it can have facts, so that it needed no tree.
    NoChannel,
    /// It turned out to be no code.
    NotCode,
    /// There is no tree.
    Failed,
}

impl FileFacts {
    fn new(path: &PackagePath, outcome: Outcome) -> Self {
        Self {
            path: path.clone(),
            facts: Vec::new(),
            requests: Vec::new(),
            loads_unknown: false,
            functions: Vec::new(),
            unanalysed: None,
            outcome,
            is_duplicate: false,
            asks_others: false,
            has_channel: false,
            wants_more: false,
            disclosure: None,
            needs: None,
        }
    }

    fn set_requests(&mut self, requests: &[Request], tables: &Tables) {
        // A package loaded by its name alone says nothing of which files run; there are many, so they are not kept.
        let names_file = |specifier: &str| {
            specifier.starts_with(['.', '#', '/'])
                || specifier.matches('/').count() > usize::from(specifier.starts_with('@'))
                || !tables.mcp.loaded_folders(specifier).is_empty()
        };
        self.requests = requests
            .iter()
            .filter(|request| names_file(&request.specifier))
            .map(|request| (Box::from(&*request.specifier), request.is_require))
            .collect();
        // These are kept until all files are done.
        self.requests.shrink_to_fit();
    }

    /// Adds what the graph of the file says. `machine` is one that has run the file already.
    fn add<'a>(
        &mut self,
        module: &'a Module,
        file: GraphFile<'a>,
        tables: &'a Tables,
        options: Options,
        machine: Option<Machine<'a>>,
    ) {
        self.set_requests(&module.requests, tables);
        self.loads_unknown = module.loads_unknown;
        if options.functions {
            self.functions = function_hash::hashes(module);
        }
        let found = behaviours(module, &[file], tables, machine, 0);
        self.facts = found.facts;
        self.unanalysed = found.unanalysed.or(self.unanalysed.take());
        self.asks_others = found.asks_others;
        self.has_channel = found.has_channel;
        self.wants_more = !found.wanted.is_empty();
        self.needs = options.needs.then(|| Box::new(found.needs.needs()));
    }

    /// Whether what it does may be decided in other files of its package.
    pub fn asks_others(&self) -> bool {
        self.asks_others
    }

    /// The facts of a file at the same path of another package whose content is the same.
    pub fn duplicate(&self) -> Self {
        Self { is_duplicate: true, ..self.clone() }
    }

    /// A file of which nothing is known but why.
    pub fn unanalysed(path: &PackagePath, reason: UnanalysedReason, detail: String) -> Self {
        Self { unanalysed: Some((reason, detail)), ..Self::new(path, Outcome::Failed) }
    }

    fn unparsed(path: &PackagePath, error: Unparsed) -> Self {
        Self::unanalysed(path, reason_of(error.reason), error.detail)
    }
}

/// What coverage calls the reason why there is no tree.
pub(crate) fn reason_of(reason: UnparsedReason) -> UnanalysedReason {
    match reason {
        UnparsedReason::Budget => UnanalysedReason::Budget,
        UnparsedReason::TooLarge => UnanalysedReason::TooLarge,
        UnparsedReason::TooDeep => UnanalysedReason::TooDeep,
        UnparsedReason::Syntax => UnanalysedReason::ParseError,
    }
}

/// The facts of code that other code runs. `depth` says in how much code it stands.
pub(crate) fn facts_within(path: &PackagePath, source: &SourceText, tables: &Tables, depth: u32) -> Vec<Fact> {
    let kind = CodeKind { typescript: false, jsx: false, module: ModuleKind::CommonJs };
    let Ok(parsed) = molehunt_syntax::parse(source, kind) else { return Vec::new() };
    let text = source.as_str();
    let file = GraphFile { path, source, kind: Some(kind) };
    if !hides_names(&parsed.program) {
        let module = lower(&parsed, text.len(), Atom::default(), None);
        drop(parsed);
        return behaviours(&module, &[file], tables, None, depth).facts;
    }
    let alone = Alone { parsed: &parsed, text };
    let mut machine = Machine::with_limits(&alone, Limits { package: STEPS_OBFUSCATED, ..LIMITS });
    let disclosure = disclose(&parsed, &mut machine);
    let module = lower(&parsed, text.len(), Atom::default(), Some(&disclosure));
    behaviours(&module, &[file], tables, Some(machine), depth).facts
}

/// Extracts the facts of one file. The calling thread must have [`molehunt_syntax::STACK_SIZE`] bytes of stack.
pub fn extract(
    path: &PackagePath,
    kind: CodeKind,
    source: &SourceText,
    tables: &Tables,
    options: Options,
) -> FileFacts {
    let lossy = || {
        let detail = "bytes that are no UTF-8 were read as `?`".to_owned();
        source.is_lossy().then_some((UnanalysedReason::InvalidUtf8, detail))
    };
    let text = source.as_str();
    // What could not have a tree is worth telling, whatever is in it.
    let outline = match Outline::of(source) {
        Ok(outline) => outline,
        Err(error) => return FileFacts::unparsed(path, error),
    };
    let code = Code::new(text, &outline);
    let hidden = hidden_text::facts(path, source, code);
    let matters = options.functions || options.no_filter || tables.may_matter(code);
    // Nothing in it can have facts.
    let without_channel = || {
        let (requests, loads_unknown) = tables.filter.requests(code);
        let mut facts = FileFacts { unanalysed: lossy(), ..FileFacts::new(path, Outcome::NoChannel) };
        facts.set_requests(&requests, tables);
        facts.loads_unknown = loads_unknown;
        facts.facts.clone_from(&hidden);
        facts
    };
    if !matters && !filter::may_hide_names(text) {
        return without_channel();
    }
    let parsed = match molehunt_syntax::parse_outlined(source, kind, &outline) {
        Ok(parsed) => parsed,
        // Taken for code only because something names it, and none: a licence, a template.
        Err(error) if error.reason == UnparsedReason::Syntax && CodeKind::of_name(path, kind.module).is_none() => {
            return FileFacts::new(path, Outcome::NotCode);
        }
        Err(error) => return FileFacts::unparsed(path, error),
    };
    let bytes = source.as_str().len();
    let is_hidden = bytes <= MOST_PARSED_AGAIN && hides_names(&parsed.program);
    if !matters && !is_hidden {
        return without_channel();
    }
    let mut facts = FileFacts { unanalysed: lossy(), ..FileFacts::new(path, Outcome::Analysed) };
    let folder: Atom = folder_of(path.as_str()).to_string_lossy().into();
    if !is_hidden {
        let module = lower(&parsed, bytes, folder, None);
        // A tree takes twenty times as much as its text; nothing needs it any more.
        drop(parsed);
        facts.add(&module, GraphFile { path, source, kind: Some(kind) }, tables, options, None);
        facts.facts.extend(hidden);
        return facts;
    }
    let alone = Alone { parsed: &parsed, text: source.as_str() };
    let mut machine = Machine::with_limits(&alone, Limits { package: STEPS_OBFUSCATED, ..LIMITS });
    let disclosure = Arc::new(disclose(&parsed, &mut machine));
    let module = lower(&parsed, bytes, folder, Some(&disclosure));
    facts.disclosure = Some(disclosure);
    facts.add(&module, GraphFile { path, source, kind: Some(kind) }, tables, options, Some(machine));
    facts.facts.extend(hidden);
    facts
}
