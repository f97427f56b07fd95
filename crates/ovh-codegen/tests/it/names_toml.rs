//! What schema/names.toml decides, and what a rule decides where it says nothing.

use ovh_codegen::convert::{Output, output};
use ovh_codegen::docs::Docs;
use ovh_codegen::names::Names;
use ovh_codegen::native::{Root, Unknown};
use serde_json::{Value, json};

/// A root with the things that rules can't decide: fields and parameters that are one in snake case, a
/// list of ids whose objects hold no id, two success statuses, a nullable writable map.
fn root() -> Root {
    let field = |kind: &str| json!({ "type": kind, "canBeNull": false, "readOnly": false });
    let text = json!({ "apiVersion": "1.0", "resourcePath": "/x", "basePath": "", "apis": [
        { "path": "/x", "operations": [
            { "httpMethod": "GET", "responseType": "long[]", "parameters": [
                { "paramType": "query", "name": "batchID", "dataType": "long" },
                { "paramType": "query", "name": "batchId", "dataType": "long" },
                { "paramType": "query", "name": "send", "dataType": "long" } ] },
            { "httpMethod": "POST", "responseType": "x.Thing",
                "responseTypes": { "200": "x.Thing", "201": "x.Other" },
                "parameters": [
                    { "paramType": "body", "name": "batchID", "dataType": "long" },
                    { "paramType": "body", "name": "batchId", "dataType": "long" } ] } ] },
        { "path": "/x/{number}", "operations": [
            { "httpMethod": "GET", "responseType": "x.Thing" },
            { "httpMethod": "PUT", "responseType": "void", "parameters": [
                { "paramType": "path", "name": "number", "dataType": "long" },
                { "paramType": "body", "dataType": "x.Thing" } ] } ] } ],
        "models": {
            "x.Thing": { "properties": { "batchID": field("long"), "batchId": field("long"), "id": field("long"),
                "labels": { "type": "map[string]string", "canBeNull": true, "readOnly": false },
                "password": { "type": "password", "canBeNull": true, "readOnly": false } } },
            "x.Other": { "properties": {} } } });
    Root::parse(&text.to_string(), "x.json", Unknown::Refuse).unwrap()
}

fn names(text: &str) -> anyhow::Result<Names> {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), text).unwrap();
    Ok(Names::read(file.path())?)
}

fn converted(names: &Names) -> (Value, Output) {
    let output = output(&[root()], names, &Docs::default()).unwrap();
    (serde_json::from_str(&output.document).unwrap(), output)
}

#[test]
fn what_rules_decide_stops_no_conversion_and_is_noted() {
    let (document, output) = converted(&names("").unwrap());
    assert_eq!(output.findings, Vec::<String>::new());
    let notes = output.notes.join("\n");
    for note in [
        "/x GET /x batchId: in snake case the name is that of \"batchID\" too",
        "/x GET /x send: the generated builder has a method of this name already",
        "/x POST /x batchId: in snake case",
        "/x x.Thing.batchId: in snake case",
        "/x POST /x: the status 201 returns x.Other and another x.Thing",
        "/x GET /x/{number} {number}: the description says nothing about it; it is text",
        "/x GET /x: x.Thing has no field \"number\"",
    ] {
        assert!(notes.contains(note), "{note} is not in: {notes}");
    }
    assert!(!output.document.contains("x-ovh-id-field"));
    assert!(!output.document.contains("x-ovh-rust-name"));
    assert_eq!(
        document["paths"]["/x/{number}"]["get"]["parameters"][0]["in"],
        "path"
    );
}

#[test]
fn names_toml_decides_otherwise() {
    let names = names(
        r#"
        [fields]
        "x.Thing.batchID" = "old_batch"
        [parameters]
        "GET /x#batchID" = "old_batch"
        "POST /x#batchID" = "old_batch"
        [lists."GET /x"]
        id = "id"
        separator = "|"
        [secret]
        responses = ["GET /x/{number}"]
        "#,
    )
    .unwrap();
    let (document, output) = converted(&names);
    assert_eq!(output.findings, Vec::<String>::new());
    let list = &document["paths"]["/x"]["get"];
    assert_eq!(list["x-ovh-id-field"], "id");
    assert_eq!(list["x-ovh-batch-separator"], "|");
    assert_eq!(list["parameters"][0]["x-ovh-rust-name"], "old_batch");
    let schemas = &document["components"]["schemas"];
    let fields = &schemas["XThing"]["properties"];
    assert_eq!(fields["batchID"]["x-ovh-rust-name"], "old_batch");
    assert_eq!(fields["batchId"].get("x-ovh-rust-name"), None);
    let answer = document["paths"]["/x/{number}"]["get"]["responses"]["200"].to_string();
    assert!(answer.contains("SecretText"), "{answer}");
    assert_eq!(names.unmatched(), Vec::<String>::new());
}

#[test]
fn a_value_type_is_stated_beside_the_json_type() {
    let names = names(
        r#"
        [values.Code]
        type = "integer"
        fields = ["x.Thing.batchID", "x.Thing.labels", "x.Gone.code"]
        parameters = ["GET /x#batchID", "POST /x#batchID"]
        [values.Amount]
        type = "number"
        fields = ["x.Thing.id"]
        "#,
    )
    .unwrap();
    let (document, output) = converted(&names);
    assert_eq!(output.findings, Vec::<String>::new());
    let code = json!({ "type": "integer", "format": "int64", "x-ovh-value": "Code" });
    let schemas = &document["components"]["schemas"];
    for model in ["XThing", "XThingUpdate", "XCreateBody"] {
        assert_eq!(schemas[model]["properties"]["batchID"], code, "{model}");
    }
    let query = &document["paths"]["/x"]["get"]["parameters"];
    assert_eq!(query[0]["schema"], code);
    assert_eq!(query[1]["schema"].get("x-ovh-value"), None);
    // A field of another JSON type does not match.
    assert_eq!(
        names.unmatched(),
        [
            "values.Amount.fields.\"x.Thing.id\"",
            "values.Code.fields.\"x.Thing.labels\"",
            "values.Code.fields.\"x.Gone.code\"",
        ]
    );
}

#[test]
fn what_names_toml_says_wrongly_is_found() {
    let wrong = names("[lists.\"GET /x\"]\nid = \"colour\"\n").unwrap();
    let (_, output) = converted(&wrong);
    assert_eq!(output.findings.len(), 1, "{:?}", output.findings);
    assert!(output.findings[0].contains("no field \"colour\""));
    let unused = "[fields]\n\"x.Gone.a\" = \"b\"\n[secret]\nharmless = [{ name = \"x.Gone.token\", reason = \"an id\" }]\n";
    let unused = names(unused).unwrap();
    converted(&unused);
    assert_eq!(
        unused.unmatched(),
        ["fields.\"x.Gone.a\"", "secret.harmless.\"x.Gone.token\""]
    );
    let error =
        names("[secret]\nharmless = [{ name = \"x.A.token\", reason = \" \" }]\n").unwrap_err();
    assert!(
        format!("{error:#}").contains("a reason is needed"),
        "{error:#}"
    );
}
