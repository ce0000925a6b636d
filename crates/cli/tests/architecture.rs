//! The crates as they are, held against the pages that describe them.
//!
//! `crates/README.md` fixes who may depend on whom, in blocks that this test reads, and `crates/DEPENDENCIES.md` says
//! what each dependency from outside is for. Where a page and a `Cargo.toml` disagree, one of them is wrong;
//! the message says what to change in each case.
//!
//! Dependencies of tests between the crates are free: they take no part in the program.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use toml::{Table, Value};

const PREFIX: &str = "molehunt-";

#[test]
fn the_crates_depend_on_each_other_as_the_page_says() {
    let workspace = Workspace::read();
    let page = edges();
    let mut problems = Vec::new();
    for name in workspace.crates.keys() {
        if !page.iter().any(|edge| edge.name == *name) {
            problems.push(format!("the crate `{name}` is missing: give it a line, above everything it depends on"));
        }
    }
    for edge in &page {
        let Some(found) = workspace.crates.get(&edge.name) else {
            problems.push(format!("there is no crate `{}`: take its line out", edge.name));
            continue;
        };
        let real = found.inside();
        for extra in real.difference(&edge.targets) {
            problems.push(format!(
                "`{}` depends on `{extra}`, which the page does not allow: \
                 take it out of crates/{}/Cargo.toml, or add it to the line and say why on the page",
                edge.name, edge.name
            ));
        }
        for missing in edge.targets.difference(&real) {
            problems.push(format!(
                "`{}` does not depend on `{missing}`, although the page says so: take it out of the line",
                edge.name
            ));
        }
    }
    assert_none(&problems, "the block `edges` of crates/README.md");
}

#[test]
fn the_crates_depend_downwards_only() {
    let page = edges();
    let mut problems = Vec::new();
    for (line, edge) in page.iter().enumerate() {
        for target in &edge.targets {
            if !page[line + 1..].iter().any(|below| below.name == *target) {
                problems.push(format!("`{}` depends on `{target}`, which is not among the lines below it", edge.name));
            }
        }
    }
    assert_none(&problems, "the block `edges` of crates/README.md");
}

#[test]
fn what_must_not_know_each_other_is_apart() {
    let workspace = Workspace::read();
    let mut problems = Vec::new();
    for line in block("apart") {
        let reached = workspace.reached_from(&line.name);
        for pattern in &line.targets {
            for (target, through) in reached.iter().filter(|(target, _)| matches(pattern, target)) {
                problems.push(format!("`{}` must not know `{target}`, and reaches it through `{through}`", line.name));
            }
        }
    }
    assert_none(&problems, "the block `apart` of crates/README.md");
}

#[test]
fn what_one_crate_owns_no_other_crate_uses() {
    let workspace = Workspace::read();
    let mut problems = Vec::new();
    for line in block("only") {
        for (name, found) in &workspace.crates {
            for used in found.uses.iter().filter(|used| matches(&line.name, used) && !line.targets.contains(name)) {
                let owners = listed(&line.targets);
                problems
                    .push(format!("`{name}` depends on `{used}`, which is left to {owners}: call that crate instead"));
            }
        }
    }
    assert_none(&problems, "the block `only` of crates/README.md");
}

#[test]
fn every_dependency_says_what_it_is_for() {
    let workspace = Workspace::read();
    let page = dependency_rows();
    let mut problems = Vec::new();
    for name in workspace.outside.keys() {
        let users = workspace.users_of(name);
        if users.is_empty() {
            problems.push(format!("nothing uses `{name}`: take it out of [workspace.dependencies]"));
            continue;
        }
        match page.iter().find(|row| row.name == *name) {
            None => problems.push(format!("`{name}` is missing, add: | `{name}` | {} | why |", listed(&users))),
            Some(row) if row.users != users => problems.push(format!(
                "`{name}` is used in {}, and the page says {}: correct its row",
                listed(&users),
                listed(&row.users)
            )),
            Some(row) if row.why.is_empty() => problems.push(format!("the row of `{name}` does not say why")),
            Some(_) => {}
        }
    }
    for row in page.iter().filter(|row| !workspace.outside.contains_key(&row.name)) {
        problems.push(format!("`{}` is not in [workspace.dependencies] any more: take its row out", row.name));
    }
    assert_none(&problems, "the table of crates/DEPENDENCIES.md");
}

#[test]
fn versions_are_fixed_in_one_place() {
    let workspace = Workspace::read();
    let mut problems = workspace.with_own_version.clone();
    for (name, value) in &workspace.outside {
        let version = value.get("version").unwrap_or(value).as_str().unwrap_or_default();
        // The swc crates are published as a set, and a mixed one does not compile or, worse, compiles.
        if name.starts_with("swc_") && !version.starts_with('=') {
            problems.push(format!("`{name}` has the version \"{version}\": write it as \"=…\", as all of swc"));
        }
        if version.is_empty() || value.get("git").is_some() || value.get("path").is_some() {
            problems.push(format!("`{name}` does not come from the registry by its version"));
        }
    }
    assert_none(&problems, "[workspace.dependencies] of Cargo.toml");
}

/// What the manifests say.
struct Workspace {
    /// The crates in `crates/`, by their names without prefix.
    crates: BTreeMap<String, Crate>,
    /// The dependencies from outside in `[workspace.dependencies]`.
    outside: BTreeMap<String, Value>,
    /// Dependencies that a crate declares by itself, as problems.
    with_own_version: Vec<String>,
}

#[derive(Default)]
struct Crate {
    /// What the program, or its build, needs.
    uses: BTreeSet<String>,
    /// What only tests need.
    test_uses: BTreeSet<String>,
}

/// One line `name: target target` of a block.
struct Line {
    name: String,
    targets: BTreeSet<String>,
}

