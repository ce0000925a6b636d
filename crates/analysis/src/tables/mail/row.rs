//! The rows of `email.toml` as they are written. `rules/tables/README.md` explains every field.
//!
//! A field that is not listed here is an error when the table is loaded.
//! What is listed and not read yet says so, with the reason, so that the compiler keeps the list true.

mod construction;
mod hook;
mod program;
mod recipient;
mod request;

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::tables::pattern::{PathPattern, ValuePath};

pub(crate) use construction::{BuilderRow, ConstructorRow, DefaultRow, SetterRow};
pub(crate) use hook::{HookEffect, HookReceiver, HookRow, RedirectRow, SideEffect, SideKind, SideRow};
pub(crate) use program::{ComposeRow, OpenerRow, PhraseRow, ProgramRow, ShellRow};
pub(crate) use recipient::{HeaderRow, RecipientKind, RecipientRow, RoleName, Shape, WhenRow};
pub(crate) use request::{Body, EndpointRow, HttpRow};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Written {
    #[expect(dead_code, reason = "there is one version of the schema")]
    schema_version: u32,
    pub(super) content_keys: Vec<String>,
    pub(super) address_keys: Vec<String>,
    pub(super) generic_recipient: Vec<GenericRecipient>,
    pub(super) mail_header: Vec<MailHeader>,
    pub(super) raw_smtp: Vec<RawSmtp>,
    pub(super) command_line: Vec<ProgramRow>,
    pub(super) shell: ShellRow,
    pub(super) compose_url: Vec<ComposeRow>,
    pub(super) url_opener: Vec<OpenerRow>,
    pub(super) unlisted: Unlisted,
    pub(super) api: Vec<Api>,
}

