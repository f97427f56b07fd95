//! Reads the response to a send: accepted receivers with their ids, and refused receivers.
//!
//! The response is used only as far as it is consistent: a response to another request, from a
//! cache or a faulty gateway, has the same form.

use std::collections::{HashMap, HashSet};

use reqwest::header::HeaderMap;

use crate::Credits;
use crate::Lenient;
use crate::Response;
use crate::api::{operations, types};
use crate::error::{CallError, Contradiction, Error, ResponseError};
use crate::name::Tag;
use crate::number::PhoneNumber;
use crate::sending::report::{Evidence, Outcome, SendReport};
use crate::service::Service;

/// Settles the receivers at these positions by the service's response.
///
/// # Errors
///
/// The response omits some of the receivers or contradicts itself. The message may have been sent
/// to them.
pub(super) fn read(
    service: &Service,
    report: &mut SendReport,
    places: &[usize],
    response: Response<types::SmsSendingReport>,
) -> Result<(), Error> {
    let headers = response.headers().clone();
    let response = response.into_inner();
    let asked: HashMap<PhoneNumber, usize> = places
        .iter()
        .filter_map(|&place| Some((report.number(place)?, place)))
        .collect();
    let claims = Claims::new(&response, &asked, |place| report.number(place), places);
    if let Some(problem) = claims.problem(&asked) {
        return Err(unbelievable(service, problem, &headers));
    }
    // If another send has claimed an id, the response is a repetition of that send's response.
    let in_flight = service.in_flight();
    if claims.ids.iter().any(|id| in_flight.is_claimed(*id)) {
        let problem = "the ids of another send".to_owned();
        return Err(unbelievable(service, problem, &headers));
    }
    if let Some(tag) = response.tag.filter(|tag| !tag.is_empty())
        && tag != report.tag
    {
        if report.tag_is_ours && Tag::is_random(&tag) {
            // A service may shorten a tag or change some of its characters. This is another one.
            let problem = "the random tag of another send".to_owned();
            return Err(unbelievable(service, problem, &headers));
        }
        // The message will be found by the tag that the service stored.
        report.changed_tags.retain(|known| *known != tag);
        report.changed_tags.push(tag);
    }
    let of = asked.len();
    let mut open = asked;
    for number in &claims.refused {
        if let Some(place) = open.remove(number) {
            report.settle(place, Outcome::Invalid);
        }
    }
    let mut taken: HashSet<PhoneNumber> = HashSet::new();
    for (number, id) in claims.accepted {
        if let Some(place) = open.remove(&number) {
            // Claim settled ids only: a look-up skips claimed ids.
            if let Some(id) = id {
                in_flight.claim(id);
            }
            taken.insert(number);
            let evidence = Evidence::Response;
            report.settle(place, Outcome::Sent { id, evidence });
        } else if let Some(id) = id.filter(|_| taken.contains(&number)) {
            // A receiver that is listed twice with two ids has two messages.
            in_flight.claim(id);
            report.surplus.push((number, id));
        }
    }
    match open.is_empty() {
        true => report.add_credits(response.total_credits_removed),
        // A response that settles no receiver does not state their cost; one that settles some does
        // not say whose cost it states.
        false if open.len() < of => report.is_cost_unknown = true,
        false => {}
    }
    report.credits_left = response.credits_left.or(report.credits_left);
    if open.is_empty() {
        for &id in &claims.ids {
            in_flight.claim(id);
        }
        Ok(())
    } else {
        let count = open.len();
        Err(unbelievable(
            service,
            format!(
                "a report that omits {count} of the receivers, or contradicts itself about them"
            ),
            &headers,
        ))
    }
}

/// The contents of a response.
struct Claims {
    ids: Vec<i64>,
    /// Accepted receivers, with their ids if there is one for each.
    accepted: Vec<(PhoneNumber, Option<i64>)>,
    /// Refused receivers.
    refused: HashSet<PhoneNumber>,
    /// Receivers that were not in the request or are not phone numbers.
    strangers: usize,
    /// Whether there are ids without a receiver.
    surplus: bool,
    /// Whether receivers were accepted, and none has an id.
    lacking: bool,
    /// Whether credits were removed although no receiver was accepted.
    billed_for_nothing: bool,
}

