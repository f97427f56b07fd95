//! Authentication and authorisation: signatures, consumer keys, access tokens.

use std::net::IpAddr;

use axum::http::HeaderMap;
use chrono::{DateTime, Utc};

use crate::call::Caller;
use crate::description::Operation;
use crate::reasons;
use crate::reasons::signature::KnownKeys;
use crate::refusal::Refusal;
use crate::state::{KeyState, Keys, Policy, World};
use crate::values::hosts::holds;
use crate::values::signature::{Parts, sign, without_port};

/// The headers with the keys.
pub(crate) const APPLICATION: &str = "x-ovh-application";
pub(crate) const CONSUMER: &str = "x-ovh-consumer";

/// The data that a signature covers, and the origin of the call.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Signed<'a> {
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
    Signature(SignedClaim),
}

/// The keys and the signature of a signed call.
#[derive(Debug)]
pub(crate) struct SignedClaim {
    application: String,
    consumer: String,
    secret: String,
    timestamp: String,
    signature: String,
}

impl SignedClaim {
    /// Returns the parts that the signature should cover.
    fn parts<'a>(&'a self, signed: Signed<'a>) -> Parts<'a> {
        Parts {
            secret: &self.secret,
            consumer: &self.consumer,
            method: signed.method,
            url: signed.url,
            body: signed.body,
            timestamp: &self.timestamp,
        }
    }

    /// Returns in words what differs in the signature.
    pub(crate) fn difference(&self, signed: Signed<'_>, known: &KnownKeys) -> String {
        let parts = self.parts(signed);
        reasons::signature::explain(&parts, &self.application, &self.signature, known)
    }
}

/// Reads the credentials in the headers and looks the keys up. `now` is the time of the
/// authentication clock.
///
/// # Errors
/// The real service's errors: no login, unknown key, unknown credential.
pub(crate) fn claim(
    keys: &Keys,
    operation: &Operation,
    headers: &HeaderMap,
    now: DateTime<Utc>,
) -> Result<Claim, Refusal> {
    let header = |name| {
        headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .filter(|text| !text.is_empty())
    };
    let bearer = header("authorization").and_then(|text| {
        let (scheme, token) = text.split_once(' ')?;
        scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
    });
    let application = header(APPLICATION);
    if !operation.authenticated {
        let known = application.filter(|key| keys.applications.contains_key(*key));
        return Ok(Claim::Caller(match known {
            Some(key) => Caller::Application(key.to_owned()),
            None => Caller::Anonymous,
        }));
    }
    if let Some(token) = bearer {
        let token = keys.tokens.get(token).filter(|token| token.expires > now);
        let token = token.ok_or_else(|| {
            Refusal::code(401, "INVALID_CREDENTIAL", "This access token is not valid")
                .because("the access token is unknown, or has expired")
        })?;
        return Ok(Claim::Caller(Caller::Client(token.client.clone())));
    }
    let needed = |name: &'static str| {
        header(name).ok_or_else(|| {
            Refusal::no_login().because(format!("the header {name} is missing or empty"))
        })
    };
    let application = needed(APPLICATION)?;
    let consumer = needed(CONSUMER)?;
    let signature = needed("x-ovh-signature")?;
    let timestamp = needed("x-ovh-timestamp")?;
    let Some(known) = keys.applications.get(application) else {
        let reason = match keys.consumers.contains_key(application) {
            true => "X-Ovh-Application holds a consumer key".to_owned(),
            false => format!("there is no application with the key {application}"),
        };
        return Err(Refusal::no_application().because(reason));
    };
    let owner = keys.consumers.get(consumer).map(|one| &one.application);
    if owner.is_none_or(|owner| owner != application) {
        let reason = match owner {
            Some(owner) => format!("the consumer key belongs to the application {owner}"),
            None => "there is no such consumer key: the keys of another start may be random".into(),
        };
        return Err(
            Refusal::code(403, "NOT_CREDENTIAL", "This credential does not exist").because(reason),
        );
    }
    Ok(Claim::Signature(SignedClaim {
        application: application.to_owned(),
        consumer: consumer.to_owned(),
        secret: known.secret.clone(),
        timestamp: timestamp.to_owned(),
        signature: signature.to_owned(),
    }))
}

/// Checks the time and the signature of a claim.
///
/// # Errors
/// 400 `QUERY_TIME_OUT` and 400 `INVALID_SIGNATURE`; the latter without its reason.
pub(crate) fn verify(
    claim: &SignedClaim,
    policy: &Policy,
    signed: Signed<'_>,
) -> Result<Caller, Refusal> {
    let now = signed.now.timestamp();
    let tolerance = policy.signature_tolerance.as_secs();
    let time = claim.timestamp.parse::<i64>();
    if !time
        .as_ref()
        .is_ok_and(|time| now.abs_diff(*time) <= tolerance)
    {
        let reason = match time {
            Ok(time) if now.abs_diff(time / 1000) <= tolerance => {
                "the timestamp is in milliseconds; OVHcloud expects seconds".to_owned()
            }
            Ok(time) => {
                let direction = if time < now { "behind" } else { "ahead of" };
                format!(
                    "the timestamp is {} s {direction} the time of /auth/time; at most {tolerance} s are accepted",
                    now.abs_diff(time)
                )
            }
            Err(_) => "the timestamp is not a whole number of seconds since 1970".to_owned(),
        };
        let refusal = Refusal::code(400, "QUERY_TIME_OUT", "Query out of time");
        return Err(refusal.because(reason));
    }
    let right = |url: &str| {
        let signed = Signed { url, ..signed };
        sign(&claim.parts(signed)) == claim.signature
    };
    // OVHcloud's addresses contain no port, and the official Node wrapper signs none.
    let portless = without_port(signed.url);
    if !right(signed.url) && !portless.is_some_and(|url| right(&url)) {
        let refusal = Refusal::code(400, "INVALID_SIGNATURE", "Invalid signature");
        let text = reasons::signature::signed_text(&claim.parts(signed));
        return Err(refusal.with_signed(text));
    }
    Ok(Caller::Consumer(claim.consumer.clone()))
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
        return Err(invalid().because(reasons::access::invalid_key(credential, now)));
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
        )
        .because(format!(
            "the call comes from {}, which is not among allowedIPs",
            signed
                .peer
                .map_or_else(|| "an unknown address".to_owned(), |peer| peer.to_string())
        )));
    }
    let own = operation.path.starts_with("/auth/");
    if !own
        && !credential
            .rules
            .iter()
            .any(|rule| rule.grants(&operation.method, path, world.policy.literal_slashes))
    {
        return Err(
            Refusal::code(403, "NOT_GRANTED_CALL", "This call has not been granted").because(
                reasons::access::missing_rule(
                    &credential.rules,
                    &operation.method,
                    path,
                    &operation.path,
                    world.policy.literal_slashes,
                ),
            ),
        );
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
    Err(Refusal::no_policy(&operation.iam_actions)
        .because("no IAM policy allows the service account this call"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signatures_are_those_of_the_official_wrappers() {
        let parts = Parts {
            secret: "9ufkBmLaTQ9nz5yMUlg79taH0GNnzDjk",
            consumer: "5mBuy6SUQcRw2ZUxg0cG68BoDKpED4KY",
            method: "GET",
            url: "https://eu.api.ovh.com/1.0/auth",
            body: b"",
            timestamp: "1457018875",
        };
        assert_eq!(sign(&parts), "$1$e9556054b6309771395efa467c22e627407461ad");
    }
}
