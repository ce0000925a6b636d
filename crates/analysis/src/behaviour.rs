//! What the code of a graph does: its calls, recognised and evaluated, become facts.

mod act;

use std::{
    cell::{Cell, OnceCell},
    collections::{BTreeMap, BTreeSet},
};

use molehunt_model::{
    Anchor, Behaviour, Carried, Chooser, Company, DeclareTool, Evidence, Fact, Occasion, Origin, Recipient, Role,
    SendData, SendEmail, Sensitivity, Step, UnanalysedReason,
};
use molehunt_source::{ByteSpan, CodeKind, PackagePath, SourceText};
use molehunt_syntax::Parsed;
use rustc_hash::FxHashMap;
use swc_atoms::Atom;

use crate::{
    acts::hides_code,
    check::{Checked, Checks},
    eval::{BUDGET, Evaluator, Way},
    filter::names_subject,
    ir::{CallId, Expr, ExprId, FunctionId, Module, Property, WriteKey},
    machine::{Loader, Machine},
    mail::{Send, names_composer, sends, starts_mailers},
    mcp::{ANY_TOOL, Tools},
    message::{Entry, Who},
    need::{Marks, Need},
    network,
    occasion::run_at_load,
    origin::{chooser, origins},
    sensitive::carried,
    story::{Narrator, Plot, Told},
    tables::{Interest, Tables, normal_key},
    value::{Condition, Value, cropped},
};

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

/// The trees of a graph's files once more, parsed for the machine when it asks.
struct Trees<'a> {
    module: &'a Module,
    files: &'a [GraphFile<'a>],
    parsed: Vec<OnceCell<Option<Parsed>>>,
    /// Bytes that may still be parsed.
    left: Cell<usize>,
    /// Whether there was no room for some file.
    is_full: Cell<bool>,
}

impl<'a> Trees<'a> {
    fn new(module: &'a Module, files: &'a [GraphFile<'a>]) -> Self {
        let parsed = files.iter().map(|_| OnceCell::new()).collect();
        Self { module, files, parsed, left: Cell::new(MOST_PARSED_AGAIN), is_full: Cell::new(false) }
    }
}

impl Loader for Trees<'_> {
    fn parsed(&self, file: u32) -> Option<&Parsed> {
        let cell = self.parsed.get(file as usize)?;
        let file = &self.files[file as usize];
        let parse = || {
            let Some(left) = self.left.get().checked_sub(file.source.as_str().len()) else {
                self.is_full.set(true);
                return None;
            };
            self.left.set(left);
            molehunt_syntax::parse(file.source, file.kind?).ok()
        };
        cell.get_or_init(parse).as_ref()
    }

    fn resolve(&self, file: u32, specifier: &str) -> Option<u32> {
        let node = self.module.files.get(file as usize)?;
        node.neighbours.get(&Atom::from(specifier)).map(|file| file.0)
    }

    fn text(&self, file: u32) -> Option<&str> {
        Some(self.files.get(file as usize)?.source.as_str())
    }
}

/// What was found in a graph.
#[derive(Debug, Default)]
pub(crate) struct Found {
    /// Each with its file; whether it is reachable is not known yet.
    pub(crate) facts: Vec<Fact>,
    /// Why not all was found.
    pub(crate) unanalysed: Option<(UnanalysedReason, String)>,
    /// Whether there is something that other files may decide.
    pub(crate) asks_others: bool,
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

/// Characters of an address that a fact keeps.
const LONGEST_URL: usize = 300;

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
    let interest = tables.names_of_interest(module);
    let likeness = likeness(module, tables);
    let is_quiet = likeness == Likeness::None && !names_composer(module, tables);
    if !interest.has_roots && is_quiet && !module.was_hidden {
        return Found::default();
    }
    let trees = Trees::new(module, files);
    let mut extractor = Extractor::new(files, module, tables, &interest, &trees, machine, depth);
    let has_channel = interest.has_roots || module.was_hidden;
    // What is without a channel is linked only beside something that has one.
    let leaves_rest = leaves_rest && has_channel;
    extractor.run(likeness, leaves_rest);
    let needs = extractor.needs();
    let mut found = Found {
        facts: extractor.facts,
        unanalysed: None,
        asks_others: extractor.asks_others,
        is_left: extractor.asks_others && leaves_rest,
        has_channel,
        wanted: std::mem::take(&mut extractor.evaluator.wanted),
        needs,
    };
    if extractor.evaluator.is_exhausted() {
        let detail = format!("evaluation stopped after {} steps", BUDGET.steps);
        found.unanalysed = Some((UnanalysedReason::Budget, detail));
    }
    let most = MOST_FACTS * files.len();
    if found.facts.len() > most {
        found.unanalysed = Some((UnanalysedReason::Budget, format!("more than {most} facts")));
        found.facts.truncate(most);
    }
    found
}

