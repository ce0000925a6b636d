//! What is new about a behaviour, compared with the version before.
//!
//! A new version may do what it likes with what it did before; what it did not do before asks for a reason.
//! Here each gained behaviour gets attributes for that, and rules of the category `change` ask for them.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::LazyLock,
};

use molehunt_model::{Attributes, Behaviour, Carried, Fact, FactKind, PackageFacts};
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
    /// Their domains, without those in which many unrelated people live.
    domains: BTreeSet<String>,
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
            domains: BTreeSet::new(),
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
        self.kinds.insert(fact.behaviour.kind());
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
        self.destinations.insert(destination);
    }

    /// Adds what is new about a fact of the newer version; nothing where it is not gained.
    pub(crate) fn describe(&self, fact: &Fact, attributes: &mut Attributes) {
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

fn carried(fact: &Fact) -> &[Carried] {
    match &fact.behaviour {
        Behaviour::SendData(send) => &send.carries,
        Behaviour::Act(act) => &act.carries,
        _ => &[],
    }
}
