//! The rules in force, and the findings they make of a package's facts.

use std::{fs, path::Path};

use molehunt_model::{Attributes, Behaviour, Category, Destination, Fact, Finding, FindingBuilder, PackageFacts, Step};
use molehunt_source::PackageId;

use crate::{
    Context, Rule, RuleFileError,
    caps::Caps,
    error::suggestion,
    intel::incident_of_destination,
    judge::{destination_kind_of_name, judged_attributes},
};

include!(concat!(env!("OUT_DIR"), "/rule_files.rs"));

/// The rules in force, sorted by id.
#[derive(Debug)]
pub struct RuleSet {
    rules: Vec<Rule>,
    caps: Caps,
}

impl RuleSet {
    /// The rules that are built in.
    pub fn embedded() -> Result<Self, RuleFileError> {
        let mut set = Self { rules: Vec::new(), caps: Caps::embedded()? };
        let rules = RULE_FILES.iter().map(|(path, text)| Rule::parse(path, text)).collect::<Result<_, _>>()?;
        set.add(rules)?;
        Ok(set)
    }

    /// Adds every rule file directly in a folder; on an error, none.
    pub fn add_dir(&mut self, dir: &Path) -> Result<(), RuleFileError> {
        let unreadable = |path: &Path| {
            let path = path.display().to_string();
            move |cause| RuleFileError::Unreadable { path, cause }
        };
        let mut paths = Vec::new();
        for entry in fs::read_dir(dir).map_err(unreadable(dir))? {
            let path = entry.map_err(unreadable(dir))?.path();
            let is_rule = path.extension().is_some_and(|extension| extension == "md")
                && path.file_name().is_some_and(|name| name != "README.md");
            if is_rule {
                paths.push(path);
            }
        }
        if paths.is_empty() {
            return Err(RuleFileError::NoRules { path: dir.display().to_string() });
        }
        paths.sort();
        let mut rules = Vec::new();
        for path in paths {
            let text = fs::read_to_string(&path).map_err(unreadable(&path))?;
            rules.push(Rule::parse(&path.display().to_string(), &text)?);
        }
        self.add(rules)
    }

    /// The rules, sorted by id.
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// The rule of that id.
    pub fn get(&self, id: &str) -> Option<&Rule> {
        self.rules.binary_search_by(|rule| rule.id().cmp(id)).ok().map(|index| &self.rules[index])
    }

    /// What the rules object to in a package, sorted by [`Finding::sort_key`]; findings that differ only in the call
    /// that a literal reaches are one.
    ///
    /// The order of judging: which rules match, which of them replace others, the rule's own severity,
    /// the caps, the user's overrides, and last whether a rule on changes has anything to add.
    pub fn evaluate(&self, facts: &PackageFacts, context: &Context<'_>) -> Vec<Finding> {
        let objections = facts.facts.iter().flat_map(|fact| self.objections(&facts.package, fact, context));
        together(objections.collect())
    }

    /// What the rules object to in one fact of a package. It depends on nothing else of the package than its context:
    /// whoever judges many versions may ask once for a fact that several of them have, and put them [`together`].
    pub fn objections(&self, package: &PackageId, fact: &Fact, context: &Context<'_>) -> Vec<Finding> {
        let kind = fact.behaviour.kind();
        if self.rules.iter().all(|rule| rule.fact() != kind) {
            return Vec::new();
        }
        let attributes = judged_attributes(context, fact);
        let objecting: Vec<&Rule> =
            self.rules.iter().filter(|rule| rule.fact() == kind && rule.objects_to(&attributes)).collect();
        let is_replaced = |rule: &Rule| objecting.iter().any(|other| other.replaces().iter().any(|id| id == rule.id()));
        let standing = objecting.iter().filter(|rule| !is_replaced(rule));
        without_repetition(standing.map(|rule| self.finding(context, rule, package, fact, &attributes)).collect())
    }

