//! The data that crates hand to each other: facts, their evidence, coverage, findings.
//!
//! Nothing here computes. Facts are made by `molehunt-analysis`, findings by `molehunt-rules`,
//! and their outward form (text, JSON) belongs to `molehunt-report`.

mod act;
mod attribute;
mod code;
mod coverage;
mod fact;
mod finding;
mod intel;
mod origin;
mod report;
mod sensitivity;
mod tool;

pub use act::{Act, ActKind};
pub use attribute::{AttributeKind, Attributes, attribute_kind, attributes_of_kind};
pub use code::{CodeForm, FileCode, FunctionShape};
pub use coverage::{Coverage, SkipReason, Unanalysed, UnanalysedReason};
pub use fact::{
    Anchor, Behaviour, Chooser, Company, Destination, DestinationKind, Evidence, Fact, FactKind, Grant, Moved,
    Occasion, PackageFacts, Recipient, Recognition, Role, SendData, SendEmail, Step, UnanalysedFile, UnreadableCode,
};
pub use finding::{Category, Confidence, Finding, FindingBuilder, Severity, UnknownWord};
pub use intel::{ListedBy, ListedPackage};
pub use origin::Origin;
pub use report::{
    Change, CheckReport, CodeChange, CodePlace, DiffReport, FileChange, Flow, FunctionChange, HistoryReport,
    HistoryStep, LockReport, ManifestChange, PackageSummary, PolicySummary, ScanReport, Sources, ToolChange,
    ToolSummary, UnapprovedBehaviour, VersionOrder,
};
pub use sensitivity::{Carried, Sensitivity};
pub use tool::{ChangeSource, ChangeTool, Characters, DeclareTool, Scheme, Surface, TellModel, Trigger};
