//! Facts: who does what with what, with the evidence apart.
//!
//! Two facts are the same behaviour when their [`Fact::identity`] is equal.
//! Places, traces, local names and the file are evidence, not identity,
//! so that moving, renaming or reformatting code is no news.

use std::fmt;

use molehunt_source::{PackageId, PackagePath, Span};

use crate::{
    Act, Carried, ChangeTool, CodeForm, Coverage, DeclareTool, FileCode, ListedPackage, Origin, TellModel,
    UnanalysedReason,
};

/// One thing that a package does.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Fact {
    /// What it does.
    pub behaviour: Behaviour,
    /// From where it is done.
    pub anchor: Anchor,
    /// Where that is seen.
    pub evidence: Evidence,
}

/// What is known of one package.
#[derive(Debug, Clone)]
pub struct PackageFacts {
    /// The package.
    pub package: PackageId,
    /// Its facts, sorted by identity and place.
    pub facts: Vec<Fact>,
    /// What was and was not looked at.
    pub coverage: Coverage,
    /// Its code files, by path, as far as two versions are compared by them; empty unless asked for.
    pub code: Vec<FileCode>,
}

/// Who acts, as a user of the package would name it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Anchor {
    /// The handler of an MCP tool, or code that it calls.
    Tool(String),
    /// A named function.
    Function(String),
    /// Code that runs when the module is loaded.
    Load,
}

/// The kinds of behaviour, by their name in rules and JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FactKind {
    /// A mail is sent, or mail is made to go somewhere.
    SendEmail,
    /// Data leaves through a network channel.
    SendData,
    /// An MCP tool is declared.
    DeclareTool,
    /// A program is started.
    RunCommand,
    /// Text is run as code.
    RunCode,
    /// A file is written.
    WriteFile,
    /// A function of the platform is replaced.
    PatchApi,
    /// Text is written so that readers do not see it.
    HiddenText,
    /// A text that a model reads is more than it seems.
    TellModel,
    /// An MCP tool is changed after it was declared.
    ChangeTool,
    /// A record of malicious packages names the package.
    ListedPackage,
    /// A file could not be analysed.
    Unanalysed,
    /// Code takes a form that nobody can read. Made by comparing two versions only.
    UnreadableCode,
}

/// What is done, with its operands.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Behaviour {
    /// A mail is sent: one fact a recipient.
    SendEmail(SendEmail),
    /// A network call with a destination.
    SendData(SendData),
    /// An MCP tool is declared.
    DeclareTool(DeclareTool),
    /// Something is done on the machine itself.
    Act(Act),
    /// A text that a model reads is more than it seems.
    TellModel(TellModel),
    /// An MCP tool is changed after it was declared.
    ChangeTool(ChangeTool),
    /// A record of malicious packages names the package.
    ListedPackage(ListedPackage),
    /// A file could not be analysed.
    Unanalysed(UnanalysedFile),
    /// Code takes a form that nobody can read.
    UnreadableCode(UnreadableCode),
}

/// One recipient of one e-mail call.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct SendEmail {
    /// The mail API, by its id in the tables, or `unknown client`.
    pub client: String,
    /// The method or endpoint that sends: `sendEmail`, `POST api.postmarkapp.com/email`.
    pub method: String,
    /// How the call was recognised.
    pub recognition: Recognition,
    /// What the field means.
    pub role: Role,
    /// The field, as written: `Bcc`, `personalizations[].bcc`.
    pub field: String,
    /// Who receives.
    pub recipient: Recipient,
    /// Who chose this recipient.
    pub chooser: Chooser,
    /// How the address was hidden in the code; `None` where it stands in plain sight.
    pub disguise: Option<String>,
    /// Who else is in the same field.
    pub company: Company,
    /// The condition under which this recipient is used, as source text.
    pub condition: Option<String>,
    /// What the message is made of.
    pub content: Vec<Origin>,
    /// What of it is sensitive, sorted.
    pub carries: Vec<Carried>,
    /// Whether the same content is also sent, by another call, to a recipient whom the user chose.
    pub copies_other_send: bool,
    /// Whether the MCP tool's own schema declares a field for this role.
    pub declared_by_tool: bool,
    /// A test on the recipient, or on whether the user agrees, that is passed before this is sent, as source text.
    pub check: Option<String>,
    /// Whether there may be such a test, in whatever form.
    pub may_be_checked: bool,
}

