//! Promises that code makes by itself: what they are kept with is what they give.

use super::{BUDGET, Evaluator};
use crate::{
    ir::{CallId, Expr},
    value::{Choice, Value},
};

impl Evaluator<'_> {
    /// What `new Promise((resolve) => …)` gives: what its first parameter is called with, wherever that happens.
    pub(super) fn promised(&mut self, id: CallId) -> Option<Value> {
        let module = self.module;
        let executor = self.function_of(*module.call(id).arguments.first()?)?;
        self.index_settling();
        let calls = self.settling.as_ref()?.get(&executor)?;
        if calls.len() > BUDGET.choices {
            return None;
        }
        let given: Vec<_> = calls.iter().map(|call| module.call(*call).arguments[0]).collect();
        let choices = given.into_iter().map(|given| Choice { value: self.value(given), condition: None });
        Some(Value::one_of(choices, BUDGET.choices))
    }

    fn index_settling(&mut self) {
        if self.settling.is_some() {
            return;
        }
        let module = self.module;
        self.pay(module.calls.len() / 8);
        let mut settling = rustc_hash::FxHashMap::<_, Vec<CallId>>::default();
        for (index, call) in module.calls.iter().enumerate() {
            if let Expr::Name(binding, _) = module.expr(call.callee)
                && let Some(Expr::Parameter(function, 0)) = self.only_definition(*binding)
                && !call.arguments.is_empty()
            {
                settling.entry(*function).or_default().push(CallId(index as u32));
            }
        }
        self.settling = Some(settling);
    }
}
