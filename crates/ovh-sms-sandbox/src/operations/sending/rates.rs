//! Prices: rates by destination, packs, offers, and restrictions of operators.

use serde_json::{Value, json};

use crate::call::{Answer, Call, Reply};
use crate::refusal::Refusal;
use crate::state::World;
use crate::values::countries;
use crate::values::credits::Credits;
use crate::values::numbers;

/// In percent.
const VAT: f64 = 20.0;
/// The number of credits from which each price applies, and the price of one credit in thousandths
/// of a euro.
const PACKS: &[(i64, i64)] = &[
    (100, 70),
    (500, 66),
    (1000, 62),
    (5000, 58),
    (10_000, 55),
    (100_000, 50),
    (1_000_000, 45),
];
/// Restrictions of operators, by country: code, operators, substitution, words.
const RESTRICTIONS: &[(&str, &str, &str, Option<&str>, &str)] = &[
    (
        "us",
        "ALPHA",
        "all",
        Some("number"),
        "Names are not allowed as senders",
    ),
    (
        "ca",
        "ALPHA",
        "all",
        Some("number"),
        "Names are not allowed as senders",
    ),
    (
        "be",
        "MSISDN",
        "all",
        Some("name"),
        "Phone numbers are not allowed as senders",
    ),
    (
        "cn",
        "CODING",
        "all",
        None,
        "Unicode messages may be refused",
    ),
    ("in", "DLR", "all", None, "Receipts may be missing"),
];

/// Returns a price in euros.
fn price(euros: f64) -> Value {
    json!({ "currencyCode": "EUR", "text": format!("{euros:.3} €"), "value": euros })
}

/// Returns the price of one credit if this many are bought, in euros.
fn credit_price(quantity: i64) -> f64 {
    let fitting = PACKS
        .iter()
        .rev()
        .find(|(from, _)| *from <= quantity)
        .or(PACKS.first());
    // Thousandths are exact.
    #[allow(clippy::cast_precision_loss)]
    fitting.map_or(0.0, |(_, thousandths)| *thousandths as f64 / 1000.0)
}

fn rounded(amount: f64) -> f64 {
    (amount * 100_000.0).round() / 100_000.0
}

pub(crate) fn destinations(_: &mut World, call: &Call) -> Answer {
    let code = call.query("country").unwrap_or_default();
    let country = countries::by_code(code);
    let credits = Credits(country.millicredits);
    let name = if country.code == code {
        country.name.to_owned()
    } else {
        code.to_uppercase()
    };
    Ok(Reply::Json(json!({
        "country": name,
        "countryCode": code,
        "credit": credits.to_json(),
        "price": price(rounded(credits.to_f64() * credit_price(100))),
        "vatRate": VAT,
    })))
}

pub(crate) fn packs(_: &mut World, call: &Call) -> Answer {
    let code = call.query("country").unwrap_or_default();
    let credit = Credits(countries::by_code(code).millicredits);
    // The smallest number of messages that costs this many credits.
    let messages = |credits: i64| {
        let (total, each) = (credits.saturating_mul(1000), credit.0.max(1));
        total.saturating_add(each - 1) / each
    };
    let packs = PACKS.iter().enumerate().map(|(place, (from, _))| {
        // The upper bounds are exclusive: a pack ends where the next one begins.
        let until = PACKS.get(place + 1).map(|(next, _)| *next);
        let each = credit_price(*from);
        json!({
            "countryCode": code,
            "credit": credit.to_json(),
            "creditPrice": price(each),
            "creditQuantityMin": from,
            "creditQuantityMax": until,
            "discountCreditPrice": null,
            "discountPercentage": null,
            "discountSmsPrice": null,
            "smsPrice": price(rounded(each * credit.to_f64())),
            "smsQuantityMin": messages(*from),
            "smsQuantityMax": until.map(messages),
            "vatRate": VAT,
        })
    });
    Ok(Reply::texts(packs))
}

pub(crate) fn offers(world: &mut World, call: &Call) -> Answer {
    world.called_service(call)?;
    let code = call.query("countryDestination").unwrap_or_default();
    let quantity = call.query_number("quantity").unwrap_or_default();
    let each = credit_price(quantity);
    // Packs are far below 2^53.
    #[allow(clippy::cast_precision_loss)]
    let total = rounded(each * quantity as f64);
    #[allow(clippy::cast_precision_loss)]
    let messages =
        (quantity as f64 * 1000.0 / countries::by_code(code).millicredits as f64).floor();
    Ok(Reply::texts([json!({
        "countryDestination": code,
        "giftPrice": null,
        "giftQuantity": null,
        "language": call.query("countryCurrencyPrice").unwrap_or("fr"),
        "price": each,
        "quantity": quantity,
        "smsQuantity": messages,
        "totalPrice": total,
    })]))
}

pub(crate) fn exceptions(world: &mut World, call: &Call) -> Answer {
    world.called_service(call)?;
    let receiver = call.query("receiver").unwrap_or_default();
    let number = numbers::parse(receiver).ok_or_else(|| {
        Refusal::bad(format!(
            "[receiver] Given data ({receiver}) is not a phone number"
        ))
    })?;
    let country = numbers::country(number).code;
    let found = RESTRICTIONS.iter().filter(|(code, ..)| *code == country);
    Ok(Reply::texts(found.map(
        |(code, restriction, operators, substitution, words)| {
            json!({
                "countrySuffixe": code,
                "messages": [words],
                "operators": operators,
                "restrictionCode": restriction,
                "substitution": substitution,
            })
        },
    )))
}
