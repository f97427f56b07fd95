//! Reading messages by their ids, fifty a request (`X-Ovh-Batch`).

use std::collections::HashMap;

use reqwest::header::{HeaderName, HeaderValue};
use reqwest::{Request, StatusCode};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::Service;
use crate::api::{operations, types};
use crate::error::Error;
use crate::operation::Operation;

const BATCH: HeaderName = HeaderName::from_static("x-ovh-batch");
/// The most ids that OVHcloud takes in a request.
pub(super) const MOST_IDS: usize = 50;

/// What is read by a number.
pub(super) trait ById: DeserializeOwned {
    const OPERATION: &'static Operation;

    fn request(service: &Service, id: i64) -> Result<Request, Error>;
    fn id(&self) -> Option<i64>;
}

impl ById for types::Outgoing {
    const OPERATION: &'static Operation = &operations::OUTGOING_GET;

    fn request(service: &Service, id: i64) -> Result<Request, Error> {
        service.api().outgoing_get().id(id).into_request()
    }

    fn id(&self) -> Option<i64> {
        self.id
    }
}

impl ById for types::Job {
    const OPERATION: &'static Operation = &operations::JOBS_GET;

    fn request(service: &Service, id: i64) -> Result<Request, Error> {
        service.api().jobs_get().id(id).into_request()
    }

    fn id(&self) -> Option<i64> {
        self.id
    }
}

impl ById for types::Incoming {
    const OPERATION: &'static Operation = &operations::INCOMING_GET;

    fn request(service: &Service, id: i64) -> Result<Request, Error> {
        service.api().incoming_get().id(id).into_request()
    }

    fn id(&self) -> Option<i64> {
        self.id
    }
}

/// An element of the answer to a batch read.
#[derive(Deserialize)]
struct Element<T> {
    #[serde(default = "Option::default")]
    value: Option<T>,
}

/// The objects of these ids; what is not there is left out.
pub(super) async fn by_ids<T: ById>(
    service: &Service,
    ids: &[i64],
) -> Result<HashMap<i64, T>, Error> {
    let mut found = HashMap::with_capacity(ids.len());
    for chunk in ids.chunks(MOST_IDS) {
        let read = match chunk {
            [id] => one(service, *id).await?.into_iter().collect(),
            ids => batch(service, ids).await?,
        };
        found.extend(read);
    }
    Ok(found)
}

async fn one<T: ById>(service: &Service, id: i64) -> Result<Option<(i64, T)>, Error> {
    let request = T::request(service, id)?;
    match service
        .client
        .transport()
        .receive::<T>(request, T::OPERATION)
        .await
    {
        Ok(answer) => Ok(Some((id, answer.into_inner()))),
        Err(error) if error.status() == Some(StatusCode::NOT_FOUND) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Reads in one request; where the service does not take it, one at a time.
async fn batch<T: ById>(service: &Service, ids: &[i64]) -> Result<Vec<(i64, T)>, Error> {
    let Some(&first) = ids.first() else {
        return Ok(Vec::new());
    };
    let mut request = T::request(service, first)?;
    let list: Vec<String> = ids.iter().map(i64::to_string).collect();
    if let Ok(mut path) = request.url_mut().path_segments_mut() {
        path.pop().push(&list.join(","));
    }
    request
        .headers_mut()
        .insert(BATCH, HeaderValue::from_static(","));
    let answer = service
        .client
        .transport()
        .receive::<Vec<Element<T>>>(request, T::OPERATION)
        .await;
    match answer {
        Ok(elements) => {
            let values = elements
                .into_inner()
                .into_iter()
                .filter_map(|element| element.value);
            Ok(values
                .filter_map(|value| Some((value.id()?, value)))
                .collect())
        }
        Err(error) if is_not_understood(&error) => {
            let mut found = Vec::with_capacity(ids.len());
            for &id in ids {
                found.extend(one(service, id).await?);
            }
            Ok(found)
        }
        Err(error) => Err(error),
    }
}

/// Whether the service took a list of ids for one id.
fn is_not_understood(error: &Error) -> bool {
    matches!(error, Error::Answer(_))
        || matches!(
            error.status().map(|status| status.as_u16()),
            Some(400 | 404 | 405 | 414 | 501)
        )
}
