//! Runs a test in a process of its own, and measures that process.
#![cfg(all(feature = "csv", target_os = "linux"))]

use std::process::Command;

/// Runs an ignored test of this program in a process of its own; returns the peak memory that it
/// prints, in KiB.
pub fn peak_of(test: &str) -> u64 {
    let child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", test, "--ignored", "--nocapture"])
        .output()
        .unwrap();
    let output = String::from_utf8_lossy(&child.stdout).into_owned();
    let errors = String::from_utf8_lossy(&child.stderr);
    assert!(child.status.success(), "{output}{errors:.2000}");
    let peak = output.split("VmHWM:").nth(1).unwrap();
    let peak = peak.split_whitespace().next().unwrap().parse().unwrap();
    println!("peak memory: {:.1} MiB", peak as f64 / 1024.0);
    peak
}

/// Prints the peak memory of this process.
pub fn print_peak() {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let peak = status.lines().find(|line| line.starts_with("VmHWM"));
    println!("{}", peak.unwrap());
}
