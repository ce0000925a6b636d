//! Calls that send, on every client that a row may stand on.

use molehunt_model::Role;

use super::{
    Expected, PROBE, PROBE_URL, Proof,
    javascript::{Arguments, Js, below, call, quoted},
    recipient::{expected, fillings, mime},
};
use crate::tables::{
    Api, Dispatch, LiteralRow, PathPattern, Receiver, RecipientKind, RecipientRow, RoleName, SendRow, Shape, Token,
    ValuePath, ValueStep, has_group,
};

/// A client, as a program makes it.
#[derive(Debug, Clone)]
pub(super) struct Setting {
    pub(super) before: String,
    pub(super) client: String,
    pub(super) after: String,
    /// The module or the global, for rows that hold below some roots only.
    pub(super) root: String,
    /// The row of `client`, if the client has one.
    pub(super) row: Option<usize>,
    /// Whether every recipient is to be tried with it, rather than one.
    pub(super) is_thorough: bool,
}

impl Setting {
    pub(super) fn program(&self, code: &str) -> String {
        format!("{}{code}\n{}", self.before, self.after)
    }
}

/// The ways to import a module, each with the expression that is the module below which a path begins.
pub(super) fn imports(module: &str, name: &str, path: &PathPattern) -> Vec<(String, String, PathPattern)> {
    let quoted_module = quoted(module);
    let mut ways = vec![
        (format!("const {name} = require({quoted_module});\n"), name.to_owned(), path.clone()),
        (format!("import * as {name} from {quoted_module};\n"), name.to_owned(), path.clone()),
        (format!("import {name} from {quoted_module};\n"), name.to_owned(), path.clone()),
    ];
    if let Some((Token::Property(first), rest)) = path.0.split_first() {
        let import = format!("import {{ {first} as {name} }} from {quoted_module};\n");
        ways.push((import, name.to_owned(), PathPattern(rest.to_vec())));
    }
    ways
}

/// The roots of an API that a row holds for.
pub(super) fn roots<'a>(api: &'a Api, only: &'a [String]) -> impl Iterator<Item = &'a String> {
    api.modules.iter().chain(&api.globals).filter(move |root| only.is_empty() || only.contains(root))
}

/// Everything at a path below the roots of an API.
pub(super) fn settings_at(
    api: &Api,
    path: &PathPattern,
    only: &[String],
    arguments: &[Arguments],
    row: Option<usize>,
) -> Vec<Setting> {
    let mut settings = Vec::new();
    for root in roots(api, only) {
        let is_module = api.modules.contains(root);
        let ways = match is_module {
            true => imports(root, "library", path),
            false => vec![
                (String::new(), root.clone(), path.clone()),
                (String::new(), format!("globalThis.{root}"), path.clone()),
            ],
        };
        for (index, (before, start, path)) in ways.into_iter().enumerate() {
            let expression = below(&start, &path, arguments);
            let (before, client) = match path.0.is_empty() {
                true => (before, expression),
                false => (format!("{before}const client = {expression};\n"), "client".to_owned()),
            };
            let setting =
                Setting { before, client, after: String::new(), root: root.clone(), row, is_thorough: index == 0 };
            settings.push(setting);
        }
    }
    settings
}

