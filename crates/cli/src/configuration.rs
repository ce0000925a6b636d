//! Which configuration is in force: `--config FILE`, or `molehunt.toml` in the working directory.
//!
//! It is read from nowhere else. A package could bring a `molehunt.toml` that allows what it does,
//! so the only one that counts lies where the user chose to stand, or was named by them.
//! Where the working directory is itself what is audited, that choice is theirs too, but the report says so.

use std::{
    fs::File,
    io::{ErrorKind, Read},
    path::{Path, PathBuf},
};

use crate::failure::Failure;

/// The name looked for in the working directory.
pub(crate) const FILE_NAME: &str = "molehunt.toml";

/// More than anybody writes by hand.
const MAX_BYTES: u64 = 1 << 20;

/// A configuration file.
#[derive(Debug)]
pub(crate) struct ConfigurationFile {
    /// Where it is. Folders that it names are relative to its own.
    pub(crate) path: PathBuf,
    /// What it says.
    pub(crate) text: String,
}

impl ConfigurationFile {
    /// Reads the configuration in force, if there is one.
    pub(crate) fn find(named: Option<&Path>, working_directory: &Path) -> Result<Option<Self>, Failure> {
        if let Some(path) = named {
            return Self::read(path).map(Some).map_err(|error| {
                Failure::of_file("read the configuration", path, &error).help("check the path given with --config")
            });
        }
        // The path is shown as the user would write it, and joined only where the directory is not the process's own.
        let path = match working_directory.as_os_str().is_empty() || working_directory == Path::new(".") {
            true => PathBuf::from(FILE_NAME),
            false => working_directory.join(FILE_NAME),
        };
        match Self::read(&path) {
            Ok(file) => Ok(Some(file)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(Failure::of_file("read the configuration", &path, &error)
                .help("make it readable, or name another one with --config")),
        }
    }

    /// Whether it lies in one of the audited folders.
    pub(crate) fn is_inside(&self, audited: &[PathBuf]) -> bool {
        let Ok(file) = self.path.canonicalize() else { return false };
        audited.iter().filter_map(|path| path.canonicalize().ok()).any(|path| file.starts_with(path))
    }

    fn read(path: &Path) -> std::io::Result<Self> {
        let mut text = String::new();
        File::open(path)?.take(MAX_BYTES + 1).read_to_string(&mut text)?;
        if text.len() as u64 > MAX_BYTES {
            return Err(std::io::Error::new(ErrorKind::FileTooLarge, "it is larger than 1 MiB"));
        }
        Ok(Self { path: path.to_owned(), text })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::TestFolder;

    #[test]
    fn only_the_working_directory_counts() {
        let folder = TestFolder::new("working-directory");
        let find = |folder: &str| ConfigurationFile::find(None, Path::new(folder));
        let inner = folder.path("package");
        std::fs::create_dir_all(&inner).expect("the folder can be written to");
        assert!(find(&inner).expect("no file is no error").is_none());
        std::fs::write(folder.path("package/molehunt.toml"), "# theirs").expect("the folder can be written to");
        assert!(find(&folder.path("")).expect("no file is no error").is_none());

        let file = find(&inner).expect("it is readable").expect("it is there");
        assert_eq!(file.text, "# theirs");
        assert!(file.is_inside(&[folder.path("").into()]));
        assert!(file.is_inside(&[inner.into()]));
        assert!(!file.is_inside(&[folder.path("elsewhere").into()]));
    }

    #[test]
    fn a_configuration_that_cannot_be_read_is_no_missing_one() {
        let folder = TestFolder::new("unreadable");
        std::fs::create_dir_all(folder.path(FILE_NAME)).expect("the folder can be written to");
        assert!(ConfigurationFile::find(None, Path::new(&folder.path(""))).is_err());
        std::fs::write(folder.path("large.toml"), vec![b' '; 2 << 20]).expect("the folder can be written to");
        assert!(ConfigurationFile::find(Some(Path::new(&folder.path("large.toml"))), Path::new("")).is_err());
    }
}
