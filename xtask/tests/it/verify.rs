//! Checks of the documents that `convert` writes with independent tools: a validator, and the Rust
//! compiler.

use std::path::Path;
use std::process::Command;

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

/// A minute without a cache, seconds with one.
#[test]
#[ignore = "slow: run by the step bindings of cargo xtask ci --slow"]
fn progenitor_makes_rust_of_every_document_and_it_compiles() {
    let project = Project::here();
    let mut documents = verify::synthetic(&project).unwrap();
    documents.push(verify::ours(&project).unwrap());
    verify::compile(&project, &documents).unwrap();
}

/// Compiles and runs the program of a folder; returns what it prints.
fn printed(folder: &Path, target: &Path) -> String {
    let output = Command::new("cargo")
        .args(["run", "--quiet", "--offline"])
        .current_dir(folder)
        .env("CARGO_TARGET_DIR", target)
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn what_was_compiled_in_a_copy_is_not_taken_for_the_projects_own() {
    let folder = tempfile::tempdir().unwrap();
    let (here, copy) = (folder.path().join("here"), folder.path().join("copy"));
    let write = |path: &str, text: &str| {
        let path = here.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    };
    write(
        "Cargo.toml",
        "[package]\nname = \"small\"\nedition = \"2024\"\n[workspace]\n",
    );
    write(
        "Cargo.lock",
        "version = 4\n\n[[package]]\nname = \"small\"\nversion = \"0.0.0\"\n",
    );
    write(".cargo/config.toml", "");
    write("src/main.rs", "fn main() { print!(\"first\") }");
    let mut git = Command::new("git");
    git.args(["init", "--quiet"]).current_dir(&here);
    assert!(git.status().unwrap().success());
    let project = Project {
        folder: here.clone(),
        ..Project::here()
    };
    let target = folder.path().join("target");
    assert_eq!(printed(&here, &target), "first");
    verify::copies::copy(&project, &copy).unwrap();
    std::fs::write(copy.join("src/main.rs"), "fn main() { print!(\"copy\") }").unwrap();
    assert_eq!(printed(&copy, &target), "copy");
    assert_eq!(printed(&here, &target), "first");
    write("src/main.rs", "fn main() { print!(\"second\") }");
    assert_eq!(printed(&here, &target), "second");
    // Copies in the target folder, each changed after the other was compiled.
    for name in ["verify-update", "verify-diff", "mutants", "another"] {
        let copy = target.join("xtask").join(name);
        verify::copies::copy(&project, &copy).unwrap();
        let main = format!("fn main() {{ print!(\"{name}\") }}");
        std::fs::write(copy.join("src/main.rs"), main).unwrap();
        assert_eq!(printed(&copy, &target), name);
    }
}
