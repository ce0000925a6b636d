//! What code does on the machine where it runs, beside sending: commands, text run as code, files written where that
//! matters, functions of the platform replaced.
//!
//! `acts.toml` says which calls these are and what makes them worth a look.

use molehunt_model::ActKind;
use molehunt_source::ByteSpan;
use rustc_hash::FxHashSet;

use crate::{
    disclosure::is_of_tool,
    eval::{BUDGET, Evaluator},
    ir::{CallId, Expr, ExprId, FunctionId, Property, WriteKey},
    lookup::at_argument,
    network::{calls_in, is_given, paths_in},
    program::{Command, started_by},
    sensitive::{Passed, asks_network, given_to_callback, passed, texts},
    tables::{OTHER_PACKAGE, Tables, UNKNOWN, ValuePath, file_name},
    value::{Path, Root, Segment, Text, Value, cropped},
};

/// The class of code that is decoded.
pub(crate) const DECODED: &str = "decoded";

/// Characters of a command, a path or a name that are told.
const LONGEST_SUBJECT: usize = 160;

/// Acts of one graph that are told apart.
const MOST_ACTS: usize = 1_000;

/// Expressions that are looked at for what decides over acts.
const MOST_DECISIVE: usize = 2_000;

/// Values looked at for how a path was hidden that is put together of them.
const MOST_JOINED: usize = 256;

/// One act, before it becomes a fact.
#[derive(Debug)]
pub(crate) struct Done {
    pub(crate) kind: ActKind,
    pub(crate) subject: String,
    pub(crate) classes: Vec<String>,
    /// What the command, the code or the content is made of.
    pub(crate) content: Vec<Value>,
    /// What a text for a shell puts into it, by source of the table.
    pub(crate) told: Vec<(usize, String)>,
    pub(crate) disguise: Option<String>,
    /// The call that does it; a function that stands in the place of another one has none.
    pub(crate) call: Option<CallId>,
    pub(crate) place: ByteSpan,
    /// Code that is run and known: it says by itself what it does.
    pub(crate) code: Option<Text>,
    /// Whether the code is decoded from a text that nobody can read, as far as that is certain.
    pub(crate) is_encoded: bool,
    /// The function in which it happens, or that is put in the place of another one.
    pub(crate) function: FunctionId,
}

/// Whether callers, an object or another file decide over what a value is, and not only over some part of it.
pub(crate) fn is_told(value: &Value) -> bool {
    match value {
        Value::Concat(parts) => {
            let mut told = parts.iter().filter(|part| is_told(part));
            told.next().is_some() && told.next().is_none()
        }
        Value::OneOf(choices) => choices.iter().any(|choice| is_told(&choice.value)),
        Value::List(list) => list.items.iter().chain(&list.rest).any(is_told),
        Value::Object(object) => object.properties.iter().any(|property| is_told(&property.value)),
        Value::Coded(coded) => is_told(&coded.inner),
        value => is_given(value),
    }
}

/// What decides over what a graph does: the code that it runs; and the commands that it starts, what it writes to them, and
/// the paths of the files that it writes.
pub(crate) fn decisive(evaluator: &mut Evaluator<'_>, tables: &Tables) -> (Vec<ExprId>, Vec<ExprId>) {
    let (mut code, mut others) = (Vec::new(), Vec::new());
    for id in evaluator.listed.clone() {
        let arguments = &evaluator.module.call(id).arguments;
        for path in paths_called(evaluator, id) {
            if let Some(row) = tables.acts.runners.find(&path).first() {
                code.extend(tables.acts.runner(*row).code_of(arguments.len()).map(|at| arguments[at]));
            }
            if let Some(row) = tables.acts.writers.find(&path).first() {
                others.extend(arguments.get(tables.acts.writer(*row).path));
            }
            if starts(tables, &path) {
                others.extend(arguments);
                let mut inside = calls_in(&evaluator.piped_into(id));
                inside.extend(evaluator.methods_called_on(id).into_iter().map(|(_, later)| later));
                others.extend(inside.into_iter().flat_map(|call| &evaluator.module.call(call).arguments));
            }
        }
    }
    (code, others)
}