/// The clients that a row of `send` is on.
pub(super) fn settings(api: &Api, send: &SendRow) -> Vec<Setting> {
    let mut settings = Vec::new();
    for on in &send.on {
        if on == "module" {
            settings.extend(settings_at(api, &PathPattern::default(), &send.roots, &[], None));
        }
        for (index, client) in api.client.iter().enumerate() {
            let is_meant = match on.as_str() {
                "client" => client.kind != Some(crate::tables::ClientKind::Config),
                "transport-of:nodemailer" => client.kind == Some(crate::tables::ClientKind::Transport),
                id => client.id.as_deref() == Some(id),
            };
            if !is_meant {
                continue;
            }
            let row = Some(index);
            let literals = literal_arguments(&client.literals);
            if let Some(entry) = &client.entry {
                for method in &entry.methods {
                    let parameters = "first, second, third";
                    let start = ["first", "second", "third"][usize::from(entry.param)];
                    settings.push(Setting {
                        before: format!("export default {{\n  async {method}({parameters}) {{\n"),
                        client: below(start, &client.path, &literals),
                        after: "  },\n};\n".to_owned(),
                        root: roots(api, &[]).next().cloned().unwrap_or_default(),
                        row,
                        is_thorough: settings.is_empty(),
                    });
                }
            } else if let Some(receiver) = client.receiver {
                for root in roots(api, &client.roots) {
                    let uses = match api.modules.contains(root) {
                        true => format!("const library = require({});\n", quoted(root)),
                        false => format!("{root}.something();\n"),
                    };
                    let (before, start, after) = match receiver {
                        Receiver::Any => (format!("{uses}export function run(host) {{\n"), "host", "}\n"),
                        Receiver::This => (format!("{uses}export class Handler {{\n  run() {{\n"), "this", "  }\n}\n"),
                    };
                    let client = below(start, &client.path, &literals);
                    let (after, root) = (after.to_owned(), root.clone());
                    settings.push(Setting { before, client, after, root, row, is_thorough: true });
                }
            } else {
                let mut found = settings_at(api, &client.path, &client.roots, &literals, row);
                if on == "transport-of:nodemailer" {
                    for setting in &mut found {
                        setting.before.push_str("const mailer = require('nodemailer');\n");
                        setting.client = format!("mailer.createTransport({})", setting.client);
                    }
                }
                settings.extend(found);
            }
        }
    }
    settings
}

/// What the calls of a path are given so that its literals fit, by the number of the call.
fn literal_arguments(literals: &[LiteralRow]) -> Vec<Arguments> {
    let mut all: Vec<Arguments> = Vec::new();
    for literal in literals {
        let index = literal.call.unwrap_or(0);
        all.resize(all.len().max(index + 1), Arguments::default());
        all[index].set(literal.arg, &literal.path, literal_value(literal));
    }
    all
}

pub(super) fn literal_value(literal: &LiteralRow) -> Js {
    let text = literal.values.first().cloned().or_else(|| Some(format!("{}x", literal.prefix.as_ref()?)));
    Js::text(&text.unwrap_or_default())
}

/// The call of a row of `send`: what it is given besides the message.
pub(super) struct Sending<'a> {
    pub(super) api: &'a Api,
    pub(super) send: &'a SendRow,
    pub(super) index: usize,
}

