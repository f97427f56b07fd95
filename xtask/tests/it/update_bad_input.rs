//! Input that `update` can't use: the message names address, place and remedy, the files stay as
//! they are, and nothing that can't change is requested twice.

use crate::support::server::Answer;
use crate::support::update::{play, project, served, served_json, texts, update};
use serde_json::{Value, json};

/// What is served, and what the message must say.
struct Bad {
    name: &'static str,
    path: &'static str,
    answer: fn() -> Answer,
    says: &'static [&'static str],
}

fn sms(change: impl Fn(&mut Value)) -> Answer {
    let mut sms = served_json("sms");
    change(&mut sms);
    Answer::json(&sms.to_string())
}

/// Returns a text of /sms with the first occurrence of one text replaced by another.
fn sms_text(from: &str, to: &str) -> Answer {
    let text = served("sms");
    assert!(text.contains(from), "{from}");
    Answer::json(&text.replacen(from, to, 1))
}

const BAD: &[Bad] = &[
    Bad {
        name: "a root that vanished",
        path: "/1.0/",
        answer: || Answer::json(&served("_index").replace("\"/sms\"", "\"/smoke\"")),
        says: &["/1.0/", "/sms is not among them", "--endpoint"],
    },
    Bad {
        name: "an index that lists a root that is not there",
        path: "/1.0/sms.json",
        answer: || Answer::status(404),
        says: &[
            "the index http",
            "lists /sms at",
            "/1.0/sms.json failed:",
            "404",
            "the root",
        ],
    },
    Bad {
        name: "HTML in the place of the index",
        path: "/1.0/",
        answer: || Answer::json("<!DOCTYPE html><title>Sign in</title>"),
        says: &["/1.0/", "not an index", "--endpoint"],
    },
    Bad {
        name: "HTML in the place of a root",
        path: "/1.0/auth.json",
        answer: || Answer::json("<!DOCTYPE html><title>Sign in</title>"),
        says: &["/1.0/auth.json", "HTML", "login page"],
    },
    Bad {
        name: "truncated JSON",
        path: "/1.0/sms.json",
        answer: || Answer::json(&served("sms")[..50_000]),
        says: &["/1.0/sms.json", "EOF", "line 1", "incomplete", "whole"],
    },
    Bad {
        name: "another root than was asked for",
        path: "/1.0/sms.json",
        answer: || Answer::json(&served("auth")),
        says: &["/1.0/sms.json describes /auth, not /sms", "--endpoint"],
    },
    Bad {
        name: "a root without what is bound of it",
        path: "/1.0/me.json",
        answer: || Answer::json(&served("me").replace("/me/document", "/me/papers")),
        says: &[
            "/1.0/me.json has no operation below /me/document any more",
            "parts.rs",
        ],
    },
    Bad {
        name: "unknown keys in what is bound",
        path: "/1.0/sms.json",
        answer: || {
            sms(|sms| {
                sms["apis"][0]["operations"][0]["weather"] = json!("sunny");
                sms["models"]["sms.Job"]["properties"]["id"]["shape"] = json!("round");
            })
        },
        says: &[
            "2 unknown keys",
            "/1.0/sms.json: /sms /sms GET: \"weather\"",
            "/1.0/sms.json: /sms sms.Job id: \"shape\"",
            "--ignore-unknown-keys",
        ],
    },
    Bad {
        name: "a wrong type",
        path: "/1.0/sms.json",
        answer: || {
            sms(|sms| sms["models"]["sms.Job"]["properties"]["id"]["canBeNull"] = json!("yes"))
        },
        says: &["/1.0/sms.json", "/sms sms.Job id canBeNull", "\"yes\""],
    },
    Bad {
        name: "a key twice",
        path: "/1.0/sms.json",
        answer: || sms_text("\"sms.Job\":{", "\"sms.Job\":{},\"sms.Job\":{"),
        says: &["/1.0/sms.json", "/sms: \"sms.Job\"", "Remove one of each"],
    },
    Bad {
        name: "a generic without an end",
        path: "/1.0/sms.json",
        answer: || {
            sms(|sms| {
                let field = &mut sms["models"]["sms.Job"]["properties"]["id"];
                field["type"] = json!("sms.Ever<long>");
                field["fullType"] = json!("sms.Ever<long>");
                sms["models"]["sms.Ever<T>"] = json!({ "generics": ["T"], "properties": { "next": { "type": "sms.Ever<T[]>" } } });
            })
        },
        says: &[
            "schema/native/sms.json from http",
            "/1.0/sms.json",
            "sms.Ever uses itself with ever longer types",
            "fixups.rs",
        ],
    },
    Bad {
        name: "a bound root without paths",
        path: "/1.0/sms.json",
        answer: || sms(|sms| sms["apis"] = json!([])),
        says: &[
            "/1.0/sms.json has no operation below /sms any more",
            "parts.rs",
        ],
    },
    Bad {
        name: "a bound root without operations",
        path: "/1.0/auth.json",
        answer: || {
            let mut auth = served_json("auth");
            for api in auth["apis"].as_array_mut().unwrap() {
                api["operations"] = json!([]);
            }
            Answer::json(&auth.to_string())
        },
        says: &[
            "/1.0/auth.json has no operation below /auth any more",
            "parts.rs",
        ],
    },
    Bad {
        name: "null",
        path: "/1.0/sms.json",
        answer: || Answer::json("null"),
        says: &["/1.0/sms.json", "it is null", "fetch or copy it again"],
    },
    Bad {
        name: "an empty object",
        path: "/1.0/sms.json",
        answer: || Answer::json("{}"),
        says: &["/1.0/sms.json", "`resourcePath`", "fetch or copy it again"],
    },
    Bad {
        name: "paths that are an object",
        path: "/1.0/sms.json",
        answer: || sms(|sms| sms["apis"] = json!({})),
        says: &[
            "/1.0/sms.json",
            "/sms: \"apis\": it is not a list",
            "fetch or copy it again",
        ],
    },
    Bad {
        name: "a version with a space in it",
        path: "/1.0/sms.json",
        answer: || sms(|sms| sms["apiVersion"] = json!("v1 beta")),
        says: &[
            "/1.0/sms.json",
            "\"apiVersion\": \"v1 beta\" is not a version",
        ],
    },
    Bad {
        name: "a base path that is none",
        path: "/1.0/sms.json",
        answer: || sms(|sms| sms["basePath"] = json!("not a url {x}")),
        says: &[
            "/1.0/sms.json",
            "\"basePath\": \"not a url {x}\" is not a path or URL",
        ],
    },
    Bad {
        name: "an index that lists itself",
        path: "/1.0/",
        answer: || Answer::json(r#"{"apis":[{"path":"/sms","schema":"/","format":["json"]}]}"#),
        says: &[
            "/1.0/ lists itself as the description of /sms",
            "--endpoint",
        ],
    },
    Bad {
        name: "a body that is not gzip",
        path: "/1.0/sms.json",
        answer: || {
            let mut answer = Answer::json(&served("sms"));
            answer.headers.push(("content-encoding", "gzip".to_owned()));
            answer
        },
        says: &["/1.0/sms.json failed:", "is not gzip", "--endpoint"],
    },
];

#[test]
fn bad_input_is_named_with_address_place_and_remedy_and_changes_nothing() {
    for bad in BAD {
        let (_folder, project) = project();
        let before = texts(&project);
        let server = play(vec![(bad.path, (bad.answer)())]);
        let updated = update(&project, &server);
        let error = updated
            .err()
            .unwrap_or_else(|| panic!("{} is written", bad.name));
        let error = format!("{error:#}");
        for words in bad.says {
            assert!(
                error.contains(words),
                "{}: {words:?} is not in: {error}",
                bad.name
            );
        }
        assert!(
            error.contains("nothing was changed"),
            "{}: {error}",
            bad.name
        );
        assert!(texts(&project) == before, "{}: files changed", bad.name);
        let asked = server.asked.lock().unwrap();
        let times = asked.iter().filter(|path| *path == bad.path).count();
        assert_eq!(
            times, 1,
            "{}: {} is asked {times} times",
            bad.name, bad.path
        );
    }
}

/// Odd input with a sensible reading is written, and is work left.
#[test]
fn what_is_odd_in_a_bound_root_is_work_left() {
    let (_folder, project) = project();
    let mut sms = served_json("sms");
    let text = sms.to_string().replacen(
        "\"responseType\":\"sms.PttDetails\"",
        "\"responseType\":\"sms.Gone\"",
        1,
    );
    sms = serde_json::from_str(&text).unwrap();
    sms["models"]["sms.PackQuantityEnum"]["enum"] = json!([1e30]);
    let server = play(vec![(
        "/1.0/sms.json",
        Answer::json(&format!("\u{feff}{sms}")),
    )]);
    let updated = update(&project, &server).unwrap();
    for part in [
        "/sms GET /sms/ptts: unknown type \"sms.Gone\": any JSON is accepted",
        "/sms sms.PackQuantityEnum: a Rust enumeration",
    ] {
        let finding = updated
            .findings
            .iter()
            .find(|finding| finding.contains(part));
        assert!(
            finding.is_some_and(|f| f.contains("fixups.rs")),
            "{:#?}",
            updated.findings
        );
    }
}

#[test]
fn fifty_megabytes_of_what_is_not_bound_are_no_obstacle() {
    let (_folder, project) = project();
    let mut me = served_json("me");
    let words = "Words that somebody wrote. ".repeat(2_000_000);
    me["models"]["nichandle.Nichandle"]["description"] = json!(words);
    let text = me.to_string();
    assert!(text.len() > 50_000_000, "{}", text.len());
    let server = play(vec![("/1.0/me.json", Answer::json(&text))]);
    let updated = update(&project, &server).unwrap();
    assert_eq!(updated.findings, Vec::<String>::new());
    assert!(
        project
            .read("schema/native/me-document.json")
            .unwrap()
            .len()
            < 20_000
    );
}

#[test]
fn a_model_that_two_bound_roots_define_differently_has_two_types() {
    let (_folder, project) = project();
    let mut auth = served_json("auth");
    auth["models"]["iam.ResourceMetadata"] = json!({ "id": "ResourceMetadata", "namespace": "iam",
        "properties": { "colour": { "type": "string", "canBeNull": false, "readOnly": true, "required": false,
            "description": "text" } }, "description": "text" });
    let token = &mut auth["models"]["auth.Details"]["properties"];
    token["iam"] = json!({ "type": "iam.ResourceMetadata", "canBeNull": true, "readOnly": true,
        "required": false, "description": "text" });
    let server = play(vec![("/1.0/auth.json", Answer::json(&auth.to_string()))]);
    let updated = update(&project, &server).unwrap();
    assert_eq!(updated.findings, Vec::<String>::new());
    let note = updated.notes.join("\n");
    assert!(
        note.contains("/auth iam.ResourceMetadata: the model differs from the one in /sms"),
        "{note}"
    );
    assert_eq!(updated.check, "");
    let surface = project.read("schema/surface.txt").unwrap();
    assert!(
        surface.contains("types::AuthIamResourceMetadata.colour"),
        "the type is missing"
    );
}
