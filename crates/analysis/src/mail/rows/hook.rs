//! Calls that change what other calls send.

use molehunt_model::Role;

use super::{
    Expected, PROBE, Proof,
    client::{header_values, literal_value, settings_at},
    construction::with_lines,
    javascript::{Arguments, Js, below, call, quoted},
    recipient::fillings,
};
use crate::tables::{Api, HookReceiver, HookRow, PathPattern, SideEffect, Tables, ValuePath, ValueStep};

pub(super) fn prove_hooks(proof: &mut Proof, api: &Api) {
    for (index, hook) in api.hook.iter().enumerate() {
        if hook.receiver == Some(HookReceiver::HookParameter) {
            prove_parameter_call(proof, api, hook, index);
            continue;
        }
        if super::excuse_hook(hook).is_some() {
            continue;
        }
        for (recipient, row) in api.recipient.iter().enumerate().filter(|(_, row)| row.group().is_none()) {
            for filling in fillings(row).into_iter().take(1) {
                if hook.builder.is_some() {
                    continue;
                }
                let mut fields = Js::Object(Vec::new());
                filling.set(&mut fields, &row.path.0);
                let Js::Object(fields) = fields else { continue };
                let holder = match (&hook.message, &hook.field) {
                    (Some(path), _) if path.0.is_empty() => "mail".to_owned(),
                    (Some(path), _) => format!("mail.{}", path.display()),
                    (None, Some(_)) => "mail.data".to_owned(),
                    (None, None) => "mail.body".to_owned(),
                };
                // Of a place that nobody tells, only generic names say what they are.
                let is_generic = |name: &str| Tables::embedded().mail.generic_role(name).is_some();
                if hook.message.is_none() && !fields.iter().all(|(name, _)| is_generic(name)) {
                    continue;
                }
                let body: String = fields
                    .iter()
                    .map(|(name, value)| format!("{holder}[{}] = {};\n", quoted(name), value.print()))
                    .collect();
                let rows = [("hook", index), ("recipient", recipient)];
                let aliased = format!("const other = {holder};\n{}", body.replace(&format!("{holder}["), "other["));
                prove_hook(proof, api, hook, &rows, "", &aliased, (filling.probe, filling.expected));
                prove_hook(proof, api, hook, &rows, "", &body, (filling.probe, filling.expected));
            }
        }
    }
}

/// A call on what the callback of another hook gets.
fn prove_parameter_call(proof: &mut Proof, api: &Api, row: &HookRow, index: usize) {
    for (other, hook) in api.hook.iter().enumerate().filter(|(_, hook)| hook.builder.is_some()) {
        let rows = [("hook", index), ("hook", other)];
        let mut arguments = Arguments::default();
        if let (Some(name), Some(value)) = (row.name_arg, row.arg) {
            for (header, leaf, wanted) in header_values() {
                arguments.set(name, &ValuePath::default(), Js::text(&header));
                arguments.set(value, &ValuePath::default(), leaf);
                let body = format!("{};", call("mail", &row.path, &[], &arguments));
                prove_hook(proof, api, hook, &rows, "", &body, (PROBE, wanted));
            }
        } else if let (Some(group), Some(value)) = (&row.group, row.arg) {
            for recipient in api.recipient.iter().filter(|recipient| recipient.group() == Some(group)) {
                for filling in fillings(recipient) {
                    arguments.0.clear();
                    let mut fields = Js::Nothing;
                    filling.set(&mut fields, &recipient.path.0);
                    arguments.set(value, &ValuePath::default(), fields);
                    let body = format!("{};", call("mail", &row.path, &[], &arguments));
                    prove_hook(proof, api, hook, &rows, "", &body, (filling.probe, filling.expected));
                }
            }
        }
    }
}

/// The call of a hook whose callback does something to `mail`.
pub(super) fn prove_hook(
    proof: &mut Proof,
    api: &Api,
    hook: &HookRow,
    rows: &[(&'static str, usize)],
    lines: &str,
    body: &str,
    wanted: (&str, Expected),
) {
    let callbacks = [
        format!("(mail, done) => {{\n{body}\ndone(); }}"),
        format!("async function (mail) {{\n{body}\nreturn true; }}"),
    ];
    for callback in callbacks {
        let mut arguments = Arguments::default();
        for literal in &hook.literals {
            arguments.set(literal.arg, &literal.path, literal_value(literal));
        }
        let index = hook.callback.or(hook.arg).unwrap_or(0);
        let path: Vec<ValueStep> = hook.field.iter().chain(&hook.plugin).flat_map(|path| &path.0).cloned().collect();
        arguments.set(index, &ValuePath(path), Js::code(callback));
        for on in &hook.on {
            let mut found = Vec::new();
            if on == "module" {
                found.extend(settings_at(api, &PathPattern::default(), &[], &[], None));
            }
            for (row, client) in api.client.iter().enumerate() {
                if client.id.as_deref() == Some(on) || on == "client" {
                    found.extend(settings_at(api, &client.path, &client.roots, &[], Some(row)));
                }
            }
            for setting in found {
                let code = format!("{};", call(&setting.client, &hook.path, &[], &arguments));
                let program = with_lines(&setting, lines).program(&code);
                proof.check(api, "hook", rows, &program, wanted.0, wanted.1);
            }
        }
    }
}

pub(super) fn prove_sides(proof: &mut Proof, api: &Api) {
    for (index, side) in api.side.iter().enumerate().filter(|(_, side)| side.effect == SideEffect::Recipient) {
        let (Some(path), Some(argument), Some(field)) = (&side.client, side.arg, &side.field) else { continue };
        let mut arguments = Arguments::default();
        arguments.set(argument, field, Js::List(vec![Js::text("-i"), Js::text(PROBE)]));
        let root = &api.modules[0];
        let code = below("library", path, &[arguments]);
        let program = format!("const library = require({});\nconst client = {code};\n", quoted(root));
        proof.check(api, "side", &[("side", index)], &program, PROBE, Expected::Role(Role::To));
    }
}
