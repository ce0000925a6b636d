//! What a text tells a model to do, beyond using the tool that it describes.
//!
//! A word alone says nothing: honest descriptions are full of orders, and of things to keep private.
//! What counts is an order together with what it is about, in one sentence, and together with what makes it
//! somebody else's order: it is to be kept from the user, it pretends to be a system's, it is a condition of all else.

use std::collections::BTreeSet;

use molehunt_model::{Characters, Scheme, Surface, TellModel};

use super::{ToolText, characters};
use crate::{address::addresses, tables::TextTable, value::cropped};

/// Bytes of a text that are judged.
pub(crate) const LONGEST: usize = 64 << 10;
/// Words between a verb and what it is about.
const NEAR: usize = 4;
const NEARBY: usize = 8;
/// Most characters of a text that a finding quotes.
const QUOTED: usize = 240;

/// What a text is, beyond what it seems; `None` where there is nothing to tell. `own` are the tools of the same code.
pub(super) fn judge(table: &TextTable, text: &ToolText, own: &BTreeSet<String>) -> Option<TellModel> {
    let seen = characters::look(&text.text, text.surface == Surface::Name);
    let visible = characters::visible(&text.text);
    // What nobody sees is read as well.
    let whole = match &seen.unseen {
        Some(unseen) => format!("{visible}\n{unseen}"),
        None => visible,
    };
    let read = Read::new(table, crop_bytes(&whole));
    let mut schemes = BTreeSet::new();
    let mut telling: Option<usize> = None;
    let mut other_tools = BTreeSet::new();
    let is_urged = read.conceals.or(read.pretends).or(read.demands);
    let is_hidden = UNSEEN.iter().any(|unseen| seen.characters.contains(unseen));
    let reads_file = read.asks_file.filter(|_| is_urged.is_some() || is_hidden);
    let reads_secret = read.asks_secret.filter(|_| read.conceals.is_some() || read.pretends.is_some() || is_hidden);
    let wants_content = read.contents_of_file.filter(|_| text.surface == Surface::Parameter);
    if let Some(at) = reads_file.or(reads_secret).or(wants_content) {
        schemes.insert(Scheme::TakeSecret);
        telling = Some(at);
    }
    if let Some(at) = read.asks_conversation.filter(|_| is_urged.is_some() || is_hidden) {
        schemes.insert(Scheme::TakeConversation);
        telling = telling.or(Some(at));
    }
    if let Some((at, tools)) = read.steers(own, is_hidden) {
        schemes.insert(Scheme::SteerTool);
        other_tools = tools;
        telling = telling.or(Some(at));
    }
    // What a tool answers may quote what it found.
    if let Some(at) = read.forgets.filter(|_| text.surface != Surface::Answer) {
        schemes.insert(Scheme::Override);
        telling = telling.or(Some(at));
    }
    if let (true, Some(at)) = (schemes.is_empty(), read.conceals_itself) {
        schemes.insert(Scheme::Conceal);
        telling = Some(at);
    }
    // A prompt is what the user picks, and may say what it likes about other things.
    if schemes.is_empty() && seen.characters.is_empty() {
        return None;
    }
    let excerpt = match telling.and_then(|at| read.sentences.get(at)) {
        Some(sentence) => sentence.text.clone(),
        None => text.text.clone(),
    };
    Some(TellModel {
        surface: text.surface,
        excerpt: cropped(&excerpt.split_whitespace().collect::<Vec<_>>().join(" "), QUOTED),
        characters: seen.characters.into_iter().collect(),
        unseen: seen.unseen,
        schemes: schemes.into_iter().collect(),
        conceals: read.conceals.is_some(),
        other_tools: other_tools.into_iter().collect(),
        names: read.named,
        disguise: text.disguise.clone(),
    })
}

/// Characters by which a text is kept from a reader.
const UNSEEN: [Characters; 4] =
    [Characters::HiddenText, Characters::EscapeSequence, Characters::OutOfSight, Characters::Bidirectional];

