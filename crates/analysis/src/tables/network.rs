//! `egress.toml`: calls that reach the network.
//!
//! A field that is not listed here is an error when the table is loaded.
//! What is listed and not read says so, with the reason, so that the compiler keeps the list true.

use std::collections::BTreeMap;

use molehunt_model::{Grant, Moved};
use rustc_hash::{FxHashMap, FxHashSet};
use serde::Deserialize;

use crate::{
    ir::CallId,
    value::{Path, Segment},
};

use super::{
    NotRead,
    command::CommandRow,
    mail::WhenArguments,
    pattern::{Matches, PathPattern, RootKey, ValuePath},
};

/// The network table.
#[derive(Debug)]
pub(crate) struct NetworkTable {
    pub(crate) channels: Vec<Channel>,
    /// Calls: channel and row.
    pub(crate) calls: Matches<(usize, usize)>,
    /// What makes clients that have options of their own: the channel, and which arguments these are.
    instances: Matches<(usize, Vec<usize>)>,
    /// Elements whose properties are addresses that are loaded as soon as they are set: channel and instance.
    pub(crate) elements: Matches<(usize, usize)>,
    /// Properties that move traffic when they are set: the channel.
    pub(crate) moving: Matches<usize>,
    moving_names: FxHashSet<String>,
    /// Programs that send what they are given.
    commands: Vec<CommandRow>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    #[expect(dead_code, reason = "there is one version of the schema")]
    schema_version: NotRead,
    channel: Vec<Channel>,
    command: Vec<CommandRow>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Channel {
    pub(crate) id: String,
    #[serde(default)]
    modules: Vec<String>,
    #[serde(default)]
    globals: Vec<String>,
    #[serde(default)]
    submodules: bool,
    #[serde(default)]
    instance: Vec<Instance>,
    #[serde(default)]
    pub(crate) call: Vec<CallRow>,
    /// The calls that add something to a request, by the name of their method: each request of a client is held against
    /// all that is called on the client.
    #[serde(skip)]
    adding: FxHashMap<String, Vec<usize>>,
    #[serde(default)]
    pub(crate) keys: BTreeMap<String, Vec<ValuePath>>,
    /// Functions among the options that see each request before it goes.
    #[serde(default)]
    pub(crate) hook: Vec<RequestHook>,
    /// The property of a client that has the options of all its requests.
    pub(crate) defaults: Option<String>,
    kind: String,
    #[expect(dead_code, reason = "a call is one wherever it runs")]
    runtimes: NotRead,
    /// Whom its calls talk to, where no option says otherwise.
    #[serde(default)]
    pub(crate) hosts: Vec<String>,
    #[expect(dead_code, reason = "a fact tells what leaves, not in which part of a request")]
    carriers: NotRead,
    #[expect(dead_code, reason = "what is called on a call's result belongs to it, at any distance")]
    chain: NotRead,
    #[serde(default)]
    pub(crate) assign: Vec<AssignRow>,
    #[expect(dead_code, reason = "requests are found by the calls that make them")]
    http: NotRead,
    #[expect(dead_code, reason = "requests are found by the calls that make them")]
    text: NotRead,
    #[expect(dead_code, reason = "says how sure the table is, not what it means")]
    verified: NotRead,
    #[expect(dead_code, reason = "says how sure the table is, not what it means")]
    keys_verified: NotRead,
    #[expect(dead_code, reason = "says how sure the table is, not what it means")]
    unverified_keys: NotRead,
    #[expect(dead_code, reason = "says how sure the table is, not what it means")]
    unverified_roots: NotRead,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Instance {
    id: String,
    path: Option<String>,
    #[serde(default)]
    roots: Vec<String>,
    #[serde(default)]
    typed_only: bool,
    /// Whether it is an element that the code creates.
    #[serde(default)]
    creates: bool,
    #[serde(rename = "type")]
    #[expect(dead_code, reason = "types are not lowered yet")]
    type_name: NotRead,
    #[serde(default)]
    options: Vec<usize>,
    options_from: Option<usize>,
    #[expect(dead_code, reason = "only what calls are given is read")]
    destination: NotRead,
    #[expect(dead_code, reason = "only what calls are given is read")]
    headers: NotRead,
    #[expect(dead_code, reason = "a secret given to its own service is no news")]
    secret: NotRead,
    #[expect(dead_code, reason = "says how sure the table is, not what it means")]
    verified: NotRead,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CallRow {
    #[serde(default)]
    on: Vec<String>,
    path: String,
    #[serde(default)]
    roots: Vec<String>,
    pub(crate) role: Option<String>,
    #[serde(default)]
    pub(crate) destination: Vec<ArgumentPlace>,
    #[serde(default)]
    pub(crate) payload: Vec<ArgumentPlace>,
    #[serde(default)]
    pub(crate) options: Vec<usize>,
    pub(crate) when_args: Option<WhenArguments>,
    pub(crate) receiver: Option<String>,
    callback: Option<usize>,
    effect: Option<String>,
    /// Variables of the environment that it sends where no option says what else.
    #[serde(default)]
    pub(crate) env: Vec<String>,
    command: Option<CommandPlace>,
    file: Option<ArgumentPlace>,
    args: Option<CommandPlace>,
    #[serde(default)]
    template: bool,
    #[expect(dead_code, reason = "only destinations, options and payloads at certain arguments are read")]
    name: NotRead,
    #[expect(dead_code, reason = "only destinations, options and payloads at certain arguments are read")]
    names: NotRead,
    #[expect(dead_code, reason = "only destinations, options and payloads at certain arguments are read")]
    value: NotRead,
    #[expect(dead_code, reason = "only destinations, options and payloads at certain arguments are read")]
    key: NotRead,
    #[expect(dead_code, reason = "only destinations, options and payloads at certain arguments are read")]
    topic: NotRead,
    #[expect(dead_code, reason = "only destinations, options and payloads at certain arguments are read")]
    event: NotRead,
    #[expect(dead_code, reason = "only destinations, options and payloads at certain arguments are read")]
    remote: NotRead,
    #[expect(dead_code, reason = "only destinations, options and payloads at certain arguments are read")]
    length: NotRead,
    #[expect(dead_code, reason = "only destinations, options and payloads at certain arguments are read")]
    connection: NotRead,
    #[expect(dead_code, reason = "only destinations, options and payloads at certain arguments are read")]
    content: NotRead,
    #[expect(dead_code, reason = "only destinations, options and payloads at certain arguments are read")]
    headers: NotRead,
    /// From which argument on all leaves.
    pub(crate) payload_from: Option<usize>,
    #[expect(dead_code, reason = "only destinations, options and payloads at certain arguments are read")]
    options_from: NotRead,
    #[expect(dead_code, reason = "a fact names the call, not the verb of the request")]
    method: NotRead,
    #[expect(dead_code, reason = "a fact names the call, not the verb of the request")]
    method_path: NotRead,
    #[expect(dead_code, reason = "a destination that was set before is not followed")]
    destination_property: NotRead,
    #[expect(dead_code, reason = "calls are told by their paths")]
    url: NotRead,
    #[expect(dead_code, reason = "where an option moves the traffic is a known miss")]
    redirects: NotRead,
    #[expect(dead_code, reason = "where an option moves the traffic is a known miss")]
    replaces: NotRead,
    #[expect(dead_code, reason = "a command is read as a shell would, whoever takes it apart")]
    shell: NotRead,
    #[expect(dead_code, reason = "what a callback gets is not followed")]
    callback_last: NotRead,
    #[expect(dead_code, reason = "what a callback gets is not followed")]
    callback_keys: NotRead,
    #[expect(dead_code, reason = "a fact says that data leaves and where to, not what becomes of it")]
    target_origin: NotRead,
    #[expect(dead_code, reason = "calls are told by their paths")]
    argument_instance: NotRead,
    #[expect(dead_code, reason = "only destinations, options and payloads at certain arguments are read")]
    client: NotRead,
    #[expect(dead_code, reason = "a secret given to its own service is no news")]
    secret: NotRead,
    #[expect(dead_code, reason = "says how sure the table is, not what it means")]
    inferred: NotRead,
    #[expect(dead_code, reason = "says how sure the table is, not what it means")]
    verified: NotRead,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ArgumentPlace {
    arg: toml::Value,
    pub(crate) path: Option<ValuePath>,
    pub(crate) is: Option<String>,
    kind: Option<String>,
    #[expect(dead_code, reason = "says how sure the table is, not what it means")]
    verified: NotRead,
}

/// A function among the options of a client or of a request, which sees what is sent.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RequestHook {
    /// Where it is in the options.
    pub(crate) key: ValuePath,
    /// The parameter that it sees the request in.
    #[serde(default)]
    pub(crate) param: u16,
    /// Where the options of the request are in that parameter.
    #[serde(default)]
    pub(crate) options: ValuePath,
    /// Whether the parameter is the body of the request alone.
    #[serde(default)]
    pub(crate) is_body: bool,
    #[expect(dead_code, reason = "says how sure the table is, not what it means")]
    verified: NotRead,
}

/// The most arguments that are looked at where all from one on are options.
const MOST_OPTIONS: usize = 4;

/// A property that is an address, which is loaded as soon as it is set.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct AssignRow {
    #[serde(default)]
    pub(crate) on: Vec<String>,
    pub(crate) property: String,
    /// What the value is, where it is no URL.
    pub(crate) kind: Option<String>,
    /// Whether the address is loaded as soon as it is set, whatever the element is.
    #[serde(default)]
    loads: bool,
    /// What setting it does, where it is no address that is asked for.
    effect: Option<String>,
    /// The roots whose property it is, where not all are meant.
    #[serde(default)]
    roots: Vec<String>,
    #[expect(dead_code, reason = "whatever the element is, its address is asked for")]
    elements: NotRead,
    #[expect(dead_code, reason = "whatever the element is, its address is asked for")]
    rel: NotRead,
    #[expect(dead_code, reason = "a form whose address is set is there to be sent")]
    then: NotRead,
    #[expect(dead_code, reason = "only URLs are read, not the keys of objects")]
    keys: NotRead,
    #[expect(dead_code, reason = "says how sure the table is, not what it means")]
    verified: NotRead,
}

impl Instance {
    /// The arguments of its construction that are options.
    fn option_arguments(&self) -> Vec<usize> {
        let from = self.options_from.map(|from| from..from + MOST_OPTIONS);
        self.options.iter().copied().chain(from.into_iter().flatten()).collect()
    }
}

/// Where a command, or the arguments of one, are.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum CommandPlace {
    /// At an argument.
    At(ArgumentPlace),
    /// An object that the call runs, of other channels.
    Object(#[expect(dead_code, reason = "what such an object asks of a service is read where it is made")] usize),
    /// Any argument.
    Any(#[expect(dead_code, reason = "what of such a call is the program is not known")] String),
}

/// What a call starts.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Started<'t> {
    /// A text for a shell.
    Text(&'t ArgumentPlace),
    /// A text for a shell that a tag takes, its first argument.
    Template,
    /// A program and its arguments; where only these have a place, the program is the first of them.
    Program(Option<&'t ArgumentPlace>, Option<&'t ArgumentPlace>),
}

impl Channel {
    /// Whether a property of such an instance is an address.
    fn assigns_to(&self, instance: &str) -> bool {
        self.assign.iter().any(|row| row.kind.is_none() && row.on.iter().any(|on| on == instance))
    }

    /// Whether setting that property of one of its elements asks for what the value names.
    pub(crate) fn loads_property(&self, instance: usize, property: &str) -> bool {
        let on = &self.instance[instance].id;
        self.assign.iter().any(|row| row.kind.is_none() && row.property == property && row.on.contains(on))
    }

    /// What stands before the hosts that its calls are given, where these are no URLs.
    pub(crate) fn scheme_of_hosts(&self) -> Option<&'static str> {
        match self.kind.as_str() {
            "dns" => Some("dns"),
            "socket" => Some("tcp"),
            _ => None,
        }
    }
}

impl ArgumentPlace {
    /// Whether it is markup, which may have addresses in it.
    pub(crate) fn is_markup(&self) -> bool {
        self.kind.as_deref() == Some("markup")
    }

    /// The argument; `None` for "any".
    pub(crate) fn argument(&self) -> Option<usize> {
        self.arg.as_integer().and_then(|index| usize::try_from(index).ok())
    }
}

impl CallRow {
    /// Whether the call itself sends or opens: not one that only configures, receives or listens.
    pub(crate) fn is_outbound(&self) -> bool {
        matches!(self.role.as_deref(), None | Some("send" | "open"))
    }

    /// What the call starts, if it starts a program.
    pub(crate) fn started(&self) -> Option<Started<'_>> {
        if self.role.as_deref() != Some("exec") {
            return None;
        }
        match &self.command {
            Some(CommandPlace::At(place)) => Some(Started::Text(place)),
            _ if self.template => Some(Started::Template),
            _ => {
                let arguments = match &self.args {
                    Some(CommandPlace::At(place)) => Some(place),
                    _ => None,
                };
                Some(Started::Program(self.file.as_ref(), arguments))
            }
        }
    }

    /// The argument that is a function which changes requests before they go.
    pub(crate) fn request_hook(&self) -> Option<usize> {
        let is_meant = self.role.as_deref() == Some("hook") && self.effect.as_deref() == Some("edit-request");
        self.callback.filter(|_| is_meant)
    }

    /// How many segments its path has, below what it is called on.
    pub(crate) fn path_length(&self) -> usize {
        PathPattern::parse(&self.path).0.len()
    }

    /// Whether the call adds data to a request that another one opened.
    pub(crate) fn adds_payload(&self) -> bool {
        matches!(self.role.as_deref(), None | Some("send" | "payload")) && !self.on.is_empty()
    }

    /// Whether the call opens what was made before, such as a socket.
    pub(crate) fn opens_later(&self) -> bool {
        self.role.as_deref() == Some("open") && !self.on.is_empty() && !self.on.iter().any(|on| on == "root")
    }

    /// Whether the call opens something that gets its data later.
    pub(crate) fn opens(&self) -> bool {
        self.role.as_deref() == Some("open")
    }

    /// Whether the call gives a logger what it logs to.
    pub(crate) fn gets_transport(&self) -> bool {
        self.role.as_deref() == Some("transport")
    }

    /// Whether the call logs its arguments.
    pub(crate) fn is_logging(&self) -> bool {
        self.role.as_deref() == Some("log")
    }

    /// Whether what the call is given is for the logger that the module itself is.
    pub(crate) fn is_of_own_logger(&self) -> bool {
        self.effect.as_deref() == Some("own-logger")
    }

    /// Whether it adds data to a request and says nothing of where that goes.
    pub(crate) fn only_adds(&self) -> bool {
        self.adds_payload() && self.destination.is_empty() && self.options.is_empty()
    }

    /// What the call gives whom it names.
    pub(crate) fn grants(&self) -> Option<Grant> {
        match self.effect.as_deref() {
            Some("share") => Some(Grant::Access),
            Some("notify-url") => Some(Grant::Notices),
            _ => None,
        }
    }

    /// What the call moves to the host that it is given.
    pub(crate) fn moves(&self) -> Option<Moved> {
        moves(self.effect.as_deref())
    }

    /// The call as a person would name it.
    pub(crate) fn method(&self) -> Option<String> {
        PathPattern::parse(&self.path).last_name().map(str::to_owned)
    }
}

/// What moves by a call or a write of that effect.
fn moves(effect: Option<&str>) -> Option<Moved> {
    match effect {
        Some("global-redirect") => Some(Moved::Process),
        Some("proxy") => Some(Moved::Request),
        _ => None,
    }
}

impl Channel {
    fn index(&mut self) {
        for (index, row) in self.call.iter().enumerate().filter(|(_, row)| row.adds_payload()) {
            if let Some(method) = row.method() {
                self.adding.entry(method).or_default().push(index);
            }
        }
    }

