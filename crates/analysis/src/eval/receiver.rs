//! What is called on what a call gave, and piped into it: setters of a builder, writes to a request.

use swc_atoms::Atom;

use crate::{
    Tables,
    ir::{CallId, Expr, ExprId, FunctionId},
    value::{Root, Segment, Value},
};

use super::Evaluator;

/// Arguments of one call that are piped into each other.
const MOST_PIPED: usize = 16;

/// What methods are called on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Receiver {
    Call(CallId),
    Parameter(FunctionId, u16),
}

impl<'m> Evaluator<'m> {
    /// The methods called on what a call gives, with their calls, in order: setters of a builder, writes to a request.
    pub(crate) fn methods_called_on(&mut self, made_by: CallId) -> Vec<(String, CallId)> {
        self.index_methods();
        self.methods.get(&Receiver::Call(made_by)).cloned().unwrap_or_default()
    }

    /// The methods called on a parameter.
    pub(crate) fn methods_called_on_parameter(&mut self, function: FunctionId, index: u16) -> Vec<(String, CallId)> {
        self.index_methods();
        self.methods.get(&Receiver::Parameter(function, index)).cloned().unwrap_or_default()
    }

    /// What is piped into what a call gives: `fs.createReadStream(path).pipe(request)`.
    pub(crate) fn piped_into(&mut self, made_by: CallId) -> Vec<Value> {
        self.index_methods();
        let sources = self.pipes.get(&made_by).cloned().unwrap_or_default();
        self.values(&sources)
    }

    fn index_methods(&mut self) {
        if self.has_methods {
            return;
        }
        self.has_methods = true;
        let tables = Tables::embedded();
        for (index, call) in self.module.calls.iter().enumerate() {
            let id = CallId(index as u32);
            if let (Expr::Member(source, name), Some(target)) = (self.module.expr(call.callee), call.arguments.first())
                && &**name == "pipe"
            {
                self.add_pipe(*source, *target);
                continue;
            }
            if self.pipes_arguments(call) {
                for (at, target) in call.arguments.iter().enumerate() {
                    call.arguments[..at].iter().for_each(|source| self.add_pipe(*source, *target));
                }
                continue;
            }
            if !matches!(self.module.expr(call.callee), Expr::Member(_, name) if tables.collecting_methods.contains(&**name))
            {
                continue;
            }
            let callee = self.callee(id);
            for choice in callee.choices() {
                let Value::Path(path) = &choice.value else { continue };
                let Some(Segment::Property(method)) = path.segments.last() else { continue };
                let mut receivers: Vec<Receiver> = path
                    .segments
                    .iter()
                    .filter_map(|segment| match segment {
                        Segment::Call(call) | Segment::New(call) => Some(Receiver::Call(*call)),
                        _ => None,
                    })
                    .collect();
                if let Root::Parameter(function, index) = path.root {
                    receivers.push(Receiver::Parameter(function, index));
                }
                for receiver in receivers {
                    self.methods.entry(receiver).or_default().push((method.to_string(), id));
                }
            }
        }
    }

    /// Whether a call pipes each of its arguments into the next: `pipeline(file, compression, request)`.
    fn pipes_arguments(&mut self, call: &crate::ir::Call) -> bool {
        let pipes = |name: &Atom| Tables::embedded().language.piping_functions.contains(&**name);
        let is_named = self.module.called_name(call.callee).is_some_and(pipes);
        if !(2..=MOST_PIPED).contains(&call.arguments.len()) {
            return false;
        }
        // Minifiers give it another name: `const { pipeline: u } = stream`.
        let may_pipe = is_named
            || match self.module.expr(self.named(call.callee)) {
                Expr::Import { name: Some(name), .. } if &**name != "default" => pipes(name),
                Expr::Import { specifier: name, .. } | Expr::Member(_, name) => pipes(name),
                Expr::Call(_) => matches!(self.module.expr(call.callee), Expr::Name(..)),
                _ => false,
            };
        if !may_pipe {
            return false;
        }
        let Value::Path(path) = self.value(call.callee) else { return false };
        let Root::Module(module) = &path.root else { return false };
        is_named
            || match path.segments.last() {
                Some(Segment::Property(name)) => pipes(name),
                Some(_) => false,
                None => pipes(module),
            }
    }

    fn add_pipe(&mut self, source: ExprId, target: ExprId) {
        for choice in self.value(target).choices() {
            let Value::Path(path) = &choice.value else { continue };
            // What a program reads is a property of it.
            let is_stdin = path.segments.last().is_some_and(|last| last.is_property("stdin"));
            let end = path.segments.len() - usize::from(is_stdin);
            if let Some(Segment::Call(call)) = path.segments[..end].last() {
                self.pipes.entry(*call).or_default().push(source);
            }
        }
    }
}
