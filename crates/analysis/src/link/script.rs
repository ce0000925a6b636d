//! Commands that run where a package is installed: scripts of the manifest, and what `binding.gyp` has the build run.
//!
//! A command is read as if the code started it, so that whatever is known of commands is known of these as well.

use std::collections::BTreeSet;

use molehunt_model::{ActKind, Anchor, Behaviour, Evidence, Fact, Occasion};
use molehunt_source::{ByteSpan, File, Package, PackagePath, SourceText};

use super::{Linking, reach::scripts_run_by};
use crate::extract::facts_within;

/// The file that a build of native code is described in.
const GYP: &str = "binding.gyp";
/// Bytes of one command that are read, and commands of one package.
const LONGEST: usize = 16 << 10;
const MOST_COMMANDS: usize = 64;
/// The scripts that run for whoever installs the package from a registry. `prepare` and its like run for its authors, and
/// where it is installed from a repository.
const INSTALL_SCRIPTS: [&str; 3] = ["preinstall", "install", "postinstall"];
/// The class of a command that stands in one of them.
const INSTALL_SCRIPT: &str = "install-script";
/// What the names of files for a shell end with.
const SHELL_FILES: [&str; 3] = [".sh", ".bash", ".zsh"];

/// The commands that `binding.gyp` runs where the package is installed.
pub(super) fn gyp_commands(package: &Package, linking: Linking<'_>) -> Vec<String> {
    let source = package.file(GYP).and_then(|file| (linking.read)(file));
    source
        .map_or_else(Vec::new, |source| commands_in(source.as_str()).into_iter().map(|(command, _)| command).collect())
}

/// The files for a shell that some commands start, with what they say.
pub(super) fn shell_files<'p>(
    package: &'p Package,
    commands: &[&str],
    linking: Linking<'_>,
) -> Vec<(&'p File, SourceText)> {
    let mut files: Vec<(&File, SourceText)> = Vec::new();
    let mut open: Vec<String> = commands.iter().map(|command| (*command).to_owned()).collect();
    let mut next = 0;
    while let Some(command) = open.get(next).cloned() {
        next += 1;
        for word in command.split(|letter: char| letter.is_whitespace() || "&|;\"'=()<>".contains(letter)) {
            let path = word.strip_prefix("./").unwrap_or(word);
            let is_new = |(file, _): &(&File, SourceText)| file.path.as_str() != path;
            if SHELL_FILES.iter().any(|end| path.ends_with(end))
                && files.len() < MOST_COMMANDS
                && files.iter().all(is_new)
                && let Some(file) = package.file(path).filter(|file| file.size <= LONGEST as u64)
                && let Some(source) = (linking.read)(file)
            {
                open.push(source.as_str().to_owned());
                files.push((file, source));
            }
        }
    }
    files
}

/// What these commands do. `scripts` are those of the manifest.
pub(super) fn facts(package: &Package, scripts: &[&str], linking: Linking<'_>) -> Vec<Fact> {
    let mut facts = Vec::new();
    let of_users: BTreeSet<&str> = scripts_run_by(&package.manifest, &INSTALL_SCRIPTS).into_iter().collect();
    let mut add = |file: Option<&File>, commands: &dyn Fn(&str) -> Vec<(String, ByteSpan)>| {
        let Some(file) = file else { return };
        let Some(source) = (linking.read)(file) else { return };
        for (command, span) in commands(source.as_str()).into_iter().take(MOST_COMMANDS) {
            let found = facts_of(&file.path, &source, &command, span, linking).into_iter();
            let is_for_users = file.path.as_str() == GYP || of_users.contains(&*command);
            facts.extend(found.map(|fact| if is_for_users { marked(fact) } else { fact }));
        }
    };
    if !scripts.is_empty() {
        add(package.file("package.json"), &|text| {
            scripts.iter().map(|script| ((*script).to_owned(), place_in(text, script))).collect()
        });
    }
    add(package.file(GYP), &commands_in);
    let built = gyp_commands(package, linking);
    let commands: Vec<&str> = scripts.iter().copied().chain(built.iter().map(String::as_str)).collect();
    for (file, source) in shell_files(package, &commands, linking) {
        let found = facts_of(&file.path, &source, source.as_str(), ByteSpan::default(), linking);
        facts.extend(found.into_iter().map(|fact| at_its_line(fact, &source)));
    }
    facts
}

/// A command as one that runs for whoever installs the package.
fn marked(mut fact: Fact) -> Fact {
    if let Behaviour::Act(act) = &mut fact.behaviour
        && act.kind == ActKind::RunCommand
    {
        act.classes.push(INSTALL_SCRIPT.to_owned());
        act.classes.sort();
    }
    fact
}

