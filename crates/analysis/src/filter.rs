//! Which files need a tree.
//!
//! A file in which no name of the tables and no recipient-like key occurs, and no escape that could spell one,
//! has no facts: parsing and evaluating it would find nothing.
//! All that others want to know of it is which files it loads, and that can be read off its text.
//! The filter looks at bytes and is allowed to err in one direction only. `--no-filter` turns it off,
//! and a test holds the two against each other.
//! What stands in a comment does not count where it is certain that it is one.
//! Where names are hidden bytes say nothing: what may be such a file gets its tree, and that decides.

mod requests;
#[cfg(test)]
mod tests;
mod text;

pub(crate) use requests::Requests;
use requests::{LOADERS, Loader, OTHER_LOADERS, imports_by_call, is_kept_loader, is_loaded, requests};
pub(crate) use text::Code;
use text::{
    CONSTRUCTOR, LONGEST_WORD, has_escape, is_called_with_text, is_given, is_method, is_of_literal, is_set, is_used,
    is_whole_name, may_be_key, names_whole, past_trivia, quoted, word_around,
};

use std::{
    cell::OnceCell,
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};

use aho_corasick::{AhoCorasick, AhoCorasickKind};
use rustc_hash::FxHashSet;

use crate::{
    disclosure::{HIDDEN, PLAIN},
    tables::{ActTable, LanguageTable, MailTable, McpTable, NetworkTable, RootKey, WINDOW},
};

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
            let moving = network.moving.roots();
            let tables =
                [mail.sends.roots(), network.calls.roots(), moving, mcp.declarations.roots(), mcp.bases.roots()];
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
        let ways = mail.ways().chain(network.calls.ways()).chain(network.ways_to_elements());
        for (root, way) in ways.chain(network.moving.ways()) {
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
        for property in &language.markup_properties {
            words.add(property, Place::Set, Some(&["document".to_owned()]));
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
            mail.is_content_key(&code.text[around.clone()]) && code.is_name(around.clone()) && may_be_key(code, &around)
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
                    names_copy = names_copy || is_copy && may_be_key(code, &around);
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

fn automaton<'a>(words: impl IntoIterator<Item = &'a str>, ignore_case: bool) -> AhoCorasick {
    // Every byte of every file goes through it: a table that is larger, and faster than the usual choice.
    AhoCorasick::builder()
        .kind(Some(AhoCorasickKind::DFA))
        .ascii_case_insensitive(ignore_case)
        .build(words)
        .expect("some thousand short words make a small automaton")
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