/// One row of the table of dependencies.
struct Row {
    name: String,
    users: BTreeSet<String>,
    why: String,
}

impl Workspace {
    fn read() -> Self {
        let root = manifest(&root().join("Cargo.toml"));
        let shared = root["workspace"]["dependencies"].as_table().expect("the workspace shares its dependencies");
        let outside = shared.iter().filter(|(name, _)| !name.starts_with(PREFIX));
        let mut workspace = Self {
            crates: BTreeMap::new(),
            outside: outside.map(|(name, value)| (name.clone(), value.clone())).collect(),
            with_own_version: Vec::new(),
        };
        for entry in fs::read_dir(self::root().join("crates")).expect("there is a folder of crates") {
            let path = entry.expect("the folder can be listed").path();
            if path.join("Cargo.toml").exists() {
                workspace.add(&manifest(&path.join("Cargo.toml")));
            }
        }
        workspace
    }

    fn add(&mut self, manifest: &Table) {
        let full_name = manifest["package"]["name"].as_str().expect("a package has a name");
        let name = full_name.strip_prefix(PREFIX).expect("each crate is called molehunt-…");
        let mut found = Crate::default();
        let of_targets = manifest.get("target").and_then(Value::as_table).into_iter().flat_map(Table::values);
        for tables in [manifest].into_iter().chain(of_targets.filter_map(Value::as_table)) {
            for (kind, is_test) in [("dependencies", false), ("build-dependencies", false), ("dev-dependencies", true)]
            {
                let Some(table) = tables.get(kind).and_then(Value::as_table) else { continue };
                for (dependency, value) in table {
                    if value.get("workspace").and_then(Value::as_bool) != Some(true) {
                        self.with_own_version.push(format!(
                            "crates/{name}/Cargo.toml declares `{dependency}` by itself: write `{dependency}.workspace = true`"
                        ));
                    }
                    let uses = if is_test { &mut found.test_uses } else { &mut found.uses };
                    uses.insert(dependency.clone());
                }
            }
        }
        self.crates.insert(name.to_owned(), found);
    }

    /// The crates that use a dependency from outside; those whose tests alone use it are marked.
    fn users_of(&self, dependency: &str) -> BTreeSet<String> {
        let mut users = BTreeSet::new();
        for (name, found) in &self.crates {
            if found.uses.contains(dependency) {
                users.insert(name.clone());
            } else if found.test_uses.contains(dependency) {
                users.insert(format!("{name} (tests)"));
            }
        }
        users
    }

    /// Everything that a crate reaches through our own crates, and the crate that names it.
    fn reached_from(&self, name: &str) -> BTreeMap<String, String> {
        assert!(self.crates.contains_key(name), "there is no crate `{name}`: take it out of crates/README.md");
        let mut reached = BTreeMap::new();
        let mut open = vec![name.to_owned()];
        while let Some(name) = open.pop() {
            for target in self.crates.get(&name).into_iter().flat_map(|found| &found.uses) {
                let short = target.strip_prefix(PREFIX).unwrap_or(target);
                if reached.insert(short.to_owned(), name.clone()).is_none() && target.starts_with(PREFIX) {
                    open.push(short.to_owned());
                }
            }
        }
        reached
    }
}

impl Crate {
    /// Our own crates among what it uses, without prefix.
    fn inside(&self) -> BTreeSet<String> {
        self.uses.iter().filter_map(|name| name.strip_prefix(PREFIX)).map(str::to_owned).collect()
    }
}

/// The lines of the block `edges`.
fn edges() -> Vec<Line> {
    block("edges")
}

/// The lines of a fenced block of the architecture page.
fn block(word: &str) -> Vec<Line> {
    let page = fs::read_to_string(root().join("crates/README.md")).expect("crates/README.md can be read");
    let fence = format!("```{word}");
    let mut lines = page.lines();
    assert!(lines.any(|line| line == fence), "crates/README.md has no block `{word}`");
    lines
        .take_while(|line| *line != "```")
        .map(|line| {
            let (name, targets) = line.split_once(':').expect("a line of a block reads `name: target target`");
            Line { name: name.to_owned(), targets: targets.split_whitespace().map(str::to_owned).collect() }
        })
        .collect()
}

/// The rows of the table of dependencies.
fn dependency_rows() -> Vec<Row> {
    let page = fs::read_to_string(root().join("crates/DEPENDENCIES.md")).expect("crates/DEPENDENCIES.md can be read");
    page.lines()
        .filter(|line| line.starts_with("| `"))
        .map(|line| {
            let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
            let [name, users, why] = cells[..] else { panic!("a row has three cells: {line}") };
            Row {
                name: name.trim_matches('`').to_owned(),
                users: users.split(", ").map(|user| user.replace('`', "")).collect(),
                why: why.to_owned(),
            }
        })
        .collect()
}

fn manifest(path: &Path) -> Table {
    let text = fs::read_to_string(path).expect("a manifest can be read");
    toml::from_str(&text).expect("a manifest is TOML")
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Whether a name is meant; `*` at the end stands for the rest of it.
fn matches(pattern: &str, name: &str) -> bool {
    match pattern.strip_suffix('*') {
        Some(start) => name.starts_with(start),
        None => name == pattern,
    }
}

fn listed(names: &BTreeSet<String>) -> String {
    let quoted = names.iter().map(|name| match name.split_once(' ') {
        Some((name, rest)) => format!("`{name}` {rest}"),
        None => format!("`{name}`"),
    });
    quoted.collect::<Vec<_>>().join(", ")
}

fn assert_none(problems: &[String], place: &str) {
    assert!(problems.is_empty(), "{place} and the manifests disagree:\n  - {}\n", problems.join("\n  - "));
}
