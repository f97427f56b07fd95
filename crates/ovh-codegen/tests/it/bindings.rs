//! Bindings of any part of the API, for the build script of a crate that depends on `ovh-api`.

use std::path::{Path, PathBuf};

use ovh_codegen::Bindings;
use serde_json::{Value, json};

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures/descriptions")
        .join(name)
}

/// A file with a description of these paths and models.
fn file(models: Value, apis: Value) -> tempfile::NamedTempFile {
    let text = json!({
        "apiVersion": "1.0", "resourcePath": "/x", "basePath": "", "apis": apis, "models": models,
    });
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), text.to_string()).unwrap();
    file
}

fn get(path: &str, response: &str) -> Value {
    json!({ "path": path, "operations": [{ "httpMethod": "GET", "responseType": response }] })
}

/// One of three operations uses a type that never ends.
fn with_an_endless_type() -> tempfile::NamedTempFile {
    let endless = json!({ "x.Endless": {
        "generics": ["T"],
        "properties": { "next": { "type": "x.Endless<x.Endless<T>>" } },
    } });
    file(
        endless,
        json!([
            get("/x/first", "string"),
            get("/x/endless", "x.Endless<string>"),
            get("/x/last", "long"),
        ]),
    )
}

#[test]
fn a_path_decides_what_is_bound_and_which_types_are_generated() {
    let whole = Bindings::of([fixture("vps.json")]).generate().unwrap().code;
    let part = Bindings::of([fixture("vps.json")])
        .path("/vps/{serviceName}/ips")
        .generate()
        .unwrap()
        .code;
    assert!(whole.contains("pub fn vps_reboot(") && !part.contains("pub fn vps_reboot("));
    for code in [&whole, &part] {
        assert!(code.contains("/vps/{serviceName}/ips/{ipAddress}"));
    }
    assert!(whole.contains("BackupFtp"));
    assert!(!part.contains("BackupFtp"), "unused types are left out");
    assert!(
        part.len() * 5 < whole.len(),
        "{} of {}",
        part.len(),
        whole.len()
    );

    let none = Bindings::of([fixture("vps.json")]).path("/vp").generate();
    let error = none.unwrap_err().to_string();
    assert!(
        error.contains("no operation is on /vp or below it"),
        "{error}"
    );
}

#[test]
fn what_can_not_be_bound_names_its_operation_and_what_to_do() {
    let file = with_an_endless_type();
    let error = Bindings::of([file.path()])
        .generate()
        .unwrap_err()
        .to_string();
    assert!(error.contains("x.Endless"), "{error}");
    let generated = Bindings::of([file.path()])
        .leave_out_unbindable()
        .generate()
        .unwrap();
    assert_eq!(generated.left_out.len(), 1);
    let reason = &generated.left_out[0];
    assert!(
        reason.starts_with("GET /x/endless is left out: "),
        "{reason}"
    );
    assert!(reason.contains("ever longer types"), "{reason}");
    for (path, is_bound) in [("/x/first", true), ("/x/last", true), ("/x/endless", false)] {
        assert_eq!(generated.code.contains(path), is_bound, "{path}");
    }
    let nothing = file_of_one("/x/endless");
    let error = Bindings::of([nothing.path()])
        .leave_out_unbindable()
        .generate()
        .unwrap_err()
        .to_string();
    assert!(error.contains("no operation can be bound"), "{error}");
}

fn file_of_one(path: &str) -> tempfile::NamedTempFile {
    let text = std::fs::read_to_string(with_an_endless_type().path()).unwrap();
    let mut value: Value = serde_json::from_str(&text).unwrap();
    let apis = value["apis"].as_array_mut().unwrap();
    apis.retain(|api| api["path"] == path);
    file(value["models"].clone(), value["apis"].clone())
}