    fn finding(
        &self,
        ctx: &Context<'_>,
        rule: &Rule,
        package: &PackageId,
        fact: &Fact,
        attributes: &Attributes,
    ) -> Finding {
        let judged = rule.severity_for(attributes);
        let capped = self.caps.apply(rule.fact(), attributes, judged, rule.confidence());
        let chosen_by_user = ctx.severity_overrides.get(rule.id()).copied();
        let builder = FindingBuilder {
            rule: rule.id().to_owned(),
            category: rule.category(),
            severity: chosen_by_user.unwrap_or(capped.severity),
            confidence: capped.confidence,
            message: rule.message_for(attributes),
        };
        let evidence = &fact.evidence;
        let mut finding = builder.at(package.clone(), evidence.file.clone(), evidence.span, &fact.identity());
        finding.destination = destination_of(attributes);
        finding.data = attributes.get("data").cloned().unwrap_or_default();
        finding.mcp_tool = fact.tool().map(str::to_owned);
        finding.trace = evidence.trace.clone();
        finding.reachable = evidence.reachable;
        finding.judgement = rule.judgement_of(attributes);
        if let Some(reason) = capped.reason {
            finding.judgement.push(format!("lowered to {}, because {reason}", capped.severity));
        }
        if let Some(severity) = chosen_by_user {
            finding.judgement.push(format!("{severity}, because the configuration says so"));
        }
        finding.judgement.push(format!("judged by: {}", judged_by(attributes)));
        finding.why = rule.why().to_owned();
        if let Some(reason) = capped.reason.filter(|_| chosen_by_user.is_none()) {
            let severity = capped.severity;
            finding.why += &format!(" The severity was lowered from {judged} to {severity} because {reason}.");
        }
        finding.remediation =
            remediation(fact, attributes).into_iter().chain(rule.remediation().iter().cloned()).collect();
        finding
    }

    fn add(&mut self, rules: Vec<Rule>) -> Result<(), RuleFileError> {
        let all: Vec<&Rule> = self.rules.iter().chain(&rules).collect();
        for (index, rule) in all.iter().enumerate() {
            if let Some(other) = all[..index].iter().find(|other| other.id() == rule.id()) {
                return Err(RuleFileError::Duplicate {
                    path: rule.path().to_owned(),
                    id: rule.id().to_owned(),
                    other: other.path().to_owned(),
                });
            }
        }
        for rule in &all {
            check_replacements(rule, &all)?;
        }
        self.rules.extend(rules);
        self.rules.sort_by(|left, right| left.id().cmp(right.id()));
        Ok(())
    }
}

/// The objections to the facts of one package as its findings, in their order; those that differ only in the call that a
/// literal reaches become one.
pub fn together(mut objections: Vec<Finding>) -> Vec<Finding> {
    objections.sort_by(|left, right| left.sort_key().cmp(&right.sort_key()));
    joined(objections)
}

/// Drops what is said of one fact twice where two versions are compared: that it is new, and what is wrong with it.
///
/// A rule on changes speaks only where it takes the fact for worse than all the others do, and then for all of them.
fn without_repetition(findings: Vec<Finding>) -> Vec<Finding> {
    let worst = |is_change: bool| {
        let of_kind = findings.iter().filter(|finding| (finding.category == Category::Change) == is_change);
        of_kind.map(|finding| finding.severity).max()
    };
    let (Some(as_change), others) = (worst(true), worst(false)) else { return findings };
    let change_speaks = others.is_none_or(|others| as_change > others);
    findings.into_iter().filter(|finding| (finding.category == Category::Change) == change_speaks).collect()
}

/// What severities depend on, by the model of judging.
const JUDGED_BY: [&str; 11] = [
    "party",
    "reachable",
    "occasion",
    "hidden",
    "chosen_by",
    "destination_relation",
    "destination_class",
    "carries",
    "carries_home",
    "content",
    "class",
];

/// These of a fact, with their values.
fn judged_by(attributes: &Attributes) -> String {
    let shown = |name: &&str| {
        let values = attributes.get(*name).filter(|values| !values.is_empty())?;
        Some(format!("{name} {}", values.join(", ")))
    };
    JUDGED_BY.iter().filter_map(shown).collect::<Vec<_>>().join("; ")
}

