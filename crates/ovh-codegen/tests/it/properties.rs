//! Random descriptions: the right answer or a clear error, and never a panic.

use std::collections::BTreeSet;

use crate::support::convert;
use ovh_codegen::native::{Root, Unknown};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

/// Words that have gone wrong somewhere: keywords, signs, digits, other alphabets, other cases.
const WORDS: &[&str] = &[
    "name",
    "Name",
    "NAME",
    "type",
    "self",
    "Self",
    "fn",
    "id",
    "ID",
    "allowedIPs",
    "a.b",
    "a_b",
    "a-b",
    "aB",
    "7bit",
    "💥",
    "🎉",
    "é",
    "É",
    "e\u{301}",
    "名前",
    "ß",
    "ǅ",
    "a b",
    "",
    " ",
    "_",
    "__",
    "'",
    "+1",
    "-1",
    "x",
    "new",
    "send",
    "body",
    "client",
    "value",
    "Option",
    "Result",
    "String",
    "Error",
    "null",
    "T",
    "<",
    ">",
    "[",
    "]",
    "{",
    "}",
    "a:b",
    "a,b",
    "map",
    "any",
    "void",
    "\u{0}",
    "\u{200b}",
    "\"",
    "\\",
    "/",
    "²",
    "ﬁ",
    "I",
    "ı",
    "İ",
];

fn word() -> impl Strategy<Value = String> {
    prop_oneof![
        6 => proptest::sample::select(WORDS).prop_map(str::to_owned),
        3 => "[a-zA-Z]{1,6}",
        1 => any::<String>().prop_map(|text| text.chars().take(8).collect()),
    ]
}

/// Names that are mostly sound, so that most descriptions get somewhere.
fn name(wild: bool) -> BoxedStrategy<String> {
    let sound = "[a-zA-Z][a-zA-Z0-9]{0,4}";
    let odd = proptest::sample::select(
        &["type", "self", "Self", "fn", "ID", "a.b", "7bit", "💥", "é"][..],
    );
    match wild {
        true => prop_oneof![6 => sound, 1 => word()].boxed(),
        false => prop_oneof![12 => sound, 1 => odd.prop_map(str::to_owned)].boxed(),
    }
}

const BUILT_IN: &[&str] = &[
    "string", "long", "double", "boolean", "datetime", "date", "uuid", "ip", "password", "any",
    "text",
];

/// Models that random types speak of.
const MODELS: &[&str] = &["x.A", "x.B", "x.C", "x.KindEnum", "x.kindEnum", "x.Pair"];

fn type_name(wild: bool) -> BoxedStrategy<String> {
    let sound = prop_oneof![
        proptest::sample::select(BUILT_IN).prop_map(str::to_owned),
        proptest::sample::select(&MODELS[..5]).prop_map(str::to_owned),
    ];
    if !wild {
        return sound
            .prop_recursive(2, 4, 2, |inner| {
                prop_oneof![
                    inner.clone().prop_map(|t| format!("{t}[]")),
                    inner.clone().prop_map(|t| format!("map[string]{t}")),
                    (inner.clone(), inner).prop_map(|(a, b)| format!("x.Pair<{a},{b}>")),
                ]
            })
            .boxed();
    }
    let leaf = prop_oneof![
        6 => proptest::sample::select(BUILT_IN).prop_map(str::to_owned),
        6 => proptest::sample::select(&MODELS[..5]).prop_map(str::to_owned),
        1 => word(),
        1 => Just("T".to_owned()),
    ];
    leaf.prop_recursive(3, 8, 2, |inner| {
        prop_oneof![
            inner.clone().prop_map(|t| format!("{t}[]")),
            inner.clone().prop_map(|t| format!("map[string]{t}")),
            inner.clone().prop_map(|t| format!("map[x.KindEnum][]{t}")),
            inner.clone().prop_map(|t| format!("x.Alias:{t}")),
            (inner.clone(), inner).prop_map(|(a, b)| format!("x.Pair<{a},{b}>")),
        ]
    })
    .boxed()
}

