//! Which versions a record speaks about.

use semver::Version;

/// Versions: a list, and stretches between two events.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Affected {
    versions: Vec<String>,
    ranges: Vec<Range>,
}

/// From one version on, up to another one.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Range {
    /// The first; `None` for all before the end.
    pub(super) from: Option<Version>,
    pub(super) to: End,
}

/// Where a range ends.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum End {
    /// Nowhere.
    Open,
    /// Before this one.
    Before(Version),
    /// After this one.
    After(Version),
}

impl Affected {
    pub(super) fn versions(versions: impl Iterator<Item = String>) -> Self {
        Self { versions: versions.collect(), ranges: Vec::new() }
    }

    pub(super) fn with_ranges(self, ranges: Vec<Range>) -> Self {
        Self { ranges, ..self }
    }

    /// Whether nothing is named, so that every version is meant.
    fn is_all(&self) -> bool {
        self.versions.is_empty() && self.ranges.is_empty()
    }

    pub(super) fn has(&self, version: &str) -> bool {
        let version = version.trim_start_matches(['v', '=']);
        if self.is_all() || self.versions.iter().any(|other| other == version) {
            return true;
        }
        match Version::parse(version) {
            Ok(version) => self.ranges.iter().any(|range| range.has(&version)),
            // One that cannot be compared is meant by a range that has no bounds.
            Err(_) => self.ranges.iter().any(|range| range.from.is_none() && range.to == End::Open),
        }
    }
}

impl Range {
    fn has(&self, version: &Version) -> bool {
        let is_from = self.from.as_ref().is_none_or(|from| version >= from);
        let is_to = match &self.to {
            End::Open => true,
            End::Before(end) => version < end,
            End::After(end) => version <= end,
        };
        is_from && is_to
    }
}
