//! Rows of requests to mail services.

use serde::Deserialize;

use super::{HeaderRow, RecipientRow};
use crate::tables::pattern::ValuePath;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct HttpRow {
    pub(crate) host: String,
    pub(crate) path: String,
    pub(crate) method: String,
    pub(crate) body: Body,
    pub(crate) recipients: Vec<RecipientRow>,
    #[serde(default)]
    pub(crate) headers: Vec<HeaderRow>,
    /// The path without its version selects rows of `endpoint` as well.
    #[serde(default)]
    pub(crate) use_endpoints: bool,
    #[expect(dead_code, reason = "facts do not tell yet whether a call sends, forwards or drafts")]
    effect: String,
    #[expect(dead_code, reason = "a secret given to its own service is no news")]
    auth: Option<String>,
    #[serde(default)]
    #[expect(dead_code, reason = "says how sure the table is, not what it means")]
    verified: bool,
}

/// What the body of a request is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Body {
    Json,
    JsonArray,
    Form,
    Multipart,
    Raw,
    JsonOrForm,
    FormOrQuery,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct EndpointRow {
    pub(crate) paths: Vec<String>,
    pub(crate) within: Option<ValuePath>,
    pub(crate) groups: Option<Vec<String>>,
    pub(crate) batch: Option<BatchRow>,
    #[expect(dead_code, reason = "the client's method and the endpoint's are the same thing said twice")]
    methods: Vec<String>,
    #[expect(dead_code, reason = "facts do not tell yet whether a call sends, forwards or drafts")]
    effect: String,
    #[serde(default)]
    #[expect(dead_code, reason = "says how sure the table is, not what it means")]
    verified: bool,
}

/// Requests inside a request.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct BatchRow {
    pub(crate) items: ValuePath,
    pub(crate) url: ValuePath,
    pub(crate) body: ValuePath,
    #[expect(dead_code, reason = "a URL with a body to send is enough")]
    method: ValuePath,
}
