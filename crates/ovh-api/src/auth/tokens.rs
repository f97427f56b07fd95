//! The tokens of an OAuth2 service account: shared by all calls, and renewed before they expire.

use std::fmt;
use std::sync::{Arc, PoisonError};
use std::time::Duration;

use reqwest::header::HeaderValue;
use secrecy::ExposeSecret;
use serde::Deserialize;
use url::Url;

use super::ServiceAccount;
use super::single_flight::{Unready, turn};
use crate::SecretText;
use crate::sync::{Mutex, MutexGuard};
use crate::time::{TimeSource, wall_millis};

/// How long before its expiry a token is renewed, or a fifth of its lifetime if that is shorter.
const AHEAD: Duration = Duration::from_secs(60);
/// The lifetime of a token if the response does not state it.
const LIFE: Duration = Duration::from_secs(3600);

/// The tokens of a service account.
pub(crate) struct Tokens {
    account: ServiceAccount,
    url: Url,
    current: Mutex<Current>,
    /// Held by the call that fetches a token; the others wait for it, or use the old one until it
    /// expires.
    fetching: tokio::sync::Mutex<()>,
}

#[derive(Default)]
struct Current {
    token: Option<Arc<Token>>,
    /// The number of tokens that were fetched.
    fetched: u64,
}

/// A token that was fetched.
struct Token {
    /// `Bearer …`
    header: HeaderValue,
    text: SecretText,
    life: Duration,
    at: Duration,
    at_wall: i64,
    number: u64,
}

/// The token server's response with a token.
#[derive(Deserialize)]
pub(crate) struct TokenResponse {
    access_token: SecretText,
    /// Seconds, as a number or as text.
    #[serde(default)]
    expires_in: serde_json::Value,
}

impl Tokens {
    pub(crate) fn new(account: ServiceAccount, url: Url) -> Self {
        Self {
            account,
            url,
            current: Mutex::default(),
            fetching: tokio::sync::Mutex::default(),
        }
    }

    pub(crate) fn url(&self) -> &Url {
        &self.url
    }

    /// Returns the form that requests a token.
    pub(crate) fn form(&self) -> String {
        url::form_urlencoded::Serializer::new(String::new())
            .append_pair("grant_type", "client_credentials")
            .append_pair("scope", "all")
            .append_pair("client_id", self.account.client_id())
            .append_pair(
                "client_secret",
                self.account.client_secret().expose_secret(),
            )
            .finish()
    }

    /// Returns `Bearer …` and the number of the token; `fetch` requests one from the token server.
    /// `left` is how long the call may still take.
    pub(crate) async fn bearer<E, F>(
        &self,
        time: &dyn TimeSource,
        left: impl FnOnce() -> Duration,
        fetch: impl FnOnce() -> F,
    ) -> Result<(HeaderValue, u64), Unready<E>>
    where
        F: Future<Output = Result<TokenResponse, E>>,
        E: From<BadToken>,
    {
        if let Some(token) = self.current().filter(|token| token.is_fresh(time)) {
            return Ok(token.bearer());
        }
        let _turn = match self.fetching.try_lock() {
            Ok(turn) => turn,
            // Another call fetches one: use the old token until it expires.
            Err(_) => match self.current().filter(|token| token.is_alive(time)) {
                Some(token) => return Ok(token.bearer()),
                None => turn(&self.fetching, left).await?,
            },
        };
        if let Some(token) = self.current().filter(|token| token.is_fresh(time)) {
            return Ok(token.bearer());
        }
        let at = time.monotonic();
        let at_wall = wall_millis(time);
        let old = self.current();
        let response = match (fetch().await, &old) {
            (Ok(response), _) => response,
            (Err(_), Some(old)) if old.is_alive(time) => return Ok(old.bearer()),
            (Err(error), _) => return Err(Unready::Failed(error)),
        };
        let mut current = self.lock();
        current.fetched = current.fetched.saturating_add(1);
        let token = Token::new(response, at, at_wall, current.fetched);
        let token = token.map_err(|bad| Unready::Failed(bad.into()))?;
        let bearer = token.bearer();
        current.token = Some(Arc::new(token));
        Ok(bearer)
    }

    /// Marks this token as refused by the service: the next call fetches another.
    pub(crate) fn refuse(&self, number: u64) {
        let mut current = self.lock();
        if current
            .token
            .as_ref()
            .is_some_and(|token| token.number == number)
        {
            current.token = None;
        }
    }