fn structure(wild: bool) -> impl Strategy<Value = Value> {
    let field = (name(wild), type_name(wild), any::<[bool; 3]>());
    proptest::collection::vec(field, 0..6).prop_map(|fields| {
        let fields: Map<String, Value> = fields
            .into_iter()
            .map(|(name, kind, [nullable, read_only, required])| {
                (name, json!({ "type": kind, "canBeNull": nullable, "readOnly": read_only, "required": required }))
            })
            .collect();
        json!({ "id": "", "namespace": "", "properties": fields })
    })
}

fn enumeration() -> impl Strategy<Value = Value> {
    prop_oneof![
        4 => proptest::collection::btree_set(word(), 1..12).prop_map(|values| json!({ "enum": values })),
        1 => proptest::collection::btree_set(any::<i64>(), 1..5).prop_map(|values| {
            let values: Vec<String> = values.iter().map(i64::to_string).collect();
            json!({ "enum": values, "enumType": "long" })
        }),
    ]
}

fn operation(wild: bool) -> impl Strategy<Value = Value> {
    let kind = proptest::sample::select(&["query", "query", "header", "body", "body"][..]);
    let parameter = (kind, name(wild), type_name(wild), any::<bool>());
    let parameters = proptest::collection::vec(parameter, 0..5);
    let method = proptest::sample::select(&["GET", "POST", "PUT", "DELETE"][..]);
    let answer = prop_oneof![Just("void".to_owned()), type_name(wild)];
    (method, parameters, answer).prop_map(move |(method, parameters, answer)| {
        let parameters: Vec<Value> = parameters
            .into_iter()
            .filter(|(kind, ..)| method != "GET" || *kind != "body")
            .map(|(kind, name, data_type, required)| {
                let data_type = if kind == "header" && !wild { "long".to_owned() } else { data_type };
                json!({ "paramType": kind, "name": name, "dataType": data_type, "required": required })
            })
            .collect();
        json!({ "httpMethod": method, "parameters": parameters, "responseType": answer })
    })
}

fn api(wild: bool) -> impl Strategy<Value = Value> {
    let segment = prop_oneof![
        3 => name(wild).prop_map(|name| (name, None)),
        2 => name(wild).prop_map(|name| (format!("{{{name}}}"), Some(name))),
        1 => name(wild).prop_map(|name| (format!("by-{{{name}}}.x"), Some(name))),
    ];
    let segments = proptest::collection::vec(segment, 1..4);
    let operations = proptest::collection::vec(operation(wild), 1..3);
    (segments, operations).prop_map(move |(segments, mut operations)| {
        let path: String = segments.iter().map(|(text, _)| format!("/{text}")).collect();
        let mut methods = BTreeSet::new();
        operations.retain(|operation| wild || methods.insert(operation["httpMethod"].to_string()));
        for operation in &mut operations {
            for name in segments.iter().filter_map(|(_, name)| name.as_ref()) {
                let parameter = json!({ "paramType": "path", "name": name, "dataType": "string", "required": true });
                operation["parameters"].as_array_mut().unwrap().push(parameter);
            }
        }
        json!({ "path": path, "operations": operations })
    })
}

prop_compose! {
    fn description(wild: bool)(
        apis in proptest::collection::vec(api(wild), 0..4),
        structures in proptest::collection::vec(structure(wild), 3),
        enums in proptest::collection::vec(enumeration(), 2),
        mut pair in structure(wild),
    ) -> Value {
        pair["generics"] = json!(["T", "U"]);
        let models: Map<String, Value> = MODELS
            .iter()
            .map(|name| (*name).to_owned())
            .zip(structures.into_iter().chain(enums).chain([pair]))
            .collect();
        json!({ "apiVersion": "1.0", "resourcePath": "/x", "basePath": "https://x/1.0", "apis": apis, "models": models })
    }
}

