//! Which files of a package run when somebody uses it.
//!
//! Entry points are what the manifest names, what its scripts for users run, and what other packages load by path;
//! from there modules are followed.
//! Where something cannot be told (a module loaded by a computed name, an entry point that is not there),
//! all code counts as reached except what lies in folders for tests, examples and documentation.

use std::collections::{BTreeMap, BTreeSet};

use molehunt_model::UnanalysedReason;
use molehunt_source::{Manifest, Package};
use serde_json::Value as Json;

use super::resolve::Resolver;
use crate::{extract::FileFacts, tables::Tables};

/// The files that a package's entry points and scripts name, and all that these reach.
pub(super) struct Reachable {
    pub(super) entries: BTreeSet<String>,
    pub(super) files: BTreeSet<String>,
    /// Those of them that run where the package is installed.
    pub(super) installing: BTreeSet<String>,
}

/// Which files are reached. `installing_commands` run where the package is installed.
pub(super) fn reachable(
    package: &Package,
    resolver: &Resolver,
    files: &BTreeMap<&str, &FileFacts>,
    deep_imports: &[String],
    installing_commands: &[&str],
    tables: &Tables,
) -> Reachable {
    let start = || Reach { package, files, resolver, tables, reached: BTreeSet::new(), queue: Vec::new() };
    let mut installing = start();
    installing.add_programs(installing_commands);
    installing.follow_plainly();
    let mut reach = start();
    reach.add_entries(deep_imports);
    reach.add_commands(installing_commands);
    let entries = reach.reached.clone();
    reach.follow();
    Reachable { entries, files: reach.reached, installing: installing.reached }
}

struct Reach<'a> {
    package: &'a Package,
    files: &'a BTreeMap<&'a str, &'a FileFacts>,
    resolver: &'a Resolver,
    tables: &'a Tables,
    reached: BTreeSet<String>,
    queue: Vec<String>,
}

