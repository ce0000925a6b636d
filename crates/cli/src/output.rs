//! Where the report goes: stdout or a file.

use std::{
    fs::File,
    io::{self, BufWriter, ErrorKind, Write},
    path::{Path, PathBuf},
};

use molehunt_report::Style;

use crate::{
    args::Options,
    console::{Console, TerminalKind},
    failure::Failure,
};

/// The place for the report, checked before the work begins.
#[derive(Debug)]
pub(crate) struct Output {
    file: Option<PathBuf>,
    pub(crate) style: Style,
}

impl Output {
    /// Finds out whether the report can be written where the user wants it: a long audit should not fail at its end.
    pub(crate) fn new(options: &Options, console: &Console) -> Result<Self, Failure> {
        let file = options.output.clone();
        if let Some(path) = &file {
            check_file(path)?;
        }
        let terminal = if file.is_some() { TerminalKind::file() } else { console.out_terminal };
        let style = Style { quiet: options.quiet, ..terminal.style(options.color) };
        Ok(Self { file, style })
    }

    /// Writes the report.
    ///
    /// A pipe that its reader has closed is no failure, and no success either: the audit was done, so its exit code stands.
    /// `molehunt scan | head` in a script must not pass what `molehunt scan` would not.
    pub(crate) fn write(
        &self,
        console: &mut Console,
        report: &dyn Fn(&mut dyn Write) -> io::Result<()>,
    ) -> Result<(), Failure> {
        let Some(path) = &self.file else {
            let written = report(&mut console.out).and_then(|()| console.out.flush());
            return match written {
                Err(error) if error.kind() != ErrorKind::BrokenPipe => {
                    Err(Failure::new("cannot write the report to stdout").because(error.to_string()))
                }
                _ => Ok(()),
            };
        };
        let write = || {
            let mut file = BufWriter::new(File::create(path)?);
            report(&mut file)?;
            file.flush()
        };
        write().map_err(|error: io::Error| Failure::of_file("write the report to", path, &error))
    }
}

fn check_file(path: &Path) -> Result<(), Failure> {
    if path.is_dir() {
        return Err(Failure::new(format!("--output {} is a folder", path.display())).help("name a file"));
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    match folder {
        Some(folder) if !folder.is_dir() => {
            Err(Failure::new(format!("--output {}: there is no folder {}", path.display(), folder.display()))
                .help("make the folder first"))
        }
        _ => Ok(()),
    }
}
