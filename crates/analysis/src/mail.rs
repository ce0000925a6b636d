//! Calls that send mail: by the tables, by the service's HTTP endpoint, or by their shape.

mod composer;
mod endpoint;
mod hook;
mod program;
mod raw;
#[cfg(test)]
mod rows;
mod send;
mod server;
mod shape;
mod split;
#[cfg(test)]
pub(crate) mod tests;

pub(crate) use composer::names_composer;
pub(crate) use program::{Mailers, mailers};
pub(crate) use server::{Server, moved_by};

use std::collections::BTreeSet;

use molehunt_model::Recognition;
use rustc_hash::{FxHashMap, FxHashSet};
use swc_atoms::Atom;

use crate::{
    eval::{Evaluator, Way},
    ir::{CallId, Expr, ExprId, FileId, FunctionId, Module},
    lookup::find,
    message::{Field, literals_fit},
    network::{self, Hooks, Request},
    tables::{Entry, KeyCase, Listed, PathPattern, RootKey, SendRow, Tables, ValuePath, WhenArguments},
    value::{Path, Root, Segment, Value},
};

/// One call that sends mail, or by which every later mail gets recipients.
#[derive(Debug)]
pub(crate) struct Send {
    pub(crate) client: String,
    pub(crate) method: String,
    pub(crate) recognition: Recognition,
    pub(crate) call: CallId,
    /// The way in which the call is reached, where it was read for each by itself.
    pub(crate) way: Option<Way>,
    pub(crate) fields: Vec<Field>,
    pub(crate) content: Vec<Value>,
    /// What is sensitive in what a command sends, as a shell has it.
    pub(crate) told: Vec<(usize, String)>,
    /// The hosts to which the code says that it is handed.
    pub(crate) servers: Vec<Server>,
}

/// Every call of the file that sends mail.
pub(crate) fn sends(evaluator: &mut Evaluator<'_>, tables: &Tables, hooks: &Hooks, requests: &[Request]) -> Vec<Send> {
    let mut sends = Vec::new();
    let mut known: FxHashSet<CallId> = requests.iter().map(|request| request.call).collect();
    for requests in requests.chunk_by(|one, other| one.call == other.call) {
        let id = requests[0].call;
        let read = |evaluator: &mut Evaluator<'_>, requests: &[Request]| -> Vec<Send> {
            requests.iter().filter_map(|request| endpoint::by_endpoint(evaluator, tables, request)).collect()
        };
        let found = read(evaluator, requests);
        sends.extend(split::by_way(evaluator, id, found, &mut |evaluator| {
            let requests = network::requests_of(evaluator, tables, hooks, id);
            read(evaluator, &requests)
        }));
    }
    let context = Context::new(evaluator, tables);
    for id in evaluator.listed.clone() {
        let callee = evaluator.callee(id);
        let read = |evaluator: &mut Evaluator<'_>, callee: &Value| {
            let mut found = by_table(evaluator, tables, &context, id, callee);
            found.extend(program::by_program(evaluator, tables, id, callee));
            found
        };
        let found = read(evaluator, &callee);
        if !found.is_empty() {
            known.insert(id);
        }
        let mut found = split::by_way(evaluator, id, found, &mut |evaluator| {
            let callee = evaluator.callee(id);
            read(evaluator, &callee)
        });
        found.extend(hook::by_hook(evaluator, tables, id, &callee));
        without_repetitions(&mut found);
        sends.extend(found);
    }
    if raw::speaks_smtp(evaluator.module, tables) {
        for index in 0..evaluator.module.calls.len() {
            let id = CallId(index as u32);
            if !known.contains(&id)
                && let Some(send) = raw::by_line(evaluator, tables, id)
            {
                known.insert(id);
                sends.push(send);
            }
        }
    }
    sends.extend(composer::by_url(evaluator, tables));
    let message_like = shape::message_like_objects(evaluator, tables);
    if !message_like.is_empty() {
        for index in 0..evaluator.module.calls.len() {
            let id = CallId(index as u32);
            if !known.contains(&id) && !evaluator.declaring.contains(&id) {
                let found: Vec<Send> = shape::by_shape(evaluator, tables, id, &message_like).into_iter().collect();
                sends.extend(split::by_way(evaluator, id, found, &mut |evaluator| {
                    shape::by_shape(evaluator, tables, id, &message_like).into_iter().collect()
                }));
            }
        }
    }
    sends
}

/// What a file uses, for sends on values that cannot be told.
struct Context {
    /// The APIs of which it uses a module or a global.
    used: FxHashSet<usize>,
    /// Functions that the platform calls: methods of an exported object, by the name of the method.
    entries: FxHashMap<FunctionId, (String, String)>,
}

