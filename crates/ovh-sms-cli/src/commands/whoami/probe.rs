//! What OVHcloud reports about the credentials.

use std::time::{Duration, SystemTime};

use ovh_sms::types::{AuthApiCredential, AuthCredentialState, AuthDetails};
use ovh_sms::{Client, Error};

use crate::failure::sentence;

/// How to get other credentials.
const LOG_IN: &str = "Run `ovh-sms login` for a new key.";

/// The collected facts.
#[derive(Debug, Default)]
pub(super) struct Answers {
    /// Whether the credentials work; `None` if that is unknown.
    pub(super) works: Option<bool>,
    /// Why they do not work, and what to do.
    pub(super) problem: Option<String>,
    pub(super) credential: Option<AuthApiCredential>,
    pub(super) details: Option<AuthDetails>,
    /// The SMS account that commands use by default.
    pub(super) service: Option<String>,
    /// The SMS accounts that the credentials see, if they were listed.
    pub(super) services: Option<Vec<String>>,
    /// Seconds that this machine's clock is ahead of the server's.
    pub(super) ahead: Option<i64>,
}

impl Answers {
    fn fails(&mut self, works: Option<bool>, problem: String) {
        self.works = works;
        self.problem.get_or_insert(problem);
    }
}

/// Returns what can be known about an application without a consumer key.
pub(super) async fn without_key(client: &Client) -> Answers {
    let mut answers = Answers {
        ahead: clock(client).await,
        ..Answers::default()
    };
    answers.fails(
        Some(false),
        format!(
            "No consumer key is set: only calls without authentication work, and this application can't be checked. {LOG_IN}"
        ),
    );
    answers
}

/// Collects everything that the credentials are allowed to read.
pub(super) async fn all(client: &Client, has_rules: bool, named: Option<&str>) -> Answers {
    let mut answers = Answers {
        ahead: clock(client).await,
        service: named.map(str::to_owned),
        ..Answers::default()
    };
    if has_rules {
        credential(client, &mut answers).await;
    }
    if answers.problem.is_none() {
        details(client, has_rules, &mut answers).await;
    }
    if answers.works == Some(true) && answers.service.is_none() {
        // A key may lack the right to list the accounts; then they are omitted.
        if let Ok(services) = client.api().services_list().send().await {
            let mut services = services.into_inner();
            services.sort();
            if let ([only], true) = (services.as_slice(), services.is_complete()) {
                answers.service = Some(only.clone());
            }
            answers.services = Some(services.into_inner());
        }
    }
    answers
}

/// Reads the status of the consumer key.
async fn credential(client: &Client, answers: &mut Answers) {
    match client.api().auth_current_credential_get().send().await {
        Ok(credential) => {
            let credential = credential.into_inner();
            match &credential.status {
                None | Some(AuthCredentialState::Validated) => answers.works = Some(true),
                Some(AuthCredentialState::PendingValidation) => answers.fails(
                    Some(false),
                    format!("The consumer key is not accepted yet: open its validation page. If you no longer have the page: {LOG_IN}"),
                ),
                Some(AuthCredentialState::Expired) => answers.fails(
                    Some(false),
                    format!("The consumer key has expired, or was revoked. {LOG_IN}"),
                ),
                Some(AuthCredentialState::Refused) => answers.fails(
                    Some(false),
                    format!("The consumer key was refused on its validation page. {LOG_IN}"),
                ),
                Some(state) => answers.fails(
                    None,
                    format!("The consumer key has a status that is unknown to this version: {state}."),
                ),
            }
            answers.credential = Some(credential);
        }
        Err(error) if may_not_ask(&error) => {}
        Err(error) => failed(error, LOG_IN, answers),
    }
}

/// Reads the identity of the caller, which every kind of credentials may do.
async fn details(client: &Client, has_rules: bool, answers: &mut Answers) {
    match client.api().auth_details_get().send().await {
        Ok(details) => {
            answers.works = Some(true);
            answers.details = Some(details.into_inner());
        }
        // The request was signed, and the signature was accepted.
        Err(error) if has_rules && may_not_ask(&error) => answers.works = Some(true),
        Err(error) => {
            let advice = match has_rules {
                true => LOG_IN,
                false => "Check them, or run `ovh-sms login` for an application's key.",
            };
            failed(error, advice, answers);
        }
    }
}

fn failed(error: Error, advice: &str, answers: &mut Answers) {
    let status = error.status().map(|status| status.as_u16());
    match status {
        Some(400 | 401 | 403) => answers.fails(
            Some(false),
            format!(
                "The credentials are refused: {}. {advice}",
                sentence(&error)
            ),
        ),
        _ => answers.fails(
            None,
            format!(
                "Could not check whether the credentials work: {}.",
                sentence(&error)
            ),
        ),
    }
}

/// Returns whether only a right is missing.
fn may_not_ask(error: &Error) -> bool {
    error.status() == Some(reqwest::StatusCode::FORBIDDEN)
        && error.code() == Some("NOT_GRANTED_CALL")
}

/// Returns how far this machine's clock is ahead of the server's, which has whole seconds.
async fn clock(client: &Client) -> Option<i64> {
    let before = seconds();
    let server = client.api().auth_time_get().send().await.ok()?.into_inner();
    let after = seconds();
    // The server's clock was read between the two; if it is between them, the clocks agree.
    let (early, late) = (before.saturating_sub(server), after.saturating_sub(server));
    Some(match (early, late) {
        (..=0, 0..) => 0,
        _ if early > 0 => early,
        _ => late,
    })
}

fn seconds() -> i64 {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    i64::try_from(since.unwrap_or(Duration::ZERO).as_secs()).unwrap_or(i64::MAX)
}
