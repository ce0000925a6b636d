//! Constructions of messages, addresses and clients.

use molehunt_model::Role;

use super::{
    Expected, PROBE, Proof,
    builder::prove_setter_call,
    client::{Sending, Setting, headers_in, imports, roots, settings, settings_at},
    javascript::{Arguments, Js, below, quoted},
    recipient::{expected, fillings, mime},
};
use crate::tables::{Api, ConstructorRow, PathPattern, RecipientRow, RoleName, Shape, ValuePath, ValueStep, has_group};

/// A value that a module makes: the lines before it, and its expression.
pub(super) fn made(
    api: &Api,
    path: &PathPattern,
    only: &[String],
    name: &str,
    arguments: &Arguments,
) -> Vec<(String, String)> {
    let calls = path.0.iter().filter(|token| matches!(token, crate::tables::Token::New | crate::tables::Token::Call));
    let mut all = vec![Arguments::default(); calls.count()];
    if let Some(last) = all.last_mut() {
        *last = arguments.clone();
    }
    let mut values = Vec::new();
    for root in roots(api, only) {
        for (before, start, path) in imports(root, name, path).into_iter().step_by(3) {
            values.push((before, below(&start, &path, &all)));
        }
    }
    values
}

/// Calls that a message of a group can be given to, at most a few.
fn sendings<'a>(api: &'a Api, group: Option<&str>) -> Vec<(Sending<'a>, Setting)> {
    let mut found = Vec::new();
    for (index, send) in api.send.iter().enumerate() {
        let fits = send.message.is_some()
            && send.command.is_none()
            && send.dispatch.is_none()
            && has_group(send.groups.as_deref(), group);
        if fits && let Some(setting) = settings(api, send).into_iter().find(|setting| setting.is_thorough) {
            found.push((Sending { api, send, index }, setting));
        }
    }
    found
}

