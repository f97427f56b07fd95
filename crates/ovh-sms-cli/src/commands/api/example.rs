//! The example in an operation's help: the required arguments only.

use ovh_openapi::Kind;
use serde_json::Value;

use super::names::{self, Place};
use super::operations::{Described, Description};
use super::schema;

/// Example values that are clearer than the default of their type.
const VALUES: [(&str, &str); 27] = [
    ("accessRules", "'{\"method\": \"GET\", \"path\": \"/sms\"}'"),
    ("bookKey", "2cbe0a2b1f"),
    ("code", "123456"),
    ("country", "fr"),
    ("countryCurrencyPrice", "fr"),
    ("countryDestination", "fr"),
    ("documentId", "8a5c1f52-4d1e-4c55-9a0b-0c6f1f2e3d4c"),
    ("format", "csv"),
    ("group", "friends"),
    ("ips", "192.0.2.1"),
    ("login", "alice"),
    ("message", "Bonjour"),
    ("name", "winter"),
    ("number", "+33600000000"),
    ("origin", "https://app.example.com"),
    ("password", "abcd1234"),
    ("ptt", "4"),
    ("quantity", "1000"),
    ("reason", "'Codes for logins.'"),
    ("receiver", "+33600000000"),
    ("receivers", "+33600000000"),
    ("sender", "MyShop"),
    ("smsAccountTarget", "sms-ab12345-2"),
    ("surname", "Martin"),
    ("description", "'Our customers'"),
    ("action", "add"),
    ("to", "+33600000000"),
];

/// Flags whose example is `false`, because `true` requires other fields.
const FALSE: [&str; 1] = ["autoUpdate"];

/// Fields that the schema does not require but the call needs.
const WANTED: [(&str, &str); 15] = [
    ("batches_create", "senderForResponse"),
    ("batches_create", "to"),
    ("hlr_create", "receivers"),
    ("jobs_create", "receivers"),
    ("me_document_update", "expirationDate"),
    ("phonebooks_update", "name"),
    ("phonebook_contacts_update", "name"),
    ("receivers_create", "documentId"),
    ("receivers_update", "description"),
    ("senders_create", "reason"),
    ("senders_update", "description"),
    ("service_update", "description"),
    ("users_jobs_create", "receivers"),
    ("users_receivers_create", "documentId"),
    ("virtual_numbers_jobs_create", "receivers"),
];

/// Returns the command line.
pub(super) fn of(description: &Description, operation: &Described) -> String {
    let mut line = format!("ovh-sms api {}", operation.facts.id());
    for parameter in operation.parameters.iter().filter(|one| one.required) {
        if parameter.name != "serviceName" {
            let place = Place::of(parameter);
            let option = names::option(operation, place, &parameter.name);
            add(
                description,
                &mut line,
                &option,
                &parameter.name,
                &parameter.schema,
            );
        }
    }
    let Some(body) = &operation.body else {
        return line;
    };
    let body = description.resolve(body);
    let wanted = WANTED
        .iter()
        .filter(|(id, _)| *id == operation.facts.id())
        .map(|(_, name)| *name);
    for name in body.required().chain(wanted) {
        if let Some(schema) = body.properties().and_then(|known| known.get(name)) {
            let option = names::option(operation, Place::Body, name);
            add(description, &mut line, &option, name, schema);
        }
    }
    line
}

fn add(description: &Description, line: &mut String, option: &str, name: &str, schema: &Value) {
    let found = description.resolve(schema);
    let sample = VALUES.iter().find(|(known, _)| *known == name);
    let value = match (
        sample,
        found.kind(),
        schema::known(found).into_iter().next(),
    ) {
        (_, Kind::Boolean, _) => {
            let value = if FALSE.contains(&name) { "=false" } else { "" };
            line.push_str(&format!(" --{option}{value}"));
            return;
        }
        (Some((_, value)), ..) => (*value).to_owned(),
        (None, _, Some(known)) => known,
        (None, Kind::Integer | Kind::Number, _) => "1".to_owned(),
        (None, Kind::Uuid, _) => "8a5c1f52-4d1e-4c55-9a0b-0c6f1f2e3d4c".to_owned(),
        (None, Kind::DateTime, _) => "2027-01-15T12:00:00+01:00".to_owned(),
        (None, Kind::Object, _) => "'{}'".to_owned(),
        (None, ..) => "text".to_owned(),
    };
    line.push_str(&format!(" --{option} {value}"));
}
