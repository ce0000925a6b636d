//! Records of OSV, as the OpenSSF publishes them for malicious packages: one JSON file a record.

use std::collections::BTreeSet;

use semver::Version;
use serde::Deserialize;

use super::{
    Record,
    version::{Affected, End, Range},
};

/// The registry whose packages we read.
const ECOSYSTEM: &str = "npm";
/// Most characters of a summary that are kept.
const LONGEST_SUMMARY: usize = 200;

/// Why a record could not be used.
#[derive(Debug, thiserror::Error)]
pub enum RecordError {
    /// It is no record.
    #[error("is no OSV record: {0}; expected JSON with `id` and `affected`")]
    Syntax(#[from] serde_json::Error),
    /// A version in it is none.
    #[error("names the version `{version}`, which is none: {source}")]
    Version {
        /// The version.
        version: String,
        /// What is wrong with it.
        source: semver::Error,
    },
}

#[derive(Deserialize)]
struct Written {
    id: String,
    #[serde(default)]
    summary: String,
    #[serde(default)]
    withdrawn: Option<String>,
    #[serde(default)]
    affected: Vec<WrittenAffected>,
}

#[derive(Deserialize)]
struct WrittenAffected {
    #[serde(default)]
    package: Option<WrittenPackage>,
    #[serde(default)]
    versions: Vec<String>,
    #[serde(default)]
    ranges: Vec<WrittenRange>,
}

#[derive(Deserialize)]
struct WrittenPackage {
    ecosystem: String,
    name: String,
}

#[derive(Deserialize)]
struct WrittenRange {
    #[serde(rename = "type")]
    kind: String,
    #[serde(default)]
    events: Vec<Event>,
}

#[derive(Deserialize)]
struct Event {
    introduced: Option<String>,
    fixed: Option<String>,
    last_affected: Option<String>,
}

/// What a record says of packages among `names`. A record that was withdrawn says nothing.
pub(super) fn read(text: &[u8], from: &str, names: &BTreeSet<String>) -> Result<Vec<(String, Record)>, RecordError> {
    let written: Written = serde_json::from_slice(text)?;
    if written.withdrawn.is_some() {
        return Ok(Vec::new());
    }
    let mut records = Vec::new();
    for affected in written.affected {
        let Some(package) = affected.package else { continue };
        if package.ecosystem != ECOSYSTEM || !names.contains(&package.name) {
            continue;
        }
        let mut ranges = Vec::new();
        for range in affected.ranges.iter().filter(|range| range.kind != "GIT") {
            ranges.extend(ranges_of(&range.events)?);
        }
        let summary: String = written.summary.chars().take(LONGEST_SUMMARY).collect();
        let record = Record {
            id: written.id.clone(),
            from: from.to_owned(),
            summary,
            affected: Affected::versions(affected.versions.into_iter()).with_ranges(ranges),
            remediation: Vec::new(),
        };
        records.push((package.name, record));
    }
    Ok(records)
}

/// The stretches between events: each `introduced` opens one, which `fixed` or `last_affected` closes.
fn ranges_of(events: &[Event]) -> Result<Vec<Range>, RecordError> {
    let mut ranges: Vec<Range> = Vec::new();
    for event in events {
        if let Some(introduced) = &event.introduced {
            let from = if introduced == "0" { None } else { Some(parse(introduced)?) };
            ranges.push(Range { from, to: End::Open });
        }
        let end = match (&event.fixed, &event.last_affected) {
            (Some(fixed), _) => End::Before(parse(fixed)?),
            (None, Some(last)) => End::After(parse(last)?),
            (None, None) => continue,
        };
        if let Some(open) = ranges.iter_mut().rev().find(|range| range.to == End::Open) {
            open.to = end;
        }
    }
    Ok(ranges)
}

fn parse(version: &str) -> Result<Version, RecordError> {
    Version::parse(version).map_err(|source| RecordError::Version { version: version.to_owned(), source })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(affected: &str, meant: &[&str], others: &[&str]) {
        let text = format!(
            r#"{{"id":"MAL-1","summary":"steals","affected":[{{"package":{{"ecosystem":"npm","name":"a"}},{affected}}},{{"package":{{"ecosystem":"PyPI","name":"a"}}}}]}}"#
        );
        let records = read(text.as_bytes(), "x", &BTreeSet::from(["a".to_owned()])).expect("a record");
        let [(_, record)] = records.as_slice() else { panic!("one package, not {}", records.len()) };
        for version in meant {
            assert!(record.affected.has(version), "{affected} has {version}");
        }
        for version in others {
            assert!(!record.affected.has(version), "{affected} has not {version}");
        }
    }

    #[test]
    fn versions_are_matched_as_the_record_says() {
        check(r#""versions":["1.0.16"]"#, &["1.0.16", "v1.0.16"], &["1.0.15", "1.0.160"]);
        let open = r#""ranges":[{"type":"SEMVER","events":[{"introduced":"1.0.16"}]}]"#;
        check(open, &["1.0.16", "2.0.0", "1.0.17-beta"], &["1.0.15", "1.0.16-beta", "latest"]);
        let all = r#""ranges":[{"type":"SEMVER","events":[{"introduced":"0"}]}]"#;
        check(all, &["0.0.0", "9.9.9", "not-a-version"], &[]);
        let two = r#""ranges":[{"type":"SEMVER","events":[{"introduced":"1.0.0"},{"fixed":"1.2.0"},{"introduced":"2.0.0"},{"last_affected":"2.1.0"}]}]"#;
        check(two, &["1.0.0", "1.1.9", "2.0.5", "2.1.0"], &["0.9.0", "1.2.0", "1.9.0", "2.1.1"]);
        check(r#""versions":[]"#, &["1.0.0"], &[]);
        let git = r#""versions":["1.0.0"],"ranges":[{"type":"GIT","events":[{"introduced":"0"}]}]"#;
        check(git, &["1.0.0"], &["2.0.0"]);
    }

    #[test]
    fn other_packages_and_withdrawn_records_say_nothing() {
        let names = BTreeSet::from(["a".to_owned()]);
        let other = br#"{"id":"MAL-1","affected":[{"package":{"ecosystem":"npm","name":"b"}}]}"#;
        assert_eq!(read(other, "x", &names).expect("a record").len(), 0);
        let withdrawn = br#"{"id":"MAL-1","withdrawn":"2026-01-01T00:00:00Z","affected":[{"package":{"ecosystem":"npm","name":"a"}}]}"#;
        assert_eq!(read(withdrawn, "x", &names).expect("a record").len(), 0);
        assert!(read(b"[]", "x", &names).is_err());
        let broken = br#"{"id":"MAL-1","affected":[{"package":{"ecosystem":"npm","name":"a"},"ranges":[{"type":"SEMVER","events":[{"introduced":"new"}]}]}]}"#;
        assert!(read(broken, "x", &names).is_err());
    }
}
