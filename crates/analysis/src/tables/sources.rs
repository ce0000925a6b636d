//! `sources.toml`: what was never meant to leave a machine, and how it is read.
//!
//! A field that is not listed here is an error when the table is loaded.

mod named;

use aho_corasick::AhoCorasick;
use molehunt_model::Sensitivity;
use rustc_hash::{FxHashMap, FxHashSet};
use serde::Deserialize;

use super::{
    NotRead,
    pattern::{Matches, PathPattern, RootKey},
};
use crate::value::Segment;
use named::Named;

/// The table of sensitive sources, compiled for matching.
#[derive(Debug)]
pub(crate) struct SourceTable {
    pub(crate) sources: Vec<Source>,
    /// What gives the whole environment, by source.
    pub(crate) whole: Matches<usize>,
    /// Calls that read something sensitive by themselves, by source.
    pub(crate) calls: Matches<usize>,
    /// What leads to a folder, by its name.
    pub(crate) folders: Matches<usize>,
    pub(crate) folder_names: Vec<String>,
    folder_variables: FxHashMap<String, usize>,
    pub(crate) joiners: Matches<()>,
    pub(crate) carriers: Matches<()>,
    /// Calls whose result says next to nothing of what they are given.
    pub(crate) losers: Matches<()>,
    /// Calls that read what their first argument names into their second one.
    pub(crate) fillers: Matches<()>,
    /// Calls whose callbacks get what anybody sends who connects.
    pub(crate) servers: Matches<()>,
    /// Elements of a page, by themselves and as whoever listens to one is told of it.
    pub(crate) elements: Matches<usize>,
    pub(crate) losing: FxHashSet<String>,
    /// Properties of an answer that say how it went.
    pub(crate) outcomes: FxHashSet<String>,
    printers: FxHashSet<String>,
    paths: Vec<(PathRule, usize)>,
    /// Parts of these that say something: each pattern has one, so that a path without any is none of them.
    path_parts: AhoCorasick,
    names: FxHashMap<String, usize>,
    words: Vec<(String, usize)>,
    benign: FxHashSet<String>,
    /// Commands that print something, by the program.
    commands: FxHashMap<String, Vec<(String, usize)>>,
    hosts: Vec<(String, usize)>,
    /// The words by which all of it is named.
    pub(crate) named: Named,
}

/// Whether what is of a class is nobody's business, wherever it goes.
pub(crate) fn is_private(class: Sensitivity) -> bool {
    !matches!(class, Sensitivity::Host | Sensitivity::PersonalFile | Sensitivity::UnclaimedSecret)
}

