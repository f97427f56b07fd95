//! The project's own generator makes bindings of documents that we did not write.

use crate::support::{convert, folder, generate, text_of, try_generate};
use serde_json::json;

fn code(name: &str) -> String {
    let file = folder("documents")
        .into_iter()
        .find(|file| file.file_stem().is_some_and(|stem| stem == name));
    generate(&text_of(&file.unwrap()))
}

/// Code without the blanks and line breaks that depend on how long a line is.
fn dense(code: &str) -> String {
    let dense: String = code.split_whitespace().collect();
    // Whether a list of arguments is broken into lines is the printer's choice.
    dense.replace(",)", ")").replace(",>", ">")
}

/// The bindings of a description, dense.
fn described(name: &str) -> String {
    let file = folder("descriptions")
        .into_iter()
        .find(|file| file.file_stem().is_some_and(|stem| stem == name));
    dense(&generate(&convert(&text_of(&file.unwrap())).unwrap()))
}

#[test]
fn every_line_of_the_format_has_bindings() {
    for path in [folder("descriptions"), folder("odd")].concat() {
        let document = convert(&text_of(&path)).unwrap();
        let code = generate(&document);
        assert!(code.contains("pub mod operations"), "{}", path.display());
    }
}

#[test]
fn a_map_of_any_json_is_complete_by_its_type() {
    let code = described("maps");
    let map = "::serde_json::Map<::std::string::String,::serde_json::Value>";
    for part in [
        format!("pubplain_open:::std::option::Option<{map}>,"),
        format!(
            "pubnested_open:::std::option::Option<crate::Lenient<::std::collections::HashMap<::std::string::String,{map}>>>,"
        ),
        format!("crate::Response<crate::Lenient<::std::vec::Vec<{map}>>>"),
        format!("crate::Response<{map}>"),
    ] {
        assert!(code.contains(&part), "{part} is not in\n{code}");
    }
    assert!(!code.contains(&format!("Lenient<{map}>")), "{code}");
}

#[test]
fn an_update_that_holds_itself_is_boxed_where_it_can_be_cleared() {
    let code = described("held");
    for part in [
        "pubme:crate::Clearable<::std::boxed::Box<crate::api::generated::types::HeldSelfUpdate>>,",
        // Without a cycle there is no box.
        "publeaf:crate::Clearable<crate::api::generated::types::HeldLeafUpdate>,",
    ] {
        assert!(code.contains(part), "{part} is not in\n{code}");
    }
}

#[test]
fn names_that_collide_differ_and_travel_under_their_own() {
    let code = dense(&code("names"));
    for part in [
        // The field in camel case keeps the name.
        "pubbatch_id:::std::option::Option<i64>,",
        "#[serde(rename=\"batchID\")]pubbatch_id4:",
        "#[serde(rename=\"batch-id\")]pubbatch_id3:",
        "pubstated:",
        "#[serde(rename=\"a_b\")]",
        "QueryParam::new(\"send\",&send_in_query)",
        "QueryParam::new(\"body_map\",&body_map)",
        "QueryParam::new(\"url\",&url)",
        "header_map.append(\"send\",",
        "header_map.append(\"api-version\",",
        "format_args!(\"/names/{}/{}.{}/{}\",",
    ] {
        assert!(code.contains(part), "{part} is not in\n{code}");
    }
}

#[test]
fn every_status_of_success_is_read() {
    let code = dense(&code("statuses"));
    for (operation, response, read) in [
        ("Created", "types::Job", "receive"),
        ("Nothing", "()", "receive_nothing"),
        ("Same", "types::Job", "receive"),
        ("Other", "::serde_json::Value", "receive_json"),
        ("Maybe", "::serde_json::Value", "receive_json"),
        ("Range", "types::Job", "receive"),
        ("NoResponse", "()", "receive_nothing"),
    ] {
        let (_, rest) = code
            .split_once(&format!("impl<'a>{operation}<'a>"))
            .unwrap();
        let (_, send) = rest.split_once("pubasyncfnsend(self)").unwrap();
        let (send, _) = send.split_once(".await").unwrap();
        assert!(
            send.contains(&format!("crate::Response<{response}>")),
            "{operation}: {send}"
        );
        assert!(
            send.contains(&format!("transport.{read}(")),
            "{operation}: {send}"
        );
    }
}

