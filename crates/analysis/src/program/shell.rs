//! Text for a shell, as the commands that it runs.
//!
//! Words are split by `shlex`. What it knows nothing of is done here: operators, groups, and text that a command is given
//! in the same line, by a pipe (`echo … | sendmail -t`), after `<<<`, or up to a word after `<<`.
//! Variables and substitutions stay as they are written.

use std::ops::Range;

use crate::{
    eval::Evaluator,
    lookup::Found,
    message::{FlatText, HOLE},
    tables::{ShellRow, SourceTable, UNKNOWN, file_name},
    value::{Choice, Condition, List, Text, Value},
};

/// Commands of one pipe that are kept for those behind them.
const MOST_BEFORE: usize = 16;

/// Files that one command is redirected to.
const MOST_WRITTEN: usize = 16;

/// Groups inside each other whose output is followed to a pipe.
const MOST_GROUPS: usize = 16;

/// A program with its arguments, and what it is given.
#[derive(Debug, Clone)]
pub(crate) struct Command {
    pub(crate) words: Vec<Value>,
    /// What stands on its standard input, as far as that is known.
    pub(crate) stdin: Vec<Found>,
    /// Whether what its text is given from outside comes to it: it is behind no pipe.
    pub(super) is_first: bool,
    /// The command as it is written, with its redirections; empty where it was never one text.
    pub(crate) text: String,
    /// The commands before it, of which the last prints what this one reads.
    pub(crate) before: Vec<String>,
    /// The files that its output goes to: `>> ~/.profile`.
    pub(crate) written: Vec<Value>,
    /// Whether another command may be started in its place, which was told before.
    pub(crate) is_alternative: bool,
}

impl Command {
    /// A program that is started with these arguments, and that no shell has read.
    pub(super) fn of_words(words: Vec<Value>, stdin: &[Found], is_alternative: bool) -> Self {
        let texts: Vec<String> = words.iter().map(|word| FlatText::new(word).text.replace(HOLE, UNKNOWN)).collect();
        let text = texts.join(" ");
        Self {
            words,
            stdin: stdin.to_vec(),
            is_first: true,
            text,
            before: Vec::new(),
            written: Vec::new(),
            is_alternative,
        }
    }

    /// What is sensitive in what the command reads, as far as its text tells: what the commands before it print, and
    /// what a file holds.
    pub(crate) fn told_by_input(&self, sources: &SourceTable) -> Vec<(usize, String)> {
        let printed = self.before.iter().flat_map(|line| sources.of_command(line));
        let named = self.before.iter().flat_map(|line| sources.of_word(line));
        let read = read_in(&self.text).and_then(|path| sources.of_file_word(path));
        printed.chain(named).chain(read).collect()
    }
}

/// The file from which a command is told to read.
fn read_in(text: &str) -> Option<&str> {
    let (before, after) = text.split_once('<')?;
    let is_other = before.ends_with('<') || after.starts_with(['<', '(', '&']);
    after.split_whitespace().next().filter(|_| !is_other)
}

/// The commands of a text.
pub(crate) fn commands(evaluator: &mut Evaluator<'_>, shell: &ShellRow, text: &Choice) -> Vec<Command> {
    let flat = FlatText::new(&text.value);
    evaluator.pay(flat.text.len() / 64);
    let mut script = Script { shell, flat: &flat, condition: text.condition, commands: Vec::new(), groups: Vec::new() };
    let mut run = Run::default();
    for token in tokens(&flat.text) {
        match token {
            Token::Words(words, documents) => script.run(words, &documents, &mut run),
            Token::Pipe => {
                run.input = Some(run.output.take().unwrap_or_default());
            }
            Token::Next => {
                script.keep(run.output.take());
                run.input = None;
                run.before.clear();
            }
            Token::Open => {
                if script.groups.len() < MOST_GROUPS {
                    script.groups.push(Vec::new());
                }
            }
            Token::Close => {
                script.keep(run.output.take());
                run = Run { input: None, output: script.groups.pop(), before: std::mem::take(&mut run.before) };
            }
        }
    }
    script.commands
}

/// What is known between two commands.
#[derive(Debug, Default)]
struct Run {
    /// What comes out of the pipe before the next command, if there is one.
    input: Option<Vec<Value>>,
    /// What the last command printed.
    output: Option<Vec<Value>>,
    /// The commands of this pipe so far.
    before: Vec<String>,
}

