//! Runs the command: starts it, passes signals on, and returns its exit code.

use std::ffi::OsString;
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::process::{Child, Command, ExitStatus};

use ovh_sms::config::Key;
use rustix::process::{Pid, Signal};
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::mpsc;

use super::{descendants, files};
use crate::commands::sandbox::start::Running;
use crate::commands::sandbox::{Network, Sandbox};
use crate::exit::FAILED;
use crate::failure::Failure;
use crate::terminal::output;

/// The signals that are passed on, and whether a terminal sends them to the command itself.
const SIGNALS: [(Signal, bool); 6] = [
    (Signal::INT, true),
    (Signal::QUIT, true),
    (Signal::TERM, false),
    (Signal::HUP, false),
    (Signal::USR1, false),
    (Signal::USR2, false),
];

/// The exit code of a command that a signal ended is this and the signal's number.
const SIGNALLED: i32 = 128;

/// Starts the sandbox in the namespaces, and runs the command.
pub(in crate::commands::sandbox) async fn run(
    args: Sandbox,
    network: Network,
) -> Result<u8, Failure> {
    if network == Network::Private {
        files::switch_on_loopback()?;
    }
    let command = args.command.clone();
    let running = Running::start(args).await?;
    files::replace(&running)?;
    descendants::adopt()?;
    // Before the start: a signal must not end this process without the command.
    let signals = caught()?;
    let child = start(&running, &command)?;
    let status = wait(child, signals).await;
    descendants::end().await;
    running.stop().await?;
    Ok(code(status?))
}

/// Replaces this process by the command, which ends when the sandbox does; returns only if that
/// fails.
pub(in crate::commands::sandbox) fn launch(command: &[OsString]) -> Failure {
    let Some((program, arguments)) = command.split_first() else {
        return Failure::usage("There is no command after `--`.");
    };
    let bound = rustix::process::set_parent_process_death_signal(Some(Signal::KILL));
    if let Err(error) = bound {
        return Failure::failed(format!(
            "Failed to bind the command to the sandbox: {error}."
        ));
    }
    let error = Command::new(program).args(arguments).exec();
    Failure::usage(format!(
        "`{}` can't be started: {error}.",
        output::plain(&program.to_string_lossy())
    ))
}

fn start(running: &Running, command: &[OsString]) -> Result<Child, Failure> {
    let failed = |error| Failure::failed(format!("Failed to start the command: {error}."));
    let own = std::env::current_exe().map_err(failed)?;
    let mut launcher = match own_user() {
        Some(options) => {
            let mut launcher = Command::new("unshare");
            launcher.args(options).arg("--").arg(own);
            launcher
        }
        None => Command::new(own),
    };
    // Credentials of the real service would be used, or would conflict with those of the sandbox.
    for key in Key::ALL {
        launcher.env_remove(key.variable());
    }
    launcher
        .envs(running.variables())
        .args(["sandbox", "--step=launch", "--"])
        .args(command)
        .spawn()
        .map_err(failed)
}

/// Returns the options of `unshare` that give the command the user and the group of the caller;
/// `None` for root, and if this machine does not allow it: the command is then root in its
/// namespaces.
fn own_user() -> Option<[String; 2]> {
    let options = [
        format!("--map-user={}", outer_id("/proc/self/uid_map")?),
        format!("--map-group={}", outer_id("/proc/self/gid_map")?),
    ];
    let probe = Command::new("unshare")
        .args(&options)
        .args(["--", "true"])
        .output();
    probe
        .is_ok_and(|output| output.status.success())
        .then_some(options)
}

/// Returns the id outside of the user that is root in this namespace, if it is another one.
fn outer_id(map: &str) -> Option<u32> {
    let text = std::fs::read_to_string(map).ok()?;
    let mut words = text.split_whitespace().map(|word| word.parse::<u32>().ok());
    match (words.next()??, words.next()??) {
        (0, outer) if outer != 0 => Some(outer),
        _ => None,
    }
}

/// Catches the signals from now on.
fn caught() -> Result<mpsc::UnboundedReceiver<(Signal, bool)>, Failure> {
    let (sender, receiver) = mpsc::unbounded_channel();
    for one in SIGNALS {
        let mut stream = signal(SignalKind::from_raw(one.0.as_raw()))
            .map_err(|error| Failure::failed(format!("Failed to listen for signals: {error}.")))?;
        let sender = sender.clone();
        tokio::spawn(
            async move { while stream.recv().await.is_some() && sender.send(one).is_ok() {} },
        );
    }
    Ok(receiver)
}

/// Waits until the command ends, and passes signals on.
async fn wait(
    mut child: Child,
    mut signals: mpsc::UnboundedReceiver<(Signal, bool)>,
) -> Result<ExitStatus, Failure> {
    let pid = Pid::from_child(&child);
    let mut ended = tokio::task::spawn_blocking(move || child.wait());
    loop {
        tokio::select! {
            status = &mut ended => {
                return status
                    .map_err(std::io::Error::other)
                    .and_then(|status| status)
                    .map_err(|error| Failure::failed(format!("Failed to wait for the command: {error}.")));
            }
            Some((signal, by_terminal)) = signals.recv() => {
                // A terminal sends it to all processes in the foreground.
                if !(by_terminal && is_in_foreground()) {
                    let _ = rustix::process::kill_process(pid, signal);
                }
            }
        }
    }
}

/// Returns whether this process and the command are in the foreground of a terminal.
fn is_in_foreground() -> bool {
    let terminal = std::fs::File::open("/dev/tty");
    terminal.is_ok_and(|terminal| {
        let group = rustix::termios::tcgetpgrp(&terminal);
        group.is_ok_and(|group| group == rustix::process::getpgrp())
    })
}

/// Returns the exit code of a command.
fn code(status: ExitStatus) -> u8 {
    let code = status
        .code()
        .or(status.signal().map(|signal| SIGNALLED + signal));
    code.and_then(|code| u8::try_from(code).ok())
        .unwrap_or(FAILED)
}
