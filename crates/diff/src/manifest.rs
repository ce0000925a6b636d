//! The manifest fields that decide what is run, what is installed and who publishes.

use std::collections::BTreeMap;

use molehunt_model::ManifestChange;
use molehunt_source::Manifest;
use serde_json::Value;

/// Compared as a whole. `version` always differs and is left out; so are texts that nothing acts upon.
const FIELDS: [&str; 22] = [
    "name",
    "type",
    "main",
    "module",
    "browser",
    "exports",
    "imports",
    "types",
    "files",
    "directories",
    "gypfile",
    "bundledDependencies",
    "bundleDependencies",
    "overrides",
    "resolutions",
    "author",
    "maintainers",
    "_npmUser",
    "publisher",
    "repository",
    "homepage",
    "publishConfig",
];
/// Compared key by key. What only the author's own machine installs (`devDependencies`) is left out.
const TABLES: [&str; 6] = ["scripts", "dependencies", "peerDependencies", "optionalDependencies", "bin", "engines"];

/// The fields that differ, by name.
pub(crate) fn compare(before: &Manifest, after: &Manifest) -> Vec<ManifestChange> {
    let (older, newer) = (fields(before), fields(after));
    let mut names: Vec<&String> = older.keys().chain(newer.keys()).collect();
    names.sort();
    names.dedup();
    let change = |name: &String| {
        let (before, after) = (older.get(name).copied(), newer.get(name).copied());
        let text = |value: Option<&Value>| value.map(Value::to_string);
        (!is_same(name, before, after)).then(|| ManifestChange {
            field: name.clone(),
            before: text(before),
            after: text(after),
        })
    };
    names.into_iter().filter_map(change).collect()
}

fn fields(manifest: &Manifest) -> BTreeMap<String, &Value> {
    let mut fields = BTreeMap::new();
    for name in FIELDS {
        if let Some(value) = manifest.raw().get(name) {
            fields.insert(name.to_owned(), value);
        }
    }
    for name in TABLES {
        match manifest.raw().get(name) {
            Some(Value::Object(table)) => {
                fields.extend(table.iter().map(|(key, value)| (format!("{name}.{key}"), value)));
            }
            // `bin` may be one path; anything else here is odd enough to be shown as it is.
            Some(value) => {
                fields.insert(name.to_owned(), value);
            }
            None => {}
        }
    }
    fields
}

/// The order of keys means nothing, but where node takes the first condition that fits.
fn is_same(name: &str, before: Option<&Value>, after: Option<&Value>) -> bool {
    match name {
        "exports" | "imports" => before.map(Value::to_string) == after.map(Value::to_string),
        _ => before == after,
    }
}