impl Claims {
    fn new(
        response: &types::SmsSendingReport,
        asked: &HashMap<PhoneNumber, usize>,
        number: impl Fn(usize) -> Option<PhoneNumber>,
        places: &[usize],
    ) -> Self {
        let read = |texts: &Option<Lenient<Vec<String>>>| -> Vec<Option<PhoneNumber>> {
            let texts = texts.iter().flat_map(|texts| texts.iter());
            texts
                .map(|text| {
                    PhoneNumber::from_service(text).filter(|number| asked.contains_key(number))
                })
                .collect()
        };
        let mut refused = read(&response.invalid_receivers);
        let ids = response.ids.clone().unwrap_or_default().into_inner();
        // Ids and receivers are matched by their positions, which an unreadable item would shift.
        let is_whole = response.ids.as_ref().is_none_or(Lenient::is_complete)
            && [&response.valid_receivers, &response.invalid_receivers]
                .into_iter()
                .all(|texts| texts.as_ref().is_none_or(Lenient::is_complete));
        let mut accepted = match &response.valid_receivers {
            Some(_) => read(&response.valid_receivers),
            // Ids alone are enough if there is one for each receiver that was not refused.
            None => {
                let open = places.iter().filter_map(|&place| number(place));
                let open: Vec<_> = open
                    .filter(|number| !refused.contains(&Some(*number)))
                    .collect();
                match is_whole && ids.len() == open.len() {
                    true => open.into_iter().map(Some).collect(),
                    false => Vec::new(),
                }
            }
        };
        let strangers = [&refused, &accepted]
            .iter()
            .map(|all| all.iter().filter(|one| one.is_none()).count())
            .sum();
        let is_distinct = ids.iter().collect::<HashSet<_>>().len() == ids.len();
        let surplus = (is_whole && ids.len() > accepted.len()) || !is_distinct;
        let lacking = is_whole && response.ids.is_some() && ids.is_empty() && !accepted.is_empty();
        let credits = response.total_credits_removed.unwrap_or_default();
        let billed_for_nothing = accepted.is_empty() && credits > Credits::ZERO;
        let paired = is_whole && ids.len() == accepted.len();
        // A receiver in both lists counts as in neither.
        let both: HashSet<_> = accepted
            .iter()
            .copied()
            .filter(|one| refused.contains(one))
            .collect();
        refused.retain(|one| !both.contains(one));
        let pairs = accepted.drain(..).enumerate();
        Self {
            accepted: pairs
                .filter(|(_, one)| !both.contains(one))
                .filter_map(|(at, one)| Some((one?, ids.get(at).copied().filter(|_| paired))))
                .collect(),
            ids,
            refused: refused.into_iter().flatten().collect(),
            strangers,
            surplus,
            lacking,
            billed_for_nothing,
        }
    }

    /// Returns the reason why the whole response is rejected.
    fn problem(&self, asked: &HashMap<PhoneNumber, usize>) -> Option<String> {
        let of = asked.len();
        let problem = if self.strangers > 0 {
            format!(
                "a report about {} receivers besides the {of} that were requested",
                self.strangers
            )
        } else if self.surplus {
            "a report with more ids than receivers".to_owned()
        } else if self.lacking {
            "a report that accepts receivers but has no ids".to_owned()
        } else if self.billed_for_nothing {
            "a report that bills for messages but accepts none".to_owned()
        } else {
            return None;
        };
        Some(problem)
    }
}

fn unbelievable(service: &Service, problem: String, headers: &HeaderMap) -> Error {
    let query_id = service.client().transport().query_id(headers);
    let problem = ResponseError::contradiction(Contradiction::Report(problem));
    CallError::new(&operations::JOBS_CREATE, problem)
        .after_sending(true)
        .with_query_id(query_id)
        .into()
}
