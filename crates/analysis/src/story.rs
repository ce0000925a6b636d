//! Traces: how a literal gets from where it is written to the call that sends.
//!
//! A value knows where its pieces are written and nothing of the way they came, which would be work for all values
//! and is of use for a few. For what is reported the way is looked for afterwards, backwards from the call,
//! along expressions that have the literal in their value ([`route`]); it is then told in a few steps.

mod recipe;
mod route;

use std::rc::Rc;

use molehunt_source::ByteSpan;
use rustc_hash::FxHashMap;

use crate::{
    behaviour::GraphFile,
    eval::{Evaluator, Via},
    ir::{CallId, Expr, ExprId},
    mcp::{ANY_TOOL, Tools},
    need::Need,
    value::{Condition, Text, cropped},
};
use recipe::explained;
pub(crate) use route::LOOKS;
use route::{Looks, Stop, given, readable, route};

/// What a trace is about.
#[derive(Debug, Clone)]
pub(crate) struct Plot {
    /// What is written: `address`, `destination`.
    pub(crate) what: &'static str,
    /// In full.
    pub(crate) text: String,
    pub(crate) place: ByteSpan,
    pub(crate) disguise: Option<String>,
    /// Where it is set as a field of the message, and which.
    pub(crate) field: Option<(ByteSpan, String)>,
    pub(crate) condition: Option<Condition>,
    pub(crate) call: CallId,
    /// What the call does, for the last step.
    pub(crate) end: String,
    pub(crate) tool: Option<String>,
}

/// A step of a trace, in the positions of the graph.
pub(crate) type Told = (ByteSpan, String);

/// Steps of one trace.
pub(crate) const MOST_STEPS: usize = 8;
/// Other pieces of a text, and calls on the way from a tool, that get a step of their own.
const MOST_PIECES: usize = 2;
const MOST_CALLS: usize = 2;
/// Pieces of a text, and arguments of a call, that are looked at.
const MOST_LOOKED_AT: usize = 64;
/// Bytes between two places that may be on one line.
const LONGEST_LINE: u32 = 4_000;
/// Characters of code that a step quotes.
const SNIPPET: usize = 60;

/// Tells traces of one graph.
pub(crate) struct Narrator<'a, 'm> {
    pub(crate) evaluator: &'a mut Evaluator<'m>,
    tools: &'a Tools,
    files: &'a [GraphFile<'m>],
    looks: Looks,
    /// Ways that were found before: of one call there is a trace for each tool that reaches it.
    known: FxHashMap<(ByteSpan, CallId), Rc<Way>>,
}

/// The way of a literal; empty where it cannot be told.
struct Way {
    stops: Vec<Stop>,
    /// At which of them the text can be read first, and the text.
    readable: Option<(usize, Rc<Text>)>,
}

/// A step that may be told.
struct Draft {
    place: ByteSpan,
    label: String,
    weight: Weight,
}

/// What of a long way is left out first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Weight {
    Name,
    Move,
    Function,
    File,
    Must,
}

