//! `email.toml`: what sends mail, and which fields decide who receives it.

mod row;

use aho_corasick::AhoCorasick;
use molehunt_model::Role;
use rustc_hash::{FxHashMap, FxHashSet};

use super::pattern::{Matches, PathPattern, RootKey, ValueStep};
use row::Written;

pub(crate) use row::{
    Api, Body, BuilderRow, ComposeRow, ConstructorRow, DefaultRow, Dispatch, EndpointRow, Entry, HeaderRow, HookEffect,
    HookReceiver, HookRow, HttpRow, KeyCase, LiteralRow, MailHeader, PhraseRow, ProgramRow, RawSmtp, RecipientKind,
    RecipientRow, RoleName, SendRow, SetterRow, Shape, ShellRow, SideKind, Unlisted, WhenArguments, WhenRow, has_group,
};
pub(crate) use row::{Client, ClientKind, SideEffect};
#[cfg(test)]
pub(crate) use row::{Receiver, SideRow};

/// The mail table.
#[derive(Debug)]
pub(crate) struct MailTable {
    pub(crate) apis: Vec<Api>,
    /// Calls that send, by the row of `send`.
    pub(crate) sends: Matches<Listed>,
    /// Sends whose path does not begin at a root.
    pub(crate) loose_sends: Vec<(Listed, PathPattern)>,
    /// The globals of APIs that have such sends.
    pub(crate) loose_roots: FxHashSet<String>,
    /// Calls whose callback gets the message, by the row of `hook`.
    pub(crate) hooks: Matches<Listed>,
    /// Calls that move what a client sends, by the row of `redirect`.
    pub(crate) moves: Matches<Listed>,
    /// Constructions whose arguments are message fields: API and row.
    pub(crate) constructors: Matches<(usize, usize)>,
    /// Instances that collect a message by method calls: API and row.
    pub(crate) builders: Matches<(usize, usize)>,
    /// Constructions of clients with message defaults: API and row.
    pub(crate) defaults: Matches<(usize, usize)>,
    /// Those of which no send is made in sight: the framework makes the client elsewhere.
    pub(crate) standing_defaults: Matches<(usize, usize)>,
    /// Constructions with an option that names recipients: API and row of `side`.
    pub(crate) sides: Matches<(usize, usize)>,
    /// What recipient-like keys mean, by normal key.
    generic_roles: FxHashMap<Vec<u8>, Role>,
    /// Keys that hold recipients in a key of their own: `mailSettings.bcc`.
    generic_holders: Vec<(FxHashSet<String>, String, Role)>,
    pub(crate) headers: Vec<MailHeader>,
    pub(crate) raw_smtp: Vec<RawSmtp>,
    pub(crate) programs: Vec<ProgramRow>,
    /// What makes programs send mail that do much else as well, and the number of the program of each.
    signs: AhoCorasick,
    signed: Vec<usize>,
    pub(crate) shell: ShellRow,
    pub(crate) compose_urls: Vec<ComposeRow>,
    /// Calls that open a URL, by the argument that it is.
    pub(crate) openers: Matches<usize>,
    pub(crate) content_keys: FxHashSet<String>,
    pub(crate) address_keys: FxHashSet<String>,
    pub(crate) unlisted: Unlisted,
}

/// A row that a call matched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Listed {
    pub(crate) api: usize,
    pub(crate) row: usize,
    /// The row of `client` below which it was found.
    pub(crate) client: Option<usize>,
    /// Whether the client is another API's, made with a transport of this one.
    pub(crate) is_transported: bool,
}

