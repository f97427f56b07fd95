//! `ovh-sms estimate`: counts the parts of a message, and shows its cost and what increases it.

mod measured;

use ovh_sms::message::StopClause;
use ovh_sms::types::{Country, JobEstimate, TypeSender};
use ovh_sms::{Client, SenderName};

pub(crate) use measured::Measured;

use crate::exit::DONE;
use crate::failure::Failure;
use crate::global::Global;
use crate::numbers::{Numbers, note_kinds};
use crate::price::{Price, by_country, note_length};
use crate::purpose::Purpose;
use crate::terminal::output;
use crate::text::Text;

/// Count the parts of a message; show its cost and the characters that increase it.
///
/// Nothing is sent. The parts are counted on this machine, without credentials and without network
/// access. With --to or --country, the service's price list is fetched; this needs no credentials.
/// With --by-service, the service counts the parts too; this needs credentials.
///
/// Two kinds of characters increase the cost. One character outside GSM-7 makes the whole message
/// Unicode, with 70 characters per part instead of 160. Some GSM-7 characters take two units
/// instead of one. The output also shows the text with GSM-7 substitutes, and its cost.
///
/// Example: ovh-sms estimate --transactional --to +33600000000 "Votre commande est prête"
#[derive(Debug, clap::Args)]
pub(crate) struct Estimate {
    #[command(flatten)]
    text: Text,
    /// Show the cost for this receiver, such as +33600000000; may be given several times, or with
    /// commas between several.
    #[arg(
        long = "to",
        alias = "receiver",
        value_name = "NUMBER",
        allow_hyphen_values = true
    )]
    to: Vec<String>,
    #[command(flatten)]
    numbers: Numbers,
    /// Show the cost for a receiver in this country, such as fr; may be given several times.
    #[arg(long, value_name = "CODE", value_parser = country)]
    country: Vec<String>,
    /// Count as for a message from a short number, which has no STOP clause.
    #[arg(long)]
    allow_replies: bool,
    #[command(flatten)]
    purpose: Purpose,
    /// Let the service count the parts as well, and show its result.
    #[arg(long)]
    by_service: bool,
}

/// Estimates the message.
pub(crate) async fn run(estimate: Estimate, global: &Global) -> Result<u8, Failure> {
    let to = estimate.numbers.read_all("--to", &estimate.to)?;
    let text = estimate.text.read()?;
    note_kinds(&to, global);
    let stop = estimate.purpose.counted(estimate.allow_replies);
    let mut measured = Measured::of(&text, stop);
    note_length(measured.parts(), global);
    let mut receivers = by_country(&to);
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
        global.note("The cost per receiver is the number of parts times the price of the country: pass --to or --country to see it.");
    }
    Ok(DONE)
}

/// Requests the service's own count.
pub(crate) async fn ask(
    client: &Client,
    text: &str,
    stop: StopClause,
    sender: TypeSender,
) -> Result<JobEstimate, Failure> {
    let api = client.api();
    let call = api.estimate(text, stop == StopClause::Absent, sender);
    let answer = call.send().await;
    // A POST that changes nothing: it may be repeated.
    let answer = answer.map_err(|error| {
        Failure::failed(format!("The service failed to count the parts: {error}."))
    })?;
    Ok(answer.into_inner())
}

/// Returns the kind of sender that the service expects; a name if no sender is given.
pub(crate) fn sender_type(allow_replies: bool, sender: Option<&SenderName>) -> TypeSender {
    match sender {
        _ if allow_replies => TypeSender::Shortcode,
        Some(sender) if sender.number().is_some() => TypeSender::Numeric,
        _ => TypeSender::Alpha,
    }
}

fn country(text: &str) -> Result<String, String> {
    let code = text.trim().to_ascii_lowercase();
    let country = Country::from(code.as_str());
    match country.is_known() && country != Country::All {
        true => Ok(code),
        false => Err(
            "OVHcloud has no such country; a country code has two letters, such as fr or gb"
                .to_owned(),
        ),
    }
}
