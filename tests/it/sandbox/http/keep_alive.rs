//! Connections that are kept after refused requests, and the methods `HEAD` and `OPTIONS`.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use serde_json::{Value, json};

use crate::sandbox::support::{Client, account, answer, builder};

/// A response as read from a connection.
#[derive(Debug)]
struct Received {
    status: u16,
    head: Vec<String>,
    body: Vec<u8>,
}

impl Received {
    fn header(&self, name: &str) -> Option<&str> {
        let of = |line: &'_ String| line.split_once(':').is_some_and(|(one, _)| one == name);
        let line = self.head.iter().find(|line| of(line))?;
        Some(line.split_once(':')?.1.trim())
    }
}

/// A connection whose requests are written by hand.
struct Connection {
    stream: BufReader<TcpStream>,
}

impl Connection {
    fn open(address: &str) -> Self {
        let stream = TcpStream::connect(address).unwrap();
        stream.set_nodelay(true).unwrap();
        let timeout = Some(Duration::from_secs(60));
        stream.set_read_timeout(timeout).unwrap();
        Self {
            stream: BufReader::new(stream),
        }
    }

    fn write(&mut self, bytes: &[u8]) -> std::io::Result<()> {
        self.stream.get_mut().write_all(bytes)
    }

    /// Reads a response; names of headers in lower case.
    fn read(&mut self, has_body: bool) -> std::io::Result<Received> {
        let mut lines = Vec::new();
        loop {
            let mut line = String::new();
            if self.stream.read_line(&mut line)? == 0 {
                return Err(std::io::ErrorKind::UnexpectedEof.into());
            }
            let line = line.trim_end().to_owned();
            if line.is_empty() {
                break;
            }
            lines.push(line);
        }
        let status = lines[0].split(' ').nth(1).unwrap().parse().unwrap();
        let mut read = Received {
            status,
            head: lines.split_off(1),
            body: Vec::new(),
        };
        let length = read
            .header("content-length")
            .map_or(0, |text| text.parse().unwrap());
        if has_body {
            read.body.resize(length, 0);
            self.stream.read_exact(&mut read.body)?;
        }
        Ok(read)
    }
}

/// A request that is refused: its status, its head without the length, and the length of its body.
struct Refused {
    status: u16,
    head: String,
    length: usize,
}

/// Refused requests of every kind: before the body is read, after it, and by every part.
fn refused() -> Vec<Refused> {
    let head = |status, line: &str, headers: &str, length| Refused {
        status,
        head: format!("{line} HTTP/1.1\r\n{headers}"),
        length,
    };
    let own = "Host: localhost\r\n";
    let signed = "Host: localhost\r\nX-Ovh-Application: unknown\r\nX-Ovh-Consumer: x\r\n\
        X-Ovh-Timestamp: 1\r\nX-Ovh-Signature: x\r\n";
    let known = "Host: localhost\r\nX-Ovh-Application: 7kbG7Bk7S9Nt7ZSV\r\n";
    let many = format!("{own}{}", "X-Many: x\r\n".repeat(150));
    let long = format!("GET /1.0/sms?{}", "x".repeat(17 * 1024));
    vec![
        head(405, "POST /", own, 300),
        head(404, "POST /nothing", own, 300),
        head(404, "POST /1.0/nothing", own, 300),
        head(404, "POST /v2/sms", own, 300),
        head(404, "PUT /storage/x", own, 300),
        head(404, "POST /_sandbox/x", own, 300),
        head(404, "POST /auth/", own, 300),
        head(405, "PATCH /1.0/sms", own, 300),
        head(405, "POST /1.0/sms/sms-ab12345-1", own, 70_000),
        head(405, "DELETE /_sandbox/advance", own, 300),
        head(
            405,
            "DELETE /storage/c1a51e00-5a3d-4b6f-9d3b-2f0a7f1d9b10",
            own,
            300,
        ),
        head(400, "POST /1.0/auth/credential", known, 300),
        head(400, "POST /auth/oauth2/token", own, 300),
        head(400, "POST /_sandbox/advance", own, 300),
        head(401, "POST /1.0/sms/sms-ab12345-1/jobs", own, 300),
        head(403, "POST /1.0/sms/sms-ab12345-1/jobs", signed, 300),
        head(
            403,
            "PUT /storage/c1a51e00-5a3d-4b6f-9d3b-2f0a7f1d9b10",
            own,
            300,
        ),
        head(413, "POST /1.0/auth/credential", own, 66_000),
        head(413, "POST /_sandbox/advance", own, 66_000),
        head(413, "POST /auth/oauth2/token", own, 66_000),
        head(403, "POST /1.0/sms", "Host: pages.example\r\n", 300),
        head(
            403,
            "POST /_sandbox/advance",
            "Host: pages.example\r\n",
            300,
        ),
        head(
            403,
            "POST /",
            "Host: localhost\r\nOrigin: https://pages.example\r\n",
            300,
        ),
        head(414, &long, own, 300),
        head(431, "POST /1.0/sms", &many, 300),
    ]
}

