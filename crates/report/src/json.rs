//! Reports for programs, as the interface page fixes them.
//!
//! These structs are the format: nothing internal is serialised, and a field is added here, never renamed.
//! Characters that a terminal would obey or hide are escaped, so that a JSON report can be looked at with `cat`.

use std::{
    collections::BTreeMap,
    io::{self, Write},
};

use molehunt_model::{
    Attributes, CheckReport, CodePlace, Coverage, DiffReport, Fact, Finding, FunctionChange, HistoryReport, LockReport,
    ManifestChange, PackageSummary, PolicySummary, Recipient, Role, ScanReport, ToolSummary, Unanalysed,
};
use molehunt_source::{PackageId, Position};
use serde::Serialize;
use serde_json::Value;

use crate::Selection;

mod formatter;
mod history;
mod lock;

use formatter::VisibleFormatter;

const SCHEMA_VERSION: u32 = 1;

pub(crate) fn write_scan(out: &mut dyn Write, report: &ScanReport, selection: &Selection) -> io::Result<()> {
    write_pretty(out, &ScanJson::new(report, selection))
}

pub(crate) fn write_diff(out: &mut dyn Write, report: &DiffReport, selection: &Selection) -> io::Result<()> {
    write_pretty(out, &DiffJson::new(report, selection))
}

pub(crate) fn write_history(out: &mut dyn Write, report: &HistoryReport, only_gained: bool) -> io::Result<()> {
    write_pretty(out, &history::HistoryJson::new(report, only_gained))
}

pub(crate) fn write_lock(out: &mut dyn Write, report: &LockReport) -> io::Result<()> {
    write_pretty(out, &lock::LockJson::new(report))
}

pub(crate) fn write_check(out: &mut dyn Write, report: &CheckReport) -> io::Result<()> {
    write_pretty(out, &lock::CheckJson::new(report))
}

/// One behaviour that is not approved a line.
pub(crate) fn write_unapproved(out: &mut dyn Write, report: &CheckReport) -> io::Result<()> {
    for unapproved in &report.unapproved {
        let mut serializer = serde_json::Serializer::with_formatter(&mut *out, VisibleFormatter::compact());
        lock::UnapprovedJson::new(unapproved).serialize(&mut serializer)?;
        out.write_all(b"\n")?;
    }
    Ok(())
}

/// One finding a line.
pub(crate) fn write_findings(out: &mut dyn Write, findings: &[Finding]) -> io::Result<()> {
    for finding in findings {
        let mut serializer = serde_json::Serializer::with_formatter(&mut *out, VisibleFormatter::compact());
        FindingJson::new(finding).serialize(&mut serializer)?;
        out.write_all(b"\n")?;
    }
    Ok(())
}

fn write_pretty(out: &mut dyn Write, value: &impl Serialize) -> io::Result<()> {
    let mut serializer = serde_json::Serializer::with_formatter(&mut *out, VisibleFormatter::pretty());
    value.serialize(&mut serializer)?;
    out.write_all(b"\n")
}

#[derive(Serialize)]
struct ScanJson<'a> {
    schema_version: u32,
    tool: ToolJson,
    findings: Vec<FindingJson<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    behaviours: Option<Vec<BehaviourJson<'a>>>,
    packages: Vec<PackageSummaryJson<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tools: Vec<ToolSummaryJson<'a>>,
    coverage: CoverageJson<'a>,
    configuration: ConfigurationJson<'a>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    not_shown: BTreeMap<&'static str, u64>,
    elapsed_ms: u64,
}

#[derive(Serialize)]
struct DiffJson<'a> {
    schema_version: u32,
    tool: ToolJson,
    findings: Vec<FindingJson<'a>>,
    before: VersionJson<'a>,
    after: VersionJson<'a>,
    gained: Vec<BehaviourJson<'a>>,
    lost: Vec<BehaviourJson<'a>>,
    kept: u64,
    tools: Vec<ToolChangeJson<'a>>,
    code: CodeJson<'a>,
    manifest: Vec<ManifestJson<'a>>,
    coverage: CoverageJson<'a>,
    configuration: ConfigurationJson<'a>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    not_shown: BTreeMap<&'static str, u64>,
    elapsed_ms: u64,
}

#[derive(Serialize)]
struct ToolJson {
    name: &'static str,
    version: &'static str,
}

