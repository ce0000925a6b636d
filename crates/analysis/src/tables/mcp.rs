//! `mcp.toml`: how MCP servers declare tools.

use serde::Deserialize;

use super::pattern::{Matches, PathPattern, RootKey, ValuePath};

/// The table of MCP libraries.
#[derive(Debug)]
pub(crate) struct McpTable {
    pub(crate) sdks: Vec<Sdk>,
    /// Calls that declare tools: library and row.
    pub(crate) declarations: Matches<(usize, usize)>,
    /// Classes that are tools, by module and base class.
    pub(crate) bases: Matches<(usize, usize)>,
    /// The last names of declaring calls: on a value that cannot be told, they count by their shape.
    pub(crate) loose: Vec<(usize, usize, PathPattern)>,
    /// Methods that only such libraries have.
    pub(crate) telling_methods: Vec<String>,
    pub(crate) protocol: Protocol,
}

/// The words of the protocol itself.
#[derive(Debug, Deserialize)]
pub(crate) struct Protocol {
    pub(crate) list_method: String,
    pub(crate) call_method: String,
    /// The fields of a call's parameters; first the tool's name, then its arguments.
    pub(crate) call_params: Vec<String>,
    /// Where the answer to the first request has the tools, and what each of them says.
    pub(crate) list_returns: ValuePath,
    pub(crate) list_entry: Entry,
}

#[derive(Debug, Deserialize)]
struct Written {
    telling_methods: Vec<String>,
    protocol: Protocol,
    sdk: Vec<Sdk>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Sdk {
    #[serde(default)]
    modules: Vec<String>,
    #[serde(default)]
    submodules: bool,
    #[serde(default)]
    server: Vec<Server>,
    #[serde(default)]
    pub(crate) declare: Vec<Declare>,
}

#[derive(Debug, Deserialize)]
struct Server {
    #[serde(default)]
    id: Option<String>,
    path: Option<String>,
    #[serde(default)]
    receiver: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Declare {
    pub(crate) form: String,
    pub(crate) kind: String,
    #[serde(default)]
    on: Vec<String>,
    path: Option<String>,
    pub(crate) base: Option<String>,
    pub(crate) name: Option<Place>,
    pub(crate) description: Option<Place>,
    pub(crate) schema: Option<Place>,
    pub(crate) handler: Option<Place>,
    #[serde(default)]
    pub(crate) handlers: Vec<Place>,
    pub(crate) params: Option<Place>,
    pub(crate) request: Option<toml::Value>,
    pub(crate) schema_constant: Option<String>,
    pub(crate) dispatch: Option<Place>,
    pub(crate) returns: Option<ValuePath>,
    pub(crate) entry: Option<Entry>,
    pub(crate) items: Option<toml::Value>,
    pub(crate) assigned: Option<bool>,
    pub(crate) when_args: Option<toml::Value>,
}

/// Where something is: an argument, a property, a method, a parameter.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct Place {
    pub(crate) arg: Option<usize>,
    pub(crate) path: Option<ValuePath>,
    #[serde(default)]
    pub(crate) last: bool,
    pub(crate) property: Option<String>,
    pub(crate) method: Option<String>,
    pub(crate) param: Option<u16>,
}

/// The keys of one entry of a tool list.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Entry {
    pub(crate) name: Option<String>,
    pub(crate) description: Option<String>,
    pub(crate) schema: Option<String>,
}

impl Declare {
    /// The request that a low-level handler answers, by its protocol name.
    pub(crate) fn request_name(&self) -> Option<&str> {
        self.request.as_ref()?.as_str()
    }

    pub(crate) fn is_tool_call(&self) -> bool {
        self.form == "call"
            && matches!(self.kind.as_str(), "tool" | "tool-list")
            && self.items.is_none()
            && self.assigned.is_none()
            && self.when_args.is_none()
    }
}

impl McpTable {
    pub(crate) fn parse(text: &str) -> Self {
        let written: Written = super::read(text, "mcp.toml");
        let mut table = Self {
            sdks: written.sdk,
            declarations: Matches::new(),
            bases: Matches::new(),
            loose: Vec::new(),
            telling_methods: written.telling_methods,
            protocol: written.protocol,
        };
        for (index, sdk) in table.sdks.iter().enumerate() {
            if sdk.submodules {
                for module in &sdk.modules {
                    table.declarations.open_submodules(module);
                    table.bases.open_submodules(module);
                }
            }
            for (row, declare) in sdk.declare.iter().enumerate() {
                if let ("class", "tool", Some(base)) = (declare.form.as_str(), declare.kind.as_str(), &declare.base) {
                    for module in &sdk.modules {
                        table.bases.add(RootKey::Module(module.clone()), PathPattern::parse(base), (index, row));
                    }
                }
                let (true, Some(path)) = (declare.is_tool_call(), &declare.path) else { continue };
                let path = PathPattern::parse(path);
                if declare.on.iter().any(|on| on == "root") {
                    for module in &sdk.modules {
                        table.declarations.add(RootKey::Module(module.clone()), path.clone(), (index, row));
                    }
                }
                for server in
                    sdk.server.iter().filter(|server| server.id.as_ref().is_some_and(|id| declare.on.contains(id)))
                {
                    let (Some(base), None) = (&server.path, &server.receiver) else { continue };
                    for module in &sdk.modules {
                        let pattern = PathPattern::parse(base).joined(&path);
                        table.declarations.add(RootKey::Module(module.clone()), pattern, (index, row));
                    }
                }
                if declare.on.iter().any(|on| on != "root") {
                    table.loose.push((index, row, path));
                }
            }
        }
        table
    }

    pub(crate) fn knows_module(&self, specifier: &str) -> bool {
        self.declarations.knows_module(specifier) || self.bases.knows_module(specifier)
    }
}
