//! What the code of a graph does: its calls, recognised and evaluated, become facts.

mod act;
mod likeness;
mod request;
mod send;
mod trees;

use std::{
    cell::OnceCell,
    collections::{BTreeMap, BTreeSet},
};

use molehunt_model::{Anchor, Behaviour, DeclareTool, Evidence, Fact, Occasion, Origin, Step, UnanalysedReason};
use molehunt_source::{ByteSpan, CodeKind, PackagePath, SourceText};

use crate::{
    acts::{self, given_behind, given_to_requests, is_told, with_calls},
    check::Checks,
    disclosure::is_of_tool,
    eval::{BUDGET, Evaluator, Way},
    ir::{CallId, ExprId, FunctionId, GuardId, Module},
    machine::Machine,
    mail::{self, Mailers, mailers, names_composer, sends},
    mcp::Tools,
    message::Who,
    need::{Marks, Need},
    network,
    occasion::run_at_load,
    reached::{Reached, looks_up, reached},
    sensitive::reads_private,
    story::{Narrator, Plot, Told},
    tables::{Interest, Tables},
    value::{Condition, Root, Value, cropped},
};

use likeness::{Likeness, likeness};
use request::{Entrusted, HandedOver, disguise_of, has_arguments};
use trees::Trees;

/// A file of a graph, in the order of the graph's files.
#[derive(Debug, Clone, Copy)]
pub(crate) struct GraphFile<'a> {
    pub(crate) path: &'a PackagePath,
    pub(crate) source: &'a SourceText,
    /// How to read it; `None` for what is no code.
    pub(crate) kind: Option<CodeKind>,
}

/// Bytes of a graph's files that are parsed a second time for the machine: their trees take twenty times as many.
pub(crate) const MOST_PARSED_AGAIN: usize = 768 << 10;

/// What was found in a graph.
#[derive(Debug, Default)]
pub(crate) struct Found {
    /// Each with its file; whether it is reachable is not known yet.
    pub(crate) facts: Vec<Fact>,
    /// Why not all was found.
    pub(crate) unanalysed: Option<(UnanalysedReason, String)>,
    /// Whether there is something that other files may decide.
    pub(crate) asks_others: bool,
    /// Whether it sends what others give it to somewhere that the code decides.
    pub(crate) hands_on: bool,
    /// Whether it starts a program that sends mail where another file gives it what makes it do so.
    pub(crate) may_mail: bool,
    /// Whether nothing was looked for, since all of it is once more when files are seen together.
    pub(crate) is_left: bool,
    /// Whether something in it can carry data out, or hands out tools.
    pub(crate) has_channel: bool,
    /// What the code asks for by names that had to be computed.
    pub(crate) wanted: BTreeSet<Wanted>,
    /// How near the code comes to the limits.
    pub(crate) needs: Marks,
}

/// A file that code asks for by a computed name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Wanted {
    /// A module, by specifier, from the file of that number.
    Module(u32, String),
    /// A file that is read as text, by its path in the package.
    Text(String),
}

/// Most facts that one file may have; more are a sign that somebody wants to bury one.
pub(crate) const MOST_FACTS: usize = 5_000;

/// Bytes of files that are looked at once more, with callers through methods, where something private is named in them
/// and what others give is sent: bundles have more of both than anybody could follow.
pub(crate) const MOST_LOOKED_AT_AGAIN: usize = 512 << 10;

/// Bytes of files that are looked at once more where their text names something private, whether or not their code reads
/// it: what bundles of libraries name they mostly ask for something else.
pub(crate) const MOST_TAKEN_AT_ITS_WORD: usize = 256 << 10;

/// Bytes of files of which callers are followed for what is done alone.
const MOST_FOLLOWED_FOR_ACTS: usize = 64 << 10;

/// Steps that following callers may take for what is done alone: compilers of templates run what they are told as well.
const STEPS_FOR_ACTS: u32 = 400_000;

/// Recipients of one role that are compared with each other one.
const MOST_COMPANY: usize = 64;

/// What the machine may cost for a graph: enough to decode what somebody hides, and for code that is obfuscated
/// enough to decode all of it.
pub(crate) const STEPS: u64 = 3_000_000;
pub(crate) const STEPS_OBFUSCATED: u64 = 120_000_000;

