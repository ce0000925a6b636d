//! What the arguments and the standard input of a program say about a mail.

use molehunt_model::Role;

use crate::{
    eval::Evaluator,
    lookup::Found,
    message::{FlatText, Message, Reader, push_field},
    program::{joined, shell},
    tables::{PhraseRow, ProgramRow, RoleName},
    value::{Choice, List, Value},
};

/// Bytes of a script behind a phrase in which its address is looked for.
const PHRASE_REACH: usize = 400;

/// What a program that a row describes sends for these arguments.
pub(super) fn read(
    evaluator: &mut Evaluator<'_>,
    reader: &Reader<'_>,
    row: &ProgramRow,
    words: &[Value],
    stdin: &[Found],
) -> Message {
    let mut message = Message::default();
    if !has_scheme(row, words) {
        return message;
    }
    if let Some(command) = &row.command {
        read_script(evaluator, reader, row, command, words, &mut message);
        return message;
    }
    if !row.text.is_empty() {
        let scripts = words.iter().chain(stdin.iter().map(|found| &found.value));
        for choice in scripts.flat_map(Value::choices) {
            row.text.iter().for_each(|phrase| read_phrase(phrase, &choice, &mut message));
        }
        return message;
    }
    let reads_headers = read_words(evaluator, reader, row, words, &mut message);
    match (row.stdin, reads_headers) {
        (Some(_), true) => read_headers(reader, stdin, &mut message),
        (Some(_), false) => message.content.extend(stdin.iter().map(|found| found.value.clone())),
        (None, _) => {}
    }
    message
}

/// Whether an argument is a URL of the schemes by which the program sends mail, where it does other things as well.
fn has_scheme(row: &ProgramRow, words: &[Value]) -> bool {
    let begins = |text: &str| {
        row.url_schemes
            .iter()
            .any(|scheme| text.strip_prefix(scheme.as_str()).is_some_and(|rest| rest.starts_with("://")))
    };
    row.url_schemes.is_empty()
        || words.iter().flat_map(Value::choices).any(|choice| {
            let text = FlatText::new(&choice.value).text;
            begins(text.rsplit('=').next().unwrap_or(&text)) || begins(&text)
        })
}

/// What an argument is to its program.
enum Argument {
    Bare,
    /// An option with what its value is, if it is worth anything, and where the value begins if it is in the same word.
    Option(Option<RoleName>, Option<usize>),
    /// An option without a value, and whether it is the one that makes the program read headers.
    Flag(bool),
}

/// Reads options and what stands beside them. Whether the program reads recipients from the message as well.
fn read_words(
    evaluator: &mut Evaluator<'_>,
    reader: &Reader<'_>,
    row: &ProgramRow,
    words: &[Value],
    message: &mut Message,
) -> bool {
    let mut reads_headers = false;
    let mut is_past_options = false;
    let mut at = 0;
    while let Some(word) = words.get(at) {
        at += 1;
        // Of several words that may stand here, each is read for itself; what follows belongs to all of them.
        let mut takes_next = 0;
        for choice in word.choices() {
            let flat = FlatText::new(&choice.value);
            if flat.text == "--" {
                is_past_options = true;
                continue;
            }
            match if is_past_options { Argument::Bare } else { argument(row, &flat.text) } {
                Argument::Bare => {
                    let Some(role) = row.bare else { continue };
                    let name = role.role().map_or("argument", Role::as_str);
                    read_value(evaluator, reader, role, name, &choice, message);
                }
                Argument::Flag(is_header_flag) => reads_headers |= is_header_flag,
                Argument::Option(role, Some(start)) => {
                    let value = flat.part(start..flat.text.len());
                    let choice = Choice { value, condition: choice.condition };
                    let Some(role) = role else { continue };
                    read_value(evaluator, reader, role, name_of(&flat.text[..start]), &choice, message);
                }
                Argument::Option(role, None) => {
                    let count = values_from(&words[at..]);
                    takes_next = takes_next.max(count);
                    let Some(role) = role else { continue };
                    for value in words[at..].iter().take(count).flat_map(Value::choices) {
                        let choice = Choice { condition: value.condition.or(choice.condition), ..value };
                        read_value(evaluator, reader, role, name_of(&flat.text), &choice, message);
                    }
                }
            }
        }
        at += takes_next;
    }
    reads_headers
}

/// How many words are the value of an option: one, and more where it ends in a comma.
fn values_from(words: &[Value]) -> usize {
    let goes_on = |word: &&Value| FlatText::new(word).text.ends_with(',');
    (words.iter().take_while(goes_on).count() + 1).min(words.len())
}

/// An option as its field is called.
fn name_of(option: &str) -> &str {
    option.trim_end_matches(['=', ':'])
}

