//! `mcp.toml`: how MCP servers declare tools.
//!
//! A field that is not listed here is an error when the table is loaded.
//! What is listed and not read says so, with the reason, so that the compiler keeps the list true.

use serde::Deserialize;

use super::{
    NotRead, WhenArguments,
    pattern::{Matches, PathPattern, RootKey, ValuePath},
};

/// The table of MCP libraries.
#[derive(Debug)]
pub(crate) struct McpTable {
    pub(crate) sdks: Vec<Sdk>,
    /// Calls that declare tools: library and row.
    pub(crate) declarations: Matches<(usize, usize)>,
    /// Calls that declare something else whose text a model reads: prompts, resources.
    pub(crate) texts: Matches<(usize, usize)>,
    /// Calls that change a tool which is declared already.
    pub(crate) changes: Matches<(usize, usize)>,
    /// Classes that are tools, by module and base class.
    pub(crate) bases: Matches<(usize, usize)>,
    /// Decorators of methods that are tools.
    pub(crate) decorators: Matches<(usize, usize)>,
    /// Constructions of servers, by the argument that has the instructions for the model.
    pub(crate) servers: Matches<usize>,
    /// Rows by which a whole module is a tool.
    pub(crate) exported: Vec<(usize, usize)>,
    /// Helpers of compilers that apply decorators.
    pub(crate) decorating_helpers: Vec<String>,
    /// Methods that are assigned to a server, and answer all requests.
    pub(crate) catching_calls: Vec<String>,
    /// The last names of declaring calls: on a value that cannot be told, they count by their shape.
    pub(crate) loose: Vec<(usize, usize, PathPattern)>,
    /// Methods that only such libraries have.
    pub(crate) telling_methods: Vec<String>,
    /// The methods by which the class of a server is told where its library is bundled: each list by itself.
    pub(crate) bundled: Vec<Vec<String>>,
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
    /// Methods of schemas that check arguments and give them back, and those whose result has them below a property.
    pub(crate) schema_parsers: Vec<String>,
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
    #[expect(dead_code, reason = "every text of a schema counts, whatever carries it")]
    schema_text: NotRead,
    #[expect(dead_code, reason = "every text of a schema counts, whatever carries it")]
    schema_text_calls: NotRead,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    #[expect(dead_code, reason = "there is one version of the schema")]
    schema_version: NotRead,
    telling_methods: Vec<String>,
    bundled: Vec<Vec<String>>,
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
    /// What a server gives back for a tool, by which it can be changed.
    #[serde(default)]
    registered: Vec<PathPattern>,
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
    compiled_decorator: Option<String>,
    #[expect(dead_code, reason = "only the decorator that picks the arguments counts")]
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
    /// The argument that has the instructions for the model.
    options: Option<usize>,
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
    /// Where several declarations are, each with the places below it.
    pub(crate) items: Option<Place>,
    pub(crate) assigned: Option<bool>,
    pub(crate) when_args: Option<WhenArguments>,
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
    pub(crate) schema_alternative: Option<Place>,
    pub(crate) params_alternative: Option<Place>,
    #[expect(dead_code, reason = "a description and a schema are told apart by their values")]
    overload: NotRead,
    #[expect(dead_code, reason = "a description and a schema are told apart by their values")]
    args_optional: NotRead,
    #[expect(dead_code, reason = "only calls and classes that declare a tool by themselves are recognised")]
    register_class: NotRead,
    pub(crate) map: Option<Place>,
    #[expect(dead_code, reason = "what makes an item is a declaration of its own")]
    of: NotRead,
    #[expect(dead_code, reason = "only calls and classes that declare a tool by themselves are recognised")]
    sdk: NotRead,
    #[expect(dead_code, reason = "only calls and classes that declare a tool by themselves are recognised")]
    init_methods: NotRead,
    pub(crate) builder: Option<String>,
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
    pub(crate) decorator: Option<String>,
    #[expect(dead_code, reason = "a decorator is known by its module")]
    class_decorator: NotRead,
    #[expect(dead_code, reason = "a decorator is known by its module")]
    class_base: NotRead,
    #[expect(dead_code, reason = "a method has its name, and a tool named by its file is any tool")]
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
    pub(crate) export: Option<String>,
    #[expect(dead_code, reason = "a row with `map` takes its keys")]
    key: NotRead,
    #[expect(dead_code, reason = "only calls and classes that declare a tool by themselves are recognised")]
    prefix: NotRead,
    pub(crate) builder_arg: Option<usize>,
    pub(crate) call: Option<String>,
    #[expect(dead_code, reason = "an argument does not change where the result is")]
    literal: NotRead,
    #[expect(dead_code, reason = "only calls and classes that declare a tool by themselves are recognised")]
    values: NotRead,
    #[serde(default)]
    pub(crate) positional: bool,
    #[expect(dead_code, reason = "what a decorator stands on is the handler")]
    decorated: NotRead,
    pub(crate) decorator: Option<String>,
    pub(crate) else_param: Option<u16>,
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

    /// Whether a call of its path declares tools.
    fn is_tool_call(&self) -> bool {
        self.form == "call" && matches!(self.kind.as_str(), "tool" | "tool-list") && self.assigned.is_none()
    }

