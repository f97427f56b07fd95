//! `ovh-sms mailing send`: checked, priced, asked about, sent once, followed, cleaned up.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use ovh_sms::mailing::{
    CheckedMailing, Estimate, Mailing, MailingError, SendStep, SendWatch, SentMailing, Slot,
};
use ovh_sms::{Service, Tag};

use super::check::{amount, cost, print_totals};
use super::interrupt::{Interrupt, Phase, accepted};
use super::ledger::{Event, Ledger, Subject};
use super::progress::{Kind, Progress, TICK};
use super::result::{self, Outcome, Told};
use super::rows::{Faulty, Rows};
use crate::args::Global;
use crate::failure::{DONE, FAILED, Failure, PARTLY, UNKNOWN, sentence};
use crate::output;
use crate::spend::Spend;
use crate::when;

/// How long a batch that waits for its hour is looked at, if nothing happens to it.
const STANDSTILL: Duration = Duration::from_secs(60);

/// Checks a file, tells what it costs, and sends it, once.
///
/// The rows are uploaded, put into one of the account's nine slots, and sent from there as a batch.
/// The command waits until the messages are made, then deletes the upload and the slot. More than
/// 100 credits are asked about, unless --yes is given.
///
/// A mailing is known by its name. Run the same command again after any failure: what was sent is
/// found by its name on the account, and nobody gets it twice; other rows or another text under the
/// same name are refused. A ledger beside the file, FILE.ledger, notes on the disk what was asked
/// for, before it is; its lock keeps a second run out. With --sandbox there is none unless --ledger
/// names one.
///
/// Ctrl-C before the batch is asked for deletes what was uploaded. After that, the command waits to
/// know whether it was sent. A second Ctrl-C ends it at once.
///
/// Exit codes: 0 sent, or found to be sent before; 1 nothing was sent; 2 wrong usage; 3 it may have
/// been sent, run again to look; 4 sent, but not to all receivers, or interrupted before its end
/// was seen.
///
/// Example: ovh-sms mailing send clients.csv --name sales-2026-01 --text "Bonjour #prenom#" --sender "MP RENOV" --marketing
#[derive(Debug, clap::Args)]
pub(super) struct Send {
    #[command(flatten)]
    rows: Rows,
    /// The mailing's name: 1 to 24 letters, digits, spaces, - _ and . without accents. A new
    /// mailing takes a new name.
    #[arg(long, value_name = "NAME")]
    name: String,
    /// Sends at this moment, such as 2026-12-01T09:00:00+01:00, instead of at once.
    #[arg(long, value_name = "TIME", value_parser = when::moment)]
    at: Option<DateTime<Utc>>,
    /// Marks the messages with this tag instead of one of the mailing's own.
    #[arg(long, value_name = "TAG")]
    tag: Option<Tag>,
    /// Uses this slot, 1 to 9, instead of the first free one.
    #[arg(long, value_name = "NUMBER", value_parser = slot)]
    slot: Option<Slot>,
    /// How long the service is waited for at each step.
    #[arg(long, value_name = "TIME", default_value = "2m", value_parser = when::span)]
    patience: Duration,
    /// If an earlier run may have sent the mailing and it is not listed for so long, such as 1h,
    /// sends it: at the risk of sending it twice.
    #[arg(long, value_name = "TIME", value_parser = when::span)]
    resend_if_absent_after: Option<Duration>,
    /// Keeps the ledger in this file instead of FILE.ledger.
    #[arg(long, value_name = "FILE")]
    ledger: Option<PathBuf>,
    #[command(flatten)]
    spend: Spend,
}