struct Script<'s> {
    shell: &'s ShellRow,
    flat: &'s FlatText,
    condition: Option<Condition>,
    commands: Vec<Command>,
    /// What was printed in each group that is open.
    groups: Vec<Vec<Value>>,
}

impl Script<'_> {
    /// Adds what a command printed to the group around it.
    fn keep(&mut self, output: Option<Vec<Value>>) {
        if let (Some(group), Some(output)) = (self.groups.last_mut(), output) {
            group.extend(output);
        }
    }

    fn run(&mut self, range: Range<usize>, documents: &[Range<usize>], run: &mut Run) {
        let input = run.input.take();
        let is_first = input.is_none();
        let text = self.flat.text[range.clone()].replace(HOLE, UNKNOWN);
        let before = if is_first { Vec::new() } else { run.before.clone() };
        let Words { mut words, here, written } = self.words(range);
        // Variables that are set for this command alone.
        let own = words.iter().take_while(|word| super::is_assignment(&FlatText::new(word).text)).count();
        words.drain(..own);
        let mut stdin: Vec<Value> = input.unwrap_or_default();
        if let Some(last) = documents.last() {
            stdin = vec![self.flat.part(last.clone())];
        }
        if let Some(here) = here {
            stdin = vec![here];
        }
        run.output = self.printed(&words, &stdin);
        let found = |value: Value| Found { condition: self.condition, ..Found::new(value) };
        // What comes through one pipe is one text.
        let stdin = match stdin.len() {
            0 => Vec::new(),
            _ => vec![found(List { items: stdin, rest: Vec::new() }.into())],
        };
        if !words.is_empty() {
            if run.before.len() < MOST_BEFORE {
                run.before.push(text.clone());
            }
            self.commands.push(Command { words, stdin, is_first, text, before, written, is_alternative: false });
        }
    }

    /// The words of a command, and where its redirections lead.
    fn words(&self, range: Range<usize>) -> Words {
        let part = &self.flat.text[range.clone()];
        let kept = with_kept_marks(part);
        let split: Vec<String> = shlex::split(&kept).unwrap_or_else(|| {
            // No shell takes it; its words may still be told.
            part.split_whitespace().map(|word| word.trim_matches(['"', '\'']).to_owned()).collect()
        });
        let mut taken = self.flat.taken(range);
        let mut found = Words::default();
        let mut split = split.iter();
        while let Some(word) = split.next() {
            let value = self.flat.word(&without_marks(word), &mut taken);
            if let Some(rest) = word.strip_prefix("<<<") {
                found.here = match (rest.is_empty(), split.next()) {
                    (true, next) => next.map(|next| self.flat.word(&without_marks(next), &mut taken)),
                    (false, _) => Some(cut(&value, 3)),
                };
            } else if let Some(needs_target) = redirection(word) {
                let target = match needs_target {
                    true => split.next().map(|target| self.flat.word(&without_marks(target), &mut taken)),
                    false => word.rfind(['>', '|']).map(|at| cut(&value, at + 1)),
                };
                if word.contains('>') && found.written.len() < MOST_WRITTEN {
                    found.written.extend(target);
                }
            } else {
                found.words.push(value);
            }
        }
        found
    }

    /// What a command prints, where that is known.
    fn printed(&self, words: &[Value], stdin: &[Value]) -> Option<Vec<Value>> {
        let (program, arguments) = words.split_first()?;
        let name = file_name(&program.as_text()?.text).to_owned();
        let is_one_of = |programs: &[String]| programs.contains(&name);
        if is_one_of(&self.shell.copying) {
            return Some(stdin.to_vec());
        }
        if !is_one_of(&self.shell.printing) {
            return None;
        }
        let is_option = |word: &&Value| {
            word.as_text().is_some_and(|word| matches!(&*word.text, "-n" | "-e" | "-E" | "-ne" | "-en" | "--"))
        };
        let options = arguments.iter().take_while(is_option).count();
        let (options, arguments) = arguments.split_at(options);
        let ends_line = !options.iter().any(|option| option.as_text().is_some_and(|option| option.text.contains('n')));
        let arguments: Vec<Value> = arguments.iter().map(unescaped).collect();
        if is_one_of(&self.shell.formatting) {
            return arguments.split_first().map(|(format, rest)| formatted(format, rest));
        }
        let mut printed = vec![super::joined(arguments)];
        if ends_line {
            printed.push(Value::text("\n", Default::default()));
        }
        Some(printed)
    }
}

