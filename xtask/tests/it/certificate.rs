//! What `update` does with a proof: it writes the certificate, and contradictions are work left.

use anyhow::bail;
use ovh_codegen::diff::{Difference, Weight};
use xtask::project::Project;
use xtask::prove::certificate::{self, JSON, MARKDOWN};
use xtask::prove::{
    Broken, Pair, ProgramResult, Proof, Proved, Requests, Unpredicted, Verdict, Wire,
};
use xtask::update::{self, Outcome, Updated, text};

use crate::support::server::{Answer, Server};
use crate::support::update::{play, project, served_json, texts, wanted};

/// OVHcloud's API with another value of an enumeration.
fn changed() -> Server {
    let mut sms = served_json("sms");
    let values = sms.pointer_mut("/models/sms.PriorityEnum/enum").unwrap();
    values.as_array_mut().unwrap().push("urgent".into());
    play(vec![("/1.0/sms.json", Answer::json(&sms.to_string()))])
}

/// A proof in which each change has one verdict.
pub(crate) fn proof(difference: &Difference, verdict: Verdict, agrees: bool) -> Proof {
    let changes = difference.changes.iter().map(|change| Proved {
        change: change.clone(),
        verdict,
        agrees,
        reason: None,
        uses: 1,
    });
    Proof {
        changes: changes.collect(),
        unpredicted: Vec::new(),
        programs: Vec::new(),
        left_out: Vec::new(),
        uses: 10,
        compiled: 10,
        wire: Some(Wire {
            operations: 1,
            all: Requests {
                identical: 1,
                compared: 1,
            },
            ..Wire::default()
        }),
        bodies: None,
        lost: Vec::new(),
        not_proved: Vec::new(),
    }
}

fn update(
    project: &Project,
    prove: &dyn Fn(&Difference) -> anyhow::Result<Proof>,
) -> anyhow::Result<Updated> {
    let prove = |_: &Project, pair: &Pair<'_>, difference: &Difference| {
        assert!(pair.before != pair.after);
        prove(difference)
    };
    let server = changed();
    update::update_and_prove(project, &wanted(&server), &|_| Ok(Vec::new()), Some(&prove))
}

#[test]
fn an_update_writes_the_certificate_of_its_proof() {
    let (_folder, project) = project();
    let before = certificate::committed(&project).unwrap();
    let result = update(&project, &|difference| {
        Ok(proof(difference, Verdict::Unused, true))
    });
    let updated = result.as_ref().unwrap();
    assert_eq!(
        updated.outcome(),
        Outcome::Written,
        "{}",
        text(&result).unwrap()
    );
    let written = certificate::read(&project).unwrap();
    assert!(written.is_proved);
    assert!(certificate::problems(&project, true).unwrap().is_empty());
    assert_eq!(written.before, before);
    assert_eq!(written.after, certificate::committed(&project).unwrap());
    let row = written.changes.first().unwrap();
    assert_eq!(
        (row.predicted, row.proved),
        (Weight::Behaviour, Some(Verdict::Unused))
    );
    assert_eq!(row.rust, ["Priority::Urgent"]);
    let page = project.read(MARKDOWN).unwrap();
    assert!(
        page.contains("| behaviour | no use in old code | sms.PriorityEnum |"),
        "{page}"
    );
    let printed = text(&result).unwrap();
    let line = "Proved, in schema/CERTIFICATE.md:\n  Changes: 0 breaking,";
    assert!(printed.contains(line), "{printed}");
    // Without a change, the certificate of the last change stays.
    let again = project.read(JSON).unwrap();
    update(&project, &|_| {
        bail!("nothing changed, so there is nothing to prove")
    })
    .unwrap();
    assert_eq!(project.read(JSON).unwrap(), again);
}

