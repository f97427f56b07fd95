//! Compiles the tests of a package with changes in it, and runs them.

use std::io::{BufRead, BufReader};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use serde_json::Value;

use crate::project::Project;
use crate::scratch::{cargo_command, target};

/// The package of the library.
const LIBRARY: &str = "ovh-sms";
/// The tests of what the library logs, which run in each group: they need a process of their own.
const LOGGED: &str = "tracing";
/// Starts a program with at most 8 GiB of address space: a change can cause a loop that asks for
/// memory until the time limit.
const LIMITED: &str = r#"ulimit -v 8388608 && exec "$0" "$@""#;

/// Returns the file with the number of the active change.
pub fn active(folder: &Path) -> PathBuf {
    folder.join("target").join("active-change")
}

/// The compiled tests of packages: the unit tests and `tests/it`.
pub struct Programs {
    all: Vec<Program>,
    active: PathBuf,
}

/// A compiled test, and the folder of its package.
struct Program {
    file: PathBuf,
    folder: PathBuf,
}

/// What the compiler says.
pub enum Compiled {
    Programs(Programs),
    Errors(Errors),
}

/// A file, a line and a column, both from 1.
pub type At = (String, usize, usize);

/// What does not compile.
pub struct Errors {
    /// The places of the errors.
    pub places: Vec<At>,
    /// The other places that they refer to, such as the arms of a match that are not exhaustive.
    pub related: Vec<At>,
    /// The compiler's texts.
    pub texts: String,
}

/// Compiles the tests of packages.
pub fn compile(project: &Project, folder: &Path, packages: &[String]) -> anyhow::Result<Compiled> {
    let mut arguments = vec!["test", "--offline", "--no-run", "--lib", "--test", "it"];
    arguments.extend(["--message-format", "json"]);
    for package in packages {
        arguments.extend(["-p", package]);
        if package == LIBRARY {
            arguments.extend(["--test", LOGGED, "--features", "ovh-sms/full"]);
        }
    }
    // In a folder of its own: another build of the project would replace a program that tests start.
    let output = cargo_command(project, folder, &arguments)
        .env(
            "CARGO_TARGET_DIR",
            project.folder.join(target(project)).join("mutants"),
        )
        .output()
        .context("cargo can't be started")?;
    let stdout = String::from_utf8_lossy(&output.stdout).into_owned();
    let messages = || {
        let lines = stdout.lines();
        lines.filter_map(|line| serde_json::from_str::<Value>(line).ok())
    };
    if output.status.success() {
        let programs = messages().filter_map(|message| {
            let file = message.pointer("/executable")?.as_str()?;
            let manifest = message.pointer("/manifest_path")?.as_str()?;
            let is_test = message.pointer("/profile/test")?.as_bool()?;
            is_test.then_some(Program {
                file: file.into(),
                folder: Path::new(manifest).parent()?.to_owned(),
            })
        });
        let all: Vec<Program> = programs.collect();
        if all.is_empty() {
            bail!("cargo names no test program of {}", packages.join(", "));
        }
        let active = active(folder);
        return Ok(Compiled::Programs(Programs { all, active }));
    }
    let errors: Vec<Value> = messages()
        .filter(|message| {
            message
                .pointer("/message/level")
                .is_some_and(|level| level == "error")
        })
        .collect();
    let spans = |error: &Value, is_primary: bool| -> Vec<At> {
        let spans = error.pointer("/spans").and_then(Value::as_array);
        let spans = spans.into_iter().flatten();
        let spans = spans.filter(|span| span.get("is_primary") == Some(&Value::from(is_primary)));
        spans.filter_map(at).collect()
    };
    let messages: Vec<&Value> = errors
        .iter()
        .filter_map(|error| error.get("message"))
        .collect();
    let places = messages.iter().flat_map(|error| spans(error, true));
    let places: Vec<At> = places.collect();
    let children = messages.iter().flat_map(|error| {
        let children = error.get("children").and_then(Value::as_array);
        children.into_iter().flatten()
    });
    let children = children.flat_map(|child| [spans(child, true), spans(child, false)].concat());
    let related = messages.iter().flat_map(|error| spans(error, false));
    let related: Vec<At> = related.chain(children).collect();
    let texts = errors
        .iter()
        .filter_map(|error| error.pointer("/message/rendered")?.as_str());
    let texts: String = texts.collect();
    Ok(Compiled::Errors(Errors {
        places,
        related,
        texts: format!("{texts}{}", String::from_utf8_lossy(&output.stderr)),
    }))
}

