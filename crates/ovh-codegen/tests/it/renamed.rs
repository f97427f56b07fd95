//! Renamed items keep their old names as deprecated items, and `diff` compares the two names.

use ovh_codegen::convert::output;
use ovh_codegen::diff::{self, Difference, Weight};
use ovh_codegen::docs::Docs;
use ovh_codegen::generate::{self, Document, GenerateOptions, Responses, Runtime};
use ovh_codegen::names::Names;
use ovh_codegen::native::{Root, Unknown};
use serde_json::{Value, json};

use crate::support::{generate, try_generate};

/// A shop whose names have a second form: the words in braces.
const SHOP: &str = r##"{
    "apiVersion": "1.0", "resourcePath": "/shop", "basePath": "https://x/1.0",
    "apis": [
        { "path": "/shop/{seeOffers}", "operations": [
            { "httpMethod": "GET", "responseType": "long[]", "parameters": [
                { "paramType": "query", "name": "{firstColor}", "dataType": "string" } ] },
            { "httpMethod": "POST", "responseType": "shop.Order", "parameters": [
                { "paramType": "body", "name": "name", "dataType": "string", "required": true },
                { "paramType": "body", "name": "{giftNote}", "dataType": "string" },
                { "paramType": "body", "name": "kind", "dataType": "shop.KindEnum" } ] } ] },
        { "path": "/shop/orders", "operations": [
            { "httpMethod": "GET", "responseType": "shop.{Order}", "parameters": [] } ] }
    ],
    "models": {
        "shop.{Order}": { "properties": { "{slotId}": { "type": "long" }, "kind": { "type": "shop.KindEnum" } } },
        "shop.KindEnum": { "enum": ["big", "{toSend}"], "enumType": "string" }
    }
}"##;

/// The shop with some names in their second form.
fn shop(names: &[(&str, &str)]) -> String {
    let mut text = SHOP.replace("shop.Order\"", "shop.{Order}\"");
    for (old, new) in names {
        assert!(text.contains(&format!("{{{old}}}")), "{old}");
        text = text.replace(&format!("{{{old}}}"), new);
    }
    for old in [
        "seeOffers",
        "firstColor",
        "giftNote",
        "Order",
        "slotId",
        "toSend",
    ] {
        text = text.replace(&format!("{{{old}}}"), old);
    }
    text
}

fn document(description: &str, names: &Names) -> String {
    let root = Root::parse(description, "shop", Unknown::Refuse).unwrap();
    ovh_codegen::convert::convert(&[root], names, &Docs::default()).unwrap()
}

fn names(entries: &[(&str, &str)]) -> Names {
    let entries = entries.iter().map(|(old, new)| {
        format!("[[renamed]]\nold = \"{old}\"\nnew = \"{new}\"\nsince = \"0.2.0\"\n")
    });
    names_toml(&entries.collect::<String>()).unwrap()
}

fn names_toml(text: &str) -> anyhow::Result<Names> {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), text).unwrap();
    Ok(Names::read(file.path())?)
}

fn difference(renamed: &[(&str, &str)], entries: &[(&str, &str)]) -> Difference {
    let (old, new) = (shop(&[]), shop(renamed));
    let none = Names::default();
    diff::documents(
        &document(&old, &none),
        &document(&new, &names(entries)),
        Some("0.3.1".to_owned()),
    )
    .unwrap()
}

/// What is renamed in the description; the item and its new name, the sentence of the report.
type Case = (
    &'static [(&'static str, &'static str)],
    (&'static str, &'static str),
    &'static str,
);

const CASES: &[Case] = &[
    (
        &[("seeOffers", "offers")],
        ("Client::shop_see_offers_list", "Client::shop_offers_list"),
        "the method is named shop_offers_list now, no longer shop_see_offers_list",
    ),
    (
        &[("seeOffers", "seeoffers")],
        (
            "Client::shop_see_offers_list",
            "Client::shop_seeoffers_list",
        ),
        "the method is named shop_seeoffers_list now, no longer shop_see_offers_list",
    ),
    (
        &[("Order", "Purchase")],
        ("types::ShopOrder", "types::ShopPurchase"),
        "the type is named ShopPurchase now, no longer ShopOrder",
    ),
    (
        &[("giftNote", "giftnote")],
        (
            "types::ShopSeeOffersCreateBody.gift_note",
            "types::ShopSeeOffersCreateBody.giftnote",
        ),
        "the field giftnote is named giftnote in Rust now, no longer gift_note",
    ),
    (
        &[("toSend", "tosend")],
        ("types::ShopKind::ToSend", "types::ShopKind::Tosend"),
        "the value \"toSend\" is spelled \"tosend\" now, and its variant is named Tosend, no longer ToSend",
    ),
    (
        &[("firstColor", "firstcolor")],
        (
            "builder::ShopSeeOffersList::first_color",
            "builder::ShopSeeOffersList::firstcolor",
        ),
        "the query parameter firstColor is named firstcolor now, and is set by firstcolor, no longer by first_color",
    ),
];

