//! Which files need a tree.
//!
//! A file in which no name of the tables and no recipient-like key occurs, and no escape that could spell one,
//! has no facts: parsing and evaluating it would find nothing.
//! All that others want to know of it is which files it loads, and that can be read off its text.
//! The filter looks at bytes and is allowed to err in one direction only. `--no-filter` turns it off,
//! and a test holds the two against each other.
//! What stands in a comment does not count where it is certain that it is one.
//! Where names are hidden bytes say nothing: what may be such a file gets its tree, and that decides.

use std::{
    cell::OnceCell,
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};

use aho_corasick::{AhoCorasick, AhoCorasickKind};
use molehunt_source::ByteSpan;
use molehunt_syntax::Outline;
use rustc_hash::FxHashSet;
use swc_atoms::Atom;

use crate::{
    disclosure::{HIDDEN, PLAIN},
    ir::Request,
    tables::{ActTable, LanguageTable, MailTable, McpTable, NetworkTable, RootKey, WINDOW},
};

/// A file's text, and where its comments and texts are as far as that is certain.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Code<'a> {
    pub(crate) text: &'a str,
    pub(crate) comments: &'a [ByteSpan],
    pub(crate) texts: &'a [ByteSpan],
}

impl<'a> Code<'a> {
    pub(crate) fn new(text: &'a str, outline: &'a Outline) -> Self {
        Self { text, comments: outline.comments(), texts: outline.texts() }
    }

    /// Whether what stands there is no part of a comment.
    fn counts(&self, at: usize) -> bool {
        span_at(self.comments, at).is_none()
    }

    /// The comment or text in which a position lies.
    pub(crate) fn token_at(&self, at: usize) -> Option<ByteSpan> {
        span_at(self.comments, at).or_else(|| span_at(self.texts, at))
    }

    /// Whether what stands there can be a name: it is code, or all of a text, as in `client['send']`.
    fn is_name(&self, found: Range<usize>) -> bool {
        self.counts(found.start)
            && span_at(self.texts, found.start)
                .is_none_or(|text| text.start as usize + 1 == found.start && found.end + 1 == text.end as usize)
    }

    /// Whether a name is the name of a property: behind a dot, before a colon, or a text.
    fn is_property(&self, found: Range<usize>) -> bool {
        let before = self.text[..found.start].trim_ascii_end();
        let is_key = || {
            self.text.as_bytes().get(past_trivia(self.text, found.end)) == Some(&b':') && before.ends_with(['{', ','])
        };
        span_at(self.texts, found.start).is_some() || before.ends_with('.') && !before.ends_with("...") || is_key()
    }
}

/// The one of some spans, which are in order, that holds a position.
fn span_at(spans: &[ByteSpan], at: usize) -> Option<ByteSpan> {
    let before = spans.partition_point(|span| span.start as usize <= at);
    spans[..before].last().copied().filter(|span| at < span.end as usize)
}

/// The words that make a file worth a second look.
#[derive(Debug)]
pub(crate) struct Filter {
    /// All that is looked for, in any case: each text is gone through once.
    automaton: AhoCorasick,
    /// What each of its patterns is.
    patterns: Vec<Pattern>,
    /// Where each name counts, and those of which one must occur as well, if any.
    names: Vec<(Place, Option<Needed>)>,
    /// Globals whose names say nothing by themselves.
    common_names: FxHashSet<String>,
    /// The objects whose properties the globals are.
    global_objects: AhoCorasick,
    /// How the keys of what a message says begin, in any case.
    content_stems: AhoCorasick,
}

/// Ways from a global to calls, of which one must be there from the beginning to the end.
#[derive(Debug)]
struct Needed {
    /// All names on them.
    steps: AhoCorasick,
    /// The numbers of those on each.
    ways: Vec<Vec<usize>>,
}

impl Needed {
    fn new(ways: &BTreeSet<Vec<String>>) -> Self {
        let steps: Vec<&str> = ways.iter().flatten().map(String::as_str).collect::<BTreeSet<_>>().into_iter().collect();
        let number = |step: &String| steps.binary_search(&step.as_str()).unwrap_or_default();
        let ways = ways.iter().map(|way| way.iter().map(number).collect()).collect();
        Self { steps: automaton(steps, false), ways }
    }

    /// Whether a text names all that is on one of the ways.
    fn occur_in(&self, code: Code<'_>) -> bool {
        let mut seen = vec![false; self.steps.patterns_len()];
        self.steps.find_overlapping_iter(code.text).any(|found| {
            let number = found.pattern().as_usize();
            let is_new = !seen[number] && is_named(code, &found);
            seen[number] |= is_new;
            is_new && self.ways.iter().any(|way| way.iter().all(|step| seen[*step]))
        })
    }
}

/// Whether something found is a name by itself, where there can be one.
fn is_named(code: Code<'_>, found: &aho_corasick::Match) -> bool {
    is_whole_name(code.text.as_bytes(), found.start(), found.end()) && code.is_name(found.range())
}

/// Something that is looked for.
#[derive(Debug)]
struct Pattern {
    text: String,
    means: Means,
}

/// What it means that something occurs in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Means {
    /// A module as it is named in code: behind a quote, or behind `node:`.
    Module,
    /// A global or a method, by its number.
    Name(usize),
    /// What recipient-like keys are made of, in any case.
    Stem,
    /// What loads modules.
    Loader(Loader),
    /// What writes files.
    Writer,
}

