//! The forms in which tools are declared: calls, lists, classes, decorators, modules, and the bare protocol.
//!
//! Which calls and classes those are, and where in them a name, a schema or a handler stands, is in `mcp.toml`.

use molehunt_model::Surface;
use molehunt_source::ByteSpan;
use swc_atoms::Atom;

use super::{
    ANY_TOOL, Tool, ToolText, Tools, collect_functions,
    place::{
        Subject, described, handlers_at, parameter, pattern_of, place_of, properties, text_at, values_at,
        values_of_place,
    },
    schema,
};
use crate::{
    eval::Evaluator,
    ir::{CallId, ClassId, Decorated, Expr, ExprId, FileId, FunctionId, GuardId, MemberValue, Module},
    lookup::{find, first},
    mail::overload_fits,
    origin::ToolParameter,
    tables::{Declare, KeyCase, PathPattern, Place, Tables, ToolEntry as Entry, ValuePath},
    value::{Path, Root, Segment, Value},
};

/// Declarations that one call makes at most: those of a list, or of a map.
const MOST_DECLARED: usize = 256;

impl Tools {
    pub(super) fn declare_by_call(&mut self, evaluator: &mut Evaluator<'_>, tables: &Tables, id: CallId) {
        let module = evaluator.module;
        let call = module.call(id);
        // Every declaring call is a method or an imported function with at least two arguments or an object.
        let name = match module.expr(call.callee) {
            Expr::Member(_, name) => Some(name.clone()),
            Expr::Name(..) | Expr::Import { .. } => None,
            _ => return,
        };
        let callee = evaluator.value(call.callee);
        let mut rows = Vec::new();
        if let Value::Path(path) = &callee {
            let mut path = Path::clone(path);
            if call.is_new {
                path.segments.push(Segment::New(id));
            }
            if let [options, ..] = tables.mcp.servers.find(&path).as_slice() {
                self.add_instructions(evaluator, id, *options);
            }
            for (sdk, row) in tables.mcp.texts.find(&path) {
                self.add_other_texts(evaluator, &tables.mcp.sdks[sdk].declare[row], id);
            }
            rows = tables.mcp.declarations.find(&path);
        }
        if let (true, Some(name)) = (rows.is_empty(), &name)
            && is_untold(&callee)
        {
            let is_named = |path: &PathPattern| path.0.len() == 1 && path.last_name() == Some(&**name);
            let loose = tables.mcp.loose.iter().filter(|(_, _, path)| is_named(path));
            rows = loose.map(|(sdk, row, _)| (*sdk, *row)).collect();
        }
        for (sdk, row) in rows {
            let declare = &tables.mcp.sdks[sdk].declare[row];
            if overload_fits(evaluator, declare.when_args.as_ref(), id) && self.declare(evaluator, declare, id) {
                evaluator.declaring.insert(id);
                if self.declared.last().is_some_and(|tool| tool.name == ANY_TOOL) {
                    self.by_ways.push((id, (sdk, row)));
                }
                return;
            }
        }
    }

