//! Findings: facts that a rule objects to.

use std::{fmt, str::FromStr};

use molehunt_source::{PackageId, PackagePath, Span};

use crate::{Destination, Step};

/// How bad it is. See the interface page for the meaning of each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Inventory.
    Info,
    /// Worth knowing.
    Low,
    /// A reviewer should look.
    Medium,
    /// Data reaches a recipient or host the user did not choose, in plain sight.
    High,
    /// It does, and the code hides it.
    Critical,
}

/// How sure the analyzer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Confidence {
    /// A guess worth checking.
    Low,
    /// Likely.
    Medium,
    /// Seen in full.
    High,
}

/// What a rule is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Category {
    /// Recipients of mail.
    Email,
    /// Data taken out.
    Exfil,
    /// Network destinations.
    Network,
    /// Code loaded or hidden.
    Code,
    /// Install scripts.
    Install,
    /// MCP tools.
    Mcp,
    /// The package itself.
    Package,
    /// Known incidents.
    Intel,
    /// Differences between versions.
    Change,
    /// What could not be analysed.
    Coverage,
}

/// A word that names no severity, confidence or category.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownWord {
    /// The word.
    pub word: String,
    /// What would have been right.
    pub expected: String,
}

/// One finding. Made by [`FindingBuilder`], which refuses one without a place.
#[derive(Debug, Clone)]
pub struct Finding {
    /// The rule's id.
    pub rule: String,
    /// The rule's category.
    pub category: Category,
    /// How bad.
    pub severity: Severity,
    /// How sure.
    pub confidence: Confidence,
    /// One sentence: what, where to, under which condition.
    pub message: String,
    /// The package.
    pub package: PackageId,
    /// The file, relative to the package.
    pub file: PackagePath,
    /// The decisive place.
    pub span: Span,
    /// Where data goes, where there is a destination.
    pub destination: Option<Destination>,
    /// What leaves, where known.
    pub data: Vec<String>,
    /// The MCP tool, inside one.
    pub mcp_tool: Option<String>,
    /// How it came there, source to sink.
    pub trace: Vec<Step>,
    /// Whether entry points or scripts reach it.
    pub reachable: bool,
    /// Why it matters: a sentence or two.
    pub why: String,
    /// What to do, a step each.
    pub remediation: Vec<String>,
    /// How the severity came about, a step each, and what it was judged by.
    pub judgement: Vec<String>,
    /// Stable across line moves and reformatting.
    pub fingerprint: String,
}

/// The parts of a finding that have no default; the rest is set on the result.
#[derive(Debug, Clone)]
pub struct FindingBuilder {
    /// The rule's id.
    pub rule: String,
    /// The rule's category.
    pub category: Category,
    /// How bad.
    pub severity: Severity,
    /// How sure.
    pub confidence: Confidence,
    /// One sentence.
    pub message: String,
}

impl FindingBuilder {
    /// The finding at a place in a package. `identity` is the behaviour's canonical text, from which the fingerprint is made.
    pub fn at(self, package: PackageId, file: PackagePath, span: Span, identity: &str) -> Finding {
        let key = format!("{}\n{}\n{identity}", self.rule, package.name);
        Finding {
            rule: self.rule,
            category: self.category,
            severity: self.severity,
            confidence: self.confidence,
            message: self.message,
            fingerprint: molehunt_source::ContentHash::of(key.as_bytes()).short(),
            package,
            file,
            span,
            destination: None,
            data: Vec::new(),
            mcp_tool: None,
            trace: Vec::new(),
            reachable: true,
            why: String::new(),
            remediation: Vec::new(),
            judgement: Vec::new(),
        }
    }
}

impl Finding {
    /// The order in which findings are reported: by package, file, place, rule.
    pub fn sort_key(&self) -> impl Ord + '_ {
        (
            &self.package.path,
            &self.package.name,
            &self.package.version,
            &self.file,
            self.span.start.offset,
            self.span.end.offset,
            &self.rule,
            self.destination.as_ref(),
            &self.message,
        )
    }
}

macro_rules! words {
    ($name:ident: $($variant:ident = $word:literal),+ $(,)?) => {
        impl $name {
            /// Every value, in order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// Its name in options, rules and JSON.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.pad(self.as_str())
            }
        }

        impl FromStr for $name {
            type Err = UnknownWord;

            fn from_str(word: &str) -> Result<Self, UnknownWord> {
                match word {
                    $($word => Ok(Self::$variant),)+
                    _ => Err(UnknownWord { word: word.to_owned(), expected: [$($word),+].join(", ") }),
                }
            }
        }
    };
}

words!(Severity: Info = "info", Low = "low", Medium = "medium", High = "high", Critical = "critical");
words!(Confidence: Low = "low", Medium = "medium", High = "high");
words!(Category:
    Email = "email", Exfil = "exfil", Network = "network", Code = "code", Install = "install", Mcp = "mcp",
    Package = "package", Intel = "intel", Change = "change", Coverage = "coverage",
);

impl fmt::Display for UnknownWord {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "`{}` is not one of {}", self.word, self.expected)
    }
}

impl std::error::Error for UnknownWord {}
