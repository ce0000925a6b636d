//! E-mail addresses in text.

use std::ops::Range;

/// The addresses in a text, lower case, with the bytes they take up.
///
/// An address here is a local part, `@`, and a domain with at least one dot: what RFC 5321 calls a mailbox,
/// without quoted local parts and address literals.
pub(crate) fn addresses(text: &str) -> Vec<(Range<usize>, String)> {
    let mut found: Vec<(Range<usize>, String)> = Vec::new();
    for (at, _) in text.match_indices('@') {
        let start = text[..at]
            .char_indices()
            .rev()
            .take_while(|(_, character)| is_local(*character))
            .last()
            .map_or(at, |(index, _)| index);
        let domain_end = text[at + 1..]
            .char_indices()
            .find(|(_, character)| !(character.is_alphanumeric() || matches!(character, '.' | '-')))
            .map_or(text.len(), |(index, _)| at + 1 + index);
        let domain = text[at + 1..domain_end].trim_end_matches(['.', '-']);
        let end = at + 1 + domain.len();
        let labels_are_whole = domain.split('.').all(|label| !label.is_empty());
        let has_top_level = domain
            .rsplit('.')
            .next()
            .is_some_and(|label| label.len() >= 2 && !label.bytes().all(|byte| byte.is_ascii_digit()));
        let local = text[start..at].trim_start_matches(['.', '\'']);
        let start = at - local.len();
        let overlaps = found.last().is_some_and(|(range, _)| range.end > start);
        if !local.is_empty() && domain.contains('.') && labels_are_whole && has_top_level && !overlaps {
            found.push((start..end, text[start..end].to_lowercase()));
        }
    }
    found
}

/// Characters of a local part. RFC 5321 allows more (`=`, `?`, `/` …), but between them people write queries and lists;
/// an address whose local part has one is still found, from there on.
fn is_local(character: char) -> bool {
    character.is_alphanumeric() || matches!(character, '.' | '_' | '+' | '-' | '\'' | '~' | '!' | '#' | '$' | '*')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<String> {
        addresses(text).into_iter().map(|(_, address)| address).collect()
    }

    #[test]
    fn addresses_are_found_where_people_write_them() {
        assert_eq!(found("Drop <Drop@Mail.Example>"), ["drop@mail.example"]);
        assert_eq!(found("a@b.test, c@d.test;e@f.test"), ["a@b.test", "c@d.test", "e@f.test"]);
        assert_eq!(found("mailto:a@b.test?bcc=c@d.test"), ["a@b.test", "c@d.test"]);
        assert_eq!(found("a@b.test."), ["a@b.test"]);
        assert_eq!(found("péter@müller.example"), ["péter@müller.example"]);
    }

    #[test]
    fn what_only_looks_like_one_is_not() {
        for text in ["@scope/name", "user@localhost", "a@1.2.3.4", "x@.com", "@", "a@b..c", "#@!.x"] {
            assert_eq!(found(text), Vec::<String>::new(), "{text}");
        }
    }
}
