//! What is sensitive among what leaves: values are followed back to what they were read from.
//!
//! [`origin`](crate::origin) names every source of a value, however little of it is left.
//! Here a value counts only where it arrives as a whole: changed in form (JSON, base64, zlib, encrypted), and not
//! looked at, counted or hashed.

#[cfg(test)]
mod tests;
mod text;

use std::collections::BTreeSet;

use molehunt_model::{Carried, Sensitivity};
use rustc_hash::{FxHashMap, FxHashSet};
use swc_atoms::Atom;

use crate::{
    eval::Evaluator,
    ir::{CallId, Expr, ExprId, FunctionId},
    network,
    origin::{SourceKind, describe, source_kinds},
    tables::{SourceTable, Started, Tables, is_private},
    value::{Choice, Form, Path, Root, Segment, Value},
};
pub(crate) use text::texts;

/// Values that are looked at for what one request carries.
const MOST_STEPS: u32 = 4_000;
/// How deep values in values, and arguments of calls on the way, are followed.
const DEEPEST: u32 = 60;
/// Callbacks inside each other whose parameters are followed to what they are given.
const MOST_NESTED: u32 = 4;
/// Sensitive things of one request that are told apart.
const MOST_CARRIED: usize = 64;

/// What of these values is sensitive, seen from where they go; sorted.
///
/// `told` is what a text for a shell says of it.
pub(crate) fn carried(
    evaluator: &mut Evaluator<'_>,
    tables: &Tables,
    values: &[Value],
    told: &[(usize, String)],
    host: &str,
) -> Vec<Carried> {
    let mut walk = Walk::new(tables, told.iter().take(MOST_CARRIED).cloned().collect());
    for value in values {
        walk.value(evaluator, value, 0, false);
    }
    evaluator.pay(walk.steps as usize);
    let carried = |(source, name): (usize, String)| {
        let source = &tables.sources.sources[source];
        let is_named = source.class == Sensitivity::UnclaimedSecret && names_host(&name, host);
        let is_at_home = is_named || source.owners.iter().any(|owner| is_of(host, owner));
        Carried { class: source.class, name, is_at_home }
    };
    let mut carried: Vec<Carried> = walk.found.into_iter().map(carried).collect();
    carried.sort();
    carried
}

/// Whether the code reads something private, as far as that is known without who calls its methods.
pub(crate) fn reads_private(evaluator: &mut Evaluator<'_>, tables: &Tables) -> bool {
    let module = evaluator.module;
    let named = &tables.sources.named;
    // One variable of the environment is not the whole: its name is told by a text, or is that of a property itself.
    let mut looked_into = FxHashSet::default();
    for expr in &module.exprs {
        match expr {
            Expr::Text(text) | Expr::Member(_, text) if named.are_told(text) => return true,
            Expr::Member(object, _) => drop(looked_into.insert(*object)),
            _ => {}
        }
    }
    let may_be_read = |(index, expr): (usize, &Expr)| {
        let name = match expr {
            Expr::Global(name) | Expr::Member(_, name) | Expr::Import { name: Some(name), .. } => name,
            Expr::Call(call) => module.called_name(module.call(*call).callee)?,
            _ => return None,
        };
        let id = ExprId(index as u32);
        (named.are_read(name) && !looked_into.contains(&id)).then_some(id)
    };
    let read: Vec<ExprId> = module.exprs.iter().enumerate().filter_map(may_be_read).collect();
    read.into_iter().any(|id| {
        let value = evaluator.value(id);
        carried(evaluator, tables, &[value], &[], "").iter().any(|carried| is_private(carried.class))
    })
}

/// What of the files with these paths is sensitive, wherever it goes.
pub(crate) fn files_named(evaluator: &mut Evaluator<'_>, tables: &Tables, paths: &[Value]) -> Vec<Carried> {
    let texts = paths.iter().flat_map(|path| texts(evaluator, tables, path));
    let known = texts.filter_map(|name| {
        let source = tables.sources.of_path(&name)?;
        Some(Carried { class: tables.sources.sources[source].class, name, is_at_home: false })
    });
    known.take(MOST_CARRIED).collect()
}