/// The words of a command without its redirections.
#[derive(Debug, Default)]
struct Words {
    words: Vec<Value>,
    /// The text behind `<<<`.
    here: Option<Value>,
    /// The files behind `>`.
    written: Vec<Value>,
}

/// Stands for a blank inside a substitution, which ends no word.
const KEPT: char = '\u{1}';
/// Stand for what redirects, where quotes say that it does not.
const KEPT_OUT: char = '\u{2}';
const KEPT_IN: char = '\u{3}';

/// A word as it is written.
fn without_marks(word: &str) -> String {
    word.replace(KEPT, " ").replace(KEPT_OUT, ">").replace(KEPT_IN, "<")
}

/// A command in which blanks inside of substitutions are no ends of words, and what is quoted redirects nothing.
fn with_kept_marks(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let (mut depth, mut is_tick, mut before, mut quote) = (0_u32, false, ' ', None);
    for letter in text.chars() {
        let is_escaped = before == '\\' && quote != Some('\'');
        match (quote, letter) {
            (None, '"' | '\'') if !is_escaped => quote = Some(letter),
            (Some(open), _) if open == letter && !is_escaped => quote = None,
            (_, '>' | '<') if quote.is_some() || is_escaped => {
                kept.push(if letter == '>' { KEPT_OUT } else { KEPT_IN });
                before = letter;
                continue;
            }
            _ => {}
        }
        match letter {
            '(' if before == '$' || depth > 0 => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            '`' => is_tick = !is_tick,
            _ => {}
        }
        let is_inside = depth > 0 || is_tick;
        kept.push(if is_inside && letter.is_whitespace() { KEPT } else { letter });
        before = letter;
    }
    kept
}

/// A format with its places filled: `printf 'Bcc: %s\n' address`.
fn formatted(format: &Value, arguments: &[Value]) -> Vec<Value> {
    let flat = FlatText::new(format);
    let mut arguments = arguments.iter();
    let mut parts = Vec::new();
    let mut start = 0;
    for (at, _) in flat.text.match_indices("%s") {
        parts.push(flat.part(start..at));
        parts.extend(arguments.next().cloned());
        start = at + 2;
    }
    parts.push(flat.part(start..flat.text.len()));
    parts
}

/// A word with the line ends that it spells.
fn unescaped(word: &Value) -> Value {
    let plain = |text: &Text| {
        let text = Text { text: text.text.replace("\\r", "\r").replace("\\n", "\n"), ..text.clone() };
        Value::Text(text.into())
    };
    match word {
        Value::Text(text) if text.text.contains('\\') => plain(text),
        Value::Concat(parts) => Value::Concat(parts.iter().map(unescaped).collect()),
        other => other.clone(),
    }
}

/// A word without its first bytes.
fn cut(word: &Value, bytes: usize) -> Value {
    let flat = FlatText::new(word);
    flat.part(bytes..flat.text.len())
}

/// Whether a word sends input or output elsewhere, and if so, whether the next word says where to.
fn redirection(word: &str) -> Option<bool> {
    let rest = word.trim_start_matches(|character: char| character.is_ascii_digit());
    let rest = rest.strip_prefix('&').filter(|rest| rest.starts_with('>')).unwrap_or(rest);
    let target = rest.trim_start_matches(['<', '>', '&', '|', '-']);
    rest.starts_with(['<', '>']).then_some(target.is_empty() && !rest.ends_with('-'))
}

/// A piece of a script.
#[derive(Debug, PartialEq)]
enum Token {
    /// A command as it is written, and the texts up to a word that it is given.
    Words(Range<usize>, Vec<Range<usize>>),
    Pipe,
    /// What ends a command: `;`, `&&`, a line.
    Next,
    Open,
    Close,
}

/// A text that goes on to the line that is this word alone.
struct Document {
    token: usize,
    end: String,
}

