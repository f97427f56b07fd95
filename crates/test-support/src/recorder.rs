//! A server that records each request and returns queued responses.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use ovh_sms::{Client, Credentials, Options, Retry};
use tokio::io::AsyncWriteExt;
use tokio::net::{TcpListener, TcpStream};

pub use crate::request::Request as Recorded;

/// A response: status, content type, body.
#[derive(Debug, Clone)]
pub struct Answer(pub u16, pub &'static str, pub String);

impl Answer {
    pub fn json(body: impl ToString) -> Self {
        Answer(200, "application/json", body.to_string())
    }
}

/// The server. It returns the time for `GET /auth/time` and records these requests like all others;
/// when the queue is empty, it returns `null`.
pub struct Recorder {
    address: std::net::SocketAddr,
    requests: Arc<Mutex<Vec<Recorded>>>,
    answers: Arc<Mutex<VecDeque<Answer>>>,
}

impl Recorder {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let recorder = Recorder {
            address: listener.local_addr().unwrap(),
            requests: Arc::default(),
            answers: Arc::default(),
        };
        let (requests, answers) = (recorder.requests.clone(), recorder.answers.clone());
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, requests.clone(), answers.clone()));
            }
        });
        recorder
    }

    /// Returns the base URL, with a base path like OVHcloud's.
    pub fn url(&self) -> String {
        format!("http://{}/1.0", self.address)
    }

    /// Returns a client with made-up credentials that never retries.
    pub fn client(&self) -> Client {
        Client::builder()
            .endpoint(self.url())
            .credentials(Credentials::application_key("key", "secret", "consumer").unwrap())
            .options(Options::new().retry(Retry::never()))
            .build()
            .unwrap()
    }

    /// Queues a response.
    pub fn answer(&self, answer: Answer) {
        self.answers.lock().unwrap().push_back(answer);
    }

    /// Returns all requests so far except those for the time.
    pub fn requests(&self) -> Vec<Recorded> {
        let all = self.requests.lock().unwrap();
        all.iter()
            .filter(|request| request.path() != "/1.0/auth/time")
            .cloned()
            .collect()
    }

    /// Returns the last request and clears all.
    pub fn take(&self) -> Recorded {
        let mut all = self.requests.lock().unwrap();
        let last = all.pop().expect("a request was sent");
        all.clear();
        last
    }
}

async fn serve(
    mut stream: TcpStream,
    requests: Arc<Mutex<Vec<Recorded>>>,
    answers: Arc<Mutex<VecDeque<Answer>>>,
) {
    let mut buffer = Vec::new();
    while let Some(request) = Recorded::read(&mut stream, &mut buffer).await {
        let queued = || answers.lock().unwrap().pop_front();
        let Answer(status, content_type, body) = match request.path() {
            "/1.0/auth/time" => Answer::json(1_700_000_000),
            _ => queued().unwrap_or_else(|| Answer::json("null")),
        };
        requests.lock().unwrap().push(request);
        let answer = format!(
            "HTTP/1.1 {status} Status\r\ncontent-type: {content_type}\r\nx-ovh-queryid: EU.ext-3.made-up\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        );
        if stream.write_all(answer.as_bytes()).await.is_err() {
            return;
        }
    }
}
