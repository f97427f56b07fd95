//! `ovh-sms whoami`: shows which credentials are used, their source, and whether they work.

mod print;
mod probe;

use ovh_sms::config::{Environment, Row};
use ovh_sms::{Client, Credentials};

use crate::exit::{DONE, FAILED};
use crate::failure::Failure;
use crate::global::Global;
use crate::terminal::output;
use probe::Answers;

/// The clock difference in seconds above which programs that do not use the server's time may be
/// refused. OVHcloud publishes no tolerance; test servers that imitate it allow three minutes.
const TOLERANCE: i64 = 180;

/// Show the credentials in use, the source of each key, and whether they work.
///
/// It reads from OVHcloud the status of the key, its rules, its expiration, its last use and the
/// addresses that may use it, and compares the clocks. Only the first characters of an application
/// key or a client id are printed, and no secret. The exit code is 1 if the credentials
/// do not work.
///
/// With --json, the output is one object, as described in docs/json/whoami.schema.json.
///
/// Example: ovh-sms whoami
#[derive(Debug, clap::Args)]
pub(crate) struct Whoami {}

/// The identity to check.
struct Identity {
    client: Client,
    /// The kind of credentials, in words.
    kind: &'static str,
    /// Each key that was found, with its source.
    rows: Vec<Row>,
}

/// Checks the credentials, and prints the result.
pub(crate) async fn run(_: Whoami, global: &Global) -> Result<u8, Failure> {
    if global.sandbox {
        let connection = global.client().await?;
        let identity = Identity {
            client: connection.client.clone(),
            kind: "application key",
            rows: Vec::new(),
        };
        return tell(&identity, true, None, global).await;
    }
    let config = global.configuration().load(&Environment::system());
    let config = config.map_err(ovh_sms::Error::from)?;
    let identity = Identity {
        client: Client::from_config(&config)?,
        kind: config.credentials().kind(),
        rows: config.describe().to_vec(),
    };
    let has_rules = match config.credentials() {
        Credentials::ApplicationKey(key) if key.consumer_key().is_none() => {
            let answers = probe::without_key(&identity.client).await;
            return print(&identity, &answers, global);
        }
        Credentials::ApplicationKey(_) => true,
        _ => false,
    };
    tell(&identity, has_rules, config.sms_service(), global).await
}

async fn tell(
    identity: &Identity,
    has_rules: bool,
    configured: Option<&str>,
    global: &Global,
) -> Result<u8, Failure> {
    let named = global.service.as_ref().map(ovh_sms::ServiceName::as_str);
    let named = named.or(configured);
    let answers = probe::all(&identity.client, has_rules, named).await;
    print(identity, &answers, global)
}

fn print(identity: &Identity, answers: &Answers, global: &Global) -> Result<u8, Failure> {
    match global.json {
        true => output::json(&print::json(identity, answers))?,
        false => print::table(identity, answers)?,
    }
    if let Some(ahead) = answers.ahead.filter(|ahead| ahead.abs() > TOLERANCE) {
        global.note(format_args!(
            "This machine's clock is {}. This program corrects for it, but other programs may be refused with QUERY_TIME_OUT: set the clock.",
            print::apart(ahead)
        ));
    }
    if let Some(problem) = &answers.problem {
        output::note(problem);
    }
    Ok(match answers.works {
        Some(true) => DONE,
        _ => FAILED,
    })
}
