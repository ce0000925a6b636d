//! Reading a pattern.

use std::rc::Rc;

use super::Fault;

/// A pattern as a tree.
#[derive(Debug, Clone)]
pub(super) enum Node {
    Empty,
    Unit(u32),
    Any,
    Set(Rc<Set>),
    Start,
    End,
    Word(bool),
    Reference(usize),
    Sequence(Vec<Node>),
    Choice(Vec<Node>),
    Group(Box<Node>, usize),
    /// The groups inside are those from the first number up to the second.
    Repeat {
        node: Box<Node>,
        min: u32,
        max: Option<u32>,
        is_greedy: bool,
        groups: (usize, usize),
    },
    Look {
        node: Box<Node>,
        is_behind: bool,
        negative: bool,
    },
}

/// A set of units.
#[derive(Debug, Clone, Default)]
pub(super) struct Set {
    ranges: Vec<(u32, u32)>,
    pub(super) is_negative: bool,
}

impl Set {
    /// How many ranges are looked through.
    pub(super) fn size(&self) -> usize {
        self.ranges.len()
    }

    pub(super) fn has(&self, code: u32) -> bool {
        self.ranges.iter().any(|(first, last)| *first <= code && code <= *last)
    }

    fn add_other(&mut self, mut other: Self) {
        if other.is_negative {
            other.ranges.sort_unstable();
            let mut next = 0;
            for (first, last) in &other.ranges {
                if next < *first {
                    self.ranges.push((next, first - 1));
                }
                next = next.max(last + 1);
            }
            self.ranges.push((next, 0x0010_FFFF));
        } else {
            self.ranges.append(&mut other.ranges);
        }
    }
}

pub(super) struct Parsed {
    pub(super) node: Node,
    pub(super) groups: usize,
    pub(super) names: Vec<(String, usize)>,
}

/// How deep groups may lie in each other.
const DEPTH: u32 = 100;

pub(super) fn parse(source: &str, unicode: bool) -> Result<Parsed, Fault> {
    let mut units = Vec::new();
    if unicode {
        units.extend(source.chars().map(u32::from));
    } else {
        units.extend(source.encode_utf16().map(u32::from));
    }
    let (count, names) = count_groups(&units);
    let mut parser = Parser { units, at: 0, unicode, groups: 1, count, names, depth: 0, fault: Fault::Invalid };
    match parser.choice() {
        Some(node) if parser.at == parser.units.len() => {
            Ok(Parsed { node, groups: parser.groups, names: parser.names })
        }
        _ => Err(parser.fault),
    }
}

/// How many groups there are and what they are called: a reference may come before its group.
fn count_groups(units: &[u32]) -> (usize, Vec<(String, usize)>) {
    let is = |at: usize, character: char| units.get(at) == Some(&u32::from(character));
    let (mut count, mut names) = (1, Vec::new());
    let (mut at, mut in_set) = (0, false);
    while at < units.len() {
        if is(at, '\\') {
            at += 1;
        } else if is(at, '[') {
            in_set = true;
        } else if is(at, ']') {
            in_set = false;
        } else if is(at, '(') && !in_set {
            if !is(at + 1, '?') {
                count += 1;
            } else if is(at + 2, '<') && !is(at + 3, '=') && !is(at + 3, '!') {
                let name = units[at + 3..].iter().take_while(|unit| **unit != u32::from('>'));
                names.push((name.filter_map(|unit| char::from_u32(*unit)).collect(), count));
                count += 1;
            }
        }
        at += 1;
    }
    (count, names)
}

struct Parser {
    units: Vec<u32>,
    at: usize,
    unicode: bool,
    groups: usize,
    count: usize,
    names: Vec<(String, usize)>,
    depth: u32,
    /// What it means that reading fails.
    fault: Fault,
}

impl Parser {
    fn peek(&self) -> Option<char> {
        self.units.get(self.at).map(|unit| char::from_u32(*unit).unwrap_or('\u{FFFD}'))
    }

    fn eat(&mut self, text: &str) -> bool {
        let is_here = text
            .chars()
            .enumerate()
            .all(|(index, character)| self.units.get(self.at + index) == Some(&u32::from(character)));
        if is_here {
            self.at += text.chars().count();
        }
        is_here
    }

    fn choice(&mut self) -> Option<Node> {
        self.depth += 1;
        if self.depth > DEPTH {
            self.fault = Fault::Unsupported;
            return None;
        }
        let mut choices = vec![self.sequence()?];
        while self.eat("|") {
            choices.push(self.sequence()?);
        }
        self.depth -= 1;
        Some(if choices.len() == 1 { choices.remove(0) } else { Node::Choice(choices) })
    }

    fn sequence(&mut self) -> Option<Node> {
        let mut nodes = Vec::new();
        while !matches!(self.peek(), None | Some('|' | ')')) {
            let first = self.groups;
            let atom = self.atom()?;
            nodes.push(self.quantified(atom, first)?);
        }
        Some(match nodes.len() {
            0 => Node::Empty,
            1 => nodes.remove(0),
            _ => Node::Sequence(nodes),
        })
    }

