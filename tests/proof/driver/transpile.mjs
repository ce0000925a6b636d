// Turns one file into CommonJS that the loader can evaluate.
//
// TypeScript does it, since esbuild refuses top-level await in CommonJS and most MCP servers have one.
// A file that is CommonJS already stays as it is, byte for byte: disguised code may check its own text.

import path from 'node:path';
import ts from 'typescript';

const CODE = /\.(js|mjs|cjs|jsx|ts|tsx|mts|cts)$/;

/** `{ code, waits }`, where `waits` says that the code awaits at its top level; `{ problem }` if it cannot be read. */
export function transpile(file, text, isModule) {
  const source = text.replace(/^\uFEFF/, '').replace(/^#!.*/, '');
  const extension = path.extname(file);
  const typed = /^\.([mc]?ts|tsx)$/.test(extension);
  if (!typed && extension !== '.jsx' && !isModule && !needsWork(source)) return { code: source, waits: false };

  const found = { waits: false };
  const fileName = typed || extension === '.jsx' ? file : `${file}.jsx`;
  const { outputText, diagnostics } = ts.transpileModule(source, {
    fileName,
    reportDiagnostics: true,
    compilerOptions: {
      module: ts.ModuleKind.CommonJS,
      target: ts.ScriptTarget.ES2022,
      jsx: ts.JsxEmit.React,
      esModuleInterop: true,
      allowJs: true,
      experimentalDecorators: true,
      emitDecoratorMetadata: typed,
    },
    transformers: { before: [adapt(found)] },
  });
  // 1xxx are errors of syntax; the two left out say that CommonJS has neither import.meta nor top-level await.
  const broken = diagnostics.find(({ code }) => code >= 1000 && code < 1300);
  if (broken && !outputText) return { problem: ts.flattenDiagnosticMessageText(broken.messageText, ' ') };
  return { code: outputText, waits: found.waits };
}

export const isCode = (file) => CODE.test(file) && !/\.d\.[mc]?ts$/.test(file);

/** `import`, `export` or `import()`, perhaps in a comment: then the work is for nothing, and harmless. */
const needsWork = (source) => /^\s*(import|export)\b/m.test(source) || /\bimport\s*[({.]/.test(source) || /\bexport\s*\{|;(import|export)[\s{*"']/.test(source);

/** Names `import.meta` as the loader passes it, and notices a top-level await. */
function adapt(found) {
  return (context) => {
    const visit = (inFunction) => (node) => {
      if (ts.isMetaProperty(node) && node.keywordToken === ts.SyntaxKind.ImportKeyword) {
        return context.factory.createIdentifier('importMeta$');
      }
      if (!inFunction && (ts.isAwaitExpression(node) || (ts.isForOfStatement(node) && node.awaitModifier))) found.waits = true;
      return ts.visitEachChild(node, visit(inFunction || ts.isFunctionLike(node)), context);
    };
    return (sourceFile) => ts.visitEachChild(sourceFile, visit(false), context);
  };
}
