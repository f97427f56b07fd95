//! The waiting messages as a table.

use chrono::Utc;
use comfy_table::{Cell, CellAlignment};
use ovh_sms::types::Job;

use super::leaves;
use crate::failure::Failure;
use crate::terminal::output;
use crate::when::Zone;

/// Columns that are not narrowed on a small screen.
const FIXED: usize = 3;

pub(super) fn print(jobs: &[Job], zone: Zone) -> Result<(), Failure> {
    let header = ["LEAVES", "ID", "RECEIVER", "SENDER", "CREDITS", "TEXT"];
    let rows = jobs.iter().map(|job| row(job, zone)).collect();
    output::wide_table(&header, rows, FIXED)
}

fn row(job: &Job, zone: Zone) -> Vec<Cell> {
    let text = |text: &Option<String>| output::cell(text.as_deref().unwrap_or_default());
    let credits = job.credits.map(|credits| credits.to_string());
    vec![
        Cell::new(match leaves(job) {
            Some(at) if at > Utc::now() => zone.cell(at),
            // Its time has passed, and the service still keeps it.
            Some(_) => "deferred".to_owned(),
            None => String::new(),
        }),
        Cell::new(job.id.map(|id| id.to_string()).unwrap_or_default()),
        text(&job.receiver),
        text(&job.sender),
        Cell::new(credits.unwrap_or_default()).set_alignment(CellAlignment::Right),
        Cell::new(output::short(job.message.as_deref().unwrap_or_default())),
    ]
}
