//! What commands print, where, and how they end, with a pipeline that returns what a test wants.

use std::{
    cell::RefCell,
    fs,
    io::{self, ErrorKind, Write},
    path::{Path, PathBuf},
    rc::Rc,
    sync::Arc,
};

use molehunt_model::{
    Category, CodeChange, Confidence, DiffReport, FindingBuilder, HistoryReport, HistoryStep, PackageSummary,
    PolicySummary, ScanReport, Severity,
};
use molehunt_source::{ByteSpan, PackageId, PackagePath, SourceText};

use crate::{
    command::history::Choice,
    console::{Console, TerminalKind},
    failure::Failure,
    pipeline::{Pipeline, Progress, ProgressSink, Request, RuleEntry, RuleExample},
    run::run,
};

#[test]
fn the_exit_code_is_that_of_the_worst_finding() {
    let found = Fake::with(Severity::High);
    assert_eq!(found.run(&["scan", "x"]).code, 1);
    assert_eq!(found.run(&["scan", "x", "--fail-on", "critical"]).code, 0);
    assert_eq!(found.run(&["--fail-on=critical", "scan", "x"]).code, 0);
    assert_eq!(Fake::with(Severity::Medium).run(&["scan", "x"]).code, 0);
    assert_eq!(found.run(&["diff", "a", "b"]).code, 1);
    assert_eq!(found.run(&["diff", "a", "b", "--fail-on", "critical"]).code, 0);
    assert_eq!(found.run(&["history", "a"]).code, 1);
    assert_eq!(found.run(&["history", "a", "--fail-on", "critical"]).code, 0);
    assert_eq!(found.run(&["history", "broken"]).code, 2);
}

#[test]
fn what_is_not_shown_still_fails() {
    let run = Fake::with(Severity::High).run(&["scan", "x", "--min-severity", "critical", "--format", "json"]);
    assert_eq!(run.code, 1);
    assert!(run.out.contains("\"findings\": []"), "{}", run.out);
    assert!(run.out.contains("\"high\": 1"), "{}", run.out);
}

#[test]
fn the_report_is_all_there_is_on_stdout() {
    let fake = Fake::with(Severity::High);
    let run = fake.run(&["scan", "x"]);
    assert!(run.out.contains("high r (confidence high)"), "{}", run.out);
    assert_eq!(run.err, "");
    let run = fake.run(&["scan", "x", "--format", "ndjson"]);
    assert_eq!(run.out.lines().count(), 1);
    assert!(!run.out.contains('\x1b'));
    assert!(fake.run(&["scan", "x", "--color", "always"]).out.contains('\x1b'));
}

#[test]
fn a_failure_is_told_on_stderr() {
    for arguments in [&["scan", "broken"][..], &["diff", "broken", "b"], &["rules", "explain", "hiden-recipient"]] {
        let run = Fake::with(Severity::High).run(arguments);
        assert_eq!((run.code, run.out.as_str()), (2, ""), "{arguments:?}");
        assert!(run.err.contains("help: "), "{}", run.err);
    }
    insta::assert_snapshot!(Fake::with(Severity::High).run(&["scan", "broken"]).err);
}

#[test]
fn bad_usage_is_a_failure_and_help_is_none() {
    let fake = Fake::with(Severity::High);
    for arguments in
        [&["scna"][..], &["scan", "--fail-on", "bad"], &["scan", "--threads", "0"], &["scan", "--format", "sarif"], &[]]
    {
        let run = fake.run(arguments);
        assert_eq!((run.code, run.out.as_str()), (2, ""), "{arguments:?}");
        assert!(!run.err.is_empty());
    }
    for arguments in [&["--help"][..], &["scan", "--help"], &["--version"]] {
        let run = fake.run(arguments);
        assert_eq!((run.code, run.err.as_str()), (0, ""), "{arguments:?}");
        assert!(!run.out.contains("no-filter"));
    }
}

#[test]
fn the_path_is_here_by_default() {
    let fake = Fake::with(Severity::Low);
    fake.run(&["scan"]);
    fake.run(&["scan", "a", "b.tgz", "--first-party", "src", "--first-party", "lib", "--threads", "3", "--no-filter"]);
    assert_eq!(
        *fake.calls.borrow(),
        [
            "scan [\".\"] first-party [] threads None filter true",
            "scan [\"a\", \"b.tgz\"] first-party [\"src\", \"lib\"] threads Some(3) filter false"
        ]
    );
}

