//! `ovh-sms mailing check`: checks every row of a file.

use std::collections::BTreeMap;

use comfy_table::CellAlignment;
use ovh_sms::mailing::{CheckedMailing, Estimate, RowFaults};
use ovh_sms::{Credits, Lenient};
use serde_json::{Value, json};

use super::batch::counted;
use super::interrupt::Interrupt;
use super::notes::{notes, warnings_json};
use super::progress::Progress;
use super::rows::{Faulty, Rows};
use crate::exit::{DONE, FAILED};
use crate::failure::{Failure, for_shell};
use crate::global::Global;
use crate::price::credits;
use crate::terminal::output;

/// The number of example messages that are shown.
const SHOWN: usize = 3;

/// Check every row of a file, and show what would be sent; nothing is sent.
///
/// Numbers, fields, the columns that the text uses, lengths and duplicates are checked on this
/// machine, without credentials. With --online, the cost, the credits left and the blacklist are
/// fetched from the service, and rows whose receivers sent STOP are errors.
///
/// With --json, one object is printed. A cell such as ="+33600000000", which spreadsheets use to
/// keep a number as text, is not accepted as a number; other formulas are ordinary text.
///
/// Exit codes: 0 all rows are valid; 1 some are not, or the file can't be used; 2 wrong usage.
///
/// Example: ovh-sms mailing check clients.csv --text "Bonjour #prenom#" --sender "MP RENOV" --transactional
#[derive(Debug, clap::Args)]
pub(super) struct Check {
    #[command(flatten)]
    rows: Rows,
    /// Fetch the cost, the credits left and the blacklist from the service.
    #[arg(long)]
    online: bool,
}

/// Checks the file, and prints the result.
pub(super) async fn run(check: Check, global: &Global) -> Result<u8, Failure> {
    let progress = Progress::new(global);
    let _interrupt = Interrupt::listen(&progress, global.json)?;
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
            "Part of the blacklist can't be read, so receivers can't be compared with it: check without --online.",
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

/// Prints the faulty rows, one per line.
pub(super) fn print_faults(faults: &RowFaults) -> Result<(), Failure> {
    let rows = faults.faults.iter().map(|fault| {
        let column = fault.column.as_ref();
        vec![
            output::cell(fault.line.to_string()).set_alignment(CellAlignment::Right),
            output::cell(match (column, &fault.cell) {
                (Some(column), Some(cell)) => format!("{} ({cell})", column.name),
                (column, _) => column.map_or_else(String::new, |column| column.name.clone()),
            }),
            output::cell(for_shell(&fault.problem.to_string())),
        ]
    });
    output::table(&["LINE", "COLUMN", "PROBLEM"], rows.collect())?;
    let described = faults.faults.len() as u64;
    if faults.total > described {
        output::line(format_args!(
            "{}.",
            counted(faults.total - described, "more invalid row")
        ))?;
    }
    output::line(format_args!(
        "Invalid rows: {} of {}.",
        faults.total, faults.rows
    ))
}

fn faults_json(faults: &RowFaults) -> Value {
    let described = faults.faults.iter().map(|fault| {
        json!({
            "line": fault.line,
            "column": fault.column.as_ref().map(|column| column.name.as_str()),
            "cell": fault.cell,
            "problem": for_shell(&fault.problem.to_string()),
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
            "The longest message takes {} parts: {}: {}",
            most.segments.parts,
            most.number,
            output::plain(&most.text)
        ))?;
    }
    Ok(())
}

/// Prints receivers, parts and credits, per country and in total.
pub(super) fn print_totals(
    checked: &CheckedMailing,
    estimate: Option<&Estimate>,
) -> Result<(), Failure> {
    let right = |text: String| output::cell(text).set_alignment(CellAlignment::Right);
    let rates = rates(estimate);
    let rows = checked.countries().iter().map(|(country, total)| {
        let rate = rates.get(country).copied().flatten();
        let credits = rate.map(|rate| rate * total.parts);
        let summary =
            |value: Option<Credits>| value.map_or_else(|| "?".to_owned(), |v| v.to_string());
        vec![
            output::cell(country.unwrap_or("?")),
            right(total.receivers.to_string()),
            right(total.parts.to_string()),
            right(summary(credits)),
        ]
    });
    output::table(
        &["COUNTRY", "RECEIVERS", "PARTS", "CREDITS"],
        rows.collect(),
    )?;
    output::line(format_args!(
        "All rows are valid: {}{}.",
        amount(checked),
        estimate.map_or_else(String::new, cost)
    ))?;
    for note in notes(checked) {
        output::line(format_args!("{note}"))?;
    }
    Ok(())
}

/// Formats the number of receivers and parts.
pub(super) fn amount(checked: &CheckedMailing) -> String {
    let receivers = counted(checked.receivers(), "receiver");
    format!("{receivers}, {}", counted(checked.parts(), "part"))
}

/// Formats the cost, to be appended after the number of parts.
pub(super) fn cost(estimate: &Estimate) -> String {
    let mut words = format!(", {}", credits(estimate.credits));
    if estimate.unpriced > 0 {
        words.push_str(&format!(
            " plus an unknown cost for {} of unknown country",
            counted(estimate.unpriced, "receiver")
        ));
    }
    if let Some(left) = estimate.credits_left {
        words.push_str(&format!(" (credits left: {left})"));
    }
    words
}

fn rates(estimate: Option<&Estimate>) -> BTreeMap<Option<&'static str>, Option<Credits>> {
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
    let left_out = checked.duplicates() + checked.rows_without_number() + checked.landlines();
    let rows = checked.receivers() + left_out;
    Ok(json!({
        "rows": rows,
        "goodRows": rows,
        "faultyRows": 0,
        "faults": [],
        "sheet": checked.sheet(),
        "numberColumn": checked.number_column(),
        "receivers": checked.receivers(),
        "parts": checked.parts(),
        "countries": countries,
        "unicodeMessages": checked.unicode_messages(),
        "transliteratedValues": checked.transliterated_values(),
        "emptyValues": checked.empty_values(),
        "duplicateRows": checked.duplicates(),
        "blankRows": checked.blank_rows(),
        "rowsWithoutNumber": checked.rows_without_number(),
        "landlineRows": checked.landlines(),
        "warnings": warnings_json(checked),
        "estimatedCredits": estimate.map(|estimate| estimate.credits),
        "unpricedReceivers": estimate.map(|estimate| estimate.unpriced),
        "creditsLeft": estimate.and_then(|estimate| estimate.credits_left),
        "previews": previews,
    }))
}

/// Returns the failure for an unreadable temporary file of rows.
fn spoiled(error: std::io::Error) -> Failure {
    Failure::failed(format!("The checked rows can't be read again: {error}."))
}
