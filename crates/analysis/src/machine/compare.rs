//! Equality and order.

use std::{cmp::Ordering, rc::Rc};

use super::{Abrupt, Machine, Outcome, convert::Hint, heap::Value, number};

impl Machine<'_> {
    /// `===`.
    pub(super) fn is_strictly_equal(&self, left: &Value, right: &Value) -> Outcome<bool> {
        Ok(match (left, right) {
            (Value::Unknown, _) | (_, Value::Unknown) => return Err(Abrupt::Unknown),
            (Value::Number(left), Value::Number(right)) => left == right,
            _ => is_same(left, right),
        })
    }

    /// `==`.
    pub(super) fn is_loosely_equal(&mut self, left: &Value, right: &Value) -> Outcome<bool> {
        Ok(match (left, right) {
            (Value::Unknown, _) | (_, Value::Unknown) => return Err(Abrupt::Unknown),
            (Value::Undefined | Value::Null, other) | (other, Value::Undefined | Value::Null) => other.is_nullish(),
            (Value::Number(_), Value::Number(_))
            | (Value::Text(_), Value::Text(_))
            | (Value::Bool(_), Value::Bool(_))
            | (Value::Big(_), Value::Big(_))
            | (Value::Symbol(_), Value::Symbol(_))
            | (Value::Object(_) | Value::Native(_), Value::Object(_) | Value::Native(_)) => {
                self.is_strictly_equal(left, right)?
            }
            (Value::Object(_) | Value::Native(_), _) => {
                let left = self.to_primitive(left, Hint::Default)?;
                self.is_loosely_equal(&left, right)?
            }
            (_, Value::Object(_) | Value::Native(_)) => {
                let right = self.to_primitive(right, Hint::Default)?;
                self.is_loosely_equal(left, &right)?
            }
            (Value::Symbol(_), _) | (_, Value::Symbol(_)) => false,
            (Value::Big(big), other) | (other, Value::Big(big)) => self.to_number(other)? == **big as f64,
            _ => self.to_number(left)? == self.to_number(right)?,
        })
    }

    /// `left < right` where nothing is `NaN`.
    pub(super) fn order(&mut self, left: &Value, right: &Value) -> Outcome<Option<Ordering>> {
        let left = self.to_primitive(left, Hint::Number)?;
        let right = self.to_primitive(right, Hint::Number)?;
        match (&left, &right) {
            (Value::Text(left), Value::Text(right)) => {
                self.spend(left.len() / 64)?;
                Ok(Some(left.compare(right)))
            }
            (Value::Big(left), Value::Big(right)) => Ok(Some(left.cmp(right))),
            _ => {
                let left = self.numeric(&left)?;
                let right = self.numeric(&right)?;
                Ok(left.partial_cmp(&right))
            }
        }
    }

    fn numeric(&mut self, value: &Value) -> Outcome<f64> {
        match value {
            Value::Big(big) => Ok(**big as f64),
            other => self.to_number(other),
        }
    }

    pub(super) fn add(&mut self, left: Value, right: Value) -> Outcome<Value> {
        match (&left, &right) {
            (Value::Number(left), Value::Number(right)) => return Ok(Value::Number(left + right)),
            (Value::Text(a), Value::Text(b)) => {
                let (a, b) = (Rc::clone(a), Rc::clone(b));
                drop(left);
                return self.concat(a, &b);
            }
            (Value::Unknown, _) | (_, Value::Unknown) => return Err(Abrupt::Unknown),
            _ => {}
        }
        let left = self.to_primitive(&left, Hint::Default)?;
        let right = self.to_primitive(&right, Hint::Default)?;
        match (&left, &right) {
            (Value::Text(_), _) | (_, Value::Text(_)) => {
                let left = self.to_text(&left)?;
                let right = self.to_text(&right)?;
                self.concat(left, &right)
            }
            (Value::Big(left), Value::Big(right)) => {
                left.checked_add(**right).map(|sum| Value::Big(Rc::new(sum))).ok_or(Abrupt::Unknown)
            }
            _ => Ok(Value::Number(self.to_number(&left)? + self.to_number(&right)?)),
        }
    }

    /// Two texts as one; the first is extended in place where nobody else holds it.
    pub(super) fn concat(&mut self, mut left: Rc<super::text::Text>, right: &Rc<super::text::Text>) -> Outcome<Value> {
        if right.is_empty() {
            return Ok(Value::Text(left));
        }
        if left.is_empty() {
            return Ok(Value::Text(Rc::clone(right)));
        }
        let length = left.len() + right.len();
        if length > super::LIMITS.text {
            return Err(Abrupt::Lost);
        }
        let origin = super::provenance::Origin::joined(left.origin.as_ref(), right.origin.as_ref());
        if length < 4096
            && let Some(text) = Rc::get_mut(&mut left)
        {
            self.spend(right.len() / 64)?;
            text.append(right);
            text.origin = origin;
            return Ok(Value::Text(left));
        }
        if let Some(text) = Rc::get_mut(&mut left) {
            // Long texts are counted anew each time their size doubles.
            self.spend(right.len() / 64)?;
            if length.next_power_of_two() == text.len().next_power_of_two() {
                text.append(right);
                text.origin = origin;
                return Ok(Value::Text(left));
            }
        }
        let mut joined = left.slice(0..left.len());
        joined.append(right);
        self.text(joined.with_origin(origin))
    }
}

