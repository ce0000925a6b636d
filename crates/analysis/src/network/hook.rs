//! What code writes into requests by the hooks of an HTTP client, after the calls that make them.
//!
//! A hook belongs to a client: the one that it is registered on, or the one whose options it is among.
//! What it writes into the body of a request, or returns in its place, is one more body of each request of that client.
//! What it leaves as it was is no news and is dropped.

#[cfg(test)]
mod tests;

use super::defaults::Defaults;
use crate::{
    eval::Evaluator,
    ir::{CallId, Expr, ExprId, FunctionId, WriteKey},
    lookup::find,
    message::written_alone,
    tables::{CallRow, Channel, KeyCase, Tables, ValuePath, ValueStep},
    value::{Choice, Condition, Path, Segment, Value},
};

/// Hooks that are followed for the requests of one graph.
const MOST_HOOKS: usize = 32;

/// All hooks that are registered, or among the defaults of a client.
pub(crate) struct Hooks {
    hooks: Vec<Hook>,
    /// What is written to the defaults of clients beside.
    pub(super) defaults: Defaults,
}

struct Hook {
    channel: usize,
    client: Path,
    /// Whether clients that are made of this one have it as well.
    is_inherited: bool,
    bodies: Vec<Value>,
}

/// What a function sees of a request.
struct Seen<'t> {
    param: u16,
    /// Where the options of the request are in the parameter.
    options: &'t ValuePath,
    /// Whether the parameter is the body alone.
    is_body: bool,
}

impl Hooks {
    pub(crate) fn find(evaluator: &mut Evaluator<'_>, tables: &Tables) -> Self {
        let mut hooks = Self { hooks: Vec::new(), defaults: Defaults::find(evaluator, &tables.network.channels) };
        hooks.add_registered(evaluator, tables);
        hooks.add_defaults(evaluator, tables);
        hooks
    }

    /// Hooks that a call registers: `client.interceptors.request.use(hook)`.
    fn add_registered(&mut self, evaluator: &mut Evaluator<'_>, tables: &Tables) {
        for id in evaluator.listed.clone() {
            let callee = evaluator.callee(id);
            for choice in callee.choices() {
                let Value::Path(path) = &choice.value else { continue };
                for (channel, row) in tables.network.calls.find(path) {
                    let row = &tables.network.channels[channel].call[row];
                    let argument = row.request_hook().and_then(|index| evaluator.module.call(id).arguments.get(index));
                    let Some(argument) = argument.copied() else { continue };
                    let client = holder(path, row.path_length());
                    let seen = Seen { param: 0, options: &ValuePath::default(), is_body: false };
                    let value = evaluator.value(argument);
                    self.add(evaluator, tables, channel, client, false, &value, &seen);
                }
            }
        }
    }

    /// Hooks that are written to the defaults of a client, or added to them: `axios.defaults.transformRequest = hook`.
    fn add_defaults(&mut self, evaluator: &mut Evaluator<'_>, tables: &Tables) {
        let module = evaluator.module;
        let names = |name: &str| {
            tables
                .network
                .channels
                .iter()
                .flat_map(|channel| &channel.hook)
                .any(|hook| hook.key.last_name() == Some(name))
        };
        let mut set: Vec<(ExprId, String, ExprId)> = Vec::new();
        for write in &module.writes {
            if let WriteKey::Named(name) = &write.key
                && names(name)
            {
                set.push((write.object, name.to_string(), write.value));
            }
        }
        for call in &module.calls {
            if let Expr::Member(list, method) = module.expr(call.callee)
                && matches!(&**method, "push" | "unshift")
                && let Expr::Member(object, name) = module.expr(*list)
                && names(name)
            {
                set.extend(call.arguments.iter().map(|argument| (*object, name.to_string(), *argument)));
            }
        }
        for (object, name, value) in set {
            let value = evaluator.value(value);
            for path in paths_of(&evaluator.value(object)) {
                self.add_default(evaluator, tables, &path, &name, &value);
            }
        }
    }

