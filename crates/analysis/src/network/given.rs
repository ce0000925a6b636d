//! Requests that send what others decide: callers of a function, or other files; and what others are handed to send with.

use rustc_hash::FxHashSet;

use super::Request;
use crate::{
    eval::Evaluator,
    ir::{CallId, ClassId, Expr, ExprId, FileId, MemberValue},
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
///
/// What it sends itself is in `requests`, and what these give is an answer.
pub(crate) fn hands_out(evaluator: &mut Evaluator<'_>, tables: &Tables, requests: &[Request]) -> bool {
    let module = evaluator.module;
    let sent: FxHashSet<CallId> = requests.iter().map(|request| request.call).collect();
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
                value if is_channel(&value, tables, &sent) => return true,
                _ => &[],
            };
            if returns.iter().any(|id| gives_channel(evaluator, tables, &sent, *id)) {
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
    kept.into_iter().any(|id| gives_channel(evaluator, tables, &sent, id))
}

fn gives_channel(evaluator: &mut Evaluator<'_>, tables: &Tables, sent: &FxHashSet<CallId>, id: ExprId) -> bool {
    evaluator.holder(id).choices().iter().any(|choice| is_channel(&choice.value, tables, sent))
}

/// Whether a value is one on which calls of the tables are made, and no answer of one.
fn is_channel(value: &Value, tables: &Tables, sent: &FxHashSet<CallId>) -> bool {
    let Value::Path(path) = value else { return false };
    let is_called = || path.segments.iter().any(|segment| matches!(segment, Segment::Call(_)));
    let is_answer = |segment: &Segment| matches!(segment, Segment::Call(call) if sent.contains(call));
    match &path.root {
        Root::Module(name) if tables.network.knows_module(name) => !path.segments.iter().any(is_answer),
        // Programs have no clients: what a call gives is what one printed.
        Root::Module(name) => tables.acts.runners.knows_module(name) && !is_called(),
        Root::Global(name) => tables.knows_global(name) && !path.segments.iter().any(is_answer),
        Root::Parameter(..) | Root::This(_) => false,
    }
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
