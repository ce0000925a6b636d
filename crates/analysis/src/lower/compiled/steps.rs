//! Functions that wait, and generators, as machines of states: `switch (state.label) { case 0: …; return [4, promise]; … }`.
//!
//! Each case is what runs between two pauses, in the order in which the code stood before it was compiled.
//! So the cases are lowered one after the other, with what they jump over under the condition of the jump,
//! and what they jump back to as a loop.
//! What comes out of a pause is what went into it; of a generator, what goes into it is what the function gives.

use molehunt_source::ByteSpan;
use rustc_hash::FxHashMap;
use swc_atoms::Atom;
use swc_ecma_ast as ast;

use super::{bare, ident, is_always, member_of_name, number, statements};
use crate::{
    ir::{BindingId, Call, CallId, Expr, ExprId, GuardId, SENT_TO_GENERATOR, Yield},
    lower::Lowering,
};

/// Functions from one that waits to its machine.
const FUNCTIONS: u8 = 2;
/// Loops inside each other that are told apart.
const MOST_LOOPS: usize = 32;
/// Jumps whose conditions hold at one place.
const MOST_SKIPS: usize = 64;

/// How a machine says what comes next.
#[derive(Debug, Clone)]
pub(super) enum Kind {
    /// It returns lists of an operation and its operand: `return [4, promise]`.
    Returned,
    /// It sets a property of its state: `state.next = 3; return promise`.
    Set(Option<Atom>),
}

/// A machine that comes next, and the name of its state.
pub(super) type Next = (Kind, Option<Atom>);

/// The machine that is being lowered.
#[derive(Debug)]
pub(super) struct Steps {
    kind: Kind,
    /// Its parameter, which is its state.
    state: Option<Atom>,
    /// Whether it waits for what it gives away, rather than giving it to somebody who asks.
    waits: bool,
    /// What went into the last pause; where it waits, what comes out of it.
    paused: Option<ExprId>,
    /// What is kept in properties of the state.
    kept: FxHashMap<Atom, BindingId>,
}

impl Steps {
    pub(super) fn new((kind, state): Next, waits: bool) -> Self {
        Self { kind, state, waits, paused: None, kept: FxHashMap::default() }
    }

    fn is_state(&self, name: &ast::Ident) -> bool {
        self.state.as_ref() == Some(&name.sym)
    }
}

/// What the code behind a jump depends on, until the case that it jumps to.
struct Skip {
    until: usize,
    test: ExprId,
    holds: bool,
}

/// The function that an expression is, if it is written there.
fn function_of(expr: &ast::Expr) -> Option<&ast::Function> {
    match bare(expr) {
        ast::Expr::Fn(function) => Some(&function.function),
        _ => None,
    }
}

/// The name of a function's only parameter; nothing where it has none.
fn state_of(function: &ast::Function) -> Option<Option<&Atom>> {
    match function.params.as_slice() {
        [] => Some(None),
        [only] => Some(Some(&only.pat.as_ident()?.id.sym)),
        _ => None,
    }
}

/// The switch over a machine's state, and whether what comes next is set rather than returned.
fn switch_of<'a>(statement: &'a ast::Stmt, state: &Atom) -> Option<(&'a ast::SwitchStmt, Kind)> {
    let (switch, is_repeated) = match statement {
        ast::Stmt::Switch(switch) => (switch, false),
        ast::Stmt::While(repeated) if is_always(&repeated.test) => (as_switch(&repeated.body)?, true),
        ast::Stmt::For(repeated) if repeated.init.is_none() && repeated.update.is_none() => {
            let is_endless = repeated.test.as_deref().is_none_or(is_always);
            (as_switch(&repeated.body).filter(|_| is_endless)?, true)
        }
        ast::Stmt::Labeled(labeled) => return switch_of(&labeled.body, state),
        _ => return None,
    };
    let subject = match bare(&switch.discriminant) {
        ast::Expr::Assign(assign) => &assign.right,
        _ => &switch.discriminant,
    };
    let (object, name) = member_of_name(subject)?;
    let begins = switch.cases.first().and_then(|case| number(case.test.as_deref()?)) == Some(0.0);
    let is_meant = object.sym == *state && begins && (is_repeated || &**name == "label");
    let kind = if is_repeated { Kind::Set(Some(name.clone())) } else { Kind::Returned };
    is_meant.then_some((switch, kind))
}

