//! Folding, flow, extraction per file, linking per package.
mod eval;
mod ir;
mod lower;
mod tables;
mod value;
#[doc(hidden)]
pub fn bench(parsed: &molehunt_syntax::Parsed) -> usize { lower::lower(parsed).exprs.len() }
