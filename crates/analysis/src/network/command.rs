//! What programs send that the code starts: `curl -d @file https://…`, `env | nc host 80`, `nslookup name`.
//!
//! What their arguments mean are rows of `egress.toml`. Text for a shell is read as it stands: what a variable or
//! another command puts into a word is told by the words themselves.

use super::{HandedLater, Request, addresses, destination, host_of, literal_place, url_text};
use crate::{
    eval::Evaluator,
    ir::CallId,
    program::{Command, started_by},
    sensitive::texts,
    tables::{CommandRole, CommandRow, Substitution, Tables, Word, file_name, substitutions},
    value::Value,
};

/// The channel of what commands send, and of names that they look up.
const CHANNEL: &str = "command";
const DNS_CHANNEL: &str = "dns-command";

/// What the programs send that a call starts.
pub(super) fn requests(evaluator: &mut Evaluator<'_>, tables: &Tables, id: CallId, callee: &Value) -> Vec<Request> {
    let mut requests = Vec::new();
    for command in started_by(evaluator, tables, id, callee) {
        let Some((program, rest)) = command.words.split_first() else { continue };
        for choice in program.choices() {
            let Some(text) = choice.value.as_text() else { continue };
            let name = file_name(&text.text).to_ascii_lowercase();
            let Some(row) = tables.network.command(&name) else { continue };
            let mut read = Read { tables, row, command: &command, sent: Sent::default() };
            read.words(evaluator, rest);
            requests.extend(read.finish(evaluator, id, &name));
        }
    }
    requests
}

/// What a command is told to send, and where to.
#[derive(Default)]
struct Sent {
    destinations: Vec<(CommandRole, Value)>,
    bodies: Vec<Value>,
    extras: Vec<Value>,
    told: Vec<(usize, String)>,
    reads_stdin: bool,
}

struct Read<'t> {
    tables: &'t Tables,
    row: &'t CommandRow,
    command: &'t Command,
    sent: Sent,
}

impl Read<'_> {
    fn words(&mut self, evaluator: &mut Evaluator<'_>, words: &[Value]) {
        let (mut at, mut position) = (0, 0);
        while let Some(word) = words.get(at) {
            at += 1;
            let text = url_text(word);
            match self.row.word(&text) {
                Word::Flag => {}
                Word::Option(role, Some(start)) => {
                    if let Some(role) = role {
                        self.value(evaluator, role, cut(word, &text, start));
                    }
                }
                Word::Option(role, None) => {
                    if let (Some(role), Some(value)) = (role, words.get(at)) {
                        self.value(evaluator, role, value.clone());
                    }
                    at += 1;
                }
                Word::Bare => {
                    let prefixed = self.row.address_prefixes.iter().find(|(prefix, _)| {
                        text.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix))
                    });
                    if let Some((prefix, role)) = prefixed {
                        self.value(evaluator, *role, cut(word, &text, prefix.len()));
                    } else if let Some(role) = self.row.positional.get(position).copied().or(self.row.bare) {
                        position += 1;
                        self.value(evaluator, role, word.clone());
                    }
                }
            }
        }
    }

    fn value(&mut self, evaluator: &mut Evaluator<'_>, role: CommandRole, value: Value) {
        use CommandRole::{Credentials, DnsName, File, Header, Host, HostPort, Payload, RemotePath, Url};
        let sources = &self.tables.sources;
        let text = url_text(&value);
        match role {
            Url | Host | HostPort | DnsName | RemotePath => {
                self.sent.told.extend(sources.of_word(&text));
                // What goes to another machine by its path is a file of this one otherwise.
                if role == RemotePath && remote_host(&text).is_none() {
                    self.file(evaluator, &value);
                } else {
                    self.sent.destinations.push((role, value));
                }
            }
            Payload => {
                let prefix = self.row.file_prefix.as_deref().unwrap_or("\u{0}");
                let file = match text.strip_prefix(prefix) {
                    Some(_) => Some(prefix.len()),
                    // `-F name=@file`
                    None => text.find(&format!("={prefix}")).map(|at| at + 1 + prefix.len()),
                };
                match file {
                    Some(start) => self.file(evaluator, &cut(&value, &text, start)),
                    None => {
                        self.sent.told.extend(sources.of_word(&text));
                        self.sent.bodies.push(value);
                    }
                }
            }
            File => self.file(evaluator, &value),
            Header | Credentials => {
                self.sent.told.extend(sources.of_word(&text));
                self.sent.extras.push(value);
            }
            _ => {}
        }
    }

    /// What is read from a file, or from standard input.
    fn file(&mut self, evaluator: &mut Evaluator<'_>, value: &Value) {
        for path in texts(evaluator, self.tables, value) {
            let path = path.split(';').next().unwrap_or("").trim_matches(['"', '\'']);
            if path == "-" || path == "." {
                self.sent.reads_stdin = true;
            } else if let Some(found) = self.tables.sources.of_file_word(path) {
                self.sent.told.push(found);
            }
        }
    }

    fn finish(mut self, evaluator: &mut Evaluator<'_>, id: CallId, program: &str) -> Vec<Request> {
        if self.sent.reads_stdin || self.row.stdin == Some(CommandRole::Payload) {
            self.sent.told.extend(self.command.told_by_input(&self.tables.sources));
            self.sent.bodies.extend(self.command.stdin.iter().map(|found| found.value.clone()));
        }
        let mut requests = Vec::new();
        let destinations = std::mem::take(&mut self.sent.destinations).into_iter();
        let destinations = destinations.flat_map(|(role, value)| {
            addresses(&value).into_iter().map(move |value| (role, value)).collect::<Vec<_>>()
        });
        for (role, value) in destinations.collect::<Vec<_>>() {
            let text = url_text(&value);
            let written = plain(&text);
            let url = match role {
                CommandRole::DnsName => format!("dns://{written}"),
                CommandRole::RemotePath => format!("ssh://{}", remote_host(&written).unwrap_or_default()),
                _ if written.contains("://") => written.clone(),
                // Who calls the code may give all of it.
                CommandRole::Url if !is_host_like(&written) && !written.starts_with("{}") => continue,
                _ => format!("tcp://{written}"),
            };
            let is_literal = destination(&url).is_some() && !host_of(&url).is_empty();
            requests.push(Request {
                channel: if role == CommandRole::DnsName { DNS_CHANNEL } else { CHANNEL }.to_owned(),
                method: program.to_owned(),
                call: id,
                ways: Vec::new(),
                alternatives: Vec::new(),
                is_implied: false,
                account: None,
                url,
                url_place: literal_place(&value),
                is_literal,
                url_value: value,
                bodies: self.sent.bodies.clone(),
                extras: self.sent.extras.clone(),
                later: HandedLater::default(),
                grants: None,
                told: self.sent.told.clone(),
            });
        }
        evaluator.pay(requests.len());
        requests
    }
}