impl Reach<'_> {
    fn add_entries(&mut self, deep_imports: &[String]) {
        let manifest = self.package.manifest.raw();
        let mut named = Vec::new();
        let mut is_complete = true;
        for field in [
            "main",
            "module",
            "bin",
            "browser",
            "exports",
            "jsnext:main",
            "esnext",
            "es2015",
            "react-native",
            "source",
            "unpkg",
            "jsdelivr",
        ] {
            if let Some(value) = manifest.get(field) {
                collect_targets(value, &mut named);
            }
        }
        for target in &named {
            is_complete &= self.add_target(target);
        }
        self.add_commands(&scripts_run_by(&self.package.manifest, &SCRIPTS_FOR_USERS));
        if named.is_empty() || manifest.get("main").is_none() && manifest.get("exports").is_none() {
            let has_index = self.add_target("index");
            // Neither an entry point nor an index: an application, or a folder of files.
            is_complete &= has_index || !named.is_empty();
        }
        for path in deep_imports {
            self.add_target(path);
        }
        if !is_complete {
            self.add_all();
        }
        // Some frameworks load every file of certain folders.
        let loads = self.files.values().flat_map(|file| file.loads.iter());
        let folders: BTreeSet<&String> =
            loads.flat_map(|(specifier, _)| self.tables.mcp.loaded_folders(specifier)).collect();
        if !folders.is_empty() {
            let is_loaded = |path: &str| path.split('/').any(|segment| folders.iter().any(|folder| *folder == segment));
            let loaded: Vec<String> =
                self.files.keys().filter(|path| is_loaded(path)).map(|path| (*path).to_owned()).collect();
            loaded.into_iter().for_each(|path| self.reach(path));
        }
    }

    /// Adds what commands name.
    fn add_commands(&mut self, commands: &[&str]) {
        for word in commands.iter().flat_map(|command| words_of(command)) {
            if word.contains(['.', '/']) || self.package.file(word).is_some() {
                self.add_word(word);
            }
        }
    }

    /// Adds the files that commands run, and none that they are only told of.
    fn add_programs(&mut self, commands: &[&str]) {
        for command in commands.iter().flat_map(|command| command.split(['&', '|', ';', '\n'])) {
            let words = shlex::split(command).unwrap_or_default();
            let is_setting = |word: &&String| word.contains('=') || SETTING_PROGRAMS.contains(&word.as_str());
            let mut words = words.iter().skip_while(is_setting);
            let Some(program) = words.next() else { continue };
            let name = program.rsplit('/').next().unwrap_or(program);
            if !RUNTIMES.contains(&name) {
                self.add_word(program);
                continue;
            }
            let mut is_loaded = false;
            for word in words {
                if word.starts_with('-') {
                    is_loaded = matches!(word.as_str(), "-r" | "--require" | "--import" | "--loader");
                    continue;
                }
                self.add_word(word);
                if !std::mem::take(&mut is_loaded) {
                    break;
                }
            }
        }
    }

    /// Adds what a word of a command names. A star stands for names in one folder, where a shell sees it.
    fn add_word(&mut self, word: &str) {
        let word = word.trim_start_matches("./");
        let Some((before, after)) = word.split_once('*') else {
            self.add_target(word);
            return;
        };
        let is_named = |path: &&str| {
            let between = path.strip_prefix(before).and_then(|rest| rest.strip_suffix(after));
            between.is_some_and(|between| !between.contains('/'))
        };
        let named: Vec<String> =
            self.files.keys().filter(|path| is_named(path)).map(|path| (*path).to_owned()).collect();
        named.into_iter().for_each(|path| self.reach(path));
    }

    /// Adds what a manifest's path names; says whether there is such a file.
    fn add_target(&mut self, target: &str) -> bool {
        let target = target.trim_start_matches("./").trim_end_matches('/');
        if let Some((before, after)) = target.split_once('*') {
            let matching: Vec<String> = self
                .files
                .keys()
                .filter(|path| path.starts_with(before) && path.ends_with(after))
                .map(|path| (*path).to_owned())
                .collect();
            let any = !matching.is_empty();
            matching.into_iter().for_each(|path| self.reach(path));
            return any || self.package.files.iter().any(|file| file.path.as_str().starts_with(before));
        }
        if target.is_empty() || target == "." {
            return self.add_target("index");
        }
        if self.package.file(target).is_some() {
            self.reach(target.to_owned());
            return true;
        }
        let candidates = ["", "/index"].into_iter().flat_map(|index| {
            [".js", ".mjs", ".cjs", ".json", ".node", ".ts", ".tsx", ".mts", ".cts", ".jsx"]
                .map(move |ending| format!("{index}{ending}"))
        });
        for candidate in candidates {
            let path = format!("{target}{candidate}");
            if self.package.file(&path).is_some() {
                self.reach(path);
                return true;
            }
        }
        false
    }

    fn add_all(&mut self) {
        // What has no tree because it is not JavaScript is loaded by nobody, unless somebody says so.
        let may_run = |file: &FileFacts| {
            !is_aside(file.path.as_str())
                && file.unanalysed.as_ref().is_none_or(|unanalysed| unanalysed.0 != UnanalysedReason::ParseError)
        };
        let all: Vec<String> =
            self.files.iter().filter(|(_, file)| may_run(file)).map(|(path, _)| (*path).to_owned()).collect();
        all.into_iter().for_each(|path| self.reach(path));
    }

    fn reach(&mut self, path: String) {
        if self.reached.insert(path.clone()) {
            self.queue.push(path);
        }
    }

    fn follow(&mut self) {
        while let Some(path) = self.queue.pop() {
            let Some(file) = self.files.get(path.as_str()) else { continue };
            if file.loads_unknown {
                self.add_all();
            }
            for (specifier, is_require) in file.loads.iter() {
                self.follow_request(&path, specifier, is_require);
            }
        }
    }

    /// Follows the names that are written out alone: a module whose name is computed may be any, and is hardly all.
    fn follow_plainly(&mut self) {
        while let Some(path) = self.queue.pop() {
            let Some(file) = self.files.get(path.as_str()) else { continue };
            for (specifier, is_require) in file.loads.iter() {
                self.follow_request(&path, specifier, is_require);
            }
        }
    }

    fn follow_request(&mut self, from: &str, specifier: &str, is_require: bool) {
        if !self.resolver.is_own(specifier) {
            return;
        }
        if let Some(path) = self.resolver.resolve(from, specifier, is_require) {
            return self.reach(path);
        }
        // A folder whose own package.json names its entry point: everything directly in it may be meant.
        let Some(path) = self.resolver.folder(from, specifier) else { return };
        if self.package.file(&format!("{path}/package.json")).is_some() {
            let prefix = format!("{path}/");
            let inner: Vec<String> =
                self.files.keys().filter(|file| file.starts_with(&prefix)).map(|file| (*file).to_owned()).collect();
            inner.into_iter().for_each(|path| self.reach(path));
        }
    }
}

