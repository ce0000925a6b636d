//! The user's configuration, `molehunt.toml`: more rules, other severities, findings that are allowed.
//!
//! It is read from where the user says and never from inside an audited package.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use jiff::civil::Date;
use molehunt_model::{Finding, PolicySummary, Severity, UnknownWord};
use serde::Deserialize;
use toml::Spanned;

use crate::{
    error::{line_of_offset, line_of_toml_error, suggestion},
    pattern::{Pattern, Star},
};

/// The configuration in force; the default is none at all.
#[derive(Debug, Clone, Default)]
pub struct Policy {
    /// The file it was read from.
    file: Option<String>,
    rule_dirs: Vec<PathBuf>,
    first_party: Vec<PathBuf>,
    severity: BTreeMap<String, Severity>,
    severity_lines: BTreeMap<String, usize>,
    allow: Vec<Allow>,
}

/// One `[[allow]]` entry: findings that the user accepts, and why.
#[derive(Debug, Clone)]
pub struct Allow {
    rule: String,
    package: Pattern,
    destination: Option<Pattern>,
    file: Option<Pattern>,
    reason: String,
    expires: Option<Date>,
    line: usize,
}

/// The configuration cannot be used; the fault is the user's.
#[derive(Debug, thiserror::Error)]
pub enum PolicyError {
    /// Not the TOML that it should be.
    #[error("{path}:{line}: {message}; README.md of molehunt shows what can stand there")]
    Toml {
        /// The file.
        path: String,
        /// The line, from 1.
        line: usize,
        /// What the parser expected.
        message: String,
    },
    /// A severity that does not exist.
    #[error("{path}:{line}: the severity of `{rule}` is `{word}`; write one of {expected}")]
    UnknownSeverity {
        /// The file.
        path: String,
        /// The line, from 1.
        line: usize,
        /// The rule.
        rule: String,
        /// The word as written.
        word: String,
        /// The words there are.
        expected: String,
    },
    /// A rule that does not exist.
    #[error("{path}:{line}: `{rule}` is no rule{suggestion}; list the rules with `molehunt rules list`")]
    UnknownRule {
        /// The file.
        path: String,
        /// The line, from 1.
        line: usize,
        /// The id as written.
        rule: String,
        /// `; did you mean …`, where something is close.
        suggestion: String,
    },
    /// An entry that says nothing where it must.
    #[error("{path}:{line}: `{field}` is empty; {expected}")]
    EmptyField {
        /// The file.
        path: String,
        /// The line, from 1.
        line: usize,
        /// The field.
        field: &'static str,
        /// What to write.
        expected: &'static str,
    },
    /// No such day.
    #[error("{path}:{line}: `expires` is `{text}`, expected a day as YYYY-MM-DD")]
    Date {
        /// The file.
        path: String,
        /// The line, from 1.
        line: usize,
        /// The text as written.
        text: String,
    },
    /// Not a valid glob.
    #[error("{path}:{line}: `{field}` is no valid pattern: {cause}; escape the letters `*?[{{` with a backslash")]
    Pattern {
        /// The file.
        path: String,
        /// The line, from 1.
        line: usize,
        /// The field.
        field: &'static str,
        /// What the glob parser says.
        cause: globset::Error,
    },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct WrittenPolicy {
    #[serde(default)]
    rules: Vec<PathBuf>,
    #[serde(default)]
    first_party: Vec<PathBuf>,
    #[serde(default)]
    severity: BTreeMap<String, Spanned<String>>,
    #[serde(default)]
    allow: Vec<Spanned<WrittenAllow>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenAllow {
    rule: String,
    package: String,
    destination: Option<String>,
    file: Option<String>,
    reason: String,
    expires: Option<String>,
}

impl Policy {
    /// Reads a configuration. `path` is where it was found: folders in it are relative to that file's.
    pub fn parse(text: &str, path: &Path) -> Result<Self, PolicyError> {
        let shown = path.display().to_string();
        let written: WrittenPolicy = toml::from_str(text).map_err(|source| PolicyError::Toml {
            path: shown.clone(),
            line: line_of_toml_error(text, &source),
            message: source.message().to_owned(),
        })?;
        let folder = path.parent().unwrap_or(Path::new(""));
        let mut severity = BTreeMap::new();
        let mut severity_lines = BTreeMap::new();
        for (rule, word) in written.severity {
            let line = line_of_offset(text, word.span().start);
            let parsed = word.get_ref().parse().map_err(|unknown: UnknownWord| PolicyError::UnknownSeverity {
                path: shown.clone(),
                line,
                rule: rule.clone(),
                word: unknown.word,
                expected: unknown.expected,
            })?;
            severity.insert(rule.clone(), parsed);
            severity_lines.insert(rule, line);
        }
        let allow = written
            .allow
            .into_iter()
            .map(|entry| {
                let line = line_of_offset(text, entry.span().start);
                entry.into_inner().compile(&shown, line)
            })
            .collect::<Result<_, _>>()?;
        Ok(Self {
            file: Some(shown),
            rule_dirs: written.rules.iter().map(|dir| folder.join(dir)).collect(),
            first_party: written.first_party.iter().map(|dir| folder.join(dir)).collect(),
            severity,
            severity_lines,
            allow,
        })
    }

    /// Refuses ids that are no rule's: a misspelt `[[allow]]` entry would silence nothing, and nobody would know why.
    ///
    /// `known` are the ids of all rules in force, those from [`Self::rule_dirs`] included.
    pub fn check_rules<'a>(&self, known: impl IntoIterator<Item = &'a str>) -> Result<(), PolicyError> {
        let known: Vec<&str> = known.into_iter().collect();
        let named = self.severity_lines.iter().map(|(rule, line)| (rule, *line));
        let named = named.chain(self.allow.iter().map(|entry| (&entry.rule, entry.line)));
        for (rule, line) in named {
            if !known.contains(&rule.as_str()) {
                return Err(PolicyError::UnknownRule {
                    path: self.file.clone().unwrap_or_default(),
                    line,
                    rule: rule.clone(),
                    suggestion: suggestion(rule, known.iter().copied()),
                });
            }
        }
        Ok(())
    }

    /// Folders with further rules.
    pub fn rule_dirs(&self) -> &[PathBuf] {
        &self.rule_dirs
    }

    /// Paths under which code is the user's own.
    pub fn first_party(&self) -> &[PathBuf] {
        &self.first_party
    }

    /// Severities that the user set, by rule id.
    pub fn severity_overrides(&self) -> &BTreeMap<String, Severity> {
        &self.severity
    }

    /// The `[[allow]]` entries, in the order of the file.
    pub fn allow(&self) -> &[Allow] {
        &self.allow
    }

    /// Drops the findings that are allowed, and says what each entry did.
    ///
    /// An entry holds up to and including the day on which it expires.
    pub fn apply(&self, findings: Vec<Finding>, today: Date) -> (Vec<Finding>, PolicySummary) {
        let mut matched = vec![false; self.allow.len()];
        let mut kept = Vec::new();
        let mut silenced = 0;
        for finding in findings {
            let mut is_allowed = false;
            for (entry, matched) in self.allow.iter().zip(&mut matched) {
                if !entry.has_expired(today) && entry.matches(&finding) {
                    *matched = true;
                    is_allowed = true;
                }
            }
            if is_allowed {
                silenced += 1;
            } else {
                kept.push(finding);
            }
        }
        let mut summary = PolicySummary { file: self.file.clone(), silenced, ..PolicySummary::default() };
        for (entry, matched) in self.allow.iter().zip(matched) {
            match entry.expires.filter(|_| entry.has_expired(today)) {
                Some(day) => summary.expired.push(format!("{} expired on {day}", self.describe(entry))),
                None if !matched => summary.unmatched.push(format!("{} matched nothing", self.describe(entry))),
                None => {}
            }
        }
        (kept, summary)
    }

    fn describe(&self, entry: &Allow) -> String {
        let file = self.file.as_deref().unwrap_or_default();
        let mut text = format!("{file}:{}: allow `{}` in `{}`", entry.line, entry.rule, entry.package.as_str());
        if let Some(destination) = &entry.destination {
            text += &format!(" to `{}`", destination.as_str());
        }
        if let Some(file) = &entry.file {
            text += &format!(" at `{}`", file.as_str());
        }
        text
    }
}

impl Allow {
    /// The rule's id.
    pub fn rule(&self) -> &str {
        &self.rule
    }

