//! `email.toml`: what sends mail, and which fields decide who receives it.

use rustc_hash::{FxHashMap, FxHashSet};
use serde::Deserialize;

use super::pattern::{Matches, PathPattern, RootKey, ValuePath};
use crate::value::Root;

/// The mail table.
#[derive(Debug)]
pub(crate) struct MailTable {
    pub(crate) apis: Vec<Api>,
    /// Sinks: API and row of `send`, with the length of the client part of the pattern.
    pub(crate) sends: Matches<(usize, usize)>,
    /// Constructions whose arguments are message fields.
    pub(crate) constructors: Matches<(usize, usize)>,
    /// Instances that collect a message by method calls.
    pub(crate) builders: Matches<(usize, String)>,
    /// Constructions of clients with message defaults.
    pub(crate) defaults: Matches<(usize, usize)>,
    /// Sends on a value that cannot be named: in a file that uses the API, by their last segments.
    pub(crate) loose_sends: Vec<(usize, usize, PathPattern)>,
    /// What recipient-like keys mean, by normal key.
    generic_roles: FxHashMap<Vec<u8>, molehunt_model::Role>,
    pub(crate) headers: Vec<MailHeader>,
    pub(crate) content_keys: FxHashSet<String>,
    pub(crate) address_keys: FxHashSet<String>,
}

#[derive(Debug, Deserialize)]
struct Written {
    content_keys: Vec<String>,
    address_keys: Vec<String>,
    generic_recipient: Vec<GenericRecipient>,
    mail_header: Vec<MailHeader>,
    api: Vec<Api>,
}