/// How much the names in a graph sound like mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Likeness {
    None,
    /// Properties are named like recipients, so that an unknown call could send mail, or something is called by a name
    /// that only mail and MCP libraries use.
    Keys,
    /// It has what only messages have: a blind copy, or a recipient beside a subject.
    ///
    /// A `cc` by itself is a credit card, a country code or a compiler often enough; it is no reason to read other files.
    Message,
}

fn likeness(module: &Module, tables: &Tables) -> Likeness {
    // There are few names, and many properties.
    let mut known: FxHashMap<&Atom, Sound> = FxHashMap::default();
    let mut sound = |name| *known.entry(name).or_insert_with(|| Sound::of(name, tables));
    let mut found = Likeness::None;
    for write in &module.writes {
        if let WriteKey::Named(name) = &write.key {
            found = found.max(sound(name).likeness);
        }
    }
    for expr in &module.exprs {
        let Expr::Object(properties) = expr else {
            if matches!(expr, Expr::Member(_, name) if tables.telling_methods.contains(&**name)) {
                found = found.max(Likeness::Keys);
            }
            continue;
        };
        let (mut is_to, mut is_subject) = (false, false);
        for property in properties {
            let (Property::Named(name, _) | Property::Getter(name, _)) = property else { continue };
            let sound = sound(name);
            found = found.max(sound.likeness);
            is_to |= sound.is_to;
            is_subject |= sound.is_subject;
        }
        if is_to && is_subject {
            found = Likeness::Message;
        }
    }
    found
}

/// What the name of a property sounds like.
#[derive(Debug, Clone, Copy)]
struct Sound {
    likeness: Likeness,
    is_to: bool,
    is_subject: bool,
}

impl Sound {
    fn of(name: &str, tables: &Tables) -> Self {
        let role = tables.mail.generic_role(name);
        let likeness = match role {
            Some(Role::Bcc | Role::CopyAll) if name.to_ascii_lowercase().contains("bcc") => Likeness::Message,
            _ if tables.mail.is_copy_key(name) => Likeness::Keys,
            _ => Likeness::None,
        };
        Self { likeness, is_to: role == Some(Role::To), is_subject: names_subject(name) }
    }
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
    /// Of each fact, the function in which it happens, if that is known.
    functions: Vec<Option<FunctionId>>,
    asks_others: bool,
    /// In how much code that other code runs this one stands.
    depth: u32,
    /// The facts of what tools send, each with the call.
    handed_over: Vec<(usize, CallId)>,
    /// Where something can be checked before it is sent, once somebody has asked.
    checks: Option<Checks>,
}

/// A trace that stands already, or what it is to tell.
enum Story {
    Known(Vec<Told>),
    Plot(Plot),
}

