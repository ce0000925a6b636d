//! What kind of thing data is that was never meant to leave, and whether it goes home.

use std::fmt;

/// What a value is to the person on whose machine it is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sensitivity {
    /// All variables of the environment.
    Environment,
    /// One secret: a variable of the environment with the name of one, or what a command prints.
    Secret,
    /// A variable whose name sounds like a secret, of no service that is known.
    UnclaimedSecret,
    /// A file with keys, passwords or tokens.
    CredentialFile,
    /// A file of the project at hand in which secrets are kept: `.env`, a private key.
    ProjectSecret,
    /// What somebody typed into a shell, a database client or an interpreter.
    ShellHistory,
    /// Cookies, passwords and history of a browser.
    BrowserProfile,
    /// A wallet, or the keys of one.
    Wallet,
    /// Sessions and messages of a messenger.
    Messenger,
    /// Credentials, settings and transcripts of an AI assistant.
    AssistantFile,
    /// Accounts of the system, memory of its processes.
    SystemFile,
    /// What a cloud tells its own machines, credentials among it.
    CloudMetadata,
    /// What somebody sees and types in a page: cookies, storage, forms, the clipboard.
    PageData,
    /// Settings that say who somebody is and what they work on, without opening a door.
    PersonalFile,
    /// Facts that tell one machine or person from all others: names of both, addresses.
    HostIdentity,
    /// Facts about the machine that it shares with many others.
    Host,
}

impl Sensitivity {
    /// Every class.
    pub const ALL: [Self; 16] = [
        Self::Environment,
        Self::Secret,
        Self::UnclaimedSecret,
        Self::CredentialFile,
        Self::ProjectSecret,
        Self::ShellHistory,
        Self::BrowserProfile,
        Self::Wallet,
        Self::Messenger,
        Self::AssistantFile,
        Self::SystemFile,
        Self::CloudMetadata,
        Self::PageData,
        Self::PersonalFile,
        Self::HostIdentity,
        Self::Host,
    ];

    /// Its name in tables, rules and JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Environment => "environment",
            Self::Secret => "secret",
            Self::UnclaimedSecret => "unclaimed-secret",
            Self::CredentialFile => "credential-file",
            Self::ProjectSecret => "project-secret",
            Self::ShellHistory => "shell-history",
            Self::BrowserProfile => "browser-profile",
            Self::Wallet => "wallet",
            Self::Messenger => "messenger",
            Self::AssistantFile => "assistant-file",
            Self::SystemFile => "system-file",
            Self::CloudMetadata => "cloud-metadata",
            Self::PageData => "page-data",
            Self::PersonalFile => "personal-file",
            Self::HostIdentity => "host-identity",
            Self::Host => "host",
        }
    }

    /// The class of that name.
    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|class| class.as_str() == name)
    }
}

impl fmt::Display for Sensitivity {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

/// Something sensitive that leaves.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Carried {
    /// What it is.
    pub class: Sensitivity,
    /// What exactly, as a person would name it: `~/.aws/credentials`, `NPM_TOKEN`, `process.env`.
    pub name: String,
    /// Whether it goes to the service that it belongs to, as a key of a cloud to that cloud.
    pub is_at_home: bool,
}
