//! What a file is to the analyzer, beyond what its name says.
//!
//! node runs files of any name: through `main` and `bin`, through `node lib/setup.dat` in a script, through a shebang,
//! and an unknown extension is read as JavaScript. A payload called `data.txt` must therefore not pass as data
//! where the manifest says that it runs.

use std::{fs::File as DiskFile, io, io::Read, path::Path};

use molehunt_source::{CodeKind, Content, FileRole, Manifest, ModuleKind, PackagePath};
use serde_json::Value;

use crate::tree::Leaf;

/// Programs that run a JavaScript or TypeScript file.
const INTERPRETERS: [&str; 8] = ["node", "nodejs", "bun", "deno", "tsx", "ts-node", "ts-node-esm", "electron"];
/// Those that read TypeScript.
const TYPESCRIPT_INTERPRETERS: [&str; 5] = ["bun", "deno", "tsx", "ts-node", "ts-node-esm"];
/// Extensions that node does not run as JavaScript, whoever names the file.
const NOT_CODE: [&str; 6] = ["json", "node", "wasm", "css", "html", "map"];
/// How much of a file is read to find a shebang.
const SHEBANG_BYTES: u64 = 256;

/// The code kind of a file that something names as code (an entry point, a script, a link); `None` for what node would not run.
pub(crate) fn of_named(path: &PackagePath) -> Option<CodeKind> {
    let extension = path.extension().to_ascii_lowercase();
    if NOT_CODE.contains(&extension.as_str()) {
        return None;
    }
    let typescript = extension == "ts" || extension == "mts" || extension == "cts";
    Some(CodeKind { typescript, jsx: !typescript, module: ModuleKind::Either })
}

/// The role of a file by its name alone: `INDEX.JS` is read like any unknown extension, which is as JavaScript.
pub(crate) fn of_name(path: &PackagePath, default: ModuleKind) -> FileRole {
    let role = FileRole::of_name(path, default);
    if role != FileRole::Other || !path.extension().bytes().any(|byte| byte.is_ascii_uppercase()) {
        return role;
    }
    match PackagePath::new(&path.as_str().to_ascii_lowercase()) {
        Ok(lower) => FileRole::of_name(&lower, ModuleKind::Either),
        Err(_) => role,
    }
}

/// The code kind of a file that starts with a shebang of a JavaScript interpreter.
pub(crate) fn of_shebang(leaf: &Leaf, default: ModuleKind) -> io::Result<Option<CodeKind>> {
    let mut start = Vec::new();
    let mut read = |path: &Path| DiskFile::open(path)?.take(SHEBANG_BYTES).read_to_end(&mut start);
    match &leaf.content {
        Content::Disk(path) => {
            read(path)?;
        }
        Content::Below(folder) => {
            read(&folder.join(leaf.path.as_str()))?;
        }
        Content::Memory(bytes) => start.extend(bytes.iter().take(SHEBANG_BYTES as usize)),
    }
    Ok(kind_of_shebang(&start, default))
}

/// The files that a manifest in `folder` names as code, relative to the tree's root.
pub(crate) fn named_files(folder: &str, manifest: &Manifest) -> Vec<String> {
    let mut names: Vec<&str> = ["main", "module", "browser"].iter().filter_map(|field| manifest.text(field)).collect();
    names.extend(manifest.bins());
    exports(manifest.raw().get("exports"), true, &mut names);
    names.extend(manifest.scripts().into_iter().flat_map(|(_, command)| run_files(command)));
    names.into_iter().filter_map(|name| resolve(folder, name)).collect()
}

fn kind_of_shebang(start: &[u8], default: ModuleKind) -> Option<CodeKind> {
    let text = String::from_utf8_lossy(start.strip_prefix(b"#!")?);
    let mut lines = text.lines();
    let mut interpreter = lines.next().and_then(interpreter_in);
    if interpreter.is_none() {
        // `#!/bin/sh` and then `':' //; exec node "$0"` is a shell script and a JavaScript file in one.
        let second = lines.next().unwrap_or_default();
        if second.starts_with("':'") || second.starts_with("\":\"") {
            interpreter = interpreter_in(second);
        }
    }
    let typescript = TYPESCRIPT_INTERPRETERS.contains(&interpreter?);
    Some(CodeKind { typescript, jsx: !typescript, module: default })
}

fn interpreter_in(line: &str) -> Option<&'static str> {
    line.split(|char: char| char.is_whitespace() || matches!(char, '/' | '\\' | '"' | '\'' | ';')).find_map(interpreter)
}

