//! `molehunt rules`: the rules, their pages and their examples.

use std::{
    io::{self, Write},
    path::Path,
};

use molehunt_report::{Format, Style, render_page, visible, visible_lines};
use serde::Serialize;

use crate::{
    args::RulesCommand,
    failure::Failure,
    nearest::nearest,
    pipeline::{RuleEntry, RuleExample},
    run::{CLEAN, Context, FOUND},
};

pub(crate) fn run(ctx: &mut Context<'_>, command: &RulesCommand) -> Result<u8, Failure> {
    match command {
        RulesCommand::List => list(ctx),
        RulesCommand::Explain { id } => explain(ctx, id),
        RulesCommand::Test { folder } => test(ctx, folder.as_deref()),
    }
}

fn list(ctx: &mut Context<'_>) -> Result<u8, Failure> {
    let rules = ctx.pipeline.rules(&ctx.request())?;
    let json: Vec<RuleJson<'_>> = rules.iter().map(|rule| RuleJson::new(rule, false)).collect();
    let style = &ctx.output.style;
    let format = ctx.options.format;
    ctx.output.write(ctx.console, &|out| match format {
        Format::Human => out.write_all(list_text(&rules, style).as_bytes()),
        Format::Json => write_json(out, &json),
        Format::Ndjson => json.iter().try_for_each(|rule| write_line(out, rule)),
    })?;
    Ok(CLEAN)
}

fn explain(ctx: &mut Context<'_>, id: &str) -> Result<u8, Failure> {
    let rules = ctx.pipeline.rules(&ctx.request())?;
    let Some(rule) = rules.iter().find(|rule| rule.id == id) else {
        let all = "`molehunt rules list` shows every rule";
        let help = match nearest(id, rules.iter().map(|rule| rule.id.as_str())) {
            Some(nearest) => format!("did you mean `{nearest}`? {all}"),
            None => all.to_owned(),
        };
        return Err(Failure::new(format!("there is no rule `{id}`")).help(help));
    };
    let style = &ctx.output.style;
    let format = ctx.options.format;
    ctx.output.write(ctx.console, &|out| match format {
        Format::Human => out.write_all(page_text(rule, style).as_bytes()),
        Format::Json => write_json(out, &RuleJson::new(rule, true)),
        Format::Ndjson => write_line(out, &RuleJson::new(rule, true)),
    })?;
    Ok(CLEAN)
}

fn test(ctx: &mut Context<'_>, folder: Option<&Path>) -> Result<u8, Failure> {
    let examples = ctx.pipeline.test_rules(&ctx.request(), folder)?;
    let style = &ctx.output.style;
    let format = ctx.options.format;
    let json: Vec<ExampleJson<'_>> = examples.iter().map(ExampleJson::new).collect();
    ctx.output.write(ctx.console, &|out| match format {
        Format::Human => out.write_all(test_text(&examples, style).as_bytes()),
        Format::Json => write_json(out, &json),
        Format::Ndjson => json.iter().try_for_each(|example| write_line(out, example)),
    })?;
    Ok(if examples.iter().any(|example| example.problem.is_some()) { FOUND } else { CLEAN })
}

fn list_text(rules: &[RuleEntry], style: &Style) -> String {
    let width = |length: usize| length.min(40);
    let longest = rules.iter().map(|rule| width(rule.id.chars().count())).max().unwrap_or(0);
    let mut text = String::new();
    for rule in rules {
        let (id, title) = (visible(&rule.id, style.unicode), visible(&rule.title, style.unicode));
        let line = match style.width < longest + 40 {
            true => format!("{id}\n    {}, {}\n    {title}\n", rule.severity, rule.category),
            false => format!("{id:longest$}  {:8}  {:8}  {title}\n", rule.severity, rule.category),
        };
        text.push_str(&line);
    }
    text
}

/// The rule's page below the id that findings, `[[allow]]` entries and options use.
fn page_text(rule: &RuleEntry, style: &Style) -> String {
    let id = visible(&rule.id, style.unicode);
    format!("{id} ({}, {})\n\n{}", rule.severity, rule.category, render_page(&rule.page, style))
}

fn test_text(examples: &[RuleExample], style: &Style) -> String {
    let mut text = String::new();
    let (good, bad) = if style.unicode { ("✓", "✗") } else { ("ok:", "x") };
    for example in examples {
        let Some(problem) = &example.problem else { continue };
        text.push_str(&format!(
            "{bad} {}: {}\n",
            visible(&example.rule, style.unicode),
            visible(&example.example, style.unicode)
        ));
        for line in visible_lines(problem, style.unicode).lines() {
            text.push_str(&format!("    {line}\n"));
        }
    }
    let failed = examples.iter().filter(|example| example.problem.is_some()).count();
    let line = match failed {
        _ if examples.is_empty() => "! there are no examples\n".to_owned(),
        0 => format!("{good} {} examples, all as expected\n", examples.len()),
        _ => format!("{bad} {failed} of {} examples are not as expected\n", examples.len()),
    };
    text + &line
}

#[derive(Serialize)]
struct RuleJson<'a> {
    id: &'a str,
    title: &'a str,
    severity: &'static str,
    category: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    page: Option<&'a str>,
}

#[derive(Serialize)]
struct ExampleJson<'a> {
    rule: &'a str,
    example: &'a str,
    passed: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    problem: Option<&'a str>,
}

impl<'a> RuleJson<'a> {
    fn new(rule: &'a RuleEntry, with_page: bool) -> Self {
        Self {
            id: &rule.id,
            title: &rule.title,
            severity: rule.severity.as_str(),
            category: rule.category.as_str(),
            page: with_page.then_some(&rule.page),
        }
    }
}

impl<'a> ExampleJson<'a> {
    fn new(example: &'a RuleExample) -> Self {
        Self {
            rule: &example.rule,
            example: &example.example,
            passed: example.problem.is_none(),
            problem: example.problem.as_deref(),
        }
    }
}

fn write_json(out: &mut dyn Write, value: &impl Serialize) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, value)?;
    out.write_all(b"\n")
}

fn write_line(out: &mut dyn Write, value: &impl Serialize) -> io::Result<()> {
    serde_json::to_writer(&mut *out, value)?;
    out.write_all(b"\n")
}
