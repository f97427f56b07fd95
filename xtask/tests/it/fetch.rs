//! `fetch` against a server that imitates OVHcloud's index and roots, correctly and with errors.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use crate::support::server::{Answer, Server, serve};
use ovh_codegen::native::Unknown;
use xtask::fetch::{self, Patience, Wanted};
use xtask::project::Project;

const INDEX: &str = r#"{"apis":[
    {"path":"/sms","schema":"{path}.{format}","format":["json","yaml"],"description":""},
    {"path":"/auth","schema":"{path}.{format}","format":["json"],"description":""},
    {"path":"/dedicated/server","schema":"{path}.{format}","format":["json"],"description":""},
    {"path":"/me","schema":"{path}.{format}","format":["json"],"description":""}]}"#;

const SMS: &str = r#"{"resourcePath":"/sms","apiVersion":"1.0","basePath":"https://x/1.0","models":{},"apis":[
    {"path":"/sms","description":"","operations":[{"httpMethod":"GET","responseType":"string[]","parameters":[]}]}]}"#;

const ME: &str = r#"{"resourcePath":"/me","apiVersion":"1.0","models":{
      "me.Bill":{"properties":{}},"me.Doc":{"properties":{"tags":{"type":"x.Pair<x.Kind>[]"}}},
      "x.Pair<T>":{"generics":["T"],"properties":{"v":{"type":"T"}}},"x.Kind":{"enum":["a"]}},"apis":[
    {"path":"/me/bill","operations":[{"httpMethod":"GET","responseType":"me.Bill"}]},
    {"path":"/me/documentation","operations":[{"httpMethod":"GET","responseType":"me.Bill"}]},
    {"path":"/me/document/{id}","operations":[{"httpMethod":"GET","responseType":"me.Doc",
        "parameters":[{"paramType":"path","name":"id","dataType":"string"}]}]}]}"#;

fn root(path: &str) -> Answer {
    let text = SMS.replace("\"/sms\"", &format!("{path:?}"));
    Answer::json(&text)
}

/// The responses of a server without errors, some of them changed.
fn day(changed: Vec<(&'static str, Vec<Answer>)>) -> Server {
    let mut plays = BTreeMap::from([
        ("/1.0/", vec![Answer::json(INDEX)]),
        ("/1.0/sms.json", vec![root("/sms")]),
        ("/1.0/auth.json", vec![root("/auth")]),
        ("/1.0/me.json", vec![Answer::json(ME)]),
        (
            "/1.0/dedicated/server.json",
            vec![root("/dedicated/server")],
        ),
    ]);
    plays.extend(changed);
    serve(plays.into_iter().collect())
}

/// A project that holds an older description.
fn project() -> (tempfile::TempDir, Project) {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir_all(folder.path().join("schema/native")).unwrap();
    std::fs::write(folder.path().join("schema/native/sms.json"), "old").unwrap();
    let project = Project {
        folder: folder.path().to_owned(),
        unknown: Unknown::Refuse,
    };
    (folder, project)
}

fn wanted(endpoint: &str, roots: &[&str]) -> Wanted {
    Wanted {
        endpoint: fetch::endpoint(endpoint).unwrap(),
        roots: roots.iter().map(|root| (*root).to_owned()).collect(),
        patience: Patience {
            timeout: Duration::from_secs(5),
            wait: Duration::from_millis(1),
        },
    }
}

fn run(project: &Project, server: &Server, roots: &[&str]) -> Result<(), String> {
    fetch::fetch(project, &wanted(&server.url, roots))
        .and_then(|fetched| fetched.write(project))
        .map_err(|error| format!("{error:#}"))
}

fn files(folder: &Path) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for below in ["schema", "schema/native"] {
        for entry in std::fs::read_dir(folder.join(below)).unwrap() {
            let path = entry.unwrap().path();
            if path.is_file() {
                let name = path.file_name().unwrap().to_string_lossy().into_owned();
                found.insert(name, std::fs::read_to_string(&path).unwrap());
            }
        }
    }
    found
}

