//! Reads the response to a send: who is sent to, with which id, and who was refused.
//!
//! It is believed only as far as it adds up: a response of another request, from a cache or a
//! mixed-up gateway, has the same form.

use std::collections::{HashMap, HashSet};

use reqwest::header::HeaderMap;

use crate::api::{operations, types};
use crate::error::{Contradiction, Error, ResponseError};
use crate::lenient::Lenient;
use crate::number::PhoneNumber;
use crate::response::Response;
use crate::sending::report::{Evidence, Outcome, SendReport};
use crate::service::Service;

/// Settles the receivers at these places by what the service answered.
///
/// # Errors
///
/// The response leaves some of them out, or contradicts itself. They may have been sent to.
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
        return Err(unbelievable(problem, &headers));
    }
    // An id that another send has belongs to that one: the response is a repetition.
    let book = service.book();
    if claims.ids.iter().any(|id| book.is_claimed(*id)) {
        return Err(unbelievable("the ids of another send".to_owned(), &headers));
    }
    if let Some(tag) = response.tag.filter(|tag| !tag.is_empty())
        && tag != report.tag
    {
        // What the service has made of it is what it will be found by.
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
            // Only what is settled: a look-up passes over claimed ids.
            if let Some(id) = id {
                book.claim(id);
            }
            taken.insert(number);
            let evidence = Evidence::Response;
            report.settle(place, Outcome::Sent { id, evidence });
        } else if let Some(id) = id.filter(|_| taken.contains(&number)) {
            // Listed twice, with an id each: there are two messages.
            book.claim(id);
            report.surplus.push((number, id));
        }
    }
    let credits = |credits: Option<f64>| credits.filter(|credits| credits.is_finite());
    // What settles none of the receivers says nothing of what they cost either.
    if open.len() < of || of == 0 {
        let removed = credits(response.total_credits_removed).filter(|credits| *credits >= 0.0);
        report.add_credits(removed);
    }
    report.credits_left = credits(response.credits_left).or(report.credits_left);
    if open.is_empty() {
        for &id in &claims.ids {
            book.claim(id);
        }
        Ok(())
    } else {
        let count = open.len();
        Err(unbelievable(
            format!(
                "a report that leaves out {count} of the receivers, or contradicts itself about them"
            ),
            &headers,
        ))
    }
}

/// What a response says.
struct Claims {
    ids: Vec<i64>,
    /// Receivers that were accepted, with their ids if there is one for each.
    accepted: Vec<(PhoneNumber, Option<i64>)>,
    /// Receivers that were refused.
    refused: HashSet<PhoneNumber>,
    /// Receivers that were never asked for, or that are no numbers.
    strangers: usize,
    /// Ids that belong to no receiver.
    surplus: bool,
    /// Receivers were accepted, and none has an id.
    lacking: bool,
    /// Credits were removed and no receiver was accepted.
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
        // Ids and receivers belong together by their places, which an unread one would shift.
        let is_whole = response.ids.as_ref().is_none_or(Lenient::is_complete)
            && [&response.valid_receivers, &response.invalid_receivers]
                .into_iter()
                .all(|texts| texts.as_ref().is_none_or(Lenient::is_complete));
        let mut accepted = match &response.valid_receivers {
            Some(_) => read(&response.valid_receivers),
            // Ids alone say as much if there is one for each that was not refused.
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
        let billed_for_nothing = accepted.is_empty() && credits > 0.0;
        let paired = is_whole && ids.len() == accepted.len();
        // Who is in both lists is in neither.
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

    /// Why nothing of the response can be believed.
    fn problem(&self, asked: &HashMap<PhoneNumber, usize>) -> Option<String> {
        let of = asked.len();
        let problem = if self.strangers > 0 {
            format!(
                "a report about {} receivers beside the {of} that were asked for",
                self.strangers
            )
        } else if self.surplus {
            "a report with more ids than receivers".to_owned()
        } else if self.lacking {
            "a report that accepts receivers and has no ids".to_owned()
        } else if self.billed_for_nothing {
            "a report that bills for messages and accepts none".to_owned()
        } else {
            return None;
        };
        Some(problem)
    }
}

fn unbelievable(problem: String, headers: &HeaderMap) -> Error {
    let query_id = headers.get("x-ovh-queryid").and_then(|id| id.to_str().ok());
    let problem = ResponseError::contradiction(Contradiction::Report(problem));
    Error::new(&operations::JOBS_CREATE, problem)
        .after_sending(true)
        .with_query_id(query_id.map(str::to_owned))
}
