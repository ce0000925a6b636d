//! Answering a question: what is the expression at this place?

use std::rc::Rc;

use molehunt_source::ByteSpan;
use molehunt_syntax::Parsed;
use swc_common::{Span, Spanned};
use swc_ecma_ast as ast;
use swc_ecma_visit::{Visit, VisitWith};

use super::{
    Abrupt, Machine, Outcome, address, builtin,
    call::Entry,
    heap::{Closure, Family, Key, ObjectId, Property, Value},
    literal::source_of_numbers,
    provenance::{Origin, Source},
    record::{Computed, Probed},
    text::Text,
};
use crate::value::{QUOTED, cropped};

impl<'t> Machine<'t> {
    /// What the expression at `span` of `file` is, if it can be computed.
    pub(crate) fn probe(&mut self, file: u32, span: ByteSpan) -> Option<Probed> {
        self.limit = self.limits.package;
        (self.calls, self.depth) = (0, 0);
        // Out of fuel for this module: what was written down until then still counts.
        drop(self.run_module(file));
        if let Some(found) = self.recorded(file, span) {
            return Some(found);
        }
        self.limit = self.limit.min(self.steps.saturating_add(self.limits.question));
        let around = functions_around(self.loader.parsed(file)?, span);
        // What was made when the module ran knows what is around it: only what nobody made needs that run again.
        let made = around.iter().rposition(|function| self.functions.contains_key(function)).unwrap_or(0);
        for function in around.into_iter().skip(made) {
            if self.entered.contains_key(&function) {
                continue;
            }
            // Where nothing makes the function, nothing inside it is reached either.
            let id = *self.functions.get(&function)?;
            self.enter(id);
            self.journals.clear();
            if let Some(found) = self.recorded(file, span) {
                return Some(found);
            }
        }
        None
    }

    /// What the function at `span` of `file` gives for arguments that are known, whoever else calls it with others; or what
    /// the expression at a place in it is then. `numbers` says where those are written that are among the arguments.
    pub(crate) fn applied(
        &mut self,
        file: u32,
        span: ByteSpan,
        arguments: &[Computed],
        numbers: Option<(u32, ByteSpan)>,
        at: Option<(u32, ByteSpan)>,
    ) -> Option<Computed> {
        self.limit = self.limits.package;
        (self.calls, self.depth) = (0, 0);
        drop(self.run_module(file));
        let id = self.made(file, span)?;
        self.limit = self.limits.package.min(self.steps.saturating_add(self.limits.glance));
        // What is seen on the way is only so for these arguments.
        let records = std::mem::take(&mut self.records);
        let (result, _) = self.speculate(|machine| -> Outcome<Option<Computed>> {
            let arguments: Outcome<Vec<Value>> =
                arguments.iter().map(|argument| machine.given(argument, numbers)).collect();
            let given = machine.call(&Value::Object(id), Value::Undefined, arguments?);
            Ok(match at {
                Some((file, span)) => machine.recorded_last(file, span),
                None => Some(machine.told(&given?)),
            })
        });
        self.records = records;
        result.ok().flatten()
    }

    /// Whether texts or lists have such a method.
    pub(crate) fn has_method(name: &str) -> bool {
        [Family::TextPrototype, Family::ListPrototype].iter().any(|family| builtin::method(*family, name).is_some())
    }

    /// Whether a method changes what it is called on.
    pub(crate) fn is_mutating(name: &str) -> bool {
        builtin::MUTATING.contains(&name)
    }

    /// What a method of a text or a list gives that is known, for arguments that are.
    pub(crate) fn method_of(&mut self, of: &Computed, method: &str, arguments: &[Computed]) -> Option<Computed> {
        let family = if matches!(of, Computed::List(_)) { Family::ListPrototype } else { Family::TextPrototype };
        let method = builtin::method(family, method)?;
        for argument in arguments {
            if let Computed::Function(file, span) = argument {
                self.make(*file, *span);
            }
        }
        (self.calls, self.depth) = (0, 0);
        self.limit = self.limits.package.min(self.steps.saturating_add(self.limits.glance));
        let (result, _) = self.speculate(|machine| -> Outcome<Computed> {
            let of = machine.given(of, None)?;
            let arguments: Outcome<Vec<Value>> =
                arguments.iter().map(|argument| machine.given(argument, None)).collect();
            let made = machine.native(method, of, arguments?)?;
            Ok(machine.told(&made))
        });
        result.ok().filter(|made| !matches!(made, Computed::Unknown))
    }

