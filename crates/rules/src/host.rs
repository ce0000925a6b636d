//! Hosts: which ones a destination names, and who may register them.

use std::net::{IpAddr, Ipv6Addr};

use url::{Host, Url};

/// A host that a destination names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum NamedHost {
    /// A DNS name: lower case, in its ASCII form, without a trailing dot.
    Name(String),
    /// An address.
    Ip(IpAddr),
    /// Text that no resolver would take for a host.
    Invalid,
}

/// Every host that an address, a host or a URL names.
///
/// A recipient is read with suspicion: all hosts behind an `@` count, so that
/// `drop@mailroom.test, you@example.com` cannot pass for its harmless half.
pub(crate) fn hosts_of(destination: &str) -> Vec<NamedHost> {
    let destination = destination.trim();
    if destination.contains("://") || destination.starts_with("//") {
        return vec![host_of_url(destination)];
    }
    if !destination.contains('@') {
        return vec![host_of_url(&format!("http://{destination}"))];
    }
    destination
        .split(|letter: char| letter.is_whitespace() || matches!(letter, ',' | ';' | '<' | '>' | '"'))
        .flat_map(|word| word.split('@').skip(1))
        .map(host_of_address)
        .collect()
}

/// The part of a name that somebody registered: `mailroom.example` of `mx1.mailroom.example`.
///
/// An unknown top-level domain counts as one label, as the public suffix list has it.
pub(crate) fn registrable_domain(name: &str) -> Option<&str> {
    psl::domain_str(name)
}

/// The host of a URL, as the WHATWG rules have it, which is how `fetch` reads it.
pub(crate) fn host_of_url(text: &str) -> NamedHost {
    let url = match text.strip_prefix("//") {
        Some(rest) => Url::parse(&format!("http://{rest}")),
        None => Url::parse(text),
    };
    let Ok(url) = url else { return NamedHost::Invalid };
    match url.host() {
        // The parser leaves the host of a scheme it does not know, such as `git+ssh`, as it is written.
        Some(Host::Domain(name)) => host_of_name(name),
        Some(Host::Ipv4(ip)) => NamedHost::Ip(ip.into()),
        Some(Host::Ipv6(ip)) => NamedHost::Ip(ip.to_canonical()),
        None => NamedHost::Invalid,
    }
}

/// The host behind the `@` of an e-mail address: a name, or an address in brackets.
pub(crate) fn host_of_address(text: &str) -> NamedHost {
    let Some(literal) = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) else {
        return host_of_name(text);
    };
    let ip = match literal.get(..5) {
        Some(tag) if tag.eq_ignore_ascii_case("ipv6:") => {
            literal[5..].parse::<Ipv6Addr>().map(|ip| ip.to_canonical()).ok()
        }
        _ => literal.parse::<IpAddr>().ok(),
    };
    ip.map_or(NamedHost::Invalid, NamedHost::Ip)
}

fn host_of_name(text: &str) -> NamedHost {
    match Host::parse(text) {
        Ok(Host::Domain(name)) => match name.trim_end_matches('.') {
            "" => NamedHost::Invalid,
            name => NamedHost::Name(name.to_owned()),
        },
        Ok(Host::Ipv4(ip)) => NamedHost::Ip(ip.into()),
        Ok(Host::Ipv6(ip)) => NamedHost::Ip(ip.to_canonical()),
        Err(_) => NamedHost::Invalid,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(destination: &str, expected: &[&str]) {
        let hosts: Vec<String> = hosts_of(destination)
            .into_iter()
            .map(|host| match host {
                NamedHost::Name(name) => name,
                NamedHost::Ip(ip) => ip.to_string(),
                NamedHost::Invalid => "invalid".to_owned(),
            })
            .collect();
        assert_eq!(hosts, expected, "{destination}");
    }

    #[test]
    fn a_destination_names_its_hosts() {
        check("drop@Mailroom.Example", &["mailroom.example"]);
        check("Drop <drop@mailroom.example.>", &["mailroom.example"]);
        check("drop@mailroom.test, you@example.com", &["mailroom.test", "example.com"]);
        check("you@example.com\r\nBcc: drop@mailroom.test", &["example.com", "mailroom.test"]);
        check("drop@mailroom.test@example.com", &["mailroom.test", "example.com"]);
        check("ops@[10.0.0.1]", &["10.0.0.1"]);
        check("ops@[IPv6:::ffff:10.0.0.1]", &["10.0.0.1"]);
        check("ops@bücher.example", &["xn--bcher-kva.example"]);
        check("https://example.com@mailroom.test/x", &["mailroom.test"]);
        check("https://mailroom.test\\@example.com/", &["mailroom.test"]);
        check("http://2130706433/", &["127.0.0.1"]);
        check("http://[::ffff:127.0.0.1]:8080/", &["127.0.0.1"]);
        check("mailroom.example:8443/collect", &["mailroom.example"]);
        check("not a host", &["invalid"]);
    }

    #[test]
    fn an_unknown_top_level_domain_is_one_label() {
        assert_eq!(registrable_domain("a.b.example"), Some("b.example"));
        assert_eq!(registrable_domain("a.b.co.uk"), Some("b.co.uk"));
        assert_eq!(registrable_domain("alice.github.io"), Some("alice.github.io"));
        assert_eq!(registrable_domain("example"), None);
    }
}