    /// The package, or a glob over packages.
    pub fn package(&self) -> &str {
        self.package.as_str()
    }

    /// Why the user accepts it.
    pub fn reason(&self) -> &str {
        &self.reason
    }

    /// The last day on which it holds.
    pub fn expires(&self) -> Option<Date> {
        self.expires
    }

    fn has_expired(&self, today: Date) -> bool {
        self.expires.is_some_and(|day| day < today)
    }

    fn matches(&self, finding: &Finding) -> bool {
        let package = &finding.package;
        // A manifest could borrow the name of a package that is allowed.
        let name = package.installed_name().unwrap_or(&package.name);
        let is_package = self.package.matches(name) || self.package.matches(&format!("{name}@{}", package.version));
        let is_destination = self.destination.as_ref().is_none_or(|pattern| {
            finding.destination.as_ref().is_some_and(|destination| pattern.matches(&destination.value))
        });
        let is_file = self.file.as_ref().is_none_or(|pattern| pattern.matches(finding.file.as_str()));
        self.rule == finding.rule && is_package && is_destination && is_file
    }
}

impl WrittenAllow {
    fn compile(self, path: &str, line: usize) -> Result<Allow, PolicyError> {
        for (field, text, expected) in [
            ("package", &self.package, "name the package for which the finding is allowed"),
            ("reason", &self.reason, "say why the finding is acceptable, for whoever reads this next"),
        ] {
            if text.trim().is_empty() {
                return Err(PolicyError::EmptyField { path: path.to_owned(), line, field, expected });
            }
        }
        let pattern = |field: &'static str, text: &str, star: Star| {
            Pattern::new(text, star).map_err(|cause| PolicyError::Pattern { path: path.to_owned(), line, field, cause })
        };
        let package = pattern("package", &self.package, Star::OneSegment)?;
        let destination =
            self.destination.as_deref().map(|text| pattern("destination", text, Star::Anything)).transpose()?;
        let file = self.file.as_deref().map(|text| pattern("file", text, Star::OneSegment)).transpose()?;
        let expires = match self.expires {
            Some(text) => match parse_day(&text) {
                Some(day) => Some(day),
                None => return Err(PolicyError::Date { path: path.to_owned(), line, text }),
            },
            None => None,
        };
        Ok(Allow { rule: self.rule, package, destination, file, reason: self.reason, expires, line })
    }
}

