//! Cargo, started as from a shell.

use std::path::PathBuf;
use std::process::Command;

/// Variables by which `cargo run` and `cargo test` describe the package whose program they start.
const OF_THE_PACKAGE: [&str; 2] = ["CARGO_MANIFEST_", "CARGO_PKG_"];

/// Returns a command of the cargo that started this program, or else of the one in the path.
#[must_use]
pub fn cargo() -> Command {
    let cargo = std::env::var_os("CARGO").map_or_else(|| PathBuf::from("cargo"), PathBuf::from);
    let mut command = Command::new(cargo);
    as_from_a_shell(&mut command);
    command
}

/// Removes the variables that describe the package of this program.
///
/// Build scripts such as that of ring run again when these variables change. Everything that depends
/// on their packages would be compiled again, here and then in the user's shell.
pub fn as_from_a_shell(command: &mut Command) {
    remove(command, &OF_THE_PACKAGE);
}

/// Removes the variables whose names begin with one of these texts.
pub fn remove(command: &mut Command, prefixes: &[&str]) {
    for (name, _) in std::env::vars_os() {
        let text = name.to_string_lossy();
        if prefixes.iter().any(|prefix| text.starts_with(prefix)) {
            command.env_remove(&name);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cargo_does_not_learn_which_package_started_it() {
        let command = cargo();
        let removed: Vec<_> = command.get_envs().collect();
        // Cargo sets these for the tests.
        for name in ["CARGO_MANIFEST_DIR", "CARGO_PKG_NAME"] {
            assert!(std::env::var_os(name).is_some(), "{name}");
            assert!(removed.contains(&(name.as_ref(), None)), "{name}");
        }
        assert!(removed.iter().all(|(name, _)| *name != "PATH"));
    }
}
