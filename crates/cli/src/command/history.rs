//! `molehunt history`.

use std::path::Path;

use molehunt_model::VersionOrder;
use molehunt_report::write_history;

use super::judge_and_select;
use crate::{
    failure::Failure,
    run::{CLEAN, Context},
};

/// What of a history is asked for.
#[derive(Debug, Clone)]
pub(crate) struct Choice {
    pub(crate) since: Option<String>,
    pub(crate) order: VersionOrder,
    pub(crate) only_gained: bool,
}

pub(crate) fn run(ctx: &mut Context<'_>, folder: &Path, choice: &Choice) -> Result<u8, Failure> {
    let mut report = {
        let bar = ctx.bar();
        ctx.pipeline.history(&ctx.request(), folder, choice, &|progress| bar.show(progress))?
    };
    let audited = [folder.to_owned()];
    let mut code = CLEAN;
    // The exit code looks at every version, whatever is shown.
    let mut selections = Vec::new();
    for step in &mut report.steps {
        let (of_step, selection) = judge_and_select(ctx, &mut step.scan, &audited);
        code = code.max(of_step);
        selections.push(selection);
    }
    let (format, style) = (ctx.options.format, &ctx.output.style);
    ctx.output
        .write(ctx.console, &|out| write_history(out, &report, format, style, &selections, choice.only_gained))?;
    Ok(code)
}
