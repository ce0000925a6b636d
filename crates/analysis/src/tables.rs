//! The tables of APIs, compiled for matching. Their written form is documented in `rules/tables/README.md`.

mod account;
mod acts;
mod check;
mod command;
mod language;
mod mail;
mod mcp;
mod network;
mod pattern;
mod sources;
mod text;

use std::{collections::BTreeSet, sync::OnceLock};

use rustc_hash::{FxHashMap, FxHashSet};
use swc_atoms::Atom;

use crate::{
    eval::normal_specifier,
    filter::{Code, Filter, GLOBAL_OBJECTS, Requests},
    ir::{Expr, ExprId, Module, Property, Write, WriteKey},
};

pub(crate) use account::AccountTable;
pub(crate) use acts::{ActTable, Inline, OTHER_PACKAGE};
pub(crate) use check::CheckTable;
pub(crate) use command::{CommandRole, CommandRow, Word};
pub(crate) use language::{Helper, LanguageTable, Merging};
pub(crate) use mail::{
    Api, Body, BuilderRow, Client, ComposeRow, ConstructorRow, DefaultRow, Dispatch, EndpointRow, Entry, HeaderRow,
    HookEffect, HookReceiver, HookRow, HttpRow, KeyCase, Listed, LiteralRow, MailTable, PhraseRow, ProgramRow,
    RecipientKind, RecipientRow, RoleName, SendRow, SetterRow, Shape, ShellRow, SideKind, WhenArguments, WhenRow,
    file_name, has_group, normal_key,
};
#[cfg(test)]
pub(crate) use mail::{ClientKind, Receiver, SideEffect, SideRow};
pub(crate) use mcp::{Declare, Entry as ToolEntry, McpTable, Place, Protocol};
pub(crate) use network::{ArgumentPlace, CallRow, Channel, NetworkTable, Started};
pub(crate) use pattern::{Matches, PathPattern, RootKey, Token, ValuePath, ValueStep, WINDOW, match_url_path};
pub(crate) use sources::{SourceTable, Substitution, UNKNOWN, is_private, substitutions};
pub(crate) use text::TextTable;

/// All tables.
#[derive(Debug)]
pub struct Tables {
    pub(crate) mail: MailTable,
    pub(crate) network: NetworkTable,
    pub(crate) mcp: McpTable,
    pub(crate) language: LanguageTable,
    pub(crate) sources: SourceTable,
    pub(crate) acts: ActTable,
    pub(crate) texts: TextTable,
    pub(crate) accounts: AccountTable,
    pub(crate) checks: CheckTable,
    listed_by_root: FxHashMap<RootKey, ListedBelow>,
    /// The last names of calls that count on a value of unknown origin.
    loose_names: FxHashSet<String>,
    /// Names on the way from a root to a listed call.
    pub(crate) leading_names: FxHashSet<String>,
    /// What has these names may load modules.
    loader_names: FxHashSet<String>,
    /// Globals of which a listed call may be a property, and those that load modules.
    holders: FxHashSet<String>,
    pub(crate) filter: Filter,
    /// Methods that add to a message or a request made before.
    pub(crate) collecting_methods: FxHashSet<String>,
    /// Methods that only mail and MCP libraries have, whatever they are called on.
    pub(crate) telling_methods: FxHashSet<String>,
    /// Names of functions of whose results calls are listed.
    makers: FxHashSet<String>,
}

/// What is listed below a root.
#[derive(Debug, Default)]
struct ListedBelow {
    /// The root's own name.
    own: Atom,
    /// The last names of the calls: nothing else needs to be evaluated to find them.
    names: FxHashSet<String>,
    /// The properties on the way to each.
    ways: BTreeSet<Vec<Atom>>,
}

/// By which names a call of a file could be a listed one.
#[derive(Debug, Default)]
pub(crate) struct Interest<'t> {
    /// Whether the file uses a module or a global of the tables at all.
    pub(crate) has_roots: bool,
    /// The globals of the tables that it uses.
    globals: FxHashSet<&'t str>,
    /// The last names of such calls.
    pub(crate) names: FxHashSet<&'t str>,
}

