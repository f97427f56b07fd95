//! Authentication and authorisation: signatures, consumer keys, access tokens.

use std::net::IpAddr;

use axum::http::HeaderMap;
use chrono::{DateTime, Utc};
use sha1::{Digest, Sha1};

use crate::call::Caller;
use crate::description::Operation;
use crate::refusal::Refusal;
use crate::state::{KeyState, Keys, Policy, World};
use crate::values::hosts::holds;

/// The data that a signature covers, and the origin of the call.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Signed<'a> {
    pub(crate) headers: &'a HeaderMap,
    pub(crate) method: &'a str,
    /// The absolute URL, exactly as the client sent it.
    pub(crate) url: &'a str,
    pub(crate) body: &'a [u8],
    pub(crate) peer: Option<IpAddr>,
    /// The time of the authentication clock.
    pub(crate) now: DateTime<Utc>,
}

/// The data of a consumer key that is needed to check a signature without holding the lock.
#[derive(Debug)]
pub(crate) enum Claim {
    Caller(Caller),
    /// A signed call: the consumer key, its application's secret, and the time and the signature
    /// that were sent.
    Signature {
        consumer: String,
        secret: String,
        timestamp: String,
        signature: String,
    },
}

/// Reads the credentials in the headers and looks the keys up.
///
/// # Errors
/// The real service's errors: no login, unknown key, unknown credential.
pub(crate) fn claim(
    keys: &Keys,
    operation: &Operation,
    signed: Signed<'_>,
) -> Result<Claim, Refusal> {
    let header = |name| {
        signed
            .headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .filter(|text| !text.is_empty())
    };
    let bearer = header("authorization").and_then(|text| {
        let (scheme, token) = text.split_once(' ')?;
        scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
    });
    let application = header("x-ovh-application");
    if !operation.authenticated {
        let known = application.filter(|key| keys.applications.contains_key(*key));
        return Ok(Claim::Caller(match known {
            Some(key) => Caller::Application(key.to_owned()),
            None => Caller::Anonymous,
        }));
    }
    if let Some(token) = bearer {
        let token = keys
            .tokens
            .get(token)
            .filter(|token| token.expires > signed.now);
        let token = token.ok_or_else(|| {
            Refusal::code(401, "INVALID_CREDENTIAL", "This access token is not valid")
        })?;
        return Ok(Claim::Caller(Caller::Client(token.client.clone())));
    }
    let application = application.ok_or_else(Refusal::no_login)?;
    let consumer = header("x-ovh-consumer").ok_or_else(Refusal::no_login)?;
    let signature = header("x-ovh-signature").ok_or_else(Refusal::no_login)?;
    let timestamp = header("x-ovh-timestamp").ok_or_else(Refusal::no_login)?;
    let Some(known) = keys.applications.get(application) else {
        return Err(Refusal::no_application());
    };
    let owned = keys
        .consumers
        .get(consumer)
        .is_some_and(|one| one.application == application);
    if !owned {
        return Err(Refusal::code(
            403,
            "NOT_CREDENTIAL",
            "This credential does not exist",
        ));
    }
    Ok(Claim::Signature {
        consumer: consumer.to_owned(),
        secret: known.secret.clone(),
        timestamp: timestamp.to_owned(),
        signature: signature.to_owned(),
    })
}

/// Checks the time and the signature of a claim.
///
/// # Errors
/// 400 `QUERY_TIME_OUT` and 400 `INVALID_SIGNATURE`.
pub(crate) fn verify(claim: Claim, policy: &Policy, signed: Signed<'_>) -> Result<Caller, Refusal> {
    let (consumer, secret, timestamp, signature) = match claim {
        Claim::Caller(caller) => return Ok(caller),
        Claim::Signature {
            consumer,
            secret,
            timestamp,
            signature,
        } => (consumer, secret, timestamp, signature),
    };
    let now = signed.now.timestamp();
    let tolerance = policy.signature_tolerance.as_secs();
    let in_time = timestamp
        .parse::<i64>()
        .is_ok_and(|time| now.abs_diff(time) <= tolerance);
    if !in_time {
        return Err(Refusal::code(400, "QUERY_TIME_OUT", "Query out of time"));
    }
    let right = |url: &str| {
        let signed = Signed { url, ..signed };
        self::signature(&secret, &consumer, signed, &timestamp) == signature
    };
    // OVHcloud's addresses contain no port, and the official Node wrapper signs none.
    let portless = without_port(signed.url);
    if !right(signed.url) && !portless.is_some_and(|url| right(&url)) {
        return Err(Refusal::code(400, "INVALID_SIGNATURE", "Invalid signature"));
    }
    Ok(Caller::Consumer(consumer))
}