/// Where a word counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    /// As a variable, or as a property of the global object.
    Global,
    /// The same, where it is called or given another name: everybody compares with `Function`, and few call it.
    Called,
    /// The same, where it is called with what may be a text: everybody gives functions to timers.
    CalledWithText,
    /// Where it is set: `location = url`.
    Set,
    /// As any name.
    Name,
    /// In any text as well: the beginning of a URL.
    Anywhere,
}

/// Words that tell of a channel, by what they are.
#[derive(Debug, Default)]
struct Words(BTreeMap<(String, bool), Word>);

#[derive(Debug)]
struct Word {
    place: Place,
    /// Of which all of one must occur as well; `None` if the word says enough by itself.
    needed: Option<BTreeSet<Vec<String>>>,
}

impl Words {
    /// Adds a word, which counts where any of those that it is added for does.
    fn add(&mut self, name: &str, place: Place, needed: Option<&[String]>) {
        // Where it is set and where it is used are told apart.
        let word = self
            .0
            .entry((name.to_owned(), place == Place::Set))
            .or_insert(Word { place, needed: Some(BTreeSet::new()) });
        word.place = word.place.max(place);
        match (needed, &mut word.needed) {
            (Some(needed), Some(all)) => drop(all.insert(needed.to_owned())),
            (_, all) => *all = None,
        }
    }
}

impl Filter {
    pub(crate) fn new(
        mail: &MailTable,
        network: &NetworkTable,
        mcp: &McpTable,
        acts: &ActTable,
        language: &LanguageTable,
    ) -> Self {
        let roots = || {
            let tables = [mail.sends.roots(), network.calls.roots(), mcp.declarations.roots(), mcp.bases.roots()];
            let runners = acts.runners.roots().into_iter().filter(|root| root.name() != MODULE);
            tables.into_iter().flatten().chain(runners)
        };
        let api_modules = mail.apis.iter().flat_map(|api| api.modules.iter().cloned());
        let modules = roots().filter_map(|root| match root {
            RootKey::Module(name) => Some(name),
            RootKey::Global(_) => None,
        });
        let modules = modules
            .chain(api_modules)
            .chain(mcp.modules().cloned())
            .flat_map(|name| ["\"", "'", "`", "node:"].map(|before| format!("{before}{name}")));
        let mut words = Words::default();
        for method in mail.unlisted.telling_methods.iter().chain(&mcp.telling_methods) {
            words.add(method, Place::Name, None);
        }
        for row in &mail.compose_urls {
            words.add(row.start().trim_end_matches(':'), Place::Anywhere, None);
        }
        for (root, way) in mail.ways().chain(network.calls.ways()).chain(network.ways_to_elements()) {
            let RootKey::Global(global) = root else { continue };
            if global == WINDOW {
                GLOBAL_OBJECTS.iter().for_each(|object| words.add(object, Place::Global, Some(&way)));
                continue;
            }
            match (global.len() <= 2, way.last()) {
                // `$` is in every bundle; `$.ajax` is not.
                (true, Some(method)) => words.add(&format!("{global}.{method}"), Place::Global, None),
                (true, None) => words.add(&format!("{global}`"), Place::Global, None),
                (false, Some(_)) => words.add(&global, Place::Global, Some(&way)),
                // Called itself: no method needs to be named.
                (false, None) => words.add(&global, Place::Global, None),
            }
        }
        // What is run may say anything, in a text that is not looked into here.
        for (root, way) in acts.runners.ways().filter(|(root, _)| matches!(root, RootKey::Global(_))) {
            let name = way.last().unwrap_or(root.name()).clone();
            let place = if acts.mostly_runs_functions(&name) { Place::CalledWithText } else { Place::Called };
            words.add(&name, place, None);
        }
        for setting in &language.setting_calls {
            words.add(&setting.object, Place::Set, None);
            words.add(&setting.property, Place::Set, Some(std::slice::from_ref(&setting.object)));
        }
        // The way to it from any value: `[].constructor.constructor(code)`.
        words.add(CONSTRUCTOR, Place::Called, None);
        for (wallet, method) in acts.wallet_names() {
            words.add(&wallet, Place::Name, Some(&[method]));
        }
        for (root, way) in acts.runners.ways().filter(|(root, _)| *root == RootKey::Module(MODULE.to_owned())) {
            words.add(way.last().unwrap_or(root.name()), Place::Name, None);
        }
        for (listed, pattern) in &mail.loose_sends {
            let Some(method) = pattern.last_name() else { continue };
            for global in &mail.apis[listed.api].globals {
                words.add(global, Place::Global, Some(&[method.to_owned()]));
            }
            // What a platform hands to an exported method is imported from nowhere.
            if mail.client(*listed).is_some_and(|client| client.entry().is_some()) {
                for export in ["export default", "as default", "exports.default = {", "exports.default={"] {
                    words.add(method, Place::Name, Some(&[export.to_owned()]));
                }
            }
        }
        let (names, words): (Vec<(String, bool)>, Vec<Word>) = words.0.into_iter().unzip();
        let mut patterns: Vec<Pattern> = Vec::new();
        let mut add = |text: String, means| patterns.push(Pattern { text, means });
        modules.collect::<BTreeSet<String>>().into_iter().for_each(|module| add(module, Means::Module));
        names.into_iter().enumerate().for_each(|(number, (name, _))| add(name, Means::Name(number)));
        STEMS.iter().chain([&SUBJECT]).for_each(|stem| add((*stem).to_owned(), Means::Stem));
        LOADERS.iter().for_each(|(text, loader)| add((*text).to_owned(), Means::Loader(*loader)));
        acts.writer_words().for_each(|word| add(word.to_owned(), Means::Writer));
        Self {
            automaton: automaton(patterns.iter().map(|pattern| pattern.text.as_str()), true),
            patterns,
            names: words.into_iter().map(|word| (word.place, word.needed.as_ref().map(Needed::new))).collect(),
            common_names: language.common_names.clone(),
            global_objects: automaton(GLOBAL_OBJECTS, false),
            content_stems: automaton(mail.content_keys().map(|key| &key[..key.len().min(LONGEST_STEM)]), true),
        }
    }

