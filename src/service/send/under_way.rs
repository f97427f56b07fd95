//! A send under way: noted in the client while it lasts.

use std::collections::HashSet;
use std::sync::Arc;

use crate::sending::in_flight::{InFlight, MessageKey, SendId};
use crate::service::Service;

/// A send under way; when it is dropped, also with a future that nobody polls any more, what is not
/// settled stays in the book for a while.
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