/// The facts of a graph's files. `machine` is one that has run the files already, `depth` says in how much code that
/// other code runs the graph stands.
///
/// Where other files may decide something and `leaves_rest` is set, nothing is looked for.
pub(crate) fn behaviours<'a>(
    module: &'a Module,
    files: &'a [GraphFile<'a>],
    tables: &'a Tables,
    machine: Option<Machine<'a>>,
    depth: u32,
    leaves_rest: bool,
) -> Found {
    let follows_acts = machine.is_none() && !module.was_hidden;
    match found(module, files, tables, machine, (depth, leaves_rest), follows_acts) {
        Some(found) => found,
        // What following calls takes too long for is found without.
        None => found(module, files, tables, None, (depth, leaves_rest), false).unwrap_or_default(),
    }
}

/// The same, unless what callers decide is followed, and takes more than it may.
fn found<'a>(
    module: &'a Module,
    files: &'a [GraphFile<'a>],
    tables: &'a Tables,
    machine: Option<Machine<'a>>,
    (depth, leaves_rest): (u32, bool),
    follows_acts: bool,
) -> Option<Found> {
    let written = tables.names_of_interest(module, &BTreeSet::new());
    let looks_up = looks_up(module, tables);
    let likeness = likeness(module, tables);
    let is_quiet = likeness == Likeness::None && !names_composer(module, tables);
    if !written.has_roots && is_quiet && !module.was_hidden && !looks_up {
        return Some(Found::default());
    }
    let trees = Trees::new(module, files);
    let mut evaluator = evaluator(module, &written, &trees, machine);
    let reached = if looks_up { reached(&mut evaluator, tables, &trees, STEPS) } else { Reached::default() };
    let interest;
    if !reached.names.is_empty() {
        interest = tables.names_of_interest(module, &reached.names);
        let machine = evaluator.take_machine();
        evaluator = self::evaluator(module, &interest, &trees, machine);
        if reached.takes_machine {
            evaluator.compute_with(&trees, STEPS);
        }
    }
    // What looks like a message may go to a client that no table knows.
    let has_channel =
        evaluator.interest.has_roots || module.was_hidden || reached.asks_others || likeness == Likeness::Message;
    if !has_channel && is_quiet {
        return Some(Found::default());
    }
    let mut extractor = Extractor::new(files, module, tables, evaluator, &trees, depth);
    extractor.asks_others |= reached.asks_others;
    // What is without a channel is linked only beside something that has one.
    let leaves_rest = leaves_rest && has_channel;
    extractor.follows_acts = follows_acts;
    extractor.run(likeness, leaves_rest);
    if extractor.follows_acts && extractor.evaluator.is_exhausted() {
        return None;
    }
    let needs = extractor.needs();
    let mut found = Found {
        facts: extractor.facts,
        unanalysed: None,
        asks_others: extractor.asks_others,
        hands_on: extractor.hands_on,
        may_mail: extractor.may_mail,
        is_left: extractor.asks_others && leaves_rest,
        has_channel,
        wanted: std::mem::take(&mut extractor.evaluator.wanted),
        needs,
    };
    if extractor.evaluator.is_exhausted() {
        let detail = format!("evaluation stopped after {} steps", BUDGET.steps);
        found.unanalysed = Some((UnanalysedReason::Budget, detail));
    } else if let Some(function) = extractor.evaluator.given_up()
        && found.facts.iter().any(|fact| matches!(fact.behaviour, Behaviour::SendEmail(_)))
    {
        // Who gets a mail may be told by one of these calls.
        let name = module.function(function).name.as_deref().unwrap_or("a function");
        found.unanalysed = Some((UnanalysedReason::Budget, format!("too much to follow in the calls of {name}")));
    }
    let most = MOST_FACTS * files.len();
    if found.facts.len() > most {
        found.unanalysed = Some((UnanalysedReason::Budget, format!("more than {most} facts")));
        found.facts.truncate(most);
    }
    Some(found)
}

