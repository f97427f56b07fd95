//! Ends the processes that a command leaves behind.

use std::collections::HashMap;
use std::time::Duration;

use rustix::process::{Pid, Signal, WaitOptions};

use crate::failure::Failure;

/// How often the processes are looked at, and how many times they are before SIGKILL and after it.
const PAUSE: Duration = Duration::from_millis(10);
const BEFORE_KILL: usize = 100;
const AFTER_KILL: usize = 500;

/// Makes this process the parent of processes whose own parent ends, so that they are found.
pub(super) fn adopt() -> Result<(), Failure> {
    rustix::process::set_child_subreaper(Some(rustix::process::getpid()))
        .map_err(|error| Failure::failed(format!("Failed to adopt processes: {error}.")))
}

/// Ends all processes that descend from this one: with SIGTERM, and after a second with SIGKILL.
pub(super) async fn end() {
    for (signal, times) in [(Signal::TERM, BEFORE_KILL), (Signal::KILL, AFTER_KILL)] {
        let mut signalled = Vec::new();
        for _ in 0..times {
            reap();
            let left = all();
            if left.is_empty() {
                return;
            }
            // Each process once, also one that was started after the first look.
            for pid in left {
                if !signalled.contains(&pid) {
                    let _ = rustix::process::kill_process(pid, signal);
                    signalled.push(pid);
                }
            }
            tokio::time::sleep(PAUSE).await;
        }
    }
}

/// Collects the children that have ended, of any process group.
fn reap() {
    while let Ok(Some(_)) = rustix::process::wait(WaitOptions::NOHANG) {}
}

/// Returns all processes that descend from this one.
fn all() -> Vec<Pid> {
    let mut children: HashMap<i32, Vec<i32>> = HashMap::new();
    for entry in std::fs::read_dir("/proc").into_iter().flatten().flatten() {
        let pid = entry
            .file_name()
            .to_str()
            .and_then(|name| name.parse().ok());
        if let Some(pid) = pid
            && let Ok(stat) = std::fs::read_to_string(entry.path().join("stat"))
            && let Some(parent) = parent(&stat)
        {
            children.entry(parent).or_default().push(pid);
        }
    }
    let mut open = vec![rustix::process::getpid().as_raw_nonzero().get()];
    let mut found = Vec::new();
    while let Some(pid) = open.pop() {
        for child in children.remove(&pid).unwrap_or_default() {
            open.push(child);
            found.extend(Pid::from_raw(child));
        }
    }
    found
}

/// Returns the parent in a process's `stat`; the program's name before it may contain anything.
fn parent(stat: &str) -> Option<i32> {
    let (_, fields) = stat.rsplit_once(')')?;
    fields.split_whitespace().nth(1)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::parent;

    #[test]
    fn the_parent_is_read_behind_any_name() {
        assert_eq!(parent("42 (sleep) S 7 42 42 0"), Some(7));
        assert_eq!(parent("42 (a) R 1 (b) S 7 42 42 0"), Some(7));
        assert_eq!(parent("42 (a) S"), None);
        assert_eq!(parent(""), None);
    }
}