/// Globals by which code gets at any other one, or at a module by a name that it computes.
const LEADING_GLOBALS: [&str; 3] = ["require", "import", "process"];

/// What loads a module by its name, or makes what does, beside what the table of the language lists.
const LOADERS: [&str; 3] = ["require", "import", "createRequire"];

/// Properties that lead from one thing to another whatever it is.
const LEADING_NAMES: [&str; 6] = ["default", "value", "prototype", "constructor", "exports", "createRequire"];

impl Interest<'_> {
    /// Whether a global of that name is one of these.
    pub(crate) fn holds(&self, name: &str) -> bool {
        self.globals.contains(name)
    }

    /// Whether a global of that name is one of the tables, or leads to one.
    pub(crate) fn is_root(&self, name: &str) -> bool {
        self.globals.contains(name) || GLOBAL_OBJECTS.contains(&name) || LEADING_GLOBALS.contains(&name)
    }
}

impl Tables {
    /// The tables that this build contains.
    pub fn embedded() -> &'static Self {
        static TABLES: OnceLock<Tables> = OnceLock::new();
        TABLES.get_or_init(|| {
            let mail = MailTable::parse(include_str!("../../../rules/tables/email.toml"));
            let network = NetworkTable::parse(include_str!("../../../rules/tables/egress.toml"));
            let mcp = McpTable::parse(include_str!("../../../rules/tables/mcp.toml"));
            let language = LanguageTable::parse(include_str!("../../../rules/tables/language.toml"));
            let acts = ActTable::parse(include_str!("../../../rules/tables/acts.toml"));
            let sources = SourceTable::parse(include_str!("../../../rules/tables/sources.toml"));
            let texts = TextTable::parse(include_str!("../../../rules/tables/tool-texts.toml"));
            let checks = CheckTable::parse(include_str!("../../../rules/tables/checks.toml"));
            let accounts = AccountTable::parse(include_str!("../../../rules/tables/accounts.toml"));
            let mut listed_by_root: FxHashMap<RootKey, ListedBelow> = FxHashMap::default();
            let acting = acts.runners.ways().chain(acts.writers.ways());
            let sending = mail.ways().chain(network.calls.ways()).chain(network.ways_to_elements());
            let sending = sending.chain(network.moving.ways());
            let declaring = [&mcp.declarations, &mcp.texts, &mcp.changes].into_iter().flat_map(Matches::ways);
            let tools = declaring.chain(mcp.servers.ways());
            let wallets = acts.wallet_names().into_iter().map(|(wallet, _)| (RootKey::Global(wallet), Vec::new()));
            for (root, way) in sending.chain(tools).chain(acting).chain(wallets) {
                let name = way.last().unwrap_or(root.name()).clone();
                let own = Atom::from(root.name().as_str());
                let listed = listed_by_root.entry(root).or_default();
                listed.own = own;
                listed.names.insert(name);
                listed.ways.insert(way.iter().map(|step| Atom::from(step.as_str())).collect());
            }
            let mut leading_names = leading_names(&mail, &network, &mcp, &acts);
            leading_names.extend(language.loaders.steps().map(str::to_owned));
            let loose_sends = mail.loose_sends.iter().filter_map(|(_, pattern)| pattern.last_name());
            let loose_tools = mcp.loose.iter().filter_map(|(_, _, pattern)| pattern.last_name());
            let loose_names = loose_sends.chain(loose_tools).map(str::to_owned).collect();
            let setters = mail.apis.iter().flat_map(|api| &api.setter).map(|setter| setter.method.clone());
            let payloads = network
                .channels
                .iter()
                .flat_map(|channel| &channel.call)
                .filter(|row| row.adds_payload() || row.opens_later())
                .filter_map(CallRow::method);
            let collecting_methods = setters.chain(payloads).chain(language.form_methods.iter().cloned()).collect();
            let telling_methods = mail.unlisted.telling_methods.iter().chain(&mcp.telling_methods).cloned().collect();
            let loader_names: FxHashSet<String> =
                LOADERS.into_iter().chain(language.loaders.names()).map(str::to_owned).collect();
            let mut holders: FxHashSet<String> = GLOBAL_OBJECTS.into_iter().chain(LOADERS).map(str::to_owned).collect();
            #[expect(clippy::iter_over_hash_type, reason = "the names go into a set")]
            for (root, listed) in &listed_by_root {
                if let RootKey::Global(name) = root
                    && listed.ways.iter().any(|way| !way.is_empty())
                {
                    holders.insert(name.clone());
                }
            }
            let sending = mail.sends.makers().chain(mail.hooks.makers()).chain(network.calls.makers());
            let makers = sending.chain(mcp.declarations.makers()).collect();
            let filter = Filter::new(&mail, &network, &mcp, &acts, &language);
            Self {
                mail,
                network,
                mcp,
                language,
                sources,
                acts,
                accounts,
                checks,
                texts,
                filter,
                listed_by_root,
                loose_names,
                leading_names,
                loader_names,
                holders,
                collecting_methods,
                telling_methods,
                makers,
            }
        })
    }

    /// What a file with this text loads, unless it can have facts and needs a tree.
    pub(crate) fn requests_without_facts(&self, code: Code<'_>) -> Option<Requests> {
        self.filter.requests_without_facts(code, &self.mail, &self.acts)
    }

    /// By which names a call of this file could be a listed one. Empty where none can be.
    ///
    /// `computed` are names that the file looks something up by and that are not written where it does.
    pub(crate) fn names_of_interest(&self, module: &Module, computed: &BTreeSet<Atom>) -> Interest<'_> {
        let mut roots: FxHashSet<RootKey> = FxHashSet::default();
        for specifier in module.requests.iter().map(|request| &request.specifier).chain(computed) {
            let specifier = normal_specifier(specifier);
            if self.knows_module(&specifier) {
                let key = RootKey::Module(specifier.to_string());
                let open =
                    [self.mail.sends.key_of(&key), self.network.calls.key_of(&key), self.mcp.declarations.key_of(&key)];
                roots.extend(open);
            }
        }
        // A global counts if it is called itself, or if the file names all that is on the way to a call.
        let mut globals: FxHashSet<&Atom> = FxHashSet::default();
        let mut members: FxHashSet<&Atom> = FxHashSet::default();
        let mut has_module_object = false;
        for expr in &module.exprs {
            match expr {
                Expr::Global(name) => drop(globals.insert(name)),
                Expr::ModuleObject(_) => has_module_object = true,
                Expr::Member(_, name) => drop(members.insert(name)),
                // `Object.assign(process.env, { HTTPS_PROXY: … })`
                Expr::Object(properties) => members.extend(properties.iter().filter_map(|property| match property {
                    Property::Named(name, _) if self.network.may_move(name) => Some(name),
                    _ => None,
                })),
                _ => {}
            }
        }
        globals.extend(computed);
        members.extend(computed);
        let is_any_global = globals.iter().any(|name| GLOBAL_OBJECTS.contains(&&***name));
        members.extend(module.writes.iter().filter_map(|write| match &write.key {
            WriteKey::Named(name) => Some(name),
            WriteKey::Computed(_) => None,
        }));
        #[expect(clippy::iter_over_hash_type, reason = "the roots go into a set")]
        for (root, listed) in &self.listed_by_root {
            let RootKey::Global(name) = root else { continue };
            let own = &listed.own;
            let is_used = match &**name {
                FUNCTION if makes_functions(module, &members) => true,
                WINDOW => is_any_global,
                MODULE_OBJECT => has_module_object,
                _ => globals.contains(own) || (is_any_global && members.contains(own)),
            };
            if is_used && self.acts.mostly_runs_functions(name) && !is_given_text(module, name) {
                continue;
            }
            if is_used && listed.ways.iter().any(|way| way.iter().all(|step| members.contains(step))) {
                roots.insert(root.clone());
            }
        }
        let uses_loose = self.mail.loose_roots.iter().any(|name| globals.contains(&Atom::from(name.as_str())));
        let has_roots = !roots.is_empty() || uses_loose || self.has_entry(module);
        let mut interest = Interest { has_roots, ..Interest::default() };
        interest.globals.extend(self.mail.loose_roots.iter().map(String::as_str));
        #[expect(clippy::iter_over_hash_type, reason = "sets are joined")]
        for (root, listed) in &self.listed_by_root {
            if roots.contains(root) {
                interest.names.extend(listed.names.iter().map(String::as_str));
                if let RootKey::Global(name) = root {
                    interest.globals.insert(name);
                }
            }
        }
        interest.names.extend(self.loose_names.iter().map(String::as_str));
        interest
    }

    /// Whether what has that name may load modules.
    pub(crate) fn may_load(&self, name: &str) -> bool {
        self.loader_names.contains(name)
    }

    /// Whether listed calls are made on a global of that name.
    pub(crate) fn knows_global(&self, name: &str) -> bool {
        self.listed_by_root.contains_key(&RootKey::Global(name.to_owned()))
    }

    /// Whether a property of that name is on the way from a global to a listed call.
    pub(crate) fn leads_on(&self, global: &str, name: &Atom) -> bool {
        let listed = self.listed_by_root.get(&RootKey::Global(global.to_owned()));
        listed.is_some_and(|listed| listed.ways.iter().any(|way| way.contains(name)))
    }

    /// What modules are loaded by, and that of which a listed call may be a property.
    pub(crate) fn holders(&self) -> Interest<'_> {
        let globals = self.holders.iter().map(String::as_str).collect();
        let names = GLOBAL_OBJECTS.into_iter().chain(self.loader_names.iter().map(String::as_str)).collect();
        Interest { has_roots: true, globals, names }
    }

    /// Whether a listed call may be a property of the global of that name.
    pub(crate) fn is_holder(&self, name: &str) -> bool {
        self.holders.contains(name)
    }

    /// Whether a call of that name is worth a look whatever it is made on.
    pub(crate) fn counts_anywhere(&self, name: &str) -> bool {
        self.loose_names.contains(name)
    }

    /// Whether the file exports an object with a method that a platform calls with a message or a client.
    fn has_entry(&self, module: &Module) -> bool {
        self.mail.apis.iter().flat_map(|api| &api.client).filter_map(|client| client.entry()).any(|entry| {
            let is_method = |property: &Property| {
                matches!(property, Property::Named(name, _) if entry.methods.iter().any(|method| *method == **name))
            };
            let has_method = |expr: &Expr| matches!(expr, Expr::Object(list) if list.iter().any(is_method));
            // `exports.default = { email() { … } }`
            let is_written = |write: &Write| {
                matches!(&write.key, WriteKey::Named(name) if **name == *entry.export)
                    && matches!(module.expr(write.object), Expr::Exports(_))
                    && has_method(module.expr(write.value))
            };
            let mut exports = module.files.iter().flat_map(|file| &file.exports);
            exports.any(|export| *export.name == *entry.export) && module.exprs.iter().any(has_method)
                || module.writes.iter().any(is_written)
        })
    }

    /// Whether a module may be a function that is called itself, and not only something on which others are.
    pub(crate) fn may_call_module(&self, specifier: &str) -> bool {
        match self.listed_by_root.get(&RootKey::Module(specifier.to_owned())) {
            Some(listed) => listed.ways.iter().any(Vec::is_empty),
            // A submodule of one that the tables know.
            None => self.knows_module(specifier),
        }
    }

    /// Whether calls are listed on what a function of that name gives: `got.extend(options)(url)`.
    pub(crate) fn gives_function(&self, name: &str) -> bool {
        self.makers.contains(name)
    }

    /// Whether a module of that name occurs in any table: a file that loads it is worth evaluating.
    pub(crate) fn knows_module(&self, specifier: &str) -> bool {
        self.mail.knows_module(specifier)
            || self.network.knows_module(specifier)
            || self.network.moving.knows_module(specifier)
            || self.mcp.knows_module(specifier)
            || self.acts.runners.knows_module(specifier)
            || self.acts.writers.knows_module(specifier)
    }
}

