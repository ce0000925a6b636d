//! Where values come from: paths become [`Origin`]s.

use std::{collections::BTreeSet, sync::OnceLock};

use molehunt_model::{Chooser, Origin};
use rustc_hash::{FxHashMap, FxHashSet};
use serde::Deserialize;

use crate::{
    eval::Evaluator,
    ir::{CallId, FunctionId},
    need::Need,
    sensitive::{given_to_callback, gives_letters, texts},
    tables::{Matches, PathPattern, RootKey, Tables, UNKNOWN},
    value::{Path, Root, Segment, Value},
};

/// The parameters of tool handlers that hold the tool's arguments.
pub(crate) type ToolParameters = FxHashMap<(FunctionId, u16), ToolParameter>;

/// Where in a parameter a tool's arguments are.
#[derive(Debug, Clone, Default)]
pub(crate) struct ToolParameter {
    /// Below one of these: `params.arguments`, `req.valid('json')`.
    pub(crate) below: Vec<PathPattern>,
    /// Whether it is one argument by itself, and not all of them.
    pub(crate) is_one: bool,
}

impl ToolParameter {
    /// What is left of a path behind where the arguments are.
    pub(crate) fn rest<'a>(&self, segments: &'a [Segment]) -> &'a [Segment] {
        let fitting = self.below.iter().filter(|below| below.begins(segments)).map(|below| below.0.len());
        let rest = &segments[fitting.max().unwrap_or(0)..];
        // `(...all) => handler(...all)`: which of all is not told, and only the first has arguments.
        let is_position = |segment: &Segment| match segment {
            Segment::Any => true,
            Segment::Property(name) => name.bytes().all(|byte| byte.is_ascii_digit()),
            Segment::Call(_) | Segment::New(_) => false,
        };
        match rest {
            [Segment::Any, second, after @ ..] if is_position(second) => after,
            _ => rest,
        }
    }
}

/// The origins of a value, sorted.
pub(crate) fn origins(evaluator: &mut Evaluator<'_>, tools: &ToolParameters, values: &[Value]) -> Vec<Origin> {
    origins_with_parameters(evaluator, tools, values).0
}

/// The same, with the parameters that arguments among them are: those of two functions may have one name.
pub(crate) fn origins_with_parameters(
    evaluator: &mut Evaluator<'_>,
    tools: &ToolParameters,
    values: &[Value],
) -> (Vec<Origin>, BTreeSet<(FunctionId, u16)>) {
    let mut walk = Walk::new(tools);
    for value in values {
        walk.value(evaluator, value, 0);
    }
    (walk.found.into_iter().collect(), walk.parameters)
}

/// The origins of which somebody learns something who gets these values: not those that are only counted, compared,
/// tested or hashed.
pub(crate) fn told_origins(evaluator: &mut Evaluator<'_>, tools: &ToolParameters, values: &[Value]) -> Vec<Origin> {
    let mut walk = Walk { only_told: true, ..Walk::new(tools) };
    for value in values {
        walk.value(evaluator, value, 0);
    }
    walk.found.into_iter().collect()
}

/// Who chose a value that is not known.
pub(crate) fn chooser(origins: &[Origin]) -> Chooser {
    if origins.iter().any(Origin::is_chosen_by_user) { Chooser::User } else { Chooser::Unknown }
}

struct Walk<'a> {
    tools: &'a ToolParameters,
    found: BTreeSet<Origin>,
    parameters: BTreeSet<(FunctionId, u16)>,
    seen: FxHashSet<CallId>,
    steps: u32,
    /// Whether only what can be learnt from a value is looked for.
    only_told: bool,
    /// Whether what is looked at is what an operator was given.
    is_computed: bool,
}

pub(crate) const MOST_STEPS: u32 = 4_000;
pub(crate) const DEEPEST: u32 = 60;

impl<'a> Walk<'a> {
    fn new(tools: &'a ToolParameters) -> Self {
        Self {
            tools,
            found: BTreeSet::new(),
            parameters: BTreeSet::new(),
            seen: FxHashSet::default(),
            steps: 0,
            only_told: false,
            is_computed: false,
        }
    }
}

