//! `ovh-sms blacklist`: lists and removes the numbers that sent STOP.

use clap::Subcommand;
use comfy_table::Cell;
use ovh_sms::{PhoneNumber, Service};

use crate::exit::{DONE, FAILED, PARTLY, UNKNOWN};
use crate::failure::Failure;
use crate::global::Global;
use crate::numbers::Numbers;
use crate::terminal::output;
use crate::when::local;

/// List the numbers that sent STOP, sorted by date; messages to them are not delivered.
///
/// With --json, each line is an entry as the API returns it. In the table, times are in this
/// machine's time zone.
///
/// Example: ovh-sms blacklist
#[derive(Debug, clap::Args)]
pub(crate) struct Blacklist {
    #[command(subcommand)]
    action: Option<Action>,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Remove numbers from the blacklist; recipients who sent STOP must opt in again first.
    ///
    /// Exit codes: 0 all numbers were removed, 1 none was removed, 3 it is unknown whether one was
    /// removed, 4 some were removed and others were not on the blacklist or could not be removed.
    ///
    /// Example: ovh-sms blacklist remove +33600000000
    Remove {
        /// The numbers, such as +33600000000, or entries as the list shows them.
        #[arg(required = true, value_name = "NUMBER")]
        numbers: Vec<String>,
        #[command(flatten)]
        reading: Numbers,
    },
}

/// Lists the blacklist, or removes numbers from it.
pub(crate) async fn run(blacklist: Blacklist, global: &Global) -> Result<u8, Failure> {
    match blacklist.action {
        None => list(&global.account().await?.service, global).await,
        Some(Action::Remove { numbers, reading }) => {
            let read = numbers.iter().map(|text| match reading.read(text) {
                Ok(number) => Entry::Number(number),
                Err(error) => Entry::Text(text.clone(), error),
            });
            let entries: Vec<Entry> = read.collect();
            let account = match global.account().await {
                Ok(account) => account,
                // What is wrong with a text is known without the account.
                Err(failure) => return Err(unknown_entry(&entries, &[]).unwrap_or(failure)),
            };
            if entries.iter().any(|entry| matches!(entry, Entry::Text(..))) {
                let listed = account.service.blacklist().entries().await?;
                if let Some(failure) = unknown_entry(&entries, &listed) {
                    return Err(failure);
                }
            }
            remove(&account.service, &entries, global).await
        }
    }
}

/// What to remove.
enum Entry {
    Number(PhoneNumber),
    /// No number, and the reason; it may be an entry of the list all the same.
    Text(String, String),
}

/// Returns why nothing is removed: a text is neither a number nor an entry of the list.
fn unknown_entry(entries: &[Entry], listed: &[String]) -> Option<Failure> {
    entries.iter().find_map(|entry| match entry {
        Entry::Text(text, error) if !listed.contains(text) => Some(Failure::usage(format!(
            "Nothing was removed: '{}' is not on the blacklist, and not a number: {error}.",
            output::plain(text)
        ))),
        _ => None,
    })
}

async fn list(service: &Service, global: &Global) -> Result<u8, Failure> {
    let mut entries = service.api().blacklists_list().stream().into_vec().await?;
    global.note_unread(entries.unread());
    entries.sort_by(|a, b| (a.date_creation, &a.number).cmp(&(b.date_creation, &b.number)));
    if global.json {
        for entry in &entries {
            if !output::flowing_json(entry)? {
                break;
            }
        }
        return Ok(DONE);
    }
    if entries.is_empty() && entries.is_complete() {
        global.note("The blacklist is empty.");
        return Ok(DONE);
    }
    let rows = entries.iter().map(|entry| {
        let message = entry.sms_outgoing_id.map(|id| id.to_string());
        let batch = entry.batch_id.map(|id| id.to_string());
        vec![
            output::cell(entry.number.as_deref().unwrap_or_default()),
            Cell::new(entry.date_creation.map(local).unwrap_or_default()),
            Cell::new(message.unwrap_or_default()),
            Cell::new(batch.unwrap_or_default()),
        ]
    });
    output::table(&["NUMBER", "SINCE", "MESSAGE", "BATCH"], rows.collect())?;
    Ok(DONE)
}

async fn remove(service: &Service, entries: &[Entry], global: &Global) -> Result<u8, Failure> {
    let mut removed = 0;
    for entry in entries {
        let (shown, was_on_it) = match entry {
            Entry::Number(number) => (
                number.to_string(),
                service.blacklist().remove(*number).await,
            ),
            Entry::Text(text, _) => {
                let result = service.blacklist().remove_entry(text).await;
                (output::plain(text), result)
            }
        };
        match was_on_it {
            Ok(true) => {
                removed += 1;
                global.note(format_args!("{shown} was removed from the blacklist."));
            }
            Ok(false) => output::note(format_args!("{shown} was not on the blacklist.")),
            Err(error) if removed == 0 => return Err(Failure::of_change(error)),
            Err(error) => {
                let failure = Failure::of_change(error);
                failure.tell();
                return Ok(match failure.code() {
                    UNKNOWN => UNKNOWN,
                    _ => PARTLY,
                });
            }
        }
    }
    Ok(match removed {
        0 => FAILED,
        removed if removed == entries.len() => DONE,
        _ => PARTLY,
    })
}
