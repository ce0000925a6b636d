//! Rows that say how messages and clients are made.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{LiteralRow, RecipientKind, RoleName, Shape};
use crate::tables::pattern::{PathPattern, ValuePath};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ConstructorRow {
    pub(crate) path: PathPattern,
    #[serde(default)]
    pub(crate) roots: Vec<String>,
    #[serde(default)]
    pub(crate) args: BTreeMap<RoleName, usize>,
    pub(crate) object: Option<usize>,
    #[cfg_attr(not(test), expect(dead_code, reason = "of an object that is an address, every argument is looked at"))]
    pub(crate) address: Option<usize>,
    /// The argument that says which role the address has, as text or at a key.
    pub(crate) role_arg: Option<usize>,
    pub(crate) role_key: Option<ValuePath>,
    /// The field of the object that says so later.
    pub(crate) role_field: Option<ValuePath>,
    pub(crate) group: Option<String>,
    #[expect(dead_code, reason = "the address is read from the argument, whatever the object calls it")]
    address_key: Option<String>,
    #[expect(dead_code, reason = "a display name is no recipient")]
    name: Option<usize>,
    #[serde(default)]
    #[expect(dead_code, reason = "all that is no recipient counts as content")]
    content_args: Vec<usize>,
    #[serde(default)]
    #[expect(dead_code, reason = "an address that is written down is worth a fact even where it is switched off")]
    flags: BTreeMap<String, usize>,
    #[serde(default)]
    #[expect(dead_code, reason = "says how sure the table is, not what it means")]
    verified: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct BuilderRow {
    pub(crate) id: String,
    pub(crate) paths: Vec<PathPattern>,
    #[serde(default)]
    pub(crate) roots: Vec<String>,
    /// The object of the instance whose properties are message fields.
    #[serde(default)]
    pub(crate) fields: ValuePath,
    /// A class that extends this one has the builder as a property.
    pub(crate) base_class: Option<String>,
    pub(crate) base_property: Option<String>,
    /// The recipients that such an instance has by fields.
    pub(crate) group: Option<String>,
    #[serde(rename = "type")]
    #[expect(dead_code, reason = "types are not lowered yet")]
    type_name: Option<String>,
    #[serde(default)]
    #[expect(dead_code, reason = "says how sure the table is, not what it means")]
    verified: bool,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SetterRow {
    pub(crate) class: String,
    pub(crate) method: String,
    pub(crate) role: RoleName,
    pub(crate) arg: usize,
    #[serde(default)]
    pub(crate) path: ValuePath,
    #[serde(default)]
    #[expect(dead_code, reason = "an address and a URL are told apart by their look")]
    kind: RecipientKind,
    pub(crate) address: Option<String>,
    pub(crate) role_arg: Option<usize>,
    pub(crate) role_key: Option<ValuePath>,
    pub(crate) role_field: Option<ValuePath>,
    pub(crate) default_role: Option<RoleName>,
    pub(crate) name_arg: Option<usize>,
    pub(crate) shape: Option<Shape>,
    pub(crate) name: Option<ValuePath>,
    pub(crate) value: Option<ValuePath>,
    pub(crate) at: Option<ValuePath>,
    pub(crate) group: Option<String>,
    #[serde(default)]
    pub(crate) literals: Vec<LiteralRow>,
    #[serde(default)]
    #[expect(dead_code, reason = "says how sure the table is, not what it means")]
    verified: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct DefaultRow {
    /// Absent where the default is configuration, outside the code.
    pub(crate) client: Option<PathPattern>,
    #[serde(default)]
    pub(crate) roots: Vec<String>,
    pub(crate) arg: Option<usize>,
    /// A public property of the client, instead of an argument.
    pub(crate) property: Option<String>,
    #[serde(default)]
    pub(crate) path: ValuePath,
    pub(crate) role: Option<RoleName>,
    pub(crate) address: Option<String>,
    /// Only these: none of the table's is a recipient.
    #[serde(default)]
    pub(crate) fields: Vec<String>,
    /// What stands at the path is a function, whose result has the defaults there.
    pub(crate) returns: Option<ValuePath>,
    #[expect(dead_code, reason = "configuration is not code")]
    config: Option<String>,
    #[serde(default)]
    #[expect(dead_code, reason = "a default that replaces the message's own receives as well")]
    replaces: bool,
    #[serde(default)]
    #[expect(dead_code, reason = "a header that the message sets itself is a fact as well")]
    merges_headers: bool,
    #[serde(default)]
    #[expect(dead_code, reason = "says how sure the table is, not what it means")]
    verified: bool,
}
