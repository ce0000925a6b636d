//! `language.toml`: what the language, its compilers and its platforms call things.

use rustc_hash::FxHashSet;
use serde::Deserialize;

/// The table of the language.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct LanguageTable {
    #[expect(dead_code, reason = "there is one version of the schema")]
    schema_version: u32,
    /// Helpers that give back their argument, a module.
    pub(crate) module_interop: FxHashSet<String>,
    /// Methods that add a field to a form.
    pub(crate) form_methods: Vec<String>,
    /// Helpers that define getters on their first argument.
    pub(crate) getter_definers: FxHashSet<String>,
    /// Helpers that copy into their first argument and give it back.
    pub(crate) merging_helpers: FxHashSet<String>,
    /// Helpers whose fourth argument is called with the list in the second.
    pub(crate) awaiting_helpers: FxHashSet<String>,
    /// Helpers that give a function the methods of a class.
    pub(crate) class_helpers: FxHashSet<String>,
    /// Helpers that make a function extend another.
    pub(crate) inheriting_helpers: FxHashSet<String>,
    /// Globals whose results depend on their arguments alone.
    pub(crate) pure_globals: FxHashSet<String>,
    /// Methods that register a function for an event.
    pub(crate) listening_methods: FxHashSet<String>,
    /// Events that come by themselves: of streams, requests, programs.
    pub(crate) stream_events: FxHashSet<String>,
    /// Methods that keep a function until somebody asks for it.
    pub(crate) registering_methods: FxHashSet<String>,
    /// Methods that call what is registered for an event.
    pub(crate) emitting_methods: FxHashSet<String>,
    /// Functions of libraries that set what a path leads to.
    pub(crate) path_setter: Vec<PathSetter>,
}

/// `set(object, path, value)`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PathSetter {
    pub(crate) modules: Vec<String>,
    /// The function's name; none where it is the module.
    pub(crate) name: Option<String>,
}

impl LanguageTable {
    pub(crate) fn parse(text: &str) -> Self {
        super::read(text, "language.toml")
    }
}