/// How a call that no row names is taken for one that sends, or for one that does not.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Unlisted {
    /// Methods that only mail libraries have.
    pub(crate) telling_methods: Vec<String>,
    /// What is in the name of a method that sends, in lower case.
    pub(crate) sending_words: Vec<String>,
    /// Methods that build, check or record, whatever they are called on.
    pub(crate) quiet_methods: Vec<String>,
    /// Globals of which no method sends.
    pub(crate) quiet_globals: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct GenericRecipient {
    pub(super) role: RoleName,
    pub(super) names: Vec<String>,
    pub(super) child: Option<String>,
    #[serde(default)]
    #[expect(dead_code, reason = "says how sure the table is, not what it means")]
    verified: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct MailHeader {
    pub(crate) names: Vec<String>,
    pub(crate) role: RoleName,
    #[serde(default)]
    pub(crate) recipients: Vec<RecipientRow>,
    #[expect(dead_code, reason = "whatever relay reads the header, the mail may pass it")]
    relay: Option<String>,
    #[expect(dead_code, reason = "an address that is written down is worth a fact even where it is switched off")]
    flag: Option<ValuePath>,
    #[serde(default)]
    #[expect(dead_code, reason = "says how sure the table is, not what it means")]
    verified: bool,
}

/// What a line means that is written to a mail server by hand.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawSmtp {
    pub(crate) verb: Option<String>,
    pub(crate) role: RoleName,
    #[serde(default)]
    #[expect(dead_code, reason = "documents which sockets lead to mail servers; a line is told by its verb")]
    ports: Vec<u16>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Api {
    pub(crate) id: String,
    #[serde(default)]
    pub(crate) modules: Vec<String>,
    #[serde(default)]
    pub(crate) globals: Vec<String>,
    /// Hosts that the paths of `endpoint` are relative to.
    #[serde(default)]
    pub(crate) hosts: Vec<String>,
    #[serde(default)]
    pub(crate) key_case: KeyCase,
    #[serde(default)]
    pub(crate) client: Vec<Client>,
    #[serde(default)]
    pub(crate) send: Vec<SendRow>,
    #[serde(default)]
    pub(crate) recipient: Vec<RecipientRow>,
    #[serde(default)]
    pub(crate) header: Vec<HeaderRow>,
    #[serde(default)]
    pub(crate) constructor: Vec<ConstructorRow>,
    #[serde(default)]
    pub(crate) builder: Vec<BuilderRow>,
    #[serde(default)]
    pub(crate) setter: Vec<SetterRow>,
    #[serde(default, rename = "default")]
    pub(crate) defaults: Vec<DefaultRow>,
    #[serde(default)]
    pub(crate) http: Vec<HttpRow>,
    #[serde(default)]
    pub(crate) endpoint: Vec<EndpointRow>,
    #[serde(default)]
    pub(crate) hook: Vec<HookRow>,
    #[serde(default)]
    pub(crate) side: Vec<SideRow>,
    #[serde(default)]
    pub(crate) redirect: Vec<RedirectRow>,
    #[serde(default)]
    #[expect(dead_code, reason = "pages are not read, so nothing tells which scripts one loads")]
    scripts: Vec<String>,
    #[serde(default)]
    pub(crate) content: Vec<ValuePath>,
    #[serde(default)]
    #[expect(dead_code, reason = "all that is no recipient counts as content")]
    content_all: bool,
    #[serde(default)]
    #[expect(dead_code, reason = "says how sure the table is, not what it means")]
    verified: bool,
    #[serde(default)]
    #[expect(dead_code, reason = "says how sure the table is, not what it means")]
    unverified_roots: Vec<String>,
}

/// How keys are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum KeyCase {
    #[default]
    Exact,
    CamelOrSnake,
    Any,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Client {
    pub(crate) id: Option<String>,
    pub(crate) path: PathPattern,
    pub(crate) kind: Option<ClientKind>,
    #[serde(default)]
    pub(crate) roots: Vec<String>,
    pub(crate) receiver: Option<Receiver>,
    pub(crate) entry: Option<Entry>,
    #[serde(default)]
    pub(crate) literals: Vec<LiteralRow>,
    #[serde(rename = "type")]
    #[expect(dead_code, reason = "types are not lowered yet; what is declared with one is recognised by its shape")]
    type_name: Option<String>,
    #[expect(dead_code, reason = "a secret given to its own service is no news")]
    secret: Option<usize>,
    #[serde(default)]
    #[expect(dead_code, reason = "a secret given to its own service is no news")]
    env: Vec<String>,
    /// The argument that holds its options.
    pub(crate) options: Option<usize>,
    /// The options that name the host to which mails are handed, or its URL.
    #[serde(default)]
    pub(crate) redirects: Vec<ValuePath>,
    /// The options that name a proxy.
    #[serde(default)]
    pub(crate) proxies: Vec<ValuePath>,
    #[serde(default)]
    #[expect(dead_code, reason = "moves traffic to where no text says")]
    switches: Vec<ValuePath>,
    /// The arguments that are the host or its URL themselves.
    #[serde(default)]
    pub(crate) redirect_args: Vec<usize>,
    /// The properties of the client that do the same.
    #[serde(default)]
    pub(crate) redirect_properties: Vec<ValuePath>,
    #[serde(default)]
    #[expect(dead_code, reason = "pages are not read, so nothing tells which scripts one loads")]
    requires_script: bool,
    #[serde(default)]
    #[expect(dead_code, reason = "says how sure the table is, not what it means")]
    verified: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum ClientKind {
    Config,
    Builder,
    Transport,
}

/// Where the path of a client begins, if not at a root.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Receiver {
    /// At any value that is not told, in a file that uses the API.
    Any,
    /// At `this` of a class.
    This,
}

/// A parameter of a function that the platform calls.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Entry {
    pub(crate) export: String,
    pub(crate) methods: Vec<String>,
    pub(crate) param: u16,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SendRow {
    pub(crate) on: Vec<String>,
    pub(crate) path: PathPattern,
    #[serde(default)]
    pub(crate) roots: Vec<String>,
    pub(crate) message: Option<usize>,
    pub(crate) within: Option<ValuePath>,
    pub(crate) items: Option<ValuePath>,
    #[serde(default)]
    pub(crate) single: bool,
    pub(crate) base: Option<ValuePath>,
    #[serde(default)]
    pub(crate) positional: BTreeMap<RoleName, usize>,
    pub(crate) groups: Option<Vec<String>>,
    #[serde(default)]
    pub(crate) literals: Vec<LiteralRow>,
    pub(crate) requires: Option<RequiresRow>,
    pub(crate) dispatch: Option<Dispatch>,
    pub(crate) url: Option<ArgumentRow>,
    pub(crate) command: Option<usize>,
    pub(crate) builder: Option<BuilderArgument>,
    pub(crate) instance: Option<InstanceArgument>,
    pub(crate) defaults: Option<usize>,
    #[serde(default)]
    pub(crate) template_args: Vec<usize>,
    #[serde(default)]
    pub(crate) content_args: Vec<usize>,
    #[serde(default)]
    pub(crate) content_beside: Vec<ValuePath>,
    #[serde(default)]
    pub(crate) header_args: Vec<usize>,
    pub(crate) when_args: Option<WhenArguments>,
    #[expect(dead_code, reason = "facts do not tell yet whether a call sends, forwards or drafts")]
    effect: String,
    #[expect(dead_code, reason = "distinguishes rows for people")]
    name: Option<String>,
    #[expect(dead_code, reason = "what a callback gets is an answer, not a message")]
    callback: Option<usize>,
    #[serde(default)]
    #[expect(dead_code, reason = "documents the row; an account of a service is no address")]
    account_args: Vec<usize>,
    #[expect(dead_code, reason = "options that move traffic are listed where they are")]
    options: Option<usize>,
    /// Keys of the message that name the host to which it is handed, or its URL.
    #[serde(default)]
    pub(crate) redirects: Vec<ValuePath>,
    /// What names it elsewhere.
    #[serde(default)]
    pub(crate) redirect_at: Vec<RedirectPlace>,
    #[serde(default)]
    #[expect(dead_code, reason = "the fields of a form are in a page, which is not read")]
    form: bool,
    #[expect(dead_code, reason = "the text that a builder gives is found where it is sent")]
    output: Option<RecipientKind>,
    #[expect(dead_code, reason = "the method's name on the wire, for requests without the library")]
    jmap_method: Option<String>,
    #[serde(default)]
    #[expect(dead_code, reason = "says how sure the table is, not what it means")]
    verified: bool,
}

/// Keys of an argument that name the host to which mails are handed: of the call, or of one on the way to it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RedirectPlace {
    pub(crate) call: Option<usize>,
    pub(crate) arg: usize,
    pub(crate) keys: Vec<ValuePath>,
}

