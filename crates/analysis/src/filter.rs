//! Which files need more than a parse.
//!
//! A file in which no name of the tables and no recipient-like key occurs, and no escape that could spell one,
//! has no facts: lowering and evaluating it would find nothing.
//! The filter looks at bytes and is allowed to err in one direction only. `--no-filter` turns it off,
//! and a test holds the two against each other.
//! Where names are hidden bytes say nothing; the walk that collects what a file loads tells that on its way.

use std::collections::{BTreeMap, BTreeSet};

use aho_corasick::AhoCorasick;
use swc_atoms::Atom;
use swc_ecma_ast as ast;
use swc_ecma_visit::{Visit, VisitWith};

use crate::{
    disclosure::Names,
    ir::Request,
    tables::{MailTable, McpTable, NetworkTable, RootKey},
};

/// The words that make a file worth a second look.
#[derive(Debug)]
pub(crate) struct Filter {
    /// Modules as they are named in code: behind a quote, or behind `node:`.
    modules: AhoCorasick,
    /// Globals and methods: whole names, each with the methods one of which must occur as well, if any.
    names: AhoCorasick,
    needed: Vec<Option<AhoCorasick>>,
    /// What recipient-like keys are made of, in any case.
    stems: AhoCorasick,
}

impl Filter {
    pub(crate) fn new(mail: &MailTable, network: &NetworkTable, mcp: &McpTable) -> Self {
        let roots = || {
            let tables = [mail.sends.roots(), network.calls.roots(), mcp.declarations.roots(), mcp.bases.roots()];
            tables.into_iter().flatten()
        };
        let api_modules = mail.apis.iter().flat_map(|api| api.modules.iter().cloned());
        let modules = roots().filter_map(|root| match root {
            RootKey::Module(name) => Some(name),
            RootKey::Global(_) => None,
        });
        let modules = modules
            .chain(api_modules)
            .flat_map(|name| ["\"", "'", "`", "node:"].map(|before| format!("{before}{name}")));
        let mut names: BTreeMap<String, Option<BTreeSet<String>>> = BTreeMap::new();
        let telling = mail.unlisted.telling_methods.iter().chain(&mcp.telling_methods);
        names.extend(telling.map(|name| (name.clone(), None)));
        for (root, method) in mail.names().chain(network.calls.names()) {
            let RootKey::Global(global) = root else { continue };
            if global.len() <= 2 {
                // `$` is in every bundle; `$.ajax` is not.
                let word = if method == global { format!("{global}`") } else { format!("{global}.{method}") };
                names.insert(word, None);
                continue;
            }
            let needed = names.entry(global.clone()).or_insert_with(|| Some(BTreeSet::new()));
            match needed {
                // Called itself: no method needs to be named.
                _ if method == global => *needed = None,
                Some(methods) => drop(methods.insert(method)),
                None => {}
            }
        }
        for (listed, pattern) in &mail.loose_sends {
            let Some(method) = pattern.last_name() else { continue };
            for global in &mail.apis[listed.api].globals {
                if let Some(methods) = names.entry(global.clone()).or_insert_with(|| Some(BTreeSet::new())) {
                    methods.insert(method.to_owned());
                }
            }
            // What a platform hands to an exported method is imported from nowhere.
            if mail.client(*listed).is_some_and(|client| client.entry().is_some()) {
                let exports = names.entry(method.to_owned()).or_insert_with(|| Some(BTreeSet::new()));
                if let Some(exports) = exports {
                    exports.extend(["export default", "as default"].map(str::to_owned));
                }
            }
        }
        let needed = names
            .values()
            .map(|methods| methods.clone().map(|methods| automaton(methods.into_iter(), false)))
            .collect();
        let stems = ["bcc", "cc", "blind", "carbon", "reply", "subject"].map(str::to_owned);
        Self {
            modules: automaton(modules, false),
            names: automaton(names.into_keys(), false),
            needed,
            stems: automaton(stems.into_iter(), true),
        }
    }

    /// Whether a file with this text can have facts.
    pub(crate) fn may_matter(&self, text: &str) -> bool {
        let bytes = text.as_bytes();
        // A name can occur thousands of times; what it needs beside it is looked for once.
        let mut answers: Vec<Option<bool>> = vec![None; self.needed.len()];
        let mut has_needed = |name: usize| {
            *answers[name]
                .get_or_insert_with(|| self.needed[name].as_ref().is_none_or(|methods| methods.is_match(text)))
        };
        has_escape(bytes)
            || self
                .modules
                .find_overlapping_iter(text)
                .any(|found| matches!(bytes.get(found.end()), Some(b'"' | b'\'' | b'`' | b'/')))
            || self
                .names
                .find_overlapping_iter(text)
                .any(|found| is_whole_name(bytes, found.start(), found.end()) && has_needed(found.pattern().as_usize()))
            || self.stems.find_overlapping_iter(text).any(|found| stands_apart(bytes, found.start(), found.end()))
    }
}

fn automaton(words: impl Iterator<Item = String>, ignore_case: bool) -> AhoCorasick {
    let mut words: Vec<String> = words.collect();
    words.sort();
    words.dedup();
    AhoCorasick::builder()
        .ascii_case_insensitive(ignore_case)
        .build(&words)
        .expect("a few hundred short words make a small automaton")
}

