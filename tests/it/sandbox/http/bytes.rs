//! With any input, the server keeps running and returns a meaningful error.

#![cfg(feature = "sandbox")]

use std::sync::OnceLock;

use crate::sandbox::support::{Client, builder};
use ovh_sms::sandbox::Sandbox;
use proptest::prelude::*;
use serde_json::{Value, json};

/// One sandbox for all cases.
fn shared() -> &'static (tokio::runtime::Runtime, Sandbox, Client) {
    static SHARED: OnceLock<(tokio::runtime::Runtime, Sandbox, Client)> = OnceLock::new();
    SHARED.get_or_init(|| {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let sandbox = runtime.block_on(builder().start()).unwrap();
        let client = Client::new(&sandbox);
        (runtime, sandbox, client)
    })
}

/// Methods and paths, except for the call that would revoke the key of all.
fn operations() -> &'static [(String, String)] {
    static OPERATIONS: OnceLock<Vec<(String, String)>> = OnceLock::new();
    OPERATIONS.get_or_init(read_operations)
}

fn read_operations() -> Vec<(String, String)> {
    let text = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/schema/openapi.json"));
    let description: Value = serde_json::from_str(text).unwrap();
    let paths = description["paths"].as_object().unwrap().iter();
    paths
        .flat_map(|(path, item)| {
            item.as_object()
                .unwrap()
                .keys()
                .map(|method| (method.to_uppercase(), path.clone()))
        })
        .filter(|(_, path)| path != "/auth/logout")
        .collect()
}

/// Any JSON, including the names and values of the API.
fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,20}".prop_map(Value::from),
        Just(json!("+33600000000")),
        Just(json!("1")),
        Just(json!(9_007_199_254_740_993_i64)),
    ];
    let names = prop_oneof![
        Just("message".to_owned()),
        Just("receivers".to_owned()),
        Just("slotId".to_owned()),
        Just("differedPeriod".to_owned()),
        Just("validityPeriod".to_owned()),
        Just("credits".to_owned()),
        Just("name".to_owned()),
        Just("login".to_owned()),
        Just("password".to_owned()),
        Just("to".to_owned()),
        Just("from".to_owned()),
        Just("deferred".to_owned()),
        Just("quotaInformations".to_owned()),
        Just("renew".to_owned()),
        Just("smsResponse".to_owned()),
        ".{0,8}",
    ];
    leaf.prop_recursive(3, 24, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::vec((names.clone(), inner), 0..6)
                .prop_map(|fields| Value::Object(fields.into_iter().collect())),
        ]
    })
}

/// A path parameter: an existing one, or any text.
fn any_parameter() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("sms-ab12345-1".to_owned()),
        Just("%2B33639980001".to_owned()),
        Just("SANDBOX".to_owned()),
        Just("-9223372036854775808".to_owned()),
        Just("99999999999999999999".to_owned()),
        Just("%2e%2e".to_owned()),
        Just("00000000-0000-0000-0000-000000000000".to_owned()),
        "[ -~]{0,12}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_call_is_answered(
        place in any::<prop::sample::Index>(),
        first in prop_oneof![4 => Just("sms-ab12345-1".to_owned()), 1 => any_parameter()],
        parameters in prop::collection::vec(any_parameter(), 3),
        body in prop::option::of(any_json()),
        query in prop::option::of("[ -~]{0,30}"),
    ) {
        let (runtime, _, client) = shared();
        let operations = operations();
        let (method, path) = place.get(operations);
        let mut values = std::iter::once(first).chain(parameters);
        let mut filled = path.split('/').map(|segment| if segment.starts_with('{') {
            values.next().unwrap_or_default().replace(['/', '?', '#'], "_")
        } else {
            segment.to_owned()
        }).collect::<Vec<_>>().join("/");
        if let Some(query) = query {
            filled = format!("{filled}?{query}");
        }
        let answer = runtime.block_on(client.call(method, &filled, body));
        let status = answer.status.as_u16();
        prop_assert!(status == 200 || (400..500).contains(&status), "{method} {filled}: {status} {}", answer.body);
        prop_assert!(status == 200 || answer.body["message"].is_string(), "{}", answer.body);
    }

    #[test]
    fn any_bytes_leave_the_server_up(head in prop::collection::vec(any::<u8>(), 0..200)) {
        use std::io::{Read, Write};
        let (runtime, sandbox, client) = shared();
        let mut stream = std::net::TcpStream::connect(sandbox.origin().trim_start_matches("http://")).unwrap();
        stream.set_read_timeout(Some(std::time::Duration::from_millis(5))).unwrap();
        let _ = stream.write_all(b"GET /1.0/sms").and_then(|()| stream.write_all(&head)).and_then(|()| stream.write_all(b"\r\n\r\n"));
        let _ = stream.shutdown(std::net::Shutdown::Write);
        let _ = stream.read(&mut [0; 1024]);
        prop_assert_eq!(runtime.block_on(client.call("GET", "/auth/time", None)).status, 200);
    }
}
