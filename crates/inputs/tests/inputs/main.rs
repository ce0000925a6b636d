//! Trees on disk and archives in, packages and coverage out, compared as text.

mod archives;
mod folders;
mod links;
mod scene;
