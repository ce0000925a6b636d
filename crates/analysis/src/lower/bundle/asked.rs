//! Modules that have names of their own for each other, beside the function that each is: browserify and Parcel 1.
//!
//! `{ 1: [function (require, module, exports) { require('./mailer') }, { './mailer': 2 }] }`: what such a `require` is
//! asked for is the module of that number, or, where there is none, what the real one would load.

use rustc_hash::FxHashMap;
use swc_atoms::Atom;

use crate::ir::{CallId, Expr, ExprId, FileId, FunctionId, Module, Property, Request};

/// The modules that ask for others, by their functions.
#[derive(Default)]
pub(super) struct Asking(FxHashMap<FunctionId, Names>);

struct Names {
    /// The parameter that is asked.
    require: u16,
    loader: FunctionId,
    /// Numbers and names of modules, by what this one calls them.
    names: FxHashMap<Atom, Atom>,
}

impl Asking {
    pub(super) fn add(&mut self, of: FunctionId, require: u16, loader: FunctionId, names: ExprId, module: &Module) {
        let Expr::Object(entries) = module.expr(module.only(names)) else { return };
        let named = entries.iter().filter_map(|entry| match entry {
            Property::Named(name, value) => match module.expr(*value) {
                Expr::Number(number) => Some((name.clone(), Atom::from(number.to_string()))),
                Expr::Text(text) => Some((name.clone(), text.clone())),
                _ => None,
            },
            _ => None,
        });
        self.0.insert(of, Names { require, loader, names: named.collect() });
    }

    /// Makes imports of the calls by which the modules ask for each other.
    pub(super) fn resolve(self, module: &mut Module) {
        if self.0.is_empty() {
            return;
        }
        for index in 0..module.calls.len() as u32 {
            let call = module.call(CallId(index));
            let expr = call.expr;
            let Some((file, specifier)) = self.asked(module, CallId(index)) else { continue };
            let imported = match file {
                Some(file) => Expr::ImportFile { file, name: None },
                None => {
                    module.requests.push(Request { specifier: specifier.clone(), is_require: true });
                    let (by, _) = module.locate(module.span(expr));
                    module.imported(by, &specifier, None)
                }
            };
            module.exprs[expr.index()] = imported;
        }
    }

    /// What a call asks for: a module of the bundle, if it is one, and its name.
    fn asked(&self, module: &Module, call: CallId) -> Option<(Option<FileId>, Atom)> {
        let call = module.call(call);
        let Expr::Parameter(function, index) = module.expr(module.only(call.callee)) else { return None };
        let Names { require, loader, names } = self.0.get(function)?;
        let Expr::Text(name) = module.expr(module.only(*call.arguments.first()?)) else { return None };
        if index != require {
            return None;
        }
        let known = names.get(name).unwrap_or(name);
        let file = module.loaders.get(loader).and_then(|modules| modules.get(known)).copied();
        Some((file, if file.is_some() { name.clone() } else { known.clone() }))
    }
}

/// The list of which something is the first element: `table[id]` of `table[id][0]`.
pub(super) fn first_of(module: &Module, id: ExprId) -> Option<ExprId> {
    match module.expr(id) {
        Expr::Member(list, index) if &**index == "0" => Some(*list),
        Expr::Index(list, index) if matches!(module.expr(*index), Expr::Number(0.0)) => Some(*list),
        _ => None,
    }
}

/// The argument that is a function: what the module that is called loads others by.
pub(super) fn require_among(module: &Module, arguments: &[ExprId]) -> Option<u16> {
    let is_function = |argument: &ExprId| matches!(module.expr(module.only(*argument)), Expr::Function(_));
    arguments.iter().position(is_function).map(|index| index as u16)
}
