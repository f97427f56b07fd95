//! `ovh-sms whoami`: which credentials, from where, and whether they work.

mod print;
mod probe;

use ovh_sms::config::{Config, Row};
use ovh_sms::{Client, Credentials};

use crate::exit::{DONE, FAILED};
use crate::failure::Failure;
use crate::global::Global;
use crate::terminal::output;
use probe::Answers;

/// Seconds by which a clock may be off before programs that don't ask for the server's time are
/// refused. OVHcloud publishes no tolerance; servers that play it allow three minutes.
const TOLERANCE: i64 = 180;

/// Tells which credentials are used, where each key comes from, and whether they work.
///
/// Asks OVHcloud for the state of the key, its rules, its end, its last use and the addresses that
/// it works from, and compares the clocks. No secret is printed: of an application key or a client
/// id the first characters at most. The exit code is 1 if the credentials don't work.
///
/// With --json it is one object, as docs/json/whoami.schema.json has it.
///
/// Example: ovh-sms whoami
#[derive(Debug, clap::Args)]
pub(crate) struct Whoami {}

/// Who calls.
struct Identity {
    client: Client,
    /// Which kind of credentials it is, in words.
    kind: &'static str,
    /// Each key that was found, with where.
    rows: Vec<Row>,
}

/// Asks, and prints.
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
    let config = Config::from_env().map_err(ovh_sms::Error::from)?;
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
            "This machine's clock is {}. This program allows for that; others may be refused with QUERY_TIME_OUT: set the clock.",
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