#[test]
fn a_closed_pipe_ends_quietly_and_passes_nothing() {
    let fake = Fake::with(Severity::High);
    for format in ["human", "json", "ndjson"] {
        let run = fake.run_into(&["scan", "x", "--format", format], Box::new(Closed(ErrorKind::BrokenPipe)));
        assert_eq!((run.code, run.err.as_str()), (1, ""));
    }
    let run = fake.run_into(&["rules", "list"], Box::new(Closed(ErrorKind::BrokenPipe)));
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    let run = fake.run_into(&["scan", "x"], Box::new(Closed(ErrorKind::StorageFull)));
    assert_eq!(run.code, 2);
    assert!(run.err.contains("cannot write the report to stdout"), "{}", run.err);
}

#[test]
fn the_report_can_go_to_a_file() {
    let folder = TestFolder::new("output");
    let fake = Fake::with(Severity::High);
    let file = folder.path("report.txt");
    let run = fake.run(&["scan", "x", "--output", &file]);
    assert_eq!((run.code, run.out.as_str(), run.err.as_str()), (1, "", ""));
    assert!(fs::read_to_string(&file).expect("it was written").contains("high r (confidence high)"));

    fake.calls.borrow_mut().clear();
    for bad in [folder.path("none/report.txt"), folder.path("")] {
        assert_eq!(fake.run(&["scan", "x", "--output", &bad]).code, 2);
    }
    assert!(fake.calls.borrow().is_empty(), "a place that cannot be written to is refused before the audit");
}

#[test]
fn the_configuration_is_named_and_its_place_is_told() {
    let folder = TestFolder::new("configuration");
    let file = folder.path("molehunt.toml");
    fs::write(&file, "# mine").expect("the folder can be written to");
    let fake = Fake::with(Severity::Low);
    let inside = fake.run(&["scan", &folder.path(""), "--config", &file, "--format", "json"]);
    assert!(inside.out.contains("\"inside_audit\": true"), "{}", inside.out);
    let outside = fake.run(&["scan", "src", "--config", &file, "--format", "json"]);
    assert!(outside.out.contains("\"inside_audit\": false"), "{}", outside.out);
    let missing = fake.run(&["scan", "src", "--config", &folder.path("other.toml")]);
    assert_eq!(missing.code, 2);
    assert!(missing.err.contains("check the path given with --config"), "{}", missing.err);
}

#[test]
fn rules_are_listed_explained_and_tested() {
    let fake = Fake::with(Severity::Low);
    insta::assert_snapshot!(fake.run(&["rules", "list"]).out);
    assert_eq!(fake.run(&["rules", "list", "--format", "ndjson"]).out.lines().count(), 2);
    insta::assert_snapshot!(fake.run(&["rules", "explain", "hardcoded-bcc"]).out);
    insta::assert_snapshot!(fake.run(&["rules", "explain", "hardcoded-bc"]).err);
    let test = fake.run(&["rules", "test"]);
    assert_eq!(test.code, 1);
    insta::assert_snapshot!(test.out);
}

/// A pipeline that finds one thing of a severity wherever it looks.
struct Fake {
    severity: Severity,
    calls: RefCell<Vec<String>>,
}

struct Run {
    code: u8,
    out: String,
    err: String,
}

impl Fake {
    fn with(severity: Severity) -> Self {
        Self { severity, calls: RefCell::default() }
    }

    fn run(&self, arguments: &[&str]) -> Run {
        let out = Shared::default();
        let run = self.run_into(arguments, Box::new(out.clone()));
        Run { out: out.text(), ..run }
    }

    fn run_into(&self, arguments: &[&str], out: Box<dyn Write>) -> Run {
        let err = Shared::default();
        let terminal = TerminalKind { width: None, unicode: true, color: false };
        let mut console = Console { out, err: Box::new(err.clone()), out_terminal: terminal, err_terminal: terminal };
        let arguments = std::iter::once("molehunt").chain(arguments.iter().copied()).map(Into::into);
        let code = run(arguments, self, &mut console);
        Run { code, out: String::new(), err: err.text() }
    }

    fn report(&self, request: &Request<'_>) -> ScanReport {
        let id = PackageId { name: "p".into(), version: "1.0.0".into(), path: "p".into() };
        let file = PackagePath::new("i.js").expect("a valid path");
        let text = Arc::new(SourceText::decode(b"send()".to_vec()));
        let span = text.span(ByteSpan { start: 0, end: 4 });
        let builder = FindingBuilder {
            rule: "r".into(),
            category: Category::Email,
            severity: self.severity,
            confidence: Confidence::High,
            message: "m".into(),
        };
        let mut report =
            ScanReport { findings: vec![builder.at(id.clone(), file.clone(), span, "i")], ..ScanReport::default() };
        report.packages.push(PackageSummary { id: id.clone(), files: 1, analysed: 1, findings: 1 });
        report.sources.insert(id, file, text);
        report.policy = PolicySummary {
            file: request.configuration.map(|file| file.path.display().to_string()),
            ..PolicySummary::default()
        };
        report
    }
}

