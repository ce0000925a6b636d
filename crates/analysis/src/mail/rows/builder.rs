//! Builders: their fields and their setters.

use molehunt_model::Role;

use super::{
    Expected, PROBE, PROBE_URL, Proof,
    client::{Sending, header_values, headers_in, literal_value, roots, settings},
    construction::{check_message, made, with_lines},
    hook::prove_hook,
    javascript::{Arguments, Js, call, quoted},
    recipient::{expected, fillings},
};
use crate::tables::{Api, BuilderRow, RecipientRow, RoleName, SetterRow, Shape, ValuePath, ValueStep};

pub(super) fn prove_builders(proof: &mut Proof, api: &Api) {
    for (index, builder) in api.builder.iter().enumerate() {
        prove_fields(proof, api, builder, index);
    }
    for (index, setter) in api.setter.iter().enumerate() {
        for (rows, arguments, probe, wanted) in setter_calls(api, setter) {
            let mut all = vec![("setter", index)];
            all.extend(rows);
            prove_setter_call(proof, api, setter, &all, "", &arguments, (probe, wanted));
        }
    }
}

/// Fields that are set on a builder.
fn prove_fields(proof: &mut Proof, api: &Api, builder: &BuilderRow, index: usize) {
    for path in &builder.paths {
        for (lines, value) in made(api, path, &builder.roots, "making", &Arguments::default()) {
            let group = builder.group.as_deref();
            for (recipient, row) in api.recipient.iter().enumerate().filter(|(_, row)| row.group() == group) {
                let is_plain = row.path.0.first().is_some_and(|step| matches!(step, ValueStep::Property(_)));
                for filling in fillings(row).into_iter().take(if is_plain { 1 } else { 0 }) {
                    let mut fields = Js::Object(Vec::new());
                    filling.set(&mut fields, &row.path.0);
                    let Js::Object(fields) = fields else { continue };
                    let holder = builder.fields.display();
                    let holder = if holder.is_empty() { "made".to_owned() } else { format!("made.{holder}") };
                    let writes: String = fields
                        .iter()
                        .map(|(name, value)| format!("{holder}[{}] = {};\n", quoted(name), value.print()))
                        .collect();
                    let lines = format!("{lines}const made = {value};\n{writes}");
                    let rows = [("builder", index), ("recipient", recipient)];
                    let wanted = (filling.probe, filling.expected);
                    prove_callback_fields(proof, api, builder, &rows, &writes.replace("made", "message"), wanted);
                    check_message(proof, api, "builder field", &rows, group, (&lines, "made"), wanted);
                }
            }
        }
    }
}

