//! One file's facts: no input or output, no other file.

use std::collections::BTreeSet;

use molehunt_model::{
    Anchor, Behaviour, Chooser, Company, DeclareTool, Evidence, Fact, Origin, Recipient, Role, SendData, SendEmail,
    Step, UnanalysedReason,
};
use molehunt_source::{ByteSpan, CodeKind, PackagePath, SourceText};
use molehunt_syntax::UnparsedReason;

use crate::{
    eval::{BUDGET, Evaluator},
    function_hash,
    ir::{CallId, Expr, ExprId, Module, Property, Request, WriteKey},
    lower::lower,
    mail::{Send, sends},
    mcp::{ANY_TOOL, Tools},
    message::{Entry, Who},
    network,
    origin::{chooser, origins},
    tables::{Interest, Tables, normal_key},
    value::{Condition, Value},
};

/// What to extract.
#[derive(Debug, Clone, Copy, Default)]
pub struct Options {
    /// Also hash every function, for comparing two versions.
    pub functions: bool,
    /// Also lower and evaluate files in which nothing of interest can occur.
    pub no_filter: bool,
}

/// What is known of one file. Linking turns it into facts of the package.
#[derive(Debug, Clone)]
pub struct FileFacts {
    /// The file.
    pub path: PackagePath,
    /// Its facts; whether they are reachable is not known yet.
    pub(crate) facts: Vec<Fact>,
    /// The files it loads, of this package or of others by path: specifier, and whether by `require`.
    pub(crate) requests: Vec<(Box<str>, bool)>,
    /// Whether it loads modules by names that are not written out.
    pub(crate) loads_unknown: bool,
    /// Normalised hashes of its functions.
    pub(crate) functions: Vec<u64>,
    /// Why it could not be analysed, or not in full.
    pub unanalysed: Option<(UnanalysedReason, String)>,
    /// Whether there was a tree.
    pub is_parsed: bool,
    /// Whether it turned out to be code.
    pub is_code: bool,
    /// Whether the facts were taken over from equal content elsewhere.
    pub is_duplicate: bool,
}

impl FileFacts {
    fn set_requests(&mut self, requests: &[Request]) {
        // A package loaded by its name alone says nothing of which files run; there are many, so they are not kept.
        let names_file = |specifier: &str| {
            specifier.starts_with(['.', '#', '/'])
                || specifier.matches('/').count() > usize::from(specifier.starts_with('@'))
                || matches!(specifier, "mcp-framework" | "xmcp")
        };
        self.requests = requests
            .iter()
            .filter(|request| names_file(&request.specifier))
            .map(|request| (Box::from(&*request.specifier), request.is_require))
            .collect();
    }

    /// The facts of a file at the same path of another package whose content is the same.
    pub fn duplicate(&self) -> Self {
        Self { is_duplicate: true, ..self.clone() }
    }

    /// A file of which nothing is known but why.
    pub fn unanalysed(path: PackagePath, reason: UnanalysedReason, detail: String) -> Self {
        Self {
            path,
            facts: Vec::new(),
            requests: Vec::new(),
            loads_unknown: false,
            functions: Vec::new(),
            unanalysed: Some((reason, detail)),
            is_parsed: false,
            is_code: true,
            is_duplicate: false,
        }
    }
}

/// Most facts that one file may have; more are a sign that somebody wants to bury one.
const MOST_FACTS: usize = 5_000;

/// Extracts the facts of one file. The calling thread must have [`molehunt_syntax::STACK_SIZE`] bytes of stack.
pub fn extract(
    path: &PackagePath,
    kind: CodeKind,
    source: &SourceText,
    tables: &Tables,
    options: Options,
) -> FileFacts {
    let parsed = match molehunt_syntax::parse(source, kind) {
        Ok(parsed) => parsed,
        // Taken for code only because something names it, and none: a licence, a template.
        Err(error) if error.reason == UnparsedReason::Syntax && CodeKind::of_name(path, kind.module).is_none() => {
            return FileFacts {
                is_code: false,
                unanalysed: None,
                ..FileFacts::unanalysed(path.clone(), UnanalysedReason::ParseError, error.detail)
            };
        }
        Err(error) => {
            let reason = match error.reason {
                UnparsedReason::Budget => UnanalysedReason::Budget,
                UnparsedReason::TooLarge => UnanalysedReason::TooLarge,
                UnparsedReason::TooDeep => UnanalysedReason::TooDeep,
                UnparsedReason::Syntax => UnanalysedReason::ParseError,
            };
            return FileFacts::unanalysed(path.clone(), reason, error.detail);
        }
    };
    let mut facts = FileFacts {
        path: path.clone(),
        facts: Vec::new(),
        requests: Vec::new(),
        loads_unknown: false,
        functions: Vec::new(),
        unanalysed: source
            .is_lossy()
            .then(|| (UnanalysedReason::InvalidUtf8, "bytes that are no UTF-8 were read as `?`".to_owned())),
        is_parsed: true,
        is_code: true,
        is_duplicate: false,
    };
    if !options.functions && !options.no_filter && !tables.filter.may_matter(source.as_str()) {
        let (requests, loads_unknown) = crate::filter::requests(&parsed.program);
        facts.set_requests(&requests);
        facts.loads_unknown = loads_unknown;
        return facts;
    }
    let module = lower(&parsed, source.as_str().len());
    drop(parsed);
    facts.set_requests(&module.requests);
    facts.loads_unknown = module.loads_unknown;
    if options.functions {
        facts.functions = function_hash::hashes(&module);
    }
    let interest = tables.names_of_interest(&module);
    let looks_like_mail = has_message_like_keys(&module, tables);
    if interest.has_roots || looks_like_mail {
        let mut extractor = Extractor::new(path, source, &module, tables, &interest);
        extractor.run(looks_like_mail);
        facts.facts = extractor.facts;
        if extractor.evaluator.is_exhausted() {
            let detail = format!("evaluation stopped after {} steps", BUDGET.steps);
            facts.unanalysed = Some((UnanalysedReason::Budget, detail));
        }
        if facts.facts.len() > MOST_FACTS {
            facts.unanalysed = Some((UnanalysedReason::Budget, format!("more than {MOST_FACTS} facts")));
            facts.facts.truncate(MOST_FACTS);
        }
    }
    facts
}

