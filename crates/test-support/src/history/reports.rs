//! Reports of runs from what the library returned.

use ovh_sms::mailing::{MailingError, SentMailing};
use ovh_sms::service::{Evidence, Outcome, SendReport};
use ovh_sms::{Credits, Error};

use super::{Claim, Run};

impl Run {
    /// Records what a send returned.
    pub fn sent(mut self, result: &Result<SendReport, Error>) -> Self {
        match result {
            Ok(report) => self.report(report),
            Err(error) => match error.send_report() {
                Some(report) => self.report(report),
                // Nothing was sent to any receiver, according to the documentation of
                // `Service::send`.
                None => {
                    self.claim_all(Claim::NotSent);
                    self.credits = Some(0.0);
                }
            },
        }
        self
    }

    fn report(&mut self, report: &SendReport) {
        self.tag = Some(report.tag().to_owned());
        self.credits = report.credits_removed().map(Credits::to_f64);
        for one in report.receivers() {
            let claim = match one.outcome {
                Outcome::Sent { id, evidence } => Claim::Sent {
                    // The ids of a response have no guaranteed order.
                    item: id.filter(|_| evidence != Evidence::Response),
                },
                Outcome::Unknown => Claim::Unknown,
                _ => Claim::NotSent,
            };
            self.claims.insert(one.number.to_string(), claim);
        }
        let uncertain = report.uncertain().map(|number| number.to_string());
        self.uncertain.extend(uncertain);
        let nothing = |claim: &Claim| *claim == Claim::NotSent;
        if self.credits.is_none() && self.claims.values().all(nothing) {
            self.credits = Some(0.0);
        }
    }

    /// Records what the send of a mailing returned.
    ///
    /// The library's `nothing_was_sent` applies to its own run, so the run has no subject in that
    /// case.
    pub fn mailed(mut self, name: &str, result: &Result<SentMailing, MailingError>) -> Self {
        self.subject = Some(name.to_owned());
        match result {
            Ok(sent) => {
                self.claim_all(Claim::Sent { item: None });
                for rejected in sent.rejected() {
                    let number = rejected.receiver.clone().unwrap_or_default();
                    self.claims.insert(number, Claim::NotSent);
                }
            }
            Err(error) if error.nothing_was_sent() => {
                self.claim_all(Claim::NotSent);
                self.subject = None;
                self.credits = Some(0.0);
            }
            Err(_) => self.claim_all(Claim::Unknown),
        }
        self
    }
}
