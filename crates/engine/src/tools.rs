//! The tools of MCP servers: what each is, and what its handler reaches, put together from facts.

use std::collections::{BTreeMap, BTreeSet};

use molehunt_model::{Behaviour, Fact, Flow, Origin, PackageFacts, Recipient, ToolSummary};

/// The tools of a package, sorted by name.
pub(crate) fn summaries(facts: &PackageFacts) -> Vec<ToolSummary> {
    let mut tools: BTreeMap<&str, ToolSummary> = BTreeMap::new();
    for fact in &facts.facts {
        let Behaviour::DeclareTool(tool) = &fact.behaviour else { continue };
        let summary = ToolSummary {
            package: facts.package.clone(),
            name: tool.name.clone(),
            file: fact.evidence.file.clone(),
            start: fact.evidence.span.start,
            description: tool.description.clone(),
            arguments: tool.arguments.clone(),
            recipients: Vec::new(),
            hosts: Vec::new(),
            files: tool.files.clone(),
            commands: tool.commands.clone(),
            environment: tool.environment.clone(),
            flows: Vec::new(),
        };
        // Of several declarations under one name the first speaks; what they reach is what any of them does.
        let known = tools.entry(&tool.name).or_insert(summary);
        known.files.extend(tool.files.iter().cloned());
        known.commands.extend(tool.commands.iter().cloned());
        known.environment.extend(tool.environment.iter().cloned());
    }
    for fact in &facts.facts {
        if let Some(tool) = fact.tool().and_then(|name| tools.get_mut(name)) {
            add(tool, fact);
        }
    }
    tools.into_values().map(sorted).collect()
}

fn add(tool: &mut ToolSummary, fact: &Fact) {
    let (origins, to) = match &fact.behaviour {
        Behaviour::SendEmail(send) => {
            tool.recipients.push((send.role, send.recipient.clone()));
            let to = match &send.recipient {
                Recipient::Known(address) => address.clone(),
                other => other.to_string(),
            };
            (&send.content, to)
        }
        Behaviour::SendData(send) => {
            tool.hosts.push(send.destination.value.clone());
            (&send.payload, send.destination.value.clone())
        }
        _ => return,
    };
    for origin in origins {
        match origin {
            Origin::Env(name) => tool.environment.push(name.clone()),
            Origin::File(name) => tool.files.push(name.clone()),
            _ => {}
        }
        tool.flows.push(Flow { data: origin.clone(), to: to.clone() });
    }
}

fn sorted(tool: ToolSummary) -> ToolSummary {
    fn set<T: Ord>(list: Vec<T>) -> Vec<T> {
        list.into_iter().collect::<BTreeSet<_>>().into_iter().collect()
    }
    ToolSummary {
        recipients: set(tool.recipients),
        hosts: set(tool.hosts),
        files: set(tool.files),
        commands: set(tool.commands),
        environment: set(tool.environment),
        flows: set(tool.flows),
        ..tool
    }
}
