//! `ovh-sms estimate`: parts and cost of a message, and the characters that cost.

mod measured;

use ovh_sms::message::StopClause;
use ovh_sms::types::{JobEstimate, TypeSender};
use ovh_sms::{Client, PhoneNumber, SenderName};

pub(crate) use measured::Measured;

use crate::exit::DONE;
use crate::failure::Failure;
use crate::global::Global;
use crate::price::{Price, by_country};
use crate::terminal::output;
use crate::text::Text;

/// Counts the parts of a message, and tells what it costs and which characters cost more.
///
/// Nothing is sent. The parts are counted on this machine, without credentials and without the network. With --to
/// or --country the service's price list is asked, which needs no credentials either. With
/// --by-service the service counts too, which needs credentials.
///
/// Characters cost where they are outside of GSM-7, since one of them makes the whole message
/// Unicode, with 70 characters a part instead of 160; and where they take two units instead of
/// one. What the text would be and cost without those outside of GSM-7 is shown.
///
/// Example: ovh-sms estimate --no-stop --to +33600000000 "Votre commande est prête"
#[derive(Debug, clap::Args)]
pub(crate) struct Estimate {
    #[command(flatten)]
    text: Text,
    /// Asks for the price to this receiver, such as +33600000000; may be given several times.
    #[arg(long = "to", value_name = "NUMBER", allow_hyphen_values = true)]
    to: Vec<PhoneNumber>,
    /// Asks for the price to a receiver in this country, such as fr; may be given several times.
    #[arg(long, value_name = "CODE", value_parser = country)]
    country: Vec<String>,
    /// Counts as for a message from a short number, which has no STOP clause.
    #[arg(long)]
    allow_replies: bool,
    /// Counts without the STOP clause, which is 11 characters long.
    #[arg(long)]
    no_stop: bool,
    /// Has the service count as well, and tells what it says.
    #[arg(long)]
    by_service: bool,
}

/// Estimates.
pub(crate) async fn run(estimate: Estimate, global: &Global) -> Result<u8, Failure> {
    let text = estimate.text.read()?;
    let stop = StopClause::from(!estimate.no_stop && !estimate.allow_replies);
    let mut measured = Measured::of(&text, stop);
    let mut receivers = by_country(&estimate.to);
    for country in estimate.country {
        *receivers.entry(Some(country)).or_default() += 1;
    }
    if estimate.by_service || !receivers.is_empty() {
        let connection = match estimate.by_service {
            true => global.client().await?,
            false => global.anybody().await?,
        };
        let client = &connection.client;
        if estimate.by_service {
            let sender = sender_type(estimate.allow_replies, None);
            measured.by_service = Some(ask(client, &text, stop, sender).await?);
        }
        if !receivers.is_empty() {
            let price = Price::ask(client, measured.parts(), receivers).await?;
            measured.price = Some(price);
        }
    }
    match global.json {
        true => output::json(&measured.as_json(false))?,
        false => measured.print()?,
    }
    if measured.price.is_none() {
        global.note("Each receiver costs its parts times the country's price: name receivers with --to, or --country, to see it.");
    }
    Ok(DONE)
}

/// The service's own count.
pub(crate) async fn ask(
    client: &Client,
    text: &str,
    stop: StopClause,
    sender: TypeSender,
) -> Result<JobEstimate, Failure> {
    let api = client.api();
    let call = api.estimate(text, stop == StopClause::Absent, sender);
    let answer = call.send().await;
    // It is a POST that changes nothing.
    let answer = answer.map_err(|error| {
        Failure::failed(format!("The service does not count the parts: {error}."))
    })?;
    Ok(answer.into_inner())
}

/// The kind of sender, as the service's count wants it; a name where none is given.
pub(crate) fn sender_type(allow_replies: bool, sender: Option<&SenderName>) -> TypeSender {
    match sender {
        _ if allow_replies => TypeSender::Shortcode,
        Some(sender) if sender.number().is_some() => TypeSender::Numeric,
        _ => TypeSender::Alpha,
    }
}

fn country(text: &str) -> Result<String, String> {
    let code = text.to_ascii_lowercase();
    match code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_lowercase()) {
        true => Ok(code),
        false => Err("a country has two letters, such as fr".to_owned()),
    }
}