/// Returns the header that states the length of a body, and the body in two segments.
fn segments(length: usize, chunked: bool) -> (String, String, String) {
    let (first, second) = ("x".repeat(length / 2), "x".repeat(length - length / 2));
    if !chunked {
        return (format!("Content-Length: {length}"), first, second);
    }
    let chunk = |text: String| format!("{:x}\r\n{text}\r\n", text.len());
    let last = chunk(second) + "0\r\n\r\n";
    ("Transfer-Encoding: chunked".to_owned(), chunk(first), last)
}

#[test]
fn ten_thousand_refused_requests_break_no_next_call() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let sandbox = runtime.block_on(builder().start()).unwrap();
    let address = sandbox.origin().trim_start_matches("http://").to_owned();
    let requests = refused();
    let mut open: Option<Connection> = None;
    let (mut broken, mut closed, mut count) = (Vec::new(), 0, 0);
    while count < 10_000 {
        for request in &requests {
            count += 1;
            let mut connection = open.take().unwrap_or_else(|| Connection::open(&address));
            let (framing, first, second) = segments(request.length, count % 2 == 0);
            let head = format!("{}{framing}\r\n\r\n", request.head);
            // The second part of the body is written when the first may have been read.
            let exchanged = connection
                .write(format!("{head}{first}").as_bytes())
                .map(|()| std::thread::yield_now())
                .and_then(|()| connection.write(second.as_bytes()))
                .and_then(|()| connection.read(true));
            let exchanged = match exchanged {
                Ok(response) => response,
                Err(error) => {
                    broken.push(format!("{}: {error}", request.head));
                    continue;
                }
            };
            assert_eq!(
                exchanged.status, request.status,
                "{} {exchanged:?}",
                request.head
            );
            let body: Value = serde_json::from_slice(&exchanged.body).unwrap();
            assert!(
                body["message"].is_string() || body["error"].is_string(),
                "{body}"
            );
            if exchanged.header("connection") == Some("close") {
                closed += 1;
                continue;
            }
            // The next call on the same connection.
            let next = connection
                .write(b"GET /1.0/auth/time HTTP/1.1\r\nHost: localhost\r\n\r\n")
                .and_then(|()| connection.read(true));
            match next {
                Ok(response) if response.status == 200 => open = Some(connection),
                next => broken.push(format!("{}: {next:?}", request.head)),
            }
        }
    }
    assert_eq!(broken, Vec::<String>::new(), "{} of {count}", broken.len());
    assert_eq!(
        closed, 0,
        "a body that is sent in whole keeps its connection"
    );
}

#[test]
fn a_body_that_does_not_come_closes_the_connection_and_says_so() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let sandbox = builder().client_timeout(Duration::from_millis(200));
    let sandbox = runtime.block_on(sandbox.start()).unwrap();
    let address = sandbox.origin().trim_start_matches("http://").to_owned();
    for (line, status) in [
        ("POST /nothing", 404),
        ("POST /1.0/sms/sms-ab12345-1/jobs", 408),
    ] {
        let mut connection = Connection::open(&address);
        let head = format!("{line} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\nx");
        connection.write(head.as_bytes()).unwrap();
        let response = connection.read(true).unwrap();
        assert_eq!(response.status, status, "{response:?}");
        assert_eq!(response.header("connection"), Some("close"), "{response:?}");
        assert!(connection.read(true).is_err(), "the connection is closed");
    }
}

