//! `ovh-sms estimate`: parts, cost, and the characters that cost.

use serde_json::Value;

use crate::support::{Served, assert_matches, program, run, stderr, stdout};

/// What it prints with --json, checked by its schema.
fn estimated(output: &std::process::Output) -> Value {
    assert_eq!(output.status.code(), Some(0), "{}", stderr(output));
    let value = serde_json::from_str(&stdout(output)).unwrap();
    assert_matches("estimate", &value);
    value
}

#[test]
fn parts_need_neither_credentials_nor_a_network() {
    let output = program()
        .args(["estimate", "--no-stop", "Bonjour"])
        .env("OVH_ENDPOINT", "http://127.0.0.1:1/1.0")
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    insta::assert_snapshot!(stdout(&output), @"Parts: 1 (GSM-7, 7 of 160 units; 153 left)");
    assert!(stderr(&output).contains("--country"), "{}", stderr(&output));
}

#[test]
fn the_characters_that_cost_are_shown_with_what_could_stand_for_them() {
    let text = format!("Votre forêt — l’œuf 🎉{}", "x".repeat(50));
    let output = run(&["estimate", "--no-stop", "--quiet", &text]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert_eq!(stderr(&output), "");
    insta::assert_snapshot!(stdout(&output), @r"
    Parts: 2 (Unicode, 72 of 134 units; 62 left)
    Characters that increase the cost:
    CHARACTER  CODE     TIMES  WHY                                       INSTEAD
    ê          U+00EA       1  makes the message Unicode                 e
    —          U+2014       1  makes the message Unicode                 -
    ’          U+2019       1  makes the message Unicode                 '
    œ          U+0153       1  makes the message Unicode                 oe
    🎉         U+1F389      1  makes the message Unicode, counts double  no substitute
    With substitutes: still Unicode, because a character has no substitute
    ");
}

#[test]
fn the_cost_of_several_countries_is_by_the_price_list() {
    let served = Served::start();
    let text = format!("Été en forêt{}", "x".repeat(60));
    let output = served.run(&[
        "estimate",
        "--no-stop",
        "--to",
        "+33600000000",
        "--to",
        "0033600000001",
        "--to",
        "+447911123456",
        "--country",
        "IN",
        &text,
    ]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    insta::assert_snapshot!(stdout(&output).replace(&"x".repeat(60), "[x]"), @r"
    Parts: 2 (Unicode, 72 of 134 units; 62 left)
    Cost: 5.8 credits for 4 receivers
    COUNTRY  RECEIVERS  CREDITS PER PART  CREDITS
    fr               2                 1        4
    gb               1               0.5        1
    in               1               0.4      0.8
    Characters that increase the cost:
    CHARACTER  CODE    TIMES  WHY                        INSTEAD
    ê          U+00EA      1  makes the message Unicode  e
    With substitutes: 1 part (GSM-7, 2.9 credits): Été en foret[x]
    ");
    // Prices are anybody's: nothing was signed.
    let asked = served.sandbox.requests();
    let operations: Vec<_> = asked
        .iter()
        .filter_map(|one| one.operation.as_deref())
        .collect();
    assert_eq!(operations, ["rates_destinations_get"; 3]);
}

#[test]
fn prices_need_no_credentials() {
    let served = Served::start();
    let output = program()
        .args(["estimate", "--json", "--country", "fr", "Bonjour"])
        .env("OVH_ENDPOINT", served.sandbox.endpoint())
        .output()
        .unwrap();
    assert_eq!(estimated(&output)["credits"], 1.0);
}

#[test]
fn json_tells_the_same() {
    let served = Served::start();
    let text = "Prêt : {5 €}";
    let printed = estimated(&served.run(&["estimate", "--json", "--to", "+33600000000", text]));
    assert_eq!(printed["encoding"], "unicode");
    assert_eq!(printed["stopClause"], true);
    assert_eq!(printed["units"], 12 + 11);
    assert_eq!(printed["characters"].as_array().unwrap().len(), 1);
    assert_eq!(printed["characters"][0]["substitute"], "e");
    assert_eq!(printed["substituted"]["text"], "Pret : {5 €}");
    assert_eq!(printed["substituted"]["encoding"], "7bits");
    assert_eq!(printed["byService"], Value::Null);

    let printed = estimated(&run(&["estimate", "--json", "--allow-replies", "{5 €}"]));
    assert_eq!(printed["stopClause"], false);
    assert_eq!(printed["units"], 8);
    let characters = printed["characters"].as_array().unwrap();
    assert!(
        characters
            .iter()
            .all(|one| one["reason"] == "double" && one["units"] == 2)
    );
    assert_eq!(printed["credits"], Value::Null);
}

#[test]
fn a_price_that_is_not_known_makes_the_cost_unknown() {
    let served = Served::start();
    // A network of satellites, and of no country.
    let space = "+88213300655";
    let printed = estimated(&served.run(&[
        "estimate",
        "--json",
        "--to",
        space,
        "--to",
        "+33600000000",
        "Bonjour",
    ]));
    assert_eq!(printed["credits"], Value::Null);
    assert_eq!(printed["receivers"], 2);
    let output = served.run(&["estimate", "--to", space, "Bonjour"]);
    assert!(
        stdout(&output).contains("Cost: unknown for 1 receiver"),
        "{}",
        stdout(&output)
    );

    served
        .sandbox
        .faults()
        .add(ovh_sms::sandbox::Fault::status(403).on("rates_destinations_get"));
    let output = served.run(&["estimate", "--json", "--to", "+33600000000", "Bonjour"]);
    assert_eq!(estimated(&output)["credits"], Value::Null);
    assert!(stderr(&output).contains("403"), "{}", stderr(&output));
}

#[test]
fn the_service_counts_too_where_it_is_asked_to() {
    let served = Served::start();
    let output = served.run(&["estimate", "--by-service", "--json", "Prêt"]);
    let printed = estimated(&output);
    assert_eq!(printed["byService"]["charactersClass"], "unicode");
    assert_eq!(printed["byService"]["parts"], printed["parts"]);
    let output = served.run(&["estimate", "--by-service", "Prêt"]);
    assert!(
        stdout(&output).contains("Service's count: 1 part"),
        "{}",
        stdout(&output)
    );
    // That needs credentials.
    let output = run(&["estimate", "--by-service", "Prêt"]);
    assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
    assert!(stderr(&output).contains("sandbox"), "{}", stderr(&output));
}

#[test]
fn what_is_not_right_is_said_in_a_sentence() {
    let cases: [(&[&str], i32, &str); 5] = [
        (&["estimate"], 2, "MESSAGE"),
        (&["estimate", "--to", "0600000000", "x"], 2, "0600000000"),
        (&["estimate", "--country", "France", "x"], 2, "two letters"),
        (
            &["estimate", "--file", "/nonexistent/text"],
            2,
            "can't be read",
        ),
        (
            &["estimate", "x", "--file", "/nonexistent/text"],
            2,
            "cannot be used with",
        ),
    ];
    for (arguments, code, word) in cases {
        let output = run(arguments);
        assert_eq!(
            output.status.code(),
            Some(code),
            "{arguments:?}: {}",
            stderr(&output)
        );
        assert!(
            stderr(&output).contains(word),
            "{arguments:?}: {}",
            stderr(&output)
        );
        assert_eq!(stdout(&output), "", "{arguments:?}");
    }
    let output = program()
        .args(["estimate", "--country", "fr", "x"])
        .env("OVH_ENDPOINT", "http://127.0.0.1:1/1.0")
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    assert!(
        stderr(&output).contains("got no response"),
        "{}",
        stderr(&output)
    );
}
