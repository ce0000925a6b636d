//! Programs that send mail, started by the code: `sendmail -t`, `mail -b …`, `curl smtp://…`.
//!
//! Calls that start programs are rows of `egress.toml`, what the programs' arguments mean rows of `email.toml`.
//! A command is a list of values here, whether it was written as one or as a text for a shell ([`shell`]);
//! what it is given on standard input is followed to what is written there.

mod arguments;
mod shell;
#[cfg(test)]
mod tests;

use molehunt_model::Recognition;

use super::{Send, overload_fits};
use crate::{
    eval::Evaluator,
    ir::{CallId, Expr, ExprId, Module},
    lookup::{Found, find},
    message::{Entry, FlatText, Message, Reader, Who, argument_found},
    tables::{ArgumentPlace, Channel, KeyCase, Started, Tables, file_name},
    value::{Choice, List, Path, Segment, Value},
};
use shell::Command;

/// Shells that start shells, and wrappers around commands, that are followed.
const MOST_NESTED: u32 = 4;

/// Whether any text of the graph names a program that sends mail, and something of it can start one.
pub(crate) fn starts_mailers(module: &Module, tables: &Tables) -> bool {
    let mut requests = module.requests.iter().map(|request| crate::eval::normal_specifier(&request.specifier));
    let mut exprs = module.exprs.iter();
    let starts = requests.any(|specifier| tables.network.starts_programs(&specifier))
        || exprs.any(|expr| matches!(expr, Expr::Global(name) if tables.network.starts_programs(name)));
    starts && module.exprs.iter().any(|expr| matches!(expr, Expr::Text(text) if tables.mail.names_program(text)))
}

/// Mails of one call that are told apart; what else it sends counts as part of the last.
const MOST_MAILS: usize = 16;

/// What a call sends by the programs that it starts.
pub(super) fn by_program(evaluator: &mut Evaluator<'_>, tables: &Tables, id: CallId, callee: &Value) -> Vec<Send> {
    let call = evaluator.module.call(id);
    let mut sends = Vec::new();
    for choice in callee.choices() {
        let Value::Path(path) = &choice.value else { continue };
        let mut path = Path::clone(path);
        if call.is_new {
            path.segments.push(Segment::New(id));
        }
        for (channel, row) in tables.network.calls.find(&path) {
            let channel = &tables.network.channels[channel];
            let row = &channel.call[row];
            let Some(started) = row.started() else { continue };
            if !overload_fits(evaluator, row.when_args.as_ref(), id) {
                continue;
            }
            let starting = Starting { tables, call: id, channel };
            for command in starting.commands(evaluator, started, &row.options) {
                starting.read(evaluator, &command, 0, &mut sends);
            }
            break;
        }
    }
    sends
}

/// A call that starts programs.
struct Starting<'t> {
    tables: &'t Tables,
    call: CallId,
    channel: &'t Channel,
}

