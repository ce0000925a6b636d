//! What can be gone through.

use std::rc::Rc;

use super::{
    Abrupt, LIMITS, Machine, Outcome, builtin,
    heap::{Key, Kind, Value},
    provenance::Step,
};

impl<'t> Machine<'t> {
    /// What `for (… of value)` goes through, all at once.
    pub(super) fn iterate(&mut self, value: &Value) -> Outcome<Vec<Value>> {
        match value {
            Value::Unknown => Err(Abrupt::Unknown),
            Value::Text(text) => {
                let text = Rc::clone(text);
                self.spend(text.len())?;
                let mut items = Vec::new();
                let mut at = 0;
                while let Some((_, length)) = text.code_point(at) {
                    let mut part = text.slice(at..at + length);
                    part.origin.clone_from(&text.origin);
                    if text.len() > length
                        && let Some(origin) = &text.origin
                    {
                        part.origin = Some(origin.after(Step::Picked));
                    }
                    items.push(self.text(part)?);
                    at += length;
                }
                Ok(items)
            }
            Value::Object(id) => {
                let object = self.object(*id);
                if object.is_unknown {
                    return Err(Abrupt::Unknown);
                }
                match &object.kind {
                    Kind::List(items) => {
                        let items = items.clone();
                        if let Some(source) = &object.source {
                            let source = Rc::clone(source);
                            self.reads_list(&source);
                        }
                        self.spend(items.len() / 8)?;
                        Ok(items)
                    }
                    Kind::Set(table) => Ok(table.entries.iter().flatten().map(|(value, _)| value.clone()).collect()),
                    Kind::Map(table) => {
                        let entries: Vec<(Value, Value)> = table.entries.iter().flatten().cloned().collect();
                        entries.into_iter().map(|(key, value)| self.list(vec![key, value])).collect()
                    }
                    Kind::View(view) => {
                        let view = *view;
                        self.spend(view.length / 8)?;
                        Ok((0..view.length)
                            .map(|index| self.element(view, index).map_or(Value::Undefined, Value::Number))
                            .collect())
                    }
                    Kind::Iterator(items, at) => {
                        let rest = items.get(*at..).unwrap_or_default().to_vec();
                        if let Kind::Iterator(items, at) = &mut self.object_mut(*id)?.kind {
                            *at = items.len();
                        }
                        Ok(rest)
                    }
                    Kind::Boxed(text @ Value::Text(_)) => {
                        let text = text.clone();
                        self.iterate(&text)
                    }
                    _ => self.iterate_object(value),
                }
            }
            _ => self.type_error("not iterable"),
        }
    }

    fn iterate_object(&mut self, value: &Value) -> Outcome<Vec<Value>> {
        let Some(iterator) = self.iterator(value)? else { return Err(Abrupt::Unknown) };
        if matches!(&iterator, Value::Object(id) if matches!(self.object(*id).kind, Kind::Iterator(..))) {
            return self.iterate(&iterator);
        }
        let mut items = Vec::new();
        while let Some(item) = self.next_of(&iterator)? {
            items.push(item);
            self.reserve(32)?;
            if items.len() > LIMITS.items {
                return Err(Abrupt::Lost);
            }
        }
        Ok(items)
    }

    /// The iterator that an object of the program makes of itself.
    pub(super) fn iterator(&mut self, value: &Value) -> Outcome<Option<Value>> {
        let method = self.get(value, &Key::Symbol(builtin::ITERATOR))?;
        if method.is_unknown() {
            return Ok(None);
        }
        let iterator = self.call(&method, value.clone(), Vec::new())?;
        Ok((!iterator.is_unknown()).then_some(iterator))
    }

    pub(super) fn next_of(&mut self, iterator: &Value) -> Outcome<Option<Value>> {
        self.spend(2)?;
        let next = self.get(iterator, &Key::name("next"))?;
        let step = self.call(&next, iterator.clone(), Vec::new())?;
        let done = self.get(&step, &Key::name("done"))?;
        match self.truth(&done) {
            None => Err(Abrupt::Unknown),
            Some(true) => Ok(None),
            Some(false) => self.get(&step, &Key::name("value")).map(Some),
        }
    }

    /// The items of a list that is known.
    pub(super) fn items(&mut self, value: &Value) -> Outcome<Vec<Value>> {
        match value {
            Value::Object(id) if matches!(self.object(*id).kind, Kind::List(_) | Kind::View(_)) => self.iterate(value),
            Value::Object(id) if !matches!(self.object(*id).kind, Kind::Map(_) | Kind::Set(_)) => {
                // Something like a list: `{ 0: 'a', length: 1 }`.
                let length = self.get(value, &Key::name("length"))?;
                let length = self.to_integer(&length)?.max(0.0);
                if length > LIMITS.items as f64 {
                    return Err(Abrupt::Lost);
                }
                (0..length as u32).map(|index| self.get(value, &Key::Index(index))).collect()
            }
            Value::Text(text) => {
                let text = Rc::clone(text);
                (0..text.len()).map(|index| self.text_unit(&text, index)).collect()
            }
            Value::Unknown => Err(Abrupt::Unknown),
            Value::Undefined | Value::Null => self.type_error("not a list"),
            _ => Ok(Vec::new()),
        }
    }
}
