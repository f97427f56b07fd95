//! `ovh-sms mailing send`: checks, prices, confirms, sends once, follows and cleans up.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use ovh_sms::mailing::{
    CheckedMailing, Mailing, MailingError, SendStep, SendWatch, SentMailing, Slot,
};
use ovh_sms::message::StopHours;
use ovh_sms::{Service, Tag};

use super::check::{amount, cost, print_totals};
use super::ending::{conclude, lost, why};
use super::follow;
use super::interrupt::{Interrupt, Phase, accepted, ended};
use super::notes::notes;
use super::progress::{Kind, Progress};
use super::proof::Requested;
use super::result::{self, Outcome, Summary};
use super::rows::{Faulty, Rows};
use crate::connect::service_time;
use crate::exit::DONE;
use crate::failure::{Failure, sentence};
use crate::global::Global;
use crate::journal::Earlier;
use crate::journal::{Event, Journal, MailingLock, Subject};
use crate::spend::Spend;
use crate::terminal::output;
use crate::when::{self, Moment, Zone};

/// How long an unchanged batch is followed if it may be deferred.
const STANDSTILL: Duration = Duration::from_secs(60);

/// Check a file, show its cost, and send it once.
///
/// The rows are uploaded, put into one of the account's nine slots, and sent from there as a batch.
/// The command waits until the messages are created, then deletes the upload and the slot. More
/// than 100 credits must be confirmed, unless --yes is given.
///
/// A mailing is identified by its name. Run the same command again after any failure: it finds what
/// was done and continues from there. Different rows or a different text under the same name are
/// rejected.
///
/// The journal prevents a mailing from being sent twice. It is the file FILE.journal next to the
/// rows: each request is recorded in it before it is made, and a lock on it prevents a second run.
/// Keep it, and use one journal per mailing. With --sandbox, there is no journal unless --journal
/// is given.
///
/// OVHcloud documents no lock: two runs with two journals, such as on two machines, can't always
/// prevent each other from sending. A run that finds a slot which another run filled for the mailing
/// requests no batch and exits with 3.
///
/// Before the batch is requested, Ctrl-C deletes the upload. After that, the command requests nothing
/// more, and waits until it is known whether the batch was sent. A second Ctrl-C ends it at once.
///
/// Exit codes are derived from the journal: 0 sent, by this run or an earlier one; 1 nothing was sent,
/// by this run or an earlier one; 2 wrong usage; 3 it may have been sent, run the command again to
/// check; 4 sent, but not to all receivers, or interrupted before the result was known. 1 and 2 become
/// 3 if an earlier run may have sent it, except 2 for options that can't be read. 0 needs a batch with
/// all receivers, none of them refused or on the blacklist; a message that could not be delivered was
/// sent.
///
/// Example: ovh-sms mailing send clients.csv --name sales-2026-01 --text "Bonjour #prenom#" --sender "MP RENOV" --marketing
#[derive(Debug, clap::Args)]
pub(super) struct Send {
    #[command(flatten)]
    rows: Rows,
    /// The mailing's name: 1 to 24 letters, digits, spaces, - _ and . without accents. Each new
    /// mailing needs a new name.
    #[arg(long, value_name = "NAME")]
    name: String,
    /// Send at this time instead of at once: 2026-12-01T09:00:00+01:00, "2026-12-01 09:00", 09:00 or
    /// "tomorrow 09:00".
    #[arg(long = "at", value_name = "TIME", value_parser = when::future)]
    time: Option<Moment>,
    /// The time of `--at`.
    #[arg(skip)]
    at: Option<DateTime<Utc>>,
    #[command(flatten)]
    zone: Zone,
    /// The tag of the messages, instead of a generated one.
    #[arg(long, value_name = "TAG")]
    tag: Option<Tag>,
    /// The slot to use, 1 to 9, instead of the first free one.
    #[arg(long, value_name = "NUMBER", value_parser = slot)]
    slot: Option<Slot>,
    /// How long to wait for the service at each step, and for a change of the batch.
    #[arg(long, value_name = "DURATION", default_value = "2m", value_parser = when::span)]
    step_timeout: Duration,
    /// Send the mailing again if an earlier run may have sent it but it is not listed after this
    /// time, such as 1h. Receivers may get it twice.
    #[arg(long, value_name = "DURATION", value_parser = when::span)]
    resend_if_absent_after: Option<Duration>,
    /// The file of the journal, instead of FILE.journal.
    #[arg(long, value_name = "FILE")]
    journal: Option<PathBuf>,
    #[command(flatten)]
    spend: Spend,
}

