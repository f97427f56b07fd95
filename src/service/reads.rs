//! Reads messages by their ids, many per request.

use std::collections::{BTreeSet, HashMap};

use reqwest::Request;

use super::Service;
use crate::Operation;
use crate::api::{operations, types};
use crate::error::{CallError, Contradiction, Error, ResponseError};
use ovh_api::runtime::lenient::Readable;
use ovh_api::runtime::list::{self, Ids, Resource, key_of};

/// The maximum number of ids per batch read.
pub(super) const MOST_IDS: usize = 50;

/// An object that is read by a numeric id.
pub(super) trait ById: Readable + Send + 'static {
    const RESOURCE: Resource<Self>;

    /// Builds the request for the list that contains the ids.
    fn list(service: &Service) -> Result<Request, Error>;
    fn id(&self) -> Option<i64>;
}

macro_rules! by_id {
    ($($kind:ty: $builder:ident, $list:ident, $detail:ident;)*) => {$(
        impl ById for $kind {
            const RESOURCE: Resource<Self> = Resource {
                list: std::borrow::Cow::Borrowed(&operations::$list),
                detail: std::borrow::Cow::Borrowed(&operations::$detail),
                separator: ',',
                ids: Ids::Numbers,
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

/// The result of reading objects by their ids. Ids that are in neither field no longer exist.
pub(super) struct Read<T> {
    pub(super) found: HashMap<i64, T>,
    /// Objects that exist but can't be read, so that nothing is known about them.
    pub(super) unread: BTreeSet<i64>,
}

/// Reads the objects with these ids. An id that can't be read for any other reason is an error.
pub(super) async fn by_ids<T: ById>(service: &Service, ids: &[i64]) -> Result<Read<T>, Error> {
    let mut read = Read {
        found: HashMap::new(),
        unread: BTreeSet::new(),
    };
    if ids.is_empty() {
        return Ok(read);
    }
    let transport = service.client.transport().clone();
    let found = list::by_ids(transport, &T::list(service)?, T::RESOURCE, ids).await?;
    read.unread.extend(found.unread);
    for (id, object) in found.objects {
        // An object with another id is not the requested one.
        if object.id().is_none_or(|own| own == id) {
            read.found.insert(id, object);
        } else {
            read.unread.insert(id);
        }
    }
    Ok(read)
}

/// Builds the error for a list with unreadable items, where the missing items could matter.
pub(crate) fn incomplete(operation: &Operation, unread: usize) -> Error {
    let problem = ResponseError::contradiction(Contradiction::Incomplete { unread });
    CallError::new(operation, problem)
        .after_sending(false)
        .into()
}

/// Returns whether an object may have this tag: it has the tag, or none. A list that is filtered by
/// a tag may come from a cache, with another filter.
pub(super) fn may_have_tag(found: Option<&str>, wanted: &str) -> bool {
    found.is_none_or(|found| found.is_empty() || found == wanted)
}
