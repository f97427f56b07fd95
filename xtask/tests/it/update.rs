//! `update` on a copy of our project, against OVHcloud's descriptions as they were served. Code is
//! not compiled here; that is done by `cargo xtask verify-update`.

use crate::support::server::{Answer, Server};
use crate::support::update::{play, project, served_json, texts, update, update_with};
use ovh_codegen::diff::Weight;
use serde_json::{Value, json};
use xtask::check;
use xtask::project::Project;
use xtask::update::{self as updates, Broken, Outcome};

#[test]
fn the_descriptions_as_served_are_written_and_checked() {
    let (_folder, project) = project();
    let server = play(vec![]);
    let updated = update(&project, &server).unwrap();
    assert_eq!(updated.findings, Vec::<String>::new());
    assert_eq!(updated.check, "");
    // The facts are those that we have: only words differ.
    assert_eq!(updated.difference.changes, []);
    assert_eq!(updated.outcome(), Outcome::Written);
    assert_eq!(check::check(&project).unwrap(), "");
    let source = project.read("schema/SOURCE.toml").unwrap();
    assert!(
        source.contains(&server.url) && !source.contains("origin"),
        "{source}"
    );
    // What no bound operation reaches is not kept.
    for (file, gone) in [
        ("auth", "auth.UserRequest"),
        ("me-document", "nichandle.Nichandle"),
        ("sms", "sms.VirtualNumberGenericService\""),
    ] {
        let text = project.read(&format!("schema/native/{file}.json")).unwrap();
        assert!(!text.contains(gone), "{file} has {gone}");
    }
    assert_eq!(
        project.read("schema/surface.txt").unwrap(),
        Project::here().read("schema/surface.txt").unwrap()
    );
    let said = updates::text(&Ok(updated)).unwrap();
    assert!(said.ends_with("\nwritten and checked\n"), "{said}");
}

/// Reverses every object and, where order has no meaning, every list.
fn shuffled(value: &mut Value, list: &str) {
    match value {
        Value::Object(object) => {
            let mut entries: Vec<(String, Value)> = std::mem::take(object).into_iter().collect();
            entries.reverse();
            for (key, mut value) in entries {
                shuffled(&mut value, &key);
                object.insert(key, value);
            }
        }
        Value::Array(values) => {
            for value in values.iter_mut() {
                shuffled(value, "");
            }
            if list != "generics" {
                values.reverse();
            }
        }
        _ => {}
    }
}

/// The text of a tree with the keys of each object in reverse.
fn text_in_reverse(value: &Value) -> String {
    match value {
        Value::Object(object) => {
            let fields = object.iter().rev();
            let fields: Vec<String> = fields
                .map(|(key, value)| format!("{}:{}", json!(key), text_in_reverse(value)))
                .collect();
            format!("{{{}}}", fields.join(","))
        }
        Value::Array(values) => {
            let values: Vec<String> = values.iter().map(text_in_reverse).collect();
            format!("[{}]", values.join(","))
        }
        other => other.to_string(),
    }
}

#[test]
fn the_order_in_which_a_description_is_served_changes_no_file() {
    let reversed = |name: &str| {
        let mut value = served_json(name);
        shuffled(&mut value, "");
        Answer::json(&text_in_reverse(&value))
    };
    let written = |server: Server| {
        let (_folder, project) = project();
        let updated = update(&project, &server).unwrap();
        assert_eq!(
            updated.outcome(),
            Outcome::Written,
            "{:?}",
            updated.findings
        );
        let mut texts = texts(&project);
        // Where and when each was fetched, and what was received.
        texts.remove("schema/SOURCE.toml");
        texts
            .into_iter()
            .filter(|(name, _)| !name.starts_with('/'))
            .collect::<Vec<_>>()
    };
    let one = written(play(vec![]));
    let other = written(play(vec![
        ("/1.0/sms.json", reversed("sms")),
        ("/1.0/auth.json", reversed("auth")),
        ("/1.0/me.json", reversed("me")),
    ]));
    for ((name, one), (_, other)) in one.iter().zip(&other) {
        assert!(one == other, "{name} differs");
    }
    assert_eq!(one.len(), other.len());
}

