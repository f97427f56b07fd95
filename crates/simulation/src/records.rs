//! The end of a simulation: what the service accepted.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use ovh_sms::Service;
use ovh_sms_test_support::history::{Accepted, AcceptedBatch};

use crate::late::text;
use crate::world::Created;
use crate::{Lies, Machine, Weather, World};

/// Longer than any message, batch or late request waits.
const LONG: Duration = Duration::from_secs(3 * 86_400);

impl World {
    /// Ends all failures, and waits until everything that was late has arrived and is listed, and
    /// everything that was accepted is sent.
    pub async fn settle(&self) {
        self.set_weather(Weather::CALM);
        self.set_lies(Lies::NONE);
        self.set_delays(Vec::new());
        tokio::time::sleep(LONG).await;
    }

    /// Ends the simulation: waits until everything that was accepted is sent, and reads it.
    pub async fn accepted(self: &Arc<Self>) -> Vec<Accepted> {
        self.settle().await;
        let service = self.reader();
        let created = self.created().into_iter();
        let by_id: HashMap<String, Created> = created.map(|one| (text(&one.id), one)).collect();
        let mut messages = service.api().outgoing_list().stream();
        let mut accepted = Vec::new();
        while let Some(message) = messages.next().await {
            let message = message.unwrap();
            let (id, batch) = (message.id.unwrap(), message.batch_id);
            let key = batch.map_or_else(|| id.to_string(), |batch| batch.to_string());
            let created = by_id.get(&key);
            accepted.push(Accepted {
                id,
                receiver: message.receiver.unwrap(),
                text: message.message.unwrap_or_default(),
                tag: message.tag.unwrap_or_default(),
                credits: message.credits.unwrap().to_f64(),
                at: created.map_or_else(
                    || message.creation_datetime.unwrap(),
                    |created| self.sandbox.now() - (self.elapsed() - created.at),
                ),
                left: created.map(|created| self.sandbox.now() - (self.elapsed() - created.left)),
                batch,
                by: created.map(|created| created.by),
                listed: created
                    .and_then(|created| created.listed)
                    .map(|listed| self.sandbox.now() - (self.elapsed() - listed)),
            });
        }
        assert!(messages.is_complete());
        accepted
    }

    /// Returns the batches that were accepted, with the names of their mailings.
    pub async fn batches(self: &Arc<Self>) -> Vec<AcceptedBatch> {
        let batches = self.reader().api().batches_list().send().await.unwrap();
        let batches = batches.into_inner().into_iter().map(|batch| {
            let name = batch.name.unwrap_or_default();
            AcceptedBatch {
                // The rest is the fingerprint.
                subject: name.rsplit_once(' ').unwrap().0.to_owned(),
                at: batch.created_at.unwrap(),
                receivers: batch.total_records,
                slot: batch.slot_id,
            }
        });
        batches.collect()
    }

    /// Returns the credits that were taken from the account.
    pub async fn paid(self: &Arc<Self>) -> f64 {
        let account = self.reader().api().service_get().await.unwrap();
        1_000_000.0 - account.credits_left.unwrap().to_f64()
    }

    fn reader(self: &Arc<Self>) -> Service {
        let client = Machine::new(self, u64::MAX).client();
        client.service(self.sandbox.service_name())
    }
}