impl Sending<'_> {
    /// The rows of a program.
    pub(super) fn rows(&self, setting: &Setting, more: &[(&'static str, usize)]) -> Vec<(&'static str, usize)> {
        let mut rows = vec![("send", self.index)];
        rows.extend(setting.row.map(|row| ("client", row)));
        rows.extend(more);
        rows
    }

    /// The program in which the row's call is given these arguments, and its URL this text.
    pub(super) fn program(&self, setting: &Setting, mut arguments: Arguments, url: &Js) -> String {
        let send = self.send;
        let mut inner = Vec::new();
        for literal in send.literals.iter().filter(|literal| literal.call.is_some()) {
            let index = literal.call.unwrap_or(0);
            inner.resize(inner.len().max(index + 1), Arguments::default());
            inner[index].set(literal.arg, &literal.path, literal_value(literal));
        }
        for literal in send.literals.iter().filter(|literal| literal.call.is_none()) {
            arguments.set(literal.arg, &literal.path, literal_value(literal));
        }
        if let Some(place) = &send.url {
            match place.call {
                Some(index) => {
                    inner.resize(inner.len().max(index + 1), Arguments::default());
                    inner[index].set(place.arg, &place.path, url.clone());
                }
                None => arguments.set(place.arg, &place.path, url.clone()),
            }
        }
        let (least, most) = send.when_args.as_ref().and_then(|when| when.count).unwrap_or((0, usize::MAX));
        if let Some(when) = &send.when_args
            && let (Some(index), Some("string")) = (when.arg, when.is.as_deref())
        {
            arguments.set(index, &ValuePath::default(), Js::text("text"));
        }
        while arguments.0.len() < least {
            arguments.0.push(Js::text("filler"));
        }
        arguments.0.truncate(most);
        for argument in &mut arguments.0 {
            if *argument == Js::Nothing {
                *argument = Js::text("filler");
            }
        }
        setting.program(&format!("{};", call(&setting.client, &send.path, &inner, &arguments)))
    }

    /// The messages in the places where the row has them.
    pub(super) fn placed(&self, message: &Js) -> Vec<Arguments> {
        let Some(index) = self.send.message else { return Vec::new() };
        let at = |path: &ValuePath, value: &Js| {
            let mut arguments = Arguments::default();
            arguments.set(index, path, value.clone());
            arguments
        };
        let mut placed = Vec::new();
        match &self.send.items {
            Some(items) => {
                placed.push(at(items, message));
                if self.send.single {
                    placed.push(at(&ValuePath::default(), message));
                }
                // A message that is no literal cannot be the object around the items as well.
                if let (Some(base), Js::Object(_)) = (&self.send.base, message) {
                    let mut arguments = at(base, message);
                    arguments.set(index, items, Js::field("other", Js::text("x")));
                    placed.push(arguments);
                }
            }
            None => placed.push(at(self.send.within.as_ref().unwrap_or(&ValuePath::default()), message)),
        }
        placed
    }

    /// A message that has what the row requires.
    pub(super) fn message(&self) -> Js {
        let mut message = Js::Object(Vec::new());
        if let Some(requires) = &self.send.requires {
            for path in &requires.all {
                message.set(&path.0, Js::field("subject", Js::text("Hello")));
            }
            if let Some(path) = requires.any.first() {
                message.set(&path.0, Js::text("other@mole.example"));
            }
        }
        message
    }
}

/// Proves the calls of an API.
pub(super) fn prove_sends(proof: &mut Proof, api: &Api) {
    for (index, send) in api.send.iter().enumerate() {
        let sending = Sending { api, send, index };
        for setting in settings(api, send) {
            if send.command.is_some() {
                prove_command(proof, &sending, &setting);
                continue;
            }
            prove_positional(proof, &sending, &setting);
            prove_recipients(proof, &sending, &setting);
            prove_headers(proof, &sending, &setting);
            prove_dispatch(proof, &sending, &setting);
        }
    }
}

/// A client that is given a command: the command is what sends.
fn prove_command(proof: &mut Proof, sending: &Sending<'_>, setting: &Setting) {
    let api = sending.api;
    for (index, command) in api.send.iter().enumerate() {
        let Some(message) = command.message.filter(|_| command.on.iter().any(|on| on == "module")) else { continue };
        let rows =
            api.recipient.iter().enumerate().filter(|(_, row)| has_group(command.groups.as_deref(), row.group()));
        for (recipient, row) in rows {
            for filling in fillings(row).into_iter().take(1) {
                let mut fields = Js::Object(Vec::new());
                filling.set(&mut fields, &row.path.0);
                let mut arguments = Arguments::default();
                arguments.set(message, &ValuePath::default(), fields);
                let given = Js::code(call("commands", &command.path, &[], &arguments));
                let code = format!("const commands = require({});\n", quoted(&setting.root));
                let mut arguments = Arguments::default();
                arguments.set(sending.send.command.unwrap_or(0), &ValuePath::default(), given);
                let code = format!("{code}{};", call(&setting.client, &sending.send.path, &[], &arguments));
                let rows = sending.rows(setting, &[("send", index), ("recipient", recipient)]);
                proof.check(api, "command", &rows, &setting.program(&code), filling.probe, filling.expected);
            }
        }
    }
}

fn prove_positional(proof: &mut Proof, sending: &Sending<'_>, setting: &Setting) {
    for (role, index) in &sending.send.positional {
        let soap = format!(
            "<t:BccRecipients><t:Mailbox><t:EmailAddress>{PROBE}</t:EmailAddress></t:Mailbox></t:BccRecipients>"
        );
        let (value, probe, wanted) = match role {
            RoleName::RawMime => (Js::text(&mime("Bcc")), PROBE, Expected::Role(Role::Bcc)),
            RoleName::Soap => (Js::text(&soap), PROBE, Expected::Role(Role::Bcc)),
            RoleName::NotifyUrl => (Js::text(PROBE_URL), PROBE_URL, expected(*role)),
            role => (Js::text(PROBE), PROBE, expected(*role)),
        };
        let mut arguments = Arguments::default();
        arguments.set(*index, &ValuePath::default(), value);
        let program = sending.program(setting, arguments, &Js::Nothing);
        proof.check(sending.api, "positional", &sending.rows(setting, &[]), &program, probe, wanted);
    }
    for index in &sending.send.header_args {
        for container in [format!("{{ 'Bcc': '{PROBE}' }}"), format!("new Headers({{ 'bcc': '{PROBE}' }})")] {
            let mut arguments = Arguments::default();
            arguments.set(*index, &ValuePath::default(), Js::code(container));
            let program = sending.program(setting, arguments, &Js::Nothing);
            let wanted = Expected::Role(Role::Bcc);
            proof.check(sending.api, "header argument", &sending.rows(setting, &[]), &program, PROBE, wanted);
        }
    }
}

/// The rows that hold for a call on a client.
fn recipients<'a>(sending: &'a Sending<'_>, setting: &'a Setting) -> impl Iterator<Item = (usize, &'a RecipientRow)> {
    sending.api.recipient.iter().enumerate().filter(|(_, row)| {
        has_group(sending.send.groups.as_deref(), row.group())
            && (row.roots.is_empty() || row.roots.contains(&setting.root))
    })
}