/// A change of /sms, its weight, the outcome of the update, and its report.
struct Mutation {
    name: &'static str,
    change: fn(&mut Value),
    weight: Weight,
    outcome: Outcome,
    says: &'static str,
}

fn operation<'a>(sms: &'a mut Value, method: &str, path: &str) -> &'a mut Value {
    let apis = sms["apis"].as_array_mut().unwrap();
    let api = apis.iter_mut().find(|api| api["path"] == path).unwrap();
    let operations = api["operations"].as_array_mut().unwrap();
    operations
        .iter_mut()
        .find(|operation| operation["httpMethod"] == method)
        .unwrap()
}

fn field(kind: &str) -> Value {
    json!({ "type": kind, "fullType": kind, "canBeNull": false, "readOnly": true, "required": false, "description": "text" })
}

const MUTATIONS: &[Mutation] = &[
    Mutation {
        name: "an operation is added",
        change: |sms| {
            let api = json!({ "path": "/sms/{serviceName}/weather", "description": "text", "operations": [{
                "httpMethod": "GET", "responseType": "string", "description": "text", "parameters": [
                    { "paramType": "path", "name": "serviceName", "dataType": "string", "required": true, "description": "text" },
                ] }] });
            sms["apis"].as_array_mut().unwrap().insert(3, api);
        },
        weight: Weight::Nothing,
        outcome: Outcome::Written,
        says: "the operation was added",
    },
    Mutation {
        name: "an optional field is added",
        change: |sms| sms["models"]["sms.Job"]["properties"]["weather"] = field("string"),
        weight: Weight::Nothing,
        outcome: Outcome::Written,
        says: "weather",
    },
    Mutation {
        name: "a value is added",
        change: |sms| {
            sms["models"]["sms.PriorityEnum"]["enum"]
                .as_array_mut()
                .unwrap()
                .insert(0, json!("urgent"))
        },
        weight: Weight::Behaviour,
        outcome: Outcome::Written,
        says: "urgent",
    },
    Mutation {
        name: "an operation is deprecated",
        change: |sms| {
            operation(sms, "GET", "/sms/{serviceName}/hlr")["apiStatus"] = json!({ "value": "DEPRECATED", "description": "text", "deprecatedDate": "2027-01-01" });
        },
        weight: Weight::Deprecated,
        outcome: Outcome::Written,
        says: "deprecated",
    },
    Mutation {
        name: "a field has another type",
        change: |sms| sms["models"]["sms.Job"]["properties"]["numberOfSms"] = field("string"),
        weight: Weight::Breaking,
        outcome: Outcome::Written,
        says: "numberOfSms",
    },
    Mutation {
        name: "a field that has words of ours is gone",
        change: |sms| {
            let fields = &mut sms["models"]["sms.PhonebookContact"]["properties"];
            fields.as_object_mut().unwrap().remove("workPhone").unwrap();
        },
        weight: Weight::Breaking,
        outcome: Outcome::WorkLeft,
        says: "schema/docs.toml: models.\"sms.PhonebookContact\".fields.\"workPhone\" matches nothing",
    },
    Mutation {
        name: "a secret is added",
        change: |sms| sms["models"]["sms.User"]["properties"]["apiToken"] = field("string"),
        weight: Weight::Nothing,
        outcome: Outcome::WorkLeft,
        says: "list \"sms.User.apiToken\" in [secret] of schema/names.toml",
    },
    Mutation {
        name: "a type name is taken",
        change: |sms| {
            sms["models"]["sms.Document"] = json!({ "id": "Document", "namespace": "sms", "properties": {
                "pages": field("long") } });
            sms["models"]["sms.Job"]["properties"]["document"] = field("sms.Document");
        },
        weight: Weight::Nothing,
        outcome: Outcome::WorkLeft,
        says: "the type Document is nichandle.document.Document's already, so that of sms.Document is named SmsDocument",
    },
];

