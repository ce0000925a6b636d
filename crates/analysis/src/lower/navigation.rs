//! Properties that are set to call a method: `location.href = url` and `location = url` are `location.assign(url)`,
//! `form.onsubmit = handle` is `form.addEventListener('submit', handle)`, and `body.innerHTML = text` is
//! `body.insertAdjacentHTML('beforeend', text)`.

use molehunt_source::ByteSpan;

use super::Lowering;
use crate::{
    Tables,
    ir::{Call, CallId, Expr, ExprId, WriteKey},
};

impl Lowering<'_> {
    /// Adds the call that setting a property is, if it is one. Of a property whose name is computed it may be.
    pub(super) fn call_by_setting(&mut self, object: ExprId, key: &WriteKey, value: ExprId, span: ByteSpan) {
        let language = &Tables::embedded().language;
        if let WriteKey::Named(name) = key
            && language.handlers.contains(&**name)
            && matches!(self.module.expr(value), Expr::Function(_))
        {
            let event = self.push(Expr::Text(name["on".len()..].into()), span);
            let callee = self.push(Expr::Member(object, "addEventListener".into()), span);
            self.add_call(callee, Box::new([event, value]), span);
        }
        if let WriteKey::Named(name) = key
            && language.markup_properties.iter().any(|property| **property == **name)
        {
            let place = self.push(Expr::Text("beforeend".into()), span);
            let callee = self.push(Expr::Member(object, "insertAdjacentHTML".into()), span);
            self.add_call(callee, Box::new([place, value]), span);
        }
        for setting in &language.setting_calls {
            let target = match key {
                WriteKey::Named(name) if setting.object == **name => {
                    self.push(Expr::Member(object, name.clone()), span)
                }
                WriteKey::Named(name) if setting.property != **name => continue,
                _ if self.is_called(object, &setting.object) => object,
                _ => continue,
            };
            let callee = self.push(Expr::Member(target, setting.method.as_str().into()), span);
            let end = self.module.span(value).end.max(span.end);
            self.add_call(callee, Box::new([value]), ByteSpan { start: span.start, end });
        }
    }

    fn add_call(&mut self, callee: ExprId, arguments: Box<[ExprId]>, span: ByteSpan) {
        let call = CallId(self.module.calls.len() as u32);
        let expr = self.push(Expr::Call(call), span);
        let context = self.context(span.start);
        self.module.calls.push(Call { expr, callee, arguments, is_new: false, context });
    }

    /// Whether something is plainly named so: `location`, `window.location`, or what is kept under another name.
    fn is_called(&self, id: ExprId, wanted: &str) -> bool {
        match self.module.expr(id) {
            Expr::Global(name) | Expr::Member(_, name) => **name == *wanted,
            Expr::Name(binding, _) => {
                let definitions = &self.module.bindings[binding.index()].definitions;
                definitions.iter().any(|definition| match self.module.expr(definition.value) {
                    Expr::Global(name) | Expr::Member(_, name) => **name == *wanted,
                    _ => false,
                })
            }
            _ => false,
        }
    }
}
