//! Virtual numbers of an account, and of the customer over all accounts, with their web chats.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::{Value, json};

use crate::call::{Answer, Call, Reply};
use crate::clock::{later, written};
use crate::operations::account::services::{TagFilter, iam_json};
use crate::refusal::Refusal;
use crate::state::{Chat, VirtualNumber, World};
use crate::values::numbers::{self, Number};

/// The countries of virtual numbers; the United Kingdom has a separate code here.
const COUNTRIES: &[(&str, &str)] = &[
    ("be", "be"),
    ("ch", "ch"),
    ("de", "de"),
    ("es", "es"),
    ("fr", "fr"),
    ("gb", "uk"),
];
/// The lifetime of a web chat.
const CHAT_VALIDITY: Duration = Duration::from_secs(24 * 3600);

pub(crate) fn list(world: &mut World, call: &Call) -> Answer {
    let numbers = world.called_service(call)?.virtual_numbers.iter();
    Ok(Reply::texts(
        numbers.map(|one| numbers::written(one.number)),
    ))
}

pub(crate) fn get(world: &mut World, call: &Call) -> Answer {
    Ok(Reply::Json(number_json(called(world, call)?.number)))
}

/// Returns the virtual number of the account that a call names.
fn called<'a>(world: &'a mut World, call: &Call) -> Result<&'a mut VirtualNumber, Refusal> {
    let none = || Refusal::no_object("number", call.path("number"));
    let scope = world.scope(call)?;
    let number = scope.number.ok_or_else(none)?;
    world
        .service_mut(scope.service)?
        .virtual_number_mut(number)
        .ok_or_else(none)
}

/// Returns the virtual number that a call names, in any account.
pub(crate) fn find_anywhere<'a>(
    world: &'a mut World,
    call: &Call,
) -> Result<&'a mut VirtualNumber, Refusal> {
    let text = call.path("number");
    let number = world
        .services
        .iter()
        .find_map(|service| service.virtual_number(text))
        .map(|one| one.number);
    number
        .and_then(|number| {
            world
                .services
                .iter_mut()
                .find_map(|service| service.virtual_number_mut(number))
        })
        .ok_or_else(Refusal::no_service)
}

fn number_json(number: Number) -> Value {
    let code = numbers::country(number).code;
    let country = COUNTRIES
        .iter()
        .find(|(known, _)| *known == code)
        .map_or("fr", |(_, code)| code);
    json!({ "number": numbers::written(number), "countryCode": country })
}

/// Lists all virtual numbers of the customer. They have no IAM tags.
pub(crate) fn list_all(world: &mut World, call: &Call) -> Answer {
    let fits = TagFilter::read(call)?.fits(&BTreeMap::new());
    let numbers = world
        .services
        .iter()
        .flat_map(|service| &service.virtual_numbers);
    Ok(Reply::texts(
        numbers
            .filter(|_| fits)
            .map(|one| numbers::written(one.number)),
    ))
}

pub(crate) fn get_any(world: &mut World, call: &Call) -> Answer {
    let number = find_anywhere(world, call)?;
    let mut json = number_json(number.number);
    if let Value::Object(fields) = &mut json {
        let name = numbers::written(number.number);
        let iam = iam_json(&name, "smsVirtualNumbers", number.iam_id, &BTreeMap::new());
        fields.insert("iam".to_owned(), iam);
    }
    Ok(Reply::Json(json))
}

/// Opens a chat; an open chat is replaced.
pub(crate) fn create_chat(world: &mut World, call: &Call) -> Answer {
    called(world, call)?;
    let chat = Chat {
        id: world.random.id(),
        secret: world.random.key(32),
        created: world.now,
    };
    called(world, call)?.chat = Some(chat);
    get_chat(world, call)
}

pub(crate) fn get_chat(world: &mut World, call: &Call) -> Answer {
    let now = world.now;
    let open = called(world, call)?
        .chat
        .clone()
        .filter(|chat| later(chat.created, CHAT_VALIDITY) > now);
    let chat = open.ok_or_else(|| Refusal::no_object("chatAccess", call.path("number")))?;
    Ok(Reply::Json(json!({
        "id": chat.id,
        "url": format!("{}/time2chat/{}", call.origin, chat.secret),
        "creationDate": written(chat.created),
    })))
}

pub(crate) fn delete_chat(world: &mut World, call: &Call) -> Answer {
    get_chat(world, call)?;
    called(world, call)?.chat = None;
    Ok(Reply::Nothing)
}