/// `node`, and also `node.exe`, `node18`, `node-20.1`.
fn interpreter(word: &str) -> Option<&'static str> {
    let word = word.strip_suffix(".exe").unwrap_or(word);
    let word = word.trim_end_matches(|char: char| char.is_ascii_digit() || char == '.');
    let word = word.strip_suffix('-').unwrap_or(word);
    INTERPRETERS.into_iter().find(|name| *name == word)
}

/// The targets of `exports`: those of the package itself, and of subpaths those without an extension.
/// A subpath is often a style sheet or a text, and calling it code would only report that it does not parse.
fn exports<'a>(value: Option<&'a Value>, is_main: bool, names: &mut Vec<&'a str>) {
    // serde_json refuses documents nested deeper than 128, so recursion is bounded.
    match value {
        Some(Value::String(target)) if is_main || !target.rsplit('/').next().unwrap_or_default().contains('.') => {
            names.push(target);
        }
        Some(Value::Array(targets)) => targets.iter().for_each(|target| exports(Some(target), is_main, names)),
        Some(Value::Object(map)) => {
            for (key, target) in map {
                // Types are read by compilers and run by nobody.
                if key != "types" && !key.starts_with("types@") {
                    exports(Some(target), is_main && (key == "." || !key.starts_with('.')), names);
                }
            }
        }
        _ => {}
    }
}

/// The files that a script's command hands to an interpreter: `node lib/setup.dat`, `node -r ./hook.txt server`.
fn run_files(command: &str) -> Vec<&str> {
    let mut files = Vec::new();
    for part in command.split(['&', '|', ';', '\n']) {
        let mut words = part.split_whitespace().map(|word| word.trim_matches(['"', '\'', '(', ')']));
        while let Some(word) = words.next() {
            if interpreter(word.rsplit(['/', '\\']).next().unwrap_or(word)).is_none() {
                continue;
            }
            while let Some(word) = words.next() {
                match word {
                    "-r" | "--require" | "--import" | "--loader" | "--experimental-loader" => {
                        files.extend(words.next())
                    }
                    // `bun run file`, `deno run file`, `tsx watch file`.
                    "run" | "watch" => {}
                    _ if word.starts_with('-') => files.extend(word.split_once('=').map(|(_, value)| value)),
                    _ => {
                        files.push(word);
                        break;
                    }
                }
            }
        }
    }
    files
}

/// A manifest's relative path, from the tree's root; `None` where it is absolute or climbs out of the tree.
fn resolve(folder: &str, name: &str) -> Option<String> {
    if name.starts_with('/') {
        return None;
    }
    let mut segments: Vec<&str> = folder.split('/').filter(|segment| !segment.is_empty()).collect();
    for segment in name.split('/') {
        match segment {
            "" | "." => {}
            ".." => {
                segments.pop()?;
            }
            _ => segments.push(segment),
        }
    }
    (!segments.is_empty()).then(|| segments.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shebangs() {
        let is_code = |text: &str| kind_of_shebang(text.as_bytes(), ModuleKind::Either).is_some();
        assert!(is_code("#!/usr/bin/env node\nfoo"));
        assert!(is_code("#!/usr/bin/env -S node --no-warnings\n"));
        assert!(is_code("#! /opt/node-20.1/bin/node18\n"));
        assert!(is_code("#!/usr/bin/env -S npx tsx\r\n"));
        assert!(is_code("#!/bin/sh\n':' //; exec node \"$0\" \"$@\"\n"));
        assert!(!is_code("#!/bin/sh\nexec node \"$basedir/x\"\n"));
        assert!(!is_code("#!/usr/bin/env bash\n# no node here\n"));
        assert!(!is_code("node"));
        assert!(!is_code("#!/usr/bin/nodeless"));
    }

    #[test]
    fn manifests_name_files() {
        let named = |text: &str| {
            let manifest = Manifest::parse(text.as_bytes()).expect("valid");
            named_files("lib", &manifest)
        };
        assert_eq!(named(r#"{"main":"./x/../payload.txt","bin":{"a":"cli"}}"#), ["lib/payload.txt", "lib/cli"]);
        assert_eq!(named(r#"{"main":"../../out","module":"/etc/x","browser":{"a":"b"}}"#), [""; 0]);
        assert_eq!(
            named(r#"{"exports":{".":{"node":["./a.dat"]},"./style":"./s.scss","./tool":"./tool"}}"#),
            ["lib/a.dat", "lib/tool"]
        );
        assert_eq!(
            named(r#"{"scripts":{"postinstall":"echo hi && node --flag=1 -r ./hook.txt 'setup.dat' README.md"}}"#),
            ["lib/1", "lib/hook.txt", "lib/setup.dat"]
        );
    }
}
