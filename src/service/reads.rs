//! Reading messages by their ids, many a request.

use std::collections::{HashMap, HashSet};

use reqwest::Request;
use serde::de::DeserializeOwned;

use super::Service;
use crate::api::{operations, types};
use crate::error::Error;
use crate::list::{self, Resource, key_of};

/// The ids of a batch read.
pub(super) const MOST_IDS: usize = 50;

/// What is read by a number.
pub(super) trait ById: DeserializeOwned + Send + 'static {
    const RESOURCE: Resource<Self>;

    /// The request for the list that the ids are from.
    fn list(service: &Service) -> Result<Request, Error>;
    fn id(&self) -> Option<i64>;
}

macro_rules! by_id {
    ($($kind:ty: $builder:ident, $list:ident, $detail:ident;)*) => {$(
        impl ById for $kind {
            const RESOURCE: Resource<Self> = Resource {
                list: &operations::$list,
                detail: &operations::$detail,
                separator: ',',
                key: |item| key_of(&item.id),
            };

            fn list(service: &Service) -> Result<Request, Error> {
                service.api().$builder().into_request()
            }

            fn id(&self) -> Option<i64> {
                self.id
            }
        }
    )*};
}

by_id! {
    types::Outgoing: outgoing_list, OUTGOING_LIST, OUTGOING_GET;
    types::Job: jobs_list, JOBS_LIST, JOBS_GET;
    types::Incoming: incoming_list, INCOMING_LIST, INCOMING_GET;
}

/// The objects of these ids; what is not there is left out. Anything else that keeps one of them
/// from being read is an error.
pub(super) async fn by_ids<T: ById>(
    service: &Service,
    ids: &[i64],
) -> Result<HashMap<i64, T>, Error> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let transport = service.client.transport().clone();
    let items = list::by_ids(transport, &T::list(service)?, T::RESOURCE, ids).await?;
    // An object that was not asked for is not there.
    let asked: HashSet<i64> = ids.iter().copied().collect();
    Ok(items
        .into_iter()
        .filter_map(|item| Some((item.id()?, item)))
        .filter(|(id, _)| asked.contains(id))
        .collect())
}

/// Whether an object may have this tag: it carries it, or none. Lists are asked for a tag, and a
/// cache may give another list.
pub(super) fn may_have_tag(found: Option<&str>, wanted: &str) -> bool {
    found.is_none_or(|found| found.is_empty() || found == wanted)
}