/// Whether the file names recipient-like properties, so that an unknown call in it could send mail,
/// or calls something by a name that only mail and MCP libraries use.
fn has_message_like_keys(module: &Module, tables: &Tables) -> bool {
    let is_copy = |name: &str| match tables.mail.generic_role(name) {
        Some(Role::Bcc | Role::Cc) => true,
        Some(Role::CopyAll) => name.to_ascii_lowercase().contains("bcc"),
        Some(Role::ReplyTo) => !name.eq_ignore_ascii_case("reply"),
        _ => false,
    };
    module.exprs.iter().any(|expr| match expr {
        Expr::Object(properties) => {
            let names = properties.iter().filter_map(|property| match property {
                Property::Named(name, _) | Property::Getter(name, _) => Some(&**name),
                Property::Computed(..) | Property::Spread(_) => None,
            });
            let (mut is_to, mut is_subject) = (false, false);
            for name in names {
                if name.len() <= 24 && is_copy(name) {
                    return true;
                }
                is_to |= name.len() <= 24 && tables.mail.generic_role(name) == Some(Role::To);
                is_subject |= name.to_ascii_lowercase().contains("subject");
            }
            is_to && is_subject
        }
        Expr::Member(_, name) => tables.telling_methods.contains(&**name),
        _ => false,
    }) || module.writes.iter().any(|write| matches!(&write.key, WriteKey::Named(name) if is_copy(name)))
}

struct Extractor<'a> {
    path: &'a PackagePath,
    source: &'a SourceText,
    tables: &'a Tables,
    evaluator: Evaluator<'a>,
    tools: Tools,
    facts: Vec<Fact>,
}

impl<'a> Extractor<'a> {
    fn new(
        path: &'a PackagePath,
        source: &'a SourceText,
        module: &'a Module,
        tables: &'a Tables,
        interest: &'a Interest,
    ) -> Self {
        let mut evaluator = Evaluator::new(module, interest);
        let tools = Tools::find(&mut evaluator, tables);
        Self { path, source, tables, evaluator, tools, facts: Vec::new() }
    }

    fn run(&mut self, looks_like_mail: bool) {
        let sends_mail = looks_like_mail
            || self.evaluator.module.requests.iter().any(|request| self.tables.mail.knows_module(&request.specifier));
        if sends_mail || !self.tools.declared.is_empty() {
            self.evaluator.find_member_callers();
            self.tools.follow(&mut self.evaluator);
        }
        for tool in self.tools.declared.clone() {
            let behaviour = Behaviour::DeclareTool(DeclareTool {
                name: tool.name.clone(),
                description: tool.description,
                arguments: tool.arguments,
            });
            self.push(behaviour, Anchor::Tool(tool.name), tool.place, Vec::new());
        }
        let requests = network::requests(&mut self.evaluator, self.tables);
        let sends = sends(&mut self.evaluator, self.tables, &requests);
        for request in &requests {
            self.add_request(request);
        }
        self.add_sends(sends);
    }

    fn push(&mut self, behaviour: Behaviour, anchor: Anchor, place: ByteSpan, trace: Vec<Step>) {
        let evidence = Evidence { file: self.path.clone(), span: self.source.span(place), trace, reachable: false };
        self.facts.push(Fact { behaviour, anchor, evidence });
    }

    /// From where a call is made: each tool that reaches it, or the named function around it.
    fn anchors(&mut self, call: CallId) -> Vec<Anchor> {
        let context = self.evaluator.module.call(call).context;
        let tools = self.tools.reaching(&mut self.evaluator, context.function, context.guard);
        if !tools.is_empty() {
            return tools.into_iter().map(Anchor::Tool).collect();
        }
        let module = self.evaluator.module;
        let named = module.enclosing(context.function).find_map(|function| module.function(function).name.clone());
        vec![named.map_or(Anchor::Load, |name| Anchor::Function(name.to_string()))]
    }

