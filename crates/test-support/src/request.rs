//! A request as received over the wire.

use tokio::io::AsyncReadExt;
use tokio::net::TcpStream;

/// The method and the target.
#[derive(Debug, Clone, Default)]
pub struct Request {
    pub method: String,
    /// The path and the query, encoded, as sent.
    pub target: String,
    /// Names in lowercase.
    pub headers: Vec<(String, String)>,
    pub body: String,
}

impl Request {
    /// Reads the next request of a connection, starting with the bytes read before; `None` at the
    /// end of the connection.
    pub async fn read(stream: &mut TcpStream, buffer: &mut Vec<u8>) -> Option<Self> {
        let end = loop {
            if let Some(end) = buffer.windows(4).position(|window| window == b"\r\n\r\n") {
                break end;
            }
            if stream.read_buf(buffer).await.ok()? == 0 {
                return None;
            }
        };
        let head = String::from_utf8(buffer[..end].to_vec()).unwrap();
        let mut lines = head.split("\r\n");
        let mut first = lines.next()?.split(' ');
        let (method, target) = (first.next()?.to_owned(), first.next()?.to_owned());
        let headers = lines.filter_map(|line| line.split_once(": "));
        let headers = headers.map(|(name, value)| (name.to_lowercase(), value.to_owned()));
        let mut request = Self {
            method,
            target,
            headers: headers.collect(),
            body: String::new(),
        };
        let length = request.header("content-length");
        let whole = end + 4 + length.map_or(0, |text| text.parse().unwrap());
        while buffer.len() < whole {
            if stream.read_buf(buffer).await.ok()? == 0 {
                return None;
            }
        }
        request.body = String::from_utf8(buffer[end + 4..whole].to_vec()).unwrap();
        buffer.drain(..whole);
        Some(request)
    }

    pub fn path(&self) -> &str {
        self.target.split('?').next().unwrap()
    }

    /// Returns the pairs of the query, decoded, in the order sent.
    pub fn query(&self) -> Vec<(String, String)> {
        let query = self.target.split_once('?').map_or("", |(_, query)| query);
        url::form_urlencoded::parse(query.as_bytes())
            .into_owned()
            .collect()
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(known, _)| known == name)?;
        Some(&found.1)
    }

    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap_or(serde_json::Value::Null)
    }
}
