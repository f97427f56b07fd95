//! The sandbox behind the lying server: requests are passed on to it, or sent to it directly.

use std::io::{Read, Write};
use std::net::TcpStream;

use ovh_sms::sandbox::Sandbox;
use serde_json::Value;

use crate::fault_server::{Act, Request};

/// Headers of a signature, which is invalid after a change of the request.
const SIGNED: &[&str] = &[
    "x-ovh-application",
    "x-ovh-consumer",
    "x-ovh-timestamp",
    "x-ovh-signature",
];
/// Headers of a response that each hop sets itself.
const HOP: &[&str] = &["content-length", "connection", "transfer-encoding", "date"];

pub struct Upstream {
    address: String,
    token: String,
}

impl Upstream {
    /// Logs in as the sandbox's service account, because a changed request can't be signed.
    pub fn to(sandbox: &Sandbox) -> Self {
        let address = sandbox.address().to_string();
        let mut upstream = Self {
            address,
            token: String::new(),
        };
        let form = format!(
            "grant_type=client_credentials&client_id={}&client_secret={}&scope=all",
            sandbox.client_id(),
            sandbox.client_secret()
        );
        let path = sandbox.token_url();
        let path = path.strip_prefix(&sandbox.origin()).unwrap();
        let head = "content-type: application/x-www-form-urlencoded\r\n";
        let (_, _, body) = upstream.exchange("POST", path, head, &form);
        let answer: Value = serde_json::from_str(&body).unwrap();
        upstream.token = answer["access_token"].as_str().unwrap().to_owned();
        upstream
    }

    /// Passes a request on unchanged.
    pub fn pass(&self, request: &Request) -> Act {
        let lines = |(name, value): &(String, String)| match HOP.contains(&name.as_str()) {
            true => String::new(),
            false => format!("{name}: {value}\r\n"),
        };
        let head: String = request.headers.iter().map(lines).collect();
        let (status, head, body) =
            self.exchange(&request.method, &request.target, &head, &request.body);
        Act::Answer(status, head, body)
    }

    /// Makes a request valid after a change: with the token instead of the signature.
    pub fn sign_again(&self, request: &mut Request) {
        request
            .headers
            .retain(|(name, _)| !SIGNED.contains(&name.as_str()));
        let bearer = format!("Bearer {}", self.token);
        request.headers.push(("authorization".to_owned(), bearer));
    }

    pub fn ask(&self, method: &str, path: &str, body: Option<&Value>) -> Value {
        let body = body.map(Value::to_string).unwrap_or_default();
        self.asked(method, path, "", &body)
    }

    pub fn objects(&self, path: &str) -> Value {
        let pages = "x-pagination-mode: CachedObjectList-Pages\r\nx-pagination-size: 100000\r\n";
        self.asked("GET", path, pages, "")
    }

    pub fn upload(&self, url: &str, content: &str) {
        let path = url.splitn(4, '/').nth(3).unwrap();
        let (status, ..) = self.exchange("PUT", &format!("/{path}"), "", content);
        assert_eq!(status, 201, "{url}");
    }

    fn asked(&self, method: &str, path: &str, head: &str, body: &str) -> Value {
        let head = format!(
            "host: {}\r\nauthorization: Bearer {}\r\ncontent-type: application/json\r\n{head}",
            self.address, self.token
        );
        let (status, _, answer) = self.exchange(method, &format!("/1.0{path}"), &head, body);
        assert!(status < 300, "{method} {path}: {status} {answer}");
        serde_json::from_str(&answer).unwrap_or(Value::Null)
    }

    /// One request per connection, so that none is ever repeated.
    fn exchange(
        &self,
        method: &str,
        target: &str,
        head: &str,
        body: &str,
    ) -> (u16, String, String) {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        let host = match head.contains("host: ") {
            true => String::new(),
            false => format!("host: {}\r\n", self.address),
        };
        let request = format!(
            "{method} {target} HTTP/1.1\r\n{host}{head}connection: close\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        );
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        let answer = String::from_utf8(answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        let mut lines = head.split("\r\n");
        let status = lines.next().unwrap().split(' ').nth(1).unwrap();
        let kept = lines.filter(|line| {
            let name = line.split(':').next().unwrap().to_lowercase();
            !HOP.contains(&name.as_str())
        });
        let head: String = kept.map(|line| format!("{line}\r\n")).collect();
        (status.parse().unwrap(), head, body.to_owned())
    }
}
