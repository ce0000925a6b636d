//! Names from outside become text that is safe as a segment of a `PackagePath`, without two names becoming one unnoticed.

use std::{
    ffi::OsStr,
    path::{Component, Path},
};

use molehunt_source::PackagePath;

/// One file or folder name as a path segment.
///
/// Bytes that are no UTF-8, backslashes (a separator to `PackagePath`, a letter to Linux) and a leading drive letter's colon
/// are written as `%` and two digits, so that such a file is still analysed under a name of its own.
pub(crate) fn segment(name: &OsStr) -> String {
    let mut text = String::with_capacity(name.len());
    for chunk in name.as_encoded_bytes().utf8_chunks() {
        text.push_str(chunk.valid());
        for byte in chunk.invalid() {
            text.push_str(&format!("%{byte:02X}"));
        }
    }
    escape_segment(text)
}

/// Escapes what a `PackagePath` would take for structure in text between two `/`.
pub(crate) fn escape_segment(text: String) -> String {
    let text = if text.contains('\\') { text.replace('\\', "%5C") } else { text };
    let bytes = text.as_bytes();
    if bytes.len() >= 2 && bytes[1] == b':' && bytes[0].is_ascii_alphabetic() {
        return format!("{}%3A{}", &text[..1], &text[2..]);
    }
    text
}

/// A path from segments that [`segment`] made.
pub(crate) fn below(folder: &str, segment: &str) -> PackagePath {
    let text = if folder.is_empty() { segment.to_owned() } else { format!("{folder}/{segment}") };
    PackagePath::new(&text).expect("segments are neither empty, `.` nor `..`, and hold no separator, NUL or drive")
}

/// A path as the user gave it, with `/` on every system and no `/` at the end.
pub(crate) fn shown(path: &Path) -> String {
    let text = path.to_string_lossy();
    let text = if cfg!(windows) { text.replace('\\', "/") } else { text.into_owned() };
    match text.trim_end_matches('/') {
        "" => text,
        trimmed => trimmed.to_owned(),
    }
}

/// A path below a given one, as it is shown.
pub(crate) fn shown_below(root: &str, path: &str) -> String {
    match (root, path) {
        (_, "") => root.to_owned(),
        ("." | "", _) => path.to_owned(),
        _ if root.ends_with('/') => format!("{root}{path}"),
        _ => format!("{root}/{path}"),
    }
}

/// The path of `real` relative to `root`, where it lies below.
pub(crate) fn relative(root: &Path, real: &Path) -> Option<PackagePath> {
    let rest = real.strip_prefix(root).ok()?;
    let mut path: Option<PackagePath> = None;
    for component in rest.components() {
        let Component::Normal(name) = component else { return None };
        path = Some(below(path.as_ref().map_or("", PackagePath::as_str), &segment(name)));
    }
    path
}

/// The last part of a canonical path; a root directory has none and is shown as it is.
pub(crate) fn last(path: &Path) -> String {
    path.file_name().map_or_else(|| shown(path), segment)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn structure_in_a_name_is_escaped() {
        assert_eq!(segment(OsStr::new("a\\b.js")), "a%5Cb.js");
        assert_eq!(segment(OsStr::new("C:x")), "C%3Ax");
        assert_eq!(segment(OsStr::new("ab:x")), "ab:x");
    }

    #[test]
    fn a_path_is_shown_as_given() {
        assert_eq!(shown(Path::new("./a/")), "./a");
        assert_eq!(shown(Path::new("/")), "/");
        assert_eq!(shown_below(".", "node_modules/a"), "node_modules/a");
        assert_eq!(shown_below("/", "a"), "/a");
        assert_eq!(shown_below("x.tgz", ""), "x.tgz");
    }
}