    /// Tells the tools apart that one call declares: for each round of a loop, for each caller of a function.
    pub(crate) fn tell_by_ways(&mut self, evaluator: &mut Evaluator<'_>, tables: &Tables) {
        for (call, (sdk, row)) in std::mem::take(&mut self.by_ways) {
            let declare = &tables.mcp.sdks[sdk].declare[row];
            let mut declared = |evaluator: &mut Evaluator<'_>| {
                let mut tools = Self::default();
                tools.declare(evaluator, declare, call);
                tools.declared.retain(|tool| tool.name != ANY_TOOL);
                vec![tools]
            };
            let told: Vec<Self> = match evaluator.by_ways(call, &mut declared) {
                Some(ways) => ways.into_iter().flat_map(|(_, tools)| tools).collect(),
                None => declared(evaluator),
            };
            if told.iter().all(|tools| tools.declared.is_empty()) {
                self.declare_by_subclasses(evaluator, declare, call);
                continue;
            }
            let place = evaluator.module.span(evaluator.module.call(call).expr);
            self.declared.retain(|tool| tool.name != ANY_TOOL || tool.place != place);
            let mut handled: Vec<(FunctionId, String)> = Vec::new();
            for tools in told {
                let Some(tool) = tools.declared.into_iter().next() else { continue };
                handled.extend(tools.handlers.iter().map(|(handler, _)| (*handler, tool.name.clone())));
                if !self.declared.iter().any(|other| other.name == tool.name && other.place == tool.place) {
                    self.declared.push(tool);
                }
            }
            // A function that handles several of them stays one of which it is not told which.
            for (handler, name) in &handled {
                let is_shared = handled.iter().any(|(other, other_name)| other == handler && other_name != name);
                if !is_shared {
                    let known = self.handlers.iter_mut().filter(|(other, _)| other == handler);
                    known.for_each(|(_, known)| *known = Some(name.clone()));
                }
            }
        }
    }

    /// `server.registerTool(this.name, …)` in a base class: each class that extends it is a tool.
    fn declare_by_subclasses(&mut self, evaluator: &mut Evaluator<'_>, declare: &Declare, call: CallId) {
        let module = evaluator.module;
        let node = module.call(call);
        let Some(base) = module.enclosing(node.context.function).find_map(|function| module.function(function).class)
        else {
            return;
        };
        let place = module.span(node.expr);
        let mut is_told = false;
        for class in evaluator.classes_below(base, MOST_DECLARED) {
            let mut tools = Self::default();
            evaluator.as_instance(base, class, |evaluator| tools.declare(evaluator, declare, call));
            let Some(mut tool) = tools.declared.into_iter().find(|tool| tool.name != ANY_TOOL) else { continue };
            if self.declared.iter().any(|other| other.name == tool.name) {
                continue;
            }
            let named = tool.texts.iter().find(|text| text.surface == Surface::Name);
            tool.place = named.map_or(tool.place, |text| text.place);
            self.of_class.insert(class, tool.name.clone());
            // What a class that is a tool does, it does for that tool.
            for member in &module.classes[class.index()].members {
                let MemberValue::Method(method) = member.value else { continue };
                self.handlers.push((method, Some(tool.name.clone())));
                if evaluator.callers_of(method).is_empty() {
                    self.parameters.entry((method, 0)).or_default();
                }
            }
            self.declared.push(tool);
            is_told = true;
        }
        if is_told {
            self.declared.retain(|tool| tool.name != ANY_TOOL || tool.place != place);
        }
    }

    /// Whether the call declares what the row says.
    fn declare(&mut self, evaluator: &mut Evaluator<'_>, declare: &Declare, id: CallId) -> bool {
        if declare.request_name().is_some_and(|request| !is_request(evaluator, declare, request, id)) {
            return false;
        }
        match declare.kind.as_str() {
            "tool" => {}
            "tool-list" => return self.declare_list(evaluator, declare, id),
            _ => return false,
        }
        if let Some(items) = &declare.items {
            let items = values_at(evaluator, Subject::Call(id), items);
            let declared: Vec<bool> = items
                .iter()
                .take(MOST_DECLARED)
                .map(|item| self.declare_one(evaluator, declare, Subject::Value(item), id, None))
                .collect();
            return declared.contains(&true);
        }
        if let Some(map) = &declare.map {
            return self.declare_map(evaluator, declare, map, id);
        }
        self.declare_one(evaluator, declare, Subject::Call(id), id, None)
    }

    /// `createMcpServer({ tools: { name: tool({ … }) } })`: the key is the name.
    fn declare_map(&mut self, evaluator: &mut Evaluator<'_>, declare: &Declare, map: &Place, id: CallId) -> bool {
        if declare.handler.is_none() {
            return false;
        }
        let mut open = values_at(evaluator, Subject::Call(id), map);
        let mut declared = false;
        while let Some(value) = open.pop() {
            match value {
                Value::Function(function) => {
                    let returns = evaluator.module.function(function).returns.clone();
                    open.extend(
                        evaluator.values(&returns).into_iter().filter(|value| matches!(value, Value::Object(_))),
                    );
                }
                Value::Object(object) => {
                    for property in object.properties.iter().take(MOST_DECLARED) {
                        let Some(name) = &property.name else { continue };
                        let described = described(evaluator, &property.value);
                        let subject = Subject::Value(&described);
                        declared |= self.declare_one(evaluator, declare, subject, id, Some(name.to_string()));
                    }
                }
                _ => {}
            }
        }
        declared
    }

    /// One tool. `name` is the one that it has if the row names no place for it.
    fn declare_one(
        &mut self,
        evaluator: &mut Evaluator<'_>,
        declare: &Declare,
        subject: Subject<'_>,
        id: CallId,
        name: Option<String>,
    ) -> bool {
        let handlers: Vec<FunctionId> = declare
            .handler
            .iter()
            .chain(&declare.handlers)
            .flat_map(|place| handlers_at(evaluator, subject, place, declare.builder.as_deref()))
            .collect();
        if handlers.is_empty() {
            return false;
        }
        let place = place_of(evaluator.module, subject, id);
        let name = name.or_else(|| match &declare.name {
            Some(at) => match text_at(evaluator, subject, at, declare.builder.as_deref()) {
                Some(name) => Some(name),
                None if declare.dispatch.is_none() => Some(ANY_TOOL.to_owned()),
                None => None,
            },
            None => None,
        });
        let (param, parameter) = parameter(declare);
        for handler in &handlers {
            self.parameters.insert((*handler, param), parameter.clone());
            if let Some(dispatch) = &declare.dispatch {
                self.dispatch.insert(*handler, (dispatch.param.unwrap_or(0), pattern_of(dispatch)));
            }
            self.handlers.push((*handler, name.clone()));
        }
        let Some(name) = name else { return true };
        let builder = declare.builder.as_deref();
        let mut description = declare.description.as_ref().and_then(|at| text_at(evaluator, subject, at, builder));
        let mut arguments = Vec::new();
        for at in declare.schema.iter().chain(&declare.schema_alternative) {
            let schemas = values_of_place(evaluator, subject, at, builder);
            if arguments.is_empty() {
                arguments = schema::names_of_all(evaluator, &schemas);
            }
        }
        if let (true, Subject::Call(call)) = (declare.handler.as_ref().is_some_and(|place| place.last), subject) {
            self.read_variadic(evaluator, call, &mut description, &mut arguments);
        }
        let texts = self.texts_of(evaluator, subject, place);
        self.declared.push(Tool { name, description, arguments, place, texts });
        true
    }

    /// The variadic form: between name and handler come a description and a schema, either of which may be missing.
    fn read_variadic(
        &self,
        evaluator: &mut Evaluator<'_>,
        call: CallId,
        description: &mut Option<String>,
        arguments: &mut Vec<String>,
    ) {
        let given = &evaluator.module.call(call).arguments;
        let last = given.len().saturating_sub(1);
        for argument in given.get(1..last).unwrap_or_default() {
            match evaluator.value(*argument) {
                Value::Text(text) => *description = Some(text.text.clone()),
                Value::Object(object) if arguments.is_empty() => {
                    *arguments = schema::names_of(evaluator, &Value::Object(object));
                }
                _ => {}
            }
        }
    }

    /// All that a model reads of a declaration.
    fn texts_of(&mut self, evaluator: &mut Evaluator<'_>, subject: Subject<'_>, at: ByteSpan) -> Vec<ToolText> {
        let mut reader = schema::Reader::new(at);
        match subject {
            Subject::Call(call) => {
                let arguments = evaluator.module.call(call).arguments.clone();
                for (index, argument) in arguments.iter().enumerate() {
                    let value = evaluator.value(*argument);
                    let surface = if index == 0 { Surface::Name } else { Surface::Description };
                    reader.read(evaluator, &value, surface);
                }
            }
            Subject::Value(value) => reader.read(evaluator, value, Surface::Description),
        }
        self.has_unread |= reader.has_unread;
        reader.texts
    }

    fn add_instructions(&mut self, evaluator: &mut Evaluator<'_>, id: CallId, options: usize) {
        let call = evaluator.module.call(id);
        let mut reader = schema::Reader::new(evaluator.module.span(call.expr));
        for argument in call.arguments.iter().take(options + 1) {
            let value = evaluator.value(*argument);
            for key in ["instructions", "description", "title", "name"] {
                if let Some(value) = first(evaluator, &value, &ValuePath::parse(key)) {
                    reader.read(evaluator, &value, Surface::Server);
                }
            }
        }
        self.has_unread |= reader.has_unread;
        self.other_texts.extend(reader.texts);
    }

    fn add_other_texts(&mut self, evaluator: &mut Evaluator<'_>, declare: &Declare, id: CallId) {
        let surface = if declare.kind.starts_with("prompt") { Surface::Prompt } else { Surface::Resource };
        let call = evaluator.module.call(id);
        let mut reader = schema::Reader::new(evaluator.module.span(call.expr));
        for argument in call.arguments.clone() {
            let value = evaluator.value(argument);
            match &value {
                // A low-level server lists them.
                Value::Function(function) => {
                    let Some(returns) = &declare.returns else { continue };
                    for value in evaluator.module.function(*function).returns.clone() {
                        let value = evaluator.value(value);
                        for one in find(evaluator, &value, &returns.0, KeyCase::Exact) {
                            reader.read(evaluator, &one.value, surface);
                        }
                    }
                }
                value => reader.read(evaluator, value, surface),
            }
        }
        self.other_texts.extend(reader.texts);
    }

    /// `setRequestHandler(ListToolsRequestSchema, () => ({ tools: [...] }))`
    fn declare_list(&mut self, evaluator: &mut Evaluator<'_>, declare: &Declare, id: CallId) -> bool {
        let module = evaluator.module;
        let call = module.call(id);
        let (Some(place), Some(returns), Some(entry)) = (&declare.handler, &declare.returns, &declare.entry) else {
            return false;
        };
        if entry.name.is_none() {
            return false;
        }
        self.lists.push(id);
        for handler in handlers_at(evaluator, Subject::Call(id), place, None) {
            self.declare_returned(evaluator, handler, returns, entry, module.span(call.expr));
        }
        true
    }

    /// The tools in the lists that a function returns.
    fn declare_returned(
        &mut self,
        evaluator: &mut Evaluator<'_>,
        function: FunctionId,
        returns: &ValuePath,
        entry: &Entry,
        at: ByteSpan,
    ) {
        for value in evaluator.module.function(function).returns.clone() {
            let value = evaluator.value(value);
            self.declare_listed(evaluator, &value, returns, entry, at);
        }
    }

    /// The tools in a list.
    fn declare_listed(
        &mut self,
        evaluator: &mut Evaluator<'_>,
        value: &Value,
        returns: &ValuePath,
        entry: &Entry,
        at: ByteSpan,
    ) {
        let Some(name_key) = &entry.name else { return };
        for tool in find(evaluator, value, &returns.0, KeyCase::Exact) {
            let text = |evaluator: &mut Evaluator<'_>, key: &str| {
                find(evaluator, &tool.value, &ValuePath::parse(key).0, KeyCase::Exact)
                    .first()
                    .and_then(|found| Some((found.value.as_text()?.text.clone(), found.place)))
            };
            let Some((name, place)) = text(evaluator, name_key) else { continue };
            let description = entry.description.as_ref().and_then(|key| text(evaluator, key)).map(|(text, _)| text);
            let schema = entry.schema.as_ref().and_then(|key| first(evaluator, &tool.value, &ValuePath::parse(key)));
            let arguments = schema.map(|schema| schema::names_of(evaluator, &schema)).unwrap_or_default();
            let place = place.unwrap_or(at);
            // Of two lists that a server gives, one is often a part of the other.
            if self.declared.iter().any(|tool| tool.name == name && tool.place == place) {
                continue;
            }
            let texts = self.texts_of(evaluator, Subject::Value(&tool.value), place);
            self.declared.push(Tool { name, description, arguments, place, texts });
        }
    }

    /// A server that speaks the protocol by itself: under the test for one request it lists tools,
    /// and under the one for another it calls their handlers.
    pub(super) fn declare_by_protocol(&mut self, evaluator: &mut Evaluator<'_>, tables: &Tables) {
        let module = evaluator.module;
        let protocol = &tables.mcp.protocol;
        let before = self.declared.len();
        for (test, _) in tests_of(module, &protocol.list_method) {
            let span = module.span(test);
            let (returns, entry) = (&protocol.list_returns, &protocol.list_entry);
            if let Some(function) = function_around(module, test) {
                self.declare_returned(evaluator, function, returns, entry, span);
            }
            if self.declared.len() > before {
                continue;
            }
            // `answer(request.id, { tools: [...] })`
            for call in &module.calls {
                if is_under(module, call.context.guard, &[test]) {
                    for value in evaluator.values(&call.arguments) {
                        self.declare_listed(evaluator, &value, returns, entry, span);
                    }
                }
            }
        }
        let only = match &self.declared[before..] {
            [] => return,
            [only] => Some(only.name.clone()),
            _ => None,
        };
        let tests = tests_of(module, &protocol.call_method);
        for (_, subject) in &tests {
            self.read_request(evaluator, protocol, *subject, only.as_ref());
        }
        let tests: Vec<ExprId> = tests.into_iter().map(|(test, _)| test).collect();
        for call in &module.calls {
            if !is_under(module, call.context.guard, &tests) {
                continue;
            }
            let mut targets = Vec::new();
            collect_functions(&evaluator.value(call.callee), &mut targets);
            for (index, argument) in call.arguments.iter().enumerate() {
                let is_property = |name: &str| matches!(module.expr(*argument), Expr::Member(_, own) if **own == *name);
                let below = match () {
                    () if is_property(&protocol.call_params[1]) => Vec::new(),
                    () if is_property("params") => vec![protocol.call_params[1].clone()],
                    () => continue,
                };
                for target in &targets {
                    if !below.is_empty() {
                        let name = properties([protocol.call_params[0].as_str()]);
                        self.dispatch.insert(*target, (index as u16, name));
                    }
                    let below = vec![properties(below.iter().map(String::as_str))];
                    self.parameters.insert((*target, index as u16), ToolParameter { below, is_one: false });
                    self.handlers.push((*target, only.clone()));
                    evaluator.entries.insert(*target);
                }
            }
        }
    }

    /// Learns from `request.method === 'tools/call'` what the request is, where it is a parameter.
    fn read_request(
        &mut self,
        evaluator: &mut Evaluator<'_>,
        protocol: &crate::tables::Protocol,
        method: ExprId,
        only: Option<&String>,
    ) {
        let Value::Path(path) = evaluator.value(method) else { return };
        let (Root::Parameter(function, index), Some((Segment::Property(_), before))) =
            (&path.root, path.segments.split_last())
        else {
            return;
        };
        let before: Option<Vec<&str>> = before
            .iter()
            .map(|segment| match segment {
                Segment::Property(name) => Some(&**name),
                _ => None,
            })
            .collect();
        let Some(before) = before else { return };
        let below = |name: &'static str| properties(before.iter().copied().chain(["params", name]));
        debug_assert!(protocol.call_params.iter().any(|name| name == "arguments"));
        let parameter = ToolParameter { below: vec![below("arguments")], is_one: false };
        self.parameters.entry((*function, *index)).or_insert(parameter);
        self.dispatch.entry(*function).or_insert((*index, below("name")));
        self.handlers.push((*function, only.cloned()));
    }

    pub(super) fn declare_by_class(&mut self, evaluator: &mut Evaluator<'_>, tables: &Tables, id: ClassId) {
        let module = evaluator.module;
        let class = &module.classes[id.index()];
        let Some(base) = class.base else { return };
        let Value::Path(path) = evaluator.value(base) else { return };
        for (sdk, row) in tables.mcp.bases.find(&path) {
            let declare = &tables.mcp.sdks[sdk].declare[row];
            let method = declare.handler.as_ref().and_then(|place| place.method.as_deref()).unwrap_or("execute");
            let handler = class.members.iter().find_map(|member| match member.value {
                MemberValue::Method(function) if &*member.name == method => Some(function),
                _ => None,
            });
            let Some(handler) = handler else { continue };
            let property = |evaluator: &mut Evaluator<'_>, place: &Option<Place>| {
                let name = place.as_ref()?.property.as_ref()?;
                Some(evaluator.property(&Value::Instance(id), &name.as_str().into()))
            };
            let place = module.function(handler).span;
            let mut reader = schema::Reader::new(place);
            let surfaces = [
                (&declare.name, Surface::Name),
                (&declare.description, Surface::Description),
                (&declare.schema, Surface::Parameter),
            ];
            for (at, surface) in surfaces {
                if let Some(value) = property(evaluator, at) {
                    reader.read(evaluator, &value, surface);
                }
            }
            self.has_unread |= reader.has_unread;
            let name = match property(evaluator, &declare.name) {
                Some(Value::Text(text)) => text.text.clone(),
                _ => ANY_TOOL.to_owned(),
            };
            let description = match property(evaluator, &declare.description) {
                Some(Value::Text(text)) => Some(text.text.clone()),
                _ => None,
            };
            let schema = property(evaluator, &declare.schema);
            let arguments = schema.map(|schema| schema::names_of(evaluator, &schema)).unwrap_or_default();
            let (param, parameter) = parameter(declare);
            self.parameters.insert((handler, param), parameter);
            self.handlers.push((handler, Some(name.clone())));
            self.declared.push(Tool { name, description, arguments, place, texts: reader.texts });
            return;
        }
    }

    /// `@Tool({ … }) method() {}`, as TypeScript writes it and as compilers leave it.
    pub(super) fn declare_by_decorators(&mut self, evaluator: &mut Evaluator<'_>, tables: &Tables) {
        let module = evaluator.module;
        for decorated in &module.decorated {
            self.declare_decorated(evaluator, tables, decorated);
        }
        for call in &module.calls {
            let helper = module.called_name(call.callee);
            if !helper.is_some_and(|name| tables.mcp.decorating_helpers.iter().any(|helper| *helper == **name)) {
                continue;
            }
            let [list, target, name, ..] = &*call.arguments else { continue };
            let Expr::Array(items) = module.expr(*list) else { continue };
            let Some(method) = method_at(evaluator, *target, *name) else { continue };
            let (parameters, decorators) = items.iter().partition(|item| parameter_decorator(module, **item).is_some());
            let parameters: Vec<ExprId> = parameters;
            let parameters = parameters.iter().filter_map(|item| parameter_decorator(module, *item)).collect();
            self.declare_decorated(evaluator, tables, &Decorated { method, decorators, parameters });
        }
    }

    fn declare_decorated(&mut self, evaluator: &mut Evaluator<'_>, tables: &Tables, decorated: &Decorated) {
        let module = evaluator.module;
        for decorator in &decorated.decorators {
            let Expr::Call(id) = module.expr(*decorator) else { continue };
            let Value::Path(path) = evaluator.value(module.call(*id).callee) else { continue };
            let Some((sdk, row)) = tables.mcp.decorators.find(&path).into_iter().next() else { continue };
            let declare = &tables.mcp.sdks[sdk].declare[row];
            let subject = Subject::Call(*id);
            let method = module.function(decorated.method);
            let name = declare.name.as_ref().and_then(|at| text_at(evaluator, subject, at, None));
            let Some(name) = name.or_else(|| method.name.as_ref().map(ToString::to_string)) else { continue };
            let description = declare.description.as_ref().and_then(|at| text_at(evaluator, subject, at, None));
            let schemas = declare.schema.iter().flat_map(|at| values_at(evaluator, subject, at)).collect::<Vec<_>>();
            let arguments = schema::names_of_all(evaluator, &schemas);
            let place = module.span(*decorator);
            let picks = |evaluator: &mut Evaluator<'_>, decorator: ExprId, name: &str| {
                let Expr::Call(call) = module.expr(decorator) else { return false };
                let callee = evaluator.value(module.call(*call).callee);
                matches!(callee, Value::Path(path) if path.segments.last().is_some_and(|last| last.is_property(name)))
            };
            let params = declare.params.clone().unwrap_or_default();
            if params.positional {
                for index in 0..method.parameter_names.len() as u16 {
                    let parameter = ToolParameter { below: Vec::new(), is_one: true };
                    self.parameters.insert((decorated.method, index), parameter);
                }
            } else {
                let picked = params.decorator.as_deref().and_then(|name| {
                    let mut parameters = decorated.parameters.iter();
                    parameters.find(|(_, decorator)| picks(evaluator, *decorator, name)).map(|(index, _)| *index)
                });
                let index = picked.or(params.else_param).or(params.param).unwrap_or(0);
                self.parameters.insert((decorated.method, index), ToolParameter::default());
            }
            self.handlers.push((decorated.method, Some(name.clone())));
            let texts = self.texts_of(evaluator, subject, place);
            let texts = texts.into_iter().filter(|text| text.surface != Surface::Name || text.text == name).collect();
            self.declared.push(Tool { name, description, arguments, place, texts });
            return;
        }
    }

    /// A module that is a tool by what it exports.
    pub(super) fn declare_by_exports(&mut self, evaluator: &mut Evaluator<'_>, tables: &Tables, file: FileId) {
        let module = evaluator.module;
        let exports = &module.file(file).exports;
        for (sdk, row) in &tables.mcp.exported {
            let declare = &tables.mcp.sdks[*sdk].declare[*row];
            let (Some(name_at), Some(handler_at), Some(schema_at)) = (&declare.name, &declare.handler, &declare.schema)
            else {
                continue;
            };
            let export = |place: &Place| {
                let name = place.export.as_deref()?;
                exports.iter().find(|export| &*export.name == name).map(|export| export.value)
            };
            let (Some(name), Some(handler), Some(schema)) = (export(name_at), export(handler_at), export(schema_at))
            else {
                continue;
            };
            let metadata = evaluator.value(name);
            let Some(name) = text_at(evaluator, Subject::Value(&metadata), name_at, None) else { continue };
            let description = declare.description.as_ref();
            let description = description.and_then(|at| text_at(evaluator, Subject::Value(&metadata), at, None));
            let mut handlers = Vec::new();
            collect_functions(&evaluator.value(handler), &mut handlers);
            if description.is_none() || handlers.is_empty() {
                continue;
            }
            let (param, parameter) = parameter(declare);
            for handler in handlers {
                self.parameters.insert((handler, param), parameter.clone());
                self.handlers.push((handler, Some(name.clone())));
            }
            let schema = evaluator.value(schema);
            let arguments = schema::names_of(evaluator, &schema);
            let place = module.span(handler);
            let mut reader = schema::Reader::new(place);
            reader.read(evaluator, &metadata, Surface::Description);
            reader.read(evaluator, &schema, Surface::Parameter);
            self.declared.push(Tool { name, description, arguments, place, texts: reader.texts });
        }
    }
}

