//! Verdicts of single changes, without a compiler.

use super::*;

fn set(items: &[&str]) -> BTreeSet<String> {
    items.iter().map(|item| (*item).to_owned()).collect()
}

fn change(weight: Weight, what: &str, rust: &str) -> Change {
    Change {
        weight,
        place: "x".to_owned(),
        what: what.to_owned(),
        rust: rust.split_whitespace().map(str::to_owned).collect(),
    }
}

fn used(items: &[&str]) -> Observed {
    Observed {
        uses: set(items),
        ..Observed::default()
    }
}

fn fails(items: &[&str]) -> Observed {
    Observed {
        error: Some("no such item".to_owned()),
        ..used(items)
    }
}

fn warns(items: &[&str]) -> Observed {
    Observed {
        warning: Some("deprecated: use `y`".to_owned()),
        ..used(items)
    }
}

/// What happens to uses, and the verdict of one change.
type Case = (
    Weight,
    &'static str,
    &'static str,
    Vec<Observed>,
    Verdict,
    bool,
);

#[test]
fn a_change_has_the_verdict_of_the_uses_that_it_is_about() {
    use Verdict::{Breaking, Compatible, Deprecated, Unused};
    let table: Vec<Case> = vec![
        // An old name that is kept: the compiler must warn.
        (
            Weight::Deprecated,
            "the operation is jobs now",
            "jobs_list",
            vec![warns(&["jobs_list"])],
            Deprecated,
            true,
        ),
        (
            Weight::Deprecated,
            "the operation is jobs now",
            "jobs_list",
            vec![used(&["jobs_list"])],
            Compatible,
            false,
        ),
        // A field, a value, an operation, a type.
        (
            Weight::Breaking,
            "the field tag was removed",
            "Job.tag",
            vec![fails(&["Job", "Job.tag"]), used(&["Job", "Job.id"])],
            Breaking,
            true,
        ),
        (
            Weight::Nothing,
            "the field tag was removed",
            "Job.tag",
            vec![fails(&["Job", "Job.tag"])],
            Breaking,
            false,
        ),
        (
            Weight::Behaviour,
            "the value \"x\" was removed",
            "Class::X",
            vec![fails(&["Class", "Class::X"])],
            Breaking,
            false,
        ),
        (
            Weight::Breaking,
            "the operation was removed",
            "jobs_get",
            vec![fails(&["jobs_get", "jobs_get?id"])],
            Breaking,
            true,
        ),
        (
            Weight::Breaking,
            "the type was removed",
            "Job",
            vec![fails(&["jobs_get", "Job"])],
            Breaking,
            true,
        ),
        (
            Weight::Breaking,
            "the type is no longer sent: its builder was removed",
            "Job::builder",
            vec![fails(&["Job"])],
            Breaking,
            true,
        ),
        // Predicted to break, and compiles.
        (
            Weight::Breaking,
            "the field tag was removed",
            "Job.tag",
            vec![used(&["Job", "Job.tag"])],
            Compatible,
            false,
        ),
        (
            Weight::Breaking,
            "the query parameter limit was added",
            "jobs_list",
            vec![used(&["jobs_list"])],
            Unused,
            false,
        ),
        (
            Weight::Breaking,
            "credentials are needed now: calls without them fail",
            "jobs_list",
            vec![used(&["jobs_list"])],
            Compatible,
            true,
        ),
        (
            Weight::Breaking,
            "the base path is /v2 now, no longer /v1",
            "",
            vec![used(&["jobs_list"])],
            Unused,
            true,
        ),
        // New items are not used by old code.
        (
            Weight::Nothing,
            "the field note was added",
            "Job.note",
            vec![used(&["Job", "Job.id"])],
            Unused,
            true,
        ),
        (
            Weight::Behaviour,
            "the value \"y\" was added",
            "Class::Y",
            vec![used(&["Class", "Class::X"])],
            Unused,
            true,
        ),
        // What is required is an argument of all calls.
        (
            Weight::Breaking,
            "the required field note was added: calls without it fail",
            "JobBody.note",
            vec![fails(&["jobs_create", "JobBody"])],
            Breaking,
            true,
        ),
        (
            Weight::Nothing,
            "the required query parameter limit was added: calls without it fail",
            "jobs_list",
            vec![fails(&["jobs_list"])],
            Breaking,
            false,
        ),
        (
            Weight::Breaking,
            "the query parameter tag is required now: calls without it fail",
            "jobs_list",
            vec![fails(&["jobs_list"])],
            Breaking,
            true,
        ),
        // A part of an operation.
        (
            Weight::Breaking,
            "the query parameter tag was removed",
            "jobs_list",
            vec![fails(&["jobs_list", "jobs_list?tag"]), used(&["jobs_list"])],
            Breaking,
            true,
        ),
        (
            Weight::Breaking,
            "the response is Job now, no longer i64",
            "jobs_get",
            vec![fails(&["jobs_get", "jobs_get#response"])],
            Breaking,
            true,
        ),
        (
            Weight::Breaking,
            "the list has no `stream` any more",
            "jobs_list",
            vec![fails(&["jobs_list", "jobs_list#stream"])],
            Breaking,
            true,
        ),
        (
            Weight::Breaking,
            "the field name is set by name_in_body now, no longer by name",
            "jobs_update",
            vec![
                fails(&["jobs_update", "JobUpdate", "JobUpdate.name"]),
                used(&["jobs_update"]),
            ],
            Breaking,
            true,
        ),
        // Renamed items are used under their old names.
        (
            Weight::Breaking,
            "the method is named jobs_read now, no longer jobs_get",
            "jobs_read",
            vec![fails(&["jobs_get"])],
            Breaking,
            true,
        ),
        (
            Weight::Breaking,
            "the type is named Task now, no longer Job",
            "Task",
            vec![fails(&["Job", "Job.id"])],
            Breaking,
            true,
        ),
        (
            Weight::Breaking,
            "the field a is named b in Rust now, no longer a",
            "Job.b",
            vec![fails(&["Job", "Job.a"])],
            Breaking,
            true,
        ),
        // Warnings.
        (
            Weight::Deprecated,
            "the operation is deprecated now",
            "jobs_get",
            vec![warns(&["jobs_get"])],
            Deprecated,
            true,
        ),
        (
            Weight::Behaviour,
            "the operation is deprecated now",
            "jobs_get",
            vec![warns(&["jobs_get"])],
            Deprecated,
            false,
        ),
        (
            Weight::Deprecated,
            "the field note was added",
            "Job.note",
            vec![used(&["Job", "Job.id"])],
            Unused,
            false,
        ),
        (
            Weight::Nothing,
            "the status is BETA now",
            "jobs_get",
            vec![warns(&["jobs_get"])],
            Deprecated,
            false,
        ),
        (
            Weight::Breaking,
            "the method is named jobs_read now, no longer jobs_get",
            "jobs_read",
            vec![warns(&["jobs_get"])],
            Deprecated,
            false,
        ),
    ];
    for (weight, what, rust, observed, verdict, agrees) in table {
        let changes = [change(weight, what, rust)];
        let (proved, unpredicted) = verdicts(&changes, &observed, &BTreeMap::new(), &[]);
        let proved = proved.first().unwrap();
        assert_eq!(
            (proved.verdict, proved.agrees),
            (verdict, agrees),
            "{weight:?} {what}"
        );
        assert!(unpredicted.is_empty(), "{what}: {unpredicted:?}");
    }
}