/// A text for a shell, with what it puts in left open.
fn plain(text: &str) -> String {
    let mut plain = text.trim_matches(['"', '\'']).to_owned();
    for inner in substitutions(text) {
        let forms = match inner {
            Substitution::Variable(name) => {
                vec![format!("${{{name}}}"), format!("$env:{name}"), format!("%{name}%"), format!("${name}")]
            }
            Substitution::Command(line) => vec![format!("$({line})"), format!("`{line}`")],
        };
        for form in forms {
            plain = plain.replace(&form, "{}");
        }
    }
    plain
}

/// A word without its first bytes.
fn cut(word: &Value, text: &str, bytes: usize) -> Value {
    match word {
        Value::Text(_) => crate::message::FlatText::new(word).part(bytes..text.len()),
        Value::Concat(parts) if !parts.is_empty() => {
            let first = url_text(&parts[0]);
            let mut parts = parts.to_vec();
            if first.len() >= bytes && parts[0].as_text().is_some() {
                parts[0] = crate::message::FlatText::new(&parts[0]).part(bytes..first.len());
            }
            Value::Concat(parts.into())
        }
        other => other.clone(),
    }
}

/// The host of `user@host:path`.
fn remote_host(text: &str) -> Option<String> {
    if text.contains("://") {
        return Some(host_of(text));
    }
    let (host, _) = text.split_once(':')?;
    let host = host.rsplit('@').next().unwrap_or(host);
    // `C:\…`, and a local path with a colon in it.
    (host.len() > 1 && !host.contains(['/', '\\', '.']) || is_host_like(host)).then(|| host.to_owned())
}

/// Whether a word without a scheme can be an address: `collect.mailroom.example/x`.
fn is_host_like(text: &str) -> bool {
    let host = text.split(['/', ':', '?']).next().unwrap_or("");
    let Some((_, last)) = host.rsplit_once('.') else { return false };
    let is_label =
        |label: &str| label == "{}" || label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    !last.is_empty() && host.split('.').all(is_label) && !FILE_ENDINGS.contains(&last)
}

/// Endings of names of files that no domain has.
const FILE_ENDINGS: [&str; 10] = ["txt", "json", "gz", "tgz", "zip", "js", "log", "html", "tar", "bin"];
