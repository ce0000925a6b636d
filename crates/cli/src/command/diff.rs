//! `molehunt diff`.

use std::path::Path;

use molehunt_report::write_diff;

use super::judge_and_select;
use crate::{failure::Failure, run::Context};

pub(crate) fn run(ctx: &mut Context<'_>, before: &Path, after: &Path) -> Result<u8, Failure> {
    let mut report = {
        let bar = ctx.bar();
        ctx.pipeline.diff(&ctx.request(), before, after, &|progress| bar.show(progress))?
    };
    let audited = [before.to_owned(), after.to_owned()];
    let (code, selection) = judge_and_select(ctx, &mut report.scan, &audited);
    ctx.output
        .write(ctx.console, &|out| write_diff(out, &report, ctx.options.format, &ctx.output.style, &selection))?;
    Ok(code)
}