#[test]
fn a_failure_that_no_change_is_about_is_unpredicted() {
    let changes = [
        change(Weight::Breaking, "the field tag was removed", "Job.tag"),
        change(
            Weight::Nothing,
            "the query parameter limit was added",
            "jobs_list",
        ),
    ];
    let observed = [
        fails(&["Job", "Job.id"]),
        fails(&["jobs_list"]),
        fails(&["Job", "Job.tag"]),
    ];
    let (proved, unpredicted) = verdicts(&changes, &observed, &BTreeMap::new(), &[]);
    assert!(proved.iter().all(|proved| proved.agrees));
    let items: Vec<&str> = unpredicted
        .iter()
        .flat_map(|one| one.items.iter().map(String::as_str))
        .collect();
    assert_eq!(items, ["Job", "Job.id", "jobs_list"]);
}

#[test]
fn the_closest_change_is_blamed_and_a_predicted_break_explains_a_failure() {
    let field = change(Weight::Nothing, "the field tag may be null now", "Job.tag");
    let whole = |weight| change(weight, "the type is received now", "Job");
    let observed = [fails(&["Job", "Job.tag"])];
    let agree = |changes: &[Change]| -> Vec<bool> {
        let (proved, _) = verdicts(changes, &observed, &BTreeMap::new(), &[]);
        proved.iter().map(|proved| proved.agrees).collect()
    };
    assert_eq!(
        agree(&[field.clone(), whole(Weight::Behaviour)]),
        [false, true]
    );
    assert_eq!(agree(&[field, whole(Weight::Breaking)]), [true, true]);
}

