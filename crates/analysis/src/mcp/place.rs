//! Where in a declaration a name, a schema or a handler stands, as the rows of `mcp.toml` say.

use molehunt_source::ByteSpan;

use super::collect_functions;
use crate::{
    eval::Evaluator,
    ir::{CallId, Expr, ExprId, FunctionId, Module},
    lookup::find,
    origin::ToolParameter,
    tables::{Declare, KeyCase, PathPattern, Place, Token, ValuePath},
    value::{Segment, Value},
};

/// Calls around a handler, each of which wraps it.
const MOST_WRAPPERS: usize = 4;
/// Expressions of a function among which it is looked for that it calls the one it stands around.
const MOST_WRAPPING: u32 = 2_000;

/// In what the places of a row are looked for.
#[derive(Debug, Clone, Copy)]
pub(super) enum Subject<'a> {
    /// The arguments of a call.
    Call(CallId),
    /// An object that describes a tool.
    Value(&'a Value),
}

/// What describes a tool: an object, or the first argument of the helper that it was given to.
pub(super) fn described(evaluator: &mut Evaluator<'_>, value: &Value) -> Value {
    if let Value::Path(path) = value
        && let Some(Segment::Call(call)) = path.segments.last()
        && let Some(argument) = evaluator.module.call(*call).arguments.first().copied()
    {
        return evaluator.value(argument);
    }
    value.clone()
}

pub(super) fn place_of(module: &Module, subject: Subject<'_>, id: CallId) -> ByteSpan {
    let own = match subject {
        Subject::Value(Value::Object(object)) => object.properties.first().map(|property| property.place),
        _ => None,
    };
    own.unwrap_or_else(|| module.span(module.call(id).expr))
}

/// Which parameter of a handler has the arguments, and where in it.
pub(super) fn parameter(declare: &Declare) -> (u16, ToolParameter) {
    let places = declare.params.iter().chain(&declare.params_alternative);
    let below = places.map(pattern_of).filter(|pattern| !pattern.0.is_empty()).collect();
    let index = declare.params.as_ref().and_then(|place| place.param).unwrap_or(0);
    (index, ToolParameter { below, is_one: false })
}

/// The path inside a parameter.
pub(super) fn pattern_of(place: &Place) -> PathPattern {
    if let Some(call) = &place.call {
        let mut pattern = PathPattern::parse(call);
        pattern.0.push(Token::Call);
        return pattern;
    }
    let path = place.path.as_ref().map(ValuePath::display).unwrap_or_default();
    properties(path.split('.').filter(|name| !name.is_empty()))
}

pub(super) fn properties<'a>(names: impl IntoIterator<Item = &'a str>) -> PathPattern {
    PathPattern(names.into_iter().map(|name| Token::Property(name.to_owned())).collect())
}

/// The expression at a place, before its path.
pub(super) fn argument_at(
    module: &Module,
    arguments: &[ExprId],
    place: &Place,
    builder: Option<&str>,
) -> Option<ExprId> {
    let builder =
        place.call.as_deref().filter(|_| place.param.is_none()).or(builder.filter(|_| place.builder_arg.is_some()));
    let Some(builder) = builder else {
        return if place.last { arguments.last().copied() } else { arguments.get(place.arg?).copied() };
    };
    let built = arguments.iter().find_map(|argument| match module.expr(*argument) {
        Expr::Call(call) => {
            let call = module.call(*call);
            module.called_name(call.callee).is_some_and(|name| &**name == builder).then_some(call)
        }
        _ => None,
    })?;
    built.arguments.get(place.builder_arg.or(place.arg)?).copied()
}