/// Whether whoever calls the code names the element of a page that it looks up: `document.querySelector(selector)`.
fn names_element(evaluator: &mut Evaluator<'_>, segments: &[Segment]) -> bool {
    let looked_up = segments.iter().find_map(|segment| match segment {
        Segment::Call(call) => evaluator.module.call(*call).arguments.first().copied(),
        _ => None,
    });
    let is_given =
        |choice: &Choice| matches!(&choice.value, Value::Path(path) if matches!(path.root, Root::Parameter(..)));
    looked_up.is_some_and(|selector| evaluator.value(selector).choices().iter().all(is_given))
}

/// Whether a host lies in a domain.
fn is_of(host: &str, domain: &str) -> bool {
    host.strip_suffix(domain).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

/// What arrives whole in some values, beside what is sensitive.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Passed {
    /// Something that came over the network.
    pub(crate) is_from_network: bool,
    /// A long text that is written in the code and that nobody can read.
    pub(crate) is_encoded: bool,
}

/// What arrives whole in values.
pub(crate) fn passed(evaluator: &mut Evaluator<'_>, tables: &Tables, values: &[Value]) -> Passed {
    let mut walk = Walk { wants_passed: true, ..Walk::new(tables, BTreeSet::new()) };
    for value in values {
        walk.value(evaluator, value, 0, false);
    }
    evaluator.pay(walk.steps as usize);
    walk.passed
}

/// Characters from which on a text in base64 or hexadecimal is no word.
const LONG_TEXT: usize = 64;

/// Whether a text is long, and neither a sentence nor code: letters and digits without a blank.
fn is_encoded(text: &str) -> bool {
    let is_digit = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=' | b'-' | b'_');
    text.len() >= LONG_TEXT && text.bytes().all(is_digit)
}

/// Whether the name of a secret has a word that its host has: `MAILROOM_TOKEN` belongs to `api.mailroom.example`.
///
/// Words of which names of secrets are made say nothing, and neither do short ones.
fn names_host(name: &str, host: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let words = name.split('_').filter(|word| word.len() > 2 && !OF_SECRETS.contains(word));
    let is_in = |word: &str| {
        host.split(['.', '-']).any(|label| label.starts_with(word) || label.len() > 2 && word.starts_with(label))
    };
    words.into_iter().any(is_in)
}

/// Words of names of secrets that say nothing of whose they are.
const OF_SECRETS: [&str; 18] = [
    "api", "app", "key", "token", "secret", "auth", "password", "passwd", "pass", "access", "private", "session",
    "client", "user", "npm", "config", "com", "net",
];

struct Walk<'t> {
    tables: &'t Tables,
    /// The sources found, by number, with the names of what was read.
    found: BTreeSet<(usize, String)>,
    seen: FxHashSet<(CallId, bool, bool)>,
    steps: u32,
    /// Whether but one entry of what is found arrives: `parse(text).API_KEY`, `entries.find(…)`.
    is_single: bool,
    /// Callbacks inside callbacks that are followed.
    nested: u32,
    /// Calls and codings around what is looked at.
    inside: u32,
    /// Whether somebody asks what arrives beside what is sensitive.
    wants_passed: bool,
    passed: Passed,
}

impl<'t> Walk<'t> {
    fn new(tables: &'t Tables, found: BTreeSet<(usize, String)>) -> Self {
        Self {
            tables,
            found,
            seen: FxHashSet::default(),
            steps: 0,
            is_single: false,
            nested: 0,
            inside: 0,
            wants_passed: false,
            passed: Passed::default(),
        }
    }
}