#[tokio::test]
async fn head_is_get_without_the_body() {
    let sandbox = builder().start().await.unwrap();
    let client = Client::new(&sandbox);
    for path in [
        "/sms",
        "/sms/",
        "/sms/sms-ab12345-1",
        "/sms.json",
        "/auth/time",
        "/",
    ] {
        let get = client.request("GET", path, None).send().await.unwrap();
        let head = client.request("HEAD", path, None).send().await.unwrap();
        assert_eq!(
            (get.status().as_u16(), head.status().as_u16()),
            (200, 200),
            "{path}"
        );
        let length = &get.headers()["content-length"];
        assert_eq!(&head.headers()["content-length"], length, "{path}");
        assert_eq!(head.text().await.unwrap(), "");
    }
    // A rule for GET covers HEAD, and an unsigned HEAD is refused as GET is.
    let unsigned = client.http.head(format!("{}/sms", client.endpoint));
    assert_eq!(unsigned.send().await.unwrap().status(), 401);
    let post_only = client.request("HEAD", "/auth/credential", None);
    assert_eq!(post_only.send().await.unwrap().status(), 405);
    let phone = format!("{}/_sandbox/phones/+33600000000", sandbox.origin());
    let get = client.http.get(&phone).send().await.unwrap();
    let head = client.http.head(&phone).send().await.unwrap();
    assert_eq!(head.status(), 200);
    let length = &get.headers()["content-length"];
    assert_eq!(&head.headers()["content-length"], length);
    // The same connection serves the next call.
    let address = sandbox.origin().trim_start_matches("http://").to_owned();
    let read = tokio::task::spawn_blocking(move || {
        let mut connection = Connection::open(&address);
        let mut statuses = Vec::new();
        for method in ["HEAD", "GET", "HEAD", "GET"] {
            let head = format!("{method} /1.0/sms.json HTTP/1.1\r\nHost: localhost\r\n\r\n");
            connection.write(head.as_bytes()).unwrap();
            statuses.push(connection.read(method == "GET").unwrap().status);
        }
        statuses
    });
    assert_eq!(read.await.unwrap(), [200; 4]);
}

#[tokio::test]
async fn options_states_the_methods_to_pages_of_every_site() {
    let sandbox = builder().start().await.unwrap();
    let client = Client::new(&sandbox);
    let origin = sandbox.origin();
    for (path, methods) in [
        ("/1.0/sms", "GET, HEAD, OPTIONS"),
        ("/1.0/sms/", "GET, HEAD, OPTIONS"),
        ("/v1/sms/x/jobs", "GET, POST, HEAD, OPTIONS"),
        ("/1.0/sms/x/jobs/1", "DELETE, GET, HEAD, OPTIONS"),
        ("/1.0/sms/x", "GET, PUT, HEAD, OPTIONS"),
        ("/1.0/auth/credential", "POST, OPTIONS"),
        ("/1.0/sms.json", "GET, HEAD, OPTIONS"),
        ("/1.0", "GET, HEAD, OPTIONS"),
    ] {
        let request = client
            .http
            .request(reqwest::Method::OPTIONS, format!("{origin}{path}"));
        let request = request
            .header("Origin", "https://pages.example")
            .header("Access-Control-Request-Method", "POST");
        let response = request.send().await.unwrap();
        assert_eq!(response.status(), 200, "{path}");
        let header = |name: &str| response.headers()[name].to_str().unwrap().to_owned();
        assert_eq!(header("access-control-allow-methods"), methods, "{path}");
        assert_eq!(header("allow"), methods, "{path}");
        assert_eq!(header("access-control-allow-origin"), "*");
        let allowed = header("access-control-allow-headers").to_lowercase();
        for name in [
            "x-ovh-application",
            "x-ovh-signature",
            "content-type",
            "authorization",
            "cache-control",
            "pragma",
        ] {
            assert!(allowed.contains(name), "{allowed}");
        }
    }
    for (path, is_open) in [
        ("/1.0/nothing", true),
        ("/v2/sms", true),
        ("/nothing", false),
    ] {
        let request = client
            .http
            .request(reqwest::Method::OPTIONS, format!("{origin}{path}"));
        let response = request.send().await.unwrap();
        assert_eq!(response.status(), 404, "{path}");
        let sites = response.headers().get("access-control-allow-origin");
        assert_eq!(sites.is_some(), is_open, "{path}");
    }
}