/// Nothing was changed, and the message contains these words.
fn refused(server: &Server, words: &[&str]) {
    let (folder, project) = project();
    let before = files(folder.path());
    let error = run(&project, server, &[]).unwrap_err();
    assert!(error.contains("nothing was changed"), "{error}");
    for word in words {
        assert!(error.contains(word), "{word:?} is not in: {error}");
    }
    assert_eq!(files(folder.path()), before);
}

#[test]
fn our_parts_are_fetched_in_normal_form_with_their_source() {
    let (folder, project) = project();
    run(&project, &day(vec![]), &[]).unwrap();
    let files = files(folder.path());
    assert_eq!(
        files.keys().collect::<Vec<_>>(),
        ["SOURCE.toml", "auth.json", "me-document.json", "sms.json"]
    );
    let sms: serde_json::Value = serde_json::from_str(&files["sms.json"]).unwrap();
    assert_eq!(sms["apis"][0]["path"], "/sms");
    assert!(files["sms.json"].ends_with("}\n"));
    let source = &files["SOURCE.toml"];
    assert!(
        source.contains("[file.\"sms.json\"]") && source.contains("/1.0/sms.json"),
        "{source}"
    );
    assert!(
        source.contains(&fetch::source::sha256(files["sms.json"].as_bytes())),
        "{source}"
    );
    assert!(
        source.contains(&fetch::source::sha256(SMS.as_bytes())),
        "{source}"
    );
    assert_eq!(source.matches("date = ").count(), 3, "{source}");
}

#[test]
fn only_the_documents_of_me_are_kept_and_what_they_reach() {
    let (folder, project) = project();
    run(&project, &day(vec![]), &["/me"]).unwrap();
    let kept = files(folder.path())["me-document.json"].clone();
    assert!(
        kept.contains("/me/document/{id}") && kept.contains("me.Doc") && kept.contains("x.Kind")
    );
    assert!(kept.contains("x.Pair<T>"), "{kept}");
    assert!(
        !kept.contains("Bill") && !kept.contains("documentation"),
        "{kept}"
    );
}

#[test]
fn another_root_is_fetched_whole_and_leaves_the_others_alone() {
    let (folder, project) = project();
    run(&project, &day(vec![]), &["/dedicated/server"]).unwrap();
    let files = files(folder.path());
    assert!(files.contains_key("dedicated-server.json"));
    assert_eq!(files["sms.json"], "old");
}

#[test]
fn compressed_answers_are_read() {
    let (_folder, project) = project();
    let server = day(vec![
        ("/1.0/", vec![Answer::gzip(INDEX)]),
        ("/1.0/sms.json", vec![Answer::gzip(SMS)]),
    ]);
    run(&project, &server, &[]).unwrap();
}

#[test]
fn a_500_and_then_a_200_is_a_200() {
    let (_folder, project) = project();
    let plays = vec![Answer::status(500), Answer::status(503), root("/sms")];
    let server = day(vec![("/1.0/sms.json", plays)]);
    run(&project, &server, &[]).unwrap();
    let asked = server.asked.lock().unwrap();
    assert_eq!(
        asked.iter().filter(|path| *path == "/1.0/sms.json").count(),
        3
    );
}

#[test]
fn a_500_that_stays_is_told_after_three_tries() {
    let server = day(vec![("/1.0/auth.json", vec![Answer::status(500)])]);
    refused(
        &server,
        &["/1.0/auth.json failed 3 times", "500", "try again later"],
    );
}