#[derive(Serialize)]
struct FindingJson<'a> {
    rule: &'a str,
    category: &'static str,
    severity: &'static str,
    confidence: &'static str,
    message: &'a str,
    package: PackageJson<'a>,
    file: &'a str,
    start: PositionJson,
    end: PositionJson,
    #[serde(skip_serializing_if = "Option::is_none")]
    destination: Option<DestinationJson<'a>>,
    data: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    mcp_tool: Option<&'a str>,
    trace: Vec<StepJson<'a>>,
    reachable: bool,
    remediation: &'a [String],
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    severity_explained: &'a [String],
    fingerprint: &'a str,
}

#[derive(Serialize)]
struct PackageJson<'a> {
    name: &'a str,
    version: &'a str,
    path: &'a str,
}

#[derive(Serialize)]
struct VersionJson<'a> {
    name: &'a str,
    version: &'a str,
}

#[derive(Serialize)]
struct PositionJson {
    line: u32,
    column: u32,
    offset: u32,
}

#[derive(Serialize)]
struct DestinationJson<'a> {
    kind: &'static str,
    value: &'a str,
}

#[derive(Serialize)]
struct StepJson<'a> {
    file: &'a str,
    start: PositionJson,
    end: PositionJson,
    label: &'a str,
}

#[derive(Serialize)]
struct BehaviourJson<'a> {
    package: PackageJson<'a>,
    kind: &'static str,
    subject: BTreeMap<&'static str, OneOrMany>,
    identity: String,
    file: &'a str,
    start: PositionJson,
}

/// A single value is a string, several are an array.
#[derive(Serialize)]
#[serde(untagged)]
enum OneOrMany {
    One(String),
    Many(Vec<String>),
}

#[derive(Serialize)]
struct PackageSummaryJson<'a> {
    name: &'a str,
    version: &'a str,
    path: &'a str,
    files: u64,
    analysed: u64,
    findings: u64,
}

#[derive(Serialize)]
struct ToolSummaryJson<'a> {
    package: PackageJson<'a>,
    name: &'a str,
    file: &'a str,
    start: PositionJson,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'a str>,
    arguments: &'a [String],
    recipients: Vec<RecipientJson>,
    hosts: &'a [String],
    files: &'a [String],
    commands: &'a [String],
    environment: &'a [String],
    flows: Vec<FlowJson<'a>>,
}

#[derive(Serialize)]
struct RecipientJson {
    role: &'static str,
    recipient: String,
}

#[derive(Serialize)]
struct FlowJson<'a> {
    data: String,
    to: &'a str,
}

#[derive(Serialize)]
struct CoverageJson<'a> {
    files: u64,
    bytes: u64,
    analysed: u64,
    skipped: BTreeMap<&'static str, u64>,
    unanalysed: Vec<UnanalysedJson<'a>>,
}

#[derive(Serialize)]
struct UnanalysedJson<'a> {
    package: PackageJson<'a>,
    file: &'a str,
    reason: &'static str,
    #[serde(skip_serializing_if = "str::is_empty")]
    detail: &'a str,
}

#[derive(Serialize)]
struct ConfigurationJson<'a> {
    file: Option<&'a str>,
    silenced: u64,
    unmatched: &'a [String],
    expired: &'a [String],
    /// Whether the file lies inside what was audited.
    inside_audit: bool,
}

#[derive(Serialize)]
struct ToolChangeJson<'a> {
    name: &'a str,
    change: &'static str,
    gained: &'a [String],
    lost: &'a [String],
}

#[derive(Serialize)]
struct CodeJson<'a> {
    functions_before: u64,
    functions_after: u64,
    added: u64,
    removed: u64,
    changed: u64,
    functions: Vec<FunctionChangeJson<'a>>,
    files: Vec<FileChangeJson<'a>>,
}

#[derive(Serialize)]
struct FunctionChangeJson<'a> {
    name: Option<&'a str>,
    change: &'static str,
    before: Option<CodePlaceJson<'a>>,
    after: Option<CodePlaceJson<'a>>,
}

#[derive(Serialize)]
struct CodePlaceJson<'a> {
    file: &'a str,
    start: PositionJson,
}

