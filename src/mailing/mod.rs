//! Mass sends from a CSV file, with mail merge (feature `csv`).
//!
//! ```
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! use ovh_sms::{Credits, SenderName, mailing::Mailing, sandbox::Sandbox};
//!
//! let sandbox = Sandbox::builder().speed(1000.0).start().await?;
//! let service = sandbox.service()?;
//!
//! // 1. Check the rows and store them in a temporary file. Nothing is sent.
//! let csv = "Number,Prénom\n+33600000001,Zoé\n+33600000002,Ali\n";
//! let mut mailing = Mailing::transactional("rappel-2026-01", "Bonjour #prénom#, à demain.")
//!     .from("SANDBOX".parse::<SenderName>()?)
//!     .from_csv(csv.as_bytes())?;
//!
//! // 2. Preview the messages and estimate the cost.
//! assert_eq!(mailing.preview(1)?[0].text, "Bonjour Zoé, à demain.");
//! let estimate = mailing.estimate(&service).await?;
//! assert_eq!((mailing.parts(), estimate.credits), (2, Credits::from(2)));
//!
//! // 3. Send. The mailing is sent once, even if this is called again.
//! let mut sent = mailing.send(&service).await?;
//! sent.follow(|batch| println!("{:?}", batch.status)).await?;
//! sent.clean_up().await?;
//! assert!(mailing.send(&service).await?.was_found());
//! # Ok(())
//! # }
//! # tokio::runtime::Runtime::new()?.block_on(example())?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! | step | action | what remains on the account |
//! |---|---|---|
//! | [`Mailing::from_csv`], [`from_rows`](Mailing::from_rows) | reads, checks, normalises and measures rows; reports faults by line and column | nothing |
//! | [`preview`](CheckedMailing::preview), [`estimate`](CheckedMailing::estimate) | shows messages and cost | nothing |
//! | [`send`](CheckedMailing::send) | uploads, fills a slot, requests the batch; finds it after a failure | batch, slot, document |
//! | [`send_watched`](CheckedMailing::send_watched) | the same, with progress and [cancellation](SendWatch::stop) | the same; nothing if it was stopped |
//! | [`follow`](SentMailing::follow), [`statistics`](SentMailing::statistics), [`outcomes`](SentMailing::outcomes), [`cancel`](SentMailing::cancel) | follows, reads or cancels the batch | the same |
//! | [`clean_up`](SentMailing::clean_up) | deletes slot and document | the batch |
//!
//! Duplicate sends are prevented only if all runs of a mailing use one journal: see
//! [`CheckedMailing::send`].
//!
//! Only the numbers and the columns that the message names leave the machine. Columns may have any
//! name; they are uploaded as `prenom`, `nom_de_famille`, and the message uses these names.
//! OVHcloud documents placeholders only as `#column#`. Therefore everything ambiguous is rejected:
//! a placeholder without a column, a `#` before a placeholder, a value that would create a
//! placeholder.

mod builder;
mod checked;
mod error;
mod estimate;
mod faults;
mod fill;
mod policies;
mod rows;
mod run;
mod send;
mod sent;
mod slot;
mod traces;
mod warnings;
mod watch;

pub use crate::transfer::TransferError;
pub use builder::Mailing;
pub use checked::{CheckedMailing, Preview};
pub use error::MailingError;
pub use estimate::{CountryEstimate, Estimate};
pub use faults::{CheckError, Column, FileProblem, RowFault, RowFaults, RowProblem};
pub use policies::{Duplicates, Landlines, OutsideGsm, UnknownNumbers};
pub use rows::input::CsvEncoding;
pub use rows::tally::CountryTotal;
pub use sent::{Progress, SentMailing};
pub use slot::{InvalidSlotKey, Slot, SlotKey};
pub use warnings::{Warning, WarningKind};
pub use watch::{SendStep, SendWatch};
