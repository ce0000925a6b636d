//! `checks.toml`: by which names it is told that something is checked before it is sent.

use rustc_hash::FxHashSet;
use serde::Deserialize;

/// The table of checks.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CheckTable {
    #[expect(dead_code, reason = "there is one version of the schema")]
    schema_version: u32,
    /// Calls that ask the user.
    pub(crate) asking: FxHashSet<String>,
    /// Pieces of the names of arguments by which a user agrees, in lower case.
    agreeing: Vec<String>,
    /// Calls in a test that say nothing of a value but its form.
    pub(crate) shaping: FxHashSet<String>,
    /// Pieces of the names of functions that check what they are given, in lower case.
    checking: Vec<String>,
    /// Methods of schemas by which an argument is more than a text.
    pub(crate) constraining: FxHashSet<String>,
}

impl CheckTable {
    pub(crate) fn parse(text: &str) -> Self {
        toml::from_str(text).expect("the embedded table is checked by a test")
    }

    /// Whether an argument of that name says that its user agrees.
    pub(crate) fn is_agreement(&self, argument: &str) -> bool {
        let argument = argument.to_lowercase();
        self.agreeing.iter().any(|piece| argument.contains(piece))
    }

    /// Whether a function of that name may check what it is given.
    pub(crate) fn may_check(&self, function: &str) -> bool {
        let function = function.to_lowercase();
        self.checking.iter().any(|piece| function.contains(piece))
    }
}