impl Walk<'_> {
    fn sources(&self) -> &SourceTable {
        &self.tables.sources
    }

    fn add(&mut self, source: usize, name: String) {
        // Who takes one entry out of many means that one.
        let is_many =
            matches!(self.sources().sources[source].class, Sensitivity::Environment | Sensitivity::ProjectSecret);
        if self.found.len() < MOST_CARRIED && !(is_many && self.is_single) {
            self.found.insert((source, name));
        }
    }

    /// `is_computed`: something was computed from the value, so that a bare object or variable is not what arrives.
    fn value(&mut self, evaluator: &mut Evaluator<'_>, value: &Value, depth: u32, is_computed: bool) {
        self.steps += 1;
        if self.steps > MOST_STEPS || depth > DEEPEST {
            return;
        }
        let depth = depth + 1;
        match value {
            Value::Concat(parts) => parts.iter().for_each(|part| self.value(evaluator, part, depth, is_computed)),
            Value::Derived(parts) => parts.iter().for_each(|part| self.value(evaluator, part, depth, true)),
            Value::OneOf(choices) => {
                choices.iter().for_each(|choice| self.value(evaluator, &choice.value, depth, is_computed));
            }
            Value::List(list) => {
                list.items.iter().chain(&list.rest).for_each(|item| self.value(evaluator, item, depth, is_computed));
            }
            Value::Object(object) => {
                for property in &object.properties {
                    self.value(evaluator, &property.value, depth, is_computed);
                }
                object.rest.iter().for_each(|rest| self.value(evaluator, rest, depth, is_computed));
            }
            // Whatever its form, all of it is there.
            Value::Coded(coded) => {
                if coded.form == Form::Pairs {
                    self.fields(evaluator, &coded.inner);
                }
                self.inside += 1;
                match &coded.inner {
                    // A text that was changed is the text.
                    Value::Derived(parts) => parts.iter().for_each(|part| self.value(evaluator, part, depth, false)),
                    inner => self.value(evaluator, inner, depth, false),
                }
                self.inside -= 1;
            }
            Value::Path(path) => self.path(evaluator, path, depth, is_computed),
            // What stands among other pieces is an alphabet or an icon, and is not decoded.
            Value::Text(text) => self.passed.is_encoded |= self.inside > 0 && is_encoded(&text.text),
            _ => {}
        }
    }

    fn path(&mut self, evaluator: &mut Evaluator<'_>, path: &Path, depth: u32, is_computed: bool) {
        if path.segments.iter().any(|step| self.tables.sources.loses(step)) {
            return;
        }
        if self.wants_passed && (!is_computed || gives_letters(path)) && !self.passed.is_from_network {
            self.passed.is_from_network = self.is_answer(evaluator, path);
        }
        if let Root::Parameter(function, index) = path.root {
            return self.parameter(evaluator, path, (function, index), depth);
        }
        if self.environment(evaluator, path, is_computed)
            || self.file(evaluator, path)
            || self.program(evaluator, path)
            || self.remote(evaluator, path)
        {
            return;
        }
        if let Some((length, source)) = longest(self.sources().calls.find_prefix(path)) {
            // Of a page's cookies one is often looked for, and that one is the site's own.
            let is_searched = path.segments[length..].iter().any(|segment| matches!(segment, Segment::Call(_)));
            let is_page = self.sources().sources[source].class == Sensitivity::PageData;
            let is_private = !is_searched || !is_page || self.goes_through(evaluator, path, source);
            if is_private && !(is_page && names_element(evaluator, &path.segments[..length])) {
                self.add(source, describe(path));
            }
            return;
        }
        if matches!(longest(source_kinds().find_prefix(path)), Some((_, SourceKind::Host))) {
            if let Some(source) = self.sources().sources.iter().position(|source| source.class == Sensitivity::Host) {
                self.add(source, describe(path));
            }
            return;
        }
        self.given(evaluator, path, depth);
    }

    /// Whether a path asks something private for one of its own keys, and thereby for each: `store.getItem(store.key(i))`.
    fn goes_through(&self, evaluator: &mut Evaluator<'_>, path: &Path, source: usize) -> bool {
        let Some(Segment::Call(call)) = path.segments.last() else { return false };
        let Some(argument) = evaluator.module.call(*call).arguments.first().copied() else { return false };
        let is_of_source =
            |path: &Path| longest(self.sources().calls.find_prefix(path)).is_some_and(|(_, other)| other == source);
        evaluator.value(argument).choices().iter().any(|key| match &key.value {
            Value::Path(key) => is_of_source(key),
            _ => false,
        })
    }

    /// Whether a path leads to what came over the network.
    fn is_answer(&self, evaluator: &mut Evaluator<'_>, path: &Path) -> bool {
        if is_served(path) {
            return true;
        }
        let is_remote = matches!(longest(source_kinds().find_prefix(path)), Some((_, SourceKind::Remote)));
        let mut calls: Vec<CallId> = Vec::new();
        for (at, segment) in path.segments.iter().enumerate() {
            let (Segment::Call(call) | Segment::New(call)) = segment else { continue };
            let mut callee = Path { root: path.root.clone(), segments: path.segments[..at].into() };
            if matches!(segment, Segment::New(_)) {
                callee.segments.push(segment.clone());
            }
            if network::fetches(evaluator, self.tables, *call, &callee) {
                return true;
            }
            if is_remote || sends(&callee) {
                calls.push(*call);
            } else if matches!(segment, Segment::New(_)) && knows_module(&path.root) {
                // A socket that is made first and opened later.
                let later = evaluator.methods_called_on(*call);
                calls.extend(later.into_iter().map(|(_, later)| later).filter(|later| opens(evaluator, *later)));
            }
        }
        calls.into_iter().any(|call| {
            let later = evaluator.methods_called_on(call);
            std::iter::once(call)
                .chain(later.into_iter().map(|(_, call)| call))
                .any(|call| names_host_in(evaluator, call))
        })
    }

    /// What an element of a page holds that a form is made of: `new FormData(form)`.
    fn fields(&mut self, evaluator: &mut Evaluator<'_>, form: &Value) {
        for choice in form.choices() {
            let Value::Path(element) = &choice.value else { continue };
            for element in self.told(evaluator, element) {
                if let Some((length, source)) = longest(self.sources().elements.find_prefix(&element))
                    && !names_element(evaluator, &element.segments[..length])
                {
                    self.add(source, describe(&element));
                }
            }
        }
    }

    /// A path, or what it is where it begins with a parameter of a callback.
    fn told(&self, evaluator: &mut Evaluator<'_>, path: &Path) -> Vec<Path> {
        let Root::Parameter(function, index) = path.root else { return vec![path.clone()] };
        let given = given_to_callback(evaluator, function, index).into_iter();
        given.map(|given| given.joined(&path.segments)).collect()
    }

    /// What is taken out of something that came through a call which gives it back: `Array.from(fields)[0].value`.
    fn taken_out(&mut self, evaluator: &mut Evaluator<'_>, path: &Path, depth: u32) {
        let call = path.segments.iter().position(|segment| matches!(segment, Segment::Call(_) | Segment::New(_)));
        let Some(at) = call.filter(|at| at + 1 < path.segments.len() && depth <= DEEPEST) else { return };
        let Segment::Call(call) = path.segments[at] else { return };
        let Some(argument) = evaluator.module.call(call).arguments.first().copied() else { return };
        for choice in evaluator.value(argument).choices() {
            let Value::Path(inner) = &choice.value else { continue };
            let taken = inner.joined(&path.segments[at + 1..]);
            if let Some((_, source)) = longest(self.sources().calls.find_prefix(&taken)) {
                self.add(source, describe(&taken));
            }
        }
    }

    /// What is given to the calls on the way of a path, as far as they give it back.
    fn given(&mut self, evaluator: &mut Evaluator<'_>, path: &Path, depth: u32) {
        let keeps = !self.sources().carriers.find_prefix(path).is_empty();
        if keeps {
            self.taken_out(evaluator, path, depth);
        }
        let was_single = self.is_single;
        self.is_single |= takes_one(path);
        let mut name: Option<&Atom> = None;
        for segment in &path.segments {
            match segment {
                Segment::Property(property) => name = Some(property),
                Segment::Any => name = None,
                Segment::Call(call) | Segment::New(call) => {
                    let calls_back = name.is_some_and(|name| CALLING_BACK.contains(&&**name));
                    if (keeps || calls_back) && self.seen.insert((*call, keeps, self.is_single)) {
                        self.arguments(evaluator, *call, keeps, depth);
                    }
                    name = None;
                }
            }
        }
        self.is_single = was_single;
    }

    fn arguments(&mut self, evaluator: &mut Evaluator<'_>, call: CallId, keeps: bool, depth: u32) {
        self.inside += 1;
        self.arguments_inside(evaluator, call, keeps, depth);
        self.inside -= 1;
    }

    fn arguments_inside(&mut self, evaluator: &mut Evaluator<'_>, call: CallId, keeps: bool, depth: u32) {
        for argument in evaluator.module.call(call).arguments.iter() {
            match evaluator.value(*argument) {
                // What a callback makes of each item.
                Value::Function(function) => {
                    let module = evaluator.module;
                    for returned in &module.function(function).returns {
                        let value = evaluator.value(*returned);
                        self.value(evaluator, &value, depth + 1, false);
                    }
                }
                value if keeps => self.value(evaluator, &value, depth + 1, false),
                _ => {}
            }
        }
        if !keeps {
            return;
        }
        let tables = self.tables;
        let read = evaluator.read_into(|evaluator| read_into(evaluator, tables));
        for read in read.get(&call).into_iter().flatten().copied() {
            let value = evaluator.value(read);
            self.value(evaluator, &value, depth + 1, false);
        }
        // What is added to a form, or to an archive, afterwards.
        for (_, added) in evaluator.methods_called_on(call) {
            if self.seen.insert((added, true, self.is_single)) {
                self.arguments(evaluator, added, true, depth + 1);
            }
        }
    }

    /// A parameter of a callback: what a file, a program or a stream gives.
    fn parameter(
        &mut self,
        evaluator: &mut Evaluator<'_>,
        path: &Path,
        (function, index): (FunctionId, u16),
        depth: u32,
    ) {
        for given in given_to_callback(evaluator, function, index) {
            let whole = given.joined(&path.segments);
            if depth <= DEEPEST && self.nested < MOST_NESTED {
                self.nested += 1;
                self.path(evaluator, &whole, depth + 1, false);
                self.nested -= 1;
            }
        }
    }

    /// The environment, or a variable of it. Whether the path leads there.
    fn environment(&mut self, evaluator: &mut Evaluator<'_>, path: &Path, is_computed: bool) -> bool {
        let whole = longest(self.sources().whole.find_prefix(path));
        let single = longest(source_kinds().find_prefix(path));
        let start = match (whole, single) {
            (Some((length, _)), _) | (None, Some((length, SourceKind::Env))) => length,
            _ => return false,
        };
        let rest = &path.segments[start..];
        let variable = match rest {
            [] if whole.is_some() => {
                if let (Some((_, source)), false) = (whole, is_computed) {
                    self.add(source, describe(path));
                }
                return true;
            }
            [Segment::Property(name), ..] if &**name == EACH => {
                if let Some((_, source)) = whole {
                    self.add(
                        source,
                        describe(&Path { root: path.root.clone(), segments: path.segments[..start].into() }),
                    );
                }
                return true;
            }
            // `Deno.env.get("NAME")`
            [Segment::Property(_), Segment::Call(call), ..] if whole.is_none() => {
                let argument = evaluator.module.call(*call).arguments.first().copied();
                argument.and_then(|argument| evaluator.value(argument).as_text().map(|text| text.text.clone()))
            }
            [Segment::Property(name), ..] => Some(name.to_string()),
            _ => None,
        };
        // `!process.env.TOKEN` says whether there is one.
        if let Some(name) = variable.filter(|_| !is_computed || rest.len() > 1)
            && let Some(source) = self.sources().of_variable(&name)
        {
            self.add(source, name);
        }
        true
    }

    /// What a file holds. Whether the path leads to that.
    fn file(&mut self, evaluator: &mut Evaluator<'_>, path: &Path) -> bool {
        let Some((length, SourceKind::File)) = longest(source_kinds().find_prefix(path)) else { return false };
        let Some(Segment::Call(call) | Segment::New(call)) = path.segments.get(length) else { return false };
        let Some(argument) = evaluator.module.call(*call).arguments.first().copied() else { return true };
        let value = evaluator.value(argument);
        for text in texts(evaluator, self.tables, &value) {
            if let Some(source) = self.sources().of_path(&text) {
                self.add(source, text);
            }
        }
        true
    }

    /// What a program prints. Whether the path leads to that.
    fn program(&mut self, evaluator: &mut Evaluator<'_>, path: &Path) -> bool {
        for (at, segment) in path.segments.iter().enumerate() {
            let Segment::Call(call) = segment else { continue };
            let callee = Path { root: path.root.clone(), segments: path.segments[..at].into() };
            for (channel, row) in self.tables.network.calls.find(&callee) {
                let row = &self.tables.network.channels[channel].call[row];
                let Some(started) = row.started() else { continue };
                for line in lines(evaluator, self.tables, *call, started) {
                    for (source, name) in self.sources().of_command(&line) {
                        self.add(source, name);
                    }
                }
                return true;
            }
        }
        false
    }

    /// What a service answers that speaks to its own machines alone. Whether the path leads to that.
    fn remote(&mut self, evaluator: &mut Evaluator<'_>, path: &Path) -> bool {
        for segment in &path.segments {
            let Segment::Call(call) = segment else { continue };
            let Some(argument) = evaluator.module.call(*call).arguments.first().copied() else { continue };
            let host = network::host_of(&network::url_text(&evaluator.value(argument)));
            let Some(destination) = network::destination(&format!("http://{host}")) else { continue };
            if let Some(source) = self.sources().of_host(&destination.value) {
                self.add(source, format!("what {} answers", destination.value));
                return true;
            }
        }
        false
    }
}

