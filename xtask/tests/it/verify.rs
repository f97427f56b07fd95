//! Checks of the documents that `convert` writes with independent tools: a validator, and the Rust
//! compiler.

use xtask::project::Project;
use xtask::verify::{self, Named, Verdict};

// One test, because both halves create the validator's environment.
#[test]
fn a_validator_that_we_did_not_write_accepts_every_document_and_refuses_a_wrong_one() {
    let project = Project::here();
    let mut documents = verify::synthetic(&project).unwrap();
    documents.push(verify::ours(&project).unwrap());
    match verify::validate(&project, &documents).unwrap() {
        Verdict::Valid => {}
        Verdict::Skipped(reason) => return say(&reason),
    }
    let text = r#"{"openapi":"3.0.3","info":{"title":"x","version":"1"},
        "paths":{"/x/{a}":{"get":{"responses":{"200":{"description":"Done."}}}}}}"#;
    let wrong = [Named {
        name: "wrong".to_owned(),
        text: text.to_owned(),
    }];
    assert!(verify::validate_in(&project, "refused", &wrong).is_err());
}

/// Printed directly to the terminal: a test's own output is hidden when it passes.
fn say(text: &str) {
    drop(std::io::Write::write_all(
        &mut std::io::stderr(),
        text.as_bytes(),
    ));
}

/// Slow (a minute without a cache, seconds with one): it runs in CI, and if `XTASK_SLOW` is set.
#[test]
fn progenitor_makes_rust_of_every_document_and_it_compiles() {
    let asked = ["CI", "XTASK_SLOW"]
        .iter()
        .any(|name| std::env::var_os(name).is_some());
    if !asked {
        say("skipped: set XTASK_SLOW=1, or run `cargo xtask verify-convert`\n");
        return;
    }
    let project = Project::here();
    let mut documents = verify::synthetic(&project).unwrap();
    documents.push(verify::ours(&project).unwrap());
    verify::compile(&project, &documents).unwrap();
}
