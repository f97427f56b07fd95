//! The result of a proof: a verdict for each change, and the contradictions.

use ovh_codegen::diff::{Change, Weight};
use serde::{Deserialize, Serialize};

/// A frozen program of a user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Program {
    /// The name of its file, without the extension.
    pub name: String,
    /// The descriptions that it is written for.
    pub written_for: Vec<WrittenFor>,
    pub text: String,
}

/// A root that a program uses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrittenFor {
    /// The root, such as `/sms`.
    pub root: String,
    /// The day of its description, such as `2020-08-10`, if one is known.
    pub day: Option<String>,
}

/// The effect of a change on old code, as the compiler and the requests show it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// Old code does not compile.
    Breaking,
    /// Old code compiles and sends other requests.
    Requests,
    /// Old code compiles, sends the same requests, and reads bodies otherwise.
    Bodies,
    /// Old code compiles with a warning that names the replacement.
    Deprecated,
    /// Old code compiles, and sends the same requests.
    Compatible,
    /// Old code can't use what changed, for example because it is new.
    Unused,
    /// All old code that uses it does not compile because of another change.
    Hidden,
}

/// A change with its verdict.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Proved {
    pub change: Change,
    pub verdict: Verdict,
    /// Whether the verdict and the predicted weight agree.
    pub agrees: bool,
    /// Why a verdict other than the predicted one agrees, or what contradicts the prediction.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The number of uses of the changed items in the programs.
    pub uses: usize,
}

/// Old code that fails although no change predicts it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Unpredicted {
    /// The Rust items that the code uses, or the operation that is called.
    pub items: Vec<String>,
    /// The compiler's message, or the difference.
    pub message: String,
}

/// A program that does not compile.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Broken {
    pub line: u64,
    pub message: String,
}

/// The result of one program.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProgramResult {
    pub name: String,
    /// The errors before the change: such a program proves nothing.
    pub before: Vec<Broken>,
    /// The errors after the change.
    pub after: Vec<Broken>,
    /// The deprecation warnings after the change.
    pub deprecated: Vec<Broken>,
}

/// Compared requests or bodies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Requests {
    pub identical: usize,
    pub compared: usize,
}

/// The compared requests.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Wire {
    /// The operations that no change is about.
    pub operations: usize,
    /// Their calls with all arguments.
    pub all: Requests,
    /// Their calls with required arguments only.
    pub required: Requests,
    /// Calls of the other operations, as far as they compile after the change.
    pub changed: Requests,
}

/// The response bodies that were read by the types of the other description.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Bodies {
    /// Bodies of the old description, read by the new types.
    pub old_by_new: Requests,
    /// Bodies of the new description, read by the old types.
    pub new_by_old: Requests,
}

/// The result of a proof.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Proof {
    pub changes: Vec<Proved>,
    pub unpredicted: Vec<Unpredicted>,
    pub programs: Vec<ProgramResult>,
    /// Programs that the old description does not suit, with the reason.
    pub left_out: Vec<String>,
    /// The number of generated uses of old items.
    pub uses: usize,
    /// The number of generated uses that compile after the change.
    pub compiled: usize,
    pub wire: Option<Wire>,
    pub bodies: Option<Bodies>,
    /// Items of the old bindings that no compiled use covers, one sentence each.
    pub lost: Vec<String>,
    /// What could not be proved, one sentence each.
    pub not_proved: Vec<String>,
}

impl Proof {
    /// Returns the changes whose prediction the proof contradicts.
    pub fn contradicted(&self) -> impl Iterator<Item = &Proved> {
        self.changes.iter().filter(|change| !change.agrees)
    }

    /// Returns the changes that were predicted to break code, and that compile.
    pub fn breaking_but_compiles(&self) -> impl Iterator<Item = &Proved> {
        let predicted = |change: &&Proved| change.change.weight == Weight::Breaking;
        let compiles =
            |change: &&Proved| !matches!(change.verdict, Verdict::Breaking | Verdict::Hidden);
        self.changes.iter().filter(predicted).filter(compiles)
    }

    /// Returns the programs that do not compile before the change.
    pub fn unusable_programs(&self) -> impl Iterator<Item = &ProgramResult> {
        let broken = |program: &&ProgramResult| !program.before.is_empty();
        self.programs.iter().filter(broken)
    }

    /// Returns whether the proof found no contradiction, and every program and use could be
    /// compiled before the change.
    pub fn holds(&self) -> bool {
        self.contradicted().next().is_none()
            && self.unpredicted.is_empty()
            && self.lost.is_empty()
            && self.unusable_programs().next().is_none()
    }
}