fn as_switch(statement: &ast::Stmt) -> Option<&ast::SwitchStmt> {
    match statements(statement) {
        [ast::Stmt::Switch(switch)] => Some(switch),
        _ => None,
    }
}

/// The operation and the operand that a machine returns: `[4, promise]`.
fn operation(expr: &ast::Expr) -> Option<(u8, Option<&ast::Expr>)> {
    let ast::Expr::Array(array) = bare(expr) else { return None };
    let operation = match array.elems.as_slice() {
        [Some(operation)] | [Some(operation), Some(_)] => number(&operation.expr)?,
        _ => return None,
    };
    let operand = array.elems.get(1).and_then(|operand| operand.as_ref()).map(|operand| &*operand.expr);
    (2.0..=7.0).contains(&operation).then_some((operation as u8, operand))
}

/// How a function says what comes next, if it is a machine of states.
fn kind_of(function: &ast::Function) -> Option<Kind> {
    let state = state_of(function)?;
    let last = function.body.as_ref()?.stmts.last()?;
    if let Some(state) = state
        && let Some((_, kind)) = switch_of(last, state)
    {
        return Some(kind);
    }
    // Where it never pauses there are no states.
    match last {
        ast::Stmt::Return(last) => operation(last_of(last.arg.as_deref()?)).map(|_| Kind::Returned),
        _ => None,
    }
}

/// The last expression of a sequence.
fn last_of(expr: &ast::Expr) -> &ast::Expr {
    match bare(expr) {
        ast::Expr::Seq(sequence) => sequence.exprs.last().map_or(expr, |last| bare(last)),
        other => other,
    }
}

/// Which argument of a call is a machine of states, and of which kind: `run(this, function (state) { … })`.
fn machine_in(arguments: &[ast::ExprOrSpread]) -> Option<(usize, Next)> {
    let next = |at: usize| {
        let function = function_of(&arguments.get(at)?.expr)?;
        Some((kind_of(function)?, state_of(function)?.cloned()))
    };
    match next(0) {
        Some(next @ (Kind::Set(_), _)) => Some((0, next)),
        _ => {
            let [this, _] = arguments else { return None };
            let is_this = matches!(bare(&this.expr), ast::Expr::This(_));
            // Minifiers give `this` a name. Without states to switch over, that is too little to go by.
            let (kind, state) = next(1)?;
            let has_states = || function_of(&arguments[1].expr).is_some_and(has_states);
            let is_meant = matches!(kind, Kind::Returned) && (is_this || ident(&this.expr).is_some() && has_states());
            is_meant.then_some((1, (kind, state)))
        }
    }
}

fn has_states(function: &ast::Function) -> bool {
    function.body.as_ref().is_some_and(|body| matches!(body.stmts.last(), Some(ast::Stmt::Switch(_))))
}

/// Whether a function gives what a machine of states makes.
fn runs_machine(function: &ast::Function) -> bool {
    let Some(body) = &function.body else { return false };
    let Some(ast::Stmt::Return(last)) = body.stmts.last() else { return false };
    match last.arg.as_deref().map(last_of) {
        Some(ast::Expr::Call(call)) => machine_in(&call.args).is_some(),
        _ => false,
    }
}

/// Whether an expression is a function of a machine, or that with the mark of a generator: `mark(function () { … })`.
fn is_running(expr: &ast::Expr) -> bool {
    match bare(expr) {
        ast::Expr::Fn(function) => runs_machine(&function.function),
        ast::Expr::Call(call) => is_marked(call),
        _ => false,
    }
}

fn is_marked(call: &ast::CallExpr) -> bool {
    let is_mark = match &call.callee {
        ast::Callee::Expr(callee) => is_mark(callee),
        _ => false,
    };
    match call.args.as_slice() {
        [only] if is_mark => function_of(&only.expr).is_some_and(runs_machine),
        _ => false,
    }
}

fn is_mark(callee: &ast::Expr) -> bool {
    match bare(callee) {
        ast::Expr::Member(member) => member.prop.as_ident().is_some_and(|name| matches!(&*name.sym, "m" | "mark")),
        _ => false,
    }
}

