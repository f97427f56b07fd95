//! What costs credits: shown before it is spent, and asked about when it is much.

use std::io::{BufRead, IsTerminal, Write};

use crate::failure::{Failure, sentence};
use crate::price::credits;

/// Credits that are spent without a question.
const ASK_ABOVE: f64 = 100.0;

/// How a command that costs credits is held back.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct Spend {
    /// Tells what it would cost, and sends nothing.
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Spends more than 100 credits without a question.
    #[arg(long, short)]
    yes: bool,
}

impl Spend {
    /// Whether everything is allowed, whatever it costs.
    pub(crate) fn is_allowed(&self) -> bool {
        self.yes
    }

    /// Asks before more than 100 credits are spent, or before a cost that nobody knows.
    ///
    /// An error is the end of the command: nothing has been sent.
    pub(crate) fn allow(&self, cost: Option<f64>) -> Result<(), Failure> {
        self.allow_saying(cost, "nothing was sent")
    }

    /// The same for a command that has more to say of what was sent than `allow` does.
    pub(crate) fn allow_saying(&self, cost: Option<f64>, sent: &str) -> Result<(), Failure> {
        // A negative or endless figure is no cost.
        let cost = cost.filter(|cost| *cost >= 0.0 && cost.is_finite());
        if self.yes || cost.is_some_and(|cost| cost <= ASK_ABOVE) {
            return Ok(());
        }
        let cost = match cost {
            Some(cost) => format!("This costs {}", credits(cost)),
            None => "What this costs is not known".to_owned(),
        };
        if !std::io::stdin().is_terminal() {
            return Err(Failure::usage(format!(
                "{cost}, and stdin is not a terminal to ask on: {sent}. Pass --yes to spend more than {ASK_ABOVE} credits."
            )));
        }
        let mut terminal = std::io::stderr();
        let _ = write!(terminal, "{cost}. Go on? [y/N] ");
        let _ = terminal.flush();
        let mut answer = String::new();
        let read = std::io::stdin().lock().read_line(&mut answer);
        match (read, answer.trim().to_lowercase().as_str()) {
            (Ok(_), "y" | "yes") => Ok(()),
            _ => Err(Failure::failed(format!("{}.", sentence(&sent)))),
        }
    }
}
