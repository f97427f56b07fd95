//! Minimal rights: as rules, as a policy, as a link; and how rules match.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use ovh_sms::Operation;
use ovh_sms::api::operations::{
    JOBS_CREATE as SEND, ME_DOCUMENT_GET as DOCUMENT, OUTGOING_GET as OUTGOING_ONE,
    OUTGOING_LIST as OUTGOING, RATES_PACKS_LIST as RATES, SERVICE_GET as SERVICE,
    SERVICES_LIST as SERVICES, USERS_JOBS_CREATE as USER_JOB,
};
use ovh_sms::auth::{AccessRule, AccessRules, InvalidRule, Method, Rights};
use proptest::prelude::*;
use serde_json::json;

fn lines(rules: &AccessRules) -> Vec<String> {
    rules.iter().map(ToString::to_string).collect()
}

#[test]
fn rules_are_the_least_sorted_and_merged() {
    let table: [(&[&Operation], &[&str]); 6] = [
        (&[&SEND, &SEND], &["POST /sms/*/jobs"]),
        (&[&RATES], &[]),
        (&[&SEND, &SERVICES], &["GET /sms", "POST /sms/*/jobs"]),
        // A rule for a service's page also covers everything below it.
        (
            &[&OUTGOING, &SERVICES, &OUTGOING_ONE, &SERVICE],
            &["GET /sms", "GET /sms/*"],
        ),
        (
            &[&OUTGOING_ONE, &OUTGOING],
            &["GET /sms/*/outgoing", "GET /sms/*/outgoing/*"],
        ),
        // Inside a path, `*` matches one segment: neither of these makes the other redundant.
        (
            &[&USER_JOB, &SEND],
            &["POST /sms/*/jobs", "POST /sms/*/users/*/jobs"],
        ),
    ];
    for (operations, expected) in table {
        let rights = Rights::of(operations.iter().copied()).unwrap();
        assert_eq!(lines(rights.rules()), expected);
    }
}

#[test]
fn a_service_takes_the_place_of_its_star() {
    let rights = Rights::of_service([&SEND, &USER_JOB, &SERVICES], "sms-ab1-1").unwrap();
    assert_eq!(
        lines(rights.rules()),
        [
            "GET /sms",
            "POST /sms/sms-ab1-1/jobs",
            "POST /sms/sms-ab1-1/users/*/jobs"
        ]
    );
    for name in ["", "*", "a/b", "..", "a b", "a*", "é", "a?b"] {
        let error = Rights::of_service([&SEND], name).unwrap_err();
        assert_eq!(error, InvalidRule::Service(name.to_owned()));
    }
}

#[test]
fn rules_match_literally() {
    let table = [
        ("/sms/*", "/sms", false),
        ("/sms/*", "/sms/", false),
        ("/sms/*", "/sms/x", true),
        ("/sms/*", "/sms/x/jobs/1", true),
        ("/sms", "/sms", true),
        ("/sms", "/sms/", true),
        ("/sms/", "/sms", true),
        ("/sms/", "/sms/", true),
        ("/sms", "/sms//", false),
        ("/sms", "/smsx", false),
        ("/sms/*/jobs", "/sms/x/jobs", true),
        ("/sms/*/jobs", "/sms/x/jobs/", true),
        ("/sms/*/jobs/", "/sms/x/jobs", true),
        ("/sms/*/jobs", "/sms/x/jobs/1", false),
        ("/sms/*/jobs", "/sms/x/users/y/jobs", false),
        ("/sms/*/jobs", "/sms//jobs", false),
        ("/sms/sms-*-1/jobs", "/sms/sms-ab-1/jobs", true),
        ("/*", "/me", true),
    ];
    for (rule, path, granted) in table {
        let rule = AccessRule::new(Method::Get, rule).unwrap();
        assert_eq!(rule.grants(Method::Get, path), granted, "{rule} on {path}");
        assert!(!rule.grants(Method::Post, path));
    }
}

