//! What the guide shows of the command line is what it prints.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use chrono::{NaiveDate, NaiveTime, TimeZone, Utc};
use ovh_sms::sandbox::Sandbox;

use crate::support::Served;

/// A command of a page, and what it is said to print.
#[derive(Debug, Default)]
struct Shown {
    command: String,
    output: String,
}

/// The commands of a page's `console` blocks; a line that ends with `\` goes on.
fn shown(page: &str) -> Vec<Shown> {
    let mut all: Vec<Shown> = Vec::new();
    for block in page.split("```").skip(1).step_by(2) {
        let Some(lines) = block.strip_prefix("console\n") else {
            continue;
        };
        let mut goes_on = false;
        for line in lines.lines() {
            match (line.strip_prefix("$ "), all.last_mut()) {
                (Some(command), _) => all.push(Shown {
                    command: format!("{command}\n"),
                    output: String::new(),
                }),
                (None, Some(last)) if goes_on => last.command.push_str(&format!("{line}\n")),
                (None, Some(last)) => last.output.push_str(&format!("{line}\n")),
                (None, None) => panic!("a block that begins with no command:\n{block}"),
            }
            goes_on = line.ends_with('\\');
        }
    }
    all
}

/// Dates, times, random ids and the sandbox's port are not compared, nor is space at the ends.
fn comparable(printed: &str) -> String {
    let word = |word: &str| {
        let date = word.get(..10).unwrap_or(word);
        if NaiveDate::parse_from_str(date, "%Y-%m-%d").is_ok() {
            "DATE".to_owned()
        } else if NaiveTime::parse_from_str(word, "%H:%M:%S").is_ok()
            || NaiveTime::parse_from_str(word, "%H:%M").is_ok()
        {
            "TIME".to_owned()
        } else if uuid::Uuid::try_parse(word).is_ok() {
            "UUID".to_owned()
        } else if word.starts_with("http://127.0.0.1:") {
            "SANDBOX".to_owned()
        } else {
            word.to_owned()
        }
    };
    let line = |line: &str| {
        let words = line.split_inclusive([' ', ';']);
        let masked = words.map(|part| match part.strip_suffix([' ', ';']) {
            Some(text) => word(text) + &part[text.len()..],
            None => word(part),
        });
        masked.collect::<String>().trim_end().to_owned()
    };
    let lines: Vec<String> = printed.trim_end().lines().map(line).collect();
    lines.join("\n")
}

/// Runs the commands of a page, one after the other, against one sandbox: a minute passes after each,
/// and one receiver answers what can be answered.
fn check(page: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../..")
        .join(page);
    let text = std::fs::read_to_string(path).unwrap();
    let all = shown(&text);
    assert!(!all.is_empty(), "{page} shows no command");
    let noon = Utc.with_ymd_and_hms(2026, 1, 5, 11, 0, 0).unwrap();
    // Nothing is delivered while a command runs, and batches are made at once: no output depends on
    // how long a command takes.
    let sandbox = Sandbox::builder()
        .start_at(noon)
        .step_delay(Duration::ZERO)
        .delivery_delay(Duration::from_secs(30));
    let served = Served::of(sandbox);
    let folder = tempfile::tempdir().unwrap();
    let (mut corrected, mut wrong) = (text.clone(), Vec::new());
    for one in &all {
        let printed = run(&served, folder.path(), &one.command);
        if comparable(&one.output) != comparable(&printed) {
            let as_shown = format!("$ {}{}", one.command, one.output);
            let as_it_is = format!("$ {}{printed}", one.command);
            corrected = corrected.replacen(&as_shown, &as_it_is, 1);
            wrong.push(format!("{as_shown}prints\n{printed}"));
        }
        served.sandbox.advance(Duration::from_secs(60));
        if one.command.contains("--allow-replies") {
            assert!(served.sandbox.phone("+33600000002").reply("Oui, merci"));
        }
    }
    if !wrong.is_empty() {
        let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join(page.replace('/', "-"));
        std::fs::write(&file, corrected).unwrap();
        panic!(
            "{page} is not what is printed; as it should be, it is in {}:\n\n{}",
            file.display(),
            wrong.join("\n\n")
        );
    }
}

/// What a line of the shell prints to the terminal.
fn run(served: &Served, folder: &Path, command: &str) -> String {
    let programs = Path::new(env!("CARGO_BIN_EXE_ovh-sms")).parent().unwrap();
    let output = Command::new("/bin/sh")
        .args(["-c", &format!("exec 2>&1\n{command}")])
        .env_clear()
        .env("PATH", format!("{}:/usr/bin:/bin", programs.display()))
        .env("HOME", folder)
        .env("TZ", "UTC")
        .envs(served.environment())
        .current_dir(folder)
        .output()
        .unwrap();
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn the_first_session_shows_what_is_printed() {
    check("docs/guide/shell.md");
}

#[test]
fn the_guide_shows_what_is_printed() {
    check("docs/guide/command_line.md");
}
