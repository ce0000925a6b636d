//! What is added to an address after it was made: `url.searchParams.set('data', text)`, `url.pathname = text`.

use rustc_hash::FxHashMap;

use crate::{
    eval::Evaluator,
    ir::{CallId, Expr, ExprId, Module, WriteKey},
    tables::Tables,
    value::Value,
};

/// Expressions between an address and where it is made.
const MOST_STEPS: usize = 8;
/// Parts of an address that can be set.
const PARTS: [&str; 5] = ["search", "pathname", "hash", "username", "password"];

/// Expressions that are added to addresses, by the expression that makes each.
pub(crate) type Added = FxHashMap<ExprId, Vec<ExprId>>;

/// What is added to the object that an address is, or is read from.
pub(super) fn added_to(evaluator: &mut Evaluator<'_>, address: ExprId) -> Vec<Value> {
    let Some(maker) = maker_of(evaluator, address) else { return Vec::new() };
    let added = evaluator.added_to_addresses(all).get(&maker).cloned().unwrap_or_default();
    evaluator.values(&added)
}

/// All that is added to addresses of a graph.
fn all(evaluator: &mut Evaluator<'_>) -> Added {
    let module = evaluator.module;
    let methods = &Tables::embedded().language.form_methods;
    let mut added = Added::default();
    for call in &module.calls {
        if let (Expr::Member(parameters, method), Some(value)) = (module.expr(call.callee), call.arguments.get(1))
            && methods.iter().any(|other| **other == **method)
            && let Expr::Member(object, name) = module.expr(evaluator.named(*parameters))
            && &**name == "searchParams"
        {
            added.entry(evaluator.named(*object)).or_default().push(*value);
        }
    }
    for write in &module.writes {
        if matches!(&write.key, WriteKey::Named(name) if PARTS.contains(&&**name)) {
            added.entry(evaluator.named(write.object)).or_default().push(write.value);
        }
    }
    added
}

/// The expression that makes the object that an address is, or is read from: `url`, `url.href`, `String(url)`.
fn maker_of(evaluator: &Evaluator<'_>, address: ExprId) -> Option<ExprId> {
    let module = evaluator.module;
    let mut at = address;
    for _ in 0..MOST_STEPS {
        at = evaluator.named(at);
        at = match module.expr(at) {
            Expr::Call(call) if is_made(module, *call) => return Some(at),
            Expr::Call(call) => match (module.expr(module.call(*call).callee), &*module.call(*call).arguments) {
                (Expr::Member(object, name), _) if &**name == "toString" => *object,
                (Expr::Global(name), [only]) if &**name == "String" => *only,
                _ => return None,
            },
            Expr::Member(object, name) if &**name == "href" => *object,
            Expr::Template(parts) => *parts.iter().find(|part| !matches!(module.expr(**part), Expr::Text(_)))?,
            _ => return None,
        };
    }
    None
}

/// Whether a call makes an address.
fn is_made(module: &Module, call: CallId) -> bool {
    let call = module.call(call);
    call.is_new && module.called_name(call.callee).is_some_and(|name| &**name == "URL")
}
