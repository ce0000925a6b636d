//! The command line, as the interface page fixes it. Help texts are written here and nowhere else.

use std::{num::NonZeroUsize, path::PathBuf};

use clap::{
    Args, Parser, Subcommand, ValueEnum,
    builder::{PossibleValuesParser, TypedValueParser},
};
use molehunt_model::{Severity, VersionOrder};
use molehunt_report::Format;

/// Finds JavaScript and TypeScript code that sends mail or data to somebody its user did not choose.
///
/// It reads source and never runs it.
#[derive(Debug, Parser)]
#[command(name = "molehunt", version, after_help = EXIT_CODES, disable_help_subcommand = true, max_term_width = 100)]
pub(crate) struct CommandLine {
    #[command(subcommand)]
    pub(crate) command: Command,
    #[command(flatten)]
    pub(crate) options: Options,
}

/// The lock, where no other one is named.
pub(crate) const LOCK_FILE: &str = "molehunt.lock";

const EXIT_CODES: &str = "\
Exit codes:
  0  nothing at or above --fail-on
  1  something is
  2  the audit could not be done as asked

A reader that closes the pipe early (`molehunt scan | head`) ends the output quietly and does not change the exit code.";

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Audit source on disk: package folders, node_modules trees, workspaces, single files, .tgz archives.
    Scan {
        /// What to audit.
        #[arg(value_name = "PATH", default_value = ".")]
        paths: Vec<PathBuf>,
    },
    /// Show what changed in behaviour between two versions of a package.
    Diff {
        /// The older version: a folder or a .tgz archive.
        before: PathBuf,
        /// The newer version: a folder or a .tgz archive.
        after: PathBuf,
    },
    /// Show which version of a package gained which behaviour.
    History {
        /// A folder in which versions lie side by side: folders, or .tgz archives as `npm pack` writes them.
        folder: PathBuf,
        /// Begin with this version, compared with the one before it.
        #[arg(long, value_name = "VERSION")]
        since: Option<String>,
        /// Leave out versions that gained nothing.
        #[arg(long)]
        only_gained: bool,
        /// Which version is whose predecessor. The order of publication needs a file time.json beside the versions.
        #[arg(long, value_name = "ORDER", value_enum, default_value_t = OrderChoice::Semver)]
        order: OrderChoice,
    },
    /// Write down what the installed packages do, as approved, into molehunt.lock.
    Lock {
        /// Where the packages are; node_modules of the project here, and of its workspaces, unless told otherwise.
        #[arg(value_name = "PATH")]
        paths: Vec<PathBuf>,
        /// Approve what this package does now, and leave all others as they are. May be repeated.
        #[arg(long, value_name = "PACKAGE")]
        update: Vec<String>,
        /// The lock.
        #[arg(long, value_name = "FILE", default_value = LOCK_FILE)]
        lock_file: PathBuf,
    },
    /// Fail when an installed package does something that molehunt.lock does not approve.
    Check {
        /// Where the packages are; node_modules of the project here, and of its workspaces, unless told otherwise.
        #[arg(value_name = "PATH")]
        paths: Vec<PathBuf>,
        /// The lock.
        #[arg(long, value_name = "FILE", default_value = LOCK_FILE)]
        lock_file: PathBuf,
    },
    /// List, explain and test the rules.
    #[command(subcommand)]
    Rules(RulesCommand),
}

#[derive(Debug, Subcommand)]
pub(crate) enum RulesCommand {
    /// List every rule.
    List,
    /// Explain a rule: what it finds, why that matters, an example, what is not flagged, how to allow it.
    Explain {
        /// The rule's id, as findings show it.
        id: String,
    },
    /// Run the examples of the rules: those built in, those of --rules, or only those of a folder.
    Test {
        /// A folder of rules to test alone.
        #[arg(value_name = "DIR")]
        folder: Option<PathBuf>,
    },
}

