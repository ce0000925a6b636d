//! What mails send becomes facts, one a recipient.

use std::collections::{BTreeMap, BTreeSet};

use molehunt_model::{Anchor, Behaviour, Carried, Chooser, Company, Moved, Origin, Recipient, Role, SendEmail};
use molehunt_source::ByteSpan;

use super::{Extractor, MOST_COMPANY, MOST_FACTS, Story, request::Directed, told_tool};
use crate::{
    check::{Checked, Checks},
    ir::{CallId, FunctionId},
    lookup::find,
    mail::Send,
    mcp::ANY_TOOL,
    message::{Entry, Who},
    network::{named_hosts, url_text},
    origin::{chooser, origins, origins_with_parameters},
    sensitive::{carried, files_named},
    story::Plot,
    tables::{KeyCase, Tables, ValueStep, normal_key},
    value::{Condition, Value, cropped},
};

impl Extractor<'_> {
    pub(super) fn add_sends(&mut self, sends: Vec<Send>) {
        let mut prepared = Vec::new();
        // One more than there may be facts, so that the coverage says that there are too many.
        let most = MOST_FACTS * self.files.len() + 1;
        for send in sends {
            let (content, parameters) =
                origins_with_parameters(&mut self.evaluator, &self.tools.parameters, &send.content);
            let carries = self.carried_by_mail(&send);
            let anchors = self.anchors_of_sent(send.call, &[send.way.as_ref()], (&send.content, &content));
            let anchors = anchors.into_iter().collect();
            let mut entries = Vec::new();
            for field in &send.fields {
                let room = most.saturating_sub(entries.len());
                for entry in field.entries.iter().take(room) {
                    entries.push((field.role, field.name.clone(), self.prepare(entry)));
                }
            }
            add_prepared(&mut prepared, Prepared { send, content, parameters, carries, anchors, entries });
        }
        self.add_servers(&prepared);
        for index in 0..prepared.len() {
            for anchor in prepared[index].anchors.clone() {
                let copies = copies_another(&prepared, index, &anchor);
                self.add_send(&prepared[index], &anchor, copies);
            }
        }
    }

    /// The hosts to which mails are handed where the code says so.
    fn add_servers(&mut self, prepared: &[Prepared]) {
        // Messages of one call have the same.
        let mut seen = BTreeSet::new();
        for prepared in prepared {
            let send = &prepared.send;
            let place = self.evaluator.module.span(self.evaluator.module.call(send.call).expr);
            for steps in self.tables.mail.urls_fetched(&send.client) {
                self.add_fetched(prepared, steps, place);
            }
            for server in &send.servers {
                for anchor in &prepared.anchors {
                    let url = url_text(&server.named.url);
                    if !seen.insert((send.call, anchor.clone(), url, server.named.place)) {
                        continue;
                    }
                    let directed = Directed {
                        channel: &send.client,
                        method: &send.method,
                        named: &server.named,
                        moved: Some(server.moved),
                        // What a proxy passes on is mostly not for it to read.
                        payload: if server.moved == Moved::Request { Vec::new() } else { prepared.content.clone() },
                        call: Some(send.call),
                        place,
                        end: format!("the message is handed over here, by `{}`", send.method),
                    };
                    self.add_directed(directed, anchor.clone());
                }
            }
        }
    }

    /// What the library asks for before it sends: `attachments: [{ href: 'https://…' }]`.
    fn add_fetched(&mut self, prepared: &Prepared, steps: &[ValueStep], place: ByteSpan) {
        let send = &prepared.send;
        for value in &send.content {
            for found in find(&mut self.evaluator, value, steps, KeyCase::Exact) {
                if !url_text(&found.value).contains("://") {
                    continue;
                }
                for named in named_hosts(&mut self.evaluator, &found.value, "https", found.place) {
                    let payload =
                        origins(&mut self.evaluator, &self.tools.parameters, std::slice::from_ref(&named.url));
                    for anchor in &prepared.anchors {
                        let directed = Directed {
                            channel: &send.client,
                            method: &send.method,
                            named: &named,
                            moved: None,
                            payload: payload.clone(),
                            call: Some(send.call),
                            place,
                            end: format!("what is there is asked for here, by `{}`", send.method),
                        };
                        self.add_directed(directed, anchor.clone());
                    }
                }
            }
        }
    }

    /// What is sensitive in a message, and in the files that are sent with it.
    fn carried_by_mail(&mut self, send: &Send) -> Vec<Carried> {
        let mut carries = carried(&mut self.evaluator, self.tables, &send.content, &send.told, "");
        for steps in self.tables.mail.files_sent(&send.client) {
            for value in &send.content {
                let named = find(&mut self.evaluator, value, steps, KeyCase::Exact);
                let paths: Vec<Value> = named.into_iter().map(|found| found.value).collect();
                carries.extend(files_named(&mut self.evaluator, self.tables, &paths));
            }
        }
        carries.sort();
        carries.dedup();
        carries
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
                carries: prepared.carries.clone(),
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
        let checks = self.checks.get_or_insert_with(|| Checks::of(&self.evaluator, tables));
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
}

/// A send with its recipients told apart.
struct Prepared {
    send: Send,
    content: Vec<Origin>,
    /// The parameters from which some of it comes.
    parameters: BTreeSet<(FunctionId, u16)>,
    carries: Vec<Carried>,
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
            same.parameters.extend(next.parameters);
            same.content.extend(next.content);
            same.content.sort();
            same.content.dedup();
            same.carries.extend(next.carries);
            same.carries.sort();
            same.carries.dedup();
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
    // Outside of tools a mail is beside another one, in whatever functions, where one parameter is in both.
    let is_beside = |send: &Prepared| {
        let shares = !matches!(anchor, Anchor::Tool(_)) && !send.parameters.is_disjoint(&this.parameters);
        shares || send.anchors.contains(anchor)
    };
    prepared.iter().enumerate().any(|(other, send)| {
        let can_follow = match (&this.send.way, &send.send.way) {
            (Some(way), Some(other)) => this.send.call != send.send.call || way.goes_with(other),
            _ => true,
        };
        other != index
            && can_follow
            && is_beside(send)
            && send.entries.iter().any(|(role, _, party)| *role == Role::To && party.chooser != Chooser::Author)
            && send.content.iter().any(|origin| {
                // Arguments of two functions may have one name.
                let is_same = !matches!(origin, Origin::Argument(_)) || !send.parameters.is_disjoint(&this.parameters);
                is_same && this.content.contains(origin) && origin.is_chosen_by_user()
            })
    })
}

fn anchor_tool(anchor: &Anchor) -> Option<&str> {
    match anchor {
        Anchor::Tool(name) if name != ANY_TOOL => Some(name),
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
