//! What counts as a package, and whose file is whose.

use std::{fs, path::PathBuf, time::Instant};

use molehunt_inputs::{InputError, Options, read};

use crate::scene::{Scene, check, text_of};

#[test]
fn a_package_folder() {
    let scene = Scene::new(&[
        ("mail/package.json", r#"{"name":"mail","version":"1.0.16","type":"module"}"#),
        ("mail/index.js", ""),
        ("mail/lib/old.cjs", ""),
        ("mail/lib/types.d.ts", ""),
        ("mail/cjs/package.json", r#"{"type":"commonjs"}"#),
        ("mail/cjs/index.js", ""),
        ("mail/plain/package.json", "{}"),
        ("mail/plain/index.ts", ""),
        ("mail/README.md", ""),
    ]);
    check(
        &scene.text("mail"),
        "
        mail@1.0.16 in …/mail
          README.md other
          cjs/index.js cjs
          cjs/package.json other
          index.js esm
          lib/old.cjs cjs
          lib/types.d.ts types
          package.json other
          plain/index.ts either ts
          plain/package.json other
        ",
    );
}

#[test]
fn a_folder_without_manifest_is_named_after_itself() {
    let scene = Scene::new(&[("mail/package.json", r#"{"type":"module"}"#), ("mail/src/a.js", "")]);
    check(&scene.text("mail/src"), "src in …/mail/src\n  a.js esm");
    check(&scene.text("mail"), "mail in …/mail\n  package.json other\n  src/a.js esm");
}

#[test]
fn an_empty_folder_is_a_package_without_files() {
    check(&Scene::new(&[("mail/", "")]).text("mail"), "mail in …/mail");
}

#[test]
fn nested_and_scoped_packages_own_their_files() {
    let scene = Scene::new(&[
        ("app/package.json", r#"{"name":"app","type":"module"}"#),
        ("app/main.js", ""),
        ("app/node_modules/.package-lock.json", "{}"),
        ("app/node_modules/.bin/tool.cmd", ""),
        ("app/node_modules/a/package.json", r#"{"name":"a","version":"1.0.0"}"#),
        ("app/node_modules/a/index.js", ""),
        ("app/node_modules/a/fixtures/package.json", r#"{"name":"no-package","type":"module"}"#),
        ("app/node_modules/a/fixtures/x.js", ""),
        ("app/node_modules/a/node_modules/b/index.js", ""),
        ("app/node_modules/a-b/index.js", ""),
        ("app/node_modules/@team/c/index.js", ""),
        ("app/node_modules/empty/", ""),
    ]);
    check(
        &scene.text("app"),
        "
        app in …/app
          main.js esm
          node_modules/.bin/tool.cmd other
          node_modules/.package-lock.json other
          package.json other
        @team/c in …/app/node_modules/@team/c
          index.js either
        a@1.0.0 in …/app/node_modules/a
          fixtures/package.json other
          fixtures/x.js esm
          index.js either
          package.json other
        a-b in …/app/node_modules/a-b
          index.js either
        b in …/app/node_modules/a/node_modules/b
          index.js either
        ",
    );
    check(
        &scene.text("app/node_modules"),
        "
        node_modules in …/app/node_modules
          .bin/tool.cmd other
          .package-lock.json other
        @team/c in …/app/node_modules/@team/c
          index.js either
        a@1.0.0 in …/app/node_modules/a
          fixtures/package.json other
          fixtures/x.js esm
          index.js either
          package.json other
        a-b in …/app/node_modules/a-b
          index.js either
        b in …/app/node_modules/a/node_modules/b
          index.js either
        ",
    );
    check(&scene.text("app/node_modules/@team"), "@team/c in …/app/node_modules/@team/c\n  index.js either");
    check(&scene.text("app/node_modules/@team/c"), "@team/c in …/app/node_modules/@team/c\n  index.js either");
}

#[test]
fn an_installed_package_is_read_alike_alone_and_in_its_tree() {
    let scene = Scene::new(&[
        ("node_modules/a/package.json", r#"{"name":"a"}"#),
        ("node_modules/a/lib/package.json", r#"{"name":"inner"}"#),
        ("node_modules/a/lib/x.js", ""),
    ]);
    assert_eq!(scene.text("node_modules/a"), scene.text("node_modules"));
}

#[test]
fn a_workspace_and_a_corpus() {
    let scene = Scene::new(&[
        ("package.json", r#"{"name":"root"}"#),
        ("tools/build.js", ""),
        ("packages/one/package.json", r#"{"name":"one"}"#),
        ("packages/one/index.js", ""),
        ("packages/two/package.json", r#"{"private":true}"#),
        ("packages/two/index.js", ""),
        ("corpus/x/1.0.0/package/package.json", r#"{"name":"x","version":"1.0.0"}"#),
        ("corpus/x/1.0.1/package/package.json", r#"{"name":"x","version":"1.0.1"}"#),
    ]);
    check(
        &scene.text("corpus"),
        "
        x@1.0.0 in …/corpus/x/1.0.0/package
          package.json other
        x@1.0.1 in …/corpus/x/1.0.1/package
          package.json other
        ",
    );
    check(
        &scene.text_with(&["packages", "packages/one", "packages/"], &[]),
        "
        packages in …/packages
          two/index.js either
          two/package.json other
        one in …/packages/one
          index.js either
          package.json other
        ",
    );
}

#[test]
fn stores_in_node_modules_hold_packages() {
    let scene = Scene::new(&[
        ("node_modules/.pnpm/lock.yaml", ""),
        ("node_modules/.pnpm/a@1.0.0/node_modules/a/package.json", r#"{"name":"a","version":"1.0.0"}"#),
        ("node_modules/.pnpm/a@1.0.0/node_modules/a/index.js", ""),
        ("node_modules/.store/b-npm-2.0.0/package/package.json", r#"{"name":"b","version":"2.0.0"}"#),
        ("node_modules/.store/b-npm-2.0.0/package/index.js", ""),
    ]);
    check(
        &scene.text("node_modules"),
        "
        node_modules in …/node_modules
          .pnpm/lock.yaml other
        a@1.0.0 in …/node_modules/.pnpm/a@1.0.0/node_modules/a
          index.js either
          package.json other
        b@2.0.0 in …/node_modules/.store/b-npm-2.0.0/package
          index.js either
          package.json other
        ",
    );
}

#[test]
fn code_loose_in_node_modules_is_not_the_outer_packages() {
    let scene = Scene::new(&[
        ("app/package.json", r#"{"name":"app"}"#),
        ("app/node_modules/loose.js", ""),
        ("app/node_modules/.cache/x.js", ""),
    ]);
    check(
        &scene.text_with(&["app"], &["app"]),
        "
        app in …/app first-party
          package.json other
        node_modules in …/app/node_modules
          .cache/x.js either
          loose.js either
        ",
    );
}

#[test]
fn version_control_folders_hide_nothing() {
    let scene = Scene::new(&[("a/package.json", r#"{"name":"a"}"#), ("a/.git/HEAD", ""), ("a/.git/payload.js", "")]);
    check(&scene.text("a"), "a in …/a\n  .git/HEAD other\n  .git/payload.js either\n  package.json other");
}

#[test]
fn first_party_ends_at_node_modules() {
    let scene = Scene::new(&[
        ("app/package.json", r#"{"name":"app"}"#),
        ("app/packages/own/package.json", r#"{"name":"own"}"#),
        ("app/packages/own/node_modules/b/index.js", ""),
        ("app/node_modules/a/index.js", ""),
        ("apple/index.js", ""),
    ]);
    check(
        &scene.text_with(&["app", "apple"], &["app"]),
        "
        app in …/app first-party
          package.json other
        a in …/app/node_modules/a
          index.js either
        own in …/app/packages/own first-party
          package.json other
        b in …/app/packages/own/node_modules/b
          index.js either
        apple in …/apple
          index.js either
        ",
    );
    let named = scene.text_with(&["app/node_modules/a"], &["app/node_modules/a"]);
    check(&named, "a in …/app/node_modules/a first-party\n  index.js either");
}

#[test]
fn a_single_file() {
    let scene = Scene::new(&[("app/package.json", r#"{"name":"app","type":"module"}"#), ("app/src/mail.ts", "")]);
    check(&scene.text("app/src/mail.ts"), "mail.ts in …/app/src/mail.ts\n  mail.ts esm ts");
}

#[test]
fn names_do_not_hide_code() {
    let scene = Scene::new(&[
        (
            "a/package.json",
            r#"{"name":"a","main":"./lib/index.node-js","bin":{"a":"cli"},"exports":{".":"./lib/x/../e.dat"},
                "scripts":{"postinstall":"node ./setup.txt"}}"#,
        ),
        ("a/lib/index.node-js", ""),
        ("a/lib/e.dat", ""),
        ("a/cli", ""),
        ("a/setup.txt", ""),
        ("a/notes.txt", ""),
        ("a/INDEX.JS", ""),
        ("a/bin/run", "#!/usr/bin/env -S node --no-warnings\n"),
        ("a/bin/typed", "#!/usr/bin/env tsx\n"),
        ("a/bin/shell", "#!/bin/sh\n"),
        ("a/sub/package.json", r#"{"main":"m.data","types":"x.d.ts"}"#),
        ("a/sub/m.data", ""),
        ("b/package.json", r#"{"name":"b","main":"data.json","bin":"native.node","browser":"types.d.ts"}"#),
        ("b/data.json", ""),
        ("b/native.node", ""),
        ("b/types.d.ts", ""),
    ]);
    check(
        &scene.text("a"),
        "
        a in …/a
          INDEX.JS either
          bin/run either
          bin/shell other
          bin/typed either ts
          cli either
          lib/e.dat either
          lib/index.node-js either
          notes.txt other
          package.json other
          setup.txt either
          sub/m.data either
          sub/package.json other
        ",
    );
    check(
        &scene.text("b"),
        "b in …/b\n  data.json other\n  native.node other\n  package.json other\n  types.d.ts either ts",
    );
}

#[test]
fn a_broken_manifest_is_reported() {
    let deep = format!("{}{}", "[".repeat(10_000), "]".repeat(10_000));
    let scene = Scene::new(&[
        ("a/package.json", "{,"),
        ("a/index.js", ""),
        ("b/package.json", "[]"),
        ("c/package.json", &deep),
    ]);
    check(
        &scene.text("."),
        &format!(
            "
            {name} in …/.
              a/index.js either
              a/package.json other
              b/package.json other
              c/package.json other
            ! {name}: a/package.json manifest
            ! {name}: b/package.json manifest
            ! {name}: c/package.json manifest
            ",
            name = scene.folder.path().file_name().expect("it has a name").to_string_lossy()
        ),
    );
}

#[test]
fn paths_that_cannot_be_read() {
    let scene = Scene::new(&[("a.txt", "")]);
    assert!(scene.error("none").starts_with("`…/none` does not exist: expected a folder, a file or an archive"));
    assert!(matches!(scene.read("a.txt/b"), Err(InputError::Unreadable { .. })));
    let options = Options { first_party: vec![scene.at("none")], ..Options::default() };
    assert!(matches!(read(&[scene.at("a.txt")], &options), Err(InputError::FirstParty { .. })));
    assert!(read(&[], &Options::default()).expect("nothing to do").packages.is_empty());
}

#[cfg(unix)]
#[test]
fn special_files_are_not_opened() {
    use std::os::unix::net::UnixListener;
    let scene = Scene::new(&[("a/index.js", "")]);
    let _listener = UnixListener::bind(scene.at("a/package.json")).expect("a socket can be made");
    check(&scene.text("a"), "a in …/a\n  index.js either\n! a: package.json special-file");
    assert!(matches!(scene.read("a/package.json"), Err(InputError::SpecialFile { .. })));
}

/// Linux takes any bytes but `/` and NUL for a name; other systems refuse these.
#[cfg(target_os = "linux")]
#[test]
fn names_that_are_no_text_are_still_analysed() {
    use std::{ffi::OsStr, os::unix::ffi::OsStrExt};
    let scene = Scene::new(&[("a/b%FF.js", ""), ("a/x\\..\\y.js", ""), ("a/C:z.js", ""), ("a/x/y.js", "")]);
    fs::write(scene.at("a").join(OsStr::from_bytes(b"b\xFF.js")), "found").expect("a file can be written");
    check(
        &scene.text("a"),
        "
        a in …/a
          C%3Az.js either
          b%FF.js either
          b%FF~2.js either
          x%5C..%5Cy.js either
          x/y.js either
        ",
    );
    let inventory = scene.read("a").expect("it exists");
    let mut contents: Vec<_> = inventory.packages[0].files.iter().map(|file| file.read().expect("readable")).collect();
    contents.sort();
    assert_eq!(contents.last().map(Vec::as_slice), Some(b"found".as_slice()));
}

/// A folder can be nested deeper than a path can name. Root may read everything, so this is how a folder is made unreadable.
#[cfg(target_os = "linux")]
#[test]
fn folders_nested_too_deep_are_reported() {
    let scene = Scene::new(&[("a/index.js", "")]);
    // Built from the inside out: each rename puts what is there one level deeper.
    let (one, other) = (scene.at("one"), scene.at("other"));
    fs::create_dir(&one).expect("a folder can be made");
    fs::write(one.join("deepest.js"), "").expect("a file can be written");
    for _ in 0..2_500 {
        fs::create_dir(&other).expect("a folder can be made");
        fs::rename(&one, other.join("d")).expect("a folder can be moved");
        fs::rename(&other, &one).expect("a folder can be moved");
    }
    fs::rename(&one, scene.at("a/d")).expect("a folder can be moved");

    let inventory = scene.read("a").expect("it exists");
    assert_eq!(inventory.packages.len(), 1);
    assert_eq!(inventory.packages[0].files.len(), 1);
    assert_eq!(inventory.coverage.unanalysed.len(), 1);
    assert_eq!(inventory.coverage.unanalysed[0].reason.as_str(), "unreadable");
    assert!(inventory.coverage.unanalysed[0].file.as_str().starts_with("d/d/d/"));
    assert_eq!(inventory.coverage.files, 1);
}

#[test]
fn many_files_are_quick_and_in_order() {
    let scene = Scene::new(&[]);
    let mut folders: Vec<PathBuf> = Vec::new();
    for folder in 0..20 {
        folders.push(scene.at(&format!("node_modules/p{folder}")));
        fs::create_dir_all(&folders[folder]).expect("a folder can be made");
        for file in 0..1_000 {
            fs::File::create(folders[folder].join(format!("f{file}.js"))).expect("a file can be made");
        }
    }
    let start = Instant::now();
    let inventory = scene.read("node_modules").expect("it exists");
    let elapsed = start.elapsed();
    assert_eq!(inventory.packages.len(), 20);
    assert!(inventory.packages.iter().all(|package| package.files.len() == 1_000));
    assert!(inventory.packages.iter().all(|package| package.file("f999.js").is_some()));
    // Generous, for busy machines and unoptimised builds: an optimised one takes a tenth of a second.
    assert!(elapsed.as_secs() < 10, "{elapsed:?}");
    assert_eq!(text_of(&inventory), text_of(&scene.read("node_modules").expect("it exists")));
}