impl Lowering<'_> {
    /// A call that only makes a function wait, or runs its machine of states: what the function gives.
    pub(in crate::lower) fn waiting_call(
        &mut self,
        callee: ExprId,
        arguments: &[ast::ExprOrSpread],
        span: swc_common::Span,
    ) -> Option<ExprId> {
        let may_wait = |argument: &ast::ExprOrSpread| {
            matches!(bare(&argument.expr), ast::Expr::Fn(_) | ast::Expr::Call(_)) || arguments.len() == 1
        };
        if !arguments.iter().any(may_wait) {
            return None;
        }
        if let Some((at, next)) = machine_in(arguments) {
            let mut machine = None;
            for (index, argument) in arguments.iter().enumerate() {
                if index == at {
                    self.compiled.next = Some(next.clone());
                    machine = Some(self.expr(&argument.expr));
                } else if !matches!(bare(&argument.expr), ast::Expr::This(_) | ast::Expr::Ident(_)) {
                    // The function's own name and its `this` are no other use of them.
                    self.expr(&argument.expr);
                }
            }
            return machine.map(|machine| self.direct_call(machine, Box::default(), span));
        }
        match arguments {
            // `mark(generator)`, after which the generator is used as it was before: no other use of it.
            [only] if ident(&only.expr).is_some() && self.is_made_mark(callee) => {
                Some(self.add(Expr::Opaque("a mark of a generator"), &span))
            }
            // `asyncToGenerator(mark(function () { … }))`, and `mark(function () { … })` by itself.
            [only] if is_running(&only.expr) => {
                let is_mark =
                    matches!(self.module.expr(callee), Expr::Member(_, name) if matches!(&**name, "m" | "mark"));
                if !is_mark {
                    self.compiled.waiting = FUNCTIONS;
                }
                let function = self.expr(&only.expr);
                if !is_mark {
                    self.compiled.waiting = 0;
                }
                Some(function)
            }
            // `awaiter(this, [argument], void 0, function (argument) { … })`
            [_, list, .., last] if arguments.len() == 4 && is_running(&last.expr) => {
                let list = self.expr(&list.expr);
                self.compiled.waiting = FUNCTIONS;
                let function = self.expr(&last.expr);
                self.compiled.waiting = 0;
                let arguments = match self.module.expr(list) {
                    Expr::Undefined => Box::default(),
                    _ => {
                        let span = self.range(span);
                        self.taken_apart(list, span)
                    }
                };
                Some(self.direct_call(function, arguments, span))
            }
            _ => None,
        }
    }

    /// Whether a callee is what a helper of compilers gives to mark generators: `regenerator().mark`.
    fn is_made_mark(&self, callee: ExprId) -> bool {
        let Expr::Member(object, name) = self.module.expr(callee) else { return false };
        let is_mark = matches!(&**name, "m" | "mark");
        is_mark
            && match self.module.expr(*object) {
                Expr::Call(call) => self.module.call(*call).arguments.is_empty(),
                Expr::Global(name) => &**name == "regeneratorRuntime",
                _ => false,
            }
    }

    pub(super) fn direct_call(&mut self, callee: ExprId, arguments: Box<[ExprId]>, span: swc_common::Span) -> ExprId {
        let span = self.range(span);
        self.direct_call_at(callee, arguments, span)
    }

    pub(super) fn direct_call_at(&mut self, callee: ExprId, arguments: Box<[ExprId]>, span: ByteSpan) -> ExprId {
        let id = CallId(self.module.calls.len() as u32);
        let expr = self.push(Expr::Call(id), span);
        let context = self.context(span.start);
        self.module.calls.push(Call { expr, callee, arguments, is_new: false, context });
        expr
    }

    /// What a property or a method of a machine's state gives.
    pub(in crate::lower) fn state_member(&mut self, object: ExprId, name: &Atom) -> Option<ExprId> {
        let binding = self.state_name(object)?;
        let steps = self.compiled.steps.as_ref()?;
        if let Some(kept) = steps.kept.get(name) {
            let kept = *kept;
            let span = self.module.span(binding);
            return Some(self.push(Expr::Name(kept, self.function), span));
        }
        let is_paused = matches!((&steps.kind, &**name), (Kind::Set(_), "sent" | "v"));
        if is_paused { self.out_of_pause(object) } else { None }
    }

    /// What `state.sent()` gives.
    pub(in crate::lower) fn state_call(&mut self, callee: ExprId, arguments: &[ast::ExprOrSpread]) -> Option<ExprId> {
        let Expr::Member(object, name) = self.module.expr(callee) else { return None };
        let (object, name) = (*object, name.clone());
        self.state_name(object)?;
        match (&self.compiled.steps.as_ref()?.kind, &*name, arguments) {
            (Kind::Returned, "sent", []) => self.out_of_pause(object),
            // `state.abrupt('return', value)`, `state.a(2, value)`
            (Kind::Set(_), "abrupt" | "a", [_, value]) => {
                let value = self.expr(&value.expr);
                self.add_return(value);
                Some(value)
            }
            // `state.delegateYield(values(list), 't0', 2)`, `state.d(values(list), 2)`
            (Kind::Set(_), "delegateYield" | "d", [list, _, ..]) => {
                let value = self.expr(&list.expr);
                self.pause(value, true);
                Some(value)
            }
            _ => None,
        }
    }

    /// An expression, if it names the state of the machine that is being lowered.
    fn state_name(&self, object: ExprId) -> Option<ExprId> {
        let steps = self.compiled.steps.as_ref()?;
        let Expr::Name(binding, _) = self.module.expr(object) else { return None };
        (steps.state.as_ref() == Some(&self.module.bindings[binding.index()].name)).then_some(object)
    }

    fn out_of_pause(&mut self, object: ExprId) -> Option<ExprId> {
        let steps = self.compiled.steps.as_ref()?;
        let waited = steps.paused.filter(|_| steps.waits);
        Some(waited.unwrap_or_else(|| self.push(Expr::Opaque(SENT_TO_GENERATOR), self.module.span(object))))
    }

    /// Keeps what is set in a property of a machine's state. Whether it was that.
    pub(in crate::lower) fn keep_in_state(&mut self, object: ExprId, name: &Atom, value: ExprId, at: u32) -> bool {
        if self.state_name(object).is_none() {
            return false;
        }
        let Some(steps) = &mut self.compiled.steps else { return false };
        if !name
            .strip_prefix('t')
            .is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_digit()))
        {
            return true;
        }
        let next = BindingId(self.module.bindings.len() as u32);
        let binding = *steps.kept.entry(name.clone()).or_insert(next);
        if binding == next {
            self.module.bindings.push(crate::ir::Binding { name: name.clone(), definitions: Vec::new() });
        }
        self.define(binding, value, crate::ir::SetKind::Set, at);
        true
    }

    /// A `return` in a machine of states. Whether it was lowered.
    pub(in crate::lower) fn returned_step(&mut self, value: &ast::Expr) -> bool {
        let Some(steps) = &self.compiled.steps else { return false };
        match &steps.kind {
            Kind::Returned => self.returned_operation(value),
            Kind::Set(_) => {
                let value = bare(value);
                // What the state's own methods give says what comes next, and is no pause.
                let is_own = match value {
                    ast::Expr::Call(call) => match &call.callee {
                        ast::Callee::Expr(callee) => {
                            member_of_name(callee).is_some_and(|(object, _)| steps.is_state(object))
                        }
                        _ => false,
                    },
                    _ => false,
                };
                let value = self.expr(value);
                if !is_own {
                    self.pause(value, false);
                }
                true
            }
        }
    }

    fn returned_operation(&mut self, value: &ast::Expr) -> bool {
        match bare(value) {
            ast::Expr::Seq(sequence) => {
                let Some((last, before)) = sequence.exprs.split_last() else { return false };
                for part in before {
                    self.expr(part);
                }
                self.returned_operation(last)
            }
            ast::Expr::Cond(conditional) => {
                let test = self.expr(&conditional.test);
                for (value, holds) in [(&conditional.cons, true), (&conditional.alt, false)] {
                    self.guarded(test, holds, |lowering| {
                        if !lowering.returned_operation(value) {
                            lowering.expr(value);
                        }
                    });
                }
                true
            }
            other => {
                let Some((operation, operand)) = operation(other) else { return false };
                if let (Some(operand), true) = (operand, operation != 3) {
                    let value = self.expr(operand);
                    match operation {
                        2 => self.add_return(value),
                        4 | 5 => self.pause(value, operation == 5),
                        _ => {}
                    }
                }
                true
            }
        }
    }

    /// A pause; with `is_all`, a generator yields each element there.
    fn pause(&mut self, value: ExprId, is_all: bool) {
        let value = if is_all { self.iterated_by_helper(value) } else { value };
        let is_certain = self.guard == GuardId::NONE && self.loops == 0;
        let Some(steps) = &self.compiled.steps else { return };
        let waits = steps.waits;
        // What comes after it comes later, whether or not somebody asks what it gave.
        let paused = if waits { self.push(Expr::Await(value), self.module.span(value)) } else { value };
        if let Some(steps) = &mut self.compiled.steps {
            steps.paused = Some(paused);
        }
        if !waits {
            self.add_return(value);
            let generator = &mut self.module.functions[self.function.index()];
            generator.is_generator = true;
            generator.yields.push(Yield { value, is_all, is_certain });
        }
    }

    /// What a helper makes an iterator for: `__values(list)`.
    fn iterated_by_helper(&mut self, value: ExprId) -> ExprId {
        let Expr::Call(call) = self.module.expr(value) else { return value };
        let call = self.module.call(*call);
        let (callee, [list, ..]) = (call.callee, &*call.arguments) else { return value };
        let list = *list;
        if self.iterates(callee) { list } else { value }
    }

    /// The switch over a machine's states, with what repeats it. Whether it was lowered.
    pub(in crate::lower) fn states(&mut self, statement: &ast::Stmt) -> bool {
        let Some(state) = self.compiled.steps.as_ref().and_then(|steps| steps.state.clone()) else { return false };
        let Some((switch, _)) = switch_of(statement, &state) else { return false };
        let machine = Machine::of(switch, self.compiled.steps.as_ref());
        self.scoped(|lowering| {
            for case in &switch.cases {
                lowering.declare_statements(&case.cons, false);
            }
            lowering.cases(&machine, 0..switch.cases.len(), &mut Vec::new(), 0);
        });
        true
    }

    /// Cases one after the other; `known` are the ends of the loops around them that begin with the first.
    fn cases(&mut self, machine: &Machine<'_>, range: std::ops::Range<usize>, skips: &mut Vec<Skip>, depth: usize) {
        let mut at = range.start;
        let mut inside = depth > 0;
        while at < range.end {
            // The loop around these very cases is entered already.
            let end = machine.loop_at(at, range.end, inside);
            inside = false;
            match end {
                Some(end) if depth < MOST_LOOPS => {
                    self.looped(|lowering| lowering.cases(machine, at..end, skips, depth + 1));
                    at = end;
                }
                _ => {
                    self.case(machine, at, skips);
                    at += 1;
                }
            }
        }
    }

    fn case(&mut self, machine: &Machine<'_>, at: usize, skips: &mut Vec<Skip>) {
        let outer = self.guard;
        skips.retain(|skip| skip.until > at);
        for skip in skips.iter() {
            self.guard = self.new_guard(skip.test, skip.holds);
        }
        let statements = machine.switch.cases[at].cons.as_slice();
        let mut ended = None;
        for (index, statement) in statements.iter().enumerate() {
            if let Some((test, until)) = machine.skipping(statement).filter(|(_, until)| *until > at) {
                let test = self.expr(test);
                let ast::Stmt::If(branch) = statement else { continue };
                self.guarded(test, true, |lowering| lowering.statement(&branch.cons));
                if skips.len() < MOST_SKIPS {
                    skips.push(Skip { until, test, holds: false });
                    self.guard = self.new_guard(test, false);
                }
                continue;
            }
            ended = machine.jump(&statements[index..]).or(ended);
            self.statement(statement);
        }
        // What is jumped over for good is the other branch of the jump that leads there, or reached in another way.
        if let Some(until) = ended.filter(|until| *until > at + 1) {
            let other = skips.iter().rposition(|skip| skip.until == at + 1 && !skip.holds);
            let (test, holds) = match other {
                Some(index) => (skips[index].test, true),
                None => {
                    if let Some(steps) = &mut self.compiled.steps {
                        steps.paused = None;
                    }
                    (self.add(Expr::Opaque("another step leads here"), &machine.switch.cases[at]), true)
                }
            };
            if skips.len() < MOST_SKIPS {
                skips.push(Skip { until, test, holds });
            }
        }
        self.guard = outer;
    }
}

