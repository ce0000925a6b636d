//! One file's facts: no input or output, no other file.

mod loads;

pub(crate) use loads::Loads;

use std::sync::Arc;

use molehunt_model::{CodeForm, Fact, FunctionShape, UnanalysedReason};
use molehunt_source::{CodeKind, ModuleKind, PackagePath, SourceText};
use molehunt_syntax::{Outline, Unparsed, UnparsedReason};
use swc_atoms::Atom;

use crate::{
    behaviour::{GraphFile, MOST_PARSED_AGAIN, STEPS_OBFUSCATED, behaviours},
    disclosure::{Alone, Disclosure, disclose, hides_names},
    filter::{self, Code},
    form::form_of,
    function_count, function_shape, hidden_text,
    ir::{Module, Request},
    link::{LIMITS as TOGETHER, folder_of},
    lower::lower,
    machine::{LIMITS, Limits, Machine},
    need::Needs,
    tables::Tables,
};

/// What to extract.
#[derive(Debug, Clone, Copy, Default)]
pub struct Options {
    /// Also tell whether a person can read each file, for comparing two versions.
    pub forms: bool,
    /// What to tell of functions, likewise.
    pub functions: Functions,
    /// Also lower and evaluate files in which nothing of interest can occur.
    pub no_filter: bool,
    /// Also keep how near the code comes to the limits.
    pub needs: bool,
    /// Leave files whose values others may decide to linking, which evaluates them all the same.
    pub leaves_rest: bool,
}

/// What to tell of a file's functions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Functions {
    /// Nothing.
    #[default]
    Untold,
    /// How many there are, which does not take a tree.
    Counted,
    /// The shape of each.
    Shaped,
}