    fn quantified(&mut self, node: Node, first: usize) -> Option<Node> {
        let (min, max) = if self.eat("*") {
            (0, None)
        } else if self.eat("+") {
            (1, None)
        } else if self.eat("?") {
            (0, Some(1))
        } else {
            match self.braces() {
                Some(range) => range,
                None => return Some(node),
            }
        };
        if max.is_some_and(|max| max < min) || matches!(node, Node::Start | Node::End | Node::Word(_)) {
            return None;
        }
        let is_greedy = !self.eat("?");
        Some(Node::Repeat { node: Box::new(node), min, max, is_greedy, groups: (first, self.groups) })
    }

    /// `{1}`, `{1,}` or `{1,2}`; anything else in braces stands for itself.
    fn braces(&mut self) -> Option<(u32, Option<u32>)> {
        let start = self.at;
        let range = self.read_braces();
        if range.is_none() {
            self.at = start;
        }
        range
    }

    fn read_braces(&mut self) -> Option<(u32, Option<u32>)> {
        if !self.eat("{") {
            return None;
        }
        let min = self.decimal()?;
        let max =
            if self.eat(",") { if self.peek() == Some('}') { None } else { Some(self.decimal()?) } } else { Some(min) };
        self.eat("}").then_some((min, max))
    }

    fn decimal(&mut self) -> Option<u32> {
        let start = self.at;
        let mut value = 0u32;
        while let Some(digit) = self.peek().and_then(|digit| digit.to_digit(10)) {
            value = value.saturating_mul(10).saturating_add(digit);
            self.at += 1;
        }
        (self.at > start).then_some(value)
    }

    fn atom(&mut self) -> Option<Node> {
        let next = self.peek()?;
        match next {
            '^' => {
                self.at += 1;
                Some(Node::Start)
            }
            '$' => {
                self.at += 1;
                Some(Node::End)
            }
            '.' => {
                self.at += 1;
                Some(Node::Any)
            }
            '(' => self.group(),
            '[' => self.set().map(|set| Node::Set(set.into())),
            '\\' => self.escape(),
            '*' | '+' | '?' => None,
            '{' if self.unicode => None,
            '{' => {
                let start = self.at;
                let is_quantifier = self.read_braces().is_some();
                self.at = start + 1;
                // Nothing to repeat.
                (!is_quantifier).then_some(Node::Unit(u32::from('{')))
            }
            _ => {
                let unit = self.units[self.at];
                self.at += 1;
                Some(Node::Unit(unit))
            }
        }
    }

    fn group(&mut self) -> Option<Node> {
        let look = [("(?=", false, false), ("(?!", false, true), ("(?<=", true, false), ("(?<!", true, true)];
        for (opening, is_behind, negative) in look {
            if self.eat(opening) {
                let node = Box::new(self.choice()?);
                return self.eat(")").then_some(Node::Look { node, is_behind, negative });
            }
        }
        if self.eat("(?:") {
            let node = self.choice()?;
            return self.eat(")").then_some(node);
        }
        if self.eat("(?<") {
            while self.peek()? != '>' {
                self.at += 1;
            }
            self.at += 1;
        } else if self.eat("(?") {
            return None;
        } else {
            self.at += 1;
        }
        let group = self.groups;
        self.groups += 1;
        let node = Box::new(self.choice()?);
        self.eat(")").then_some(Node::Group(node, group))
    }

    fn escape(&mut self) -> Option<Node> {
        self.at += 1;
        let next = self.peek()?;
        match next {
            'b' | 'B' => {
                self.at += 1;
                Some(Node::Word(next == 'b'))
            }
            'k' if !self.names.is_empty() => {
                self.at += 1;
                if !self.eat("<") {
                    return None;
                }
                let start = self.at;
                while self.peek()? != '>' {
                    self.at += 1;
                }
                let name: String = self.units[start..self.at].iter().filter_map(|unit| char::from_u32(*unit)).collect();
                self.at += 1;
                let group = self.names.iter().find(|(other, _)| *other == name)?.1;
                Some(Node::Reference(group))
            }
            '1'..='9' => {
                let start = self.at;
                let number = self.decimal()? as usize;
                if number < self.count {
                    return Some(Node::Reference(number));
                }
                if self.unicode {
                    return None;
                }
                self.at = start;
                if matches!(next, '8' | '9') {
                    self.at += 1;
                    return Some(Node::Unit(u32::from(next)));
                }
                Some(Node::Unit(self.octal()))
            }
            _ => match self.class()? {
                Class::Set(set) => Some(Node::Set(set.into())),
                Class::Unit(unit) => Some(Node::Unit(unit)),
            },
        }
    }

