//! `mcp.toml`: how MCP servers declare tools.
//!
//! A field that is not listed here is an error when the table is loaded.
//! What is listed and not read says so, with the reason, so that the compiler keeps the list true.

use serde::Deserialize;

use super::{
    NotRead,
    pattern::{Matches, PathPattern, RootKey, ValuePath},
};

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
#[serde(deny_unknown_fields)]
pub(crate) struct Protocol {
    pub(crate) list_method: String,
    pub(crate) call_method: String,
    /// The fields of a call's parameters; first the tool's name, then its arguments.
    pub(crate) call_params: Vec<String>,
    /// Where the answer to the first request has the tools, and what each of them says.
    pub(crate) list_returns: ValuePath,
    pub(crate) list_entry: Entry,
    #[expect(dead_code, reason = "only what declares and answers calls of tools is recognised")]
    other_methods: NotRead,
    #[expect(dead_code, reason = "only what declares and answers calls of tools is recognised")]
    tool_fields: NotRead,
    #[expect(dead_code, reason = "only what declares and answers calls of tools is recognised")]
    annotation_fields: NotRead,
    #[expect(dead_code, reason = "only what declares and answers calls of tools is recognised")]
    annotation_defaults: NotRead,
    #[expect(dead_code, reason = "only what declares and answers calls of tools is recognised")]
    result_fields: NotRead,
    #[expect(dead_code, reason = "only what declares and answers calls of tools is recognised")]
    content_block_types: NotRead,
    #[expect(dead_code, reason = "only what declares and answers calls of tools is recognised")]
    list_cache_fields: NotRead,
    #[expect(dead_code, reason = "only what declares and answers calls of tools is recognised")]
    model_visible: NotRead,
    #[expect(dead_code, reason = "only what declares and answers calls of tools is recognised")]
    schema_text: NotRead,
    #[expect(dead_code, reason = "only what declares and answers calls of tools is recognised")]
    schema_text_calls: NotRead,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    #[expect(dead_code, reason = "there is one version of the schema")]
    schema_version: NotRead,
    telling_methods: Vec<String>,
    protocol: Protocol,
    sdk: Vec<Sdk>,
    #[expect(dead_code, reason = "servers of these forms are read as far as a row of `sdk` fits them")]
    indirection: NotRead,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Sdk {
    #[serde(default)]
    modules: Vec<String>,
    #[serde(default)]
    submodules: bool,
    #[serde(default)]
    loaded_folders: Vec<String>,
    #[serde(default)]
    server: Vec<Server>,
    #[serde(default)]
    pub(crate) declare: Vec<Declare>,
    #[expect(dead_code, reason = "distinguishes rows for people")]
    id: NotRead,
    #[expect(dead_code, reason = "only calls and classes that declare a tool by themselves are recognised")]
    globals: NotRead,
    #[expect(dead_code, reason = "only calls and classes that declare a tool by themselves are recognised")]
    adapters: NotRead,
    #[expect(dead_code, reason = "only calls and classes that declare a tool by themselves are recognised")]
    registered: NotRead,
    #[expect(dead_code, reason = "only calls and classes that declare a tool by themselves are recognised")]
    inner_server: NotRead,
    #[expect(dead_code, reason = "only calls and classes that declare a tool by themselves are recognised")]
    entries: NotRead,
    #[expect(dead_code, reason = "which tool a handler serves is told from its conditions alone")]
    dispatch_forms: NotRead,
    #[expect(dead_code, reason = "which tool a handler serves is told from its conditions alone")]
    dispatch_members: NotRead,
    #[expect(dead_code, reason = "every handler counts")]
    last_handler_wins: NotRead,
    #[expect(dead_code, reason = "a method is named by a text or a constant")]
    request_method_literal: NotRead,
    #[expect(dead_code, reason = "names of arguments are looked for in whatever makes a schema")]
    schema_converters: NotRead,
    #[expect(dead_code, reason = "names of arguments are looked for in whatever makes a schema")]
    schema_parsers: NotRead,
    #[expect(dead_code, reason = "decorators are not recognised")]
    compiled_decorator: NotRead,
    #[expect(dead_code, reason = "decorators are not recognised")]
    context_decorators: NotRead,
    #[expect(dead_code, reason = "only what is found in the code is read, wherever it lies")]
    directories: NotRead,
    #[expect(dead_code, reason = "only what is found in the code is read, wherever it lies")]
    directory_roots: NotRead,
    #[expect(dead_code, reason = "only what is found in the code is read, wherever it lies")]
    config_files: NotRead,
    #[expect(dead_code, reason = "only what is found in the code is read, wherever it lies")]
    bundles: NotRead,
    #[expect(dead_code, reason = "facts tell of tools, not of the server around them")]
    templates: NotRead,
    #[expect(dead_code, reason = "facts tell of tools, not of the server around them")]
    transports: NotRead,
    #[expect(dead_code, reason = "facts tell of tools, not of the server around them")]
    http_helper: NotRead,
    #[expect(dead_code, reason = "facts tell of tools, not of the server around them")]
    environment_member: NotRead,
    #[expect(dead_code, reason = "facts tell of tools, not of the server around them")]
    in_process: NotRead,
    #[expect(dead_code, reason = "says how sure the table is, not what it means")]
    unverified_roots: NotRead,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Server {
    #[serde(default)]
    id: Option<String>,
    path: Option<String>,
    #[serde(default)]
    receiver: Option<String>,
    #[serde(rename = "type")]
    #[expect(dead_code, reason = "types are not lowered yet")]
    type_name: NotRead,
    #[expect(dead_code, reason = "facts tell of tools, not of the server around them")]
    options: NotRead,
    #[expect(dead_code, reason = "a row holds for all modules of its library")]
    roots: NotRead,
    #[expect(dead_code, reason = "a server that is handed over is recognised by what is called on it")]
    callback: NotRead,
    #[expect(dead_code, reason = "a server that is handed over is recognised by what is called on it")]
    argument: NotRead,
    #[expect(dead_code, reason = "a server that is handed over is recognised by what is called on it")]
    base: NotRead,
    #[expect(dead_code, reason = "says how sure the table is, not what it means")]
    verified: NotRead,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
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
    pub(crate) request: Option<String>,
    pub(crate) schema_constant: Option<String>,
    pub(crate) dispatch: Option<Place>,
    pub(crate) returns: Option<ValuePath>,
    pub(crate) entry: Option<Entry>,
    pub(crate) items: Option<toml::Value>,
    pub(crate) assigned: Option<bool>,
    pub(crate) when_args: Option<toml::Value>,
    #[expect(dead_code, reason = "a tool's fact has its name, its description and its arguments")]
    output_schema: NotRead,
    #[expect(dead_code, reason = "a tool's fact has its name, its description and its arguments")]
    uri: NotRead,
    #[expect(dead_code, reason = "a tool's fact has its name, its description and its arguments")]
    metadata: NotRead,
    #[expect(dead_code, reason = "a tool's fact has its name, its description and its arguments")]
    extra_text: NotRead,
    #[expect(dead_code, reason = "a tool's fact has its name, its description and its arguments")]
    resource: NotRead,
    #[expect(dead_code, reason = "only calls and classes that declare a tool by themselves are recognised")]
    destination: NotRead,
    #[expect(dead_code, reason = "only calls and classes that declare a tool by themselves are recognised")]
    spec: NotRead,
    #[expect(dead_code, reason = "facts tell of tools, not of the server around them")]
    server: NotRead,
    #[expect(dead_code, reason = "facts tell of tools, not of the server around them")]
    config: NotRead,
    #[expect(dead_code, reason = "facts tell of tools, not of the server around them")]
    environment: NotRead,
    #[expect(dead_code, reason = "facts tell of tools, not of the server around them")]
    request_argument: NotRead,
    #[expect(dead_code, reason = "only calls and classes that declare a tool by themselves are recognised")]
    options: NotRead,
    #[expect(dead_code, reason = "only calls and classes that declare a tool by themselves are recognised")]
    keys: NotRead,
    #[expect(dead_code, reason = "only calls and classes that declare a tool by themselves are recognised")]
    mutates: NotRead,
    #[expect(dead_code, reason = "only the first place is looked at")]
    schema_alternative: NotRead,
    #[expect(dead_code, reason = "only the first place is looked at")]
    params_alternative: NotRead,
    #[expect(dead_code, reason = "a description and a schema are told apart by their values")]
    overload: NotRead,
    #[expect(dead_code, reason = "a description and a schema are told apart by their values")]
    args_optional: NotRead,
    #[expect(dead_code, reason = "only calls and classes that declare a tool by themselves are recognised")]
    register_class: NotRead,
    #[expect(dead_code, reason = "only calls and classes that declare a tool by themselves are recognised")]
    map: NotRead,
    #[expect(dead_code, reason = "only calls and classes that declare a tool by themselves are recognised")]
    of: NotRead,
    #[expect(dead_code, reason = "only calls and classes that declare a tool by themselves are recognised")]
    sdk: NotRead,
    #[expect(dead_code, reason = "only calls and classes that declare a tool by themselves are recognised")]
    init_methods: NotRead,
    #[expect(dead_code, reason = "only calls and classes that declare a tool by themselves are recognised")]
    builder: NotRead,
    #[expect(dead_code, reason = "only calls and classes that declare a tool by themselves are recognised")]
    builder_arguments: NotRead,
    #[expect(dead_code, reason = "only calls and classes that declare a tool by themselves are recognised")]
    map_variable: NotRead,
    #[expect(dead_code, reason = "only calls and classes that declare a tool by themselves are recognised")]
    map_entry: NotRead,
    #[expect(dead_code, reason = "only calls and classes that declare a tool by themselves are recognised")]
    request_fields: NotRead,
    #[expect(dead_code, reason = "only calls and classes that declare a tool by themselves are recognised")]
    destination_variable: NotRead,
    #[expect(dead_code, reason = "only calls and classes that declare a tool by themselves are recognised")]
    executor: NotRead,
    #[expect(dead_code, reason = "only calls and classes that declare a tool by themselves are recognised")]
    input: NotRead,
    #[expect(dead_code, reason = "only calls and classes that declare a tool by themselves are recognised")]
    output: NotRead,
    #[expect(dead_code, reason = "only calls and classes that declare a tool by themselves are recognised")]
    detect: NotRead,
    #[expect(dead_code, reason = "decorators are not recognised")]
    decorator: NotRead,
    #[expect(dead_code, reason = "decorators are not recognised")]
    class_decorator: NotRead,
    #[expect(dead_code, reason = "decorators are not recognised")]
    class_base: NotRead,
    #[expect(dead_code, reason = "a tool whose name is not written is any tool")]
    name_default: NotRead,
    #[expect(dead_code, reason = "only requests that `request` names are recognised")]
    method: NotRead,
    #[expect(dead_code, reason = "no fact tells who sees a request")]
    sees: NotRead,
    #[expect(dead_code, reason = "only what is found in the code is read, wherever it lies")]
    directories: NotRead,
    #[expect(dead_code, reason = "only what is found in the code is read, wherever it lies")]
    files: NotRead,
    #[expect(dead_code, reason = "a row holds for all modules of its library")]
    roots: NotRead,
    #[expect(dead_code, reason = "says how sure the table is, not what it means")]
    verified: NotRead,
}

/// Where something is: an argument, a property, a method, a parameter.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Place {
    pub(crate) arg: Option<usize>,
    pub(crate) path: Option<ValuePath>,
    #[serde(default)]
    pub(crate) last: bool,
    pub(crate) property: Option<String>,
    pub(crate) method: Option<String>,
    pub(crate) param: Option<u16>,
    #[expect(dead_code, reason = "a parameter that is not there has no uses")]
    with_schema: NotRead,
    #[expect(dead_code, reason = "a parameter that is not there has no uses")]
    with_template: NotRead,
    #[expect(dead_code, reason = "only calls and classes that declare a tool by themselves are recognised")]
    export: NotRead,
    #[expect(dead_code, reason = "only calls and classes that declare a tool by themselves are recognised")]
    key: NotRead,
    #[expect(dead_code, reason = "only calls and classes that declare a tool by themselves are recognised")]
    prefix: NotRead,
    #[expect(dead_code, reason = "only calls and classes that declare a tool by themselves are recognised")]
    builder_arg: NotRead,
    #[expect(dead_code, reason = "only calls and classes that declare a tool by themselves are recognised")]
    call: NotRead,
    #[expect(dead_code, reason = "only calls and classes that declare a tool by themselves are recognised")]
    literal: NotRead,
    #[expect(dead_code, reason = "only calls and classes that declare a tool by themselves are recognised")]
    values: NotRead,
    #[expect(dead_code, reason = "only calls and classes that declare a tool by themselves are recognised")]
    positional: NotRead,
    #[expect(dead_code, reason = "decorators are not recognised")]
    decorated: NotRead,
    #[expect(dead_code, reason = "decorators are not recognised")]
    decorator: NotRead,
    #[expect(dead_code, reason = "decorators are not recognised")]
    else_param: NotRead,
}

/// The keys of one entry of a tool list.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Entry {
    pub(crate) name: Option<String>,
    pub(crate) description: Option<String>,
    pub(crate) schema: Option<String>,
    #[expect(dead_code, reason = "a tool's fact has its name, its description and its arguments")]
    uri: NotRead,
    #[expect(dead_code, reason = "only calls and classes that declare a tool by themselves are recognised")]
    export: NotRead,
    #[expect(dead_code, reason = "only calls and classes that declare a tool by themselves are recognised")]
    param: NotRead,
    #[expect(dead_code, reason = "only calls and classes that declare a tool by themselves are recognised")]
    returns: NotRead,
}

impl Declare {
    /// The request that a low-level handler answers, by its protocol name.
    pub(crate) fn request_name(&self) -> Option<&str> {
        self.request.as_deref()
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

    /// The names of folders whose files a module loads by itself.
    pub(crate) fn loaded_folders(&self, specifier: &str) -> &[String] {
        let loads = |sdk: &&Sdk| !sdk.loaded_folders.is_empty() && sdk.modules.iter().any(|module| module == specifier);
        self.sdks.iter().find(loads).map_or(&[], |sdk| &sdk.loaded_folders)
    }

    pub(crate) fn knows_module(&self, specifier: &str) -> bool {
        self.declarations.knows_module(specifier) || self.bases.knows_module(specifier)
    }
}