impl<'a, 'm> Narrator<'a, 'm> {
    pub(crate) fn new(evaluator: &'a mut Evaluator<'m>, tools: &'a Tools, files: &'a [GraphFile<'m>]) -> Self {
        Self { evaluator, tools, files, looks: Looks::new(), known: FxHashMap::default() }
    }

    /// The steps of a trace, from the literal to the call.
    pub(crate) fn told(&mut self, plot: &Plot) -> Vec<Told> {
        self.looks.start();
        let steps = self.steps(plot);
        self.evaluator.needs.raise(Need::Looks, self.looks.taken());
        self.evaluator.needs.raise(Need::TraceSteps, steps.len());
        self.looks.end();
        told_once(steps).into_iter().map(|draft| (draft.place, draft.label)).collect()
    }

    fn steps(&mut self, plot: &Plot) -> Vec<Draft> {
        let way = self.way(plot);
        let call_place = self.evaluator.module.span(self.evaluator.module.call(plot.call).expr);
        let mut steps = vec![self.beginning(plot, &way)];
        if let (Some(_), Some((_, text))) = (&plot.disguise, &way.readable) {
            steps.extend(self.pieces(plot, text));
        }
        steps.extend(self.between(plot, &way));
        steps.extend(self.calls_of_tool(plot, &steps));
        steps.push(Draft { place: call_place, label: plot.end.clone(), weight: Weight::Must });
        steps
    }

    fn way(&mut self, plot: &Plot) -> Rc<Way> {
        if let Some(known) = self.known.get(&(plot.place, plot.call)) {
            return Rc::clone(known);
        }
        let ends = given(self.evaluator, plot.call);
        let mut found = route(self.evaluator, plot.place, &ends, &mut self.looks);
        // The message is made by a builder: what is known is how the field got its value.
        if let (None, Some((field, _))) = (&found, &plot.field) {
            let ends = self.at(*field);
            found = route(self.evaluator, plot.place, &ends, &mut self.looks);
        }
        let stops = found.unwrap_or_default();
        let readable = readable(self.evaluator, &stops, &plot.text, &mut self.looks);
        let way = Rc::new(Way { stops, readable });
        self.known.insert((plot.place, plot.call), Rc::clone(&way));
        way
    }

    /// The expressions at a place.
    fn at(&mut self, place: ByteSpan) -> Vec<ExprId> {
        if !self.looks.take(self.evaluator.module.spans.len() / 64) {
            return Vec::new();
        }
        let spans = self.evaluator.module.spans.iter().enumerate();
        spans.filter(|(_, span)| **span == place).map(|(id, _)| ExprId(id as u32)).take(MOST_STEPS).collect()
    }

    /// Where the literal is, under which name, how it is hidden, and when it counts.
    fn beginning(&self, plot: &Plot, way: &Way) -> Draft {
        let name = self.first_name(plot, &way.stops).map_or_else(String::new, |name| format!(", {name}"));
        let mut label = match &plot.disguise {
            Some(recipe) => {
                let told = self.explained(recipe, plot, way);
                format!("the {} is hidden here{name}: {told}", plot.what)
            }
            None => format!("the {} is written here{name}", plot.what),
        };
        if let Some(condition) = self.told_condition(plot)
            && self.is_decided_at_beginning(plot, condition)
        {
            label.push_str(&format!(", and used {}", self.condition(condition)));
        }
        Draft { place: plot.place, label, weight: Weight::Must }
    }

    /// How the text is hidden, and what it is.
    fn explained(&self, recipe: &str, plot: &Plot, way: &Way) -> String {
        let is_joined = way.readable.as_ref().is_some_and(|(_, text)| {
            let pieces = text.piece_places(&plot.text).unwrap_or_default();
            pieces.iter().any(|(_, place)| *place != pieces[0].1)
        });
        if is_joined && !recipe.starts_with("joined") {
            let text = cropped(&plot.text, SNIPPET);
            return format!("put together from pieces that read `{text}`, one of them {recipe}");
        }
        explained(recipe, self.written(plot.place), &plot.text)
    }

    /// The condition, unless it is that of a default in a pattern, of which there is nothing to say but that it is one.
    fn told_condition(&self, plot: &Plot) -> Option<Condition> {
        let condition = plot.condition?;
        let test = condition.test();
        let is_default = self.is_simple(test) && self.snippet(self.evaluator.module.span(test)).contains('=');
        (!is_default).then_some(condition)
    }

    /// Whether a test asks for nothing but whether something is there.
    fn is_simple(&self, test: ExprId) -> bool {
        matches!(
            self.evaluator.module.expr(test),
            Expr::Name(..) | Expr::Member(..) | Expr::Index(..) | Expr::Parameter(..) | Expr::Element(_)
        )
    }

    /// Whether a condition stands nearer to the literal than to the field.
    fn is_decided_at_beginning(&self, plot: &Plot, condition: Condition) -> bool {
        let test = self.evaluator.module.span(condition.test());
        let Some((field, _)) = plot.field.as_ref().filter(|(field, _)| !contains(*field, plot.place)) else {
            return true;
        };
        test.start.abs_diff(plot.place.start) < test.start.abs_diff(field.start)
    }

    /// The name that the literal gets where it is written: `as COPY`, `in SETTINGS`.
    fn first_name(&self, plot: &Plot, stops: &[Stop]) -> Option<String> {
        let module = self.evaluator.module;
        let mut is_part = false;
        for stop in stops {
            let span = module.span(stop.expr);
            let is_field = plot.field.as_ref().is_some_and(|(field, _)| *field == span);
            if is_field || !contains(span, plot.place) {
                return None;
            }
            is_part |=
                matches!(module.expr(stop.expr), Expr::Object(_) | Expr::Array(_) | Expr::Add(..) | Expr::Template(_));
            match stop.via.as_ref()? {
                Via::Name(binding) => {
                    let name = &module.bindings[binding.index()].name;
                    return Some(format!("{} `{name}`", if is_part { "in" } else { "as" }));
                }
                Via::Environment(name) => return Some(format!("as `process.env.{name}`")),
                Via::Property(name) => return Some(format!("as the property `{name}`")),
                Via::Inside | Via::Through(_) => {}
                Via::Written(place) => {
                    return Some(self.snippet(*place)).filter(|it| !it.contains('(')).map(|it| format!("as `{it}`"));
                }
                _ => return None,
            }
        }
        None
    }

    /// Where other pieces of a text are written that was put together.
    fn pieces(&self, plot: &Plot, text: &Text) -> Vec<Draft> {
        let mut drafts: Vec<Draft> = Vec::new();
        for (piece, place) in text.piece_places(&plot.text).unwrap_or_default().into_iter().take(MOST_LOOKED_AT) {
            let is_told = |other: ByteSpan| self.is_one_line(other, place);
            if is_told(plot.place) || drafts.iter().any(|draft| is_told(draft.place)) {
                continue;
            }
            let label = format!("and `{}` of it here", cropped(piece, SNIPPET));
            drafts.push(Draft { place, label, weight: Weight::Function });
            if drafts.len() == MOST_PIECES {
                break;
            }
        }
        drafts
    }

    /// The steps between the literal and the call.
    fn between(&mut self, plot: &Plot, way: &Way) -> Vec<Draft> {
        let module = self.evaluator.module;
        let stops = &way.stops;
        let field = plot.field.as_ref().filter(|(field, _)| !contains(*field, plot.place));
        let mut is_field = field.is_none() && plot.field.is_some();
        let decoded = way.readable.as_ref().map(|(index, _)| *index).filter(|_| plot.disguise.is_some());
        let mut drafts: Vec<Draft> = Vec::new();
        for (index, stop) in stops.iter().enumerate() {
            let next = stops.get(index + 1).map(|next| next.expr);
            let at = module.span(stop.expr);
            if index == 0 && module.locate(at).0 != module.locate(plot.place).0 {
                drafts.push(Draft {
                    place: at,
                    label: "it is read from the file here".to_owned(),
                    weight: Weight::File,
                });
            }
            if decoded == Some(index) && !contains(at, plot.place) {
                let label = "it is decoded here".to_owned();
                add(&mut drafts, Draft { place: at, label, weight: Weight::Function });
            }
            if let Some((place, name)) = field
                && !is_field
                && (module.span(stop.expr) == *place || self.is_set_by_callback(*place, stop.via.as_ref()))
            {
                is_field = true;
                let draft = self.field(plot, *place, name, &mut drafts);
                drafts.push(draft);
            }
            if let (Some(via), Some(next)) = (&stop.via, next)
                && let Some(draft) = self.step(stop.expr, via, next, is_field)
                && !contains(draft.place, plot.place)
                && !contains(plot.place, draft.place)
                && !self.is_told_by_value(plot, stop.expr, via)
            {
                add(&mut drafts, draft);
            }
        }
        if let Some((place, name)) = field
            && !is_field
        {
            let draft = self.field(plot, *place, name, &mut drafts);
            drafts.push(draft);
        }
        drafts
    }

    /// Whether what is written to a property stands in full beside it, and its step tells that.
    fn is_told_by_value(&self, plot: &Plot, value: ExprId, via: &Via) -> bool {
        let span = self.evaluator.module.span(value);
        let is_field = plot.field.as_ref().is_some_and(|(field, _)| contains(span, *field));
        matches!(via, Via::Written(_)) && (is_field || contains(span, plot.place))
    }

    /// Whether a function that is given to a call is where the field is set: `list.map((address) => ({ address }))`.
    fn is_set_by_callback(&self, field: ByteSpan, via: Option<&Via>) -> bool {
        let module = self.evaluator.module;
        let Some(Via::Through(call)) = via else { return false };
        let functions = module.call(*call).arguments.iter().take(MOST_LOOKED_AT);
        let functions = functions.filter_map(|id| self.evaluator.function_of(*id));
        functions.into_iter().any(|function| contains(module.function(function).span, field))
    }

    /// The step at which a text becomes a field; what is told of places inside it, it tells itself.
    fn field(&self, plot: &Plot, place: ByteSpan, name: &str, drafts: &mut Vec<Draft>) -> Draft {
        let mut label = format!("it becomes `{name}` of the message");
        let inside: Vec<Draft> = drafts.extract_if(.., |draft| contains(place, draft.place)).collect();
        if let Some(function) = inside.iter().rev().find_map(|draft| draft.label.strip_suffix(RETURNS)) {
            label.push_str(&format!(", as {function} returns it"));
        } else if inside.iter().any(|draft| draft.label.starts_with("it is decoded")) {
            label.push_str(", decoded");
        }
        if let Some(condition) = self.told_condition(plot)
            && !self.is_decided_at_beginning(plot, condition)
        {
            label.push_str(&format!(", {}", self.condition(condition)));
        }
        Draft { place, label, weight: Weight::Must }
    }

    /// How a value gets from one expression to the next.
    fn step(&mut self, expr: ExprId, via: &Via, next: ExprId, is_message: bool) -> Option<Draft> {
        let module = self.evaluator.module;
        let it = if is_message { "the message" } else { "it" };
        let (at, to) = (module.span(expr), module.span(next));
        let (place, label, weight) = match via {
            Via::Inside | Via::Callback(_) | Via::Through(_) | Via::Property(_) => return None,
            Via::Spread => (at, format!("{it} is spread into another object here"), Weight::Move),
            Via::Name(binding) => {
                let is_new = matches!(module.expr(expr), Expr::Call(_) | Expr::Add(..) | Expr::Template(_));
                if !is_new || is_message {
                    return None;
                }
                (at, format!("{it} is kept as `{}` here", module.bindings[binding.index()].name), Weight::Name)
            }
            Via::Import => {
                if to == ByteSpan::default() {
                    return None;
                }
                match module.expr(next) {
                    Expr::ImportFile { .. } => (to, format!("{it} is imported here"), Weight::File),
                    _ => (to, format!("{it} is taken from the other module here"), Weight::File),
                }
            }
            Via::Argument(call) => {
                let called = self.called(*call)?;
                (at, format!("{it} is passed to {called} here"), Weight::Function)
            }
            Via::Event(call) => {
                let event = self.event(*call)?;
                (at, format!("{it} goes out with the event `{event}` here"), Weight::File)
            }
            Via::Returned(call, function) => {
                let arguments = &module.call(*call).arguments;
                let is_callback =
                    arguments.iter().take(MOST_LOOKED_AT).any(|id| self.evaluator.function_of(*id) == Some(*function));
                if is_callback {
                    return None;
                }
                let called = self.called(*call)?;
                let label = format!("{called} returns {it} here");
                (to, label, Weight::Function)
            }
            Via::Written(place) => {
                let label = match self.written(*place).split_once('(') {
                    Some((by, _)) => format!("{it} is set here, by `{}`", one_line(by)),
                    None => format!("{it} is put into `{}` here", self.snippet(*place)),
                };
                (*place, label, Weight::Move)
            }
            Via::Added(place) => {
                let by = self.written(*place).split_once('(').map_or("", |(method, _)| method);
                (*place, format!("{it} is added here, by `{}`", one_line(by)), Weight::Function)
            }
            Via::Copied(place) => (*place, format!("{it} is copied into another object here"), Weight::Function),
            Via::Environment(name) => (to, format!("{it} is read from `process.env.{name}` here"), Weight::File),
        };
        Some(Draft { place, label, weight })
    }

    /// The calls by which the handler of the tool gets to the function that sends.
    fn calls_of_tool(&self, plot: &Plot, steps: &[Draft]) -> Vec<Draft> {
        let module = self.evaluator.module;
        let Some(tool) = &plot.tool else { return Vec::new() };
        let calls = self.tools.way_to(module, module.call(plot.call).context.function);
        let mut drafts = Vec::new();
        for (index, id) in calls.iter().enumerate() {
            let is_told = index == 0 || index + 1 == calls.len();
            let place = module.span(module.call(*id).expr);
            if !is_told || *id == plot.call || steps.iter().any(|step| contains(place, step.place)) {
                continue;
            }
            let Some(called) = self.called(*id) else { continue };
            let who = match (index, tool.as_str()) {
                (0, ANY_TOOL) => "the handler of the tools".to_owned(),
                (0, tool) => format!("the tool `{tool}`"),
                _ => "which".to_owned(),
            };
            let label = match self.event(*id) {
                Some(event) if !self.evaluator.delivered_to(*id).is_empty() => {
                    format!("{who} emits the event `{event}` here, which leads to the call that sends")
                }
                _ => format!("{who} calls {called} here"),
            };
            drafts.push(Draft { place, label, weight: Weight::Function });
            if drafts.len() == MOST_CALLS {
                break;
            }
        }
        // What is left of several is no sentence without the first.
        if let Some(first) = drafts.first_mut()
            && let Some(rest) = first.label.strip_prefix("which ")
        {
            first.label = format!("the tool `{tool}` gets to {rest}");
        }
        drafts
    }

    /// The name of an event, as it is written.
    fn event(&self, call: CallId) -> Option<String> {
        let module = self.evaluator.module;
        let event = module.call(call).arguments.first()?;
        Some(self.snippet(module.span(*event)).trim_matches(['\'', '"', '`']).to_owned())
    }

    /// What is called, as it is written.
    fn called(&self, call: CallId) -> Option<String> {
        let module = self.evaluator.module;
        let call = module.call(call);
        let name = module.called_name(call.callee)?;
        // Of a bound function the call has another name.
        let is_elsewhere = !contains(module.span(call.expr), module.span(call.callee));
        let written = self.snippet(module.span(call.expr));
        let written = written.split_once('(').map(|(written, _)| written).filter(|_| is_elsewhere);
        Some(format!("`{}`", cropped(written.unwrap_or(name), SNIPPET)))
    }

    fn condition(&self, condition: Condition) -> String {
        let word = match condition {
            Condition::If(_) => "if",
            Condition::Unless(_) => "unless",
        };
        let test = condition.test();
        let is_property = matches!(self.evaluator.module.expr(test), Expr::Member(..) | Expr::Index(..));
        let is_set = if is_property { " is set" } else { "" };
        format!("{word} `{}`{is_set}", self.snippet(self.evaluator.module.span(test)))
    }

    fn snippet(&self, place: ByteSpan) -> String {
        one_line(self.written(place))
    }

    /// What is written at a place.
    fn written(&self, place: ByteSpan) -> &'m str {
        let (file, local) = self.evaluator.module.locate(place);
        let source = self.files.get(file.index()).map(|file| file.source.as_str());
        source.and_then(|source| source.get(local.start as usize..local.end as usize)).unwrap_or("")
    }

