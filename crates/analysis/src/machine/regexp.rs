//! Regular expressions, as the language defines them: on UTF-16 units, with lookaround and references.
//!
//! The pattern is the attacker's, and so is the text.
//! Matching therefore backtracks on a stack of its own, pays for each step, and ends where its budget does.

mod parse;

use std::rc::Rc;

use parse::{Node, Set};

/// A compiled pattern.
#[derive(Debug)]
pub(super) struct Program {
    code: Vec<Op>,
    /// Groups, with the whole match as the first.
    pub(super) groups: usize,
    pub(super) names: Vec<(String, usize)>,
    slots: usize,
    modes: Modes,
}

#[derive(Debug, Clone, Copy, Default)]
struct Modes {
    ignore_case: bool,
    multiline: bool,
    dot_all: bool,
    unicode: bool,
}

#[derive(Debug, Clone)]
enum Op {
    Unit(u32),
    Any,
    Set(Rc<Set>),
    /// Goes on at the first, and if that fails at the second.
    Split(usize, usize),
    Jump(usize),
    Save(usize),
    /// Forgets the groups from one slot to another, as each round of a loop does.
    Clear(usize, usize),
    /// Fails where the round of a loop that began at the position in the slot took nothing.
    Progress(usize),
    Start,
    End,
    Word(bool),
    Reference(usize),
    Look {
        negative: bool,
        end: usize,
    },
    /// From here on the text is read towards its beginning, or no longer.
    Backwards(bool),
    Found,
}

/// Where the groups of a match begin and end.
pub(super) type Groups = Vec<Option<(usize, usize)>>;

/// The budget of a match is used up.
#[derive(Debug)]
pub(super) struct Spent;

/// How large a compiled pattern may be.
const CODE: usize = 20_000;
/// How much may be remembered to come back to.
const STACK: usize = 1 << 18;

/// Why there is no program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    /// The language rejects it as well.
    Invalid,
    /// It uses what is not known here, or would be too large.
    Unsupported,
}

/// A pattern as a program.
pub(super) fn compile(source: &str, flags: &str) -> Result<Program, Fault> {
    if flags.contains('v') || source.len() > CODE {
        return Err(Fault::Unsupported);
    }
    let is_known = flags.chars().enumerate().all(|(at, flag)| "dgimsuy".contains(flag) && !flags[..at].contains(flag));
    if !is_known {
        return Err(Fault::Invalid);
    }
    let modes = Modes {
        ignore_case: flags.contains('i'),
        multiline: flags.contains('m'),
        dot_all: flags.contains('s'),
        unicode: flags.contains('u'),
    };
    let parsed = parse::parse(source, modes.unicode)?;
    let mut compiler = Compiler { code: Vec::new(), slots: parsed.groups * 2, backwards: false };
    compiler.code.push(Op::Save(0));
    compiler.node(&parsed.node).ok_or(Fault::Unsupported)?;
    compiler.code.push(Op::Save(1));
    compiler.code.push(Op::Found);
    Ok(Program { code: compiler.code, groups: parsed.groups, names: parsed.names, slots: compiler.slots, modes })
}

struct Compiler {
    code: Vec<Op>,
    slots: usize,
    backwards: bool,
}

impl Compiler {
    fn push(&mut self, op: Op) -> Option<usize> {
        if self.code.len() >= CODE {
            return None;
        }
        self.code.push(op);
        Some(self.code.len() - 1)
    }

