//! `ovh-sms mailing check`: every row of a file, checked.

use std::collections::BTreeMap;

use comfy_table::CellAlignment;
use ovh_sms::Lenient;
use ovh_sms::mailing::{CheckedMailing, Estimate, RowFaults};
use serde_json::{Value, json};

use super::batch::counted;
use super::interrupt::Interrupt;
use super::progress::Progress;
use super::rows::{Faulty, Rows};
use crate::exit::{DONE, FAILED};
use crate::failure::Failure;
use crate::global::Global;
use crate::journal::Earlier;
use crate::price::credits;
use crate::terminal::output;

/// How many messages are shown as their receivers get them.
const SHOWN: usize = 3;

/// Checks every row of a file, and shows what would be sent; nothing is sent.
///
/// Numbers, fields, the columns that the text names, lengths and duplicates are checked on this
/// machine, without credentials. With --online the service tells the cost, the credits left and the
/// blacklist: rows whose receivers sent STOP are faulty then.
///
/// With --json one object is printed. A cell such as ="+33600000000", by which spreadsheets keep a
/// number from being one, is no number; other formulas are texts like any other.
///
/// Exit codes: 0 all rows are good; 1 some are not, or the file can't be taken; 2 wrong usage.
///
/// Example: ovh-sms mailing check clients.csv --text "Bonjour #prenom#" --sender "MP RENOV" --transactional
#[derive(Debug, clap::Args)]
pub(super) struct Check {
    #[command(flatten)]
    rows: Rows,
    /// Asks the service for the cost, the credits left and the blacklist.
    #[arg(long)]
    online: bool,
}

/// Checks, and prints what is right and what is not.
pub(super) async fn run(check: Check, global: &Global) -> Result<u8, Failure> {
    let progress = Progress::new(global);
    Interrupt::listen(&progress, Earlier::default())?;
    let account = match check.online {
        true => Some(global.account().await?),
        false => None,
    };
    let blacklist = match &account {
        Some(account) => account.service.blacklist().numbers().await,
        None => Ok(Lenient::default()),
    };
    let blacklist = blacklist?;
    if !blacklist.is_complete() {
        return Err(Failure::failed(
            "The blacklist can't be read whole, so that it is not known who is on it; check without --online.",
        ));
    }
    let mailing = check.rows.mailing("check");
    let checked = check.rows.check(mailing, blacklist.into_inner(), &progress);
    let mut checked = match checked.await {
        Ok(checked) => checked,
        Err(Faulty::Whole(failure)) => return Err(failure),
        Err(Faulty::Rows(faults)) => {
            match global.json {
                true => output::json(&faults_json(&faults))?,
                false => print_faults(&faults)?,
            }
            return Ok(FAILED);
        }
    };
    let estimate = match &account {
        Some(account) => Some(checked.estimate(&account.service).await?),
        None => None,
    };
    match global.json {
        true => output::json(&checked_json(&mut checked, estimate.as_ref())?)?,
        false => print(&mut checked, estimate.as_ref())?,
    }
    Ok(DONE)
}

/// The faults, a row each.
pub(super) fn print_faults(faults: &RowFaults) -> Result<(), Failure> {
    let rows = faults.faults.iter().map(|fault| {
        let column = fault.column.as_ref();
        vec![
            output::cell(fault.line.to_string()).set_alignment(CellAlignment::Right),
            output::cell(column.map_or("", |column| column.name.as_str())),
            output::cell(fault.problem.to_string()),
        ]
    });
    output::table(&["LINE", "COLUMN", "PROBLEM"], rows.collect())?;
    let described = faults.faults.len() as u64;
    if faults.total > described {
        output::line(format_args!("And {} more.", faults.total - described))?;
    }
    output::line(format_args!(
        "{} of {} rows are faulty, {} are good.",
        faults.total,
        faults.rows,
        faults.rows.saturating_sub(faults.total)
    ))
}

fn faults_json(faults: &RowFaults) -> Value {
    let described = faults.faults.iter().map(|fault| {
        json!({
            "line": fault.line,
            "column": fault.column.as_ref().map(|column| column.name.as_str()),
            "problem": fault.problem.to_string(),
        })
    });
    json!({
        "rows": faults.rows,
        "goodRows": faults.rows.saturating_sub(faults.total),
        "faultyRows": faults.total,
        "faults": described.collect::<Vec<_>>(),
    })
}

fn print(checked: &mut CheckedMailing, estimate: Option<&Estimate>) -> Result<(), Failure> {
    print_totals(checked, estimate)?;
    for preview in checked.preview(SHOWN).map_err(spoiled)? {
        output::line(format_args!(
            "{}: {} [{}, {}]",
            preview.number,
            output::plain(&preview.text),
            preview.segments.encoding,
            counted(preview.segments.parts as u64, "part")
        ))?;
    }
    if let Some(most) = checked.costliest().map_err(spoiled)?
        && most.segments.parts > 1
    {
        output::line(format_args!(
            "The longest takes {} parts: {}: {}",
            most.segments.parts,
            most.number,
            output::plain(&most.text)
        ))?;
    }
    Ok(())
}

