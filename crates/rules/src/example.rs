//! Examples in rule pages: code, and what the rule must say about it.
//!
//! A line that is a comment with carets speaks about the line of code above it:
//!
//! ```text
//!     Bcc: 'drop@mailroom.example',
//!     //   ^^^^^^^^^^^^^^^^^^^^^^^ hardcoded-bcc critical
//! ```
//!
//! `// ^file <rule> <severity>` speaks about the file, wherever in it the finding is placed, and `// ^manifest` about
//! the package's manifest.
//!
//! A block labelled `before` is the older version of the one that follows it; the two are then compared.

use std::{fmt, sync::Arc};

use molehunt_model::{Finding, Severity};
use molehunt_source::{Content, File, FileRole, Manifest, ModuleKind, Package, PackageId, PackagePath, Party};

use crate::{
    Rule, RuleFileError,
    page::{CodeBlock, Page},
};

/// The languages of examples, by the extension of their file.
const LANGUAGES: [&str; 8] = ["js", "mjs", "cjs", "jsx", "ts", "mts", "cts", "tsx"];

/// One example of a rule: a package of one file, and what is expected of it.
#[derive(Debug, Clone)]
pub struct Example {
    /// The code, markers included: they are comments.
    pub code: String,
    /// The code of the version before, where the example compares two.
    pub before: Option<String>,
    /// What the code block is labelled: `js`, `ts`, …
    pub language: String,
    /// The file that the code is in; it is the package's entry point.
    pub file: PackagePath,
    /// The name of the package.
    pub package: String,
    /// Its version.
    pub version: String,
    /// `homepage` of the package's manifest.
    pub homepage: Option<String>,
    /// What its README says.
    pub readme: Option<String>,
    /// The program that it runs on installation; where two versions are compared, only the newer one does.
    pub postinstall: Option<String>,
    /// Whose code it is.
    pub party: Party,
    /// What must be found; where nothing of the example's own rule is expected, the rule must stay silent.
    pub expectations: Vec<Expectation>,
    /// The line of the rule file on which the code block starts, from 1.
    pub line: usize,
}

/// One finding that an example must lead to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expectation {
    /// Where.
    pub place: ExpectedPlace,
    /// By which rule.
    pub rule: String,
    /// How bad.
    pub severity: Severity,
}

/// Where in its file a finding must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExpectedPlace {
    /// Anywhere.
    File,
    /// In the manifest.
    Manifest,
    /// Exactly there.
    Columns {
        /// The line, from 1.
        line: u32,
        /// The first column, from 1, in UTF-16 units.
        start: u32,
        /// One past the last column.
        end: u32,
    },
}

/// An example that does not do what it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExampleFailure {
    /// The rule.
    pub rule: String,
    /// Its file.
    pub path: String,
    /// The line on which the code block starts, from 1.
    pub line: usize,
    /// What was expected and not found, a line each.
    pub missing: Vec<String>,
    /// What was found and not expected, a line each.
    pub unexpected: Vec<String>,
}

/// Runs the examples of a rule. `run` analyses [`Example::package`] and returns its findings, of whatever rule.
///
/// Only findings of the rule itself, and of rules that the example names, are compared.
pub fn check_examples(rule: &Rule, run: &mut dyn FnMut(&Example) -> Vec<Finding>) -> Vec<ExampleFailure> {
    rule.examples().iter().filter_map(|example| check_example(rule, example, run(example))).collect()
}

fn check_example(rule: &Rule, example: &Example, findings: Vec<Finding>) -> Option<ExampleFailure> {
    let is_compared =
        |id: &str| id == rule.id() || example.expectations.iter().any(|expectation| expectation.rule == id);
    let mut unexpected: Vec<Finding> = findings.into_iter().filter(|finding| is_compared(&finding.rule)).collect();
    let mut missing: Vec<&Expectation> = Vec::new();
    for expectation in &example.expectations {
        match unexpected.iter().position(|finding| expectation.is_met_by(&example.file, finding)) {
            Some(index) => drop(unexpected.remove(index)),
            None => missing.push(expectation),
        }
    }
    if missing.is_empty() && unexpected.is_empty() {
        return None;
    }
    Some(ExampleFailure {
        rule: rule.id().to_owned(),
        path: rule.path().to_owned(),
        line: example.line,
        missing: missing.iter().map(|expectation| expectation.describe(&example.file)).collect(),
        unexpected: unexpected.iter().map(describe_finding).collect(),
    })
}

