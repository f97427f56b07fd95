//! What OVHcloud says of the credentials.

use std::time::{Duration, SystemTime};

use ovh_sms::types::{AuthApiCredential, AuthCredentialState, AuthDetails};
use ovh_sms::{Client, Error};

use crate::failure::sentence;

/// How to get others.
const LOG_IN: &str = "Run `ovh-sms login` for a new key.";

/// What could be found out.
#[derive(Debug, Default)]
pub(super) struct Answers {
    /// Whether the credentials work; nothing if that could not be found out.
    pub(super) works: Option<bool>,
    /// Why they don't, and what to do.
    pub(super) problem: Option<String>,
    pub(super) credential: Option<AuthApiCredential>,
    pub(super) details: Option<AuthDetails>,
    /// The SMS account that commands use where none is named.
    pub(super) service: Option<String>,
    /// The SMS accounts that the credentials see, where they had to be asked for.
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

/// What can be known of an application without a consumer key.
pub(super) async fn without_key(client: &Client) -> Answers {
    let mut answers = Answers {
        ahead: clock(client).await,
        ..Answers::default()
    };
    answers.fails(
        Some(false),
        format!(
            "There is no consumer key: only calls without authentication work, and nothing can be asked about this application. {LOG_IN}"
        ),
    );
    answers
}

/// All that the credentials may ask.
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
        // A key may lack the right to list them; then there is nothing to tell.
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

/// The state of the consumer key.
async fn credential(client: &Client, answers: &mut Answers) {
    match client.api().auth_current_credential_get().send().await {
        Ok(credential) => {
            let credential = credential.into_inner();
            match &credential.status {
                None | Some(AuthCredentialState::Validated) => answers.works = Some(true),
                Some(AuthCredentialState::PendingValidation) => answers.fails(
                    Some(false),
                    format!("Nobody has accepted the consumer key yet: open its validation page. If that is lost: {LOG_IN}"),
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
                    format!("The consumer key is in a state that this version does not know: {state}."),
                ),
            }
            answers.credential = Some(credential);
        }
        Err(error) if may_not_ask(&error) => {}
        Err(error) => failed(error, LOG_IN, answers),
    }
}

/// Who the caller is; every kind of credentials may ask that.
async fn details(client: &Client, has_rules: bool, answers: &mut Answers) {
    match client.api().auth_details_get().send().await {
        Ok(details) => {
            answers.works = Some(true);
            answers.details = Some(details.into_inner());
        }
        // It was signed, and the signature was accepted.
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
                "Whether the credentials work can't be known: {}.",
                sentence(&error)
            ),
        ),
    }
}

/// A right is missing, and nothing else is wrong.
fn may_not_ask(error: &Error) -> bool {
    error.status() == Some(reqwest::StatusCode::FORBIDDEN)
        && error.code() == Some("NOT_GRANTED_CALL")
}

/// How far this machine's clock is ahead of the server's, which tells whole seconds.
async fn clock(client: &Client) -> Option<i64> {
    let before = seconds();
    let server = client.api().auth_time_get().send().await.ok()?.into_inner();
    let after = seconds();
    // The server's clock was read in between; in doubt the two agree.
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
