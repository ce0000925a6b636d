//! Running one process and asking the system what it cost.

use std::{
    ffi::OsString,
    path::PathBuf,
    process::{Command, ExitStatus, Stdio},
    time::{Duration, Instant},
};

use serde::{Deserialize, Serialize, de::DeserializeOwned};
use wait4::Wait4;

/// Something to run.
pub(crate) struct Program {
    /// For messages.
    pub(crate) name: &'static str,
    pub(crate) path: PathBuf,
    pub(crate) arguments: Vec<OsString>,
    /// Exit codes that stand for a complete run.
    pub(crate) good_codes: &'static [i32],
}

/// What one run cost.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cost {
    /// Processor time of all threads, in user mode and in the system.
    pub(crate) cpu: Duration,
    pub(crate) wall: Duration,
    /// Most memory that was resident at one time, in bytes.
    /// On Linux never less than this program's own few megabytes, which a new process starts from.
    pub(crate) peak: u64,
}

/// As much of a scan's report as shows that there was a scan: an exit code of 1 can have other causes.
#[derive(Debug, Deserialize)]
pub(crate) struct Report {
    pub(crate) coverage: Coverage,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Coverage {
    pub(crate) files: u64,
}

/// What there is to parse, as `molehunt-parse-alone` counts it.
#[derive(Debug, Clone, Copy, Deserialize, Serialize)]
pub(crate) struct Source {
    pub(crate) files: u64,
    pub(crate) bytes: u64,
    pub(crate) parsed: u64,
    pub(crate) failed: u64,
}

impl Program {
    pub(crate) fn measure(&self) -> Result<Cost, String> {
        let start = Instant::now();
        let used = self
            .command()
            .stdout(Stdio::null())
            .spawn()
            .map_err(|error| format!("cannot start {}: {error}", self.path.display()))?
            .wait4()
            .map_err(|error| format!("cannot wait for {}: {error}", self.name))?;
        let wall = start.elapsed();
        self.check(used.status)?;
        Ok(Cost { cpu: used.rusage.utime + used.rusage.stime, wall, peak: used.rusage.maxrss })
    }

    /// Runs without measuring and reads the JSON that is printed.
    pub(crate) fn read<T: DeserializeOwned>(&self) -> Result<T, String> {
        let output = self
            .command()
            .stderr(Stdio::inherit())
            .output()
            .map_err(|error| format!("cannot start {}: {error}", self.path.display()))?;
        self.check(output.status)?;
        serde_json::from_slice(&output.stdout)
            .map_err(|error| format!("{} printed something unexpected: {error}", self.name))
    }

    fn check(&self, status: ExitStatus) -> Result<(), String> {
        match status.code() {
            Some(code) if self.good_codes.contains(&code) => Ok(()),
            _ => Err(format!("{} failed: {status}", self.name)),
        }
    }

    fn command(&self) -> Command {
        let mut command = Command::new(&self.path);
        command.args(&self.arguments).stdin(Stdio::null());
        command
    }
}