/// What is given to the requests that these come from.
pub(crate) fn given_to_requests(evaluator: &mut Evaluator<'_>, ids: &[ExprId]) -> Vec<ExprId> {
    let module = evaluator.module;
    let mut given = Vec::new();
    for value in evaluator.values(ids) {
        for path in paths_with_given(evaluator, &value).iter().filter(|path| asks_network(path)) {
            given.extend(path.calls().flat_map(|call| &module.call(call).arguments));
        }
    }
    let mut next = 0;
    while let Some(id) = given.get(next).copied().filter(|_| next < MOST_DECISIVE) {
        next += 1;
        given.extend(inside(evaluator, id));
    }
    given
}

/// What is in something, where it is a list or an object.
fn inside(evaluator: &Evaluator<'_>, id: ExprId) -> Vec<ExprId> {
    match evaluator.module.expr(evaluator.named(id)) {
        Expr::Array(items) => items.to_vec(),
        Expr::Object(properties) => {
            let value = |property: &Property| match property {
                Property::Named(_, value) | Property::Computed(_, value) => Some(*value),
                Property::Getter(..) | Property::Spread(_) => None,
            };
            properties.iter().filter_map(value).collect()
        }
        _ => Vec::new(),
    }
}

/// The paths in a value, and those to what callbacks are given.
fn paths_with_given(evaluator: &mut Evaluator<'_>, value: &Value) -> Vec<Path> {
    let mut paths = paths_in(value);
    for at in 0..paths.len() {
        if let Root::Parameter(function, index) = paths[at].root {
            paths.extend(given_to_callback(evaluator, function, index));
        }
    }
    paths
}

/// The arguments of the calls that values come from, those of what callbacks are given among them.
pub(crate) fn given_behind(evaluator: &mut Evaluator<'_>, values: &[Value]) -> Vec<ExprId> {
    let module = evaluator.module;
    let paths: Vec<Path> = values.iter().flat_map(|value| paths_with_given(evaluator, value)).collect();
    paths.iter().flat_map(Path::calls).flat_map(|call| module.call(call).arguments.iter().copied()).collect()
}

/// These, what is in them where they are lists or objects, and what is given to the calls that they come from.
pub(crate) fn with_calls(evaluator: &mut Evaluator<'_>, mut ids: Vec<ExprId>) -> Vec<ExprId> {
    let module = evaluator.module;
    let mut seen = FxHashSet::default();
    let mut next = 0;
    while let Some(id) = ids.get(next).copied().filter(|_| next < MOST_DECISIVE) {
        next += 1;
        ids.extend(inside(evaluator, id));
        let value = evaluator.value(id);
        let paths = paths_with_given(evaluator, &value);
        let called = paths.iter().flat_map(|path| path.calls()).filter(|call| seen.insert(*call));
        ids.extend(called.flat_map(|call| &module.call(call).arguments));
    }
    ids
}

/// Whether a call, as [these paths](paths_called) have it, starts a program.
fn starts(tables: &Tables, path: &Path) -> bool {
    let mut path = path.clone();
    path.segments.pop_if(|last| matches!(last, Segment::Call(_)));
    let rows = tables.network.calls.find(&path);
    rows.iter().any(|(channel, row)| tables.network.channels[*channel].call[*row].started().is_some())
}

/// What the calls and writes of a graph do.
pub(crate) fn done(evaluator: &mut Evaluator<'_>, tables: &Tables) -> Vec<Done> {
    let mut done = Vec::new();
    for id in evaluator.listed.clone() {
        let callee = evaluator.callee(id);
        commands(evaluator, tables, id, &callee, &mut done);
        for path in paths_called(evaluator, id) {
            run_code(evaluator, tables, id, &path, &mut done);
            written(evaluator, tables, id, &path, &mut done);
        }
        if done.len() >= MOST_ACTS {
            break;
        }
    }
    replaced(evaluator, tables, &mut done);
    done
}

