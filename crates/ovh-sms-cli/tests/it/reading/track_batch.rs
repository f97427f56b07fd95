//! `ovh-sms track --batch`: what became of a batch's messages.

use std::time::Duration;

use ovh_sms::sandbox::Outcome;

use crate::support::Served;

const MINUTE: Duration = Duration::from_secs(60);

/// A batch to these numbers, after so many minutes; its id.
fn batch(served: &Served, numbers: &[&str], minutes: u32) -> String {
    let service = served.sandbox.service().unwrap();
    let api = service.api();
    let call = api
        .batches_create("Bonjour")
        .name("news")
        .from("SANDBOX")
        .no_stop(true)
        .to(numbers.iter().copied())
        .deferred(served.sandbox.now() + minutes * MINUTE);
    let made = served.runtime.block_on(call.into_future());
    made.unwrap().into_inner().id.unwrap().to_string()
}

#[test]
fn a_batch_is_known_once_it_is_over() {
    let served = Served::start();
    served
        .sandbox
        .phone("+33600000002")
        .outcome(Outcome::Failed(28));
    // Only the service refuses the last one.
    let [good, mixed, bad] = [
        &["+33600000001"][..],
        &["+33600000001", "+33600000002"],
        &["+2901234"],
    ]
    .map(|numbers| batch(&served, numbers, 60));
    let code = |batch: &str| {
        let output = served.run(&["track", "--json", "--batch", batch]);
        output.status.code()
    };
    assert_eq!([code(&good), code(&mixed)], [Some(3); 2]);
    served.sandbox.advance(65 * MINUTE);
    assert_eq!(
        [code(&good), code(&mixed), code(&bad)],
        [Some(0), Some(4), Some(1)]
    );
}

/// Receivers without a message of their own, as an honest service reports them.
#[test]
fn a_batch_is_known_although_some_receivers_have_no_message() {
    let served = Served::start();
    let code = |batch: &str| {
        let output = served.run(&["track", "--json", "--batch", batch]);
        output.status.code()
    };
    // One number has sent STOP.
    let service = served.sandbox.service().unwrap();
    let stopped = "+33600000003";
    let message = ovh_sms::message::Message::transactional("Bonjour").allow_replies();
    let send = async { service.send(message.to(stopped)).await };
    assert_eq!(served.runtime.block_on(send).unwrap().sent().count(), 1);
    served.sandbox.advance(MINUTE);
    assert!(served.sandbox.phone(stopped).stop());
    let [twice, with_stopped, cancelled] = [
        &["+33600000001", "+33600000001"][..],
        &["+33600000001", stopped],
        &["+33600000001", "+33600000002"],
    ]
    .map(|numbers| batch(&served, numbers, 60));
    assert_eq!([code(&twice), code(&cancelled)], [Some(3); 2]);
    let cancel = service
        .api()
        .batches_cancel(cancelled.parse::<uuid::Uuid>().unwrap());
    served.runtime.block_on(cancel.into_future()).unwrap();
    served.sandbox.advance(65 * MINUTE);
    assert_eq!([code(&twice), code(&with_stopped)], [Some(0), Some(0)]);
    // No message was sent, and none will be.
    assert_eq!(code(&cancelled), Some(1));
}
