//! Archives as npm writes them, and as somebody writes them who does not want to be read.

use std::io::Write;

use flate2::{Compression, write::GzEncoder};
use molehunt_inputs::{InputError, Inventory, Limits, Options, read};
use tar::{EntryType, Header};

use crate::scene::{Scene, check};

/// Bytes of a tar archive, entry by entry; names are written as they are, with nothing checked.
#[derive(Default)]
struct Tar(Vec<u8>);

impl Tar {
    fn file(self, name: &str, content: &str) -> Self {
        self.entry(name, EntryType::Regular, content.as_bytes(), "")
    }

    fn entry(self, name: &str, kind: EntryType, content: &[u8], link: &str) -> Self {
        let mut header = Header::new_gnu();
        header.as_old_mut().name[..name.len()].copy_from_slice(name.as_bytes());
        header.as_old_mut().linkname[..link.len()].copy_from_slice(link.as_bytes());
        header.set_entry_type(kind);
        header.set_size(content.len() as u64);
        header.set_cksum();
        self.raw(header.as_bytes()).body(content)
    }

    fn pax(self, kind: u8, lines: &[(&str, &str)]) -> Self {
        let mut body = String::new();
        for (key, value) in lines {
            let rest = format!(" {key}={value}\n");
            let mut length = rest.len();
            while length != rest.len() + length.to_string().len() {
                length = rest.len() + length.to_string().len();
            }
            body.push_str(&format!("{length}{rest}"));
        }
        self.entry("pax", EntryType::new(kind), body.as_bytes(), "")
    }

    fn raw(mut self, bytes: &[u8]) -> Self {
        self.0.extend(bytes);
        self
    }

    fn body(mut self, content: &[u8]) -> Self {
        self.0.extend(content);
        self.0.resize(self.0.len().next_multiple_of(512), 0);
        self
    }

    fn end(self) -> Vec<u8> {
        self.raw(&[0; 1024]).0
    }
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).expect("memory can be written to");
    encoder.finish().expect("memory can be written to")
}

fn text(bytes: &[u8]) -> String {
    let scene = Scene::new(&[]);
    scene.write("x.tgz", bytes);
    scene.text("x.tgz")
}

fn inventory(bytes: &[u8], limits: Limits) -> Result<Inventory, InputError> {
    let scene = Scene::new(&[]);
    scene.write("x.tgz", bytes);
    read(&[scene.at("x.tgz")], &Options { limits, ..Options::default() })
}

fn content(inventory: &Inventory, path: &str) -> String {
    let file = inventory.packages[0].file(path).expect("the file is there");
    String::from_utf8(file.read().expect("it is in memory")).expect("it is text")
}

fn details(inventory: &Inventory) -> String {
    inventory.coverage.unanalysed.iter().map(|entry| format!("{}: {}\n", entry.file, entry.detail)).collect()
}

