//! `package.json`, as much of it as the analyzer uses.

use std::sync::{Arc, OnceLock};

use serde_json::Value;

/// A package's manifest.
#[derive(Debug, Clone, Default)]
pub struct Manifest {
    text: Arc<[u8]>,
    /// Read from the text when it is asked for: a tree has thousands, and most are needed twice, far apart.
    raw: OnceLock<Value>,
}

/// Why a manifest could not be used.
#[derive(Debug, thiserror::Error)]
pub enum ManifestError {
    /// Not JSON.
    #[error("package.json is not valid JSON: {0}")]
    Syntax(#[from] serde_json::Error),
    /// JSON, but not an object.
    #[error("package.json is not an object")]
    NotAnObject,
}

impl Manifest {
    /// Reads a manifest; a byte-order mark in front is accepted, as npm does.
    pub fn parse(bytes: &[u8]) -> Result<Self, ManifestError> {
        let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
        let raw: Value = serde_json::from_slice(bytes)?;
        if !raw.is_object() {
            return Err(ManifestError::NotAnObject);
        }
        Ok(Self { text: bytes.into(), raw: OnceLock::from(raw) })
    }

    /// Keeps the text alone, until somebody asks again.
    pub fn forget(&mut self) {
        self.raw.take();
    }

    /// The whole document.
    pub fn raw(&self) -> &Value {
        self.raw.get_or_init(|| serde_json::from_slice(&self.text).unwrap_or_default())
    }

    /// `name`, where it is a non-empty string.
    pub fn name(&self) -> Option<&str> {
        self.text("name")
    }

    /// `version`, where it is a non-empty string.
    pub fn version(&self) -> Option<&str> {
        self.text("version")
    }

    /// Whether `type` is `module`.
    pub fn is_module(&self) -> bool {
        self.text("type") == Some("module")
    }

    /// A top-level string field that is not empty.
    pub fn text(&self, field: &str) -> Option<&str> {
        self.raw().get(field)?.as_str().filter(|text| !text.is_empty())
    }

    /// The paths that `bin` names.
    pub fn bins(&self) -> Vec<&str> {
        match self.raw().get("bin") {
            Some(Value::String(path)) => vec![path],
            Some(Value::Object(map)) => map.values().filter_map(Value::as_str).collect(),
            _ => Vec::new(),
        }
    }

    /// `scripts`, as name and command.
    pub fn scripts(&self) -> Vec<(&str, &str)> {
        let Some(Value::Object(map)) = self.raw().get("scripts") else { return Vec::new() };
        map.iter().filter_map(|(name, command)| Some((name.as_str(), command.as_str()?))).collect()
    }
}