impl Example {
    /// Whether the rule of that id must find nothing here.
    pub fn is_quiet_for(&self, rule: &str) -> bool {
        self.expectations.iter().all(|expectation| expectation.rule != rule)
    }

    /// The example as a package in memory.
    pub fn package(&self) -> Package {
        self.version(&self.version, &self.code, self.postinstall.as_deref())
    }

    /// The version before, where the example compares two.
    pub fn package_before(&self) -> Option<Package> {
        self.before.as_deref().map(|code| self.version("1.0.0", code, None))
    }

    fn version(&self, version: &str, code: &str, postinstall: Option<&str>) -> Package {
        let mut manifest = serde_json::Map::new();
        for (field, value) in [
            ("name", Some(self.package.as_str())),
            ("version", Some(version)),
            ("main", Some(self.file.as_str())),
            ("homepage", self.homepage.as_deref()),
        ] {
            if let Some(value) = value {
                manifest.insert(field.to_owned(), value.into());
            }
        }
        if let Some(command) = postinstall {
            manifest.insert("scripts".to_owned(), serde_json::json!({ "postinstall": command }));
        }
        let manifest = serde_json::Value::Object(manifest).to_string();
        let manifest_path = PackagePath::new("package.json").expect("a relative path");
        let mut files =
            vec![in_memory(manifest_path, manifest.as_bytes()), in_memory(self.file.clone(), code.as_bytes())];
        if let Some(readme) = &self.readme {
            files.push(in_memory(PackagePath::new("README.md").expect("a relative path"), readme.as_bytes()));
        }
        files.sort_by(|left, right| left.path.cmp(&right.path));
        Package {
            id: PackageId { name: self.package.clone(), version: version.to_owned(), path: self.package.clone() },
            manifest: Manifest::parse(manifest.as_bytes()).expect("an object was just written"),
            files,
            party: self.party,
        }
    }
}

fn in_memory(path: PackagePath, bytes: &[u8]) -> File {
    File {
        role: FileRole::of_name(&path, ModuleKind::Either),
        path,
        size: bytes.len() as u64,
        content: Content::Memory(Arc::from(bytes)),
    }
}

impl Expectation {
    fn is_met_by(&self, file: &PackagePath, finding: &Finding) -> bool {
        let is_at_place = match self.place {
            ExpectedPlace::File | ExpectedPlace::Manifest => true,
            ExpectedPlace::Columns { line, start, end } => {
                let span = &finding.span;
                (span.start.line, span.start.column, span.end.line, span.end.column) == (line, start, line, end)
            }
        };
        let is_in_file = match self.place {
            ExpectedPlace::Manifest => finding.file.as_str() == "package.json",
            ExpectedPlace::File | ExpectedPlace::Columns { .. } => finding.file == *file,
        };
        is_at_place && is_in_file && finding.rule == self.rule && finding.severity == self.severity
    }

    fn describe(&self, file: &PackagePath) -> String {
        match self.place {
            ExpectedPlace::File => format!("{} {} in {file}", self.rule, self.severity),
            ExpectedPlace::Manifest => format!("{} {} in package.json", self.rule, self.severity),
            ExpectedPlace::Columns { line, start, end } => {
                format!("{} {} at {file}:{line}:{start}-{line}:{end}", self.rule, self.severity)
            }
        }
    }
}

fn describe_finding(finding: &Finding) -> String {
    let (start, end) = (finding.span.start, finding.span.end);
    format!(
        "{} {} at {}:{}:{}-{}:{} ({})",
        finding.rule, finding.severity, finding.file, start.line, start.column, end.line, end.column, finding.message
    )
}

impl fmt::Display for ExampleFailure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}:{}: the example does not do what it says", self.path, self.line)?;
        for line in &self.missing {
            write!(formatter, "\n  expected, not found: {line}")?;
        }
        for line in &self.unexpected {
            write!(formatter, "\n  found, not expected: {line}")?;
        }
        Ok(())
    }
}

