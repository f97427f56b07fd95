use super::*;

fn credits(text: &str) -> Credits {
    text.parse().unwrap()
}

#[test]
fn halves_of_the_decimal_text_are_rounded_away_from_zero() {
    for (text, thousandths) in [
        ("0", 0),
        ("-0", 0),
        ("-0.0", 0),
        ("2", 2000),
        ("1.10", 1100),
        ("0.30000000000000004", 300),
        // The nearest `f64` is slightly less than the half.
        ("1234.5675", 1_234_568),
        ("1.0005", 1001),
        ("1.00049999999999999999999999", 1000),
        ("-1234.5675", -1_234_568),
        ("-1.0005", -1001),
        ("-1.0004", -1000),
        ("0.0005", 1),
        ("0.0004", 0),
        ("0.00005", 0),
        ("0.9995", 1000),
        ("1e3", 1_000_000),
        ("1E-3", 1),
        ("5e-4", 1),
        ("4.9e-4", 0),
        ("1.25e+2", 125_000),
        ("1e-999999999999", 0),
        ("0e999999999999", 0),
        ("9223372036854775.807", i64::MAX),
        ("9223372036854775.8074", i64::MAX),
        ("-9223372036854775.808", i64::MIN),
    ] {
        assert_eq!(credits(text).thousandths(), thousandths, "{text}");
    }
}

#[test]
fn what_is_no_number_or_too_large_is_an_error_that_shows_it() {
    for text in [
        "", " 1", "1 ", "+1", "01", ".5", "1.", "1,5", "NaN", "inf", "0x1", "1e", "١",
    ] {
        let error = text.parse::<Credits>().unwrap_err();
        assert!(matches!(error, CreditsError::NotANumber { .. }), "{text}");
        assert!(error.to_string().contains(&format!("`{text}`")), "{error}");
    }
    for text in [
        "9223372036854775.808",
        "9223372036854775.8075",
        "-9223372036854775.809",
        "1e16",
        "1e999999999999",
        "123456789012345678901234567890",
        "123456789012345678901234567890.5",
    ] {
        let error = text.parse::<Credits>().unwrap_err();
        assert!(matches!(error, CreditsError::OutOfRange { .. }), "{text}");
    }
    let long = "9".repeat(5000).parse::<Credits>().unwrap_err();
    assert!(long.to_string().len() < 400);
}

#[test]
fn a_float_is_read_by_its_shortest_text() {
    for (number, thousandths) in [
        (1234.5675, 1_234_568),
        (0.1 + 0.2, 300),
        (-2.5, -2500),
        (1e15, 10_i64.pow(18)),
    ] {
        assert_eq!(
            Credits::try_from(number).unwrap().thousandths(),
            thousandths
        );
    }
    for number in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 1e16, f64::MAX] {
        assert!(Credits::try_from(number).is_err(), "{number}");
    }
    assert_eq!(credits("0.1").to_f64(), 0.1);
    assert_eq!(
        credits("9007199254740993").to_f64(),
        9_007_199_254_740_992.0
    );
    assert_eq!(credits("9007199254740.993").to_f64(), 9_007_199_254_740.993);
    assert_eq!(Credits::try_from(3_u64).unwrap(), Credits::from(3));
    assert!(Credits::try_from(u64::MAX).is_err());
}

#[test]
fn the_shortest_exact_decimal_is_printed_and_reads_back() {
    for (thousandths, text) in [
        (0, "0"),
        (1500, "1.5"),
        (2000, "2"),
        (1, "0.001"),
        (-1, "-0.001"),
        (-12_340, "-12.34"),
        (i64::MAX, "9223372036854775.807"),
        (i64::MIN, "-9223372036854775.808"),
    ] {
        let credits = Credits::from_thousandths(thousandths);
        assert_eq!(credits.to_string(), text);
        assert_eq!(text.parse(), Ok(credits));
        assert_eq!(credits.text(), text);
    }
    assert_eq!(
        format!("{:>6}|{:<5}|", credits("1.5"), credits("2")),
        "   1.5|2    |"
    );
    assert_eq!(format!("{:?}", credits("1.50")), "Credits(1.5)");
}

#[test]
fn sums_are_exact_and_stop_at_the_bounds() {
    let tenths: Credits = (0..10).map(|_| credits("0.1")).sum();
    assert_eq!(tenths, Credits::from(1));
    let most = Credits::from_thousandths(i64::MAX);
    let least = Credits::from_thousandths(i64::MIN);
    assert_eq!(most + credits("0.001"), most);
    assert_eq!(least - credits("0.001"), least);
    assert_eq!(-least, most);
    assert_eq!(credits("0.8") * 3, credits("2.4"));
    assert_eq!(credits("0.8") * u64::MAX, most);
    assert_eq!(credits("-0.8") * u64::MAX, least);
    assert_eq!(most.checked_add(credits("0.001")), None);
    assert_eq!(least.checked_sub(credits("0.001")), None);
    assert_eq!(most.checked_mul(2), None);
}

