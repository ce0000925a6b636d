//! Rows that say where recipients are: fields, headers, roles.

use molehunt_model::Role;
use serde::Deserialize;

use crate::{
    tables::pattern::{RootKey, ValuePath},
    value::Root,
};

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RecipientRow {
    pub(crate) role: RoleName,
    #[serde(default)]
    pub(crate) path: ValuePath,
    /// The field of a form, in which `{n}` is a number.
    pub(crate) key: Option<String>,
    /// The placeholder of the URL's path that is the address.
    pub(crate) url_segment: Option<String>,
    /// The mail header whose JSON this is.
    pub(crate) header: Option<String>,
    pub(crate) address: Option<String>,
    #[serde(default)]
    pub(crate) kind: RecipientKind,
    pub(crate) group: Option<String>,
    pub(crate) when: Option<WhenRow>,
    #[serde(default)]
    pub(crate) roots: Vec<String>,
    #[expect(dead_code, reason = "a display name is no recipient")]
    pub(crate) name: Option<String>,
    #[serde(default)]
    #[expect(dead_code, reason = "says how sure the table is, not what it means")]
    pub(crate) verified: bool,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct WhenRow {
    pub(crate) field: ValuePath,
    #[serde(default)]
    pub(crate) is: Vec<String>,
    pub(crate) differs: Option<ValuePath>,
    #[serde(default)]
    pub(crate) absent: bool,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct HeaderRow {
    #[serde(default)]
    pub(crate) path: ValuePath,
    pub(crate) shape: Shape,
    pub(crate) name: Option<ValuePath>,
    pub(crate) value: Option<ValuePath>,
    #[serde(default)]
    pub(crate) display_only: Vec<String>,
    pub(crate) scope: Option<Scope>,
    #[serde(default)]
    pub(crate) roots: Vec<String>,
    #[serde(default)]
    #[expect(dead_code, reason = "names of headers are always compared without case")]
    pub(crate) ignore_case: bool,
    #[serde(default)]
    #[expect(dead_code, reason = "says how sure the table is, not what it means")]
    pub(crate) verified: bool,
}

/// What headers belong to, if not to the mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Scope {
    /// To the request that carries it.
    Http,
}

/// How a container holds headers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Shape {
    #[default]
    Map,
    Pairs,
    Pair,
    PairsOrPair,
    Prefix,
    Json,
    Text,
}

/// What a recipient field's value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum RecipientKind {
    /// An address, several, or objects that hold one.
    #[default]
    Address,
    RawMime,
    RawMimeBase64,
    RawMimeBase64url,
    JsonKeys,
    MapKeys,
    UserIds,
    UserIdsMapKeys,
    Header,
    HeaderJson,
    OpenMap,
    Object,
    RuleText,
    RuleObject,
    Url,
    AddressOrUrl,
    List,
    Host,
    Topic,
    Flag,
    SmtpLine,
    AccountKey,
    UrlSegment,
}

/// A role as tables name it: those of facts, and some that only tables need.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum RoleName {
    To,
    Cc,
    Bcc,
    CopyAll,
    ReplyTo,
    From,
    Sender,
    EnvelopeTo,
    EnvelopeFrom,
    Notify,
    NotifyUrl,
    Forward,
    Delegate,
    Share,
    Subscribe,
    RelayHost,
    RawMime,
    RawSmtp,
    Account,
    Rule,
    Header,
    Headers,
    HeaderJson,
    Any,
    Flag,
    Object,
    Content,
    /// The path of a file that is sent.
    File,
    /// A folder of the user's own mailbox.
    Mailbox,
    /// A request in the form of Exchange Web Services.
    Soap,
    #[serde(rename = "by-argument")]
    #[default]
    ByArgument,
}

impl RoleName {
    /// The role of facts, where it is one.
    pub(crate) fn role(self) -> Option<Role> {
        Some(match self {
            Self::To => Role::To,
            Self::Cc => Role::Cc,
            Self::Bcc => Role::Bcc,
            Self::CopyAll => Role::CopyAll,
            Self::ReplyTo => Role::ReplyTo,
            Self::From => Role::From,
            Self::Sender => Role::Sender,
            Self::EnvelopeTo => Role::EnvelopeTo,
            Self::EnvelopeFrom => Role::EnvelopeFrom,
            Self::Notify => Role::Notify,
            Self::NotifyUrl => Role::NotifyUrl,
            Self::Forward => Role::Forward,
            Self::Delegate => Role::Delegate,
            Self::Share => Role::Share,
            Self::Subscribe => Role::Subscribe,
            Self::RelayHost => Role::RelayHost,
            _ => return None,
        })
    }

    /// The role that a word names: `bcc`, `To`.
    pub(crate) fn of_word(word: &str) -> Option<Self> {
        Some(match word.to_ascii_lowercase().as_str() {
            "to" => Self::To,
            "cc" => Self::Cc,
            "bcc" => Self::Bcc,
            _ => return None,
        })
    }
}

impl RecipientRow {
    /// Whether the row holds for what is below a module or global.
    pub(crate) fn is_for(&self, root: &Root) -> bool {
        is_for(&self.roots, root)
    }

    /// Its group; `None` is the main one.
    pub(crate) fn group(&self) -> Option<&str> {
        self.group.as_deref()
    }
}

impl HeaderRow {
    /// Whether the row holds for what is below a module or global.
    pub(crate) fn is_for(&self, root: &Root) -> bool {
        is_for(&self.roots, root)
    }
}

fn is_for(roots: &[String], root: &Root) -> bool {
    match RootKey::of(root) {
        Some(RootKey::Module(name) | RootKey::Global(name)) => roots.is_empty() || roots.contains(&name),
        None => true,
    }
}
