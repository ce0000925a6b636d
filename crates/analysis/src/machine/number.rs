//! Numbers as the language writes and reads them.

/// A number as text, as `String(number)` gives it.
pub(super) fn to_text(number: f64) -> String {
    if number.is_nan() {
        return "NaN".to_owned();
    }
    if number.is_infinite() {
        return if number > 0.0 { "Infinity" } else { "-Infinity" }.to_owned();
    }
    if number == 0.0 {
        return "0".to_owned();
    }
    if number.fract() == 0.0 && number.abs() < 1e15 {
        return (number as i64).to_string();
    }
    let (sign, digits, exponent) = shortest(number);
    let count = digits.len() as i32;
    // `exponent` is the place of the decimal point after the first digit.
    let point = exponent + 1;
    let text = if count <= point && point <= 21 {
        format!("{digits}{}", "0".repeat((point - count) as usize))
    } else if 0 < point && point <= 21 {
        format!("{}.{}", &digits[..point as usize], &digits[point as usize..])
    } else if -6 < point && point <= 0 {
        format!("0.{}{digits}", "0".repeat(-point as usize))
    } else {
        exponential(&digits, exponent)
    };
    format!("{sign}{text}")
}

fn exponential(digits: &str, exponent: i32) -> String {
    let sign = if exponent < 0 { '-' } else { '+' };
    let rest = &digits[1..];
    let point = if rest.is_empty() { "" } else { "." };
    format!("{}{point}{rest}e{sign}{}", &digits[..1], exponent.abs())
}

/// The sign, the fewest digits that read back as the number, and its decimal exponent.
fn shortest(number: f64) -> (&'static str, String, i32) {
    let text = format!("{:e}", number.abs());
    let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let digits: String = mantissa.chars().filter(char::is_ascii_digit).collect();
    (if number < 0.0 { "-" } else { "" }, digits, exponent.parse().unwrap_or(0))
}

/// A number in another base, as V8 writes it; `None` where that differs from release to release.
pub(super) fn to_radix(number: f64, radix: u32) -> Option<String> {
    if radix == 10 || !number.is_finite() || number == 0.0 {
        return Some(to_text(number));
    }
    if number.abs() >= 9_007_199_254_740_992.0 && !radix.is_power_of_two() {
        return None;
    }
    let digit = |value: f64| char::from_digit(value as u32, radix).unwrap_or('0');
    let value = number.abs();
    let base = f64::from(radix);
    let mut integer = value.floor();
    let mut fraction = value - integer;
    let mut delta = (0.5 * (next_up(value) - value)).max(f64::from_bits(1));
    let mut after = Vec::new();
    if fraction >= delta {
        loop {
            fraction *= base;
            delta *= base;
            let next = fraction.floor();
            after.push(next as u32);
            fraction -= next;
            if (fraction > 0.5 || (fraction == 0.5 && (next as u32) & 1 == 1)) && fraction + delta > 1.0 {
                // Rounds up, and carries.
                loop {
                    match after.pop() {
                        None => {
                            integer += 1.0;
                            break;
                        }
                        Some(last) if last + 1 < radix => {
                            after.push(last + 1);
                            break;
                        }
                        Some(_) => {}
                    }
                }
                break;
            }
            if fraction < delta {
                break;
            }
        }
    }
    let mut before = Vec::new();
    while integer >= 9_007_199_254_740_992.0 && integer.to_bits() >> 52 > 1023 + 52 {
        integer /= base;
        before.push('0');
    }
    loop {
        let rest = integer % base;
        before.push(digit(rest));
        integer = (integer - rest) / base;
        if integer <= 0.0 {
            break;
        }
    }
    let mut text = String::new();
    if number < 0.0 {
        text.push('-');
    }
    text.extend(before.iter().rev());
    if !after.is_empty() {
        text.push('.');
        text.extend(after.iter().map(|value| digit(f64::from(*value))));
    }
    Some(text)
}

fn next_up(value: f64) -> f64 {
    f64::from_bits(value.to_bits() + 1)
}

/// A number with that many digits after the point, ties away from zero as the language wants.
pub(super) fn to_fixed(number: f64, digits: usize) -> String {
    if !number.is_finite() || number.abs() >= 1e21 {
        return to_text(number);
    }
    let rounded = round_decimal(number.abs(), digits);
    let is_zero = rounded.bytes().all(|byte| matches!(byte, b'0' | b'.'));
    if number < 0.0 && !(is_zero && number == 0.0) { format!("-{rounded}") } else { rounded }
}

/// Rounds the exact decimal value half up.
fn round_decimal(number: f64, digits: usize) -> String {
    round_digits(&format!("{number:.1100}"), digits)
}

fn round_digits(exact: &str, digits: usize) -> String {
    let point = exact.find('.').unwrap_or(exact.len());
    let end = if digits == 0 { point } else { point + 1 + digits };
    let next = exact.as_bytes().get(if digits == 0 { point + 1 } else { end }).copied().unwrap_or(b'0');
    let mut kept: Vec<u8> = exact.as_bytes()[..end].to_vec();
    if next >= b'5' {
        let mut at = kept.len();
        loop {
            if at == 0 {
                kept.insert(0, b'1');
                break;
            }
            at -= 1;
            match kept[at] {
                b'.' => {}
                b'9' => kept[at] = b'0',
                _ => {
                    kept[at] += 1;
                    break;
                }
            }
        }
    }
    String::from_utf8(kept).unwrap_or_default()
}