/// Most uses of one literal that a finding's trace names beside its own.
const OTHER_USES: usize = 8;

/// Makes one finding of those that tell a reader the same: one rule, one literal, one destination, in one MCP tool.
///
/// A literal that reaches many calls is one line to remove. The worst of its findings speaks for all, and its trace
/// goes on with where the others end. The findings are sorted, so those of one literal follow each other.
fn joined(findings: Vec<Finding>) -> Vec<Finding> {
    let mut groups: Vec<(Finding, Vec<Step>)> = Vec::new();
    for finding in findings {
        let is_same = |other: &Finding| {
            other.rule == finding.rule && other.destination == finding.destination && other.mcp_tool == finding.mcp_tool
        };
        let is_here = |other: &Finding| other.file == finding.file && other.span == finding.span;
        let mut here = groups.iter_mut().rev().take_while(|(other, _)| is_here(other));
        let Some((first, ends)) = here.find(|(other, _)| is_same(other)) else {
            groups.push((finding, Vec::new()));
            continue;
        };
        let is_worse = (finding.severity, finding.confidence) > (first.severity, first.confidence);
        let other = if is_worse { std::mem::replace(first, finding) } else { finding };
        ends.extend(other.trace.into_iter().last());
    }
    groups
        .into_iter()
        .map(|(mut finding, mut ends)| {
            ends.sort_by(|left, right| (&left.file, left.span).cmp(&(&right.file, right.span)));
            ends.dedup_by(|left, right| left.file == right.file && left.span == right.span);
            ends.retain(|end| finding.trace.iter().all(|step| step.file != end.file || step.span != end.span));
            let left_out = ends.len().saturating_sub(OTHER_USES);
            ends.truncate(OTHER_USES);
            for (index, mut end) in ends.into_iter().enumerate() {
                end.label = match left_out {
                    more if more > 0 && index + 1 == OTHER_USES => {
                        format!("as well as here, and in {more} more places")
                    }
                    _ => "as well as here".to_owned(),
                };
                finding.trace.push(end);
            }
            finding
        })
        .collect()
}

/// Refuses names that do not exist, and circles, in which every rule would suppress the others.
fn check_replacements(rule: &Rule, all: &[&Rule]) -> Result<(), RuleFileError> {
    let mut seen: Vec<&str> = Vec::new();
    let mut left = vec![rule];
    while let Some(next) = left.pop() {
        for id in next.replaces() {
            let Some(replaced) = all.iter().find(|other| other.id() == id) else {
                return Err(RuleFileError::UnknownReplaced {
                    path: next.path().to_owned(),
                    id: id.clone(),
                    suggestion: suggestion(id, all.iter().map(|other| other.id())),
                });
            };
            if id == rule.id() {
                return Err(RuleFileError::CircularReplacement { path: rule.path().to_owned(), id: id.clone() });
            }
            if !seen.contains(&id.as_str()) {
                seen.push(id);
                left.push(replaced);
            }
        }
    }
    Ok(())
}

/// What to do that only this incident asks for.
fn remediation(fact: &Fact, attributes: &Attributes) -> Vec<String> {
    match &fact.behaviour {
        Behaviour::ListedPackage(listed) => listed.remediation.clone(),
        _ if attributes.contains_key("incident") => {
            let destination = attributes.get("destination").and_then(|values| values.first());
            let incident = destination.and_then(|destination| incident_of_destination(destination));
            incident.map(|(_, remediation)| remediation.to_vec()).unwrap_or_default()
        }
        _ => Vec::new(),
    }
}

fn destination_of(attributes: &Attributes) -> Option<Destination> {
    let value = attributes.get("destination")?.first()?;
    let kind = attributes.get("destination_kind")?.first()?;
    Some(Destination { kind: destination_kind_of_name(kind)?, value: value.clone() })
}