#[test]
fn the_servers_text_is_kept_and_does_not_count_in_comparisons() {
    let read: Credits = serde_json::from_str("1.10").unwrap();
    assert_eq!(read.text(), "1.10");
    assert_eq!(read, credits("1.1"));
    assert_eq!(read.cmp(&credits("1.1")), std::cmp::Ordering::Equal);
    let set = std::collections::HashSet::from([read]);
    assert!(set.contains(&credits("1.1")));
    // A result of arithmetic has no text of the server.
    assert_eq!((read + Credits::ZERO).text(), "1.1");
    let longest = "0.123456789012345678901";
    assert_eq!(credits(longest).text(), longest);
    assert_eq!(credits("0.1234567890123456789012").text(), "0.123");
}

/// From JSON text, from the reader of a stream, from a value, and through serde's buffer.
#[test]
fn every_source_of_json_yields_the_number_and_json_text_its_digits() {
    #[derive(Debug, Deserialize)]
    #[serde(untagged)]
    enum Buffered {
        Credits(Credits),
    }
    for (json, thousandths, text, shortest) in [
        ("1.10", 1100, "1.10", "1.1"),
        ("5.0", 5000, "5.0", "5.0"),
        ("5", 5000, "5", "5"),
        ("-3", -3000, "-3", "-3"),
        ("1e2", 100_000, "1e2", "100.0"),
        (
            "0.30000000000000004",
            300,
            "0.30000000000000004",
            "0.30000000000000004",
        ),
        ("1234.56750", 1_234_568, "1234.56750", "1234.5675"),
        (r#""1.50""#, 1500, "1.50", "1.50"),
        (r#""1\u002e50""#, 1500, "1.50", "1.50"),
    ] {
        let from_text: Credits = serde_json::from_str(json).unwrap();
        let from_stream: Credits = serde_json::from_reader(json.as_bytes()).unwrap();
        let value: serde_json::Value = serde_json::from_str(json).unwrap();
        let from_value: Credits = serde_json::from_value(value).unwrap();
        let Buffered::Credits(buffered) = serde_json::from_str(json).unwrap();
        for read in [from_text, from_stream, from_value, buffered] {
            assert_eq!(read.thousandths(), thousandths, "{json}");
        }
        assert_eq!((&*from_text.text(), &*from_stream.text()), (text, text));
        assert_eq!(
            (&*from_value.text(), &*buffered.text()),
            (shortest, shortest),
            "{json}"
        );
    }
    use serde::de::IntoDeserializer;
    use serde::de::value::Error;
    let plain: Result<Credits, Error> = Credits::deserialize(1.5_f64.into_deserializer());
    assert_eq!(plain.unwrap(), credits("1.5"));
}

#[test]
fn what_cannot_be_read_is_an_error_of_its_kind() {
    for (json, kind) in [
        ("null", "null"),
        ("true", "boolean"),
        ("[1]", "list"),
        (r#"{"a": 1}"#, "object"),
        (r#""1,5""#, "text"),
        (r#""\ud800""#, "text"),
        ("1e16", "number"),
        ("1e999", "number"),
        (r#"{"$serde_json::private::RawValue": "1"}"#, "object"),
    ] {
        let error = serde_json::from_str::<Credits>(json)
            .unwrap_err()
            .to_string();
        let expected = format!("invalid type: {kind}, expected a number of credits");
        assert!(error.starts_with(&expected), "{json}: {error}");
    }
}

#[test]
fn it_is_written_as_a_float_is() {
    for (text, json) in [
        ("5", "5.0"),
        ("0.8", "0.8"),
        ("1.10", "1.1"),
        ("-0.0", "0.0"),
        ("1000000", "1000000.0"),
    ] {
        assert_eq!(serde_json::to_string(&credits(text)).unwrap(), json);
    }
    let largest = Credits::from_thousandths((1 << 43) * 1000 - 1);
    assert_eq!(
        serde_json::to_string(&largest).unwrap(),
        "8796093022207.999"
    );
    let beyond = Credits::from_thousandths(i64::MAX);
    assert_eq!(
        serde_json::to_string(&beyond).unwrap(),
        "9223372036854776.0"
    );
}

#[test]
fn an_error_has_no_character_that_controls_a_terminal() {
    for text in ["1\u{1b}[2J", "9\t", "1e99\u{202e}", "\u{2028}"] {
        let error = text.parse::<Credits>().unwrap_err().to_string();
        assert!(!error.contains(crate::steers_terminal), "{error:?}");
    }
}