/// How an e-mail call was recognised.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Recognition {
    /// Its library or endpoint is in the tables.
    Table,
    /// An unknown call takes an object that looks like a message.
    Shape,
}

/// What a recipient field means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Visible recipient.
    To,
    /// Visible copy.
    Cc,
    /// Blind copy.
    Bcc,
    /// A blind copy made by the provider.
    CopyAll,
    /// SMTP recipient, which no header need show.
    EnvelopeTo,
    /// Answers go there.
    ReplyTo,
    /// The author.
    From,
    /// The sender header.
    Sender,
    /// Bounces go there.
    EnvelopeFrom,
    /// Receives error, bounce or report mail.
    Notify,
    /// A URL that receives events or content.
    NotifyUrl,
    /// Target of a forwarding rule or call.
    Forward,
    /// Gets access to the mailbox.
    Delegate,
    /// Gets access to something else of the user's: a file, a calendar.
    Share,
    /// Added to a list or topic.
    Subscribe,
    /// The server that carries the mail.
    RelayHost,
}

/// Who receives.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Recipient {
    /// A known address or URL, lower case.
    Known(String),
    /// Decided at run time, from there.
    From(Origin),
    /// Could not be seen; the text says why.
    Unknown(String),
}

/// Who chose a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Chooser {
    /// The author of the package: it is written in the code.
    Author,
    /// The user: an argument, the environment, configuration.
    User,
    /// Cannot be seen.
    Unknown,
}

/// Who else is in a recipient field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Company {
    /// Nobody.
    Alone,
    /// Only others whom the author chose.
    Author,
    /// Somebody whom the user chose, or who cannot be seen.
    User,
}

/// A network call.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct SendData {
    /// The channel, by its id in the tables: `fetch`, `axios`, `node-http`.
    pub channel: String,
    /// The call: `axios.post`.
    pub method: String,
    /// Where to.
    pub destination: Destination,
    /// The address as the code has it, what is not known of it as `{}`.
    pub url: String,
    /// Whose part of the host it is, where many people share it and the address says that: the path of a web hook.
    pub account: Option<String>,
    /// Who chose the destination.
    pub chooser: Chooser,
    /// How the destination was hidden in the code.
    pub disguise: Option<String>,
    /// What is sent.
    pub payload: Vec<Origin>,
    /// What of it is sensitive, sorted.
    pub carries: Vec<Carried>,
    /// Whether anybody reads what comes back, or may.
    pub answer_is_used: bool,
    /// Where else the same tool sends the same arguments, or what that answered; sorted.
    pub also_to: Vec<String>,
    /// What goes there although it is meant for somebody else.
    pub moved: Option<Moved>,
    /// What the call gives there for good.
    pub grants: Option<Grant>,
}

/// What a call of a service gives somebody, beside what it sends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Grant {
    /// An account or a key may read or change what is the user's from then on.
    Access,
    /// A host is told what happens there from then on.
    Notices,
}

impl Grant {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Access, Self::Notices];

    /// The word in reports and rules.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Access => "access",
            Self::Notices => "notices",
        }
    }
}

/// Traffic that goes by way of a host for which it is not meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Moved {
    /// The mails of a client that hands them to whatever server it is told.
    Mail,
    /// What a client sends to its service.
    Service,
    /// Requests that a proxy passes on.
    Request,
    /// All traffic of the process, or the names by which it finds hosts.
    Process,
}

impl Moved {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Mail, Self::Service, Self::Request, Self::Process];

    /// The word in reports and rules.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Mail => "mail",
            Self::Service => "service",
            Self::Request => "request",
            Self::Process => "process",
        }
    }
}

/// Where data goes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Destination {
    /// What the value is.
    pub kind: DestinationKind,
    /// The address, host or URL.
    pub value: String,
}

/// What kind of destination a value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DestinationKind {
    /// An e-mail address.
    Email,
    /// A host name.
    Host,
    /// An IP address.
    Ip,
    /// A URL.
    Url,
    /// A command.
    Command,
    /// Cannot be seen.
    Unknown,
}