/// Sends, and tells what became of it.
pub(super) async fn run(send: Send, global: &Global) -> Result<u8, Failure> {
    let progress = Progress::new(global);
    let interrupt = Interrupt::listen(&progress)?;
    let mailing = send.mailing();
    let mut checked = match send.rows.check(mailing, Vec::new(), &progress).await {
        Ok(checked) => checked,
        Err(Faulty::Whole(failure)) => return Err(failure),
        Err(Faulty::Rows(faults)) => {
            let lines = faults.to_string();
            let lines: Vec<String> = lines.lines().map(output::plain).collect();
            return Err(Failure::failed(format!(
                "Nothing was sent: {}\n`ovh-sms mailing check` shows more.",
                lines.join("\n")
            )));
        }
    };
    let account = global.account().await?;
    let service = &account.service;
    let ledger = send.open_ledger(global, service, &checked)?;
    let found = checked.find(service).await.map_err(refused)?;
    if found.is_none()
        && let Some(ledger) = &ledger
    {
        ledger.refuse_sent()?;
    }
    let mut told = Told::of(&checked);
    if found.is_none() {
        let estimate = checked.estimate(service).await?;
        told.priced(&estimate);
        if send.spend.dry_run {
            return send.would(global, &checked, &estimate, &told);
        }
        progress.note(format_args!("{}{}.", amount(&checked), cost(&estimate)));
        if estimate.is_affordable() == Some(false) {
            return Err(Failure::failed(
                "Nothing was sent: the account has not enough credits.",
            ));
        }
        let known = Some(estimate.credits).filter(|_| estimate.unpriced == 0);
        send.spend.allow(known)?;
    } else if send.spend.dry_run {
        told.outcome = Outcome::SentBefore;
        told.batch = found.map(|sent| sent.batch().clone());
        result::print(global, &told)?;
        return Ok(DONE);
    }
    let ledger = ledger.map(Arc::new);
    let sent = post(&mut checked, service, ledger.clone(), &progress, &interrupt).await;
    progress.clear();
    let mut sent = match sent {
        Ok(sent) => sent,
        Err(error) => return lost(global, &progress, told, &error),
    };
    interrupt.at(Phase::Accepted(sent.id()));
    told.outcome = match sent.was_found() {
        true => Outcome::SentBefore,
        false => Outcome::Sent,
    };
    if let Some(ledger) = &ledger
        && let Err(error) = ledger.note(Event::Accepted, Some(sent.id()))
    {
        progress.tell(format_args!(
            "The mailing was sent, and the ledger {} can't be kept: {error}.",
            ledger.shown()
        ));
    }
    if interrupt.was_pressed() {
        progress.tell(accepted(sent.id()));
        return Ok(PARTLY);
    }
    send.look_after(&mut sent, &progress).await;
    told.statistics = sent.statistics().await.ok();
    told.batch = Some(sent.batch().clone());
    let code = told.code();
    // Printed late: Ctrl-C has nothing to interrupt any more.
    if let Err(failure) = result::print(global, &told) {
        failure.tell();
    }
    Ok(code)
}

impl Send {
    fn mailing(&self) -> Mailing {
        let mut mailing = self.rows.mailing(&self.name).patience(self.patience);
        if let Some(at) = self.at {
            mailing = mailing.at(at);
        }
        if let Some(tag) = &self.tag {
            mailing = mailing.tag(tag.clone());
        }
        if let Some(slot) = self.slot {
            mailing = mailing.slot(slot);
        }
        if let Some(time) = self.resend_if_absent_after {
            mailing = mailing.resend_if_absent_after(time);
        }
        mailing
    }

    /// The ledger, locked; none for a sandbox that ends with the command, or if nothing is sent.
    fn open_ledger(
        &self,
        global: &Global,
        service: &Service,
        checked: &CheckedMailing,
    ) -> Result<Option<Ledger>, Failure> {
        let path = match &self.ledger {
            _ if self.spend.dry_run => return Ok(None),
            Some(path) => path.clone(),
            None if global.sandbox => return Ok(None),
            None if self.rows.file.starts_with("/dev") => {
                return Err(Failure::usage(
                    "Nothing was sent: a ledger can't be kept beside a device. Name a place for it with --ledger.",
                ));
            }
            None => Ledger::beside(&self.rows.file),
        };
        let subject = Subject {
            endpoint: service.client().endpoint().base_url().to_string(),
            service: service.name().to_owned(),
            name: checked.name().to_owned(),
            batch_name: checked.batch_name(),
            receivers: checked.receivers(),
        };
        let ledger = Ledger::open(path, subject)?;
        ledger.refuse_namesake()?;
        Ok(Some(ledger))
    }

    /// What `--dry-run` shows.
    fn would(
        &self,
        global: &Global,
        checked: &CheckedMailing,
        estimate: &Estimate,
        told: &Told,
    ) -> Result<u8, Failure> {
        match global.json {
            true => result::print(global, told)?,
            false => print_totals(checked, Some(estimate))?,
        }
        global.note("Nothing was sent: this is a dry run.");
        Ok(DONE)
    }

