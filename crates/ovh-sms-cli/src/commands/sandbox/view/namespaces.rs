//! Chooses the namespaces of a command, and runs this program again in them.

use std::ffi::{OsStr, OsString};
use std::io;
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Command;

use super::unavailable;
use crate::commands::sandbox::start::HTTPS;
use crate::commands::sandbox::{Network, Sandbox};
use crate::failure::Failure;
use crate::terminal::output;

/// Where programs are found if PATH is not set.
const DEFAULT_PATH: &str = "/usr/local/bin:/usr/bin:/bin";

/// The options of `unshare` for a view of files: root needs no user namespace, and keeps all users
/// without one.
const AS_ROOT: &[&str] = &["--mount"];
const AS_USER: &[&str] = &["--map-root-user", "--mount"];

/// Replaces this process by one in new namespaces; returns only if that fails.
pub(in crate::commands::sandbox) fn enter(args: &Sandbox) -> Failure {
    let Some(program) = args.command.first() else {
        return Failure::usage("There is no command after `--`.");
    };
    if !is_program(program) {
        return Failure::usage(format!(
            "`{}` can't be run: there is no such program, or it is not executable.",
            output::plain(&program.to_string_lossy())
        ));
    }
    let options = match options() {
        Ok(options) => options,
        Err(reason) => return unavailable(&reason, &args.name),
    };
    let network = match (args.network, refused_port(args, options)) {
        (Some(Network::Private), _) => Network::Private,
        (_, None) => Network::Shared,
        (Some(Network::Shared), Some(reason)) => {
            return Failure::usage(format!(
                "Port {HTTPS} can't be opened in the network of this machine ({reason}): use --network private."
            ));
        }
        (None, Some(reason)) => {
            // Printed even with --quiet: it changes what the command can reach.
            output::note(format_args!(
                "Port {HTTPS} can't be opened here ({reason}): the command runs in a private network, and can reach the sandbox only."
            ));
            Network::Private
        }
    };
    let mut command = Command::new("unshare");
    command.args(options);
    let step = match network {
        Network::Shared => "--step=shared",
        Network::Private => {
            command.arg("--net");
            "--step=private"
        }
    };
    let own = match std::env::current_exe() {
        Ok(own) => own,
        Err(error) => return Failure::failed(format!("Failed to find this program: {error}.")),
    };
    let mut arguments: Vec<OsString> = std::env::args_os().skip(1).collect();
    let end = arguments.iter().position(|argument| argument == "--");
    arguments.insert(end.unwrap_or(arguments.len()), step.into());
    let error = command.arg("--").arg(own).args(arguments).exec();
    unavailable(&format!("`unshare` can't be started: {error}"), &args.name)
}

/// Returns the first options of `unshare` that this machine allows, or the reason why none is.
fn options() -> Result<&'static [&'static str], String> {
    let all: &[&'static [&'static str]] = match rustix::process::geteuid().is_root() {
        true => &[AS_ROOT, AS_USER],
        false => &[AS_USER],
    };
    let mut reason = String::new();
    for options in all {
        // What the view needs: a mount over a file.
        let probe = Command::new("unshare")
            .args(*options)
            .args(["--", "mount", "--bind", "/etc/hosts", "/etc/hosts"])
            .output();
        match probe {
            Ok(output) if output.status.success() => return Ok(options),
            Ok(output) => {
                let printed = String::from_utf8_lossy(&output.stderr);
                let first = printed.lines().next().unwrap_or("`unshare` failed");
                reason = output::plain(first.trim_end_matches('.'));
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Err("the program `unshare` of util-linux is not installed".to_owned());
            }
            Err(error) => return Err(format!("`unshare` can't be started: {error}")),
        }
    }
    Err(reason)
}

/// Returns why port 443 can't be opened in the network of this machine, if it can't and no other
/// port is asked for.
fn refused_port(args: &Sandbox, options: &[&str]) -> Option<String> {
    if args.port.is_some_and(|port| port != HTTPS) {
        return None;
    }
    if let Err(error) = TcpListener::bind((args.host, HTTPS)) {
        return Some(match error.kind() {
            io::ErrorKind::PermissionDenied => "it needs root".to_owned(),
            io::ErrorKind::AddrInUse => "it is in use".to_owned(),
            _ => error.to_string(),
        });
    }
    // In a user namespace, root has no rights over the network outside.
    let first = std::fs::read_to_string("/proc/sys/net/ipv4/ip_unprivileged_port_start");
    let first = first.ok().and_then(|text| text.trim().parse::<u16>().ok());
    let is_reserved = first.is_none_or(|first| HTTPS < first);
    (options == AS_USER && is_reserved).then(|| "it needs root".to_owned())
}

/// Returns whether a command names a program that can be executed.
fn is_program(name: &OsStr) -> bool {
    if name.as_encoded_bytes().contains(&b'/') {
        return is_executable(Path::new(name));
    }
    let path = std::env::var_os("PATH").unwrap_or_else(|| DEFAULT_PATH.into());
    !name.is_empty() && std::env::split_paths(&path).any(|folder| is_executable(&folder.join(name)))
}

fn is_executable(path: &Path) -> bool {
    let about = std::fs::metadata(path);
    about.is_ok_and(|about| about.is_file() && about.permissions().mode() & 0o111 != 0)
}
