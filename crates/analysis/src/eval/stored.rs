//! What code keeps beside its calls, for all that happens inside them: `AsyncLocalStorage` of `node:async_hooks`.

use super::{BUDGET, Caller, Evaluator};
use crate::{
    ir::{Call, CallId, Expr, ExprId, FunctionId},
    value::{Choice, Path, Value},
};

impl Evaluator<'_> {
    /// What `storage.getStore()` gives, by the path of that method: what any call enters or runs something with.
    pub(super) fn stored(&mut self, path: &Path) -> Option<Value> {
        let module = self.module;
        let (_, storage) = path.segments.split_last()?;
        self.pay(module.calls.len() / 8);
        let entering: Vec<(ExprId, ExprId)> = module.calls.iter().filter_map(|call| entered(module, call)).collect();
        let mut choices = Vec::new();
        for (object, kept) in entering {
            let is_same = matches!(self.value(object), Value::Path(other) if other.root == path.root && *other.segments == *storage);
            if is_same && choices.len() <= BUDGET.choices {
                choices.push(Choice { value: self.passed(kept), condition: None });
            }
        }
        (!choices.is_empty()).then(|| Value::one_of(choices, BUDGET.choices))
    }

    /// The function that `storage.run(kept, function, …)` calls, with what comes behind it.
    pub(super) fn run_with_storage(&self, id: CallId) -> Option<(FunctionId, Caller)> {
        let module = self.module;
        let call = module.call(id);
        let Expr::Member(object, method) = module.expr(call.callee) else { return None };
        if &**method != "run" || call.arguments.len() < 2 {
            return None;
        }
        let Expr::Call(made) = module.expr(self.named(*object)) else { return None };
        let made = module.call(*made);
        let is_storage = made.is_new
            && matches!(module.expr(made.callee), Expr::Member(_, name) | Expr::Import { name: Some(name), .. } if &**name == "AsyncLocalStorage");
        let function = self.function_of(call.arguments[1]).filter(|_| is_storage)?;
        Some((function, Caller { skipped: 2, ..Caller::direct(id) }))
    }
}

/// The storage, and what is kept in it, where a call enters one.
fn entered(module: &crate::ir::Module, call: &Call) -> Option<(ExprId, ExprId)> {
    let Expr::Member(object, method) = module.expr(call.callee) else { return None };
    let is_entering = matches!(&**method, "run" | "enterWith");
    call.arguments.first().filter(|_| is_entering).map(|kept| (*object, *kept))
}