/// Takes a script apart at its operators.
fn tokens(text: &str) -> Vec<Token> {
    let bytes = text.as_bytes();
    let (mut tokens, mut documents): (Vec<Token>, Vec<Document>) = (Vec::new(), Vec::new());
    let mut quote = None;
    let (mut start, mut at) = (0, 0);
    while at < bytes.len() {
        let byte = bytes[at];
        let before = at.checked_sub(1).map_or(b' ', |at| bytes[at]);
        match (quote, byte) {
            (Some(b'\''), b'\'') | (Some(b'"'), b'"') => quote = None,
            (Some(b'\''), _) => {}
            (_, b'\\') => at += 1,
            (Some(_), _) => {}
            (None, b'\'' | b'"') => quote = Some(byte),
            (None, b'#') if before.is_ascii_whitespace() || before == b';' => {
                push_words(&mut tokens, text, start..at);
                at += text[at..].find('\n').unwrap_or(text.len() - at);
                start = at;
                continue;
            }
            (None, b'<') if text[at..].starts_with("<<") && !text[at..].starts_with("<<<") && before != b'<' => {
                // The text belongs to the command that this one becomes.
                let opening = text[at + 2..].trim_start_matches(['-', ' ', '\t']);
                let length = opening.find([' ', '\t', '\n', ';', '|', '&', ')']).unwrap_or(opening.len());
                let end = opening[..length].replace(['"', '\'', '\\'], "");
                push_words(&mut tokens, text, start..at);
                if !matches!(tokens.last(), Some(Token::Words(..))) {
                    tokens.push(Token::Words(at..at, Vec::new()));
                }
                documents.push(Document { token: tokens.len() - 1, end });
                at = text.len() - opening.len() + length;
                start = at;
                continue;
            }
            // A substitution is a part of its word.
            (None, b'(') if before == b'$' => {
                at = past_substitution(bytes, at);
                continue;
            }
            // `2>&1`, `>|`, `&>`
            (None, b'&' | b'|') if before == b'>' || (byte == b'&' && bytes.get(at + 1) == Some(&b'>')) => {}
            (None, b'|' | b'&' | b';' | b'\n' | b'(' | b')') => {
                push_words(&mut tokens, text, start..at);
                let is_double = bytes.get(at + 1) == Some(&byte) && matches!(byte, b'|' | b'&');
                tokens.push(match byte {
                    b'|' if !is_double => Token::Pipe,
                    b'(' => Token::Open,
                    b')' => Token::Close,
                    _ => Token::Next,
                });
                let is_pipe_of_both = byte == b'|' && bytes.get(at + 1) == Some(&b'&');
                at += usize::from(is_double || is_pipe_of_both);
                start = at + 1;
                if byte == b'\n' {
                    start = past_documents(&mut tokens, text, at + 1, &mut documents);
                    at = start;
                    continue;
                }
            }
            _ => {}
        }
        at += 1;
    }
    push_words(&mut tokens, text, start.min(text.len())..text.len());
    tokens
}

/// The offset behind the bracket that closes the one at an offset.
fn past_substitution(bytes: &[u8], open: usize) -> usize {
    let mut depth = 0;
    for (at, byte) in bytes.iter().enumerate().skip(open) {
        match byte {
            b'(' => depth += 1,
            b')' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return at + 1;
        }
    }
    bytes.len()
}

/// Adds a command; braces around it are a group.
fn push_words(tokens: &mut Vec<Token>, text: &str, range: Range<usize>) {
    let part = &text[range.clone()];
    let trimmed = part.trim();
    let (is_open, inner) = match trimmed.strip_prefix('{') {
        Some(rest) if rest.is_empty() || rest.starts_with(char::is_whitespace) => (true, rest.trim()),
        _ => (false, trimmed),
    };
    let (is_close, inner) = if inner == "}" { (true, "") } else { (false, inner) };
    if is_open {
        tokens.push(Token::Open);
    }
    if is_close {
        tokens.push(Token::Close);
    }
    if !inner.is_empty() {
        let start = range.start + part.find(inner).unwrap_or(0);
        // What follows the opening of a text belongs to the same command, as long as nothing ended it.
        match tokens.last_mut() {
            Some(Token::Words(words, _)) => words.end = start + inner.len(),
            _ => tokens.push(Token::Words(start..start + inner.len(), Vec::new())),
        }
    }
}

/// Gives the texts that begin on a line to their commands. The offset behind them.
fn past_documents(tokens: &mut [Token], text: &str, from: usize, documents: &mut Vec<Document>) -> usize {
    let mut at = from;
    for document in documents.drain(..) {
        let start = at;
        let mut end = text.len();
        for line in text[at..].split_inclusive('\n') {
            let is_end = line.trim() == document.end;
            if is_end {
                end = at;
            }
            at += line.len();
            if is_end {
                break;
            }
        }
        if let Some(Token::Words(_, texts)) = tokens.get_mut(document.token) {
            texts.push(start..end);
        }
    }
    at
}