/// What stands at a place, all of it.
pub(super) fn values_of_place(
    evaluator: &mut Evaluator<'_>,
    subject: Subject<'_>,
    place: &Place,
    builder: Option<&str>,
) -> Vec<Value> {
    let value = match subject {
        Subject::Value(value) => value.clone(),
        Subject::Call(call) => {
            let arguments = &evaluator.module.call(call).arguments;
            let Some(argument) = argument_at(evaluator.module, arguments, place, builder) else { return Vec::new() };
            evaluator.value(argument)
        }
    };
    match &place.path {
        Some(path) => find(evaluator, &value, &path.0, KeyCase::Exact).into_iter().map(|found| found.value).collect(),
        None => vec![value],
    }
}

pub(super) fn values_at(evaluator: &mut Evaluator<'_>, subject: Subject<'_>, place: &Place) -> Vec<Value> {
    values_of_place(evaluator, subject, place, None)
}

pub(super) fn text_at(
    evaluator: &mut Evaluator<'_>,
    subject: Subject<'_>,
    place: &Place,
    builder: Option<&str>,
) -> Option<String> {
    let values = values_of_place(evaluator, subject, place, builder);
    values.first()?.as_text().map(|text| text.text.clone())
}

pub(super) fn handlers_at(
    evaluator: &mut Evaluator<'_>,
    subject: Subject<'_>,
    place: &Place,
    builder: Option<&str>,
) -> Vec<FunctionId> {
    let mut functions = Vec::new();
    if let Some(value) = values_of_place(evaluator, subject, place, builder).first() {
        collect_functions(value, &mut functions);
    }
    let argument = match (&place.path, subject) {
        (None, Subject::Call(call)) => {
            argument_at(evaluator.module, &evaluator.module.call(call).arguments, place, builder)
        }
        _ => None,
    };
    if let Some(argument) = argument.filter(|_| !functions.is_empty()) {
        add_wrapped(evaluator, argument, &mut functions);
    } else if let Some(argument) = argument {
        // `wrap('name', count(async (args) => …))`, also where what it gives has a name.
        let mut open = vec![argument];
        for _ in 0..MOST_WRAPPERS {
            let Some(Expr::Call(call)) = open.pop().map(|id| evaluator.module.expr(evaluator.named(id))) else { break };
            for argument in evaluator.module.call(*call).arguments.clone() {
                let before = functions.len();
                collect_functions(&evaluator.value(argument), &mut functions);
                if functions.len() == before && matches!(evaluator.module.expr(argument), Expr::Call(_)) {
                    open.push(argument);
                }
            }
        }
    }
    functions
}

/// Adds the functions that handlers call because they stand around them: `withLog('send', async (args) => …)`,
/// where what the helper returns calls what it was given.
fn add_wrapped(evaluator: &mut Evaluator<'_>, argument: ExprId, functions: &mut Vec<FunctionId>) {
    let module = evaluator.module;
    let mut current = argument;
    for _ in 0..MOST_WRAPPERS {
        let Expr::Call(call) = module.expr(evaluator.named(current)) else { return };
        let call = module.call(*call);
        let inner = functions.iter().find_map(|wrapper| {
            let helper = module.function(*wrapper).parent?;
            let position = called_parameter(evaluator, *wrapper, helper)?;
            call.arguments.get(usize::from(position)).copied()
        });
        let Some(inner) = inner else { return };
        let before = functions.len();
        collect_functions(&evaluator.value(inner), functions);
        // The innermost is the one that does the work.
        if functions.len() == before {
            return;
        }
        current = inner;
    }
}

/// The parameter of a helper that a function calls which the helper makes.
fn called_parameter(evaluator: &Evaluator<'_>, function: FunctionId, helper: FunctionId) -> Option<u16> {
    let module = evaluator.module;
    let (first, end) = module.function(function).exprs;
    (first..end.min(first + MOST_WRAPPING)).find_map(|id| {
        let Expr::Call(call) = module.expr(ExprId(id)) else { return None };
        match module.expr(evaluator.named(module.call(*call).callee)) {
            Expr::Parameter(of, index) if *of == helper => Some(*index),
            _ => None,
        }
    })
}
