//! Virtual numbers of an account, and of the customer over all accounts.

use serde_json::{Value, json};

use crate::sandbox::call::{Answer, Call, Reply};
use crate::sandbox::numbers::{self, Number};
use crate::sandbox::refusal::Refusal;
use crate::sandbox::state::World;

/// Countries that virtual numbers exist in; the United Kingdom has its own code here.
const COUNTRIES: &[(&str, &str)] = &[
    ("be", "be"),
    ("ch", "ch"),
    ("de", "de"),
    ("es", "es"),
    ("fr", "fr"),
    ("gb", "uk"),
];

pub(crate) fn list(world: &mut World, call: &Call) -> Answer {
    let numbers = world.called_service(call)?.virtual_numbers.iter();
    Ok(Reply::texts(
        numbers.map(|one| numbers::written(one.number)),
    ))
}

pub(crate) fn get(world: &mut World, call: &Call) -> Answer {
    let number = world.scope(call)?.number;
    number
        .map(|number| Reply::Json(number_json(number)))
        .ok_or_else(|| Refusal::no_object("number", call.path("number")))
}

pub(crate) fn number_json(number: Number) -> Value {
    let code = numbers::country(number).code;
    let country = COUNTRIES
        .iter()
        .find(|(known, _)| *known == code)
        .map_or("fr", |(_, code)| code);
    json!({ "number": numbers::written(number), "countryCode": country })
}