#[test]
fn a_rename_that_is_recognized_is_deprecated_once_its_old_name_is_kept() {
    for (renamed, (old, new), says) in CASES {
        let found = difference(renamed, &[]);
        let weight = |difference: &Difference| {
            let mut changes = difference.changes.iter();
            let change = changes.find(|change| change.what == *says);
            change.map(|change| change.weight)
        };
        assert_eq!(weight(&found), Some(Weight::Breaking), "{says}: {found:#?}");
        assert_eq!(found.exit_code(), 2, "{says}");
        let known =
            |rename: &&diff::Rename| (rename.old.as_str(), rename.new.as_str()) == (*old, *new);
        assert!(
            found.renames.iter().any(|rename| known(&rename)),
            "{old}: {:#?}",
            found.renames
        );
        // All that it recognizes is entered, as `update` does.
        let entries: Vec<(&str, &str)> = found
            .renames
            .iter()
            .map(|one| (one.old.as_str(), one.new.as_str()))
            .collect();
        let kept = difference(renamed, &entries);
        let (expected, code, version) = match is_variant(old) {
            true => (Weight::Breaking, 2, "0.4.0"),
            false => (Weight::Deprecated, 1, "0.3.2"),
        };
        assert_eq!(weight(&kept), Some(expected), "{says}: {kept:#?}");
        assert_eq!(kept.exit_code(), code, "{says}: {kept:#?}");
        assert_eq!(kept.renames, [], "{says}");
        assert_eq!(kept.next_version.as_deref(), Some(version), "{says}");
    }
}

/// Returns whether the item is a variant, which is kept as a constant: code that matches it through
/// a reference breaks all the same.
fn is_variant(item: &str) -> bool {
    item.starts_with("types::") && item.matches("::").count() == 2
}

#[test]
fn a_rename_that_only_names_toml_states_is_deprecated_too() {
    for (renamed, (old, new)) in [
        (
            ("seeOffers", "articles"),
            ("Client::shop_see_offers_list", "Client::shop_articles_list"),
        ),
        (
            ("giftNote", "words"),
            (
                "types::ShopSeeOffersCreateBody.gift_note",
                "types::ShopSeeOffersCreateBody.words",
            ),
        ),
        (
            ("toSend", "planned"),
            ("types::ShopKind::ToSend", "types::ShopKind::Planned"),
        ),
        (
            ("firstColor", "tint"),
            (
                "builder::ShopSeeOffersList::first_color",
                "builder::ShopSeeOffersList::tint",
            ),
        ),
    ] {
        assert_eq!(difference(&[renamed], &[]).exit_code(), 2, "{old}");
        let kept = difference(&[renamed], &[(old, new)]);
        let expected = match is_variant(old) {
            true => Weight::Breaking,
            false => Weight::Deprecated,
        };
        let found = kept.changes.iter();
        let found = found.filter(|change| change.weight == expected);
        assert_eq!(found.count(), 1, "{old}: {kept:#?}");
        assert_eq!(kept.renames, [], "{old}");
    }
}

#[test]
fn what_is_not_the_same_is_not_a_rename() {
    // The other operation of the path has no counterpart, and other words are another thing.
    let found = difference(&[("seeOffers", "articles")], &[]);
    assert_eq!(found.renames, []);
    // A field that is read can't have two names.
    let read = difference(&[("slotId", "slotid")], &[]);
    assert_eq!(read.renames, [], "{read:#?}");
    assert_eq!(read.exit_code(), 2);
}