/// The states of a machine, and how they lead to each other.
struct Machine<'a> {
    switch: &'a ast::SwitchStmt,
    /// The property of the state that says what comes next, where it is set.
    next: Option<Atom>,
    state: Option<Atom>,
    /// The cases by their numbers.
    numbers: FxHashMap<u32, usize>,
    /// Where the loops end that begin with a case, innermost first.
    loops: FxHashMap<usize, Vec<usize>>,
}

impl<'a> Machine<'a> {
    fn of(switch: &'a ast::SwitchStmt, steps: Option<&Steps>) -> Self {
        let next = match steps.map(|steps| &steps.kind) {
            Some(Kind::Set(next)) => next.clone(),
            _ => None,
        };
        let state = steps.and_then(|steps| steps.state.clone());
        let number_of = |case: &ast::SwitchCase| number(case.test.as_deref()?).map(|number| number as u32);
        let numbers = switch.cases.iter().enumerate().filter_map(|(at, case)| Some((number_of(case)?, at))).collect();
        let mut machine = Self { switch, next, state, numbers, loops: FxHashMap::default() };
        for (at, case) in switch.cases.iter().enumerate() {
            for index in 0..case.cons.len() {
                let skipped = machine.skipping(&case.cons[index]).map(|(_, target)| target);
                for target in [skipped, machine.jump(&case.cons[index..])].into_iter().flatten() {
                    if target <= at {
                        machine.loops.entry(target).or_default().push(at + 1);
                    }
                }
            }
        }
        #[expect(clippy::iter_over_hash_type, reason = "each is sorted by itself")]
        for ends in machine.loops.values_mut() {
            ends.sort_unstable();
            ends.dedup();
        }
        machine
    }

