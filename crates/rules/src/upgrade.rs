//! What is new about a behaviour, compared with the version before.
//!
//! A new version may do what it likes with what it did before; what it did not do before asks for a reason.
//! Here each gained behaviour gets attributes for that, and rules of the category `change` ask for them.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::LazyLock,
};

use molehunt_model::{
    Anchor, Attributes, Behaviour, Carried, Fact, FactKind, Origin, PackageFacts, Recipient, Role, SendEmail,
};
use serde::Deserialize;

use crate::{
    Identity,
    host::{NamedHost, hosts_of, registrable_domain},
    identity::is_shared,
};

/// What may be new about a behaviour: the values of the attribute `novelty`.
///
/// `behaviour` is each that was gained, `kind` one of a kind that the version before had none of.
/// The others say what its destination is to the version before; there is at most one of them.
pub(crate) const NOVELTIES: [&str; 7] =
    ["behaviour", "kind", "known", "resolved", "same-owner", "documented", "stranger"];

/// The version before, as far as it decides what is new in the one after it.
#[derive(Debug)]
pub struct Upgrade {
    /// The behaviours that only the newer version has, by identity.
    gained: BTreeSet<String>,
    kinds: BTreeSet<FactKind>,
    /// Every destination that the older version names in code that can run, lower case.
    destinations: BTreeSet<String>,
    hosts: BTreeSet<String>,
    /// Parts of hosts that many people share, each with its host, lower case.
    accounts: BTreeSet<(String, String)>,
    /// Their domains, without those in which many unrelated people live.
    domains: BTreeSet<String>,
    /// What makes the older version's acts, and its texts for models, worth a look: each word with the kind of the fact.
    classes: BTreeSet<(FactKind, String)>,
    /// The tools that it declares.
    tools: BTreeSet<String>,
    /// What it sends to somebody only once something is checked, and what that is; nothing where it also sends without.
    checks: BTreeMap<Checked, Option<String>>,
    /// What the older version sends that was never meant to leave, by name.
    carried: BTreeSet<String>,
    /// The older version's word on which domains are its own: the newer one could claim its new host.
    identity: Identity,
    /// Where the older version sends something to a place that could not be seen, and the newer one does not any more.
    unseen: BTreeSet<Doing>,
    /// What the newer version says about itself, lower case.
    documents: String,
}

/// Who does something, whatever its destination: kind, MCP tool, role of the recipient.
type Doing = (FactKind, Option<String>, Option<String>);

impl Upgrade {
    /// Compares two versions. `gained` are the behaviours that only the newer one has, `identity` is what the older one
    /// says it is, and `documents` what the newer one tells its readers.
    pub fn new(
        before: &PackageFacts,
        identity: Identity,
        after: &PackageFacts,
        gained: &[Fact],
        documents: &str,
    ) -> Self {
        let mut upgrade = Self {
            gained: gained.iter().map(Fact::identity).collect(),
            kinds: BTreeSet::new(),
            destinations: BTreeSet::new(),
            hosts: BTreeSet::new(),
            accounts: BTreeSet::new(),
            domains: BTreeSet::new(),
            classes: BTreeSet::new(),
            tools: BTreeSet::new(),
            checks: BTreeMap::new(),
            carried: BTreeSet::new(),
            identity,
            unseen: BTreeSet::new(),
            documents: documents.to_lowercase(),
        };
        // A host that stood in code which nothing runs was not a destination of the package.
        for fact in before.facts.iter().filter(|fact| fact.evidence.reachable) {
            upgrade.add(fact);
        }
        for fact in &after.facts {
            if destination(&fact.attributes()).is_none() {
                upgrade.unseen.remove(&doing(fact));
            }
        }
        upgrade
    }

