//! A look-up of a lost message ends in time, however slow the service is.

use std::sync::Arc;
use std::time::Duration;

use http::Response;
use ovh_sms::error::{ConnectionError, ConnectionProblem};
use ovh_sms::message::Message;
use ovh_sms::{Client, Credentials, Exchange, HttpBackend};
use serde_json::json;
use tokio::time::Instant;

/// Loses each send, knows no batch reads, and takes nine seconds for each message.
#[derive(Debug)]
struct Slow;

impl HttpBackend for Slow {
    fn execute(&self, request: reqwest::Request) -> Exchange {
        let is_post = request.method() == reqwest::Method::POST;
        let path = request.url().path().to_owned();
        Box::pin(async move {
            if is_post {
                let source = std::io::Error::other("simulated");
                return Err(ConnectionError::new(ConnectionProblem::Lost, source));
            }
            let (status, body) = match path.rsplit('/').next().unwrap() {
                "time" => (200, json!(1_764_150_000)),
                "jobs" | "outgoing" => (200, json!((1..=1000).collect::<Vec<_>>())),
                ids if ids.contains([',', '%']) => (400, json!({ "message": "Invalid id" })),
                id => {
                    tokio::time::sleep(Duration::from_secs(9)).await;
                    let id: i64 = id.parse().unwrap();
                    (
                        200,
                        json!({ "id": id, "message": "x", "receiver": "+33600000009" }),
                    )
                }
            };
            let response = Response::builder().status(status).body(body.to_string());
            Ok(response.unwrap().into())
        })
    }
}

#[tokio::test(start_paused = true)]
async fn a_look_up_ends_in_time_although_each_message_takes_long() {
    let client = Client::builder()
        .credentials(Credentials::unsigned())
        .http_backend(Arc::new(Slow))
        .build()
        .unwrap();
    for timeout in [0, 30, 120] {
        let began = Instant::now();
        let message = Message::transactional("Alerte")
            .from("MyCompany")
            .to("+33600000000");
        let sent = client
            .service("sms-ab12345-1")
            .send(message)
            .lookup_timeout(Duration::from_secs(timeout))
            .await;
        let report = sent.unwrap_err().into_send_report().unwrap();
        assert_eq!(report.unknown().count(), 1);
        let took = began.elapsed().as_secs();
        assert!(took <= timeout + 60, "{took} s of {timeout}");
        assert!(took >= timeout, "{took} s of {timeout}");
    }
}