impl Pipeline for Fake {
    fn scan(
        &self,
        request: &Request<'_>,
        paths: &[PathBuf],
        progress: ProgressSink<'_>,
    ) -> Result<ScanReport, Failure> {
        self.calls.borrow_mut().push(format!(
            "scan {paths:?} first-party {:?} threads {:?} filter {}",
            request.first_party, request.threads, !request.no_filter
        ));
        progress(Progress::Reading);
        progress(Progress::Analysing { done: 1, total: 1 });
        if paths[0] == Path::new("broken") {
            return Err(broken());
        }
        Ok(self.report(request))
    }

    fn behaviours(
        &self,
        request: &Request<'_>,
        paths: &[PathBuf],
        progress: ProgressSink<'_>,
    ) -> Result<ScanReport, Failure> {
        self.scan(request, paths, progress)
    }

    fn diff(
        &self,
        request: &Request<'_>,
        before: &Path,
        _: &Path,
        progress: ProgressSink<'_>,
    ) -> Result<DiffReport, Failure> {
        progress(Progress::Reading);
        if before == Path::new("broken") {
            return Err(broken());
        }
        let scan = self.report(request);
        let id = scan.packages[0].id.clone();
        Ok(DiffReport {
            before: id.clone(),
            after: id,
            scan,
            gained: Vec::new(),
            lost: Vec::new(),
            kept: 0,
            tools: Vec::new(),
            code: CodeChange::default(),
            manifest: Vec::new(),
        })
    }

    fn history(
        &self,
        request: &Request<'_>,
        folder: &Path,
        choice: &Choice,
        progress: ProgressSink<'_>,
    ) -> Result<HistoryReport, Failure> {
        progress(Progress::Reading);
        if folder == Path::new("broken") {
            return Err(broken());
        }
        let scan = self.report(request);
        let step = HistoryStep {
            version: scan.packages[0].id.clone(),
            published: None,
            before: None,
            gained: Vec::new(),
            lost: Vec::new(),
            kept: 0,
            scan,
        };
        let elapsed = std::time::Duration::ZERO;
        Ok(HistoryReport { name: "mail".into(), order: choice.order, steps: vec![step], elapsed })
    }

    fn rules(&self, _: &Request<'_>) -> Result<Vec<RuleEntry>, Failure> {
        let rule = |id: &str, severity| RuleEntry {
            id: id.into(),
            title: "A blind copy that the author chose".into(),
            severity,
            category: Category::Email,
            page: format!("# {id}\n\nFinds `bcc`.\n"),
        };
        Ok(vec![rule("hardcoded-bcc", Severity::High), rule("hidden-recipient", Severity::Critical)])
    }

    fn test_rules(&self, _: &Request<'_>, _: Option<&Path>) -> Result<Vec<RuleExample>, Failure> {
        let example = |name: &str, problem: Option<&str>| RuleExample {
            rule: "hardcoded-bcc".into(),
            example: name.into(),
            problem: problem.map(Into::into),
        };
        Ok(vec![example("a blind copy", None), example("a near miss", Some("expected nothing\nbut found \x1b[1m"))])
    }
}

/// What an archive reader might say, with a name that an attacker chose.
fn broken() -> Failure {
    let inner = io::Error::new(ErrorKind::InvalidData, "bad checksum\x1b[2J");
    Failure::of(&io::Error::other(Wrapped(inner))).because("the file may be cut off").help("fetch the archive again")
}

#[derive(Debug)]
struct Wrapped(io::Error);

impl std::fmt::Display for Wrapped {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("cannot read broken.tgz")
    }
}

impl std::error::Error for Wrapped {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.0)
    }
}

#[derive(Clone, Default)]
struct Shared(Rc<RefCell<Vec<u8>>>);

impl Shared {
    fn text(&self) -> String {
        String::from_utf8(self.0.borrow().clone()).expect("output is UTF-8")
    }
}

impl Write for Shared {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A stream that takes nothing.
struct Closed(ErrorKind);

impl Write for Closed {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        Err(self.0.into())
    }

    fn flush(&mut self) -> io::Result<()> {
        Err(self.0.into())
    }
}

/// A folder of its own for a test, removed at its end.
pub(crate) struct TestFolder(PathBuf);

impl TestFolder {
    pub(crate) fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("molehunt-cli-{name}-{}", std::process::id()));
        fs::create_dir_all(&folder).expect("the temporary folder can be written to");
        Self(folder)
    }

    pub(crate) fn path(&self, name: &str) -> String {
        self.0.join(name).to_str().expect("UTF-8").to_owned()
    }
}

impl Drop for TestFolder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}
