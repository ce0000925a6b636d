//! Addresses that are asked for as soon as they are set: `new Image().src = 'https://…'`.

use super::{HandedLater, Request, addresses, destination, host_of, literal_place, url_text};
use crate::{
    eval::Evaluator,
    ir::{Expr, ExprId, Write, WriteKey},
    tables::Tables,
    value::Value,
};

/// What properties of elements are set to that may be addresses.
pub(crate) fn assigned(evaluator: &mut Evaluator<'_>, tables: &Tables) -> Vec<ExprId> {
    let module = evaluator.module;
    let is_address = |write: &&Write| matches!(&write.key, WriteKey::Named(name) if may_load(tables, name));
    let mut is_element = |write: &&Write| {
        made(&evaluator.value(write.object)).iter().any(|made| match made {
            Value::Path(path) => !tables.network.elements.find(path).is_empty(),
            _ => false,
        })
    };
    module.writes.iter().filter(is_address).filter(|write| is_element(write)).map(|write| write.value).collect()
}

/// What an object can have been made as. What properties were set of has all of what was made, beside them.
pub(super) fn made(object: &Value) -> Vec<Value> {
    let made = object.choices().into_iter().flat_map(|choice| match choice.value {
        Value::Object(object) => object.rest.clone(),
        value => vec![value],
    });
    made.collect()
}

/// Whether setting a property of that name may ask for what it is set to.
fn may_load(tables: &Tables, name: &str) -> bool {
    tables.network.channels.iter().any(|channel| channel.assign.iter().any(|row| row.property == name))
}

/// What is asked for by setting properties of elements, one entry a write.
pub(super) fn requests(evaluator: &mut Evaluator<'_>, tables: &Tables) -> Vec<Request> {
    let module = evaluator.module;
    let mut requests = Vec::new();
    for write in &module.writes {
        let WriteKey::Named(name) = &write.key else { continue };
        // What nobody made or found is no element.
        if !may_load(tables, name)
            || matches!(module.expr(write.object), Expr::This(_) | Expr::Exports(_) | Expr::ModuleObject(_))
        {
            continue;
        }
        let mut values = addresses(&evaluator.value(write.value));
        values.retain(|value| !host_of(&url_text(value)).is_empty());
        if values.is_empty() {
            continue;
        }
        for made in made(&evaluator.value(write.object)) {
            let Value::Path(path) = &made else { continue };
            // The call that made it, or found it.
            let Some(call) = path.calls().next_back() else { continue };
            let found = tables.network.elements.find(path);
            let Some((channel, _)) =
                found.into_iter().find(|(channel, at)| tables.network.channels[*channel].loads_property(*at, name))
            else {
                continue;
            };
            for value in &values {
                let url = url_text(value);
                requests.push(Request {
                    channel: tables.network.channels[channel].id.clone(),
                    method: name.to_string(),
                    call,
                    ways: Vec::new(),
                    alternatives: Vec::new(),
                    is_implied: false,
                    account: None,
                    is_literal: destination(&url).is_some(),
                    url,
                    url_place: literal_place(value),
                    url_value: value.clone(),
                    bodies: Vec::new(),
                    extras: Vec::new(),
                    later: HandedLater::default(),
                    grants: None,
                    told: Vec::new(),
                });
            }
        }
    }
    requests
}