#[derive(Debug, Deserialize)]
struct GenericRecipient {
    role: RoleName,
    names: Vec<String>,
    child: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct MailHeader {
    pub(crate) names: Vec<String>,
    pub(crate) role: RoleName,
    #[serde(default)]
    pub(crate) recipients: Vec<RecipientRow>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Api {
    pub(crate) id: String,
    #[serde(default)]
    pub(crate) modules: Vec<String>,
    #[serde(default)]
    pub(crate) globals: Vec<String>,
    #[serde(default)]
    pub(crate) key_case: KeyCase,
    #[serde(default)]
    client: Vec<Client>,
    #[serde(default)]
    pub(crate) send: Vec<SendRow>,
    #[serde(default)]
    pub(crate) recipient: Vec<RecipientRow>,
    #[serde(default)]
    pub(crate) header: Vec<HeaderRow>,
    #[serde(default)]
    pub(crate) constructor: Vec<ConstructorRow>,
    #[serde(default)]
    builder: Vec<BuilderRow>,
    #[serde(default)]
    pub(crate) setter: Vec<SetterRow>,
    #[serde(default, rename = "default")]
    pub(crate) defaults: Vec<DefaultRow>,
    #[serde(default)]
    pub(crate) http: Vec<HttpRow>,
    #[serde(default)]
    pub(crate) endpoint: Vec<EndpointRow>,
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
pub(crate) struct Client {
    #[serde(default)]
    id: Option<String>,
    path: String,
    #[serde(default)]
    kind: Option<String>,
    #[serde(default)]
    roots: Vec<String>,
    #[serde(default)]
    receiver: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct SendRow {
    on: Vec<String>,
    path: String,
    #[serde(default)]
    roots: Vec<String>,
    pub(crate) message: Option<usize>,
    pub(crate) within: Option<ValuePath>,
    pub(crate) items: Option<ValuePath>,
    #[serde(default)]
    pub(crate) single: bool,
    pub(crate) base: Option<ValuePath>,
    #[serde(default)]
    pub(crate) positional: std::collections::BTreeMap<RoleName, usize>,
    groups: Option<Vec<String>>,
    #[serde(default)]
    pub(crate) literals: Vec<LiteralRow>,
    pub(crate) requires: Option<RequiresRow>,
    pub(crate) dispatch: Option<String>,
    pub(crate) url: Option<ArgumentRow>,
    pub(crate) command: Option<usize>,
    pub(crate) builder: Option<BuilderArgument>,
    pub(crate) defaults: Option<usize>,
    #[serde(default)]
    pub(crate) template_args: Vec<usize>,
    #[serde(default)]
    pub(crate) content_args: Vec<usize>,
    pub(crate) when_args: Option<WhenArguments>,
}

#[derive(Debug, Clone, Deserialize)]
pub(crate) struct ArgumentRow {
    pub(crate) arg: usize,
    pub(crate) call: Option<usize>,
    pub(crate) path: Option<ValuePath>,
}

#[derive(Debug, Clone, Deserialize)]
pub(crate) struct LiteralRow {
    pub(crate) arg: usize,
    pub(crate) call: Option<usize>,
    pub(crate) path: Option<ValuePath>,
    #[serde(default)]
    pub(crate) values: Vec<String>,
    pub(crate) prefix: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct RequiresRow {
    #[serde(default)]
    pub(crate) all: Vec<String>,
    #[serde(default)]
    pub(crate) any: Vec<String>,
    pub(crate) constructed: Option<toml::Value>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct BuilderArgument {
    pub(crate) arg: usize,
    #[serde(default)]
    pub(crate) param: u16,
    pub(crate) id: String,
}

/// Which overload of a call this is.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct WhenArguments {
    pub(crate) count: Option<(usize, usize)>,
    pub(crate) arg: Option<usize>,
    pub(crate) is: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
pub(crate) struct RecipientRow {
    pub(crate) role: RoleName,
    #[serde(default)]
    pub(crate) path: ValuePath,
    /// The placeholder of the URL's path that is the address.
    pub(crate) url_segment: Option<String>,
    pub(crate) address: Option<String>,
    #[serde(default)]
    pub(crate) kind: RecipientKind,
    #[serde(default)]
    group: Option<String>,
    pub(crate) when: Option<WhenRow>,
    #[serde(default)]
    roots: Vec<String>,
}

#[derive(Debug, Clone, Deserialize)]
pub(crate) struct WhenRow {
    pub(crate) field: String,
    #[serde(default)]
    pub(crate) is: Vec<String>,
    pub(crate) differs: Option<String>,
    #[serde(default)]
    pub(crate) absent: bool,
}

#[derive(Debug, Clone, Deserialize)]
pub(crate) struct HeaderRow {
    pub(crate) path: ValuePath,
    pub(crate) shape: Shape,
    pub(crate) name: Option<String>,
    pub(crate) value: Option<String>,
    #[serde(default)]
    pub(crate) display_only: Vec<String>,
    #[serde(default)]
    pub(crate) scope: Option<String>,
}

/// How a container holds headers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Shape {
    Map,
    Pairs,
    Pair,
    Prefix,
    Json,
    Text,
}

#[derive(Debug, Deserialize)]
pub(crate) struct ConstructorRow {
    path: String,
    #[serde(default)]
    roots: Vec<String>,
    #[serde(default)]
    pub(crate) args: std::collections::BTreeMap<RoleName, usize>,
    pub(crate) object: Option<usize>,
}

#[derive(Debug, Deserialize)]
struct BuilderRow {
    id: String,
    paths: Vec<String>,
    #[serde(default)]
    roots: Vec<String>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct SetterRow {
    pub(crate) class: String,
    pub(crate) method: String,
    pub(crate) role: RoleName,
    pub(crate) arg: usize,
    pub(crate) address: Option<String>,
    pub(crate) role_arg: Option<usize>,
    pub(crate) role_key: Option<String>,
    pub(crate) role_field: Option<String>,
    pub(crate) default_role: Option<RoleName>,
    pub(crate) name_arg: Option<usize>,
    pub(crate) at: Option<ValuePath>,
    pub(crate) group: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct DefaultRow {
    /// Absent where the default is configuration, outside the code.
    client: Option<String>,
    #[serde(default)]
    roots: Vec<String>,
    pub(crate) arg: Option<usize>,
    #[serde(default)]
    pub(crate) path: ValuePath,
    pub(crate) role: Option<RoleName>,
    pub(crate) address: Option<String>,
    #[serde(default)]
    pub(crate) fields: Vec<String>,
    pub(crate) returns: Option<toml::Value>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct HttpRow {
    pub(crate) host: String,
    pub(crate) path: String,
    pub(crate) method: String,
    pub(crate) body: Body,
    pub(crate) recipients: Vec<RecipientRow>,
    #[serde(default)]
    pub(crate) headers: Vec<HeaderRow>,
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
pub(crate) struct EndpointRow {
    pub(crate) paths: Vec<String>,
    pub(crate) within: Option<ValuePath>,
    groups: Option<Vec<String>>,
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
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
    #[serde(rename = "by-argument")]
    ByArgument,
    #[serde(other)]
    Other,
}

impl RoleName {
    /// The role of facts, where it is one.
    pub(crate) fn role(self) -> Option<molehunt_model::Role> {
        use molehunt_model::Role;
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
    /// Whether a group of recipients belongs to this row.
    pub(crate) fn has_group(&self, group: Option<&str>) -> bool {
        has_group(self.groups.as_deref(), group)
    }

    /// How many segments its own path has.
    pub(crate) fn path_length(&self) -> usize {
        PathPattern::parse(&self.path).0.len()
    }

    /// The method, as a person would name it.
    pub(crate) fn method(&self) -> String {
        PathPattern::parse(&self.path).last_name().unwrap_or("send").to_owned()
    }
}

impl EndpointRow {
    /// Whether a group of recipients belongs to this row.
    pub(crate) fn has_group(&self, group: Option<&str>) -> bool {
        has_group(self.groups.as_deref(), group)
    }
}

impl RecipientRow {
    /// The row without its condition, for when that has been decided.
    pub(crate) fn unconditional(&self) -> Self {
        Self { when: None, ..self.clone() }
    }

    /// Whether the row holds for what is below a module or global.
    pub(crate) fn is_for(&self, root: &Root) -> bool {
        match RootKey::of(root) {
            Some(RootKey::Module(name) | RootKey::Global(name)) => self.roots.is_empty() || self.roots.contains(&name),
            None => true,
        }
    }

    /// Its group; `None` is the main one.
    pub(crate) fn group(&self) -> Option<&str> {
        self.group.as_deref()
    }
}

fn has_group(groups: Option<&[String]>, group: Option<&str>) -> bool {
    let group = group.unwrap_or("main");
    match groups {
        Some(groups) => groups.iter().any(|other| other == group),
        None => group == "main",
    }
}

impl MailTable {
    pub(crate) fn parse(text: &str) -> Self {
        let written: Written = super::read(text, "email.toml");
        let generic = written.generic_recipient;
        let mut table = Self {
            apis: written.api,
            sends: Matches::new(),
            constructors: Matches::new(),
            builders: Matches::new(),
            defaults: Matches::new(),
            loose_sends: Vec::new(),
            generic_roles: FxHashMap::default(),
            headers: written.mail_header,
            content_keys: written.content_keys.into_iter().collect(),
            address_keys: written.address_keys.into_iter().collect(),
        };
        for index in 0..table.apis.len() {
            table.index(index);
        }
        for row in generic.iter().filter(|row| row.child.is_none()) {
            for name in &row.names {
                if let Some(role) = row.role.role() {
                    table.generic_roles.entry(name.as_bytes().to_vec()).or_insert(role);
                }
            }
        }
        table
    }

    fn index(&mut self, index: usize) {
        let api = &self.apis[index];
        let roots = |only: &[String]| -> Vec<RootKey> {
            let modules = api.modules.iter().map(|name| (name, RootKey::Module(name.clone())));
            let globals = api.globals.iter().map(|name| (name, RootKey::Global(name.clone())));
            modules
                .chain(globals)
                .filter(|(name, _)| only.is_empty() || only.contains(name))
                .map(|(_, key)| key)
                .collect()
        };
        for (row, send) in api.send.iter().enumerate() {
            let path = PathPattern::parse(&send.path);
            for on in &send.on {
                if on == "module" {
                    for root in roots(&send.roots) {
                        self.sends.add(root, path.clone(), (index, row));
                    }
                    continue;
                }
                for client in &api.client {
                    let is_meant = match on.as_str() {
                        "client" => client.kind.as_deref() != Some("config"),
                        id => client.id.as_deref() == Some(id),
                    };
                    if !is_meant {
                        continue;
                    }
                    let pattern = PathPattern::parse(&client.path).joined(&path);
                    if client.receiver.is_some() {
                        self.loose_sends.push((index, row, pattern));
                        continue;
                    }
                    for root in roots(&client.roots) {
                        self.sends.add(root, pattern.clone(), (index, row));
                    }
                }
                for builder in api.builder.iter().filter(|builder| builder.id == *on) {
                    for base in &builder.paths {
                        for root in roots(&builder.roots) {
                            self.sends.add(root, PathPattern::parse(base).joined(&path), (index, row));
                        }
                    }
                }
            }
        }
        for (row, constructor) in api.constructor.iter().enumerate() {
            for root in roots(&constructor.roots) {
                self.constructors.add(root, PathPattern::parse(&constructor.path), (index, row));
            }
        }
        for builder in &api.builder {
            for path in &builder.paths {
                for root in roots(&builder.roots) {
                    self.builders.add(root, PathPattern::parse(path), (index, builder.id.clone()));
                }
            }
        }
        for (row, default) in api.defaults.iter().enumerate() {
            let Some(client) = &default.client else { continue };
            for root in roots(&default.roots) {
                self.defaults.add(root, PathPattern::parse(client), (index, row));
            }
        }
    }

    pub(crate) fn knows_module(&self, specifier: &str) -> bool {
        self.apis.iter().any(|api| api.modules.iter().any(|module| module == specifier))
    }

    /// What a recipient-like key means, whatever the client; keys are compared without case, `_` and `-`.
    pub(crate) fn generic_role(&self, key: &str) -> Option<molehunt_model::Role> {
        // Most names are asked for once and are none: tell them apart without making a text of them.
        if !(2..=32).contains(&key.len()) {
            return None;
        }
        let mut normal = [0; 32];
        let mut length = 0;
        for byte in key.bytes().filter(|byte| !matches!(byte, b'_' | b'-')) {
            normal[length] = byte.to_ascii_lowercase();
            length += 1;
        }
        self.generic_roles.get(&normal[..length]).copied()
    }

    /// Whether a key carries content, whatever the client.
    pub(crate) fn is_content_key(&self, key: &str) -> bool {
        self.content_keys.contains(&normal_key(key))
    }

    /// What a mail header means.
    pub(crate) fn header(&self, name: &str) -> Option<&MailHeader> {
        self.headers.iter().find(|header| header.names.iter().any(|other| other.eq_ignore_ascii_case(name)))
    }
}

/// A key as the generic lists have it.
pub(crate) fn normal_key(key: &str) -> String {
    key.chars().filter(|character| !matches!(character, '_' | '-')).collect::<String>().to_ascii_lowercase()
}

impl<'de> Deserialize<'de> for ValuePath {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self::parse(&String::deserialize(deserializer)?))
    }
}