    /// Whether two places stand on one line of one file.
    fn is_one_line(&self, one: ByteSpan, other: ByteSpan) -> bool {
        let (first, last) = if one.start <= other.start { (one, other) } else { (other, one) };
        let between = ByteSpan { start: first.start, end: last.end.max(first.end) };
        let text = if between.end - between.start > LONGEST_LINE { "" } else { self.written(between) };
        !text.is_empty() && !text.contains('\n')
    }
}

/// How the label of what a function returns ends.
const RETURNS: &str = " returns it here";

/// Adds a step; of two at one place, the one that says more.
fn add(drafts: &mut Vec<Draft>, draft: Draft) {
    match drafts.iter_mut().find(|other| other.place == draft.place) {
        Some(other) => {
            if let Some(name) = draft.label.strip_prefix("it is kept") {
                other.label = format!("{}{}", other.label.trim_end_matches(" here"), name);
            } else if draft.weight > other.weight {
                *other = draft;
            }
        }
        None => drafts.push(draft),
    }
}

/// As many steps as are told, each place once; of more, those that matter most.
fn told_once(mut drafts: Vec<Draft>) -> Vec<Draft> {
    let mut places: Vec<ByteSpan> = Vec::new();
    let last = drafts.len().saturating_sub(1);
    let end = drafts.get(last).map(|draft| draft.place);
    let mut index = 0;
    drafts.retain(|draft| {
        index += 1;
        let is_new = !places.contains(&draft.place);
        places.push(draft.place);
        index == 1 || index == last + 1 || (is_new && Some(draft.place) != end) || (draft.weight == Weight::Must)
    });
    while drafts.len() > MOST_STEPS {
        let lightest = drafts.iter().enumerate().min_by_key(|(index, draft)| (draft.weight, usize::MAX - index));
        match lightest.map(|(index, _)| index) {
            Some(index) => drop(drafts.remove(index)),
            None => break,
        }
    }
    drafts
}

fn contains(outer: ByteSpan, inner: ByteSpan) -> bool {
    outer.start <= inner.start && inner.end <= outer.end
}

/// Code on one line, cropped.
fn one_line(code: &str) -> String {
    cropped(&code.split_whitespace().collect::<Vec<_>>().join(" "), SNIPPET)
}
