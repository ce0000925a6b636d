//! What the analyzer reads: bytes as text, places in text, content hashes, package-relative paths,
//! and a package as the list of its files.
//!
//! This crate knows nothing of JavaScript, facts or rules.
//! It leaves finding packages on disk and in archives to `molehunt-inputs`, and parsing to `molehunt-syntax`.

mod hash;
mod manifest;
mod package;
mod path;
mod text;

pub use hash::ContentHash;
pub use manifest::{Manifest, ManifestError};
pub use package::{CodeKind, Content, File, FileRole, ModuleKind, Package, PackageId, Party};
pub use path::{PackagePath, PackagePathError};
pub use text::{ByteSpan, Position, SourceText, Span};