#[test]
fn an_openapi_document_is_bound_like_the_description_that_it_was_made_from() {
    let folder = tempfile::tempdir().unwrap();
    let document = folder.path().join("openapi.json");
    let code = ovh_codegen::program::run(
        [
            "ovh-codegen",
            "convert",
            fixture("service.json").to_str().unwrap(),
            "--output",
        ]
        .into_iter()
        .map(Into::into)
        .chain([document.clone().into()]),
        &mut Vec::new(),
        &mut Vec::new(),
    );
    assert_eq!(code, 0);
    let operations = |file: &Path| {
        let code = Bindings::of([file])
            .path("/service/{serviceId}")
            .generate()
            .unwrap()
            .code;
        let methods = code.lines().filter(|line| line.starts_with("    pub fn "));
        methods.map(str::to_owned).collect::<Vec<_>>()
    };
    let made = operations(&document);
    assert!(!made.is_empty());
    assert_eq!(made, operations(&fixture("service.json")));
    let both = Bindings::of([document, fixture("vps.json")]).generate();
    let error = both.unwrap_err().to_string();
    assert!(error.contains("generate two modules"), "{error}");
}

#[test]
fn another_version_of_the_api_stands_before_its_paths() {
    let code = Bindings::of([fixture("iam.json")]).generate().unwrap().code;
    assert!(code.contains("\"/v2/iam/policy\""));
    assert!(!code.contains("\"/iam/policy\""));
    let code = Bindings::of([fixture("ip.json")]).generate().unwrap().code;
    assert!(code.contains("\"/ip/{ip}\"") && !code.contains("/v1/ip"));
}

#[test]
fn names_and_texts_can_be_chosen() {
    let folder = tempfile::tempdir().unwrap();
    let (names, docs) = (
        folder.path().join("names.toml"),
        folder.path().join("docs.toml"),
    );
    std::fs::write(
        &names,
        "[operations]\n\"GET /x/first\" = \"first_of_all\"\n",
    )
    .unwrap();
    std::fs::write(
        &docs,
        "[operations]\n\"GET /x/first\" = \"Reads the first one.\"\n",
    )
    .unwrap();
    let file = file(json!({}), json!([get("/x/first", "string")]));
    let code = Bindings::of([file.path()])
        .names(&names)
        .docs(&docs)
        .generate()
        .unwrap()
        .code;
    assert!(code.contains("pub fn first_of_all("), "{code}");
    assert!(code.contains("Reads the first one."), "{code}");

    std::fs::write(&names, "[operations]\n\"GET /x/first\" = 7\n").unwrap();
    let error = Bindings::of([file.path()])
        .names(&names)
        .generate()
        .unwrap_err();
    assert!(
        error.to_string().contains("names.toml is invalid"),
        "{error}"
    );
}

#[test]
fn a_file_that_can_not_be_read_is_named() {
    for (files, words) in [
        (vec![PathBuf::from("none.json")], "none.json can't be read"),
        (
            vec![fixture("README.md")],
            "README.md is not an OVHcloud API description",
        ),
        (vec![], "there is no description to bind"),
    ] {
        let error = Bindings::of(files).generate().unwrap_err().to_string();
        assert!(error.contains(words), "{error}");
    }
}

fn module(files: &[&Path], change: impl Fn(Bindings) -> Bindings) -> Result<Vec<String>, String> {
    let generated = change(Bindings::of(files)).generate();
    generated
        .map(|generated| generated.left_out)
        .map_err(|error| error.to_string())
}

#[test]
fn an_operation_is_lost_only_where_that_is_wanted_and_said() {
    let twice = file(
        json!({}),
        json!([
            get("/x/{a}", "string"),
            get("/x/{b}", "string"),
            get("/x/a b/c", "string")
        ]),
    );
    let error = module(&[twice.path()], |all| all).unwrap_err();
    for lost in ["GET /x/{b} is left out", "GET /x/a b/c is left out"] {
        assert!(error.contains(lost), "{error}");
    }
    let left_out = module(&[twice.path()], Bindings::leave_out_unbindable).unwrap();
    assert_eq!(left_out.len(), 2, "{left_out:?}");
    // An operation of two descriptions is that of the first.
    let (one, other) = (
        file(
            json!({}),
            json!([get("/x/first", "string"), get("/x/both", "string")]),
        ),
        file(
            json!({}),
            json!([get("/x/both", "string"), get("/x/second", "string")]),
        ),
    );
    let both = [one.path(), other.path()];
    module(&both, |all| all).unwrap_err();
    let left_out = module(&both, Bindings::leave_out_unbindable).unwrap();
    assert_eq!(
        left_out,
        ["GET /x/both is left out: GET /x/both is the same operation"]
    );
}