    fn step(&self, place: ByteSpan, label: String) -> Step {
        Step { file: self.path.clone(), span: self.source.span(place), label }
    }

    fn add_request(&mut self, request: &network::Request) {
        if !request.is_literal {
            return;
        }
        let Some(destination) = network::destination(&request.url) else { return };
        let payload = {
            let mut values = request.bodies.clone();
            values.push(request.url_value.clone());
            origins(&mut self.evaluator, &self.tools.parameters, &values)
        };
        let call_place = self.evaluator.module.span(self.evaluator.module.call(request.call).expr);
        let place = request.url_place.unwrap_or(call_place);
        let disguise = disguise_of(&request.url_value);
        let mut trace = Vec::new();
        if place != call_place {
            let label = match &disguise {
                Some(recipe) => format!("the destination is hidden here: {recipe}"),
                None => "the destination is written here".to_owned(),
            };
            trace.push(self.step(place, label));
        }
        trace.push(self.step(call_place, "and used here".to_owned()));
        for anchor in self.anchors(request.call) {
            let behaviour = Behaviour::SendData(SendData {
                channel: request.channel.clone(),
                method: request.method.clone(),
                destination: destination.clone(),
                chooser: Chooser::Author,
                disguise: disguise.clone(),
                payload: payload.clone(),
            });
            self.push(behaviour, anchor, place, trace.clone());
        }
    }

    fn add_sends(&mut self, sends: Vec<Send>) {
        let mut prepared = Vec::new();
        for send in sends {
            let content = origins(&mut self.evaluator, &self.tools.parameters, &send.content);
            let anchors = self.anchors(send.call);
            let mut entries = Vec::new();
            for field in &send.fields {
                for entry in &field.entries {
                    entries.push((field.role, field.name.clone(), self.prepare(entry)));
                }
            }
            prepared.push(Prepared { send, content, anchors, entries });
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
            disguise: entry.disguise.clone(),
        }
    }

    fn add_send(&mut self, prepared: &Prepared, anchor: &Anchor, copies_other_send: bool) {
        let call_place = self.evaluator.module.span(self.evaluator.module.call(prepared.send.call).expr);
        let mut seen = BTreeSet::new();
        for (position, (role, field, party)) in prepared.entries.iter().enumerate() {
            if matches!(role, Role::From | Role::Sender | Role::EnvelopeFrom) {
                continue;
            }
            // The same recipient in the same field is one behaviour, however many ways lead to it.
            if !seen.insert((*role, party.recipient.clone(), party.place)) {
                continue;
            }
            let company = prepared
                .entries
                .iter()
                .enumerate()
                .filter(|(other, (other_role, _, other_party))| {
                    *other != position
                        && other_role == role
                        && other_party.recipient != party.recipient
                        && !are_exclusive(party, other_party)
                })
                .map(
                    |(_, (_, _, other))| if other.chooser == Chooser::Author { Company::Author } else { Company::User },
                )
                .max()
                .unwrap_or(Company::Alone);
            let place = match (&party.recipient, party.place) {
                (Recipient::Known(address), Some(place)) => self.narrowed(place, address),
                (_, place) => place.unwrap_or(call_place),
            };
            let mut trace = Vec::new();
            if matches!(party.recipient, Recipient::Known(_)) {
                let label = match &party.disguise {
                    Some(recipe) => format!("the address is hidden here: {recipe}"),
                    None => "the address is written here".to_owned(),
                };
                trace.push(self.step(place, label));
                if let Some(set) = party.field_place
                    && !(set.start <= place.start && place.end <= set.end)
                {
                    trace.push(self.step(set, format!("it becomes `{field}` of the message")));
                }
            }
            trace.push(self.step(call_place, format!("the message is sent here, by `{}`", prepared.send.method)));
            let declared_by_tool = anchor_tool(anchor)
                .and_then(|name| self.tools.declared(name))
                .is_some_and(|tool| tool.arguments.iter().any(|argument| declares(self.tables, argument, *role)));
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
            });
            self.push(behaviour, anchor.clone(), place, trace);
        }
    }

    /// The address alone, where it is a small part of a template's text; a quoted literal is shown whole.
    fn narrowed(&self, place: ByteSpan, address: &str) -> ByteSpan {
        let text = self.source.as_str().get(place.start as usize..place.end as usize).unwrap_or("");
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
        let text = self.source.as_str().get(span.start as usize..span.end as usize).unwrap_or("");
        let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
        match line.char_indices().nth(80) {
            Some((at, _)) => format!("{}…", &line[..at]),
            None => line,
        }
    }
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

struct Party {
    recipient: Recipient,
    chooser: Chooser,
    place: Option<ByteSpan>,
    field_place: Option<ByteSpan>,
    condition: Option<Condition>,
    disguise: Option<String>,
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
        other != index
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
