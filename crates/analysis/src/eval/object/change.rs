//! What changes objects after they are made: found once, and kept by the site that changes.

use std::collections::BTreeMap;

use molehunt_source::ByteSpan;
use rustc_hash::FxHashMap;
use swc_atoms::Atom;

use super::{MOST_ALIASES, MOST_IN_ORDER, Site, names_recipient};
use crate::{
    Tables,
    eval::{
        BUDGET, Evaluator,
        modules::described,
        walk::{MOST_STEPS, Step},
    },
    ir::{
        Call, CallId, ClassId, Context, Expr, ExprId, FunctionId, GuardId, MemberValue, Module, Property as Entry,
        SetKind, WriteKey,
    },
    need::Need,
};

/// Something that changes an object after it is made.
#[derive(Debug, Clone)]
pub(super) struct Change {
    /// Properties from the site's object down to the one that changes.
    pub(super) path: Vec<Step>,
    /// The parameter by which the object is reached, if it is.
    pub(super) given: Option<(FunctionId, u16)>,
    /// Whether what is written is made of what that parameter has: `message.bcc = message.bcc.trim()`.
    pub(super) reads_given: bool,
    /// Whether it is this object that changes, and not another one of the same name.
    pub(super) is_sure: bool,
    /// Whether the object is what is made, or what some call gives, where it changes.
    pub(super) is_own: bool,
    pub(super) action: Action,
    pub(super) context: Context,
    pub(super) place: ByteSpan,
}

pub(super) type Changes = FxHashMap<Site, Vec<Change>>;

#[derive(Debug, Clone)]
pub(in crate::eval) enum Action {
    Set(Key, ExprId, SetKind),
    /// `push`, `unshift`.
    Append(Vec<ExprId>),
    /// `Object.assign(target, …)`.
    Merge(Vec<ExprId>),
    /// `__export(target, { name: () => value })`.
    Getters(ExprId),
    /// More changes than are followed.
    More,
}

#[derive(Debug, Clone)]
pub(in crate::eval) enum Key {
    Named(Atom),
    Computed(ExprId),
    /// The last of the names that the path spells.
    Last,
}

impl Change {
    /// Where it happens below these properties, if it does.
    pub(super) fn below(&self, names: &[Atom]) -> Option<&[Step]> {
        let mut path = self.path.as_slice();
        for name in names {
            match path.split_first() {
                Some((Step::Named(step), rest)) if step == name => path = rest,
                _ => return None,
            }
        }
        Some(path)
    }
}

impl Key {
    /// The key that an argument is.
    fn of(module: &Module, name: ExprId) -> Self {
        match module.expr(name) {
            Expr::Text(name) => Self::Named(name.clone()),
            _ => Self::Computed(name),
        }
    }
}

impl Action {
    /// The expressions that belong together in each round of a loop.
    pub(super) fn parts(&self) -> Vec<ExprId> {
        match self {
            Self::Set(Key::Computed(key), value, _) => vec![*key, *value],
            Self::Append(values) => values.clone(),
            Self::Set(Key::Named(_) | Key::Last, ..) | Self::Merge(_) | Self::Getters(_) | Self::More => Vec::new(),
        }
    }

    pub(in crate::eval) fn values(&self) -> &[ExprId] {
        match self {
            Self::Set(_, value, _) | Self::Getters(value) => std::slice::from_ref(value),
            Self::Append(values) | Self::Merge(values) => values,
            Self::More => &[],
        }
    }
}

/// Functions that are looked at between one that changes an object and the one that made it.
pub(crate) const MOST_CALLED_BETWEEN: usize = 16;

/// Loops over one list that are told of each other.
pub(crate) const MOST_LOOPS: usize = 16;

/// The ways from the function that made an object to those that change it.
struct Ways {
    home: FunctionId,
    known: FxHashMap<FunctionId, Vec<u32>>,
}

/// What calls add to lists: by the list, and by the class and the property that has it.
pub(super) type Appended = (FxHashMap<ExprId, Vec<ExprId>>, FxHashMap<(ClassId, Atom), Vec<ExprId>>);

