//! `tool-texts.toml`: the words by which texts for a model are judged.

use serde::Deserialize;

/// The table of words.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct TextTable {
    #[expect(dead_code, reason = "there is one version of the schema")]
    schema_version: u32,
    /// Words that turn an order around.
    pub(crate) negations: Vec<String>,
    /// Beginnings of verbs of telling, and those who could be told.
    pub(crate) telling: Vec<String>,
    pub(crate) listeners: Vec<String>,
    /// Phrases that keep something from somebody.
    pub(crate) concealing: Vec<String>,
    /// Words by which an order speaks of itself.
    pub(crate) pointing: Vec<String>,
    /// Verbs of taking and handing on.
    pub(crate) handing: Vec<String>,
    pub(crate) secret_files: Vec<String>,
    pub(crate) secrets: Vec<String>,
    pub(crate) contents: Vec<String>,
    pub(crate) conversation: Vec<String>,
    pub(crate) prerequisites: Vec<String>,
    pub(crate) pretences: Vec<String>,
    pub(crate) forgetting: Vec<String>,
    pub(crate) forgotten: Vec<String>,
    pub(crate) occasions: Vec<String>,
    pub(crate) uses: Vec<String>,
    pub(crate) changing: Vec<String>,
    pub(crate) sending: Vec<String>,
    pub(crate) copies: Vec<String>,
    pub(crate) foreign_prefixes: Vec<String>,
}

impl TextTable {
    pub(crate) fn parse(text: &str) -> Self {
        super::read(text, "tool-texts.toml")
    }
}
