//! `molehunt scan`.

use std::path::PathBuf;

use molehunt_report::write_scan;

use super::judge_and_select;
use crate::{failure::Failure, run::Context};

pub(crate) fn run(ctx: &mut Context<'_>, paths: &[PathBuf]) -> Result<u8, Failure> {
    let mut report = {
        let bar = ctx.bar();
        ctx.pipeline.scan(&ctx.request(), paths, &|progress| bar.show(progress))?
    };
    let (code, selection) = judge_and_select(ctx, &mut report, paths);
    ctx.output
        .write(ctx.console, &|out| write_scan(out, &report, ctx.options.format, &ctx.output.style, &selection))?;
    Ok(code)
}