fn crop_bytes(text: &str) -> &str {
    let mut end = text.len().min(LONGEST);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// One sentence: as written, in lower case, and its words.
struct Sentence {
    text: String,
    lower: String,
    words: Vec<String>,
}

/// What was found in a text, each with the sentence in which it stands.
struct Read<'t> {
    table: &'t TextTable,
    sentences: Vec<Sentence>,
    conceals: Option<usize>,
    /// The same of an order, or of what was done because of it, rather than of some detail.
    conceals_itself: Option<usize>,
    pretends: Option<usize>,
    demands: Option<usize>,
    asks_file: Option<usize>,
    asks_secret: Option<usize>,
    contents_of_file: Option<usize>,
    asks_conversation: Option<usize>,
    forgets: Option<usize>,
    /// The first address or URL in it.
    named: Option<String>,
}

impl<'t> Read<'t> {
    fn new(table: &'t TextTable, text: &str) -> Self {
        let sentences = sentences(text);
        let whole = text.to_lowercase();
        let mut read = Self {
            table,
            sentences,
            conceals: None,
            conceals_itself: None,
            pretends: None,
            demands: None,
            asks_file: None,
            asks_secret: None,
            contents_of_file: None,
            asks_conversation: None,
            forgets: None,
            named: named(text),
        };
        read.pretends = contains(&whole, &table.pretences).then_some(0);
        for index in 0..read.sentences.len() {
            let sentence = &read.sentences[index];
            let first = |known: &mut Option<usize>, holds: bool| {
                if holds && known.is_none() {
                    *known = Some(index);
                }
            };
            let lower = &sentence.lower;
            let hands_on = read.orders(sentence, &table.handing);
            let conceals = read.is_concealing(sentence);
            let demands = contains(lower, &table.prerequisites);
            let file = contains(lower, &table.secret_files);
            let contents = file && contains(lower, &table.contents);
            let secret = file || has_phrase(lower, &table.secrets);
            let conversation = has_phrase(lower, &table.conversation);
            let forgets =
                read.orders(sentence, &table.forgetting) && contains(lower, &table.forgotten) && !is_quoted(lower);
            let is_of_itself = sentence.words.iter().any(|word| table.pointing.contains(word));
            first(&mut read.conceals, conceals);
            first(&mut read.conceals_itself, conceals && is_of_itself);
            first(&mut read.demands, demands);
            first(&mut read.asks_file, hands_on && file);
            first(&mut read.asks_secret, hands_on && secret);
            first(&mut read.contents_of_file, contents);
            first(&mut read.asks_conversation, hands_on && conversation);
            first(&mut read.forgets, forgets);
        }
        read
    }

    /// Whether a sentence has one of the verbs, and no negation right before it.
    fn orders(&self, sentence: &Sentence, verbs: &[String]) -> bool {
        let words = &sentence.words;
        (0..words.len()).any(|at| verbs.contains(&words[at]) && !self.is_negated(words, at))
    }

    fn is_negated(&self, words: &[String], at: usize) -> bool {
        words[at.saturating_sub(NEAR)..at].iter().any(|word| self.table.negations.contains(word))
    }

    /// `do not tell the user`, `without informing anybody`
    fn is_concealing(&self, sentence: &Sentence) -> bool {
        let words = &sentence.words;
        let tells = |word: &String| self.table.telling.iter().any(|verb| word.starts_with(verb.as_str()));
        let is_spelt = words.iter().enumerate().any(|(at, word)| {
            let listens = words.iter().skip(at + 1).take(NEAR).any(|word| self.table.listeners.contains(word));
            // "do not tell the user that it worked unless it did" speaks of a result; nearer, it is about the order.
            tells(word)
                && listens
                && words[at.saturating_sub(2)..at].iter().any(|word| self.table.negations.contains(word))
        });
        is_spelt || contains(&sentence.lower, &self.table.concealing)
    }

    /// Orders about a tool that is not among the server's own.
    fn steers(&self, own: &BTreeSet<String>, is_hidden: bool) -> Option<(usize, BTreeSet<String>)> {
        let table = self.table;
        let mut tools = BTreeSet::new();
        let mut at = None;
        for (index, sentence) in self.sentences.iter().enumerate() {
            let mentioned = self.tools_in(sentence, own);
            if mentioned.is_empty() || !has_phrase(&sentence.lower, &table.occasions) {
                continue;
            }
            let next = self.sentences.get(index + 1);
            let both: Vec<&Sentence> = std::iter::once(sentence).chain(next).collect();
            let changes = both.iter().any(|sentence| self.orders(sentence, &table.changing));
            let copies = both.iter().any(|sentence| has_phrase(&sentence.lower, &table.copies));
            let is_somebody_elses = self.conceals.is_some() || self.pretends.is_some() || is_hidden;
            let sends = both.iter().any(|sentence| self.orders(sentence, &table.sending));
            let has_target = both.iter().any(|sentence| match named(&sentence.text) {
                Some(name) => sends || name.contains('@') && !name.contains("://"),
                None => false,
            });
            if changes && (has_target || (copies && is_somebody_elses) || self.conceals.is_some()) {
                at = at.or(Some(index));
                tools.extend(mentioned);
            }
        }
        Some((at?, tools))
    }

