// Compilers to older JavaScript in CommonJS, from the sources as they are.

import path from 'node:path';
import babel from '@babel/core';
import ts from 'typescript';

export async function compileWithBabel(code, { file, isModule, awaits }) {
  const typed = /\.[mc]?tsx?$/.test(file);
  const { code: output } = await babel.transformAsync(code, {
    filename: file,
    babelrc: false,
    configFile: false,
    sourceType: isModule ? 'module' : 'unambiguous',
    presets: [
      // Only modules may await at their top level.
      ['@babel/preset-env', { targets: { ie: '11' }, modules: awaits ? false : 'commonjs', ...(awaits ? { targets: { node: '16' } } : {}) }],
      ...(/x$/.test(path.extname(file)) ? ['@babel/preset-react'] : []),
      ...(typed ? ['@babel/preset-typescript'] : []),
    ].map((preset) => (Array.isArray(preset) ? [here(preset[0]), preset[1]] : here(preset))),
    // Decorators are TypeScript's.
    plugins: typed ? [[here('@babel/plugin-proposal-decorators'), { version: 'legacy' }]] : [],
  });
  return output;
}

export async function compileWithTypeScript(code, { file, awaits }) {
  const { outputText } = ts.transpileModule(code, {
    fileName: /\.[mc]?[jt]sx?$/.test(file) ? file : `${file}.js`,
    compilerOptions: {
      target: awaits ? ts.ScriptTarget.ES2022 : ts.ScriptTarget.ES5,
      module: awaits ? ts.ModuleKind.ES2022 : ts.ModuleKind.CommonJS,
      jsx: ts.JsxEmit.React,
      esModuleInterop: true,
      downlevelIteration: true,
      allowJs: true,
      experimentalDecorators: true,
    },
  });
  return outputText;
}

/** Presets are looked up beside the file being compiled, where there are none. */
const here = (name) => new URL(import.meta.resolve(name)).pathname;