/// The names on the ways from roots to listed calls.
fn leading_names(mail: &MailTable, network: &NetworkTable, mcp: &McpTable, acts: &ActTable) -> FxHashSet<String> {
    let mut names: FxHashSet<String> = LEADING_NAMES.iter().map(|name| (*name).to_owned()).collect();
    let mut add = |root: &RootKey, pattern: &PathPattern| {
        names.extend(pattern.names().map(str::to_owned));
        if let RootKey::Global(name) = root {
            names.insert(name.clone());
        }
    };
    let sends = [&mail.sends, &mail.hooks, &mail.moves];
    sends.iter().flat_map(|rows| rows.rows()).for_each(|(root, pattern, _)| add(root, pattern));
    let pairs = [
        &mail.constructors,
        &mail.builders,
        &mail.defaults,
        &mail.standing_defaults,
        &mail.sides,
        &network.calls,
        &network.elements,
        &mcp.declarations,
        &mcp.texts,
        &mcp.changes,
        &mcp.bases,
        &mcp.decorators,
    ];
    pairs.iter().flat_map(|rows| rows.rows()).for_each(|(root, pattern, _)| add(root, pattern));
    network.moving.rows().for_each(|(root, pattern, _)| add(root, pattern));
    let single = [&mail.openers, &mcp.servers, &acts.runners, &acts.writers, &acts.patches];
    single.iter().flat_map(|rows| rows.rows()).for_each(|(root, pattern, _)| add(root, pattern));
    names
}

