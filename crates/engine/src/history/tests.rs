//! What is kept from one version to the next changes nothing that is found.

use std::sync::Arc;

use jiff::civil::date;
use molehunt_inputs::Inventory;
use molehunt_rules::{Policy, RuleSet};
use molehunt_source::{File, FileRole, Manifest, ModuleKind, PackageId, PackagePath};

use super::*;
use crate::Options;

/// The first version: mail, whose fields come from four files and a document.
const FIRST: [(&str, &str); 7] = [
    (
        "package.json",
        r##"{ "name": "courier", "version": "1.0.0", "main": "index.js", "imports": { "#text": "./text.js" } }"##,
    ),
    ("README.md", "# Courier\n"),
    ("address.js", "exports.office = () => ['office', 'firm.example'].join('@');\n"),
    ("copy.json", r#"{ "copies": ["audit@firm.example"] }"#),
    (
        "index.js",
        "const { send } = require('./send');\nconst { office } = require('./address');\nconst { copies } = require('./copy.json');\n\
         exports.report = (to, text) => send({ to, text, bcc: office() });\nexports.note = (text) => send({ to: copies[0], text });\n",
    ),
    (
        "send.js",
        "const nodemailer = require('nodemailer');\nconst { sign } = require('#text');\nconst transport = nodemailer.createTransport(process.env.SMTP);\n\
         exports.send = (mail) => transport.sendMail({ ...mail, text: sign(mail.text) });\n",
    ),
    ("text.js", "exports.sign = (text) => text + '\\n-- \\ncourier';\n"),
];

/// What each further version puts in the place of what: a file, and its text or nothing.
const CHANGES: [&[(&str, Option<&str>)]; 12] = [
    // Nothing but words, then a place that moves.
    &[("README.md", Some("# The courier\n"))],
    &[(
        "address.js",
        Some("// The office is told of everything.\n\nexports.office = () => ['office', 'firm.example'].join('@');\n"),
    )],
    // Another value from a file that is not where the call is.
    &[("address.js", Some("exports.office = () => ['archive', 'firm.example'].join('@');\n"))],
    &[("copy.json", Some(r#"{ "copies": ["audit@firm.example", "second@firm.example"] }"#))],
    &[("copy.json", Some(r#"{ "copies": ["third@firm.example"] }"#))],
    // A specifier that names another file: by the manifest, and because a file is there.
    &[
        (
            "package.json",
            Some(
                r##"{ "name": "courier", "version": "2.0.0", "main": "index.js", "imports": { "#text": "./plain.js" } }"##,
            ),
        ),
        (
            "plain.js",
            Some("const { office } = require('./address');\nexports.sign = (text) => ({ text, cc: office() }).text;\n"),
        ),
    ],
    &[("address/index.js", Some("exports.office = () => 'folder@firm.example';\n")), ("address.js", None)],
    &[("address.js", Some("module.exports = require('./address/index.js');\n"))],
    // A file that cannot be parsed, and is mended.
    &[("text.js", Some("exports.sign = (;\n"))],
    &[("plain.js", Some("exports.sign = (;\n"))],
    &[("plain.js", Some("exports.sign = (text) => text;\n"))],
    // Back to where it was, but for one line that is further down.
    &[("address.js", Some("\n\nexports.office = () => ['office', 'firm.example'].join('@');\n"))],
];

#[test]
fn a_version_is_told_as_if_it_were_alone() {
    let versions = versions();
    let engine = engine();
    let contents: Vec<Contents> = versions.iter().map(Contents::of).collect();
    let contents: Vec<&Contents> = contents.iter().collect();
    let together = engine.facts_of_versions(&versions, &contents, ExtractOptions::default(), &|_| {});
    let findings = engine.judge_versions(&versions, &together);
    let mut addresses = Vec::new();
    for ((version, facts), findings) in versions.iter().zip(&together).zip(&findings) {
        let inventory = Inventory { packages: vec![version.clone()], ..Inventory::default() };
        let alone = engine.facts(&inventory, ExtractOptions::default(), &|_| {});
        assert_eq!(format!("{facts:?}"), format!("{:?}", alone[0]), "{}", version.id.version);
        let judged = engine.judge_one(version, &alone[0], None);
        assert_eq!(format!("{findings:?}"), format!("{judged:?}"), "{}", version.id.version);
        let found = findings.iter().filter_map(|finding| finding.destination.as_ref());
        addresses.push(found.map(|destination| destination.value.clone()).collect::<Vec<_>>().join(" "));
    }
    // All of this would hold as well where nothing is found.
    let told: Vec<&str> = addresses.iter().map(String::as_str).collect();
    assert!(told[0].contains("office@firm.example") && told[0].contains("audit@firm.example"), "{told:?}");
    assert!(told[3].contains("archive@firm.example") && told[7].contains("folder@firm.example"), "{told:?}");
    assert!(told[5].contains("third@firm.example") && told[12].contains("office@firm.example"), "{told:?}");
}

#[test]
fn copies_in_a_tree_are_told_alike() {
    let files: BTreeMap<&str, &str> = FIRST.into_iter().collect();
    let mut changed = files.clone();
    changed.insert("address.js", "exports.office = () => 'other@firm.example';\n");
    let place = |files: &BTreeMap<&str, &str>, path: &str| {
        let mut package = package(0, files);
        package.id.path = path.into();
        package
    };
    // Of one name and version all of them, and one of them something else.
    let packages = vec![place(&files, "a"), place(&changed, "b"), place(&files, "c")];
    let engine = engine();
    let facts = |packages: &[Package]| {
        let inventory = Inventory { packages: packages.to_vec(), ..Inventory::default() };
        engine.facts(&inventory, ExtractOptions::default(), &|_| {})
    };
    let together = facts(&packages);
    for (package, told) in packages.iter().zip(&together) {
        let alone = facts(std::slice::from_ref(package));
        assert_eq!(told.package, package.id);
        assert_eq!(format!("{:?}", told.facts), format!("{:?}", alone[0].facts), "{}", package.id.path);
        assert_eq!(told.coverage.files, alone[0].coverage.files);
    }
    let text = |index: usize| format!("{:?}", together[index].facts);
    assert!(text(0).contains("office@firm.example") && text(1).contains("other@firm.example"));
    assert_eq!(text(0), text(2));
    // What was analysed in one place is a copy in the others.
    assert!(together[0].coverage.analysed > 0);
    assert_eq!(together[2].coverage.analysed, 0);
}

fn engine() -> Engine {
    let rules = RuleSet::embedded().expect("they are tested");
    let options = Options {
        rules,
        policy: Policy::default(),
        threads: None,
        today: date(2026, 1, 1),
        behaviours: false,
        no_filter: false,
    };
    Engine::new(options).expect("two threads")
}

fn versions() -> Vec<Package> {
    let mut files: BTreeMap<&str, &str> = FIRST.into_iter().collect();
    let mut versions = vec![package(0, &files)];
    for changes in CHANGES {
        for (path, text) in changes {
            match text {
                Some(text) => files.insert(path, text),
                None => files.remove(path),
            };
        }
        versions.push(package(versions.len(), &files));
    }
    versions
}

fn package(number: usize, files: &BTreeMap<&str, &str>) -> Package {
    let mut manifest: serde_json::Value = serde_json::from_str(files["package.json"]).expect("it is JSON");
    let version = format!("1.{number}.0");
    manifest["version"] = version.clone().into();
    let manifest = manifest.to_string();
    let file = |(path, text): (&&str, &&str)| {
        let text = if *path == "package.json" { &manifest } else { *text };
        let path = PackagePath::new(path).expect("a relative path");
        File {
            role: FileRole::of_name(&path, ModuleKind::Either),
            path,
            size: text.len() as u64,
            content: Content::Memory(Arc::from(text.as_bytes())),
        }
    };
    Package {
        id: PackageId { name: "courier".into(), version, path: "courier".into() },
        manifest: Manifest::parse(manifest.as_bytes()).expect("an object"),
        files: files.iter().map(file).collect(),
        party: Party::Third,
    }
}