/// `Object.is`, for what is known.
pub(super) fn is_same(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Undefined, Value::Undefined) | (Value::Null, Value::Null) => true,
        (Value::Bool(left), Value::Bool(right)) => left == right,
        (Value::Number(left), Value::Number(right)) => {
            (left.is_nan() && right.is_nan()) || left.to_bits() == right.to_bits()
        }
        (Value::Big(left), Value::Big(right)) => left == right,
        (Value::Text(left), Value::Text(right)) => Rc::ptr_eq(left, right) || left == right,
        (Value::Symbol(left), Value::Symbol(right)) => left == right,
        (Value::Object(left), Value::Object(right)) => left == right,
        (Value::Native(left), Value::Native(right)) => left == right,
        _ => false,
    }
}

/// Arithmetic on two numbers.
pub(super) fn arithmetic(op: swc_ecma_ast::BinaryOp, left: f64, right: f64) -> Option<f64> {
    use swc_ecma_ast::BinaryOp as Op;
    Some(match op {
        Op::Sub => left - right,
        Op::Mul => left * right,
        Op::Div => left / right,
        Op::Mod => left % right,
        Op::Exp => number::power(left, right),
        Op::BitOr => f64::from(number::to_int32(left) | number::to_int32(right)),
        Op::BitXor => f64::from(number::to_int32(left) ^ number::to_int32(right)),
        Op::BitAnd => f64::from(number::to_int32(left) & number::to_int32(right)),
        Op::LShift => f64::from(number::to_int32(left).wrapping_shl(number::to_uint32(right) & 31)),
        Op::RShift => f64::from(number::to_int32(left) >> (number::to_uint32(right) & 31)),
        Op::ZeroFillRShift => f64::from(number::to_uint32(left) >> (number::to_uint32(right) & 31)),
        _ => return None,
    })
}

/// Arithmetic on two integers of any size, as far as they fit.
pub(super) fn big_arithmetic(op: swc_ecma_ast::BinaryOp, left: i128, right: i128) -> Option<i128> {
    use swc_ecma_ast::BinaryOp as Op;
    match op {
        Op::Sub => left.checked_sub(right),
        Op::Mul => left.checked_mul(right),
        Op::Div => left.checked_div(right),
        Op::Mod => left.checked_rem(right),
        Op::Exp => left.checked_pow(u32::try_from(right).ok()?),
        Op::BitOr => Some(left | right),
        Op::BitXor => Some(left ^ right),
        Op::BitAnd => Some(left & right),
        Op::LShift => {
            let shift = u32::try_from(right).ok().filter(|shift| *shift < 127)?;
            left.checked_mul(1i128.checked_shl(shift)?)
        }
        Op::RShift => Some(left >> u32::try_from(right).ok()?.min(127)),
        _ => None,
    }
}