/// Which rows the URL of a call selects.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Dispatch {
    Http,
    Endpoint,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ArgumentRow {
    pub(crate) arg: usize,
    pub(crate) call: Option<usize>,
    #[serde(default)]
    pub(crate) path: ValuePath,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct LiteralRow {
    pub(crate) arg: usize,
    pub(crate) call: Option<usize>,
    #[serde(default)]
    pub(crate) path: ValuePath,
    #[serde(default)]
    pub(crate) values: Vec<String>,
    pub(crate) prefix: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RequiresRow {
    #[serde(default)]
    pub(crate) all: Vec<ValuePath>,
    #[serde(default)]
    pub(crate) any: Vec<ValuePath>,
    #[serde(default)]
    pub(crate) constructed: Vec<PathPattern>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct BuilderArgument {
    pub(crate) arg: usize,
    #[serde(default)]
    pub(crate) param: u16,
    pub(crate) id: String,
}

/// An argument that may be an instance of a class that extends `base`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct InstanceArgument {
    pub(crate) arg: usize,
    pub(crate) base: String,
}

/// Which overload of a call this is.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct WhenArguments {
    pub(crate) count: Option<(usize, usize)>,
    pub(crate) arg: Option<usize>,
    pub(crate) is: Option<String>,
}

impl SendRow {
    /// How many segments its own path has.
    pub(crate) fn path_length(&self) -> usize {
        self.path.0.len()
    }

    /// The method, as a person would name it.
    pub(crate) fn method(&self) -> String {
        self.path.last_name().unwrap_or("send").to_owned()
    }
}

/// Whether a group of rows is among those of a call; absent means the main one, on both sides.
pub(crate) fn has_group(groups: Option<&[String]>, group: Option<&str>) -> bool {
    let group = group.unwrap_or("main");
    match groups {
        Some(groups) => groups.iter().any(|other| other == group),
        None => group == "main",
    }
}
