//! Runs the program, with nothing of this machine's configuration.

use std::process::{Command, Output};
use std::sync::atomic::{AtomicUsize, Ordering};

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

/// Checks all items on as many threads as there are processors: most of the time, a check waits for
/// its program.
pub(crate) fn each_at_once<T: Sync>(items: &[T], check: impl Fn(&T) + Sync) {
    let next = AtomicUsize::new(0);
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                while let Some(item) = items.get(next.fetch_add(1, Ordering::Relaxed)) {
                    check(item);
                }
            });
        }
    });
}
