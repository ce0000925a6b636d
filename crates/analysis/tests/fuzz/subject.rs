//! A package made by chance, and what must hold when it is analysed.

use std::{
    any::Any,
    fmt::Write as _,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::mpsc,
    thread,
    time::{Duration, Instant},
};

use molehunt_analysis::{Functions, Linking, Options, Tables, extract, link};
use molehunt_model::{Behaviour, PackageFacts, Recipient, UnanalysedReason};
use molehunt_source::{
    Content, File, FileRole, Manifest, ModuleKind, Package, PackageId, PackagePath, Party, SourceText,
};
use molehunt_syntax::STACK_SIZE;

/// Who is written to in each package, in plain words: whatever stands around it, this must be found.
const WITNESS: &str = "witness@fuzz.test";
/// What is appended to a file so that it writes to the witness.
pub(crate) const WITNESS_CODE: &str = "\nfunction witness0(who, what) { const { ServerClient: Client0 } = require('postmark'); \
     return new Client0(process.env.TOKEN).sendEmail({ To: who, Bcc: 'witness@fuzz.test', TextBody: what }); }\n";

/// Files of a package, by path.
#[derive(Debug, Clone)]
pub(crate) struct Subject {
    pub(crate) manifest: String,
    pub(crate) files: Vec<(String, String)>,
    /// Whether one of them writes to the witness.
    pub(crate) has_witness: bool,
}

/// How analysing it went.
pub(crate) struct Outcome {
    pub(crate) elapsed: Duration,
    /// Code files with a tree, and without one.
    pub(crate) parsed: u64,
    pub(crate) unparsed: u64,
    /// Whether a budget ran out, as the coverage says.
    pub(crate) is_exhausted: bool,
    /// Recipients that were found, the witness aside.
    pub(crate) recipients: Vec<String>,
}

impl Subject {
    /// Analyses the package within that time; says what is wrong, if anything is.
    pub(crate) fn run(&self, patience: Duration) -> Result<Outcome, String> {
        let subject = self.clone();
        let (sender, receiver) = mpsc::channel();
        let start = Instant::now();
        let work = move || drop(sender.send(catch_unwind(AssertUnwindSafe(|| subject.facts()))));
        thread::Builder::new().stack_size(STACK_SIZE).spawn(work).expect("a thread can be started");
        match receiver.recv_timeout(patience) {
            Ok(Ok(facts)) => self.judge(&facts, start.elapsed()),
            Ok(Err(panic)) => Err(format!("panic: {}", message(&*panic))),
            Err(_) => Err(format!("no end within {} s", patience.as_secs())),
        }
    }

    fn facts(&self) -> PackageFacts {
        let package = self.package();
        let tables = Tables::embedded();
        let read = |file: &File| file.read().ok().map(SourceText::decode);
        let mut files = Vec::new();
        for file in &package.files {
            if let Some(kind) = file.role.code() {
                let source = read(file).expect("memory can be read");
                files.push(extract(
                    &file.path,
                    kind,
                    &source,
                    tables,
                    Options { forms: true, functions: Functions::Shaped, ..Options::default() },
                ));
            }
        }
        link(&package, files, &[], Linking::new(tables, &read))
    }

    fn package(&self) -> Package {
        let manifest = Manifest::parse(self.manifest.as_bytes()).unwrap_or_default();
        let default = if manifest.is_module() { ModuleKind::Esm } else { ModuleKind::Either };
        let mut files: Vec<File> = self
            .files
            .iter()
            .map(|(path, text)| {
                let path = PackagePath::new(path).expect("a relative path");
                let role = FileRole::of_name(&path, default);
                let bytes = text.as_bytes();
                File { path, size: bytes.len() as u64, role, content: Content::Memory(bytes.into()) }
            })
            .collect();
        files.sort_by(|one, other| one.path.cmp(&other.path));
        let id = PackageId { name: "fuzzed".to_owned(), version: "1.0.0".to_owned(), path: "fuzzed".to_owned() };
        Package { id, manifest, files, party: Party::Third }
    }

    fn judge(&self, facts: &PackageFacts, elapsed: Duration) -> Result<Outcome, String> {
        let coverage = &facts.coverage;
        let incomplete = |reason: UnanalysedReason| coverage.unanalysed.iter().find(|file| file.reason == reason);
        if let Some(file) = incomplete(UnanalysedReason::Panic) {
            return Err(format!("panic in {}: {}", file.file, file.detail));
        }
        let without_tree = |reason| {
            matches!(
                reason,
                UnanalysedReason::ParseError
                    | UnanalysedReason::TooDeep
                    | UnanalysedReason::TooLarge
                    | UnanalysedReason::Budget
            )
        };
        let unanalysed = coverage.unanalysed.iter().filter(|file| without_tree(file.reason)).count() as u64;
        let skipped: u64 = coverage.skipped.values().sum();
        if coverage.analysed + skipped + unanalysed < coverage.files {
            return Err(format!("a file is lost: {coverage:?}"));
        }
        let recipients: Vec<&str> = facts
            .facts
            .iter()
            .filter_map(|fact| match &fact.behaviour {
                Behaviour::SendEmail(send) => match &send.recipient {
                    Recipient::Known(address) => Some(address.as_str()),
                    _ => None,
                },
                _ => None,
            })
            .collect();
        if self.has_witness && unanalysed == 0 && !recipients.contains(&WITNESS) {
            return Err("a plain recipient is lost, and no file is said to be analysed in part".to_owned());
        }
        Ok(Outcome {
            elapsed,
            parsed: coverage.analysed,
            unparsed: unanalysed,
            is_exhausted: incomplete(UnanalysedReason::Budget).is_some(),
            recipients: recipients.into_iter().filter(|address| *address != WITNESS).map(str::to_owned).collect(),
        })
    }

    /// A smaller package that fails in the same way, found by leaving lines out.
    pub(crate) fn reduced(&self, failure: &str, patience: Duration) -> Self {
        let kind = |text: &str| text.chars().take(24).collect::<String>();
        let mut best = self.clone();
        for size in [16, 4, 1] {
            for file in 0..best.files.len() {
                let mut at = 0;
                while at < best.files[file].1.lines().count() {
                    let mut smaller = best.clone();
                    let lines = best.files[file].1.lines().enumerate();
                    let kept = lines.filter(|(index, _)| !(at..at + size).contains(index)).map(|(_, line)| line);
                    smaller.files[file].1 = kept.collect::<Vec<_>>().join("\n");
                    match smaller.run(patience) {
                        Err(other) if kind(&other) == kind(failure) => best = smaller,
                        _ => at += size,
                    }
                }
            }
        }
        best
    }

    /// The package as text.
    pub(crate) fn told(&self) -> String {
        let mut text = String::new();
        if !self.manifest.is_empty() {
            writeln!(text, "──── package.json\n{}", self.manifest).expect("a text");
        }
        for (path, content) in &self.files {
            writeln!(text, "──── {path}\n{content}").expect("a text");
        }
        text
    }
}

fn message(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_else(|| "no message".to_owned())
}