/// The paths that are called, as the tables have them: with the call at the end.
fn paths_called(evaluator: &mut Evaluator<'_>, id: CallId) -> Vec<Path> {
    let call = evaluator.module.call(id);
    let callee = evaluator.callee(id);
    let path_of = |choice: crate::value::Choice| {
        let Value::Path(path) = choice.value else { return None };
        let mut path = Path::clone(&path);
        path.segments.push(if call.is_new { Segment::New(id) } else { Segment::Call(id) });
        Some(path)
    };
    callee.choices().into_iter().filter_map(path_of).collect()
}

fn commands(evaluator: &mut Evaluator<'_>, tables: &Tables, id: CallId, callee: &Value, done: &mut Vec<Done>) {
    let mut known: Vec<String> = Vec::new();
    for command in started_by(evaluator, tables, id, callee) {
        if !command.is_alternative {
            known.clear();
        }
        for (at, words) in worded(&command.words).into_iter().enumerate() {
            let Some(program) = words.first().map(|word| file_name(word).to_ascii_lowercase()) else { continue };
            // Of words that may be several, the first is told.
            let told = if at > 0 || command.text.contains(UNKNOWN) { words.join(" ") } else { command.text.clone() };
            let mut classes = command_classes(evaluator, tables, id, &command, (&program, &words, &told));
            // Another wording, or another command in its place, says more where it is something else.
            classes.retain(|class| !known.contains(class));
            if at == 0 || words.first() != command.words.first().map(text_of).as_ref() {
                written_by_command(evaluator, tables, id, (&program, &words), &command, done);
                for code in inline_code(&program, &command) {
                    run_by(evaluator, tables, id, &program, &code, done);
                }
            }
            if classes.is_empty() && (program == UNKNOWN || at > 0) {
                continue;
            }
            known.extend(classes.iter().cloned());
            done.push(Done {
                kind: ActKind::RunCommand,
                subject: one_line(&told),
                classes,
                told: tables.sources.of_word(&command.text),
                disguise: command.words.iter().find_map(disguise_of),
                call: Some(id),
                place: command.words.iter().find_map(place_of).unwrap_or_else(|| span_of(evaluator, id)),
                code: None,
                is_encoded: false,
                content: command.words.clone(),
                function: evaluator.module.call(id).context.function,
            });
        }
    }
}

/// The words of a command as texts: the first that each may be, and with one of them another one.
fn worded(words: &[Value]) -> Vec<Vec<String>> {
    let first: Vec<String> = words.iter().map(text_of).collect();
    let mut all = vec![first.clone()];
    for (at, word) in words.iter().enumerate() {
        for other in word.choices().iter().skip(1).map(|choice| text_of(&choice.value)) {
            if all.len() < BUDGET.choices {
                let mut words = first.clone();
                words[at] = other;
                all.push(words);
            }
        }
    }
    all
}

/// What a command is, worded in one way.
fn command_classes(
    evaluator: &mut Evaluator<'_>,
    tables: &Tables,
    id: CallId,
    command: &Command,
    (program, words, told): (&str, &[String], &str),
) -> Vec<String> {
    let before: Vec<&str> = command.before.iter().filter_map(|line| line.split_whitespace().next()).collect();
    let before: Vec<&str> = before.into_iter().map(file_name).collect();
    let mut classes = tables.acts.classes_of(program, &words[1..], told, &before);
    let from_network =
        |evaluator: &mut Evaluator<'_>, values: &[Value]| passed(evaluator, tables, values).is_from_network;
    if from_network(evaluator, &command.words[..1])
        || is_text_for_shell(command) && from_network(evaluator, &command.words)
    {
        classes.push("remote".to_owned());
    }
    if is_shell(tables, program) && !has_text(words) && reads_network(evaluator, tables, id, command) {
        classes.push("reverse-shell".to_owned());
    }
    classes.sort();
    classes.dedup();
    classes
}