    /// Has a function made that is somewhere in the code, if running what is around it does so.
    fn make(&mut self, file: u32, span: ByteSpan) {
        if self.made(file, span).is_none() {
            drop(self.probe(file, span));
        }
    }

    fn made(&self, file: u32, span: ByteSpan) -> Option<ObjectId> {
        self.functions.get(&function_at(self.loader.parsed(file)?, span)?).copied()
    }

    /// What somebody else knows, as a value.
    fn given(&mut self, known: &Computed, numbers: Option<(u32, ByteSpan)>) -> Outcome<Value> {
        Ok(match known {
            Computed::Text(known) => {
                let text = Text::new(&known.text);
                let origin = known.place.map(|(file, span)| {
                    let source = Source { file, span, text: cropped(&known.text, QUOTED), is_codes: false };
                    Origin::written(Rc::new(source), text.len())
                });
                Value::Text(Rc::new(text.with_origin(origin)))
            }
            Computed::Regexp(pattern, flags) => self.regexp(pattern, flags)?,
            Computed::Function(file, span) => self.made(*file, *span).map_or(Value::Unknown, Value::Object),
            Computed::Number(number) => Value::Number(*number),
            Computed::Bool(value) => Value::Bool(*value),
            Computed::Null => Value::Null,
            Computed::Undefined => Value::Undefined,
            Computed::List(items) => {
                let items: Outcome<Vec<Value>> = items.iter().map(|item| self.given(item, numbers)).collect();
                let items = items?;
                let source = numbers.and_then(|(file, span)| source_of_numbers(&items, file, span));
                let list = self.list(items)?;
                if let Value::Object(id) = list {
                    self.object_mut(id)?.source = source;
                }
                list
            }
            Computed::Object(entries) => {
                let id = self.plain()?;
                for (name, value) in entries {
                    let value = self.given(value, numbers)?;
                    self.define(id, Key::name(name), Property::new(value))?;
                }
                Value::Object(id)
            }
            Computed::Unknown => Value::Unknown,
        })
    }

    /// What the expression at `span` of `file` always is, whatever the functions around it are called with;
    /// `around` are their addresses, outermost first.
    pub(crate) fn constant(&mut self, file: u32, span: ByteSpan, around: &[usize]) -> Option<Computed> {
        self.limit = self.limits.package;
        (self.calls, self.depth) = (0, 0);
        drop(self.run_module(file));
        for function in around {
            if self.entered.contains_key(function) {
                continue;
            }
            let Some(id) = self.functions.get(function).copied() else { continue };
            self.limit = self.limits.package.min(self.steps.saturating_add(self.limits.question));
            let closure = self.closure_of(id);
            let class = closure.as_ref().and_then(|closure| closure.class.as_ref());
            if class.is_some_and(|class| address(class.node) == *function) {
                if self.glanced.insert(*function) {
                    self.enter_fields(id);
                }
            } else {
                self.enter(id);
            }
            self.journals.clear();
        }
        self.recorded_constant(file, span)
    }

    /// Sets the fields of an instance that nobody made, and undoes it.
    fn enter_fields(&mut self, id: ObjectId) {
        let Some(closure) = self.closure_of(id) else { return };
        (self.calls, self.depth) = (0, 0);
        self.is_entering = true;
        let (result, _) = self.speculate(|machine| -> Outcome<()> {
            let this = machine.instance_of(&Value::Object(id))?;
            machine.fields(&closure, &this)
        });
        self.is_entering = false;
        drop(result);
    }

    /// Enters a function with unknown arguments, and undoes what it did to the rest of the program.
    fn enter(&mut self, id: ObjectId) {
        let Some(closure) = self.closure_of(id) else { return };
        (self.calls, self.depth) = (0, 0);
        self.is_entering = true;
        let (result, _) = self.speculate(|machine| -> Outcome<()> {
            let this = machine.this_for(id, &closure)?;
            let new_target = if closure.class.is_some() { Value::Object(id) } else { Value::Undefined };
            machine.run(id, &closure, Entry { this, arguments: None, new_target })?;
            Ok(())
        });
        self.is_entering = false;
        drop(result);
    }

