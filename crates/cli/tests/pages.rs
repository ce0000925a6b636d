//! The pages of the repository: what they link to exists.
//!
//! Pages name files of other crates, and nobody who moves a file reads all pages.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// Where pages are, and how many folders below it are looked into.
const PLACES: &[(&str, usize)] = &[("", 0), ("crates", 1), ("rules", 1), ("corpus", 0), ("tests", 1)];

#[test]
fn links_lead_somewhere() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut pages = Vec::new();
    for (folder, depth) in PLACES {
        collect(&root.join(folder), *depth, &mut pages);
    }
    assert!(pages.len() >= 15, "only {} pages were found", pages.len());
    pages.sort();
    let mut broken = Vec::new();
    for page in &pages {
        let text = fs::read_to_string(page).expect("a page can be read");
        let folder = page.parent().expect("a page is in a folder");
        for link in links(&text) {
            let path = link.split('#').next().unwrap_or_default();
            if !link.contains("://") && !path.is_empty() && !folder.join(path).exists() {
                let page = page.strip_prefix(&root).unwrap_or(page);
                broken.push(format!("{} links to `{link}`, which does not exist", page.display()));
            }
        }
    }
    assert!(
        broken.is_empty(),
        "correct the links, relative to the folder of their page:\n  - {}\n",
        broken.join("\n  - ")
    );
}

/// The targets of the links in a page, outside of its code blocks.
fn links(text: &str) -> Vec<&str> {
    let mut fence = None;
    let mut links = Vec::new();
    for line in text.lines() {
        let ticks = line.len() - line.trim_start_matches('`').len();
        match fence {
            Some(open) if ticks >= open => fence = None,
            Some(_) => {}
            None if ticks >= 3 => fence = Some(ticks),
            None => {
                let pieces = line.split("](").skip(1);
                links.extend(pieces.filter_map(|piece| piece.split_once(')')).map(|(link, _)| link));
            }
        }
    }
    links
}

fn collect(folder: &Path, depth: usize, pages: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder can be listed") {
        let path = entry.expect("a folder can be listed").path();
        if path.is_dir() && depth > 0 {
            collect(&path, depth - 1, pages);
        } else if path.extension().is_some_and(|extension| extension == "md") {
            pages.push(path);
        }
    }
}
