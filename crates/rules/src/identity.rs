//! What a package says it is: the domains it claims as its own.

use std::{collections::BTreeSet, sync::LazyLock};

use molehunt_source::Manifest;
use serde::Deserialize;
use serde_json::Value;

use crate::host::{NamedHost, host_of_address, host_of_url, registrable_domain};

/// The domains that a package claims as its own, from its manifest.
///
/// The claim is the author's word and nothing else, so it may lower a severity but never silence a rule.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Identity {
    domains: BTreeSet<String>,
}

/// Fields in which a manifest says where the package and its authors live.
const FIELDS: [&str; 6] = ["homepage", "repository", "author", "bugs", "maintainers", "contributors"];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SharedHosts {
    domains: BTreeSet<String>,
}

static SHARED_HOSTS: LazyLock<SharedHosts> = LazyLock::new(|| {
    toml::from_str(include_str!("../../../rules/tables/shared-hosts.toml"))
        .expect("the embedded table is checked by a test")
});

impl Identity {
    /// Reads the identity from a manifest.
    pub fn of(manifest: &Manifest) -> Self {
        let mut domains = BTreeSet::new();
        for field in FIELDS {
            if let Some(value) = manifest.raw().get(field) {
                collect_domains(value, &mut domains);
            }
        }
        Self { domains }
    }

    /// The registrable domains, lower case.
    pub fn domains(&self) -> impl Iterator<Item = &str> {
        self.domains.iter().map(String::as_str)
    }

    /// Whether a host, lower case, lies in a domain that the package claims.
    pub(crate) fn claims(&self, host: &str) -> bool {
        registrable_domain(host).is_some_and(|domain| self.domains.contains(domain))
    }
}

/// Whether many unrelated people live in a registrable domain.
pub(crate) fn is_shared(domain: &str) -> bool {
    SHARED_HOSTS.domains.contains(domain)
}

fn collect_domains(value: &Value, domains: &mut BTreeSet<String>) {
    match value {
        Value::String(text) => {
            for word in text.split([' ', '<', '>', '(', ')', ',', ';']) {
                let NamedHost::Name(host) = claimed_host(word) else { continue };
                let Some(domain) = registrable_domain(&host) else { continue };
                if !is_shared(domain) {
                    domains.insert(domain.to_owned());
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| collect_domains(item, domains)),
        Value::Object(map) => map.values().for_each(|item| collect_domains(item, domains)),
        _ => {}
    }
}

/// The host of a URL, of `user@host`, or of the `git@host:path` that git accepts.
fn claimed_host(word: &str) -> NamedHost {
    if word.contains("://") {
        return host_of_url(word);
    }
    match word.rsplit_once('@') {
        Some((user, rest)) if !user.is_empty() => host_of_address(rest.split([':', '?']).next().unwrap_or(rest)),
        _ => NamedHost::Invalid,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(manifest: &str, expected: &[&str]) {
        let manifest = Manifest::parse(manifest.as_bytes()).expect("valid");
        assert_eq!(Identity::of(&manifest).domains().collect::<Vec<_>>(), expected);
    }

    #[test]
    fn a_manifest_claims_domains() {
        check(
            r#"{"homepage":"https://www.mailroom.example/docs","author":"A <a@Desk.Example> (https://a.test)"}"#,
            &["a.test", "desk.example", "mailroom.example"],
        );
        check(
            r#"{"repository":{"type":"git","url":"git+https://git.mailroom.example/a/b.git"}}"#,
            &["mailroom.example"],
        );
        check(r#"{"repository":"git@git.mailroom.example:a/b.git"}"#, &["mailroom.example"]);
    }

    #[test]
    fn shared_hosts_identify_nobody() {
        check(
            r#"{"homepage":"https://github.com/a/b#readme","author":"A <a@gmail.com>","bugs":{"email":"a@yahoo.co.uk"}}"#,
            &[],
        );
        check(r#"{"repository":"github:a/b","homepage":"https://alice.github.io/b"}"#, &["alice.github.io"]);
    }

    #[test]
    fn a_shared_host_is_a_registrable_domain() {
        for domain in &SHARED_HOSTS.domains {
            assert_eq!(registrable_domain(domain), Some(domain.as_str()), "this line could never match");
        }
    }
}