    /// Whether some property of the global that is named there may be looked up by a name that is computed: there, or
    /// where it gets another name or is given to somebody.
    fn is_looked_into(&self, text: &str, range: &Range<usize>) -> bool {
        let rest = text[past_trivia(text, range.end)..].trim_start_matches("?.");
        if let Some(inside) = rest.strip_prefix('[') {
            let at = text.len() - inside.len();
            let ends_there = |(_, end): (&str, usize)| text[past_trivia(text, end)..].starts_with(']');
            return !quoted(text, past_trivia(text, at)).is_some_and(ends_there);
        }
        !self.common_names.contains(&text[range.clone()]) && is_given(text, range)
    }

    /// Whether a text has the key of what a message says.
    fn names_content(&self, code: Code<'_>, mail: &MailTable) -> bool {
        self.content_stems.find_overlapping_iter(code.text).any(|found| {
            let around = word_around(code.text, found.start(), found.end());
            mail.is_content_key(&code.text[around.clone()]) && code.is_name(around)
        })
    }

    /// What an occurrence means, if its case fits.
    fn meaning(&self, text: &str, found: &aho_corasick::Match) -> Option<Means> {
        let pattern = &self.patterns[found.pattern().as_usize()];
        (pattern.means == Means::Stem || text.as_bytes()[found.range()] == *pattern.text.as_bytes())
            .then_some(pattern.means)
    }

    /// What a file with this text loads, unless it can have facts and needs a tree.
    pub(crate) fn requests_without_facts(&self, code: Code<'_>, mail: &MailTable, acts: &ActTable) -> Option<Requests> {
        let text = code.text;
        let bytes = text.as_bytes();
        // A name can occur thousands of times; what it needs beside it is looked for once.
        let answers: Vec<OnceCell<bool>> = vec![OnceCell::new(); self.names.len()];
        let has_global_object = OnceCell::new();
        let is_telling = |number: usize, range: Range<usize>| {
            let (place, needed) = &self.names[number];
            let counts = match place {
                Place::Anywhere => code.counts(range.start),
                Place::Name => code.is_name(range.clone()),
                // `import` is no channel, `import(…)` is where it may load something from elsewhere.
                Place::Global if &text[range.clone()] == "import" => {
                    code.is_name(range.clone()) && imports_by_call(text, range.end) && !is_method(code, range.clone())
                }
                Place::Called if &text[range.clone()] == CONSTRUCTOR => {
                    code.is_name(range.clone()) && code.is_property(range.clone()) && is_of_literal(text, range.start)
                }
                Place::Called => code.is_name(range.clone()) && is_used(text, &range),
                Place::Set => code.is_name(range.clone()) && is_set(text, range.end),
                Place::CalledWithText => code.is_name(range.clone()) && is_called_with_text(text, &range),
                // A property of that name is another thing, unless it is one of the global object.
                Place::Global => {
                    code.is_name(range.clone())
                        && (!code.is_property(range.clone())
                            || *has_global_object.get_or_init(|| {
                                self.global_objects.find_overlapping_iter(text).any(|found| is_named(code, &found))
                            }))
                }
            };
            counts
                && (*answers[number].get_or_init(|| needed.as_ref().is_none_or(|needed| needed.occur_in(code)))
                    || *place == Place::Global && self.is_looked_into(text, &range))
        };
        if has_escape(code) {
            return None;
        }
        let mut loads: Vec<(Loader, Range<usize>)> = Vec::new();
        let (mut names_copy, mut writes) = (false, false);
        for found in self.automaton.find_overlapping_iter(text) {
            let Some(means) = self.meaning(text, &found) else { continue };
            let range = found.range();
            let matters = match means {
                Means::Module => {
                    matches!(bytes.get(range.end), Some(b'"' | b'\'' | b'`' | b'/'))
                        && code.counts(range.start)
                        && is_loaded(code, range.start)
                }
                Means::Name(number) => is_whole_name(bytes, range.start, range.end) && is_telling(number, range),
                Means::Stem => {
                    let around = word_around(text, range.start, range.end);
                    let word = &text[around.clone()];
                    let is_copy = mail.is_copy_key(word) && code.is_name(around.clone());
                    names_copy |= is_copy;
                    is_copy && is_blind(word)
                        || text[range].eq_ignore_ascii_case(SUBJECT) && names_subject(word) && code.is_name(around)
                }
                Means::Loader(loader) => {
                    loads.push((loader, range));
                    false
                }
                Means::Writer => {
                    writes = true;
                    false
                }
            };
            if matters {
                return None;
            }
        }
        let requests = requests(code, &loads);
        let loads_by_value = || {
            requests.loads_unknown
                || OTHER_LOADERS.iter().any(|name| names_whole(code, name))
                || loads.iter().any(|(loader, range)| *loader == Loader::Require && is_kept_loader(code, range))
        };
        let matters = requests.spells_names
            || loads_by_value()
            || writes && acts.may_write(text)
            // A country and a compiler are called so as well. What is sent to somebody says something.
            || names_copy && self.names_content(code, mail);
        (!matters).then_some(requests)
    }
}

