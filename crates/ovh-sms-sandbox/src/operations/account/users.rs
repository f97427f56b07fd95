//! API users of an account: logins with their own quotas, alerts and callbacks.

use serde_json::{Value, json};

use crate::call::{Answer, Call, Reply};
use crate::refusal::Refusal;
use crate::state::{User, World};
use crate::values::credits::Credits;

const LONGEST_LOGIN: usize = 40;
const PASSWORD_LENGTH: usize = 8;

pub(crate) fn list(world: &mut World, call: &Call) -> Answer {
    Ok(Reply::texts(
        world.called_service(call)?.users.keys().map(String::as_str),
    ))
}

pub(crate) fn create(world: &mut World, call: &Call) -> Answer {
    let service = world.called_service_mut(call)?;
    let login = call.text("login").unwrap_or_default();
    let length = login.chars().count();
    if length == 0 || length > LONGEST_LOGIN || login.contains('/') {
        return Err(Refusal::bad("[login] A login has 1 to 40 characters"));
    }
    if service.users.contains_key(login) {
        return Err(Refusal::conflict(format!(
            "[login] The user {login} exists already"
        )));
    }
    let alert =
        json!({ "alertEmail": "", "alertNumber": "", "alertThreshold": 0, "support": "mail" });
    let user = User {
        login: login.to_owned(),
        password: checked_password(call.text("password").unwrap_or_default())?,
        alert: alert.as_object().cloned().unwrap_or_default(),
        call_back: None,
        stop_call_back: None,
        ip_restrictions: Vec::new(),
        quota: None,
    };
    service.users.insert(login.to_owned(), user);
    Ok(Reply::Nothing)
}

fn checked_password(password: &str) -> Result<String, Refusal> {
    if password.len() == PASSWORD_LENGTH
        && password.bytes().all(|byte| byte.is_ascii_alphanumeric())
    {
        Ok(password.to_owned())
    } else {
        Err(Refusal::bad(
            "[password] A password has 8 letters and digits",
        ))
    }
}

fn none(call: &Call) -> Refusal {
    Refusal::no_object("login", call.path("login"))
}

pub(crate) fn get(world: &mut World, call: &Call) -> Answer {
    let user = world
        .called_service(call)?
        .users
        .get(call.path("login"))
        .ok_or_else(|| none(call))?;
    let status = if user.quota.is_some() {
        "active"
    } else {
        "inactive"
    };
    Ok(Reply::Json(json!({
        "login": user.login,
        "password": user.password,
        "alertThresholdInformations": user.alert,
        "callBack": user.call_back,
        "stopCallBack": user.stop_call_back,
        "ipRestrictions": user.ip_restrictions,
        "quotaInformations": {
            "quotaLeft": user.quota.unwrap_or_default().to_json(),
            "quotaStatus": status,
        },
    })))
}

pub(crate) fn update(world: &mut World, call: &Call) -> Answer {
    let service = world.called_service_mut(call)?;
    let user = service
        .users
        .get_mut(call.path("login"))
        .ok_or_else(|| none(call))?;
    let password = call.text("password").map(checked_password).transpose()?;
    if let Some(quota) = call.body.get("quotaInformations") {
        let wanted = wanted_quota(user, quota)?;
        let held = user.quota.unwrap_or_default();
        let rest = service.credits.plus(held).minus(wanted.unwrap_or_default());
        if rest < Credits::ZERO {
            return Err(Refusal::bad(
                "[quotaInformations.quotaLeft] There are not enough credits left on this account",
            ));
        }
        service.credits = rest;
        user.quota = wanted;
    }
    if let Some(password) = password {
        user.password = password;
    }
    if let Some(Value::Object(alert)) = call.body.get("alertThresholdInformations") {
        user.alert.extend(alert.clone());
    }
    if call.body.contains_key("ipRestrictions") {
        user.ip_restrictions = call
            .texts("ipRestrictions")
            .into_iter()
            .map(str::to_owned)
            .collect();
    }
    let address = |name, old: &Option<String>| match call.text(name) {
        Some("") => None,
        Some(url) => Some(url.to_owned()),
        None => old.clone(),
    };
    user.call_back = address("callBack", &user.call_back);
    user.stop_call_back = address("stopCallBack", &user.stop_call_back);
    Ok(Reply::Nothing)
}

/// Returns the quota after an update; `None` without an active status.
fn wanted_quota(user: &User, update: &Value) -> Result<Option<Credits>, Refusal> {
    let amount = update
        .get("quotaLeft")
        .and_then(Value::as_f64)
        .map(Credits::from_f64);
    if amount.is_some_and(|amount| amount < Credits::ZERO) {
        return Err(Refusal::bad(
            "[quotaInformations.quotaLeft] A quota cannot be negative",
        ));
    }
    let active = match update.get("quotaStatus").and_then(Value::as_str) {
        Some(status) => status == "active",
        None => user.quota.is_some() || amount.is_some(),
    };
    Ok(active.then(|| amount.or(user.quota).unwrap_or_default()))
}

/// Deletes a user; the rest of its quota is returned to the account.
pub(crate) fn delete(world: &mut World, call: &Call) -> Answer {
    let service = world.called_service_mut(call)?;
    let user = service
        .users
        .remove(call.path("login"))
        .ok_or_else(|| none(call))?;
    service.credits = service.credits.plus(user.quota.unwrap_or_default());
    service
        .slots
        .retain(|slot| slot.user.as_deref() != Some(user.login.as_str()));
    Ok(Reply::Nothing)
}
