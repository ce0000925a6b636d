//! Intelligence: which packages, addresses and domains are known to be malicious.
//!
//! Incidents are data in `rules/intel` and built in; records of OSV are read from folders that the user names.
//! A record that cannot be read is a mistake that is told, since a silent gap here would look like a clean bill.

mod osv;
mod version;

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::LazyLock,
};

use molehunt_model::{ListedBy, ListedPackage};
use molehunt_source::{Manifest, PackageId};
use serde::Deserialize;
use serde_json::Value;

use crate::host::{NamedHost, hosts_of};
pub use osv::RecordError;
use version::Affected;

include!(concat!(env!("OUT_DIR"), "/intel_files.rs"));

/// What is known of malicious packages.
#[derive(Debug, Clone, Default)]
pub struct Intel {
    /// By the package's name.
    records: BTreeMap<String, Vec<Record>>,
}

/// What one record says of one package.
#[derive(Debug, Clone, PartialEq)]
struct Record {
    id: String,
    from: String,
    summary: String,
    affected: Affected,
    remediation: Vec<String>,
}

/// An incident, as it is written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Incident {
    id: String,
    title: String,
    aliases: Vec<String>,
    #[serde(rename = "disclosed")]
    _disclosed: toml::value::Datetime,
    references: Vec<String>,
    addresses: BTreeSet<String>,
    domains: BTreeSet<String>,
    publishers: BTreeSet<String>,
    remediation: Vec<String>,
    package: Vec<IncidentPackage>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct IncidentPackage {
    name: String,
    versions: Vec<String>,
    summary: String,
    #[serde(default)]
    alias: Option<String>,
}

/// The incidents that are built in, sorted by id.
static INCIDENTS: LazyLock<Vec<Incident>> = LazyLock::new(|| {
    INTEL_FILES
        .iter()
        .map(|(path, text)| match toml::from_str::<Incident>(text) {
            Ok(incident) => incident,
            Err(error) => panic!("{path} is not valid: {error}"),
        })
        .collect()
});

impl Intel {
    /// The incidents that are built in.
    pub fn embedded() -> Self {
        let mut intel = Self::default();
        for incident in INCIDENTS.iter() {
            let links = incident.references.iter().map(|link| format!("Read {link} for what is known."));
            let remediation: Vec<String> = incident.remediation.iter().cloned().chain(links).collect();
            for package in &incident.package {
                let id = package.alias.as_ref().or(incident.aliases.first()).unwrap_or(&incident.id);
                intel.records.entry(package.name.clone()).or_default().push(Record {
                    id: id.clone(),
                    from: "built in".to_owned(),
                    summary: package.summary.clone(),
                    affected: Affected::versions(package.versions.iter().cloned()),
                    remediation: remediation.clone(),
                });
            }
        }
        intel
    }

    /// Adds what an OSV record says of packages of npm, of those in `names` alone; `from` is where it was found.
    pub fn add_osv(&mut self, text: &[u8], from: &str, names: &BTreeSet<String>) -> Result<(), RecordError> {
        for (name, record) in osv::read(text, from, names)? {
            let records = self.records.entry(name).or_default();
            if !records.contains(&record) {
                records.push(record);
            }
        }
        Ok(())
    }

    /// Adds all that another one knows.
    pub fn extend(&mut self, other: Self) {
        for (name, records) in other.records {
            let known = self.records.entry(name).or_default();
            let new = records.into_iter().filter(|record| !known.contains(record)).collect::<Vec<_>>();
            known.extend(new);
            known.sort_by(|one, other| (&one.id, &one.from).cmp(&(&other.id, &other.from)));
        }
    }

    /// What is known of a package, the worst first; of several records with the same verdict each counts.
    pub fn of(&self, package: &PackageId, manifest: &Manifest) -> Vec<ListedPackage> {
        // The folder in which it is installed cannot lie about its name, and its manifest is what a registry knew.
        let names: BTreeSet<&str> =
            [Some(package.name.as_str()), package.installed_name()].into_iter().flatten().collect();
        let records: Vec<&Record> = names.iter().filter_map(|name| self.records.get(*name)).flatten().collect();
        let listed = |record: &Record, by: ListedBy| ListedPackage {
            record: record.id.clone(),
            from: record.from.clone(),
            by,
            summary: record.summary.clone(),
            remediation: record.remediation.clone(),
        };
        let meant: Vec<&Record> =
            records.iter().copied().filter(|record| record.affected.has(&package.version)).collect();
        if !meant.is_empty() {
            return meant.into_iter().map(|record| listed(record, ListedBy::Version)).collect();
        }
        if let Some(record) = records.first() {
            return vec![listed(record, ListedBy::Name)];
        }
        let publishers = publishers_of(manifest);
        let incident = INCIDENTS.iter().find(|incident| !incident.publishers.is_disjoint(&publishers));
        let listed_publisher = incident.map(|incident| ListedPackage {
            record: incident.aliases.first().unwrap_or(&incident.id).clone(),
            from: "built in".to_owned(),
            by: ListedBy::Publisher,
            summary: incident.title.clone(),
            remediation: Vec::new(),
        });
        listed_publisher.into_iter().collect()
    }
}

