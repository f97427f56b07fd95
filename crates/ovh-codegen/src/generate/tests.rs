//! Each pass notices when the generator's output is no longer what it looks for.

use progenitor::Generator;

use super::document::Document;
use super::input::{Responses, generator_input};
use super::{Failure, GenerateOptions, Runtime, rewrite, settings};

/// The options of the SDK itself.
pub(super) fn options() -> GenerateOptions {
    GenerateOptions {
        schemars: false,
        runtime: Runtime::of_sms(&syn::parse_quote!(ovh_api), &syn::parse_quote!(crate)),
        module: "crate::api::generated".to_owned(),
    }
}

/// One of everything that the passes look for; two names give way to others.
const DOCUMENT: &str = r##"{
    "openapi": "3.0.3",
    "info": { "title": "Things", "version": "1.0" },
    "paths": {
        "/things": {
            "get": {
                "operationId": "things_list",
                "parameters": [
                    { "name": "send", "in": "query", "schema": { "type": "string" } },
                    { "name": "X-Secret", "in": "header", "schema": { "$ref": "#/components/schemas/Secret" } }
                ],
                "responses": { "200": { "description": "", "content": { "application/json": {
                    "schema": { "type": "array", "items": { "type": "string" } } } } } }
            },
            "post": {
                "operationId": "things_create",
                "requestBody": { "content": { "application/json": {
                    "schema": { "$ref": "#/components/schemas/Thing" } } } },
                "responses": { "201": { "description": "" } }
            },
            "put": {
                "operationId": "things_update",
                "requestBody": { "content": { "application/json": {
                    "schema": { "type": "array", "items": { "type": "string" } } } } },
                "responses": { "204": { "description": "" } }
            }
        },
        "/things/{id}": {
            "get": {
                "operationId": "thing_get",
                "parameters": [{ "name": "id", "in": "path", "required": true, "schema": { "type": "string" } }],
                "responses": { "200": { "description": "", "content": { "application/json": {
                    "schema": { "$ref": "#/components/schemas/Held" } } } } }
            }
        }
    },
    "components": { "schemas": {
        "Secret": { "type": "string", "format": "password" },
        "Held": { "type": "object", "properties": { "name": { "type": "string" } } },
        "Received": { "type": "object", "properties": { "name": { "type": "string" } } },
        "Thing": { "type": "object", "required": ["count"], "properties": {
            "id": { "type": "string", "description": "Its id." },
            "ID": { "type": "string" },
            "count": { "type": "integer" }
        } }
    } }
}"##;

/// The passes over what the generator makes of a document, for another document.
fn passes_over(
    made_of: &str,
    change: impl FnOnce(String) -> String,
    document: &str,
) -> Result<String, Failure> {
    let other = Document::parse(made_of)?;
    let options = options();
    let settings = settings(&other, &options)?;
    let openapi = generator_input(&other, Responses::Merged)?;
    let tokens = Generator::new(&settings).generate_tokens(&openapi)?;
    let raw = prettyplease::unparse(&syn::parse2(tokens)?);
    let mut file = syn::parse_file(&change(raw))?;
    rewrite(&mut file, &Document::parse(document)?, &options)?;
    let code = prettyplease::unparse(&file);
    super::check(&code, &options)?;
    Ok(code)
}

/// The generator's output, changed, after the passes.
fn passes(change: impl FnOnce(String) -> String) -> Result<String, Failure> {
    passes_over(DOCUMENT, change, DOCUMENT)
}

/// What is changed in the generator's output, where it occurs last, and what the passes then count wrong.
const CHANGES: &[(&str, &str, &str)] = &[
    (
        "new_with_client(",
        "with_client(",
        "constructors from a reqwest client",
    ),
    (
        "pub(crate) baseurl:",
        "pub(crate) base:",
        "clients with a base URL",
    ),
    ("client.baseurl,", "client.base,", "addresses"),
    ("encode_path(& id", "encoded(& id", "addresses"),
    (
        "Error::InvalidRequest",
        "Error::Custom",
        "values that are checked",
    ),
    (
        "::reqwest::header::HeaderName::from_static(\"api-version\")",
        "\"api-version\"",
        "headers `api-version`",
    ),
    (".headers(header_map)", "", "empty header maps"),
    (
        "async fn send(self)",
        "async fn sends(self)",
        "operations that can be sent",
    ),
    (
        "QueryParam::new(\"send_in_query\"",
        "QueryParam::new(\"sent\"",
        "parameters under another name",
    ),
    (
        "value.to_string().try_into()",
        "value.into_text().try_into()",
        "secrets in headers",
    ),
    ("pub id2:", "pub other:", "fields under another name"),
    (
        "impl<'a> ThingsList<'a>",
        "impl<'a> Things<'a>",
        "parameters under another name",
    ),
    (
        "pub fn builder() -> builder::Received",
        "pub fn build() -> builder::Received",
        "functions named `builder`",
    ),
    (
        "pub fn things_list(",
        "pub fn list_things(",
        "methods of the client",
    ),
    (
        "pub fn body_map<F>(mut self, f: F) -> Self",
        "pub fn body_map<F>(mut self, f: F) -> Self { self } pub fn more<F>(mut self, f: F) -> Self",
        "setters and constructors of builders",
    ),
    ("pub mod prelude", "pub mod names", "preludes"),
];

