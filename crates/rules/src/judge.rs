//! What judging adds to a fact: whose code it is, and what its destination is to the package.

use std::{
    collections::BTreeMap,
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
    sync::LazyLock,
};

use molehunt_model::{AttributeKind, Attributes, Behaviour, DestinationKind, Fact, FactKind, Sensitivity, Severity};
use molehunt_source::Party;
use serde::Deserialize;

use crate::{
    Identity, Upgrade,
    host::{NamedHost, hosts_of, registrable_domain},
    host_class::{self, class_of},
    intel::incident_of_destination,
    upgrade::NOVELTIES,
};

/// What a package's facts are judged by, beside the rules.
#[derive(Debug, Clone)]
pub struct Context<'a> {
    /// Whose code it is.
    pub party: Party,
    /// What the package says it is.
    pub identity: Identity,
    /// `[severity]` of the user's configuration, by rule id.
    pub severity_overrides: &'a BTreeMap<String, Severity>,
    /// What the version before did, where two are compared.
    pub upgrade: Option<&'a Upgrade>,
}

/// What a destination is to the package that names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Relation {
    /// In a domain that the package claims.
    Own,
    /// Reserved, or this machine.
    Placeholder,
    /// Anything else.
    Other,
}

impl Relation {
    const ALL: [Self; 3] = [Self::Own, Self::Placeholder, Self::Other];

    fn as_str(self) -> &'static str {
        match self {
            Self::Own => "own",
            Self::Placeholder => "placeholder",
            Self::Other => "other",
        }
    }
}

/// The attributes that a rule on facts of a kind can ask about, by name: those of the model, and those that judging adds.
///
/// Added for every kind: `party`, and `novelty` and `tool_before` where two versions are compared.
/// Added for acts and texts for models, likewise: `new_class`; for mail: `lost_check`. Added for what is sent: `is_tee`.
/// Added where there is a destination: `destination_relation`, `destination_class`, and `incident` where it is one that
/// is known.
pub fn attributes_of_kind(kind: FactKind) -> Vec<(&'static str, AttributeKind)> {
    let mut attributes = molehunt_model::attributes_of_kind(kind);
    attributes.push(("party", AttributeKind::Word(vec!["first", "third"])));
    if matches!(kind, FactKind::SendEmail | FactKind::SendData) {
        attributes.push(("incident", AttributeKind::Text));
        if kind == FactKind::SendData {
            attributes.push(("is_tee", AttributeKind::Flag));
        }
        attributes.push(("destination_relation", AttributeKind::Word(Relation::ALL.map(Relation::as_str).to_vec())));
        attributes.push(("destination_class", AttributeKind::Word(host_class::words())));
    }
    attributes.push(("novelty", AttributeKind::Word(NOVELTIES.to_vec())));
    attributes.push(("tool_before", AttributeKind::Flag));
    let classes = attributes.iter().find(|(name, _)| matches!(*name, "class" | "scheme")).map(|(_, kind)| kind.clone());
    attributes.extend(classes.map(|classes| ("new_class", classes)));
    if kind == FactKind::SendEmail {
        attributes.push(("lost_check", AttributeKind::Text));
    }
    if matches!(kind, FactKind::SendEmail | FactKind::SendData) {
        attributes.push(("new_carries", AttributeKind::Word(Sensitivity::ALL.map(Sensitivity::as_str).to_vec())));
        attributes.push(("new_carries_name", AttributeKind::Text));
    }
    attributes
}

