//! Maps, sets, iterators and promises.

use super::Arguments;
use crate::machine::{
    Abrupt, Machine, Outcome,
    heap::{Family, Key, Kind, Object, ObjectId, Table, Value},
};

impl Machine<'_> {
    pub(super) fn collection_method(
        &mut self,
        family: Family,
        name: &str,
        this: &Value,
        arguments: &Arguments<'_>,
    ) -> Outcome<Value> {
        match family {
            Family::Promise => self.promise_function(name, arguments),
            Family::PromisePrototype => self.promise_method(name, this, arguments),
            Family::IteratorPrototype => self.iterator_method(name, this, arguments),
            _ => self.table_method(name, this, arguments),
        }
    }

    /// `new Map(entries)`, `new Set(items)`.
    pub(super) fn new_table(&mut self, family: Family, source: &Value) -> Outcome<Value> {
        let mut table = Box::new(Table::default());
        if !source.is_nullish() {
            for item in self.iterate(source)? {
                let (key, value) = if family == Family::Map {
                    (self.get(&item, &Key::Index(0))?, self.get(&item, &Key::Index(1))?)
                } else {
                    (item.clone(), item)
                };
                let name = self.table_key(&key)?;
                table.set(name, key, value);
            }
        }
        let object = if family == Family::Map {
            Object::new(Kind::Map(table), Family::MapPrototype)
        } else {
            Object::new(Kind::Set(table), Family::SetPrototype)
        };
        Ok(Value::Object(self.allocate(object)?))
    }

    fn table(&self, this: &Value) -> Outcome<(ObjectId, &Table)> {
        let Value::Object(id) = this else { return Err(Abrupt::Unknown) };
        match &self.object(*id).kind {
            Kind::Map(table) | Kind::Set(table) if !self.object(*id).is_unknown => Ok((*id, table)),
            _ => Err(Abrupt::Unknown),
        }
    }

    fn table_mut(&mut self, this: &Value) -> Outcome<&mut Table> {
        let (id, _) = self.table(this)?;
        match &mut self.object_mut(id)?.kind {
            Kind::Map(table) | Kind::Set(table) => Ok(table),
            _ => Err(Abrupt::Unknown),
        }
    }

    fn table_method(&mut self, name: &str, this: &Value, arguments: &Arguments<'_>) -> Outcome<Value> {
        let first = arguments.get(0);
        match name {
            "get" => {
                let key = self.table_key(&first)?;
                Ok(self.table(this)?.1.get(&key).cloned().unwrap_or(Value::Undefined))
            }
            "has" => {
                let key = self.table_key(&first)?;
                Ok(Value::Bool(self.table(this)?.1.get(&key).is_some()))
            }
            "set" | "add" => {
                let key = self.table_key(&first)?;
                self.reserve(128)?;
                let value = if name == "set" { arguments.get(1) } else { first.clone() };
                self.table_mut(this)?.set(key, first, value);
                Ok(this.clone())
            }
            "delete" => {
                let key = self.table_key(&first)?;
                Ok(Value::Bool(self.table_mut(this)?.remove(&key)))
            }
            "clear" => {
                *self.table_mut(this)? = Table::default();
                Ok(Value::Undefined)
            }
            "forEach" => {
                let entries: Vec<(Value, Value)> = self.table(this)?.1.entries.iter().flatten().cloned().collect();
                for (key, value) in entries {
                    self.call(&first, arguments.get(1), vec![value, key, this.clone()])?;
                }
                Ok(Value::Undefined)
            }
            "keys" | "values" | "entries" => {
                let entries: Vec<(Value, Value)> = self.table(this)?.1.entries.iter().flatten().cloned().collect();
                let mut items = Vec::new();
                for (key, value) in entries {
                    items.push(match name {
                        "keys" => key,
                        "values" => value,
                        _ => self.list(vec![key, value])?,
                    });
                }
                self.iterator_of(items)
            }
            _ => Err(Abrupt::Unknown),
        }
    }

    fn iterator_method(&mut self, name: &str, this: &Value, arguments: &Arguments<'_>) -> Outcome<Value> {
        let Value::Object(id) = this else { return Err(Abrupt::Unknown) };
        if self.object(*id).is_unknown {
            return Err(Abrupt::Unknown);
        }
        if name == super::ITERATES {
            return Ok(this.clone());
        }
        if name != "next" {
            let rest = self.iterate(this)?;
            return match name {
                // Whoever returns early gets no more.
                "return" => {
                    let step = self.plain()?;
                    self.set_data(step, "done", Value::Bool(true))?;
                    self.set_data(step, "value", arguments.get(0))?;
                    Ok(Value::Object(step))
                }
                "toArray" => self.list(rest),
                "map" | "filter" => {
                    let list = self.list_reader(name, this, rest, arguments)?;
                    let items = self.iterate(&list)?;
                    self.iterator_of(items)
                }
                "forEach" => self.list_reader(name, this, rest, arguments),
                "take" | "drop" => {
                    let count = self.to_integer(&arguments.get(0))?.max(0.0) as usize;
                    let items = if name == "take" {
                        rest.into_iter().take(count).collect()
                    } else {
                        rest.into_iter().skip(count).collect()
                    };
                    self.iterator_of(items)
                }
                _ => Err(Abrupt::Unknown),
            };
        }
        let next = match &mut self.object_mut(*id)?.kind {
            Kind::Iterator(items, at) => {
                let item = items.get(*at).cloned();
                *at += 1;
                item
            }
            _ => return Err(Abrupt::Unknown),
        };
        let step = self.plain()?;
        self.set_data(step, "done", Value::Bool(next.is_none()))?;
        self.set_data(step, "value", next.unwrap_or(Value::Undefined))?;
        Ok(Value::Object(step))
    }

    fn promise_function(&mut self, name: &str, arguments: &Arguments<'_>) -> Outcome<Value> {
        let first = arguments.get(0);
        match name {
            "resolve" => {
                if first.is_unknown() {
                    return Err(Abrupt::Unknown);
                }
                match self.settle(first)? {
                    Value::Unknown => Err(Abrupt::Unknown),
                    value => self.promise(Ok(value)),
                }
            }
            "reject" => self.promise(Err(first)),
            "all" => {
                let mut values = Vec::new();
                for item in self.iterate(&first)? {
                    match self.settle(item) {
                        Ok(value) => values.push(value),
                        Err(Abrupt::Throw(error)) => return self.promise(Err(error)),
                        Err(other) => return Err(other),
                    }
                }
                let list = self.list(values)?;
                self.promise(Ok(list))
            }
            _ => Err(Abrupt::Unknown),
        }
    }

    fn promise_method(&mut self, name: &str, this: &Value, arguments: &Arguments<'_>) -> Outcome<Value> {
        let Value::Object(id) = this else { return Err(Abrupt::Unknown) };
        let settled = match &self.object(*id).kind {
            Kind::Promise(settled) if !self.object(*id).is_unknown => settled.clone(),
            _ => return Err(Abrupt::Unknown),
        };
        let (handler, values) = match (name, &settled) {
            ("then", Ok(value)) => (arguments.get(0), vec![value.clone()]),
            ("then", Err(error)) => (arguments.get(1), vec![error.clone()]),
            ("catch", Err(error)) => (arguments.get(0), vec![error.clone()]),
            ("finally", _) => (arguments.get(0), Vec::new()),
            _ => return Ok(this.clone()),
        };
        if !self.is_callable(&handler) {
            return if handler.is_unknown() { Err(Abrupt::Unknown) } else { Ok(this.clone()) };
        }
        let result = match self.call(&handler, Value::Undefined, values) {
            Ok(_) if name == "finally" => return Ok(this.clone()),
            Ok(value) => self.settle(value),
            other => other,
        };
        match result {
            Ok(Value::Unknown) => Err(Abrupt::Unknown),
            Ok(value) => self.promise(Ok(value)),
            Err(Abrupt::Throw(error)) => self.promise(Err(error)),
            Err(other) => Err(other),
        }
    }
}
