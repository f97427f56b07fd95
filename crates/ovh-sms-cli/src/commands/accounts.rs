//! `ovh-sms accounts`: lists the SMS accounts and their credits.

use comfy_table::{Cell, CellAlignment, Color};
use ovh_sms::{Credits, Lenient, types};

use super::named;
use crate::exit::{DONE, FAILED, UNKNOWN};
use crate::failure::Failure;
use crate::global::Global;
use crate::price::credits;
use crate::terminal::output;

/// List the SMS accounts that the credentials can access, with the credits left on each.
///
/// With --json, each line is an account as the API returns it. With --service, only that account is
/// shown.
///
/// With --min-credits, the command fails if an account has fewer credits, so that a script can raise
/// an alarm.
///
/// Exit codes: 0 done; 1 failed, or with --min-credits an account has fewer credits; 2 wrong usage; 3
/// with --min-credits, the credits of an account are unknown.
///
/// Example: ovh-sms accounts
#[derive(Debug, clap::Args)]
pub(crate) struct Accounts {
    /// Exit with 1 if an account has fewer credits than this, such as 100 or 0.5.
    #[arg(long, value_name = "CREDITS", value_parser = threshold)]
    min_credits: Option<Credits>,
}

/// Lists the SMS accounts.
pub(crate) async fn run(accounts: Accounts, global: &Global) -> Result<u8, Failure> {
    let minimum = accounts.min_credits;
    let connection = global.client().await?;
    let client = &connection.client;
    let accounts = match &global.service {
        Some(only) => Lenient::with_unread(vec![client.service(only).account().await?], 0),
        None => {
            let names = client.api().services_list().send().await?.into_inner();
            let read = |name| async move { client.service(name).account().await.map(Some) };
            named::read_all(names, read).await?
        }
    };
    let unread = accounts.unread();
    let mut rows = Vec::new();
    let mut low = Low::new(minimum);
    for account in accounts {
        low.check(account.name.as_deref(), account.credits_left);
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
    global.note_unread(unread);
    low.unknown |= unread > 0;
    if !global.json {
        output::table(&["ACCOUNT", "CREDITS LEFT", "STATUS", "DESCRIPTION"], rows)?;
    }
    Ok(low.code())
}

/// The accounts with fewer credits than the minimum.
struct Low {
    minimum: Option<Credits>,
    checked: bool,
    found: bool,
    unknown: bool,
}

impl Low {
    fn new(minimum: Option<Credits>) -> Self {
        Self {
            minimum,
            checked: false,
            found: false,
            unknown: false,
        }
    }

    fn check(&mut self, name: Option<&str>, left: Option<Credits>) {
        let Some(minimum) = self.minimum else {
            return;
        };
        self.checked = true;
        let name = output::plain(name.unwrap_or("?"));
        match left {
            Some(left) if left >= minimum => {}
            Some(left) => {
                self.found = true;
                output::note(format_args!(
                    "{name} has {left} of at least {}.",
                    credits(minimum)
                ));
            }
            None => {
                self.unknown = true;
                output::note(format_args!("The credits of {name} are unknown."));
            }
        }
    }

    fn code(&self) -> u8 {
        match (self.minimum, self.found, self.unknown) {
            (Some(_), true, _) => FAILED,
            (Some(_), false, true) => UNKNOWN,
            (Some(_), ..) if !self.checked => UNKNOWN,
            _ => DONE,
        }
    }
}

fn threshold(text: &str) -> Result<Credits, String> {
    let credits: Option<Credits> = text.trim().parse().ok();
    let credits = credits.filter(|credits| !credits.is_negative());
    credits.ok_or_else(|| "write a number of credits, such as 100 or 0.5".to_owned())
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
