//! The word that somebody probably meant.

/// The candidate nearest to `word`, if one is near enough to be worth a question.
pub(crate) fn nearest<'a>(word: &str, candidates: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let word: Vec<char> = word.to_lowercase().chars().take(80).collect();
    let allowed = (word.len() / 3).max(2);
    let with_distance = candidates.map(|candidate| (distance(&word, candidate), candidate));
    // A part of an id counts as near: `bcc` for `hardcoded-bcc`.
    let text: String = word.iter().collect();
    with_distance
        .map(|(distance, candidate)| {
            if candidate.contains(&text) && text.len() > 2 {
                (1.min(distance), candidate)
            } else {
                (distance, candidate)
            }
        })
        .min()
        .filter(|(distance, _)| *distance <= allowed)
        .map(|(_, candidate)| candidate)
}

/// Insertions, deletions and replacements between the two.
fn distance(word: &[char], candidate: &str) -> usize {
    let mut row: Vec<usize> = (0..=word.len()).collect();
    for (line, other) in candidate.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = line + 1;
        for (index, character) in word.iter().enumerate() {
            let replaced = diagonal + usize::from(*character != other);
            diagonal = row[index + 1];
            row[index + 1] = replaced.min(diagonal + 1).min(row[index] + 1);
        }
    }
    row[word.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_id_is_found() {
        let ids = ["hardcoded-bcc", "hidden-recipient", "fixed-recipient"];
        let nearest = |word: &str| nearest(word, ids.iter().copied());
        assert_eq!(nearest("hardcoded-bc"), Some("hardcoded-bcc"));
        assert_eq!(nearest("hiden-recipient"), Some("hidden-recipient"));
        assert_eq!(nearest("Fixed_Recipient"), Some("fixed-recipient"));
        assert_eq!(nearest("bcc"), Some("hardcoded-bcc"));
        assert_eq!(nearest("something-else-entirely"), None);
        assert_eq!(nearest(""), None);
    }
}
