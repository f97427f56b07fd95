//! `ovh-sms accounts`: lists the SMS accounts and their credits.

use comfy_table::{Cell, CellAlignment, Color};
use futures_util::TryStreamExt;
use ovh_sms::{Credits, types};

use crate::exit::DONE;
use crate::failure::Failure;
use crate::global::Global;
use crate::terminal::output;

/// List the SMS accounts that the credentials can access, with the credits left on each.
///
/// With --json, each line is an account as the API returns it. With --service, only that account is
/// shown.
///
/// Example: ovh-sms accounts
#[derive(Debug, clap::Args)]
pub(crate) struct Accounts {}

/// Lists the SMS accounts.
pub(crate) async fn run(_: Accounts, global: &Global) -> Result<u8, Failure> {
    let connection = global.client().await?;
    let api = connection.client.api();
    let mut rows = Vec::new();
    if let Some(only) = &global.service {
        let account = api.service_get(only).send().await?.into_inner();
        match global.json {
            true => output::json(&account)?,
            false => rows.push(row(
                account.name,
                account.credits_left,
                account.status,
                account.description,
            )),
        }
    } else {
        let mut accounts = api.services_list().stream();
        while let Some(account) = accounts.try_next().await? {
            match global.json {
                true => output::json(&account)?,
                false => rows.push(row(
                    account.name,
                    account.credits_left,
                    account.status,
                    account.description,
                )),
            }
        }
        global.note_unread(usize::try_from(accounts.unread()).unwrap_or(usize::MAX));
    }
    if !global.json {
        output::table(&["ACCOUNT", "CREDITS LEFT", "STATUS", "DESCRIPTION"], rows)?;
    }
    Ok(DONE)
}

fn row(
    name: Option<String>,
    credits: Option<Credits>,
    status: Option<types::StatusAccount>,
    description: Option<String>,
) -> Vec<Cell> {
    let colour = match status {
        Some(types::StatusAccount::Enable) => Color::Green,
        _ => Color::Yellow,
    };
    vec![
        output::cell(name.unwrap_or_default()),
        output::cell(
            credits
                .map(|credits| credits.to_string())
                .unwrap_or_default(),
        )
        .set_alignment(CellAlignment::Right),
        output::cell(status.map(|status| status.to_string()).unwrap_or_default()).fg(colour),
        output::cell(description.unwrap_or_default()),
    ]
}