impl Walk<'_> {
    fn value(&mut self, evaluator: &mut Evaluator<'_>, value: &Value, depth: u32) {
        self.steps += 1;
        evaluator.needs.raise(Need::Origins, self.steps as usize);
        evaluator.needs.raise(Need::OriginDepth, depth as usize);
        if self.steps > MOST_STEPS || depth > DEEPEST {
            return;
        }
        match value {
            Value::Concat(parts) => parts.iter().for_each(|part| self.value(evaluator, part, depth + 1)),
            Value::Derived(parts) => {
                let before = std::mem::replace(&mut self.is_computed, true);
                parts.iter().for_each(|part| self.value(evaluator, part, depth + 1));
                self.is_computed = before;
            }
            Value::OneOf(choices) => choices.iter().for_each(|choice| self.value(evaluator, &choice.value, depth + 1)),
            Value::List(list) => {
                list.items.iter().chain(&list.rest).for_each(|item| self.value(evaluator, item, depth + 1));
            }
            Value::Object(object) => {
                object.properties.iter().for_each(|property| self.value(evaluator, &property.value, depth + 1));
                object.rest.iter().for_each(|rest| self.value(evaluator, rest, depth + 1));
            }
            // Whatever its form, all of it is there; a text that was changed is the text.
            Value::Coded(coded) => {
                let before = std::mem::take(&mut self.is_computed);
                match &coded.inner {
                    Value::Derived(parts) => parts.iter().for_each(|part| self.value(evaluator, part, depth + 1)),
                    inner => self.value(evaluator, inner, depth + 1),
                }
                self.is_computed = before;
            }
            Value::Path(path) if self.only_told && self.tells_little(path) => {}
            Value::Path(path) => self.path(evaluator, path, depth),
            _ => {}
        }
    }

    /// Whether next to nothing of what a path leads to can be learnt from what was made of it.
    fn tells_little(&self, path: &Path) -> bool {
        let sources = &Tables::embedded().sources;
        // An argument of a tool may be called anything.
        let made = match &path.root {
            Root::Parameter(function, index) => self.tools.get(&(*function, *index)).map_or(&*path.segments, |tool| {
                let rest = tool.rest(&path.segments);
                &rest[usize::from(!tool.is_one).min(rest.len())..]
            }),
            _ => &path.segments,
        };
        let is_outcome = match (&path.root, path.segments.last()) {
            (Root::Module(_) | Root::Global(_), Some(Segment::Property(name))) => sources.outcomes.contains(&**name),
            _ => false,
        };
        // Who has each byte has all of them.
        let is_element = matches!(path.segments.last(), Some(Segment::Any));
        is_outcome
            || self.is_computed && !gives_letters(path) && !is_element
            || made.iter().any(|step| sources.loses(step))
            || !sources.losers.find_prefix(path).is_empty()
    }

    /// What a schema gives back of a tool's arguments: `schema.parse(args).city` is `args.city`.
    fn parsed(&self, evaluator: &mut Evaluator<'_>, path: &Path) -> Option<Value> {
        let parsers = &Tables::embedded().mcp.protocol.schema_parsers;
        let is_parser = |pair: &[Segment]| match pair {
            [Segment::Property(name), Segment::Call(_)] => parsers.iter().any(|parser| *parser == **name),
            _ => false,
        };
        let at = path.segments.windows(2).rposition(is_parser)?;
        let Segment::Call(call) = path.segments[at + 1] else { return None };
        let argument = *evaluator.module.call(call).arguments.first()?;
        let Value::Path(given) = evaluator.value(argument) else { return None };
        let Root::Parameter(function, index) = given.root else { return None };
        self.tools.get(&(function, index))?;
        let rest = &path.segments[at + 2..];
        // `safeParse` tells whether it went well, and has the arguments below that.
        let rest = match rest {
            [Segment::Property(data), rest @ ..] if &**data == "data" => rest,
            _ => rest,
        };
        let whole = Value::Path(given);
        Some(rest.iter().fold(whole, |value, segment| match value {
            Value::Path(path) => Value::extend(&path, segment.clone()),
            other => other,
        }))
    }

    fn path(&mut self, evaluator: &mut Evaluator<'_>, path: &Path, depth: u32) {
        if !self.tools.is_empty()
            && depth < DEEPEST
            && let Some(parsed) = self.parsed(evaluator, path)
        {
            return self.value(evaluator, &parsed, depth + 1);
        }
        // What is given to a call on the way is part of what comes out.
        for segment in &path.segments {
            if let Segment::Call(call) | Segment::New(call) = segment
                && self.seen.insert(*call)
            {
                let mut arguments = evaluator.module.call(*call).arguments.to_vec();
                // What is put into a form or among headers later is part of it as well.
                if !self.tools.is_empty() && !Tables::embedded().sources.carriers.find_prefix(path).is_empty() {
                    for (_, later) in evaluator.methods_called_on(*call) {
                        arguments.extend(evaluator.module.call(later).arguments.iter().copied());
                    }
                }
                for argument in arguments {
                    let value = evaluator.value(argument);
                    self.value(evaluator, &value, depth + 1);
                }
            }
        }
        match &path.root {
            Root::Parameter(function, index) => {
                // What a file, a program or a stream gives to a callback.
                if !self.tools.contains_key(&(*function, *index)) {
                    let given = given_to_callback(evaluator, *function, *index);
                    let known: Vec<Origin> = given.iter().flat_map(|path| known_source(evaluator, path)).collect();
                    if !known.is_empty() {
                        return self.found.extend(known);
                    }
                }
                let own = evaluator.module.function(*function).parameter_names.get(usize::from(*index));
                let own = own.and_then(Option::as_ref).map(ToString::to_string);
                let named = |mut names: Vec<String>, own: Option<String>| {
                    names.splice(0..0, own);
                    if names.is_empty() { "*".to_owned() } else { names.join(".") }
                };
                let origin = match self.tools.get(&(*function, *index)) {
                    Some(parameter) => {
                        let names = leading_names(parameter.rest(&path.segments));
                        Origin::McpArgument(named(names, own.filter(|_| parameter.is_one)))
                    }
                    None => {
                        self.parameters.insert((*function, *index));
                        Origin::Argument(named(leading_names(&path.segments), own))
                    }
                };
                self.found.insert(origin);
            }
            Root::Module(_) | Root::Global(_) => {
                self.found.extend(known_source(evaluator, path));
            }
            Root::This(_) => {}
        }
    }
}

