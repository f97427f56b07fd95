//! The help of every command: found by walking, in full sentences, with an example that runs.

use std::io::{BufRead, BufReader, Read};
use std::process::Stdio;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use crate::support::{each_at_once, example_of, program, run, stderr, stdout};

/// How long an example may run before it is taken for one that serves.
const PATIENCE: Duration = Duration::from_secs(20);
/// Longest line of a command's help, where no terminal tells its width.
const WIDEST: usize = 500;

/// What clap appends in brackets.
const LISTS: [&str; 3] = ["possible values:", "default:", "aliases:"];

/// Every command's words and its whole help.
fn commands() -> Vec<(Vec<String>, String)> {
    let mut open: Vec<Vec<String>> = vec![Vec::new()];
    let mut found = Vec::new();
    while let Some(words) = open.pop() {
        let output = program().args(&words).arg("--help").output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{words:?}");
        assert_eq!(stderr(&output), "", "{words:?}");
        let help = stdout(&output);
        for name in subcommands(&help) {
            let mut words = words.clone();
            words.push(name);
            open.push(words);
        }
        found.push((words, help));
    }
    assert!(found.len() >= 7, "{found:?}");
    found
}

fn subcommands(help: &str) -> Vec<String> {
    help.lines()
        .skip_while(|line| *line != "Commands:")
        .skip(1)
        .take_while(|line| !line.is_empty())
        .filter_map(|line| line.strip_prefix("  ")?.split(' ').next())
        .filter(|name| !name.is_empty() && *name != "help")
        .map(str::to_owned)
        .collect()
}

/// The text of each option and argument of a long help, by its name.
fn options(help: &str) -> Vec<(String, String)> {
    let is_name = |line: &str| {
        let text = line.trim_start();
        let indent = line.len() - text.len();
        matches!(indent, 2 | 6) && text.starts_with(['-', '<', '['])
    };
    let mut found: Vec<(String, String)> = Vec::new();
    let mut inside = false;
    for line in help.lines() {
        if is_name(line) {
            // Help of a command without long texts has both on a line.
            let (name, text) = line.trim().split_once("  ").unwrap_or((line.trim(), ""));
            found.push((name.to_owned(), text.trim().to_owned()));
            inside = true;
        } else if inside && line.starts_with("   ") {
            let text = &mut found.last_mut().unwrap().1;
            text.push(' ');
            text.push_str(line.trim());
        } else if !line.is_empty() {
            inside = false;
        }
    }
    found
}

/// Fails unless a text is made of full sentences; lists of values may follow.
fn assert_sentences(place: &str, text: &str) {
    let mut text = text.split(" Possible values:").next().unwrap().trim();
    while let Some((before, after)) = text.rsplit_once(" [")
        && after.ends_with(']')
        && LISTS.iter().any(|list| after.starts_with(list))
    {
        text = before.trim();
    }
    assert!(!text.is_empty(), "{place} has no words");
    assert!(text.ends_with('.'), "{place}: {text:?}");
    let first = text.chars().next().unwrap();
    assert!(!first.is_lowercase(), "{place}: {text:?}");
}

fn assert_good(place: &str, help: &str) {
    let about = help.split("\n\n").next().unwrap();
    assert_sentences(place, about);
    assert!(help.contains("Example: ovh-sms "), "{place} has no example");
    let options = options(help);
    assert!(options.len() >= 6, "{place}: {options:?}");
    for (name, text) in options {
        assert_sentences(&format!("{place} {name}"), &text);
    }
}

#[test]
fn help_of_every_command_is_in_full_sentences_with_an_example() {
    for (words, help) in commands() {
        let place = words.join(" ");
        assert_good(&place, &help);
        let example = format!("Example: ovh-sms {place}");
        assert!(help.contains(example.trim_end()), "{example}:\n{help}");
        for line in help.lines() {
            assert!(line.chars().count() <= WIDEST, "{place}: {line}");
        }
        let short = program().args(&words).arg("-h").output().unwrap();
        assert_eq!(short.status.code(), Some(0), "{place}");
    }
}

#[test]
fn every_example_is_understood() {
    let folder = tempfile::tempdir().unwrap();
    each_at_once(&commands(), |(words, help)| {
        let example = example_of(help).unwrap_or_else(|| panic!("{words:?} has no example"));
        let mut command = program();
        command.current_dir(folder.path());
        if !example.iter().any(|word| word == "--sandbox") && *words != ["sandbox"] {
            command.arg("--sandbox");
        }
        command.args(&example);
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // What serves says when it is ready; what follows or waits has been understood after a while.
        let is_ready = Arc::new(AtomicBool::new(false));
        let output = BufReader::new(child.stdout.take().unwrap());
        let seen = Arc::clone(&is_ready);
        std::thread::spawn(move || {
            for line in output.lines().map_while(Result::ok) {
                seen.fetch_or(line == "ready", Ordering::Relaxed);
            }
        });
        let mut printed = child.stderr.take().unwrap();
        let reader = std::thread::spawn(move || {
            let mut text = String::new();
            let _ = printed.read_to_string(&mut text);
            text
        });
        let begun = Instant::now();
        while child.try_wait().unwrap().is_none()
            && !is_ready.load(Ordering::Relaxed)
            && begun.elapsed() < PATIENCE
        {
            std::thread::sleep(Duration::from_millis(5));
        }
        let _ = child.kill();
        child.wait().unwrap();
        let printed = reader.join().unwrap();
        // That is how clap ends.
        assert!(!printed.contains("try '--help'"), "{example:?}: {printed}");
        assert!(!printed.contains("panicked"), "{example:?}: {printed}");
    });
}

#[test]
fn help_of_every_operation_is_in_full_sentences_with_an_example() {
    let listed = run(&["api", "--list", "--json"]);
    let listed = stdout(&listed);
    let lines: Vec<&str> = listed.lines().collect();
    assert_eq!(lines.len(), 136);
    each_at_once(&lines, |line| {
        let operation: serde_json::Value = serde_json::from_str(line).unwrap();
        let id = operation["id"].as_str().unwrap();
        let output = run(&["api", id, "--help"]);
        assert_eq!(output.status.code(), Some(0), "{id}");
        assert_good(id, &stdout(&output));
    });
}