    fn node(&mut self, node: &Node) -> Option<()> {
        match node {
            Node::Empty => {}
            Node::Unit(unit) => drop(self.push(Op::Unit(*unit))?),
            Node::Any => drop(self.push(Op::Any)?),
            Node::Set(set) => drop(self.push(Op::Set(Rc::clone(set)))?),
            Node::Start => drop(self.push(Op::Start)?),
            Node::End => drop(self.push(Op::End)?),
            Node::Word(is_boundary) => drop(self.push(Op::Word(*is_boundary))?),
            Node::Reference(group) => drop(self.push(Op::Reference(*group))?),
            Node::Sequence(nodes) => {
                if self.backwards {
                    nodes.iter().rev().try_for_each(|node| self.node(node))?;
                } else {
                    nodes.iter().try_for_each(|node| self.node(node))?;
                }
            }
            Node::Choice(nodes) => {
                let mut ends = Vec::new();
                for (index, node) in nodes.iter().enumerate() {
                    if index + 1 == nodes.len() {
                        self.node(node)?;
                        break;
                    }
                    let split = self.push(Op::Split(0, 0))?;
                    self.node(node)?;
                    ends.push(self.push(Op::Jump(0))?);
                    self.code[split] = Op::Split(split + 1, self.code.len());
                }
                let end = self.code.len();
                ends.into_iter().for_each(|jump| self.code[jump] = Op::Jump(end));
            }
            Node::Group(node, group) => {
                let (first, last) =
                    if self.backwards { (group * 2 + 1, group * 2) } else { (group * 2, group * 2 + 1) };
                self.push(Op::Save(first))?;
                self.node(node)?;
                self.push(Op::Save(last))?;
            }
            Node::Repeat { node, min, max, is_greedy, groups } => {
                self.repeat(node, *min, *max, *is_greedy, *groups)?;
            }
            Node::Look { node, is_behind, negative } => {
                let look = self.push(Op::Look { negative: *negative, end: 0 })?;
                let outer = std::mem::replace(&mut self.backwards, *is_behind);
                self.push(Op::Backwards(*is_behind))?;
                self.node(node)?;
                self.push(Op::Found)?;
                self.backwards = outer;
                let end = self.push(Op::Backwards(outer))?;
                self.code[look] = Op::Look { negative: *negative, end };
            }
        }
        Some(())
    }

    fn repeat(
        &mut self,
        node: &Node,
        min: u32,
        max: Option<u32>,
        is_greedy: bool,
        groups: (usize, usize),
    ) -> Option<()> {
        let split = |is_greedy: bool, inside: usize, outside: usize| {
            if is_greedy { Op::Split(inside, outside) } else { Op::Split(outside, inside) }
        };
        let clear = Op::Clear(groups.0 * 2, groups.1 * 2);
        for _ in 0..min {
            let before = self.code.len();
            if groups.0 < groups.1 {
                self.push(clear.clone())?;
            }
            self.node(node)?;
            // Nothing, however often: counting to four thousand million would take longer than anybody waits.
            if self.code.len() == before {
                break;
            }
        }
        let slot = self.slots;
        self.slots += 1;
        match max {
            None => {
                let start = self.push(Op::Jump(0))?;
                self.push(Op::Save(slot))?;
                if groups.0 < groups.1 {
                    self.push(clear)?;
                }
                self.node(node)?;
                self.push(Op::Progress(slot))?;
                self.push(Op::Jump(start))?;
                self.code[start] = split(is_greedy, start + 1, self.code.len());
            }
            Some(max) => {
                let mut starts = Vec::new();
                for _ in min..max {
                    starts.push(self.push(Op::Jump(0))?);
                    self.push(Op::Save(slot))?;
                    if groups.0 < groups.1 {
                        self.push(clear.clone())?;
                    }
                    self.node(node)?;
                    self.push(Op::Progress(slot))?;
                }
                let end = self.code.len();
                starts.into_iter().for_each(|start| self.code[start] = split(is_greedy, start + 1, end));
            }
        }
        Some(())
    }
}

struct Matcher<'p> {
    program: &'p Program,
    units: &'p [u16],
    slots: Vec<Option<usize>>,
    stack: Vec<Frame>,
    backwards: bool,
}

/// Something to come back to.
enum Frame {
    Branch(usize, usize, bool),
    Restore(usize, Option<usize>),
}

impl Program {
    /// How many instructions it has.
    pub(super) fn size(&self) -> usize {
        self.code.len()
    }