    fn octal(&mut self) -> u32 {
        let mut value = 0;
        for _ in 0..3 {
            match self.peek().and_then(|digit| digit.to_digit(8)) {
                Some(digit) if value * 8 + digit < 256 => {
                    value = value * 8 + digit;
                    self.at += 1;
                }
                _ => break,
            }
        }
        value
    }

    /// What comes after a backslash, inside a set or outside.
    fn class(&mut self) -> Option<Class> {
        let next = self.peek()?;
        let unit = self.units[self.at];
        self.at += 1;
        let set = |ranges: &[(u32, u32)], is_negative| Some(Class::Set(Set { ranges: ranges.to_vec(), is_negative }));
        match next {
            'd' | 'D' => set(&[(0x30, 0x39)], next == 'D'),
            'w' | 'W' => set(&[(0x30, 0x39), (0x41, 0x5A), (0x5F, 0x5F), (0x61, 0x7A)], next == 'W'),
            's' | 'S' => set(SPACE, next == 'S'),
            'n' => Some(Class::Unit(0x0A)),
            'r' => Some(Class::Unit(0x0D)),
            't' => Some(Class::Unit(0x09)),
            'v' => Some(Class::Unit(0x0B)),
            'f' => Some(Class::Unit(0x0C)),
            '0' if !matches!(self.peek(), Some('0'..='9')) => Some(Class::Unit(0)),
            '0' => {
                self.at -= 1;
                Some(Class::Unit(self.octal()))
            }
            'x' => Some(Class::Unit(self.hexadecimal(2).unwrap_or(unit))),
            'u' if self.unicode && self.eat("{") => {
                let mut value = 0u32;
                while let Some(digit) = self.peek().and_then(|digit| digit.to_digit(16)) {
                    value = value.checked_mul(16)?.checked_add(digit)?;
                    self.at += 1;
                }
                self.eat("}").then_some(Class::Unit(value))
            }
            'u' => {
                let Some(first) = self.hexadecimal(4) else { return Some(Class::Unit(unit)) };
                let start = self.at;
                if self.unicode && (0xD800..0xDC00).contains(&first) && self.eat("\\u") {
                    if let Some(second @ 0xDC00..0xE000) = self.hexadecimal(4) {
                        return Some(Class::Unit(0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00)));
                    }
                    self.at = start;
                }
                Some(Class::Unit(first))
            }
            'c' => match self.peek() {
                Some(letter) if letter.is_ascii_alphabetic() => {
                    self.at += 1;
                    Some(Class::Unit(u32::from(letter) % 32))
                }
                _ => {
                    self.at -= 1;
                    Some(Class::Unit(u32::from('\\')))
                }
            },
            'p' | 'P' if self.unicode => {
                self.fault = Fault::Unsupported;
                None
            }
            _ => Some(Class::Unit(unit)),
        }
    }

    fn hexadecimal(&mut self, count: usize) -> Option<u32> {
        let mut value = 0;
        for index in 0..count {
            let digit = self.units.get(self.at + index).and_then(|unit| char::from_u32(*unit))?.to_digit(16)?;
            value = value * 16 + digit;
        }
        self.at += count;
        Some(value)
    }

    fn set(&mut self) -> Option<Set> {
        self.at += 1;
        let mut set = Set { is_negative: self.eat("^"), ..Set::default() };
        while !self.eat("]") {
            let first = self.set_item()?;
            let start = self.at;
            if self.eat("-") && self.peek()? != ']' {
                let last = self.set_item()?;
                match (first, last) {
                    (Class::Unit(first), Class::Unit(last)) if first <= last => set.ranges.push((first, last)),
                    (Class::Unit(_), Class::Unit(_)) => return None,
                    (first, last) => {
                        for item in [first, Class::Unit(u32::from('-')), last] {
                            set.add_item(item);
                        }
                    }
                }
            } else {
                self.at = start;
                set.add_item(first);
            }
        }
        Some(set)
    }

    fn set_item(&mut self) -> Option<Class> {
        if self.peek()? != '\\' {
            self.at += 1;
            return Some(Class::Unit(self.units[self.at - 1]));
        }
        self.at += 1;
        match self.peek()? {
            'b' => {
                self.at += 1;
                Some(Class::Unit(8))
            }
            '1'..='7' if !self.unicode => Some(Class::Unit(self.octal())),
            _ => self.class(),
        }
    }
}

impl Set {
    fn add_item(&mut self, item: Class) {
        match item {
            Class::Unit(unit) => self.ranges.push((unit, unit)),
            Class::Set(set) => self.add_other(set),
        }
    }
}

enum Class {
    Unit(u32),
    Set(Set),
}

const SPACE: &[(u32, u32)] = &[
    (0x09, 0x0D),
    (0x20, 0x20),
    (0xA0, 0xA0),
    (0x1680, 0x1680),
    (0x2000, 0x200A),
    (0x2028, 0x2029),
    (0x202F, 0x202F),
    (0x205F, 0x205F),
    (0x3000, 0x3000),
    (0xFEFF, 0xFEFF),
];