/// One kind of sensitive thing.
#[derive(Debug)]
pub(crate) struct Source {
    pub(crate) class: Sensitivity,
    /// The domains of the service that it belongs to.
    pub(crate) owners: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    #[expect(dead_code, reason = "there is one version of the schema")]
    schema_version: NotRead,
    losing: FxHashSet<String>,
    outcomes: FxHashSet<String>,
    folder: Vec<WrittenFolder>,
    joiner: Vec<Roots>,
    carrier: Vec<Roots>,
    loser: Vec<Roots>,
    filler: Vec<Roots>,
    server: Vec<Roots>,
    printers: Printers,
    source: Vec<WrittenSource>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenFolder {
    name: String,
    #[serde(default)]
    environment: Vec<String>,
    #[serde(default)]
    globals: Vec<String>,
    #[serde(default)]
    modules: Vec<String>,
}

/// Paths, each with its root before it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Roots {
    #[serde(default)]
    globals: Vec<String>,
    #[serde(default)]
    modules: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Printers {
    programs: FxHashSet<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenSource {
    #[expect(dead_code, reason = "people name a source by it; a fact names what was read")]
    id: String,
    class: String,
    #[serde(default)]
    owners: Vec<String>,
    #[serde(default)]
    paths: Vec<String>,
    #[serde(default)]
    whole: Vec<String>,
    #[serde(default)]
    whole_modules: Vec<String>,
    #[serde(default)]
    globals: Vec<String>,
    #[serde(default)]
    modules: Vec<String>,
    #[serde(default)]
    elements: Vec<String>,
    #[serde(default)]
    holds: Vec<String>,
    #[serde(default)]
    names: Vec<String>,
    #[serde(default)]
    words: Vec<String>,
    #[serde(default)]
    benign: Vec<String>,
    #[serde(default)]
    commands: Vec<String>,
    #[serde(default)]
    hosts: Vec<String>,
    #[expect(dead_code, reason = "says how sure the table is, not what it means")]
    unverified: NotRead,
    #[expect(dead_code, reason = "says how sure the table is, not what it means")]
    verified: NotRead,
}

/// What finds the parts of patterns that say something, however their letters are written.
fn told_by(paths: &[(PathRule, usize)]) -> AhoCorasick {
    let parts = paths.iter().flat_map(|(rule, _)| {
        let parts = rule.telling_parts();
        assert!(!parts.is_empty(), "sources.toml: a path without a word of three letters: {:?}", rule.parts);
        parts
    });
    let told = AhoCorasick::builder().ascii_case_insensitive(true).build(parts);
    told.expect("a few hundred short words make a small automaton")
}

/// A pattern for paths of files: the components that a path ends with, or has in it.
#[derive(Debug)]
pub(super) struct PathRule {
    parts: Vec<String>,
    /// What has to stand right before them, where they alone say too little.
    after: Option<String>,
    /// Whether nothing may stand before them.
    is_absolute: bool,
    /// Whether all that is below counts.
    is_folder: bool,
}

/// What stands for a piece of a text that is not known.
pub(crate) const UNKNOWN: &str = "{}";

/// Components of a path that are looked at.
const MOST_PARTS: usize = 64;

impl SourceTable {
    /// Whether nothing is left of a value behind a step but a size, a place or an answer.
    pub(crate) fn loses(&self, step: &Segment) -> bool {
        matches!(step, Segment::Property(name) if self.losing.contains(&**name))
    }

    pub(crate) fn parse(text: &str) -> Self {
        let written: Written = super::read(text, "sources.toml");
        let mut table = Self {
            sources: Vec::new(),
            whole: Matches::new(),
            calls: Matches::new(),
            folders: Matches::new(),
            folder_names: Vec::new(),
            folder_variables: FxHashMap::default(),
            joiners: Matches::new(),
            carriers: Matches::new(),
            losers: Matches::new(),
            fillers: Matches::new(),
            servers: Matches::new(),
            elements: Matches::new(),
            losing: written.losing,
            outcomes: written.outcomes,
            printers: written.printers.programs,
            paths: Vec::new(),
            path_parts: told_by(&[]),
            names: FxHashMap::default(),
            words: Vec::new(),
            benign: FxHashSet::default(),
            commands: FxHashMap::default(),
            hosts: Vec::new(),
            named: Named::new(Vec::new(), Vec::new(), Vec::new()),
        };
        for folder in written.folder {
            let index = table.folder_names.len();
            table.folder_variables.extend(folder.environment.into_iter().map(|name| (name, index)));
            add(&mut table.folders, &folder.globals, &folder.modules, index);
            table.folder_names.push(folder.name);
        }
        written.joiner.iter().for_each(|roots| add(&mut table.joiners, &roots.globals, &roots.modules, ()));
        written.loser.iter().for_each(|roots| add(&mut table.losers, &roots.globals, &roots.modules, ()));
        written.carrier.iter().for_each(|roots| add(&mut table.carriers, &roots.globals, &roots.modules, ()));
        written.filler.iter().for_each(|roots| add(&mut table.fillers, &roots.globals, &roots.modules, ()));
        written.server.iter().for_each(|roots| add(&mut table.servers, &roots.globals, &roots.modules, ()));
        let class_of = |source: &WrittenSource| {
            let class = Sensitivity::of_name(&source.class);
            class.unwrap_or_else(|| panic!("sources.toml: there is no class `{}`", source.class))
        };
        let (mut told, mut read, mut held) = (Vec::new(), Vec::new(), Vec::new());
        for source in written.source {
            let class = class_of(&source);
            told.extend(named::told_of(class, &source));
            read.extend(named::read_of(class, &source));
            held.extend(named::held_of(&source));
            table.add(class, source);
        }
        table.named = Named::new(told, read, held);
        table.path_parts = told_by(&table.paths);
        table
    }

    fn add(&mut self, class: Sensitivity, source: WrittenSource) {
        let index = self.sources.len();
        self.sources.push(Source { class, owners: source.owners });
        self.paths.extend(source.paths.iter().map(|path| (PathRule::parse(path), index)));
        add(&mut self.whole, &source.whole, &source.whole_modules, index);
        add(&mut self.calls, &source.globals, &source.modules, index);
        let below = |ends: &[&str]| -> Vec<String> {
            let of = |element| ends.iter().map(move |end| format!("{element} {end}"));
            source.elements.iter().flat_map(of).collect()
        };
        let holds: Vec<&str> = source.holds.iter().map(String::as_str).collect();
        add(&mut self.calls, &below(&holds), &[], index);
        add(&mut self.elements, &below(&["target", "currentTarget"]), &[], index);
        // The page as a whole is no form.
        let alone: Vec<String> = source.elements.iter().filter(|element| element.contains(' ')).cloned().collect();
        add(&mut self.elements, &alone, &[], index);
        self.names.extend(source.names.into_iter().map(|name| (name, index)));
        self.words.extend(source.words.into_iter().map(|word| (format!("_{word}_"), index)));
        self.benign.extend(source.benign);
        for command in source.commands {
            let program = command.split(' ').next().unwrap_or(&command).to_owned();
            self.commands.entry(program).or_default().push((command, index));
        }
        self.hosts.extend(source.hosts.into_iter().map(|host| (host, index)));
    }

    /// The source that a path of a file belongs to; what is not known of the path is [`UNKNOWN`].
    pub(crate) fn of_path(&self, path: &str) -> Option<usize> {
        if !self.path_parts.is_match(path) {
            return None;
        }
        let (parts, is_absolute) = parts_of(path);
        // What came with the package is its own.
        if (is_absolute && parts.first().is_some_and(|part| part == "package")) || parts.len() > MOST_PARTS {
            return None;
        }
        self.paths.iter().find(|(rule, _)| rule.matches(&parts, is_absolute)).map(|(_, source)| *source)
    }

    /// The source that a folder has files of, where its name says so: `~/.aws`.
    fn of_folder(&self, path: &str) -> Option<usize> {
        if !self.path_parts.is_match(path) {
            return None;
        }
        let (parts, _) = parts_of(path);
        let is_secret = |source: usize| self.sources[source].class != Sensitivity::PersonalFile;
        self.paths.iter().find(|(rule, source)| is_secret(*source) && rule.begins(&parts)).map(|(_, source)| *source)
    }

    /// The source that a variable of the environment belongs to, if its name is one of a secret.
    pub(crate) fn of_variable(&self, name: &str) -> Option<usize> {
        if let Some(source) = self.names.get(name) {
            return Some(*source);
        }
        if self.benign.contains(name) {
            return None;
        }
        let framed = format!("_{}_", name.to_ascii_uppercase());
        self.words.iter().find(|(word, _)| framed.contains(word.as_str())).map(|(_, source)| *source)
    }

    /// The name of the folder that a variable of the environment leads to.
    pub(crate) fn folder_of_variable(&self, name: &str) -> Option<&str> {
        self.folder_variables.get(name).map(|folder| self.folder_names[*folder].as_str())
    }

    /// The source that a host gives, as the metadata service of a cloud does.
    pub(crate) fn of_host(&self, host: &str) -> Option<usize> {
        self.hosts.iter().find(|(other, _)| other == host).map(|(_, source)| *source)
    }

    /// What the output of a command line holds, with what a person would call it.
    pub(crate) fn of_command(&self, line: &str) -> Vec<(usize, String)> {
        let mut found = Vec::new();
        for command in line.split(['|', ';', '&', '\n']) {
            let command = command.trim();
            let command = command.strip_prefix("sudo ").unwrap_or(command);
            let program = command.split(' ').next().unwrap_or(command);
            found.extend(self.commands.get(program).into_iter().flatten().filter_map(|(name, source)| {
                // `env NAME=value program` prints nothing of the environment.
                let is_alone = self.sources[*source].class == Sensitivity::Environment;
                let rest = command.strip_prefix(name.as_str())?;
                (rest.is_empty() || (!is_alone && rest.starts_with(' '))).then(|| (*source, format!("`{name}`")))
            }));
            let mut words = command.split_whitespace().take(MOST_PARTS);
            let program = words.next().unwrap_or("");
            if self.printers.contains(program.rsplit('/').next().unwrap_or(program)) {
                found.extend(words.filter_map(|word| {
                    let path = in_shell(word);
                    Some((self.of_path(&path).or_else(|| self.of_folder(&path))?, path))
                }));
            }
        }
        found
    }
}

impl SourceTable {
    /// What a text for a shell puts into a word: variables of the environment, and what commands inside it print.
    pub(crate) fn of_word(&self, word: &str) -> Vec<(usize, String)> {
        let mut found = Vec::new();
        for inner in substitutions(word) {
            match inner {
                Substitution::Variable(name) => {
                    found.extend(self.of_variable(name).map(|source| (source, name.to_owned())));
                }
                Substitution::Command(line) => found.extend(self.of_command(line)),
            }
        }
        found
    }

    /// What a file holds that a text for a shell names.
    pub(crate) fn of_file_word(&self, word: &str) -> Option<(usize, String)> {
        let path = in_shell(word);
        Some((self.of_path(&path)?, path))
    }
}

/// Something that a shell puts into a word.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Substitution<'t> {
    /// `$NAME`, `${NAME}`, `%NAME%`, `$env:NAME`
    Variable(&'t str),
    /// `$(command)`, `` `command` ``
    Command(&'t str),
}

/// Substitutions of one text that are looked at.
const MOST_SUBSTITUTIONS: usize = 64;

/// What a shell puts into a text.
pub(crate) fn substitutions(text: &str) -> Vec<Substitution<'_>> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find(['$', '`', '%']) {
        if found.len() >= MOST_SUBSTITUTIONS {
            break;
        }
        let (after, mark) = (&rest[at + 1..], rest.as_bytes()[at]);
        let name_length = |text: &str| {
            text.find(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_').unwrap_or(text.len())
        };
        let (inner, length) = match mark {
            b'`' => match after.find('`') {
                Some(end) => (Some(Substitution::Command(&after[..end])), end + 1),
                None => (None, 0),
            },
            b'%' => match name_length(after) {
                end if end > 0 && after[end..].starts_with('%') => {
                    (Some(Substitution::Variable(&after[..end])), end + 1)
                }
                _ => (None, 0),
            },
            _ if after.starts_with('(') => {
                let end = closing(after);
                (Some(Substitution::Command(after[1..end].trim())), end)
            }
            _ => {
                let name = after.trim_start_matches('{');
                let name = name.strip_prefix("env:").unwrap_or(name);
                let end = name_length(name);
                (Some(Substitution::Variable(&name[..end])).filter(|_| end > 0), after.len() - name.len() + end)
            }
        };
        found.extend(inner);
        rest = &after[length..];
    }
    found
}

/// The offset of the bracket that closes the one at the beginning, or the end.
fn closing(text: &str) -> usize {
    let mut depth = 0_usize;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'(' => depth += 1,
            b')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            return at;
        }
    }
    text.len()
}

impl PathRule {
    /// Its parts without stars; a text that names such a path has all of them.
    pub(super) fn telling_parts(&self) -> Vec<String> {
        let parts = self.parts.iter().filter_map(|part| part.split('*').max_by_key(|part| part.len()));
        parts.filter(|part| part.len() > 2).map(str::to_owned).collect()
    }

    /// Whether a folder is one that the pattern leads through, by a name that says something.
    fn begins(&self, parts: &[String]) -> bool {
        let is_telling = self.parts.len() > 1 && self.parts[0].starts_with('.');
        is_telling && parts.last().is_some_and(|last| self.parts[0].eq_ignore_ascii_case(last))
    }

    pub(super) fn parse(text: &str) -> Self {
        let (anchor, rest) = match text.split_once('/') {
            Some((anchor, rest)) if anchor == "~" || anchor.starts_with('%') => (Some(anchor), rest),
            Some(("**", rest)) => (None, rest),
            _ => (None, text),
        };
        let parts: Vec<String> = rest.split('/').filter(|part| !part.is_empty()).map(str::to_owned).collect();
        let says_little = matches!(parts.as_slice(), [only] if !only.starts_with('.'));
        Self {
            after: anchor.filter(|_| says_little).map(str::to_owned),
            is_absolute: rest.starts_with('/') || rest.as_bytes().get(1) == Some(&b':'),
            is_folder: rest.ends_with('/'),
            parts,
        }
    }

    pub(super) fn matches(&self, parts: &[String], is_absolute: bool) -> bool {
        let Some(last) = parts.len().checked_sub(self.parts.len()) else { return false };
        let starts = if self.is_folder { 0..=last } else { last..=last };
        starts.into_iter().any(|start| {
            let is_after = |after: &String| start > 0 && parts[start - 1] == *after;
            (!self.is_absolute || (start == 0 && (is_absolute || self.parts[0].ends_with(':'))))
                && self.after.as_ref().is_none_or(is_after)
                && self.parts.iter().zip(&parts[start..]).all(|(rule, part)| part_matches(rule, part))
        })
    }
}

/// Whether one component of a path is what a pattern says: `*` stands for anything, also for what is not known.
fn part_matches(rule: &str, part: &str) -> bool {
    let Some((before, after)) = rule.split_once('*') else { return rule.eq_ignore_ascii_case(part) };
    if after.is_empty() && before.is_empty() {
        return true;
    }
    let (part, before) = (part.to_ascii_lowercase(), before.to_ascii_lowercase());
    let Some(rest) = part.strip_prefix(&before) else { return false };
    match after.split_once('*') {
        Some((middle, end)) => rest.contains(&middle.to_ascii_lowercase()) && rest.ends_with(&end.to_ascii_lowercase()),
        None => rest.ends_with(&after.to_ascii_lowercase()),
    }
}

/// The components of a path, and whether it begins at a root.
pub(super) fn parts_of(path: &str) -> (Vec<String>, bool) {
    let path = path.strip_prefix("file://").unwrap_or(path).replace('\\', "/");
    let mut parts: Vec<String> = Vec::new();
    let mut is_absolute = path.starts_with('/');
    for part in path.split('/').take(2 * MOST_PARTS) {
        match part {
            "" | "." => {}
            ".." => {
                // Above what is known, nothing is.
                let is_known = parts.pop().is_some_and(|last| last != UNKNOWN);
                if !is_known || parts.is_empty() {
                    is_absolute = false;
                    parts.push(UNKNOWN.to_owned());
                }
            }
            part => parts.push(part.to_owned()),
        }
    }
    (parts, is_absolute)
}

/// A word of a command line without quotes, and with the names of folders as the table has them.
pub(super) fn in_shell(word: &str) -> String {
    let word = word.trim_matches(['"', '\'', '`', ')', '(', '<', '>']);
    let home =
        ["$HOME", "${HOME}", "%USERPROFILE%", "$env:USERPROFILE"].iter().find_map(|home| word.strip_prefix(home));
    home.map_or_else(|| word.to_owned(), |rest| format!("~{rest}"))
}

pub(super) fn add<T: Clone>(matches: &mut Matches<T>, globals: &[String], modules: &[String], row: T) {
    let split = |text: &str| match text.split_once(' ') {
        Some((root, path)) => (root.to_owned(), PathPattern::parse(path)),
        None => (text.to_owned(), PathPattern::default()),
    };
    for global in globals {
        let (root, path) = split(global);
        matches.add(RootKey::Global(root), path, row.clone());
    }
    for module in modules {
        let (root, path) = split(module);
        matches.add(RootKey::Module(root), path, row.clone());
    }
}

#[cfg(test)]
mod tests {
    use crate::Tables;

    fn class_of(path: &str) -> Option<&'static str> {
        let table = &Tables::embedded().sources;
        table.of_path(path).map(|source| table.sources[source].class.as_str())
    }

    #[test]
    fn paths_are_told_by_their_ends() {
        for (path, class) in [
            ("~/.aws/credentials", Some("credential-file")),
            ("/home/ann/.aws/credentials", Some("credential-file")),
            ("{}/.ssh/id_rsa", Some("credential-file")),
            ("~/.ssh/{}", Some("credential-file")),
            ("~/.ssh/known_hosts", Some("personal-file")),
            ("~\\.npmrc", Some("credential-file")),
            ("%LOCALAPPDATA%\\Google\\Chrome\\User Data\\Default\\{}", Some("browser-profile")),
            ("~/.gnupg", Some("credential-file")),
            ("%APPDATA%/Signal/config.json", Some("messenger")),
            ("{}/Signal/config.json", None),
            ("/etc/passwd", Some("system-file")),
            ("{}/etc/passwd", None),
            (".env", Some("project-secret")),
            ("{}/.env.production", Some("project-secret")),
            (".env.example", Some("personal-file")),
            ("/package/.env", None),
            ("/package/lib/../../.env", Some("project-secret")),
            ("~/.config/{}", None),
            ("~/notes.txt", None),
            ("{}", None),
            ("", None),
            ("../..", None),
        ] {
            assert_eq!(class_of(path), class, "{path}");
        }
    }

    #[test]
    fn variables_are_told_by_names_and_words() {
        let table = &Tables::embedded().sources;
        for name in ["NPM_TOKEN", "ACME_API_KEY", "db_password", "MY_SECRET_VALUE"] {
            assert!(table.of_variable(name).is_some(), "{name}");
        }
        for name in ["PWD", "NODE_ENV", "AUTHOR", "TOKENIZER", "KEYBOARD", "PORT"] {
            assert!(table.of_variable(name).is_none(), "{name}");
        }
    }

    #[test]
    fn commands_are_told_by_what_they_print() {
        let table = &Tables::embedded().sources;
        let classes = |line: &str| -> Vec<&'static str> {
            table.of_command(line).into_iter().map(|(source, _)| table.sources[source].class.as_str()).collect()
        };
        assert_eq!(classes("env | base64"), ["environment"]);
        assert_eq!(classes("env CI=1 node build.js"), [""; 0]);
        assert_eq!(classes("cat $HOME/.ssh/id_rsa"), ["credential-file"]);
        assert_eq!(classes("gh auth token"), ["secret"]);
        assert_eq!(classes("settings --all"), [""; 0]);
        assert_eq!(classes("uname -a && whoami"), ["host", "host-identity"]);
    }
}
