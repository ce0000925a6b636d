//! Literals, templates, and what makes objects and functions.

use std::rc::Rc;

use molehunt_source::ByteSpan;
use swc_ecma_ast as ast;

use super::{
    Abrupt, Frame, Machine, Outcome, address,
    convert::from_tree,
    expression::name_of,
    heap::{Accessor, Code, Family, Key, Kind, Property, Value},
    number,
    provenance::{Origin, Source},
    regexp::Fault,
    scope::Content,
    text::Text,
};
use crate::value::{QUOTED, cropped};

impl<'t> Machine<'t> {
    pub(super) fn literal(&mut self, frame: &Frame<'t>, literal: &'t ast::Lit) -> Outcome<Value> {
        Ok(match literal {
            ast::Lit::Str(text) => return self.written(frame, text.span, || from_tree(&text.value)),
            ast::Lit::Bool(value) => Value::Bool(value.value),
            ast::Lit::Null(_) => Value::Null,
            ast::Lit::Num(number) => Value::Number(number.value),
            ast::Lit::BigInt(big) => match big.value.to_string().parse() {
                Ok(number) => Value::Big(Rc::new(number)),
                Err(_) => Value::Unknown,
            },
            ast::Lit::Regex(regex) => return self.regexp(&regex.exp, &regex.flags),
            ast::Lit::JSXText(_) => Value::Unknown,
        })
    }

    /// The text of a literal, with its place; made once.
    fn written(&mut self, frame: &Frame<'t>, span: swc_common::Span, text: impl FnOnce() -> Text) -> Outcome<Value> {
        let key = (frame.file, span.lo.0);
        if let Some(text) = self.literals.get(&key) {
            return Ok(Value::Text(Rc::clone(text)));
        }
        let text = text();
        let span = frame.parsed.range(span);
        let source = Source { file: frame.file, span, text: cropped(&text.to_lossy(), QUOTED), is_codes: false };
        let origin = Origin::written(Rc::new(source), text.len());
        let text = Rc::new(text.with_origin(Some(origin)));
        self.literals.insert(key, Rc::clone(&text));
        Ok(Value::Text(text))
    }

    pub(super) fn template(&mut self, frame: &mut Frame<'t>, template: &'t ast::Tpl) -> Outcome<Value> {
        let mut result = Rc::new(Text::new(""));
        let mut is_unknown = false;
        for (index, quasi) in template.quasis.iter().enumerate() {
            if let Some(cooked) = &quasi.cooked
                && !cooked.is_empty()
                && let Value::Text(text) = self.written(frame, quasi.span, || from_tree(cooked))?
                && let Value::Text(joined) = self.concat(result.clone(), &text)?
            {
                result = joined;
            }
            let Some(expr) = template.exprs.get(index) else { continue };
            let value = self.eval(frame, expr)?;
            match self.to_text(&value) {
                Ok(text) => {
                    if let Value::Text(joined) = self.concat(result.clone(), &text)? {
                        result = joined;
                    }
                }
                Err(Abrupt::Unknown) => is_unknown = true,
                Err(other) => return Err(other),
            }
        }
        if is_unknown { Err(Abrupt::Unknown) } else { Ok(Value::Text(result)) }
    }

    pub(super) fn tagged(&mut self, frame: &mut Frame<'t>, tagged: &'t ast::TaggedTpl) -> Outcome<Value> {
        let (this, tag) = self.callee(frame, &tagged.tag)?;
        let key = address(&*tagged.tpl);
        let strings = match self.templates.get(&key) {
            Some(id) => Value::Object(*id),
            None => {
                let mut cooked = Vec::new();
                let mut raw = Vec::new();
                for quasi in &tagged.tpl.quasis {
                    cooked.push(match &quasi.cooked {
                        Some(text) => self.written(frame, quasi.span, || from_tree(text))?,
                        None => Value::Undefined,
                    });
                    raw.push(self.string(&quasi.raw.replace("\r\n", "\n"))?);
                }
                let list = self.list(cooked)?;
                let raw = self.list(raw)?;
                if let Value::Object(id) = list {
                    self.object_mut(id)?.properties.set(Key::name("raw"), Property::hidden(raw));
                    self.templates.insert(key, id);
                }
                list
            }
        };
        let mut arguments = vec![strings];
        for expr in &tagged.tpl.exprs {
            arguments.push(self.eval(frame, expr)?);
        }
        self.call_from(frame, &tag, this, arguments)
    }