/// Whether the `require` there is given to somebody, or kept under another name.
fn is_kept_loader(code: Code<'_>, range: &Range<usize>) -> bool {
    is_whole_name(code.text.as_bytes(), range.start, range.end)
        && code.counts(range.start)
        && is_given(code.text, range)
}

/// The modules that a file of this text loads, and whether it loads some by names that are not written out.
///
/// The text must be one that may not matter: in it, no escape spells a part of a path.
/// What a comment or a text loads that is not known to be one counts as well: too much, and never too little.
fn requests(code: Code<'_>, loads: &[(Loader, Range<usize>)]) -> Requests {
    let text = code.text;
    let bytes = text.as_bytes();
    let (mut requests, mut loads_unknown, mut spells_names) = (Vec::new(), false, false);
    for (loader, found) in loads {
        if *loader == Loader::Join {
            spells_names |= joins_name(bytes, found.start);
            continue;
        }
        if !is_whole_name(bytes, found.start, found.end) || code.token_at(found.start).is_some() {
            continue;
        }
        let after = past_trivia(text, found.end);
        let (is_require, argument) = match (loader, bytes.get(after)) {
            (Loader::From | Loader::Import, Some(b'"' | b'\'')) => (false, after),
            (Loader::Import, Some(b'(')) if is_method(code, found.clone()) => continue,
            (Loader::Import, Some(b'(')) => (false, past_trivia(text, after + 1)),
            (Loader::Require, Some(b'(')) => (true, past_trivia(text, after + 1)),
            (Loader::Require, Some(b'.')) => {
                let method = past_trivia(text, after + 1);
                let open = past_trivia(text, method + "resolve".len());
                if !bytes[method..].starts_with(b"resolve") || bytes.get(open) != Some(&b'(') {
                    continue;
                }
                (true, past_trivia(text, open + 1))
            }
            _ => continue,
        };
        let is_call = argument != after;
        match quoted(text, argument) {
            Some((specifier, end)) if !specifier.contains('\\') && (!is_call || ends_argument(text, end)) => {
                requests.push(Request { specifier: Atom::from(specifier), is_require });
            }
            _ => {
                loads_unknown |= bytes.get(argument) != Some(&b')');
                let rest = &text[argument.min(text.len())..];
                spells_names |= is_call && DECODERS.iter().any(|decoder| rest.starts_with(decoder));
            }
        }
    }
    requests.sort();
    requests.dedup();
    Requests { requests, loads_unknown, spells_names }
}

/// A module whose name is a word of manifests and settings as well: what counts is what is called on it.
const MODULE: &str = "module";

/// What the keys of copies and of replies are made of.
const STEMS: [&str; 5] = ["bcc", "cc", "blind", "carbon", "reply"];

/// Of a key of what a message says, what has to be written in one piece: `html_body` is one like `htmlBody`.
const LONGEST_STEM: usize = 4;

/// Whether a key is that of blind copies, which nothing but messages have.
pub(crate) fn is_blind(key: &str) -> bool {
    key.to_ascii_lowercase().contains("bcc")
}

/// What the other key of a message is made of.
const SUBJECT: &str = "subject";

/// The objects whose properties are the globals.
pub(crate) const GLOBAL_OBJECTS: [&str; 4] = ["globalThis", "window", "self", "global"];

/// Whether a property of that name has the subject of something: `subject`, `mailSubject`, `subject_line`.
pub(crate) fn names_subject(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name.starts_with(SUBJECT) || name.ends_with(SUBJECT)
}

/// Whether what is named there may get another name or be given to somebody, and is not only called, compared, declared
/// or looked into.
fn is_given(text: &str, range: &Range<usize>) -> bool {
    const EQUAL: [&str; 2] = ["==", "!="];
    const ASKING: [&str; 7] = ["typeof", "instanceof", "function", "class", "var", "let", "const"];
    let before = text[..range.start].trim_ascii_end();
    let rest = &text[past_trivia(text, range.end)..];
    let is_compared = EQUAL.iter().any(|sign| before.ends_with(sign) || rest.starts_with(sign));
    let is_asked = ASKING.iter().any(|word| before.ends_with(word));
    let is_property = before.ends_with('.') && !before.ends_with("...");
    let is_key = rest.starts_with(':') && before.ends_with(['{', ',']);
    !is_compared && !is_asked && !is_property && !is_key && !rest.starts_with(['.', '(', '=', '{'])
}

/// Whether what is named there is called, or kept under another name: `eval(…)`, `const run = eval`, `(0, eval)(…)`.
fn is_used(text: &str, range: &Range<usize>) -> bool {
    if text.as_bytes().get(past_trivia(text, range.end)) == Some(&b'(') {
        return true;
    }
    let before = text[..range.start].trim_ascii_end();
    is_kept(before)
        || before
            .strip_suffix(',')
            .is_some_and(|before| before.trim_ascii_end().ends_with(|last: char| last.is_ascii_digit()))
}

