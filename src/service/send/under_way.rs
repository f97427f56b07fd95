//! Records a send in the client while it is in flight.

use std::collections::HashSet;
use std::sync::Arc;

use crate::sending::in_flight::{InFlight, MessageKey, SendId};
use crate::service::Service;

/// A send in flight. When it is dropped, also with a future that is no longer polled, its unsettled
/// messages stay recorded for a while.
#[derive(Debug)]
pub(super) struct UnderWay {
    service: Service,
    keys: HashSet<MessageKey>,
    settled: HashSet<MessageKey>,
    send: SendId,
}

impl UnderWay {
    pub(super) fn begin(service: &Service, keys: HashSet<MessageKey>) -> Self {
        let send = service.in_flight().begin(&keys, service.elapsed());
        Self {
            service: service.clone(),
            keys,
            settled: HashSet::new(),
            send,
        }
    }

    pub(super) fn id(&self) -> SendId {
        self.send
    }

    pub(super) fn settle(&mut self, key: MessageKey) {
        self.settled.insert(key);
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        let in_flight: Arc<InFlight> = Arc::clone(self.service.in_flight());
        let settled = std::mem::take(&mut self.settled);
        in_flight.end(
            self.send,
            &self.keys,
            |key| settled.contains(&key),
            self.service.elapsed(),
        );
    }
}
