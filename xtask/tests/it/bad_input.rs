//! A very large description, and the messages of the command line for input that can't be read.

use std::time::{Duration, Instant};

use ovh_codegen::docs::Docs;
use ovh_codegen::names::Names;
use ovh_codegen::native::{Root, Unknown};
use serde_json::{Value, json};

fn description(models: Value, apis: Value) -> String {
    json!({ "apiVersion": "1.0", "resourcePath": "/x", "basePath": "", "apis": apis, "models": models }).to_string()
}

#[test]
fn fifty_megabytes_are_read_and_converted() {
    // Descriptive texts make it large, as in a live description.
    let mut large = xtask::bench::convert::description(1_500, 2_500);
    let words = "Words that somebody wrote, with `signs` <b>and</b> [all].\n".repeat(400);
    for model in large["models"].as_object_mut().unwrap().values_mut() {
        model["description"] = json!(words);
    }
    let text = large.to_string();
    assert!(text.len() > 50_000_000, "{}", text.len());
    let begin = Instant::now();
    let root = Root::parse(&text, "the description", Unknown::Refuse).unwrap();
    let document =
        ovh_codegen::convert::convert(&[root], &Names::default(), &Docs::default()).unwrap();
    assert!(document.len() > 50_000_000);
    assert!(
        begin.elapsed() < Duration::from_secs(120),
        "{:?}",
        begin.elapsed()
    );
}

#[test]
fn the_command_says_what_is_wrong_and_writes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let (input, output) = (
        folder.path().join("in.json"),
        folder.path().join("out.json"),
    );
    let run = |text: &[u8]| {
        std::fs::write(&input, text).unwrap();
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_xtask"))
            .args(["convert", "--input"])
            .arg(&input)
            .arg("--output")
            .arg(&output)
            .output()
            .unwrap();
        (
            output.status.code(),
            String::from_utf8_lossy(&output.stderr).into_owned(),
        )
    };
    for (text, words) in [
        (&b"not json"[..], "not an OVHcloud API description"),
        (b"[1, 2]", "not an OVHcloud API description"),
        (b"{\"openapi\":\"3.0.3\"}", "missing field"),
        (b"<html>", "HTML"),
        (b"\xff\xfe", "not UTF-8"),
        (b"", "EOF"),
    ] {
        let (code, said) = run(text);
        assert_eq!(code, Some(1), "{said}");
        assert!(
            said.contains(words) && said.contains("in.json"),
            "{words:?} is not in: {said}"
        );
        assert!(!output.exists());
    }
    let unknown =
        description(json!({}), json!([])).replace("\"apiVersion\"", "\"shape\":1,\"apiVersion\"");
    let (code, said) = run(unknown.as_bytes());
    // None of it is bound.
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("/x: \"shape\""), "{said}");
    std::fs::remove_file(&output).unwrap();
    let (code, said) = run(description(json!({}), json!([])).as_bytes());
    assert_eq!(code, Some(0), "{said}");
    assert!(output.exists());
}
