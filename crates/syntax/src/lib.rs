//! One file's text becomes a tree, or the reason there is none.
//!
//! This is the only crate that runs the swc parser and the only one that knows how swc counts positions.
//! It never fails and never panics on purpose: whatever cannot be parsed is a [`Unparsed`], a result like any other.
//!
//! swc parses by recursion, and its trees are dropped by recursion.
//! A file nested deeply enough would overflow the stack, which aborts the whole process and cannot be caught,
//! so `depth` bounds the stack a file can need before swc sees it.
//! Callers run [`parse`] on threads with [`STACK_SIZE`] bytes of stack.

mod depth;
mod parse;

pub use parse::{
    LIMITS, Limits, Outline, Parsed, STACK_SIZE, Unparsed, UnparsedReason, parse, parse_json, parse_outlined,
    parse_part,
};
