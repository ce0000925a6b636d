//! A text, or a glob over texts.

use globset::{GlobBuilder, GlobMatcher};

/// Matches its own text, and what it means as a glob.
///
/// Its own text always matches, so that `app/[id]/route.js` names the file of that name.
#[derive(Debug, Clone)]
pub(crate) struct Pattern {
    text: String,
    glob: Option<GlobMatcher>,
}

/// What `*` may stand for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Star {
    /// Anything.
    Anything,
    /// Anything but `/`; `**` stands for folders.
    OneSegment,
}

impl Pattern {
    pub(crate) fn new(text: &str, star: Star) -> Result<Self, globset::Error> {
        let glob = if text.contains(['*', '?', '[', '{']) {
            let glob =
                GlobBuilder::new(text).literal_separator(star == Star::OneSegment).backslash_escape(true).build()?;
            Some(glob.compile_matcher())
        } else {
            None
        };
        Ok(Self { text: text.to_owned(), glob })
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.text
    }

    pub(crate) fn matches(&self, text: &str) -> bool {
        self.text == text || self.glob.as_ref().is_some_and(|glob| glob.is_match(text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(pattern: &str, star: Star, matching: &[&str], other: &[&str]) {
        let pattern = Pattern::new(pattern, star).expect("valid");
        for text in matching {
            assert!(pattern.matches(text), "{} should match {text}", pattern.as_str());
        }
        for text in other {
            assert!(!pattern.matches(text), "{} should not match {text}", pattern.as_str());
        }
    }

    #[test]
    fn a_pattern_is_a_text_or_a_glob() {
        check("acme-mailer", Star::OneSegment, &["acme-mailer"], &["acme-mailer-pro", "ACME-mailer"]);
        check("@acme/*", Star::OneSegment, &["@acme/mailer"], &["@acme2/mailer", "acme"]);
        check("dist/**/*.js", Star::OneSegment, &["dist/a.js", "dist/a/b.js"], &["lib/a.js"]);
        check("*.js", Star::OneSegment, &["a.js"], &["dist/a.js"]);
        check("app/[id]/route.js", Star::OneSegment, &["app/[id]/route.js"], &["app/id/route.js"]);
        check("*@acme.test", Star::Anything, &["ops@acme.test"], &["ops@acme.test.example"]);
        check("https://acme.test/*", Star::Anything, &["https://acme.test/a/b"], &["https://acme.test.example/a"]);
    }
}