    /// Names that look like tools, beside a word that says so.
    fn tools_in(&self, sentence: &Sentence, own: &BTreeSet<String>) -> BTreeSet<String> {
        let words = &sentence.words;
        let mut tools = BTreeSet::new();
        for (at, word) in words.iter().enumerate() {
            let is_foreign = self.table.foreign_prefixes.iter().any(|prefix| word.starts_with(prefix.as_str()));
            let from = at.saturating_sub(3);
            let is_beside_use =
                words[from..words.len().min(at + 4)].iter().any(|other| self.table.uses.contains(other));
            if (is_foreign || (is_beside_use && is_identifier(word))) && !own.contains(word.as_str()) {
                tools.insert(word.clone());
            }
        }
        tools
    }
}

/// Whether a word is a name as tools have them: `send_email`, `send-email`.
fn is_identifier(word: &str) -> bool {
    let parts: Vec<&str> = word.split('_').collect();
    parts.len() > 1
        && parts.iter().all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric()))
}

/// The sentences of a text: a full stop in the middle of `.ssh/id_rsa` ends none.
fn sentences(text: &str) -> Vec<Sentence> {
    let mut sentences = Vec::new();
    for line in text.lines() {
        let mut start = 0;
        let ends = line
            .char_indices()
            .filter(|(_, character)| matches!(character, '.' | '!' | '?' | ';'))
            .map(|(at, _)| at + 1);
        for end in ends.chain([line.len()]) {
            let is_end = line[end..].is_empty() || line[end..].starts_with([' ', '"', '\'', ')', '<']);
            if !is_end || start >= end {
                continue;
            }
            let text = line[start..end].trim();
            start = end;
            if text.is_empty() {
                continue;
            }
            let lower = text.to_lowercase().replace('’', "'");
            let words = lower
                .split_whitespace()
                .map(|word| {
                    let trimmed = word.trim_matches(|character: char| !character.is_alphanumeric());
                    trimmed.to_owned()
                })
                .filter(|word| !word.is_empty())
                .collect();
            sentences.push(Sentence { text: text.to_owned(), lower, words });
        }
    }
    sentences
}

fn contains(text: &str, phrases: &[String]) -> bool {
    phrases.iter().any(|phrase| text.contains(phrase.as_str()))
}

/// Whether one of the phrases stands in the text as whole words.
fn has_phrase(text: &str, phrases: &[String]) -> bool {
    phrases.iter().any(|phrase| {
        text.match_indices(phrase.as_str()).take(NEARBY).any(|(at, found)| {
            let before = text[..at].chars().next_back();
            let after = text[at + found.len()..].chars().next();
            let is_edge = |character: Option<char>| character.is_none_or(|character| !character.is_alphanumeric());
            is_edge(before) && is_edge(after)
        })
    })
}

/// Whether a sentence speaks about words rather than saying them.
fn is_quoted(lower: &str) -> bool {
    lower.contains(['"', '“', '`']) || lower.contains("e.g.") || lower.contains("such as")
}

/// The first address or URL of a text that could be somebody's.
fn named(text: &str) -> Option<String> {
    let is_reserved = |host: &str| {
        ["example.com", "example.org", "example.net", "localhost"].iter().any(|reserved| host.ends_with(reserved))
    };
    let host_of = |url: &str| crate::network::host_of(url);
    let url = text
        .split(|character: char| {
            character.is_whitespace() || matches!(character, '"' | '\'' | '`' | '(' | ')' | '<' | '>')
        })
        .find(|word| word.starts_with("http://") || word.starts_with("https://"))
        .filter(|url| !is_reserved(&host_of(url)));
    let address = addresses(text).into_iter().map(|(_, address)| address).find(|address| !is_reserved(address));
    address.or_else(|| url.map(|url| url.trim_end_matches(['.', ',']).to_owned()))
}