/// The attributes of a fact, judged.
pub(crate) fn judged_attributes(ctx: &Context<'_>, fact: &Fact) -> Attributes {
    let mut attributes = fact.attributes();
    let party = match ctx.party {
        Party::First => "first",
        Party::Third => "third",
    };
    attributes.insert("party", vec![party.to_owned()]);
    if let Some(upgrade) = ctx.upgrade {
        upgrade.describe(fact, &mut attributes);
    }
    if let Some(relation) = relation_of(&attributes, &ctx.identity) {
        attributes.insert("destination_relation", vec![relation.as_str().to_owned()]);
        attributes.insert("destination_class", vec![destination_class(&attributes).to_owned()]);
    }
    if let Some(destination) = attributes.get("destination").and_then(|values| values.first())
        && let Some((incident, _)) = incident_of_destination(destination)
    {
        attributes.insert("incident", vec![incident.to_owned()]);
    }
    if let Behaviour::SendData(send) = &fact.behaviour {
        let is_tee = is_tee(&send.destination.value, &send.also_to);
        attributes.insert("is_tee", vec![is_tee.to_string()]);
    }
    attributes
}

/// Whether one of several places to which the same data goes belongs to somebody else.
fn is_tee(destination: &str, others: &[String]) -> bool {
    let owner = |destination: &str| {
        hosts_of(destination).first().map(|host| match host {
            NamedHost::Name(name) => registrable_domain(name).unwrap_or(name).to_owned(),
            NamedHost::Ip(address) => address.to_string(),
            NamedHost::Invalid => destination.to_owned(),
        })
    };
    let own = owner(destination);
    others.iter().any(|other| owner(other) != own)
}

/// The destination kind of that name.
pub(crate) fn destination_kind_of_name(name: &str) -> Option<DestinationKind> {
    use DestinationKind::{Command, Email, Host, Ip, Unknown, Url};
    [Email, Host, Ip, Url, Command, Unknown].into_iter().find(|kind| kind.as_str() == name)
}

fn relation_of(attributes: &Attributes, identity: &Identity) -> Option<Relation> {
    let destination = attributes.get("destination")?.first()?;
    let kind = destination_kind_of_name(attributes.get("destination_kind")?.first()?)?;
    if matches!(kind, DestinationKind::Command | DestinationKind::Unknown) {
        return None;
    }
    Some(relation(destination, identity))
}

/// What kind of host the first host of a destination is.
fn destination_class(attributes: &Attributes) -> &'static str {
    let text = |name| attributes.get(name).and_then(|values| values.first()).map_or("", String::as_str);
    let hosts = hosts_of(text("destination"));
    hosts.first().map_or(host_class::ORDINARY, |host| class_of(host, text("url")))
}

/// The least harmless relation among all the hosts that a destination names.
fn relation(destination: &str, identity: &Identity) -> Relation {
    let hosts = hosts_of(destination);
    if hosts.is_empty() {
        return Relation::Other;
    }
    let mut result = Relation::Placeholder;
    for host in &hosts {
        if PLACEHOLDERS.contain(host) {
            continue;
        }
        match host {
            NamedHost::Name(name) if identity.claims(name) => result = Relation::Own,
            _ => return Relation::Other,
        }
    }
    result
}

static PLACEHOLDERS: LazyLock<Placeholders> = LazyLock::new(|| {
    let table: PlaceholderTable = toml::from_str(include_str!("../../../rules/tables/placeholders.toml"))
        .expect("the embedded table is checked by a test");
    Placeholders { within: table.hosts, except: table.except }
});

struct Placeholders {
    within: HostRanges,
    except: HostRanges,
}

#[derive(Deserialize)]
struct PlaceholderTable {
    #[serde(flatten)]
    hosts: HostRanges,
    except: HostRanges,
}

/// Domains with their subdomains, and networks.
#[derive(Deserialize)]
struct HostRanges {
    domains: Vec<String>,
    networks: Vec<Network>,
}

/// An address range: `10.0.0.0/8`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
struct Network {
    address: IpAddr,
    prefix: u32,
}

impl Placeholders {
    fn contain(&self, host: &NamedHost) -> bool {
        self.within.contain(host) && !self.except.contain(host)
    }
}

impl HostRanges {
    fn contain(&self, host: &NamedHost) -> bool {
        match host {
            NamedHost::Name(name) => self.domains.iter().any(|domain| is_within(name, domain)),
            NamedHost::Ip(ip) => self.networks.iter().any(|network| network.contains(*ip)),
            NamedHost::Invalid => false,
        }
    }
}

