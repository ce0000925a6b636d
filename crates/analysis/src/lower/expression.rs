//! Expressions.

use molehunt_source::ByteSpan;
use swc_atoms::Atom;
use swc_common::Spanned;
use swc_ecma_ast as ast;

use super::{Lowering, written::written_text};
use crate::{
    Tables,
    filter::GLOBAL_OBJECTS,
    ir::{
        BindingId, Call, CallId, ClassId, Definition, Expr, ExprId, FunctionId, GuardId, Property, SetKind, WriteKey,
        Yield,
    },
};

/// Arguments that `apply` is followed with, where their list is not written out.
const MOST_APPLIED: u8 = 4;
/// Calls of `call` and `apply` by each other that are taken apart.
const MOST_INDIRECT: u8 = 4;
/// Lists inside each other that are taken apart.
const MOST_SPREADS: u8 = 4;

impl Lowering<'_> {
    pub(super) fn expr(&mut self, expr: &ast::Expr) -> ExprId {
        self.named_expr(expr, None)
    }

    /// An expression; a function in it that has no name takes `name`, as in `const name = () => …`.
    pub(super) fn named_expr(&mut self, expr: &ast::Expr, name: Option<Atom>) -> ExprId {
        match expr {
            ast::Expr::Ident(ident) => self.name(ident),
            ast::Expr::Lit(literal) => self.literal(literal),
            ast::Expr::Tpl(template) => self.template(template),
            ast::Expr::Object(object) => self.object(object),
            ast::Expr::Array(array) => {
                let items = array
                    .elems
                    .iter()
                    .map(|element| match element {
                        Some(element) => self.argument(element, false),
                        None => self.add(Expr::Undefined, array),
                    })
                    .collect();
                self.add(Expr::Array(items), array)
            }
            ast::Expr::Member(_) | ast::Expr::Call(_) | ast::Expr::OptChain(_) => self.chain(expr),
            ast::Expr::New(new) => {
                let callee = self.expr(&new.callee);
                let arguments = self.arguments(new.args.as_deref().unwrap_or_default(), false);
                self.call(callee, arguments, true, expr)
            }
            ast::Expr::TaggedTpl(tagged) => {
                let callee = self.expr(&tagged.tag);
                let arguments = self.tag_arguments(callee, &tagged.tpl);
                self.call(callee, arguments, false, expr)
            }
            ast::Expr::Bin(_) => self.binary(expr),
            ast::Expr::Assign(assign) => {
                let value = self.assign(assign);
                // `(text += more)` gives all of it.
                match &assign.left {
                    ast::AssignTarget::Simple(ast::SimpleAssignTarget::Ident(ident))
                        if assign.op == ast::AssignOp::AddAssign =>
                    {
                        let name = self.name(&ident.id);
                        // It is read when all of this is done.
                        let ByteSpan { end, .. } = self.range(assign.span);
                        self.module.spans[name.index()] = ByteSpan { start: end.saturating_sub(1), end };
                        name
                    }
                    _ => value,
                }
            }
            ast::Expr::Fn(function) => self.function_expression(function, name),
            ast::Expr::Arrow(arrow) => self.arrow(arrow, name),
            ast::Expr::Class(class) => self.class(&class.class, class.ident.as_ref()),
            ast::Expr::Cond(conditional) => self.conditional(conditional),
            ast::Expr::Seq(sequence) => {
                let mut last = ExprId(0);
                for part in &sequence.exprs {
                    last = self.expr(part);
                }
                last
            }
            ast::Expr::Paren(paren) => self.named_expr(&paren.expr, name),
            ast::Expr::Await(inner) => {
                let value = self.expr(&inner.arg);
                self.add(Expr::Await(value), expr)
            }
            ast::Expr::Yield(inner) => self.yielded(inner),
            ast::Expr::Unary(unary) => self.unary(unary),
            ast::Expr::Update(update) => {
                let value = self.expr(&update.arg);
                let result = self.add(Expr::Compute(Box::new([value])), expr);
                self.assign_to_expr(&update.arg, result, SetKind::Set);
                result
            }
            ast::Expr::This(_) => {
                let function = self.module.function(self.function).this_of.unwrap_or(self.function);
                let is_global = self.part.is_made(function);
                self.add(if is_global { Expr::Global(GLOBAL_OBJECTS[0].into()) } else { Expr::This(function) }, expr)
            }
            ast::Expr::SuperProp(property) => {
                let this = self.add(Expr::Super(self.function), expr);
                match &property.prop {
                    ast::SuperProp::Ident(name) => self.add(Expr::Member(this, name.sym.clone()), expr),
                    ast::SuperProp::Computed(computed) => {
                        let key = self.expr(&computed.expr);
                        self.add(Expr::Index(this, key), expr)
                    }
                }
            }
            ast::Expr::MetaProp(meta) => match meta.kind {
                ast::MetaPropKind::ImportMeta => self.add(Expr::Global("import.meta".into()), expr),
                ast::MetaPropKind::NewTarget => self.add(Expr::Opaque("new.target"), expr),
            },
            ast::Expr::TsTypeAssertion(cast) => self.named_expr(&cast.expr, name),
            ast::Expr::TsConstAssertion(cast) => self.named_expr(&cast.expr, name),
            ast::Expr::TsNonNull(cast) => self.named_expr(&cast.expr, name),
            ast::Expr::TsAs(cast) => self.named_expr(&cast.expr, name),
            ast::Expr::TsInstantiation(cast) => self.named_expr(&cast.expr, name),
            ast::Expr::TsSatisfies(cast) => self.named_expr(&cast.expr, name),
            ast::Expr::JSXElement(element) => self.jsx_element(element),
            ast::Expr::JSXFragment(fragment) => self.jsx_children(&fragment.children, fragment),
            ast::Expr::JSXMember(_) | ast::Expr::JSXNamespacedName(_) | ast::Expr::JSXEmpty(_) => {
                self.add(Expr::Opaque("markup"), expr)
            }
            ast::Expr::PrivateName(_) | ast::Expr::Invalid(_) => self.add(Expr::Opaque("no expression"), expr),
        }
    }

    fn literal(&mut self, literal: &ast::Lit) -> ExprId {
        let expr = match literal {
            ast::Lit::Str(text) => {
                let (text, span) = (self.text(&text.value), self.range(text.span));
                match self.pieces(&text, span) {
                    Some(pieces) => Expr::Template(pieces.into()),
                    None => Expr::Text(text),
                }
            }
            ast::Lit::Bool(value) => Expr::Bool(value.value),
            ast::Lit::Null(_) => Expr::Null,
            ast::Lit::Num(number) => Expr::Number(number.value),
            ast::Lit::BigInt(_) => Expr::Opaque("a big integer"),
            ast::Lit::Regex(regexp) => Expr::Regexp { pattern: regexp.exp.clone(), flags: regexp.flags.clone() },
            ast::Lit::JSXText(text) => Expr::Text(self.text(&text.value)),
        };
        self.add(expr, literal)
    }

    fn template(&mut self, template: &ast::Tpl) -> ExprId {
        let mut parts = Vec::with_capacity(template.quasis.len() * 2);
        for (index, quasi) in template.quasis.iter().enumerate() {
            // `cooked` is absent where an escape is invalid, which only a tag function may see.
            let text = match &quasi.cooked {
                Some(cooked) => self.text(cooked),
                None => quasi.raw.clone(),
            };
            let span = self.range(quasi.span);
            if let Some(pieces) = self.pieces(&text, span) {
                parts.extend(pieces);
            } else if template.exprs.is_empty() {
                return self.add(Expr::Text(text), template);
            } else if !text.is_empty() {
                parts.push(self.add(Expr::Text(text), quasi));
            }
            if let Some(value) = template.exprs.get(index) {
                parts.push(self.expr(value));
            }
        }
        self.add(Expr::Template(parts.into()), template)
    }

    /// What the function before a template is called with: its texts as a list, and what stands between them.
    ///
    /// A function of somebody else's is taken to give what the template says.
    fn tag_arguments(&mut self, tag: ExprId, template: &ast::Tpl) -> Box<[ExprId]> {
        let is_own = match self.module.expr(tag) {
            Expr::Function(_) => true,
            // A function may be declared further down.
            Expr::Name(binding, _) => {
                let definitions = &self.module.bindings[binding.index()].definitions;
                let is_function =
                    |definition: &Definition| matches!(self.module.expr(definition.value), Expr::Function(_));
                definitions.is_empty() || definitions.iter().any(is_function)
            }
            _ => false,
        };
        if !is_own {
            let text = self.template(template);
            return Box::new([text]);
        }
        let mut texts = Vec::with_capacity(template.quasis.len());
        let mut values = Vec::with_capacity(template.exprs.len());
        for (index, quasi) in template.quasis.iter().enumerate() {
            let text = match &quasi.cooked {
                Some(cooked) => self.text(cooked),
                None => quasi.raw.clone(),
            };
            texts.push(self.add(Expr::Text(text), quasi));
            if let Some(value) = template.exprs.get(index) {
                values.push(self.expr(value));
            }
        }
        let list = self.add(Expr::Array(texts.into()), template);
        std::iter::once(list).chain(values).collect()
    }

    fn object(&mut self, object: &ast::ObjectLit) -> ExprId {
        let mut properties = Vec::with_capacity(object.props.len());
        for property in &object.props {
            let property = match property {
                ast::PropOrSpread::Spread(spread) => {
                    let value = self.expr(&spread.expr);
                    properties.push(Property::Spread(value));
                    continue;
                }
                ast::PropOrSpread::Prop(property) => property,
            };
            match &**property {
                ast::Prop::Shorthand(ident) => {
                    let value = self.name(ident);
                    properties.push(Property::Named(ident.sym.clone(), value));
                }
                ast::Prop::KeyValue(pair) => match self.property_name(&pair.key) {
                    // What stands behind an object, and is none of its properties.
                    Ok(name) if &*name == "__proto__" => {
                        let value = self.expr(&pair.value);
                        if !matches!(self.module.expr(value), Expr::Null) {
                            properties.push(Property::Spread(value));
                        }
                    }
                    Ok(name) => {
                        let value = self.named_expr(&pair.value, Some(name.clone()));
                        properties.push(Property::Named(name, value));
                    }
                    Err(key) => {
                        let value = self.expr(&pair.value);
                        properties.push(Property::Computed(key, value));
                    }
                },
                ast::Prop::Assign(assign) => {
                    self.expr(&assign.value);
                }
                ast::Prop::Getter(getter) => {
                    let name = self.property_name(&getter.key);
                    let id = self.plain_function(&getter.function, None, None);
                    if let Ok(name) = name {
                        properties.push(Property::Getter(name, id));
                    }
                }
                ast::Prop::Setter(setter) => {
                    let name = self.property_name(&setter.key).ok().map(|name| self.setter(name));
                    let value = self.function_expr(&setter.function, name.clone(), None);
                    properties.extend(name.map(|name| Property::Named(name, value)));
                }
                ast::Prop::Method(method) => {
                    let key = self.property_name(&method.key);
                    let value = self.function_expr(&method.function, key.as_ref().ok().cloned(), None);
                    properties.push(match key {
                        Ok(name) => Property::Named(name, value),
                        Err(key) => Property::Computed(key, value),
                    });
                }
            }
        }
        self.add(Expr::Object(properties.into()), object)
    }

    /// Members and calls on each other, from the inside out, by a loop.
    fn chain(&mut self, expr: &ast::Expr) -> ExprId {
        let mut links = Vec::new();
        let mut current = expr;
        let mut value = loop {
            match current {
                ast::Expr::Member(member) => {
                    links.push(Link::Member(member));
                    current = &member.obj;
                }
                ast::Expr::Call(call) => {
                    links.push(Link::Call(call.span, &call.args));
                    match &call.callee {
                        ast::Callee::Expr(callee) => current = callee,
                        ast::Callee::Super(callee) => break self.add(Expr::Super(self.function), callee),
                        ast::Callee::Import(callee) => break self.add(Expr::Global("import".into()), callee),
                    }
                }
                ast::Expr::OptChain(chain) => {
                    match &*chain.base {
                        ast::OptChainBase::Member(member) => {
                            links.push(Link::Member(member));
                            current = &member.obj;
                        }
                        ast::OptChainBase::Call(call) => {
                            links.push(Link::Call(call.span, &call.args));
                            current = &call.callee;
                        }
                    }
                    if chain.optional {
                        links.push(Link::Maybe);
                    }
                }
                ast::Expr::Paren(paren) => current = &paren.expr,
                ast::Expr::TsNonNull(cast) => current = &cast.expr,
                other => {
                    self.this_is_given = gives_this(&links) && matches!(other, ast::Expr::Fn(_));
                    break self.expr(other);
                }
            }
        };
        let mut nullable = None;
        while let Some(link) = links.pop() {
            value = match link {
                Link::Maybe => {
                    nullable = nullable.or(Some(value));
                    continue;
                }
                Link::Member(member) => {
                    if let (Some(_), ast::MemberProp::Computed(key)) = (nullable, &member.prop) {
                        self.may_be_passed_over(key.span());
                    }
                    if let ast::MemberProp::Computed(key) = &member.prop
                        && let Some(known) = self.element_at(value, &key.expr)
                    {
                        value = known;
                        continue;
                    }
                    let joined = match self.member_name(&member.prop) {
                        Ok(name) if let Some(known) = self.compiled_member(value, &name) => {
                            value = known;
                            continue;
                        }
                        Ok(name) => match self.module.expr(value) {
                            Expr::ModuleObject(file) if &*name == "exports" => Expr::Exports(*file),
                            Expr::Global(global) if &**global == "import.meta" => self.meta_property(name, value),
                            _ => Expr::Member(value, name),
                        },
                        Err(key) => self.element_of_arguments(value, key).unwrap_or(Expr::Index(value, key)),
                    };
                    self.add(joined, member)
                }
                Link::Call(span, arguments) => {
                    if let Some(known) = self.compiled_call(value, arguments, span) {
                        value = known;
                        continue;
                    }
                    let gives_this = gives_this(&links) || arguments.iter().any(is_this);
                    let arguments = match nullable {
                        Some(test) => self.guarded(test, true, |lowering| lowering.arguments(arguments, gives_this)),
                        None => self.arguments(arguments, gives_this),
                    };
                    let known = self.called_with_list(value, &arguments, span);
                    if let Some(known) = known.or_else(|| self.helped(value, &arguments, span)) {
                        value = known;
                        continue;
                    }
                    self.call(value, arguments, false, &span)
                }
            };
        }
        value
    }

    /// `import.meta.url` and its like, where the file's folder is known.
    fn meta_property(&self, name: Atom, meta: ExprId) -> Expr {
        let folder = &self.module.files[self.file.index()].folder;
        match &*name {
            "url" if !folder.is_empty() => Expr::Text(format!("file://{folder}/.").into()),
            "dirname" if !folder.is_empty() => Expr::Text(folder.clone()),
            _ => Expr::Member(meta, name),
        }
    }

    pub(super) fn call(
        &mut self,
        callee: ExprId,
        arguments: Box<[ExprId]>,
        is_new: bool,
        node: &impl Spanned,
    ) -> ExprId {
        let span = self.range(node.span());
        let callee = self.method_of_language(callee).unwrap_or(callee);
        if let Some(specifier) = self.note_request(callee, &arguments)
            && let Some(file) = self.module.files[self.file.index()].neighbours.get(&specifier)
        {
            return self.push(Expr::ImportFile { file: *file, name: None }, span);
        }
        if !is_new && self.gives_global_object(callee, &arguments) {
            return self.push(Expr::Global(GLOBAL_OBJECTS[0].into()), span);
        }
        let part = self.part(callee, &arguments);
        if let Some((value, false)) = part {
            return value;
        }
        if !is_new && let Some((class, arguments)) = self.constructed(callee, &arguments, span) {
            return self.call(class, arguments, true, node);
        }
        let (callee, arguments) = self.bound(callee, &arguments).filter(|_| !is_new).unwrap_or((callee, arguments));
        let (callee, arguments) = self.called_plainly(callee, &arguments, span).unwrap_or((callee, arguments));
        let arguments = self.calling_back(callee, &arguments, node).unwrap_or(arguments);
        self.keep_privately(callee, &arguments, span);
        self.define_property(callee, &arguments, span);
        let id = CallId(self.module.calls.len() as u32);
        let expr = self.push(Expr::Call(id), span);
        let context = self.context(span.start);
        let indirect = if is_new { None } else { self.indirect(callee, &arguments, span) };
        self.module.calls.push(Call { expr, callee, arguments, is_new, context });
        if let Some((callee, arguments)) = indirect {
            self.module.calls.push(Call { expr, callee, arguments, is_new, context });
        }
        if let Some((value, _)) = part {
            self.module.parts.insert(id);
            return value;
        }
        expr
    }

    /// The arguments of a call that makes something of each element by a function of the language, which stands there as a
    /// function of the graph: `pieces.map(atob)` is `pieces.map((piece) => atob(piece))`.
    fn calling_back(&mut self, callee: ExprId, arguments: &[ExprId], node: &impl Spanned) -> Option<Box<[ExprId]>> {
        let (Expr::Member(_, method), [callback]) = (self.module.expr(callee), arguments) else { return None };
        let global = match self.module.expr(*callback) {
            Expr::Global(name) => name,
            _ => self.module.method_of_global(*callback)?.0,
        };
        if !matches!(&**method, "map" | "flatMap") || !Tables::embedded().language.pure_globals.contains(global) {
            return None;
        }
        let callback = *callback;
        let at = self.module.span(callback);
        let id = FunctionId(self.module.functions.len() as u32);
        self.function(None, node.span(), true, None, |lowering| {
            lowering.module.functions[id.index()].parameter_names.push(None);
            let element = lowering.push(Expr::Parameter(id, 0), at);
            let value = lowering.call(callback, [element].into(), false, node);
            lowering.module.spans[value.index()] = at;
            lowering.add_return(value);
        });
        Some([self.push(Expr::Function(id), at)].into())
    }

    /// The call of a method of a global that a call comes to: `Object.assign.apply(null, [mail, more])`,
    /// `Object.defineProperties(mail, Object.getOwnPropertyDescriptors(more))`.
    fn called_plainly(
        &mut self,
        callee: ExprId,
        arguments: &[ExprId],
        span: ByteSpan,
    ) -> Option<(ExprId, Box<[ExprId]>)> {
        let Expr::Member(object, method) = self.module.expr(callee) else { return None };
        let object = *object;
        let (function, given, is_list) = match (&**method, self.module.expr(object), arguments) {
            ("apply", Expr::Global(global), [function, _, list]) if &**global == "Reflect" => (*function, *list, true),
            ("defineProperties", Expr::Global(global), [target, descriptions]) if &**global == "Object" => {
                let Expr::Call(describe) = self.module.expr(*descriptions) else { return None };
                let describe = self.module.call(*describe);
                let source = *describe.arguments.first()?;
                if self.module.method_of_object(describe.callee) != Some("getOwnPropertyDescriptors") {
                    return None;
                }
                let assign = self.push(Expr::Member(object, "assign".into()), span);
                return Some((assign, [*target, source].into()));
            }
            ("apply", _, [_, list]) => (object, *list, true),
            ("call", _, [this, ..]) => (object, *this, false),
            _ => return None,
        };
        self.module.method_of_global(function)?;
        let arguments = match self.module.expr(given) {
            _ if !is_list => arguments[1..].into(),
            Expr::Array(items) => items.clone(),
            _ => [self.push(Expr::Spread(given), span)].into(),
        };
        Some((function, arguments))
    }

    /// The call that a call of a bound function makes, where some arguments are bound as well:
    /// `const send = fetch.bind(null, url); send(options)`.
    fn bound(&self, callee: ExprId, arguments: &[ExprId]) -> Option<(ExprId, Box<[ExprId]>)> {
        let made = match self.module.expr(callee) {
            Expr::Name(binding, _) => self.module.given_once(*binding)?,
            _ => callee,
        };
        let Expr::Call(made) = *self.module.expr(made) else { return None };
        let made = self.module.call(made);
        let (Expr::Member(function, bind), [_, given @ ..]) = (self.module.expr(made.callee), &*made.arguments) else {
            return None;
        };
        // `Function.prototype.call.bind(function)` has its `this` among the arguments.
        let is_caller =
            matches!(self.module.expr(*function), Expr::Member(_, name) if matches!(&**name, "call" | "apply"));
        let is_spread = |id: &ExprId| matches!(self.module.expr(*id), Expr::Spread(_));
        (&**bind == "bind" && !given.is_empty() && !is_caller && !given.iter().any(is_spread))
            .then(|| (*function, given.iter().chain(arguments).copied().collect()))
    }

    /// `Function('return this')()` and `eval('this')`, which give the object of all globals.
    fn gives_global_object(&self, callee: ExprId, arguments: &[ExprId]) -> bool {
        let runs = |callee: ExprId, argument: ExprId, name: &str, code: &str| {
            matches!(self.module.expr(callee), Expr::Global(global) if **global == *name)
                && matches!(self.module.expr(argument), Expr::Text(text) if text.trim_end_matches([';', ' ']) == code)
        };
        match (self.module.expr(callee), arguments) {
            (Expr::Call(made), []) => {
                let made = self.module.call(*made);
                matches!(*made.arguments, [code] if runs(made.callee, code, "Function", "return this"))
            }
            (_, [code]) => runs(callee, *code, "eval", "this"),
            _ => false,
        }
    }

    /// `limits.set(this, value)`, as compilers write what a class has under the private name `limits`.
    fn keep_privately(&mut self, callee: ExprId, arguments: &[ExprId], span: ByteSpan) {
        let (Expr::Member(map, set), [this, value]) = (self.module.expr(callee), arguments) else { return };
        if &**set == "set"
            && let Expr::Name(binding, _) = self.module.expr(*map)
            && matches!(self.module.expr(*this), Expr::This(_))
        {
            let name = super::pattern::private(&self.module.bindings[binding.index()].name);
            self.write(*this, WriteKey::Named(name), *value, SetKind::Set, span);
        }
    }

    /// The call that `f.call(this, a)`, `f.apply(this, [a])`, `Reflect.apply(f, this, [a])`, `f(...list)` and, one day,
    /// what `f.bind(this, a)` gives make: the callee, and the arguments where it has them.
    fn indirect(&mut self, callee: ExprId, arguments: &[ExprId], span: ByteSpan) -> Option<(ExprId, Box<[ExprId]>)> {
        if let Some(at) = arguments.iter().position(|argument| matches!(self.module.expr(*argument), Expr::Spread(_)))
            && let Expr::Spread(list) = *self.module.expr(arguments[at])
        {
            let mut taken = arguments[..at].to_vec();
            taken.extend(self.taken_apart(list, span));
            return Some((callee, taken.into()));
        }
        if let Some(called) = self.called_by_other(callee, arguments) {
            return Some(called);
        }
        if let Some(called) = self.called_with_each(callee, arguments, span) {
            return Some(called);
        }
        let Expr::Member(object, method) = self.module.expr(callee) else { return None };
        let object = *object;
        let is_reflect = matches!(self.module.expr(object), Expr::Global(name) if &**name == "Reflect");
        let (mut function, mut this, mut given): (ExprId, ExprId, Box<[ExprId]>) = match (&**method, arguments) {
            // All of its arguments come later.
            ("bind", [_]) => return None,
            ("call" | "bind", [this, rest @ ..]) => (object, *this, rest.into()),
            ("apply", [function, this, list, ..]) if is_reflect => (*function, *this, self.taken_apart(*list, span)),
            ("apply", [this, list, ..]) => (object, *this, self.taken_apart(*list, span)),
            _ => return None,
        };
        // `Function.prototype.call.call(f, this, a)`: what is called is `this` of the call that calls.
        for _ in 0..MOST_INDIRECT {
            let Expr::Member(_, method) = self.module.expr(function) else { break };
            let (is_call, is_apply) = (&**method == "call", &**method == "apply");
            match &*given {
                [next, rest @ ..] if is_call => (function, this, given) = (this, *next, rest.into()),
                [next, list, ..] if is_apply => {
                    let (next, list) = (*next, *list);
                    (function, this, given) = (this, next, self.taken_apart(list, span));
                }
                _ => break,
            }
        }
        // Without arguments it matters who calls a function of the graph, and no other.
        let may_be_own = || matches!(self.module.expr(function), Expr::Name(..) | Expr::Function(_));
        (!given.is_empty() || function != object || may_be_own()).then_some((function, given))
    }

    /// The call that a method makes of what it is given, with each element of a list or with what is waited for:
    /// `urls.forEach(fetch)`, `made.then(client.send)`. What functions of the code itself are given is told elsewhere.
    fn called_with_each(
        &mut self,
        callee: ExprId,
        arguments: &[ExprId],
        span: ByteSpan,
    ) -> Option<(ExprId, Box<[ExprId]>)> {
        let Expr::Member(object, method) = self.module.expr(callee) else { return None };
        let object = *object;
        let language = &Tables::embedded().language;
        let given = match &**method {
            method if language.each_methods.contains(method) => Expr::Element(object),
            "then" => Expr::Await(object),
            _ => return None,
        };
        let function = *arguments.first()?;
        if !matches!(self.module.expr(function), Expr::Global(_) | Expr::Member(..)) {
            return None;
        }
        let given = self.push(given, span);
        Some((function, [given].into()))
    }

    /// The call of a function that another one calls with the arguments behind it, `setTimeout(f, 5, a)`,
    /// or that has its `this` as an argument: `const f = Function.prototype.call.bind(g); f(this, a)`.
    fn called_by_other(&self, callee: ExprId, arguments: &[ExprId]) -> Option<(ExprId, Box<[ExprId]>)> {
        let calling = &Tables::embedded().language.calling;
        let first = match self.module.expr(callee) {
            Expr::Global(name) => *calling.get(&**name)?,
            Expr::Member(object, name) if arguments.len() > 1 => match self.module.expr(*object) {
                Expr::Global(global) => *calling.get(&format!("{global}.{name}"))?,
                _ => return None,
            },
            Expr::Name(binding, _) => return self.called_with_this(*binding, arguments),
            _ => return None,
        };
        let given = arguments.get(first..).filter(|given| !given.is_empty())?;
        Some((*arguments.first()?, given.into()))
    }

    fn called_with_this(&self, binding: BindingId, arguments: &[ExprId]) -> Option<(ExprId, Box<[ExprId]>)> {
        let [only] = self.module.bindings[binding.index()].definitions.as_slice() else { return None };
        let Expr::Call(made) = self.module.expr(only.value) else { return None };
        let made = self.module.call(*made);
        let (Expr::Member(call, bind), [function]) = (self.module.expr(made.callee), &*made.arguments) else {
            return None;
        };
        let is_call = matches!(self.module.expr(*call), Expr::Member(_, name) if &**name == "call");
        let (_, given) = arguments.split_first()?;
        (is_call && &**bind == "bind").then(|| (*function, given.into()))
    }

    /// The first elements of a list as arguments.
    pub(super) fn taken_apart(&mut self, list: ExprId, span: ByteSpan) -> Box<[ExprId]> {
        self.taken_apart_within(list, span, MOST_SPREADS)
    }

    fn taken_apart_within(&mut self, list: ExprId, span: ByteSpan, depth: u8) -> Box<[ExprId]> {
        if let Expr::Array(items) = self.module.expr(list) {
            let mut taken = Vec::new();
            for item in items.clone() {
                match self.module.expr(item) {
                    Expr::Spread(inner) if depth > 0 => {
                        let inner = *inner;
                        taken.extend(self.taken_apart_within(inner, span, depth - 1));
                        if !matches!(self.module.expr(inner), Expr::Array(_)) {
                            // What comes behind a list that is not known has no place of its own.
                            break;
                        }
                    }
                    _ => taken.push(item),
                }
            }
            return taken.into();
        }
        if let Some((function, first)) = self.list_of_arguments(list) {
            let arguments = first..first.saturating_add(u16::from(MOST_APPLIED));
            let given = arguments.map(|index| {
                let argument = self.given_as(function, index);
                self.push(argument, span)
            });
            return given.collect();
        }
        (0..MOST_APPLIED)
            .map(|index| {
                let index = self.push(Expr::Number(f64::from(index)), span);
                self.push(Expr::Index(list, index), span)
            })
            .collect()
    }

    /// `require('x')`, `import('x')`, `require.resolve('x')`, `module.require('x')`: the specifier of what is loaded.
    fn note_request(&mut self, callee: ExprId, arguments: &[ExprId]) -> Option<Atom> {
        let mut is_loaded = true;
        let is_require = match self.module.expr(callee) {
            Expr::Global(name) if &**name == "require" => true,
            Expr::Global(name) if &**name == "import" => false,
            Expr::Member(object, name) if matches!(&**name, "resolve" | "require") => match self.module.expr(*object) {
                Expr::Global(global) if &**global == "require" => {
                    is_loaded = false;
                    true
                }
                Expr::ModuleObject(_) => true,
                _ => return None,
            },
            _ => return None,
        };
        match written_text(self.module, *arguments.first()?) {
            Some(specifier) => {
                self.request(&specifier, is_require);
                Some(specifier).filter(|_| is_loaded)
            }
            None => {
                self.module.loads_unknown = true;
                None
            }
        }
    }

    /// An argument. Where the call gives `this` of the place to functions, one that is written there keeps it.
    fn argument(&mut self, argument: &ast::ExprOrSpread, gives_this: bool) -> ExprId {
        self.waits_by_yield = matches!(&*argument.expr, ast::Expr::Fn(function) if function.function.is_generator);
        self.this_is_given = gives_this && matches!(&*argument.expr, ast::Expr::Fn(_));
        let value = self.expr(&argument.expr);
        if argument.spread.is_some() { self.add(Expr::Spread(value), argument.expr.as_ref()) } else { value }
    }

    fn arguments(&mut self, arguments: &[ast::ExprOrSpread], gives_this: bool) -> Box<[ExprId]> {
        arguments.iter().map(|argument| self.argument(argument, gives_this)).collect()
    }

    /// Binary operators; the left spine by a loop.
    fn binary(&mut self, expr: &ast::Expr) -> ExprId {
        let mut spine = Vec::new();
        let mut current = expr;
        let mut value = loop {
            match current {
                ast::Expr::Bin(binary) => {
                    spine.push(binary);
                    current = &binary.left;
                }
                ast::Expr::Paren(paren) if matches!(&*paren.expr, ast::Expr::Bin(_)) => current = &paren.expr,
                other => break self.expr(other),
            }
        };
        while let Some(binary) = spine.pop() {
            let left = value;
            let right = match binary.op {
                ast::BinaryOp::LogicalAnd => self.guarded(left, true, |lowering| lowering.expr(&binary.right)),
                ast::BinaryOp::LogicalOr | ast::BinaryOp::NullishCoalescing => {
                    self.guarded(left, false, |lowering| lowering.expr(&binary.right))
                }
                _ => self.expr(&binary.right),
            };
            if let Some(this) = self.constructed_by_base(binary, left, right) {
                value = this;
                continue;
            }
            let joined = match binary.op {
                ast::BinaryOp::Add => Expr::Add(left, right),
                ast::BinaryOp::LogicalAnd => Expr::Both { left, right },
                ast::BinaryOp::LogicalOr | ast::BinaryOp::NullishCoalescing => Expr::Either { left, right },
                ast::BinaryOp::EqEq | ast::BinaryOp::EqEqEq => Expr::Equal(left, right),
                _ => Expr::Compute(Box::new([left, right])),
            };
            value = self.add(joined, binary);
        }
        value
    }

    fn unary(&mut self, unary: &ast::UnaryExpr) -> ExprId {
        let value = self.expr(&unary.arg);
        let result = match (unary.op, self.module.expr(value)) {
            (ast::UnaryOp::Void, _) => Expr::Undefined,
            (ast::UnaryOp::Minus, Expr::Number(number)) => Expr::Number(-number),
            // `!0` and `!1`, as minifiers write them.
            (ast::UnaryOp::Bang, Expr::Number(number)) => Expr::Bool(*number == 0.0),
            _ => Expr::Compute(Box::new([value])),
        };
        self.add(result, unary)
    }

    fn conditional(&mut self, conditional: &ast::CondExpr) -> ExprId {
        if let Some(value) = self.absent(conditional) {
            return value;
        }
        let test = self.expr(&conditional.test);
        let then = self.guarded(test, true, |lowering| lowering.expr(&conditional.cons));
        let otherwise = self.guarded(test, false, |lowering| lowering.expr(&conditional.alt));
        self.add(Expr::Conditional { test, then, otherwise }, conditional)
    }

    /// What is assigned.
    pub(super) fn assign(&mut self, assign: &ast::AssignExpr) -> ExprId {
        let name = match &assign.left {
            ast::AssignTarget::Simple(ast::SimpleAssignTarget::Ident(ident)) => Some(ident.id.sym.clone()),
            ast::AssignTarget::Simple(ast::SimpleAssignTarget::Member(member)) => match &member.prop {
                ast::MemberProp::Ident(name) => Some(name.sym.clone()),
                _ => None,
            },
            _ => None,
        };
        let is_maybe =
            matches!(assign.op, ast::AssignOp::AndAssign | ast::AssignOp::OrAssign | ast::AssignOp::NullishAssign);
        if is_maybe && !matches!(&*assign.right, ast::Expr::Lit(_) | ast::Expr::Ident(_)) {
            self.may_be_passed_over(assign.right.span());
        }
        let mut value = self.named_expr(&assign.right, name);
        let kind = match assign.op {
            ast::AssignOp::Assign => SetKind::Set,
            ast::AssignOp::AddAssign => SetKind::Append,
            _ if is_maybe => SetKind::Maybe,
            _ => {
                value = self.add(Expr::Compute(Box::new([value])), assign);
                SetKind::Set
            }
        };
        // What stands on the right is what was there before: `[a, b] = [b, a]`, `send = wrapped(send)`.
        let end = self.range(assign.span).end.saturating_sub(1);
        let outer = self.holds_from.replace(end);
        match &assign.left {
            ast::AssignTarget::Simple(ast::SimpleAssignTarget::Member(member)) if kind == SetKind::Maybe => {
                // `owner[name] ??= {}` gives what is there, or what it has put there.
                let before = self.read_and_assign(member, value, kind);
                value = match assign.op {
                    ast::AssignOp::AndAssign => self.add(Expr::Both { left: before, right: value }, assign),
                    _ => self.add(Expr::Either { left: before, right: value }, assign),
                };
            }
            ast::AssignTarget::Simple(target) => self.assign_simple(target, value, kind),
            ast::AssignTarget::Pat(ast::AssignTargetPat::Array(array)) => self.bind_array(array, value),
            ast::AssignTarget::Pat(ast::AssignTargetPat::Object(object)) => self.bind_object(object, value),
            ast::AssignTarget::Pat(ast::AssignTargetPat::Invalid(_)) => {}
        }
        self.holds_from = outer;
        value
    }

    fn assign_simple(&mut self, target: &ast::SimpleAssignTarget, value: ExprId, kind: SetKind) {
        match target {
            ast::SimpleAssignTarget::Ident(ident) => {
                let at = self.range(ident.id.span).start;
                self.define_name(&ident.id.sym, value, kind, at);
            }
            ast::SimpleAssignTarget::Member(member) => self.assign_to_member(member, value, kind),
            ast::SimpleAssignTarget::Paren(paren) => self.assign_to_expr(&paren.expr, value, kind),
            ast::SimpleAssignTarget::TsAs(cast) => self.assign_to_expr(&cast.expr, value, kind),
            ast::SimpleAssignTarget::TsSatisfies(cast) => self.assign_to_expr(&cast.expr, value, kind),
            ast::SimpleAssignTarget::TsNonNull(cast) => self.assign_to_expr(&cast.expr, value, kind),
            ast::SimpleAssignTarget::TsTypeAssertion(cast) => self.assign_to_expr(&cast.expr, value, kind),
            ast::SimpleAssignTarget::TsInstantiation(cast) => self.assign_to_expr(&cast.expr, value, kind),
            // No value can be assigned through these; what they compute is lowered all the same.
            ast::SimpleAssignTarget::SuperProp(property) => {
                if let ast::SuperProp::Computed(computed) = &property.prop {
                    self.expr(&computed.expr);
                }
            }
            ast::SimpleAssignTarget::OptChain(chain) => match &*chain.base {
                ast::OptChainBase::Member(member) => self.assign_to_member(member, value, kind),
                ast::OptChainBase::Call(call) => {
                    self.expr(&call.callee);
                }
            },
            ast::SimpleAssignTarget::Invalid(_) => {}
        }
    }

    /// What a pause of a generator gives; of one that only waits, what it waits for.
    fn yielded(&mut self, inner: &ast::YieldExpr) -> ExprId {
        let value = inner.arg.as_ref().map(|value| self.expr(value));
        let function = self.function;
        if !self.module.function(function).is_generator {
            return match value {
                Some(value) => self.add(Expr::Await(value), inner),
                None => self.add(Expr::Undefined, inner),
            };
        }
        if let Some(value) = value {
            self.add_return(value);
            let is_certain = self.guard == GuardId::NONE && self.loops == 0;
            self.module.functions[function.index()].yields.push(Yield { value, is_all: inner.delegate, is_certain });
        }
        self.add(Expr::Sent(function), inner)
    }

    // Functions.

    pub(super) fn function_expr(
        &mut self,
        function: &ast::Function,
        name: Option<Atom>,
        class: Option<ClassId>,
    ) -> ExprId {
        self.decorators(&function.decorators);
        let id = self.plain_function(function, name, class);
        self.add(Expr::Function(id), function)
    }

    fn function_expression(&mut self, function: &ast::FnExpr, name: Option<Atom>) -> ExprId {
        let Some(ident) = &function.ident else { return self.function_expr(&function.function, name, None) };
        // A function expression's own name is visible inside it alone.
        self.scoped(|lowering| {
            lowering.declare(&ident.sym);
            let value = lowering.function_expr(&function.function, Some(ident.sym.clone()), None);
            lowering.define_name(&ident.sym, value, SetKind::Set, 0);
            value
        })
    }

    pub(super) fn plain_function(
        &mut self,
        function: &ast::Function,
        name: Option<Atom>,
        class: Option<ClassId>,
    ) -> FunctionId {
        let id = FunctionId(self.module.functions.len() as u32);
        // One that is handed to a call is what others write as a function that waits: `co(function* () { … })`.
        let is_generator = function.is_generator && (function.is_async || !std::mem::take(&mut self.waits_by_yield));
        let keeps_this = std::mem::take(&mut self.this_is_given);
        self.function(name, function.span, keeps_this, class, |lowering| {
            lowering.module.functions[id.index()].is_generator = is_generator;
            lowering.parameters(id, function.params.iter().map(|parameter| &parameter.pat));
            if let Some(body) = &function.body {
                lowering.body(&body.stmts);
            }
        })
    }

    fn arrow(&mut self, arrow: &ast::ArrowExpr, name: Option<Atom>) -> ExprId {
        let id = FunctionId(self.module.functions.len() as u32);
        self.function(name, arrow.span, true, None, |lowering| {
            lowering.parameters(id, arrow.params.iter());
            match &*arrow.body {
                ast::ArrowFunctionBody::FunctionBody(block) => lowering.body(&block.stmts),
                ast::ArrowFunctionBody::Expr(value) => {
                    let value = lowering.expr(value);
                    lowering.add_return(value);
                }
            }
        });
        self.add(Expr::Function(id), arrow)
    }

    // Markup: what it computes is kept, its structure is not.

    fn jsx_element(&mut self, element: &ast::JSXElement) -> ExprId {
        let mut parts = Vec::new();
        for attribute in &element.opening.attrs {
            match attribute {
                ast::JSXAttrOrSpread::SpreadElement(spread) => parts.push(self.expr(&spread.expr)),
                ast::JSXAttrOrSpread::JSXAttr(attribute) => match &attribute.value {
                    Some(ast::JSXAttrValue::Str(text)) => {
                        let value = Expr::Text(self.text(&text.value));
                        parts.push(self.add(value, text));
                    }
                    Some(ast::JSXAttrValue::JSXExprContainer(container)) => {
                        if let ast::JSXExpr::Expr(value) = &container.expr {
                            parts.push(self.expr(value));
                        }
                    }
                    Some(ast::JSXAttrValue::JSXElement(inner)) => parts.push(self.jsx_element(inner)),
                    Some(ast::JSXAttrValue::JSXFragment(inner)) => {
                        parts.push(self.jsx_children(&inner.children, inner))
                    }
                    None => {}
                },
            }
        }
        parts.push(self.jsx_children(&element.children, element));
        self.add(Expr::Compute(parts.into()), element)
    }

    fn jsx_children(&mut self, children: &[ast::JSXElementChild], node: &impl Spanned) -> ExprId {
        let mut parts = Vec::new();
        for child in children {
            match child {
                ast::JSXElementChild::JSXExprContainer(container) => {
                    if let ast::JSXExpr::Expr(value) = &container.expr {
                        parts.push(self.expr(value));
                    }
                }
                ast::JSXElementChild::JSXSpreadChild(spread) => parts.push(self.expr(&spread.expr)),
                ast::JSXElementChild::JSXElement(inner) => parts.push(self.jsx_element(inner)),
                ast::JSXElementChild::JSXFragment(inner) => parts.push(self.jsx_children(&inner.children, inner)),
                ast::JSXElementChild::JSXText(_) => {}
            }
        }
        self.add(Expr::Compute(parts.into()), node)
    }
}

/// Whether what stands before these steps is given the `this` of the place by the next of them: `.bind(this)`,
/// `.call(this, …)`, `.apply(this, arguments)`.
fn gives_this(links: &[Link<'_>]) -> bool {
    let [.., Link::Call(_, [this, ..]), Link::Member(method)] = links else { return false };
    is_this(this)
        && matches!(&method.prop, ast::MemberProp::Ident(name) if matches!(&*name.sym, "call" | "apply" | "bind"))
}

fn is_this(argument: &ast::ExprOrSpread) -> bool {
    argument.spread.is_none() && matches!(&*argument.expr, ast::Expr::This(_))
}

/// One step outward in a chain of members and calls.
enum Link<'a> {
    Member(&'a ast::MemberExpr),
    Call(swc_common::Span, &'a [ast::ExprOrSpread]),
    /// `?.`: what comes behind it is evaluated only where there is something.
    Maybe,
}
