//! SMPP accounts: their settings, allowed addresses and password.

use std::net::IpAddr;

use serde_json::json;

use crate::call::{Answer, Call, Reply};
use crate::refusal::Refusal;
use crate::state::{Event, Service, SmppStatus, World};

const SERVERS: &[(&str, &str)] = &[
    ("smpp1.sms.ovh.net:2775", "smpp1.sms.ovh.net:3550"),
    ("smpp2.sms.ovh.net:2775", "smpp2.sms.ovh.net:3550"),
];

/// Returns the SMPP account that a call names; other accounts are refused.
fn account<'a>(world: &'a mut World, call: &Call) -> Result<(usize, &'a mut Service), Refusal> {
    let index = world.service_index(call.path("serviceName"))?;
    let service = world.service_mut(index)?;
    if service.is_smpp() {
        Ok((index, service))
    } else {
        Err(Refusal::forbidden("This service is not an SMPP account"))
    }
}

pub(crate) fn settings(world: &mut World, call: &Call) -> Answer {
    let (_, service) = account(world, call)?;
    let status = match service.smpp.status {
        SmppStatus::WaitingIp => "WAITING_IP",
        SmppStatus::UpdatingIp => "UPDATING_IP",
        SmppStatus::Success => "SUCCESS",
    };
    let endpoints: Vec<_> = SERVERS
        .iter()
        .map(|(unsecured, secured)| json!({ "unsecured": unsecured, "secured": secured }))
        .collect();
    Ok(Reply::Json(json!({
        "systemID": service.name,
        "status": status,
        "endpoints": endpoints,
        "throughput": 20,
        "windowing": 10,
    })))
}

pub(crate) fn allowed(world: &mut World, call: &Call) -> Answer {
    let (_, service) = account(world, call)?;
    Ok(Reply::texts(
        service.smpp.allowed.iter().map(IpAddr::to_string),
    ))
}

/// Adds or removes addresses; they become active after a step of the sandbox's clock.
pub(crate) fn update_allowed(world: &mut World, call: &Call) -> Answer {
    let (index, service) = account(world, call)?;
    let ips: Vec<IpAddr> = call
        .texts("ips")
        .into_iter()
        .filter_map(|text| text.parse().ok())
        .collect();
    service.smpp.allowed.retain(|known| !ips.contains(known));
    if call.text("action") == Some("add") {
        service.smpp.allowed.extend(ips);
    }
    service.smpp.status = SmppStatus::UpdatingIp;
    world.plan(world.policy.step_millis(), Event::Smpp(index));
    allowed(world, call)
}

/// Makes the allowed addresses active.
pub(crate) fn step(world: &mut World, service: usize) {
    if let Some(service) = world.services.get_mut(service) {
        let none = service.smpp.allowed.is_empty();
        service.smpp.status = if none {
            SmppStatus::WaitingIp
        } else {
            SmppStatus::Success
        };
    }
}

/// Replaces the password. OVHcloud does not document how the customer receives the new one; here it
/// is not sent.
pub(crate) fn reset_password(world: &mut World, call: &Call) -> Answer {
    account(world, call)?;
    let password = world.random.key(8);
    account(world, call)?.1.smpp.password = password;
    Ok(Reply::Nothing)
}
