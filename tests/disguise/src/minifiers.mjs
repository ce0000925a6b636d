// Tools that rewrite one file at a time and keep what it exports.

import swc from '@swc/wasm';
import JavaScriptObfuscator from 'javascript-obfuscator';
import { minify } from 'terser';

/** The same for everyone and always, so that a number can be compared with yesterday's. */
const SEED = 20250925;

export async function minifyWithTerser(code, { isModule }) {
  const { code: output } = await minify(code, { module: isModule, compress: { passes: 2 }, mangle: { toplevel: true } });
  return output;
}

export async function minifyWithSwc(code, { isModule }) {
  const { code: output } = swc.minifySync(code, { compress: true, mangle: { topLevel: true }, module: isModule });
  return output;
}

/** `unguarded` leaves out what breaks as soon as the code is printed again, which the proof has to do. */
export const obfuscate = (optionsPreset) => async (code, { unguarded }) => {
  const guards = unguarded ? { selfDefending: false, debugProtection: false, debugProtectionInterval: 0 } : {};
  const [, shebang = '', rest] = /^(#!.*\n)?([\s\S]*)$/.exec(code);
  return shebang + JavaScriptObfuscator.obfuscate(rest, { optionsPreset, seed: SEED, target: 'node', ...guards }).getObfuscatedCode();
};
