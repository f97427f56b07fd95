//! The sandbox under test, renewed from time to time, and a plain connection to it.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpStream};
use std::sync::Mutex;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use ovh_sms::sandbox::Sandbox;
use sha1::{Digest, Sha1};

use crate::answer::{self, Answer};
use crate::call::{Call, Written};

/// The number of inputs after which the sandbox is replaced: its state is small again, and its port
/// another, so that the system does not run out of pairs of ports.
const INPUTS: u32 = 5_000;
/// The number of remembered texts from responses.
const SEEN: usize = 200;
/// Longer than the server ever needs.
const PATIENCE: Duration = Duration::from_secs(20);
/// Noon of a working day.
const NOON: &str = "2026-01-15T12:00:00+01:00";

/// A running sandbox.
pub struct Served {
    sandbox: Sandbox,
    address: String,
    left: u32,
    /// Texts that it returned recently, mainly ids, for later calls to use.
    seen: Vec<String>,
    connection: Option<TcpStream>,
    // Last, so that the sandbox stops before it.
    _runtime: tokio::runtime::Runtime,
}

impl Served {
    /// Runs a function with the sandbox of this process.
    pub fn shared(work: impl FnOnce(&mut Self)) {
        static SHARED: Mutex<Option<Served>> = Mutex::new(None);
        let mut shared = SHARED.lock().unwrap();
        if shared.as_ref().is_none_or(|served| served.left == 0) {
            *shared = None;
        }
        let served = shared.get_or_insert_with(Self::start);
        served.left -= 1;
        work(served);
    }

    fn start() -> Self {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let sandbox = Sandbox::builder()
            .start_at(NOON.parse().unwrap())
            .credits(1e9)
            .seed(1)
            // A call that waits for the rest of its body must not block the fuzzer.
            .client_timeout(Duration::from_millis(300))
            .check_responses(true);
        let sandbox = runtime.block_on(sandbox.start()).unwrap();
        let address = sandbox.origin().trim_start_matches("http://").to_owned();
        Self {
            sandbox,
            address,
            left: INPUTS,
            seen: Vec::new(),
            connection: None,
            _runtime: runtime,
        }
    }

    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(&self.address).expect("the port is open");
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream.set_write_timeout(Some(PATIENCE)).unwrap();
        stream.set_nodelay(true).unwrap();
        stream
    }

    /// Sends bytes as they are, closes the sending side, and reads everything that comes back.
    pub fn send_raw(&self, bytes: &[u8]) -> Vec<u8> {
        let mut stream = self.connect();
        // The server may refuse, and close, before it has read everything.
        let _ = stream.write_all(bytes);
        let _ = stream.shutdown(Shutdown::Write);
        let mut told = Vec::new();
        match stream.read_to_end(&mut told) {
            Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => {
                panic!("the server neither responds nor closes the connection")
            }
            _ => told,
        }
    }

    /// Another client gets its response.
    pub fn must_still_answer(&mut self) {
        let answer = self.exchange(b"GET /1.0/auth/time HTTP/1.1\r\nHost: localhost\r\n\r\n");
        assert_eq!(answer.status, 200, "{answer:?}");
    }

    /// Sends a correctly signed call.
    pub fn call(&mut self, call: &Call) -> Answer {
        let now = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap()
            .as_secs();
        let Written {
            method,
            target,
            headers,
            body,
        } = call.written(&self.seen);
        let (secret, consumer) = (
            self.sandbox.application_secret(),
            self.sandbox.consumer_key(),
        );
        let mut hash = Sha1::new();
        hash.update(format!(
            "{secret}+{consumer}+{method}+http://{}{target}+",
            self.address
        ));
        hash.update(&body);
        hash.update(format!("+{now}"));
        let mut request = format!(
            "{method} {target} HTTP/1.1\r\nHost: {}\r\nX-Ovh-Application: {}\r\n\
             X-Ovh-Consumer: {consumer}\r\nX-Ovh-Timestamp: {now}\r\nX-Ovh-Signature: $1${}\r\n\
             Content-Length: {}\r\n{}\r\n",
            self.address,
            self.sandbox.application_key(),
            hex::encode(hash.finalize()),
            body.len(),
            headers,
        )
        .into_bytes();
        request.extend(body);
        let answer = self.exchange(&request);
        assert_ne!(
            answer.error_code(),
            Some("INVALID_SIGNATURE"),
            "the fuzzer signs what it sends: {method} {target}"
        );
        answer.collect(&mut self.seen);
        self.seen.drain(..self.seen.len().saturating_sub(SEEN));
        if call.advances() {
            self.sandbox.advance(Duration::from_secs(3600));
        }
        answer
    }

    /// Sends one request and reads its response, over a connection that stays open.
    fn exchange(&mut self, request: &[u8]) -> Answer {
        let reused = self.connection.is_some();
        let mut stream = self.connection.take().unwrap_or_else(|| self.connect());
        let told = stream
            .write_all(request)
            .and_then(|()| answer::read(&mut stream));
        match told {
            Ok(answer) => {
                self.connection = (!answer.closes).then_some(stream);
                answer
            }
            // The server may close idle connections.
            Err(_) if reused => self.exchange(request),
            Err(error) => panic!("no response: {error}"),
        }
    }
}