/// Whether what is named before is set: `location = url`, `links['href'] += query`.
fn is_set(text: &str, end: usize) -> bool {
    let at = past_trivia(text, end);
    let at = match text.as_bytes().get(at) {
        Some(b'"' | b'\'') if text[at + 1..].starts_with(']') => past_trivia(text, at + 2),
        // `location[name] = url`
        Some(b'[') => text[at..].find(']').map_or(at, |length| past_trivia(text, at + length + 1)),
        _ => at,
    };
    let rest = &text[at..];
    let rest = rest.strip_prefix(['+', '|', '&', '?']).unwrap_or(rest).trim_start_matches(['|', '&', '?']);
    rest.starts_with('=') && !rest.starts_with("==") && !rest.starts_with("=>")
}

/// The property that leads from a value to what makes its kind.
const CONSTRUCTOR: &str = "constructor";

/// Whether a property there is one of a literal, of what a call gives or of another such property, and not of a name.
fn is_of_literal(text: &str, at: usize) -> bool {
    const QUOTES: [char; 3] = ['"', '\'', '`'];
    let before = text[..at].trim_ascii_end();
    let holder = match before.strip_suffix(QUOTES) {
        Some(before) => before.trim_ascii_end().strip_suffix('['),
        None => before.strip_suffix('.').map(|before| before.strip_suffix('?').unwrap_or(before)),
    };
    holder.is_some_and(|holder| {
        let holder = holder.trim_ascii_end();
        holder.ends_with([')', ']', '}']) || holder.ends_with(QUOTES) || holder.ends_with(CONSTRUCTOR)
    })
}

/// Whether what is called there is given a text, or what a call gives: `setTimeout('…')`, `setTimeout(decode('…'))`.
fn is_called_with_text(text: &str, range: &Range<usize>) -> bool {
    let bytes = text.as_bytes();
    let open = past_trivia(text, range.end);
    if bytes.get(open) != Some(&b'(') {
        return is_kept(text[..range.start].trim_ascii_end());
    }
    let first = past_trivia(text, open + 1);
    if matches!(bytes.get(first), Some(b'"' | b'\'' | b'`')) {
        return true;
    }
    let name = text[first..].find(|letter: char| !(letter.is_alphanumeric() || matches!(letter, '_' | '$' | '.')));
    let end = name.map_or(text.len(), |length| first + length);
    let is_word = end > first && !matches!(&text[first..end], "function" | "async");
    is_word && (bytes.get(end) == Some(&b'(') || bytes.get(past_trivia(text, end)) == Some(&b'+'))
}

/// Whether what comes next is kept under a name.
fn is_kept(before: &str) -> bool {
    before.ends_with('=') && !before.ends_with("==")
}

/// Whether a name is that of a method which begins there: `import(params) {`.
///
/// What is called is followed by a brace in the same line only where a class extends what it gives.
fn is_method(code: Code<'_>, name: Range<usize>) -> bool {
    let text = code.text;
    let mut before = text[..name.start].trim_ascii_end();
    while let Some(comment) = before.len().checked_sub(1).and_then(|last| span_at(code.comments, last)) {
        before = text[..comment.start as usize].trim_ascii_end();
    }
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || byte.is_ascii_whitespace() || b"_$,=?:.".contains(&byte);
    let rest = text[name.end..].trim_ascii_start();
    let parameters = rest.strip_prefix('(').and_then(|rest| rest.split_once(')'));
    before.ends_with(['{', '}', ';', ','])
        && parameters.is_some_and(|(parameters, rest)| {
            parameters.bytes().all(is_plain) && rest.trim_start_matches([' ', '\t']).starts_with('{')
        })
}

/// Whether `import` is called there, with something else than the name of a module beside it.
fn imports_by_call(text: &str, at: usize) -> bool {
    let open = past_trivia(text, at);
    if text.as_bytes().get(open) != Some(&b'(') {
        return false;
    }
    match quoted(text, past_trivia(text, open + 1)) {
        Some((specifier, end)) => specifier.contains([':', '\\']) || !ends_argument(text, end),
        None => true,
    }
}

/// What a text says of the modules that it loads.
#[derive(Debug, Clone)]
pub(crate) struct Requests {
    pub(crate) requests: Vec<Request>,
    /// Whether it loads some by names that are not written out.
    pub(crate) loads_unknown: bool,
    /// Whether names in it are put together from pieces or decoded, so that it may use what it does not seem to name.
    pub(crate) spells_names: bool,
}

/// Whether a name stands somewhere in the code.
fn names_whole(code: Code<'_>, name: &str) -> bool {
    let bytes = code.text.as_bytes();
    memchr::memmem::find_iter(bytes, name)
        .any(|at| is_whole_name(bytes, at, at + name.len()) && code.is_name(at..at + name.len()))
}

/// Other functions that load a module by its name.
const OTHER_LOADERS: [&str; 4] = ["createRequire", "getBuiltinModule", "mainModule", "_load"];

