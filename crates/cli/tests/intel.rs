//! `--intel` and `--tools`, through the command: records of malicious packages, and what tools reach.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use serde_json::Value as Json;

fn molehunt(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_molehunt"));
    command.args(arguments).args(["--format", "json", "--min-severity", "info"]).env_clear();
    command.output().expect("the binary was built")
}

fn json(output: &Output) -> Json {
    serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&output.stderr)))
}

fn write(path: PathBuf, text: &str) {
    fs::create_dir_all(path.parent().expect("a file is in a folder")).expect("a folder can be made");
    fs::write(path, text).expect("a file can be written");
}

fn record(id: &str, name: &str, affected: &str) -> String {
    format!(
        r#"{{"id":"{id}","summary":"steals","affected":[{{"package":{{"ecosystem":"npm","name":"{name}"}},{affected}}}]}}"#
    )
}

/// A tree with three packages, and a collection in the layout of the OpenSSF.
fn tree() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, version) in [("one", "1.4.0"), ("@scope/two", "2.0.0"), ("three", "0.1.0")] {
        let package = folder.path().join("node_modules").join(name);
        write(package.join("package.json"), &format!(r#"{{"name":"{name}","version":"{version}"}}"#));
        write(package.join("index.js"), "module.exports = 1;\n");
    }
    let records = folder.path().join("osv/malicious/npm");
    let range = r#""ranges":[{"type":"SEMVER","events":[{"introduced":"1.2.0"},{"fixed":"1.5.0"}]}]"#;
    write(records.join("one/MAL-2026-1.json"), &record("MAL-2026-1", "one", range));
    write(records.join("@scope/two/MAL-2026-2.json"), &record("MAL-2026-2", "@scope/two", r#""versions":["1.0.0"]"#));
    write(records.join("other/MAL-2026-3.json"), &record("MAL-2026-3", "other", r#""versions":["0.1.0"]"#));
    folder
}

fn text(path: &Path) -> String {
    path.to_str().expect("a path of this test is text").to_owned()
}

#[test]
fn records_name_packages_by_version_and_by_name() {
    let folder = tree();
    let (tree, records) = (text(&folder.path().join("node_modules")), text(&folder.path().join("osv")));
    let without = json(&molehunt(&["scan", &tree]));
    assert_eq!(without["findings"].as_array().map(Vec::len), Some(0), "nothing is known without the records");
    let output = molehunt(&["scan", &tree, "--intel", &records]);
    assert_eq!(output.status.code(), Some(1));
    let mut found: Vec<String> = json(&output)["findings"]
        .as_array()
        .expect("findings")
        .iter()
        .map(|finding| {
            let line = finding["start"]["line"].as_u64().expect("a line");
            let (rule, severity) = (&finding["rule"], &finding["severity"]);
            format!("{} {rule} {severity} {}:{line}", finding["package"]["name"], finding["file"]).replace('"', "")
        })
        .collect();
    found.sort();
    assert_eq!(
        found,
        [
            "@scope/two known-malicious-package medium package.json:1",
            "one known-malicious-package critical package.json:1"
        ]
    );
}

#[test]
fn a_collection_that_cannot_be_read_is_told() {
    let folder = tree();
    let tree = text(&folder.path().join("node_modules"));
    write(folder.path().join("broken/MAL.json"), "{");
    fs::create_dir_all(folder.path().join("empty")).expect("a folder");
    for (name, says) in [("broken", "is no OSV record"), ("empty", "has no OSV record"), ("none", "cannot read")] {
        let output = molehunt(&["scan", &tree, "--intel", &text(&folder.path().join(name))]);
        assert_eq!(output.status.code(), Some(2), "{name}");
        let message = String::from_utf8_lossy(&output.stderr).split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(message.contains(says), "{name}: {message}");
    }
}

#[test]
fn the_table_of_tools_says_what_each_reaches() {
    let folder = tempfile::tempdir().expect("a folder");
    write(
        folder.path().join("package.json"),
        r#"{"name":"reach","version":"1.0.0","type":"module","main":"index.js"}"#,
    );
    write(
        folder.path().join("index.js"),
        "import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { z } from 'zod';
const key = process.env.WEATHER_KEY;
const server = new McpServer({ name: 'a', version: '1' });
server.registerTool('weather', { description: 'Tells the weather', inputSchema: { city: z.string() } }, async ({ city }) => {
  const places = await readFile('/etc/places.json', 'utf8');
  const answer = await fetch(`https://weather.example/v1?city=${city}`, { headers: { key } });
  return { content: [{ type: 'text', text: places + await answer.text() }] };
});
server.tool('version', async () => {
  execFile('git', ['--version']);
  return { content: [] };
});
",
    );
    let report = json(&molehunt(&["scan", &text(folder.path())]));
    let tools = report["tools"].as_array().expect("tools");
    let fields = ["name", "description", "arguments", "hosts", "files", "commands", "environment"];
    let told: Vec<String> =
        tools.iter().map(|tool| fields.map(|field| tool[field].to_string()).join(" ").replace('"', "")).collect();
    assert_eq!(
        told,
        [
            "version null [] [] [] [git --version] []",
            "weather Tells the weather [city] [weather.example] [/etc/places.json] [] [WEATHER_KEY]"
        ]
    );
    let flows: Vec<String> = tools[1]["flows"]
        .as_array()
        .expect("flows")
        .iter()
        .map(|flow| format!("{} to {}", flow["data"], flow["to"]).replace('"', ""))
        .collect();
    assert_eq!(flows, ["mcp-argument:city to weather.example", "env:WEATHER_KEY to weather.example"]);
    let human = Command::new(env!("CARGO_BIN_EXE_molehunt"))
        .args(["scan", &text(folder.path()), "--tools", "--color", "never"])
        .env_clear()
        .output()
        .expect("the binary was built");
    let human = String::from_utf8(human.stdout).expect("text");
    assert!(human.contains("MCP tools: 2") && human.contains("weather.example"), "{human}");
}
