//! The program under servers that lie.

mod believed;
mod changes;
mod programs;
mod unread;

use std::net::SocketAddr;
use std::process::Command;

use crate::support::program;

/// A program that calls a server with an access token.
fn with_token(address: SocketAddr) -> Command {
    let mut command = program();
    command
        .env("OVH_ENDPOINT", format!("http://{address}/1.0"))
        .env("OVH_ACCESS_TOKEN", "token")
        .env("OVH_SMS_SERVICE", "sms-ab12345-1");
    command
}