    fn add(&mut self, fact: &Fact) {
        let kind = fact.behaviour.kind();
        self.kinds.insert(kind);
        self.classes.extend(classes(&fact.attributes()).iter().map(|class| (kind, class.clone())));
        if let Some((checked, send)) = checked(fact) {
            let check = self.checks.entry(checked).or_insert_with(|| send.check.clone());
            *check = check.take().filter(|_| send.check.is_some());
        }
        if let Behaviour::DeclareTool(tool) = &fact.behaviour {
            self.tools.insert(tool.name.clone());
        }
        self.carried.extend(carried(fact).iter().map(|carried| carried.name.clone()));
        if let Behaviour::SendEmail(send) = &fact.behaviour {
            let service = SERVICES.get(&send.client).into_iter().flatten();
            self.domains.extend(service.filter_map(|host| registrable_domain(host)).map(str::to_owned));
        }
        let Some(destination) = destination(&fact.attributes()) else {
            self.unseen.insert(doing(fact));
            return;
        };
        for host in hosts_of(&destination) {
            match host {
                NamedHost::Name(name) => {
                    self.domains
                        .extend(registrable_domain(&name).filter(|domain| !is_shared(domain)).map(str::to_owned));
                    self.hosts.insert(name);
                }
                NamedHost::Ip(ip) => {
                    self.hosts.insert(ip.to_string());
                }
                NamedHost::Invalid => {}
            }
        }
        self.accounts.extend(account(fact).map(|account| (destination.clone(), account.to_owned())));
        self.destinations.insert(destination);
    }

    /// Adds what is new about a fact of the newer version; nothing where it is not gained.
    pub(crate) fn describe(&self, fact: &Fact, attributes: &mut Attributes) {
        if let Some((checked, send)) = checked(fact)
            && !send.may_be_checked
            && let Some(Some(check)) = self.checks.get(&checked)
        {
            attributes.insert("lost_check", vec![check.clone()]);
        }
        if !self.gained.contains(&fact.identity()) {
            return;
        }
        let mut novelty = vec!["behaviour".to_owned()];
        if !self.kinds.contains(&fact.behaviour.kind()) {
            novelty.push("kind".to_owned());
        }
        if let Some(destination) = destination(attributes) {
            novelty.push(self.novelty_of(fact, &destination).to_owned());
        }
        attributes.insert("novelty", novelty);
        let kind = fact.behaviour.kind();
        let is_new = |class: &&String| !self.classes.contains(&(kind, (*class).clone()));
        attributes.insert("new_class", classes(attributes).iter().filter(is_new).cloned().collect());
        let is_of_known_tool = fact.tool().is_some_and(|tool| self.tools.contains(tool));
        attributes.insert("tool_before", vec![is_of_known_tool.to_string()]);
        let new: Vec<&Carried> = carried(fact)
            .iter()
            .filter(|carried| !carried.is_at_home && !self.carried.contains(&carried.name))
            .collect();
        let mut classes: Vec<String> = new.iter().map(|carried| carried.class.to_string()).collect();
        classes.sort();
        classes.dedup();
        attributes.insert("new_carries", classes);
        attributes.insert("new_carries_name", new.iter().map(|carried| carried.name.clone()).collect());
    }

    fn novelty_of(&self, fact: &Fact, destination: &str) -> &'static str {
        let hosts = hosts_of(destination);
        if let Some(account) = account(fact) {
            return self.novelty_of_account(fact, destination, account);
        }
        if self.is_known(destination, &hosts) {
            "known"
        } else if self.unseen.contains(&doing(fact)) {
            "resolved"
        } else if is_signed_in(fact) || (!hosts.is_empty() && hosts.iter().all(|host| self.is_of_same_owner(host))) {
            "same-owner"
        } else if self.is_documented(destination, &hosts) {
            "documented"
        } else {
            "stranger"
        }
    }

    /// What a part of a host is that many people share: the host says nothing of whose it is.
    fn novelty_of_account(&self, fact: &Fact, host: &str, account: &str) -> &'static str {
        if self.accounts.contains(&(host.to_owned(), account.to_owned())) {
            "known"
        } else if self.unseen.contains(&doing(fact)) {
            "resolved"
        } else if is_signed_in(fact) || self.accounts.iter().any(|(_, known)| known == account) {
            // The same bucket in another region, the same channel under another name of the service.
            "same-owner"
        } else if self.names(&account.to_lowercase()) {
            "documented"
        } else {
            "stranger"
        }
    }

    /// Whether the version before sent there.
    ///
    /// Everybody at one host is the same one, and an address is one person's.
    fn is_known(&self, destination: &str, hosts: &[NamedHost]) -> bool {
        let is_known = |host: &NamedHost| match host {
            NamedHost::Name(name) => self.hosts.contains(name),
            NamedHost::Ip(ip) => self.hosts.contains(&ip.to_string()),
            NamedHost::Invalid => false,
        };
        self.destinations.contains(destination)
            || (!destination.contains('@') && !hosts.is_empty() && hosts.iter().all(is_known))
    }

    fn is_of_same_owner(&self, host: &NamedHost) -> bool {
        let NamedHost::Name(name) = host else { return false };
        registrable_domain(name).is_some_and(|domain| self.domains.contains(domain)) || self.identity.claims(name)
    }

    /// Whether the newer version tells its readers of a destination: the address, or all its hosts.
    fn is_documented(&self, destination: &str, hosts: &[NamedHost]) -> bool {
        if destination.contains('@') {
            return self.names(destination);
        }
        let is_named = |host: &NamedHost| match host {
            NamedHost::Name(name) => !registrable_domain(name).is_none_or(is_shared) && self.names(name),
            NamedHost::Ip(_) | NamedHost::Invalid => false,
        };
        !hosts.is_empty() && hosts.iter().all(is_named)
    }

    /// Whether the documents name a host or an address as a word of its own.
    fn names(&self, word: &str) -> bool {
        let is_part = |letter: char| letter.is_alphanumeric() || matches!(letter, '-' | '_' | '@');
        self.documents.match_indices(word).any(|(at, _)| {
            let (before, after) = (&self.documents[..at], &self.documents[at + word.len()..]);
            let continues = after.strip_prefix('.').unwrap_or(after).starts_with(is_part);
            !before.ends_with(|letter| is_part(letter) || letter == '.') && !continues
        })
    }
}

