//! What is checked before a mail is sent: tests on who receives it, and on whether its user agrees.
//!
//! A version that drops such a check does nothing new, and may do what it did to anybody. Two questions are answered,
//! each on the safe side of a comparison: whether something is certainly checked, for the older version, and whether
//! anything might be, for the newer one.
//!
//! A test decides about a call where it is a condition around it, where it leaves the function before (`if (!known) throw`),
//! and where a function does that which is called before; in the function of the call, in those around it, and in all
//! on the way from the handler of a tool.

use molehunt_model::Origin;
use rustc_hash::FxHashMap;

use crate::{
    eval::Evaluator,
    ir::{CallId, Context, Exit, Expr, ExprId, FunctionId, GuardId, Property},
    mcp::Tools,
    origin::origins,
    tables::{CheckTable, Tables},
    value::Value,
};

/// Expressions of one test that are looked at.
pub(crate) const MOST_LOOKED_AT: usize = 64;
/// Tests, and calls, before one call that are looked at.
pub(crate) const MOST_TESTS: usize = 64;

/// What is checked before a call.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Checked {
    /// A test that certainly decides, and whether it has to hold.
    pub(crate) test: Option<(ExprId, bool)>,
    /// Whether something else might.
    pub(crate) maybe: bool,
}

/// The places of a graph at which something can be checked; found once somebody asks.
#[derive(Debug, Default)]
pub(crate) struct Checks {
    /// Calls that may check something, by the function in which they stand.
    calls: FxHashMap<FunctionId, Vec<CallId>>,
    /// Calls of functions of the graph, by the function in which they stand, and by what they call.
    same: FxHashMap<(FunctionId, ExprId), Vec<CallId>>,
    /// Tests that leave a function.
    exits: FxHashMap<FunctionId, Vec<Exit>>,
    /// Whether some schema says more of an argument than its type.
    has_constraints: bool,
}

impl Checks {
    pub(crate) fn of(evaluator: &Evaluator<'_>, tables: &Tables) -> Self {
        let module = evaluator.module;
        let mut checks = Self::default();
        for exit in &module.exits {
            checks.exits.entry(exit.context.function).or_default().push(*exit);
        }
        for (index, call) in module.calls.iter().enumerate() {
            let (id, function) = (CallId(index as u32), call.context.function);
            let name = module.called_name(call.callee);
            let mut may_check = name.is_some_and(|name| tables.checks.may_check(name));
            let callee = evaluator.named(call.callee);
            if let Expr::Function(called) = module.expr(callee) {
                checks.same.entry((function, callee)).or_default().push(id);
                may_check |= checks.exits.contains_key(called);
            }
            if may_check {
                checks.calls.entry(function).or_default().push(id);
            }
            let is_constraint = |name: &str| {
                tables.checks.constraining.contains(name) && matches!(module.expr(call.callee), Expr::Member(..))
            };
            checks.has_constraints |= name.is_some_and(|name| is_constraint(name));
        }
        checks
    }

    /// What is checked before `call` that has to do with a recipient of that origin, on the way from the handler of a tool
    /// if it is one. `condition` is a test that decides about the recipient itself.
    pub(crate) fn before(
        &self,
        evaluator: &mut Evaluator<'_>,
        tools: &Tools,
        tables: &Tables,
        (call, tool): (CallId, Option<&str>),
        (recipient, condition): (&Origin, Option<ExprId>),
    ) -> Checked {
        let mut looking = Looking { checks: self, evaluator, tools, tables: &tables.checks, recipient, tests: 0 };
        let mut checked = Checked { maybe: self.has_constraints, ..Checked::default() };
        if let Some(test) = condition {
            looking.test((test, true), &mut checked);
        }
        for step in self.steps(looking.evaluator, tools, call, tool) {
            if checked.test.is_some() {
                break;
            }
            // What one of several calls passes by is no check.
            let mut of_all: Option<Checked> = None;
            for (context, own) in step {
                let mut here = Checked::default();
                looking.place(context, own, &mut here);
                of_all = Some(match of_all {
                    None => here,
                    Some(other) => both(other, here),
                });
            }
            let step = of_all.unwrap_or_default();
            checked.test = step.test;
            checked.maybe |= step.maybe;
        }
        checked
    }
}

