//! Authentication of a request, done again for every attempt.

use std::fmt;
use std::time::Duration;

use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderName, HeaderValue};
use reqwest::{Method, Request};
use secrecy::{ExposeSecret, SecretString};

use super::limits::Late;
use super::response::{SMALL, Unread};
use super::wire::Exchange;
use super::{Transport, response};
use crate::SecretText;
use crate::auth::Credentials;
use crate::auth::clock::Clock;
use crate::auth::signature::{Signed, sign};
use crate::auth::single_flight::Unready;
use crate::auth::tokens::{BadToken, TokenResponse, Tokens};
use crate::config::Endpoint;
use crate::error::{ConnectionError, Error, ErrorKind, RequestError, TokenError, TokenProblem};
use crate::operation::Operation;
use crate::printable::printable;
use crate::response::Response;

const APPLICATION: HeaderName = HeaderName::from_static("x-ovh-application");
const CONSUMER: HeaderName = HeaderName::from_static("x-ovh-consumer");
const TIMESTAMP: HeaderName = HeaderName::from_static("x-ovh-timestamp");
const SIGNATURE: HeaderName = HeaderName::from_static("x-ovh-signature");

/// Credentials in a form that can be added to requests.
pub(super) enum SignIn {
    Application(Box<Application>),
    Tokens(Box<Tokens>),
    Token {
        header: HeaderValue,
        text: SecretString,
    },
    NoCredentials,
    Unsigned,
}

/// An application key, and the server's clock that its signatures need.
pub(super) struct Application {
    header: HeaderValue,
    secret: SecretString,
    consumer: Option<(HeaderValue, SecretString)>,
    clock: Clock,
}

/// What an attempt was authenticated with, in case that the service refuses it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Proof {
    /// Nothing that can be renewed.
    Fixed,
    /// A timestamp from this reading of the server's clock.
    Timestamp(u64),
    /// The token with this number.
    Token(u64),
}

impl SignIn {
    pub(super) fn new(credentials: &Credentials, endpoint: &Endpoint) -> Result<Self, String> {
        Ok(match credentials {
            Credentials::ApplicationKey(key) => Self::Application(Box::new(Application {
                header: header(key.application_key())?,
                secret: key.application_secret().clone(),
                consumer: key
                    .consumer_key()
                    .map(|text| {
                        Ok::<_, String>((secret_header(text.expose_secret())?, text.clone()))
                    })
                    .transpose()?,
                clock: Clock::default(),
            })),
            Credentials::OAuth2(account) => {
                let url = endpoint.token_url().ok_or_else(|| {
                    format!("the endpoint {endpoint} has no OAuth2; set `token_url`, or use an application key")
                })?;
                Self::Tokens(Box::new(Tokens::new(account.clone(), url.clone())))
            }
            Credentials::AccessToken(token) => Self::Token {
                header: secret_header(&format!("Bearer {}", token.token().expose_secret()))?,
                text: token.token().clone(),
            },
            Credentials::None => Self::NoCredentials,
            Credentials::Unsigned => Self::Unsigned,
        })
    }

    /// Discards the proof if the service refused it, so that the next attempt gets another. `error`
    /// is of this attempt only. A refusal is recognized by its status; a code alone proves nothing,
    /// because a gateway may repeat it with another status.
    pub(super) fn renew(&self, proof: Proof, error: &Error) -> bool {
        if error.may_have_been_sent() {
            return false;
        }
        match (self, proof) {
            (Self::Application(key), Proof::Timestamp(reading)) if is_out_of_time(error) => {
                key.clock.refuse(reading);
                true
            }
            (Self::Tokens(tokens), Proof::Token(number)) if is_unauthorized(error) => {
                tokens.refuse(number);
                true
            }
            _ => false,
        }
    }