    /// Whether a call of its path declares something else whose text a model reads.
    fn is_text_call(&self) -> bool {
        let kinds = ["prompt", "prompt-list", "resource", "resource-template", "resource-list"];
        self.form == "call" && kinds.contains(&self.kind.as_str()) && self.assigned.is_none()
    }
}

impl McpTable {
    pub(crate) fn parse(text: &str) -> Self {
        let written: Written = super::read(text, "mcp.toml");
        let mut table = Self {
            sdks: Vec::new(),
            declarations: Matches::new(),
            texts: Matches::new(),
            changes: Matches::new(),
            bases: Matches::new(),
            decorators: Matches::new(),
            servers: Matches::new(),
            exported: Vec::new(),
            decorating_helpers: Vec::new(),
            catching_calls: Vec::new(),
            loose: Vec::new(),
            bundled: written.bundled,
            telling_methods: written.telling_methods,
            protocol: written.protocol,
        };
        for (index, sdk) in written.sdk.iter().enumerate() {
            if sdk.submodules {
                for module in &sdk.modules {
                    table.open_submodules(module);
                }
            }
            table.decorating_helpers.extend(sdk.compiled_decorator.clone());
            table.add_servers(sdk);
            for (row, declare) in sdk.declare.iter().enumerate() {
                table.add(sdk, declare, (index, row));
            }
        }
        table.decorating_helpers.sort();
        table.decorating_helpers.dedup();
        table.catching_calls.sort();
        table.catching_calls.dedup();
        table.sdks = written.sdk;
        table
    }

    fn open_submodules(&mut self, module: &str) {
        for rows in [&mut self.declarations, &mut self.texts, &mut self.changes, &mut self.bases, &mut self.decorators]
        {
            rows.open_submodules(module);
        }
        self.servers.open_submodules(module);
    }

    fn add_servers(&mut self, sdk: &Sdk) {
        for server in &sdk.server {
            let (Some(path), Some(options)) = (&server.path, server.options) else { continue };
            for module in &sdk.modules {
                self.servers.add(RootKey::Module(module.clone()), PathPattern::parse(path), options);
            }
        }
    }

    fn add(&mut self, sdk: &Sdk, declare: &Declare, row: (usize, usize)) {
        let each = |rows: &mut Matches<(usize, usize)>, path: &PathPattern| {
            sdk.modules.iter().for_each(|module| rows.add(RootKey::Module(module.clone()), path.clone(), row));
        };
        match (declare.form.as_str(), declare.kind.as_str()) {
            ("class", "tool") => {
                if let Some(base) = &declare.base {
                    each(&mut self.bases, &PathPattern::parse(base));
                }
            }
            ("decorator", "tool") => {
                if let Some(decorator) = &declare.decorator {
                    each(&mut self.decorators, &PathPattern::parse(decorator));
                }
            }
            ("module-exports", "tool") => self.exported.push(row),
            ("call", "any-request") if declare.assigned.is_some() => self.catching_calls.extend(declare.path.clone()),
            _ => {}
        }
        let Some(path) = declare.path.as_deref().map(PathPattern::parse) else { return };
        let paths = self.paths_of(sdk, declare, &path);
        let rows = match declare.kind.as_str() {
            "tool-mutation" => &mut self.changes,
            _ if declare.is_text_call() => &mut self.texts,
            _ if declare.is_tool_call() => &mut self.declarations,
            _ => return,
        };
        paths.iter().for_each(|path| each(rows, path));
        if declare.is_tool_call() && declare.on.iter().any(|on| on != "root") {
            self.loose.push((row.0, row.1, path));
        }
    }

    /// The whole paths of a row: below a root, below a server, below what a server gives back.
    fn paths_of(&self, sdk: &Sdk, declare: &Declare, path: &PathPattern) -> Vec<PathPattern> {
        let mut paths = Vec::new();
        if declare.on.iter().any(|on| on == "root") {
            paths.push(path.clone());
        }
        for server in &sdk.server {
            let (Some(base), None, Some(id)) = (&server.path, &server.receiver, &server.id) else { continue };
            let base = PathPattern::parse(base);
            if declare.on.contains(id) {
                paths.push(base.joined(path));
            }
            if declare.on.iter().any(|on| on == "registered") {
                paths.extend(sdk.registered.iter().map(|registered| base.joined(registered).joined(path)));
            }
        }
        paths
    }

    /// Every module that one of the libraries is.
    pub(crate) fn modules(&self) -> impl Iterator<Item = &String> {
        self.sdks.iter().flat_map(|sdk| &sdk.modules)
    }

    /// The names of folders whose files a module loads by itself.
    pub(crate) fn loaded_folders(&self, specifier: &str) -> &[String] {
        let loads = |sdk: &&Sdk| !sdk.loaded_folders.is_empty() && sdk.modules.iter().any(|module| module == specifier);
        self.sdks.iter().find(loads).map_or(&[], |sdk| &sdk.loaded_folders)
    }

    pub(crate) fn knows_module(&self, specifier: &str) -> bool {
        let rows = [&self.declarations, &self.texts, &self.bases, &self.decorators];
        rows.iter().any(|rows| rows.knows_module(specifier)) || self.servers.knows_module(specifier)
    }
}
