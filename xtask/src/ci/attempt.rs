//! Running a step: looks for or installs what it needs, runs its commands, and reports how it
//! ended.

use std::ffi::OsString;
use std::process::Command;

use super::record::{FAILED, NOT_TRIED, PASSED};
use super::steps::{Need, Step};
use crate::cargo::as_from_a_shell;
use crate::project::Project;

/// Where steps install their tools.
const TOOLS: &str = "target/tools/bin";

/// How a step ended.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum End {
    Passed,
    NotTried(String),
    Failed(String),
}

impl End {
    pub(super) fn text(&self) -> String {
        match self {
            Self::Passed => PASSED.to_owned(),
            Self::NotTried(why) => format!("{NOT_TRIED}{why}"),
            Self::Failed(what) => format!("{FAILED}{what}"),
        }
    }
}

/// Runs a step.
pub(super) fn attempt(project: &Project, step: &Step) -> End {
    if let Some(missing) = step
        .needs
        .iter()
        .find_map(|need| lacks(project, step, need))
    {
        return End::NotTried(missing);
    }
    for line in step.lists {
        println!("$ {line}");
        match command(project, step, line).output() {
            Ok(output) if output.status.success() => {
                let listed = String::from_utf8_lossy(&output.stdout);
                if !listed.lines().any(|line| line.ends_with(": test")) {
                    return End::Failed(format!("{line}: no such test"));
                }
            }
            Ok(output) => {
                eprint!("{}", String::from_utf8_lossy(&output.stderr));
                return End::Failed((*line).to_owned());
            }
            Err(error) => return End::Failed(format!("{line}: {error}")),
        }
    }
    for line in step.commands {
        println!("$ {line}");
        match command(project, step, line).status() {
            Ok(status) if status.success() => {}
            Ok(_) => return End::Failed((*line).to_owned()),
            Err(error) => return End::Failed(format!("{line}: {error}")),
        }
    }
    End::Passed
}

/// Returns what a step needs and this machine lacks, after cargo has installed what it can.
fn lacks(project: &Project, step: &Step, need: &Need) -> Option<String> {
    let succeeds = |line: &str| {
        let output = command(project, step, line).output();
        output.is_ok_and(|output| output.status.success())
    };
    if succeeds(need.probe) {
        return None;
    }
    if need.install.starts_with("cargo install ") {
        println!("$ {}", need.install);
        return match succeeds(need.install) && succeeds(need.probe) {
            true => None,
            false => Some(format!(
                "{} can't be installed: {}",
                need.name, need.install
            )),
        };
    }
    Some(format!("{} is missing: {}", need.name, need.install))
}

fn command(project: &Project, step: &Step, line: &str) -> Command {
    let mut words = line.split(' ');
    // Returns the absolute path of a program in the project, because tests run in other folders.
    let whole = |word: &str| {
        let path = project.path(word);
        match path.is_file() {
            true => path.into_os_string(),
            false => OsString::from(word),
        }
    };
    let mut command = Command::new(whole(words.next().unwrap_or_default()));
    as_from_a_shell(&mut command);
    command.args(words).current_dir(project.path("."));
    let path = std::env::var_os("PATH").unwrap_or_default();
    let tools = std::iter::once(project.path(TOOLS));
    if let Ok(path) = std::env::join_paths(tools.chain(std::env::split_paths(&path))) {
        command.env("PATH", path);
    }
    for (name, value) in step.environment {
        command.env(name, whole(value));
    }
    command
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ci::steps::STEP;

    #[test]
    fn a_step_ends_as_its_commands_do() {
        let project = Project::here();
        let failed = |text: &str| End::Failed(text.to_owned());
        let table: &[(&[&str], End)] = &[
            (&["cargo --version"], End::Passed),
            (
                &["cargo --version", "cargo no-such-command"],
                failed("cargo no-such-command"),
            ),
            (
                &["no-such-program x"],
                failed("no-such-program x: No such file or directory (os error 2)"),
            ),
        ];
        for (commands, end) in table {
            let step = Step { commands, ..STEP };
            assert_eq!(attempt(&project, &step), *end);
        }
        let lists = &["cargo --version"];
        let step = Step { lists, ..STEP };
        let nothing = failed("cargo --version: no such test");
        assert_eq!(attempt(&project, &step), nothing);
    }

    #[test]
    fn a_step_that_lacks_something_is_not_tried() {
        const APT: Need = Need {
            name: "it",
            probe: "no-such-program",
            install: "apt-get install it",
        };
        const CARGO: Need = Need {
            install: "cargo install --no-such-option",
            ..APT
        };
        let table: &[(&[Need], &str)] = &[
            (&[APT], "it is missing: apt-get install it"),
            (
                &[CARGO],
                "it can't be installed: cargo install --no-such-option",
            ),
        ];
        for (needs, why) in table {
            let step = Step { needs, ..STEP };
            let end = attempt(&Project::here(), &step);
            assert_eq!(end.text(), format!("not tried: {why}"));
        }
    }
}