    /// Where the outermost loop ends that begins with a case, inside of a range.
    fn loop_at(&self, at: usize, within: usize, is_entered: bool) -> Option<usize> {
        let ends = self.loops.get(&at)?;
        let fits = |end: &&usize| if is_entered { **end < within } else { **end <= within };
        ends.iter().rev().find(fits).copied()
    }

    /// The test under which a statement jumps, and where to.
    fn skipping(&self, statement: &'a ast::Stmt) -> Option<(&'a ast::Expr, usize)> {
        match statement {
            ast::Stmt::If(branch) if branch.alt.is_none() => {
                let inner = statements(&branch.cons);
                let target = (0..inner.len()).find_map(|index| self.jump(&inner[index..]))?;
                Some((&branch.test, target))
            }
            _ => None,
        }
    }

    /// Where statements jump to right away: `return [3, 5]`, `state.next = 5; break`.
    fn jump(&self, rest: &[ast::Stmt]) -> Option<usize> {
        match rest {
            [ast::Stmt::Return(first), ..] => match (&self.next, operation(last_of(first.arg.as_deref()?))?) {
                (None, (3, Some(target))) => self.target(target),
                _ => None,
            },
            [ast::Stmt::Expr(first), ast::Stmt::Break(_) | ast::Stmt::Continue(_), ..] => {
                let ast::Expr::Assign(assign) = last_of(&first.expr) else { return None };
                let member = assign.left.as_simple().and_then(|left| left.as_member())?;
                let is_state = ident(&member.obj).map(|object| &object.sym) == self.state.as_ref();
                let is_next = member.prop.as_ident().map(|name| &name.sym) == self.next.as_ref();
                if is_state && is_next && self.next.is_some() { self.target(&assign.right) } else { None }
            }
            _ => None,
        }
    }

    fn target(&self, expr: &ast::Expr) -> Option<usize> {
        self.numbers.get(&(number(expr)? as u32)).copied()
    }
}
