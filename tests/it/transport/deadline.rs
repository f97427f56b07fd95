//! A deadline holds, whatever other calls wait for.

use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use futures_util::future::{Either, poll_immediate, select};
use ovh_sms::config::{Config, Key};
use ovh_sms::error::CallErrorKind;
use ovh_sms::{Client, Credentials, Error, Options};
use ovh_sms_test_support::raw_server::{self, Reply, Request};

async fn call(client: &Client) -> Result<(), Error> {
    client.api().services_list().send().await.map(drop)
}

#[tokio::test]
async fn a_deadline_ends_the_waiting_for_another_calls_clock_or_token() {
    let keys = Credentials::application_key("key", "secret", "consumer").unwrap();
    let account = Credentials::oauth2("client-id", "client-secret").unwrap();
    for (credentials, path) in [(keys, "/1.0/auth/time"), (account, "/token")] {
        let asked = Arc::new(AtomicU32::new(0));
        let counted = Arc::clone(&asked);
        let address = raw_server::start(move |request: Request| {
            assert_eq!(request.path(), path, "nothing else is asked");
            counted.fetch_add(1, Ordering::SeqCst);
            Reply::Stall
        });
        let address = address.await;
        let config = Config::builder()
            .endpoint(format!("http://{address}/1.0"))
            .set(Key::TOKEN_URL, format!("http://{address}/token"))
            .credentials(credentials);
        // Never completes by itself.
        let forever = Duration::from_secs(100_000);
        let options = Options::new().timeout(forever).deadline(forever);
        let patient = Client::builder()
            .config(config)
            .options(options)
            .build()
            .unwrap();
        let hasty = patient.with(Options::new().deadline(Duration::from_millis(50)));

        let mut first = pin!(call(&patient));
        assert!(
            poll_immediate(&mut first).await.is_none(),
            "it asks and waits"
        );
        let second = pin!(call(&hasty));
        let Either::Right((outcome, _)) = select(first, second).await else {
            panic!("the first call never ends");
        };
        let error = outcome.unwrap_err();
        assert!(
            matches!(error.call_kind(), Some(CallErrorKind::Deadline(_))),
            "{error}"
        );
        assert!(!error.may_have_been_sent());
        assert_eq!((error.attempts(), asked.load(Ordering::SeqCst)), (0, 1));
    }
}
