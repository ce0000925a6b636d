//! Running one process and asking the system what it cost.

use std::{
    ffi::OsString,
    path::PathBuf,
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use serde::Deserialize;
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
    pub(crate) peak: u64,
}

/// What there is to parse, as `molehunt-parse-alone` counts it.
#[derive(Debug, Clone, Copy, Deserialize, serde::Serialize)]
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
        match used.status.code() {
            Some(code) if self.good_codes.contains(&code) => {}
            _ => return Err(format!("{} failed: {}", self.name, used.status)),
        }
        Ok(Cost { cpu: used.rusage.utime + used.rusage.stime, wall, peak: used.rusage.maxrss })
    }

    fn command(&self) -> Command {
        let mut command = Command::new(&self.path);
        command.args(&self.arguments).stdin(Stdio::null());
        command
    }
}

impl Source {
    /// Runs `floor` and reads what it prints.
    pub(crate) fn count(floor: &Program) -> Result<Self, String> {
        let output = floor
            .command()
            .stderr(Stdio::inherit())
            .output()
            .map_err(|error| format!("cannot start {}: {error}", floor.path.display()))?;
        if !output.status.success() {
            return Err(format!("{} failed: {}", floor.name, output.status));
        }
        serde_json::from_slice(&output.stdout)
            .map_err(|error| format!("{} printed something unexpected: {error}", floor.name))
    }
}