/// What is checked before both of two calls of one function.
fn both(one: Checked, other: Checked) -> Checked {
    // Of a test of which one call is made where it holds, and the other where it does not, nothing depends.
    let depends = match (one.test, other.test) {
        (Some((test, holds)), Some((same, other_holds))) => test != same || holds == other_holds,
        _ => true,
    };
    Checked { test: one.test.filter(|_| other.test.is_some() && depends), maybe: one.maybe && other.maybe && depends }
}

/// A place at which tests decide, with the call that stands there.
type Place = (Context, Option<CallId>);

impl Checks {
    /// Where tests decide about a call, nearest first; at each step all places from which it may be gone on.
    fn steps(&self, evaluator: &Evaluator<'_>, tools: &Tools, call: CallId, tool: Option<&str>) -> Vec<Vec<Place>> {
        let module = evaluator.module;
        let way = tool.map(|tool| tools.way_in(module, module.call(call).context.function, tool));
        let mut steps = Vec::new();
        for call in std::iter::once(call).chain(way.into_iter().flatten().rev()) {
            let context = module.call(call).context;
            let callee = evaluator.named(module.call(call).callee);
            let same = self.same.get(&(context.function, callee)).into_iter().flatten();
            let others = same.filter(|other| **other != call);
            let all = std::iter::once(&call).chain(others.take(MOST_TESTS));
            steps.push(all.map(|call| (module.call(*call).context, Some(*call))).collect());
            // A function inside another one is made after what stands before it there.
            let mut inner = context.function;
            for outer in module.enclosing(context.function).skip(1).take(MOST_TESTS) {
                let at = module.function(inner).span.start;
                steps.push(vec![(Context { function: outer, guard: GuardId::NONE, in_loop: false, at }, None)]);
                inner = outer;
            }
        }
        steps
    }
}

struct Looking<'a, 'm> {
    checks: &'a Checks,
    evaluator: &'a mut Evaluator<'m>,
    tools: &'a Tools,
    tables: &'a CheckTable,
    recipient: &'a Origin,
    tests: usize,
}

impl Looking<'_, '_> {
    /// Looks at all that stands before a place of one function.
    fn place(&mut self, context: Context, own: Option<CallId>, checked: &mut Checked) {
        let checks = self.checks;
        let mut around = Vec::new();
        let mut guard = context.guard;
        while guard != GuardId::NONE && around.len() < MOST_TESTS {
            around.push(guard);
            let node = self.evaluator.module.guards[guard.index()];
            self.test((node.test, node.holds), checked);
            guard = node.outer;
        }
        let is_before =
            |other: &Context| other.at < context.at && (other.guard == GuardId::NONE || around.contains(&other.guard));
        for exit in checks.exits.get(&context.function).into_iter().flatten() {
            if is_before(&exit.context) {
                self.test((exit.test, exit.holds), checked);
            }
        }
        for id in checks.calls.get(&context.function).into_iter().flatten() {
            if self.tests > MOST_TESTS {
                break;
            }
            let call = self.evaluator.module.call(*id);
            if Some(*id) != own && is_before(&call.context) {
                self.call(*id, checked);
            }
        }
    }

    /// Looks at a call that is made before, and may not come back.
    fn call(&mut self, id: CallId, checked: &mut Checked) {
        let module = self.evaluator.module;
        let callee = self.evaluator.named(module.call(id).callee);
        let exits = match module.expr(callee) {
            Expr::Function(function) => self.checks.exits.get(function),
            _ => None,
        };
        if !self.has_room() || !self.is_given(id) {
            return;
        }
        checked.maybe = true;
        for exit in exits.into_iter().flatten() {
            self.test((exit.test, exit.holds), checked);
        }
    }

    /// Looks at a test that decides.
    fn test(&mut self, (test, holds): (ExprId, bool), checked: &mut Checked) {
        if checked.test.is_none() && self.has_room() && self.is_check(test) {
            checked.test = Some((test, holds));
            checked.maybe = true;
        }
    }

