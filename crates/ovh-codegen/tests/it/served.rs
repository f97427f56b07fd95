//! OVHcloud's descriptions as they were served, each converted as a stranger's.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use ovh_codegen::convert::{Output, output};
use ovh_codegen::docs::Docs;
use ovh_codegen::names::Names;
use ovh_codegen::native::{Root, Unknown};
use serde_json::Value;

fn files(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures/descriptions")
        .join(folder);
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|kind| kind == "json"))
        .filter(|path| !path.ends_with("_index.json"))
        .collect();
    files.sort();
    files
}

fn converted(roots: &[Root]) -> Output {
    output(roots, &Names::default(), &Docs::default()).unwrap()
}

/// The components that the operations of a document reach. Models that travel as JSON text or as keys
/// of maps are named by extensions.
fn reached(document: &Value) -> BTreeSet<String> {
    fn references(value: &Value, found: &mut Vec<String>) {
        match value {
            Value::Object(object) => {
                let direct = object.get("$ref").and_then(Value::as_str);
                let name = direct.and_then(|path| path.rsplit('/').next());
                found.extend(name.map(str::to_owned));
                for named in ["x-ovh-key", "x-ovh-json"] {
                    let text = object
                        .get(named)
                        .and_then(Value::as_str)
                        .unwrap_or_default();
                    let models = text.split(|c: char| "<>[],:".contains(c));
                    found.extend(models.map(|model| format!("model {model}")));
                }
                object.values().for_each(|value| references(value, found));
            }
            Value::Array(list) => list.iter().for_each(|value| references(value, found)),
            _ => {}
        }
    }
    let schemas = document["components"]["schemas"].as_object().unwrap();
    let by_model = |model: &str| {
        let mut found = schemas
            .iter()
            .filter(|(_, schema)| schema["x-ovh-model"] == model);
        found.next().map(|(name, _)| name.clone())
    };
    let (mut open, mut seen) = (Vec::new(), BTreeSet::new());
    references(&document["paths"], &mut open);
    while let Some(name) = open.pop() {
        let name = match name.strip_prefix("model ") {
            Some(model) => match by_model(model) {
                Some(name) => name,
                None => continue,
            },
            None => name,
        };
        if seen.insert(name.clone()) {
            references(&document["components"]["schemas"][&name], &mut open);
        }
    }
    seen
}

#[test]
fn every_description_converts_and_holds_only_what_its_operations_reach() {
    let files = [files("."), files("history")].concat();
    assert_eq!(files.len(), 14);
    for path in files {
        let served: Value = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
        let root = Root::read(&path, Unknown::Refuse).unwrap();
        let document: Value = serde_json::from_str(&converted(&[root]).document).unwrap();
        let count = |paths: usize, operation: usize| (paths, operation);
        let there = served["apis"].as_array().unwrap().iter();
        let there = there.fold(count(0, 0), |(paths, all), api| {
            (paths + 1, all + api["operations"].as_array().unwrap().len())
        });
        let here = document["paths"].as_object().unwrap().values();
        let here = here.fold(count(0, 0), |(paths, all), path| {
            (paths + 1, all + path.as_object().unwrap().len())
        });
        assert_eq!(here, there, "{}", path.display());
        let made: BTreeSet<String> = document["components"]["schemas"]
            .as_object()
            .unwrap()
            .keys()
            .cloned()
            .collect();
        assert_eq!(made, reached(&document), "{}", path.display());
    }
}

#[test]
fn all_roots_together_keep_their_own_models_apart() {
    // Two versions of the API don't share a server.
    let roots: Vec<Root> = files(".")
        .iter()
        .map(|path| Root::read(path, Unknown::Refuse).unwrap())
        .collect();
    let operations: usize = roots
        .iter()
        .flat_map(|root| &root.apis)
        .map(|api| api.operations.len())
        .sum();
    let together = converted(&roots);
    let document: Value = serde_json::from_str(&together.document).unwrap();
    let paths = document["paths"].as_object().unwrap().values();
    let made: usize = paths.map(|path| path.as_object().unwrap().len()).sum();
    assert_eq!(made, operations);
    assert!(
        together
            .notes
            .iter()
            .any(|note| note.contains("the model differs from the one in")),
        "no model of these roots differs"
    );
}

#[test]
fn a_secret_is_typed_as_one_and_named_whatever_it_is() {
    for (file, finding, pointer) in [
        (
            "me",
            "billing.Bill.password",
            "/components/schemas/BillingBill/properties/password",
        ),
        (
            "me",
            "billing.order.ConsumptionDetails.fileURL",
            "/components/schemas/BillingOrderConsumptionDetails/properties/fileURL",
        ),
        (
            "me",
            "GET /me/bringYourOwnIp/token",
            "/paths/~1me~1bringYourOwnIp~1token/get/responses/200/content/application~1json/schema",
        ),
        (
            "order",
            "GET /order/dedicated/server/{serviceName}/ipMigration#token",
            "/paths/~1order~1dedicated~1server~1{serviceName}~1ipMigration/get/parameters/2/schema",
        ),
        (
            "sms",
            "POST /sms/{serviceName}/users#password",
            "/components/schemas/SmsUsersCreateBody/properties/password",
        ),
    ] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join(format!("tests/fixtures/descriptions/{file}.json"));
        let converted = converted(&[Root::read(&path, Unknown::Refuse).unwrap()]);
        let named = format!("list {finding:?} in [secret]");
        assert!(
            converted
                .findings
                .iter()
                .any(|found| found.contains(&named)),
            "{finding} is not found"
        );
        let document: Value = serde_json::from_str(&converted.document).unwrap();
        let schema = document
            .pointer(pointer)
            .unwrap_or(&Value::Null)
            .to_string();
        assert!(
            schema.contains("SecretText"),
            "{finding}: {pointer} is {schema}"
        );
    }
}
