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
    prints: HashSet<MessageKey>,
    settled: HashSet<MessageKey>,
    send: SendId,
}

impl UnderWay {
    pub(super) fn begin(service: &Service, prints: HashSet<MessageKey>) -> Self {
        let send = service.book().begin(&prints, service.elapsed());
        Self {
            service: service.clone(),
            prints,
            settled: HashSet::new(),
            send,
        }
    }

    pub(super) fn id(&self) -> SendId {
        self.send
    }

    pub(super) fn settle(&mut self, print: MessageKey) {
        self.settled.insert(print);
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        let book: Arc<InFlight> = Arc::clone(self.service.book());
        let settled = std::mem::take(&mut self.settled);
        book.end(
            self.send,
            &self.prints,
            |print| settled.contains(&print),
            self.service.elapsed(),
        );
    }
}