    fn has_room(&mut self) -> bool {
        self.tests += 1;
        self.evaluator.pay(1);
        self.tests <= MOST_TESTS
    }

    /// Whether a test asks more of a recipient than whether there is one, or asks the user.
    fn is_check(&mut self, test: ExprId) -> bool {
        let value = self.evaluator.value(test);
        let found = origins(self.evaluator, &self.tools.parameters, &[value]);
        let agrees = |origin: &Origin| match origin {
            Origin::McpArgument(name) | Origin::Argument(name) => self.tables.is_agreement(name),
            _ => false,
        };
        if found.iter().any(agrees) {
            return true;
        }
        let module = self.evaluator.module;
        let mut open = vec![test];
        let mut looked = 0;
        while let Some(id) = open.pop() {
            looked += 1;
            if looked > MOST_LOOKED_AT {
                return false;
            }
            match module.expr(id) {
                Expr::Call(call) => {
                    let name = module.called_name(module.call(*call).callee);
                    let is_one_of =
                        |names: &rustc_hash::FxHashSet<String>| name.is_some_and(|name| names.contains(&**name));
                    if is_one_of(&self.tables.asking) {
                        return true;
                    }
                    if !is_one_of(&self.tables.shaping) && self.is_given(*call) {
                        return true;
                    }
                    open.extend(module.call(*call).arguments.iter().copied());
                    open.push(module.call(*call).callee);
                }
                Expr::Equal(left, right) => {
                    if self.compares(*left, *right) {
                        return true;
                    }
                    open.extend([*left, *right]);
                }
                Expr::Name(binding, _) => {
                    if let [only] = module.bindings[binding.index()].definitions.as_slice() {
                        open.push(only.value);
                    }
                }
                Expr::Function(function) => open.extend(module.function(*function).returns.iter().copied()),
                Expr::Compute(parts) => open.extend(parts.iter().copied()),
                Expr::Add(left, right) | Expr::Both { left, right } | Expr::Either { left, right } => {
                    open.extend([*left, *right]);
                }
                Expr::Member(inner, _) | Expr::Await(inner) => open.push(*inner),
                Expr::Index(object, key) => open.extend([*object, *key]),
                Expr::Object(entries) => open.extend(entries.iter().filter_map(|entry| match entry {
                    Property::Named(_, value) => Some(*value),
                    _ => None,
                })),
                _ => {}
            }
        }
        false
    }

    /// Whether a call gets the recipient, as an argument or as what its method belongs to.
    fn is_given(&mut self, id: CallId) -> bool {
        let module = self.evaluator.module;
        let call = module.call(id);
        let receiver = match module.expr(call.callee) {
            Expr::Member(object, _) => Some(*object),
            _ => None,
        };
        let values: Vec<ExprId> = call.arguments.iter().copied().chain(receiver).take(MOST_LOOKED_AT).collect();
        let values = self.evaluator.values(&values);
        self.is_recipient(&values)
    }

    /// Whether two sides are compared of which one comes from the recipient, and the other is no name of a type.
    fn compares(&mut self, left: ExprId, right: ExprId) -> bool {
        let (left, right) = (self.evaluator.value(left), self.evaluator.value(right));
        let says_nothing = |value: &Value| match value {
            Value::Undefined | Value::Null | Value::Bool(_) | Value::Number(_) => true,
            Value::Text(text) => matches!(
                text.text.as_str(),
                "" | "bigint" | "boolean" | "function" | "number" | "object" | "string" | "symbol" | "undefined"
            ),
            _ => false,
        };
        if says_nothing(&left) || says_nothing(&right) {
            return false;
        }
        self.is_recipient(&[left]) != self.is_recipient(&[right])
    }

    /// Whether values come from where the recipient comes from.
    fn is_recipient(&mut self, values: &[Value]) -> bool {
        let found = origins(self.evaluator, &self.tools.parameters, values);
        found.contains(self.recipient)
    }
}