#[test]
fn contradictions_and_unusable_programs_are_work_left_and_the_rest_is_done() {
    type Fault = fn(&mut Proof);
    let faults: [(Fault, &str); 4] = [
        (
            |proof| {
                for change in &mut proof.changes {
                    (change.verdict, change.agrees) = (Verdict::Breaking, false);
                }
            },
            "predicted behaviour, proved breaking",
        ),
        (
            |proof| {
                proof.unpredicted.push(Unpredicted {
                    items: vec!["Job.id".to_owned()],
                    message: "no field `id`".to_owned(),
                });
            },
            "no change predicts: no field `id` (Job.id)",
        ),
        (
            |proof| {
                proof.programs.push(ProgramResult {
                    name: "send".to_owned(),
                    before: vec![Broken {
                        line: 7,
                        message: "no method `x`".to_owned(),
                    }],
                    after: Vec::new(),
                    deprecated: Vec::new(),
                });
            },
            "tests/users/send.rs:7: it does not compile before the change: no method `x`",
        ),
        (
            |proof| proof.lost.push("no program uses Job.tag".to_owned()),
            "no program uses Job.tag",
        ),
    ];
    let (_folder, project) = project();
    let result = update(&project, &|difference| {
        let mut proof = proof(difference, Verdict::Compatible, true);
        faults.iter().for_each(|(fault, _)| fault(&mut proof));
        Ok(proof)
    });
    let updated = result.as_ref().unwrap();
    assert_eq!(updated.outcome(), Outcome::WorkLeft);
    assert_eq!(updated.outcome().exit_code(), 1);
    let printed = text(&result).unwrap();
    let page = project.read(MARKDOWN).unwrap();
    for (_, said) in faults {
        assert!(printed.contains(said), "{said}: {printed}");
        assert!(page.contains(said), "{said}: {page}");
    }
    let surface = project.read("schema/surface.txt").unwrap();
    assert!(surface.contains("Priority::Urgent"));
    // It is committed as it is, but not released.
    assert!(certificate::problems(&project, false).unwrap().is_empty());
    let problems = certificate::problems(&project, true).unwrap();
    assert_eq!(problems.len(), faults.len(), "{problems:?}");
}

#[test]
fn a_proof_that_fails_leaves_an_update_without_a_proof() {
    let (_folder, project) = project();
    let result = update(&project, &|_| {
        bail!("the bindings before the change do not compile")
    });
    let updated = result.as_ref().unwrap();
    assert_eq!(updated.outcome(), Outcome::WorkLeft);
    let printed = text(&result).unwrap();
    assert!(
        printed.contains("the proof failed: the bindings before the change do not compile"),
        "{printed}"
    );
    let written = certificate::read(&project).unwrap();
    assert!(!written.is_proved);
    assert!(certificate::problems(&project, false).unwrap().is_empty());
    let problems = certificate::problems(&project, true).unwrap();
    assert!(
        matches!(problems.as_slice(), [one] if one.contains("the change was not proved")),
        "{problems:?}"
    );
}

#[test]
fn a_quick_update_states_what_it_did_not_prove() {
    let (_folder, project) = project();
    let server = changed();
    let result = update::update(&project, &wanted(&server), &|_| Ok(Vec::new()));
    let printed = text(&result).unwrap();
    assert!(
        printed.contains("Not proved:\n  with `--quick`, no old program was compiled"),
        "{printed}"
    );
    assert!(printed.ends_with("\nwritten and checked\n"), "{printed}");
    let report: serde_json::Value = serde_json::from_str(&update::json(&result).unwrap()).unwrap();
    assert!(
        report["not_proved"][0]
            .as_str()
            .unwrap()
            .contains("--quick")
    );
    let page = project.read(MARKDOWN).unwrap();
    assert!(page.contains("**Not proved**"), "{page}");
}

#[test]
fn an_update_that_stops_leaves_the_certificate_as_before() {
    let (_folder, project) = project();
    update(&project, &|difference| {
        Ok(proof(difference, Verdict::Unused, true))
    })
    .unwrap();
    let before = (texts(&project), project.read(JSON).unwrap());
    let server = play(Vec::new());
    let stopped = update::update(&project, &wanted(&server), &|_| {
        bail!("cargo can't be started")
    });
    assert!(stopped.is_err());
    assert!((texts(&project), project.read(JSON).unwrap()) == before);
}