/// A day as `YYYY-MM-DD` and no other form that the date library would take.
fn parse_day(text: &str) -> Option<Date> {
    let bytes = text.as_bytes();
    let has_form = bytes.len() == 10
        && bytes.iter().enumerate().all(|(index, byte)| match index {
            4 | 7 => *byte == b'-',
            _ => byte.is_ascii_digit(),
        });
    if has_form { text.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use molehunt_model::{Category, Confidence, Destination, DestinationKind, FindingBuilder};
    use molehunt_source::{PackageId, PackagePath, SourceText};

    use super::*;

    const ENTRY: &str = "[[allow]]\nrule = 'hardcoded-bcc'\npackage = 'acme-mailer'\nreason = 'agreed'\n";

    fn parse(text: &str) -> Result<Policy, PolicyError> {
        Policy::parse(text, Path::new("conf/molehunt.toml"))
    }

    #[test]
    fn the_readme_shows_a_configuration_that_can_be_used() {
        let readme = include_str!("../../../README.md");
        let shown = readme.split("```toml\n").find(|block| block.starts_with("# molehunt.toml"));
        let shown = shown.and_then(|rest| rest.split("```").next()).expect("a configuration");
        let policy = parse(shown).expect("it can be used");
        assert_eq!((policy.first_party().len(), policy.rule_dirs().len(), policy.allow().len()), (1, 1, 1));
        assert!(policy.allow()[0].expires().is_some());
        assert_eq!(policy.severity_overrides()["hardcoded-reply-to"], Severity::Low);
    }

    fn finding() -> Finding {
        let builder = FindingBuilder {
            rule: "hardcoded-bcc".to_owned(),
            category: Category::Email,
            severity: Severity::High,
            confidence: Confidence::High,
            message: "a blind copy".to_owned(),
        };
        let package = PackageId { name: "acme-mailer".to_owned(), version: "1.2.3".to_owned(), path: String::new() };
        let span = SourceText::decode(Vec::new()).span(Default::default());
        let mut finding = builder.at(package, PackagePath::new("dist/send.js").expect("valid"), span, "");
        finding.destination = Some(Destination { kind: DestinationKind::Email, value: "archive@acme.test".to_owned() });
        finding
    }

    /// Applies one entry, [`ENTRY`] with more lines, on 20 November 2026, and describes what came of it.
    fn outcome(lines: &str) -> String {
        let policy = parse(&format!("{ENTRY}{lines}")).expect("valid");
        let (kept, summary) = policy.apply(vec![finding()], date(2026, 11, 20));
        let mut text = format!("kept {} silenced {}", kept.len(), summary.silenced);
        for line in summary.unmatched.iter().chain(&summary.expired) {
            text += "; ";
            text += line;
        }
        text
    }

    #[test]
    fn an_entry_silences_what_it_names() {
        for lines in [
            "",
            "destination = 'archive@acme.test'",
            "destination = '*@acme.test'\nfile = 'dist/*.js'",
            "expires = '2026-11-20'",
        ] {
            assert_eq!(outcome(lines), "kept 0 silenced 1", "{lines}");
        }
        assert_eq!(
            outcome("destination = 'other@acme.test'"),
            "kept 1 silenced 0; conf/molehunt.toml:1: allow `hardcoded-bcc` in `acme-mailer` to `other@acme.test` matched nothing"
        );
        assert_eq!(
            outcome("file = '*.js'"),
            "kept 1 silenced 0; conf/molehunt.toml:1: allow `hardcoded-bcc` in `acme-mailer` at `*.js` matched nothing"
        );
        assert_eq!(
            outcome("expires = '2026-11-19'"),
            "kept 1 silenced 0; conf/molehunt.toml:1: allow `hardcoded-bcc` in `acme-mailer` expired on 2026-11-19"
        );
    }

    #[test]
    fn an_entry_may_name_a_version() {
        for (package, kept) in
            [("acme-mailer@1.2.3", 0), ("acme-mailer@1.2.4", 1), ("acme-*", 0), ("*", 0), ("@*/*", 1)]
        {
            let text = ENTRY.replace("'acme-mailer'", &format!("'{package}'"));
            let (left, _) = parse(&text).expect("valid").apply(vec![finding()], date(2026, 11, 20));
            assert_eq!(left.len(), kept, "{package}");
        }
    }

    #[test]
    fn a_borrowed_name_is_not_allowed() {
        let policy = parse(ENTRY).expect("valid");
        for (path, kept) in [
            ("node_modules/acme-mailer", 0),
            ("app/node_modules/.pnpm/acme-mailer@1.2.3/node_modules/acme-mailer", 0),
            ("app/node_modules/other", 1),
            ("app/node_modules/@other/acme-mailer", 1),
            ("packages/mailer", 0),
            ("my_node_modules/mailer", 0),
        ] {
            let mut finding = finding();
            finding.package.path = path.to_owned();
            let (left, _) = policy.apply(vec![finding], date(2026, 11, 20));
            assert_eq!(left.len(), kept, "{path}");
        }
    }

    #[test]
    fn folders_are_relative_to_the_file() {
        let policy = parse("rules = ['rules']\nfirst-party = ['packages']\n[severity]\nfixed-recipient = 'info'\n");
        let policy = policy.expect("valid");
        assert_eq!(policy.rule_dirs(), [Path::new("conf/rules")]);
        assert_eq!(policy.first_party(), [Path::new("conf/packages")]);
        assert_eq!(policy.severity_overrides().get("fixed-recipient"), Some(&Severity::Info));
    }

    #[test]
    fn mistakes_are_refused() {
        for (text, expected) in [
            ("ignore = []", "conf/molehunt.toml:1: unknown field `ignore`"),
            (
                "\n[severity]\nfixed-recipient = 'loud'",
                "conf/molehunt.toml:3: the severity of `fixed-recipient` is `loud`",
            ),
            ("[[allow]]\nrule = 'hardcoded-bcc'\npackage = 'a'", "conf/molehunt.toml:1: missing field `reason`"),
            (
                "[[allow]]\nrule = 'hardcoded-bcc'\npackage = 'a'\nreason = ' '",
                "conf/molehunt.toml:1: `reason` is empty",
            ),
            (&format!("{ENTRY}expires = '2026-02-30'"), "`expires` is `2026-02-30`, expected a day as YYYY-MM-DD"),
            (&format!("{ENTRY}expires = '20260220'"), "expected a day as YYYY-MM-DD"),
            (&format!("{ENTRY}file = 'a[.js'"), "`file` is no valid pattern"),
        ] {
            let error = parse(text).expect_err("a mistake").to_string();
            assert!(error.contains(expected), "{text}: {error}");
        }
    }

    #[test]
    fn an_unknown_rule_is_refused() {
        let policy = parse("[severity]\nhardcoded-bbc = 'low'").expect("valid TOML");
        let error = policy.check_rules(["fixed-recipient", "hardcoded-bcc"]).expect_err("a mistake");
        assert_eq!(
            error.to_string(),
            "conf/molehunt.toml:2: `hardcoded-bbc` is no rule; did you mean `hardcoded-bcc`; list the rules with `molehunt rules list`"
        );
        parse(ENTRY).expect("valid").check_rules(["hardcoded-bcc"]).expect("known");
    }
}