#[test]
fn rules_never_end_in_a_slash() {
    assert_eq!(
        AccessRule::new(Method::Get, "/sms/").unwrap().path(),
        "/sms"
    );
    for path in [
        "",
        "/",
        "sms",
        "//",
        "/sms//x",
        "/sms/../me",
        "/sms?x",
        "/a b",
        "/a\n",
    ] {
        assert!(AccessRule::new(Method::Get, path).is_err(), "{path}");
    }
    for path in ["/sms", "/sms/", "/sms/*"] {
        let rules = AccessRules::recursive([Method::Post, Method::Get], path).unwrap();
        assert_eq!(
            lines(&rules),
            ["GET /sms", "POST /sms", "GET /sms/*", "POST /sms/*"]
        );
    }
    for path in ["/", "/*"] {
        let rules = AccessRules::recursive([Method::Get], path).unwrap();
        assert_eq!(lines(&rules), ["GET /*"]);
    }
    assert!(AccessRules::recursive([Method::Get], "sms").is_err());
}

#[test]
fn rules_are_what_auth_credential_takes() {
    let rights = Rights::of([&SEND, &SERVICES]).unwrap();
    assert_eq!(
        serde_json::to_value(rights.rules()).unwrap(),
        json!([{"path": "/sms", "method": "GET"}, {"path": "/sms/*/jobs", "method": "POST"}])
    );
}

#[test]
fn links_lead_to_the_endpoints_own_page() {
    let rights = Rights::of([&SERVICES, &SERVICE, &SEND]).unwrap();
    let query = "?GET=/sms&GET=/sms/*&POST=/sms/*/jobs";
    let table = [
        ("ovh-eu", "https://eu.api.ovh.com/createToken/"),
        ("ovh-us", "https://us.ovhcloud.com/auth/api/createToken"),
        (
            "soyoustart-eu",
            "https://eu.api.soyoustart.com/createToken/",
        ),
        (
            "http://127.0.0.1:8080",
            "https://eu.api.ovh.com/createToken/",
        ),
    ];
    for (endpoint, page) in table {
        let link = rights.create_token_link(&endpoint.parse().unwrap());
        assert_eq!(link, format!("{page}{query}"));
    }
    let odd: AccessRules = [AccessRule::new(Method::Get, "/a&POST=/é+%").unwrap()]
        .into_iter()
        .collect();
    let link = odd.create_token_link(&"ovh-eu".parse().unwrap());
    assert_eq!(
        link,
        "https://eu.api.ovh.com/createToken/?GET=/a%26POST%3D/%C3%A9%2B%25"
    );
}

#[test]
fn policies_hold_each_action_once() {
    let rights = Rights::of([&DOCUMENT, &OUTGOING_ONE, &OUTGOING, &SEND, &RATES]).unwrap();
    assert_eq!(
        rights.resource_types().into_iter().collect::<Vec<_>>(),
        ["account", "sms"]
    );
    let policy = rights
        .iam_policy("send-sms")
        .identity("urn:v1:eu:identity:user:xx1111-ovh/sender")
        .resource("urn:v1:eu:resource:sms:sms-ab12345-1")
        .resource("urn:v1:eu:resource:account:xx1111-ovh");
    assert_eq!(
        policy.to_json(),
        json!({
            "name": "send-sms",
            "identities": ["urn:v1:eu:identity:user:xx1111-ovh/sender"],
            "resources": [
                {"urn": "urn:v1:eu:resource:account:xx1111-ovh"},
                {"urn": "urn:v1:eu:resource:sms:sms-ab12345-1"},
            ],
            "permissions": {"allow": [
                {"action": "account:apiovh:me/document/get"},
                {"action": "sms:apiovh:jobs/create"},
                {"action": "sms:apiovh:outgoing/get"},
            ]},
        })
    );
}

proptest! {
    #[test]
    fn merging_takes_no_right_away(
        rules in proptest::collection::vec(("(/[ab*]{1,2}){1,4}", 0_usize..2), 0..8),
        path in "(/[ab]{1,2}){1,5}",
    ) {
        let rules: Vec<_> = rules
            .iter()
            .map(|(path, method)| AccessRule::new(Method::ALL[*method], path).unwrap())
            .collect();
        let merged: AccessRules = rules.iter().cloned().collect();
        for method in [Method::Get, Method::Post] {
            let before = rules.iter().any(|rule| rule.grants(method, &path));
            prop_assert_eq!(merged.grants(method, &path), before);
        }
    }
}
