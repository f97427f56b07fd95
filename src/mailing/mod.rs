//! Mass sends from a CSV file, with mail merge (feature `csv`).

mod builder;
mod check;
mod checked;
pub(crate) mod document;
mod duplicates;
mod error;
mod estimate;
mod faults;
mod header;
mod input;
mod ledger;
mod measure;
mod send;
mod sent;
mod slot;
mod spool;
mod template;
mod wait;

pub use builder::{Duplicates, Mailing, OutsideGsm};
pub use check::CountryTotal;
pub use checked::{CheckedMailing, Preview};
pub use document::TransferError;
pub use error::MailingError;
pub use estimate::{CountryEstimate, Estimate};
pub use faults::{CheckError, Column, FileProblem, RowFault, RowFaults, RowProblem};
pub use input::CsvEncoding;
pub use sent::{Progress, SentMailing};
pub use slot::Slot;
pub(crate) use wait::Wait;