/// What is read into the bytes that calls make, by the call: `fs.readSync(file, bytes)`.
fn read_into(evaluator: &mut Evaluator<'_>, tables: &Tables) -> FxHashMap<CallId, Vec<ExprId>> {
    let module = evaluator.module;
    let fillers = &tables.sources.fillers;
    let names: Vec<&str> = fillers.rows().filter_map(|(_, pattern, ())| pattern.last_name()).collect();
    let mut read: FxHashMap<CallId, Vec<ExprId>> = FxHashMap::default();
    for (index, call) in module.calls.iter().enumerate() {
        let [from, into, ..] = *call.arguments else { continue };
        let is_named = module.called_name(call.callee).is_some_and(|name| names.contains(&&**name));
        if !is_named {
            continue;
        }
        let callee = evaluator.callee(CallId(index as u32));
        if network::paths_in(&callee).iter().any(|path| !fillers.find(path).is_empty()) {
            let into = network::paths_in(&evaluator.value(into));
            into.iter().flat_map(Path::calls).for_each(|made| read.entry(made).or_default().push(from));
        }
    }
    read
}

/// Whether a path leads to the code of a letter: a text that is made of such is the one they come from, changed.
pub(crate) fn gives_letters(path: &Path) -> bool {
    let mut names = path.segments.iter().rev().filter_map(|segment| match segment {
        Segment::Property(name) => Some(&**name),
        _ => None,
    });
    matches!(names.next(), Some("charCodeAt" | "codePointAt"))
}

