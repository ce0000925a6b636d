//! Why a path could not be read at all. What goes wrong below a path is coverage, not an error.

use std::{io, path::PathBuf};

/// A path of the user's that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum InputError {
    /// The user's: nothing is there.
    #[error(
        "`{}` does not exist: expected a folder, a file or an archive; check the spelling and the working directory",
        path.display()
    )]
    NotFound {
        /// As given.
        path: PathBuf,
    },
    /// The user's: it is there, and the system does not let us read it.
    #[error("cannot read `{}`: {source}; expected a readable folder, file or archive; check its permissions", path.display())]
    Unreadable {
        /// As given.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The user's: opening it could block or have effects.
    #[error(
        "`{}` is a socket, a pipe or a device and is not opened: expected a folder, a file or an archive; \
         write its content to a file and give that",
        path.display()
    )]
    SpecialFile {
        /// As given.
        path: PathBuf,
    },
    /// The user's, or the package's: the name says archive, and the content does not.
    #[error(
        "`{}` is no archive, {reason}: expected a tar file, compressed with gzip or not, as `npm pack` writes it; \
         fetch it again, or unpack it and give the folder",
        path.display()
    )]
    NotAnArchive {
        /// As given.
        path: PathBuf,
        /// What was wrong with it.
        reason: String,
    },
    /// The user's: a project with more folders than anybody wants to be walked through.
    #[error("`{}` holds more than {most} folders: name those in which packages are installed", path.display())]
    TooManyFolders {
        /// As given.
        path: PathBuf,
        /// The limit.
        most: usize,
    },
    /// The user's: a first-party path is wrong, and guessing would call foreign code one's own or the reverse.
    #[error("first-party path `{}` cannot be used: {source}; expected an existing folder or file; correct or drop it", path.display())]
    FirstParty {
        /// As given.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
}