/// A file that could not be analysed.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct UnanalysedFile {
    /// Which file.
    pub file: PackagePath,
    /// Why not.
    pub reason: UnanalysedReason,
}

/// Code that nobody can read, in one form.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct UnreadableCode {
    /// What it looks like.
    pub form: CodeForm,
    /// How many files came to look like this; the evidence names the first.
    pub files: u64,
    /// Whether the version before had that file in a form that can be read better.
    pub was_readable: bool,
    /// What is seen of it all the same, by identity, sorted.
    pub seen: Vec<String>,
}

/// Where a fact is seen.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Evidence {
    /// The file.
    pub file: PackagePath,
    /// The decisive place: for a literal recipient, the literal.
    pub span: Span,
    /// How it came there, source to sink; the last step is the call.
    pub trace: Vec<Step>,
    /// Whether the package's entry points or scripts reach the file.
    pub reachable: bool,
    /// When it happens.
    pub occasion: Occasion,
}

/// When something happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Occasion {
    /// Where the package is installed.
    Install,
    /// Where its file is loaded.
    Load,
    /// Where somebody calls what it offers.
    Call,
}

/// One step of a trace.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Step {
    /// The file.
    pub file: PackagePath,
    /// Where in it.
    pub span: Span,
    /// What happens there, lower case, no full stop: `the address is written here`.
    pub label: String,
}

impl Fact {
    /// The canonical text of the behaviour, without places.
    pub fn identity(&self) -> String {
        let mut text = self.behaviour.kind().to_string();
        for (name, value) in self.operands() {
            text.push(' ');
            text.push_str(name);
            text.push('=');
            text.push_str(&value.replace([' ', '\n'], "_"));
        }
        text
    }

    /// What the behaviour is told apart by, beside its kind: names with values, in the order of the identity.
    ///
    /// A name may occur several times.
    pub fn operands(&self) -> Vec<(&'static str, String)> {
        let mut operands = Vec::new();
        let mut operand = |name: &'static str, value: &dyn fmt::Display| operands.push((name, value.to_string()));
        match &self.behaviour {
            Behaviour::SendEmail(send) => {
                operand("client", &send.client);
                operand("role", &send.role);
                operand("recipient", &send.recipient);
                send.carries.iter().for_each(|carried| operand("carries", &carried.name));
            }
            Behaviour::SendData(send) => {
                operand("channel", &send.channel);
                operand("destination", &send.destination.value);
                send.account.iter().for_each(|account| operand("account", account));
                for origin in &send.payload {
                    operand("data", origin);
                }
                for carried in &send.carries {
                    operand("carries", &carried.name);
                }
            }
            Behaviour::DeclareTool(tool) => operand("name", &tool.name),
            Behaviour::Act(act) => {
                operand("subject", &act.subject);
                act.classes.iter().for_each(|class| operand("class", class));
                act.content.iter().for_each(|origin| operand("data", origin));
                act.carries.iter().for_each(|carried| operand("carries", &carried.name));
            }
            Behaviour::TellModel(told) => {
                operand("surface", &told.surface.as_str());
                told.characters.iter().for_each(|characters| operand("characters", &characters.as_str()));
                told.schemes.iter().for_each(|scheme| operand("scheme", &scheme.as_str()));
                operand("text", &told.excerpt);
            }
            Behaviour::ChangeTool(change) => {
                operand("name", &change.name);
                change.fields.iter().for_each(|field| operand("field", field));
                operand("by", &change.source.as_str());
            }
            Behaviour::ListedPackage(listed) => {
                operand("record", &listed.record);
                operand("by", &listed.by.as_str());
            }
            Behaviour::Unanalysed(file) => {
                operand("file", &file.file);
                operand("reason", &file.reason);
            }
            Behaviour::UnreadableCode(code) => operand("form", &code.form),
        }
        if let Anchor::Tool(name) = &self.anchor {
            operand("tool", name);
        }
        operands
    }

    /// The MCP tool whose handler does this.
    pub fn tool(&self) -> Option<&str> {
        match &self.anchor {
            Anchor::Tool(name) => Some(name),
            _ => None,
        }
    }
}

