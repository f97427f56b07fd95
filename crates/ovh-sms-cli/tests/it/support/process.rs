//! Runs the program, with nothing of this machine's configuration.

use std::process::{Command, Output};

/// The program, with an environment that holds nothing of this machine's.
pub(crate) fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ovh-sms"));
    command
        .env_clear()
        .env("HOME", "/nonexistent")
        .current_dir(std::env::temp_dir());
    command
}

/// Runs it to its end.
pub(crate) fn run(arguments: &[&str]) -> Output {
    program().args(arguments).output().unwrap()
}

pub(crate) fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

pub(crate) fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}