/// Whether but one entry is taken out of what a call gives: by its name, or as the one that was looked for.
fn takes_one(path: &Path) -> bool {
    let is_call = |segment: &Segment| matches!(segment, Segment::Call(_) | Segment::New(_));
    let Some(first) = path.segments.iter().position(is_call) else { return false };
    let mut after = path.segments[first..].windows(2);
    let is_named = matches!(path.segments.last(), Some(Segment::Property(name)) if &**name != EACH && !is_number(name));
    (is_named && path.segments.len() > first + 1)
        || after.any(|pair| matches!(pair, [Segment::Property(name), Segment::Call(_)] if &**name == "find" || &**name == "findLast"))
}

fn is_number(name: &str) -> bool {
    name.bytes().all(|byte| byte.is_ascii_digit())
}

/// The name of the property that stands for each property of an object, by its own names.
pub(crate) const EACH: &str = "*";

/// Methods that give what their callback returns.
const CALLING_BACK: [&str; 4] = ["map", "flatMap", "reduce", "then"];

/// What a callback of a call gets as a parameter: what the call gives, or what the stream does that it listens to.
pub(crate) fn given_to_callback(evaluator: &mut Evaluator<'_>, function: FunctionId, index: u16) -> Vec<Path> {
    let mut given = Vec::new();
    let Some((call, _)) = evaluator.callback_of(function) else {
        if let Some(object) = evaluator.handled_by(function).filter(|_| index == 0) {
            // What is written to it makes it an object of which the rest is what it was.
            for choice in evaluator.value(object).choices() {
                match choice.value {
                    Value::Path(path) => given.push(Path::clone(&path)),
                    Value::Object(object) => given.extend(object.rest.iter().flat_map(network::paths_in)),
                    _ => {}
                }
            }
        }
        return given;
    };
    let callee = evaluator.value(evaluator.module.call(call).callee);
    for choice in callee.choices() {
        let Value::Path(path) = &choice.value else { continue };
        // `Array.from(text, (letter) => …)`
        if goes_through_first(path) && index == 0 {
            let over = evaluator.module.call(call).arguments.first().copied();
            given.extend(over.map(|over| network::paths_in(&evaluator.value(over))).into_iter().flatten());
            continue;
        }
        let mut path = Path::clone(path);
        let listens = match path.segments.last() {
            Some(Segment::Property(name)) => {
                // What a request fails with says what it answered.
                matches!(&**name, "then" | "catch") || Tables::embedded().language.listening_methods.contains(&**name)
            }
            _ => false,
        };
        match (listens, index) {
            (true, 0) => drop(path.segments.pop()),
            // The first parameter is the error, but for requests, whose callback gets the answer.
            (false, 1..) => path.segments.push(Segment::Call(call)),
            (false, 0) if sends(&path) || serves(&path, call) => path.segments.push(Segment::Call(call)),
            _ => continue,
        }
        given.push(path);
    }
    given
}

