//! The floor accounts for every code file.

use std::{fs, process::Command};

#[test]
fn every_code_file_is_accounted_for() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let deep = "[".repeat(200_000);
    for (name, text) in [
        ("package.json", r#"{"name":"a","version":"1.0.0"}"#),
        ("good.js", "f(1)"),
        ("bad.js", "a b c"),
        ("deep.js", deep.as_str()),
        ("types.d.ts", "declare const a: number"),
        ("notes.md", "no code"),
    ] {
        fs::write(folder.path().join(name), text).expect("a file can be written");
    }
    let output = Command::new(env!("CARGO_BIN_EXE_molehunt-parse-alone"))
        .args(["--threads", "2", "--failures", "--slowest", "1"])
        .arg(folder.path())
        .output()
        .expect("the binary was built");
    assert_eq!(output.status.code(), Some(0));

    let account: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let counts = ["files", "bytes", "parsed", "failed"].map(|field| account[field].as_u64().expect("a number"));
    assert_eq!(counts, [3, 4 + 5 + 200_000, 1, 2]);
    let failures = account["failures"].as_array().expect("a list");
    let reasons: Vec<&str> = failures.iter().filter_map(|failure| failure["reason"].as_str()).collect();
    assert_eq!(reasons, ["parse-error", "too-deep"]);
    assert_eq!(account["slowest"].as_array().map(Vec::len), Some(1));
}