/// A value of which nothing but its origin in this file is known: it may be a server.
fn is_untold(value: &Value) -> bool {
    match value {
        Value::Path(path) => match &path.root {
            Root::Parameter(..) | Root::This(_) => true,
            Root::Module(name) => name.starts_with('.') || name.starts_with('#'),
            Root::Global(_) => false,
        },
        Value::Derived(_) | Value::Unknown(_) => true,
        Value::OneOf(choices) => choices.iter().any(|choice| is_untold(&choice.value)),
        _ => false,
    }
}

/// Whether the first argument names the request: as a text, as a constant, or in a schema made on the spot.
fn is_request(evaluator: &mut Evaluator<'_>, declare: &Declare, request: &str, id: CallId) -> bool {
    let Some(argument) = evaluator.module.call(id).arguments.first().copied() else { return false };
    match evaluator.value(argument) {
        Value::Text(text) => text.text == request,
        Value::Path(path) => {
            let is_constant = path.segments.last().is_some_and(|segment| {
                declare.schema_constant.as_deref().is_some_and(|name| segment.is_property(name))
            });
            is_constant || is_literal_schema(evaluator, &path, request)
        }
        _ => false,
    }
}

/// `z.object({ method: z.literal('tools/call') })`
fn is_literal_schema(evaluator: &mut Evaluator<'_>, path: &Path, request: &str) -> bool {
    let argument_of = |evaluator: &mut Evaluator<'_>, path: &Path| {
        let called = path.segments.iter().rev().find_map(|segment| match segment {
            Segment::Call(call) => Some(*call),
            _ => None,
        })?;
        let argument = *evaluator.module.call(called).arguments.first()?;
        Some(evaluator.value(argument))
    };
    let Some(shape @ Value::Object(_)) = argument_of(evaluator, path) else { return false };
    match evaluator.property(&shape, &Atom::from("method")) {
        Value::Text(text) => text.text == request,
        Value::Path(method) => {
            matches!(argument_of(evaluator, &method), Some(Value::Text(text)) if text.text == request)
        }
        _ => false,
    }
}