/// Whether a host that is written in the code is among what a call is given: its author chose who answers.
fn names_host_in(evaluator: &mut Evaluator<'_>, call: CallId) -> bool {
    let arguments = evaluator.module.call(call).arguments.clone();
    let callee = evaluator.value(evaluator.module.call(call).callee);
    let takes_hosts =
        !callee.choices().iter().any(|choice| matches!(&choice.value, Value::Path(path) if takes_url(path)));
    evaluator.values(&arguments).iter().any(|value| has_host(value, takes_hosts, 0))
}

/// Whether what a call of that path is given as its destination is an address, and never a host alone: `page.html` is a
/// file there.
fn takes_url(path: &Path) -> bool {
    let network = &Tables::embedded().network;
    let found = network.calls.find(path);
    !found.is_empty()
        && found.iter().all(|(channel, row)| {
            let channel = &network.channels[*channel];
            let row = &channel.call[*row];
            channel.scheme_of_hosts().is_none()
                && row.destination.iter().all(|place| place.is.as_deref() != Some("host"))
        })
}

/// Whether a host is written in a value, and `takes_hosts` one that stands alone counts.
fn has_host(value: &Value, takes_hosts: bool, depth: u32) -> bool {
    const DEEPEST: u32 = 4;
    if depth > DEEPEST {
        return false;
    }
    let is_host = |text: String| {
        let is_alone = !text.contains("://") && !text.contains(['/', ' ', '@']) && text.contains('.');
        if is_alone && !takes_hosts {
            return false;
        }
        network::destination(&if is_alone { format!("tcp://{text}") } else { text }).is_some()
    };
    let inside = |value: &Value| has_host(value, takes_hosts, depth + 1);
    match value {
        Value::Text(_) | Value::Concat(_) => is_host(network::url_text(value)),
        Value::OneOf(choices) => choices.iter().any(|choice| inside(&choice.value)),
        // Options say which of them is the host.
        Value::Object(object) => object.properties.iter().any(|property| has_host(&property.value, true, depth + 1)),
        Value::List(list) => list.items.iter().any(inside),
        // What is computed when it runs, from no argument of anybody, is the author's as well.
        Value::Coded(coded) => inside(&coded.inner),
        _ => false,
    }
}