    /// A hook that is set in the defaults at a path.
    fn add_default(&mut self, evaluator: &mut Evaluator<'_>, tables: &Tables, path: &Path, name: &str, value: &Value) {
        for (index, channel) in tables.network.channels.iter().enumerate() {
            let client = with_defaults(channel, path, name).filter(|client| tables.network.is_client(index, client));
            let Some(client) = client else { continue };
            // One that stands in a list, and one that stands alone, are two rows of the same function.
            let Some(hook) = channel.hook.iter().find(|hook| hook.key.last_name() == Some(name)) else { continue };
            let seen = Seen { param: hook.param, options: &hook.options, is_body: hook.is_body };
            self.add(evaluator, tables, index, client, true, value, &seen);
        }
    }

    #[expect(clippy::too_many_arguments, reason = "what a hook is; a struct would only name the same things once more")]
    fn add(
        &mut self,
        evaluator: &mut Evaluator<'_>,
        tables: &Tables,
        channel: usize,
        client: Path,
        is_inherited: bool,
        value: &Value,
        seen: &Seen<'_>,
    ) {
        if self.hooks.len() >= MOST_HOOKS {
            return;
        }
        let bodies = written(evaluator, &tables.network.channels[channel], value, seen);
        if !bodies.is_empty() {
            self.hooks.push(Hook { channel, client, is_inherited, bodies });
        }
    }

    /// What hooks make of the body of a request: those of its client, and those among the options of either.
    pub(super) fn changes(
        &self,
        evaluator: &mut Evaluator<'_>,
        tables: &Tables,
        channel: usize,
        client: &Path,
        row: &CallRow,
        call: CallId,
    ) -> Vec<Value> {
        let mut changes = Vec::new();
        for hook in self.hooks.iter().filter(|hook| hook.channel == channel && hook.is_of(client)) {
            changes.extend(hook.bodies.iter().cloned());
        }
        evaluator.pay(changes.len());
        let rows = &tables.network.channels[channel].hook;
        if rows.is_empty() {
            return changes;
        }
        let mut given = tables.network.made_with(channel, client);
        given.push((call, row.options.clone()));
        for (call, arguments) in given {
            for index in arguments {
                let Some(argument) = evaluator.module.call(call).arguments.get(index).copied() else { continue };
                let options = evaluator.value(argument);
                for hook in rows {
                    let seen = Seen { param: hook.param, options: &hook.options, is_body: hook.is_body };
                    for found in find(evaluator, &options, &hook.key.0, KeyCase::Exact) {
                        let bodies = written(evaluator, &tables.network.channels[channel], &found.value, &seen);
                        changes.extend(bodies);
                    }
                }
            }
        }
        changes
    }
}

impl Hook {
    /// Whether a request of a client goes through the hook.
    fn is_of(&self, client: &Path) -> bool {
        let is_below = || client.segments.starts_with(&self.client.segments);
        client.root == self.client.root
            && (client.segments == self.client.segments || (self.is_inherited && is_below()))
    }
}

/// The paths of a value that is not of this graph, also where the graph writes to it.
pub(super) fn paths_of(value: &Value) -> Vec<Path> {
    let mut paths = Vec::new();
    for choice in value.choices() {
        match &choice.value {
            Value::Path(path) => paths.push(Path::clone(path)),
            Value::Object(object) => paths.extend(object.rest.iter().filter_map(|rest| match rest {
                Value::Path(path) => Some(Path::clone(path)),
                _ => None,
            })),
            _ => {}
        }
    }
    paths
}

/// The path of what something is called on.
fn holder(path: &Path, length: usize) -> Path {
    let kept = path.segments.len().saturating_sub(length);
    Path { root: path.root.clone(), segments: path.segments[..kept].to_vec() }
}

