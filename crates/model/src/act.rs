//! Acts: what code does on the machine where it runs, beside sending.

use crate::{Carried, FactKind, Origin};

/// One act.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Act {
    /// What kind of act it is.
    pub kind: ActKind,
    /// What is run, written or replaced, on one line: a command, a path, `eval`, `window.fetch`.
    pub subject: String,
    /// What makes it worth a look; words of [`ActKind::classes`], sorted.
    pub classes: Vec<String>,
    /// What the command, the code or the content is made of.
    pub content: Vec<Origin>,
    /// What of it is sensitive.
    pub carries: Vec<Carried>,
    /// How the command, the path or the code was hidden.
    pub disguise: Option<String>,
}

/// The kinds of acts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ActKind {
    /// A program is started.
    RunCommand,
    /// Text is run as code.
    RunCode,
    /// A file is written.
    WriteFile,
    /// A function of the platform is replaced.
    PatchApi,
    /// Text is written so that readers do not see it.
    HideText,
}

impl ActKind {
    /// What such an act can be, by the words of tables and rules.
    pub fn classes(self) -> &'static [&'static str] {
        match self {
            Self::RunCommand => &[
                "assistant",
                "download-and-run",
                "encoded",
                "install-script",
                "publish",
                "push",
                "remote",
                "reverse-shell",
                "startup",
            ],
            Self::RunCode => &["decoded", "remote"],
            Self::WriteFile => &[
                "assistant",
                "editor",
                "git-hook",
                "keys",
                "other-package",
                "registry",
                "shell-profile",
                "startup",
                "workflow",
            ],
            Self::PatchApi => &["leaks", "network", "redirects", "wallet"],
            Self::HideText => &["bidirectional", "far-right"],
        }
    }
}

impl From<ActKind> for FactKind {
    fn from(kind: ActKind) -> Self {
        match kind {
            ActKind::RunCommand => Self::RunCommand,
            ActKind::RunCode => Self::RunCode,
            ActKind::WriteFile => Self::WriteFile,
            ActKind::PatchApi => Self::PatchApi,
            ActKind::HideText => Self::HiddenText,
        }
    }
}