/// Whether the quoted text that begins there, or at the quote before, stands where a module is loaded, or where some
/// function is called with it. Where that is not certain it counts as well.
fn is_loaded(code: Code<'_>, at: usize) -> bool {
    const QUOTES: [char; 3] = ['"', '\'', '`'];
    let start = if code.text[at..].starts_with(QUOTES) { at } else { at.saturating_sub(1) };
    let before = code.text.get(..start).unwrap_or("").trim_ascii_end();
    let is_certain = span_at(code.texts, start).is_some_and(|text| text.start as usize == start);
    let is_behind_comment = before.len().checked_sub(1).is_some_and(|last| !code.counts(last));
    let ends_with_word = |word: &str| {
        let is_part = |last: char| last.is_alphanumeric() || matches!(last, '_' | '$');
        before.strip_suffix(word).is_some_and(|rest| !rest.ends_with(is_part))
    };
    !is_certain
        || is_behind_comment
        || before.ends_with('(')
        || ["from", "import", "require"].into_iter().any(ends_with_word)
}

/// What decodes a name where a module is loaded.
const DECODERS: [&str; 3] = ["atob(", "Buffer.from(", "String.fromCharCode("];

/// Whether the text that ends there is the first piece of a name: `['fet' + 'ch']`, `require('ht' + 'tps')`.
fn joins_name(bytes: &[u8], end: usize) -> bool {
    let quote = bytes[end];
    let is_name = |byte: &&u8| byte.is_ascii_alphanumeric() || matches!(**byte, b'_' | b'$' | b':');
    let length = bytes[..end].iter().rev().take(LONGEST_WORD).take_while(is_name).count();
    let Some(open) = (end - length).checked_sub(2) else { return false };
    let before = &bytes[..=open];
    bytes[open + 1] == quote
        && (before.ends_with(b"[") || before.ends_with(b"require(") || before.ends_with(b"import("))
}

/// What comes before a module's name, or before the bracket around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Loader {
    From,
    Import,
    Require,
    /// What joins two texts.
    Join,
}

const LOADERS: [(&str, Loader); 7] = [
    ("from", Loader::From),
    ("import", Loader::Import),
    ("require", Loader::Require),
    ("'+'", Loader::Join),
    ("' + '", Loader::Join),
    ("\"+\"", Loader::Join),
    ("\" + \"", Loader::Join),
];

/// The word of which a part of a text is a part: letters, digits and what keys are joined with.
fn word_around(text: &str, start: usize, end: usize) -> Range<usize> {
    let bytes = text.as_bytes();
    let is_part = |byte: &&u8| byte.is_ascii_alphanumeric() || matches!(**byte, b'_' | b'-');
    // Longer words than any key are none, however long they are.
    let before = bytes[..start].iter().rev().take(LONGEST_WORD).take_while(is_part).count();
    let after = bytes[end..].iter().take(LONGEST_WORD).take_while(is_part).count();
    start - before..end + after
}

const LONGEST_WORD: usize = 64;

/// The offset of what follows blanks and comments.
fn past_trivia(text: &str, mut at: usize) -> usize {
    loop {
        let rest = text.get(at..).unwrap_or("");
        let trimmed = rest.trim_start();
        at += rest.len() - trimmed.len();
        let length = match trimmed.as_bytes() {
            [b'/', b'/', ..] => trimmed.find(['\n', '\r', '\u{2028}', '\u{2029}']),
            [b'/', b'*', ..] => trimmed[2..].find("*/").map(|end| end + 4),
            _ => return at,
        };
        at += length.unwrap_or(trimmed.len());
    }
}

/// The string literal at an offset, and where it ends.
fn quoted(text: &str, at: usize) -> Option<(&str, usize)> {
    let quote = text.as_bytes().get(at).copied().filter(|byte| matches!(byte, b'"' | b'\''))?;
    let inner = &text[at + 1..];
    let length = inner.find([char::from(quote), '\n'])?;
    (inner.as_bytes()[length] == quote).then(|| (&inner[..length], at + length + 2))
}

/// Whether an argument ends there, so that nothing is done to it.
fn ends_argument(text: &str, at: usize) -> bool {
    matches!(text.as_bytes().get(past_trivia(text, at)), Some(b')' | b','))
}

fn automaton<'a>(words: impl IntoIterator<Item = &'a str>, ignore_case: bool) -> AhoCorasick {
    // Every byte of every file goes through it: a table that is larger, and faster than the usual choice.
    AhoCorasick::builder()
        .kind(Some(AhoCorasickKind::DFA))
        .ascii_case_insensitive(ignore_case)
        .build(words)
        .expect("some thousand short words make a small automaton")
}

/// Whether a word is a name by itself.
fn is_whole_name(bytes: &[u8], start: usize, end: usize) -> bool {
    let is_name = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$') || byte >= 0x80;
    let before = start.checked_sub(1).map(|at| bytes[at]);
    if bytes[end - 1] == b'`' {
        return !before.is_some_and(is_name);
    }
    !before.is_some_and(is_name) && !bytes.get(end).copied().is_some_and(is_name)
}