#[test]
fn a_deprecated_name_ends_with_a_break() {
    let new = shop(&[("Order", "Purchase")]);
    let kept = document(&new, &names(&[("types::ShopOrder", "types::ShopPurchase")]));
    let ended = document(&new, &Names::default());
    let difference = diff::documents(&kept, &ended, None).unwrap();
    let changes: Vec<_> = difference
        .changes
        .iter()
        .map(|c| (c.weight, c.place.as_str(), c.what.as_str()))
        .collect();
    assert_eq!(
        changes,
        [(
            Weight::Breaking,
            "types::ShopOrder",
            "the deprecated name was removed; use types::ShopPurchase"
        )]
    );
    let added = diff::documents(&ended, &kept, None).unwrap();
    assert_eq!(added.changes[0].weight, Weight::Nothing, "{added:#?}");
    assert_eq!(diff::documents(&kept, &kept, None).unwrap().exit_code(), 0);
}

/// Code without the blanks and line breaks that depend on how long a line is.
fn dense(code: &str) -> String {
    let dense: String = code.split_whitespace().collect();
    dense.replace(",)", ")").replace(",>", ">")
}

/// The new shop, with all old names.
fn renamed_shop() -> String {
    let renamed: Vec<(&str, &str)> = vec![
        ("seeOffers", "offers"),
        ("Order", "Purchase"),
        ("giftNote", "note"),
        ("toSend", "planned"),
        ("firstColor", "tint"),
    ];
    document(
        &shop(&renamed),
        &names(&[
            (
                "Client::shop_see_offers_create",
                "Client::shop_offers_create",
            ),
            ("Client::shop_see_offers_list", "Client::shop_offers_list"),
            ("types::ShopOrder", "types::ShopPurchase"),
            (
                "types::ShopOffersCreateBody.gift_note",
                "types::ShopOffersCreateBody.note",
            ),
            ("types::ShopKind::ToSend", "types::ShopKind::Planned"),
            (
                "builder::ShopOffersList::first_color",
                "builder::ShopOffersList::tint",
            ),
        ]),
    )
}

#[test]
fn every_kind_of_renamed_item_keeps_its_old_name() {
    let document = renamed_shop();
    let code = generate(&document);
    let (all, doc) = (dense(&code), "#[deprecated(since=\"0.2.0\",note=");
    for part in [
        format!(
            "{doc}\"use`shop_offers_create`\")]pubfnshop_see_offers_create(&self,name:impl::std::convert::Into<::std::string::String>)->builder::ShopOffersCreate<'_>{{self.shop_offers_create(name)}}"
        ),
        format!(
            "{doc}\"use`builder::ShopOffersList`\")]pubtypeShopSeeOffersList<'a>=ShopOffersList<'a>;"
        ),
        format!(
            "{doc}\"use`operations::SHOP_OFFERS_LIST`\")]pubstaticSHOP_SEE_OFFERS_LIST:Operation="
        ),
        format!(
            "{doc}\"use`types::ShopOffersCreateBody`\")]pubtypeShopSeeOffersCreateBody=ShopOffersCreateBody;"
        ),
        format!("{doc}\"use`types::ShopPurchase`\")]pubtypeShopOrder=ShopPurchase;"),
        format!(
            "{doc}\"use`ShopKind::Planned`\")]#[allow(non_upper_case_globals)]pubconstToSend:Self=Self::Planned;"
        ),
        format!(
            "{doc}\"use`tint`\")]pubfnfirst_color(self,tint:impl::std::convert::Into<::std::string::String>)->Self{{self.tint(tint)}}"
        ),
    ] {
        assert!(all.contains(&part), "{part} is not in\n{code}");
    }
    // The setter of the type, and that of the builder.
    let setter = format!(
        "{doc}\"use`note`\")]pubfngift_note(self,note:impl::std::convert::Into<::std::string::String>)->Self{{self.note(note)}}"
    );
    assert_eq!(all.matches(&setter).count(), 2, "{code}");
    let options = GenerateOptions {
        schemars: false,
        runtime: Runtime::of_sms(&syn::parse_quote!(ovh_api), &syn::parse_quote!(crate)),
        module: "crate::api::generated".to_owned(),
    };
    let list = generate::surface::list_items(&document, &code, &options).unwrap();
    for line in [
        "Client::shop_see_offers_list() -> builder::ShopOffersList<'_>",
        "builder::ShopSeeOffersList",
        "builder::ShopOffersList::first_color(impl Into<String>) -> Self",
        "operations::SHOP_SEE_OFFERS_LIST",
        "types::ShopOrder",
        "types::ShopKind::ToSend = \"planned\"",
    ] {
        assert!(
            list.lines().any(|known| known == line),
            "{line} is not in\n{list}"
        );
    }
}

