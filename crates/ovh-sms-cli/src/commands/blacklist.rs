//! `ovh-sms blacklist`: lists and removes the numbers that sent STOP.

use clap::Subcommand;
use comfy_table::Cell;
use ovh_sms::{PhoneNumber, Service};

use crate::exit::{DONE, FAILED, PARTLY};
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
    /// Exit codes: 0 all numbers were removed, 1 none was removed, 4 some were removed and others
    /// were not on the blacklist or could not be removed.
    ///
    /// Example: ovh-sms blacklist remove +33600000000
    Remove {
        /// The numbers, such as +33600000000, or entries as the list shows them.
        #[arg(required = true, value_name = "NUMBER", allow_hyphen_values = true)]
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
            let read: Vec<_> = numbers.iter().map(|text| reading.read(text)).collect();
            let refused = read.iter().find_map(|read| read.as_ref().err());
            let account = match (global.account().await, refused) {
                (Ok(account), _) => account,
                (Err(_), Some(error)) => return Err(refusal(error)),
                (Err(failure), None) => return Err(failure),
            };
            let entries = entries(&account.service, &numbers, read).await?;
            remove(&account.service, &entries, global).await
        }
    }
}

fn refusal(error: &str) -> Failure {
    Failure::usage(format!("Nothing was removed: {error}."))
}

/// Returns the entries to remove: numbers as the API writes them, and texts that are no numbers but
/// entries of the list.
async fn entries(
    service: &Service,
    texts: &[String],
    read: Vec<Result<PhoneNumber, String>>,
) -> Result<Vec<String>, Failure> {
    let listed = match read.iter().any(Result::is_err) {
        true => service.blacklist().entries().await?.into_inner(),
        false => Vec::new(),
    };
    let entry = |(read, text): (Result<PhoneNumber, String>, &String)| match read {
        Ok(number) => Ok(number.to_string()),
        Err(_) if listed.contains(text) => Ok(text.clone()),
        Err(error) => Err(refusal(&error)),
    };
    read.into_iter().zip(texts).map(entry).collect()
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

async fn remove(service: &Service, numbers: &[String], global: &Global) -> Result<u8, Failure> {
    let mut removed = 0;
    for number in numbers {
        let shown = output::plain(number);
        let was_on_it = match service.blacklist().remove_entry(number).await {
            Ok(was_on_it) => was_on_it,
            Err(error) if removed == 0 => return Err(error.into()),
            Err(error) => {
                Failure::from(error).tell();
                return Ok(PARTLY);
            }
        };
        match was_on_it {
            true => {
                removed += 1;
                global.note(format_args!("{shown} was removed from the blacklist."));
            }
            false => output::note(format_args!("{shown} was not on the blacklist.")),
        }
    }
    Ok(match removed {
        0 => FAILED,
        removed if removed == numbers.len() => DONE,
        _ => PARTLY,
    })
}