/// The global that makes functions of texts.
const FUNCTION: &str = "Function";

/// What a file has as its own module.
const MODULE_OBJECT: &str = "module";

/// Whether the code gets at what makes functions of texts by way of a value: `[].constructor.constructor`.
fn makes_functions(module: &Module, members: &FxHashSet<&Atom>) -> bool {
    const CONSTRUCTOR: &str = "constructor";
    let is_way = |object: ExprId| match module.expr(object) {
        Expr::Member(_, name) if &**name == CONSTRUCTOR => true,
        Expr::Member(literal, _) => matches!(module.expr(*literal), Expr::Text(_) | Expr::Array(_)),
        Expr::Function(_) | Expr::Call(_) => true,
        _ => false,
    };
    members.contains(&Atom::from(CONSTRUCTOR))
        && module
            .exprs
            .iter()
            .any(|expr| matches!(expr, Expr::Member(object, name) if &**name == CONSTRUCTOR && is_way(*object)))
}

/// Whether a function of that name, which mostly gets functions, is called with what may be a text.
fn is_given_text(module: &Module, name: &str) -> bool {
    let is_meant = |callee: ExprId| match module.expr(callee) {
        Expr::Global(global) | Expr::Member(_, global) => **global == *name,
        // Under another name it may be any of them.
        Expr::Name(binding, _) => {
            let definitions = &module.bindings[binding.index()].definitions;
            matches!(definitions.as_slice(), [only] if matches!(module.expr(only.value), Expr::Global(global) if **global == *name))
        }
        _ => false,
    };
    let is_text = |id: ExprId| matches!(module.expr(id), Expr::Text(_) | Expr::Add(..) | Expr::Template(_));
    let may_be_text = |argument: &ExprId| match module.expr(*argument) {
        Expr::Call(_) | Expr::Await(_) => true,
        Expr::Name(binding, _) => {
            module.bindings[binding.index()].definitions.iter().any(|definition| is_text(definition.value))
        }
        _ => is_text(*argument),
    };
    module.calls.iter().any(|call| call.arguments.first().is_some_and(may_be_text) && is_meant(call.callee))
}

/// A field that tells people about a row, and that no code reads; whoever lists one says why.
pub(crate) type NotRead = Option<serde::de::IgnoredAny>;

/// Reads a table that is part of this build; a test reads each, so an error is a defect of ours.
pub(crate) fn read<T: serde::de::DeserializeOwned>(text: &str, name: &str) -> T {
    match toml::from_str(text) {
        Ok(table) => table,
        Err(error) => panic!("the table {name} is not valid: {} at {:?}", error.message(), error.span()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_tables_are_complete() {
        let tables = Tables::embedded();
        assert!(tables.mail.apis.len() >= 70, "{} mail APIs", tables.mail.apis.len());
        assert!(tables.network.channels.len() >= 50);
        assert!(tables.mcp.sdks.len() >= 20);
        assert!(tables.knows_module("postmark"));
        assert!(tables.knows_module("@modelcontextprotocol/sdk/server/mcp.js"));
        assert!(!tables.knows_module("left-pad"));
    }
}
