//! SMTP spoken by hand: text written to a connection that says who receives.

use molehunt_model::Recognition;

use super::{Send, shape::may_send};
use crate::{
    eval::Evaluator,
    ir::{CallId, Expr, Module},
    message::{Message, Reader, argument_found},
    tables::Tables,
    value::Value,
};

/// Whether any text of the file begins as a line to a mail server does.
pub(super) fn speaks_smtp(module: &Module, tables: &Tables) -> bool {
    module.exprs.iter().any(|expr| matches!(expr, Expr::Text(text) if tables.mail.is_smtp_line(text)))
}

/// A call that is given such a line, whatever it is called on.
pub(super) fn by_line(evaluator: &mut Evaluator<'_>, tables: &Tables, id: CallId) -> Option<Send> {
    let module = evaluator.module;
    let call = module.call(id);
    let Expr::Member(_, method) = module.expr(call.callee) else { return None };
    let callee = evaluator.callee(id);
    if !may_send(&callee, &tables.mail) || tables.mail.unlisted.quiet_methods.iter().any(|quiet| *quiet == **method) {
        return None;
    }
    let reader = Reader::new(&tables.mail, 0);
    let mut message = Message::default();
    for argument in &call.arguments {
        let found = argument_found(evaluator, *argument);
        if matches!(found.value, Value::Text(_) | Value::Concat(_) | Value::OneOf(_) | Value::Coded(_)) {
            reader.read_smtp_lines(&found, &mut message);
        }
    }
    (!message.fields.is_empty()).then(|| Send {
        client: "unknown client".to_owned(),
        method: method.to_string(),
        recognition: Recognition::Shape,
        call: id,
        way: None,
        fields: message.fields,
        content: Vec::new(),
        told: Vec::new(),
        servers: Vec::new(),
    })
}