/// Whether bytes contain an escape that could spell a letter of a name, or break a text in two.
fn has_escape(code: Code<'_>) -> bool {
    let bytes = code.text.as_bytes();
    let is_letter = |digits: &[u8], radix: u32| {
        let digits = std::str::from_utf8(digits).ok().and_then(|digits| u32::from_str_radix(digits, radix).ok());
        digits
            .and_then(char::from_u32)
            .is_some_and(|letter| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_' | '@' | '/' | ':' | '.'))
    };
    memchr::memchr_iter(b'\\', bytes).any(|at| {
        let rest = &bytes[at + 1..];
        let is_escape = match rest.first() {
            Some(b'x') => rest.len() > 2 && is_letter(&rest[1..3], 16),
            Some(b'u') => match rest.get(1) {
                Some(b'{') => true,
                _ => rest.len() > 4 && is_letter(&rest[1..5], 16),
            },
            Some(b'0'..=b'7') => rest.len() > 2 && is_letter(&rest[..3], 8),
            Some(b'\n' | b'\r') => true,
            _ => false,
        };
        is_escape && code.counts(at)
    })
}

/// Whether a text has as many calls like `decode(0x1f)`, beside as few plain names, as a file in which names are hidden.
///
/// That counts bytes where [`hides_names`](crate::disclosure::hides_names) counts nodes, and leaves the decision to it.
pub(crate) fn may_hide_names(text: &str) -> bool {
    let bytes = text.as_bytes();
    let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$');
    let is_written_call = |open: &usize| {
        let name = bytes[..*open].iter().rev().take_while(|byte| is_name(byte)).count();
        let name = &bytes[open - name..*open];
        let arguments = &bytes[open + 1..bytes.len().min(open + 1 + LONGEST_WORD)];
        let arguments = arguments.split(|byte| *byte == b')').next().unwrap_or(arguments);
        let begins_number = |at: usize| arguments[at].is_ascii_digit() && (at == 0 || !is_name(&arguments[at - 1]));
        !matches!(name, b"" | b"if" | b"for" | b"while" | b"switch" | b"function")
            && (0..arguments.len()).any(begins_number)
    };
    let calls = memchr::memchr_iter(b'(', bytes).filter(is_written_call).count();
    let is_plain = |dot: &usize| {
        let after = bytes.get(dot + 1).is_some_and(|byte| is_name(byte) && !byte.is_ascii_digit());
        after && *dot > 0 && (is_name(&bytes[dot - 1]) || matches!(bytes[dot - 1], b')' | b']'))
    };
    calls >= HIDDEN as usize
        && memchr::memchr(b'[', bytes).is_some()
        && memchr::memchr_iter(b'.', bytes).filter(is_plain).count() <= calls * PLAIN as usize
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Tables;
    use molehunt_source::SourceText;

    /// What a text loads, whether it matters or not.
    fn read(text: &str) -> Requests {
        let filter = &Tables::embedded().filter;
        let loads: Vec<(Loader, Range<usize>)> = filter
            .automaton
            .find_overlapping_iter(text)
            .filter_map(|found| match filter.meaning(text, &found) {
                Some(Means::Loader(loader)) => Some((loader, found.range())),
                _ => None,
            })
            .collect();
        requests(Code { text, comments: &[], texts: &[] }, &loads)
    }

    fn requests_of(text: &str) -> (Vec<String>, bool) {
        let Requests { requests, loads_unknown, .. } = read(text);
        let shown =
            |request: Request| format!("{}{}", if request.is_require { "require " } else { "" }, request.specifier);
        (requests.into_iter().map(shown).collect(), loads_unknown)
    }

    fn loads(text: &str) -> Vec<String> {
        let (requests, loads_unknown) = requests_of(text);
        assert!(!loads_unknown, "{text}");
        requests
    }

    #[test]
    fn every_way_to_load_a_module_is_read() {
        for text in [
            "import './a.js'",
            "import'./a.js'",
            "import x from \"./a.js\"",
            "import {x} from'./a.js'",
            "import x, * as y from /* the rest */ './a.js'",
            "import x from // why\n './a.js'",
            "export * from './a.js'",
            "export {x} from \n\n './a.js' with { type: 'json' }",
        ] {
            assert_eq!(loads(text), ["./a.js"], "{text}");
        }
        for text in [
            "require('./a.js')",
            "const x = require ( /* now */ \"./a.js\" ).y",
            "import x = require('./a.js')",
            "module.require('./a.js')",
            "require.resolve('./a.js', {})",
            "require /**/ . resolve('./a.js')",
        ] {
            assert_eq!(loads(text), ["require ./a.js"], "{text}");
        }
    }

    #[test]
    fn a_name_that_is_not_written_out_is_unknown() {
        for text in
            ["require(name)", "require('./' + name)", "require(`./a.js`)", "require('./a\\'b.js')", "import(name)"]
        {
            assert_eq!(requests_of(text), (Vec::new(), true), "{text}");
        }
    }

    /// Whether a file with this text is worth a tree.
    fn matters(text: &str) -> bool {
        let outline = Outline::of(&SourceText::decode(text.as_bytes().to_vec())).expect("a text");
        Tables::embedded().requests_without_facts(Code::new(text, &outline)).is_none()
    }

    #[test]
    fn the_name_of_a_module_counts_where_it_is_loaded() {
        for text in [
            "const { send } = require('nodemailer')",
            "const m = load (\n 'nodemailer')",
            "import m from 'nodemailer'",
            "import m from // why\n 'nodemailer'",
            "require(/* a */ 'nodemailer')",
            "import'nodemailer'",
            "const m = await import('nodemailer')",
            "const name = 'nodemailer'; require(name)",
            "const names = ['fs', 'nodemailer']; names.map(require)",
            "const name = 'nodemailer'; const load = require; load(name)",
            "const name = 'nodemailer'; process.getBuiltinModule(name)",
            "const name = 'nodemailer'; import(name)",
        ] {
            assert!(matters(text), "{text}");
        }
        for text in [
            "const known = ['fs', 'nodemailer'];",
            "switch (name) { case 'nodemailer': return 1 }",
            "const fs = require('fs'); export const labels = { mail: 'nodemailer' };",
        ] {
            assert!(!matters(text), "{text}");
        }
    }

    #[test]
    fn what_is_looked_up_by_a_computed_name_counts() {
        for text in [
            "globalThis[name](url)",
            "globalThis?.[name](url)",
            "const scope = typeof globalThis === 'undefined' ? global : globalThis; scope[name](url)",
            "((scope) => scope[name](url))(globalThis)",
            "const { [name]: ask } = globalThis; ask(url)",
            "Reflect.get(self, name)(url)",
            "const scope = /* all */ globalThis; scope[name](url)",
            "const scope = isNew ? globalThis : null; scope[name](url)",
            "const scope = { ...globalThis }; scope[name](url)",
            "for (const name in globalThis) if (is(name)) ask(name)",
            "const { require: load } = { require }; load(name)",
            "navigator[name](url)",
            "const n = navigator; n[name](url)",
            "require(name).get(url)",
            "const load = require; load(name).get(url)",
            "names.map(require)",
            "process.mainModule.require(name).get(url)",
            "module.constructor._load(name).get(url)",
            "process.getBuiltinModule(name).get(url)",
        ] {
            assert!(matters(text), "{text}");
        }
        for text in [
            "globalThis.count = 1",
            "globalThis['count'] += 1",
            "if (typeof globalThis === 'undefined') throw new Error('too old')",
            "if (scope === globalThis) count()",
            "if (require.main === module) run()",
            "require.resolve('./a')",
            "typeof require === 'function'",
            "this._loaded = true",
        ] {
            assert!(!matters(text), "{text}");
        }
    }

    #[test]
    fn what_only_looks_like_loading_is_none() {
        for text in [
            "Buffer.from(text)",
            "xrequire('./a')",
            "from = './a'",
            "require()",
            "import.meta.url",
            "({ import(a) {} })",
            "required('./a')",
        ] {
            assert_eq!(loads(text), [""; 0], "{text}");
        }
    }

    #[test]
    fn ends_in_the_middle_are_no_harm() {
        for text in [
            "require",
            "require(",
            "require.",
            "require.res",
            "from",
            "from '",
            "import /*",
            "from './a",
            "require('./é",
        ] {
            requests_of(text);
        }
    }

    #[test]
    fn what_only_a_comment_says_does_not_matter() {
        for text in [
            "/* require('nodemailer') */ a()",
            "// { bcc: x }\na()",
            "/** @type {import('nodemailer').Mail} */ a()",
            "a() // '\\x62cc'",
        ] {
            assert!(!matters(text), "{text}");
        }
        for text in ["/* a */ require('nodemailer')", "'/*'; x.bcc = y; '*/'", "{} /'/* /; x.bcc = y; // */"] {
            assert!(matters(text), "{text}");
        }
    }

    #[test]
    fn a_name_matters_where_it_can_name_something() {
        for text in [
            "fetch(url)",
            "const f = fetch",
            "window.fetch(url)",
            "globalThis['fetch'](url)",
            "const { fetch: f } = globalThis",
            "import(name)",
            "import('https://x.test/a.js')",
            "class A extends import(name) {}",
            "class A extends /* ; */ import(name) {}",
            "{ b }; import(name)\n{ c }",
            "client['sendMail'](m)",
            "location = url",
            "location[name] = url",
            "const w = globalThis; w.open(url)",
            "const page = window.location; page.href = url",
            "document['location']['href'] += name",
            "open('mailto:a@b.test?bcc=c@d.test')",
        ] {
            assert!(matters(text), "{text}");
        }
        for text in [
            "cache.fetch(key)",
            "({ fetch: load })",
            "throw new Error('could not fetch it')",
            "a(`fetch ${b}`)",
            "import('./a.js')",
            "class A { /** b */ import(c, d = 1) { return e } }",
            "'the subject of it'",
            "link.href = url",
            "if (location.href === url) f()",
            "createSubjectReview()",
        ] {
            assert!(!matters(text), "{text}");
        }
    }

    #[test]
    fn a_word_matters_only_if_it_is_a_key_of_messages() {
        for text in [
            "m = { bcc: x }",
            "m['reply-to'] = x; m.text = y",
            "m.bccAddresses",
            "{ cc_addresses, html_body }",
            "f({ cc: 'a', ...m }, { TextBody: b })",
            "my$subject",
        ] {
            assert!(matters(text), "{text}");
        }
        for text in ["accept()", "'\u{1}37cc'", "icc", "success", "replaced", "MCC_LIST", "names = { CC: 'Cocos' }"] {
            assert!(!matters(text), "{text}");
        }
    }

    #[test]
    fn names_in_pieces_are_told_from_sentences() {
        let spells = |text| read(text).spells_names;
        for text in ["require('ht' + 'tps')", "page[\"fet\"+\"ch\"](url)", "require(atob('aHR0cHM='))"] {
            assert!(spells(text), "{text}");
        }
        for text in [
            "log('a' + 'b c')",
            "x = 'a' + 'b'",
            "require('./parts/' + name)",
            "'+'",
            "[' + '",
            "+'+'+",
            "require(name)",
        ] {
            assert!(!spells(text), "{text}");
        }
    }

    #[test]
    fn every_key_of_a_copy_contains_a_stem() {
        let tables = Tables::embedded();
        for (name, _, _) in tables.mail.generic_names() {
            if tables.mail.is_copy_key(name) {
                assert!(matters(&format!("x.{name} = y; x.text = z")), "{name}");
            }
        }
    }
}