/// All references lead somewhere.
fn whole(value: &Value, document: &Value) {
    match value {
        Value::Object(object) => {
            if let Some(Value::String(target)) = object.get("$ref") {
                assert!(
                    document.pointer(target.trim_start_matches('#')).is_some(),
                    "{target}"
                );
            }
            object.values().for_each(|value| whole(value, document));
        }
        Value::Array(list) => list.iter().for_each(|value| whole(value, document)),
        _ => {}
    }
}

/// Whether two names are one in Rust, which is for the project's own generator to keep apart.
fn collides(text: &str) -> bool {
    let root = Root::parse(text, "the description", Unknown::Refuse).unwrap();
    let output =
        ovh_codegen::convert::output(&[root], &Default::default(), &Default::default()).unwrap();
    output.notes.iter().any(|note| {
        note.contains("in snake case") || note.contains("a method of this name already")
    })
}

/// What progenitor makes of the document has no name twice in one place, which is where converted
/// names would first go wrong.
fn generates(text: &str) {
    use progenitor_impl::{GenerationSettings, Generator, InterfaceStyle, TypeImpl};
    let document: openapiv3::OpenAPI = serde_json::from_str(text).unwrap();
    let raw: Value = serde_json::from_str(text).unwrap();
    let mut settings = GenerationSettings::default();
    settings.with_interface(InterfaceStyle::Builder);
    for (name, schema) in raw["components"]["schemas"].as_object().unwrap() {
        if schema.get("enum").is_some() {
            settings.with_replacement(
                name,
                "crate::Open",
                [TypeImpl::Display, TypeImpl::FromStr].into_iter(),
            );
        }
    }
    let tokens = Generator::new(&settings)
        .generate_tokens(&document)
        .unwrap();
    let file: syn::File = syn::parse2(tokens).unwrap();
    unique_items(&file.items);
}

fn unique_items(items: &[syn::Item]) {
    let mut types = BTreeSet::new();
    for item in items {
        match item {
            syn::Item::Struct(item) => {
                assert!(types.insert(item.ident.to_string()), "{} twice", item.ident);
                let mut fields = BTreeSet::new();
                for field in item.fields.iter().filter_map(|field| field.ident.as_ref()) {
                    assert!(
                        fields.insert(field.to_string()),
                        "{}.{field} twice",
                        item.ident
                    );
                }
            }
            syn::Item::Enum(item) => {
                assert!(types.insert(item.ident.to_string()), "{} twice", item.ident)
            }
            syn::Item::Impl(item) => {
                let mut functions = BTreeSet::new();
                for member in &item.items {
                    if let syn::ImplItem::Fn(function) = member {
                        assert!(
                            functions.insert(function.sig.ident.to_string()),
                            "{} twice",
                            function.sig.ident
                        );
                    }
                }
            }
            syn::Item::Mod(item) => {
                unique_items(item.content.as_ref().map_or(&[], |(_, items)| items))
            }
            _ => {}
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_random_description_converts_or_says_where_it_is_wrong(
        description in prop_oneof![description(false), description(true)],
    ) {
        match convert(&description.to_string()) {
            Ok(text) => {
                let document: Value = serde_json::from_str(&text).unwrap();
                whole(&document, &document);
                if !collides(&description.to_string()) {
                    generates(&text);
                }
            }
            Err(error) => {
                for line in error.lines().skip(1) {
                    prop_assert!(line.starts_with("  /x") || line.starts_with("  … and"), "no place: {line}");
                }
                prop_assert!(error.lines().count() > 1, "{error}");
            }
        }
    }

    #[test]
    fn random_text_is_refused(text in any::<String>()) {
        prop_assert!(convert(&text).is_err());
    }

    #[test]
    fn a_random_type_is_read_as_it_is_printed_or_refused(text in prop_oneof![type_name(true), any::<String>()]) {
        if let Ok(parsed) = ovh_codegen::native::types::Type::parse(&text) {
            let printed = parsed.to_string();
            prop_assert_eq!(ovh_codegen::native::types::Type::parse(&printed), Ok(parsed));
        }
    }
}
