//! A command with its own view of host names and trusted certificates, and if needed its own network.
//!
//! The program runs itself again in new namespaces, which the program `unshare` creates: there it
//! replaces the files, starts the sandbox, and starts the command in a third process.

#[cfg(target_os = "linux")]
mod command;
#[cfg(target_os = "linux")]
mod descendants;
#[cfg(target_os = "linux")]
mod files;
#[cfg(target_os = "linux")]
mod namespaces;

use std::net::Ipv4Addr;

use super::names;
use crate::failure::Failure;

#[cfg(target_os = "linux")]
pub(super) use command::{launch, run};
#[cfg(target_os = "linux")]
pub(super) use namespaces::enter;

/// Returns the failure of a machine that allows no view of its own, with what to do instead.
fn unavailable(reason: &str, further: &[String]) -> Failure {
    let names = names::served(true, further);
    let lines = names::hosts_lines(Ipv4Addr::LOCALHOST.into(), &names);
    Failure::usage(format!(
        "The command can't have its own view of host names and certificates here: {reason}.\n\
         Instead, start `ovh-sms sandbox --as-ovhcloud`, add these lines to /etc/hosts:\n\n\
         {}\n\n\
         and set the variables that it prints for your command: OVH_ENDPOINT, the keys, \
         SSL_CERT_FILE, REQUESTS_CA_BUNDLE, CURL_CA_BUNDLE, NODE_EXTRA_CA_CERTS, PHP_INI_SCAN_DIR.",
        lines.join("\n")
    ))
}

/// Returns the failure of systems without namespaces.
#[cfg(not(target_os = "linux"))]
pub(super) fn enter(args: &super::Sandbox) -> Failure {
    unavailable("this needs the namespaces of Linux", &args.name)
}

/// Returns the failure of systems without namespaces.
#[cfg(not(target_os = "linux"))]
pub(super) fn launch(_command: &[std::ffi::OsString]) -> Failure {
    unavailable("this needs the namespaces of Linux", &[])
}

/// Returns the failure of systems without namespaces.
#[cfg(not(target_os = "linux"))]
pub(super) async fn run(args: super::Sandbox, _network: super::Network) -> Result<u8, Failure> {
    Err(enter(&args))
}