/// Options that every command takes, before or after its name.
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// How to write the report.
    #[arg(long, global = true, value_name = "FORMAT", default_value = "human", value_parser = format_parser(), help_heading = "Report")]
    pub(crate) format: Format,
    /// Write the report to a file instead of stdout.
    #[arg(long, global = true, value_name = "FILE", help_heading = "Report")]
    pub(crate) output: Option<PathBuf>,
    /// Exit with 1 when there is a finding this bad or worse.
    #[arg(long, global = true, value_name = "SEVERITY", default_value = "high", value_parser = severity_parser(), help_heading = "Report")]
    pub(crate) fail_on: Severity,
    /// Show findings this bad or worse. --fail-on looks at all of them nevertheless.
    #[arg(long, global = true, value_name = "SEVERITY", default_value = "low", value_parser = severity_parser(), help_heading = "Report")]
    pub(crate) min_severity: Severity,
    /// Say of each finding how its severity came about.
    #[arg(long, global = true, help_heading = "Report")]
    pub(crate) explain_severity: bool,
    /// List every behaviour, not only those that are findings.
    #[arg(long, global = true, help_heading = "Report")]
    pub(crate) behaviours: bool,
    /// List every MCP tool, with what its handler reaches: recipients, hosts, files, commands, environment.
    #[arg(long, global = true, help_heading = "Report")]
    pub(crate) tools: bool,
    /// Show findings and the verdict only, and no progress.
    #[arg(long, short, global = true, help_heading = "Report")]
    pub(crate) quiet: bool,
    /// Whether to colour.
    #[arg(long, global = true, value_name = "WHEN", value_enum, default_value_t = ColorChoice::Auto, help_heading = "Report")]
    pub(crate) color: ColorChoice,
    /// Treat code below this path as your own; everything else is third-party. May be repeated.
    #[arg(long, global = true, value_name = "PATH", help_heading = "Audit")]
    pub(crate) first_party: Vec<PathBuf>,
    /// Add the rules of a folder. May be repeated.
    #[arg(long, global = true, value_name = "DIR", help_heading = "Audit")]
    pub(crate) rules: Vec<PathBuf>,
    /// Read the records of malicious packages in a folder, in the format of OSV. May be repeated.
    #[arg(long, global = true, value_name = "DIR", help_heading = "Audit")]
    pub(crate) intel: Vec<PathBuf>,
    /// Read this configuration instead of molehunt.toml in the working directory.
    #[arg(long, global = true, value_name = "FILE", help_heading = "Audit")]
    pub(crate) config: Option<PathBuf>,
    /// How many threads to use; by default one for each processor.
    #[arg(long, global = true, value_name = "N", help_heading = "Audit")]
    pub(crate) threads: Option<NonZeroUsize>,
    /// Use no network.
    #[arg(long, global = true, help_heading = "Audit")]
    pub(crate) offline: bool,
    /// Neither read nor write cached results.
    #[arg(long, global = true, help_heading = "Audit")]
    pub(crate) no_cache: bool,
    /// Analyse every code file, even those in which nothing of interest can occur. For testing the filter.
    #[arg(long, global = true, hide = true)]
    pub(crate) no_filter: bool,
}

/// In which order versions follow each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum OrderChoice {
    /// By number.
    Semver,
    /// By when they were published.
    Published,
}

impl From<OrderChoice> for VersionOrder {
    fn from(choice: OrderChoice) -> Self {
        match choice {
            OrderChoice::Semver => Self::Semver,
            OrderChoice::Published => Self::Published,
        }
    }
}

/// When to colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ColorChoice {
    /// On a terminal, unless NO_COLOR is set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

fn format_parser() -> impl TypedValueParser<Value = Format> {
    PossibleValuesParser::new(Format::ALL.iter().map(|format| format.as_str()))
        .map(|word| word.parse().expect("only formats are possible values"))
}

fn severity_parser() -> impl TypedValueParser<Value = Severity> {
    PossibleValuesParser::new(Severity::ALL.iter().map(|severity| severity.as_str()))
        .map(|word| word.parse().expect("only severities are possible values"))
}
