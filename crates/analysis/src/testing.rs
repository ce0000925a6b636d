//! What tests of code share.

use molehunt_source::{CodeKind, ModuleKind, PackagePath, SourceText};

use crate::{
    Tables,
    extract::{FileFacts, Options, extract},
};

/// Runs something on a thread with the stack that the engine gives: lowering and evaluation may need it.
pub(crate) fn with_stack<T: Send + 'static>(run: impl FnOnce() -> T + Send + 'static) -> T {
    let thread = std::thread::Builder::new().stack_size(molehunt_syntax::STACK_SIZE);
    thread.spawn(run).expect("a thread can be started").join().expect("the analysis does not panic")
}

/// What is known of a JavaScript file by itself.
pub(crate) fn extracted(code: &str) -> FileFacts {
    let source = SourceText::decode(code.as_bytes().to_vec());
    with_stack(move || {
        let path = PackagePath::new("index.js").expect("a path");
        let kind = CodeKind { typescript: false, jsx: false, module: ModuleKind::Either };
        extract(&path, kind, &source, Tables::embedded(), Options::default())
    })
}