#[test]
fn a_warning_belongs_to_the_change_that_predicts_it() {
    let renamed = change(Weight::Deprecated, "the type is JobState now", "JobStatus");
    let native = change(
        Weight::Nothing,
        "the model is named sms.JobState now",
        "JobStatus",
    );
    let used = [warns(&["JobStatus"])];
    for changes in [[renamed.clone(), native.clone()], [native.clone(), renamed]] {
        let (proved, unpredicted) = verdicts(&changes, &used, &BTreeMap::new(), &[]);
        assert!(unpredicted.is_empty(), "{unpredicted:?}");
        assert!(proved.iter().all(|one| one.agrees), "{proved:?}");
    }
    // Without that change, the other one is contradicted.
    let (proved, _) = verdicts(&[native], &used, &BTreeMap::new(), &[]);
    assert!(!proved[0].agrees);
}

#[test]
fn a_change_whose_uses_all_fail_because_of_another_one_is_not_proved() {
    let gone = change(Weight::Breaking, "the operation was removed", "jobs_get");
    let verdict = |weight, observed: &[Observed]| {
        let response = change(weight, "the response is Job now, no longer i64", "jobs_get");
        let (proved, unpredicted) =
            verdicts(&[gone.clone(), response], observed, &BTreeMap::new(), &[]);
        assert!(unpredicted.is_empty(), "{unpredicted:?}");
        let verdicts = proved.iter().map(|one| (one.verdict, one.agrees));
        verdicts.collect::<Vec<_>>()
    };
    let call = fails(&["jobs_get", "jobs_get#response"]);
    // The removed operation explains the failure: nothing is known about the response.
    for weight in [Weight::Nothing, Weight::Behaviour] {
        assert_eq!(
            verdict(weight, std::slice::from_ref(&call)),
            [(Verdict::Breaking, true), (Verdict::Hidden, true)]
        );
    }
    // A use that compiles proves it.
    let other = used(&["jobs_get", "jobs_get#response"]);
    assert_eq!(
        verdict(Weight::Nothing, &[call, other]),
        [(Verdict::Breaking, true), (Verdict::Compatible, true)]
    );
}