/// A file with a description of another version of the API.
fn of_version(base: &str, apis: Value) -> tempfile::NamedTempFile {
    let text = json!({
        "apiVersion": "1.0", "resourcePath": "/x", "basePath": base, "apis": apis, "models": {},
    });
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), text.to_string()).unwrap();
    file
}

#[test]
fn one_module_is_of_one_version_and_an_unknown_version_is_refused() {
    let first = of_version(
        "https://eu.api.ovh.com/v1",
        json!([get("/x/{id}", "string")]),
    );
    let second = of_version(
        "https://eu.api.ovh.com/v2",
        json!([get("/x/{id}", "string")]),
    );
    let error = module(
        &[first.path(), second.path()],
        Bindings::leave_out_unbindable,
    );
    assert!(error.unwrap_err().contains("different versions of the API"));
    for base in [
        "https://eu.api.ovh.com/2.0",
        "https://eu.api.ovh.com/v2/iam",
    ] {
        let odd = of_version(base, json!([get("/x/{id}", "string")]));
        let error = module(&[odd.path()], |all| all).unwrap_err();
        assert!(error.contains("ends in no version of the API"), "{error}");
    }
    // A filter may be written with the version, as `fetch` and the documentation do.
    for path in ["/x", "/v2/x"] {
        let bindings = Bindings::of([second.path()]).path(path);
        assert!(bindings.generate().unwrap().code.contains("\"/v2/x/{id}\""));
    }
}

#[test]
fn the_version_survives_the_way_through_openapi() {
    let folder = tempfile::tempdir().unwrap();
    let document = folder.path().join("openapi.json");
    let iam = fixture("iam.json");
    let arguments = ["ovh-codegen", "convert", iam.to_str().unwrap(), "--output"];
    let arguments = arguments.into_iter().map(Into::into);
    let arguments = arguments.chain([document.clone().into()]);
    let code = ovh_codegen::program::run(arguments, &mut Vec::new(), &mut Vec::new());
    assert_eq!(code, 0);
    let made = Bindings::of([&document]).generate().unwrap().code;
    let direct = Bindings::of([&iam]).generate().unwrap().code;
    let paths = |code: &str| -> Vec<String> {
        let lines = code.lines().filter(|line| line.contains("\"/"));
        lines.map(|line| line.trim().to_owned()).collect()
    };
    assert_eq!(paths(&made), paths(&direct));
    assert!(made.contains("\"/v2/iam/policy\"") && !made.contains("\"/iam/policy\""));
}

