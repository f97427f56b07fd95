//! Commands that spend credits: the cost is shown first, and a large cost must be confirmed.

use std::io::{BufRead, IsTerminal, Write};

use ovh_sms::Credits;

use crate::failure::{Failure, sentence};
use crate::price::credits;

/// Credits that are spent without confirmation.
const ASK_ABOVE: Credits = Credits::from_thousandths(100_000);

/// The options of commands that spend credits.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct Spend {
    /// Show the cost, and send nothing.
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Spend more than 100 credits without confirmation.
    #[arg(long, short)]
    yes: bool,
}

impl Spend {
    /// Returns whether an option is given.
    pub(crate) fn is_given(&self) -> bool {
        self.dry_run || self.yes
    }

    /// Asks for confirmation before more than 100 credits, or an unknown cost, are spent.
    ///
    /// Fails if the user declines or can't be asked; nothing has been sent then.
    pub(crate) fn allow(&self, cost: Option<Credits>) -> Result<(), Failure> {
        self.allow_saying(cost, "nothing was sent")
    }

    /// Does the same as `allow`, with another statement about what was sent.
    pub(crate) fn allow_saying(&self, cost: Option<Credits>, sent: &str) -> Result<(), Failure> {
        // A negative number is not a cost.
        let cost = cost.filter(|cost| !cost.is_negative());
        if self.yes || cost.is_some_and(|cost| cost <= ASK_ABOVE) {
            return Ok(());
        }
        let cost = match cost {
            Some(cost) => format!("This costs {}", credits(cost)),
            None => "The cost is unknown".to_owned(),
        };
        if !std::io::stdin().is_terminal() {
            return Err(Failure::usage(format!(
                "{cost}, and stdin is not a terminal: {sent}. Pass --yes to spend more than {ASK_ABOVE} credits."
            )));
        }
        let mut terminal = std::io::stderr();
        let _ = write!(terminal, "{cost}. Continue? [y/N] ");
        let _ = terminal.flush();
        let mut answer = String::new();
        let read = std::io::stdin().lock().read_line(&mut answer);
        match (read, answer.trim().to_lowercase().as_str()) {
            (Ok(_), "y" | "yes") => Ok(()),
            _ => Err(Failure::failed(format!("{}.", sentence(&sent)))),
        }
    }
}
