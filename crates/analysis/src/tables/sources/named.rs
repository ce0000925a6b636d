//! Names of what is private, as they occur in the text of a file.
//!
//! Whether a file reads something private only its values tell. Its text says which files are worth asking.

use aho_corasick::AhoCorasick;
use molehunt_model::Sensitivity;
use rustc_hash::FxHashSet;

use super::{WrittenSource, is_private};

/// Shorter words are parts of others everywhere.
const SHORTEST: usize = 4;

/// The name under which the whole environment is known everywhere.
const ENVIRONMENT: &str = "env";

/// The words by which private things are named.
#[derive(Debug)]
pub(crate) struct Named {
    words: AhoCorasick,
    /// Those that stand in texts of the code.
    told: AhoCorasick,
    /// Those of properties and calls, which are what private things are read by.
    read: FxHashSet<String>,
}

impl Named {
    pub(super) fn new(told: Vec<String>, read: Vec<String>, held: Vec<String>) -> Self {
        let mut read: FxHashSet<String> = read.into_iter().filter(|word| word.len() >= SHORTEST).collect();
        read.insert(ENVIRONMENT.to_owned());
        let told: Vec<String> = told.into_iter().filter(|word| word.len() >= SHORTEST).collect();
        let automaton =
            |words: &[&String]| AhoCorasick::new(words).expect("a few hundred short words are a small automaton");
        let words = automaton(&told.iter().chain(&read).collect::<Vec<_>>());
        let told = automaton(&told.iter().collect::<Vec<_>>());
        let read = read.iter().map(|word| word.trim_end_matches('(').to_owned()).chain(held).collect();
        Self { words, told, read }
    }

    /// Whether a text of the code names something private. A plain word does so as a part of a path alone.
    pub(crate) fn are_told(&self, text: &str) -> bool {
        self.told.find_overlapping_iter(text).any(|found| {
            let (before, behind) = (text[..found.start()].chars().next_back(), text[found.end()..].chars().next());
            let ends = |at: Option<char>| match text[found.range()].bytes().all(|byte| byte.is_ascii_alphabetic()) {
                true => at.is_none_or(|at| matches!(at, '/' | '\\' | '~')),
                false => at.is_none_or(|at| !at.is_ascii_alphanumeric() && at != '_'),
            };
            ends(before) && ends(behind)
        })
    }

    /// Whether what has this name may be something private, or what gives it.
    pub(crate) fn are_read(&self, name: &str) -> bool {
        self.read.contains(name)
    }

    /// Whether the text of a file names something private.
    pub(crate) fn occur_in(&self, text: &str) -> bool {
        let bytes = text.as_bytes();
        let is_name = |at: Option<usize>| {
            at.and_then(|at| bytes.get(at)).is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_')
        };
        self.words.find_overlapping_iter(text).any(|found| {
            let word = &text[found.range()];
            let is_whole =
                !is_name(found.start().checked_sub(1)) && (word.ends_with('(') || !is_name(Some(found.end())));
            // One variable of it is not the environment.
            let is_all = || !text[found.end()..].trim_start().starts_with(['.', '[', '?', ':', '=']);
            is_whole && (word != ENVIRONMENT || is_all())
        })
    }
}

/// The words by which texts name a source of the table, if it is private.
pub(super) fn told_of(class: Sensitivity, source: &WrittenSource) -> Vec<String> {
    if !is_private(class) {
        return Vec::new();
    }
    let commands = source.commands.iter().filter(|command| command.contains(' ')).cloned();
    let words = source.names.iter().chain(&source.hosts).cloned().chain(commands);
    words.chain(source.paths.iter().filter_map(|path| telling_part(path))).collect()
}

/// The names under which a source of the table is read, if it is private.
pub(super) fn read_of(class: Sensitivity, source: &WrittenSource) -> Vec<String> {
    if !is_private(class) {
        return Vec::new();
    }
    let paths = source.globals.iter().chain(&source.modules).chain(&source.elements);
    paths.filter_map(|path| last_name(path)).collect()
}

/// The names under which elements of a page hold what is private: they are too common to say anything in a text.
pub(super) fn held_of(source: &WrittenSource) -> impl Iterator<Item = String> {
    source.holds.iter().filter_map(|path| last_name(path))
}

/// Folders that say nothing of what is in them.
const COMMON: [&str; 8] =
    ["~", ".config", ".local", "share", ".cache", "Library", "Application Support", "%LOCALAPPDATA%"];

/// The part of a path that says what it leads to.
fn telling_part(path: &str) -> Option<String> {
    let parts = || path.split('/').filter(|part| !COMMON.contains(part) && !part.contains('*'));
    let hidden = parts().find(|part| part.starts_with('.') && part.len() >= SHORTEST);
    hidden.or_else(|| parts().max_by_key(|part| part.len())).map(str::to_owned)
}

/// The last name of a path, with the bracket behind it where it is called.
fn last_name(path: &str) -> Option<String> {
    let is_name = |word: &&str| !matches!(*word, "()" | "new" | "default");
    let name = path.split_whitespace().rfind(is_name)?;
    Some(if path.ends_with("()") { format!("{name}(") } else { name.to_owned() })
}

#[cfg(test)]
mod tests {
    use crate::Tables;

    #[test]
    fn what_is_private_is_named_as_a_whole() {
        let named = &Tables::embedded().sources.named;
        for text in [
            "send({ ...process.env })",
            "const { env } = process;",
            "join(home, '.ssh')",
            "process.env.NPM_TOKEN",
            "os.hostname()",
        ] {
            assert!(named.occur_in(text), "{text}");
        }
        for text in ["process.env.NODE_ENV", "environment", "env: 'node'", "url.hostname", "hostname: host", ""] {
            assert!(!named.occur_in(text), "{text}");
        }
    }
}