#[test]
fn other_requests_and_lost_fields_contradict_no_effect() {
    let sent = |identical| {
        let sent = Sent {
            uses: set(&["jobs_list", "jobs_list?tag"]),
            identical,
        };
        BTreeMap::from([("jobs_list with all arguments".to_owned(), sent)])
    };
    let misread = [Misread {
        uses: set(&["Job", "Job.tag"]),
        message: "a body of Job is read without Job.tag".to_owned(),
    }];
    let observed = [used(&["jobs_list", "jobs_list?tag", "Job", "Job.tag"])];
    let parameter = "the query parameter tag is named label now";
    let field = "the field tag is named label in JSON now";
    for (what, rust, is_sent, verdict) in [
        (parameter, "jobs_list", true, Verdict::Requests),
        (field, "Job.tag", false, Verdict::Bodies),
    ] {
        for (weight, agrees) in [
            (Weight::Nothing, false),
            (Weight::Deprecated, false),
            (Weight::Behaviour, true),
            (Weight::Breaking, true),
        ] {
            let changes = [change(weight, what, rust)];
            let (proved, unpredicted) = match is_sent {
                true => verdicts(&changes, &observed, &sent(false), &[]),
                false => verdicts(&changes, &observed, &sent(true), &misread),
            };
            let proved = proved.first().unwrap();
            assert_eq!(
                (proved.verdict, proved.agrees),
                (verdict, agrees),
                "{what} {weight:?}"
            );
            assert!(proved.reason.is_some());
            assert!(unpredicted.is_empty(), "{unpredicted:?}");
        }
    }
    let (_, unpredicted) = verdicts(&[], &observed, &sent(false), &misread);
    assert_eq!(unpredicted.len(), 2, "{unpredicted:?}");
}

/// A change, the warning of its use, what its calls send, and the verdict.
type Kept = (&'static str, Option<&'static str>, bool, Verdict, bool);

#[test]
fn a_name_that_is_kept_must_warn_and_sends_the_same_unless_it_says_so() {
    let moved = change(
        Weight::Behaviour,
        "the operation moved here from GET /old",
        "jobs_read",
    );
    let method = "the method is named jobs_read now, no longer jobs_get";
    let parameter =
        "the query parameter tag is named label now, and is set by label, no longer by tag";
    let table: [Kept; 6] = [
        (
            method,
            Some("use jobs_read"),
            true,
            Verdict::Deprecated,
            true,
        ),
        (method, None, true, Verdict::Compatible, false),
        (
            method,
            Some("use jobs_read"),
            false,
            Verdict::Requests,
            false,
        ),
        (parameter, Some("use label"), false, Verdict::Requests, true),
        (parameter, None, false, Verdict::Requests, false),
        (
            parameter,
            Some("use label"),
            true,
            Verdict::Deprecated,
            true,
        ),
    ];
    for (what, warning, identical, verdict, agrees) in table {
        let rust = match what == method {
            true => "jobs_read",
            false => "jobs_get",
        };
        let uses = ["jobs_get", "jobs_get?tag"];
        let observed = [Observed {
            warning: warning.map(str::to_owned),
            ..used(&uses)
        }];
        let sent = BTreeMap::from([(
            "jobs_get with all arguments".to_owned(),
            Sent {
                uses: set(&uses),
                identical,
            },
        )]);
        let kept = change(Weight::Deprecated, what, rust);
        let (proved, _) = verdicts(std::slice::from_ref(&kept), &observed, &sent, &[]);
        assert_eq!(
            (proved[0].verdict, proved[0].agrees),
            (verdict, agrees),
            "{what} {warning:?} {identical}"
        );
        if what == method && !identical {
            // The move explains the other requests, and the warning belongs to the kept name.
            let (proved, _) = verdicts(&[kept, moved.clone()], &observed, &sent, &[]);
            let verdicts: Vec<_> = proved.iter().map(|one| (one.verdict, one.agrees)).collect();
            assert_eq!(
                verdicts,
                [(Verdict::Deprecated, true), (Verdict::Requests, true)]
            );
        }
    }
}

