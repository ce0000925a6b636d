//! Texts as JavaScript has them, sequences of UTF-16 units, with where they come from.

use std::{cell::Cell, cmp::Ordering, ops::Range, rc::Rc};

use super::provenance::Origin;

/// A text. One byte a unit where all units fit, since nearly all do.
#[derive(Debug)]
pub(super) struct Text {
    units: Units,
    pub(super) origin: Option<Rc<Origin>>,
    lease: Option<Lease>,
}

#[derive(Debug, Clone)]
enum Units {
    Narrow(Vec<u8>),
    Wide(Vec<u16>),
}

/// Memory that is counted as long as a long text lives.
#[derive(Debug)]
pub(super) struct Lease {
    pub(super) live: Rc<Cell<usize>>,
    pub(super) bytes: usize,
}

impl Drop for Lease {
    fn drop(&mut self) {
        self.live.set(self.live.get().saturating_sub(self.bytes));
    }
}

impl Text {
    pub(super) fn new(text: &str) -> Self {
        if text.is_ascii() { Self::narrow(text.as_bytes().to_vec()) } else { Self::wide(text.encode_utf16().collect()) }
    }

    /// One unit a byte, as `latin1` has it.
    pub(super) fn narrow(units: Vec<u8>) -> Self {
        Self { units: Units::Narrow(units), origin: None, lease: None }
    }

    pub(super) fn wide(units: Vec<u16>) -> Self {
        if units.iter().all(|unit| *unit < 0x100) {
            return Self::narrow(units.into_iter().map(|unit| unit as u8).collect());
        }
        Self { units: Units::Wide(units), origin: None, lease: None }
    }

    pub(super) fn with_origin(mut self, origin: Option<Rc<Origin>>) -> Self {
        self.origin = origin;
        self
    }

    pub(super) fn with_lease(mut self, lease: Option<Lease>) -> Self {
        self.lease = lease;
        self
    }

    pub(super) fn len(&self) -> usize {
        match &self.units {
            Units::Narrow(units) => units.len(),
            Units::Wide(units) => units.len(),
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.len() == 0
    }

    pub(super) fn unit(&self, index: usize) -> Option<u16> {
        match &self.units {
            Units::Narrow(units) => units.get(index).map(|unit| u16::from(*unit)),
            Units::Wide(units) => units.get(index).copied(),
        }
    }

    /// The units from one to the other; out of range is cut off.
    pub(super) fn slice(&self, range: Range<usize>) -> Self {
        let end = range.end.min(self.len());
        let start = range.start.min(end);
        match &self.units {
            Units::Narrow(units) => Self::narrow(units[start..end].to_vec()),
            Units::Wide(units) => Self::wide(units[start..end].to_vec()),
        }
    }

    pub(super) fn to_units(&self) -> Vec<u16> {
        match &self.units {
            Units::Narrow(units) => units.iter().map(|unit| u16::from(*unit)).collect(),
            Units::Wide(units) => units.clone(),
        }
    }

    /// As text of ours; lone surrogates become U+FFFD.
    pub(super) fn to_lossy(&self) -> String {
        match &self.units {
            Units::Narrow(units) => units.iter().map(|unit| char::from(*unit)).collect(),
            Units::Wide(units) => String::from_utf16_lossy(units),
        }
    }

    /// As text of ours, if it has no lone surrogates.
    pub(super) fn to_exact(&self) -> Option<String> {
        match &self.units {
            Units::Narrow(_) => Some(self.to_lossy()),
            Units::Wide(units) => String::from_utf16(units).ok(),
        }
    }

    /// Its units if all are ASCII.
    pub(super) fn as_ascii(&self) -> Option<&str> {
        match &self.units {
            Units::Narrow(units) if units.is_ascii() => std::str::from_utf8(units).ok(),
            _ => None,
        }
    }

    pub(super) fn append(&mut self, other: &Self) {
        match (&mut self.units, &other.units) {
            (Units::Narrow(units), Units::Narrow(more)) => units.extend_from_slice(more),
            (Units::Wide(units), Units::Wide(more)) => units.extend_from_slice(more),
            (Units::Wide(units), Units::Narrow(more)) => units.extend(more.iter().map(|unit| u16::from(*unit))),
            (Units::Narrow(_), Units::Wide(more)) => {
                let mut units = self.to_units();
                units.extend_from_slice(more);
                self.units = Units::Wide(units);
            }
        }
    }

    /// Where another text begins in this one, from an index on.
    pub(super) fn find(&self, other: &Self, from: usize) -> Option<usize> {
        if other.len() > self.len() || from > self.len() - other.len() {
            return None;
        }
        match (&self.units, &other.units) {
            (Units::Narrow(units), Units::Narrow(part)) => {
                memchr::memmem::find(&units[from..], part).map(|at| at + from)
            }
            (Units::Narrow(_), Units::Wide(_)) => None,
            _ => (from..=self.len() - other.len()).find(|at| self.has_at(other, *at)),
        }
    }

    pub(super) fn find_last(&self, other: &Self, from: usize) -> Option<usize> {
        let last = self.len().checked_sub(other.len())?;
        (0..=last.min(from)).rev().find(|at| self.has_at(other, *at))
    }

    pub(super) fn has_at(&self, other: &Self, at: usize) -> bool {
        at + other.len() <= self.len() && (0..other.len()).all(|index| self.unit(at + index) == other.unit(index))
    }

    /// The code point at an index and how many units it takes; half of a pair stands for itself.
    pub(super) fn code_point(&self, index: usize) -> Option<(u32, usize)> {
        let first = u32::from(self.unit(index)?);
        if (0xD800..0xDC00).contains(&first)
            && let Some(second @ 0xDC00..0xE000) = self.unit(index + 1)
        {
            return Some((0x10000 + ((first - 0xD800) << 10) + (u32::from(second) - 0xDC00), 2));
        }
        Some((first, 1))
    }

    pub(super) fn compare(&self, other: &Self) -> Ordering {
        match (&self.units, &other.units) {
            (Units::Narrow(left), Units::Narrow(right)) => left.cmp(right),
            _ => self.to_units().cmp(&other.to_units()),
        }
    }
}

impl PartialEq for Text {
    fn eq(&self, other: &Self) -> bool {
        // A text of narrow units is always kept narrow, save one that was appended to.
        match (&self.units, &other.units) {
            (Units::Narrow(left), Units::Narrow(right)) => left == right,
            (Units::Wide(left), Units::Wide(right)) => left == right,
            _ => self.len() == other.len() && (0..self.len()).all(|index| self.unit(index) == other.unit(index)),
        }
    }
}

/// The units of a code point.
pub(super) fn push_code_point(units: &mut Vec<u16>, code: u32) {
    if code < 0x10000 {
        units.push(code as u16);
    } else {
        units.push(0xD800 + ((code - 0x10000) >> 10) as u16);
        units.push(0xDC00 + ((code - 0x10000) & 0x3FF) as u16);
    }
}

/// What the language takes for white space or the end of a line.
pub(super) fn is_space(unit: u16) -> bool {
    matches!(
        unit,
        0x09..=0x0D | 0x20 | 0xA0 | 0x1680 | 0x2000..=0x200A | 0x2028 | 0x2029 | 0x202F | 0x205F | 0x3000 | 0xFEFF
    )
}