/// The client whose defaults a path is, or has the hooks of.
fn with_defaults(channel: &Channel, path: &Path, name: &str) -> Option<Path> {
    let defaults = ValuePath::parse(channel.defaults.as_deref()?);
    let hook = channel.hook.iter().find(|hook| hook.key.last_name() == Some(name))?;
    let names = |path: &ValuePath| {
        let names = path.0.iter().filter_map(|step| match step {
            ValueStep::Property(name) => Some(name.clone()),
            _ => None,
        });
        names.collect::<Vec<String>>()
    };
    let mut wanted = names(&defaults);
    wanted.extend(names(&hook.key));
    wanted.pop();
    let start = path.segments.len().checked_sub(wanted.len())?;
    let is_meant = path.segments[start..].iter().zip(&wanted).all(|(segment, name)| segment.is_property(name));
    is_meant.then(|| holder(path, wanted.len()))
}

/// What the functions that a value is, or holds, write into the body of a request.
fn written(evaluator: &mut Evaluator<'_>, channel: &Channel, value: &Value, seen: &Seen<'_>) -> Vec<Value> {
    let mut bodies = Vec::new();
    for choice in value.choices() {
        match choice.value {
            Value::Function(function) => bodies.extend(written_by(evaluator, channel, function, seen)),
            Value::List(list) => {
                for item in list.items.iter().flat_map(Value::choices) {
                    if let Value::Function(function) = item.value {
                        bodies.extend(written_by(evaluator, channel, function, seen));
                    }
                }
            }
            _ => {}
        }
    }
    bodies
}

/// What one function writes into its parameter, and what it returns in the place of it.
fn written_by(evaluator: &mut Evaluator<'_>, channel: &Channel, function: FunctionId, seen: &Seen<'_>) -> Vec<Value> {
    let returns = evaluator.module.function(function).returns.clone();
    let mut results = evaluator.values(&returns);
    results.extend(evaluator.changed_parameter(function, seen.param, (function, u32::MAX)));
    let mut bodies = Vec::new();
    for result in results.iter().flat_map(Value::choices) {
        if seen.is_body {
            bodies.extend(news(&result.value, 0).map(|value| under(value, result.condition)));
            continue;
        }
        for options in find(evaluator, &result.value, &seen.options.0, KeyCase::Exact) {
            for path in channel.keys.get("body").into_iter().flatten() {
                for found in find(evaluator, &options.value, &path.0, KeyCase::Exact) {
                    let condition = found.condition.or(result.condition);
                    bodies.extend(news(&found.value, 0).map(|value| under(value, condition)));
                }
            }
        }
    }
    bodies
}

/// A value that is meant under a condition.
fn under(value: Value, condition: Option<Condition>) -> Value {
    match condition {
        Some(_) => Value::OneOf([Choice { value, condition }].into()),
        None => value,
    }
}

/// Encodings and alternatives inside each other that are looked into.
const DEEPEST: u32 = 8;

/// What is written in a body, without what was there before; nothing where nothing is.
fn news(body: &Value, depth: u32) -> Option<Value> {
    match body {
        Value::Object(_) => written_alone(body),
        Value::Coded(coded) if depth < DEEPEST => Some(Value::coded(coded.form, news(&coded.inner, depth + 1)?)),
        Value::OneOf(choices) if depth < DEEPEST => {
            let news = choices.iter().filter_map(|choice| {
                Some(Choice { value: news(&choice.value, depth + 1)?, condition: choice.condition })
            });
            let news: Vec<Choice> = news.collect();
            (!news.is_empty()).then(|| Value::OneOf(news.into()))
        }
        Value::List(list) if depth < DEEPEST => {
            let items: Vec<Value> = list.items.iter().filter_map(|item| news(item, depth + 1)).collect();
            (!items.is_empty()).then(|| crate::value::List { items, rest: Vec::new() }.into())
        }
        Value::Text(_) | Value::Concat(_) => Some(body.clone()),
        // What a form is made of is read with what is added to it.
        Value::Path(path) => matches!(path.segments.last(), Some(Segment::New(_))).then(|| body.clone()),
        _ => None,
    }
}