/// A number with that many significant digits.
pub(super) fn to_precision(number: f64, precision: usize) -> String {
    if !number.is_finite() {
        return to_text(number);
    }
    // All digits there are, rounded half up.
    let text = format!("{:.1100e}", number.abs());
    let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let mut exponent: i32 = exponent.parse().unwrap_or(0);
    let mut digits = round_digits(mantissa, precision - 1);
    digits.retain(|digit| digit != '.');
    if digits.len() > precision {
        digits.pop();
        exponent += 1;
    }
    let sign = if number < 0.0 { "-" } else { "" };
    let body = if exponent < -6 || exponent >= precision as i32 {
        exponential(&digits, exponent)
    } else if exponent >= 0 {
        let point = (exponent + 1) as usize;
        if point >= digits.len() { digits } else { format!("{}.{}", &digits[..point], &digits[point..]) }
    } else {
        format!("0.{}{digits}", "0".repeat((-exponent - 1) as usize))
    };
    format!("{sign}{body}")
}

/// What `Number(text)` gives.
pub(super) fn from_text(text: &str) -> f64 {
    let text = trim(text);
    if text.is_empty() {
        return 0.0;
    }
    for (prefix, radix) in [("0x", 16), ("0o", 8), ("0b", 2)] {
        let has_prefix = text.len() > 2 && text.is_char_boundary(2) && text[..2].eq_ignore_ascii_case(prefix);
        if has_prefix {
            let digits = &text[2..];
            let is_valid = digits.chars().all(|digit| digit.is_digit(radix));
            return if is_valid { digits_value(digits, radix) } else { f64::NAN };
        }
    }
    match decimal_prefix(text) {
        Some((value, length)) if length == text.len() => value,
        _ => f64::NAN,
    }
}

/// What `parseFloat(text)` gives.
pub(super) fn parse_float(text: &str) -> f64 {
    decimal_prefix(trim(text)).map_or(f64::NAN, |(value, _)| value)
}

/// What `parseInt(text, radix)` gives; `None` where engines may round differently.
pub(super) fn parse_int(text: &str, radix: i32) -> Option<f64> {
    let text = trim(text);
    let (sign, mut rest) = match text.as_bytes().first() {
        Some(b'-') => (-1.0, &text[1..]),
        Some(b'+') => (1.0, &text[1..]),
        _ => (1.0, text),
    };
    let mut radix = radix;
    if matches!(radix, 0 | 16) && (rest.starts_with("0x") || rest.starts_with("0X")) {
        rest = &rest[2..];
        radix = 16;
    }
    if radix == 0 {
        radix = 10;
    }
    if !(2..=36).contains(&radix) {
        return Some(f64::NAN);
    }
    let radix = radix as u32;
    let end = rest.find(|digit: char| !digit.is_digit(radix)).unwrap_or(rest.len());
    if end == 0 {
        return Some(f64::NAN);
    }
    let value = digits_value(&rest[..end], radix);
    let is_exact = value < 9_007_199_254_740_992.0 || radix == 10 || radix.is_power_of_two();
    is_exact.then_some(sign * value)
}

fn digits_value(digits: &str, radix: u32) -> f64 {
    if radix == 10 {
        return digits.parse().unwrap_or(f64::NAN);
    }
    if let Ok(value) = u128::from_str_radix(digits, radix) {
        return value as f64;
    }
    digits.chars().fold(0.0, |value, digit| value * f64::from(radix) + f64::from(digit.to_digit(radix).unwrap_or(0)))
}

/// The decimal number that a text begins with and how long it is.
fn decimal_prefix(text: &str) -> Option<(f64, usize)> {
    let bytes = text.as_bytes();
    let mut at = usize::from(matches!(bytes.first(), Some(b'+' | b'-')));
    if text[at..].starts_with("Infinity") {
        let value = if bytes[0] == b'-' { f64::NEG_INFINITY } else { f64::INFINITY };
        return Some((value, at + 8));
    }
    let digits = |from: usize| bytes[from..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    let whole = digits(at);
    at += whole;
    let mut fraction = 0;
    if bytes.get(at) == Some(&b'.') {
        fraction = digits(at + 1);
        if whole + fraction > 0 {
            at += 1 + fraction;
        }
    }
    if whole + fraction == 0 {
        return None;
    }
    if matches!(bytes.get(at), Some(b'e' | b'E')) {
        let sign = usize::from(matches!(bytes.get(at + 1), Some(b'+' | b'-')));
        let exponent = if at + 1 + sign <= bytes.len() { digits(at + 1 + sign) } else { 0 };
        if exponent > 0 {
            at += 1 + sign + exponent;
        }
    }
    text[..at].parse().ok().map(|value| (value, at))
}

fn trim(text: &str) -> &str {
    text.trim_matches(|character: char| u16::try_from(u32::from(character)).is_ok_and(super::text::is_space))
}

pub(super) fn to_int32(number: f64) -> i32 {
    to_uint32(number) as i32
}

pub(super) fn to_uint32(number: f64) -> u32 {
    if !number.is_finite() {
        return 0;
    }
    if number.abs() < 9.0e18 {
        return number as i64 as u32;
    }
    let rest = number.trunc() % 4_294_967_296.0;
    (if rest < 0.0 { rest + 4_294_967_296.0 } else { rest }) as u32
}

/// A number without its fraction; what is none is zero.
pub(super) fn to_integer(number: f64) -> f64 {
    if number.is_nan() { 0.0 } else { number.trunc() }
}

/// `base ** exponent` where it differs from what processors do.
pub(super) fn power(base: f64, exponent: f64) -> f64 {
    if exponent.is_nan() || (base.abs() == 1.0 && exponent.is_infinite()) {
        return f64::NAN;
    }
    base.powf(exponent)
}