/// Sends the mailing, and prints the result.
pub(super) async fn run(mut send: Send, global: &Global) -> Result<u8, Failure> {
    let progress = Progress::new(global);
    let interrupt = Interrupt::listen(&progress, global.json);
    let interrupt = interrupt.map_err(|failure| send.earlier(global, None).bind(failure))?;
    send.look_for(&interrupt, global, None);
    let ended = Box::pin(async {
        if let Some(time) = send.time {
            send.at = Some(send.resolved(time, global).await?);
        }
        attempt(&send, global, &progress, &interrupt).await
    });
    let ended = ended.await;
    // Whatever the error of this run: another run may have sent the mailing, before this one or
    // since it started.
    ended.map_err(|failure| interrupt.earlier().bind(failure))
}

async fn attempt(
    send: &Send,
    global: &Global,
    progress: &Progress,
    interrupt: &Interrupt,
) -> Result<u8, Failure> {
    let mailing = send.mailing();
    let mut checked = match send.rows.check(mailing, Vec::new(), progress).await {
        Ok(checked) => checked,
        Err(Faulty::Whole(failure)) => return Err(failure),
        Err(Faulty::Rows(faults)) => {
            let lines = faults.to_string();
            let lines: Vec<String> = lines.lines().map(output::plain).collect();
            return Err(interrupt.earlier().failed(format_args!(
                "{}\nRun `ovh-sms mailing check` for details.",
                lines.join("\n")
            )));
        }
    };
    let account = global.account().await?;
    let service = &account.service;
    let (endpoint, name) = (service.client().endpoint().base_url(), service.name());
    let earlier = send.earlier(global, Some((endpoint.as_str(), name)));
    send.look_for(interrupt, global, Some((endpoint.as_str(), name)));
    let (journal, _lock) = match send.open_journal(global, service, &checked, &earlier)? {
        Some((journal, lock)) => (Some(journal), lock),
        None => (None, None),
    };
    let earlier = &match &journal {
        Some(journal) => journal.earlier(),
        None => earlier,
    };
    if journal.is_some() {
        interrupt.holds(earlier.clone());
    }
    if let Some(journal) = &journal {
        journal.refuse_namesake()?;
    }
    if let Some(key) = journal.as_ref().and_then(Journal::slot_key) {
        checked = checked.with_slot_key(key);
    }
    let mut summary = Summary::of(&checked);
    let found = find(&checked, service, earlier).await?;
    if let Some(sent) = &found {
        interrupt.at(Phase::of(sent));
    } else if let Earlier::Accepted { .. } = earlier {
        return Err(earlier.failed("the account does not list that batch."));
    }
    if send.spend.dry_run {
        return send
            .would(global, &checked, service, earlier, summary, found)
            .await;
    }
    let journal = journal.map(Arc::new);
    let sent = match found {
        Some(sent) => Ok(sent),
        None => {
            if !earlier.may_have_sent() || send.resend_if_absent_after.is_some() {
                let estimate = checked.estimate(service).await?;
                summary.priced(&estimate);
                progress.note(format_args!("{}{}.", amount(&checked), cost(&estimate)));
                for note in notes(&checked) {
                    progress.note(note);
                }
                if let Some(note) = send.deferred(service).await? {
                    progress.note(note);
                }
                if estimate.is_affordable() == Some(false) {
                    return Err(earlier.failed("the account does not have enough credits."));
                }
                let known = Some(estimate.credits).filter(|_| estimate.unpriced == 0);
                let sent = match earlier.may_have_sent() {
                    true => "this run requested no batch",
                    false => "nothing was sent",
                };
                send.spend.allow_saying(known, sent)?;
                if let Some(journal) = &journal {
                    let kept = journal.keep_slot_key(checked.slot_key());
                    kept.map_err(|error| {
                        let shown = journal.shown();
                        earlier.failed(format_args!(
                            "the journal {shown} can't be written: {error}."
                        ))
                    })?;
                }
            }
            let sent = post(&mut checked, service, journal.clone(), progress, interrupt).await;
            progress.clear();
            sent
        }
    };
    let mut sent = match sent {
        Ok(sent) => sent,
        Err(error) => return Ok(lost(global, progress, summary, &error, earlier)),
    };
    interrupt.at(Phase::of(&sent));
    summary.found = sent.was_found();
    if let Some(journal) = &journal
        && !journal.has_accepted(sent.id())
        && let Err(error) = journal.note(Event::Accepted, Some(sent.id()))
    {
        progress.tell(format_args!(
            "The service accepted the mailing, but the journal {} can't be written: {error}.",
            journal.shown()
        ));
    }
    if interrupt.was_pressed() {
        progress.clear();
        return Err(match Phase::of(&sent) {
            Phase::Ended(batch) => Failure::unknown(ended(batch)),
            _ => Failure::partly(accepted(sent.id())),
        });
    }
    let standstill = match send.at.is_some() || send.rows.is_marketing() {
        true => STANDSTILL.min(send.step_timeout),
        false => send.step_timeout,
    };
    follow::look_after(&mut sent, standstill, progress, interrupt).await;
    let requested = Requested {
        checked: &checked,
        has_own_tag: send.tag.is_none(),
        requests: Some(journal.as_ref().map_or(0, |journal| journal.requests())),
    };
    Ok(conclude(
        global,
        service,
        &sent,
        &requested,
        summary,
        send.step_timeout,
    )
    .await)
}

