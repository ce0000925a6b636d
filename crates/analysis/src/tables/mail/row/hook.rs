//! Rows of calls that change what other calls send.

use serde::Deserialize;

use super::{ArgumentRow, LiteralRow};
use crate::tables::pattern::{PathPattern, ValuePath};

/// A call whose callback sees or changes what is sent.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct HookRow {
    #[expect(dead_code, reason = "distinguishes rows for people")]
    id: String,
    #[serde(default)]
    pub(crate) on: Vec<String>,
    pub(crate) path: PathPattern,
    pub(crate) receiver: Option<HookReceiver>,
    #[serde(default)]
    pub(crate) literals: Vec<LiteralRow>,
    /// The argument that is the callback.
    pub(crate) callback: Option<usize>,
    /// The callback's parameter in which the message is.
    #[serde(default)]
    pub(crate) param: u16,
    /// Where the message is in that parameter; absent where nobody says.
    pub(crate) message: Option<ValuePath>,
    /// The builder that the message is.
    pub(crate) builder: Option<String>,
    pub(crate) effect: HookEffect,
    pub(crate) name_arg: Option<usize>,
    pub(crate) arg: Option<usize>,
    /// Where callbacks are in that argument: objects with `plugin`.
    pub(crate) field: Option<ValuePath>,
    pub(crate) plugin: Option<ValuePath>,
    pub(crate) group: Option<String>,
    #[expect(dead_code, reason = "a plugin of any step gets the message")]
    step: Option<ValuePath>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum HookReceiver {
    /// The call is made on the parameter of another hook.
    HookParameter,
}

/// What a hook can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum HookEffect {
    EditMessage,
    EditHeader,
    ReplaceEnvelope,
    EditRequest,
    ReplaceTransport,
    /// Rewrites the finished text of the message, by code that would have to be run.
    RewriteStream,
    /// Moves the connection; no fact tells yet where to.
    Redirect,
}

/// Something beside the message that matters.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SideRow {
    #[expect(dead_code, reason = "distinguishes rows for people")]
    id: String,
    pub(crate) kind: SideKind,
    pub(crate) client: Option<PathPattern>,
    pub(crate) arg: Option<usize>,
    pub(crate) field: Option<ValuePath>,
    pub(crate) effect: SideEffect,
    #[serde(default)]
    #[expect(dead_code, reason = "only a recipient is read")]
    on: Vec<String>,
    #[expect(dead_code, reason = "only a recipient is read")]
    path: Option<PathPattern>,
    #[expect(dead_code, reason = "only a recipient is read")]
    url: Option<ArgumentRow>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum SideKind {
    ClientOption,
    MessageField,
    Field,
    Call,
}

/// What a side channel does. Recipients and files that are sent are read; the rest belongs to facts that do not exist yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum SideEffect {
    Recipient,
    Exec,
    ReadsFile,
    ReadsFileOrUrl,
    FetchesUrl,
    HttpPost,
    ObservesMessages,
    CredentialsToThirdParty,
}

/// A call that moves later traffic.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RedirectRow {
    pub(crate) on: Vec<String>,
    pub(crate) path: PathPattern,
    /// The argument that names the host, or in which some keys do.
    pub(crate) arg: usize,
    #[serde(default)]
    pub(crate) keys: Vec<String>,
    /// The argument that is the key, where key and value are two arguments, and the one that is the value.
    pub(crate) key_arg: Option<usize>,
    pub(crate) value_arg: Option<usize>,
    #[serde(default)]
    #[expect(dead_code, reason = "documents the row; an account of a service is no address")]
    account_args: Vec<usize>,
    #[serde(default)]
    #[expect(dead_code, reason = "documents the row; an account of a service is no address")]
    groups: Vec<String>,
}