impl Context {
    fn new(evaluator: &mut Evaluator<'_>, tables: &Tables) -> Self {
        let module = evaluator.module;
        let mut context = Self { used: FxHashSet::default(), entries: FxHashMap::default() };
        for (index, api) in tables.mail.apis.iter().enumerate() {
            let requests = |name: &String| module.requests.iter().any(|request| *request.specifier == **name);
            let names = |name: &String| {
                module.exprs.iter().any(|expr| matches!(expr, Expr::Global(global) if **global == **name))
            };
            let is_loose = tables.mail.loose_sends.iter().any(|(listed, _)| listed.api == index);
            if is_loose && (api.modules.iter().any(requests) || api.globals.iter().any(names)) {
                context.used.insert(index);
            }
        }
        let clients = tables.mail.apis.iter().flat_map(|api| &api.client);
        let names: BTreeSet<&str> = clients.filter_map(|client| Some(client.entry()?.export.as_str())).collect();
        let names: Vec<Atom> = names.into_iter().map(Atom::from).collect();
        for file in (0..module.files.len() as u32).map(FileId) {
            for export in names.iter().filter(|name| evaluator.has_export(file, name)).collect::<Vec<_>>() {
                // Compilers export nothing first, and the object then.
                for choice in evaluator.export(file, export).choices() {
                    let Value::Object(object) = &choice.value else { continue };
                    for property in &object.properties {
                        if let (Some(name), Value::Function(function)) = (&property.name, &property.value) {
                            context.entries.insert(*function, (export.to_string(), name.to_string()));
                        }
                    }
                }
            }
        }
        context
    }

    /// The rows of sends on a value that cannot be told.
    fn loose(&self, tables: &Tables, sink: &Path) -> Vec<Listed> {
        let mail = &tables.mail;
        let may_be_client = match &sink.root {
            Root::Module(name) => !mail.knows_module(name),
            Root::Parameter(..) | Root::This(_) | Root::Global(_) => true,
        };
        let fits = |listed: &Listed, pattern: &PathPattern| {
            let Some(client) = mail.client(*listed) else { return false };
            match client.entry() {
                Some(entry) => pattern.matches(&sink.segments) && self.is_entry(&sink.root, entry),
                None => {
                    let is_own = RootKey::of(&sink.root).is_some_and(|root| mail.apis[listed.api].has_root(&root));
                    (may_be_client || is_own)
                        && pattern.ends(&sink.segments)
                        && (self.used.contains(&listed.api) || client.is_telling())
                }
            }
        };
        mail.loose_sends.iter().filter(|(listed, pattern)| fits(listed, pattern)).map(|(listed, _)| *listed).collect()
    }

    fn is_entry(&self, root: &Root, entry: &Entry) -> bool {
        let Root::Parameter(function, index) = root else { return false };
        *index == entry.param
            && self
                .entries
                .get(function)
                .is_some_and(|(export, method)| *export == entry.export && entry.methods.contains(method))
    }
}

fn by_table(
    evaluator: &mut Evaluator<'_>,
    tables: &Tables,
    context: &Context,
    id: CallId,
    callee: &Value,
) -> Vec<Send> {
    let call = evaluator.module.call(id);
    let mut sends: Vec<Send> = Vec::new();
    for choice in callee.choices() {
        let Value::Path(path) = &choice.value else { continue };
        // A construction is a sink under its own `new`.
        let mut sink = Path::clone(path);
        if call.is_new {
            sink.segments.push(Segment::New(id));
        }
        let mut rows = tables.mail.sends.find(&sink);
        if rows.is_empty() {
            rows = context.loose(tables, &sink);
        }
        read_rows(evaluator, tables, &rows, &sink, id, &mut sends);
    }
    if sends.is_empty()
        && let Some(sink) = path_below_this(evaluator.module, call.callee)
    {
        let rows = context.loose(tables, &sink);
        read_rows(evaluator, tables, &rows, &sink, id, &mut sends);
    }
    sends
}