#[test]
fn hostile_names_are_refused_or_get_another_name() {
    for (path, id, name) in [
        ("/over", "over", "over_post"),
        ("/ofService", "of_service", "of_service_post"),
    ] {
        let apis = json!([
            { "path": path, "operations": [{ "httpMethod": "POST", "responseType": "void" }] },
            get("/x/first", "string"),
        ]);
        let described = file(json!({}), apis);
        let code = Bindings::of([described.path()]).generate().unwrap().code;
        assert!(code.contains(&format!("pub fn {name}(")), "{name}");
        // A document states its names itself.
        let folder = tempfile::tempdir().unwrap();
        let document = folder.path().join("openapi.json");
        let arguments = ["ovh-codegen", "convert", described.path().to_str().unwrap()];
        let arguments = arguments.into_iter().map(Into::into);
        let arguments = arguments.chain(["--output".into(), document.clone().into()]);
        let code = ovh_codegen::program::run(arguments, &mut Vec::new(), &mut Vec::new());
        assert_eq!(code, 0);
        let text = std::fs::read_to_string(&document).unwrap();
        let quoted = format!("\"{name}\"");
        assert!(text.contains(&quoted), "{text}");
        std::fs::write(&document, text.replace(&quoted, &format!("\"{id}\""))).unwrap();
        let error = module(&[&document], |all| all).unwrap_err();
        assert!(
            error.contains(path) && error.contains("choose another name"),
            "{error}"
        );
        let left_out = module(&[&document], Bindings::leave_out_unbindable).unwrap();
        assert_eq!(left_out.len(), 1, "{left_out:?}");
    }
    // The names of a builder's client, of a pattern that passes remove, and of our own component.
    let body =
        json!({ "paramType": "body", "name": "client", "dataType": "string", "required": true });
    let apis = json!([
        { "path": "/x", "operations": [{ "httpMethod": "POST", "responseType": "void", "parameters": [body] }] },
        get("/baseurl/{serviceName}", "ApiError"),
        get("/x/second", "x.ApiError"),
    ]);
    let kind = json!({ "enum": ["a", "b"], "enumType": "string" });
    let models = json!({ "ApiError": kind, "x.ApiError": kind });
    let file = file(models, apis);
    let code = Bindings::of([file.path()]).generate().unwrap().code;
    syn::parse_file(&code).unwrap();
    let code: String = code.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        code.contains("client_: &'a super::Client, client: impl"),
        "{code}"
    );
    assert!(code.contains("Self { client: client_,"), "{code}");
}

/// Returns the warnings of bindings with this file of names, or the error.
fn named(names: &str) -> Result<Vec<String>, String> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("mine.toml");
    std::fs::write(&path, names).unwrap();
    let bindings = Bindings::of([fixture("service.json")]).names(&path);
    let generated = bindings.generate().map_err(|error| error.to_string())?;
    Ok(generated.warnings())
}

#[test]
fn chosen_names_that_collide_are_an_error_that_says_what_to_change() {
    for (names, problem) in [
        (
            "[operations]\n\"GET /service\" = \"same\"\n\"GET /service/{serviceId}\" = \"same\"\n",
            "GET /service = \"same\" and GET /service/{serviceId} = \"same\" are one name in generated code",
        ),
        (
            "[operations]\n\"GET /service\" = \"x_2\"\n\"GET /service/{serviceId}\" = \"x2\"\n",
            "GET /service = \"x_2\" and GET /service/{serviceId} = \"x2\" are one name in generated code",
        ),
        (
            "[types]\n\"service.BillingStateEnum\" = \"Clash\"\n\"service.Plan\" = \"Clash\"\n",
            "service.Plan can't be named Clash, because service.BillingStateEnum has that name already",
        ),
        (
            "[types]\n\"service.Plan\" = \"Clash\"\n[updates]\n\"serviceList.Service\" = \"Clash\"\n",
            "the update of serviceList.Service can't be named Clash, because service.Plan has that name already",
        ),
        (
            "[types]\n\"complexType.SafeKeyValue<string>\" = \"Clash\"\n\"service.Plan\" = \"Clash\"\n",
            "service.Plan can't be named Clash, because complexType.SafeKeyValue<string> has that name already",
        ),
        (
            "[fields]\n\"service.Plan.code\" = \"x\"\n\"service.Plan.product\" = \"x\"\n",
            "[fields] \"service.Plan.code\" and \"service.Plan.product\" are both named x",
        ),
        (
            "[parameters]\n\"GET /service#a\" = \"x\"\n\"GET /service#b\" = \"x\"\n",
            "[parameters] \"GET /service#a\" and \"GET /service#b\" are both named x",
        ),
        (
            "[variants.\"service.BillingStateEnum\"]\n\"expired\" = \"X\"\n\"ok\" = \"X\"\n",
            "\"expired\" and \"ok\" are both named X",
        ),
        (
            "[values.Credits]\ntype = \"number\"\n",
            "[values] is for types that only `ovh-sms` has",
        ),
        (
            "[lists.\"GET /service\"]\nid = \"nothing\"\n",
            "has no field \"nothing\"",
        ),
    ] {
        let error = named(names).unwrap_err();
        let head = "the chosen names can't be used; correct ";
        let rest = error
            .strip_prefix(head)
            .unwrap_or_else(|| panic!("{error}"));
        assert!(
            rest.lines().next().unwrap().ends_with("mine.toml:"),
            "{error}"
        );
        assert!(error.contains(problem), "{error}");
        // To leave out operations does not help, and loses none.
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("mine.toml");
        std::fs::write(&path, names).unwrap();
        let all = Bindings::of([fixture("service.json")]).names(&path);
        let again = all.leave_out_unbindable().generate().unwrap_err();
        assert!(again.to_string().contains(problem), "{again}");
    }
}

