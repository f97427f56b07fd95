//! The attempts of a call: each is signed again, retried only where that is safe, and limited in
//! time.

use std::time::Duration;

use futures_util::future::BoxFuture;
use reqwest::{Method, Request};
use tracing::field::Empty;
use tracing::{Instrument, Span};

use super::limits::Late;
use super::response::{self, RawResponse};
use super::sign_in::{Proof, SignIn};
use super::wire::Exchange;
use super::{Shared, Transport, connection_error};
use crate::error::{DeadlineError, Error, ErrorKind, RequestError};
use crate::operation::Operation;
use crate::time::millis;

/// The result of a failed attempt.
struct Failed {
    error: Error,
    proof: Proof,
}

impl From<Error> for Failed {
    fn from(error: Error) -> Self {
        Self {
            error,
            proof: Proof::Fixed,
        }
    }
}

impl Transport {
    /// Sends a request until there is a response, or until another attempt is unsafe, not allowed
    /// or too late.
    ///
    /// The future is boxed: otherwise its code would be compiled again for the response of each
    /// operation, and would be a part of the future of each call.
    pub(super) fn send<'a>(
        &'a self,
        request: Request,
        operation: &'a Operation,
    ) -> BoxFuture<'a, Result<RawResponse, Error>> {
        let span = tracing::info_span!(
            "ovh_api",
            operation = &*operation.id,
            attempts = Empty,
            status = Empty,
            query_id = Empty,
            duration_ms = Empty,
        );
        let started = self.shared.time.monotonic();
        let attempts = self.attempts(request, operation, started);
        if span.is_disabled() {
            // No subscriber is installed: skip the span, and do not read a clock for it.
            return Box::pin(attempts);
        }
        Box::pin(async move {
            let result = attempts.instrument(span.clone()).await;
            let duration = self.shared.time.monotonic().saturating_sub(started);
            record(&span, &result, duration, &self.shared.sign_in);
            result
        })
    }

    async fn attempts(
        &self,
        request: Request,
        operation: &Operation,
        started: Duration,
    ) -> Result<RawResponse, Error> {
        let time = &*self.shared.time;
        let deadline = started.saturating_add(self.policy.deadline);
        let mut next = Some(request);
        let mut attempts: u32 = 0;
        // Attempts that the policy counts: all except the one after a renewed clock or token.
        let mut counted: u32 = 0;
        let mut renewed = false;
        let mut may_have_been_sent = false;
        loop {
            let Some(request) = next.take() else {
                let problem = "its body can be sent only once".to_owned();
                return Err(Error::new(operation, RequestError::Unfit(problem)));
            };
            attempts = attempts.saturating_add(1);
            counted = counted.saturating_add(1);
            let method = request.method().clone();
            // Signing in again may need one more attempt than the policy allows.
            next = request.try_clone();
            let Failed { error, proof } = match self.attempt(request, operation, deadline).await {
                Ok(mut whole) => {
                    whole.attempts = attempts;
                    return Ok(whole);
                }
                Err(failed) => failed,
            };
            may_have_been_sent |= error.may_have_been_sent();
            let may_go_again = next.is_some() && is_safe_to_repeat(&method, may_have_been_sent);
            // Before `of_call`, since this attempt must be the one that was refused.
            let renew = may_go_again && !renewed && self.shared.sign_in.renew(proof, &error);
            if matches!(error.kind(), ErrorKind::Deadline(_)) {
                // It was not sent, and there is no time to wait for another turn.
                return Err(error.of_call(attempts.saturating_sub(1), may_have_been_sent));
            }
            let error = error.of_call(attempts, may_have_been_sent);
            if renew {
                renewed = true;
                counted = counted.saturating_sub(1);
                tracing::warn!(attempt = attempts, reason = %reason(&error), "refused before processing; signing in again");
                continue;
            }
            if !self.policy.retry.allows_after(counted) || !may_go_again || !error.is_retryable() {
                return Err(error);
            }
            let wait = self
                .policy
                .retry
                .wait(counted, retry_after(&error), fastrand::f64());
            if time.monotonic().saturating_add(wait) >= deadline {
                return Err(error);
            }
            tracing::warn!(
                attempt = attempts,
                reason = %reason(&error),
                wait_ms = millis(wait),
                "retrying"
            );
            time.sleep(wait).await;
        }
    }

    async fn attempt(
        &self,
        mut request: Request,
        operation: &Operation,
        deadline: Duration,
    ) -> Result<RawResponse, Failed> {
        let time = &*self.shared.time;
        let mut turn = self
            .shared
            .limits
            .turn(time, deadline)
            .await
            .map_err(|late| late.of(operation))?;
        let limit = || {
            self.policy
                .timeout
                .min(deadline.saturating_sub(time.monotonic()))
        };
        let left = || deadline.saturating_sub(time.monotonic());
        let proof = self.sign(&mut request, operation, limit, left).await?;
        let limit = limit();
        if limit.is_zero() {
            return Err(Late("there is time for a response").of(operation).into());
        }
        *request.timeout_mut() = Some(limit);
        turn.leaves();
        let exchange = self
            .exchange(request, operation, self.policy.response_limit)
            .await;
        exchange.map_err(|error| Failed { error, proof })
    }

    /// Sends one request and reads its whole response; both are logged.
    pub(super) async fn exchange(
        &self,
        request: Request,
        operation: &Operation,
        most: u64,
    ) -> Result<RawResponse, Error> {
        let Shared {
            network,
            sign_in,
            time,
            ..
        } = &*self.shared;
        let base = self.base_url(operation);
        let wire = Exchange::begin(&request, &base, operation, &**time, sign_in);
        let response = match network.execute(request).await {
            Ok(response) => response,
            Err(error) => {
                let error = connection_error(error, operation);
                if let Some(wire) = wire {
                    wire.failed(&reason(&error), &**time);
                }
                return Err(error);
            }
        };
        response::whole(
            response,
            operation,
            sign_in,
            most,
            |status, headers, body| {
                if let Some(wire) = wire {
                    wire.responded(status, headers, body, &**time, sign_in);
                }
            },
        )
        .await
    }
}

