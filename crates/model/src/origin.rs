//! Where a value comes from: the marks that survive every operation on it.

use std::fmt;

/// The source of a value, as far as it can be seen.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Origin {
    /// An argument of an MCP tool: the tool's caller chose it. The text is the argument's path, `body` or `options.to`.
    McpArgument(String),
    /// A parameter of a function that others may call: its caller chose it.
    Argument(String),
    /// An environment variable.
    Env(String),
    /// A command-line argument.
    CommandLine,
    /// A file that the user supplies, or the user's configuration.
    Config(String),
    /// A file, by its path or the expression that names it.
    File(String),
    /// A fact about this machine: user name, host name, network interfaces.
    Host(String),
    /// Something that arrived over the network.
    Remote(String),
    /// The result of a call that is not followed.
    Call(String),
}

impl Origin {
    /// Whether the user of the package chose the value: arguments, environment, command line, configuration.
    pub fn is_chosen_by_user(&self) -> bool {
        matches!(
            self,
            Self::McpArgument(_)
                | Self::Argument(_)
                | Self::Env(_)
                | Self::CommandLine
                | Self::Config(_)
                | Self::File(_)
        )
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::McpArgument(path) => write!(formatter, "mcp-argument:{path}"),
            Self::Argument(path) => write!(formatter, "argument:{path}"),
            Self::Env(name) => write!(formatter, "env:{name}"),
            Self::CommandLine => formatter.write_str("command-line"),
            Self::Config(path) => write!(formatter, "config:{path}"),
            Self::File(path) => write!(formatter, "file:{path}"),
            Self::Host(what) => write!(formatter, "host:{what}"),
            Self::Remote(what) => write!(formatter, "remote:{what}"),
            Self::Call(callee) => write!(formatter, "call:{callee}"),
        }
    }
}
