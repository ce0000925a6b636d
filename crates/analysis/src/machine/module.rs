//! Modules: running them once, and what they export.

use std::{collections::BTreeMap, rc::Rc};

use swc_atoms::Atom;
use swc_ecma_ast as ast;

use super::{
    Abrupt, Frame, Machine, Outcome, builtin,
    heap::{Code, Family, Key, Kind, Object, ObjectId, Property, Value},
    scope::{Activation, Arguments, Content, Scope},
    statement::{Flow, declared_names},
};

/// A module that was begun.
#[derive(Debug)]
pub(super) struct State {
    pub(super) scope: Rc<Scope>,
    exports: BTreeMap<Atom, Export>,
    /// Modules all of whose exports this one exports too; `None` for one that is not known.
    stars: Vec<Option<u32>>,
    /// The `module` of a CommonJS module, or a JSON module's value as its `exports`.
    module: Option<ObjectId>,
    namespace: Option<ObjectId>,
}

#[derive(Debug, Clone)]
enum Export {
    /// A variable of the module, whatever it is at the moment.
    Local(Atom),
    /// What another module exports; a whole module where there is no name.
    Other(Option<u32>, Option<Atom>),
}

/// What a module has under a name.
pub(super) enum Exported {
    Value(Value),
    Nothing,
}

/// The name under which a default export without one is kept.
const DEFAULT: &str = "*default*";

/// What stands for the folder of a file in a path: its number follows. No path of a package contains it.
pub(super) const FOLDER: char = '\u{F8FE}';

impl<'t> Machine<'t> {
    /// Runs the top level of a module, once.
    pub(super) fn run_module(&mut self, file: u32) -> Outcome<()> {
        if self.modules.contains_key(&file) {
            return Ok(());
        }
        self.scopes += 1;
        let exports = self.plain()?;
        let activation = Activation {
            this: Some(Value::Object(exports)).into(),
            callee: None,
            home: None,
            new_target: Value::Undefined,
            arguments: Arguments::Unknown.into(),
        };
        let scope = Scope::new(None, self.scopes, Some(activation));
        let state = State {
            scope: Rc::clone(&scope),
            exports: BTreeMap::new(),
            stars: Vec::new(),
            module: None,
            namespace: None,
        };
        self.modules.insert(file, state);
        let Some(parsed) = self.loader.parsed(file) else {
            return self.run_data(file);
        };
        let mut frame = Frame::new(file, parsed, scope, true);
        let (calls, depth) = (self.calls, self.depth);
        let result = self.within(self.limits.module, |machine| {
            machine.deeper(|machine| machine.run_program(&mut frame, &parsed.program, exports))
        });
        (self.calls, self.depth) = (calls, depth);
        match result {
            Ok(()) | Err(Abrupt::Throw(_) | Abrupt::Unknown) => Ok(()),
            Err(Abrupt::Lost) if self.steps < self.limit => Ok(()),
            Err(Abrupt::Lost) => Err(Abrupt::Lost),
        }
    }

    /// A JSON module.
    fn run_data(&mut self, file: u32) -> Outcome<()> {
        let value = match self.loader.text(file) {
            Some(text) => {
                let text = self.string(text)?;
                self.parse_json(&text)?
            }
            None => Value::Unknown,
        };
        let module = self.plain()?;
        self.define(module, Key::name("exports"), Property::new(value))?;
        if let Some(state) = self.modules.get_mut(&file) {
            state.module = Some(module);
        }
        Ok(())
    }

    fn run_program(&mut self, frame: &mut Frame<'t>, program: &'t ast::Program, exports: ObjectId) -> Outcome<()> {
        let file = frame.file;
        let require = self.allocate(Object::new(Kind::Require(file), Family::FunctionPrototype))?;
        frame.scope.declare(&"require".into(), Content::Value(Value::Object(require)), false, false);
        let body = match program {
            ast::Program::Module(module)
                if module.body.iter().any(|item| matches!(item, ast::ModuleItem::ModuleDecl(_))) =>
            {
                return self.run_items(frame, &module.body);
            }
            ast::Program::Module(module) => Body::Items(&module.body),
            ast::Program::Script(script) => Body::Statements(&script.body),
        };
        let module = self.plain()?;
        self.define(module, Key::name("exports"), Property::new(Value::Object(exports)))?;
        if let Some(state) = self.modules.get_mut(&file) {
            state.module = Some(module);
        }
        let folder = format!("{FOLDER}{file}");
        let names = [
            ("module", Value::Object(module)),
            ("exports", Value::Object(exports)),
            ("__dirname", self.string(&folder)?),
            ("__filename", self.string(&format!("{folder}/index.js"))?),
        ];
        for (name, value) in names {
            frame.scope.declare(&name.into(), Content::Value(value), false, false);
        }
        match body {
            Body::Statements(statements) => {
                self.hoist_body(frame, statements)?;
                self.statements(frame, statements)?;
            }
            Body::Items(items) => self.run_items(frame, items)?,
        }
        Ok(())
    }

