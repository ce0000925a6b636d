//! The binary as a process: streams and exit codes, in an environment that says nothing.

use std::{
    io::Read,
    process::{Command, Output, Stdio},
};

fn molehunt(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_molehunt"));
    command.args(arguments).env_clear().env("LANG", "C.UTF-8").stdin(Stdio::null());
    command
}

fn output(arguments: &[&str]) -> Output {
    molehunt(arguments).output().expect("the binary was built")
}

#[test]
fn help_and_version_go_to_stdout() {
    for arguments in [&["--help"][..], &["--version"], &["diff", "--help"], &["rules", "explain", "--help"]] {
        let output = output(arguments);
        assert_eq!(output.status.code(), Some(0), "{arguments:?}");
        assert!(!output.stdout.is_empty() && output.stderr.is_empty(), "{arguments:?}");
    }
}

#[test]
fn the_help_names_every_common_option() {
    let help = String::from_utf8(output(&["scan", "--help"]).stdout).expect("help is UTF-8");
    for option in [
        "--format",
        "--output",
        "--fail-on",
        "--min-severity",
        "--first-party",
        "--rules",
        "--config",
        "--threads",
        "--offline",
        "--no-cache",
        "--quiet",
        "--color",
        "--behaviours",
        "--tools",
        "--intel",
    ] {
        assert!(help.contains(option), "{option} in {help}");
    }
    assert!(!help.contains("--no-filter"));
}

#[test]
fn bad_usage_goes_to_stderr_and_is_two() {
    for arguments in [&["scan", "--nonsense"][..], &["diff", "only-one"], &["scan", "--config", "no-such-file.toml"]] {
        let output = output(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(output.stdout.is_empty() && !output.stderr.is_empty(), "{arguments:?}");
        assert!(!output.stderr.contains(&0x1b), "no colour where there is no terminal");
    }
}

#[test]
fn a_closed_pipe_ends_quietly() {
    let mut child =
        molehunt(&["--help"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the binary was built");
    drop(child.stdout.take());
    let mut errors = String::new();
    child.stderr.take().expect("stderr is piped").read_to_string(&mut errors).expect("stderr is UTF-8");
    assert_eq!(child.wait().expect("the process ends").code(), Some(0));
    assert_eq!(errors, "");
}