/// The incident to which a destination belongs, with what to do.
pub(crate) fn incident_of_destination(destination: &str) -> Option<(&'static str, &'static [String])> {
    let address = destination.to_ascii_lowercase();
    let hosts = hosts_of(destination);
    let is_host = |domain: &String| {
        hosts.iter().any(|host| match host {
            NamedHost::Name(name) => {
                name == domain || name.strip_suffix(domain.as_str()).is_some_and(|rest| rest.ends_with('.'))
            }
            NamedHost::Ip(_) | NamedHost::Invalid => false,
        })
    };
    let is_meant = |incident: &&Incident| {
        incident.addresses.iter().any(|known| *known == address) || incident.domains.iter().any(is_host)
    };
    INCIDENTS.iter().find(is_meant).map(|incident| (incident.id.as_str(), incident.remediation.as_slice()))
}

/// Accounts that a manifest names: npm writes down who published what it installs.
fn publishers_of(manifest: &Manifest) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    let mut add = |person: &Value| {
        let name = match person {
            Value::String(text) => Some(text.split(['<', '(']).next().unwrap_or(text).trim()),
            Value::Object(person) => person.get("name").and_then(Value::as_str),
            _ => None,
        };
        names.extend(name.map(str::to_owned));
    };
    if let Some(publisher) = manifest.raw().get("_npmUser") {
        add(publisher);
    }
    if let Some(Value::Array(maintainers)) = manifest.raw().get("maintainers") {
        maintainers.iter().for_each(add);
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listed(name: &str, version: &str, manifest: &str) -> String {
        let id = PackageId { name: name.to_owned(), version: version.to_owned(), path: name.to_owned() };
        let manifest = Manifest::parse(manifest.as_bytes()).expect("valid");
        let found = Intel::embedded().of(&id, &manifest);
        found.iter().map(|listed| format!("{} by {}", listed.record, listed.by.as_str())).collect::<Vec<_>>().join(", ")
    }

    #[test]
    fn the_incident_is_known_by_version_name_and_publisher() {
        assert_eq!(listed("postmark-mcp", "1.0.16", "{}"), "MAL-2025-47604 by version");
        assert_eq!(listed("postmark-mcp", "1.0.18", "{}"), "MAL-2025-47604 by version");
        assert_eq!(listed("postmark-mcp", "1.0.15", "{}"), "MAL-2025-47604 by name");
        let published = r#"{"_npmUser":{"name":"phanpak","email":"a@b.test"}}"#;
        assert_eq!(listed("other", "1.0.0", published), "MAL-2025-47604 by publisher");
        assert_eq!(listed("other", "1.0.0", r#"{"maintainers":["somebody <a@b.test>"]}"#), "");
    }

    #[test]
    fn its_destinations_are_known() {
        let incident = |destination| incident_of_destination(destination).map(|(id, _)| id);
        assert_eq!(incident("Phan@GiftShop.club"), Some("postmark-mcp"));
        assert_eq!(incident("https://mail.giftshop.club/x"), Some("postmark-mcp"));
        assert_eq!(incident("anyone@giftshop.club"), Some("postmark-mcp"));
        assert_eq!(incident("notgiftshop.club"), None);
        assert_eq!(incident("giftshop.club.test"), None);
    }

    #[test]
    fn every_incident_is_complete() {
        for (incident, (path, _)) in INCIDENTS.iter().zip(INTEL_FILES) {
            assert_eq!(format!("rules/intel/{}.toml", incident.id), *path);
            assert!(
                !incident.title.is_empty() && !incident.package.is_empty() && incident.remediation.len() >= 3,
                "{path}"
            );
            assert!(incident.references.iter().all(|link| link.starts_with("https://")), "{path}");
        }
    }
}
