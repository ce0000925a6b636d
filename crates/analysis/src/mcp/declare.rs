//! The forms in which tools are declared: calls, lists, classes, decorators, modules, and the bare protocol.
//!
//! Which calls and classes those are, and where in them a name, a schema or a handler stands, is in `mcp.toml`.

mod class;
mod list;

use molehunt_model::Surface;
use molehunt_source::ByteSpan;
use swc_atoms::Atom;

use list::is_request;

use super::{
    ANY_TOOL, Tool, ToolText, Tools,
    place::{Subject, described, handlers_at, parameter, pattern_of, place_of, text_at, values_at, values_of_place},
    schema,
};
use crate::{
    eval::{Evaluator, MOST_TOOL_WAYS},
    ir::{CallId, Expr, FunctionId, MemberValue, Module},
    lookup::{find, first},
    mail::overload_fits,
    tables::{Declare, KeyCase, PathPattern, Place, Tables, ValuePath},
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
        let callee = evaluator.callee(id);
        let mut rows = Vec::new();
        let mut is_loose = false;
        // Of several servers that one function is called with, any says what its methods declare.
        let servers = callee.choices();
        for server in &servers {
            let Value::Path(path) = &server.value else { continue };
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
            if !rows.is_empty() {
                break;
            }
        }
        if let (true, Some(name)) = (rows.is_empty(), &name)
            && (is_untold(&callee) || is_bundled(module, tables, &callee))
        {
            let is_named = |path: &PathPattern| path.0.len() == 1 && path.last_name() == Some(&**name);
            let loose = tables.mcp.loose.iter().filter(|(_, _, path)| is_named(path));
            rows = loose.map(|(sdk, row, _)| (*sdk, *row)).collect();
            is_loose = true;
        }
        let is_certain =
            servers.iter().all(|server| matches!(server.value, Value::Path(_))) && !rows.is_empty() && !is_loose;
        let mut open = None;
        for (sdk, row) in rows {
            let declare = &tables.mcp.sdks[sdk].declare[row];
            // What is declared here may stand in other files, and so may what it is declared on.
            let tells = |name: &Atom| tables.telling_methods.contains(&**name);
            self.asks_others |= declare.kind == "tool" && (is_certain || name.as_ref().is_some_and(tells));
            self.is_certain = is_certain;
            if overload_fits(evaluator, declare.when_args.as_ref(), id) && self.declare(evaluator, declare, id) {
                evaluator.declaring.insert(id);
                if self.declared.last().is_some_and(|tool| tool.name == ANY_TOOL) {
                    self.by_ways.push((id, (sdk, row)));
                }
                return;
            }
            let is_open = is_certain && declare.kind == "tool" && declare.request_name().is_none();
            open = open.or(Some((id, (sdk, row))).filter(|_| is_open));
        }
        // Its name and its handler may depend on the way to the call.
        self.by_ways.extend(open);
    }

    /// Tells the tools apart that one call declares: for each round of a loop, for each caller of a function.
    pub(crate) fn tell_by_ways(&mut self, evaluator: &mut Evaluator<'_>, tables: &Tables) {
        let mut has_new = false;
        for (call, (sdk, row)) in std::mem::take(&mut self.by_ways) {
            let declare = &tables.mcp.sdks[sdk].declare[row];
            let mut declared = |evaluator: &mut Evaluator<'_>| {
                let mut tools = Self { is_certain: true, ..Self::default() };
                tools.declare(evaluator, declare, call);
                tools.declared.retain(|tool| tool.name != ANY_TOOL);
                vec![tools]
            };
            let told: Vec<Self> = match evaluator.by_ways(call, MOST_TOOL_WAYS, &mut declared) {
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
                self.parameters.extend(tools.parameters);
                let Some(tool) = tools.declared.into_iter().next() else { continue };
                handled.extend(tools.handlers.iter().map(|(handler, _)| (*handler, tool.name.clone())));
                if !self.declared.iter().any(|other| other.name == tool.name && other.place == tool.place) {
                    self.declared.push(tool);
                }
            }
            // A function that handles several of them stays one of which it is not told which.
            for (handler, name) in &handled {
                let is_shared = handled.iter().any(|(other, other_name)| other == handler && other_name != name);
                let name = Some(name.clone()).filter(|_| !is_shared);
                let mut is_new = true;
                for (_, known) in self.handlers.iter_mut().filter(|(other, _)| other == handler) {
                    is_new = false;
                    *known = name.clone().or(known.take());
                }
                if is_new {
                    self.handlers.push((*handler, name));
                }
                has_new |= evaluator.entries.insert(*handler);
            }
        }
        if has_new {
            evaluator.forget();
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
        // Who certainly declares a tool by its name may leave its handler to code that is not followed.
        if handlers.is_empty() && !(self.is_certain && name.is_none() && declare.dispatch.is_none()) {
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
        if handlers.is_empty() && name.as_ref().is_none_or(|name| name == ANY_TOOL) {
            return false;
        }
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
        let mut schemas_read = Vec::new();
        for at in declare.schema.iter().chain(&declare.schema_alternative) {
            let schemas = values_of_place(evaluator, subject, at, builder);
            if arguments.is_empty() {
                arguments = schema::names_of_all(evaluator, &schemas);
            }
            schemas_read.extend(schemas);
        }
        if let (true, Subject::Call(call)) = (declare.handler.as_ref().is_some_and(|place| place.last), subject) {
            schemas_read.extend(self.read_variadic(evaluator, call, &mut description, &mut arguments));
        }
        // What a model leaves out is what the schema says.
        for (field, value) in
            schemas_read.iter().flat_map(|schema| schema::defaults_of(evaluator, schema)).collect::<Vec<_>>()
        {
            for handler in &handlers {
                evaluator.given_by_schemas.insert((*handler, param, field.clone()), value.clone());
            }
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
    ) -> Option<Value> {
        let mut schema = None;
        let given = &evaluator.module.call(call).arguments;
        let last = given.len().saturating_sub(1);
        for argument in given.get(1..last).unwrap_or_default() {
            match evaluator.value(*argument) {
                Value::Text(text) => *description = Some(text.text.clone()),
                Value::Object(object) if arguments.is_empty() => {
                    let read = Value::Object(object);
                    *arguments = schema::names_of(evaluator, &read);
                    schema = Some(read);
                }
                _ => {}
            }
        }
        schema
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
}

/// A method of a class of this file that has the methods of a library's server: the library is bundled.
fn is_bundled(module: &Module, tables: &Tables, callee: &Value) -> bool {
    let Value::Function(function) = callee else { return false };
    let Some(class) = module.function(*function).class else { return false };
    let members = &module.classes[class.index()].members;
    let has = |name: &String| members.iter().any(|member| *member.name == **name);
    tables.mcp.bundled.iter().any(|methods| methods.iter().all(has))
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
