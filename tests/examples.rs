//! The examples, run as a user runs them: in the sandbox.
#![cfg(feature = "sandbox")]

use std::path::PathBuf;
use std::process::Command;

/// Runs an example that cargo has built beside this test.
fn run(name: &str) -> String {
    let mut path: PathBuf = std::env::current_exe().unwrap();
    path.pop();
    path.pop();
    path.push("examples");
    path.push(format!("{name}{}", std::env::consts::EXE_SUFFIX));
    let output = Command::new(&path)
        .env_clear()
        .env("HOME", "/nonexistent")
        .output()
        .unwrap_or_else(|error| {
            panic!(
                "{}: {error}; `cargo build --examples` makes it",
                path.display()
            )
        });
    let printed = String::from_utf8(output.stdout).unwrap();
    assert!(
        output.status.success(),
        "{printed}{}",
        String::from_utf8_lossy(&output.stderr)
    );
    printed
}

#[test]
fn send_sms_does_what_the_guide_for_php_does() {
    let printed = run("send_sms");
    let lines: Vec<&str> = printed.lines().collect();
    assert!(
        lines[0].starts_with("Sandbox: nothing leaves this machine"),
        "{printed}"
    );
    assert!(
        lines[1].starts_with("sms-") && lines[1].contains("credits"),
        "{printed}"
    );
    assert!(printed.contains("credits removed: 1"), "{printed}");
    assert!(
        printed.contains("valid receivers: [\"+33600000000\"]"),
        "{printed}"
    );
    assert!(printed.contains("invalid receivers: []"), "{printed}");
    assert!(printed.contains("pending jobs: ["), "{printed}");
}
