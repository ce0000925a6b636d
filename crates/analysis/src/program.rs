//! Programs that the code starts: the commands behind calls that start them.
//!
//! Calls that start programs are rows of `egress.toml`.
//! A command is a list of values here, whether it was written as one or as a text for a shell ([`shell`]);
//! what it is given on standard input is followed to what is written there.

pub(crate) mod shell;

use crate::{
    eval::{BUDGET, Evaluator},
    ir::{CallId, Expr, ExprId},
    lookup::{Found, find},
    mail::overload_fits,
    message::{FlatText, argument_found},
    tables::{ArgumentPlace, Channel, KeyCase, Started, Tables, file_name},
    value::{Choice, Condition, List, Path, Segment, Value},
};
pub(crate) use shell::Command;

/// Shells that start shells, and wrappers around commands, that are followed.
const MOST_NESTED: u32 = 4;

/// Commands of one call that are looked at.
const MOST_COMMANDS: usize = 256;

/// The commands that a call starts, and what these start themselves; none where it starts nothing.
pub(crate) fn started_by(evaluator: &mut Evaluator<'_>, tables: &Tables, id: CallId, callee: &Value) -> Vec<Command> {
    let call = evaluator.module.call(id);
    let mut commands = Vec::new();
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
                starting.open(evaluator, command, 0, &mut commands);
            }
            break;
        }
    }
    commands
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
        let mut commands = Vec::new();
        let texts: Vec<Value> = match started {
            Started::Text(place) => self.at(evaluator, place),
            Started::Template => {
                let argument = evaluator.module.call(self.call).arguments.first().copied();
                argument.map(|argument| evaluator.value(argument)).into_iter().collect()
            }
            Started::Program(file, arguments) => {
                let files = file.map_or_else(Vec::new, |place| self.at(evaluator, place));
                let lists = arguments.map_or_else(Vec::new, |place| self.at(evaluator, place));
                let runs_shell = self.runs_shell(evaluator, options);
                let mut lines = Vec::new();
                let started = match self.given_together(evaluator, [file, arguments], [&files, &lists]) {
                    Some(pairs) => pairs.iter().flat_map(|[file, list]| words(file, list)).collect(),
                    None => words(&files, &lists),
                };
                for mut words in started {
                    let is_line = matches!(words.as_slice(), [only] if is_line(only));
                    match words.len() {
                        1 if runs_shell || is_line => lines.extend(words.pop()),
                        _ if runs_shell => lines.push(joined(words)),
                        _ => {
                            let is_alternative = !commands.is_empty();
                            commands.push(Command::of_words(words, &stdin, is_alternative));
                        }
                    }
                }
                lines
            }
        };
        for choice in texts.iter().flat_map(readings) {
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

    /// The program and its arguments as each caller gives them to the function that starts it: what one gives is not
    /// started with what another one does. `None` where others give some of what is known.
    fn given_together(
        &self,
        evaluator: &mut Evaluator<'_>,
        places: [Option<&ArgumentPlace>; 2],
        known: [&[Value]; 2],
    ) -> Option<Vec<[Vec<Value>; 2]>> {
        let module = evaluator.module;
        let parameter = |place: Option<&ArgumentPlace>| {
            let index = place.filter(|place| place.path.is_none())?.argument()?;
            let argument = module.call(self.call).arguments.get(index)?;
            match module.expr(evaluator.named(*argument)) {
                Expr::Parameter(function, index) => Some((*function, *index)),
                _ => None,
            }
        };
        let [(function, file), (other, list)] = [parameter(places[0])?, parameter(places[1])?];
        let callers = evaluator.callers_of(function).to_vec();
        if function != other || callers.len() < 2 || callers.len() > BUDGET.callers {
            return None;
        }
        let given = callers.iter().map(|caller| {
            [file, list].map(|index| caller.argument(module, index).map(|argument| evaluator.value(argument)))
        });
        let given: Vec<[Vec<Value>; 2]> = given.map(|pair| pair.map(|value| value.into_iter().collect())).collect();
        let width = |values: &[Value]| values.iter().map(Value::width).sum::<usize>();
        let is_all =
            (0..2).all(|side| given.iter().map(|pair| width(&pair[side])).sum::<usize>() == width(known[side]));
        is_all.then_some(given)
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
    /// Takes off what is around a command: wrappers, and shells that run it as a text. Shells count as commands as well.
    fn open(&self, evaluator: &mut Evaluator<'_>, command: Command, depth: u32, commands: &mut Vec<Command>) {
        if commands.len() >= MOST_COMMANDS {
            return;
        }
        let shell = &self.tables.mail.shell;
        let Some((program, rest)) = command.words.split_first() else { return };
        let (mut is_wrapper, mut inner) = (false, Vec::new());
        for choice in program.choices() {
            let Some(text) = choice.value.as_text() else { continue };
            let name = file_name(&text.text);
            let is_one_of = |programs: &[String]| programs.iter().any(|program| program == name);
            if depth < MOST_NESTED && is_one_of(&shell.wrappers) && rest.iter().any(|word| !is_of_wrapper(word)) {
                is_wrapper = true;
                let words = rest.iter().skip_while(|word| is_of_wrapper(word)).cloned().collect();
                inner.push(Command { words, ..command.clone() });
            } else if depth < MOST_NESTED && is_one_of(&shell.programs) {
                let Some(at) = rest.iter().position(|word| is_text_option(word, shell.text_option)) else {
                    // What it reads is what it runs, where it is told no file.
                    if rest.iter().all(is_of_wrapper) {
                        let texts = command.stdin.iter().flat_map(|found| readings(&found.value));
                        inner.extend(texts.flat_map(|text| shell::commands(evaluator, shell, &text)));
                    }
                    continue;
                };
                let Some(text) = rest.get(at + 1) else { continue };
                for choice in text.choices() {
                    for mut run in shell::commands(evaluator, shell, &choice) {
                        if run.is_first && run.stdin.is_empty() {
                            run.stdin.clone_from(&command.stdin);
                        }
                        inner.push(run);
                    }
                }
            }
        }
        if !is_wrapper {
            commands.push(command);
        }
        inner.into_iter().for_each(|command| self.open(evaluator, command, depth + 1, commands));
    }
}

/// What a text for a shell could be, each by itself.
fn readings(text: &Value) -> Vec<Choice> {
    text.readings(BUDGET.choices, &|_| false)
}

/// A program and its arguments as one list; of several lists of arguments, with each of them.
fn words(files: &[Value], lists: &[Value]) -> Vec<Vec<Value>> {
    let mut lines: Vec<Vec<Value>> = Vec::new();
    for choice in lists.iter().flat_map(Value::choices) {
        let arguments: Vec<Value> = match choice.value {
            Value::List(list) => {
                list.items.iter().chain(&list.rest).map(|item| under(item, choice.condition)).collect()
            }
            // Options where arguments may be.
            Value::Object(_) | Value::Undefined | Value::Null | Value::Function(_) => Vec::new(),
            value => vec![value],
        };
        if !arguments.is_empty() {
            lines.push(files.iter().cloned().chain(arguments).collect());
        }
    }
    if lines.is_empty() {
        lines.push(files.to_vec());
    }
    lines
}

/// A value that is meant under a condition.
fn under(value: &Value, condition: Option<Condition>) -> Value {
    match (condition, value) {
        (None, _) | (_, Value::OneOf(_)) => value.clone(),
        _ => Value::OneOf([Choice { value: value.clone(), condition }].into()),
    }
}

/// Words as one line: a list of pieces, since texts of many pieces are not kept.
pub(crate) fn joined(words: Vec<Value>) -> Value {
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
    value.choices().iter().any(|choice| {
        let text = FlatText::new(&choice.value).text;
        text.contains(char::is_whitespace) && !text.starts_with(['/', '.'])
    })
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
    word.choices().iter().filter_map(|choice| choice.value.as_text()).any(|word| {
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
