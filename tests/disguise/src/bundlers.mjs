// Bundlers: one entry point becomes one file, and every import of another package stays one.
//
// Each returns the files that went into the bundle.

import fs from 'node:fs';
import path from 'node:path';
import commonjs from '@rollup/plugin-commonjs';
import json from '@rollup/plugin-json';
import nodeResolve from '@rollup/plugin-node-resolve';
import esbuild from 'esbuild';
import { rollup } from 'rollup';
import webpack from 'webpack';

const isOwn = (specifier) => specifier.startsWith('.') || path.isAbsolute(specifier);

export const bundleWithEsbuild = ({ minify }) => async ({ entry, output, isModule, folder }) => {
  const { metafile } = await esbuild.build({
    entryPoints: [entry],
    outfile: output,
    bundle: true,
    platform: 'node',
    packages: 'external',
    target: 'node20',
    format: isModule ? 'esm' : 'cjs',
    minify,
    metafile: true,
    allowOverwrite: true,
    absWorkingDir: folder,
    loader: { '': 'js' },
    tsconfigRaw: { compilerOptions: { experimentalDecorators: true } },
    logLevel: 'silent',
  });
  return Object.keys(metafile.inputs).map((file) => path.resolve(folder, file));
};

export async function bundleWithRollup({ entry, output, isModule }) {
  const bundle = await rollup({
    input: entry,
    external: (specifier) => !isOwn(specifier) && !specifier.startsWith('\0'),
    plugins: [nodeResolve({ preferBuiltins: true }), commonjs({ strictRequires: 'auto', ignoreDynamicRequires: true }), json()],
    onwarn() {},
  });
  const { watchFiles } = bundle;
  await bundle.write({ file: output, format: isModule ? 'es' : 'cjs', exports: 'auto', inlineDynamicImports: true, interop: 'auto' });
  await bundle.close();
  return watchFiles.filter((file) => fs.existsSync(file));
}

/**
 * Leaves `require.resolve` as it is: the number that webpack makes of it is no path, so that the program does nothing with it.
 * And `require` of a name that it cannot tell, in the place of which it puts an error.
 */
const leavesRequire = {
  apply(compiler) {
    compiler.hooks.normalModuleFactory.tap('leaves-require', (factory) => {
      for (const type of ['javascript/auto', 'javascript/dynamic']) {
        factory.hooks.parser.for(type).tap('leaves-require', (parser) => {
          parser.hooks.call.for('require.resolve').tap({ name: 'leaves-require', stage: -1 }, () => true);
          parser.hooks.call.for('require').tap({ name: 'leaves-require', stage: -1 }, ({ arguments: [name] }) => {
            const { string } = name && parser.evaluateExpression(name);
            return string === undefined ? true : undefined;
          });
        });
      }
    });
  },
};

export async function bundleWithWebpack({ entry, output, isModule, folder }) {
  const stats = await new Promise((resolve, reject) => {
    webpack(
      {
        mode: 'production',
        target: 'node20',
        context: folder,
        entry,
        devtool: false,
        experiments: { outputModule: isModule },
        output: {
          path: path.dirname(output),
          filename: path.basename(output),
          library: { type: isModule ? 'module' : 'commonjs2' },
          module: isModule,
          chunkFormat: isModule ? 'module' : 'commonjs',
        },
        module: { parser: { javascript: { importMeta: false, createRequire: false } } },
        externalsPresets: { node: true },
        plugins: [leavesRequire],
        externals: ({ request, dependencyType }, done) =>
          isOwn(request) ? done() : done(null, `${isModule && dependencyType !== 'commonjs' ? 'module' : isModule ? 'node-commonjs' : 'commonjs'} ${request}`),
      },
      (error, result) => (error ? reject(error) : resolve(result)),
    );
  });
  if (stats.hasErrors()) throw new Error(stats.toString({ all: false, errors: true }).slice(0, 300));
  return [...stats.compilation.fileDependencies].filter((file) => fs.statSync(file, { throwIfNoEntry: false })?.isFile() && file !== path.join(folder, 'package.json'));
}