/// Whether a path leads through a call that sends something.
pub(crate) fn asks_network(path: &Path) -> bool {
    let is_call = |segment: &Segment| matches!(segment, Segment::Call(_) | Segment::New(_));
    let mut called = path.segments.iter().enumerate().filter(|(_, segment)| is_call(segment));
    called.any(|(at, segment)| {
        let end = if matches!(segment, Segment::New(_)) { at + 1 } else { at };
        sends(&Path { root: path.root.clone(), segments: path.segments[..end].into() })
    })
}

/// Whether a call of that path sends something.
fn sends(path: &Path) -> bool {
    let network = &Tables::embedded().network;
    network.calls.find(path).iter().any(|(channel, row)| network.channels[*channel].call[*row].is_outbound())
}

/// Whether a call of that path gives its callback what its first argument has.
fn goes_through_first(path: &Path) -> bool {
    matches!(&path.root, Root::Global(name) if &**name == "Array")
        && matches!(path.segments.as_slice(), [only] if only.is_property("from"))
}

/// Whether a call of that path waits for others to connect, and has its callback run with what they send.
fn serves(callee: &Path, call: CallId) -> bool {
    let mut path = callee.clone();
    path.segments.push(Segment::Call(call));
    is_served(&path)
}

/// Whether a path leads to what others send who connect.
fn is_served(path: &Path) -> bool {
    !Tables::embedded().sources.servers.find_prefix(path).is_empty()
}

