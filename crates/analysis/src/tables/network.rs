//! `egress.toml`: calls that reach the network.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{
    mail::WhenArguments,
    pattern::{Matches, PathPattern, RootKey, ValuePath},
};

/// The network table.
#[derive(Debug)]
pub(crate) struct NetworkTable {
    pub(crate) channels: Vec<Channel>,
    /// Calls: channel and row.
    pub(crate) calls: Matches<(usize, usize)>,
}

#[derive(Debug, Deserialize)]
struct Written {
    channel: Vec<Channel>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Channel {
    pub(crate) id: String,
    #[serde(default)]
    modules: Vec<String>,
    #[serde(default)]
    globals: Vec<String>,
    #[serde(default)]
    submodules: bool,
    #[serde(default)]
    instance: Vec<Instance>,
    #[serde(default)]
    pub(crate) call: Vec<CallRow>,
    #[serde(default)]
    pub(crate) keys: BTreeMap<String, Vec<ValuePath>>,
}

#[derive(Debug, Deserialize)]
struct Instance {
    id: String,
    path: Option<String>,
    #[serde(default)]
    roots: Vec<String>,
    #[serde(default)]
    typed_only: bool,
}

#[derive(Debug, Deserialize)]
pub(crate) struct CallRow {
    #[serde(default)]
    on: Vec<String>,
    path: String,
    #[serde(default)]
    roots: Vec<String>,
    pub(crate) role: Option<String>,
    #[serde(default)]
    pub(crate) destination: Vec<ArgumentPlace>,
    #[serde(default)]
    pub(crate) payload: Vec<ArgumentPlace>,
    #[serde(default)]
    pub(crate) options: Vec<usize>,
    pub(crate) when_args: Option<WhenArguments>,
    pub(crate) receiver: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct ArgumentPlace {
    arg: toml::Value,
    pub(crate) path: Option<ValuePath>,
    pub(crate) is: Option<String>,
}

impl ArgumentPlace {
    /// The argument; `None` for "any".
    pub(crate) fn argument(&self) -> Option<usize> {
        self.arg.as_integer().and_then(|index| usize::try_from(index).ok())
    }
}

impl CallRow {
    /// Whether the call itself sends or opens: not one that only configures, receives or listens.
    pub(crate) fn is_outbound(&self) -> bool {
        matches!(self.role.as_deref(), None | Some("send" | "open"))
    }

    /// Whether the call adds data to a request that another one opened.
    pub(crate) fn adds_payload(&self) -> bool {
        matches!(self.role.as_deref(), None | Some("send" | "payload")) && !self.on.is_empty()
    }

    /// The call as a person would name it.
    pub(crate) fn method(&self) -> Option<String> {
        PathPattern::parse(&self.path).last_name().map(str::to_owned)
    }
}

impl NetworkTable {
    pub(crate) fn parse(text: &str) -> Self {
        let written: Written = super::read(text, "egress.toml");
        let mut calls = Matches::new();
        for (index, channel) in written.channel.iter().enumerate() {
            let roots = |only: &[String]| -> Vec<RootKey> {
                let modules = channel.modules.iter().map(|name| (name, RootKey::Module(name.clone())));
                let globals = channel.globals.iter().map(|name| (name, RootKey::Global(name.clone())));
                modules
                    .chain(globals)
                    .filter(|(name, _)| only.is_empty() || only.contains(name))
                    .map(|(_, key)| key)
                    .collect()
            };
            if channel.submodules {
                channel.modules.iter().for_each(|module| calls.open_submodules(module));
            }
            for (row, call) in channel.call.iter().enumerate() {
                if call.receiver.is_some() {
                    continue;
                }
                let path = PathPattern::parse(&call.path);
                if call.on.is_empty() || call.on.iter().any(|on| on == "root") {
                    roots(&call.roots).into_iter().for_each(|root| calls.add(root, path.clone(), (index, row)));
                }
                for instance in
                    channel.instance.iter().filter(|instance| call.on.contains(&instance.id) && !instance.typed_only)
                {
                    let Some(base) = &instance.path else { continue };
                    for root in roots(&instance.roots) {
                        calls.add(root, PathPattern::parse(base).joined(&path), (index, row));
                    }
                }
            }
        }
        Self { channels: written.channel, calls }
    }

    pub(crate) fn knows_module(&self, specifier: &str) -> bool {
        self.calls.knows_module(specifier)
    }
}