impl Behaviour {
    /// Its kind.
    pub fn kind(&self) -> FactKind {
        match self {
            Self::SendEmail(_) => FactKind::SendEmail,
            Self::SendData(_) => FactKind::SendData,
            Self::DeclareTool(_) => FactKind::DeclareTool,
            Self::Act(act) => act.kind.into(),
            Self::TellModel(_) => FactKind::TellModel,
            Self::ChangeTool(_) => FactKind::ChangeTool,
            Self::ListedPackage(_) => FactKind::ListedPackage,
            Self::Unanalysed(_) => FactKind::Unanalysed,
            Self::UnreadableCode(_) => FactKind::UnreadableCode,
        }
    }
}

impl FactKind {
    /// Every kind.
    pub const ALL: [Self; 13] = [
        Self::SendEmail,
        Self::SendData,
        Self::DeclareTool,
        Self::RunCommand,
        Self::RunCode,
        Self::WriteFile,
        Self::PatchApi,
        Self::HiddenText,
        Self::TellModel,
        Self::ChangeTool,
        Self::ListedPackage,
        Self::Unanalysed,
        Self::UnreadableCode,
    ];

    /// Its name in rules and JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::SendEmail => "send-email",
            Self::SendData => "send-data",
            Self::DeclareTool => "declare-tool",
            Self::RunCommand => "run-command",
            Self::RunCode => "run-code",
            Self::WriteFile => "write-file",
            Self::PatchApi => "patch-api",
            Self::HiddenText => "hidden-text",
            Self::TellModel => "tell-model",
            Self::ChangeTool => "change-tool",
            Self::ListedPackage => "listed-package",
            Self::Unanalysed => "unanalysed",
            Self::UnreadableCode => "unreadable-code",
        }
    }
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 16] = [
        Self::To,
        Self::Cc,
        Self::Bcc,
        Self::CopyAll,
        Self::EnvelopeTo,
        Self::ReplyTo,
        Self::From,
        Self::Sender,
        Self::EnvelopeFrom,
        Self::Notify,
        Self::NotifyUrl,
        Self::Forward,
        Self::Delegate,
        Self::Share,
        Self::Subscribe,
        Self::RelayHost,
    ];

    /// Its name in tables, rules and JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::To => "to",
            Self::Cc => "cc",
            Self::Bcc => "bcc",
            Self::CopyAll => "copy_all",
            Self::EnvelopeTo => "envelope_to",
            Self::ReplyTo => "reply_to",
            Self::From => "from",
            Self::Sender => "sender",
            Self::EnvelopeFrom => "envelope_from",
            Self::Notify => "notify",
            Self::NotifyUrl => "notify_url",
            Self::Forward => "forward",
            Self::Delegate => "delegate",
            Self::Share => "share",
            Self::Subscribe => "subscribe",
            Self::RelayHost => "relay_host",
        }
    }

    /// The role of that name.
    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == name)
    }
}

impl Occasion {
    /// Every occasion.
    pub const ALL: [Self; 3] = [Self::Install, Self::Load, Self::Call];

    /// Its name in rules.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Install => "install",
            Self::Load => "load",
            Self::Call => "call",
        }
    }
}

impl Recognition {
    /// Its name in rules.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Table => "table",
            Self::Shape => "shape",
        }
    }
}

impl Chooser {
    /// Its name in rules.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Author => "author",
            Self::User => "user",
            Self::Unknown => "unknown",
        }
    }
}

impl Company {
    /// Its name in rules.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Alone => "alone",
            Self::Author => "author",
            Self::User => "user",
        }
    }
}

impl DestinationKind {
    /// Its name in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Host => "host",
            Self::Ip => "ip",
            Self::Url => "url",
            Self::Command => "command",
            Self::Unknown => "unknown",
        }
    }
}

impl fmt::Display for FactKind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl fmt::Display for Role {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl fmt::Display for Recipient {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Known(address) => formatter.write_str(address),
            Self::From(origin) => write!(formatter, "<{origin}>"),
            Self::Unknown(why) => write!(formatter, "<unknown:{why}>"),
        }
    }
}
