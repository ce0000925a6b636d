//! Packages of the corpus, with tokens left out, doubled, exchanged and repeated.

use std::{fs, path::Path};

use crate::{grammar::Random, subject::Subject};

/// Most changes of a file; many would leave nothing that parses.
const MOST_CHANGES: usize = 4;
/// How often a token is repeated to make a nesting that is hostile but still parsed.
const REPEATED: [usize; 3] = [2, 40, 1_500];

/// The packages of the corpus: of each, its manifest and its files.
pub(crate) struct Corpus {
    packages: Vec<Subject>,
}

impl Corpus {
    pub(crate) fn read() -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../corpus");
        let mut packages = Vec::new();
        for case in folders(&root) {
            for package in folders(&case) {
                let mut subject = Subject { manifest: String::new(), files: Vec::new(), has_witness: false };
                add_files(&package, &package, &mut subject);
                if !subject.files.is_empty() {
                    packages.push(subject);
                }
            }
        }
        assert!(packages.len() > 100, "the corpus is there");
        Self { packages }
    }

    /// A package with some changes to one or two of its files.
    pub(crate) fn mutated(&self, random: &mut Random) -> Subject {
        let mut subject = random.pick(&self.packages).clone();
        let other = random.pick(&self.packages);
        let donor = tokens(&random.pick(&other.files).1);
        for _ in 0..1 + random.below(2) {
            let at = random.below(subject.files.len());
            let text = &mut subject.files[at].1;
            let mut tokens = tokens(text);
            let most = 1 + random.below(MOST_CHANGES);
            for _ in 0..1 + random.below(most) {
                change(&mut tokens, &donor, random);
            }
            *text = tokens.concat();
        }
        subject
    }
}

fn folders(of: &Path) -> Vec<std::path::PathBuf> {
    let entries = fs::read_dir(of).expect("a folder of the corpus can be read");
    let mut folders: Vec<_> =
        entries.map(|entry| entry.expect("an entry").path()).filter(|path| path.is_dir()).collect();
    folders.sort();
    folders
}

fn add_files(package: &Path, folder: &Path, subject: &mut Subject) {
    let entries = fs::read_dir(folder).expect("a folder of the corpus can be read");
    let mut paths: Vec<_> = entries.map(|entry| entry.expect("an entry").path()).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            add_files(package, &path, subject);
            continue;
        }
        let Ok(text) = fs::read_to_string(&path) else { continue };
        let name = path.strip_prefix(package).expect("below the package").to_string_lossy().replace('\\', "/");
        if name == "package.json" {
            subject.manifest = text;
        } else {
            subject.files.push((name, text));
        }
    }
}

fn change(tokens: &mut Vec<String>, donor: &[String], random: &mut Random) {
    if tokens.is_empty() || donor.is_empty() {
        return;
    }
    let at = random.below(tokens.len());
    let end = (at + 1 + random.below(6)).min(tokens.len());
    match random.below(16) {
        0 => drop(tokens.drain(at..end)),
        1 => {
            let copy = tokens[at..end].to_vec();
            tokens.splice(at..at, copy);
        }
        2 => {
            let other = random.below(tokens.len());
            tokens.swap(at, other);
        }
        3 => tokens[at] = random.pick(donor).clone(),
        4 => {
            let from = random.below(donor.len());
            let to = (from + 1 + random.below(40)).min(donor.len());
            tokens.splice(at..at, donor[from..to].iter().cloned());
        }
        // One name for another of the same file, which keeps the syntax and changes what meets whom.
        5..=11 => {
            let is_name = |token: &String| token.starts_with(|first: char| first.is_alphabetic() || first == '_');
            let names: Vec<usize> = (0..tokens.len()).filter(|at| is_name(&tokens[*at])).collect();
            if names.len() > 1 {
                let (to, from) = (*random.pick(&names), *random.pick(&names));
                tokens[to] = tokens[from].clone();
            }
        }
        12 => {
            let count = *random.pick(&REPEATED);
            let piece = tokens[at..end].concat();
            tokens[at] = piece.repeat(count);
        }
        // A statement once more, elsewhere.
        _ => {
            let is_end = |at: &usize| tokens[at - 1] == ";" && tokens[*at].contains('\n');
            let ends: Vec<usize> = (1..tokens.len()).filter(is_end).collect();
            if ends.len() > 2 {
                let from = random.below(ends.len() - 1);
                let statement = tokens[ends[from]..ends[from + 1]].to_vec();
                let to = *random.pick(&ends);
                tokens.splice(to..to, statement);
            }
        }
    }
}

/// A text cut into names, numbers, literals, spaces and single signs.
fn tokens(text: &str) -> Vec<String> {
    let mut tokens: Vec<String> = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let end_of = |is_inside: fn(char) -> bool| rest.find(|other| !is_inside(other)).unwrap_or(rest.len());
        let length = match first {
            '\'' | '"' => {
                let end = rest[1..].find(first).map_or(rest.len(), |at| at + 2);
                if rest[..end].contains('\n') { 1 } else { end }
            }
            _ if first.is_alphanumeric() || first == '_' => end_of(|other| other.is_alphanumeric() || other == '_'),
            _ if first.is_whitespace() => end_of(char::is_whitespace),
            _ => first.len_utf8(),
        };
        tokens.push(rest[..length].to_owned());
        rest = &rest[length..];
    }
    tokens
}
