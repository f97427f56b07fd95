//! The certificate, its files and what is checked of them.

use super::super::proof::{Broken, Proved, Requests};
use super::*;

fn change(weight: Weight, what: &str) -> Change {
    Change {
        weight,
        place: "sms.Job".to_owned(),
        what: what.to_owned(),
        rust: vec!["Job.tag".to_owned()],
    }
}

fn proof() -> Proof {
    Proof {
        changes: vec![Proved {
            change: change(Weight::Nothing, "the field tag | note was removed"),
            verdict: Verdict::Breaking,
            agrees: false,
            reason: Some("no field `tag`".to_owned()),
            uses: 3,
        }],
        unpredicted: vec![Unpredicted {
            items: vec!["Job.id".to_owned()],
            message: "no field `id`".to_owned(),
        }],
        programs: vec![ProgramResult {
            name: "send".to_owned(),
            before: vec![Broken {
                line: 7,
                message: "no method `x`".to_owned(),
            }],
            after: Vec::new(),
            deprecated: Vec::new(),
        }],
        left_out: vec!["tests/users/new.rs: newer".to_owned()],
        uses: 10,
        compiled: 8,
        wire: Some(Wire {
            operations: 2,
            all: Requests {
                identical: 2,
                compared: 2,
            },
            ..Wire::default()
        }),
        bodies: Some(Bodies::default()),
        lost: Vec::new(),
        not_proved: Vec::new(),
    }
}

fn project() -> (tempfile::TempDir, Project) {
    let folder = tempfile::tempdir().unwrap();
    let project = Project {
        folder: folder.path().to_owned(),
        ..Project::here()
    };
    std::fs::create_dir_all(project.path("schema/native")).unwrap();
    std::fs::write(project.path("schema/native/sms.json"), "{}").unwrap();
    (folder, project)
}

fn write(project: &Project, certificate: &Certificate) {
    for (path, text) in certificate.files().unwrap() {
        std::fs::write(project.path(&path), text).unwrap();
    }
}

#[test]
fn each_contradiction_and_each_unusable_program_is_a_problem() {
    let certificate = Certificate::proved(Hashes::new(), Hashes::new(), &proof());
    assert_eq!(
        certificate.problems(),
        [
            "sms.Job: the field tag | note was removed: predicted nothing, proved breaking: no \
             field `tag`",
            "no change predicts: no field `id` (Job.id)",
            "tests/users/send.rs:7: it does not compile before the change: no method `x`",
        ]
    );
}

#[test]
fn the_certificate_is_read_back_as_it_was_written() {
    let (_folder, project) = project();
    let certificate = Certificate::proved(Hashes::new(), committed(&project).unwrap(), &proof());
    write(&project, &certificate);
    assert_eq!(read(&project).unwrap(), certificate);
    assert!(problems(&project, false).unwrap().is_empty());
}

#[test]
fn a_certificate_of_another_description_or_an_edited_one_is_a_problem() {
    let (_folder, project) = project();
    let missing = problems(&project, false).unwrap();
    assert!(missing[0].contains("CERTIFICATE.json"), "{missing:?}");
    let certificate = Certificate::proved(Hashes::new(), committed(&project).unwrap(), &proof());
    write(&project, &certificate);
    std::fs::write(project.path("schema/native/sms.json"), "{ }").unwrap();
    let other = problems(&project, false).unwrap();
    assert!(
        other[0].contains("is about another description"),
        "{other:?}"
    );
    std::fs::write(project.path("schema/native/sms.json"), "{}").unwrap();
    let text = project.read(MARKDOWN).unwrap();
    std::fs::write(
        project.path(MARKDOWN),
        text.replace("breaking", "compatible"),
    )
    .unwrap();
    let edited = problems(&project, false).unwrap();
    assert!(
        edited[0].starts_with("schema/CERTIFICATE.md is not"),
        "{edited:?}"
    );
    assert_eq!(edited.len(), 1);
}

#[test]
fn a_certificate_without_proof_states_so() {
    let difference: Difference = ovh_codegen::diff::documents(
        &Project::here().read("schema/openapi.json").unwrap(),
        &Project::here().read("schema/openapi.json").unwrap(),
        None,
    )
    .unwrap();
    let certificate = Certificate::predicted(
        Hashes::new(),
        Hashes::new(),
        &difference,
        "`--quick` was set",
    );
    assert!(!certificate.is_proved);
    let text = render(&certificate);
    assert!(text.contains("**Not proved**"), "{text}");
    assert!(text.contains("`--quick` was set"), "{text}");
}

#[test]
fn the_committed_certificate_is_current() {
    let problems = problems(&Project::here(), false).unwrap();
    assert!(problems.is_empty(), "{problems:#?}");
}