    /// Returns the secrets, which must not be shown.
    pub(crate) fn secrets(&self) -> Vec<SecretText> {
        let mut secrets = vec![self.account.client_secret().clone().into()];
        secrets.extend(self.current().map(|token| token.text.clone()));
        secrets
    }

    fn current(&self) -> Option<Arc<Token>> {
        self.lock().token.clone()
    }

    fn lock(&self) -> MutexGuard<'_, Current> {
        self.current.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A token that an HTTP header cannot carry.
#[derive(Debug)]
pub(crate) struct BadToken;

impl Token {
    fn new(
        response: TokenResponse,
        at: Duration,
        at_wall: i64,
        number: u64,
    ) -> Result<Self, BadToken> {
        let text = response.access_token.expose();
        if text.is_empty() {
            return Err(BadToken);
        }
        let mut header = HeaderValue::from_str(&format!("Bearer {text}")).map_err(|_| BadToken)?;
        header.set_sensitive(true);
        let seconds = match &response.expires_in {
            serde_json::Value::Number(number) => number.as_u64(),
            serde_json::Value::String(digits) => digits.parse().ok(),
            _ => None,
        };
        let life = seconds.map_or(LIFE, Duration::from_secs);
        Ok(Self {
            header,
            text: response.access_token,
            life,
            at,
            at_wall,
            number,
        })
    }

    fn bearer(&self) -> (HeaderValue, u64) {
        (self.header.clone(), self.number)
    }

    /// Returns the age by the clock that saw more time pass: one clock stops while the machine
    /// sleeps, the other may be set.
    fn age(&self, time: &dyn TimeSource) -> Duration {
        let by_wall = wall_millis(time).saturating_sub(self.at_wall);
        let by_wall = Duration::from_millis(u64::try_from(by_wall).unwrap_or(0));
        time.monotonic().saturating_sub(self.at).max(by_wall)
    }

    fn is_alive(&self, time: &dyn TimeSource) -> bool {
        self.age(time) < self.life
    }

    fn is_fresh(&self, time: &dyn TimeSource) -> bool {
        self.age(time) < self.life.saturating_sub(AHEAD.min(self.life / 5))
    }
}

impl fmt::Debug for Tokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tokens")
            .field("account", &self.account)
            .field("url", &self.url.as_str())
            .finish_non_exhaustive()
    }
}

/// All orders of calls that need a token.
#[cfg(all(test, shuttle))]
mod models {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use shuttle::future::{block_on, spawn, yield_now};

    use super::*;
    use crate::sync::{ModelTime, explore};

    struct Shared {
        tokens: Tokens,
        time: ModelTime,
        fetches: AtomicUsize,
    }

    impl Shared {
        fn new() -> Arc<Self> {
            let account = ServiceAccount::new("id", "secret").unwrap();
            let url = Url::parse("https://token.example.com/").unwrap();
            Arc::new(Self {
                tokens: Tokens::new(account, url),
                time: ModelTime::default(),
                fetches: AtomicUsize::new(0),
            })
        }

        async fn bearer(&self) -> u64 {
            let fetch = async || {
                yield_now().await;
                let number = self.fetches.fetch_add(1, Ordering::SeqCst);
                yield_now().await;
                let response = serde_json::json!({"access_token": format!("token{number}")});
                Ok::<TokenResponse, BadToken>(serde_json::from_value(response).unwrap())
            };
            let left = || Duration::MAX;
            let bearer = self.tokens.bearer(&self.time, left, fetch).await;
            bearer.unwrap().1
        }
    }

    #[test]
    fn calls_share_one_token_and_one_replacement() {
        explore(|| {
            let shared = Shared::new();
            let calls: Vec<_> = (0..3)
                .map(|number| {
                    let shared = Arc::clone(&shared);
                    spawn(async move {
                        shared.bearer().await;
                        if number > 0 {
                            shared.tokens.refuse(1);
                            assert_eq!(shared.bearer().await, 2);
                        }
                    })
                })
                .collect();
            for call in calls {
                block_on(call).unwrap();
            }
            assert_eq!(shared.fetches.load(Ordering::SeqCst), 2);
        });
    }

    #[test]
    fn an_abandoned_request_leaves_the_turn_to_the_next_call() {
        explore(|| {
            let shared = Shared::new();
            let other = Arc::clone(&shared);
            let abandoned = spawn(async move {
                let bearer = Box::pin(other.bearer());
                futures_util::future::select(bearer, Box::pin(yield_now())).await;
            });
            assert_eq!(block_on(shared.bearer()), 1);
            block_on(abandoned).unwrap();
        });
    }
}