impl<'a> Extractor<'a> {
    fn new(
        files: &'a [GraphFile<'a>],
        module: &'a Module,
        tables: &'a Tables,
        interest: &'a Interest<'a>,
        trees: &'a Trees<'a>,
        machine: Option<Machine<'a>>,
        depth: u32,
    ) -> Self {
        let mut evaluator = Evaluator::new(module, interest);
        // Where names are hidden, nothing is recognised before they are computed.
        match machine {
            Some(machine) => evaluator.compute_by(machine),
            None if module.was_hidden => evaluator.compute_with(trees, STEPS_OBFUSCATED),
            None => {}
        }
        let tools = Tools::find(&mut evaluator, tables);
        Self {
            files,
            tables,
            evaluator,
            trees,
            tools,
            facts: Vec::new(),
            stories: Vec::new(),
            functions: Vec::new(),
            asks_others: module.was_hidden,
            depth,
            handed_over: Vec::new(),
            checks: None,
        }
    }

    fn run(&mut self, likeness: Likeness, leaves_rest: bool) {
        let knows_client =
            self.evaluator.module.requests.iter().any(|request| self.tables.mail.knows_module(&request.specifier));
        let has_tools = !self.tools.declared.is_empty();
        let starts_mailers = starts_mailers(self.evaluator.module, self.tables);
        self.asks_others |= has_tools || knows_client || starts_mailers || likeness == Likeness::Message;
        // Who sends what is private is worth as much.
        let mut seen = None;
        if !self.asks_others {
            let requests = self.requests();
            self.asks_others = requests.1.iter().any(|request| self.sends_private(request));
            seen = Some(requests).filter(|_| !self.asks_others);
        }
        if self.asks_others && leaves_rest {
            return;
        }
        if self.asks_others {
            self.evaluator.find_member_callers();
            self.tools.tell_by_ways(&mut self.evaluator, self.tables);
            self.tools.follow(&mut self.evaluator);
        }
        if self.asks_others || hides_code(&mut self.evaluator, self.tables) {
            self.evaluator.compute_with(self.trees, STEPS);
        }
        self.add_tools();
        let (hooks, requests) = seen.unwrap_or_else(|| self.requests());
        let sends = sends(&mut self.evaluator, self.tables, &hooks, &requests);
        for request in &requests {
            // Where all texts of a file are hidden, that one of them is says nothing.
            let was_hidden = self.evaluator.module.was_hidden;
            let disguise = if was_hidden { None } else { disguise_of(&request.url_value) };
            self.add_request(request, disguise);
        }
        self.add_sends(sends);
        self.compare_destinations();
        self.add_acts(&requests);
        self.find_occasions();
        self.tell();
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

    /// Finds out what a tool sends to several hosts, and which of them it asks something.
    fn compare_destinations(&mut self) {
        let mut also_to: Vec<(usize, Vec<String>)> = Vec::new();
        for (index, _) in &self.handed_over {
            let this = &self.facts[*index];
            let Behaviour::SendData(sent) = &this.behaviour else { continue };
            let others = self.facts.iter().filter(|other| other.anchor == this.anchor).take(MOST_COMPANY);
            let others: BTreeSet<String> = others.filter_map(|other| shares(sent, &other.behaviour)).collect();
            if !others.is_empty() {
                also_to.push((*index, others.into_iter().collect()));
            }
        }
        if also_to.is_empty() {
            return;
        }
        let uses = network::Uses::of(self.evaluator.module);
        self.evaluator.pay(self.evaluator.module.exprs.len() / 8);
        for (index, others) in also_to {
            let call = self.handed_over.iter().find(|(other, _)| *other == index).map(|(_, call)| *call);
            if let (Some(call), Behaviour::SendData(sent)) = (call, &mut self.facts[index].behaviour) {
                sent.answer_is_used = network::is_answer_used(&self.evaluator, &uses, call);
                sent.also_to = others;
            }
        }
    }

    /// The requests of the graph, and what changes them.
    fn requests(&mut self) -> (network::Hooks, Vec<network::Request>) {
        let hooks = network::Hooks::find(&mut self.evaluator, self.tables);
        let requests = network::requests(&mut self.evaluator, self.tables, &hooks);
        (hooks, requests)
    }

    /// Whether what a request carries is nobody's business, wherever it goes.
    fn sends_private(&mut self, request: &network::Request) -> bool {
        let carries = self.carries(request, "");
        let is_private =
            |class| !matches!(class, Sensitivity::Host | Sensitivity::UnclaimedSecret | Sensitivity::PersonalFile);
        carries.iter().any(|carried| is_private(carried.class))
    }

    /// What is sensitive among what a request carries to a host.
    fn carries(&mut self, request: &network::Request, host: &str) -> Vec<Carried> {
        carried(&mut self.evaluator, self.tables, &request.all_values(), &request.told, host)
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
        self.functions.push(call.map(|call| self.evaluator.module.call(call).context.function));
    }

    /// Says of each fact outside of tools whether it happens where the file is loaded.
    fn find_occasions(&mut self) {
        let asks = |fact: &Fact| !matches!(fact.anchor, Anchor::Tool(_));
        if !self.facts.iter().any(asks) {
            return;
        }
        let at_load = run_at_load(&mut self.evaluator);
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

    fn add_request(&mut self, request: &network::Request, disguise: Option<String>) {
        if !request.is_literal {
            return;
        }
        let Some(destination) = network::destination(&request.url) else { return };
        let account = network::split_url(&request.url)
            .and_then(|(host, path)| self.tables.accounts.account(&host, &path))
            .map(|account| cropped(&account, LONGEST_URL));
        let payload = origins(&mut self.evaluator, &self.tools.parameters, &request.all_values());
        let carries = self.carries(request, &destination.value);
        let call_place = self.evaluator.module.span(self.evaluator.module.call(request.call).expr);
        let by_host = || network::place_of_host(&request.url_value, &destination.value);
        let is_open = network::host_of(&request.url).starts_with("{}");
        let place = is_open.then(by_host).flatten().or(request.url_place).unwrap_or(call_place);
        let end = format!("and data is sent there here, by `{}`", request.method);
        for anchor in self.anchors(request.call, None) {
            let story = match place == call_place {
                true => Story::Known(vec![(call_place, end.clone())]),
                false => Story::Plot(Plot {
                    what: "destination",
                    text: destination.value.clone(),
                    place,
                    disguise: disguise.clone(),
                    field: None,
                    condition: None,
                    call: request.call,
                    end: end.clone(),
                    tool: told_tool(&anchor),
                }),
            };
            let behaviour = Behaviour::SendData(SendData {
                channel: request.channel.clone(),
                method: request.method.clone(),
                destination: destination.clone(),
                url: cropped(&request.url, LONGEST_URL),
                account: account.clone(),
                chooser: Chooser::Author,
                disguise: disguise.clone(),
                payload: payload.clone(),
                carries: carries.clone(),
                answer_is_used: true,
                also_to: Vec::new(),
            });
            if told_tool(&anchor).is_some() {
                self.handed_over.push((self.facts.len(), request.call));
            }
            self.push(behaviour, anchor, Some(request.call), place, story);
        }
    }

    fn add_sends(&mut self, sends: Vec<Send>) {
        let mut prepared = Vec::new();
        // One more than there may be facts, so that the coverage says that there are too many.
        let most = MOST_FACTS * self.files.len() + 1;
        for send in sends {
            let content = origins(&mut self.evaluator, &self.tools.parameters, &send.content);
            let anchors = self.anchors(send.call, send.way.as_ref());
            let mut entries = Vec::new();
            for field in &send.fields {
                let room = most.saturating_sub(entries.len());
                for entry in field.entries.iter().take(room) {
                    entries.push((field.role, field.name.clone(), self.prepare(entry)));
                }
            }
            add_prepared(&mut prepared, Prepared { send, content, anchors, entries });
        }
        for index in 0..prepared.len() {
            for anchor in prepared[index].anchors.clone() {
                let copies = copies_another(&prepared, index, &anchor);
                self.add_send(&prepared[index], &anchor, copies);
            }
        }
    }

    fn prepare(&mut self, entry: &Entry) -> Party {
        let (recipient, chooser) = match &entry.who {
            Who::Known(address) => (Recipient::Known(address.clone()), Chooser::Author),
            Who::Value(value) => {
                let origins = origins(&mut self.evaluator, &self.tools.parameters, std::slice::from_ref(value));
                let chosen = chooser(&origins);
                let by_user = origins.iter().find(|origin| origin.is_chosen_by_user()).or(origins.first());
                match by_user {
                    Some(origin) => (Recipient::From(origin.clone()), chosen),
                    None => (Recipient::Unknown("not followed".to_owned()), Chooser::Unknown),
                }
            }
        };
        Party {
            recipient,
            chooser,
            place: entry.place,
            field_place: entry.field_place,
            condition: entry.condition,
            disguise: self.disguise(entry),
        }
    }

    /// How an address is hidden; nobody computes what stands in full where it is written.
    fn disguise(&self, entry: &Entry) -> Option<String> {
        let (Who::Known(address), Some(place)) = (&entry.who, entry.place) else { return entry.disguise.clone() };
        let written = self.written(place);
        let has_escape = written.contains("\\x") || written.contains("\\u");
        if entry.disguise.is_none() && !has_escape
            || written.to_ascii_lowercase().contains(&address.to_ascii_lowercase())
        {
            return None;
        }
        let escapes = || format!("escapes instead of letters: {}", cropped(written, 60));
        entry.disguise.clone().or_else(|| Some(escapes()))
    }

    fn add_send(&mut self, prepared: &Prepared, anchor: &Anchor, copies_other_send: bool) {
        let call_place = self.evaluator.module.span(self.evaluator.module.call(prepared.send.call).expr);
        let mut seen = BTreeSet::new();
        let others = company(&prepared.entries);
        for (position, (role, field, party)) in prepared.entries.iter().enumerate() {
            if matches!(role, Role::From | Role::Sender | Role::EnvelopeFrom) {
                continue;
            }
            // The same recipient in the same field is one behaviour, however many ways lead to it.
            if !seen.insert((*role, party.recipient.clone(), party.place)) {
                continue;
            }
            let company = others
                .iter()
                .filter(|(other, other_role, other_party)| {
                    *other != position
                        && other_role == role
                        && other_party.recipient != party.recipient
                        && !are_exclusive(party, other_party)
                })
                .map(|(_, _, other)| company_of(other))
                .max()
                .unwrap_or(Company::Alone);
            let place = match (&party.recipient, party.place) {
                (Recipient::Known(address), Some(place)) => self.narrowed(place, address),
                (_, place) => place.unwrap_or(call_place),
            };
            let end = format!("the message is sent here, by `{}`", prepared.send.method);
            let story = match &party.recipient {
                Recipient::Known(address) => Story::Plot(Plot {
                    what: "address",
                    text: address.clone(),
                    place,
                    disguise: party.disguise.clone(),
                    field: party.field_place.map(|place| (place, field.clone())),
                    condition: party.condition,
                    call: prepared.send.call,
                    end,
                    tool: told_tool(anchor),
                }),
                _ => Story::Known(vec![(call_place, end)]),
            };
            let declared_by_tool = anchor_tool(anchor)
                .and_then(|name| self.tools.declared(name))
                .is_some_and(|tool| tool.arguments.iter().any(|argument| declares(self.tables, argument, *role)));
            let checked = self.checked(prepared.send.call, anchor, party);
            let behaviour = Behaviour::SendEmail(SendEmail {
                client: prepared.send.client.clone(),
                method: prepared.send.method.clone(),
                recognition: prepared.send.recognition,
                role: *role,
                field: field.clone(),
                recipient: party.recipient.clone(),
                chooser: party.chooser,
                disguise: party.disguise.clone(),
                company,
                condition: party.condition.map(|condition| self.condition_text(condition)),
                content: prepared.content.clone(),
                copies_other_send,
                declared_by_tool,
                check: checked.test.map(|(test, _)| self.snippet(test)),
                may_be_checked: checked.maybe,
            });
            self.push(behaviour, anchor.clone(), Some(prepared.send.call), place, story);
        }
    }

    /// What is checked before a mail goes to somebody whom the user chose.
    fn checked(&mut self, call: CallId, anchor: &Anchor, party: &Party) -> Checked {
        let Recipient::From(recipient @ (Origin::McpArgument(_) | Origin::Argument(_))) = &party.recipient else {
            return Checked::default();
        };
        let tool = anchor_tool(anchor);
        // What several tools share is told of each; the recipient is one of this tool's arguments, or not its own.
        if let (Origin::McpArgument(path), Some(tool)) = (recipient, tool.and_then(|name| self.tools.declared(name)))
            && let Some(name) = path.split(['.', '[']).next()
            && !tool.arguments.is_empty()
            && !tool.arguments.iter().any(|argument| argument == name)
        {
            return Checked::default();
        }
        let (module, tables) = (self.evaluator.module, self.tables);
        if self.checks.is_none() {
            self.evaluator.pay(module.calls.len() / 8);
        }
        let checks = self.checks.get_or_insert_with(|| Checks::of(module, tables));
        let condition = party.condition.map(|condition| condition.test());
        checks.before(&mut self.evaluator, &self.tools, tables, (call, tool), (recipient, condition))
    }

    /// The address alone, where it is a small part of a template's text; a quoted literal is shown whole.
    fn narrowed(&self, place: ByteSpan, address: &str) -> ByteSpan {
        let text = self.written(place);
        if text.starts_with(['"', '\'']) {
            return place;
        }
        match text.to_ascii_lowercase().find(&address.to_ascii_lowercase()) {
            Some(at) if text.is_char_boundary(at) => {
                let start = place.start + at as u32;
                ByteSpan { start, end: (start + address.len() as u32).min(place.end) }
            }
            _ => place,
        }
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

/// Where else the arguments go that a tool sends, if it is that which the other behaviour does.
fn shares(sent: &SendData, other: &Behaviour) -> Option<String> {
    let (content, to) = match other {
        Behaviour::SendData(other) if other.destination != sent.destination => {
            (&other.payload, other.destination.value.clone())
        }
        Behaviour::SendEmail(send) => (&send.content, format!("mail by {}", send.client)),
        _ => return None,
    };
    let is_argument = |origin: &&Origin| matches!(origin, Origin::McpArgument(_));
    let is_whole = |origin: &Origin| matches!(origin, Origin::McpArgument(name) if name == "*");
    let shared =
        sent.payload.iter().filter(is_argument).any(|origin| {
            content.contains(origin) || is_whole(origin) && content.iter().any(|other| is_argument(&other))
        });
    // What the one answers is handed to the other.
    let hands_on = sent.payload.iter().any(|origin| matches!(origin, Origin::Remote(_)))
        && content.iter().any(|other| is_argument(&other));
    (shared || hands_on).then_some(to)
}

/// How the first hidden piece of a value was hidden.
fn disguise_of(value: &Value) -> Option<String> {
    match value {
        Value::Text(text) => text.disguise.clone(),
        Value::Concat(parts) => parts.iter().find_map(disguise_of),
        _ => None,
    }
}

/// A send with its recipients told apart.
struct Prepared {
    send: Send,
    content: Vec<Origin>,
    anchors: Vec<Anchor>,
    entries: Vec<(Role, String, Party)>,
}

/// Adds a send. What one call sends to the same recipients in several rounds is one behaviour.
fn add_prepared(prepared: &mut Vec<Prepared>, next: Prepared) {
    let recipients = |send: &Prepared| -> Vec<(Role, Recipient, Option<ByteSpan>)> {
        send.entries.iter().map(|(role, _, party)| (*role, party.recipient.clone(), party.place)).collect()
    };
    let is_same = |other: &&mut Prepared| {
        next.send.way.is_some()
            && other.send.call == next.send.call
            && other.send.client == next.send.client
            && other.anchors == next.anchors
            && recipients(other) == recipients(&next)
    };
    match prepared.iter_mut().rev().take(MOST_COMPANY).find(is_same) {
        Some(same) => {
            same.content.extend(next.content);
            same.content.sort();
            same.content.dedup();
        }
        None => prepared.push(next),
    }
}

struct Party {
    recipient: Recipient,
    chooser: Chooser,
    place: Option<ByteSpan>,
    field_place: Option<ByteSpan>,
    condition: Option<Condition>,
    disguise: Option<String>,
}

/// Of each role and each kind of company, the first recipients: enough to tell who else is in a field,
/// where comparing all with all would take the square of their number.
fn company(entries: &[(Role, String, Party)]) -> Vec<(usize, Role, &Party)> {
    let mut counts: BTreeMap<(Role, Company), usize> = BTreeMap::new();
    let mut company = Vec::new();
    for (position, (role, _, party)) in entries.iter().enumerate() {
        let count = counts.entry((*role, company_of(party))).or_default();
        *count += 1;
        if *count <= MOST_COMPANY {
            company.push((position, *role, party));
        }
    }
    company
}

fn company_of(party: &Party) -> Company {
    if party.chooser == Chooser::Author { Company::Author } else { Company::User }
}

/// Whether two recipients are alternatives to each other: `args.to || 'x@y'` is one or the other, never both.
fn are_exclusive(one: &Party, other: &Party) -> bool {
    match (one.condition, other.condition) {
        (Some(Condition::If(left)), Some(Condition::Unless(right)))
        | (Some(Condition::Unless(left)), Some(Condition::If(right))) => left == right,
        // The left side of `||` and `??` carries no condition of its own, but is set at the same place.
        (Some(Condition::Unless(_)), None) | (None, Some(Condition::Unless(_))) => one.field_place == other.field_place,
        _ => false,
    }
}

/// Whether a send whose visible recipients are all written in the code repeats what another one sends to the user's recipient.
fn copies_another(prepared: &[Prepared], index: usize, anchor: &Anchor) -> bool {
    let this = &prepared[index];
    let visible = |send: &Prepared, wanted: Chooser| {
        let mut parties =
            send.entries.iter().filter(|(role, _, _)| *role == Role::To).map(|(_, _, party)| party.chooser).peekable();
        parties.peek().is_some() && parties.all(|chooser| chooser == wanted)
    };
    if !visible(this, Chooser::Author) || this.content.is_empty() {
        return false;
    }
    prepared.iter().enumerate().any(|(other, send)| {
        let can_follow = match (&this.send.way, &send.send.way) {
            (Some(way), Some(other)) => this.send.call != send.send.call || way.goes_with(other),
            _ => true,
        };
        other != index
            && can_follow
            && send.anchors.contains(anchor)
            && send.entries.iter().any(|(role, _, party)| *role == Role::To && party.chooser != Chooser::Author)
            && send.content.iter().any(|origin| this.content.contains(origin) && origin.is_chosen_by_user())
    })
}

fn anchor_tool(anchor: &Anchor) -> Option<&str> {
    match anchor {
        Anchor::Tool(name) if name != ANY_TOOL => Some(name),
        _ => None,
    }
}

/// The tool whose handler a trace names.
fn told_tool(anchor: &Anchor) -> Option<String> {
    match anchor {
        Anchor::Tool(name) => Some(name.clone()),
        _ => None,
    }
}

/// Whether a tool's argument of that name is for recipients of that role.
fn declares(tables: &Tables, argument: &str, role: Role) -> bool {
    let name = normal_key(argument);
    match role {
        Role::Bcc | Role::CopyAll | Role::EnvelopeTo => name.contains("bcc") || name.contains("blind"),
        Role::Cc => name.contains("cc") && !name.contains("bcc"),
        Role::ReplyTo => name.contains("reply"),
        _ => tables.mail.generic_role(argument) == Some(role),
    }
}
