//! What is left of a behaviour when the code around it is rewritten.
//!
//! The identity of a behaviour names the client that sends, the parameters that data comes from, the calls in between.
//! A refactoring, a bundler, another HTTP client change all of that, and nobody gets anything else than before.
//! An essence has no more than who does what, where to, and what of the user's goes with it.

use std::collections::BTreeSet;

use molehunt_model::Fact;

/// A behaviour, told apart by what it comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Essence {
    /// Who does what, and where to.
    pub(crate) key: String,
    /// What goes with it. A call that sends less than another one is no news beside it.
    pub(crate) sources: BTreeSet<String>,
}

impl Essence {
    pub(crate) fn of(fact: &Fact) -> Self {
        let mut key = fact.behaviour.kind().to_string();
        let mut sources = BTreeSet::new();
        for (name, value) in fact.operands() {
            match name {
                // By what means it is done is nobody's concern but the author's.
                "client" | "channel" => {}
                "data" => sources.extend(Some(value).filter(|value| is_source(value))),
                "carries" => {
                    sources.insert(format!("carries:{value}"));
                }
                _ => {
                    key.push(' ');
                    key.push_str(name);
                    key.push('=');
                    key.push_str(&settled(&value));
                }
            }
        }
        Self { key, sources }
    }
}

/// Whether data of that origin is told apart: parameters, results of calls and responses have names that the author chose.
fn is_source(origin: &str) -> bool {
    ["mcp-argument:", "env:", "file:", "config:", "host:"].iter().any(|kind| origin.starts_with(kind))
}

/// A value without names that the author of the code is free to choose.
fn settled(value: &str) -> String {
    let Some(origin) = value.strip_prefix('<').and_then(|rest| rest.strip_suffix('>')) else {
        return value.to_owned();
    };
    match origin.split_once(':') {
        Some((kind @ ("argument" | "call" | "remote" | "unknown"), _)) => format!("<{kind}>"),
        _ => value.to_owned(),
    }
}
