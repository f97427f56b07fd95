//! `ovh-sms`: sends SMS from a shell, through the OVHcloud API or its sandbox.

use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::from(ovh_sms_cli::run(std::env::args_os()))
}