    /// Whether some call adds data to a request.
    pub(crate) fn adds_payload(&self) -> bool {
        self.call.iter().any(CallRow::adds_payload)
    }

    /// Whether some call adds data and says nothing of where that goes.
    pub(crate) fn only_adds(&self) -> bool {
        self.call.iter().any(CallRow::only_adds)
    }

    /// Whether some call logs its arguments.
    pub(crate) fn logs(&self) -> bool {
        self.call.iter().any(CallRow::is_logging)
    }

    /// The calls of a method that add something to a request.
    pub(crate) fn adding(&self, method: &str) -> impl Iterator<Item = &CallRow> {
        self.adding.get(method).into_iter().flatten().map(|index| &self.call[*index])
    }
}

impl NetworkTable {
    /// Whether a channel is what pages are made of: elements that load what their properties say.
    pub(crate) fn makes_pages(&self, channel: &str) -> bool {
        let has_elements = |other: &Channel| other.assign.iter().any(|row| row.loads);
        self.channels.iter().any(|other| other.id == channel && has_elements(other))
    }

    pub(crate) fn parse(text: &str) -> Self {
        let mut written: Written = super::read(text, "egress.toml");
        written.channel.iter_mut().for_each(Channel::index);
        let mut calls = Matches::new();
        let mut instances = Matches::new();
        let mut elements = Matches::new();
        let mut moving = Matches::new();
        for (index, channel) in written.channel.iter().enumerate() {
            let roots = |only: &[String]| -> Vec<RootKey> {
                let modules = channel.modules.iter().map(|name| (name, RootKey::Module(name.clone())));
                let globals = channel.globals.iter().map(|name| (name, RootKey::Global(name.clone())));
                modules
                    .chain(globals)
                    .filter(|(name, _)| only.is_empty() || only.contains(name))
                    .map(|(_, key)| key)
                    .collect()
            };
            if channel.submodules {
                channel.modules.iter().for_each(|module| calls.open_submodules(module));
            }
            for instance in channel.instance.iter().filter(|instance| !instance.option_arguments().is_empty()) {
                let Some(path) = &instance.path else { continue };
                for root in roots(&instance.roots) {
                    instances.add(root, PathPattern::parse(path), (index, instance.option_arguments()));
                }
            }
            for assign in channel.assign.iter().filter(|assign| moves(assign.effect.as_deref()).is_some()) {
                let property = PathPattern::parse(&assign.property);
                if assign.on.iter().any(|on| on == "root") {
                    roots(&assign.roots).into_iter().for_each(|root| moving.add(root, property.clone(), index));
                }
                for instance in channel.instance.iter().filter(|instance| assign.on.contains(&instance.id)) {
                    let Some(base) = &instance.path else { continue };
                    let path = PathPattern::parse(base).joined(&property);
                    roots(&instance.roots).into_iter().for_each(|root| moving.add(root, path.clone(), index));
                }
            }
            for (at, instance) in channel.instance.iter().enumerate() {
                let Some(path) = instance.path.as_ref().filter(|_| channel.assigns_to(&instance.id)) else { continue };
                roots(&instance.roots)
                    .into_iter()
                    .for_each(|root| elements.add(root, PathPattern::parse(path), (index, at)));
            }
            for (row, call) in channel.call.iter().enumerate() {
                if call.receiver.is_some() {
                    continue;
                }
                let path = PathPattern::parse(&call.path);
                if call.on.is_empty() || call.on.iter().any(|on| on == "root") {
                    roots(&call.roots).into_iter().for_each(|root| calls.add(root, path.clone(), (index, row)));
                }
                for instance in
                    channel.instance.iter().filter(|instance| call.on.contains(&instance.id) && !instance.typed_only)
                {
                    let Some(base) = &instance.path else { continue };
                    for root in roots(&instance.roots) {
                        calls.add(root, PathPattern::parse(base).joined(&path), (index, row));
                    }
                }
            }
        }
        let moving_names = moving.names().collect();
        Self { channels: written.channel, calls, instances, elements, moving, moving_names, commands: written.command }
    }

