//! Reads the answer to a send: who is sent to, with which id, and who was refused.

use std::collections::{HashMap, HashSet};

use reqwest::StatusCode;
use reqwest::header::HeaderMap;

use super::report::{Evidence, Outcome, SendReport};
use crate::api::{ResponseValue, operations, types};
use crate::error::{AnswerError, Error};
use crate::number::PhoneNumber;
use crate::service::Service;

/// Settles the receivers at these places by what the service answered.
///
/// # Errors
///
/// The answer leaves some of them out. They may have been sent to.
pub(super) fn read(
    service: &Service,
    report: &mut SendReport,
    places: &[usize],
    answer: ResponseValue<types::SmsSendingReport>,
) -> Result<(), Error> {
    let headers = answer.headers().clone();
    let answer = answer.into_inner();
    let ids = answer.ids.unwrap_or_default();
    for &id in &ids {
        service.book().claim(id);
    }
    report.add_credits(answer.total_credits_removed);
    report.credits_left = answer.credits_left.or(report.credits_left);
    if let Some(tag) = answer
        .tag
        .filter(|tag| !tag.is_empty() && *tag != report.tag)
    {
        // What the service has made of it is what it will be found by.
        report.tag = tag;
        report.tag_is_ours = false;
    }
    let mut open: HashMap<PhoneNumber, usize> = places
        .iter()
        .filter_map(|&place| Some((report.number(place)?, place)))
        .collect();
    for text in answer.invalid_receivers.unwrap_or_default() {
        if let Some(place) =
            PhoneNumber::from_service(&text).and_then(|number| open.remove(&number))
        {
            report.settle(place, Outcome::Invalid);
        }
    }
    let accepted: Vec<Option<PhoneNumber>> = match answer.valid_receivers {
        Some(texts) => texts
            .iter()
            .map(|text| PhoneNumber::from_service(text))
            .collect(),
        // Ids alone tell as much if there is one for each that was not refused.
        None if ids.len() == open.len() => still_open(report, places, &open),
        None => Vec::new(),
    };
    let paired = ids.len() == accepted.len();
    for (at, number) in accepted.into_iter().enumerate() {
        if let Some(place) = number.and_then(|number| open.remove(&number)) {
            let id = ids.get(at).copied().filter(|_| paired);
            report.settle(
                place,
                Outcome::Sent {
                    id,
                    evidence: Evidence::Answered,
                },
            );
        }
    }
    if open.is_empty() {
        Ok(())
    } else {
        Err(left_out(open.len(), &headers))
    }
}

/// The receivers that are open, in their order.
fn still_open(
    report: &SendReport,
    places: &[usize],
    open: &HashMap<PhoneNumber, usize>,
) -> Vec<Option<PhoneNumber>> {
    let open: HashSet<usize> = open.values().copied().collect();
    let places = places.iter().filter(|place| open.contains(place));
    places.map(|&place| report.number(place)).collect()
}

fn left_out(count: usize, headers: &HeaderMap) -> Error {
    let query_id = headers.get("x-ovh-queryid").and_then(|id| id.to_str().ok());
    Error::Answer(Box::new(AnswerError {
        operation: &operations::JOBS_CREATE,
        status: StatusCode::OK,
        problem: format!("a report that tells nothing of {count} of the receivers"),
        query_id: query_id.map(str::to_owned),
        may_have_been_sent: true,
        attempts: 1,
    }))
}
