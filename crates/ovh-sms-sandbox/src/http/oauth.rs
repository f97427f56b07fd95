//! The token endpoint of service accounts: `POST /auth/oauth2/token`, and `/oauth2/token` of the
//! hosts that OVHcloud moves to in 2026.

use std::sync::Arc;

use axum::body::Body;
use axum::http::request::Parts;
use axum::http::{Response, StatusCode};
use serde_json::json;

use crate::clock;
use crate::engine::Engine;
use crate::http::wire::{form, json_response, read, refused};
use crate::state::Token;

const MAX_FORM: usize = 64 * 1024;

/// Creates an access token for a client id and its secret, given in the form or as Basic
/// authorisation.
pub(crate) async fn token(engine: &Arc<Engine>, head: &Parts, body: &mut Body) -> Response<Body> {
    let bytes = match read(body, MAX_FORM, engine.policy.client_timeout).await {
        Ok(bytes) => bytes,
        Err(refusal) => return refused(&refusal),
    };
    let form = form(&bytes);
    let field = |name: &str| {
        form.iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.clone())
    };
    if field("grant_type").as_deref() != Some("client_credentials") {
        return failure(
            StatusCode::BAD_REQUEST,
            "unsupported_grant_type",
            "Only client_credentials is supported",
        );
    }
    let given = field("client_id")
        .zip(field("client_secret"))
        .or_else(|| basic(head));
    let now = engine.clock.authentication_now();
    let lifetime = engine.policy.token_lifetime;
    let token = engine.with_world(|world| {
        let (client, secret) = given?;
        if world.keys.clients.get(&client) != Some(&secret) {
            return None;
        }
        world.keys.tokens.retain(|_, token| token.expires > now);
        let token = world.random.key(64);
        let expires = clock::later(now, lifetime);
        world
            .keys
            .tokens
            .insert(token.clone(), Token { client, expires });
        Some(token)
    });
    match token {
        Some(token) => {
            let answer = json!({
                "access_token": token,
                "token_type": "Bearer",
                "expires_in": lifetime.as_secs(),
                "scope": field("scope").unwrap_or_else(|| "all".to_owned()),
            });
            json_response(StatusCode::OK, answer.to_string().into())
        }
        None => failure(
            StatusCode::UNAUTHORIZED,
            "invalid_client",
            "Client authentication failed",
        ),
    }
}

fn failure(status: StatusCode, error: &str, description: &str) -> Response<Body> {
    let answer = json!({ "error": error, "error_description": description });
    json_response(status, answer.to_string().into())
}

/// Reads id and secret from a `Basic` authorisation.
fn basic(head: &Parts) -> Option<(String, String)> {
    let text = head.headers.get("authorization")?.to_str().ok()?;
    let (scheme, encoded) = text.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let text = String::from_utf8(base64(encoded.trim())?).ok()?;
    let (id, secret) = text.split_once(':')?;
    Some((id.to_owned(), secret.to_owned()))
}

/// Decodes Base64 with the standard alphabet.
fn base64(text: &str) -> Option<Vec<u8>> {
    const ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut bytes = Vec::new();
    let (mut bits, mut count) = (0_u32, 0);
    for sign in text.trim_end_matches('=').bytes() {
        let value = ALPHABET.iter().position(|known| *known == sign)?;
        bits = (bits << 6 | u32::try_from(value).ok()?) & 0xffff;
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push(u8::try_from(bits >> count & 0xff).ok()?);
        }
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_decoded() {
        assert_eq!(base64("aWQ6c2VjcmV0").unwrap(), b"id:secret");
        assert_eq!(base64("aWQ6cw==").unwrap(), b"id:s");
        assert_eq!(base64("!"), None);
    }
}
