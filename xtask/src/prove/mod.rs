//! Proves what a change of the description does to old code: the compiler, requests and bodies
//! decide, and their verdicts are compared with the report of `diff`.

mod bodies;
mod calls;
pub mod certificate;
mod coverage;
mod evidence;
mod explained;
mod files;
mod package;
mod probes;
mod proof;
mod rounds;
mod runtime;
mod surface;
mod users;
mod uses;
mod verdicts;
mod wire;

use ovh_codegen::diff::Difference;

use crate::project::Project;

pub use certificate::{Certificate, certify, options, print, render};
pub use evidence::{Evidence, gather};
pub use proof::{
    Bodies, Broken, Program, ProgramResult, Proof, Proved, Requests, Unpredicted, Verdict, Wire,
    WrittenFor,
};
pub use users::programs;

/// The texts of two documents, each an openapi.json.
#[derive(Debug, Clone, Copy)]
pub struct Pair<'a> {
    pub before: &'a str,
    pub after: &'a str,
}

/// What to prove.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Programs of users, compiled beside the generated ones.
    pub programs: Vec<Program>,
    /// The day of the old description, such as `2020-08-10`: programs that are written for a newer
    /// one are left out. Without it, the description is at least as new as all programs.
    pub day: Option<String>,
    /// Whether to compare requests and bodies, which compiles and runs two programs.
    pub wire: bool,
}

/// Compiles programs against the bindings of both documents, and compares the result with the
/// difference that `diff` reports.
pub fn prove(
    project: &Project,
    pair: &Pair<'_>,
    difference: &Difference,
    options: &Options,
) -> anyhow::Result<Proof> {
    Ok(gather(project, pair, difference, options)?.judge(&difference.changes))
}