/// The examples of a page, of which at least one must fire and one must not.
pub(crate) fn examples_of(path: &str, id: &str, page: &Page) -> Result<Vec<Example>, RuleFileError> {
    let refused = |(line, mistake)| RuleFileError::Example { path: path.to_owned(), line, mistake };
    let mut examples: Vec<Example> = Vec::new();
    let mut before: Option<&CodeBlock> = None;
    for block in page.blocks("Examples") {
        if block.info.split_whitespace().nth(1) == Some("before") {
            if let Some(other) = before.replace(block) {
                return Err(refused((other.line, "no example follows this older version".to_owned())));
            }
            continue;
        }
        let mut example = parse_example(id, block).map_err(refused)?;
        example.before = before.take().map(|block| block.code.clone());
        examples.push(example);
    }
    if let Some(block) = before {
        return Err(refused((block.line, "no example follows this older version".to_owned())));
    }
    if examples.iter().all(|example| example.is_quiet_for(id)) {
        return Err(RuleFileError::NoFiringExample { path: path.to_owned(), id: id.to_owned() });
    }
    if !examples.iter().any(|example| example.is_quiet_for(id)) {
        return Err(RuleFileError::NoQuietExample { path: path.to_owned() });
    }
    Ok(examples)
}

type Mistake = (usize, String);

fn parse_example(id: &str, block: &CodeBlock) -> Result<Example, Mistake> {
    let mistake = |text: String| (block.line, text);
    let mut words = block.info.split_whitespace();
    let language = words.next().unwrap_or_default();
    if !LANGUAGES.contains(&language) {
        return Err(mistake(format!(
            "the example is labelled `{language}`; label it with one of {}",
            LANGUAGES.join(", ")
        )));
    }
    let fires = match words.next() {
        Some("fires") => true,
        Some("quiet") => false,
        _ => {
            return Err(mistake(format!(
                "the example does not say what to expect; write `{language} fires` or `{language} quiet`, or `{language} before` for an older version"
            )));
        }
    };
    let mut example = Example {
        code: block.code.clone(),
        before: None,
        language: language.to_owned(),
        file: PackagePath::new(&format!("index.{language}")).expect("a relative path"),
        package: "example".to_owned(),
        version: "1.0.1".to_owned(),
        homepage: None,
        readme: None,
        postinstall: None,
        party: Party::Third,
        expectations: expectations_of(block)?,
        line: block.line,
    };
    for word in words {
        match word.split_once('=') {
            Some(("file", path)) => {
                example.file = PackagePath::new(path).map_err(|error| mistake(format!("`{word}`: {error}")))?;
                if !LANGUAGES.contains(&example.file.extension()) {
                    return Err(mistake(format!("`{word}`: the file must end in one of {}", LANGUAGES.join(", "))));
                }
            }
            Some(("package", name)) => example.package = name.to_owned(),
            Some(("version", version)) => example.version = version.to_owned(),
            Some(("homepage", url)) => example.homepage = Some(url.to_owned()),
            Some(("readme", text)) => example.readme = Some(text.to_owned()),
            Some(("postinstall", command)) => example.postinstall = Some(command.to_owned()),
            Some(("party", "first")) => example.party = Party::First,
            Some(("party", "third")) => example.party = Party::Third,
            _ => {
                return Err(mistake(format!(
                    "`{word}` is not understood; write file=PATH, package=NAME, version=VERSION, homepage=URL, readme=WORD, postinstall=PROGRAM or party=first"
                )));
            }
        }
    }
    if fires && example.is_quiet_for(id) {
        return Err(mistake(format!("the example is said to fire and has no caret marker for `{id}`; add one")));
    }
    if !fires && !example.is_quiet_for(id) {
        return Err(mistake(format!("the example is said to be quiet and has a caret marker for `{id}`; decide")));
    }
    Ok(example)
}

fn expectations_of(block: &CodeBlock) -> Result<Vec<Expectation>, Mistake> {
    let mut expectations = Vec::new();
    let mut above: Option<(u32, &str)> = None;
    for (index, line) in block.code.lines().enumerate() {
        let place = block.line + index + 1;
        let mistake = |text: String| (place, text);
        let Some(marker) = marker_of_line(line) else {
            above = Some((index as u32 + 1, line));
            continue;
        };
        let mut words = marker.text.split_whitespace();
        let (Some(rule), Some(severity), None) = (words.next(), words.next(), words.next()) else {
            return Err(mistake(
                "behind its carets, a marker names a rule and a severity, as `hardcoded-bcc high`".to_owned(),
            ));
        };
        let severity = severity.parse().map_err(|unknown| mistake(format!("{unknown}")))?;
        let place = if marker.is_for_manifest {
            ExpectedPlace::Manifest
        } else if marker.is_for_file {
            ExpectedPlace::File
        } else {
            let Some((line_number, code)) = above else {
                return Err(mistake("there is no code above this marker".to_owned()));
            };
            if code.chars().count() < marker.end {
                return Err(mistake("the carets reach beyond the line above".to_owned()));
            }
            let column = |letters: usize| code.chars().take(letters).map(char::len_utf16).sum::<usize>() as u32 + 1;
            ExpectedPlace::Columns { line: line_number, start: column(marker.start), end: column(marker.end) }
        };
        expectations.push(Expectation { place, rule: rule.to_owned(), severity });
    }
    Ok(expectations)
}

