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

/** What a module may declare for itself, and CommonJS hands in under the same name. */
const HANDED_IN = new Set(['require', 'module', 'exports', '__filename', '__dirname']);

/** Names `import.meta` as the loader passes it, keeps own names apart from those of CommonJS, and notices a top-level await. */
function adapt(found) {
  return (context) => {
    const { factory } = context;
    return (sourceFile) => {
      const own = new Set(ts.isExternalModule(sourceFile) ? declaredIn(sourceFile).filter((name) => HANDED_IN.has(name)) : []);
      const renamed = (node) => (own.has(node.text) ? factory.createIdentifier(`${node.text}$own`) : node);
      const visit = (inFunction) => (node) => {
        if (ts.isMetaProperty(node) && node.keywordToken === ts.SyntaxKind.ImportKeyword) return factory.createIdentifier('importMeta$');
        if (ts.isIdentifier(node)) return renamed(node);
        if (own.size > 0) {
          const inner = visit(inFunction);
          if (ts.isPropertyAccessExpression(node)) return factory.updatePropertyAccessExpression(node, ts.visitNode(node.expression, inner), node.name);
          if (ts.isPropertyAssignment(node) && ts.isIdentifier(node.name)) return factory.updatePropertyAssignment(node, node.name, ts.visitNode(node.initializer, inner));
          if (ts.isShorthandPropertyAssignment(node) && own.has(node.name.text)) return factory.createPropertyAssignment(node.name, renamed(node.name));
        }
        if (!inFunction && (ts.isAwaitExpression(node) || (ts.isForOfStatement(node) && node.awaitModifier))) found.waits = true;
        return ts.visitEachChild(node, visit(inFunction || ts.isFunctionLike(node)), context);
      };
      return ts.visitEachChild(sourceFile, visit(false), context);
    };
  };
}

function declaredIn(sourceFile) {
  return sourceFile.statements.filter(ts.isVariableStatement).flatMap(({ declarationList }) =>
    declarationList.declarations.map(({ name }) => (ts.isIdentifier(name) ? name.text : '')),
  );
}