    fn run_items(&mut self, frame: &mut Frame<'t>, items: &'t [ast::ModuleItem]) -> Outcome<()> {
        for item in items {
            self.hoist_item(frame, item)?;
        }
        for item in items {
            if let Some(function) = function_of(item) {
                self.hoist_function(frame, function)?;
            }
        }
        for item in items {
            match item {
                ast::ModuleItem::Stmt(statement) => match self.exec(frame, statement)? {
                    Flow::Normal => {}
                    _ => break,
                },
                ast::ModuleItem::ModuleDecl(declaration) => {
                    self.guarded(
                        frame,
                        |machine, frame| machine.run_declaration(frame, declaration).map(|()| Flow::Normal),
                        |machine, frame| machine.havoc(frame, declaration),
                    )?;
                }
            }
        }
        Ok(())
    }

    fn hoist_item(&mut self, frame: &mut Frame<'t>, item: &'t ast::ModuleItem) -> Outcome<()> {
        match item {
            ast::ModuleItem::Stmt(statement) => {
                let mut names = Vec::new();
                super::havoc::var_names(statement, &mut names);
                for name in &names {
                    frame.scope.declare(name, Content::Value(Value::Undefined), false, true);
                }
                if let ast::Stmt::Decl(declaration) = statement {
                    self.hoist_declaration(frame, declaration, true);
                }
            }
            ast::ModuleItem::ModuleDecl(ast::ModuleDecl::ExportDecl(export)) => {
                let mut names = Vec::new();
                declared_names(&export.decl, &mut names);
                for name in &names {
                    frame.scope.declare(name, Content::Value(Value::Undefined), false, true);
                    self.add_export(frame.file, name.clone(), Export::Local(name.clone()));
                }
                self.hoist_declaration(frame, &export.decl, true);
            }
            ast::ModuleItem::ModuleDecl(declaration) => self.hoist_module(frame, declaration)?,
        }
        Ok(())
    }

