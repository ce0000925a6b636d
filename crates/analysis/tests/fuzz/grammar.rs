//! Random texts from a grammar. The same seed makes the same text.
//!
//! A grammar is a page of text: `Name:` begins a rule, and each indented line below it is one way to write it.
//! `«Name»` stands for that rule, `«new»` for a name that nobody has yet, `«old»` for one that was made before.

use std::collections::BTreeMap;

/// Names that programs declare over and over, so that what they do meets.
const COMMON: [&str; 6] = ["a", "b", "c", "d", "e", "f"];
/// Rules expanded for one text; from there on the shortest ways are taken.
const MOST_EXPANSIONS: u32 = 700;

/// A source of numbers.
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        let mut random = Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
        // Neighbouring seeds begin alike.
        for _ in 0..8 {
            random.below(2);
        }
        random
    }

    pub(crate) fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        ((self.0 >> 33) as usize) % bound
    }

    pub(crate) fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }
}

/// What can be written.
pub(crate) struct Grammar {
    rules: BTreeMap<&'static str, Rule>,
}

struct Rule {
    ways: Vec<Way>,
    /// How many rules lie in each other, at least.
    height: u32,
}

struct Way {
    pieces: Vec<Piece>,
    height: u32,
}

enum Piece {
    Text(&'static str),
    Rule(&'static str),
    New,
    Old,
}

impl Grammar {
    /// Reads a grammar; a rule that does not exist, or that cannot end, is a mistake in it.
    pub(crate) fn read(text: &'static str) -> Self {
        let mut rules: BTreeMap<&'static str, Rule> = BTreeMap::new();
        let mut current = "";
        for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
            match line.strip_prefix("  ") {
                Some(way) => {
                    let way = Way { pieces: pieces(way), height: u32::MAX };
                    rules.get_mut(current).expect("a rule before its first way").ways.push(way);
                }
                None => {
                    current = line.strip_suffix(':').unwrap_or_else(|| panic!("no rule and no way: {line}"));
                    rules.insert(current, Rule { ways: Vec::new(), height: u32::MAX });
                }
            }
        }
        let mut grammar = Self { rules };
        while grammar.measure() {}
        for (name, rule) in &grammar.rules {
            for piece in rule.ways.iter().flat_map(|way| &way.pieces) {
                assert!(!matches!(piece, Piece::Rule(name) if !grammar.rules.contains_key(name)), "in {name}");
            }
            assert!(rule.height < u32::MAX, "{name} cannot end");
        }
        grammar
    }

    /// Learns how high ways are from how high their rules are; says whether there was something to learn.
    fn measure(&mut self) -> bool {
        let heights: BTreeMap<&str, u32> = self.rules.iter().map(|(name, rule)| (*name, rule.height)).collect();
        let mut is_new = false;
        for rule in self.rules.values_mut() {
            for way in &mut rule.ways {
                let inner = way.pieces.iter().map(|piece| match piece {
                    Piece::Rule(name) => heights.get(name).copied().unwrap_or(u32::MAX),
                    _ => 0,
                });
                way.height = inner.max().unwrap_or(0).saturating_add(1);
            }
            let height = rule.ways.iter().map(|way| way.height).min().unwrap_or(u32::MAX);
            is_new |= height != rule.height;
            rule.height = height;
        }
        is_new
    }

    /// Writes something, with at most about that many rules in each other.
    pub(crate) fn write(&self, rule: &str, depth: u32, random: &mut Random) -> String {
        let mut writer = Writer { grammar: self, random, text: String::new(), names: 0, expansions: 0 };
        writer.rule(rule, depth);
        writer.text
    }
}

struct Writer<'g> {
    grammar: &'g Grammar,
    random: &'g mut Random,
    text: String,
    names: usize,
    expansions: u32,
}

impl Writer<'_> {
    fn rule(&mut self, name: &str, depth: u32) {
        let rule = &self.grammar.rules[name];
        self.expansions += 1;
        let most = if self.expansions > MOST_EXPANSIONS { 0 } else { depth };
        let fitting: Vec<&Way> = rule.ways.iter().filter(|way| way.height <= most.max(rule.height)).collect();
        let way = *self.random.pick(&fitting);
        for piece in &way.pieces {
            match piece {
                Piece::Text(text) => self.text.push_str(text),
                Piece::Rule(name) => self.rule(name, depth.saturating_sub(1)),
                Piece::New => {
                    self.names += 1;
                    self.text.push_str(&format!("n{}", self.names));
                }
                Piece::Old => {
                    let name = match self.random.below(self.names + COMMON.len()) {
                        index if index < COMMON.len() => COMMON[index].to_owned(),
                        index => format!("n{}", index - COMMON.len() + 1),
                    };
                    self.text.push_str(&name);
                }
            }
        }
    }
}

fn pieces(way: &'static str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut rest = way;
    while let Some((before, after)) = rest.split_once('«') {
        let (name, after) = after.split_once('»').unwrap_or_else(|| panic!("an open mark: {way}"));
        pieces.push(Piece::Text(before));
        pieces.push(match name {
            "new" => Piece::New,
            "old" => Piece::Old,
            rule => Piece::Rule(rule),
        });
        rest = after;
    }
    pieces.push(Piece::Text(rest));
    pieces
}
