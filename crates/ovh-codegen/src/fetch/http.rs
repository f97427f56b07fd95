//! HTTP requests: compressed responses, redirects, a timeout, and retries where they may help.

use std::time::Duration;

use anyhow::{Context, anyhow, bail};
use url::Url;

use super::endpoints::{allowed, is_loopback};

/// The maximum number of attempts.
const TRIES: u32 = 3;
const MOST_REDIRECTS: u32 = 5;
/// The largest response; the largest root is far below this.
const MOST_BYTES: u64 = 256 * 1024 * 1024;

/// The time limits.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// The limit of one attempt, from the connection to the last byte.
    pub timeout: Duration,
    /// The delay before the second attempt; doubled before the third.
    pub wait: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Patience {
            timeout: Duration::from_secs(30),
            wait: Duration::from_secs(1),
        }
    }
}

/// A failure, and whether a retry may help.
struct Failure {
    error: anyhow::Error,
    again: bool,
}

impl Failure {
    fn passing(error: impl Into<anyhow::Error>) -> Failure {
        Failure {
            error: error.into(),
            again: true,
        }
    }

    fn lasting(error: impl Into<anyhow::Error>) -> Failure {
        Failure {
            error: error.into(),
            again: false,
        }
    }
}

/// Downloads a document. Failures that may be temporary are retried: no connection, a truncated
/// response, a server that is down. A complete document is requested only once: a retry would
/// return the same.
pub(super) fn get(url: &Url, patience: Patience) -> anyhow::Result<Vec<u8>> {
    let mut wait = patience.wait;
    let mut tries = 1;
    loop {
        let failure = match once(url, patience.timeout) {
            Ok(bytes) => return Ok(bytes),
            Err(failure) => failure,
        };
        if !failure.again || tries == TRIES {
            let what = match tries {
                1 => format!("GET {url} failed"),
                _ => format!("GET {url} failed {tries} times"),
            };
            return Err(failure.error.context(what));
        }
        std::thread::sleep(wait);
        wait *= 2;
        tries += 1;
    }
}

fn once(url: &Url, timeout: Duration) -> Result<Vec<u8>, Failure> {
    let mut url = url.clone();
    for _ in 0..=MOST_REDIRECTS {
        let mut answer = agent(&url, timeout)
            .get(url.as_str())
            .header("accept", "application/json")
            .call()
            .map_err(|error| {
                let again = may_pass(&error);
                let error = anyhow::Error::from(error)
                    .context("no response: check the network and the endpoint");
                Failure { error, again }
            })?;
        let status = answer.status();
        if matches!(status.as_u16(), 301 | 302 | 303 | 307 | 308) {
            url = target(&url, answer.headers().get("location")).map_err(Failure::lasting)?;
            continue;
        }
        if !status.is_success() {
            // A 304 without a conditional request comes from a faulty cache.
            let again = status.is_server_error() || matches!(status.as_u16(), 304 | 408 | 429);
            let error = anyhow!("the response is {status}: {}", advice(status.as_u16()));
            return Err(Failure { error, again });
        }
        return answer
            .body_mut()
            .with_config()
            .limit(MOST_BYTES)
            .read_to_vec()
            .map_err(|error| match error {
                ureq::Error::BodyExceedsLimit(_) => Failure::lasting(anyhow!(
                    "the response is larger than {} MB, which no description is; check --endpoint",
                    MOST_BYTES / 1024 / 1024
                )),
                ureq::Error::Decompress(how, error)
                    if error.kind() != std::io::ErrorKind::UnexpectedEof =>
                {
                    Failure::lasting(anyhow!(
                        "the response is not {how}, though its header says so ({error}): a proxy \
                         may be in between; check --endpoint"
                    ))
                }
                broken => {
                    Failure::passing(anyhow::Error::from(broken).context("the response broke off"))
                }
            });
    }
    Err(Failure::lasting(anyhow!(
        "more than {MOST_REDIRECTS} redirects; pass the final address with --endpoint"
    )))
}

/// Returns whether the network may work on the next attempt; a wrong address or certificate stays
/// wrong.
fn may_pass(error: &ureq::Error) -> bool {
    matches!(
        error,
        ureq::Error::Io(_)
            | ureq::Error::Timeout(_)
            | ureq::Error::HostNotFound
            | ureq::Error::ConnectionFailed
            | ureq::Error::Protocol(_)
    )
}

/// Redirects are followed by hand, because each target must be checked as well.
fn agent(url: &Url, timeout: Duration) -> ureq::Agent {
    let mut config = ureq::Agent::config_builder()
        .timeout_global(Some(timeout))
        .max_redirects(0)
        .http_status_as_error(false)
        .user_agent(concat!("ovh-codegen/", env!("CARGO_PKG_VERSION")));
    if is_loopback(url) {
        config = config.proxy(None);
    }
    config.build().into()
}

fn target(from: &Url, location: Option<&ureq::http::HeaderValue>) -> anyhow::Result<Url> {
    let Some(location) = location.and_then(|value| value.to_str().ok()) else {
        bail!("{from} redirects without a location");
    };
    let to = from
        .join(location)
        .with_context(|| format!("{from} redirects to {location:?}, which is not a URL"))?;
    allowed(&to).with_context(|| format!("{from} redirects where it must not"))?;
    if is_loopback(&to) && !is_loopback(from) {
        bail!("{from} redirects to {to}, which is on this machine");
    }
    Ok(to)
}

fn advice(status: u16) -> &'static str {
    match status {
        401 | 403 => "descriptions are public, so a proxy may be in between; check --endpoint",
        404 | 410 => "it is gone or has moved; check the endpoint's index, --endpoint and the root",
        429 => "too many requests; wait a minute",
        500.. => "the service or a gateway is down; try again later, or use another --endpoint",
        _ => "check --endpoint",
    }
}
