//! Declarative rules: loading them, checking them, and judging facts by them.
//!
//! A rule is one Markdown file, `rules/<rule-id>.md`: its query, its manual page and its examples.
//! This crate turns such files into [`Rule`]s, and facts into findings; what the user's configuration
//! then allows is decided by [`Policy`].
//! It never sees a syntax tree and does not run the examples itself: that takes the analyzer, which lies beside
//! this crate and not below it, so [`check_examples`] is handed a way to run one.

mod caps;
mod error;
mod example;
mod host;
mod host_class;
mod identity;
mod intel;
mod judge;
mod message;
mod page;
mod pattern;
mod policy;
mod query;
mod rule;
mod rule_file;
mod rule_set;
mod upgrade;

pub use error::RuleFileError;
pub use example::{Example, ExampleFailure, Expectation, ExpectedPlace, check_examples};
pub use identity::Identity;
pub use intel::{Intel, RecordError};
pub use judge::{Context, attributes_of_kind};
pub use policy::{Allow, Policy, PolicyError};
pub use query::QueryError;
pub use rule::Rule;
pub use rule_set::{RuleSet, together};
pub use upgrade::Upgrade;