impl Network {
    fn contains(self, ip: IpAddr) -> bool {
        match (self.address, ip) {
            (IpAddr::V4(network), IpAddr::V4(ip)) => {
                let mask = u32::MAX.checked_shl(Ipv4Addr::BITS - self.prefix).unwrap_or(0);
                network.to_bits() & mask == ip.to_bits() & mask
            }
            (IpAddr::V6(network), IpAddr::V6(ip)) => {
                let mask = u128::MAX.checked_shl(Ipv6Addr::BITS - self.prefix).unwrap_or(0);
                network.to_bits() & mask == ip.to_bits() & mask
            }
            _ => false,
        }
    }
}

impl TryFrom<String> for Network {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let mistake = || format!("`{text}` is no network such as 10.0.0.0/8");
        let (address, prefix) = text.split_once('/').ok_or_else(mistake)?;
        let address: IpAddr = address.parse().map_err(|_| mistake())?;
        let prefix: u32 = prefix.parse().map_err(|_| mistake())?;
        let bits = if address.is_ipv4() { Ipv4Addr::BITS } else { Ipv6Addr::BITS };
        if prefix > bits {
            return Err(mistake());
        }
        Ok(Self { address, prefix })
    }
}

fn is_within(name: &str, domain: &str) -> bool {
    name == domain || name.strip_suffix(domain).is_some_and(|rest| rest.ends_with('.'))
}

#[cfg(test)]
mod tests {
    use molehunt_source::Manifest;

    use super::*;

    fn check(destination: &str, expected: Relation) {
        let manifest = Manifest::parse(br#"{"homepage":"https://www.acme.test/mailer"}"#).expect("valid");
        assert_eq!(relation(destination, &Identity::of(&manifest)), expected, "{destination}");
    }

    #[test]
    fn reserved_destinations_are_placeholders() {
        for destination in [
            "you@example.com",
            "You <you@mail.example.org>",
            "https://api.example.net/v1",
            "http://localhost:3000/",
            "http://127.0.0.1:8080/",
            "http://0x7f.1/",
            "http://[::1]/",
            "root@[192.168.1.10]",
            "http://169.254.3.4/",
            "printer.local",
        ] {
            check(destination, Relation::Placeholder);
        }
    }

    #[test]
    fn the_names_of_the_corpus_are_real() {
        for destination in [
            "drop@mailroom.example",
            "drop@mailroom.test",
            "drop@mailroom.invalid",
            "http://192.0.2.7/",
            "198.51.100.9",
            "http://203.0.113.1:8080/x",
            "drop@yourdomain.com",
        ] {
            check(destination, Relation::Other);
        }
    }

    #[test]
    fn a_placeholder_hides_nobody() {
        for destination in [
            "drop@mailroom.test, you@example.com",
            "you@example.com.mailroom.test",
            "you@notexample.com",
            "https://example.com@mailroom.test/",
            "http://169.254.169.254/latest/meta-data/",
            "http://metadata.google.internal/computeMetadata/v1/",
            "",
        ] {
            check(destination, Relation::Other);
        }
    }

    #[test]
    fn a_claimed_domain_is_its_own() {
        check("support@acme.test", Relation::Own);
        check("https://telemetry.eu.acme.test/v1", Relation::Own);
        check("support@acme.test, you@example.com", Relation::Own);
        check("support@acme.test, drop@mailroom.example", Relation::Other);
        check("support@acme.test.mailroom.example", Relation::Other);
    }

    #[test]
    fn judging_adds_no_name_that_the_model_has() {
        for kind in FactKind::ALL {
            let mut names: Vec<_> = attributes_of_kind(kind).into_iter().map(|(name, _)| name).collect();
            let count = names.len();
            names.sort_unstable();
            names.dedup();
            assert_eq!(names.len(), count, "{kind}");
        }
    }
}