/// The properties before the first call; a method's own name is none of them.
fn leading_names(segments: &[Segment]) -> Vec<String> {
    let mut names = Vec::new();
    for (index, segment) in segments.iter().enumerate() {
        match segment {
            Segment::Property(name) => {
                if !matches!(segments.get(index + 1), Some(Segment::Call(_) | Segment::New(_))) {
                    names.push(name.to_string());
                }
            }
            Segment::Any => names.push("[]".to_owned()),
            Segment::Call(_) | Segment::New(_) => break,
        }
    }
    names
}

/// What a path was read from; of a file each that it could be.
pub(crate) fn known_source(evaluator: &mut Evaluator<'_>, path: &Path) -> Vec<Origin> {
    let found = source_kinds().find_prefix(path).into_iter().max_by_key(|(length, _)| *length);
    let Some((length, origin)) = found else { return Vec::new() };
    let rest = &path.segments[length..];
    if let (SourceKind::File, Some(Segment::Call(call))) = (origin, rest.first())
        && let Some(argument) = evaluator.module.call(*call).arguments.first().copied()
    {
        let value = evaluator.value(argument);
        let names = texts(evaluator, crate::Tables::embedded(), &value);
        let named = |name: String| Origin::File(if name == UNKNOWN { "*".to_owned() } else { name });
        return names.into_iter().map(named).collect();
    }
    let mut text_of = |call: CallId| {
        let argument = *evaluator.module.call(call).arguments.first()?;
        evaluator.value(argument).as_text().map(|text| text.text.clone())
    };
    let named = match rest.first() {
        Some(Segment::Property(name)) => match rest.get(1) {
            // `Deno.env.get("NAME")`
            Some(Segment::Call(call)) => text_of(*call),
            _ => Some(name.to_string()),
        },
        Some(Segment::Call(call)) => text_of(*call),
        // One of them, and not all.
        Some(Segment::Any) => Some("[]".to_owned()),
        _ => None,
    };
    let what = named.unwrap_or_else(|| "*".to_owned());
    vec![match origin {
        SourceKind::Env => Origin::Env(what),
        SourceKind::CommandLine => Origin::CommandLine,
        SourceKind::Config => Origin::Config(describe(path)),
        SourceKind::File => Origin::File(what),
        SourceKind::Host => Origin::Host(describe(path)),
        SourceKind::Remote => Origin::Remote(describe(path)),
    }]
}