    /// Redacts the client's secrets in a text, because a server or a proxy may have repeated them.
    pub(super) fn redact(&self, text: String) -> String {
        let secrets: Vec<SecretText> = match self {
            Self::Application(key) => {
                let consumer = key.consumer.iter().map(|(_, text)| text.clone().into());
                [key.secret.clone().into()]
                    .into_iter()
                    .chain(consumer)
                    .collect()
            }
            Self::Tokens(tokens) => tokens.secrets(),
            Self::Token { text, .. } => vec![text.clone().into()],
            Self::NoCredentials | Self::Unsigned => Vec::new(),
        };
        secrets
            .iter()
            .fold(text, |text, secret| redacted(text, secret.expose()))
    }
}

/// Redacts the secret in a text, in the forms that a URL, a form or JSON would write.
fn redacted(mut text: String, secret: &str) -> String {
    if secret.is_empty() {
        return text;
    }
    let in_url = percent_encoding::utf8_percent_encode(secret, percent_encoding::NON_ALPHANUMERIC);
    let in_url = in_url.to_string();
    let in_form: String = url::form_urlencoded::byte_serialize(secret.as_bytes()).collect();
    let in_json = serde_json::Value::from(secret).to_string();
    let in_json = in_json.trim_matches('"').to_owned();
    let lower = |encoded: &str| lower_hex(encoded);
    let forms = [
        lower(&in_url),
        lower(&in_form),
        in_url,
        in_form,
        in_json,
        secret.to_owned(),
    ];
    for form in forms {
        if text.contains(&form) {
            text = text.replace(&form, "[redacted]");
        }
    }
    text
}

/// Converts `%2F` to `%2f`.
fn lower_hex(encoded: &str) -> String {
    let mut lower = String::with_capacity(encoded.len());
    let mut hex = 0;
    for c in encoded.chars() {
        lower.push(if hex > 0 { c.to_ascii_lowercase() } else { c });
        hex = if c == '%' { 2 } else { i32::max(hex - 1, 0) };
    }
    lower
}

fn is_out_of_time(error: &Error) -> bool {
    matches!(error.kind(), ErrorKind::Api(error)
        if error.status == reqwest::StatusCode::BAD_REQUEST
            && error.code.as_deref() == Some("QUERY_TIME_OUT"))
}

fn is_unauthorized(error: &Error) -> bool {
    matches!(error.kind(), ErrorKind::Api(error) if error.status == reqwest::StatusCode::UNAUTHORIZED)
}

impl Transport {
    /// Adds to the request what its credentials require. `limit` is how long a request for a time
    /// or a token may take, `left` how long the call may wait for such a request of another call.
    pub(super) async fn sign(
        &self,
        request: &mut Request,
        operation: &Operation,
        limit: impl Fn() -> Duration,
        left: impl Fn() -> Duration,
    ) -> Result<Proof, Error> {
        if !operation.authenticated {
            // The service needs the application key only; a token would have no effect.
            if let SignIn::Application(key) = &self.shared.sign_in {
                request
                    .headers_mut()
                    .insert(APPLICATION, key.header.clone());
            }
            return Ok(Proof::Fixed);
        }
        match &self.shared.sign_in {
            SignIn::Application(key) => {
                self.sign_by_key(key, request, operation, limit, left).await
            }
            SignIn::Tokens(tokens) => {
                let time = &*self.shared.time;
                let (bearer, number) = tokens
                    .bearer(time, left, || self.fetch_token(tokens, limit()))
                    .await
                    .map_err(|unready| {
                        ready_late(unready, "an access token is available", operation)
                    })?;
                request.headers_mut().insert(AUTHORIZATION, bearer);
                Ok(Proof::Token(number))
            }
            SignIn::Token { header, .. } => {
                request.headers_mut().insert(AUTHORIZATION, header.clone());
                Ok(Proof::Fixed)
            }
            SignIn::Unsigned => Ok(Proof::Fixed),
            SignIn::NoCredentials => Err(Error::new(operation, RequestError::NoCredentials)),
        }
    }

