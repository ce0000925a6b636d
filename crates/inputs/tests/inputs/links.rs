//! Links: never followed, and never dropped in silence where their target is not read anyway.
#![cfg(unix)]

use std::os::unix::fs::symlink;

use crate::scene::{Scene, check, exists};

#[test]
fn pnpms_links_lead_to_what_is_read_anyway() {
    let scene = Scene::new(&[
        ("node_modules/.pnpm/a@1.0.0/node_modules/a/package.json", r#"{"name":"a","version":"1.0.0"}"#),
        ("node_modules/.pnpm/b@1.0.0/node_modules/b/package.json", r#"{"name":"b","version":"1.0.0"}"#),
    ]);
    symlink(".pnpm/a@1.0.0/node_modules/a", scene.at("node_modules/a")).expect("a link can be made");
    symlink("../../b@1.0.0/node_modules/b", scene.at("node_modules/.pnpm/a@1.0.0/node_modules/b"))
        .expect("a link can be made");
    check(
        &scene.text("node_modules"),
        "
        a@1.0.0 in …/node_modules/.pnpm/a@1.0.0/node_modules/a
          package.json other
        b@1.0.0 in …/node_modules/.pnpm/b@1.0.0/node_modules/b
          package.json other
        ",
    );
    check(&scene.text("node_modules/a"), "a@1.0.0 in …/node_modules/a\n  package.json other");
}

#[test]
fn links_that_lead_out_or_nowhere_are_reported() {
    let scene = Scene::new(&[("a/index.js", ""), ("secret/x.js", "")]);
    symlink("../secret", scene.at("a/lib")).expect("a link can be made");
    symlink("../secret/x.js", scene.at("a/x.js")).expect("a link can be made");
    symlink("nothing", scene.at("a/dangling.js")).expect("a link can be made");
    symlink("loop", scene.at("a/loop")).expect("a link can be made");
    symlink(".", scene.at("a/itself")).expect("a link can be made");
    symlink("..", scene.at("a/above")).expect("a link can be made");
    check(
        &scene.text("a"),
        "
        a in …/a
          index.js either
        ! a: above link-outside
        ! a: dangling.js link-broken
        ! a: lib link-outside
        ! a: loop link-broken
        ! a: x.js link-outside
        ",
    );
    let inventory = scene.read("a").expect("it exists");
    assert_eq!(inventory.coverage.files, 5);
    assert!(inventory.coverage.unanalysed.iter().any(|entry| entry.detail.contains("`../secret/x.js`")));
    // With both given, the links lead to what is read.
    check(
        &scene.text_with(&["a", "secret"], &[]),
        "
        a in …/a
          index.js either
        secret in …/secret
          x.js either
        ! a: above link-outside
        ! a: dangling.js link-broken
        ! a: loop link-broken
        ",
    );
}

#[test]
fn a_folder_whose_name_starts_alike_is_outside() {
    let scene = Scene::new(&[("a/index.js", ""), ("ab/x.js", "")]);
    symlink("../ab", scene.at("a/lib")).expect("a link can be made");
    check(&scene.text("a"), "a in …/a\n  index.js either\n! a: lib link-outside");
}

#[test]
fn a_link_in_node_modules_that_leads_out_belongs_to_the_outer_package() {
    let scene = Scene::new(&[("app/package.json", r#"{"name":"app"}"#), ("app/node_modules/", ""), ("dep/x.js", "")]);
    symlink("../../dep", scene.at("app/node_modules/dep")).expect("a link can be made");
    check(&scene.text("app"), "app in …/app\n  package.json other\n! app: node_modules/dep link-outside");
}

#[test]
fn a_root_that_is_a_link_is_followed() {
    let scene = Scene::new(&[("real/index.js", "")]);
    symlink("real", scene.at("given")).expect("a link can be made");
    check(&scene.text("given"), "real in …/given\n  index.js either");
    symlink("nothing", scene.at("dangling")).expect("a link can be made");
    assert!(exists(&scene.at("dangling")));
    assert!(scene.error("dangling").contains("does not exist"));
}

#[test]
fn a_link_can_make_code_of_its_target() {
    let scene =
        Scene::new(&[("a/payload.txt", ""), ("a/real.json", r#"{"name":"linked","type":"module"}"#), ("a/m.js", "")]);
    symlink("payload.txt", scene.at("a/index.js")).expect("a link can be made");
    symlink("real.json", scene.at("a/package.json")).expect("a link can be made");
    check(&scene.text("a"), "linked in …/a\n  m.js esm\n  payload.txt either\n  real.json other");
}