/// Receivers, parts and credits, country by country and in all.
pub(super) fn print_totals(
    checked: &CheckedMailing,
    estimate: Option<&Estimate>,
) -> Result<(), Failure> {
    let right = |text: String| output::cell(text).set_alignment(CellAlignment::Right);
    let rates = rates(estimate);
    let rows = checked.countries().iter().map(|(country, total)| {
        let rate = rates.get(country).copied().flatten();
        // Exact up to 2^53 parts.
        #[allow(clippy::cast_precision_loss)]
        let credits = rate.map(|rate| rate * total.parts as f64);
        let told = |value: Option<f64>| value.map_or_else(|| "?".to_owned(), |v| v.to_string());
        vec![
            output::cell(country.unwrap_or("?")),
            right(total.receivers.to_string()),
            right(total.parts.to_string()),
            right(told(credits)),
        ]
    });
    output::table(
        &["COUNTRY", "RECEIVERS", "PARTS", "CREDITS"],
        rows.collect(),
    )?;
    output::line(format_args!(
        "All rows are good: {}{}.",
        amount(checked),
        estimate.map_or_else(String::new, cost)
    ))?;
    let notes = [
        (
            checked.unicode_messages(),
            "messages are Unicode: up to three times the price",
        ),
        (
            checked.transliterated_values(),
            "values were rewritten in GSM-7",
        ),
        (
            checked.empty_values(),
            "values that the text names are empty",
        ),
        (
            checked.duplicates(),
            "rows were left out: their number came before",
        ),
        (checked.blank_rows(), "rows were empty"),
    ];
    for (count, what) in notes {
        if count > 0 {
            output::line(format_args!("{count} {what}."))?;
        }
    }
    Ok(())
}

/// How many get how much.
pub(super) fn amount(checked: &CheckedMailing) -> String {
    let receivers = counted(checked.receivers(), "receiver");
    format!("{receivers}, {}", counted(checked.parts(), "part"))
}

/// What it costs, in words that go on after the parts.
pub(super) fn cost(estimate: &Estimate) -> String {
    let mut words = format!(", {}", credits(estimate.credits));
    if estimate.unpriced > 0 {
        words.push_str(&format!(
            " and what {} of no known country may cost",
            counted(estimate.unpriced, "receiver")
        ));
    }
    if let Some(left) = estimate.credits_left {
        words.push_str(&format!(" of {left} that are left"));
    }
    words
}

fn rates(estimate: Option<&Estimate>) -> BTreeMap<Option<&'static str>, Option<f64>> {
    let countries = estimate.map(|estimate| estimate.countries.as_slice());
    let countries = countries.unwrap_or_default().iter();
    countries
        .map(|country| (country.country, country.rate))
        .collect()
}

fn checked_json(
    checked: &mut CheckedMailing,
    estimate: Option<&Estimate>,
) -> Result<Value, Failure> {
    let rates = rates(estimate);
    let countries = checked.countries().iter().map(|(country, total)| {
        json!({
            "country": country,
            "receivers": total.receivers,
            "parts": total.parts,
            "rate": rates.get(country).copied().flatten(),
        })
    });
    let countries: Vec<Value> = countries.collect();
    let previews = checked.preview(SHOWN).map_err(spoiled)?;
    let previews = previews.iter().map(|preview| {
        json!({
            "number": preview.number,
            "text": preview.text,
            "encoding": preview.segments.encoding.to_string(),
            "parts": preview.segments.parts,
        })
    });
    let previews: Vec<Value> = previews.collect();
    let rows = checked.receivers() + checked.duplicates();
    Ok(json!({
        "rows": rows,
        "goodRows": rows,
        "faultyRows": 0,
        "faults": [],
        "receivers": checked.receivers(),
        "parts": checked.parts(),
        "countries": countries,
        "unicodeMessages": checked.unicode_messages(),
        "transliteratedValues": checked.transliterated_values(),
        "emptyValues": checked.empty_values(),
        "duplicateRows": checked.duplicates(),
        "blankRows": checked.blank_rows(),
        "estimatedCredits": estimate.map(|estimate| estimate.credits),
        "unpricedReceivers": estimate.map(|estimate| estimate.unpriced),
        "creditsLeft": estimate.and_then(|estimate| estimate.credits_left),
        "previews": previews,
    }))
}

/// The temporary file of rows can't be read any more.
fn spoiled(error: std::io::Error) -> Failure {
    Failure::failed(format!("The checked rows can't be read again: {error}."))
}
