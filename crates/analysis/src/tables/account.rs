//! `accounts.toml`: hosts at which everybody has a part of their own, and where an address names it.

use serde::Deserialize;

/// Segments of an address beyond which nothing is compared.
const MOST_SEGMENTS: usize = 32;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    #[expect(dead_code, reason = "there is one version of the schema")]
    schema_version: u32,
    addresses: Vec<String>,
}

/// The addresses, by host.
#[derive(Debug)]
pub(crate) struct AccountTable {
    addresses: Vec<Address>,
}

#[derive(Debug)]
struct Address {
    /// The labels of the host.
    host: Vec<Part>,
    path: Vec<Part>,
    /// The parameter that tells, behind the path.
    parameter: Option<String>,
}

/// A piece of an address.
#[derive(Debug, PartialEq, Eq)]
enum Part {
    /// It is this word.
    Word(String),
    /// It says nothing.
    Any,
    /// What stands behind this word says whose it is.
    Account(String),
}

impl AccountTable {
    pub(crate) fn parse(text: &str) -> Self {
        let written: Written = toml::from_str(text).expect("the embedded table is checked by a test");
        Self { addresses: written.addresses.iter().map(|address| Address::parse(address)).collect() }
    }

    /// Whose part of a shared host an address names: `T0/B0/x` of `https://hooks.slack.com/services/T0/B0/x`.
    ///
    /// `path` begins with a `/` and has the query; there is none where a piece of what tells it is not known.
    pub(crate) fn account(&self, host: &str, path: &str) -> Option<String> {
        self.addresses.iter().find_map(|address| address.account(host, path))
    }
}

impl Address {
    fn parse(text: &str) -> Self {
        let (address, parameter) = match text.split_once('?') {
            Some((address, parameter)) => (address, Some(parameter)),
            None => (text, None),
        };
        let (host, path) = address.split_once('/').unwrap_or((address, ""));
        let named = parameter.map(|parameter| parameter.strip_suffix("={}").expect("a parameter tells by its value"));
        let address = Self {
            host: host.split('.').map(Part::parse).collect(),
            path: path.split('/').filter(|part| !part.is_empty()).map(Part::parse).collect(),
            parameter: named.map(str::to_owned),
        };
        let mut parts = address.host.iter().chain(&address.path);
        let tells = address.parameter.is_some() || parts.any(|part| matches!(part, Part::Account(_)));
        assert!(tells, "{text} does not say whose it is");
        address
    }

    fn account(&self, host: &str, path: &str) -> Option<String> {
        if host.split('.').count() != self.host.len() {
            return None;
        }
        let mut account: Vec<&str> = Vec::new();
        for (part, label) in self.host.iter().zip(host.split('.')) {
            account.extend(Some(part.told(label)?).filter(|told| !told.is_empty()));
        }
        let (path, query) = match path.split('#').next().unwrap_or("").split_once('?') {
            Some((path, query)) => (path, query),
            None => (path.split('#').next().unwrap_or(""), ""),
        };
        let mut segments = path.split('/').filter(|segment| !segment.is_empty()).take(MOST_SEGMENTS);
        for part in &self.path {
            account.extend(Some(part.told(segments.next()?)?).filter(|told| !told.is_empty()));
        }
        if let Some(parameter) = &self.parameter {
            let values = query.split('&').filter_map(|pair| pair.split_once('='));
            account.extend(values.filter(|(name, _)| name == parameter).map(|(_, value)| value).next());
        }
        let is_known = |part: &&str| !part.contains(['{', '}']);
        (!account.is_empty() && account.iter().all(is_known)).then(|| account.join("/"))
    }
}

impl Part {
    fn parse(text: &str) -> Self {
        match text.strip_suffix("{}") {
            Some(word) => Self::Account(word.to_owned()),
            None if text == "*" => Self::Any,
            None => Self::Word(text.to_owned()),
        }
    }

    /// What a piece of an address tells, which may be nothing; `None` where it is another one.
    fn told<'a>(&self, text: &'a str) -> Option<&'a str> {
        match self {
            Self::Word(word) => text.eq_ignore_ascii_case(word).then_some(""),
            Self::Any => Some(""),
            Self::Account(word) => text.strip_prefix(word.as_str()).filter(|rest| !rest.is_empty()),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::{Tables, network::split_url};

    fn check(url: &str, expected: Option<&str>) {
        let (host, path) = split_url(url).expect("it has a host");
        assert_eq!(Tables::embedded().accounts.account(&host, &path).as_deref(), expected, "{url}");
    }

    #[test]
    fn a_part_of_a_shared_host_is_told_by_the_address() {
        check("https://hooks.slack.com/services/T0/B0/x1?a=b", Some("T0/B0/x1"));
        check("https://HOOKS.slack.com//services/T0/B0/x1#top", Some("T0/B0/x1"));
        check("https://discord.com/api/webhooks/12/secret", Some("12"));
        check("https://discord.com/api/v10/webhooks/12/secret", Some("12"));
        check("https://api.telegram.org/bot1:ab/sendMessage", Some("1:ab"));
        check("https://oapi.dingtalk.com/robot/send?lang=en&access_token=k1", Some("k1"));
        check("https://s3.eu-west-1.amazonaws.com/backups/a/b", Some("backups"));
        check("https://backups.s3.eu-west-1.amazonaws.com/a/b", Some("backups"));
        check("https://formspree.io/f/abc", Some("abc"));
    }

    #[test]
    fn what_is_not_known_tells_nothing() {
        check("https://hooks.slack.com/services/{}", None);
        check("https://hooks.slack.com/services/T0/B0/{}", None);
        check("https://api.telegram.org/bot{}/sendMessage", None);
        check("https://{}.s3.amazonaws.com/a", None);
        check("https://discord.com/api/v10/users/1", None);
        check("https://hooks.slack.com.mailroom.example/services/T0/B0/x1", None);
        check("https://api.mailroom.example/v1", None);
    }
}
