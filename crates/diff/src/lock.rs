//! What packages are approved to do: `molehunt.lock`, its text, and the comparison with what they do.
//!
//! A lock is made for a pull request: one behaviour a line, sorted, and nothing in it that changes by itself, neither
//! versions nor places nor dates. Two branches that approve different things merge without a conflict, unless they do it
//! side by side, and a package that gains a recipient is one line more.

use std::collections::{BTreeMap, BTreeSet};

use molehunt_model::{Fact, FactKind};
use molehunt_source::PackageId;
use toml::{Table, Value};

use crate::essence::Essence;

/// The form of the file.
const VERSION: i64 = 1;

/// What git writes before each side of a conflict; no line that we write begins so.
const CONFLICT: &str = "<<<<<<<";

const HEAD: &str = "\
# What the packages of this project are approved to do: what leaves the machine, where to, and what runs code.
# Written by `molehunt lock`, enforced by `molehunt check`. Commit it: a line more is a behaviour more.
";

/// Approved behaviours by package.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lock {
    packages: BTreeMap<String, BTreeSet<String>>,
}

/// Why a text is no lock.
#[derive(Debug, thiserror::Error)]
pub enum LockError {
    /// A merge that nobody has finished.
    #[error(
        "line {line} begins a conflict that git left behind: keep what is approved from both sides, or take one side whole \
         (`git checkout --ours molehunt.lock`), and `molehunt check` tells what is not approved then"
    )]
    Conflict {
        /// Where the first one is.
        line: usize,
    },
    /// No TOML.
    #[error("it is not valid TOML: {0}")]
    Syntax(#[from] toml::de::Error),
    /// TOML of another shape.
    #[error("{place} is not as `molehunt lock` writes it: {expected} was expected; write the file anew")]
    Shape {
        /// Where.
        place: String,
        /// What should be there.
        expected: &'static str,
    },
}

/// A behaviour that is not approved.
#[derive(Debug, Clone)]
pub struct Unapproved {
    /// The package, as it is called in the lock.
    pub name: String,
    /// Where it was found.
    pub package: PackageId,
    /// What it does.
    pub fact: Fact,
    /// The lines that the lock lacks.
    pub lines: Vec<String>,
}

impl Lock {
    /// What these packages do.
    pub fn of(behaviours: &[(PackageId, Fact)]) -> Self {
        let mut lock = Self::default();
        for (package, fact) in behaviours {
            let lines = lines_of(fact);
            if !lines.is_empty() {
                lock.packages.entry(name_of(package).to_owned()).or_default().extend(lines);
            }
        }
        lock
    }

    /// Reads a lock.
    pub fn parse(text: &str) -> Result<Self, LockError> {
        let shape = |place: &str, expected| LockError::Shape { place: place.to_owned(), expected };
        if let Some(at) = text.lines().position(|line| line.starts_with(CONFLICT)) {
            return Err(LockError::Conflict { line: at + 1 });
        }
        let table: Table = text.parse()?;
        if table.get("version") != Some(&Value::Integer(VERSION)) {
            return Err(shape("`version`", "1"));
        }
        let mut lock = Self::default();
        let Some(packages) = table.get("packages") else { return Ok(lock) };
        for (name, entry) in packages.as_table().ok_or_else(|| shape("`packages`", "a table of packages"))? {
            let wrong = || shape(&format!("the entry of {name}"), "`does`, a list of texts,");
            let does = entry.get("does").and_then(Value::as_array).ok_or_else(wrong)?;
            let lines = does.iter().map(|line| line.as_str().map(str::to_owned).ok_or_else(wrong));
            lock.packages.insert(name.clone(), lines.collect::<Result<_, _>>()?);
        }
        Ok(lock)
    }

    /// The text of the file.
    pub fn write(&self) -> String {
        let mut text = format!("{HEAD}version = {VERSION}\n");
        for (name, lines) in self.packages.iter().filter(|(_, lines)| !lines.is_empty()) {
            text.push_str(&format!("\n[packages.{}]\ndoes = [\n", quoted(name)));
            lines.iter().for_each(|line| text.push_str(&format!("  {},\n", quoted(line))));
            text.push_str("]\n");
        }
        text
    }

    /// Takes what `other` says of one package, which may be nothing.
    pub fn update(&mut self, package: &str, other: &Self) {
        match other.packages.get(package) {
            Some(lines) => self.packages.insert(package.to_owned(), lines.clone()),
            None => self.packages.remove(package),
        };
    }

    /// The behaviours that this lock does not approve, in the order in which they are given.
    pub fn unapproved(&self, behaviours: &[(PackageId, Fact)]) -> Vec<Unapproved> {
        let none = BTreeSet::new();
        let mut told: BTreeSet<(&str, String)> = BTreeSet::new();
        let mut unapproved = Vec::new();
        for (package, fact) in behaviours {
            let name = name_of(package);
            let approved = self.packages.get(name).unwrap_or(&none);
            let mut lines = lines_of(fact);
            // One line is told once, however many places do it.
            lines.retain(|line| !approved.contains(line) && told.insert((name, line.clone())));
            if !lines.is_empty() {
                let (name, package, fact) = (name.to_owned(), package.clone(), fact.clone());
                unapproved.push(Unapproved { name, package, fact, lines });
            }
        }
        unapproved
    }

    /// The lines that this lock has and `other` has not, by package.
    pub fn without(&self, other: &Self) -> Vec<(&str, &str)> {
        let is_only_here = |name: &str, line: &str| !other.packages.get(name).is_some_and(|lines| lines.contains(line));
        let lines = self.packages.iter().flat_map(|(name, lines)| lines.iter().map(move |line| (name, line)));
        lines
            .map(|(name, line)| (name.as_str(), line.as_str()))
            .filter(|(name, line)| is_only_here(name, line))
            .collect()
    }

    /// The packages that do something.
    pub fn packages(&self) -> impl Iterator<Item = &str> {
        self.packages.keys().map(String::as_str)
    }

    /// How many lines there are.
    pub fn count(&self) -> usize {
        self.packages.values().map(BTreeSet::len).sum()
    }
}

/// The name under which a package was installed, which is what its user approved; its own word where it was not installed.
pub fn name_of(package: &PackageId) -> &str {
    package.installed_name().unwrap_or(&package.name)
}

/// The lines of a behaviour: who does what and where to, and one more for each thing that should not leave with it.
///
/// Code that nothing reaches does nothing; if a new version reaches it, that is a line more.
fn lines_of(fact: &Fact) -> Vec<String> {
    let kind = fact.behaviour.kind();
    let does_nothing = matches!(
        kind,
        FactKind::DeclareTool | FactKind::HiddenText | FactKind::ListedPackage | FactKind::UnreadableCode
    );
    if !fact.evidence.reachable || does_nothing {
        return Vec::new();
    }
    let essence = Essence::of(fact);
    let carried = essence.sources.iter().filter_map(|source| source.strip_prefix("carries:"));
    let carried: Vec<String> = carried.map(|name| format!("{} carries={name}", essence.key)).collect();
    std::iter::once(essence.key).chain(carried).collect()
}

/// A text as TOML has it, in ASCII: names are their authors' choice, and a pull request must show what is there.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for letter in text.chars() {
        match letter {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            ' '..='~' => quoted.push(letter),
            _ => quoted.push_str(&format!("\\U{:08X}", u32::from(letter))),
        }
    }
    quoted.push('"');
    quoted
}