impl MailTable {
    pub(crate) fn parse(text: &str) -> Self {
        let written: Written = super::read(text, "email.toml");
        let signs = written.command_line.iter().enumerate();
        let (signed, signs): (Vec<usize>, Vec<String>) =
            signs.flat_map(|(row, program)| program.signs().map(move |sign| (row, sign.to_owned()))).unzip();
        let signs = AhoCorasick::builder().ascii_case_insensitive(true).build(signs);
        let mut table = Self {
            apis: written.api,
            sends: Matches::new(),
            loose_sends: Vec::new(),
            loose_roots: FxHashSet::default(),
            hooks: Matches::new(),
            moves: Matches::new(),
            constructors: Matches::new(),
            builders: Matches::new(),
            defaults: Matches::new(),
            standing_defaults: Matches::new(),
            sides: Matches::new(),
            generic_roles: FxHashMap::default(),
            generic_holders: Vec::new(),
            headers: written.mail_header,
            raw_smtp: written.raw_smtp,
            programs: written.command_line,
            signs: signs.expect("a few dozen short phrases make a small automaton"),
            signed,
            shell: written.shell,
            compose_urls: written.compose_url,
            openers: Matches::new(),
            content_keys: written.content_keys.into_iter().collect(),
            address_keys: written.address_keys.into_iter().collect(),
            unlisted: written.unlisted,
        };
        for index in 0..table.apis.len() {
            table.index_calls(index);
            table.index_constructions(index);
        }
        for row in written.url_opener {
            let modules = row.modules.into_iter().map(RootKey::Module);
            let globals = row.globals.into_iter().map(RootKey::Global);
            modules.chain(globals).for_each(|root| table.openers.add(root, row.path.clone(), row.arg));
        }
        for row in written.generic_recipient {
            let Some(role) = row.role.role() else { continue };
            match row.child {
                Some(child) => table.generic_holders.push((row.names.into_iter().collect(), child, role)),
                None => row.names.into_iter().for_each(|name| {
                    table.generic_roles.entry(name.into_bytes()).or_insert(role);
                }),
            }
        }
        table
    }

    /// Lists the calls of an API that send, and those that hook into sending.
    fn index_calls(&mut self, index: usize) {
        let api = &self.apis[index];
        let sends = api.send.iter().map(|send| (&send.on, &send.path, &send.roots));
        for (row, (on, path, only)) in sends.enumerate() {
            for (listed, start) in
                starts(api, on, only, Listed { api: index, row, client: None, is_transported: false })
            {
                match start {
                    Start::Root(root, base) => self.sends.add(root, base.joined(path), listed),
                    Start::Loose(base) => {
                        self.loose_sends.push((listed, base.joined(path)));
                        self.loose_roots.extend(api.globals.iter().cloned());
                    }
                }
            }
        }
        let list = |rows: &mut Matches<Listed>, row: usize, on: &[String], path: &PathPattern| {
            for (listed, start) in starts(api, on, &[], Listed { api: index, row, client: None, is_transported: false })
            {
                if let Start::Root(root, base) = start {
                    rows.add(root, base.joined(path), listed);
                }
            }
        };
        for (row, hook) in api.hook.iter().enumerate() {
            list(&mut self.hooks, row, &hook.on, &hook.path);
        }
        for (row, redirect) in api.redirect.iter().enumerate() {
            list(&mut self.moves, row, &redirect.on, &redirect.path);
        }
    }

    /// Lists what an API's constructions are.
    fn index_constructions(&mut self, index: usize) {
        let api = &self.apis[index];
        for (row, constructor) in api.constructor.iter().enumerate() {
            for root in roots(api, &constructor.roots) {
                self.constructors.add(root, constructor.path.clone(), (index, row));
            }
        }
        for (row, builder) in api.builder.iter().enumerate() {
            for path in &builder.paths {
                for root in roots(api, &builder.roots) {
                    self.builders.add(root, path.clone(), (index, row));
                }
            }
        }
        for (row, default) in api.defaults.iter().enumerate() {
            let Some(client) = &default.client else { continue };
            for root in roots(api, &default.roots) {
                let list = match self.sends.begin_with(&root, client) {
                    true => &mut self.defaults,
                    false => &mut self.standing_defaults,
                };
                list.add(root, client.clone(), (index, row));
            }
        }
        for (row, side) in api.side.iter().enumerate().filter(|(_, side)| side.effect == SideEffect::Recipient) {
            let Some(client) = &side.client else { continue };
            for root in roots(api, &[]) {
                self.sides.add(root, client.clone(), (index, row));
            }
        }
    }