fn knows_module(root: &Root) -> bool {
    matches!(root, Root::Module(name) if Tables::embedded().network.knows_module(name))
}

/// Whether a call sends something, or opens what sends.
fn opens(evaluator: &mut Evaluator<'_>, call: CallId) -> bool {
    let callee = evaluator.value(evaluator.module.call(call).callee);
    callee.choices().iter().any(|choice| matches!(&choice.value, Value::Path(path) if sends(path)))
}

/// The command lines that a call starts, unknown pieces written as `{}`.
fn lines(evaluator: &mut Evaluator<'_>, tables: &Tables, call: CallId, started: Started<'_>) -> Vec<String> {
    let mut at = |index: usize| {
        let argument = evaluator.module.call(call).arguments.get(index).copied()?;
        let value = evaluator.value(argument);
        Some(texts(evaluator, tables, &value))
    };
    match started {
        Started::Text(place) => place.argument().and_then(&mut at).unwrap_or_default(),
        Started::Template => at(0).unwrap_or_default(),
        Started::Program(file, list) => {
            let files = file.and_then(|place| place.argument()).and_then(&mut at).unwrap_or_default();
            let lists = list.and_then(|place| place.argument()).and_then(&mut at).unwrap_or_default();
            let lists = if lists.is_empty() { vec![String::new()] } else { lists };
            let line =
                |file: &String, list: &String| format!("{file} {}", list.replace(text::BETWEEN, " ")).trim().to_owned();
            files.iter().flat_map(|file| lists.iter().map(move |list| line(file, list))).collect()
        }
    }
}

fn longest<T>(found: Vec<(usize, T)>) -> Option<(usize, T)> {
    found.into_iter().max_by_key(|(length, _)| *length)
}