    /// The object that a function nobody called is most likely called on.
    fn this_for(&mut self, id: ObjectId, closure: &Rc<Closure<'t>>) -> Outcome<Option<Value>> {
        if let Some(class) = &closure.class {
            if class.is_derived {
                return Ok(None);
            }
            let this = self.instance_of(&Value::Object(id))?;
            self.fields(closure, &this)?;
            return Ok(Some(this));
        }
        let Some(home) = closure.home else { return Ok(Some(Value::Unknown)) };
        if let Some(this) = self.constructing.get(&home) {
            return Ok(Some(this.clone()));
        }
        // A method of a class: on an instance made with unknown arguments.
        let constructor = self.get(&Value::Object(home), &Key::name("constructor"))?;
        let Value::Object(class_id) = constructor else { return Ok(Some(Value::Object(home))) };
        let Some(class) = self.closure_of(class_id).filter(|class| class.class.is_some()) else {
            return Ok(Some(Value::Object(home)));
        };
        if class.home != Some(home) {
            return Ok(Some(Value::Object(home)));
        }
        self.constructing.insert(home, Value::Unknown);
        let target = Value::Object(class_id);
        let is_derived = class.class.as_ref().is_some_and(|class| class.is_derived);
        let made = if is_derived {
            let entry = Entry { this: None, arguments: None, new_target: target.clone() };
            self.run(class_id, &class, entry)
        } else {
            let this = self.instance_of(&target)?;
            self.fields(&class, &this)?;
            let entry = Entry { this: Some(this), arguments: None, new_target: target.clone() };
            self.run(class_id, &class, entry)
        };
        let this = match made {
            Ok(value) => value,
            Err(Abrupt::Lost) => return Err(Abrupt::Lost),
            Err(_) => Value::Unknown,
        };
        self.constructing.insert(home, this.clone());
        Ok(Some(this))
    }
}

/// The addresses of the functions around a place, outermost first.
fn functions_around(parsed: &Parsed, target: ByteSpan) -> Vec<usize> {
    let mut finder = Finder { parsed, target, functions: Vec::new() };
    parsed.program.visit_with(&mut finder);
    finder.functions.into_iter().map(|(function, _)| function).collect()
}

/// The address of the function at a place, which may begin with the name of a method.
fn function_at(parsed: &Parsed, place: ByteSpan) -> Option<usize> {
    let last = ByteSpan { start: place.end.saturating_sub(1), end: place.end };
    let mut finder = Finder { parsed, target: last, functions: Vec::new() };
    parsed.program.visit_with(&mut finder);
    let is_inside = |span: &ByteSpan| place.start <= span.start && span.end <= place.end;
    finder.functions.iter().find(|(_, span)| is_inside(span)).map(|(function, _)| *function)
}

struct Finder<'p> {
    parsed: &'p Parsed,
    target: ByteSpan,
    /// With their spans.
    functions: Vec<(usize, ByteSpan)>,
}

impl Finder<'_> {
    fn contains(&self, span: Span) -> bool {
        let span = self.parsed.range(span);
        span.start <= self.target.start && self.target.end <= span.end
    }
}

impl Visit for Finder<'_> {
    fn visit_stmt(&mut self, node: &ast::Stmt) {
        if self.contains(node.span()) {
            node.visit_children_with(self);
        }
    }

    fn visit_expr(&mut self, node: &ast::Expr) {
        if self.contains(node.span()) {
            node.visit_children_with(self);
        }
    }

    fn visit_function(&mut self, node: &ast::Function) {
        // A method's span begins at its name, its function's with its parameters or there.
        if self.contains(node.span) {
            self.functions.push((address(node), self.parsed.range(node.span)));
            node.visit_children_with(self);
        }
    }

    fn visit_arrow_expr(&mut self, node: &ast::ArrowExpr) {
        if self.contains(node.span) {
            self.functions.push((address(node), self.parsed.range(node.span)));
            node.visit_children_with(self);
        }
    }

    fn visit_constructor(&mut self, node: &ast::Constructor) {
        if self.contains(node.span) {
            self.functions.push((address(node), self.parsed.range(node.span)));
            node.visit_children_with(self);
        }
    }
}