    /// Follows the batch until its messages are made, then deletes slot and upload.
    async fn look_after(&self, sent: &mut SentMailing, progress: &Progress) {
        let waits = self.at.is_some() || self.rows.is_marketing();
        let mut changes = sent.progress();
        result::show(progress, sent.batch());
        let stood_still = loop {
            let change = match waits {
                true => tokio::time::timeout(STANDSTILL, changes.next()).await,
                false => Ok(changes.next().await),
            };
            match change {
                Ok(Some(Ok(batch))) => {
                    result::show(progress, &batch);
                    if result::is_made(&batch) {
                        break false;
                    }
                }
                Ok(Some(Err(error))) => {
                    progress.tell(format_args!(
                        "The batch can't be followed: {}.",
                        sentence(&error)
                    ));
                    break true;
                }
                Ok(None) => break false,
                Err(_) => break true,
            }
        };
        // What is known already is enough if it can't be read.
        let _ = sent.refresh().await;
        progress.clear();
        if stood_still {
            progress.note("The messages are not made yet. Their slot stays in use until then: running the same command again cleans up after the mailing, and sends nothing twice.");
            return;
        }
        progress.at(Kind::Wait, 0, 0, "Deleting the upload and the slot");
        let cleaned = sent.clean_up().await;
        progress.clear();
        if let Err(error) = cleaned {
            progress.tell(format_args!(
                "The mailing was sent, and its slot or upload is left on the account: {error}. Running the same command again deletes them, and sends nothing twice."
            ));
        }
    }
}

/// Sends, with progress, until it is known what became of it.
async fn post(
    checked: &mut CheckedMailing,
    service: &Service,
    ledger: Option<Arc<Ledger>>,
    progress: &Progress,
    interrupt: &Interrupt,
) -> Result<SentMailing, MailingError> {
    let noted = ledger.clone();
    let watch = match ledger.clone() {
        Some(ledger) => SendWatch::noting(ledger.is_in_doubt(), move || {
            ledger.note(Event::Asked, None)
        }),
        None => SendWatch::new(),
    };
    interrupt.at(Phase::Sending(watch.clone()));
    let sending = checked.send_watched(service, &watch);
    tokio::pin!(sending);
    let mut ticks = tokio::time::interval(TICK);
    let result = loop {
        tokio::select! {
            biased;
            result = &mut sending => break result,
            _ = ticks.tick() => step(progress, watch.step()),
        }
    };
    if let (Err(error), Some(ledger)) = (&result, noted)
        && error.nothing_was_sent()
        && !ledger.is_in_doubt()
    {
        // Should it not be kept, the next run only looks more carefully.
        let _ = ledger.note(Event::NotSent, None);
    }
    result
}

fn step(progress: &Progress, step: SendStep) {
    match step {
        SendStep::Uploading { bytes, of } => progress.at(Kind::Upload, bytes, of, ""),
        SendStep::Filling { receivers, of } => progress.at(Kind::Slot, receivers, of, ""),
        SendStep::Asking => progress.at(Kind::Wait, 0, 0, "Asking for the batch"),
        SendStep::Searching => progress.at(Kind::Wait, 0, 0, "Looking whether it was sent"),
        _ => progress.at(Kind::Wait, 0, 0, "Looking for earlier runs"),
    }
}

/// Tells why it was not sent, or may have been.
fn lost(
    global: &Global,
    progress: &Progress,
    mut told: Told,
    error: &MailingError,
) -> Result<u8, Failure> {
    let unknown = !error.nothing_was_sent();
    told.outcome = match unknown {
        true => Outcome::Unknown,
        false => Outcome::NotSent,
    };
    // What became of the mailing decides the exit code, not what became of the output.
    if global.json
        && let Err(failure) = result::print(global, &told)
    {
        failure.tell();
    }
    if unknown {
        progress.tell(format_args!("{}.", sentence(error)));
        return Ok(UNKNOWN);
    }
    progress.tell(format_args!("Nothing was sent: {error}."));
    Ok(FAILED)
}

/// What keeps a mailing from being sent before anything is asked for.
fn refused(error: MailingError) -> Failure {
    match error {
        MailingError::Api(error) => error.into(),
        other => Failure::failed(format!("Nothing was sent: {other}.")),
    }
}

fn slot(text: &str) -> Result<Slot, String> {
    let slot = text.parse().ok().and_then(Slot::new);
    slot.ok_or_else(|| "slots are numbered from 1 to 9".to_owned())
}

impl Told {
    fn code(&self) -> u8 {
        use ovh_sms::types::BatchStatus::{Canceled, Failed};
        let Some(batch) = &self.batch else {
            return DONE;
        };
        let rejected = batch
            .errors
            .as_ref()
            .is_some_and(|errors| !errors.is_empty());
        let sent = self.statistics.as_ref().and_then(|figures| figures.sent);
        match &batch.status {
            // Some may have left before it ended.
            Some(Failed | Canceled) if self.statistics.is_none() => UNKNOWN,
            Some(Failed | Canceled) if sent.unwrap_or_default() > 0 => PARTLY,
            Some(Failed | Canceled) => FAILED,
            _ if rejected => PARTLY,
            _ => DONE,
        }
    }
}
