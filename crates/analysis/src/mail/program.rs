//! Programs that send mail, started by the code: `sendmail -t`, `mail -b …`, `curl smtp://…`.
//!
//! What starts them stands in [`crate::program`]; what their arguments mean are rows of `email.toml`.

mod arguments;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use molehunt_model::Recognition;

use super::Send;
use crate::{
    eval::Evaluator,
    ir::{CallId, Expr, Module},
    message::{Entry, Message, Reader, Who},
    program::started_by,
    sensitive::texts,
    tables::{Tables, file_name},
    value::Value,
};

/// How far the texts of a graph name programs that send mail, where something of it can start one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Mailers {
    None,
    /// One that does much else as well, and nothing that makes it send mail.
    Possible,
    /// One that sends mail, or one with what makes it do so: `curl` and `smtp:`, `powershell` and `Send-MailMessage`.
    Named,
}

/// How far a graph names programs that send mail.
pub(crate) fn mailers(module: &Module, tables: &Tables) -> Mailers {
    let mut requests = module.requests.iter().map(|request| crate::eval::normal_specifier(&request.specifier));
    let mut exprs = module.exprs.iter();
    let starts = requests.any(|specifier| tables.network.starts_programs(&specifier))
        || exprs.any(|expr| matches!(expr, Expr::Global(name) if tables.network.starts_programs(name)));
    if !starts {
        return Mailers::None;
    }
    let texts = || {
        module.exprs.iter().filter_map(|expr| match expr {
            Expr::Text(text) => Some(text),
            _ => None,
        })
    };
    let named: BTreeSet<usize> = texts().flat_map(|text| tables.mail.programs_named(text)).collect();
    let only_sends = named.iter().any(|row| tables.mail.programs[*row].only_sends());
    let is_told = || texts().any(|text| tables.mail.programs_told(text).any(|row| named.contains(&row)));
    match named.is_empty() {
        true => Mailers::None,
        false if only_sends || is_told() => Mailers::Named,
        false => Mailers::Possible,
    }
}

/// Mails of one call that are told apart; what else it sends counts as part of the last.
const MOST_MAILS: usize = 16;

/// What a call sends by the programs that it starts.
pub(super) fn by_program(evaluator: &mut Evaluator<'_>, tables: &Tables, id: CallId, callee: &Value) -> Vec<Send> {
    let mut sends: Vec<Send> = Vec::new();
    for command in started_by(evaluator, tables, id, callee) {
        let Some((program, rest)) = command.words.split_first() else { continue };
        for choice in program.choices() {
            let Some(text) = choice.value.as_text() else { continue };
            let name = file_name(&text.text);
            let Some(row) = tables.mail.program(name) else { continue };
            let reader = Reader::new(&tables.mail, 0);
            let message = arguments::read(evaluator, &reader, row, rest, &command.stdin);
            let mut told = tables.sources.of_word(&command.text);
            if row.stdin.is_some() {
                told.extend(command.told_by_input(&tables.sources));
            }
            for path in &message.files {
                let paths = texts(evaluator, tables, path).into_iter();
                told.extend(paths.filter_map(|path| Some((tables.sources.of_path(&path)?, path))));
            }
            if message.fields.is_empty() {
                continue;
            }
            let at_most = sends.len() >= MOST_MAILS;
            if let Some(last) = sends.last_mut().filter(|_| at_most) {
                join(last, message);
                last.told.extend(told);
                continue;
            }
            sends.push(Send {
                client: name.to_owned(),
                method: name.to_owned(),
                recognition: Recognition::Table,
                call: id,
                way: None,
                fields: message.fields,
                content: message.content,
                told,
                servers: Vec::new(),
            });
        }
    }
    sends
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
