//! Several files, and TypeScript.

use super::ask;

#[track_caller]
fn check(files: &[(&'static str, &str)], expected: &str) {
    assert_eq!(ask(files), [expected], "{files:?}");
}

#[test]
fn modules_import_from_each_other() {
    check(
        &[
            (
                "index.js",
                "import { to, make as m } from './to.js'; import * as all from './to.js'; import d from './to.js'; «to + m() + all.to + d»",
            ),
            ("to.js", "export const to = 'a'; export function make() { return 'b' } export default 'd'"),
        ],
        "abad",
    );
    check(
        &[
            ("index.js", "const { a } = require('./a'); «a() + require('./a').b»"),
            ("a.js", "exports.a = () => 'x'; module.exports.b = 'y'"),
        ],
        "xy",
    );
    check(&[("index.js", "const t = require('./t.json'); «t.to[0]»"), ("t.json", "{\"to\":[\"x@y.z\"]}")], "x@y.z");
    check(
        &[
            ("index.js", "export * from './b.js'; import { c } from './b.js'; «c»"),
            ("b.js", "export { c } from './c.js'"),
            ("c.js", "export let c = 'one'; c = 'two'"),
        ],
        "two",
    );
    check(&[("index.js", "import('./b.js').then(m => use(«m.v»))"), ("b.js", "export const v = 'dyn'")], "dyn");
    check(
        &[
            (
                "index.js",
                "const fs = require('fs'), path = require('path'); «Buffer.from(fs.readFileSync(path.join(__dirname, 'k.txt'), 'utf8').trim(), 'base64').toString()»",
            ),
            ("k.txt", "aGk=\n"),
        ],
        "hi",
    );
    check(
        &[
            ("index.js", "import fs from 'node:fs'; «fs.readFileSync(new URL('./k.txt', import.meta.url)).toString()»"),
            ("k.txt", "text"),
        ],
        "text",
    );
    check(
        &[
            ("index.js", "import { a } from './b.js'; export const x = 'x'; «a()»"),
            ("b.js", "import { x } from './index.js'; export const a = () => x + 'y'"),
        ],
        "xy",
    );
    check(&[("index.js", "const x = require('other'); «x.y»")], "?");
    check(&[("index.js", "«__dirname»")], "?");
}

#[test]
fn types_are_ignored() {
    check(
        &[(
            "index.ts",
            "enum E { A = 'a', B = 'b' } enum N { X, Y = X + 5, Z } namespace S { export const k = 'ns' } class C { constructor(private to: string, readonly x = 'd') {} get(): string { return this.to! + this.x } } «E.A + N[5] + N.Z + S.k + (new C('c' as any) satisfies C).get()»",
        )],
        "aY6nscd",
    );
    check(
        &[(
            "index.ts",
            "abstract class A<T> { declare z: number; f?: string; abstract m(): void; n(this: A<T>, v: string = <string>'v') { return v } } class B extends A<string> { m() {} } «new B().n()»",
        )],
        "v",
    );
}
