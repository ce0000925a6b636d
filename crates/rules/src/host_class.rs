//! What kind of host a destination is: some say something by themselves, since anybody can have one unseen.

use std::sync::LazyLock;

use serde::Deserialize;

use crate::host::NamedHost;

/// A destination that is an address without a name.
pub(crate) const RAW_IP: &str = "raw-ip";

/// The class of a destination that is in no other.
pub(crate) const ORDINARY: &str = "ordinary";

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct HostTable {
    #[serde(rename = "schema_version")]
    _schema_version: u32,
    class: Vec<HostClass>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct HostClass {
    id: String,
    domains: Vec<String>,
    /// Which of them were not confirmed; for people.
    #[serde(default, rename = "unverified")]
    _unverified: Vec<String>,
}

static HOSTS: LazyLock<HostTable> = LazyLock::new(|| {
    toml::from_str(include_str!("../../../rules/tables/hosts.toml")).expect("the embedded table is checked by a test")
});

/// The words for kinds of hosts.
pub(crate) fn words() -> Vec<&'static str> {
    HOSTS.class.iter().map(|class| class.id.as_str()).chain([RAW_IP, ORDINARY]).collect()
}

/// The kind of a host, where `url` is the whole address as far as it is known.
pub(crate) fn class_of(host: &NamedHost, url: &str) -> &'static str {
    let path = path_of(url);
    let name = match host {
        NamedHost::Name(name) => name.clone(),
        NamedHost::Ip(ip) => ip.to_string(),
        NamedHost::Invalid => return ORDINARY,
    };
    let found = HOSTS.class.iter().find(|class| class.domains.iter().any(|domain| is_in(&name, path, domain)));
    match (found, host) {
        (Some(class), _) => &class.id,
        (None, NamedHost::Ip(_)) => RAW_IP,
        (None, _) => ORDINARY,
    }
}

/// Whether a host lies in a domain of the table, and the path begins as it has to.
fn is_in(host: &str, path: &str, domain: &str) -> bool {
    let (domain, start) = match domain.find('/') {
        Some(at) => domain.split_at(at),
        None => (domain, ""),
    };
    let matches_label = |(expected, label): (&str, &str)| expected == "{}" || expected == label;
    let mut labels = host.rsplit('.');
    let is_below =
        domain.rsplit('.').all(|expected| labels.next().is_some_and(|label| matches_label((expected, label))));
    // Behind the beginning stands whose it is; what the user puts there is the user's.
    let is_named = |rest: &str| !rest.is_empty() && !rest.starts_with('{');
    is_below && (start.is_empty() || path.strip_prefix(start).is_some_and(is_named))
}

/// The path of a URL, with its query.
fn path_of(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.find('/').map_or("", |at| &rest[at..])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::host::hosts_of;

    fn check(url: &str, expected: &str) {
        let hosts = hosts_of(url);
        assert_eq!(hosts.first().map(|host| class_of(host, url)), Some(expected), "{url}");
    }

    #[test]
    fn a_host_is_told_by_its_domain() {
        check("https://abc.webhook.site/x", "request-bin");
        check("https://notwebhook.site/x", "ordinary");
        check("https://webhook.site.mailroom.example/x", "ordinary");
        check("a.b.oast.fun", "out-of-band");
        check("http://198.51.100.4:8080/", "raw-ip");
        check("http://169.254.169.254/latest", "cloud-metadata");
        check("https://x.execute-api.eu-west-1.amazonaws.com/", "free-hosting");
    }

    #[test]
    fn a_channel_is_told_by_its_path() {
        check("https://discord.com/api/webhooks/1/a", "chat-webhook");
        check("https://discord.com/api/webhooks/{}/{}", "ordinary");
        check("https://discord.com/channels", "ordinary");
        check("https://api.telegram.org/bot12:ab/sendMessage", "chat-webhook");
        check("https://api.telegram.org/bot{}/sendMessage", "ordinary");
    }

    #[test]
    fn no_word_is_there_twice() {
        let mut words = words();
        let count = words.len();
        words.sort_unstable();
        words.dedup();
        assert_eq!(words.len(), count);
    }
}
