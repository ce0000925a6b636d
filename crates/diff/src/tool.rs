//! What happened to each MCP tool.

use std::collections::{BTreeMap, BTreeSet};

use molehunt_model::{Behaviour, Change, Fact, ToolChange};

use crate::behaviour::Behaviours;

/// One tool in one version.
#[derive(Default)]
struct Tool<'a> {
    /// How it is described, with its arguments in alphabetical order: their order means nothing.
    declarations: BTreeSet<(Option<&'a str>, Vec<&'a str>)>,
    /// What it does that the other version does not, by identity.
    only_here: BTreeSet<String>,
}

/// Every tool of either version, by name.
pub(crate) fn compare(before: &Behaviours, after: &Behaviours, gained: &[Fact], lost: &[Fact]) -> Vec<ToolChange> {
    let (older, newer) = (tools(before, lost), tools(after, gained));
    let names: BTreeSet<&str> = older.keys().chain(newer.keys()).copied().collect();
    names.into_iter().map(|name| change(name, older.get(name), newer.get(name))).collect()
}

fn change(name: &str, before: Option<&Tool<'_>>, after: Option<&Tool<'_>>) -> ToolChange {
    let none = Tool::default();
    let (older, newer) = (before.unwrap_or(&none), after.unwrap_or(&none));
    let list = |tool: &Tool<'_>| -> Vec<String> { tool.only_here.iter().cloned().collect() };
    let (gained, lost) = (list(newer), list(older));
    let change = match (before, after) {
        (None, _) => Change::Gained,
        (_, None) => Change::Lost,
        _ if gained.is_empty() && lost.is_empty() && older.declarations == newer.declarations => Change::Same,
        _ => Change::Changed,
    };
    ToolChange { name: name.to_owned(), change, gained, lost }
}

fn tools<'a>(behaviours: &'a Behaviours, only_here: &'a [Fact]) -> BTreeMap<&'a str, Tool<'a>> {
    let mut tools: BTreeMap<&str, Tool<'_>> = BTreeMap::new();
    for name in behaviours.iter().flat_map(names) {
        tools.entry(name).or_default();
    }
    for fact in only_here {
        for name in names(fact) {
            tools.entry(name).or_default().only_here.insert(fact.identity());
        }
    }
    for fact in behaviours.declarations() {
        if let Behaviour::DeclareTool(tool) = &fact.behaviour {
            let mut arguments: Vec<&str> = tool.arguments.iter().map(String::as_str).collect();
            arguments.sort_unstable();
            tools.entry(&tool.name).or_default().declarations.insert((tool.description.as_deref(), arguments));
        }
    }
    tools
}

/// The tools that a fact is about: the one it declares, and the one whose handler does it.
fn names(fact: &Fact) -> impl Iterator<Item = &str> {
    let declared = match &fact.behaviour {
        Behaviour::DeclareTool(tool) => Some(tool.name.as_str()),
        _ => None,
    };
    declared.into_iter().chain(fact.tool())
}