/// Returns where a span of the compiler begins.
fn at(span: &Value) -> Option<At> {
    let number = |name: &str| usize::try_from(span.get(name)?.as_u64()?).ok();
    let file = span.get("file_name")?.as_str()?.to_owned();
    Some((file, number("line_start")?, number("column_start")?))
}

/// How a run of tests ended.
#[derive(Debug, PartialEq, Eq)]
pub enum Ended {
    Passed,
    /// The name of the first test that failed, or what else ended the run.
    Failed(String),
}

impl Programs {
    /// Runs the tests that contain the filter, except for some, until one fails or the time is over.
    pub fn run(
        &self,
        filter: &str,
        skipped: &[String],
        active: Option<usize>,
        limit: Duration,
    ) -> anyhow::Result<Ended> {
        let skipped = skipped.iter().flat_map(|test| ["--skip", test]);
        let arguments: Vec<&str> = std::iter::once(filter).chain(skipped).collect();
        self.run_with(&arguments, active, limit)
    }

    fn run_with(
        &self,
        arguments: &[&str],
        active: Option<usize>,
        limit: Duration,
    ) -> anyhow::Result<Ended> {
        if let Some(above) = self.active.parent() {
            std::fs::create_dir_all(above)?;
        }
        let active = active.map(|number| number.to_string());
        std::fs::write(&self.active, active.unwrap_or_default())?;
        for program in &self.all {
            let ended = program.run(arguments, limit)?;
            if ended != Ended::Passed {
                return Ok(ended);
            }
        }
        Ok(Ended::Passed)
    }

    /// Runs the test of this name again, alone; or the same tests, if a run ended without a name, by
    /// its time limit or a signal.
    pub fn fails_again(
        &self,
        test: &str,
        filter: &str,
        active: Option<usize>,
        limit: Duration,
    ) -> anyhow::Result<bool> {
        let ended = match test.contains(' ') {
            true => self.run_with(&[filter], active, limit)?,
            // The other programs have no test of this name, and pass.
            false => self.run_with(&[test, "--exact"], active, limit)?,
        };
        Ok(ended != Ended::Passed)
    }
}

impl Program {
    fn run(&self, arguments: &[&str], limit: Duration) -> anyhow::Result<Ended> {
        let file = &self.file;
        let name = file.file_name().map(|name| name.to_string_lossy());
        let is_logged = name.is_some_and(|name| name.starts_with(LOGGED));
        // What the library logs is tested whole in each group.
        let all = arguments
            .iter()
            .skip(usize::from(is_logged && !arguments.contains(&"--exact")));
        let mut command = Command::new("sh");
        command
            .args(["-c", LIMITED])
            .arg(file)
            .args(all)
            .current_dir(&self.folder)
            .env("CARGO_MANIFEST_DIR", &self.folder)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            // Ended with the programs that it starts.
            .process_group(0);
        let mut child = command
            .spawn()
            .with_context(|| format!("{} can't be started", file.display()))?;
        let failed = child.stdout.take().map(failures);
        let end = Instant::now() + limit;
        let ended = match failed.map(|failed| failed.recv_timeout(end - Instant::now())) {
            Some(Ok(test)) => Ended::Failed(test),
            Some(Err(RecvTimeoutError::Timeout)) => Ended::Failed("the time limit".to_owned()),
            // The program has closed its output.
            Some(Err(RecvTimeoutError::Disconnected)) | None => {
                let status = child.wait()?;
                match status.success() {
                    true => Ended::Passed,
                    false => Ended::Failed(status.to_string()),
                }
            }
        };
        end_group(&mut child);
        Ok(ended)
    }
}

/// Sends the names of tests that fail.
fn failures(output: impl std::io::Read + Send + 'static) -> Receiver<String> {
    let (sender, receiver) = channel();
    std::thread::spawn(move || {
        for line in BufReader::new(output).lines().map_while(Result::ok) {
            let failed = line.strip_suffix(" ... FAILED");
            if let Some(test) = failed.and_then(|line| line.strip_prefix("test ")) {
                let _ = sender.send(test.to_owned());
            }
        }
    });
    receiver
}

/// Ends a program and the programs that it has started.
fn end_group(child: &mut Child) {
    let group = format!("-{}", child.id());
    let _ = Command::new("kill")
        .args(["-KILL", "--", &group])
        .stderr(Stdio::null())
        .status();
    let _ = child.wait();
}
