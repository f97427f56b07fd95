//! Reports of runs from a program's output: its exit code and its JSON.

use serde_json::Value;

use super::{Claim, Run};

/// Exit codes of the program.
const DONE: i32 = 0;
const FAILED: i32 = 1;
const USAGE: i32 = 2;
pub(super) const UNKNOWN: i32 = 3;
pub(super) const PARTLY: i32 = 4;

impl Run {
    /// Records the exit code and the JSON of `ovh-sms send --json`.
    pub fn program_sent(mut self, code: i32, json: &Value) -> Self {
        self.code = Some(code);
        match code {
            FAILED | USAGE => self.claim_all(Claim::NotSent),
            _ => self.claim_all(Claim::Unknown),
        }
        // The report is more precise than the code, and must be at least as cautious.
        for (list, claim) in [
            ("validReceivers", Claim::Sent { item: None }),
            ("invalidReceivers", Claim::NotSent),
            ("notSentReceivers", Claim::NotSent),
            ("unknownReceivers", Claim::Unknown),
        ] {
            for number in json[list].as_array().into_iter().flatten() {
                let number = number.as_str().unwrap_or_default().to_owned();
                if !matches!(code, FAILED | USAGE) {
                    self.claims.insert(number, claim);
                }
            }
        }
        self.tag = json["tag"].as_str().map(str::to_owned);
        self.credits = json["totalCreditsRemoved"].as_f64();
        self
    }

    /// Records the exit code and the JSON of `ovh-sms mailing send --json`.
    pub fn program_mailed(mut self, name: &str, code: i32, json: &Value) -> Self {
        self.subject = Some(name.to_owned());
        self.code = Some(code);
        match code {
            DONE => self.claim_all(Claim::Sent { item: None }),
            FAILED | USAGE => self.claim_all(Claim::NotSent),
            // Sent to some, or unknown: applies to no particular receiver.
            _ => self.claim_all(Claim::Unknown),
        }
        self.tag = json["tag"].as_str().map(str::to_owned);
        self
    }
}