/// Sends a value in the place of a message.
pub(super) fn check_message(
    proof: &mut Proof,
    api: &Api,
    what: &'static str,
    rows: &[(&'static str, usize)],
    group: Option<&str>,
    (lines, value): (&str, &str),
    (probe, wanted): (&str, Expected),
) {
    let found = sendings(api, group);
    for (sending, setting) in &found {
        for arguments in sending.placed(&Js::code(value)) {
            let mut setting = setting.clone();
            setting.before = format!("{lines}{}", setting.before);
            let program = sending.program(&setting, arguments, &Js::Nothing);
            proof.check(api, what, rows, &program, probe, wanted);
        }
    }
}

pub(super) fn prove_constructors(proof: &mut Proof, api: &Api) {
    for (index, constructor) in api.constructor.iter().enumerate() {
        let rows = [("constructor", index)];
        for (role, argument) in &constructor.args {
            let (value, wanted) = match role {
                RoleName::Headers => match api.header.first() {
                    Some(header) => {
                        let pair = (header.name.as_ref(), header.value.as_ref());
                        let list = ValuePath(vec![ValueStep::Each]);
                        let path = if header.shape == Shape::Pairs { list } else { ValuePath::default() };
                        let container = headers_in(header.shape, &path, pair, "Bcc", &Js::text(PROBE)).remove(0);
                        (Js::at(&container.0, container.1), Expected::Role(Role::Bcc))
                    }
                    None => continue,
                },
                RoleName::RawMime => (Js::text(&mime("Bcc")), Expected::Role(Role::Bcc)),
                role => (Js::text(PROBE), expected(*role)),
            };
            let mut arguments = Arguments::default();
            arguments.set(*argument, &ValuePath::default(), value);
            prove_construction(proof, api, constructor, &rows, &arguments, (PROBE, wanted));
        }
        if let Some(object) = constructor.object {
            let group = constructor.group.as_deref();
            for row in api.recipient.iter().filter(|row| row.group() == group) {
                for filling in fillings(row).into_iter().take(1) {
                    let mut fields = Js::Object(Vec::new());
                    filling.set(&mut fields, &row.path.0);
                    let mut arguments = Arguments::default();
                    arguments.set(object, &ValuePath::default(), fields);
                    prove_construction(proof, api, constructor, &rows, &arguments, (filling.probe, filling.expected));
                }
            }
        }
        if constructor.address.is_some() {
            prove_address(proof, api, constructor, index);
        }
    }
}

fn prove_construction(
    proof: &mut Proof,
    api: &Api,
    constructor: &ConstructorRow,
    rows: &[(&'static str, usize)],
    arguments: &Arguments,
    wanted: (&str, Expected),
) {
    for (lines, value) in made(api, &constructor.path, &constructor.roots, "making", arguments) {
        let group = constructor.group.as_deref();
        // A message that nothing sends whole is part of another one.
        check_message(proof, api, "constructor", rows, group, (&lines, &value), wanted);
    }
}

/// An object that is an address: given to setters, and as a recipient.
fn prove_address(proof: &mut Proof, api: &Api, constructor: &ConstructorRow, index: usize) {
    let mut arguments = Arguments::default();
    arguments.set(constructor.address.unwrap_or(0), &ValuePath::default(), Js::text(PROBE));
    if let Some(role) = constructor.role_arg {
        arguments.set(role, constructor.role_key.as_ref().unwrap_or(&ValuePath::default()), Js::text("Bcc"));
    }
    for (lines, address) in made(api, &constructor.path, &constructor.roots, "addressing", &arguments) {
        for (setter_index, setter) in api.setter.iter().enumerate() {
            let wanted = match setter.role {
                RoleName::ByArgument if constructor.role_arg.is_some() => Expected::Role(Role::Bcc),
                RoleName::ByArgument | RoleName::Header | RoleName::Object | RoleName::Content => continue,
                role => expected(role),
            };
            if !setter.path.0.is_empty() || !setter.literals.is_empty() {
                continue;
            }
            let rows = [("constructor", index), ("setter", setter_index)];
            for value in [Js::code(address.clone()), Js::List(vec![Js::code(address.clone())])] {
                let mut given = Arguments::default();
                given.set(setter.arg, &setter.path, value);
                prove_setter_call(proof, api, setter, &rows, &lines, &given, (PROBE, wanted));
            }
        }
    }
}

pub(super) fn prove_defaults(proof: &mut Proof, api: &Api) {
    for (index, default) in api.defaults.iter().enumerate() {
        let Some(path) = default.client.as_ref().filter(|_| default.fields.is_empty()) else { continue };
        let rows: Vec<(usize, RecipientRow)> = match default.role {
            Some(role) => {
                let row = RecipientRow { role, address: default.address.clone(), ..RecipientRow::default() };
                vec![(usize::MAX, row)]
            }
            None => {
                let main = api.recipient.iter().enumerate().filter(|(_, row)| row.group().is_none());
                main.map(|(index, row)| (index, row.clone())).collect()
            }
        };
        for (recipient, row) in rows {
            for filling in fillings(&row).into_iter().take(2) {
                let mut fields = Js::Nothing;
                filling.set(&mut fields, &row.path.0);
                let mut proved = vec![("default", index)];
                if recipient != usize::MAX {
                    proved.push(("recipient", recipient));
                }
                prove_default(proof, api, index, path, &fields, &proved, (filling.probe, filling.expected));
            }
        }
    }
}

fn prove_default(
    proof: &mut Proof,
    api: &Api,
    index: usize,
    path: &PathPattern,
    fields: &Js,
    rows: &[(&'static str, usize)],
    wanted: (&str, Expected),
) {
    let default = &api.defaults[index];
    let mut arguments = Arguments::default();
    let mut write = String::new();
    match (&default.property, default.arg, &default.returns) {
        (Some(property), _, _) => {
            if let Js::Object(fields) = fields {
                for (name, value) in fields {
                    write.push_str(&format!("client.{property}[{}] = {};\n", quoted(name), value.print()));
                }
            }
        }
        (None, Some(arg), Some(returns)) => {
            let result = Js::at(&returns.0, fields.clone()).print();
            arguments.set(arg, &default.path, Js::code(format!("() => ({result})")));
        }
        (None, Some(arg), None) => arguments.set(arg, &default.path, fields.clone()),
        (None, None, _) => return,
    }
    for setting in settings_at(api, path, &default.roots, &[arguments], None) {
        let mut is_sent = false;
        let sends = api.send.iter().enumerate().filter(|(_, send)| send.message.is_some() && send.dispatch.is_none());
        for (send_index, send) in sends {
            let on_client = settings(api, send)
                .iter()
                .any(|other| other.row.is_some_and(|row| api.client[row].path == *path) && other.root == setting.root);
            // A transport makes another API's client, and a configuration none.
            if on_client && !send.on.iter().any(|on| on.starts_with("transport-of")) {
                is_sent = true;
                let sending = Sending { api, send, index: send_index };
                for given in sending.placed(&Js::field("subject", Js::text("Hello"))).into_iter().take(1) {
                    let mut setting = setting.clone();
                    setting.before.push_str(&write);
                    let program = sending.program(&setting, given, &Js::Nothing);
                    proof.check(api, "default", rows, &program, wanted.0, wanted.1);
                }
            }
        }
        if !is_sent {
            proof.check(api, "default", rows, &setting.program(&write), wanted.0, wanted.1);
        }
    }
}

pub(super) fn with_lines(setting: &Setting, lines: &str) -> Setting {
    Setting { before: format!("{lines}{}", setting.before), ..setting.clone() }
}
