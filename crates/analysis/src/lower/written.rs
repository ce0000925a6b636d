//! Texts that are written in pieces, or encoded, where a name is wanted: `require('ht' + 'tps')`, `page['fet' + 'ch']`.
//!
//! Nearly everything is recognised by names, so that these are put together where the graph is made.

use swc_atoms::Atom;

use crate::{
    eval::decoded,
    ir::{Expr, ExprId, Module},
    value::{Text, Value},
};

/// How deep pieces in pieces are followed, and how long the text may be: what is longer is no name.
const DEEPEST: usize = 16;
const LONGEST: usize = 256;

/// The text that an expression is, if it consists of nothing else than texts.
pub(super) fn written_text(module: &Module, id: ExprId) -> Option<Atom> {
    if let Expr::Text(text) = module.expr(id) {
        return Some(text.clone());
    }
    let mut written = String::new();
    add(module, id, &mut written, 0)?;
    Some(written.into())
}

fn add(module: &Module, id: ExprId, written: &mut String, depth: usize) -> Option<()> {
    if depth > DEEPEST || written.len() > LONGEST {
        return None;
    }
    match module.expr(id) {
        Expr::Text(text) => written.push_str(text),
        Expr::Add(left, right) => {
            add(module, *left, written, depth + 1)?;
            add(module, *right, written, depth + 1)?;
        }
        Expr::Template(parts) if !parts.is_empty() => {
            for part in parts {
                add(module, *part, written, depth + 1)?;
            }
        }
        Expr::Call(_) => written.push_str(&encoded(module, id)?),
        _ => return None,
    }
    Some(())
}

/// `atob('…')`, `Buffer.from('…', 'base64').toString()`
fn encoded(module: &Module, id: ExprId) -> Option<String> {
    let Expr::Call(call) = module.expr(id) else { return None };
    let call = module.call(*call);
    let text = |id: &ExprId| match module.expr(*id) {
        Expr::Text(text) => Some(text.to_string()),
        _ => None,
    };
    let (plain, encoding) = match module.expr(call.callee) {
        Expr::Global(name) if &**name == "atob" => (text(call.arguments.first()?)?, "base64".to_owned()),
        Expr::Member(bytes, method) if &**method == "toString" => {
            let Expr::Call(made) = module.expr(*bytes) else { return None };
            let made = module.call(*made);
            let Expr::Member(buffer, from) = module.expr(made.callee) else { return None };
            if !matches!(module.expr(*buffer), Expr::Global(name) if &**name == "Buffer") || &**from != "from" {
                return None;
            }
            (text(made.arguments.first()?)?, text(made.arguments.get(1)?)?)
        }
        _ => return None,
    };
    let plain = Text { text: plain, places: Vec::new(), disguise: None };
    match decoded(&plain, &encoding)? {
        Value::Text(text) => Some(text.text.clone()),
        _ => None,
    }
}
