//! Code as two versions are compared by it: which files there are, whether they can be read, and their functions.

use std::fmt;

use molehunt_source::{PackagePath, Position};

/// One code file.
#[derive(Debug, Clone)]
pub struct FileCode {
    /// Which.
    pub file: PackagePath,
    /// Whether the package's entry points or scripts reach it.
    pub reachable: bool,
    /// Whether a person can read it.
    pub form: CodeForm,
    /// Its functions, in the order of their places; none where they need not be told apart.
    pub functions: Vec<FunctionShape>,
    /// How many functions it has.
    pub function_count: u64,
}

/// Whether a person can read a file, best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CodeForm {
    /// As somebody wrote it, or nearly.
    Readable,
    /// Without line breaks and names.
    Minified,
    /// A module of WebAssembly.
    WebAssembly,
    /// A native program or library.
    Native,
    /// With its names and texts hidden in tables.
    Obfuscated,
}

/// A function without what renaming, moving, reformatting and minifying change.
#[derive(Debug, Clone)]
pub struct FunctionShape {
    /// The name under which it is written down, where it has one.
    pub name: Option<Box<str>>,
    /// Where it begins.
    pub start: Position,
    /// A hash of its expressions in their order: equal for functions that do the same in the same way.
    pub structure: u64,
    /// Hashes of the names and constants that minifying keeps, sorted, with repetitions; bounded.
    pub words: Box<[u32]>,
    /// How many calls are in it; minifiers join some.
    pub calls: u32,
}

impl CodeForm {
    /// Every form.
    pub const ALL: [Self; 5] = [Self::Readable, Self::Minified, Self::WebAssembly, Self::Native, Self::Obfuscated];

    /// Its name in rules and JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Readable => "readable",
            Self::Minified => "minified",
            Self::WebAssembly => "webassembly",
            Self::Native => "native",
            Self::Obfuscated => "obfuscated",
        }
    }
}

impl fmt::Display for CodeForm {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}