#[test]
fn a_pass_fails_where_the_generator_makes_something_else() {
    passes(|raw| raw).unwrap();
    let mut wrong = Vec::new();
    for (from, to, counted) in CHANGES {
        let mut there = false;
        let result = passes(|raw| {
            let at = raw.rfind(from);
            there = at.is_some();
            let (before, after) = raw.split_at(at.unwrap_or(0));
            format!("{before}{}", after.replacen(from, to, 1))
        });
        match result {
            _ if !there => wrong.push(format!("the generator does not make {from:?}")),
            Err(error) if error.to_string().contains(counted) => {}
            Err(error) => wrong.push(format!("{from:?}: {error}")),
            Ok(_) => wrong.push(format!("{from:?} is not missed")),
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_headers_of_a_request_are_not_lost() {
    // The first operation by path has a header.
    let error = passes(|raw| raw.replacen(".headers(header_map)", "", 1)).unwrap_err();
    assert!(
        error.to_string().contains("header maps that are sent"),
        "{error}"
    );
}

#[test]
fn a_pass_fails_where_the_document_holds_something_else() {
    for (from, to, counted) in [
        (
            "\"post\": {\n                \"operationId\": \"things_create\"",
            "\"x-post\": {\n                \"operationId\": \"things_create\"",
            "operations that can be sent",
        ),
        (
            "\"required\": [\"count\"],",
            "",
            "fields that are an `Option`",
        ),
        (
            "\"name\": \"send\", \"in\": \"query\", ",
            "\"name\": \"send\", \"in\": \"query\", \"required\": true, ",
            "parameters that are an `Option`",
        ),
        (
            "\"ID\": { \"type\": \"string\" },",
            "",
            "fields under another name",
        ),
        (
            "\"Received\": { \"type\": \"object\", \"properties\": { \"name\": { \"type\": \"string\" } } },",
            "",
            "items of builders",
        ),
    ] {
        assert!(DOCUMENT.contains(from), "{from}");
        let other = DOCUMENT.replacen(from, to, 1);
        let Err(error) = passes_over(&other, |raw| raw, DOCUMENT) else {
            panic!("{from} is not missed");
        };
        let error = error.to_string();
        assert!(error.contains(counted), "{from}: {error}");
    }
}

#[test]
fn renamed_parts_travel_under_their_own_names() {
    let code = passes(|raw| raw).unwrap();
    for (rust, wire) in [
        ("pub id2:", "#[serde(rename = \"ID\")]"),
        (
            "pub fn send_in_query(",
            "QueryParam::new(\"send\", &send_in_query)",
        ),
        ("\"X-Secret\"", "value.expose().try_into()?"),
    ] {
        assert!(
            code.contains(rust) && code.contains(wire),
            "{rust} {wire}\n{code}"
        );
    }
}

#[test]
fn required_values_are_arguments_and_optional_ones_are_set() {
    let code = passes(|raw| raw).unwrap();
    let dense: String = code.split_whitespace().collect();
    for part in [
        // In the order: path, query and headers, body.
        "pubfnthing_get(&self,id:impl::std::convert::Into<::std::string::String>,)->builder::ThingGet<'_>",
        "pubfnthings_create(&self,count:i64)->builder::ThingsCreate<'_>",
        // A body without fields is an argument.
        "pubfnthings_update(&self,body:impl::std::iter::IntoIterator<Item=impl::std::convert::Into<::std::string::String>,>,)",
        // A field of the body is set by the builder, and by the type.
        "pubfnid2(mutself,id2:impl::std::convert::Into<::std::string::String>,)->Self{self.body=self.body.id2(id2);self}",
        "pubfnnew(count:i64)->Self",
        "pubfnbody(mutself,body:impl::std::convert::Into<types::Thing>)->Self",
        "impl<'a>::std::future::IntoFutureforThingsCreate<'a>",
    ] {
        assert!(dense.contains(part), "{part} is not in\n{code}");
    }
    assert!(!code.contains("pub fn builder"), "{code}");
}

#[test]
fn a_document_that_cannot_be_used_is_an_error() {
    for (document, said) in [
        ("{", "EOF"),
        (
            r#"{"openapi":"3.0.3","info":{"title":"","version":""},"paths":{"/x":{"get":{"responses":{}}}}}"#,
            "has no operationId",
        ),
        (
            r#"{"openapi":"3.0.3","info":{"title":"","version":""},"paths":{"/x/{a}":{"get":{"operationId":"x","responses":{}}}}}"#,
            "parameters {\"a\"}",
        ),
        (
            r##"{"openapi":"3.0.3","info":{"title":"","version":""},"paths":{},"components":{"schemas":{"A":{"$ref":"#/components/schemas/B"}}}}"##,
            "refers to schemas that it lacks",
        ),
    ] {
        let error = super::generate(document, &options())
            .unwrap_err()
            .to_string();
        assert!(error.contains(said), "{document}: {error}");
    }
}