/// Fields that are set on a builder that a callback gets.
fn prove_callback_fields(
    proof: &mut Proof,
    api: &Api,
    builder: &BuilderRow,
    rows: &[(&'static str, usize)],
    writes: &str,
    wanted: (&str, Expected),
) {
    for (index, send) in api.send.iter().enumerate() {
        let Some(callback) = send.builder.as_ref().filter(|callback| callback.id == builder.id) else { continue };
        let sending = Sending { api, send, index };
        for setting in settings(api, send).into_iter().filter(|setting| setting.is_thorough) {
            let mut given = Arguments::default();
            given.set(callback.arg, &ValuePath::default(), Js::code(format!("(message) => {{ {writes} }}")));
            let program = sending.program(&setting, given, &Js::Nothing);
            let rows = sending.rows(&setting, rows);
            proof.check(api, "builder field in a callback", &rows, &program, wanted.0, wanted.1);
        }
    }
}

type SetterCall = (Vec<(&'static str, usize)>, Arguments, &'static str, Expected);

/// The ways to call a setter.
fn setter_calls(api: &Api, setter: &SetterRow) -> Vec<SetterCall> {
    let mut calls: Vec<SetterCall> = Vec::new();
    let base = |value: Js| {
        let mut arguments = Arguments::default();
        for literal in &setter.literals {
            arguments.set(literal.arg, &literal.path, literal_value(literal));
        }
        arguments.set(setter.arg, &ValuePath::default(), value);
        arguments
    };
    match setter.role {
        RoleName::Content => calls.push((Vec::new(), base(Js::text(PROBE)), PROBE, Expected::None)),
        RoleName::Header => {
            for (name, value, wanted) in header_values() {
                match setter.name_arg {
                    Some(index) => {
                        let mut arguments = base(value);
                        arguments.set(index, &ValuePath::default(), Js::text(&name));
                        calls.push((Vec::new(), arguments, PROBE, wanted));
                    }
                    None => {
                        let keys = (setter.name.as_ref(), setter.value.as_ref());
                        let shape = setter.shape.unwrap_or(Shape::Map);
                        for (path, container) in headers_in(shape, &ValuePath::default(), keys, &name, &value) {
                            calls.push((Vec::new(), base(Js::at(&path, container)), PROBE, wanted));
                        }
                    }
                }
            }
        }
        RoleName::Object => {
            let at: Vec<&ValueStep> = setter.at.iter().flat_map(|at| &at.0).filter(|step| is_name(step)).collect();
            for (index, row) in api.recipient.iter().enumerate() {
                let fits = match &setter.group {
                    Some(group) => row.group() == Some(group),
                    None => row.group().is_none(),
                };
                let begins = row.path.0.iter().filter(|step| is_name(step)).take(at.len()).eq(at.iter().copied());
                if !fits || !begins {
                    continue;
                }
                let names = row.path.0.iter().enumerate().filter(|(_, step)| is_name(step));
                let skipped = names.take(at.len()).last().map_or(0, |(position, _)| position + 1);
                let mut rest = &row.path.0[skipped..];
                // A setter that adds one takes an element, not the list.
                if let (Some(ValueStep::Each), [ValueStep::Each, tail @ ..]) =
                    (setter.at.as_ref().and_then(|at| at.0.last()), rest)
                {
                    rest = tail;
                }
                for filling in fillings(row).into_iter().take(2) {
                    let mut value = Js::Nothing;
                    filling.set(&mut value, rest);
                    calls.push((vec![("recipient", index)], base(value), filling.probe, filling.expected));
                }
            }
        }
        RoleName::ByArgument => {
            for (word, role) in [("To", Role::To), ("cc", Role::Cc), ("Bcc", Role::Bcc)] {
                if let Some(index) = setter.role_arg {
                    let mut arguments = base(Js::text(PROBE));
                    arguments.set(index, setter.role_key.as_ref().unwrap_or(&ValuePath::default()), Js::text(word));
                    calls.push((Vec::new(), arguments, PROBE, Expected::Role(role)));
                }
                if let (Some(field), Some(key)) = (&setter.role_field, &setter.address) {
                    let mut address = Js::field(key, Js::text(PROBE));
                    address.set(&field.0, Js::text(word));
                    calls.push((Vec::new(), base(address), PROBE, Expected::Role(role)));
                }
            }
            let wanted = setter.default_role.map_or(Expected::None, expected);
            calls.push((Vec::new(), base(Js::text(PROBE)), PROBE, wanted));
        }
        role => {
            let row = RecipientRow { role, address: setter.address.clone(), ..RecipientRow::default() };
            let probe_url = role == RoleName::NotifyUrl;
            for filling in fillings(&row) {
                let (leaf, probe) =
                    if probe_url { (Js::text(PROBE_URL), PROBE_URL) } else { (filling.leaf, filling.probe) };
                // The path of a setter leads to the address itself.
                if !setter.path.0.is_empty() && !matches!(leaf, Js::Code(_)) {
                    continue;
                }
                calls.push((Vec::new(), base(Js::at(&setter.path.0, leaf)), probe, filling.expected));
            }
        }
    }
    calls
}

fn is_name(step: &ValueStep) -> bool {
    matches!(step, ValueStep::Property(_))
}

/// Sends what a setter was called on: a message, a part of one, or what a callback gets.
pub(super) fn prove_setter_call(
    proof: &mut Proof,
    api: &Api,
    setter: &SetterRow,
    rows: &[(&'static str, usize)],
    lines: &str,
    arguments: &Arguments,
    wanted: (&str, Expected),
) {
    for (index, builder) in api.builder.iter().enumerate().filter(|(_, builder)| builder.id == setter.class) {
        let mut rows = rows.to_vec();
        rows.push(("builder", index));
        for path in &builder.paths {
            for (imports, value) in made(api, path, &builder.roots, "making", &Arguments::default()) {
                let chained = format!("({value}).{}({})", setter.method, arguments.print());
                let lines = format!("{lines}{imports}");
                let called = format!("{lines}const made = {value};\nmade.{}({});\n", setter.method, arguments.print());
                let group = builder.group.as_deref();
                check_message(proof, api, "setter", &rows, group, (&called, "made"), wanted);
                check_message(proof, api, "setter", &rows, group, (&lines, &chained), wanted);
            }
        }
        for (send_index, send) in api.send.iter().enumerate() {
            let sending = Sending { api, send, index: send_index };
            let Some(setting) = settings(api, send).into_iter().find(|setting| setting.is_thorough) else { continue };
            let mut rows = sending.rows(&setting, &rows);
            if let Some(callback) = send.builder.as_ref().filter(|callback| callback.id == setter.class) {
                let code = format!("(message) => {{ message.{}({}); }}", setter.method, arguments.print());
                let mut given = Arguments::default();
                given.set(callback.arg, &ValuePath::default(), Js::code(code));
                let setting = with_lines(&setting, lines);
                let program = sending.program(&setting, given, &Js::Nothing);
                proof.check(api, "setter in a callback", &rows, &program, wanted.0, wanted.1);
            }
            if let (Some(instance), Some(base), Some(property)) =
                (&send.instance, &builder.base_class, &builder.base_property)
            {
                let root = roots(api, &builder.roots).next().cloned().unwrap_or_default();
                let class = format!(
                    "import {{ {base} }} from {};\nclass Notice extends {base} {{\n  prepare() {{ this.{property}.{}({}); }}\n}}\n",
                    quoted(&root),
                    setter.method,
                    arguments.print()
                );
                let mut given = Arguments::default();
                given.set(instance.arg, &ValuePath::default(), Js::code("new Notice()"));
                let setting = with_lines(&setting, &format!("{lines}{class}"));
                let program = sending.program(&setting, given, &Js::Nothing);
                proof.check(api, "setter in a class", &rows, &program, wanted.0, wanted.1);
            }
            // A method that sends what it is called on.
            if send.message.is_none()
                && send.positional.is_empty()
                && send.builder.is_none()
                && is_on(api, send, builder)
            {
                rows.push(("send", send_index));
                let method = call("made", &send.path, &[], &Arguments::default());
                for path in &builder.paths {
                    for (imports, value) in made(api, path, &builder.roots, "making", &Arguments::default()) {
                        let program = format!(
                            "{lines}{imports}const made = {value};\nmade.{}({});\n{method};\n",
                            setter.method,
                            arguments.print()
                        );
                        proof.check(api, "setter before its send", &rows, &program, wanted.0, wanted.1);
                    }
                }
            }
        }
        for (hook_index, hook) in api.hook.iter().enumerate() {
            if hook.builder.as_deref() != Some(&*setter.class) {
                continue;
            }
            let holder = hook.message.as_ref().map(ValuePath::display).unwrap_or_default();
            let body = format!("mail.{holder}.{}({});", setter.method, arguments.print());
            rows.push(("hook", hook_index));
            prove_hook(proof, api, hook, &rows, lines, &body, wanted);
        }
    }
}

/// Whether a send stands on a builder itself.
fn is_on(api: &Api, send: &crate::tables::SendRow, builder: &BuilderRow) -> bool {
    send.on.iter().any(|on| {
        on == &builder.id || (on == "client" && api.client.iter().any(|client| builder.paths.contains(&client.path)))
    })
}