/// The conditions that hold for a request of that name, each with what it compares with the name.
fn tests_of(module: &Module, request: &str) -> Vec<(ExprId, ExprId)> {
    let is_request = |id: ExprId| matches!(module.expr(id), Expr::Text(text) if **text == *request);
    let mut tests: Vec<(ExprId, ExprId)> = module
        .guards
        .iter()
        .filter(|guard| guard.holds)
        .filter_map(|guard| match module.expr(guard.test) {
            Expr::Equal(left, right) => match (is_request(*left), is_request(*right)) {
                (true, false) => Some((guard.test, *right)),
                (false, true) => Some((guard.test, *left)),
                _ => None,
            },
            _ => None,
        })
        .collect();
    tests.sort();
    tests.dedup();
    tests
}

/// The innermost function around an expression.
fn function_around(module: &Module, id: ExprId) -> Option<FunctionId> {
    let around = module.functions.iter().enumerate().filter(|(_, function)| {
        let (first, end) = function.exprs;
        (first..end).contains(&id.0)
    });
    let innermost = around.min_by_key(|(_, function)| function.exprs.1 - function.exprs.0);
    innermost.map(|(function, _)| FunctionId(function as u32))
}

/// Whether a guard, or one around it, is one of these tests.
fn is_under(module: &Module, guard: GuardId, tests: &[ExprId]) -> bool {
    let mut guard = guard;
    while guard != GuardId::NONE {
        let condition = module.guards[guard.index()];
        if condition.holds && tests.contains(&condition.test) {
            return true;
        }
        guard = condition.outer;
    }
    false
}

/// `Class.prototype` and the name of one of its methods.
fn method_at(evaluator: &mut Evaluator<'_>, target: ExprId, name: ExprId) -> Option<FunctionId> {
    let module = evaluator.module;
    let class = match module.expr(target) {
        Expr::Member(class, prototype) if &**prototype == "prototype" => *class,
        _ => target,
    };
    let Expr::Text(name) = module.expr(name) else { return None };
    let Value::Class(class) = evaluator.value(class) else { return None };
    module.classes[class.index()].members.iter().find_map(|member| match member.value {
        MemberValue::Method(function) if member.name == *name => Some(function),
        _ => None,
    })
}

/// `__param(0, Payload())`
fn parameter_decorator(module: &Module, id: ExprId) -> Option<(u16, ExprId)> {
    let Expr::Call(call) = module.expr(id) else { return None };
    let call = module.call(*call);
    let ([index, decorator], true) =
        (&*call.arguments, module.called_name(call.callee).is_some_and(|name| name.contains("param")))
    else {
        return None;
    };
    match module.expr(*index) {
        Expr::Number(index) if (0.0..64.0).contains(index) => Some((*index as u16, *decorator)),
        _ => None,
    }
}