    /// Whether setting a property of that name may move traffic elsewhere.
    pub(crate) fn may_move(&self, name: &str) -> bool {
        self.moving_names.contains(name)
    }

    /// The row of a program that sends, by the name of its file.
    pub(crate) fn command(&self, program: &str) -> Option<&CommandRow> {
        let program = program.strip_suffix(".exe").unwrap_or(program);
        self.commands.iter().find(|row| row.programs.iter().any(|name| name == program))
    }

    /// Globals of which an instance alone asks for an address, with the way to the properties that are one.
    pub(crate) fn ways_to_elements(&self) -> Vec<(RootKey, Vec<String>)> {
        let mut ways = Vec::new();
        for (root, pattern, (channel, instance)) in self.elements.rows() {
            // Of what others make, only what is loaded at once is worth a look by itself.
            let is_made = pattern.last_name().is_none();
            let is_created = self.channels[*channel].instance[*instance].creates;
            let rows = self.channels[*channel].assign.iter();
            let rows = rows.filter(|row| row.kind.is_none() && !row.property.is_empty());
            let rows = rows.filter(|row| is_made || is_created && row.loads);
            let made = || pattern.names().map(str::to_owned);
            ways.extend(rows.map(|row| (root.clone(), made().chain([row.property.clone()]).collect())));
        }
        ways
    }

