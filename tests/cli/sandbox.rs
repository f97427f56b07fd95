//! `ovh-sms sandbox`: the service as a program.

use std::io::{BufRead, BufReader};
use std::process::{Child, Stdio};

use crate::support::{program, stderr, stdout};

struct Serving(Child);

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn the_sandbox_prints_an_environment_that_send_can_use() {
    let mut serving = Serving(
        program()
            .args(["sandbox", "--port", "0"])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap(),
    );
    let lines = BufReader::new(serving.0.stdout.take().unwrap()).lines();
    let mut environment = Vec::new();
    for line in lines {
        let line = line.unwrap();
        if line == "ready" {
            break;
        }
        let (name, value) = line.split_once('=').unwrap();
        environment.push((name.to_owned(), value.to_owned()));
    }
    let names: Vec<&str> = environment.iter().map(|(name, _)| name.as_str()).collect();
    let wanted = [
        "OVH_ENDPOINT",
        "OVH_APPLICATION_KEY",
        "OVH_APPLICATION_SECRET",
        "OVH_CONSUMER_KEY",
        "OVH_SMS_SERVICE",
    ];
    assert_eq!(names, wanted);
    let output = program()
        .args(["send", "--to", "+33600000000", "--no-stop", "Bonjour"])
        .envs(environment)
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(stdout(&output).contains("Accepted for 1 of 1"));
    assert!(!stderr(&output).contains("sandbox"));
}