#[tokio::test]
async fn a_wrong_method_states_the_right_ones() {
    let sandbox = builder().start().await.unwrap();
    let client = Client::new(&sandbox);
    let origin = sandbox.origin();
    for (path, methods) in [
        ("/1.0/sms/x/jobs", "GET, POST, HEAD, OPTIONS"),
        ("/1.0/sms.json", "GET, HEAD, OPTIONS"),
        ("/v1/sms.json/", "GET, HEAD, OPTIONS"),
        ("/1.0", "GET, HEAD, OPTIONS"),
        ("/1.0/", "GET, HEAD, OPTIONS"),
        ("/_sandbox/advance", "POST"),
        ("/_sandbox/phones/+33600000000", "GET, HEAD"),
        ("/_sandbox/phones/+33600000000/stop/", "POST"),
        (
            "/storage/c1a51e00-5a3d-4b6f-9d3b-2f0a7f1d9b10",
            "GET, HEAD, PUT, OPTIONS",
        ),
    ] {
        let refused = client.http.patch(format!("{origin}{path}"));
        let refused = refused.send().await.unwrap();
        assert_eq!(refused.status(), 405, "{path}");
        assert_eq!(refused.headers()["allow"], methods, "{path}");
    }
    for path in ["/1.0/x.json", "/_sandbox/phone", "/_sandbox/x/y"] {
        let refused = client.http.patch(format!("{origin}{path}"));
        assert_eq!(refused.send().await.unwrap().status(), 404, "{path}");
    }
}

#[tokio::test]
async fn a_list_is_read_by_cursors() {
    let sandbox = builder().start().await.unwrap();
    let client = Client::new(&sandbox);
    let receivers: Vec<String> = (0..7).map(|n| format!("+3360000000{n}")).collect();
    let job = json!({ "message": "x", "receivers": receivers, "noStopClause": true });
    let sent = client.post(&account("/jobs"), job).await;
    let by_cursor = client
        .with_header("X-Pagination-Mode", "CachedObjectList-Cursor")
        .with_header("X-Pagination-Size", "3");
    let (mut ids, mut sizes, mut cursor) = (Vec::new(), Vec::new(), None::<String>);
    loop {
        let part = match &cursor {
            Some(cursor) => by_cursor.with_header("X-Pagination-Cursor", cursor.clone()),
            None => by_cursor.clone(),
        };
        let part = part.call("GET", &account("/outgoing"), None).await;
        assert_eq!(part.status, 200, "{}", part.body);
        let objects = part.body.as_array().unwrap();
        sizes.push(objects.len());
        ids.extend(objects.iter().map(|one| one["id"].clone()));
        let next = part.headers.get("x-pagination-cursor-next");
        cursor = next.map(|next| next.to_str().unwrap().to_owned());
        if cursor.is_none() {
            break;
        }
    }
    assert_eq!(
        (sizes, Value::from(ids)),
        (vec![3, 3, 1], sent["ids"].clone())
    );
    for cursor in ["x", "33", "zz"] {
        let other = by_cursor.with_header("X-Pagination-Cursor", cursor);
        let answer = other.call("GET", &account("/outgoing"), None).await;
        // `33` is the position 3 in hexadecimal digits.
        assert_eq!(
            answer.status,
            if cursor == "33" { 200 } else { 400 },
            "{cursor}"
        );
    }
    // Lists that can't be expanded ignore the header, as with pages.
    let plain = by_cursor.get("/auth/time").await;
    assert!(plain.is_number());
    let unsigned = client.http.get(format!("{}/sms", client.endpoint));
    assert_eq!(answer(unsigned.send().await.unwrap()).await.status, 401);
}