#[test]
fn mocks_keep_the_old_names_too() {
    let document = Document::parse(&renamed_shop()).unwrap();
    let options = GenerateOptions {
        schemars: false,
        runtime: Runtime::of_sms(&syn::parse_quote!(ovh_api), &syn::parse_quote!(crate)),
        module: "crate::api::generated".to_owned(),
    };
    let mut generator =
        progenitor::Generator::new(&generate::settings(&document, &options).unwrap());
    let input = generate::generator_input(&document, Responses::Each).unwrap();
    let mut mocks: syn::File =
        syn::parse2(generator.httpmock(&input, "crate::api").unwrap()).unwrap();
    generate::rewrite_mocks(&mut mocks, &document, &options).unwrap();
    let all = dense(&prettyplease::unparse(&mocks));
    for part in [
        "fnshop_see_offers_list<F>(&self,config_fn:F)->::httpmock::Mock<'_>whereF:FnOnce(operations::ShopOffersListWhen,operations::ShopOffersListThen),{self.shop_offers_list(config_fn)}",
        "pubtypeShopSeeOffersListWhen=ShopOffersListWhen;",
        "pubtypeShopSeeOffersListThen=ShopOffersListThen;",
        "pubfnfirst_color<'a,T>(self,value:T)->Self",
    ] {
        assert!(all.contains(part), "{part} is not in\n{all}");
    }
}

#[test]
fn without_entries_a_document_and_its_bindings_are_the_same() {
    let plain = document(&shop(&[]), &Names::default());
    assert!(!plain.contains("x-ovh-renamed"));
    let mut with_none: Value = serde_json::from_str(&plain).unwrap();
    with_none["x-ovh-renamed"] = json!([]);
    assert_eq!(generate(&plain), generate(&with_none.to_string()));
}

const OTHER_USE: &str = "generated code has another use for the name";

#[test]
fn an_old_name_is_kept_once() {
    let mut document: Value = serde_json::from_str(&renamed_shop()).unwrap();
    let entries = document["x-ovh-renamed"].as_array_mut().unwrap();
    entries.push(entries[2].clone());
    let twice = entries[2]["old"].as_str().unwrap().to_owned();
    let error = try_generate(&document.to_string()).unwrap_err().to_string();
    assert_eq!(
        error,
        format!("x-ovh-renamed has {twice} twice: remove one entry")
    );
    // Two operations whose builders, and an operation and a type, have one name.
    for (one, other) in [
        ("Client::shop_a_1", "Client::shop_a1"),
        ("Client::shop_x_create", "types::ShopXCreateBody"),
    ] {
        let new = |old: &str| match old.starts_with("types") {
            true => "types::ShopPurchase",
            false => "Client::shop_orders_list",
        };
        let entry = |old: &str| json!({ "old": old, "new": new(old), "since": "0.2.0" });
        document["x-ovh-renamed"] = json!([entry(one), entry(other)]);
        let error = try_generate(&document.to_string()).unwrap_err().to_string();
        assert_eq!(
            error,
            format!(
                "x-ovh-renamed has {one} and {other}, which make items of one name: remove one entry"
            )
        );
    }
    document["x-ovh-renamed"] = json!("x");
    let error = try_generate(&document.to_string()).unwrap_err().to_string();
    assert_eq!(error, "x-ovh-renamed is not a list");
}

#[test]
fn old_names_that_descriptions_make_are_kept() {
    let document = document(&shop(&[]), &Names::default());
    for (old, new) in [
        ("types::ShopKind::XYPlan", "types::ShopKind::Big"),
        ("types::ShopKind::NA", "types::ShopKind::Big"),
        (
            "builder::ShopSeeOffersList::body",
            "builder::ShopSeeOffersList::first_color",
        ),
        (
            "types::ShopSeeOffersCreateBody.new",
            "types::ShopSeeOffersCreateBody.gift_note",
        ),
    ] {
        let mut document: Value = serde_json::from_str(&document).unwrap();
        document["x-ovh-renamed"] = json!([{ "old": old, "new": new, "since": "0.2.0" }]);
        generate(&document.to_string());
    }
}