impl Late {
    pub(super) fn of(self, operation: &Operation) -> Error {
        Error::new(operation, DeadlineError { waits_for: self.0 })
    }
}

/// Returns true if doing it twice is harmless, or if no attempt can have been processed.
fn is_safe_to_repeat(method: &Method, may_have_been_sent: bool) -> bool {
    method.is_idempotent() || !may_have_been_sent
}

fn retry_after(error: &Error) -> Option<Duration> {
    error.api()?.retry_after
}

/// Returns the reason in a word or two: a message of the service may hold a phone number.
fn reason(error: &Error) -> String {
    match error.kind() {
        ErrorKind::Api(error) => match &error.code {
            Some(code) => format!("{} {code}", error.status.as_u16()),
            None => error.status.as_u16().to_string(),
        },
        ErrorKind::Connection(error) => error.problem.to_string(),
        ErrorKind::Token(_) => "no access token".to_owned(),
        ErrorKind::Deadline(error) => error.waits_for.to_owned(),
        _ => "no response".to_owned(),
    }
}

fn record(span: &Span, result: &Result<RawResponse, Error>, duration: Duration, sign_in: &SignIn) {
    let (attempts, status, query_id) = match result {
        Ok(whole) => (whole.attempts, Some(whole.status), whole.query_id(sign_in)),
        Err(error) => (
            error.attempts(),
            error.status(),
            error.query_id().map(str::to_owned),
        ),
    };
    span.record("attempts", attempts);
    span.record("duration_ms", millis(duration));
    if let Some(status) = status {
        span.record("status", status.as_u16());
    }
    if let Some(query_id) = query_id {
        span.record("query_id", query_id);
    }
    let _entered = span.enter();
    match result {
        Ok(_) => tracing::debug!("responded"),
        Err(error) => tracing::debug!(reason = %reason(error), "failed"),
    }
}

#[cfg(test)]
mod tests {
    use reqwest::StatusCode;

    use super::*;
    use crate::auth::operations;
    use crate::error::{ApiError, ConnectionError, ConnectionProblem, TokenError, TokenProblem};

    #[test]
    fn a_logged_reason_names_the_step_and_holds_no_message_of_the_service() {
        let of = |kind: ErrorKind| reason(&Error::new(&operations::TIME_GET, kind));
        let mut refused = ApiError::new(StatusCode::BAD_REQUEST, "Invalid number +33600000000");
        assert_eq!(of(ErrorKind::Api(refused.clone())), "400");
        refused.code = Some("INVALID_NUMBER".to_owned());
        assert_eq!(of(ErrorKind::Api(refused)), "400 INVALID_NUMBER");
        let lost = ConnectionError::new(ConnectionProblem::Lost, "reset");
        let problem = ConnectionProblem::Lost.to_string();
        assert_eq!(of(ErrorKind::Connection(lost)), problem);
        let waits_for = "an access token is available";
        let late = ErrorKind::Deadline(DeadlineError { waits_for });
        assert_eq!(of(late), waits_for);
        let refused = TokenError {
            status: Some(StatusCode::UNAUTHORIZED),
            code: None,
            problem: TokenProblem::Refused("wrong secret".to_owned()),
            is_passing: false,
            source: None,
        };
        assert_eq!(of(ErrorKind::Token(refused)), "no access token");
        assert_eq!(of(RequestError::NoCredentials.into()), "no response");
    }
}
