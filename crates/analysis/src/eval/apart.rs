//! What the graph knows and the machine does not: a method or a function is run by itself with that.
//!
//! The machine runs code as it is written. What waits for something, is one of several, or comes through what it has not,
//! it does not know there; what is made of it can be computed all the same, for each that it may be.

use molehunt_source::ByteSpan;

use super::{BUDGET, Evaluator, computed::is_open, round::NO_FUNCTION};
use crate::{
    ir::{Expr, ExprId},
    machine::{Computed, ComputedText, Machine},
    value::{Choice, Condition, Value},
};

/// Calls of functions that are run by themselves with what is known.
pub(crate) const MOST_APPLIED: u32 = 256;
/// Numbers that may be the codes of characters.
const FEWEST_CODES: usize = 3;
/// Ways that the arguments can be, for each of which one is.
const MOST_TOLD_APART: usize = 8;

impl Evaluator<'_> {
    /// What the machine could not compute by running the code around, since that waits for something or is told something
    /// from outside: what a method gives of the text or list that is known, or of each that it may be.
    pub(super) fn computed_apart(&mut self, id: ExprId, value: &Value) -> Option<Value> {
        let module = self.module;
        if !is_open(value) || value.choices().iter().any(|choice| choice.value.as_text().is_some()) {
            return None;
        }
        let (object, method, arguments) = match module.expr(id) {
            Expr::Call(call) => {
                let Expr::Member(object, method) = module.expr(module.call(*call).callee) else { return None };
                (*object, &**method, Some(*call))
            }
            // `[...text]`
            Expr::Array(items) => {
                let [only] = &**items else { return None };
                let Expr::Spread(text) = module.expr(*only) else { return None };
                (*text, "split", None)
            }
            _ => return None,
        };
        if !Machine::has_method(method) {
            return None;
        }
        let receiver = self.value(object);
        let receivers = self.each(&receiver);
        if !receivers.iter().any(|choice| matches!(choice.value, Value::Text(_) | Value::List(_))) {
            return None;
        }
        let arguments: Vec<Computed> = match arguments {
            Some(call) => {
                if let ("replace" | "replaceAll", [Choice { value: Value::Text(text), .. }]) = (method, &*receivers)
                    && let Some(replaced) = self.replaced(text, call)
                {
                    return Some(replaced);
                }
                module.call(call).arguments.iter().map(|argument| self.argument_told(*argument)).collect()
            }
            None => vec![Computed::Text(ComputedText { text: String::new(), place: None, recipe: None })],
        };
        if arguments.iter().any(|argument| matches!(argument, Computed::Unknown)) {
            return None;
        }
        let mut computed = Vec::new();
        for Choice { value: receiver, condition } in receivers {
            let receiver = matches!(receiver, Value::Text(_) | Value::List(_)).then(|| self.told(&receiver));
            let made = receiver.and_then(|receiver| self.machine.as_mut()?.method_of(&receiver, method, &arguments));
            computed.push((made, condition));
        }
        self.made_of_each(id, value, &computed)
    }

    /// What a value is one of; of a text with pieces that are one of several, the texts.
    pub(super) fn each(&mut self, value: &Value) -> Vec<Choice> {
        let mut choices = value.readings(BUDGET.choices, &|_| false);
        for choice in &mut choices {
            if let Value::Concat(pieces) = &choice.value {
                choice.value = self.concat(pieces.to_vec());
            }
        }
        choices
    }

    /// An argument as the machine is given it, also where it says what is done and is no data.
    fn argument_told(&mut self, id: ExprId) -> Computed {
        if let Expr::Regexp { pattern, flags } = self.module.expr(self.named(id)) {
            return Computed::Regexp(pattern.to_string(), flags.to_string());
        }
        match self.value(id) {
            Value::Function(function) => {
                let (file, span) = self.module.locate(self.module.function(function).span);
                Computed::Function(file.0, span)
            }
            value => self.told(&value),
        }
    }

    /// What a function gives that is called with what is known, or may be; where it may be something else, its value is
    /// that as well.
    pub(super) fn applied_to_known(&mut self, id: ExprId, value: &Value) -> Option<Value> {
        let Expr::Call(call) = self.module.expr(id) else { return None };
        let call = self.module.call(*call);
        if call.is_new || !matches!(self.value(call.callee), Value::Function(_)) {
            return None;
        }
        let arguments = self.values(&call.arguments);
        let is_known = |choice: &Choice| !matches!(self.told(&choice.value), Computed::Unknown);
        if !arguments.iter().all(|argument| argument.choices().iter().any(is_known)) {
            return None;
        }
        self.applied_alone(id, value)
    }

    /// What a function gives that is called with what is known, where the call itself is not run with it: by somebody who
    /// was given a text to decode.
    pub(super) fn applied_alone(&mut self, id: ExprId, value: &Value) -> Option<Value> {
        let module = self.module;
        let Expr::Call(call) = module.expr(id) else { return self.applied_around(id) };
        let call = module.call(*call);
        let Value::Function(function) = self.value(call.callee) else { return None };
        if call.is_new || self.applied >= MOST_APPLIED {
            return None;
        }
        let arguments = self.values(&call.arguments);
        let given = each_of(&arguments)?;
        let (file, span) = module.locate(module.function(function).span);
        let numbers = self.numbers_among(&arguments);
        let mut computed = Vec::new();
        for (arguments, condition) in given {
            let arguments: Vec<Computed> = arguments.iter().map(|argument| self.told(argument)).collect();
            let mut made = None;
            if arguments.iter().any(|argument| matches!(argument, Computed::Text(_) | Computed::List(_))) {
                self.applied += 1;
                made = self.machine.as_mut()?.applied(file.0, span, &arguments, numbers, None);
            }
            computed.push((made, condition));
        }
        self.made_of_each(id, value, &computed)
    }

    /// What was computed for each of several, if any is a text; where one is not, the value is what it was as well.
    fn made_of_each(
        &mut self,
        id: ExprId,
        value: &Value,
        computed: &[(Option<Computed>, Option<Condition>)],
    ) -> Option<Value> {
        let place = self.module.span(id);
        let mut choices = Vec::new();
        for (made, condition) in computed {
            if let Some(made) = made.as_ref().filter(|made| made.is_text()) {
                choices.push(Choice { value: self.value_of(made, place), condition: *condition });
            }
        }
        if choices.is_empty() {
            return None;
        }
        if choices.len() < computed.len() {
            choices.extend(value.choices().into_iter().filter(|other| other.value.as_text().is_none()));
        }
        Some(Value::one_of(choices, BUDGET.choices))
    }

    /// Where a list of numbers is written that is among some arguments, or in one of them: in the literal with the same.
    fn numbers_among(&mut self, arguments: &[Value]) -> Option<(u32, ByteSpan)> {
        let module = self.module;
        let lists = arguments.iter().flat_map(|argument| match argument {
            Value::Object(object) => object.properties.iter().map(|property| &property.value).collect(),
            argument => vec![argument],
        });
        let wanted = lists.filter_map(numbers_of).find(|numbers| numbers.len() >= FEWEST_CODES)?;
        self.pay(module.exprs.len() / 16);
        let is_same = |items: &[ExprId]| {
            items.len() == wanted.len()
                && items
                    .iter()
                    .zip(&wanted)
                    .all(|(item, wanted)| matches!(module.expr(*item), Expr::Number(number) if number == wanted))
        };
        let written = module.exprs.iter().position(|expr| matches!(expr, Expr::Array(items) if is_same(items)))?;
        let (file, span) = module.locate(module.span(ExprId(written as u32)));
        Some((file.0, span))
    }

    /// What something in a function is, that is followed with arguments of its own which are known.
    fn applied_around(&mut self, id: ExprId) -> Option<Value> {
        let frame = self.frames.iter().rev().find(|frame| frame.exprs.contains(&id.0))?;
        // What a call gives is asked of the call.
        if frame.function == NO_FUNCTION || !frame.is_way || self.applied >= MOST_APPLIED {
            return None;
        }
        let (function, given) = (frame.function, frame.arguments.clone());
        let arguments: Vec<Computed> = given.iter().map(|argument| self.told(argument)).collect();
        if arguments.iter().all(|argument| matches!(argument, Computed::Unknown | Computed::Undefined)) {
            return None;
        }
        let numbers = self.numbers_among(&given);
        let (file, span) = self.module.locate(self.module.function(function).span);
        let place = self.module.span(id);
        let (at, local) = self.module.locate(place);
        self.applied += 1;
        let computed = self.machine.as_mut()?.applied(file.0, span, &arguments, numbers, Some((at.0, local)))?;
        matches!(computed, Computed::Text(_)).then(|| self.value_of(&computed, place))
    }
}

/// Arguments of which some are one of several, each way that they can be, with the condition of one of them; where there
/// are not too many ways.
fn each_of(arguments: &[Value]) -> Option<Vec<(Vec<Value>, Option<Condition>)>> {
    let mut ways = vec![(Vec::new(), None)];
    for argument in arguments {
        let choices = argument.choices();
        if ways.len() * choices.len() > MOST_TOLD_APART {
            return None;
        }
        ways = ways
            .iter()
            .flat_map(|(before, condition)| {
                choices.iter().map(move |choice| {
                    (before.iter().chain([&choice.value]).cloned().collect(), condition.or(choice.condition))
                })
            })
            .collect();
    }
    Some(ways)
}

/// The numbers of a list that has nothing else.
fn numbers_of(value: &Value) -> Option<Vec<f64>> {
    let Value::List(list) = value else { return None };
    let numbers = list.items.iter().map(|item| if let Value::Number(number) = item { Some(*number) } else { None });
    numbers.collect::<Option<Vec<f64>>>().filter(|_| list.rest.is_empty())
}
