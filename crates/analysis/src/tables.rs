//! The tables of APIs, compiled for matching. Their written form is documented in `rules/tables/README.md`.

mod mail;
mod mcp;
mod network;
mod pattern;

use std::sync::OnceLock;

pub(crate) use mail::{
    Api, Body, Client, ConstructorRow, DefaultRow, EndpointRow, HeaderRow, HttpRow, KeyCase, MailTable, RecipientKind,
    RecipientRow, RoleName, SendRow, SetterRow, Shape, WhenArguments, WhenRow, normal_key,
};
pub(crate) use mcp::{Declare, McpTable, Place};
pub(crate) use network::{CallRow, Channel, NetworkTable};
pub(crate) use pattern::{Matches, PathPattern, RootKey, ValuePath, ValueStep, match_url_path};

/// All tables.
#[derive(Debug)]
pub struct Tables {
    pub(crate) mail: MailTable,
    pub(crate) network: NetworkTable,
    pub(crate) mcp: McpTable,
}

impl Tables {
    /// The tables that this build contains.
    pub fn embedded() -> &'static Self {
        static TABLES: OnceLock<Tables> = OnceLock::new();
        TABLES.get_or_init(|| Self {
            mail: MailTable::parse(include_str!("../../../rules/tables/email.toml")),
            network: NetworkTable::parse(include_str!("../../../rules/tables/egress.toml")),
            mcp: McpTable::parse(include_str!("../../../rules/tables/mcp.toml")),
        })
    }

    /// Whether a module of that name occurs in any table: a file that loads it is worth evaluating.
    pub(crate) fn knows_module(&self, specifier: &str) -> bool {
        self.mail.knows_module(specifier) || self.network.knows_module(specifier) || self.mcp.knows_module(specifier)
    }
}

/// Reads a table that is part of this build; a test reads each, so an error is a defect of ours.
pub(crate) fn read<T: serde::de::DeserializeOwned>(text: &str, name: &str) -> T {
    match toml::from_str(text) {
        Ok(table) => table,
        Err(error) => panic!("the table {name} is not valid: {} at {:?}", error.message(), error.span()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_tables_are_complete() {
        let tables = Tables::embedded();
        assert!(tables.mail.apis.len() >= 70, "{} mail APIs", tables.mail.apis.len());
        assert!(tables.network.channels.len() >= 50);
        assert!(tables.mcp.sdks.len() >= 20);
        assert!(tables.knows_module("postmark"));
        assert!(tables.knows_module("@modelcontextprotocol/sdk/server/mcp.js"));
        assert!(!tables.knows_module("left-pad"));
    }
}