    fn hoist_module(&mut self, frame: &mut Frame<'t>, declaration: &'t ast::ModuleDecl) -> Outcome<()> {
        let file = frame.file;
        match declaration {
            ast::ModuleDecl::Import(import) if !import.type_only => {
                let specifier = import.src.value.to_string_lossy();
                let target = self.loader.resolve(file, &specifier);
                let known = builtin::module(&specifier);
                for specifier in &import.specifiers {
                    let (local, name) = match specifier {
                        ast::ImportSpecifier::Named(named) => {
                            let name = named.imported.as_ref().map(|name| name.atom().into_owned());
                            (&named.local.sym, Some(name.unwrap_or_else(|| named.local.sym.clone())))
                        }
                        ast::ImportSpecifier::Default(default) => (&default.local.sym, Some("default".into())),
                        ast::ImportSpecifier::Namespace(namespace) => (&namespace.local.sym, None),
                    };
                    let content = match (target, known, name) {
                        (Some(target), _, Some(name)) => Content::Import(target, name),
                        (Some(target), _, None) => Content::Value(self.namespace_of(target)?),
                        (None, Some(family), Some(name)) if &*name != "default" => {
                            Content::Value(self.get(&Value::family(family), &Key::from(&name))?)
                        }
                        (None, Some(family), _) => Content::Value(Value::family(family)),
                        (None, None, _) => Content::Value(Value::Unknown),
                    };
                    frame.scope.declare(local, content, true, false);
                }
            }
            ast::ModuleDecl::ExportNamed(named) if !named.type_only => {
                let target = named.src.as_ref().map(|src| self.loader.resolve(file, &src.value.to_string_lossy()));
                for specifier in &named.specifiers {
                    let (exported, original) = match specifier {
                        ast::ExportSpecifier::Namespace(namespace) => (namespace.name.atom().into_owned(), None),
                        ast::ExportSpecifier::Default(default) => {
                            (default.exported.sym.clone(), Some(Atom::from("default")))
                        }
                        ast::ExportSpecifier::Named(named) => {
                            let original = named.orig.atom().into_owned();
                            let exported = named.exported.as_ref().map(|name| name.atom().into_owned());
                            (exported.unwrap_or_else(|| original.clone()), Some(original))
                        }
                    };
                    let export = match (target, original) {
                        (Some(target), original) => Export::Other(target, original),
                        (None, Some(original)) => Export::Local(original),
                        (None, None) => continue,
                    };
                    self.add_export(file, exported, export);
                }
            }
            ast::ModuleDecl::ExportAll(all) if !all.type_only => {
                let target = self.loader.resolve(file, &all.src.value.to_string_lossy());
                if let Some(state) = self.modules.get_mut(&file) {
                    state.stars.push(target);
                }
            }
            ast::ModuleDecl::ExportDefaultDecl(default) => {
                let ident = match &default.decl {
                    ast::DefaultDecl::Class(class) => class.ident.as_ref(),
                    ast::DefaultDecl::Fn(function) => function.ident.as_ref(),
                    ast::DefaultDecl::TsInterfaceDecl(_) => return Ok(()),
                };
                let name = ident.map_or_else(|| Atom::from(DEFAULT), |ident| ident.sym.clone());
                frame.scope.declare(&name, Content::Uninitialised, false, false);
                if let ast::DefaultDecl::Fn(function) = &default.decl
                    && function.function.body.is_some()
                {
                    let code = Code::Function(&function.function);
                    let value = self.function(frame, code, Some(name.clone()), None)?;
                    frame.scope.declare(&name, Content::Value(value), false, false);
                }
                self.add_export(file, "default".into(), Export::Local(name));
            }
            ast::ModuleDecl::ExportDefaultExpr(_) => {
                frame.scope.declare(&DEFAULT.into(), Content::Uninitialised, false, false);
                self.add_export(file, "default".into(), Export::Local(DEFAULT.into()));
            }
            ast::ModuleDecl::TsImportEquals(import) if !import.is_type_only => {
                let value = match &import.module_ref {
                    ast::TsModuleRef::TsExternalModuleRef(external) => {
                        let specifier = external.expr.value.to_string_lossy().into_owned();
                        self.require(file, &specifier)?
                    }
                    ast::TsModuleRef::TsEntityName(_) => Value::Unknown,
                };
                frame.scope.declare(&import.id.sym, Content::Value(value), true, false);
            }
            _ => {}
        }
        Ok(())
    }