#[derive(Serialize)]
struct FileChangeJson<'a> {
    file: &'a str,
    change: &'static str,
}

#[derive(Serialize)]
struct ManifestJson<'a> {
    field: &'a str,
    before: Option<Value>,
    after: Option<Value>,
}

impl<'a> ScanJson<'a> {
    fn new(report: &'a ScanReport, selection: &Selection) -> Self {
        let behaviours = || report.behaviours.iter().map(|(package, fact)| BehaviourJson::new(package, fact)).collect();
        Self {
            schema_version: SCHEMA_VERSION,
            tool: ToolJson::this(),
            findings: report.findings.iter().map(FindingJson::new).collect(),
            behaviours: selection.behaviours.then(behaviours),
            packages: report.packages.iter().map(PackageSummaryJson::new).collect(),
            tools: report.tools.iter().map(ToolSummaryJson::new).collect(),
            coverage: CoverageJson::new(&report.coverage),
            configuration: ConfigurationJson::new(&report.policy, selection),
            not_shown: not_shown(selection),
            elapsed_ms: elapsed_ms(report),
        }
    }
}

impl<'a> DiffJson<'a> {
    fn new(report: &'a DiffReport, selection: &Selection) -> Self {
        let code = &report.code;
        let version = |package: &'a PackageId| VersionJson { name: &package.name, version: &package.version };
        Self {
            schema_version: SCHEMA_VERSION,
            tool: ToolJson::this(),
            findings: report.scan.findings.iter().map(FindingJson::new).collect(),
            before: version(&report.before),
            after: version(&report.after),
            gained: report.gained.iter().map(|fact| BehaviourJson::new(&report.after, fact)).collect(),
            lost: report.lost.iter().map(|fact| BehaviourJson::new(&report.before, fact)).collect(),
            kept: report.kept,
            tools: report
                .tools
                .iter()
                .map(|tool| ToolChangeJson {
                    name: &tool.name,
                    change: tool.change.as_str(),
                    gained: &tool.gained,
                    lost: &tool.lost,
                })
                .collect(),
            code: CodeJson {
                functions_before: code.functions_before,
                functions_after: code.functions_after,
                added: code.added,
                removed: code.removed,
                changed: code.changed,
                functions: code.functions.iter().map(FunctionChangeJson::new).collect(),
                files: code
                    .files
                    .iter()
                    .map(|file| FileChangeJson { file: file.file.as_str(), change: file.change.as_str() })
                    .collect(),
            },
            manifest: report.manifest.iter().map(ManifestJson::new).collect(),
            coverage: CoverageJson::new(&report.scan.coverage),
            configuration: ConfigurationJson::new(&report.scan.policy, selection),
            not_shown: not_shown(selection),
            elapsed_ms: elapsed_ms(&report.scan),
        }
    }
}

impl<'a> FunctionChangeJson<'a> {
    fn new(function: &'a FunctionChange) -> Self {
        let place = |place: &'a CodePlace| CodePlaceJson { file: place.file.as_str(), start: place.start.into() };
        Self {
            name: function.name.as_deref(),
            change: function.change.as_str(),
            before: function.before.as_ref().map(place),
            after: function.after.as_ref().map(place),
        }
    }
}

impl ToolJson {
    fn this() -> Self {
        Self { name: "molehunt", version: env!("CARGO_PKG_VERSION") }
    }
}

impl<'a> FindingJson<'a> {
    fn new(finding: &'a Finding) -> Self {
        Self {
            rule: &finding.rule,
            category: finding.category.as_str(),
            severity: finding.severity.as_str(),
            confidence: finding.confidence.as_str(),
            message: &finding.message,
            package: PackageJson::new(&finding.package),
            file: finding.file.as_str(),
            start: finding.span.start.into(),
            end: finding.span.end.into(),
            destination: finding
                .destination
                .as_ref()
                .map(|destination| DestinationJson { kind: destination.kind.as_str(), value: &destination.value }),
            data: &finding.data,
            mcp_tool: finding.mcp_tool.as_deref(),
            trace: finding
                .trace
                .iter()
                .map(|step| StepJson {
                    file: step.file.as_str(),
                    start: step.span.start.into(),
                    end: step.span.end.into(),
                    label: &step.label,
                })
                .collect(),
            reachable: finding.reachable,
            remediation: &finding.remediation,
            severity_explained: &finding.judgement,
            fingerprint: &finding.fingerprint,
        }
    }
}

