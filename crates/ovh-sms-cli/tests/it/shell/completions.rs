//! `ovh-sms completions` and `ovh-sms man`: what is made from the commands themselves.

use std::process::Command;

use crate::support::{program, run, stderr, stdout};

fn completions(shell: &str) -> String {
    let output = run(&["completions", shell]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    stdout(&output)
}

/// What bash would offer for the last of these words.
fn offered_by_bash(script: &str, words: &[&str]) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("completions.bash");
    std::fs::write(&file, script).unwrap();
    let last = words.len() - 1;
    let function = script
        .split_whitespace()
        .skip_while(|word| *word != "-F")
        .nth(1)
        .unwrap();
    let ask = format!(
        "source '{}'; COMP_WORDS=({}); COMP_CWORD={last}; {function} ovh-sms '{}' '{}'; printf '%s\\n' \"${{COMPREPLY[@]}}\"",
        file.display(),
        words.join(" "),
        words[last],
        words[last - 1],
    );
    let output = Command::new("bash")
        .args(["--norc", "--noprofile", "-c", &ask])
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", stderr(&output));
    stdout(&output).lines().map(str::to_owned).collect()
}

#[test]
fn bash_completes_commands_options_operations_and_their_options() {
    if Command::new("bash").arg("--version").output().is_err() {
        println!("bash is not installed: its completions are not tried");
        return;
    }
    let script = completions("bash");
    assert_eq!(offered_by_bash(&script, &["ovh-sms", "acc"]), ["accounts"]);
    let offered = offered_by_bash(&script, &["ovh-sms", "accounts", "--ver"]);
    assert_eq!(offered, ["--verbose"]);
    let offered = offered_by_bash(&script, &["ovh-sms", "api", "senders_v"]);
    assert_eq!(offered, ["senders_validate"]);
    let offered = offered_by_bash(&script, &["ovh-sms", "api", "jobs_create", "--no-st"]);
    assert_eq!(offered, ["--no-stop-clause"]);
    let offered = offered_by_bash(
        &script,
        &["ovh-sms", "api", "jobs_create", "--priority", "very"],
    );
    assert_eq!(offered, ["veryLow"]);
}

#[test]
fn zsh_and_fish_are_given_commands_operations_and_values() {
    let zsh = completions("zsh");
    assert!(zsh.starts_with("#compdef ovh-sms"), "{}", &zsh[..80]);
    let fish = completions("fish");
    assert!(fish.contains("complete -c ovh-sms"));
    for script in [zsh, fish] {
        for word in ["accounts", "senders_validate", "no-stop-clause", "veryLow"] {
            assert!(script.contains(word), "{word}");
        }
    }
}

#[test]
fn an_unknown_shell_is_told_the_known_ones() {
    let output = run(&["completions", "tcsh"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(
        stderr(&output).contains("bash, zsh, fish"),
        "{}",
        stderr(&output)
    );
}

#[test]
fn every_command_and_operation_has_a_manual_page() {
    let folder = tempfile::tempdir().unwrap();
    let inner = folder.path().join("man/man1");
    let output = program().arg("man").arg(&inner).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let mut pages = 0;
    for entry in std::fs::read_dir(&inner).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(
            name.starts_with("ovh-sms") && name.ends_with(".1"),
            "{name}"
        );
        assert!(text.contains(".TH ") && text.contains(".SH NAME"), "{name}");
        pages += 1;
    }
    // The program, its commands and the operations of `api`.
    assert!(pages > 136 + 6, "{pages}");
    for name in ["ovh-sms", "ovh-sms-accounts", "ovh-sms-api-jobs_create"] {
        assert!(inner.join(format!("{name}.1")).is_file(), "{name}");
    }
    let printed = stdout(&run(&["man"]));
    let written = std::fs::read_to_string(inner.join("ovh-sms.1")).unwrap();
    assert_eq!(printed.trim_end(), written.trim_end());
}

#[test]
fn a_folder_that_cannot_be_written_is_told() {
    let file = tempfile::NamedTempFile::new().unwrap();
    let output = program().arg("man").arg(file.path()).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(
        stderr(&output).contains("Failed to write the manual pages"),
        "{}",
        stderr(&output)
    );
}