/// What a call sends by each of the rows that its path matched.
fn read_rows(
    evaluator: &mut Evaluator<'_>,
    tables: &Tables,
    rows: &[Listed],
    path: &Path,
    call: CallId,
    sends: &mut Vec<Send>,
) {
    let mut seen = FxHashSet::default();
    for listed in rows {
        let sink = Sink { listed: *listed, path, call };
        // Several clients of an API may have the same path.
        if seen.contains(&(listed.api, listed.row)) || !sink.fits(evaluator, tables) {
            continue;
        }
        seen.insert((listed.api, listed.row));
        let messages = send::read(evaluator, tables, &sink);
        let servers = if messages.is_empty() { Vec::new() } else { server::servers(evaluator, tables, &sink) };
        for mut message in messages {
            message.fields.retain(|field| !field.entries.is_empty());
            sends.push(Send {
                client: tables.mail.apis[listed.api].id.clone(),
                method: sink.row(tables).method(),
                recognition: Recognition::Table,
                call,
                way: None,
                fields: message.fields,
                content: message.content,
                told: Vec::new(),
                servers: servers.clone(),
            });
        }
    }
}

/// `this.env.MAIL.send` as it is written: what a class has from a framework cannot be told from its values.
fn path_below_this(module: &Module, callee: ExprId) -> Option<Path> {
    let mut segments = Vec::new();
    let mut current = callee;
    let root = loop {
        match module.expr(current) {
            Expr::Member(object, name) => {
                segments.push(Segment::Property(name.clone()));
                current = *object;
            }
            Expr::This(function) => break Root::This(*function),
            _ => return None,
        }
    };
    segments.reverse();
    Some(Path { root, segments })
}

/// A call that matched a row of `send`.
struct Sink<'a> {
    listed: Listed,
    path: &'a Path,
    call: CallId,
}

impl Sink<'_> {
    fn row<'t>(&self, tables: &'t Tables) -> &'t SendRow {
        &tables.mail.apis[self.listed.api].send[self.listed.row]
    }

    /// Whether the call's arguments are what its row, and the row of its client, want them to be.
    fn fits(&self, evaluator: &mut Evaluator<'_>, tables: &Tables) -> bool {
        let send = self.row(tables);
        let own = send.path_length();
        let client = tables.mail.client(self.listed);
        let client_length = client.map_or(0, |client| client.path_length());
        send.command.is_none()
            && overload_fits(evaluator, send.when_args.as_ref(), self.call)
            && literals_fit(evaluator, &send.literals, &|call| match call {
                Some(index) => self.nth_call(own, 0, index),
                None => Some(self.call),
            })
            && client.is_none_or(|client| {
                literals_fit(evaluator, client.literals(), &|call| {
                    self.nth_call(client_length + own, own, call.unwrap_or(0))
                })
            })
    }

    /// The n-th call among the last segments of the path, without those behind them.
    fn nth_call(&self, length: usize, behind: usize, index: usize) -> Option<CallId> {
        let segments = &self.path.segments;
        let (start, end) = (segments.len().checked_sub(length)?, segments.len().checked_sub(behind)?);
        let calls = segments[start..end].iter().filter_map(|segment| match segment {
            Segment::Call(call) => Some(*call),
            _ => None,
        });
        calls.into_iter().nth(index)
    }
}

/// Drops from later readings of a call what an earlier one found: rows of two APIs may describe one field.
fn without_repetitions(sends: &mut [Send]) {
    for index in 1..sends.len() {
        let (before, rest) = sends.split_at_mut(index);
        let client = rest[0].client.clone();
        let is_known = |field: &Field| {
            before
                .iter()
                .filter(|send| send.client != client)
                .flat_map(|send| &send.fields)
                .any(|other| other.role == field.role && other.name == field.name)
        };
        rest[0].fields.retain(|field| !is_known(field));
    }
}

/// Whether the arguments are those of an overload; one that cannot be told counts.
pub(crate) fn overload_fits(evaluator: &mut Evaluator<'_>, when: Option<&WhenArguments>, id: CallId) -> bool {
    let Some(when) = when else { return true };
    let arguments = evaluator.module.call(id).arguments.clone();
    if let Some((least, most)) = when.count
        && !(least..=most).contains(&arguments.len())
    {
        return false;
    }
    let (Some(index), Some(is)) = (when.arg, &when.is) else { return true };
    let Some(argument) = arguments.get(index) else { return true };
    match (evaluator.value(*argument), is.as_str()) {
        (Value::Text(_) | Value::Concat(_), kind) => kind == "string",
        (Value::Object(_), kind) => kind == "object",
        (Value::Number(_), kind) => kind == "number",
        _ => true,
    }
}

/// What stands at a path below a value; the value itself where there is no path.
fn inside(evaluator: &mut Evaluator<'_>, value: &Value, within: Option<&ValuePath>) -> Vec<Value> {
    match within {
        Some(within) if !within.0.is_empty() => {
            find(evaluator, value, &within.0, KeyCase::Exact).into_iter().map(|found| found.value).collect()
        }
        _ => vec![value.clone()],
    }
}
