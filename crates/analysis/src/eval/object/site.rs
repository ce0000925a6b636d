//! Where objects are made: what an expression can stand for, without evaluating it.

use swc_atoms::Atom;

use crate::{
    eval::{BUDGET, Evaluator},
    ir::{BindingId, ClassId, Definition, Expr, ExprId, FunctionId},
    need::Need,
};

/// Where an object is made, or enters the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Site {
    Expr(ExprId),
    Parameter(FunctionId, u16),
    Class(ClassId),
    /// The entries of the instances of a class that extends `Map`.
    Entries(ClassId),
}

/// Names followed from one to the next to find the object that a write changes.
pub(crate) const MOST_ALIASES: u32 = 8;

/// Arguments that an element of all of them may be.
pub(crate) const MOST_GIVEN: usize = 4;

impl Evaluator<'_> {
    /// Where what is kept in a property of the instances of a class is made, by itself or by a class that it extends
    /// or that extends it.
    pub(super) fn kept_in(&self, class: ClassId, name: &Atom) -> Vec<Site> {
        let mut sites = Vec::new();
        for class in self.family(class) {
            for value in self.writes.assigned.get(&(class, name.clone())).into_iter().flatten() {
                let made = self.sites_of(*value).into_iter().filter(|site| matches!(site, Site::Expr(_)));
                made.for_each(|site| push_site(&mut sites, site));
            }
        }
        sites
    }

    /// The class and the name, where an expression is a property of its instances: `this.recipients`.
    pub(super) fn property_of_this(&self, id: ExprId) -> Option<(ClassId, Atom)> {
        let Expr::Member(object, name) = self.module.expr(id) else { return None };
        let Expr::This(function) = self.module.expr(*object) else { return None };
        Some((self.module.function(*function).class?, name.clone()))
    }

    /// Where the object that an expression gives can have been made.
    pub(crate) fn sites_of(&self, id: ExprId) -> Vec<Site> {
        // A name is used many times.
        let Expr::Name(binding, function) = self.module.expr(id) else { return self.find_sites(id) };
        // Where it is used tells which of what it is given counts.
        let count = self.definitions_meant(id, *binding, *function).len();
        if let Some(sites) = self.sites.borrow().get(&(*binding, count)) {
            return sites.to_vec();
        }
        let sites = self.find_sites(id);
        self.sites.borrow_mut().insert((*binding, count), sites.as_slice().into());
        sites
    }

    /// What a name may stand for where it is used, as far as that is told apart.
    pub(super) fn definitions_meant(&self, id: ExprId, binding: BindingId, function: FunctionId) -> &[Definition] {
        let all = &self.module.bindings[binding.index()].definitions;
        match (2..=BUDGET.choices).contains(&all.len()) {
            true => self.definitions_at(binding, function, self.module.span(id).start),
            false => all,
        }
    }

    fn find_sites(&self, id: ExprId) -> Vec<Site> {
        let module = self.module;
        let mut sites = Vec::new();
        // Names lead to names; each is followed once, and not without end.
        // The number says how many times an element is meant: of a list of objects it is 1.
        let mut seen: Vec<(ExprId, u8)> = vec![(id, 0)];
        let mut next = 0;
        while let Some(&(id, level)) = seen.get(next) {
            next += 1;
            self.needs.raise(Need::Sites, seen.len());
            let mut follow = |id: ExprId, level: u8| {
                if seen.len() >= BUDGET.sites {
                    self.needs.exceed(Need::Sites);
                } else if !seen.contains(&(id, level)) {
                    seen.push((id, level));
                }
            };
            match module.expr(id) {
                Expr::Array(items) if level > 0 => {
                    let added = self.writes.appended.0.get(&id).into_iter().flatten();
                    items.iter().chain(added).for_each(|item| match module.expr(*item) {
                        Expr::Spread(inner) => follow(*inner, level),
                        _ => follow(*item, level - 1),
                    });
                }
                Expr::Call(call) if level > 0 => {
                    let call = module.call(*call);
                    let Expr::Member(object, method) = module.expr(call.callee) else { continue };
                    match (&**method, call.arguments.first().and_then(|callback| self.function_of(*callback))) {
                        ("map" | "flatMap" | "from", Some(callback)) => {
                            module.function(callback).returns.iter().for_each(|value| follow(*value, level - 1));
                        }
                        ("filter" | "slice" | "sort" | "reverse" | "concat", _) => follow(*object, level),
                        _ => {}
                    }
                }
                Expr::Object(_) | Expr::Array(_) if level == 0 => push_site(&mut sites, Site::Expr(id)),
                Expr::Object(_) => self.held_in_table(id).iter().for_each(|kept| follow(*kept, level - 1)),
                Expr::Call(call) => {
                    let call = module.call(*call);
                    match (self.same_object_argument(call.callee, &call.arguments), self.function_of(call.callee)) {
                        (Some(target), _) => follow(target, level),
                        (None, Some(function)) if !call.is_new => {
                            module.function(function).returns.iter().for_each(|value| follow(*value, level));
                        }
                        // What a module of a bundle exports.
                        _ if self.named(id) != id => follow(self.named(id), level),
                        _ => {
                            push_site(&mut sites, Site::Expr(id));
                            // `letters.at(-1)` is one of them.
                            if let Expr::Member(list, method) = module.expr(call.callee)
                                && matches!(&**method, "at" | "find" | "findLast" | "pop" | "shift")
                            {
                                follow(*list, level + 1);
                            }
                            if level == 0
                                && call.is_new
                                && let Expr::Class(class) = module.expr(self.named(call.callee))
                            {
                                push_site(&mut sites, Site::Class(*class));
                            }
                            // `map.set(name, value)` gives the map.
                            if level == 0
                                && let Some(map) = self.before_sets(id)
                            {
                                follow(map, level);
                            }
                        }
                    }
                }
                Expr::Name(binding, function) => {
                    let definitions = self.definitions_meant(id, *binding, *function);
                    definitions.iter().for_each(|definition| follow(definition.value, level));
                    if level == 0 && definitions.len() <= BUDGET.choices {
                        let own = definitions.iter().map(|definition| definition.value);
                        let own = own.filter(|value| self.is_place(*value));
                        own.for_each(|value| push_site(&mut sites, Site::Expr(value)));
                    }
                }
                Expr::Parameter(function, index) => {
                    if level == 0 {
                        push_site(&mut sites, Site::Parameter(*function, *index));
                    }
                    if let Some(list) = self.list_of_callback(*function, *index) {
                        follow(list, level + 1);
                    }
                    if let Some(first) = self.first_of_reduce(*function, *index) {
                        follow(first, level);
                    }
                    for caller in self.callers_of(*function).iter().take(BUDGET.callers) {
                        if let Some(argument) = caller.argument(module, *index) {
                            follow(argument, level);
                        }
                    }
                }
                // An element of the arguments is one of those, or of what the calls give.
                Expr::RestParameter(function, first) if level > 0 => {
                    for index in (*first..).take(MOST_GIVEN) {
                        if level == 1 {
                            push_site(&mut sites, Site::Parameter(*function, index));
                        }
                        for caller in self.callers_of(*function).iter().take(BUDGET.callers) {
                            if let Some(argument) = caller.argument(module, index) {
                                follow(argument, level - 1);
                            }
                        }
                    }
                }
                Expr::This(function) if level == 0 => match module.function(*function).class {
                    Some(class) => push_site(&mut sites, Site::Class(class)),
                    None => {
                        self.literals_of_this(id).for_each(|literal| push_site(&mut sites, Site::Expr(literal)));
                        self.given_as_this(id).for_each(|given| follow(given, level));
                    }
                },
                Expr::Element(over) => follow(*over, level + 1),
                Expr::Index(list, key) if !matches!(module.expr(*key), Expr::Text(_)) => follow(*list, level + 1),
                Expr::Conditional { then, otherwise, .. } => {
                    follow(*then, level);
                    follow(*otherwise, level);
                }
                Expr::Either { left, right } => {
                    follow(*left, level);
                    follow(*right, level);
                }
                Expr::Both { right: inner, .. } | Expr::Await(inner) => follow(*inner, level),
                Expr::Member(..) if let Some(property) = self.property_of_this(id) => {
                    if level > 0 {
                        let added = self.writes.appended.1.get(&property).into_iter().flatten();
                        added.for_each(|item| follow(*item, level - 1));
                    }
                    let assigned = self.writes.assigned.get(&property).map_or(&[][..], Vec::as_slice);
                    if level > 0 || assigned.len() <= BUDGET.choices {
                        assigned.iter().for_each(|value| follow(*value, level));
                    }
                    follow(self.named(id), level);
                }
                Expr::Member(object, name) => {
                    follow(self.named(id), level);
                    self.held_under(*object, name).into_iter().for_each(|kept| follow(kept, level));
                }
                Expr::ImportFile { .. } => follow(self.named(id), level),
                _ => {}
            }
        }
        sites
    }

    /// Whether what is given a name there is an object that nobody sees made: an element of a list, one of two.
    pub(in crate::eval) fn is_place(&self, id: ExprId) -> bool {
        matches!(
            self.module.expr(id),
            Expr::Element(_) | Expr::Index(..) | Expr::Either { .. } | Expr::Conditional { .. } | Expr::Sent(_)
        )
    }

    /// What a callback of `reduce` gets first as that parameter, where the call says so.
    fn first_of_reduce(&self, function: FunctionId, index: u16) -> Option<ExprId> {
        let (call, 0) = self.callback_of(function).filter(|_| index == 0)? else { return None };
        let call = self.module.call(call);
        let is_reduce = matches!(self.module.expr(call.callee), Expr::Member(_, method)
            if matches!(&**method, "reduce" | "reduceRight"));
        call.arguments.get(1).copied().filter(|_| is_reduce)
    }

    /// The list whose elements a callback gets as that parameter.
    pub(in crate::eval) fn list_of_callback(&self, function: FunctionId, index: u16) -> Option<ExprId> {
        let (call, position) = self.callback_of(function)?;
        let Expr::Member(object, method) = self.module.expr(self.module.call(call).callee) else { return None };
        let is_element = matches!(
            (&**method, position, index),
            ("forEach" | "map" | "flatMap" | "filter" | "find" | "some" | "every", 0, 0) | ("reduce", 0, 1)
        );
        is_element.then_some(*object)
    }

    /// The argument that a call gives back: `Object.assign(target, …)`, `Object.freeze(target)`.
    pub(crate) fn same_object_argument(&self, callee: ExprId, arguments: &[ExprId]) -> Option<ExprId> {
        let gives_back = matches!(self.module.method_of_object(callee), Some("assign" | "freeze" | "seal"));
        arguments.first().copied().filter(|_| gives_back)
    }
}

pub(super) fn push_site(sites: &mut Vec<Site>, site: Site) {
    if !sites.contains(&site) {
        sites.push(site);
    }
}
