//! `/me`: the customer account, its applications, consumer keys and IP restrictions. Read only.

use serde_json::{Value, json};

use crate::call::{Answer, Call, Reply};
use crate::operations::account::auth::{NIC, credential_json};
use crate::refusal::Refusal;
use crate::state::{Credential, World};

/// Returns a made-up person in France.
pub(crate) fn get(_: &mut World, _: &Call) -> Answer {
    Ok(Reply::Json(json!({
        "address": "1 rue de l'Exemple",
        "area": "",
        "birthCity": null,
        "birthDay": null,
        "city": "Roubaix",
        "companyNationalIdentificationNumber": null,
        "complementaryAddress": null,
        "corporationType": null,
        "country": "FR",
        "currency": { "code": "EUR", "symbol": "EUR" },
        "customerCode": null,
        "email": "camille.exemple@example.com",
        "fax": "",
        "firstname": "Camille",
        "italianSDI": null,
        "kycValidated": true,
        "language": "fr_FR",
        "legalform": "individual",
        "name": "Exemple",
        "nationalIdentificationNumber": null,
        "nichandle": NIC,
        "organisation": "",
        "ovhCompany": "ovh",
        "ovhSubsidiary": "FR",
        "phone": "+33.600000000",
        "phoneCountry": "FR",
        "phoneType": "mobile",
        "purposeOfPurchase": null,
        "sex": null,
        "spareEmail": null,
        "state": "complete",
        "vat": "",
        "zip": "59100",
    })))
}

pub(crate) fn list_applications(world: &mut World, _: &Call) -> Answer {
    let applications = world.keys.applications.values();
    Ok(Reply::Ids(applications.map(|one| one.id).collect()))
}

pub(crate) fn get_application(world: &mut World, call: &Call) -> Answer {
    let id = call.path_id("applicationId");
    let found = application_json(world, |known, _| known == id);
    let text = call.path("applicationId");
    found
        .map(Reply::Json)
        .ok_or_else(|| Refusal::no_object("applicationId", text))
}

/// Returns the first application that fits, by its id and its key.
fn application_json(world: &World, fits: impl Fn(i64, &str) -> bool) -> Option<Value> {
    let mut applications = world.keys.applications.iter();
    let (key, application) = applications.find(|(key, one)| fits(one.id, key))?;
    Some(json!({
        "applicationId": application.id,
        "applicationKey": key,
        "description": "Application of the sandbox",
        "name": "sandbox",
        "status": "active",
    }))
}

/// Lists the consumer keys, oldest first.
pub(crate) fn list_credentials(world: &mut World, call: &Call) -> Answer {
    let application = call.query_number("applicationId");
    let status = call.query("status");
    let mut found: Vec<&Credential> = world
        .keys
        .consumers
        .values()
        .filter(|one| {
            let known = world.keys.applications.get(&one.application);
            application.is_none_or(|id| known.is_some_and(|known| known.id == id))
                && status.is_none_or(|status| one.state_at(world.now).word() == status)
        })
        .collect();
    found.sort_by_key(|one| (one.created, one.id));
    Ok(Reply::Ids(found.into_iter().map(|one| one.id).collect()))
}

pub(crate) fn get_credential(world: &mut World, call: &Call) -> Answer {
    let credential = credential(world, call)?;
    Ok(Reply::Json(credential_json(world, credential)))
}

pub(crate) fn get_credential_application(world: &mut World, call: &Call) -> Answer {
    let wanted = &credential(world, call)?.application;
    let found = application_json(world, |_, key| key == wanted);
    found
        .map(Reply::Json)
        .ok_or_else(|| Refusal::no_object("credentialId", call.path("credentialId")))
}

fn credential<'a>(world: &'a World, call: &Call) -> Result<&'a Credential, Refusal> {
    let id = call.path_id("credentialId");
    let found = world.keys.consumers.values().find(|one| one.id == id);
    found.ok_or_else(|| Refusal::no_object("credentialId", call.path("credentialId")))
}

pub(crate) fn list_ip_restrictions(world: &mut World, _: &Call) -> Answer {
    let restrictions = world.ip_restrictions.iter();
    Ok(Reply::Ids(restrictions.map(|one| one.id).collect()))
}

pub(crate) fn get_ip_restriction(world: &mut World, call: &Call) -> Answer {
    let id = call.path_id("id");
    let found = world.ip_restrictions.iter().find(|one| one.id == id);
    let found = found.ok_or_else(|| Refusal::no_object("id", call.path("id")))?;
    Ok(Reply::Json(json!({
        "id": found.id,
        "ip": found.block,
        "rule": "accept",
        "warning": false,
    })))
}
