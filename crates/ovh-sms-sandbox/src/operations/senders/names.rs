//! Senders: names and numbers to send from, and their validation.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::call::{Answer, Call, Reply};
use crate::refusal::Refusal;
use crate::state::{Event, Note, Notice, Sender, World};
use crate::values::numbers;

/// Names that are treated as part of the customer's details at OVHcloud, and are therefore
/// validated at once.
const AVAILABLE: &[(&str, &str)] = &[("MyCompany", "nichandle"), ("example.com", "domain")];
/// Characters that names may contain besides letters and digits.
const SIGNS: &str = " -.,&+";

pub(crate) fn list(world: &mut World, call: &Call) -> Answer {
    Ok(Reply::texts(
        world
            .called_service(call)?
            .senders
            .keys()
            .map(String::as_str),
    ))
}

pub(crate) fn get(world: &mut World, call: &Call) -> Answer {
    let name = call.path("sender");
    let sender = world.called_service(call)?.senders.get(name);
    let sender = sender.ok_or_else(|| Refusal::no_object("sender", name))?;
    Ok(Reply::Json(sender_json(sender)))
}

fn sender_json(sender: &Sender) -> Value {
    json!({
        "sender": sender.name,
        "description": sender.description,
        "comment": sender.comment,
        "referer": sender.referer,
        "status": sender.status,
        "type": sender.kind,
        "validationMedia": sender.media,
    })
}

/// Creates a sender in the given state.
pub(crate) fn new_sender(name: &str, status: &str) -> Sender {
    Sender {
        name: name.to_owned(),
        description: String::new(),
        comment: None,
        referer: "custom".to_owned(),
        status: status.to_owned(),
        kind: "alpha".to_owned(),
        media: None,
        code: None,
        documents: BTreeMap::new(),
    }
}

/// Requests a sender. Names from the customer's details are valid at once, phone numbers wait for
/// the code that is sent to them, and all others are checked by hand and need a reason.
pub(crate) fn create(world: &mut World, call: &Call) -> Answer {
    let index = world.service_index(call.path("serviceName"))?;
    let name = call.text("sender").unwrap_or_default();
    let number = numbers::parse(name);
    if number.is_none() && !is_name(name) {
        let words =
            "[sender] A sender has 3 to 11 letters, digits, spaces or -.,&+, or is a phone number";
        return Err(Refusal::bad(words));
    }
    let key = number.map_or_else(|| name.to_owned(), numbers::written);
    if world.service(index)?.senders.contains_key(&key) {
        return Err(Refusal::conflict(format!(
            "Sms sender {key} already exists"
        )));
    }
    let mut sender = new_sender(&key, "waitingValidation");
    sender.description = call.text("description").unwrap_or_default().to_owned();
    let known = AVAILABLE.iter().find(|(available, _)| *available == name);
    if let Some((_, referer)) = known {
        sender.status = "enable".to_owned();
        sender.referer = if *referer == "nichandle" {
            "nic"
        } else {
            "domain"
        }
        .to_owned();
    } else if let Some(number) = number {
        let code = world.random.code();
        let received = world.millis();
        let text = format!("OVH - Code de validation / validation code: {code}");
        let note = Note {
            from: "OVH".to_owned(),
            text,
            received,
        };
        world.phones.entry(number).or_default().notes.push(note);
        world.notices.add(Notice::Reply(number));
        sender.kind = "numeric".to_owned();
        sender.media = Some("sms".to_owned());
        sender.code = Some(code);
    } else {
        if call
            .text("reason")
            .is_none_or(|reason| reason.trim().is_empty())
        {
            return Err(Refusal::bad("Please provide a reason"));
        }
        sender.media = Some("manual".to_owned());
        world.plan(
            world.policy.review_millis(),
            Event::SenderReview(index, key.clone()),
        );
    }
    world
        .service_mut(index)?
        .senders
        .insert(key.clone(), sender);
    Ok(Reply::Json(Value::String(key)))
}

fn is_name(name: &str) -> bool {
    (3..=11).contains(&name.chars().count())
        && name
            .chars()
            .all(|sign| sign.is_ascii_alphanumeric() || SIGNS.contains(sign))
        && name.chars().any(char::is_alphabetic)
}

/// Updates a sender. The description may change at any time; the status only between `enable` and
/// `disable`.
pub(crate) fn update(world: &mut World, call: &Call) -> Answer {
    let sender = find(world, call)?;
    if let Some(status) = call
        .text("status")
        .filter(|status| *status != sender.status)
    {
        let switches = ["enable", "disable"];
        if !switches.contains(&status) || !switches.contains(&sender.status.as_str()) {
            let words = format!(
                "[status] A sender cannot go from {} to {status}",
                sender.status
            );
            return Err(Refusal::bad(words));
        }
        sender.status = status.to_owned();
    }
    if let Some(description) = call.text("description") {
        sender.description = description.to_owned();
    }
    Ok(Reply::Nothing)
}

pub(crate) fn delete(world: &mut World, call: &Call) -> Answer {
    let name = call.path("sender");
    let removed = world.called_service_mut(call)?.senders.remove(name);
    removed
        .map(|_| Reply::Nothing)
        .ok_or_else(|| Refusal::no_object("sender", name))
}

pub(crate) fn validate(world: &mut World, call: &Call) -> Answer {
    let sender = find(world, call)?;
    match &sender.code {
        None => Err(Refusal::bad("This sender does not wait for a code")),
        Some(code) if Some(code.as_str()) != call.text("code") => {
            Err(Refusal::bad("[code] This validation code is wrong"))
        }
        Some(_) => {
            sender.code = None;
            sender.status = "enable".to_owned();
            Ok(Reply::Nothing)
        }
    }
}

pub(crate) fn available(world: &mut World, call: &Call) -> Answer {
    let service = world.called_service(call)?;
    let wanted = call.query("referer");
    let names = AVAILABLE.iter().filter(|(name, referer)| {
        !service.senders.contains_key(*name) && wanted.is_none_or(|wanted| wanted == *referer)
    });
    Ok(Reply::texts(names.map(
        |(name, referer)| json!({ "sender": name, "referer": referer }),
    )))
}

fn find<'a>(world: &'a mut World, call: &Call) -> Result<&'a mut Sender, Refusal> {
    let name = call.path("sender");
    let sender = world.called_service_mut(call)?.senders.get_mut(name);
    sender.ok_or_else(|| Refusal::no_object("sender", name))
}

/// Ends a check by hand, unless it is already decided: the sender is accepted.
pub(crate) fn review(world: &mut World, service: usize, name: &str) {
    decide(world, service, name, None);
}

/// Accepts a waiting sender, or refuses it with a comment. Returns `false` if no such sender waits.
pub(crate) fn decide(world: &mut World, service: usize, name: &str, refusal: Option<&str>) -> bool {
    let sender = world
        .services
        .get_mut(service)
        .and_then(|service| service.senders.get_mut(name));
    match sender {
        Some(sender) if sender.status == "waitingValidation" => {
            sender.status = if refusal.is_some() {
                "refused"
            } else {
                "enable"
            }
            .to_owned();
            sender.comment = refusal.map(str::to_owned);
            true
        }
        _ => false,
    }
}