fn prove_recipients(proof: &mut Proof, sending: &Sending<'_>, setting: &Setting) {
    // Where nothing tells the URL, the rows of the call hold.
    let url = Js::code("process.env.PATH_OF_URL");
    let mut is_first = true;
    for (index, row) in recipients(sending, setting) {
        for filling in fillings(row) {
            if !is_first && !setting.is_thorough {
                break;
            }
            is_first = false;
            let mut message = sending.message();
            filling.set(&mut message, &row.path.0);
            let mut placed = sending.placed(&message);
            if let Some(defaults) = sending.send.defaults {
                let mut arguments = Arguments::default();
                arguments.set(defaults, &ValuePath::default(), message);
                placed.push(arguments);
            }
            for arguments in placed {
                let program = sending.program(setting, arguments, &url);
                let rows = sending.rows(setting, &[("recipient", index)]);
                proof.check(sending.api, "recipient", &rows, &program, filling.probe, filling.expected);
            }
        }
    }
}

/// The headers of mail, with the role that each gives to an address in it.
pub(super) fn header_values() -> Vec<(String, Js, Expected)> {
    let mut values = Vec::new();
    for header in &crate::tables::Tables::embedded().mail.headers {
        for name in &header.names {
            match header.role.role() {
                Some(_) => values.push((name.clone(), Js::text(PROBE), expected(header.role))),
                None => {
                    for row in &header.recipients {
                        let leaf = match row.kind {
                            RecipientKind::JsonKeys => Js::field(PROBE, Js::Object(Vec::new())),
                            _ => Js::text(PROBE),
                        };
                        let json = format!("JSON.stringify({})", Js::at(&row.path.0, leaf).print());
                        values.push((name.clone(), Js::code(json), expected(row.role)));
                    }
                }
            }
        }
    }
    values
}

