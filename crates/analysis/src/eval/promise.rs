//! Promises that code makes by itself: what they are kept with is what they give.

use super::{BUDGET, Evaluator, Frame};
use crate::{
    Tables,
    ir::{Call, CallId, Expr, ExprId, FunctionId, Module},
    value::{Choice, Value},
};

impl Evaluator<'_> {
    /// What `new Promise((resolve) => …)` gives: what its first parameter is called with, wherever that happens.
    pub(super) fn promised(&mut self, id: CallId) -> Option<Value> {
        let module = self.module;
        let executor = self.function_of(*module.call(id).arguments.first()?)?;
        self.index_settling();
        let calls = self.settling.as_ref()?.get(&(executor, 0))?;
        if calls.len() > BUDGET.choices {
            return None;
        }
        let given: Vec<_> = calls.iter().map(|call| module.call(*call).arguments[0]).collect();
        let choices = given.into_iter().map(|given| Choice { value: self.passed(given), condition: None });
        Some(Value::one_of(choices, BUDGET.choices))
    }

    /// The function that a callee is, made one that gives a promise: `promisify(stamp)`.
    pub(super) fn promisified(&self, callee: ExprId) -> Option<FunctionId> {
        if !self.makes_promising {
            return None;
        }
        let Expr::Call(call) = self.module.expr(self.named(callee)) else { return None };
        let call = self.module.call(*call);
        let [function] = &*call.arguments else { return None };
        self.function_of(*function).filter(|_| makes_promising(self.module, call))
    }

    /// What a function that was made one that gives a promise gives: what it hands to the last thing that it takes, behind the
    /// error.
    pub(super) fn answered(&mut self, function: FunctionId, arguments: Vec<Value>) -> Option<Value> {
        let module = self.module;
        let last = (module.function(function).parameter_names.len() as u16).checked_sub(1)?;
        self.index_settling();
        let calls = self.settling.as_ref()?.get(&(function, last))?;
        if calls.len() > BUDGET.choices {
            return None;
        }
        let given: Vec<ExprId> = calls.iter().filter_map(|call| module.call(*call).arguments.get(1).copied()).collect();
        let is_followed = self.may_follow(function);
        if is_followed {
            let (first, end) = module.function(function).exprs;
            self.frames.push(Frame { arguments, ..Frame::new(function, first..end) });
        }
        let choices: Vec<Choice> =
            given.into_iter().map(|given| Choice { value: self.seen_at_end(given), condition: None }).collect();
        if is_followed {
            self.frames.pop();
        }
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
            if let Expr::Name(..) = module.expr(call.callee)
                && let Expr::Parameter(function, parameter) = module.expr(module.only(call.callee))
                && !call.arguments.is_empty()
            {
                settling.entry((*function, *parameter)).or_default().push(CallId(index as u32));
            }
        }
        self.settling = Some(settling);
    }
}

/// Whether a call makes a function one that gives a promise.
pub(super) fn makes_promising(module: &Module, call: &Call) -> bool {
    let name = match module.expr(call.callee) {
        Expr::Member(_, name) => Some(name),
        _ => module.helper_name(call.callee),
    };
    name.is_some_and(|name| Tables::embedded().language.promising_functions.contains(&**name))
}
