//! Requests that send what others decide: callers of a function, or other files; and what others are handed to send with.

use rustc_hash::FxHashSet;

use super::Request;
use crate::{
    eval::Evaluator,
    ir::{ClassId, Expr, ExprId, FileId, MemberValue},
    tables::Tables,
    value::{Path, Root, Segment, Value},
};

/// How deep values in values are looked at.
const DEEPEST: u32 = 8;

/// Whether a request sends something that is given to the code around it, to somewhere that its author decides.
pub(crate) fn hands_on(request: &Request) -> bool {
    let is_decided = request.is_literal || has(&request.url_value, 0, &is_elsewhere);
    is_decided && request.all_values().iter().any(|value| has(value, 0, &is_given))
}

/// Whether the graph hands out something with which other files can send: a client, a module, a function of a table.
pub(crate) fn hands_out(evaluator: &mut Evaluator<'_>, tables: &Tables) -> bool {
    let module = evaluator.module;
    let files = (0..module.files.len() as u32).map(FileId);
    let exported: Vec<ExprId> = files.flat_map(|file| evaluator.exported_values(file)).collect();
    let mut classes = FxHashSet::default();
    for id in exported {
        for choice in evaluator.holder(id).choices() {
            let returns = match choice.value {
                Value::Function(function) => module.function(function).returns.as_slice(),
                Value::Class(class) | Value::Instance(class) => {
                    classes.insert(class);
                    &[]
                }
                value if is_channel(&value, tables) => return true,
                _ => &[],
            };
            if returns.iter().any(|id| gives_channel(evaluator, tables, *id)) {
                return true;
            }
        }
    }
    // What its objects have is handed out with a class.
    let fields = module.classes.iter().enumerate().filter(|(index, _)| classes.contains(&ClassId(*index as u32)));
    let fields = fields.flat_map(|(_, class)| &class.members).filter_map(|member| match member.value {
        MemberValue::Field(value) => Some(value),
        MemberValue::Method(_) | MemberValue::Getter(_) => None,
    });
    let written = module.writes.iter().filter(|write| match module.expr(write.object) {
        Expr::This(function) => module.function(*function).class.is_some_and(|class| classes.contains(&class)),
        _ => false,
    });
    let kept: Vec<ExprId> = fields.chain(written.map(|write| write.value)).collect();
    kept.into_iter().any(|id| gives_channel(evaluator, tables, id))
}

fn gives_channel(evaluator: &mut Evaluator<'_>, tables: &Tables, id: ExprId) -> bool {
    evaluator.holder(id).choices().iter().any(|choice| is_channel(&choice.value, tables))
}

/// Whether a value is one on which calls of the tables are made, and no answer of one.
fn is_channel(value: &Value, tables: &Tables) -> bool {
    let Value::Path(path) = value else { return false };
    let is_known = match &path.root {
        Root::Module(name) => tables.network.knows_module(name) || tables.acts.runners.knows_module(name),
        Root::Global(name) => tables.knows_global(name),
        Root::Parameter(..) | Root::This(_) => false,
    };
    let is_answer = |index: usize| {
        matches!(path.segments[index], Segment::Call(_)) && {
            let called = Path { root: path.root.clone(), segments: path.segments[..index].to_vec() };
            let rows = tables.network.calls.find(&called);
            let row = |(channel, row): &(usize, usize)| &tables.network.channels[*channel].call[*row];
            rows.iter().map(row).any(|row| row.is_outbound() || row.started().is_some())
                || !tables.acts.runners.find(&called).is_empty()
        }
    };
    is_known && !(0..path.segments.len()).any(is_answer)
}

/// Whether a value, or some part of it, is of a kind.
fn has(value: &Value, depth: u32, is_one: &dyn Fn(&Value) -> bool) -> bool {
    if depth > DEEPEST {
        return true;
    }
    let inside = |value: &Value| has(value, depth + 1, is_one);
    is_one(value)
        || match value {
            Value::Concat(parts) | Value::Derived(parts) => parts.iter().any(inside),
            Value::OneOf(choices) => choices.iter().any(|choice| inside(&choice.value)),
            Value::List(list) => list.items.iter().chain(&list.rest).any(inside),
            Value::Object(object) => {
                object.properties.iter().any(|property| inside(&property.value)) || object.rest.iter().any(inside)
            }
            Value::Coded(coded) => inside(&coded.inner),
            _ => false,
        }
}

/// Whether callers, an object or another file decide what a value is.
fn is_given(value: &Value) -> bool {
    match value {
        Value::Path(path) => matches!(path.root, Root::Parameter(..) | Root::This(_)) || is_of_file(path),
        Value::Instance(_) | Value::Unknown(_) => true,
        _ => false,
    }
}

/// Whether another file decides what a value is.
fn is_elsewhere(value: &Value) -> bool {
    matches!(value, Value::Path(path) if is_of_file(path))
}

fn is_of_file(path: &Path) -> bool {
    matches!(&path.root, Root::Module(specifier) if specifier.starts_with(['.', '#']))
}

#[cfg(test)]
mod tests {
    use crate::testing::extracted;

    #[test]
    fn what_can_send_is_handed_out() {
        for code in [
            "module.exports = require('https')",
            "module.exports = { https: require('https') }",
            "exports.run = require('child_process').execSync",
            "module.exports = fetch",
            "exports.api = require('axios').create({ baseURL: 'https://x.example' })",
            "exports.api = () => require('axios').create({ baseURL: 'https://x.example' })",
            "class Api { http = require('axios').create() } module.exports = Api",
            "class Api { constructor() { this.http = require('axios').create() } } module.exports = new Api()",
        ] {
            assert!(extracted(code).hands_on, "{code}");
        }
        for code in [
            "exports.version = require('child_process').execSync('git describe').toString()",
            "exports.weather = require('axios').get('https://x.example')",
            "const https = require('https'); exports.weather = () => 1; https.get('https://x.example')",
        ] {
            assert!(!extracted(code).hands_on, "{code}");
        }
    }
}
