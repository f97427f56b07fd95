//! `ovh-sms`: SMS from a shell, by the OVHcloud API or its sandbox.

use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::from(ovh_sms_cli::run(std::env::args_os()))
}