    async fn sign_by_key(
        &self,
        key: &Application,
        request: &mut Request,
        operation: &Operation,
        limit: impl Fn() -> Duration,
        left: impl Fn() -> Duration,
    ) -> Result<Proof, Error> {
        let Some((consumer, consumer_text)) = &key.consumer else {
            return Err(Error::new(operation, RequestError::NoConsumerKey));
        };
        let now = key
            .clock
            .now(&*self.shared.time, left, || self.server_time(limit()))
            .await
            .map_err(|unready| ready_late(unready, "the server's clock is read", operation))?;
        let timestamp = now.seconds.to_string();
        let signature = sign(&Signed {
            application_secret: key.secret.expose_secret(),
            consumer_key: consumer_text.expose_secret(),
            method: request.method().as_str(),
            url: request.url().as_str(),
            body: request
                .body()
                .and_then(reqwest::Body::as_bytes)
                .unwrap_or_default(),
            timestamp: &timestamp,
        });
        let unfit = |_| {
            let problem = "its signature does not fit into a header".to_owned();
            Error::new(operation, RequestError::Unfit(problem))
        };
        let headers = request.headers_mut();
        headers.insert(APPLICATION, key.header.clone());
        headers.insert(CONSUMER, consumer.clone());
        headers.insert(TIMESTAMP, HeaderValue::try_from(timestamp).map_err(unfit)?);
        headers.insert(
            SIGNATURE,
            HeaderValue::from_bytes(&signature).map_err(unfit)?,
        );
        Ok(Proof::Timestamp(now.reading))
    }

    /// Reads `GET /auth/time`, which needs no signature.
    async fn server_time(&self, limit: Duration) -> Result<i64, Error> {
        let operation = &crate::auth::operations::TIME_GET;
        let mut url = self.shared.endpoint.base_url().clone();
        url.set_path(&format!(
            "{}{}",
            url.path().trim_end_matches('/'),
            operation.path
        ));
        let mut request = Request::new(operation.method.clone(), url);
        *request.timeout_mut() = Some(limit);
        self.shared.limits.count(&*self.shared.time);
        let read = async {
            let whole = self.exchange(request, operation, SMALL).await?;
            let value: Response<i64> = response::read(whole, operation, &self.shared.sign_in)?;
            Ok(value.into_inner())
        };
        let seconds = read.await.map_err(Error::before_sending)?;
        tracing::debug!(seconds, "read the server's clock");
        Ok(seconds)
    }

    /// Requests a token from the token server. Only the kind of the response is ever logged.
    async fn fetch_token(&self, tokens: &Tokens, limit: Duration) -> Result<TokenResponse, Error> {
        let mut request = Request::new(Method::POST, tokens.url().clone());
        *request.timeout_mut() = Some(limit);
        let form = HeaderValue::from_static("application/x-www-form-urlencoded");
        request.headers_mut().insert(CONTENT_TYPE, form);
        *request.body_mut() = Some(tokens.form().into());
        let time = &*self.shared.time;
        let wire = Exchange::with_token_server(request.url(), time);
        let sent = self.shared.network.execute(request).await;
        let response = sent.inspect_err(|_| wire.failed("no token server", time));
        let response = response.map_err(unreached)?;
        let status = response.status();
        wire.responded(status, response.headers(), None, time, &self.shared.sign_in);
        let body = response::body(response, SMALL).await;
        let body = body.map_err(|unread| match unread {
            Unread::Lost(error) => unreached(error),
            Unread::TooLarge => too_large_token(status),
        })?;
        if status.is_success()
            // serde would read a list as the object's fields in order.
            && body.trim_ascii_start().starts_with(b"{")
            && let Ok(token) = serde_json::from_slice(&body)
        {
            tracing::debug!("fetched an access token");
            return Ok(token);
        }
        Err(self.no_token(status, &body))
    }