    /// The constructions of clients on the way to a call, innermost last, each with the arguments that are its options.
    ///
    /// A client that is made of another one has the options of both.
    pub(crate) fn made_with(&self, channel: usize, path: &Path) -> Vec<(CallId, Vec<usize>)> {
        let mut made = Vec::new();
        let mut start = 0;
        for (at, segment) in path.segments.iter().enumerate() {
            let (Segment::Call(call) | Segment::New(call)) = segment else { continue };
            let part = Path { root: path.root.clone(), segments: path.segments[start..=at].to_vec() };
            let rows = self.instances.find(&part).into_iter().filter(|(other, _)| *other == channel);
            for (_, arguments) in rows {
                made.push((*call, arguments));
                start = at + 1;
            }
        }
        made
    }

    /// Whether a path is a client of a channel: one of its roots, or what is made of one.
    pub(crate) fn is_client(&self, channel: usize, path: &Path) -> bool {
        let of_root = match RootKey::of(&path.root) {
            Some(RootKey::Module(name)) => self.channels[channel].modules.contains(&name),
            Some(RootKey::Global(name)) => self.channels[channel].globals.contains(&name),
            None => false,
        };
        of_root && (path.segments.is_empty() || !self.made_with(channel, path).is_empty())
    }

    /// Whether a module of that name, or a global, starts programs.
    pub(crate) fn starts_programs(&self, name: &str) -> bool {
        let of_root = |channel: &&Channel| channel.modules.iter().chain(&channel.globals).any(|root| root == name);
        self.channels.iter().filter(of_root).any(|channel| channel.call.iter().any(|row| row.started().is_some()))
    }

    pub(crate) fn knows_module(&self, specifier: &str) -> bool {
        self.calls.knows_module(specifier)
    }
}