#[test]
fn a_root_without_a_service_has_no_view_of_one() {
    for name in ["empty", "nothing", "statuses"] {
        assert!(!code(name).contains("service_api"), "{name}");
    }
}

#[test]
fn a_list_of_ids_has_a_stream_where_its_objects_hold_their_id() {
    let code = dense(&code("shapes"));
    let streamed: Vec<&str> = code
        .split("crate::ListStream<types::")
        .skip(1)
        .filter_map(|rest| rest.split_once('>'))
        .map(|(item, _)| item)
        .collect();
    // The others have a type by which no object is found again.
    let expected = [
        "ByIp", "ByIpv4", "ByIpv6", "ByLacks", "ByNumber", "ByText", "ByUuid",
    ];
    assert_eq!(streamed, expected);
    let (_, lacks) = code.split_once("ListStream<types::ByLacks>").unwrap();
    assert!(
        lacks.contains(
            "separator:'|',ids:ovh_api::runtime::list::Ids::Texts,key:|item|ovh_api::runtime::list::key_of(&item.other),"
        ),
        "{lacks}"
    );
}

/// Structures that are sent or received, and parameters, with values that have their own types.
fn with_values(value: &str) -> String {
    let credits = json!({ "type": "number", "format": "double", "x-ovh-value": value });
    let ptt = json!({ "type": "integer", "format": "int64", "x-ovh-value": "Ptt" });
    let content = |name: &str| {
        let schema = json!({ "$ref": format!("#/components/schemas/{name}") });
        json!({ "application/json": { "schema": schema } })
    };
    let mut cleared = credits.clone();
    cleared["nullable"] = json!(true);
    cleared["x-ovh-clear"] = json!("null");
    json!({
        "openapi": "3.0.3",
        "info": { "title": "x", "version": "1.0" },
        "paths": { "/x": { "post": {
            "operationId": "x_create",
            "parameters": [
                { "name": "ptt", "in": "query", "required": true, "schema": ptt },
                { "name": "ptts", "in": "query", "schema": { "type": "array", "items": ptt } },
            ],
            "requestBody": { "content": content("ThingUpdate") },
            "responses": { "200": { "description": "", "content": content("Thing") } },
        } } },
        "components": { "schemas": {
            // A model of the description has the value's name.
            "Credits": { "type": "object", "properties": { "a": { "type": "string" } } },
            "Thing": { "type": "object", "properties": {
                "left": credits,
                "all": { "type": "array", "items": credits },
                "byName": { "type": "object", "additionalProperties": credits },
                "own": { "$ref": "#/components/schemas/Credits" },
            } },
            "ThingUpdate": { "type": "object", "required": ["left"], "properties": {
                "left": credits,
                "threshold": cleared,
            } },
        } },
    })
    .to_string()
}

#[test]
fn a_named_value_has_the_type_of_the_runtime() {
    let code = dense(&generate(&with_values("Credits")));
    for part in [
        "publeft:::std::option::Option<crate::Credits>,",
        "puball:::std::option::Option<crate::Lenient<::std::vec::Vec<crate::Credits>>>,",
        "crate::Lenient<::std::collections::HashMap<::std::string::String,crate::Credits>>",
        "pubown:::std::option::Option<Credits>,",
        "pubthreshold:crate::Clearable<crate::Credits>,",
        "pubfnx_create(&self,ptt:impl::std::convert::Into<crate::receipt::Ptt>,left:impl::std::convert::Into<crate::Credits>)",
        "impl::std::convert::Into<crate::receipt::Ptt>>)->Self",
    ] {
        assert!(code.contains(part), "{part} is not in\n{code}");
    }
    assert!(!code.contains("f64"), "{code}");
}

#[test]
fn a_value_that_the_runtime_lacks_is_an_error() {
    let error = try_generate(&with_values("Points")).unwrap_err();
    assert_eq!(
        error.to_string(),
        "no Rust type is known for the value \"Points\": add it to `Runtime::values`"
    );
}