/// Finds the mailing if an earlier run sent it: by the id in the journal, because lists may lag
/// behind; else by its name.
async fn find(
    checked: &CheckedMailing,
    service: &Service,
    earlier: &Earlier,
) -> Result<Option<SentMailing>, Failure> {
    let (mut by_id, mut unread) = (None, None);
    if let Earlier::Accepted {
        batch: Some(id), ..
    } = earlier
    {
        match checked.find_batch(service, *id).await {
            Ok(found) => by_id = found,
            Err(error) => unread = Some(error),
        }
    }
    if let Some(sent) = by_id.take_if(|sent| !result::ended_early(sent.batch())) {
        return Ok(Some(sent));
    }
    // Another request of the mailing may have made a batch that did not fail.
    let listed = checked.find(service).await.map_err(|error| match error {
        MailingError::Api(error) => error.into(),
        error if !error.nothing_was_sent() => Failure::unknown(format!("{}.", sentence(&error))),
        error if earlier.may_have_sent() => earlier.failed(format_args!("{error}.")),
        error => earlier.failed(why(&error)),
    })?;
    // The journal's own batch, unless another one did not fail.
    match listed {
        Some(sent) if !result::ended_early(sent.batch()) => Ok(Some(sent)),
        listed => match unread {
            Some(error) => Err(earlier.failed(format_args!("{error}."))),
            None => Ok(by_id.or(listed)),
        },
    }
}