/// What a word is to a program.
fn argument(row: &ProgramRow, word: &str) -> Argument {
    if !word.starts_with('-') || word.len() < 2 {
        return Argument::Bare;
    }
    let is_same = |one: &str, other: &str| if row.ignore_case { one.eq_ignore_ascii_case(other) } else { one == other };
    let role_of = |name: &str| row.options.iter().find(|(option, _)| is_same(option, name)).map(|(_, role)| *role);
    let is_valued = |name: &str| row.valued.iter().any(|option| is_same(option, name));
    if row.header_flag.as_deref().is_some_and(|flag| is_same(flag, word)) {
        return Argument::Flag(true);
    }
    if let Some(role) = role_of(word) {
        return Argument::Option(Some(role), None);
    }
    if is_valued(word) {
        return Argument::Option(None, None);
    }
    if let Some(end) = word.find(['=', ':'])
        && let Some(role) = role_of(&word[..end])
    {
        return Argument::Option(Some(role), Some(end + 1));
    }
    if word.starts_with("--") {
        return Argument::Flag(false);
    }
    // Several letters, of which the first that has a value has all that follows: `-ti`, `-fme@host`.
    let mut is_header_flag = false;
    for (at, letter) in word.char_indices().skip(1) {
        let option = format!("-{letter}");
        is_header_flag |= row.header_flag.as_deref() == Some(&option);
        let role = role_of(&option);
        if role.is_some() || is_valued(&option) {
            let end = at + letter.len_utf8();
            return Argument::Option(role, (end < word.len()).then_some(end));
        }
    }
    Argument::Flag(is_header_flag)
}

/// Reads the value of an argument.
fn read_value(
    evaluator: &mut Evaluator<'_>,
    reader: &Reader<'_>,
    role: RoleName,
    name: &str,
    choice: &Choice,
    message: &mut Message,
) {
    let found = Found { condition: choice.condition, ..Found::new(choice.value.clone()) };
    match (role.role(), role) {
        // A host, and no address.
        (Some(Role::RelayHost), _) => {}
        (Some(role), _) => {
            let entries = reader.entries(evaluator, &found, None);
            push_field(message, role, name, entries);
        }
        (None, RoleName::Header) => reader.read_mime(&found, message),
        (None, RoleName::Content) => message.content.push(found.value),
        (None, RoleName::File) => message.files.push(found.value),
        // The file that has the message, and what else no address is.
        (None, _) => {}
    }
}

/// The headers of a message that is written piece by piece; what is written under a condition is read for itself.
fn read_headers(reader: &Reader<'_>, stdin: &[Found], message: &mut Message) {
    let mut whole: Vec<Value> = Vec::new();
    let mut place = None;
    let mut is_body = false;
    for found in stdin {
        if !is_body && found.condition.is_some() {
            reader.read_mime(found, message);
            continue;
        }
        place = place.or(found.place);
        is_body |= FlatText::new(&found.value).ends_headers();
        whole.push(found.value.clone());
    }
    if !whole.is_empty() {
        // A whole that is one of several keeps their conditions.
        let value = if whole.len() == 1 { whole.remove(0) } else { List { items: whole, rest: Vec::new() }.into() };
        reader.read_mime(&Found { place, ..Found::new(value) }, message);
    }
}

/// Reads the command that sends in a script that is spread over the arguments: `-Command "Send-MailMessage -To …"`.
fn read_script(
    evaluator: &mut Evaluator<'_>,
    reader: &Reader<'_>,
    row: &ProgramRow,
    command: &str,
    words: &[Value],
    message: &mut Message,
) {
    let names = |word: &Value| {
        let text = FlatText::new(word).text;
        text.to_ascii_lowercase().contains(&command.to_ascii_lowercase())
    };
    let Some(at) = words.iter().position(names) else { return };
    let script = joined(words[at..].to_vec());
    for choice in script.choices() {
        for command_line in shell::commands(evaluator, &reader.table.shell, &choice) {
            let is_command = |word: &Value| word.as_text().is_some_and(|text| text.text.eq_ignore_ascii_case(command));
            let Some(at) = command_line.words.iter().position(is_command) else { continue };
            read_words(evaluator, reader, row, &command_line.words[at + 1..], message);
        }
    }
}

/// Reads the addresses that stand behind a phrase of a script, under the name that it gives them.
fn read_phrase(phrase: &PhraseRow, choice: &Choice, message: &mut Message) {
    let Some(role) = phrase.role.role() else { return };
    let flat = FlatText::new(&choice.value);
    let text = flat.text.to_ascii_lowercase();
    for (at, _) in text.match_indices(&phrase.after.to_ascii_lowercase()) {
        let start = at + phrase.after.len();
        let mut end = (start + PHRASE_REACH).min(text.len());
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        let end = text[start..end].find(['}', '\n']).map_or(end, |length| start + length);
        let Some(field) = text[start..end].find(&format!("{}:", phrase.field)) else { continue };
        let found = Found { condition: choice.condition, ..Found::new(choice.value.clone()) };
        let entries = flat.entries(start + field..end, choice, &found);
        push_field(message, role, &phrase.after, entries);
    }
}