#[test]
fn an_answer_that_breaks_off_is_asked_for_again() {
    let cut = Answer {
        cut: Some(SMS.len() / 2),
        ..Answer::json(SMS)
    };
    let (_folder, project) = project();
    let server = day(vec![("/1.0/sms.json", vec![cut.clone(), root("/sms")])]);
    run(&project, &server, &[]).unwrap();
    let server = day(vec![("/1.0/sms.json", vec![cut])]);
    refused(&server, &["/1.0/sms.json failed 3 times", "broke off"]);
}

#[test]
fn what_is_not_bound_may_hold_anything() {
    let (folder, project) = project();
    let strange = ME.replace(
        r#"[{"httpMethod":"GET","responseType":"me.Bill"}]"#,
        r#"[{"httpMethod":"BREW","weather":1,"responseType":7,"iamActions":[{"name":"a","mood":1}]}]"#,
    );
    assert_ne!(strange, ME);
    let server = day(vec![("/1.0/me.json", vec![Answer::json(&strange)])]);
    run(&project, &server, &["/me"]).unwrap();
    assert!(files(folder.path())["me-document.json"].contains("me.Doc"));
}

#[test]
fn unknown_keys_of_all_roots_are_one_error_and_asked_for_once() {
    let odd = |path: &str| {
        let text = SMS.replace("\"/sms\"", &format!("{path:?}"));
        vec![Answer::json(
            &text.replace("\"httpMethod\"", "\"weather\":1,\"httpMethod\""),
        )]
    };
    let server = day(vec![
        ("/1.0/sms.json", odd("/sms")),
        ("/1.0/auth.json", odd("/auth")),
    ]);
    refused(
        &server,
        &[
            "2 unknown keys",
            "/1.0/sms.json: /sms /sms GET: \"weather\"",
            "/1.0/auth.json: /auth /auth GET: \"weather\"",
            "--ignore-unknown-keys",
        ],
    );
    let asked = server.asked.lock().unwrap();
    assert_eq!(
        asked.iter().filter(|path| *path == "/1.0/sms.json").count(),
        1
    );
}

#[test]
fn a_root_of_another_version_is_fetched_from_there() {
    let (folder, project) = project();
    let index = r#"{"apis":[{"path":"/iam","schema":"{path}.{format}","format":["json"]}],"basePath":"https://x/v2"}"#;
    let iam = SMS.replace("/1.0", "/v2").replace("\"/sms\"", "\"/iam\"");
    let server = day(vec![
        ("/v2/", vec![Answer::json(index)]),
        ("/v2/iam.json", vec![Answer::json(&iam)]),
    ]);
    run(&project, &server, &["/v2/iam", "/dedicated/server"]).unwrap();
    let made = files(folder.path());
    assert!(made["v2-iam.json"].contains("https://x/v2"));
    assert!(made.contains_key("dedicated-server.json"));
    assert!(made["SOURCE.toml"].contains("/v2/iam.json"));
    // The same with an endpoint of that version.
    let (folder, project) = self::project();
    fetch::fetch(&project, &wanted(&format!("{}/v2", server.url), &["/iam"]))
        .and_then(|fetched| fetched.write(&project))
        .unwrap();
    assert!(files(folder.path()).contains_key("iam.json"));
    let error = run(&project, &server, &["/v3/iam"]).unwrap_err();
    assert!(error.contains("/v3/") && error.contains("404"), "{error}");
}

#[test]
fn truncated_json_is_refused() {
    let server = day(vec![(
        "/1.0/sms.json",
        vec![Answer::json(&SMS[..SMS.len() / 2])],
    )]);
    refused(
        &server,
        &["/1.0/sms.json", "not an OVHcloud API description", "EOF"],
    );
}

#[test]
fn html_is_refused() {
    let page = Answer::json("<!DOCTYPE html><title>Bad gateway</title>");
    refused(
        &day(vec![("/1.0/sms.json", vec![page.clone()])]),
        &["/1.0/sms.json", "HTML", "login page"],
    );
    refused(
        &day(vec![("/1.0/", vec![page])]),
        &["/1.0/", "not an index", "--endpoint"],
    );
}