/// Whether a path leads through the language alone, as `String.raw` and `new Uint8Array(…)` do: what it gives can be computed.
pub(crate) fn is_pure(path: &Path) -> bool {
    is_called(path) && is_of_pure_global(path)
}

/// Whether a path is a function or a value of the language's pure part, as `String` and `Math.PI` are.
pub(crate) fn is_of_language(path: &Path) -> bool {
    !is_called(path) && is_of_pure_global(path)
}

fn is_called(path: &Path) -> bool {
    path.segments.iter().any(|segment| matches!(segment, Segment::Call(_) | Segment::New(_)))
}

fn is_of_pure_global(path: &Path) -> bool {
    // `Math.random` is another one every time.
    let is_chance = matches!(path.segments.first(), Some(Segment::Property(name)) if &**name == "random");
    let pure = &crate::Tables::embedded().language.pure_globals;
    !is_chance && matches!(&path.root, Root::Global(name) if pure.contains(&**name))
}

/// Whether what a path gives is no text, and has none unless it is asked for it: `new Map(…)`, `Math.floor(…)`.
pub(crate) fn is_textless(path: &Path) -> bool {
    let Root::Global(name) = &path.root else { return false };
    let is_made = matches!(
        path.segments.as_slice(),
        [Segment::Call(_) | Segment::New(_)] | [Segment::Property(_), Segment::Call(_)]
    );
    is_made && crate::Tables::embedded().language.textless_globals.contains(&**name)
}

/// A path as a person would name it, without arguments.
pub(crate) fn describe(path: &Path) -> String {
    let mut text = match &path.root {
        Root::Module(name) | Root::Global(name) => name.to_string(),
        Root::Parameter(..) | Root::This(_) => String::new(),
    };
    for segment in &path.segments {
        if let Segment::Property(name) = segment {
            if !text.is_empty() {
                text.push('.');
            }
            text.push_str(name);
        }
    }
    text
}

/// What kind of source a path leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum SourceKind {
    Env,
    CommandLine,
    Config,
    File,
    Host,
    Remote,
}

#[derive(Debug, Deserialize)]
struct Written {
    source: Vec<Source>,
}

#[derive(Debug, Deserialize)]
struct Source {
    origin: SourceKind,
    #[serde(default)]
    globals: Vec<String>,
    #[serde(default)]
    modules: Vec<String>,
}

/// What is read from where, by the paths that lead to it.
pub(crate) fn source_kinds() -> &'static Matches<SourceKind> {
    static SOURCES: OnceLock<Matches<SourceKind>> = OnceLock::new();
    SOURCES.get_or_init(|| {
        let written: Written =
            crate::tables::read(include_str!("../../../rules/tables/choosers.toml"), "choosers.toml");
        let mut sources = Matches::new();
        for source in written.source {
            let split = |text: &str| match text.split_once(' ') {
                Some((root, path)) => (root.to_owned(), PathPattern::parse(path)),
                None => (text.to_owned(), PathPattern::parse("")),
            };
            for global in &source.globals {
                let (root, path) = split(global);
                sources.add(RootKey::Global(root), path, source.origin);
            }
            for module in &source.modules {
                let (root, path) = split(module);
                sources.add(RootKey::Module(root.trim_start_matches("node:").to_owned()), path, source.origin);
            }
        }
        sources
    })
}
