//! Rows of programs that send mail, of shells that start them, and of URLs that open a composer.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::RoleName;
use crate::tables::{NotRead, pattern::PathPattern};

/// A program that sends mail, and what its arguments mean.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ProgramRow {
    /// The names of its file.
    pub(crate) programs: Vec<String>,
    /// What arguments are that are no options.
    pub(crate) bare: Option<RoleName>,
    /// What the values of options are.
    #[serde(default)]
    pub(crate) options: BTreeMap<String, RoleName>,
    /// Options whose value names nobody.
    #[serde(default)]
    pub(crate) valued: Vec<String>,
    /// The option by which the program reads recipients from the message.
    pub(crate) header_flag: Option<String>,
    /// What standard input is.
    pub(crate) stdin: Option<RoleName>,
    /// Schemes of URLs of which one must be an argument.
    #[serde(default)]
    pub(crate) url_schemes: Vec<String>,
    /// The command that sends, in a script that the program runs.
    pub(crate) command: Option<String>,
    #[serde(default)]
    pub(crate) ignore_case: bool,
    /// What stands behind phrases of a script that the program runs.
    #[serde(default)]
    pub(crate) text: Vec<PhraseRow>,
    #[expect(dead_code, reason = "documents automation objects, which are no programs; their properties are not read")]
    modules: NotRead,
    #[expect(dead_code, reason = "documents automation objects, which are no programs; their properties are not read")]
    globals: NotRead,
    #[expect(dead_code, reason = "documents automation objects, which are no programs; their properties are not read")]
    class: NotRead,
    #[expect(dead_code, reason = "documents automation objects, which are no programs; their properties are not read")]
    calls: NotRead,
    #[expect(dead_code, reason = "documents automation objects, which are no programs; their properties are not read")]
    fields: NotRead,
    #[expect(dead_code, reason = "documents automation objects, which are no programs; their properties are not read")]
    positional: NotRead,
    #[expect(dead_code, reason = "documents automation objects, which are no programs; their properties are not read")]
    create_item: NotRead,
    #[expect(dead_code, reason = "says how sure the table is, not what it means")]
    verified: NotRead,
}

impl ProgramRow {
    /// Whether it does nothing but send mail.
    pub(crate) fn only_sends(&self) -> bool {
        self.url_schemes.is_empty() && self.command.is_none() && self.text.is_empty()
    }

    /// What a text says that makes the program send mail, where it does much else as well; in whatever case.
    pub(crate) fn signs(&self) -> impl Iterator<Item = &str> {
        let options = self.options.keys().filter(|option| option.len() > SHORT_OPTION && !self.only_sends());
        let phrases = self.text.iter().map(|phrase| &phrase.after);
        self.url_schemes.iter().chain(&self.command).chain(phrases).chain(options).map(String::as_str)
    }
}

/// Bytes of options that many programs have: `-t`, `-cc`.
const SHORT_OPTION: usize = 3;

/// A phrase of a script behind which an address stands.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PhraseRow {
    pub(crate) role: RoleName,
    pub(crate) after: String,
    /// What the address is called there.
    pub(crate) field: String,
}

/// Programs that start others, or whose output is known.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ShellRow {
    /// Programs that run a text.
    pub(crate) programs: Vec<String>,
    /// The letter of the option whose value is the text.
    pub(crate) text_option: char,
    /// Programs that run what their arguments say.
    pub(crate) wrappers: Vec<String>,
    /// Programs that print their arguments.
    pub(crate) printing: Vec<String>,
    /// Those of them whose first argument has places for the others.
    pub(crate) formatting: Vec<String>,
    /// Programs that give out what they are given.
    pub(crate) copying: Vec<String>,
}

/// A URL that opens a composer with a message in it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ComposeRow {
    pub(crate) prefix: String,
    /// What the rest of the URL's path is.
    pub(crate) path_role: Option<RoleName>,
    pub(crate) query: BTreeMap<String, RoleName>,
    pub(crate) content_query: Vec<String>,
    #[expect(dead_code, reason = "says how sure the table is, not what it means")]
    verified: NotRead,
}

impl ComposeRow {
    /// The prefix without its query, of which everything may come in any order.
    pub(crate) fn start(&self) -> &str {
        self.prefix.split('?').next().unwrap_or(&self.prefix)
    }
}

/// A call that opens a URL on the user's desktop or in the browser.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct OpenerRow {
    #[serde(default)]
    pub(crate) modules: Vec<String>,
    #[serde(default)]
    pub(crate) globals: Vec<String>,
    pub(crate) path: PathPattern,
    /// The argument that is the URL.
    pub(crate) arg: usize,
    #[expect(dead_code, reason = "says how sure the table is, not what it means")]
    verified: NotRead,
}
