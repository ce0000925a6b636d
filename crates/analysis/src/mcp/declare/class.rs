//! Tools that are a class, a method with a decorator, or a module by what it exports.

use molehunt_model::Surface;

use super::super::{
    ANY_TOOL, Tool, Tools, collect_functions,
    place::{Subject, parameter, text_at, values_at},
    schema,
};
use crate::{
    eval::Evaluator,
    ir::{ClassId, Decorated, Expr, ExprId, FileId, FunctionId, MemberValue, Module},
    origin::ToolParameter,
    tables::{Place, Tables},
    value::Value,
};

impl Tools {
    pub(in crate::mcp) fn declare_by_class(&mut self, evaluator: &mut Evaluator<'_>, tables: &Tables, id: ClassId) {
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
    pub(in crate::mcp) fn declare_by_decorators(&mut self, evaluator: &mut Evaluator<'_>, tables: &Tables) {
        let module = evaluator.module;
        for decorated in &module.decorated {
            self.declare_decorated(evaluator, tables, decorated);
        }
        for call in &module.calls {
            let helper = module.helper_name(call.callee);
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
    pub(in crate::mcp) fn declare_by_exports(&mut self, evaluator: &mut Evaluator<'_>, tables: &Tables, file: FileId) {
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
