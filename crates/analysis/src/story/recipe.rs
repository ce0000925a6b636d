//! How a text was hidden, in words that a reader can check against the code.

use crate::{
    eval::BACKWARDS,
    value::{QUOTED, cropped},
};

/// How a text was hidden, and what it is: `base64 of …, which is …`.
///
/// `written` is what stands in the code where most of it comes from.
pub(super) fn explained(recipe: &str, written: &str, plain: &str) -> String {
    let recipe = match arithmetic(written, plain) {
        Some(Arithmetic::None(codes)) => format!("the characters {}", listed(&codes)),
        Some(other) => format!("{recipe}, {}", other.told()),
        None => quoted(recipe, written, plain),
    };
    let shown = cropped(plain, 2 * QUOTED);
    // What is told by its letters already need not be told twice.
    if recipe.contains(&format!("`{shown}`")) { recipe } else { format!("{recipe}, which is `{shown}`") }
}

/// What was done to each of some codes.
#[derive(Debug, PartialEq, Eq)]
enum Arithmetic {
    None(Vec<i64>),
    Xor(i64),
    Added(i64),
}

impl Arithmetic {
    fn told(&self) -> String {
        match self {
            Self::None(_) => String::new(),
            Self::Xor(key) => format!("each xor {key}"),
            Self::Added(more) if *more < 0 => format!("each less {}", -more),
            Self::Added(more) => format!("each plus {more}"),
        }
    }
}

/// What was done to the written numbers, digits or letters to get the text, where it was the same with all of them.
fn arithmetic(written: &str, plain: &str) -> Option<Arithmetic> {
    /// Fewer agree by chance.
    const FEWEST: usize = 5;
    let plain: Vec<i64> = plain.chars().map(|character| i64::from(u32::from(character))).collect();
    if plain.len() < FEWEST {
        return None;
    }
    let is_list = written.starts_with('[');
    let candidates = if is_list { [numbers(written), None] } else { letters(written) };
    candidates.into_iter().flatten().find_map(|codes| {
        if codes.len() != plain.len() {
            return None;
        }
        let pairs = || codes.iter().zip(&plain);
        let (key, more) = (codes[0] ^ plain[0], plain[0] - codes[0]);
        if key == 0 && pairs().all(|(code, letter)| code == letter) {
            is_list.then_some(Arithmetic::None(codes))
        } else if pairs().all(|(code, letter)| code ^ letter == key) {
            Some(Arithmetic::Xor(key))
        } else if pairs().all(|(code, letter)| letter - code == more) {
            Some(Arithmetic::Added(more))
        } else {
            None
        }
    })
}

/// Most codes that are read.
const MOST_CODES: usize = 400;

/// The numbers of a list: `[104, 0x69]`.
fn numbers(written: &str) -> Option<Vec<i64>> {
    let inner = written.strip_prefix('[')?.strip_suffix(']')?;
    let number = |text: &str| {
        let text = text.trim();
        match text.strip_prefix("0x") {
            Some(digits) => i64::from_str_radix(digits, 16).ok(),
            None => text.parse().ok(),
        }
    };
    let items = inner.trim().trim_end_matches(',').split(',');
    items.take(MOST_CODES).map(number).collect()
}

/// The codes of a quoted text's letters, and of what its digits are in hexadecimal.
fn letters(written: &str) -> [Option<Vec<i64>>; 2] {
    let inner = written.trim_matches(['\'', '"', '`']);
    let codes = inner.chars().take(MOST_CODES).map(|letter| i64::from(u32::from(letter))).collect();
    let digits: Vec<char> = inner.chars().take(2 * MOST_CODES).collect();
    let pair = |pair: &[char]| match pair {
        [high, low] => Some(i64::from(high.to_digit(16)? * 16 + low.to_digit(16)?)),
        _ => None,
    };
    [Some(codes), digits.chunks(2).map(pair).collect()]
}

/// The recipe, with what is written where it quotes nothing; where it quotes but a small part of the text, it says so.
fn quoted(recipe: &str, written: &str, plain: &str) -> String {
    if let Some(more) = recipe.strip_prefix(BACKWARDS) {
        let written = cropped(written.trim_matches(['\'', '"', '`']), QUOTED);
        return format!("`{written}` written backwards{more}");
    }
    match recipe.strip_prefix("computed from `").and_then(|rest| rest.strip_suffix('`')) {
        Some(part) if part.chars().count() * 2 < plain.chars().count() => {
            format!("computed, with `{part}` as a part of it")
        }
        _ => recipe.to_owned(),
    }
}

fn listed(codes: &[i64]) -> String {
    let numbers: Vec<String> = codes.iter().map(i64::to_string).collect();
    cropped(&numbers.join(", "), QUOTED)
}

#[cfg(test)]
mod tests {
    use super::explained;

    #[test]
    fn what_was_hidden_is_shown() {
        let base64 = explained("base64 of `YUBiLmM=`", "'YUBiLmM='", "a@b.c");
        assert_eq!(base64, "base64 of `YUBiLmM=`, which is `a@b.c`");
        let escapes = explained("escapes instead of letters: '\\x61@b.c'", "'\\x61@b.c'", "a@b.c");
        assert_eq!(escapes, "escapes instead of letters: '\\x61@b.c', which is `a@b.c`");
        assert_eq!(explained("joined from `a@b.c`", "'a'", "a@b.c"), "joined from `a@b.c`");
    }

    #[test]
    fn arithmetic_is_told_where_it_is_the_same_for_all() {
        let recipe = "characters computed from the numbers 96, 65, 99, 47, 98";
        assert_eq!(
            explained(recipe, "[96, 65, 0x63, 47, 98]", "a@b.c"),
            "characters computed from the numbers 96, 65, 99, 47, 98, each xor 1, which is `a@b.c`"
        );
        assert_eq!(
            explained(recipe, "[97, 64, 98, 46, 99,]", "a@b.c"),
            "the characters 97, 64, 98, 46, 99, which is `a@b.c`"
        );
        assert_eq!(
            explained("characters computed from `bAc/d`", "'bAc/d'", "a@b.c"),
            "characters computed from `bAc/d`, each less 1, which is `a@b.c`"
        );
        assert_eq!(
            explained("characters computed from `6041632f62`", "\"6041632f62\"", "a@b.c"),
            "characters computed from `6041632f62`, each xor 1, which is `a@b.c`"
        );
        assert_eq!(
            explained("computed by `f(…)` from `abcde`", "'abcde'", "a@b.c"),
            "computed by `f(…)` from `abcde`, which is `a@b.c`"
        );
    }

    #[test]
    fn what_is_written_backwards_is_quoted() {
        assert_eq!(
            explained("text written backwards", "'c.b@a'", "a@b.c"),
            "`c.b@a` written backwards, which is `a@b.c`"
        );
    }

    #[test]
    fn a_small_part_is_called_one() {
        assert_eq!(
            explained("computed from `@`", "'@'", "a@b.c"),
            "computed, with `@` as a part of it, which is `a@b.c`"
        );
    }
}