#[test]
fn a_root_that_vanished_is_told() {
    let without = INDEX.replace("\"/sms\"", "\"/telephony\"");
    let server = day(vec![("/1.0/", vec![Answer::json(&without)])]);
    refused(&server, &["/1.0/", "/sms is not among them", "--endpoint"]);
    let server = day(vec![("/1.0/sms.json", vec![Answer::status(404)])]);
    refused(
        &server,
        &["GET", "/1.0/sms.json failed:", "404", "has moved"],
    );
    let other = day(vec![("/1.0/sms.json", vec![root("/xdsl")])]);
    refused(&other, &["describes /xdsl, not /sms"]);
    let no_documents = ME.replace("/me/document/", "/me/papers/");
    let server = day(vec![("/1.0/me.json", vec![Answer::json(&no_documents)])]);
    refused(&server, &["has no operation below /me/document any more"]);
}

#[test]
fn what_the_index_says_of_other_roots_does_not_matter() {
    let (_folder, project) = project();
    let odd = INDEX.replace(
        "{\"apis\":[",
        "{\"apis\":[7,null,{\"path\":null},{\"path\":\"/odd\",\"schema\":null,\"format\":\"json\"},",
    );
    let server = day(vec![(
        "/1.0/",
        vec![Answer::json(&format!("\u{feff}{odd}"))],
    )]);
    run(&project, &server, &[]).unwrap();
    let error = run(&project, &server, &["/odd"]).unwrap_err();
    for part in ["the entry of /odd in the index", "/1.0/", "--endpoint"] {
        assert!(error.contains(part), "{part:?} is not in: {error}");
    }
}

#[test]
fn a_304_is_an_answer_of_a_cache_and_asked_for_again() {
    let (_folder, project) = project();
    let server = day(vec![(
        "/1.0/sms.json",
        vec![Answer::status(304), root("/sms")],
    )]);
    run(&project, &server, &[]).unwrap();
    let server = day(vec![("/1.0/sms.json", vec![Answer::status(304)])]);
    refused(&server, &["/1.0/sms.json failed 3 times", "304"]);
}

#[test]
fn a_redirect_is_followed_where_it_is_safe() {
    let (_folder, project) = project();
    let server = day(vec![
        ("/1.0/sms.json", vec![Answer::redirect("/1.0/moved.json")]),
        ("/1.0/moved.json", vec![root("/sms")]),
    ]);
    run(&project, &server, &[]).unwrap();
    let plain = Answer::redirect("http://example.com/sms.json");
    refused(
        &day(vec![("/1.0/sms.json", vec![plain])]),
        &["redirects where it must not", "only https"],
    );
    let round = Answer::redirect("/1.0/sms.json");
    refused(
        &day(vec![("/1.0/sms.json", vec![round])]),
        &["more than 5 redirects"],
    );
}

#[test]
fn no_answer_at_all_is_told() {
    let (folder, project) = project();
    let before = files(folder.path());
    let error = format!(
        "{:#}",
        fetch::fetch(&project, &wanted("http://127.0.0.1:1", &[])).unwrap_err()
    );
    assert!(
        error.contains("http://127.0.0.1:1/1.0/") && error.contains("no response"),
        "{error}"
    );
    assert_eq!(files(folder.path()), before);
}

#[test]
fn a_file_that_can_not_be_written_leaves_all_as_it_was() {
    let (folder, project) = project();
    // A folder is in the place of the last file: the files before it are restored.
    std::fs::remove_file(folder.path().join("schema/native/sms.json")).unwrap();
    std::fs::create_dir_all(folder.path().join("schema/native/sms.json/x")).unwrap();
    let before = files(folder.path());
    let error = run(&project, &day(vec![]), &[]).unwrap_err();
    assert!(
        error.contains("sms.json") && error.contains("nothing was changed"),
        "{error}"
    );
    assert_eq!(files(folder.path()), before);
}
