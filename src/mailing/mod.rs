//! Mass sends from a CSV file, with mail merge (feature `csv`).

mod builder;
mod check;
mod checked;
mod duplicates;
mod faults;
mod header;
mod input;
mod measure;
mod slot;
mod spool;
mod template;

pub use builder::{Duplicates, Mailing, OutsideGsm};
pub use check::CountryTotal;
pub use checked::{CheckedMailing, Preview};
pub use faults::{CheckError, Column, FileProblem, RowFault, RowFaults, RowProblem};
pub use input::CsvEncoding;
pub use slot::Slot;