impl Evaluator<'_> {
    /// Whether something can be a `Set` that the code makes.
    fn is_of_set(&self, id: ExprId) -> bool {
        self.sites_of(id).iter().any(|site| matches!(site, Site::Expr(made) if self.is_set(*made)))
    }

    /// The object of which a loop copies what it has: `for (const key in source) target[key] = source[key]`.
    fn copied_by_loop(&self, key: ExprId, value: ExprId, guard: GuardId) -> Option<ExprId> {
        let module = self.module;
        let Expr::Index(source, own) = *module.expr(value) else { return None };
        let over = match *module.expr(self.named(key)) {
            Expr::Element(over) => over,
            // `Object.keys(source).forEach((key) => …)`
            Expr::Parameter(callback, index) => self.list_of_callback(callback, index)?,
            _ => return None,
        };
        let Expr::Call(keys) = *module.expr(self.named(over)) else { return None };
        let keys = module.call(keys);
        let of = *keys.arguments.first()?;
        let is_whole = guard == GuardId::NONE || self.asks_for_own(module.guards[guard.index()].test);
        let is_same = module.method_of_object(keys.callee) == Some("keys")
            && self.named(own) == self.named(key)
            && is_same_element(module, of, source);
        (is_whole && is_same).then_some(source)
    }

    /// Whether a test asks whether an object has a property itself.
    fn asks_for_own(&self, test: ExprId) -> bool {
        let Expr::Call(call) = self.module.expr(test) else { return false };
        matches!(self.module.expr(self.module.call(*call).callee), Expr::Member(object, name)
            if matches!(&**name, "hasOwnProperty" | "hasOwn")
                || matches!(self.module.expr(*object), Expr::Member(_, inner) if &**name == "call" && &**inner == "hasOwnProperty"))
    }

    pub(in crate::eval) fn collect_writes(&mut self) {
        let module = self.module;
        let mut changes = Changes::default();
        self.writes = super::Writes::default();
        self.index_lists();
        for write in &module.writes {
            let key = match &write.key {
                WriteKey::Named(name) => Key::Named(name.clone()),
                WriteKey::Computed(expr) => Key::Computed(*expr),
            };
            let key = match key {
                Key::Computed(key) if self.is_step_of_walk(write.object, key) => {
                    // On its way a walk makes what is not there yet.
                    if self.is_empty_container(write.value) {
                        continue;
                    }
                    Key::Last
                }
                other => other,
            };
            let action = Action::Set(key, write.value, write.kind);
            // What stands behind an object counts as what it has itself.
            let action = match action {
                // `list[list.length] = item`
                Action::Set(Key::Computed(key), value, _) if matches!(module.expr(key), Expr::Member(_, name) if &**name == "length") => {
                    Action::Append(vec![value])
                }
                Action::Set(Key::Named(name), value, SetKind::Set) if &*name == "__proto__" => {
                    Action::Merge(vec![value])
                }
                Action::Set(Key::Computed(key), value, SetKind::Set)
                    if let Some(source) = self.copied_by_loop(key, value, write.context.guard) =>
                {
                    Action::Merge(vec![source])
                }
                other => other,
            };
            self.add_change(&mut changes, write.object, action, write.context, write.span);
        }
        let language = &Tables::embedded().language;
        self.makes_maps = self.has_maps();
        for (index, call) in module.calls.iter().enumerate() {
            let place = module.span(call.expr);
            if let [target, getters] = &*call.arguments
                && let Expr::Name(..) | Expr::Member(..) = module.expr(call.callee)
                && (module.called_name(call.callee).is_some_and(|name| language.getter_definers.contains(&**name))
                    || self.defines_getters(call.callee))
            {
                self.add_change(&mut changes, *target, Action::Getters(*getters), call.context, place);
            }
            if let [target, path, value, ..] = &*call.arguments
                && self.is_path_setter(call.callee)
            {
                let action = Action::Set(Key::Last, *value, SetKind::Set);
                for (site, mut change) in self.changes_by(*target, &action, call.context, place) {
                    change.path.push(Step::Walk(*path));
                    changes.entry(site).or_default().push(change);
                }
            }
            if let Some((list, items)) = self.appended_through(call) {
                self.add_change(&mut changes, list, Action::Append(items), call.context, place);
            }
            let Expr::Member(object, method) = module.expr(call.callee) else { continue };
            match &**method {
                "push" | "unshift" => {
                    let action = Action::Append(call.arguments.to_vec());
                    self.add_change(&mut changes, *object, action, call.context, place);
                }
                "splice" if call.arguments.len() > 2 => {
                    let action = Action::Append(call.arguments[2..].to_vec());
                    self.add_change(&mut changes, *object, action, call.context, place);
                }
                "defineProperties" => self.add_definitions(&mut changes, CallId(index as u32), place),
                "__defineGetter__" => self.add_getter(&mut changes, CallId(index as u32), *object, place),
                "assign" | "setPrototypeOf" => {
                    if module.method_of_object(call.callee).is_some()
                        && let Some((target, sources)) = call.arguments.split_first()
                    {
                        self.add_change(&mut changes, *target, Action::Merge(sources.to_vec()), call.context, place);
                    }
                }
                "defineProperty" => self.add_define(&mut changes, CallId(index as u32), place),
                "set" if matches!(module.expr(*object), Expr::Global(_)) => {
                    self.add_define(&mut changes, CallId(index as u32), place);
                }
                method
                    if call.arguments.len() > 1
                        && language.form_methods.iter().any(|name| name == method)
                        && matches!(module.expr(self.named(*object)), Expr::Call(made) if self.is_form(*made)) =>
                {
                    let (name, value) = (call.arguments[0], call.arguments[1]);
                    let action = Action::Set(Key::of(module, name), value, SetKind::Set);
                    self.add_change(&mut changes, *object, action, call.context, place);
                }
                "add" if call.arguments.len() == 1 && self.is_of_set(*object) => {
                    let action = Action::Append(call.arguments.to_vec());
                    self.add_change(&mut changes, *object, action, call.context, place);
                }
                "set" if self.makes_maps => self.add_entry_of_map(&mut changes, CallId(index as u32), *object, place),
                _ => {}
            }
        }
        self.share_among_elements(&mut changes);
        changes.iter_mut().for_each(|(site, changes)| self.put_in_order(*site, changes));
        self.writes.holding.get_mut().clear();
        self.writes.by_site = changes.into_iter().map(|(site, changes)| (site, counted(changes).into())).collect();
    }

    /// What a call adds to which list through the method as a function: `Array.prototype.push.apply(list, items)`,
    /// `Reflect.apply([].push, list, items)`. Items in a list of their own are added as that.
    fn appended_through(&self, call: &Call) -> Option<(ExprId, Vec<ExprId>)> {
        let module = self.module;
        let is_push = |id: ExprId| matches!(module.expr(self.named(id)), Expr::Member(_, name) if matches!(&**name, "push" | "unshift"));
        let items_of = |list: &ExprId| match module.expr(self.named(*list)) {
            Expr::Array(items) => items.to_vec(),
            _ => vec![*list],
        };
        match (module.expr(call.callee), &*call.arguments) {
            (Expr::Member(push, how), [list, items @ ..]) if is_push(*push) => match how.as_str() {
                "call" => Some((*list, items.to_vec())),
                "apply" => Some((*list, items_of(items.first()?))),
                _ => None,
            },
            (Expr::Member(_, how), [push, list, items]) if how == "apply" && is_push(*push) => {
                Some((*list, items_of(items)))
            }
            _ => None,
        }
    }

    /// Puts what is done to one object into the order in which it happens: as it is written where the object is made, and
    /// what another function does where it is called there, first.
    fn put_in_order(&self, site: Site, changes: &mut [Change]) {
        let module = self.module;
        let first = match changes {
            [first, _, ..] => first.context.function,
            _ => return,
        };
        let is_told = changes.len() <= MOST_IN_ORDER && changes.iter().any(|change| change.context.function != first);
        let home = match site {
            _ if !is_told => None,
            Site::Expr(made) => Some(module.function_around(made).unwrap_or(FunctionId::MODULE)),
            Site::Parameter(function, _) => Some(function),
            Site::Class(_) | Site::Entries(_) => None,
        };
        let mut ways = Ways { home: home.unwrap_or(FunctionId::MODULE), known: FxHashMap::default() };
        changes.sort_by_cached_key(|change| {
            let Context { function, at, .. } = change.context;
            let mut way = if is_told { self.way_to(function, &mut ways) } else { Vec::new() };
            way.push(at);
            way
        });
    }

    /// Where the first calls stand by which a function is reached from the one that made an object, or from one that
    /// nobody calls, outermost first.
    fn way_to(&self, function: FunctionId, ways: &mut Ways) -> Vec<u32> {
        if function == ways.home {
            return Vec::new();
        }
        if let Some(known) = ways.known.get(&function) {
            return known.clone();
        }
        if ways.known.len() >= MOST_CALLED_BETWEEN {
            return Vec::new();
        }
        // Who calls itself is reached by somebody else.
        ways.known.insert(function, Vec::new());
        let callers = self.callers_of(function).iter().take(BUDGET.callers);
        let first = callers.filter_map(|caller| {
            let Context { function: around, at, .. } = self.module.call(caller.call()).context;
            let mut way = self.way_to(around, ways);
            way.push(at);
            (around != function).then_some(way)
        });
        let first = first.min().unwrap_or_default();
        ways.known.insert(function, first.clone());
        first
    }

    /// Lets each place that stands for the elements of a list have what is written to them in another one: a loop that
    /// changes what a second loop sends.
    fn share_among_elements(&self, changes: &mut Changes) {
        let module = self.module;
        let loops = module.exprs.iter().enumerate().filter_map(|(index, expr)| match expr {
            Expr::Element(list) => Some((Site::Expr(ExprId(index as u32)), *list)),
            _ => None,
        });
        let functions = (0..module.functions.len() as u32).map(FunctionId);
        let callbacks = functions.flat_map(|function| {
            (0..=1).filter_map(move |index| {
                Some((Site::Parameter(function, index), self.list_of_callback(function, index)?))
            })
        });
        let mut lists: BTreeMap<ExprId, Vec<Site>> = BTreeMap::new();
        for (site, list) in loops.chain(callbacks) {
            lists.entry(self.named(list)).or_default().push(site);
        }
        for sites in lists.into_values().filter(|sites| (2..=MOST_LOOPS).contains(&sites.len())) {
            let written: Vec<(Site, Vec<Change>)> =
                sites.iter().filter_map(|site| Some((*site, changes.get(site)?.clone()))).collect();
            for (from, written) in &written {
                for site in sites.iter().filter(|site| *site != from) {
                    changes.entry(*site).or_default().extend_from_slice(written);
                }
            }
        }
    }

    /// Whether a callee is a function of the graph that defines getters, whatever it is called.
    fn defines_getters(&self, callee: ExprId) -> bool {
        !self.module.getter_definers.is_empty()
            && self.function_of(callee).is_some_and(|function| self.module.getter_definers.contains(&function))
    }

    /// Finds what is added to lists, so that a write to an element of one is a write to what was added.
    fn index_lists(&mut self) {
        let module = self.module;
        for write in &module.writes {
            if let (Expr::This(function), WriteKey::Named(name)) = (module.expr(write.object), &write.key)
                && let Some(class) = module.function(*function).class
            {
                self.writes.assigned.entry((class, name.clone())).or_default().push(write.value);
            }
        }
        for (index, class) in module.classes.iter().enumerate() {
            for member in class.members.iter().filter(|member| !member.is_static) {
                if let MemberValue::Field(value) = member.value {
                    let property = (ClassId(index as u32), member.name.clone());
                    self.writes.assigned.entry(property).or_default().push(value);
                }
            }
        }
        let mut appended = Appended::default();
        for call in &module.calls {
            let Expr::Member(list, method) = module.expr(call.callee) else { continue };
            if !matches!(&**method, "push" | "unshift") {
                continue;
            }
            if let Some(property) = self.property_of_this(*list) {
                appended.1.entry(property).or_default().extend(&call.arguments);
                continue;
            }
            for site in self.sites_of(*list) {
                if let Site::Expr(site) = site {
                    appended.0.entry(site).or_default().extend(&call.arguments);
                }
            }
        }
        self.writes.appended = appended;
        // Elements of lists have more sites from now on.
        self.sites.get_mut().clear();
        self.index_held();
    }

    /// `Object.defineProperty(object, name, { get })`, `Reflect.set(object, name, value)`. A value under a name that is
    /// written out is a write already, unless it is one of what a module exports.
    fn add_define(&self, changes: &mut Changes, id: CallId, place: ByteSpan) {
        let module = self.module;
        let call = module.call(id);
        let [target, name, value, ..] = &*call.arguments else { return };
        let value = match module.method_of_global(call.callee) {
            Some(("Reflect", "set")) => Some(*value),
            Some(("Object" | "Reflect", "defineProperty")) => described(module, *value),
            _ => None,
        };
        let Some(value) = value else { return };
        let key = match module.expr(*name) {
            // What module systems tell each other is none of what a module exports.
            Expr::Text(name) if &**name == "__esModule" => return,
            Expr::Text(_) if module.defined_value(call.callee, &call.arguments).is_some() => return,
            Expr::Member(symbol, _) if matches!(module.expr(*symbol), Expr::Global(name) if &**name == "Symbol") => {
                return;
            }
            _ => Key::of(module, *name),
        };
        // What its arguments read is what was there before: `Reflect.set(mail, 'send', archived(mail.send))`.
        let context = Context { at: place.end.saturating_sub(1), ..call.context };
        self.add_change(changes, *target, Action::Set(key, value, SetKind::Set), context, place);
    }

    /// `Object.defineProperties(object, { name: { value } })`.
    fn add_definitions(&self, changes: &mut Changes, id: CallId, place: ByteSpan) {
        let module = self.module;
        let call = module.call(id);
        let (Some(_), [target, definitions, ..]) = (module.method_of_object(call.callee), &*call.arguments) else {
            return;
        };
        let Expr::Object(entries) = module.expr(self.named(*definitions)) else { return };
        for entry in entries {
            if let Entry::Named(name, description) = entry
                && let Some(value) = described(module, *description)
            {
                let action = Action::Set(Key::Named(name.clone()), value, SetKind::Set);
                self.add_change(changes, *target, action, call.context, place);
            }
        }
    }

    /// `object.__defineGetter__(name, () => value)`.
    fn add_getter(&self, changes: &mut Changes, id: CallId, object: ExprId, place: ByteSpan) {
        let module = self.module;
        let call = module.call(id);
        let [name, getter] = &*call.arguments else { return };
        let Some(value) = self.function_of(*getter).and_then(|getter| module.function(getter).returns.first()) else {
            return;
        };
        self.add_change(
            changes,
            object,
            Action::Set(Key::of(module, *name), *value, SetKind::Set),
            call.context,
            place,
        );
    }

    /// `map.set(name, value)`.
    fn add_entry_of_map(&self, changes: &mut Changes, id: CallId, map: ExprId, place: ByteSpan) {
        let call = self.module.call(id);
        let [name, value] = &*call.arguments else { return };
        let action = Action::Set(Key::of(self.module, *name), *value, SetKind::Set);
        for (site, change) in self.changes_by(map, &action, call.context, place) {
            if change.path.is_empty()
                && let Some(site) = self.map_at(site)
            {
                changes.entry(site).or_default().push(change);
            }
        }
    }

    /// Whether a call makes a form of something: `new URLSearchParams({ to })`.
    fn is_form(&self, made: CallId) -> bool {
        let call = self.module.call(made);
        let is_form = |name: &Atom| matches!(&**name, "URLSearchParams" | "FormData");
        call.is_new
            && !call.arguments.is_empty()
            && matches!(self.module.expr(call.callee), Expr::Global(name) if is_form(name))
    }

    fn add_change(&self, changes: &mut Changes, object: ExprId, action: Action, context: Context, place: ByteSpan) {
        for (site, change) in self.changes_by(object, &action, context, place) {
            changes.entry(site).or_default().push(change);
        }
    }

    /// What an action on an expression's object changes, by where that can have been made.
    fn changes_by(&self, object: ExprId, action: &Action, context: Context, place: ByteSpan) -> Vec<(Site, Change)> {
        let mut found = Vec::new();
        let mut read = None;
        let mut change = |path, given: Option<(FunctionId, u16)>, is_sure, is_own| Change {
            path,
            given,
            reads_given: given.is_some_and(|given| *read.get_or_insert_with(|| self.reads(action, given))),
            is_sure,
            is_own,
            action: action.clone(),
            context,
            place,
        };
        for Place { site, path, given, is_sure, is_own } in self.places_of(object, action) {
            // What is kept in a property of an instance is also the object that was put there.
            if let (Site::Class(class), Some((Step::Named(name), rest))) = (site, path.split_first()) {
                let kept = self.kept_in(class, name);
                let is_only = is_sure && kept.len() == 1;
                found.extend(kept.into_iter().map(|site| (site, change(rest.to_vec(), None, is_only, false))));
            }
            found.push((site, change(path, given, is_sure, is_own)));
        }
        found
    }

    /// The parameter that something is, perhaps with something in its place where it is not given:
    /// `options = options || {}`.
    fn parameter_as(&self, id: ExprId) -> Option<(FunctionId, u16)> {
        let module = self.module;
        let of_value = |id: ExprId| match module.expr(self.named(id)) {
            Expr::Parameter(function, index) => Some((*function, *index)),
            Expr::Either { left, .. } => match module.expr(self.named(*left)) {
                Expr::Parameter(function, index) => Some((*function, *index)),
                _ => None,
            },
            _ => None,
        };
        match module.expr(self.named(id)) {
            Expr::Name(binding, function) => {
                let definitions = self.definitions_meant(id, *binding, *function).iter().take(BUDGET.choices);
                definitions.filter_map(|definition| of_value(definition.value)).next()
            }
            _ => of_value(id),
        }
    }

    /// Whether what an action sets is made of a parameter.
    fn reads(&self, action: &Action, given: (FunctionId, u16)) -> bool {
        matches!(action, Action::Set(..) | Action::Merge(_))
            && self.parameter_among(action.values(), |function, index| (function, index) == given).is_some()
    }

    /// Where the object that an expression gives is told apart from others: itself, or as a part of another one.
    fn places_of(&self, object: ExprId, action: &Action) -> Vec<Place> {
        let mut places = Vec::new();
        let mut open: Vec<(ExprId, Vec<Step>)> = vec![(object, Vec::new())];
        let mut next = 0;
        while let Some((object, below)) = open.get(next).cloned() {
            next += 1;
            let Some((base, mut path)) = self.outermost(object, action) else { continue };
            path.extend(below);
            let given = self.parameter_as(base);
            let mut elsewhere = |object: ExprId, path: &[Step]| {
                if open.len() < BUDGET.sites
                    && path.len() <= MOST_STEPS
                    && !open.iter().any(|(other, _)| *other == object)
                {
                    open.push((object, path.to_vec()));
                }
            };
            // What a function is given may be a part of something: `stamp(context.message)`.
            if let Some((function, index)) = given {
                for caller in self.callers_of(function).iter().take(BUDGET.callers) {
                    if let Some(argument) = caller.argument(self.module, index)
                        && self.sites_of(argument).is_empty()
                    {
                        elsewhere(argument, &path);
                    }
                }
            }
            let sites = self.sites_of(base);
            let named = self.named(base);
            // `const all = given.all || []`: what is set by a name is known by that of the other one already.
            let value = match self.module.expr(named) {
                Expr::Name(binding, _) => self.module.given_once(*binding).unwrap_or(named),
                _ => named,
            };
            if let Expr::Either { left, .. } = self.module.expr(value)
                && given.is_none()
                && matches!(action, Action::Append(_))
                && self.sites_of(*left).is_empty()
            {
                elsewhere(*left, &path);
            }
            let is_given = given.is_some();
            let is_own = matches!(self.module.expr(named), Expr::Call(_) | Expr::Object(_) | Expr::Array(_));
            for site in &sites {
                let site = *site;
                let is_sure = match (self.module.expr(named), site) {
                    // Which of its values a name has is not told here.
                    (Expr::Name(..), _) => false,
                    (_, Site::Expr(made)) => made == named || is_given || sites.len() == 1,
                    (_, Site::Parameter(..) | Site::Class(_) | Site::Entries(_)) => true,
                };
                // Or it was put into another one before: `stamp({ message })`.
                if let (Site::Expr(literal), Some((Step::Named(name), rest))) = (site, path.split_first())
                    && let Expr::Object(entries) = self.module.expr(literal)
                {
                    let put = entries.iter().find_map(|entry| match entry {
                        Entry::Named(own, value) if own == name => Some(*value),
                        _ => None,
                    });
                    let is_given = |value: &ExprId| {
                        matches!(self.module.expr(self.named(*value)), Expr::Parameter(..) | Expr::Member(..))
                    };
                    put.filter(is_given).into_iter().for_each(|value| elsewhere(value, rest));
                }
                places.push(Place { site, path: path.clone(), given: given.filter(|_| next == 1), is_sure, is_own });
            }
        }
        places
    }

    /// What something is the object of or lies in, of which it is known where it can have been made, and the way from
    /// there.
    fn outermost(&self, object: ExprId, action: &Action) -> Option<(ExprId, Vec<Step>)> {
        let mut path = Vec::new();
        let mut base = object;
        let mut aliases = 0;
        loop {
            if path.len() > MOST_STEPS {
                return None;
            }
            if let Some((start, names)) = self.walk(base) {
                // The last step is one of the walk's own names.
                if let Some(Step::Computed(key)) = path.first()
                    && self.is_step_of_walk(base, *key)
                {
                    path.remove(0);
                    path.insert(0, Step::Walk(self.spelled_in(names)));
                } else if matches!(action, Action::Set(Key::Last, ..)) && path.is_empty() {
                    path.push(Step::Walk(self.spelled_in(names)));
                } else {
                    path.insert(0, Step::Walk(names));
                }
                base = start;
                continue;
            }
            if !self.sites_of(base).is_empty() {
                return Some((base, path));
            }
            // The object is itself a property: the change is to what holds it.
            match self.module.expr(base) {
                Expr::Member(outer, name) => {
                    path.insert(0, Step::Named(name.clone()));
                    base = *outer;
                }
                Expr::Index(outer, key) => {
                    path.insert(0, Step::Computed(*key));
                    base = *outer;
                }
                // Or it is another name for one: `const message = mail.data`.
                Expr::Name(binding, _) if aliases < MOST_ALIASES => {
                    let [only] = self.module.bindings[binding.index()].definitions.as_slice() else { return None };
                    aliases += 1;
                    self.needs.raise(Need::Aliases, aliases as usize);
                    base = only.value;
                }
                _ => return None,
            }
        }
    }
}

