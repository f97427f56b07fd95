//! Replaces the files of the view: host names and trusted certificates. Only processes in the same
//! mount namespace see them.

use std::collections::BTreeSet;
use std::net::ToSocketAddrs;
use std::path::Path;
use std::process::Command;

use crate::commands::sandbox::start::Running;
use crate::commands::sandbox::trust::BUNDLES;
use crate::failure::Failure;
use crate::terminal::output;

/// How the loopback interface of a private network is switched on; the first one that works.
const LOOPBACK: [&[&str]; 5] = [
    &["ip", "link", "set", "lo", "up"],
    &["/sbin/ip", "link", "set", "lo", "up"],
    &["/usr/sbin/ip", "link", "set", "lo", "up"],
    &["ifconfig", "lo", "up"],
    &["/sbin/ifconfig", "lo", "up"],
];

/// The folders of a daemon that resolves names outside the view.
const NAME_CACHES: [&str; 2] = ["/run/nscd", "/var/run/nscd"];

/// Switches on the loopback interface of a private network.
pub(super) fn switch_on_loopback() -> Result<(), Failure> {
    let works = |command: &&[&str]| {
        let Some((program, arguments)) = command.split_first() else {
            return false;
        };
        let output = Command::new(program).args(arguments).output();
        output.is_ok_and(|output| output.status.success())
    };
    match LOOPBACK.iter().any(works) {
        true => Ok(()),
        false => Err(Failure::usage(
            "The private network can't be switched on: install `ip` of iproute2, or use --network shared.",
        )),
    }
}

/// Replaces the files, and checks that each name leads to the sandbox.
pub(super) fn replace(running: &Running) -> Result<(), Failure> {
    let Some(one) = running.as_ovhcloud() else {
        return Ok(());
    };
    let folder = one.folder.path();
    let mut hosts = running.hosts_lines().join("\n") + "\n";
    hosts.push_str(&std::fs::read_to_string("/etc/hosts").unwrap_or_default());
    replace_text(folder, Path::new("/etc/hosts"), &hosts)?;
    let order = Path::new("/etc/nsswitch.conf");
    if let Ok(text) = std::fs::read_to_string(order) {
        let changed = files_first(&text);
        if changed != text {
            replace_text(folder, order, &changed)?;
        }
    }
    let bundles = BUNDLES
        .iter()
        .filter_map(|path| std::fs::canonicalize(path).ok());
    for bundle in bundles.collect::<BTreeSet<_>>() {
        mount(&one.trust.bundle, &bundle)?;
    }
    let caches = NAME_CACHES
        .iter()
        .filter_map(|path| std::fs::canonicalize(path).ok());
    for cache in caches.collect::<BTreeSet<_>>() {
        let empty = folder.join("empty");
        // Both names may exist.
        let _ = std::fs::create_dir(&empty);
        mount(&empty, &cache)?;
    }
    check(running)
}

/// Checks that each name leads to the sandbox: no call may reach OVHcloud.
fn check(running: &Running) -> Result<(), Failure> {
    let own = running.reached_at();
    for name in &running.names {
        let found = (name.as_str(), 0).to_socket_addrs();
        let leads = found.is_ok_and(|mut all| {
            all.all(|address| address.ip() == own || address.ip().is_loopback())
        });
        if !leads {
            return Err(Failure::usage(format!(
                "{name} does not lead to the sandbox in the view of the command: this machine does not read /etc/hosts first."
            )));
        }
    }
    Ok(())
}

/// Returns the order of name services with `files` first for hosts: others would ask a daemon
/// outside the view.
fn files_first(text: &str) -> String {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    for line in &mut lines {
        if let Some(services) = line.trim_start().strip_prefix("hosts:") {
            let others = services.split_whitespace().filter(|one| *one != "files");
            let others: Vec<&str> = others.collect();
            *line = format!("hosts: files {}", others.join(" "));
        }
    }
    lines.join("\n") + "\n"
}

/// Mounts a file with this text over a file.
fn replace_text(folder: &Path, target: &Path, text: &str) -> Result<(), Failure> {
    let name = target.file_name().unwrap_or_default();
    let source = folder.join(name);
    std::fs::write(&source, text).map_err(|error| {
        Failure::failed(format!("Failed to write {}: {error}.", source.display()))
    })?;
    mount(&source, target)
}

fn mount(source: &Path, target: &Path) -> Result<(), Failure> {
    let failed = |reason: &str| {
        Failure::failed(format!(
            "Failed to replace {} in the view of the command: {}.",
            target.display(),
            output::plain(reason.trim().trim_end_matches('.'))
        ))
    };
    let output = Command::new("mount")
        .arg("--bind")
        .arg(source)
        .arg(target)
        .output();
    match output {
        Ok(output) if output.status.success() => Ok(()),
        Ok(output) => Err(failed(&String::from_utf8_lossy(&output.stderr))),
        Err(error) => Err(failed(&format!("`mount` can't be started: {error}"))),
    }
}

#[cfg(test)]
mod tests {
    use super::files_first;

    #[test]
    fn files_are_read_before_other_services() {
        for (services, changed) in [
            ("files dns", "files dns"),
            (
                "mymachines resolve [!UNAVAIL=return] files dns",
                "files mymachines resolve [!UNAVAIL=return] dns",
            ),
            ("dns", "files dns"),
        ] {
            let text = format!("passwd: files\nhosts:\t{services}\nnetworks: files\n");
            let wanted = format!("passwd: files\nhosts: {changed}\nnetworks: files\n");
            assert_eq!(files_first(&text), wanted);
        }
    }
}