#[test]
fn each_kind_of_change_is_written_with_its_weight_and_what_is_left_to_do() {
    let try_one = |mutation: &Mutation| {
        let name = mutation.name;
        let (_folder, project) = project();
        let mut sms = served_json("sms");
        (mutation.change)(&mut sms);
        let server = play(vec![("/1.0/sms.json", Answer::json(&sms.to_string()))]);
        let updated = update(&project, &server).unwrap();
        let (outcome, weight) = (updated.outcome(), updated.weight());
        // The report of `check` about the written files.
        let clean = updated.check.is_empty();
        let result = Ok(updated);
        let report: Value = serde_json::from_str(&updates::json(&result).unwrap()).unwrap();
        assert_eq!(report["outcome"], json!(mutation.outcome), "{name}");
        assert_eq!(report["weight"], json!(mutation.weight), "{name}");
        assert!(report["step"].is_string(), "{name}");
        let said = updates::text(&result).unwrap();
        assert_eq!(outcome, mutation.outcome, "{name}: {said}");
        assert_eq!(weight, Some(mutation.weight), "{name}: {said}");
        assert!(said.contains(mutation.says), "{name}: {said}");
        assert_eq!(clean, outcome == Outcome::Written, "{name}");
    };
    // Each is a separate project, and the code generator takes most of the time.
    std::thread::scope(|scope| {
        for half in MUTATIONS.chunks(MUTATIONS.len().div_ceil(2)) {
            scope.spawn(move || half.iter().for_each(try_one));
        }
    });
}

#[test]
fn workflows_that_no_longer_compile_are_work_left() {
    let (_folder, project) = project();
    let broken = Broken {
        file: "src/receipts.rs".to_owned(),
        line: 7,
        message: "no field `ptt` on type `Outgoing` (E0609)".to_owned(),
    };
    let updated = update_with(&project, &play(vec![]), vec![broken]).unwrap();
    assert_eq!(updated.outcome(), Outcome::WorkLeft);
    let result = Ok(updated);
    let said = updates::text(&result).unwrap();
    assert!(said.contains("src/receipts.rs:7: no field `ptt`"), "{said}");
    assert!(said.ends_with("\nwritten, work left\n"), "{said}");
    assert!(!said.contains("The version takes"), "{said}");
    let report: Value = serde_json::from_str(&updates::json(&result).unwrap()).unwrap();
    assert_eq!(report["outcome"], "work-left");
    assert_eq!(report["broken"][0]["file"], "src/receipts.rs");
    assert_eq!(report.get("step"), None);
}

#[test]
fn generated_code_that_does_not_compile_leaves_the_files_as_before() {
    let (_folder, project) = project();
    let before = texts(&project);
    let broken = Broken {
        file: "/x/target/debug/build/ovh-sms-0123/out/api.rs".to_owned(),
        line: 1,
        message: "cannot find type `Weather` (E0412)".to_owned(),
    };
    let result = update_with(&project, &play(vec![]), vec![broken]);
    let said = updates::text(&result).unwrap();
    assert!(said.starts_with("stopped, files as before: "), "{said}");
    assert!(said.contains("cannot find type `Weather`"), "{said}");
    let report: Value = serde_json::from_str(&updates::json(&result).unwrap()).unwrap();
    assert_eq!(report["outcome"], "stopped");
    assert!(texts(&project) == before);
}

#[test]
fn check_shows_what_is_stale() {
    let (_folder, project) = project();
    let path = project.path("schema/openapi.json");
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, text.replacen("jobs_create", "jobs_make", 1)).unwrap();
    let names = project.path("schema/names.toml");
    let text = std::fs::read_to_string(&names).unwrap();
    std::fs::write(
        &names,
        text + "\n[variants.\"sms.NoEnum\"]\n\"a\" = \"B\"\n",
    )
    .unwrap();
    let report = check::check(&project).unwrap();
    assert!(
        report.contains("--- schema/openapi.json (as it is)"),
        "{report}"
    );
    assert!(
        report.contains("jobs_make") && report.contains("+"),
        "{report}"
    );
    assert!(
        report.contains("schema/names.toml: variants.\"sms.NoEnum\".\"a\" matches nothing"),
        "{report}"
    );
}