struct Extractor<'a> {
    files: &'a [GraphFile<'a>],
    tables: &'a Tables,
    evaluator: Evaluator<'a>,
    trees: &'a Trees<'a>,
    tools: Tools,
    facts: Vec<Fact>,
    /// Of each fact, what its trace is to tell.
    stories: Vec<Story>,
    /// Of each fact, the call that does it, if it is one.
    calls: Vec<Option<CallId>>,
    /// Of each fact, the function in which it happens, if that is known.
    functions: Vec<Option<FunctionId>>,
    asks_others: bool,
    /// Whether it sends what others give it.
    hands_on: bool,
    /// Whether it starts a program that sends mail where another file gives it what makes it do so.
    may_mail: bool,
    /// In how much code that other code runs this one stands.
    depth: u32,
    /// What tools send.
    handed_over: Vec<HandedOver>,
    /// What tools send to whom the code does not name, by tool.
    entrusted: BTreeMap<Anchor, Vec<Entrusted>>,
    /// Where something can be checked before it is sent, once somebody has asked.
    checks: Option<Checks>,
    /// Whether what callers decide over what is done is followed, through methods as well.
    follows_acts: bool,
    /// Whether something private is named in the files, once somebody has asked.
    names_private: OnceCell<bool>,
}

/// A trace that stands already, or what it is to tell.
enum Story {
    Known(Vec<Told>),
    Plot(Plot),
}

/// What evaluates a graph. Where names are hidden, nothing is recognised before they are computed.
fn evaluator<'a>(
    module: &'a Module,
    interest: &'a Interest<'a>,
    trees: &'a Trees<'a>,
    machine: Option<Machine<'a>>,
) -> Evaluator<'a> {
    let mut evaluator = Evaluator::new(module, interest);
    match machine {
        Some(machine) => evaluator.compute_by(machine),
        None if module.was_hidden => evaluator.compute_with(trees, STEPS_OBFUSCATED),
        None => {}
    }
    evaluator
}