/// Scripts that run where a package is installed or started, without anybody asking for more.
///
/// They are those of npm's page on life cycle scripts.
const SCRIPTS_FOR_USERS: [&str; 14] = [
    "preinstall",
    "install",
    "postinstall",
    "prepublish",
    "preprepare",
    "prepare",
    "postprepare",
    "dependencies",
    "prestart",
    "start",
    "poststart",
    "prerestart",
    "restart",
    "postrestart",
];

/// Programs that run the file which they are given first, and those that only set something for another one.
const RUNTIMES: [&str; 12] =
    ["node", "nodejs", "bun", "deno", "run", "tsx", "ts-node", "jiti", "esno", "sh", "bash", "electron"];
const SETTING_PROGRAMS: [&str; 5] = ["cross-env", "cross-env-shell", "env", "npx", "sudo"];

/// Those that run where it is installed, also from a repository.
pub(super) const SCRIPTS_AT_INSTALL: [&str; 8] =
    ["preinstall", "install", "postinstall", "prepublish", "preprepare", "prepare", "postprepare", "dependencies"];

/// The commands of some scripts, and of those that they run by name. Those for testing and building are for its authors.
pub(super) fn scripts_run_by<'m>(manifest: &'m Manifest, names: &[&'m str]) -> Vec<&'m str> {
    let scripts: BTreeMap<&str, &str> = manifest.scripts().into_iter().collect();
    let mut names: Vec<&str> = names.to_vec();
    let mut next = 0;
    let mut commands = Vec::new();
    while let Some(name) = names.get(next).copied() {
        next += 1;
        let Some((_, command)) = scripts.get_key_value(name) else { continue };
        commands.push(*command);
        for word in words_of(command) {
            if let Some((name, _)) = scripts.get_key_value(word)
                && !names.contains(name)
            {
                names.push(name);
            }
        }
    }
    commands
}

fn words_of(command: &str) -> impl Iterator<Item = &str> {
    command.split([' ', '&', '|', ';', '"', '\'', '=', '(', ')'])
}

/// Every path in a manifest field: a string, or strings at any depth of `exports`.
fn collect_targets(value: &Json, targets: &mut Vec<String>) {
    match value {
        Json::String(target) => {
            let is_type = target.ends_with(".d.ts") || target.ends_with(".d.mts") || target.ends_with(".d.cts");
            if !is_type && !target.ends_with(".css") {
                targets.push(target.clone());
            }
        }
        Json::Array(items) => items.iter().for_each(|item| collect_targets(item, targets)),
        Json::Object(map) => {
            map.iter().filter(|(key, _)| *key != "types").for_each(|(_, item)| collect_targets(item, targets));
        }
        _ => {}
    }
}

/// Folders and names of files that users of a package do not run.
fn is_aside(path: &str) -> bool {
    const FOLDERS: &[&str] = &[
        "test",
        "tests",
        "__tests__",
        "spec",
        "specs",
        "__specs__",
        "example",
        "examples",
        "demo",
        "demos",
        "doc",
        "docs",
        "documentation",
        "benchmark",
        "benchmarks",
        "bench",
        "fixture",
        "fixtures",
        "__fixtures__",
        "__mocks__",
        "mocks",
        "sample",
        "samples",
        "website",
        "e2e",
        ".storybook",
        "stories",
        "coverage",
        "playground",
    ];
    let mut segments: Vec<&str> = path.split('/').collect();
    let name = segments.pop().unwrap_or_default();
    let words: Vec<&str> = name.split('.').collect();
    let is_test_name = words.len() > 2
        && words[1..words.len() - 1]
            .iter()
            .any(|word| matches!(*word, "test" | "tests" | "spec" | "stories" | "bench" | "e2e"));
    is_test_name
        || matches!(words[0], "test" | "tests")
        || segments.iter().any(|segment| FOLDERS.contains(&segment.to_ascii_lowercase().as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tests_and_examples_lie_aside() {
        for path in ["test/a.js", "lib/__tests__/a.ts", "src/a.test.ts", "examples/x/index.js", "a.spec.js", "test.js"]
        {
            assert!(is_aside(path), "{path}");
        }
        for path in ["lib/test-utils.js", "src/contest.js", "latest/index.js", "index.js"] {
            assert!(!is_aside(path), "{path}");
        }
    }
}