struct Marker<'a> {
    /// The carets, in characters from 0, end exclusive.
    start: usize,
    end: usize,
    is_for_file: bool,
    is_for_manifest: bool,
    text: &'a str,
}

fn marker_of_line(line: &str) -> Option<Marker<'_>> {
    let comment = line.trim_start().strip_prefix("//")?.trim_start();
    let text = comment.trim_start_matches('^');
    let carets = comment.len() - text.len();
    if carets == 0 {
        return None;
    }
    let start = line[..line.len() - comment.len()].chars().count();
    let end = start + carets;
    let whole = |word: &str| text.strip_prefix(word).filter(|_| carets == 1);
    let (is_for_file, is_for_manifest) = (whole("file ").is_some(), whole("manifest ").is_some());
    let text = whole("file ").or(whole("manifest ")).unwrap_or(text);
    Some(Marker { start, end, is_for_file, is_for_manifest, text })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(info: &str, code: &str) -> Result<Example, Mistake> {
        parse_example("hardcoded-bcc", &CodeBlock { info: info.to_owned(), code: code.to_owned(), line: 10 })
    }

    #[test]
    fn carets_mark_columns_of_the_line_above() {
        let code = "send({\n  '😀': 1, bcc: 'a@b.example',\n  //          ^^^^^^^^^^^^^ hardcoded-bcc high\n  //       ^^^ other-rule low\n})\n// ^file third-rule info\n";
        let example = parse("ts fires file=src/a.ts package=@acme/mailer party=first", code).expect("valid");
        assert_eq!((example.file.as_str(), example.party), ("src/a.ts", Party::First));
        let expectation = |place, rule: &str, severity| Expectation { place, rule: rule.to_owned(), severity };
        let columns = |start, end| ExpectedPlace::Columns { line: 2, start, end };
        assert_eq!(
            example.expectations,
            [
                expectation(columns(16, 29), "hardcoded-bcc", Severity::High),
                expectation(columns(13, 16), "other-rule", Severity::Low),
                expectation(ExpectedPlace::File, "third-rule", Severity::Info),
            ]
        );
    }

    #[test]
    fn mistakes_are_refused() {
        for (info, code, line, text) in [
            ("rust fires", "", 10, "labelled `rust`"),
            ("js", "", 10, "does not say what to expect"),
            ("js fires", "send()\n", 10, "has no caret marker"),
            ("js quiet", "send()\n//^^ hardcoded-bcc low\n", 10, "is said to be quiet"),
            ("js quiet color=red", "", 10, "`color=red` is not understood"),
            ("js quiet file=../a.js", "", 10, "climbs out"),
            ("js fires", "//^^ hardcoded-bcc low\n", 11, "no code above"),
            ("js fires", "a\n//^^ hardcoded-bcc low\n", 12, "reach beyond"),
            ("js fires", "send()\n//^^ hardcoded-bcc\n", 12, "names a rule and a severity"),
            ("js fires", "send()\n//^^ hardcoded-bcc loud\n", 12, "`loud` is not one of"),
        ] {
            let (at, mistake) = parse(info, code).expect_err("a mistake");
            assert!(at == line && mistake.contains(text), "{info}: {at}: {mistake}");
        }
    }

    #[test]
    fn an_example_is_a_package() {
        let example = parse("mjs quiet package=@acme/mailer homepage=https://acme.test/", "send()\n").expect("valid");
        let package = example.package();
        assert_eq!(package.manifest.text("homepage"), Some("https://acme.test/"));
        assert_eq!(package.manifest.text("main"), Some("index.mjs"));
        assert!(package.file("index.mjs").is_some_and(|file| file.role.code().is_some()));
        assert!(package.file("package.json").is_some());
    }
}