/// A fact of a file for a shell, at the line that names what it is about.
fn at_its_line(mut fact: Fact, source: &SourceText) -> Fact {
    let text = source.as_str();
    let named = match &fact.behaviour {
        Behaviour::SendData(sent) => text.find(&sent.destination.value).map(|at| (at, sent.destination.value.len())),
        Behaviour::Act(act) => {
            let word = act.subject.split_whitespace().next().unwrap_or("");
            text.find(word).map(|at| (at, word.len()))
        }
        _ => None,
    };
    if let Some((at, length)) = named {
        fact.evidence.span = source.span(ByteSpan { start: at as u32, end: (at + length) as u32 });
    }
    fact
}

/// What one command does, which is written at a place of a file.
fn facts_of(path: &PackagePath, source: &SourceText, command: &str, span: ByteSpan, linking: Linking<'_>) -> Vec<Fact> {
    if command.len() > LONGEST {
        return Vec::new();
    }
    let Ok(text) = serde_json::to_string(command) else { return Vec::new() };
    let code = SourceText::decode(format!("require('child_process').execSync({text})").into_bytes());
    let at_place = |fact: Fact| Fact {
        anchor: Anchor::Load,
        evidence: Evidence {
            file: path.clone(),
            span: source.span(span),
            trace: Vec::new(),
            reachable: true,
            occasion: Occasion::Install,
        },
        ..fact
    };
    facts_within(path, &code, linking.tables, 0).into_iter().map(at_place).collect()
}

/// Where a script stands in the text of a manifest, with its quotes.
fn place_in(text: &str, script: &str) -> ByteSpan {
    let quoted = serde_json::to_string(script).unwrap_or_default();
    let at = text.find(&quoted).unwrap_or(0);
    let end = if text[at..].starts_with(&quoted) { at + quoted.len() } else { at };
    ByteSpan { start: at as u32, end: end as u32 }
}

/// The commands in the description of a build: expansions, `<!(node find.js)`, and actions, `'action': ['node', 'a.js']`.
fn commands_in(text: &str) -> Vec<(String, ByteSpan)> {
    let mut commands = Vec::new();
    let span = |start: usize, end: usize| ByteSpan { start: start as u32, end: end as u32 };
    for mark in ["<!(", "<!@(", "<!pymod_do_main("] {
        for (at, _) in text.match_indices(mark) {
            let start = at + mark.len();
            let end = start + past_bracket(&text[start..]);
            commands.push((text[start..end].replace("\\\"", "\""), span(start, end)));
        }
    }
    for (at, _) in text.match_indices("action") {
        let rest = &text[at + "action".len()..];
        let Some(list) = rest.trim_start_matches(['"', '\'']).trim_start().strip_prefix(':') else { continue };
        let Some(list) = list.trim_start().strip_prefix('[') else { continue };
        let words: Vec<String> = quoted_words(list);
        if let Ok(command) = shlex::try_join(words.iter().map(String::as_str)) {
            commands.push((command, span(at, at + "action".len())));
        }
    }
    commands.sort_by_key(|(_, span)| span.start);
    commands.truncate(MOST_COMMANDS);
    commands
}

/// The offset of the bracket that closes one before the text.
fn past_bracket(text: &str) -> usize {
    let mut depth = 1_usize;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'(' => depth += 1,
            b')' => depth -= 1,
            b'\n' => return at,
            _ => {}
        }
        if depth == 0 {
            return at;
        }
    }
    text.len()
}

/// The texts of a list up to its end, whichever quotes they have.
fn quoted_words(list: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut letters = list.chars().take(LONGEST);
    while let Some(letter) = letters.next() {
        match letter {
            ']' => break,
            quote @ ('"' | '\'') => {
                let mut word = String::new();
                while let Some(letter) = letters.next().filter(|letter| *letter != quote) {
                    word.extend(if letter == '\\' { letters.next() } else { Some(letter) });
                }
                words.push(word);
            }
            _ => {}
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_build_runs_expansions_and_actions() {
        let text = "{ 'targets': [{ 'include_dirs': [\"<!(node -p \\\"require('nan').include(1)\\\")\"],\n\
                    'actions': [{ 'action_name': 'x', 'action': ['node', 'tools/make it.js'] }] }] }";
        let commands: Vec<String> = commands_in(text).into_iter().map(|(command, _)| command).collect();
        assert_eq!(commands, ["node -p \"require('nan').include(1)\"", "node 'tools/make it.js'"]);
    }

    #[test]
    fn ends_in_the_middle_are_no_harm() {
        for text in ["<!(", "'action': [", "'action': ['a", "action", "<!@(node (", "é<!(é"] {
            commands_in(text);
        }
    }
}