    /// The ways from roots to all calls that these rows list.
    pub(crate) fn ways(&self) -> impl Iterator<Item = (RootKey, Vec<String>)> + '_ {
        let calls = self.sends.ways().chain(self.hooks.ways()).chain(self.moves.ways());
        calls.chain(self.standing_defaults.ways()).chain(self.sides.ways())
    }

    /// Where a message to be sent by that API names files which are sent with it, each below a field of the message.
    pub(crate) fn files_sent(&self, api: &str) -> impl Iterator<Item = &[ValueStep]> {
        self.fields_that(api, |effect| matches!(effect, SideEffect::ReadsFile | SideEffect::ReadsFileOrUrl))
    }

    /// Where it names addresses that are asked for what is there, likewise.
    pub(crate) fn urls_fetched(&self, api: &str) -> impl Iterator<Item = &[ValueStep]> {
        self.fields_that(api, |effect| matches!(effect, SideEffect::FetchesUrl | SideEffect::ReadsFileOrUrl))
    }

    fn fields_that(&self, api: &str, is_meant: impl Fn(SideEffect) -> bool) -> impl Iterator<Item = &[ValueStep]> {
        let sides = self.apis.iter().filter(move |other| other.id == api).flat_map(|api| &api.side);
        let named = sides.filter(move |side| side.kind == SideKind::MessageField && is_meant(side.effect));
        named.filter_map(|side| side.field.as_ref()?.0.get(1..))
    }

    /// The row of the client below which a call was found.
    pub(crate) fn client(&self, listed: Listed) -> Option<&Client> {
        Some(&self.apis[listed.api].client[listed.client?])
    }

    pub(crate) fn knows_module(&self, specifier: &str) -> bool {
        self.apis.iter().any(|api| api.modules.iter().any(|module| module == specifier))
    }

    /// What a recipient-like key means, whatever the client; keys are compared without case, `_` and `-`.
    pub(crate) fn generic_role(&self, key: &str) -> Option<Role> {
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

    /// Whether a key holds copies, or where replies go, whatever the client.
    pub(crate) fn is_copy_key(&self, key: &str) -> bool {
        match self.generic_role(key) {
            Some(Role::Bcc | Role::Cc) => true,
            Some(Role::CopyAll) => key.to_ascii_lowercase().contains("bcc"),
            Some(Role::ReplyTo) => !key.eq_ignore_ascii_case("reply"),
            _ => false,
        }
    }

    /// All recipient-like names with what they mean, and the key below those that only hold recipients.
    #[cfg(test)]
    pub(crate) fn generic_names(&self) -> Vec<(&str, Option<&str>, Role)> {
        let plain =
            self.generic_roles.iter().map(|(name, role)| (std::str::from_utf8(name).unwrap_or(""), None, *role));
        let holders = self
            .generic_holders
            .iter()
            .flat_map(|(names, child, role)| names.iter().map(|name| (name.as_str(), Some(child.as_str()), *role)));
        let mut all: Vec<_> = plain.chain(holders).collect();
        all.sort();
        all
    }

    /// Whether a text begins as a line to a mail server that names a recipient or a sender.
    pub(crate) fn is_smtp_line(&self, text: &str) -> bool {
        let text = text.trim_start();
        let begins = |verb: &str| text.get(..verb.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(verb));
        self.raw_smtp.iter().any(|row| row.role.role().is_some() && row.verb.as_deref().is_some_and(begins))
    }

    /// The program that a command names by its file, however it is reached: `/usr/sbin/sendmail`, `curl.exe`.
    pub(crate) fn program(&self, command: &str) -> Option<&ProgramRow> {
        self.program_number(command).map(|row| &self.programs[row])
    }

    fn program_number(&self, command: &str) -> Option<usize> {
        let name = file_name(command);
        self.programs.iter().position(|row| row.programs.iter().any(|program| program == name))
    }

    /// The numbers of the programs that send mail which a text names, by itself or as a word of a command.
    pub(crate) fn programs_named(&self, text: &str) -> impl Iterator<Item = usize> {
        let is_end = |character: char| character.is_whitespace() || "|&;()'\"`<>".contains(character);
        text.split(is_end).filter(|word| !word.is_empty()).filter_map(|word| self.program_number(word))
    }

    /// The numbers of the programs that do much else, of which a text has what makes them send mail.
    pub(crate) fn programs_told(&self, text: &str) -> impl Iterator<Item = usize> {
        self.signs.find_overlapping_iter(text).map(|found| self.signed[found.pattern().as_usize()])
    }

    /// Whether a text begins as a URL that opens a composer, or has one in it.
    pub(crate) fn names_composer(&self, text: &str) -> bool {
        self.compose_urls.iter().any(|row| text.contains(row.start()))
    }

    /// A key below which another one holds recipients, and what these are.
    pub(crate) fn generic_holder(&self, key: &str) -> Option<(&str, Role)> {
        let key = normal_key(key);
        let holder = self.generic_holders.iter().find(|(names, _, _)| names.contains(&key))?;
        Some((&holder.1, holder.2))
    }

    /// The keys that carry content, whatever the client, without what joins their words.
    pub(crate) fn content_keys(&self) -> impl Iterator<Item = &str> {
        self.content_keys.iter().map(String::as_str)
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

/// The name of a program's file, without folders and the ending that one system needs.
pub(crate) fn file_name(command: &str) -> &str {
    let name = command.rsplit(['/', '\\']).next().unwrap_or(command);
    name.strip_suffix(".exe").unwrap_or(name)
}

/// Where the path of a call begins.
enum Start {
    Root(RootKey, PathPattern),
    Loose(PathPattern),
}

/// Where the calls of a row with this `on` begin.
fn starts(api: &Api, on: &[String], only: &[String], listed: Listed) -> Vec<(Listed, Start)> {
    let mut found = Vec::new();
    for on in on {
        if on == "module" {
            found.extend(roots(api, only).map(|root| (listed, Start::Root(root, PathPattern::default()))));
        }
        if let Some(other) = on.strip_prefix("transport-of:") {
            // The client is made of a transport by the other API's own call.
            let listed = Listed { is_transported: true, ..listed };
            let start = Start::Root(RootKey::Module(other.to_owned()), PathPattern::parse(MAKES_TRANSPORTER));
            found.push((listed, start));
        }
        for (index, client) in api.client.iter().enumerate() {
            let is_meant = match on.as_str() {
                "client" => client.kind != Some(ClientKind::Config),
                id => client.id.as_deref() == Some(id),
            };
            if !is_meant {
                continue;
            }
            let listed = Listed { client: Some(index), ..listed };
            if client.receiver.is_some() || client.entry.is_some() {
                found.push((listed, Start::Loose(client.path.clone())));
            } else {
                let starts = roots(api, &client.roots).map(|root| (listed, Start::Root(root, client.path.clone())));
                found.extend(starts);
            }
        }
        for builder in api.builder.iter().filter(|builder| builder.id == *on) {
            for path in &builder.paths {
                found.extend(roots(api, &builder.roots).map(|root| (listed, Start::Root(root, path.clone()))));
            }
        }
    }
    found
}

/// The call of nodemailer that makes a client of a transport.
const MAKES_TRANSPORTER: &str = "createTransport ()";

/// The roots of an API, or those of them that a row is limited to.
fn roots<'a>(api: &'a Api, only: &'a [String]) -> impl Iterator<Item = RootKey> + 'a {
    let modules = api.modules.iter().map(|name| (name, RootKey::Module(name.clone())));
    let globals = api.globals.iter().map(|name| (name, RootKey::Global(name.clone())));
    modules.chain(globals).filter(|(name, _)| only.is_empty() || only.contains(name)).map(|(_, key)| key)
}

impl Api {
    /// Whether a module or a global is one of this API.
    pub(crate) fn has_root(&self, root: &RootKey) -> bool {
        match root {
            RootKey::Module(name) => self.modules.contains(name),
            RootKey::Global(name) => self.globals.contains(name),
        }
    }

    /// Whether a path is a transport of this API.
    pub(crate) fn has_transport(&self, path: &crate::value::Path) -> bool {
        RootKey::of(&path.root).is_some_and(|root| self.has_root(&root))
            && self.client.iter().any(|client| client.is_transport(path))
    }
}

impl Client {
    /// Where the client begins, if at a parameter that the platform fills.
    pub(crate) fn entry(&self) -> Option<&Entry> {
        self.entry.as_ref()
    }

    /// How many segments its path has.
    pub(crate) fn path_length(&self) -> usize {
        self.path.0.len()
    }

    /// What the calls on its path must be given.
    pub(crate) fn literals(&self) -> &[LiteralRow] {
        &self.literals
    }

    /// Whether the path is a transport of this API.
    pub(crate) fn is_transport(&self, path: &crate::value::Path) -> bool {
        let root = RootKey::of(&path.root);
        self.kind == Some(ClientKind::Transport)
            && self.path.matches(&path.segments)
            && root.is_some_and(|root| self.roots.is_empty() || self.roots.contains(root.name()))
    }

    /// Whether its path says so much that the file need not name the API otherwise.
    pub(crate) fn is_telling(&self) -> bool {
        !self.literals.is_empty() || self.path.0.len() > 3
    }
}

/// A key as the generic lists have it.
pub(crate) fn normal_key(key: &str) -> String {
    key.chars().filter(|character| !matches!(character, '_' | '-')).collect::<String>().to_ascii_lowercase()
}