#[test]
fn a_rename_is_proposed_only_if_its_old_name_can_be_kept() {
    // The method `first_color` sets a field of the body now.
    let old = r#"{ "paramType": "query", "name": "firstColor", "dataType": "string" }"#;
    let new = r#"{ "paramType": "query", "name": "firstcolor", "dataType": "string" },
        { "paramType": "body", "name": "firstColor", "dataType": "string" }"#;
    let shop = |parameters: &str| {
        format!(
            r#"{{ "apiVersion": "1.0", "resourcePath": "/shop", "basePath": "", "models": {{}},
                "apis": [{{ "path": "/shop/x", "operations": [{{ "httpMethod": "POST",
                    "responseType": "void", "parameters": [{parameters}] }}] }}] }}"#
        )
    };
    let none = Names::default();
    let (old, new) = (document(&shop(old), &none), document(&shop(new), &none));
    let difference = diff::documents(&old, &new, Some("0.3.1".to_owned())).unwrap();
    assert_eq!(difference.renames, [], "{difference:#?}");
}

#[test]
fn an_entry_that_does_not_apply_is_named() {
    let root = || Root::parse(&shop(&[("Order", "Purchase")]), "shop", Unknown::Refuse).unwrap();
    for (old, new, said) in [
        (
            "types::ShopOrder",
            "types::Nothing",
            "the description has no types::Nothing",
        ),
        (
            "types::ShopPurchase",
            "types::ShopKind",
            "the description still has types::ShopPurchase",
        ),
        (
            "types::ShopPurchase.slot",
            "types::ShopPurchase.slot_id",
            "a field that is read can't have two names",
        ),
        ("Client::a", "Client::b", "the description has no Client::b"),
        // Names that generated code has another use for.
        ("Client::new", "Client::shop_orders_list", OTHER_USE),
        ("Client::clone", "Client::shop_orders_list", OTHER_USE),
        ("Client::all", "Client::shop_orders_list", OTHER_USE),
        ("Client::option", "Client::shop_orders_list", OTHER_USE),
        ("Client::Orders", "Client::shop_orders_list", OTHER_USE),
        ("types::String", "types::ShopPurchase", OTHER_USE),
        ("types::Option", "types::ShopPurchase", OTHER_USE),
        ("types::Clone", "types::ShopPurchase", OTHER_USE),
        ("types::SecretText", "types::ShopPurchase", OTHER_USE),
        ("types::purchase", "types::ShopPurchase", OTHER_USE),
        (
            "types::ShopKind::Unknown",
            "types::ShopKind::Big",
            OTHER_USE,
        ),
        ("types::ShopKind::VALUES", "types::ShopKind::Big", OTHER_USE),
        (
            "builder::ShopSeeOffersList::send",
            "builder::ShopSeeOffersList::first_color",
            OTHER_USE,
        ),
        (
            "builder::ShopSeeOffersList::stream",
            "builder::ShopSeeOffersList::first_color",
            OTHER_USE,
        ),
    ] {
        let output = output(&[root()], &names(&[(old, new)]), &Docs::default()).unwrap();
        assert!(!output.document.contains("x-ovh-renamed"), "{old}");
        let [finding] = output.findings.as_slice() else {
            panic!("{old}: {:?}", output.findings);
        };
        assert!(
            finding.contains(": [[renamed]]") && finding.contains(said),
            "{finding}"
        );
        // A document that was written by hand is refused.
        let mut document: Value = serde_json::from_str(&output.document).unwrap();
        document["x-ovh-renamed"] = json!([{ "old": old, "new": new, "since": "0.2.0" }]);
        let error = try_generate(&document.to_string()).unwrap_err().to_string();
        assert!(
            error.contains("x-ovh-renamed") && error.contains(said),
            "{error}"
        );
    }
}

#[test]
fn an_entry_that_is_no_rename_is_refused() {
    for (entries, said) in [
        (
            "old = \"types::A\"\nnew = \"Client::b\"\nsince = \"0.2.0\"",
            "only the last part of the name may differ",
        ),
        (
            "old = \"A\"\nnew = \"B\"\nsince = \"0.2.0\"",
            "is not the name of an item",
        ),
        (
            "old = \"types::A\"\nnew = \"types::B\"\nsince = \"soon\"",
            "is not a version",
        ),
        (
            "old = \"types::A\"\nnew = \"types::B\"\nsince = \"0.2.0\"\n[[renamed]]\nold = \"types::A\"\nnew = \"types::C\"\nsince = \"0.2.0\"",
            "types::A twice",
        ),
    ] {
        let names = names_toml(&format!("[[renamed]]\n{entries}\n")).unwrap();
        let root = Root::parse(&shop(&[]), "shop", Unknown::Refuse).unwrap();
        let error = output(&[root], &names, &Docs::default()).unwrap_err();
        assert!(format!("{error:#}").contains(said), "{error:#}");
    }
    assert!(names_toml("[[renamed]]\nold = \"types::A\"\n").is_err());
}