/// The files that a command writes at places that matter: by redirections, and because that is what the program does.
fn written_by_command(
    evaluator: &mut Evaluator<'_>,
    tables: &Tables,
    id: CallId,
    (program, words): (&str, &[String]),
    command: &Command,
    done: &mut Vec<Done>,
) {
    let named = tables.acts.words_written(program, &words[1..]);
    let source = words[1..].iter().find(|word| !word.starts_with('-')).cloned();
    let targets: Vec<Value> =
        named.iter().filter_map(|at| command.words.get(at + 1)).chain(&command.written).cloned().collect();
    for target in targets {
        for word in texts(evaluator, tables, &target) {
            let Some((class, path)) = tables.acts.class_of_word(&word, source.as_deref()) else { continue };
            if class == OTHER_PACKAGE && path.ends_with(UNKNOWN) {
                continue;
            }
            let stdin = command.stdin.iter().map(|found| found.value.clone());
            done.push(Done {
                kind: ActKind::WriteFile,
                subject: one_line(&path),
                classes: vec![class.to_owned()],
                content: command.words[1..].iter().cloned().chain(stdin).collect(),
                told: tables.sources.of_word(&command.text),
                disguise: disguise_of(&target),
                call: Some(id),
                place: place_of(&target)
                    .or_else(|| command.words.iter().find_map(place_of))
                    .unwrap_or_else(|| span_of(evaluator, id)),
                code: None,
                is_encoded: false,
                function: evaluator.module.call(id).context.function,
            });
        }
    }
}

/// Whether a command is one word that is not known: a text for a shell from elsewhere.
fn is_text_for_shell(command: &Command) -> bool {
    command.words.len() == 1
}

fn is_shell(tables: &Tables, program: &str) -> bool {
    tables.mail.shell.programs.iter().any(|name| name == program)
        || matches!(program, "cmd" | "cmd.exe" | "powershell" | "powershell.exe" | "pwsh")
}

/// Whether a shell is told what to run by its arguments.
fn has_text(words: &[String]) -> bool {
    words.iter().skip(1).any(|word| !word.starts_with('-') && !word.starts_with('/') || word == "-c" || word == "/c")
}

/// Whether what a program reads comes from the network: what is written to it, or piped into it.
fn reads_network(evaluator: &mut Evaluator<'_>, tables: &Tables, id: CallId, command: &Command) -> bool {
    let mut values: Vec<Value> = command.stdin.iter().map(|found| found.value.clone()).collect();
    values.extend(evaluator.piped_into(id));
    // A socket in the place of what is typed.
    let handles = ValuePath::parse("stdio");
    values.extend((1..=2).filter_map(|at| match at_argument(evaluator, id, at, &handles)? {
        Value::List(list) => list.items.first().cloned(),
        _ => None,
    }));
    passed(evaluator, tables, &values).is_from_network
}

/// Code that a program is given as an argument, or to read where it is told no file: `node -e '…'`.
fn inline_code(program: &str, command: &Command) -> Vec<Value> {
    // `process.execPath` is the program that runs already.
    let is_own = matches!(&command.words[0], Value::Path(path) if path.segments.last().is_some_and(|last| last.is_property("execPath")));
    if !is_own && !matches!(program, "node" | "nodejs" | "node.exe" | "bun" | "deno") {
        return Vec::new();
    }
    let words = &command.words[1..];
    let is_option = |word: &Value| {
        let text = text_of(word);
        matches!(&*text, "-e" | "--eval" | "-p" | "--print" | "-pe" | "eval")
    };
    match words.iter().position(is_option) {
        Some(at) => words.get(at + 1).cloned().into_iter().collect(),
        None if words.iter().all(|word| text_of(word).starts_with('-')) => {
            command.stdin.iter().map(|found| found.value.clone()).collect()
        }
        None => Vec::new(),
    }
}

