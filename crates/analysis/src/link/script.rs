//! Commands that run where a package is installed: scripts of the manifest, and what `binding.gyp` has the build run.
//!
//! A command is read as if the code started it, so that whatever is known of commands is known of these as well.

use molehunt_model::{Anchor, Evidence, Fact, Occasion};
use molehunt_source::{ByteSpan, File, Package, PackagePath, SourceText};

use super::Linking;
use crate::extract::facts_within;

/// The file that a build of native code is described in.
const GYP: &str = "binding.gyp";
/// Bytes of one command that are read, and commands of one package.
const LONGEST: usize = 16 << 10;
const MOST_COMMANDS: usize = 64;

/// The commands that `binding.gyp` runs where the package is installed.
pub(super) fn gyp_commands(package: &Package, linking: Linking<'_>) -> Vec<String> {
    let source = package.file(GYP).and_then(|file| (linking.read)(file));
    source
        .map_or_else(Vec::new, |source| commands_in(source.as_str()).into_iter().map(|(command, _)| command).collect())
}

/// What these commands do. `scripts` are those of the manifest.
pub(super) fn facts(package: &Package, scripts: &[&str], linking: Linking<'_>) -> Vec<Fact> {
    let mut facts = Vec::new();
    let mut add = |file: Option<&File>, commands: &dyn Fn(&str) -> Vec<(String, ByteSpan)>| {
        let Some(file) = file else { return };
        let Some(source) = (linking.read)(file) else { return };
        for (command, span) in commands(source.as_str()).into_iter().take(MOST_COMMANDS) {
            facts.extend(facts_of(&file.path, &source, &command, span, linking));
        }
    };
    if !scripts.is_empty() {
        add(package.file("package.json"), &|text| {
            scripts.iter().map(|script| ((*script).to_owned(), place_in(text, script))).collect()
        });
    }
    add(package.file(GYP), &commands_in);
    facts
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
        let list = list.split(']').next().unwrap_or(list);
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

/// The texts in a list, whichever quotes they have.
fn quoted_words(list: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut rest = list;
    while let Some(at) = rest.find(['"', '\'']) {
        let quote = char::from(rest.as_bytes()[at]);
        let inner = &rest[at + 1..];
        let Some(end) = inner.find(quote) else { break };
        words.push(inner[..end].to_owned());
        rest = &inner[end + 1..];
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
