//! Contracts of accounts and virtual numbers.

use serde_json::{Value, json};

use crate::call::{Answer, Call, Reply};
use crate::operations::account::auth::NIC;
use crate::operations::account::services::merge;
use crate::operations::account::virtual_numbers;
use crate::refusal::Refusal;
use crate::state::{Contract, World};

/// Returns the contract of the account or, without an account in the path, of the virtual number.
fn contract<'a>(world: &'a mut World, call: &Call) -> Result<(String, &'a mut Contract), Refusal> {
    if call.has_path("number") {
        let number = virtual_numbers::find_anywhere(world, call)?;
        let name = crate::values::numbers::written(number.number);
        return Ok((name, &mut number.contract));
    }
    let service = world.called_service_mut(call)?;
    Ok((service.name.clone(), &mut service.contract))
}

pub(crate) fn get(world: &mut World, call: &Call) -> Answer {
    let (name, contract) = contract(world, call)?;
    Ok(Reply::Json(json!({
        "serviceId": contract.id,
        "domain": name,
        "status": "ok",
        "creation": contract.since.to_string(),
        "expiration": contract.until.to_string(),
        "engagedUpTo": null,
        "canDeleteAtExpiration": true,
        "possibleRenewPeriod": [1, 12],
        "renewalType": "automaticV2016",
        "renew": contract.renew,
        "contactAdmin": NIC,
        "contactBilling": NIC,
        "contactTech": NIC,
    })))
}

pub(crate) fn update(world: &mut World, call: &Call) -> Answer {
    let (_, contract) = contract(world, call)?;
    match call.body.get("renew") {
        Some(Value::Object(update)) => {
            if contract.renew.is_null() {
                contract.renew = Contract::renewed();
            }
            if let Value::Object(renew) = &mut contract.renew {
                merge(renew, update);
            }
        }
        Some(none) => contract.renew = none.clone(),
        None => {}
    }
    Ok(Reply::Nothing)
}