/// Returns the address without its port, if it has one.
fn without_port(url: &str) -> Option<String> {
    let (scheme, rest) = url.split_once("://")?;
    let (authority, path) = rest.split_at(rest.find('/')?);
    let (host, port) = authority.rsplit_once(':')?;
    let is_port = !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit());
    is_port.then(|| format!("{scheme}://{host}{path}"))
}

/// Computes the signature that a call should have.
pub(crate) fn signature(
    secret: &str,
    consumer: &str,
    signed: Signed<'_>,
    timestamp: &str,
) -> String {
    let mut hash = Sha1::new();
    for part in [secret, consumer, signed.method, signed.url] {
        hash.update(part.as_bytes());
        hash.update(b"+");
    }
    hash.update(signed.body);
    hash.update(b"+");
    hash.update(timestamp.as_bytes());
    format!("$1${}", hex::encode(hash.finalize()))
}

/// Checks that the caller's key is valid and that its rules allow the call.
///
/// `path` is the path below the version as sent: `/sms/sms-ab12345-1/jobs`.
///
/// # Errors
/// 403 `INVALID_CREDENTIAL` and 403 `NOT_GRANTED_CALL`; for a service account, the refusal of IAM.
pub(crate) fn grant(
    world: &mut World,
    operation: &Operation,
    caller: &Caller,
    signed: Signed<'_>,
    path: &str,
) -> Result<(), Refusal> {
    let now = world.now;
    let key = match caller {
        Caller::Consumer(key) => key,
        Caller::Client(client) => return by_policy(world, operation, client),
        Caller::Anonymous | Caller::Application(_) => return Ok(()),
    };
    let invalid = || Refusal::code(403, "INVALID_CREDENTIAL", "This credential is not valid");
    let credential = world.keys.consumers.get_mut(key).ok_or_else(invalid)?;
    // A key may always read its own state, so that a caller can find out when it is accepted.
    if operation.id == "auth_current_credential_get" {
        return Ok(());
    }
    if credential.state_at(now) != KeyState::Validated {
        return Err(invalid());
    }
    let outside = |list: &Vec<String>| {
        !list
            .iter()
            .any(|block| signed.peer.is_none_or(|ip| holds(block, ip)))
    };
    if credential.allowed_ips.as_ref().is_some_and(outside) {
        return Err(Refusal::code(
            403,
            "FORBIDDEN",
            "This credential cannot be used from this IP address",
        ));
    }
    let own = operation.path.starts_with("/auth/");
    if !own
        && !credential
            .rules
            .iter()
            .any(|rule| rule.grants(&operation.method, path, world.policy.literal_slashes))
    {
        return Err(Refusal::code(
            403,
            "NOT_GRANTED_CALL",
            "This call has not been granted",
        ));
    }
    credential.last_use = Some(now);
    Ok(())
}

/// Checks that an IAM policy allows the call. A policy allows a service account either everything or
/// nothing; calls without an IAM action, such as `GET /auth/details`, need none.
fn by_policy(world: &World, operation: &Operation, client: &str) -> Result<(), Refusal> {
    let is_service_account = world.keys.clients.contains_key(client);
    if world.policy.iam_policy || !is_service_account || operation.iam_actions.is_empty() {
        return Ok(());
    }
    Err(Refusal::no_policy(&operation.iam_actions))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signatures_are_those_of_the_official_wrappers() {
        let headers = HeaderMap::new();
        let signed = Signed {
            headers: &headers,
            method: "GET",
            url: "https://eu.api.ovh.com/1.0/auth",
            body: b"",
            peer: None,
            now: Utc::now(),
        };
        assert_eq!(
            signature(
                "9ufkBmLaTQ9nz5yMUlg79taH0GNnzDjk",
                "5mBuy6SUQcRw2ZUxg0cG68BoDKpED4KY",
                signed,
                "1457018875"
            ),
            "$1$e9556054b6309771395efa467c22e627407461ad"
        );
    }
}