    pub(super) fn array(&mut self, frame: &mut Frame<'t>, array: &'t ast::ArrayLit) -> Outcome<Value> {
        let mut items = Vec::with_capacity(array.elems.len());
        let mut is_unknown = false;
        for element in &array.elems {
            let Some(element) = element else {
                items.push(Value::Undefined);
                continue;
            };
            let value = self.eval(frame, &element.expr)?;
            if element.spread.is_none() {
                items.push(value);
                continue;
            }
            match self.iterate(&value) {
                Ok(more) => items.extend(more),
                Err(Abrupt::Unknown) => is_unknown = true,
                Err(other) => return Err(other),
            }
        }
        let source = self.number_source(frame, &items, array.span);
        let list = self.list(items)?;
        if let Value::Object(id) = list {
            let object = self.object_mut(id)?;
            object.is_unknown = is_unknown;
            object.source = source;
        }
        Ok(list)
    }

    /// Where numbers are written that may be the codes of characters.
    pub(super) fn number_source(
        &self,
        frame: &Frame<'t>,
        items: &[Value],
        span: swc_common::Span,
    ) -> Option<Rc<Source>> {
        source_of_numbers(items, frame.file, frame.parsed.range(span))
    }

    pub(super) fn object_literal(&mut self, frame: &mut Frame<'t>, literal: &'t ast::ObjectLit) -> Outcome<Value> {
        let id = self.plain()?;
        for property in &literal.props {
            let property = match property {
                ast::PropOrSpread::Spread(spread) => {
                    let value = self.eval(frame, &spread.expr)?;
                    if self.copy_properties(id, &value, &[]).is_err() {
                        self.object_mut(id)?.is_unknown = true;
                    }
                    continue;
                }
                ast::PropOrSpread::Prop(property) => &**property,
            };
            let (key, value) = match property {
                ast::Prop::Shorthand(ident) => {
                    let value = self.read(frame, &ident.sym)?;
                    self.record_span(frame, ident.span, &value);
                    (Some(Key::from(&ident.sym)), Property::new(value))
                }
                ast::Prop::KeyValue(pair) => {
                    let key = self.property_key(frame, &pair.key)?;
                    let value = self.named(frame, &pair.value, key.as_ref())?;
                    if let (Some(Key::Name(name)), Value::Object(prototype)) = (&key, &value)
                        && &**name == "__proto__"
                        && !matches!(pair.key, ast::PropName::Computed(_))
                    {
                        let prototype = *prototype;
                        self.object_mut(id)?.prototype = Some(prototype);
                        continue;
                    }
                    (key, Property::new(value))
                }
                ast::Prop::Method(method) => {
                    let key = self.property_key(frame, &method.key)?;
                    let code = Code::Function(&method.function);
                    let value = self.function(frame, code, name_of(key.as_ref()), Some(id))?;
                    (key, Property::new(value))
                }
                ast::Prop::Getter(getter) => {
                    let key = self.property_key(frame, &getter.key)?;
                    let function =
                        self.function(frame, Code::Function(&getter.function), name_of(key.as_ref()), Some(id))?;
                    (key.clone(), self.with_accessor(id, key.as_ref(), Some(function), None))
                }
                ast::Prop::Setter(setter) => {
                    let key = self.property_key(frame, &setter.key)?;
                    let function =
                        self.function(frame, Code::Function(&setter.function), name_of(key.as_ref()), Some(id))?;
                    (key.clone(), self.with_accessor(id, key.as_ref(), None, Some(function)))
                }
                ast::Prop::Assign(_) => continue,
            };
            match key {
                Some(key) => self.define(id, key, value)?,
                None => self.object_mut(id)?.is_unknown = true,
            }
        }
        Ok(Value::Object(id))
    }

    /// An accessor together with its other half, if that is there already.
    pub(super) fn with_accessor(
        &self,
        id: super::heap::ObjectId,
        key: Option<&Key>,
        getter: Option<Value>,
        setter: Option<Value>,
    ) -> Property {
        let old = key.and_then(|key| self.object(id).properties.get(key));
        let (old_getter, old_setter) = match old {
            Some(Property::Accessor(old)) => (old.getter.clone(), old.setter.clone()),
            _ => (None, None),
        };
        let accessor = Accessor { getter: getter.or(old_getter), setter: setter.or(old_setter), enumerable: true };
        Property::Accessor(Box::new(accessor))
    }