impl Send {
    fn mailing(&self) -> Mailing {
        let mut mailing = self
            .rows
            .mailing(&self.name)
            .step_timeout(self.step_timeout);
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

    /// Returns the time of `--at`, by the service's clock if it is relative to the present.
    async fn resolved(&self, time: Moment, global: &Global) -> Result<DateTime<Utc>, Failure> {
        let now = match Zone::needs_now(Some(time)) {
            true => global.service_time().await?,
            false => Utc::now(),
        };
        let at = self.zone.future(time, now);
        let at = at.map_err(|error| Failure::usage(format!("--at: {error}.")))?;
        if time.needs_zone() {
            global.note(format_args!("Leaves: {}.", self.zone.format(at)));
        }
        Ok(at)
    }

    /// Returns a sentence about when advertising is expected to leave, if the service defers it.
    async fn deferred(&self, service: &Service) -> Result<Option<String>, Failure> {
        if !self.rows.is_marketing() {
            return Ok(None);
        }
        let leaves = match self.at {
            Some(at) => at,
            None => service_time(service.client()).await?,
        };
        let opening = StopHours::default().next_opening(leaves);
        Ok((opening > leaves).then(|| {
            let time = self.zone.format(opening);
            format!("Leaves: {time} (estimate: advertising is deferred).")
        }))
    }

    /// Returns the path of the journal; `None` for a sandbox that ends with the command.
    fn journal_path(&self, global: &Global) -> Option<PathBuf> {
        match &self.journal {
            Some(path) => Some(path.clone()),
            None if global.sandbox => None,
            None => Some(Journal::beside(&self.rows.file)),
        }
    }

    /// Returns what earlier runs did according to the journal, before it is locked.
    fn earlier(&self, global: &Global, account: Option<(&str, &str)>) -> Earlier {
        match self.journal_path(global) {
            Some(path) => Journal::earlier_at(&path, &self.name, account),
            None => Earlier::Nothing,
        }
    }

    /// Has an interrupt read what earlier runs did, while this run does not hold the journal.
    fn look_for(&self, interrupt: &Interrupt, global: &Global, account: Option<(&str, &str)>) {
        let Some(path) = self.journal_path(global) else {
            return;
        };
        let name = self.name.clone();
        let account = account.map(|(endpoint, service)| (endpoint.to_owned(), service.to_owned()));
        interrupt.look(Box::new(move || {
            let account = account.as_ref();
            let account = account.map(|(endpoint, service)| (endpoint.as_str(), service.as_str()));
            Journal::earlier_at(&path, &name, account)
        }));
    }

    /// Opens and locks the journal, and locks the mailing on this machine; `None` for a sandbox that
    /// ends with the command, or for a dry run.
    fn open_journal(
        &self,
        global: &Global,
        service: &Service,
        checked: &CheckedMailing,
        earlier: &Earlier,
    ) -> Result<Option<(Journal, Option<MailingLock>)>, Failure> {
        if self.spend.dry_run {
            return Ok(None);
        }
        let Some(path) = self.journal_path(global) else {
            return Ok(None);
        };
        if self.journal.is_none() && self.rows.file.starts_with("/dev") {
            return Err(Failure::usage(
                "Nothing was sent: a journal can't be created next to a device: pass a file with --journal.",
            ));
        }
        let subject = Subject {
            endpoint: service.client().endpoint().base_url().to_string(),
            service: service.name().to_owned(),
            name: checked.name().to_owned(),
            batch_name: checked.batch_name(),
            receivers: checked.receivers(),
        };
        let journal = Journal::open(path, subject.clone(), earlier)?;
        let taken = match global.client {
            // A process that runs several commands may simulate several machines.
            Some(_) => Ok(None),
            None => MailingLock::take(&subject).map(Some),
        };
        let lock = taken.map_err(|_| {
            let name = output::plain(&subject.name);
            Failure::unknown(format!(
                "The mailing may have been sent: another run on this machine is sending {name} with another journal. This run requested no batch. Use one journal per mailing."
            ))
        })?;
        Ok(Some((journal, lock)))
    }

    /// Prints what `--dry-run` shows, and returns the exit code that the journal and the account
    /// prove.
    async fn would(
        &self,
        global: &Global,
        checked: &CheckedMailing,
        service: &Service,
        earlier: &Earlier,
        mut summary: Summary,
        found: Option<SentMailing>,
    ) -> Result<u8, Failure> {
        if let Some(sent) = found {
            summary.found = true;
            let endpoint = service.client().endpoint().base_url().as_str();
            let path = self.journal_path(global);
            let requests = path.map_or(Some(0), |path| {
                Journal::requests_at(&path, &self.name, (endpoint, service.name()))
            });
            let requested = Requested {
                checked,
                has_own_tag: self.tag.is_none(),
                requests,
            };
            let code = conclude(
                global,
                service,
                &sent,
                &requested,
                summary,
                self.step_timeout,
            );
            return Ok(code.await);
        }
        let estimate = checked.estimate(service).await?;
        summary.priced(&estimate);
        if earlier.may_have_sent() {
            summary.outcome = Outcome::Unknown;
        }
        match global.json {
            true => result::print(global, &summary)?,
            false => print_totals(checked, Some(&estimate))?,
        }
        match earlier.may_have_sent() {
            true => Err(earlier.failed("this is a dry run.")),
            false => {
                if let Some(note) = self.deferred(service).await? {
                    global.note(note);
                }
                global.note("Nothing was sent: this is a dry run.");
                Ok(DONE)
            }
        }
    }
}

/// Sends the mailing, with progress, until its outcome is known.
async fn post(
    checked: &mut CheckedMailing,
    service: &Service,
    journal: Option<Arc<Journal>>,
    progress: &Progress,
    interrupt: &Interrupt,
) -> Result<SentMailing, MailingError> {
    let noted = journal.clone();
    let watch = match journal.clone() {
        Some(journal) => SendWatch::noting(journal.earlier().may_have_sent(), move || {
            journal.note(Event::Asked, None)
        }),
        None => SendWatch::new(),
    };
    interrupt.at(Phase::Sending(watch.clone(), noted.clone()));
    let sending = checked.send_watched(service, &watch);
    let result = progress
        .during(sending, || step(progress, watch.step()))
        .await;
    if let (Err(error), Some(journal)) = (&result, noted)
        && (error.nothing_was_sent() || !watch.has_open_request())
        && !journal.earlier().may_have_sent()
        && let Err(error) = journal.take_back()
    {
        progress.tell(format_args!(
            "The batch was not requested, or the request was refused, but this can't be written to the journal {}: {error}. The next run searches for the mailing, and does not send it.",
            journal.shown()
        ));
    }
    result
}

fn step(progress: &Progress, step: SendStep) {
    match step {
        SendStep::Uploading { bytes, of } => progress.at(Kind::Upload, bytes, of, ""),
        SendStep::Filling { receivers, of } => progress.at(Kind::Slot, receivers, of, ""),
        SendStep::Asking => progress.at(Kind::Wait, 0, 0, "Requesting the batch"),
        SendStep::Searching => progress.at(Kind::Wait, 0, 0, "Checking whether it was sent"),
        _ => progress.at(Kind::Wait, 0, 0, "Searching for earlier runs"),
    }
}

fn slot(text: &str) -> Result<Slot, String> {
    let slot = text.parse().ok().and_then(Slot::new);
    slot.ok_or_else(|| "slots are numbered from 1 to 9".to_owned())
}
