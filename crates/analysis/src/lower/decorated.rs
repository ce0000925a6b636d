//! Decorators of methods that the code writes itself: each is called with the method, and what it makes of that stands
//! beside the method.

use swc_atoms::Atom;

use super::prototype::{function_of, only, prototype_of_class};
use crate::{
    Tables,
    ir::{Call, CallId, ClassId, Context, Expr, ExprId, FunctionId, GuardId, Member, MemberValue, Module, Property},
};

/// A method and what decorates it.
struct Found {
    class: ClassId,
    name: Atom,
    is_static: bool,
    method: FunctionId,
    decorators: Vec<ExprId>,
}

/// Adds the calls that decorators are, and what they give to the members of their classes. Called once, when all files of
/// the graph are lowered.
pub(super) fn find_decorated_methods(module: &mut Module) {
    let mut all: Vec<Found> = Vec::new();
    for decorated in &module.decorated {
        let is_it =
            |member: &&Member| matches!(member.value, MemberValue::Method(method) if method == decorated.method);
        let Some(class) = module.function(decorated.method).class else { continue };
        if let Some(member) = module.classes[class.index()].members.iter().find(is_it) {
            let (name, is_static) = (member.name.clone(), member.is_static);
            let decorators = decorated.decorators.clone();
            all.push(Found { class, name, is_static, method: decorated.method, decorators });
        }
    }
    all.extend(module.calls.iter().filter_map(|call| compiled(module, call)));
    for mut found in all {
        found.decorators.retain(|decorator| is_own(module, *decorator));
        found.decorate(module);
    }
}

/// Whether a call under a name that says nothing is one of such a helper by what it is given: `t([r], o.prototype, 'send', null)`.
fn may_decorate(module: &Module, call: &Call) -> bool {
    let [_, target, _, description @ ..] = &*call.arguments else { return false };
    let is_own = match module.expr(call.callee) {
        Expr::Name(binding, _) => module.given_once(*binding).is_some(),
        callee => matches!(callee, Expr::Function(_)),
    };
    let says_nothing = |id: &ExprId| matches!(module.expr(*id), Expr::Null | Expr::Undefined | Expr::Number(_));
    is_own
        && matches!(module.expr(*target), Expr::Member(_, name) if &**name == "prototype")
        && description.iter().all(says_nothing)
}

/// What compilers make of decorators: `__decorate([archived], Mailer.prototype, 'send', null)`, or, as Babel has it, with
/// the list behind the name.
fn compiled(module: &Module, call: &Call) -> Option<Found> {
    let [one, two, three, ..] = *call.arguments else { return None };
    let (decorators, target, name) = match (module.expr(one), module.expr(two), module.expr(three)) {
        (Expr::Array(decorators), _, Expr::Text(name)) => (decorators, two, name),
        (_, Expr::Text(name), Expr::Array(decorators)) => (decorators, one, name),
        _ => return None,
    };
    let helpers = &Tables::embedded().language.decorating_helpers;
    let is_helper = module.helper_name(call.callee).is_some_and(|name| helpers.contains(&**name));
    if !is_helper && !may_decorate(module, call) {
        return None;
    }
    let class = prototype_of_class(module, target)?;
    let members = &module.classes[class.index()].members;
    members.iter().find_map(|member| match member.value {
        MemberValue::Method(method) if member.name == *name => Some(Found {
            class,
            name: name.clone(),
            is_static: member.is_static,
            method,
            decorators: decorators.to_vec(),
        }),
        _ => None,
    })
}

/// Whether a decorator is a function of the graph, or what one gives: those of libraries are told by tables.
fn is_own(module: &Module, decorator: ExprId) -> bool {
    let is_function = |id: ExprId| {
        function_of(module, id).is_some() || matches!(module.expr(only(module, id)), Expr::ImportFile { .. })
    };
    match module.expr(only(module, decorator)) {
        Expr::Call(call) => is_function(module.call(*call).callee),
        _ => is_function(decorator),
    }
}

impl Found {
    fn decorate(self, module: &mut Module) {
        for decorator in &self.decorators {
            let span = module.span(*decorator);
            let mut new = |expr: Expr| module.push(expr, span);
            let class = new(Expr::Class(self.class));
            let target = if self.is_static { class } else { new(Expr::Member(class, "prototype".into())) };
            let name = new(Expr::Text(self.name.clone()));
            // As TypeScript calls one, with what it may change, and as the language does.
            let method = new(Expr::Function(self.method));
            let description = new(Expr::Object(Box::new([Property::Named("value".into(), method)])));
            let context = new(Expr::Object(Box::new([Property::Named("name".into(), name)])));
            let described = self.call(module, *decorator, Box::new([target, name, description]));
            let given = self.call(module, *decorator, Box::new([method, context]));
            let values = [description, described].map(|object| module.push(Expr::Member(object, "value".into()), span));
            let members = values.into_iter().chain([given]).map(|value| Member {
                name: self.name.clone(),
                is_static: self.is_static,
                value: MemberValue::Field(value),
            });
            module.classes[self.class.index()].members.extend(members);
        }
    }

    fn call(&self, module: &mut Module, callee: ExprId, arguments: Box<[ExprId]>) -> ExprId {
        let span = module.span(callee);
        let function = module.function(self.method).parent.unwrap_or(FunctionId::MODULE);
        let context = Context { function, guard: GuardId::NONE, in_loop: false, at: span.start };
        let expr = module.push(Expr::Call(CallId(module.calls.len() as u32)), span);
        module.calls.push(Call { expr, callee, arguments, is_new: false, context });
        expr
    }
}