#[test]
fn as_npm_packs_it() {
    let tar = Tar::default()
        .file("package/package.json", r#"{"name":"mail","version":"1.0.16","type":"module"}"#)
        .file("package/index.js", "send()")
        .file("package/bin/cli", "#!/usr/bin/env node\n")
        .file("package/lib/package.json", r#"{"name":"inner","type":"commonjs"}"#)
        .file("package/lib/x.js", "")
        .file("package/node_modules/dep/package.json", r#"{"name":"dep"}"#)
        .file("package/node_modules/dep/index.js", "")
        .end();
    let expected = "
        mail@1.0.16 in …/x.tgz
          bin/cli esm
          index.js esm
          lib/package.json other
          lib/x.js cjs
          package.json other
        dep in …/x.tgz/node_modules/dep
          index.js either
          package.json other
        ";
    check(&text(&gzip(&tar)), expected);
    check(&text(&tar), expected);
    // Two gzip members after one another are one stream.
    let (one, other) = tar.split_at(1000);
    check(&text(&[gzip(one), gzip(other)].concat()), expected);
}

#[test]
fn archives_in_folders_are_not_opened() {
    let scene = Scene::new(&[]);
    scene.write("a/x.tgz", &gzip(&Tar::default().file("package/a.js", "").end()));
    check(&scene.text("a"), "a in …/a\n  x.tgz other");
}

#[test]
fn long_names() {
    let long = format!("package/{}/x.js", "folder/".repeat(40).trim_end_matches('/'));
    let tar = Tar::default()
        .entry("././@LongLink", EntryType::GNULongName, format!("{long}\0").as_bytes(), "")
        .file("package/short", "gnu")
        .pax(b'g', &[("comment", "a commit")])
        .pax(b'x', &[("mtime", "1.5"), ("path", "package/pax/ü.js")])
        .file("package/short", "pax")
        .end();
    let inventory = inventory(&tar, Limits::default()).expect("an archive");
    assert_eq!(content(&inventory, long.trim_start_matches("package/")), "gnu");
    assert_eq!(content(&inventory, "pax/ü.js"), "pax");
    assert_eq!(details(&inventory), "");
}

#[test]
fn entries_that_are_no_files_inside() {
    let tar = Tar::default()
        .file("package/index.js", "")
        .file("package/../../etc/passwd.js", "")
        .file("/etc/absolute.js", "")
        .file("../first.js", "")
        .entry("package/link.js", EntryType::Symlink, b"", "/etc/passwd")
        .entry("package/hard.js", EntryType::Link, b"", "package/index.js")
        .entry("package/device", EntryType::Char, b"", "")
        .entry("package/pipe", EntryType::Fifo, b"", "")
        .entry("package/odd", EntryType::new(b'Z'), b"content", "")
        .file("package/win\\dows.js", "")
        .file("beside.js", "")
        .end();
    check(
        &text(&gzip(&tar)),
        "
        x.tgz in …/x.tgz
          beside.js either
          etc/absolute.js either
          first.js either
          index.js either
          win%5Cdows.js either
        ! x.tgz: beside.js archive-entry
        ! x.tgz: device archive-entry
        ! x.tgz: etc/absolute.js archive-entry
        ! x.tgz: etc/passwd.js archive-entry
        ! x.tgz: first.js archive-entry
        ! x.tgz: hard.js archive-entry
        ! x.tgz: link.js archive-entry
        ! x.tgz: odd archive-entry
        ! x.tgz: pipe archive-entry
        ! x.tgz: win%5Cdows.js archive-entry
        ",
    );
}

#[test]
fn of_two_with_one_name_the_later_counts_and_both_are_told() {
    let tar = Tar::default()
        .file("package/index.js", "first")
        .file("package/same.js", "same")
        .file("package/same.js", "same")
        .file("other/index.js", "second")
        .file("index.js", "beside the folder")
        .file("package/Index.js", "another case")
        .end();
    let inventory = inventory(&tar, Limits::default()).expect("an archive");
    assert_eq!(content(&inventory, "index.js"), "second");
    assert_eq!(content(&inventory, "Index.js"), "another case");
    check(
        &details(&inventory),
        "
        Index.js: differs from `index.js` by case alone, and they are one file on some systems
        index.js: appears twice with different content; the later one is analysed
        index.js: appears twice with different content; the one that npm unpacks is analysed
        index.js: stored as `index.js`: a file beside the package's folder, which npm does not unpack and others may
        ",
    );
}

/// Each of these stops, or misleads, some reader of tar archives; npm's reads on.
#[test]
fn readers_that_disagree() {
    let hidden = || Tar::default().file("package/hidden.js", "found").0;
    let found = |tar: Vec<u8>| {
        let inventory = inventory(&gzip(&tar), Limits::default()).expect("an archive");
        assert_eq!(content(&inventory, "hidden.js"), "found");
        details(&inventory)
    };
    let start = || Tar::default().file("package/index.js", "");

    assert_eq!(found(start().raw(&[0; 512]).raw(&hidden()).end()), "", "one block of zeros is no end");
    let after_end = found(start().raw(&[0; 1024]).raw(&hidden()).end());
    assert_eq!(after_end, "x.tgz: entries after the end of the archive, which some readers unpack\n");
    let garbage = found(start().raw(&[7; 512]).raw(&hidden()).end());
    assert!(garbage.contains("no tar header where one is due, at byte 512"), "{garbage}");
    let in_folder = found(start().entry("package/folder/", EntryType::Directory, &hidden(), "").end());
    assert_eq!(in_folder, "");
    let in_old_folder = found(start().entry("package/folder/", EntryType::Regular, &hidden(), "").end());
    assert_eq!(in_old_folder, "");
    let in_linked = found(start().entry("package/linked.txt", EntryType::Regular, &hidden(), "target").end());
    assert!(in_linked.contains("linked.txt"), "{in_linked}");
    let resized =
        found(start().pax(b'x', &[("size", "0")]).entry("package/data.txt", EntryType::Regular, &hidden(), "").end());
    assert_eq!(resized, "");
    let blank_line = b"\n26 path=package/hidden.js\n";
    let renamed =
        found(start().entry("pax", EntryType::XHeader, blank_line, "").file("package/data.txt", "found").end());
    assert_eq!(renamed, "");
    let global = found(start().pax(b'g', &[("path", "package/decoy.txt")]).raw(&hidden()).end());
    assert!(global.contains("a global header that renames or resizes entries"), "{global}");
}

#[test]
fn what_a_broken_archive_still_holds_is_read() {
    let noise: String = (0..20_000_u32).map(|number| format!("{};", number.wrapping_mul(2_654_435_761))).collect();
    let tar = Tar::default().file("package/index.js", "send()").file("package/big.js", &noise).end();
    let zipped = gzip(&tar);
    for bytes in [&tar[..tar.len() / 2], &zipped[..zipped.len() / 2]] {
        let inventory = inventory(bytes, Limits::default()).expect("the start of an archive");
        assert_eq!(content(&inventory, "index.js"), "send()");
        assert!(content(&inventory, "big.js").len() > 1000);
        let files: Vec<_> =
            inventory.coverage.unanalysed.iter().map(|entry| (entry.file.as_str(), entry.reason.as_str())).collect();
        assert_eq!(files, [("big.js", "unreadable"), ("x.tgz", "unreadable")]);
    }
    let mut wrong_sum = zipped.clone();
    let length = wrong_sum.len();
    wrong_sum[length - 8] ^= 1;
    check(&text(&wrong_sum), "x.tgz in …/x.tgz\n  big.js either\n  index.js either\n! x.tgz: x.tgz unreadable");
    check(
        &text(&[zipped.as_slice(), b"trailing"].concat()),
        "x.tgz in …/x.tgz\n  big.js either\n  index.js either\n! x.tgz: x.tgz unreadable",
    );
}

#[test]
fn what_is_no_archive_is_refused() {
    let scene = Scene::new(&[("empty.tgz", ""), ("text.tgz", "not an archive"), ("long.tar", &"text ".repeat(1000))]);
    scene.write("text.tar.gz", &gzip("text ".repeat(1000).as_bytes()));
    scene.write("cut.tgz", &gzip(b"")[..4]);
    for path in ["empty.tgz", "text.tgz", "long.tar", "text.tar.gz", "cut.tgz"] {
        let error = scene.error(path);
        assert!(error.starts_with(&format!("`…/{path}` is no archive, ")), "{error}");
    }
    scene.write("nothing.tar", &[0; 1024]);
    check(&scene.text("nothing.tar"), "nothing.tar in …/nothing.tar");
}

#[test]
fn limits() {
    let report = |bytes: &[u8], limits: Limits| {
        let inventory = inventory(bytes, limits).expect("an archive");
        let files: Vec<_> = inventory.packages[0].files.iter().map(|file| file.path.to_string()).collect();
        let entries: Vec<_> =
            inventory.coverage.unanalysed.iter().map(|entry| format!("{} {}", entry.file, entry.reason)).collect();
        format!("{} | {}", files.join(" "), entries.join(", "))
    };
    let three = Tar::default().file("p/1.js", "1").file("p/2.js", &"x".repeat(5000)).file("p/3.js", "3").end();
    let limits = Limits { archive_entries: 2, ..Limits::default() };
    assert_eq!(report(&three, limits), "1.js 2.js | x.tgz archive-limit");
    let limits = Limits { file_bytes: 4999, ..Limits::default() };
    assert_eq!(report(&three, limits), "1.js 3.js | 2.js archive-limit");
    let limits = Limits { archive_bytes: 2000, ..Limits::default() };
    assert_eq!(report(&gzip(&three), limits), "1.js 2.js | 2.js archive-limit, x.tgz archive-limit");

    let bomb = gzip(&Tar::default().file("p/1.js", "1").file("p/2.js", &"\0".repeat(20 << 20)).end());
    assert!(bomb.len() < 50_000);
    assert_eq!(report(&bomb, Limits::default()), "1.js 2.js | 2.js archive-limit, x.tgz archive-limit");

    let long = format!("p/{}.js", "x".repeat(5000));
    let tar = Tar::default().pax(b'x', &[("path", &long)]).file("p/short.js", "").file("p/1.js", "").end();
    assert_eq!(report(&tar, Limits::default()), "1.js | x.tgz archive-entry");
}

/// A size that no archive has is neither believed nor multiplied.
#[test]
fn sizes_that_overflow() {
    let mut header = Header::new_gnu();
    header.as_old_mut().name[..8].copy_from_slice(b"p/big.js");
    header.set_entry_type(EntryType::Regular);
    header.as_old_mut().size = *b"\x80\0\0\0\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF";
    header.set_cksum();
    let tar = Tar::default().file("p/1.js", "").raw(header.as_bytes()).body(b"x").end();
    check(&text(&tar), "x.tgz in …/x.tgz\n  1.js either\n! x.tgz: big.js archive-limit\n! x.tgz: x.tgz unreadable");
}

/// Deeper than a stack, and a package at every level.
#[test]
fn deep_paths() {
    let deep = format!("p/{}x.js", "node_modules/a/".repeat(270));
    let tar = Tar::default().pax(b'x', &[("path", &deep)]).file("p/x", "").end();
    let inventory = inventory(&tar, Limits::default()).expect("an archive");
    assert_eq!(inventory.packages.len(), 1);
    assert_eq!(inventory.packages[0].files[0].path.as_str(), "x.js");
}

/// Whatever the bytes: no panic, no hang, and sizes that are true.
#[test]
fn damaged_archives() {
    let tar = Tar::default()
        .file("package/package.json", r#"{"name":"mail"}"#)
        .entry("././@LongLink", EntryType::GNULongName, b"package/lib/long.js\0", "")
        .file("package/short", "")
        .pax(b'x', &[("size", "3"), ("path", "package/pax.js")])
        .file("package/short", "pax")
        .file("package/a/b/c/index.js", "send()")
        .end();
    let scene = Scene::new(&[]);
    let mut state = 0x2545_F491_4F6C_DD1D_u64;
    let mut random = |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % below as u64) as usize
    };
    for _ in 0..400 {
        let mut damaged = tar.clone();
        for _ in 0..=random(3) {
            let place = random(damaged.len());
            damaged[place] = random(256) as u8;
            if random(2) == 0 {
                // A header whose checksum fits gets past the first look.
                let start = place / 512 * 512;
                let mut header = Header::new_old();
                header.as_mut_bytes().copy_from_slice(&damaged[start..start + 512]);
                header.set_cksum();
                damaged[start..start + 512].copy_from_slice(header.as_bytes());
            }
        }
        scene.write("x.tar", &damaged);
        let Ok(inventory) = scene.read("x.tar") else { continue };
        for file in inventory.packages.iter().flat_map(|package| &package.files) {
            assert_eq!(file.read().expect("it is in memory").len() as u64, file.size);
        }
    }
}
