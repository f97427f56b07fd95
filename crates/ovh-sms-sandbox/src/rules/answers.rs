//! Processes a phone's reply: the incoming message, the callback, the automatic reply, forwarding,
//! and the blacklist.

use serde_json::Value;

use crate::clock;
use crate::rules::alerts;
use crate::rules::answered::Answered;
use crate::rules::sending::{self, Order, Recipient};
use crate::state::{Blacklisted, CallbackRequest, Incoming, Notice, Scope, World};
use crate::values::credits::Credits;
use crate::values::numbers::{self, Number};

/// The cost of a reply: at least 1 credit according to OVHcloud, and here always 1.
const REPLY: Credits = Credits(1000);

/// Adds a reply to the incoming messages and applies the account's settings.
pub(crate) fn receive(world: &mut World, number: Number, text: &str, answered: &Answered) {
    let id = world.random.incoming_id();
    let created = world.millis();
    let user = answered.user.as_deref();
    // OVHcloud does not document what happens without credits: here the reply arrives nevertheless.
    let credits = match alerts::charge(world, answered.service, user, REPLY) {
        Ok(_) => REPLY,
        Err(_) => Credits::ZERO,
    };
    let Ok(service) = world.service_mut(answered.service) else {
        return;
    };
    let incoming = Incoming {
        id,
        created,
        sender: number,
        message: text.to_owned(),
        tag: answered.tag.clone(),
        user: answered.user.clone(),
        number: answered.number,
        credits,
    };
    service.incoming.insert(id, incoming);
    world.notices.add(Notice::Reply(number));
    let Ok(service) = world.service(answered.service) else {
        return;
    };
    let keyword = text
        .split_whitespace()
        .next()
        .unwrap_or_default()
        .to_owned();
    let url = service
        .setting(&["smsResponse", "cgiUrl"])
        .map(str::to_owned);
    let reply = service.setting(&["smsResponse", "text"]).map(str::to_owned);
    match (
        service.setting(&["smsResponse", "responseType"]),
        url,
        reply,
    ) {
        (Some("cgi"), Some(url), _) => {
            let fields = [
                ("id", id.to_string()),
                ("keyword", keyword),
                ("message", text.to_owned()),
                ("senderid", numbers::written(number)),
                ("shortcode", answered.short_number.clone()),
                ("tag", answered.tag.clone()),
            ];
            world.outbox.push(CallbackRequest::answer(&url, &fields));
        }
        (Some("text"), _, Some(reply)) => answer_back(world, number, reply, answered),
        _ => {}
    }
    pass_on(world, number, text, answered);
}

/// Forwards a reply as the tracking options state, for every type of response. A forwarded SMS is a
/// separate message from `trackingDefaultSmsSender`, or otherwise the account's first sender. It
/// costs credits and has no STOP clause. The sandbox sends no e-mails and makes no calls. An
/// option's `sender`, if it is not empty, must be the sender to which the phone replied. OVHcloud
/// documents none of this.
fn pass_on(world: &mut World, number: Number, text: &str, answered: &Answered) {
    let Ok(service) = world.service(answered.service) else {
        return;
    };
    let sender = service
        .setting(&["smsResponse", "trackingDefaultSmsSender"])
        .map(str::to_owned);
    let options = service
        .settings
        .get("smsResponse")
        .and_then(|response| response.get("trackingOptions"))
        .and_then(Value::as_array);
    let field = |option: &Value, name: &str| {
        option
            .get(name)
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned()
    };
    let targets: Vec<String> = options
        .into_iter()
        .flatten()
        .filter(|option| field(option, "media") == "sms")
        .filter(|option| ["", &answered.short_number].contains(&field(option, "sender").as_str()))
        .map(|option| field(option, "target"))
        .collect();
    for target in targets {
        let mut order = order(
            answered,
            target,
            format!("{}: {text}", numbers::written(number)),
        );
        order.short = false;
        order.sender.clone_from(&sender);
        let _ = sending::send(world, &order);
    }
}

/// Sends the text of the settings back, as a separate message that costs credits. Without enough
/// credits, nothing is sent.
fn answer_back(world: &mut World, number: Number, message: String, answered: &Answered) {
    let order = order(answered, numbers::written(number), message);
    let _ = sending::send(world, &order);
}

/// Builds an order for a message that follows a reply.
fn order(answered: &Answered, receiver: String, message: String) -> Order {
    let scope = Scope {
        service: answered.service,
        user: answered.user.clone(),
        number: answered.number,
    };
    let recipient = Recipient {
        text: receiver,
        columns: Vec::new(),
    };
    Order {
        short: answered.number.is_none(),
        scope,
        message,
        recipients: vec![recipient],
        sender: None,
        no_stop: true,
        tag: Some(answered.tag.clone()),
        differed: 0,
        validity: sending::DEFAULT_VALIDITY,
        batch: None,
        hold_millis: 0,
        reserved: Vec::new(),
    }
}

/// Adds a number to the blacklist and calls the STOP address of the user, or otherwise of the
/// account.
pub(crate) fn blacklist(world: &mut World, number: Number, answered: &Answered) {
    let now = world.now;
    let Ok(service) = world.service_mut(answered.service) else {
        return;
    };
    let entry = Blacklisted {
        since: now,
        message: Some(answered.id),
        batch: answered.batch,
    };
    service.blacklist.insert(number, entry);
    world.notices.add(Notice::Reply(number));
    let Ok(service) = world.service(answered.service) else {
        return;
    };
    let user = answered
        .user
        .as_deref()
        .and_then(|login| service.users.get(login));
    let own = user.and_then(|user| user.stop_call_back.as_deref());
    if let Some(url) = own.or_else(|| service.setting(&["stopCallBack"])) {
        let fields = [
            ("id", answered.id.to_string()),
            ("senderid", numbers::written(number)),
            ("date", clock::written(now)),
            ("tag", answered.tag.clone()),
        ];
        let ring = CallbackRequest::stop(url, &fields);
        world.outbox.push(ring);
    }
}
