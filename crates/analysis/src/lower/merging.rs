//! Functions of libraries that give all that their arguments have: `merge(message, defaults)` is `Object.assign`.

use super::Lowering;
use crate::{
    Tables,
    ir::{Expr, ExprId},
    tables::Merging,
};

/// Names of one thing that are followed to where it is imported.
const MOST_NAMES: usize = 6;

impl Lowering<'_> {
    /// The call of `Object.assign` that a call of such a function is: its callee and arguments.
    pub(super) fn as_assigned(&mut self, callee: ExprId, arguments: &[ExprId]) -> Option<(ExprId, Box<[ExprId]>)> {
        let row = self.merging(callee).filter(|_| arguments.len() > 1)?;
        let span = self.module.span(callee);
        let mut given = arguments.to_vec();
        if row.first_counts {
            given.reverse();
        }
        if !row.changes || row.first_counts {
            given.insert(0, self.push(Expr::Object(Box::new([])), span));
        }
        let object = self.push(Expr::Global("Object".into()), span);
        Some((self.push(Expr::Member(object, "assign".into()), span), given.into()))
    }

    fn merging(&self, callee: ExprId) -> Option<&'static Merging> {
        let imported = |id: ExprId| match self.module.expr(self.first(id)) {
            Expr::Import { specifier, name } => Some((specifier, name.as_ref().filter(|name| &***name != "default"))),
            // `require('lodash')`
            Expr::Call(call) => {
                let call = self.module.call(*call);
                let is_require = matches!(self.module.expr(call.callee), Expr::Global(name) if &**name == "require");
                match call.arguments.first().map(|specifier| self.module.expr(*specifier)) {
                    Some(Expr::Text(specifier)) if is_require => Some((specifier, None)),
                    _ => None,
                }
            }
            _ => None,
        };
        let (specifier, name) = match self.module.expr(self.first(callee)) {
            Expr::Member(object, name) => match imported(*object)? {
                (specifier, None) if &**name == "default" => (specifier, None),
                (specifier, None) => (specifier, Some(name)),
                _ => return None,
            },
            Expr::Import { .. } | Expr::Call(_) => imported(callee)?,
            _ => return None,
        };
        let fits = |row: &&Merging| {
            row.modules.iter().any(|module| **module == **specifier)
                && match name {
                    Some(name) => row.names.iter().any(|other| **other == **name),
                    None => row.names.is_empty() || row.is_module,
                }
        };
        Tables::embedded().language.merging.iter().find(fits)
    }

    /// What a name stands for that has been given but one thing, without the helpers of compilers around a module.
    fn first(&self, id: ExprId) -> ExprId {
        let next = |id: &ExprId| match self.module.expr(*id) {
            Expr::Name(binding, _) => self.module.given_once(*binding),
            Expr::Member(module, name) if &**name == "default" => Some(*module),
            // `__importDefault(require('lodash/merge'))`
            Expr::Call(call) => {
                let call = self.module.call(*call);
                let interop = &Tables::embedded().language.module_interop;
                let is_helper = self.module.helper_name(call.callee).is_some_and(|name| interop.contains(&**name));
                call.arguments.first().copied().filter(|_| is_helper)
            }
            _ => None,
        };
        std::iter::successors(Some(id), next).take(MOST_NAMES).last().unwrap_or(id)
    }
}
