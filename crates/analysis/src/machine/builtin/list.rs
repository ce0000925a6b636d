//! Methods of lists.

use std::{cmp::Ordering, rc::Rc};

use super::Arguments;
use crate::machine::{
    Abrupt, LIMITS, Machine, Outcome,
    compare::is_same,
    heap::{Family, Key, Kind, Object, ObjectId, Value},
    provenance::{Origin, Step},
    text::Text,
};

impl Machine<'_> {
    pub(super) fn list_function(&mut self, name: &str, arguments: &Arguments<'_>) -> Outcome<Value> {
        match name {
            "isArray" => match arguments.get(0) {
                Value::Unknown => Err(Abrupt::Unknown),
                Value::Object(id) => Ok(Value::Bool(matches!(self.object(id).kind, Kind::List(_)))),
                _ => Ok(Value::Bool(false)),
            },
            "of" => self.list(arguments.0.to_vec()),
            _ => {
                let items = self.from_anything(&arguments.get(0))?;
                let function = arguments.get(1);
                if matches!(function, Value::Undefined) {
                    return self.list(items);
                }
                let mut mapped = Vec::with_capacity(items.len());
                for (index, item) in items.into_iter().enumerate() {
                    let value = self.call(&function, arguments.get(2), vec![item, Value::Number(index as f64)])?;
                    mapped.push(value);
                }
                self.list(mapped)
            }
        }
    }

    /// The items of what can be iterated or looks like a list.
    pub(super) fn from_anything(&mut self, value: &Value) -> Outcome<Vec<Value>> {
        if let Value::Object(id) = value
            && matches!(self.object(*id).kind, Kind::Plain)
            && !self.object(*id).is_unknown
        {
            let method = self.get(value, &Key::Symbol(super::ITERATOR))?;
            if matches!(method, Value::Undefined) {
                return self.items(value);
            }
        }
        match value {
            Value::Undefined | Value::Null => self.type_error("not iterable"),
            Value::Number(_) | Value::Bool(_) | Value::Native(_) => Ok(Vec::new()),
            other => self.iterate(other),
        }
    }

    fn list_items(&self, this: &Value) -> Outcome<(ObjectId, &Vec<Value>)> {
        let Value::Object(id) = this else { return Err(Abrupt::Unknown) };
        let object = self.object(*id);
        match &object.kind {
            Kind::List(items) if !object.is_unknown => Ok((*id, items)),
            _ => Err(Abrupt::Unknown),
        }
    }

    fn list_mut(&mut self, this: &Value) -> Outcome<&mut Vec<Value>> {
        let (id, _) = self.list_items(this)?;
        if self.object(id).is_frozen {
            return self.type_error("cannot change a frozen object");
        }
        match &mut self.object_mut(id)?.kind {
            Kind::List(items) => Ok(items),
            _ => Err(Abrupt::Unknown),
        }
    }

    pub(super) fn list_method(&mut self, name: &str, this: &Value, arguments: &Arguments<'_>) -> Outcome<Value> {
        match name {
            "push" => {
                self.reserve(arguments.len() * 64)?;
                let items = self.list_mut(this)?;
                items.extend(arguments.0.iter().cloned());
                let length = items.len();
                if length > LIMITS.items { Err(Abrupt::Lost) } else { Ok(Value::Number(length as f64)) }
            }
            "pop" => Ok(self.list_mut(this)?.pop().unwrap_or(Value::Undefined)),
            "shift" => {
                let items = self.list_mut(this)?;
                let cost = items.len() / 64;
                let first = if items.is_empty() { Value::Undefined } else { items.remove(0) };
                self.spend(cost)?;
                Ok(first)
            }
            "unshift" => {
                self.reserve(arguments.len() * 64)?;
                let items = self.list_mut(this)?;
                items.splice(0..0, arguments.0.iter().cloned());
                let length = items.len();
                self.spend(length / 64)?;
                if length > LIMITS.items { Err(Abrupt::Lost) } else { Ok(Value::Number(length as f64)) }
            }
            "reverse" => {
                let items = self.list_mut(this)?;
                items.reverse();
                let cost = items.len() / 16;
                self.spend(cost)?;
                if let Value::Object(id) = this {
                    self.object_mut(*id)?.turn();
                }
                Ok(this.clone())
            }
            "splice" => {
                let (removed, rest) = self.spliced(this, arguments)?;
                *self.list_mut(this)? = rest;
                self.list(removed)
            }
            "sort" => {
                let items = self.list_items(this)?.1.clone();
                let sorted = self.sorted(items, &arguments.get(0))?;
                *self.list_mut(this)? = sorted;
                Ok(this.clone())
            }
            "fill" => {
                let length = self.list_items(this)?.1.len();
                let start = self.relative(&arguments.get(1), length, 0)?;
                let end = self.relative(&arguments.get(2), length, length)?;
                self.spend(length / 16)?;
                let value = arguments.get(0);
                if start < end {
                    self.list_mut(this)?[start..end].fill(value);
                }
                Ok(this.clone())
            }
            "copyWithin" => Err(Abrupt::Unknown),
            _ => {
                let items = self.items(this)?;
                self.spend(items.len() / 16)?;
                let result = self.list_reader(name, this, items, arguments)?;
                if matches!(name, "map" | "flatMap" | "filter" | "slice" | "toReversed") {
                    self.inherit_source(this, &result);
                }
                Ok(result)
            }
        }
    }

    fn spliced(&mut self, this: &Value, arguments: &Arguments<'_>) -> Outcome<(Vec<Value>, Vec<Value>)> {
        let mut items = self.list_items(this)?.1.clone();
        self.spend(items.len() / 16)?;
        let start = self.relative(&arguments.get(0), items.len(), 0)?;
        let count = match arguments.len() {
            0 => 0,
            1 => items.len() - start,
            _ => self.to_integer(&arguments.get(1))?.clamp(0.0, (items.len() - start) as f64) as usize,
        };
        let added = arguments.0.iter().skip(2).cloned();
        self.reserve(arguments.len() * 64)?;
        let removed = items.splice(start..start + count, added).collect();
        Ok((removed, items))
    }

    /// Methods that leave the list as it is; they work on typed arrays and on what looks like a list as well.
    pub(super) fn list_reader(
        &mut self,
        name: &str,
        this: &Value,
        items: Vec<Value>,
        arguments: &Arguments<'_>,
    ) -> Outcome<Value> {
        let length = items.len();
        match name {
            "join" | "toString" => {
                let separator = match arguments.get(0) {
                    Value::Undefined => Rc::new(Text::new(",")),
                    _ if name == "toString" => Rc::new(Text::new(",")),
                    separator => self.to_text(&separator)?,
                };
                self.join(this, &items, &separator)
            }
            "slice" => {
                let start = self.relative(&arguments.get(0), length, 0)?;
                let end = self.relative(&arguments.get(1), length, length)?;
                self.list(items.get(start..end).unwrap_or_default().to_vec())
            }
            "concat" => {
                let mut all = items;
                for argument in arguments.0 {
                    match argument {
                        Value::Object(id) if matches!(self.object(*id).kind, Kind::List(_)) => {
                            all.extend(self.items(argument)?);
                        }
                        Value::Unknown => return Err(Abrupt::Unknown),
                        other => all.push(other.clone()),
                    }
                }
                self.list(all)
            }
            "at" => {
                let index = self.to_integer(&arguments.get(0))?;
                let index = if index < 0.0 { index + length as f64 } else { index };
                let item = if index >= 0.0 { items.get(index as usize) } else { None };
                Ok(item.cloned().unwrap_or(Value::Undefined))
            }
            "indexOf" | "includes" | "lastIndexOf" => self.position(name, &items, arguments),
            "toReversed" => self.list(items.into_iter().rev().collect()),
            "toSorted" => {
                let sorted = self.sorted(items, &arguments.get(0))?;
                self.list(sorted)
            }
            "toSpliced" => {
                let (_, rest) = self.spliced(this, arguments)?;
                self.list(rest)
            }
            "with" => {
                let index = self.relative(&arguments.get(0), length, 0)?;
                let mut items = items;
                match items.get_mut(index) {
                    Some(item) => *item = arguments.get(1),
                    None => return self.fail(Family::RangeErrorPrototype, "invalid index"),
                }
                self.list(items)
            }
            "keys" => self.iterator_of((0..length).map(|index| Value::Number(index as f64)).collect()),
            "values" => self.iterator_of(items),
            "entries" => {
                let mut entries = Vec::new();
                for (index, item) in items.into_iter().enumerate() {
                    entries.push(self.list(vec![Value::Number(index as f64), item])?);
                }
                self.iterator_of(entries)
            }
            "flat" => {
                let depth = match arguments.get(0) {
                    Value::Undefined => 1.0,
                    depth => self.to_integer(&depth)?,
                };
                let flat = self.flat(items, depth)?;
                self.list(flat)
            }
            "reduce" | "reduceRight" => self.reduce(name == "reduceRight", this, items, arguments),
            _ => self.each_item(name, this, items, arguments),
        }
    }

    fn position(&mut self, name: &str, items: &[Value], arguments: &Arguments<'_>) -> Outcome<Value> {
        let wanted = arguments.get(0);
        if wanted.is_unknown() {
            return Err(Abrupt::Unknown);
        }
        let from = if name == "lastIndexOf" { 0 } else { self.relative(&arguments.get(1), items.len(), 0)? };
        let mut found = None;
        for (index, item) in items.iter().enumerate().skip(from) {
            let is_found = match (item, &wanted) {
                (Value::Unknown, _) => return Err(Abrupt::Unknown),
                (Value::Number(left), Value::Number(right)) => {
                    left == right || (name == "includes" && left.is_nan() && right.is_nan())
                }
                (left, right) => is_same(left, right),
            };
            if is_found {
                found = Some(index);
                if name != "lastIndexOf" {
                    break;
                }
            }
        }
        Ok(match name {
            "includes" => Value::Bool(found.is_some()),
            _ => Value::Number(found.map_or(-1.0, |index| index as f64)),
        })
    }

    fn join(&mut self, this: &Value, items: &[Value], separator: &Rc<Text>) -> Outcome<Value> {
        let mut joined = Text::new("");
        let mut origin: Option<Rc<Origin>> = None;
        for (index, item) in items.iter().enumerate() {
            if index > 0 {
                joined.append(separator);
            }
            if !item.is_nullish() {
                let part = self.to_text(item)?;
                joined.append(&part);
                origin = Origin::joined(origin.as_ref(), part.origin.as_ref());
            }
            if joined.len() > LIMITS.text {
                return Err(Abrupt::Lost);
            }
            self.spend(1 + joined.len() / 4096)?;
        }
        if let (Value::Object(id), Some(known)) = (this, &origin)
            && self.object(*id).is_backwards
        {
            origin = Some(known.after(Step::Backwards));
        }
        if let Value::Object(id) = this
            && items.len() > 2
        {
            origin = self.origin_of_joined(*id, origin);
        }
        if origin.is_none() {
            origin.clone_from(&separator.origin);
        }
        self.text(joined.with_origin(origin))
    }

    fn flat(&mut self, items: Vec<Value>, depth: f64) -> Outcome<Vec<Value>> {
        let mut flat = Vec::new();
        for item in items {
            match &item {
                Value::Object(id) if depth >= 1.0 && matches!(self.object(*id).kind, Kind::List(_)) => {
                    let inner = self.items(&item)?;
                    let inner = self.deeper(|machine| machine.flat(inner, depth - 1.0))?;
                    flat.extend(inner);
                }
                Value::Unknown => return Err(Abrupt::Unknown),
                _ => flat.push(item),
            }
            if flat.len() > LIMITS.items {
                return Err(Abrupt::Lost);
            }
        }
        Ok(flat)
    }

    fn reduce(
        &mut self,
        from_right: bool,
        this: &Value,
        items: Vec<Value>,
        arguments: &Arguments<'_>,
    ) -> Outcome<Value> {
        let function = arguments.get(0);
        let mut indexed: Vec<(usize, Value)> = items.into_iter().enumerate().collect();
        if from_right {
            indexed.reverse();
        }
        let mut indexed = indexed.into_iter();
        let mut result = if arguments.len() > 1 {
            arguments.get(1)
        } else {
            match indexed.next() {
                Some((_, first)) => first,
                None => return self.type_error("reduce of empty array with no initial value"),
            }
        };
        for (index, item) in indexed {
            let values = vec![result, item, Value::Number(index as f64), this.clone()];
            result = self.call(&function, Value::Undefined, values)?;
        }
        Ok(result)
    }

    /// Methods that call a function for each item.
    fn each_item(&mut self, name: &str, this: &Value, items: Vec<Value>, arguments: &Arguments<'_>) -> Outcome<Value> {
        let function = arguments.get(0);
        if !self.is_callable(&function) && !function.is_unknown() {
            return self.type_error("not a function");
        }
        let is_last = matches!(name, "findLast" | "findLastIndex");
        let mut results = Vec::new();
        let mut order: Vec<usize> = (0..items.len()).collect();
        if is_last {
            order.reverse();
        }
        for index in order {
            let item = items[index].clone();
            let values = vec![item.clone(), Value::Number(index as f64), this.clone()];
            let value = self.call(&function, arguments.get(1), values)?;
            match name {
                "map" => results.push(value),
                "forEach" => {}
                "flatMap" => results.push(value),
                _ => {
                    let truth = self.truth(&value).ok_or(Abrupt::Unknown)?;
                    match name {
                        "filter" if truth => results.push(item),
                        "find" | "findLast" if truth => return Ok(item),
                        "findIndex" | "findLastIndex" if truth => return Ok(Value::Number(index as f64)),
                        "some" if truth => return Ok(Value::Bool(true)),
                        "every" if !truth => return Ok(Value::Bool(false)),
                        _ => {}
                    }
                }
            }
        }
        match name {
            "map" | "filter" => self.list(results),
            "flatMap" => {
                let flat = self.flat(results, 1.0)?;
                self.list(flat)
            }
            "findIndex" | "findLastIndex" => Ok(Value::Number(-1.0)),
            "some" => Ok(Value::Bool(false)),
            "every" => Ok(Value::Bool(true)),
            "forEach" | "find" | "findLast" => Ok(Value::Undefined),
            _ => Err(Abrupt::Unknown),
        }
    }

    /// Sorts as the language does: by text unless there is a function; what is undefined comes last.
    pub(super) fn sorted(&mut self, items: Vec<Value>, function: &Value) -> Outcome<Vec<Value>> {
        let (undefined, items): (Vec<Value>, Vec<Value>) =
            items.into_iter().partition(|item| matches!(item, Value::Undefined));
        let mut keyed = Vec::with_capacity(items.len());
        for item in items {
            let key = if matches!(function, Value::Undefined) { Some(self.to_text(&item)?) } else { None };
            keyed.push((key, item));
        }
        let mut sorted: Vec<Value> = self.merge_sorted(keyed, function)?.into_iter().map(|(_, item)| item).collect();
        sorted.extend(undefined);
        Ok(sorted)
    }

    fn merge_sorted(
        &mut self,
        mut items: Vec<(Option<Rc<Text>>, Value)>,
        function: &Value,
    ) -> Outcome<Vec<(Option<Rc<Text>>, Value)>> {
        if items.len() < 2 {
            return Ok(items);
        }
        let right = items.split_off(items.len() / 2);
        let mut left = self.merge_sorted(items, function)?.into_iter().peekable();
        let mut right = self.merge_sorted(right, function)?.into_iter().peekable();
        let mut merged = Vec::new();
        while let (Some(first), Some(second)) = (left.peek(), right.peek()) {
            self.spend(1)?;
            let order = match (&first.0, &second.0) {
                (Some(first), Some(second)) => first.compare(second),
                _ => {
                    let values = vec![first.1.clone(), second.1.clone()];
                    let value = self.call(function, Value::Undefined, values)?;
                    // Without an order, engines differ.
                    self.to_number(&value)?.partial_cmp(&0.0).ok_or(Abrupt::Unknown)?
                }
            };
            let next = if order == Ordering::Greater { right.next() } else { left.next() };
            merged.extend(next);
        }
        merged.extend(left);
        merged.extend(right);
        Ok(merged)
    }

    pub(super) fn iterator_of(&mut self, items: Vec<Value>) -> Outcome<Value> {
        let object = Object::new(Kind::Iterator(items, 0), Family::IteratorPrototype);
        Ok(Value::Object(self.allocate(object)?))
    }
}
