//! One file's tree becomes facts; the facts of a package's files become the package's.
//!
//! The road inside this crate: a tree that hides its names gets them back (`disclosure`),
//! a tree is lowered to a graph of values (`ir`, `lower`),
//! the graph is evaluated on demand (`eval`), calls are recognised by the tables (`tables`, `mail`, `network`, `mcp`),
//! and what they do becomes facts with evidence ([`extract()`]), whose traces are told last (`story`).
//! [`link()`] then finds out which files the package's entry points reach.
//!
//! No input or output happens here, and nothing of swc leaves this crate.

#![warn(rustdoc::broken_intra_doc_links)]

mod acts;
mod address;
mod behaviour;
mod check;
mod disclosure;
mod eval;
mod extract;
mod filter;
mod form;
mod function_count;
mod function_shape;
mod hidden_text;
mod ir;
mod link;
mod lookup;
mod lower;
mod machine;
mod mail;
mod mcp;
mod message;
mod need;
mod network;
mod occasion;
mod origin;
mod program;
mod reached;
mod sameness;
mod sensitive;
mod story;
mod tables;
#[cfg(test)]
mod testing;
mod value;

pub use extract::{FileFacts, Functions, Options, extract};
pub use link::{Kept, Linking, Repeats, deep_imports, link};
pub use need::{Need, Needs};
pub use sameness::code_hash;
pub use tables::Tables;