/// A header in a container of a shape, with the steps at which the container stands.
pub(super) fn headers_in(
    shape: Shape,
    path: &ValuePath,
    keys: (Option<&ValuePath>, Option<&ValuePath>),
    name: &str,
    value: &Js,
) -> Vec<(Vec<ValueStep>, Js)> {
    let pair = || {
        let mut pair = Js::Object(Vec::new());
        pair.set(&keys.0.cloned().unwrap_or_default().0, Js::text(name));
        pair.set(&keys.1.cloned().unwrap_or_default().0, value.clone());
        pair
    };
    let at = path.0.clone();
    match shape {
        Shape::Map => {
            vec![(at.clone(), Js::field(name, value.clone())), (at, Js::field(&name.to_lowercase(), value.clone()))]
        }
        Shape::Pairs if at.last() == Some(&ValueStep::Each) => vec![(at, pair())],
        Shape::Pairs => vec![(at, Js::List(vec![pair()]))],
        Shape::Pair => vec![(at, pair())],
        Shape::PairsOrPair => vec![(at.clone(), pair()), (at, Js::List(vec![pair()]))],
        Shape::Prefix => {
            let key = format!("{}{name}", path.first_name().unwrap_or_default());
            vec![(Vec::new(), Js::field(&key, value.clone()))]
        }
        Shape::Json => vec![(at, Js::code(format!("JSON.stringify({})", Js::field(name, value.clone()).print())))],
        Shape::Text => vec![(at, Js::code(format!("`Subject: x\\r\\n{name}: ${{{}}}\\r\\n`", value.print())))],
    }
}

fn prove_headers(proof: &mut Proof, sending: &Sending<'_>, setting: &Setting) {
    if !setting.is_thorough || !has_group(sending.send.groups.as_deref(), None) {
        return;
    }
    let url = Js::code("process.env.PATH_OF_URL");
    for (index, header) in sending.api.header.iter().enumerate() {
        if header.scope.is_some() || !(header.roots.is_empty() || header.roots.contains(&setting.root)) {
            continue;
        }
        for (name, value, mut wanted) in header_values() {
            // A header in a text has no JSON that could be told from its name.
            if header.shape == Shape::Text && matches!(&value, Js::Code(code) if code.starts_with("JSON")) {
                continue;
            }
            if header.display_only.iter().any(|other| other.eq_ignore_ascii_case(&name)) {
                wanted = Expected::None;
            }
            let keys = (header.name.as_ref(), header.value.as_ref());
            for (path, container) in headers_in(header.shape, &header.path, keys, &name, &value) {
                let mut message = sending.message();
                message.set(&path, container);
                for arguments in sending.placed(&message) {
                    let program = sending.program(setting, arguments, &url);
                    let rows = sending.rows(setting, &[("header", index)]);
                    proof.check(sending.api, "header", &rows, &program, PROBE, wanted);
                }
            }
        }
    }
}

/// A URL's path with its placeholders filled.
pub(super) fn filled(path: &str) -> String {
    let mut text = String::new();
    let mut rest = path;
    while let Some((before, tail)) = rest.split_once('{') {
        text.push_str(before);
        text.push_str("filled");
        rest = tail.split_once('}').map_or("", |(_, rest)| rest);
    }
    text + rest
}

/// Calls whose URL selects other rows.
fn prove_dispatch(proof: &mut Proof, sending: &Sending<'_>, setting: &Setting) {
    let api = sending.api;
    match sending.send.dispatch {
        Some(Dispatch::Http) => {
            for http in &api.http {
                for row in http.recipients.iter().filter(|row| row.key.is_none()) {
                    for filling in fillings(row) {
                        let mut message = Js::Object(Vec::new());
                        filling.set(&mut message, &row.path.0);
                        for arguments in sending.placed(&message) {
                            let program = sending.program(setting, arguments, &Js::text(&filled(&http.path)));
                            let rows = sending.rows(setting, &[]);
                            proof.check(api, "dispatched", &rows, &program, filling.probe, filling.expected);
                        }
                    }
                }
            }
        }
        Some(Dispatch::Endpoint) => {
            for (rows, path, message, filling) in super::request::endpoint_messages(api) {
                for arguments in sending.placed(&message) {
                    let program = sending.program(setting, arguments, &Js::text(&path));
                    let rows = sending.rows(setting, &rows);
                    proof.check(api, "dispatched", &rows, &program, filling.0, filling.1);
                }
            }
        }
        None => {}
    }
}