    /// The first match that begins at `start` or, unless `sticky`, after it.
    pub(super) fn exec(
        &self,
        units: &[u16],
        start: usize,
        sticky: bool,
        budget: &mut u64,
    ) -> Result<Option<Groups>, Spent> {
        let mut matcher =
            Matcher { program: self, units, slots: vec![None; self.slots], stack: Vec::new(), backwards: false };
        for at in start..=units.len() {
            pay(budget, self.slots / 16)?;
            matcher.slots.fill(None);
            matcher.stack.clear();
            matcher.backwards = false;
            if matcher.run(0, at, budget)?.is_some() {
                let groups = matcher.slots[..self.groups * 2].chunks(2);
                return Ok(Some(groups.map(|pair| Some((pair[0]?, pair[1]?))).collect()));
            }
            if sticky {
                break;
            }
        }
        Ok(None)
    }
}

impl Matcher<'_> {
    /// Runs from an instruction on; where the match ended, if there is one.
    fn run(&mut self, pc: usize, at: usize, budget: &mut u64) -> Result<Option<usize>, Spent> {
        let base = self.stack.len();
        let (mut pc, mut at) = (pc, at);
        loop {
            *budget = budget.checked_sub(1).ok_or(Spent)?;
            if self.stack.len() >= STACK {
                return Err(Spent);
            }
            let goes_on = match &self.program.code[pc] {
                Op::Unit(unit) => self.step(&mut at, |matcher, found| matcher.is_same(found, *unit)),
                Op::Any => {
                    let dot_all = self.program.modes.dot_all;
                    self.step(&mut at, |_, found| dot_all || !is_line_end(found))
                }
                Op::Set(set) => {
                    pay(budget, set.size() / 16)?;
                    self.step(&mut at, |matcher, found| matcher.is_in(set, found))
                }
                Op::Split(first, second) => {
                    self.stack.push(Frame::Branch(*second, at, self.backwards));
                    pc = *first;
                    continue;
                }
                Op::Jump(target) => {
                    pc = *target;
                    continue;
                }
                Op::Save(slot) => {
                    self.save(*slot, Some(at));
                    true
                }
                Op::Clear(from, to) => {
                    pay(budget, to - from)?;
                    for slot in *from..*to {
                        self.save(slot, None);
                    }
                    true
                }
                Op::Progress(slot) => self.slots[*slot] != Some(at),
                Op::Start => at == 0 || (self.program.modes.multiline && is_line_end(u32::from(self.units[at - 1]))),
                Op::End => {
                    at == self.units.len() || (self.program.modes.multiline && is_line_end(u32::from(self.units[at])))
                }
                Op::Word(is_boundary) => {
                    let before = at > 0 && is_word(self.units[at - 1]);
                    let after = self.units.get(at).is_some_and(|unit| is_word(*unit));
                    (before != after) == *is_boundary
                }
                Op::Reference(group) => {
                    if let (Some(start), Some(end)) = (self.slots[group * 2], self.slots[group * 2 + 1]) {
                        pay(budget, (end - start) / 16)?;
                    }
                    self.repeat_group(*group, &mut at)
                }
                Op::Look { negative, end } => {
                    let (negative, end) = (*negative, *end);
                    let mark = self.stack.len();
                    let found = self.run(pc + 1, at, budget)?.is_some();
                    if found && negative {
                        self.undo(mark);
                    }
                    if found == negative {
                        false
                    } else {
                        pc = end;
                        continue;
                    }
                }
                Op::Backwards(backwards) => {
                    self.backwards = *backwards;
                    true
                }
                Op::Found => {
                    // What is inside is settled; what it saved can still be undone.
                    let mut kept = self.stack.split_off(base);
                    kept.retain(|frame| matches!(frame, Frame::Restore(..)));
                    self.stack.append(&mut kept);
                    return Ok(Some(at));
                }
            };
            if goes_on {
                pc += 1;
                continue;
            }
            loop {
                if self.stack.len() == base {
                    return Ok(None);
                }
                match self.stack.pop() {
                    Some(Frame::Branch(branch, position, backwards)) => {
                        (pc, at, self.backwards) = (branch, position, backwards);
                        break;
                    }
                    Some(Frame::Restore(slot, value)) => self.slots[slot] = value,
                    None => return Ok(None),
                }
            }
        }
    }

    fn undo(&mut self, mark: usize) {
        while self.stack.len() > mark {
            if let Some(Frame::Restore(slot, value)) = self.stack.pop() {
                self.slots[slot] = value;
            }
        }
    }

    fn save(&mut self, slot: usize, value: Option<usize>) {
        self.stack.push(Frame::Restore(slot, self.slots[slot]));
        self.slots[slot] = value;
    }

    /// Takes one unit, or in Unicode mode one code point, if it is the right one.
    fn step(&self, at: &mut usize, is_right: impl FnOnce(&Self, u32) -> bool) -> bool {
        let is_pair = |index: usize| {
            self.program.modes.unicode
                && matches!(self.units.get(index), Some(0xD800..0xDC00))
                && matches!(self.units.get(index + 1), Some(0xDC00..0xE000))
        };
        let (start, length) = if self.backwards {
            match *at {
                0 => return false,
                1 => (0, 1),
                at if is_pair(at - 2) => (at - 2, 2),
                at => (at - 1, 1),
            }
        } else {
            (*at, if is_pair(*at) { 2 } else { 1 })
        };
        let Some(first) = self.units.get(start).copied().map(u32::from) else { return false };
        let found = if length == 2 {
            0x10000 + ((first - 0xD800) << 10) + (u32::from(self.units[start + 1]) - 0xDC00)
        } else {
            first
        };
        if !is_right(self, found) {
            return false;
        }
        *at = if self.backwards { start } else { start + length };
        true
    }

    fn is_same(&self, left: u32, right: u32) -> bool {
        left == right || (self.program.modes.ignore_case && canonical(left) == canonical(right))
    }

    fn is_in(&self, set: &Set, found: u32) -> bool {
        let mut is_in = set.has(found);
        if !is_in && self.program.modes.ignore_case {
            let upper = canonical(found);
            is_in = set.has(upper)
                || char::from_u32(upper).is_some_and(|upper| {
                    let mut lower = upper.to_lowercase();
                    lower.len() == 1 && lower.next().is_some_and(|lower| set.has(u32::from(lower)))
                });
        }
        is_in != set.is_negative
    }

    fn repeat_group(&self, group: usize, at: &mut usize) -> bool {
        let (Some(start), Some(end)) = (self.slots[group * 2], self.slots[group * 2 + 1]) else { return true };
        let length = end - start;
        let from = if self.backwards {
            match at.checked_sub(length) {
                Some(from) => from,
                None => return false,
            }
        } else {
            *at
        };
        if from + length > self.units.len() {
            return false;
        }
        let is_same = (0..length)
            .all(|index| self.is_same(u32::from(self.units[from + index]), u32::from(self.units[start + index])));
        if is_same {
            *at = if self.backwards { from } else { from + length };
        }
        is_same
    }
}

/// Pays for work that a step of the matcher does beside itself.
fn pay(budget: &mut u64, steps: usize) -> Result<(), Spent> {
    *budget = budget.checked_sub(steps as u64).ok_or(Spent)?;
    Ok(())
}

/// What case-insensitive matching compares.
fn canonical(code: u32) -> u32 {
    let Some(character) = char::from_u32(code) else { return code };
    let mut upper = character.to_uppercase();
    match (upper.next(), upper.next()) {
        (Some(upper), None) if code < 128 || u32::from(upper) >= 128 => u32::from(upper),
        _ => code,
    }
}

fn is_word(unit: u16) -> bool {
    u8::try_from(unit).is_ok_and(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

fn is_line_end(code: u32) -> bool {
    matches!(code, 0x0A | 0x0D | 0x2028 | 0x2029)
}