impl<'a> Extractor<'a> {
    fn new(
        files: &'a [GraphFile<'a>],
        module: &'a Module,
        tables: &'a Tables,
        mut evaluator: Evaluator<'a>,
        trees: &'a Trees<'a>,
        depth: u32,
    ) -> Self {
        let tools = Tools::find(&mut evaluator, tables);
        Self {
            files,
            tables,
            evaluator,
            trees,
            tools,
            facts: Vec::new(),
            stories: Vec::new(),
            calls: Vec::new(),
            functions: Vec::new(),
            // What brought no text to light was only too long to look at whole, and is read as it is written.
            asks_others: !module.disclosed.is_empty(),
            hands_on: false,
            may_mail: false,
            depth,
            handed_over: Vec::new(),
            entrusted: BTreeMap::new(),
            checks: None,
            follows_acts: false,
            names_private: OnceCell::new(),
        }
    }

    fn run(&mut self, likeness: Likeness, leaves_rest: bool) {
        let knows_client =
            self.evaluator.module.requests.iter().any(|request| self.tables.mail.knows_module(&request.specifier));
        let has_tools = self.tools.are_any();
        let mailers = mailers(self.evaluator.module, self.tables);
        self.may_mail = mailers == Mailers::Possible;
        self.asks_others |= has_tools || knows_client || mailers == Mailers::Named || likeness == Likeness::Message;
        let may_follow = std::mem::take(&mut self.follows_acts);
        // Who sends what is private is worth as much.
        let mut seen = None;
        if !self.asks_others {
            let mut requests = self.requests();
            self.asks_others = requests.1.iter().any(|request| self.sends_private(request));
            self.hands_on = !self.asks_others
                && requests.1.iter().any(|request| network::hands_on(&mut self.evaluator, self.tables, request));
            let bytes: usize = self.files.iter().map(|file| file.source.as_str().len()).sum();
            if self.hands_on
                && bytes <= MOST_LOOKED_AT_AGAIN
                && self.names_private()
                && (bytes <= MOST_TAKEN_AT_ITS_WORD || reads_private(&mut self.evaluator, self.tables))
            {
                // What callers give, through methods as well.
                self.evaluator.find_member_callers();
                requests = self.requests();
                self.asks_others = requests.1.iter().any(|request| self.sends_private(request));
            }
            self.hands_on |= !self.asks_others && network::hands_out(&mut self.evaluator, self.tables);
            seen = Some(requests).filter(|_| !self.asks_others);
            self.follows_acts =
                may_follow && seen.is_some() && bytes <= MOST_FOLLOWED_FOR_ACTS && self.is_told_what_to_do();
            if self.follows_acts {
                self.evaluator.allow(STEPS_FOR_ACTS);
                self.evaluator.find_member_callers();
                seen = None;
            }
        }
        if self.asks_others && leaves_rest {
            return;
        }
        if self.asks_others {
            self.evaluator.find_member_callers();
            // What lists and wrappers give is known once calls are followed.
            if self.tools.are_any() && self.evaluator.has_room() {
                self.tools = Tools::find(&mut self.evaluator, self.tables);
            }
            self.tools.tell_by_ways(&mut self.evaluator, self.tables);
            self.tools.follow(&mut self.evaluator);
        }
        let open = seen.as_ref().map_or(&[][..], |(_, requests)| requests);
        if self.asks_others || self.may_mail || self.hides_what_it_does(open) {
            self.evaluator.compute_with(self.trees, STEPS);
            seen = None;
        }
        self.add_tools();
        let (hooks, requests) = seen.unwrap_or_else(|| self.requests());
        let mut sent = sends(&mut self.evaluator, self.tables, &hooks, &requests);
        if self.leaves_open(&sent) && self.evaluator.run_alone() {
            let again = sends(&mut self.evaluator, self.tables, &hooks, &requests);
            // Nothing that was known is lost where the second look comes to a limit.
            let known: BTreeSet<CallId> = again.iter().map(|send| send.call).collect();
            sent.retain(|send| !known.contains(&send.call));
            sent.extend(again);
        }
        for request in &requests {
            let module = self.evaluator.module;
            let disguise = disguise_of(&request.url_value).or_else(|| request.account.as_ref().and_then(disguise_of));
            let disguise = disguise.filter(|disguise| !is_of_tool(module, disguise));
            self.add_request(request, disguise);
        }
        self.add_redirects();
        self.add_sends(sent);
        self.add_acts(&requests);
        self.compare_destinations();
        self.find_occasions();
        self.tell();
    }

    /// Whether it is not known who gets a mail, though that comes from literals alone.
    fn leaves_open(&mut self, sends: &[mail::Send]) -> bool {
        let mut entries = sends.iter().flat_map(|send| &send.fields).flat_map(|field| &field.entries);
        entries.any(|entry| match &entry.who {
            Who::Value(value) => self.evaluator.could_compute(value),
            Who::Known(_) => false,
        })
    }

    /// Whether callers decide over what the code does.
    fn is_told_what_to_do(&mut self) -> bool {
        let acts = acts::decisive(&mut self.evaluator, self.tables);
        let decisive = self.decisive(acts);
        self.evaluator.values(&decisive).iter().any(is_told)
    }

    /// What decides over what the code does, where something of that is named in the files; elsewhere where it comes from,
    /// if that is the network.
    fn decisive(&mut self, (mut ids, others): (Vec<ExprId>, Vec<ExprId>)) -> Vec<ExprId> {
        ids.extend(others);
        let mut ids = match self.files.iter().any(|file| self.tables.acts.may_act(file.source.as_str())) {
            true => with_calls(&mut self.evaluator, ids),
            false => given_to_requests(&mut self.evaluator, &ids),
        };
        if self.names_private() {
            ids.extend(network::assigned(&mut self.evaluator, self.tables));
        }
        ids
    }

    /// Whether only running the code tells what it does, or what it sends: what decides comes from literals alone, and is
    /// not known.
    fn hides_what_it_does(&mut self, requests: &[network::Request]) -> bool {
        let (code, others) = acts::decisive(&mut self.evaluator, self.tables);
        let mut decisive = self.decisive((code.clone(), others));
        decisive.extend(code);
        if self.names_private() {
            let literal = requests.iter().filter(|request| request.is_literal);
            let sent: Vec<_> = literal.flat_map(network::Request::all_values).collect();
            let given = given_behind(&mut self.evaluator, &sent);
            decisive.extend(with_calls(&mut self.evaluator, given));
        }
        decisive.retain(|id| {
            let value = self.evaluator.value(*id);
            self.evaluator.could_compute(&value)
        });
        self.evaluator.can_compute(&decisive, self.trees, STEPS)
    }

    /// What is declared for a model to use, what it is told, and what changes later.
    fn add_tools(&mut self) {
        self.tools.read_again(&mut self.evaluator, self.tables);
        let touched = self.tools.touched(&mut self.evaluator, self.tables);
        for tool in self.tools.declared.clone() {
            let touched = touched.get(&tool.name).cloned().unwrap_or_default();
            let behaviour = Behaviour::DeclareTool(DeclareTool {
                name: tool.name.clone(),
                description: tool.description,
                arguments: tool.arguments,
                environment: touched.environment.into_iter().collect(),
                files: touched.files.into_iter().collect(),
                commands: touched.commands.into_iter().collect(),
            });
            self.push(behaviour, Anchor::Tool(tool.name), None, tool.place, Story::Known(Vec::new()));
        }
        self.tools.read_answers(&mut self.evaluator);
        for (tool, place, told) in self.tools.told(self.tables) {
            let anchor = tool.map_or(Anchor::Load, Anchor::Tool);
            self.push(Behaviour::TellModel(told), anchor, None, place, Story::Known(Vec::new()));
        }
        for change in self.tools.changes(&mut self.evaluator, self.tables) {
            let mut what = change.what;
            what.condition = change.condition.map(|condition| self.condition_text(condition));
            let anchor = Anchor::Tool(what.name.clone());
            self.push(Behaviour::ChangeTool(what), anchor, None, change.place, Story::Known(Vec::new()));
        }
    }

    /// Whether something private is named in the files, which are searched once.
    fn names_private(&self) -> bool {
        let named = &self.tables.sources.named;
        *self.names_private.get_or_init(|| self.files.iter().any(|file| named.occur_in(file.source.as_str())))
    }

    /// How near the code came to the limits.
    fn needs(&mut self) -> Marks {
        let evaluator = &mut self.evaluator;
        evaluator.raise_last();
        let needs = std::mem::take(&mut evaluator.needs);
        needs.raise(Need::Facts, self.facts.len() / self.files.len().max(1));
        needs.raise(Need::ParsedAgain, MOST_PARSED_AGAIN - self.trees.left.get());
        if self.trees.is_full.get() {
            needs.exceed(Need::ParsedAgain);
        }
        needs
    }

    fn push(&mut self, behaviour: Behaviour, anchor: Anchor, call: Option<CallId>, place: ByteSpan, story: Story) {
        let (file, local) = self.locate(place);
        let span = file.source.span(local);
        let evidence =
            Evidence { file: file.path.clone(), span, trace: Vec::new(), reachable: false, occasion: Occasion::Call };
        self.facts.push(Fact { behaviour, anchor, evidence });
        self.stories.push(story);
        self.calls.push(call);
        self.functions.push(call.map(|call| self.evaluator.module.call(call).context.function));
    }

    /// Says in which function it is that the last fact happens, where no call tells.
    fn happens_in(&mut self, function: Option<FunctionId>) {
        if let Some(last) = self.functions.last_mut() {
            *last = function;
        }
    }

    /// Says of each fact outside of tools whether it happens where the file is loaded.
    fn find_occasions(&mut self) {
        let asks = |fact: &Fact| !matches!(fact.anchor, Anchor::Tool(_));
        if !self.facts.iter().any(asks) {
            return;
        }
        let mut at_load = run_at_load(&mut self.evaluator);
        // What is done is worth knowing who calls it through methods.
        let mut acts = self.facts.iter().zip(&self.functions).filter(|(fact, _)| is_act(fact));
        if acts.any(|(_, function)| function.is_some_and(|function| !at_load.contains(&function)))
            && !self.evaluator.follows_calls()
        {
            self.evaluator.find_member_callers();
            at_load = run_at_load(&mut self.evaluator);
        }
        for (fact, function) in self.facts.iter_mut().zip(&self.functions) {
            if asks(fact) && function.is_some_and(|function| at_load.contains(&function)) {
                fact.evidence.occasion = Occasion::Load;
            }
        }
    }

    /// Tells the traces. Nothing is evaluated afterwards, so that looking at it once more changes nothing.
    fn tell(&mut self) {
        let stories = std::mem::take(&mut self.stories);
        let mut narrator = Narrator::new(&mut self.evaluator, &self.tools, self.files);
        let told: Vec<Vec<Told>> = stories
            .into_iter()
            .map(|story| match story {
                Story::Known(steps) => steps,
                Story::Plot(plot) => narrator.told(&plot),
            })
            .collect();
        for (index, told) in told.into_iter().enumerate() {
            self.facts[index].evidence.trace = told.into_iter().map(|(place, label)| self.step(place, label)).collect();
        }
    }

    /// From where a call is made: each tool that reaches it, or the named function around it.
    fn anchors(&mut self, call: CallId, way: Option<&Way>) -> Vec<Anchor> {
        let context = self.evaluator.module.call(call).context;
        let mut tools = match way {
            Some(way) => self.tools.reaching(&mut self.evaluator, way.function, way.guard),
            None => Vec::new(),
        };
        if tools.is_empty() {
            tools = self.tools.reaching(&mut self.evaluator, context.function, context.guard);
        }
        if !tools.is_empty() {
            return tools.into_iter().map(Anchor::Tool).collect();
        }
        vec![self.plain_anchor(context.function)]
    }

    /// The same for a call that sends something. What a tool was given and others send later, from a list that waits or by
    /// what listens, that tool sends.
    fn anchors_of_sent(
        &mut self,
        call: CallId,
        ways: &[Option<&Way>],
        sent: (&[Value], &[Origin]),
    ) -> BTreeSet<Anchor> {
        let anchors: BTreeSet<Anchor> = ways.iter().flat_map(|way| self.anchors(call, *way)).collect();
        let (values, origins) = sent;
        if !has_arguments(origins) || anchors.iter().any(|anchor| told_tool(anchor).is_some()) {
            return anchors;
        }
        let given = values.iter().flat_map(network::paths_in).filter_map(|path| match path.root {
            Root::Parameter(function, index) => {
                self.tools.parameters.contains_key(&(function, index)).then_some(function)
            }
            _ => None,
        });
        let handlers: BTreeSet<FunctionId> = given.collect();
        let tools: BTreeSet<Anchor> = (handlers.into_iter())
            .flat_map(|handler| self.tools.reaching(&mut self.evaluator, handler, GuardId::NONE))
            .map(Anchor::Tool)
            .collect();
        if tools.is_empty() { anchors } else { tools }
    }

    /// From where something is done, in a function and by a call, if there is one.
    fn anchors_of(&mut self, function: FunctionId, call: Option<CallId>) -> Vec<Anchor> {
        match call {
            Some(call) => self.anchors(call, None),
            None => vec![self.plain_anchor(function)],
        }
    }

    /// The named function around something.
    fn plain_anchor(&self, function: FunctionId) -> Anchor {
        let module = self.evaluator.module;
        let named = module.enclosing(function).find_map(|function| module.function(function).name.clone());
        named.map_or(Anchor::Load, |name| Anchor::Function(name.to_string()))
    }

    fn step(&self, place: ByteSpan, label: String) -> Step {
        let (file, local) = self.locate(place);
        Step { file: file.path.clone(), span: file.source.span(local), label }
    }

    /// The file in which a place of the graph lies, and the place in it.
    fn locate(&self, place: ByteSpan) -> (GraphFile<'a>, ByteSpan) {
        let (file, local) = self.evaluator.module.locate(place);
        (self.files[file.index()], local)
    }

    /// What is written at a place.
    fn written(&self, place: ByteSpan) -> &'a str {
        let (file, local) = self.locate(place);
        file.source.as_str().get(local.start as usize..local.end as usize).unwrap_or("")
    }

    fn condition_text(&self, condition: Condition) -> String {
        let (word, test) = match condition {
            Condition::If(test) => ("if", test),
            Condition::Unless(test) => ("unless", test),
        };
        format!("{word} {}", self.snippet(test))
    }

    /// The source of an expression on one line, cropped.
    fn snippet(&self, id: ExprId) -> String {
        let span = self.evaluator.module.span(id);
        let text = self.written(span);
        let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
        cropped(&line, 80)
    }
}

/// Whether a fact says of something done that it is of a kind that rules know.
fn is_act(fact: &Fact) -> bool {
    matches!(&fact.behaviour, Behaviour::Act(act) if !act.classes.is_empty())
}

/// The tool whose handler a trace names.
fn told_tool(anchor: &Anchor) -> Option<String> {
    match anchor {
        Anchor::Tool(name) => Some(name.clone()),
        _ => None,
    }
}