/// Whether a word is a name by itself. `import` is no channel, `import(…)` is.
fn is_whole_name(bytes: &[u8], start: usize, end: usize) -> bool {
    let is_name = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$') || byte >= 0x80;
    let before = start.checked_sub(1).map(|at| bytes[at]);
    if bytes[end - 1] == b'`' {
        return !before.is_some_and(is_name);
    }
    if before.is_some_and(is_name) || bytes.get(end).copied().is_some_and(is_name) {
        return false;
    }
    match &bytes[start..end] {
        b"import" => bytes[end..].trim_ascii_start().first() == Some(&b'('),
        _ => true,
    }
}

/// Whether bytes contain an escape that could spell a letter of a name, or break a text in two.
fn has_escape(bytes: &[u8]) -> bool {
    let is_letter = |digits: &[u8], radix: u32| {
        let digits = std::str::from_utf8(digits).ok().and_then(|digits| u32::from_str_radix(digits, radix).ok());
        digits
            .and_then(char::from_u32)
            .is_some_and(|letter| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_' | '@' | '/' | ':' | '.'))
    };
    memchr::memchr_iter(b'\\', bytes).any(|at| {
        let rest = &bytes[at + 1..];
        match rest.first() {
            Some(b'x') => rest.len() > 2 && is_letter(&rest[1..3], 16),
            Some(b'u') => match rest.get(1) {
                Some(b'{') => true,
                _ => rest.len() > 4 && is_letter(&rest[1..5], 16),
            },
            Some(b'0'..=b'7') => rest.len() > 2 && is_letter(&rest[..3], 8),
            Some(b'\n' | b'\r') => true,
            _ => false,
        }
    })
}

/// Whether a stem is a name or a part of one, by case or separators: `ccAddress`, `msgCc`, `cc_list`, but not `success`.
fn stands_apart(bytes: &[u8], start: usize, end: usize) -> bool {
    let before = start.checked_sub(1).map(|at| bytes[at]);
    let begins = before.is_none_or(|byte| !byte.is_ascii_alphabetic()) || bytes[start].is_ascii_uppercase();
    let after = bytes.get(end);
    let ends = after.is_none_or(|byte| !byte.is_ascii_lowercase())
        // Plurals and the lists of generic keys: `ccs`, `bccs`, `ccaddresses`, `bcclist`.
        || [&b"s"[..], b"to", b"line", b"copy", b"carbon", b"addr", b"recip", b"email", b"list"]
            .iter()
            .any(|ending| bytes[end..].len() >= ending.len() && bytes[end..end + ending.len()].eq_ignore_ascii_case(ending));
    // `emailbcc` and `msgcc` are keys as well.
    let follows = [&b"email"[..], b"msg", b"mail"].iter().any(|beginning| {
        start >= beginning.len() && bytes[start - beginning.len()..start].eq_ignore_ascii_case(beginning)
    });
    (begins || follows) && ends
}

/// What is known of a tree without lowering it.
#[derive(Default)]
pub(crate) struct Survey {
    /// The modules that it loads.
    pub(crate) requests: Vec<Request>,
    pub(crate) loads_unknown: bool,
    /// Whether its names are hidden, so that the bytes of the file say nothing.
    pub(crate) names: Names,
}

pub(crate) fn survey(program: &ast::Program) -> Survey {
    let mut survey = Survey::default();
    program.visit_with(&mut survey);
    survey.requests.sort();
    survey.requests.dedup();
    survey
}

impl Survey {
    fn add(&mut self, text: &ast::Str, is_require: bool) {
        let specifier = Atom::from(&*text.value.to_string_lossy());
        self.requests.push(Request { specifier, is_require });
    }
}

impl Visit for Survey {
    fn visit_member_expr(&mut self, member: &ast::MemberExpr) {
        self.names.count(&member.prop);
        member.visit_children_with(self);
    }

    fn visit_import_decl(&mut self, import: &ast::ImportDecl) {
        if !import.type_only {
            self.add(&import.src, false);
        }
    }

    fn visit_named_export(&mut self, export: &ast::NamedExport) {
        if let (false, Some(source)) = (export.type_only, &export.src) {
            self.add(source, false);
        }
    }

    fn visit_export_all(&mut self, export: &ast::ExportAll) {
        if !export.type_only {
            self.add(&export.src, false);
        }
    }

    fn visit_ts_import_equals_decl(&mut self, import: &ast::TsImportEqualsDecl) {
        if let (false, ast::TsModuleRef::TsExternalModuleRef(reference)) = (import.is_type_only, &import.module_ref) {
            self.add(&reference.expr, true);
        }
    }

    fn visit_call_expr(&mut self, call: &ast::CallExpr) {
        self.names.count_call(call);
        let is_require = match &call.callee {
            ast::Callee::Import(_) => Some(false),
            ast::Callee::Expr(callee) => match &**callee {
                ast::Expr::Ident(ident) if &*ident.sym == "require" => Some(true),
                ast::Expr::Member(member) => match (&*member.obj, &member.prop) {
                    (ast::Expr::Ident(object), ast::MemberProp::Ident(method))
                        if matches!(&*object.sym, "require" | "module")
                            && matches!(&*method.sym, "resolve" | "require") =>
                    {
                        Some(true)
                    }
                    _ => None,
                },
                _ => None,
            },
            ast::Callee::Super(_) => None,
        };
        if let (Some(is_require), Some(argument)) = (is_require, call.args.first()) {
            match &*argument.expr {
                ast::Expr::Lit(ast::Lit::Str(text)) => self.add(text, is_require),
                _ => self.loads_unknown = true,
            }
        }
        call.visit_children_with(self);
    }

    // Types load nothing.
    fn visit_ts_type(&mut self, _: &ast::TsType) {}
}
