//! Clients with deliberate errors: the checker finds each of them.

use std::collections::BTreeMap;
use std::time::Duration;

use futures_util::future::LocalBoxFuture;
use ovh_sms::{Options, Retry, Service};

use ovh_sms_test_support::history::{Claim, History, Rule, Run};
use ovh_sms_test_support::lying_server::{Fate, Lie, lies_about_sends};
use ovh_sms_test_support::stage::Stage;

const RECEIVER: &str = "+33600000001";
const TEXT: &str = "Text";
const TAG: &str = "alert1";
const YEAR: Duration = Duration::from_secs(365 * 86_400);

/// A client: how it sends, and what it reports.
type Send = fn(&Service) -> Report<'_>;
type Report<'a> = LocalBoxFuture<'a, (Claim, f64)>;

/// Sends once; returns whether there was a response.
async fn post(service: &Service) -> bool {
    let request = service
        .api()
        .jobs_create(TEXT)
        .receivers(vec![RECEIVER.to_owned()])
        .tag(TAG)
        .no_stop_clause(true);
    request.send().await.is_ok()
}

const SENT: Claim = Claim::Sent { item: None };

/// Reports unknown outcomes as unknown.
fn careful(service: &Service) -> Report<'_> {
    Box::pin(async move {
        match post(service).await {
            true => (SENT, 1.0),
            false => (Claim::Unknown, 0.0),
        }
    })
}

/// Takes any item of the list by tag for its own.
fn believing(service: &Service) -> Report<'_> {
    Box::pin(async move {
        if post(service).await {
            return (SENT, 1.0);
        }
        let listed = service.api().outgoing_list().tag(TAG).send().await.unwrap();
        match listed.into_inner().is_empty() {
            false => (SENT, 1.0),
            true => (Claim::Unknown, 0.0),
        }
    })
}

/// Takes every failure for a refusal.
fn hasty(service: &Service) -> Report<'_> {
    Box::pin(async move {
        match post(service).await {
            true => (SENT, 1.0),
            false => (Claim::NotSent, 0.0),
        }
    })
}

/// Sends until there is a response.
fn insisting(service: &Service) -> Report<'_> {
    Box::pin(async move {
        while !post(service).await {}
        (SENT, 1.0)
    })
}

/// Reports its cost twice.
fn dear(service: &Service) -> Report<'_> {
    Box::pin(async move {
        post(service).await;
        (SENT, 2.0)
    })
}

async fn rules_broken_by(client: Send, lies: &[&'static Lie], fate: Fate) -> Vec<Rule> {
    let stage = Stage::new(1).await;
    post(&stage.service()).await;
    stage.time.pass(YEAR);
    let (began, before) = (stage.now(), stage.credits());
    stage.server.lie(lies, fate, 1);
    let once = Options::new().retry(Retry::never());
    let (claim, credits) = client(&stage.service().with(once)).await;
    let texts = BTreeMap::from([(RECEIVER.to_owned(), TEXT.to_owned())]);
    let mut run = Run::new(began, stage.end(), texts);
    run.claim_all(claim);
    run.credits = Some(credits);
    let history = History {
        runs: vec![run],
        accepted: stage.accepted_since(began),
        batches: Vec::new(),
        paid: Some(before - stage.credits()),
    };
    let mut broken: Vec<Rule> = history.violations().iter().map(|one| one.rule).collect();
    broken.sort_unstable();
    broken.dedup();
    broken
}

#[tokio::test]
async fn a_wrong_client_is_found_and_a_careful_one_is_not() {
    use Rule::{
        AcceptedIsReported, AtMostOnce, CreditsNotAbove, CreditsNotBelow, NothingMeansNothing,
        SentWasAccepted,
    };
    let unfiltered = lies_about_sends()
        .into_iter()
        .find(|lie| lie.name == "filters are ignored")
        .unwrap();
    let lies: &[&'static Lie] = &[unfiltered];
    type Row<'a> = (&'a str, Send, &'a [&'static Lie], Fate, &'a [Rule]);
    let table: &[Row<'_>] = &[
        ("careful", careful, &[], Fate::Answered, &[]),
        ("careful", careful, lies, Fate::LostBefore, &[]),
        ("careful", careful, lies, Fate::LostAfter, &[]),
        (
            "believing",
            believing,
            lies,
            Fate::LostBefore,
            &[SentWasAccepted, CreditsNotAbove],
        ),
        // Without a lie: the message of last year has the same tag.
        (
            "believing",
            believing,
            &[],
            Fate::LostBefore,
            &[SentWasAccepted, CreditsNotAbove],
        ),
        (
            "hasty",
            hasty,
            &[],
            Fate::LostAfter,
            &[AcceptedIsReported, NothingMeansNothing, CreditsNotBelow],
        ),
        ("hasty", hasty, &[], Fate::LostBefore, &[]),
        (
            "insisting",
            insisting,
            &[],
            Fate::LostAfter,
            &[AtMostOnce, CreditsNotBelow],
        ),
        ("insisting", insisting, &[], Fate::LostBefore, &[]),
        ("dear", dear, &[], Fate::Answered, &[CreditsNotAbove]),
    ];
    for (name, client, lies, fate, expected) in table {
        let broken = rules_broken_by(*client, lies, *fate).await;
        assert_eq!(broken, *expected, "{name}, {fate:?}");
    }
}