impl Starting<'_> {
    /// The commands that the call runs.
    fn commands(&self, evaluator: &mut Evaluator<'_>, started: Started<'_>, options: &[usize]) -> Vec<Command> {
        let stdin = self.stdin(evaluator, options);
        let texts: Vec<Value> = match started {
            Started::Text(place) => self.at(evaluator, place),
            Started::Template => {
                let argument = evaluator.module.call(self.call).arguments.first().copied();
                argument.map(|argument| evaluator.value(argument)).into_iter().collect()
            }
            Started::Program(file, arguments) => {
                let files = file.map_or_else(Vec::new, |place| self.at(evaluator, place));
                let lists = arguments.map_or_else(Vec::new, |place| self.at(evaluator, place));
                let words = words(&files, &lists);
                if !self.runs_shell(evaluator, options) && !matches!(words.as_slice(), [only] if is_line(only)) {
                    return vec![Command { words, stdin, is_first: true }];
                }
                vec![joined(words)]
            }
        };
        let mut commands = Vec::new();
        for choice in texts.iter().flat_map(Value::choices) {
            for mut command in shell::commands(evaluator, &self.tables.mail.shell, &choice) {
                if command.is_first && command.stdin.is_empty() {
                    command.stdin.clone_from(&stdin);
                }
                commands.push(command);
            }
        }
        commands
    }

    /// What an argument of the call holds at a place.
    fn at(&self, evaluator: &mut Evaluator<'_>, place: &ArgumentPlace) -> Vec<Value> {
        let argument =
            place.argument().and_then(|index| evaluator.module.call(self.call).arguments.get(index).copied());
        let Some(argument) = argument else { return Vec::new() };
        let value = evaluator.value(argument);
        match &place.path {
            Some(path) => {
                find(evaluator, &value, &path.0, KeyCase::Exact).into_iter().map(|found| found.value).collect()
            }
            None => vec![value],
        }
    }

    /// Whether the options say that a shell runs what is started.
    fn runs_shell(&self, evaluator: &mut Evaluator<'_>, options: &[usize]) -> bool {
        let is_said = |found: &Found| !matches!(found.value, Value::Bool(false) | Value::Undefined | Value::Null);
        self.options(evaluator, options, "shell").iter().any(|found| found.is_named && is_said(found))
    }

    /// What the options hold under the keys of a meaning.
    fn options(&self, evaluator: &mut Evaluator<'_>, options: &[usize], meaning: &str) -> Vec<Found> {
        let mut found = Vec::new();
        for argument in options {
            let Some(argument) = evaluator.module.call(self.call).arguments.get(*argument).copied() else { continue };
            let value = evaluator.value(argument);
            for path in self.channel.keys.get(meaning).into_iter().flatten() {
                found.extend(find(evaluator, &value, &path.0, KeyCase::Exact));
            }
        }
        found
    }

    /// What the program is given on standard input: by an option, and by what is written to it, in the order of the code.
    fn stdin(&self, evaluator: &mut Evaluator<'_>, options: &[usize]) -> Vec<Found> {
        let mut pieces = self.options(evaluator, options, "stdin");
        for (method, written) in evaluator.methods_called_on(self.call) {
            let module = evaluator.module;
            let writes = self.channel.call.iter().any(|row| row.adds_payload() && row.method() == Some(method.clone()));
            let Some(argument) = module.call(written).arguments.first().copied() else { continue };
            if !writes || !is_written_to_stdin(evaluator, module.call(written).callee) {
                continue;
            }
            let mut piece = argument_found(evaluator, argument);
            piece.condition = piece.condition.or(evaluator.condition(module.call(written).context.guard));
            pieces.push(piece);
        }
        pieces
    }

    /// Reads a command, and what it starts itself.
    fn read(&self, evaluator: &mut Evaluator<'_>, command: &Command, depth: u32, sends: &mut Vec<Send>) {
        let shell = &self.tables.mail.shell;
        let Some((program, rest)) = command.words.split_first() else { return };
        for choice in program.choices() {
            let Some(text) = choice.value.as_text() else { continue };
            let name = file_name(&text.text);
            let is_one_of = |programs: &[String]| programs.iter().any(|program| program == name);
            if let Some(row) = self.tables.mail.program(name) {
                let reader = Reader::new(&self.tables.mail, 0);
                let message = arguments::read(evaluator, &reader, row, rest, &command.stdin);
                if message.fields.is_empty() {
                    continue;
                }
                let at_most = sends.len() >= MOST_MAILS;
                if let Some(last) = sends.last_mut().filter(|_| at_most) {
                    join(last, message);
                    continue;
                }
                sends.push(Send {
                    client: name.to_owned(),
                    method: name.to_owned(),
                    recognition: Recognition::Table,
                    call: self.call,
                    way: None,
                    fields: message.fields,
                    content: message.content,
                });
            } else if depth < MOST_NESTED && is_one_of(&shell.wrappers) {
                let words = rest.iter().skip_while(|word| is_of_wrapper(word)).cloned().collect();
                self.read(evaluator, &Command { words, ..command.clone() }, depth + 1, sends);
            } else if depth < MOST_NESTED && is_one_of(&shell.programs) {
                let Some(at) = rest.iter().position(|word| is_text_option(word, shell.text_option)) else { continue };
                let Some(text) = rest.get(at + 1) else { continue };
                for choice in text.choices() {
                    for mut inner in shell::commands(evaluator, shell, &choice) {
                        if inner.is_first && inner.stdin.is_empty() {
                            inner.stdin.clone_from(&command.stdin);
                        }
                        self.read(evaluator, &inner, depth + 1, sends);
                    }
                }
            }
        }
    }
}

