//! The rows of `egress.toml` on programs that send: what their arguments mean.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::NotRead;

/// A program that sends what it is given.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CommandRow {
    /// The names of its file.
    pub(crate) programs: Vec<String>,
    /// What the values of options are.
    #[serde(default)]
    pub(crate) options: BTreeMap<String, CommandRole>,
    /// Options with a value that says nothing of what leaves.
    #[serde(default)]
    valued: Vec<String>,
    /// What arguments are that are no options.
    pub(crate) bare: Option<CommandRole>,
    /// What the first of them are, in order.
    #[serde(default)]
    pub(crate) positional: Vec<CommandRole>,
    /// What standard input is.
    pub(crate) stdin: Option<CommandRole>,
    /// What stands before a payload that is the name of a file.
    pub(crate) file_prefix: Option<String>,
    /// What arguments are that begin so.
    #[serde(default)]
    pub(crate) address_prefixes: BTreeMap<String, CommandRole>,
    #[serde(default)]
    pub(crate) ignore_case: bool,
    #[expect(dead_code, reason = "an option without a value says nothing of what leaves")]
    flags: NotRead,
    #[expect(dead_code, reason = "what is done is told by `acts.toml`")]
    subcommands: NotRead,
    #[expect(dead_code, reason = "redirections are told by `acts.toml`")]
    paths: NotRead,
    #[expect(dead_code, reason = "settings that a command is given are not read")]
    config_keys: NotRead,
    #[expect(dead_code, reason = "what stands in quotes for another shell is told by `acts.toml`")]
    commands: NotRead,
    #[expect(dead_code, reason = "what stands in quotes for another shell is told by `acts.toml`")]
    classes: NotRead,
    #[expect(dead_code, reason = "what stands in quotes for another shell is told by `acts.toml`")]
    methods: NotRead,
    #[expect(dead_code, reason = "says how sure the table is, not what it means")]
    verified: NotRead,
}

/// What an argument is to its program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum CommandRole {
    Url,
    Host,
    HostPort,
    RemotePath,
    DnsName,
    Payload,
    File,
    Header,
    Credentials,
    Port,
    Proxy,
    Program,
    ProgramBase64Utf16,
    Config,
    Tunnel,
    MailRecipient,
}

/// What a word of a command is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Word {
    /// No option.
    Bare,
    /// An option with its role, if it is worth anything, and where its value begins if it is in the same word.
    Option(Option<CommandRole>, Option<usize>),
    /// An option without a value.
    Flag,
}

impl CommandRow {
    /// What a word is to the program.
    pub(crate) fn word(&self, word: &str) -> Word {
        if !word.starts_with('-') || word.len() < 2 {
            return Word::Bare;
        }
        let option = |name: &str| {
            let is_same = |other: &str| if self.ignore_case { other.eq_ignore_ascii_case(name) } else { other == name };
            let role = self.options.iter().find(|(other, _)| is_same(other)).map(|(_, role)| Some(*role));
            role.or_else(|| self.valued.iter().any(|other| is_same(other)).then_some(None))
        };
        if let Some(role) = option(word) {
            return Word::Option(role, None);
        }
        if let Some((name, _)) = word.split_once('=')
            && let Some(role) = option(name)
        {
            return Word::Option(role, Some(name.len() + 1));
        }
        if word.starts_with("--") {
            return Word::Flag;
        }
        // `-dvalue`, and letters of several options in one word, of which the last has a value: `-sSd value`.
        let letters = word.char_indices().skip(1);
        for (at, letter) in letters {
            let end = at + letter.len_utf8();
            if let Some(role) = option(&format!("-{letter}")) {
                return Word::Option(role, (end < word.len()).then_some(end));
            }
        }
        Word::Flag
    }
}
