//! Which names of a file keep their values.

use rustc_hash::{FxHashMap, FxHashSet};
use swc_atoms::Atom;
use swc_ecma_ast as ast;
use swc_ecma_visit::{Visit, VisitWith};

/// Names that are given another value somewhere, each in the function that declares it: minifiers call everything `t`.
#[derive(Default)]
pub(super) struct Assigned {
    /// What each function declares; blocks inside it are not told apart.
    declared: FxHashMap<usize, FxHashSet<Atom>>,
    assigned: FxHashSet<(usize, Atom)>,
}

/// What stands for the function around all others.
const OUTSIDE: usize = 0;

impl Assigned {
    pub(super) fn of(program: &ast::Program) -> Self {
        let mut declarations = Declarations { declared: FxHashMap::default(), around: vec![OUTSIDE] };
        program.visit_with(&mut declarations);
        let known = Self { declared: declarations.declared, assigned: FxHashSet::default() };
        let mut assignments = Assignments { known, around: vec![OUTSIDE] };
        program.visit_with(&mut assignments);
        assignments.known
    }

    /// The function whose name it is, of those around a place.
    fn owner(&self, name: &Atom, around: &[usize]) -> usize {
        let declares = |function: &usize| self.declared.get(function).is_some_and(|names| names.contains(name));
        around.iter().rev().copied().find(declares).unwrap_or(OUTSIDE)
    }

    pub(super) fn has(&self, name: &Atom, around: &[usize]) -> bool {
        self.assigned.contains(&(self.owner(name, around), name.clone()))
    }
}

/// Goes into functions and knows which are around.
macro_rules! follow_functions {
    () => {
        fn visit_function(&mut self, node: &ast::Function) {
            self.around.push(std::ptr::from_ref(node).addr());
            node.visit_children_with(self);
            self.around.pop();
        }

        fn visit_arrow_expr(&mut self, node: &ast::ArrowExpr) {
            self.around.push(std::ptr::from_ref(node).addr());
            node.visit_children_with(self);
            self.around.pop();
        }

        fn visit_constructor(&mut self, node: &ast::Constructor) {
            self.around.push(std::ptr::from_ref(node).addr());
            node.visit_children_with(self);
            self.around.pop();
        }
    };
}

struct Declarations {
    declared: FxHashMap<usize, FxHashSet<Atom>>,
    around: Vec<usize>,
}

impl Declarations {
    fn add(&mut self, name: &Atom) {
        let function = self.around.last().copied().unwrap_or(OUTSIDE);
        self.declared.entry(function).or_default().insert(name.clone());
    }
}

impl Visit for Declarations {
    follow_functions!();

    fn visit_assign_target(&mut self, node: &ast::AssignTarget) {
        node.visit_children_with(&mut Undeclared(self));
    }

    fn visit_for_head(&mut self, node: &ast::ForHead) {
        match node {
            ast::ForHead::Pat(pattern) => pattern.visit_with(&mut Undeclared(self)),
            declaration => declaration.visit_children_with(self),
        }
    }

    fn visit_binding_ident(&mut self, node: &ast::BindingIdent) {
        self.add(&node.id.sym);
    }

    fn visit_fn_decl(&mut self, node: &ast::FnDecl) {
        self.add(&node.ident.sym);
        node.visit_children_with(self);
    }

    fn visit_class_decl(&mut self, node: &ast::ClassDecl) {
        self.add(&node.ident.sym);
        node.visit_children_with(self);
    }

    fn visit_fn_expr(&mut self, node: &ast::FnExpr) {
        // Its own name is seen inside alone.
        if let Some(ident) = &node.ident {
            let function = std::ptr::from_ref(&*node.function).addr();
            self.declared.entry(function).or_default().insert(ident.sym.clone());
        }
        node.visit_children_with(self);
    }
}

/// Patterns that are assigned to: to the tree they bind as well, and they declare nothing.
struct Undeclared<'a>(&'a mut Declarations);

impl Visit for Undeclared<'_> {
    fn visit_expr(&mut self, node: &ast::Expr) {
        node.visit_with(self.0);
    }

    fn visit_binding_ident(&mut self, _: &ast::BindingIdent) {}
}

struct Assignments {
    known: Assigned,
    around: Vec<usize>,
}

impl Assignments {
    fn add(&mut self, name: &Atom) {
        let owner = self.known.owner(name, &self.around);
        self.known.assigned.insert((owner, name.clone()));
    }

    fn add_targets<N>(&mut self, node: &N)
    where
        N: for<'a> VisitWith<Targets<'a>>,
    {
        node.visit_with(&mut Targets(self));
    }
}

/// The names in a pattern; its defaults and the objects of its properties are none.
struct Targets<'a>(&'a mut Assignments);

impl Visit for Targets<'_> {
    fn visit_binding_ident(&mut self, node: &ast::BindingIdent) {
        self.0.add(&node.id.sym);
    }

    fn visit_expr(&mut self, _: &ast::Expr) {}
}

impl Visit for Assignments {
    follow_functions!();

    fn visit_assign_expr(&mut self, node: &ast::AssignExpr) {
        self.add_targets(&node.left);
        node.visit_children_with(self);
    }

    fn visit_for_head(&mut self, node: &ast::ForHead) {
        if let ast::ForHead::Pat(pattern) = node {
            self.add_targets(&**pattern);
        }
        node.visit_children_with(self);
    }

    fn visit_update_expr(&mut self, node: &ast::UpdateExpr) {
        if let ast::Expr::Ident(ident) = &*node.arg {
            self.add(&ident.sym);
        }
        node.visit_children_with(self);
    }
}
