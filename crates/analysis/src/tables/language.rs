//! `language.toml`: what the language, its compilers and its platforms call things.

use rustc_hash::{FxHashMap, FxHashSet};
use serde::Deserialize;

use crate::value::{Path, Root, Segment};

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
    pub(crate) promising_functions: FxHashSet<String>,
    /// Helpers that give a function the methods of a class.
    pub(crate) class_helpers: FxHashSet<String>,
    /// Helpers of compilers that decorate a method.
    pub(crate) decorating_helpers: FxHashSet<String>,
    /// Helpers that make a function extend another.
    pub(crate) inheriting_helpers: FxHashSet<String>,
    /// What else compilers write into files, by name.
    pub(crate) helpers: FxHashMap<String, Helper>,
    /// Globals whose results depend on their arguments alone.
    pub(crate) pure_globals: FxHashSet<String>,
    pub(crate) plain_globals: FxHashSet<String>,
    /// Globals that make numbers, and things from which text can only be got by asking for it.
    pub(crate) textless_globals: FxHashSet<String>,
    /// Methods of lists that call what they are given with each element.
    pub(crate) each_methods: FxHashSet<String>,
    /// Properties that are set to listen to what somebody does in a page.
    pub(crate) handlers: FxHashSet<String>,
    /// Properties that are set to write markup into a page.
    pub(crate) markup_properties: Vec<String>,
    /// Functions that call back with what they give as `this`.
    pub(crate) answering_functions: FxHashSet<String>,
    /// Globals whose names people give to anything else.
    pub(crate) common_names: FxHashSet<String>,
    pub(crate) plain_methods: FxHashSet<String>,
    /// Methods that give a text, or a list of its pieces, with most of what it says.
    pub(crate) rewriting_methods: FxHashSet<String>,
    /// Methods that register a function for an event.
    pub(crate) listening_methods: FxHashSet<String>,
    pub(crate) piping_functions: FxHashSet<String>,
    /// Events that come by themselves: of streams, requests, programs.
    pub(crate) stream_events: FxHashSet<String>,
    /// Methods that keep a function until somebody asks for it.
    pub(crate) registering_methods: FxHashSet<String>,
    /// Methods that call what is registered for an event.
    pub(crate) emitting_methods: FxHashSet<String>,
    /// Functions that call their first argument with those from another one on.
    pub(crate) calling: FxHashMap<String, usize>,
    /// Properties that are set to call a method.
    pub(crate) setting_calls: Vec<SettingCall>,
    /// Functions of libraries that set what a path leads to.
    pub(crate) path_setter: Vec<PathSetter>,
    /// Functions of libraries that give all that their arguments have.
    pub(crate) merging: Vec<Merging>,
    /// What connects two ends without a name.
    pub(crate) channel: Vec<Channel>,
    /// What loads a module by its name.
    pub(crate) loaders: Loaders,
}

/// The ways to what loads a module as `require` does, as properties with dots between them.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Loaders {
    globals: FxHashMap<String, Vec<String>>,
    modules: FxHashMap<String, Vec<String>>,
}

impl Loaders {
    /// Whether a path leads to what loads modules.
    pub(crate) fn lead_to(&self, path: &Path) -> bool {
        let ways = match &path.root {
            Root::Global(name) => self.globals.get(&**name),
            Root::Module(name) => self.modules.get(&**name),
            Root::Parameter(..) | Root::This(_) => None,
        };
        let is_way = |way: &String| {
            let mut steps = way.split('.');
            let fits = |segment: &Segment| matches!(segment, Segment::Property(name) if steps.next() == Some(name));
            path.segments.iter().all(fits) && steps.next().is_none()
        };
        ways.is_some_and(|ways| ways.iter().any(is_way))
    }

    /// The last names on these ways.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.ways().map(|way| way.rsplit('.').next().unwrap_or(way))
    }

    /// All names on them.
    pub(crate) fn steps(&self) -> impl Iterator<Item = &str> {
        self.ways().flat_map(|way| way.split('.'))
    }

    fn ways(&self) -> impl Iterator<Item = &str> {
        self.globals.values().chain(self.modules.values()).flatten().map(String::as_str)
    }
}

/// `location.href = url`, or `location = url` for the whole, which call `location.assign(url)`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SettingCall {
    pub(crate) object: String,
    pub(crate) property: String,
    pub(crate) method: String,
}

/// `port.postMessage(message)`, `port.on('message', (message) => …)`, `port.onmessage = ({ data }) => …`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Channel {
    pub(crate) sends: Vec<String>,
    pub(crate) event: String,
    pub(crate) property: String,
    /// The property of an event that has what was sent.
    pub(crate) inside: String,
}

/// What a helper does that compilers write into a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Helper {
    /// Gives the elements of its first argument, to be taken apart.
    Read,
    /// Gives a list of the elements of its arguments, one after the other.
    List,
    /// Copies what its second argument has into the first, and gives that back.
    Merge,
    /// Gives what its first argument has, without the names in the second.
    Rest,
    /// Gives an iterator for its first argument.
    Iterate,
    /// Sets a property of its first argument, named by the second, to the third, and gives the first back.
    Define,
    /// Gives what an object has under a private name.
    PrivateGet,
    /// Sets what an object has under a private name to the third argument.
    PrivateSet,
    /// Gives a method that an object has under a private name, its third argument.
    PrivateMethod,
    /// Calls the constructor of the class that the second argument extends, with the list in the third.
    Super,
    /// Gives the method of a base class that the second argument names.
    SuperGet,
}

/// A function that gives all that its arguments have.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Merging {
    pub(crate) modules: Vec<String>,
    /// Its names there.
    #[serde(default)]
    pub(crate) names: Vec<String>,
    /// Whether the module is one itself, beside those that have names.
    #[serde(default)]
    pub(crate) is_module: bool,
    /// Whether of what several have the first counts, and not the last.
    #[serde(default)]
    pub(crate) first_counts: bool,
    /// Whether the first argument gets it all, and not something new.
    #[serde(default)]
    pub(crate) changes: bool,
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