#[test]
fn a_value_that_old_code_reads_as_unknown_contradicts_no_effect() {
    let misread = |variant: &str| {
        [Misread {
            uses: set(&["Class", &format!("Class::{variant}")]),
            message: "the value \"y\" of Class is read as unknown".to_owned(),
        }]
    };
    let observed = [used(&["Class", "Class::X"])];
    let added = "the value \"y\" was added; until now it is read as unknown";
    let spelled = "the value \"x\" is spelled \"y\" now, and its variant is named Y, no longer X";
    for (weight, what, rust, agrees) in [
        (Weight::Nothing, added, "Class::Y", false),
        (Weight::Deprecated, added, "Class::Y", false),
        (Weight::Behaviour, added, "Class::Y", true),
        (Weight::Breaking, spelled, "Class::X", true),
        (Weight::Nothing, spelled, "Class::X", false),
    ] {
        let changes = [change(weight, what, rust)];
        let (proved, unpredicted) = verdicts(&changes, &observed, &BTreeMap::new(), &misread("Y"));
        assert!(unpredicted.is_empty(), "{what}: {unpredicted:?}");
        assert_eq!(
            (proved[0].verdict, proved[0].agrees),
            (Verdict::Bodies, agrees),
            "{weight:?} {what}"
        );
    }
    let changes = [change(Weight::Behaviour, added, "Class::Y")];
    let (_, unpredicted) = verdicts(&changes, &observed, &BTreeMap::new(), &misread("Z"));
    assert_eq!(unpredicted.len(), 1);
}

/// The JSON name and the name in Rust of a body's field, two changes.
#[test]
fn a_field_with_a_kept_setter_sends_another_name_because_of_its_json_name() {
    let uses = ["hlr_create", "HlrBody", "HlrBody.reason"];
    let observed = [Observed {
        warning: Some("use purpose".to_owned()),
        ..used(&uses)
    }];
    let sent = BTreeMap::from([(
        "hlr_create with all arguments".to_owned(),
        Sent {
            uses: set(&uses),
            identical: false,
        },
    )]);
    for (weight, agrees) in [(Weight::Behaviour, true), (Weight::Nothing, false)] {
        let json = "the field reason is named purpose in JSON now";
        let kept = "the field purpose is named purpose in Rust now, no longer reason";
        let changes = [
            change(weight, json, "HlrBody.purpose"),
            change(Weight::Deprecated, kept, "HlrBody.purpose"),
        ];
        let (proved, unpredicted) = verdicts(&changes, &observed, &sent, &[]);
        assert!(unpredicted.is_empty(), "{unpredicted:?}");
        assert_eq!(proved[0].verdict, Verdict::Requests, "{weight:?}");
        assert_eq!(proved[0].agrees, agrees, "{weight:?}: {proved:#?}");
        if agrees {
            assert_eq!(
                (proved[1].verdict, proved[1].agrees),
                (Verdict::Deprecated, true)
            );
        }
    }
}

#[test]
fn changes_that_can_not_explain_a_difference_hide_no_other() {
    let added = change(
        Weight::Nothing,
        "the value \"y\" was added; until now it is read as unknown",
        "Kind::Y",
    );
    let renamed = change(
        Weight::Breaking,
        "the type is named Kind now, no longer Class",
        "Kind",
    );
    let misread = [Misread {
        uses: set(&["Class", "Class::Y"]),
        message: "the value \"y\" of Class is read as unknown".to_owned(),
    }];
    let (proved, _) = verdicts(
        &[renamed, added],
        &[fails(&["Class", "Class::X"])],
        &BTreeMap::new(),
        &misread,
    );
    assert_eq!(
        (proved[1].verdict, proved[1].agrees),
        (Verdict::Bodies, false)
    );

    let uses = ["jobs_list", "jobs_list?tag"];
    let sent = BTreeMap::from([(
        "jobs_list with all arguments".to_owned(),
        Sent {
            uses: set(&uses),
            identical: false,
        },
    )]);
    let right = change(
        Weight::Behaviour,
        "the right sms:apiovh:jobs/get is needed now",
        "jobs_list",
    );
    let parameter = change(
        Weight::Nothing,
        "the query parameter tag is named label now",
        "jobs_list",
    );
    let (proved, _) = verdicts(&[right, parameter], &[used(&uses)], &sent, &[]);
    assert!(!proved[1].agrees, "{proved:#?}");
}