impl<'a> PackageJson<'a> {
    fn new(package: &'a PackageId) -> Self {
        Self { name: &package.name, version: &package.version, path: &package.path }
    }
}

impl<'a> BehaviourJson<'a> {
    fn new(package: &'a PackageId, fact: &'a Fact) -> Self {
        Self {
            package: PackageJson::new(package),
            kind: fact.behaviour.kind().as_str(),
            subject: subject(fact.attributes()),
            identity: fact.identity(),
            file: fact.evidence.file.as_str(),
            start: fact.evidence.span.start.into(),
        }
    }
}

impl<'a> PackageSummaryJson<'a> {
    fn new(summary: &'a PackageSummary) -> Self {
        Self {
            name: &summary.id.name,
            version: &summary.id.version,
            path: &summary.id.path,
            files: summary.files,
            analysed: summary.analysed,
            findings: summary.findings,
        }
    }
}

impl<'a> ToolSummaryJson<'a> {
    fn new(tool: &'a ToolSummary) -> Self {
        let recipient = |(role, recipient): &(Role, Recipient)| RecipientJson {
            role: role.as_str(),
            recipient: recipient.to_string(),
        };
        Self {
            package: PackageJson::new(&tool.package),
            name: &tool.name,
            file: tool.file.as_str(),
            start: tool.start.into(),
            description: tool.description.as_deref(),
            arguments: &tool.arguments,
            recipients: tool.recipients.iter().map(recipient).collect(),
            hosts: &tool.hosts,
            files: &tool.files,
            commands: &tool.commands,
            environment: &tool.environment,
            flows: tool.flows.iter().map(|flow| FlowJson { data: flow.data.to_string(), to: &flow.to }).collect(),
        }
    }
}

impl<'a> CoverageJson<'a> {
    fn new(coverage: &'a Coverage) -> Self {
        Self {
            files: coverage.files,
            bytes: coverage.bytes,
            analysed: coverage.analysed,
            skipped: coverage.skipped.iter().map(|(reason, count)| (reason.as_str(), *count)).collect(),
            unanalysed: coverage.unanalysed.iter().map(UnanalysedJson::new).collect(),
        }
    }
}

impl<'a> UnanalysedJson<'a> {
    fn new(entry: &'a Unanalysed) -> Self {
        Self {
            package: PackageJson::new(&entry.package),
            file: entry.file.as_str(),
            reason: entry.reason.as_str(),
            detail: &entry.detail,
        }
    }
}

impl<'a> ConfigurationJson<'a> {
    fn new(policy: &'a PolicySummary, selection: &Selection) -> Self {
        Self {
            file: policy.file.as_deref(),
            silenced: policy.silenced,
            unmatched: &policy.unmatched,
            expired: &policy.expired,
            inside_audit: policy.file.is_some() && selection.configuration_inside_audit,
        }
    }
}

impl<'a> ManifestJson<'a> {
    /// The model holds JSON text; where that is not valid, the text itself is the value.
    fn new(change: &'a ManifestChange) -> Self {
        let value = |text: &String| serde_json::from_str(text).unwrap_or_else(|_| Value::String(text.clone()));
        Self {
            field: &change.field,
            before: change.before.as_ref().map(value),
            after: change.after.as_ref().map(value),
        }
    }
}

impl From<Position> for PositionJson {
    fn from(position: Position) -> Self {
        Self { line: position.line, column: position.column, offset: position.offset }
    }
}

fn subject(attributes: Attributes) -> BTreeMap<&'static str, OneOrMany> {
    attributes
        .into_iter()
        .map(|(name, mut values)| match (values.pop(), values.is_empty()) {
            (Some(only), true) => (name, OneOrMany::One(only)),
            (last, _) => {
                values.extend(last);
                (name, OneOrMany::Many(values))
            }
        })
        .collect()
}

fn not_shown(selection: &Selection) -> BTreeMap<&'static str, u64> {
    selection.withheld.iter().map(|(severity, count)| (severity.as_str(), *count)).collect()
}

fn elapsed_ms(report: &ScanReport) -> u64 {
    u64::try_from(report.elapsed.as_millis()).unwrap_or(u64::MAX)
}
