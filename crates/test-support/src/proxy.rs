//! A proxy in front of a sandbox: it records the heads of requests, and can delay the list of
//! batches.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use ovh_sms::sandbox::Sandbox;
use ovh_sms::{Client, Credentials, Service};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

pub struct Proxy {
    address: std::net::SocketAddr,
    shared: Arc<Shared>,
}

#[derive(Default)]
struct Shared {
    heads: Mutex<Vec<String>>,
    /// The number of lists of batches to hide.
    stale_lists: AtomicU64,
    /// The body that hidden lists get instead.
    stale_answer: Mutex<Option<String>>,
    /// Responses of the proxy itself to requests whose heads begin with a text.
    own_answers: Mutex<Vec<(String, String)>>,
    /// Responses to requests whose heads begin with this text are held.
    held: Mutex<Option<String>>,
    /// The first request whose head begins with the text is passed on after this delay.
    delayed: Mutex<Option<(String, std::time::Duration)>>,
    /// Notified when delays end.
    hurried: tokio::sync::Notify,
}

impl Proxy {
    pub async fn before(sandbox: &Sandbox) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let proxy = Proxy {
            address: listener.local_addr().unwrap(),
            shared: Arc::default(),
        };
        let target = sandbox.origin().replace("http://", "");
        let shared = proxy.shared.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(pass(stream, target.clone(), shared.clone()));
            }
        });
        proxy
    }

    pub fn service(&self, sandbox: &Sandbox) -> Service {
        let credentials = Credentials::application_key(
            sandbox.application_key(),
            sandbox.application_secret(),
            sandbox.consumer_key(),
        );
        let client = Client::builder()
            .endpoint(self.endpoint())
            .credentials(credentials.unwrap());
        client.build().unwrap().service(sandbox.service_name())
    }

    /// Returns its base URL, which replaces that of the sandbox.
    pub fn endpoint(&self) -> String {
        format!("http://{}/1.0", self.address)
    }

    /// Waits for a request whose head begins with this text, in lowercase; it has not been passed
    /// on, or only just.
    pub async fn seen(&self, head: &str) {
        while !self.heads().iter().any(|seen| seen.starts_with(head)) {
            tokio::time::sleep(std::time::Duration::from_millis(1)).await;
        }
    }

    /// Returns the heads of all requests so far, in lowercase.
    pub fn heads(&self) -> Vec<String> {
        self.shared.heads.lock().unwrap().clone()
    }

    /// Holds the responses to requests whose heads begin with this text; the requests are
    /// processed.
    pub fn hold_answers(&self, head: &str) {
        *self.shared.held.lock().unwrap() = Some(head.to_owned());
    }

    /// Releases the held responses.
    pub fn release(&self) {
        *self.shared.held.lock().unwrap() = None;
    }

    /// Passes the first request whose head begins with this text on after a delay.
    pub fn delay(&self, head: &str, time: std::time::Duration) {
        *self.shared.delayed.lock().unwrap() = Some((head.to_owned(), time));
    }

    /// Passes delayed requests on at once.
    pub fn undelay(&self) {
        self.shared.delayed.lock().unwrap().take();
        self.shared.hurried.notify_one();
    }

    /// Responds to requests whose heads begin with this text with this body, without the sandbox.
    pub fn answer(&self, head: &str, body: &str) {
        let answer = (head.to_owned(), body.to_owned());
        self.shared.own_answers.lock().unwrap().insert(0, answer);
    }

    /// Responds to hidden lists of batches with this body.
    pub fn list_instead(&self, body: &str) {
        *self.shared.stale_answer.lock().unwrap() = Some(body.to_owned());
    }

    /// Hides this number of lists of batches: they appear to be empty.
    pub fn hide_batches(&self, lists: u64) {
        self.shared.stale_lists.store(lists, Ordering::SeqCst);
    }
}

impl Shared {
    fn holds(&self, head: &str) -> bool {
        let held = self.held.lock().unwrap();
        held.as_deref().is_some_and(|held| head.starts_with(held))
    }

    fn own_answer(&self, head: &str) -> Option<String> {
        let answers = self.own_answers.lock().unwrap();
        let mut fitting = answers
            .iter()
            .filter(|(start, _)| head.starts_with(start.as_str()));
        fitting.next().map(|(_, body)| body.clone())
    }

    fn delay_of(&self, head: &str) -> Option<std::time::Duration> {
        let mut delayed = self.delayed.lock().unwrap();
        let (_, time) = delayed.take_if(|(start, _)| head.starts_with(start.as_str()))?;
        Some(time)
    }

    fn is_stale(&self, head: &str) -> bool {
        let list = head.starts_with("get ") && head.contains("/batches http/1.1");
        let take = |left: u64| left.checked_sub(1);
        list && self
            .stale_lists
            .fetch_update(Ordering::SeqCst, Ordering::SeqCst, take)
            .is_ok()
    }
}

/// One request per connection.
async fn pass(mut client: TcpStream, target: String, shared: Arc<Shared>) -> Option<()> {
    let mut buffer = Vec::new();
    let end = loop {
        if let Some(end) = buffer.windows(4).position(|window| window == b"\r\n\r\n") {
            break end;
        }
        if client.read_buf(&mut buffer).await.ok()? == 0 {
            return None;
        }
    };
    let head = String::from_utf8_lossy(&buffer[..end]).into_owned();
    let lower = head.to_lowercase();
    let length = lower.split("content-length: ").nth(1);
    let length: usize = length.map_or(0, |rest| {
        rest.split("\r\n").next().unwrap().parse().unwrap()
    });
    while buffer.len() < end + 4 + length {
        if client.read_buf(&mut buffer).await.ok()? == 0 {
            return None;
        }
    }
    let stale = shared.is_stale(&lower);
    shared.heads.lock().unwrap().push(lower.clone());
    let own = match stale {
        true => {
            let body = shared.stale_answer.lock().unwrap().clone();
            Some(body.unwrap_or_else(|| "[]".to_owned()))
        }
        false => shared.own_answer(&lower),
    };
    if let Some(body) = own {
        let length = body.len();
        let answer = format!(
            "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}"
        );
        return client.write_all(answer.as_bytes()).await.ok();
    }
    if let Some(time) = shared.delay_of(&lower) {
        tokio::select! {
            () = tokio::time::sleep(time) => {}
            () = shared.hurried.notified() => {}
        }
    }
    let mut server = TcpStream::connect(target).await.ok()?;
    server.write_all(head.as_bytes()).await.ok()?;
    server.write_all(b"\r\nconnection: close").await.ok()?;
    server.write_all(&buffer[end..]).await.ok()?;
    let mut answer = Vec::new();
    server.read_to_end(&mut answer).await.ok()?;
    while shared.holds(&lower) {
        tokio::time::sleep(std::time::Duration::from_millis(1)).await;
    }
    client.write_all(&answer).await.ok()
}