    /// Copies what can be enumerated, as a spread does.
    pub(super) fn copy_properties(
        &mut self,
        target: super::heap::ObjectId,
        value: &Value,
        except: &[Key],
    ) -> Outcome<()> {
        for key in self.own_keys(value, true)? {
            if !except.contains(&key) {
                let value = self.get(value, &key)?;
                self.define(target, key, Property::new(value))?;
            }
        }
        Ok(())
    }

    /// The name of a property; `None` where it is not known.
    pub(super) fn property_key(&mut self, frame: &mut Frame<'t>, name: &'t ast::PropName) -> Outcome<Option<Key>> {
        Ok(Some(match name {
            ast::PropName::Ident(ident) => Key::from(&ident.sym),
            ast::PropName::Str(text) => match text.value.as_str() {
                Some(text) => Key::name(text),
                None => return Ok(None),
            },
            ast::PropName::Num(number) => Key::name(&number::to_text(number.value)),
            ast::PropName::BigInt(big) => Key::name(&big.value.to_string()),
            ast::PropName::Computed(computed) => {
                let value = self.eval(frame, &computed.expr)?;
                match self.to_key(&value) {
                    Ok(key) => key,
                    Err(Abrupt::Unknown) => return Ok(None),
                    Err(other) => return Err(other),
                }
            }
        }))
    }

    /// A function or class that takes its name from where it is put; any other expression as it is.
    pub(super) fn named(&mut self, frame: &mut Frame<'t>, expr: &'t ast::Expr, key: Option<&Key>) -> Outcome<Value> {
        match expr {
            ast::Expr::Fn(function) => match &function.ident {
                Some(ident) => {
                    let outer = Rc::clone(&frame.scope);
                    frame.scope = self.scope(&outer);
                    frame.scope.declare(&ident.sym, Content::Uninitialised, true, false);
                    let value = self.function(frame, Code::Function(&function.function), Some(ident.sym.clone()), None);
                    if let Ok(value) = &value {
                        frame.scope.declare(&ident.sym, Content::Value(value.clone()), true, false);
                    }
                    frame.scope = outer;
                    value
                }
                None => self.function(frame, Code::Function(&function.function), name_of(key), None),
            },
            ast::Expr::Arrow(arrow) => self.function(frame, Code::Arrow(arrow), name_of(key), None),
            ast::Expr::Class(class) => {
                let name = class.ident.as_ref().map(|ident| ident.sym.clone());
                self.class(frame, &class.class, name.clone().or_else(|| name_of(key)), name.as_ref())
            }
            ast::Expr::Paren(paren) if key.is_some() => self.named(frame, &paren.expr, key),
            _ => self.eval(frame, expr),
        }
    }

    pub(super) fn regexp(&mut self, source: &str, flags: &str) -> Outcome<Value> {
        self.spend(source.len())?;
        let program = match super::regexp::compile(source, flags) {
            Ok(program) => {
                // A few characters can ask for many instructions: `(?:abc){999}`.
                self.spend(program.size())?;
                self.reserve(program.size() * 32)?;
                Some(program)
            }
            Err(Fault::Unsupported) => None,
            Err(Fault::Invalid) => {
                return self.fail(Family::SyntaxErrorPrototype, "invalid regular expression");
            }
        };
        let pattern = super::heap::Pattern { source: source.to_owned(), flags: flags.to_owned(), program };
        let object = super::heap::Object::new(Kind::Regexp(Rc::new(pattern), 0), Family::RegexpPrototype);
        Ok(Value::Object(self.allocate(object)?))
    }
}

/// The same for a place in a file.
pub(super) fn source_of_numbers(items: &[Value], file: u32, span: ByteSpan) -> Option<Rc<Source>> {
    let number = |item: &Value| match item {
        Value::Number(number) => Some(number::to_text(*number)),
        _ => None,
    };
    if items.len() < 3 || !items.iter().all(|item| matches!(item, Value::Number(_))) {
        return None;
    }
    let numbers: Vec<String> = items.iter().take(16).filter_map(number).collect();
    Some(Rc::new(Source { file, span, text: cropped(&numbers.join(", "), QUOTED), is_codes: true }))
}