/// Fields of the last mail of a call that are held against each other, so that none is told twice.
const MOST_COMPARED: usize = 64;

/// Adds a mail to another one; a recipient that the other one has is no news.
fn join(last: &mut Send, message: Message) {
    for mut field in message.fields {
        let same = last.fields.iter().take(MOST_COMPARED).filter(|other| other.role == field.role);
        let known: Vec<&Entry> = same.flat_map(|other| other.entries.iter().take(MOST_COMPARED)).collect();
        let is_known = |entry: &Entry| {
            let Who::Known(address) = &entry.who else { return false };
            known.iter().any(|other| matches!(&other.who, Who::Known(known) if known == address))
        };
        field.entries.retain(|entry| !is_known(entry));
        if !field.entries.is_empty() {
            last.fields.push(field);
        }
    }
    if last.content.len() < MOST_COMPARED {
        last.content.extend(message.content);
    }
}

/// A program and its arguments as one list.
fn words(files: &[Value], lists: &[Value]) -> Vec<Value> {
    let mut words: Vec<Value> = files.to_vec();
    for choice in lists.iter().flat_map(Value::choices) {
        match choice.value {
            Value::List(list) => {
                words.extend(list.items.iter().map(|item| under(item, choice.condition)));
                words.extend(list.rest.iter().map(|rest| under(rest, choice.condition)));
            }
            // Options where arguments may be.
            Value::Object(_) | Value::Undefined | Value::Null | Value::Function(_) => {}
            value => words.push(value),
        }
    }
    words
}

/// A value that is meant under a condition.
fn under(value: &Value, condition: Option<crate::value::Condition>) -> Value {
    match (condition, value) {
        (None, _) | (_, Value::OneOf(_)) => value.clone(),
        _ => Value::OneOf([Choice { value: value.clone(), condition }].into()),
    }
}

/// Words as one line: a list of pieces, since texts of many pieces are not kept.
fn joined(words: Vec<Value>) -> Value {
    let mut items = Vec::with_capacity(words.len() * 2);
    for word in words {
        if !items.is_empty() {
            items.push(Value::text(" ", Default::default()));
        }
        items.push(word);
    }
    List { items, rest: Vec::new() }.into()
}

/// Whether what should be a program is a whole line, as only a shell takes it.
fn is_line(value: &Value) -> bool {
    let text = FlatText::new(value).text;
    text.contains(char::is_whitespace) && !text.starts_with(['/', '.'])
}

/// Whether a word belongs to a wrapper and not yet to what it runs: an option, a variable, a number.
fn is_of_wrapper(word: &Value) -> bool {
    let text = FlatText::new(word).text;
    text.starts_with(|first: char| first == '-' || first.is_ascii_digit()) || is_assignment(&text)
}

/// Whether a word sets a variable: `MAILTO=…`.
fn is_assignment(word: &str) -> bool {
    let is_name = |character: char| character.is_ascii_alphanumeric() || character == '_';
    word.split_once('=').is_some_and(|(name, _)| !name.is_empty() && name.chars().all(is_name))
}

/// Whether a word is the option behind which a shell's text stands, alone or with others: `-c`, `-lc`.
fn is_text_option(word: &Value, option: char) -> bool {
    word.as_text().is_some_and(|word| {
        word.text.strip_prefix('-').is_some_and(|letters| !letters.starts_with('-') && letters.ends_with(option))
    })
}

/// Whether a method is called on something's standard input.
fn is_written_to_stdin(evaluator: &mut Evaluator<'_>, callee: ExprId) -> bool {
    evaluator.value(callee).choices().iter().any(|choice| match &choice.value {
        Value::Path(path) => path.segments.iter().any(|segment| segment.is_property("stdin")),
        _ => false,
    })
}