    fn run_declaration(&mut self, frame: &mut Frame<'t>, declaration: &'t ast::ModuleDecl) -> Outcome<()> {
        match declaration {
            ast::ModuleDecl::ExportDecl(export) => self.declaration(frame, &export.decl),
            ast::ModuleDecl::ExportDefaultExpr(default) => {
                let value = self.named(frame, &default.expr, Some(&Key::name("default")))?;
                frame.scope.declare(&DEFAULT.into(), Content::Value(value), false, false);
                Ok(())
            }
            ast::ModuleDecl::ExportDefaultDecl(default) => {
                if let ast::DefaultDecl::Class(class) = &default.decl {
                    let ident = class.ident.as_ref().map(|ident| ident.sym.clone());
                    let name = ident.clone().unwrap_or_else(|| DEFAULT.into());
                    let value = self.class(frame, &class.class, Some(name.clone()), ident.as_ref())?;
                    frame.scope.declare(&name, Content::Value(value), false, false);
                }
                Ok(())
            }
            ast::ModuleDecl::TsExportAssignment(export) => {
                let value = self.eval(frame, &export.expr)?;
                frame.scope.declare(&DEFAULT.into(), Content::Value(value), false, false);
                self.add_export(frame.file, "default".into(), Export::Local(DEFAULT.into()));
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn add_export(&mut self, file: u32, name: Atom, export: Export) {
        if let Some(state) = self.modules.get_mut(&file) {
            state.exports.insert(name, export);
        }
    }

    // Asking a module.

    /// What a module exports under a name.
    pub(super) fn export(&mut self, file: u32, name: &Atom) -> Outcome<Exported> {
        self.spend(1)?;
        self.run_module(file)?;
        let Some(state) = self.modules.get(&file) else { return Ok(Exported::Value(Value::Unknown)) };
        if let Some(module) = state.module {
            let exports = self.get(&Value::Object(module), &Key::name("exports"))?;
            if &**name == "default" {
                return Ok(Exported::Value(exports));
            }
            if exports.is_nullish() {
                return Ok(Exported::Nothing);
            }
            return Ok(Exported::Value(self.get(&exports, &Key::from(name))?));
        }
        match state.exports.get(name).cloned() {
            Some(Export::Local(local)) => {
                let scope = Rc::clone(&state.scope);
                let value = self.lookup(&scope, &local)?;
                return Ok(Exported::Value(value.unwrap_or(Value::Unknown)));
            }
            Some(Export::Other(None, _)) => return Ok(Exported::Value(Value::Unknown)),
            Some(Export::Other(Some(other), Some(name))) => {
                return self.deeper(|machine| machine.export(other, &name));
            }
            Some(Export::Other(Some(other), None)) => return Ok(Exported::Value(self.namespace_of(other)?)),
            None => {}
        }
        let stars = state.stars.clone();
        for star in &stars {
            if let Some(star) = star
                && let Exported::Value(value) = self.deeper(|machine| machine.export(*star, name))?
            {
                return Ok(Exported::Value(value));
            }
        }
        Ok(if stars.contains(&None) { Exported::Value(Value::Unknown) } else { Exported::Nothing })
    }

    pub(super) fn export_names(&mut self, file: u32) -> Outcome<Vec<Key>> {
        self.run_module(file)?;
        let Some(state) = self.modules.get(&file) else { return Err(Abrupt::Unknown) };
        if state.module.is_some() || !state.stars.is_empty() {
            return Err(Abrupt::Unknown);
        }
        Ok(state.exports.keys().map(Key::from).collect())
    }

    pub(super) fn namespace_of(&mut self, file: u32) -> Outcome<Value> {
        self.run_module(file)?;
        if let Some(id) = self.modules.get(&file).and_then(|state| state.namespace) {
            return Ok(Value::Object(id));
        }
        let id =
            self.allocate(Object { prototype: None, ..Object::new(Kind::Namespace(file), Family::ObjectPrototype) })?;
        if let Some(state) = self.modules.get_mut(&file) {
            state.namespace = Some(id);
        }
        Ok(Value::Object(id))
    }

    pub(super) fn require(&mut self, file: u32, specifier: &str) -> Outcome<Value> {
        if let Some(target) = self.loader.resolve(file, specifier) {
            self.run_module(target)?;
            return match self.modules.get(&target).and_then(|state| state.module) {
                Some(module) => self.get(&Value::Object(module), &Key::name("exports")),
                None => self.namespace_of(target),
            };
        }
        Ok(builtin::module(specifier).map_or(Value::Unknown, Value::family))
    }

    pub(super) fn import_call(&mut self, file: u32, specifier: &str) -> Outcome<Value> {
        let value = match self.loader.resolve(file, specifier) {
            Some(target) => self.namespace_of(target)?,
            None => match builtin::module(specifier) {
                Some(family) => Value::family(family),
                None => return Ok(Value::Unknown),
            },
        };
        self.promise(Ok(value))
    }

    pub(super) fn import_meta(&mut self, file: u32) -> Outcome<Value> {
        let id = self.plain()?;
        let folder = format!("{FOLDER}{file}");
        let texts = [
            ("url", format!("file://{folder}/index.js")),
            ("dirname", folder.clone()),
            ("filename", format!("{folder}/index.js")),
        ];
        for (name, text) in texts {
            let text = self.string(&text)?;
            self.define(id, Key::name(name), Property::new(text))?;
        }
        Ok(Value::Object(id))
    }
}

enum Body<'t> {
    Statements(&'t [ast::Stmt]),
    Items(&'t [ast::ModuleItem]),
}

fn function_of(item: &ast::ModuleItem) -> Option<&ast::FnDecl> {
    match item {
        ast::ModuleItem::Stmt(ast::Stmt::Decl(ast::Decl::Fn(function))) => Some(function),
        ast::ModuleItem::ModuleDecl(ast::ModuleDecl::ExportDecl(export)) => match &export.decl {
            ast::Decl::Fn(function) => Some(function),
            _ => None,
        },
        _ => None,
    }
}
