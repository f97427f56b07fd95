//! `--help`: what each command does, to the end, with an example.

use crate::support::{run, stderr, stdout};

/// The commands that a help lists.
fn listed(help: &str) -> Vec<String> {
    let lines = help.lines().skip_while(|line| *line != "Commands:").skip(1);
    lines
        .take_while(|line| !line.is_empty())
        .filter_map(|line| line.split_whitespace().next())
        .filter(|name| *name != "help")
        .map(str::to_owned)
        .collect()
}

/// All commands below these words, theirs included, each with its help.
fn helps(words: &[String]) -> Vec<(Vec<String>, String)> {
    let mut arguments: Vec<&str> = words.iter().map(String::as_str).collect();
    arguments.push("--help");
    let output = run(&arguments);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let help = stdout(&output);
    let below = listed(&help).into_iter().flat_map(|name| {
        let mut words = words.to_vec();
        words.push(name);
        helps(&words)
    });
    let mut all: Vec<_> = below.collect();
    all.push((words.to_vec(), help));
    all
}

#[test]
fn every_help_has_an_example_of_its_command() {
    let helps = helps(&[]);
    assert!(helps.len() > 6, "{}", helps.len());
    for (words, help) in helps {
        let example = format!("Example: ovh-sms {}", words.join(" "));
        assert!(help.contains(example.trim_end()), "{example}:\n{help}");
    }
}
