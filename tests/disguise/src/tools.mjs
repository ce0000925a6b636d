// The tools, and how much of what the analyzer found must still be found behind each.

import { bundleWithEsbuild, bundleWithRollup, bundleWithWebpack } from './bundlers.mjs';
import { compileWithBabel, compileWithTypeScript } from './compilers.mjs';
import { minifyWithSwc, minifyWithTerser, obfuscate } from './minifiers.mjs';

/**
 * `bundle` turns an entry point into one file, `rewrite` turns one file into another.
 * `plain` says that types and JSX have to be taken out before.
 */
export const TOOLS = [
  { name: 'esbuild-bundle', keeps: 100, bundle: bundleWithEsbuild({ minify: false }) },
  { name: 'esbuild-minify', keeps: 100, bundle: bundleWithEsbuild({ minify: true }) },
  { name: 'rollup', keeps: 100, plain: true, bundle: bundleWithRollup },
  { name: 'webpack', keeps: 100, plain: true, bundle: bundleWithWebpack },
  { name: 'babel', keeps: 100, rewrite: compileWithBabel, commonJs: true },
  { name: 'typescript', keeps: 100, rewrite: compileWithTypeScript, commonJs: true },
  { name: 'terser', keeps: 100, plain: true, rewrite: minifyWithTerser },
  { name: 'swc', keeps: 100, plain: true, rewrite: minifyWithSwc },
  { name: 'obfuscator-low', keeps: 95, plain: true, rewrite: obfuscate('low-obfuscation'), guarded: true },
  { name: 'obfuscator-default', keeps: 95, plain: true, rewrite: obfuscate('default'), guarded: true },
  { name: 'obfuscator-medium', keeps: 90, plain: true, rewrite: obfuscate('medium-obfuscation'), guarded: true },
  { name: 'obfuscator-high', keeps: 75, plain: true, rewrite: obfuscate('high-obfuscation'), guarded: true },
];
