//! Imports and exports.

use molehunt_source::ByteSpan;
use swc_atoms::Atom;
use swc_common::Spanned;
use swc_ecma_ast as ast;

use super::{Lowering, declare::collect_names};
use crate::ir::SetKind;

impl Lowering<'_> {
    pub(super) fn module_items(&mut self, items: &[ast::ModuleItem]) {
        self.declare_module_items(items);
        for item in items {
            match item {
                ast::ModuleItem::Stmt(statement) => self.statement(statement),
                ast::ModuleItem::ModuleDecl(declaration) => self.module_declaration(declaration),
            }
        }
    }

    fn module_declaration(&mut self, declaration: &ast::ModuleDecl) {
        match declaration {
            ast::ModuleDecl::Import(import) => self.import(import),
            ast::ModuleDecl::ExportDecl(export) => {
                self.declaration(&export.decl);
                self.export_declaration(&export.decl);
            }
            ast::ModuleDecl::ExportNamed(export) => self.export_named(export),
            ast::ModuleDecl::ExportDefaultDecl(export) => self.export_default(&export.decl),
            ast::ModuleDecl::ExportDefaultExpr(export) => {
                let value = self.expr(&export.expr);
                self.export("default", value);
            }
            ast::ModuleDecl::ExportAll(export) => {
                if !export.type_only {
                    let specifier = self.text(&export.src.value);
                    self.request(&specifier, false);
                    let value = self.imported(&specifier, None);
                    let value = self.add(value, export.src.as_ref());
                    self.export("*", value);
                }
            }
            ast::ModuleDecl::TsImportEquals(import) => {
                if let ast::TsModuleRef::TsExternalModuleRef(reference) = &import.module_ref
                    && !import.is_type_only
                {
                    let specifier = self.text(&reference.expr.value);
                    self.request(&specifier, true);
                    let value = self.imported(&specifier, None);
                    let value = self.add(value, &reference.expr);
                    self.define_name(&import.id.sym, value, SetKind::Set, 0);
                }
            }
            ast::ModuleDecl::TsExportAssignment(export) => {
                let value = self.expr(&export.expr);
                let at = self.range(export.span).start;
                self.replace_exports(value, at);
            }
            ast::ModuleDecl::TsNamespaceExport(_) => {}
        }
    }

    fn import(&mut self, import: &ast::ImportDecl) {
        if import.type_only {
            return;
        }
        let specifier = self.text(&import.src.value);
        self.request(&specifier, false);
        for item in &import.specifiers {
            let (local, name) = match item {
                ast::ImportSpecifier::Named(named) if named.is_type_only => continue,
                ast::ImportSpecifier::Named(named) => {
                    let name = match &named.imported {
                        Some(name) => self.export_name(name),
                        None => named.local.sym.clone(),
                    };
                    (&named.local, Some(name))
                }
                ast::ImportSpecifier::Default(default) => (&default.local, Some("default".into())),
                ast::ImportSpecifier::Namespace(namespace) => (&namespace.local, None),
            };
            let value = self.imported(&specifier, name);
            let value = self.add(value, item);
            self.define_name(&local.sym, value, SetKind::Set, 0);
        }
    }

    fn export_default(&mut self, declaration: &ast::DefaultDecl) {
        let (value, ident) = match declaration {
            ast::DefaultDecl::Class(class) => (self.class(&class.class, class.ident.as_ref()), class.ident.as_ref()),
            ast::DefaultDecl::Fn(function) => {
                let name = function.ident.as_ref().map(|ident| ident.sym.clone());
                (self.function_expr(&function.function, name, None), function.ident.as_ref())
            }
            ast::DefaultDecl::TsInterfaceDecl(_) => return,
        };
        if let Some(ident) = ident {
            self.define_name(&ident.sym, value, SetKind::Set, 0);
        }
        self.export("default", value);
    }

    fn export_named(&mut self, export: &ast::NamedExport) {
        if export.type_only {
            return;
        }
        let source = export.src.as_ref().map(|source| self.text(&source.value));
        if let Some(source) = &source {
            self.request(source, false);
        }
        for specifier in &export.specifiers {
            // What is taken from the source (`None` for all of it), and the name it is given here.
            let (taken, exported) = match specifier {
                ast::ExportSpecifier::Namespace(namespace) => (None, self.export_name(&namespace.name)),
                ast::ExportSpecifier::Default(default) => (Some("default".into()), default.exported.sym.clone()),
                ast::ExportSpecifier::Named(named) if named.is_type_only => continue,
                ast::ExportSpecifier::Named(named) => {
                    let original = self.export_name(&named.orig);
                    let exported = named.exported.as_ref().map_or(original.clone(), |name| self.export_name(name));
                    if let (None, ast::ModuleExportName::Ident(ident)) = (&source, &named.orig) {
                        self.export_name_of(ident, &exported);
                        continue;
                    }
                    (Some(original), exported)
                }
            };
            if let Some(source) = &source {
                let value = self.imported(source, taken);
                let value = self.add(value, specifier);
                self.export(&exported, value);
            }
        }
    }

    fn export_name(&mut self, name: &ast::ModuleExportName) -> Atom {
        match name {
            ast::ModuleExportName::Ident(ident) => ident.sym.clone(),
            ast::ModuleExportName::Str(text) => self.text(&text.value),
        }
    }

    fn export_declaration(&mut self, declaration: &ast::Decl) {
        for ident in declared_names(declaration) {
            self.export_name_of(ident, &ident.sym);
        }
    }

    /// Exports what a name stands for in the end, since others see what is done to it later.
    fn export_name_of(&mut self, ident: &ast::Ident, exported: &str) {
        let value = self.name(ident);
        let end = self.range(self.parsed.program.span()).end;
        self.module.spans[value.index()] = ByteSpan { start: end, end };
        self.export(exported, value);
    }
}

/// The names that a declaration declares.
pub(super) fn declared_names(declaration: &ast::Decl) -> Vec<&ast::Ident> {
    let mut names = Vec::new();
    match declaration {
        ast::Decl::Class(class) => names.push(&class.ident),
        ast::Decl::Fn(function) => names.push(&function.ident),
        ast::Decl::Var(var) => var.decls.iter().for_each(|declarator| collect_names(&declarator.name, &mut names)),
        ast::Decl::TsEnum(declaration) => names.push(&declaration.id),
        ast::Decl::TsModule(declaration) => {
            if let ast::TsModuleName::Ident(ident) = &declaration.id {
                names.push(ident);
            }
        }
        ast::Decl::Using(_) | ast::Decl::TsInterface(_) | ast::Decl::TsTypeAlias(_) => {}
    }
    names
}