/// From where a mail goes, in which role, and to whom: an MCP tool or a function that has kept its name.
type Checked = (Anchor, Role, String);

/// A mail to somebody whom the user chose, of which a check can get lost.
fn checked(fact: &Fact) -> Option<(Checked, &SendEmail)> {
    let Behaviour::SendEmail(send) = &fact.behaviour else { return None };
    let recipient = match &send.recipient {
        Recipient::From(Origin::McpArgument(name)) => name.clone(),
        // What a function calls its parameters is nobody's concern.
        Recipient::From(Origin::Argument(_)) => String::new(),
        _ => return None,
    };
    Some(((fact.anchor.clone(), send.role, recipient), send))
}

/// The hosts of each mail service, by the id of its client in the tables: whoever uses the client has chosen the service.
static SERVICES: LazyLock<BTreeMap<String, Vec<String>>> = LazyLock::new(|| {
    let table: MailTable = toml::from_str(include_str!("../../../rules/tables/email.toml"))
        .expect("the embedded table is checked by the analysis");
    let hosts = |api: MailApi| (api.id, api.http.into_iter().filter_map(|endpoint| endpoint.host).collect());
    table.api.into_iter().map(hosts).collect()
});

/// As much of the table of mail interfaces as is asked for here; it is checked where all of it is read.
#[derive(Deserialize)]
struct MailTable {
    api: Vec<MailApi>,
}

#[derive(Deserialize)]
struct MailApi {
    id: String,
    #[serde(default)]
    http: Vec<MailEndpoint>,
}

#[derive(Deserialize)]
struct MailEndpoint {
    host: Option<String>,
}

/// Whose part of a shared host a behaviour sends to.
fn account(fact: &Fact) -> Option<&str> {
    match &fact.behaviour {
        Behaviour::SendData(send) => send.account.as_deref(),
        _ => None,
    }
}

/// Whether the user's own key for that very service goes with it: then the user has chosen it.
fn is_signed_in(fact: &Fact) -> bool {
    carried(fact).iter().any(|carried| carried.is_at_home)
}

fn doing(fact: &Fact) -> Doing {
    let role = match &fact.behaviour {
        Behaviour::SendEmail(send) => Some(send.role.as_str().to_owned()),
        _ => None,
    };
    (fact.behaviour.kind(), fact.tool().map(str::to_owned), role)
}

/// The address, host or URL that a behaviour names, lower case.
fn destination(attributes: &Attributes) -> Option<String> {
    let kind = attributes.get("destination_kind")?.first()?;
    let destination = attributes.get("destination")?.first()?;
    matches!(kind.as_str(), "email" | "host" | "ip" | "url").then(|| destination.to_lowercase())
}

/// What makes an act worth a look, or what a text for a model is up to.
fn classes(attributes: &Attributes) -> &[String] {
    attributes.get("class").or_else(|| attributes.get("scheme")).map_or(&[], Vec::as_slice)
}

fn carried(fact: &Fact) -> &[Carried] {
    match &fact.behaviour {
        Behaviour::SendEmail(send) => &send.carries,
        Behaviour::SendData(send) => &send.carries,
        Behaviour::Act(act) => &act.carries,
        _ => &[],
    }
}