/// What is known of one file. Linking turns it into facts of the package.
#[derive(Debug, Clone)]
pub struct FileFacts {
    /// The file.
    pub path: PackagePath,
    /// Its facts; whether they are reachable is not known yet.
    pub(crate) facts: Vec<Fact>,
    /// The files it loads, of this package or of others by path.
    pub(crate) loads: Loads,
    /// Whether it loads modules by names that are not written out.
    pub(crate) loads_unknown: bool,
    /// Whether a person can read it; known where forms were asked for.
    pub(crate) form: CodeForm,
    /// The shapes of its functions, where they were asked for.
    pub(crate) functions: Box<[FunctionShape]>,
    /// How many functions it has, where that was asked for.
    pub(crate) function_count: u64,
    /// Why it could not be analysed, or not in full.
    pub unanalysed: Option<Box<(UnanalysedReason, String)>>,
    /// How far it got.
    pub(crate) outcome: Outcome,
    /// Whether the facts were taken over from equal content elsewhere.
    pub(crate) is_duplicate: bool,
    /// Whether what it does may be decided in other files: it sends mail, or declares tools.
    pub(crate) asks_others: bool,
    /// Whether it sends what others give it to somewhere that the code decides.
    pub(crate) hands_on: bool,
    /// Whether it starts a program that sends mail where another file gives it what makes it do so.
    pub(crate) may_mail: bool,
    /// Whether its facts are not known yet: they are found when it is seen together with others.
    pub(crate) is_left: bool,
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
            loads: Loads::default(),
            loads_unknown: false,
            form: CodeForm::Readable,
            functions: Box::default(),
            function_count: 0,
            unanalysed: None,
            outcome,
            is_duplicate: false,
            asks_others: false,
            hands_on: false,
            may_mail: false,
            is_left: false,
            has_channel: false,
            wants_more: false,
            disclosure: None,
            needs: None,
        }
    }

    fn set_loads(&mut self, requests: &[Request], tables: &Tables) {
        // A package loaded by its name alone says nothing of which files run; there are many, so they are not kept.
        let names_file = |specifier: &str| {
            specifier.starts_with(['.', '#', '/'])
                || specifier.matches('/').count() > usize::from(specifier.starts_with('@'))
                || !tables.mcp.loaded_folders(specifier).is_empty()
        };
        let named = requests.iter().filter(|request| names_file(&request.specifier));
        self.loads = Loads::new(named.map(|request| (&*request.specifier, request.is_require)));
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
        self.set_loads(&module.requests, tables);
        self.loads_unknown = module.loads_unknown;
        self.add_functions(module, file.source, options);
        let leaves_rest = options.leaves_rest && file.source.as_str().len() as u64 <= TOGETHER.bytes;
        let found = behaviours(module, &[file], tables, machine, 0, leaves_rest);
        self.facts = found.facts;
        if let Some(unanalysed) = found.unanalysed {
            self.unanalysed = Some(unanalysed.into());
        }
        self.asks_others = found.asks_others;
        self.hands_on = found.hands_on;
        self.may_mail = found.may_mail;
        self.is_left = found.is_left;
        self.has_channel = found.has_channel;
        self.wants_more = !found.wanted.is_empty();
        self.needs = options.needs.then(|| Box::new(found.needs.needs()));
    }

    fn add_functions(&mut self, module: &Module, source: &SourceText, options: Options) {
        match options.functions {
            Functions::Untold => {}
            Functions::Counted => self.function_count = function_shape::count(module),
            Functions::Shaped => {
                self.functions = function_shape::shapes(module, source).into();
                self.function_count = self.functions.len() as u64;
            }
        }
    }

    /// Whether what it does may be decided in other files of its package.
    pub fn asks_others(&self) -> bool {
        self.asks_others || self.hands_on || self.may_mail
    }

    /// Whether linking makes the same of this file as of another one of other content: neither has anything to say,
    /// and both load the same.
    pub fn is_linked_like(&self, other: &Self) -> bool {
        let loads_the_same = self.loads == other.loads && self.loads_unknown == other.loads_unknown;
        let looks_the_same = (self.form, self.function_count) == (other.form, other.function_count);
        let is_quiet = |file: &Self| {
            file.facts.is_empty()
                && file.functions.is_empty()
                && file.unanalysed.is_none()
                && file.disclosure.is_none()
                && !file.asks_others()
                && !file.has_channel
                && !file.wants_more
        };
        self.path == other.path
            && self.outcome == other.outcome
            && loads_the_same
            && looks_the_same
            && is_quiet(self)
            && is_quiet(other)
    }

    /// The facts of a file at the same path of another package whose content is the same.
    pub fn duplicate(&self) -> Self {
        Self { is_duplicate: true, ..self.clone() }
    }

    /// Whether it counts as the copy of a file that was analysed elsewhere.
    pub fn is_analysed_copy(&self) -> bool {
        self.is_duplicate && self.outcome == Outcome::Analysed
    }

    /// A file of which nothing is known but why.
    pub fn unanalysed(path: &PackagePath, reason: UnanalysedReason, detail: String) -> Self {
        Self { unanalysed: Some((reason, detail).into()), ..Self::new(path, Outcome::Failed) }
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
        return behaviours(&module, &[file], tables, None, depth, false).facts;
    }
    let alone = Alone { parsed: &parsed, text };
    let mut machine = Machine::with_limits(&alone, Limits { package: STEPS_OBFUSCATED, ..LIMITS });
    let disclosure = disclose(&parsed, &mut machine);
    let module = lower(&parsed, text.len(), Atom::default(), Some(&disclosure));
    behaviours(&module, &[file], tables, Some(machine), depth, false).facts
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
        source.is_lossy().then(|| Box::new((UnanalysedReason::InvalidUtf8, detail)))
    };
    let text = source.as_str();
    // What could not have a tree is worth telling, whatever is in it.
    let outline = match Outline::of(source) {
        Ok(outline) => outline,
        Err(error) => return FileFacts::unparsed(path, error),
    };
    let code = Code::new(text, &outline);
    let hidden = hidden_text::facts(path, source, code);
    let requests = if options.no_filter { None } else { tables.requests_without_facts(code) };
    // Nothing in it can have facts.
    let without_channel = |requests: &filter::Requests| {
        let mut facts = FileFacts { unanalysed: lossy(), ..FileFacts::new(path, Outcome::NoChannel) };
        if options.forms {
            facts.form = form_of(code);
        }
        facts.set_loads(&requests.requests, tables);
        facts.loads_unknown = requests.loads_unknown;
        facts.facts.clone_from(&hidden);
        facts
    };
    // Types look like functions to who only counts brackets.
    let counts_only = options.functions == Functions::Counted && !kind.typescript;
    let wants_tree = options.functions != Functions::Untold && !counts_only;
    if let Some(requests) = &requests
        && !wants_tree
        && !filter::may_hide_names(text)
    {
        let function_count = if counts_only { function_count::count(code) } else { 0 };
        return FileFacts { function_count, ..without_channel(requests) };
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
    let file = GraphFile { path, source, kind: Some(kind) };
    let folder: Atom = folder_of(path.as_str()).to_string_lossy().into();
    let mut facts = FileFacts { unanalysed: lossy(), ..FileFacts::new(path, Outcome::Analysed) };
    if bytes <= MOST_PARSED_AGAIN && hides_names(&parsed.program) {
        let alone = Alone { parsed: &parsed, text: source.as_str() };
        let mut machine = Machine::with_limits(&alone, Limits { package: STEPS_OBFUSCATED, ..LIMITS });
        let disclosure = Arc::new(disclose(&parsed, &mut machine));
        // What compilers make of arithmetic looks the same, and has no texts to hide.
        if disclosure.tells_texts() || machine.was_cut() {
            let module = lower(&parsed, bytes, folder, Some(&disclosure));
            facts.disclosure = Some(disclosure);
            if options.forms {
                facts.form = CodeForm::Obfuscated;
            }
            facts.add(&module, file, tables, options, Some(machine));
            facts.facts.extend(hidden);
            return facts;
        }
    }
    if let Some(requests) = &requests {
        let mut facts = without_channel(requests);
        if options.functions != Functions::Untold {
            facts.add_functions(&lower(&parsed, bytes, folder, None), source, options);
        }
        return facts;
    }
    let module = lower(&parsed, bytes, folder, None);
    // A tree takes twenty times as much as its text; nothing needs it any more.
    drop(parsed);
    if options.forms {
        facts.form = form_of(code);
    }
    facts.add(&module, file, tables, options, None);
    facts.facts.extend(hidden);
    facts
}
