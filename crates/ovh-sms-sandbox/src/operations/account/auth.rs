//! `/auth`: the clock, consumer keys, and the caller's identity.

use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::call::{Answer, Call, Caller, Reply};
use crate::clock;
use crate::refusal::Refusal;
use crate::state::{Credential, KeyState, Rule, Token, World};
use crate::values::hosts::is_block;

/// The lifetime of a key in hours, unless another validity is chosen when it is accepted.
const KEY_HOURS: i64 = 24;
/// The maximum number of access rules, and of address blocks, of a requested key. A key is requested
/// without a signature, and kept.
const MAX_RULES: usize = 500;
/// The customer account that the sandbox simulates.
pub(crate) const NIC: &str = "ab12345-ovh";

pub(crate) fn time(_: &mut World, call: &Call) -> Answer {
    Ok(Reply::Json(json!(call.authentication_now.timestamp())))
}

pub(crate) fn create_credential(world: &mut World, call: &Call) -> Answer {
    let application = match &call.caller {
        Caller::Application(key) => key.clone(),
        _ => return Err(Refusal::no_application()),
    };
    let rules = call.body.get("accessRules").and_then(Value::as_array);
    let rules: Option<Vec<Rule>> = rules.into_iter().flatten().map(rule).collect();
    let rules = rules.ok_or_else(Refusal::malformed_rules)?;
    let allowed_ips: Vec<String> = call
        .texts("allowedIPs")
        .into_iter()
        .map(str::to_owned)
        .collect();
    if let Some((place, text)) = allowed_ips.iter().enumerate().find(|(_, ip)| !is_block(ip)) {
        return Err(Refusal::bad(format!(
            "[allowedIPs[{place}]] Given data ({text}) is not valid for type ipBlock"
        )));
    }
    for (name, count) in [
        ("accessRules", rules.len()),
        ("allowedIPs", allowed_ips.len()),
    ] {
        if count > MAX_RULES {
            return Err(Refusal::bad(format!(
                "[{name}] The sandbox accepts at most {MAX_RULES} elements, not {count}"
            )));
        }
    }
    let key = world.random.key(32);
    let validation = world.random.key(64);
    let state = if world.policy.validate_keys {
        KeyState::Validated
    } else {
        KeyState::PendingValidation
    };
    let credential = Credential {
        id: world.random.id(),
        application,
        state,
        rules,
        allowed_ips: (!allowed_ips.is_empty()).then_some(allowed_ips),
        redirection: call.text("redirection").map(str::to_owned),
        validation: validation.clone(),
        created: world.now,
        expires: world.now.checked_add_signed(TimeDelta::hours(KEY_HOURS)),
        last_use: None,
    };
    world.keys.request(key.clone(), credential);
    Ok(Reply::Json(json!({
        "consumerKey": key,
        "state": state.word(),
        "validationUrl": format!("{}/auth/?credentialToken={validation}", call.origin),
    })))
}

/// Reads an access rule; `None` if it has no method or no path.
fn rule(rule: &Value) -> Option<Rule> {
    let text = |name| rule.get(name).and_then(Value::as_str).map(str::to_owned);
    Some(Rule {
        method: text("method")?,
        path: text("path").filter(|path| path.starts_with('/'))?,
    })
}

pub(crate) fn current_credential(world: &mut World, call: &Call) -> Answer {
    let Caller::Consumer(key) = &call.caller else {
        return Err(Refusal::forbidden(
            "This call needs a consumer key; see /auth/details",
        ));
    };
    let credential = world.keys.consumers.get(key).ok_or_else(Refusal::no_url)?;
    Ok(Reply::Json(credential_json(world, credential)))
}

/// Returns a consumer key as JSON, without the key itself.
pub(crate) fn credential_json(world: &World, credential: &Credential) -> Value {
    let application = world.keys.applications.get(&credential.application);
    json!({
        "allowedIPs": credential.allowed_ips,
        "applicationId": application.map_or(0, |application| application.id),
        "creation": clock::written(credential.created),
        "credentialId": credential.id,
        "expiration": credential.expires.map(clock::written),
        "lastUse": credential.last_use.map(clock::written),
        "ovhSupport": false,
        "rules": credential.rules,
        "status": credential.state_at(world.now).word(),
    })
}

pub(crate) fn details(world: &mut World, call: &Call) -> Answer {
    let (method, rules, identity) = match &call.caller {
        Caller::Consumer(key) => {
            let credential = world.keys.consumers.get(key);
            let rules = credential.map(|credential| credential.rules.clone());
            (
                "account",
                rules,
                format!("urn:v1:eu:identity:account:{NIC}"),
            )
        }
        Caller::Client(client) => {
            let identity = format!("urn:v1:eu:identity:credential:{NIC}/oauth2-{client}");
            ("oauth2_client_credentials", None, identity)
        }
        _ => return Err(Refusal::no_login()),
    };
    Ok(Reply::Json(json!({
        "account": NIC,
        "allowedRoutes": rules.unwrap_or_default(),
        "description": null,
        "identities": [identity],
        "method": method,
        "roles": [],
        "user": null,
    })))
}

/// Revokes the consumer key, or the access token, that makes the call.
pub(crate) fn logout(world: &mut World, call: &Call) -> Answer {
    match &call.caller {
        Caller::Consumer(key) => {
            if let Some(credential) = world.keys.consumers.get_mut(key) {
                credential.state = KeyState::Expired;
            }
        }
        Caller::Client(client) => world.keys.tokens.retain(|_, token| token.client != *client),
        _ => {}
    }
    Ok(Reply::Nothing)
}

/// OVHcloud does not document what the token is for; here it works as an access token.
pub(crate) fn create_token(world: &mut World, call: &Call) -> Answer {
    let client = match &call.caller {
        Caller::Client(client) => client.clone(),
        _ => NIC.to_owned(),
    };
    let now = call.authentication_now;
    world.keys.tokens.retain(|_, token| token.expires > now);
    let token = world.random.key(64);
    let expires = clock::later(now, world.policy.token_lifetime);
    world
        .keys
        .tokens
        .insert(token.clone(), Token { client, expires });
    Ok(Reply::Json(json!({ "token": token })))
}
