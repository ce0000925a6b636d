//! Runs every case of the corpus through the command, as a user would, and compares with its `case.toml`.
//!
//! A case passes only by being run: a folder without a readable `case.toml`, an empty package and an unknown field are failures.

use std::{
    collections::BTreeSet,
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use serde::Deserialize;
use serde_json::Value as Json;

/// `case.toml`; see `corpus/README.md`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    summary: String,
    kind: Kind,
    twin: Option<String>,
    package: Vec<PackageCase>,
    #[serde(default)]
    diff: Vec<DiffCase>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Kind {
    Malicious,
    Benign,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct PackageCase {
    path: String,
    #[serde(default)]
    find: Vec<Expected>,
    /// What `tests/proof` needs to run the package; it checks the keys, and the analyzer must do without.
    #[serde(default, rename = "proof")]
    _proof: Option<toml::Table>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct DiffCase {
    before: String,
    after: String,
    /// How many behaviours the later version gains, where that is told.
    gained: Option<u64>,
    /// How many functions differ, where that is told.
    functions_changed: Option<u64>,
    #[serde(default)]
    find: Vec<Expected>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    rule: String,
    severity: String,
    file: String,
    line_has: String,
    destination: Option<String>,
    mcp_tool: Option<String>,
    /// What the labels of the trace say, in the order of its steps.
    #[serde(default)]
    trace_has: Vec<String>,
    /// Why the finding is not made today, though it should be.
    missed: Option<String>,
    /// Why the finding is made today, though it should not be.
    mistaken: Option<String>,
}

#[test]
fn every_case_is_found_as_it_says() {
    let root = corpus();
    let mut report = String::new();
    let mut counts = [0; 2];
    let mut names = BTreeSet::new();
    for folder in folders(&root) {
        let name = folder.file_name().expect("a folder has a name").to_string_lossy().into_owned();
        let problems = match read(&folder) {
            Ok(case) => {
                counts[usize::from(case.kind == Kind::Benign)] += 1;
                assert!(!case.summary.is_empty(), "{name} has no summary");
                names.insert((name.clone(), case.twin.clone()));
                run(&folder, &case)
            }
            Err(problem) => vec![problem],
        };
        for problem in problems {
            writeln!(report, "{name}: {problem}").expect("writing to a string");
        }
    }
    for (name, twin) in &names {
        if let Some(twin) = twin
            && !names.iter().any(|(other, _)| other == twin)
        {
            writeln!(report, "{name}: its twin {twin} does not exist").expect("writing to a string");
        }
    }
    assert!(report.is_empty(), "\n{report}");
    assert!(counts[0] >= 20 && counts[1] >= 15, "only {} malicious and {} benign cases", counts[0], counts[1]);
}

/// The pairs of versions: of each that somebody gains something by, a finding blocks; no honest one asks for a reviewer.
#[test]
fn pairs_of_versions_are_told_apart() {
    let (mut hijacked, mut honest) = (0, 0);
    for folder in folders(&corpus()) {
        let case = read(&folder).expect("every case can be read");
        for diff in &case.diff {
            let is_bad = |expected: &&Expected| matches!(expected.severity.as_str(), "high" | "critical");
            let bad = diff.find.iter().filter(is_bad).count();
            let what = format!("{}: {} -> {}", folder.display(), diff.before, diff.after);
            assert!(
                diff.find.iter().all(|expected| expected.missed.is_none() && expected.mistaken.is_none()),
                "{what}"
            );
            if bad > 0 {
                assert_eq!(case.kind, Kind::Malicious, "{what}");
                hijacked += 1;
            } else {
                assert!(diff.find.iter().all(|expected| expected.severity == "low"), "{what}");
                honest += 1;
            }
        }
    }
    assert!(hijacked >= 30 && honest >= 30, "only {hijacked} hijacked and {honest} honest pairs");
}

/// The re-created incident, once more and in full: the one line is the one thing that is gained.
#[test]
fn the_incident_is_one_gained_recipient() {
    let incident = corpus().join("postmark-incident");
    let diff = molehunt(&["diff", &text(&incident.join("1.0.15")), &text(&incident.join("1.0.16"))], 1);
    let gained: Vec<&str> =
        array(&diff["gained"]).iter().map(|behaviour| behaviour["identity"].as_str().expect("an identity")).collect();
    assert_eq!(gained, ["send-email client=postmark role=bcc recipient=archive@mailroom.example tool=sendEmail"]);
    assert_eq!(array(&diff["lost"]).len(), 0);
    assert_eq!(diff["code"]["changed"], 1);
    let tools: Vec<(&str, &str)> = array(&diff["tools"])
        .iter()
        .map(|tool| (tool["name"].as_str().expect("a name"), tool["change"].as_str().expect("a change")))
        .collect();
    assert!(tools.contains(&("sendEmail", "changed")), "{tools:?}");
    assert!(tools.contains(&("sendEmailWithTemplate", "same")), "{tools:?}");
}

/// The releases of the incident one after the other: one of them gained what matters.
#[test]
fn the_history_of_the_incident_has_one_bad_release() {
    let incident = text(&corpus().join("postmark-incident"));
    let history = molehunt(&["history", &incident], 1);
    let versions: Vec<String> = array(&history["versions"])
        .iter()
        .map(|version| {
            let name = |value: &Json| value.as_str().unwrap_or("-").to_owned();
            let worst =
                array(&version["findings"]).first().map_or("-".to_owned(), |finding| name(&finding["severity"]));
            format!("{} after {}: {worst}", name(&version["version"]), name(&version["before"]))
        })
        .collect();
    assert_eq!(
        versions,
        [
            "1.0.11 after -: -",
            "1.0.12 after 1.0.11: -",
            "1.0.13 after 1.0.12: low",
            "1.0.14 after 1.0.13: -",
            "1.0.15 after 1.0.14: -",
            "1.0.16 after 1.0.15: critical",
            "1.0.17 after 1.0.16: -",
            "1.0.18 after 1.0.17: -"
        ]
    );
    let since = molehunt(&["history", &incident, "--since", "1.0.17", "--only-gained"], 0);
    let names: Vec<&str> = array(&since["versions"]).iter().filter_map(|version| version["version"].as_str()).collect();
    assert_eq!(names, ["1.0.17"], "1.0.18 gained nothing, and what came before is not asked for");
}

/// A history says of each version what a comparison with the one before says, and versions that repeat each other are
/// told like all others.
#[test]
fn a_history_is_a_row_of_comparisons() {
    let folder = tempfile::tempdir().expect("a folder");
    let versions = ["1.0.14", "1.0.15", "1.0.16", "1.0.17"];
    let place = |index: usize| folder.path().join(format!("v{index}"));
    for index in 0..8 {
        // Each version twice: the second time only its README and its number differ.
        let source = corpus().join("postmark-incident").join(versions[index / 2]);
        fs::create_dir_all(place(index)).expect("a folder");
        fs::copy(source.join("index.js"), place(index).join("index.js")).expect("a file");
        let manifest = fs::read_to_string(source.join("package.json")).expect("a file");
        let manifest = manifest.replace(&format!("\"{}\"", versions[index / 2]), &format!("\"2.0.{index}\""));
        fs::write(place(index).join("package.json"), manifest).expect("a file");
        fs::write(place(index).join("README.md"), format!("# Release {index}\n")).expect("a file");
    }
    let (history, _) = command(&["history", &text(folder.path()), "--min-severity", "info"]);
    let steps = array(&history["versions"]);
    assert_eq!(steps.len(), 8);
    let told = |report: &Json, part: &str, field: &str| -> Vec<String> {
        array(&report[part]).iter().map(|entry| entry[field].to_string()).collect()
    };
    for (index, step) in steps.iter().enumerate().skip(1) {
        let (before, after) = (text(&place(index - 1)), text(&place(index)));
        let (diff, _) = command(&["diff", &before, &after, "--min-severity", "info"]);
        assert_eq!(step["kept"], diff["kept"], "{index}");
        for (part, field) in [("gained", "identity"), ("lost", "identity"), ("findings", "fingerprint")] {
            assert_eq!(told(step, part, field), told(&diff, part, field), "{index}: {part}");
        }
        assert_eq!(step["version"], format!("2.0.{index}").as_str());
        assert!(array(&step["gained"]).iter().all(|gained| gained["package"]["version"] == step["version"]));
    }
}

/// Versions go by their numbers, or by when they were published where somebody wrote that down.
#[test]
fn a_history_knows_two_orders() {
    let folder = tempfile::tempdir().expect("a folder");
    let version = |number: &str| {
        let root = folder.path().join(format!("mail-{number}"));
        fs::create_dir_all(&root).expect("a folder");
        let manifest = format!(r#"{{"name":"mail","version":"{number}","main":"index.js"}}"#);
        fs::write(root.join("package.json"), manifest).expect("a file");
        fs::write(root.join("index.js"), "exports.version = 1;\n").expect("a file");
    };
    ["1.10.0", "1.9.0", "2.0.0-rc.1", "2.0.0"].into_iter().for_each(version);
    let root = text(folder.path());
    let order = |arguments: &[&str]| -> Vec<String> {
        let (report, _) = command(&[&["history", &root], arguments].concat());
        array(&report["versions"]).iter().map(|version| version["version"].as_str().expect("one").to_owned()).collect()
    };
    assert_eq!(order(&[]), ["1.9.0", "1.10.0", "2.0.0-rc.1", "2.0.0"]);
    let times = r#"{"created":"x","2.0.0":"2025-03-01T00:00:00.000Z","1.9.0":"2025-01-01T00:00:00.000Z",
        "2.0.0-rc.1":"2025-02-01T00:00:00.000Z","1.10.0":"2025-04-01T00:00:00.000Z"}"#;
    fs::write(folder.path().join("time.json"), times).expect("a file");
    assert_eq!(order(&["--order", "published"]), ["1.9.0", "2.0.0-rc.1", "2.0.0", "1.10.0"]);
}

/// A project approves the fifteen honest releases, and not the one line more.
#[test]
fn a_lock_lets_nothing_through_that_nobody_approved() {
    let project = tempfile::tempdir().expect("a folder");
    let install = |version: &str| {
        let package = project.path().join("node_modules/courier-mcp");
        fs::create_dir_all(&package).expect("a folder");
        for file in ["package.json", "index.js"] {
            fs::copy(corpus().join("postmark-incident").join(version).join(file), package.join(file)).expect("a file");
        }
    };
    let run = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_molehunt"));
        let output = command.args(arguments).args(["--color", "never"]).current_dir(project.path()).output();
        let output = output.expect("the command can be run");
        let text = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
        (output.status.code().expect("it ends"), text)
    };
    let lock = || fs::read_to_string(project.path().join("molehunt.lock")).expect("it was written");

    install("1.0.15");
    let (code, text) = run(&["check"]);
    assert_eq!(code, 2, "there is no lock yet: {text}");
    assert_eq!(run(&["lock"]).0, 0);
    let approved = lock();
    assert_eq!(run(&["check"]).0, 0);
    install("1.0.14");
    assert_eq!(run(&["check"]).0, 0, "less is no harm");

    install("1.0.16");
    let (code, text) = run(&["check"]);
    assert_eq!(code, 1);
    assert!(text.contains("sends mail to archive@mailroom.example"), "{text}");
    let command = "molehunt lock --update courier-mcp";
    assert!(text.contains(command), "{text}");
    assert_eq!(lock(), approved, "checking approves nothing");

    let (code, text) = run(&["lock", "--update", "courier-mcp"]);
    assert_eq!(code, 1, "what a scan objects to is approved, and told: {text}");
    let added: Vec<String> =
        lock().lines().filter(|line| !approved.lines().any(|other| other == *line)).map(str::to_owned).collect();
    assert_eq!(added, [r#"  "send-email role=bcc recipient=archive@mailroom.example tool=sendEmail","#]);
    assert_eq!(run(&["check"]).0, 0);

    let (code, text) = run(&["lock", "--update", "corier-mcp"]);
    assert!(code == 2 && text.contains("did you mean courier-mcp"), "{text}");
}

/// What the README shows is what the command prints.
#[test]
fn the_readme_shows_a_real_finding() {
    let root = corpus().join("..");
    let readme = fs::read_to_string(root.join("README.md")).expect("the README can be read");
    let shown = readme
        .split("<!-- finding -->\n```text\n")
        .nth(1)
        .and_then(|rest| rest.split("```").next())
        .expect("a finding");
    let (prompt, shown) = shown.split_once('\n').expect("a command and its output");
    let arguments: Vec<&str> = prompt.trim_start_matches("$ molehunt ").split(' ').collect();
    let output = Command::new(env!("CARGO_BIN_EXE_molehunt"))
        .args(arguments)
        .args(["--color", "never"])
        .env_remove("COLUMNS")
        .env("LC_ALL", "C.UTF-8")
        .current_dir(root)
        .output()
        .expect("the command can be run");
    let printed = String::from_utf8(output.stdout).expect("text");
    let lines = |text: &str| text.lines().map(|line| line.trim_end().to_owned()).collect::<Vec<_>>();
    let (shown, printed) = (lines(shown), lines(&printed));
    assert_eq!(shown, printed[..shown.len().min(printed.len())]);
}

/// Every rule finds what its page shows, and stays quiet where the page says so.
#[test]
fn the_rules_do_what_their_pages_show() {
    let output = Command::new(env!("CARGO_BIN_EXE_molehunt"))
        .args(["rules", "test", "--color", "never"])
        .current_dir(env!("CARGO_TARGET_TMPDIR"))
        .output()
        .expect("the command can be run");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
}

/// Turning the filter off changes nothing but how many files needed a tree.
#[test]
fn the_filter_loses_no_finding() {
    let report = |root: &Path, extra: &[&str]| {
        let root = text(root);
        let mut arguments = vec!["scan", &root, "--min-severity", "info", "--behaviours"];
        arguments.extend(extra);
        let mut report = molehunt(&arguments, 1);
        ["findings", "behaviours"].map(|part| report[part].take())
    };
    let compare = |root: &Path| {
        let ([findings, behaviours], [all_findings, all_behaviours]) =
            (report(root, &[]), report(root, &["--no-filter"]));
        assert!(findings == all_findings, "{}: findings differ", root.display());
        assert!(behaviours == all_behaviours, "{}: behaviours differ", root.display());
        findings
    };
    compare(&corpus());
    // Cases of the corpus whose names and texts a common obfuscator has put into encoded tables.
    let hidden = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/hidden-names");
    for package in fs::read_dir(&hidden).expect("a folder") {
        let root = package.expect("an entry").path();
        let found = array(&compare(&root)).iter().any(|finding| finding["rule"] == "hardcoded-bcc");
        assert!(found, "{}: the hidden recipient is not found", root.display());
    }
}

/// All packages at once, as a tree: the findings are those of the cases, whatever the number of threads.
#[test]
fn the_report_is_the_same_for_any_number_of_threads() {
    let reports: Vec<Json> = ["1", "2", "8"]
        .iter()
        .map(|threads| {
            let mut report = molehunt(
                &["scan", &text(&corpus()), "--threads", threads, "--min-severity", "info", "--behaviours"],
                1,
            );
            report["elapsed_ms"] = Json::Null;
            report
        })
        .collect();
    assert!(array(&reports[0]["findings"]).len() > 30);
    assert_eq!(reports[0].to_string(), reports[1].to_string());
    assert_eq!(reports[0].to_string(), reports[2].to_string());
}

fn run(folder: &Path, case: &Case) -> Vec<String> {
    let mut problems = Vec::new();
    if case.package.is_empty() {
        problems.push("names no package".to_owned());
    }
    // What is only missing in a version is found by comparing it.
    let by_diff: usize = case.diff.iter().map(|diff| diff.find.len()).sum();
    let finds: usize = case.package.iter().map(|package| package.find.len()).sum::<usize>() + by_diff;
    if case.kind == Kind::Malicious && finds == 0 {
        problems.push("is malicious, and nothing is to be found".to_owned());
    }
    for package in &case.package {
        let root = folder.join(&package.path);
        let report = scan(&root);
        let found: Vec<&Json> = array(&report["findings"])
            .iter()
            .filter(|finding| finding["package"]["path"] == text(&root).as_str())
            .collect();
        let files =
            array(&report["packages"]).iter().map(|package| package["files"].as_u64().unwrap_or(0)).sum::<u64>();
        if files == 0 {
            problems.push(format!("{}: no files", package.path));
        }
        for entry in array(&report["coverage"]["unanalysed"]) {
            problems.push(format!("{}: not analysed: {entry}", package.path));
        }
        compare(&package.path, &root, &package.find, &found, &mut problems);
    }
    for diff in &case.diff {
        let (before, after) = (folder.join(&diff.before), folder.join(&diff.after));
        let report = molehunt_any(&["diff", &text(&before), &text(&after)]);
        let found: Vec<&Json> = array(&report["findings"]).iter().collect();
        let what = format!("{} -> {}", diff.before, diff.after);
        compare(&what, &after, &diff.find, &found, &mut problems);
        let counts = [
            ("behaviours gained", diff.gained, array(&report["gained"]).len() as u64),
            ("functions changed", diff.functions_changed, report["code"]["changed"].as_u64().unwrap_or(0)),
        ];
        for (name, expected, counted) in counts {
            if expected.is_some_and(|expected| expected != counted) {
                problems.push(format!("{what}: {counted} {name}, expected {expected:?}"));
            }
        }
    }
    problems
}

fn compare(what: &str, root: &Path, expected: &[Expected], found: &[&Json], problems: &mut Vec<String>) {
    let mut left: Vec<&Json> = found.to_vec();
    for expected in expected.iter().filter(|expected| expected.missed.is_some()) {
        if expected.mistaken.is_some() {
            problems.push(format!("{what}: a finding cannot be missed and mistaken: {expected:?}"));
        }
        if found.iter().any(|finding| expected.is_met_by(root, finding)) {
            problems.push(format!("{what}: found now, so it is no longer `missed`: {expected:?}"));
        }
    }
    for expected in expected.iter().filter(|expected| expected.missed.is_none()) {
        match left.iter().position(|finding| expected.is_met_by(root, finding)) {
            Some(index) => {
                let finding = left.remove(index);
                if let Some(words) = expected.untold_by(finding) {
                    let labels: Vec<&Json> = array(&finding["trace"]).iter().map(|step| &step["label"]).collect();
                    problems.push(format!("{what}: the trace does not say {words:?} in its place: {labels:#?}"));
                }
            }
            None => problems.push(format!("{what}: not found: {expected:?}")),
        }
    }
    for finding in left {
        problems.push(format!(
            "{what}: not expected: {} {} at {}:{} to {} in {} ({})",
            finding["severity"],
            finding["rule"],
            finding["file"],
            finding["start"]["line"],
            finding["destination"]["value"],
            finding["mcp_tool"],
            finding["message"]
        ));
    }
}

impl Expected {
    fn is_met_by(&self, root: &Path, finding: &Json) -> bool {
        let line = finding["start"]["line"].as_u64().expect("a line") as usize;
        let source = fs::read_to_string(root.join(&self.file)).unwrap_or_default();
        let has_line = source.lines().nth(line - 1).is_some_and(|text| text.contains(&self.line_has));
        finding["rule"] == self.rule.as_str()
            && finding["severity"] == self.severity.as_str()
            && finding["file"] == self.file.as_str()
            && has_line
            && finding["destination"]["value"].as_str() == self.destination.as_deref()
            && finding["mcp_tool"].as_str() == self.mcp_tool.as_deref()
    }

    /// The first of the expected words that the trace does not say, none of them before the one that is expected earlier.
    fn untold_by(&self, finding: &Json) -> Option<&str> {
        let mut labels = array(&finding["trace"]).iter().map(|step| step["label"].as_str().unwrap_or(""));
        let mut current = "";
        self.trace_has.iter().map(String::as_str).find(|words| {
            loop {
                if current.contains(words) {
                    break false;
                }
                match labels.next() {
                    Some(label) => current = label,
                    None => break true,
                }
            }
        })
    }
}

fn read(folder: &Path) -> Result<Case, String> {
    let path = folder.join("case.toml");
    let text = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    toml::from_str(&text).map_err(|error| format!("{}: {}", path.display(), error.message()))
}

fn folders(root: &Path) -> Vec<PathBuf> {
    let mut folders: Vec<PathBuf> = fs::read_dir(root)
        .expect("the corpus can be listed")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.is_dir())
        .collect();
    folders.sort();
    folders
}

fn scan(path: &Path) -> Json {
    molehunt_any(&["scan", &text(path)])
}

fn molehunt(arguments: &[&str], code: i32) -> Json {
    let (report, status) = command(arguments);
    assert_eq!(status, Some(code), "molehunt {arguments:?}");
    report
}

fn molehunt_any(arguments: &[&str]) -> Json {
    let (report, status) = command(arguments);
    assert!(matches!(status, Some(0 | 1)), "molehunt {arguments:?} ended with {status:?}");
    report
}

fn command(arguments: &[&str]) -> (Json, Option<i32>) {
    // An empty folder, so that no molehunt.toml is in force.
    let output = Command::new(env!("CARGO_BIN_EXE_molehunt"))
        .args(arguments)
        .args(["--format", "json", "--quiet"])
        .current_dir(env!("CARGO_TARGET_TMPDIR"))
        .output()
        .expect("the command can be run");
    let report = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|error| panic!("{arguments:?}: {error}\n{}", String::from_utf8_lossy(&output.stderr)));
    (report, output.status.code())
}

fn corpus() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../corpus").canonicalize().expect("the corpus exists")
}

fn text(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}

fn array(value: &Json) -> &[Json] {
    value.as_array().map_or(&[], Vec::as_slice)
}