fn run_code(evaluator: &mut Evaluator<'_>, tables: &Tables, id: CallId, path: &Path, done: &mut Vec<Done>) {
    for row in tables.acts.runners.find(path) {
        let runner = tables.acts.runner(row);
        let arguments = evaluator.module.call(id).arguments.clone();
        let Some(at) = runner.code_of(arguments.len()) else { continue };
        if let Some(option) = &runner.option {
            let is_on = at_argument(evaluator, id, at + 1, &ValuePath::parse(option));
            if !matches!(is_on, Some(Value::Bool(true))) {
                continue;
            }
        }
        let value = evaluator.value(arguments[at]);
        // What is code of the graph already says by itself what it does.
        if evaluator.module.parts.contains(&id) && value.as_text().is_some_and(|text| text.disguise.is_none()) {
            continue;
        }
        run_by(evaluator, tables, id, &crate::origin::describe(path), &value, done);
    }
}

/// A text that a call runs as code.
fn run_by(
    evaluator: &mut Evaluator<'_>,
    tables: &Tables,
    id: CallId,
    subject: &str,
    value: &Value,
    done: &mut Vec<Done>,
) {
    for choice in value.readings(BUDGET.choices, &|_| false) {
        let Passed { is_from_network, is_encoded } = passed(evaluator, tables, std::slice::from_ref(&choice.value));
        let disguise = choice.value.as_text().and_then(|text| text.disguise.clone());
        let disguise = disguise.filter(|disguise| !is_of_tool(evaluator.module, disguise));
        let mut classes = Vec::new();
        if is_encoded || disguise.is_some() {
            classes.push(DECODED.to_owned());
        }
        if is_from_network {
            classes.push("remote".to_owned());
        }
        let code = choice.value.as_text().cloned();
        if classes.is_empty() && code.is_none() {
            continue;
        }
        done.push(Done {
            kind: ActKind::RunCode,
            subject: subject.to_owned(),
            classes,
            content: vec![choice.value.clone()],
            told: Vec::new(),
            disguise,
            call: Some(id),
            place: match choice.value {
                Value::Text(_) => place_of(&choice.value).unwrap_or_else(|| span_of(evaluator, id)),
                _ => span_of(evaluator, id),
            },
            code,
            is_encoded,
            function: evaluator.module.call(id).context.function,
        });
    }
}

fn written(evaluator: &mut Evaluator<'_>, tables: &Tables, id: CallId, path: &Path, done: &mut Vec<Done>) {
    let Some(row) = tables.acts.writers.find(path).into_iter().next() else { return };
    let writer = tables.acts.writer(row);
    let arguments = &evaluator.module.call(id).arguments;
    let content = writer.content.and_then(|at| arguments.get(at).copied());
    let flags = writer.flags.map(|at| arguments.get(at).copied());
    let Some(target) = arguments.get(writer.path).copied() else { return };
    if flags.is_some_and(|flags| flags.is_none_or(|flags| only_reads(evaluator, flags))) {
        return;
    }
    let value = evaluator.value(target);
    for name in texts(evaluator, tables, &value) {
        let Some(class) = tables.acts.class_of_path(&name) else { continue };
        if class == OTHER_PACKAGE && name.ends_with(UNKNOWN) {
            continue;
        }
        let content: Vec<Value> = content.map(|content| evaluator.value(content)).into_iter().collect();
        done.push(Done {
            kind: ActKind::WriteFile,
            subject: one_line(&name),
            classes: vec![class.to_owned()],
            content,
            told: Vec::new(),
            disguise: disguise_within(evaluator, &value, &name),
            call: Some(id),
            place: place_of(&value).unwrap_or_else(|| evaluator.module.span(target)),
            code: None,
            is_encoded: false,
            function: evaluator.module.call(id).context.function,
        });
    }
}

/// Whether a file is opened with these flags to be read alone.
fn only_reads(evaluator: &mut Evaluator<'_>, flags: ExprId) -> bool {
    evaluator.value(flags).choices().iter().all(|choice| match &choice.value {
        Value::Text(flags) => flags.text.starts_with('r') && !flags.text.contains('+'),
        Value::Path(path) => path.segments.last().is_some_and(|last| last.is_property("O_RDONLY")),
        value => matches!(value, Value::Undefined | Value::Null | Value::Function(_)),
    })
}

