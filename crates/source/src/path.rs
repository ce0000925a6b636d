//! Paths inside a package.

use std::{fmt, sync::Arc};

/// A path relative to a package's root, with `/` on every system.
///
/// It cannot be absolute, empty, or leave the root: archives are checked here, once, on entry.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PackagePath(Arc<str>);

/// Why a text is no [`PackagePath`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PackagePathError {
    /// Nothing is left after dropping `.` segments.
    #[error("the path is empty")]
    Empty,
    /// It starts with `/`, `\` or a drive letter.
    #[error("the path is absolute")]
    Absolute,
    /// A `..` segment.
    #[error("the path climbs out of the package with `..`")]
    Climbs,
    /// A NUL character.
    #[error("the path contains a NUL character")]
    Nul,
}

impl PackagePath {
    /// Checks and normalises `text`; backslashes count as separators, `.` segments are dropped.
    pub fn new(text: &str) -> Result<Self, PackagePathError> {
        if text.contains('\0') {
            return Err(PackagePathError::Nul);
        }
        let bytes = text.as_bytes();
        let has_drive = bytes.len() >= 2 && bytes[1] == b':' && bytes[0].is_ascii_alphabetic();
        if has_drive || text.starts_with(['/', '\\']) {
            return Err(PackagePathError::Absolute);
        }
        let mut segments = Vec::new();
        for segment in text.split(['/', '\\']) {
            match segment {
                "" | "." => {}
                ".." => return Err(PackagePathError::Climbs),
                _ => segments.push(segment),
            }
        }
        if segments.is_empty() {
            return Err(PackagePathError::Empty);
        }
        Ok(Self(segments.join("/").into()))
    }

    /// The path as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The last segment.
    pub fn file_name(&self) -> &str {
        self.0.rsplit('/').next().unwrap_or(&self.0)
    }

    /// What follows the last dot of the file name, or nothing.
    pub fn extension(&self) -> &str {
        match self.file_name().rsplit_once('.') {
            Some((stem, extension)) if !stem.is_empty() => extension,
            _ => "",
        }
    }

    /// The folder above, `""` for the root itself.
    pub fn folder(&self) -> &str {
        self.0.rsplit_once('/').map_or("", |(folder, _)| folder)
    }
}

impl fmt::Display for PackagePath {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl fmt::Debug for PackagePath {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, formatter)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_stays_inside_the_package() {
        assert_eq!(PackagePath::new("./a//b.js").map(|path| path.to_string()), Ok("a/b.js".into()));
        assert_eq!(PackagePath::new("a\\b.js").map(|path| path.to_string()), Ok("a/b.js".into()));
        assert_eq!(PackagePath::new("../x"), Err(PackagePathError::Climbs));
        assert_eq!(PackagePath::new("a/../../x"), Err(PackagePathError::Climbs));
        assert_eq!(PackagePath::new("/etc/passwd"), Err(PackagePathError::Absolute));
        assert_eq!(PackagePath::new("C:\\x"), Err(PackagePathError::Absolute));
        assert_eq!(PackagePath::new("./"), Err(PackagePathError::Empty));
        assert_eq!(PackagePath::new("a\0b"), Err(PackagePathError::Nul));
    }

    #[test]
    fn an_extension_needs_a_stem() {
        let extension = |text: &str| PackagePath::new(text).expect("valid").extension().to_owned();
        assert_eq!(extension("a/b.d.ts"), "ts");
        assert_eq!(extension(".npmrc"), "");
        assert_eq!(extension("bin/tool"), "");
    }
}
