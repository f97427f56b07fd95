//! The project's own generator generates bindings of descriptions and documents written by others.

use xtask::project::Project;
use xtask::verify::roots;

#[test]
fn every_document_that_is_hard_to_generate_has_bindings() {
    let documents = roots::documents(&Project::here()).unwrap();
    assert!(documents.len() >= 7);
}

#[test]
fn every_description_has_bindings() {
    let project = Project::here();
    for place in [roots::DESCRIPTIONS, roots::HISTORY] {
        for one in roots::each(&project, place).unwrap() {
            assert!(one.code.contains("pub mod operations"), "{}", one.name);
        }
    }
    for one in roots::bound(&project).unwrap() {
        assert!(one.code.contains("pub mod operations"), "{}", one.name);
    }
}

/// A minute and more.
#[test]
#[ignore = "slow: run by the step bindings of cargo xtask ci --slow"]
fn bindings_of_the_bound_roots_compile() {
    roots::run(&Project::here(), false).unwrap();
}