/// Functions of the platform in whose place the code puts its own.
fn replaced(evaluator: &mut Evaluator<'_>, tables: &Tables, done: &mut Vec<Done>) {
    let module = evaluator.module;
    let mut seen: FxHashSet<(String, FunctionId)> = FxHashSet::default();
    for write in &module.writes {
        let WriteKey::Named(name) = &write.key else { continue };
        if !matches!(
            module.expr(write.object),
            Expr::Global(_) | Expr::Member(..) | Expr::Name(..) | Expr::Import { .. }
        ) {
            continue;
        }
        let Some(function) = evaluator.function_of(write.value) else { continue };
        let function = evaluator.forwarded(function);
        let Value::Path(holder) = evaluator.value(write.object) else { continue };
        if matches!(holder.root, Root::Parameter(..) | Root::This(_)) {
            continue;
        }
        let mut path = Path::clone(&holder);
        path.segments.push(Segment::Property(name.clone()));
        let Some(row) = tables.acts.patches.find(&path).into_iter().next() else { continue };
        let subject = crate::origin::describe(&path);
        if !seen.insert((subject.clone(), function)) {
            continue;
        }
        done.push(Done {
            kind: ActKind::PatchApi,
            subject,
            classes: vec![tables.acts.patch_class(row).to_owned()],
            content: Vec::new(),
            told: Vec::new(),
            disguise: None,
            call: None,
            place: write.span,
            code: None,
            is_encoded: false,
            function,
        });
    }
}

/// A word as text, unknown pieces as `{}`.
fn text_of(value: &Value) -> String {
    match value {
        Value::OneOf(choices) => choices.first().map_or_else(|| UNKNOWN.to_owned(), |choice| text_of(&choice.value)),
        value => crate::network::url_text(value),
    }
}

fn one_line(text: &str) -> String {
    cropped(&text.split_whitespace().collect::<Vec<_>>().join(" "), LONGEST_SUBJECT)
}

fn span_of(evaluator: &Evaluator<'_>, id: CallId) -> ByteSpan {
    evaluator.module.span(evaluator.module.call(id).expr)
}

/// Where the first known piece of a value is written.
fn place_of(value: &Value) -> Option<ByteSpan> {
    match value {
        Value::Text(text) => text.places.first().map(|(_, place)| *place),
        Value::Concat(parts) => parts.iter().find_map(place_of),
        Value::OneOf(choices) => choices.iter().find_map(|choice| place_of(&choice.value)),
        Value::Coded(coded) => place_of(&coded.inner),
        _ => None,
    }
}

/// How a part of a path was hidden, also where functions put it together: `path.join(home, decode('…'))`.
fn disguise_within(evaluator: &mut Evaluator<'_>, value: &Value, path: &str) -> Option<String> {
    let mut open = vec![value.clone()];
    for _ in 0..MOST_JOINED {
        match open.pop()? {
            Value::Text(text) if !text.text.is_empty() && path.contains(&text.text) && text.disguise.is_some() => {
                return text.disguise.clone();
            }
            Value::Concat(parts) => open.extend(parts.iter().rev().cloned()),
            Value::OneOf(choices) => open.extend(choices.iter().rev().map(|choice| choice.value.clone())),
            Value::Path(called) => {
                let arguments = called.calls().flat_map(|call| &evaluator.module.call(call).arguments);
                let arguments: Vec<ExprId> = arguments.copied().collect();
                open.extend(evaluator.values(&arguments).into_iter().rev());
            }
            _ => {}
        }
    }
    None
}

/// How the first hidden piece of a value is hidden.
fn disguise_of(value: &Value) -> Option<String> {
    match value {
        Value::Text(text) => text.disguise.clone(),
        Value::Concat(parts) => parts.iter().find_map(disguise_of),
        _ => None,
    }
}
