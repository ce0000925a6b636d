//! `Reflect.construct(Client, [options])`, which is `new Client(options)`.

use molehunt_source::ByteSpan;

use super::Lowering;
use crate::ir::{Expr, ExprId};

impl Lowering<'_> {
    /// What a call constructs, and with which arguments. With a third argument, what is made has the methods of that
    /// one, and the call stays what it is.
    pub(super) fn constructed(
        &mut self,
        callee: ExprId,
        arguments: &[ExprId],
        span: ByteSpan,
    ) -> Option<(ExprId, Box<[ExprId]>)> {
        let [class, list] = *arguments else { return None };
        // `const { construct } = Reflect`
        let callee = match self.module.expr(callee) {
            Expr::Name(binding, _) => match self.module.bindings[binding.index()].definitions.as_slice() {
                [only] => only.value,
                _ => return None,
            },
            _ => callee,
        };
        let Expr::Member(object, method) = self.module.expr(callee) else { return None };
        let is_reflect = matches!(self.module.expr(*object), Expr::Global(name) if &**name == "Reflect");
        (is_reflect && &**method == "construct").then(|| (class, self.taken_apart(list, span)))
    }
}
