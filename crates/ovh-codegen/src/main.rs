//! `ovh-codegen`: `ovh-codegen --help` lists the commands.

use std::process::ExitCode;

fn main() -> ExitCode {
    let (mut results, mut messages) = (std::io::stdout().lock(), std::io::stderr().lock());
    ExitCode::from(ovh_codegen::program::run(
        std::env::args_os(),
        &mut results,
        &mut messages,
    ))
}