    fn no_token(&self, status: reqwest::StatusCode, body: &[u8]) -> Error {
        #[derive(Default, serde::Deserialize)]
        #[serde(default)]
        struct Refusal {
            error: Option<String>,
            error_description: Option<String>,
        }
        let sign_in = &self.shared.sign_in;
        let refusal: Refusal = serde_json::from_slice(body).unwrap_or_default();
        let problem = match (&refusal.error, &refusal.error_description) {
            (Some(code), None) => format!("the token server returned {status} ({code})"),
            (Some(code), Some(words)) => {
                format!("the token server returned {status} ({code}): {words}")
            }
            _ => format!(
                "the token server {}",
                response::instead_of_token(status, body, sign_in)
            ),
        };
        let hint = match refusal.error.as_deref() {
            Some("invalid_client" | "unauthorized_client") => {
                ". Check the client id and secret, and that the endpoint is the region where the service account was created"
            }
            Some(_) => "",
            None => ". Check `token_url`, and whether a proxy or a login page is in between",
        };
        TokenError {
            status: Some(status),
            code: refusal.error.map(|code| printable(sign_in.redact(code))),
            problem: TokenProblem::Refused(printable(sign_in.redact(problem)) + hint),
            is_passing: crate::error::is_passing(status) || status.as_u16() == 500,
            source: None,
        }
        .into()
    }
}

fn ready_late(unready: Unready<Error>, waits_for: &'static str, operation: &Operation) -> Error {
    match unready {
        Unready::TooLate => Late(waits_for).of(operation),
        Unready::Failed(error) => error.for_operation(operation),
    }
}

fn too_large_token(status: reqwest::StatusCode) -> Error {
    TokenError {
        status: Some(status),
        code: None,
        problem: TokenProblem::TooLarge {
            status,
            limit: SMALL,
        },
        is_passing: false,
        source: None,
    }
    .into()
}

fn unreached(error: ConnectionError) -> Error {
    TokenError {
        status: None,
        code: None,
        problem: TokenProblem::Unreachable(error.problem),
        is_passing: true,
        source: Some(error.source),
    }
    .into()
}

impl From<BadToken> for Error {
    fn from(BadToken: BadToken) -> Self {
        TokenError {
            status: None,
            code: None,
            problem: TokenProblem::Unusable,
            is_passing: false,
            source: None,
        }
        .into()
    }
}

fn header(text: &str) -> Result<HeaderValue, String> {
    HeaderValue::from_str(text)
        .map_err(|_| "a credential holds characters that no header can carry".to_owned())
}

fn secret_header(text: &str) -> Result<HeaderValue, String> {
    let mut value = header(text)?;
    value.set_sensitive(true);
    Ok(value)
}

impl fmt::Debug for SignIn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Application(key) if key.consumer.is_none() => {
                "application key without consumer key"
            }
            Self::Application(_) => "application key",
            Self::Tokens(_) => "OAuth2 service account",
            Self::Token { .. } => "access token",
            Self::NoCredentials => "none",
            Self::Unsigned => "unsigned",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{SignIn, lower_hex};
    use crate::auth::Credentials;
    use crate::config::Endpoint;

    #[test]
    fn only_the_digits_of_an_encoding_become_lower_case() {
        for (text, lower) in [
            ("a%2FB%C3%A9ZZ", "a%2fB%c3%a9ZZ"),
            ("ABC", "ABC"),
            ("%AB", "%ab"),
            ("%", "%"),
            ("%A", "%a"),
            ("%25ABC", "%25ABC"),
        ] {
            assert_eq!(lower_hex(text), lower);
        }
    }

    #[test]
    fn the_kind_of_the_credentials_is_shown_and_nothing_of_them() {
        let endpoint = Endpoint::new("ovh-eu", &[] as &[&str]).unwrap();
        for (credentials, shown) in [
            (
                Credentials::application("appKey0123456789", "appSecret"),
                "application key without consumer key",
            ),
            (
                Credentials::application_key("appKey0123456789", "appSecret", "consumerKey"),
                "application key",
            ),
            (
                Credentials::oauth2("clientId", "clientSecret"),
                "OAuth2 service account",
            ),
            (Credentials::access_token("token"), "access token"),
            (Ok(Credentials::None), "none"),
            (Ok(Credentials::unsigned()), "unsigned"),
        ] {
            let sign_in = SignIn::new(&credentials.unwrap(), &endpoint).unwrap();
            assert_eq!(format!("{sign_in:?}"), shown);
        }
    }
}