#[test]
fn a_chosen_name_that_rust_does_not_allow_is_an_error_of_its_entry() {
    let mut accepted = Vec::new();
    for (table, key, names) in [
        (
            "operations",
            "GET /service",
            &[
                "",
                "fn",
                "self",
                "_",
                "two words",
                "New",
                "new",
                "client",
                "1a",
                "a__b",
            ][..],
        ),
        (
            "types",
            "service.Plan",
            &[
                "",
                "fn",
                "plan",
                "Self",
                "a::b",
                "A<B>",
                "SecretText",
                "String",
                "1A",
                "x\\\"y",
            ],
        ),
        ("updates", "serviceList.Service", &["", "update", "A B"]),
        (
            "fields",
            "service.Plan.code",
            &["", "fn", "Code", "a-b", "1a"],
        ),
        (
            "parameters",
            "GET /service#a",
            &["", "send", "new", "type", "A"],
        ),
        (
            "variants.\"service.BillingStateEnum\"",
            "ok",
            &["", "ok", "Self", "7bit", "A-B", "VALUES"],
        ),
    ] {
        for name in names {
            let made = named(&format!("[{table}]\n{key:?} = \"{name}\"\n"));
            let Err(error) = made else {
                accepted.push(format!("[{table}] {name}"));
                continue;
            };
            let entry = format!("[{table}] {key:?} = ");
            assert!(error.contains(&entry), "{name}: {error}");
            assert!(
                error.contains("can't be a name in generated code"),
                "{name}: {error}"
            );
        }
    }
    assert_eq!(accepted, Vec::<String>::new());
}

#[test]
fn a_chosen_name_goes_before_names_by_rule_and_an_unused_one_is_reported() {
    let names = r#"
        [operations]
        "GET /service" = "service_get"
        "GET /misspelt" = "x"
        [variants."service.BillingStateEnum"]
        "expired" = "Pending"
        [types]
        "complexType.SafeKeyValue<T>" = "ServicePlan"
        [roots."/nope"]
        prefix = "x"
        [namespaces]
        dropped = ["nope"]
        "#;
    let unused = |name: &str| {
        format!("{name} of the names file is not used: nothing that is bound needs it")
    };
    assert_eq!(
        named(names).unwrap(),
        [
            unused("operations.\"GET /misspelt\""),
            unused("roots.\"/nope\""),
            unused("namespaces.dropped.\"nope\""),
            unused("types.\"complexType.SafeKeyValue<T>\""),
        ]
    );
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("mine.toml");
    std::fs::write(&path, names).unwrap();
    let bindings = Bindings::of([fixture("service.json")]).names(&path);
    let code = bindings.generate().unwrap().code;
    let (_, builder) = code.split_once("pub fn service_get(").unwrap();
    let head = builder.lines().next().unwrap();
    assert!(head.contains("&self) -> builder::ServiceGet"), "{head}");
    let words: Vec<&str> = code.split_whitespace().collect();
    let words = words.join(" ");
    assert!(words.contains("Pending = \"expired\""));
    assert!(words.contains("Pending2 = \"pending\""));
    assert!(code.contains("pub struct ServicePlan {") && !code.contains("ServicePlan2"));
    let of_some = bindings.path("/service/{serviceId}");
    assert_eq!(
        of_some.generate().unwrap().unused_names,
        Vec::<String>::new()
    );
}
