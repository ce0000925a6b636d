//! Folding, flow, extraction per file, linking per package.
mod ir;
mod lower;
#[doc(hidden)]
pub fn bench(parsed: &molehunt_syntax::Parsed) -> usize { lower::lower(parsed).exprs.len() }
