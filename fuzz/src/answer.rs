//! A response of the server, and what must hold for it.

use std::io::{self, Read};

use serde_json::Value;

/// A response whose head could be parsed.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    /// Whether the server closes the connection after it.
    pub closes: bool,
    kind: String,
    body: Vec<u8>,
}

/// Returns the first final response among bytes; `None` if it is missing, as after an incomplete
/// request.
///
/// # Panics
/// Panics if the bytes are not HTTP.
pub fn first(mut bytes: &[u8]) -> Option<Answer> {
    if bytes.is_empty() {
        return None;
    }
    loop {
        let end = head_end(bytes).expect("the head of the response is complete");
        let (head, rest) = bytes.split_at(end);
        let (mut answer, length) = parse(head);
        if answer.status < 200 {
            // 100 Continue: the response follows, unless the rest of the request was not sent.
            if rest.is_empty() {
                return None;
            }
            bytes = rest;
            continue;
        }
        answer.body = rest[..length.min(rest.len())].to_vec();
        return Some(answer);
    }
}

/// Reads one response from a connection.
pub fn read(stream: &mut impl Read) -> io::Result<Answer> {
    let mut bytes = Vec::new();
    let mut chunk = [0; 16 * 1024];
    loop {
        if let Some(end) = head_end(&bytes) {
            let (mut answer, length) = parse(&bytes[..end]);
            if bytes.len() >= end + length {
                answer.body = bytes[end..end + length].to_vec();
                return Ok(answer);
            }
        }
        match stream.read(&mut chunk)? {
            0 => return Err(io::ErrorKind::UnexpectedEof.into()),
            count => bytes.extend_from_slice(&chunk[..count]),
        }
    }
}

fn head_end(bytes: &[u8]) -> Option<usize> {
    bytes
        .windows(4)
        .position(|window| window == b"\r\n\r\n")
        .map(|place| place + 4)
}

/// Returns a response without its body, and the body's length.
fn parse(head: &[u8]) -> (Answer, usize) {
    let head = std::str::from_utf8(head)
        .expect("heads are ASCII")
        .to_lowercase();
    let mut lines = head.split("\r\n");
    let mut words = lines.next().unwrap().splitn(3, ' ');
    let version = words.next().unwrap();
    assert!(version == "http/1.1" || version == "http/1.0", "{head}");
    let status = words.next().unwrap().parse().expect("a status");
    let field = |name: &str| {
        let mut fields = lines.clone().filter_map(|line| line.split_once(": "));
        fields
            .find(|(known, _)| *known == name)
            .map(|(_, value)| value.to_owned())
    };
    let length = field("content-length").map_or(0, |text| text.parse().expect("a length"));
    let answer = Answer {
        status,
        closes: field("connection").is_some_and(|value| value == "close") || version == "http/1.0",
        kind: field("content-type").unwrap_or_default(),
        body: Vec::new(),
    };
    assert!(
        status < 200 || field("x-ovh-queryid").is_some(),
        "every response has a query id: {head}"
    );
    (answer, length)
}

impl Answer {
    fn json(&self) -> Option<Value> {
        serde_json::from_slice(&self.body).ok()
    }

    /// Adds the texts and numbers of a successful response to those seen so far.
    pub fn collect(&self, seen: &mut Vec<String>) {
        fn walk(value: &Value, seen: &mut Vec<String>) {
            match value {
                Value::String(text) if !text.is_empty() && text.len() < 100 => {
                    seen.push(text.clone())
                }
                Value::Number(number) => seen.push(number.to_string()),
                Value::Array(items) => items.iter().for_each(|one| walk(one, seen)),
                Value::Object(fields) => fields.values().for_each(|one| walk(one, seen)),
                _ => {}
            }
        }
        if let Some(value) = self.json().filter(|_| self.status == 200) {
            walk(&value, seen);
        }
    }

    /// The `errorCode` of an error.
    pub fn error_code(&self) -> Option<&'static str> {
        let json = self.json()?;
        (json["errorCode"] == "INVALID_SIGNATURE").then_some("INVALID_SIGNATURE")
    }

    /// Checks that the response is a success or an error in one of OVHcloud's formats, and never an
    /// internal failure of the server.
    ///
    /// # Panics
    /// Panics if it is neither.
    pub fn must_be_fair(&self, of_head: bool) {
        let text = String::from_utf8_lossy(&self.body);
        assert!(self.status < 500, "{} {text}", self.status);
        if self.status < 400 || of_head {
            return;
        }
        if self.kind.starts_with("text/html") {
            // The page on which a person validates a key.
            return;
        }
        let json = self
            .json()
            .unwrap_or_else(|| panic!("{} {text}", self.status));
        if json["error"].is_string() && json["error_description"].is_string() {
            // The token endpoint returns OAuth2 errors.
            return;
        }
        let coded = json["errorCode"].is_string() && json["httpCode"].is_string();
        let classed = json["class"].is_string() && json["details"].is_object();
        assert!(
            json["message"].is_string() && (coded || classed),
            "{} {text}",
            self.status
        );
    }
}