/// Where an object is told apart from others.
struct Place {
    site: Site,
    /// The way to it from there.
    path: Vec<Step>,
    /// The parameter as which it was given, if it was.
    given: Option<(FunctionId, u16)>,
    is_sure: bool,
    is_own: bool,
}

/// Whether two expressions are one name, or one element of one list: `given`, `arguments[index]`.
fn is_same_element(module: &Module, one: ExprId, other: ExprId) -> bool {
    let is_same = |one: ExprId, other: ExprId| match (module.expr(one), module.expr(other)) {
        (Expr::Name(one, _), Expr::Name(other, _)) => one == other,
        (Expr::RestParameter(one, _), Expr::RestParameter(other, _)) => one == other,
        _ => false,
    };
    match (module.expr(one), module.expr(other)) {
        (Expr::Index(list, key), Expr::Index(same_list, same_key)) => {
            is_same(*list, *same_list) && is_same(*key, *same_key)
        }
        _ => is_same(one, other),
    }
}

/// Changes of one object, as many as are followed: of more, the first, and those that may say who is written to.
fn counted(mut changes: Vec<Change>) -> Vec<Change> {
    if changes.len() <= BUDGET.pieces {
        return changes;
    }
    let mut left = [BUDGET.pieces / 2; 2];
    let more = Change { path: Vec::new(), action: Action::More, ..changes[BUDGET.pieces].clone() };
    changes.retain(|change| {
        let is_message_like = matches!(&change.action, Action::Set(Key::Named(name), ..) if names_recipient(name));
        let left = &mut left[usize::from(is_message_like)];
        let is_kept = *left > 0;
        *left = left.saturating_sub(1);
        is_kept
    });
    changes.push(more);
    changes
}
