//! What is around calls that send: constructions, builders, defaults, hooks, requests without a library.

use molehunt_model::Role;

use super::{
    Expected, PROBE, PROBE_URL, Proof,
    client::{
        Sending, Setting, filled, header_values, headers_in, imports, literal_value, roots, settings, settings_at,
    },
    javascript::{Arguments, Js, below, call, quoted},
    recipient::{Filling, expected, fillings, mime},
};
use crate::tables::{
    Api, Body, BuilderRow, ConstructorRow, HookReceiver, HookRow, HttpRow, PathPattern, RecipientKind, RecipientRow,
    RoleName, SetterRow, Shape, SideEffect, Tables, ValuePath, ValueStep, has_group,
};

pub(super) fn prove(proof: &mut Proof, api: &Api) {
    prove_constructors(proof, api);
    prove_builders(proof, api);
    prove_defaults(proof, api);
    prove_hooks(proof, api);
    prove_sides(proof, api);
    prove_requests(proof, api);
    prove_endpoints(proof, api);
}

/// A value that a module makes: the lines before it, and its expression.
fn made(api: &Api, path: &PathPattern, only: &[String], name: &str, arguments: &Arguments) -> Vec<(String, String)> {
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
fn check_message(
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

fn prove_constructors(proof: &mut Proof, api: &Api) {
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

fn prove_builders(proof: &mut Proof, api: &Api) {
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
fn prove_setter_call(
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

fn with_lines(setting: &Setting, lines: &str) -> Setting {
    Setting { before: format!("{lines}{}", setting.before), ..setting.clone() }
}

fn prove_defaults(proof: &mut Proof, api: &Api) {
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

fn prove_hooks(proof: &mut Proof, api: &Api) {
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
fn prove_hook(
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

fn prove_sides(proof: &mut Proof, api: &Api) {
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

/// Requests without the library.
fn prove_requests(proof: &mut Proof, api: &Api) {
    for (index, http) in api.http.iter().enumerate() {
        let rows = [("http", index)];
        for row in &http.recipients {
            if let Some(segment) = &row.url_segment {
                if row.kind == RecipientKind::AccountKey {
                    continue;
                }
                let path = http.path.replace(&format!("{{{segment}}}"), PROBE);
                let program = request(http, &filled(&path), "JSON.stringify({ subject: 'Hello' })");
                proof.check(api, "http", &rows, &program, PROBE, expected(row.role));
                continue;
            }
            for filling in fillings(row) {
                let mut fields = Js::Object(Vec::new());
                match &row.key {
                    Some(key) => {
                        fields.set(&[ValueStep::Property(key.replace("{n}", "1"))], filling.leaf.clone());
                        for (field, value) in &filling.beside {
                            fields.set(&field.0, value.clone());
                        }
                    }
                    None => filling.set(&mut fields, &row.path.0),
                }
                prove_request(proof, api, http, &rows, &fields, &filling);
            }
        }
        for header in http.headers.iter().filter(|header| header.scope.is_none()) {
            let keys = (header.name.as_ref(), header.value.as_ref());
            for (path, container) in headers_in(header.shape, &header.path, keys, "Bcc", &Js::text(PROBE)) {
                let mut fields = Js::Object(Vec::new());
                fields.set(&path, container);
                let program = request(http, &filled(&http.path), &format!("JSON.stringify({})", fields.print()));
                proof.check(api, "http header", &rows, &program, PROBE, Expected::Role(Role::Bcc));
            }
        }
        if http.recipients.iter().all(|row| fillings(row).is_empty() && row.url_segment.is_none()) {
            // Nothing but kinds that name no recipient: that the request says nothing wrong is all there is to prove.
            let program = request(http, &filled(&http.path), "JSON.stringify({ subject: 'Hello' })");
            proof.check(api, "http", &rows, &program, PROBE, Expected::None);
        }
    }
}

fn prove_request(
    proof: &mut Proof,
    api: &Api,
    http: &HttpRow,
    rows: &[(&'static str, usize)],
    fields: &Js,
    filling: &Filling,
) {
    let path = filled(&http.path);
    let json = format!("JSON.stringify({})", fields.print());
    let form = format!("new URLSearchParams({})", fields.print());
    // A form holds texts; what is none is no form.
    let is_flat = matches!(fields, Js::Object(fields) if fields.iter().all(|(_, value)| matches!(value, Js::Code(_))));
    let mut bodies = Vec::new();
    let (mut is_json, mut is_form) = (false, false);
    match http.body {
        Body::Json | Body::JsonArray => is_json = true,
        Body::Form | Body::Multipart | Body::FormOrQuery => is_form = true,
        Body::JsonOrForm => (is_json, is_form) = (true, true),
        Body::Raw => bodies.push((String::new(), fields.print())),
    }
    if is_json {
        bodies.push((String::new(), json));
    }
    if is_form {
        bodies.push((String::new(), form.clone()));
        bodies.push((String::new(), format!("({form}).toString()")));
        if let (true, Js::Object(fields)) = (is_flat, fields) {
            for form in ["FormData", "URLSearchParams"] {
                let appends: String = fields
                    .iter()
                    .map(|(name, value)| format!("form.append({}, {});\n", quoted(name), value.print()))
                    .collect();
                bodies.push((format!("const form = new {form}();\n{appends}"), "form".to_owned()));
            }
            let pairs: Vec<String> = fields
                .iter()
                .filter_map(|(name, value)| match value {
                    Js::Code(code) if code.starts_with('"') && !code.contains('\\') => {
                        Some(format!("{name}={}", code.trim_matches('"').replace('@', "%40")))
                    }
                    _ => None,
                })
                .collect();
            if pairs.len() == fields.len() {
                bodies.push((String::new(), quoted(&pairs.join("&"))));
                if http.body == Body::FormOrQuery {
                    let program = request(http, &format!("{path}?{}", pairs.join("&")), "''");
                    proof.check(api, "http query", rows, &program, filling.probe, filling.expected);
                }
            }
        }
    }
    for (before, body) in bodies {
        let program = format!("{before}{}", request(http, &path, &body));
        proof.check(api, "http", rows, &program, filling.probe, filling.expected);
    }
}

/// A request to the address of a row.
fn request(http: &HttpRow, path: &str, body: &str) -> String {
    let host = filled(&http.host.replace("{tld}", "com"));
    format!(
        "await fetch({}, {{ method: {}, body: {body} }});\n",
        quoted(&format!("https://{host}{path}")),
        quoted(&http.method)
    )
}

/// The rows, the URL's path, the request's body, and what it must give.
type EndpointMessage = (Vec<(&'static str, usize)>, String, Js, (&'static str, Expected));

/// Messages for the rows of `endpoint`: the row, the URL's path, the request's body, and what it must give.
pub(super) fn endpoint_messages(api: &Api) -> Vec<EndpointMessage> {
    let mut messages = Vec::new();
    for (index, endpoint) in api.endpoint.iter().enumerate() {
        for path in &endpoint.paths {
            let in_groups = |row: &RecipientRow| has_group(endpoint.groups.as_deref(), row.group());
            let rows = api.recipient.iter().enumerate().filter(|(_, row)| in_groups(row));
            if let Some(batch) = &endpoint.batch {
                let inner = api.endpoint.iter().position(|other| other.within.is_some());
                let Some(inner) = inner.map(|inner| &api.endpoint[inner]) else { continue };
                for row in api.recipient.iter().filter(|row| row.group().is_none()) {
                    for filling in fillings(row).into_iter().take(1) {
                        let mut fields = Js::Nothing;
                        filling.set(&mut fields, &row.path.0);
                        let body = Js::at(&inner.within.clone().unwrap_or_default().0, fields);
                        let mut item = Js::at(&batch.url.0, Js::text(&filled(&inner.paths[0])));
                        item.set(&batch.body.0, body);
                        let wanted = (filling.probe, filling.expected);
                        let rows = vec![("endpoint", index)];
                        messages.push((rows, filled(path), Js::at(&batch.items.0, item), wanted));
                    }
                }
                continue;
            }
            for (recipient, row) in rows {
                for filling in fillings(row) {
                    let mut fields = Js::Nothing;
                    filling.set(&mut fields, &row.path.0);
                    let rows = vec![("endpoint", index), ("recipient", recipient)];
                    let message = Js::at(&endpoint.within.clone().unwrap_or_default().0, fields);
                    messages.push((rows, filled(path), message, (filling.probe, filling.expected)));
                }
            }
        }
    }
    messages
}

fn prove_endpoints(proof: &mut Proof, api: &Api) {
    for (rows, path, message, wanted) in endpoint_messages(api) {
        for host in &api.hosts {
            let body = match &message {
                Js::Code(code) => code.clone(),
                other => format!("JSON.stringify({})", other.print()),
            };
            let program = format!(
                "await fetch({}, {{ method: 'POST', body: {body} }});\n",
                quoted(&format!("https://{host}/v1.0{path}"))
            );
            proof.check(api, "endpoint", &rows, &program, wanted.0, wanted.1);
        }
    }
}

/// Rows that belong to no API: what names mean whatever the client, and what headers mean in a text.
pub(super) fn prove_generic(proof: &mut Proof) {
    let tables = Tables::embedded();
    let api = tables.mail.apis.iter().find(|api| api.id == "nodemailer").expect("nodemailer is in the table");
    for header in tables.mail.headers.iter().filter(|header| header.role.role().is_some()) {
        for name in &header.names {
            let program = format!(
                "const mailer = require('nodemailer');\nmailer.createTransport({{}}).sendMail({{ raw: {} }});\n",
                quoted(&mime(name))
            );
            proof.check(api, "header of a raw message", &[], &program, PROBE, expected(header.role));
        }
    }
    let api = tables.mail.apis.iter().find(|api| api.id == "emailjs-service").expect("emailjs is in the table");
    for (name, child, role) in tables.mail.generic_names() {
        let value = match child {
            Some(child) => format!("{{ {}: {{ email: '{PROBE}' }} }}", quoted(child)),
            None => quoted(PROBE),
        };
        let program = format!(
            "const service = require('@emailjs/browser');\nservice.send('a', 'b', {{ {}: {value} }});\n",
            quoted(name)
        );
        proof.check(api, "generic name", &[], &program, PROBE, Expected::Role(role));
    }
}
