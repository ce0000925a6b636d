//! The rows of `email.toml` as they are written. `rules/tables/README.md` explains every field.
//!
//! A field that is not listed here is an error when the table is loaded.
//! What is listed and not read yet says so, with the reason, so that the compiler keeps the list true.

use std::collections::BTreeMap;

use molehunt_model::Role;
use serde::Deserialize;

use crate::{
    tables::pattern::{PathPattern, RootKey, ValuePath},
    value::Root,
};

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
    #[expect(dead_code, reason = "read by the issue about programs that a package starts")]
    command_line: Vec<toml::Value>,
    #[expect(dead_code, reason = "read by the issue about composers that a URL opens")]
    compose_url: Vec<toml::Value>,
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
    #[expect(dead_code, reason = "read by the issue about redirected mail: which sockets lead to mail servers")]
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
    #[cfg_attr(not(test), expect(dead_code, reason = "read by the issue about redirected mail"))]
    pub(crate) redirect: Vec<RedirectRow>,
    #[serde(default)]
    #[expect(dead_code, reason = "pages are not read, so nothing tells which scripts one loads")]
    scripts: Vec<String>,
    #[serde(default)]
    #[expect(dead_code, reason = "all that is no recipient counts as content")]
    content: Vec<ValuePath>,
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
    #[expect(dead_code, reason = "read by the issue about redirected mail")]
    options: Option<usize>,
    #[serde(default)]
    #[expect(dead_code, reason = "read by the issue about redirected mail")]
    redirects: Vec<ValuePath>,
    #[serde(default)]
    #[expect(dead_code, reason = "read by the issue about redirected mail")]
    redirect_args: Vec<usize>,
    #[serde(default)]
    #[expect(dead_code, reason = "read by the issue about redirected mail")]
    redirect_properties: Vec<String>,
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
    #[expect(dead_code, reason = "read by the issue about redirected mail")]
    account_args: Vec<usize>,
    #[expect(dead_code, reason = "read by the issue about redirected mail")]
    options: Option<usize>,
    #[serde(default)]
    #[expect(dead_code, reason = "read by the issue about redirected mail")]
    redirects: Vec<ValuePath>,
    #[serde(default)]
    #[expect(dead_code, reason = "read by the issue about redirected mail")]
    redirect_at: Vec<toml::Value>,
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
pub(crate) struct WhenArguments {
    pub(crate) count: Option<(usize, usize)>,
    pub(crate) arg: Option<usize>,
    pub(crate) is: Option<String>,
}

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

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ConstructorRow {
    pub(crate) path: PathPattern,
    #[serde(default)]
    pub(crate) roots: Vec<String>,
    #[serde(default)]
    pub(crate) args: BTreeMap<RoleName, usize>,
    pub(crate) object: Option<usize>,
    #[cfg_attr(not(test), expect(dead_code, reason = "of an object that is an address, every argument is looked at"))]
    pub(crate) address: Option<usize>,
    /// The argument that says which role the address has, as text or at a key.
    pub(crate) role_arg: Option<usize>,
    pub(crate) role_key: Option<ValuePath>,
    /// The field of the object that says so later.
    pub(crate) role_field: Option<ValuePath>,
    pub(crate) group: Option<String>,
    #[expect(dead_code, reason = "the address is read from the argument, whatever the object calls it")]
    address_key: Option<String>,
    #[expect(dead_code, reason = "a display name is no recipient")]
    name: Option<usize>,
    #[serde(default)]
    #[expect(dead_code, reason = "all that is no recipient counts as content")]
    content_args: Vec<usize>,
    #[serde(default)]
    #[expect(dead_code, reason = "an address that is written down is worth a fact even where it is switched off")]
    flags: BTreeMap<String, usize>,
    #[serde(default)]
    #[expect(dead_code, reason = "says how sure the table is, not what it means")]
    verified: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct BuilderRow {
    pub(crate) id: String,
    pub(crate) paths: Vec<PathPattern>,
    #[serde(default)]
    pub(crate) roots: Vec<String>,
    /// The object of the instance whose properties are message fields.
    #[serde(default)]
    pub(crate) fields: ValuePath,
    /// A class that extends this one has the builder as a property.
    pub(crate) base_class: Option<String>,
    pub(crate) base_property: Option<String>,
    /// The recipients that such an instance has by fields.
    pub(crate) group: Option<String>,
    #[serde(rename = "type")]
    #[expect(dead_code, reason = "types are not lowered yet")]
    type_name: Option<String>,
    #[serde(default)]
    #[expect(dead_code, reason = "says how sure the table is, not what it means")]
    verified: bool,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SetterRow {
    pub(crate) class: String,
    pub(crate) method: String,
    pub(crate) role: RoleName,
    pub(crate) arg: usize,
    #[serde(default)]
    pub(crate) path: ValuePath,
    #[serde(default)]
    #[expect(dead_code, reason = "an address and a URL are told apart by their look")]
    kind: RecipientKind,
    pub(crate) address: Option<String>,
    pub(crate) role_arg: Option<usize>,
    pub(crate) role_key: Option<ValuePath>,
    pub(crate) role_field: Option<ValuePath>,
    pub(crate) default_role: Option<RoleName>,
    pub(crate) name_arg: Option<usize>,
    pub(crate) shape: Option<Shape>,
    pub(crate) name: Option<ValuePath>,
    pub(crate) value: Option<ValuePath>,
    pub(crate) at: Option<ValuePath>,
    pub(crate) group: Option<String>,
    #[serde(default)]
    pub(crate) literals: Vec<LiteralRow>,
    #[serde(default)]
    #[expect(dead_code, reason = "says how sure the table is, not what it means")]
    verified: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct DefaultRow {
    /// Absent where the default is configuration, outside the code.
    pub(crate) client: Option<PathPattern>,
    #[serde(default)]
    pub(crate) roots: Vec<String>,
    pub(crate) arg: Option<usize>,
    /// A public property of the client, instead of an argument.
    pub(crate) property: Option<String>,
    #[serde(default)]
    pub(crate) path: ValuePath,
    pub(crate) role: Option<RoleName>,
    pub(crate) address: Option<String>,
    /// Only these: none of the table's is a recipient.
    #[serde(default)]
    pub(crate) fields: Vec<String>,
    /// What stands at the path is a function, whose result has the defaults there.
    pub(crate) returns: Option<ValuePath>,
    #[expect(dead_code, reason = "configuration is not code")]
    config: Option<String>,
    #[serde(default)]
    #[expect(dead_code, reason = "a default that replaces the message's own receives as well")]
    replaces: bool,
    #[serde(default)]
    #[expect(dead_code, reason = "a header that the message sets itself is a fact as well")]
    merges_headers: bool,
    #[serde(default)]
    #[expect(dead_code, reason = "says how sure the table is, not what it means")]
    verified: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct HttpRow {
    pub(crate) host: String,
    pub(crate) path: String,
    pub(crate) method: String,
    pub(crate) body: Body,
    pub(crate) recipients: Vec<RecipientRow>,
    #[serde(default)]
    pub(crate) headers: Vec<HeaderRow>,
    /// The path without its version selects rows of `endpoint` as well.
    #[serde(default)]
    pub(crate) use_endpoints: bool,
    #[expect(dead_code, reason = "facts do not tell yet whether a call sends, forwards or drafts")]
    effect: String,
    #[expect(dead_code, reason = "a secret given to its own service is no news")]
    auth: Option<String>,
    #[serde(default)]
    #[expect(dead_code, reason = "says how sure the table is, not what it means")]
    verified: bool,
}

/// What the body of a request is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Body {
    Json,
    JsonArray,
    Form,
    Multipart,
    Raw,
    JsonOrForm,
    FormOrQuery,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct EndpointRow {
    pub(crate) paths: Vec<String>,
    pub(crate) within: Option<ValuePath>,
    pub(crate) groups: Option<Vec<String>>,
    pub(crate) batch: Option<BatchRow>,
    #[expect(dead_code, reason = "the client's method and the endpoint's are the same thing said twice")]
    methods: Vec<String>,
    #[expect(dead_code, reason = "facts do not tell yet whether a call sends, forwards or drafts")]
    effect: String,
    #[serde(default)]
    #[expect(dead_code, reason = "says how sure the table is, not what it means")]
    verified: bool,
}

/// Requests inside a request.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct BatchRow {
    pub(crate) items: ValuePath,
    pub(crate) url: ValuePath,
    pub(crate) body: ValuePath,
    #[expect(dead_code, reason = "a URL with a body to send is enough")]
    method: ValuePath,
}

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
    /// Moves the connection: read by the issue about redirected mail.
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

/// What a side channel does. Only recipients are read; the rest belongs to facts that do not exist yet.
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
    NotifyUrl,
    NotifyUrlContent,
    CredentialsToThirdParty,
}

/// A call that moves later traffic.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "read by the issue about redirected mail")]
pub(crate) struct RedirectRow {
    on: Vec<String>,
    path: PathPattern,
    arg: usize,
    #[serde(default)]
    keys: Vec<String>,
    key_arg: Option<usize>,
    value_arg: Option<usize>,
    #[serde(default)]
    account_args: Vec<usize>,
    #[serde(default)]
    groups: Vec<String>,
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

/// Whether a group of rows is among those of a call; absent means the main one, on both sides.
pub(crate) fn has_group(groups: Option<&[String]>, group: Option<&str>) -> bool {
    let group = group.unwrap_or("main");
    match groups {
        Some(groups) => groups.iter().any(|other| other == group),
        None => group == "main",
    }
}
