//! Bytes as text and text as bytes.

use std::fmt::Write as _;

use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};

use crate::machine::text::Text;

/// The name by which an encoding is known here.
pub(super) fn named(name: &str) -> Option<&'static str> {
    Some(match name.to_ascii_lowercase().as_str() {
        "utf8" | "utf-8" => "utf8",
        "hex" => "hex",
        "base64" => "base64",
        "base64url" => "base64url",
        "latin1" | "binary" => "latin1",
        "ascii" => "ascii",
        "utf16le" | "utf-16le" | "ucs2" | "ucs-2" => "utf16le",
        _ => return None,
    })
}

/// What `Buffer.from(text, encoding)` holds.
pub(super) fn to_bytes(text: &Text, encoding: &str) -> Vec<u8> {
    match encoding {
        "hex" => from_hex(text),
        "base64" | "base64url" => from_base64(text),
        "latin1" | "ascii" => text.to_units().into_iter().map(|unit| unit as u8).collect(),
        "utf16le" => text.to_units().into_iter().flat_map(u16::to_le_bytes).collect(),
        _ => text.to_lossy().into_bytes(),
    }
}

/// What `buffer.toString(encoding)` gives.
pub(super) fn from_bytes(bytes: &[u8], encoding: &str) -> Text {
    match encoding {
        "hex" => {
            let mut text = String::new();
            for byte in bytes {
                // Writing to a string does not fail.
                let _ = write!(text, "{byte:02x}");
            }
            Text::new(&text)
        }
        "base64" => to_base64_text(bytes),
        "base64url" => Text::narrow(URL_SAFE_NO_PAD.encode(bytes).into_bytes()),
        "latin1" => Text::narrow(bytes.to_vec()),
        "ascii" => Text::narrow(bytes.iter().map(|byte| byte & 0x7F).collect()),
        "utf16le" => Text::wide(bytes.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])).collect()),
        _ => Text::new(&String::from_utf8_lossy(bytes)),
    }
}

pub(super) fn to_base64_text(bytes: &[u8]) -> Text {
    Text::narrow(STANDARD.encode(bytes).into_bytes())
}

fn digit(unit: u16) -> Option<u32> {
    let byte = u8::try_from(unit).ok()?;
    Some(u32::from(match byte {
        b'A'..=b'Z' => byte - b'A',
        b'a'..=b'z' => byte - b'a' + 26,
        b'0'..=b'9' => byte - b'0' + 52,
        b'+' | b'-' => 62,
        b'/' | b'_' => 63,
        _ => return None,
    }))
}

/// As node reads it: either alphabet, anything else skipped, up to the first `=`.
fn from_base64(text: &Text) -> Vec<u8> {
    let units = text.to_units();
    let digits = units.into_iter().take_while(|unit| *unit != u16::from(b'=')).filter_map(digit);
    let (mut bytes, mut word, mut bits) = (Vec::new(), 0u32, 0);
    for digit in digits {
        word = (word << 6 | digit) & 0xFFFF;
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.push((word >> bits) as u8);
        }
    }
    bytes
}

/// As `atob` reads it; `None` where it would throw.
pub(super) fn atob(text: &Text) -> Option<Vec<u8>> {
    let mut units = text.to_units();
    units.retain(|unit| !matches!(unit, 0x09 | 0x0A | 0x0C | 0x0D | 0x20));
    if units.len().is_multiple_of(4) {
        for _ in 0..2 {
            if units.last() == Some(&u16::from(b'=')) {
                units.pop();
            }
        }
    }
    let is_valid =
        units.len() % 4 != 1 && units.iter().all(|unit| digit(*unit).is_some() && !matches!(*unit, 0x2D | 0x5F));
    is_valid.then(|| from_base64(&Text::wide(units)))
}

/// Up to the first pair that is no number.
fn from_hex(text: &Text) -> Vec<u8> {
    let units = text.to_units();
    let value = |unit: u16| char::from_u32(u32::from(unit)).and_then(|digit| digit.to_digit(16));
    units.chunks_exact(2).map_while(|pair| Some((value(pair[0])? * 16 + value(pair[1])?) as u8)).collect()
}

/// `encodeURIComponent` and its like: what is not kept is escaped; `None` for half a surrogate pair.
pub(super) fn encode_uri(text: &Text, kept: &str) -> Option<Text> {
    let mut encoded = String::new();
    for byte in text.to_exact()?.bytes() {
        if byte.is_ascii_alphanumeric() || kept.as_bytes().contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    Some(Text::new(&encoded))
}

/// `decodeURIComponent` and `decodeURI`, which leaves what is in `reserved`; `None` where they would throw.
pub(super) fn decode_uri(text: &Text, reserved: &str) -> Option<Text> {
    let units = text.to_units();
    let value = |at: usize| {
        let digit = |unit: u16| char::from_u32(u32::from(unit)).and_then(|digit| digit.to_digit(16));
        Some((digit(*units.get(at)?)? * 16 + digit(*units.get(at + 1)?)?) as u8)
    };
    let mut decoded = Vec::with_capacity(units.len());
    let mut at = 0;
    while at < units.len() {
        if units[at] != u16::from(b'%') {
            decoded.push(units[at]);
            at += 1;
            continue;
        }
        let first = value(at + 1)?;
        let length = match first {
            0..0x80 => 1,
            0xC2..0xE0 => 2,
            0xE0..0xF0 => 3,
            0xF0..0xF5 => 4,
            _ => return None,
        };
        let mut bytes = Vec::new();
        for index in 0..length {
            if units.get(at + index * 3) != Some(&u16::from(b'%')) {
                return None;
            }
            bytes.push(value(at + index * 3 + 1)?);
        }
        let part = String::from_utf8(bytes).ok()?;
        if reserved.contains(&part) {
            decoded.extend_from_slice(&units[at..at + 3]);
        } else {
            decoded.extend(part.encode_utf16());
        }
        at += length * 3;
    }
    Some(Text::wide(decoded))
}

pub(super) fn escape(text: &Text) -> Text {
    let mut escaped = String::new();
    for unit in text.to_units() {
        match u8::try_from(unit) {
            Ok(byte) if byte.is_ascii_alphanumeric() || b"@*_+-./".contains(&byte) => escaped.push(char::from(byte)),
            Ok(byte) => {
                let _ = write!(escaped, "%{byte:02X}");
            }
            Err(_) => {
                let _ = write!(escaped, "%u{unit:04X}");
            }
        }
    }
    Text::new(&escaped)
}

pub(super) fn unescape(text: &Text) -> Text {
    let units = text.to_units();
    let value = |from: usize, count: usize| {
        let digits = units.get(from..from + count)?;
        digits.iter().try_fold(0u32, |value, unit| {
            Some(value * 16 + char::from_u32(u32::from(*unit)).and_then(|digit| digit.to_digit(16))?)
        })
    };
    let mut plain = Vec::with_capacity(units.len());
    let mut at = 0;
    while at < units.len() {
        if units[at] == u16::from(b'%') {
            if units.get(at + 1) == Some(&u16::from(b'u'))
                && let Some(code) = value(at + 2, 4)
            {
                plain.push(code as u16);
                at += 6;
                continue;
            }
            if let Some(code) = value(at + 1, 2) {
                plain.push(code as u16);
                at += 3;
                continue;
            }
        }
        plain.push(units[at]);
        at += 1;
    }
    Text::wide(plain)
}
